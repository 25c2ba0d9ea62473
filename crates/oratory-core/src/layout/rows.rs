//! Layout: a document and a text width give rows, computed on demand from any offset.
//!
//! A [`Row`] is a byte range. The rows of a block tile it: each begins where the previous one ends, and the white
//! space at the end of a row belongs to it. The gap between two blocks has blank rows, the title page comes first, and
//! notes may stand under a block. These are rows too, so every row has a [`ScrollOffset`].

use std::{cmp::Ordering, iter, ops::Range};

use unicode_segmentation::UnicodeSegmentation;

use super::{
    markup::{hidden_signs, lines_with_text, visible_parts, wrap_visible},
    wrap::{TextWidth, wrap},
};
use crate::document::{
    lines::line_ends,
    spans::SpanKind,
    text::{Block, Document, Kind},
    title_page::TitleLine,
};

/// A position at which a row can begin at any text width. What the top row of a pane shows is stored as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScrollOffset {
    /// A byte offset in the text of the title page, which comes before the document's text.
    Title(usize),
    /// The end of a block, and a byte offset in the text of the notes under it. Without notes it stands for the last row of
    /// the block.
    Note(usize, usize),
    /// A byte offset in the document's text. In the gap between two blocks it stands for a blank row.
    Text(usize),
}

impl Ord for ScrollOffset {
    fn cmp(&self, other: &Self) -> Ordering {
        // Notes come after the last row of their block and before the gap, which begins where the block ends.
        let key = |offset: Self| match offset {
            Self::Title(offset) => (false, offset, false, 0),
            Self::Note(end, offset) => (true, end, false, offset),
            Self::Text(offset) => (true, offset, true, 0),
        };
        key(*self).cmp(&key(*other))
    }
}

impl PartialOrd for ScrollOffset {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Default for ScrollOffset {
    fn default() -> Self {
        Self::START
    }
}

impl ScrollOffset {
    /// The top of the title page.
    pub const START: Self = Self::Title(0);

    /// Returns the offset in the document's text, or 0 on the title page.
    pub const fn offset(self) -> usize {
        match self {
            Self::Title(_) => 0,
            Self::Note(offset, _) | Self::Text(offset) => offset,
        }
    }

    /// Returns the last `char` boundary of `document` that is not after this position.
    #[must_use]
    pub fn clamped_to(self, document: &Document) -> Self {
        match self {
            Self::Title(offset) => Self::Title(document.title_page().text.floor_char_boundary(offset)),
            Self::Note(end, offset) => Self::Note(document.text().floor_char_boundary(end), offset),
            Self::Text(offset) => Self::Text(document.text().floor_char_boundary(offset)),
        }
    }
}

/// One line on the screen, at one text width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The part of the layout that the row shows.
    pub kind: RowKind,
    /// The byte range in the text of the title page, of the notes or of the document.
    pub range: Range<usize>,
    /// Indentation in cells. It is the width of a list or quotation mark, below the row that has the mark, or that of notes.
    pub indent: u16,
}

/// The notes that are shown under a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockNotes {
    /// The index of the block, or [`BlockNotes::TITLE_PAGE`] for blank rows at the end of the title page.
    pub block: usize,
    /// The notes, each of one or more lines.
    pub text: String,
    /// The offsets in `text` at which notes begin.
    pub starts: Vec<usize>,
}

impl BlockNotes {
    /// Stands for the title page, which comes before all blocks. It has one blank row for each line of the notes.
    pub const TITLE_PAGE: usize = usize::MAX;
}

/// The part of the layout that a [`Row`] belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A line of the title page.
    Title(TitleLine),
    /// A blank row between two blocks.
    Gap,
    /// The block with this index.
    Block(usize),
    /// A note under a block.
    Note {
        /// The index of the block.
        block: usize,
        /// The offset in the text at which the block ends.
        end: usize,
    },
}

impl Row {
    /// Returns the position at which the row begins.
    pub const fn scroll_offset(&self) -> ScrollOffset {
        match self.kind {
            RowKind::Title(_) => ScrollOffset::Title(self.range.start),
            RowKind::Note { end, .. } => ScrollOffset::Note(end, self.range.start),
            RowKind::Gap | RowKind::Block(_) => ScrollOffset::Text(self.range.start),
        }
    }

