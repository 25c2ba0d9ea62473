//! Text for quotations: without markup, with lines joined and words hyphenated at line ends rejoined.

use std::ops::Range;

use crate::{
    document::{
        lines::is_line_end,
        spans::{Markup, Span, SpanKind, is_number},
        text::{Block, Document, Kind},
        words::{hash_of, is_joined_without_blank},
    },
    layout::rows::block_lines,
    search::letters::is_hyphen,
};

/// Words after which a hyphen at a line end is not a part of a word: `pre- and post-war`.
const CONJUNCTIONS: [&str; 16] =
    ["and", "or", "nor", "to", "und", "oder", "bis", "sowie", "et", "ou", "y", "o", "e", "ed", "en", "of"];

/// Returns the part of a text in `range` as it is read: without markup and page breaks. Lines are joined, except items
/// of lists and other lines that are kept. Blank lines separate blocks.
///
/// A hyphen at a line end joins the parts of its word. It is left out if the word stands elsewhere in the text without
/// it; soft hyphens always are.
///
/// ```
/// use oratory_core::{Document, words_of};
///
/// let document = Document::of_paragraphs("talk", "a revolu-\ntionary co-\noperation.\n\nRevolutionary!");
/// assert_eq!(words_of(&document, 0..32), "a revolutionary co-operation.");
/// ```
pub fn words_of(document: &Document, range: Range<usize>) -> String {
    text_of(document, range, Markup::HIDDEN)
}

/// Returns a part of a text as [`words_of`], with or without its markup. With its markup, it keeps all characters but white
/// space: page furniture has lines of its own, and no hyphen is left out. [`Markup::SHOWN`] still leaves out the times of
/// subtitles.
pub fn text_of(document: &Document, range: Range<usize>, markup: Markup) -> String {
    let first = document.block_at(range.start).unwrap_or(0);
    let mut text = String::new();
    for block in (first..document.block_count()).map(|index| document.block(index)) {
        let part = range.start.max(block.range.start)..range.end.min(block.range.end);
        if block.range.start >= range.end {
            break;
        }
        if !part.is_empty() {
            let mut reader = Reader::new(document, &block, markup);
            reader.read(part);
            if !text.is_empty() && !reader.text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&reader.text);
        }
    }
    text
}

/// The break before the next words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    None,
    /// Lines are joined.
    Join,
    /// The next words are on a line of their own.
    Line,
}

/// Reads one block.
struct Reader<'a> {
    document: &'a Document,
    block: &'a Block,
    markup: Markup,
    /// The markup that is left out, in the order of the starts.
    hidden: Vec<&'a Span>,
    /// The starts of items.
    items: Vec<usize>,
    text: String,
    pending: Break,
}

impl<'a> Reader<'a> {
    fn new(document: &'a Document, block: &'a Block, markup: Markup) -> Self {
        let spans = document.spans(&block.range);
        let items: Vec<usize> = spans
            .iter()
            .filter(|span| span.kind == SpanKind::ListItem)
            .map(|span| span.range.start)
            .collect();
        let is_hidden = |span: &&Span| match span.kind {
            SpanKind::Furniture | SpanKind::Escape | SpanKind::Entity(_) => !markup.signs,
            SpanKind::Time => !markup.times,
            // The number of an item is a part of its text.
            SpanKind::Marker => {
                let sign = &document.text()[span.range.clone()];
                !(markup.signs || is_number(sign) && items.binary_search(&span.range.start).is_ok())
            }
            _ => false,
        };
        let hidden = spans.iter().filter(is_hidden).collect();
        Self { document, block, markup, hidden, items, text: String::new(), pending: Break::None }
    }

    /// Adds the part of the block in `range`.
    fn read(&mut self, range: Range<usize>) {
        for (line, _) in block_lines(self.document, self.block) {
            let part = line.start.max(range.start)..line.end.min(range.end);
            if part.is_empty() {
                continue;
            }
            self.pending = self.pending.max(self.break_before(line.start));
            let before = self.text.len();
            self.read_line(part);
            // A blank line in a quotation separates paragraphs, and in code it is kept.
            if self.block.kind == Kind::Code && before > 0 && self.text.len() == before {
                self.text.push('\n');
            } else if self.text.len() == before && !self.is_at_page_break(line.start) {
                self.pending = self.pending.max(Break::Line);
            }
        }
        self.text.truncate(self.text.trim_end().len());
    }

    /// Returns the break before a kept line. Lines of a quotation are kept on the page, but read as prose.
    fn break_before(&self, start: usize) -> Break {
        let is_prose = self.block.kind == Kind::Quotation && !self.markup.signs;
        let after = self.items.partition_point(|&item| item < start);
        let text = self.document.text();
        let is_item = self.items.get(after).is_some_and(|&item| {
            text[start..item].chars().all(|c| c == '>' || c.is_whitespace() && c != '\n')
        });
        let is_hard = text[..start].trim_end_matches(is_line_end).ends_with("  ");
        if start == self.block.range.start {
            Break::None
        } else if is_prose && !is_item && !is_hard || self.is_at_page_break(start) {
            Break::Join
        } else {
            Break::Line
        }
    }

    /// Returns `true` if page furniture, or the text below it, begins at `start`.
    fn is_at_page_break(&self, start: usize) -> bool {
        let mut furniture = self.hidden.iter().filter(|span| span.kind == SpanKind::Furniture);
        furniture.any(|span| (span.range.start..=span.range.end).contains(&start))
    }

