//! Collocates: the words near the matches of a search, and how much more frequent they are there than elsewhere.
//!
//! A match is a node: the words that it contains or cuts. The window of a node has `span` words on each side of it within
//! the paragraph. Words of nodes are left out. Each other word of the text counts once: as near if it is in the window of
//! at least one node, otherwise as elsewhere. So the two add up to the words of the texts without those of the nodes. The
//! columns “left” and “right” count for each node: a word between two nodes is to the right of one and to the left of the
//! other.

use std::{cmp::Ordering, collections::HashMap, ops::Range};

use super::{
    keyness::{Contrast, by_ratio, rounded},
    words::{WordCounts, WordIndex},
};

/// Words on each side of a match that are near.
pub const NEAR_SPAN: usize = 5;

/// The least count near the matches.
pub const MIN_NEAR: usize = 2;

/// The words near matches, and their counts. Text by text, more matches can be added.
#[derive(Debug, Clone, Default)]
pub struct Collocates {
    span: usize,
    words: HashMap<Box<str>, Counts>,
    near: usize,
    nodes: usize,
    total: usize,
}

/// The counts of a word.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    left: usize,
    right: usize,
    near: usize,
    /// The number of places at which the word is a part of a match.
    nodes: usize,
}

/// A word that is more frequent near the matches than elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Collocate {
    /// The form.
    pub word: Box<str>,
    /// The count to the left of a match, for each match.
    pub left: usize,
    /// The count to the right of a match, for each match.
    pub right: usize,
    /// The counts near the matches (here) and elsewhere (there).
    pub contrast: Contrast,
    /// [`Contrast::log_ratio`], to four places.
    pub log_ratio: f64,
    /// [`Contrast::g2`], to four places.
    pub g2: f64,
}

/// The order of a list of collocates. Words that are equal in it are by difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NearOrder {
    /// By G², the greatest first.
    #[default]
    Difference,
    /// By the count near the matches, the greatest first.
    Count,
    /// In alphabetical order.
    Word,
    /// By the log ratio, the greatest first.
    Ratio,
}

impl NearOrder {
    /// Returns the next order, wrapping around.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Difference => Self::Count,
            Self::Count => Self::Word,
            Self::Word => Self::Ratio,
            Self::Ratio => Self::Difference,
        }
    }

    /// Returns the name of the order.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Difference => "by difference",
            Self::Count => "by count",
            Self::Word => "in alphabetical order",
            Self::Ratio => "by log ratio",
        }
    }

    /// Compares two words. [`Collocates::rows`] are by difference, and a stable sort keeps them so.
    pub fn compare(self, one: &Collocate, other: &Collocate) -> Ordering {
        match self {
            Self::Difference => Ordering::Equal,
            Self::Count => other.contrast.here.cmp(&one.contrast.here),
            Self::Word => one.word.cmp(&other.word),
            Self::Ratio => {
                by_ratio((one.contrast, one.log_ratio, one.g2), (other.contrast, other.log_ratio, other.g2))
            }
        }
    }
}

impl Collocates {
    /// Starts with no text. Near are `span` words on each side of a match.
    pub fn new(span: usize) -> Self {
        Self { span, ..Self::default() }
    }

    /// Adds a text and `matches` in it, byte ranges in ascending order. A text without a match counts too.
    pub fn add(&mut self, index: &WordIndex, matches: &[Range<usize>]) {
        self.total += index.len();
        let nodes = nodes(index, matches);
        let is_node = |word: usize| {
            let after = nodes.partition_point(|node| node.start <= word);
            after.checked_sub(1).is_some_and(|at| nodes[at].contains(&word))
        };
        let mut words: HashMap<u32, Counts> = HashMap::new();
        // Nodes are in ascending order, so a word that has been counted is before `counted`.
        let mut counted = 0;
        for node in &nodes {
            for &id in &index.ids()[node.clone()] {
                words.entry(id).or_default().nodes += 1;
            }
            let paragraph = index.paragraph(index.paragraph_of(node.start));
            let left = paragraph.start.max(node.start.saturating_sub(self.span))..node.start;
            let right = node.end..paragraph.end.min(node.end.saturating_add(self.span));
            for word in left.chain(right).filter(|&word| !is_node(word)) {
                let counts = words.entry(index.ids()[word]).or_default();
                counts.left += usize::from(word < node.start);
                counts.right += usize::from(word >= node.end);
                counts.near += usize::from(word >= counted);
                counted = counted.max(word + 1);
            }
        }
        for (id, counts) in words {
            self.near += counts.near;
            self.nodes += counts.nodes;
            let sum = self.words.entry(index.counts().form(id).into()).or_default();
            sum.left += counts.left;
            sum.right += counts.right;
            sum.near += counts.near;
            sum.nodes += counts.nodes;
        }
    }

    /// Returns the number of words near the matches.
    pub const fn near(&self) -> usize {
        self.near
    }

    /// Returns the number of words that are neither near the matches nor part of one.
    pub const fn elsewhere(&self) -> usize {
        self.total - self.near - self.nodes
    }

