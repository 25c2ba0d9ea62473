//! The result of looking for a bookmarked paragraph in a text.

/// The state of a bookmarked paragraph in a text, with its block there.
///
/// The reader sees "unchanged", "moved", "edited" or "not found".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// Unchanged words at the same position. Quotes, dashes and line ends may differ.
    Exact(usize),
    /// Unchanged words at another position.
    Moved(usize),
    /// Changed words, identified with certainty.
    Edited(usize),
    /// Not identified with certainty. The block is the most similar one, or the one at the same position.
    Orphan(Option<usize>),
}

impl Resolution {
    /// Returns the block of the paragraph, unless it is an orphan.
    pub const fn block(self) -> Option<usize> {
        match self {
            Self::Exact(block) | Self::Moved(block) | Self::Edited(block) => Some(block),
            Self::Orphan(_) => None,
        }
    }
}
