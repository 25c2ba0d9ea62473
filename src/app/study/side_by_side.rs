//! Two speeches side by side: which they are, how they are compared, and the passage that the reader has gone to.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use oratory_core::{Comparison, Counterpart, Limits, Mode, ScrollOffset, Shift, Side, WordIndex};

use super::{
    parallel::{LaidOut, Pairs, Parallel},
    subject::entries,
    versions::Versions,
};
use crate::{
    app::{
        change::{Change, StudyChange},
        env::Env,
        library::Library,
        sidebar::scope::Scope,
    },
    catalog::DocumentId,
    command::{Command, Context, Turn, View},
    effect::{Comparing, ComparisonToExport, Part, Question},
    event::{Answer, Compared},
};

/// Two speeches side by side.
#[derive(Debug, Clone, Default)]
pub(crate) struct SideBySide {
    /// The two speeches that were compared last.
    pair: Option<[DocumentId; 2]>,
    /// The paragraphs that are compared, if the program was started with some.
    parts: [Part; 2],
    /// `true` if the program was started with the two speeches, and they have been side by side since then.
    is_start_view: bool,
    /// The settings that the reader has chosen.
    how: Option<Comparing>,
    answer: Option<Arc<Answer>>,
    /// The passage that the reader has gone to, seen from both panes. It may take long to find among many.
    current: Option<[Passage; 2]>,
    /// Ranges to be shown once both texts are loaded.
    wanted: Option<[Range<usize>; 2]>,
    /// The ranges that were put into the same row of both pages last.
    pub(crate) aligned: Option<Aligned>,
    /// The shifts of the pairing of paragraphs, and `true` if the first speech is the one to the right.
    shifts: (Vec<Shift>, bool),
    /// The layout of both speeches, while paragraphs stand beside each other.
    parallel: Option<Parallel>,
    /// Both speeches in one column, while they are compared as versions.
    versions: Option<Versions>,
}

/// Ranges in the same row of two pages, and the scroll offsets of both. They stay aligned until one is scrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Aligned {
    pub(crate) ranges: [Range<usize>; 2],
    pub(crate) scroll_offsets: [Option<ScrollOffset>; 2],
}

/// A passage that the reader has gone to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Current {
    side: Side,
    passage: usize,
    /// The number of its counterpart on the other side, in their order.
    counterpart: usize,
}

/// A passage with the place in the other speech beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// The number of the passage, from 0.
    pub(crate) number: usize,
    /// The number of places that it has in the other speech.
    pub(crate) places: usize,
    /// The place in the other speech.
    pub(crate) counterpart: Counterpart,
}

/// Returns the side of `pane`.
pub(crate) const fn side(pane: usize) -> Side {
    if pane == 0 { Side::A } else { Side::B }
}

impl SideBySide {
    /// Returns the result of the comparison, once it is known.
    pub(crate) fn compared(&self) -> Option<&Compared> {
        match self.answer.as_deref() {
            Some(Answer::Compared(compared)) => Some(compared),
            _ => None,
        }
    }

    /// Returns the way in which the speeches are compared, as far as it is known.
    pub(crate) fn mode(&self) -> Option<Mode> {
        self.compared().map(|compared| compared.mode).or_else(|| self.how().mode)
    }

    /// Returns the words of the speech in `pane`, and the comparison, if shared passages are shown.
    pub(crate) fn shared(&self, pane: usize) -> Option<(&WordIndex, &Comparison)> {
        let compared = self.compared().filter(|compared| compared.mode == Mode::Shared)?;
        Some((&*compared.speeches[pane].1, &compared.comparison))
    }

