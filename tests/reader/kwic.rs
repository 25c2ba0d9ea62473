//! Tests of what the reader does with the lines of the concordance: ticks, filters, notes, words near them.

use std::fs;

use oratory_core::{Options, Query, SearchDefaults};
use proptest::prelude::*;
use testkit::harness::{Reader, library};

/// Opens the concordance of a query in the two built-in speeches.
fn concordance(query: &str, columns: u16, rows: u16) -> Reader {
    let mut reader = Reader::sized(columns, rows);
    reader.search(query).keys("Enter c");
    reader
}

/// Filters the lines.
fn filter<'a>(reader: &'a mut Reader, words: &str) -> &'a mut Reader {
    reader.keys("f Ctrl-u").type_in(words).keys("Enter")
}

/// Returns the row below the title that begins with `start`, without blanks at its ends.
fn row(reader: &Reader, start: &str) -> String {
    let rows = reader.rows();
    let row = rows[1..].iter().find(|row| row.trim_start().starts_with(start));
    row.map_or_else(|| format!("no {start} in\n{}", reader.frame()), |row| row.trim().to_owned())
}

/// Returns the words of a row, without the bar of the cursor.
fn cells(row: &str) -> Vec<&str> {
    row.trim_start_matches('▌').split_whitespace().collect()
}

/// Returns the number of lines in the title.
fn len(reader: &Reader) -> usize {
    let title = reader.rows()[0].clone();
    let (before, _) = title.split_once(" line").unwrap();
    let count = before.split(" of ").next().unwrap().rsplit(' ').next().unwrap();
    count.parse().unwrap()
}

#[test]
fn takes_the_full_width_and_leaves_thirty_characters_on_each_side() {
    let mut reader = concordance("party", 80, 24);
    assert!(reader.app().page().list.is_empty(), "{}", reader.frame());
    let mut cut = 0;
    for row in reader.rows().iter().filter(|row| row.contains(" ¶ ") && row.matches('…').count() == 2) {
        let line: String = row.chars().skip(14).collect();
        let matched = line.char_indices().filter(|(at, _)| line[*at..].to_lowercase().starts_with("party"));
        let column = matched.map(|(at, _)| line[..at].chars().count()).find(|column| *column == 31);
        assert!(column.is_some(), "{row}");
        assert!(line.chars().count() - 31 - 5 >= 30, "{row}");
        cut += 1;
    }
    assert!(cut > 5, "{}", reader.frame());
    assert!(reader.rows()[4].starts_with(" Opening  ¶ 2 "), "a reference of 12 cells: {}", reader.frame());
    assert!(reader.keys("Esc").frame().contains("Speeches"), "the list is back");
}

#[test]
fn reference_is_filled_in_from_the_configured_pattern() {
    let mut reader = Reader::configured("reference = \"{year} {speaker}\"");
    reader.resize(120, 24).search("party").keys("Enter c");
    assert!(reader.rows()[4].contains(" 2021 Kim  ¶ 2 …"), "{}", reader.frame());
}

#[test]
fn ticks_survive_sorting_and_filtering() {
    let mut reader = concordance("people", 100, 30);
    reader.keys("m j j m");
    assert!(reader.rows()[0].contains(" · 2 ticked"), "{}", reader.frame());
    let ticked = |reader: &Reader| {
        let mut rows: Vec<String> = reader.rows().into_iter().filter(|row| row.starts_with('✓')).collect();
        rows.sort();
        rows
    };
    let before = ticked(&reader);
    assert_eq!(before.len(), 2);
    for _ in 0..7 {
        assert_eq!(ticked(reader.keys("s")), before);
    }
    assert_eq!((len(filter(&mut reader, "+")), ticked(&reader)), (2, before));
    assert!(reader.rows()[0].contains("2 of 16 lines"), "{}", reader.frame());
    assert_eq!(len(reader.keys("m")), 1, "an unticked line is left out at once");
    reader.keys("Esc");
    assert_eq!((len(&reader), ticked(&reader).len()), (16, 1));
    assert_eq!(len(filter(&mut reader, "!+")), 15);
    // Ticked lines come first in their order.
    let first = |reader: &Reader| reader.rows()[4].starts_with('✓');
    assert!(first(reader.keys("Esc s s s s s")), "{}", reader.frame());
    let mut reader = concordance("people", 100, 30);
    assert!(first(reader.keys("9 j m s s s s s")), "{}", reader.frame());
    assert!(reader.rows()[0].contains("ticked first"), "{}", reader.frame());
    let ascii = Reader::configured("ascii = true").resize(100, 24).search("people").keys("Enter c m").rows();
    assert!(ascii[4].starts_with('x'), "{}", ascii.join("\n"));
}

