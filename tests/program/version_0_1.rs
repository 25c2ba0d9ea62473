//! Tests that the state files of version 0.1 are read and carried over.
//!
//! Version 0.1 wrote the files in `tests/data/version-0.1`, with `/HOME` for the home directory. It wrote a byte of a
//! path that is not UTF-8 as a private-use character.

use std::{
    ffi::OsStr,
    fs,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

use toml::Table;

use crate::home::{Home, ORATORY};

const BOOKMARKS: &str = include_str!("../data/version-0.1/bookmarks.toml");
const PLACES: &str = include_str!("../data/version-0.1/places.toml");

/// A text in which version 0.1 set bookmarks.
const TALK: &str = "\
Comrades,

The harvest is in, and it is the best in ten years.

Now the mills must work as the fields have worked.

I thank you.";

/// SHA-256 of [`TALK`], the name of its copy.
const TALK_COPY: &str = "d838ef976f21f7e856dfcc233ae18bf4f8a7c297aa1e8ae4b9c9acea477e439d.txt";

/// A file whose name is not UTF-8.
const CAFE: &[u8] = b"caf\xe9 100%.txt";

/// Creates a home with the files of version 0.1 and the texts that were open in it.
fn home() -> Home {
    let home = Home::new();
    let path = home.path().to_str().unwrap();
    let write = |path: &Path, content: &str| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    write(&home.bookmarks(), &BOOKMARKS.replace("/HOME", path));
    write(&home.places(), &PLACES.replace("/HOME", path));
    write(&home.bookmarks().with_file_name("texts").join(TALK_COPY), TALK);
    let edited = TALK.replace("as the fields have worked", "as hard as the fields");
    write(&text(&home, b"talk.txt"), &format!("A new beginning of this speech.\n\n{edited}\n"));
    write(&text(&home, CAFE), &TALK.replace("mills", "presses"));
    write(&text(&home, b"50%25.txt"), &TALK.replace("mills", "looms"));
    home
}

fn text(home: &Home, name: &[u8]) -> PathBuf {
    home.path().join("texts").join(OsStr::from_bytes(name))
}

#[test]
fn bookmarks_of_version_0_1_are_found() {
    let (printed, code, told) = home().output(&["bookmarks"]);
    assert_eq!((code, told.as_str()), (Some(0), ""));
    let heads: Vec<&str> =
        printed.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).collect();
    assert_eq!(
        heads,
        [
            "opening:8  unchanged",
            "opening:12  unchanged  On “unity”",
            "closing:8  unchanged",
            "texts/50%25:4  unchanged",
            "texts/caf\u{FFFD} 100%:2  unchanged  presses",
            "texts/talk:4  edited (formerly ¶ 3)",
        ]
    );
}

#[test]
fn session_of_version_0_1_is_restored() {
    let home = home();
    let mut terminal = home.reader((80, 24));
    // Version 0.1 was left in a file outside of the library, and before that in a built-in speech.
    terminal.wait_for("Closing Speech · ");
    terminal.wait_for("¶ 9/37");
    assert!(terminal.contents().contains("  9 Turning all Party cells into"), "{}", terminal.contents());
    terminal.type_keys("/\x1b[A");
    terminal.wait_for("regex /har.est");
    terminal.type_keys("\x1b[A");
    terminal.wait_for("/human feelings");
    terminal.type_keys("\x1b");
    terminal.wait_until("no prompt", |screen| !screen.contents().contains("/human"));
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn state_files_of_version_0_1_are_carried_over() {
    let home = home();
    let before = tables(&home);
    let mut terminal = home.run((80, 24), &[OsStr::new(ORATORY), text(&home, CAFE).as_os_str()]);
    // The paragraph where version 0.1 was left.
    terminal.wait_for("¶ 3/4");
    terminal.type_keys("}m");
    terminal.wait_for("bookmarked ¶ 4");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());

    let [bookmarks, places] = tables(&home);
    let url = format!("file://{}/texts/caf%E9 100%25.txt", home.path().display());
    // The file of version 0.1 is the backup, to the byte.
    let backup = fs::read_to_string(home.bookmarks().with_extension("toml.bak")).unwrap();
    assert_eq!(backup, BOOKMARKS.replace("/HOME", home.path().to_str().unwrap()));
    let mut expected = in_version_2(&before[0]);
    let new = bookmarks["bookmarks"][6].clone();
    assert_eq!((new["paragraph"].as_integer(), new["file"].as_str()), (Some(4), Some(url.as_str())));
    expected["bookmarks"][4]["file"] = url.clone().into();
    expected["bookmarks"].as_array_mut().unwrap().push(new);
    assert_eq!(bookmarks, expected);

    let mut expected = before[1].clone();
    let last = places["speeches"][4].clone();
    assert_eq!((last["current"].as_integer(), last["file"].as_str()), (Some(118), Some(url.as_str())));
    let positions = expected["speeches"].as_array_mut().unwrap();
    positions.retain(|position| position["speech"].as_str() != last["speech"].as_str());
    positions.push(last);
    assert_eq!(places, expected);
}

/// Returns a bookmarks file of version 0.1 as this version writes it: with other names of fields.
fn in_version_2(before: &Table) -> Table {
    let mut table = before.clone();
    table.insert("version".to_owned(), 2.into());
    for bookmark in table["bookmarks"].as_array_mut().unwrap() {
        let bookmark = bookmark.as_table_mut().unwrap();
        for (old, new) in [("label", "note"), ("offset", "start"), ("time", "created")] {
            let value = bookmark.remove(old).unwrap();
            bookmark.insert(new.to_owned(), value);
        }
    }
    table
}

/// Returns the content of both state files, without the fields of positions that only version 0.1 uses.
fn tables(home: &Home) -> [Table; 2] {
    let [bookmarks, mut places]: [Table; 2] =
        [home.bookmarks(), home.places()].map(|path| fs::read_to_string(path).unwrap().parse().unwrap());
    for position in places["speeches"].as_array_mut().unwrap() {
        position.as_table_mut().unwrap().retain(|field, _| field != "paragraphs" && field != "by_lines");
    }
    [bookmarks, places]
}
