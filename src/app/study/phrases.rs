//! The list of phrases: those that two speeches share, that one repeats, or that occur in others.

use std::{collections::BTreeSet, sync::Arc};

use oratory_core::study::phrases::Limits;
use ratatui::layout::Rect;

use super::{
    rows::Rows,
    subject::{Subject, entries},
};
use crate::{
    app::{
        change::{Change, StudyChange},
        env::Env,
        library::Library,
    },
    catalog::DocumentId,
    command::{Command, Motion, Turn},
    effect::Question,
    event::{Answer, FoundPhrases},
};

/// The list of phrases.
#[derive(Debug, Clone, Default)]
pub(crate) struct PhraseList {
    answer: Option<Arc<Answer>>,
    rows: Rows,
    /// The limits that the reader has set.
    limits: Option<Limits>,
}

/// Rows above the first phrase.
pub(crate) const HEAD_ROWS: u16 = 4;

impl PhraseList {
    /// Returns the phrases, once they have been found.
    pub(crate) fn found(&self) -> Option<&FoundPhrases> {
        match self.answer.as_deref() {
            Some(Answer::Phrases(found)) => Some(found),
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
    pub(super) fn question(&self, subject: &Subject, library: &Library) -> Option<Question> {
        let open = entries(&[subject.open], library).pop()?;
        let mut others = entries(&subject.others, library);
        Some(match others.len() {
            0 => Question::Repeated { open, limits: self.limits.unwrap_or(Limits::OF_A_PAIR) },
            1 => {
                let limits = self.limits.unwrap_or(Limits::OF_A_PAIR);
                Question::Shared { open, other: others.pop()?, limits }
            }
            _ => Question::Used { open, others, limits: self.limits.unwrap_or(Limits::OF_A_LIBRARY) },
        })
    }

    /// Stores the phrases.
    pub(super) fn store(&mut self, answer: Arc<Answer>, _: &Library) {
        self.answer = Some(answer);
    }

    /// Drops the phrases.
    pub(super) fn forget(&mut self) {
        self.answer = None;
    }

    /// Applies a command. Returns `None` if it means nothing here.
    pub(super) fn apply(
        &mut self,
        command: &Command,
        subject: &Subject,
        _library: &Library,
        _env: &Env<'_>,
    ) -> Option<Vec<Change>> {
        match command {
            Command::Open => {
                let found = self.found()?;
                let phrase = found.phrases.rows.get(self.rows.cursor)?;
                let (_, index) = found.speeches.first()?;
                let range = index.range(phrase.first..phrase.first + phrase.words);
                let go = Change::GoTo { speech: subject.open, range: range.clone() };
                Some(vec![Change::Study(StudyChange::Leave), go, Change::Select(range)])
            }
            _ => None,
        }
    }

    fn len(&self) -> usize {
        self.found().map_or(0, |found| found.phrases.rows.len())
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

/// Returns the number of phrases in view.
fn room(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(HEAD_ROWS)).max(1)
}
