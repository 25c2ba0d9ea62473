//! Draws the state into cells, with one file for each pane. Drawing changes nothing.

mod concordance;

mod list_pane;

mod reading_pane;

mod sheet;

mod status_line;

use oratory_core::layout::{
    grapheme::{Grapheme, is_plain},
    rows::{TextWidth, wrap_line},
};
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
    theme::{Role, Theme},
};

/// Draws the part of the screen that `buffer` covers. Its cells must be blank.
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
    // Drawn last, because a long notice covers the rows above it.
    status_line::draw(app, theme, page.status, buffer);
}

/// Draws the list and the text.
fn draw_panes(app: &App, theme: &Theme, page: Page, buffer: &mut Buffer) {
    list_pane::draw(app, theme, page, buffer);
    match app.concordance().filter(|_| !page.reading.is_empty()) {
        Some(concordance) => concordance::draw(app, concordance, theme, page, buffer),
        None => reading_pane::draw(app, theme, page, buffer),
    }
}

/// Returns the position of the terminal's cursor, where the focus is.
pub fn cursor(app: &App) -> Option<Position> {
    let page = app.page();
    if app.sheet().is_some() {
        return Some(sheet::cursor(app));
    }
    let theme = &Theme::new(&app.config().look);
    status_line::cursor(app, theme, page.status).or_else(|| match app.concordance() {
        _ if app.focus() == Focus::List => list_pane::cursor(app, page),
        Some(lines) if !page.reading.is_empty() => concordance::cursor(app, lines, page),
        _ => reading_pane::cursor(app, page),
    })
}

/// Writes the program's own words into one row, as far as they fit, and returns the column after them.
fn write(theme: &Theme, buffer: &mut Buffer, area: Rect, x: u16, words: &str, style: Style) -> u16 {
    write_text(theme, buffer, area, x, &theme.words(words), style)
}

/// Writes text of a speech into one row, as far as it fits, and returns the column after it.
fn write_text(theme: &Theme, buffer: &mut Buffer, area: Rect, x: u16, text: &str, style: Style) -> u16 {
    let graphemes = theme.ambiguous.graphemes(text);
    write_styled(buffer, area, x, (text, graphemes), |_| Run { style, end: text.len() })
}

/// Draws a sign of one cell at the left end of a row.
fn put(buffer: &mut Buffer, area: Rect, sign: char, style: Style) {
    if let Some(cell) = buffer.cell_mut(area.as_position()).filter(|_| !area.is_empty()) {
        cell.set_char(sign).set_style(style);
    }
}

/// The style of a run of text, and the offset at which the next run begins.
struct Run {
    style: Style,
    end: usize,
}

/// Writes text grapheme by grapheme into one row, as far as it fits, and returns the column after it. `run` returns
/// the style at an offset.
fn write_styled<'a>(
    buffer: &mut Buffer,
    area: Rect,
    x: u16,
    (text, graphemes): (&str, impl Iterator<Item = Grapheme<'a>>),
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
    for grapheme in graphemes.filter(|grapheme| grapheme.width > 0) {
        let Some((own, rest)) = cells.split_at_mut_checked(grapheme.width.into()) else { break };
        if grapheme.range.start >= current.end {
            current = run(grapheme.range.start);
        }
        for (index, cell) in own.iter_mut().enumerate() {
            cell.set_symbol(if index == 0 { &grapheme.symbol } else { " " }).set_style(current.style);
        }
        x += grapheme.width;
        cells = rest;
    }
    x
}

/// Writes ASCII text from column `x` on. Most of a frame is ASCII. A symbol of one byte is set several times
/// as fast as any other, and an empty style needs no setting.
fn write_letters(cells: &mut [Cell], x: u16, text: &str, mut run: impl FnMut(usize) -> Run) -> u16 {
    let letters = text.as_bytes();
    let written = letters.len().min(cells.len());
    let mut start = 0;
    while start < written {
        let Run { style, end } = run(start);
        let end = end.clamp(start + 1, written);
        for (cell, letter) in cells[start..end].iter_mut().zip(&letters[start..end]) {
            // The mask proves to the compiler that the byte is ASCII.
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

/// Returns row `y` of an area, if the area has one.
fn row(area: Rect, y: u16) -> Option<Rect> {
    (y < area.height).then_some(Rect { y: area.y + y, height: 1, ..area })
}

/// Iterates over the rows of `area` that lie in `part`, each with its number from the top of `area`.
fn rows(area: Rect, part: Rect) -> impl Iterator<Item = (u16, Rect)> {
    let seen = area.y.max(part.y)..area.bottom().min(part.bottom());
    seen.map(move |y| (y - area.y, Rect { y, height: 1, ..area }))
}

/// Returns the style of `role`, or the cursor's style if the cursor is on it, where faint text is not faint.
fn under_cursor(theme: &Theme, role: Role, is_under: bool) -> Style {
    match (is_under, role) {
        (false, _) => theme.style(role),
        (true, Role::Title) => theme.style(role).patch(theme.style(Role::Cursor)),
        (true, _) => theme.style(Role::Cursor),
    }
}

/// Returns the display width of the program's own `words`, in cells.
fn cells(theme: &Theme, words: &str) -> u16 {
    u16::try_from(theme.width(words)).unwrap_or(u16::MAX)
}

/// Wraps the program's own `words` into lines of `columns` cells.
fn wrapped(theme: &Theme, words: &str, columns: u16) -> Vec<String> {
    wrap_line(words, TextWidth { cells: columns, ambiguous: theme.ambiguous })
}

/// Returns the program's own `words`, cut with an ellipsis to fit into `columns` cells.
fn fitted(theme: &Theme, words: &str, columns: u16) -> String {
    let columns = usize::from(columns);
    if theme.width(words) <= columns {
        return words.to_owned();
    }
    let Some(room) = columns.checked_sub(theme.width(ELLIPSIS)) else { return String::new() };
    format!("{}{ELLIPSIS}", theme.ambiguous.head(words, room))
}

/// Marks text that is cut off.
const ELLIPSIS: &str = "…";
