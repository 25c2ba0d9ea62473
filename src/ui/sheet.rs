//! A popup over the panes: help, details.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{rows, write};
use crate::{
    app::{
        App,
        sheet::{Line, MARGIN, Sheet, Subject},
    },
    theme::{Role, Theme},
};

/// Draws a popup from its first line in view.
pub(super) fn draw(app: &App, sheet: &Sheet, theme: &Theme, buffer: &mut Buffer) {
    let lines = sheet.lines_in_view();
    // Readers look for keys, but not for the names of details.
    let names = if matches!(sheet.subject, Subject::Keys) { Role::Strong } else { Role::Faint };
    for (y, area) in rows(area(app), buffer.area) {
        match lines.get(usize::from(y)) {
            None => break,
            Some(Line::Blank) => {}
            Some(Line::Heading(heading)) => {
                write(theme, buffer, area, area.x, heading, theme.style(Role::Title));
            }
            Some(Line::Entry(name, indent, said)) => {
                write(theme, buffer, area, area.x, name, theme.style(names));
                write(theme, buffer, area, area.x.saturating_add(*indent), said, theme.style(Role::Text));
            }
        }
    }
}

/// Returns the first cell of the first line in view.
pub(super) fn cursor(app: &App) -> Position {
    area(app).as_position()
}

/// Returns the area of the lines.
fn area(app: &App) -> Rect {
    let (columns, rows) = app.size();
    Rect {
        // The cursor must be on the screen.
        x: (MARGIN / 2).min(columns.saturating_sub(1)),
        y: 0,
        width: columns.saturating_sub(MARGIN),
        height: rows.saturating_sub(app.page().status.height),
    }
}
