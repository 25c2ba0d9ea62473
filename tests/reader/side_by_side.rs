//! Tests of two speeches side by side.

use insta::assert_snapshot;
use oratory::{Command, Turn};
use testkit::harness::{Reader, library};

const SIZES: [(u16, u16); 4] = [(120, 40), (200, 60), (80, 24), (50, 15)];

/// Returns the row of the current match in each pane, as drawn.
fn lit(reader: &Reader) -> [Option<usize>; 2] {
    let (buffer, _) = reader.draw();
    let pages = reader.app().pages();
    let current = |x: u16, y: u16| {
        let modifier = buffer[(x, y)].modifier;
        modifier.contains(ratatui::style::Modifier::REVERSED | ratatui::style::Modifier::BOLD)
    };
    pages.map(|page| {
        let column = page.column;
        let rows = column.y..column.bottom();
        let mut lit = rows.filter(|&y| (column.x..column.right()).any(|x| current(x, y)));
        lit.next().map(|y| usize::from(y - column.y))
    })
}

/// Returns `true` if the status line, or a title on a narrow screen, has this number of a shared passage.
fn is_at(reader: &Reader, number: usize, count: usize) -> bool {
    reader.status().contains(&format!("{number}/{count}"))
        || reader.words().contains(&format!("shared passage {number} of {count}"))
}

#[test]
fn opening_and_closing_share_36_and_29_passages() {
    for (columns, rows) in SIZES {
        let mut reader = Reader::sized(columns, rows);
        reader.keys("|");
        assert!(reader.words().contains("36 shared passages"), "{}", reader.frame());
        assert!(reader.words().contains("29 shared passages"), "{}", reader.frame());
        reader.keys("N");
        assert!(is_at(&reader, 36, 36) && is_at(&reader, 29, 29), "{}", reader.frame());
    }
}

#[test]
fn last_passage_is_shown_as_on_paper() {
    for (columns, rows) in [(120, 40), (80, 24), (50, 15)] {
        let mut reader = Reader::sized(columns, rows);
        reader.keys("| N j k");
        assert_snapshot!(format!("side_by_side_{columns}x{rows}"), reader.frame());
    }
}

/// Returns `true` if a pane shows the start or the end of its text, where it cannot be moved further.
fn is_at_an_end(reader: &Reader, pane: usize) -> bool {
    let app = reader.app();
    let (speech, reading) = (reader.text(pane), app.panes().all()[pane].in_view(reader.id(pane)).unwrap());
    let rows = reading.rows();
    let first = rows.first().unwrap();
    first.block().is_none() && first.range.start == 0 || rows.last().unwrap().range.end >= speech.end()
}

#[test]
fn counterpart_stands_in_the_same_row() {
    for (columns, rows) in SIZES {
        for start in ["|", "| Tab"] {
            let mut reader = Reader::sized(columns, rows);
            let (count, mut aligned) = if start == "|" { (36, 0) } else { (29, 0) };
            reader.keys(start);
            for number in 1..=count {
                reader.keys("n");
                assert!(is_at(&reader, number, count), "{}", reader.frame());
                let [left, right] = lit(&reader);
                assert!(left.is_some() && right.is_some(), "both are in view\n{}", reader.frame());
                let is_at_an_end = (0..2).any(|pane| is_at_an_end(&reader, pane));
                assert!(left == right || is_at_an_end, "{number}: {left:?} {right:?}\n{}", reader.frame());
                aligned += usize::from(left == right);
            }
            assert!(aligned * 4 >= count * 3, "{aligned} of {count} at {columns}x{rows}");
        }
    }
}

#[test]
fn other_places_are_walked_and_wrap() {
    let mut reader = Reader::with(&[
        "We seek a common goal here.",
        "A common goal it is.\n\nOur common goal now. And common goal so.",
    ]);
    reader.resize(120, 24).keys("| - n");
    assert!(reader.status().contains("1/1 here · 1/3 there"), "{}", reader.frame());
    for number in [2, 3, 1] {
        reader.keys("o");
        assert!(reader.status().contains(&format!("1/1 here · {number}/3 there")), "{}", reader.status());
        assert!(reader.words().contains(&format!("place {number} of 3 in the other speech")));
    }
    reader.keys("Tab");
    assert!(reader.status().contains("1/3 here · 1/1 there"), "{}", reader.status());
    assert!(reader.keys("o").words().contains("this passage has one place in the other speech"));
}

