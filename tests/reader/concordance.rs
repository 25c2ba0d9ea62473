//! Tests of the concordance.

use oratory::Catalog;
use proptest::prelude::*;
use testkit::harness::{Reader, library};

/// Returns the lines of the concordance, without their references.
fn lines(reader: &Reader) -> Vec<String> {
    let left = usize::from(reader.app().page().reading.x);
    let head = reader.app().search().concordance().map_or(0, oratory::Concordance::head_height);
    let rows = reader.rows();
    let line = |row: &String| {
        let row: String = row.chars().skip(left).collect();
        let (_, line) = row.split_once("¶ ")?;
        Some(line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim().to_owned())
    };
    rows[head..rows.len() - 1].iter().filter_map(line).collect()
}

#[test]
fn every_match_has_its_line() {
    let mut reader = Reader::sized(120, 24);
    reader.search("human feelings").keys("Enter c");
    insta::assert_snapshot!(reader.frame());
}

#[test]
fn enter_goes_to_the_match_and_esc_returns_to_the_line() {
    let mut reader = Reader::sized(100, 30);
    reader.search("party").keys("Enter c 9 j");
    let before = (lines(&reader), reader.draw().1);
    reader.keys("Enter");
    assert!(!reader.current_match().is_empty(), "{}", reader.frame());
    let hit = reader.app().search().active().unwrap().current().cloned();
    reader.keys("j j Esc");
    assert_eq!((lines(&reader), reader.draw().1), before);
    reader.keys("Enter");
    assert_eq!(reader.app().search().active().unwrap().current().cloned(), hit);
    reader.keys("c");
    assert!(reader.app().search().concordance().is_some());
    assert!(!reader.keys("q").quit);
    assert!(reader.app().search().concordance().is_none() && reader.app().search().active().is_some());
    reader.keys("Esc");
    assert!(reader.app().search().active().is_none());
}

#[test]
fn opens_at_the_current_match() {
    let mut reader = Reader::sized(100, 30);
    reader.search("party").keys("Enter n n n c");
    assert_eq!(reader.app().search().concordance().unwrap().cursor(), 3);
}

#[test]
fn sorts_by_right_context_left_context_and_form() {
    let bodies = ["b cell z\n\na Cell\n\nc cell a", "a cell z"];
    let mut reader = Reader::of(library(&bodies), (100, 24));
    reader.search("cell").keys("Enter c");
    assert_eq!(lines(&reader), ["b cell z", "a Cell", "c cell a", "a cell z"]);
    assert_eq!(
        lines(reader.keys("s")),
        ["a Cell", "c cell a", "b cell z", "a cell z"],
        "an edge first, ties in text order"
    );
    assert!(
        reader.words().contains("by the words after") && reader.words().contains("sorted by the words after")
    );
    assert_eq!(lines(reader.keys("s")), ["a Cell", "a cell z", "b cell z", "c cell a"]);
    assert_eq!(lines(reader.keys("s")), ["a Cell", "b cell z", "c cell a", "a cell z"]);
    // No speech has a date, and no line is ticked.
    assert!(reader.keys("s").rows()[0].contains("shuffled"), "{}", reader.frame());
    assert_eq!(lines(reader.keys("s")), ["b cell z", "a Cell", "c cell a", "a cell z"]);
    reader.keys("s j Enter");
    assert_eq!((reader.open(), reader.paragraph()), (0, 3), "the line under the cursor");
}

#[test]
fn too_many_matches_to_sort_are_reported() {
    let mut reader = Reader::with(&[&"la ".repeat(100_001)]);
    reader.search("la").keys("Enter c s");
    assert!(
        reader.words().contains("too many matches to sort (100001): narrow the query"),
        "{}",
        reader.frame()
    );
    assert_eq!(lines(&reader).len(), 19, "only the lines in view are made; the notice covers one");
    assert_eq!(reader.keys("G").app().search().concordance().unwrap().cursor(), 100_000);
}

