//! Finds the paragraphs of a text in a later version of it.
//!
//! Blocks with the same words are paired in order by Myers' algorithm (*An O(ND) Difference Algorithm and Its
//! Variations*, 1986), as `similar` implements it. The rest is compared word by word. If more than one block qualifies,
//! the result is [`Resolution::Orphan`], and the reader decides.

use std::{
    borrow::Cow,
    cell::OnceCell,
    cmp::Ordering,
    collections::{HashMap, HashSet},
    ops::Range,
};

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

use super::resolution::Resolution;
use crate::document::text::{Document, sha256};

/// The least similarity for an edited paragraph between its old neighbours. With fewer common words it is another
/// paragraph about the same subject.
const MIN_SIMILARITY_IN_PLACE: f64 = 0.5;

/// The least similarity for an edited paragraph at another position. Without the neighbours as evidence, two sentences
/// that differ in two words may differ in meaning.
const MIN_SIMILARITY_ELSEWHERE: f64 = 0.9;

/// The least similarity for a short paragraph. Of two or three words, one easily agrees by chance.
const MIN_SIMILARITY_OF_FEW_WORDS: f64 = 0.75;

/// The least lead in similarity over every other candidate.
const MIN_LEAD: f64 = 0.1;

/// A paragraph with fewer words is not looked for elsewhere, because it may be a salutation.
pub(crate) const MIN_WORDS: usize = 5;

/// A paragraph with this many words occurs in one document only. A shorter one also needs a neighbour as evidence.
pub(crate) const MIN_UNIQUE_WORDS: usize = 12;

/// Number of first words that identify a paragraph that may have been divided.
const FIRST_WORDS: usize = 3;

/// Words in a sequence. Apart from formulas, two speeches rarely share one.
const SEQUENCE_WORDS: usize = 4;

/// Share of the shorter text's word sequences that two versions of a document have in common, at least.
const MIN_SHARED_SEQUENCES: f64 = 1.0 / 3.0;

/// The least similarity of a paragraph that is proposed.
const MIN_SIMILARITY_OF_PROPOSAL: f64 = 0.2;

/// An earlier and a later version of a text.
#[derive(Debug)]
pub(super) struct Revision<'a> {
    new: &'a Document,
    old_blocks: Vec<Words<'a>>,
    new_blocks: Vec<Words<'a>>,
    /// For each block of the earlier text, its pair in the later one: the same words in the same order.
    pairs: Vec<Option<usize>>,
    /// For each block of the later text, its pair in the earlier one.
    pairs_back: Vec<Option<usize>>,
    /// For each distinct sequence of words, the numbers of unpaired blocks in the earlier and the later text.
    unpaired: Vec<(usize, usize)>,
    /// `true` if most words of the earlier text are in pairs. Then the beginnings and ends of the two
    /// correspond.
    is_mostly_unchanged: bool,
    /// Computed on first use.
    sequences: OnceCell<Sequences>,
}

/// Counts of sequences of [`SEQUENCE_WORDS`] words in two versions of a text, by block.
#[derive(Debug)]
struct Sequences {
    /// For each block of the earlier text, the number of sequences, and of those that are in the later text
    /// too.
    old: Vec<(usize, usize)>,
    /// For each block of the later text, the number of sequences.
    new: Vec<usize>,
    /// The sums over all blocks.
    totals: (usize, usize, usize),
}

/// The words of a block.
#[derive(Debug)]
struct Words<'a> {
    /// The words in order, in lower case. White space and punctuation are left out, unless there is nothing
    /// else.
    in_order: Vec<Cow<'a, str>>,
    sorted: Vec<Cow<'a, str>>,
    /// A number that is the same for blocks with the same words.
    number: usize,
}

