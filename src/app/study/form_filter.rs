//! The filter of the list of words: parts of words, in which `*` stands for any letters.

use oratory_core::loose;

/// A filter. Case, accents and the form of apostrophes make no difference.
#[derive(Debug)]
pub(super) struct FormFilter {
    /// A word passes if one of them matches. All words pass if there is none.
    patterns: Vec<String>,
}

impl FormFilter {
    /// Parses a filter: patterns between blanks. One without `*` finds the words that contain it.
    pub(super) fn new(filter: &str) -> Self {
        let patterns = filter.split_whitespace().map(|pattern| {
            let has_star = pattern.contains('*');
            if has_star { loose(pattern) } else { format!("*{}*", loose(pattern)) }
        });
        Self { patterns: patterns.collect() }
    }

    /// Returns `true` if `word` passes.
    pub(super) fn matches(&self, word: &str) -> bool {
        if self.patterns.is_empty() {
            return true;
        }
        let word = loose(word);
        self.patterns.iter().any(|pattern| is_match(pattern, &word))
    }
}

/// Returns `true` if `word` has the parts of `pattern` in their order, with any letters for each `*`.
fn is_match(pattern: &str, word: &str) -> bool {
    let mut parts = pattern.split('*');
    let (first, last) = (parts.next().unwrap_or_default(), parts.next_back());
    let Some(mut rest) = word.strip_prefix(first) else { return false };
    let Some(last) = last else { return rest.is_empty() };
    for part in parts {
        // The first place is as good as any: what follows it is longest.
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    #[test]
    fn star_stands_for_any_letters() {
        for (filter, expected) in [
            ("", "party party's parties part élan"),
            ("part", "party party's parties part"),
            ("part*", "party party's parties part"),
            ("*s", "party's parties"),
            ("p*t*s", "party's parties"),
            ("party*", "party party's"),
            ("PARTY’S", "party's"),
            ("elan ties", "parties élan"),
            ("**", "party party's parties part élan"),
            ("x*", ""),
            ("par*arty", ""),
        ] {
            let words = ["party", "party's", "parties", "part", "élan"];
            let found: Vec<_> =
                words.into_iter().filter(|word| FormFilter::new(filter).matches(word)).collect();
            assert_eq!(found.join(" "), expected, "{filter:?}");
        }
    }

    proptest! {
        #[test]
        fn filter_finds_what_a_regex_finds(filter in "[ab*]{1,6}", word in "[ab]{0,6}") {
            let regex = if filter.contains('*') { format!("^{}$", filter.replace('*', ".*")) } else { filter.clone() };
            prop_assert_eq!(FormFilter::new(&filter).matches(&word), Regex::new(&regex).unwrap().is_match(&word));
        }
    }
}
