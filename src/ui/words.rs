//! The list of words: counts, bars, figures, and dispersion plots.

use std::ops::Range;

use oratory_core::{Caution, Contrast, WordRow, contrast_bar, grouped, per_1000, ratio_text};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::Widget,
};

use super::{
    text::{after, fitted, last, nth_row, under_cursor, width, write, write_sign, write_text},
    word_columns::{Columns, Form, Needs},
};
use crate::{
    app::{
        App,
        study::words::{WordList, counts_of, name_of},
    },
    command::View,
    event::FoundWords,
    theme::{Role, Sign, Theme},
};

/// The most cells of the name of a speech above its counts.
const MAX_NAME: u16 = 12;

/// Widget of the list of words.
pub(super) struct WordsPane<'a> {
    app: &'a App,
    theme: &'a Theme,
    list: &'a WordList,
}

impl<'a> WordsPane<'a> {
    /// Creates the widget if the list is on the screen.
    pub(super) fn new(app: &'a App, theme: &'a Theme) -> Option<Self> {
        let is_open = app.study().view() == Some(View::Words);
        is_open.then(|| Self { app, theme, list: app.study().words() })
    }

    /// Returns the first cell of the word under the cursor.
    pub(super) fn cursor(&self, area: Rect) -> Position {
        let rows = self.list.rows();
        let y = u16::try_from(rows.cursor.saturating_sub(rows.top)).ok();
        let y = y.and_then(|y| y.checked_add(self.list.head_rows()));
        after(y.and_then(|y| nth_row(area, y)).unwrap_or(area), 1).as_position()
    }
}

impl Widget for WordsPane<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let Some(found) = self.list.found() else {
            let state = if self.list.is_stopped() { "stopped" } else { "…" };
            write(
                self.theme,
                buffer,
                after(area, 1),
                &format!("Words   {state}"),
                self.theme.style(Role::Title),
            );
            return;
        };
        self.draw_title(found, area, buffer);
        let table = Table::new(found, self.app, self.theme, area.width);
        let head = self.list.head_rows();
        if let Some(row) = nth_row(area, head - 1) {
            table.draw_headings(row, buffer);
        }
        if self.list.len() == 0
            && let Some(row) = nth_row(area, head)
        {
            let why = if self.list.filter().is_empty() { "No words." } else { "No word passes the filter." };
            write(self.theme, buffer, after(row, 1), why, self.theme.style(Role::Faint));
        }
        let rows = self.list.rows();
        for ((number, word), y) in self.list.listed(rows.top).zip(head..area.height) {
            let Some(row) = nth_row(area, y) else { return };
            table.draw_word(word, number == rows.cursor, row, buffer);
        }
    }
}

impl WordsPane<'_> {
    /// Draws what is compared, the number of words, their order and what is left out; and the caution on short texts.
    fn draw_title(&self, found: &FoundWords, area: Rect, buffer: &mut Buffer) {
        let Self { app, theme, list } = self;
        let row = after(Rect { height: 1.min(area.height), ..area }, 1);
        let row = write(theme, buffer, row, "Words   ", theme.style(Role::Title));
        let forms = title_forms(app, theme, list, found);
        let form = forms.iter().find(|form| width(theme, form) < row.width).or_else(|| forms.last());
        let form = fitted(theme, form.map_or("", String::as_str), row.width);
        write(theme, buffer, row, &form, theme.style(Role::Text));
        if let (Some(caution), Some(row)) = (found.caution, nth_row(area, 1)) {
            let row = after(row, 1);
            let forms = caution_forms(caution);
            let form = forms.iter().find(|form| width(theme, form) < row.width).unwrap_or(&forms[2]);
            write(theme, buffer, row, &fitted(theme, form, row.width), theme.style(Role::Faint));
        }
    }
}

