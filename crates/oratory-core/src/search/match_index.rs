//! An index of the matches of a query in one document.
//!
//! It has a number for each chunk of the text and a bit for each of its parts, however many matches there are. A match
//! itself is searched again when it is needed. Only the matches in chunks that are slow to search are stored.

use std::ops::Range;

use super::{budget::Budget, query::Query};
use crate::document::text::Document;

/// The number of matches in each chunk of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatchIndex {
    /// Matches before each chunk, and finally all of them.
    before: Vec<usize>,
    /// The parts of the text in which matches begin. They give a dispersion plot without the text.
    parts: Parts,
    /// The number and the parts of the matches of each term, if the query has several.
    terms: Vec<(usize, Parts)>,
    /// The matches in chunks that took more than [`FRAME_STEPS`] to search.
    stored: Vec<(usize, Vec<Range<usize>>)>,
}

/// Bit set of the [`PARTS`] equal parts of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Parts(Vec<u64>);

/// The number of parts whose matches are known. Screens have fewer columns or rows, so that drawings are off by one at
/// most.
const PARTS: usize = 2048;

/// Search steps between a key and its frame: a few milliseconds.
const FRAME_STEPS: u64 = 400_000;

/// Returns a budget for a search between a key and its frame.
pub fn frame_budget() -> Budget<'static> {
    Budget::limited(2 * FRAME_STEPS)
}

impl MatchIndex {
    /// Counts the matches of a query. Returns `None` as soon as they are not `wanted` any more.
    pub fn of(query: &Query, document: &Document, wanted: &dyn Fn() -> bool) -> Option<Self> {
        let of_terms = match query.terms().len() {
            1 => Vec::new(),
            terms => vec![(0, Parts::default()); terms],
        };
        let mut index = Self { before: vec![0], terms: of_terms, ..Self::default() };
        let mut total = 0;
        let budget = Budget::while_wanted(wanted);
        for chunk in 0..document.chunk_count() {
            let used = budget.used();
            let matches: Vec<_> = query.matches_by_term(document, document.chunk(chunk), &budget).collect();
            if budget.is_spent() || !wanted() {
                return None;
            }
            for (matched, term) in &matches {
                let part = part(matched.start, document.end(), PARTS);
                index.parts.insert(part);
                if let Some((total, parts)) = index.terms.get_mut(*term) {
                    *total += 1;
                    parts.insert(part);
                }
            }
            total += matches.len();
            index.before.push(total);
            if budget.used() - used > FRAME_STEPS {
                index.stored.push((chunk, matches.into_iter().map(|(matched, _)| matched).collect()));
            }
        }
        Some(index)
    }

    /// Returns the number of matches.
    pub fn total(&self) -> usize {
        self.before.last().copied().unwrap_or(0)
    }

    /// Returns the matches in `blocks` that overlap `view`, and perhaps others.
    pub fn near(
        &self,
        query: &Query,
        document: &Document,
        blocks: Range<usize>,
        view: &Range<usize>,
    ) -> Vec<Range<usize>> {
        let mut near = Vec::new();
        let budget = frame_budget();
        for chunk in document.chunk_of(blocks.start)..document.chunk_count() {
            let searched = document.chunk(chunk);
            let searched = searched.start.max(blocks.start)..searched.end.min(blocks.end);
            if searched.is_empty() {
                break;
            }
            match self.stored(chunk) {
                Some(stored) => {
                    let first = stored.partition_point(|matched| matched.end <= view.start);
                    let in_view = stored[first..].iter().take_while(|matched| matched.start < view.end);
                    near.extend(in_view.cloned());
                }
                None => near.extend(query.matches_near(document, searched, view.clone(), &budget)),
            }
        }
        near
    }

    /// Returns the first match that begins at or after `offset`.
    pub fn next(&self, query: &Query, document: &Document, offset: usize) -> Option<Range<usize>> {
        let first = document.chunk_of(document.block_at(offset)?);
        (first..document.chunk_count())
            .flat_map(|chunk| self.in_chunk(query, document, chunk))
            .find(|matched| matched.start >= offset)
    }

