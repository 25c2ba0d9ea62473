//! The lines of a text in Markdown that are kept at any text width.

use std::{cmp::Reverse, ops::Range};

use oratory_core::{KeptLine, Kind};
use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::{
    blocks::html_kind,
    parser::{line_start, lines_of, parser},
    spans::{is_of_item, is_of_quotation, quoted_lines, sign, underline},
};

/// The columns by which a block of code is indented, unless it is between fences.
const CODE_INDENT: usize = 4;

/// Returns the lines that are kept of the blocks with `starts`: items and their paragraphs, lines of a quotation,
/// of code or a table, the line below a heading, and lines after a hard break. The first line of a block is left out
/// unless it has a marker.
pub(super) fn kept(text: &str, masked: &str, starts: &[usize]) -> Vec<KeptLine> {
    let mut kept = Vec::new();
    let mut heads = heads(masked).into_iter().peekable();
    for (index, &first) in starts.iter().enumerate() {
        let next = starts.get(index + 1).map_or(text.len(), |&next| next);
        let last = first + text[first..next].trim_end().len();
        while let Some((start, end)) = heads.next_if(|&(start, end)| start.max(end) < next) {
            // The blanks before a block and after it are not its own.
            let start = text.floor_char_boundary(start.max(first));
            let end = text.floor_char_boundary(end.min(last));
            if start < last && (start > first || end > first) {
                kept.push(KeptLine { start, marker: end.saturating_sub(start) });
            }
        }
    }
    kept
}

/// Returns the beginnings of lines, each with the end of the signs of an item or a quotation at its head and of the
/// blanks beside them.
fn heads(text: &str) -> Vec<(usize, usize)> {
    let mut heads = Vec::new();
    let (mut depth, mut quoted) = (0_usize, 0);
    for (event, range) in parser(text) {
        match &event {
            Event::Start(Tag::BlockQuote(_)) if range.start >= quoted => {
                quoted = range.end;
                let head = |start| (start, sign(text, start, is_of_quotation).end);
                heads.extend(quoted_lines(text, range.clone()).map(head));
            }
            Event::Start(tag) => add_heads(tag, &range, depth, text, &mut heads),
            Event::HardBreak => heads.push((range.end, range.end)),
            _ => {}
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    // For an item in a quotation both signs are at the head, and the inner one ends later.
    heads.sort_unstable_by_key(|&(start, end)| (start, Reverse(end)));
    heads.dedup_by_key(|(start, _)| *start);
    heads
}

/// Adds the beginnings of lines in the range of `tag` at `depth`.
fn add_heads(tag: &Tag<'_>, range: &Range<usize>, depth: usize, text: &str, heads: &mut Vec<(usize, usize)>) {
    match tag {
        Tag::CodeBlock(CodeBlockKind::Indented) if depth == 0 => {
            let start_of = |start| start + indent(&text[start..range.end]);
            heads.extend(lines_of(text, range.clone()).map(start_of).map(|start| (start, start)));
        }
        Tag::CodeBlock(_) | Tag::Table(_) => {
            heads.extend(lines_of(text, range.clone()).map(|start| (start, start)));
        }
        Tag::HtmlBlock if html_kind(&text[range.clone()]) != Kind::Paragraph => {
            heads.extend(lines_of(text, range.clone()).map(|start| (start, start)));
        }
        Tag::Item => {
            let sign_end = sign(text, range.start, is_of_item).end;
            heads.push((line_start(text, range.start), sign(text, sign_end, |c| c == ' ').end));
        }
        Tag::Heading { .. } => {
            heads.extend(underline(text, range).map(|line| (line_start(text, line.start), line.start)));
        }
        // The text of an item, a quotation or a note begins after its sign, and what follows it on lines of its own.
        Tag::Paragraph if depth > 0 => heads.push((line_start(text, range.start), range.start)),
        _ => {}
    }
}

/// Returns the length of the indentation of a line of code, without the blanks of the code itself.
fn indent(line: &str) -> usize {
    let blanks = line.bytes().take(CODE_INDENT).take_while(|&byte| byte == b' ').count();
    if blanks < CODE_INDENT && line[blanks..].starts_with('\t') { blanks + 1 } else { blanks }
}

#[cfg(test)]
mod tests {
    use oratory_core::{Draft, LayoutOptions};

    use super::*;

    fn draft(text: &str) -> Draft {
        super::super::draft(text, &LayoutOptions::default())
    }

    /// Returns the text in pieces, each of which begins a row.
    fn lined(text: &str) -> Vec<&str> {
        let draft = draft(text);
        let starts = draft.starts.iter().copied().chain(draft.lines.iter().map(|line| line.start));
        let mut starts: Vec<usize> = [0, text.len()].into_iter().chain(starts).collect();
        starts.sort_unstable();
        starts.dedup();
        starts.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect()
    }

    #[test]
    fn items_and_quotations_have_their_signs_at_the_head() {
        let signs = |block: &'static str| {
            let lines = draft(block).lines.into_iter();
            lines.map(|KeptLine { start, marker }| &block[start..start + marker]).collect::<Vec<_>>()
        };
        assert_eq!(signs("We need:\n- one\n  more\n- 2 of them\n  1) sub"), ["- ", "- ", "  1) "]);
        assert_eq!(signs("> one\n> - two\nlazy"), ["> ", "> - "]);
        assert_eq!(signs("```\n- a\n```"), ["", ""]);
    }

    #[test]
    fn items_and_quoted_lines_stay_lines_and_others_are_joined() {
        assert_eq!(lined("one\ntwo"), ["one\ntwo"]);
        assert_eq!(lined("We need:\n- one\n  more\n- two"), ["We need:\n", "- one\n  more\n", "- two"]);
        assert_eq!(lined("> one\n> two\nlazy"), ["> one\n", "> two\nlazy"]);
        assert_eq!(lined("in the year\n1985. It was"), ["in the year\n1985. It was"]);
        assert_eq!(lined("hard  \nbreak"), ["hard  \n", "break"]);
        assert_eq!(lined("```\na\n  b\n```"), ["```\n", "a\n", "  b\n", "```"]);
        assert_eq!(
            lined("As:\n```\n# a\n\n b\n```\nThat\nis all"),
            ["As:\n", "```\n", "# a\n", "\n", " b\n", "```\n", "That\nis all"]
        );
        assert_eq!(lined("| a | b |\n|---|---|\n| 1 | 2 |"), ["| a | b |\n", "|---|---|\n", "| 1 | 2 |"]);
        assert_eq!(lined(""), [""; 0]);
    }

    #[test]
    fn the_lines_of_quotations_within_one_another_are_kept_once() {
        assert_eq!(lined(&">>>> a\n".repeat(100)).len(), 100);
    }
}
