//! The one way to replace a file, and the lock under which it is done.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use anyhow::{anyhow, bail};

use super::{quoted, reason};

/// How long to sleep before a lock that another program holds is tried again.
const PAUSE: Duration = Duration::from_millis(1);

/// How long to hold back once a lock has been let go: all who wait for it wake meanwhile. A copy that has much
/// to save would else take it again each time before anyone else.
const COURTESY: Duration = Duration::from_millis(2);

/// No chain of symbolic links is followed further than this, as the system itself does.
const LINKS: usize = 40;

/// A lock that is held until this is dropped, or the program ends in any way.
#[derive(Debug)]
pub(super) struct Lock(Option<File>);

impl Drop for Lock {
    fn drop(&mut self) {
        drop(self.0.take());
        thread::sleep(COURTESY);
    }
}

/// Takes the lock that goes with the file at `path`: a file of its own, `name.lock`, because the one
/// that it guards is replaced. The folder is created if it is missing.
///
/// # Errors
///
/// If another program holds it for longer than `wait`, or it cannot be made, or is no file.
pub(super) fn lock(path: &Path, wait: Duration) -> anyhow::Result<Lock> {
    let path = beside(&reachable(path)?, ".lock");
    // Opening a pipe waits for whoever is at its other end.
    if fs::metadata(&path).is_ok_and(|there| !there.is_file()) {
        bail!("{} is not a file; move it away", quoted(&path));
    }
    let deadline = Instant::now() + wait;
    let file = private(&mut OpenOptions::new()).create(true).truncate(false).write(true).open(&path);
    if let (Ok(file), Some(folder)) = (&file, path.parent()) {
        give_to_owner_of(folder, file);
    }
    // Another user's can be taken too: nothing is written to it.
    let file = file.or_else(|error| File::open(&path).map_err(|_| failed("write", &path, &error)))?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(Some(file))),
            Err(TryLockError::Error(error)) => return Err(failed("lock", &path, &error)),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                bail!("another program holds {}", quoted(&path))
            }
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
        }
    }
}

/// What is in a small file. A device or a pipe, which may have no end, is none.
///
/// # Errors
///
/// If there is no file, or it cannot be read.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a file; move it away"));
    }
    fs::read(path)
}

/// Replaces the file at `path`, so that at any moment either the old content is there or the new, in
/// whole. It is written to a temporary file beside it, `name.new`, which takes its place when it is
/// safely on the disk. Owner and permissions stay, and if `path` is a symbolic link, so does the link. The
/// folder is created if it is missing. A file that may not be written to is not replaced either, though the
/// folder would allow it.
///
/// The temporary file's name is fixed, so that a crash leaves one behind and no more: call this under
/// [`lock`].
///
/// # Errors
///
/// If it cannot be done; the file is then as it was.
pub(super) fn replace(path: &Path, content: &str) -> anyhow::Result<()> {
    let path = reachable(path)?;
    let old = match fs::metadata(&path) {
        Ok(old) if old.is_file() => Some(old),
        // A device or a folder must not be replaced by a file.
        Ok(_) => bail!("{} is not a file; move it away", quoted(&path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed("look at", &path, &error)),
    };
    if old.is_some() {
        let writable = OpenOptions::new().write(true).open(&path);
        writable.map_err(|error| failed("write", &path, &error))?;
    }
    let new = beside(&path, ".new");
    let replaced = write_through(&new, old.as_ref(), content)
        .map_err(|error| failed("write", &new, &error))
        .and_then(|()| fs::rename(&new, &path).map_err(|error| failed("replace", &path, &error)));
    match &replaced {
        Ok(()) => sync_folder_of(&path),
        // It may be half written, and the next one would begin anew.
        Err(_) => drop(fs::remove_file(&new)),
    }
    replaced
}

/// Writes a file that is on the disk, and not only in the system's memory, when this returns. Whose it is
/// and who may read it is set, as it was of the old one, before there is anything to read.
fn write_through(path: &Path, old: Option<&fs::Metadata>, content: &str) -> io::Result<()> {
    // What a crash has left there may forbid to write to it, and a link would lead elsewhere.
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
    file.write_all(content.as_bytes())?;
    file.sync_all()
}

/// Gives a file to whom the old one belongs. Only the superuser can; without this the file would be lost to
/// a reader in whose home the superuser has once run the program.
#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};

    let _ = fchown(file, Some(old.uid()), Some(old.gid()));
}

#[cfg(not(unix))]
const fn keep_owner(_: &File, _: &fs::Metadata) {}

/// Gives a new file to the owner of its folder, if that is another user: the superuser may have run the program in a
/// reader's home.
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

