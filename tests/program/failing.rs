//! What happens where nothing can be kept: reading goes on, it is said once, and nothing is harmed.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Command,
};

use crate::{
    home::{Home, ORATORY},
    pty::Terminal,
};

/// Wide enough for a message with a path in it.
const SIZE: (u16, u16) = (240, 24);

/// Sets a bookmark, is told that it cannot be saved, and reads on to the end.
#[track_caller]
fn assert_reads_on(mut terminal: Terminal, why: &str) {
    terminal.wait_for("¶ 1/26");
    terminal.type_keys("m");
    terminal.wait_for(why);
    assert!(terminal.contents().contains("bookmarks.toml"), "{}", terminal.contents());
    terminal.type_keys("]12G");
    terminal.wait_for("¶ 12/37");
    // That places are not kept is said when they are to be saved.
    terminal.wait_for("cannot save places to");
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

/// A home in which a bookmark and a place are kept already.
fn lived_in() -> (Home, [Vec<u8>; 2]) {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    terminal.type_keys("9Gm");
    terminal.wait_for("bookmarked ¶ 9");
    terminal.type_keys("g");
    terminal.wait_for("¶ 1/26");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    let kept = [fs::read(home.bookmarks()).unwrap(), fs::read(home.places()).unwrap()];
    (home, kept)
}

#[track_caller]
fn assert_unharmed(home: &Home, kept: &[Vec<u8>; 2]) {
    assert_eq!([fs::read(home.bookmarks()).unwrap(), fs::read(home.places()).unwrap()], *kept);
    for path in [home.bookmarks(), home.places()] {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let expected = [name.clone(), format!("{name}.lock")];
        let mut names = names(path.parent().unwrap());
        // The text in which the bookmark was set.
        names.retain(|name| name != "texts");
        assert_eq!(names, expected, "nothing is left beside it");
    }
}

#[test]
fn a_full_disk() {
    let (home, kept) = lived_in();
    // No file may grow, as on a disk without room; without the signal that goes with this limit.
    let command = format!("trap '' XFSZ; ulimit -f 0; exec '{ORATORY}'");
    assert_reads_on(home.run(SIZE, &["bash", "-c", &command]), "File too large; see that there is room");
    assert_unharmed(&home, &kept);
}

#[test]
fn a_folder_that_is_no_folder() {
    let home = Home::new();
    for folder in ["data", "state"] {
        fs::write(home.path().join(folder), "a file where the folder should be").unwrap();
    }
    // What cannot be read is told first, and is then not saved.
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("bookmarks.toml\": Not a directory");
    terminal.type_keys("m");
    terminal.wait_for("for this run only");
    terminal.type_keys("]12G");
    terminal.wait_for("¶ 12/37");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    assert_eq!(fs::read_to_string(home.path().join("data")).unwrap(), "a file where the folder should be");
}

#[test]
fn a_folder_in_which_nothing_can_be_written() {
    let (home, kept) = lived_in();
    let folders = [home.bookmarks(), home.places()].map(|path| path.parent().unwrap().to_owned());
    let set = |mode| {
        for folder in &folders {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    set(0o555);
    // Permissions do not hold for the superuser, who becomes someone else for this.
    let may_write = fs::write(folders[0].join("try"), "").is_ok();
    let reader = if may_write {
        fs::remove_file(folders[0].join("try")).unwrap();
        give_away(home.path());
        home.run(SIZE, &["setpriv", "--reuid=65534", "--clear-groups", ORATORY])
    } else {
        home.reader(SIZE)
    };
    assert_reads_on(reader, "Permission denied");
    set(0o755);
    assert_unharmed(&home, &kept);
}

/// Gives a folder and all in it to nobody in particular.
fn give_away(folder: &Path) {
    let status = Command::new("chown").args(["-R", "65534"]).arg(folder).status().unwrap();
    assert!(status.success());
}

#[test]
fn what_cannot_be_saved_on_the_way_out_is_told() {
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
    assert!(terminal.contents().contains("oratory: cannot save places to"), "{}", terminal.contents());
    terminal.assert_given_back();
}

#[test]
fn a_file_that_is_a_device_or_a_link_to_nowhere() {
    for target in ["/dev/full", "bookmarks.toml"] {
        let home = Home::new();
        for path in [home.bookmarks(), home.places()] {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        symlink(target, home.bookmarks()).unwrap();
        let mut terminal = home.reader(SIZE);
        // Nothing can be read from there either, however much there is.
        terminal.wait_for("cannot read bookmarks from");
        terminal.type_keys("m");
        terminal.wait_for("for this run only");
        terminal.type_keys("q");
        assert!(terminal.wait_for_end().success());
        assert!(fs::symlink_metadata(home.bookmarks()).unwrap().is_symlink());
    }
}

#[test]
fn a_folder_that_goes_away_comes_back() {
    let (home, _) = lived_in();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    fs::remove_dir_all(home.path().join("data")).unwrap();
    fs::remove_dir_all(home.path().join("state")).unwrap();
    terminal.type_keys("12Gm");
    terminal.wait_for("bookmarked ¶ 12");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    assert!(fs::read_to_string(home.bookmarks()).unwrap().contains("paragraph = 12"));
    assert!(home.places().exists());
}

#[test]
fn a_lock_that_another_program_holds() {
    let (home, kept) = lived_in();
    let held = [home.bookmarks(), home.places()].map(|path| {
        let lock = fs::File::open(path.with_extension("toml.lock")).unwrap();
        lock.lock().unwrap();
        lock
    });
    assert_reads_on(home.reader(SIZE), "another program holds");
    drop(held);
    assert_unharmed(&home, &kept);
}
