//! Layout without the signs of markup. Rows stay ranges of the text, and signs at the border of two belong to the row of
//! what they mark.

use std::ops::Range;

use super::wrap::{TextWidth, wrap_indented};
use crate::document::{
    spans::{Markup, SpanKind},
    text::Document,
};

/// Returns the parts of `row`, the range of a row, that are shown. A row without any text is shown as it is.
pub fn shown_parts(document: &Document, row: &Range<usize>, markup: Markup) -> Vec<Range<usize>> {
    let text = document.text();
    let parts = visible_parts(text, row, &hidden_signs(document, row, markup));
    if has_text(text, &parts) { parts } else { vec![row.clone()] }
}

/// Returns the signs in a range that are hidden, in ascending order. Those of items are not.
pub(super) fn hidden_signs(document: &Document, range: &Range<usize>, markup: Markup) -> Vec<Range<usize>> {
    let spans = document.spans(range);
    if markup.signs && (markup.times || spans.is_empty()) {
        return Vec::new();
    }
    let is_item = |start| {
        let first = spans.partition_point(|span| span.range.start < start);
        spans[first..]
            .iter()
            .take_while(|span| span.range.start == start)
            .any(|span| span.kind == SpanKind::ListItem)
    };
    let hidden = spans.iter().filter(|span| match span.kind {
        SpanKind::Marker => !markup.signs && !is_item(span.range.start),
        SpanKind::Time => !markup.times,
        _ => false,
    });
    hidden.map(|span| span.range.clone()).collect()
}

/// A kept line of a block, with the length of the marker at its head.
type KeptLine = (Range<usize>, usize);

/// Joins each line that has only hidden signs to the line before it, or else to the one after it.
pub(super) fn lines_with_text(text: &str, lines: Vec<KeptLine>, hidden: &[Range<usize>]) -> Vec<KeptLine> {
    if hidden.is_empty() {
        return lines;
    }
    let is_hidden = |line: &Range<usize>| {
        !text[line.clone()].trim().is_empty() && !has_text(text, &visible_parts(text, line, hidden))
    };
    let mut joined: Vec<KeptLine> = Vec::with_capacity(lines.len());
    let mut head = None;
    for (line, marker) in lines {
        match joined.last_mut() {
            Some((before, _)) if is_hidden(&line) => before.end = line.end,
            None if is_hidden(&line) => head = head.or(Some(line.start)),
            _ => {
                let start = head.take().unwrap_or(line.start);
                joined.push((start..line.end, line.start + marker - start));
            }
        }
    }
    joined
}

/// Wraps `line` without its hidden signs. Returns the ranges of at least one row, which tile it.
pub(super) fn wrap_visible(
    text: &str,
    line: Range<usize>,
    hidden: &[Range<usize>],
    width: TextWidth,
    indent: u16,
) -> Vec<Range<usize>> {
    let parts = visible_parts(text, &line, hidden);
    if parts.first() == Some(&line) {
        return wrap_indented(text, line, width, indent);
    }
    let mut visible = String::with_capacity(line.len());
    let mut starts = Vec::with_capacity(parts.len());
    for part in parts {
        starts.push((visible.len(), part.start));
        visible.push_str(&text[part]);
    }
    let offset_of = |at: usize| {
        // Signs at the border are those of the next row.
        let part = starts.partition_point(|&(start, _)| start < at).saturating_sub(1);
        starts.get(part).map_or(line.start, |&(start, offset)| offset + at - start)
    };
    let rows = wrap_indented(&visible, 0..visible.len(), width, indent);
    let mut ends = rows.iter().skip(1).map(|row| offset_of(row.start)).chain([line.end]);
    let mut start = line.start;
    let mut of_text = Vec::with_capacity(rows.len());
    for _ in &rows {
        let end = ends.next().unwrap_or(line.end);
        of_text.push(start..end);
        start = end;
    }
    of_text
}

/// Returns the parts of `range` between hidden signs. Blanks, or a line end, after a sign at the
/// beginning are hidden too.
pub(super) fn visible_parts(text: &str, range: &Range<usize>, hidden: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    for sign in &hidden[hidden.partition_point(|sign| sign.start < range.start)..] {
        if sign.start >= range.end {
            break;
        }
        if sign.start > start {
            parts.push(start..sign.start);
        }
        start = start.max(sign.end.min(range.end));
        if parts.is_empty() {
            let rest = &text[start..range.end];
            let line = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'));
            start += rest.len() - line.unwrap_or_else(|| rest.trim_start_matches([' ', '\t'])).len();
        }
    }
    if start < range.end {
        parts.push(start..range.end);
    }
    parts
}

/// Returns `true` if not all of these parts are blank.
fn has_text(text: &str, parts: &[Range<usize>]) -> bool {
    parts.iter().any(|part| !text[part.clone()].trim().is_empty())
}
