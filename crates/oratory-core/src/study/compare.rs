//! Two speeches side by side: what they share, and where it stands in the other.
//!
//! Shared are the places of the [phrases](super::phrases) that both have. A paragraph that stands in both, word for word, is
//! shared as a whole, however short it is and whatever its first and last words are. A passage is a longest run of shared
//! words. It may go on in the next paragraph: a salutation and the words after it are one passage. Only a paragraph that is
//! shared as a whole is always a passage of its own. So a speech compared with itself is shared in full, and each paragraph
//! is one passage.
//!
//! A row is a pair of places of the same words. Places inside a longer shared sequence are left out, unless they are the only
//! counterparts of a place that is not. Of several places on both sides, the first here is paired with the first there, and so
//! on; where one side has more, the remaining ones are paired with the last one of the other.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{
    phrases::{Limits, OPEN_SPEECH, Phrases, shared_phrases},
    words::WordIndex,
};

/// The way in which two speeches are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Shared passages are highlighted in both.
    Shared,
    /// Paragraph beside paragraph.
    Parallel,
    /// The texts are versions of one speech: paragraphs are aligned, and the changed words are marked.
    Versions,
}

impl Mode {
    /// Returns the way that suits two speeches: versions, if the phrases of six words that they share cover at least 40 %
    /// of both; parallel, if their languages differ; or else shared passages.
    pub fn of(a: &WordIndex, b: &WordIndex) -> Self {
        let phrases = shared_phrases(a, b, Limits { words: VERSION_WORDS, ..Limits::OF_A_PAIR });
        let is_covered = |speech: usize, index: &WordIndex| {
            let covered = phrases.coverage(speech, index.len()).iter().filter(|&&covered| covered).count();
            covered > 0 && 100 * covered >= VERSION_PERCENT * index.len()
        };
        if is_covered(OPEN_SPEECH, a) && is_covered(OPEN_SPEECH + 1, b) {
            return Self::Versions;
        }
        let primary = |index: &WordIndex| {
            index.language().and_then(|tag| tag.split(['-', '_']).next()).map(str::to_ascii_lowercase)
        };
        match (primary(a), primary(b)) {
            (Some(a), Some(b)) if a != b => Self::Parallel,
            _ => Self::Shared,
        }
    }

    /// Returns the next way, wrapping around.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Shared => Self::Parallel,
            Self::Parallel => Self::Versions,
            Self::Versions => Self::Shared,
        }
    }
}

/// Words of the phrases by which versions of a speech are recognised.
const VERSION_WORDS: usize = 6;

/// The least percentage of both texts that these phrases cover.
const VERSION_PERCENT: usize = 40;

/// One of the two speeches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The first.
    A,
    /// The second.
    B,
}

impl Side {
    /// Returns the other speech.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// The passages that two speeches share.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The pairs of places, the longest first, then in the order of the first speech.
    pub rows: Vec<SharedRow>,
    sides: [SharedText; 2],
    /// Sequences of words with their places, the longest first.
    sequences: Vec<Sequence>,
}

/// Two places of the same words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedRow {
    /// The words in the first speech.
    pub a: Range<usize>,
    /// The words in the second speech.
    pub b: Range<usize>,
}

/// The passages of one speech that are shared.
#[derive(Debug, Default)]
pub struct SharedText {
    /// The passages, as words of the speech's index, in order.
    pub passages: Vec<Range<usize>>,
    /// The number of words in them.
    pub words: usize,
}

/// The place of a part of a passage in the other speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterpart {
    /// The words of the passage that are the same.
    pub here: Range<usize>,
    /// Those words in the other speech.
    pub there: Range<usize>,
    /// The passage of the other speech that contains them.
    pub passage: usize,
}

/// A sequence of words with the first words of its places in both speeches, in order.
#[derive(Debug)]
struct Sequence {
    words: usize,
    starts: [Vec<usize>; 2],
}

impl Comparison {
    /// Compares two speeches. The result is the same the other way round.
    pub fn new(a: &WordIndex, b: &WordIndex, limits: Limits) -> Self {
        let phrases = shared_phrases(a, b, limits);
        let whole = whole_paragraphs(a, b);
        let mut breaks = [vec![false; a.len() + 1], vec![false; b.len() + 1]];
        let mut covered =
            [phrases.coverage(OPEN_SPEECH, a.len()), phrases.coverage(OPEN_SPEECH + 1, b.len())];
        for sequence in &whole {
            for (side, starts) in sequence.starts.iter().enumerate() {
                for &start in starts {
                    let end = start + sequence.words;
                    covered[side][start..end].fill(true);
                    (breaks[side][start], breaks[side][end]) = (true, true);
                }
            }
        }
        let sides = [0, 1].map(|side: usize| shared_text(&covered[side], &breaks[side]));
        let mut sequences = sequences(&phrases, whole, a, b);
        sequences.sort_by(|one, other| (other.words, &one.starts[0]).cmp(&(one.words, &other.starts[0])));
        let rows = rows(&sequences, [a.len(), b.len()]);
        Self { rows, sides, sequences }
    }

