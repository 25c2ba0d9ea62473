//! The scroll bar: the part of the text in view, bookmarks and matches.

use std::ops::Range;

use oratory_core::{Document, ScrollOffset};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use super::text::write_sign;
use crate::{
    app::{
        App,
        panes::{pane::Pane, reading::Reading},
        search::matches::Slot,
    },
    catalog::DocumentId,
    theme::{Role, Sign, Theme},
};

/// Widget of the scroll bar.
///
/// ratatui's `Scrollbar` shows no marks, and its thumb may touch an end of the track before the text does.
pub(super) struct ScrollBar<'a> {
    pub(super) app: &'a App,
    pub(super) theme: &'a Theme,
    pub(super) speech: &'a Document,
    /// The pane, and the speech that is shown in it.
    pub(super) pane: (Slot, &'a Pane),
    pub(super) shown: DocumentId,
}

impl Widget for ScrollBar<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let Self { app, theme, speech, pane: (slot, pane), shown } = self;
        let len = speech.end().max(1);
        let height = usize::from(area.height);
        let view = pane.in_view(shown).map_or(0..0, range_in_view);
        let faint = theme.style(Role::Faint);
        for (y, row) in area.rows().enumerate() {
            // Bytes of the text that this row stands for.
            let range = len * y / height..(len * (y + 1)).div_ceil(height);
            let is_in_view = range.start < view.end && range.end > view.start;
            let (sign, style) = if app.search().active().is_some_and(|search| search.is_in_bar(slot, y)) {
                (Sign::Match, theme.style(Role::Strong))
            } else if self.has_bookmark(&range) {
                (Sign::Bookmark, theme.style(Role::Bookmark))
            } else if is_in_view {
                (Sign::Thumb, Style::new())
            } else {
                (Sign::Track, faint)
            };
            let style = if is_in_view { style } else { style.patch(faint) };
            write_sign(buffer, row, theme.sign(sign), style);
        }
    }
}

impl ScrollBar<'_> {
    /// Returns `true` if a bookmark is in these bytes of the speech.
    fn has_bookmark(&self, range: &Range<usize>) -> bool {
        let mut blocks = self.app.notes().annotations().blocks(self.shown);
        blocks.any(|block| range.contains(&self.speech.block(block).range.start))
    }
}

/// Returns the byte range in view. It reaches the start or end of the text if the rows in view do.
fn range_in_view(reading: &Reading) -> Range<usize> {
    let view = reading.in_view();
    let start = if reading.top() <= ScrollOffset::Text(0) { 0 } else { view.start };
    start..view.end.max(start)
}
