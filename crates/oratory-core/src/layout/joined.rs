//! A paragraph with its lines joined, as it is shown.

use std::{borrow::Cow, ops::Range};

use crate::document::{
    lines::{is_line_end, line_end},
    words::is_joined_without_blank,
};

/// Characters that are dropped beside a line end, also on the screen.
pub(crate) const BLANKS: [char; 2] = [' ', '\t'];

/// Returns `text[range]`, a part of a paragraph, with each run of line ends, and the blanks around it, replaced by one
/// blank, or by nothing between Chinese or Japanese letters. Without line ends it is not copied.
pub fn join_lines(text: &str, range: Range<usize>) -> Cow<'_, str> {
    let part = &text[range.clone()];
    let (mut joined, mut done) = (String::new(), 0);
    while let Some((at, _)) = line_end(&part[done..]) {
        let head = part[done..done + at].trim_end_matches(BLANKS);
        joined += head;
        let gap = range.start + done + head.len();
        if !is_dropped(text, gap) {
            joined.push(' ');
        }
        done = gap_end(text, gap).min(range.end) - range.start;
    }
    if done == 0 { Cow::Borrowed(part) } else { Cow::Owned(joined + &part[done..]) }
}

/// Returns `true` if the blanks and line ends at `offset` stand for nothing: between Chinese or Japanese letters.
pub(crate) fn is_dropped(text: &str, offset: usize) -> bool {
    let before = text[..offset].trim_end_matches(is_of_gap).chars().next_back();
    let after = text[gap_end(text, offset)..].chars().next();
    before.zip(after).is_some_and(|(before, after)| is_joined_without_blank(before, after))
}

/// Returns the end of the blanks and line ends at `offset`.
pub(crate) fn gap_end(text: &str, offset: usize) -> usize {
    text.len() - text[offset..].trim_start_matches(is_of_gap).len()
}

/// Returns `true` for line ends and the blanks beside them.
pub(crate) fn is_of_gap(c: char) -> bool {
    BLANKS.contains(&c) || is_line_end(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Cow<'_, str> {
        join_lines(text, 0..text.len())
    }

    #[test]
    fn line_end_and_the_blanks_around_it_are_one_blank() {
        assert_eq!(joined("one\ntwo \r\n\t three"), "one two three");
        assert_eq!(joined("one  two\u{A0}\nthree"), "one  two\u{A0} three");
        assert_eq!(joined(" one\rtwo\u{2028}\u{c}three "), " one two three ");
        assert_eq!(joined("one \n\r\n\n two"), "one two", "as it is drawn");
    }

    #[test]
    fn line_end_between_chinese_letters_is_nothing() {
        assert_eq!(joined("站\n起来 \r\n\t了。\n“好\n한국\n어"), "站起来了。 “好 한국 어");
        let text = "站\n起来";
        assert_eq!((join_lines(text, 0..4), join_lines(text, 3..10)), ("站".into(), "起来".into()));
    }
}
