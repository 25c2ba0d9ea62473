//! Tests of names on the command line and in the configuration: files and folders, and their errors.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, Permissions},
    os::unix::{
        ffi::{OsStrExt, OsStringExt},
        fs::{PermissionsExt, symlink},
    },
};

use crate::{
    failing::{NOBODY, is_superuser},
    home::{Home, ORATORY},
};

#[test]
fn missing_folder_is_reported_and_the_rest_is_read() {
    let home = Home::with_files(&[
        ("good/a.txt", "Of bread."),
        ("config/oratory/config.toml", "[library]\nfolders = [\"~/none\", \"~/good\"]\n"),
    ]);
    let expected =
        format!("oratory: cannot read \"{}\": there is no such folder\n", home.path().join("none").display());
    let (printed, status, messages) = home.output(&["list"]);
    assert_eq!((printed.lines().count(), status, messages), (3, Some(0), expected.clone()), "{printed}");
    let found = ("a:1  Of [bread].\n".to_owned(), Some(0), expected);
    assert_eq!(home.output(&["search", "bread"]), found);
}

/// A name that is not UTF-8. Such names are distinct even if they look alike.
fn no_text(byte: u8) -> OsString {
    OsString::from_vec([b'b', byte].into_iter().chain(*b".txt").collect())
}

#[test]
fn name_that_is_not_utf_8_works() {
    let home = Home::with_files(&[("texts/a.txt", "Of a.")]);
    let texts = home.path().join("texts");
    let long: Vec<String> = (1..=9000).map(|number| format!("Bread is number {number}.\n\n")).collect();
    fs::write(texts.join(no_text(0xff)), long.concat()).unwrap();
    fs::write(texts.join(no_text(0xfe)), "Of butter.\n\nAnd of bread.\n").unwrap();
    let (listed, status, messages) = home.output(&["list", "texts"]);
    assert_eq!((listed.lines().count(), status, messages.as_str()), (3, Some(0), ""), "{listed}");
    assert!(listed.contains("\nb\u{FFFD}  ") && listed.contains(" ¶ 9000 "), "{listed}");
    let found = home.output(&["search", "bread", "texts", "--tsv"]).0;
    assert_eq!(found.lines().count(), 1 + 9001, "a header and the matches");
    assert!(found.contains("/texts/b\u{FFFD}.txt\t2\t") && !found.contains('\u{10FFFE}'));
    let path = texts.join(no_text(0xff)).into_os_string();
    let whole = home.command(&["show"]).arg(&path).output().unwrap();
    assert!(String::from_utf8(whole.stdout).unwrap().ends_with("Bread is number 9000.\n"));
    let numbered = [path.as_encoded_bytes(), b":9000"].concat();
    let part = home.command(&["show"]).arg(OsStr::from_bytes(&numbered)).output().unwrap();
    assert_eq!(String::from_utf8(part.stdout).unwrap(), "Bread is number 9000.\n");

    // The whole text is read, and position and bookmark are restored.
    let command = [OsString::from(ORATORY), path];
    let mut terminal = home.run((100, 24), &command);
    terminal.wait_for("¶ 1/9000");
    terminal.type_keys("8000Gm");
    terminal.wait_for("bookmarked ¶ 8000");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    let mut terminal = home.run((100, 24), &command);
    terminal.wait_for("◆ 8000 ");
    terminal.wait_for("¶ 8000/9000");
    terminal.type_keys("q");
    terminal.wait_for_end();
    let (bookmarks, ..) = home.output(&["bookmarks"]);
    assert!(bookmarks.starts_with("b\u{FFFD}:8000  unchanged\n"), "{bookmarks}");
    // In its folder, it is the text that was left open.
    let mut terminal = home.run((100, 24), &[ORATORY, "texts"]);
    terminal.wait_for("◆ 8000 ");
    terminal.wait_for("¶ 8000/9000");
    // The text that was left open is shown before the folder has been read.
    terminal.wait_for("  a  ");
    terminal.type_keys("[");
    terminal.wait_for("Of butter.");
}

/// A file of two speeches, with three paragraphs and one.
const TWO: &str = "+++\n[[part]]\nheading = \"Opening\"\n[[part]]\nheading = \"Closing\"\n+++\nOpening\n\nOne.\n\nTwo.\n\n\
                   Three.\n\nClosing\n\nFarewell, and bread.\n";