    /// Adds the visible parts of `line`.
    fn read_line(&mut self, line: Range<usize>) {
        let mut start = line.start;
        let first = self.hidden.partition_point(|span| span.range.end <= line.start);
        let mut at = first;
        while let Some(&span) = self.hidden.get(at).filter(|span| span.range.start < line.end) {
            at += 1;
            if span.range.start > start {
                self.add_lines(start..span.range.start);
            }
            start = start.max(span.range.end.min(line.end));
            match span.kind {
                SpanKind::Furniture => self.pending = self.pending.max(Break::Join),
                SpanKind::Entity(character) => self.add(character.encode_utf8(&mut [0; 4])),
                _ => {}
            }
        }
        self.add_lines(start..line.end);
    }

    /// Adds visible text, whose lines are joined.
    fn add_lines(&mut self, range: Range<usize>) {
        let text = &self.document.text()[range];
        for (index, line) in text.split(is_line_end).enumerate() {
            if index > 0 {
                self.pending = self.pending.max(Break::Join);
            }
            self.add(line);
        }
    }

    /// Adds text without a line end.
    fn add(&mut self, text: &str) {
        if text.trim().is_empty() && (self.pending != Break::None || self.text.is_empty()) {
            return;
        }
        let is_code = self.block.kind == Kind::Code;
        let text = match self.pending {
            Break::None if !self.text.is_empty() => text,
            _ if is_code => text,
            _ => text.trim_start(),
        };
        if self.pending != Break::None && !self.text.is_empty() {
            let end = self.text.trim_end_matches([' ', '\t']).len();
            self.text.truncate(end);
            match self.pending {
                Break::Line => self.text.push('\n'),
                _ => self.join(text),
            }
        }
        self.pending = Break::None;
        self.text.push_str(text);
    }

    /// Joins the text so far with the line `next`: by a blank, unless a hyphen connects them or the script has no blanks.
    fn join(&mut self, next: &str) {
        let edges = self.text.chars().next_back().zip(next.chars().next());
        if edges.is_some_and(|(before, after)| is_joined_without_blank(before, after)) {
            return;
        }
        let Some(hyphen) = self.text.chars().next_back().filter(|&c| is_hyphen(c)) else {
            return self.text.push(' ');
        };
        let stem = &self.text[..self.text.len() - hyphen.len_utf8()];
        let head = stem.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let tail = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if head.is_empty() || tail.is_empty() || CONJUNCTIONS.contains(&tail) {
            return self.text.push(' ');
        }
        let is_of_line_end = is_of_line_end(self.document, head, hyphen, tail);
        if is_of_line_end && !self.markup.signs {
            self.text.truncate(stem.len());
        }
    }
}

/// Returns `true` if a hyphen between `head` and `tail` is there only because a line ends after it: soft hyphens, and those
/// of a word that stands elsewhere in the text without it.
pub(super) fn is_of_line_end(document: &Document, head: &str, hyphen: char, tail: &str) -> bool {
    match hyphen {
        '\u{AD}' | '\u{AC}' => true,
        '-' | '\u{2010}' => {
            let words = document.word_hashes();
            tail.starts_with(char::is_lowercase)
                && words.contains(&hash_of(&format!("{head}{tail}")))
                && !words.contains(&hash_of(&format!("{head}-{tail}")))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        words_of(&Document::of_paragraphs("talk", text), 0..text.len())
    }

    #[test]
    fn lines_of_chinese_and_japanese_are_joined_without_a_blank() {
        assert_eq!(read("我们要团结\n起来，\n建设「新\n」国家。"), "我们要团结起来，建设「新」国家。");
        assert_eq!(read("われわれは\r\nカタカナー\n、と"), "われわれはカタカナー、と");
        assert_eq!(read("우리는 민족의\n장래를 GDP\n增长 2\n个"), "우리는 민족의 장래를 GDP 增长 2 个");
    }

    #[test]
    fn a_hyphen_at_a_line_end_joins_the_parts_of_its_word() {
        let cases = [
            ("a co-\noperation", "a co-operation"),
            ("a co- \r\n  operation", "a co-operation"),
            ("mother-in-\nlaw", "mother-in-law"),
            ("revolu-\ntionary", "revolu-tionary"),
            ("revolu-\ntionary. Revolutionary!", "revolutionary. Revolutionary!"),
            ("post-revolu-\ntionary; revolutionary", "post-revolutionary; revolutionary"),
            ("co-\noperation, cooperation, co-operation", "co-operation, cooperation, co-operation"),
            ("re-\nvolution. A re-volution", "re-volution. A re-volution"),
            ("revo\u{ad}\nlution", "revolution"),
            ("uni\u{ac}\nversal", "universal"),
            ("co\u{2010}\noperation", "co\u{2010}operation"),
            ("co\u{2011}\noperation", "co\u{2011}operation"),
            ("Anglo-\nSaxon, Anglosaxon", "Anglo-Saxon, Anglosaxon"),
            ("pre-\nand post-war", "pre- and post-war"),
            ("He said--\nand went", "He said-- and went"),
            ("a -\nb", "a - b"),
            ("a-\n“b”", "a- “b”"),
            ("one  two\nthree\n four", "one  two three four"),
            ("co-operation", "co-operation"),
            ("One.\n\nTwo\nthree.", "One.\n\nTwo three."),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_text_of_single_lines_is_read_as_it_is(text in r"([a-zé한-]{1,5} ?){1,9}(\n\n([a-z]{1,5} ?){1,9}){0,3}") {
            let document = Document::of_paragraphs("talk", &text);
            let lines = document.blocks().map(|block| text[block.range].to_owned()).collect::<Vec<_>>();
            prop_assert_eq!(read(&text), lines.join("\n\n"));
        }
    }
}