    /// Returns the index of the block that the row shows a part of.
    pub const fn block(&self) -> Option<usize> {
        match self.kind {
            RowKind::Block(index) => Some(index),
            RowKind::Title(_) | RowKind::Gap | RowKind::Note { .. } => None,
        }
    }

    /// Returns `true` for the last row of a gap inside a paragraph: the end of a page or a blank line cuts a sentence
    /// there, which goes on below.
    pub fn is_joint(&self, document: &Document) -> bool {
        let Some(block) = self.block().map(|index| document.block(index)) else { return false };
        // The gap begins on a row before, and no other span begins in it.
        let gap = document.spans(&(block.range.start..self.range.end)).last();
        block.kind == Kind::Paragraph
            && self.range.end < block.range.end
            && gap.is_some_and(|span| {
                span.kind == SpanKind::Furniture
                    && (block.range.start + 1..=self.range.start).contains(&span.range.start)
                    && span.range.end == self.range.end
            })
    }
}

/// A document at one text width. Rows are computed on demand, and nothing is cached.
///
/// ```
/// use oratory_core::{Document, Layout, ScrollOffset};
///
/// let document = Document::of_paragraphs("talk", "We meet at last.\n\nSit down.");
/// let layout = Layout::new(&document, 10);
/// let rows: Vec<&str> = layout
///     .rows_from(ScrollOffset::Text(0))
///     .map(|row| document.text()[row.range].trim_end())
///     .collect();
/// assert_eq!(rows, ["We meet at", "last.", "", "Sit down."]);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Layout<'a> {
    document: &'a Document,
    width: TextWidth,
    /// The notes to show, in the order of their blocks.
    notes: &'a [BlockNotes],
}

impl<'a> Layout<'a> {
    /// Lays out `document` in a column of `width`, of at least one cell.
    pub fn new(document: &'a Document, width: impl Into<TextWidth>) -> Self {
        let width = width.into();
        Self { document, width: TextWidth { cells: width.cells.max(1), ..width }, notes: &[] }
    }

    /// Shows `notes`, which are in the order of their blocks.
    #[must_use]
    pub const fn with_notes(self, notes: &'a [BlockNotes]) -> Self {
        Self { notes, ..self }
    }