#[test]
fn speech_in_a_file_is_named_by_its_number() {
    let home = Home::with_files(&[
        ("parts.txt", TWO),
        ("dir/parts.txt", TWO),
        ("dir/parts/c.txt", "Of c."),
        ("plain.txt", "P."),
    ]);
    let printed = |arguments: &[&str]| home.output(arguments).0;
    assert_eq!(printed(&["show", "parts.txt#2"]), "Closing\n\nFarewell, and bread.\n");
    assert_eq!(printed(&["show", "parts.txt#1:2-3"]), "Two.\n\nThree.\n");
    assert!(printed(&["quote", "parts.txt#1:3"]).starts_with("“Three.”\n"));
    assert_eq!(printed(&["search", "bread", "parts.txt#2"]), "parts#2:1  Farewell, and [bread].\n");
    assert_eq!(home.output(&["search", "bread", "parts.txt#1"]).1, Some(1));
    // Named as in lists.
    assert!(printed(&["list", "dir"]).contains("parts#2  "));
    assert_eq!(printed(&["show", "dir/parts#1:3"]), "Three.\n");
    assert_eq!(printed(&["show", "dir/parts/c"]), "Of c.\n");
    fs::write(home.path().join("parts.md"), "# Other").unwrap();
    assert!(home.output(&["show", "parts#2"]).2.contains("no text or file named \"parts#2\""));
    // A file with exactly this name takes precedence.
    fs::write(home.path().join("parts.txt#2"), "Another.").unwrap();
    assert!(printed(&["show", "parts.txt#2"]).ends_with("Another.\n"));

    for (word, expected, code) in [
        (
            "dir/parts.txt:30",
            "dir/parts.txt has several speeches: choose one of dir/parts.txt#1 to dir/parts.txt#2",
            2,
        ),
        (
            "dir/parts.txt#3",
            "dir/parts.txt has no #3: its speeches are dir/parts.txt#1 to dir/parts.txt#2",
            1,
        ),
        (
            "dir/parts.txt#0:1",
            "dir/parts.txt has no #0: its speeches are dir/parts.txt#1 to dir/parts.txt#2",
            1,
        ),
        ("plain.txt#2", "plain.txt has no #2: it has one speech", 1),
        ("dir/parts.txt#2:9", "dir/parts.txt#2 has no ¶ 9: its paragraphs are 1 to 1", 1),
    ] {
        let expected = format!("oratory: {expected}\n");
        assert_eq!(home.output(&["show", word]), (String::new(), Some(code), expected.clone()), "{word}");
        let mut terminal = home.run((120, 24), &[ORATORY, word]);
        assert_eq!(terminal.wait_for_end().code(), Some(code));
        assert_eq!(String::from_utf8_lossy(&terminal.raw()).trim_end(), expected.trim_end());
    }
}

#[test]
fn reader_opens_a_speech_in_a_file_at_a_paragraph() {
    let home = Home::with_files(&[("parts.txt", TWO)]);
    let mut terminal = home.run((100, 24), &[ORATORY, "parts.txt#1:3"]);
    terminal.wait_for("¶ 3/3");
    terminal.wait_for("Opening");
    assert!(!terminal.contents().contains("Closing"));
    let mut terminal = home.run((100, 24), &[ORATORY, "parts.txt#2"]);
    terminal.wait_for("Farewell, and bread.");
}

#[test]
fn built_in_speech_opens_in_the_library() {
    let home = Home::with_files(&[
        ("texts/mine.txt", "Of bread."),
        ("config/oratory/config.toml", "library.folders = [\"~/texts\"]\n"),
    ]);
    let mut terminal = home.run((100, 24), &[ORATORY, "closing:7"]);
    terminal.wait_for("¶ 7/37");
    terminal.wait_for("mine");
    terminal.type_keys("[");
    terminal.wait_for("Opening Speech · ¶ 1/26");
    terminal.type_keys("/bread\r");
    terminal.wait_for("1 in 1 of 3 speeches");
    // The first named text is opened, also without a number.
    let mut terminal = home.run((100, 24), &[ORATORY, "closing", "opening:3"]);
    terminal.wait_for("Closing Speech · ¶ 1/37");
    terminal.type_keys("[");
    terminal.wait_for("Opening Speech · ¶ 3/26");
    // The same holds for a text in a folder of the library, named as in lists.
    let mut terminal = home.run((100, 24), &[ORATORY, "mine"]);
    terminal.wait_for("mine · ¶ 1/1");
    terminal.wait_for("Closing Speech");
    terminal.type_keys("[");
    terminal.wait_for("Closing Speech · ¶ 1/37");
    // A file is opened without the library.
    let mut terminal = home.run((100, 24), &[ORATORY, "texts/mine.txt", "closing:7"]);
    terminal.wait_for("mine · ¶ 1/1");
    assert!(!terminal.contents().contains("Opening"), "{}", terminal.contents());
}

