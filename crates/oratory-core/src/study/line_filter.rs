//! A filter of concordance lines: by words in the context of a match, and by ticks.
//!
//! ```
//! use oratory_core::{Document, LineFilter};
//!
//! let document = Document::of_paragraphs("talk", "Our Party cells.\n\nThe Party’s cell.\n\nThe party.");
//! let matches = vec![4..9, 22..27, 43..48];
//! let kept = |filter: &str| LineFilter::parse(filter).kept(&document, matches.clone());
//! assert_eq!(kept("cell*"), [4..9, 22..27]);
//! assert_eq!(kept("cell* !our").len(), 1);
//! assert!(kept("party").is_empty());
//! ```

use std::ops::Range;

use super::{
    collocates::{NEAR_SPAN, matches_near},
    words::WordIndex,
};
use crate::{
    document::{text::Document, words::word_ranges},
    search::seen::folded,
};

/// A filter of concordance lines. A line passes if all its conditions hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineFilter {
    words: Vec<FilterWord>,
    /// `true` for ticked lines, `false` for the others, or `None` for both.
    ticked: Option<bool>,
    /// The form of a word that must be near the match, as collocates are.
    near: Option<Box<str>>,
}

/// A word that must be in the context of a match, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FilterWord {
    /// The parts between the asterisks of the word, folded.
    parts: Vec<String>,
    is_wanted: bool,
}

/// Stands for ticked lines in a filter.
const TICKED: &str = "+";

impl LineFilter {
    /// Parses words with blanks between them. `!` before a word excludes it, `*` in it stands for any letters, and `+` is
    /// for lines that are ticked.
    pub fn parse(typed: &str) -> Self {
        let mut filter = Self::default();
        for written in typed.split_whitespace() {
            let word = written.strip_prefix('!').unwrap_or(written);
            let is_wanted = word.len() == written.len();
            if word == TICKED {
                filter.ticked = Some(is_wanted);
            } else if word.contains(char::is_alphanumeric) {
                filter.words.push(FilterWord { parts: word.split('*').map(folded).collect(), is_wanted });
            }
        }
        filter
    }

    /// Adds the condition that the word with this form is near the match.
    #[must_use]
    pub fn with_near(self, near: Option<Box<str>>) -> Self {
        Self { near, ..self }
    }

    /// Returns `true` if every line passes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns `true` for ticked lines, `false` for the others, or `None` for both. Ticks are not known here.
    pub const fn ticked(&self) -> Option<bool> {
        self.ticked
    }

    /// Returns the matches in a document that pass, whatever their ticks. The context of a match is the rest of its
    /// block. `matches` are in ascending order.
    pub fn kept(&self, document: &Document, mut matches: Vec<Range<usize>>) -> Vec<Range<usize>> {
        if let Some(near) = self.near.as_deref().filter(|_| !matches.is_empty()) {
            matches = matches_near(&WordIndex::of(document), &matches, near, NEAR_SPAN);
        }
        if self.words.is_empty() {
            return matches;
        }
        let mut known = None;
        matches.retain(|matched| {
            let Some(block) = document.block_at(matched.start) else { return false };
            if known.as_ref().is_none_or(|(of, _)| *of != block) {
                known = Some((block, self.places(document, &document.block(block).range)));
            }
            known.as_ref().is_some_and(|(_, places)| self.passes(places, matched))
        });
        matches
    }

    /// Returns the first and the last place of each word of the filter in `block`.
    fn places(&self, document: &Document, block: &Range<usize>) -> Vec<Option<(Range<usize>, Range<usize>)>> {
        let mut places: Vec<Option<(Range<usize>, Range<usize>)>> = vec![None; self.words.len()];
        for word in word_ranges(&document.text()[block.clone()]) {
            let range = block.start + word.start..block.start + word.end;
            let form = folded(&document.text()[range.clone()]);
            for (_, places) in self.words.iter().zip(&mut places).filter(|(word, _)| word.is_like(&form)) {
                match places {
                    Some((_, last)) => *last = range.clone(),
                    None => *places = Some((range.clone(), range.clone())),
                }
            }
        }
        places
    }

