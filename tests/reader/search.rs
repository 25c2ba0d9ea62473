//! Tests of searching.

use insta::assert_snapshot;
use proptest::prelude::*;
use testkit::harness::{Reader, library};

#[test]
fn match_is_shown_while_typing_and_esc_returns() {
    let mut reader = Reader::new();
    reader.keys("3j");
    let before = reader.frame();
    reader.search("face to face");
    assert_eq!(reader.current_match(), "face to face");
    assert_ne!(reader.frame(), before);
    assert_eq!(reader.keys("Esc").frame(), before);
}

#[test]
fn each_key_searches_from_the_start_of_the_search() {
    let mut reader = Reader::new();
    reader.search("conference of the cell");
    assert_eq!(reader.paragraph(), 16);
    for _ in 0.." of the cell".len() {
        reader.keys("Backspace");
    }
    assert_eq!((reader.current_match().as_str(), reader.paragraph()), ("Conference", 2));
}

#[test]
fn current_match_differs_from_the_others() {
    let mut reader = Reader::sized(100, 30);
    reader.keys("]").search("human feelings").keys("Enter");
    assert_snapshot!(reader.frame());
}

#[test]
fn match_off_the_page_is_placed_a_third_down() {
    let mut reader = Reader::sized(80, 31);
    reader.search("10 000 persons").keys("Enter");
    let row = reader.column().iter().position(|row| row.contains("10 000")).unwrap();
    assert!((9..=11).contains(&row), "row {row} of 30");
}

#[test]
fn phrase_across_rows_is_highlighted_on_both() {
    let mut reader = Reader::sized(40, 20);
    reader.search("remarkably high spirit in the efforts").keys("Enter");
    assert_eq!(reader.current_match(), "remarkably high spirit in the efforts");
}

#[test]
fn phrase_across_line_ends_is_found() {
    let mut reader = Reader::with(&["We shall\nfight on\r\nthe beaches.\n\nWe shall"]);
    reader.search("shall fight on the beaches").keys("Enter");
    assert_eq!(reader.current_match(), "shall fight on the beaches");
}

#[test]
fn match_never_spans_paragraphs() {
    let mut reader = Reader::with(&["one\n\ntwo"]);
    reader.search("one two").keys("Enter");
    assert!(reader.status().contains("not found: one two"), "{}", reader.status());
}

#[test]
fn highlights_follow_a_resize() {
    let mut reader = Reader::new();
    reader.search("socialist construction").keys("Enter");
    for columns in [120, 61, 50, 100, 80] {
        assert_eq!(reader.resize(columns, 20).current_match(), "socialist construction", "{columns}");
    }
}

#[test]
fn matches_are_counted_not_rows() {
    let mut reader = Reader::with(&["la la la, la\n\nla"]);
    reader.resize(100, 24).search("la").keys("Enter");
    assert!(reader.status().contains("1/5 here · 5 in 1 of 1 speech"), "{}", reader.status());
}

#[test]
fn word_before_a_comma_is_found() {
    let mut reader = Reader::with(&["Take notes, and keep notes’ dates."]);
    reader.search("notes").keys("Alt-w Enter");
    assert!(reader.status().contains("1/2"), "{}", reader.status());
}

#[test]
fn offsets_refer_to_the_original_text() {
    let mut reader = Reader::with(&["ẞa b"]);
    reader.search("b").keys("Enter");
    assert_eq!(reader.current_match(), "b");
}

#[test]
fn n_wraps_around_with_a_notice() {
    let mut reader = Reader::with(&["x one\n\ntwo", "three", "four\n\nfive x"]);
    reader.resize(100, 24).search("x").keys("Enter");
    assert!(reader.status().contains("1/1 here · 2 in 2 of 3 speeches"));
    reader.keys("n");
    assert!(reader.status().contains("continued in c"), "{}", reader.status());
    assert_eq!((reader.open(), reader.current_match().as_str()), (2, "x"));
    reader.keys("n");
    assert!(reader.status().contains("last match passed"), "{}", reader.status());
    assert_eq!(reader.open(), 0);
    reader.keys("N");
    assert!(reader.status().contains("first match passed"), "{}", reader.status());
    assert_eq!(reader.open(), 2);
    reader.keys("2 n");
    assert_eq!(reader.open(), 2, "a number repeats it");
}

