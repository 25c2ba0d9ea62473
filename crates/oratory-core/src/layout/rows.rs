//! Layout: turns a speech and a text width into rows, one block at a time, from any offset.
//!
//! A row is a byte range. The rows of a block tile it: each begins where the previous one ends, and the
//! blanks at the end of a row belong to it. Between two blocks are blank rows, and above the first one is the
//! title page. These are rows too, so every row has a [`ScrollOffset`].

use std::ops::Range;

use textwrap::{WordSeparator, core::Fragment, wrap_algorithms::wrap_first_fit};

use unicode_segmentation::UnicodeSegmentation;

use super::{
    grapheme::{Ambiguous, trim_row},
    sanitize::SOFT_HYPHEN,
};
use crate::document::{
    markdown,
    speech::{Block, Format, Kind, Speech},
    title_page::TitleLine,
};

/// A scroll offset: a position at which a row can begin at any text width. It is an offset in the text of the
/// title page, which comes first, or in the text of the speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScrollOffset {
    /// An offset in the title page.
    Title(usize),
    /// An offset in the text. In a gap it stands for a blank row.
    Text(usize),
}

impl Default for ScrollOffset {
    fn default() -> Self {
        Self::START
    }
}

impl ScrollOffset {
    /// The top of the title page.
    pub const START: Self = Self::Title(0);

    /// Returns the offset in the text, or 0 on the title page.
    pub const fn offset(self) -> usize {
        match self {
            Self::Title(_) => 0,
            Self::Text(offset) => offset,
        }
    }

    /// Returns the position, or the last one in `speech` before it.
    #[must_use]
    pub fn within(self, speech: &Speech) -> Self {
        match self {
            Self::Title(offset) => Self::Title(speech.title_page().text.floor_char_boundary(offset)),
            Self::Text(offset) => Self::Text(speech.text().floor_char_boundary(offset)),
        }
    }
}

/// A row: one line of the screen at one text width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The kind of the row.
    pub content: Content,
    /// The byte range in the text of the title page or of the speech.
    pub range: Range<usize>,
    /// Indentation in cells. Rows of a list item or a quotation are indented by the width of its sign.
    pub indent: u16,
}

/// The kind of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// The title page.
    Title(TitleLine),
    /// A blank row between two blocks.
    Gap,
    /// The block with this index.
    Block(usize),
}

impl Row {
    /// Returns the position at which the row begins.
    pub const fn scroll_offset(&self) -> ScrollOffset {
        match self.content {
            Content::Title(_) => ScrollOffset::Title(self.range.start),
            Content::Gap | Content::Block(_) => ScrollOffset::Text(self.range.start),
        }
    }

    /// Returns the block of the row.
    pub const fn block(&self) -> Option<usize> {
        match self.content {
            Content::Block(index) => Some(index),
            Content::Title(_) | Content::Gap => None,
        }
    }
}

/// The width of a text column, in cells, with the width of ambiguous characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextWidth {
    /// The number of cells.
    pub cells: u16,
    /// The width of ambiguous characters.
    pub ambiguous: Ambiguous,
}

impl From<u16> for TextWidth {
    /// Creates the width of a column in a terminal with narrow ambiguous characters.
    fn from(cells: u16) -> Self {
        Self { cells, ambiguous: Ambiguous::Narrow }
    }
}

/// A speech at one text width. Rows are computed on demand, and nothing is cached.
#[derive(Debug, Clone, Copy)]
pub struct Layout<'a> {
    speech: &'a Speech,
    width: TextWidth,
}

impl<'a> Layout<'a> {
    /// Lays out `speech` in a column of `width`, of at least one cell.
    pub fn new(speech: &'a Speech, width: impl Into<TextWidth>) -> Self {
        let width = width.into();
        Self { speech, width: TextWidth { cells: width.cells.max(1), ..width } }
    }

