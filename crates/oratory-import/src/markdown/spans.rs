//! The markup of a text in Markdown: signs, emphasis, items, links.

use std::ops::Range;

use oratory_core::{Span, SpanKind};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::parser::{line_start, lines_of, parser};

/// Returns the spans of a block, which begins at `offset` of the text, by their beginnings. They may be nested.
pub(super) fn spans(block: &str, offset: usize) -> impl Iterator<Item = Span> {
    marks(block)
        .into_iter()
        .map(move |(range, kind)| Span { range: offset + range.start..offset + range.end, kind })
}

/// Returns the spans of `block` as ranges of it.
fn marks(block: &str) -> Vec<(Range<usize>, SpanKind)> {
    let mut marks = Vec::new();
    let mut quoted = 0;
    let mut inline_end = 0;
    for (event, range) in parser(block) {
        marks.extend(inline_signs(block, &event, &range, inline_end));
        inline_end = inline_end_after(&event, &range).unwrap_or(inline_end);
        let tag = match event {
            Event::Start(tag) => tag,
            Event::Code(_) => {
                marks.push((range, SpanKind::Code));
                continue;
            }
            Event::InlineHtml(html) if html.starts_with("<!--") => {
                marks.push((range, SpanKind::Marker));
                continue;
            }
            _ => continue,
        };
        match tag {
            Tag::Emphasis => marks.extend(between(&range, 1, SpanKind::Emphasis)),
            Tag::Strong => marks.extend(between(&range, 2, SpanKind::Strong)),
            Tag::Heading { level, .. } => {
                marks.push((sign(block, range.start, |c| c == '#'), SpanKind::Marker));
                marks.extend(closing(block, &range).map(|signs| (signs, SpanKind::Marker)));
                marks.push((range, SpanKind::Heading(depth(level))));
            }
            Tag::Item => {
                marks.push((sign(block, range.start, is_of_item), SpanKind::Marker));
                marks.push((range, SpanKind::ListItem));
            }
            Tag::BlockQuote(_) if range.start >= quoted => {
                quoted = range.end;
                let indent = |start: usize| block[start..].len() - block[start..].trim_start().len();
                let signs = quoted_lines(block, range.clone())
                    .map(|start| sign(block, start + indent(start), is_of_quotation));
                marks.extend(signs.map(|sign| (sign, SpanKind::Marker)));
                marks.push((range, SpanKind::Quotation));
            }
            Tag::CodeBlock(kind) => {
                if let CodeBlockKind::Fenced(_) = kind {
                    marks.extend(fences(block, &range).map(|fence| (fence, SpanKind::Marker)));
                }
                marks.push((range, SpanKind::Code));
            }
            Tag::HtmlBlock => {
                let html = &block[range.clone()];
                let comments = html[..comments(html)].trim_end().len();
                marks.push((range.start..range.start + comments, SpanKind::Marker));
            }
            Tag::Link { .. } => marks.push((range, SpanKind::Link)),
            _ => {}
        }
    }
    trim(block, &mut marks);
    marks.sort_by_key(|(range, _)| range.start);
    marks
}

/// Trims blanks from the spans of text, and drops empty spans of markup characters.
fn trim(block: &str, marks: &mut Vec<(Range<usize>, SpanKind)>) {
    for (range, _) in marks.iter_mut().filter(|(_, kind)| *kind != SpanKind::Marker) {
        let text = block[range.clone()].trim_end();
        let blank = text.len() - text.trim_start().len();
        *range = range.start + blank..range.start + text.len();
    }
    marks.retain(|(range, kind)| *kind != SpanKind::Marker || !range.is_empty());
}

