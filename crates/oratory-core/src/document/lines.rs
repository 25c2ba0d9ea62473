//! Line ends, and lines without a visible character.
//!
//! A line may end in any of the mandatory breaks of UAX #14: old Macs wrote a carriage return alone, word processors
//! write U+2028 and U+2029, and `pdftotext` writes a form feed at the end of a page.

use crate::layout::sanitize::is_invisible;

/// Returns `true` for a character that ends a line. A carriage return and a line feed are one line end.
pub const fn is_line_end(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns the range of the first line end in `text` as its start and its length.
///
/// ```
/// use oratory_core::line_end;
///
/// assert_eq!(line_end("one\r\ntwo"), Some((3, 2)));
/// assert_eq!(line_end("one\rtwo"), Some((3, 1)));
/// assert_eq!(line_end("“one”\u{2028}two"), Some((9, 3)));
/// assert_eq!(line_end("one"), None);
/// ```
pub fn line_end(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        // U+0085 is C2 85, and U+2028 and U+2029 are E2 80 A8 and A9.
        let at = from + bytes[from..].iter().position(|byte| matches!(byte, b'\n'..=b'\r' | 0xC2 | 0xE2))?;
        match &bytes[at..] {
            [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => return Some((at, 2)),
            [b'\n'..=b'\r', ..] => return Some((at, 1)),
            [0xE2, 0x80, 0xA8 | 0xA9, ..] => return Some((at, 3)),
            _ => from = at + 1,
        }
    }
}

/// Iterates over the line ends in `text`, each with its start and its length.
pub(crate) fn line_ends(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut offset = 0;
    std::iter::from_fn(move || {
        let (at, len) = line_end(&text[offset..])?;
        let start = offset + at;
        offset = start + len;
        Some((start, len))
    })
}

/// Iterates over the lines of `text`, whatever kind of line end is between them. Blank lines are left out.
pub fn full_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_line_end).filter(|line| !is_blank(line))
}

/// Returns `true` if nothing in `line` is visible: white space, or characters such as U+200B and U+FEFF, which texts
/// from the web have between paragraphs.
pub fn is_blank(line: &str) -> bool {
    line.chars().all(is_blank_char)
}

fn is_blank_char(c: char) -> bool {
    c.is_whitespace() || !c.is_ascii() && is_invisible(c)
}

/// Returns the length of `text` without the white space and the blank lines at its end. Invisible characters at the
/// end of a line that is not blank are kept.
pub fn trimmed_len(text: &str) -> usize {
    let visible = text.trim_end_matches(is_blank_char).len();
    let rest = &text[visible..];
    let line = line_end(rest).map_or(rest, |(at, _)| &rest[..at]);
    visible + line.trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_at_its_last_visible_line() {
        for (text, kept) in [
            ("one \r\n \u{200b}\n\u{feff}", "one"),
            ("one\u{200b} \r \u{3000}\u{2029}", "one\u{200b}"),
            ("one\u{feff}", "one\u{feff}"),
            ("\u{200b}\n", "\u{200b}"),
            (" \n", ""),
        ] {
            assert_eq!(&text[..trimmed_len(text)], kept, "{text:?}");
        }
    }

    #[test]
    fn every_line_end_is_found_once() {
        let ends: Vec<_> = line_ends("a\r\nb\rc\n\u{85}é’\u{2028}d\u{2029}\u{b}\u{c}").collect();
        assert_eq!(ends, [(1, 2), (4, 1), (6, 1), (7, 2), (14, 3), (18, 3), (21, 1), (22, 1)]);
    }
}
