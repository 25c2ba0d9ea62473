//! Tests of large texts: the first frame shows the saved position before the text is loaded.

use std::{fmt::Write as _, fs};

use proptest::prelude::*;
use testkit::harness::Reader;

use crate::pointing::click;

/// Returns a text of half a megabyte with distinct paragraphs.
fn long_text() -> String {
    let mut text = "+++\ntitle = \"On Length\"\nspeaker = \"Ann Lee\"\n+++\n".to_owned();
    for number in 1..=4000 {
        let words = "and it goes on, as it has to: ".repeat(number % 5);
        write!(text, "Paragraph {number} is its own, über alles, {words}and ends.\n\n").unwrap();
    }
    text + "Ann Lee\nApril 1921\n"
}

/// Starts a reader, presses `keys` and quits.
fn left_at(keys: &str) -> Reader {
    let mut reader = Reader::of_file("long.txt", &long_text());
    reader.keys(keys).rest();
    reader
}

/// Returns the marks and numbers beside the text.
fn margin(reader: &Reader) -> String {
    let numbers = reader.app().page().numbers;
    let cells =
        |row: &String| row.chars().skip(numbers.x.into()).take(numbers.width.into()).collect::<String>();
    reader.rows()[..numbers.height.into()].iter().map(cells).collect()
}

#[test]
fn first_frame_shows_the_saved_page_and_loading_keeps_it() {
    for keys in ["3000G } j j", "G", "2500G - Esc", "40G j", "400G k", "j"] {
        let reader = left_at(keys);
        let mut again = reader.at_first_frame();
        assert!(!again.app().speech().unwrap().is_whole());
        assert_eq!(again.column(), reader.column(), "{keys}");
        let bar = |reader: &Reader| -> String {
            reader.rows()[..23].iter().filter_map(|row| row.chars().last()).collect()
        };
        assert_eq!(bar(&again), bar(&reader), "{keys}: the scroll bar");
        again.do_jobs();
        assert_eq!(again.frame(), reader.frame(), "{keys}");
        assert!(!again.app().is_keeping_due(), "nothing has changed");
    }
}

#[test]
fn unknown_numbers_are_not_shown() {
    let reader = left_at("3000G } j j");
    let mut again = reader.at_first_frame();
    assert!(again.status().contains("On Length · ¶ …/… · 74%"), "{}", again.status());
    assert_eq!(margin(&again).trim(), "", "{}", again.frame());
    again.do_jobs();
    assert!(again.status().contains("On Length · ¶ 3001/4000 · 74%"), "{}", again.status());
    assert!(margin(&again).contains("3001"), "{}", again.frame());
}

#[test]
fn commands_with_numbers_wait_for_loading() {
    let reader = left_at("3000G");
    for keys in ["m", "M", "y", "Y", "t", "g", "G", "12G"] {
        let mut again = reader.at_first_frame();
        let column = again.column();
        again.keys(keys);
        assert!(again.words().contains("the text is still loading"), "{keys}: {}", again.frame());
        assert_eq!(again.column()[..20], column[..20], "{keys}");
        again.do_jobs();
        assert!(again.app().marks().all().is_empty() && again.copied.is_none(), "{keys}");
        let expected = match keys {
            "g" => 1,
            "G" => 4000,
            "12G" => 12,
            _ => 3000,
        };
        assert_eq!(again.paragraph(), expected, "{keys}");
    }
}

#[test]
fn statistics_cover_the_whole_text() {
    let figures = |reader: &Reader| -> Vec<String> {
        let rows = reader.rows().into_iter();
        rows.filter(|row| ["words ", "paragraphs ", "SHA-256 "].iter().any(|name| row.contains(name)))
            .collect()
    };
    let mut reader = left_at("3000G");
    let mut again = reader.at_first_frame();
    assert_eq!(figures(again.keys("i")).join(" ").matches('…').count(), 3, "{}", again.frame());
    again.do_jobs();
    assert!(again.frame().contains("4000"), "{}", again.frame());
    assert_eq!(figures(&again), figures(reader.keys("i")));
}