#[test]
fn n_and_capital_n_visit_every_match() {
    let mut reader = Reader::new();
    reader.search("party cells").keys("Enter");
    let total: usize =
        reader.status().split(" · ").last().unwrap().split(' ').next().unwrap().parse().unwrap();
    let mut places = Vec::new();
    for _ in 0..total {
        places.push(reader.app().search().active().unwrap().current().cloned());
        reader.keys("n");
    }
    assert_eq!(reader.app().search().active().unwrap().current().cloned(), places[0], "once round");
    for place in places.iter().rev() {
        assert_eq!(&reader.keys("N").app().search().active().unwrap().current().cloned(), place);
    }
}

#[test]
fn n_continues_from_the_page_after_scrolling() {
    let mut reader = Reader::new();
    reader.search("conference").keys("Enter 22G");
    assert!(reader.keys("n").paragraph() >= 22, "¶ {}", reader.paragraph());
}

#[test]
fn enter_goes_to_a_match_in_another_speech() {
    let mut reader = Reader::new();
    let page = reader.column();
    reader.search("human feelings");
    assert_eq!(reader.column(), page);
    assert!(reader.status().contains("0 here · 5 in 1 of 2 speeches"), "{}", reader.status());
    reader.keys("Enter");
    assert_eq!((reader.open(), reader.paragraph()), (1, 7));
    assert!(reader.status().contains("Closing Speech · ¶ 7/37"), "{}", reader.status());
}

#[test]
fn query_without_matches_is_repeated_in_the_message() {
    let mut reader = Reader::new();
    reader.search("kangaroo").keys("Enter");
    assert!(reader.status().contains("not found: kangaroo"), "{}", reader.status());
}

#[test]
fn invalid_regex_is_reported_and_keeps_the_last_matches() {
    let mut reader = Reader::new();
    reader.search("conference").keys("Alt-r").type_in("(");
    assert!(reader.status().contains("regex"), "{}", reader.status());
    assert_eq!(reader.current_match(), "Conference");
    reader.keys("Enter");
    assert!(reader.status().starts_with("regex /conference("), "Enter waits for a query that is one");
    reader.type_in("s|)").keys("Enter");
    assert_eq!(reader.current_match(), "Conference");
}

#[test]
fn regex_match_ends_before_a_letter_whose_accent_is_written_apart() {
    let mut reader = Reader::with(&["In the cafe\u{301} by the se\u{301}bar"]);
    reader.keys("/ Alt-r").type_in("t.*e").keys("Enter");
    assert_eq!(reader.current_match(), "the cafe\u{301} by the");
    reader.keys("/").type_in("f.*e|s..").keys("Enter");
    assert_eq!(reader.current_match(), "fe\u{301} by the");
    reader.keys("n");
    assert_eq!(reader.current_match(), "se\u{301}");
}

#[test]
fn long_paragraph_is_searched_by_the_worker_while_keys_are_answered() {
    let mut reader = Reader::with(&[&"it was another ".repeat(20_000)]);
    reader.keys("/ Alt-r").hold_jobs().at_once("(.*zzz)?|another");
    assert!(reader.app().search().is_awaited() && reader.current_match().is_empty());
    reader.keys("Enter Ctrl-c");
    assert!(!reader.app().search().is_awaited(), "Ctrl-c stops it");
    reader.keys("/").at_once("anoth.r").keys("Enter").run_jobs();
    assert_eq!(reader.current_match(), "another");
    assert!(reader.status().contains("20000"), "{}", reader.status());
}

#[test]
fn count_before_n_goes_as_far_as_that_many_keys() {
    let bodies = ["one x x\n\nx", "none", "x\n\nx x\n\nx"];
    for (key, count) in [("n", 1), ("n", 4), ("n", 6), ("n", 17), ("N", 2), ("N", 3), ("N", 9), ("N", 20)] {
        let (mut counted, mut single) = (Reader::with(&bodies), Reader::with(&bodies));
        counted.search("x").keys("Enter").keys(&format!("{count}{key}"));
        single.search("x").keys("Enter").keys(&format!("{key} ").repeat(count));
        let place = |reader: &Reader| {
            let current = reader.app().search().active().and_then(|search| search.current()).cloned();
            (reader.open(), current, reader.paragraph())
        };
        assert_eq!(place(&counted), place(&single), "{count}{key}");
    }
}

#[test]
fn esc_returns_to_the_list_in_which_the_search_was_begun() {
    let mut reader = Reader::new();
    let before = reader.keys("Tab j").frame();
    assert_eq!(reader.search("party").keys("Esc").frame(), before);
    let mut reader = Reader::new();
    reader.keys("Tab j").search("party").keys("Esc Esc '");
    assert!(reader.status().contains("no earlier position"), "nowhere has been gone: {}", reader.status());
    reader.keys("Tab j").search("party").keys("Enter");
    assert_eq!(reader.open(), 1);
    assert_eq!(reader.keys("'").open(), 0);
}

