//! Tests of the details and of copying.

use oratory::Catalog;
use oratory::{Clipboard, parse_config};
use oratory_import::import_text;
use testkit::harness::{Reader, library};

#[test]
fn y_copies_the_paragraph_with_its_citation() {
    let mut reader = Reader::new();
    reader.keys("] 8G y");
    assert_eq!(
        reader.copied.as_deref(),
        Some(
            "“Those that are not knitted in bonds of human feelings cannot become loyal cells.”\n\
             — Kim Jong Un, “Closing Speech” (speech, Sixth Conference of Cell Secretaries of the Korean \
             Workers' Party), trans. Korean Central News Agency, April 9, 2021, para. 8."
        )
    );
    let notice = "sent to the clipboard: 14 words, ¶ 8 (by OSC 52)";
    assert!(reader.words().contains(notice), "{}", reader.frame());
}

#[test]
fn y_copies_the_citation_in_the_configured_style() {
    for (style, citation) in [
        ("chicago-short", "Kim, “Closing Speech,” para. 8."),
        ("mla", "(Kim, par. 8)"),
        ("apa", "(Kim, 2021, para. 8)"),
        ("pandoc", "[@kim2021closing, para. 8]"),
    ] {
        let mut reader = Reader::configured(&format!("citation = \"{style}\""));
        reader.keys("] 8G y");
        let copied = reader.copied.unwrap();
        assert!(copied.ends_with(&format!(" loyal cells.”\n— {citation}")), "{copied}");
    }
}

#[test]
fn capital_y_copies_the_text_alone() {
    let mut reader = Reader::with(&["One.\n\nHe  said:\n\"two\u{a0}words.\"\n\nword"]);
    assert_eq!(reader.keys("} Y").copied.as_deref(), Some("He said: \"two words.\""));
    assert!(reader.status().contains("sent to the clipboard: 4 words, ¶ 2 ("), "{}", reader.status());
    assert_eq!(reader.keys("y").copied.as_deref(), Some("“He said: ‘two words.’”\n— a, para. 2."));
    assert!(reader.keys("} Y").status().contains("sent to the clipboard: 1 word, ¶ 3 ("));
}

/// Only the sending is certain. A user who pastes another text with a citation must be warned.
#[test]
fn uncertain_copy_is_reported_as_sent() {
    for (clipboard, notice) in [
        (Clipboard::Tmux, "sent to the clipboard: 4 words, ¶ 1 (tmux needs set -g set-clipboard on)"),
        (
            Clipboard::Without("GNU screen"),
            "sent to the clipboard: 4 words, ¶ 1 (GNU screen may drop it: set clipboard_command)",
        ),
    ] {
        let mut config = parse_config("").unwrap();
        config.clipboard = clipboard;
        let mut reader = Reader::with_config(config);
        assert!(reader.keys("y").words().contains(notice), "{}", reader.frame());
        assert!(reader.copied.is_some());
    }
}

#[test]
fn large_copy_is_uncertain_and_a_larger_one_not_sent() {
    let paragraph = |bytes: usize| "word ".repeat(bytes / 5);
    let texts = [paragraph(70_000), paragraph(150_000), paragraph(1_300_000)];
    let mut reader = Reader::with(&texts.each_ref().map(String::as_str));
    reader.resize(120, 24);
    assert!(!reader.keys("Y").status().contains("may drop"), "{}", reader.status());
    assert!(
        reader
            .keys("] Y")
            .status()
            .contains("sent to the clipboard: 30000 words, ¶ 1 (by OSC 52; terminals may drop 149 KB)"),
        "{}",
        reader.status()
    );
    assert_eq!(reader.copied.take().map(|text| text.len()), Some(149_999));
    assert!(
        reader
            .keys("] Y")
            .status()
            .contains("not copied: 1.2 MB exceeds the terminal's limit (set clipboard_command)"),
        "{}",
        reader.status()
    );
    assert_eq!(reader.copied, None);
}

