//! Markup of a document: spans of text, and lines that are kept at any text width.

use std::ops::Range;

/// A span of markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The byte range in the text.
    pub range: Range<usize>,
    /// The kind of markup.
    pub kind: SpanKind,
}

/// A kind of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanKind {
    /// A sign of the markup itself, which is not text: `#`, `>`, `*`, the number of an item.
    Marker,
    /// The time at which a paragraph of subtitles begins.
    Time,
    /// The backslash before a character that is meant as such.
    Escape,
    /// A reference to this character, such as `&amp;`.
    Entity(char),
    /// Emphasised text.
    Emphasis,
    /// Strongly emphasised text.
    Strong,
    /// A heading of this level, from 1.
    Heading(u8),
    /// A quotation.
    Quotation,
    /// An item of a list.
    ListItem,
    /// Code.
    Code,
    /// The text of a link.
    Link,
    /// The name of a speaker, at the head of what the speaker says.
    Speaker,
    /// A remark on what happens, within a paragraph.
    StageDirection,
    /// A page number or a running head within a paragraph, with the blank lines beside it.
    Furniture,
}

impl SpanKind {
    /// Returns `true` if the speaker says the text of such a span.
    pub(crate) const fn is_spoken(self) -> bool {
        !matches!(self, Self::Speaker | Self::StageDirection | Self::Furniture)
    }

    /// Returns `true` if a search overlooks the text of the span, or reads another text instead.
    pub(crate) const fn is_overlooked(self) -> bool {
        matches!(self, Self::Marker | Self::Time | Self::Escape | Self::Entity(_) | Self::Furniture)
    }
}

/// The visibility of markup characters and of the times of subtitles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Markup {
    /// `true` if the signs of markup are shown. Those of items always are.
    pub signs: bool,
    /// `true` if the times of subtitles are shown.
    pub times: bool,
}

impl Markup {
    /// Signs are shown, and times hidden.
    pub const SHOWN: Self = Self { signs: true, times: false };

    /// Only the text is shown.
    pub const HIDDEN: Self = Self { signs: false, times: false };
}

impl Default for Markup {
    fn default() -> Self {
        Self::SHOWN
    }
}

/// A line of a block that is kept at any text width: a row begins here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptLine {
    /// The start of the line in the text.
    pub start: usize,
    /// The bytes of the marker at its head with the blanks beside it. Rows below are indented by its width.
    pub marker: usize,
}

/// The style of a part of a block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// `true` for a marker, and for what the speaker does not say.
    pub is_sign: bool,
    /// `true` for emphasised text, and for stage directions.
    pub is_emphasised: bool,
    /// `true` for strongly emphasised text, and for the names of speakers.
    pub is_strong: bool,
}

/// Returns the styles of a block with `spans`, each with the offset in the text at which it begins.
pub fn looks(spans: &[Span]) -> Vec<(usize, Look)> {
    let begins = spans.iter().map(|span| (span.range.start, 1, span.kind));
    let ends = spans.iter().map(|span| (span.range.end, -1, span.kind));
    let mut edges: Vec<(usize, i32, SpanKind)> = begins.chain(ends).collect();
    edges.sort_by_key(|&(offset, ..)| offset);
    let (mut markers, mut emphases, mut strong) = (0, 0, 0);
    let mut looks: Vec<(usize, Look)> = Vec::new();
    for (offset, step, kind) in edges {
        match kind {
            SpanKind::Marker | SpanKind::Time | SpanKind::Furniture => markers += step,
            SpanKind::StageDirection => (markers, emphases) = (markers + step, emphases + step),
            SpanKind::Emphasis => emphases += step,
            SpanKind::Strong | SpanKind::Speaker => strong += step,
            _ => continue,
        }
        let look = Look { is_sign: markers > 0, is_emphasised: emphases > 0, is_strong: strong > 0 };
        match looks.last_mut() {
            Some((last, before)) if *last == offset => *before = look,
            _ => looks.push((offset, look)),
        }
    }
    looks
}

/// Returns the items that begin in `range`, of `items` in ascending order.
pub(super) fn starting_in<'a, T>(
    items: &'a [T],
    range: &Range<usize>,
    start: impl Fn(&T) -> usize,
) -> &'a [T] {
    let first = items.partition_point(|item| start(item) < range.start);
    let items = &items[first..];
    &items[..items.partition_point(|item| start(item) < range.end)]
}

/// Returns `true` for the marker of an item that is a number. It is read as text.
pub(crate) fn is_number(marker: &str) -> bool {
    let digits = marker.trim_end_matches(['.', ')']);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
