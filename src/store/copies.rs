//! Copies of the texts with bookmarks, which help to find a bookmark again after an edit.
//!
//! A copy is a file in the data folder, named by the SHA-256 of its text. Functions that write need the lock of the
//! bookmarks file.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{Folders, files};
use oratory_core::{Document, MAX_COPIED_BYTES, sha256};

/// Texts of the copies that this session removed, by SHA-256. An undo restores them.
pub(crate) type RemovedCopies = Arc<Mutex<BTreeMap<String, String>>>;

/// Writes a copy of the text of `speech`, unless there is an intact one or the text is over [`MAX_COPIED_BYTES`].
///
/// # Errors
///
/// Fails if the copy cannot be written.
pub(super) fn write(folders: &Folders, speech: &Document) -> anyhow::Result<()> {
    if speech.text().len() > MAX_COPIED_BYTES {
        return Ok(());
    }
    write_text(folders, speech.sha256(), speech.text())
}

/// Restores a copy that this session removed, if it did.
///
/// # Errors
///
/// Fails if the copy cannot be written.
pub(super) fn restore(folders: &Folders, hash: &str, removed: &RemovedCopies) -> anyhow::Result<()> {
    let text = removed.lock().unwrap_or_else(PoisonError::into_inner).remove(hash);
    let Some(text) = text else { return Ok(()) };
    let written = write_text(folders, hash, &text);
    if written.is_err() {
        removed.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.to_owned(), text);
    }
    written
}

/// Removes a copy and adds its text to `removed`.
pub(super) fn remove(folders: &Folders, hash: &str, removed: &RemovedCopies) {
    if let Some(text) = read(folders, hash) {
        removed.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.to_owned(), text);
    }
    if is_hash(hash) {
        // A copy that remains does no harm.
        drop(fs::remove_file(path(folders, hash)));
    }
}

fn write_text(folders: &Folders, hash: &str, text: &str) -> anyhow::Result<()> {
    let path = path(folders, hash);
    if contains(&path, text) { Ok(()) } else { files::replace(&path, text.as_bytes()) }
}

/// Returns `true` for a SHA-256. Anything else, in a file edited by hand, could name a file elsewhere.
fn is_hash(hash: &str) -> bool {
    hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Returns `true` if the content of the file is `text`.
fn contains(path: &Path, text: &str) -> bool {
    let has_same_length = fs::metadata(path).is_ok_and(|file| usize::try_from(file.len()) == Ok(text.len()));
    has_same_length && files::read(path).is_ok_and(|content| content == text.as_bytes())
}

/// Returns the text with the SHA-256 `hash`, if there is an intact copy.
pub(crate) fn read(folders: &Folders, hash: &str) -> Option<String> {
    let content = is_hash(hash).then(|| files::read(&path(folders, hash)).ok()).flatten()?;
    let text = String::from_utf8(content).ok()?;
    (sha256(text.as_bytes()) == hash).then_some(text)
}

/// Returns the folder of the copies.
pub(crate) fn folder(folders: &Folders) -> PathBuf {
    folders.data.join("texts")
}

fn path(folders: &Folders, hash: &str) -> PathBuf {
    folder(folders).join(format!("{hash}.txt"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oratory_import::import_text;

    #[test]
    fn copy_is_written_once_and_again_if_damaged() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders { data: home.path().into(), ..Folders::default() };
        let speech = import_text("a", "One.\n\nTwo.\n");
        let hash = speech.sha256();
        assert_eq!(read(&folders, hash), None);
        write(&folders, &speech).unwrap();
        assert_eq!(read(&folders, hash).as_deref(), Some("One.\n\nTwo."));
        let written = || fs::metadata(path(&folders, hash)).unwrap().modified().unwrap();
        let first = written();
        write(&folders, &speech).unwrap();
        assert_eq!(written(), first, "an intact copy is not written again");
        for damaged in ["One.", "One.\n\nTen.", ""] {
            fs::write(path(&folders, hash), damaged).unwrap();
            assert_eq!(read(&folders, hash), None, "{damaged:?} is not a copy");
            write(&folders, &speech).unwrap();
            assert_eq!(read(&folders, hash).as_deref(), Some("One.\n\nTwo."));
        }
        for name in ["", "../../etc/passwd", &"가".repeat(64)] {
            assert_eq!(read(&folders, name), None);
        }
    }

    #[test]
    fn removed_copy_is_restored() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders { data: home.path().into(), ..Folders::default() };
        let speech = import_text("a", "One.\n\nTwo.\n");
        let (hash, removed) = (speech.sha256(), RemovedCopies::default());
        write(&folders, &speech).unwrap();
        remove(&folders, hash, &removed);
        assert_eq!(fs::read_dir(folder(&folders)).unwrap().count(), 0);
        restore(&folders, hash, &removed).unwrap();
        assert_eq!(read(&folders, hash).as_deref(), Some("One.\n\nTwo."));
        // An edited bookmark must not remove a file elsewhere.
        let other = home.path().join("other.txt");
        fs::write(&other, "someone's own").unwrap();
        remove(&folders, "../other", &removed);
        assert!(other.exists());
    }

    #[test]
    fn long_text_has_no_copy() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders { data: home.path().into(), ..Folders::default() };
        let speech = import_text("a", &"a".repeat(MAX_COPIED_BYTES + 1));
        write(&folders, &speech).unwrap();
        assert_eq!(read(&folders, speech.sha256()), None);
    }

    #[cfg(unix)]
    #[test]
    fn copy_must_be_a_regular_file() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders { data: home.path().to_owned(), ..Folders::default() };
        let hash = sha256(b"");
        fs::create_dir_all(folder(&folders)).unwrap();
        let pipe = std::process::Command::new("mkfifo").arg(path(&folders, &hash)).status().unwrap();
        assert!(pipe.success());
        // Opening it would block.
        assert_eq!(read(&folders, &hash), None);
    }
}