#[test]
fn ticked_lines_become_highlights_with_one_note() {
    let mut reader = concordance("people", 100, 30);
    reader.keys("m j j m j M").type_in("For the #people").keys("Enter");
    let notes = |reader: &Reader| {
        let all = reader.app().notes().annotations().all().iter();
        all.map(|placed| (placed.annotation.selector.exact.clone(), placed.annotation.note.clone()))
            .collect::<Vec<_>>()
    };
    let marked = ("people".to_owned(), "For the #people".to_owned());
    assert_eq!(notes(&reader), vec![marked; 2]);
    assert!(reader.words().contains("2 highlights saved (U: undo)"), "{}", reader.frame());
    assert!(reader.app().search().concordance().is_some());
    // One undo for the group.
    assert!(reader.keys("U").words().contains("2 highlights removed"), "{}", reader.frame());
    assert_eq!(notes(&reader), []);
    // Without ticks, the line under the cursor. A highlight that is there already is changed, and its note restored.
    let mut reader = concordance("people", 100, 30);
    reader.keys("M").type_in("one").keys("Enter m j m M").type_in("two").keys("Enter");
    let texts = |reader: &Reader| notes(reader).into_iter().map(|(_, note)| note).collect::<Vec<_>>();
    assert_eq!(texts(&reader), ["two", "two"]);
    reader.keys("U");
    assert_eq!(texts(&reader), ["one"]);
    // An empty note does not replace one.
    reader.keys("M Enter");
    assert_eq!(texts(&reader), ["one", ""]);
    assert_eq!(texts(&reader.idle().restart()), ["one", ""], "they are saved");
}

#[test]
fn ticked_or_all_shown_lines_are_exported() {
    let mut reader = concordance("people", 160, 30);
    let export = |reader: &mut Reader, name: &str| {
        let path = reader.data(name);
        fs::create_dir_all(reader.data("")).unwrap();
        reader.keys("e Ctrl-u").type_in(path.to_str().unwrap()).keys("Enter");
        fs::read_to_string(path).unwrap()
    };
    filter(&mut reader, "party* !faithful");
    let shown = len(&reader);
    assert!(shown > 1 && shown < 16);
    assert_eq!(export(&mut reader, "shown.tsv").lines().count(), 1 + shown);
    reader.keys("Esc s j m j j m");
    let ticked = export(&mut reader, "ticked.csv");
    assert_eq!(ticked.lines().count(), 3, "{ticked}");
    let shown: Vec<String> = reader.rows().into_iter().filter(|row| row.starts_with('✓')).collect();
    for (exported, shown) in ticked.lines().skip(1).zip(&shown) {
        let number = shown.split("¶ ").nth(1).unwrap().split(' ').next().unwrap();
        assert!(exported.contains(&format!(",{number},")), "in the order of the lines: {exported}, {shown}");
    }
    assert_eq!(export(&mut reader, "ticked.json").lines().count(), 2);
    assert!(export(&mut reader, "ticked.md").contains("Opening Speech"));
}

