//! Tests of highlights and notes: their record on disk, their range in edited texts, and the undo of the last session.

use std::{fs, sync::Arc};

use oratory::store::{
    LOCK_TIMEOUT,
    bookmarks::{self, Save},
};
use oratory_core::{Annotation, AnnotationChange};
use proptest::prelude::*;
use testkit::{
    checks::page,
    harness::{Reader, library},
};

const TALK: [&str; 5] = [
    "Comrades,",
    "The harvest is in – and it is “a good one” for all of us who worked for it.",
    "The winter will be long, so we store what we have, and share what we can.",
    "In spring we shall sow again, as our fathers did before us on the same fields.",
    "I thank you all.",
];

/// Opens a text in which these passages are highlighted, each with its note. The first reader owns the home.
fn highlighted(passages: &[(&str, &str)]) -> [Reader; 2] {
    let reader = Reader::of(library(&[&TALK.join("\n\n")]), (80, 24));
    let document = Arc::clone(reader.app().speech().unwrap().whole().unwrap());
    let mut changes = Vec::new();
    for (words, note) in passages {
        let start = document.text().find(words).unwrap();
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        let annotation = Annotation::new(&document, start..start + words.len(), now).unwrap();
        let annotation = Annotation { note: (*note).to_owned(), ..annotation };
        changes.push((AnnotationChange::Save(Box::new(annotation)), Some(Arc::clone(&document))));
    }
    let save = Save { changes: &changes, ..Save::default() };
    bookmarks::save(reader.folders(), &save, LOCK_TIMEOUT).unwrap();
    let again = reader.restart();
    [reader, again]
}

/// Opens the same text after an edit.
fn after(reader: &Reader, edit: impl FnOnce(String) -> String) -> Reader {
    reader.restart_with(library(&[&edit(TALK.join("\n\n"))]))
}

/// Returns the text of every annotation that was found, with its note.
fn passages(reader: &Reader) -> Vec<(String, String)> {
    let text = reader.text(0).text().to_owned();
    let all = reader.app().notes().annotations();
    let found = all.touching(reader.app().open(), 0..text.len());
    found.map(|(placed, range)| (text[range].to_owned(), placed.annotation.note.clone())).collect()
}

#[track_caller]
fn assert_passages(reader: &Reader, expected: &[(&str, &str)]) {
    let found = passages(reader);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(words, note)| (words.as_str(), note.as_str())).collect();
    assert_eq!(found, expected);
}

/// Returns the notes on disk.
fn notes(reader: &Reader) -> Vec<String> {
    bookmarks::read(reader.folders()).unwrap().into_iter().map(|annotation| annotation.note).collect()
}

#[test]
fn highlights_keep_their_words_in_an_edited_text() {
    let [_home, reader] = highlighted(&[
        ("a good one", "one"),
        ("what we have, and share what we can.\n\nIn spring", "two"),
        ("as our fathers did", "three"),
        ("I thank you all.", "a bookmark"),
    ]);
    let edited = after(&reader, |talk| {
        let talk = talk.replace("The harvest", "Friends, the harvest").replace("share what", "share all");
        talk.replace("as our fathers did", "and reap")
    });
    assert_passages(
        &edited,
        &[
            ("a good one", "one"),
            ("what we have, and share all we can.\n\nIn spring", "two"),
            ("I thank you all.", "a bookmark"),
        ],
    );
    assert!(
        edited.words().contains("4 bookmarks and highlights: 2 unchanged, 1 edited, 1 not found"),
        "{}",
        edited.frame()
    );
    let orphans =
        edited.app().notes().annotations().all().iter().filter(|placed| placed.location.range().is_none());
    assert_eq!(orphans.map(|placed| placed.annotation.note.as_str()).collect::<Vec<_>>(), ["three"]);
}

