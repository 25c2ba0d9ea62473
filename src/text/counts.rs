//! The hits of a query in one speech, counted: however many there are, they take a number for each stretch
//! of the text, and a hit itself is found when it is asked for.

use std::ops::Range;

use super::{search::Query, speech::Speech};

/// How many hits there are, and in which chunks of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Hits before each chunk; at last, all of them.
    before: Vec<usize>,
}

/// After how many hits a count looks whether it is still wanted.
const LOOK_UP_EVERY: usize = 4096;

impl Counts {
    /// Counts the hits of a query, or gives up when they are not `wanted` any more.
    pub fn of(query: &Query, speech: &Speech, wanted: &dyn Fn() -> bool) -> Option<Self> {
        let mut before = vec![0];
        let mut total = 0_usize;
        for chunk in 0..speech.chunk_count() {
            for _ in query.hits(speech, speech.chunk(chunk)) {
                total += 1;
                if total.is_multiple_of(LOOK_UP_EVERY) && !wanted() {
                    return None;
                }
            }
            before.push(total);
            if !wanted() {
                return None;
            }
        }
        Some(Self { before })
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        self.before.last().copied().unwrap_or(0)
    }

    /// The first hit that begins at or after `offset`.
    pub fn next(&self, query: &Query, speech: &Speech, offset: usize) -> Option<Range<usize>> {
        let here = speech.chunk_of(speech.block_at(offset)?);
        let first = |chunk: usize| query.hits(speech, speech.chunk(chunk)).find(|hit| hit.start >= offset);
        let mut chunks = (here..speech.chunk_count()).filter(|&chunk| self.has(chunk));
        chunks.find_map(first)
    }

    /// The last hit that begins before `offset`.
    pub fn previous(&self, query: &Query, speech: &Speech, offset: usize) -> Option<Range<usize>> {
        let here = speech.chunk_of(speech.block_at(offset)?);
        let last = |chunk: usize| {
            query.hits(speech, speech.chunk(chunk)).take_while(|hit| hit.start < offset).last()
        };
        (0..=here).rev().filter(|&chunk| self.has(chunk)).find_map(last)
    }

    /// Which hit it is that begins at `start`, counted from 0.
    pub fn number(&self, query: &Query, speech: &Speech, start: usize) -> Option<usize> {
        let chunk = speech.chunk_of(speech.block_at(start)?);
        let mut hits = query.hits(speech, speech.chunk(chunk));
        Some(self.before.get(chunk)? + hits.position(|hit| hit.start == start)?)
    }

    /// The hits from the one with this number on, counted from 0, in order.
    pub fn from<'a>(
        &'a self,
        query: &'a Query,
        speech: &'a Speech,
        number: usize,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let chunk = self.before.partition_point(|&before| before <= number).saturating_sub(1);
        let skipped = self.before.get(chunk).map_or(0, |before| number - before.min(&number));
        let chunks = (chunk..speech.chunk_count()).filter(|&chunk| self.has(chunk));
        chunks.flat_map(|chunk| query.hits(speech, speech.chunk(chunk))).skip(skipped)
    }

    /// Whether hits begin in each of `parts` parts of equal length into which `length` bytes of the text are
    /// divided.
    pub fn spread(&self, query: &Query, speech: &Speech, length: usize, parts: usize) -> Vec<bool> {
        let mut spread = vec![false; parts];
        // The product may be larger than any number of bytes.
        let part = |offset: usize| {
            let part = offset as u128 * parts as u128 / length.max(1) as u128;
            usize::try_from(part).map_or(parts, |part| part.min(parts)).min(parts.saturating_sub(1))
        };
        for chunk in (0..speech.chunk_count()).filter(|&chunk| self.has(chunk)) {
            let blocks = speech.chunk(chunk);
            let (start, end) =
                (speech.block(blocks.start).range.start, speech.block(blocks.end - 1).range.end);
            if part(start) == part(end) {
                if let Some(marked) = spread.get_mut(part(start)) {
                    *marked = true;
                }
                continue;
            }
            for hit in query.hits(speech, blocks) {
                if let Some(marked) = spread.get_mut(part(hit.start)) {
                    *marked = true;
                }
            }
        }
        spread
    }

    fn has(&self, chunk: usize) -> bool {
        self.before.get(chunk).zip(self.before.get(chunk + 1)).is_some_and(|(before, after)| before < after)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::search::{Manner, Options};

    /// A text of several chunks.
    fn long(words: &str) -> Speech {
        Speech::parse("test", format!("{words} {}\n\n", "and more of it ".repeat(100)).repeat(200))
    }

    fn query(pattern: &str) -> Query {
        Query::new(pattern, Options::default(), Manner::default()).unwrap()
    }

    #[test]
    fn a_count_that_is_not_wanted_is_given_up() {
        let speech = long("needle");
        assert!(speech.chunk_count() > 3);
        assert_eq!(Counts::of(&query("needle"), &speech, &|| false), None);
        assert_eq!(Counts::of(&query("needle"), &speech, &|| true).unwrap().total(), 200);
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
            let all: Vec<_> = query.hits(&speech, 0..speech.block_count()).collect();
            let counts = Counts::of(&query, &speech, &|| true).unwrap();
            prop_assert_eq!(counts.total(), all.len());
            let offset = at.index(speech.text().len());
            let after = all.partition_point(|hit| hit.start < offset);
            prop_assert_eq!(counts.next(&query, &speech, offset), all.get(after).cloned());
            prop_assert_eq!(counts.previous(&query, &speech, offset), after.checked_sub(1).map(|last| all[last].clone()));
            if let Some(hit) = all.get(after) {
                prop_assert_eq!(counts.number(&query, &speech, hit.start), Some(after));
                prop_assert_eq!(counts.from(&query, &speech, after).take(3).collect::<Vec<_>>(), all[after..].iter().take(3).cloned().collect::<Vec<_>>());
            }
            let length = speech.end();
            let mut spread = vec![false; parts];
            for hit in &all {
                spread[hit.start * parts / length] = true;
            }
            prop_assert_eq!(counts.spread(&query, &speech, length, parts), spread);
        }
    }
}