#[test]
fn esc_leaves_for_the_text_of_the_active_pane() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("| n n n n n Tab");
    let paragraph = reader.paragraph();
    assert_eq!((reader.open(), paragraph > 1), (1, true));
    reader.keys("Esc");
    assert_eq!((reader.open(), reader.paragraph()), (1, paragraph));
    assert!(!reader.quit && !reader.words().contains("shared passages"));
    reader.keys("o");
    assert_eq!(reader.open(), 0, "the other speech was open before");
    assert!(reader.paragraph() > 1, "with its position");
    assert!(reader.keys("|").words().contains("36 shared passages"));
    assert!(!reader.keys("q").quit && !reader.words().contains("36 shared"), "q leaves too");
}

#[test]
fn marks_search_and_selection_act_on_the_active_pane() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("| Tab 7G m");
    assert!(
        reader.rows().iter().any(|row| row.chars().skip(60).collect::<String>().contains("◆  7")),
        "{}",
        reader.frame()
    );
    reader.search("human feelings").keys("Enter");
    assert_eq!((reader.open(), reader.current_match().as_str()), (1, "human feelings"));
    reader.keys("n");
    assert!(reader.status().contains("2/5"), "{}", reader.status());
    reader.keys("v");
    assert_eq!(reader.selected(), "human feelings");
    reader.keys("y");
    assert!(reader.copied.as_deref().unwrap().contains("human feelings"));
    reader.keys("Esc Esc");
    assert!(reader.app().search().active().is_none());
    assert!(reader.words().contains("29 shared passages"), "{}", reader.frame());
    reader.keys("] ");
    assert_eq!(reader.open(), 1, "] is not bound here");
}

#[test]
fn search_goes_on_in_the_other_pane() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("|").search("human feelings").keys("Enter");
    assert_eq!(reader.open(), 1, "{}", reader.frame());
    assert!(reader.words().contains("36 shared passages"), "still side by side: {}", reader.frame());
    reader.keys("Esc n");
    assert!(reader.status().contains("here ·"), "{}", reader.status());
}

#[test]
fn wheel_and_click_act_on_the_pane_under_the_pointer() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("|");
    let left = reader.rows()[20].chars().take(59).collect::<String>();
    reader.act(Command::Wheel(Turn::Down, 80, 20));
    assert_eq!(reader.open(), 0, "the wheel leaves the keys where they are");
    assert_eq!(reader.rows()[20].chars().take(59).collect::<String>(), left);
    reader.clicks(1, 80, 20);
    assert_eq!(reader.open(), 1);
    let paragraph = reader.paragraph();
    assert!(paragraph > 1, "{}", reader.frame());
    reader.clicks(1, 20, 1);
    assert_eq!(reader.open(), 0, "a click on the title activates");
}

#[test]
fn any_size_and_any_text_is_drawn() {
    let texts: [&[&str]; 5] = [
        &["", ""],
        &["One.", ""],
        &["당은 인민을 위하여 복무한다.", "党为人民服务。"],
        &["a", "a"],
        &["# T\n\nx", "y\n\n\nz"],
    ];
    for texts in texts {
        let mut reader = Reader::of(library(texts), (120, 40));
        reader.keys("| n N o Tab s n N s n N s J K j G g Tab");
        for (columns, rows) in
            [(120, 40), (1, 1), (2, 2), (14, 3), (50, 7), (99, 8), (100, 4), (100, 1), (300, 100)]
        {
            reader.resize(columns, rows).keys("n G g N Tab j / a Enter Esc Esc |");
        }
        reader.keys("Esc Esc Esc");
    }
}

