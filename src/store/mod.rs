//! The door to the disk: the texts that the reader opens, and the files that the program keeps.
//!
//! Nothing else in the program touches a file or knows a real path. Whatever fails here comes back as
//! one line that names what was attempted, on which file, and what the reader can do.

use std::{io, path::Path, path::PathBuf, time::Duration};

use directories::{BaseDirs, ProjectDirs};

pub mod encoding;

pub mod paths;

pub mod texts;

pub mod input;

pub mod names;

mod walk;

pub mod config;

pub mod bookmarks;

pub mod copies;

pub mod rescue;

pub mod places;

mod state;

mod files;

#[cfg(test)]
mod damage;

/// How long to wait for a lock that another copy of the program holds.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// The folders in which the reader's files are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folders {
    /// What the reader writes for the program.
    pub config: PathBuf,
    /// What the reader would miss: bookmarks, with copies of the texts in which they are.
    pub data: PathBuf,
    /// What can be done without: places.
    pub state: PathBuf,
}

impl Folders {
    /// The user's own, by the custom of the system. `None` if HOME is not set.
    pub fn of_user() -> Option<Self> {
        if !has_home() {
            return None;
        }
        let folders = ProjectDirs::from("", "", "oratory")?;
        Some(Self {
            config: folders.config_dir().to_owned(),
            data: folders.data_dir().to_owned(),
            // Not every system has a custom for state.
            state: folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).to_owned(),
        })
    }
}

/// Returns `true` if HOME is set. Without it `directories` asks the system's list of users, for which a program that is
/// linked statically loads libraries of another glibc, and crashes.
fn has_home() -> bool {
    std::env::var_os("HOME").is_some_and(|home| !home.is_empty())
}

/// A path as the configuration names it: `~/` is the reader's home.
pub fn whole_path(written: &str) -> PathBuf {
    let in_home = written.strip_prefix("~/").filter(|_| has_home());
    let home = in_home.and_then(|inside| Some(BaseDirs::new()?.home_dir().join(inside)));
    texts::as_on_disk(&home.unwrap_or_else(|| written.into()))
}

/// A path as messages name it: in quotes and on one line, whatever characters it has.
pub fn quoted(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}

/// The system's word on what failed, without its number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match error.raw_os_error() {
        Some(code) => text.trim_end_matches(&format!(" (os error {code})")).to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(quoted(Path::new("a \"b\"\n가.txt")), r#""a \"b\"\n가.txt""#);
        assert_eq!(reason(&io::Error::from_raw_os_error(2)), "No such file or directory");
        assert_eq!(reason(&io::Error::other("no")), "no");
    }
}