impl<'a> Revision<'a> {
    /// Compares two versions of a text.
    pub(super) fn new(old: &'a Document, new: &'a Document) -> Self {
        let mut numbers = HashMap::new();
        let [old_blocks, new_blocks] = [old, new].map(|document| words_of_blocks(document, &mut numbers));
        let [old_numbers, new_numbers] = [&old_blocks, &new_blocks]
            .map(|blocks| blocks.iter().map(|words| words.number).collect::<Vec<_>>());
        let mut pairs = vec![None; old_blocks.len()];
        let mut pairs_back = vec![None; new_blocks.len()];
        for operation in capture_diff_slices(Algorithm::Myers, &old_numbers, &new_numbers) {
            if let DiffOp::Equal { old_index, new_index, len } = operation {
                for step in 0..len {
                    pairs[old_index + step] = Some(new_index + step);
                    pairs_back[new_index + step] = Some(old_index + step);
                }
            }
        }
        let mut unpaired = vec![(0, 0); numbers.len()];
        let lone = |(number, pair): (&usize, &Option<usize>)| pair.is_none().then_some(*number);
        old_numbers.iter().zip(&pairs).filter_map(lone).for_each(|number| unpaired[number].0 += 1);
        new_numbers.iter().zip(&pairs_back).filter_map(lone).for_each(|number| unpaired[number].1 += 1);
        let count = |words: &Words<'_>| words.in_order.len();
        let paired = old_blocks.iter().zip(&pairs).filter(|(_, pair)| pair.is_some());
        let paired: usize = paired.map(|(words, _)| count(words)).sum();
        let is_mostly_unchanged = 2 * paired > old_blocks.iter().map(count).sum();
        let sequences = OnceCell::new();
        Self { new, old_blocks, new_blocks, pairs, pairs_back, unpaired, is_mostly_unchanged, sequences }
    }

    /// Resolves a block of the earlier text.
    pub(super) fn resolve(&self, block: usize) -> Resolution<usize> {
        let resolution = self.resolve_block(block);
        // A heading is not a paragraph.
        match resolution.likely() {
            Some(block) if !self.is_paragraph(block) => Resolution::Orphan(None),
            _ => resolution,
        }
    }

    /// Resolves a block of the earlier text, which may be or become a heading.
    pub(super) fn resolve_block(&self, block: usize) -> Resolution<usize> {
        match self.pairs.get(block).copied() {
            Some(Some(new)) if self.is_certain(block, new) => Resolution::Exact(new),
            // The unpaired block has the same words, so it is the most similar one.
            Some(Some(new)) => Resolution::Orphan(Some(new)),
            Some(None) => self.resolve_unpaired(block),
            None => Resolution::Orphan(None),
        }
    }

    /// Returns `true` if a pair is certainly the same paragraph. Words that occur as often as before are sure
    /// if they are many or a neighbour agrees; others only between the same neighbours.
    fn is_certain(&self, old: usize, new: usize) -> bool {
        let words = &self.old_blocks[old];
        if self.unpaired[words.number] == (0, 0) {
            return words.in_order.len() >= MIN_UNIQUE_WORDS || self.has_a_neighbour(old, new);
        }
        let is_after = |old: usize, new: usize| match (old.checked_sub(1), new.checked_sub(1)) {
            (Some(old), Some(new)) => self.pairs[old] == Some(new),
            (old, new) => old == new,
        };
        let is_before = match (self.pairs.get(old + 1), self.pairs_back.get(new + 1)) {
            (Some(pair), Some(_)) => *pair == Some(new + 1),
            (old, new) => old.is_none() && new.is_none(),
        };
        is_after(old, new) && is_before
    }

    /// Returns `true` if a neighbour of the block is still its neighbour. The beginning and end of a text
    /// count as neighbours too, if it is mostly unchanged: every document begins with a salutation.
    fn has_a_neighbour(&self, old: usize, new: usize) -> bool {
        let is_now = |old: usize, new: usize| {
            self.pairs[old].or_else(|| self.resolve_unpaired(old).found()) == Some(new)
        };
        let is_after = match (old.checked_sub(1), new.checked_sub(1)) {
            (Some(old), Some(new)) => is_now(old, new),
            (old, new) => old == new && self.is_mostly_unchanged,
        };
        let (last, last_new) = (self.pairs.len() - 1, self.pairs_back.len() - 1);
        let is_before =
            if old < last { is_now(old + 1, new + 1) } else { new == last_new && self.is_mostly_unchanged };
        last == 0 || is_after || is_before
    }

