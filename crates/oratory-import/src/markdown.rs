//! Layout of Markdown: lines that are kept, signs and emphasis. Every character stays in its place, to be
//! shown, searched and quoted.

use std::{cmp::Reverse, ops::Range};

use oratory_core::document::{
    details::detail,
    spans::{self, Span, SpanKind},
    text::{Draft, Kind},
};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

use crate::{blocks::block_starts, heading};

/// Blocks longer than this, in bytes, have no markup. Parsing an endless paragraph may take long.
const MAX_MARKUP_BYTES: usize = 64 * 1024;

/// The most bytes of a heading that are parsed. It is never shown at such length.
const MAX_HEADING_BYTES: usize = 16 * 1024;

/// Finds the blocks of a text in Markdown, and their markup.
pub(crate) fn draft(text: &str) -> Draft {
    let mut draft = Draft { starts: block_starts(text, true), ..Draft::default() };
    for (index, &start) in draft.starts.iter().enumerate() {
        let next = draft.starts.get(index + 1).map_or(text.len(), |&next| next);
        let block = text[start..next].trim_end();
        let is_heading = heading::is_markdown_heading(block);
        if is_heading {
            draft.kinds.push((index, Kind::Heading(heading::markdown_level(block))));
            let title = detail(&words(&block[..block.floor_char_boundary(MAX_HEADING_BYTES)]));
            if !title.is_empty() {
                draft.titles.push((index, title));
            }
        } else if heading::is_heading(block) {
            draft.kinds.push((index, Kind::Heading(1)));
        }
        if block.len() <= MAX_MARKUP_BYTES {
            draft.spans.extend(spans(block, start));
            if !is_heading {
                draft.lines.extend(kept_lines(block, start));
            }
        }
    }
    draft
}

/// Returns the spans of a block, which begins at `offset` of the text, by their beginnings. They may be nested.
pub(crate) fn spans(block: &str, offset: usize) -> impl Iterator<Item = Span> {
    marks(block)
        .into_iter()
        .map(move |(range, kind)| Span { range: offset + range.start..offset + range.end, kind })
}

/// Returns the spans of a block as ranges of it.
fn marks(block: &str) -> Vec<(Range<usize>, SpanKind)> {
    let mut marks = Vec::new();
    let mut quoted = 0;
    for (event, range) in Parser::new(block).into_offset_iter() {
        let tag = match event {
            Event::Start(tag) => tag,
            Event::Code(_) => {
                marks.push((range, SpanKind::Code));
                continue;
            }
            _ => continue,
        };
        match tag {
            Tag::Emphasis => marks.extend(between(&range, 1, SpanKind::Emphasis)),
            Tag::Strong => marks.extend(between(&range, 2, SpanKind::Strong)),
            Tag::Heading { level, .. } => {
                marks.push((sign(block, range.start, |c| c == '#'), SpanKind::Marker));
                marks.push((range, SpanKind::Heading(depth(level))));
            }
            Tag::Item => {
                marks.push((sign(block, range.start, is_of_item), SpanKind::Marker));
                marks.push((range, SpanKind::ListItem));
            }
            Tag::BlockQuote(_) if range.start >= quoted => {
                quoted = range.end;
                let signs = quoted_lines(block, &range).map(|start| sign(block, start, is_of_quotation));
                marks.extend(signs.map(|sign| (sign, SpanKind::Marker)));
                marks.push((range, SpanKind::Quotation));
            }
            Tag::CodeBlock(_) => marks.push((range, SpanKind::Code)),
            Tag::Link { .. } => marks.push((range, SpanKind::Link)),
            _ => {}
        }
    }
    marks.sort_by_key(|(range, _)| range.start);
    marks
}

const fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Returns the text of a block without its signs.
pub(crate) fn words(block: &str) -> String {
    let mut said = String::new();
    for event in Parser::new(block) {
        match event {
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => {
                said.push_str(&words);
            }
            Event::SoftBreak | Event::HardBreak => said.push(' '),
            _ => {}
        }
    }
    said
}

/// Returns the lines that are kept of a block, which begins at `offset` of the text. The first is left out unless it
/// has a marker.
pub(crate) fn kept_lines(block: &str, offset: usize) -> impl Iterator<Item = spans::Line> {
    let lines = lines(block).into_iter();
    let kept = lines.map(move |line| spans::Line { start: offset + line.range.start, marker: line.sign });
    kept.filter(move |line| line.start > offset || line.marker > 0)
}

/// A line of a block that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    /// The range in the block.
    range: Range<usize>,
    /// The length of the sign of an item or a quotation at its head, with the blanks beside it.
    sign: usize,
}

