//! Tests of the screen at every size.

use insta::assert_snapshot;
use proptest::prelude::*;
use ratatui::style::Modifier;
use testkit::harness::{Reader, library};
use unicode_width::UnicodeWidthStr;

#[test]
fn starts_at_the_title_page_of_the_first_speech() {
    let reader = Reader::sized(100, 30);
    assert_snapshot!(reader.frame());
}

#[test]
fn list_gives_way_to_the_text_on_a_narrow_screen() {
    let mut reader = Reader::sized(50, 15);
    assert_snapshot!("narrow_text", reader.frame());
    reader.keys("Tab");
    assert_snapshot!("narrow_list", reader.frame());
}

#[test]
fn open_speech_list_cursor_and_current_paragraph_are_told_apart_without_colour() {
    let mut reader = Reader::new();
    reader.keys("Tab j");
    let (buffer, cursor) = reader.draw();
    let reversed = |y| buffer[(4, y)].modifier.contains(Modifier::REVERSED);
    assert!(reader.rows()[2].starts_with('▌'), "the open speech has a bar");
    assert!(reversed(cursor.y) && !reversed(2), "the cursor is reversed");
    assert!(reader.rows().iter().any(|row| row.contains("▌   1 Comrade")), "the paragraph has a bar");
}

#[test]
fn narrow_status_line_keeps_the_way_out_and_the_paragraph() {
    let mut reader = Reader::new();
    let mut forms = Vec::new();
    for columns in (1..=80).rev() {
        let status = reader.resize(columns, 24).status().split_whitespace().collect::<Vec<_>>().join(" ");
        if forms.last() != Some(&status) {
            forms.push(status);
        }
    }
    assert_snapshot!(forms.join("\n"));
}

#[test]
fn paragraph_and_counts_stay_when_it_gets_narrow() {
    let mut reader = Reader::new();
    reader.keys("]").search("human feelings").keys("Enter").resize(120, 24);
    assert!(reader.status().contains("1/5 here · 5 in 1 of 2 speeches"), "{}", reader.status());
    reader.resize(30, 10);
    assert_eq!(reader.status().trim(), "¶ 7/37   1/5       Esc clear");
}

#[test]
fn heading_and_count_of_a_list_never_share_cells() {
    for (width, heading) in [(16, "2 of 2"), (20, "Speeches  2 of 2"), (40, "Speeches  by length  2 of 2")] {
        let mut reader = Reader::configured(&format!("list_width = {width}"));
        reader.resize(100, 24).keys("Tab s s s s f c");
        let list = usize::from(reader.app().page().list.width);
        let row: String = reader.rows()[0].chars().take(list).collect();
        assert_eq!(row.trim(), heading, "in {width} cells");
    }
}

#[test]
fn long_title_gives_way_before_the_hints() {
    let title = "Report on the Work of the Central Committee to the Congress";
    let mut reader = Reader::of_file("a.txt", &format!("+++\ntitle = \"{title}\"\n+++\nText.\n"));
    let hints = "m bookmark  / search  ? help  q quit";
    assert_eq!(reader.status().trim(), format!("Report on the Wor… · ¶ 1/1 · 100% · end   {hints}"));
    assert!(reader.resize(130, 24).status().contains(&format!("{title} · ¶ 1/1")), "{}", reader.status());
}

#[test]
fn help_hint_outlives_the_minutes_and_a_long_title() {
    for title in ["Closing Speech", "Report on the Work of the Central Committee to the Congress"] {
        let mut reader =
            Reader::of_file("a.txt", &format!("+++\ntitle = \"{title}\"\n+++\n{}", "Text.\n\n".repeat(37)));
        let status = reader.resize(50, 15).status();
        assert!(status.contains(&title[..8]) && status.contains(" · ¶ 1/37 · 0%  "), "{status}");
        assert!(status.ends_with("  ? help  q quit"), "{status}");
    }
}