#[test]
fn invalid_regex_is_reported_on_a_narrow_screen() {
    let mut reader = Reader::sized(20, 10);
    reader.keys("/ Alt-r").type_in("party (");
    assert!(reader.status().contains("bad regex"), "{}", reader.status());
}

#[test]
fn no_match_is_reported_once() {
    let mut reader = Reader::sized(120, 24);
    reader.search("zzz").keys("Enter n");
    assert_eq!(reader.status().matches("not found").count(), 1, "{}", reader.status());
    assert!(!reader.status().contains("n next"));
}

#[test]
fn match_before_the_position_is_found_with_a_notice() {
    let mut reader = Reader::new();
    reader.keys("20G").search("high spirit").keys("Enter");
    assert_eq!(reader.paragraph(), 2);
    assert!(reader.words().contains("last match passed, continuing at the first"), "{}", reader.frame());
}

#[test]
fn esc_after_a_count_clears_only_the_count() {
    let mut reader = Reader::new();
    reader.search("conference").keys("Enter 3 0");
    assert_eq!(reader.app().notice(), Some("30"), "what has been typed is seen");
    reader.keys("Esc j");
    assert!(reader.app().search().active().is_some() && reader.app().notice().is_none());
    assert!(reader.keys("Esc").app().search().active().is_none());
}

#[test]
fn n_without_a_search_keeps_the_list() {
    let mut reader = Reader::new();
    assert_eq!(reader.keys("Tab j n").focus(), "List");
    assert_eq!(reader.open(), 0);
}

#[test]
fn options_are_shown_in_the_prompt_and_persist() {
    let mut reader = Reader::new();
    assert!(reader.keys("/").status().contains("F2 regex  F3 words  F4 exact"), "{}", reader.status());
    reader.type_in("Party").keys("Alt-r Alt-w Alt-c");
    assert!(reader.status().starts_with("regex words exact /Party"), "{}", reader.status());
    reader.keys("Enter / F3");
    assert!(reader.status().starts_with("regex exact /"), "they last: {}", reader.status());
    assert!(reader.keys("Esc /").status().starts_with("regex exact /"), "whatever comes of the query");
    // An earlier search has its own options, independent of the next one.
    assert!(reader.keys("Up").status().starts_with("regex words exact /Party"), "{}", reader.status());
    assert!(reader.keys("Esc /").status().starts_with("regex exact /"), "{}", reader.status());
    assert!(reader.keys("F2 F4").status().starts_with('/'), "until they are turned off: {}", reader.status());
}

#[test]
fn words_are_edited_as_in_a_shell() {
    for (keys, left) in [
        ("Alt-Backspace", "/long "),
        ("Alt-Backspace Alt-Backspace", "/"),
        ("Alt-Left Alt-d", "/long "),
        ("Home Alt-d", "/line"),
        ("Home Alt-d Ctrl-y", "/long line"),
        ("Alt-Left Del", "/long ine"),
        ("Home Alt-Right Del", "/long ine"),
    ] {
        let mut reader = Reader::new();
        reader.keys("/").type_in("long line").keys(keys);
        let typed = reader.app().overlays().input().unwrap().value().to_owned();
        assert_eq!(format!("/{typed}"), left, "{keys}");
    }
}

#[test]
fn backspace_on_an_empty_line_closes_the_prompt() {
    let mut reader = Reader::new();
    reader.keys("12G");
    let before = reader.frame();
    reader.search("pa").keys("Backspace Backspace");
    assert!(reader.app().overlays().input().is_some());
    assert_eq!(reader.keys("Backspace").frame(), before, "a search ends where it began");
    reader.keys("M").type_in("x").keys("Ctrl-h Ctrl-h");
    assert!(
        reader.app().overlays().input().is_none() && reader.app().notes().annotations().all().is_empty(),
        "no label, no bookmark"
    );
    let mut reader = Reader::with(&["Of bread", "Of wine"]);
    reader.keys("Tab f b Enter");
    assert_eq!(reader.app().sidebar().entries().len(), 1);
    reader.keys("f Backspace Backspace");
    assert!(
        reader.app().overlays().input().is_none() && reader.app().sidebar().entries().len() == 2,
        "a deleted filter is gone"
    );
}