    /// Iterates over the rows from the one that contains `scroll_offset` downwards.
    pub fn rows_from(self, scroll_offset: ScrollOffset) -> impl Iterator<Item = Row> + 'a {
        let first = self.segment_at(scroll_offset);
        let mut rows = self.rows(first);
        rows.drain(..row_at(&rows, scroll_offset));
        let segments = iter::successors(self.after(first), move |&segment| self.after(segment));
        rows.into_iter().chain(segments.flat_map(move |segment| self.rows(segment)))
    }

    /// Iterates over the rows below `row`.
    pub fn rows_below(self, row: &Row) -> impl Iterator<Item = Row> + 'a {
        self.rows_from(row.scroll_offset()).skip(1)
    }

    /// Iterates over the rows above the one that contains `scroll_offset`, upwards.
    pub fn rows_above(self, scroll_offset: ScrollOffset) -> impl Iterator<Item = Row> + 'a {
        let first = self.segment_at(scroll_offset);
        let mut rows = self.rows(first);
        rows.truncate(row_at(&rows, scroll_offset));
        let segments = iter::successors(self.before(first), move |&segment| self.before(segment));
        rows.into_iter().rev().chain(segments.flat_map(move |segment| self.rows(segment).into_iter().rev()))
    }

    /// Returns the position `rows` rows below the one that contains `scroll_offset`, or the last one. Beyond
    /// `MAX_EXACT_ROWS` rows it is estimated from the bytes passed so far.
    pub fn offset_below(self, scroll_offset: ScrollOffset, rows: usize) -> Option<ScrollOffset> {
        let passed = rows.min(MAX_EXACT_ROWS);
        let row = self.rows_from(scroll_offset).take(passed + 1).last()?;
        let last = row.scroll_offset();
        if rows == passed || row.range.end >= self.document.end() {
            return Some(last);
        }
        let bytes = last.offset().saturating_sub(scroll_offset.offset());
        let offset = last.offset().saturating_add(scale(bytes, rows - passed, passed));
        Some(ScrollOffset::Text(offset).clamped_to(self.document))
    }

    /// Returns the position `rows` rows above the one that contains `scroll_offset`, or the first one. It is
    /// estimated as in [`Layout::offset_below`].
    pub fn offset_above(self, scroll_offset: ScrollOffset, rows: usize) -> Option<ScrollOffset> {
        let passed = rows.min(MAX_EXACT_ROWS);
        let last = self.rows_above(scroll_offset).take(passed).last()?.scroll_offset();
        if rows == passed {
            return Some(last);
        }
        let bytes = scroll_offset.offset().saturating_sub(last.offset());
        match last.offset().saturating_sub(scale(bytes, rows - passed, passed)) {
            0 => Some(ScrollOffset::START),
            offset => Some(ScrollOffset::Text(offset).clamped_to(self.document)),
        }
    }

    /// Returns the page of `height` rows that begins at `scroll_offset`. At the end of the document, the page is
    /// filled from above.
    pub fn page(self, scroll_offset: ScrollOffset, height: usize) -> Vec<Row> {
        let mut rows: Vec<Row> = self.rows_from(scroll_offset).take(height).collect();
        let missing = height - rows.len();
        if missing > 0 {
            let mut above: Vec<Row> = self.rows_above(scroll_offset).take(missing).collect();
            above.reverse();
            rows.splice(..0, above);
        }
        rows
    }

    /// Returns the segment that contains `scroll_offset`.
    fn segment_at(self, scroll_offset: ScrollOffset) -> Segment {
        let offset = match scroll_offset {
            ScrollOffset::Title(_) => return Segment::TitlePage,
            ScrollOffset::Note(end, _) => end.saturating_sub(1),
            ScrollOffset::Text(offset) => offset,
        };
        let Some(index) = self.document.block_at(offset) else { return Segment::TitlePage };
        let block = self.document.block(index).range;
        if matches!(scroll_offset, ScrollOffset::Note(end, _) if end == block.end)
            && self.notes_under(index).is_some()
        {
            return Segment::Notes(index);
        }
        if offset >= block.end && index + 1 < self.document.block_count() {
            return Segment::Gap(index);
        }
        Segment::Block(index, self.part_at(&block, offset))
    }

    fn after(self, segment: Segment) -> Option<Segment> {
        let count = self.document.block_count();
        match segment {
            Segment::TitlePage => (count > 0).then_some(Segment::Block(0, 0)),
            Segment::Block(index, part) if part < last_part(&self.document.block(index).range) => {
                Some(Segment::Block(index, part + 1))
            }
            Segment::Block(index, _) if self.notes_under(index).is_some() => Some(Segment::Notes(index)),
            Segment::Block(index, _) | Segment::Notes(index) => {
                (index + 1 < count).then_some(Segment::Gap(index))
            }
            Segment::Gap(index) => Some(Segment::Block(index + 1, 0)),
        }
    }

    fn before(self, segment: Segment) -> Option<Segment> {
        let last_of = |index| Segment::Block(index, last_part(&self.document.block(index).range));
        match segment {
            Segment::TitlePage => None,
            Segment::Block(0, 0) => Some(Segment::TitlePage),
            Segment::Block(index, 0) => Some(Segment::Gap(index - 1)),
            Segment::Block(index, part) => Some(Segment::Block(index, part - 1)),
            Segment::Gap(index) if self.notes_under(index).is_some() => Some(Segment::Notes(index)),
            Segment::Gap(index) | Segment::Notes(index) => Some(last_of(index)),
        }
    }

    /// Returns the notes to show under `block`.
    fn notes_under(self, block: usize) -> Option<&'a BlockNotes> {
        let index = self.notes.binary_search_by_key(&block, |notes| notes.block).ok()?;
        self.notes.get(index)
    }

    /// Returns the part of a block that contains `offset`.
    fn part_at(self, block: &Range<usize>, offset: usize) -> usize {
        let part = offset.saturating_sub(block.start) / PART_BYTES;
        // A part begins slightly before a multiple of its length.
        let next = part + 1;
        let is_next = next <= last_part(block) && self.part_start(block, next) <= offset;
        if is_next { next } else { part.min(last_part(block)) }
    }

    /// Returns the start of a part of `block`: after white space if there is some nearby, or else between two
    /// grapheme clusters.
    fn part_start(self, block: &Range<usize>, part: usize) -> usize {
        if part == 0 {
            return block.start;
        }
        let text = self.document.text();
        let wanted = text.floor_char_boundary(block.start + part * PART_BYTES);
        let from = text.floor_char_boundary(wanted.saturating_sub(PART_BYTES / 16));
        let space = text[from..wanted].char_indices().rfind(|(_, c)| c.is_whitespace());
        if let Some((at, c)) = space {
            let after = from + at + c.len_utf8();
            // CR LF stays in one part, because it is one grapheme cluster.
            return after + usize::from(c == '\r' && text[after..].starts_with('\n'));
        }
        let mut clusters = text[from..wanted].grapheme_indices(true);
        clusters.next_back().map_or(wanted, |(at, _)| from + at)
    }

    fn part(self, block: &Range<usize>, part: usize) -> Range<usize> {
        let end = if part == last_part(block) { block.end } else { self.part_start(block, part + 1) };
        self.part_start(block, part)..end
    }

    fn rows(self, segment: Segment) -> Vec<Row> {
        match segment {
            Segment::TitlePage => self.title_rows(),
            Segment::Block(index, part) => {
                let mut block = self.document.block(index);
                block.range = self.part(&block.range, part);
                let row = |(range, indent)| Row { kind: RowKind::Block(index), range, indent };
                wrap_block(self.document, &block, self.width).map(row).collect()
            }
            Segment::Gap(index) => self.gap_rows(index),
            Segment::Notes(index) => self.note_rows(index),
        }
    }

    fn note_rows(self, block: usize) -> Vec<Row> {
        let Some(BlockNotes { text, .. }) = self.notes_under(block) else { return Vec::new() };
        let end = self.document.block(block).range.end;
        let indent = if self.width.cells >= MIN_NOTE_CELLS { NOTE_INDENT } else { 0 };
        let width = TextWidth { cells: self.width.cells - indent, ..self.width };
        let mut rows = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            let row = |range| Row { kind: RowKind::Note { block, end }, range, indent };
            rows.extend(wrap(text, start..start + line.len(), width).into_iter().map(row));
            start += line.len() + 1;
        }
        rows
    }

    fn title_rows(self) -> Vec<Row> {
        let page = self.document.title_page();
        let mut rows = Vec::new();
        for (line, range) in &page.lines {
            let row = |range| Row { kind: RowKind::Title(*line), range, indent: 0 };
            rows.extend(wrap(&page.text, range.clone(), self.width).into_iter().map(row));
        }
        let blank =
            self.notes_under(BlockNotes::TITLE_PAGE).map_or(0, |notes| notes.text.split('\n').count());
        let end = page.text.len();
        let blank_row =
            |at| Row { kind: RowKind::Title(TitleLine::Blank), range: end + at..end + at, indent: 0 };
        // Their scroll offsets lie beyond the text, so that each has its own.
        rows.extend((1..=blank).map(blank_row));
        rows
    }

    /// Returns the blank rows of a gap: two where a section ends, or else one. Each has a line end of the gap as its
    /// range, or all of a gap within a line.
    fn gap_rows(self, index: usize) -> Vec<Row> {
        let gap = self.document.gap_after(index);
        let count = if self.document.section_ends_after(index) { 2 } else { 1 };
        let row = |range| Row { kind: RowKind::Gap, range, indent: 0 };
        let ends = line_ends(&self.document.text()[gap.clone()]).take(count);
        let mut rows: Vec<Row> = ends.map(|(at, len)| row(gap.start + at..gap.start + at + len)).collect();
        if rows.is_empty() && !gap.is_empty() {
            rows.push(row(gap));
        }
        rows
    }
}

