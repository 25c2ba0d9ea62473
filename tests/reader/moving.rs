//! Tests of movements by rows, pages, paragraphs and speeches, and of resizing.

use proptest::prelude::*;
use testkit::harness::{Reader, library};

#[test]
fn pages_overlap_by_one_row() {
    let mut reader = Reader::new();
    let before = reader.column();
    let after = reader.keys("Space").column();
    assert_eq!(before.last(), after.first());
    assert_eq!(reader.keys("b").column(), before);
}

#[test]
fn rows_and_half_pages_are_reversible() {
    for (there, back) in
        [("j", "k"), ("Down", "Up"), ("d", "u"), ("5j", "5k"), ("3 Space", "3 b"), ("Ctrl-d", "Ctrl-u")]
    {
        let mut reader = Reader::new();
        reader.keys("20j");
        let before = reader.column();
        assert_ne!(reader.keys(there).column(), before, "{there}");
        assert_eq!(reader.keys(back).column(), before, "{there} {back}");
    }
}

#[test]
fn number_goes_to_a_paragraph() {
    for keys in ["12g", "12G"] {
        let mut reader = Reader::new();
        reader.keys(keys);
        assert_eq!(reader.paragraph(), 12);
        assert!(reader.column()[0].starts_with("To consolidate itself as a whole"));
    }
}

#[test]
fn percentage_goes_to_a_position() {
    let mut reader = Reader::new();
    let percent = |reader: &Reader| -> usize {
        reader.status().split('%').next().unwrap().rsplit(' ').next().unwrap().parse().unwrap()
    };
    reader.keys("50%");
    assert!((45..=55).contains(&percent(&reader)), "{}", reader.status());
    assert!((12..=15).contains(&reader.paragraph()), "¶ {}", reader.paragraph());
    assert_eq!(reader.keys("100%").column(), Reader::new().keys("G").column());
    assert!((12..=15).contains(&reader.keys("'").paragraph()), "it is a jump");
    assert!(reader.keys("%").status().contains("type a number first: 50%"), "{}", reader.status());
    // In a list, the percentage counts entries.
    assert_eq!(Reader::with(&["a", "b", "c"]).keys("Tab 50%").column()[1], "b");
    let help = |keys: &str| Reader::new().keys("?").keys(keys).rows();
    assert_eq!(help("100%"), help("G"));
    assert_ne!(help("50%"), help("G"));
}

#[test]
fn percentage_waits_for_loading() {
    let long = "One paragraph of some length.\n\n".repeat(9_000);
    let mut reader = Reader::before_folder(&[("a.txt", &long)]);
    reader.keys("50%").run_jobs();
    assert!((4_400..=4_600).contains(&reader.paragraph()), "¶ {}", reader.paragraph());
}

#[test]
fn keys_of_other_layouts_work_by_position() {
    for (own, latin) in [
        // Russian, Greek, Hebrew, Arabic, Korean, full width.
        ("ооол", "jjjk"),
        ("Х", "{"),
        ("5ξ", "5j"),
        ("חחחל", "jjjk"),
        ("تتتن", "jjjk"),
        ("ㅓㅓㅓㅏ", "jjjk"),
        ("ｊｊｊｋ", "jjjk"),
        ("Tab о", "Tab j"),
        ("? о", "? j"),
        // An input method may deliver a syllable at once: two vowels, or u and k.
        ("9jㅝ", "9jnj"),
        ("9j야", "9jdi"),
        // Digits of any script count.
        ("５G", "5G"),
        ("١٢G", "12G"),
        ("९G", "9G"),
        // Modifiers are kept.
        ("Alt-ь", "Alt-m"),
        ("/ party Alt-ц", "/ party Alt-w"),
    ] {
        let mut reader = Reader::new();
        assert_eq!(reader.keys("Esc").keys(own).frame(), Reader::new().keys(latin).frame(), "{own}");
    }
    let mut reader = Reader::new();
    assert!(reader.keys("/").type_in("ого").status().starts_with("/ого"), "in a prompt they are text");
    assert_eq!(
        Reader::configured("[keys]\nend = [\"о\"]").keys("о").paragraph(),
        26,
        "a bound key is itself"
    );
}

#[test]
fn unknown_key_mentions_the_help() {
    for key in ["語", "x", "F7", "ü", "Del"] {
        let mut reader = Reader::new();
        let expected = format!("{key} does nothing here: ? shows the keys");
        assert_eq!(reader.keys(key).app().notice(), Some(expected.as_str()));
        assert!(reader.words().contains(&expected), "{}", reader.frame());
    }
    assert!(Reader::new().keys("/ F7").app().notice().unwrap().ends_with(": F1 shows the keys"));
    assert!(Reader::configured("[keys]\nhelp = []").keys("x").status().contains("x does nothing here  "));
}

