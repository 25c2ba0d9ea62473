//! Keyness: which words are more frequent in one text than in another.
//!
//! Two texts of `here_total` and `there_total` words have a word `here` and `there` times. If the word were equally frequent
//! in both, it would be expected `here_total * (here + there) / (here_total + there_total)` times here. G² measures how far
//! the counts are from that; the log ratio, how many times more frequent the word is.
//!
//! - G² of two terms: Paul Rayson and Roger Garside, *Comparing Corpora using Frequency Profiling*, 2000.
//! - G² of four terms: Ted Dunning, *Accurate Methods for the Statistics of Surprise and Coincidence*, 1993.
//! - Log ratio: Andrew Hardie, *Log Ratio – an informal introduction*, 2014.

use std::{cmp::Ordering, fmt};

use super::words::WordCounts;

/// The value of [`Contrast::g2`] that one word in twenty reaches by chance, for texts in which words were independent.
pub const G2_OF_ONE_IN_20: f64 = 3.84;

/// The value of [`Contrast::g2`] that one word in a thousand reaches by chance, for texts in which words were independent.
pub const G2_OF_ONE_IN_1000: f64 = 10.83;

/// The count of a word in two texts, with the number of words in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contrast {
    /// The count in the first text.
    pub here: usize,
    /// The count in the second text.
    pub there: usize,
    /// The number of words in the first text.
    pub here_total: usize,
    /// The number of words in the second text.
    pub there_total: usize,
}

impl Contrast {
    /// Returns G² of two terms: 2 (`here` ln (`here` / expected here) + `there` ln (`there` / expected there)).
    pub(crate) fn g2(self) -> f64 {
        let [here, there, here_total, there_total] = self.as_floats();
        let share = (here + there) / (here_total + there_total);
        2.0 * (term(here, here_total * share) + term(there, there_total * share))
    }

    /// Returns G² of four terms: those of two terms, and the same for all other words of the two texts.
    #[cfg(test)]
    fn g2_of_four_terms(self) -> f64 {
        let [here, there, here_total, there_total] = self.as_floats();
        let share = 1.0 - (here + there) / (here_total + there_total);
        let others =
            term(here_total - here, here_total * share) + term(there_total - there, there_total * share);
        self.g2() + 2.0 * others
    }

    /// Returns [`Contrast::g2`], negative if the word is less frequent here.
    pub(crate) fn signed_g2(self) -> f64 {
        let [here, there, here_total, there_total] = self.as_floats();
        if here * there_total < there * here_total { -self.g2() } else { self.g2() }
    }

    /// Returns the binary logarithm of the ratio of the relative frequencies. A count of zero is taken as 0.5.
    pub(crate) fn log_ratio(self) -> f64 {
        let [here, there, here_total, there_total] = self.as_floats();
        let least = |count: f64| if count > 0.0 { count } else { 0.5 };
        ((least(here) / here_total.max(1.0)) / (least(there) / there_total.max(1.0))).log2()
    }

    #[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
    const fn as_floats(self) -> [f64; 4] {
        [self.here as f64, self.there as f64, self.here_total as f64, self.there_total as f64]
    }
}

/// Returns `count` ln (`count` / `expected`), which is 0 for a count of 0.
fn term(count: f64, expected: f64) -> f64 {
    if count > 0.0 { count * (count / expected).ln() } else { 0.0 }
}

/// Rounds `figure` to the four places that rows and their JSON have, so that both are rounded to fewer places alike.
pub(super) fn rounded(figure: f64) -> f64 {
    // No figure is -0.
    (figure * 10_000.0).round() / 10_000.0 + 0.0
}

/// Returns `true` if a word is in one text only, but its log ratio is not in favour of that text. The 0.5 that stand for a
/// count of zero are a greater share of a short text than some counts are of a long one.
fn is_misleading(Contrast { here, there, .. }: Contrast, log_ratio: f64) -> bool {
    here > 0 && there == 0 && log_ratio <= 0.0 || here == 0 && there > 0 && log_ratio >= 0.0
}