/// Indentation of notes, in cells.
const NOTE_INDENT: u16 = 4;

/// The narrowest column in which notes are indented, in cells.
const MIN_NOTE_CELLS: u16 = 16;

/// Rows that are wrapped one by one for a long way. More would take longer than a frame.
const MAX_EXACT_ROWS: usize = 4000;

/// Returns `bytes` times `rows` divided by `per_rows`, without overflow.
fn scale(bytes: usize, rows: usize, per_rows: usize) -> usize {
    usize::try_from(bytes as u128 * rows as u128 / per_rows.max(1) as u128).unwrap_or(usize::MAX)
}

/// Length of the parts in which a longer block is wrapped. It bounds the cost of a page in any text: a file may be
/// one line of megabytes.
const PART_BYTES: usize = 16 * 1024;

/// Returns the number of `block`'s last part, from 0.
const fn last_part(block: &Range<usize>) -> usize {
    (block.end - block.start).saturating_sub(1) / PART_BYTES
}

/// A part of the layout that is wrapped at once.
#[derive(Debug, Clone, Copy)]
enum Segment {
    TitlePage,
    /// The block with this index, or the part with this number of a long one.
    Block(usize, usize),
    /// The notes under the block with this index.
    Notes(usize),
    /// The gap between the block with this index and the next.
    Gap(usize),
}

