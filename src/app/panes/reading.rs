//! The position in one speech: scroll offset, current paragraph, and the rows that follow from them.

use std::{ops::Range, sync::Arc};

use oratory_core::{BlockNotes, Document, Row, ScrollOffset, TextWidth};

use super::{
    column::Column,
    position::Position,
    turns::{self, Turns, turn_from},
};
use crate::catalog::Entry;
use crate::{
    app::list::percent_of,
    command::Motion,
    session::{ReadRanges, SavedPosition},
};

/// The reader's position in one speech.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The scroll offset. It changes only when the reader moves.
    pub(super) scroll_offset: ScrollOffset,
    /// The current paragraph, as an index of its block; `None` where nothing is numbered.
    pub(super) current: Option<usize>,
    /// The sentence that the reader has gone to last.
    pub(super) sentence: Option<Range<usize>>,
    /// The parts of the text that the reader has read by moving forward through them.
    read: ReadRanges,
    /// The part that the last movement has passed, until [`Reading::mark_read`] counts it.
    passed: Option<Range<usize>>,
    /// The position when the speech was opened.
    opened_at: Position,
    /// The notes that are shown, in the order of their blocks.
    pub(super) notes: Arc<Vec<BlockNotes>>,
    /// The rows in view, wrapped for the state in `wrapped`.
    pub(super) rows: Vec<Row>,
    /// Rows below those in view, wrapped ahead of the next movement.
    ahead: Vec<Row>,
    /// The state for which `rows` is valid.
    wrapped: Option<Wrapped>,
    /// The parts of the page that stay in view in a smaller window.
    visible: Option<Visible>,
}

/// The state that rows have been wrapped for, and the page that they begin.
#[derive(Debug, Clone, Copy)]
struct Wrapped {
    /// The scroll offset.
    scroll_offset: ScrollOffset,
    /// The text width.
    width: TextWidth,
    /// The height of the page, in rows.
    height: usize,
    /// The scroll offset, or that of a page near it which keeps the parts in [`Visible`] in view.
    start: ScrollOffset,
}

/// The current paragraph and match as they were in view after the last movement. A window of another size
/// keeps them in view. The scroll offset stays, so the former size shows the former page again.
#[derive(Debug, Clone)]
struct Visible {
    /// The position for which this is valid.
    position: Position,
    current_match: Option<Range<usize>>,
    /// The parts of both that were in view, the more important last.
    parts: Vec<Range<usize>>,
}

/// Rows wrapped ahead of the next movement.
const AHEAD: usize = 8;

impl Reading {
    /// Creates the position in a speech that has not been opened yet: its title page.
    pub(crate) fn new(speech: &Entry) -> Self {
        let current = speech.document().and_then(|document| document.paragraph(1));
        Self {
            scroll_offset: ScrollOffset::START,
            current,
            sentence: None,
            read: ReadRanges::default(),
            passed: None,
            opened_at: Position { scroll_offset: ScrollOffset::START, current },
            notes: Arc::default(),
            rows: Vec::new(),
            ahead: Vec::new(),
            wrapped: None,
            visible: None,
        }
    }

    /// Returns the position in the form in which it is saved, if a text is loaded.
    pub(crate) fn saved(&self, speech: &Entry) -> Option<SavedPosition> {
        let position = self.shown_position();
        SavedPosition::new(speech, position.scroll_offset, position.current, self.read.clone())
    }

    /// Restores a saved position in the loaded text. Parts read in this session stay read.
    pub(crate) fn restore(&mut self, saved: &SavedPosition, speech: &Entry) {
        let Some(document) = speech.document() else { return };
        self.scroll_offset = saved.scroll_offset(document);
        self.current = saved.current(document).or_else(|| document.paragraph(1));
        self.read.extend(&saved.read());
        self.begin(speech);
        self.opened_at = self.position();
    }

