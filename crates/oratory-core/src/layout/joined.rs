//! A paragraph with its lines joined, as it is shown. Regular expressions are matched against it.
//!
//! In a pattern, a line end with the blanks around it should count as one blank. So it is replaced by one
//! blank, as on the screen, and offsets are translated back to the text. A text without line ends is not
//! copied.

use std::borrow::Cow;

/// Characters that are dropped beside a line end, also on the screen.
pub(crate) const BLANKS: [char; 2] = [' ', '\t'];

/// Joins the lines of a paragraph.
pub fn join_lines(paragraph: &str) -> Cow<'_, str> {
    JoinedLines::new(paragraph).text
}

/// A part of a text in which each line end, with the blanks around it, is one blank.
#[derive(Debug)]
pub(crate) struct JoinedLines<'a> {
    text: Cow<'a, str>,
    /// The end of each such blank in `text`, and the end of the characters that it replaces in the original.
    ends: Vec<(usize, usize)>,
}

impl<'a> JoinedLines<'a> {
    /// Joins the lines of a part of one block.
    pub(crate) fn new(stretch: &'a str) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        let mut done = 0;
        for (feed, _) in stretch.match_indices('\n') {
            let line = &stretch[done..feed];
            text += line.strip_suffix('\r').unwrap_or(line).trim_end_matches(BLANKS);
            text.push(' ');
            done = stretch.len() - stretch[feed + 1..].trim_start_matches(BLANKS).len();
            ends.push((text.len(), done));
        }
        if ends.is_empty() {
            return Self::as_it_is(stretch);
        }
        text += &stretch[done..];
        Self { text: Cow::Owned(text), ends }
    }

    /// Wraps a part of a text without joining its lines.
    pub(crate) const fn as_it_is(stretch: &'a str) -> Self {
        Self { text: Cow::Borrowed(stretch), ends: Vec::new() }
    }

    /// Returns the joined text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Translates an offset in the joined text to the original.
    pub(crate) fn place(&self, at: usize) -> usize {
        let after = self.ends.partition_point(|&(end, _)| end <= at);
        after.checked_sub(1).map_or(at, |last| self.ends[last].1 + at - self.ends[last].0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_end_and_the_blanks_around_it_are_one_blank() {
        let read = |stretch: &str| JoinedLines::new(stretch).text().to_owned();
        assert_eq!(read("one\ntwo \r\n\t three"), "one two three");
        assert_eq!(read("one  two\u{A0}\nthree"), "one  two\u{A0} three");
        assert_eq!(read(" one\rtwo "), " one\rtwo ");
    }

    #[test]
    fn a_place_is_brought_back_to_the_text() {
        let stretch = "a \r\n  b\nc";
        let joined = JoinedLines::new(stretch);
        assert_eq!(joined.text(), "a b c");
        let places: Vec<usize> = (0..=5).map(|at| joined.place(at)).collect();
        assert_eq!(places, [0, 1, 6, 7, 8, 9]);
        assert_eq!(JoinedLines::as_it_is(stretch).place(9), 9);
    }
}