#[test]
fn orphaned_highlight_is_attached_to_its_candidate_only_by_the_user() {
    let [_home, reader] = highlighted(&[("so we store what we have", "on stores")]);
    let mut edited = after(&reader, |talk| {
        let rewritten = talk.replace(
            "The winter will be long, so we store what we have, and share what we can.",
            "Now hear me.",
        );
        format!("{rewritten}\n\nIt is said that in the south, so we store what we have, or it rots.")
    });
    assert_passages(&edited, &[]);
    edited.keys("B Enter");
    assert!(edited.frame().contains("Most similar passage"), "{}", edited.frame());
    assert!(edited.frame().contains("Highlight not found"), "{}", edited.frame());
    edited.keys("a");
    assert_passages(&edited, &[("so we store what we have", "on stores")]);
    assert_passages(
        &edited.restart_with(library(&[edited.text(0).text()])),
        &[("so we store what we have", "on stores")],
    );
    edited.keys("U");
    assert_passages(&edited, &[]);
}

#[test]
fn m_of_a_paragraph_leaves_its_highlights() {
    let [_home, mut reader] = highlighted(&[("we store what we have", "on stores")]);
    reader.keys("3G m");
    assert_eq!(passages(&reader).len(), 2);
    assert!(reader.words().contains("bookmarked ¶ 3"), "{}", reader.frame());
    reader.keys("m");
    assert!(reader.words().contains("bookmark removed (U: undo)"), "{}", reader.frame());
    assert_passages(&reader, &[("we store what we have", "on stores")]);
}

#[test]
fn removed_highlight_is_named_and_restored_with_its_note() {
    let [_home, mut reader] =
        highlighted(&[("we store what we have", "on stores\nand more"), ("a good one", "")]);
    reader.keys("B g x");
    assert!(reader.words().contains("highlight removed: “a good one” (u: undo)"), "{}", reader.frame());
    reader.keys("x");
    assert!(reader.words().contains("highlight removed: “on stores” (u: undo)"), "{}", reader.frame());
    reader.keys("u");
    assert!(reader.words().contains("highlight restored: ¶ 3 “on stores”"), "{}", reader.frame());
    assert_eq!(notes(&reader), ["on stores\nand more"]);
}

#[test]
fn last_removal_is_undone_once_more_after_the_next_start() {
    let [_home, mut reader] =
        highlighted(&[("we store what we have", "on stores\nand more"), ("a good one", "")]);
    reader.keys("B g x x Esc").save_session();
    let mut next = reader.restart();
    assert_passages(&next, &[]);
    next.keys("U");
    assert_passages(&next, &[("we store what we have", "on stores\nand more")]);
    assert!(next.keys("U").status().contains("nothing to undo"), "{}", next.status());
    assert!(next.restart().keys("U").status().contains("nothing to undo"), "it was restored");
    // A change counts too, and comes after the removals of the session itself.
    next.keys("3G m M").type_in("other").keys("Enter M Ctrl-u").type_in("new").keys("Enter").save_session();
    let mut last = next.restart();
    last.keys("3G m");
    last.keys("U");
    assert_eq!(notes(&last), ["on stores\nand more", "new"]);
    last.keys("U");
    assert_eq!(notes(&last), ["on stores\nand more", "other"]);
}

#[test]
fn comma_and_full_stop_go_from_one_annotation_to_the_next() {
    let [_home, mut reader] = highlighted(&[
        ("a good one", ""),
        ("who worked for it", ""),
        ("In spring we shall sow again, as our fathers did before us on the same fields.", ""),
        ("In spring", ""),
    ]);
    let mut paragraphs = |keys: &str| {
        let after = |key| reader.keys(key).paragraph();
        keys.split(' ').map(after).collect::<Vec<_>>()
    };
    assert_eq!(paragraphs("g . . ."), [1, 2, 2, 4]);
    assert_eq!(paragraphs(", , "), [2, 2, 2]);
    assert_eq!(paragraphs("g 3."), [1, 4]);
    assert_eq!(paragraphs("g 9. 2, 9,"), [1, 4, 2, 2]);
    assert_eq!(paragraphs("3G ,"), [3, 2]);
    assert_eq!(paragraphs("3G ."), [3, 4]);
    assert_eq!(paragraphs(". ."), [4, 4], "the highlight at the same start comes after the bookmark");
    assert!(reader.status().contains("no later highlight or bookmark in this speech"), "{}", reader.status());
    assert!(reader.keys("g ,").status().contains("no earlier highlight or bookmark"), "{}", reader.status());
    let mut none = Reader::new();
    assert!(none.keys(".").status().contains("no highlight or bookmark in this speech"), "{}", none.status());
}