/// Returns the forms of the title, the longest first.
fn title_forms(app: &App, theme: &Theme, list: &WordList, found: &FoundWords) -> Vec<String> {
    let counts = counts_of(found, app.library()).join(" · ");
    let different = format!("{} different", grouped(found.rows.len()));
    let in_both =
        if found.is_compared() { format!(", {} in both", grouped(found.in_both)) } else { String::new() };
    let by = list.order().name();
    let scope = app.study().subject().filter.as_deref().map(|filter| format!(" · speeches with {filter}"));
    let is_filtered = !list.filter().is_empty();
    let filter = is_filtered.then(|| format!(" · {} with {}", grouped(list.len()), list.filter()));
    let edges = list.skips_edge_words().then(|| " · without the, of…".to_owned());
    let limits = [scope, filter, edges].into_iter().flatten().collect::<String>();
    vec![
        format!("{counts} · {different}{in_both} · {by}{limits}"),
        format!("{counts} · {different} · {by}{limits}"),
        format!("{counts} · {by}{limits}"),
        format!("{counts}{limits}"),
        counts,
        sides_of(found, app, theme).join(" · "),
    ]
}

/// Returns the names of both sides, as short as above their counts.
fn sides_of(found: &FoundWords, app: &App, theme: &Theme) -> Vec<String> {
    let sides = [&found.here, &found.there].into_iter().filter(|speeches| !speeches.is_empty());
    sides.map(|speeches| fitted(theme, &name_of(speeches, app.library()), MAX_NAME)).collect()
}

/// Returns the forms of `caution` on short texts, the longest first.
fn caution_forms(caution: Caution) -> [String; 3] {
    let Caution { one_in_20, one_in_1000 } = caution;
    let none = |number: usize| if number == 0 { "none".to_owned() } else { number.to_string() };
    [
        caution.to_string(),
        format!("short texts: {one_in_20} words reach G² 3.84, {} 10.83", none(one_in_1000)),
        format!("short texts: {one_in_20} reach G² 3.84"),
    ]
}

/// The table of words at one width.
struct Table<'a> {
    theme: &'a Theme,
    found: &'a FoundWords,
    names: [String; 2],
    columns: Columns,
}

impl<'a> Table<'a> {
    fn new(found: &'a FoundWords, app: &App, theme: &'a Theme, columns: u16) -> Self {
        let names = [&found.here, &found.there].map(|speeches| name_of(speeches, app.library()));
        let form = match (&found.here[..], &found.there[..]) {
            (_, []) => Form::Alone,
            ([_], [_]) => Form::Pair,
            ([_], _) => Form::WithOthers(0),
            _ => Form::WithOthers(1),
        };
        let widest = |name: &str, count: usize| {
            let count = u16::try_from(grouped(count).len()).unwrap_or(MAX_NAME);
            width(theme, name).min(MAX_NAME).max(count).max(5)
        };
        let most = found.widest;
        let counts = [widest(&names[0], most.here), widest(&names[1], most.there)];
        let g2 = u16::try_from(format!("{:.2}", most.g2).len()).unwrap_or(5).max(5);
        Self { theme, found, names, columns: Columns::new(columns, Needs { form, counts, g2 }) }
    }

    /// Draws the headings of the columns.
    fn draw_headings(&self, row: Rect, buffer: &mut Buffer) {
        let Self { theme, columns, names, .. } = self;
        let faint = theme.style(Role::Faint);
        let mut left = |column: &Range<u16>, heading: &str| {
            let cells = part(row, column);
            write(theme, buffer, cells, &fitted(theme, heading, cells.width), faint);
        };
        left(&columns.word, "word");
        let is_after_bars = !columns.bars.middle.is_empty();
        if is_after_bars {
            left(&columns.there, &names[1]);
        }
        for (plot, name) in columns.plots.iter().zip(names) {
            left(plot, name);
        }
        let mut right = |column: &Range<u16>, heading: &str| {
            let cells = part(row, column);
            self.write_right(cells, &fitted(theme, heading, cells.width), faint, buffer);
        };
        right(&columns.here, &names[0]);
        if !is_after_bars {
            right(&columns.there, &names[1]);
        }
        for column in &columns.per_1000 {
            right(column, theme.per_1000());
        }
        right(&columns.ratio, "log₂");
        right(&columns.g2, "G²");
    }

