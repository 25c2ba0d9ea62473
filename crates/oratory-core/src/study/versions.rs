//! Two versions of a speech, aligned by paragraph, with the changed words of each.
//!
//! Paragraphs with the same words are paired in order. Between them, the words are aligned, and two paragraphs are paired if
//! most of the aligned words of one are in the other. Of the paragraphs that are left, those with mostly the same words have
//! moved. `similar` aligns paragraphs by Myers' algorithm and words by the histogram algorithm: it prefers rare words, so that
//! a sentence in other words is not cut at each “the”.
//!
//! Words are compared by their forms, as everywhere in the [study](super): punctuation and case are no difference. The result
//! is the same the other way round, because the two texts are compared in one order, whichever is the first.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::Range,
};

use similar::Algorithm;

use super::{
    figures::counted,
    runs::{Common, common_runs},
    words::WordIndex,
};
use crate::document::text::Document;

/// The least percentage of the words of both paragraphs that two paragraphs in the same place have in common, if they are
/// paired.
const MIN_PERCENT_IN_PLACE: usize = 30;

/// The least percentage of the words of both paragraphs that a moved paragraph has in common with itself.
const MIN_PERCENT_MOVED: usize = 75;

/// Long versions are divided at runs of at least this many words that occur once in each.
const ANCHOR_WORDS: usize = 4;

/// A shorter paragraph has not moved: it may be a salutation.
const MIN_WORDS_MOVED: usize = 5;

/// The kind of change of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionKind {
    /// The words are the same.
    Same,
    /// Some words differ.
    Changed,
    /// Only the first version has it.
    OnlyA,
    /// Only the second version has it.
    OnlyB,
    /// It is at another place. Its words may differ too.
    Moved,
}

impl VersionKind {
    /// Returns the name of the kind in output.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::OnlyA => "only_a",
            Self::OnlyB => "only_b",
            Self::Moved => "moved",
        }
    }
}

/// A paragraph of one or both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRow {
    /// The kind of change.
    pub kind: VersionKind,
    /// The number of the paragraph in the first version.
    pub a: Option<usize>,
    /// The number of the paragraph in the second version.
    pub b: Option<usize>,
    /// The parts of both paragraphs, in order.
    pub edits: Vec<Edit>,
    /// `true` if the words were not aligned, because they are in a part of the versions that is long and has nothing in common
    /// at first sight.
    pub is_coarse: bool,
}

/// A run of words of two paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Both have the words.
    Equal {
        /// The words in the first version.
        a: Range<usize>,
        /// The words in the second version.
        b: Range<usize>,
    },
    /// Only the first version has the words.
    OnlyA(Range<usize>),
    /// Only the second version has the words.
    OnlyB(Range<usize>),
}

impl VersionRow {
    /// Returns the number of words that both have, only the first, and only the second.
    pub(crate) fn counts(&self) -> (usize, usize, usize) {
        counts(&self.edits)
    }

    /// Returns `true` if more than half of the words are different: each version is shown as a whole.
    pub fn is_reworded(&self) -> bool {
        let (equal, only_a, only_b) = self.counts();
        2 * equal < only_a + only_b
    }
}

/// Aligns two versions of a speech by paragraph. The rows are in the order of the second version; a paragraph that only the
/// first has is where it was. Paragraphs without a word are left out.
pub fn version_rows(a: &WordIndex, b: &WordIndex) -> Vec<VersionRow> {
    let is_turned = forms(a).gt(forms(b));
    let (one, other) = if is_turned { (b, a) } else { (a, b) };
    let mut alignment = Alignment::new(one, other);
    alignment.pair_equal();
    alignment.pair_similar();
    alignment.pair_moved();
    let turned = |(one, other): (usize, usize)| if is_turned { (other, one) } else { (one, other) };
    let paired: Vec<(usize, usize)> = alignment.paired().into_iter().map(turned).collect();
    let moved: Vec<(usize, usize)> = alignment.moved.iter().copied().map(turned).collect();
    let Alignment { coarse: [one, other], .. } = alignment;
    rows(a, b, &paired, &moved, if is_turned { [&other, &one] } else { [&one, &other] })
}

