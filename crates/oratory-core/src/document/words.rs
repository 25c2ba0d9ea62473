//! Words of a text, from either end, for counting and for sorting matches.
//!
//! Chinese, Japanese, Thai, Lao, Khmer and Burmese have no blanks between words. A dictionary divides them.

use std::{
    collections::{HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
    iter,
    ops::{Add, Range},
};

use icu_segmenter::{WordSegmenter, options::WordBreakInvariantOptions};
use unicode_segmentation::UnicodeSegmentation;

use super::scripts::{is_han, is_kana};
use crate::search::letters::is_hyphen;

/// Returns the number of words in `text`, which is a paragraph or a part of one.
pub fn count_words(text: &str) -> usize {
    words(text).count()
}

/// The length of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct WordCount {
    pub(crate) words: usize,
    /// Twenty-fourths of an English word that take as long to read. [`WordCount::reading_words`] rounds them.
    twenty_fourths: usize,
}

impl WordCount {
    /// Counts the words of `text`, which is a paragraph or a part of one.
    pub(crate) fn of(text: &str) -> Self {
        let mut count = Self::default();
        for word in words(text) {
            count.words += 1;
            count.twenty_fourths += twenty_fourths(word);
        }
        count
    }

    /// Returns the number of English words that take as long to read.
    pub(crate) const fn reading_words(self) -> usize {
        self.twenty_fourths.div_ceil(24)
    }
}

impl Add for WordCount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { words: self.words + other.words, twenty_fourths: self.twenty_fourths + other.twenty_fourths }
    }
}

/// Returns the time that `word` takes to read, in twenty-fourths of an English word.
///
/// Per minute, readers take 238 words of English, 260 characters of Chinese, and 357 of Japanese, half of which are kana
/// (Brysbaert, *How many words do we read per minute?*, 2019; Trauzettel-Klosinski and Dietz, *Standardized assessment
/// of reading performance*, 2012). So a Han character takes as long as 11/12 of a word, and kana half of that.
fn twenty_fourths(word: &str) -> usize {
    let (mut ideographs, mut syllables) = (0, 0);
    for c in word.chars() {
        ideographs += usize::from(is_han(c));
        syllables += usize::from(is_kana(c));
    }
    match 22 * ideographs + 11 * syllables {
        0 => 24,
        east_asian => east_asian,
    }
}

/// Iterates over the words in `text`: those of Unicode's annex 29, joined if there is a hyphen between them, and those
/// of a dictionary in scripts without blanks.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    word_ranges(text).map(|word| &text[word])
}

/// Iterates over the ranges of the [`words`] in `text`.
pub(crate) fn word_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    joined(text, runs(text).flat_map(move |run| words_of_run(text, run)))
}

/// Iterates over the words in `text`, the last one first.
pub(crate) fn last_words(text: &str) -> impl Iterator<Item = &str> {
    joined(text, runs(text).rev().flat_map(move |run| words_of_run(text, run).rev())).map(|word| &text[word])
}

/// Returns the offsets in `text` between two words of a script without blanks.
pub(crate) fn breaks(text: &str) -> Vec<usize> {
    let mut breaks = Vec::new();
    for run in runs(text).filter(|run| text[run.clone()].starts_with(is_unspaced)) {
        breaks.extend(segments(&text[run.clone()]).into_iter().map(|segment| run.start + segment.start));
    }
    breaks
}

/// Returns `true` for letters of scripts without blanks between words.
pub(crate) const fn is_unspaced(c: char) -> bool {
    c >= '\u{E01}' && (is_han(c) || is_kana(c) || is_south_east_asian(c))
}

/// Returns `true` if a line end between two characters stands for nothing: both are Chinese or Japanese letters or wide
/// punctuation. In other scripts it stands for a blank.
pub(crate) const fn is_joined_without_blank(before: char, after: char) -> bool {
    is_set_solid(before) && is_set_solid(after)
}

const fn is_set_solid(c: char) -> bool {
    is_han(c)
        || is_kana(c)
        || matches!(c, '\u{3001}'..='\u{303F}' | '\u{30FB}' | '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}')
}

/// Returns `true` for letters of Thai, Lao, Burmese and Khmer, which a dictionary divides.
const fn is_south_east_asian(c: char) -> bool {
    matches!(c, '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}' | '\u{E81}'..='\u{ECE}' | '\u{EDC}'..='\u{EDF}'
        | '\u{1000}'..='\u{103F}' | '\u{1050}'..='\u{109D}' | '\u{1780}'..='\u{17D3}' | '\u{17DC}' | '\u{17DD}'
        | '\u{A9E0}'..='\u{A9EF}' | '\u{A9FA}'..='\u{A9FE}' | '\u{AA60}'..='\u{AA7F}')
}

/// Divides `text` into runs of letters of scripts without blanks, and other runs.
fn runs(text: &str) -> impl DoubleEndedIterator<Item = Range<usize>> {
    Runs { text, left: 0..text.len() }
}

struct Runs<'a> {
    text: &'a str,
    left: Range<usize>,
}

impl Iterator for Runs<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let left = &self.text[self.left.clone()];
        let is_first_unspaced = is_unspaced(left.chars().next()?);
        let len = left.find(|c| is_unspaced(c) != is_first_unspaced).unwrap_or(left.len());
        let run = self.left.start..self.left.start + len;
        self.left.start = run.end;
        Some(run)
    }
}