/// Returns the lines of a block that are kept: list items, lines of a quotation, of code or a table, and
/// lines after a hard break. They tile the block. Other line ends are blanks.
fn lines(block: &str) -> Vec<Line> {
    let mut heads = vec![(0, 0)];
    let mut quoted = 0;
    for (event, range) in Parser::new_ext(block, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Table(_)) => {
                // A following line without a blank line between them is a line of its own.
                let end = block[..range.end].trim_end_matches('\n').len();
                let after = block[end..].find('\n').map(|feed| end + feed + 1);
                heads.extend(lines_of(block, &range).chain(after).map(|start| (start, start)));
            }
            Event::Start(Tag::Item) => {
                let start = line_start(block, range.start);
                let sign_end = sign(block, range.start, is_of_item).end;
                heads.push((start, sign(block, sign_end, |c| c == ' ').end));
            }
            Event::Start(Tag::BlockQuote(_)) if range.start >= quoted => {
                quoted = range.end;
                let heads_of = |start| (start, sign(block, start, is_of_quotation).end);
                heads.extend(quoted_lines(block, &range).map(heads_of));
            }
            Event::HardBreak => heads.push((range.end, range.end)),
            _ => {}
        }
    }
    // For an item in a quotation both signs are at the head, and the inner one ends later.
    heads.sort_unstable_by_key(|&(start, end)| (start, Reverse(end)));
    heads.dedup_by_key(|(start, _)| *start);
    let ends: Vec<usize> = heads.iter().skip(1).map(|(start, _)| *start).chain([block.len()]).collect();
    let line = |((start, sign_end), end): ((usize, usize), usize)| Line {
        range: start..end,
        sign: sign_end.min(end).saturating_sub(start),
    };
    heads.into_iter().zip(ends).map(line).filter(|line| !line.range.is_empty()).collect()
}

/// A fence above and below lines of code in Markdown. Those lines are not headings, and blank lines do not
/// separate them. An unclosed fence goes on to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fence {
    sign: char,
    length: usize,
}

impl Fence {
    /// Returns the fence that a line opens.
    pub(crate) fn opened_by(line: &str) -> Option<Self> {
        let (fence, rest) = Self::split(line)?;
        // Otherwise it is code within a line.
        (fence.length >= 3 && !(fence.sign == '`' && rest.contains('`'))).then_some(fence)
    }

    /// Returns `true` if a line closes the fence.
    pub(crate) fn is_closed_by(self, line: &str) -> bool {
        let closes = |(fence, rest): (Self, &str)| {
            fence.sign == self.sign && fence.length >= self.length && rest.trim().is_empty()
        };
        Self::split(line).is_some_and(closes)
    }

    /// Splits a line, which may be slightly indented, after the fence signs at its head.
    fn split(line: &str) -> Option<(Self, &str)> {
        let signs = line.trim_start_matches(' ');
        let sign = signs.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let rest = signs.trim_start_matches(sign);
        (line.len() - signs.len() <= 3).then_some((Self { sign, length: signs.len() - rest.len() }, rest))
    }
}

/// Returns `true` for the characters of an item's sign.
fn is_of_item(c: char) -> bool {
    c.is_ascii_digit() || "-+*.)".contains(c)
}

/// Returns `true` for the characters of a quotation's sign.
fn is_of_quotation(c: char) -> bool {
    "> ".contains(c)
}

/// Returns the marks of a range with signs of this length at both ends.
fn between(range: &Range<usize>, sign: usize, mark: SpanKind) -> [(Range<usize>, SpanKind); 3] {
    let inner = range.start + sign..range.end - sign;
    [(range.start..inner.start, SpanKind::Marker), (inner.end..range.end, SpanKind::Marker), (inner, mark)]
}

/// Returns the sign that begins at `start`.
fn sign(block: &str, start: usize, is_of_sign: impl Fn(char) -> bool) -> Range<usize> {
    let rest = block[start..].trim_start_matches(is_of_sign);
    start..block.len() - rest.len()
}

/// Iterates over the beginnings of the quotation's lines that have its sign. Nested quotations have their
/// signs on the same lines, so only the outermost one is asked.
fn quoted_lines<'a>(block: &'a str, quotation: &Range<usize>) -> impl Iterator<Item = usize> + use<'a> {
    lines_of(block, quotation).filter(|&start| block[start..].trim_start().starts_with('>'))
}

/// Iterates over the beginnings of the lines of a part of a block.
fn lines_of<'a>(block: &'a str, part: &Range<usize>) -> impl Iterator<Item = usize> + use<'a> {
    let mut start = line_start(block, part.start);
    block[start..part.end].split_inclusive('\n').map(move |line| {
        start += line.len();
        start - line.len()
    })
}

/// Returns the beginning of the line that contains `offset`.
fn line_start(block: &str, offset: usize) -> usize {
    block[..offset].rfind('\n').map_or(0, |feed| feed + 1)
}

#[cfg(test)]
mod tests {
    use oratory_core::document::spans::looks;
    use proptest::prelude::*;

    use super::*;