#[test]
fn lines_of_unloaded_texts_are_loaded_when_scrolled_to() {
    let files: Vec<(String, String)> = (100..300)
        .map(|number| (format!("{number}.txt"), format!("this is talk {number}, and unity.")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    reader.resize(120, 24).search("unity").keys("Enter c G");
    assert!(lines(&reader).iter().any(|line| line.contains("talk 299, and unity")), "{}", reader.frame());
    let here = reader.loaded();
    assert!(here < 70, "{here}");
    reader.keys("Enter");
    assert_eq!((reader.open(), reader.current_match().as_str()), (199, "unity"));
}

#[test]
fn dispersion_plot_covers_unloaded_texts() {
    let (padding, hits) = ("some words of it ".repeat(400), "unity ".repeat(40));
    let files: Vec<(String, String)> = (100..300)
        .map(|number| {
            let text = match number % 3 {
                0 => format!("{hits}{padding}"),
                1 => format!("{padding}{hits}"),
                _ => format!("{padding}{hits}{padding}"),
            };
            (format!("{number}.txt"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    for (columns, rows) in [(60, 24), (120, 24), (600, 24)] {
        reader.resize(columns, rows).search("unity").keys("Enter c G");
        let speeches: Vec<usize> = reader
            .app()
            .search()
            .concordance()
            .unwrap()
            .plot()
            .rows
            .iter()
            .map(|(speech, _)| reader.index_of(*speech))
            .collect();
        let unread = speeches.iter().filter(|speech| reader.entry(**speech).whole().is_none());
        assert!(unread.count() > 0, "{speeches:?}");
        let frame = reader.rows();
        let plots: Vec<&str> =
            frame[1..=speeches.len()].iter().map(|row| row[row.find(['·', '▪']).unwrap()..].trim()).collect();
        for (speech, plot) in speeches.iter().zip(plots) {
            let cells: Vec<char> = plot.chars().collect();
            let marked = cells.iter().position(|cell| *cell == '▪').unwrap();
            // The files are numbered from 100, which is 1 modulo 3.
            let expected = match (speech + 100) % 3 {
                0 => 0,
                1 => cells.len() * 28 / 29,
                _ => cells.len() / 2,
            };
            assert!(marked.abs_diff(expected) <= 1 + cells.len() / 50, "{speech}: {expected} in {plot}");
        }
        reader.keys("c Esc");
    }
}

#[test]
fn lines_of_a_changed_text_show_its_new_content() {
    let files: Vec<(String, String)> = (100..200)
        .map(|number| (format!("{number}.txt"), format!("paragraph {number} has a needle here and there.")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    for keys in ["c", "c s"] {
        let mut reader = Reader::in_folder(&files);
        reader.search("needle").keys("Enter").keys(keys);
        for (name, _) in &files[90..] {
            std::fs::write(reader.library_file(name), "€".repeat(40)).unwrap();
        }
        for _ in 0..12 {
            reader.keys("9 j").draw();
        }
        assert!(!reader.frame().contains("paragraph 195"), "{}", reader.frame());
    }
}

#[test]
fn second_press_sorts_before_the_first_is_done() {
    let mut reader = Reader::sized(100, 24);
    reader.search("party").keys("Enter c").hold_jobs().keys("s s").run_jobs();
    assert!(reader.words().contains("lines in 2 of 2 speeches · by the words before"), "{}", reader.frame());
}

#[test]
fn esc_in_a_new_search_returns_to_the_concordance() {
    let mut reader = Reader::sized(100, 24);
    reader.search("party").keys("Enter c s 3 j");
    let before = (lines(&reader), reader.draw().1);
    reader.search("x").keys("Esc");
    assert_eq!((lines(&reader), reader.draw().1), before);
}

#[test]
fn without_a_search_it_shows_a_hint() {
    let mut reader = Reader::new();
    assert!(reader.keys("c").status().contains("press /"));
    reader.search("party").keys("Enter c").search("cell");
    assert!(reader.app().search().concordance().is_none());
    reader.keys("Enter c");
    assert!(reader.app().search().concordance().is_some());
}

#[test]
fn draws_at_every_size() {
    for (columns, rows) in [(1, 1), (2, 5), (20, 6), (59, 9), (60, 10), (200, 60)] {
        let mut reader = Reader::sized(columns, rows);
        reader.search("party").keys("Enter c j G s Enter Esc g Enter Esc Esc").draw();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn lines_are_exactly_the_matches(texts in prop::collection::vec("([ab]{1,3}[ \n]{1,2}){0,40}", 1..4), query in "[ab]{1,2}") {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut reader = Reader::of(library(&texts), (100, 400));
        reader.search(&query).keys("Enter c");
        let expected: usize = texts.iter().map(|text| text.matches(&query).count()).sum();
        prop_assert_eq!(lines(&reader).len(), expected);
        prop_assert_eq!(reader.app().search().active().unwrap().total(), expected);
        if expected > 0 {
            for _ in 0..4 {
                prop_assert_eq!(lines(reader.keys("s")).len(), expected);
            }
        }
    }
}

#[test]
fn empty_library_has_no_concordance() {
    Reader::of(Catalog::default(), (80, 24)).keys("c / x Enter c s j Enter Esc");
}

#[test]
fn reference_column_is_as_wide_as_its_titles_need() {
    let widths = [60, 120, 200].map(|columns| {
        let mut reader = Reader::of(library(&["one needle", "two needles"]), (columns, 24));
        reader.keys("\\").search("needle").keys("Enter c");
        reader.rows()[4].find("¶ 1").unwrap()
    });
    assert_eq!(widths, [3, 3, 3], "no blank columns on a wide screen");
}

#[test]
fn titles_in_the_concordance_can_be_told_apart() {
    let speech = |number: usize| {
        let title = format!("Speech at the Plenary Meeting of the Central Committee, part {number}");
        (format!("{number}.txt"), format!("+++\ntitle = \"{title}\"\n+++\nA needle.\n"))
    };
    let files: Vec<(String, String)> = (1..4).map(speech).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    for columns in [50, 80, 120] {
        reader.resize(columns, 24).search("needle").keys("Enter c");
        for number in 1..4 {
            let in_title = |row: &&String| row.contains(&format!("part {number} ")) && row.contains('…');
            assert!(reader.rows().iter().filter(in_title).count() >= 2, "{number}: {}", reader.frame());
        }
        reader.keys("c Esc");
    }
}

#[test]
fn speeches_without_a_dispersion_row_are_counted() {
    let bodies: Vec<String> = (0..50).map(|number| format!("needle {number} and a needle")).collect();
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    let named = bodies.iter().enumerate();
    let named = named.map(|(number, body)| oratory_import::import_text(&format!("n{number}"), body));
    let mut reader = Reader::of(Catalog::new(named), (100, 24));
    reader.search("needle").keys("Enter c");
    assert!(reader.rows()[0].contains("100 lines in 50 of 50 speeches · by position"), "{}", reader.frame());
    let shown = reader.app().search().concordance().unwrap().plot().rows.len();
    let words = format!("{} more speeches with {} matches", 50 - shown, 100 - 2 * shown);
    assert!(reader.rows()[1 + shown].contains(&words), "{}", reader.frame());
    assert!(reader.keys("G").rows()[1 + shown].contains(&words), "{}", reader.frame());
    assert_eq!(reader.app().search().concordance().unwrap().cursor(), 99);
    assert!(
        lines(&reader).iter().any(|line| line.starts_with("needle 49 and") || line.contains("and a needle"))
    );
}

#[test]
fn title_names_the_options_of_the_search() {
    let mut reader = Reader::sized(120, 24);
    reader.keys("/ F2 F3 F4").type_in("Party").keys("Enter c");
    assert!(reader.rows()[0].contains("by position · regex · whole words · exact"), "{}", reader.frame());
    for columns in [50, 80] {
        reader.resize(columns, 24);
        assert!(reader.rows()[0].contains("· regex · whole words · exact"), "{}", reader.frame());
    }
}

#[test]
fn keys_of_the_text_work_or_explain_why_not() {
    let mut reader = Reader::sized(100, 24);
    reader.search("human feelings").keys("Enter c");
    assert_eq!(reader.keys("n n").app().search().concordance().unwrap().cursor(), 2);
    assert_eq!(reader.keys("N").app().search().concordance().unwrap().cursor(), 1);
    assert_eq!(reader.keys("9 n").app().search().concordance().unwrap().cursor(), 0, "round the end");
    assert!(reader.status().contains("last match passed"), "{}", reader.status());
    assert_eq!(reader.keys("N").app().search().concordance().unwrap().cursor(), 4);
    reader.keys("y");
    assert!(reader.copied.as_ref().unwrap().contains("human feelings"), "{:?}", reader.copied);
    assert!(reader.status().contains("¶ 13"), "the paragraph of the line: {}", reader.status());
    assert!(!reader.copied.as_ref().unwrap().starts_with('"'));
    assert!(reader.keys("\\").app().page().list.is_empty() && reader.app().search().concordance().is_some());
    reader.keys("\\ v");
    assert!(
        reader
            .words()
            .contains("v works only in the text: Enter opens this match, Esc closes the concordance")
    );
    assert!(reader.app().notes().annotations().all().is_empty());
    assert_eq!(reader.keys("B").focus(), "Notebook");
    assert!(reader.app().search().concordance().is_some());
    assert!(reader.keys("Esc").app().search().concordance().is_some(), "back where B was pressed");
    reader.keys("Enter m Esc B Enter");
    assert!(
        reader.app().search().concordance().is_none(),
        "a bookmark is shown in the text: {}",
        reader.frame()
    );
    assert!(reader.keys("Esc").app().search().concordance().is_some());
}

#[test]
fn clipped_lines_keep_their_ellipsis_beside_wide_characters() {
    let body = "조선로동당 세포비서대회 보고 各国の人民と a 조선로동당 needle 조선로동당 세포비서대회 b各国の人民と조선로동당";
    let mut reader = Reader::of(library(&[body]), (80, 24));
    reader.search("needle").keys("Enter c \\");
    for columns in 40..80 {
        let row = reader.resize(columns, 24).rows()[3].clone();
        let ellipses = row.matches('…').count();
        assert_eq!(ellipses, 2, "at {columns}: {row}");
        assert!(row.ends_with('…'), "at {columns}: {row}");
    }
    let long = reader.restart_with(library(&[&"각국의인민 ".repeat(40)]));
    let mut long = long;
    long.keys("/ F2").type_in("각.*").keys("Enter c");
    assert!(long.rows()[3].ends_with('…'), "a match that is cut says so: {}", long.frame());
}

#[test]
fn reference_column_keeps_its_width_while_scrolling() {
    let speech = |number: usize| {
        let title = match number {
            0..20 => "Bread".to_owned(),
            20..40 => format!("An address on the state of the fields, read in {number}"),
            _ => format!("Roses {number}"),
        };
        (
            format!("{number:02}.txt"),
            format!("+++\ntitle = \"{title}\"\n+++\n{}", "A needle here.\n\n".repeat(number)),
        )
    };
    let files: Vec<(String, String)> = (1..60).map(speech).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    for columns in [50, 80, 120, 200] {
        reader.resize(columns, 24).search("needle").keys("Enter c");
        let line = |reader: &Reader| {
            let rows = reader.rows();
            let row = rows.iter().rev().find(|row| row.contains("needle here")).unwrap();
            row[..row.find("A needle").unwrap()].chars().count()
        };
        let first = line(&reader);
        for _ in 0..40 {
            reader.keys("Space");
            assert_eq!(line(&reader), first, "{columns}: {}", reader.frame());
        }
        reader.keys("c Esc");
    }
}

#[test]
fn undo_works_in_the_list_of_words_near() {
    let mut reader = Reader::new();
    reader.search("party").keys("Enter c w w U");
    assert!(reader.status().contains("nothing to undo"), "{}", reader.status());
}