#[test]
fn speech_named_twice_is_read_once() {
    let home = Home::with_files(&[("acc/a.txt", "Of bread."), ("acc/in/parts.txt", TWO)]);
    let words = [
        "acc",
        "acc/a.txt",
        "./acc/in",
        "acc/../acc/in/parts.txt",
        "acc/in/parts.txt#2",
        "closing",
        "closing",
    ];
    let (listed, ..) = home.output(&[&["list"], &words[..]].concat());
    let names: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ["acc/a", "acc/in/parts#1", "acc/in/parts#2", "closing"]);
    let (found, ..) = home.output(&[&["search", "bread"], &words[..5]].concat());
    assert_eq!(found, "acc/a:1  Of [bread].\nacc/in/parts#2:1  Farewell, and [bread].\n");
    assert_eq!(home.output(&["show", "acc/a.txt:1", "acc/a.txt:1"]).0, "Of bread.\n\nOf bread.\n");
    // Named paragraphs add up, and the whole text includes them.
    let count = |words: &[&str]| home.output(&[&["search", "-c", "e"], words].concat()).0;
    assert_eq!(count(&["acc/in/parts#1:3", "acc/in/parts#1:1-2"]), "acc/in/parts#1:3\n");
    assert_eq!(count(&["acc/in/parts#1:3", "acc/in/parts#1"]), "acc/in/parts#1:3\n");
}

/// Returns the first word of each line, and the file that it names according to `list --json`.
fn names_and_files(home: &Home, printed: &str) -> Vec<(String, String)> {
    let first_words = printed.lines().map(|line| line.split("  ").next().unwrap().to_owned());
    let named = first_words.map(|name| {
        let (json, status, messages) = home.output(&["list", "--json", &name]);
        assert_eq!((json.lines().count(), status), (1, Some(0)), "{name}: {messages}");
        let listed: serde_json::Value = serde_json::from_str(&json).unwrap();
        (name, listed["file"].as_str().unwrap_or("none").to_owned())
    });
    named.collect()
}

#[test]
fn printed_names_work_in_every_command() {
    let text = "One.\n\nTwo.\n\nOf bread.\n";
    let home = Home::with_files(&[
        ("library/sub0/speech-04.txt", text),
        ("library/closing.txt", text),
        ("library/talk.txt", text),
        ("library/talk.md", text),
        ("library/parts.txt", TWO),
        ("other/sub0/speech-04.txt", text),
        ("other/mine.txt", text),
        ("mine.txt", text),
        ("dir/wrapped.txt", text),
        ("dir/in/parts.txt", TWO),
        ("wrapped.txt", text),
        ("notes.log", text),
        ("-dash.txt", text),
        ("config/oratory/config.toml", "library.folders = [\"~/library\", \"~/other\"]"),
    ]);
    let words = ["dir", "./dir/wrapped.txt", "wrapped.txt", "notes.log", "./-dash.txt", "mine.txt", "dir/in"];
    let commands = [
        (&["list"][..], 10),
        (&["search", "bread"], 7),
        (&[&["list"][..], &words].concat(), 7),
        (&[&["search", "bread"][..], &words].concat(), 6),
    ];
    for (command, count) in commands {
        let (printed, status, messages) = home.output(command);
        assert_eq!((printed.lines().count(), status), (count, Some(0)), "{printed}{messages}");
        let json = home.output(&[command, &["--json"]].concat()).0;
        let files = json.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let files: Vec<String> =
            files.map(|json| json["file"].as_str().unwrap_or("none").to_owned()).collect();
        let named = names_and_files(&home, &printed);
        assert_eq!(named.iter().map(|(_, file)| file).collect::<Vec<_>>(), files.iter().collect::<Vec<_>>());
        for (name, _) in named {
            let shown = home.output(&["show", &name]);
            assert_eq!(shown.1, Some(0), "{name}: {}", shown.2);
            if command[0] == "search" {
                assert!(shown.0.contains("bread"), "{name}: {}", shown.0);
                assert_eq!(home.output(&["search", "bread", &name]).1, Some(0), "{name}");
                assert!(home.output(&["quote", &name]).0.contains("bread"), "{name}");
            }
        }
    }
    let printed = home.output(&["search", "bread"]).0;
    for name in ["sub0/speech-04:3", "parts#2:1", "talk.md:3"] {
        assert!(printed.contains(&format!("\n{name}  ")), "{printed}");
    }
    assert!(home.output(&["search", "bread", "wrapped.txt"]).0.starts_with("wrapped:3  "));
    let mut terminal = home.run((100, 24), &[ORATORY, "sub0/speech-04:3"]);
    terminal.wait_for("¶ 3/3");
}

#[test]
fn text_beginning_with_its_title_is_printed_whole() {
    let home = Home::with_files(&[
        ("texts/a.txt", "ON BREAD\n\nOf  \n\tbread.\n"),
        ("texts/b.md", "# <b>\n\nfoo\n"),
    ]);
    assert_eq!(home.output(&["show", "texts/a.txt"]).0, "ON BREAD\n\nOf bread.\n");
    assert_eq!(home.output(&["show", "texts"]).0, "ON BREAD\n\nOf bread.\n\n\n# <b>\n\nfoo\n");
    assert!(home.output(&["list", "texts"]).0.contains("  <b>"));
}