    /// Returns the words that are near a match at least `least` times, and more frequent there than elsewhere, by G², the
    /// greatest first. Words of equal G² are in alphabetical order. `all` are the [summed](WordCounts::sum) counts of all texts
    /// added.
    pub fn rows(&self, all: &WordCounts, least: usize) -> Vec<Collocate> {
        let mut rows = Vec::new();
        for (word, counts) in self.words.iter().filter(|(_, counts)| counts.near >= least.max(1)) {
            let contrast = Contrast {
                here: counts.near,
                there: all.count(word).saturating_sub(counts.near + counts.nodes),
                here_total: self.near,
                there_total: self.elsewhere(),
            };
            let g2 = rounded(contrast.signed_g2());
            if contrast.here * contrast.there_total <= contrast.there * contrast.here_total {
                continue;
            }
            let log_ratio = rounded(contrast.log_ratio());
            let Counts { left, right, .. } = *counts;
            rows.push(Collocate { word: word.clone(), left, right, contrast, log_ratio, g2 });
        }
        rows.sort_by(|one, other| other.g2.total_cmp(&one.g2).then_with(|| one.word.cmp(&other.word)));
        rows
    }
}

/// Returns the words of each match, in order. A match without a word is left out, and a word belongs to one match.
fn nodes(index: &WordIndex, matches: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut nodes: Vec<Range<usize>> = Vec::with_capacity(matches.len());
    for matched in matches {
        let words = index.words_at(matched);
        let start = nodes.last().map_or(words.start, |last| words.start.max(last.end));
        if start < words.end {
            nodes.push(start..words.end);
        }
    }
    nodes
}

/// The words at one distance from the matches, with their counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbours {
    /// The distance in words. Negative before the match.
    pub distance: isize,
    /// The words by count, the greatest first. Words with equal counts are in the order of their first places.
    pub words: Vec<(Box<str>, usize)>,
}

/// The words at distances of up to `reach` before and after matches, within the paragraph. Text by text, more matches can
/// be added.
#[derive(Debug, Clone, Default)]
pub struct NeighbourCounts {
    reach: usize,
    /// For each distance, the count of each word, and a number that tells which came first.
    counts: Vec<HashMap<Box<str>, (usize, usize)>>,
    order: usize,
}

impl NeighbourCounts {
    /// Starts with no text.
    pub(crate) fn new(reach: usize) -> Self {
        Self { reach, counts: vec![HashMap::new(); 2 * reach], order: 0 }
    }

    /// Adds a text and `matches` in it, byte ranges in ascending order.
    pub(crate) fn add(&mut self, index: &WordIndex, matches: &[Range<usize>]) {
        let reach = self.reach;
        for node in nodes(index, matches) {
            let paragraph = index.paragraph(index.paragraph_of(node.start));
            let before = (1..=reach).rev().map(|distance| node.start.checked_sub(distance));
            let after = (0..reach).map(|distance| node.end.checked_add(distance));
            for (counts, word) in self.counts.iter_mut().zip(before.chain(after)) {
                let Some(word) = word.filter(|word| paragraph.contains(word)) else { continue };
                self.order += 1;
                counts.entry(index.form(word).into()).or_insert((0, self.order)).0 += 1;
            }
        }
    }

    /// Returns the words at each distance, in ascending order: -3, -2, -1, 1, 2, 3.
    pub(crate) fn columns(&self) -> Vec<Neighbours> {
        let reach = self.reach.cast_signed();
        let sorted = |counts: &HashMap<Box<str>, (usize, usize)>| {
            let mut words: Vec<_> = counts.iter().collect();
            words.sort_by_key(|&(_, &(count, order))| (usize::MAX - count, order));
            words.into_iter().map(|(word, (count, _))| (word.clone(), *count)).collect()
        };
        let distances = (-reach..0).chain(1..=reach);
        distances
            .zip(&self.counts)
            .map(|(distance, counts)| Neighbours { distance, words: sorted(counts) })
            .collect()
    }
}

/// Counts the words at distances of up to `reach` before and after the matches in several texts.
pub fn neighbours<'a>(
    texts: impl IntoIterator<Item = (&'a WordIndex, &'a [Range<usize>])>,
    reach: usize,
) -> Vec<Neighbours> {
    let mut counts = NeighbourCounts::new(reach);
    for (index, matches) in texts {
        counts.add(index, matches);
    }
    counts.columns()
}