    /// Resolves a block that has no pair.
    fn resolve_unpaired(&self, block: usize) -> Resolution<usize> {
        let words = &self.old_blocks[block];
        let is_long = words.in_order.len() >= MIN_WORDS;
        if is_long && self.unpaired[words.number] == (1, 1) {
            let moved = self.free().find(|&new| self.new_blocks[new].number == words.number);
            let Some(new) = moved else { return Resolution::Orphan(None) };
            let is_sure = words.in_order.len() >= MIN_UNIQUE_WORDS || self.are_versions(block, new);
            return if is_sure { Resolution::Moved(new) } else { Resolution::Orphan(Some(new)) };
        }
        let gap = self.gap(block);
        let in_place = if is_long { MIN_SIMILARITY_IN_PLACE } else { MIN_SIMILARITY_OF_FEW_WORDS };
        let bound = |new: usize| if gap.contains(&new) { in_place } else { MIN_SIMILARITY_ELSEWHERE };
        let mut like: Vec<(f64, usize)> = self
            .free()
            .filter(|new| is_long || gap.contains(new))
            .filter_map(|new| Some((words.similarity(&self.new_blocks[new], bound(new) - MIN_LEAD)?, new)))
            .collect();
        like.sort_by(|one, other| other.0.total_cmp(&one.0));
        let Some(&(best, new)) = like.first().filter(|(best, new)| *best >= bound(*new)) else {
            return Resolution::Orphan(self.proposal(block));
        };
        // A divided paragraph is where its beginning is.
        let begins = |new: usize| self.new_blocks[new].has_same_beginning(words);
        let head = self.free().find(|&other| gap.contains(&other) && other != new && begins(other));
        if let Some(head) = head.filter(|_| !begins(new)) {
            return Resolution::Orphan(Some(head));
        }
        let is_rivalled = like.get(1).is_some_and(|(second, _)| best - second < MIN_LEAD);
        // Another paragraph of the earlier text may have become this one.
        let is_claimed = (0..self.pairs.len())
            .filter(|&old| old != block && self.pairs[old].is_none())
            .any(|old| self.old_blocks[old].similarity(&self.new_blocks[new], best - MIN_LEAD).is_some());
        if is_rivalled || is_claimed || !self.has_evidence(block, new) {
            return Resolution::Orphan(Some(new));
        }
        Resolution::Edited(new)
    }

    /// Returns `true` if there is other evidence that the two blocks are the same paragraph in changed words:
    /// the rest of the texts, or an unmistakable neighbour. Another document of the same name may have a
    /// similar salutation.
    fn has_evidence(&self, old: usize, new: usize) -> bool {
        let is_alone = self.pairs.len() == 1
            && (self.pairs_back.len() == 1 || self.old_blocks[old].in_order.len() >= MIN_UNIQUE_WORDS);
        // Without other text, the two blocks alone must be evidence.
        let fewest = if self.shared_sequences(old, new).1 == 0 { 1 } else { MIN_UNIQUE_WORDS };
        let is_pair = |old: Option<usize>, new: Option<usize>| {
            let pair = old.and_then(|old| Some((self.pairs.get(old)?.as_ref()?, &self.old_blocks[old])));
            pair.is_some_and(|(pair, words)| Some(*pair) == new && words.in_order.len() >= fewest)
        };
        is_alone
            || is_pair(old.checked_sub(1), new.checked_sub(1))
            || is_pair(Some(old + 1), Some(new + 1))
            || self.are_versions(old, new)
    }

    /// Returns `true` if the texts are versions of one document, judged without these two blocks.
    #[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
    pub(super) fn are_versions(&self, old: usize, new: usize) -> bool {
        let (shared, shorter) = self.shared_sequences(old, new);
        shorter > 0 && shared as f64 >= MIN_SHARED_SEQUENCES * shorter as f64
    }

    /// Counts the word sequences that the texts share without these two blocks, and those of the shorter
    /// text.
    fn shared_sequences(&self, old: usize, new: usize) -> (usize, usize) {
        let sequences = self.sequences.get_or_init(|| Sequences::new(&self.old_blocks, &self.new_blocks));
        let (all_old, all_shared, all_new) = sequences.totals;
        let (own, own_shared) = sequences.old[old];
        let shorter = (all_old - own).min(all_new - sequences.new[new]);
        ((all_shared - own_shared).min(shorter), shorter)
    }

