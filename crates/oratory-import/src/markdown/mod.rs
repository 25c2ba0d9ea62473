//! Layout of Markdown: blocks, lines that are kept, signs and emphasis. Every character stays in its place, to be
//! shown, searched and quoted.
//!
//! `pulldown-cmark` parses a [masked](mask::masked) copy of the text, in which nothing takes long and nothing hides the
//! rest of the text. Offsets are the same in both.

mod blocks;

mod lines;

mod mask;

mod parser;

mod spans;

use oratory_core::{Draft, LayoutOptions, Span};

/// Finds the blocks of `text` in Markdown, and their markup.
pub(crate) fn draft(text: &str, options: &LayoutOptions) -> Draft {
    let masked = mask::masked(text);
    let mut draft = blocks::divided(text, &masked, options);
    draft.lines.extend(lines::kept(text, &masked, &draft.starts));
    draft.lines.sort_unstable_by_key(|line| line.start);
    draft.spans = within_blocks(spans::spans(&masked, 0), text, &draft.starts);
    draft
}

/// Cuts spans, which are in the order of their starts, at the ends of the blocks with `starts`.
fn within_blocks(spans: impl Iterator<Item = Span>, text: &str, starts: &[usize]) -> Vec<Span> {
    let mut spans = spans.peekable();
    let mut within = Vec::new();
    for (index, &start) in starts.iter().enumerate() {
        let next = starts.get(index + 1).map_or(text.len(), |&next| next);
        let end = start + text[start..next].trim_end().len();
        while let Some(Span { range, kind }) = spans.next_if(|span| span.range.start < next) {
            let range = range.start.max(start)..range.end.min(end);
            if !range.is_empty() {
                within.push(Span { range, kind });
            }
        }
    }
    within
}