#[test]
fn line_is_opened_in_place() {
    let body = format!("First. Many {}needle of it. Last.\n\nA needle alone.", "words many ".repeat(16));
    let mut reader = Reader::of(library(&[&body]), (80, 24));
    reader.search("needle").keys("Enter c");
    let closed = reader.rows();
    let sentence = reader.keys("z").rows();
    assert!(sentence[3].contains("¶ 1 Many words many words"), "{}", reader.frame());
    assert!(sentence[5].contains("needle of it.") && !sentence[5].contains("Last."), "{}", reader.frame());
    assert!(sentence[6].contains("¶ 2"), "the next line follows: {}", reader.frame());
    let paragraph = reader.keys("z").rows();
    assert!(paragraph[3].contains("¶ 1 First. Many words"), "{}", reader.frame());
    assert!(paragraph[5].contains("needle of it. Last."), "{}", reader.frame());
    assert_eq!(reader.keys("z").rows()[..23], closed[..23], "and closed");
    // A paragraph of one sentence is opened once.
    reader.keys("j z");
    assert!(reader.rows()[4].contains("¶ 2 A needle alone."), "{}", reader.frame());
    assert_eq!(reader.keys("z").rows()[..23], closed[..23]);
    // The line below the open one is still clicked on.
    let mut reader = concordance("party", 80, 24);
    reader.keys("3 j z");
    let rows = reader.rows();
    let next = rows.iter().rposition(|row| row.contains(" ¶ ") && !row.contains("/106")).unwrap();
    reader.clicks(1, 40, u16::try_from(next).unwrap());
    assert_eq!(reader.draw().1.y, u16::try_from(next).unwrap(), "{}", reader.frame());
    // A long one scrolls the line under the cursor into view.
    for keys in ["G z", "G z z", "9 j z z j j", "G z z k k g"] {
        for (columns, rows) in [(120, 40), (80, 24), (50, 15)] {
            let mut reader = concordance("party", columns, rows);
            let cursor = reader.keys(keys).draw().1;
            assert!(cursor.y > 0 && cursor.y < rows - 1, "{keys} at {columns}: {}", reader.frame());
        }
    }
}

#[test]
fn opened_paragraph_of_a_megabyte_shows_its_match() {
    let padding = "some words of it ".repeat(60_000);
    let mut reader = Reader::of(library(&[&format!("{padding} needle {padding}")]), (80, 24));
    reader.search("needle").keys("Enter c z");
    let rows = reader.rows();
    assert!(rows[3..23].iter().any(|row| row.contains("needle")), "{}", reader.frame());
    assert!(rows[22].contains("some words"), "as much as fits: {}", reader.frame());
}

#[test]
fn filter_keeps_lines_with_words_in_their_paragraph() {
    let bodies = ["a needle and a cell\n\nneedle of Cells\n\nneedle, needle", "the Party's cell: needle"];
    let mut reader = Reader::of(library(&bodies), (100, 24));
    reader.search("needle").keys("Enter c");
    for (words, expected) in [
        ("cell", 2),
        ("cell*", 3),
        ("cell* !of", 2),
        ("!cell*", 2),
        ("party's cell", 1),
        ("needle", 2),
        ("zebra", 0),
        ("", 5),
    ] {
        assert_eq!(len(filter(&mut reader, words)), expected, "{words}: {}", reader.frame());
    }
    filter(&mut reader, "cell !of");
    assert!(
        reader.rows()[0].contains("2 of 5 lines in 2 of 2 speeches · filter cell !of"),
        "{}",
        reader.frame()
    );
    assert_eq!(len(reader.keys("s")), 2, "sorted lines stay filtered");
    assert!(reader.rows()[0].contains("by the words after"));
    // The filter is followed while it is typed, and Esc brings the one before back.
    assert_eq!(len(reader.keys("f Ctrl-u").type_in("party's")), 1);
    assert_eq!(len(reader.keys("Esc")), 2);
    assert!(reader.status().contains("Esc clear"), "{}", reader.status());
    assert_eq!(len(reader.keys("Esc")), 5);
    assert!(reader.app().search().concordance().is_some());
    reader.keys("f").type_in("zebra").keys("Enter");
    assert!(reader.status().contains("no line"), "{}", reader.status());
}

