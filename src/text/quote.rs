//! A place in a text kept by the words that stand there, so that it is found again when the text has
//! changed.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// How many characters are kept of a place, and of what stands before and after that.
const QUOTED: usize = 64;

/// The words at a place, with what stands around them.
///
/// All is verbatim. Characters are Unicode scalar values, and no grapheme cluster is split: of one that
/// would exceed the limit nothing is quoted, unless it alone exceeds it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Up to 64 characters from there on.
    pub quote: String,
    /// Up to 64 characters before the quote.
    pub before: String,
    /// Up to 64 characters after the quote.
    pub after: String,
    /// The byte offset of the first character.
    pub offset: usize,
}

/// How well what stands around a place agrees with what is kept: characters, white space aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// How many agree before the quote and after it, counted from the quote.
    pub characters: usize,
    /// Whether at least half of what is kept of one side agrees.
    pub is_close: bool,
}

impl Quote {
    /// The place at `offset`, quoted as far as the text goes.
    pub fn at(text: &str, offset: usize) -> Self {
        Self::of(text, offset..text.len())
    }

    /// The place at the start of a stretch of text, beyond whose end the quote does not go.
    pub fn of(text: &str, range: Range<usize>) -> Self {
        let quote = first_characters(&text[range.clone()]);
        Self {
            offset: range.start,
            quote: quote.to_owned(),
            before: last_characters(&text[..range.start]).to_owned(),
            after: first_characters(&text[range.start + quote.len()..]).to_owned(),
        }
    }

    /// Whether the paragraph goes on after the quote.
    pub fn goes_on(&self) -> bool {
        let rest = self.after.trim_start_matches([' ', '\t', '\u{a0}']);
        !rest.is_empty() && !rest.starts_with(['\n', '\r'])
    }

    /// Whether the quote, with what stands around it, is in `text` at `offset`. An empty quote, which
    /// only a hand can have written, is nowhere.
    pub fn stands_at(&self, text: &str, offset: usize) -> bool {
        let Some((head, tail)) = text.split_at_checked(offset) else { return false };
        let rest = tail.strip_prefix(&self.quote).filter(|_| !self.quote.is_empty());
        rest.is_some_and(|rest| rest.starts_with(&self.after)) && head.ends_with(&self.before)
    }

    /// How well the text around `offset` agrees with what is kept, if the quote is there at all. White
    /// space may differ everywhere: editors strip and re-wrap it.
    pub fn agreement(&self, text: &str, offset: usize) -> Option<Agreement> {
        let (head, tail) = text.split_at_checked(offset)?;
        let rest = without(tail, &self.quote).filter(|_| !self.quote.trim().is_empty())?;
        let before = agreeing(ink(&self.before).rev(), ink(head).rev());
        let after = agreeing(ink(&self.after), ink(rest));
        Some(Agreement {
            characters: before.0 + after.0,
            is_close: is_close(before, ink(head).next().is_none())
                || is_close(after, ink(rest).next().is_none()),
        })
    }

    /// Where the quote stands in a text that may have changed: at its offset, or else where most of
    /// what stands around it agrees; the nearest of equals. It is for a place at which no harm is done
    /// if another one is taken for it.
    pub fn find(&self, text: &str) -> Option<usize> {
        if self.stands_at(text, self.offset) {
            return Some(self.offset);
        }
        let found = text.match_indices(&self.quote).filter(|_| !self.quote.is_empty());
        let places = found.filter_map(|(at, _)| Some((self.agreement(text, at)?.characters, at)));
        let best = places.max_by_key(|&(agreeing, at)| (agreeing, usize::MAX - at.abs_diff(self.offset)));
        best.map(|(_, at)| at)
    }
}

/// Half of what is kept of a side agrees; where nothing is kept, nothing may stand there.
const fn is_close((agreeing, kept): (usize, usize), nothing_there: bool) -> bool {
    if kept == 0 { nothing_there } else { agreeing * 2 >= kept }
}

