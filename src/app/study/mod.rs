//! The study views: lists of phrases and of words, which a worker computes. A view takes the full width.

pub(crate) mod phrases;

pub(crate) mod rows;

pub(crate) mod side_by_side;

pub(crate) mod subject;

pub(crate) mod words;

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use ratatui::layout::Rect;

use self::{phrases::PhraseList, side_by_side::SideBySide, subject::Subject, words::WordList};
use super::{
    change::{Change, PairChange, StudyChange},
    env::Env,
    library::Library,
    sidebar::Scope,
};
use crate::{
    catalog::DocumentId,
    command::{Command, Context, Motion, Turn, View},
    effect::{Job, Question, StudyJob},
    event::Answer,
};

/// The study view that is open, if any, and what the last answer was to its question.
#[derive(Debug, Clone, Default)]
pub struct Study {
    view: Option<View>,
    /// `true` while the reader has gone from the view to a text, and can come back with Esc.
    is_covered: bool,
    subject: Subject,
    /// The number of the last question.
    number: usize,
    /// The texts that have been read, and all texts, while the question is being answered.
    progress: Option<(usize, usize)>,
    phrases: PhraseList,
    words: WordList,
    beside: SideBySide,
}

impl Study {
    /// Returns the view on the screen.
    pub(crate) fn view(&self) -> Option<View> {
        self.view.filter(|_| !self.is_covered)
    }

    /// Returns the context of the view on the screen.
    pub(crate) fn context(&self) -> Option<Context> {
        self.view().map(|view| match view {
            View::Phrases => Context::Phrases,
            View::Words => Context::Words,
            View::SideBySide => Context::SideBySide,
        })
    }

    /// Returns `true` while the reader has gone from a view to a text, and can come back with Esc.
    pub(crate) const fn is_covered(&self) -> bool {
        self.is_covered
    }

    /// Returns the speeches that the view covers.
    pub(crate) const fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Returns the texts that have been read, and all texts, while a question is being answered.
    pub(crate) const fn progress(&self) -> Option<(usize, usize)> {
        self.progress
    }

    /// Returns the list of phrases.
    pub(crate) const fn phrases(&self) -> &PhraseList {
        &self.phrases
    }

    /// Returns the list of words.
    pub(crate) const fn words(&self) -> &WordList {
        &self.words
    }

    /// Returns the two speeches side by side.
    pub(crate) const fn beside(&self) -> &SideBySide {
        &self.beside
    }

    /// Returns the two speeches side by side.
    pub(crate) const fn beside_mut(&mut self) -> &mut SideBySide {
        &mut self.beside
    }

    /// Applies a command to the view on the screen. Returns `None` if it means nothing there.
    pub(crate) fn apply(
        &mut self,
        command: &Command,
        library: &Library,
        env: &Env<'_>,
    ) -> Option<Vec<Change>> {
        match self.view()? {
            View::Phrases => self.phrases.apply(command, &self.subject, library, env),
            View::Words => None,
            View::SideBySide => self.beside.apply(command, env),
        }
    }

    /// Opens a view on the open speech and the others in the scope. Closes it if it is on the screen.
    pub(crate) fn toggle(
        &mut self,
        view: View,
        (open, shown): (DocumentId, DocumentId),
        library: &Library,
        scope: Option<&Scope>,
        env: &Env<'_>,
    ) -> Vec<Change> {
        if self.view() == Some(view) {
            return self.close();
        }
        if view == View::SideBySide {
            return self.beside.choose((open, shown), library, scope, env);
        }
        let before = if self.view() == Some(View::SideBySide) { vec![Change::LeavePair] } else { Vec::new() };
        (self.view, self.is_covered) = (Some(view), false);
        self.subject = Subject::new(open, library, scope);
        match view {
            View::Phrases => self.phrases.open(&self.subject),
            View::Words => self.words.open(&self.subject),
            View::SideBySide => {}
        }
        [before, vec![Change::Study(StudyChange::Ask)]].concat()
    }

    /// Opens two speeches side by side.
    pub(crate) fn compare(
        &mut self,
        pair: [DocumentId; 2],
        wanted: Option<[Range<usize>; 2]>,
    ) -> Vec<Change> {
        (self.view, self.is_covered) = (Some(View::SideBySide), false);
        self.beside.open(pair, wanted);
        vec![Change::Study(StudyChange::Ask), Change::Pair(PairChange::ShowWanted)]
    }

    /// Closes the view if two speeches are side by side. They are remembered.
    pub(crate) fn leave_pair(&mut self) -> Vec<Change> {
        if self.view != Some(View::SideBySide) {
            return Vec::new();
        }
        self.view = None;
        self.beside.forget();
        self.stop()
    }

