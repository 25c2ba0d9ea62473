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

/// Pause before the next attempt to take a lock.
const PAUSE: Duration = Duration::from_millis(1);

/// Pause after releasing a lock, so that waiting instances wake up. Without it, an instance with much to save would
/// take the lock again before all others.
const COURTESY: Duration = Duration::from_millis(2);

/// Most symbolic links followed in a row, as in the system itself.
const LINKS: usize = 40;

/// A lock, held until it is dropped or the program ends in any way.
#[derive(Debug)]
pub(super) struct Lock(Option<File>);

impl Drop for Lock {
    fn drop(&mut self) {
        drop(self.0.take());
        thread::sleep(COURTESY);
    }
}

/// Takes the lock of the file at `path`. The lock is a separate file, `name.lock`, because the file itself gets
/// replaced. Creates the folder if it is missing.
///
/// # Errors
///
/// Fails if the lock is not free within `wait`, cannot be created, or is not a regular file.
pub(super) fn lock(path: &Path, wait: Duration) -> anyhow::Result<Lock> {
    let path = beside(&reachable(path)?, ".lock");
    // Opening a pipe would block.
    if fs::metadata(&path).is_ok_and(|there| !there.is_file()) {
        bail!("{} is not a regular file; move it away", quoted(&path));
    }
    let deadline = Instant::now() + wait;
    let file = private(&mut OpenOptions::new()).create(true).truncate(false).write(true).open(&path);
    if let (Ok(file), Some(folder)) = (&file, path.parent()) {
        give_to_owner_of(folder, file);
    }
    // A lock file of another user works too, since nothing is written to it.
    let file = file.or_else(|error| File::open(&path).map_err(|_| unwritten(&path, &error)))?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(Some(file))),
            Err(TryLockError::Error(error)) => return Err(failed("lock", &path, &error)),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                bail!("another program holds the lock {}; try again later", quoted(&path))
            }
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
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

/// Replaces the file at `path` atomically: at any moment either the old or the new content is there. The content is
/// written and synced to a temporary file, `name.new`, which is then renamed. Keeps owner, permissions and symbolic
/// links. Creates the folder if it is missing. A read-only file is not replaced, even if its folder is writable.
///
/// Call this under [`lock`]: the temporary file has a fixed name, so that a crash leaves at most one behind.
///
/// # Errors
///
/// Fails if the file cannot be written. It is then unchanged.
pub(super) fn replace(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    replace_with_backup(path, content, None)
}

/// Replaces the file at `path` like [`replace`], and writes `old` to [`backup_of`] the file.
///
/// The backup is written after the temporary file, which fails first on a full disk, and before the renaming. After a
/// crash in between, the backup equals the file.
///
/// # Errors
///
/// Fails if the file or its backup cannot be written. The file is then unchanged.
pub(super) fn replace_with_backup(path: &Path, content: &[u8], old: Option<&[u8]>) -> anyhow::Result<()> {
    let path = reachable(path)?;
    let replaced = match fs::metadata(&path) {
        Ok(file) if file.is_file() => Some(file),
        // Never replace a device or a folder by a file.
        Ok(_) => bail!("{} is not a regular file; move it away", quoted(&path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(unnamed(&error)),
    };
    if replaced.is_some() {
        let writable = OpenOptions::new().write(true).open(&path);
        writable.map_err(|error| unnamed(&error))?;
    }
    let new = beside(&path, ".new");
    let result = write_through(&new, replaced.as_ref(), content)
        .map_err(|error| if new.is_dir() { unwritten(&new, &error) } else { unnamed(&error) })
        .and_then(|()| old.map_or(Ok(()), |old| write_backup(&path, old)))
        .and_then(|()| fs::rename(&new, &path).map_err(|error| unnamed(&error)));
    match &result {
        Ok(()) => sync_folder_of(&path),
        // It may be half written, and the next attempt starts over.
        Err(_) => drop(fs::remove_file(&new)),
    }
    result
}

/// Replaces the backup of the file at `path`, whose symbolic links are resolved.
fn write_backup(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let backup = beside(path, BACKUP);
    replace(&backup, content).map_err(|error| anyhow!("cannot write the backup {}: {error}", quoted(&backup)))
}

/// Ending of the name of a backup.
const BACKUP: &str = ".bak";

/// Returns the path of the backup of the file at `path`: `name.bak` beside it, with symbolic links resolved.
///
/// # Errors
///
/// Fails if the folder of the file cannot be created.
pub(super) fn backup_of(path: &Path) -> anyhow::Result<PathBuf> {
    Ok(beside(&reachable(path)?, BACKUP))
}

/// Writes `content` to a new file `name.damaged` beside the file at `path`, or `name.damaged-2` and so on if that
/// exists. Returns its path. A file that already has this content is not written again.
///
/// # Errors
///
/// Fails if the file cannot be written.
pub(super) fn set_aside(path: &Path, content: &[u8]) -> anyhow::Result<PathBuf> {
    let path = reachable(path)?;
    let mut number = 1;
    loop {
        let ending = if number == 1 { ".damaged".to_owned() } else { format!(".damaged-{number}") };
        let aside = beside(&path, &ending);
        match read(&aside) {
            Ok(other) if other == content => return Ok(aside),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                replace(&aside, content)
                    .map_err(|error| anyhow!("cannot write {}: {error}", quoted(&aside)))?;
                return Ok(aside);
            }
            _ => number += 1,
        }
    }
}

/// Writes and syncs a file. Owner and permissions, copied from `old`, are set before the content is written.
fn write_through(path: &Path, old: Option<&fs::Metadata>, content: &[u8]) -> io::Result<()> {
    // A file left by a crash may be read-only, and a link would lead elsewhere.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private(&mut OpenOptions::new()).create_new(true).write(true).open(path)?;
    if let Some(old) = old {
        keep_owner(&file, old);
        file.set_permissions(old.permissions())?;
    } else if let Some(folder) = path.parent() {
        give_to_owner_of(folder, &file);
    }
    file.write_all(content)?;
    file.sync_all()
}

/// Gives `file` to the owner of the old one. Only root can do so. Otherwise a user whose home root has once used
/// would lose the file.
#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};

    let _ = fchown(file, Some(old.uid()), Some(old.gid()));
}

