//! The result of looking for an annotated range in a text.

use std::ops::Range;

use crate::document::text::Document;

/// A range of a document's text, with the block in which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockRange {
    /// The block in which the range begins.
    pub block: usize,
    /// The byte offset of the start.
    pub start: usize,
    /// The byte offset of the end.
    pub end: usize,
}

impl BlockRange {
    /// Returns the range of a whole block.
    pub(super) fn of_block(document: &Document, block: usize) -> Self {
        let range = document.block(block).range;
        Self { block, start: range.start, end: range.end }
    }

    /// Returns `range` of the text of `document`.
    pub(super) fn new(document: &Document, range: &Range<usize>) -> Self {
        let block = document.block_at(range.start).unwrap_or(0);
        Self { block, start: range.start, end: range.end }
    }

    /// Returns the bytes of the text.
    pub const fn bytes(self) -> Range<usize> {
        self.start..self.end
    }
}

/// The state of an annotated range in a text, with its range there.
///
/// The reader sees "unchanged", "moved", "edited" or "not found".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution<T = BlockRange> {
    /// Unchanged words at the same position. Quotes, dashes and line ends may differ.
    Exact(T),
    /// Unchanged words at another position.
    Moved(T),
    /// Changed words, identified with certainty.
    Edited(T),
    /// Not identified with certainty. The candidate is the most similar range, or the one at the same position.
    Orphan(Option<T>),
}

impl<T> Resolution<T> {
    /// Returns the range, unless it is an orphan.
    pub fn found(self) -> Option<T> {
        match self {
            Self::Exact(found) | Self::Moved(found) | Self::Edited(found) => Some(found),
            Self::Orphan(_) => None,
        }
    }

    /// Returns the range or, of an orphan, its candidate.
    pub(crate) fn likely(self) -> Option<T> {
        match self {
            Self::Exact(found) | Self::Moved(found) | Self::Edited(found) => Some(found),
            Self::Orphan(candidate) => candidate,
        }
    }

    /// Converts the range.
    pub(super) fn map<U>(self, convert: impl FnOnce(T) -> U) -> Resolution<U> {
        match self {
            Self::Exact(found) => Resolution::Exact(convert(found)),
            Self::Moved(found) => Resolution::Moved(convert(found)),
            Self::Edited(found) => Resolution::Edited(convert(found)),
            Self::Orphan(candidate) => Resolution::Orphan(candidate.map(convert)),
        }
    }
}
