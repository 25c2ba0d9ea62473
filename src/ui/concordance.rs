//! The concordance: above, where in each speech the hits fall; below, every hit in its line, one below the other.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{cells, fitted, row, rows, under_cursor, write};
use crate::{
    app::{App, concordance::Concordance, page::Page},
    study::concordance::InContext,
    theme::{Role, Theme},
};

/// Draws it in the reading pane's place.
pub(super) fn draw(app: &App, concordance: &Concordance, theme: &Theme, page: Page, buffer: &mut Buffer) {
    let Some(search) = app.search() else { return };
    let area = area(page);
    if let Some((0, title)) = rows(area, buffer.area).next() {
        let end = write(theme, buffer, title, title.x, search.query.pattern(), theme.style(Role::Title));
        let lines = match app.concordance_len() {
            1 => "1 line".to_owned(),
            lines => format!("{lines} lines"),
        };
        let told = format!("   {lines}, {}", concordance.by.name());
        write(theme, buffer, title, end, &told, theme.style(Role::Faint));
    }
    draw_strip(app, concordance, theme, area, buffer);
    let head = head_height(concordance);
    for (y, area) in rows(area, buffer.area) {
        let Some(index) = usize::from(y).checked_sub(head) else { continue };
        let Some(line) = concordance.lines().get(index) else { break };
        let is_under = concordance.top + index == concordance.cursor;
        if is_under {
            buffer.set_style(area, theme.style(Role::Cursor));
        }
        let speech = &app.library()[line.speech];
        let number = line.hit.as_ref().and_then(|hit| speech.number_of(speech.block_at(hit.start)?));
        let number = number.map(|number| format!("¶ {number}")).unwrap_or_default();
        let faint = under_cursor(theme, Role::Faint, is_under);
        let label = label_width(area.width);
        let end = area.x + label.saturating_sub(cells(theme, &number) + 1);
        let title = fitted(theme, &app.title(line.speech), end.saturating_sub(area.x + 1));
        write(theme, buffer, area, area.x, &title, faint);
        write(theme, buffer, area, end, &number, faint);
        let area = Rect { x: area.x + label, width: area.width.saturating_sub(label), ..area };
        match &line.hit {
            Some(hit) => draw_line(InContext::of(speech, hit), is_under, theme, area, buffer),
            None => {
                write(theme, buffer, area, area.x, "…", faint);
            }
        }
    }
}

/// The cursor stands in the line under it.
pub(super) fn cursor(app: &App, concordance: &Concordance, page: Page) -> Option<Position> {
    app.search()?;
    let area = area(page);
    let index = concordance.cursor.checked_sub(concordance.top);
    let index = index.filter(|index| *index < concordance.lines().len());
    let y = index.and_then(|index| u16::try_from(head_height(concordance) + index).ok());
    let line = y.and_then(|y| row(area, y));
    Some(line.unwrap_or(area).as_position())
}

/// Where it stands.
fn area(page: Page) -> Rect {
    Rect {
        x: page.reading.x + 1.min(page.reading.width.saturating_sub(1)),
        width: page.reading.width.saturating_sub(1),
        ..page.reading
    }
}

/// How many rows stand above the hits: the title, the strip and a blank one.
fn head_height(concordance: &Concordance) -> usize {
    concordance.strip().len() + 2
}

/// The width of what names a line's place.
fn label_width(width: u16) -> u16 {
    (width / 3).min(26)
}

/// Draws a hit in its column, with as much of its context as there is room for.
fn draw_line(context: InContext<'_>, is_under: bool, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let before = area.width * 2 / 5;
    // A paragraph may be megabytes long: no more is looked at than a line can show of it.
    let most = 8 * usize::from(area.width);
    let left = &context.left[context.left.ceil_char_boundary(context.left.len().saturating_sub(most))..];
    let right = &context.right[..context.right.floor_char_boundary(most)];
    let text = under_cursor(theme, Role::Text, is_under);
    let shown = theme.ambiguous.tail(left, usize::from(before.saturating_sub(1)));
    if shown.len() < left.len() {
        write(theme, buffer, area, area.x, "…", under_cursor(theme, Role::Faint, is_under));
    }
    write(theme, buffer, area, area.x + before - cells(theme, shown), shown, text);
    let role = if is_under { Role::CurrentHit } else { Role::Hit };
    let end = write(theme, buffer, area, area.x + before, context.hit, theme.style(role));
    write(theme, buffer, area, end, right, text);
    if theme.ambiguous.width(right) > usize::from(area.right().saturating_sub(end)) {
        let last = area.right().saturating_sub(1);
        write(theme, buffer, area, last, "…", under_cursor(theme, Role::Faint, is_under));
    }
}

/// Draws where the hits fall: a row a speech.
fn draw_strip(app: &App, concordance: &Concordance, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let under = concordance.under_cursor().map(|line| line.speech);
    let label = label_width(area.width);
    for (y, area) in rows(area, buffer.area) {
        let Some(above) = usize::from(y).checked_sub(1) else { continue };
        let Some(&(index, total)) = concordance.strip().get(above) else { break };
        let (speech, total) = (&app.library()[index], total.to_string());
        let end = area.x + label.saturating_sub(cells(theme, &total) + 1);
        let title = fitted(theme, &app.title(index), end.saturating_sub(area.x + 1));
        let role = if Some(index) == under { Role::Strong } else { Role::Faint };
        write(theme, buffer, area, area.x, &title, theme.style(role));
        write(theme, buffer, area, end, &total, theme.style(role));
        let columns = usize::from(area.width.saturating_sub(label + 1));
        let Some((search, counts)) = app.search().and_then(|search| Some((search, search.counts(index)?)))
        else {
            continue;
        };
        // Of a text that is not here it is known about where they are.
        let marks = if speech.is_whole() {
            counts.spread(&search.query, speech, speech.end(), columns)
        } else {
            counts.spread_unseen(columns)
        };
        let line: String = marks.into_iter().map(|is_hit| if is_hit { '▪' } else { '·' }).collect();
        write(theme, buffer, area, area.x + label, &line, theme.style(Role::Faint));
    }
}
