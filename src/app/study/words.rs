//! The list of words: how often they occur in one speech and in another.

use std::{collections::BTreeSet, sync::Arc};

use oratory_core::{Contrast, WordOrder, WordRow, grouped, is_edge_word, query_of};
use ratatui::layout::Rect;

use super::{
    form_filter::FormFilter,
    rows::{Clicks, Rows},
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
    effect::{Counted, Question, Words},
    event::{Answer, FoundWords},
};

/// The list of words.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordList {
    answer: Option<Arc<Answer>>,
    rows: Rows,
    clicks: Clicks,
    /// The order that the reader has chosen.
    order: WordOrder,
    comparison: Comparison,
    /// `true` while words such as `the` and `of` are left out.
    skips_edge_words: bool,
    filter: String,
    /// The words that are listed, as indexes into the rows of the answer, in their order.
    listed: Vec<usize>,
    /// `true` if the last question was stopped before it was answered.
    is_stopped: bool,
}

/// The speeches that are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Comparison {
    /// The open speech with the others in the scope.
    #[default]
    WithOthers,
    /// The other way round.
    Swapped,
    /// The open speech with none.
    Alone,
}

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

    /// Returns the order of the words: the one that the reader has chosen, if it applies to what is counted.
    pub(crate) fn order(&self) -> WordOrder {
        let is_compared = self.found().is_none_or(FoundWords::is_compared);
        match self.order {
            WordOrder::Difference | WordOrder::Ratio if !is_compared => WordOrder::Count,
            order => order,
        }
    }

    /// Returns the filter, or an empty string.
    pub(crate) fn filter(&self) -> &str {
        &self.filter
    }

    /// Returns `true` while words such as `the` and `of` are left out.
    pub(crate) const fn skips_edge_words(&self) -> bool {
        self.skips_edge_words
    }

    /// Returns `true` if the last question was stopped before it was answered.
    pub(crate) const fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Returns the number of words that are listed.
    pub(crate) const fn len(&self) -> usize {
        self.listed.len()
    }

    /// Iterates over the words that are listed, from number `first` on.
    pub(crate) fn listed(&self, first: usize) -> impl Iterator<Item = (usize, &WordRow)> {
        let rows = self.found().map_or(&[][..], |found| &found.rows);
        let listed = self.listed.iter().enumerate().skip(first);
        listed.filter_map(|(number, &row)| Some((number, rows.get(row)?)))
    }

    /// Returns the rows above the first word: the title, a caution on short texts, a blank row and the headings.
    pub(crate) fn head_rows(&self) -> u16 {
        3 + u16::from(self.found().is_some_and(|found| found.caution.is_some()))
    }

    /// Opens the list.
    pub(super) fn open(&mut self, _: &Subject) {
        *self = Self::default();
    }

    /// Returns the question of the list.
    pub(super) fn question(&mut self, subject: &Subject, library: &Library) -> Question {
        self.is_stopped = false;
        let [open, others] = [&[subject.open][..], &subject.others].map(|ids| entries(ids, library));
        let (here, there) = match self.comparison {
            Comparison::WithOthers => (open, others),
            Comparison::Swapped => (others, open),
            Comparison::Alone => (open, Vec::new()),
        };
        Question::Words { here, there }
    }

    /// Stores the words. The cursor stays on its word, in the same row of the screen. A list that grows is read from its
    /// beginning, until the reader moves.
    pub(super) fn store(&mut self, answer: Arc<Answer>) {
        let before = self.answer.replace(answer);
        let index = self.listed.get(self.rows.cursor).filter(|_| self.rows.cursor > 0);
        let word = index.and_then(|&index| match before.as_deref() {
            Some(Answer::Words(found)) => found.rows.get(index).map(|row| row.word.clone()),
            _ => None,
        });
        self.list();
        let is_same = |(_, row): &(usize, &WordRow)| Some(&row.word) == word.as_ref();
        let cursor = self.listed(0).find(is_same).map_or(0, |(number, _)| number);
        let above = self.rows.cursor.saturating_sub(self.rows.top);
        self.rows = Rows { cursor, top: cursor.saturating_sub(above) };
    }

    /// Records that the question was stopped.
    pub(super) const fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// Drops the words.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Lists the words that pass the filter, in their order.
    fn list(&mut self) {
        let order = self.order();
        let Some(Answer::Words(found)) = self.answer.as_deref() else { return };
        let filter = FormFilter::new(&self.filter);
        let edges = self.skips_edge_words.then(|| EdgeWords::of(found));
        let is_listed = |row: &WordRow| {
            edges.as_ref().is_none_or(|edges| !edges.contain(row)) && filter.matches(&row.word)
        };
        let listed = found.rows.iter().enumerate().filter(|(_, row)| is_listed(row));
        self.listed = listed.map(|(index, _)| index).collect();
        self.listed.sort_by(|&one, &other| found.rows[one].compare(&found.rows[other], order));
    }

    /// Rebuilds the list, with the cursor on the same word if it is still listed.
    fn list_again(&mut self) {
        let under_cursor = self.listed.get(self.rows.cursor).copied();
        self.list();
        self.rows.cursor = self.listed.iter().position(|&row| Some(row) == under_cursor).unwrap_or(0);
    }

    /// Returns the word under the cursor.
    fn selected(&self) -> Option<&WordRow> {
        self.listed(self.rows.cursor).next().map(|(_, row)| row)
    }

    /// Applies a command. Returns `None` if it has no effect here.
    pub(super) fn apply(
        &mut self,
        command: &Command,
        subject: &Subject,
        env: &Env<'_>,
    ) -> Option<Vec<Change>> {
        Some(match *command {
            Command::Open | Command::ShowConcordance => self.open_word(),
            Command::SortList => self.sort_next(),
            Command::ToggleEdgeWords => {
                self.skips_edge_words = !self.skips_edge_words;
                self.list_again();
                Vec::new()
            }
            Command::NextScope => self.compare_next(subject),
            Command::Press(_, y) => self.press(y, env),
            Command::Drag(..) => Vec::new(),
            _ => return None,
        })
    }

    /// Opens the concordance of the word under the cursor.
    fn open_word(&self) -> Vec<Change> {
        let Some(row) = self.selected() else { return Vec::new() };
        match query_of(&row.word) {
            Ok(query) => vec![Change::Study(StudyChange::Leave), Change::ListMatches(Arc::new(query))],
            Err(error) => vec![Change::Notice(format!("cannot list {}: {error}", row.word))],
        }
    }

    /// Selects the word in a row of the screen. A double click opens it.
    fn press(&mut self, y: u16, env: &Env<'_>) -> Vec<Change> {
        let Some(row) = y.checked_sub(self.head_rows()) else { return Vec::new() };
        let number = self.rows.top + usize::from(row);
        if number >= self.listed.len() {
            return Vec::new();
        }
        self.rows.cursor = number;
        if self.clicks.is_double(number, env.now) { self.open_word() } else { Vec::new() }
    }

    /// Switches to the next order, with the cursor on the first word.
    fn sort_next(&mut self) -> Vec<Change> {
        let is_compared = self.found().is_some_and(FoundWords::is_compared);
        self.order = match self.order.next() {
            _ if !is_compared => self.order().next_of_one(),
            // Several speeches have no first place.
            WordOrder::First if self.found().is_some_and(|found| found.places[0].is_none()) => {
                WordOrder::First.next()
            }
            order => order,
        };
        self.list();
        self.rows = Rows::default();
        Vec::new()
    }

    /// Swaps the two speeches of a pair. In a larger scope, compares the open speech with the others or with none.
    fn compare_next(&mut self, subject: &Subject) -> Vec<Change> {
        self.comparison = match (subject.others.len(), self.comparison) {
            (0, _) => return vec![Change::notice("the list has no other speech to compare with")],
            (1, Comparison::WithOthers) => Comparison::Swapped,
            (2.., Comparison::WithOthers) => Comparison::Alone,
            _ => Comparison::WithOthers,
        };
        self.rows = Rows::default();
        vec![Change::Study(StudyChange::Ask)]
    }

    /// Returns the word for the effect of [`Command::NextScope`], if it has one.
    pub(crate) fn next_scope(&self, subject: &Subject) -> Option<&'static str> {
        match (subject.others.len(), self.comparison) {
            (0, _) => None,
            (1, _) => Some("the other way"),
            (_, Comparison::Alone) => Some("with the others"),
            _ => Some("alone"),
        }
    }

    /// Sets `filter`.
    pub(super) fn set_filter(&mut self, filter: &str) {
        filter.clone_into(&mut self.filter);
        self.list_again();
    }

    /// Returns the words that are listed, with the lines above them, for an export.
    pub(crate) fn exported(&self, library: &Library) -> Option<Words> {
        let found = self.found()?;
        let caution = found.caution.map(|caution| caution.to_string());
        let here = name_of(&found.here, library);
        let sign = found.is_compared().then(|| format!("log_ratio and g2 are positive for words of {here}"));
        let heading = [Some(counts_of(found, library).join(" · ")), caution, sign];
        let rows = self.listed(0).map(|(_, row)| row.clone()).collect();
        Some((heading.into_iter().flatten().collect(), rows, found.is_compared()))
    }

    /// Moves the cursor.
    pub(super) fn go(&mut self, motion: Motion, count: Option<usize>, area: Rect) {
        self.rows.go(motion, count, self.len(), self.room(area));
    }

    /// Scrolls.
    pub(super) fn scroll(&mut self, turn: Turn, rows: usize, area: Rect) {
        self.rows.scroll(turn, rows, self.len(), self.room(area));
    }

    /// Brings the cursor into view. Returns the speeches whose text is in view.
    pub(super) fn refresh(&mut self, area: Rect) -> BTreeSet<DocumentId> {
        self.rows.bring_into_view(self.len(), self.room(area));
        BTreeSet::new()
    }

    /// Returns the number of words in view.
    fn room(&self, area: Rect) -> usize {
        usize::from(area.height.saturating_sub(self.head_rows())).max(1)
    }
}

