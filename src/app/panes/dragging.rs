//! Selecting with the mouse: dragging, double and triple clicks.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use oratory_core::{Document, Unit};

use super::{column::grapheme_at, page::Page, pane::Pane, selection::Press};
use crate::{
    app::{change::Change, library::Library},
    command::Motion,
};

/// The longest time between two presses of a double click.
pub(crate) const DOUBLE_CLICK: SignedDuration = SignedDuration::from_millis(500);

impl Pane {
    /// Ends a drag in the text, because the mouse is pressed anew.
    pub(crate) fn end_drag(&mut self) {
        if let Some(press) = &mut self.pressed {
            press.from = None;
        }
    }

    /// Returns `true` if the mouse was pressed in the text. Dragging it selects.
    pub(crate) fn is_dragging(&self) -> bool {
        self.pressed.as_ref().is_some_and(|press| press.from.is_some())
    }

    /// Begins a drag, clears the selection, and selects the word at a double click and the sentence at a triple one. A
    /// single click selects the highlight there, if there is one.
    pub(crate) fn press_text(
        &mut self,
        at: (u16, u16),
        now: Timestamp,
        library: &Library,
        page: Page,
    ) -> Vec<Change> {
        let again = self.pressed.take().filter(|press| press.at == at);
        let again = again.filter(|press| now.duration_since(press.time) <= DOUBLE_CLICK && press.clicks < 3);
        let clicks = again.map_or(1, |press| press.clicks + 1);
        let document = library.document(self.open());
        let from = document.and_then(|document| self.grapheme_under(at, document, page));
        self.pressed = Some(Press { at, time: now, clicks, from: from.clone() });
        self.clear_selection();
        let unit = match clicks {
            2 => Unit::Word,
            3 => Unit::Sentence,
            _ => return from.map(|from| Change::OffsetPressed(from.start)).into_iter().collect(),
        };
        let Some((document, from)) = document.zip(from) else { return Vec::new() };
        match unit.after(document, from.start).filter(|around| around.start <= from.start) {
            Some(around) => self.select_range(around, library),
            // A blank is in no word.
            None => Vec::new(),
        }
    }

    /// Selects from where the mouse was pressed to where it is. Above and below `page`, scrolls by a row.
    pub(crate) fn drag_text(&mut self, (x, y): (u16, u16), library: &Library, page: Page) -> Vec<Change> {
        let column = page.column;
        let scroll = match y {
            _ if y < column.y => Some(Motion::RowUp),
            _ if y >= column.bottom() => Some(Motion::RowDown),
            _ => None,
        };
        if let Some(motion) = scroll {
            self.change(self.open(), library, page, |reading, column| reading.go(motion, None, column));
        }
        let y = y.clamp(column.y, column.bottom().saturating_sub(1).max(column.y));
        let Some(document) = library.document(self.open()) else { return Vec::new() };
        let to = self.grapheme_under((x, y), document, page);
        let from = self.pressed.as_ref().and_then(|press| press.from.clone());
        let Some((from, to)) = from.zip(to) else { return Vec::new() };
        self.select_range(from.start.min(to.start)..from.end.max(to.end), library)
    }

    /// Returns the grapheme in a cell of the text, or the nearest one in its row.
    fn grapheme_under(&self, (x, y): (u16, u16), document: &Document, page: Page) -> Option<Range<usize>> {
        let row = self.here()?.rows().get(usize::from(y.checked_sub(page.column.y)?))?;
        grapheme_at(document, row, x.saturating_sub(page.column.x), page.text_width())
    }
}