    /// Returns `true` if a match passes, given the places of the words in its block.
    fn passes(&self, places: &[Option<(Range<usize>, Range<usize>)>], matched: &Range<usize>) -> bool {
        // If both are parts of the match, so are all between them.
        let is_outside = |(first, last): &(Range<usize>, Range<usize>)| {
            [first, last].iter().any(|place| place.end <= matched.start || place.start >= matched.end)
        };
        let mut words = self.words.iter().zip(places);
        words.all(|(word, places)| places.as_ref().is_some_and(is_outside) == word.is_wanted)
    }
}

impl FilterWord {
    /// Returns `true` for the form of a word that this one stands for.
    fn is_like(&self, form: &str) -> bool {
        let [first, inner @ .., last] = &self.parts[..] else {
            return self.parts.iter().all(|only| only == form);
        };
        let Some(mut rest) = form.strip_prefix(first.as_str()) else { return false };
        for part in inner {
            let Some(at) = rest.find(part.as_str()) else { return false };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kept(text: &str, pattern: &str, filter: &LineFilter) -> Vec<Range<usize>> {
        let matches = text.match_indices(pattern).map(|(at, found)| at..at + found.len()).collect();
        filter.kept(&Document::of_paragraphs("talk", text), matches)
    }

    #[test]
    fn asterisk_stands_for_any_letters() {
        for (word, form, expected) in [
            ("cell*", "cells", true),
            ("cell", "cells", false),
            ("*ell*", "cells", true),
            ("c*l*s", "cells", true),
            ("c*s", "cell", false),
            ("ÉCOLE", "ecole", true),
            ("당*", "당의", true),
        ] {
            assert_eq!(LineFilter::parse(word).words[0].is_like(&folded(form)), expected, "{word} {form}");
        }
    }

    #[test]
    fn match_is_no_context_of_its_own() {
        assert_eq!(kept("x a x\n\nx b", "x", &LineFilter::parse("x")), [0..1, 4..5]);
        assert_eq!(kept("x a x\n\nx b\n\nx", "x", &LineFilter::parse("!x")), [7..8, 12..13]);
    }

    #[test]
    fn near_word_is_within_the_window_of_collocates() {
        let near = LineFilter::default().with_near(Some("a".into()));
        assert_eq!(kept("a 1 2 3 4 x 5\n\na 1 2 3 4 5 x\n\nx A", "x", &near), [10..11, 30..31]);
        assert!(!near.is_empty());
    }

    #[test]
    fn ticks_and_signs_are_no_words() {
        let filter = LineFilter::parse("!+ , ! *");
        assert_eq!((filter.ticked(), filter.words.len()), (Some(false), 0));
        assert!(LineFilter::parse(" ! ").is_empty());
    }

    proptest! {
        #[test]
        fn lines_are_those_of_a_naive_filter(
            paragraphs in prop::collection::vec(prop::collection::vec("[a-cx]", 1..8), 1..5),
            words in prop::collection::vec("!?[a-cx]", 1..3),
        ) {
            let text = paragraphs.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join("\n\n");
            let mut expected = 0;
            for paragraph in &paragraphs {
                for at in (0..paragraph.len()).filter(|&at| paragraph[at] == "x") {
                    let has = |word: &str| (0..paragraph.len()).any(|other| other != at && paragraph[other] == word);
                    let passes = words.iter().all(|word| match word.strip_prefix('!') {
                        Some(word) => !has(word),
                        None => has(word),
                    });
                    expected += usize::from(passes);
                }
            }
            prop_assert_eq!(kept(&text, "x", &LineFilter::parse(&words.join(" "))).len(), expected);
        }
    }
}
