//! Tests of the editor of notes: keys in, frame and saved note out.

use oratory::store::{bookmarks, drafts};
use oratory_core::Annotation;
use proptest::prelude::*;
use termina::Event;
use testkit::{
    checks::page,
    harness::{Reader, library},
};
use unicode_segmentation::UnicodeSegmentation;

const TALK: &str = "Comrades,\n\nThe harvest is in – and it is “a good one” for all.\n\nI thank you all.";

fn talk() -> Reader {
    Reader::of(library(&[TALK]), (80, 24))
}

/// Returns the annotations on disk.
fn saved(reader: &Reader) -> Vec<Annotation> {
    bookmarks::read(reader.folders()).unwrap()
}

/// Returns the notes on disk.
fn notes(reader: &Reader) -> Vec<String> {
    saved(reader).into_iter().map(|annotation| annotation.note).collect()
}

/// Opens the note of the first paragraph.
fn editor() -> Reader {
    let mut reader = talk();
    reader.keys("M");
    reader
}

#[test]
fn note_has_several_lines() {
    for break_line in ["Alt-Enter", "Ctrl-j"] {
        let mut reader = talk();
        reader.search("a good one").keys("Enter v M");
        reader.type_in("On harvests").keys(break_line).keys(break_line).type_in("#harvest");
        if break_line == "Ctrl-j" {
            insta::assert_snapshot!(reader.frame());
        }
        assert!(saved(&reader).is_empty(), "nothing is set before Enter");
        reader.keys("Enter");
        assert!(reader.words().contains("highlighted in ¶ 2: On harvests"), "{}", reader.frame());
        assert_eq!(notes(&reader), ["On harvests\n\n#harvest"]);
        assert_eq!(saved(&reader)[0].tags(), ["harvest"]);
        assert_eq!(reader.selected(), "");
    }
}

#[test]
fn note_is_edited_in_the_text_and_in_the_list() {
    let mut reader = editor();
    reader.type_in("One").keys("Enter M").type_in(", two").keys("Enter");
    assert_eq!(notes(&reader), ["One, two"]);
    reader.keys("B r Home").type_in("Zero, ").keys("Enter");
    assert_eq!(notes(&reader), ["Zero, One, two"]);
    reader.keys("u");
    assert_eq!(notes(&reader), ["One, two"]);
    reader.keys("r Ctrl-u Enter");
    assert_eq!(notes(&reader), [""], "a bookmark without a note stays");
    assert!(saved(&reader)[0].modified() > saved(&reader)[0].created);
}

#[test]
fn note_that_was_left_comes_back_with_undo() {
    let mut reader = editor();
    reader.type_in("kept").keys("Alt-Enter").type_in("words").keys("Esc");
    assert!(reader.status().contains("note not saved (U: resume)"), "{}", reader.status());
    assert!(!reader.frame().contains("Note on"), "{}", reader.frame());
    reader.keys("2G 1G U");
    assert!(reader.words().contains("Note on ¶ 1 kept words"), "{}", reader.frame());
    reader.keys("Enter");
    assert_eq!(notes(&reader), ["kept\nwords"]);
    assert!(reader.keys("U").status().contains("nothing to undo"), "{}", reader.status());
    // What was done since is undone first.
    reader.keys("M").type_in(" more").keys("Esc m");
    assert_eq!(notes(&reader), [""; 0]);
    reader.keys("U");
    assert_eq!(notes(&reader), ["kept\nwords"]);
    assert!(reader.keys("U").words().contains("Note on ¶ 1 kept words more"), "{}", reader.frame());
    reader.keys("Ctrl-c");
    assert!(!reader.quit && reader.status().contains("note not saved"), "{}", reader.status());
}

#[test]
fn every_note_that_was_left_comes_back() {
    let mut reader = editor();
    reader.type_in("first").keys("Esc 2G M").type_in("second").keys("Esc U");
    assert!(reader.words().contains("Note on ¶ 2 second"), "{}", reader.frame());
    // An empty note is nothing to come back to.
    reader.keys("Ctrl-u Esc U");
    assert!(reader.words().contains("Note on ¶ 1 first"), "{}", reader.frame());
}

