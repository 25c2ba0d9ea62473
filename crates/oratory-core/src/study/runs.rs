//! The runs that two sequences have in common, in a time that does not grow with the square of their lengths.

use std::{collections::HashMap, hash::Hash, ops::Range};

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The greatest product of two lengths that are aligned in detail, which takes some 10 ms. Longer sequences are divided.
const MAX_PRODUCT: usize = 16_000_000;

/// A run: its offsets in both sequences, and its length.
pub(super) type Run = (usize, usize, usize);

/// The runs that two sequences have in common.
#[derive(Debug, Default)]
pub(super) struct Common {
    /// The runs, in order.
    pub(super) runs: Vec<Run>,
    /// The parts of both sequences that are too long to be aligned, and count as different.
    pub(super) skipped: Vec<[Range<usize>; 2]>,
}

/// Returns the runs of elements that two sequences have in common, in order. Long sequences are divided at runs of `anchor`
/// elements that occur once in each. A long part without such a run is skipped.
pub(super) fn common_runs<T: Eq + Hash + Ord>(
    one: &[T],
    other: &[T],
    algorithm: Algorithm,
    anchor: usize,
) -> Common {
    runs_within(one, other, algorithm, (anchor, MAX_PRODUCT))
}

fn runs_within<T: Eq + Hash + Ord>(
    one: &[T],
    other: &[T],
    algorithm: Algorithm,
    (anchor, max_product): (usize, usize),
) -> Common {
    let is_short = |one: &[T], other: &[T]| one.len().saturating_mul(other.len()) <= max_product;
    if is_short(one, other) {
        return Common { runs: aligned(one, other, algorithm), skipped: Vec::new() };
    }
    let (mut runs, mut skipped): (Vec<Run>, _) = (Vec::new(), Vec::new());
    let mut from = (0_usize, 0_usize);
    for anchored in anchors(one, other, anchor).into_iter().chain([(one.len(), other.len(), 0)]) {
        let (mut at, mut other_at, mut len) = anchored;
        // The run before may have been longer than its anchor.
        let covered = from.0.saturating_sub(at).max(from.1.saturating_sub(other_at));
        if covered > 0 && covered >= len {
            continue;
        }
        (at, other_at, len) = (at + covered, other_at + covered, len - covered);
        while at > from.0 && other_at > from.1 && one[at - 1] == other[other_at - 1] {
            (at, other_at, len) = (at - 1, other_at - 1, len + 1);
        }
        let (gap, other_gap) = (&one[from.0..at], &other[from.1..other_at]);
        if is_short(gap, other_gap) {
            let runs_in_gap = aligned(gap, other_gap, algorithm).into_iter();
            runs.extend(runs_in_gap.map(|(in_one, in_other, len)| (from.0 + in_one, from.1 + in_other, len)));
        } else {
            skipped.push([from.0..at, from.1..other_at]);
        }
        while one.get(at + len).is_some_and(|next| other.get(other_at + len) == Some(next)) {
            len += 1;
        }
        runs.push((at, other_at, len));
        from = (at + len, other_at + len);
    }
    Common { runs: joined(runs), skipped }
}

/// Aligns two sequences in detail.
fn aligned<T: Eq + Hash + Ord>(one: &[T], other: &[T], algorithm: Algorithm) -> Vec<Run> {
    let operations = capture_diff_slices(algorithm, one, other).into_iter();
    let equal = operations.filter_map(|operation| match operation {
        DiffOp::Equal { old_index, new_index, len } => Some((old_index, new_index, len)),
        _ => None,
    });
    equal.collect()
}

