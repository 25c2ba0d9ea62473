//! The help, over the panes.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    row,
    theme::{Role, Theme},
    write,
};
use crate::app::{
    App,
    help::{HelpLine, MARGIN, keys_width, lines},
};

/// Draws the help from its first line in view. The cursor stands there.
pub(super) fn draw(app: &App, theme: Theme, buffer: &mut Buffer) -> Position {
    let page = app.page();
    let screen = buffer.area;
    let area = Rect {
        x: (MARGIN / 2).min(screen.width),
        width: screen.width.saturating_sub(MARGIN),
        height: screen.height.saturating_sub(page.status.height),
        ..screen
    };
    let keymap = &app.config().keymap;
    let keys = u16::try_from(keys_width(keymap)).unwrap_or(u16::MAX);
    let lines = lines(keymap, area.width);
    for (y, line) in (0..).zip(lines.iter().skip(app.help().unwrap_or(0))) {
        let Some(area) = row(area, y) else { break };
        match line {
            HelpLine::Blank => {}
            HelpLine::Heading(heading) => {
                write(buffer, area, area.x, heading, theme.style(Role::Title));
            }
            HelpLine::Keys(lead, text) if text.is_empty() => {
                write(buffer, area, area.x, lead, theme.style(Role::Strong));
            }
            HelpLine::Keys(lead, text) if lead == "  " => {
                write(buffer, area, area.x + 2, text, theme.style(Role::Text));
            }
            HelpLine::Keys(lead, text) => {
                write(buffer, area, area.x, lead, theme.style(Role::Strong));
                write(buffer, area, area.x + keys, text, theme.style(Role::Text));
            }
        }
    }
    area.as_position()
}
