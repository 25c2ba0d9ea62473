//! The study views: lists of phrases and of words, which a worker computes. A view takes the full width.

mod form_filter;

mod glance;

pub(crate) mod parallel;

pub(crate) mod phrase_columns;

pub(crate) mod phrase_layout;

pub(crate) mod phrases;

pub(crate) mod rows;

pub(crate) mod side_by_side;

pub(crate) mod subject;

pub(crate) mod versions;

mod word_filter;

pub(crate) mod words;

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use oratory_core::{Ambiguous, Overview, counted, grouped};
use ratatui::layout::Rect;

use self::{
    glance::Glance, phrases::PhraseList, side_by_side::SideBySide, subject::Subject, words::WordList,
};
use super::{
    change::{Change, StudyChange},
    env::Env,
    library::Library,
    panes::{jumps::ReaderPosition, pane::Pane, selection::Selection},
    sidebar::scope::Scope,
};
use crate::{
    catalog::DocumentId,
    command::{Command, Context, Motion, Turn, View},
    config::Config,
    effect::{Job, Question, StudyJob},
    event::Answer,
};

/// The study view that is open, if any, and what the last answer was to its question.
#[derive(Debug, Clone, Default)]
pub(crate) struct Study {
    view: Option<View>,
    /// `true` while the reader has gone from the view to a text, and can come back with Esc.
    is_covered: bool,
    /// The passage that was selected when the reader went to the text.
    left_for: Option<(DocumentId, Range<usize>)>,
    /// The view from which two speeches were put side by side.
    below: Option<Below>,
    /// The text before the view was opened. The reader returns to it if the view was ever left for another place.
    origin: Option<(Origin, bool)>,
    subject: Subject,
    /// The number of the last question.
    number: usize,
    /// The texts that have been read, and all texts, while the question is being answered.
    progress: Option<(usize, usize)>,
    phrases: PhraseList,
    words: WordList,
    beside: SideBySide,
    glance: Glance,
}

/// The view to which Esc leads back from two speeches side by side.
#[derive(Debug, Clone, Copy)]
struct Below {
    view: View,
    /// `true` if the reader had gone from it to a text.
    is_covered: bool,
    /// `true` if its question is to be asked again.
    is_outdated: bool,
}

/// The text from which a view was opened.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// The reader's position.
    pub(crate) position: ReaderPosition,
    /// The selected passage, as a byte range.
    pub(crate) selection: Option<Range<usize>>,
}

impl Origin {
    /// Records the reader's position, and the selection in `pane`.
    pub(crate) fn of(position: ReaderPosition, pane: &Pane) -> Self {
        Self { position, selection: pane.selected().map(|selection| selection.range.clone()) }
    }
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