/// Returns runs of at least `len` elements in the same order in both, of which each begins with `len` elements that occur once
/// in each sequence. They neither touch nor overlap.
fn anchors<T: Eq + Hash>(one: &[T], other: &[T], len: usize) -> Vec<Run> {
    // The place of each window in the first sequence, and in the second, as long as there is one at most.
    let mut places: HashMap<&[T], (Option<usize>, Option<usize>)> = HashMap::new();
    for (at, window) in one.windows(len).enumerate() {
        places.entry(window).and_modify(|(place, _)| *place = None).or_insert((Some(at), None));
    }
    for (at, window) in other.windows(len).enumerate() {
        if let Some((first, second)) = places.get_mut(window) {
            (*first, *second) = if second.is_some() { (None, *second) } else { (*first, Some(at)) };
        }
    }
    let mut pairs: Vec<(usize, usize)> =
        places.into_values().filter_map(|(first, second)| first.zip(second)).collect();
    pairs.sort_unstable();
    let mut runs: Vec<Run> = Vec::new();
    for (at, other_at) in longest_ascending(&pairs) {
        match runs.last_mut() {
            Some((start, other_start, run))
                if at - *start == other_at - *other_start && at <= *start + *run =>
            {
                *run = at + len - *start;
            }
            Some((start, other_start, run)) if at < *start + *run || other_at < *other_start + *run => {}
            _ => runs.push((at, other_at, len)),
        }
    }
    runs
}

/// Returns the longest subsequence of `pairs` that ascends in both places. `pairs` ascends in the first.
fn longest_ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length, the pair with the least second place at which a sequence of that length ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (number, (_, place)) in pairs.iter().enumerate() {
        let len = ends.partition_point(|&end| pairs[end].1 < *place);
        before.push(len.checked_sub(1).map(|last| ends[last]));
        if len == ends.len() {
            ends.push(number);
        } else {
            ends[len] = number;
        }
    }
    let mut ascending = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(number) = next {
        ascending.push(pairs[number]);
        next = before[number];
    }
    ascending.reverse();
    ascending
}

/// Joins runs that touch in both sequences.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for (at, other_at, len) in runs.into_iter().filter(|(.., len)| *len > 0) {
        match joined.last_mut() {
            Some((start, other_start, run)) if *start + *run == at && *other_start + *run == other_at => {
                *run += len;
            }
            _ => joined.push((at, other_at, len)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_are_common_and_in_order(
            one in prop::collection::vec(0_u8..12, 0..60),
            other in prop::collection::vec(0_u8..12, 0..60),
            anchor in 1_usize..4,
            max_product in 0_usize..600,
        ) {
            let Common { runs, skipped } =
                runs_within(&one, &other, Algorithm::Histogram, (anchor, max_product));
            for [in_one, in_other] in skipped {
                prop_assert!(in_one.len() * in_other.len() > max_product);
                let is_in = |&(at, other_at, len): &Run| {
                    at < in_one.end && at + len > in_one.start
                        || other_at < in_other.end && other_at + len > in_other.start
                };
                prop_assert!(!runs.iter().any(is_in));
            }
            let mut from = (0, 0);
            for (at, other_at, len) in runs {
                prop_assert!(len > 0 && at >= from.0 && other_at >= from.1);
                prop_assert_eq!(&one[at..at + len], &other[other_at..other_at + len]);
                from = (at + len, other_at + len);
            }
        }

        #[test]
        fn sequences_that_are_divided_are_aligned_like_others(
            one in prop::collection::vec(0_u16..2000, 1..200), at in 0_usize..200, removed in 0_usize..9,
        ) {
            let mut other = one.clone();
            let at = at.min(other.len());
            other.splice(at..(at + removed).min(one.len()), [5000, 5001]);
            let words = |common: Common| common.runs.iter().map(|(.., len)| len).sum::<usize>();
            let whole = runs_within(&one, &other, Algorithm::Histogram, (2, usize::MAX));
            let divided = runs_within(&one, &other, Algorithm::Histogram, (2, 100));
            prop_assert!(words(divided) + 4 >= words(whole));
        }
    }

    #[test]
    fn long_sequence_is_like_itself() {
        let one: Vec<u32> = (0..20_000).map(|at| at * at % 7919).collect();
        let Common { runs, skipped } = common_runs(&one, &one, Algorithm::Myers, 1);
        assert_eq!((runs, skipped.len()), (vec![(0, 0, one.len())], 0));
    }
}