    /// Returns what one of the speeches shares.
    pub const fn side(&self, side: Side) -> &SharedText {
        let [a, b] = &self.sides;
        match side {
            Side::A => a,
            Side::B => b,
        }
    }

    /// Returns the counterparts of `passage`: those of its longest part first, and of several the one that is paired with it
    /// first. There is one for each passage of the other speech. Empty if there is no such passage.
    pub fn counterparts(&self, side: Side, passage: usize) -> Vec<Counterpart> {
        let Some(words) = self.side(side).passages.get(passage) else { return Vec::new() };
        let passages = &self.side(side.other()).passages;
        let (mut counterparts, mut known) = (Vec::new(), HashSet::new());
        for sequence in &self.sequences {
            let [a, b] = &sequence.starts;
            let (here, there) = if side == Side::A { (a, b) } else { (b, a) };
            let first = here.partition_point(|&start| start < words.start);
            let Some(&start) = here.get(first).filter(|&&start| start + sequence.words <= words.end) else {
                continue;
            };
            let paired = first.min(there.len().saturating_sub(1));
            for &other in there[paired..].iter().chain(&there[..paired]) {
                let passage = passages.partition_point(|passage| passage.start <= other).saturating_sub(1);
                if known.insert(passage) {
                    let (here, there) = (start..start + sequence.words, other..other + sequence.words);
                    counterparts.push(Counterpart { here, there, passage });
                }
            }
        }
        counterparts
    }
}

/// Returns the paragraphs that both speeches have, word for word.
fn whole_paragraphs(a: &WordIndex, b: &WordIndex) -> Vec<Sequence> {
    let numbers = b.counts().numbers_in(a.counts());
    let b_ids: Vec<Option<u32>> = b.ids().iter().map(|&id| numbers[id as usize]).collect();
    let mut known: HashMap<Vec<Option<u32>>, [Vec<usize>; 2]> = HashMap::new();
    for words in a.paragraphs().filter(|words| !words.is_empty()) {
        let ids = a.ids()[words.clone()].iter().copied().map(Some).collect();
        known.entry(ids).or_default()[0].push(words.start);
    }
    for words in b.paragraphs() {
        if let Some(starts) = known.get_mut(&b_ids[words.clone()]) {
            starts[1].push(words.start);
        }
    }
    let shared = known.into_iter().filter(|(_, starts)| !starts[1].is_empty());
    shared.map(|(ids, starts)| Sequence { words: ids.len(), starts }).collect()
}

/// Returns the shared sequences that have a place outside a longer one, on either side. A paragraph that is a phrase too has
/// the places of the phrase.
fn sequences(phrases: &Phrases, whole: Vec<Sequence>, a: &WordIndex, b: &WordIndex) -> Vec<Sequence> {
    let mut outer: Vec<usize> = Vec::new();
    for (side, index) in [(OPEN_SPEECH, a), (OPEN_SPEECH + 1, b)] {
        let mut reach = 0;
        for longest in phrases.longest_places(side, index.len()) {
            if longest.end > reach {
                outer.push(longest.row);
                reach = longest.end;
            }
        }
    }
    outer.sort_unstable();
    outer.dedup();
    let mut sequences = Vec::with_capacity(outer.len() + whole.len());
    let mut known = HashSet::new();
    for phrase in outer.into_iter().map(|row| &phrases.rows[row]) {
        let mut starts = [Vec::new(), Vec::new()];
        for place in phrases.places(phrase) {
            starts[place.speech].push(place.words.start);
        }
        known.insert(&a.ids()[phrase.first..phrase.first + phrase.words]);
        sequences.push(Sequence { words: phrase.words, starts });
    }
    let is_new = |sequence: &Sequence| {
        let start = sequence.starts[0][0];
        !known.contains(&a.ids()[start..start + sequence.words])
    };
    sequences.extend(whole.into_iter().filter(is_new));
    sequences
}

/// Returns the passages of a speech, which end where words are not covered, and at `breaks`.
fn shared_text(covered: &[bool], breaks: &[bool]) -> SharedText {
    let mut passages: Vec<Range<usize>> = Vec::new();
    for word in (0..covered.len()).filter(|&word| covered[word]) {
        match passages.last_mut() {
            Some(passage) if passage.end == word && !breaks[word] => passage.end = word + 1,
            _ => passages.push(word..word + 1),
        }
    }
    let words = passages.iter().map(Range::len).sum();
    SharedText { passages, words }
}