    /// Iterates over the rows from the one that contains `scroll_offset` downwards.
    pub fn down(self, scroll_offset: ScrollOffset) -> impl Iterator<Item = Row> + 'a {
        let first = self.piece_at(scroll_offset);
        let mut rows = first.map(|piece| self.rows(piece)).unwrap_or_default();
        rows.drain(..row_at(&rows, scroll_offset));
        let pieces = std::iter::successors(first, move |&piece| self.after(piece)).skip(1);
        rows.into_iter().chain(pieces.flat_map(move |piece| self.rows(piece)))
    }

    /// Iterates over the rows below `row`.
    pub fn below(self, row: &Row) -> impl Iterator<Item = Row> + 'a {
        let here = self.piece_at(row.scroll_offset());
        let rest = row.block().and_then(|index| {
            let rows = self.plain_rows(index, row.range.end)?;
            Some(rows.map(move |range| Row { content: Content::Block(index), range, indent: 0 }))
        });
        let set = rest.is_none().then(|| self.down(row.scroll_offset()).skip(1));
        let pieces = std::iter::successors(here, move |&piece| self.after(piece)).skip(1);
        let after = rest.is_some().then(|| pieces.flat_map(move |piece| self.rows(piece)));
        rest.into_iter().flatten().chain(after.into_iter().flatten()).chain(set.into_iter().flatten())
    }

    /// Wraps a block from `start`, the beginning of a row, a few rows at a time. This works for ASCII text:
    /// the text before the blank after a word does not affect the rest, unless it ends in a bracket or a
    /// quote. Returns `None` for other text.
    fn plain_rows(self, index: usize, start: usize) -> Option<impl Iterator<Item = Range<usize>> + 'a> {
        let block = self.speech.block(index);
        let is_paragraph = matches!(block.kind, Kind::Paragraph) && self.speech.format() == Format::Plain;
        let text = self.speech.text();
        let is_letter = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
        let is_after_word = |offset: usize| {
            let words = text[..offset].strip_suffix([' ', '\n']);
            words.is_some_and(|words| words.ends_with(|c: char| c.is_alphanumeric() || ".,;:!?".contains(c)))
        };
        let is_plain = is_after_word(start) && text[block.range.clone()].bytes().all(is_letter);
        if !is_paragraph || last_part(&block.range) > 0 || !is_plain {
            return None;
        }
        let (mut start, end) = (start, block.range.end);
        // Usually one row is wanted, otherwise a page of them. Finally the rest is taken: such a block is no
        // longer than one piece.
        let mut ahead = usize::from(self.width.cells) * 2;
        let next = move || {
            while start < end {
                let cut = end.min(start + ahead);
                let cut = text[cut..end].find(' ').map_or(end, |blank| cut + blank + 1);
                let mut rows = wrap(text, start..cut, self.width);
                if cut < end {
                    // The last row may continue, so the next run begins with it.
                    rows.pop();
                    rows.truncate(
                        rows.iter().rposition(|row| is_after_word(row.end)).map_or(0, |last| last + 1),
                    );
                }
                ahead = (ahead * 2).min(LONGEST_PIECE);
                if let Some(last) = rows.last() {
                    start = last.end;
                    return Some(rows);
                }
            }
            None
        };
        Some(std::iter::from_fn(next).flatten())
    }

    /// Iterates over the rows above the one that contains `scroll_offset`, upwards.
    pub fn up(self, scroll_offset: ScrollOffset) -> impl Iterator<Item = Row> + 'a {
        let first = self.piece_at(scroll_offset);
        let mut rows = first.map(|piece| self.rows(piece)).unwrap_or_default();
        rows.truncate(row_at(&rows, scroll_offset));
        let pieces = std::iter::successors(first, move |&piece| self.before(piece)).skip(1);
        rows.into_iter().rev().chain(pieces.flat_map(move |piece| self.rows(piece).into_iter().rev()))
    }

    /// Returns the position `rows` rows below the one that contains `scroll_offset`, or the last one. Beyond
    /// `EXACT_ROWS` rows it is estimated, because wrapping them would take too long.
    pub fn far_below(self, scroll_offset: ScrollOffset, rows: usize) -> Option<ScrollOffset> {
        let passed = rows.min(EXACT_ROWS);
        let row = self.down(scroll_offset).take(passed + 1).last()?;
        let last = row.scroll_offset();
        if rows == passed || row.range.end >= self.speech.end() {
            return Some(last);
        }
        let bytes = last.offset().saturating_sub(scroll_offset.offset());
        let offset = last.offset().saturating_add(share(bytes, rows - passed, passed));
        Some(ScrollOffset::Text(offset).within(self.speech))
    }

    /// Returns the position `rows` rows above the one that contains `scroll_offset`, or the first one, estimated as
    /// in [`Layout::far_below`].
    pub fn far_above(self, scroll_offset: ScrollOffset, rows: usize) -> Option<ScrollOffset> {
        let passed = rows.min(EXACT_ROWS);
        let last = self.up(scroll_offset).take(passed).last()?.scroll_offset();
        if rows == passed {
            return Some(last);
        }
        let bytes = scroll_offset.offset().saturating_sub(last.offset());
        match last.offset().saturating_sub(share(bytes, rows - passed, passed)) {
            0 => Some(ScrollOffset::START),
            offset => Some(ScrollOffset::Text(offset).within(self.speech)),
        }
    }

    /// Returns the page of `height` rows that begins at `scroll_offset`. At the end of the text, the page is filled
    /// from above.
    pub fn page(self, scroll_offset: ScrollOffset, height: usize) -> Vec<Row> {
        let mut rows: Vec<Row> = self.down(scroll_offset).take(height).collect();
        let missing = height - rows.len();
        if missing > 0 {
            let mut above: Vec<Row> = self.up(scroll_offset).take(missing).collect();
            above.reverse();
            rows.splice(..0, above);
        }
        rows
    }

    /// Returns the piece that contains `scroll_offset`.
    fn piece_at(self, scroll_offset: ScrollOffset) -> Option<Piece> {
        match scroll_offset {
            ScrollOffset::Title(_) => Some(Piece::TitlePage),
            ScrollOffset::Text(offset) => {
                self.speech.block_at(offset).map_or(Some(Piece::TitlePage), |index| {
                    let block = self.speech.block(index).range;
                    let last = index + 1 == self.speech.block_count();
                    if offset >= block.end && !last {
                        return Some(Piece::Gap(index));
                    }
                    Some(Piece::Block(index, self.part_at(&block, offset)))
                })
            }
        }
    }

    fn after(self, piece: Piece) -> Option<Piece> {
        match piece {
            Piece::TitlePage => (self.speech.block_count() > 0).then_some(Piece::Block(0, 0)),
            Piece::Block(index, part) if part < last_part(&self.speech.block(index).range) => {
                Some(Piece::Block(index, part + 1))
            }
            Piece::Block(index, _) => (index + 1 < self.speech.block_count()).then_some(Piece::Gap(index)),
            Piece::Gap(index) => Some(Piece::Block(index + 1, 0)),
        }
    }

    /// Returns the piece above another one.
    fn before(self, piece: Piece) -> Option<Piece> {
        match piece {
            Piece::TitlePage => None,
            Piece::Block(0, 0) => Some(Piece::TitlePage),
            Piece::Block(index, 0) => Some(Piece::Gap(index - 1)),
            Piece::Block(index, part) => Some(Piece::Block(index, part - 1)),
            Piece::Gap(index) => Some(Piece::Block(index, last_part(&self.speech.block(index).range))),
        }
    }

    /// Returns the part of a block that contains `offset`.
    fn part_at(self, block: &Range<usize>, offset: usize) -> usize {
        let near = offset.saturating_sub(block.start) / LONGEST_PIECE;
        // A part begins slightly before a multiple of its length.
        let next = near + 1;
        let is_next = next <= last_part(block) && self.part_start(block, next) <= offset;
        if is_next { next } else { near.min(last_part(block)) }
    }

    /// Returns the start of a part of a block: a position where a line may be broken, or else between two
    /// grapheme clusters.
    fn part_start(self, block: &Range<usize>, part: usize) -> usize {
        if part == 0 {
            return block.start;
        }
        let text = self.speech.text();
        let wanted = text.floor_char_boundary(block.start + part * LONGEST_PIECE);
        let from = text.floor_char_boundary(wanted.saturating_sub(LONGEST_PIECE / 16));
        let blank = text[from..wanted].char_indices().rfind(|(_, c)| c.is_whitespace());
        if let Some((at, c)) = blank {
            let after = from + at + c.len_utf8();
            // Keep CR LF in one part.
            return after + usize::from(c == '\r' && text[after..].starts_with('\n'));
        }
        let mut clusters = text[from..wanted].grapheme_indices(true);
        clusters.next_back().map_or(wanted, |(at, _)| from + at)
    }

    fn part(self, block: &Range<usize>, part: usize) -> Range<usize> {
        let end = if part == last_part(block) { block.end } else { self.part_start(block, part + 1) };
        self.part_start(block, part)..end
    }

    fn rows(self, piece: Piece) -> Vec<Row> {
        match piece {
            Piece::TitlePage => self.title_rows(),
            Piece::Block(index, part) => {
                let mut block = self.speech.block(index);
                block.range = self.part(&block.range, part);
                let row = |(range, indent)| Row { content: Content::Block(index), range, indent };
                wrap_block(self.speech, &block, self.width).map(row).collect()
            }
            Piece::Gap(index) => self.gap_rows(index),
        }
    }

    fn title_rows(self) -> Vec<Row> {
        let page = self.speech.title_page();
        let lines = page.lines.iter().flat_map(|(line, range)| {
            let row = |range| Row { content: Content::Title(*line), range, indent: 0 };
            wrap(&page.text, range.clone(), self.width).into_iter().map(row)
        });
        lines.collect()
    }

    /// Returns the blank rows of a gap: one between paragraphs, two where a section ends. Each has a line
    /// feed of the gap as its range.
    fn gap_rows(self, index: usize) -> Vec<Row> {
        let gap = self.speech.gap_after(index);
        let count = if self.speech.section_ends_after(index) { 2 } else { 1 };
        let feeds = self.speech.text()[gap.clone()].match_indices('\n').map(|(at, _)| gap.start + at);
        let row = |feed| Row { content: Content::Gap, range: feed..feed + 1, indent: 0 };
        feeds.take(count).map(row).collect()
    }
}