#[test]
fn annotations_in_view_are_those_that_touch_it() {
    let all = [
        "Comrades,\n\nThe harvest is in",
        "a good one",
        "good",
        "who worked for it",
        "share what we can.\n\nIn spring",
    ];
    let [_home, reader] = highlighted(&all.map(|words| (words, "")));
    let text = reader.text(0).text().to_owned();
    let annotations = reader.app().notes().annotations();
    let ranges: Vec<_> = annotations.all().iter().map(|placed| placed.location.range().unwrap().1).collect();
    assert_eq!(ranges.len(), all.len());
    assert!(ranges.is_sorted_by_key(|range| (range.start, usize::MAX - range.end)));
    for start in 0..text.len() {
        for end in [start + 1, start + 7, start + 90] {
            let found: Vec<_> =
                annotations.touching(reader.app().open(), start..end).map(|(_, range)| range).collect();
            let touching: Vec<_> =
                ranges.iter().filter(|range| range.start < end && range.end > start).cloned().collect();
            assert_eq!(found, touching, "{start}..{end}");
        }
    }
}

#[test]
fn file_of_version_1_stays_until_something_changes() {
    let [_home, mut reader] = highlighted(&[("I thank you all.", "on thanks")]);
    let path = reader.data("bookmarks.toml");
    let content = fs::read_to_string(&path).unwrap();
    let old = content.replace("version = 2", "version = 1").replace("\nstart = ", "\noffset = ");
    let old = old.replace("\nnote = ", "\nlabel = ").replace("\ncreated = ", "\ntime = ");
    let old: Vec<&str> = old.lines().filter(|line| !line.starts_with("end = ")).collect();
    let old = old.join("\n") + "\n";
    fs::write(&path, &old).unwrap();
    reader = reader.restart();
    reader.keys("j k").save_session();
    assert_eq!(fs::read_to_string(&path).unwrap(), old);
    assert_passages(&reader, &[("I thank you all.", "on thanks")]);
    reader.keys("2G m");
    assert_eq!(fs::read_to_string(path.with_extension("toml.bak")).unwrap(), old);
    assert_passages(&reader, &[(TALK[1], ""), ("I thank you all.", "on thanks")]);
    let saved = bookmarks::read(reader.folders()).unwrap();
    assert!(saved.iter().all(Annotation::is_bookmark));
}

#[test]
fn marks_differ_in_every_theme() {
    for theme in ["terminal", "light", "dark", "contrast"] {
        for more in ["", "ascii = true\n"] {
            let mut reader = Reader::configured(&format!("theme = \"{theme}\"\n{more}"));
            reader.resize(120, 40).keys("]").search("closely knitted in bonds").keys("Enter v m");
            reader.search("knitted in").keys("Enter v M").type_in("a note").keys("Enter 7G Enter");
            reader.search("human").keys("Enter v");
            let (buffer, _) = reader.draw();
            let rows = reader.rows();
            let style = |words: &str, offset: usize| {
                let (y, row) = rows.iter().enumerate().find(|(_, row)| row.contains(words)).unwrap();
                let x = row[..row.find(words).unwrap() + offset].chars().count();
                let cell = &buffer[(u16::try_from(x).unwrap(), u16::try_from(y).unwrap())];
                (cell.fg, cell.bg, cell.modifier)
            };
            let words = "closely knitted in bonds of human";
            let marks = [
                style(words, 0),
                style(words, "closely ".len()),
                style(words, "closely knitted in bonds ".len()),
                style(words, "closely knitted in bonds of ".len()),
                style(" a note", 1),
                style(
                    "families closely knitted in bonds of human",
                    "families closely knitted in bonds of ".len(),
                ),
            ];
            for (index, one) in marks.iter().enumerate() {
                assert!(
                    !marks[index + 1..].contains(one),
                    "{theme} {more}: {index} of {marks:?}\n{}",
                    reader.frame()
                );
            }
        }
    }
}

