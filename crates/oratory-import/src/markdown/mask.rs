//! A copy of a text for the parser, in which signs that must not count are masked.

use std::borrow::Cow;

use oratory_core::is_blank;

/// Runs of lines longer than this, in bytes, have no markup within lines. The parser takes time and memory for every
/// sign of an endless paragraph.
const MAX_MARKUP_BYTES: usize = 64 * 1024;

/// Signs further from the beginning of their line, in bytes, do not open a list or a quotation. The parser compares
/// each line with all that are open, so a thousand within one another would take long.
const MAX_HEAD_BYTES: usize = 128;

/// The opening and closing strings of HTML blocks that may contain blank lines.
const HTML_BLOCKS: [(&str, &str); 8] = [
    ("<!--", "-->"),
    ("<?", "?>"),
    ("<![CDATA[", "]]>"),
    ("<!", ">"),
    ("<pre", "</pre>"),
    ("<script", "</script>"),
    ("<style", "</style>"),
    ("<textarea", "</textarea>"),
];

/// Returns `text` with a letter in place of each sign that must not count, and blanks in place of an invisible line.
/// No offset changes.
pub(super) fn masked(text: &str) -> Cow<'_, str> {
    let lined = with_line_feeds(text);
    let mut bytes = Cow::Borrowed(lined.as_bytes());
    let last_ends = HTML_BLOCKS.map(|(_, end)| text.rfind(end).unwrap_or(0));
    let (mut run, mut start) = (0, 0);
    for line in lined.split_inclusive('\n') {
        let words = line.trim_end_matches(['\r', '\n']);
        if is_blank(words) {
            if !words.is_ascii() {
                bytes.to_mut()[start..start + words.len()].fill(b' ');
            }
            mask_run(&mut bytes, &lined, run, start);
            run = start + line.len();
        } else {
            mask_head(&mut bytes, start, words);
            let head = words.trim_start_matches(' ');
            let opens = |(begin, _): &(&str, &str)| is_begun_by(head, begin);
            if HTML_BLOCKS.iter().position(opens).is_some_and(|kind| last_ends[kind] <= start) {
                bytes.to_mut()[start + words.len() - head.len()] = b'x';
            }
        }
        start += line.len();
    }
    mask_run(&mut bytes, &lined, run, start);
    match bytes {
        Cow::Borrowed(_) => lined,
        Cow::Owned(bytes) => String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned),
    }
}

/// Replaces carriage returns that end a line without a line feed.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    let ends_line = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    if text.match_indices('\r').any(|(at, _)| ends_line(at)) {
        text.char_indices().map(|(at, c)| if c == '\r' && ends_line(at) { '\n' } else { c }).collect()
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns `true` if a line begins with `begin`, in any case.
fn is_begun_by(line: &str, begin: &str) -> bool {
    line.as_bytes().get(..begin.len()).is_some_and(|head| head.eq_ignore_ascii_case(begin.as_bytes()))
}

/// Masks the signs at the head of a line that are too far from its beginning.
fn mask_head(bytes: &mut Cow<'_, [u8]>, start: usize, line: &str) {
    let head = head_len(line);
    // A line of the same signs is a rule.
    let is_rule = |line: &[u8]| line.iter().all(|&byte| byte == line[0] || byte == b' ') && line[0] != b'>';
    if head > MAX_HEAD_BYTES && !is_rule(line.trim_start_matches([' ', '\t']).as_bytes()) {
        mask(&mut bytes.to_mut()[start + MAX_HEAD_BYTES..start + head]);
    }
}

/// Masks the signs within the lines of `text[run..end]` if they are too long.
fn mask_run(bytes: &mut Cow<'_, [u8]>, text: &str, run: usize, end: usize) {
    if end - run <= MAX_MARKUP_BYTES {
        return;
    }
    let mut start = run;
    for line in text[run..end].split_inclusive('\n') {
        mask(&mut bytes.to_mut()[start + head_len(line)..start + line.len()]);
        start += line.len();
    }
}

/// Returns the length of the signs and blanks at the head of `line`.
fn head_len(line: &str) -> usize {
    let is_of_head = |byte: &u8| b" \t>-+*#.)0123456789=_~`".contains(byte);
    line.bytes().take_while(is_of_head).count()
}

/// Replaces all signs.
fn mask(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|byte| byte.is_ascii_punctuation()) {
        *byte = b'x';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_or_hides_the_rest_is_masked() {
        let deep = format!("{}a", "> ".repeat(80));
        let long = format!("- [a](b) *c*\n{}", "1. *d*\n".repeat(10_000));
        let cases = [
            ("<!-- a\n\nb", "x!-- a\n\nb"),
            ("<!-- a -->\n <!-- b\n\nc", "<!-- a -->\n x!-- b\n\nc"),
            ("<PRE>\na", "xPRE>\na"),
            ("a\n\u{a0}\u{200b}\r\nb", "a\n     \r\nb"),
            ("a\r\rb\r\n", "a\n\nb\r\n"),
            ("a\n \t\nb *c*", "a\n \t\nb *c*"),
            (&deep, &format!("{}{}a", "> ".repeat(64), "x ".repeat(16))),
            (&long, &format!("- xaxxbx xcx\n{}", "1. *dx\n".repeat(10_000))),
        ];
        for (text, expected) in cases {
            assert_eq!(masked(text), expected);
        }
        let rule = "- ".repeat(200);
        assert_eq!(masked(&rule), rule);
    }
}
