//! Selectors: positions stored by their text and context, so that they are found again in an edited text.
//!
//! They are the `TextQuoteSelector` of the W3C's Web Annotation Data Model (4.2.4), with the offset as a hint.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};
use unicode_segmentation::UnicodeSegmentation;

use crate::document::lines::is_line_end;

/// Characters in a quote, and in the context on each side.
pub(super) const QUOTE_CHARS: usize = 64;

/// The text at a position, with its context.
///
/// Everything is verbatim. Characters are Unicode scalar values, and no grapheme cluster is split. A cluster that would
/// exceed the limit is left out, unless it alone exceeds it.
///
/// ```
/// use oratory_core::Selector;
///
/// let text = "Comrades,\n\nThe harvest is in.\n\nThe winter is long.";
/// let selector = Selector::of(text, 31..50);
/// assert_eq!(selector.quote, "The winter is long.");
///
/// let edited = "Dear comrades,\n\nThe harvest is in.\n\nThe winter is long.";
/// assert_eq!(selector.find(edited), Some(36));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    /// Up to 64 characters from the position on.
    pub quote: String,
    /// Up to 64 characters before the quote.
    #[serde(rename = "before")]
    pub prefix: String,
    /// Up to 64 characters after the quote.
    #[serde(rename = "after")]
    pub suffix: String,
    /// The byte offset of the position.
    pub offset: usize,
}

/// Characters of quote and context that must agree. Many speeches begin with the same salutation.
const MIN_AGREEING_CHARS: usize = 32;

/// Characters that must agree if the only context is the beginning or the end of the text.
const MIN_AGREEING_CHARS_AT_BORDER: usize = 48;

/// Characters in the longest canonical decomposition of one.
const MAX_DECOMPOSITION_CHARS: usize = 4;

/// The agreement of a text with a quote and its context. Characters are counted in canonical decomposition,
/// without white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Agreement {
    /// The number of characters that agree before and after the quote, counted from it.
    pub(super) characters: usize,
    /// `true` if at least half of one side agrees, and enough characters to exclude chance.
    pub(super) is_close: bool,
}

impl Selector {
    /// Selects the position `offset`. Its quote goes to the end of the text at most.
    pub fn at(text: &str, offset: usize) -> Self {
        Self::of(text, offset..text.len())
    }

    /// Selects the start of `range`. Its quote goes to the end of `range` at most.
    pub fn of(text: &str, range: Range<usize>) -> Self {
        let quote = first_characters(&text[range.clone()], QUOTE_CHARS);
        Self {
            offset: range.start,
            quote: quote.to_owned(),
            prefix: last_characters(&text[..range.start], QUOTE_CHARS).to_owned(),
            suffix: first_characters(&text[range.start + quote.len()..], QUOTE_CHARS).to_owned(),
        }
    }

    /// Returns `true` if the paragraph continues after the quote.
    pub(crate) fn continues(&self) -> bool {
        let rest = self.suffix.trim_start_matches([' ', '\t', '\u{a0}']);
        !rest.is_empty() && !rest.starts_with(is_line_end)
    }

    /// Returns `true` if the quote and its context are in `text` at `offset`. An empty quote, which can only
    /// be written by hand, is nowhere.
    pub fn matches_at(&self, text: &str, offset: usize) -> bool {
        let Some((head, tail)) = text.split_at_checked(offset) else { return false };
        let rest = tail.strip_prefix(&self.quote).filter(|_| !self.quote.is_empty());
        rest.is_some_and(|rest| rest.starts_with(&self.suffix)) && head.ends_with(&self.prefix)
    }

