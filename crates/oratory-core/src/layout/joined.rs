//! A paragraph with its lines joined, as it is shown. Regular expressions are matched against it.
//!
//! In a pattern, line ends with the blanks around them should match one blank. It is replaced by one, as on the
//! screen, and offsets are translated back to the text. A text without line ends is not copied.

use std::borrow::Cow;

use crate::document::lines::{is_line_end, line_end};

/// Characters that are dropped beside a line end, also on the screen.
pub(crate) const BLANKS: [char; 2] = [' ', '\t'];

/// Returns `paragraph` with each run of line ends, and the blanks around it, replaced by one blank.
pub fn join_lines(paragraph: &str) -> Cow<'_, str> {
    JoinedLines::new(paragraph).text
}

/// A text whose line ends are replaced as by [`join_lines`], with the offsets in the original.
#[derive(Debug)]
pub(crate) struct JoinedLines<'a> {
    text: Cow<'a, str>,
    /// The end of each such blank in `text`, and the end of the characters that it replaces in the original.
    ends: Vec<(usize, usize)>,
}

impl<'a> JoinedLines<'a> {
    pub(crate) fn new(original: &'a str) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        let mut done = 0;
        while let Some((at, len)) = line_end(&original[done..]) {
            text += original[done..done + at].trim_end_matches(BLANKS);
            text.push(' ');
            let rest = &original[done + at + len..];
            let is_dropped = |c| BLANKS.contains(&c) || is_line_end(c);
            done = original.len() - rest.trim_start_matches(is_dropped).len();
            ends.push((text.len(), done));
        }
        if ends.is_empty() {
            return Self::unjoined(original);
        }
        text += &original[done..];
        Self { text: Cow::Owned(text), ends }
    }

    /// Wraps a text without replacing its line ends.
    pub(crate) const fn unjoined(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), ends: Vec::new() }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Translates an offset in the joined text to the original.
    pub(crate) fn original_offset(&self, offset: usize) -> usize {
        let after = self.ends.partition_point(|&(end, _)| end <= offset);
        after.checked_sub(1).map_or(offset, |last| self.ends[last].1 + offset - self.ends[last].0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_end_and_the_blanks_around_it_are_one_blank() {
        let read = |text: &str| JoinedLines::new(text).text().to_owned();
        assert_eq!(read("one\ntwo \r\n\t three"), "one two three");
        assert_eq!(read("one  two\u{A0}\nthree"), "one  two\u{A0} three");
        assert_eq!(read(" one\rtwo\u{2028}\u{c}three "), " one two three ");
        assert_eq!(read("one \n\r\n\n two"), "one two", "as it is drawn");
    }

    #[test]
    fn offsets_are_translated_to_the_original() {
        let text = "a \r\n  b\nc";
        let joined = JoinedLines::new(text);
        assert_eq!(joined.text(), "a b c");
        let offsets: Vec<usize> = (0..=5).map(|at| joined.original_offset(at)).collect();
        assert_eq!(offsets, [0, 1, 6, 7, 8, 9]);
        assert_eq!(JoinedLines::unjoined(text).original_offset(9), 9);
    }
}
