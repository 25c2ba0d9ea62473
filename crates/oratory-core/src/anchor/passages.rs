//! Finds the passages of a text in a later version of it, by mapping both of their ends.
//!
//! Each paragraph of a passage is resolved as a bookmark is. Inside it, the words that are left tell where the passage
//! begins and ends now. A passage of which less than half is left is an orphan, and so is one whose words occur
//! elsewhere without enough evidence that they are the same passage.

use std::{cell::OnceCell, ops::Range};

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    diff::{MIN_UNIQUE_WORDS, MIN_WORDS, Revision},
    range_selector::RangeSelector,
    resolution::{BlockRange, Resolution},
};
use crate::document::text::Document;

/// An earlier and a later version of a text, with their words.
#[derive(Debug)]
pub(super) struct Passages<'a> {
    revision: &'a Revision<'a>,
    old: &'a Document,
    new: &'a Document,
    /// The words of both texts, computed on first use.
    words: OnceCell<[Vec<Word>; 2]>,
}

/// A word as it is compared, and its range in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    folded: String,
    range: Range<usize>,
}

/// The part of a passage in one paragraph, in the later text.
#[derive(Debug, Default)]
struct Part {
    /// The number of its words, and of those that are left.
    words: usize,
    left: usize,
    /// The range in the later text, if anything is left.
    range: Option<Range<usize>>,
    has_moved: bool,
    /// `false` if the paragraph was not identified, or if it has the same words twice.
    is_certain: bool,
}

impl<'a> Passages<'a> {
    /// Prepares the resolution of passages.
    pub(super) const fn new(revision: &'a Revision<'a>, old: &'a Document, new: &'a Document) -> Self {
        Self { revision, old, new, words: OnceCell::new() }
    }

    /// Resolves a passage of the earlier text. Returns `None` if it is not in that text.
    pub(super) fn resolve(&self, selector: &RangeSelector) -> Option<Resolution> {
        let Resolution::Exact(range) = selector.resolve(self.old.text()) else { return None };
        let resolution = self.resolve_range(selector, &range);
        Some(resolution.map(|range| BlockRange::new(self.new, &range)))
    }

    fn resolve_range(&self, selector: &RangeSelector, range: &Range<usize>) -> Resolution<Range<usize>> {
        let parts: Vec<Part> = self.blocks(range).map(|block| self.part(block, range)).collect();
        let words: usize = parts.iter().map(|part| part.words).sum();
        // A paragraph that was not identified with certainty counts as gone.
        let certain = || parts.iter().filter(|part| part.is_certain);
        let left: usize = certain().map(|part| part.left).sum();
        let Some(mapped) = hull(certain()).filter(|_| 2 * left >= words) else {
            return self.find_words(selector, range, hull(parts.iter()));
        };
        if !self.has_same_words(range, &mapped) {
            return Resolution::Edited(mapped);
        }
        if certain().all(|part| part.has_moved) {
            Resolution::Moved(mapped)
        } else {
            Resolution::Exact(mapped)
        }
    }

    /// Returns the blocks of the earlier text that `range` touches.
    fn blocks(&self, range: &Range<usize>) -> impl Iterator<Item = usize> + use<> {
        let first = self.old.block_at(range.start).unwrap_or(0);
        let last = self.old.block_at(range.end - 1).map_or(0, |last| last + 1);
        first..last
    }