/// Compares two words by log ratio, the greatest first, given their contrasts, log ratios and G². A word whose log ratio has the
/// wrong sign comes after those of its side and before those of the other, by G².
pub(super) fn by_ratio(one: (Contrast, f64, f64), other: (Contrast, f64, f64)) -> Ordering {
    let directed = |(contrast, log_ratio, g2): (Contrast, f64, f64)| {
        if is_misleading(contrast, log_ratio) { [0.0, g2] } else { [log_ratio, 0.0] }
    };
    let ([ratio, g2], [other_ratio, other_g2]) = (directed(one), directed(other));
    other_ratio.total_cmp(&ratio).then(other_g2.total_cmp(&g2))
}

/// Formats a log ratio, with its sign: `+3.3`. If a count of zero gives it the wrong sign, it is `only`.
///
/// ```
/// use oratory_core::{Contrast, ratio_text};
///
/// let texts = Contrast { here: 1, there: 0, here_total: 900, there_total: 100 };
/// assert_eq!(ratio_text(texts, -2.17), "only");
/// assert_eq!(ratio_text(Contrast { here: 8, ..texts }, 0.83), "+0.8");
/// ```
pub fn ratio_text(contrast: Contrast, log_ratio: f64) -> String {
    if is_misleading(contrast, log_ratio) { "only".to_owned() } else { format!("{log_ratio:+.1}") }
}

/// Returns how often a word occurs in 1,000 words.
#[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
pub fn per_1000(count: usize, total: usize) -> f64 {
    1000.0 * count as f64 / total.max(1) as f64
}

/// A word of one or both of two texts.
#[derive(Debug, Clone, PartialEq)]
pub struct WordRow {
    /// The form.
    pub word: Box<str>,
    /// The counts.
    pub contrast: Contrast,
    /// [`Contrast::log_ratio`], to four places.
    pub log_ratio: f64,
    /// [`Contrast::signed_g2`], to four places.
    pub g2: f64,
    /// The number of the paragraph in the first text in which the word first occurs.
    pub first_here: Option<usize>,
    /// The number of the paragraph in the second text in which the word first occurs.
    pub first_there: Option<usize>,
    /// The order of the first places: those of the first text first.
    place: (bool, u32),
}

/// The order of a list of words. Words that are equal in it are in alphabetical order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WordOrder {
    /// By G², the greatest first.
    #[default]
    Difference,
    /// By the count in both texts, the greatest first.
    Count,
    /// In alphabetical order.
    Word,
    /// By the log ratio, the words of the first text first.
    Ratio,
    /// By the first place, in the first text and then in the second.
    First,
}

impl WordOrder {
    /// Returns the next order, wrapping around.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Difference => Self::Count,
            Self::Count => Self::Word,
            Self::Word => Self::Ratio,
            Self::Ratio => Self::First,
            Self::First => Self::Difference,
        }
    }

    /// Returns the next order of the words of one text, which has no differences.
    #[must_use]
    pub const fn next_of_one(self) -> Self {
        match self {
            Self::Count => Self::Word,
            Self::Word => Self::First,
            Self::First | Self::Difference | Self::Ratio => Self::Count,
        }
    }

    /// Returns the name of the order.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Difference => "by difference",
            Self::Count => "by count",
            Self::Word => "in alphabetical order",
            Self::Ratio => "by log ratio",
            Self::First => "by first place",
        }
    }
}

/// Shorter texts, together, get a note on how far their counts can be trusted.
const SHORT_TEXTS_WORDS: usize = 10_000;

/// The numbers of words of two short texts that reach [`G2_OF_ONE_IN_20`] and [`G2_OF_ONE_IN_1000`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caution {
    /// The words that reach the lower value.
    pub one_in_20: usize,
    /// The words that reach the higher value.
    pub one_in_1000: usize,
}

impl Caution {
    /// Counts the words. Returns `None` if the texts have 10,000 words or more together.
    pub fn about(rows: &[WordRow]) -> Option<Self> {
        let Contrast { here_total, there_total, .. } = rows.first()?.contrast;
        if here_total + there_total >= SHORT_TEXTS_WORDS {
            return None;
        }
        let reach = |least: f64| rows.iter().filter(|row| row.g2.abs() >= least).count();
        Some(Self { one_in_20: reach(G2_OF_ONE_IN_20), one_in_1000: reach(G2_OF_ONE_IN_1000) })
    }
}

