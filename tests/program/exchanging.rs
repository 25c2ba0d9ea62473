//! Tests of exports and imports on the command line.

use std::{fs, thread};

use crate::{commands::with_bookmarks, home::Home};

fn write(home: &Home, name: &str, content: &str) {
    fs::write(home.path().join(name), content).unwrap();
}

/// Runs a command and returns its output. It must succeed.
fn run(home: &Home, arguments: &[&str]) -> String {
    let (output, code, messages) = home.output(arguments);
    assert_eq!((code, messages.as_str()), (Some(0), ""), "{arguments:?}");
    output
}

/// Returns the JSON of all bookmarks without what an import cannot know.
fn rows(home: &Home) -> Vec<serde_json::Value> {
    let rows = run(home, &["bookmarks", "--json"]);
    rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn export_is_imported_into_another_home() {
    let home = with_bookmarks("]8Gm[3GMOn *thanks* #formula\r", "bookmarked ¶ 3: On");
    for (option, name) in [("--jsonld", "notes.jsonld"), ("--csv", "notes.csv")] {
        let other = Home::new();
        write(&other, name, &run(&home, &["bookmarks", option]));
        assert_eq!(run(&other, &["bookmarks", "--import", name]), "placed 2, not found 0\n");
        assert_eq!(rows(&other), rows(&home), "{name}");
        let saved = fs::read_to_string(other.bookmarks()).unwrap();
        let again = "placed 0, not found 0, already in the notebook 2\n";
        assert_eq!(run(&other, &["bookmarks", "--import", name]), again);
        assert_eq!(fs::read_to_string(other.bookmarks()).unwrap(), saved);
        // Into the home from which they come, too.
        write(&home, name, &run(&home, &["bookmarks", option]));
        assert_eq!(run(&home, &["bookmarks", "--import", name]), again);
    }
}

#[test]
fn edited_and_unknown_texts_leave_orphans() {
    let home = Home::new();
    write(&home, "talk.txt", "Friends,\n\nwe meet here again, as we did a year ago.\n\nBye.\n\nFriends,\n");
    let table = "Highlight,Title,Note\n\
        \"we meet here again, as we did a year ago.\",Talk,kept\n\
        \"Friends,\",talk,twice\n\
        \"we meet there again\",talk,changed\n\
        \"a year ago\",Dune,elsewhere\n";
    write(&home, "a.csv", table);
    let report = run(&home, &["bookmarks", "--import", "a.csv", "talk.txt"]);
    let expected = "placed 1, not found 3\n\
        not found: talk: “Friends,”\nnot found: talk: “we meet there again”\nnot found: Dune: “a year ago”\n";
    assert_eq!(report, expected);
    let states = |home: &Home| {
        let state = |row: &serde_json::Value| format!("{} {}", row["note"], row["state"]);
        rows(home).iter().map(state).collect::<Vec<_>>()
    };
    let orphans = ["\"twice\" \"orphan\"", "\"changed\" \"orphan\"", "\"elsewhere\" \"not in library\""];
    assert_eq!(states(&home), [&["\"kept\" \"exact\""], &orphans[..]].concat());
    // A note that the reader has changed since stays.
    let content = fs::read_to_string(home.bookmarks()).unwrap().replace("\"kept\"", "\"kept by me\"");
    fs::write(home.bookmarks(), &content).unwrap();
    let again = "placed 0, not found 0, already in the notebook 4\n";
    assert_eq!(run(&home, &["bookmarks", "--import", "a.csv", "talk.txt"]), again);
    assert_eq!(fs::read_to_string(home.bookmarks()).unwrap(), content);
    // Orphans are exported, and are orphans again.
    let other = Home::new();
    write(&other, "b.jsonld", &run(&home, &["bookmarks", "--jsonld"]));
    fs::remove_file(home.path().join("talk.txt")).unwrap();
    let (report, code, message) = other.output(&["bookmarks", "--import", "b.jsonld"]);
    let nothing = "oratory: nothing in \"b.jsonld\" was placed: name its texts after the file\n";
    assert_eq!((code, message.as_str()), (Some(1), nothing));
    assert!(report.starts_with("placed 0, not found 4\n") && report.lines().count() == 5, "{report}");
    assert_eq!(rows(&other).len(), 4);
    // Once the text is there, another import places what is certain.
    write(&other, "talk.txt", "Friends,\n\nwe meet here again, as we did a year ago.\n\nBye.\n\nFriends,\n");
    let report = run(&other, &["bookmarks", "--import", "b.jsonld", "talk.txt"]);
    assert_eq!(report, "placed 1, not found 0, already in the notebook 3\n");
}

#[test]
fn bad_file_changes_nothing() {
    let home = with_bookmarks("3Gm", "bookmarked ¶ 3");
    let before = fs::read(home.bookmarks()).unwrap();
    write(&home, "a.jsonld", "{\n\"target\": {\n");
    write(&home, "b.jsonld", "{\"title\": \"x\"}");
    write(&home, "c.csv", "Highlight,Title\none,two\nthree\n");
    write(&home, "d.csv", "Text,Title\none,two\n");
    fs::write(home.path().join("e.csv"), b"Highlight\none\n\xff\n").unwrap();
    write(&home, "f.txt", "Highlight\none\n");
    for (name, why) in [
        ("a.jsonld", "cannot import \"a.jsonld\": line 3: EOF while parsing an object"),
        ("b.jsonld", "cannot import \"b.jsonld\": line 1: no web annotation: an object with a target"),
        ("c.csv", "cannot import \"c.csv\": line 3: expected 2 columns, found 1"),
        ("d.csv", "cannot import \"d.csv\": line 1: no column Highlight"),
        ("e.csv", "cannot import \"e.csv\": line 3: not UTF-8"),
        ("f.txt", "cannot import \"f.txt\": unknown extension .txt: use .jsonld, .csv or .json"),
        ("missing.csv", "cannot read \"missing.csv\": No such file or directory"),
        ("..", "cannot import \"..\": the file name needs an extension"),
    ] {
        let (output, code, messages) = home.output(&["bookmarks", "--import", name]);
        assert_eq!((output.as_str(), code, messages.lines().count()), ("", Some(2), 1), "{messages}");
        assert!(messages.contains(why), "{messages}");
        assert_eq!(fs::read(home.bookmarks()).unwrap(), before);
    }
    for option in ["--md", "--json", "--jsonld", "--csv", "--restore"] {
        assert_eq!(home.output(&["bookmarks", option, "--import", "c.csv"]).1, Some(2), "{option}");
    }
    // A damaged bookmarks file is not overwritten.
    write(&home, "g.csv", "Highlight,Title\nBye,talk\n");
    fs::write(home.bookmarks(), "version = 2\n<<<\n").unwrap();
    assert_eq!(home.output(&["bookmarks", "--import", "g.csv"]).1, Some(2));
    assert_eq!(fs::read_to_string(home.bookmarks()).unwrap(), "version = 2\n<<<\n");
}

#[test]
fn import_works_while_other_copies_run() {
    let home = with_bookmarks("3Gm", "bookmarked ¶ 3");
    let words = [
        "Those that are not knitted in bonds of human feelings cannot become loyal cells.",
        "closely knitted in bonds of human feelings–this is the main idea",
    ];
    let names = ["a.csv", "b.csv"];
    for (name, words) in names.iter().zip(words) {
        write(&home, name, &format!("Highlight,Title,Date\n\"{words}\",Closing Speech,2021-04-10\n"));
    }
    // A running copy adds a bookmark before and after the imports.
    let mut terminal = home.run((100, 24), &[crate::home::ORATORY, "opening"]);
    terminal.wait_for("¶ 3/26");
    terminal.type_keys("5Gm");
    terminal.wait_for("bookmarked ¶ 5");
    thread::scope(|scope| {
        for name in names.iter().cycle().take(8) {
            scope.spawn(|| {
                let (output, code, messages) = home.output(&["bookmarks", "--import", name]);
                assert_eq!((code, messages.as_str()), (Some(0), ""), "{output}");
            });
        }
    });
    terminal.type_keys("7Gm");
    terminal.wait_for("bookmarked ¶ 7");
    terminal.type_keys("q");
    terminal.wait_for_end();
    let found: Vec<String> =
        rows(&home).iter().map(|row| format!("{}:{}", row["speech"], row["paragraph"])).collect();
    assert_eq!(found.len(), 5, "{found:?}");
}

#[test]
fn options_of_exports_are_explained() {
    let home = with_bookmarks("]8Gm", "bookmarked ¶ 8");
    let help = run(&home, &["bookmarks", "--help"]);
    for option in
        ["--jsonld", "--csv", "--style <STYLE>", "--import <FILE>", "oratory bookmarks --import notes.jsonld"]
    {
        assert!(help.contains(option), "{help}");
    }
    assert!(run(&home, &["bookmarks", "--md", "--style", "apa"]).contains("\n> — (Kim, 2021, para. 8)\n"));
    assert_eq!(home.output(&["bookmarks", "--csv", "--style", "apa"]).1, Some(2));
    assert_eq!(
        run(&home, &["bookmarks", "closing:7", "--csv"]),
        "Highlight,Title,Author,URL,Note,Location,Date\n"
    );
}