    /// Returns the most similar unpaired block, or else the one between the same neighbours.
    fn proposal(&self, block: usize) -> Option<usize> {
        let words = &self.old_blocks[block];
        let free = || self.free().filter(|&new| self.is_paragraph(new));
        let like = free().filter_map(|new| {
            Some((words.similarity(&self.new_blocks[new], MIN_SIMILARITY_OF_PROPOSAL)?, new))
        });
        let best = like.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, new)| new);
        let gap = self.gap(block);
        best.or_else(|| free().find(|new| gap.contains(new)))
    }

    /// Returns the blocks of the later text between the pairs around a block of the earlier one.
    pub(super) fn gap(&self, block: usize) -> Range<usize> {
        let before = self.pairs[..block].iter().rev().find_map(|pair| *pair);
        let after = self.pairs[block + 1..].iter().find_map(|pair| *pair);
        before.map_or(0, |before| before + 1)..after.unwrap_or(self.pairs_back.len())
    }

    /// Iterates over the unpaired blocks of the later text.
    fn free(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.pairs_back.len()).filter(|&new| self.pairs_back[new].is_none())
    }

    fn is_paragraph(&self, new: usize) -> bool {
        self.new.number_of(new).is_some()
    }
}

/// Returns the digest of a paragraph's words: the head of the SHA-256 of them, in order and in lower case.
/// `None` if the paragraph is too long to hash without delay.
pub(super) fn digest_of_words(paragraph: &str) -> Option<String> {
    let words = || in_order(paragraph).join(" ");
    (paragraph.len() <= MAX_DIGEST_BYTES).then(|| sha256(words().as_bytes())[..DIGEST_DIGITS].to_owned())
}

/// The longest paragraph that has a digest. Hashing a longer one takes milliseconds.
const MAX_DIGEST_BYTES: usize = 64 * 1024;

/// Hexadecimal digits of a digest.
const DIGEST_DIGITS: usize = 16;

impl Sequences {
    fn new(old: &[Words<'_>], new: &[Words<'_>]) -> Self {
        let of = |words: &Words<'_>| words.in_order.len().saturating_sub(SEQUENCE_WORDS - 1);
        let later: HashSet<&[Cow<'_, str>]> =
            new.iter().flat_map(|words| words.in_order.windows(SEQUENCE_WORDS)).collect();
        let shared = |words: &Words<'_>| {
            words.in_order.windows(SEQUENCE_WORDS).filter(|sequence| later.contains(sequence)).count()
        };
        let old: Vec<(usize, usize)> = old.iter().map(|words| (of(words), shared(words))).collect();
        let new: Vec<usize> = new.iter().map(of).collect();
        let sum = |counts: fn(&(usize, usize)) -> usize| old.iter().map(counts).sum();
        let totals = (sum(|counts| counts.0), sum(|counts| counts.1), new.iter().sum());
        Self { old, new, totals }
    }
}

impl Words<'_> {
    fn has_same_beginning(&self, other: &Self) -> bool {
        self.in_order.iter().take(FIRST_WORDS).eq(other.in_order.iter().take(FIRST_WORDS))
    }

    /// Returns the share of words that both have in the same order, from 0 to 1, if it exceeds `least`.
    #[expect(clippy::cast_precision_loss, reason = "no paragraph has 2^52 words")]
    fn similarity(&self, other: &Words<'_>, least: f64) -> Option<f64> {
        let both = (self.in_order.len() + other.in_order.len()).max(1) as f64;
        let is_more = |common: usize| 2.0 * common as f64 / both > least;
        // The number in any order is an upper bound.
        if !is_more(common(&self.sorted, &other.sorted)) {
            return None;
        }
        let operations = capture_diff_slices(Algorithm::Myers, &self.in_order, &other.in_order);
        let equal = operations.iter().map(|operation| match operation {
            DiffOp::Equal { len, .. } => *len,
            _ => 0,
        });
        let common = equal.sum();
        is_more(common).then_some(2.0 * common as f64 / both)
    }
}