/// Returns the rows of the screen in which paragraphs begin on both sides, with their numbers: left and right of the divider.
fn numbers(reader: &Reader) -> Vec<(Option<usize>, Option<usize>)> {
    let pages = reader.app().pages();
    let (buffer, _) = reader.draw();
    let number = |pane: usize, y: u16| {
        let area = pages[pane].numbers;
        let cells: String = (area.x..area.right()).map(|x| buffer[(x, y)].symbol()).collect();
        cells.trim_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().ok()
    };
    let column = pages[0].column;
    let rows = (column.y..column.bottom()).map(|y| (number(0, y), number(1, y)));
    rows.filter(|row| *row != (None, None)).collect()
}

#[test]
fn parallel_paragraphs_begin_in_the_same_row() {
    for (columns, rows) in [(120, 40), (200, 60), (100, 24)] {
        for tab in ["", "Tab"] {
            let mut reader = Reader::sized(columns, rows);
            reader.keys("| s").keys(tab);
            assert!(reader.words().contains("parallel"), "{}", reader.frame());
            let mut seen = Vec::new();
            for keys in ["", "j", "Space", "d", "12G", "}", "26G", "G", "k", "b", "{", "9g", "u", "g"] {
                for (left, right) in numbers(reader.keys(keys)) {
                    let is_beyond = left.is_none() && right.is_some_and(|right| right > 26);
                    assert!(left == right || is_beyond, "{keys}: {left:?} {right:?}\n{}", reader.frame());
                    seen.extend(left);
                }
            }
            assert!([1, 9, 12, 26].iter().all(|number| seen.contains(number)), "{seen:?}");
        }
    }
}

#[test]
fn shifted_pairing_is_remembered() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("| s 3G J");
    let beside = |reader: &mut Reader, keys: &str, number: usize| {
        let rows = numbers(reader.keys(keys));
        rows.iter().find(|(left, _)| *left == Some(number)).copied().unwrap().1
    };
    let all = |reader: &mut Reader| {
        [(2, "2G"), (3, "3G"), (4, "4G"), (9, "9G")].map(|(number, keys)| beside(reader, keys, number))
    };
    assert_eq!(all(&mut reader), [Some(2), None, Some(3), Some(8)]);
    reader.keys("4G K");
    assert_eq!(all(&mut reader), [Some(2), Some(3), Some(4), Some(9)], "{}", reader.frame());
    reader.keys("4G K");
    assert_eq!(all(&mut reader), [Some(2), Some(3), Some(5), Some(10)], "{}", reader.frame());
    reader.keys("9G Tab K");
    assert_eq!(all(reader.keys("Tab")), [Some(2), Some(3), Some(5), None], "{}", reader.frame());
    reader.save_session();
    let mut again = reader.restart();
    again.resize(120, 40);
    again.keys("] | s Tab");
    assert_eq!(all(&mut again), [Some(2), Some(3), Some(5), None], "{}", again.frame());
    assert_eq!(again.open(), 0);
}

#[test]
fn parallel_panes_one_above_the_other_show_the_same_paragraph() {
    let mut reader = Reader::sized(80, 24);
    reader.keys("| s n");
    let notice = "no shared passages in this view: s compares in another way";
    assert!(reader.words().contains(notice), "{}", reader.frame());
    for number in [5, 9, 20, 3] {
        reader.keys(&format!("{number}G"));
        let place = format!("¶ {number}/");
        assert!(
            reader.rows()[0].contains(&place) && reader.rows()[12].contains(&place),
            "{}",
            reader.frame()
        );
        let [left, right] = numbers_apart(&reader, number);
        assert_eq!(left, right, "{}", reader.frame());
    }
}

/// Returns the rows of both panes in which a paragraph begins.
fn numbers_apart(reader: &Reader, number: usize) -> [Option<usize>; 2] {
    [0, 1].map(|pane| {
        let speech = reader.text(pane);
        let reading = reader.app().panes().all()[pane].in_view(reader.id(pane)).unwrap();
        let start = speech.block(speech.paragraph(number).unwrap()).range.start;
        reading.rows().iter().position(|row| row.block().is_some() && row.range.start == start)
    })
}

