//! One speech as it is being read: where its page begins, which paragraph is the current one, and the
//! rows that follow from these.

use std::ops::Range;

use super::percent_of;
use crate::{
    action::Motion,
    places::{Kept, ReadRanges},
    text::{
        layout::{Anchor, Galley, Row, TextWidth},
        speech::{Kind, Speech},
    },
};

/// A reader's place in one speech.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Where the page begins. It changes only when the reader moves.
    anchor: Anchor,
    /// The current paragraph, as an index of its block; `None` where nothing is numbered.
    current: Option<usize>,
    /// The parts of the text that the reader has read by moving forward through them.
    read: ReadRanges,
    /// The part that the last movement has passed, until [`Reading::mark_read`] counts it.
    passed: Option<Range<usize>>,
    /// The place at which the reader was put.
    taken_up: Place,
    /// The rows in view, which follow from what `set` says.
    rows: Vec<Row>,
    /// Those below them, as far as they have been set ahead of the next movement.
    ahead: Vec<Row>,
    /// The anchor, text width and height for which `rows` has been set.
    set: Option<(Anchor, TextWidth, usize)>,
    /// The parts of the page that stay in view in a smaller window.
    held: Option<Held>,
}

/// The current paragraph and match, as the reader saw them after the last movement. A window of another size keeps them
/// in view. The anchor stays, so that the page is the same again when the window has its former size.
#[derive(Debug, Clone)]
struct Held {
    /// The place for which this holds.
    place: Place,
    current_match: Option<Range<usize>>,
    /// The parts of both that were in view, the more important last.
    parts: Vec<Range<usize>>,
}

/// Rows that are shown above and below a match, where the page has room for them.
const CONTEXT_ROWS: usize = 3;

/// So many rows are set ahead.
const AHEAD: usize = 8;

/// A place to come back to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    anchor: Anchor,
    current: Option<usize>,
}

/// A speech in a column of some width and height.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// The speech.
    pub speech: &'a Speech,
    /// The text width.
    pub width: TextWidth,
    /// The height, in rows.
    pub height: usize,
}

impl Place {
    /// Where in the text its page begins.
    pub const fn offset(self) -> usize {
        self.anchor.offset()
    }

    /// Where its page begins.
    pub const fn anchor(self) -> Anchor {
        self.anchor
    }

    /// The block that is its current paragraph.
    pub const fn current(self) -> Option<usize> {
        self.current
    }

    /// Whether there is such a place in a speech, whose text may not be here or have become another one.
    pub fn is_in(self, speech: &Speech) -> bool {
        let is_there = |block| block < speech.block_count() && speech.block(block).kind == Kind::Paragraph;
        self.current.is_none_or(is_there) && self.anchor.within(speech) == self.anchor
    }

    /// The same place in another reading of the text: of more of it, or of what it is now.
    #[must_use]
    pub fn carried(self, from: &Speech, to: &Speech) -> Self {
        let kept = Kept::new(from, self.anchor, self.current, ReadRanges::default());
        Self { anchor: kept.anchor(to), current: kept.current(to) }
    }
}

impl Column<'_> {
    fn galley(&self) -> Galley<'_> {
        Galley::new(self.speech, self.width)
    }

    /// Returns the first row of a page that shows `part`, moved as little as possible from the page that begins at `top`.
    /// If the part is longer than the page, its first row is shown.
    fn moved_to_show(&self, top: Anchor, part: &Range<usize>) -> Anchor {
        let galley = self.galley();
        let row_at = |offset| galley.down(Anchor::Text(offset)).next().map(|row| row.anchor());
        let page = galley.page(top, self.height);
        let (Some(first), Some(last)) = (row_at(part.start), row_at(part.end - 1)) else { return top };
        let (Some(page_first), Some(page_last)) = (page.first(), page.last()) else { return top };
        if first < page_first.anchor() {
            return first;
        }
        if last <= page_last.anchor() {
            return top;
        }
        let above = galley.up(last).take(self.height - 1).last();
        above.map_or(last, |row| row.anchor()).min(first)
    }
}

impl Reading {
    /// A speech that has not been opened yet: at its title page.
    pub fn new(speech: &Speech) -> Self {
        let current = speech.paragraph(1);
        Self {
            anchor: Anchor::START,
            current,
            read: ReadRanges::default(),
            passed: None,
            taken_up: Place { anchor: Anchor::START, current },
            rows: Vec::new(),
            ahead: Vec::new(),
            set: None,
            held: None,
        }
    }

