//! The words near the matches of a search in several texts, counted text by text.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use super::{
    collocates::{Collocate, Collocates, MIN_NEAR, NEAR_SPAN, NeighbourCounts, Neighbours},
    edges::is_edge_word,
    words::{WordCounts, WordIndex},
};

/// Distances on each side of a match at which words are counted.
pub const NEAR_REACH: usize = 3;

/// Counts the words near matches.
#[derive(Debug)]
pub struct NearCounter {
    collocates: Collocates,
    neighbours: NeighbourCounts,
    counts: WordCounts,
    /// The counts of texts that are not in `counts` yet.
    waiting: Vec<Arc<WordCounts>>,
    languages: BTreeSet<Option<Box<str>>>,
    matches: usize,
}

/// The words near the matches in the texts counted so far.
#[derive(Debug, Clone, Default)]
pub struct NearTable {
    /// The words before and after the matches, from the distance -[`NEAR_REACH`] to [`NEAR_REACH`].
    pub neighbours: Vec<Neighbours>,
    /// The words that are more frequent near the matches than elsewhere, by difference, and `true` for edge words.
    pub rows: Vec<(Collocate, bool)>,
    /// The number of words near the matches.
    pub near: usize,
    /// The number of other words.
    pub elsewhere: usize,
    /// The number of matches.
    pub matches: usize,
}

impl Default for NearCounter {
    fn default() -> Self {
        Self {
            collocates: Collocates::new(NEAR_SPAN),
            neighbours: NeighbourCounts::new(NEAR_REACH),
            counts: WordCounts::default(),
            waiting: Vec::new(),
            languages: BTreeSet::new(),
            matches: 0,
        }
    }
}

impl NearCounter {
    /// Adds a text and `matches` in it, byte ranges in ascending order.
    pub fn add(&mut self, index: &WordIndex, matches: &[Range<usize>]) {
        self.collocates.add(index, matches);
        self.neighbours.add(index, matches);
        self.waiting.push(Arc::clone(index.counts()));
        self.languages.insert(index.language().map(Box::from));
        self.matches += matches.len();
    }

    /// Returns the words near the matches so far.
    pub fn table(&mut self) -> NearTable {
        let waiting = std::mem::take(&mut self.waiting);
        self.counts = WordCounts::sum(waiting.iter().map(|counts| &**counts).chain([&self.counts]));
        let is_edge =
            |word: &str| self.languages.iter().any(|language| is_edge_word(word, language.as_deref()));
        let rows = self.collocates.rows(&self.counts, MIN_NEAR).into_iter();
        NearTable {
            neighbours: self.neighbours.columns(),
            rows: rows
                .map(|row| {
                    let is_edge = is_edge(&row.word);
                    (row, is_edge)
                })
                .collect(),
            near: self.collocates.near(),
            elsewhere: self.collocates.elsewhere(),
            matches: self.matches,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::text::Document;

    #[test]
    fn tables_in_between_do_not_change_the_last() {
        let texts = ["the x cell of the x cell", "a x cell, the x", "of it"];
        let (mut at_once, mut step_by_step) = (NearCounter::default(), NearCounter::default());
        for text in texts {
            let index = WordIndex::of(&Document::of_paragraphs("talk", text));
            let matches: Vec<_> = text.match_indices('x').map(|(at, _)| at..at + 1).collect();
            at_once.add(&index, &matches);
            step_by_step.add(&index, &matches);
            step_by_step.table();
        }
        let (one, other) = (at_once.table(), step_by_step.table());
        assert_eq!((&one.rows, &one.neighbours), (&other.rows, &other.neighbours));
        assert_eq!((one.matches, one.near, one.elsewhere), (4, 8, 2));
        let edges: Vec<&str> =
            one.rows.iter().filter(|(_, is_edge)| *is_edge).map(|(row, _)| &*row.word).collect();
        assert_eq!(edges, ["the"]);
    }
}