/// Returns the matches with the word `form` among the `span` words on each side within the paragraph, where it is no part
/// of a match.
pub fn matches_near(
    index: &WordIndex,
    matches: &[Range<usize>],
    form: &str,
    span: usize,
) -> Vec<Range<usize>> {
    let nodes = nodes(index, matches);
    let is_node = |word: usize| {
        let after = nodes.partition_point(|node| node.start <= word);
        after.checked_sub(1).is_some_and(|at| nodes[at].contains(&word))
    };
    let places: Vec<usize> = index.places(form).filter(|&word| !is_node(word)).collect();
    let is_near = |matched: &&Range<usize>| {
        let node = index.words_at(matched);
        if node.is_empty() {
            return false;
        }
        let paragraph = index.paragraph(index.paragraph_of(node.start));
        let window = paragraph.start.max(node.start.saturating_sub(span))
            ..paragraph.end.min(node.end.saturating_add(span));
        places
            .get(places.partition_point(|&place| place < window.start))
            .is_some_and(|place| window.contains(place))
    };
    matches.iter().filter(is_near).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::document::text::Document;

    fn index(text: &str) -> WordIndex {
        WordIndex::of(&Document::of_paragraphs("talk", text))
    }

    fn matches(text: &str, pattern: &str) -> Vec<Range<usize>> {
        text.match_indices(pattern).map(|(at, found)| at..at + found.len()).collect()
    }

    #[test]
    fn ratio_of_a_word_that_is_only_near_is_not_below_others() {
        let row = |here, there, g2| {
            let contrast = Contrast { here, there, here_total: 900, there_total: 100 };
            let log_ratio = contrast.log_ratio();
            Collocate { word: "a".into(), left: 0, right: here, contrast, log_ratio, g2 }
        };
        let (only, less_frequent) = (row(1, 0, 0.2), row(3, 1, -1.0));
        assert!(only.log_ratio < less_frequent.log_ratio, "the ratio has the wrong sign");
        assert_eq!(NearOrder::Ratio.compare(&only, &less_frequent), Ordering::Less);
        assert_eq!(NearOrder::Ratio.compare(&row(8, 0, 1.7), &only), Ordering::Less);
    }

    #[test]
    fn window_ends_at_the_paragraph_and_leaves_out_the_matches() {
        let text = "a b x c x's d e\n\nf x g";
        let index = index(text);
        let mut collocates = Collocates::new(2);
        collocates.add(&index, &matches(text, "x"));
        assert_eq!((collocates.near(), collocates.elsewhere()), (7, 0));
        let counts =
            |word: &str| collocates.words.get(word).map(|counts| (counts.left, counts.right, counts.near));
        assert_eq!(counts("c"), Some((1, 1, 1)), "between two matches");
        assert_eq!(counts("f"), Some((1, 0, 1)));
        assert_eq!(counts("x's").map(|counts| counts.2), Some(0), "a part of a match is not near another");
    }

    #[test]
    fn neighbours_are_counted_by_distance() {
        let text = "a b x c d\n\na x c";
        let index = index(text);
        let matches = matches(text, "x");
        let columns = neighbours([(&index, &matches[..])], 2);
        let column = |at: usize| {
            let words = columns[at].words.iter().map(|(word, count)| format!("{word}{count}"));
            (columns[at].distance, words.collect::<Vec<_>>().join(" "))
        };
        assert_eq!(column(0), (-2, "a1".to_owned()));
        assert_eq!(column(1), (-1, "b1 a1".to_owned()), "in the order of the first places");
        assert_eq!(column(2), (1, "c2".to_owned()));
        assert_eq!(column(3), (2, "d1".to_owned()));
    }

    proptest! {
        #[test]
        fn collocates_are_those_of_a_naive_count(
            paragraphs in prop::collection::vec(prop::collection::vec("[a-cx]", 1..15), 1..5),
            span in 0..4_usize,
        ) {
            let lines: Vec<String> = paragraphs.iter().map(|words| words.join(" ")).collect();
            let text = lines.join("\n\n");
            let index = index(&text);
            let mut collocates = Collocates::new(span);
            collocates.add(&index, &matches(&text, "x"));
            let (mut near, mut elsewhere) = (BTreeMap::<&str, usize>::new(), BTreeMap::<&str, usize>::new());
            for words in &paragraphs {
                for (at, word) in words.iter().enumerate().filter(|(_, word)| *word != "x") {
                    let window = &words[at.saturating_sub(span)..words.len().min(at + span + 1)];
                    let counts = if window.iter().any(|word| word == "x") { &mut near } else { &mut elsewhere };
                    *counts.entry(word).or_default() += 1;
                }
            }
            prop_assert_eq!(collocates.near(), near.values().sum::<usize>());
            prop_assert_eq!(collocates.elsewhere(), elsewhere.values().sum::<usize>());
            let rows = collocates.rows(index.counts(), 1);
            for row in &rows {
                let count = |counts: &BTreeMap<&str, usize>| counts.get(&*row.word).copied().unwrap_or(0);
                prop_assert_eq!((row.contrast.here, row.contrast.there), (count(&near), count(&elsewhere)));
                prop_assert!(row.left + row.right >= row.contrast.here);
            }
            for row in &rows {
                let lines = matches_near(&index, &matches(&text, "x"), &row.word, span).len();
                prop_assert!(0 < lines && lines <= row.left + row.right, "{} has {lines} lines", row.word);
            }
            let (nears, elsewheres) = (collocates.near(), collocates.elsewhere());
            let more = |(word, &count): (&&str, &usize)| {
                count * elsewheres > elsewhere.get(word).copied().unwrap_or(0) * nears
            };
            prop_assert_eq!(rows.len(), near.iter().filter(|entry| more(*entry)).count());
        }
    }
}