/// A talk, and a later version of it.
const VERSIONS: [&str; 2] = [
    "Comrades, we meet again in the old hall by the river.\n\nThe harvest is in, and it is a good one for all of us \
     who worked for it.\n\nThe winter will be long, so we store what we have and share what we store.\n\nThank \
     you all for the long work of this year.",
    "Comrades, we meet again in the new hall by the river.\n\nThe winter will be long, so we store what we have and \
     share what we store.\n\nThe harvest is in, and it is a good one for all of us who worked for it.\n\nThank you \
     all for the long work of this year.\n\nThe end.",
];

#[test]
fn versions_are_recognised_and_changes_are_walked() {
    for (columns, rows) in [(120, 40), (80, 24), (50, 15)] {
        let mut reader = Reader::with(&VERSIONS);
        reader.resize(columns, rows).keys("|");
        assert!(
            reader.words().replace("▌ ", "").contains("in the [-old-] {+new+} hall by"),
            "{}",
            reader.frame()
        );
        assert!(reader.status().contains("changed ¶"), "{}", reader.status());
        assert_snapshot!(format!("versions_{columns}x{rows}"), reader.frame());
        let count = 3;
        for number in 1..=count {
            assert!(
                reader.status().contains(&format!("{number} of {count} changed ¶")),
                "{}",
                reader.frame()
            );
            reader.keys("n");
        }
        assert!(reader.words().contains("last change passed, continuing at the first"), "{}", reader.frame());
        reader.keys("N Ctrl-l");
        assert!(
            reader.status().contains("3 of 3") && reader.words().contains("{+The end.+}"),
            "{}",
            reader.frame()
        );
        assert!(reader.words().contains("(moved from ¶ "), "{}", reader.frame());
    }
}

#[test]
fn same_text_has_no_differences() {
    let mut reader = Reader::with(&[VERSIONS[0], VERSIONS[0]]);
    reader.resize(120, 24).keys("|");
    assert!(reader.words().contains("no differences in 55 words"), "{}", reader.frame());
    assert!(reader.keys("n").words().contains("no differences"));
}

#[test]
fn two_single_paragraphs_are_compared_word_by_word() {
    let [a, b] = testkit::harness::built_in_texts();
    let paragraph = |text: &oratory_core::Document, number| {
        text.text()[text.block(text.paragraph(number).unwrap()).range].to_owned()
    };
    let texts = [paragraph(&a, 26), paragraph(&b, 37)];
    let mut reader = Reader::with(&[&texts[0], &texts[1]]);
    reader.resize(80, 24).keys("| s s");
    assert!(
        reader.words().contains("22 words alike, 37 only in a [-…-], 42 only in b {+…+}"),
        "{}",
        reader.frame()
    );
    assert!(
        reader.words().contains("[-Fully-] {+Firmly+} convinced that {+the participants"),
        "{}",
        reader.frame()
    );
    assert!(reader.words().contains("of Korea [-open.-] {+closed.+}"), "{}", reader.frame());
    assert!(reader.status().contains("1 of 1 changed ¶"), "{}", reader.status());
}

#[test]
fn reworded_paragraph_is_shown_whole_in_both_forms() {
    let a = "One two three four five six seven eight nine ten.\n\nWe go home now and rest for long days.";
    let b = "One two three four five six seven eight nine ten.\n\nWe go out again and fight for long years.";
    let mut reader = Reader::with(&[a, b]);
    reader.resize(80, 24).keys("|");
    reader.keys(if reader.words().contains("changed ¶") { "" } else { "s s" });
    let words = reader.words();
    assert!(words.contains("We go"), "{}", reader.frame());
    let a = "One two three four.\n\nWe shall never rest until all of the work is done here.";
    let b = "One two three four.\n\nWe shall sleep, and nobody of the people is going home.";
    let mut reader = Reader::with(&[a, b]);
    reader.resize(80, 24).keys("| s s");
    let frame = reader.words();
    assert!(
        frame.contains("[-We shall never rest until all of the work is done here.-]"),
        "{}",
        reader.frame()
    );
    assert!(
        frame.contains("{+We shall sleep, and nobody of the people is going home.+}"),
        "{}",
        reader.frame()
    );
}