#[cfg(not(unix))]
const fn keep_owner(_: &File, _: &fs::Metadata) {}

/// Gives a new file to the owner of its folder: root may have run the program in the home of a user.
#[cfg(unix)]
fn give_to_owner_of(folder: &Path, file: &File) {
    use std::os::unix::fs::MetadataExt;

    if let (Ok(folder), Ok(own)) = (fs::metadata(folder), file.metadata())
        && own.uid() != folder.uid()
        && own.len() == 0
    {
        keep_owner(file, &folder);
    }
}

#[cfg(not(unix))]
const fn give_to_owner_of(_: &Path, _: &File) {}

/// Makes a new file private to its owner (mode 0600).
#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    options.mode(0o600)
}

#[cfg(not(unix))]
const fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Creates a folder and its parents, private to their owner (mode 0700). Existing folders keep their modes.
#[cfg(unix)]
fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};

    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or_else(|| Path::new("/"));
    create_folder(above)?;
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        // Another instance may have created it meanwhile.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !folder.is_dir() => return Err(error),
        Err(_) => return Ok(()),
        Ok(()) => {}
    }
    // As for new files, only root can change the owner.
    if let (Ok(above), Ok(own)) = (fs::metadata(above), fs::metadata(folder))
        && own.uid() != above.uid()
        && above.uid() != 0
    {
        let _ = chown(folder, Some(above.uid()), Some(above.gid()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn create_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Syncs the folder, so that the renaming reaches the disk. Failure is harmless: after a crash either the old or
/// the new file is there.
fn sync_folder_of(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Resolves symbolic links in `path`, and creates its folder if it is missing. The file itself need not exist.
fn reachable(path: &Path) -> anyhow::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let Ok(target) = fs::read_link(&path) else {
            create_folder(&folder).map_err(|error| failed("create the folder", &folder, &error))?;
            return Ok(path);
        };
        path = folder.join(target);
    }
    bail!("{} is a broken symbolic link; repair or remove it", quoted(&path))
}

/// Appends `ending` to the name of the file at `path`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Formats the error of a file that the caller names.
fn unnamed(error: &io::Error) -> anyhow::Error {
    anyhow!("{}; check free space and permissions", reason(error))
}

/// Formats the error of a file beside that which the caller names. Names it only if it exists and is in the way.
fn unwritten(path: &Path, error: &io::Error) -> anyhow::Error {
    if fs::symlink_metadata(path).is_ok() { failed("write", path, error) } else { unnamed(error) }
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
        fs::write(beside(&path, ".new"), "left by a crash, and longer").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(names(path.parent().unwrap()), ["a.toml"]);
    }

    #[test]
    fn file_that_cannot_be_replaced_is_kept_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "one").unwrap();
        fs::create_dir(beside(&path, ".new")).unwrap();
        let error = replace(&path, b"two").unwrap_err().to_string();
        assert!(error.contains("a.toml.new\": Is a directory;"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");

        let error = replace(folder.path(), b"two").unwrap_err().to_string();
        assert!(error.ends_with("is not a regular file; move it away"), "{error}");
        let error = replace(&path.join("b.toml"), b"two").unwrap_err().to_string();
        assert!(error.starts_with("cannot create the folder "), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn leftovers_of_a_crash_are_replaced() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.toml"), folder.path().join("other"));
        let new = beside(&path, ".new");
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
        for made in [path.clone(), beside(&path, ".lock")] {
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
        let pipe = std::process::Command::new("mkfifo").arg(beside(&path, ".lock")).status().unwrap();
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
        thread::sleep(PAUSE);
        drop(held);
        waiting.join().unwrap().unwrap();
    }
}