    /// The place as it is kept.
    pub fn kept(&self, speech: &Speech) -> Kept {
        Kept::new(speech, self.anchor, self.current, self.read.clone())
    }

    /// Restores a saved position. What has been read in this session already stays read.
    pub fn restore(&mut self, kept: &Kept, speech: &Speech) {
        self.anchor = kept.anchor(speech);
        self.current = kept.current(speech).or_else(|| speech.paragraph(1));
        self.read.extend(&kept.read());
        self.read.truncate(speech.extent());
        self.taken_up = self.place();
    }

    /// Whether the reader has moved away from where the place was taken up.
    pub fn has_moved(&self) -> bool {
        self.place() != self.taken_up
    }

    /// Takes up the text that has come. It may be another one than that in which the reader was.
    pub fn begin(&mut self, speech: &Speech) {
        self.return_to(self.place(), speech);
        self.read.truncate(speech.end());
    }

    /// Has the rows set anew: the text is another one.
    pub fn forget_rows(&mut self) {
        self.rows.clear();
        self.ahead.clear();
        self.set = None;
        self.held = None;
    }

    /// The rows in view, from the top.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Where the page begins.
    pub const fn anchor(&self) -> Anchor {
        self.anchor
    }

    /// The block that is the current paragraph.
    pub const fn current(&self) -> Option<usize> {
        self.current
    }

    /// The parts of the text that have been read by moving through them.
    pub const fn read(&self) -> &ReadRanges {
        &self.read
    }

    /// Where the page is and which paragraph is current, to come back to.
    pub const fn place(&self) -> Place {
        Place { anchor: self.anchor, current: self.current }
    }

    /// Comes back to a place, or near it where the text has become another one.
    pub fn return_to(&mut self, place: Place, speech: &Speech) {
        self.anchor = place.anchor;
        self.current = place.current;
        if speech.is_whole() && !place.is_in(speech) {
            self.anchor = place.anchor.within(speech);
            self.current = speech.numbered_at(self.anchor.offset());
        }
        self.current = self.current.or_else(|| speech.paragraph(1));
    }

    /// Where the page that is seen begins: at the anchor, or above it where the text ends first.
    pub fn top(&self) -> Anchor {
        self.rows.first().map_or(self.anchor, Row::anchor)
    }

    /// The bytes of the text that are in view.
    pub fn in_view(&self) -> Range<usize> {
        let end = self.rows.iter().rev().find(|row| matches!(row.anchor(), Anchor::Text(_)));
        self.top().offset()..end.map_or(0, |row| row.range.end)
    }

    /// The blocks of which a row is in view.
    pub fn blocks_in_view(&self) -> Range<usize> {
        let mut blocks = self.rows.iter().filter_map(Row::block);
        let first = blocks.next();
        let last = blocks.next_back().or(first);
        first.map_or(0..0, |first| first..last.map_or(first, |last| last + 1))
    }

    /// Returns where in the speech the current paragraph is, from 0 to 1. It is 1 at the last paragraph, once the
    /// end of the text is in view.
    pub fn progress(&self, speech: &Speech) -> f64 {
        if self.is_at_end(speech) { 1.0 } else { ratio(self.position(speech), speech.extent()) }
    }

    /// Returns the offset of the current paragraph in the whole text. Of a paragraph that begins above the page,
    /// it is the offset of its first row in view.
    fn position(&self, speech: &Speech) -> usize {
        let top = self.top().offset();
        let offset = self.current.filter(|&block| block < speech.block_count()).map_or(top, |block| {
            let Range { start, end } = speech.block(block).range;
            // Headings above the first paragraph are part of the way to it.
            let start = if speech.number_of(block) == Some(1) { 0 } else { start };
            top.clamp(start, end)
        });
        speech.skipped() + offset
    }

    /// Returns `true` if the last paragraph is the current one and the end of the text is in view.
    fn is_at_end(&self, speech: &Speech) -> bool {
        let is_last = |block: usize| speech.rank_of(block) == Some(speech.paragraph_count());
        speech.skipped() + self.in_view().end >= speech.extent() && self.current.is_none_or(is_last)
    }

    /// Sets the rows in view, if they are not those of this column yet. What has been set before and is still in
    /// view stays.
    pub fn settle(&mut self, column: Column<'_>) {
        let wanted = Some((self.anchor, column.width, column.height));
        if self.set == wanted {
            return;
        }
        let is_same_column = self.set.is_some_and(|(_, width, _)| width == column.width);
        let start = self.start(column);
        if !(is_same_column && start == self.anchor && self.move_rows(column)) {
            self.rows = column.galley().page(start, column.height);
            self.ahead.clear();
        }
        self.set = wanted;
    }

