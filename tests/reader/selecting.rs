//! Tests of selected passages: `v`, how the ends move, what is copied, searched and shown.

use oratory::{Command, Event};
use oratory_core::{Document, passage_text};
use proptest::prelude::*;
use testkit::harness::{Reader, library};

const TEXT: &str =
    "Friends, we meet here. Bread is dear! It is late.\n\nTo the point, then. We want bread.\n\nGo home.";

fn reader() -> Reader {
    Reader::with(&[TEXT])
}

/// Returns a copied text with its white space collapsed.
fn copied(reader: &mut Reader, key: &str) -> String {
    let copied = reader.keys(key).copied.take().unwrap();
    copied.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn v_selects_the_current_match_or_sentence() {
    let mut reader = reader();
    assert_eq!(reader.keys("v").selected(), "Friends, we meet here.");
    assert_eq!(reader.keys("v").selected(), "");
    assert_eq!(reader.keys("} v").selected(), "To the point, then.");
    reader.keys("v").search("bread").keys("Enter");
    assert_eq!(reader.keys("v").selected(), "Bread");
    reader.keys("Esc Esc");
    assert_eq!(reader.keys(") v").selected(), "Bread is dear!");
    assert_eq!(reader.keys("v ( v").selected(), "Friends, we meet here.");
}

#[test]
fn each_key_moves_an_end() {
    let mut reader = reader();
    for (keys, selected) in [
        ("v", "Friends, we meet here."),
        ("h", "Friends, we meet here"),
        ("h", "Friends, we meet"),
        ("l", "Friends, we meet here"),
        ("Left Left Right", "Friends, we meet"),
        ("L", "we meet"),
        ("Shift-Right", "meet"),
        ("Shift-Left H", "Friends, we meet"),
        (")", "Friends, we meet here."),
        ("2 )", "Friends, we meet here. Bread is dear! It is late."),
        ("(", "Friends, we meet here. Bread is dear!"),
        ("9 (", "Friends"),
        ("}", "Friends, we meet here. Bread is dear! It is late."),
        ("4 L }", "Bread is dear! It is late. To the point, then. We want bread."),
        ("{", "Bread is dear! It is late."),
        ("{", "Bread"),
        ("h H", "here. Bread"),
        ("99 L", "Bread"),
        ("99 h", "Bread"),
        ("3 l", "Bread is dear! It"),
    ] {
        assert_eq!(reader.keys(keys).selected(), selected, "{keys}");
    }
}

#[test]
fn keys_that_clear_the_selection() {
    for keys in ["v", "Esc", "q", "Ctrl-c", "[", "]", "o"] {
        let mut reader = Reader::with(&[TEXT, "Other."]);
        reader.keys("] [ v");
        assert!(!reader.selected().is_empty());
        reader.keys(keys);
        assert!(reader.selected().is_empty() && !reader.quit, "{keys}: {}", reader.frame());
    }
    let mut alone = reader();
    assert_eq!(alone.keys("v ]").selected(), "", "a library of one speech");
}

#[test]
fn scrolling_and_resizing_keep_the_selection() {
    let body = format!("{TEXT}\n\n{}", "Much more to say.\n\n".repeat(60));
    let mut reader = Reader::with(&[&body]);
    reader.keys("v }");
    let words = copied(&mut reader, "Y");
    for keys in ["j", "k", "Space", "b", "d", "u", "G", "g", "50 %", "# *", "- +"] {
        reader.keys(keys);
        assert_eq!(copied(&mut reader, "Y"), words, "{keys}");
    }
    for (columns, rows) in [(50, 15), (120, 40), (20, 5), (80, 24)] {
        reader.resize(columns, rows).keys("g");
        assert_eq!(copied(&mut reader, "Y"), words);
    }
    assert_eq!(reader.selected(), words);
    assert!(reader.keys("Tab").selected() == words, "{}", reader.frame());
}

#[test]
fn passage_of_the_specification_is_shown_and_copied() {
    let mut reader = Reader::new();
    reader.keys("]").search("closely knitted").keys("Enter v 5 l");
    assert_eq!(reader.selected(), "closely knitted in bonds of human feelings");
    insta::assert_snapshot!(reader.frame());
    assert_eq!(
        reader.keys("y").copied.as_deref(),
        Some(
            "“…closely knitted in bonds of human feelings…”\n\
             — Kim Jong Un, “Closing Speech” (speech, Sixth Conference of Cell Secretaries of the Korean \
             Workers' Party), trans. Korean Central News Agency, April 9, 2021, para. 7."
        )
    );
    assert!(reader.words().contains("sent to the clipboard: 7 words, ¶ 7 (by OSC 52)"), "{}", reader.frame());
    assert_eq!(reader.keys("Y").copied.as_deref(), Some("closely knitted in bonds of human feelings"));
}

#[test]
fn status_line_shortens() {
    let mut reader = Reader::new();
    reader.keys("]").search("closely knitted").keys("Enter v 5 l");
    for (width, status) in [
        (120, " 7 words selected · 4 here, 0 in Opening"),
        (80, " 7 words selected · 4 here, 0 in Opening"),
        (50, " 7 words · 4 here, 0 in Opening"),
        (30, " 7 words · 4 here"),
        (12, " 7 words"),
    ] {
        let shown = reader.resize(width, 15).status();
        assert!(shown.starts_with(status), "{width}: {shown}");
        assert!(width < 30 || shown.ends_with("Esc"), "{shown}");
    }
    let status = reader.resize(80, 24).status();
    assert!(status.ends_with("y quote  m mark  M note  / find  Esc"), "{status}");
}

#[test]
fn same_words_are_counted_here_and_elsewhere() {
    let bodies = ["Give bread. More bread, breadth.", "Bread! And bread.", "No.", "Our daily bread."];
    let mut reader = Reader::with(&bodies);
    reader.search("bread").keys("Enter").hold_jobs().keys("v");
    assert!(reader.status().starts_with(" 1 word selected · …"), "{}", reader.status());
    reader.run_jobs();
    assert!(reader.status().starts_with(" 1 word selected · 2 here, 3 elsewhere"), "{}", reader.status());
    let mut reader = Reader::with(&["One word.", "One."]);
    reader.keys("v 2 h");
    assert!(reader.status().starts_with(" 1 word selected · 1 here, 1 in b"), "{}", reader.status());
    let mut alone = Reader::with(&["One word."]);
    assert!(alone.keys("v").status().starts_with(" 2 words selected · 1 here  "), "{}", alone.status());
    // A search finds nothing that spans paragraphs, so that there is nothing to count.
    let mut pair = Reader::with(&["One word.\n\nTwo words."]);
    assert!(pair.keys("v }").status().starts_with(" 4 words selected   "), "{}", pair.status());
}

#[test]
fn next_match_takes_the_place_of_a_selected_one() {
    let mut reader = Reader::with(&["Some bread here. And bread there.", "No Bread."]);
    reader.search("bread").keys("Enter v l");
    assert_eq!(reader.selected(), "bread here");
    assert_eq!(reader.keys("n").selected(), "bread");
    assert_eq!(reader.keys("l").selected(), "bread there");
    assert_eq!((reader.keys("n").selected().as_str(), reader.open()), ("Bread", 1));
    assert_eq!((reader.keys("N").selected().as_str(), reader.open()), ("bread", 0));
    // A selected sentence stays.
    let mut reader = Reader::with(&["Some bread here. And bread there."]);
    reader.search("bread").keys("Enter Esc v");
    assert_eq!(reader.keys("n").selected(), "Some bread here.");
}

#[test]
fn slash_searches_for_the_selected_words() {
    let mut reader = reader();
    reader.keys("} v ) 2 h /");
    assert!(reader.status().contains("To the point, then. We want"), "{}", reader.status());
    reader.keys("Esc");
    assert_eq!(reader.selected(), "To the point, then. We want", "a cancelled search keeps it");
    reader.keys("/ Enter");
    assert_eq!(
        (reader.selected().as_str(), reader.current_match().as_str()),
        ("", "To the point, then. We want")
    );
}

#[test]
fn copies_several_paragraphs() {
    let mut reader = reader();
    assert_eq!(
        reader.keys("2 y").copied.as_deref(),
        Some(
            "“Friends, we meet here. Bread is dear! It is late.\n\n“To the point, then. We want bread.”\n\
             — a, paras. 1–2."
        )
    );
    assert!(reader.status().contains("sent to the clipboard: 17 words, ¶ 1–2"), "{}", reader.status());
    assert_eq!(
        reader.keys("} 9 Y").copied.as_deref(),
        Some("To the point, then. We want bread.\n\nGo home.")
    );
    assert_eq!(
        reader.keys("} v { h { v g v L } y").copied.as_deref(),
        Some("“…we meet here. Bread is dear! It is late.”\n— a, para. 1.")
    );
}

#[test]
fn furniture_and_hyphens_are_left_out() {
    let page = |number: u8| {
        format!(
            "The people of the revolu-\ntionary party want\nbread\n\n- {number} -\n\n\u{c}and peace. Revolutionary!\n\n"
        )
    };
    let body: String = (1..6).map(page).collect();
    let mut reader = Reader::of_file("talk.txt", &body);
    reader.keys("v");
    let words = copied(&mut reader, "Y");
    assert_eq!(words, "The people of the revolutionary party want bread and peace.");
    assert!(reader.words().contains("10 words, ¶ 1"), "{}", reader.frame());
    assert!(reader.frame().contains("- 1 -") && !reader.selected().contains("- 1 -"), "{}", reader.frame());
    assert_eq!(copied(&mut reader, "2 h Y"), "The people of the revolutionary party want bread and");
    assert_eq!(copied(&mut reader, "4 h Y"), "The people of the revolutionary");
    assert_eq!(copied(&mut reader, "4 L Y"), "revolutionary");
}

#[test]
fn text_before_a_page_break_is_selected() {
    let mut reader = Reader::with(&["A A 我们\n\n\na. "]);
    assert_eq!(reader.keys("v").selected(), "A A 我们 a.", "one paragraph");
}

#[test]
fn chinese_and_korean_words() {
    let mut reader =
        Reader::with(&["我们要团结。他们走了！\n\n再见。", "우리는 오늘 모였습니다. 감사합니다."]);
    assert_eq!(reader.keys("v").selected(), "我们要团结。");
    assert_eq!(reader.keys("2 h").selected(), "我们要");
    assert_eq!(reader.keys("L").selected(), "要");
    assert_eq!(reader.keys("} l").selected(), "要团结。他们走了！ 再见");
    assert_eq!(copied(&mut reader, "Y"), "要团结。他们走了！ 再见");
    assert_eq!(reader.keys("] v").selected(), "우리는 오늘 모였습니다.");
    assert_eq!(reader.keys("2 h L").selected(), "오늘");
}

#[test]
fn match_in_a_heading_is_selected_but_not_cited() {
    let mut reader =
        Reader::of_file("a.md", "# On bread\n\nGive us some.\n\n## More bread\n\nAnd *wine & water*.");
    reader.search("more bread").keys("Enter v");
    assert_eq!(reader.selected(), "More bread");
    assert_eq!(reader.keys("Y").copied.take().as_deref(), Some("More bread"));
    assert_eq!((reader.keys("y").copied.take(), reader.words().contains("not in a numbered")), (None, true));
    assert_eq!(copied(&mut reader, "l Y"), "And", "a passage has only what is numbered");
    assert_eq!(copied(&mut reader, "2 l Y"), "And wine & water");
}

#[test]
fn edited_text_clears_the_selection() {
    let mut reader = Reader::of_file("talk.txt", "One two.\n\nThree.");
    reader.keys("v");
    reader.keys("r");
    assert_eq!(reader.selected(), "One two.", "the same text");
    std::fs::write(reader.file(), "Zero. One two.\n\nThree.").unwrap();
    reader.keys("r");
    assert_eq!(reader.selected(), "");
    assert!(reader.words().contains("selection cleared: the text has changed"), "{}", reader.frame());
}

#[test]
fn sentences_are_counted_in_a_long_paragraph() {
    let body = "It rains here. It pours there! ".repeat(200);
    let mut reader = Reader::with(&[&body, TEXT]);
    assert!(reader.keys(")").status().contains("¶ 1/1 · sentence 2/400 ·"), "{}", reader.status());
    assert!(reader.keys("99 )").status().contains("sentence 101/400"), "{}", reader.status());
    assert!(reader.keys("(").status().contains("sentence 100/400"), "{}", reader.status());
    assert_eq!(reader.keys("v").selected(), "It pours there!");
    reader.keys("v G");
    assert!(!reader.status().contains("sentence"), "not in view: {}", reader.status());
    assert!(!reader.keys("] )").status().contains("sentence"), "the paragraph is short: {}", reader.status());
    assert_eq!(reader.keys(") ) ( v").selected(), "It is late.");
}

#[test]
fn sentences_of_a_huge_paragraph_are_counted_in_the_background() {
    let body = "It rains here. It pours there! ".repeat(30_000);
    let mut reader = Reader::with(&[&body]);
    reader.hold_jobs().keys("500 )");
    assert!(reader.status().contains("sentence … ·"), "{}", reader.status());
    reader.run_jobs();
    assert!(reader.status().contains("sentence 501/60000 ·"), "{}", reader.status());
}

#[test]
fn mouse_selects_characters_words_and_sentences() {
    let mut reader = reader();
    reader.resize(120, 24);
    let column = reader.app().page().column;
    let row = reader.rows().iter().position(|row| row.contains("Friends, we")).unwrap();
    let (x, y) = (column.x, u16::try_from(row).unwrap());
    reader.clicks(1, x + 9, y).act(Command::Drag(x + 12, y));
    assert_eq!(reader.selected(), "we m");
    reader.act(Command::Drag(x + 2, y));
    assert_eq!(copied(&mut reader, "Y"), "iends, w", "backwards too");
    reader.act(Command::Drag(x, y + 2));
    assert_eq!(copied(&mut reader, "Y"), "we meet here. Bread is dear! It is late. T");
    reader.pass_hours(1).clicks(1, x, y);
    assert_eq!(reader.selected(), "", "a click clears it");
    reader.pass_hours(1).clicks(2, x + 8, y);
    assert_eq!(reader.selected(), "", "no word at the blank");
    reader.pass_hours(1).clicks(2, x + 1, y);
    assert_eq!(reader.selected(), "Friends");
    reader.clicks(1, x + 1, y);
    assert_eq!(reader.selected(), "Friends, we meet here.");
    reader.pass_hours(1).clicks(1, x + 1, y);
    let bar = reader.app().page().scroll_bar;
    reader.clicks(1, bar.x, bar.y).act(Command::Drag(bar.x, bar.y + 5));
    assert_eq!(reader.selected(), "", "the scroll bar scrolls");
    let mut wide = Reader::of(library(&["e\u{301}한국 👩\u{200D}🌾 x"]), (80, 24));
    let column = wide.app().page().column;
    let row = wide.rows().iter().position(|row| row.contains("한")).unwrap();
    let y = u16::try_from(row).unwrap();
    wide.clicks(1, column.x + 2, y).act(Command::Drag(column.x, y));
    assert_eq!(copied(&mut wide, "Y"), "e\u{301}한");
    wide.act(Command::Drag(column.x + 7, y));
    assert_eq!(copied(&mut wide, "Y"), "한국 👩\u{200D}🌾");
}

#[test]
fn paragraphs_of_the_selection_have_the_bar() {
    let mut reader = reader();
    let barred = |reader: &Reader| {
        reader
            .rows()
            .iter()
            .filter(|row| row.contains('▌'))
            .map(|row| row.trim_end().to_owned())
            .collect::<Vec<_>>()
    };
    reader.resize(120, 24).keys("\\ v }");
    assert_eq!(barred(&reader).len(), 1);
    reader.keys("}");
    assert!(barred(&reader).len() == 2 && barred(&reader)[1].contains("To the point"), "{}", reader.frame());
}

/// Keys that make and change a selection.
fn keys() -> impl Strategy<Value = Vec<&'static str>> {
    let key = prop::sample::select(vec![
        "l", "h", "L", "H", ")", "(", "}", "{", "l", "3 l", "2 H", "j", "Space", "G", "g",
    ]);
    prop::collection::vec(key, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn selected_words_are_what_is_copied(
        body in "(([A-Za-z]{1,7}|한국|e\u{301}|我们|“no”)[,.!]?[ \n]){1,40}(\n\n([a-z]{1,5}[.]? ){1,9}){0,3}",
        keys in keys(), width in prop::sample::select(vec![50_u16, 80, 120]),
    ) {
        let mut reader = Reader::of(library(&[&body]), (width, 200));
        reader.keys("g v");
        for key in keys {
            reader.keys(key);
        }
        // The whole text is on the page.
        let selected = reader.selected();
        let text: &Document = reader.text(0);
        let whole = passage_text(text, &(0..text.end()));
        let words = copied(&mut reader, "Y");
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(letters(&words), letters(&selected));
        prop_assert!(letters(&whole).contains(&letters(&words)));
        prop_assert!(!words.is_empty());
        reader.act(Event::Resized(50, 15));
        prop_assert_eq!(copied(&mut reader, "Y"), words);
    }
}

/// A key that looks at all of the text takes more than a second in a test.
#[test]
fn keys_are_quick_in_a_huge_paragraph() {
    let body = "It rains here, and bread is dear. It pours there! ".repeat(200_000);
    let mut reader = Reader::with(&[&body]);
    reader.hold_jobs().keys("50 % )");
    let start = std::time::Instant::now();
    reader.keys(") ( v l h H L ) ( y Y v");
    assert!(start.elapsed().as_secs() < 2, "{:?}", start.elapsed());
}