    /// Applies a change that an owner asked for.
    pub(crate) fn react(&mut self, change: StudyChange, library: &Library) -> Vec<Change> {
        match change {
            StudyChange::Ask => self.ask(library),
            StudyChange::Leave => self.cover(),
        }
    }

    /// Asks the worker the question of the view.
    fn ask(&mut self, library: &Library) -> Vec<Change> {
        let question = match self.view {
            Some(View::Phrases) => self.phrases.question(&self.subject, library),
            Some(View::Words) => Some(WordList::question(&self.subject, library)),
            Some(View::SideBySide) => self.beside.question(library),
            None => None,
        };
        let Some(question) = question else { return Vec::new() };
        self.number += 1;
        self.progress = Some((0, count(&question)));
        vec![Change::job(Job::Study(StudyJob { number: self.number, question }))]
    }

    /// Closes the view, and cancels the question that is being answered.
    pub(crate) fn close(&mut self) -> Vec<Change> {
        if self.view() == Some(View::SideBySide) {
            return vec![Change::LeavePair];
        }
        (self.view, self.is_covered) = (None, false);
        // They take memory that nobody needs until the next time.
        self.phrases.forget();
        self.words.forget();
        self.stop()
    }

    /// Cancels the question that is being answered.
    pub(crate) fn stop(&mut self) -> Vec<Change> {
        self.number += 1;
        self.progress.take().map(|_| Change::job(Job::CancelStudy)).into_iter().collect()
    }

    /// Stops the question that is being answered, and says so.
    pub(crate) fn interrupt(&mut self) -> Vec<Change> {
        [self.stop(), vec![Change::notice("stopped")]].concat()
    }

    /// Leaves the view for a text. Esc comes back.
    fn cover(&mut self) -> Vec<Change> {
        self.is_covered = self.view.is_some();
        Vec::new()
    }

    /// Comes back to the view.
    pub(crate) fn uncover(&mut self) -> Vec<Change> {
        self.is_covered = false;
        Vec::new()
    }

    /// Closes what is open in the view, or the view.
    pub(crate) fn cancel(&mut self) -> Vec<Change> {
        self.close()
    }

    /// Records how many texts have been read.
    pub(crate) fn store_progress(&mut self, number: usize, progress: (usize, usize)) -> Vec<Change> {
        if number == self.number && self.progress.is_some() {
            self.progress = Some(progress);
        }
        Vec::new()
    }

    /// Stores the answer to the question, unless a newer one was asked.
    pub(crate) fn store(
        &mut self,
        number: usize,
        answer: Option<Arc<Answer>>,
        library: &Library,
    ) -> Vec<Change> {
        if number != self.number {
            return Vec::new();
        }
        self.progress = None;
        match answer {
            Some(answer) if matches!(*answer, Answer::Phrases(_)) => self.phrases.store(answer, library),
            Some(answer) if matches!(*answer, Answer::Compared(_)) => {
                self.beside.store(answer);
                return vec![Change::Pair(PairChange::ShowWanted)];
            }
            Some(answer) => self.words.store(answer, library),
            None => {}
        }
        Vec::new()
    }

    /// Moves the cursor of the view.
    pub(crate) fn go(&mut self, motion: Motion, count: Option<usize>, area: Rect) -> Vec<Change> {
        match self.view() {
            Some(View::Phrases) => self.phrases.go(motion, count, area),
            Some(View::Words) => self.words.go(motion, count, area),
            Some(View::SideBySide) | None => {}
        }
        Vec::new()
    }

    /// Scrolls the rows of the view.
    pub(crate) fn scroll(&mut self, turn: Turn, rows: usize, area: Rect) -> Vec<Change> {
        match self.view() {
            Some(View::Phrases) => self.phrases.scroll(turn, rows, area),
            Some(View::Words) => self.words.scroll(turn, rows, area),
            Some(View::SideBySide) | None => {}
        }
        Vec::new()
    }

    /// Brings the cursor of the view into `area`. Returns the speeches in view that are not loaded.
    pub(crate) fn refresh(&mut self, library: &Library, area: Rect) -> BTreeSet<DocumentId> {
        let in_view = match self.view() {
            Some(View::Phrases) => self.phrases.refresh(library, area),
            Some(View::Words) => self.words.refresh(library, area),
            Some(View::SideBySide) => self.beside.speeches(),
            None => BTreeSet::new(),
        };
        in_view.into_iter().filter(|&id| library.is_partial(id)).collect()
    }
}

/// Returns the number of texts that a question is about.
const fn count(question: &Question) -> usize {
    match question {
        Question::Repeated { .. } => 1,
        Question::Shared { .. } | Question::Compared { .. } => 2,
        Question::Used { others, .. } => others.len() + 1,
        Question::Words { here, there } => here.len() + there.len(),
    }
}
