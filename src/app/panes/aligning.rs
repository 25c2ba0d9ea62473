//! Aligning the texts of two panes: two ranges stand in the same row of both.

use std::ops::Range;

use oratory_core::{Row, ScrollOffset};

use super::{Panes, column::Column, page::Page, reading::Reading};
use crate::app::library::Library;

/// Rows that are searched for a pair of paragraphs.
const MAX_ROWS: usize = 4000;

impl Panes {
    /// Shows a range in each pane, and puts the rows in which they begin at the same height, if both texts have enough rows
    /// above and below. The pane `leading` moves as little as possible.
    pub(crate) fn align(
        &mut self,
        ranges: &[Range<usize>; 2],
        leading: usize,
        (library, pages): (&Library, [Page; 2]),
    ) {
        let mut height = 0;
        self.change_pane(leading, library, pages[leading], |reading, column| {
            reading.show(&ranges[leading], column);
            height = reading.row_of(ranges[leading].start).unwrap_or_default();
        });
        let mut possible = [(0, usize::MAX); 2];
        for (number, possible) in possible.iter_mut().enumerate() {
            self.change_pane(number, library, pages[number], |_, column| {
                *possible = possible_heights(&ranges[number], column);
            });
        }
        let [(low, high), (other_low, other_high)] = possible;
        let both = (low.max(other_low), high.min(other_high));
        for (number, own) in possible.into_iter().enumerate() {
            let (low, high) = if both.0 <= both.1 { both } else { own };
            let height = height.clamp(low, high);
            self.change_pane(number, library, pages[number], |reading, column| {
                reading.put_in_row(&ranges[number], height, column);
            });
        }
    }

    /// Returns the blocks of the current paragraphs in all panes.
    pub(crate) fn current_blocks(&self) -> Vec<Option<usize>> {
        self.all.iter().map(|pane| pane.here().and_then(Reading::current)).collect()
    }

    /// Makes the paragraphs in `blocks` the current ones, without scrolling.
    pub(crate) fn set_current_blocks(
        &mut self,
        blocks: &[Option<usize>],
        library: &Library,
        pages: [Page; 2],
    ) {
        for (number, block) in blocks.iter().enumerate() {
            self.change_pane(number, library, pages[number], |reading, column| {
                reading.current = *block;
                reading.pin(column);
            });
        }
    }

    /// Changes the position in the speech that is open in a pane.
    pub(crate) fn change_pane(
        &mut self,
        number: usize,
        library: &Library,
        page: Page,
        change: impl FnOnce(&mut Reading, Column<'_>),
    ) {
        if let Some(pane) = self.pane_mut(number) {
            pane.change(pane.open(), library, page, change);
        }
    }
}

/// Returns the lowest and the highest row of the page in which `range` can begin so that all of it is in view, as far as the
/// page has room for it. The page is always full, if the text is long enough.
fn possible_heights(range: &Range<usize>, column: Column<'_>) -> (usize, usize) {
    let (layout, height) = (column.layout(), column.height);
    let start = ScrollOffset::Text(range.start);
    let above = layout.rows_above(start).take(height).count();
    let below: Vec<Row> = layout.rows_from(start).take(height).collect();
    let is_in = |row: &&Row| row.scroll_offset() < ScrollOffset::Text(range.end);
    let rows = below.iter().take_while(is_in).count().max(1);
    if above + below.len() < height {
        return (above, above);
    }
    (height - below.len(), above.min(height.saturating_sub(rows)))
}

impl Reading {
    /// Returns the row of the page in which a paragraph begins for which `beside` returns a number, and that number: the first
    /// one from the top of the page on, or else, if `is_anywhere`, the last one above it.
    pub(crate) fn nearest_row(
        &mut self,
        column: Column<'_>,
        beside: impl Fn(usize) -> Option<usize>,
        is_anywhere: bool,
    ) -> Option<(isize, usize)> {
        self.rewrap(column);
        let number = |row: Row| row.block().and_then(|_| beside(row.range.start));
        let (layout, top) = (column.layout(), self.top());
        let below = if is_anywhere { MAX_ROWS } else { column.height };
        let mut rows = (0..).zip(layout.rows_from(top).take(below));
        let first = rows.find_map(|(height, row)| Some((height, number(row)?)));
        let above = || {
            let mut rows = (1..).zip(layout.rows_above(top).take(MAX_ROWS));
            rows.find_map(|(height, row): (isize, Row)| Some((-height, number(row)?)))
        };
        first.or_else(|| if is_anywhere { above() } else { None })
    }

    /// Puts the row in which a paragraph begins into this row of the page, or above it, and makes the paragraph `current` the
    /// current one.
    pub(crate) fn put_at(
        &mut self,
        offset: usize,
        height: isize,
        current: Option<usize>,
        column: Column<'_>,
    ) {
        let (start, rows) = (ScrollOffset::Text(offset), height.unsigned_abs());
        let layout = column.layout();
        let top = if height < 0 {
            layout.offset_below(start, rows)
        } else {
            layout.rows_above(start).take(rows).last().map(|row| row.scroll_offset())
        };
        self.scroll_offset = top.unwrap_or(start);
        self.current = current.or(self.current);
        self.pin(column);
    }

    /// Returns the row of the page that contains `offset`.
    fn row_of(&self, offset: usize) -> Option<usize> {
        self.rows.iter().position(|row| row.block().is_some() && row.range.contains(&offset))
    }

    /// Puts the row in which `range` begins into this row of the page, and makes its paragraph the current one.
    fn put_in_row(&mut self, range: &Range<usize>, height: usize, column: Column<'_>) {
        let start = ScrollOffset::Text(range.start);
        let above = column.layout().rows_above(start).take(height).last();
        self.scroll_offset = above.map_or(start, |row| row.scroll_offset());
        self.current = column.speech.numbered_at(range.start).or(self.current);
        self.pin(column);
    }
}
