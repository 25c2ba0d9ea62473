//! Words of a text, from either end, for counting and for sorting matches.

use std::{iter, ops::Range};

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
