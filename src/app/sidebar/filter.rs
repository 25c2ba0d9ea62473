//! The filter of a list.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};
use oratory_core::{document::names::loose, layout::grapheme::Ambiguous};

/// A fuzzy filter of a list. It is created once for all entries, because the matcher needs much memory.
#[derive(Debug)]
pub(super) struct FuzzyFilter {
    filter: String,
    pattern: Pattern,
    matcher: Matcher,
    letters: Vec<char>,
}

impl FuzzyFilter {
    /// Creates a filter that compares like [`loose`], ignoring case, accents and composition.
    pub(super) fn new(filter: &str) -> Self {
        let filter = loose(filter);
        let pattern = Pattern::new(&filter, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        Self { filter, pattern, matcher: Matcher::new(Config::DEFAULT), letters: Vec::new() }
    }

    /// Ranks an entry, the best first: the whole matches, then its beginning, then a part, then scattered
    /// letters. Returns `None` if the entry does not match.
    pub(super) fn rank(&mut self, words: &str) -> Option<u32> {
        let (filter, words) = (self.filter.as_str(), loose(words));
        if filter.is_empty() || words == filter {
            return Some(0);
        }
        if words.starts_with(filter) {
            return Some(1);
        }
        if words.contains(filter) {
            return Some(2);
        }
        let score = self.pattern.score(Utf32Str::new(&words, &mut self.letters), &mut self.matcher)?;
        // nucleo gives 16 points for a letter, and more for neighbours. With less than half of that, the letters are
        // scattered so widely that the reader hardly meant this entry.
        let full_score =
            u32::try_from(Ambiguous::Narrow.width(filter)).unwrap_or(u32::MAX).saturating_mul(16);
        (score * 2 >= full_score).then(|| 3 + full_score.saturating_sub(score))
    }
}
