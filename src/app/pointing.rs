//! The mouse: what is pressed, and what the wheel is over.

use ratatui::layout::{Position, Rect};

use super::{App, column, page::Focus, sidebar::Sidebar};
use crate::action::{Motion, Turn};

/// How many rows of text one turn of the wheel is.
const NOTCH: usize = 3;

impl App {
    /// Goes to what stands at this place of the screen: an entry of the list, a paragraph, a part of the
    /// text beside which the scroll bar was pressed.
    pub(super) fn press(&mut self, x: u16, y: u16) {
        if self.sheet.is_some() || self.prompt.is_some() {
            return;
        }
        let (page, at) = (self.page(), Position::new(x, y));
        if page.list.contains(at) {
            let below_head = (y - page.list.y).checked_sub(Sidebar::HEAD_HEIGHT);
            let entry = below_head.map(|row| self.sidebar.top + usize::from(row / Sidebar::ENTRY_HEIGHT));
            if let Some(entry) = entry.filter(|&entry| entry < self.entries().len()) {
                self.view.focus = Focus::List;
                self.sidebar.cursor = entry;
                self.open_entry();
            }
        } else if page.reading.contains(at) {
            self.enter_text();
            let Some(speech) = self.speech().cloned() else { return };
            let reading = &mut self.readings[self.open];
            if page.scroll_bar.contains(at) {
                let offset = share(y - page.scroll_bar.y, page.scroll_bar, speech.end());
                reading.scroll_to(offset, column(&speech, page));
            } else {
                reading.point_at(usize::from(y - page.column.y), &speech);
            }
        }
    }

    /// Scrolls what the mouse is over.
    pub(super) fn turn_wheel(&mut self, turn: Turn, x: u16, y: u16) {
        let motion = match turn {
            Turn::Up => Motion::RowUp,
            Turn::Down => Motion::RowDown,
        };
        if self.sheet.is_some() {
            self.scroll_sheet(motion, Some(NOTCH));
        } else if self.view.focus == Focus::List && self.page().list.contains(Position::new(x, y)) {
            self.move_cursor(motion, None);
        } else if let Some(speech) = self.speech().cloned() {
            let (shown, page) = (self.shown(), self.page());
            self.readings[shown].go(motion, Some(NOTCH), column(&speech, page));
        }
    }
}

/// The part of `whole` for which a row of a bar stands: nothing for the first, all for the last.
fn share(row: u16, bar: Rect, whole: usize) -> usize {
    let last = usize::from(bar.height.saturating_sub(1)).max(1);
    // The product may be larger than any number of bytes.
    let (row, whole) = (usize::from(row) as u128, whole as u128);
    usize::try_from(whole * row / last as u128).unwrap_or(usize::MAX)
}
