//! A paragraph with its lines joined, as a reader sees it: what a regular expression is looked for in.
//!
//! A pattern says of a blank, or of any letter, how often it stands there; a line end with the blanks around it
//! would be none of them, or several. So it is made one blank, as on the page, and a place in what comes of
//! that is brought back to the text by what was left out before it. A text without line ends is not copied.

use std::borrow::Cow;

/// What is left out beside a line end, on the page too.
pub(super) const BLANKS: [char; 2] = [' ', '\t'];

/// A paragraph on one line.
pub fn on_one_line(paragraph: &str) -> Cow<'_, str> {
    Joined::new(paragraph).text
}

/// A stretch of a text in which each line end, with the blanks around it, is one blank.
#[derive(Debug)]
pub(super) struct Joined<'a> {
    text: Cow<'a, str>,
    /// Where each such blank ends here, and where in the stretch what it stands for does.
    ends: Vec<(usize, usize)>,
}

impl<'a> Joined<'a> {
    /// A stretch of one block with its lines joined.
    pub(super) fn new(stretch: &'a str) -> Self {
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

    /// A stretch as it stands in the text.
    pub(super) const fn as_it_is(stretch: &'a str) -> Self {
        Self { text: Cow::Borrowed(stretch), ends: Vec::new() }
    }

    /// What it reads.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Which place of the stretch a place in what it reads is.
    pub(super) fn place(&self, at: usize) -> usize {
        let after = self.ends.partition_point(|&(end, _)| end <= at);
        after.checked_sub(1).map_or(at, |last| self.ends[last].1 + at - self.ends[last].0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_end_and_the_blanks_around_it_are_one_blank() {
        let read = |stretch: &str| Joined::new(stretch).text().to_owned();
        assert_eq!(read("one\ntwo \r\n\t three"), "one two three");
        assert_eq!(read("one  two\u{A0}\nthree"), "one  two\u{A0} three");
        assert_eq!(read(" one\rtwo "), " one\rtwo ");
    }

    #[test]
    fn a_place_is_brought_back_to_the_text() {
        let stretch = "a \r\n  b\nc";
        let joined = Joined::new(stretch);
        assert_eq!(joined.text(), "a b c");
        let places: Vec<usize> = (0..=5).map(|at| joined.place(at)).collect();
        assert_eq!(places, [0, 1, 6, 7, 8, 9]);
        assert_eq!(Joined::as_it_is(stretch).place(9), 9);
    }
}
