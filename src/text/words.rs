//! The words of a text, from either end: what is counted, and what hits are sorted by.

use std::{iter, ops::Range};

use unicode_segmentation::UnicodeSegmentation;

/// How many words a paragraph or a part of one has.
pub fn count_words(text: &str) -> usize {
    words(text).count()
}

/// The words of a paragraph or a part of one: words of Unicode's annex 29, of which those that a hyphen joins without
/// a blank are one.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    joined(text, text.unicode_word_indices())
}

/// The same words from the last one on.
pub fn last_words(text: &str) -> impl Iterator<Item = &str> {
    joined(text, text.unicode_word_indices().rev())
}

/// Words, told from either end, with those that a hyphen joins made one.
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
