//! The sidebar: speeches or headings. Each entry has two rows, or one in a list of many speeches.

use oratory_core::grouped;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    widgets::Widget,
};

use super::{
    overview,
    speech_row::{Columns, SpeechRow, duration, indent, matches},
    text::{after, fitted, last, nth_row, under_cursor, width, wrapped, write, write_sign},
};
use crate::catalog::DocumentId;
use crate::{
    app::{
        App,
        library::order::Order,
        panes::reading::Reading,
        sidebar::{
            Item, Listing,
            rows::{HEAD_HEIGHT, Row},
        },
    },
    config::Config,
    theme::{Role, Sign, Theme},
};

/// Rows of text in an entry.
const ENTRY_ROWS: u16 = 2;

/// Widget of the sidebar.
pub(super) struct Sidebar<'a> {
    app: &'a App,
    config: &'a Config,
    theme: &'a Theme,
}

impl<'a> Sidebar<'a> {
    pub(super) const fn new(app: &'a App, config: &'a Config, theme: &'a Theme) -> Self {
        Self { app, config, theme }
    }

    /// Returns the first cell of the entry under the cursor, if `area` has room for it.
    pub(super) fn cursor(&self, area: Rect) -> Option<Position> {
        let area = entry_area(area);
        let top = nth_row(area, 0)?.as_position();
        if self.app.sidebar().entries().is_empty() {
            return Some(top);
        }
        let sidebar = self.app.sidebar();
        let mut rows = sidebar.rows().in_view(sidebar.top(), area.height);
        let (offset, _) = rows.find(|(_, row)| *row == Row::Entry(sidebar.cursor()))?;
        Some(Position { y: area.y + offset, ..area.as_position() })
    }
}

impl Widget for Sidebar<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let Self { app, config, theme } = self;
        let area = entry_area(area);
        if area.is_empty() {
            return;
        }
        self.draw_heading(area, buffer);
        if app.sidebar().entries().is_empty() {
            self.draw_empty(area, buffer);
        }
        let sidebar = app.sidebar();
        if let (Some(heading), Some(row)) =
            (sidebar.rows().heading_above(sidebar.top()), nth_row(area, HEAD_HEIGHT - 1))
        {
            draw_group(theme, heading, row, buffer);
        }
        let columns = sidebar.has_many().then(|| Columns::new(app, area.width.saturating_sub(indent(area))));
        for (offset, row) in sidebar.rows().in_view(sidebar.top(), area.height) {
            let rows = Rect { y: area.y + offset, height: (area.height - offset).min(ENTRY_ROWS), ..area };
            let position = match row {
                Row::Heading(heading) => {
                    draw_group(theme, heading, rows, buffer);
                    continue;
                }
                Row::Entry(position) => position,
            };
            let is_under = position == sidebar.cursor() && sidebar.has_focus();
            match (sidebar.entries().get(position), &columns) {
                (Some(&Item::Speech(id)), Some(columns)) => {
                    let row = Rect { height: 1, ..rows };
                    SpeechRow { app, config, theme, id, columns, is_under }.render(row, buffer);
                }
                (Some(&Item::Speech(id)), None) => {
                    let entry = speech_entry(app, config, theme, id, area.width.saturating_sub(2));
                    EntryRows { entry, is_under, theme }.render(rows, buffer);
                }
                (Some(&Item::Heading(block)), _) => {
                    EntryRows { entry: heading_entry(app, block), is_under, theme }.render(rows, buffer);
                }
                (None, _) => {}
            }
        }
        if app.sidebar().listing() == Listing::Speeches {
            overview::draw(
                app,
                config,
                theme,
                below(area, sidebar.rows().end_in_view(sidebar.top(), area.height)),
                buffer,
            );
        }
    }
}

