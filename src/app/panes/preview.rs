//! A passage that a pane shows without moving the reader.

use std::{ops::Range, sync::Arc};

use oratory_core::{BlockNotes, Document};

use super::{column::Column, page::Page, reading::Reading};
use crate::{
    catalog::{DocumentId, Entry},
    command::Motion,
};

/// A passage to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage<'a> {
    /// The speech.
    pub(crate) speech: DocumentId,
    /// The range that is shown, empty for the beginning of a paragraph.
    pub(crate) range: Range<usize>,
    /// The note that is shown under it, or an empty string.
    pub(crate) note: &'a str,
}

impl Passage<'_> {
    /// Returns the note as rows of the page have it.
    fn notes(&self, document: &Document) -> Vec<BlockNotes> {
        let block = document.block_at(self.range.start.max(self.range.end.saturating_sub(1)));
        let block = block.filter(|_| !self.note.is_empty());
        let notes = |block| BlockNotes { block, text: self.note.to_owned(), starts: vec![0] };
        block.map(notes).into_iter().collect()
    }
}

/// A pane's content while the notebook covers the list.
#[derive(Debug, Clone)]
pub(super) struct Preview {
    pub(super) speech: DocumentId,
    pub(super) reading: Reading,
    range: Range<usize>,
    note: String,
    document: Arc<Document>,
    page: Page,
}

impl Preview {
    /// Shows a passage of a speech, which is laid out on `page`.
    pub(super) fn new(passage: &Passage<'_>, entry: &Entry, page: Page) -> Self {
        let (mut reading, document) = (Reading::new(entry), entry.in_pane());
        let notes = passage.notes(&document);
        let column = Column::new(&document, &notes, page);
        reading.set_notes(notes.clone());
        reading.show(&passage.range, column);
        reading.show_notes(notes.first().map(|notes| notes.block), column);
        let (range, note) = (passage.range.clone(), passage.note.to_owned());
        Self { speech: passage.speech, reading, range, note, document, page }
    }

    /// Returns `true` if it shows this passage of the text of a speech on this page.
    pub(super) fn is_of(&self, passage: &Passage<'_>, entry: &Entry, page: Page) -> bool {
        let is_same_text = entry.document().is_some_and(|document| Arc::ptr_eq(document, &self.document));
        let shown = Passage { speech: self.speech, range: self.range.clone(), note: &self.note };
        is_same_text && shown == *passage && self.page == page
    }

    /// Scrolls by rows.
    pub(super) fn scroll(&mut self, motion: Motion, rows: usize) {
        let notes = Arc::clone(self.reading.notes());
        self.reading.go(motion, Some(rows), Column::new(&self.document, &notes, self.page));
    }
}