#[test]
fn end_of_the_text_is_at_the_bottom_of_the_page() {
    let mut reader = Reader::new();
    reader.keys("] G");
    assert_eq!(reader.column().last().unwrap(), "Friday, April 9, 2021");
    assert_eq!(reader.paragraph(), 37, "the signature has no number");
    assert!(reader.status().contains("100%"), "{}", reader.status());
    let end = reader.column();
    assert_eq!(reader.keys("j Space G").column(), end);
    assert_eq!(reader.keys("36G").column(), end, "no page begins so late");
    assert_eq!(reader.paragraph(), 36);
}

#[test]
fn scrolling_keeps_a_visible_current_paragraph() {
    let mut reader = Reader::new();
    reader.keys("3G");
    assert_eq!(reader.paragraph(), 3);
    assert_eq!(reader.keys("j").paragraph(), 3, "its later rows are still seen");
    assert_eq!(reader.keys("Space").paragraph(), 6, "the nearest that is in view");
    assert_eq!(reader.keys("g").paragraph(), 1);
}

#[test]
fn braces_move_by_paragraphs() {
    let mut reader = Reader::new();
    reader.keys("} }");
    assert_eq!(reader.paragraph(), 3);
    assert_eq!(reader.keys("4 }").paragraph(), 7);
    assert_eq!(reader.keys("{").paragraph(), 6);
    assert_eq!(reader.keys("99 }").paragraph(), 26);
    assert_eq!(reader.keys("99 {").paragraph(), 1);
}

#[test]
fn every_speech_keeps_its_position() {
    let mut reader = Reader::new();
    reader.keys("12G");
    let opening = reader.column();
    reader.keys("] 20G");
    let closing = reader.column();
    assert_eq!(reader.keys("[").column(), opening);
    assert_eq!(reader.keys("[").column(), closing, "going round");
    assert_eq!(reader.keys("o").column(), opening);
    assert_eq!(reader.keys("o").column(), closing);
}

#[test]
fn speech_without_headings_is_reported() {
    for keys in ["", "Tab", "9G m"] {
        let mut reader = Reader::new();
        reader.keys(keys);
        let (before, focus) = (reader.column(), reader.focus());
        assert!(reader.keys("t").words().contains("no headings in this speech"), "{}", reader.frame());
        assert_eq!((reader.column(), reader.focus()), (before, focus));
    }
    let mut reader = Reader::of_file("a.md", "# One\n\nText.\n\n# Two\n\nText.\n");
    assert!(reader.keys("t").frame().contains("Headings"));
}

#[test]
fn brackets_with_one_speech_are_reported() {
    for key in ["]", "[", "3 ]"] {
        let mut reader = Reader::with(&["One.\n\nTwo."]);
        assert!(reader.keys(key).words().contains("this is the only speech"), "{key}: {}", reader.frame());
    }
}

#[test]
fn list_previews_and_enter_opens() {
    let mut reader = Reader::new();
    reader.keys("Tab j");
    assert_eq!(reader.column()[1], "Closing Speech");
    reader.keys("Esc");
    assert_eq!(reader.column()[1], "Opening Speech", "Esc comes back");
    reader.keys("h Down Enter");
    assert_eq!(reader.column()[1], "Closing Speech");
    assert!(reader.keys("j").status().contains("Closing Speech · ¶"), "the keys are the text's again");
}

#[test]
fn list_can_be_hidden() {
    let mut reader = Reader::new();
    reader.keys("\\");
    assert!(!reader.frame().contains("Speeches"));
    assert!(reader.keys("\\").frame().contains("Speeches"));
}

#[test]
fn esc_never_quits_and_q_closes_before_it_quits() {
    let mut reader = Reader::new();
    reader.keys("Esc Esc Esc");
    assert!(!reader.quit);
    assert!(!reader.keys("? q").quit);
    assert!(!reader.keys("B q").quit);
    assert!(!reader.keys("/ x Ctrl-c").quit);
    assert!(reader.keys("q").quit);
    assert!(Reader::new().keys("Ctrl-c").quit);
}

#[test]
fn q_closes_a_list_that_covers_the_text() {
    let mut reader = Reader::sized(50, 15);
    assert!(!reader.keys("Tab q").quit);
    assert!(reader.column().iter().any(|row| row == "Opening Speech"));
}