/// Aligns the words of two paragraphs, or of any parts of two speeches.
///
/// ```
/// use oratory_core::{Document, Edit, WordIndex, word_diff};
///
/// let [a, b] = ["Fully convinced.", "Firmly convinced."]
///     .map(|text| WordIndex::of(&Document::of_paragraphs("talk", text)));
/// let edits = word_diff(&a, 0..2, &b, 0..2);
/// assert_eq!(edits, [Edit::OnlyA(0..1), Edit::OnlyB(0..1), Edit::Equal { a: 1..2, b: 1..2 }]);
/// ```
pub fn word_diff(a: &WordIndex, a_words: Range<usize>, b: &WordIndex, b_words: Range<usize>) -> Vec<Edit> {
    word_edits(a, a_words, b, b_words).0
}

/// Aligns words like [`word_diff`]. The flag is `true` if some of them are too many to be aligned.
fn word_edits(
    a: &WordIndex,
    a_words: Range<usize>,
    b: &WordIndex,
    b_words: Range<usize>,
) -> (Vec<Edit>, bool) {
    let is_turned = a.forms(a_words.clone()) > b.forms(b_words.clone());
    let (one, other) = if is_turned {
        (b.forms(b_words.clone()), a.forms(a_words.clone()))
    } else {
        (a.forms(a_words.clone()), b.forms(b_words.clone()))
    };
    let mut edits = Vec::new();
    let (mut next_a, mut next_b) = (a_words.start, b_words.start);
    let Common { runs, skipped } = equal_runs(&one, &other);
    for (in_one, in_other, len) in runs {
        let (in_a, in_b) = if is_turned { (in_other, in_one) } else { (in_one, in_other) };
        let (in_a, in_b) = (a_words.start + in_a, b_words.start + in_b);
        push_changed(&mut edits, next_a..in_a, next_b..in_b);
        edits.push(Edit::Equal { a: in_a..in_a + len, b: in_b..in_b + len });
        (next_a, next_b) = (in_a + len, in_b + len);
    }
    push_changed(&mut edits, next_a..a_words.end, next_b..b_words.end);
    (edits, !skipped.is_empty())
}

/// Returns the runs of words that two texts have in common, in order: the offsets in both, and the number of words.
///
/// The histogram algorithm finds others from the other direction. Fewer runs are easier to read.
fn equal_runs(one: &[&str], other: &[&str]) -> Common {
    let runs = |from: &[&str], to: &[&str]| common_runs(from, to, Algorithm::Histogram, ANCHOR_WORDS);
    let forward = runs(one, other);
    let Common { runs: backward, skipped } = runs(other, one);
    let backward: Vec<_> =
        backward.into_iter().map(|(in_other, in_one, len)| (in_one, in_other, len)).collect();
    let skipped = skipped.into_iter().map(|[in_other, in_one]| [in_one, in_other]).collect();
    let words = |runs: &[(usize, usize, usize)]| runs.iter().map(|(_, _, len)| len).sum::<usize>();
    let is_better = (backward.len(), words(&forward.runs)) < (forward.runs.len(), words(&backward));
    if is_better { Common { runs: backward, skipped } } else { forward }
}

