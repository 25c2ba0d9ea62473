//! A sheet over the panes.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{row, simplify_signs, write};
use crate::{
    app::{
        App,
        sheet::{Line, MARGIN, Sheet, Subject},
    },
    theme::{Role, Theme},
};

/// Draws a sheet from its first line in view. The cursor stands there.
pub(super) fn draw(app: &App, sheet: &Sheet, theme: &Theme, buffer: &mut Buffer) -> Position {
    let page = app.page();
    let screen = buffer.area;
    let area = Rect {
        // The cursor stands there, and has to be on the screen.
        x: (MARGIN / 2).min(screen.width.saturating_sub(1)),
        width: screen.width.saturating_sub(MARGIN),
        height: screen.height.saturating_sub(page.status.height),
        ..screen
    };
    let lines = sheet.lines(app, screen.width);
    // Keys are looked for, the names of details are not.
    let names = if matches!(sheet.subject, Subject::Keys) { Role::Strong } else { Role::Faint };
    for (y, line) in (0..).zip(lines.iter().skip(sheet.top)) {
        let Some(area) = row(area, y) else { break };
        match line {
            Line::Blank => {}
            Line::Heading(heading) => {
                write(buffer, area, area.x, heading, theme.style(Role::Title));
            }
            Line::Entry(name, indent, said) => {
                write(buffer, area, area.x, name, theme.style(names));
                write(buffer, area, area.x.saturating_add(*indent), said, theme.style(Role::Text));
            }
        }
    }
    simplify_signs(theme, screen, buffer);
    area.as_position()
}
