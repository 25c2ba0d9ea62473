//! The blocks of a text in Markdown.

use std::ops::Range;

use oratory_core::{Draft, KeptLine, Kind, LayoutOptions, detail};
use pulldown_cmark::{Event, Tag};

use super::{
    parser::parser,
    spans::{self, comments},
};
use crate::{block_range::block_range, heading};

/// The most bytes of a heading that are parsed. It is never shown at such length.
const MAX_HEADING_BYTES: usize = 16 * 1024;

/// A longer paragraph, in lines, is not the text of a heading because a line of signs follows it.
const MAX_HEADING_LINES: usize = 2;

/// Divides a text into the outermost blocks that the parser finds in its `masked` copy.
pub(super) fn divided(text: &str, masked: &str, options: &LayoutOptions) -> Draft {
    let mut blocks = Blocks { text, masked, end: 0, draft: Draft::default() };
    let mut depth = 0;
    for (event, range) in parser(masked) {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    blocks.add(&tag, range);
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            Event::Rule if depth == 0 => blocks.push(Kind::Rule, range),
            _ => {}
        }
    }
    blocks.add_definitions(text.len());
    if !options.no_headings {
        blocks.add_headings();
    }
    blocks.draft
}

/// The blocks found so far.
struct Blocks<'a> {
    text: &'a str,
    masked: &'a str,
    /// The end of the last one.
    end: usize,
    draft: Draft,
}

impl Blocks<'_> {
    /// Adds the block of `tag`.
    fn add(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        let block = self.text[range.clone()].trim();
        let kind = match tag {
            Tag::Heading { level, .. } => {
                let level = spans::depth(*level);
                if !block.starts_with('#') && block.lines().nth(MAX_HEADING_LINES + 1).is_some() {
                    return self.add_underlined(range);
                }
                Kind::Heading(level)
            }
            Tag::BlockQuote(_) => Kind::Quotation,
            Tag::CodeBlock(_) => Kind::Code,
            Tag::HtmlBlock => html_kind(block),
            Tag::List(_) => Kind::List,
            Tag::FootnoteDefinition(_) => Kind::Definition,
            _ => Kind::Paragraph,
        };
        self.push(kind, range);
    }

    /// Adds a paragraph above a rule, which `CommonMark` takes for a heading.
    fn add_underlined(&mut self, range: Range<usize>) {
        let paragraph = self.text[range.clone()].trim_end();
        let rule = range.start + paragraph.rfind('\n').map_or(0, |feed| feed + 1);
        self.push(Kind::Paragraph, range.start..rule);
        self.push(Kind::Rule, rule..range.end);
    }

    /// Adds a block, and before it the definitions that are not in a block.
    fn push(&mut self, kind: Kind, range: Range<usize>) {
        self.add_definitions(range.start);
        let text = &self.text[range.clone()];
        self.end = self.end.max(range.end);
        if text.trim().is_empty() {
            return;
        }
        let index = self.draft.starts.len();
        self.draft.starts.push(range.end - text.trim_start().len());
        if kind != Kind::Paragraph {
            self.draft.kinds.push((index, kind));
        }
        if let Kind::Heading(_) = kind {
            let title = text.trim();
            let title = detail(&spans::words(&title[..title.floor_char_boundary(MAX_HEADING_BYTES)]));
            if !title.is_empty() {
                self.draft.titles.push((index, title));
            }
        }
    }

    /// Adds the lines before `end` that are in no block. The parser reports no definitions of links.
    fn add_definitions(&mut self, end: usize) {
        let mut start = self.end;
        self.end = start.max(end);
        let mut is_begun = false;
        while start < end {
            let line = &self.masked[start..end];
            let line = line.split_inclusive('\n').next().unwrap_or(line);
            let blank = line.len() - line.trim_start().len();
            if blank < line.len() && is_begun {
                self.draft.lines.push(KeptLine { start, marker: 0 });
            } else if blank < line.len() {
                self.draft.kinds.push((self.draft.starts.len(), Kind::Definition));
                self.draft.starts.push(start + blank);
            }
            is_begun = blank < line.len();
            start += line.len();
        }
    }

    /// Makes headings of paragraphs that look like one, unless the text has headings of its own.
    fn add_headings(&mut self) {
        let Draft { starts, kinds, .. } = &mut self.draft;
        if kinds.iter().any(|(_, kind)| matches!(kind, Kind::Heading(_))) {
            return;
        }
        let mut others = std::mem::take(kinds).into_iter().peekable();
        for index in 0..starts.len() {
            if let Some(other) = others.next_if(|&(block, _)| block == index) {
                kinds.push(other);
                continue;
            }
            if heading::is_heading(&self.text[block_range(self.text, starts, index)]) {
                kinds.push((index, Kind::Heading(1)));
            }
        }
    }
}