/// Draws the heading of several speeches, a year or a speaker, in the first row of `rows`.
fn draw_group(theme: &Theme, heading: &str, rows: Rect, buffer: &mut Buffer) {
    let row = after(Rect { height: 1, ..rows }, indent(rows));
    write(theme, buffer, row, &fitted(theme, heading, row.width), theme.style(Role::Strong));
}

/// Draws the divider between the sidebar and the text.
pub(super) fn draw_divider(theme: &Theme, area: Rect, buffer: &mut Buffer) {
    for row in area.rows() {
        write_sign(buffer, row, theme.sign(Sign::Divider), theme.style(Role::Faint));
    }
}

/// Returns the area of the entries. Its two left columns are for the bar. The last column of the sidebar stays blank.
fn entry_area(area: Rect) -> Rect {
    Rect { width: if area.width > 1 { area.width - 1 } else { area.width }, ..area }
}

/// Returns the area below the rows of the list and the blank row after them, without the columns of the bar. It is empty if
/// the list needs the room. `taken` is the height of those rows.
fn below(area: Rect, taken: u16) -> Rect {
    let taken = taken.min(area.height);
    let below = Rect { y: area.y + taken, height: area.height - taken, ..area };
    after(below, indent(area))
}

impl Sidebar<'_> {
    /// Draws the name of the list, its order and the number of filtered entries, as far as there is room for them.
    fn draw_heading(&self, area: Rect, buffer: &mut Buffer) {
        let Self { app, theme, .. } = self;
        let (listing, order, filter) =
            (app.sidebar().listing(), app.library().order(), app.sidebar().filter());
        let heading = match listing {
            Listing::Speeches => "Speeches",
            Listing::Outline => "Headings",
        };
        let is_sorted = listing == Listing::Speeches && order != Order::Found;
        let order = if is_sorted { format!("  {}", order.name()) } else { String::new() };
        let count = if filter.is_empty() {
            String::new()
        } else {
            let (shown, of) =
                (app.sidebar().entries().len(), app.sidebar().entry_count(app.library(), app.open()));
            format!("  {} of {}", grouped(shown), grouped(of))
        };
        let row = after(Rect { height: 1, ..area }, indent(area));
        let forms = [(heading, format!("{order}{count}")), (heading, count.clone())];
        let fitting =
            forms.into_iter().find(|(heading, rest)| width(theme, heading) + width(theme, rest) <= row.width);
        let (heading, rest) = match fitting {
            Some(form) => form,
            None if count.is_empty() || width(theme, count.trim()) > row.width => (heading, count),
            None => ("", count.trim().to_owned()),
        };
        let row = write(theme, buffer, row, heading, theme.style(Role::Title));
        write(theme, buffer, row, &rest, theme.style(Role::Faint));
    }

    /// Draws the reason why the list is empty.
    fn draw_empty(&self, area: Rect, buffer: &mut Buffer) {
        let Self { app, theme, .. } = self;
        let columns = area.width.saturating_sub(2).max(1);
        let mut lines = wrapped(theme, &reason_for_empty(app), columns);
        let room = usize::from(area.height.saturating_sub(HEAD_HEIGHT));
        if lines.len() > room {
            lines.truncate(room);
            if let Some(last) = lines.last_mut() {
                *last = fitted(theme, &format!("{last} …"), columns);
            }
        }
        for (row, line) in area.rows().skip(HEAD_HEIGHT.into()).zip(lines) {
            write(theme, buffer, after(row, indent(area)), &line, theme.style(Role::Faint));
        }
    }
}

/// Explains why the list is empty.
fn reason_for_empty(app: &App) -> String {
    let sidebar = app.sidebar();
    match sidebar.listing() {
        _ if !sidebar.filter().is_empty() => {
            let words: Vec<&str> = sidebar.filter().split_whitespace().collect();
            let all = if words.len() > 1 { "all of: " } else { "" };
            format!("No entry contains {all}{}.", words.join(", "))
        }
        Listing::Speeches if app.library().is_walking() => "Reading the folders…".to_owned(),
        Listing::Speeches => "No speeches.".to_owned(),
        Listing::Outline => "This speech has no headings.".to_owned(),
    }
}