/// Returns the words of all blocks of `document`, numbered so that equal words have equal numbers.
fn words_of_blocks<'a>(
    document: &'a Document,
    numbers: &mut HashMap<Vec<Cow<'a, str>>, usize>,
) -> Vec<Words<'a>> {
    let words = |index| {
        let in_order = in_order(&document.text()[document.block(index).range]);
        let mut sorted = in_order.clone();
        sorted.sort_unstable();
        let next = numbers.len();
        let number = *numbers.entry(in_order.clone()).or_insert(next);
        Words { in_order, sorted, number }
    };
    (0..document.block_count()).map(words).collect()
}

/// Returns the words of a paragraph in lower case. White space and punctuation do not count, unless there is
/// nothing else. Canonically equivalent words are equal.
fn in_order(text: &str) -> Vec<Cow<'_, str>> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return lowercase_words(text);
    }
    let composed: String = text.nfc().collect();
    lowercase_words(&composed).into_iter().map(|word| Cow::Owned(word.into_owned())).collect()
}

fn lowercase_words(text: &str) -> Vec<Cow<'_, str>> {
    let words: Vec<Cow<'_, str>> = text.unicode_words().map(lowercase).collect();
    if words.is_empty() { text.split_whitespace().map(Cow::Borrowed).collect() } else { words }
}

fn lowercase(word: &str) -> Cow<'_, str> {
    if word.chars().any(char::is_uppercase) { word.to_lowercase().into() } else { word.into() }
}