    /// Compares the text around `offset` with the context. Returns `None` if the quote is not there.
    ///
    /// White space may differ, because editors strip and re-wrap it. Canonically equivalent text is equal (UAX #15).
    pub(super) fn agreement(&self, text: &str, offset: usize) -> Option<Agreement> {
        let (head, tail) = text.split_at_checked(offset)?;
        let mut rest = letters(tail);
        let mut quoted = 0;
        for letter in letters(&self.quote) {
            quoted += 1;
            if rest.next() != Some(letter) {
                return None;
            }
        }
        if quoted == 0 {
            return None;
        }
        let before =
            Side::new(letters_before(&self.prefix).into_iter().rev(), letters_before(head).into_iter().rev());
        let after = Side::new(letters(&self.suffix), rest);
        let characters = before.agreeing + after.agreeing;
        let is_close = before.is_close()
            && (!before.is_border() || quoted + characters >= MIN_AGREEING_CHARS_AT_BORDER)
            || after.is_close()
                && (!after.is_border() || quoted + characters >= MIN_AGREEING_CHARS_AT_BORDER);
        let is_whole = before.is_whole() && after.is_whole();
        Some(Agreement {
            characters,
            is_close: is_whole || is_close && quoted + characters >= MIN_AGREEING_CHARS,
        })
    }

    /// Finds the quote in a text that may have changed: at its offset, or else where most of the context agrees, the
    /// nearest of equals. Use it only where a look-alike does no harm.
    pub fn find(&self, text: &str) -> Option<usize> {
        if self.matches_at(text, self.offset) {
            return Some(self.offset);
        }
        let mut forms = vec![self.quote.clone()];
        if !self.quote.is_ascii() {
            forms.extend([self.quote.nfc().collect(), self.quote.nfd().collect::<String>()]);
        }
        forms.sort_unstable();
        forms.dedup();
        let found =
            forms.iter().filter(|form| !form.is_empty()).flat_map(|form| text.match_indices(form.as_str()));
        let places = found.filter_map(|(at, _)| Some((self.agreement(text, at)?.characters, at)));
        let best = places.max_by_key(|&(agreeing, at)| (agreeing, usize::MAX - at.abs_diff(self.offset)));
        best.map(|(_, at)| at)
    }
}

/// The comparison of one side of a quote: the expected and the actual context.
#[derive(Debug, Clone, Copy)]
struct Side {
    expected: usize,
    agreeing: usize,
    is_anything_there: bool,
}

impl Side {
    fn new(expected: impl Iterator<Item = char>, there: impl Iterator<Item = char>) -> Self {
        let mut there = there.peekable();
        let mut side = Self { expected: 0, agreeing: 0, is_anything_there: there.peek().is_some() };
        for letter in expected {
            if side.agreeing == side.expected && there.next() == Some(letter) {
                side.agreeing += 1;
            }
            side.expected += 1;
        }
        side
    }

    /// Returns `true` if at least half of the expected context agrees. If none is expected, there must be
    /// none.
    const fn is_close(self) -> bool {
        if self.is_border() { !self.is_anything_there } else { self.agreeing * 2 >= self.expected }
    }

    const fn is_whole(self) -> bool {
        self.agreeing == self.expected && self.is_close()
    }

    /// Returns `true` if the text began or ended here.
    const fn is_border(self) -> bool {
        self.expected == 0
    }
}

/// Returns `true` if `quote` has more characters than `text`, apart from white space.
pub(super) fn is_longer(quote: &str, text: &str) -> bool {
    let mut letters_of_text = letters(text);
    letters(quote).any(|_| letters_of_text.next().is_none())
}

/// Iterates over the characters of `text` in canonical decomposition, without white space.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfd().filter(|c| !c.is_whitespace())
}

/// Returns the last [`letters`] of a text that can be compared with the context.
fn letters_before(text: &str) -> Vec<char> {
    let (mut start, mut count) = (text.len(), 0);
    for (at, c) in text.char_indices().rev() {
        start = at;
        count += usize::from(!c.is_whitespace());
        // Combining marks belong to the character before them.
        if count >= QUOTE_CHARS * MAX_DECOMPOSITION_CHARS && canonical_combining_class(c) == 0 {
            break;
        }
    }
    letters(&text[start..]).collect()
}

/// Returns the first `limit` characters of `text`, in whole grapheme clusters.
pub(super) fn first_characters(text: &str, limit: usize) -> &str {
    let Some((limit, _)) = text.char_indices().nth(limit) else { return text };
    let ends = text.grapheme_indices(true).map(|(start, cluster)| start + cluster.len());
    &text[..ends.take_while(|&end| end <= limit).last().unwrap_or(limit)]
}