#[test]
fn unchanged_note_is_left_without_a_word() {
    let mut reader = editor();
    assert!(!reader.keys("Esc").status().contains("note not saved"), "{}", reader.status());
    reader.keys("M").type_in("x").keys("Enter M Esc");
    assert!(!reader.status().contains("not saved"), "{}", reader.status());
    assert_eq!(notes(&reader), ["x"]);
}

#[test]
fn pasted_line_ends_break_lines_and_controls_are_blanks() {
    let mut reader = editor();
    reader.event(Event::Paste("one\r\ntwo\rthree\nfour\tfive\u{1b}[31m".to_owned())).keys("Enter");
    assert_eq!(notes(&reader), ["one\ntwo\nthree\nfour five [31m"]);
}

#[test]
fn letters_are_deleted_whole() {
    let mut reader = editor();
    reader.type_in("통일은 e\u{301}te\u{301} 👩‍👩‍👧!").keys("Left Backspace Backspace Backspace");
    reader.keys("Home Right Del");
    reader.keys("Enter");
    assert_eq!(notes(&reader), ["통은 e\u{301}t!"]);
    reader.keys("M Home Alt-d Ctrl-y Ctrl-y End Ctrl-w Enter");
    assert_eq!(notes(&reader), ["통은통은 e\u{301}t"]);
    // At the ends of lines, lines are joined.
    reader
        .keys("M Alt-Enter")
        .type_in("x")
        .keys("Home Backspace Left Left Alt-Enter Backspace Home Up Backspace Enter");
    assert_eq!(notes(&reader), ["통은통은 e\u{301}tx"]);
}

#[test]
fn long_note_wraps_and_scrolls_with_its_cursor() {
    let words: Vec<String> = (0..300).map(|number| format!("w{number}")).collect();
    for (columns, rows) in [(120, 40), (80, 24), (50, 15), (20, 8)] {
        let mut reader = Reader::of(library(&[TALK]), (columns, rows));
        reader.keys("M").type_in(&words.join(" "));
        page::check(&reader);
        assert!(reader.words().contains("w298 w299"), "{}", reader.frame());
        assert!(
            reader.words().contains("Comrades,") || columns < 50,
            "the passage is in view: {}",
            reader.frame()
        );
        for _ in 0..200 {
            reader.keys("Up");
        }
        assert!(reader.words().contains(" w0 w1"), "{}", reader.frame());
        for _ in 0..200 {
            reader.keys("Down");
            page::check(&reader);
        }
        assert!(reader.words().contains("w299"), "{}", reader.frame());
        reader.keys("Enter");
        assert_eq!(notes(&reader), [words.join(" ")]);
    }
}

#[test]
fn passage_in_the_lower_half_of_the_screen_is_not_covered() {
    let body = (1..30).map(|number| format!("Paragraph {number}.")).collect::<Vec<_>>().join("\n\n");
    for (size, number) in [((80, 24), 9), ((50, 15), 5), ((80, 24), 2)] {
        let mut reader = Reader::of(library(&[&body]), size);
        for _ in 1..number {
            reader.keys("}");
        }
        reader.keys("M");
        assert!(reader.frame().contains(&format!("Paragraph {number}.")), "{}", reader.frame());
        assert!(reader.frame().contains(&format!("Note on ¶ {number}")), "{}", reader.frame());
    }
}

#[test]
fn length_is_limited_and_the_limit_is_said() {
    let mut reader = editor();
    reader.type_in("x").event(Event::Paste("a word ".repeat(2_000)));
    assert!(reader.status().contains("too long: the limit is 10000 characters"), "{}", reader.status());
    reader.event(Event::Paste("가".repeat(9_998))).at_once("yz");
    assert!(reader.status().contains("too long"), "{}", reader.status());
    assert!(reader.keys("Alt-Enter").status().contains("too long"), "{}", reader.status());
    reader.keys("Enter");
    assert_eq!(notes(&reader), [format!("x{}y", "가".repeat(9_998))]);
}

