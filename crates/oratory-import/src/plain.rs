//! Layout of plain text: blocks, and the kind of each.

use oratory_core::document::text::{Draft, Kind};

use crate::{blocks::block_starts, heading::is_heading};

/// Finds the blocks of a plain text.
pub(crate) fn draft(text: &str) -> Draft {
    let mut draft = Draft { starts: block_starts(text, false), ..Draft::default() };
    for (index, &start) in draft.starts.iter().enumerate() {
        let next = draft.starts.get(index + 1).map_or(text.len(), |&next| next);
        if is_heading(text[start..next].trim_end()) {
            draft.kinds.push((index, Kind::Heading(1)));
        }
    }
    draft
}