/// The text of an entry.
#[derive(Default)]
struct Entry {
    /// First row: text at the left and at the right.
    head: (String, String),
    /// Second row: text at the left, from the longest form to the shortest, and at the right.
    foot: (Vec<String>, String),
    /// `true` if the entry has a bar.
    is_open: bool,
}

/// Widget of an entry.
struct EntryRows<'a> {
    entry: Entry,
    /// `true` if the cursor is on the entry.
    is_under: bool,
    theme: &'a Theme,
}

impl Widget for EntryRows<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let Self { entry, is_under, theme } = self;
        let head_role = if entry.is_open { Role::Title } else { Role::Text };
        let head = (vec![entry.head.0], entry.head.1);
        for (row, ((left, right), role)) in area.rows().zip([(head, head_role), (entry.foot, Role::Faint)]) {
            let style = under_cursor(theme, role, is_under);
            if is_under {
                buffer.set_style(row, style);
            }
            if entry.is_open {
                write_sign(buffer, row, theme.sign(Sign::Bar), under_cursor(theme, Role::Bar, is_under));
            }
            let right_area = last(row, width(theme, &right));
            let gap = u16::from(!right.is_empty());
            let left_width = row.width.saturating_sub(right_area.width + gap);
            let left_area = after(Rect { width: left_width, ..row }, indent(row));
            let form = left.iter().find(|form| width(theme, form) <= left_area.width).or_else(|| left.last());
            let form = fitted(theme, form.map_or("", String::as_str), left_area.width);
            write(theme, buffer, left_area, &form, style);
            write(theme, buffer, right_area, &right, style);
        }
    }
}

/// Returns the entry of a speech: title and number of matches; then date, reading time and progress.
fn speech_entry(app: &App, config: &Config, theme: &Theme, id: DocumentId, columns: u16) -> Entry {
    let title = app.library().title(id).into_owned();
    if let Some(reason) = app.library().fault(id) {
        return Entry {
            head: (title, "!".to_owned()),
            foot: (vec![reason.to_owned()], String::new()),
            is_open: false,
        };
    }
    let speech = &app.library()[id];
    let matches = matches(app, id);
    let details = speech.details();
    let duration = duration(config, speech);
    let date = details.date();
    let progress = progress(app, id, columns.saturating_sub(width(theme, &duration)), theme);
    let mut left = vec![duration];
    if let Some(date) = date {
        left.insert(0, format!("{} · {}", date.short(), left[0]));
    }
    Entry { head: (title, matches), foot: (left, progress), is_open: id == app.open() }
}

/// Formats how much of a speech has been read, for `columns` cells and a blank before it.
fn progress(app: &App, id: DocumentId, columns: u16, theme: &Theme) -> String {
    let read = app.panes().active().reading(id).map(Reading::read);
    let Some(read) = read.filter(|read| !read.is_empty()) else {
        return "–".to_owned();
    };
    let percent = read.bytes() * 100 / app.library()[id].bytes().max(1);
    let long = format!("read {percent}%");
    if width(theme, &long) < columns { long } else { format!("{percent}%") }
}

/// Returns the entry of a heading, with the number of the first paragraph below it.
fn heading_entry(app: &App, block: usize) -> Entry {
    let Some(speech) = app.library().document(app.open()) else { return Entry::default() };
    let below = (block + 1..speech.block_count()).find_map(|index| speech.number_of(index));
    let current = app.panes().active().here().and_then(Reading::current).unwrap_or(0);
    let next = speech.headings().find(|&other| other > block).unwrap_or_else(|| speech.block_count());
    Entry {
        head: (speech.heading(block), below.map(|number| format!("¶ {number}")).unwrap_or_default()),
        foot: (Vec::new(), String::new()),
        is_open: (block..next).contains(&current),
    }
}
