//! The text column: a speech laid out at one width.

use std::ops::Range;

use oratory_core::{
    document::text::Document,
    layout::{
        rows::{Layout, ScrollOffset},
        wrap::TextWidth,
    },
};

use super::page::Page;

/// A speech in a column of some width and height.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<'a> {
    /// The speech.
    pub(crate) speech: &'a Document,
    /// The text width.
    pub(crate) width: TextWidth,
    /// The height, in rows.
    pub(crate) height: usize,
}

impl<'a> Column<'a> {
    /// Returns the text column of `speech` on `page`.
    pub(crate) fn new(speech: &'a Document, page: Page) -> Self {
        Self { speech, width: page.text_width(), height: usize::from(page.column.height) }
    }

    pub(super) fn layout(&self) -> Layout<'_> {
        Layout::new(self.speech, self.width)
    }

    /// Returns the first row of a page that shows `part`, moved as little as possible from the page that begins at `top`.
    /// If the part is longer than the page, its first row is shown.
    pub(super) fn moved_to_show(&self, top: ScrollOffset, part: &Range<usize>) -> ScrollOffset {
        let layout = self.layout();
        let row_at =
            |offset| layout.rows_from(ScrollOffset::Text(offset)).next().map(|row| row.scroll_offset());
        let page = layout.page(top, self.height);
        let (Some(first), Some(last)) = (row_at(part.start), row_at(part.end - 1)) else { return top };
        let (Some(page_first), Some(page_last)) = (page.first(), page.last()) else { return top };
        if first < page_first.scroll_offset() {
            return first;
        }
        if last <= page_last.scroll_offset() {
            return top;
        }
        let above = layout.rows_above(last).take(self.height - 1).last();
        above.map_or(last, |row| row.scroll_offset()).min(first)
    }
}
