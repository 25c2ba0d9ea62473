//! The lines of a plain text.

use memchr::{memchr, memchr_iter, memchr2, memmem};
use oratory_core::{is_blank, line_end};

use crate::heading::ends_statement;

/// A line, without its line end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// The offset of the line in the text.
    pub(super) start: usize,
    /// The line without the white space at its end.
    pub(super) text: &'a str,
    /// `true` if a page ends here.
    pub(super) ends_page: bool,
}

impl<'a> Line<'a> {
    /// Returns `true` if nothing in the line is visible.
    pub(super) fn is_blank(&self) -> bool {
        // Most lines begin with a letter.
        !self.text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && is_blank(self.text)
    }

    /// Returns the line without white space at either end.
    pub(super) fn words(&self) -> &'a str {
        self.text.trim_start()
    }

    /// Returns the offset of the first character that is no white space.
    pub(super) fn words_start(&self) -> usize {
        self.end() - self.words().len()
    }

    /// Returns the offset after the last character that is no white space.
    pub(super) const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Returns the columns of white space at the head. A tab is as wide as the usual indent.
    pub(super) fn indent(&self) -> usize {
        let blanks = &self.text[..self.text.len() - self.words().len()];
        blanks.chars().map(|c| if c == '\t' { 4 } else { 1 + usize::from(c == '\u{3000}') }).sum()
    }

    /// Returns the number of characters without the white space at either end.
    pub(super) fn width(&self) -> usize {
        let words = self.words();
        if words.is_ascii() { words.len() } else { words.chars().count() }
    }
}

/// Iterator over the lines of a part of a text.
#[derive(Debug, Clone)]
pub(super) struct Lines<'a> {
    text: &'a str,
    offset: usize,
    /// `true` if every line ends in a line feed, alone or after a carriage return. Finding these is faster.
    has_feeds_only: bool,
}

impl<'a> Lines<'a> {
    /// Iterates over the lines of `text`.
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, offset: 0, has_feeds_only: has_feeds_only(text) }
    }

    /// Returns the text of which these are lines.
    pub(super) const fn text(&self) -> &'a str {
        self.text
    }

    /// Iterates over the lines of the text that begin in `start..end`.
    pub(super) fn within(&self, start: usize, end: usize) -> Self {
        Self { text: &self.text[..end], offset: start, has_feeds_only: self.has_feeds_only }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let start = self.offset;
        if start >= self.text.len() {
            return None;
        }
        let rest = &self.text[start..];
        let end = if self.has_feeds_only {
            memchr(b'\n', rest.as_bytes()).map(|at| (at, 1))
        } else {
            line_end(rest)
        };
        let (len, ending) = end.unwrap_or((rest.len(), 0));
        self.offset = start + len + ending;
        let text = rest[..len].trim_end();
        // Below a line that does not end a sentence, a page ends within a paragraph.
        let ends_page =
            rest.as_bytes().get(len) == Some(&b'\x0C') && (text.is_empty() || ends_statement(text));
        Some(Line { start, text, ends_page })
    }
}

/// Returns `true` if every line of `text` ends in a line feed, alone or after a carriage return.
fn has_feeds_only(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_of_feed = |at: usize| bytes.get(at + 1) == Some(&b'\n');
    memchr2(0x0B, 0x0C, bytes).is_none()
        && memchr_iter(b'\r', bytes).all(is_of_feed)
        && ["\u{85}", "\u{2028}", "\u{2029}"].iter().all(|end| memmem::find(bytes, end.as_bytes()).is_none())
}
