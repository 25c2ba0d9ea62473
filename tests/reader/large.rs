//! Large texts: the page at the kept place is on the first frame, before the whole has been read.

use std::{fmt::Write as _, fs};

use proptest::prelude::*;

use crate::{harness::Reader, pointing::click};

/// A text of half a megabyte, in which every paragraph is unlike the others.
fn long_text() -> String {
    let mut text = "+++\ntitle = \"On Length\"\nspeaker = \"Ann Lee\"\n+++\n".to_owned();
    for number in 1..=4000 {
        let words = "and it goes on, as it has to: ".repeat(number % 5);
        write!(text, "Paragraph {number} is its own, über alles, {words}and ends.\n\n").unwrap();
    }
    text + "Ann Lee\nApril 1921\n"
}

/// A reader who has read it to some place.
fn left_at(keys: &str) -> Reader {
    let mut reader = Reader::of_file("long.txt", &long_text());
    reader.keys(keys).rest();
    reader
}

/// What stands beside the text: marks and numbers.
fn margin(reader: &Reader) -> String {
    let numbers = reader.app().page().numbers;
    let cells =
        |row: &String| row.chars().skip(numbers.x.into()).take(numbers.width.into()).collect::<String>();
    reader.rows()[..numbers.height.into()].iter().map(cells).collect()
}

#[test]
fn the_page_at_the_place_is_on_the_first_frame_and_stays_when_the_whole_is_in() {
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
fn no_number_is_shown_that_is_not_known() {
    let reader = left_at("3000G } j j");
    let mut again = reader.at_first_frame();
    assert!(again.status().contains("On Length · ¶ …/… · 74%"), "{}", again.status());
    assert_eq!(margin(&again).trim(), "", "{}", again.frame());
    again.do_jobs();
    assert!(again.status().contains("On Length · ¶ 3001/4000 · 74%"), "{}", again.status());
    assert!(margin(&again).contains("3001"), "{}", again.frame());
}

#[test]
fn what_needs_a_number_waits_for_the_whole() {
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
fn the_figures_of_a_text_are_those_of_all_of_it() {
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
fn the_reader_who_has_gone_on_meanwhile_stays_there() {
    let mut reader = left_at("3000G");
    let mut again = reader.at_first_frame();
    let keys = "j j Space } d k { }";
    let column = again.keys(keys).column();
    again.rest_anyway().do_jobs();
    assert_eq!(again.column(), column);
    assert_eq!(again.frame(), reader.keys(keys).frame());
    again.rest();
    assert_eq!(again.at_first_frame().column(), column, "and comes back there");
}

#[test]
fn the_way_back_leads_to_where_the_reader_was_meanwhile() {
    let reader = left_at("3000G");
    let mut again = reader.at_first_frame();
    again.keys("} }");
    let rows = again.column();
    again.search("Paragraph 3005").keys("Enter Space Space").do_jobs();
    assert_eq!(again.keys("Esc '").column(), rows);
    assert_eq!(again.paragraph(), 3002);
}

#[test]
fn a_search_meanwhile_finds_what_is_near_and_waits_for_the_rest() {
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
fn the_scroll_bar_leads_no_further_than_the_text_is_here() {
    let reader = left_at("3000G");
    let mut again = reader.at_first_frame();
    let bar = again.app().page().scroll_bar;
    click(&mut again, bar.x, bar.y + 2);
    assert!(again.words().contains("the text is still loading"), "{}", again.frame());
    let column = again.column();
    assert_eq!(again.do_jobs().column()[..20], column[..20]);
}

#[test]
fn a_file_that_has_changed_is_read_first() {
    let reader = left_at("3000G");
    let text = fs::read_to_string(reader.file()).unwrap();
    fs::write(reader.file(), text.replacen("Paragraph 7 is", "Paragraph seven is", 1)).unwrap();
    let mut again = reader.at_first_frame();
    assert_ne!(again.column(), reader.column());
    again.do_jobs();
    assert_eq!((again.column(), again.paragraph()), (reader.column(), 3000), "found by its words");
}

#[test]
fn a_file_that_only_seems_the_same_is_read_first() {
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
fn a_place_that_was_kept_without_size_and_time_is_found_when_the_whole_is_in() {
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
fn in_a_text_with_code_the_place_is_found_when_the_whole_is_in() {
    // What stands around the place does not tell whether it is code.
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

/// How a text may be written.
#[derive(Debug, Clone, Copy)]
enum Hand {
    Blank,
    TwoBlanks,
    Crlf,
    Lines,
    Broken,
    Markdown,
}

/// A text of some 160 kB whose paragraphs are as long as these numbers say, in turn.
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
    fn whatever_the_text_and_the_place_no_row_moves_when_the_whole_is_in(
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