    /// Returns `true` if the program was started for the view on the screen: closing it ends the program.
    pub(crate) fn is_start_view(&self) -> bool {
        self.view() == Some(View::SideBySide) && self.below.is_none() && self.beside.is_start_view()
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

    /// Returns the two speeches in the list and the facts about them, once they are known.
    pub(crate) fn overview(&self) -> Option<([DocumentId; 2], &Overview)> {
        self.glance.facts()
    }

    /// Asks the worker for the facts about the two speeches in the scope. `list` is the area of the list.
    pub(crate) fn refresh_overview(
        &mut self,
        library: &Library,
        scope: Option<&Scope>,
        list: Rect,
        config: &Config,
    ) -> Option<Change> {
        self.glance.refresh(library, scope, config.overview && !list.is_empty())
    }

    /// Stores `facts` about two speeches.
    pub(crate) fn store_overview(&mut self, pair: [DocumentId; 2], facts: Arc<Overview>) -> Vec<Change> {
        self.glance.store(pair, facts);
        Vec::new()
    }

    /// Applies a command to the view on the screen. Returns `None` if it has no effect there.
    pub(crate) fn apply(
        &mut self,
        command: &Command,
        library: &Library,
        env: &Env<'_>,
    ) -> Option<Vec<Change>> {
        match self.view()? {
            View::Phrases => self.phrases.apply(command, library, env),
            View::Words => self.words.apply(command, &self.subject, env),
            View::SideBySide => self.beside.apply(command, env),
        }
    }

    /// Opens a view on the speech `open` and the others in the scope, from a text or from another view. If it is on the screen,
    /// closes it.
    pub(crate) fn toggle(
        &mut self,
        view: View,
        (open, shown): (DocumentId, DocumentId),
        from: Origin,
        library: &Library,
        scope: Option<&Scope>,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let returns_to = self.below_in_view().filter(|_| self.view() == Some(View::SideBySide));
        if self.view() == Some(view) || returns_to == Some(view) {
            return self.close();
        }
        if view != View::SideBySide && scope.is_some_and(|scope| scope.speeches.is_empty()) {
            return vec![Change::notice("no speech passes the filter")];
        }
        if view == View::SideBySide {
            return self.beside.choose((open, shown), library, scope, env);
        }
        let mut before = Vec::new();
        if self.view() == Some(View::SideBySide) {
            self.beside.forget();
            before.push(Change::Study(StudyChange::LeavePair));
        }
        self.below = None;
        let is_of_passage = self.view().is_none() && from.position.speech == shown;
        let passage = from.selection.clone().filter(|_| is_of_passage);
        if self.view().is_none() || self.origin.is_none() {
            self.origin = Some((from, false));
        }
        (self.view, self.is_covered) = (Some(view), false);
        self.subject = Subject::new(shown, library, scope);
        match view {
            View::Phrases => self.phrases.open(&self.subject, passage),
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
        if let Some(view) = self.view.filter(|&view| view != View::SideBySide) {
            let is_outdated = self.progress.is_some();
            self.below = Some(Below { view, is_covered: self.is_covered, is_outdated });
            self.mark_left();
        }
        (self.view, self.is_covered) = (Some(View::SideBySide), false);
        self.beside.open(pair, wanted);
        vec![Change::Study(StudyChange::Ask), Change::Study(StudyChange::ShowWanted)]
    }

    /// Closes the view if two speeches are side by side. They are remembered. Esc goes back to the view below, if any.
    pub(crate) fn leave_pair(&mut self) -> Vec<Change> {
        if self.view != Some(View::SideBySide) {
            return Vec::new();
        }
        let below = self.below.take();
        (self.view, self.is_covered) = (below.map(|below| below.view), below.is_some());
        self.beside.forget();
        let mut changes = self.stop();
        changes.extend(below.filter(|below| below.is_outdated).map(|_| Change::Study(StudyChange::Ask)));
        changes
    }

    /// Returns the view to which Esc leads from two speeches side by side.
    fn below_in_view(&self) -> Option<View> {
        self.below.filter(|below| !below.is_covered).map(|below| below.view)
    }

    /// Asks the worker the question of the view.
    pub(crate) fn ask(&mut self, library: &Library) -> Vec<Change> {
        let question = match self.view {
            Some(View::Phrases) => self.phrases.question(&self.subject, library),
            Some(View::Words) => Some(self.words.question(&self.subject, library)),
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
            let returns = self.below_in_view().map(|_| Change::Study(StudyChange::Return));
            return [Change::Study(StudyChange::LeavePair)].into_iter().chain(returns).collect();
        }
        (self.view, self.is_covered) = (None, false);
        // They take memory that nobody needs until the next time.
        self.phrases.forget();
        self.words.forget();
        let mut changes = self.stop();
        if let Some((Origin { position, selection }, true)) = self.origin.take() {
            changes.extend([Change::Open(position.speech), Change::ReturnTo(position.position)]);
            changes.push(selection.map_or(Change::ClearSelection, Change::Select));
        }
        changes
    }

    /// Returns the position to which closing what is on the screen leads back: the view, the one below it, or the passage
    /// for which the reader left it, if that is still `selected`. `None` if the reader has not left the view.
    pub(crate) fn way_back(&self, selected: Option<&Selection>) -> Option<ReaderPosition> {
        let is_in_view = match self.view() {
            Some(View::SideBySide) => self.below_in_view().is_some(),
            Some(View::Phrases | View::Words) => true,
            None => self.is_left_for(selected),
        };
        let (origin, has_left) = self.origin.as_ref()?;
        (is_in_view && *has_left).then_some(origin.position)
    }

    /// Asks again, because the text of `speech` has changed.
    pub(crate) fn forget(&mut self, speech: DocumentId) -> Vec<Change> {
        let is_covered = self.subject.open == speech || self.subject.others.contains(&speech);
        self.mark_outdated(is_covered);
        let asks = self.view.is_some_and(|view| view != View::SideBySide) && is_covered;
        asks.then_some(Change::Study(StudyChange::Ask)).into_iter().collect()
    }

    /// Asks again, because more speeches have been found.
    pub(crate) fn renew(&mut self, library: &Library, scope: Option<&Scope>) -> Vec<Change> {
        if self.view().is_none() {
            return Vec::new();
        }
        let subject = Subject::new(self.subject.open, library, scope);
        if subject == self.subject {
            return Vec::new();
        }
        self.subject = subject;
        self.mark_outdated(true);
        let asks = self.view() != Some(View::SideBySide);
        asks.then_some(Change::Study(StudyChange::Ask)).into_iter().collect()
    }

    /// Records whether the view below two speeches has an outdated answer.
    fn mark_outdated(&mut self, is_outdated: bool) {
        if let Some(below) = &mut self.below {
            below.is_outdated |= is_outdated;
        }
    }

    /// Records that the reader has left the text from which the view was opened.
    const fn mark_left(&mut self) {
        if let Some((_, has_left)) = &mut self.origin {
            *has_left = true;
        }
    }

    /// Stops the question that is being answered, and says so. `None` if there is none.
    pub(crate) fn interrupt(&mut self) -> Option<Vec<Change>> {
        let (done, of) = self.progress.filter(|_| self.view().is_some())?;
        self.words.stop();
        let mut changes = self.stop();
        let unread = match self.view {
            Some(View::Words) => self.words.found().map(|found| found.unread.iter().sum()),
            Some(View::Phrases) => self.phrases.found().map(|found| found.unread),
            Some(View::SideBySide) | None => None,
        };
        let speeches = counted(of, "speech");
        changes.push(Change::Notice(match unread {
            Some(unread) => {
                format!("stopped: the list covers {} of {speeches}", grouped(of.saturating_sub(unread)))
            }
            None => format!("stopped after {} of {speeches}", grouped(done)),
        }));
        Some(changes)
    }

    /// Cancels the question that is being answered.
    pub(crate) fn stop(&mut self) -> Vec<Change> {
        self.number += 1;
        self.progress.take().map(|_| Change::job(Job::CancelStudy)).into_iter().collect()
    }

    /// Leaves the view for a text. Esc comes back.
    pub(crate) fn cover(&mut self) -> Vec<Change> {
        self.is_covered = self.view.is_some();
        self.left_for = if self.view == Some(View::Phrases) { self.phrases.place() } else { None };
        self.mark_left();
        Vec::new()
    }

    /// Leaves the view for a text if it is a list.
    pub(crate) fn cover_list(&mut self) -> Vec<Change> {
        let is_list = self.view().is_some_and(|view| view != View::SideBySide);
        if is_list { self.cover() } else { Vec::new() }
    }

    /// Comes back to the view if `selected` is the passage for which the reader left it.
    pub(crate) fn uncover_from(&mut self, selected: Option<&Selection>) -> Vec<Change> {
        if self.is_left_for(selected) { self.uncover() } else { Vec::new() }
    }

    /// Returns `true` if `selected` is the passage for which the reader has left the view.
    fn is_left_for(&self, selected: Option<&Selection>) -> bool {
        let left_for = self.left_for.as_ref().filter(|_| self.is_covered);
        left_for
            .zip(selected)
            .is_some_and(|((speech, range), selected)| selected.speech == *speech && selected.range == *range)
    }

    /// Goes from the text to the next or previous place of the view.
    pub(crate) fn step(&mut self, motion: Motion, times: usize, library: &Library) -> Vec<Change> {
        self.phrases.step(motion, times);
        self.phrases.read(library)
    }

    /// Returns `true` while the reader has gone to a place of the view, and can go on to the next.
    pub(crate) fn has_places(&self) -> bool {
        self.is_covered && self.view == Some(View::Phrases)
    }

    /// Returns the filter of the view on the screen.
    pub(crate) fn filter(&self) -> Option<&str> {
        match self.view()? {
            View::Phrases => Some(self.phrases.filter()),
            View::Words => Some(self.words.filter()),
            View::SideBySide => None,
        }
    }

    /// Changes the filter of the view on the screen. `None` if it has none.
    pub(crate) fn set_filter(&mut self, filter: &str) -> Option<Vec<Change>> {
        match self.view()? {
            View::Phrases => self.phrases.set_filter(filter.to_owned()),
            View::Words => self.words.set_filter(filter),
            View::SideBySide => return None,
        }
        Some(Vec::new())
    }

    /// Moves the cursor of the view while its filter is typed. `None` if it has none.
    pub(crate) fn move_cursor(&mut self, motion: Motion, area: Rect) -> Option<Vec<Change>> {
        self.filter()?;
        Some(self.go(motion, None, area))
    }

    /// Comes back to the view.
    pub(crate) fn uncover(&mut self) -> Vec<Change> {
        self.is_covered = false;
        Vec::new()
    }

    /// Drops the filter of the view, or else closes it.
    pub(crate) fn cancel(&mut self) -> Vec<Change> {
        if self.view() == Some(View::Words) && !self.words.filter().is_empty() {
            self.words.set_filter("");
            return Vec::new();
        }
        if self.view() == Some(View::Phrases) && self.phrases.cancel() {
            return Vec::new();
        }
        self.close()
    }

    /// Records how many texts have been read.
    pub(crate) fn store_progress(&mut self, number: usize, progress: (usize, usize)) -> Vec<Change> {
        if number == self.number && self.progress.is_some() {
            self.progress = Some(progress);
        }
        Vec::new()
    }

    /// Stores `answer` to the question, unless a newer one was asked.
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
        answer.map(|answer| self.show(answer, library)).unwrap_or_default()
    }

    /// Stores what is known of `answer` to the question, unless a newer one was asked.
    pub(crate) fn store_part(
        &mut self,
        number: usize,
        answer: Arc<Answer>,
        library: &Library,
    ) -> Vec<Change> {
        if number == self.number { self.show(answer, library) } else { Vec::new() }
    }

    fn show(&mut self, answer: Arc<Answer>, library: &Library) -> Vec<Change> {
        match *answer {
            Answer::Phrases(_) => self.phrases.store(answer, library),
            Answer::Words(_) => self.words.store(answer),
            Answer::Compared(_) => {
                self.beside.store(answer);
                return vec![Change::Study(StudyChange::ShowWanted)];
            }
        }
        Vec::new()
    }

    /// Moves the cursor of the view.
    pub(crate) fn go(&mut self, motion: Motion, count: Option<usize>, area: Rect) -> Vec<Change> {
        match self.view() {
            Some(View::Phrases) => self.phrases.go(motion, count),
            Some(View::Words) => self.words.go(motion, count, area),
            Some(View::SideBySide) | None => {}
        }
        Vec::new()
    }

    /// Scrolls the rows of the view.
    pub(crate) fn scroll(&mut self, turn: Turn, rows: usize, area: Rect) -> Vec<Change> {
        match self.view() {
            Some(View::Phrases) => self.phrases.scroll(turn, rows),
            Some(View::Words) => self.words.scroll(turn, rows, area),
            Some(View::SideBySide) | None => {}
        }
        Vec::new()
    }

    /// Brings the cursor of the view into `area`. Returns the speeches in view that are not loaded.
    pub(crate) fn refresh(
        &mut self,
        library: &Library,
        area: Rect,
        ambiguous: Ambiguous,
    ) -> BTreeSet<DocumentId> {
        let in_view = match self.view() {
            Some(View::Phrases) => self.phrases.refresh(library, area, ambiguous),
            Some(View::Words) => self.words.refresh(area),
            Some(View::SideBySide) => self.beside.speeches(),
            None => BTreeSet::new(),
        };
        in_view.into_iter().filter(|&id| library.is_partial(id)).collect()
    }
}

/// Returns the number of texts that `question` is about.
const fn count(question: &Question) -> usize {
    match question {
        Question::Phrases { others, .. } => others.len() + 1,
        Question::Compared { .. } => 2,
        Question::Words { here, there } => here.len() + there.len(),
    }
}