#[test]
fn hints_always_keep_the_way_out_with_its_word() {
    for (keys, way_out) in [
        ("", "q quit"),
        ("?", "Esc close"),
        ("i", "Esc close"),
        ("Tab", "Esc back"),
        ("Tab f o p Enter", "Esc clear"),
        ("Tab f o p", "Esc cancel"),
        ("B", "Esc back"),
        ("/", "Esc cancel"),
        ("/ party", "Esc cancel"),
        ("/ party Enter", "Esc clear"),
        ("/ party Enter c", "Esc back"),
        ("/ party Enter c f o p Enter", "Esc clear"),
        ("/ party Enter c w w", "Esc back"),
        ("/ party Enter c Enter", "Esc back"),
        ("M", "Enter save  Esc leave"),
    ] {
        for columns in [40, 59, 60, 80, 200] {
            let status = Reader::sized(columns, 24).keys(keys).status();
            let least = if columns < 59 { way_out.rsplit("  ").next().unwrap() } else { way_out };
            assert!(status.ends_with(least), "{keys} at {columns}: {status}");
        }
    }
}

/// Returns the last cells of the text column and of the frame, in a terminal with this width of ambiguous characters.
fn ends(reader: &Reader) -> (u16, u16) {
    let page = reader.app().page();
    (page.column.right(), page.status.right())
}

#[test]
fn ambiguous_characters_of_two_cells_never_run_over_the_edge() {
    let text = "“Comrades — yes…” · “quoted words again and again” — ◆ and ▌ and │ in the text, “more”";
    for columns in [30, 50, 80, 120] {
        for keys in ["", "/ quoted Enter", "/ quoted Enter c", "?", "i", "m B", "Tab", "M", "\\"] {
            let configured = Reader::configured("ambiguous_width = 2");
            let mut reader = configured.restart_with(library(&[&format!("{text} {text}\n\n{text}")]));
            reader.keep_home_of(configured);
            reader.resize(columns, 24).keys(keys);
            let (buffer, _) = reader.draw();
            let (column, screen) = ends(&reader);
            let is_text =
                reader.app().search().concordance().is_none() && !reader.app().overlays().has_popup();
            for y in 0..24 {
                let mut x = 0;
                while x < columns {
                    let width = u16::try_from(buffer[(x, y)].symbol().width_cjk().max(1)).unwrap();
                    let is_in_column =
                        is_text && y < 23 && x < column && !reader.app().page().column.is_empty();
                    let end = if is_in_column { column } else { screen };
                    assert!(x + width <= end, "{keys} at {columns}, {x},{y}:\n{}", reader.frame());
                    for covered in x + 1..x + width {
                        assert_eq!(
                            buffer[(covered, y)].symbol(),
                            " ",
                            "{keys} {covered},{y}\n{}",
                            reader.frame()
                        );
                    }
                    x += width;
                }
            }
        }
    }
}

#[test]
fn notice_never_hides_the_position() {
    let mut reader = Reader::new();
    reader.keys("m");
    assert!(reader.status().contains("¶ 1/26") && reader.status().contains("bookmarked ¶ 1"));
    reader.resize(24, 10);
    assert!(reader.status().contains("¶ 1/26"), "{}", reader.status());
    reader.keys("j");
    assert!(!reader.status().contains("bookmarked"), "it stays until the next key");
}

#[test]
fn any_key_clears_a_notice() {
    for key in ["Z", "3", "j"] {
        let mut reader = Reader::new();
        assert!(reader.keys("m").status().contains("bookmarked ¶ 1"));
        assert!(!reader.keys(key).status().contains("bookmarked"), "{key}");
    }
}

#[test]
fn long_notice_is_shown_in_full() {
    let reader = Reader::new();
    let path = reader.data("bookmarks.toml");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "version = 1\nbookmarks = 7\n").unwrap();
    for columns in [120, 80, 50, 30] {
        let mut again = reader.restart();
        let words = again.resize(columns, 24).words();
        assert!(words.contains("repair or move it"), "{}", again.frame());
        assert!(again.status().contains("¶ 1/26"), "{}", again.status());
        again.keys("j");
        assert!(!again.words().contains("repair or move"));
    }
}

#[test]
fn screen_of_one_row_is_not_empty() {
    for (columns, keys) in [(1, ""), (50, ""), (50, "6 j"), (1, "7 j")] {
        let mut reader = Reader::sized(columns, 1);
        assert!(!reader.keys(keys).rows()[0].trim().is_empty(), "{columns} {keys}");
    }
}

