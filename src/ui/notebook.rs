//! The notebook: the list of bookmarks and highlights. Beside it is the text, or what is known of a passage that is not in
//! a text.

use oratory_core::{RangeSelector, collapse};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::Widget,
};

use super::text::{ELLIPSIS, after, fitted, last, nth_row, width, wrapped, write, write_sign, write_text};
use crate::{
    app::{
        App,
        notes::{
            notebook::Notebook,
            notebook_lines::{Line, LineKind, MARGIN, NOTE_INDENT, Words},
        },
    },
    command::{Command, Context},
    config::Config,
    theme::{Role, Sign, Theme},
};

/// Blank cells between the words and what is at the right.
const GAP: u16 = 2;

/// Cells of the words that tags leave free.
const LEAST_WORDS: u16 = 20;

/// Widget of the notebook's list.
pub(super) struct NotebookPane<'a> {
    app: &'a App,
    config: &'a Config,
    theme: &'a Theme,
    notebook: &'a Notebook,
}

impl<'a> NotebookPane<'a> {
    /// Creates the widget if the notebook is open.
    pub(super) fn new(app: &'a App, config: &'a Config, theme: &'a Theme) -> Option<Self> {
        let notebook = app.notes().notebook();
        notebook.is_open().then_some(Self { app, config, theme, notebook })
    }

    /// Returns the first cell of the entry under the cursor.
    pub(super) fn cursor(&self, area: Rect) -> Position {
        let lines = self.notebook.lines();
        let is_first = |line: &Line| {
            line.entry == self.notebook.cursor() && matches!(line.kind, LineKind::Reference { .. })
        };
        let y = lines.rows.iter().position(is_first).and_then(|y| u16::try_from(y).ok()).unwrap_or(0);
        let row = nth_row(area, lines.head_height() + y).unwrap_or(area);
        after(row, MARGIN.min(row.width.saturating_sub(1))).as_position()
    }
}

impl Widget for NotebookPane<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let lines = self.notebook.lines();
        let head = lines.head_height();
        if head > 0 {
            self.draw_head(area, buffer);
        }
        let body = area.rows().skip(head.into());
        if self.notebook.entries().is_empty() {
            self.draw_empty(body, area.width, buffer);
            return;
        }
        for (line, row) in lines.rows.iter().zip(body) {
            self.draw_line(line, row, buffer);
        }
    }
}

impl NotebookPane<'_> {
    /// Draws the title, and the counts, the order, the filter and the scope.
    fn draw_head(&self, area: Rect, buffer: &mut Buffer) {
        let (theme, faint) = (self.theme, self.theme.style(Role::Faint));
        let mut rows = area.rows().map(|row| after(row, u16::from(row.width > 1)));
        let mut head = self.notebook.lines().head.iter();
        if let (Some(row), Some(first)) = (rows.next(), head.next()) {
            let rest = after(write(theme, buffer, row, "Notebook", theme.style(Role::Title)), 3);
            write(theme, buffer, rest, &fitted(theme, first, rest.width), faint);
        }
        for (row, line) in rows.zip(head) {
            write(theme, buffer, row, &fitted(theme, line, row.width), faint);
        }
    }

    /// Draws the reason why the notebook is empty.
    fn draw_empty(&self, rows: impl Iterator<Item = Rect>, columns: u16, buffer: &mut Buffer) {
        let Self { theme, .. } = self;
        let rows: Vec<Rect> = rows.map(|row| after(row, MARGIN.min(row.width / 2))).collect();
        let columns = columns.saturating_sub(MARGIN + 1).max(1);
        let mut lines = wrapped(theme, &reason_for_empty(self.app, self.config), columns);
        if lines.len() > rows.len() {
            lines.truncate(rows.len());
            if let Some(last) = lines.last_mut() {
                *last = fitted(theme, &format!("{last} …"), columns);
            }
        }
        for (row, line) in rows.into_iter().zip(lines) {
            write(theme, buffer, row, &line, theme.style(Role::Faint));
        }
    }

    fn draw_line(&self, line: &Line, row: Rect, buffer: &mut Buffer) {
        let (theme, lines) = (self.theme, self.notebook.lines());
        let is_under = line.entry == self.notebook.cursor();
        let is_of_entry = !matches!(line.kind, LineKind::Heading(..) | LineKind::Blank);
        if is_under && is_of_entry {
            write_sign(buffer, row, theme.sign(Sign::Bar), theme.style(Role::Bar));
        }
        // The last column is blank.
        let row = Rect { width: row.width.saturating_sub(u16::from(row.width > MARGIN)), ..row };
        let inner = after(row, MARGIN);
        let faint = theme.style(Role::Faint);
        let note = after(row, lines.words_column.unwrap_or(MARGIN + NOTE_INDENT));
        match &line.kind {
            LineKind::Heading(name, count) => {
                let row = after(row, 1);
                let rest =
                    write(theme, buffer, row, &fitted(theme, name, row.width), theme.style(Role::Title));
                write(theme, buffer, after(rest, 2), &count.to_string(), faint);
            }
            LineKind::Blank => {}
            LineKind::Reference { reference, words, right, is_ticked } => {
                if *is_ticked {
                    let tick = Rect { width: 1, ..after(row, 1) };
                    write_sign(buffer, tick, theme.sign(Sign::Tick), theme.style(Role::Strong));
                }
                self.draw_reference(reference, words.as_ref(), right, is_under, inner, buffer);
            }
            LineKind::Words(words) => self.draw_words(words, is_under, inner, buffer),
            LineKind::Note(text, is_first) => {
                if *is_first {
                    write_sign(buffer, note, theme.sign(Sign::Note), faint);
                }
                write_text(theme, buffer, after(note, NOTE_INDENT), text, theme.style(Role::Text));
            }
            LineKind::Remark(remark) => {
                write(theme, buffer, note, &fitted(theme, remark, note.width), faint);
            }
        }
    }

    /// Draws the first row of an entry.
    fn draw_reference(
        &self,
        reference: &str,
        words: Option<&Words>,
        right: &[String],
        is_under: bool,
        row: Rect,
        buffer: &mut Buffer,
    ) {
        let (theme, faint) = (self.theme, self.theme.style(Role::Faint));
        let column = self.notebook.lines().words_column.unwrap_or(0).saturating_sub(MARGIN);
        let own = if words.is_some() { Rect { width: column.saturating_sub(GAP), ..row } } else { row };
        let least = if words.is_some() { column + LEAST_WORDS } else { width(theme, reference) };
        let room = row.width.saturating_sub(least + GAP);
        let form = right.iter().find(|form| width(theme, form) <= room).or_else(|| right.last());
        let right = last(row, form.map_or(0, |form| width(theme, form)).min(row.width / 2));
        let form = fitted(theme, form.map_or("", String::as_str), right.width);
        write(theme, buffer, right, &form, faint);
        let gap = if right.is_empty() { 0 } else { GAP };
        let free = row.width.saturating_sub(right.width + gap);
        let own = Rect { width: own.width.min(free), ..own };
        let style = if is_under { theme.style(Role::Strong) } else { faint };
        write(theme, buffer, own, &fitted(theme, reference, own.width), style);
        if let Some(words) = words {
            self.draw_words(words, is_under, after(Rect { width: free, ..row }, column), buffer);
        }
    }

    /// Draws annotated words, cut to fit. A sign is before those of a whole paragraph.
    fn draw_words(&self, words: &Words, is_under: bool, row: Rect, buffer: &mut Buffer) {
        let (theme, faint) = (self.theme, self.theme.style(Role::Faint));
        let sign = if words.is_paragraph { "¶ " } else { "" };
        let row = write(theme, buffer, row, sign, faint);
        let style = theme.style(if is_under { Role::Title } else { Role::Text });
        let room = usize::from(row.width);
        if !words.is_cut && theme.ambiguous.width(&words.text) <= room {
            write_text(theme, buffer, row, &words.text, style);
            return;
        }
        let room = room.saturating_sub(width(theme, ELLIPSIS).into());
        let shown = theme.ambiguous.head(&words.text, room).trim_end();
        let rest = write_text(theme, buffer, row, shown, style);
        write(theme, buffer, rest, ELLIPSIS, style);
    }
}