    /// Returns the first row of the page: the anchor, or a row near it if the current paragraph or match would be out of
    /// view otherwise.
    fn start(&self, column: Column<'_>) -> Anchor {
        let held = self.held.as_ref().filter(|held| held.place == self.place());
        held.map_or(self.anchor, |held| {
            held.parts.iter().fold(self.anchor, |top, part| column.moved_to_show(top, part))
        })
    }

    /// Notes which parts of the current paragraph and match are in view, if the reader has moved since the last call.
    pub fn hold(&mut self, current_match: Option<Range<usize>>, speech: &Speech) {
        let place = self.place();
        let is_same = |held: &Held| held.place == place && held.current_match == current_match;
        if self.held.as_ref().is_some_and(is_same) {
            return;
        }
        let view = self.in_view();
        let paragraph = self.current.filter(|&block| block < speech.block_count());
        let paragraph = paragraph.map(|block| speech.block(block).range);
        let in_view = |part: Range<usize>| part.start.max(view.start)..part.end.min(view.end);
        let parts = paragraph.into_iter().chain(current_match.clone()).map(in_view);
        let parts = parts.filter(|part| !part.is_empty()).collect();
        self.held = Some(Held { place, current_match, parts });
    }

    /// Moves the rows in view to where the page begins now, and sets those that come into view; tells whether
    /// that could be done.
    fn move_rows(&mut self, column: Column<'_>) -> bool {
        let (anchor, galley) = (self.anchor, column.galley());
        let Some(first) = self.rows.first() else { return false };
        if anchor < first.anchor() {
            let (first, height) = (first.anchor(), column.height);
            let mut above: Vec<Row> =
                galley.down(anchor).take(height).take_while(|row| row.anchor() < first).collect();
            if above.len() == height || above.first().is_none_or(|row| row.anchor() != anchor) {
                return false;
            }
            above.append(&mut self.rows);
            self.rows = above;
        } else {
            let Some(gone) = self.rows.iter().position(|row| row.anchor() == anchor) else { return false };
            let missing = column.height.saturating_sub(self.rows.len() - gone);
            let set = missing.min(self.ahead.len());
            self.rows.extend(self.ahead.drain(..set));
            if let Some(last) = self.rows.last().filter(|_| set < missing) {
                let below: Vec<Row> = galley.below(last).take(missing - set).collect();
                if below.len() < missing - set {
                    // The end of the text stands at the bottom of the page.
                    return false;
                }
                self.rows.extend(below);
            }
            self.rows.drain(..gone);
        }
        if self.rows.len() > column.height {
            self.rows.truncate(column.height);
            self.ahead.clear();
        }
        true
    }

    /// Sets some rows below those in view, if there are none: the movement that shows them is then answered at once.
    pub fn look_ahead(&mut self, column: Column<'_>) {
        let is_settled = self.set == Some((self.anchor, column.width, column.height));
        if let Some(last) = self.rows.last().filter(|_| is_settled && self.ahead.is_empty()) {
            self.ahead = column.galley().below(last).take(AHEAD).collect();
        }
    }

    /// Counts as read what the last movement has passed, if the reader `was_reading`: not while a query is typed,
    /// or while the text is only a preview.
    pub fn mark_read(&mut self, was_reading: bool) {
        if let Some(passed) = self.passed.take().filter(|_| was_reading) {
            self.read.add(passed);
        }
    }

    /// Carries out a movement inside the speech; `count` repeats it or names the paragraph.
    pub fn go(&mut self, motion: Motion, count: Option<usize>, column: Column<'_>) {
        self.settle(column);
        let before = self.position(column.speech);
        let times = count.unwrap_or(1);
        let (page, half) = (column.height.saturating_sub(1).max(1), (column.height / 2).max(1));
        match (motion, count) {
            (Motion::RowDown, _) => self.scroll_down(times, column),
            (Motion::RowUp, _) => self.scroll_up(times, column),
            (Motion::PageDown, _) => self.scroll_down(times.saturating_mul(page), column),
            (Motion::PageUp, _) => self.scroll_up(times.saturating_mul(page), column),
            (Motion::HalfPageDown, _) => self.scroll_down(times.saturating_mul(half), column),
            (Motion::HalfPageUp, _) => self.scroll_up(times.saturating_mul(half), column),
            (Motion::Start | Motion::End, Some(number)) => self.go_to_paragraph(number, column),
            (Motion::Start, None) => {
                self.anchor = Anchor::START;
                self.current = column.speech.paragraph(1);
            }
            (Motion::End, None) => {
                self.anchor = Anchor::Text(column.speech.text().len());
                self.current = column.speech.paragraph(column.speech.paragraph_count());
            }
            (Motion::Percent, Some(percent)) => self.go_to_percent(percent, column),
            (Motion::NextParagraph, _) => self.step_paragraphs(Paragraphs::Down(times), column),
            (Motion::PreviousParagraph, _) => self.step_paragraphs(Paragraphs::Up(times), column),
            // These leave the speech, or ask what has been found in it.
            (Motion::NextSpeech | Motion::PreviousSpeech | Motion::NextHit | Motion::PreviousHit, _)
            | (Motion::Percent, None) => {}
        }
        self.pin(column);
        if motion.reads_on() {
            let is_at_end = self.is_at_end(column.speech);
            let after = if is_at_end { column.speech.extent() } else { self.position(column.speech) };
            self.passed = Some(before..after);
        }
    }