#[test]
fn extension_may_be_in_capitals() {
    let home = Home::with_files(&[
        ("texts/SPEECH.TXT", "Of bread."),
        ("texts/b.Md", "# On *Bread*\nOf bread."),
        ("texts/c.PDF", "bread"),
    ]);
    let (found, ..) = home.output(&["search", "bread", "texts"]);
    assert_eq!(
        found.lines().collect::<Vec<_>>(),
        ["texts/SPEECH:1  Of [bread].", "texts/b    # On *[Bread]*", "texts/b:1     Of [bread]."]
    );
    assert!(home.output(&["list", "texts/b.Md"]).0.contains("  On Bread"));
}

#[test]
fn broken_link_and_unreadable_folder_are_reported() {
    let home = Home::with_files(&[("texts/a.txt", "Of bread."), ("texts/closed.d/b.txt", "Of bread.")]);
    let texts = home.path().join("texts");
    symlink("nowhere", texts.join("c.txt")).unwrap();
    let closed = texts.join("closed.d");
    let (open, shut) = (0o755, 0o000);
    for (folder, mode) in [(home.path(), open), (&closed, shut)] {
        fs::set_permissions(folder, Permissions::from_mode(mode)).unwrap();
    }
    // Permissions do not bind root.
    let someone = ["setpriv", "--reuid", NOBODY, "--clear-groups", ORATORY];
    let command = if is_superuser() { &someone[..] } else { &someone[4..] };
    let output =
        home.any(command[0]).args(&command[1..]).args(["search", "bread", "texts"]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "texts/a:1  Of [bread].\n");
    let folder = texts.display();
    let messages = format!(
        "oratory: cannot read \"{folder}/c.txt\": broken symbolic link\n\
         oratory: cannot read \"{folder}/closed.d\": Permission denied\n"
    );
    assert_eq!(String::from_utf8(output.stderr).unwrap(), messages);
    let mut terminal = home.run((100, 24), &[command, &["texts"]].concat());
    for words in ["  closed.d", "  Permission denied", "  broken symbolic link"] {
        terminal.wait_for(words);
    }
    terminal.type_keys("q");
    terminal.wait_for_end();
    fs::set_permissions(&texts, Permissions::from_mode(shut)).unwrap();
    let output = home.any(command[0]).args(&command[1..]).args(["list", "texts"]).output().unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    assert!(
        messages.starts_with(&format!("oratory: cannot read \"{folder}\": Permission denied\n")),
        "{messages}"
    );
    fs::set_permissions(&texts, Permissions::from_mode(open)).unwrap();
    fs::set_permissions(&closed, Permissions::from_mode(open)).unwrap();
}

#[test]
fn byte_order_mark_overrides_the_encoding() {
    let text = "+++\ntitle = \"Über\"\n+++\nDas Brot.\n";
    let home = Home::with_files(&[("a.txt", &format!("\u{feff}{text}"))]);
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(home.path().join("b.txt"), wide).unwrap();
    for name in ["a.txt", "b.txt"] {
        let shown = home.output(&["show", name, "--encoding", "windows-1251"]);
        assert_eq!(shown, ("Über\n\nDas Brot.\n".to_owned(), Some(0), String::new()));
    }
}

#[test]
fn remarks_are_reported_once() {
    let home = Home::with_files(&[("texts/b.txt", "+++\ntitle = Peace\n+++\nOf bread.\n")]);
    let parts: Vec<u8> =
        TWO.chars().map(|c| if c == 'F' { 0xff } else { u8::try_from(c).unwrap() }).collect();
    fs::write(home.path().join("texts/a.txt"), parts).unwrap();
    let folder = home.path().join("texts");
    let folder = folder.display();
    let a =
        format!("oratory: \"{folder}/a.txt\": not UTF-8, read as windows-1252 (change with --encoding)\n");
    let b = format!("oratory: \"{folder}/b.txt\": front matter shown as text (line 2: ");
    for command in [&["list"][..], &["search", "bread"], &["show"]] {
        for words in [&["texts"][..], &["texts/a.txt", "texts/b.txt", "texts/a.txt"]] {
            let (printed, status, messages) = home.output(&[command, words].concat());
            assert_eq!((status, messages.lines().count()), (Some(0), 2), "{messages}");
            assert!(messages.starts_with(&format!("{a}{b}")), "{messages}");
            assert!(printed.contains("bread") || printed.contains("¶ 3"), "{printed}");
        }
    }
    assert_eq!(home.output(&["quote", "texts/a.txt#2:1"]).2, a);
    assert_eq!(home.output(&["show", "texts/a.txt", "--encoding", "latin1"]).2, "");
}