/// Returns the byte range of some words in the text, with the punctuation that belongs to them: opening marks before the first
/// word, and all signs up to the next blank or word after the last.
///
/// # Panics
///
/// If `words` is empty, or extends beyond [`WordIndex::len`].
pub fn range_with_marks(document: &Document, index: &WordIndex, words: Range<usize>) -> Range<usize> {
    let text = document.text();
    let range = index.range(words.clone());
    let paragraph = index.paragraph(index.paragraph_of(words.start));
    let block =
        document.block_at(range.start).map_or_else(|| range.clone(), |block| document.block(block).range);
    let before = match words.start.checked_sub(1).filter(|before| paragraph.contains(before)) {
        Some(before) => index.range(before..before + 1).end,
        None => block.start,
    };
    let after = if words.end < index.paragraph(index.paragraph_of(words.end - 1)).end {
        index.range(words.end..words.end + 1).start
    } else {
        document
            .block_at(range.end.saturating_sub(1))
            .map_or(range.end, |block| document.block(block).range.end)
    };
    let marks = |marks: &str| marks.rfind(char::is_whitespace).map(|at| marks[at..].trim_start().len());
    let opening = match marks(&text[before.min(range.start)..range.start]) {
        Some(len) => len,
        None if before == block.start => range.start - before.min(range.start),
        // Signs directly between two words belong to the one before.
        None => 0,
    };
    let closing = &text[range.end..after.max(range.end)];
    let closing = closing.find(char::is_whitespace).unwrap_or(closing.len());
    range.start - opening..range.end + closing
}

fn push_changed(edits: &mut Vec<Edit>, a: Range<usize>, b: Range<usize>) {
    if !a.is_empty() {
        edits.push(Edit::OnlyA(a));
    }
    if !b.is_empty() {
        edits.push(Edit::OnlyB(b));
    }
}

fn counts(edits: &[Edit]) -> (usize, usize, usize) {
    let mut counts = (0, 0, 0);
    for edit in edits {
        match edit {
            Edit::Equal { a, .. } => counts.0 += a.len(),
            Edit::OnlyA(words) => counts.1 += words.len(),
            Edit::OnlyB(words) => counts.2 += words.len(),
        }
    }
    counts
}

fn forms(index: &WordIndex) -> impl Iterator<Item = &str> {
    (0..index.len()).map(|word| index.form(word))
}

/// The pairs of paragraphs of two versions, while they are found. Paragraphs are indices, from 0.
struct Alignment {
    /// The numbers of the words of both versions. Words of the same form have the same number.
    ids: [Vec<u32>; 2],
    /// The words of each paragraph that has words.
    paragraphs: [Vec<Range<usize>>; 2],
    /// For each paragraph, its pair in the other version.
    pairs: [Vec<Option<usize>>; 2],
    moved: Vec<(usize, usize)>,
    /// The paragraphs whose words were not aligned with those of others.
    coarse: [HashSet<usize>; 2],
}

impl Alignment {
    fn new(one: &WordIndex, other: &WordIndex) -> Self {
        let numbers = other.counts().numbers_in(one.counts());
        let mut next = u32::try_from(one.counts().different()).unwrap_or(u32::MAX);
        let numbers: Vec<u32> = numbers
            .into_iter()
            .map(|number| {
                number.unwrap_or_else(|| {
                    next = next.saturating_add(1);
                    next
                })
            })
            .collect();
        let other_ids = other.ids().iter().map(|&id| numbers[id as usize]).collect();
        let paragraphs = [one, other]
            .map(|index| index.paragraphs().filter(|words| !words.is_empty()).collect::<Vec<_>>());
        let pairs = [vec![None; paragraphs[0].len()], vec![None; paragraphs[1].len()]];
        Self {
            ids: [one.ids().to_vec(), other_ids],
            paragraphs,
            pairs,
            moved: Vec::new(),
            coarse: Default::default(),
        }
    }

    fn words(&self, side: usize, paragraph: usize) -> &[u32] {
        &self.ids[side][self.paragraphs[side][paragraph].clone()]
    }

    fn pair(&mut self, one: usize, other: usize) {
        self.pairs[0][one] = Some(other);
        self.pairs[1][other] = Some(one);
    }

    fn paired(&self) -> Vec<(usize, usize)> {
        let pairs = self.pairs[0].iter().enumerate();
        pairs.filter_map(|(one, other)| other.map(|other| (one, other))).collect()
    }

    /// Pairs paragraphs with the same words, in order.
    fn pair_equal(&mut self) {
        let texts = [0, 1]
            .map(|side| (0..self.paragraphs[side].len()).map(|at| self.words(side, at)).collect::<Vec<_>>());
        for (one, other, len) in common_runs(&texts[0], &texts[1], Algorithm::Myers, 1).runs {
            (0..len).for_each(|step| self.pair(one + step, other + step));
        }
    }