    /// Restores the `saved` position, or begins at the present one. In the head of a text, only a position in that head
    /// is restored.
    pub(crate) fn restore_or_begin(&mut self, saved: Option<&SavedPosition>, speech: &Entry) {
        let is_in_head =
            |saved| speech.document().is_some_and(|head| SavedPosition::is_unedited(saved, head));
        match saved.filter(|saved| speech.whole().is_some() || is_in_head(saved)) {
            Some(saved) => self.restore(saved, speech),
            None => self.begin(speech),
        }
    }

    /// Adds the parts that an earlier session has read.
    pub(crate) fn add_read(&mut self, saved: &SavedPosition) {
        self.read.extend(&saved.read());
    }

    /// Returns `true` if the reader has moved since the position was set.
    pub(crate) fn has_moved(&self) -> bool {
        self.position() != self.opened_at
    }

    /// Takes over a newly loaded text, which may differ from the one before.
    pub(crate) fn begin(&mut self, speech: &Entry) {
        self.return_to(self.position(), speech);
        if let Some(document) = speech.whole() {
            self.read.truncate(document.end());
        }
    }

    /// Takes over the whole text, of which at most `head` was shown. Its blocks may be others.
    pub(crate) fn replace_head(&mut self, head: Option<&Arc<Document>>, speech: &Entry) {
        if let (Some(head), Some(whole), Some(block)) = (head, speech.document(), self.current)
            && block < head.block_count()
        {
            self.current = whole.numbered_at(head.block(block).range.start);
        }
        self.begin(speech);
    }

    /// Discards the wrapped rows, because the text has changed.
    pub(crate) fn forget_rows(&mut self) {
        self.forget_wrapped();
        self.visible = None;
        self.sentence = None;
    }

    /// Discards the wrapped rows, because notes are shown or hidden among them.
    pub(super) fn forget_wrapped(&mut self) {
        self.rows.clear();
        self.ahead.clear();
        self.wrapped = None;
    }

    /// Returns the rows in view, from the top.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns the scroll offset.
    pub const fn scroll_offset(&self) -> ScrollOffset {
        self.scroll_offset
    }

    /// Returns the block of the current paragraph.
    pub const fn current(&self) -> Option<usize> {
        self.current
    }

    /// Returns the parts of the text that have been read by moving through them.
    pub const fn read(&self) -> &ReadRanges {
        &self.read
    }

    /// Returns the position, to come back to it later.
    pub(crate) const fn position(&self) -> Position {
        Position { scroll_offset: self.scroll_offset, current: self.current }
    }

    /// Returns the position as it is shown. It differs from [`Reading::position`] where the page had to move for the
    /// current paragraph to stay in view. The next session begins with the page that is shown.
    pub(crate) fn shown_position(&self) -> Position {
        let wrapped = self.wrapped.filter(|wrapped| wrapped.scroll_offset == self.scroll_offset);
        Position {
            scroll_offset: wrapped.map_or(self.scroll_offset, |wrapped| wrapped.start),
            current: self.current,
        }
    }

    /// Goes to `position`, or near it if the text has changed.
    pub(crate) fn return_to(&mut self, position: Position, speech: &Entry) {
        self.scroll_offset = position.scroll_offset;
        self.current = position.current;
        let Some(document) = speech.document() else { return };
        if speech.whole().is_some() && !position.is_in(document) {
            self.scroll_offset = position.scroll_offset.clamped_to(document);
            self.current = document.numbered_at(self.scroll_offset.offset());
        }
        self.current = self.current.or_else(|| document.paragraph(1));
    }

    /// Returns the offset of the row at the top of the page. It lies above the scroll offset if the text ends
    /// before the page does.
    pub(crate) fn top(&self) -> ScrollOffset {
        self.rows.first().map_or(self.scroll_offset, Row::scroll_offset)
    }