/// Opens the talk without annotations.
fn talk() -> Reader {
    Reader::of(library(&[&TALK.join("\n\n")]), (80, 24))
}

/// Selects these words, which must be found only once.
fn select<'a>(reader: &'a mut Reader, words: &str) -> &'a mut Reader {
    reader.search(words).keys("Enter v")
}

#[test]
fn m_highlights_the_selection_and_on_a_highlight_removes_it() {
    let mut reader = talk();
    select(&mut reader, "a good one").keys("m");
    assert!(reader.words().contains("highlighted in ¶ 2"), "{}", reader.frame());
    assert_eq!(reader.selected(), "");
    reader.keys("Esc");
    assert_eq!(reader.highlights(), ("a good one".to_owned(), String::new()));
    assert_passages(&reader.restart(), &[("a good one", "")]);
    reader.keys("v");
    select(reader.keys("Esc"), "a good one").keys("m");
    assert!(reader.words().contains("highlight removed: “a good one” (U: undo)"), "{}", reader.frame());
    assert_passages(&reader, &[]);
    assert_passages(reader.keys("U"), &[("a good one", "")]);
    assert_eq!(notes(&reader), [""]);
}

#[test]
fn highlight_that_the_reader_has_gone_to_is_selected() {
    let [_home, mut reader] = highlighted(&[("a good one", "on harvests"), (TALK[3], ""), ("In spring", "")]);
    reader.keys(".");
    assert_eq!(reader.selected(), "a good one");
    assert_eq!(reader.keys("Y").copied.as_deref(), Some("a good one"));
    assert_eq!(reader.keys(".").selected(), "", "a bookmark is its paragraph");
    assert_eq!(reader.keys(".").selected(), "In spring");
    reader.keys("g 2G .");
    assert_eq!(reader.selected(), "a good one", "a highlight in the current paragraph");
    reader.keys("m");
    assert!(reader.words().contains("highlight removed: “on harvests” (U: undo)"), "{}", reader.frame());
    reader.keys(". m");
    assert_passages(&reader, &[("In spring", "")]);
    assert_eq!(reader.keys(".").selected(), "In spring");
    reader.keys("U U");
    assert_passages(&reader, &[("a good one", "on harvests"), (TALK[3], ""), ("In spring", "")]);
}

#[test]
fn click_selects_the_innermost_highlight() {
    let [_home, mut reader] = highlighted(&[(TALK[1].trim_end_matches('.'), ""), ("a good one", "")]);
    let column = reader.app().page().column;
    let at = |words: &str| column.x + u16::try_from(TALK[1].find(words).unwrap()).unwrap();
    let row = reader.rows().iter().position(|row| row.contains("The harvest")).unwrap();
    let row = u16::try_from(row).unwrap();
    reader.clicks(1, at("harvest"), row);
    assert!(reader.selected().starts_with("The harvest is in"), "{}", reader.frame());
    reader.pass_hours(1).clicks(1, at("“a good") + 2, row).keys("m");
    assert_eq!(passages(&reader).len(), 1);
    reader.pass_hours(1).clicks(1, column.x, row + 3);
    assert_eq!(reader.selected(), "");
}

#[test]
fn selection_inside_a_highlight_becomes_one_inside_it() {
    let mut reader = talk();
    select(&mut reader, "we store what we have").keys("m");
    select(&mut reader, "store").keys("m");
    select(&mut reader, "what we have, and").keys("m Esc");
    assert_eq!(
        reader.highlights(),
        ("we store what we have, and".to_owned(), "storewhat we have".to_owned())
    );
    insta::assert_snapshot!(reader.frame());
    reader.search("what").keys("Enter");
    assert_eq!(reader.current_match(), "what", "{}", reader.frame());
    select(reader.keys("Esc"), "store what");
    assert_eq!(reader.selected(), "store what", "{}", reader.frame());
    reader.keys("m Esc g . . m");
    assert_eq!(passages(&reader).len(), 3);
}