impl fmt::Display for Caution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { one_in_20, one_in_1000 } = self;
        write!(
            f,
            "short texts: a few occurrences make the difference; {one_in_20} words reach G² {G2_OF_ONE_IN_20}, \
             {one_in_1000} reach {G2_OF_ONE_IN_1000}"
        )
    }
}

/// Returns the number of words that both texts have.
pub fn in_both(rows: &[WordRow]) -> usize {
    rows.iter().filter(|row| row.contrast.here > 0 && row.contrast.there > 0).count()
}

/// Returns the cells of a bar with a cell for each occurrence, and `true` if one more cell says that it is cut.
pub const fn contrast_bar(count: usize, cells: usize) -> (usize, bool) {
    if count > cells { (cells.saturating_sub(1), true) } else { (count, false) }
}

/// Compares the words of two texts, or of a text and the rest of a library. There is a row for each word of either, in the
/// order [`WordOrder::Difference`].
pub fn word_rows(here: &WordCounts, there: &WordCounts) -> Vec<WordRow> {
    let mut rows = Vec::with_capacity(here.different() + there.different());
    let (mut left, mut right) = (here.sorted_ids().peekable(), there.sorted_ids().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some(&one), Some(&other)) => here.form(one).cmp(there.form(other)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        let one = left.next_if(|_| order != Ordering::Greater);
        let other = right.next_if(|_| order != Ordering::Less);
        let word = match (one, other) {
            (Some(one), _) => here.form(one),
            (None, Some(other)) => there.form(other),
            (None, None) => break,
        };
        let contrast = Contrast {
            here: one.map_or(0, |id| here.count_of(id)),
            there: other.map_or(0, |id| there.count_of(id)),
            here_total: here.total(),
            there_total: there.total(),
        };
        rows.push(WordRow {
            word: word.into(),
            contrast,
            log_ratio: rounded(contrast.log_ratio()),
            g2: rounded(contrast.signed_g2()),
            first_here: one.and_then(|id| here.first_paragraph_of(id)),
            first_there: other.and_then(|id| there.first_paragraph_of(id)),
            place: (one.is_none(), one.or(other).unwrap_or(0)),
        });
    }
    sort_words(&mut rows, WordOrder::Difference);
    rows
}

/// Sorts the words.
pub fn sort_words(rows: &mut [WordRow], order: WordOrder) {
    rows.sort_by(|one, other| one.compare(other, order));
}

