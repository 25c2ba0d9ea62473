//! The concordance: a dispersion plot of the matches, and below it every match on one line.

use oratory_core::KwicLine;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::Widget,
};

use super::{
    lines::ConcordancePane,
    near, plot,
    text::{ELLIPSIS, after, nth_row, under_cursor, width, write, write_sign, write_text},
};
use crate::{
    app::{
        App,
        search::{
            concordance::MARGIN,
            near::{LIST_HEAD_ROWS, NearView},
            text_order::Line,
            unfolded::UnfoldedText,
        },
    },
    theme::{Role, Sign, Theme},
};

/// Cells before a match on a narrow screen: thirty characters and an ellipsis.
const CONTEXT_CELLS: u16 = 31;

impl<'a> ConcordancePane<'a> {
    /// Creates the widget if the concordance is shown and there is room for it.
    pub(super) fn new(app: &'a App, theme: &'a Theme) -> Option<Self> {
        let concordance = app.search().concordance().filter(|_| !app.page().reading.is_empty())?;
        Some(Self { app, theme, concordance, search: app.search().active()? })
    }

    /// Returns the first cell of the line under the cursor.
    pub(super) fn cursor(&self, area: Rect) -> Position {
        let area = inner(area);
        let near = self.concordance.near();
        let y = if near.is_list() {
            Some(LIST_HEAD_ROWS + near.cursor() - near.top())
        } else {
            let index = self.concordance.cursor().checked_sub(self.concordance.top());
            let index = index.filter(|index| *index < self.concordance.lines().len());
            let height = |index: usize| -> usize {
                self.concordance.lines()[..index].iter().map(|line| self.concordance.height_of(line)).sum()
            };
            index.map(|index| self.concordance.head_height() + height(index))
        };
        let y = y.and_then(|y| u16::try_from(y).ok());
        y.and_then(|y| nth_row(area, y)).unwrap_or(area).as_position()
    }
}

impl Widget for ConcordancePane<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        if self.concordance.near().is_list() {
            return near::draw_list(&self, inner(area), buffer);
        }
        let mut rows = inner(area).rows();
        if let Some(row) = rows.next() {
            self.draw_title(row, buffer);
        }
        plot::draw(&self, &mut rows, buffer);
        if self.concordance.near().view() == NearView::Positions {
            near::draw_positions(&self, rows, buffer);
        }
        let mut rows = area.rows().skip(self.concordance.head_height());
        let is_complete = !self.app.search().is_incomplete(self.app.library());
        if self.concordance.len(self.search) == 0 && is_complete {
            let is_filtered = self.concordance.view().is_filtered();
            let words = if is_filtered { "No line passes the filter." } else { "No matches." };
            if let Some(row) = rows.next() {
                write(self.theme, buffer, inner(row), words, self.theme.style(Role::Text));
            }
        }
        for (index, line) in (self.concordance.top()..).zip(self.concordance.lines()) {
            let Some(row) = rows.next() else { break };
            let is_under = index == self.concordance.cursor();
            let matched = line.matched.as_ref();
            let is_unfolded =
                matched.is_some_and(|matched| self.concordance.unfolded().is_at(line.speech, matched));
            // The rows of a line that is opened are not marked: only its reference.
            let cells = MARGIN + self.concordance.references().width();
            let marked = if is_unfolded { Rect { width: cells.min(row.width), ..row } } else { row };
            if is_under {
                buffer.set_style(marked, self.theme.style(Role::Cursor));
            }
            let row = self.draw_reference_of(line, is_under, row, buffer);
            if is_unfolded {
                let text = self.concordance.unfolded().text();
                self.draw_unfolded(text, is_under, row, &mut rows, buffer);
            } else {
                self.draw_match(line, is_under, row, buffer);
            }
        }
    }
}

/// Returns `area` without the column of the ticks.
fn inner(area: Rect) -> Rect {
    after(area, if area.width > 1 { MARGIN } else { 0 })
}

