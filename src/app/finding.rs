//! A query that stands: its hits in each speech, as far as they have come in, and the current one.

use std::{ops::Range, sync::Arc};

use crate::text::{search::Query, speech::Speech};

/// How much of a text is searched between a key and its frame, in bytes. A worker does the rest.
const AT_ONCE: usize = 256 * 1024;

/// A search.
#[derive(Debug, Clone)]
pub struct Search {
    /// What is looked for.
    pub query: Arc<Query>,
    /// The hits in each speech, once they are known.
    found: Vec<Option<Vec<Range<usize>>>>,
    /// The current hit: the speech's place in the library, and the bytes there.
    pub at: Option<(usize, Range<usize>)>,
    /// The hits in the blocks in view of the speech that is shown.
    in_view: Vec<Range<usize>>,
    /// What is to be done when more hits come in.
    pub awaiting: Option<Awaiting>,
}

/// What a key asked for that could not be done yet, since the hits had not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaiting {
    /// The first hit in this speech, while the query is being typed.
    Here,
    /// The first hit here or in another speech.
    Anywhere,
    /// The next hit.
    Next,
    /// The previous hit.
    Previous,
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
    /// Whether more may come in.
    pub partial: bool,
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
    /// It cannot be told before more hits come in.
    Unknown,
    /// There is none.
    None,
}

impl Search {
    /// A search for `query` in a library of so many speeches, of which nothing is known yet.
    pub fn new(query: Arc<Query>, speeches: usize) -> Self {
        Self { query, found: vec![None; speeches], at: None, in_view: Vec::new(), awaiting: None }
    }

    /// Takes the hits of one speech.
    pub fn take(&mut self, speech: usize, hits: Vec<Range<usize>>) {
        if let Some(known) = self.found.get_mut(speech) {
            *known = Some(hits);
        }
    }

    /// The hits in a speech, if they are known.
    pub fn hits(&self, speech: usize) -> Option<&[Range<usize>]> {
        self.found.get(speech)?.as_deref()
    }

    /// The hits that touch a stretch of the text in view.
    pub fn touching(&self, row: &Range<usize>) -> &[Range<usize>] {
        let first = self.in_view.partition_point(|hit| hit.end <= row.start);
        let hits = &self.in_view[first..];
        &hits[..hits.partition_point(|hit| hit.start < row.end)]
    }

    /// Searches the blocks in view, so that a frame shows their hits before the rest is known.
    pub fn look_at(&mut self, speech: &Speech, blocks: Range<usize>) {
        self.in_view = self.query.hits(speech, blocks).collect();
    }

    /// The first hit in the speech at or after `offset`; past the end, the first of all.
    pub fn first_from(&self, speech: usize, text: &Speech, offset: usize) -> Step {
        let hit = |range: &Range<usize>| Step::Hit { speech, range: range.clone(), wrapped: false };
        if let Some(hits) = self.hits(speech) {
            let after = hits.partition_point(|hit| hit.start < offset);
            return hits.get(after).or_else(|| hits.first()).map_or(Step::None, hit);
        }
        let Some(first) = text.block_at(offset) else { return Step::None };
        let reach = text.block_at(offset.saturating_add(AT_ONCE)).map_or(first, |last| last + 1);
        let near = self.query.hits(text, first..reach).find(|hit| hit.start >= offset);
        near.as_ref().map_or(Step::Unknown, hit)
    }

    /// The hit after the one at `offset` in `speech`, there or in the next speech that has one.
    pub fn next(&self, speech: usize, offset: usize) -> Step {
        let Some(hits) = self.hits(speech) else { return Step::Unknown };
        if let Some(range) = hits.get(hits.partition_point(|hit| hit.start <= offset)) {
            return Step::Hit { speech, range: range.clone(), wrapped: false };
        }
        let count = self.found.len();
        // The speech itself comes again at last: then its first hit is the next.
        self.seek((1..=count).map(|step| (speech + step) % count), <[_]>::first, |other| other <= speech)
    }

    /// The hit before `offset` in `speech`, there or in the previous speech that has one.
    pub fn previous(&self, speech: usize, offset: usize) -> Step {
        let Some(hits) = self.hits(speech) else { return Step::Unknown };
        if let Some(before) = hits.partition_point(|hit| hit.start < offset).checked_sub(1) {
            return Step::Hit { speech, range: hits[before].clone(), wrapped: false };
        }
        let count = self.found.len();
        self.seek((1..=count).map(|step| (speech + count - step) % count), <[_]>::last, |other| {
            other >= speech
        })
    }

    fn seek(
        &self,
        order: impl Iterator<Item = usize>,
        pick: impl Fn(&[Range<usize>]) -> Option<&Range<usize>>,
        wrapped: impl Fn(usize) -> bool,
    ) -> Step {
        for speech in order {
            let Some(hits) = self.hits(speech) else { return Step::Unknown };
            if let Some(range) = pick(hits) {
                return Step::Hit { speech, range: range.clone(), wrapped: wrapped(speech) };
            }
        }
        Step::None
    }

    /// How the hits are spread, seen from a speech.
    pub fn tally(&self, speech: usize) -> Tally {
        let known = || self.found.iter().flatten();
        let current = self.at.as_ref().filter(|(of, _)| *of == speech);
        Tally {
            at: current
                .and_then(|(_, range)| {
                    self.hits(speech)?.binary_search_by_key(&range.start, |hit| hit.start).ok()
                })
                .map(|index| index + 1),
            here: self.hits(speech).map_or(0, <[_]>::len),
            total: known().map(Vec::len).sum(),
            speeches: known().filter(|hits| !hits.is_empty()).count(),
            partial: self.found.iter().any(Option::is_none),
        }
    }
}
