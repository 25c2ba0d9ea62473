//! The concordance: a dispersion plot of the matches in each speech, and below it every match on one line.

use oratory_core::study::concordance::KwicLine;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{ELLIPSIS, cells, fitted, put, row, rows, under_cursor, write, write_text};
use crate::{
    app::{
        App,
        concordance::{Concordance, Line, References},
        finding::Search,
        page::Page,
    },
    theme::{Role, Sign, Theme},
};

/// Draws the concordance in place of the reading pane.
pub(super) fn draw(app: &App, concordance: &Concordance, theme: &Theme, page: Page, buffer: &mut Buffer) {
    let Some(search) = app.search() else { return };
    let area = area(page);
    let references = concordance.references();
    if let Some((0, title)) = rows(area, buffer.area).next() {
        draw_title(app, concordance, search, theme, title, buffer);
    }
    draw_strip(app, concordance, theme, area, buffer);
    let head = concordance.head_height();
    for (y, area) in rows(area, buffer.area) {
        let Some(index) = usize::from(y).checked_sub(head) else { continue };
        let Some(line) = concordance.lines().get(index) else { break };
        let is_under = concordance.top + index == concordance.cursor;
        if is_under {
            buffer.set_style(area, theme.style(Role::Cursor));
        }
        let faint = under_cursor(theme, Role::Faint, is_under);
        let paragraph = paragraph_of(app, line);
        draw_reference(references, (line.speech, &paragraph), theme, faint, area, buffer);
        let area = beside(references, area);
        match &line.matched {
            Some(range) => {
                let context = KwicLine::of(&app.library()[line.speech], range);
                draw_line(context, is_under, theme, area, buffer);
            }
            None => {
                write(theme, buffer, area, area.x, ELLIPSIS, faint);
            }
        }
    }
}

/// Returns the first cell of the line under the cursor.
pub(super) fn cursor(app: &App, concordance: &Concordance, page: Page) -> Option<Position> {
    app.search()?;
    let area = area(page);
    let index = concordance.cursor.checked_sub(concordance.top);
    let index = index.filter(|index| *index < concordance.lines().len());
    let y = index.and_then(|index| u16::try_from(concordance.head_height() + index).ok());
    let line = y.and_then(|y| row(area, y));
    Some(line.unwrap_or(area).as_position())
}

/// Returns the reading pane without its first column.
fn area(page: Page) -> Rect {
    Rect {
        x: page.reading.x + 1.min(page.reading.width.saturating_sub(1)),
        width: page.reading.width.saturating_sub(1),
        ..page.reading
    }
}

/// Formats the paragraph number of a line, or nothing for a heading or a signature.
fn paragraph_of(app: &App, line: &Line) -> String {
    let speech = &app.library()[line.speech];
    let number = line.matched.as_ref().and_then(|range| speech.number_of(speech.block_at(range.start)?));
    number.map(|number| format!("¶ {number}")).unwrap_or_default()
}

/// Draws the query, the number of matches, their order and the options of the search.
fn draw_title(
    app: &App,
    concordance: &Concordance,
    search: &Search,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (total, of) = (app.concordance_len(), app.library().len());
    let matches = if total == 1 { "1 match".to_owned() } else { format!("{total} matches") };
    let speeches = if of == 1 { "speech" } else { "speeches" };
    let by = concordance.by.name();
    let options = search.query.options();
    let options = [(options.regex, "regex"), (options.word, "whole words"), (options.exact, "exact")];
    let options = options.iter().filter(|(on, _)| *on).map(|(_, name)| *name);
    let options = [""].into_iter().chain(options).collect::<Vec<_>>().join(" · ");
    let forms = [
        format!("   {matches} in {} of {of} {speeches}, {by}{options}", search.stats(app.open()).speeches),
        format!("   {matches}, {by}{options}"),
        format!("   {matches}{options}"),
    ];
    // A long query leaves some room for the rest, and takes what the rest does not need.
    let pattern = search.query.pattern();
    let least = cells(theme, pattern).min(area.width / 3);
    let form = forms.iter().find(|form| cells(theme, form) <= area.width - least).unwrap_or(&forms[2]);
    let room = area.width.saturating_sub(cells(theme, form)).max(least);
    let end = draw_text(theme, pattern, theme.style(Role::Title), Rect { width: room, ..area }, buffer);
    write(theme, buffer, area, end, form, theme.style(Role::Faint));
}

