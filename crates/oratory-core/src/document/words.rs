//! Words of a text, from either end, for counting and for sorting matches.

use std::{
    collections::{HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
    iter,
    ops::Range,
};

use unicode_segmentation::UnicodeSegmentation;

/// Returns the number of words in `text`, which is a paragraph or a part of one.
pub fn count_words(text: &str) -> usize {
    words(text).count()
}

/// Iterates over the words in `text`: those of Unicode's annex 29, joined if there is a hyphen between them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    joined(text, text.unicode_word_indices())
}

/// Iterates over the words in `text`, the last one first.
pub(crate) fn last_words(text: &str) -> impl Iterator<Item = &str> {
    joined(text, text.unicode_word_indices().rev())
}

/// Joins words that a hyphen connects, from either end.
fn joined<'a>(text: &'a str, words: impl Iterator<Item = (usize, &'a str)>) -> impl Iterator<Item = &'a str> {
    let mut words = words.map(|(start, word)| start..start + word.len()).peekable();
    iter::from_fn(move || {
        let mut word = words.next()?;
        let touches = |word: &Range<usize>, next: &Range<usize>| {
            let between = word.end.min(next.end)..word.start.max(next.start);
            matches!(&text[between], "-" | "\u{2010}" | "\u{2011}")
        };
        while let Some(next) = words.next_if(|next| touches(&word, next)) {
            word = word.start.min(next.start)..word.end.max(next.end);
        }
        Some(&text[word])
    })
}

/// Returns `true` for characters that connect the parts of a word at a line end.
pub(crate) const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{AD}' | '\u{AC}')
}

/// Returns the hashes of the words in a text, without regard to case: those between blanks and signs, and those that a
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

/// Returns the hash of a word, without regard to case and to the form of its hyphens.
pub(crate) fn hash_of(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.to_lowercase().replace('\u{2010}', "-").hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_last_words_are_the_words_from_the_other_end(text in "[ab'’. \n\u{2010}-]{0,40}") {
            let mut last: Vec<&str> = last_words(&text).collect();
            last.reverse();
            prop_assert_eq!(words(&text).collect::<Vec<_>>(), last);
        }
    }
}
