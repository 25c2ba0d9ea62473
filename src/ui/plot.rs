//! The dispersion plot above the lines of the concordance.

use oratory_core::counted;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{
    lines::ConcordancePane,
    text::{after, fitted, last, width, write, write_sign},
};
use crate::{
    app::search::plot::{LABEL_CELLS, MAX_TERM_CELLS, Plot, TimePlot},
    theme::{Role, Sign, Theme},
};

/// Cells of a count.
const COUNT_CELLS: u16 = 5;

/// Blank cells between the plots of two speeches.
const PLOT_GAP: u16 = 2;

/// Draws the plot: a row for each speech, for each term, or over time.
pub(super) fn draw(pane: &ConcordancePane<'_>, rows: &mut impl Iterator<Item = Rect>, buffer: &mut Buffer) {
    let plot = pane.concordance.plot();
    let faint = pane.theme.style(Role::Faint);
    match &plot.time {
        Some(time) => draw_over_time(pane, plot, time, rows, buffer),
        None if !plot.terms.is_empty() => draw_terms(pane, plot, rows, buffer),
        None => draw_speeches(pane, plot, rows, buffer),
    }
    if plot.more_terms > 0
        && let Some(row) = rows.next()
    {
        write(pane.theme, buffer, row, &counted(plot.more_terms, "more term"), faint);
    }
    if let (Some(time), Some(row)) = (&plot.time, plot.time.as_ref().and_then(|_| rows.next())) {
        let label = if plot.terms.is_empty() || time.label.is_empty() {
            String::new()
        } else {
            format!("{} · ", time.label)
        };
        let note = format!("{label}{}", time.note);
        write(pane.theme, buffer, row, &fitted(pane.theme, &note, row.width), faint);
    }
}

fn draw_speeches(
    pane: &ConcordancePane<'_>,
    plot: &Plot,
    rows: &mut impl Iterator<Item = Rect>,
    buffer: &mut Buffer,
) {
    let ConcordancePane { theme, concordance, search, .. } = pane;
    let under_cursor = concordance.under_cursor().map(|line| line.speech);
    let faint = theme.style(Role::Faint);
    for &(speech, total) in &plot.rows {
        let Some(row) = rows.next() else { return };
        let style = if Some(speech) == under_cursor { theme.style(Role::Strong) } else { faint };
        let row = pane.draw_reference(speech, &total.to_string(), style, row, buffer);
        let Some(match_index) = search.match_index(speech) else { continue };
        let marks = match_index.dispersion(row.width.saturating_sub(1).into());
        draw_marks(theme, &marks, faint, row, buffer);
    }
    if plot.more_speeches > 0
        && let Some(row) = rows.next()
    {
        write(theme, buffer, row, &beyond_plot(plot), faint);
    }
}

fn draw_terms(
    pane: &ConcordancePane<'_>,
    plot: &Plot,
    rows: &mut impl Iterator<Item = Rect>,
    buffer: &mut Buffer,
) {
    let ConcordancePane { theme, concordance, search, .. } = pane;
    let under_cursor = concordance.under_cursor().map(|line| line.speech);
    let faint = theme.style(Role::Faint);
    let longest = plot.terms.iter().map(|term| width(theme, term)).max().unwrap_or(0).min(MAX_TERM_CELLS);
    let speeches = u16::try_from(plot.beside.len()).unwrap_or(u16::MAX).max(1);
    // The part of a row for a speech: its count, a blank, the plot and a gap.
    let part = |row: Rect, index: u16| {
        let rest = after(row, longest);
        let cells = rest.width / speeches;
        Rect { width: cells.saturating_sub(PLOT_GAP), ..after(rest, cells * index) }
    };
    if let Some(row) = rows.next() {
        for (index, &speech) in (0..).zip(&plot.beside) {
            let style = if Some(speech) == under_cursor { theme.style(Role::Strong) } else { faint };
            let own = after(part(row, index), COUNT_CELLS + 1);
            let name = pane.app.library().short_name(speech);
            write(theme, buffer, own, &fitted(theme, &name, own.width), style);
        }
    }
    for (term, name) in plot.terms.iter().enumerate() {
        let Some(row) = rows.next() else { return };
        write(theme, buffer, row, &fitted(theme, name, longest), theme.style(Role::Text));
        for (index, &speech) in (0..).zip(&plot.beside) {
            let Some(match_index) = search.match_index(speech) else { continue };
            let own = part(row, index);
            let plot = draw_count(theme, match_index.term_total(term), faint, own, buffer);
            draw_marks(theme, &match_index.term_dispersion(term, plot.width.into()), faint, plot, buffer);
        }
    }
}

fn draw_over_time(
    pane: &ConcordancePane<'_>,
    plot: &Plot,
    time: &TimePlot,
    rows: &mut impl Iterator<Item = Rect>,
    buffer: &mut Buffer,
) {
    let theme = pane.theme;
    let faint = theme.style(Role::Faint);
    let names =
        plot.terms.iter().map(String::as_str).chain(plot.terms.is_empty().then_some(time.label.as_str()));
    let cells = if plot.terms.is_empty() {
        LABEL_CELLS.saturating_sub(COUNT_CELLS + 2)
    } else {
        plot.terms.iter().map(|term| width(theme, term)).max().unwrap_or(0).min(MAX_TERM_CELLS)
    };
    for (name, (total, levels)) in names.zip(&time.rows) {
        let Some(row) = rows.next() else { return };
        write(theme, buffer, row, &fitted(theme, name, cells), theme.style(Role::Text));
        let bars = draw_count(theme, *total, faint, after(row, cells), buffer);
        for (cell, &level) in bars.columns().zip(levels) {
            let (sign, style) = match level {
                0 => (Sign::NoMatch, faint),
                level => (Sign::Level(level), theme.style(Role::Text)),
            };
            write_sign(buffer, cell, theme.sign(sign), style);
        }
    }
}

/// Draws `count`. Returns the rest of `row`, after a blank.
fn draw_count(theme: &Theme, count: usize, style: Style, row: Rect, buffer: &mut Buffer) -> Rect {
    let count = count.to_string();
    let own = Rect { width: COUNT_CELLS.max(width(theme, &count)).min(row.width), ..row };
    write(theme, buffer, last(own, width(theme, &count)), &count, style);
    after(row, own.width + 1)
}

fn draw_marks(theme: &Theme, marks: &[bool], style: Style, row: Rect, buffer: &mut Buffer) {
    for (cell, is_match) in row.columns().zip(marks) {
        let sign = theme.sign(if *is_match { Sign::Match } else { Sign::NoMatch });
        write_sign(buffer, cell, sign, style);
    }
}

/// Describes the speeches without a row in `plot`.
fn beyond_plot(plot: &Plot) -> String {
    let (speeches, matches) = (plot.more_speeches, plot.more_matches);
    let more = if plot.rows.is_empty() { "" } else { "more " };
    let speech = if speeches == 1 { "speech" } else { "speeches" };
    let plural = if matches == 1 { "" } else { "es" };
    format!("{speeches} {more}{speech} with {matches} match{plural}")
}
