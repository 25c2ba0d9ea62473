//! A passage that a pane shows without moving the reader.

use std::{ops::Range, sync::Arc};

use oratory_core::{document::text::Document, layout::rows::BlockNotes};

use super::{column::Column, page::Page, reading::Reading};
use crate::{
    catalog::{DocumentId, Entry},
    command::Motion,
};

/// A passage to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// The speech.
    pub(crate) speech: DocumentId,
    /// The range that is shown, empty for the beginning of a paragraph.
    pub(crate) range: Range<usize>,
    /// The note that is shown under it, or an empty string.
    pub(crate) note: String,
}

impl Passage {
    /// Returns the note as rows of the page have it.
    fn notes(&self, document: &Document) -> Vec<BlockNotes> {
        let block = document.block_at(self.range.start.max(self.range.end.saturating_sub(1)));
        let block = block.filter(|_| !self.note.is_empty());
        let notes = |block| BlockNotes { block, text: self.note.clone(), starts: vec![0] };
        block.map(notes).into_iter().collect()
    }
}

/// A pane's content while the notebook covers the list.
#[derive(Debug, Clone)]
pub(super) struct Preview {
    pub(super) passage: Passage,
    pub(super) reading: Reading,
    document: Arc<Document>,
    page: Page,
}

impl Preview {
    /// Shows a passage of a speech, which is laid out on `page`.
    pub(super) fn new(passage: Passage, entry: &Entry, page: Page) -> Self {
        let (mut reading, document) = (Reading::new(entry), entry.in_pane());
        let notes = passage.notes(&document);
        let column = Column::new(&document, &notes, page);
        reading.set_notes(notes.clone());
        reading.show(&passage.range, column);
        reading.show_notes(notes.first().map(|notes| notes.block), column);
        Self { passage, reading, document, page }
    }

    /// Returns `true` if it shows this passage of the text of a speech on this page.
    pub(super) fn is_of(&self, passage: &Passage, entry: &Entry, page: Page) -> bool {
        let is_same_text = entry.document().is_some_and(|document| Arc::ptr_eq(document, &self.document));
        is_same_text && self.passage == *passage && self.page == page
    }

    /// Scrolls by rows.
    pub(super) fn scroll(&mut self, motion: Motion, rows: usize) {
        let notes = self.passage.notes(&self.document);
        self.reading.go(motion, Some(rows), Column::new(&self.document, &notes, self.page));
    }
}
