//! Saves drafts of notes to `drafts.toml` in the state folder.

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

use super::{Folders, state::StateFile};
use crate::session::{DraftChange, SavedDraft};

/// Comment at the top of the file.
const HEADER: &str = "\
# Notes that were being typed in oratory, a reader for speeches, and have not been saved.
# The program rewrites this file.
";

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Content {
    #[serde(default)]
    drafts: Vec<SavedDraft>,
}

/// Reads the drafts, the last at the end. Returns none if there is no file.
///
/// # Errors
///
/// Fails if the file cannot be read or parsed.
pub fn read(folders: &Folders) -> anyhow::Result<Vec<SavedDraft>> {
    file(folders).read::<Content>().map(|content| content.drafts)
}

/// Applies `change` to the current content of the file.
///
/// # Errors
///
/// Fails if the file cannot be read, parsed or written, or if its lock is not free within `timeout`. The file is then
/// unchanged.
pub(crate) fn apply(folders: &Folders, change: &DraftChange, timeout: Duration) -> anyhow::Result<()> {
    file(folders).change(timeout, |Content { drafts }| {
        drafts.retain(|draft| draft.annotation.id != *change.id());
        if let DraftChange::Save(draft) = change {
            drafts.push((**draft).clone());
        }
    })
}

/// Returns the path of `drafts.toml`.
pub(crate) fn path(folders: &Folders) -> PathBuf {
    folders.state.join("drafts.toml")
}

fn file(folders: &Folders) -> StateFile {
    let restore_hint = "replace it by drafts.toml.bak, its last good version";
    StateFile { path: path(folders), version: 1, content: "drafts of notes", header: HEADER, restore_hint }
}
