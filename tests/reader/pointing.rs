//! The mouse.

use termina::{
    Event,
    event::{Modifiers, MouseButton, MouseEvent, MouseEventKind},
};

use crate::harness::Reader;

fn mouse(reader: &mut Reader, kind: MouseEventKind, column: u16, row: u16) {
    reader.event(Event::Mouse(MouseEvent { kind, column, row, modifiers: Modifiers::NONE }));
}

pub(crate) fn click(reader: &mut Reader, column: u16, row: u16) {
    mouse(reader, MouseEventKind::Down(MouseButton::Left), column, row);
    mouse(reader, MouseEventKind::Up(MouseButton::Left), column, row);
}

#[test]
fn the_wheel_scrolls_what_it_is_over() {
    let mut reader = Reader::new();
    let mut by_key = Reader::new();
    mouse(&mut reader, MouseEventKind::ScrollDown, 50, 10);
    assert_eq!(reader.frame(), by_key.keys("3 j").frame());
    mouse(&mut reader, MouseEventKind::ScrollUp, 50, 10);
    assert_eq!(reader.frame(), by_key.keys("3 k").frame());
    mouse(&mut reader, MouseEventKind::ScrollDown, 3, 10);
    assert_eq!(reader.frame(), by_key.keys("3 j").frame(), "the list has not the keys");
    reader.keys("Tab");
    mouse(&mut reader, MouseEventKind::ScrollDown, 3, 10);
    assert_eq!(reader.frame(), by_key.keys("Tab j").frame());
    reader.keys("?");
    mouse(&mut reader, MouseEventKind::ScrollDown, 3, 10);
    assert_eq!(reader.frame(), by_key.keys("? 3 j").frame());
}

#[test]
fn a_click_opens_an_entry() {
    let mut reader = Reader::new();
    click(&mut reader, 5, 5);
    assert_eq!(reader.app().open(), 1);
    click(&mut reader, 5, 2);
    assert_eq!(reader.app().open(), 0);
    click(&mut reader, 5, 15);
    assert_eq!(reader.app().open(), 0, "there is no entry");
    reader.keys("9G m ] B");
    click(&mut reader, 5, 3);
    assert_eq!((reader.app().open(), reader.paragraph()), (0, 9));
}

#[test]
fn a_click_makes_a_paragraph_the_current_one() {
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
fn the_scroll_bar_goes_there_and_is_drawn_along() {
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
fn a_drag_opens_nothing_and_takes_no_number() {
    let mut reader = Reader::new();
    mouse(&mut reader, MouseEventKind::Down(MouseButton::Left), 60, 8);
    mouse(&mut reader, MouseEventKind::Drag(MouseButton::Left), 5, 5);
    assert_eq!(reader.app().open(), 0);
    reader.keys("5");
    click(&mut reader, 60, 8);
    assert_eq!(reader.keys("G").paragraph(), 26);
}

#[test]
fn a_click_on_a_bookmark_is_a_jump() {
    let mut reader = Reader::new();
    reader.keys("12G m 3G B");
    click(&mut reader, 5, 3);
    assert_eq!(reader.paragraph(), 12);
    assert_eq!(reader.keys("'").paragraph(), 3);
}

#[test]
fn a_press_anywhere_at_any_size_does_no_harm() {
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
        assert!(reader.app().prompt().is_some(), "what is typed is not lost by a click");
    }
}