    /// Returns the byte range in view.
    pub(crate) fn in_view(&self) -> Range<usize> {
        let end = self.rows.iter().rev().find(|row| matches!(row.scroll_offset(), ScrollOffset::Text(_)));
        self.top().offset()..end.map_or(0, |row| row.range.end)
    }

    /// Returns the blocks that have a row in view.
    pub(crate) fn blocks_in_view(&self) -> Range<usize> {
        let mut blocks = self.rows.iter().filter_map(Row::block);
        let first = blocks.next();
        let last = blocks.next_back().or(first);
        first.map_or(0..0, |first| first..last.map_or(first, |last| last + 1))
    }

    /// Returns the position of the current paragraph from 0 to 1. It is 1 at the last paragraph once the end
    /// of the text is in view.
    pub fn progress(&self, speech: &Document) -> f64 {
        if self.is_at_end(speech) { 1.0 } else { ratio(self.current_offset(speech), speech.end()) }
    }

    /// Returns the offset of the current paragraph. If it begins above the page, this is
    /// the offset of its first row in view.
    fn current_offset(&self, speech: &Document) -> usize {
        let top = self.top().offset();
        self.current.filter(|&block| block < speech.block_count()).map_or(top, |block| {
            let Range { start, end } = speech.block(block).range;
            // Headings above the first paragraph count as part of it.
            let start = if speech.number_of(block) == Some(1) { 0 } else { start };
            top.clamp(start, end)
        })
    }

    /// Returns `true` if the last paragraph is the current one and the end of the text is in view.
    fn is_at_end(&self, speech: &Document) -> bool {
        let is_last = |block: usize| speech.number_of(block) == Some(speech.paragraph_count());
        self.in_view().end >= speech.end() && self.current.is_none_or(is_last)
    }

    /// Re-wraps the rows in view unless they are valid for `column`. Rows that stay in view are reused.
    pub(crate) fn rewrap(&mut self, column: Column<'_>) {
        if self.is_wrapped_for(column) {
            return;
        }
        let is_same_column = self.wrapped.is_some_and(|wrapped| wrapped.width == column.width);
        let start = self.start(column);
        if !(is_same_column && start == self.scroll_offset && self.move_rows(column)) {
            self.rows = column.layout().page(start, column.height);
            self.ahead.clear();
        }
        self.set_wrapped(column, start);
    }

    /// Returns `true` if the rows in view are valid for `column`.
    fn is_wrapped_for(&self, column: Column<'_>) -> bool {
        self.wrapped.is_some_and(|Wrapped { scroll_offset, width, height, .. }| {
            (scroll_offset, width, height) == (self.scroll_offset, column.width, column.height)
        })
    }

    /// Marks the rows in view, a page that begins at `start`, as valid for `column`.
    fn set_wrapped(&mut self, column: Column<'_>, start: ScrollOffset) {
        let Column { width, height, .. } = column;
        self.wrapped = Some(Wrapped { scroll_offset: self.scroll_offset, width, height, start });
    }

    /// Returns the first row of the page: the scroll offset, or a row near it if the current paragraph or match would be out of
    /// view otherwise.
    fn start(&self, column: Column<'_>) -> ScrollOffset {
        let visible = self.visible.as_ref().filter(|visible| visible.position == self.position());
        visible.map_or(self.scroll_offset, |visible| {
            visible.parts.iter().fold(self.scroll_offset, |top, part| column.moved_to_show(top, part))
        })
    }

    /// Notes which parts of the current paragraph and match are in view, if the reader has moved since the last call.
    pub(crate) fn remember_visible(&mut self, current_match: Option<Range<usize>>, speech: &Document) {
        let position = self.position();
        let is_same =
            |visible: &Visible| visible.position == position && visible.current_match == current_match;
        if self.visible.as_ref().is_some_and(is_same) {
            return;
        }
        let view = self.in_view();
        let paragraph = self.current.filter(|&block| block < speech.block_count());
        let paragraph = paragraph.map(|block| speech.block(block).range);
        let in_view = |part: Range<usize>| part.start.max(view.start)..part.end.min(view.end);
        let parts = paragraph.into_iter().chain(current_match.clone()).map(in_view);
        let parts = parts.filter(|part| !part.is_empty()).collect();
        self.visible = Some(Visible { position, current_match, parts });
    }

