//! Tests of texts in which several speak: turns, stage directions, and how the text is understood.

use ratatui::style::Modifier;
use testkit::harness::Reader;

/// A debate of two speakers. Each says 30 words in a turn.
fn debate() -> String {
    let words = "We say ten words here, and then we say more. ".repeat(3);
    let turn = |name: &str, direction: &str| format!("{name} {words}{direction}\n\n{words}\n\n");
    let mut text = format!("{words}\n\n");
    for turns in 0..4 {
        text += &turn("MR. LINCOLN.", "(Applause.)");
        if turns == 1 {
            text += "(Prolonged cheers)\n\n";
        }
        text += &turn("MR. DOUGLAS.", "");
    }
    text
}

fn reader() -> Reader {
    Reader::of_file("debate.txt", &debate())
}

#[test]
fn turns_are_steps() {
    let mut reader = reader();
    let mut paragraphs = vec![reader.paragraph()];
    for _ in 0..8 {
        paragraphs.push(reader.keys(">").paragraph());
    }
    assert_eq!(paragraphs, [1, 2, 4, 6, 8, 10, 12, 14, 16]);
    assert!(reader.keys(">").status().contains("no turn after this one"), "{}", reader.status());
    assert_eq!(reader.paragraph(), 16);
    assert_eq!(reader.keys("<").paragraph(), 14);
    assert_eq!(reader.keys("}").paragraph(), 15);
    assert_eq!(reader.keys("<").paragraph(), 14, "from the middle of a turn to its start");
    assert_eq!(reader.keys("3<").paragraph(), 8);
    assert_eq!(reader.keys("2>").paragraph(), 12);
    assert_eq!(reader.keys("99>").paragraph(), 16);
    assert_eq!(reader.keys("99<").paragraph(), 2);
    assert!(reader.keys("<").status().contains("no turn before this one"), "{}", reader.status());
    assert_eq!(reader.paragraph(), 2);
}

#[test]
fn label_of_its_own_comes_with_its_turn() {
    let words = "We say ten words here, and then we say more. ".repeat(20);
    let turn = |name: &str| format!("{name}:\n\n{words}\n\n{words}\n\n");
    let mut reader =
        Reader::of_file("talk.txt", &["ANN LEE", "BO EK", "ANN LEE", "BO EK"].map(turn).concat());
    assert_eq!(reader.keys(">").paragraph(), 3);
    assert_eq!(reader.column()[0], "BO EK:");
    assert_eq!(reader.keys(">").paragraph(), 5);
    assert_eq!(reader.keys("<").paragraph(), 3);
    assert_eq!(reader.keys("<").paragraph(), 1);
    assert_eq!(reader.style_of("ANN LEE:"), Modifier::BOLD);
}

#[test]
fn text_without_turns_says_so() {
    let mut reader = Reader::new();
    for key in [">", "<"] {
        let before = reader.column();
        assert!(reader.keys(key).status().contains("no speaker turns in this text"), "{}", reader.status());
        assert_eq!(reader.column(), before);
    }
}

#[test]
fn names_are_bold_and_stage_directions_faint() {
    let mut reader = reader();
    assert_eq!(reader.keys(">").style_of("MR. LINCOLN."), Modifier::BOLD);
    assert_eq!(reader.style_of("(Applause.)"), Modifier::DIM | Modifier::ITALIC);
    assert_eq!(reader.style_of("We say ten"), Modifier::empty());
    let mut reader = self::reader();
    reader.keys("3>");
    assert_eq!(reader.style_of("(Prolonged cheers)"), Modifier::DIM | Modifier::ITALIC);
    assert_eq!(reader.search("prolonged").current_match(), "Prolonged", "it is found all the same");
}

#[test]
fn copies_name_the_speaker_of_the_turn() {
    let mut reader = Reader::of_file("talk.txt", "MR. LEE. One.\n\nMR. EK. Two.\n\nMR. LEE. Three.");
    reader.keys("> y");
    assert_eq!(reader.copied.as_deref(), Some("“Two.”\n— MR. EK, talk, para. 2."));
}

#[test]
fn details_say_how_the_text_is_understood() {
    let mut reader = reader();
    let row = |reader: &Reader| {
        let rows = reader.rows();
        rows.iter().find(|row| row.trim().starts_with("contents")).unwrap().trim().to_owned()
    };
    reader.resize(100, 40).keys("i");
    assert_eq!(row(&reader), "contents    17 paragraphs, 8 speaker turns, 5 stage directions");
    let mut reader = Reader::of_file("talk.txt", "One.");
    assert_eq!(row(reader.keys("i")), "contents    1 paragraph");
}