#[test]
fn words_before_and_after_are_counted() {
    let mut reader = concordance("party", 120, 40);
    reader.keys("w");
    let rows = reader.rows();
    for (row, words) in rows[5..].iter().zip([
        "of 12 of 22 the 44 cells 16 and 16 the 9",
        "strengthening 5 the 16 our 19 and 9 committee 9 and 8",
        "the 5 by 4 workers 9 central 9 korea 8 a 4",
        "to 4 across 4 of 5 congress 9 the 6 revolution 3",
        "decisions 3 all 3 entire 5 of 8 secretaries 6 to 3",
    ]) {
        assert_eq!(cells(row).join(" "), words, "{}", reader.frame());
    }
    assert_eq!(cells(&rows[4]).join(" "), "3 before 2 before 1 before party 1 after 2 after 3 after");
    let rows = concordance("people", 80, 24).keys("w").rows();
    assert_eq!(cells(&rows[4]).join(" "), "2 before 1 before people 1 after 2 after");
    assert_eq!(cells(&rows[5]).join(" "), "other 5 working 5 in 2 the 2");
    assert_eq!(cells(&concordance("party", 50, 15).keys("w").rows()[5]).join(" "), "the 44 cells 16");
}

#[test]
fn words_near_are_listed_by_difference() {
    let mut reader = concordance("party", 80, 40);
    reader.keys("w w");
    let rows = reader.rows();
    assert!(
        rows[0].contains("Words near party   106 matches · 5 words to each side · by difference"),
        "{}",
        rows[0]
    );
    assert!(rows[1].contains("928 words near, 1,440 elsewhere"), "{}", rows[1]);
    let words = |reader: &Reader, line: usize| cells(&reader.rows()[line]).join(" ");
    assert_eq!(words(&reader, 4), "our 22 3 25 7 +2.5 20.18");
    assert_eq!(words(&reader, 5), "the 85 25 107 95 +0.8 15.66");
    assert_eq!(words(&reader, 6), "korea 0 8 8 0 +4.6 14.99");
    assert!(reader.status().trim().starts_with("1/64"), "{}", reader.status());
    assert_eq!(words(reader.keys("a"), 5), "korea 0 8 8 0 +4.6 14.99", "without the, of…");
    assert_eq!(words(reader.keys("a"), 5), "the 85 25 107 95 +0.8 15.66");
    assert!(reader.keys("G").status().trim().starts_with("64/64"), "{}", reader.status());
    // Enter shows only the lines of a word, and Esc the list again, with the cursor on it.
    reader.keys("g j j Enter");
    assert_eq!(len(&reader), 8, "{}", reader.frame());
    assert!(
        reader.rows()[0].contains("8 of 106 lines in 2 of 2 speeches · near korea"),
        "{}",
        reader.frame()
    );
    assert!(reader.rows()[4..12].iter().all(|row| row.contains("Korea")), "{}", reader.frame());
    assert!(reader.keys("Esc").rows()[0].contains("Words near party"), "{}", reader.frame());
    assert!(reader.status().trim().starts_with("3/64"), "{}", reader.status());
    assert_eq!(len(reader.keys("Esc")), 106, "Esc leads back to the lines");
    reader.keys("w");
    assert!(reader.rows()[4].contains("1 before"), "the next view begins with the positions");
    // A double click is Enter.
    reader.keys("w").clicks(2, 10, 6);
    assert_eq!(len(&reader), 8);
}

#[test]
fn count_of_words_is_stopped_and_resumed() {
    let mut reader = concordance("party", 120, 24);
    reader.hold_jobs().keys("w");
    assert!(
        reader.rows()[4].contains("counting words…") && reader.status().contains("words of 0 of 2 counted")
    );
    assert!(!reader.keys("Ctrl-c").quit, "it stops the count");
    assert!(reader.words().contains("count stopped"), "{}", reader.frame());
    assert!(reader.keys("w").rows()[0].contains("Words near party"));
    reader.run_jobs();
    assert_eq!(cells(&reader.rows()[4])[..2], ["our", "22"], "{}", reader.frame());
}

