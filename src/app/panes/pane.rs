//! A pane: the open speech, the position in each speech, and the jump list.

use std::{collections::BTreeMap, mem, ops::Range, sync::Arc};

use oratory_core::{BlockNotes, Document, paragraph_range};

use super::{
    column::Column,
    jumps::{Jumps, ReaderPosition},
    page::Page,
    position::Position,
    preview::{Passage, Preview},
    reading::Reading,
    selection::{Press, Selection},
};
use crate::catalog::{DocumentId, Entry};
use crate::{
    app::{change::Change, library::Library},
    command::Motion,
    effect::Job,
    session::SavedPosition,
};

/// A pane with a text.
#[derive(Debug, Clone, Default)]
pub struct Pane {
    /// The open speech.
    open: DocumentId,
    /// The speech that was open before.
    previous: Option<DocumentId>,
    /// The position in each speech of the library.
    readings: BTreeMap<DocumentId, Reading>,
    jumps: Jumps,
    covered: Covered,
    /// The selected passage.
    pub(super) selected: Option<Selection>,
    /// The last press of the mouse in the text.
    pub(super) pressed: Option<Press>,
    /// A movement that waits until the text of this speech is loaded.
    delayed: Option<(DocumentId, Motion, Option<usize>)>,
}

/// A view that stands in the pane instead of the reader's position.
#[derive(Debug, Clone, Default)]
enum Covered {
    #[default]
    No,
    /// A passage.
    ByPassage(Box<Preview>),
    /// Something that is not in a text.
    ByOther,
}

/// A step in the jump list.
pub(crate) type JumpStep = fn(&mut Jumps, ReaderPosition) -> Option<ReaderPosition>;

impl Pane {
    /// Creates a pane in which the first speech is open.
    pub(super) fn new(library: &Library) -> Self {
        let mut pane = Self::default();
        pane.grow(library);
        pane
    }

    /// Creates a pane for `speech` beside the open one, with the same positions.
    pub(super) fn beside(&self, speech: DocumentId) -> Self {
        let (readings, jumps, previous) = (self.readings.clone(), self.jumps.clone(), Some(self.open));
        Self { open: speech, readings, jumps, previous, ..Self::default() }
    }

    /// Takes over the position in the open speech of another pane, unless it is open here too.
    pub(super) fn take_position_of(&mut self, mut other: Self) {
        if other.open != self.open
            && let Some(reading) = other.readings.remove(&other.open)
        {
            self.readings.insert(other.open, reading);
            self.previous = Some(other.open);
        }
    }

    /// Returns the open speech.
    pub(crate) const fn open(&self) -> DocumentId {
        self.open
    }

    /// Returns the speech that was open before.
    pub(crate) const fn previous(&self) -> Option<DocumentId> {
        self.previous
    }

    /// Returns the position in `speech`.
    pub fn reading(&self, speech: DocumentId) -> Option<&Reading> {
        self.readings.get(&speech)
    }

    /// Returns the position in a speech that is in view: the reader's own, or that of a passage shown instead.
    pub fn in_view(&self, speech: DocumentId) -> Option<&Reading> {
        match &self.covered {
            Covered::No => self.reading(speech),
            Covered::ByPassage(preview) => (preview.speech == speech).then_some(&preview.reading),
            Covered::ByOther => None,
        }
    }

    /// Shows a passage, or nothing, instead of the reader's position.
    pub(crate) fn cover(&mut self, by: Option<Passage<'_>>, library: &Library, page: Page) {
        let passage = by.and_then(|passage| Some((library.get(passage.speech)?, passage)));
        self.covered = match (passage, mem::take(&mut self.covered)) {
            (None, _) => Covered::ByOther,
            (Some((entry, passage)), Covered::ByPassage(preview)) if preview.is_of(&passage, entry, page) => {
                Covered::ByPassage(preview)
            }
            (Some((entry, passage)), _) => Covered::ByPassage(Box::new(Preview::new(&passage, entry, page))),
        };
    }

    /// Scrolls a passage that is shown instead of the reader's position.
    pub(crate) fn scroll_cover(&mut self, motion: Motion, rows: usize) -> Vec<Change> {
        if let Covered::ByPassage(preview) = &mut self.covered {
            preview.scroll(motion, rows);
        }
        Vec::new()
    }

    /// Returns the position in the open speech.
    pub(crate) fn here(&self) -> Option<&Reading> {
        self.readings.get(&self.open)
    }

    /// Returns the open speech and the block of its current paragraph.
    pub(crate) fn current(&self) -> Option<(DocumentId, usize)> {
        Some((self.open, self.here()?.current()?))
    }