    /// Scrolls the rows in view to the new offset and wraps those that come into view. Returns `false` if that is not
    /// possible.
    fn move_rows(&mut self, column: Column<'_>) -> bool {
        let (scroll_offset, layout, height) = (self.scroll_offset, column.layout(), column.height);
        let Some(first) = self.rows.first().map(Row::scroll_offset) else { return false };
        if scroll_offset < first {
            let above = layout.rows_from(scroll_offset).take(height);
            let mut above: Vec<Row> = above.take_while(|row| row.scroll_offset() < first).collect();
            if above.len() == height || above.first().is_none_or(|row| row.scroll_offset() != scroll_offset) {
                return false;
            }
            above.append(&mut self.rows);
            self.rows = above;
        } else {
            let gone = self.rows.iter().position(|row| row.scroll_offset() == scroll_offset);
            let Some(gone) = gone else { return false };
            self.rows.drain(..gone);
        }
        let missing = height.saturating_sub(self.rows.len());
        let set = missing.min(self.ahead.len());
        self.rows.extend(self.ahead.drain(..set));
        if let Some(last) = self.rows.last().filter(|_| set < missing) {
            let below: Vec<Row> = layout.rows_below(last).take(missing - set).collect();
            if below.len() < missing - set {
                // The end of the text is at the bottom of the page.
                return false;
            }
            self.rows.extend(below);
        }
        if self.rows.len() > height {
            self.rows.truncate(height);
            self.ahead.clear();
        }
        true
    }

    /// Wraps rows below those in view, so that the next movement needs no wrapping.
    pub(crate) fn look_ahead(&mut self, column: Column<'_>) {
        let is_valid = self.is_wrapped_for(column);
        if let Some(last) = self.rows.last().filter(|_| is_valid && self.ahead.is_empty()) {
            self.ahead = column.layout().rows_below(last).take(AHEAD).collect();
        }
    }

    /// Marks as read what the last movement has passed, unless a query is being typed or the text is a
    /// preview (`was_reading` is `false`).
    pub(crate) fn mark_read(&mut self, was_reading: bool) {
        if let Some(passed) = self.passed.take().filter(|_| was_reading) {
            self.read.add(passed);
        }
    }

