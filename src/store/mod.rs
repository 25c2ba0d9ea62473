//! Access to the disk: the texts that the user opens, and the files that the program writes.
//!
//! No other module touches a file or knows a real path. An error is one line: what was attempted, on which file,
//! and what to do next.

use std::{io, path::Path, path::PathBuf, time::Duration};

use directories::{BaseDirs, ProjectDirs};

pub mod encoding;

pub mod texts;

pub mod input;

pub mod names;

mod walk;

pub mod config;

pub mod bookmarks;

pub mod copies;

pub mod places;

pub mod state;

mod files;

/// Maximum wait for a lock that another instance holds.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// Folders with the user's files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folders {
    /// The configuration, which the user writes.
    pub config: PathBuf,
    /// Data worth a backup: bookmarks, with copies of the texts that contain them.
    pub data: PathBuf,
    /// Data that can be recreated: reading positions.
    pub state: PathBuf,
}

impl Folders {
    /// Returns the folders of the user, by the conventions of the system. Returns `None` if HOME is not set.
    pub fn of_user() -> Option<Self> {
        if !has_home() {
            return None;
        }
        let folders = ProjectDirs::from("", "", "oratory")?;
        Some(Self {
            config: folders.config_dir().to_owned(),
            data: folders.data_dir().to_owned(),
            // Not every system has a folder for state.
            state: folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).to_owned(),
        })
    }
}

/// Returns `true` if HOME is set. Without HOME, `directories` asks the user database. In a static build that loads
/// libraries of another glibc and crashes.
fn has_home() -> bool {
    std::env::var_os("HOME").is_some_and(|home| !home.is_empty())
}

/// Resolves a path in the configuration, where `~/` is the home folder.
pub fn whole_path(written: &str) -> PathBuf {
    let in_home = written.strip_prefix("~/").filter(|_| has_home());
    let home = in_home.and_then(|inside| Some(BaseDirs::new()?.home_dir().join(inside)));
    texts::as_on_disk(&home.unwrap_or_else(|| written.into()))
}

/// Formats a path for messages: in quotes, on one line, with escapes.
pub fn quoted(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}

/// Formats an error of the system without its number.
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
    fn message_is_one_line() {
        assert_eq!(quoted(Path::new("a \"b\"\n가.txt")), r#""a \"b\"\n가.txt""#);
        assert_eq!(reason(&io::Error::from_raw_os_error(2)), "No such file or directory");
        assert_eq!(reason(&io::Error::other("no")), "no");
    }
}
