//! Tests of saving that fails: the reader keeps working, the error is reported once, and no file is damaged.

use std::{
    env, fs,
    io::{self, BufRead, BufReader, Read},
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    home::{Home, ORATORY},
    not_tested,
    pty::Terminal,
    terminal::wait_until_stopped,
};

/// Wide enough for a message with a path.
const SIZE: (u16, u16) = (240, 24);

/// Sets a bookmark, a highlight and a note, waits for the error, and reads to the end.
#[track_caller]
fn assert_keeps_reading(mut terminal: Terminal, error: &str) {
    terminal.wait_for("¶ 1/26");
    terminal.type_keys("m");
    terminal.wait_for(error);
    assert!(terminal.contents().contains("bookmarks.toml"), "{}", terminal.contents());
    terminal.type_keys("vhm2GMa note\r");
    terminal.wait_for("✎");
    terminal.wait_for(error);
    terminal.type_keys("]12G");
    terminal.wait_for("¶ 12/37");
    // Positions are saved later, and fail then.
    terminal.wait_for("cannot save reading positions to");
    terminal.type_keys("GG");
    terminal.wait_for("¶ 37/37");
    terminal.wait_until("no message", |screen| !screen.contents().contains("cannot save"));
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Creates a home with a saved bookmark and position.
fn home_in_use() -> (Home, [Vec<u8>; 2]) {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    terminal.type_keys("9Gm");
    terminal.wait_for("bookmarked ¶ 9");
    terminal.type_keys("g");
    terminal.wait_for("¶ 1/26");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    let saved = [fs::read(home.bookmarks()).unwrap(), fs::read(home.places()).unwrap()];
    (home, saved)
}

/// Sets a bookmark, waits for success, and quits.
#[track_caller]
fn bookmark_and_quit(mut terminal: Terminal, number: usize) {
    terminal.type_keys(&format!("{number}Gm"));
    terminal.wait_for(&format!("bookmarked ¶ {number}"));
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
}

#[track_caller]
fn assert_unchanged(home: &Home, saved: &[Vec<u8>; 2]) {
    assert_eq!([fs::read(home.bookmarks()).unwrap(), fs::read(home.places()).unwrap()], *saved);
    for path in [home.bookmarks(), home.places()] {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let expected = [name.clone(), format!("{name}.lock")];
        let mut names = names(path.parent().unwrap());
        // The copy of the text with the bookmark, and the last good file.
        names.retain(|other| other != "texts" && *other != format!("{name}.bak"));
        assert_eq!(names, expected, "nothing is left beside it");
    }
}

#[test]
fn full_disk_leaves_the_files_unchanged() {
    let (home, saved) = home_in_use();
    // No file may grow, as on a full disk. The signal of this limit is ignored.
    let command = format!("trap '' XFSZ; ulimit -f 0; exec '{ORATORY}'");
    assert_keeps_reading(
        home.run(SIZE, &["bash", "-c", &command]),
        "bookmarks.toml\": File too large; check free space",
    );
    assert_unchanged(&home, &saved);
}

#[test]
fn file_in_place_of_a_folder_is_left_alone() {
    let home = Home::new();
    for folder in ["data", "state"] {
        fs::write(home.path().join(folder), "a file where the folder should be").unwrap();
    }
    // A read error is shown first.
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("bookmarks.toml\": Not a directory");
    terminal.type_keys("m");
    terminal.wait_for("cannot save bookmarks to");
    terminal.type_keys("]12G");
    terminal.wait_for("¶ 12/37");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    assert_eq!(fs::read_to_string(home.path().join("data")).unwrap(), "a file where the folder should be");
}

#[test]
fn read_only_folder_is_reported() {
    let (home, saved) = home_in_use();
    let folders = [home.bookmarks(), home.places()].map(|path| path.parent().unwrap().to_owned());
    let set = |mode| {
        for folder in &folders {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    set(0o555);
    // Permissions do not bind root, so the test runs the program as another user.
    if is_superuser() {
        change_owner(home.path(), NOBODY);
    }
    assert_keeps_reading(reader_without_rights(&home), "Permission denied");
    set(0o755);
    assert_unchanged(&home, &saved);
}

/// User ids of `nobody` and root.
pub(crate) const NOBODY: &str = "65534";
const ROOT: &str = "0";

/// Returns `true` if the tests run as root, whom permissions do not bind.
pub(crate) fn is_superuser() -> bool {
    fs::metadata(Home::new().path()).unwrap().uid() == 0
}

/// Starts the program as a user whom permissions bind.
fn reader_without_rights(home: &Home) -> Terminal {
    if is_superuser() {
        home.run(SIZE, &["setpriv", "--reuid", NOBODY, "--clear-groups", ORATORY])
    } else {
        home.reader(SIZE)
    }
}

/// Gives a file or a folder with its content to a user.
fn change_owner(path: &Path, user: &str) {
    let status = Command::new("chown").args(["-R", user]).arg(path).status().unwrap();
    assert!(status.success());
}

#[test]
fn full_file_system_leaves_the_files_unchanged() {
    let (home, saved) = home_in_use();
    let try_to_mount = ["-rm", "sh", "-c", "mount -t tmpfs tmpfs data"];
    if !home.any("unshare").args(try_to_mount).output().is_ok_and(|output| output.status.success()) {
        return not_tested("no file system can be mounted here; a full disk is, with a limit in its place");
    }
    // Both folders are on full file systems of their own. Afterwards everything is unchanged.
    let script = format!(
        "for folder in data state; do
             cp -r $folder $folder.saved
             mount -t tmpfs -o size=64k tmpfs $folder
             cp -r $folder.saved/. $folder
             cat /dev/zero > $folder/all-the-rest 2> /dev/null
         done
         '{ORATORY}'
         for folder in data state; do
             rm -r $folder.saved $folder/all-the-rest
             cp -r $folder $folder.after
             umount $folder
             rm -r $folder
             mv $folder.after $folder
         done"
    );
    let reader = home.run(SIZE, &["unshare", "-rm", "sh", "-c", &script]);
    assert_keeps_reading(reader, "No space left on device; check free space");
    assert_unchanged(&home, &saved);
}

#[test]
fn read_only_file_is_not_replaced() {
    for mode in [0o000, 0o444] {
        let (home, saved) = home_in_use();
        for path in [home.bookmarks(), home.places()] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
        if is_superuser() {
            change_owner(home.path(), NOBODY);
            change_owner(&home.bookmarks(), ROOT);
            change_owner(&home.places(), ROOT);
        }
        let mut terminal = reader_without_rights(&home);
        if mode == 0 {
            // A read error is shown first.
            terminal.wait_for("cannot read bookmarks from");
            terminal.type_keys("m");
            terminal.wait_for("cannot save bookmarks to");
            terminal.type_keys("]12G");
            terminal.wait_for("¶ 12/37");
            terminal.type_keys("q");
            assert!(terminal.wait_for_end().success());
        } else {
            assert_keeps_reading(terminal, "bookmarks.toml\": Permission denied");
        }
        assert_unchanged(&home, &saved);
    }
}

#[test]
fn root_leaves_files_to_their_owner() {
    let (home, _) = home_in_use();
    if !is_superuser() {
        return not_tested("only the superuser can give files to others");
    }
    change_owner(home.path(), NOBODY);
    let lock = home.bookmarks().with_extension("toml.lock");
    // Files that root creates also belong to the user.
    fs::remove_file(&lock).unwrap();
    let bookmark = |mut terminal: Terminal, number: usize| {
        terminal.wait_for("/26");
        terminal.type_keys(&format!("{number}Gm"));
        terminal.wait_for(&format!("bookmarked ¶ {number}"));
        terminal.type_keys("q");
        assert!(terminal.wait_for_end().success());
    };
    bookmark(home.reader(SIZE), 12);
    for path in [home.bookmarks(), home.places(), lock] {
        assert_eq!(fs::metadata(path).unwrap().uid().to_string(), NOBODY);
    }
    bookmark(reader_without_rights(&home), 14);
    assert_eq!(fs::read_to_string(home.bookmarks()).unwrap().matches("[[bookmarks]]").count(), 3);
}

#[test]
fn target_of_a_link_is_replaced() {
    let (home, _) = home_in_use();
    let target = home.path().join("elsewhere/marks.toml");
    fs::create_dir(target.parent().unwrap()).unwrap();
    fs::rename(home.bookmarks(), &target).unwrap();
    symlink("../../elsewhere/marks.toml", home.bookmarks()).unwrap();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    bookmark_and_quit(terminal, 12);
    assert!(fs::symlink_metadata(home.bookmarks()).unwrap().is_symlink());
    assert!(fs::symlink_metadata(&target).unwrap().is_file());
    assert_eq!(fs::read_to_string(&target).unwrap().matches("[[bookmarks]]").count(), 2);
    assert_eq!(names(target.parent().unwrap()), ["marks.toml", "marks.toml.bak", "marks.toml.lock"]);
}

#[test]
fn target_of_a_link_in_a_read_only_folder_is_not_replaced() {
    let (home, saved) = home_in_use();
    let store = home.path().join("store");
    fs::create_dir(&store).unwrap();
    for path in [home.bookmarks(), home.places()] {
        let target = store.join(path.file_name().unwrap());
        fs::rename(&path, &target).unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o444)).unwrap();
        symlink(&target, &path).unwrap();
    }
    fs::set_permissions(&store, fs::Permissions::from_mode(0o555)).unwrap();
    if is_superuser() {
        change_owner(home.path(), NOBODY);
    }
    assert_keeps_reading(reader_without_rights(&home), "Permission denied");
    assert_unchanged(&home, &saved);
    assert_eq!(names(&store), ["bookmarks.toml", "places.toml"]);
    fs::set_permissions(&store, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn failed_save_at_exit_is_reported() {
    let home = Home::new();
    for folder in ["data", "state"] {
        fs::create_dir(home.path().join(folder)).unwrap();
        fs::write(home.path().join(folder).join("oratory"), "a file where the folder should be").unwrap();
    }
    fs::remove_file(home.path().join("data/oratory")).unwrap();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    terminal.type_keys("jq");
    assert!(terminal.wait_for_end().success());
    assert!(
        terminal.contents().contains("oratory: cannot save reading positions to"),
        "{}",
        terminal.contents()
    );
    terminal.assert_given_back();
}

#[test]
fn device_or_broken_link_is_not_replaced() {
    for target in ["/dev/full", "bookmarks.toml"] {
        let home = Home::new();
        for path in [home.bookmarks(), home.places()] {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        symlink(target, home.bookmarks()).unwrap();
        let mut terminal = home.reader(SIZE);
        // The device cannot be read either.
        terminal.wait_for("cannot read bookmarks from");
        terminal.type_keys("m");
        terminal.wait_for("cannot save bookmarks to");
        terminal.type_keys("q");
        assert!(terminal.wait_for_end().success());
        assert!(fs::symlink_metadata(home.bookmarks()).unwrap().is_symlink());
    }
}

#[test]
fn removed_folder_is_created_again() {
    let (home, _) = home_in_use();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    fs::remove_dir_all(home.path().join("data")).unwrap();
    fs::remove_dir_all(home.path().join("state")).unwrap();
    bookmark_and_quit(terminal, 12);
    assert!(fs::read_to_string(home.bookmarks()).unwrap().contains("paragraph = 12"));
    assert!(home.places().exists());
}

#[test]
fn new_files_and_folders_are_private() {
    let (home, _) = home_in_use();
    for folder in [home.bookmarks(), home.places()].map(|path| path.parent().unwrap().to_owned()) {
        for path in names(&folder).iter().map(|name| folder.join(name)).chain([folder.clone()]) {
            let metadata = fs::metadata(&path).unwrap();
            let expected = if metadata.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(metadata.permissions().mode() & 0o777, expected, "{}", path.display());
        }
    }
    let copies = home.bookmarks().with_file_name("texts");
    for name in names(&copies) {
        assert_eq!(fs::metadata(copies.join(name)).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn lock_held_by_another_program_is_reported() {
    let (home, saved) = home_in_use();
    let held = [home.bookmarks(), home.places()].map(|path| {
        let lock = fs::File::open(path.with_extension("toml.lock")).unwrap();
        lock.lock().unwrap();
        lock
    });
    assert_keeps_reading(home.reader(SIZE), "another program holds");
    drop(held);
    assert_unchanged(&home, &saved);
}

#[test]
fn irregular_lock_file_is_reported() {
    let (home, saved) = home_in_use();
    let locks = [home.bookmarks(), home.places()].map(|path| path.with_extension("toml.lock"));
    for lock in &locks {
        fs::remove_file(lock).unwrap();
        assert!(Command::new("mkfifo").arg(lock).status().unwrap().success());
    }
    assert_keeps_reading(home.reader(SIZE), "bookmarks.toml.lock\" is not a regular file; move it away");
    assert_unchanged(&home, &saved);
}

/// Opening this file blocks, as on a disk that does not answer: a lease holder must release it first, and does not.
const LEASE: &str = r#"
    $SIG{IO} = "IGNORE";
    open(my $file, "+<", $ARGV[0]) or die;
    fcntl($file, 1024, 1) or die "no lease: $!";
    $| = 1;
    print "held\n";
    <STDIN>;
"#;

#[cfg(target_os = "linux")]
#[test]
fn unresponsive_disk_does_not_block_the_reader() {
    let (home, saved) = home_in_use();
    let lock = home.bookmarks().with_extension("toml.lock");
    let mut perl = Command::new("perl");
    perl.args(["-e", LEASE]).arg(&lock).stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(perl) = perl.spawn() else { return not_tested("there is no perl") };
    let mut holder = Holder(perl);
    let mut output = BufReader::new(holder.0.stdout.take().unwrap()).lines();
    assert_eq!(output.next().map(Result::unwrap).as_deref(), Some("held"));
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    // Keys still work.
    terminal.type_keys("m]12G");
    terminal.wait_for("¶ 12/37");
    terminal.wait_for("not saved yet: the disk is not responding (5 s)");
    let start = Instant::now();
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    terminal.assert_given_back();
    let output = terminal.contents();
    assert!(output.starts_with("oratory: cannot save the latest changes: "), "{output}");
    assert_eq!(output.matches("the disk has not answered for 4 seconds; check that").count(), 1, "{output}");
    drop(holder);
    assert_unchanged(&home, &saved);
}

/// Names the locks to hold, one per line.
const LOCKS: &str = "ORATORY_TEST_LOCKS";

#[test]
fn lock_held_by_a_suspended_program_does_not_block_the_reader() {
    let (home, saved) = home_in_use();
    let holder =
        Holder::stopped([home.bookmarks(), home.places()].map(|path| path.with_extension("toml.lock")));
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    // Keys work while the program waits for the lock. The timeout is reported later.
    terminal.type_keys("m]12G");
    terminal.wait_for("¶ 12/37");
    terminal.wait_for("another program holds");
    // Many unsaved changes do not delay the exit, and are reported once.
    terminal.type_keys(&format!("1G{}q", "m}".repeat(37)));
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
    let output = terminal.contents();
    assert_eq!(output.matches("cannot save bookmarks to").count(), 1, "{output}");

    drop(holder);
    assert_unchanged(&home, &saved);
}

/// A process that holds locks. Killed on drop.
struct Holder(Child);

impl Holder {
    /// Starts a process that holds `locks` and is suspended.
    fn stopped(locks: [PathBuf; 2]) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", "failing::program_that_holds_locks", "--ignored", "--nocapture"]);
        command.env(LOCKS, locks.map(|lock| lock.to_str().unwrap().to_owned()).join("\n"));
        let mut holder = Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap());
        let output = BufReader::new(holder.0.stdout.take().unwrap()).lines();
        assert!(output.map(Result::unwrap).any(|line| line.contains("held")));
        let pid = holder.0.id();
        assert!(Command::new("kill").args(["-STOP", &pid.to_string()]).status().unwrap().success());
        wait_until_stopped(pid);
        holder
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
#[ignore = "a part of another test"]
fn program_that_holds_locks() {
    let Ok(paths) = env::var(LOCKS) else { return };
    let locks: Vec<fs::File> = paths.lines().map(|path| fs::File::open(path).unwrap()).collect();
    for lock in &locks {
        lock.lock().unwrap();
    }
    println!("held");
    io::stdin().read_to_end(&mut Vec::new()).unwrap();
}
