//! The parser of Markdown, and the lines of a text.

use std::ops::Range;

use pulldown_cmark::{OffsetIter, Options, Parser};

/// Parses `text` with the Markdown extensions that speeches use.
pub(super) fn parser(text: &str) -> OffsetIter<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES).into_offset_iter()
}

/// Iterates over the beginnings of the lines of a part of `text`.
pub(super) fn lines_of(text: &str, part: Range<usize>) -> impl Iterator<Item = usize> {
    let mut start = line_start(text, part.start);
    text[start..part.end].split_inclusive('\n').map(move |line| {
        start += line.len();
        start - line.len()
    })
}

/// Returns the beginning of the line that contains `offset`.
pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |feed| feed + 1)
}
