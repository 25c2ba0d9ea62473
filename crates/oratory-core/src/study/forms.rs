//! Queries for a form of a word. Their matches are the places that a [`WordIndex`](super::words::WordIndex) counts.

use std::ops::Range;

use super::words::{form_of, source_of};
use crate::{
    document::{
        text::{Block, Document},
        words::{is_joined_without_blank, word_ranges},
    },
    search::{
        letters::is_hyphen,
        query::{Options, Query, QueryError, SearchDefaults},
    },
};

/// Compiles the query for a form. It finds the words of that form in numbered paragraphs: neither a part of a longer word,
/// such as `party` in `party's`, nor a word with other accents.
///
/// ```
/// use oratory_core::{Document, query_of};
///
/// let document = Document::of_paragraphs("talk", "The Party’s cells: Party cells of the party.");
/// let query = query_of("party")?;
/// assert_eq!(query.matches(&document, 0..document.block_count()).count(), 2);
/// # Ok::<(), oratory_core::QueryError>(())
/// ```
///
/// # Errors
///
/// If the form is too long for a query.
pub fn query_of(form: &str) -> Result<Query, QueryError> {
    let options = Options { word: true, ..Options::default() };
    Ok(Query::new(form, options, SearchDefaults::default())?.only(is_word))
}

/// Returns `true` if the text at `matched` is a word of this form.
fn is_word(form: &str, document: &Document, matched: &Range<usize>) -> bool {
    let Some(block) = document.block_at(matched.start) else { return false };
    if document.number_of(block).is_none() {
        return false;
    }
    let block = document.block(block);
    let block = Block { range: surroundings(document.text(), &block.range, matched), ..block };
    document.spoken_parts(&block).iter().any(|part| {
        word_ranges(part.text()).any(|word| {
            let source = source_of(part, &word);
            source.start <= matched.start
                && matched.end <= source.end
                && form_of(document, part, word) == form
        })
    })
}

/// The most bytes on each side of a match that are read. Only in scripts without blanks, there may be more without a
/// certain edge of a word.
const MAX_SIDE_BYTES: usize = 2048;

/// Returns the range around `matched` that decides what word it is in: up to a blank or a full stop on both sides.
fn surroundings(text: &str, block: &Range<usize>, matched: &Range<usize>) -> Range<usize> {
    let start = block.start.max(text.floor_char_boundary(matched.start.saturating_sub(MAX_SIDE_BYTES)));
    let end = block.end.min(text.ceil_char_boundary(matched.end + MAX_SIDE_BYTES));
    let is_edge = |&(at, c): &(usize, char)| {
        matches!(c, '。' | '、' | '！' | '？') || c.is_whitespace() && parts_words(text, block, at)
    };
    let before = text[start..matched.start].char_indices().rev().map(|(at, c)| (start + at, c));
    let after = text[matched.end..end].char_indices().map(|(at, c)| (matched.end + at, c));
    let first = before.into_iter().find(is_edge).map_or(start, |(at, c)| at + c.len_utf8());
    let last = after.into_iter().find(is_edge).map_or(end, |(at, _)| at);
    first..last
}

/// Returns `true` if the white space at `at` is between two words. A line end may also be inside of one.
fn parts_words(text: &str, block: &Range<usize>, at: usize) -> bool {
    let (before, after) = (text[block.start..at].trim_end(), text[at..block.end].trim_start());
    let (Some(before), Some(after)) = (before.chars().next_back(), after.chars().next()) else { return true };
    !is_hyphen(before) && before != '\u{AD}' && !is_joined_without_blank(before, after)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::study::words::WordIndex;

    fn assert_places_are_found(document: &Document) {
        let index = WordIndex::of(document);
        for (form, _) in index.counts().iter() {
            let query = query_of(form).unwrap();
            let matches = query.matches(document, 0..document.block_count());
            let found: Vec<usize> = matches.flat_map(|matched| index.words_at(&matched)).collect();
            let places: Vec<usize> = index.places(form).collect();
            assert_eq!(found, places, "{form:?} in {:?}", document.text());
        }
    }

    #[test]
    fn matches_are_the_places_of_the_index() {
        for text in [
            "Party's party, Workers’ Party; self-reliance by self - and the Self.",
            "A résumé to resume: Résumé, RESUME. Straße, Strasse.",
            "co-\noperate co-operate cooperate co‐operate co\u{AD}operate",
            "3\u{AD} \u{AD}\n33",
            "3.5 and 3, 5 or 3.5.5; U.S. of the u.s",
            "o'clock O’Clock ʼtis 'tis tis’",
            "당원들은 당의 당, 당원.",
            "人民是真正的英雄。人民，只有人民。",
        ] {
            assert_places_are_found(&Document::of_paragraphs("talk", text));
        }
    }

    proptest! {
        #[test]
        fn matches_in_random_texts_are_the_places_of_the_index(text in "([aAbé3'’.,\\-‐ \n]|\u{AD}| ){0,40}") {
            assert_places_are_found(&Document::of_paragraphs("talk", &text));
        }
    }
}
