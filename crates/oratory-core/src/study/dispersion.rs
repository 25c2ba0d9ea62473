//! Dispersion: whether a word is spread over a text or stands in one part of it.

use std::sync::Arc;

use super::words::{WordCounts, WordIndex};

/// Returns Gries' deviation of proportions (DP), given the size of each part and the count of the word in it: 0 if the word
/// is spread like the parts, nearly 1 if it stands in the smallest. `None` if there is no word.
///
/// Stefan Th. Gries, *Dispersions and adjusted frequencies in corpora*, 2008: half the sum of the absolute differences
/// between each part's share of the words and its share of the occurrences.
///
/// ```
/// use oratory_core::deviation_of_proportions;
///
/// let dp = deviation_of_proportions(&[(9, 1), (10, 2), (10, 3), (10, 4), (11, 5)]);
/// assert!((dp.unwrap() - 0.18).abs() < 0.005);
/// ```
#[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
pub fn deviation_of_proportions(parts: &[(usize, usize)]) -> Option<f64> {
    let size: usize = parts.iter().map(|(size, _)| size).sum();
    let count: usize = parts.iter().map(|(_, count)| count).sum();
    if size == 0 || count == 0 {
        return None;
    }
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let deviation = |(part, occurrences): &(usize, usize)| share(*part, size) - share(*occurrences, count);
    Some(parts.iter().map(|part| deviation(part).abs()).sum::<f64>() / 2.0)
}

/// Counts positions below `total` in `cells` equal parts, for a dispersion plot. A position is in the part
/// `position * cells / total`.
///
/// The plots of a word list count words. Those of a concordance count bytes, because a match may be any part of a text.
pub fn dispersion_plot(positions: impl IntoIterator<Item = usize>, total: usize, cells: usize) -> Vec<usize> {
    let mut counts = vec![0; cells];
    for position in positions {
        // The products of long texts need more than 64 bits.
        let cell = (position as u128 * cells as u128) / (total.max(1) as u128);
        if let Some(count) = usize::try_from(cell).ok().and_then(|cell| counts.get_mut(cell)) {
            *count += 1;
        }
    }
    counts
}

/// The places of all words of a text, by form. [`WordIndex::places`] reads the whole text for each form.
#[derive(Debug)]
pub struct Places {
    counts: Arc<WordCounts>,
    /// The words, as numbers in the text: those of the first form, then those of the second, and so on.
    words: Vec<u32>,
    /// The end in `words` of each form.
    ends: Vec<usize>,
}

impl Places {
    /// Sorts the words of a text by form.
    pub fn new(index: &WordIndex) -> Self {
        let counts = Arc::clone(index.counts());
        let mut end = 0;
        let mut ends: Vec<usize> = vec![0; counts.different()];
        for (id, next) in (0..).zip(&mut ends) {
            // The end of the form before, which moves as its words are added.
            *next = end;
            end += counts.count_of(id);
        }
        let mut words = vec![0; index.len()];
        for (word, &id) in (0..).zip(index.ids()) {
            let at = &mut ends[id as usize];
            words[*at] = word;
            *at += 1;
        }
        Self { counts, words, ends }
    }

    /// Iterates over the places of `form`, in order.
    pub(crate) fn of(&self, form: &str) -> impl Iterator<Item = usize> + '_ {
        let range = self.counts.id(form).map_or(0..0, |id| {
            let id = id as usize;
            id.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[id]
        });
        self.words[range].iter().map(|&word| word as usize)
    }

    /// Counts the places of a form in `cells` equal parts of the text.
    pub fn plot(&self, form: &str, cells: usize) -> Vec<usize> {
        dispersion_plot(self.of(form), self.words.len(), cells)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::text::Document;

    #[test]
    fn deviation_is_that_of_gries() {
        let near = |parts: &[(usize, usize)], expected: f64| {
            let dp = deviation_of_proportions(parts).unwrap();
            assert!((dp - expected).abs() < 0.0005, "{dp}");
        };
        near(&[(9, 1), (10, 2), (10, 3), (10, 4), (11, 5)], 0.18);
        near(&[(10, 2), (20, 4)], 0.0);
        near(&[(10, 3), (30, 0)], 0.75);
        assert_eq!(deviation_of_proportions(&[(10, 0)]), None);
        assert_eq!(deviation_of_proportions(&[]), None);
    }

    proptest! {
        #[test]
        fn places_are_those_of_the_index(text in "([a-d]{1,2}[ .\n]{1,2}){0,40}") {
            let index = WordIndex::of(&Document::of_paragraphs("talk", &text));
            let places = Places::new(&index);
            for (form, _) in index.counts().iter() {
                prop_assert_eq!(places.of(form).collect::<Vec<_>>(), index.places(form).collect::<Vec<_>>());
            }
            prop_assert_eq!(places.of("e").count(), 0);
        }

        #[test]
        fn plot_has_every_position_once(positions in prop::collection::vec(0..100_usize, 0..50), cells in 1..30_usize) {
            let plot = dispersion_plot(positions.iter().copied(), 100, cells);
            prop_assert_eq!(plot.iter().sum::<usize>(), positions.len());
            prop_assert_eq!(plot.len(), cells);
        }
    }
}
