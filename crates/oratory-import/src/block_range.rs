//! The range of a block, from the starts of all blocks of a text.

use std::ops::Range;

use oratory_core::trimmed_len;

/// Returns the range of the block at `index`, without the blanks after it.
pub(crate) fn block_range(text: &str, starts: &[usize], index: usize) -> Range<usize> {
    let start = starts[index];
    let next = starts.get(index + 1).map_or(text.len(), |&next| next);
    start..start + trimmed_len(&text[start..next])
}
