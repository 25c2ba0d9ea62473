//! Writes text into rows of cells, and fits it to their width.

use oratory_core::{Grapheme, TextWidth, is_plain, wrap_text};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::Style,
};

use crate::theme::{Role, Theme};

/// Marks text that is cut off.
pub(super) const ELLIPSIS: &str = "…";

/// Writes the program's own `words` into a row, as far as they fit. Returns the rest of the row.
pub(super) fn write(theme: &Theme, buffer: &mut Buffer, row: Rect, words: &str, style: Style) -> Rect {
    write_text(theme, buffer, row, &theme.words(words), style)
}

/// Writes text of a speech into `row`, as far as it fits. Returns the rest of the row.
pub(super) fn write_text(theme: &Theme, buffer: &mut Buffer, row: Rect, text: &str, style: Style) -> Rect {
    write_runs(buffer, row, text, theme.ambiguous.graphemes(text), |_| Run { style, end: text.len() })
}

/// Writes a sign of one cell at the left end of `row`.
pub(super) fn write_sign(buffer: &mut Buffer, row: Rect, sign: char, style: Style) {
    if let Some(cell) = buffer.cell_mut(row.as_position()).filter(|_| !row.is_empty()) {
        cell.set_char(sign).set_style(style);
    }
}

/// Text in one style.
pub(super) struct Run {
    pub(super) style: Style,
    /// Offset of the next run.
    pub(super) end: usize,
}

/// Writes text into a row, as far as it fits. `run_at` returns the run at an offset. Returns the rest of the row.
pub(super) fn write_runs<'a>(
    buffer: &mut Buffer,
    row: Rect,
    text: &str,
    graphemes: impl Iterator<Item = Grapheme<'a>>,
    mut run_at: impl FnMut(usize) -> Run,
) -> Rect {
    let row = row.intersection(buffer.area);
    if row.is_empty() {
        return row;
    }
    let start = buffer.index_of(row.x, row.y);
    let mut cells = &mut buffer.content[start..start + usize::from(row.width)];
    if is_plain(text) {
        return after(row, write_ascii(cells, text, run_at));
    }
    let mut run = Run { style: Style::new(), end: 0 };
    let mut written = 0;
    for grapheme in graphemes.filter(|grapheme| grapheme.width > 0) {
        let Some((own, rest)) = cells.split_at_mut_checked(grapheme.width.into()) else { break };
        if grapheme.range.start >= run.end {
            run = run_at(grapheme.range.start);
        }
        for (index, cell) in own.iter_mut().enumerate() {
            cell.set_symbol(if index == 0 { &grapheme.symbol } else { " " }).set_style(run.style);
        }
        written += grapheme.width;
        cells = rest;
    }
    after(row, written)
}

/// Writes ASCII text. Most of a frame is ASCII, and one byte is set several times as fast as any other symbol.
/// Returns the number of written cells.
fn write_ascii(cells: &mut [Cell], text: &str, mut run_at: impl FnMut(usize) -> Run) -> u16 {
    let letters = text.as_bytes();
    let written = letters.len().min(cells.len());
    let mut start = 0;
    while start < written {
        let Run { style, end } = run_at(start);
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
    u16::try_from(written).unwrap_or(u16::MAX)
}

/// Returns `row` without its first `cells` cells.
pub(super) fn after(row: Rect, cells: u16) -> Rect {
    let cells = cells.min(row.width);
    Rect { x: row.x + cells, width: row.width - cells, ..row }
}

/// Returns the last `cells` cells of `row`.
pub(super) fn last(row: Rect, cells: u16) -> Rect {
    after(row, row.width.saturating_sub(cells))
}

/// Returns `area` without its first and last column.
pub(super) fn inset(area: Rect) -> Rect {
    if area.width > 2 { Rect { x: area.x + 1, width: area.width - 2, ..area } } else { area }
}

/// Returns row `y` of `area`, if it has one.
pub(super) fn nth_row(area: Rect, y: u16) -> Option<Rect> {
    (y < area.height).then_some(Rect { y: area.y + y, height: 1, ..area })
}

/// Returns the display width of the program's own `words`, in cells.
pub(super) fn width(theme: &Theme, words: &str) -> u16 {
    u16::try_from(theme.width(words)).unwrap_or(u16::MAX)
}

/// Wraps the program's own `words` into lines of `columns` cells.
pub(super) fn wrapped(theme: &Theme, words: &str, columns: u16) -> Vec<String> {
    wrap_text(words, TextWidth { cells: columns, ambiguous: theme.ambiguous, ..TextWidth::default() })
}

/// Returns the program's own `words`, cut with an ellipsis to fit into `columns` cells.
pub(super) fn fitted(theme: &Theme, words: &str, columns: u16) -> String {
    let columns = usize::from(columns);
    if theme.width(words) <= columns {
        return words.to_owned();
    }
    let Some(room) = columns.checked_sub(theme.width(ELLIPSIS)) else { return String::new() };
    format!("{}{ELLIPSIS}", theme.ambiguous.head(words, room))
}

/// Returns the style of `role`, or the list cursor's style if `is_under` the cursor.
pub(super) fn under_cursor(theme: &Theme, role: Role, is_under: bool) -> Style {
    match (is_under, role) {
        (false, _) => theme.style(role),
        (true, Role::Title) => theme.style(role).patch(theme.style(Role::Cursor)),
        (true, _) => theme.style(Role::Cursor),
    }
}