#[test]
fn several_terms_have_a_row_each() {
    let mut reader = Reader::sized(120, 30);
    reader.search("people | mother | human feelings | congress | shortcomings").keys("Enter c");
    assert_eq!(len(&reader), 40, "{}", reader.frame());
    let counts = |reader: &Reader, term: &str| {
        let row = row(reader, term);
        cells(&row).into_iter().filter_map(|word| word.parse().ok()).collect::<Vec<usize>>()
    };
    for (term, expected) in [
        ("people", [8, 8]),
        ("mother", [0, 5]),
        ("human feelings", [0, 5]),
        ("congress", [8, 2]),
        ("shortcomings", [4, 0]),
    ] {
        assert_eq!(counts(&reader, &format!("{term} ")), expected, "{term}: {}", reader.frame());
    }
    let head = reader.rows()[1].clone();
    assert_eq!(cells(&head), ["Opening", "Closing"]);
    // At 80 columns too. On a low screen, some terms have no row.
    reader.resize(80, 24);
    assert_eq!(counts(&reader, "people "), [8, 8], "{}", reader.frame());
    reader.resize(80, 15);
    assert!(row(&reader, "2 more terms").contains("terms"), "{}", reader.frame());
    // A bar of the text is found with a backslash.
    let mut reader = Reader::of(library(&["this | that", "this or that"]), (80, 24));
    assert_eq!(len(reader.search(r"this \| that").keys("Enter c")), 1);
    assert_eq!(len(reader.search("this | that").keys("Enter c")), 4);
    assert_eq!(len(reader.keys("Esc").search("this | that |").keys("Enter c")), 4);
}

/// Returns 40 speeches of the years from 1900 on, each longer than the one before.
fn dated() -> Vec<(String, String)> {
    let speech = |year: usize| {
        let (hits, words) = (if year == 1920 { 9 } else { year % 2 }, "word ".repeat(100));
        let body = format!("{}{words}", "needle ".repeat(hits));
        (
            format!("{year}.txt"),
            format!("+++\ntitle = \"Talk {year}\"\ndelivered = {year}-01-02\n+++\n{body}\n"),
        )
    };
    (1900..1940).rev().map(speech).collect()
}