/// Returns the pairs of places.
fn rows(sequences: &[Sequence], words: [usize; 2]) -> Vec<SharedRow> {
    let inner = [0, 1].map(|side| inner_places(sequences, side, words[side]));
    let mut rows = Vec::new();
    for (at, sequence) in sequences.iter().enumerate() {
        let free = [0, 1].map(|side: usize| {
            let places = sequence.starts[side].iter().zip(&inner[side][at]);
            places.filter(|(_, is_inner)| !**is_inner).map(|(start, _)| *start).collect::<Vec<_>>()
        });
        let [free_a, free_b] = &free;
        let [all_a, all_b] = &sequence.starts;
        let (a, b, count) = match (free_a.len(), free_b.len()) {
            (0, 0) => continue,
            (0, count) => (all_a, free_b, count),
            (count, 0) => (free_a, all_b, count),
            (one, other) => (free_a, free_b, one.max(other)),
        };
        for pair in 0..count {
            let range = |starts: &[usize]| {
                let start = starts[pair.min(starts.len() - 1)];
                start..start + sequence.words
            };
            rows.push(SharedRow { a: range(a), b: range(b) });
        }
    }
    rows.sort_by_key(|row| (usize::MAX - row.a.len(), row.a.start, row.b.start));
    rows
}

/// For each place of each sequence on one side, returns `true` if it is inside a place of a longer sequence.
fn inner_places(sequences: &[Sequence], side: usize, words: usize) -> Vec<Vec<bool>> {
    // For each word, the end of the place that begins there and is longest.
    let mut ends = vec![0; words];
    for sequence in sequences {
        for &start in &sequence.starts[side] {
            ends[start] = ends[start].max(start + sequence.words);
        }
    }
    // The end of the place that extends furthest, of those that begin before a word.
    let mut before = vec![0; words + 1];
    for (word, &end) in ends.iter().enumerate() {
        before[word + 1] = before[word].max(end);
    }
    let is_inner = |start: usize, end: usize| before[start] >= end || ends[start] > end;
    let of = |sequence: &Sequence| {
        sequence.starts[side].iter().map(|&start| is_inner(start, start + sequence.words)).collect()
    };
    sequences.iter().map(of).collect()
}

/// A change of the pairing of paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// The number of the paragraph of the first speech from which on the pairing is different.
    pub from: usize,
    /// The number of rows by which the second speech is moved down, or up if it is negative.
    pub rows: isize,
}

