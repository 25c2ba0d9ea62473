//! Sentences that a blank line or the end of a page cuts.

use super::markers::marker;
use crate::{
    dateline::is_dateline,
    heading::{ends_in_small_word, ends_statement},
    salutation::is_salutation,
};

/// The least number of words before a blank line that cuts a sentence.
const FEWEST_WORDS: usize = 3;

/// The least number of words before a blank line that a comma precedes. A shorter text is a salutation.
const FEWEST_WORDS_TO_COMMA: usize = 20;

/// The least number of words below a blank line, unless they end a sentence.
const FEWEST_WORDS_BELOW: usize = 12;

/// The most bytes that are read on either side of a blank line.
const MOST_BYTES: usize = 1024;

/// Returns `true` if `after` certainly goes on with the sentence at the end of `before`. The end of a page, or only a
/// blank line, lies between them.
pub(super) fn is_cut(before: &str, after: &str, is_page_end: bool) -> bool {
    let Some(first) = after.chars().next() else { return false };
    // Most paragraphs begin with a capital.
    let begins_small = first.is_lowercase();
    if !begins_small && !is_page_end || ends_statement(before) {
        return false;
    }
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(MOST_BYTES))..];
    let after = &after[..after.floor_char_boundary(MOST_BYTES)];
    let Some(last) = before.chars().next_back() else { return false };
    if is_caseless(first) && is_caseless(last) {
        return is_page_end && before.contains(['。', '，', '、', '.', ',']);
    }
    let closed = before.trim_end_matches(|c| "”’\"')]»".contains(c));
    let is_hyphen = ends_in_hyphen(before);
    if !(closed.ends_with(char::is_alphanumeric) || before.ends_with(',') || is_hyphen) {
        return false;
    }
    if marker(after).is_some() || is_dateline(before) || is_salutation(before) {
        return false;
    }
    if !begins_small {
        return first.is_alphanumeric()
            && ends_in_small_word(before)
            && !before.ends_with(char::is_uppercase);
    }
    let words = before.split_whitespace().count();
    let fewest = match last {
        // A salutation ends in a comma, and in some languages a small letter follows.
        ',' if before.contains(['.', '!', '?', ';', ':']) && words >= FEWEST_WORDS_TO_COMMA / 2 => 0,
        ',' => FEWEST_WORDS_TO_COMMA,
        _ if is_page_end || is_hyphen => 1,
        _ => FEWEST_WORDS,
    };
    let is_sentence_below = is_page_end
        || after.contains(['.', '!', '?', ';', ':', '…'])
        || after.split_whitespace().count() >= FEWEST_WORDS_BELOW;
    // Items that blank lines separate are no sentences.
    let is_sentence = is_page_end || before.contains(char::is_uppercase);
    words >= fewest && is_sentence && is_sentence_below
}

/// Returns `true` if a text ends in a hyphen within a word.
fn ends_in_hyphen(text: &str) -> bool {
    let hyphens = ['-', '\u{AD}', '\u{2010}', '¬'];
    text.strip_suffix(hyphens).is_some_and(|word| word.ends_with(char::is_alphabetic))
}

/// Returns `true` for letters without case.
fn is_caseless(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase()
}