    /// Shows a range and makes its paragraph the current one. If the range is in view, the page moves only so far that
    /// it has [some rows](CONTEXT_ROWS) of context; otherwise the range comes a third down the page.
    pub fn show(&mut self, range: &Range<usize>, column: Column<'_>) {
        self.current = column.speech.numbered_at(range.start).or(self.current);
        let (galley, height) = (column.galley(), column.height);
        let row_of = |offset: usize| {
            self.rows.iter().position(|row| row.block().is_some() && row.range.contains(&offset))
        };
        let last = range.end.saturating_sub(1).max(range.start);
        if let Some((first, last)) = row_of(range.start).zip(row_of(last)) {
            let context = CONTEXT_ROWS.min(height.saturating_sub(last - first + 1) / 2);
            if first < context {
                let above = galley.up(self.top()).take(context - first).last();
                self.anchor = above.map_or_else(|| self.top(), |row| row.anchor());
            } else {
                let below = (last + context + 1).saturating_sub(height);
                self.anchor = self.rows.get(below).map_or_else(|| self.top(), Row::anchor);
            }
            return self.pin(column);
        }
        let anchor = Anchor::Text(range.start);
        let rows = galley.down(anchor).take(height).take_while(|row| row.range.start <= last).count();
        let context = CONTEXT_ROWS.min(height.saturating_sub(rows) / 2);
        let above = (height / 3).max(context).min(height.saturating_sub(rows + context));
        let above = galley.up(anchor).take(above).last();
        self.anchor = above.map_or(anchor, |row| row.anchor());
        self.pin(column);
    }

    /// Scrolls to the row in which `offset` lies.
    pub fn scroll_to(&mut self, offset: usize, column: Column<'_>) {
        self.anchor = if offset == 0 { Anchor::START } else { Anchor::Text(offset) };
        self.keep_current_in_view(column);
        if offset == 0 {
            self.current = self.numbered_in_view(column.speech).next().or(self.current);
        } else if offset >= column.speech.end() {
            self.current = self.numbered_in_view(column.speech).next_back().or(self.current);
        }
    }

    /// Scrolls to so many per cent of the whole text, and makes the paragraph there the current one.
    fn go_to_percent(&mut self, percent: usize, column: Column<'_>) {
        let speech = column.speech;
        let offset = percent_of(speech.extent(), percent).saturating_sub(speech.skipped());
        let offset = speech.text().floor_char_boundary(offset.min(speech.end()));
        self.anchor = if offset == 0 { Anchor::START } else { Anchor::Text(offset) };
        self.current = speech.numbered_at(offset).or(self.current);
    }

    /// Makes the paragraph in a row of the page the current one, if it is numbered.
    pub fn point_at(&mut self, row: usize, speech: &Speech) {
        let block = self.rows.get(row).and_then(Row::block);
        self.current = block.filter(|&block| speech.rank_of(block).is_some()).or(self.current);
    }

    /// Puts paragraph `number` at the top of the page and makes it the current one.
    pub fn go_to_paragraph(&mut self, number: usize, column: Column<'_>) {
        if let Some(index) = column.speech.paragraph(number) {
            self.current = Some(index);
            self.anchor = Anchor::Text(column.speech.block(index).range.start);
        }
    }

    /// Puts a block at the top of the page, and makes the paragraph there, or the next one, the current one.
    pub fn put_on_top(&mut self, block: usize, column: Column<'_>) {
        self.anchor = Anchor::Text(column.speech.block(block).range.start);
        let numbered =
            (block..column.speech.block_count()).find(|&index| column.speech.rank_of(index).is_some());
        self.current = numbered.or(self.current);
        self.pin(column);
    }