/// Returns the index of the row that contains `scroll_offset`.
fn row_at(rows: &[Row], scroll_offset: ScrollOffset) -> usize {
    rows.partition_point(|row| row.scroll_offset() <= scroll_offset).saturating_sub(1)
}

/// Wraps `block` into the ranges of its rows, each with its indentation in cells.
pub fn wrap_block(
    document: &Document,
    block: &Block,
    width: impl Into<TextWidth>,
) -> impl Iterator<Item = (Range<usize>, u16)> {
    let (text, width) = (document.text(), width.into());
    let mut hidden = hidden_signs(document, &block.range, width.markup);
    let mut lines = lines_with_text(text, block_lines(document, block), &hidden);
    if lines.is_empty() {
        // A block of nothing but signs is shown as it is.
        hidden.clear();
        lines = block_lines(document, block);
    }
    lines.into_iter().flat_map(move |(line, mark)| {
        let mark = visible_parts(text, &(line.start..line.start + mark), &hidden);
        let mark = mark.into_iter().map(|part| width.ambiguous.width(&text[part])).sum::<usize>();
        let mark = u16::try_from(mark).unwrap_or(u16::MAX);
        let indent = if mark <= width.cells / MAX_INDENT_SHARE { mark } else { 0 };
        let rows = wrap_visible(text, line, &hidden, width, indent);
        rows.into_iter().enumerate().map(move |(at, row)| (row, if at == 0 { 0 } else { indent }))
    })
}

/// Returns the lines of a block that are kept at any width, each with the length in bytes of the marker at its head.
/// Prose is one line.
pub fn block_lines(document: &Document, block: &Block) -> Vec<(Range<usize>, usize)> {
    let kept = document.lines(&block.range);
    let mut lines = Vec::with_capacity(kept.len() + 1);
    let (mut start, mut marker) = (block.range.start, 0);
    for line in kept {
        if line.start > start {
            lines.push((start..line.start, marker));
        }
        (start, marker) = (line.start, line.marker);
    }
    lines.push((start..block.range.end, marker.min(block.range.end - start)));
    lines
}