#[test]
fn finished_speech_keeps_its_minutes_in_the_list() {
    for columns in [75, 80, 120] {
        let mut reader = Reader::sized(columns, 24);
        let row = reader.keys("99 }").rows()[3].clone();
        assert!(row.contains("5 min") && row.contains("read 100%"), "{row}");
    }
}

#[test]
fn help_shows_the_configured_keys_and_scrolls() {
    let mut reader = Reader::new();
    reader.keys("?");
    assert_snapshot!("help", reader.frame());
    reader.keys("G");
    assert!(reader.rows().iter().any(|row| row.contains("redraw the screen")));
    reader.keys("q");
    assert!(!reader.quit && reader.status().contains("¶ 1/26"));
    for binding in oratory::BINDINGS {
        let mut help = Reader::sized(120, 240);
        assert!(help.keys("F1").frame().contains(binding.help), "{}", binding.help);
    }
}

#[test]
fn help_opens_at_the_keys_of_the_view() {
    for (keys, heading) in [
        ("", "Moving"),
        ("Tab", "Speeches"),
        ("/ party Enter c", "In the concordance"),
        ("|", "Side by side"),
        ("p", "In the list of phrases"),
        ("w", "In the list of words"),
        ("B", "In the notebook"),
        ("v", "Selecting a passage"),
    ] {
        let mut reader = Reader::new();
        let top = reader.keys(keys).keys("?").rows()[0].clone();
        assert_eq!(top.trim_start_matches(['▌', ' ']), heading, "after {keys}");
        assert_eq!(top.starts_with('▌'), !keys.is_empty(), "{keys}: {top}");
        // It opens there once, and scrolls as usual.
        assert_eq!(reader.keys("g").rows()[0].trim(), "Moving");
    }
}

#[test]
fn status_line_tells_that_the_help_scrolls() {
    let mut reader = Reader::new();
    assert!(reader.keys("?").status().contains("lines 1–23 of "), "{}", reader.status());
    let status = reader.status();
    let all = status.split("of ").nth(1).unwrap().split_whitespace().next().unwrap();
    assert!(reader.keys("j").status().contains(&format!("lines 2–24 of {all}")), "{}", reader.status());
    assert!(reader.keys("G").status().contains(&format!("–{all} of {all} ")), "{}", reader.status());
    assert!(reader.resize(40, 12).status().contains('/'), "{}", reader.status());
    assert!(!Reader::sized(120, 240).keys("?").status().contains(" of "));
}

#[test]
fn help_has_columns_on_a_wide_screen() {
    let in_first_row = |columns: u16| {
        let rows = Reader::sized(columns, 60).keys("?").rows();
        rows[0].split("   ").filter(|part| !part.trim().is_empty()).count()
    };
    assert_eq!([80, 120, 130, 200].map(in_first_row), [1, 1, 2, 3]);
    let frame = Reader::sized(200, 90).keys("?").frame();
    for binding in oratory::BINDINGS {
        let words: Vec<&str> = binding.help.split(' ').take(2).collect();
        assert!(frame.contains(&words.join(" ")), "{}\n{frame}", binding.help);
    }
}

#[test]
fn hints_of_a_search_outlive_the_minutes() {
    let mut reader = Reader::new();
    reader.search("party").keys("Enter");
    assert!(reader.status().ends_with("c lines  n next  Esc clear"), "{}", reader.status());
    assert!(reader.resize(50, 15).status().ends_with("n next  Esc clear"), "{}", reader.status());
}

#[test]
fn views_that_can_be_exported_say_so() {
    for keys in ["p", "w", "|", "| s", "| s s", "/ party Enter c"] {
        let mut reader = Reader::new();
        assert!(reader.keys(keys).status().contains("e export"), "{keys}: {}", reader.status());
    }
}

#[test]
fn bars_without_blanks_are_explained_if_nothing_is_found() {
    let mut reader = Reader::new();
    for (query, explained) in [
        ("people|mother", Some("people | mother")),
        ("aq |bq|cq", Some("aq | bq | cq")),
        ("peoples mothers", None),
        (r"people \| mother", None),
        ("|", None),
    ] {
        reader.search(query);
        let frame = reader.frame();
        assert_eq!(frame.contains("for either, write"), explained.is_some(), "{frame}");
        assert!(explained.is_none_or(|terms| frame.contains(terms)), "{frame}");
        reader.keys("Enter");
        assert!(reader.status().contains("not found"), "{}", reader.status());
        let remedy = explained.map(|terms| format!("for either, write {terms}"));
        assert!(remedy.is_none_or(|remedy| reader.status().contains(&remedy)), "{}", reader.status());
        reader.keys("Esc");
    }
    // A regular expression means what it says.
    reader.keys("/ F2").type_in("xyz|zyx");
    assert!(!reader.frame().contains("for either"), "{}", reader.frame());
}

