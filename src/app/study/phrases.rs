//! The list of phrases: those that two speeches share, that one repeats, or that occur in others.

use std::{cmp::Reverse, collections::BTreeSet, ops::Range, sync::Arc};

use jiff::{Timestamp, civil};
use oratory_core::{Ambiguous, Edges, Limits, OPEN_SPEECH, Phrase, PhraseOrder, Place, collapse, words_of};
use ratatui::layout::{Position, Rect};

use super::{
    phrase_columns::columns,
    phrase_layout::{Layout, Level, Target},
    rows::Rows,
    subject::{Subject, entries},
    word_filter::WordFilter,
};
use crate::{
    app::{
        change::{Change, StudyChange},
        env::Env,
        library::{Library, STILL_LOADING},
        panes::dragging::DOUBLE_CLICK,
    },
    catalog::DocumentId,
    command::{Command, Motion, Turn, View},
    effect::{PhraseRows, PhraseScope, Question, ScopedPhrases},
    event::{Answer, FoundPhrases},
};

/// The list of phrases.
#[derive(Debug, Clone)]
pub(crate) struct PhraseList {
    /// The passage whose phrases are listed first, as a byte range of the open speech.
    passage: Option<Range<usize>>,
    answer: Option<Arc<Answer>>,
    /// The number of the list that is shown.
    scope: usize,
    /// The least length and number of phrases in several speeches, and in one.
    across: Limits,
    within: Limits,
    /// The order that the reader has chosen.
    order: Option<PhraseOrder>,
    filter: String,
    /// The phrases that pass the filter, in their order.
    shown: Vec<usize>,
    level: Level,
    rows: Rows,
    /// The places of the phrase under the cursor.
    places: Vec<Place>,
    /// The phrase to which they belong.
    places_of: Option<usize>,
    lines: Rows,
    layout: Layout,
    area: Rect,
    /// The last press of the mouse.
    pressed: Option<(Position, Timestamp)>,
}

impl Default for PhraseList {
    fn default() -> Self {
        Self {
            passage: None,
            answer: None,
            scope: 0,
            across: Limits::OF_A_PAIR,
            within: Limits::OF_A_PAIR,
            order: None,
            filter: String::new(),
            shown: Vec::new(),
            level: Level::Phrases,
            rows: Rows::default(),
            places: Vec::new(),
            places_of: None,
            lines: Rows::default(),
            layout: Layout::default(),
            area: Rect::default(),
            pressed: None,
        }
    }
}

/// Cells for the marks around a whole phrase.
const QUOTATION_MARKS: usize = 2;

/// The orders of the phrases of one or two speeches, and of those in a library, the default first.
const ORDERS: [PhraseOrder; 3] = [PhraseOrder::Longest, PhraseOrder::Frequent, PhraseOrder::Place];
const ORDERS_OF_AN_UNDATED_LIBRARY: [PhraseOrder; 4] =
    [PhraseOrder::Spread, PhraseOrder::Longest, PhraseOrder::Frequent, PhraseOrder::Place];
const ORDERS_OF_A_LIBRARY: [PhraseOrder; 5] = [
    PhraseOrder::Spread,
    PhraseOrder::Oldest,
    PhraseOrder::Longest,
    PhraseOrder::Frequent,
    PhraseOrder::Place,
];

impl PhraseList {
    /// Returns the phrases of all scopes, once they have been found.
    pub(crate) fn found(&self) -> Option<&FoundPhrases> {
        match self.answer.as_deref() {
            Some(Answer::Phrases(found)) => Some(found),
            _ => None,
        }
    }

    /// Returns the list that is shown.
    pub(crate) fn list(&self) -> Option<&Arc<ScopedPhrases>> {
        self.found()?.lists.get(self.scope)
    }

    /// Returns the lists of the other scopes, in the order in which Tab goes to them.
    pub(crate) fn other_lists(&self) -> impl Iterator<Item = &ScopedPhrases> {
        let lists = self.found().map_or(&[][..], |found| &found.lists);
        let (before, after) = lists.split_at(self.scope.min(lists.len()));
        after.iter().skip(1).chain(before).map(|list| &**list)
    }