    /// Returns the byte ranges of the shared passages in `pane`.
    pub(crate) fn passages(&self, pane: usize) -> impl ExactSizeIterator<Item = Range<usize>> + '_ {
        let (index, passages) = match self.shared(pane) {
            Some((index, comparison)) => (Some(index), &comparison.side(side(pane)).passages[..]),
            None => (None, &[][..]),
        };
        passages.iter().map(move |words| index.map_or(0..0, |index| index.range(words.clone())))
    }

    /// Returns the byte ranges of the shared passages in a pane that are in `view`.
    pub(crate) fn passages_in(&self, pane: usize, view: &Range<usize>) -> Vec<Range<usize>> {
        let Some((index, comparison)) = self.shared(pane) else { return Vec::new() };
        let passages = &comparison.side(side(pane)).passages;
        let first = passages.partition_point(|words| index.range(words.clone()).end <= view.start);
        let ranges = passages[first..].iter().map(|words| index.range(words.clone()));
        ranges.take_while(|range| range.start < view.end).collect()
    }

    /// Returns the passage that the reader has gone to, seen from a pane.
    pub(crate) fn passage(&self, from: usize) -> Option<&Passage> {
        Some(&self.current.as_ref()?[from])
    }

    /// Returns a passage seen from both panes.
    fn seen_from_both(&self, current: Current) -> Option<[Passage; 2]> {
        let (_, comparison) = self.shared(0)?;
        let counterparts = comparison.counterparts(current.side, current.passage);
        let places = counterparts.len();
        let chosen = counterparts.into_iter().nth(current.counterpart)?;
        let there = Passage {
            number: chosen.passage,
            places: comparison.counterparts(current.side.other(), chosen.passage).len(),
            counterpart: Counterpart {
                here: chosen.there.clone(),
                there: chosen.here.clone(),
                passage: current.passage,
            },
        };
        let here = Passage { number: current.passage, places, counterpart: chosen };
        Some(if current.side == Side::A { [here, there] } else { [there, here] })
    }

    /// Returns the ranges of the current passage and of its counterpart, by the numbers of their panes.
    pub(crate) fn current_ranges(&self) -> Option<[Range<usize>; 2]> {
        let Counterpart { here, there, .. } = self.passage(0)?.counterpart.clone();
        let ((a, _), (b, _)) = self.shared(0).zip(self.shared(1))?;
        Some([a.range(here), b.range(there)])
    }

    /// Returns the pairs of paragraphs of two speeches.
    pub(crate) fn pairs(&self, counts: [usize; 2]) -> Pairs {
        Pairs::new(counts, &self.shifts.0, self.shifts.1)
    }

    /// Sets the shifts of the pairing, and whether the first speech is the one to the right.
    pub(crate) fn set_shifts(&mut self, shifts: (Vec<Shift>, bool)) {
        self.shifts = match &self.parts {
            // The first paragraphs of both parts stand beside each other.
            [Some(a), Some(b)] => {
                let rows = a.start().checked_signed_diff(*b.start()).unwrap_or_default();
                (vec![Shift { from: 1, rows }], false)
            }
            _ => shifts,
        };
    }

    /// Returns the title of a speech, with the paragraphs that are compared.
    pub(crate) fn title(&self, pane: usize, title: &str) -> String {
        match &self.parts[pane] {
            None => title.to_owned(),
            Some(part) if part.start() == part.end() => format!("{title} ¶ {}", part.start()),
            Some(part) => format!("{title} ¶ {}–{}", part.start(), part.end()),
        }
    }

    /// Returns `true` if only a part of the speech in a pane is compared.
    pub(crate) const fn is_part(&self, pane: usize) -> bool {
        self.parts[pane].is_some()
    }

    /// Moves the paragraphs beside paragraph `number` in a pane, and those below, by a row. Returns the shifts.
    pub(crate) fn shift(
        &mut self,
        counts: [usize; 2],
        (pane, number): (usize, usize),
        turn: Turn,
    ) -> Option<&[Shift]> {
        self.shifts.0 = self.pairs(counts).shifted(pane, number, turn, self.shifts.1)?;
        Some(&self.shifts.0)
    }

    /// Lays out both speeches so that paragraphs stand beside each other. Returns the notes to show in them, with blank rows.
    pub(crate) fn lay_out(&mut self, texts: [LaidOut; 2]) -> &Parallel {
        let pairs = self.pairs([0, 1].map(|side: usize| texts[side].document.paragraph_count()));
        let known = self.parallel.take().filter(|known| known.is_of(&texts, &pairs));
        self.parallel.insert(known.unwrap_or_else(|| Parallel::new(texts, pairs)))
    }

    /// Returns the layout of both speeches, while paragraphs stand beside each other.
    pub(crate) const fn parallel(&self) -> Option<&Parallel> {
        self.parallel.as_ref()
    }

    /// Returns both speeches in one column, if they are compared as versions.
    pub(crate) const fn versions(&self) -> Option<&Versions> {
        self.versions.as_ref()
    }

    /// Returns both speeches in one column, if they are compared as versions.
    pub(crate) const fn versions_mut(&mut self) -> Option<&mut Versions> {
        self.versions.as_mut()
    }

    /// Puts both speeches into one column if they are compared as versions and loaded.
    pub(crate) fn merge(&mut self, library: &Library) {
        let column = self.compared().and_then(|compared| compared.column.clone());
        let Some(column) = column else { return self.versions = None };
        let is_loaded = |speech: &DocumentId| library.whole(*speech).is_some();
        if self.versions.is_none() && self.speeches().iter().all(is_loaded) {
            self.versions = Some(Versions::new(column));
        }
    }

    /// Returns the comparison to export.
    pub(crate) fn to_export(&self, library: &Library) -> Option<ComparisonToExport> {
        let compared = self.compared()?;
        let [(a, one), (b, other)] = &compared.speeches;
        let (a, b) = (Arc::clone(library.get(*a)?), Arc::clone(library.get(*b)?));
        Some(ComparisonToExport {
            mode: compared.mode,
            shared: compared.comparison.rows.clone(),
            pairs: self.compared_pairs([one.paragraph_count(), other.paragraph_count()]),
            versions: compared.versions.clone(),
            speeches: [(a, Arc::clone(one)), (b, Arc::clone(other))],
        })
    }

    /// Returns the pairs of the paragraphs that are compared.
    fn compared_pairs(&self, counts: [usize; 2]) -> Vec<(Option<usize>, Option<usize>)> {
        let is_compared =
            |side: usize, number: &usize| self.parts[side].as_ref().is_none_or(|part| part.contains(number));
        let pairs = self.pairs(counts).into_rows().into_iter();
        let pairs = pairs.map(|(a, b)| (a.filter(|a| is_compared(0, a)), b.filter(|b| is_compared(1, b))));
        pairs.filter(|pair| *pair != (None, None)).collect()
    }

    /// Drops the layout of both speeches.
    pub(crate) fn forget_layout(&mut self) {
        self.parallel = None;
    }

    /// Chooses the two speeches: those of `scope` if there are two; the open one and the one under the cursor of the list;
    /// or those that were compared last.
    pub(super) fn choose(
        &self,
        (open, shown): (DocumentId, DocumentId),
        library: &Library,
        scope: Option<&Scope>,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let is_in_scope = |id: &&DocumentId| scope.is_none_or(|scope| scope.speeches.contains(id));
        let in_scope: Vec<DocumentId> = library.sequence().iter().filter(is_in_scope).copied().collect();
        let pair = match in_scope[..] {
            _ if shown != open => Some([open, shown]),
            [a, b] => Some([a, b]),
            _ => self.pair.filter(|pair| pair.contains(&open)),
        };
        if let Some(pair) = pair {
            return vec![Change::LeaveList, Change::Study(StudyChange::Compare(pair, None))];
        }
        if library.len() < 2 {
            return vec![Change::notice("this is the only speech: there is nothing to compare it with")];
        }
        let compare = env.key(Context::List, &Command::ShowStudy(View::SideBySide));
        let compare = compare.map(|key| format!(" and press {key}")).unwrap_or_default();
        vec![Change::Notice(format!("to compare: select another speech in the list{compare}"))]
    }

    /// Chooses two speeches, or parts of them, to be opened at the start, and how to compare them.
    pub(crate) fn open_at_start(
        &mut self,
        pair: [DocumentId; 2],
        parts: [Part; 2],
        how: Comparing,
        library: &Library,
    ) {
        let first = |side: usize| {
            let document = library.document(pair[side])?;
            let block = document.paragraph_numbered(*parts[side].as_ref()?.start())?;
            Some(document.block(block).range)
        };
        let wanted = first(0).zip(first(1)).map(|(a, b)| [a, b]);
        *self =
            Self { pair: Some(pair), parts, is_start_view: true, how: Some(how), wanted, ..Self::default() };
    }

    /// Returns `true` if the program was started with the two speeches, and they have been side by side since then.
    pub(crate) const fn is_start_view(&self) -> bool {
        self.is_start_view
    }

    /// Returns the change that opens the two speeches of the start.
    pub(crate) fn start(&self) -> Option<Change> {
        Some(Change::Study(StudyChange::Compare(self.pair?, self.wanted.clone())))
    }

    /// Opens two speeches. What was chosen for the same two before is kept.
    pub(super) fn open(&mut self, pair: [DocumentId; 2], wanted: Option<[Range<usize>; 2]>) {
        if self.pair != Some(pair) {
            *self = Self { pair: Some(pair), ..Self::default() };
        }
        let has_parts = self.parts.iter().any(Option::is_some);
        if wanted.is_some() && !has_parts {
            self.how = Some(Comparing { mode: Some(Mode::Shared), ..self.how() });
        }
        self.current = None;
        self.wanted = wanted;
    }

    /// Returns the question of the view.
    pub(super) fn question(&mut self, library: &Library) -> Option<Question> {
        let pair = <[_; 2]>::try_from(entries(&self.pair?, library)).ok()?;
        Some(Question::Compared { pair, parts: self.parts.clone(), how: self.how() })
    }

    /// Returns how the speeches are compared.
    fn how(&self) -> Comparing {
        self.how.unwrap_or(Comparing { mode: None, limits: Limits::OF_A_PAIR })
    }

    /// Stores the result of the comparison.
    pub(super) fn store(&mut self, answer: Arc<Answer>) {
        (self.current, self.versions) = (None, None);
        self.answer = Some(answer);
    }

    /// Drops the result of the comparison.
    pub(super) fn forget(&mut self) {
        (self.answer, self.current, self.wanted, self.aligned) = (None, None, None, None);
        (self.parallel, self.versions) = (None, None);
        (self.parts, self.is_start_view) = ([None, None], false);
    }

    /// Drops the result of the comparison if the text of `speech` has changed. Returns the request for another.
    pub(crate) fn forget_text(&mut self, speech: DocumentId) -> Vec<Change> {
        let is_outdated = self.answer.is_some() && self.speeches().contains(&speech);
        if is_outdated {
            (self.answer, self.current, self.versions) = (None, None, None);
        }
        let ask = is_outdated.then_some(Change::Study(StudyChange::Ask));
        ask.into_iter().chain([Change::Study(StudyChange::ShowWanted)]).collect()
    }

    /// Returns the two speeches that were compared last.
    pub(crate) const fn pair(&self) -> Option<[DocumentId; 2]> {
        self.pair
    }

    /// Returns the two speeches.
    pub(crate) fn speeches(&self) -> BTreeSet<DocumentId> {
        self.pair.into_iter().flatten().collect()
    }

    /// Returns the ranges that are to be shown.
    pub(crate) fn wanted(&self) -> Option<[Range<usize>; 2]> {
        self.wanted.clone()
    }

    /// Makes the passage that contains the shown ranges the current one.
    pub(crate) fn select_shown(&mut self, ranges: &[Range<usize>; 2]) {
        self.wanted = None;
        let Some((index, comparison)) = self.shared(0) else { return };
        let words = index.words_at(&ranges[0]);
        let passages = &comparison.side(Side::A).passages;
        let passage = passages.partition_point(|passage| passage.end <= words.start);
        if passages.get(passage).is_none_or(|passage| passage.start >= words.end) {
            return;
        }
        let Some((other, _)) = self.shared(1) else { return };
        let there = other.words_at(&ranges[1]);
        let counterparts = comparison.counterparts(Side::A, passage);
        let is_there = |counterpart: &Counterpart| {
            let words = comparison.side(Side::B).passages.get(counterpart.passage);
            words.is_some_and(|words| words.start < there.end && words.end > there.start)
        };
        let counterpart = counterparts.iter().position(is_there);
        let current = counterpart.map(|counterpart| Current { side: Side::A, passage, counterpart });
        self.current = current.and_then(|current| self.seen_from_both(current));
    }

    /// Applies a command. Returns `None` if it has no effect here.
    pub(super) fn apply(&mut self, command: &Command, env: &Env<'_>) -> Option<Vec<Change>> {
        Some(match command {
            Command::NextWay => {
                let mode = self.mode().unwrap_or(Mode::Shared).next();
                self.how = Some(Comparing { mode: Some(mode), ..self.how() });
                vec![Change::Study(StudyChange::Ask)]
            }
            Command::NextCounterpart => vec![Change::Study(StudyChange::NextCounterpart)],
            Command::ShiftPairing(turn) => vec![Change::Study(StudyChange::Shift(*turn))],
            Command::RaiseLimit => self.set_limit(self.how().limits.words + 1),
            Command::LowerLimit => self.set_limit(self.how().limits.words.saturating_sub(1).max(1)),
            Command::ShowConcordance | Command::ShowOutline | Command::FocusList | Command::ToggleList => {
                let way_out = env.key(Context::SideBySide, &Command::Cancel);
                let way_out = way_out.map(|key| format!(": {key} goes there")).unwrap_or_default();
                vec![Change::Notice(format!("this works beside one text{way_out}"))]
            }
            Command::Press(x, y) if self.versions.is_some() => {
                vec![Change::Study(StudyChange::PointAt(*x, *y))]
            }
            Command::Drag(..) if self.versions.is_some() => Vec::new(),
            _ => return None,
        })
    }

    /// Sets the least length of shared passages, in words, or in characters of a script without blanks.
    fn set_limit(&mut self, words: usize) -> Vec<Change> {
        let limits = self.how().limits;
        if self.mode().is_some_and(|mode| mode != Mode::Shared) || words == limits.words {
            return Vec::new();
        }
        let characters = (limits.characters + words).saturating_sub(limits.words).max(1);
        let limits = Limits { words, characters, ..limits };
        self.how = Some(Comparing { limits, ..self.how() });
        let unit = if words == 1 { "word" } else { "words" };
        vec![Change::Notice(format!("passages of {words} {unit} or more")), Change::Study(StudyChange::Ask)]
    }

    /// Goes to the next or previous passage in a pane, `times` times: from the current one, or from the page if that is not in
    /// `view`. Returns the notice if it has wrapped around or there is none.
    pub(crate) fn step(
        &mut self,
        from: usize,
        view: &Range<usize>,
        (is_back, times): (bool, usize),
    ) -> Option<Change> {
        let ranges: Vec<Range<usize>> = self.passages(from).collect();
        let count = ranges.len();
        if count == 0 {
            let is_known = self.answer.is_some();
            return Some(Change::notice(match self.mode() {
                Some(Mode::Parallel) => "no shared passages in this view: s compares in another way",
                _ if is_known => "no shared passages",
                _ => "the speeches are being compared",
            }));
        }
        let is_in_view =
            |number: &usize| ranges[*number].start < view.end && ranges[*number].end > view.start;
        let current = self.passage(from).map(|passage| passage.number).filter(is_in_view);
        let at_top = ranges.partition_point(|range| range.start < view.start);
        let (steps, times) = (times % count, times.saturating_sub(1));
        let (number, has_wrapped) = match (current, is_back) {
            (Some(current), false) => ((current + steps) % count, current + times + 1 >= count),
            (Some(current), true) => ((current + count - steps) % count, times + 1 > current),
            (None, false) => ((at_top + times) % count, at_top + times >= count),
            (None, true) => ((at_top + count - (times % count) - 1) % count, times >= at_top),
        };
        self.current = self.seen_from_both(Current { side: side(from), passage: number, counterpart: 0 });
        has_wrapped.then(|| {
            Change::notice(if is_back {
                "first passage passed, continuing at the last"
            } else {
                "last passage passed, continuing at the first"
            })
        })
    }

    /// Goes to the next counterpart of the current passage of a pane. Returns the notice if there is no other.
    pub(crate) fn next_counterpart(&mut self, from: usize) -> Option<Change> {
        let Some(passage) = self.passage(from).cloned() else {
            return Some(Change::notice("no passage selected (n: next passage)"));
        };
        if passage.places < 2 {
            return Some(Change::notice("this passage has one place in the other speech"));
        }
        let (_, comparison) = self.shared(from)?;
        let counterparts = comparison.counterparts(side(from), passage.number);
        let at = counterparts.iter().position(|other| other.passage == passage.counterpart.passage);
        let counterpart = at.map_or(0, |at| (at + 1) % counterparts.len());
        self.current =
            self.seen_from_both(Current { side: side(from), passage: passage.number, counterpart });
        Some(Change::Notice(format!(
            "place {} of {} in the other speech",
            counterpart + 1,
            counterparts.len()
        )))
    }
}