/// Draws the reference of a line: the title at the left, `number` at the right.
fn draw_reference(
    references: &References,
    (speech, number): (usize, &str),
    theme: &Theme,
    style: Style,
    area: Rect,
    buffer: &mut Buffer,
) {
    let own = Rect { width: references.width().saturating_sub(2), ..area };
    let end = own.right().saturating_sub(cells(theme, number)).max(own.x);
    let title = fitted(theme, references.title(speech), end.saturating_sub(own.x + 1));
    write(theme, buffer, own, own.x, &title, style);
    write(theme, buffer, own, end, number, style);
}

/// Returns the part of a row to the right of the references.
fn beside(references: &References, area: Rect) -> Rect {
    let width = references.width().min(area.width);
    Rect { x: area.x + width, width: area.width - width, ..area }
}

/// Draws a match in its column, with as much of its context as fits.
fn draw_line(context: KwicLine<'_>, is_under: bool, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let before = area.width * 2 / 5;
    let (text, faint) =
        (under_cursor(theme, Role::Text, is_under), under_cursor(theme, Role::Faint, is_under));
    // A paragraph may be megabytes long. Read no more of it than a line can show.
    let most = 8 * usize::from(area.width);
    let near = &context.left[context.left.ceil_char_boundary(context.left.len().saturating_sub(most))..];
    let ellipsis = cells(theme, ELLIPSIS);
    let shown = theme.ambiguous.tail(near, before.saturating_sub(ellipsis).into());
    let start = area.x + before - u16::try_from(theme.ambiguous.width(shown)).unwrap_or(before).min(before);
    if shown.len() < context.left.len() && before >= ellipsis {
        write(theme, buffer, area, start - ellipsis, ELLIPSIS, faint);
    }
    write_text(theme, buffer, area, start, shown, text);
    let rest = Rect { x: area.x + before, width: area.width - before, ..area };
    let role = if is_under { Role::CurrentHit } else { Role::Hit };
    let end = draw_text(theme, context.matched, theme.style(role), rest, buffer);
    let rest = Rect { x: end, width: area.right().saturating_sub(end), ..area };
    draw_text(theme, context.right, text, rest, buffer);
}

/// Draws text of a speech, cut with an ellipsis to fit, and returns the column after it.
fn draw_text(theme: &Theme, words: &str, style: Style, area: Rect, buffer: &mut Buffer) -> u16 {
    let near = &words[..words.floor_char_boundary(8 * usize::from(area.width))];
    let (room, ellipsis) = (usize::from(area.width), cells(theme, ELLIPSIS));
    if near.len() == words.len() && theme.ambiguous.width(near) <= room {
        return write_text(theme, buffer, area, area.x, near, style);
    }
    let shown = theme.ambiguous.head(near, room.saturating_sub(ellipsis.into()));
    let end = write_text(theme, buffer, area, area.x, shown, style);
    write(theme, buffer, area, end, ELLIPSIS, style)
}

/// Draws the dispersion plot: a row for each speech, and the number of speeches without a row.
fn draw_strip(app: &App, concordance: &Concordance, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let under = concordance.under_cursor().map(|line| line.speech);
    let faint = theme.style(Role::Faint);
    for (y, area) in rows(area, buffer.area) {
        let Some(above) = usize::from(y).checked_sub(1) else { continue };
        let Some(&(index, total)) = concordance.plot().get(above) else {
            if let (above, (speeches @ 1.., matches)) = (above, concordance.beyond_strip())
                && above == concordance.plot().len()
            {
                write(theme, buffer, area, area.x, &beyond_strip(above, speeches, matches), faint);
            }
            break;
        };
        let style = if Some(index) == under { theme.style(Role::Strong) } else { faint };
        draw_reference(concordance.references(), (index, &total.to_string()), theme, style, area, buffer);
        let area = beside(concordance.references(), area);
        let columns = usize::from(area.width.saturating_sub(1));
        let Some(match_index) = app.search().and_then(|search| search.match_index(index)) else { continue };
        let marks = match_index.dispersion(columns);
        for (x, is_match) in (area.x..).zip(marks) {
            let sign = theme.sign(if is_match { Sign::Match } else { Sign::NoMatch });
            put(buffer, Rect { x, width: 1, ..area }, sign, faint);
        }
    }
}

/// Describes the number of speeches without a row in the plot.
fn beyond_strip(rows: usize, speeches: usize, matches: usize) -> String {
    let more = if rows > 0 { "more " } else { "" };
    let [speeches, matches] = [(speeches, "speech", "speeches"), (matches, "match", "matches")]
        .map(|(number, one, many)| (number, if number == 1 { one } else { many }));
    format!("{} {more}{} with {} {}", speeches.0, speeches.1, matches.0, matches.1)
}
