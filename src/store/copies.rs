//! Copies of the texts in which there are bookmarks, as they were when the first one was set: by them a bookmark is
//! found again in a text that has been edited. Each is a file of the data folder, named by the SHA-256 of the text.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{Folders, files};
use crate::text::{
    bookmark::LONGEST_COPIED,
    speech::{Speech, sha256},
};

/// The copies that were removed in this session, by their SHA-256. An undo brings them back.
pub type Removed = Arc<Mutex<BTreeMap<String, String>>>;

/// Keeps a copy of a text, unless there is a whole one, or the text is too long. Call this under the lock of the
/// bookmarks.
///
/// # Errors
///
/// If it cannot be written.
pub fn keep(folders: &Folders, speech: &Speech) -> anyhow::Result<()> {
    if speech.text().len() > LONGEST_COPIED {
        return Ok(());
    }
    write(folders, speech.sha256(), speech.text())
}

/// Keeps a copy again that was removed in this session, if it was. Call this under the lock of the bookmarks.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn restore(folders: &Folders, hash: &str, removed: &Removed) -> anyhow::Result<()> {
    let text = removed.lock().unwrap_or_else(PoisonError::into_inner).remove(hash);
    let Some(text) = text else { return Ok(()) };
    let written = write(folders, hash, &text);
    if written.is_err() {
        removed.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.to_owned(), text);
    }
    written
}

/// Removes a copy, of which `removed` keeps the text. Call this under the lock of the bookmarks.
pub(super) fn remove(folders: &Folders, hash: &str, removed: &Removed) {
    if let Some(text) = read(folders, hash) {
        removed.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.to_owned(), text);
    }
    if is_name(hash) {
        // A copy too many does no harm.
        drop(fs::remove_file(path(folders, hash)));
    }
}

fn write(folders: &Folders, hash: &str, text: &str) -> anyhow::Result<()> {
    let path = path(folders, hash);
    if holds(&path, text) { Ok(()) } else { files::replace(&path, text) }
}

/// Returns `true` for a SHA-256. What a hand wrote into a bookmark names no file elsewhere.
fn is_name(hash: &str) -> bool {
    hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a file holds just this text.
fn holds(path: &Path, text: &str) -> bool {
    let has_length = fs::metadata(path).is_ok_and(|file| usize::try_from(file.len()) == Ok(text.len()));
    has_length && files::read(path).is_ok_and(|content| content == text.as_bytes())
}

/// The text with this SHA-256, if there is a whole copy of it.
pub fn read(folders: &Folders, hash: &str) -> Option<String> {
    let content = is_name(hash).then(|| files::read(&path(folders, hash)).ok()).flatten()?;
    let text = String::from_utf8(content).ok()?;
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
    fn a_copy_that_was_removed_comes_back() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders { data: home.path().into(), ..Folders::default() };
        let speech = Speech::parse("a", "One.\n\nTwo.\n".to_owned());
        let (hash, removed) = (speech.sha256(), Removed::default());
        keep(&folders, &speech).unwrap();
        remove(&folders, hash, &removed);
        assert_eq!(fs::read_dir(folder(&folders)).unwrap().count(), 0);
        restore(&folders, hash, &removed).unwrap();
        assert_eq!(read(&folders, hash).as_deref(), Some("One.\n\nTwo."));
        // What a hand wrote into a bookmark removes no file elsewhere.
        let other = home.path().join("other.txt");
        fs::write(&other, "someone's own").unwrap();
        remove(&folders, "../other", &removed);
        assert!(other.exists());
    }

    #[test]
    fn of_a_long_text_there_is_none() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders { data: home.path().into(), ..Folders::default() };
        let speech = Speech::parse("a", "a".repeat(LONGEST_COPIED + 1));
        keep(&folders, &speech).unwrap();
        assert_eq!(read(&folders, speech.sha256()), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_copy_that_is_a_pipe_is_not_opened() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders { data: home.path().to_owned(), ..Folders::default() };
        let hash = sha256(b"");
        fs::create_dir_all(folder(&folders)).unwrap();
        let pipe = std::process::Command::new("mkfifo").arg(path(&folders, &hash)).status().unwrap();
        assert!(pipe.success());
        // Opening it would wait for whoever writes to it.
        assert_eq!(read(&folders, &hash), None);
    }
}
