//! A paragraph with its lines joined, as it is shown.

use std::borrow::Cow;

use crate::document::lines::{is_line_end, line_end};

/// Characters that are dropped beside a line end, also on the screen.
pub(crate) const BLANKS: [char; 2] = [' ', '\t'];

/// Returns `paragraph` with each run of line ends, and the blanks around it, replaced by one blank. Without line ends it
/// is not copied.
pub fn join_lines(paragraph: &str) -> Cow<'_, str> {
    let (mut text, mut done) = (String::new(), 0);
    while let Some((at, len)) = line_end(&paragraph[done..]) {
        text += paragraph[done..done + at].trim_end_matches(BLANKS);
        text.push(' ');
        let rest = &paragraph[done + at + len..];
        let is_dropped = |c| BLANKS.contains(&c) || is_line_end(c);
        done = paragraph.len() - rest.trim_start_matches(is_dropped).len();
    }
    if done == 0 { Cow::Borrowed(paragraph) } else { Cow::Owned(text + &paragraph[done..]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_end_and_the_blanks_around_it_are_one_blank() {
        assert_eq!(join_lines("one\ntwo \r\n\t three"), "one two three");
        assert_eq!(join_lines("one  two\u{A0}\nthree"), "one  two\u{A0} three");
        assert_eq!(join_lines(" one\rtwo\u{2028}\u{c}three "), " one two three ");
        assert_eq!(join_lines("one \n\r\n\n two"), "one two", "as it is drawn");
    }
}
