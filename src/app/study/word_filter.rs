//! The filter of a list of phrases: words that they have, and words that they do not have.

use oratory_core::loose;

/// A filter for sequences of words. Each word of the filter begins a word of the sequence, and a word after `!` begins none.
/// Case and accents are ignored.
#[derive(Debug)]
pub(super) struct WordFilter {
    words: Vec<(String, bool)>,
}

impl WordFilter {
    pub(super) fn new(filter: &str) -> Self {
        let word = |word: &str| {
            let (without, is_wanted) = word.strip_prefix('!').map_or((word, true), |word| (word, false));
            (loose(without), is_wanted)
        };
        let words = filter.split_whitespace().map(word).filter(|(word, _)| !word.is_empty());
        Self { words: words.collect() }
    }

    /// Returns `true` if a sequence of words passes the filter.
    pub(super) fn accepts(&self, forms: &[&str]) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let forms: Vec<String> = forms.iter().map(|form| loose(form)).collect();
        // Without blanks, as Chinese is written, a word of the filter may be several.
        let has = |word: &String| {
            let joined = || forms.concat();
            forms.iter().any(|form| form.starts_with(word)) || !word.is_ascii() && joined().contains(word)
        };
        self.words.iter().all(|(word, is_wanted)| has(word) == *is_wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filter_compares_the_beginnings_of_words() {
        let accepts = |filter: &str| WordFilter::new(filter).accepts(&["party", "cell", "café's"]);
        for (filter, is_accepted) in [
            ("", true),
            ("cell", true),
            ("CE", true),
            ("art", false),
            ("cell party", true),
            ("cell unity", false),
            ("!cell", false),
            ("party !unity", true),
            ("cafe", true),
            ("!", true),
        ] {
            assert_eq!(accepts(filter), is_accepted, "{filter}");
        }
        assert!(WordFilter::new("持党").accepts(&["坚持", "党"]));
    }
}
