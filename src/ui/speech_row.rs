//! A row of a list of many speeches: date, speaker and title. The column by which the list is sorted comes first.

use oratory_core::{Date, Length, format_duration, minutes};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::text::{after, fitted, last, under_cursor, width, write, write_sign};
use crate::{
    app::{App, library::order::Order},
    catalog::{self, DocumentId},
    config::Config,
    theme::{Role, Sign, Theme},
};

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    /// The day and the month, below a heading with the year.
    Day,
    Date,
    Speaker,
    Title,
    Length,
    Path,
}

/// Blank cells between two columns.
const GAP: u16 = 2;

/// The widest column of dates, in cells.
const MAX_DATE: u16 = 10;

/// The narrowest title or path beside other columns, in cells.
const MIN_TITLE: u16 = 14;

/// The columns of a list with their widths in cells.
#[derive(Debug)]
pub(super) struct Columns(Vec<(Column, u16)>);

impl Columns {
    /// Chooses the columns for rows of `cells` cells. The title or the path takes what the others leave. Where that is too
    /// little, the speaker is left out, then the date.
    pub(super) fn new(app: &App, cells: u16) -> Self {
        let mut columns = match app.library().order() {
            Order::Found | Order::Matches => vec![Column::Date, Column::Speaker, Column::Title],
            Order::Date => vec![Column::Day, Column::Speaker, Column::Title],
            // The heading names the speaker.
            Order::Speaker => vec![Column::Date, Column::Title],
            Order::Title => vec![Column::Title, Column::Date, Column::Speaker],
            Order::Length => vec![Column::Length, Column::Date, Column::Speaker, Column::Title],
            Order::Path => vec![Column::Path, Column::Date],
        };
        let speaker = (cells / 4).clamp(10, 24);
        let date = u16::try_from(app.library().date_width()).unwrap_or(MAX_DATE).min(MAX_DATE);
        let own = |column: Column| match column {
            Column::Day => 6,
            Column::Date => date,
            Column::Length => 7,
            Column::Speaker => speaker,
            Column::Title | Column::Path => 0,
        };
        if !app.library().has_several_speakers() {
            columns.retain(|column| *column != Column::Speaker);
        }
        if app.library().date_width() == 0 {
            columns.retain(|column| !matches!(column, Column::Date | Column::Day));
        }
        let first = columns.first().copied();
        let left = |columns: &[Column]| {
            let taken: u16 = columns.iter().map(|&column| own(column) + GAP).sum();
            (cells + GAP).saturating_sub(taken)
        };
        for dropped in [Column::Speaker, Column::Date] {
            if left(&columns) < MIN_TITLE {
                columns.retain(|column| *column != dropped || Some(dropped) == first);
            }
        }
        let rest = left(&columns);
        let width = |column: Column| if own(column) == 0 { rest } else { own(column) };
        Self(columns.into_iter().map(|column| (column, width(column))).collect())
    }
}

/// Widget of a row.
pub(super) struct SpeechRow<'a> {
    pub(super) app: &'a App,
    pub(super) config: &'a Config,
    pub(super) theme: &'a Theme,
    pub(super) id: DocumentId,
    pub(super) columns: &'a Columns,
    /// `true` if the cursor is on the speech.
    pub(super) is_under: bool,
}

impl Widget for SpeechRow<'_> {
    fn render(self, row: Rect, buffer: &mut Buffer) {
        let Self { app, theme, id, is_under, .. } = self;
        let is_open = id == app.open();
        if is_under {
            buffer.set_style(row, under_cursor(theme, Role::Text, is_under));
        }
        if is_open {
            write_sign(buffer, row, theme.sign(Sign::Bar), under_cursor(theme, Role::Bar, is_under));
        }
        let right = if app.library().fault(id).is_some() { "!".to_owned() } else { matches(app, id) };
        let right_area = last(row, width(theme, &right));
        write(theme, buffer, right_area, &right, under_cursor(theme, Role::Faint, is_under));
        let taken = if right.is_empty() { 0 } else { right_area.width + 1 };
        let mut rest = after(Rect { width: row.width.saturating_sub(taken), ..row }, indent(row));
        for &(column, cells) in &self.columns.0 {
            let cell = Rect { width: cells.min(rest.width), ..rest };
            let role = match column {
                Column::Title if is_open => Role::Title,
                Column::Title => Role::Text,
                _ => Role::Faint,
            };
            let text = fitted(theme, &self.cell(column), cell.width);
            write(theme, buffer, cell, &text, under_cursor(theme, role, is_under));
            rest = after(rest, (cells + GAP).min(rest.width));
        }
    }
}

impl SpeechRow<'_> {
    /// Returns the text of `column`.
    fn cell(&self, column: Column) -> String {
        let Self { app, config, id, .. } = self;
        let speech = &app.library()[*id];
        let details = speech.details();
        match column {
            Column::Day => details.date().map(day).unwrap_or_default(),
            Column::Date => details.date().map(Date::iso).unwrap_or_default(),
            Column::Speaker => details.speaker.as_deref().unwrap_or_default().to_owned(),
            Column::Title => app.library().short_name(*id).into_owned(),
            Column::Length => duration(config, speech),
            Column::Path => speech.id().to_owned(),
        }
    }
}

/// Formats a date below its year: ` 9 Apr`, or `Apr` if only the month is known. Others as they are written.
fn day(date: &Date) -> String {
    match date {
        Date::Day(day) => day.strftime("%e %b").to_string(),
        Date::Words(words) => match date.earliest_day() {
            Some(_) if words.len() == "1906".len() => String::new(),
            Some(day) if words.len() == "1906-05".len() => day.strftime("   %b").to_string(),
            _ => words.to_string(),
        },
    }
}

/// Returns the width of the bar and the blank after it. A sidebar that is too narrow for them has none.
pub(super) const fn indent(area: Rect) -> u16 {
    if area.width > 2 { 2 } else { 0 }
}

/// Formats the number of matches in a speech, or nothing if no search is shown.
pub(super) fn matches(app: &App, id: DocumentId) -> String {
    app.search().active().filter(|search| search.covers(id)).map_or_else(String::new, |search| {
        search.match_index(id).map_or_else(|| "…".to_owned(), |match_index| match_index.total().to_string())
    })
}

/// Formats the reading time of `speech`.
pub(super) fn duration(config: &Config, speech: &catalog::Entry) -> String {
    let rate = config.words_per_minute;
    match speech.length() {
        Length::Counted(words) => format_duration(minutes(words, rate)),
        Length::Estimated(words) => format!("~{}", format_duration(minutes(words, rate))),
    }
}
