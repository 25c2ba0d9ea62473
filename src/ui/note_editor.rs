//! The editor of a note, over the panes: a title, and the text.

use oratory_core::grouped;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    widgets::{Clear, Widget},
};

use super::{
    pane::Pane,
    text::{after, fitted, nth_row, write, write_text},
};
use crate::{
    app::{
        App,
        overlays::{note_editor, popup::MARGIN},
    },
    theme::{Role, Theme},
};

/// Widget of the open note. It covers the lower half of the screen, or the upper one if the passage is below.
pub(super) struct NoteEditor<'a> {
    theme: &'a Theme,
    note: &'a note_editor::NoteEditor,
    /// The number of passages that get the note.
    passages: usize,
    area: Rect,
}

impl<'a> NoteEditor<'a> {
    /// Creates the widget if a note is open and no popup covers it.
    pub(super) fn new(app: &'a App, theme: &'a Theme) -> Option<Self> {
        let note = app.overlays().note().filter(|_| !app.overlays().has_popup())?;
        let (width, rows) = app.panes().view().size;
        let rows = rows.saturating_sub(app.page().status.height);
        let height = u16::try_from(note.height() + 1).unwrap_or(u16::MAX).min(rows);
        let passage = Pane::new(app, theme).map_or(0, |pane| pane.cursor().y);
        let y = if passage < rows - height { rows - height } else { 0 };
        let passages = app.notes().noted_with(&note.annotation);
        Some(Self { theme, note, passages, area: Rect { x: 0, y, width, height } })
    }

    /// Returns the rows of the text.
    fn text_area(&self) -> Rect {
        // A screen of one row has no title.
        let title = u16::from(self.area.height > 1);
        let left = (MARGIN / 2).min(self.area.width.saturating_sub(1));
        let area = after(self.area, left);
        Rect { y: area.y + title, height: area.height - title, ..area }
    }

    /// Returns the position of the cursor.
    pub(super) fn cursor(&self) -> Position {
        let area = self.text_area();
        let (x, y) = self.note.cursor();
        let [x, y] = [x, y].map(|cells| u16::try_from(cells).unwrap_or(u16::MAX));
        let last = |start: u16, cells: u16| start.saturating_add(cells.saturating_sub(1));
        Position {
            x: area.x.saturating_add(x).min(last(area.x, area.width)),
            y: area.y.saturating_add(y).min(last(area.y, area.height)),
        }
    }
}

impl Widget for NoteEditor<'_> {
    fn render(self, _: Rect, buffer: &mut Buffer) {
        let theme = self.theme;
        let text = self.text_area();
        Clear.render(self.area, buffer);
        buffer.set_style(self.area, theme.style(Role::Text));
        if let Some(title) = nth_row(self.area, 0).filter(|_| self.area.height > 1) {
            buffer.set_style(title, theme.style(Role::Cursor));
            let number = self.note.annotation.paragraph;
            let words = match self.passages {
                1 => format!("Note on ¶ {number}"),
                several => format!("Note on {} ticked lines", grouped(several)),
            };
            let title = after(title, text.x);
            write(theme, buffer, title, &fitted(theme, &words, title.width), theme.style(Role::Cursor));
        }
        for (row, line) in text.rows().zip(self.note.rows_in_view()) {
            write_text(theme, buffer, row, line, theme.style(Role::Text));
        }
    }
}