    /// Returns the passage whose phrases are listed first, as a byte range of the open speech.
    pub(crate) const fn passage(&self) -> Option<&Range<usize>> {
        self.passage.as_ref()
    }

    /// Returns the filter.
    pub(crate) fn filter(&self) -> &str {
        &self.filter
    }

    /// Returns the part that has the cursor.
    pub(crate) const fn level(&self) -> Level {
        self.level
    }

    /// Returns the division of the screen.
    pub(crate) const fn layout(&self) -> Layout {
        self.layout
    }

    /// Returns the cursor and the first row in view of the phrases, and of the places.
    pub(crate) const fn rows(&self) -> (Rows, Rows) {
        (self.rows, self.lines)
    }

    /// Returns the number of phrases that pass the filter.
    pub(crate) const fn len(&self) -> usize {
        self.shown.len()
    }

    /// Returns the phrases in view, each with its number in the list and its number among all.
    pub(crate) fn in_view(&self) -> impl Iterator<Item = (usize, usize, &Phrase)> {
        let rows = self.list().map_or(&[][..], |list| &list.phrases.rows);
        let shown = self.shown.iter().enumerate().skip(self.rows.top).take(self.layout.phrases.into());
        shown.filter_map(|(number, &row)| Some((number, row, rows.get(row)?)))
    }

    /// Returns the places of the phrase under the cursor.
    pub(crate) fn places(&self) -> &[Place] {
        &self.places
    }

    /// Returns the order of the phrases.
    pub(crate) fn order(&self) -> PhraseOrder {
        let orders = self.orders();
        self.order.filter(|order| orders.contains(order)).unwrap_or(orders[0])
    }

