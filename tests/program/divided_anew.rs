//! Tests that bookmarks of version 0.1 stay with their words in texts that are divided into other paragraphs now.
//!
//! Version 0.1 set a bookmark at each paragraph of the texts in `tests/data/version-0.1/texts`, and wrote
//! `bookmarks-of-texts.toml`, with `/HOME` for the home directory.

use std::{collections::BTreeSet, fs, sync::Arc};

use oratory::store::{
    options::ReadOptions,
    texts::{self, Extent},
};
use oratory_core::{Document, sha256};
use serde_json::Value;
use toml::Table;

use crate::home::Home;

const BOOKMARKS: &str = include_str!("../data/version-0.1/bookmarks-of-texts.toml");

const TEXTS: [(&str, &str); 7] = [
    ("wrapped.txt", include_str!("../data/version-0.1/texts/wrapped.txt")),
    ("pages.txt", include_str!("../data/version-0.1/texts/pages.txt")),
    ("transcript.txt", include_str!("../data/version-0.1/texts/transcript.txt")),
    ("headed.md", include_str!("../data/version-0.1/texts/headed.md")),
    ("indented.txt", include_str!("../data/version-0.1/texts/indented.txt")),
    ("lines.txt", include_str!("../data/version-0.1/texts/lines.txt")),
    ("verse.txt", include_str!("../data/version-0.1/texts/verse.txt")),
];

/// Paragraphs of version 0.1 that are none now: front matter, rules, code, remarks, blank lines. That at
/// the stage direction of the transcript stays there.
const NOT_FOUND: [(&str, i64); 7] = [
    ("headed", 1),
    ("headed", 2),
    ("headed", 7),
    ("headed", 8),
    ("headed", 10),
    ("headed", 12),
    ("verse", 3),
];

/// Creates a home with the texts, as `edit` returns them, and with the files of version 0.1.
fn home(edit: impl Fn(&str) -> String) -> Home {
    let home = Home::new();
    let copies = home.bookmarks().with_file_name("texts");
    fs::create_dir_all(&copies).unwrap();
    fs::create_dir(home.path().join("texts")).unwrap();
    for (name, content) in TEXTS {
        fs::write(home.path().join("texts").join(name), edit(content)).unwrap();
        let copy = content.trim_end();
        fs::write(copies.join(format!("{}.txt", sha256(copy.as_bytes()))), copy).unwrap();
    }
    fs::write(home.bookmarks(), BOOKMARKS.replace("/HOME", home.path().to_str().unwrap())).unwrap();
    home
}

/// Returns the text of a file in `home`.
fn document(home: &Home, speech: &str) -> Arc<Document> {
    let (name, _) = TEXTS.iter().find(|(name, _)| name.split('.').next() == Some(speech)).unwrap();
    let file = home.path().join("texts").join(name);
    let read = texts::open(&file, Extent::FirstFrame, ReadOptions::default()).unwrap();
    Arc::clone(read[0].whole().unwrap())
}

/// Returns the paragraphs that are not found, after checking that all others are where their words are.
fn not_found(home: &Home) -> BTreeSet<(String, i64)> {
    let (printed, code, messages) = home.output(&["bookmarks", "--json"]);
    assert_eq!((code, messages.as_str()), (Some(0), ""));
    let printed: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let bookmarks: Table = BOOKMARKS.parse().unwrap();
    let bookmarks = bookmarks["bookmarks"].as_array().unwrap();
    assert_eq!((printed.len(), bookmarks.len()), (42, 42));
    let mut not_found = BTreeSet::new();
    for bookmark in bookmarks {
        let [speech, quote] = ["speech", "quote"].map(|field| bookmark[field].as_str().unwrap());
        let then = bookmark["paragraph"].as_integer().unwrap();
        let is_it = |found: &&Value| {
            let number = found["paragraph_then"].as_i64().or_else(|| found["paragraph"].as_i64());
            found["speech"] == speech && number == Some(then)
        };
        let found = printed.iter().find(is_it).unwrap();
        if found["state"] == "orphan" {
            not_found.insert((speech.to_owned(), then));
            continue;
        }
        let document = document(home, speech);
        let start = usize::try_from(found["start"].as_u64().unwrap()).unwrap();
        let block = document.block(document.block_at(start).unwrap());
        let text = &document.text()[block.range];
        let is_edited = found["state"] == "edited";
        let is_here = text.starts_with(quote)
            || is_edited && (text.contains(quote) || quote.starts_with(text.trim_end()));
        assert!(is_here, "{speech} {then} is {} at {start}: {text}", found["state"]);
    }
    not_found
}

#[test]
fn bookmarks_stay_with_their_words_or_are_not_found() {
    let expected: BTreeSet<(String, i64)> =
        NOT_FOUND.iter().map(|&(speech, paragraph)| (speech.to_owned(), paragraph)).collect();
    assert_eq!(not_found(&home(str::to_owned)), expected);
    // In an edited text, the paragraph is looked up in the copy of the text.
    let edited =
        not_found(&home(|text| format!("{}\n\nThis paragraph is new in the text.\n", text.trim_end())));
    assert!(edited.is_superset(&expected), "{edited:?}");
    assert!(edited.len() < 12, "{edited:?}");
}

#[test]
fn earlier_text_is_divided_as_the_text_is() {
    let lines: Vec<String> =
        (1..9).map(|number| format!("Short line {number} is unlike the others.")).collect();
    let text = lines.join("\n");
    let home = Home::with_files(&[("a.txt", &text), ("a.toml", "paragraphs = 'lines'")]);
    let mut terminal = home.run((80, 24), &[crate::home::ORATORY, "a.txt"]);
    terminal.wait_for("¶ 1/8");
    terminal.type_keys("5Gm");
    terminal.wait_for("bookmarked ¶ 5");
    terminal.leave();
    fs::write(
        home.path().join("a.txt"),
        format!("It begins anew.\n{text}").replace("5 is unlike the", "5 is not like the"),
    )
    .unwrap();
    let (printed, ..) = home.output(&["bookmarks"]);
    assert!(printed.starts_with("a:6  edited (formerly ¶ 5)"), "{printed}");
}