#[test]
fn marks_and_search_work_in_versions() {
    let mut reader = Reader::with(&VERSIONS);
    reader.resize(80, 24).keys("| Tab");
    reader.search("harvest").keys("Enter");
    assert_eq!(reader.current_match(), "harvest", "{}", reader.frame());
    reader.keys("v");
    assert_eq!(reader.selected(), "harvest", "{}", reader.frame());
    reader.keys("m Esc");
    assert_eq!(reader.highlights().0, "harvest", "{}", reader.frame());
    reader.keys("g m");
    let row = reader.rows().into_iter().find(|row| row.contains("Comrades")).unwrap();
    assert!(row.contains("◆"), "{row}");
    reader.clicks(1, 20, 6).keys("y");
    assert!(reader.copied.as_deref().unwrap().contains("The winter will be long"), "{:?}", reader.copied);
    reader.keys("Esc");
    assert!(!reader.words().contains("changed ¶"));
    assert_eq!((reader.open(), reader.paragraph()), (1, 2), "at the position of the active version");
}

#[test]
fn comparison_is_exported_as_the_command_prints_it() {
    let mut reader = Reader::sized(120, 40);
    let folder = tempfile::tempdir().unwrap();
    let export = |reader: &mut Reader, name: &str| {
        let path = folder.path().join(name);
        reader.keys("e Ctrl-u").type_in(&path.to_string_lossy()).keys("Enter");
        assert!(reader.words().contains("exported"), "{}", reader.frame());
        std::fs::read_to_string(path).unwrap()
    };
    reader.keys("|");
    let json = export(&mut reader, "shared.json");
    let first = json.lines().next().unwrap();
    assert!(
        first.contains(r#""kind":"shared","words":14"#) && first.contains(r#""paragraph":26"#),
        "{first}"
    );
    let tsv = export(&mut reader, "shared.tsv");
    assert!(tsv.starts_with("kind\twords\ta_speech\ta_paragraph\ta_start"), "{tsv}");
    assert_eq!(tsv.lines().count(), json.lines().count() + 1);
    assert!(export(&mut reader, "shared.md").contains("| 26 | 37 | I declare the Sixth Conference"));
    reader.keys("s 3G J");
    let csv = export(&mut reader, "parallel.csv");
    assert!(csv.lines().nth(3).unwrap().starts_with("parallel,opening,3,"), "{csv}");
    assert!(csv.lines().nth(3).unwrap().ends_with(",,,,"), "the shifted pairing: {csv}");
    reader.keys("s");
    assert!(export(&mut reader, "versions.md").contains("[-"));
}

#[test]
fn list_pairs_the_selected_speech_with_the_open_one() {
    let mut reader = Reader::with(&["One two three four.", "Two three four five.", "Six."]);
    reader.resize(120, 40).keys("|");
    assert!(
        reader.words().contains("to compare: select another speech in the list and press |"),
        "{}",
        reader.frame()
    );
    reader.keys("h j |");
    let titles = |reader: &Reader| {
        let row = reader.rows()[0].clone();
        row.split('│')
            .map(|head| head.trim_matches(['▌', ' ']).chars().take(1).collect())
            .collect::<Vec<String>>()
    };
    assert_eq!(titles(&reader), ["a", "b"], "{}", reader.frame());
    reader.keys("Esc |");
    assert_eq!(titles(&reader), ["a", "b"], "the pair is remembered");
    reader.keys("Esc ] ] |");
    assert_eq!(reader.app().panes().all().len(), 1, "this speech has no pair yet");
    let mut reader = Reader::with(&["One."]);
    assert!(reader.keys("|").words().contains("this is the only speech"), "{}", reader.frame());
}

#[test]
fn texts_that_are_loaded_later_are_aligned_and_reloaded_ones_compared_again() {
    let files =
        [("a.txt", "One two three four five.\n\nEnd."), ("b.txt", "Now: one two three four.\n\nFin.")];
    let mut reader = Reader::in_folder(&files);
    reader.resize(120, 24).hold_jobs().keys("|");
    assert!(reader.words().contains("of 2 speeches"), "{}", reader.frame());
    assert!(reader.keys("Ctrl-c").words().contains("stopped"), "{}", reader.frame());
    assert!(reader.words().contains("not compared"), "{}", reader.frame());
    reader.run_jobs().keys("Esc | n");
    assert!(reader.status().contains("1/1 here · 1/1 there"), "{}", reader.frame());
    std::fs::write(reader.library_file("a.txt"), "Nothing is shared.\n\nEnd.").unwrap();
    reader.keys("r");
    assert!(reader.words().contains("0 shared passages"), "{}", reader.frame());
    assert!(reader.keys("n").words().contains("no shared passages"), "{}", reader.frame());
}

/// Returns the row with the cursor of a list.
fn under_cursor(reader: &Reader) -> String {
    reader.rows().into_iter().find(|row| row.starts_with('▌')).unwrap_or_default()
}

#[test]
fn pair_leads_back_to_the_list_that_it_was_opened_from() {
    for way_out in ["Esc", "q", "|", "p"] {
        let mut reader = Reader::sized(120, 40);
        let row = under_cursor(reader.keys("p j j j"));
        assert!(row.contains("Availing myself"), "{row}");
        reader.keys("|");
        assert!(reader.status().contains("35/36 here") || reader.words().contains("Availing"));
        reader.keys("N n").keys(way_out);
        assert_eq!(under_cursor(&reader), row, "{way_out}: {}", reader.frame());
        // The text is where it was before the list.
        assert_eq!((reader.keys("Esc").open(), reader.paragraph()), (0, 1), "{way_out}");
        assert!(reader.frame().contains("Speeches"), "{}", reader.frame());
    }
    let mut reader = Reader::sized(120, 40);
    let row = under_cursor(reader.keys("w j j"));
    assert_eq!(under_cursor(reader.keys("| Esc")), row);
    // A list of another kind is opened from the pair, and not below it.
    assert!(reader.keys("| p").rows()[0].starts_with(" Phrases"));
    assert!(reader.keys("Esc").frame().contains("Speeches"), "{}", reader.frame());
}

#[test]
fn pair_leads_back_to_the_place_of_a_phrase_and_then_to_the_list() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("p j Enter Enter");
    let selected = reader.selected();
    assert!(selected.starts_with("Sixth Conference"), "{selected}");
    reader.keys("v | Esc");
    assert!(!reader.rows()[0].starts_with(" Phrases"), "{}", reader.frame());
    reader.keys("Esc");
    assert!(reader.rows()[0].starts_with(" Phrases"), "{}", reader.frame());
    assert!(reader.frame().contains("▌"), "{}", reader.frame());
}