#[test]
fn library_of_500_is_listed_like_one_of_two() {
    let bodies: Vec<String> = (0..500).map(|number| format!("Speech number {number}.\n\nEnd.")).collect();
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    let mut reader = Reader::of(
        oratory::Catalog::new(
            bodies
                .iter()
                .enumerate()
                .map(|(number, body)| oratory_import::import_text(&format!("n{number}"), body)),
        ),
        (80, 24),
    );
    reader.keys("Tab G Enter");
    assert!(reader.column().iter().any(|row| row == "Speech number 499."));
    assert!(reader.rows().iter().any(|row| row.starts_with("▌ n499")));
    reader.keys("]");
    assert!(reader.column().iter().any(|row| row == "Speech number 0."), "going round");
}

#[test]
fn korean_chinese_and_emoji_are_aligned() {
    let mut reader = Reader::with(&["조선로동당 제6차 세포비서대회\n\n同志们，朋友们。\n\n👩‍👩‍👧 and 각"]);
    assert_snapshot!(reader.search("세포").keys("Enter").frame());
}

/// Returns the words of the row with the cursor.
fn at_cursor(reader: &Reader) -> String {
    reader.rows()[usize::from(reader.draw().1.y)].clone()
}

#[test]
fn smaller_window_keeps_paragraph_and_match_in_view_and_a_larger_one_restores_the_page() {
    for keys in ["4 }", "9 }", "/ Secretaries Enter n", "] / feelings Enter n n n", "G", "20 j", "}"] {
        let mut reader = Reader::sized(120, 40);
        reader.keys(keys);
        let (page, paragraph, current) = (reader.column(), reader.paragraph(), reader.current_match());
        for (columns, rows) in [(120, 12), (120, 5), (50, 15), (40, 6), (80, 24), (20, 10), (120, 39)] {
            reader.resize(columns, rows);
            let bar = reader.rows().iter().any(|row| row.contains('▌')) || columns < 8;
            assert!(bar, "{keys}: ¶ {paragraph} at {columns}x{rows}:\n{}", reader.frame());
            let is_seen = current.is_empty() || !reader.current_match().is_empty();
            assert!(is_seen, "{keys}: {current} at {columns}x{rows}:\n{}", reader.frame());
            assert!(current.is_empty() || !at_cursor(&reader).is_empty());
        }
        assert_eq!(reader.resize(120, 40).column(), page, "{keys}: it grows back");
        assert_eq!(reader.paragraph(), paragraph);
    }
}

#[test]
fn smaller_window_moves_the_page_as_little_as_needed() {
    let text: Vec<String> = (1..60).map(|number| format!("Paragraph {number}.")).collect();
    let mut reader = Reader::with(&[&text.join("\n\n")]);
    reader.keys("g 5 }");
    let first = reader.column()[0].clone();
    assert_eq!(reader.resize(80, 20).column()[0], first, "it is in view: nothing moves");
    let rows = reader.resize(80, 10).column();
    assert_eq!(rows.last().unwrap(), "Paragraph 6.", "it is the last row: {rows:?}");
    reader.keys("j");
    assert_eq!(
        reader.resize(80, 24).column()[..8],
        reader.resize(80, 10).column()[..8],
        "a key stays where it led"
    );
}