/// Rows are indented by at most one in this many cells of the text width.
const MAX_INDENT_SHARE: u16 = 4;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;
    use crate::{
        document::text::{Draft, Source},
        layout::grapheme::Ambiguous,
    };

    fn wrapped(text: &str, width: u16) -> Vec<String> {
        let speech = Document::of_paragraphs("test", text);
        let drawn = |(row, _)| {
            Ambiguous::Narrow.row_graphemes(&speech.text()[row]).map(|g| g.symbol.into_owned()).collect()
        };
        speech
            .blocks()
            .flat_map(|block| wrap_block(&speech, &block, width).collect::<Vec<_>>())
            .map(drawn)
            .collect()
    }

    fn row_width(text: &str) -> usize {
        Ambiguous::Narrow.row_graphemes(text).map(|grapheme| usize::from(grapheme.width)).sum()
    }

    #[test]
    fn page_at_the_end_is_filled_from_above() {
        let speech = Document::of_paragraphs("test", "a\n\nb\n\nc");
        let layout = Layout::new(&speech, 10);
        let page = layout.page(ScrollOffset::Text(speech.text().len()), 3);
        assert_eq!(page, layout.page(ScrollOffset::Text(3), 3));
        assert_eq!(page.last().and_then(Row::block), Some(2));
    }

    #[test]
    fn long_way_is_exact_for_4000_rows_and_then_estimated() {
        let speech = Document::of_paragraphs("test", &"one two three four five\n\n".repeat(10_000));
        let layout = Layout::new(&speech, 10);
        let rows: Vec<Row> = layout.rows_from(ScrollOffset::Text(0)).collect();
        for count in [0, 1, 40, MAX_EXACT_ROWS] {
            assert_eq!(
                layout.offset_below(rows[7].scroll_offset(), count),
                Some(rows[7 + count].scroll_offset())
            );
        }
        for count in [1, 40, MAX_EXACT_ROWS] {
            assert_eq!(
                layout.offset_above(rows[9000].scroll_offset(), count),
                Some(rows[9000 - count].scroll_offset())
            );
        }
        // All rows here are alike, so the estimate is good.
        let is_near = |found: Option<ScrollOffset>, row: usize| {
            (rows[row - 9].scroll_offset()..rows[row + 9].scroll_offset()).contains(&found.unwrap())
        };
        assert!(is_near(layout.offset_below(rows[7].scroll_offset(), 20_000), 20_007));
        assert!(is_near(layout.offset_above(rows[30_000].scroll_offset(), 20_000), 10_000));
        assert_eq!(
            layout.offset_below(rows[7].scroll_offset(), 999_999),
            Some(ScrollOffset::Text(speech.text().len()))
        );
        assert_eq!(layout.offset_above(rows[30_000].scroll_offset(), 999_999), Some(ScrollOffset::START));
        assert_eq!(layout.offset_above(ScrollOffset::START, 9), None);
    }

    #[test]
    fn section_break_is_two_blank_rows() {
        let speech = Document::of_paragraphs("test", "a\n\nb\n\n\nc");
        let kinds = Layout::new(&speech, 10).rows_from(ScrollOffset::Text(0)).map(|row| row.block());
        assert_eq!(kinds.collect::<Vec<_>>(), [Some(0), None, Some(1), None, None, Some(2)]);
    }

    #[test]
    fn gap_has_a_blank_row_whatever_ends_its_lines() {
        for (gap, rows) in [
            ("\r", 1),
            ("\r\r", 1),
            ("\r\n\r\n\r\n", 2),
            ("\r\r\r", 2),
            ("\u{2029}", 1),
            ("\u{2028}\u{2028} \u{2028}", 2),
            ("\n\n\x0C", 1),
            ("\n\u{200B}\n", 1),
            ("\u{3000}\u{3000}", 1),
        ] {
            let starts = vec![0, 4 + gap.len()];
            let draft = Draft { text: format!("one.{gap}two."), starts, ..Draft::default() };
            let speech = Document::new(Source::default(), draft);
            let layout = Layout::new(&speech, 10);
            let all: Vec<Row> = layout.rows_from(ScrollOffset::Text(0)).collect();
            let kinds: Vec<RowKind> = all.iter().map(|row| row.kind).collect();
            let mut expected = vec![RowKind::Gap; rows];
            expected.insert(0, RowKind::Block(0));
            expected.push(RowKind::Block(1));
            assert_eq!(kinds, expected, "{gap:?}");
            assert!(all.iter().all(|row| layout.rows_from(row.scroll_offset()).next().as_ref() == Some(row)));
        }
    }

    /// Returns the rows of `text` with LF and with CR LF line ends.
    fn with_both_line_ends(text: &str, width: u16) -> [Vec<String>; 2] {
        [text.to_owned(), text.replace('\n', "\r\n")].map(|text| wrapped(&text, width))
    }

    #[test]
    fn carriage_returns_of_line_ends_are_not_shown_and_take_no_cell() {
        let [unix, dos] = with_both_line_ends("twelve cells\nthen more of it\n\nAmen,\nKim", 12);
        assert_eq!(unix, ["twelve cells", "then more of", "it", "Amen, Kim"]);
        assert_eq!(dos, unix);
        let long = "a line of some words\n".repeat(PART_BYTES / 8);
        let speech = Document::of_paragraphs("test", &long.replace('\n', "\r\n"));
        let rows: Vec<Row> = Layout::new(&speech, 19).rows_from(ScrollOffset::Text(0)).collect();
        let shown = |row: &Row| {
            Ambiguous::Narrow
                .row_graphemes(&speech.text()[row.range.clone()])
                .any(|grapheme| grapheme.symbol == "␍")
        };
        assert!(!rows.iter().any(shown), "not where a long block is wrapped in parts either");
    }

    const SCRIPTS: &str = "([a-zA-Z]{1,14}|[“”—…·]{1,3}|[가-힣]{1,5}|[一-三]{1,8}|e\u{301}|👩‍👩‍👧|\u{1100}\u{1161}\u{11A8}|\u{AD}|[-–,.(]| |\n|\u{A0}|\x1B\\[1m){0,60}";

    #[test]
    fn long_block_is_wrapped_in_parts_without_a_seam() {
        let words = "it was a word and then another ".repeat(3_000);
        let letters = "가e\u{301}👩‍👩‍👧x".repeat(4_000);
        for text in
            [words.trim_end().to_owned(), letters, "x".repeat(PART_BYTES * 2), "x".repeat(PART_BYTES * 2 + 1)]
        {
            let speech = Document::of_paragraphs("test", &text);
            let layout = Layout::new(&speech, 40);
            let rows: Vec<Row> = layout.rows_from(ScrollOffset::Text(0)).collect();
            assert_eq!(rows[0].range.start, 0);
            assert!(
                rows.windows(2).all(|pair| pair[0].range.end == pair[1].range.start),
                "rows tile the block"
            );
            assert_eq!(rows[rows.len() - 1].range.end, speech.end());
            for (index, row) in rows.iter().enumerate().step_by(97) {
                assert!(row_width(&speech.text()[row.range.clone()]) <= 40);
                assert_eq!(layout.rows_from(row.scroll_offset()).next().as_ref(), Some(row));
                let above = layout.rows_above(row.scroll_offset()).next();
                assert_eq!(
                    above.as_ref().filter(|_| index > 0),
                    index.checked_sub(1).map(|above| &rows[above])
                );
            }
            let letters = UnicodeSegmentation::grapheme_indices(speech.text(), true).map(|(at, _)| at);
            let letters: std::collections::HashSet<usize> = letters.collect();
            assert!(rows.iter().all(|row| letters.contains(&row.range.start)), "no letter is cut");
        }
    }

    proptest! {
        #[test]
        fn rows_tile_the_block_and_fit(text in SCRIPTS, cells in 1_u16..40, is_wide: bool) {
            let ambiguous = if is_wide { Ambiguous::Wide } else { Ambiguous::Narrow };
            let speech = Document::of_paragraphs("test", &text);
            for block in speech.blocks() {
                let mut end = block.range.start;
                for (row, _) in wrap_block(&speech, &block, TextWidth { cells, ambiguous, ..TextWidth::default() }) {
                    prop_assert_eq!(row.start, end);
                    prop_assert!(row.end > row.start);
                    let shown = &speech.text()[row.clone()];
                    let one_cluster = shown.trim_end().graphemes(true).count() <= 1;
                    let width: usize = ambiguous.row_graphemes(shown).map(|grapheme| usize::from(grapheme.width)).sum();
                    prop_assert!(width <= usize::from(cells) || one_cluster, "{:?}", shown);
                    end = row.end;
                }
                prop_assert_eq!(end, block.range.end);
            }
        }

        /// The text before a row does not affect the rows below it.
        #[test]
        fn rows_from_a_row_are_those_that_follow_it(
            text in prop_oneof![
                SCRIPTS,
                "([a-z]{1,9}|[0-9]{1,9}|[-.,:;!?()\\[\\]{}'\"/$%&*+=<>@#_|~^`]{1,2}| |\n|\n\n){0,120}",
                "([a-z]{1,7} |-|[0-9]{1,3}[,.]?){0,90}",
            ],
            width in 1_u16..24,
        ) {
            let speech = Document::of_paragraphs("test", &text);
            let layout = Layout::new(&speech, width);
            let all: Vec<Row> = layout.rows_from(ScrollOffset::START).collect();
            for (index, row) in all.iter().enumerate() {
                let below: Vec<Row> = layout.rows_below(row).take(9).collect();
                let following: Vec<Row> = all[index + 1..].iter().take(9).cloned().collect();
                prop_assert_eq!(below, following, "below {}", index);
            }
        }

        #[test]
        fn notes_are_rows_under_their_blocks(
            text in "([a-z]{1,9}| |\n\n|\n\n\n){0,40}",
            notes in prop::collection::btree_map(0_usize..9, "([a-z가]{1,7}| |\n){0,20}", 0..4),
            width in 1_u16..30,
            height in 1_usize..9,
        ) {
            let speech = Document::of_paragraphs("test", &text);
            let notes: Vec<BlockNotes> =
                notes.into_iter().map(|(block, text)| BlockNotes { block, text, starts: vec![0] }).collect();
            let [plain, noted] = [&[][..], &notes].map(|notes| Layout::new(&speech, width).with_notes(notes));
            let all: Vec<Row> = noted.rows_from(ScrollOffset::START).collect();
            prop_assert!(all.is_sorted_by(|one, next| one.scroll_offset() < next.scroll_offset()));
            let is_note = |row: &Row| matches!(row.kind, RowKind::Note { .. });
            let others: Vec<Row> = all.iter().filter(|row| !is_note(row)).cloned().collect();
            prop_assert_eq!(others, plain.rows_from(ScrollOffset::START).collect::<Vec<_>>());
            for (index, row) in all.iter().enumerate() {
                prop_assert_eq!(noted.rows_from(row.scroll_offset()).next(), Some(row.clone()));
                let above: Vec<Row> = noted.rows_above(row.scroll_offset()).collect();
                prop_assert!(above.iter().rev().eq(&all[..index]));
                let page = noted.page(row.scroll_offset(), height);
                prop_assert_eq!(&page[..], &all[index.min(all.len().saturating_sub(height))..][..page.len()]);
                if let RowKind::Note { block, end } = row.kind {
                    prop_assert_eq!(end, speech.block(block).range.end);
                    let before = all[..index].iter().rfind(|row| !is_note(row));
                    prop_assert_eq!(before.and_then(Row::block), Some(block));
                    let closed = plain.rows_from(row.scroll_offset()).next();
                    prop_assert_eq!(closed.and_then(|row| row.block()), Some(block), "closed notes");
                }
            }
            for BlockNotes { block, text, .. } in &notes {
                let shown = all.iter().filter(|row| matches!(row.kind, RowKind::Note { block: of, .. } if of == *block));
                let shown: String = shown.map(|row| &text[row.range.clone()]).collect();
                let expected = if *block < speech.block_count() { text.replace('\n', "") } else { String::new() };
                prop_assert_eq!(shown, expected);
            }
        }

        #[test]
        fn rows_above_are_rows_from_backwards(text in "([a-z]{1,9}| |\n|\n\n|\n\n\n){0,40}", width in 1_u16..20) {
            let speech = Document::of_paragraphs("test", &text);
            let layout = Layout::new(&speech, width);
            let all: Vec<Row> = layout.rows_from(ScrollOffset::START).collect();
            for (index, row) in all.iter().enumerate() {
                prop_assert_eq!(layout.rows_from(row.scroll_offset()).next(), Some(row.clone()));
                let above: Vec<Row> = layout.rows_above(row.scroll_offset()).collect();
                prop_assert!(above.iter().rev().eq(&all[..index]));
            }
        }
    }
}