    fn marked(block: &str) -> Vec<(&str, SpanKind)> {
        let is_drawn = |kind| matches!(kind, SpanKind::Marker | SpanKind::Emphasis | SpanKind::Strong);
        let marks = marks(block).into_iter().filter(|&(_, kind)| is_drawn(kind));
        marks.map(|(range, kind)| (&block[range], kind)).collect()
    }

    fn lined(block: &str) -> Vec<&str> {
        lines(block).into_iter().map(|line| &block[line.range]).collect()
    }

    #[test]
    fn items_and_quotations_have_their_signs_at_the_head() {
        let signs = |block| {
            lines(block).into_iter().map(|Line { range, sign }| &block[range][..sign]).collect::<Vec<_>>()
        };
        assert_eq!(signs("We need:\n- one\n  more\n- 2 of them\n  1) sub"), ["", "- ", "- ", "  1) "]);
        assert_eq!(signs("> one\n> - two\nlazy"), ["> ", "> - "]);
        assert_eq!(signs("```\n- a\n```"), ["", "", ""]);
    }

    #[test]
    fn emphasis_stands_between_its_signs() {
        use SpanKind::{Emphasis, Marker as Sign, Strong};
        assert_eq!(
            marked("a *b* _c_"),
            [("*", Sign), ("b", Emphasis), ("*", Sign), ("_", Sign), ("c", Emphasis), ("_", Sign)]
        );
        assert_eq!(marked("**세포**")[1], ("세포", Strong));
        let nested = marked("***both***");
        assert!(nested.contains(&("both", Strong)) && nested.contains(&("**both**", Emphasis)), "{nested:?}");
        assert_eq!(marked("2 * 3 * 4, snake_case_name, \\*no\\*, *open"), []);
    }

    #[test]
    fn the_words_of_a_block_are_those_without_signs() {
        assert_eq!(words("# On *bread* and **peace**, at `home` #"), "On bread and peace, at home");
        assert_eq!(words("## [한](https://example.org) &amp; 2 * 3"), "한 & 2 * 3");
        assert_eq!(words("# Vec<T> and a_b_c <b>"), "Vec<T> and a_b_c <b>");
        assert_eq!((words("Under\n==="), words("#")), ("Under".to_owned(), String::new()));
    }

    #[test]
    fn what_begins_a_line_is_a_sign() {
        let signs = |block| marked(block).into_iter().map(|(sign, _)| sign).collect::<Vec<_>>();
        assert_eq!(signs("## On Unity"), ["##"]);
        assert_eq!(signs("- one\n- two"), ["-", "-"]);
        assert_eq!(signs("1. one\n2) two")[0], "1.");
        assert_eq!(signs("> one\n> two"), ["> ", "> "]);
    }

    #[test]
    fn the_lines_of_quotations_within_one_another_are_told_once() {
        assert_eq!(marked("> > > a\n> > b"), [("> > > ", SpanKind::Marker), ("> > ", SpanKind::Marker)]);
        assert_eq!(marked(&">".repeat(1000)).len(), 1);
        assert_eq!(marked(&">>>> a\n".repeat(100)).len(), 100);
        assert_eq!(lines(&">>>> a\n".repeat(100)).len(), 100);
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
    fn a_fence_is_closed_by_one_of_its_kind_that_is_no_shorter() {
        for line in ["```", "   ~~~~ rust\n", "```rust`s\n", "``", "    ```", "a ```", "~~", ""] {
            let is_fence = line.len() < 4 && line.len() > 2 || line.contains("~~~~");
            assert_eq!(Fence::opened_by(line).is_some(), is_fence, "{line:?}");
        }
        let fence = Fence::opened_by("````text\r\n").unwrap();
        let closing = ["````", "  ````` \r\n", "```", "~~~~", "```` text", "    ````"]
            .map(|line| fence.is_closed_by(line));
        assert_eq!(closing, [true, true, false, false, false, false]);
    }

    proptest! {
        #[test]
        fn lines_tile_a_block_and_marks_lie_in_it(block in "([-a >*_#1.)\\\\`\\[\\]|가é]|\n|  \n){0,60}") {
            let joined: String = lines(&block).into_iter().map(|line| &block[line.range]).collect();
            prop_assert_eq!(&joined, &block);
            let spans: Vec<Span> = spans(&block, 0).collect();
            for span in &spans {
                prop_assert!(block.get(span.range.clone()).is_some());
            }
            let looks = looks(&spans);
            for (index, &(start, look)) in looks.iter().enumerate() {
                let end = looks.get(index + 1).map_or(block.len(), |&(next, _)| next);
                for at in start..end {
                    let is = |kind| spans.iter().any(|span| span.kind == kind && span.range.contains(&at));
                    prop_assert_eq!(look.is_sign, is(SpanKind::Marker));
                    prop_assert_eq!(look.is_emphasised, is(SpanKind::Emphasis));
                    prop_assert_eq!(look.is_strong, is(SpanKind::Strong));
                }
            }
        }
    }
}
