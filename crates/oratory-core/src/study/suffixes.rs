//! Suffix arrays of words, and what repeats in them.
//!
//! A suffix array lists the suffixes of a sequence in order, so that equal beginnings are neighbours. Every sequence that
//! occurs more than once, and is followed by different words, is an interval of it (Abouelhoda, Kurtz and Ohlebusch,
//! *Replacing suffix trees with enhanced suffix arrays*, 2004). There are fewer intervals than words.

use std::ops::Range;

/// A sequence that occurs more than once, and could not be longer at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repeat {
    /// Its places: a range of the suffix array.
    pub(super) suffixes: Range<usize>,
    /// The number of words.
    pub(super) len: usize,
    /// The first of its places.
    pub(super) first: usize,
}

/// Returns the offsets of all suffixes in the order of the suffixes, by doubling the length that is compared (Manber and
/// Myers, *Suffix arrays*, 1993).
pub(super) fn suffix_array(words: &[u32]) -> Vec<usize> {
    let mut suffixes: Vec<usize> = (0..words.len()).collect();
    suffixes.sort_unstable_by_key(|&at| words[at]);
    let mut ranks = vec![0; words.len()];
    let mut next_ranks = vec![0; words.len()];
    rank(&suffixes, &mut ranks, |one, other| words[one] == words[other]);
    let mut len = 1;
    while len < words.len() {
        // A suffix that ends sooner comes first.
        let key = |at: usize| (ranks[at], ranks.get(at + len).map(|&rank| rank + 1));
        // Only suffixes that have been equal so far are sorted again.
        let mut start = 0;
        let mut is_done = true;
        for group in suffixes.chunk_by_mut(|&one, &other| ranks[one] == ranks[other]) {
            start += group.len();
            if group.len() > 1 {
                is_done = false;
                group.sort_unstable_by_key(|&at| key(at));
            }
        }
        debug_assert_eq!(start, words.len());
        if is_done {
            break;
        }
        rank(&suffixes, &mut next_ranks, |one, other| key(one) == key(other));
        std::mem::swap(&mut ranks, &mut next_ranks);
        len *= 2;
    }
    suffixes
}

/// Numbers `suffixes` in their order. Equal ones get the same number.
fn rank(suffixes: &[usize], ranks: &mut [usize], is_equal: impl Fn(usize, usize) -> bool) {
    let mut rank = 0;
    for (at, &suffix) in suffixes.iter().enumerate() {
        if at > 0 && !is_equal(suffixes[at - 1], suffix) {
            rank = at;
        }
        ranks[suffix] = rank;
    }
}

/// For each suffix but the first, returns the number of words that it has in common with the one before (Kasai and others,
/// *Linear-time longest-common-prefix computation in suffix arrays*, 2001).
fn common_prefixes(words: &[u32], suffixes: &[usize]) -> Vec<usize> {
    let mut ranks = vec![0; words.len()];
    for (rank, &suffix) in suffixes.iter().enumerate() {
        ranks[suffix] = rank;
    }
    let (mut common, mut len) = (vec![0; words.len()], 0_usize);
    for (suffix, &rank) in ranks.iter().enumerate() {
        let Some(before) = rank.checked_sub(1) else {
            len = 0;
            continue;
        };
        let (one, other) = (&words[suffix..], &words[suffixes[before]..]);
        len += one[len..].iter().zip(&other[len..]).take_while(|(one, other)| one == other).count();
        common[rank] = len;
        len = len.saturating_sub(1);
    }
    common
}

/// Returns the sequences of at least `min_len` words that repeat, and could be longer neither at their end nor at their
/// beginning.
pub(super) fn repeats(words: &[u32], suffixes: &[usize], min_len: usize) -> Vec<Repeat> {
    let common = common_prefixes(words, suffixes);
    let word_before = |at: usize| suffixes[at].checked_sub(1).map(|before| words[before]);
    // The number of times, up to each suffix, that the word before differs from that of the suffix before.
    let mut changes = vec![0; suffixes.len()];
    for at in 1..suffixes.len() {
        changes[at] = changes[at - 1] + usize::from(word_before(at) != word_before(at - 1));
    }
    let mut repeats = Vec::new();
    // Each open interval: its length, its start in the suffix array, and its first place so far.
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    for at in 1..=suffixes.len() {
        let len = common.get(at).copied().unwrap_or(0);
        let (mut start, mut first) = (at - 1, suffixes[at - 1]);
        while let Some((longer, begin, least)) = open.pop_if(|(longer, ..)| *longer > len) {
            (start, first) = (begin, first.min(least));
            if longer >= min_len && changes[at - 1] > changes[start] {
                repeats.push(Repeat { suffixes: start..at, len: longer, first });
            }
        }
        match open.last_mut() {
            Some((same, _, least)) if *same == len => *least = first.min(*least),
            _ if len > 0 => open.push((len, start, first)),
            _ => {}
        }
    }
    repeats
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn suffixes_are_in_order(words in prop::collection::vec(0..3_u32, 0..60)) {
            let suffixes = suffix_array(&words);
            let mut naive: Vec<usize> = (0..words.len()).collect();
            naive.sort_by_key(|&at| &words[at..]);
            prop_assert_eq!(suffixes, naive);
        }

        #[test]
        fn repeats_are_those_of_a_naive_count(words in prop::collection::vec(0..3_u32, 0..30)) {
            let suffixes = suffix_array(&words);
            let found: BTreeMap<&[u32], BTreeSet<usize>> = repeats(&words, &suffixes, 1)
                .into_iter()
                .map(|Repeat { suffixes: range, len, first }| {
                    let places: BTreeSet<usize> = suffixes[range].iter().copied().collect();
                    assert_eq!(places.first(), Some(&first));
                    (&words[first..first + len], places)
                })
                .collect();
            let mut naive = BTreeMap::new();
            for start in 0..words.len() {
                for end in start + 1..=words.len() {
                    let len = end - start;
                    let places: BTreeSet<usize> =
                        (0..=words.len() - len).filter(|&at| words[at..at + len] == words[start..end]).collect();
                    let before: BTreeSet<_> = places.iter().map(|at| at.checked_sub(1).map(|at| words[at])).collect();
                    let after: BTreeSet<_> = places.iter().map(|at| words.get(at + len)).collect();
                    if places.len() > 1 && before.len() > 1 && after.len() > 1 {
                        naive.insert(&words[start..end], places);
                    }
                }
            }
            prop_assert_eq!(found, naive);
        }
    }
}
