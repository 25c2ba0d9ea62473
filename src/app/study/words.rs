//! The list of words: how often they occur in one speech and in another.

use std::{collections::BTreeSet, sync::Arc};

use ratatui::layout::Rect;

use super::{
    rows::Rows,
    subject::{Subject, entries},
};
use crate::{
    app::library::Library,
    catalog::DocumentId,
    command::{Motion, Turn},
    effect::Question,
    event::{Answer, FoundWords},
};

/// The list of words.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordList {
    answer: Option<Arc<Answer>>,
    rows: Rows,
}

/// Rows above the first word.
pub(crate) const HEAD_ROWS: u16 = 4;

impl WordList {
    /// Returns the words, once they have been counted.
    pub(crate) fn found(&self) -> Option<&FoundWords> {
        match self.answer.as_deref() {
            Some(Answer::Words(found)) => Some(found),
            _ => None,
        }
    }

    /// Returns the cursor and the first row in view.
    pub(crate) const fn rows(&self) -> Rows {
        self.rows
    }

    /// Opens the list.
    pub(super) fn open(&mut self, _: &Subject) {
        *self = Self::default();
    }

    /// Returns the question of the list.
    pub(super) fn question(subject: &Subject, library: &Library) -> Question {
        let here = entries(&[subject.open], library);
        Question::Words { here, there: entries(&subject.others, library) }
    }

    /// Stores the words.
    pub(super) fn store(&mut self, answer: Arc<Answer>, _: &Library) {
        self.answer = Some(answer);
    }

    /// Drops the words.
    pub(super) fn forget(&mut self) {
        self.answer = None;
    }

    fn len(&self) -> usize {
        self.found().map_or(0, |found| found.rows.len())
    }

    /// Moves the cursor.
    pub(super) fn go(&mut self, motion: Motion, count: Option<usize>, area: Rect) {
        self.rows.go(motion, count, self.len(), room(area));
    }

    /// Scrolls.
    pub(super) fn scroll(&mut self, turn: Turn, rows: usize, area: Rect) {
        self.rows.scroll(turn, rows, self.len(), room(area));
    }

    /// Brings the cursor into view. Returns the speeches whose text is in view.
    pub(super) fn refresh(&mut self, _: &Library, area: Rect) -> BTreeSet<DocumentId> {
        self.rows.bring_into_view(self.len(), room(area));
        BTreeSet::new()
    }
}

/// Returns the number of words in view.
fn room(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(HEAD_ROWS)).max(1)
}
