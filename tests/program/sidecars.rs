//! Tests of sidecars: details and layout of a text in a file beside it.

use std::{fs, os::unix::fs::symlink};

use serde_json::Value;

use crate::home::{Home, ORATORY};

const TEXT: &str = "ON BREAD\n\nFriends,\nwe meet.\n";

/// Returns what `list --json` prints.
fn listed(home: &Home, arguments: &[&str]) -> Vec<Value> {
    let (printed, status, messages) = home.output(&[&["list", "--json"], arguments].concat());
    assert_eq!((status, messages.as_str()), (Some(0), ""));
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns the kinds of the blocks of a text, and the messages about it.
fn blocks(home: &Home, text: &str) -> (Vec<String>, String) {
    let (printed, _, messages) = home.output(&["show", "--blocks", text]);
    let kinds = printed.lines().map(|line| line.split('\t').next().unwrap().to_owned());
    (kinds.collect(), messages)
}

#[test]
fn sidecar_states_details_and_layout() {
    let home = Home::with_files(&[
        ("texts/a.txt", TEXT),
        ("texts/a.toml", "speaker = 'Ann Lee'\ndate = 1921-03-05\nheadings = false\nparagraphs = 'lines'\n"),
        ("texts/b.md", "# On bread\n\nFriends."),
        ("texts/b.toml", "author = 'Bo Li'"),
        ("texts/c.txt", TEXT),
    ]);
    let speakers = |arguments| -> Vec<Value> {
        listed(&home, arguments).iter().map(|speech| speech["speaker"].clone()).collect()
    };
    let expected = [Value::from("Ann Lee"), Value::from("Bo Li"), Value::Null];
    assert_eq!(speakers(&["texts"]), expected);
    assert_eq!(speakers(&["texts/a.txt", "texts/b.md", "texts/c.txt"]), expected);
    let three = || vec!["paragraph".to_owned(); 3];
    assert_eq!(blocks(&home, "texts/a.txt"), (three(), String::new()));
    assert_eq!(blocks(&home, "texts/c.txt").0, ["heading", "paragraph"]);
    let (quoted, ..) = home.output(&["quote", "texts/a.txt:3"]);
    assert!(quoted.contains("Ann Lee") && quoted.contains("1921"), "{quoted}");
}

#[test]
fn front_matter_overrides_the_sidecar_name_by_name() {
    let home = Home::with_files(&[
        ("a.txt", &format!("---\nauthor: Bo Li\nheadings: true\n---\n{TEXT}")),
        ("a.toml", "title = 'A talk'\nspeaker = 'Ann Lee'\nheadings = false\nparagraphs = 'lines'\n"),
        ("b.txt", &format!("+++\ntitle = 3\n+++\n{TEXT}")),
        ("b.toml", "speaker = 'Ann Lee'"),
    ]);
    let speech = &listed(&home, &["a.txt"])[0];
    assert_eq!((speech["title"].as_str(), speech["speaker"].as_str()), (Some("A talk"), Some("Bo Li")));
    assert_eq!(blocks(&home, "a.txt").0, ["heading", "paragraph", "paragraph"]);
    // Front matter that is broken leaves the sidecar alone.
    let (printed, _, messages) = home.output(&["list", "--json", "b.txt"]);
    assert!(printed.contains("Ann Lee"), "{printed}");
    assert!(messages.contains("front matter shown as text (line 2: "), "{messages}");
}

#[test]
fn sidecar_with_the_whole_name_of_a_text_belongs_to_it_alone() {
    let home = Home::with_files(&[
        ("texts/a.md", "One."),
        ("texts/a.txt", "One."),
        ("texts/a.toml", "speaker = 'Bo Li'\nplace = 'Leeds'"),
        ("texts/a.txt.toml", "speaker = 'Ann Lee'"),
    ]);
    for texts in [&["texts"][..], &["texts/a.md", "texts/a.txt"]] {
        let speeches = listed(&home, texts);
        let stated = |name: &str| speeches.iter().map(|speech| speech[name].clone()).collect::<Vec<_>>();
        assert_eq!(stated("speaker"), ["Bo Li", "Ann Lee"]);
        assert_eq!(stated("place"), [Value::from("Leeds"), Value::Null]);
    }
}

#[test]
fn sidecar_can_name_the_parts_of_a_text() {
    let home = Home::with_files(&[
        ("talks.txt", "Opening\n\nFriends.\n\nClosing\n\nFarewell."),
        ("talks.toml", "speaker = 'Ann Lee'\n[[part]]\nheading = 'Opening'\n[[part]]\nheading = 'Closing'\n"),
    ]);
    let names: Vec<Value> = listed(&home, &["talks.txt"]).iter().map(|part| part["title"].clone()).collect();
    assert_eq!(names, ["Opening", "Closing"]);
    assert_eq!(home.output(&["show", "talks.txt"]).0.matches("Farewell.").count(), 1);
}

#[test]
fn sidecar_is_never_listed() {
    let home = Home::with_files(&[
        ("config/oratory/config.toml", "[library]\nextensions = ['txt', 'toml']\n"),
        ("texts/a.txt", "One."),
        ("texts/a.toml", "speaker = 'Ann Lee'"),
        ("texts/b.toml", "One text without a sidecar."),
    ]);
    let names: Vec<Value> = listed(&home, &["texts"]).iter().map(|speech| speech["title"].clone()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(listed(&home, &["texts/b.toml"])[0]["speaker"], Value::Null);
}

#[test]
fn broken_sidecar_is_reported_and_the_text_is_shown() {
    let home = Home::with_files(&[("texts/a.txt", TEXT)]);
    let sidecar = home.path().join("texts/a.toml");
    let too_large = "#".repeat(1024 * 1024 + 1).into_bytes();
    let faults: [(&[u8], &str); 5] = [
        (b"speaker = 'Ann'\nheadings = no\n", "line 2: "),
        (b"speaker = 'Ann'\n\nparagraphs = 'words'\n", "line 3: unknown variant `words`"),
        (b"speaker = 'Ann'\nplace = 'K\xf6ln'\n", "line 2: it is not UTF-8"),
        (&too_large, "it is larger than 1 MB"),
        (b"[[part]]\nheading = 'Nowhere'\n", "no line is \"Nowhere\""),
    ];
    for (content, fault) in faults {
        fs::write(&sidecar, content).unwrap();
        for texts in ["texts", "texts/a.txt"] {
            let (printed, status, messages) = home.output(&["show", texts]);
            assert!(printed.contains("Friends, we meet."), "{printed}");
            assert_eq!((status, messages.lines().count()), (Some(0), 1), "{messages}");
            assert!(messages.contains(fault), "{messages}");
            assert!(fault.starts_with("no line") || messages.contains("\"a.toml\" not read ("), "{messages}");
        }
    }
    let mut terminal = home.run((100, 24), &[ORATORY, "texts/a.txt"]);
    terminal.wait_for("no line is");
    terminal.wait_for("we meet.");
    terminal.leave();
}

#[test]
fn only_a_regular_file_is_a_sidecar() {
    let home = Home::with_files(&[("texts/a.txt", TEXT), ("texts/b.txt", TEXT), ("texts/c.txt", TEXT)]);
    let path = |name: &str| home.path().join("texts").join(name);
    fs::create_dir(path("a.toml")).unwrap();
    symlink("nowhere", path("b.toml")).unwrap();
    assert!(home.any("mkfifo").arg(path("c.toml")).status().unwrap().success());
    assert_eq!(listed(&home, &["texts"]).len(), 3);
    assert_eq!(listed(&home, &["texts/a.txt", "texts/b.txt", "texts/c.txt"]).len(), 3);
    let (found, _, messages) = home.output(&["search", "friends", "texts"]);
    assert_eq!((found.lines().count(), messages.as_str()), (3, ""));
}

#[test]
fn bookmark_is_of_the_text_whatever_its_sidecar_states() {
    let home = Home::with_files(&[("a.txt", "Friends,\nwe meet.\n\nFarewell.\n")]);
    let mut terminal = home.run((80, 24), &[ORATORY, "a.txt"]);
    terminal.wait_for("¶ 1/2");
    terminal.type_keys("}m");
    terminal.wait_for("bookmarked ¶ 2");
    terminal.leave();
    fs::write(home.path().join("a.toml"), "paragraphs = 'lines'\nspeaker = 'Ann Lee'\n").unwrap();
    let (printed, ..) = home.output(&["bookmarks"]);
    assert!(printed.starts_with("a:3  unchanged (formerly ¶ 2)"), "{printed}");
    assert!(printed.contains("Farewell."), "{printed}");
}