    /// Brings the anchor to the row that is seen at the top, after a movement.
    fn pin(&mut self, column: Column<'_>) {
        self.settle(column);
        self.anchor = self.top();
        self.set = Some((self.anchor, column.width, column.height));
    }

    /// Scrolls down. Where the page is at the end of the text already, the last paragraph becomes the current one.
    fn scroll_down(&mut self, rows: usize, column: Column<'_>) {
        let before = self.top();
        let in_view = self.rows.get(rows).map(Row::anchor);
        if let Some(anchor) = in_view.or_else(|| column.galley().far_below(self.top(), rows)) {
            self.anchor = anchor;
        }
        self.keep_current_in_view(column);
        if self.top() == before && rows > 0 {
            self.current = self.numbered_in_view(column.speech).next_back().or(self.current);
        }
    }

    fn scroll_up(&mut self, rows: usize, column: Column<'_>) {
        if let Some(anchor) = column.galley().far_above(self.top(), rows) {
            self.anchor = anchor;
        }
        self.keep_current_in_view(column);
    }

    /// Scrolling keeps the current paragraph while a row of it is in view; else the nearest in view
    /// becomes the current one.
    fn keep_current_in_view(&mut self, column: Column<'_>) {
        self.pin(column);
        let mut numbered = self.numbered_in_view(column.speech);
        let (Some(first), Some(current)) = (numbered.next(), self.current) else { return };
        let last = numbered.next_back().unwrap_or(first);
        self.current = Some(current.clamp(first, last));
    }

    /// The numbered paragraphs in view, as indexes of their blocks.
    fn numbered_in_view<'a>(&self, speech: &'a Speech) -> impl DoubleEndedIterator<Item = usize> + use<'a> {
        self.blocks_in_view().filter(|&index| speech.rank_of(index).is_some())
    }

    /// Makes the paragraph some numbers away the current one, and brings it in view: at the top, if
    /// it is not wholly seen.
    fn step_paragraphs(&mut self, step: Paragraphs, column: Column<'_>) {
        let Some(current) = self.current else { return };
        let Some(number) = column.speech.rank_of(current) else { return };
        let start = column.speech.block(current).range.start;
        let number = match step {
            Paragraphs::Down(times) => number.saturating_add(times),
            // Up from the middle of a paragraph is to its own start.
            Paragraphs::Up(times) if self.top() > Anchor::Text(start) => number.saturating_sub(times - 1),
            Paragraphs::Up(times) => number.saturating_sub(times),
        };
        let Some(index) = column.speech.paragraph(number) else { return };
        let block = column.speech.block(index);
        self.current = Some(index);
        let view = self.in_view();
        if block.range.start < view.start || block.range.end > view.end {
            self.anchor = Anchor::Text(block.range.start);
        }
    }
}

/// Some paragraphs on or back.
#[derive(Debug, Clone, Copy)]
enum Paragraphs {
    Down(usize),
    Up(usize),
}

#[expect(clippy::cast_precision_loss, reason = "a per cent of 2^52 bytes needs no more precision")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_that_are_moved_are_those_that_would_be_set(
            text in "(([a-z]{1,9} ){0,20}\n{1,3}){0,12}",
            steps in prop::collection::vec(((0_usize..12, 0_usize..5), 1_usize..9, 5_u16..9, any::<bool>()), 1..30),
        ) {
            let speech = Speech::parse("test", text);
            let mut reading = Reading::new(&speech);
            let motions = [
                Motion::RowDown, Motion::RowUp, Motion::PageDown, Motion::PageUp, Motion::HalfPageDown,
                Motion::HalfPageUp, Motion::NextParagraph, Motion::PreviousParagraph, Motion::Start, Motion::End,
                Motion::RowDown, Motion::RowUp,
            ];
            for ((motion, count), height, measure, rests) in steps {
                let column = Column { speech: &speech, width: (measure / 7 * 10).into(), height };
                reading.go(motions[motion], (count > 0).then_some(count), column);
                let anew = column.galley().page(reading.anchor, height);
                prop_assert_eq!(&reading.rows, &anew, "{:?}", motions[motion]);
                if rests {
                    reading.look_ahead(column);
                    let below = column.galley().down(reading.top()).skip(height);
                    let below: Vec<Row> = below.take(reading.ahead.len()).collect();
                    prop_assert_eq!(&reading.ahead, &below);
                }
            }
        }
    }
}
