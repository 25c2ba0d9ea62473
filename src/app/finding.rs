//! A query that stands: how many hits it has in each speech, as far as that is known, and the current one.

use std::{ops::Range, sync::Arc};

use crate::{
    action::Motion,
    text::{
        counts::{Counts, quick_budget},
        library::Library,
        search::Query,
        speech::Speech,
    },
};

/// The bytes of a text that are searched between a key and its frame. A worker does the rest.
const AT_ONCE: usize = 64 * 1024;

/// The bytes of a paragraph that is searched between a key and its frame, at most.
const LONGEST_AT_ONCE: usize = 256 * 1024;

/// A search.
#[derive(Debug, Clone)]
pub struct Search {
    /// What is looked for.
    pub query: Arc<Query>,
    /// The hits in each speech, once they are counted.
    counted: Vec<Option<Counts>>,
    /// The current hit.
    current: Option<Current>,
    /// The hits in the blocks in view of the speech that is shown.
    in_view: Vec<Range<usize>>,
    /// In which rows of the scroll bar there are hits, and of which speech.
    bar: Option<(usize, Vec<bool>)>,
    /// What is to be done when more hits come in.
    pub awaiting: Option<Awaiting>,
    /// Whether the reader has stopped it before all speeches were searched.
    pub is_stopped: bool,
}

/// A hit to which the reader has gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// The speech's place in the library.
    pub speech: usize,
    /// The bytes there.
    pub range: Range<usize>,
    /// Which of the hits there it is, from 0, once they are counted.
    number: Option<usize>,
}

/// What a key asked for that could not be done yet, since the hits had not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaiting {
    /// The first hit in this speech, while the query is being typed.
    Here,
    /// The first hit here or in another speech.
    Anywhere,
    /// The next match or the previous one, so many times.
    Step(Motion, usize),
    /// The first hit in a speech whose text is not here yet.
    First,
    /// The last hit in such a speech.
    Last,
    /// The match with this number, from 0, in such a speech.
    Number(usize),
}

/// The match that is some matches further on or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skip {
    /// The speech's place in the library.
    pub speech: usize,
    /// The match there, from 0.
    pub number: usize,
    /// Whether it lies on the other side of the library's end or start.
    pub wrapped: bool,
    /// Whether it is only the last one before a speech that has not been searched.
    pub is_short: bool,
}

/// How the hits are spread, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Which of the hits here is the current one, from 1.
    pub at: Option<usize>,
    /// Hits in the speech that is shown.
    pub here: usize,
    /// Hits in all speeches.
    pub total: usize,
    /// Speeches with a hit.
    pub speeches: usize,
    /// Speeches that have been searched.
    pub searched: usize,
}

/// A hit further on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It is in this speech; whether the search went round the end to find it.
    Hit {
        /// The speech's place in the library.
        speech: usize,
        /// Its bytes there.
        range: Range<usize>,
        /// Whether it lies on the other side of the library's end or start.
        wrapped: bool,
    },
    /// It is in this speech, whose text is not here yet; whether the search went round the end to find it.
    Elsewhere {
        /// The speech's place in the library.
        speech: usize,
        /// Whether it lies on the other side of the library's end or start.
        wrapped: bool,
    },
    /// It cannot be told before more hits come in.
    Unknown,
    /// There is none.
    None,
}

impl Current {
    /// Its number among the matches of its speech, from 0, once they are counted.
    pub const fn number(&self) -> Option<usize> {
        self.number
    }
}

impl Search {
    /// A search for `query` in a library of so many speeches, of which nothing is known yet.
    pub fn new(query: Arc<Query>, speeches: usize) -> Self {
        Self {
            query,
            counted: vec![None; speeches],
            current: None,
            in_view: Vec::new(),
            bar: None,
            awaiting: None,
            is_stopped: false,
        }
    }

    /// There are so many speeches now.
    pub fn grow(&mut self, speeches: usize) {
        self.counted.resize(speeches, None);
    }

    /// Forgets how many hits there are in a speech: its text is another one.
    pub fn forget(&mut self, speech: usize) {
        if let Some(counts) = self.counted.get_mut(speech) {
            *counts = None;
        }
        self.current.take_if(|current| current.speech == speech);
        self.bar = None;
    }

    /// Carries the current hit over into the whole of a text of which so many bytes stand before what was here.
    pub fn carry(&mut self, speech: usize, skipped: usize) {
        if let Some(Current { range, .. }) = self.current.as_mut().filter(|current| current.speech == speech)
        {
            *range = range.start + skipped..range.end + skipped;
        }
    }

