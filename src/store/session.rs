//! Saves the session to `places.toml` in the state folder.

use std::{path::PathBuf, time::Duration};

use super::{Folders, state::StateFile};
use crate::session::{SavedSession, SessionChange};

/// Comment at the top of the file.
const HEADER: &str = "\
# The reading positions, settings and searches of oratory, a reader for speeches.
# The program rewrites this file. Deleting it does not delete bookmarks.
";

/// Reads the saved session. Returns an empty one if there is no file.
///
/// # Errors
///
/// Fails if the file cannot be read or parsed.
pub fn read(folders: &Folders) -> anyhow::Result<SavedSession> {
    file(folders).read()
}

/// Applies `change` to the current content of the file.
///
/// # Errors
///
/// Fails if the file cannot be read, parsed or written, or if its lock is not free within `timeout`. The file is then
/// unchanged.
pub fn apply(folders: &Folders, change: &SessionChange, timeout: Duration) -> anyhow::Result<()> {
    file(folders).change(timeout, |session: &mut SavedSession| session.apply(change))
}

/// Returns the path of `places.toml`.
pub fn path(folders: &Folders) -> PathBuf {
    folders.state.join("places.toml")
}

fn file(folders: &Folders) -> StateFile {
    let restore_hint = "replace it by places.toml.bak, its last good version";
    StateFile { path: path(folders), version: 1, content: "reading positions", header: HEADER, restore_hint }
}