#[test]
fn every_printable_key_is_text_in_a_prompt() {
    let mut reader = Reader::new();
    reader.search("q?n/]1{G");
    assert!(reader.status().starts_with("/q?n/]1{G"), "{}", reader.status());
    assert!(reader.keys("Ctrl-u").type_in("a b").keys("Ctrl-w").status().starts_with("/a"));
}

#[test]
fn pasted_query_is_one_line() {
    let mut reader = Reader::new();
    reader.keys("/").event(termina::Event::Paste("socialist\nconstruction".to_owned()));
    assert_eq!(reader.current_match(), "socialist construction");
}

#[test]
fn letters_that_arrive_together_are_searched_once() {
    let mut reader = Reader::new();
    reader.hold_jobs().at_once("/human feelings\r");
    assert_eq!(reader.held_searches(), 1);
    reader.run_jobs();
    assert_eq!(reader.current_match(), "human feelings");
}

/// Prepares two readers, sends the keys together to one and one by one to the other, and compares the frames.
fn assert_same_together_and_alone(make_ready: impl Fn(&mut Reader) -> &mut Reader, keys: &str) {
    let (mut together, mut alone) = (Reader::new(), Reader::new());
    make_ready(&mut together);
    make_ready(&mut alone);
    together.at_once(keys);
    for key in keys.chars() {
        alone.at_once(&key.to_string());
    }
    assert_eq!(together.frame(), alone.frame(), "{keys}");
}

#[test]
fn keys_that_arrive_together_have_the_same_effect() {
    for keys in ["/unity\r", "/Party\rnn", "/not there\r", "/q?n/]1{G", "7Gm'"] {
        assert_same_together_and_alone(|reader| reader, keys);
    }
    // An unfinished regular expression is invalid, and keeps the earlier matches.
    assert_same_together_and_alone(|reader| reader.keys("/ Alt-r"), "unity(");
    // The prompt accepts letters up to its limit.
    let most = || termina::Event::Paste("e".repeat(4093));
    assert_same_together_and_alone(|reader| reader.keys("/").event(most()), "longer");
}

#[test]
fn matches_appear_before_the_library_is_searched() {
    let mut reader = Reader::new();
    reader.hold_jobs().search("conference");
    assert_eq!(reader.current_match(), "Conference");
    assert!(reader.status().contains('…'), "the counts are not whole yet: {}", reader.status());
    reader.run_jobs();
    assert!(reader.status().contains("1/"), "{}", reader.status());
}

#[test]
fn enter_waits_for_pending_matches() {
    let mut reader = Reader::new();
    reader.hold_jobs().search("human feelings").keys("Enter");
    assert_eq!(reader.open(), 0);
    reader.run_jobs();
    assert_eq!(reader.open(), 1);
}

#[test]
fn matches_of_an_older_query_are_dropped() {
    let mut reader = Reader::new();
    reader.hold_jobs().search("p").type_in("lain sailing").run_jobs();
    assert!(reader.status().contains("1 in 1 of 2"), "{}", reader.status());
}

#[test]
fn front_matter_is_never_searched() {
    let mut reader = Reader::new();
    reader.search("Korean Central News Agency").keys("Enter");
    assert!(reader.status().contains("not found"), "{}", reader.status());
}

