//! A popup over the panes: help, details.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    widgets::Widget,
};

use super::text::{after, write, write_sign};
use crate::{
    app::{
        App,
        overlays::popup::{self, GAP, Line, MARGIN, Subject, column_width},
    },
    theme::{Role, Sign, Theme},
};

/// Widget of the open popup, which takes the place of all panes.
pub(super) struct Popup<'a> {
    app: &'a App,
    content: &'a popup::Popup,
    theme: &'a Theme,
}

impl<'a> Popup<'a> {
    /// Creates the widget if a popup is open.
    pub(super) fn new(app: &'a App, theme: &'a Theme) -> Option<Self> {
        Some(Self { app, content: app.overlays().popup()?, theme })
    }

    /// Returns the first cell of the first line in view.
    pub(super) fn cursor(&self) -> Position {
        Position { x: left(self.app.panes().view().size.0), y: 0 }
    }
}

impl Widget for Popup<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        // Readers look for keys, but not for the names of details.
        let name_role =
            if matches!(self.content.subject, Subject::Keys) { Role::Strong } else { Role::Faint };
        let columns = self.content.columns_in_view();
        let width = column_width(area.width, u16::try_from(columns.len()).unwrap_or(1).max(1));
        let mut rest = Rect { x: left(area.width), width: area.width.saturating_sub(MARGIN), ..area };
        for lines in columns {
            let column = Rect { width: width.min(rest.width), ..rest };
            for (row, line) in column.rows().zip(lines) {
                if self.content.is_start(line) {
                    let mark = Rect { x: row.x.saturating_sub(2), width: 1, ..row };
                    write_sign(buffer, mark, self.theme.sign(Sign::Bar), self.theme.style(Role::Bar));
                }
                draw_line(self.theme, line, name_role, row, buffer);
            }
            rest = after(rest, width + GAP);
        }
    }
}

fn draw_line(theme: &Theme, line: &Line, name_role: Role, row: Rect, buffer: &mut Buffer) {
    match line {
        Line::Blank => {}
        Line::Heading(heading) => {
            write(theme, buffer, row, heading, theme.style(Role::Title));
        }
        Line::Entry(name, indent, text) => {
            write(theme, buffer, row, name, theme.style(name_role));
            write(theme, buffer, after(row, *indent), text, theme.style(Role::Text));
        }
    }
}

/// Returns the first column of the lines. The cursor there must be on the screen.
fn left(columns: u16) -> u16 {
    (MARGIN / 2).min(columns.saturating_sub(1))
}
