//! A running search: the counts of its matches in each speech, as far as they are known, and the current match.

use std::{borrow::Cow, collections::BTreeMap, ops::Range, sync::Arc};

use oratory_core::{Document, MatchIndex, Query, frame_budget};

use super::ticks::Ticks;
use crate::catalog::{DocumentId, Entry};
use crate::{
    app::{library::Library, sidebar::scope::Scope},
    command::Motion,
};

/// Bytes of a text that are searched between a key and its frame. A worker searches the rest.
const SEARCHED_AT_ONCE_BYTES: usize = 64 * 1024;

/// Paragraphs longer than this, in bytes, are left to the worker.
const MAX_PARAGRAPH_AT_ONCE_BYTES: usize = 256 * 1024;

/// A search that is shown.
#[derive(Debug, Clone)]
pub struct ActiveSearch {
    /// The query.
    pub query: Arc<Query>,
    /// The counts of matches in each speech that has been searched.
    counted: BTreeMap<DocumentId, MatchIndex>,
    /// The current match.
    current: Option<Current>,
    /// The matches in view in the active pane, and in the other one of two.
    views: [InView; 2],
    /// A request that waits for more matches.
    pub(crate) pending: Option<PendingMove>,
    /// `true` if the reader stopped the search before it had covered all speeches.
    pub(crate) is_stopped: bool,
    /// The speeches that are searched, or `None` for all.
    scope: Option<Scope>,
    /// The counts of speeches outside the scope, which were searched before it was set.
    aside: BTreeMap<DocumentId, MatchIndex>,
    /// The matches that are ticked in the concordance.
    pub(super) ticks: Ticks,
}

/// The matches in view in a pane.
#[derive(Debug, Clone, Default)]
struct InView {
    /// The matches in the blocks in view.
    matches: Vec<Range<usize>>,
    /// The speech in view, and the rows of its scroll bar that have a match.
    bar: Option<(DocumentId, Vec<bool>)>,
}

/// One of at most two panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// The pane that commands act on.
    Active,
    /// The other one.
    Other,
}

/// The match that the reader has gone to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// The speech.
    pub speech: DocumentId,
    /// The range of the match in the text.
    pub range: Range<usize>,
    /// The number of the match in its speech, from 0, once its matches are counted.
    number: Option<usize>,
}

/// A request by key that waits for matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PendingMove {
    /// The first match in this speech, while the query is being typed.
    Here,
    /// The first match in this speech or a later one.
    Anywhere,
    /// The next or previous match, this number of times.
    Step(Motion, usize),
    /// The first match in a speech that is not loaded yet.
    First,
    /// The last match in a speech that is not loaded yet.
    Last,
    /// The match with this number, from 0, in a speech that is not loaded yet.
    Number(usize),
}

/// The match that lies a number of matches further on or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Skip {
    /// The speech.
    pub(crate) speech: DocumentId,
    /// The number of the match in its speech, from 0.
    pub(crate) number: usize,
    /// `true` if the search wrapped around the end or start of the library.
    pub(crate) wrapped: bool,
    /// `true` if this is only the last match before a speech that has not been searched.
    pub(crate) stopped_early: bool,
}

/// The totals of a search, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MatchStats {
    /// The number of the current match in the speech in view, from 1.
    pub at: Option<usize>,
    /// Matches in the speech in view.
    pub here: usize,
    /// Matches in all speeches.
    pub total: usize,
    /// Speeches with a match.
    pub speeches: usize,
    /// Speeches that have been searched.
    pub searched: usize,
}

/// The result of a step to another match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// The match is in this speech.
    Match {
        /// The speech.
        speech: DocumentId,
        /// The range of the match in the text.
        range: Range<usize>,
        /// `true` if the search wrapped around the end or start of the library.
        wrapped: bool,
    },
    /// The match is in this speech, which is not loaded.
    Elsewhere {
        /// The speech.
        speech: DocumentId,
        /// `true` if the search wrapped around the end or start of the library.
        wrapped: bool,
    },
    /// Unknown until more matches come in.
    Unknown,
    /// There is no match.
    None,
}

impl Current {
    /// Returns the number of the match in its speech, from 0, once its matches are counted.
    pub(crate) const fn number(&self) -> Option<usize> {
        self.number
    }
}

impl ActiveSearch {
    /// Creates a search for `query`.
    pub(crate) fn new(query: Arc<Query>) -> Self {
        Self {
            query,
            counted: BTreeMap::new(),
            current: None,
            views: Default::default(),
            pending: None,
            is_stopped: false,
            scope: None,
            ticks: Ticks::default(),
            aside: BTreeMap::new(),
        }
    }

