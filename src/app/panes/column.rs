//! The text column: a speech laid out at one width.

use std::ops::Range;

use oratory_core::{
    BlockNotes, Document, Layout, Markup, Row, ScrollOffset, TextWidth, shown_parts, trim_row,
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
    /// The notes that are shown, in the order of their blocks.
    pub(crate) notes: &'a [BlockNotes],
}

impl<'a> Column<'a> {
    /// Returns the text column of `speech` on `page`.
    pub(crate) fn new(speech: &'a Document, notes: &'a [BlockNotes], page: Page) -> Self {
        Self { speech, width: page.text_width(), height: usize::from(page.column.height), notes }
    }

    pub(super) fn layout(&self) -> Layout<'_> {
        Layout::new(self.speech, self.width).with_notes(self.notes)
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

/// Returns the parts of a row of text that are shown, without the white space at its end.
pub(crate) fn row_parts(speech: &Document, row: &Row, markup: Markup) -> Vec<Range<usize>> {
    let text = speech.text();
    let range = row.range.start..row.range.start + trim_row(&text[row.range.clone()]).len();
    if markup.signs && markup.times {
        return vec![range];
    }
    let mut parts = shown_parts(speech, &range, markup);
    if let Some(last) = parts.last_mut() {
        last.end = last.start + trim_row(&text[last.clone()]).len();
    }
    parts
}

/// Returns the grapheme in cell `x` of a row of text, or the nearest one. `None` if the row has no text.
pub(super) fn grapheme_at(speech: &Document, row: &Row, x: u16, width: TextWidth) -> Option<Range<usize>> {
    row.block()?;
    let (mut column, mut found) = (row.indent, None);
    let parts = row_parts(speech, row, width.markup);
    for (index, part) in parts.iter().enumerate() {
        let graphemes =
            width.ambiguous.part_graphemes(&speech.text()[part.clone()], index + 1 == parts.len());
        for grapheme in graphemes.filter(|grapheme| grapheme.width > 0) {
            if found.is_some() && column > x {
                return found;
            }
            found = Some(part.start + grapheme.range.start..part.start + grapheme.range.end);
            column += grapheme.width;
        }
    }
    found
}