    fn orders(&self) -> &'static [PhraseOrder] {
        match self.list().map(|list| &list.uses) {
            Some(uses) if uses.iter().any(|uses| uses.day.is_some()) => &ORDERS_OF_A_LIBRARY,
            Some(uses) if !uses.is_empty() => &ORDERS_OF_AN_UNDATED_LIBRARY,
            _ => &ORDERS,
        }
    }

    /// Returns the place under the cursor, as speech and byte range.
    pub(super) fn place(&self) -> Option<(DocumentId, Range<usize>)> {
        let place = self.places.get(self.lines.cursor)?;
        let (speech, index) = &self.list()?.speeches[place.speech];
        Some((*speech, index.range(place.words.clone())))
    }

    /// Returns the speeches of the list, if there are phrases to export.
    pub(crate) fn speeches_to_export(&self) -> Option<Vec<DocumentId>> {
        let list = self.list().filter(|_| !self.shown.is_empty())?;
        let mut speeches: Vec<DocumentId> = list.speeches.iter().map(|(speech, _)| *speech).collect();
        // The rest of a speech, where the phrases of a passage are searched for, is listed like another.
        speeches.dedup();
        Some(speeches)
    }

    /// Returns the phrases for an export.
    pub(crate) fn exported(&self, library: &Library) -> Option<PhraseRows> {
        let list = self.list()?;
        let speech = |(id, _): &(DocumentId, _)| library.get(*id).cloned();
        let speeches = list.speeches.iter().map(speech).collect::<Option<_>>()?;
        Some((Arc::clone(list), self.shown.clone(), speeches))
    }

    /// Opens the list, or that of a passage of the open speech.
    pub(super) fn open(&mut self, subject: &Subject, passage: Option<Range<usize>>) {
        let across = if subject.others.len() > 1 { Limits::OF_A_LIBRARY } else { Limits::OF_A_PAIR };
        *self = Self { passage, across, ..Self::default() };
    }

    /// Returns the question of the list.
    pub(super) fn question(&self, subject: &Subject, library: &Library) -> Option<Question> {
        let open = entries(&[subject.open], library).pop()?;
        let others = entries(&subject.others, library);
        let (passage, across, within) = (self.passage.clone(), self.across, self.within);
        Some(Question::Phrases { open, passage, others, across, within })
    }

    /// Stores the phrases. The cursor stays on its phrase.
    pub(super) fn store(&mut self, answer: Arc<Answer>, _: &Library) {
        let key = |phrase: &Phrase| (phrase.first, phrase.words);
        // A list that grows is read from its beginning, until the reader moves.
        let kept = self.under_cursor().filter(|_| self.rows.cursor > 0).map(key);
        self.answer = Some(answer);
        self.derive();
        let rows = self.list().map_or(&[][..], |list| &list.phrases.rows);
        let position = self.shown.iter().position(|&row| Some(key(&rows[row])) == kept);
        self.rows.cursor = position.unwrap_or(0);
        self.refresh_places();
    }

    fn under_cursor(&self) -> Option<&Phrase> {
        let row = *self.shown.get(self.rows.cursor)?;
        self.list()?.phrases.rows.get(row)
    }

    /// Drops the phrases.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Filters and sorts the phrases, with the cursor on the first.
    fn derive(&mut self) {
        let (filter, order) = (WordFilter::new(&self.filter), self.order());
        let mut shown = Vec::new();
        if let Some(list) = self.list() {
            let (rows, index) = (&list.phrases.rows, &list.speeches[OPEN_SPEECH].1);
            let passes =
                |phrase: &Phrase| filter.accepts(&index.forms(phrase.first..phrase.first + phrase.words));
            shown.extend((0..rows.len()).filter(|&row| passes(&rows[row])));
            // Speeches without a date come last.
            let day = |row: usize| list.uses.get(row).filter(|_| order == PhraseOrder::Oldest)?.day;
            shown.sort_by_cached_key(|&row| {
                (Reverse(day(row).map(Reverse::<civil::Date>)), order.key(&rows[row]))
            });
        }
        self.shown = shown;
        (self.rows, self.places_of, self.level) = (Rows::default(), None, Level::Phrases);
        self.refresh_places();
    }

    /// Lists the places of the phrase under the cursor, unless they are listed.
    fn refresh_places(&mut self) {
        let row = self.shown.get(self.rows.cursor).copied();
        if row.is_some() && row == self.places_of {
            return;
        }
        let phrase = self.under_cursor().zip(self.list());
        self.places = phrase.map(|(phrase, list)| list.phrases.places(phrase)).unwrap_or_default();
        (self.places_of, self.lines) = (row, Rows::default());
        if self.places.is_empty() {
            self.level = Level::Phrases;
        }
    }

    /// Changes `filter`.
    pub(super) fn set_filter(&mut self, filter: String) {
        self.filter = filter;
        self.derive();
    }

    /// Returns to the phrases, or drops the filter. Returns `false` if there is neither.
    pub(super) fn cancel(&mut self) -> bool {
        if self.level == Level::Places {
            self.level = Level::Phrases;
        } else if !self.filter.is_empty() {
            self.set_filter(String::new());
        } else {
            return false;
        }
        true
    }

    /// Applies a command. Returns `None` if it has no effect here.
    pub(super) fn apply(
        &mut self,
        command: &Command,
        library: &Library,
        env: &Env<'_>,
    ) -> Option<Vec<Change>> {
        Some(match command {
            Command::ShowConcordance if self.level == Level::Places => {
                self.level = Level::Phrases;
                Vec::new()
            }
            Command::Open | Command::ShowConcordance => self.enter(library),
            Command::NextScope => self.show_next_scope(),
            Command::RaiseLimit => self.change_limit(|length| Some(length + 1)),
            Command::LowerLimit => self.change_limit(|length| length.checked_sub(1)),
            Command::ToggleEdgeWords => self.toggle_edges(),
            Command::SortList => self.sort_next(),
            Command::ShowStudy(View::SideBySide) => self.show_side_by_side()?,
            Command::Move(motion @ (Motion::NextMatch | Motion::PreviousMatch), count) => {
                self.step(*motion, count.unwrap_or(1));
                Vec::new()
            }
            Command::Press(x, y) => self.press(Position::new(*x, *y), library, env.now),
            Command::Drag(..) => Vec::new(),
            _ => return None,
        })
    }

    /// Goes one level down: from the phrases to the places of one, and from there to the text.
    fn enter(&mut self, library: &Library) -> Vec<Change> {
        if self.level == Level::Places {
            return self.read(library);
        }
        if !self.places.is_empty() {
            self.level = Level::Places;
        }
        Vec::new()
    }

    /// Leaves for the place under the cursor.
    pub(super) fn read(&self, library: &Library) -> Vec<Change> {
        let Some((speech, range)) = self.place() else { return Vec::new() };
        if library.document(speech).is_none_or(|document| document.text().get(range.clone()).is_none()) {
            return vec![Change::notice(STILL_LOADING)];
        }
        let go = Change::GoTo { speech, range: range.clone() };
        vec![Change::Study(StudyChange::Leave), Change::LeaveList, go, Change::Select(range)]
    }

    /// Shows the open speech and another side by side, at the place under the cursor and a place in the other one. `None` if
    /// the phrase is in one speech only.
    fn show_side_by_side(&self) -> Option<Vec<Change>> {
        let speeches = &self.list()?.speeches;
        let current = self.places.get(self.lines.cursor)?;
        let is_here = |place: &&Place| place.speech == OPEN_SPEECH;
        let here = Some(current).filter(is_here).or_else(|| self.places.iter().find(is_here))?;
        let there = Some(current).filter(|place| !is_here(place));
        let there = there.or_else(|| self.places.iter().find(|place| !is_here(place)))?;
        let [a, b] = [here, there].map(|place| {
            let (speech, index) = &speeches[place.speech];
            (*speech, index.range(place.words.clone()))
        });
        Some(vec![Change::Study(StudyChange::Compare([a.0, b.0], Some([a.1, b.1])))])
    }

    fn show_next_scope(&mut self) -> Vec<Change> {
        let scopes = self.found().map_or(1, |found| found.lists.len());
        if scopes == 1 {
            return vec![Change::notice("there is no other scope")];
        }
        self.scope = (self.scope + 1) % scopes;
        self.derive();
        Vec::new()
    }

    /// Changes the least length of the phrases in this scope.
    fn change_limit(&mut self, change: impl Fn(usize) -> Option<usize>) -> Vec<Change> {
        let scope = self.list().map(|list| list.scope);
        let is_within = matches!(scope, Some(PhraseScope::Repeated | PhraseScope::Passage));
        let limits = if is_within { &mut self.within } else { &mut self.across };
        let lengths = change(limits.words).zip(change(limits.characters));
        let Some((words, characters)) = lengths.filter(|(words, _)| *words > 0) else {
            return vec![Change::notice("a phrase has at least one word")];
        };
        *limits = Limits { words, characters, ..*limits };
        vec![Change::Study(StudyChange::Ask)]
    }

    fn toggle_edges(&mut self) -> Vec<Change> {
        let edges = if self.within.edges == Edges::Any { Edges::Trimmed } else { Edges::Any };
        (self.across.edges, self.within.edges) = (edges, edges);
        vec![Change::Study(StudyChange::Ask)]
    }

    fn sort_next(&mut self) -> Vec<Change> {
        let (orders, order) = (self.orders(), self.order());
        let at = orders.iter().position(|&other| other == order).unwrap_or(0);
        let order = orders[(at + 1) % orders.len()];
        self.order = Some(order);
        self.derive();
        vec![Change::Notice(format!("sorted {}", sorted(order)))]
    }

    /// Goes to a later or earlier phrase, or place: after the last place of a phrase comes the first of the next one.
    pub(super) fn step(&mut self, motion: Motion, times: usize) {
        let is_on = motion == Motion::NextMatch;
        let step = |at: usize, len: usize| {
            if is_on { Some(at + 1).filter(|&next| next < len) } else { at.checked_sub(1) }
        };
        for _ in 0..times {
            if self.level == Level::Places
                && let Some(next) = step(self.lines.cursor, self.places.len())
            {
                self.lines.cursor = next;
                continue;
            }
            let Some(next) = step(self.rows.cursor, self.shown.len()) else { return };
            self.rows.cursor = next;
            if self.level == Level::Places {
                self.refresh_places();
                self.lines.cursor = if is_on { 0 } else { self.places.len().saturating_sub(1) };
            }
        }
        self.refresh_places();
    }

    /// Selects the phrase or the place under the pointer. A double click goes one level down.
    fn press(&mut self, at: Position, library: &Library, now: Timestamp) -> Vec<Change> {
        let again = self.pressed.replace((at, now));
        let is_double =
            again.is_some_and(|(before, time)| before == at && now.duration_since(time) <= DOUBLE_CLICK);
        let y = at.y.checked_sub(self.area.y).filter(|_| self.area.contains(at));
        match y.and_then(|y| self.layout.target(y)) {
            Some(Target::Phrase(row)) if self.rows.top + row < self.shown.len() => {
                (self.level, self.rows.cursor) = (Level::Phrases, self.rows.top + row);
                self.refresh_places();
            }
            Some(Target::Place(row)) if self.lines.top + row < self.places.len() => {
                (self.level, self.lines.cursor) = (Level::Places, self.lines.top + row);
            }
            _ => return Vec::new(),
        }
        if is_double {
            self.pressed = None;
            return self.enter(library);
        }
        Vec::new()
    }

    /// Moves the cursor.
    pub(super) fn go(&mut self, motion: Motion, count: Option<usize>) {
        match self.level {
            Level::Phrases => self.rows.go(motion, count, self.shown.len(), self.layout.phrases.into()),
            Level::Places => self.lines.go(motion, count, self.places.len(), self.layout.places.into()),
        }
        self.refresh_places();
    }

    /// Scrolls.
    pub(super) fn scroll(&mut self, turn: Turn, rows: usize) {
        match self.level {
            Level::Phrases => self.rows.scroll(turn, rows, self.shown.len(), self.layout.phrases.into()),
            Level::Places => self.lines.scroll(turn, rows, self.places.len(), self.layout.places.into()),
        }
        self.refresh_places();
    }

    /// Returns the rows that the phrase under the cursor may need on a screen of `width` cells, if it is too long for its column.
    fn whole_rows(&self, library: &Library, width: u16, ambiguous: Ambiguous) -> u16 {
        let Some((phrase, list)) = self.under_cursor().zip(self.list()) else { return 0 };
        let (_, phrase_cells) = columns(library, ambiguous, list, width);
        let cells = ambiguous.width(&phrase_text(library, list, phrase));
        if cells <= phrase_cells.into() {
            return 0;
        }
        let cells = cells + QUOTATION_MARKS;
        let columns = usize::from(width.saturating_sub(2)).max(1);
        // An eighth of a row may stay blank, because no word is divided.
        let rows = if cells <= columns { 1 } else { (cells + cells / 8).div_ceil(columns) };
        u16::try_from(rows).unwrap_or(u16::MAX)
    }

    /// Divides `area`, and brings the cursor into view. Returns the speeches whose text is in view.
    pub(super) fn refresh(
        &mut self,
        library: &Library,
        area: Rect,
        ambiguous: Ambiguous,
    ) -> BTreeSet<DocumentId> {
        let (phrases, places) = (self.shown.len(), self.places.len());
        self.area = area;
        let whole = self.whole_rows(library, area.width, ambiguous);
        self.layout = Layout::new(area.height, self.level, phrases, places, whole);
        self.rows.bring_into_view(phrases, self.layout.phrases.into());
        self.lines.bring_into_view(places, self.layout.places.into());
        let Some(list) = self.list() else { return BTreeSet::new() };
        let lines = self.places.iter().skip(self.lines.top).take(self.layout.places.into());
        let speeches = std::iter::once(OPEN_SPEECH).chain(lines.map(|place| place.speech));
        speeches.map(|speech| list.speeches[speech].0).collect()
    }
}

/// Returns `phrase` as it is read at its first place, or its forms while the text is not loaded.
pub(crate) fn phrase_text(library: &Library, list: &ScopedPhrases, phrase: &Phrase) -> String {
    let (speech, index) = &list.speeches[OPEN_SPEECH];
    let words = phrase.first..phrase.first + phrase.words;
    let range = index.range(words.clone());
    let document = library.document(*speech);
    let document = document.filter(|document| document.text().get(range.clone()).is_some());
    match document {
        Some(document) => collapse(&words_of(document, range)),
        None => index.forms(words).join(" "),
    }
}

/// Returns the words for `order` that follow “sorted”.
fn sorted(order: PhraseOrder) -> &'static str {
    match order {
        PhraseOrder::Frequent => "by frequency",
        PhraseOrder::Longest => "by length",
        PhraseOrder::Oldest => "by date",
        PhraseOrder::Place | PhraseOrder::Spread => order.name(),
    }
}