#[test]
fn match_at_the_edge_of_the_page_has_three_rows_of_context() {
    let text: Vec<String> = (1..60).map(|number| format!("Paragraph {number}x.")).collect();
    let mut reader = Reader::with(&[&text.join("\n\n")]);
    let place = |reader: &Reader| {
        let row = reader.draw().1.y;
        (row, reader.app().page().column.height - 1 - row)
    };
    for number in [10, 11, 12, 20, 30, 31, 45, 44, 21, 20, 19] {
        reader.search(&format!("paragraph {number}x")).keys("Enter");
        let (above, below) = place(&reader);
        assert!(above >= 3 && below >= 3, "{number}: {above} above, {below} below\n{}", reader.frame());
    }
    reader.search("paragraph 59x").keys("Enter");
    assert_eq!(place(&reader).1, 0, "the end of the text");
    let mut small = Reader::with(&[&text.join("\n\n")]);
    small.resize(80, 5).search("paragraph 30x").keys("Enter");
    assert_eq!(small.current_match(), "Paragraph 30x", "{}", small.frame());
}

#[test]
fn text_with_dos_line_ends_looks_like_one_without() {
    let text =
        "Call me Ishmael. Some years ago, never mind\nhow long precisely, I thought I would sail.\n\nEnd.\n";
    for columns in [30, 50, 80, 120] {
        let [unix, dos] = [text.to_owned(), text.replace('\n', "\r\n")].map(|text| {
            let mut reader = Reader::of_file("moby.txt", &text);
            reader.resize(columns, 24);
            let text = reader.frame();
            assert!(!reader.search("sail").keys("Enter c").frame().contains('␍'));
            text
        });
        assert_eq!(dos, unix);
    }
}

#[test]
fn cursor_is_visible_on_the_smallest_screen() {
    for (columns, rows) in [(1, 1), (1, 5), (2, 2), (3, 1), (9, 2)] {
        for keys in ["", "?", "i", "/ abc", "Tab", "Tab f", "/ e Enter c", "B", "t", "M"] {
            let mut reader = Reader::sized(columns, rows);
            let (buffer, cursor) = reader.keys(keys).draw();
            assert!(buffer.area.contains(cursor), "{keys}: {cursor:?} on {columns}x{rows}");
        }
    }
}

#[test]
fn empty_text_is_shown() {
    for body in ["", "\n\n \u{A0}\n"] {
        let mut reader = Reader::with(&[body]);
        reader.keys("j k G g } { Space b m / x Enter n N Esc Tab j Enter B x u q");
        assert!(reader.status().contains("¶ 0/0"), "{}", reader.status());
    }
}

#[test]
fn list_on_one_cell_shows_a_letter() {
    let mut reader = Reader::sized(1, 1);
    assert_eq!(reader.keys("h").rows(), ["S"]);
    assert_eq!(reader.resize(4, 1).rows(), ["  S"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_size_draws_something_and_nothing_panics(
        sizes in prop::collection::vec((0_u16..130, 0_u16..45), 1..12),
        keys in "[jkgGbdufnNmBoxh?q{}\\[\\]/\\\\ 19]{0,24}",
    ) {
        let mut reader = Reader::of(library(&["One two three.\n\nFour, five.\n\n\nSix.", "한국 말"]), (80, 24));
        for (columns, rows) in sizes {
            reader.resize(columns, rows).type_in(&keys).keys("Tab Esc").draw();
            if columns > 0 && rows > 0 {
                prop_assert!(reader.rows().iter().any(|row| !row.is_empty()), "{columns}x{rows}");
            }
        }
    }
}

#[test]
fn gap_inside_a_paragraph_has_a_sign() {
    let words = "and the sentence goes on for many words, so that it is long";
    let text = format!(
        "The house that stands upon the hill and\n\nis old is the people's, {words}.\n\nWe hold that those who\n\n12\n\n\
         till the land, {words}, which\n\n13\n\nshall be their own, {words}, since the\n\n14\n\ntime has come.\n\n\
         It stands alone.\n"
    );
    for (columns, rows) in [(80, 24), (120, 40), (50, 24)] {
        let mut reader = Reader::of_file("talk.txt", &text);
        reader.resize(columns, rows);
        let column = reader.column();
        let signs: Vec<&str> = column.iter().map(|row| row.trim()).filter(|row| row.contains('‿')).collect();
        assert_eq!(signs, ["‿", "12 ‿", "13 ‿", "14 ‿"], "{columns}\n{}", reader.frame());
        assert!(reader.style_of("‿").contains(Modifier::DIM), "{}", reader.frame());
    }
    let mut reader =
        Reader::of_file("talk.md", "One of them and\n\nis old, here it goes on for many words, and on.");
    assert!(!reader.resize(80, 24).frame().contains('‿'));
}
