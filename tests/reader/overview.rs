//! Tests of the facts about two speeches at the foot of the list.

use std::collections::BTreeMap;

use oratory::Job;
use oratory_core::{Document, Limits, Overview, WordIndex, shared_phrases};
use testkit::harness::{Reader, built_in_texts};

/// Returns the rows of the list below its entries, without the divider.
fn foot(reader: &Reader) -> String {
    let list = reader.app().page().list;
    let below = 2 + 3 * reader.entries().len();
    let rows = reader.rows();
    let rows = rows.iter().take(list.height.into()).skip(below);
    let cells = |row: &String| row.chars().take(list.width.into()).collect::<String>().trim_end().to_owned();
    rows.map(cells).collect::<Vec<_>>().join("\n").trim_start_matches('\n').to_owned()
}

const LONG: &str = "  In both               p
  24 phrases, the longest
  of 14 words

  Only in Opening       w
  important 5
  development 4
  shortcomings 4
  committees 3  discuss 3

  Only in Closing
  become 6  great 6
  bonds 5  entire 5
  human 5  knitted 5

  Side by side          |";

const SHORT: &str = "  In both              p
  24 phrases, the
  longest of 14 words

  Only in one          w
  important 5  become 6

  Side by side         |";

#[test]
fn facts_stand_at_the_foot_of_the_list() {
    let wide = Reader::sized(120, 40);
    assert_eq!(foot(&wide), LONG);
    assert!(wide.rows()[38].starts_with("  Side by side          | "), "{}", wide.frame());
    assert_eq!(foot(&Reader::new()), SHORT);
    assert_eq!(foot(&Reader::sized(80, 17)), SHORT);
    let without_last = SHORT.strip_suffix("\n\n  Side by side         |").unwrap();
    assert_eq!(foot(&Reader::sized(80, 16)), without_last);
    assert_eq!(foot(&Reader::sized(80, 15)), without_last);
    assert_eq!(foot(&Reader::sized(80, 14)), "");
    assert!(!Reader::sized(50, 24).frame().contains("In both"));
    assert!(wide.status().contains("w words  p phrases"), "{}", wide.status());
}

#[test]
fn first_frame_does_not_wait_for_them_and_the_text_stays() {
    let mut reader = Reader::sized(120, 40);
    let with = reader.frame();
    reader.resize(70, 40);
    reader.resize(120, 40);
    assert_eq!(reader.frame(), with, "the facts are kept");
    let mut reader = Reader::with(&["One two three four.", "Two three four."]);
    reader.resize(120, 30).hold_jobs();
    reader.resize(60, 30);
    assert_eq!(foot(&reader), "");
}

#[test]
fn facts_go_when_they_do_not_hold() {
    let mut reader = Reader::configured("overview = false\n");
    assert_eq!(foot(reader.resize(120, 40)), "");
    // A third speech, or one alone.
    for bodies in [&["One.", "Two.", "Three."][..], &["One."]] {
        let mut reader = Reader::with(bodies);
        assert_eq!(foot(reader.resize(120, 40)), "", "{bodies:?}");
    }
    // The headings of a speech.
    let mut reader = Reader::with(&["# Talk\n\n## Part\n\nOne.", "Two."]);
    assert!(foot(reader.resize(120, 40)).contains("no phrases"), "{}", reader.frame());
    assert!(!reader.keys("t").frame().contains("no phrases"), "{}", reader.frame());
}

#[test]
fn filter_of_the_list_is_the_scope() {
    let bodies = ["Free speech is good.", "Free speech is bad.", "Other words."];
    let mut reader = Reader::of(
        oratory::Catalog::new(
            ["ab", "ac", "d"].iter().zip(bodies).map(|(id, body)| oratory_import::import_text(id, body)),
        ),
        (120, 40),
    );
    assert_eq!(foot(&reader), "");
    reader.keys("h f").type_in("a").keys("Enter");
    assert_eq!(reader.entries().len(), 2, "{}", reader.frame());
    assert!(foot(&reader).contains("Only in ab            w\n  good 1"), "{}", reader.frame());
    assert_eq!(foot(reader.keys("Esc")), "");
}

#[test]
fn large_texts_have_no_facts() {
    let large = "Some words are here. ".repeat(55_000);
    assert!(large.len() > 1 << 20);
    let mut reader = Reader::with(&[&large, "Some words."]);
    assert_eq!(foot(reader.resize(120, 40)), "");
}

#[test]
fn keys_are_those_of_the_configuration() {
    let mut reader = Reader::configured("[keys]\nphrases = [\"F5\"]\nwords = []\n");
    let foot = foot(reader.resize(120, 40));
    assert!(foot.starts_with("  In both              F5\n"), "{foot}");
    assert!(foot.contains("\n  Only in Opening\n"), "{foot}");
}

#[test]
fn counting_is_asked_once_and_does_not_cancel_a_question() {
    let mut reader = Reader::sized(120, 40);
    reader.hold_jobs().keys("j j w Esc j");
    assert_eq!(reader.held(|job| matches!(job, Job::ComputeOverview(_))), 0);
    assert_eq!(foot(&reader), LONG);
}

#[test]
fn facts_are_those_of_a_naive_count() {
    let texts = built_in_texts();
    let [one, other] = texts.each_ref().map(|text| WordIndex::of(text));
    let overview = Overview::of(&one, &other);
    let phrases = shared_phrases(&one, &other, Limits::OF_A_PAIR).rows;
    assert_eq!((overview.phrases, overview.longest), (phrases.len(), 14));
    let counts = |text: &Document| {
        let index = WordIndex::of(text);
        let mut counts = BTreeMap::new();
        for form in index.forms(0..index.len()) {
            *counts.entry(form.to_owned()).or_insert(0) += 1;
        }
        counts
    };
    let [here, there] = texts.each_ref().map(|text| counts(text));
    for (word, count) in &overview.only_a {
        assert_eq!((here.get(&**word), there.get(&**word)), (Some(count), None), "{word}");
    }
    for (word, count) in &overview.only_b {
        assert_eq!((here.get(&**word), there.get(&**word)), (None, Some(count)), "{word}");
    }
    assert!(overview.only_a.is_sorted_by(|(one, most), (other, next)| (most, other) > (next, one)));
}
