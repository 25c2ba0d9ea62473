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
                let here = self.spot();
                self.view.focus = Focus::List;
                self.sidebar.cursor = entry;
                self.open_entry();
                // Another speech is noted where all changes of the speech are.
                if self.open == here.speech && self.spot() != here {
                    self.jumps.leave(here);
                }
            }
        } else if page.scroll_bar.contains(at) {
            self.drag(x, y);
        } else if page.reading.contains(at) {
            self.enter_text();
            if let Some(speech) = self.speech().cloned() {
                self.readings[self.open].point_at(usize::from(y - page.column.y), &speech);
            }
        }
    }

    /// Goes to the part of the text beside which the scroll bar is pressed.
    pub(super) fn drag(&mut self, x: u16, y: u16) {
        let bar = self.page().scroll_bar;
        if self.sheet.is_some() || self.prompt.is_some() || !bar.contains(Position::new(x, y)) {
            return;
        }
        self.enter_text();
        let page = self.page();
        if let Some(speech) = self.speech().cloned() {
            let wanted = share(y - bar.y, bar, speech.extent());
            let offset = wanted.saturating_sub(speech.skipped()).min(speech.end());
            if !speech.is_whole() && wanted != speech.skipped() + offset {
                self.say_still_read();
            }
            self.readings[self.open].scroll_to(offset, column(&speech, page));
        }
    }

    /// Scrolls what is open, or the list if it has the keys and the mouse is over it, or else the text.
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