    /// Draws `word` with its figures.
    fn draw_word(&self, word: &WordRow, is_under: bool, row: Rect, buffer: &mut Buffer) {
        let Self { theme, columns, .. } = self;
        if is_under {
            buffer.set_style(row, theme.style(Role::Cursor));
            write_sign(buffer, row, theme.sign(Sign::Bar), under_cursor(theme, Role::Bar, true));
        }
        let [text, faint] = [Role::Text, Role::Faint].map(|role| under_cursor(theme, role, is_under));
        let Contrast { here, there, here_total, there_total } = word.contrast;
        let count = grouped(here);
        self.write_right(part(row, &columns.here), &count, text, buffer);
        // A long word takes what the count leaves over.
        let digits = u16::try_from(count.len()).unwrap_or(0) + 1;
        let end = columns.here.end.saturating_sub(digits).max(columns.word.end);
        self.draw_form(&word.word, part(row, &(columns.word.start..end)), text, buffer);
        self.draw_bars(here, there, row, text, buffer);
        if columns.bars.middle.is_empty() {
            self.write_right(part(row, &columns.there), &grouped(there), text, buffer);
        } else {
            write(theme, buffer, part(row, &columns.there), &grouped(there), text);
        }
        for (column, (count, total)) in
            columns.per_1000.iter().zip([(here, here_total), (there, there_total)])
        {
            self.write_right(part(row, column), &format!("{:.1}", per_1000(count, total)), faint, buffer);
        }
        // Words of the second side are to the right, so their ratio is positive.
        let turned = Contrast { here: there, there: here, here_total: there_total, there_total: here_total };
        let ratio = ratio_text(turned, -word.log_ratio);
        self.write_right(part(row, &columns.ratio), &ratio, faint, buffer);
        self.write_right(part(row, &columns.g2), &format!("{:.2}", word.g2.abs()), faint, buffer);
        for (column, places) in columns.plots.iter().zip(&self.found.places) {
            let Some(places) = places else { continue };
            let cells = part(row, column);
            for (cell, count) in cells.columns().zip(places.plot(&word.word, cells.width.into())) {
                let sign = if count > 0 { Sign::Match } else { Sign::NoMatch };
                write_sign(buffer, cell, theme.sign(sign), faint);
            }
        }
    }

    /// Draws the word itself, cut with an ellipsis to fit.
    fn draw_form(&self, form: &str, cells: Rect, style: Style, buffer: &mut Buffer) {
        let theme = self.theme;
        let room = usize::from(cells.width);
        if theme.ambiguous.width(form) <= room {
            write_text(theme, buffer, cells, form, style);
            return;
        }
        let head = theme.ambiguous.head(form, room.saturating_sub(theme.width("…")));
        let rest = write_text(theme, buffer, cells, head, style);
        write(theme, buffer, rest, "…", style);
    }

    /// Draws both counts as bars from the middle line, a cell for each occurrence. An arrow stands for more than fit.
    fn draw_bars(&self, here: usize, there: usize, row: Rect, style: Style, buffer: &mut Buffer) {
        let bars = &self.columns.bars;
        let [left, middle, right] = [&bars.left, &bars.middle, &bars.right].map(|column| part(row, column));
        write_sign(buffer, middle, self.theme.sign(Sign::Divider), style);
        let cells_from = |area: Rect, is_left: bool| {
            let all = (0..area.width).map(move |at| if is_left { area.width - 1 - at } else { at });
            all.map(move |at| after(area, at))
        };
        // The words of one side have their bars on the right.
        let right_count = if middle.is_empty() { here } else { there };
        for (area, count, more, is_left) in
            [(left, here, Sign::MoreLeft, true), (right, right_count, Sign::MoreRight, false)]
        {
            let (squares, is_cut) = contrast_bar(count, area.width.into());
            let signs = std::iter::repeat_n(Sign::Match, squares).chain(is_cut.then_some(more));
            for (cell, sign) in cells_from(area, is_left).zip(signs) {
                write_sign(buffer, cell, self.theme.sign(sign), style);
            }
        }
    }

    fn write_right(&self, cells: Rect, text: &str, style: Style, buffer: &mut Buffer) {
        let text_width = width(self.theme, text);
        if text_width <= cells.width {
            write(self.theme, buffer, last(cells, text_width), text, style);
        }
    }
}

/// Returns the cells of `row` in `column`.
fn part(row: Rect, column: &Range<u16>) -> Rect {
    let cells = after(row, column.start);
    Rect { width: (column.end - column.start).min(cells.width), ..cells }
}
