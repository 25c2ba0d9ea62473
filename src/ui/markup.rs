//! Styles of text with markup.

use oratory_core::{Document, Look, looks};
use ratatui::style::Style;

use crate::theme::{Role, Theme};

/// The markup of a block.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// The index of the block.
    block: Option<usize>,
    /// The styles, each with the offset in the text at which it begins.
    looks: Vec<(usize, Look)>,
}

impl Looks {
    /// Takes the styles of `block`, unless they are those of the last call.
    pub(super) fn turn_to(&mut self, block: Option<usize>, speech: &Document) {
        if block.is_none() || self.block == block {
            return;
        }
        self.block = block;
        self.looks = block.map(|block| looks(speech.spans(&speech.block(block).range))).unwrap_or_default();
    }

    /// Returns the style at an offset of the text, and the offset at which the next style begins.
    pub(super) fn style(&self, theme: &Theme, offset: usize, plain: Style) -> (Style, usize) {
        let next = self.looks.partition_point(|&(from, _)| from <= offset);
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
        (style, end.unwrap_or(usize::MAX))
    }
}
