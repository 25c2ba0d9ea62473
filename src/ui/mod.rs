//! State -> cells. One file a pane; drawing changes nothing.

mod concordance;

mod list_pane;

mod reading_pane;

mod sheet;

mod status_line;

use ratatui::{
    Frame,
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use crate::{
    app::{
        App,
        page::{Focus, Page},
    },
    text::glyph::{glyphs, head, width},
    theme::{Role, Theme},
};

/// Draws the whole screen, and puts the cursor where the attention is.
pub fn draw(app: &App, frame: &mut Frame<'_>) {
    let cursor = paint(app, frame.buffer_mut());
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}

/// Paints the screen and tells where the cursor stands.
fn paint(app: &App, buffer: &mut Buffer) -> Option<Position> {
    let theme = &Theme::new(&app.config().look);
    let ground = theme.style(Role::Text);
    if ground != Style::new() {
        buffer.set_style(buffer.area, ground);
    }
    // A screen that has shrunk since the app heard of it last is drawn as far as it reaches.
    let page = app.page();
    let attention = match app.sheet() {
        Some(sheet) => Some(sheet::draw(app, sheet, theme, buffer)),
        None => draw_panes(app, theme, page, buffer),
    };
    // Last, since a long message stands over the panes.
    let status = status_line::draw(app, theme, page.status, buffer);
    simplify_signs(theme, page.status, buffer);
    status.or(attention)
}

/// Draws list and text, and tells where the cursor stands in the one that has the keys.
fn draw_panes(app: &App, theme: &Theme, page: Page, buffer: &mut Buffer) -> Option<Position> {
    let list = list_pane::draw(app, theme, page, buffer);
    if let Some(lines) = app.concordance().filter(|_| !page.reading.is_empty()) {
        let cursor = concordance::draw(app, lines, theme, page, buffer);
        simplify_signs(theme, buffer.area, buffer);
        return if app.focus() == Focus::List { list } else { cursor };
    }
    reading_pane::draw_margins(app, theme, page, buffer);
    // The words of the speech come after it: they are shown as they are.
    simplify_signs(theme, buffer.area, buffer);
    let reading = reading_pane::draw(app, theme, page, buffer);
    if app.focus() == Focus::List { list } else { reading }
}

/// Puts signs of ASCII in the place of the program's own, if the reader wants that.
fn simplify_signs(theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if !theme.is_ascii() {
        return;
    }
    for position in area.intersection(buffer.area).positions() {
        if let Some(plain) = theme.sign(buffer[position].symbol()) {
            buffer[position].set_symbol(plain);
        }
    }
}

/// Writes text into one row, glyph by glyph, as far as it fits, and returns the column after it.
fn write(buffer: &mut Buffer, area: Rect, x: u16, text: &str, style: Style) -> u16 {
    let area = area.intersection(buffer.area);
    let mut x = x;
    for glyph in glyphs(text).filter(|glyph| glyph.width > 0) {
        let end = x.saturating_add(glyph.width);
        if area.is_empty() || end > area.right() {
            break;
        }
        put(buffer, Position::new(x, area.y), &glyph.symbol, glyph.width, style);
        x = end;
    }
    x
}

/// Puts one symbol into its cell, and blanks into the cells that it covers beside it.
fn put(buffer: &mut Buffer, at: Position, symbol: &str, width: u16, style: Style) {
    for x in at.x..at.x.saturating_add(width) {
        if let Some(cell) = buffer.cell_mut(Position::new(x, at.y)) {
            cell.set_symbol(if x == at.x { symbol } else { " " }).set_style(style);
        }
    }
}

/// The row `y` of an area, if it has one.
fn row(area: Rect, y: u16) -> Option<Rect> {
    (y < area.height).then_some(Rect { y: area.y + y, height: 1, ..area })
}

/// The style of a part, or the cursor's if it is under it: what stands back does not do so there.
fn under_cursor(theme: &Theme, role: Role, is_under: bool) -> Style {
    match (is_under, role) {
        (false, _) => theme.style(role),
        (true, Role::Title) => theme.style(role).patch(theme.style(Role::Cursor)),
        (true, _) => theme.style(Role::Cursor),
    }
}

/// `text` in at most `columns` cells, with a sign where it was cut.
fn fitted(text: &str, columns: u16) -> String {
    let columns = usize::from(columns);
    if width(text) <= columns {
        return text.to_owned();
    }
    format!("{}…", head(text, columns.saturating_sub(1)))
}
