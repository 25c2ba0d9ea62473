//! The counted matches of a query in one speech. However many there are, they take a number for each chunk of
//! the text and a bit for each of its parts. A match itself is searched again when it is needed. Only the
//! matches in chunks that are slow to search are stored.

use std::ops::Range;

use super::{budget::Budget, query::Query};
use crate::document::text::Document;

/// The number of matches in each chunk of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatchIndex {
    /// Matches before each chunk, and finally all of them.
    before: Vec<usize>,
    /// Bit set of the [`PARTS`] equal parts of the text in which matches begin. It allows drawing without the
    /// text.
    parts: Vec<u64>,
    /// The matches in chunks that took more than [`QUICK_STEPS`] to search.
    kept: Vec<(usize, Vec<Range<usize>>)>,
}

/// The number of parts whose matches are known. Screens have fewer columns or rows, so that drawings are off
/// by one at most.
const PARTS: usize = 2048;

/// Search steps between a key and its frame: a few milliseconds.
const QUICK_STEPS: u64 = 400_000;

/// Returns a budget for a search between a key and its frame.
pub fn frame_budget() -> Budget<'static> {
    Budget::of(2 * QUICK_STEPS)
}

impl MatchIndex {
    /// Counts the matches of a query. Returns `None` as soon as they are not `wanted` any more.
    pub fn of(query: &Query, speech: &Document, wanted: &dyn Fn() -> bool) -> Option<Self> {
        let mut match_index = Self { before: vec![0], parts: vec![0; PARTS / 64], kept: Vec::new() };
        let (mut total, length) = (0_usize, speech.end());
        let budget = Budget::while_wanted(wanted);
        for chunk in 0..speech.chunk_count() {
            let used = budget.used();
            let matches: Vec<_> = query.matches_within(speech, speech.chunk(chunk), &budget).collect();
            if budget.is_spent() || !wanted() {
                return None;
            }
            for found in &matches {
                let part = part(found.start, length, PARTS);
                match_index.parts[part / 64] |= 1 << (part % 64);
            }
            total += matches.len();
            match_index.before.push(total);
            if budget.used() - used > QUICK_STEPS {
                match_index.kept.push((chunk, matches));
            }
        }
        Some(match_index)
    }

    /// Returns the matches in a chunk.
    fn in_chunk<'a>(
        &'a self,
        query: &'a Query,
        speech: &'a Document,
        chunk: usize,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let kept = self.kept(chunk);
        let searched =
            (kept.is_none() && self.has(chunk)).then(|| query.matches(speech, speech.chunk(chunk)));
        kept.into_iter().flatten().cloned().chain(searched.into_iter().flatten())
    }

    fn kept(&self, chunk: usize) -> Option<&[Range<usize>]> {
        let place = self.kept.binary_search_by_key(&chunk, |&(kept, _)| kept).ok()?;
        Some(&self.kept[place].1)
    }

    /// Returns the matches in `blocks` that overlap `view`, and perhaps others.
    pub fn near(
        &self,
        query: &Query,
        speech: &Document,
        blocks: Range<usize>,
        view: &Range<usize>,
    ) -> Vec<Range<usize>> {
        let mut near = Vec::new();
        let budget = frame_budget();
        for chunk in speech.chunk_of(blocks.start)..speech.chunk_count() {
            let here = speech.chunk(chunk);
            let here = here.start.max(blocks.start)..here.end.min(blocks.end);
            if here.is_empty() {
                break;
            }
            match self.kept(chunk) {
                Some(kept) => {
                    let first = kept.partition_point(|found| found.end <= view.start);
                    near.extend(kept[first..].iter().take_while(|found| found.start < view.end).cloned());
                }
                None => near.extend(query.matches_near(speech, here, view.clone(), &budget)),
            }
        }
        near
    }

    /// Returns the number of matches.
    pub fn total(&self) -> usize {
        self.before.last().copied().unwrap_or(0)
    }

    /// Returns the first match that begins at or after `offset`.
    pub fn next(&self, query: &Query, speech: &Document, offset: usize) -> Option<Range<usize>> {
        let here = speech.chunk_of(speech.block_at(offset)?);
        let mut chunks = here..speech.chunk_count();
        chunks.find_map(|chunk| self.in_chunk(query, speech, chunk).find(|found| found.start >= offset))
    }

    /// Returns the last match that begins before `offset`.
    pub fn previous(&self, query: &Query, speech: &Document, offset: usize) -> Option<Range<usize>> {
        let here = speech.chunk_of(speech.block_at(offset)?);
        (0..=here).rev().find_map(|chunk| {
            self.in_chunk(query, speech, chunk).take_while(|found| found.start < offset).last()
        })
    }

    /// Returns the number of the match that begins at `start`, from 0.
    pub fn number(&self, query: &Query, speech: &Document, start: usize) -> Option<usize> {
        let chunk = speech.chunk_of(speech.block_at(start)?);
        let place = self.in_chunk(query, speech, chunk).position(|found| found.start == start);
        Some(self.before.get(chunk)? + place?)
    }

    /// Iterates over the matches from this number on, counted from 0.
    pub fn from<'a>(
        &'a self,
        query: &'a Query,
        speech: &'a Document,
        number: usize,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let chunk = self.before.partition_point(|&before| before <= number).saturating_sub(1);
        let skipped = self.before.get(chunk).map_or(0, |before| number - before.min(&number));
        let chunks = chunk..speech.chunk_count();
        chunks.flat_map(move |chunk| self.in_chunk(query, speech, chunk)).skip(skipped)
    }

    /// Divides the text into equal parts and returns for each `true` if a match begins in it. A match may be
    /// off by one part.
    pub fn dispersion(&self, parts: usize) -> Vec<bool> {
        let is_kept =
            |part: usize| self.parts.get(part / 64).is_some_and(|bits| bits >> (part % 64) & 1 == 1);
        let is_match = |part: usize| {
            let (first, next) = (part * PARTS / parts, (part + 1) * PARTS / parts);
            (first..next.max(first + 1)).any(is_kept)
        };
        (0..parts).map(is_match).collect()
    }

    fn has(&self, chunk: usize) -> bool {
        self.before.get(chunk).zip(self.before.get(chunk + 1)).is_some_and(|(before, after)| before < after)
    }
}

