//! The concordance: a dispersion plot of the matches in each speech, and below it every match on one line.

use oratory_core::study::concordance::KwicLine;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::Widget,
};

use super::text::{
    ELLIPSIS, after, fitted, last, nth_row, under_cursor, width, write, write_sign, write_text,
};
use crate::{
    app::{
        App,
        search::{
            concordance::{Concordance, Line, Plot},
            matches::ActiveSearch,
        },
    },
    catalog::DocumentId,
    theme::{Role, Sign, Theme},
};

/// Widget of the concordance, in place of a pane of text.
pub(super) struct ConcordancePane<'a> {
    app: &'a App,
    theme: &'a Theme,
    concordance: &'a Concordance,
    search: &'a ActiveSearch,
}

impl<'a> ConcordancePane<'a> {
    /// Creates the widget if the concordance is shown and there is room for it.
    pub(super) fn new(app: &'a App, theme: &'a Theme) -> Option<Self> {
        let concordance = app.search().concordance().filter(|_| !app.page().reading.is_empty())?;
        Some(Self { app, theme, concordance, search: app.search().active()? })
    }

    /// Returns the first cell of the line under the cursor.
    pub(super) fn cursor(&self, area: Rect) -> Position {
        let area = inner(area);
        let index = self.concordance.cursor().checked_sub(self.concordance.top());
        let index = index.filter(|index| *index < self.concordance.lines().len());
        let y = index.and_then(|index| u16::try_from(self.concordance.head_height() + index).ok());
        y.and_then(|y| nth_row(area, y)).unwrap_or(area).as_position()
    }
}

impl Widget for ConcordancePane<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = inner(area);
        let mut rows = area.rows();
        if let Some(row) = rows.next() {
            self.draw_title(row, buffer);
        }
        self.draw_plot(rows, buffer);
        let rows = area.rows().skip(self.concordance.head_height());
        for ((index, line), row) in (self.concordance.top()..).zip(self.concordance.lines()).zip(rows) {
            self.draw_line(line, index == self.concordance.cursor(), row, buffer);
        }
    }
}

/// Returns `area` without its first column.
fn inner(area: Rect) -> Rect {
    after(area, u16::from(area.width > 1))
}

impl ConcordancePane<'_> {
    /// Draws the query, the number of matches, their order and the options of the search.
    fn draw_title(&self, row: Rect, buffer: &mut Buffer) {
        let Self { app, theme, search, concordance } = self;
        let (total, of) = (concordance.len(search), app.library().len());
        let matches = if total == 1 { "1 match".to_owned() } else { format!("{total} matches") };
        let speeches = if of == 1 { "speech" } else { "speeches" };
        let by = concordance.order().name();
        let options = search.query.options();
        let options = [(options.regex, "regex"), (options.word, "whole words"), (options.exact, "exact")];
        let options = options.iter().filter(|(on, _)| *on).map(|(_, name)| *name);
        let options = [""].into_iter().chain(options).collect::<Vec<_>>().join(" · ");
        let forms = [
            format!(
                "   {matches} in {} of {of} {speeches}, {by}{options}",
                search.stats(app.open()).speeches
            ),
            format!("   {matches}, {by}{options}"),
            format!("   {matches}{options}"),
        ];
        // A long query leaves some room for the rest, and takes what the rest does not need.
        let pattern = search.query.pattern();
        let least = width(theme, pattern).min(row.width / 3);
        let form = forms.iter().find(|form| width(theme, form) <= row.width - least).unwrap_or(&forms[2]);
        let room = row.width.saturating_sub(width(theme, form)).max(least);
        let rest = draw_cut(theme, pattern, theme.style(Role::Title), Rect { width: room, ..row }, buffer);
        write(theme, buffer, after(row, rest.x - row.x), form, theme.style(Role::Faint));
    }

    /// Draws the dispersion plot: a row for each speech, and the number of speeches without a row.
    fn draw_plot(&self, mut rows: impl Iterator<Item = Rect>, buffer: &mut Buffer) {
        let Self { theme, concordance, search, .. } = self;
        let under_cursor = concordance.under_cursor().map(|line| line.speech);
        let faint = theme.style(Role::Faint);
        let plot = concordance.plot();
        for &(speech, total) in &plot.rows {
            let Some(row) = rows.next() else { return };
            let style = if Some(speech) == under_cursor { theme.style(Role::Strong) } else { faint };
            let row = self.draw_reference(speech, &total.to_string(), style, row, buffer);
            let Some(match_index) = search.match_index(speech) else { continue };
            let marks = match_index.dispersion(row.width.saturating_sub(1).into());
            for (cell, is_match) in row.columns().zip(marks) {
                let sign = theme.sign(if is_match { Sign::Match } else { Sign::NoMatch });
                write_sign(buffer, cell, sign, faint);
            }
        }
        if plot.more_speeches > 0
            && let Some(row) = rows.next()
        {
            write(theme, buffer, row, &beyond_plot(plot), faint);
        }
    }

    /// Draws a match with its reference and context.
    fn draw_line(&self, line: &Line, is_under: bool, row: Rect, buffer: &mut Buffer) {
        let Self { app, theme, .. } = self;
        if is_under {
            buffer.set_style(row, theme.style(Role::Cursor));
        }
        let faint = under_cursor(theme, Role::Faint, is_under);
        let speech = app.library().document(line.speech);
        let matched = line.matched.as_ref().zip(speech);
        let number = matched.and_then(|(range, speech)| speech.number_of(speech.block_at(range.start)?));
        // Headings and signatures have no number.
        let paragraph = number.map(|number| format!("¶ {number}")).unwrap_or_default();
        let row = self.draw_reference(line.speech, &paragraph, faint, row, buffer);
        let column = row.width * 2 / 5;
        match matched {
            Some((range, speech)) => {
                draw_match(theme, KwicLine::of(speech, range), column, is_under, row, buffer);
            }
            None => {
                write(theme, buffer, row, ELLIPSIS, faint);
            }
        }
    }

    /// Draws the reference of a row: the title at the left, `number` at the right. Returns the rest of the row.
    fn draw_reference(
        &self,
        speech: DocumentId,
        number: &str,
        style: Style,
        row: Rect,
        buffer: &mut Buffer,
    ) -> Rect {
        let Self { theme, concordance, .. } = self;
        let references = concordance.references();
        let own = Rect { width: references.width().saturating_sub(2), ..row };
        let number_area = last(own, width(theme, number));
        let title = fitted(theme, references.title(speech), (number_area.x - own.x).saturating_sub(1));
        write(theme, buffer, own, &title, style);
        write(theme, buffer, number_area, number, style);
        after(row, references.width())
    }
}

