//! Checks any bytes as a state file: an invalid file stays unchanged, and a change to a valid one changes nothing else.

use std::{fmt::Debug, fs, path::Path};

use jiff::Timestamp;
use oratory::{
    Entry, ReadRanges, SavedPosition, SavedSearch, SessionChange,
    store::{self, Folders, bookmarks::Save},
};
use oratory_core::{Annotation, AnnotationChange, Options, ScrollOffset};
use oratory_import::import_text;
use toml::{Table, Value};

use crate::{
    checks::page,
    harness::{Reader, library},
};

const TEXTS: [&str; 2] = ["One.\n\nTwo two.\n\nThree.", "각 각\n\nTwo two.\n\n\nOne"];

/// Keys that visit every place where saved state is shown or used.
const KEYS: &str = "m B j m s Enter B k f o Enter x u Esc B s G x Esc Esc / Up Up Enter n N c j Enter Esc Tab j Enter } G ? j Esc i Esc";

/// The first byte selects the file: `b` for bookmarks, `p` for reading positions, `c` for the configuration.
pub fn check(bytes: &[u8]) {
    let Some((&which, content)) = bytes.split_first() else { return };
    let reader = Reader::of(library(&TEXTS), (40, 9));
    let folders = folders(&reader);
    let (file, check): (_, fn(&Reader, &Folders, &[u8])) = match which {
        b'b' => (store::bookmarks::path(&folders), check_bookmarks),
        b'p' => (store::session::path(&folders), check_session),
        b'c' => (store::config::path(&folders), check_config),
        _ => return,
    };
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, content).unwrap();
    check(&reader, &folders, content);
}

fn check_bookmarks(reader: &Reader, folders: &Folders, content: &[u8]) {
    let path = store::bookmarks::path(folders);
    let new = Annotation::of_paragraph(&import_text("new", TEXTS[0]), 2, Timestamp::UNIX_EPOCH).unwrap();
    let (keep, drop) =
        (AnnotationChange::Save(Box::new(new.clone())), AnnotationChange::Remove(new.id.clone()));
    let Ok(kept) = store::bookmarks::read(folders) else {
        for change in [keep, drop] {
            save(folders, change).unwrap_err();
        }
        look_around(reader.restart());
        assert_eq!(fs::read(path).unwrap(), content);
        return;
    };
    if kept.iter().any(|mark| mark.id == new.id) {
        return;
    }
    let before = table(&path);
    save(folders, keep).unwrap();
    assert_same(&store::bookmarks::read(folders).unwrap(), &[&kept[..], &[new]].concat());
    save(folders, drop).unwrap();
    if let Some(before) = before {
        assert_kept(&before, &table(&path).unwrap());
    }
    if let Some(Annotation { id, .. }) = kept.first() {
        save(folders, AnnotationChange::Remove(id.clone())).unwrap();
        let rest: Vec<_> = kept.iter().filter(|mark| mark.id != *id).collect();
        assert_same(&store::bookmarks::read(folders).unwrap(), &rest);
    }
    fs::write(path, content).unwrap();
    look_around(reader.restart());
    store::bookmarks::read(folders).unwrap();
}

/// Saves a change to the bookmarks.
fn save(folders: &Folders, change: AnnotationChange) -> Result<(), String> {
    let save = Save { changes: &[(change, None)], ..Save::default() };
    let saved = store::bookmarks::save(folders, &save, store::LOCK_TIMEOUT);
    saved.map(drop).map_err(|error| error.to_string())
}

fn check_session(reader: &Reader, folders: &Folders, content: &[u8]) {
    let path = store::session::path(folders);
    let speech = Entry::from(import_text("new", TEXTS[0]));
    let change = SessionChange {
        positions: SavedPosition::new(&speech, ScrollOffset::Text(6), Some(1), ReadRanges::default())
            .into_iter()
            .collect(),
        searches: vec![SavedSearch::new("new", Options::default())],
        ..SessionChange::default()
    };
    let Ok(mut kept) = store::session::read(folders) else {
        store::session::apply(folders, &change, store::LOCK_TIMEOUT).unwrap_err();
        look_around(reader.restart());
        assert_eq!(fs::read(path).unwrap(), content);
        return;
    };
    let before = table(&path);
    store::session::apply(folders, &change, store::LOCK_TIMEOUT).unwrap();
    kept.apply(&change);
    assert_same(&store::session::read(folders).unwrap(), &kept);
    let after = table(&path).unwrap_or_default();
    for (name, value) in before.unwrap_or_default() {
        assert!(CHANGING_KEYS.contains(&name.as_str()) || is_same(&after[&name], &value), "{name}");
    }
    fs::write(path, content).unwrap();
    look_around(reader.restart());
    store::session::read(folders).unwrap();
}