    /// Pairs changed paragraphs between the paragraphs that are already paired.
    fn pair_similar(&mut self) {
        let ends = (self.paragraphs[0].len(), self.paragraphs[1].len());
        let (mut from, pairs) = ((0, 0), self.paired());
        for (one, other) in pairs.into_iter().chain([ends]) {
            if from.0 < one && from.1 < other {
                self.pair_between(from.0..one, from.1..other);
            }
            from = (one + 1, other + 1);
        }
    }

    /// Pairs the paragraphs of two runs, both without a pair.
    fn pair_between(&mut self, one: Range<usize>, other: Range<usize>) {
        let run = |side: usize, run: &Range<usize>| {
            let paragraphs = &self.paragraphs[side];
            paragraphs[run.start].start..paragraphs[run.end - 1].end
        };
        let (words, other_words) = (run(0, &one), run(1, &other));
        let paragraph_of =
            |side: usize, word: usize| self.paragraphs[side].partition_point(|words| words.end <= word);
        // The number of aligned words of each pair of paragraphs.
        let mut aligned: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let (ids, other_ids) = (&self.ids[0][words.clone()], &self.ids[1][other_words.clone()]);
        let Common { runs, skipped } = common_runs(ids, other_ids, Algorithm::Histogram, ANCHOR_WORDS);
        for [in_one, in_other] in skipped {
            for (side, first, part) in [(0, words.start, in_one), (1, other_words.start, in_other)] {
                let last = paragraph_of(side, first + part.end - 1);
                self.coarse[side].extend(paragraph_of(side, first + part.start)..=last);
            }
        }
        for (in_one, in_other, len) in runs {
            for step in 0..len {
                let one = paragraph_of(0, words.start + in_one + step);
                let other = paragraph_of(1, other_words.start + in_other + step);
                *aligned.entry((one, other)).or_default() += 1;
            }
        }
        // The surest pairs first. Aligned words are in order, so the pairs are too, but for those of divided paragraphs.
        let mut pairs: Vec<((usize, usize), usize)> = aligned.into_iter().collect();
        pairs.sort_by_key(|&(pair, count)| (usize::MAX - count, pair));
        let mut chosen: BTreeMap<usize, usize> = BTreeMap::new();
        for ((one, other), count) in pairs {
            let is_enough = self.is_enough(one, other, count, MIN_PERCENT_IN_PLACE);
            let crosses_before = chosen.range(..=one).next_back().is_some_and(|(_, &right)| right >= other);
            let crosses_after = chosen.range(one..).next().is_some_and(|(_, &right)| right <= other);
            let is_paired = chosen.contains_key(&one);
            if is_enough && !is_paired && !crosses_before && !crosses_after {
                chosen.insert(one, other);
                self.pair(one, other);
            }
        }
    }

    /// Returns `true` if `common` words are `percent` of the words of two paragraphs, at least.
    fn is_enough(&self, one: usize, other: usize, common: usize, percent: usize) -> bool {
        let both = self.words(0, one).len() + self.words(1, other).len();
        200 * common >= percent * both
    }