/// Returns the last `limit` characters of `text`, in whole grapheme clusters.
pub(super) fn last_characters(text: &str, limit: usize) -> &str {
    let Some((limit, _)) = text.char_indices().rev().nth(limit - 1) else { return text };
    let starts = text.grapheme_indices(true).rev().map(|(start, _)| start);
    &text[starts.take_while(|&start| start >= limit).last().unwrap_or(limit)..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "Comrades,\n\nThe harvest is in.\n\nComrades,\n\nThe winter is long.";

    fn at(words: &str) -> Selector {
        Selector::at(TEXT, TEXT.find(words).unwrap())
    }

    #[test]
    fn position_in_an_edited_text_is_where_its_words_are() {
        let selector = at("winter");
        assert_eq!(selector.find(TEXT), TEXT.find("winter"));
        let later = format!("A word before.\n\n{TEXT}");
        assert_eq!(selector.find(&later), later.find("winter"));
        assert_eq!(selector.find("The harvest is in."), None);
        assert_eq!(Selector::default().find(TEXT), None);
    }

    #[test]
    fn context_decides_between_equal_quotes() {
        let mut second = at("Comrades,\n\nThe winter");
        second.quote = "Comrades,".to_owned();
        second.suffix = "\n\nThe winter is long.".to_owned();
        let edited = TEXT.replace("The harvest is in.", "The harvest is in, at last, from all fields.");
        assert_eq!(second.find(&edited), edited.rfind("Comrades,"));
    }

    #[test]
    fn changed_white_space_is_ignored() {
        let selector = Selector::of("One two. \n\nThree four.\n\nFive.", 11..22);
        let agreement = selector.agreement("One two.\n\n\nThree\nfour.\nFive.", 11).unwrap();
        assert_eq!(agreement, Agreement { characters: 12, is_close: true });
        assert_eq!(selector.agreement("Three fourth.", 0), None);
        assert!(!selector.agreement("And so: Three four. Six.", 8).unwrap().is_close);
    }

    #[test]
    fn selector_edited_by_hand_does_no_harm() {
        for offset in [1, 2, usize::MAX] {
            let selector = Selector { offset, ..Selector::at("가나다", 3) };
            assert_eq!(selector.find("가나다"), Some(3));
            assert!(selector.agreement("가나다", offset).is_none());
        }
    }

    #[test]
    fn canonically_equivalent_text_is_found() {
        let nfc = "Élan vital.\n\n조선로동당 제6차 세포비서대회\n\nL’été à Ålesund.\n\n조선로동당 제7차";
        let nfd: String = nfc.nfd().collect();
        assert!(nfc.len() < nfd.len());
        for (kept, there) in [(nfc, nfd.as_str()), (&nfd, nfc)] {
            let offsets = |text: &str| -> Vec<usize> {
                let starts = text.match_indices("\n\n").map(|(at, gap)| at + gap.len());
                std::iter::once(0).chain(starts).collect()
            };
            for (at, same) in offsets(kept).into_iter().zip(offsets(there)) {
                let end = kept[at..].find("\n\n").map_or(kept.len(), |end| at + end);
                let quote = Selector::of(kept, at..end);
                assert_eq!(quote.find(there), Some(same), "{}", &kept[at..end]);
                assert!(quote.agreement(there, same).unwrap().is_close, "{}", &kept[at..end]);
            }
        }
    }

    #[test]
    fn salutation_at_the_beginning_is_not_enough() {
        let talk = "Comrades,\n\nThe harvest is in, and it is a good one for all of us.";
        let salutation = Selector::of(talk, 0..9);
        assert!(salutation.agreement(talk, 0).unwrap().is_close);
        let other = "Comrades,\n\nThe roads are bad, and the bridges have fallen.";
        assert!(!salutation.agreement(other, 0).unwrap().is_close);
        assert!(salutation.agreement(&talk.replace("all of us", "everyone"), 0).unwrap().is_close);
    }

    proptest! {
        #[test]
        fn every_position_finds_itself(text in ".{1,300}", at in any::<prop::sample::Index>()) {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let at = starts[at.index(starts.len())];
            prop_assert_eq!(Selector::at(&text, at).find(&text), Some(at));
        }
    }
}
