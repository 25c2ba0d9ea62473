//! Two speeches at a glance: the facts on the first screen.

use super::{
    edges::is_edge_word,
    keyness::{WordOrder, sort_words, word_rows},
    phrases::{Limits, shared_phrases},
    words::WordIndex,
};

/// The facts about two speeches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// The number of phrases that both have.
    pub phrases: usize,
    /// The number of words of the longest of them. 0 if there is none.
    pub longest: usize,
    /// The words that only the first speech has, without edge words: the most frequent first, then in alphabetical order.
    pub only_a: Vec<(Box<str>, usize)>,
    /// The words that only the second speech has.
    pub only_b: Vec<(Box<str>, usize)>,
}

impl Overview {
    /// Computes the facts.
    pub fn of(a: &WordIndex, b: &WordIndex) -> Self {
        let phrases = shared_phrases(a, b, Limits::OF_A_PAIR).rows;
        let mut overview = Self {
            phrases: phrases.len(),
            longest: phrases.iter().map(|phrase| phrase.words).max().unwrap_or(0),
            ..Self::default()
        };
        let mut rows = word_rows(a.counts(), b.counts());
        sort_words(&mut rows, WordOrder::Count);
        for row in rows {
            let (here, there) = (row.contrast.here, row.contrast.there);
            if there == 0 && !is_edge_word(&row.word, a.language()) {
                overview.only_a.push((row.word, here));
            } else if here == 0 && !is_edge_word(&row.word, b.language()) {
                overview.only_b.push((row.word, there));
            }
        }
        overview
    }
}