    /// Maps the part of `passage` in `block`.
    fn part(&self, block: usize, passage: &Range<usize>) -> Part {
        let there = self.old.block(block).range;
        let range = passage.start.max(there.start)..passage.end.min(there.end);
        let resolution = self.revision.resolve_block(block);
        let has_moved = matches!(resolution, Resolution::Moved(_));
        let is_found = !matches!(resolution, Resolution::Orphan(_));
        if range.is_empty() {
            return Part { is_certain: true, has_moved, ..Part::default() };
        }
        let old = words_in(self.old.text(), there.clone());
        let touched = touched(&old, &range);
        let part = Part { words: touched.len(), has_moved, is_certain: is_found, ..Part::default() };
        let Some(new_block) = resolution.likely() else { return part };
        let now = self.new.block(new_block).range;
        if self.old.text()[there.clone()] == self.new.text()[now.clone()] {
            let start = now.start + range.start - there.start;
            return Part { left: part.words, range: Some(start..start + range.len()), ..part };
        }
        let new = words_in(self.new.text(), now.clone());
        let map = WordMap::new(&old, &new);
        let left = touched.clone().filter(|&word| map.pairs[word].is_some()).count();
        let is_certain = is_found && !map.has_look_alike(&old, &new, &touched);
        let mapped = map.range(&touched).map(|mapped| {
            let start = self.start(&range, &old[touched.start], &new[mapped.start], &now);
            start..self.end(&range, &old[touched.end - 1], &new[mapped.end - 1], &now).max(start)
        });
        Part { left, range: mapped, is_certain, ..part }
    }

    /// Returns the start of a passage whose first word `old` has become `new`: at the same offset relative to the word.
    fn start(&self, passage: &Range<usize>, old: &Word, new: &Word, block: &Range<usize>) -> usize {
        let inside = passage.start.saturating_sub(old.range.start);
        if inside > 0 {
            let start = new.range.start + inside;
            let is_same = old.folded == new.folded && old.range.len() == new.range.len();
            return if is_same && self.new.text().is_char_boundary(start) { start } else { new.range.start };
        }
        let signs = self.old.text()[passage.start..old.range.start].chars().count();
        let before = self.new.text()[block.start..new.range.start].char_indices().rev().take(signs);
        let before = before.take_while(|(_, c)| !c.is_alphanumeric());
        let start = before.filter(|(_, c)| !c.is_whitespace()).last().map(|(at, _)| block.start + at);
        start.unwrap_or(new.range.start)
    }

    /// Returns the end of a passage whose last word `old` has become `new`.
    fn end(&self, passage: &Range<usize>, old: &Word, new: &Word, block: &Range<usize>) -> usize {
        let inside = old.range.end.saturating_sub(passage.end);
        if inside > 0 {
            let end = new.range.end.saturating_sub(inside);
            let is_same = old.folded == new.folded && old.range.len() == new.range.len();
            return if is_same && self.new.text().is_char_boundary(end) { end } else { new.range.end };
        }
        let signs = self.old.text()[old.range.end..passage.end].chars().count();
        let after = self.new.text()[new.range.end..block.end.max(new.range.end)].char_indices().take(signs);
        let after = after.take_while(|(_, c)| !c.is_alphanumeric());
        let end = after.filter(|(_, c)| !c.is_whitespace()).last();
        end.map_or(new.range.end, |(at, c)| new.range.end + at + c.len_utf8())
    }

    fn has_same_words(&self, old: &Range<usize>, new: &Range<usize>) -> bool {
        let [old, new] = [(self.old, old), (self.new, new)]
            .map(|(document, range)| words_in(document.text(), range.clone()));
        old.iter().map(|word| &word.folded).eq(new.iter().map(|word| &word.folded))
    }