    /// Finds paragraphs at another place. They have most of their words in common, in any order.
    fn pair_moved(&mut self) {
        let free = [0, 1].map(|side: usize| {
            let is_free =
                |&at: &usize| self.pairs[side][at].is_none() && self.words(side, at).len() >= MIN_WORDS_MOVED;
            (0..self.paragraphs[side].len()).filter(is_free).collect::<Vec<_>>()
        });
        // Candidates share a word that few of the free paragraphs have.
        let mut with_word: HashMap<u32, Vec<usize>> = HashMap::new();
        for &other in &free[1] {
            for &word in self.words(1, other) {
                let paragraphs = with_word.entry(word).or_default();
                if paragraphs.last() != Some(&other) {
                    paragraphs.push(other);
                }
            }
        }
        let mut pairs = Vec::new();
        for &one in &free[0] {
            let rare: Vec<&Vec<usize>> = self
                .words(0, one)
                .iter()
                .filter_map(|word| with_word.get(word))
                .filter(|paragraphs| paragraphs.len() <= MAX_CANDIDATES)
                .collect();
            let mut candidates: Vec<usize> = rare.iter().copied().flatten().copied().collect();
            candidates.sort_unstable();
            for same in candidates.chunk_by(|one, other| one == other) {
                // A paragraph that shares few of the rare words shares too few words.
                if MIN_SHARE_OF_RARE * same.len() < rare.len() {
                    continue;
                }
                let other = same[0];
                let common = common_words(self.words(0, one), self.words(1, other));
                if self.is_enough(one, other, common, MIN_PERCENT_MOVED) {
                    pairs.push((common, one, other));
                }
            }
        }
        pairs.sort_by_key(|&(common, one, other)| (usize::MAX - common, one, other));
        for (_, one, other) in pairs {
            if self.pairs[0][one].is_none() && self.pairs[1][other].is_none() {
                self.pair(one, other);
                self.moved.push((one, other));
            }
        }
    }
}

/// A moved paragraph shares at least one in this many rare words with its counterpart.
const MIN_SHARE_OF_RARE: usize = 3;

/// A word in more paragraphs does not tell them apart.
const MAX_CANDIDATES: usize = 20;