/// Keys of `places.toml` that change.
const CHANGING_KEYS: [&str; 4] = ["chosen", "speeches", "searches", "told"];

fn check_config(_: &Reader, folders: &Folders, content: &[u8]) {
    let path = store::config::path(folders);
    match store::config::of_user(folders) {
        Ok(config) => {
            assert!((40..=120).contains(&config.text_width) && (16..=60).contains(&config.list_width));
            look_around(Reader::configured(str::from_utf8(content).unwrap()));
        }
        Err(error) => {
            let path = store::quoted(&path);
            assert!(error.to_string().lines().all(|line| line.contains(&path)), "{error}");
        }
    }
    assert_eq!(fs::read(path).unwrap(), content);
}

/// Visits every place where saved state is shown or used.
fn look_around(mut reader: Reader) {
    page::check(&reader);
    for key in KEYS.split(' ') {
        if reader.keys(key).quit {
            return;
        }
        page::check(&reader);
    }
    reader.save_session();
}

fn folders(reader: &Reader) -> Folders {
    let root = reader.data("").parent().map(Path::to_owned).unwrap();
    let [config, data, state] = ["config", "data", "state"].map(|name| root.join(name));
    Folders { config, data, state, ..Folders::default() }
}

/// Parses a file as a table. `None` if a number in it is too large.
fn table(path: &Path) -> Option<Table> {
    fs::read_to_string(path).unwrap().parse().ok()
}

/// Names of fields in a bookmarks file of version 1, and their present names.
const PRESENT_NAMES: [(&str, &str); 3] = [("offset", "start"), ("label", "note"), ("time", "created")];

/// Asserts that everything in a bookmarks file is still there.
fn assert_kept(before: &Table, after: &Table) {
    // These change with every save.
    let changing = ["bookmarks", "version", "undo"];
    for (name, value) in before.iter().filter(|(name, _)| !changing.contains(&name.as_str())) {
        assert!(is_same(value, &after[name]), "{name}");
    }
    let marks = |table: &Table| table.get("bookmarks").and_then(Value::as_array).cloned().unwrap_or_default();
    let (mut before, after) = (marks(before), marks(after));
    // Duplicate bookmarks are merged.
    let mut seen = Vec::new();
    before.retain(|mark| {
        let mut mark = mark.clone();
        // Bookmarks of one paragraph are merged, whatever their ids.
        if let Some(fields) =
            mark.as_table_mut().filter(|fields| fields.get("sha256").and_then(Value::as_str) != Some(""))
        {
            fields.remove("id");
        }
        let is_new = !seen.contains(&mark);
        seen.push(mark);
        is_new
    });
    assert_eq!(before.len(), after.len());
    let mut ids = Vec::new();
    for (before, after) in before.iter().zip(&after) {
        for (name, value) in before.as_table().unwrap() {
            // The same moment may be written in another way.
            let present = PRESENT_NAMES.iter().find(|(old, _)| old == name).map_or(&**name, |(_, new)| new);
            let is_time =
                || ["created", "modified"].contains(&present) && moment(value) == moment(&after[present]);
            // The second of two bookmarks with the same id gets a number.
            let is_numbered = || name == "id" && ids.contains(value);
            assert!(is_same(value, &after[present]) || is_time() || is_numbered(), "{name} = {value}");
        }
        ids.extend(before.get("id").cloned());
    }
}

fn moment(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

/// Compares by debug output, since NaN does not equal itself.
fn is_same(one: &impl Debug, other: &impl Debug) -> bool {
    format!("{one:?}") == format!("{other:?}")
}

fn assert_same(one: &impl Debug, other: &impl Debug) {
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
}
