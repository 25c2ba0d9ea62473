//! Tests of citations and statistics of documents with front matter.

use oratory_core::{Document, Figures, Source, Style, citation, paragraph_text, quotation, words_of};
use oratory_import::{File, import, import_text};

const ALL: [&str; 8] = [
    "title = \"A Talk\"",
    "speaker = \"Ann Lee\"",
    "occasion = \"Annual Meeting\"",
    "place = \"Leeds\"",
    "delivered = 1921-03-05",
    "reported = 1921-03-07",
    "publisher = \"The Gazette\"",
    "translator = \"Bo Ek\"",
];

fn speech(front: &[&str], body: &str) -> Document {
    import_text("talk", &format!("+++\n{}\n+++\n{body}", front.join("\n")))
}

fn cited(front: &[&str]) -> String {
    citation(&speech(front, "One."), 8..=8, Style::Chicago)
}

#[test]
fn with_every_detail() {
    assert_eq!(
        cited(&ALL),
        "Ann Lee, “A Talk” (speech, Annual Meeting, Leeds, March 5, 1921), trans. Bo Ek, The Gazette, \
         March 7, 1921, para. 8."
    );
}

#[test]
fn without_each_detail() {
    let without =
        |name: &str| cited(&ALL.into_iter().filter(|line| !line.starts_with(name)).collect::<Vec<_>>());
    let held = "(speech, Annual Meeting, Leeds, March 5, 1921)";
    let rest = "trans. Bo Ek, The Gazette, March 7, 1921, para. 8.";
    for (name, expected) in [
        ("title", format!("Ann Lee, talk {held}, {rest}")),
        ("speaker", format!("“A Talk” {held}, {rest}")),
        ("occasion", format!("Ann Lee, “A Talk” (speech, Leeds, March 5, 1921), {rest}")),
        ("place", format!("Ann Lee, “A Talk” (speech, Annual Meeting, March 5, 1921), {rest}")),
        ("delivered", format!("Ann Lee, “A Talk” (speech, Annual Meeting, Leeds), {rest}")),
        ("reported", format!("Ann Lee, “A Talk” {held}, trans. Bo Ek, The Gazette, para. 8.")),
        ("publisher", format!("Ann Lee, “A Talk” {held}, trans. Bo Ek, March 7, 1921, para. 8.")),
        ("translator", format!("Ann Lee, “A Talk” {held}, The Gazette, March 7, 1921, para. 8.")),
    ] {
        assert_eq!(without(name), expected, "without {name}");
    }
    assert_eq!(cited(&[]), "talk, para. 8.");
}

#[test]
fn who_translated_and_published_is_named_once() {
    let front = [ALL[0], "publisher = \"Agency\"", "translator = \"Agency\"", ALL[5]];
    assert_eq!(cited(&front), "“A Talk” (speech), trans. Agency, March 7, 1921, para. 8.");
}

#[test]
fn a_date_that_is_no_day_is_given_as_it_is() {
    assert_eq!(cited(&["delivered = \"spring 1921\""]), "talk (speech, spring 1921), para. 8.");
    assert_eq!(cited(&["delivered = 1906"]), "talk (speech, 1906), para. 8.");
    for date in ["1906-05", "1906?", "1906~", "190X", "-0043"] {
        let cited = cited(&[&format!("delivered = \"{date}\"")]);
        assert_eq!(cited, format!("talk (speech, {date}), para. 8."));
    }
}

#[test]
fn a_quotation_has_the_words_and_their_place() {
    let speech =
        speech(&["title = \"On “unity”\""], "One.\n\nHe said it:\nnow “Be\u{a0}of \"one\" mind”\t- 'so'. ");
    assert_eq!(
        quotation(&speech, 2..=2, Style::Chicago).as_deref(),
        Some("“He said it: now ‘Be of “one” mind’ - ‘so’.”\n— “On ‘unity’” (speech), para. 2.")
    );
    assert_eq!(paragraph_text(&speech, 2).as_deref(), Some("He said it: now “Be of \"one\" mind” - 'so'."));
    assert_eq!(
        (quotation(&speech, 0..=0, Style::Chicago), quotation(&speech, 2..=3, Style::Chicago)),
        (None, None)
    );
}

#[test]
fn range_is_one_quotation_with_one_citation() {
    let speech = speech(&["title = \"A Talk\""], "One.\n\nTwo \"and\" more.\n\nThree.\n\nFour.");
    assert_eq!(
        quotation(&speech, 2..=4, Style::Chicago).as_deref(),
        Some("“Two ‘and’ more.\n\n“Three.\n\n“Four.”\n— “A Talk” (speech), paras. 2–4.")
    );
}

#[test]
fn paragraphs_are_counted_and_no_more() {
    let text =
        "+++\nspeaker = \"Ann Lee\"\n+++\nFriends,\n\nWe meet here,\nat last. Is it late? No.\n\nAnn Lee\n";
    let figures = Figures::of(&import_text("talk", text));
    assert_eq!((figures.words, figures.sentences, figures.longest_sentence), (10, 4, 5));
    assert_eq!(figures.mean_sentence(), Some(2.5));
    assert_eq!(figures.sha256.len(), 64);
}

#[test]
fn a_quotation_has_no_markup_and_a_line_for_each_item() {
    let cases = [
        ("We **need** *bread*.", "We need bread."),
        ("- one\n  more\n\n- *two*\n  - three", "one more\ntwo\nthree"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("> one\n> two\n>\n> > three\n> - four", "one two\nthree\nfour"),
        ("> Roses  \n> violets", "Roses\nviolets"),
        ("one  \ntwo", "one\ntwo"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("one <!-- no --> two", "one two"),
        ("<!-- no --> But yes.", "But yes."),
        ("But *yes* to co-\n*operation*.", "But yes to co-operation."),
    ];
    for (text, words) in cases {
        let source = Source { file: Some("talk.md".into()), ..Source::default() };
        let speech = import(File { source, ..File::default() }, text.into()).unwrap().remove(0);
        assert_eq!(paragraph_text(&speech, 1).as_deref(), Some(words), "{text:?}");
        let quotation = quotation(&speech, 1..=1, Style::Chicago).unwrap();
        assert!(quotation.starts_with(&format!("“{words}”\n—")), "{quotation}");
    }
}

#[test]
fn what_is_read_of_other_blocks_has_no_markup() {
    let text = "# On *Unity* #\n\nPart\n====\n\n```sh\n  ls\n\n# a\n```\n\n    one\n      two\n";
    let source = Source { file: Some("talk.md".into()), ..Source::default() };
    let speech = import(File { source, ..File::default() }, text.into()).unwrap().remove(0);
    let words: Vec<String> = speech.blocks().map(|block| words_of(&speech, block.range)).collect();
    assert_eq!(words, ["On Unity", "Part", "  ls\n\n# a", "one\n  two"]);
    let whole = words_of(&speech, 0..text.len());
    assert_eq!(whole, words.join("\n\n"));
}
