//! Selectors of ranges: the exact words of a passage with their context and position.
//!
//! They are the `TextQuoteSelector` and the `TextPositionSelector` of the W3C's Web Annotation Data Model in one.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    resolution::Resolution,
    selector::{QUOTE_CHARS, Selector, first_characters, last_characters},
};
use crate::document::text::sha256;

/// Characters of a range that are stored. A longer range has a hash.
const EXACT_CHARS: usize = 2_000;

/// A range of a text, stored by its words, their context and its offsets. Everything is verbatim.
///
/// ```
/// use oratory_core::RangeSelector;
///
/// let selector = RangeSelector::of("Comrades,\n\nThe harvest is in.", 15..22);
/// assert_eq!((selector.exact.as_str(), selector.suffix.as_str()), ("harvest", " is in."));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeSelector {
    /// The byte offset of the start.
    #[serde(alias = "offset")]
    pub start: usize,
    /// The byte offset of the end. Files of version 1 have none: they store the start of a paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    /// The text of the range, up to 2,000 characters. Without an `end`, the first 64 characters of the paragraph.
    #[serde(rename = "quote")]
    pub exact: String,
    /// The SHA-256 of the text of the range, if it is longer than `exact`.
    #[serde(default, rename = "quote_sha256", skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Up to 64 characters before the range.
    #[serde(rename = "before")]
    pub prefix: String,
    /// Up to 64 characters after the range or, without an `end`, after `exact`.
    #[serde(rename = "after")]
    pub suffix: String,
}

/// The words of a range are in more than one place.
#[derive(Debug)]
pub(crate) struct Ambiguous;

impl RangeSelector {
    /// Selects a range of `text`.
    pub fn of(text: &str, range: Range<usize>) -> Self {
        let whole = &text[range.clone()];
        let exact = first_characters(whole, EXACT_CHARS);
        Self {
            start: range.start,
            end: Some(range.end),
            exact: exact.to_owned(),
            sha256: (exact.len() < whole.len()).then(|| sha256(whole.as_bytes())),
            prefix: last_characters(&text[..range.start], QUOTE_CHARS).to_owned(),
            suffix: first_characters(&text[range.end..], QUOTE_CHARS).to_owned(),
        }
    }

    /// Returns the selector of the start: the first 64 characters with their context.
    pub fn head(&self) -> Selector {
        let quote = first_characters(&self.exact, QUOTE_CHARS);
        let rest = &self.exact[quote.len()..];
        // The rest of a text that has been cut is longer than the context.
        let after = if self.sha256.is_some() { rest.to_owned() } else { format!("{rest}{}", self.suffix) };
        Selector {
            quote: quote.to_owned(),
            prefix: self.prefix.clone(),
            suffix: first_characters(&after, QUOTE_CHARS).to_owned(),
            offset: self.start,
        }
    }

    /// Returns `true` if the range continues after `exact`.
    pub fn continues(&self) -> bool {
        self.sha256.is_some() || self.end.is_none() && self.head().continues()
    }

    /// Returns the range at its offsets, if its words and their context are there.
    pub(crate) fn at_offset(&self, text: &str) -> Option<Range<usize>> {
        let range = self.start..self.end?;
        let words = text.get(range.clone()).filter(|words| self.is_text(words))?;
        let is_there = !words.is_empty()
            && text[..range.start].ends_with(&self.prefix)
            && text[range.end..].starts_with(&self.suffix);
        is_there.then_some(range)
    }

    /// Finds the range in a text that may have changed: at its offsets, or else where most of its context agrees. The
    /// words are exact, apart from white space and canonical equivalence. It is an orphan if no occurrence qualifies,
    /// or more than one.
    pub(crate) fn resolve(&self, text: &str) -> Resolution<Range<usize>> {
        if let Some(range) = self.at_offset(text) {
            return Resolution::Exact(range);
        }
        let selector = self.around_exact();
        let mut found = Vec::new();
        for start in self.possible_starts(text) {
            if let Some(agreement) = selector.agreement(text, start) {
                found.push((agreement.is_close, agreement.characters, start));
            }
        }
        found.sort_unstable_by_key(|&(is_close, characters, start)| {
            (!is_close, usize::MAX - characters, start.abs_diff(self.start))
        });
        let Some(&(is_close, best, start)) = found.first() else { return Resolution::Orphan(None) };
        let is_rivalled = found.get(1).is_some_and(|&(is_close, second, _)| is_close && second == best);
        let (range, is_same) = self.extent(text, start);
        match (is_close && !is_rivalled, is_same) {
            (true, true) => Resolution::Exact(range),
            (true, false) => Resolution::Edited(range),
            (false, _) => Resolution::Orphan(Some(range)),
        }
    }

