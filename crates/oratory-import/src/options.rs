//! Options of the layout of plain text, which front matter may set.

use serde::Deserialize;

/// The layout of a plain text, where it is not to be detected.
#[derive(Debug, Clone, Default)]
pub(crate) struct LayoutOptions {
    /// The division into paragraphs. Detected block by block if `None`.
    pub(crate) paragraphs: Option<Paragraphs>,
    /// `true` if no line is a heading.
    pub(crate) no_headings: bool,
    /// `true` if a page break or a blank line always ends a block.
    pub(crate) no_join: bool,
    /// Names that begin a turn, however often they stand in the text.
    pub(crate) speakers: Vec<String>,
}

/// A division of plain text into paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Paragraphs {
    /// Every line is a paragraph.
    Lines,
    /// Blank lines separate paragraphs, and lines between them are joined.
    BlankLines,
}