/// Returns the signs of code, links, escapes and references that an event shows. `end` is the end of the text before it.
fn inline_signs(
    block: &str,
    event: &Event<'_>,
    range: &Range<usize>,
    end: usize,
) -> Vec<(Range<usize>, SpanKind)> {
    let source = &block[range.clone()];
    let (first, last) = match event {
        Event::Text(text) if source.starts_with('&') && source != &**text => return references(text, range),
        Event::Text(_) if block.get(end..range.start).is_some_and(|gap| gap.ends_with('\\')) => {
            return vec![(range.start - 1..range.start, SpanKind::Escape)];
        }
        Event::Code(_) => {
            let sign = source.len() - source.trim_start_matches('`').len();
            (range.start..range.start + sign, range.end - sign..range.end)
        }
        Event::Start(Tag::Link { .. }) => (range.start..range.start + 1, 0..0),
        Event::Start(Tag::Image { .. }) => (range.start..range.start + 2, 0..0),
        Event::End(TagEnd::Link | TagEnd::Image) => (0..0, end.min(range.end)..range.end),
        _ => return Vec::new(),
    };
    let signs = [first, last].into_iter().filter(|sign| !sign.is_empty());
    signs.map(|sign| (sign, SpanKind::Marker)).collect()
}

/// Returns the end of the text that `event` within a line leaves behind.
fn inline_end_after(event: &Event<'_>, range: &Range<usize>) -> Option<usize> {
    match event {
        Event::Start(Tag::Image { .. }) => Some(range.start + 2),
        Event::Start(Tag::Link { .. }) => Some(range.start + 1),
        Event::Start(_) => Some(range.start),
        Event::End(TagEnd::Link | TagEnd::Image | TagEnd::Emphasis | TagEnd::Strong)
        | Event::Text(_)
        | Event::Code(_)
        | Event::InlineHtml(_)
        | Event::Html(_)
        | Event::SoftBreak
        | Event::HardBreak => Some(range.end),
        _ => None,
    }
}

/// Returns the characters that a reference such as `&amp;` stands for, which are one or two.
fn references(text: &str, range: &Range<usize>) -> Vec<(Range<usize>, SpanKind)> {
    let last = text.chars().count().saturating_sub(1);
    let part = |(place, c)| {
        let end = if place == last { range.end } else { range.start + place + 1 };
        (range.start + place..end, SpanKind::Entity(c))
    };
    text.chars().enumerate().map(part).collect()
}

pub(super) const fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Returns the text of `block` without its signs.
pub(super) fn words(block: &str) -> String {
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

/// Returns `true` for the characters of an item's sign.
pub(super) fn is_of_item(c: char) -> bool {
    c.is_ascii_digit() || "-+*.)".contains(c)
}

/// Returns `true` for the characters of a quotation's sign.
pub(super) fn is_of_quotation(c: char) -> bool {
    "> ".contains(c)
}

/// Returns the marks of `range` with signs of this length at both ends.
fn between(range: &Range<usize>, sign: usize, mark: SpanKind) -> [(Range<usize>, SpanKind); 3] {
    let inner = range.start + sign..range.end - sign;
    [(range.start..inner.start, SpanKind::Marker), (inner.end..range.end, SpanKind::Marker), (inner, mark)]
}

/// Returns the sign that begins at `start`.
pub(super) fn sign(block: &str, start: usize, is_of_sign: impl Fn(char) -> bool) -> Range<usize> {
    let rest = block[start..].trim_start_matches(is_of_sign);
    start..block.len() - rest.len()
}

/// Iterates over the beginnings of `quotation`'s lines that have its sign. Nested quotations have their
/// signs on the same lines, so only the outermost one is asked.
pub(super) fn quoted_lines(block: &str, quotation: Range<usize>) -> impl Iterator<Item = usize> {
    lines_of(block, quotation).filter(|&start| block[start..].trim_start().starts_with('>'))
}

/// Returns the signs below the text of `heading` or after it.
fn closing(text: &str, heading: &Range<usize>) -> Option<Range<usize>> {
    if let Some(line) = underline(text, heading) {
        return Some(line);
    }
    let words = text[heading.clone()].trim_end();
    let rest = words.trim_end_matches('#');
    let is_closing = rest.len() < words.len() && rest.ends_with([' ', '\t']);
    is_closing.then(|| heading.start + rest.len()..heading.start + words.len())
}

/// Returns the line of signs below the text of `heading`, without what quotes it.
pub(super) fn underline(text: &str, heading: &Range<usize>) -> Option<Range<usize>> {
    let words = text[heading.clone()].trim_end();
    let rest = words.trim_end_matches(['=', '-']);
    let is_line = rest.len() < words.len() && rest.trim_end_matches([' ', '>', '\t']).ends_with('\n');
    is_line.then(|| heading.start + rest.len()..heading.start + words.len())
}

/// Returns the lines above and below a block of code, without what indents or quotes them.
fn fences<'a>(text: &'a str, code: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'a> {
    let block = text[code.clone()].trim_end();
    let (start, end) = (code.start, code.start + block.len());
    let first = start..start + block.find('\n').unwrap_or(block.len());
    let last = line_start(text, end);
    let signs = text[last..end].trim_start_matches([' ', '\t', '>']);
    let is_closed = last > start && signs.len() >= 3 && signs.trim_matches(['`', '~']).is_empty();
    [Some(first), is_closed.then(|| end - signs.len()..end)].into_iter().flatten()
}

