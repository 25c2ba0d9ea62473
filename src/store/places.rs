//! The places on disk: `places.toml` in the state folder.

use std::{path::PathBuf, time::Duration};

use super::{Folders, state::StateFile};
use crate::places::{Change, Places};

/// What stands at the head of the file.
const HEAD: &str = "\
# The places where the reader of oratory was, and what was searched for. The
# program rewrites this file; deleting it forgets the places, and no bookmark.
";

/// What is kept. If there is no file there is nothing.
///
/// # Errors
///
/// If the file cannot be read or understood.
pub fn read(folders: &Folders) -> anyhow::Result<Places> {
    file(folders).read()
}

/// Applies a change to what the file holds now.
///
/// # Errors
///
/// If the file cannot be read, understood or written, or another program holds its lock for longer than
/// `wait`. The file is then as it was.
pub fn apply(folders: &Folders, change: &Change, wait: Duration) -> anyhow::Result<()> {
    file(folders).change(wait, |places: &mut Places| places.apply(change))
}

/// Where the places are.
pub fn path(folders: &Folders) -> PathBuf {
    folders.state.join("places.toml")
}

fn file(folders: &Folders) -> StateFile {
    let remedy = "repair or move the file, until then no position is saved";
    StateFile { path: path(folders), what: "places", head: HEAD, remedy }
}
