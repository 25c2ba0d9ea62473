//! The disk: texts that the user opens, and files that the program writes.
//!
//! No other module touches a file. An error is one line: what was attempted, on which file, and what to do next.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use directories::ProjectDirs;

pub mod options;
pub mod texts;

mod sidecar;

pub(crate) mod folders;

pub(crate) mod input;

pub(crate) mod converters;

pub(crate) mod converted;

pub(crate) mod names;

pub(crate) mod walk;

pub mod config;

pub mod bookmarks;

pub(crate) mod copies;

pub(crate) mod export;

pub mod session;

pub mod drafts;

pub(crate) mod state;

mod files;

const MEGABYTE: u64 = 1_000_000;

/// Maximum wait for a lock that another instance holds.
pub const LOCK_TIMEOUT: Duration = Duration::from_secs(2);

/// Folders with the user's files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folders {
    /// Folder of `config.toml`, which the user writes.
    pub config: PathBuf,
    /// Folder of `bookmarks.toml` and the copies of bookmarked texts, which are worth a backup.
    pub data: PathBuf,
    /// Folder of `places.toml`, which the program can do without.
    pub state: PathBuf,
    /// Folder of what can be made again. Empty if nothing is kept.
    pub cache: PathBuf,
}

impl Folders {
    /// Returns the folders that the system prescribes, or `None` if `HOME` is not set.
    pub(crate) fn of_user() -> Option<Self> {
        if !has_home() {
            return None;
        }
        let folders = ProjectDirs::from("", "", "oratory")?;
        Some(Self {
            config: folders.config_dir().to_owned(),
            data: folders.data_dir().to_owned(),
            cache: folders.cache_dir().to_owned(),
            // Not every system has a folder for state.
            state: folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).to_owned(),
        })
    }
}

/// Returns `true` if `HOME` is set.
///
/// Without it, `directories` asks the user database. In a static build, that loads libraries of another glibc and
/// crashes.
fn has_home() -> bool {
    env::var_os("HOME").is_some_and(|home| !home.is_empty())
}

/// Formats `path` for messages: in quotes, on one line, with escapes.
pub fn quoted(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}

/// Formats an error of the system without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match error.raw_os_error() {
        Some(code) => text.trim_end_matches(&format!(" (os error {code})")).to_owned(),
        None => text,
    }
}

/// Returns a mask of the signals that are ignored, the lowest bit for signal 1.
///
/// Only Linux tells without unsafe code: `sigaction`, with which all systems tell, also sets handlers, and is unsafe in `nix`,
/// `rustix` and `libc`. Elsewhere SIGHUP counts as ignored, so that `nohup` holds. A hangup without `nohup` ends the program
/// there by its default action, and leaves a running converter to itself.
pub(crate) fn ignored_signals() -> u64 {
    const ONLY_SIGHUP: u64 = 1;
    let Ok(status) = fs::read_to_string("/proc/self/status") else { return ONLY_SIGHUP };
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(ONLY_SIGHUP)
}

/// Returns the size of a file and the time of its last change, which together reveal a changed file.
fn stamp(metadata: &fs::Metadata) -> Option<(u64, u128)> {
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((metadata.len(), changed.as_nanos()))
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
