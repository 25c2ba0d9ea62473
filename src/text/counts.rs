//! The hits of a query in one speech, counted: however many there are, they take a number for each stretch
//! of the text and a bit for each of its parts, and a hit itself is found when it is asked for.

use std::ops::Range;

use super::{search::Query, speech::Speech};

/// How many hits there are, and in which chunks of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Hits before each chunk; at last, all of them.
    before: Vec<usize>,
    /// In which of [`PARTS`] parts of equal length hits begin: what can be drawn without the text.
    parts: [u64; PARTS / 64],
}

/// Of so many parts of a text it is known whether they have hits: enough for the columns of most screens, and few
/// bytes, of which there are some for each speech of a library.
const PARTS: usize = 256;

/// After how many hits a count looks whether it is still wanted.
const LOOK_UP_EVERY: usize = 4096;

impl Counts {
    /// Counts the hits of a query, or gives up when they are not `wanted` any more.
    pub fn of(query: &Query, speech: &Speech, wanted: &dyn Fn() -> bool) -> Option<Self> {
        let (mut before, mut parts) = (vec![0], [0; PARTS / 64]);
        let (mut total, length) = (0_usize, speech.end());
        for chunk in 0..speech.chunk_count() {
            for hit in query.hits(speech, speech.chunk(chunk)) {
                let part = part(hit.start, length, PARTS);
                parts[part / 64] |= 1 << (part % 64);
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
        Some(Self { before, parts })
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
        let part = |offset: usize| part(offset, length, parts);
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

    /// About the same without the text, as it was when it was searched: a hit may be one part off, and where there
    /// are more parts than are kept, it is as broad as one of those.
    pub fn spread_unseen(&self, parts: usize) -> Vec<bool> {
        let is_kept = |part: usize| self.parts[part / 64] >> (part % 64) & 1 == 1;
        let is_hit = |part: usize| {
            let (first, next) = (part * PARTS / parts, (part + 1) * PARTS / parts);
            (first..next.max(first + 1)).any(is_kept)
        };
        (0..parts).map(is_hit).collect()
    }

    fn has(&self, chunk: usize) -> bool {
        self.before.get(chunk).zip(self.before.get(chunk + 1)).is_some_and(|(before, after)| before < after)
    }
}

/// In which of so many parts of equal length of a text `offset` is.
fn part(offset: usize, length: usize, parts: usize) -> usize {
    let last = parts.saturating_sub(1);
    match offset.checked_mul(parts) {
        Some(product) => (product / length.max(1)).min(last),
        // The product may be larger than any number of bytes.
        None => usize::try_from(offset as u128 * parts as u128 / length.max(1) as u128)
            .map_or(last, |part| part.min(last)),
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

        #[test]
        fn without_the_text_a_hit_is_at_most_one_part_off(
            text in "([ab] ){0,20}(needle ([ab] ){0,400}){0,4}",
            parts in 0_usize..700,
        ) {
            let (speech, query) = (Speech::parse("test", text), query("needle"));
            let counts = Counts::of(&query, &speech, &|| true).unwrap();
            let (exact, unseen) = (counts.spread(&query, &speech, speech.end(), parts), counts.spread_unseen(parts));
            prop_assert_eq!(unseen.len(), parts);
            let breadth = parts / PARTS + 1;
            for (one, other) in [(&exact, &unseen), (&unseen, &exact)] {
                for at in one.iter().enumerate().filter(|(_, is_hit)| **is_hit).map(|(at, _)| at) {
                    let near = at.saturating_sub(breadth)..(at + breadth + 1).min(parts);
                    prop_assert!(other[near].contains(&true), "{at} of {parts}: {exact:?} {unseen:?}");
                }
            }
        }
    }
}