    /// Returns the last match that begins before `offset`.
    pub fn previous(&self, query: &Query, document: &Document, offset: usize) -> Option<Range<usize>> {
        let last = document.chunk_of(document.block_at(offset)?);
        (0..=last).rev().find_map(|chunk| {
            self.in_chunk(query, document, chunk).take_while(|matched| matched.start < offset).last()
        })
    }

    /// Returns the number of the match that begins at `start`, from 0.
    pub fn number(&self, query: &Query, document: &Document, start: usize) -> Option<usize> {
        let chunk = document.chunk_of(document.block_at(start)?);
        let number = self.in_chunk(query, document, chunk).position(|matched| matched.start == start);
        Some(self.before.get(chunk)? + number?)
    }

    /// Returns the number of the first match in the chunk of match `number`, and all matches in the chunk. Numbers
    /// start at 0.
    pub fn around(&self, query: &Query, document: &Document, number: usize) -> (usize, Vec<Range<usize>>) {
        let chunk = self.before.partition_point(|&before| before <= number).saturating_sub(1);
        if chunk >= document.chunk_count() {
            return (self.total(), Vec::new());
        }
        (self.before.get(chunk).copied().unwrap_or(0), self.in_chunk(query, document, chunk).collect())
    }

    /// Divides the text into equal parts and returns for each `true` if a match begins in it. A match may be off by
    /// one part.
    pub fn dispersion(&self, parts: usize) -> Vec<bool> {
        self.parts.divided(parts)
    }

    /// Returns the number of matches of `term`.
    pub fn term_total(&self, term: usize) -> usize {
        self.terms.get(term).map_or_else(|| self.total(), |(total, _)| *total)
    }

    /// Like [`MatchIndex::dispersion`], for the matches of a term.
    pub fn term_dispersion(&self, term: usize, parts: usize) -> Vec<bool> {
        self.terms.get(term).map_or(&self.parts, |(_, parts)| parts).divided(parts)
    }

    /// Iterates over the matches in `chunk`.
    fn in_chunk<'a>(
        &'a self,
        query: &'a Query,
        document: &'a Document,
        chunk: usize,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let stored = self.stored(chunk);
        let is_searched = stored.is_none() && self.has_matches(chunk);
        let searched = is_searched.then(|| query.matches(document, document.chunk(chunk)));
        stored.into_iter().flatten().cloned().chain(searched.into_iter().flatten())
    }

    fn stored(&self, chunk: usize) -> Option<&[Range<usize>]> {
        let place = self.stored.binary_search_by_key(&chunk, |&(stored, _)| stored).ok()?;
        Some(&self.stored[place].1)
    }

    fn has_matches(&self, chunk: usize) -> bool {
        self.before.get(chunk).zip(self.before.get(chunk + 1)).is_some_and(|(before, after)| before < after)
    }
}

impl Parts {
    fn insert(&mut self, part: usize) {
        self.0.resize(PARTS / 64, 0);
        self.0[part / 64] |= 1 << (part % 64);
    }

    fn contains(&self, part: usize) -> bool {
        self.0.get(part / 64).is_some_and(|bits| bits >> (part % 64) & 1 == 1)
    }

    fn divided(&self, parts: usize) -> Vec<bool> {
        let mut divided = Vec::with_capacity(parts);
        for part in 0..parts {
            let (first, next) = (part * PARTS / parts, (part + 1) * PARTS / parts);
            divided.push((first..next.max(first + 1)).any(|part| self.contains(part)));
        }
        divided
    }
}

