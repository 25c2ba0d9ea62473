//! Layout of plain text: blocks, and the kind of each.

use oratory_core::document::text::{Draft, Kind};

use crate::{
    blocks::{block_starts, line_starts},
    heading::is_heading,
    options::{LayoutOptions, Paragraphs},
};

/// Finds the blocks of a plain text.
pub(crate) fn draft(text: &str, options: &LayoutOptions) -> Draft {
    let starts = match options.paragraphs {
        Some(Paragraphs::Lines) => line_starts(text),
        Some(Paragraphs::BlankLines) | None => block_starts(text),
    };
    let mut draft = Draft { starts, ..Draft::default() };
    for (index, &start) in draft.starts.iter().enumerate() {
        let next = draft.starts.get(index + 1).map_or(text.len(), |&next| next);
        if !options.no_headings && is_heading(text[start..next].trim_end()) {
            draft.kinds.push((index, Kind::Heading(1)));
        }
    }
    draft
}