/// Returns the length of the comments at the beginning of a block of HTML, with the blanks after them.
pub(super) fn comments(block: &str) -> usize {
    let mut rest = block.trim_start();
    while rest.starts_with("<!--") {
        let Some(end) = rest.find("-->") else { break };
        rest = rest[end + 3..].trim_start();
    }
    block.len() - rest.len()
}

#[cfg(test)]
mod tests {
    use oratory_core::looks;
    use proptest::prelude::*;

    use super::*;

    fn marked(block: &str) -> Vec<(&str, SpanKind)> {
        let is_drawn = |kind| matches!(kind, SpanKind::Marker | SpanKind::Emphasis | SpanKind::Strong);
        let marks = marks(block).into_iter().filter(|&(_, kind)| is_drawn(kind));
        marks.map(|(range, kind)| (&block[range], kind)).collect()
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
    fn signs_within_a_line_are_marked() {
        use SpanKind::{Entity, Escape, Marker as Sign};
        let signs = |block: &'static str| -> Vec<_> {
            let is_sign = |kind| matches!(kind, Sign | Escape | Entity(_));
            marks(block)
                .into_iter()
                .filter(|mark| is_sign(mark.1))
                .map(|(range, kind)| (&block[range], kind))
                .collect()
        };
        assert_eq!(signs("of `code` ``a ` b``"), [("`", Sign), ("`", Sign), ("``", Sign), ("``", Sign)]);
        assert_eq!(signs("[of](http://x.example) x"), [("[", Sign), ("](http://x.example)", Sign)]);
        assert_eq!(
            signs("<http://x.example> ![](u)"),
            [("<", Sign), (">", Sign), ("![", Sign), ("](u)", Sign)]
        );
        assert_eq!(signs("[*a*](u \"t\")"), [("[", Sign), ("*", Sign), ("*", Sign), ("](u \"t\")", Sign)]);
        assert_eq!(signs("will\\_power, > [\\*a"), [("\\", Escape), ("\\", Escape)]);
        assert_eq!(
            signs("bread &amp; land, &#x41; & &nope;"),
            [("&amp;", Entity('&')), ("&#x41;", Entity('A'))]
        );
        assert_eq!(signs("&ngE;"), [("&", Entity('≧')), ("ngE;", Entity('\u{338}'))]);
        assert_eq!(signs("```\n&amp; \\* [a](b)\n```"), [("```", Sign), ("```", Sign)]);
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
    fn the_lines_of_quotations_within_one_another_are_marked_once() {
        assert_eq!(marked("> > > a\n> > b"), [("> > > ", SpanKind::Marker), ("> > ", SpanKind::Marker)]);
        assert_eq!(marked(&">".repeat(1000)).len(), 1);
        assert_eq!(marked(&">>>> a\n".repeat(100)).len(), 100);
    }

    proptest! {
        #[test]
        fn marks_lie_in_the_text(block in "([-a >*_#1.)\\\\`\\[\\]|가é]|\n|  \n){0,60}") {
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