/// Returns the names of both sides with their numbers of words: `Opening 1,174`.
pub(crate) fn counts_of(found: &FoundWords, library: &Library) -> Vec<String> {
    let sides = [&found.here, &found.there].into_iter().zip(found.unread);
    let sides = sides.filter(|(speeches, _)| !speeches.is_empty());
    let counts = sides.map(|(speeches, unread)| {
        let words = speeches.iter().map(|(_, speech)| speech.counts.total()).sum();
        let name = match unread {
            0 => name_of(speeches, library),
            _ => format!("{} of {} others", grouped(speeches.len()), grouped(speeches.len() + unread)),
        };
        format!("{name} {}", grouped(words))
    });
    counts.collect()
}

/// Returns the name of a side: that of its only speech, or the number of speeches.
pub(crate) fn name_of(speeches: &[Counted], library: &Library) -> String {
    match speeches {
        [] => String::new(),
        [(only, _)] => library.short_name(*only).into_owned(),
        several => format!("{} others", grouped(several.len())),
    }
}

/// The languages of two sides, which decide what their edge words are.
struct EdgeWords<'a> {
    here: BTreeSet<Option<&'a str>>,
    there: BTreeSet<Option<&'a str>>,
}

impl<'a> EdgeWords<'a> {
    fn of(found: &'a FoundWords) -> Self {
        let languages =
            |speeches: &'a [Counted]| speeches.iter().map(|(_, speech)| speech.language.as_deref()).collect();
        Self { here: languages(&found.here), there: languages(&found.there) }
    }

    /// Returns `true` if a word is an edge word in a language of the speeches that have it.
    fn contain(&self, row: &WordRow) -> bool {
        let Contrast { here, there, .. } = row.contrast;
        let sides = [(here, &self.here), (there, &self.there)];
        let mut languages = sides.into_iter().filter(|(count, _)| *count > 0).flat_map(|(_, all)| all);
        languages.any(|language| is_edge_word(&row.word, *language))
    }
}