    /// Looks for the words of a passage whose paragraph is not certain, or where too little of it is left. Proposes
    /// `candidate`, or else the paragraph, if they are nowhere.
    fn find_words(
        &self,
        selector: &RangeSelector,
        passage: &Range<usize>,
        candidate: Option<Range<usize>>,
    ) -> Resolution<Range<usize>> {
        let [old, new] = self.words.get_or_init(|| {
            [self.old, self.new].map(|document| words_in(document.text(), 0..document.text().len()))
        });
        let touched = touched(old, passage);
        let count = touched.len();
        let is_here = |words: &[Word], at: usize| is_sequence_at(words, at, &old[touched.clone()]);
        let in_old = (0..old.len()).filter(|&at| count > 0 && is_here(old, at)).take(2).count();
        let in_new: Vec<usize> = (0..new.len()).filter(|&at| count > 0 && is_here(new, at)).collect();
        let range_at = |at: usize| {
            let whole = 0..self.new.text().len();
            let start = self.start(passage, &old[touched.start], &new[at], &whole);
            start..self.end(passage, &old[touched.end - 1], &new[at + count - 1], &whole).max(start)
        };
        let around = selector.around_exact();
        let agreement = |at: usize| around.agreement(self.new.text(), range_at(at).start);
        let best = in_new.iter().max_by_key(|&&at| agreement(at).map_or(0, |agreement| agreement.characters));
        let Some(&best) = best else {
            let block = self
                .old
                .block_at(passage.start)
                .and_then(|block| self.revision.resolve_block(block).likely());
            return Resolution::Orphan(candidate.or_else(|| Some(self.new.block(block?).range)));
        };
        let range = range_at(best);
        let (Some(block), Some(new_block)) =
            (self.old.block_at(passage.start), self.new.block_at(range.start))
        else {
            return Resolution::Orphan(Some(range));
        };
        let is_in_place = self.revision.gap(block).contains(&new_block);
        let is_close = agreement(best).is_some_and(|agreement| agreement.is_close);
        let has_evidence = count >= MIN_UNIQUE_WORDS
            || is_close
            || count >= MIN_WORDS && is_in_place && self.revision.are_versions(block, new_block);
        match (in_old, in_new.len()) {
            (1, 1) if has_evidence && is_in_place => Resolution::Exact(range),
            (1, 1) if has_evidence => Resolution::Moved(range),
            _ => Resolution::Orphan(Some(range)),
        }
    }
}

/// The words of an earlier paragraph in a later one.
struct WordMap {
    /// For each word of the earlier paragraph, the word that it is in the later one.
    pairs: Vec<Option<usize>>,
    /// For each first and last word of an earlier stretch that has been replaced, the first and last word of the
    /// stretch that replaces it.
    first: Vec<Option<usize>>,
    last: Vec<Option<usize>>,
}

impl WordMap {
    fn new(old: &[Word], new: &[Word]) -> Self {
        let [old_words, new_words] =
            [old, new].map(|words| words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>());
        let mut map =
            Self { pairs: vec![None; old.len()], first: vec![None; old.len()], last: vec![None; old.len()] };
        for operation in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
            match operation {
                DiffOp::Equal { old_index, new_index, len } => {
                    for step in 0..len {
                        map.pairs[old_index + step] = Some(new_index + step);
                    }
                }
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    map.first[old_index] = Some(new_index);
                    map.last[old_index + old_len - 1] = Some(new_index + new_len - 1);
                }
                DiffOp::Delete { .. } | DiffOp::Insert { .. } => {}
            }
        }
        map
    }

    /// Maps a range of words. A changed word at an end is what has replaced it, if that is certain, or else left out.
    fn range(&self, words: &Range<usize>) -> Option<Range<usize>> {
        let is_left = |word: &usize| self.pairs[*word].is_some();
        let (first, last) = (words.clone().find(is_left)?, words.clone().rfind(is_left)?);
        let start = self.first[words.start].or(self.pairs[first])?;
        let end = self.last[words.end - 1].or(self.pairs[last])?;
        Some(start..end.max(start) + 1)
    }

    /// Returns `true` if the same words were in the earlier paragraph more often than they are now, and if not both
    /// neighbours agree. Then either may be the passage.
    fn has_look_alike(&self, old: &[Word], new: &[Word], words: &Range<usize>) -> bool {
        if words.is_empty() {
            return false;
        }
        let passage = &old[words.clone()];
        let count = |all: &[Word]| (0..all.len()).filter(|&at| is_sequence_at(all, at, passage)).count();
        let before = count(old);
        if before < 2 || count(new) >= before {
            return false;
        }
        let (first, last) = (self.pairs[words.start], self.pairs[words.end - 1]);
        let is_after = words.start.checked_sub(1).map(|word| self.pairs[word]);
        let is_after = match (is_after, first) {
            (Some(pair), Some(first)) => pair.is_some() && pair == first.checked_sub(1),
            (None, first) => first == Some(0),
            _ => false,
        };
        let is_before = match (self.pairs.get(words.end), last) {
            (Some(pair), Some(last)) => *pair == Some(last + 1),
            (None, last) => last == new.len().checked_sub(1),
            _ => false,
        };
        !(is_after && is_before)
    }
}

