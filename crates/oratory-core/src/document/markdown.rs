//! Layout of Markdown: lines that are kept, signs and emphasis. Every character stays in its place, to be
//! shown, searched and quoted.

use std::{cmp::Reverse, ops::Range};

use pulldown_cmark::{Event, Options, Parser, Tag};

/// A kind of Markdown markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A sign: `#`, `>`, `*`, the number of an item.
    Sign,
    /// Text between single emphasis signs.
    Emphasis,
    /// Text between double emphasis signs.
    Strong,
}

/// Returns the marks of a block, as byte ranges of it, by their beginnings. They may be nested.
fn marks(block: &str) -> Vec<(Range<usize>, Mark)> {
    let mut marks = Vec::new();
    let mut quoted = 0;
    for (event, range) in Parser::new(block).into_offset_iter() {
        let Event::Start(tag) = event else { continue };
        match tag {
            Tag::Emphasis => marks.extend(between(&range, 1, Mark::Emphasis)),
            Tag::Strong => marks.extend(between(&range, 2, Mark::Strong)),
            Tag::Heading { .. } => marks.push((sign(block, range.start, |c| c == '#'), Mark::Sign)),
            Tag::Item => marks.push((sign(block, range.start, is_of_item), Mark::Sign)),
            Tag::BlockQuote(_) if range.start >= quoted => {
                quoted = range.end;
                let signs = quoted_lines(block, &range).map(|start| sign(block, start, is_of_quotation));
                marks.extend(signs.map(|sign| (sign, Mark::Sign)));
            }
            _ => {}
        }
    }
    marks.sort_by_key(|(range, _)| range.start);
    marks
}

/// The markup of a range of a block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// `true` for a sign.
    pub is_sign: bool,
    /// `true` for emphasised text.
    pub is_emphasised: bool,
    /// `true` for strongly emphasised text.
    pub is_strong: bool,
}

/// Returns the markup of a block, each with the offset at which it begins. The first begins at 0.
pub fn looks(block: &str) -> Vec<(usize, Look)> {
    let marks = marks(block);
    let begins = marks.iter().map(|(range, mark)| (range.start, 1, *mark));
    let ends = marks.iter().map(|(range, mark)| (range.end, -1, *mark));
    let mut edges: Vec<(usize, i32, Mark)> = begins.chain(ends).collect();
    edges.sort_by_key(|&(offset, ..)| offset);
    let (mut signs, mut emphases, mut strong) = (0, 0, 0);
    let mut looks = vec![(0, Look::default())];
    for (offset, step, mark) in edges {
        match mark {
            Mark::Sign => signs += step,
            Mark::Emphasis => emphases += step,
            Mark::Strong => strong += step,
        }
        let look = Look { is_sign: signs > 0, is_emphasised: emphases > 0, is_strong: strong > 0 };
        match looks.last_mut() {
            Some((last, before)) if *last == offset => *before = look,
            _ => looks.push((offset, look)),
        }
    }
    looks
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

/// A line of a block that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The range in the block.
    pub(crate) range: Range<usize>,
    /// The length of the sign of an item or a quotation at its head, with the blanks beside it.
    pub(crate) sign: usize,
}

/// Returns the lines of a block that are kept: list items, lines of a quotation, of code or a table, and
/// lines after a hard break. They tile the block. Other line ends are blanks.
pub(crate) fn lines(block: &str) -> Vec<Line> {
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
fn between(range: &Range<usize>, sign: usize, mark: Mark) -> [(Range<usize>, Mark); 3] {
    let inner = range.start + sign..range.end - sign;
    [(range.start..inner.start, Mark::Sign), (inner.end..range.end, Mark::Sign), (inner, mark)]
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
    use proptest::prelude::*;

    use super::*;

    fn marked(block: &str) -> Vec<(&str, Mark)> {
        marks(block).into_iter().map(|(range, mark)| (&block[range], mark)).collect()
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
        use Mark::{Emphasis, Sign, Strong};
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
        assert_eq!(marked("> > > a\n> > b"), [("> > > ", Mark::Sign), ("> > ", Mark::Sign)]);
        assert_eq!(marks(&">".repeat(1000)), [(0..1000, Mark::Sign)]);
        assert_eq!(marks(&">>>> a\n".repeat(100)).len(), 100);
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
            let looks = looks(&block);
            for (range, _) in marks(&block) {
                prop_assert!(block.get(range).is_some());
            }
            for (index, &(start, look)) in looks.iter().enumerate() {
                let end = looks.get(index + 1).map_or(block.len(), |&(next, _)| next);
                for at in start..end {
                    let is = |mark| marks(&block).iter().any(|(range, own)| *own == mark && range.contains(&at));
                    prop_assert_eq!(look.is_sign, is(Mark::Sign));
                    prop_assert_eq!(look.is_emphasised, is(Mark::Emphasis));
                    prop_assert_eq!(look.is_strong, is(Mark::Strong));
                }
            }
        }
    }
}
