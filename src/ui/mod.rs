//! State -> cells. One file a pane; drawing changes nothing.

mod concordance;

mod list_pane;

mod reading_pane;

mod sheet;

mod status_line;

use ratatui::{
    buffer::{Buffer, Cell},
    layout::{Position, Rect},
    style::Style,
};

use crate::{
    app::{
        App,
        page::{Focus, Page},
    },
    text::glyph::{Glyph, glyphs, head, is_plain, width},
    theme::{Role, Theme},
};

/// Paints on blank cells the part of the screen that the buffer is.
pub fn draw(app: &App, buffer: &mut Buffer) {
    let theme = &Theme::new(&app.config().look);
    let ground = theme.style(Role::Text);
    if ground != Style::new() {
        buffer.set_style(buffer.area, ground);
    }
    let page = app.page();
    match app.sheet() {
        Some(sheet) => sheet::draw(app, sheet, theme, buffer),
        None => draw_panes(app, theme, page, buffer),
    }
    // Last, since a long message stands over the panes.
    status_line::draw(app, theme, page.status, buffer);
    simplify_signs(theme, page.status, buffer);
}

/// Draws list and text.
fn draw_panes(app: &App, theme: &Theme, page: Page, buffer: &mut Buffer) {
    list_pane::draw(app, theme, page, buffer);
    if let Some(lines) = app.concordance().filter(|_| !page.reading.is_empty()) {
        concordance::draw(app, lines, theme, page, buffer);
        simplify_signs(theme, buffer.area, buffer);
        return;
    }
    reading_pane::draw_margins(app, theme, page, buffer);
    // The words of the speech come after it: they are shown as they are.
    simplify_signs(theme, buffer.area, buffer);
    reading_pane::draw(app, theme, page, buffer);
}

/// Where the cursor stands: where the attention is.
pub fn cursor(app: &App) -> Option<Position> {
    let page = app.page();
    if app.sheet().is_some() {
        return Some(sheet::cursor(app));
    }
    status_line::cursor(app, page.status).or_else(|| match app.concordance() {
        _ if app.focus() == Focus::List => list_pane::cursor(app, page),
        Some(lines) if !page.reading.is_empty() => concordance::cursor(app, lines, page),
        _ => reading_pane::cursor(app, page),
    })
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
    write_styled(buffer, area, x, (text, glyphs(text)), |_| Run { style, end: text.len() })
}

/// Puts a sign of one cell at the head of a row.
fn put(buffer: &mut Buffer, area: Rect, sign: char, style: Style) {
    if let Some(cell) = buffer.cell_mut(area.as_position()).filter(|_| !area.is_empty()) {
        cell.set_char(sign).set_style(style);
    }
}

/// The style of what begins at some byte of a text, and the byte at which another one may begin; beyond the end, none
/// does.
struct Run {
    style: Style,
    end: usize,
}

/// Writes text with its glyphs into one row, as far as they fit, and returns the column after them. `run` tells
/// the style of what begins at a byte of the text.
fn write_styled<'a>(
    buffer: &mut Buffer,
    area: Rect,
    x: u16,
    (text, glyphs): (&str, impl Iterator<Item = Glyph<'a>>),
    mut run: impl FnMut(usize) -> Run,
) -> u16 {
    let area = area.intersection(buffer.area);
    if area.is_empty() || x < area.x {
        return x;
    }
    let start = buffer.index_of(area.x, area.y);
    let cells = &mut buffer.content[start..start + usize::from(area.width)];
    let Some(cells) = cells.get_mut(usize::from(x - area.x)..) else { return x };
    if is_plain(text) {
        return write_letters(cells, x, text, run);
    }
    let mut current = Run { style: Style::new(), end: 0 };
    let (mut x, mut cells) = (x, cells);
    for glyph in glyphs.filter(|glyph| glyph.width > 0) {
        let Some((own, rest)) = cells.split_at_mut_checked(glyph.width.into()) else { break };
        if glyph.range.start >= current.end {
            current = run(glyph.range.start);
        }
        for (index, cell) in own.iter_mut().enumerate() {
            cell.set_symbol(if index == 0 { &glyph.symbol } else { " " }).set_style(current.style);
        }
        x += glyph.width;
        cells = rest;
    }
    x
}

/// Writes letters of ASCII from column `x` on: most of what is painted, in most of the frames. A symbol that is known to
/// be one byte is set several times as fast as any other, and a style that says nothing, as that of most, need not be set.
fn write_letters(cells: &mut [Cell], x: u16, text: &str, mut run: impl FnMut(usize) -> Run) -> u16 {
    let letters = text.as_bytes();
    let written = letters.len().min(cells.len());
    let mut start = 0;
    while start < written {
        let Run { style, end } = run(start);
        let end = end.clamp(start + 1, written);
        for (cell, letter) in cells[start..end].iter_mut().zip(&letters[start..end]) {
            // They are all of ASCII; so it can be seen here.
            cell.set_char(char::from(letter & 0x7F));
        }
        if style != Style::new() {
            for cell in &mut cells[start..end] {
                cell.set_style(style);
            }
        }
        start = end;
    }
    x + u16::try_from(written).unwrap_or(u16::MAX)
}

/// The row `y` of an area, if it has one.
fn row(area: Rect, y: u16) -> Option<Rect> {
    (y < area.height).then_some(Rect { y: area.y + y, height: 1, ..area })
}

/// The rows of an area that are in a part of the screen, each with its number from the area's top.
fn rows(area: Rect, part: Rect) -> impl Iterator<Item = (u16, Rect)> {
    let seen = area.y.max(part.y)..area.bottom().min(part.bottom());
    seen.map(move |y| (y - area.y, Rect { y, height: 1, ..area }))
}

/// The style of a part, or the cursor's if it is under it: what stands back does not do so there.
fn under_cursor(theme: &Theme, role: Role, is_under: bool) -> Style {
    match (is_under, role) {
        (false, _) => theme.style(role),
        (true, Role::Title) => theme.style(role).patch(theme.style(Role::Cursor)),
        (true, _) => theme.style(Role::Cursor),
    }
}

/// How many cells words take.
fn cells(words: &str) -> u16 {
    u16::try_from(width(words)).unwrap_or(u16::MAX)
}

/// `text` in at most `columns` cells, with a sign where it was cut.
fn fitted(text: &str, columns: u16) -> String {
    let columns = usize::from(columns);
    if width(text) <= columns {
        return text.to_owned();
    }
    format!("{}…", head(text, columns.saturating_sub(1)))
}