/// Returns the part that contains `offset`, if a text of this length is divided into equal parts.
fn part(offset: usize, length: usize, parts: usize) -> usize {
    let last = parts.saturating_sub(1);
    match offset.checked_mul(parts) {
        Some(product) => (product / length.max(1)).min(last),
        // The product may overflow `usize`.
        None => usize::try_from(offset as u128 * parts as u128 / length.max(1) as u128)
            .map_or(last, |part| part.min(last)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::query::{Options, SearchDefaults};

    /// Returns a text of several chunks.
    fn long(words: &str) -> Document {
        Document::of_paragraphs("test", &format!("{words} {}\n\n", "and more of it ".repeat(100)).repeat(200))
    }

    fn query(pattern: &str) -> Query {
        Query::new(pattern, Options::default(), SearchDefaults::default()).unwrap()
    }

    #[test]
    fn a_count_that_is_not_wanted_is_given_up() {
        let speech = long("needle");
        assert!(speech.chunk_count() > 3);
        assert_eq!(MatchIndex::of(&query("needle"), &speech, &|| false), None);
        assert_eq!(MatchIndex::of(&query("needle"), &speech, &|| true).unwrap().total(), 200);
    }

    #[test]
    fn matches_of_a_chunk_that_takes_long_are_kept() {
        let speech = Document::of_paragraphs("test", "needle and more ".repeat(60_000).trim_end());
        let regex = Options { regex: true, ..Options::default() };
        let query = Query::new("ne+dle", regex, SearchDefaults::default()).unwrap();
        let match_index = MatchIndex::of(&query, &speech, &|| true).unwrap();
        assert_eq!((match_index.total(), match_index.kept.len()), (60_000, 1));
        assert_eq!(match_index.next(&query, &speech, 1), Some(16..22));
        assert_eq!(match_index.previous(&query, &speech, 800_001), Some(800_000..800_006));
        assert_eq!(match_index.number(&query, &speech, 800_000), Some(50_000));
        assert_eq!(match_index.from(&query, &speech, 50_000).next(), Some(800_000..800_006));
        assert_eq!(
            match_index.near(&query, &speech, 0..1, &(800_000..800_020)),
            [800_000..800_006, 800_016..800_022]
        );
        assert_eq!(MatchIndex::of(&self::query("needle"), &long("needle"), &|| true).unwrap().kept, []);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn hits_are_found_as_if_all_were_kept(
            pattern in "needle|e|more of|zebra|t m| of it ",
            at in any::<prop::sample::Index>(),
            parts in 1_usize..50,
        ) {
            let (speech, query) = (long("needle ’tis"), query(&pattern));
            let all: Vec<_> = query.matches(&speech, 0..speech.block_count()).collect();
            let match_index = MatchIndex::of(&query, &speech, &|| true).unwrap();
            prop_assert_eq!(match_index.total(), all.len());
            let offset = at.index(speech.text().len());
            let after = all.partition_point(|matched| matched.start < offset);
            prop_assert_eq!(match_index.next(&query, &speech, offset), all.get(after).cloned());
            prop_assert_eq!(match_index.previous(&query, &speech, offset), after.checked_sub(1).map(|last| all[last].clone()));
            if let Some(matched) = all.get(after) {
                prop_assert_eq!(match_index.number(&query, &speech, matched.start), Some(after));
                prop_assert_eq!(match_index.from(&query, &speech, after).take(3).collect::<Vec<_>>(), all[after..].iter().take(3).cloned().collect::<Vec<_>>());
            }
            prop_assert_eq!(match_index.dispersion(parts).contains(&true), !all.is_empty());
            let view = offset..(offset + 1000).min(speech.end());
            let is_in_view = |found: &&Range<usize>| found.start < view.end && found.end > view.start;
            let near = match_index.near(&query, &speech, 0..speech.block_count(), &view);
            prop_assert!(near.iter().filter(is_in_view).eq(all.iter().filter(is_in_view)));
        }

        #[test]
        fn spread_shows_a_match_at_most_one_part_off(
            text in "([ab] ){0,20}(needle ([ab] ){0,400}){0,4}",
            parts in 0_usize..700,
        ) {
            let (speech, query) = (Document::of_paragraphs("test", &text), query("needle"));
            let match_index = MatchIndex::of(&query, &speech, &|| true).unwrap();
            let mut exact = vec![false; parts];
            for found in query.matches(&speech, 0..speech.block_count()).filter(|_| parts > 0) {
                exact[found.start * parts / speech.end()] = true;
            }
            let spread = match_index.dispersion(parts);
            prop_assert_eq!(spread.len(), parts);
            for (one, other) in [(&exact, &spread), (&spread, &exact)] {
                for at in one.iter().enumerate().filter(|(_, is_match)| **is_match).map(|(at, _)| at) {
                    let near = at.saturating_sub(1)..(at + 2).min(parts);
                    prop_assert!(other[near].contains(&true), "{at} of {parts}: {exact:?} {spread:?}");
                }
            }
        }
    }
}