/// Returns the number of words that two paragraphs have in common, in any order.
fn common_words(one: &[u32], other: &[u32]) -> usize {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for &word in one {
        *counts.entry(word).or_default() += 1;
    }
    let mut common = 0;
    for word in other {
        if let Some(count) = counts.get_mut(word).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    common
}

/// Returns the rows for pairs of paragraphs, in the order of the second version.
fn rows(
    a: &WordIndex,
    b: &WordIndex,
    paired: &[(usize, usize)],
    moved: &[(usize, usize)],
    coarse: [&HashSet<usize>; 2],
) -> Vec<VersionRow> {
    let [a_numbers, b_numbers] = [a, b].map(numbers_with_words);
    let mut pair_of_a = vec![None; a_numbers.len()];
    let mut pair_of_b = vec![None; b_numbers.len()];
    for &(one, other) in paired {
        (pair_of_a[one], pair_of_b[other]) = (Some(other), Some(one));
    }
    let moved: HashSet<usize> = moved.iter().map(|&(_, other)| other).collect();
    // For each paragraph of the second version, the paragraph of the first that the next one in place is paired with.
    let mut ends = vec![a_numbers.len(); b_numbers.len() + 1];
    for at in (0..b_numbers.len()).rev() {
        ends[at] = pair_of_b[at].filter(|_| !moved.contains(&at)).unwrap_or(ends[at + 1]);
    }
    let mut rows = Vec::new();
    let mut next_a = 0;
    for (at, &end) in ends.iter().enumerate() {
        // What only the first version has is before what only the second has.
        for one in (next_a..end).filter(|&one| pair_of_a[one].is_none()) {
            let edits = vec![Edit::OnlyA(a.paragraph(a_numbers[one]))];
            let is_coarse = coarse[0].contains(&one);
            rows.push(VersionRow {
                kind: VersionKind::OnlyA,
                a: Some(a_numbers[one]),
                b: None,
                edits,
                is_coarse,
            });
        }
        next_a = next_a.max(end);
        let Some(&b_number) = b_numbers.get(at) else { break };
        let Some(one) = pair_of_b[at] else {
            let edits = vec![Edit::OnlyB(b.paragraph(b_number))];
            let is_coarse = coarse[1].contains(&at);
            rows.push(VersionRow { kind: VersionKind::OnlyB, a: None, b: Some(b_number), edits, is_coarse });
            continue;
        };
        let (edits, is_coarse) = word_edits(a, a.paragraph(a_numbers[one]), b, b.paragraph(b_number));
        let kind = match edits[..] {
            _ if moved.contains(&at) => VersionKind::Moved,
            [Edit::Equal { .. }] => VersionKind::Same,
            _ => VersionKind::Changed,
        };
        rows.push(VersionRow { kind, a: Some(a_numbers[one]), b: Some(b_number), edits, is_coarse });
    }
    rows
}

/// Returns the numbers of the paragraphs that have words.
fn numbers_with_words(index: &WordIndex) -> Vec<usize> {
    (1..=index.paragraph_count()).filter(|&number| !index.paragraph(number).is_empty()).collect()
}

/// Returns the number of words that both versions have, only the first, and only the second.
pub fn version_counts(rows: &[VersionRow]) -> (usize, usize, usize) {
    rows.iter()
        .map(VersionRow::counts)
        .fold((0, 0, 0), |sum, counts| (sum.0 + counts.0, sum.1 + counts.1, sum.2 + counts.2))
}

/// Says that some paragraphs were not aligned word by word. `None` if all were.
pub fn caution_on_versions(rows: &[VersionRow]) -> Option<String> {
    let coarse = rows.iter().filter(|row| row.is_coarse).count();
    (coarse > 0).then(|| format!("{} too different to compare word by word", counted(coarse, "paragraph")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn index(text: &str) -> WordIndex {
        WordIndex::of(&Document::of_paragraphs("talk", text))
    }

    const TALK: &str = "Comrades,\n\nThe harvest is in, and it is a good one for all of us.\n\nThe winter will be long, so we \
                        store what we have.\n\nIn spring we shall sow again, as our fathers did.\n\nThank you.";

    /// Returns each row in short: its kind, and the numbers of the paragraphs.
    fn kinds(a: &str, b: &str) -> Vec<String> {
        let number =
            |number: Option<usize>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        let short = |row: &VersionRow| format!("{} {} {}", row.kind.name(), number(row.a), number(row.b));
        version_rows(&index(a), &index(b)).iter().map(short).collect()
    }

    #[test]
    fn same_texts_have_no_differences() {
        assert_eq!(kinds(TALK, TALK), ["same 1 1", "same 2 2", "same 3 3", "same 4 4", "same 5 5"]);
        assert!(kinds("", "").is_empty());
    }

    #[test]
    fn changed_removed_and_added_paragraphs_are_found() {
        let changed = TALK.replace("a good one", "the best one");
        assert_eq!(kinds(TALK, &changed)[1], "changed 2 2");
        let removed = TALK.replace("The winter will be long, so we store what we have.\n\n", "");
        assert_eq!(kinds(TALK, &removed), ["same 1 1", "same 2 2", "only_a 3 -", "same 4 3", "same 5 4"]);
        assert_eq!(kinds(&removed, TALK)[2], "only_b - 3");
        let replaced = TALK.replace("The winter will be long, so we store what we have.", "Nothing lasts.");
        assert_eq!(kinds(TALK, &replaced)[2..4], ["only_a 3 -", "only_b - 3"]);
    }

    #[test]
    fn long_texts_are_compared_in_a_time_that_is_not_quadratic() {
        // Each word is in many paragraphs, and no four of them are in the same order.
        let text = |step: usize, per_paragraph: usize| {
            let word = |at: usize| format!("w{}", at * step % 7919);
            let paragraphs = (0..80_000 / per_paragraph).map(|paragraph| {
                let words = paragraph * per_paragraph..(paragraph + 1) * per_paragraph;
                words.map(word).collect::<Vec<_>>().join(" ")
            });
            index(&paragraphs.collect::<Vec<_>>().join("\n\n"))
        };
        for per_paragraph in [10, 80_000] {
            let begun = std::time::Instant::now();
            let rows = version_rows(&text(1, per_paragraph), &text(3571, per_paragraph));
            assert!(!rows.is_empty());
            assert!(begun.elapsed().as_secs() < 20, "{per_paragraph}: {:?}", begun.elapsed());
        }
    }

    #[test]
    fn moved_paragraph_is_found_even_if_some_words_changed() {
        let moved = "Comrades,\n\nIn spring we shall sow again, as all our fathers did.\n\nThe harvest is in, and it is a good \
                     one for all of us.\n\nThe winter will be long, so we store what we have.\n\nThank you.";
        assert_eq!(kinds(TALK, moved), ["same 1 1", "moved 4 2", "same 2 3", "same 3 4", "same 5 5"]);
        assert_eq!(kinds(moved, TALK), ["same 1 1", "same 3 2", "same 4 3", "moved 2 4", "same 5 5"]);
    }

    #[test]
    fn paragraph_is_reworded_if_more_than_half_of_its_words_differ() {
        let is_reworded = |a: &str, b: &str| {
            let (a, b) = (index(a), index(b));
            let edits = word_diff(&a, 0..a.len(), &b, 0..b.len());
            VersionRow { kind: VersionKind::Changed, a: Some(1), b: Some(1), edits, is_coarse: false }
                .is_reworded()
        };
        assert!(!is_reworded("one two three four", "one two five six"));
        assert!(is_reworded("one two three four", "one five six seven"));
    }

    #[test]
    fn marks_belong_to_the_words_beside_them() {
        let document = Document::of_paragraphs("talk", "He said: “We come, (all) of us–now!”\n\nYes.");
        let index = WordIndex::of(&document);
        let printed = |words: Range<usize>| &document.text()[range_with_marks(&document, &index, words)];
        assert_eq!(printed(0..2), "He said:");
        assert_eq!(printed(2..4), "“We come,");
        assert_eq!(printed(4..5), "(all)");
        assert_eq!(printed(6..7), "us–");
        assert_eq!(printed(7..8), "now!”");
        assert_eq!(printed(0..8), "He said: “We come, (all) of us–now!”");
        assert_eq!(printed(8..9), "Yes.");
    }

    const TEXT: &str = "(([a-e]|the|of),? ){1,12}(\n\n(([a-e]|the|of) ){1,12}){0,5}";

    proptest! {
        #[test]
        fn each_word_is_in_one_edit(one in TEXT, other in TEXT) {
            let [a, b] = [&one, &other].map(|text| index(text));
            let (mut in_a, mut in_b) = (vec![0; a.len()], vec![0; b.len()]);
            let rows = version_rows(&a, &b);
            for row in &rows {
                for edit in &row.edits {
                    let (left, right) = match edit.clone() {
                        Edit::Equal { a: left, b: right } => {
                            prop_assert_eq!(a.forms(left.clone()), b.forms(right.clone()));
                            (left, right)
                        }
                        Edit::OnlyA(left) => (left, 0..0),
                        Edit::OnlyB(right) => (0..0, right),
                    };
                    in_a[left].iter_mut().for_each(|count| *count += 1);
                    in_b[right].iter_mut().for_each(|count| *count += 1);
                }
            }
            prop_assert!(in_a.iter().chain(&in_b).all(|&count| count == 1));
            let (equal, only_a, only_b) = version_counts(&rows);
            prop_assert_eq!((equal + only_a, equal + only_b), (a.len(), b.len()));
        }

        #[test]
        fn versions_are_symmetric(one in TEXT, other in TEXT) {
            let [a, b] = [&one, &other].map(|text| index(text));
            let turned = |row: VersionRow| {
                let kind = match row.kind {
                    VersionKind::OnlyA => VersionKind::OnlyB,
                    VersionKind::OnlyB => VersionKind::OnlyA,
                    kind => kind,
                };
                let (equal, only_a, only_b) = row.counts();
                (kind.name(), row.b, row.a, equal, only_b, only_a)
            };
            let plain = |row: VersionRow| {
                let (equal, only_a, only_b) = row.counts();
                (row.kind.name(), row.a, row.b, equal, only_a, only_b)
            };
            let there: BTreeSet<_> = version_rows(&a, &b).into_iter().map(plain).collect();
            let back: BTreeSet<_> = version_rows(&b, &a).into_iter().map(turned).collect();
            prop_assert_eq!(there, back);
        }

        #[test]
        fn text_without_changes_is_the_same(text in TEXT) {
            let index = index(&text);
            let rows = version_rows(&index, &index);
            prop_assert!(rows.iter().all(|row| row.kind == VersionKind::Same && row.a == row.b));
        }
    }
}