/// Number of rows that are wrapped exactly when the reader moves past them. More would take longer than a
/// frame.
const EXACT_ROWS: usize = 4000;

/// Returns `bytes` times `rows`, divided by `of`.
fn share(bytes: usize, rows: usize, of: usize) -> usize {
    usize::try_from(bytes as u128 * rows as u128 / of.max(1) as u128).unwrap_or(usize::MAX)
}

/// Blocks longer than this, in bytes, are wrapped in parts, so that a page costs the same everywhere.
const LONGEST_PIECE: usize = 16 * 1024;

/// Returns the number of a block's last part, from 0.
const fn last_part(block: &Range<usize>) -> usize {
    (block.end - block.start).saturating_sub(1) / LONGEST_PIECE
}

/// A piece of the layout that is wrapped at once.
#[derive(Debug, Clone, Copy)]
enum Piece {
    TitlePage,
    /// A block, or a part of an overlong one.
    Block(usize, usize),
    /// The gap between the block with this index and the next.
    Gap(usize),
}

/// Returns the index of the row that contains `scroll_offset`.
fn row_at(rows: &[Row], scroll_offset: ScrollOffset) -> usize {
    rows.partition_point(|row| row.scroll_offset() <= scroll_offset).saturating_sub(1)
}

/// Wraps a block into rows, each with its indentation in cells.
pub fn wrap_block(
    speech: &Speech,
    block: &Block,
    width: impl Into<TextWidth>,
) -> impl Iterator<Item = (Range<usize>, u16)> {
    let (text, width) = (speech.text(), width.into());
    block_lines(speech, block).into_iter().flat_map(move |(line, sign)| {
        let sign = width.ambiguous.width(&text[line.start..line.start + sign]);
        let sign = u16::try_from(sign).unwrap_or(u16::MAX);
        let indent = if sign <= width.cells / WIDEST_SIGN { sign } else { 0 };
        let rows = wrap_below(text, line, width, indent);
        rows.into_iter().enumerate().map(move |(at, row)| (row, if at == 0 { 0 } else { indent }))
    })
}

