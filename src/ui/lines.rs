//! The concordance as it is drawn, and the references before its rows.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::text::{after, fitted, last, width, write};
use crate::{
    app::{
        App,
        search::{
            concordance::{Concordance, GAP},
            matches::ActiveSearch,
        },
    },
    catalog::DocumentId,
    theme::Theme,
};

/// Widget of the concordance, in place of a pane of text.
pub(super) struct ConcordancePane<'a> {
    pub(super) app: &'a App,
    pub(super) theme: &'a Theme,
    pub(super) concordance: &'a Concordance,
    pub(super) search: &'a ActiveSearch,
}

impl ConcordancePane<'_> {
    /// Draws the reference of a row: the name at the left, `number` at the right. Returns the rest of the row.
    pub(super) fn draw_reference(
        &self,
        speech: DocumentId,
        number: &str,
        style: Style,
        row: Rect,
        buffer: &mut Buffer,
    ) -> Rect {
        let Self { theme, concordance, .. } = self;
        let references = concordance.references();
        let own = Rect { width: references.width().min(row.width), ..row };
        let number_area = last(own, width(theme, number));
        let name = fitted(theme, references.name(speech), (number_area.x - own.x).saturating_sub(1));
        write(theme, buffer, own, &name, style);
        write(theme, buffer, number_area, number, style);
        after(row, references.width() + GAP)
    }
}
