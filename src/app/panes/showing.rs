//! Showing a part of a speech on the page: a range, an offset, notes.

use std::{ops::Range, sync::Arc};

use oratory_core::{BlockNotes, Row, RowKind, ScrollOffset};

use super::{column::Column, reading::Reading};
use crate::app::change::Change;

/// Rows that are shown above and below a match, where the page has room for them.
const CONTEXT_ROWS: usize = 3;

impl Reading {
    /// Applies a change of the position in the text. Ignores all others.
    pub(crate) fn react(&mut self, change: Change, column: Column<'_>) {
        match change {
            Change::Show(range) => self.show(&range, column),
            Change::PutOnTop(block) => self.put_on_top(block, column),
            Change::ScrollTo(share) => self.scroll_to(share.of(column.speech.end()), column),
            Change::PointAt(row) => self.point_at(row, column.speech),
            _ => {}
        }
    }

    /// Shows a range and makes its paragraph the current one. If the range is in view, the page scrolls only
    /// for `CONTEXT_ROWS` rows of context. Otherwise the range is put a third down the page.
    pub(crate) fn show(&mut self, range: &Range<usize>, column: Column<'_>) {
        self.rewrap(column);
        self.current = column.speech.numbered_at(range.start).or(self.current);
        let (layout, height) = (column.layout(), column.height);
        let row_of = |offset: usize| {
            self.rows.iter().position(|row| row.block().is_some() && row.range.contains(&offset))
        };
        let last = range.end.saturating_sub(1).max(range.start);
        if let Some((first, last)) = row_of(range.start).zip(row_of(last)) {
            let context = CONTEXT_ROWS.min(height.saturating_sub(last - first + 1) / 2);
            if first < context {
                let above = layout.rows_above(self.top()).take(context - first).last();
                self.scroll_offset = above.map_or_else(|| self.top(), |row| row.scroll_offset());
            } else {
                let below = (last + context + 1).saturating_sub(height);
                self.scroll_offset = self.rows.get(below).map_or_else(|| self.top(), Row::scroll_offset);
            }
            return self.pin(column);
        }
        let scroll_offset = ScrollOffset::Text(range.start);
        let rows =
            layout.rows_from(scroll_offset).take(height).take_while(|row| row.range.start <= last).count();
        let context = CONTEXT_ROWS.min(height.saturating_sub(rows) / 2);
        let above = (height / 3).max(context).min(height.saturating_sub(rows + context));
        let above = layout.rows_above(scroll_offset).take(above).last();
        self.scroll_offset = above.map_or(scroll_offset, |row| row.scroll_offset());
        self.pin(column);
    }

    /// Returns the notes that are shown, in the order of their blocks.
    pub const fn notes(&self) -> &Arc<Vec<BlockNotes>> {
        &self.notes
    }

    /// Shows `notes`, in the order of their blocks, and no others. The page stays where it is.
    pub(crate) fn set_notes(&mut self, notes: Vec<BlockNotes>) {
        if *self.notes == notes {
            return;
        }
        self.notes = Arc::new(notes);
        self.forget_wrapped();
    }

    /// Scrolls as little as possible to show the notes under `block`, but not so far that the row above them is gone.
    pub(crate) fn show_notes(&mut self, block: Option<usize>, column: Column<'_>) {
        let Some(block) = block.filter(|&block| block < column.speech.block_count()) else { return };
        self.rewrap(column);
        let (layout, end) = (column.layout(), column.speech.block(block).range.end);
        let is_note = |row: &Row| matches!(row.kind, RowKind::Note { block: of, .. } if of == block);
        let last = layout.rows_from(ScrollOffset::Note(end, 0)).take_while(is_note).last();
        let Some(last) = last.map(|row| row.scroll_offset()) else { return };
        if self.rows.last().is_none_or(|row| row.scroll_offset() < last) {
            let above = layout.rows_above(last).take(column.height.saturating_sub(1)).last();
            let above = above.map_or(last, |row| row.scroll_offset());
            let text = layout.rows_above(ScrollOffset::Note(end, 0)).next();
            self.scroll_offset = text.map_or(above, |text| above.min(text.scroll_offset()));
            self.pin(column);
        }
    }
}