/// Returns the kind of a block of HTML: a comment, lines with blank ones between them, or text.
pub(super) fn html_kind(block: &str) -> Kind {
    let block = block.trim();
    if comments(block) == block.len() {
        Kind::Definition
    } else if block.lines().any(|line| line.trim().is_empty()) {
        Kind::Code
    } else {
        Kind::Paragraph
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::draft as drafted;
    use super::*;

    fn draft(text: &str) -> Draft {
        drafted(text, &LayoutOptions::default())
    }

    /// Returns the kind and the text of each block.
    fn divided(text: &str) -> Vec<(&'static str, &str)> {
        let draft = draft(text);
        let ends = draft.starts.iter().skip(1).copied().chain([text.len()]);
        let blocks = draft.starts.iter().zip(ends).enumerate().map(|(index, (&start, end))| {
            let kind = draft.kinds.iter().find(|(block, _)| *block == index).map(|(_, kind)| kind.name());
            (kind.unwrap_or("paragraph"), text[start..end].trim_end())
        });
        blocks.collect()
    }

    /// Blocks of Markdown, with blank lines between them, and the kind of each.
    const BLOCKS: [(&str, &str); 31] = [
        ("One line\nand another.", "paragraph"),
        ("# On Unity", "heading"),
        ("On Unity\n========", "heading"),
        ("Part\nTwo\n---", "heading"),
        ("---", "rule"),
        (" * * *", "rule"),
        ("_____", "rule"),
        ("- one\n- two\n\n- three\n\n  more of it\n\n      code\n- four", "list"),
        ("1. one\n   1. sub\n\n\n2. two", "list"),
        ("> one\n>\n> two\nlazy", "quotation"),
        ("> # Head\n> - a\n>\n> - b", "quotation"),
        ("    one\n      two\n\n    three", "code"),
        ("\tone\n\ttwo", "code"),
        ("```\n# a\n\n\n- b\n```", "code"),
        ("~~~ sh\na\n~~~~", "code"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "paragraph"),
        ("<!-- a note -->", "definition"),
        ("<!-- a\n\nlong\n\nnote -->", "definition"),
        ("<!-- one --> <!-- two -->", "definition"),
        ("<!-- a note --> But this is text.", "paragraph"),
        ("<div>\ntext\n</div>", "paragraph"),
        ("<pre>\na\n\nb\n</pre>", "code"),
        ("[1]: http://x.example", "definition"),
        ("[1]: http://x.example\n[Two]: <y> \"title\"\n[1]: again", "definition"),
        ("[^1]: A note.", "definition"),
        ("[^2]: A note\nin two lines.\n\n    And a paragraph.", "definition"),
        ("\\# no heading", "paragraph"),
        ("1985. It was a year.", "list"),
        ("2 * 3 = 6", "paragraph"),
        ("![a picture](x.png)", "paragraph"),
        ("<!-- never closed", "paragraph"),
    ];

    #[test]
    fn each_block_has_its_kind_and_stays_whole() {
        for (block, kind) in BLOCKS {
            let text = format!("First.\n\n{block}\n\nLast.");
            let expected = [("paragraph", "First."), (kind, block.trim()), ("paragraph", "Last.")];
            assert_eq!(divided(&text), expected);
        }
    }

    #[test]
    fn a_text_with_headings_of_its_own_has_no_others() {
        assert_eq!(divided("On Bread\n\nFriends."), [("heading", "On Bread"), ("paragraph", "Friends.")]);
        let text = "# Speech\n\nLadies and Gentlemen\n\nFriends.";
        assert_eq!(divided(text)[1], ("paragraph", "Ladies and Gentlemen"));
    }

    #[test]
    fn definitions_are_found_above_and_below_a_paragraph() {
        assert_eq!(
            divided("[1]: http://x\nText [1].\n\n[2]: y\n\n[3]: z"),
            [
                ("definition", "[1]: http://x"),
                ("paragraph", "Text [1]."),
                ("definition", "[2]: y"),
                ("definition", "[3]: z"),
            ]
        );
    }

    #[test]
    fn a_long_paragraph_above_a_rule_is_no_heading() {
        assert_eq!(
            divided("One\ntwo\nthree.\n---\nFour."),
            [("paragraph", "One\ntwo\nthree."), ("rule", "---"), ("paragraph", "Four.")]
        );
    }

    #[test]
    fn lines_of_invisible_characters_part_paragraphs() {
        assert_eq!(divided("One.\n\u{a0}\u{3000}\nTwo.\n\u{200b}\nThree.").len(), 3);
    }

    /// Every text here took minutes, or gigabytes, if it were parsed as it is.
    #[test]
    fn hostile_text_of_megabytes_is_divided_at_once() {
        let size = 2 << 20;
        let open = format!("{}a\n{}", "- ".repeat(size / 4), "\n".repeat(size / 2));
        for text in
            [open, ">".repeat(size), "> ".repeat(size / 2) + "a", "[".repeat(size), "*a_ ".repeat(size / 4)]
        {
            let draft = draft(&text);
            assert!(draft.starts.len() <= 2 && draft.spans.len() < 1000, "{:?}", &text[..9]);
        }
    }

    proptest! {
        #[test]
        fn blocks_and_gaps_are_the_text(
            text in r"([ \t]{0,5}(#{1,2} |[-*>+] ?|1\. |```|~~~|===|---|\*\*\*|<!--|-->|<pre>|\[\^?a\]: ?|\||\\|)[a-zé가\u{a0}\u{200b}\u{2028}*_<\[\]]{0,3}(\n|\r\n|\r){0,2}){0,24}",
        ) {
            let draft = draft(&text);
            let starts: Vec<usize> = draft.starts.iter().copied().chain([text.len()]).collect();
            prop_assert!(starts.is_sorted());
            let is_blank = |c: char| c.is_whitespace() || c == '\u{200b}';
            prop_assert!(text[..starts[0]].chars().all(is_blank));
            let ends: Vec<usize> =
                starts.windows(2).map(|block| block[0] + text[block[0]..block[1]].trim_end().len()).collect();
            for (start, end) in starts.iter().zip(&ends) {
                prop_assert!(start < end && !text[*start..].starts_with(char::is_whitespace));
            }
            prop_assert!(draft.kinds.is_sorted_by(|one, next| one.0 < next.0));
            prop_assert!(draft.lines.is_sorted_by(|one, next| one.start < next.start), "{:?}", draft.lines);
            for line in &draft.lines {
                let block = starts.partition_point(|&start| start <= line.start).checked_sub(1).unwrap();
                prop_assert!(line.start + line.marker <= ends[block] && line.start < ends[block]);
                prop_assert!(text.is_char_boundary(line.start) && text.is_char_boundary(line.start + line.marker));
            }
            for span in &draft.spans {
                let block = starts.partition_point(|&start| start <= span.range.start).checked_sub(1).unwrap();
                prop_assert!(span.range.end <= ends[block], "{:?}", span);
            }
        }
    }
}