    /// Limits the search to the speeches of `scope`.
    #[must_use]
    pub(crate) fn within(mut self, scope: Option<Scope>) -> Self {
        self.scope = scope;
        let known = std::mem::take(&mut self.counted).into_iter().chain(std::mem::take(&mut self.aside));
        (self.counted, self.aside) =
            known.partition(|(speech, _)| Scope::covers(self.scope.as_ref(), *speech));
        self
    }

    /// Returns the filter of the list that limits the search to some speeches.
    pub(crate) fn scope(&self) -> Option<&str> {
        self.scope.as_ref().map(|scope| scope.filter.as_str())
    }

    /// Returns `true` if a speech is searched.
    pub(crate) fn covers(&self, speech: DocumentId) -> bool {
        Scope::covers(self.scope.as_ref(), speech)
    }

    /// Returns the speeches that are searched, in the order of the list.
    pub(crate) fn sequence<'a>(&self, library: &'a Library) -> Cow<'a, [DocumentId]> {
        match &self.scope {
            Some(_) => library.sequence().iter().copied().filter(|&speech| self.covers(speech)).collect(),
            None => library.sequence().into(),
        }
    }

    /// Returns the number of speeches that are searched.
    pub(crate) fn speech_count(&self, library: &Library) -> usize {
        Scope::len(self.scope.as_ref(), library)
    }

    /// Returns the number of speeches that have been searched.
    pub(super) fn searched(&self) -> usize {
        self.counted.len()
    }

    /// Returns the ticks of the concordance.
    pub(crate) const fn ticks(&self) -> &Ticks {
        &self.ticks
    }

    /// Forgets the counts of a speech whose text has changed.
    pub(crate) fn forget(&mut self, speech: DocumentId) {
        self.counted.remove(&speech);
        self.ticks.forget(speech);
        self.aside.remove(&speech);
        self.current.take_if(|current| current.speech == speech);
        self.forget_bars(speech);
    }

    fn forget_bars(&mut self, speech: DocumentId) {
        for view in &mut self.views {
            view.bar.take_if(|(of, _)| *of == speech);
        }
    }

    /// Returns `true` if all speeches have been searched.
    pub(crate) fn is_complete(&self, library: &Library) -> bool {
        self.counted.len() == self.speech_count(library)
    }

    /// Stores the counts of the matches in `speech`.
    pub(crate) fn store(&mut self, library: &Library, speech: DocumentId, match_index: MatchIndex) {
        if let Some(current) = self.current.as_mut().filter(|current| current.speech == speech) {
            let text = library.document(speech);
            current.number = text.and_then(|text| match_index.number(&self.query, text, current.range.start));
        }
        let counts = if self.covers(speech) { &mut self.counted } else { &mut self.aside };
        counts.insert(speech, match_index);
        self.forget_bars(speech);
    }

    /// Returns the counts of the matches in `speech`, if they are known.
    pub(crate) fn match_index(&self, speech: DocumentId) -> Option<&MatchIndex> {
        self.counted.get(&speech)
    }

    /// Returns the current match.
    pub const fn current(&self) -> Option<&Current> {
        self.current.as_ref()
    }

    /// Makes a match the current one.
    pub(crate) fn go_to(&mut self, library: &Library, speech: DocumentId, range: Range<usize>) {
        let known = self.match_index(speech).zip(library.document(speech));
        let number = known.and_then(|(index, text)| index.number(&self.query, text, range.start));
        self.current = Some(Current { speech, range, number });
    }

    /// Returns the matches in view that overlap `row`.
    pub fn touching(&self, row: &Range<usize>) -> &[Range<usize>] {
        self.touching_in(Slot::Active, row)
    }

    /// Returns the matches in view in a pane that overlap `row`.
    pub(crate) fn touching_in(&self, slot: Slot, row: &Range<usize>) -> &[Range<usize>] {
        let in_view = &self.views[slot as usize].matches;
        let first = in_view.partition_point(|found| found.end <= row.start);
        let matches = &in_view[first..];
        &matches[..matches.partition_point(|found| found.start < row.end)]
    }

    /// Returns `true` if this row of the scroll bar of a pane has a match.
    pub(crate) fn is_in_bar(&self, slot: Slot, row: usize) -> bool {
        self.views[slot as usize].bar.as_ref().is_some_and(|(_, rows)| rows.get(row) == Some(&true))
    }

    /// Searches the blocks in view, so that a frame shows their matches before the rest is known. It also
    /// computes the marks for a scroll bar of `rows` rows.
    pub(crate) fn refresh_view(
        &mut self,
        (slot, shown): (Slot, DocumentId),
        library: &Library,
        blocks: Range<usize>,
        view: Range<usize>,
        rows: usize,
    ) {
        let counts = if self.covers(shown) { &self.counted } else { &self.aside };
        let match_index = counts.get(&shown).filter(|_| library.whole(shown).is_some());
        let InView { matches, bar } = &mut self.views[slot as usize];
        *matches = match (library.document(shown), match_index) {
            (Some(text), Some(match_index)) => match_index.near(&self.query, text, blocks, &view),
            (Some(text), None) => self.query.matches_near(text, blocks, view, &frame_budget()).collect(),
            (None, _) => Vec::new(),
        };
        if library.is_partial(shown) {
            *bar = None;
        } else if bar.as_ref().is_none_or(|(of, bar)| *of != shown || bar.len() != rows) {
            *bar = match_index.map(|match_index| (shown, match_index.dispersion(rows)));
        }
    }

    /// Finds the first match in a speech at or after `offset`, or from its start if there is none.
    pub(crate) fn first_from(&self, speech: DocumentId, entry: &Entry, offset: usize) -> Step {
        if !self.covers(speech) {
            return Step::None;
        }
        let none = if entry.is_partial() { Step::Unknown } else { Step::None };
        let found_at = |range: Range<usize>| Step::Match { speech, range, wrapped: false };
        if let Some(match_index) = self.match_index(speech) {
            let Some(text) = entry.whole() else { return none };
            let found = match_index.next(&self.query, text, offset);
            return found.or_else(|| match_index.next(&self.query, text, 0)).map_or(Step::None, found_at);
        }
        let Some(text) = entry.document() else { return none };
        let Some(first) = text.block_at(offset) else { return none };
        let reach =
            text.block_at(offset.saturating_add(SEARCHED_AT_ONCE_BYTES)).map_or(first, |last| last + 1);
        let is_long = |block: usize| text.block(block).range.len() > MAX_PARAGRAPH_AT_ONCE_BYTES;
        let reach = (first..reach).find(|&block| is_long(block)).unwrap_or(reach);
        let budget = frame_budget();
        let near = self.query.matches_within(text, first..reach, &budget).find(|found| found.start >= offset);
        near.map_or(Step::Unknown, found_at)
    }

    /// Returns the match index of `speech`, if all of its text is loaded.
    fn loaded_index(&self, library: &Library, speech: DocumentId) -> Option<&MatchIndex> {
        self.match_index(speech).filter(|_| !library.is_partial(speech))
    }

    /// Finds the match after `offset` in `speech`, or the first in the next speech of `order` that has one.
    pub(crate) fn next(
        &self,
        library: &Library,
        order: &[DocumentId],
        speech: DocumentId,
        offset: usize,
    ) -> Step {
        let first = |match_index: &MatchIndex, text: &Document| match_index.next(&self.query, text, 0);
        if !self.covers(speech) {
            return self.seek(order.iter().map(|&speech| (speech, false)), first, library);
        }
        let Some(match_index) = self.loaded_index(library, speech) else { return Step::Unknown };
        let text = library.whole(speech);
        if let Some(range) =
            text.and_then(|text| match_index.next(&self.query, text, offset.saturating_add(1)))
        {
            return Step::Match { speech, range, wrapped: false };
        }
        // `speech` comes last again, to wrap around to its own first match.
        let position = order.iter().position(|&other| other == speech).unwrap_or(0);
        let (before, after) = order.split_at((position + 1).min(order.len()));
        let after = after.iter().map(|&speech| (speech, false));
        self.seek(after.chain(before.iter().map(|&speech| (speech, true))), first, library)
    }

    /// Finds the match before `offset` in `speech`, or the last in the previous speech of `order` that has
    /// one.
    pub(crate) fn previous(
        &self,
        library: &Library,
        order: &[DocumentId],
        speech: DocumentId,
        offset: usize,
    ) -> Step {
        let last =
            |match_index: &MatchIndex, text: &Document| match_index.previous(&self.query, text, usize::MAX);
        if !self.covers(speech) {
            return self.seek(order.iter().rev().map(|&speech| (speech, false)), last, library);
        }
        let Some(match_index) = self.loaded_index(library, speech) else { return Step::Unknown };
        let text = library.whole(speech);
        if let Some(range) = text.and_then(|text| match_index.previous(&self.query, text, offset)) {
            return Step::Match { speech, range, wrapped: false };
        }
        let position = order.iter().position(|&other| other == speech).unwrap_or(0);
        let (before, after) = order.split_at(position);
        let before = before.iter().rev().map(|&speech| (speech, false));
        self.seek(before.chain(after.iter().rev().map(|&speech| (speech, true))), last, library)
    }

    /// Picks a match from the first speech in `order` that has one. The flags say whether the search wrapped
    /// around.
    fn seek(
        &self,
        order: impl Iterator<Item = (DocumentId, bool)>,
        pick: impl Fn(&MatchIndex, &Document) -> Option<Range<usize>>,
        library: &Library,
    ) -> Step {
        for (speech, wrapped) in order {
            let Some(match_index) = self.match_index(speech) else { return Step::Unknown };
            if match_index.total() > 0 && library.is_partial(speech) {
                return Step::Elsewhere { speech, wrapped };
            }
            if let Some(range) = library.whole(speech).and_then(|text| pick(match_index, text)) {
                return Step::Match { speech, range, wrapped };
            }
        }
        Step::None
    }

    /// Finds the match `steps` matches after or before match `number` of `speech`. It needs the counts only,
    /// so its cost does not depend on the number of matches in between.
    pub(crate) fn skip(
        &self,
        order: &[DocumentId],
        (speech, number): (DocumentId, usize),
        steps: usize,
        is_back: bool,
    ) -> Option<Skip> {
        let position = order.iter().position(|&other| other == speech)?;
        let of = |position: usize| self.match_index(order[position % order.len()]).map(MatchIndex::total);
        let last = |total: usize| if is_back { 0 } else { total - 1 };
        let here = of(position)?;
        let mut left = if self.counted.len() == order.len() { steps % self.total().max(1) } else { steps };
        let ahead = if is_back { number } else { here.checked_sub(number + 1)? };
        if left <= ahead {
            let number = if is_back { number - left } else { number + left };
            return Some(Skip { speech, number, wrapped: false, stopped_early: false });
        }
        left -= ahead + 1;
        let mut skip = Skip { speech, number: last(here), wrapped: false, stopped_early: false };
        for step in 1..=order.len() {
            let next = if is_back { position + order.len() - step } else { position + step };
            let wrapped = if is_back { step > position } else { next >= order.len() };
            let Some(total) = of(next) else { return Some(Skip { stopped_early: true, ..skip }) };
            let speech = order[next % order.len()];
            if left < total {
                let number = if is_back { total - 1 - left } else { left };
                return Some(Skip { speech, number, wrapped, stopped_early: false });
            }
            left -= total;
            if total > 0 {
                skip = Skip { speech, number: last(total), wrapped, stopped_early: false };
            }
        }
        Some(skip)
    }

    /// Returns the number of matches in all speeches, as far as it is known.
    pub fn total(&self) -> usize {
        self.counted.values().map(MatchIndex::total).sum()
    }

    /// Returns the totals of the search, with those of `speech`.
    pub fn stats(&self, speech: DocumentId) -> MatchStats {
        let known = || self.counted.values().map(MatchIndex::total);
        let current = self.current.as_ref().filter(|current| current.speech == speech);
        MatchStats {
            at: current.and_then(|current| current.number).map(|number| number + 1),
            here: self.match_index(speech).map_or(0, MatchIndex::total),
            total: known().sum(),
            speeches: known().filter(|total| *total > 0).count(),
            searched: self.counted.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use oratory_core::{Options, SearchDefaults};
    use oratory_import::import_text;

    #[test]
    fn many_steps_are_computed_from_counts() {
        let query = Arc::new(Query::new("x", Options::default(), SearchDefaults::default()).unwrap());
        let totals = [3, 0, 2, 4];
        let library = Catalog::new(totals.map(|total| import_text("a", &"x ".repeat(total))));
        let mut search = ActiveSearch::new(Arc::clone(&query));
        for (id, speech) in library.iter() {
            let text = speech.document().unwrap();
            search.counted.insert(id, MatchIndex::of(&query, text, &|| true).unwrap());
        }
        let ids: Vec<DocumentId> = library.iter().map(|(id, _)| id).collect();
        let order = [2, 0, 1, 3].map(|index| ids[index]);
        // All matches in order.
        let all: Vec<(DocumentId, usize)> = [2, 0, 1, 3]
            .into_iter()
            .flat_map(|index| (0..totals[index]).map(move |number| (index, number)))
            .map(|(index, number)| (ids[index], number))
            .collect();
        for (position, &from) in all.iter().enumerate() {
            for steps in 0..30 {
                let skip = search.skip(&order, from, steps, false).unwrap();
                assert_eq!((skip.speech, skip.number), all[(position + steps) % 9], "{from:?} + {steps}");
                assert_eq!(skip.wrapped, position + steps % 9 >= 9);
                let skip = search.skip(&order, from, steps, true).unwrap();
                assert_eq!(
                    (skip.speech, skip.number),
                    all[(position + 9 * 4 - steps) % 9],
                    "{from:?} - {steps}"
                );
                assert_eq!(skip.wrapped, steps % 9 > position);
            }
        }
        search.forget(ids[1]);
        let skip = search.skip(&order, (ids[2], 1), 100, false).unwrap();
        assert_eq!(skip, Skip { speech: ids[0], number: 2, wrapped: false, stopped_early: true });
        let skip = search.skip(&order, (ids[2], 1), 3, false).unwrap();
        assert_eq!(skip, Skip { speech: ids[0], number: 2, wrapped: false, stopped_early: false });
    }
}