/// Returns the lines of a block that are kept at any width, each with the length of the sign at its head:
/// list items, rows of a table, lines of code or a signature. Prose is one line.
pub fn block_lines(speech: &Speech, block: &Block) -> Vec<(Range<usize>, usize)> {
    let text = speech.text();
    match (block.kind, speech.format()) {
        (Kind::Signature, _) => lines(text, &block.range).into_iter().map(|line| (line, 0)).collect(),
        (Kind::Paragraph, Format::Markdown) => {
            let start = block.range.start;
            let lines = markdown::lines(&text[block.range.clone()]).into_iter();
            lines.map(|line| (start + line.range.start..start + line.range.end, line.sign)).collect()
        }
        (Kind::Paragraph | Kind::Heading, _) => vec![(block.range.clone(), 0)],
    }
}

/// Rows below a sign are indented by its width, unless that exceeds this share of the text width.
const WIDEST_SIGN: u16 = 4;

/// Returns the lines of a block with their line ends.
fn lines(text: &str, block: &Range<usize>) -> Vec<Range<usize>> {
    let mut start = block.start;
    let line = |line: &str| {
        let range = start..start + line.len();
        start = range.end;
        range
    };
    text[block.clone()].split_inclusive('\n').map(line).collect()
}

/// Wraps the program's own words into lines without trailing blanks.
pub fn wrap_line(words: &str, width: impl Into<TextWidth>) -> Vec<String> {
    let rows = wrap(words, 0..words.len(), width.into()).into_iter();
    rows.map(|row| trim_row(&words[row]).to_owned()).collect()
}