    /// The speeches that have not been searched.
    pub fn left(&self) -> impl Iterator<Item = usize> + '_ {
        self.counted.iter().enumerate().filter(|(_, counts)| counts.is_none()).map(|(index, _)| index)
    }

    /// Takes the count of the hits in one speech.
    pub fn take(&mut self, library: &Library, speech: usize, counts: Counts) {
        if let Some(current) = self.current.as_mut().filter(|current| current.speech == speech) {
            current.number = counts.number(&self.query, &library[speech], current.range.start);
        }
        if let Some(known) = self.counted.get_mut(speech) {
            *known = Some(counts);
        }
        if self.bar.as_ref().is_some_and(|(of, _)| *of == speech) {
            self.bar = None;
        }
    }

    /// The hits in a speech, if they are counted.
    pub fn counts(&self, speech: usize) -> Option<&Counts> {
        self.counted.get(speech)?.as_ref()
    }

    /// The current hit.
    pub const fn current(&self) -> Option<&Current> {
        self.current.as_ref()
    }

    /// Makes a hit the current one.
    pub fn go_to(&mut self, library: &Library, speech: usize, range: Range<usize>) {
        let counts = self.counted.get(speech).and_then(Option::as_ref);
        let number = counts.and_then(|counts| counts.number(&self.query, &library[speech], range.start));
        self.current = Some(Current { speech, range, number });
    }

    /// The hits that touch a stretch of the text in view.
    pub fn touching(&self, row: &Range<usize>) -> &[Range<usize>] {
        let first = self.in_view.partition_point(|hit| hit.end <= row.start);
        let hits = &self.in_view[first..];
        &hits[..hits.partition_point(|hit| hit.start < row.end)]
    }

    /// Whether there is a hit in this row of the scroll bar.
    pub fn is_in_bar(&self, row: usize) -> bool {
        self.bar.as_ref().is_some_and(|(_, rows)| rows.get(row) == Some(&true))
    }

    /// Searches the blocks in view, so that a frame shows their hits before the rest is known; and finds
    /// where the others are, for a scroll bar of so many rows.
    pub fn look_at(
        &mut self,
        shown: usize,
        speech: &Speech,
        blocks: Range<usize>,
        view: Range<usize>,
        rows: usize,
    ) {
        let counts = self.counted.get(shown).and_then(Option::as_ref).filter(|_| speech.is_whole());
        self.in_view = match counts {
            Some(counts) => counts.near(&self.query, speech, blocks, &view),
            None => self.query.hits_near(speech, blocks, view, &quick_budget()).collect(),
        };
        if !speech.is_whole() {
            self.bar = None;
        } else if self.bar.as_ref().is_none_or(|(of, bar)| *of != shown || bar.len() != rows) {
            self.bar = counts.map(|counts| (shown, counts.spread(rows)));
        }
    }

    /// The first hit in the speech at or after `offset`; past the end, the first of all.
    pub fn first_from(&self, speech: usize, text: &Speech, offset: usize) -> Step {
        if self.counts(speech).is_some() && !text.is_whole() {
            return Step::Unknown;
        }
        let hit = |range: Range<usize>| Step::Hit { speech, range, wrapped: false };
        if let Some(counts) = self.counts(speech) {
            let found = counts.next(&self.query, text, offset);
            return found.or_else(|| counts.next(&self.query, text, 0)).map_or(Step::None, hit);
        }
        let Some(first) = text.block_at(offset) else {
            return if text.is_whole() { Step::None } else { Step::Unknown };
        };
        let reach = text.block_at(offset.saturating_add(AT_ONCE)).map_or(first, |last| last + 1);
        let is_long = |block: usize| text.block(block).range.len() > LONGEST_AT_ONCE;
        let reach = (first..reach).find(|&block| is_long(block)).unwrap_or(reach);
        let budget = quick_budget();
        let near = self.query.hits_within(text, first..reach, &budget).find(|hit| hit.start >= offset);
        near.map_or(Step::Unknown, hit)
    }

    /// The hit after the one at `offset` in `speech`, there or in the next speech that has one, in this order.
    pub fn next(&self, library: &Library, order: &[usize], speech: usize, offset: usize) -> Step {
        let known = self.counts(speech).filter(|_| library[speech].is_whole());
        let Some(counts) = known else { return Step::Unknown };
        if let Some(range) = counts.next(&self.query, &library[speech], offset + 1) {
            return Step::Hit { speech, range, wrapped: false };
        }
        let first = |counts: &Counts, text: &Speech| counts.next(&self.query, text, 0);
        // The speech itself comes again at last: then its first hit is the next.
        let place = order.iter().position(|&other| other == speech).unwrap_or(0);
        let (before, after) = order.split_at((place + 1).min(order.len()));
        let after = after.iter().map(|&speech| (speech, false));
        self.seek(after.chain(before.iter().map(|&speech| (speech, true))), first, library)
    }

    /// The hit before `offset` in `speech`, there or in the previous speech that has one, in this order.
    pub fn previous(&self, library: &Library, order: &[usize], speech: usize, offset: usize) -> Step {
        let known = self.counts(speech).filter(|_| library[speech].is_whole());
        let Some(counts) = known else { return Step::Unknown };
        if let Some(range) = counts.previous(&self.query, &library[speech], offset) {
            return Step::Hit { speech, range, wrapped: false };
        }
        let last = |counts: &Counts, text: &Speech| counts.previous(&self.query, text, usize::MAX);
        let place = order.iter().position(|&other| other == speech).unwrap_or(0);
        let (before, after) = order.split_at(place);
        let before = before.iter().rev().map(|&speech| (speech, false));
        self.seek(before.chain(after.iter().rev().map(|&speech| (speech, true))), last, library)
    }

    /// What is picked of the first speech that has a hit; each with whether the search went round for it.
    fn seek(
        &self,
        order: impl Iterator<Item = (usize, bool)>,
        pick: impl Fn(&Counts, &Speech) -> Option<Range<usize>>,
        library: &Library,
    ) -> Step {
        for (speech, wrapped) in order {
            let Some(counts) = self.counts(speech) else { return Step::Unknown };
            if counts.total() > 0 && !library[speech].is_whole() {
                return Step::Elsewhere { speech, wrapped };
            }
            if let Some(range) = pick(counts, &library[speech]) {
                return Step::Hit { speech, range, wrapped };
            }
        }
        Step::None
    }

    /// The match `steps` matches after, or before, the one with `number` in `speech`, in this order of the speeches. It is
    /// told from the counts, so it costs the same however many matches lie between.
    pub fn skip(
        &self,
        order: &[usize],
        (speech, number): (usize, usize),
        steps: usize,
        is_back: bool,
    ) -> Option<Skip> {
        let place = order.iter().position(|&other| other == speech)?;
        let of = |place: usize| self.counts(order[place % order.len()]).map(Counts::total);
        let last = |total: usize| if is_back { 0 } else { total - 1 };
        let here = of(place)?;
        let mut left =
            if self.left().next().is_none() { steps % self.tally(speech).total.max(1) } else { steps };
        let ahead = if is_back { number } else { here.checked_sub(number + 1)? };
        if left <= ahead {
            let number = if is_back { number - left } else { number + left };
            return Some(Skip { speech, number, wrapped: false, is_short: false });
        }
        left -= ahead + 1;
        let mut skip = Skip { speech, number: last(here), wrapped: false, is_short: false };
        for step in 1..=order.len() {
            let next = if is_back { place + order.len() - step } else { place + step };
            let wrapped = if is_back { step > place } else { next >= order.len() };
            let Some(total) = of(next) else { return Some(Skip { is_short: true, ..skip }) };
            let speech = order[next % order.len()];
            if left < total {
                let number = if is_back { total - 1 - left } else { left };
                return Some(Skip { speech, number, wrapped, is_short: false });
            }
            left -= total;
            if total > 0 {
                skip = Skip { speech, number: last(total), wrapped, is_short: false };
            }
        }
        Some(skip)
    }

    /// How the hits are spread, seen from a speech.
    pub fn tally(&self, speech: usize) -> Tally {
        let known = || self.counted.iter().flatten().map(Counts::total);
        let current = self.current.as_ref().filter(|current| current.speech == speech);
        Tally {
            at: current.and_then(|current| current.number).map(|number| number + 1),
            here: self.counts(speech).map_or(0, Counts::total),
            total: known().sum(),
            speeches: known().filter(|total| *total > 0).count(),
            searched: known().count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::search::{Manner, Options};

    #[test]
    fn many_steps_are_told_from_the_counts() {
        let query = Arc::new(Query::new("x", Options::default(), Manner::default()).unwrap());
        let totals = [3, 0, 2, 4];
        let mut search = Search::new(Arc::clone(&query), totals.len());
        for (index, total) in totals.iter().enumerate() {
            let text = Speech::parse("a", "x ".repeat(*total));
            search.counted[index] = Counts::of(&query, &text, &|| true);
        }
        let order = [2, 0, 1, 3];
        // All matches in order, one by one.
        let all: Vec<(usize, usize)> = order
            .iter()
            .flat_map(|&speech| (0..totals[speech]).map(move |number| (speech, number)))
            .collect();
        for (place, &from) in all.iter().enumerate() {
            for steps in 0..30 {
                let skip = search.skip(&order, from, steps, false).unwrap();
                assert_eq!((skip.speech, skip.number), all[(place + steps) % 9], "{from:?} + {steps}");
                assert_eq!(skip.wrapped, place + steps % 9 >= 9);
                let skip = search.skip(&order, from, steps, true).unwrap();
                assert_eq!(
                    (skip.speech, skip.number),
                    all[(place + 9 * 4 - steps) % 9],
                    "{from:?} - {steps}"
                );
                assert_eq!(skip.wrapped, steps % 9 > place);
            }
        }
        search.counted[1] = None;
        let skip = search.skip(&order, (2, 1), 100, false).unwrap();
        assert_eq!(skip, Skip { speech: 0, number: 2, wrapped: false, is_short: true });
        let skip = search.skip(&order, (2, 1), 3, false).unwrap();
        assert_eq!(skip, Skip { speech: 0, number: 2, wrapped: false, is_short: false });
    }
}