    /// Moves inside the speech. `count` repeats the movement or names the paragraph.
    pub(crate) fn go(&mut self, motion: Motion, count: Option<usize>, column: Column<'_>) {
        self.rewrap(column);
        let before = self.current_offset(column.speech);
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
                self.scroll_offset = ScrollOffset::START;
                self.current = column.speech.paragraph(1);
            }
            (Motion::End, None) => {
                self.scroll_offset = ScrollOffset::Text(column.speech.text().len());
                self.current = column.speech.paragraph(column.speech.paragraph_count());
            }
            (Motion::Percent, Some(percent)) => self.go_to_percent(percent, column),
            (Motion::NextParagraph, _) => self.step_paragraphs(Paragraphs::Down(times), column),
            (Motion::PreviousParagraph, _) => self.step_paragraphs(Paragraphs::Up(times), column),
            (Motion::NextSentence | Motion::PreviousSentence, _) => {
                self.step_sentences(motion == Motion::NextSentence, times, column);
            }
            (Motion::NextTurn, _) => self.step_turns(Turns::Down(times), column),
            (Motion::PreviousTurn, _) => self.step_turns(Turns::Up(times), column),
            // These leave the speech, or depend on the search or the notes.
            (
                Motion::NextSpeech
                | Motion::PreviousSpeech
                | Motion::NextMatch
                | Motion::PreviousMatch
                | Motion::NextAnnotation
                | Motion::PreviousAnnotation,
                _,
            )
            | (Motion::Percent, None) => {}
        }
        self.pin(column);
        if motion.reads_on() {
            let is_at_end = self.is_at_end(column.speech);
            let after = if is_at_end { column.speech.end() } else { self.current_offset(column.speech) };
            self.passed = Some(before..after);
        }
    }

    /// Scrolls to the row that contains `offset`.
    pub(crate) fn scroll_to(&mut self, offset: usize, column: Column<'_>) {
        self.scroll_offset = if offset == 0 { ScrollOffset::START } else { ScrollOffset::Text(offset) };
        self.keep_current_in_view(column);
        if offset == 0 {
            self.current = self.numbered_in_view(column.speech).next().or(self.current);
        } else if offset >= column.speech.end() {
            self.current = self.numbered_in_view(column.speech).next_back().or(self.current);
        }
    }

    /// Scrolls to `percent` per cent of the text, and makes the paragraph there the current one.
    fn go_to_percent(&mut self, percent: usize, column: Column<'_>) {
        let speech = column.speech;
        let offset = speech.text().floor_char_boundary(percent_of(speech.end(), percent));
        self.scroll_offset = if offset == 0 { ScrollOffset::START } else { ScrollOffset::Text(offset) };
        self.current = speech.numbered_at(offset).or(self.current);
    }

    /// Makes the paragraph in a row of the page the current one, if it is numbered.
    pub(crate) fn point_at(&mut self, row: usize, speech: &Document) {
        let block = self.rows.get(row).and_then(Row::block);
        self.current = block.filter(|&block| speech.number_of(block).is_some()).or(self.current);
    }

    /// Puts paragraph `number` at the top of the page and makes it the current one.
    pub(crate) fn go_to_paragraph(&mut self, number: usize, column: Column<'_>) {
        if let Some(index) = column.speech.paragraph(number) {
            self.current = Some(index);
            self.scroll_offset = ScrollOffset::Text(column.speech.block(index).range.start);
        }
    }

    /// Puts `block` at the top of the page, and makes the paragraph there, or the next one, the current one.
    pub(crate) fn put_on_top(&mut self, block: usize, column: Column<'_>) {
        self.scroll_offset = ScrollOffset::Text(column.speech.block(block).range.start);
        let numbered =
            (block..column.speech.block_count()).find(|&index| column.speech.number_of(index).is_some());
        self.current = numbered.or(self.current);
        self.pin(column);
    }

    /// Sets the scroll offset to the row at the top, after a movement.
    pub(super) fn pin(&mut self, column: Column<'_>) {
        self.rewrap(column);
        self.scroll_offset = self.top();
        self.set_wrapped(column, self.scroll_offset);
    }

    /// Scrolls down. At the end of the text, the last paragraph becomes the current one.
    fn scroll_down(&mut self, rows: usize, column: Column<'_>) {
        let before = self.top();
        let in_view = self.rows.get(rows).map(Row::scroll_offset);
        if let Some(scroll_offset) = in_view.or_else(|| column.layout().offset_below(self.top(), rows)) {
            self.scroll_offset = scroll_offset;
        }
        self.keep_current_in_view(column);
        if self.top() == before && rows > 0 {
            self.current = self.numbered_in_view(column.speech).next_back().or(self.current);
        }
    }

    fn scroll_up(&mut self, rows: usize, column: Column<'_>) {
        if let Some(scroll_offset) = column.layout().offset_above(self.top(), rows) {
            self.scroll_offset = scroll_offset;
        }
        self.keep_current_in_view(column);
    }

    /// Keeps the current paragraph while a row of it is in view. Otherwise the nearest one in view becomes
    /// the current one.
    fn keep_current_in_view(&mut self, column: Column<'_>) {
        self.pin(column);
        let mut numbered = self.numbered_in_view(column.speech);
        let (Some(first), Some(current)) = (numbered.next(), self.current) else { return };
        let last = numbered.next_back().unwrap_or(first);
        self.current = Some(current.clamp(first, last));
    }

    /// Returns the blocks of the numbered paragraphs in view.
    fn numbered_in_view<'a>(&self, speech: &'a Document) -> impl DoubleEndedIterator<Item = usize> + use<'a> {
        self.blocks_in_view().filter(|&index| speech.number_of(index).is_some())
    }

    /// Selects another paragraph by number, and puts it at the top unless all of it is in view.
    fn step_paragraphs(&mut self, step: Paragraphs, column: Column<'_>) {
        let Some(current) = self.current else { return };
        let Some(number) = column.speech.number_of(current) else { return };
        let start = column.speech.block(current).range.start;
        let number = match step {
            Paragraphs::Down(times) => number.saturating_add(times),
            // Going up from the middle of a paragraph leads to its start.
            Paragraphs::Up(times) if self.top() > ScrollOffset::Text(start) => {
                number.saturating_sub(times - 1)
            }
            Paragraphs::Up(times) => number.saturating_sub(times),
        };
        let Some(index) = column.speech.paragraph(number) else { return };
        let block = column.speech.block(index);
        self.current = Some(index);
        let view = self.in_view();
        if block.range.start < view.start || block.range.end > view.end {
            self.scroll_offset = ScrollOffset::Text(block.range.start);
        }
    }

    fn step_turns(&mut self, step: Turns, column: Column<'_>) {
        if let Some(block) = self.current.and_then(|current| turn_from(column.speech, current, step)) {
            self.put_on_top(block, column);
        }
    }

    /// Returns the notice that the next movement by turns will lead nowhere.
    pub(super) fn missing_turn(&self, motion: Motion, speech: &Document) -> Option<&'static str> {
        let step = match motion {
            Motion::NextTurn => Turns::Down(1),
            Motion::PreviousTurn => Turns::Up(1),
            _ => return None,
        };
        let current = self.current.filter(|&block| block < speech.block_count());
        let turn = current.and_then(|current| turn_from(speech, current, step));
        turn.is_none().then(|| turns::notice(speech, step))
    }
}

