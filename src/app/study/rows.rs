//! The cursor in a list of rows, and the first row in view.

use jiff::Timestamp;

use crate::{
    app::{
        list::{Extent, moved},
        panes::dragging::DOUBLE_CLICK,
    },
    command::{Motion, Turn},
};

/// A cursor in a list of rows that scrolls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    /// The row under the cursor.
    pub(crate) cursor: usize,
    /// The first row in view.
    pub(crate) top: usize,
}

impl Rows {
    /// Moves the cursor in a list of `len` rows, of which `room` are in view.
    pub(super) fn go(&mut self, motion: Motion, count: Option<usize>, len: usize, room: usize) {
        let last = len.saturating_sub(1);
        self.cursor = moved(self.cursor, motion, count, Extent { page: room, last });
        self.bring_into_view(len, room);
    }

    /// Scrolls, and keeps the cursor in view.
    pub(super) fn scroll(&mut self, turn: Turn, rows: usize, len: usize, room: usize) {
        self.top = match turn {
            Turn::Up => self.top.saturating_sub(rows),
            Turn::Down => (self.top + rows).min(len.saturating_sub(room)),
        };
        self.cursor = self.cursor.clamp(self.top, self.top + room.max(1) - 1).min(len.saturating_sub(1));
    }

    /// Scrolls as little as brings the cursor into view.
    pub(super) fn bring_into_view(&mut self, len: usize, room: usize) {
        self.cursor = self.cursor.min(len.saturating_sub(1));
        let lowest = (self.cursor + 1).saturating_sub(room.max(1));
        self.top = self.top.clamp(lowest, self.cursor).min(len.saturating_sub(room));
    }
}

/// The last click on a row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clicks(Option<(usize, Timestamp)>);

impl Clicks {
    /// Records a click on a row. Returns `true` if it is the second of a double click.
    pub(super) fn is_double(&mut self, row: usize, now: Timestamp) -> bool {
        let is_again =
            |&(before, time): &(usize, Timestamp)| before == row && now.duration_since(time) <= DOUBLE_CLICK;
        let is_double = self.0.take().is_some_and(|click| is_again(&click));
        self.0 = (!is_double).then_some((row, now));
        is_double
    }
}
