//! Finds files by the names that lists show: without the extension, and with unprintable characters replaced.

use std::{
    cell::RefCell,
    collections::HashMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    rc::Rc,
};

use unicode_normalization::UnicodeNormalization;

use super::texts::to_id;

/// Looks up names in folders. Each folder is read once, however many names are looked up.
#[derive(Debug, Default)]
pub(crate) struct NameIndex {
    folders: RefCell<HashMap<PathBuf, Rc<Entries>>>,
}

/// Entries of a folder, by their names with and without the extension.
type Entries = HashMap<String, Vec<OsString>>;

impl NameIndex {
    /// Returns the files in or below `folder` that lists show as `name`, such as `sub/talk` or `sub/talk.txt`.
    pub(crate) fn files(&self, folder: &Path, name: &str) -> Vec<PathBuf> {
        let (folders, name) = match name.rsplit_once('/') {
            Some((folders, name)) => (self.folders(folder, folders), name),
            None => (vec![folder.to_owned()], name),
        };
        let mut files: Vec<PathBuf> = folders.iter().flat_map(|folder| self.paths(folder, name)).collect();
        files.retain(|file| file.is_file());
        files
    }

    /// Returns the folders below `folder` that lists show as `name`.
    fn folders(&self, folder: &Path, name: &str) -> Vec<PathBuf> {
        let mut folders = vec![folder.to_owned()];
        for part in name.split('/') {
            folders = folders.iter().flat_map(|folder| self.paths(folder, part)).collect();
            folders.retain(|folder| folder.is_dir());
        }
        folders
    }

    /// Returns the paths in `folder` that lists show as `name`.
    fn paths(&self, folder: &Path, name: &str) -> Vec<PathBuf> {
        let names = self.entries(folder).get(&key(Path::new(name))).cloned().unwrap_or_default();
        names.iter().map(|name| folder.join(name)).collect()
    }

    fn entries(&self, folder: &Path) -> Rc<Entries> {
        if let Some(entries) = self.folders.borrow().get(folder) {
            return Rc::clone(entries);
        }
        let readable = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let mut entries = Entries::new();
        for entry in fs::read_dir(readable).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let path = Path::new(&name);
            let short = path.file_stem().map(|stem| key(Path::new(stem)));
            let whole = key(path);
            if let Some(short) = short.filter(|short| *short != whole) {
                entries.entry(short).or_default().push(name.clone());
            }
            entries.entry(whole).or_default().push(name);
        }
        let entries = Rc::new(entries);
        self.folders.borrow_mut().insert(folder.to_owned(), Rc::clone(&entries));
        entries
    }
}

/// Returns `true` if both paths lead to the same file.
pub(crate) fn is_same_file(one: &Path, other: &Path) -> bool {
    one == other
        || fs::canonicalize(one).is_ok_and(|one| fs::canonicalize(other).is_ok_and(|other| one == other))
}

/// Returns the suffix of an id such as `talks#2`, or an empty string if the id is not one of several in `file`.
pub(crate) fn part_suffix<'a>(id: &'a str, file: &Path) -> &'a str {
    let stem = file.file_stem().map(|stem| to_id(Path::new(stem)));
    let is_whole_file = id.rsplit('/').next() == stem.as_deref();
    id.rfind('#').filter(|_| !is_whole_file).map_or("", |at| &id[at..])
}

/// Returns the form in which names are compared: as in lists, and in NFC, because some disks store NFD.
fn key(name: &Path) -> String {
    to_id(name).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_with_and_without_extension() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::create_dir_all(path.join("sub/deep.er")).unwrap();
        for name in ["a.txt", "a.md", "sub/b.txt", "sub/deep.er/e\u{301}\u{7}.txt"] {
            fs::write(path.join(name), "One.").unwrap();
        }
        let index = NameIndex::default();
        let found = |name: &str| {
            let mut files = index.files(path, name);
            files.sort();
            files.iter().map(|file| file.strip_prefix(path).unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("a"), [Path::new("a.md"), Path::new("a.txt")]);
        assert_eq!(found("a.md"), [Path::new("a.md")]);
        assert_eq!(found("sub/b"), [Path::new("sub/b.txt")]);
        assert_eq!(found("sub/deep.er/é\u{FFFD}"), [Path::new("sub/deep.er/e\u{301}\u{7}.txt")]);
        assert!(found("sub").is_empty() && found("b").is_empty() && found("c/d").is_empty());
    }
}
