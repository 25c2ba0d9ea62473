//! Options of the layout of plain text, which front matter or a sidecar may state.

use serde::Deserialize;

/// The layout of a plain text, where it is not to be detected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LayoutOptions {
    /// The division into paragraphs. Detected block by block if `None`.
    pub paragraphs: Option<Paragraphs>,
    /// `true` if no line is a heading.
    pub no_headings: bool,
    /// `true` if a page break or a blank line always ends a block.
    pub no_join: bool,
    /// Names that begin a turn, however often they stand in the text.
    pub speakers: Vec<String>,
}

/// A division of plain text into paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paragraphs {
    /// Every line is a paragraph.
    Lines,
    /// Blank lines separate paragraphs, and lines between them are joined.
    BlankLines,
}