#[test]
fn highlights_are_drawn_where_their_words_are() {
    let korean = "동지들, 우리는 오늘 여기에서 겨울을 앞두고 곡식을 모으는 문제를 토의하게 됩니다. 봄이 오면 다시 씨를 뿌릴 것입니다.";
    let body =
        format!("First.\n\n{korean} Cafe\u{301} 👩‍👩‍👧 and a very long sentence to end with here.\n\nLast.");
    for (columns, rows) in [(80, 24), (120, 40), (50, 15), (30, 10), (20, 40)] {
        let mut reader = Reader::of(library(&[&body]), (columns, rows));
        reader.keys("} v l l l l l h m ] g");
        let start = body.find(korean).unwrap();
        let [(range, _)] = &reader
            .app()
            .notes()
            .annotations()
            .touching(reader.app().open(), 0..body.len())
            .map(|(placed, range)| (range, placed.annotation.is_bookmark()))
            .collect::<Vec<_>>()[..]
        else {
            panic!("{}", reader.frame())
        };
        assert_eq!(range.start, start);
        let words: String = body[range.clone()].split_whitespace().collect();
        let shown: String = reader.keys("2G").highlights().0.split_whitespace().collect();
        assert_eq!(shown, words, "{columns}x{rows}: {}", reader.frame());
    }
}

#[test]
fn highlight_over_paragraphs_leaves_out_the_heading_between_them() {
    let body = "# Talk\n\nFirst of all.\n\n## Between\n\nSecond *and* last.\n";
    let mut reader = Reader::of_file("talk.md", body);
    reader.keys("v } m");
    assert_eq!(reader.highlights().0, "First of all. Second *and* last.");
    reader.keys("*");
    assert_eq!(reader.highlights().0, "First of all. Second and last.");
    reader.keys("g . m");
    assert!(reader.words().contains("highlight removed"), "{}", reader.frame());
}

#[test]
fn sign_of_a_note_is_beside_the_first_row_of_its_passage() {
    let [_home, mut reader] = highlighted(&[
        ("Comrades,", "salutation"),
        ("a good one", "x"),
        ("share what", "y"),
        ("In spring", ""),
    ]);
    reader.resize(50, 24);
    insta::assert_snapshot!(reader.frame());
    let mut plain = Reader::configured("ascii = true");
    plain.keys("m M").type_in("on it").keys("Enter");
    assert!(plain.rows().iter().any(|row| row.contains("*+ 1 Dear")), "{}", plain.frame());
}

#[test]
fn enter_shows_the_notes_under_their_passages_and_hides_them() {
    let [_home, mut reader] = highlighted(&[
        ("a good one", "Four times, without “closely” five; never in Opening, which is why it is here."),
        ("who worked", "of two lines\n\n#work"),
        ("In spring", ""),
    ]);
    let before = reader.keys("2G").frame();
    insta::assert_snapshot!(reader.keys("Enter").frame());
    assert_eq!(reader.keys("Enter").frame(), before);
    reader.keys(". Enter");
    let shown = reader.column().join("\n");
    assert!(shown.contains("✎ Four times") && !shown.contains("of two lines"), "{shown}");
    assert!(
        reader.keys("Esc Enter").words().contains("✎ of two lines"),
        "the other one too: {}",
        reader.frame()
    );
    assert!(!reader.keys("Enter").words().contains("✎ Four"), "{}", reader.frame());
    assert!(reader.keys("4G Enter").status().contains("no note here (M: add one)"), "{}", reader.status());
    // The note is gone with its highlight, and comes back with it.
    reader.keys("2G . Enter m");
    assert!(!reader.words().contains("✎ of two lines"), "{}", reader.frame());
    assert!(reader.keys("U").words().contains("✎ of two lines"), "{}", reader.frame());
}