    /// Returns the open speech and the end of its current paragraph.
    pub(crate) fn end_of_current(&self, library: &Library) -> (DocumentId, usize) {
        let document = library.document(self.open);
        let current = self.here().and_then(Reading::current).zip(document);
        let end = current.filter(|(block, document)| *block < document.block_count());
        (self.open, end.map_or(0, |(block, document)| document.block(block).range.end))
    }

    /// Returns the range of the open `speech` that commands act on: the selected passage, or else `count` paragraphs
    /// from the current one on.
    pub(crate) fn selection(&self, speech: &Document, count: usize) -> Option<Range<usize>> {
        if let Some(selection) = self.selected() {
            return Some(selection.range.clone());
        }
        let block = self.here()?.current().filter(|&block| block < speech.block_count())?;
        let number = speech.number_of(block)?;
        let last = number.saturating_add(count.max(1) - 1).min(speech.paragraph_count());
        paragraph_range(speech, number..=last)
    }

    /// Returns the open speech and the position in it.
    pub(crate) fn reader_position(&self) -> ReaderPosition {
        ReaderPosition { speech: self.open, position: self.here().map(Reading::position).unwrap_or_default() }
    }

    /// Adds positions for speeches that were added to `library`.
    pub(super) fn grow(&mut self, library: &Library) {
        let added = library.catalog().iter().skip(self.readings.len());
        self.readings.extend(added.map(|(id, speech)| (id, Reading::new(speech))));
    }