impl ConcordancePane<'_> {
    /// Draws the query, the number of lines, what is shown of them, and the options of the search.
    fn draw_title(&self, row: Rect, buffer: &mut Buffer) {
        let Self { app, theme, search, concordance } = self;
        let view = concordance.view();
        let (len, total) = (concordance.len(search), search.total());
        let plural = if len == 1 && !view.is_filtered() || total == 1 { "line" } else { "lines" };
        let lines =
            if view.is_filtered() { format!("{len} of {total} {plural}") } else { format!("{len} {plural}") };
        let of = search.speech_count(app.library());
        let speeches = if of == 1 { "speech" } else { "speeches" };
        let scope = search.scope().map(|scope| format!(" with {scope}")).unwrap_or_default();
        let with = search.stats(app.open()).speeches;
        let options = search.query.options();
        let options = [(options.regex, "regex"), (options.word, "whole words"), (options.exact, "exact")];
        let options = options.iter().filter(|(on, _)| *on).map(|(_, name)| *name);
        let options = [""].into_iter().chain(options).collect::<Vec<_>>().join(" · ");
        let words = view.filter.trim();
        let mut filter = if words.is_empty() { String::new() } else { format!(" · filter {words}") };
        filter.extend(view.near.iter().map(|word| format!(" · near {word}")));
        let ticked = match search.ticks().len() {
            0 => String::new(),
            count => format!(" · {count} ticked"),
        };
        let by = view.order.name();
        let forms = [
            format!("   {lines} in {with} of {of} {speeches}{scope}{filter} · {by}{ticked}{options}"),
            format!("   {lines}{scope}{filter} · {by}{ticked}{options}"),
            format!("   {lines}{scope}{filter}{ticked}{options}"),
            format!("   {lines}{filter}{ticked}"),
            format!("   {lines}"),
        ];
        // A long query leaves some room for the rest, and takes what the rest does not need.
        let pattern = search.query.pattern();
        let least = width(theme, pattern).min(row.width / 3);
        let form = forms.iter().find(|form| width(theme, form) <= row.width - least).unwrap_or(&forms[4]);
        let room = row.width.saturating_sub(width(theme, form)).max(least);
        let rest = draw_cut(theme, pattern, theme.style(Role::Title), Rect { width: room, ..row }, buffer);
        write(theme, buffer, after(row, rest.x - row.x), form, theme.style(Role::Faint));
    }

    /// Draws the tick and the reference of `line`. Returns the rest of `row`.
    fn draw_reference_of(&self, line: &Line, is_under: bool, row: Rect, buffer: &mut Buffer) -> Rect {
        let Self { app, theme, search, .. } = self;
        let faint = under_cursor(theme, Role::Faint, is_under);
        let matched = line.matched.as_ref();
        if matched.is_some_and(|matched| search.ticks().has(line.speech, matched)) && row.width > 1 {
            write_sign(buffer, row, theme.sign(Sign::Tick), under_cursor(theme, Role::Title, is_under));
        }
        let matched = matched.zip(app.library().document(line.speech));
        let number = matched.and_then(|(range, speech)| speech.number_of(speech.block_at(range.start)?));
        // Headings and signatures have no number.
        let paragraph = number.map(|number| format!("¶ {number}")).unwrap_or_default();
        self.draw_reference(line.speech, &paragraph, faint, inner(row), buffer)
    }

    /// Draws a match with its context.
    fn draw_match(&self, line: &Line, is_under: bool, row: Rect, buffer: &mut Buffer) {
        let Self { app, theme, .. } = self;
        let matched = line.matched.as_ref().zip(app.library().document(line.speech));
        match matched {
            Some((range, speech)) => {
                draw_match(theme, KwicLine::of(speech, range), self.cells_before(row), is_under, row, buffer);
            }
            None => {
                write(theme, buffer, row, ELLIPSIS, under_cursor(theme, Role::Faint, is_under));
            }
        }
    }

    /// Returns the number of cells before a match. Its two sides are alike on a narrow screen.
    fn cells_before(&self, row: Rect) -> u16 {
        let terms = self.search.query.terms().iter();
        let longest = terms.map(|term| width(self.theme, term.pattern().trim())).max().unwrap_or(0);
        let half = row.width.saturating_sub(longest).div_ceil(2);
        (row.width * 2 / 5).max(half.min(CONTEXT_CELLS)).min(row.width)
    }

    /// Draws a line that is opened in place, from `row` on.
    fn draw_unfolded(
        &self,
        UnfoldedText { text, matched, rows: ranges }: &UnfoldedText,
        is_under: bool,
        row: Rect,
        rows: &mut impl Iterator<Item = Rect>,
        buffer: &mut Buffer,
    ) {
        let theme = self.theme;
        let text_style = theme.style(Role::Text);
        let role = if is_under { Role::CurrentMatch } else { Role::Match };
        for (index, range) in ranges.iter().enumerate() {
            let below = if index == 0 { Some(row) } else { rows.next() };
            let Some(below) = below else { return };
            let mut rest = Rect { x: row.x, width: row.width, ..below };
            let cuts = [range.start, matched.start, matched.end, range.end]
                .map(|cut| cut.clamp(range.start, range.end));
            for (part, style) in cuts.windows(2).zip([text_style, theme.style(role), text_style]) {
                rest = write_text(theme, buffer, rest, &text[part[0]..part[1]], style);
            }
        }
    }
}

/// Draws a match after `before` cells, with as much of its context as fits.
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

/// Draws text of a speech, cut with an ellipsis to fit. Returns the rest of `row`.
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
