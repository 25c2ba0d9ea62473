//! A position in a text, to come back to later.

use oratory_core::{Document, ScrollOffset};

/// A position to come back to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Position {
    pub(super) scroll_offset: ScrollOffset,
    pub(super) current: Option<usize>,
}

impl Position {
    /// Returns the offset of the top row.
    pub(crate) const fn offset(self) -> usize {
        self.scroll_offset.offset()
    }

    /// Returns the scroll offset.
    pub(crate) const fn scroll_offset(self) -> ScrollOffset {
        self.scroll_offset
    }

    /// Returns the block of the current paragraph.
    pub(crate) const fn current(self) -> Option<usize> {
        self.current
    }

    /// Returns `true` if the position exists in `speech`, whose text may have changed.
    pub(crate) fn is_in(self, speech: &Document) -> bool {
        let is_there = |block| block < speech.block_count() && speech.block(block).kind.is_numbered();
        self.current.is_none_or(is_there) && self.scroll_offset.clamped_to(speech) == self.scroll_offset
    }
}