/// Draws a match that begins in column `before` of a row, with as much of its context as fits.
pub(super) fn draw_match(
    theme: &Theme,
    context: KwicLine<'_>,
    before: u16,
    is_under: bool,
    row: Rect,
    buffer: &mut Buffer,
) {
    let text_style = under_cursor(theme, Role::Text, is_under);
    // A paragraph may be megabytes long. Read no more of it than a row can show.
    let most = 8 * usize::from(row.width);
    let near = &context.left[context.left.ceil_char_boundary(context.left.len().saturating_sub(most))..];
    let ellipsis = width(theme, ELLIPSIS);
    let shown = theme.ambiguous.tail(near, before.saturating_sub(ellipsis).into());
    let start = before - u16::try_from(theme.ambiguous.width(shown)).unwrap_or(before).min(before);
    if shown.len() < context.left.len() && before >= ellipsis {
        let style = under_cursor(theme, Role::Faint, is_under);
        write(theme, buffer, after(row, start.saturating_sub(ellipsis)), ELLIPSIS, style);
    }
    write_text(theme, buffer, after(row, start), shown, text_style);
    let role = if is_under { Role::CurrentMatch } else { Role::Match };
    let rest = draw_cut(theme, context.matched, theme.style(role), after(row, before), buffer);
    draw_cut(theme, context.right, text_style, rest, buffer);
}

/// Draws text of a speech, cut with an ellipsis to fit. Returns the rest of the row.
pub(super) fn draw_cut(theme: &Theme, text: &str, style: Style, row: Rect, buffer: &mut Buffer) -> Rect {
    let near = &text[..text.floor_char_boundary(8 * usize::from(row.width))];
    let room = usize::from(row.width);
    if near.len() == text.len() && theme.ambiguous.width(near) <= room {
        return write_text(theme, buffer, row, near, style);
    }
    let shown = theme.ambiguous.head(near, room.saturating_sub(width(theme, ELLIPSIS).into()));
    let rest = write_text(theme, buffer, row, shown, style);
    write(theme, buffer, rest, ELLIPSIS, style)
}

/// Describes the speeches without a row in the plot.
fn beyond_plot(plot: &Plot) -> String {
    let (speeches, matches) = (plot.more_speeches, plot.more_matches);
    let more = if plot.rows.is_empty() { "" } else { "more " };
    let speech = if speeches == 1 { "speech" } else { "speeches" };
    let plural = if matches == 1 { "" } else { "es" };
    format!("{speeches} {more}{speech} with {matches} match{plural}")
}