    /// Returns the only range of a text that has the letters of `exact`, whatever stands around them. If there are others,
    /// even overlapping ones, it returns an error.
    pub(crate) fn only_occurrence(&self, text: &str) -> Result<Option<Range<usize>>, Ambiguous> {
        let selector = self.around_exact();
        let forms = self.first_word_forms();
        let mut found = None;
        for form in &forms {
            let mut from = 0;
            while let Some(start) = text[from..].find(form.as_str()).map(|at| from + at) {
                if selector.agreement(text, start).is_some()
                    && found.replace(start).is_some_and(|other| other != start)
                {
                    return Err(Ambiguous);
                }
                from = start + text[start..].chars().next().map_or(1, char::len_utf8);
            }
        }
        Ok(found.map(|start| self.extent(text, start).0))
    }

    /// Returns the selectors of the first and the last 64 characters, with their context. Returns `None` if
    /// they overlap.
    pub(crate) fn ends(&self) -> Option<[Self; 2]> {
        let whole = format!("{}{}{}", self.prefix, self.exact, self.suffix);
        let range = self.prefix.len()..self.prefix.len() + self.exact.len();
        let head = first_characters(&self.exact, QUOTE_CHARS).len();
        let tail = last_characters(&self.exact, QUOTE_CHARS).len();
        let ends = [range.start..range.start + head, range.end - tail..range.end];
        let selector = |end: Range<usize>| Self { start: 0, end: None, ..Self::of(&whole, end) };
        (ends[0].end <= ends[1].start).then(|| ends.map(selector))
    }

    /// Returns `true` if `words` are those of the range.
    fn is_text(&self, words: &str) -> bool {
        match &self.sha256 {
            Some(hash) => words.starts_with(&self.exact) && sha256(words.as_bytes()) == *hash,
            None => words == self.exact,
        }
    }

    /// Returns `exact` with its context. After a text that has been cut, none is known.
    pub(super) fn around_exact(&self) -> Selector {
        let suffix = if self.sha256.is_some() { String::new() } else { self.suffix.clone() };
        Selector { quote: self.exact.clone(), prefix: self.prefix.clone(), suffix, offset: self.start }
    }

    /// Returns the offsets at which `text` has the first letters of the range.
    fn possible_starts(&self, text: &str) -> Vec<usize> {
        let forms = self.first_word_forms();
        forms.iter().flat_map(|form| text.match_indices(form.as_str())).map(|(start, _)| start).collect()
    }

    /// Returns the canonically equivalent forms of the first word. Without a word there is none.
    fn first_word_forms(&self) -> Vec<String> {
        let first = self.exact.split_whitespace().next().unwrap_or_default();
        let mut forms = vec![first.to_owned(), first.nfc().collect(), first.nfd().collect()];
        forms.sort_unstable();
        forms.dedup();
        forms.retain(|form| !form.is_empty());
        forms
    }

    /// Returns the range that begins with `exact` at `start`, and `true` if all of it is known to be the same.
    fn extent(&self, text: &str, start: usize) -> (Range<usize>, bool) {
        let end = start + matching_len(&text[start..], &self.exact);
        if self.sha256.is_none() {
            return (start..end, true);
        }
        let length = self.end.map_or(0, |end| end.saturating_sub(self.start));
        let same = start
            .checked_add(length)
            .filter(|&same| text.get(start..same).is_some_and(|words| self.is_text(words)));
        if let Some(same) = same {
            return (start..same, true);
        }
        // The end of an edited range is where its context begins.
        let after = &text[end..];
        let found = after.find(&self.suffix).filter(|&at| !self.suffix.is_empty() && at <= 2 * length);
        (start..found.map_or(end, |at| end + at), false)
    }
}