/// Returns the row below the title of the first speech in the list.
fn below_first_title(reader: &Reader) -> String {
    let row = reader.rows()[3].split('│').next().unwrap().trim_start_matches('▌').to_owned();
    row.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn only_passages_scrolled_through_count_as_read() {
    let mut reader = Reader::sized(200, 60);
    assert_eq!(below_first_title(&reader), "7 Apr 2021 · 5 min –");
    assert!(reader.status().contains("¶ 1/26 · 0% ·"), "{}", reader.status());
    for jump in ["20G", "g", "G", "g", "B Esc", "t Esc", "Tab j k Esc"] {
        assert_eq!(below_first_title(reader.keys(jump)), "7 Apr 2021 · 5 min –", "{jump}");
    }
    reader.search("open.").keys("Enter n n Esc g");
    assert_eq!(below_first_title(&reader), "7 Apr 2021 · 5 min –", "a search is no reading");
    assert_eq!(below_first_title(reader.keys("4}")), "5 min read 12%");
    assert!(reader.status().contains("¶ 5/26 · 12% ·"), "both are of the paragraph: {}", reader.status());
    reader.keys("99 }");
    assert_eq!(below_first_title(&reader), "5 min read 100%");
    assert!(reader.status().contains("¶ 26/26 · 100% · end"), "{}", reader.status());
    reader.idle();
    assert_eq!(below_first_title(&reader.restart()), "5 min read 100%");
}

#[test]
fn skipped_passages_do_not_count_as_read() {
    let mut reader = Reader::new();
    reader.keys("20G Space Space Space Space Space Space Space Space");
    assert!(reader.status().contains("¶ 26/26 · 100% · end"), "{}", reader.status());
    assert_eq!(below_first_title(&reader), "5 min read 29%");
    reader.keys("g Space").idle();
    let mut again = reader.restart();
    assert_eq!(below_first_title(&again), "5 min read 36%");
    assert_eq!(below_first_title(again.keys(&"Space ".repeat(20))), "5 min read 100%");
}

#[test]
fn percentage_and_paragraph_agree() {
    let mut reader = Reader::sized(120, 40);
    reader.search("feelings").keys("Enter");
    assert!(reader.status().contains("¶ 24/26 · 82% ·"), "{}", reader.status());
    // In a paragraph longer than the page, the top row counts.
    let mut long = Reader::with(&[&"One word more. ".repeat(2_000)]);
    assert!(long.status().contains("¶ 1/1 · 0% ·"), "{}", long.status());
    let percent = |reader: &Reader| -> usize {
        reader.status().split('%').next().unwrap().rsplit(' ').next().unwrap().parse().unwrap()
    };
    long.keys("10 Space");
    assert!((25..50).contains(&percent(&long)), "{}", long.status());
}

#[test]
fn page_down_at_the_end_goes_to_the_last_paragraph() {
    let mut reader = Reader::with(&["One.\n\nTwo.\n\nThree."]);
    assert!(reader.status().contains("¶ 1/3 · 0%"), "{}", reader.status());
    assert!(reader.keys("Space").status().contains("¶ 3/3 · 100% · end"), "{}", reader.status());
    assert!(below_first_title(&reader).contains("read 100%"), "{}", reader.frame());
}

#[test]
fn page_is_filled_again_after_a_window_of_one_row() {
    let mut reader = Reader::new();
    // The current paragraph is not at the top of the page.
    reader.keys("7G j j }");
    let page = reader.column();
    // Both windows have the same text width. In the low one, the page moves to keep the current paragraph in view.
    reader.resize(75, 1).resize(80, 24);
    assert_eq!(reader.column(), page);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn resizes_end_on_the_same_page(
        sizes in prop::collection::vec((1_u16..140, 1_u16..50), 200),
        start in "[jd }]{0,12}",
    ) {
        let mut reader = Reader::new();
        reader.keys("7G").type_in(&start);
        let (page, paragraph) = (reader.column(), reader.paragraph());
        for (columns, rows) in sizes {
            reader.resize(columns, rows);
        }
        reader.resize(80, 24);
        prop_assert_eq!(reader.column(), page);
        prop_assert_eq!(reader.paragraph(), paragraph);
    }

    #[test]
    fn scrolling_down_shows_every_row_once(text in "([a-z]{1,12}[ \n]|\n\n|한국말 |\n\n\n){1,80}", columns in 8_u16..90) {
        let mut reader = Reader::of(library(&[&text]), (columns, 6));
        let mut seen: Vec<String> = reader.column();
        for _ in 0..400 {
            let (before, top) = (reader.column(), reader.reading(0).scroll_offset());
            let after = reader.keys("j").column();
            // Rows may look alike, so the end is where the page stops moving.
            if reader.reading(0).scroll_offset() == top { break }
            prop_assert_eq!(&before[1..], &after[..after.len() - 1]);
            seen.push(after.last().unwrap().clone());
        }
        let words = |text: &str| text.split_whitespace().collect::<String>();
        let body = reader.text(0).text();
        prop_assert!(words(&seen.join("")).ends_with(&words(body)));
    }
}