/// A number of paragraphs down or up.
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
    use oratory_import::import_text;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn scrolled_rows_equal_freshly_wrapped_rows(
            text in "(([a-z]{1,9} ){0,20}\n{1,3}){0,12}",
            notes in prop::collection::btree_map(0_usize..12, "([a-z]{1,9}| |\n){0,20}", 0..4),
            steps in prop::collection::vec(((0_usize..12, 0_usize..5), 1_usize..9, 5_u16..9, any::<bool>()), 1..30),
        ) {
            let speech = Arc::new(import_text("test", &text));
            let mut reading = Reading::new(&Arc::clone(&speech).into());
            let notes: Vec<BlockNotes> =
                notes.into_iter().map(|(block, text)| BlockNotes { block, text, starts: vec![0] }).collect();
            let motions = [
                Motion::RowDown, Motion::RowUp, Motion::PageDown, Motion::PageUp, Motion::HalfPageDown,
                Motion::HalfPageUp, Motion::NextParagraph, Motion::PreviousParagraph, Motion::Start, Motion::End,
                Motion::RowDown, Motion::RowUp,
            ];
            for ((motion, count), height, measure, rests) in steps {
                let column = Column { speech: &speech, width: (measure / 7 * 10).into(), height, notes: &notes };
                reading.go(motions[motion], (count > 0).then_some(count), column);
                let anew = column.layout().page(reading.scroll_offset, height);
                prop_assert_eq!(&reading.rows, &anew, "{:?}", motions[motion]);
                if rests {
                    reading.look_ahead(column);
                    let below = column.layout().rows_from(reading.top()).skip(height);
                    let below: Vec<Row> = below.take(reading.ahead.len()).collect();
                    prop_assert_eq!(&reading.ahead, &below);
                }
            }
        }
    }
}
