//! The terms of a literal query: alternatives with ` | ` between them.
//!
//! A bar is a separator if white space stands before it, and white space or the end of the query after it. A backslash
//! before such a bar makes it a letter of its term: `a \| b` finds “a | b”.

use std::{borrow::Cow, cmp::Reverse, iter::Peekable, ops::Range};

/// Divides a query into its terms. A term loses the white space at a separator, and one without letters is left out. A
/// query of separators alone is one term.
pub(super) fn terms(pattern: &str) -> Vec<String> {
    let mut terms = Vec::new();
    let (mut term, mut done) = (String::new(), 0);
    for token in bars(pattern) {
        let written = &pattern[done..token.start];
        done = token.end;
        match &pattern[token] {
            "|" => terms.push((term + written).trim_end().to_owned()),
            escaped => {
                term = term + written + &escaped[1..];
                continue;
            }
        }
        term = String::new();
        done += pattern[done..].len() - pattern[done..].trim_start().len();
    }
    terms.push(term + &pattern[done..]);
    terms.retain(|term| !term.trim().is_empty());
    if terms.is_empty() { vec![pattern.to_owned()] } else { terms }
}

/// Returns `words` as a query of one term: with a backslash before each bar that would be a separator, or would lose its
/// backslash.
pub fn as_term(words: &str) -> Cow<'_, str> {
    let mut term = String::new();
    let mut done = 0;
    for token in bars(words) {
        term = term + &words[done..token.start] + "\\";
        done = token.start;
    }
    if done == 0 { words.into() } else { (term + &words[done..]).into() }
}

/// Iterates over the bars between white space, each with the backslashes before it.
fn bars(pattern: &str) -> impl Iterator<Item = Range<usize>> {
    let tokens = pattern.split_whitespace().map(|token| {
        let start = token.as_ptr().addr() - pattern.as_ptr().addr();
        start..start + token.len()
    });
    tokens.filter(|token| {
        let is_bar = pattern[token.clone()]
            .strip_suffix('|')
            .is_some_and(|before| before.trim_matches('\\').is_empty());
        is_bar && token.start > 0
    })
}

/// Iterator over the matches of several terms in the order of the text, each with the number of its term. Of matches that
/// overlap, the first is kept, and of those that begin together the longest.
pub(super) struct Merged<I: Iterator<Item = Range<usize>>> {
    terms: Vec<Peekable<I>>,
    /// The end of the last match.
    end: usize,
}

impl<I: Iterator<Item = Range<usize>>> Merged<I> {
    pub(super) fn new(terms: impl Iterator<Item = I>) -> Self {
        Self { terms: terms.map(Iterator::peekable).collect(), end: 0 }
    }
}

impl<I: Iterator<Item = Range<usize>>> Iterator for Merged<I> {
    type Item = (Range<usize>, usize);

    fn next(&mut self) -> Option<Self::Item> {
        if let [only] = &mut self.terms[..] {
            return Some((only.next()?, 0));
        }
        loop {
            let peeked = self.terms.iter_mut().enumerate();
            let first = peeked.filter_map(|(term, matches)| {
                matches.peek().map(|matched| (matched.start, Reverse(matched.end), term))
            });
            let (_, _, term) = first.min()?;
            let matched = self.terms[term].next()?;
            if matched.start >= self.end {
                self.end = matched.end;
                return Some((matched, term));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bars_between_blanks_divide_a_query() {
        for (pattern, expected) in [
            ("people | mother", &["people", "mother"][..]),
            ("people  |   human feelings | x", &["people", "human feelings", "x"]),
            (" people | mother ", &[" people", "mother "]),
            ("people|mother", &["people|mother"]),
            ("people |mother", &["people |mother"]),
            ("people |", &["people"]),
            ("people | ", &["people"]),
            ("| people", &["| people"]),
            ("a | | b", &["a", "b"]),
            (r"a \| b", &["a | b"]),
            (r"a \\| b | c", &[r"a \| b", "c"]),
            (r"a \| b | c", &["a | b", "c"]),
            ("|", &["|"]),
            (" | ", &[" | "]),
            ("", &[""]),
        ] {
            assert_eq!(terms(pattern), expected, "{pattern:?}");
        }
    }

    proptest! {
        #[test]
        fn words_as_a_term_are_one_term(words in r"[a |\\]{1,12}") {
            prop_assert_eq!(terms(&as_term(&words)), [words]);
        }

        #[test]
        fn merged_matches_neither_overlap_nor_leave_a_gap(
            terms in prop::collection::vec(prop::collection::btree_map(0..30_usize, 1..5_usize, 0..8), 1..4),
        ) {
            // Matches of one term do not overlap.
            let terms = terms.iter().map(|term| {
                let mut end = 0;
                let ranges = term.iter().map(|(start, len)| *start..start + len);
                ranges.filter(|range| (range.start >= end).then(|| end = range.end).is_some()).collect::<Vec<_>>()
            });
            let terms: Vec<Vec<Range<usize>>> = terms.collect();
            let merged: Vec<_> = Merged::new(terms.iter().map(|term| term.iter().cloned())).collect();
            prop_assert!(merged.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start));
            for (range, term) in &merged {
                prop_assert!(terms[*term].contains(range));
            }
            for range in terms.iter().flatten() {
                let is_kept = merged.iter().any(|(kept, _)| kept.start < range.end && range.start < kept.end);
                prop_assert!(is_kept, "{range:?} overlaps no match");
            }
        }
    }
}
