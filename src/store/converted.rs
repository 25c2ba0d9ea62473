//! The cache of converted texts, in the cache folder.
//!
//! An entry is a file named by the SHA-256 of the converted file and of the command that converted it. Its first line is
//! the SHA-256 of the rest: an entry that is damaged is made again.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use oratory_core::sha256;

use super::{MEGABYTE, files};

/// Bytes of all entries. The oldest ones are deleted.
const MAX_CACHE_BYTES: u64 = 256 * MEGABYTE;

/// Maximum wait for another instance that writes to the cache.
const LOCK_TIMEOUT: Duration = Duration::from_millis(200);

/// The texts that have been converted.
#[derive(Debug)]
pub(super) struct ConvertedTexts {
    /// The folder of the entries. Without one, nothing is kept.
    folder: Option<PathBuf>,
    /// Bytes of all entries that are kept.
    max_bytes: u64,
}

impl ConvertedTexts {
    /// Creates a cache in a folder in `cache`. An empty path means none.
    pub(super) fn new(cache: &Path) -> Self {
        let folder = (!cache.as_os_str().is_empty()).then(|| folder(cache));
        Self { folder, max_bytes: MAX_CACHE_BYTES }
    }

    /// Returns the text that `command` printed for a file with the SHA-256 `hash`, if it is kept.
    pub(super) fn read(&self, command: &[String], hash: &str, most: u64) -> Option<Vec<u8>> {
        let path = self.path(command, hash)?;
        if fs::metadata(&path).ok()?.len() > most.saturating_add(100) {
            return None;
        }
        let mut content = files::read(&path).ok()?;
        let feed = content.iter().position(|&byte| byte == b'\n')?;
        let is_intact = sha256(&content[feed + 1..]).as_bytes() == &content[..feed];
        content.drain(..=feed);
        is_intact.then_some(content)
    }

    /// Keeps `text`. The program can do without, so that a failure is not reported.
    pub(super) fn write(&self, command: &[String], hash: &str, text: &[u8]) {
        let Some(path) = self.path(command, hash) else { return };
        let Some(folder) = &self.folder else { return };
        let Ok(_lock) = files::lock(&folder.join("texts"), LOCK_TIMEOUT) else { return };
        let content = [sha256(text).as_bytes(), b"\n", text].concat();
        if files::replace(&path, &content).is_ok() {
            self.delete_surplus(folder);
        }
    }

    /// Deletes the oldest entries until the rest is within the limit.
    fn delete_surplus(&self, folder: &Path) {
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        let entries = files.filter_map(|file| {
            let metadata = file.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((metadata.modified().ok()?, metadata.len(), file.path()))
        });
        let mut entries: Vec<_> = entries.collect();
        entries.sort();
        let mut bytes = 0;
        for (_, size, path) in entries.into_iter().rev() {
            bytes += size;
            if bytes > self.max_bytes {
                drop(fs::remove_file(path));
            }
        }
    }

    fn path(&self, command: &[String], hash: &str) -> Option<PathBuf> {
        let mut key = format!("{hash}\n");
        for word in command {
            key.extend([&word.len().to_string(), " ", word, "\n"]);
        }
        self.folder.as_ref().map(|folder| folder.join(format!("{}.txt", sha256(key.as_bytes()))))
    }
}

/// Returns the folder of the entries in the cache folder.
pub(crate) fn folder(cache: &Path) -> PathBuf {
    cache.join("converted")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn entry_is_of_one_file_and_one_command() {
        let home = tempfile::tempdir().unwrap();
        let texts = ConvertedTexts::new(home.path());
        let [one, other] = [command(&["a", "b c"]), command(&["a", "b", "c"])];
        texts.write(&one, "1", b"One.\nTwo.");
        assert_eq!(texts.read(&one, "1", 100).as_deref(), Some(&b"One.\nTwo."[..]));
        assert_eq!((texts.read(&one, "2", 100), texts.read(&other, "1", 100)), (None, None));
        texts.write(&one, "1", b"");
        assert_eq!(texts.read(&one, "1", 100).as_deref(), Some(&b""[..]));
        let none = ConvertedTexts::new(Path::new(""));
        none.write(&one, "1", b"One.");
        assert_eq!(none.read(&one, "1", 100), None);
    }

    #[test]
    fn damaged_entry_is_none() {
        let home = tempfile::tempdir().unwrap();
        let texts = ConvertedTexts::new(home.path());
        let one = command(&["a"]);
        texts.write(&one, "1", b"One.");
        let path = texts.path(&one, "1").unwrap();
        let intact = fs::read(&path).unwrap();
        for damaged in [&b""[..], b"\n", b"One.", &intact[..intact.len() - 1], &[&intact[..], b"."].concat()]
        {
            fs::write(&path, damaged).unwrap();
            assert_eq!(texts.read(&one, "1", 100), None, "{damaged:?}");
        }
        texts.write(&one, "1", b"One.");
        assert_eq!(texts.read(&one, "1", 100).as_deref(), Some(&b"One."[..]));
    }

    #[test]
    fn oldest_entries_are_deleted_beyond_the_limit() {
        let home = tempfile::tempdir().unwrap();
        let texts = ConvertedTexts { max_bytes: 500, ..ConvertedTexts::new(home.path()) };
        let one = command(&["a"]);
        for number in 0..6 {
            texts.write(&one, &number.to_string(), &[b'a'; 100]);
            std::thread::sleep(Duration::from_millis(10));
        }
        let kept: Vec<bool> =
            (0..6).map(|number| texts.read(&one, &number.to_string(), 500).is_some()).collect();
        assert_eq!(kept, [false, false, false, true, true, true]);
    }
}
