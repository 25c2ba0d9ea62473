//! Tests of the mouse.

use termina::{
    Event,
    event::{Modifiers, MouseButton, MouseEvent, MouseEventKind},
};
use testkit::harness::Reader;

fn mouse(reader: &mut Reader, kind: MouseEventKind, column: u16, row: u16) {
    reader.event(Event::Mouse(MouseEvent { kind, column, row, modifiers: Modifiers::NONE }));
}

pub(crate) fn click(reader: &mut Reader, column: u16, row: u16) {
    mouse(reader, MouseEventKind::Down(MouseButton::Left), column, row);
    mouse(reader, MouseEventKind::Up(MouseButton::Left), column, row);
}

#[test]
fn wheel_scrolls_the_pane_below_the_pointer() {
    let mut reader = Reader::new();
    let mut by_key = Reader::new();
    mouse(&mut reader, MouseEventKind::ScrollDown, 50, 10);
    assert_eq!(reader.frame(), by_key.keys("3 j").frame());
    mouse(&mut reader, MouseEventKind::ScrollUp, 50, 10);
    assert_eq!(reader.frame(), by_key.keys("3 k").frame());
    mouse(&mut reader, MouseEventKind::ScrollDown, 3, 10);
    assert_eq!(reader.frame(), by_key.frame(), "the list shows all that it has");
    reader.keys("Tab");
    mouse(&mut reader, MouseEventKind::ScrollDown, 3, 10);
    assert_eq!(reader.frame(), by_key.keys("Tab j").frame());
    reader.keys("?");
    mouse(&mut reader, MouseEventKind::ScrollDown, 3, 10);
    assert_eq!(reader.frame(), by_key.keys("? 3 j").frame());
}

#[test]
fn wheel_scrolls_the_list() {
    let bodies: Vec<String> =
        (0..20).map(|number| format!("Speech {number}\n\n") + &"Of bread.\n\n".repeat(40)).collect();
    let mut reader = Reader::with(&bodies.iter().map(String::as_str).collect::<Vec<_>>());
    let text = reader.column();
    for _ in 0..4 {
        mouse(&mut reader, MouseEventKind::ScrollDown, 3, 10);
    }
    assert_eq!((reader.listed()[0].as_str(), reader.column()), ("Speech 4", text));
    // The list stays scrolled while the text is read, and a click opens the visible entry.
    assert_eq!(reader.keys("j").listed()[0], "Speech 4");
    click(&mut reader, 5, 2);
    assert_eq!(reader.open(), 4);
    for _ in 0..40 {
        mouse(&mut reader, MouseEventKind::ScrollDown, 3, 10);
    }
    assert_eq!(reader.listed().last().unwrap(), "Speech 19", "no further than its end");
    assert_eq!(reader.keys("]").listed()[0], "Speech 5", "the speech that is read comes into view");
    for _ in 0..40 {
        mouse(&mut reader, MouseEventKind::ScrollDown, 3, 10);
    }
    assert_eq!(reader.keys("Tab").listed()[0], "Speech 5", "so does the cursor");
}

/// Starts a reader with a concordance of 60 matches in two speeches.
fn with_concordance() -> Reader {
    let body = "Of bread.\n\n".repeat(30);
    let mut reader = Reader::with(&[&body, &body]);
    reader.search("bread").keys("Enter c");
    assert!(reader.app().search().concordance().is_some());
    reader
}

#[test]
fn wheel_scrolls_the_concordance() {
    let mut reader = with_concordance();
    let behind = reader.reading(0).scroll_offset();
    let lines = |reader: &Reader| {
        let concordance = reader.app().search().concordance().unwrap();
        (concordance.top(), concordance.cursor())
    };
    mouse(&mut reader, MouseEventKind::ScrollDown, 60, 10);
    assert_eq!(lines(&reader), (3, 3));
    mouse(&mut reader, MouseEventKind::ScrollUp, 60, 10);
    assert_eq!(lines(&reader), (0, 3), "the cursor stays, as it is in view");
    for _ in 0..40 {
        mouse(&mut reader, MouseEventKind::ScrollDown, 79, 10);
    }
    let bottom = lines(&reader).0;
    assert!(
        bottom > 30 && reader.keys("G").app().search().concordance().unwrap().top() == bottom,
        "to its end"
    );
    assert_eq!(reader.reading(0).scroll_offset(), behind, "the text behind it does not move");
}

#[test]
fn click_on_a_concordance_line_selects_it_and_a_double_click_goes_to_its_match() {
    let mut reader = with_concordance();
    // Title, dispersion of two speeches, blank row, then the lines.
    click(&mut reader, 60, 4 + 9);
    assert_eq!(reader.app().search().concordance().unwrap().cursor(), 9);
    reader.clicks(2, 60, 4 + 9);
    assert!(reader.app().search().concordance().is_none());
    assert_eq!((reader.paragraph(), reader.current_match().as_str()), (10, "bread"));
    assert_eq!(reader.keys("'").paragraph(), 1, "it is a jump");
    assert!(reader.keys("Esc").app().search().concordance().is_some(), "Esc comes back to it");
    // The dispersion of a speech leads to its first line.
    click(&mut reader, 60, 2);
    assert_eq!(reader.app().search().concordance().unwrap().cursor(), 30);
    reader.keys("s");
    click(&mut reader, 60, 2);
    let line = reader.app().search().concordance().unwrap().under_cursor().unwrap();
    assert_eq!(reader.index_of(line.speech), 1);
    let before = reader.frame();
    for row in [0, 3] {
        click(&mut reader, 60, row);
    }
    assert_eq!(reader.frame(), before, "there is nothing to click on");
}

