//! Copies of the texts in which there are bookmarks, as they were when the first one was set: by them a bookmark is
//! found again in a text that has been edited. Each is a file of the data folder, named by the SHA-256 of the text.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Folders, files};
use crate::text::{
    bookmark::LONGEST_COPIED,
    speech::{Speech, sha256},
};

/// Keeps a copy of a text, unless there is a whole one, or the text is too long.
///
/// # Errors
///
/// If it cannot be written.
pub fn keep(folders: &Folders, speech: &Speech) -> anyhow::Result<()> {
    if speech.text().len() > LONGEST_COPIED {
        return Ok(());
    }
    let path = path(folders, speech.sha256());
    if holds(&path, speech.text()) {
        return Ok(());
    }
    files::replace(&path, speech.text())
}

/// Whether a file holds just this text.
fn holds(path: &Path, text: &str) -> bool {
    let has_length = fs::metadata(path).is_ok_and(|file| usize::try_from(file.len()) == Ok(text.len()));
    has_length && fs::read(path).is_ok_and(|content| content == text.as_bytes())
}

/// The text with this SHA-256, if there is a whole copy of it.
pub fn read(folders: &Folders, hash: &str) -> Option<String> {
    // What a hand wrote into a bookmark names no file elsewhere.
    let is_name = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text = is_name.then(|| fs::read_to_string(path(folders, hash)).ok()).flatten()?;
    (sha256(text.as_bytes()) == hash).then_some(text)
}

/// The folder in which they are.
pub fn folder(folders: &Folders) -> PathBuf {
    folders.data.join("texts")
}

fn path(folders: &Folders, hash: &str) -> PathBuf {
    folder(folders).join(format!("{hash}.txt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_kept_once_and_anew_if_it_is_damaged() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders { data: home.path().into(), ..Folders::default() };
        let speech = Speech::parse("a", "One.\n\nTwo.\n".to_owned());
        let hash = speech.sha256();
        assert_eq!(read(&folders, hash), None);
        keep(&folders, &speech).unwrap();
        assert_eq!(read(&folders, hash).as_deref(), Some("One.\n\nTwo."));
        let written = || fs::metadata(path(&folders, hash)).unwrap().modified().unwrap();
        let first = written();
        keep(&folders, &speech).unwrap();
        assert_eq!(written(), first, "a whole copy is not written again");
        for damaged in ["One.", "One.\n\nTen.", ""] {
            fs::write(path(&folders, hash), damaged).unwrap();
            assert_eq!(read(&folders, hash), None, "{damaged:?} is none");
            keep(&folders, &speech).unwrap();
            assert_eq!(read(&folders, hash).as_deref(), Some("One.\n\nTwo."));
        }
        for name in ["", "../../etc/passwd", &"가".repeat(64)] {
            assert_eq!(read(&folders, name), None);
        }
    }

    #[test]
    fn of_a_long_text_there_is_none() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders { data: home.path().into(), ..Folders::default() };
        let speech = Speech::parse("a", "a".repeat(LONGEST_COPIED + 1));
        keep(&folders, &speech).unwrap();
        assert_eq!(read(&folders, speech.sha256()), None);
    }
}