/// Draws what is known of the passage under the cursor, which is not in a text.
pub(super) fn draw_lost(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(placed) = app.notes().selected() else { return };
    let annotation = &placed.annotation;
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let area = after(area, 3.min(area.width));
    let columns = area.width.saturating_sub(2).clamp(1, 68);
    let why = if placed.is_orphan() {
        "Not found in its text. These are the words as they were:"
    } else {
        "Its text is not open. These are the words as they were:"
    };
    let (faint, title) = (theme.style(Role::Faint), theme.style(Role::Title));
    let heading = format!("{} ¶ {}", annotation.title, annotation.paragraph);
    let mut rows = area.rows();
    let mut draw = |text: &str, style: Style| {
        for line in wrapped(theme, text, columns) {
            let Some(row) = rows.next() else { return };
            write_text(theme, buffer, row, &line, style);
        }
    };
    let RangeSelector { prefix, exact, suffix, .. } = &annotation.selector;
    draw(&heading, title);
    draw(why, faint);
    for (text, style) in [(prefix, faint), (exact, theme.style(Role::Text)), (suffix, faint)] {
        if !text.trim().is_empty() {
            draw("", faint);
            draw(&collapse(text), style);
        }
    }
}

/// Explains why the notebook is empty.
fn reason_for_empty(app: &App, config: &Config) -> String {
    let notebook = app.notes().notebook();
    if !notebook.filter().is_empty() {
        return format!("No passage or note contains {}.", notebook.filter());
    }
    if let Some(reason) = app.notes().annotations().read_error() {
        return unreadable_bookmarks(reason);
    }
    if let Some(scope) = notebook.scope() {
        return format!("No passages in speeches with {scope}.");
    }
    let key = |context, command| config.keymap.hint(context, command).map(|(key, _)| key);
    let select = key(Context::Text, &Command::Select);
    let highlight = key(Context::Selection, &Command::ToggleBookmark);
    let bookmark = key(Context::Text, &Command::ToggleBookmark);
    let how = select.zip(highlight).map(|(select, highlight)| {
        format!(" In the text, {select} selects a sentence and {highlight} highlights it.")
    });
    let bookmark =
        bookmark.map(|key| format!(" Without a selection, {key} bookmarks the current paragraph."));
    format!("No passages yet.{}{}", how.unwrap_or_default(), bookmark.unwrap_or_default())
}

/// Explains that the bookmarks file cannot be read: the line and the remedy come first, because a long reason is cut.
fn unreadable_bookmarks(reason: &str) -> String {
    let line = reason.split(": ").find(|part| part.starts_with("line "));
    let line = line.map(|line| format!(", {line},")).unwrap_or_default();
    let remedy = reason.rsplit_once("; ").map(|(_, remedy)| format!(": {remedy}")).unwrap_or_default();
    format!("bookmarks.toml{line} cannot be read{remedy}. ({reason})")
}