#[test]
fn n_without_a_search_shows_a_hint() {
    assert!(Reader::new().keys("n").status().contains("press /"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn highlighted_cells_are_the_match(
        speech in 0_usize..2,
        word in 0_usize..1_400,
        words in 1_usize..6,
        columns in 20_u16..120,
    ) {
        let mut reader = Reader::sized(columns, 40);
        let text = reader.text(speech).text().to_owned();
        let paragraphs: Vec<&str> = text.split("\n\n").collect();
        let all: Vec<(usize, &str)> = paragraphs
            .iter()
            .enumerate()
            .flat_map(|(number, paragraph)| paragraph.split_whitespace().map(move |word| (number, word)))
            .collect();
        let start = word % all.len();
        let phrase: Vec<&str> =
            all[start..].iter().take(words).take_while(|(number, _)| *number == all[start].0).map(|(_, word)| *word).collect();
        let phrase = phrase.join(" ");
        if speech == 1 { reader.keys("]"); }
        reader.search(&phrase).keys("Enter");
        let shown: String = reader.current_match().split_whitespace().collect();
        let wanted: String = phrase.split_whitespace().collect();
        prop_assert_eq!(shown.to_lowercase(), wanted.to_lowercase());
    }

    #[test]
    fn counts_are_those_of_a_plain_scan(text in "[ab \n]{0,120}", query in "[ab]{1,3}") {
        let mut reader = Reader::of(library(&[&text]), (80, 24));
        reader.search(&query).keys("Enter");
        let expected = text.matches(&query).count();
        let found = reader.app().search().active().unwrap().stats(reader.id(0)).total;
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn search_interrupted_by_a_query_continues() {
    for end in ["Esc", "Backspace Enter"] {
        let mut reader = Reader::with(&["one two", "two"]);
        reader.hold_jobs().search("two").keys("Enter / x").keys(end).run_jobs();
        let stats = reader.app().search().active().unwrap().stats(reader.id(0));
        assert!(
            !reader.app().search().is_running(reader.app().library()) && stats.total == 2,
            "{end}: {stats:?}"
        );
    }
}

#[test]
fn earlier_search_follows_the_changed_text() {
    let long = "One paragraph.\n\n".repeat(40);
    let mut reader = Reader::in_folder(&[("a.txt", &long), ("b.txt", "No para.")]);
    reader.search("para").keys("Enter 30 n");
    std::fs::write(reader.library_file("a.txt"), "가 para.").unwrap();
    reader.hold_jobs().keys("r / x").run_jobs().keys("Esc");
    let stats = reader.app().search().active().unwrap().stats(reader.id(0));
    assert!(
        !reader.app().search().is_running(reader.app().library()) && stats.here == 1 && stats.total == 2,
        "{stats:?}"
    );
    assert_eq!(reader.keys("n").current_match(), "para");
}

#[test]
fn last_search_is_repeated_after_esc() {
    let text = "x one\n\nx two\n\nx three\n\nx four";
    let at = |reader: &Reader| (reader.paragraph(), reader.current_match());
    for (keys, paragraph) in [("n", 3), ("N", 1), ("/ Enter", 3), ("2 n", 4), ("n n", 4), ("3 n", 1)] {
        let mut reader = Reader::with(&[text]);
        reader.search("x").keys("Enter n Esc");
        assert!(reader.app().search().active().is_none());
        assert_eq!(at(reader.keys(keys)), (paragraph, "x".to_owned()), "{keys}: it goes on from the match");
        assert!(!reader.frame().contains("still searching"), "{}", reader.status());
    }
    let mut reader = Reader::with(&[text]);
    reader.search("x").keys("Enter Esc c");
    assert_eq!(reader.app().search().active().unwrap().total(), 4);
    // While matches are shown, an empty query continues too.
    assert_eq!(Reader::with(&[text]).search("x").keys("Enter / Enter").paragraph(), 2);
}

#[test]
fn last_search_is_repeated_in_the_next_session() {
    for keys in ["n", "N", "/ Enter", "c"] {
        let mut reader = Reader::new();
        reader.search("human feelings").keys("F4 Enter").idle();
        let mut again = reader.restart();
        again.keys(keys);
        let search = again.app().search().active().unwrap();
        assert_eq!(
            (search.query.pattern(), search.stats(reader.id(1)).total),
            ("human feelings", 5),
            "{keys}"
        );
        assert_eq!(again.app().search().concordance().is_some(), keys == "c");
        assert!(keys == "c" || again.current_match() == "human feelings", "{keys}: {}", again.frame());
    }
    for keys in ["n", "c", "/ Enter"] {
        let status = Reader::new().keys(keys).status();
        assert!(status.contains("no search yet: press /"), "{keys}: {status}");
    }
}

#[test]
fn option_toggled_on_an_empty_line_applies_to_the_last_query() {
    let mut reader = Reader::with(&["one bone\n\none"]);
    reader.search("one").keys("Enter");
    assert_eq!(reader.app().search().active().unwrap().stats(reader.id(0)).total, 3);
    reader.keys("/ F3 Enter");
    assert_eq!(reader.app().search().active().unwrap().stats(reader.id(0)).total, 2);
    assert!(reader.keys("/ Up").status().starts_with("words /one"), "it can be had again");
}

#[test]
fn repeated_search_rereads_a_changed_text() {
    let mut reader = Reader::in_folder(&[("a.txt", "x one\n\nx two\n\nx three")]);
    reader.search("x").keys("Enter n n Esc");
    std::fs::write(reader.library_file("a.txt"), "y\n\nx").unwrap();
    reader.keys("r n");
    assert_eq!((reader.paragraph(), reader.current_match().as_str()), (2, "x"));
}
