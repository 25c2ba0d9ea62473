//! The width of grapheme clusters in a terminal.

use unicode_width::UnicodeWidthStr;

/// The width of characters that Unicode calls ambiguous (UAX #11), such as `“`, `…` and `│`.
///
/// Most terminals show them in one cell. Those set up for Chinese, Japanese or Korean may show them in two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AmbiguousWidth {
    /// One cell.
    #[default]
    Narrow,
    /// Two cells.
    Wide,
}

impl AmbiguousWidth {
    /// Returns the width of `cluster` in cells.
    ///
    /// ratatui's `CellWidth` counts the half-width sound marks of Katakana (`ﾟ`) twice.
    pub(crate) fn of(self, cluster: &str) -> usize {
        match self {
            Self::Narrow => cluster.width(),
            Self::Wide => cluster.width_cjk(),
        }
    }
}
