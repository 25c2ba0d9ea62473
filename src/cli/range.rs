//! Parses the suffixes of names on the command line: parts like `#2`, and paragraph ranges like `7-9`.

use std::{ffi::OsStr, fmt, ops::RangeInclusive};

/// A range of paragraph numbers, as in `closing:7-9`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Range {
    /// The range as it was typed, for messages.
    typed: String,
    first: usize,
    /// `None` for the last paragraph.
    last: Option<usize>,
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed)
    }
}

impl Range {
    /// Parses `7`, `7-9`, `7-` or `-9`. Returns `None` if the range is invalid. Accepts an en dash, as in citations.
    pub(super) fn parse(typed: &str) -> Option<Self> {
        let (first, last) = match typed.split_once(['-', '–']) {
            None => (whole_number(typed)?, Some(whole_number(typed)?)),
            Some(("", last)) => (1, Some(whole_number(last)?)),
            Some((first, "")) => (whole_number(first)?, None),
            Some((first, last)) => (whole_number(first)?, Some(whole_number(last)?)),
        };
        Some(Self { typed: typed.to_owned(), first, last })
    }

    /// Returns the range written forwards, as `7-9`, if it runs backwards.
    pub(super) fn forwards(&self) -> Option<String> {
        let last = self.last.filter(|last| *last < self.first)?;
        (last > 0).then(|| format!("{last}-{}", self.first))
    }

    /// Returns the numbers in a text of `count` paragraphs, or `None` if the range is empty or outside of it.
    pub(super) fn within(&self, count: usize) -> Option<RangeInclusive<usize>> {
        let last = self.last.unwrap_or(count);
        (1 <= self.first && self.first <= last && last <= count).then_some(self.first..=last)
    }
}

/// Splits `talks.txt#2` into the name and the number.
pub(super) fn split_part(name: &OsStr) -> Option<(&OsStr, usize)> {
    let (file, number) = rsplit_once(name, '#')?;
    Some((file, whole_number(number.to_str()?)?))
}

/// Splits `name` at the last `sign`, an ASCII character. A name need not be UTF-8.
#[cfg(unix)]
pub(super) fn rsplit_once(name: &OsStr, sign: char) -> Option<(&OsStr, &OsStr)> {
    use std::os::unix::ffi::OsStrExt;

    let bytes = name.as_bytes();
    let at = bytes.iter().rposition(|&byte| char::from(byte) == sign)?;
    Some((OsStr::from_bytes(&bytes[..at]), OsStr::from_bytes(&bytes[at + 1..])))
}

#[cfg(not(unix))]
pub(super) fn rsplit_once(name: &OsStr, sign: char) -> Option<(&OsStr, &OsStr)> {
    name.to_str()?.rsplit_once(sign).map(|(head, tail)| (head.as_ref(), tail.as_ref()))
}

/// Parses a number. A number too large for `usize` becomes the maximum.
fn whole_number(digits: &str) -> Option<usize> {
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_may_be_open_at_either_end() {
        let within = |typed: &str| Range::parse(typed).and_then(|range| range.within(9));
        for (typed, numbers) in
            [("7", 7..=7), ("7-9", 7..=9), ("7–9", 7..=9), ("7-", 7..=9), ("-7", 1..=7), ("-9", 1..=9)]
        {
            assert_eq!(within(typed), Some(numbers), "{typed}");
        }
        for outside in ["0", "10", "9-8", "8-10", "10-", "-0", "-10", "0-3", "99999999999999999999"] {
            assert!(Range::parse(outside).is_some(), "{outside}");
            assert_eq!(within(outside), None, "{outside}");
        }
    }

    #[test]
    fn backward_range_is_turned_round() {
        let forwards = |typed: &str| Range::parse(typed).and_then(|range| range.forwards());
        assert_eq!(forwards("9-7").as_deref(), Some("7-9"));
        assert_eq!(["7-9", "7-7", "7-", "-9", "-0", "9-0"].map(forwards), [const { None }; 6]);
    }

    #[test]
    fn anything_else_is_not_a_range() {
        for none in ["", "-", "x", "7,9", "7-8-9", "+7", "7 - 9", "7-x", "--7", "7--"] {
            assert_eq!(Range::parse(none), None, "{none}");
        }
    }

    #[test]
    fn number_of_a_part_follows_the_last_hash() {
        assert_eq!(split_part("a#b.txt#12".as_ref()), Some(("a#b.txt".as_ref(), 12)));
        assert_eq!(["a#b", "a#", "a"].map(|name| split_part(name.as_ref())), [None; 3]);
    }
}
