//! Writes files that the reader exports, wherever the reader wants them.

use std::{
    env,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf, absolute},
    process,
};

use oratory_core::document_name;

use super::{config::expand_path, quoted, reason};

/// The reason why a file was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotWritten {
    /// There is a file of this name already.
    Exists(PathBuf),
    /// Another reason, on one line.
    Failed(String),
}

/// Returns the full path of a file that the reader names. `~/` is the home folder.
pub(crate) fn full_path(name: &str) -> PathBuf {
    let path = expand_path(name);
    absolute(&path).unwrap_or(path)
}

/// Returns the name of a speech on the command line: its file as seen from the working directory, or else its id.
pub(crate) fn name_from_here(id: &str, file: Option<&Path>) -> String {
    let here = env::current_dir().unwrap_or_default();
    let file = file.map(|file| file.strip_prefix(here).unwrap_or(file));
    document_name(id, file).to_string_lossy().into_owned()
}

/// Writes `content` to the file at `path`, atomically: at any moment it is either as before or complete. An existing file
/// is replaced only if the reader has agreed to it.
///
/// # Errors
///
/// Fails if there is a file and `may_replace` is `false`, or if the file cannot be written. Nothing is changed then.
pub(crate) fn write(path: &Path, content: &[u8], may_replace: bool) -> Result<(), NotWritten> {
    let failed =
        |error: &io::Error| NotWritten::Failed(format!("cannot write {}: {}", quoted(path), reason(error)));
    if path.is_dir() {
        return Err(NotWritten::Failed(format!("cannot write {}: it is a folder", quoted(path))));
    }
    // The target of a symbolic link is replaced, and not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let reserved = match fs::symlink_metadata(path) {
        Ok(_) if !may_replace => return Err(NotWritten::Exists(path.to_owned())),
        Ok(_) => None,
        // Another program may create the file before the new one is complete.
        Err(_) => match OpenOptions::new().create_new(true).write(true).open(&target) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(NotWritten::Exists(path.to_owned()));
            }
            Err(error) => return Err(failed(&error)),
        },
    };
    let written = replace(&target, content);
    if written.is_err() && reserved.is_some() {
        drop(fs::remove_file(&target));
    }
    written.map_err(|error| failed(&error))
}

/// Replaces an existing file by one with its permissions.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let there = fs::metadata(path)?;
    if !there.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    OpenOptions::new().write(true).open(path)?;
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", process::id()));
    let new = PathBuf::from(name);
    let mut file = OpenOptions::new().create_new(true).write(true).open(&new)?;
    let written = file
        .set_permissions(there.permissions())
        .and_then(|()| file.write_all(content))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        drop(fs::remove_file(&new));
    }
    written
}

/// Reads a file that the reader imports.
///
/// # Errors
///
/// Fails with one line if it cannot be read.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    super::files::read(path).map_err(|error| {
        let why = if path.is_dir() { "it is a folder".to_owned() } else { reason(&error) };
        anyhow::anyhow!("cannot read {}: {why}", quoted(path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_is_never_replaced_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.md");
        write(&path, b"one", false).unwrap();
        assert_eq!(write(&path, b"two", false), Err(NotWritten::Exists(path.clone())));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write(&path, b"two", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
        // A dangling link is something, too.
        #[cfg(unix)]
        {
            let link = folder.path().join("link.md");
            std::os::unix::fs::symlink(folder.path().join("nowhere.md"), &link).unwrap();
            assert_eq!(write(&link, b"x", false), Err(NotWritten::Exists(link.clone())));
            fs::remove_file(&link).unwrap();
            std::os::unix::fs::symlink(&path, &link).unwrap();
            write(&link, b"three", true).unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"three");
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }
    }

    #[test]
    fn error_names_the_file_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["missing/notes.md", ""] {
            let path = folder.path().join(name);
            let Err(NotWritten::Failed(error)) = write(&path, b"one", false) else { panic!("{name}") };
            assert!(error.starts_with("cannot write \"") && error.lines().count() == 1, "{error}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