/// Returns the part that contains `offset`, if a text of this length is divided into equal parts.
fn part(offset: usize, length: usize, parts: usize) -> usize {
    // No text in memory is so long that the product overflows.
    let part = offset as u64 * parts as u64 / length.max(1) as u64;
    usize::try_from(part).unwrap_or(parts).min(parts.saturating_sub(1))
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
    fn index_that_is_not_wanted_is_given_up() {
        let document = long("needle");
        assert!(document.chunk_count() > 3);
        assert_eq!(MatchIndex::of(&query("needle"), &document, &|| false), None);
        assert_eq!(MatchIndex::of(&query("needle"), &document, &|| true).unwrap().total(), 200);
    }

    #[test]
    fn matches_of_a_slow_chunk_are_stored() {
        let document = Document::of_paragraphs("test", "needle and more ".repeat(60_000).trim_end());
        let regex = Options { regex: true, ..Options::default() };
        let query = Query::new("ne+dle", regex, SearchDefaults::default()).unwrap();
        let match_index = MatchIndex::of(&query, &document, &|| true).unwrap();
        assert_eq!((match_index.total(), match_index.stored.len()), (60_000, 1));
        assert_eq!(match_index.next(&query, &document, 1), Some(16..22));
        assert_eq!(match_index.previous(&query, &document, 800_001), Some(800_000..800_006));
        assert_eq!(match_index.number(&query, &document, 800_000), Some(50_000));
        let (first, matches) = match_index.around(&query, &document, 50_000);
        assert_eq!((first, matches.get(50_000)), (0, Some(&(800_000..800_006))));
        assert_eq!(
            match_index.near(&query, &document, 0..1, &(800_000..800_020)),
            [800_000..800_006, 800_016..800_022]
        );
        assert_eq!(MatchIndex::of(&self::query("needle"), &long("needle"), &|| true).unwrap().stored, []);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn matches_are_found_as_if_all_were_stored(
            pattern in "needle|e|more of|zebra|t m| of it ",
            at in any::<prop::sample::Index>(),
            parts in 1_usize..50,
        ) {
            let (document, query) = (long("needle ’tis"), query(&pattern));
            let all: Vec<_> = query.matches(&document, 0..document.block_count()).collect();
            let match_index = MatchIndex::of(&query, &document, &|| true).unwrap();
            prop_assert_eq!(match_index.total(), all.len());
            let offset = at.index(document.text().len());
            let after = all.partition_point(|matched| matched.start < offset);
            prop_assert_eq!(match_index.next(&query, &document, offset), all.get(after).cloned());
            prop_assert_eq!(match_index.previous(&query, &document, offset), after.checked_sub(1).map(|last| all[last].clone()));
            if let Some(matched) = all.get(after) {
                prop_assert_eq!(match_index.number(&query, &document, matched.start), Some(after));
                let (first, around) = match_index.around(&query, &document, after);
                prop_assert!(around.contains(matched));
                prop_assert_eq!(&all[first..first + around.len()], around);
            }
            prop_assert_eq!(match_index.around(&query, &document, all.len()), (all.len(), Vec::new()));
            prop_assert_eq!(match_index.dispersion(parts).contains(&true), !all.is_empty());
            let view = offset..(offset + 1000).min(document.end());
            let is_in_view = |found: &&Range<usize>| found.start < view.end && found.end > view.start;
            let near = match_index.near(&query, &document, 0..document.block_count(), &view);
            prop_assert!(near.iter().filter(is_in_view).eq(all.iter().filter(is_in_view)));
        }

        #[test]
        fn dispersion_shows_a_match_at_most_one_part_off(
            text in "([ab] ){0,20}(needle ([ab] ){0,400}){0,4}",
            parts in 0_usize..700,
        ) {
            let (document, query) = (Document::of_paragraphs("test", &text), query("needle"));
            let match_index = MatchIndex::of(&query, &document, &|| true).unwrap();
            let mut exact = vec![false; parts];
            for found in query.matches(&document, 0..document.block_count()).filter(|_| parts > 0) {
                exact[found.start * parts / document.end()] = true;
            }
            let dispersion = match_index.dispersion(parts);
            prop_assert_eq!(dispersion.len(), parts);
            for (one, other) in [(&exact, &dispersion), (&dispersion, &exact)] {
                for at in one.iter().enumerate().filter(|(_, is_match)| **is_match).map(|(at, _)| at) {
                    let near = at.saturating_sub(1)..(at + 2).min(parts);
                    prop_assert!(other[near].contains(&true), "{at} of {parts}: {exact:?} {dispersion:?}");
                }
            }
        }
    }
}
