//! Replaces files atomically, under a lock.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use anyhow::{anyhow, bail};

use super::{quoted, reason};

/// Delay before the next attempt to take a lock.
const LOCK_RETRY_DELAY: Duration = Duration::from_millis(1);

/// Delay after a lock is released. Without it, an instance with much to save takes the lock again before the others
/// wake up.
const LOCK_BACKOFF: Duration = Duration::from_millis(2);

/// Maximum number of symbolic links followed in a row, as in Linux.
const MAX_LINKS: usize = 40;

/// A lock. It is released when it is dropped, and however the program ends.
#[derive(Debug)]
pub(super) struct Lock(Option<File>);

impl Drop for Lock {
    fn drop(&mut self) {
        drop(self.0.take());
        thread::sleep(LOCK_BACKOFF);
    }
}

/// Takes the lock of the file at `path`. Creates the folder if it is missing.
///
/// The lock is a separate file, `name.lock`, because the file itself gets replaced.
///
/// # Errors
///
/// Fails if the lock is not free within `timeout`, cannot be created, or is not a regular file.
pub(super) fn lock(path: &Path, timeout: Duration) -> anyhow::Result<Lock> {
    let path = with_suffix(&resolve(path)?, ".lock");
    // Opening a pipe would block.
    if fs::metadata(&path).is_ok_and(|there| !there.is_file()) {
        bail!("{} is not a regular file; move it away", quoted(&path));
    }
    let deadline = Instant::now() + timeout;
    let file = private(&mut OpenOptions::new()).create(true).truncate(false).write(true).open(&path);
    if let (Ok(file), Some(folder)) = (&file, path.parent()) {
        give_to_folder_owner(folder, file);
    }
    // A lock file of another user works too, since nothing is written to it.
    let file = file.or_else(|error| File::open(&path).map_err(|_| with_name(&path, &error)))?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(Some(file))),
            Err(TryLockError::Error(error)) => return Err(failed("lock", &path, &error)),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                bail!("another program holds the lock {}; try again later", quoted(&path))
            }
            Err(TryLockError::WouldBlock) => thread::sleep(LOCK_RETRY_DELAY),
        }
    }
}

/// Reads a small file. Rejects devices and pipes, which may be endless.
///
/// # Errors
///
/// Fails if there is no file, or if it cannot be read.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file; move it away"));
    }
    fs::read(path)
}

/// Replaces the file at `path` atomically: at any moment either the old or the new content is there.
///
/// The content is written and synced to a temporary file, `name.new`, which is then renamed. Owner, permissions and
/// symbolic links stay. A read-only file is not replaced, even if its folder is writable.
///
/// Call this under [`lock`]: the temporary file has a fixed name, so that a crash leaves at most one behind.
///
/// # Errors
///
/// Fails if the file cannot be written. It is then unchanged.
pub(super) fn replace(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    replace_with_backup(path, content, None)
}

/// Replaces the file at `path` like [`replace`], and its backup by `old`, the content that it had.
///
/// On a full disk, writing the temporary file fails first, and the backup stays. After a crash between both renamings,
/// the backup equals the file.
///
/// # Errors
///
/// Fails if the file or its backup cannot be written. The file is then unchanged.
pub(super) fn replace_with_backup(path: &Path, content: &[u8], old: Option<&[u8]>) -> anyhow::Result<()> {
    let path = resolve(path)?;
    let replaced = match fs::metadata(&path) {
        Ok(file) if file.is_file() => Some(file),
        // Never replace a device or a folder by a file.
        Ok(_) => bail!("{} is not a regular file; move it away", quoted(&path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(without_name(&error)),
    };
    if replaced.is_some() {
        let writable = OpenOptions::new().write(true).open(&path);
        writable.map_err(|error| without_name(&error))?;
    }
    let new = with_suffix(&path, ".new");
    let result = write_and_sync(&new, replaced.as_ref(), content)
        .map_err(|error| if new.is_dir() { with_name(&new, &error) } else { without_name(&error) })
        .and_then(|()| old.map_or(Ok(()), |old| write_backup(&path, old)))
        .and_then(|()| fs::rename(&new, &path).map_err(|error| without_name(&error)));
    match &result {
        Ok(()) => sync_folder_of(&path),
        // It may be half written, and the next attempt starts over.
        Err(_) => drop(fs::remove_file(&new)),
    }
    result
}

/// Replaces the backup of the file at `path`, whose symbolic links are resolved.
fn write_backup(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let backup = with_suffix(path, BACKUP_SUFFIX);
    replace(&backup, content).map_err(|error| anyhow!("cannot write the backup {}: {error}", quoted(&backup)))
}

const BACKUP_SUFFIX: &str = ".bak";

/// Returns the path of the backup of the file at `path`: `name.bak` beside it, or beside the target of a symbolic link.
///
/// # Errors
///
/// Fails if the folder of the file cannot be created.
pub(super) fn backup_of(path: &Path) -> anyhow::Result<PathBuf> {
    Ok(with_suffix(&resolve(path)?, BACKUP_SUFFIX))
}

/// Writes `content` to a new file beside the one at `path` and returns its path: `name.damaged`, or `name.damaged-2` and
/// so on if that exists. A file that already has this content is not written again.
///
/// # Errors
///
/// Fails if the file cannot be written.
pub(super) fn keep_damaged(path: &Path, content: &[u8]) -> anyhow::Result<PathBuf> {
    let path = resolve(path)?;
    let mut number = 1;
    loop {
        let suffix = if number == 1 { ".damaged".to_owned() } else { format!(".damaged-{number}") };
        let copy = with_suffix(&path, &suffix);
        match read(&copy) {
            Ok(other) if other == content => return Ok(copy),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                replace(&copy, content)
                    .map_err(|error| anyhow!("cannot write {}: {error}", quoted(&copy)))?;
                return Ok(copy);
            }
            _ => number += 1,
        }
    }
}

/// Writes and syncs a file. Before that, it gets the owner and the permissions of the `replaced` file.
fn write_and_sync(path: &Path, replaced: Option<&fs::Metadata>, content: &[u8]) -> io::Result<()> {
    // A file left by a crash may be read-only, and a link would lead elsewhere.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private(&mut OpenOptions::new()).create_new(true).write(true).open(path)?;
    if let Some(replaced) = replaced {
        set_owner(&file, replaced);
        file.set_permissions(replaced.permissions())?;
    } else if let Some(folder) = path.parent() {
        give_to_folder_owner(folder, &file);
    }
    file.write_all(content)?;
    file.sync_all()
}

/// Gives `file` to the owner of another one. Only root can do so. Without it, a user would lose the file once root has
/// run the program in that home.
#[cfg(unix)]
fn set_owner(file: &File, other: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};

    let _ = fchown(file, Some(other.uid()), Some(other.gid()));
}

