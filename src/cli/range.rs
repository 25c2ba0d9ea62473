//! Parses paragraph ranges on the command line: `7`, `7-9`, `7-` and `-9`.

use std::ops::RangeInclusive;

/// A range of paragraph numbers, as in `closing:7-9`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    first: usize,
    /// `None` for the last paragraph.
    last: Option<usize>,
}

impl Range {
    /// Parses a range. Returns `None` if it is invalid. Accepts an en dash, as in citations.
    pub(super) fn parse(written: &str) -> Option<Self> {
        let Some((first, last)) = written.split_once(['-', '–']) else {
            let number = whole_number(written)?;
            return Some(Self { first: number, last: Some(number) });
        };
        match (first, last) {
            ("", "") => None,
            ("", last) => Some(Self { first: 1, last: Some(whole_number(last)?) }),
            (first, "") => Some(Self { first: whole_number(first)?, last: None }),
            (first, last) => Some(Self { first: whole_number(first)?, last: Some(whole_number(last)?) }),
        }
    }

    /// Returns the range written forwards, as `7-9`, if it runs backwards.
    pub(super) fn forwards(self) -> Option<String> {
        let last = self.last.filter(|last| *last < self.first)?;
        (last > 0).then(|| format!("{last}-{}", self.first))
    }

    /// Returns the numbers in a text of `count` paragraphs, or `None` if the range is empty or outside of it.
    pub(super) fn within(self, count: usize) -> Option<RangeInclusive<usize>> {
        let last = self.last.unwrap_or(count);
        (1 <= self.first && self.first <= last && last <= count).then_some(self.first..=last)
    }
}

/// Parses a number. A number too large for `usize` becomes the maximum.
pub(super) fn whole_number(digits: &str) -> Option<usize> {
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_may_be_open_at_either_end() {
        let within = |written: &str| Range::parse(written).and_then(|range| range.within(9));
        for (written, numbers) in
            [("7", 7..=7), ("7-9", 7..=9), ("7–9", 7..=9), ("7-", 7..=9), ("-7", 1..=7), ("-9", 1..=9)]
        {
            assert_eq!(within(written), Some(numbers), "{written}");
        }
        for outside in ["0", "10", "9-8", "8-10", "10-", "-0", "-10", "0-3", "99999999999999999999"] {
            assert!(Range::parse(outside).is_some(), "{outside}");
            assert_eq!(within(outside), None, "{outside}");
        }
    }

    #[test]
    fn backward_range_is_turned_round() {
        let forwards = |written: &str| Range::parse(written).and_then(Range::forwards);
        assert_eq!(forwards("9-7").as_deref(), Some("7-9"));
        assert_eq!(["7-9", "7-7", "7-", "-9", "-0", "9-0"].map(forwards), [const { None }; 6]);
    }

    #[test]
    fn anything_else_is_not_a_range() {
        for none in ["", "-", "x", "7,9", "7-8-9", "+7", "7 - 9", "7-x", "--7", "7--"] {
            assert_eq!(Range::parse(none), None, "{none}");
        }
    }
}
