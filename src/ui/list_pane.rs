//! The list pane: speeches, bookmarks or headings. Each entry has two rows.

use oratory_core::{
    anchor::bookmark::{Became, Standing},
    document::{
        details::collapse,
        speech::{Length, Speech},
    },
    study::figures,
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{cells, fitted, put, row, rows, under_cursor, wrapped, write};
use crate::{
    app::{
        App,
        marks::Mark,
        page::{Focus, Page},
        sidebar::{Listing, Order, Sidebar},
    },
    command::{Command, Context},
    theme::{Role, Sign, Theme},
};

/// The text of an entry.
struct Entry {
    /// The first row: text at the left, from the longest form to the shortest, and at the right.
    head: (Vec<String>, String),
    /// The second row.
    foot: (Vec<String>, String),
    /// `true` if the entry has a bar.
    is_open: bool,
}

/// Draws the pane.
pub(super) fn draw(app: &App, theme: &Theme, page: Page, buffer: &mut Buffer) {
    for (_, area) in rows(page.rule, buffer.area) {
        put(buffer, area, theme.sign(Sign::Divider), theme.style(Role::Faint));
    }
    let area = entry_area(page);
    if let Some((0, first)) = rows(area, buffer.area).next() {
        draw_heading(app, theme, first, buffer);
    }
    if app.entries().is_empty() {
        draw_empty(app, theme, area, buffer);
    }
    for (place, (at, &index)) in (0..).zip(app.entries().iter().enumerate().skip(app.sidebar().top)) {
        let Some(own) = entry_rows(area, place) else { break };
        if !own.intersects(buffer.area) {
            continue;
        }
        let entry = match app.sidebar().listing {
            Listing::Speeches => speech_entry(app, theme, index, area.width.saturating_sub(2)),
            Listing::Bookmarks => bookmark_entry(app, &app.marks().all()[index]),
            Listing::Outline => heading_entry(app, index),
        };
        let is_under = at == app.sidebar().cursor && app.focus() == Focus::List;
        for (y, line) in rows(own, buffer.area) {
            entry.draw_row(y, is_under, theme, line, buffer);
        }
    }
}

/// Returns the first cell of the entry under the list's cursor.
pub(super) fn cursor(app: &App, page: Page) -> Option<Position> {
    let area = entry_area(page);
    let top = row(area, 0)?.as_position();
    if app.entries().is_empty() {
        return Some(top);
    }
    let place = app.sidebar().cursor.checked_sub(app.sidebar().top)?;
    Some(entry_rows(area, place)?.as_position())
}

/// Returns the area of the entries. Its two left columns are for the bar; the pane's last column stays blank.
fn entry_area(page: Page) -> Rect {
    let width = page.list.width;
    Rect { width: if width > 1 { width - 1 } else { width }, ..page.list }
}

/// Returns the width of the bar and the blank after it. A pane that is too narrow for them has none.
const fn indent(area: Rect) -> u16 {
    if area.width > 2 { 2 } else { 0 }
}

/// Rows of text in an entry.
const LINES: u16 = 2;

/// Returns the rows of entry `place` in view, as far as there is room for them.
fn entry_rows(area: Rect, place: usize) -> Option<Rect> {
    let top =
        u16::try_from(place).ok()?.checked_mul(Sidebar::ENTRY_HEIGHT)?.checked_add(Sidebar::HEAD_HEIGHT)?;
    let left = area.height.checked_sub(top).filter(|left| *left > 0)?;
    Some(Rect { y: area.y + top, height: left.min(LINES), ..area })
}

/// Draws the name of the list with the order and the number of its entries, as far as there is room for them.
fn draw_heading(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Sidebar { listing, order, filter, .. } = app.sidebar();
    let heading = match listing {
        Listing::Speeches => "Speeches",
        Listing::Bookmarks => "Bookmarks",
        Listing::Outline => "Headings",
    };
    let is_sorted = *listing == Listing::Speeches && *order != Order::Found;
    let order = if is_sorted { format!("  {}", order.name()) } else { String::new() };
    let count = if filter.is_empty() {
        String::new()
    } else {
        format!("  {} of {}", app.entries().len(), app.entry_count())
    };
    let room = area.width - indent(area);
    let forms =
        [(heading, format!("{order}{count}")), (heading, count.clone()), ("", count.trim().to_owned())];
    let fits = |(heading, rest): &&(&str, String)| cells(theme, heading) + cells(theme, rest) <= room;
    let is_blank = |(heading, rest): &&(&str, String)| heading.is_empty() && rest.is_empty();
    let form = forms.iter().filter(|form| !is_blank(form)).find(fits);
    let (heading, rest) = form.unwrap_or(&forms[1]);
    let end = write(theme, buffer, area, area.x + indent(area), heading, theme.style(Role::Title));
    write(theme, buffer, area, end, rest, theme.style(Role::Faint));
}

impl Entry {
    /// Draws row `y` of the entry.
    fn draw_row(&self, y: u16, is_under: bool, theme: &Theme, line: Rect, buffer: &mut Buffer) {
        let ((left, right), role) = match (y, self.is_open) {
            (0, true) => (&self.head, Role::Title),
            (0, false) => (&self.head, Role::Text),
            _ => (&self.foot, Role::Faint),
        };
        let style = under_cursor(theme, role, is_under);
        if is_under {
            buffer.set_style(line, style);
        }
        if self.is_open {
            put(buffer, line, theme.sign(Sign::Bar), under_cursor(theme, Role::Bar, is_under));
        }
        let end = line.right().saturating_sub(cells(theme, right));
        let left_area = Rect { width: end.saturating_sub(line.x + u16::from(!right.is_empty())), ..line };
        let room = left_area.width.saturating_sub(indent(line));
        let form = left.iter().find(|form| cells(theme, form) <= room).or_else(|| left.last());
        let form = fitted(theme, form.map_or("", String::as_str), room);
        write(theme, buffer, left_area, line.x + indent(line), &form, style);
        write(theme, buffer, line, end, right, style);
    }
}

/// Explains that the bookmarks file cannot be read: the line and the remedy come first, because a long reason is cut.
fn unreadable_bookmarks(reason: &str) -> String {
    let line = reason.split(": ").find(|part| part.starts_with("line "));
    let line = line.map(|line| format!(", {line},")).unwrap_or_default();
    let remedy = reason.rsplit_once("; ").map(|(_, remedy)| format!(": {remedy}")).unwrap_or_default();
    format!("bookmarks.toml{line} cannot be read{remedy}. ({reason})")
}

/// Draws the reason why a list is empty.
fn draw_empty(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let columns = area.width.saturating_sub(2).max(1);
    let why = match app.sidebar() {
        Sidebar { filter, .. } if !filter.is_empty() => format!("No entry contains {filter}."),
        Sidebar { listing: Listing::Speeches, .. } if app.is_walking() => "Reading the folders…".to_owned(),
        Sidebar { listing: Listing::Speeches, .. } => "No speeches.".to_owned(),
        Sidebar { listing: Listing::Outline, .. } => "This speech has no headings.".to_owned(),
        Sidebar { listing: Listing::Bookmarks, .. } => {
            if let Some(reason) = app.marks().unsaved() {
                unreadable_bookmarks(reason)
            } else {
                let key = app.config().keymap.hint(Context::Text, &Command::ToggleBookmark);
                let how = key.map(|(key, _)| format!(" In the text, {key} bookmarks the current paragraph."));
                format!("No bookmarks yet.{}", how.unwrap_or_default())
            }
        }
    };
    let mut lines = wrapped(theme, &why, columns);
    let room = usize::from(area.height.saturating_sub(Sidebar::HEAD_HEIGHT));
    if lines.len() > room {
        lines.truncate(room);
        if let Some(last) = lines.last_mut() {
            *last = fitted(theme, &format!("{last} …"), columns);
        }
    }
    for (y, line) in (Sidebar::HEAD_HEIGHT..).zip(lines) {
        let Some(area) = row(area, y) else { break };
        write(theme, buffer, area, area.x + indent(area), &line, theme.style(Role::Faint));
    }
}

/// Returns the entry of a speech: title and number of matches; then date, reading time and progress.
fn speech_entry(app: &App, theme: &Theme, index: usize, columns: u16) -> Entry {
    let speech = &app.library()[index];
    let details = speech.details();
    let matches = app.search().map_or_else(String::new, |search| {
        search
            .match_index(index)
            .map_or_else(|| "…".to_owned(), |match_index| match_index.total().to_string())
    });
    let date = details.delivered.as_ref().or(details.reported.as_ref());
    let title = app.title(index).into_owned();
    if let Some(why) = app.fault(index) {
        let why = vec![why.to_owned()];
        return Entry { head: (vec![title], "!".to_owned()), foot: (why, String::new()), is_open: false };
    }
    let duration = duration(app, speech);
    let dated = date.map(|date| format!("{} · {duration}", date.short()));
    let left: Vec<String> = dated.into_iter().chain([duration]).collect();
    let shortest = left.last().map_or(0, |duration| theme.width(duration));
    let read = app.reading(index).read();
    let percent = read.bytes() * 100 / speech.extent().max(1);
    let progress = format!("read {percent}%");
    let progress = match progress {
        _ if read.is_empty() => "–".to_owned(),
        progress if shortest + 1 + theme.width(&progress) <= usize::from(columns) => progress,
        _ => format!("{percent}%"),
    };
    Entry { head: (vec![title], matches), foot: (left, progress), is_open: index == app.open() }
}

/// Formats the reading time of a speech.
fn duration(app: &App, speech: &Speech) -> String {
    let rate = app.config().words_per_minute;
    match speech.length() {
        Length::Counted(words) => figures::duration(figures::minutes(words, rate)),
        Length::Estimated(words) => format!("~{}", figures::duration(figures::minutes(words, rate))),
    }
}

/// Returns the entry of a bookmark: speech and paragraph; then label or text.
fn bookmark_entry(app: &App, mark: &Mark) -> Entry {
    let bookmark = &mark.bookmark;
    let words = if bookmark.label.is_empty() { &bookmark.at.quote } else { &bookmark.label };
    let (title, paragraph) = match mark.standing {
        Standing::Here { speech, block, became } => {
            let speech = &app.library()[speech];
            let number = speech.number_of(block).unwrap_or(bookmark.paragraph);
            let became = match became {
                Became::Kept => "",
                Became::Moved => "moved ",
                Became::Changed => "edited ",
            };
            (speech.details().title.as_str(), format!("{became}¶ {number}"))
        }
        Standing::Unread { speech } => {
            (app.library()[speech].details().title.as_str(), format!("¶ {}", bookmark.paragraph))
        }
        Standing::Lost { .. } => (bookmark.title.as_str(), "not found".to_owned()),
        Standing::Elsewhere => (bookmark.title.as_str(), "other text".to_owned()),
    };
    Entry {
        head: (vec![format!("◆ {title}")], paragraph),
        foot: (vec![collapse(words)], String::new()),
        is_open: false,
    }
}

/// Returns the entry of a heading, with the number of the first paragraph below it.
fn heading_entry(app: &App, block: usize) -> Entry {
    let speech = &app.library()[app.open()];
    let below = (block + 1..speech.block_count()).find_map(|index| speech.number_of(index));
    let current = app.reading(app.open()).current().unwrap_or(0);
    let next = speech.headings().find(|&other| other > block).unwrap_or_else(|| speech.block_count());
    Entry {
        head: (vec![speech.heading(block)], below.map(|number| format!("¶ {number}")).unwrap_or_default()),
        foot: (Vec::new(), String::new()),
        is_open: (block..next).contains(&current),
    }
}