#[test]
fn concordance_hides_the_scroll_bar_of_the_text() {
    let mut reader = with_concordance();
    let bar = reader.app().page().scroll_bar;
    let behind = reader.reading(0).scroll_offset();
    mouse(&mut reader, MouseEventKind::Drag(MouseButton::Left), bar.x, bar.bottom() - 1);
    assert!(reader.app().search().concordance().is_some() && reader.reading(0).scroll_offset() == behind);
    click(&mut reader, 5, 5);
    assert!(reader.app().search().concordance().is_some(), "the list is not shown");
    reader.keys("Esc");
    click(&mut reader, 5, 5);
    assert!(
        reader.open() == 1 && reader.app().search().concordance().is_none(),
        "a click in the list shows the text"
    );
    assert_eq!(reader.column()[1], "b");
}

#[test]
fn list_that_covers_the_text_gets_the_wheel() {
    let mut reader = Reader::sized(50, 15);
    reader.keys("Tab");
    let (behind, status) = (reader.reading(0).scroll_offset(), 14);
    mouse(&mut reader, MouseEventKind::ScrollDown, 3, status);
    assert_eq!((reader.reading(0).scroll_offset(), reader.app().sidebar().cursor()), (behind, 1));
}

#[test]
fn click_opens_an_entry() {
    let mut reader = Reader::new();
    click(&mut reader, 5, 5);
    assert_eq!(reader.open(), 1);
    click(&mut reader, 5, 2);
    assert_eq!(reader.open(), 0);
    click(&mut reader, 5, 15);
    assert_eq!(reader.open(), 0, "there is no entry");
    reader.keys("9G m ] B").clicks(2, 5, 2);
    assert_eq!((reader.open(), reader.paragraph()), (0, 9));
}

#[test]
fn click_selects_a_paragraph() {
    let mut reader = Reader::new();
    let row = reader.rows().iter().position(|row| row.contains("3 Availing")).unwrap();
    let before = reader.column();
    click(&mut reader, 60, u16::try_from(row + 1).unwrap());
    assert_eq!((reader.paragraph(), reader.column()), (3, before));
    click(&mut reader, 60, 1);
    assert_eq!(reader.paragraph(), 3, "the title page is no paragraph");
    reader.keys("Tab");
    click(&mut reader, 60, 6);
    assert_eq!(reader.focus(), "Text");
}

#[test]
fn scroll_bar_can_be_clicked_and_dragged() {
    let mut reader = Reader::new();
    let bar = reader.app().page().scroll_bar;
    click(&mut reader, bar.x, bar.bottom() - 1);
    assert!(reader.status().contains("100%"), "{}", reader.status());
    click(&mut reader, bar.x, bar.y);
    assert!(reader.status().contains("· 0% ·"), "{}", reader.status());
    mouse(&mut reader, MouseEventKind::Down(MouseButton::Left), bar.x, 3);
    mouse(&mut reader, MouseEventKind::Drag(MouseButton::Left), bar.x, 11);
    let percent: usize =
        reader.status().split('%').next().unwrap().rsplit(' ').next().unwrap().parse().unwrap();
    assert!((40..=60).contains(&percent), "{percent}");
}

#[test]
fn drag_opens_nothing_and_keeps_the_count() {
    let mut reader = Reader::new();
    mouse(&mut reader, MouseEventKind::Down(MouseButton::Left), 60, 8);
    mouse(&mut reader, MouseEventKind::Drag(MouseButton::Left), 5, 5);
    assert_eq!(reader.open(), 0);
    reader.keys("5");
    click(&mut reader, 60, 8);
    assert_eq!(reader.keys("G").paragraph(), 26);
}

#[test]
fn click_on_a_bookmark_is_a_jump() {
    let mut reader = Reader::new();
    reader.keys("12G m 3G B").clicks(2, 5, 2);
    assert_eq!(reader.paragraph(), 12);
    assert_eq!(reader.keys("'").paragraph(), 3);
}

#[test]
fn clicks_anywhere_do_no_harm() {
    for (columns, rows) in [(1, 1), (7, 3), (30, 5), (60, 20), (120, 40)] {
        let mut reader = Reader::sized(columns, rows);
        for x in (0..columns + 2).step_by(3) {
            for y in 0..rows + 2 {
                click(&mut reader, x, y);
                mouse(&mut reader, MouseEventKind::ScrollDown, x, y);
            }
        }
        reader.keys("/ p");
        click(&mut reader, 3, 3);
        assert!(reader.app().overlays().input().is_some(), "what is typed is not lost by a click");
    }
}