/// Returns the length of the text that has the letters of `words`, at the start of `text`, where they are known to be.
fn matching_len(text: &str, words: &str) -> usize {
    let is_letter = |c: &char| !c.is_whitespace();
    let letters = words.nfd().filter(is_letter).count();
    let (mut seen, mut end) = (0, 0);
    for (at, cluster) in text.grapheme_indices(true) {
        if seen >= letters {
            break;
        }
        seen += cluster.nfd().filter(is_letter).count();
        end = at + cluster.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "Comrades,\n\nThe harvest is in, and it is a good one for all of us.\n\nThe winter will be \
                        long, so we store what we have, as our fathers did before us in their time.";

    fn selector(words: &str) -> RangeSelector {
        let start = TEXT.find(words).unwrap();
        RangeSelector::of(TEXT, start..start + words.len())
    }

    #[test]
    fn words_are_found_where_the_context_agrees() {
        let selector = selector("we store what we have");
        let at = |text: &str| text.find("we store what we have").map(|start| start..start + 21).unwrap();
        assert_eq!(selector.resolve(TEXT), Resolution::Exact(at(TEXT)));
        let later = format!("A word before.\n\n{TEXT}");
        assert_eq!(selector.resolve(&later), Resolution::Exact(at(&later)));
        let wrapped = later.replace("we store what we", "we  store\nwhat we");
        let start = wrapped.find("we  store").unwrap();
        assert_eq!(selector.resolve(&wrapped), Resolution::Exact(start..start + 22));
        // A look-alike is only proposed.
        let other = "Nothing else is known, and we store what we have in the cellar.";
        assert_eq!(selector.resolve(other), Resolution::Orphan(Some(at(other))));
        assert_eq!(selector.resolve("Nothing else is known."), Resolution::Orphan(None));
        assert_eq!(RangeSelector::default().resolve(TEXT), Resolution::Orphan(None));
    }

    #[test]
    fn either_of_two_places_is_none() {
        let twice = format!("New.\n\n{TEXT}\n\n{TEXT}");
        assert!(matches!(selector("good one").resolve(&twice), Resolution::Orphan(Some(_))));
    }

    #[test]
    fn long_range_is_known_by_its_hash() {
        let long = "word after word, ".repeat(300);
        let text =
            format!("It begins here, my friends, as it always has.\n\n{long}to the end.\n\nIt ends here.");
        let start = text.find("word").unwrap();
        let selector = RangeSelector::of(&text, start..start + long.len() - 2);
        assert_eq!(selector.exact.chars().count(), 2_000);
        assert!(selector.continues());
        assert_eq!(selector.resolve(&text), Resolution::Exact(start..start + long.len() - 2));
        let later = format!("Before.\n\n{text}");
        assert_eq!(selector.resolve(&later), Resolution::Exact(start + 9..start + 9 + long.len() - 2));
        let at = text.rfind("word after").unwrap();
        let edited = format!("{}x{}", &text[..at], &text[at..]);
        assert_eq!(selector.resolve(&edited), Resolution::Edited(start..start + long.len() - 1));
    }

    #[test]
    fn head_is_that_of_a_paragraph_in_a_file_of_version_1() {
        for end in [9, 60, 74, 75, 76, 140, 150] {
            let (text, start) = (TEXT.repeat(40), TEXT.len() + 11);
            for end in [start + end, start + end * 40] {
                let end = text[..end].char_indices().next_back().unwrap().0;
                assert_eq!(RangeSelector::of(&text, start..end).head(), Selector::of(&text, start..end));
            }
        }
    }

    #[test]
    fn selector_edited_by_hand_does_no_harm() {
        let text = "가나다 라마바";
        let good = RangeSelector::of(text, 10..19);
        for (start, end) in [(1, 2), (19, 10), (10, 18), (usize::MAX, 3), (0, usize::MAX)] {
            let hash = Some("no hash".to_owned());
            for sha256 in [None, hash] {
                let selector = RangeSelector { start, end: Some(end), sha256, ..good.clone() };
                assert!(selector.at_offset(text).is_none());
                assert_eq!(selector.resolve(text).likely().map(|range| range.start), Some(10));
            }
        }
    }

    proptest! {
        #[test]
        fn every_range_finds_itself(text in ".{1,300}", ends in any::<[prop::sample::Index; 2]>()) {
            let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let [one, other] = ends.map(|end| offsets[end.index(offsets.len())]);
            let range = one.min(other)..one.max(other);
            prop_assume!(!range.is_empty());
            let selector = RangeSelector::of(&text, range.clone());
            prop_assert_eq!(selector.resolve(&text), Resolution::Exact(range));
        }
    }
}