#[test]
fn status_line_names_the_keys_of_the_editor() {
    let mut reader = editor();
    assert!(reader.status().ends_with("Alt-Enter new line  Enter save  Esc leave"), "{}", reader.status());
    assert!(reader.resize(50, 15).status().ends_with("Esc leave"), "{}", reader.status());
    assert!(reader.keys("F1").frame().contains("down one row"), "{}", reader.frame());
    reader.keys("Esc").type_in("x").keys("Enter");
    assert_eq!(notes(&reader), ["x"]);
}

#[test]
fn draft_is_saved_after_a_pause_and_offered_at_the_next_start() {
    let mut reader = talk();
    reader.search("a good one").keys("Enter v M").type_in("one").keys("Ctrl-j").type_in("two").idle();
    let mut next = reader.restart();
    assert!(next.words().contains("note on ¶ 2 not saved (U: resume)"), "{}", next.frame());
    next.keys("3G U");
    assert!(next.words().contains("Note on ¶ 2 one two"), "{}", next.frame());
    assert_eq!(next.paragraph(), 2, "it is opened at its passage");
    next.keys("Enter");
    assert_eq!(notes(&next), ["one\ntwo"]);
    assert_eq!(drafts::read(next.folders()).unwrap(), []);
    assert_eq!(saved(&next)[0].selector.exact, "a good one");
}

#[test]
fn draft_goes_with_its_note() {
    let mut reader = editor();
    reader.type_in("x").idle();
    assert_eq!(drafts::read(reader.folders()).unwrap().len(), 1);
    reader.keys("Backspace").idle();
    assert_eq!(drafts::read(reader.folders()).unwrap(), [], "it is empty, as before");
    reader.type_in("y").idle().keys("Esc");
    assert_eq!(drafts::read(reader.folders()).unwrap(), [], "it was given up");
    reader.keys("U").type_in("z").idle().keys("Ctrl-c").idle();
    assert_eq!(drafts::read(reader.folders()).unwrap()[0].note, "yz");
    let mut next = reader.restart();
    next.keys("U Esc");
    assert!(!next.restart().words().contains("not saved"), "{}", next.frame());
}

#[test]
fn draft_on_an_annotation_keeps_the_saved_note_until_it_is_saved() {
    let mut reader = editor();
    reader.type_in("saved").keys("Enter M").type_in(" and draft").save_session();
    assert_eq!(notes(&reader), ["saved"]);
    let mut next = reader.restart();
    next.keys("U Enter");
    assert_eq!(notes(&next), ["saved and draft"]);
    next.keys("U");
    assert_eq!(notes(&next), ["saved"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever is typed on any screen, the cursor is on the screen and at a grapheme, and the text is saved as typed.
    #[test]
    fn typed_text_is_saved(
        parts in prop::collection::vec("[a-z]{1,8}|가나다|e\u{301}|👩‍👩‍👧| |—", 0..30),
        keys in prop::collection::vec(
            prop::sample::select(vec!["Up", "Down", "Left", "Right", "Home", "End", "Alt-b", "Alt-f", "size"]),
            0..30,
        ),
        sizes in prop::collection::vec((0_u16..60, 0_u16..20), 30),
    ) {
        let mut reader = editor();
        for (index, part) in parts.iter().enumerate() {
            reader.type_in(part);
            if index % 7 == 6 {
                reader.keys("Alt-Enter");
            }
        }
        let typed = parts.chunks(7).map(<[String]>::concat).collect::<Vec<_>>().join("\n");
        for (key, (columns, rows)) in keys.into_iter().zip(sizes) {
            match key {
                "size" => reader.resize(columns, rows),
                key => reader.keys(key),
            };
            page::check(&reader);
        }
        reader.keys("Enter");
        let typed = typed.trim().to_owned();
        prop_assert_eq!(notes(&reader), [typed]);
    }

    #[test]
    fn backspace_deletes_one_grapheme_after_another(text in "([a-z가é]|e\u{301}|👩‍👩‍👧|각){0,12}") {
        let mut reader = editor();
        reader.event(Event::Paste(text.clone()));
        for _ in 0..text.graphemes(true).count() {
            reader.keys("Backspace");
        }
        reader.type_in("end").keys("Enter");
        prop_assert_eq!(notes(&reader), ["end"]);
    }
}