#[test]
fn moving_during_loading_keeps_the_new_position() {
    let mut reader = left_at("3000G");
    let mut again = reader.at_first_frame();
    let keys = "j j Space } d k { }";
    let column = again.keys(keys).column();
    again.rest_anyway().do_jobs();
    assert_eq!(again.column(), column);
    assert_eq!(again.frame(), reader.keys(keys).frame());
    again.rest();
    assert_eq!(again.at_first_frame().column(), column, "the position is restored");
}

#[test]
fn jumps_during_loading_are_recorded() {
    let reader = left_at("3000G");
    let mut again = reader.at_first_frame();
    again.keys("} }");
    let rows = again.column();
    again.search("Paragraph 3005").keys("Enter Space Space").do_jobs();
    assert_eq!(again.keys("Esc '").column(), rows);
    assert_eq!(again.paragraph(), 3002);
}

#[test]
fn search_during_loading_begins_nearby() {
    let reader = left_at("3000G");
    let mut again = reader.at_first_frame();
    again.search("Paragraph 3004");
    assert_eq!(again.current_hit(), "Paragraph 3004");
    again.do_jobs();
    assert_eq!(again.current_hit(), "Paragraph 3004");
    assert!(again.status().contains("1/1 here"), "{}", again.status());
    again.keys("Esc");
    assert_eq!(again.column(), reader.column(), "Esc leads back to where the search was begun");

    let mut again = reader.at_first_frame();
    again.search("Paragraph 17 ").keys("Enter").do_jobs();
    assert_eq!((again.current_hit().as_str(), again.paragraph()), ("Paragraph 17", 17));
}

#[test]
fn scroll_bar_stays_within_the_loaded_part() {
    let reader = left_at("3000G");
    let mut again = reader.at_first_frame();
    let bar = again.app().page().scroll_bar;
    click(&mut again, bar.x, bar.y + 2);
    assert!(again.words().contains("the text is still loading"), "{}", again.frame());
    let column = again.column();
    assert_eq!(again.do_jobs().column()[..20], column[..20]);
}

#[test]
fn changed_file_is_loaded_first() {
    let reader = left_at("3000G");
    let text = fs::read_to_string(reader.file()).unwrap();
    fs::write(reader.file(), text.replacen("Paragraph 7 is", "Paragraph seven is", 1)).unwrap();
    let mut again = reader.at_first_frame();
    assert_ne!(again.column(), reader.column());
    again.do_jobs();
    assert_eq!((again.column(), again.paragraph()), (reader.column(), 3000), "found by its words");
}

#[test]
fn file_with_the_same_stamp_but_other_content_is_loaded_first() {
    let reader = left_at("3000G");
    let text = fs::read_to_string(reader.file()).unwrap();
    let file = fs::File::options().write(true).open(reader.file()).unwrap();
    let changed = file.metadata().unwrap().modified().unwrap();
    fs::write(reader.file(), text.replace("is its own", "is my own,")).unwrap();
    file.set_modified(changed).unwrap();
    let again = reader.at_first_frame();
    assert!(again.app().speech().unwrap().shape().is_none(), "{}", again.frame());
}

#[test]
fn position_without_a_stamp_is_found_after_loading() {
    let reader = left_at("3000G");
    let kept = fs::read_to_string(reader.state("places.toml")).unwrap();
    let hints = ["size", "changed", "paragraphs", "by_lines"];
    let is_hint = |line: &&str| hints.iter().any(|hint| line.starts_with(&format!("{hint} = ")));
    assert_eq!(kept.lines().filter(is_hint).count(), 4, "{kept}");
    let older: Vec<&str> = kept.lines().filter(|line| !is_hint(line)).collect();
    fs::write(reader.state("places.toml"), older.join("\n")).unwrap();
    let mut again = reader.at_first_frame();
    assert_ne!(again.column(), reader.column());
    assert_eq!(again.do_jobs().column(), reader.column());
}