impl WordRow {
    /// Compares two words of a list in `order`.
    pub fn compare(&self, other: &Self, order: WordOrder) -> Ordering {
        let sum = |row: &Self| row.contrast.here + row.contrast.there;
        let by_order = match order {
            WordOrder::Difference => other.g2.abs().total_cmp(&self.g2.abs()),
            WordOrder::Count => sum(other).cmp(&sum(self)),
            WordOrder::Word => Ordering::Equal,
            WordOrder::Ratio => by_ratio(
                (self.contrast, self.log_ratio, self.g2),
                (other.contrast, other.log_ratio, other.g2),
            ),
            WordOrder::First => self.place.cmp(&other.place),
        };
        by_order.then_with(|| self.word.cmp(&other.word))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{document::text::Document, study::words::WordIndex};

    fn contrast(here: usize, here_total: usize, there: usize, there_total: usize) -> Contrast {
        Contrast { here, there, here_total, there_total }
    }

    fn assert_near(value: f64, expected: f64, tolerance: f64) {
        assert!((value - expected).abs() < tolerance, "{value} instead of {expected}");
    }

    /// “the swiss” in Dunning's table: of the pairs of words, 110 are “the swiss”, 2,442 begin with “the” only, 111 end with
    /// “swiss” only, and 29,114 have neither.
    #[test]
    fn g2_of_four_terms_is_that_of_dunning() {
        assert_near(contrast(110, 110 + 2_442, 111, 111 + 29_114).g2_of_four_terms(), 270.72, 0.005);
    }

    #[test]
    fn g2_of_two_terms_is_that_of_rayson_and_garside() {
        // With their formulas: E1 = c (a + b) / (c + d), E2 = d (a + b) / (c + d), 2 (a ln (a / E1) + b ln (b / E2)).
        let (a, b, c, d) = (25.0_f64, 7.0_f64, 928.0_f64, 1440.0_f64);
        let (e1, e2) = (c * (a + b) / (c + d), d * (a + b) / (c + d));
        let expected = 2.0 * (a * (a / e1).ln() + b * (b / e2).ln());
        assert_near(contrast(25, 928, 7, 1440).g2(), expected, 1e-9);
        assert_near(expected, 20.1815, 0.00005);
    }

    #[test]
    fn log_ratio_is_that_of_hardie() {
        assert_near(contrast(6, 10_000, 2, 10_000).log_ratio(), 3.0_f64.log2(), 1e-9);
        assert_near(contrast(8, 928, 0, 1440).log_ratio(), 4.6339, 0.00005);
    }

    #[test]
    fn empty_texts_have_finite_figures() {
        for (here, there) in [((0, 0), (0, 0)), ((1, 1), (0, 0)), ((0, 0), (1, 1))] {
            let contrast = contrast(here.0, here.1, there.0, there.1);
            assert!(contrast.log_ratio().is_finite());
        }
        assert!(word_rows(&WordCounts::default(), &WordCounts::default()).is_empty());
    }

    #[test]
    fn words_are_in_the_order_asked_for() {
        let index = |text: &str| WordIndex::of(&Document::of_paragraphs("talk", text));
        let mut rows = word_rows(index("b b b a c").counts(), index("c\n\nd c a").counts());
        let words = |rows: &[WordRow]| rows.iter().map(|row| &*row.word).collect::<String>();
        assert_eq!(words(&rows), "bdca");
        for (order, expected) in [
            (WordOrder::Count, "bcad"),
            (WordOrder::Word, "abcd"),
            (WordOrder::Ratio, "bacd"),
            (WordOrder::First, "bacd"),
            (WordOrder::Difference, "bdca"),
        ] {
            sort_words(&mut rows, order);
            assert_eq!(words(&rows), expected, "{order:?}");
        }
        let d = rows.iter().find(|row| &*row.word == "d").unwrap();
        assert_eq!((d.first_here, d.first_there), (None, Some(2)));
        assert!(d.g2 < 0.0);
    }

    #[test]
    fn word_of_one_text_is_on_the_side_of_that_text() {
        let index = |text: &str| WordIndex::of(&Document::of_paragraphs("talk", text));
        let long = format!("rare some some some some {}", "other ".repeat(95));
        let mut rows = word_rows(index(&long).counts(), index("other own").counts());
        let text = |rows: &[WordRow], word: &str| {
            let row = rows.iter().find(|row| &*row.word == word).unwrap();
            // The formula stays.
            assert_near(row.log_ratio, row.contrast.log_ratio(), 0.00006);
            ratio_text(row.contrast, row.log_ratio)
        };
        assert_eq!(["rare", "some", "own"].map(|word| text(&rows, word)), ["only", "only", "-6.6"]);
        sort_words(&mut rows, WordOrder::Ratio);
        let words: Vec<&str> = rows.iter().map(|row| &*row.word).collect();
        assert_eq!(words, ["other", "some", "rare", "own"]);
    }

    proptest! {
        #[test]
        fn word_rows_are_those_of_a_naive_count(one in "([a-e]{1,2} ?){0,40}", other in "([a-e]{1,2} ?){0,40}") {
            let [here, there] = [&one, &other].map(|text| WordIndex::of(&Document::of_paragraphs("talk", text)));
            let rows = word_rows(here.counts(), there.counts());
            let count = |text: &str, word: &str| text.split_whitespace().filter(|&other| other == word).count();
            for row in &rows {
                prop_assert_eq!(row.contrast.here, count(&one, &row.word));
                prop_assert_eq!(row.contrast.there, count(&other, &row.word));
                prop_assert!(row.g2.is_finite() && row.log_ratio.is_finite());
            }
            // The counts add up to the totals, and the other way round only the signs differ.
            prop_assert_eq!(rows.iter().map(|row| row.contrast.here).sum::<usize>(), here.len());
            prop_assert_eq!(rows.iter().map(|row| row.contrast.there).sum::<usize>(), there.len());
            let back = word_rows(there.counts(), here.counts());
            for (row, back) in rows.iter().zip(&back) {
                prop_assert_eq!((&row.word, row.g2.abs()), (&back.word, back.g2.abs()));
                prop_assert!((row.log_ratio + back.log_ratio).abs() < 1e-9);
            }
        }
    }
}