/// Returns the number of common words of two sorted lists.
fn common(one: &[Cow<'_, str>], other: &[Cow<'_, str>]) -> usize {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut common = 0;
    while let (Some(left), Some(right)) = (one.peek(), other.peek()) {
        match left.cmp(right) {
            Ordering::Less => drop(one.next()),
            Ordering::Greater => drop(other.next()),
            Ordering::Equal => {
                common += 1;
                one.next();
                other.next();
            }
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TALK: &str = "Comrades,\n\nThe harvest is in, and it is a good one for all of us.\n\nComrades,\n\nThe \
                        winter will be long, so we store what we have.\n\nComrades,\n\nIn spring we shall sow \
                        again, as our fathers did.";

    /// Returns the resolution of each paragraph, counted from 1.
    fn resolutions(old: &str, new: &str) -> Vec<String> {
        let [old, new] = [old, new].map(|text| Document::of_paragraphs("talk", text));
        let revision = Revision::new(&old, &new);
        let said = |block| match revision.resolve(block) {
            Resolution::Exact(block) => format!("exact {}", block + 1),
            Resolution::Moved(block) => format!("moved {}", block + 1),
            Resolution::Edited(block) => format!("edited {}", block + 1),
            Resolution::Orphan(Some(block)) => format!("orphan {}?", block + 1),
            Resolution::Orphan(None) => "orphan".to_owned(),
        };
        (0..old.block_count()).map(said).collect()
    }

    #[test]
    fn blocks_of_the_same_text_are_exact() {
        assert_eq!(
            resolutions(TALK, TALK),
            ["exact 1", "exact 2", "exact 3", "exact 4", "exact 5", "exact 6"]
        );
    }

    #[test]
    fn punctuation_and_line_ends_do_not_count() {
        let old = "“It is so” – he said – and left.\n\nNo one knew why.";
        let new = "\"It is so\" - he said -\nand left.\n\n\nNo one\nknew why!";
        assert_eq!(resolutions(old, new), ["exact 1", "exact 2"]);
    }

    #[test]
    fn paragraph_in_other_words_is_edited_and_a_rewritten_one_an_orphan() {
        let spelled = TALK.replace("harvest is in", "harvests are in");
        assert_eq!(resolutions(TALK, &spelled)[1], "edited 2");
        let rewritten =
            TALK.replace("The winter will be long, so we store what we have.", "Nothing is known.");
        assert_eq!(resolutions(TALK, &rewritten)[3], "orphan 4?", "the block in its place is proposed");
    }

    #[test]
    fn only_a_removed_paragraph_is_an_orphan() {
        let without = TALK.replace("The winter will be long, so we store what we have.\n\n", "");
        let resolutions = resolutions(TALK, &without);
        assert_eq!(resolutions[3], "orphan");
        assert_eq!([&resolutions[1], &resolutions[5]], ["exact 2", "exact 5"]);
    }

    #[test]
    fn paragraph_at_another_position_is_moved() {
        let old = "One is the first of all.\n\nTwo is the second of them.\n\nThree is the third of them all.";
        let new = "Two is the second of them.\n\nThree is the third of them all.\n\nOne is the first of all.";
        assert_eq!(resolutions(old, new), ["moved 3", "exact 1", "exact 2"]);
    }

    #[test]
    fn removed_salutation_is_the_orphan() {
        let without_second = TALK.replace("all of us.\n\nComrades,", "all of us.");
        assert_eq!(resolutions(TALK, &without_second)[..4], ["exact 1", "exact 2", "orphan", "exact 3"]);
        // Either of the two may be the one that is left.
        let without_harvest =
            TALK.replace("The harvest is in, and it is a good one for all of us.\n\nComrades,\n\n", "");
        let resolutions = resolutions(TALK, &without_harvest);
        assert!(
            !resolutions[0].starts_with("exact") && !resolutions[2].starts_with("exact"),
            "{resolutions:?}"
        );
    }

    #[test]
    fn first_and_last_paragraph_are_exact_beside_a_rewritten_one() {
        let old = "One one is here today my friends.\n\nTwo two is also around for us.\n\nThree stay here.";
        let new = "One one is here today my friends.\n\nNothing like it.\n\nThree stay here.";
        assert_eq!(resolutions(old, new), ["exact 1", "orphan 2?", "exact 3"]);
        let rewritten =
            TALK.replace("The harvest is in, and it is a good one for all of us.", "Nothing is known.");
        assert_eq!(resolutions(TALK, &rewritten)[..2], ["exact 1", "orphan 2?"]);
        // A mostly rewritten text may be another speech. The block with the same words is proposed.
        let new =
            "One one is here today my friends.\n\nNothing like it.\n\nAnd nothing more is known of us all.";
        assert_eq!(resolutions(old, new)[0], "orphan 1?");
    }

    #[test]
    fn same_salutation_is_not_enough() {
        let old = "Fellow citizens of the Republic,\n\nI have called you here to speak of bread.";
        let new = "Fellow citizens of the Republic,\n\nThe roads are bad, and the bridges have fallen.";
        assert!(resolutions(old, new)[0].starts_with("orphan"));
        let spelled = old.replace("called you here", "called all of you here");
        assert_eq!(resolutions(old, &spelled), ["exact 1", "edited 2"]);
    }

    #[test]
    fn similar_salutation_is_not_enough() {
        let old = "Comrade delegates of the Sixth Conference of Cell Secretaries of the Party,\n\nI have called you \
                   here to speak of bread, and of the fields on which it grows.\n\nThank you very much, comrades.";
        let new = "Comrade delegates of the Fifth Conference of Cell Secretaries of the Party,\n\nThe roads are bad, \
                   and two of the bridges have fallen into the river.\n\nThank you very much, friends.";
        assert!(
            resolutions(old, new).iter().all(|resolution| resolution.starts_with("orphan")),
            "{:?}",
            resolutions(old, new)
        );
        let edited = old.replace("Sixth", "6th").replace("very much, comrades", "very much, all of you");
        assert_eq!(resolutions(old, &edited), ["edited 1", "exact 2", "edited 3"]);
        // The final formula is found elsewhere in the same speech, but not in another speech.
        let moved = "The roads are bad.\n\nThank you very much, comrades.\n\nTwo of the bridges have fallen.";
        assert_eq!(resolutions(old, moved)[2], "orphan 2?");
    }

    #[test]
    fn few_short_paragraphs_beside_an_edited_one_are_enough() {
        let old = "Friends,\n\nwe meet here again, as we did a year ago.\n\nBye.";
        let new = "On Trust\n\nFriends,\n\nwe meet here again, as we did last year.";
        assert_eq!(resolutions(old, new)[..2], ["exact 2", "edited 3"]);
    }

    #[test]
    fn canonically_equivalent_words_are_equal() {
        let nfc = "조선로동당 제6차 세포비서대회\n\nL’été à Ålesund, où l’on s’est réunis.\n\nÀ bientôt!\n\nno one’s accent";
        let nfd: String = nfc.nfd().collect();
        assert_eq!(resolutions(nfc, &nfd), ["exact 1", "exact 2", "exact 3", "exact 4"]);
        assert_eq!(resolutions(&nfd, nfc), ["exact 1", "exact 2", "exact 3", "exact 4"]);
        assert_eq!(digest_of_words(nfc), digest_of_words(&nfd));
    }

    #[test]
    fn divided_paragraph_is_not_its_second_half() {
        let old =
            "The winter will be long and hard; we must store whatever the fields have given us this year.";
        let new =
            "The winter will be long and hard.\n\nWe must store whatever the fields have given us this year.";
        assert_eq!(resolutions(old, new), ["orphan 1?"]);
    }

    #[test]
    fn paragraphs_of_the_same_form_are_distinct() {
        let old = "It begins here.\n\nI propose that we allot 500 dollars to the school.\n\nIt ends here, friends of mine.";
        let new = "It begins here.\n\nIt ends here, friends of mine.\n\nI propose that we allot 900 dollars to the church.";
        assert_eq!(resolutions(old, new)[1], "orphan 3?");
        assert_eq!(resolutions("One two.\n\nThank you.", "One two.\n\nThank God.")[1], "orphan 2?");
    }

    #[test]
    fn case_of_words_does_not_count() {
        assert!(
            resolutions(TALK, &TALK.to_uppercase()).iter().all(|resolution| resolution.starts_with("exact"))
        );
    }

    #[test]
    fn paragraphs_are_orphans_in_another_speech() {
        let other =
            "Friends,\n\nWe are here to speak of something else.\n\nIt is late, and the roads are bad.";
        assert!(resolutions(TALK, other).iter().all(|resolution| resolution.starts_with("orphan")));
        assert!(resolutions(TALK, "").iter().all(|resolution| resolution == "orphan"));
    }

    #[test]
    fn block_that_two_could_have_become_is_neither() {
        let old = "We shall build the first house here.\n\nWe shall build the second house here.";
        let new = "We shall build the third house here.";
        assert!(resolutions(old, new).iter().all(|resolution| resolution == "orphan 1?"));
    }

    proptest! {
        /// After any edit, no two paragraphs resolve to the same one, and unchanged or moved ones have the
        /// same words.
        #[test]
        fn no_two_paragraphs_resolve_to_one(
            old in prop::collection::vec("([a-d]{1,2} ){1,7}", 1..9),
            new in prop::collection::vec("([a-d]{1,2} ){1,7}", 0..5),
            kept in prop::collection::vec(any::<prop::sample::Index>(), 0..9),
        ) {
            let later: Vec<&str> =
                kept.iter().map(|at| at.get(&old)).chain(&new).map(String::as_str).collect();
            let later = later.join("\n\n");
            let [old, new] = [old.join("\n\n"), later].map(|text| Document::of_paragraphs("talk", &text));
            let revision = Revision::new(&old, &new);
            let resolutions: Vec<Resolution<usize>> = (0..old.block_count()).map(|block| revision.resolve(block)).collect();
            let mut blocks: Vec<usize> = resolutions.iter().filter_map(|resolution| resolution.found()).collect();
            let all = blocks.len();
            blocks.sort_unstable();
            blocks.dedup();
            prop_assert_eq!(blocks.len(), all, "{:?}", resolutions);
            for (block, resolution) in resolutions.iter().enumerate() {
                if let Resolution::Exact(there) | Resolution::Moved(there) = resolution {
                    let words = |speech: &Document, block| {
                        speech.text()[speech.block(block).range].unicode_words().map(str::to_owned).collect::<Vec<_>>()
                    };
                    prop_assert_eq!(words(&old, block), words(&new, *there));
                }
            }
        }
    }
}