/// Pairs the paragraphs of two speeches, by their numbers: the first with the first, and so on. From the paragraph of a shift
/// on, one of the speeches has so many rows without a paragraph. No paragraph is left out.
///
/// ```
/// use oratory_core::{Shift, parallel_rows};
///
/// let rows = parallel_rows(3, 3, &[Shift { from: 2, rows: 1 }]);
/// assert_eq!(rows, [(Some(1), Some(1)), (Some(2), None), (Some(3), Some(2)), (None, Some(3))]);
/// ```
pub fn parallel_rows(a: usize, b: usize, shifts: &[Shift]) -> Vec<(Option<usize>, Option<usize>)> {
    let (mut rows, mut next_a, mut next_b) = (Vec::with_capacity(a.max(b)), 1, 1);
    let mut down = 0_usize;
    while next_a <= a || next_b <= b {
        let shift: isize = shifts.iter().filter(|shift| shift.from == next_a).map(|shift| shift.rows).sum();
        for _ in 0..shift.min(0).unsigned_abs() {
            if next_b <= b {
                rows.push((None, Some(next_b)));
                next_b += 1;
            }
        }
        if next_a <= a {
            down += shift.max(0).unsigned_abs();
        } else {
            down = 0;
        }
        let one = (next_a <= a).then_some(next_a);
        let other = (next_b <= b && down == 0).then_some(next_b);
        down = down.saturating_sub(1);
        next_a += usize::from(one.is_some());
        next_b += usize::from(other.is_some());
        if one.is_some() || other.is_some() {
            rows.push((one, other));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::document::text::{Document, Draft, Source};

    fn index(text: &str) -> WordIndex {
        WordIndex::of(&Document::of_paragraphs("talk", text))
    }

    const TEXT: &str = "(([a-d]|the|of),? ){1,12}(\n\n(([a-d]|the|of) ){1,12}){0,5}";

    fn set(rows: &[SharedRow]) -> BTreeSet<(usize, usize, usize)> {
        rows.iter().map(|row| (row.a.start, row.b.start, row.a.len())).collect()
    }

    proptest! {
        #[test]
        fn speech_shares_all_of_itself_and_each_paragraph_is_one_passage(text in TEXT) {
            let index = index(&text);
            let comparison = Comparison::new(&index, &index, Limits::OF_A_PAIR);
            let paragraphs: Vec<_> = index.paragraphs().filter(|words| !words.is_empty()).collect();
            prop_assert_eq!(comparison.rows.len(), paragraphs.len());
            for row in &comparison.rows {
                prop_assert_eq!(&row.a, &row.b);
            }
            for side in [Side::A, Side::B] {
                prop_assert_eq!(comparison.side(side).words, index.len());
                prop_assert_eq!(&comparison.side(side).passages, &paragraphs);
            }
        }

        #[test]
        fn comparison_is_symmetric(one in TEXT, other in TEXT) {
            let [a, b] = [&one, &other].map(|text| index(text));
            let there = Comparison::new(&a, &b, Limits::OF_A_PAIR);
            let back = Comparison::new(&b, &a, Limits::OF_A_PAIR);
            let turned = |row: &SharedRow| SharedRow { a: row.b.clone(), b: row.a.clone() };
            prop_assert_eq!(set(&there.rows), set(&back.rows.iter().map(turned).collect::<Vec<_>>()));
            for side in [Side::A, Side::B] {
                prop_assert_eq!(&there.side(side).passages, &back.side(side.other()).passages);
            }
            prop_assert_eq!(set(&there.rows).len(), there.rows.len(), "each row is there once");
        }

        #[test]
        fn rows_and_counterparts_have_the_same_words_and_cover_the_passages(one in TEXT, other in TEXT) {
            let [a, b] = [&one, &other].map(|text| index(text));
            let comparison = Comparison::new(&a, &b, Limits::OF_A_PAIR);
            let (mut in_a, mut in_b) = (vec![false; a.len()], vec![false; b.len()]);
            for row in &comparison.rows {
                prop_assert_eq!(a.forms(row.a.clone()), b.forms(row.b.clone()));
                in_a[row.a.clone()].fill(true);
                in_b[row.b.clone()].fill(true);
            }
            for (side, covered) in [(Side::A, in_a), (Side::B, in_b)] {
                let shared = comparison.side(side);
                prop_assert_eq!(covered.iter().filter(|&&covered| covered).count(), shared.words);
                for (at, passage) in shared.passages.iter().enumerate() {
                    prop_assert!(covered[passage.clone()].iter().all(|&covered| covered));
                    let counterparts = comparison.counterparts(side, at);
                    prop_assert!(!counterparts.is_empty());
                    let (here, there) = if side == Side::A { (&a, &b) } else { (&b, &a) };
                    for counterpart in counterparts {
                        prop_assert_eq!(here.forms(counterpart.here), there.forms(counterpart.there.clone()));
                        let passage = &comparison.side(side.other()).passages[counterpart.passage];
                        prop_assert!(passage.start <= counterpart.there.start && counterpart.there.end <= passage.end);
                    }
                }
            }
        }

        #[test]
        fn texts_without_a_common_word_have_no_row(one in "([a-e] ){0,20}", other in "([f-j] ){0,20}") {
            let [a, b] = [&one, &other].map(|text| index(text));
            prop_assert!(Comparison::new(&a, &b, Limits::OF_A_PAIR).rows.is_empty());
        }

        #[test]
        fn each_paragraph_is_in_one_row(
            a in 0..9_usize,
            b in 0..9_usize,
            shifts in prop::collection::vec((1..10_usize, -3..4_isize), 0..4),
        ) {
            let shifts: Vec<Shift> = shifts.into_iter().map(|(from, rows)| Shift { from, rows }).collect();
            let rows = parallel_rows(a, b, &shifts);
            let (left, right): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
            prop_assert_eq!(left.into_iter().flatten().collect::<Vec<_>>(), (1..=a).collect::<Vec<_>>());
            prop_assert_eq!(right.into_iter().flatten().collect::<Vec<_>>(), (1..=b).collect::<Vec<_>>());
        }
    }

    #[test]
    fn way_follows_from_the_texts() {
        let in_language = |text: &str, language: &str| {
            let mut draft = Draft { text: text.to_owned(), starts: vec![0], ..Draft::default() };
            draft.details.language = Some(language.into());
            WordIndex::of(&Document::new(Source::default(), draft))
        };
        let text = "We shall store what we have, because winter will be long and hard this year.";
        let edited = text.replace("long and hard", "harder than the last one");
        assert_eq!(Mode::of(&index(text), &index(&edited)), Mode::Versions);
        assert_eq!(Mode::of(&index(text), &index("Friends, it is late.")), Mode::Shared);
        let german = in_language("Freunde, es ist spät.", "de-AT");
        assert_eq!(Mode::of(&in_language(text, "en"), &german), Mode::Parallel);
        assert_eq!(Mode::of(&index(text), &german), Mode::Shared, "an unknown language may be the same");
        assert_eq!(Mode::of(&index(""), &index("")), Mode::Shared);
    }
}