    /// Restores the saved positions.
    pub(crate) fn restore_saved<'a>(
        &mut self,
        library: &Library,
        saved: impl Fn(&Entry) -> Option<&'a SavedPosition>,
    ) {
        for (&id, reading) in &mut self.readings {
            reading.restore_or_begin(saved(&library[id]), &library[id]);
        }
    }

    /// Opens `speech` without recording that the reader has left another.
    pub(crate) const fn begin_at(&mut self, speech: DocumentId) {
        self.open = speech;
    }

    /// Returns to `position`, and restores the open speech and the one before it, after a search was cancelled.
    pub(crate) fn restore(
        &mut self,
        position: Position,
        open: DocumentId,
        previous: Option<DocumentId>,
        library: &Library,
    ) {
        self.return_to(position, library);
        self.open = open;
        self.previous = previous;
    }

    /// Opens `speech`, if it is in the library.
    pub(crate) fn switch_to(&mut self, speech: DocumentId) -> Vec<Change> {
        if speech == self.open || !self.readings.contains_key(&speech) {
            return Vec::new();
        }
        self.previous = Some(self.open);
        self.open = speech;
        vec![Change::Opened(speech)]
    }

    /// Opens the speech that was open before this one.
    pub(crate) fn switch_back(&self) -> Vec<Change> {
        match self.previous {
            Some(previous) => vec![Change::LeaveList, Change::Open(previous)],
            None => vec![Change::notice("no other speech has been opened yet")],
        }
    }

    /// Goes to `position` in the open speech.
    pub(crate) fn return_to(&mut self, position: Position, library: &Library) -> Vec<Change> {
        if let Some((reading, speech)) = self.readings.get_mut(&self.open).zip(library.get(self.open)) {
            reading.return_to(position, speech);
        }
        Vec::new()
    }

    /// Changes the position in `speech`, which is laid out on `page`.
    pub(crate) fn change(
        &mut self,
        speech: DocumentId,
        library: &Library,
        page: Page,
        change: impl FnOnce(&mut Reading, Column<'_>),
    ) -> Vec<Change> {
        if let Some((reading, text)) = self.readings.get_mut(&speech).zip(library.get(speech)) {
            let notes = Arc::clone(reading.notes());
            change(reading, Column::new(&text.in_pane(), &notes, page));
        }
        Vec::new()
    }

    /// Moves in the open speech. A movement beyond the loaded part of the text is reported, and made again once the
    /// text is loaded.
    pub(crate) fn go(
        &mut self,
        motion: Motion,
        count: Option<usize>,
        library: &Library,
        page: Page,
    ) -> Vec<Change> {
        self.delayed = None;
        let reaches_far = matches!(motion, Motion::End | Motion::Percent)
            || matches!(motion, Motion::Start) && count.is_some();
        let mut changes = Vec::new();
        if library.is_awaited(self.open) || reaches_far && library.is_partial(self.open) {
            changes.extend(self.delay(motion, count));
            changes.push(library.still_reading(self.open));
        }
        if !library.is_awaited(self.open) {
            let document = library.get(self.open).and_then(|speech| speech.document());
            let missing = self.here().zip(document);
            let missing = missing.and_then(|(reading, speech)| reading.missing_turn(motion, speech));
            changes.extend(missing.map(Change::notice));
            self.change(self.open, library, page, |reading, column| reading.go(motion, count, column));
            changes.extend(self.count_sentences(motion, library));
        }
        changes
    }

    /// Returns the job that counts the sentences of the open speech, if a movement by sentences needs their number.
    fn count_sentences(&self, motion: Motion, library: &Library) -> Option<Change> {
        let is_by_sentence = matches!(motion, Motion::NextSentence | Motion::PreviousSentence);
        let document = library.whole(self.open).filter(|_| is_by_sentence)?;
        let sentence = self.here()?.shown_sentence(document)?;
        let is_known = document.sentence_number(sentence.start).is_some();
        (!is_known).then(|| Change::job(Job::CountSentences(Arc::clone(document))))
    }

    /// Delays a movement until the open speech is loaded.
    pub(crate) fn delay(&mut self, motion: Motion, count: Option<usize>) -> Vec<Change> {
        self.delayed = Some((self.open, motion, count));
        Vec::new()
    }

    /// Makes the movement that was delayed until `speech` is loaded.
    pub(crate) fn run_delayed(&mut self, speech: DocumentId, library: &Library, page: Page) {
        if let Some((_, motion, count)) = self.delayed.take_if(|(waiting, ..)| *waiting == speech) {
            self.change(speech, library, page, |reading, column| reading.go(motion, count, column));
        }
    }

    /// Goes back or forward in the jump list, or shows the notice `none`.
    pub(crate) fn jump(&mut self, step: JumpStep, none: &str) -> Vec<Change> {
        let here = self.reader_position();
        let further = match step(&mut self.jumps, here) {
            Some(ReaderPosition { speech, position }) => {
                vec![Change::Open(speech), Change::ReturnTo(position)]
            }
            None => vec![Change::notice(none)],
        };
        [Change::LeaveList].into_iter().chain(further).collect()
    }

    /// Records a jump away from `start`.
    pub(crate) fn record_jump(&mut self, start: ReaderPosition) {
        self.jumps.record(start);
    }

    /// Records a jump away from `start`, if the reader is elsewhere in the same speech now.
    pub(crate) fn record_jump_inside(&mut self, start: ReaderPosition) -> Vec<Change> {
        if start.speech == self.open && start != self.reader_position() {
            self.record_jump(start);
        }
        Vec::new()
    }

    /// Re-wraps the rows of the shown speech, and counts as read what the last movement has passed unless the speech
    /// is a preview.
    pub(crate) fn refresh(
        &mut self,
        shown: DocumentId,
        library: &Library,
        page: Page,
        current_match: Option<Range<usize>>,
        is_reading: bool,
    ) {
        self.covered = Covered::No;
        if page.column.is_empty() {
            return;
        }
        self.change(shown, library, page, |reading, column| {
            reading.rewrap(column);
            reading.remember_visible(current_match, column.speech);
            reading.mark_read(is_reading);
        });
    }

    /// Shows `notes` under the blocks of `speech`.
    pub(crate) fn set_notes(&mut self, speech: DocumentId, notes: Vec<BlockNotes>) {
        if let Some(reading) = self.readings.get_mut(&speech) {
            reading.set_notes(notes);
        }
    }

    /// Shows more of the head of a text that is being read.
    pub(super) fn replace_head(&mut self, speech: DocumentId, head: &Entry) {
        if let Some(reading) = self.readings.get_mut(&speech) {
            reading.forget_rows();
            reading.begin(head);
        }
    }

    /// Replaces the text `before` of a speech by `text`: at the `saved` position if the reader has not
    /// moved, after a reload at the same position. Returns the position before.
    pub(crate) fn replace_text(
        &mut self,
        speech: DocumentId,
        (before, text): (&Entry, &Entry),
        saved: Option<&SavedPosition>,
        is_reload: bool,
    ) -> Position {
        let Some(reading) = self.readings.get_mut(&speech) else { return Position::default() };
        let (position, has_moved) = (reading.shown_position(), reading.has_moved());
        let present = if is_reload { reading.saved(before) } else { None };
        reading.forget_rows();
        match (&present, saved) {
            (Some(present), _) => reading.restore(present, text),
            (None, saved) if !has_moved => reading.restore_or_begin(saved, text),
            (None, saved) => {
                reading.replace_head(before.document(), text);
                if let Some(saved) = saved {
                    reading.add_read(saved);
                }
            }
        }
        position
    }

    /// Forgets the rows of a speech whose text is about to be evicted. Returns its position.
    pub(crate) fn evict(&mut self, speech: DocumentId, library: &Library) -> Option<SavedPosition> {
        let reading = self.readings.get_mut(&speech)?;
        let position = reading.saved(&library[speech]);
        reading.forget_rows();
        position
    }
}
