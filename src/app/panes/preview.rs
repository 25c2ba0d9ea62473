//! A passage that a pane shows without moving the reader.

use std::{ops::Range, sync::Arc};

use oratory_core::document::text::Document;

use super::{column::Column, page::Page, reading::Reading};
use crate::{
    catalog::{DocumentId, Entry},
    command::Motion,
};

/// A pane's content while the notebook covers the list.
#[derive(Debug, Clone)]
pub(super) struct Preview {
    pub(super) speech: DocumentId,
    pub(super) reading: Reading,
    range: Range<usize>,
    document: Arc<Document>,
    page: Page,
}

impl Preview {
    /// Shows a range of a speech, which is laid out on `page`.
    pub(super) fn new(speech: DocumentId, entry: &Entry, range: Range<usize>, page: Page) -> Self {
        let (mut reading, document) = (Reading::new(entry), entry.in_pane());
        reading.show(&range, Column::new(&document, &[], page));
        Self { speech, reading, range, document, page }
    }

    /// Returns `true` if it shows this range of the text of a speech on this page.
    pub(super) fn is_of(&self, speech: DocumentId, entry: &Entry, range: &Range<usize>, page: Page) -> bool {
        let is_same_text = entry.document().is_some_and(|document| Arc::ptr_eq(document, &self.document));
        is_same_text && self.speech == speech && self.range == *range && self.page == page
    }

    /// Scrolls by rows.
    pub(super) fn scroll(&mut self, motion: Motion, rows: usize) {
        self.reading.go(motion, Some(rows), Column::new(&self.document, &[], self.page));
    }
}