/// Wraps `text[range]` into rows. There is at least one row. A row exceeds `width` only if a single cluster
/// does.
fn wrap(text: &str, range: Range<usize>, width: TextWidth) -> Vec<Range<usize>> {
    wrap_below(text, range, width, 0)
}

/// Wraps `text[range]` with `indent` fewer cells for all rows but the first.
fn wrap_below(text: &str, range: Range<usize>, width: TextWidth, indent: u16) -> Vec<Range<usize>> {
    let below = TextWidth { cells: width.cells - indent, ..width };
    let pieces = fragments(&text[range.clone()], below);
    let rows = wrap_first_fit(&pieces, &[f64::from(width.cells), f64::from(below.cells)]);
    let rows: Vec<_> = rows
        .into_iter()
        .filter_map(|row| {
            let (first, last) = (row.first()?, row.last()?);
            Some(range.start + first.range.start..range.start + last.range.end)
        })
        .collect();
    if rows.is_empty() { vec![range] } else { rows }
}

/// A range that no row break may divide, with its width.
#[derive(Debug)]
struct Unbroken {
    range: Range<usize>,
    /// Display width without trailing blanks.
    width: usize,
    /// Display width of the trailing blanks.
    blank: usize,
    /// Display width of the hyphen that is shown if a row ends here.
    hyphen: usize,
}

#[expect(clippy::cast_precision_loss, reason = "no row is as wide as 2^52 cells")]
impl Fragment for Unbroken {
    fn width(&self) -> f64 {
        self.width as f64
    }

    fn whitespace_width(&self) -> f64 {
        self.blank as f64
    }

    fn penalty_width(&self) -> f64 {
        self.hyphen as f64
    }
}

impl Unbroken {
    fn new(text: &str, range: Range<usize>, ambiguous: Ambiguous) -> Self {
        let piece = &text[range.clone()];
        let ink = trim_row(piece);
        Self {
            width: ambiguous.width(ink),
            blank: ambiguous.width(&piece[ink.len()..]),
            hyphen: usize::from(ink.ends_with(SOFT_HYPHEN)),
            range,
        }
    }
}

/// Divides a line where rows may end, and cuts words that are wider than the text width.
fn fragments(line: &str, width: TextWidth) -> Vec<Unbroken> {
    let korean = line.contains(is_hangul) && line.contains(char::is_whitespace);
    let mut fragments = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        end += word.word.len() + word.whitespace.len();
        if end < line.len() && korean && in_hangul(line, end) {
            continue;
        }
        let mut cut = start;
        for hyphen in hyphens(&line[start..end]).map(|hyphen| start + hyphen) {
            push_within(width, line, cut..hyphen, &mut fragments);
            cut = hyphen;
        }
        push_within(width, line, cut..end, &mut fragments);
        start = end;
    }
    fragments
}