#[test]
fn clipboard_command_gets_the_copied_text() {
    let mut reader = Reader::configured("clipboard_command = \"wl-copy\"");
    assert!(reader.keys("y").status().contains("copying 4 words, ¶ 1 with wl-copy"), "{}", reader.status());
    assert!(reader.copied.is_some());
}

#[test]
fn empty_page_copies_nothing() {
    let mut reader = Reader::with(&[""]);
    assert!(reader.keys("y").status().contains("no paragraph to copy"), "{}", reader.status());
    assert_eq!(reader.copied, None);
    assert_eq!(Reader::of(Catalog::default(), (80, 24)).keys("y Y i").copied, None);
}

#[test]
fn i_shows_the_details_and_missing_fields() {
    let mut reader = Reader::sized(80, 30);
    reader.keys("] i");
    insta::assert_snapshot!(reader.frame());
    assert!(!reader.keys("i").frame().contains("SHA-256"), "i closes them too");
    reader.keys("i");
    assert!(!reader.keys("q").quit && !reader.frame().contains("SHA-256"));
}

#[test]
fn i_begins_with_the_file() {
    let body = "One.\n\n".repeat(200);
    let mut reader = Reader::of_file("talk.txt", &format!("+++\nspeaker = \"Ann\"\n+++\n{body}"));
    let file = reader.file();
    // 9 April 2021, 10:11:12.
    let changed = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_617_963_072);
    std::fs::File::options().write(true).open(&file).unwrap().set_modified(changed).unwrap();
    reader.keys("r i");
    let rows: Vec<String> = reader.resize(200, 24).rows().iter().map(|row| row.trim().to_owned()).collect();
    let starts = ["talk", "file ", "format ", "size ", "encoding ", "changed ", "speaker ", "not stated "];
    for (row, start) in rows.iter().zip(starts) {
        assert!(row.starts_with(start), "{start}: {rows:#?}");
    }
    assert!(rows[1].ends_with(file.to_str().unwrap()), "{}", rows[1]);
    assert!(rows[3].ends_with(" 1,224 bytes"), "{}", rows[3]);
    assert!(rows[4].ends_with(" UTF-8"), "{}", rows[4]);
    assert!(rows[5].ends_with(" 9 April 2021, 10:11 UTC"), "{}", rows[5]);
    let missing = "speaker_family, speaker_given, kind, occasion, place, delivered, reported, publisher, translator, \
                   language, source, url, accessed Length";
    assert!(reader.words().contains(missing), "{}", reader.frame());
}

#[test]
fn details_describe_the_shown_speech() {
    let mut reader = Reader::new();
    assert!(reader.keys("Tab j i").rows()[0].contains("Closing Speech"));
    let mut reader = Reader::of(library(&["One.", "Two."]), (24, 8));
    reader.keys("i G");
    assert!(reader.frame().contains("SHA-256"), "they scroll where they do not fit: {}", reader.frame());
}

#[test]
fn details_appear_before_their_statistics() {
    let mut reader = Reader::new();
    reader.hold_jobs().keys("i");
    assert!(reader.rows().iter().any(|row| row.split_whitespace().eq(["words", "…"])), "{}", reader.frame());
    reader.run_jobs();
    assert!(
        reader.rows().iter().any(|row| row.split_whitespace().eq(["words", "1174"])),
        "{}",
        reader.frame()
    );
}

#[test]
fn wide_details_fit_the_page() {
    let front = "+++\ntitle = \"폐회사\"\noccasion = \"조선로동당 제6차 세포비서대회에서 하신 연설 그리고 더 많은 글\"\n+++\n하나.";
    let library = Catalog::new([import_text("korean", front)]);
    let mut reader = Reader::of(library, (50, 24));
    let words: String = reader.keys("i").frame().split_whitespace().collect();
    assert!(words.contains("대회에서하신연설그리고더많은글"), "{}", reader.frame());
}