/// Returns the range from the first part to the last, if anything is left and the parts are still in this order.
fn hull<'p>(parts: impl Iterator<Item = &'p Part>) -> Option<Range<usize>> {
    let ranges: Vec<&Range<usize>> = parts.filter_map(|part| part.range.as_ref()).collect();
    let hull = ranges.first()?.start..ranges.last()?.end;
    (ranges.is_sorted_by_key(|range| range.start) && !hull.is_empty()).then_some(hull)
}

/// Returns the words in a range of `text`.
fn words_in(text: &str, range: Range<usize>) -> Vec<Word> {
    let start = range.start;
    let words = text[range].unicode_word_indices();
    words
        .map(|(at, word)| Word {
            folded: word.nfc().flat_map(char::to_lowercase).collect(),
            range: start + at..start + at + word.len(),
        })
        .collect()
}

/// Returns the words that `range` touches.
fn touched(words: &[Word], range: &Range<usize>) -> Range<usize> {
    let first = words.partition_point(|word| word.range.end <= range.start);
    first..words.partition_point(|word| word.range.start < range.end).max(first)
}

fn is_sequence_at(words: &[Word], at: usize, sequence: &[Word]) -> bool {
    let there = words.get(at..at + sequence.len());
    there.is_some_and(|there| {
        there.iter().map(|word| &word.folded).eq(sequence.iter().map(|word| &word.folded))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TALK: &str = "Comrades,\n\nThe harvest is in, and it is a good one for all of us.\n\nThe winter will be \
                        long, so we store what we have.\n\nIn spring we shall sow again, “as our fathers did”.";

    /// Resolves the passage `words` of a text in a later version of it. Returns the kind and the text there.
    fn resolution(old: &str, words: &str, new: &str) -> (&'static str, String) {
        let start = old.find(words).unwrap();
        let [old, new] = [old, new].map(|text| Document::of_paragraphs("talk", text));
        let revision = Revision::new(&old, &new);
        let selector = RangeSelector::of(old.text(), start..start + words.len());
        let resolution = Passages::new(&revision, &old, &new).resolve(&selector).unwrap();
        let kind = match resolution {
            Resolution::Exact(_) => "exact",
            Resolution::Moved(_) => "moved",
            Resolution::Edited(_) => "edited",
            Resolution::Orphan(_) => "orphan",
        };
        (kind, resolution.likely().map(|found| new.text()[found.bytes()].to_owned()).unwrap_or_default())
    }

    #[track_caller]
    fn assert_resolves(words: &str, new: &str, kind: &'static str, there: &str) {
        assert_eq!(resolution(TALK, words, new), (kind, there.to_owned()));
    }

    #[test]
    fn passage_beside_an_edit_is_exact() {
        let words = "a good one for all";
        assert_resolves(words, TALK, "exact", words);
        assert_resolves(words, &format!("Friends,\n\n{TALK}"), "exact", words);
        assert_resolves(words, &TALK.replace("harvest is in", "harvests are in"), "exact", words);
        let signs = "“as our fathers did”.";
        assert_resolves(signs, &TALK.replace("sow again", "sow once more"), "exact", signs);
        let plain = TALK.replace(['“', '”'], "\"").replace("sow again", "sow once more");
        assert_resolves(signs, &plain, "exact", "\"as our fathers did\".");
    }

    #[test]
    fn both_ends_of_an_edited_passage_are_mapped() {
        let words = "a good one for all of us";
        let edit = |old: &str, new: &str| TALK.replace(old, new);
        assert_resolves(
            words,
            &edit("good one", "very good harvest"),
            "edited",
            "a very good harvest for all of us",
        );
        assert_resolves(words, &edit("a good", "the best"), "edited", "the best one for all of us");
        assert_resolves(words, &edit("all of us", "all of you"), "edited", "a good one for all of you");
        assert_resolves(words, &edit("all of us", "all"), "edited", "a good one for all");
        assert_resolves(words, &edit("it is a", "it was surely a"), "exact", words);
    }

    #[test]
    fn passage_over_paragraphs_is_mapped_at_both_ends() {
        let words = "for all of us.\n\nThe winter will be long";
        assert_resolves(words, &format!("Friends,\n\n{TALK}"), "exact", words);
        let edited = TALK.replace("all of us", "each of us").replace("will be long, so", "will be cold, so");
        assert_resolves(words, &edited, "edited", "for each of us.\n\nThe winter will be cold");
        let between = TALK.replace("\n\nThe winter", "\n\nNow hear this.\n\nThe winter");
        let rewritten =
            TALK.replace("The winter will be long, so we store what we have.", "Nothing of it is known.");
        assert_resolves(words, &rewritten, "orphan", "for all of us.");
        let begins = "it is a good one for all of us.\n\nThe winter";
        assert_resolves(begins, &rewritten, "edited", "it is a good one for all of us.");
        assert_resolves(
            words,
            &between,
            "edited",
            "for all of us.\n\nNow hear this.\n\nThe winter will be long",
        );
    }

    #[test]
    fn passage_of_which_less_than_half_is_left_is_an_orphan() {
        let words = "we store what we have";
        let rewritten = TALK.replace("so we store what we have", "so nothing may be wasted now");
        assert_resolves(
            words,
            &rewritten,
            "orphan",
            "The winter will be long, so nothing may be wasted now.",
        );
        let shortened = TALK.replace("store what we have", "save");
        let (kind, _) = resolution(TALK, words, &shortened);
        assert_eq!(kind, "orphan");
        assert_resolves(
            words,
            &TALK.replace("store what", "keep whatever"),
            "edited",
            "we keep whatever we have",
        );
    }

    #[test]
    fn look_alike_is_only_proposed() {
        let words = "we store what we have";
        let twice = format!("{TALK}\n\nOnce more, and for the last time: we store what we have.");
        let without = twice.replacen(", so we store what we have", "", 1);
        assert_eq!(resolution(&twice, words, &without), ("orphan", words.to_owned()));
        let removed = twice.replacen("The winter will be long, so we store what we have.\n\n", "", 1);
        assert_eq!(resolution(&twice, words, &removed), ("orphan", words.to_owned()));
        // In the same paragraph, too.
        let old = "We love peace. The roads are bad, and the bridges have fallen. We love peace.";
        let new = "The roads are bad, and the bridges have fallen. We love peace.";
        assert_eq!(resolution(old, "We love peace", new), ("orphan", "We love peace".to_owned()));
        // Another sentence with the words is not the passage.
        let other = "Friends,\n\nit is late: we store what we have in the old barn, and go home.";
        assert_resolves(words, other, "orphan", words);
    }

    #[test]
    fn passage_in_a_divided_or_joined_paragraph_is_found() {
        let words = "so we store what we have";
        assert_resolves(
            words,
            &TALK.replace("long, so", "long.\n\nAnd so").replace("And so", "so"),
            "exact",
            words,
        );
        assert_resolves(words, &TALK.replace("have.\n\nIn", "have. In"), "exact", words);
    }

    #[test]
    fn moved_passage_is_found() {
        let long = "The harvest is in, and it is a good one for all of us";
        let moved = format!("{}\n\n{long}.", TALK.replace(&format!("{long}.\n\n"), ""));
        assert_resolves("it is a good one", &moved, "moved", "it is a good one");
        let inside = format!("{}\n\nNow I say it again: {long}!", TALK.replace(&format!("{long}.\n\n"), ""));
        assert_resolves(long, &inside, "moved", long);
    }

    #[test]
    fn part_of_a_word_and_signs_alone_are_mapped() {
        assert_resolves("vest is", &TALK.replace("is in, and", "is all in, and"), "exact", "vest is");
        let later = format!("Friends,\n\n{TALK}");
        assert_resolves("”.", &later, "exact", "”.");
        assert_eq!(resolution(TALK, "”.", "Nothing.").0, "orphan");
    }
}
