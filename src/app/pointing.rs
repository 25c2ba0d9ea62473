//! The mouse. Clicks and the wheel act on what is under the pointer.

use ratatui::layout::{Position, Rect};

use super::{App, column, concordance, page::Focus, sidebar::Sidebar};
use crate::command::{Command, Motion, Turn};

/// Rows that one turn of the wheel scrolls.
const NOTCH: usize = 3;

impl App {
    /// Handles a mouse command.
    pub(super) fn point(&mut self, command: &Command) {
        match *command {
            Command::Press(x, y) => self.press(x, y),
            Command::Drag(x, y) => self.drag(x, y),
            Command::Wheel(turn, x, y) => self.turn_wheel(turn, x, y),
            _ => {}
        }
    }

    /// Handles a click on a list entry, a concordance line, a paragraph or the scroll bar.
    fn press(&mut self, x: u16, y: u16) {
        if self.sheet.is_some() || self.prompt.is_some() {
            return;
        }
        let (page, at) = (self.page(), Position::new(x, y));
        if page.list.contains(at) {
            self.press_list(y - page.list.y);
        } else if self.concordance().is_some() {
            if page.reading.contains(at) {
                self.press_concordance(usize::from(y - page.reading.y));
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

    /// Opens the entry in this row of the list, and shows its text instead of the concordance.
    fn press_list(&mut self, row: u16) {
        let below_head = row.checked_sub(Sidebar::HEAD_HEIGHT);
        let entry = below_head.map(|row| self.sidebar.top + usize::from(row / Sidebar::ENTRY_HEIGHT));
        let Some(entry) = entry.filter(|&entry| entry < self.entries().len()) else { return };
        self.jump_by_click(|app| {
            app.hide_concordance();
            app.view.focus = Focus::List;
            app.sidebar.cursor = entry;
            app.open_entry();
        });
    }

    /// Goes to the match in this row of the concordance. In the dispersion plot, selects the first line of
    /// the speech.
    fn press_concordance(&mut self, row: usize) {
        self.leave_list();
        match self.concordance().and_then(|concordance| concordance.row(row)) {
            Some(concordance::Row::Line(line)) => {
                self.select_line(line);
                self.jump_by_click(Self::open_line);
            }
            Some(concordance::Row::Speech(speech)) => {
                if let Some(line) = self.first_line_of(speech) {
                    self.select_line(line);
                }
            }
            None => {}
        }
    }

    /// Records a jump inside one speech. [`App::update`] records changes of the speech.
    fn jump_by_click(&mut self, go: impl FnOnce(&mut Self)) {
        let here = self.spot();
        go(self);
        if self.open == here.speech && self.spot() != here {
            self.jumps.leave(here);
        }
    }

    /// Scrolls to the part of the text beside which the scroll bar is pressed.
    fn drag(&mut self, x: u16, y: u16) {
        let bar = self.page().scroll_bar;
        let is_hidden = self.sheet.is_some() || self.prompt.is_some() || self.concordance().is_some();
        if is_hidden || !bar.contains(Position::new(x, y)) {
            return;
        }
        self.enter_text();
        let page = self.page();
        if let Some(speech) = self.speech().cloned() {
            let offset = share(y - bar.y, bar, speech.end());
            self.readings[self.open].scroll_to(offset, column(&speech, page));
        }
    }

    /// Scrolls the pane under the pointer. In the list that has the focus, moves the cursor.
    fn turn_wheel(&mut self, turn: Turn, x: u16, y: u16) {
        let motion = match turn {
            Turn::Up => Motion::RowUp,
            Turn::Down => Motion::RowDown,
        };
        let page = self.page();
        let is_over_list = page.list.contains(Position::new(x, y)) || page.reading.is_empty();
        if self.sheet.is_some() {
            self.scroll_sheet(motion, Some(NOTCH));
        } else if is_over_list && self.view.focus == Focus::List {
            self.move_cursor(motion, None);
        } else if is_over_list {
            self.sidebar.scroll(turn);
        } else if self.concordance().is_some() {
            self.scroll_concordance(turn, NOTCH);
        } else if let Some(speech) = self.speech().cloned() {
            let shown = self.shown();
            self.readings[shown].go(motion, Some(NOTCH), column(&speech, page));
        }
    }
}

/// Returns the share of `whole` for a row of a bar: 0 for the first row, all for the last.
fn share(row: u16, bar: Rect, whole: usize) -> usize {
    let last = usize::from(bar.height.saturating_sub(1)).max(1);
    // The product may overflow `usize`.
    let (row, whole) = (usize::from(row) as u128, whole as u128);
    usize::try_from(whole * row / last as u128).unwrap_or(usize::MAX)
}