#[test]
fn question_of_the_list_below_a_pair_is_asked_again_if_it_was_not_answered() {
    let mut reader = Reader::sized(120, 40);
    reader.hold_jobs().keys("p | Esc");
    reader.run_jobs();
    assert!(reader.rows()[0].contains("24 in both speeches"), "{}", reader.frame());
}

#[test]
fn counterparts_stay_in_the_same_row_when_the_screen_is_resized() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("|");
    for _ in 0..12 {
        reader.resize(120, 40).keys("n");
        for (columns, rows) in [(140, 30), (101, 50), (110, 24), (200, 36), (120, 40)] {
            let paragraph = reader.paragraph();
            reader.resize(columns, rows);
            let [here, there] = lit(&reader);
            assert!(here.is_some(), "{}", reader.frame());
            let is_short = (0..2).any(|pane| is_at_an_end(&reader, pane));
            assert!(here == there || is_short, "{columns}x{rows}: {here:?} {there:?}\n{}", reader.frame());
            assert_eq!(reader.paragraph(), paragraph, "the reader stays");
        }
    }
    // What was scrolled apart is left alone.
    reader.keys("n j j j j j j");
    let before = reader.frame();
    reader.resize(120, 30).resize(120, 40);
    assert_eq!(reader.frame(), before);
}

