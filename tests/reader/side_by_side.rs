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

#[test]
fn opening_and_closing_share_36_and_29_passages() {
    for (columns, rows) in SIZES {
        let mut reader = Reader::sized(columns, rows);
        reader.keys("|");
        assert!(reader.words().contains("36 shared passages"), "{}", reader.frame());
        assert!(reader.words().contains("29 shared passages"), "{}", reader.frame());
        reader.keys("N");
        assert!(
            reader.status().contains("36/36") && reader.status().contains("29/29"),
            "{}",
            reader.status()
        );
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
                assert!(reader.status().contains(&format!("{number}/{count}")), "{}", reader.status());
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
    reader.keys("| s");
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