/// Adds a fragment, cut into parts if it is wider than the text width.
fn push_within(width: TextWidth, line: &str, range: Range<usize>, fragments: &mut Vec<Unbroken>) {
    let TextWidth { cells: room, ambiguous } = width;
    let room = usize::from(room);
    let whole = Unbroken::new(line, range.clone(), ambiguous);
    if whole.width + whole.hyphen <= room {
        fragments.push(whole);
        return;
    }
    let ink = trim_row(&line[range.clone()]).len();
    let mut cut = 0;
    let mut cells = 0;
    // A part that ends in a soft hyphen needs room for the hyphen.
    for grapheme in ambiguous.graphemes(&line[range.start..range.start + ink]) {
        let soft = line[range.start + grapheme.range.start..].starts_with(SOFT_HYPHEN);
        let taken = usize::from(grapheme.width) + usize::from(soft);
        if cells + taken > room && grapheme.range.start > cut {
            fragments.push(Unbroken::new(
                line,
                range.start + cut..range.start + grapheme.range.start,
                ambiguous,
            ));
            cut = grapheme.range.start;
            cells = 0;
        }
        cells += usize::from(grapheme.width);
    }
    fragments.push(Unbroken::new(line, range.start + cut..range.end, ambiguous));
}

/// Returns `true` if a break at `offset` would divide a Korean word, which is only broken at blanks.
fn in_hangul(line: &str, offset: usize) -> bool {
    let before = line[..offset].chars().next_back();
    let after = line[offset..].chars().next();
    !before.is_some_and(char::is_whitespace) && [before, after].into_iter().flatten().any(is_hangul)
}

/// Returns `true` for Hangul syllables and letters.
const fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7FB}' | '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97C}' | '\u{3131}'..='\u{318E}')
}