#[test]
fn open_notes_stand_under_their_paragraphs_in_both_panes_and_in_versions() {
    for (columns, rows) in SIZES {
        let mut reader = Reader::with(&VERSIONS);
        reader.resize(columns, rows).keys("2G M").type_in("on the hall").keys("Enter");
        reader.keys("] 3G M").type_in("on the new hall").keys("Enter [ Esc |");
        assert!(!reader.frame().contains("on the hall"), "closed: {}", reader.frame());
        reader.keys("g 3G Enter");
        assert!(reader.frame().contains("on the hall"), "{}", reader.frame());
        reader.keys("Tab 3G Enter");
        assert!(reader.frame().contains("on the new hall"), "{}", reader.frame());
        let row = |reader: &Reader, words: &str| reader.rows().iter().position(|row| row.contains(words));
        let (first, second) = (row(&reader, "on the hall"), row(&reader, "on the new hall"));
        assert!(first < second, "{}", reader.frame());
        reader.keys("Enter");
        assert!(!reader.frame().contains("on the new hall"), "{}", reader.frame());
        // One beside the other or above it.
        reader.keys("s");
        assert!(reader.frame().contains("shared"), "{}", reader.frame());
        assert!(rows < 20 || reader.frame().contains("on the hall"), "{}", reader.frame());
    }
}

#[test]
fn narrow_status_line_names_the_passage_and_the_keys() {
    let mut reader = Reader::sized(80, 24);
    let status = reader.keys("| n n j k").status();
    assert!(reader.rows()[0].contains("shared passage 2 of 36"), "{}", reader.frame());
    assert!(status.starts_with(" “Sixth Conference of…” 11 words"), "{status}");
    for hint in ["Tab pane", "o other place", "n next", "Esc back"] {
        assert!(status.contains(hint), "{hint}: {status}");
    }
    let status = reader.resize(50, 15).status();
    assert!(status.contains("“Sixth") && status.contains("Esc back"), "{status}");
    // Beside each other, the numbers are not in the titles.
    assert!(reader.resize(120, 40).status().contains("2/36 here · 2/29 there"), "{}", reader.status());
}

#[test]
fn title_of_versions_is_not_cut() {
    for columns in 40..90 {
        let mut reader = Reader::sized(columns, 15);
        reader.keys("| s s");
        let title = reader.rows()[0].trim().to_owned();
        let whole = "Opening Speech against Closing Speech";
        assert!(title == whole || title == format!("{whole} · as versions"), "{columns}: {title}");
    }
}

#[test]
fn shared_passages_of_each_side_are_its_own() {
    let mut reader = Reader::sized(120, 40);
    reader.keys("|");
    let head = reader.rows()[0].clone();
    assert!(head.contains("36 shared passages here") && head.contains("29 shared passages here"), "{head}");
}

/// Returns a text of `words` words in paragraphs of forty, none of which is in the text of another `seed`.
fn unlike(seed: &str, words: usize) -> String {
    let words: Vec<String> = (0..words).map(|word| format!("{seed}{}", word % 7)).collect();
    words.chunks(40).map(|words| words.join(" ") + ".\n\n").collect()
}

#[test]
fn paragraphs_that_are_not_aligned_are_counted() {
    let (one, other) = (unlike("a", 4400), unlike("b", 4400));
    for (columns, rows) in [(120, 40), (80, 24), (60, 24)] {
        let mut reader = Reader::with(&[&one, &other]);
        reader.resize(columns, rows).keys("| s s");
        let head = reader.rows()[1].clone();
        assert!(head.contains("220 paragraphs too different to compare word by word"), "{}", reader.frame());
    }
    let mut reader = Reader::with(&[&one[..4000], &other[..4000]]);
    reader.keys("| s s");
    assert!(!reader.frame().contains("too different"), "{}", reader.frame());
}