impl DoubleEndedIterator for Runs<'_> {
    fn next_back(&mut self) -> Option<Range<usize>> {
        let left = &self.text[self.left.clone()];
        let is_last_unspaced = is_unspaced(left.chars().next_back()?);
        let before = left.trim_end_matches(|c| is_unspaced(c) == is_last_unspaced).len();
        let run = self.left.start + before..self.left.end;
        self.left.end = run.start;
        Some(run)
    }
}

/// Returns the words of `run`, as ranges of `text`.
fn words_of_run(text: &str, run: Range<usize>) -> Box<dyn DoubleEndedIterator<Item = Range<usize>> + '_> {
    let Range { start, .. } = run;
    let run = &text[run];
    let ranged = move |word: Range<usize>| start + word.start..start + word.end;
    if run.starts_with(is_unspaced) {
        return Box::new(segments(run).into_iter().map(ranged));
    }
    Box::new(run.unicode_word_indices().map(move |(at, word)| ranged(at..at + word.len())))
}

/// Divides a run of letters of scripts without blanks into words.
fn segments(run: &str) -> Vec<Range<usize>> {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let ends: Vec<usize> = segmenter.segment_str(run).collect();
    ends.windows(2).map(|edge| edge[0]..edge[1]).collect()
}

/// Joins words that a hyphen connects, from either end.
fn joined(text: &str, mut words: impl Iterator<Item = Range<usize>>) -> impl Iterator<Item = Range<usize>> {
    let mut next_word = words.next();
    iter::from_fn(move || {
        let mut word = next_word.take()?;
        next_word = words.next();
        while let Some(next) = next_word.take_if(|next| is_connected(text, &word, next)) {
            word = word.start.min(next.start)..word.end.max(next.end);
            next_word = words.next();
        }
        Some(word)
    })
}

/// Returns `true` if only a hyphen is between two words, or a hyphen and a line end.
fn is_connected(text: &str, one: &Range<usize>, other: &Range<usize>) -> bool {
    let between = one.end.min(other.end)..one.start.max(other.start);
    let soft = text[..between.start].ends_with('\u{AD}');
    let between = &text[between];
    let after = between.strip_prefix(is_hyphen).or_else(|| soft.then_some(between));
    let is_unseen = |c: char| c.is_whitespace() || c == '\u{AD}';
    let is_line_end = |after: &str| after.contains(['\n', '\r']) && after.chars().all(is_unseen);
    matches!(between, "-" | "\u{2010}" | "\u{2011}") || after.is_some_and(is_line_end)
}

/// Returns the hashes of the words in `text`, without regard to case: those between blanks and signs, and those that a
/// hyphen connects.
pub(super) fn word_hashes(text: &str) -> HashSet<u64> {
    let is_of_compound = |c: char| c.is_alphanumeric() || c == '-' || c == '\u{2010}';
    let mut words = HashSet::new();
    for compound in text.split(|c| !is_of_compound(c)).filter(|compound| !compound.is_empty()) {
        words.insert(hash_of(compound));
        if compound.contains(is_hyphen) {
            words.extend(compound.split(is_hyphen).filter(|word| !word.is_empty()).map(hash_of));
        }
    }
    words
}

/// Returns the hash of `word`, without regard to case and to the form of its hyphens.
pub(crate) fn hash_of(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.to_lowercase().replace('\u{2010}', "-").hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_of_scripts_without_blanks_are_those_of_a_dictionary() {
        for (text, expected) in [
            ("ประชาชนไทยทุกคนต้องสามัคคี", "ประชาชน|ไทย|ทุก|คน|ต้อง|สามัคคี"),
            ("中国人民站起来了。", "中国人|民|站起来|了"),
            ("社会主義の建設 1945年", "社会|主義|の|建設|1945|年"),
            ("ພາສາລາວ", "ພາສາ|ລາວ"),
            ("សួស្តីពិភពលោក", "សួស្តី|ពិភពលោក"),
            ("ကျွန်တော်ကျောင်းသွားသည်", "ကျွန်တော်|ကျောင်း|သွား|သည်"),
            ("GDP增长 don’t", "GDP|增长|don’t"),
            ("조선로동당 만세", "조선로동당|만세"),
        ] {
            assert_eq!(words(text).collect::<Vec<_>>().join("|"), expected);
        }
    }

    #[test]
    fn word_that_a_line_end_parts_is_one() {
        for text in ["revolu-\ntionary", "revolu\u{AD}\r\n tionary", "revolu\u{AC}\ntionary", "co-operation"]
        {
            assert_eq!(count_words(text), 1, "{text:?}");
        }
        assert_eq!(count_words("unity -\nthe base --\nof"), 4);
    }

    #[test]
    fn reading_takes_as_long_as_characters_do() {
        let reading_words = |text: &str| WordCount::of(text).reading_words();
        assert_eq!(reading_words("one two-three four"), 3);
        assert_eq!(reading_words(&"中".repeat(260)), 239, "260 characters a minute");
        assert_eq!(reading_words(&"はは中中".repeat(357 / 4)), 245, "about 357 a minute");
    }

    proptest! {
        #[test]
        fn the_last_words_are_the_words_from_the_other_end(text in "[ab'’. \n\u{2010}\u{AD}ไทยลาว中国はカ-]{0,40}") {
            let mut last: Vec<&str> = last_words(&text).collect();
            last.reverse();
            prop_assert_eq!(words(&text).collect::<Vec<_>>(), last);
        }
    }
}