/// Iterates over break positions inside a word: after a hyphen between letters or digits, and after a soft
/// hyphen. (`textwrap` leaves hyphens to its caller.)
fn hyphens(word: &str) -> impl Iterator<Item = usize> {
    word.match_indices(['-', SOFT_HYPHEN]).filter_map(|(at, hyphen)| {
        let before = word[..at].chars().next_back();
        let after = word[at + hyphen.len()..].chars().next();
        let between = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        between.then_some(at + hyphen.len())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;
    use crate::{document::speech::Manuscript, layout::grapheme::row_graphemes};

    fn set(text: &str, measure: u16) -> Vec<String> {
        let speech = Speech::parse("test", text.to_owned());
        let drawn = |(row, _)| row_graphemes(&speech.text()[row]).map(|g| g.symbol.into_owned()).collect();
        speech
            .blocks()
            .flat_map(|block| wrap_block(&speech, &block, measure).collect::<Vec<_>>())
            .map(drawn)
            .collect()
    }

    fn row_width(text: &str) -> usize {
        row_graphemes(text).map(|grapheme| usize::from(grapheme.width)).sum()
    }

    #[test]
    fn rows_break_at_blanks_and_after_hyphens() {
        assert_eq!(set("the grass-roots organizations", 12), ["the grass-", "roots", "organization", "s"]);
        assert_eq!(set("construction–this is", 14), ["construction–", "this is"]);
        assert_eq!(set("of -5 or more", 4), ["of", "-5", "or", "more"]);
    }

    #[test]
    fn a_no_break_space_holds_words_together() {
        assert_eq!(set("conference are 10\u{A0}000 persons", 17), ["conference are", "10 000 persons"]);
    }

    #[test]
    fn a_line_end_inside_a_paragraph_is_a_blank() {
        assert_eq!(set("one\ntwo\r\nthree", 20), ["one two three"]);
    }

    #[test]
    fn a_soft_hyphen_is_seen_where_the_word_is_broken() {
        assert_eq!(
            set("inter\u{AD}national co\u{AD}operation", 10),
            ["inter-", "national", "co-", "operation"]
        );
        assert_eq!(set("inter\u{AD}national", 13), ["international"]);
    }

    #[test]
    fn korean_is_broken_at_blanks() {
        assert_eq!(set("조선로동당 세포비서대회를", 12), ["조선로동당", "세포비서대회", "를"]);
        assert_eq!(set("우리 당(세포)은 강하다", 10), ["우리", "당(세포)은", "강하다"]);
        assert_eq!(set("조선로동당세포비서", 6), ["조선로", "동당세", "포비서"], "without blanks, anywhere");
    }

    #[test]
    fn chinese_is_broken_between_characters_but_not_before_a_comma() {
        assert_eq!(set("同志们，朋友们", 6), ["同志", "们，朋", "友们"]);
    }

    #[test]
    fn a_cluster_is_never_cut() {
        assert_eq!(set("👩‍👩‍👧👩‍👩‍👧", 3), ["👩‍👩‍👧", "👩‍👩‍👧"]);
        assert_eq!(set("각", 1), ["각"], "wider than the measure, yet whole");
    }

    #[test]
    fn a_page_at_the_end_is_filled_from_above() {
        let speech = Speech::parse("test", "a\n\nb\n\nc".to_owned());
        let layout = Layout::new(&speech, 10);
        let page = layout.page(ScrollOffset::Text(speech.text().len()), 3);
        assert_eq!(page, layout.page(ScrollOffset::Text(3), 3));
        assert_eq!(page.last().and_then(Row::block), Some(2));
    }

    #[test]
    fn a_long_way_is_exact_for_4000_rows_and_then_estimated() {
        let speech = Speech::parse("test", "one two three four five\n\n".repeat(10_000));
        let layout = Layout::new(&speech, 10);
        let rows: Vec<Row> = layout.down(ScrollOffset::Text(0)).collect();
        for count in [0, 1, 40, EXACT_ROWS] {
            assert_eq!(
                layout.far_below(rows[7].scroll_offset(), count),
                Some(rows[7 + count].scroll_offset())
            );
        }
        for count in [1, 40, EXACT_ROWS] {
            assert_eq!(
                layout.far_above(rows[9000].scroll_offset(), count),
                Some(rows[9000 - count].scroll_offset())
            );
        }
        // All rows here are alike, so the estimate is good.
        let is_near = |found: Option<ScrollOffset>, row: usize| {
            (rows[row - 9].scroll_offset()..rows[row + 9].scroll_offset()).contains(&found.unwrap())
        };
        assert!(is_near(layout.far_below(rows[7].scroll_offset(), 20_000), 20_007));
        assert!(is_near(layout.far_above(rows[30_000].scroll_offset(), 20_000), 10_000));
        assert_eq!(
            layout.far_below(rows[7].scroll_offset(), 999_999),
            Some(ScrollOffset::Text(speech.text().len()))
        );
        assert_eq!(layout.far_above(rows[30_000].scroll_offset(), 999_999), Some(ScrollOffset::START));
        assert_eq!(layout.far_above(ScrollOffset::START, 9), None);
    }

    #[test]
    fn a_section_break_is_two_blank_rows() {
        let speech = Speech::parse("test", "a\n\nb\n\n\nc".to_owned());
        let kinds = Layout::new(&speech, 10).down(ScrollOffset::Text(0)).map(|row| row.block());
        assert_eq!(kinds.collect::<Vec<_>>(), [Some(0), None, Some(1), None, None, Some(2)]);
    }

    /// Returns the rows of `text` with LF and with CR LF line ends.
    fn of_both_systems(text: &str, measure: u16) -> [Vec<String>; 2] {
        [text.to_owned(), text.replace('\n', "\r\n")].map(|text| set(&text, measure))
    }

    #[test]
    fn carriage_returns_of_line_ends_are_not_shown_and_take_no_cell() {
        let [unix, dos] = of_both_systems("twelve cells\nthen more of it\n\nAmen,\nKim", 12);
        assert_eq!(unix, ["twelve cells", "then more of", "it", "Amen, Kim"]);
        assert_eq!(dos, unix);
        let long = "a line of some words\n".repeat(LONGEST_PIECE / 8);
        let speech = Speech::parse("test", long.replace('\n', "\r\n"));
        let rows: Vec<Row> = Layout::new(&speech, 19).down(ScrollOffset::Text(0)).collect();
        let shown = |row: &Row| {
            row_graphemes(&speech.text()[row.range.clone()]).any(|grapheme| grapheme.symbol == "␍")
        };
        assert!(!rows.iter().any(shown), "not where a long block is set in parts either");
    }

    const SCRIPTS: &str = "([a-zA-Z]{1,14}|[“”—…·]{1,3}|[가-힣]{1,5}|[一-三]{1,8}|e\u{301}|👩‍👩‍👧|\u{1100}\u{1161}\u{11A8}|\u{AD}|[-–,.(]| |\n|\u{A0}|\x1B\\[1m){0,60}";

    #[test]
    fn an_overlong_block_is_set_in_parts_without_a_seam() {
        let words = "it was a word and then another ".repeat(3_000);
        let letters = "가e\u{301}👩‍👩‍👧x".repeat(4_000);
        for text in [
            words.trim_end().to_owned(),
            letters,
            "x".repeat(LONGEST_PIECE * 2),
            "x".repeat(LONGEST_PIECE * 2 + 1),
        ] {
            let speech = Speech::parse("test", text);
            let layout = Layout::new(&speech, 40);
            let rows: Vec<Row> = layout.down(ScrollOffset::Text(0)).collect();
            assert_eq!(rows[0].range.start, 0);
            assert!(
                rows.windows(2).all(|pair| pair[0].range.end == pair[1].range.start),
                "rows tile the block"
            );
            assert_eq!(rows[rows.len() - 1].range.end, speech.end());
            for (index, row) in rows.iter().enumerate().step_by(97) {
                assert!(row_width(&speech.text()[row.range.clone()]) <= 40);
                assert_eq!(layout.down(row.scroll_offset()).next().as_ref(), Some(row));
                let above = layout.up(row.scroll_offset()).next();
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
            let speech = Speech::parse("test", text);
            for block in speech.blocks() {
                let mut end = block.range.start;
                for (row, _) in wrap_block(&speech, &block, TextWidth { cells, ambiguous }) {
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
        fn the_rows_below_one_are_those_that_follow_it(
            text in prop_oneof![
                SCRIPTS,
                "([a-z]{1,9}|[0-9]{1,9}|[-.,:;!?()\\[\\]{}'\"/$%&*+=<>@#_|~^`]{1,2}| |\n|\n\n){0,120}",
                "([a-z]{1,7} |-|[0-9]{1,3}[,.]?){0,90}",
            ],
            measure in 1_u16..24,
        ) {
            let speech = Speech::parse("test", text);
            let layout = Layout::new(&speech, measure);
            let all: Vec<Row> = layout.down(ScrollOffset::START).collect();
            for (index, row) in all.iter().enumerate() {
                let below: Vec<Row> = layout.below(row).take(9).collect();
                let following: Vec<Row> = all[index + 1..].iter().take(9).cloned().collect();
                prop_assert_eq!(below, following, "below {}", index);
            }
        }

        #[test]
        fn code_is_set_line_by_line_with_its_blank_lines(
            lines in "((```|~~~|  ```|# [a-z]{1,9}| {0,5}[a-z]{1,9}( [a-z]{1,30})?|- [a-z]|\r|)(\n|\n\n)){0,14}",
            measure in 3_u16..24,
        ) {
            let manuscript = Manuscript { content: lines, format: Format::Markdown, ..Manuscript::default() };
            let speech = Speech::read(manuscript).remove(0);
            let layout = Layout::new(&speech, measure);
            let all: Vec<Row> = layout.down(ScrollOffset::Text(0)).collect();
            let mut end = None;
            for (index, row) in all.iter().enumerate() {
                prop_assert_eq!(layout.down(row.scroll_offset()).next(), Some(row.clone()));
                let above: Vec<Row> = layout.up(row.scroll_offset()).take(index).collect();
                prop_assert!(above.iter().rev().eq(&all[..index]));
                if let Some(block) = row.block() {
                    let start = speech.block(block).range.start;
                    prop_assert_eq!(row.range.start, end.filter(|end| *end > start).unwrap_or(start));
                    end = Some(row.range.end);
                }
            }
        }

        #[test]
        fn up_is_down_backwards(text in "([a-z]{1,9}| |\n|\n\n|\n\n\n){0,40}", measure in 1_u16..20) {
            let speech = Speech::parse("test", text);
            let layout = Layout::new(&speech, measure);
            let all: Vec<Row> = layout.down(ScrollOffset::START).collect();
            for (index, row) in all.iter().enumerate() {
                prop_assert_eq!(layout.down(row.scroll_offset()).next(), Some(row.clone()));
                let above: Vec<Row> = layout.up(row.scroll_offset()).collect();
                prop_assert!(above.iter().rev().eq(&all[..index]));
            }
        }
    }
}