/// Has a new file made so that nobody else can read it.
#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    options.mode(0o600)
}

#[cfg(not(unix))]
const fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Creates a folder, with those above it, so that nobody else can look into it. Folders that are there stay as they
/// are.
#[cfg(unix)]
fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};

    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or_else(|| Path::new("/"));
    create_folder(above)?;
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        // Another copy of the program may be faster.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !folder.is_dir() => return Err(error),
        Err(_) => return Ok(()),
        Ok(()) => {}
    }
    // As for new files: only the superuser can.
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

/// Puts the new name on the disk too. Where a folder cannot be synced the content is safe all the
/// same: after a crash either the old or the new is there.
fn sync_folder_of(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Where the file at `path` really is, whether or not it exists yet, in a folder that exists.
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

/// The file beside `path` that has its name and this ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
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
    fn replaces_and_leaves_nothing_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/a.toml");
        replace(&path, "one").unwrap();
        fs::write(beside(&path, ".new"), "left by a crash, and longer").unwrap();
        replace(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(names(path.parent().unwrap()), ["a.toml"]);
    }

    #[test]
    fn what_cannot_be_replaced_stays_and_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "one").unwrap();
        fs::create_dir(beside(&path, ".new")).unwrap();
        let error = replace(&path, "two").unwrap_err().to_string();
        assert!(error.contains("a.toml.new\": Is a directory;"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");

        let error = replace(folder.path(), "two").unwrap_err().to_string();
        assert!(error.ends_with("is not a file; move it away"), "{error}");
        let error = replace(&path.join("b.toml"), "two").unwrap_err().to_string();
        assert!(error.starts_with("cannot create the folder "), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn what_a_crash_has_left_is_in_nobody_s_way() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.toml"), folder.path().join("other"));
        let new = beside(&path, ".new");
        fs::write(&new, "half of it").unwrap();
        fs::set_permissions(&new, fs::Permissions::from_mode(0o444)).unwrap();
        replace(&path, "one").unwrap();
        assert_eq!(names(folder.path()), ["a.toml"]);

        fs::write(&other, "someone's own").unwrap();
        symlink(&other, &new).unwrap();
        replace(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&other).unwrap(), "someone's own");
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert!(!fs::symlink_metadata(&path).unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "one").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        replace(&path, "two").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_made_is_private_and_what_is_there_stays_as_it_is() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let (there, path) = (folder.path().join("there"), folder.path().join("there/data/oratory/a.toml"));
        fs::create_dir(&there).unwrap();
        fs::set_permissions(&there, fs::Permissions::from_mode(0o755)).unwrap();
        drop(lock(&path, NO_WAIT).unwrap());
        replace(&path, "one").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode(&there), 0o755);
        for made in [there.join("data"), there.join("data/oratory")] {
            assert_eq!(mode(&made), 0o700, "{made:?}");
        }
        for made in [path.clone(), beside(&path, ".lock")] {
            assert_eq!(mode(&made), 0o600, "{made:?}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        replace(&path, "two").unwrap();
        assert_eq!(mode(&path), 0o644);
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_stays_and_its_target_is_replaced() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("data/a.toml"), folder.path().join("dots/b.toml"));
        fs::create_dir(folder.path().join("data")).unwrap();
        symlink("../second", &link).unwrap();
        symlink("dots/b.toml", folder.path().join("second")).unwrap();
        // At first the link leads to a folder that is not there.
        for content in ["one", "two"] {
            let held = lock(&link, NO_WAIT).unwrap();
            replace(&link, content).unwrap();
            drop(held);
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(&target).unwrap(), content);
        }
        // Whoever reaches the file by another way meets the same lock.
        assert_eq!(names(target.parent().unwrap()), ["b.toml", "b.toml.lock"]);
        let held = lock(&link, NO_WAIT).unwrap();
        assert!(lock(&target, NO_WAIT).is_err());
        drop(held);

        fs::remove_file(&link).unwrap();
        symlink("a.toml", &link).unwrap();
        let error = replace(&link, "three").unwrap_err().to_string();
        assert!(error.ends_with("is a broken symbolic link; repair or remove it"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_is_no_file_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        let pipe = std::process::Command::new("mkfifo").arg(beside(&path, ".lock")).status().unwrap();
        assert!(pipe.success());
        let error = lock(&path, NO_WAIT).unwrap_err().to_string();
        assert!(error.ends_with("a.toml.lock\" is not a file; move it away"), "{error}");
    }

    #[test]
    fn a_lock_is_waited_for_but_not_for_ever() {
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
