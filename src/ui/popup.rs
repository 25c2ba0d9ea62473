//! A popup over the panes: help, details.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    widgets::Widget,
};

use super::text::{after, write};
use crate::{
    app::{
        App,
        overlays::popup::{self, Line, MARGIN, Subject},
    },
    theme::{Role, Theme},
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
        let area = Rect { x: left(area.width), width: area.width.saturating_sub(MARGIN), ..area };
        // Readers look for keys, but not for the names of details.
        let name_role =
            if matches!(self.content.subject, Subject::Keys) { Role::Strong } else { Role::Faint };
        for (row, line) in area.rows().zip(self.content.lines_in_view()) {
            match line {
                Line::Blank => {}
                Line::Heading(heading) => {
                    write(self.theme, buffer, row, heading, self.theme.style(Role::Title));
                }
                Line::Entry(name, indent, text) => {
                    write(self.theme, buffer, row, name, self.theme.style(name_role));
                    write(self.theme, buffer, after(row, *indent), text, self.theme.style(Role::Text));
                }
            }
        }
    }
}

/// Returns the first column of the lines. The cursor there must be on the screen.
fn left(columns: u16) -> u16 {
    (MARGIN / 2).min(columns.saturating_sub(1))
}