#[test]
fn open_notes_wrap_scroll_and_resize_with_the_page() {
    let note = "On winter stores: what was said of them before, and how often. ".repeat(9);
    let [_home, mut reader] = highlighted(&[("The winter will be long", note.trim()), ("Comrades,", "x")]);
    reader.keys("3G Enter");
    for (columns, rows) in [(120, 40), (80, 24), (50, 15), (20, 8), (9, 5)] {
        reader.resize(columns, rows);
        page::check(&reader);
        assert_eq!(reader.paragraph(), 3);
        let words = |text: &str| text.split_whitespace().collect::<String>();
        let mut shown = words(&reader.keys("g").column().join(" "));
        let mut pages = 0;
        while !shown.ends_with(&words(TALK[4])) && pages < 999 {
            // Each key adds one row at the bottom.
            shown += &words(reader.keys("j").column().last().unwrap());
            pages += 1;
        }
        assert!(shown.contains(&words(&note)), "{columns}x{rows}: {shown}");
        reader.keys("G k k 3G");
    }
}

#[test]
fn opening_a_note_scrolls_it_into_view() {
    let long = "and so on and on. ".repeat(40);
    let body = format!("One.\n\n{long}\n\nTwo.\n\n{long}\n\nThree.");
    let mut reader = Reader::of(library(&[&body]), (80, 24));
    reader.keys("3G M").type_in("at the end of the page").keys("Enter");
    reader.keys("g").keys("2G M").type_in("of a long paragraph").keys("Enter 2G k k Enter");
    assert!(reader.words().contains("✎ of a long paragraph"), "{}", reader.frame());
    reader.resize(80, 6).keys("Enter Enter");
    assert!(reader.words().contains("✎ of a long paragraph"), "{}", reader.frame());
    reader.keys("j j j j j j j j j j Enter k");
    page::check(&reader);
}

#[test]
fn mouse_over_an_open_note_selects_nothing() {
    let [_home, mut reader] = highlighted(&[("a good one", "on harvests")]);
    reader.keys("2G Enter");
    let column = reader.app().page().column;
    let row_of = |reader: &Reader, words: &str| {
        u16::try_from(reader.rows().iter().position(|row| row.contains(words)).unwrap()).unwrap()
    };
    let note = row_of(&reader, "on harvests");
    reader.clicks(2, column.x + 6, note);
    assert_eq!((reader.selected().as_str(), reader.paragraph()), ("", 2), "{}", reader.frame());
    let winter = row_of(&reader, "The winter");
    reader.pass_hours(1).clicks(2, column.x + 5, winter);
    assert_eq!((reader.selected().as_str(), reader.paragraph()), ("winter", 3), "{}", reader.frame());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever the reader does while notes are open, the page shows consecutive rows of the text with its notes.
    #[test]
    fn page_stays_right_while_notes_are_open(
        notes in prop::collection::vec("[a-z가]{0,9}( [a-z]{1,9}|\n){0,30}", 5),
        keys in prop::collection::vec(
            prop::sample::select(vec![
                "Enter", "j", "k", "Space", "b", "d", "u", "g", "G", "}", "{", ")", "(", ",", ".", "v", "m", "U", "n",
                "50 %", "- -", "+", "*", "#", "Esc", "' '", "2G Enter", "3G Enter", "4G", "/ the Enter", "size",
            ]),
            1..40,
        ),
        sizes in prop::collection::vec((1_u16..90, 1_u16..26), 40),
    ) {
        let words = ["Comrades,", "a good one", TALK[2], "In spring", "thank"];
        let noted: Vec<(&str, &str)> = words.into_iter().zip(notes.iter().map(|note| note.trim())).collect();
        let [_home, mut reader] = highlighted(&noted);
        reader.keys("g Enter 2G Enter");
        for (key, (columns, rows)) in keys.into_iter().zip(sizes) {
            match key {
                "size" => reader.resize(columns, rows),
                key => reader.keys(key),
            };
            if reader.quit {
                break;
            }
            page::check(&reader);
        }
    }
}