#[test]
fn many_speeches_are_plotted_over_time() {
    let mut files = dated();
    files.push(("undated.txt".to_owned(), "A needle.\n".to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    reader.resize(120, 24).search("needle").keys("Enter c");
    let plot = row(&reader, "1900–1939");
    assert_eq!(cells(&plot)[1], "29", "{}", reader.frame());
    let bars: Vec<char> = cells(&plot)[2].chars().collect();
    assert_eq!((bars.len(), bars[20], bars[19], bars[18]), (40, '█', '▁', '·'), "{plot}");
    let note = reader.rows()[2].clone();
    assert!(note.contains("a column is 1 speech · the tallest is 9 hits in 109 words"), "{note}");
    assert!(note.contains("1 speech without a date is not shown"), "{note}");
    let narrow = reader.resize(50, 24).rows()[2].clone();
    assert!(narrow.contains("a column is 1 or 2 speeches"), "{narrow}");
    // Lines by date.
    reader.resize(120, 24).keys("s s s s");
    assert!(reader.rows()[0].contains("by date"), "{}", reader.frame());
    assert!(
        reader.rows()[4].contains("Talk 1901") && reader.keys("G").rows()[22].contains("undated"),
        "{}",
        reader.frame()
    );
    // One row for each term.
    reader.search("needle | word").keys("Enter c");
    assert_eq!(cells(&row(&reader, "needle "))[1], "29", "{}", reader.frame());
    assert_eq!(cells(&row(&reader, "word "))[1], "4000", "{}", reader.frame());
}

#[test]
fn concordance_without_lines_says_so() {
    let reader = concordance("zzzz", 80, 24);
    assert!(reader.frame().contains("No matches."), "{}", reader.frame());
    assert!(!reader.status().contains("Enter"), "{}", reader.status());
    let mut reader = concordance("party", 80, 24);
    reader.keys("f").type_in("committee");
    assert!(reader.status().contains(" of 106"), "the prompt counts lines: {}", reader.status());
    reader.type_in("zzz").keys("Enter");
    assert!(reader.frame().contains("No line passes the filter."), "{}", reader.frame());
}

#[test]
fn shuffled_lines_have_the_same_order_each_time() {
    let shuffled = |rows: u16| {
        let mut reader = concordance("party", 100, rows);
        reader.keys("s s s s s");
        assert!(reader.rows()[0].contains("shuffled"), "{}", reader.frame());
        reader.rows()[4..14].to_vec()
    };
    assert_eq!(shuffled(30), shuffled(30));
    assert_ne!(shuffled(30), concordance("party", 100, 30).rows()[4..14]);
}

#[test]
fn search_from_a_filtered_list_covers_what_the_list_shows() {
    let mut reader = Reader::sized(100, 24);
    reader.keys("Tab f").type_in("closing").keys("Enter");
    reader.search("party").keys("Enter");
    assert!(reader.status().contains("51 in 1"), "{}", reader.status());
    assert_eq!(reader.keys("51 n").open(), 1, "n stays in the scope");
    reader.keys("c");
    assert!(reader.rows()[0].contains("51 lines in 1 of 1 speech with closing ·"), "{}", reader.frame());
    assert!(
        reader.keys("w w").rows()[0]
            .contains("51 matches · 5 words to each side · by difference · in speeches with closing"),
        "{}",
        reader.frame()
    );
    // The filter stays, and n from a speech outside the scope leads into it.
    reader.keys("Esc Esc Esc [");
    assert_eq!(reader.open(), 1, "[ stays in the scope");
    reader.keys("Tab Esc Esc [");
    assert_eq!(reader.open(), 0);
    reader.search("party").keys("Enter Tab f").type_in("closing").keys("Enter Tab n");
    assert_eq!((reader.open(), reader.current_match().as_str()), (1, "Party"));
    // Without the filter, the search covers all speeches again.
    reader.keys("Tab Esc Esc c");
    assert!(reader.rows()[0].contains("106 lines in 2 of 2 speeches ·"), "{}", reader.frame());
}

#[test]
fn ascii_setting_leaves_only_ascii_beside_the_text() {
    let mut reader = Reader::configured("ascii = true");
    reader.resize(100, 30).search("bonds | party cell").keys("Enter c");
    for keys in ["m", "w", "w", "a", "Esc z"] {
        let frame = reader.keys(keys).rows().join("\n");
        let others: String = frame.chars().filter(|c| !c.is_ascii() && !"–’“”".contains(*c)).collect();
        assert_eq!(others, "", "{keys}: {frame}");
    }
}

#[test]
fn matches_are_aligned_in_korean_and_chinese() {
    let body =
        "조선로동당 세포비서대회 보고에서 needle 조선로동당\n\n各国の人民とa needle 各国の人民\n\nneedle";
    for columns in [50, 80, 81, 120] {
        let mut reader = Reader::of(library(&[body]), (columns, 24));
        reader.search("needle").keys("Enter c m w");
        let (buffer, _) = reader.draw();
        let starts = (0..buffer.area.height).filter_map(|y| {
            let symbols: Vec<&str> = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
            let is_line = symbols.contains(&"¶");
            is_line.then(|| symbols.windows(6).position(|six| six.concat() == "needle")).flatten()
        });
        let starts: Vec<usize> = starts.collect();
        assert_eq!(starts.len(), 3, "{}", reader.frame());
        assert!(
            starts.windows(2).all(|pair| pair[0] == pair[1]),
            "{starts:?} at {columns}: {}",
            reader.frame()
        );
    }
}

#[test]
fn draws_at_every_size() {
    for (columns, rows) in [(1, 1), (2, 5), (20, 6), (50, 15), (59, 9), (80, 24), (200, 60)] {
        let mut reader = Reader::sized(columns, rows);
        reader
            .search("party | people | of")
            .keys("Enter c m w z z G w j a Enter M Esc f + Enter s e Esc Esc")
            .draw();
    }
}

#[test]
fn keys_give_way_on_narrow_screens() {
    for (columns, expected) in [
        (120, "s sort  f filter  Enter read  z open  m tick  w near  e export  Esc back"),
        (80, "z open  m tick  w near  e export  Esc back"),
        (50, "Esc back"),
    ] {
        let status = concordance("party", columns, 24).status();
        assert!(status.trim().starts_with("1/106 · Opening") && status.contains("¶ 2"), "{status}");
        assert!(status.ends_with(expected), "at {columns}: {status}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn lines_of_terms_are_exactly_the_matches(
        texts in prop::collection::vec("([abc]{1,3}[ \n]{1,2}){1,30}", 1..4),
        terms in prop::collection::vec("[abc]{1,2}", 1..4),
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let pattern = terms.join(" | ");
        let mut reader = Reader::of(library(&texts), (100, 400));
        reader.search(&pattern).keys("Enter c");
        let query = Query::new(&pattern, Options::default(), SearchDefaults::default()).unwrap();
        let mut expected = Vec::new();
        for index in 0..texts.len() {
            let text = reader.text(index);
            expected.extend(query.matches(text, 0..text.block_count()).map(|range| text.text()[range].to_owned()));
        }
        let (buffer, _) = reader.draw();
        let head = reader.app().search().concordance().map_or(0, oratory::Concordance::head_height);
        let head = u16::try_from(head).unwrap();
        let rows = (head..buffer.area.height - 1).take(expected.len());
        let shown: Vec<String> = rows.map(|y| {
            (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>()
        }).collect();
        prop_assert_eq!(shown.iter().filter(|row| row.contains(" ¶ ")).count(), expected.len());
        prop_assert_eq!(reader.app().search().active().unwrap().total(), expected.len());
        for (matched, row) in expected.iter().zip(&shown) {
            prop_assert!(row.contains(matched.as_str()), "{} in {}", matched, row);
        }
    }
}

#[test]
fn words_near_are_sorted_and_exported_as_the_command_prints_them() {
    let mut reader = concordance("party", 80, 40);
    reader.keys("w w");
    let words = |reader: &Reader| -> Vec<String> {
        reader.rows()[4..9].iter().map(|row| cells(row)[0].to_owned()).collect()
    };
    assert_eq!(words(&reader), ["our", "the", "korea", "congress", "workers"]);
    assert_eq!(words(reader.keys("s"))[..2], ["the", "of"], "{}", reader.frame());
    assert!(reader.rows()[0].contains("by count") && reader.words().contains("sorted by count"));
    assert_eq!(words(reader.keys("s"))[0], "across", "{}", reader.frame());
    assert!(reader.rows()[0].contains("in alphabetical order"), "{}", reader.rows()[0]);
    assert_eq!(words(reader.keys("s"))[0], "korea", "{}", reader.frame());
    assert!(reader.rows()[0].contains("by log ratio"), "{}", reader.rows()[0]);
    assert_eq!(words(reader.keys("s"))[0], "our", "{}", reader.frame());
    // The rows that are listed, in their order.
    let folder = tempfile::tempdir().unwrap();
    let mut export = |keys: &str, name: &str| {
        let path = folder.path().join(name);
        reader.keys(keys);
        assert!(reader.status().contains("near-party.md"), "{}", reader.status());
        reader.keys("Ctrl-u").type_in(&path.to_string_lossy()).keys("Enter");
        assert!(reader.words().contains("exported"), "{}", reader.frame());
        fs::read_to_string(path).unwrap()
    };
    let csv = export("e", "a.csv");
    assert!(
        csv.starts_with("word,near,elsewhere,left,right,log_ratio,g2\nour,25,7,22,3,2.4704,20.1815\n"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 65);
    let json = export("e", "a.json");
    assert!(
        json.starts_with(
            r#"{"word":"our","near":25,"elsewhere":7,"left":22,"right":3,"log_ratio":2.4704,"g2":20.1815}"#
        ),
        "{json}"
    );
    let markdown = export("s a e", "a.md");
    assert!(
        markdown.starts_with(
            "## words near party · 106 matches in 2 of 2 speeches · 5 words to each side · by count\n"
        ),
        "{markdown}"
    );
    assert!(
        markdown.contains("928 words near, 1,440 elsewhere") && !markdown.contains("| the |"),
        "{markdown}"
    );
}

#[test]
fn numbers_of_words_near_are_grouped() {
    let mut reader =
        Reader::with(&[&"one party two. ".repeat(1500), &"Nothing else was said on that day. ".repeat(50)]);
    reader.resize(100, 24).search("party").keys("Enter c w w");
    let rows = reader.rows();
    assert!(rows[0].contains("1,500 matches"), "{}", rows[0]);
    assert!(rows[4..].iter().any(|row| row.contains("1,500")), "{}", reader.frame());
    assert!(!reader.frame().contains("1500"), "{}", reader.frame());
}

#[test]
fn note_on_ticked_lines_says_so() {
    let mut reader = concordance("people", 100, 30);
    reader.keys("M");
    assert!(reader.frame().contains("Note on ¶ "), "{}", reader.frame());
    reader.keys("Esc m j m j m j M");
    assert!(reader.frame().contains("Note on 3 ticked lines"), "{}", reader.frame());
    reader.type_in("#us").keys("Enter");
    assert!(reader.words().contains("3 highlights saved"), "{}", reader.frame());
}

#[test]
fn only_orders_that_apply_are_offered() {
    let orders = |reader: &mut Reader| {
        let title = |reader: &Reader| reader.rows()[0].trim_end().to_owned();
        let mut orders = Vec::new();
        for _ in 0..7 {
            orders.push(title(reader.keys("s")).rsplit(" · ").next().unwrap().to_owned());
        }
        orders
    };
    // The two speeches have dates.
    let mut reader = concordance("people", 120, 30);
    assert!(orders(&mut reader).contains(&"by date".to_owned()));
    assert!(!orders(&mut reader).iter().any(|order| order == "ticked first"), "{}", reader.frame());
    reader.keys("m");
    assert!((0..7).any(|_| reader.keys("s").rows()[0].contains("ticked first")), "{}", reader.frame());
    let mut reader = Reader::of(library(&["a cell", "the cell"]), (100, 24));
    reader.search("cell").keys("Enter c");
    let offered = orders(&mut reader);
    assert_eq!(
        offered[..5],
        ["by the words after", "by the words before", "by the matched form", "shuffled", "by position"]
    );
    // Neither does the list of speeches.
    reader.keys("Esc Esc Tab");
    let sorted: Vec<String> = (0..7)
        .map(|_| {
            let words = reader.keys("s").words();
            words
                .split_once("sorted by ")
                .map_or_else(|| words.clone(), |(_, by)| by.split(' ').next().unwrap().to_owned())
        })
        .collect();
    assert_eq!(sorted[..2], ["title", "length"], "{sorted:?}");
    assert!(!sorted.iter().any(|by| by == "speaker"), "{sorted:?}");
}

#[test]
fn words_of_a_list_and_the_keys_that_do_nothing_in_it() {
    let mut reader = concordance("party", 120, 30);
    for key in ["n", "m", "z", "f"] {
        reader.keys("w w").keys(key);
        assert!(reader.status().contains("only in the lines of the concordance: Esc returns"), "{key}");
        reader.keys("Esc");
    }
}

#[test]
fn list_of_words_near_leaves_the_last_cell_blank() {
    for (columns, rows) in [(50, 15), (80, 24), (120, 40)] {
        let mut reader = concordance("party", columns, rows);
        reader.keys("w w");
        let (buffer, _) = reader.draw();
        let last = (0..rows - 1).map(|y| buffer[(columns - 1, y)].symbol().to_owned()).collect::<String>();
        assert_eq!(last.trim(), "", "{}", reader.frame());
        assert!(reader.frame().contains("G²"), "{}", reader.frame());
    }
}

#[test]
fn list_of_words_near_has_keys_and_help_of_its_own() {
    let mut reader = concordance("party", 200, 60);
    reader.keys("w w |");
    assert!(
        reader.status().contains("| works only in the text: Enter lists the lines, Esc goes back"),
        "{}",
        reader.status()
    );
    for key in ["m", "z", "f", "n", "y"] {
        reader.keys(key);
        let only = "this key works only in the lines of the concordance: Esc returns to them";
        assert!(reader.status().contains(only), "{key}: {}", reader.status());
    }
    // All columns of the help fit, so nothing is scrolled: the heading is marked.
    reader.keys("?");
    assert!(reader.frame().contains("▌ In the list of words near the matches"), "{}", reader.frame());
    assert_eq!(reader.frame().matches('▌').count(), 1, "{}", reader.frame());
    reader.keys("? w");
    assert!(reader.rows()[0].contains(" lines in "), "{}", reader.frame());
    reader.keys("F1");
    assert!(reader.frame().contains("▌ In the concordance"), "{}", reader.frame());
}