/// The characters of a text that are no white space.
fn ink(text: &str) -> impl DoubleEndedIterator<Item = char> + Clone + '_ {
    text.chars().filter(|c| !c.is_whitespace())
}

/// How many characters of `kept` agree from its head on, and how many there are.
fn agreeing(kept: impl Iterator<Item = char> + Clone, there: impl Iterator<Item = char>) -> (usize, usize) {
    let agreeing = kept.clone().zip(there).take_while(|(kept, there)| kept == there).count();
    (agreeing, kept.count())
}

/// What follows `quote` in `text`, if `text` begins with it, white space aside.
fn without<'a>(text: &'a str, quote: &str) -> Option<&'a str> {
    let mut rest = text;
    for wanted in ink(quote) {
        rest = rest.trim_start().strip_prefix(wanted)?;
    }
    Some(rest)
}

/// The first characters of `text`, in whole grapheme clusters.
fn first_characters(text: &str) -> &str {
    let Some((limit, _)) = text.char_indices().nth(QUOTED) else { return text };
    let ends = text.grapheme_indices(true).map(|(start, cluster)| start + cluster.len());
    &text[..ends.take_while(|&end| end <= limit).last().unwrap_or(limit)]
}

/// The last characters of `text`, in whole grapheme clusters.
fn last_characters(text: &str) -> &str {
    let Some((limit, _)) = text.char_indices().rev().nth(QUOTED - 1) else { return text };
    let starts = text.grapheme_indices(true).rev().map(|(start, _)| start);
    &text[starts.take_while(|&start| start >= limit).last().unwrap_or(limit)..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "Comrades,\n\nThe harvest is in.\n\nComrades,\n\nThe winter is long.";

    fn at(words: &str) -> Quote {
        Quote::at(TEXT, TEXT.find(words).unwrap())
    }

    #[test]
    fn a_place_in_a_changed_text_is_where_its_words_are() {
        let place = at("winter");
        assert_eq!(place.find(TEXT), TEXT.find("winter"));
        let later = format!("A word before.\n\n{TEXT}");
        assert_eq!(place.find(&later), later.find("winter"));
        assert_eq!(place.find("The harvest is in."), None);
        assert_eq!(Quote::default().find(TEXT), None);
    }

    #[test]
    fn of_equal_words_those_with_the_same_around_them_are_meant() {
        let mut second = at("Comrades,\n\nThe winter");
        second.quote = "Comrades,".to_owned();
        second.after = "\n\nThe winter is long.".to_owned();
        let edited = TEXT.replace("The harvest is in.", "The harvest is in, at last, from all fields.");
        assert_eq!(second.find(&edited), edited.rfind("Comrades,"));
    }

    #[test]
    fn white_space_that_an_editor_changed_is_overlooked() {
        let place = Quote::of("One two. \n\nThree four.\n\nFive.", 11..22);
        let agreement = place.agreement("One two.\n\n\nThree\nfour.\nFive.", 11).unwrap();
        assert_eq!(agreement, Agreement { characters: 12, is_close: true });
        assert_eq!(place.agreement("Three fourth.", 0), None);
        assert!(!place.agreement("And so: Three four. Six.", 8).unwrap().is_close);
    }

    #[test]
    fn what_a_hand_wrote_into_it_does_no_harm() {
        for offset in [1, 2, usize::MAX] {
            let place = Quote { offset, ..Quote::at("가나다", 3) };
            assert_eq!(place.find("가나다"), Some(3));
            assert!(place.agreement("가나다", offset).is_none());
        }
    }

    proptest! {
        #[test]
        fn every_place_finds_itself(text in ".{1,300}", at in any::<prop::sample::Index>()) {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let at = starts[at.index(starts.len())];
            prop_assert_eq!(Quote::at(&text, at).find(&text), Some(at));
        }
    }
}
