//! Styles of Markdown text.

use oratory_core::document::{
    markdown::{Look, looks},
    speech::{Format, Speech},
};
use ratatui::style::Style;

use crate::theme::{Role, Theme};

/// The longest block with styled markup, in bytes. Parsing a longer one takes too long for a frame.
const MAX_STYLED_BYTES: usize = 16 * 1024;

/// The Markdown markup of a block.
#[derive(Debug, Default)]
pub(super) struct Markup {
    /// The index and first byte of the block.
    block: Option<(usize, usize)>,
    /// The styles, each with the offset at which it begins.
    looks: Vec<(usize, Look)>,
}

impl Markup {
    /// Parses `block`, unless it is already parsed or not Markdown.
    pub(super) fn turn_to(&mut self, block: Option<usize>, speech: &Speech) {
        let Some(block) = block.filter(|_| speech.format() == Format::Markdown) else { return };
        if self.block.is_some_and(|(before, _)| before == block) {
            return;
        }
        let range = speech.block(block).range;
        self.block = Some((block, range.start));
        self.looks = if range.len() <= MAX_STYLED_BYTES { looks(&speech.text()[range]) } else { Vec::new() };
    }

    /// Returns the style at an offset of the text, and the offset at which the next style begins.
    pub(super) fn style(&self, theme: &Theme, offset: usize, plain: Style) -> (Style, usize) {
        let Some((_, start)) = self.block else { return (plain, usize::MAX) };
        let next = self.looks.partition_point(|&(from, _)| from <= offset - start);
        let look = next.checked_sub(1).map(|here| self.looks[here].1).unwrap_or_default();
        let mut style = plain;
        if look.is_sign {
            style = style.patch(theme.style(Role::Faint));
        }
        if look.is_emphasised {
            style = style.italic();
        }
        if look.is_strong {
            style = style.bold();
        }
        let end = self.looks.get(next).map(|&(end, _)| end);
        (style, end.map_or(usize::MAX, |end| start + end))
    }
}