#[cfg(not(unix))]
const fn set_owner(_: &File, _: &fs::Metadata) {}

/// Gives a new file to the owner of its folder, like [`set_owner`].
#[cfg(unix)]
fn give_to_folder_owner(folder: &Path, file: &File) {
    use std::os::unix::fs::MetadataExt;

    if let (Ok(folder), Ok(own)) = (fs::metadata(folder), file.metadata())
        && own.uid() != folder.uid()
        && own.len() == 0
    {
        set_owner(file, &folder);
    }
}

#[cfg(not(unix))]
const fn give_to_folder_owner(_: &Path, _: &File) {}

/// Gives a new file the mode 0600.
#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    options.mode(0o600)
}

#[cfg(not(unix))]
const fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Creates `folder` and its parents with the mode 0700. Existing folders keep their modes.
#[cfg(unix)]
fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};

    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().unwrap_or_else(|| Path::new("/"));
    create_folder(parent)?;
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        // Another instance may have created it meanwhile.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !folder.is_dir() => return Err(error),
        Err(_) => return Ok(()),
        Ok(()) => {}
    }
    // As for new files, only root can change the owner.
    if let (Ok(parent), Ok(own)) = (fs::metadata(parent), fs::metadata(folder))
        && own.uid() != parent.uid()
        && parent.uid() != 0
    {
        let _ = chown(folder, Some(parent.uid()), Some(parent.gid()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn create_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Syncs the folder of `path`, so that a renaming reaches the disk. A failure is harmless: after a crash, either the old
/// or the new file is there.
fn sync_folder_of(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Resolves symbolic links in `path` and creates its folder if it is missing. The file itself may be missing.
fn resolve(path: &Path) -> anyhow::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let Ok(target) = fs::read_link(&path) else {
            create_folder(&folder).map_err(|error| failed("create the folder", &folder, &error))?;
            return Ok(path);
        };
        path = folder.join(target);
    }
    bail!("{} is a broken symbolic link; repair or remove it", quoted(&path))
}

/// Appends `suffix` to the name of the file at `path`.
fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Formats the error of a file that the caller names.
fn without_name(error: &io::Error) -> anyhow::Error {
    anyhow!("{}; check free space and permissions", reason(error))
}

/// Formats the error of a file beside the one that the caller names. Its name matters only if something is in its place.
fn with_name(path: &Path, error: &io::Error) -> anyhow::Error {
    if fs::symlink_metadata(path).is_ok() { failed("write", path, error) } else { without_name(error) }
}

fn failed(attempt: &str, path: &Path, error: &io::Error) -> anyhow::Error {
    anyhow!("cannot {attempt} {}: {}; check free space and permissions", quoted(path), reason(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_WAIT: Duration = Duration::ZERO;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn replace_leaves_no_temporary_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/a.toml");
        replace(&path, b"one").unwrap();
        fs::write(with_suffix(&path, ".new"), "left by a crash, and longer").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(names(path.parent().unwrap()), ["a.toml"]);
    }

    #[test]
    fn file_that_cannot_be_replaced_is_kept_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "one").unwrap();
        fs::create_dir(with_suffix(&path, ".new")).unwrap();
        let error = replace(&path, b"two").unwrap_err().to_string();
        assert!(error.contains("a.toml.new\": Is a directory;"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");

        let error = replace(folder.path(), b"two").unwrap_err().to_string();
        assert!(error.ends_with("is not a regular file; move it away"), "{error}");
        let error = replace(&path.join("b.toml"), b"two").unwrap_err().to_string();
        assert!(error.starts_with("cannot create the folder "), "{error}");
    }

    #[test]
    fn file_is_not_replaced_without_a_backup() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        for (content, old) in [("one", None), ("two", Some("one")), ("three", Some("two"))] {
            replace_with_backup(&path, content.as_bytes(), old.map(str::as_bytes)).unwrap();
        }
        let backup = backup_of(&path).unwrap();
        assert_eq!(fs::read_to_string(&backup).unwrap(), "two");
        fs::remove_file(&backup).unwrap();
        fs::create_dir(&backup).unwrap();
        let error = replace_with_backup(&path, b"four", Some(b"three")).unwrap_err().to_string();
        assert!(error.starts_with("cannot write the backup ") && error.contains("a.toml.bak\": "), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "three");
        assert_eq!(names(folder.path()), ["a.toml", "a.toml.bak"]);
    }

    #[test]
    fn damaged_file_is_kept_once_under_a_free_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        let kept = |content: &[u8]| keep_damaged(&path, content).unwrap();
        let first = kept(b"one");
        assert_eq!(first, folder.path().join("a.toml.damaged"));
        assert_eq!(kept(b"two"), folder.path().join("a.toml.damaged-2"));
        // A crash may have come between this and the restoration.
        assert_eq!(kept(b"one"), first);
        assert_eq!(fs::read(&first).unwrap(), b"one");
        assert_eq!(names(folder.path()).len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn leftovers_of_a_crash_are_replaced() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.toml"), folder.path().join("other"));
        let new = with_suffix(&path, ".new");
        fs::write(&new, "half of it").unwrap();
        fs::set_permissions(&new, fs::Permissions::from_mode(0o444)).unwrap();
        replace(&path, b"one").unwrap();
        assert_eq!(names(folder.path()), ["a.toml"]);

        fs::write(&other, "someone's own").unwrap();
        symlink(&other, &new).unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read_to_string(&other).unwrap(), "someone's own");
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert!(!fs::symlink_metadata(&path).unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_kept() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "one").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn new_files_are_private_and_existing_modes_are_kept() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let (there, path) = (folder.path().join("there"), folder.path().join("there/data/oratory/a.toml"));
        fs::create_dir(&there).unwrap();
        fs::set_permissions(&there, fs::Permissions::from_mode(0o755)).unwrap();
        drop(lock(&path, NO_WAIT).unwrap());
        replace(&path, b"one").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode(&there), 0o755);
        for made in [there.join("data"), there.join("data/oratory")] {
            assert_eq!(mode(&made), 0o700, "{made:?}");
        }
        for made in [path.clone(), with_suffix(&path, ".lock")] {
            assert_eq!(mode(&made), 0o600, "{made:?}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(mode(&path), 0o644);
    }

    #[cfg(unix)]
    #[test]
    fn target_of_a_symbolic_link_is_replaced() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("data/a.toml"), folder.path().join("dots/b.toml"));
        fs::create_dir(folder.path().join("data")).unwrap();
        symlink("../second", &link).unwrap();
        symlink("dots/b.toml", folder.path().join("second")).unwrap();
        // The first time, the target of the link does not exist.
        for content in ["one", "two"] {
            let held = lock(&link, NO_WAIT).unwrap();
            replace(&link, content.as_bytes()).unwrap();
            drop(held);
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(&target).unwrap(), content);
        }
        // The lock is beside the target, so both paths share it.
        assert_eq!(names(target.parent().unwrap()), ["b.toml", "b.toml.lock"]);
        let held = lock(&link, NO_WAIT).unwrap();
        assert!(lock(&target, NO_WAIT).is_err());
        drop(held);

        fs::remove_file(&link).unwrap();
        symlink("a.toml", &link).unwrap();
        let error = replace(&link, b"three").unwrap_err().to_string();
        assert!(error.ends_with("is a broken symbolic link; repair or remove it"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn lock_must_be_a_regular_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        let pipe = std::process::Command::new("mkfifo").arg(with_suffix(&path, ".lock")).status().unwrap();
        assert!(pipe.success());
        let error = lock(&path, NO_WAIT).unwrap_err().to_string();
        assert!(error.ends_with("a.toml.lock\" is not a regular file; move it away"), "{error}");
    }

    #[test]
    fn lock_times_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        let held = lock(&path, NO_WAIT).unwrap();

        let wait = Duration::from_millis(30);
        let begun = Instant::now();
        let error = lock(&path, wait).unwrap_err().to_string();
        assert!(begun.elapsed() >= wait);
        assert!(error.starts_with("another program holds ") && error.contains("a.toml.lock"), "{error}");

        let waiting = thread::spawn(move || lock(&path, Duration::from_mins(1)).map(drop));
        thread::sleep(LOCK_RETRY_DELAY);
        drop(held);
        waiting.join().unwrap().unwrap();
    }
}
