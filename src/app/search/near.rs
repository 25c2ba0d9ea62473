//! The words near the matches: a table of their positions above the lines, and a list of collocates.

use oratory_core::{Collocate, NearOrder};

use crate::{
    app::list::{Extent, moved},
    command::{Motion, Turn},
    event::NearCount,
};

/// The words near the matches, as the concordance shows them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Near {
    view: NearView,
    count: NearCount,
    /// `true` while a worker counts.
    is_counting: bool,
    /// `true` if edge words are left out of the list.
    without_edges: bool,
    order: NearOrder,
    /// The rows of the list, as indexes into those that were counted, in their order.
    listed: Vec<usize>,
    /// The row under the cursor of the list.
    cursor: usize,
    /// The first row in view.
    top: usize,
}

/// A view of the words near the matches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum NearView {
    /// None: the lines alone.
    #[default]
    Closed,
    /// The words before and after the matches, above the lines.
    Positions,
    /// The list of collocates, in place of the lines.
    Collocates,
}

/// Rows above the list of collocates: title, counts of words, a blank row and the names of the columns.
pub(crate) const LIST_HEAD_ROWS: usize = 4;

impl Near {
    /// Returns the view.
    pub(crate) const fn view(&self) -> NearView {
        self.view
    }

    /// Returns `true` if the list of collocates is shown in place of the lines.
    pub(crate) fn is_list(&self) -> bool {
        self.view == NearView::Collocates
    }

    /// Returns what has been counted.
    pub(crate) const fn count(&self) -> &NearCount {
        &self.count
    }

    /// Returns `true` while a worker counts.
    pub(crate) const fn is_counting(&self) -> bool {
        self.is_counting
    }

    /// Returns `true` if edge words are left out of the list.
    pub(crate) const fn is_without_edges(&self) -> bool {
        self.without_edges
    }

    /// Returns the number of the row under the cursor.
    pub(crate) const fn cursor(&self) -> usize {
        self.cursor
    }

    /// Returns the number of the first row in view.
    pub(crate) const fn top(&self) -> usize {
        self.top
    }

    /// Iterates over the rows of the list, from number `first` on.
    pub(crate) fn rows(&self, first: usize) -> impl Iterator<Item = &Collocate> {
        let rows = self.listed.iter().skip(first);
        rows.filter_map(|&row| self.count.table.rows.get(row).map(|(row, _)| row))
    }

    /// Returns the number of rows of the list.
    pub(crate) const fn len(&self) -> usize {
        self.listed.len()
    }

    /// Returns the order of the list.
    pub(crate) const fn order(&self) -> NearOrder {
        self.order
    }

    /// Switches to the next order, with the cursor on the first row.
    pub(super) fn sort_next(&mut self) -> NearOrder {
        self.order = self.order.next();
        self.list();
        (self.cursor, self.top) = (0, 0);
        self.order
    }

    /// Lists the rows in their order.
    fn list(&mut self) {
        let rows = &self.count.table.rows;
        let listed = rows.iter().enumerate().filter(|(_, (_, is_edge))| !(self.without_edges && *is_edge));
        self.listed = listed.map(|(row, _)| row).collect();
        self.listed.sort_by(|&one, &other| self.order.compare(&rows[one].0, &rows[other].0));
    }

    /// Returns the row under the cursor.
    pub(super) fn under_cursor(&self) -> Option<&Collocate> {
        self.rows(self.cursor).next()
    }

    /// Shows the next view: positions, list, none.
    pub(super) const fn show_next(&mut self) {
        self.view = match self.view {
            NearView::Closed => NearView::Positions,
            NearView::Positions => NearView::Collocates,
            NearView::Collocates => NearView::Closed,
        };
    }

    /// Returns from the lines near a word to the list.
    pub(super) const fn reopen_list(&mut self) {
        self.view = NearView::Collocates;
    }

    /// Returns to the lines.
    pub(super) const fn close(&mut self) {
        self.view = NearView::Closed;
    }

    /// Starts a count unless one has finished or is running. Returns `true` if a worker is to count now.
    pub(super) fn begin_count(&mut self) -> bool {
        let is_due = !self.is_counting && (self.count.of == 0 || self.count.read < self.count.of);
        self.is_counting |= is_due;
        is_due
    }

    /// Records that the count was stopped. Returns `true` if there was one.
    pub(super) fn stop(&mut self) -> bool {
        std::mem::take(&mut self.is_counting)
    }

    /// Stores what has been counted. The cursor stays on its row.
    pub(super) fn store(&mut self, count: NearCount) {
        let word = self.under_cursor().filter(|_| self.cursor > 0).map(|row| row.word.clone());
        self.is_counting = count.read < count.of;
        self.count = count;
        self.list();
        let is_same = |row: &Collocate| Some(&row.word) == word.as_ref();
        let cursor = self.rows(0).position(is_same);
        self.cursor = cursor.unwrap_or(0);
    }

    /// Forgets the counts, because a text has changed.
    pub(super) fn forget(&mut self) {
        *self = Self { without_edges: self.without_edges, order: self.order, ..Self::default() };
    }

    /// Leaves edge words out, or shows them again.
    pub(super) fn toggle_edges(&mut self) {
        self.without_edges = !self.without_edges;
        self.list();
        (self.cursor, self.top) = (0, 0);
    }

    /// Moves the cursor in a pane of `height` rows.
    pub(super) fn go(&mut self, motion: Motion, count: Option<usize>, height: u16) {
        let last = self.len().saturating_sub(1);
        self.cursor = moved(self.cursor, motion, count, Extent { page: room(height), last });
    }

    /// Scrolls the list in a pane of `height` rows, and keeps the cursor in view.
    pub(super) fn scroll(&mut self, turn: Turn, rows: usize, height: u16) {
        let (len, room) = (self.len(), room(height));
        self.top = match turn {
            Turn::Up => self.top.saturating_sub(rows),
            Turn::Down => (self.top + rows).min(len.saturating_sub(room)),
        };
        self.cursor = self.cursor.clamp(self.top, self.top + room - 1);
    }

    /// Puts the cursor on the row at `y`, counted from the top of the pane. Returns `true` if there is one.
    pub(super) fn press(&mut self, y: usize) -> bool {
        let row = y.checked_sub(LIST_HEAD_ROWS).map(|row| self.top + row);
        let Some(row) = row.filter(|&row| row < self.len()) else { return false };
        self.cursor = row;
        true
    }

    /// Keeps the cursor in the list and in view, in a pane of `height` rows.
    pub(super) fn refresh(&mut self, height: u16) {
        let (len, room) = (self.len(), room(height));
        self.cursor = self.cursor.min(len.saturating_sub(1));
        let lowest = (self.cursor + 1).saturating_sub(room);
        self.top = self.top.clamp(lowest, self.cursor).min(len.saturating_sub(room));
    }
}

/// Returns the number of rows of the list that fit into a pane of `height` rows.
fn room(height: u16) -> usize {
    usize::from(height).saturating_sub(LIST_HEAD_ROWS).max(1)
}