#[test]
fn position_in_a_text_with_code_is_found_after_loading() {
    // The text around the position does not reveal whether it is code.
    let code = "```\n# no heading\n\nno paragraph\n```\n\n";
    let mut text = String::new();
    for number in 1..=4000 {
        write!(text, "Paragraph {number}.\n\n{code}").unwrap();
    }
    let mut reader = Reader::of_file("long.md", &text);
    let speech = reader.app().speech().unwrap();
    assert_eq!((speech.paragraph_count(), speech.headings().count()), (8000, 0));
    reader.keys("6000G j j").rest();
    let column = reader.column();
    let heading = column.iter().position(|row| row == "# no heading").unwrap();
    assert_eq!(column[heading..][..4], ["# no heading", "", "no paragraph", "```"], "{}", reader.frame());
    let mut again = reader.at_first_frame();
    assert_eq!(again.do_jobs().column(), reader.column());
    assert_eq!(again.frame(), reader.frame());
}

/// Ways to write a text.
#[derive(Debug, Clone, Copy)]
enum Hand {
    Blank,
    TwoBlanks,
    Crlf,
    Lines,
    Broken,
    Markdown,
}

/// Returns a text of about 160 kB, whose paragraphs have these lengths, repeated.
fn written(hand: Hand, lengths: &[usize]) -> String {
    let (between, end) = match hand {
        Hand::Blank | Hand::Markdown => (" ", "\n\n"),
        Hand::TwoBlanks => (" ", "\n\n \n"),
        Hand::Crlf => (" ", "\r\n\r\n"),
        Hand::Lines => (" ", "\n"),
        Hand::Broken => ("\n", "\n\n"),
    };
    let mut text = "+++\nspeaker = \"Ann Lee\"\n+++\n\n".to_owned();
    for (number, length) in (1..).zip(lengths.iter().cycle()) {
        if text.len() > 160 * 1024 {
            break;
        }
        let heading = matches!(hand, Hand::Markdown) && number % 5 == 0;
        let lead = if heading { "## Part\n- one\n- *two*\n\n" } else { "" };
        let words = format!("Zeile {number} — 가나다 and so forth,{between}").repeat(*length);
        write!(text, "{lead}{words}{between}end {number}.{end}").unwrap();
    }
    text + "Ann Lee\nin April\n"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn loading_moves_no_row(
        hand in prop::sample::select(vec![
            Hand::Blank, Hand::TwoBlanks, Hand::Crlf, Hand::Lines, Hand::Broken, Hand::Markdown,
        ]),
        lengths in prop::collection::vec(prop_oneof![1_usize..12, 30_usize..60], 3..9),
        share in 0_usize..=100,
        before in prop::collection::vec(prop::sample::select(vec!["j", "k", "Space", "}", "{"]), 0..6),
        meanwhile in prop::collection::vec(prop::sample::select(vec!["j", "k", "Space", "b", "d", "}", "{"]), 0..9),
        columns in 30_u16..120,
    ) {
        let name = if matches!(hand, Hand::Markdown) { "talk.md" } else { "talk.txt" };
        let mut reader = Reader::of_file(name, &written(hand, &lengths));
        reader.resize(columns, 20);
        let paragraphs = reader.app().speech().unwrap().paragraph_count();
        reader.keys(&format!("{}G {}", 1 + paragraphs * share / 100, before.join(" "))).rest();
        let mut again = reader.at_first_frame();
        prop_assert_eq!(again.column(), reader.column(), "the first frame");
        let column = again.keys(&meanwhile.join(" ")).column();
        prop_assert_eq!(again.do_jobs().column(), column, "the whole");
        let (frame, expected) = (again.frame(), reader.keys(&meanwhile.join(" ")).frame());
        prop_assert_eq!(frame, expected);
    }
}
