//! The list of phrases, and below it the places of the phrase under the cursor, each on one line.

use oratory_core::{KwicLine, OPEN_SPEECH, Phrase, Place, collapse, distinct_titles, grouped};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    widgets::Widget,
};

use super::{
    concordance::{draw_cut, draw_match},
    phrase_head::{coverage_line, length, title},
    text::{
        ELLIPSIS, after, fitted, last, nth_row, under_cursor, width, wrapped, write, write_sign, write_text,
    },
};
use crate::{
    app::{
        App,
        study::{
            phrase_columns::{Column, PHRASE_AT, columns},
            phrase_layout::Level,
            phrases::{PhraseList, phrase_text},
        },
    },
    catalog::DocumentId,
    command::{Command, Context, View},
    config::Config,
    effect::{PhraseScope, ScopedPhrases},
    theme::{Role, Sign, Theme},
};

/// Widest name of a speech before a line, in cells, on a wide screen and on others.
const NAME_CELLS: (usize, usize) = (24, 12);

/// Widget of the list of phrases.
pub(super) struct PhrasesPane<'a> {
    app: &'a App,
    config: &'a Config,
    theme: &'a Theme,
    list: &'a PhraseList,
}

impl<'a> PhrasesPane<'a> {
    /// Creates the widget if the list is on the screen.
    pub(super) fn new(app: &'a App, config: &'a Config, theme: &'a Theme) -> Option<Self> {
        let is_open = app.study().view() == Some(View::Phrases);
        is_open.then(|| Self { app, config, theme, list: app.study().phrases() })
    }

    /// Returns the first cell of the row under the cursor.
    pub(super) fn cursor(&self, area: Rect) -> Position {
        let (rows, lines) = self.list.rows();
        let layout = self.list.layout();
        let (first, rows) = match self.list.level() {
            Level::Phrases => (layout.head, rows),
            Level::Places => (layout.places_at, lines),
        };
        let row = u16::try_from(rows.cursor.saturating_sub(rows.top)).unwrap_or(u16::MAX);
        nth_row(area, first.saturating_add(row)).unwrap_or(area).as_position()
    }
}

impl Widget for PhrasesPane<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        self.draw_head(area, buffer);
        let Some(list) = self.list.list() else { return };
        if self.list.len() == 0 {
            return self.draw_empty(list, area, buffer);
        }
        let (columns, phrase_cells) = columns(self.app.library(), self.theme.ambiguous, list, area.width);
        let layout = self.list.layout();
        if layout.head > 1
            && let Some(row) = nth_row(area, layout.head - 1)
        {
            self.draw_headings(&columns, row, buffer);
        }
        for ((number, row, phrase), y) in self.list.in_view().zip(layout.head..) {
            let Some(line) = nth_row(area, y) else { return };
            self.draw_phrase(list, (number, row, phrase), (&columns, phrase_cells), line, buffer);
        }
        let shown = self.draw_places(list, area, buffer);
        let under_cursor = self.list.in_view().find(|(number, ..)| *number == self.list.rows().0.cursor);
        if let Some((.., phrase)) = under_cursor {
            self.draw_whole(
                &phrase_text(self.app.library(), list, phrase),
                phrase_cells,
                shown,
                area,
                buffer,
            );
        }
    }
}

impl PhrasesPane<'_> {
    fn draw_head(&self, area: Rect, buffer: &mut Buffer) {
        let Self { app, config, theme, list } = self;
        let row = after(area, u16::from(area.width > 1));
        let rest = after(write(theme, buffer, row, "Phrases", theme.style(Role::Title)), 3);
        let faint = theme.style(Role::Faint);
        let words = title(app, config, theme, rest.width);
        write(theme, buffer, rest, &fitted(theme, &words, rest.width), faint);
        if list.layout().head == 4
            && let Some(second) = nth_row(row, 1)
        {
            let words = coverage_line(app, theme, second.width);
            write(theme, buffer, second, &fitted(theme, &words, second.width), faint);
        }
    }

    /// Draws the reason why there is no phrase, and what helps.
    fn draw_empty(&self, list: &ScopedPhrases, area: Rect, buffer: &mut Buffer) {
        let Self { config, theme, .. } = self;
        let filter = self.list.filter().trim();
        let key = |command: Command, purpose: &str| {
            let key = config.keymap.hint(Context::Phrases, &command);
            key.map(|(key, _)| format!(" Press {key} {purpose}.")).unwrap_or_default()
        };
        let words = if list.phrases.rows.is_empty() {
            let subject = match list.scope {
                PhraseScope::Passage => "of the passage occurs elsewhere",
                PhraseScope::Shared => "is in both speeches",
                PhraseScope::Used => "is in another speech",
                PhraseScope::Repeated => "occurs twice",
            };
            let shorter = key(Command::LowerLimit, "for shorter ones");
            format!("No phrase of {} {subject}.{shorter}", length(list))
        } else {
            format!("No phrase has “{filter}”.{}", key(Command::Cancel, "to show all"))
        };
        let rows = area.rows().skip(self.list.layout().head.into()).map(|row| after(row, 1));
        for (row, line) in rows.zip(wrapped(theme, &words, area.width.saturating_sub(2).max(1))) {
            write(theme, buffer, row, &line, theme.style(Role::Text));
        }
    }

    fn draw_headings(&self, columns: &[Column], row: Rect, buffer: &mut Buffer) {
        let (theme, faint) = (self.theme, self.theme.style(Role::Faint));
        write(theme, buffer, after(row, 1), "words", faint);
        write(theme, buffer, after(row, PHRASE_AT), "phrase", faint);
        for column in columns {
            let area = column.within(row);
            let heading = fitted(theme, &column.heading, area.width);
            let area = if column.is_right() { last(area, width(theme, &heading)) } else { area };
            write(theme, buffer, area, &heading, faint);
        }
    }

    fn draw_phrase(
        &self,
        list: &ScopedPhrases,
        (number, row, phrase): (usize, usize, &Phrase),
        (columns, phrase_cells): (&[Column], u16),
        line: Rect,
        buffer: &mut Buffer,
    ) {
        let (app, theme) = (self.app, self.theme);
        let is_under = number == self.list.rows().0.cursor;
        let is_focused = is_under && self.list.level() == Level::Phrases;
        if is_focused {
            buffer.set_style(line, theme.style(Role::Cursor));
        }
        if is_under {
            write_sign(buffer, line, theme.sign(Sign::Bar), theme.style(Role::Bar));
        }
        let text = under_cursor(theme, Role::Text, is_focused);
        write(theme, buffer, after(line, 1), &format!("{:>5}", phrase.words), text);
        let area = Rect { width: phrase_cells.min(line.width), ..after(line, PHRASE_AT) };
        draw_cut(theme, &phrase_text(app.library(), list, phrase), text, area.intersection(line), buffer);
        for column in columns {
            let area = column.within(line);
            let cell = column.text(app, theme, list, row);
            let area = if column.is_right() { last(area, width(theme, &cell)) } else { area };
            write(theme, buffer, area, &cell, text);
        }
    }

    /// Draws the places of the phrase under the cursor. If not all fit, and the cursor is not among them, the last row counts
    /// the others. Returns the number of rows.
    fn draw_places(&self, list: &ScopedPhrases, area: Rect, buffer: &mut Buffer) -> u16 {
        let theme = self.theme;
        let (layout, lines, places) = (self.list.layout(), self.list.rows().1, self.list.places());
        let room = usize::from(layout.places);
        let is_focused = self.list.level() == Level::Places;
        let hides = !is_focused && places.len() > room && room > 0;
        let shown = if hides { room - 1 } else { room };
        let references = References::new(self, list, lines.top, room, area.width);
        let in_view = places.iter().enumerate().skip(lines.top).take(shown);
        let rows = (layout.places_at..).map_while(|y| nth_row(area, y));
        for ((number, place), row) in in_view.zip(rows) {
            self.draw_place(list, place, is_focused && number == lines.cursor, &references, row, buffer);
        }
        if hides && let Some(row) = nth_row(area, layout.places_at + layout.places - 1) {
            let more = format!("and {} more", grouped(places.len() - shown));
            write(theme, buffer, after(row, 1), &more, theme.style(Role::Faint));
        }
        u16::try_from(places.len() - lines.top).unwrap_or(u16::MAX).min(layout.places)
    }

    /// Draws a phrase that is too long for its column, below `shown` rows of places, after a blank row if there is room.
    fn draw_whole(&self, phrase: &str, phrase_cells: u16, shown: u16, area: Rect, buffer: &mut Buffer) {
        let (theme, layout) = (self.theme, self.list.layout());
        if layout.whole == 0 || theme.ambiguous.width(phrase) <= usize::from(phrase_cells) {
            return;
        }
        let columns = area.width.saturating_sub(2).max(1);
        let [open, close] = ["“", "”"].map(|mark| theme.words(mark));
        let mut lines = wrapped(theme, &format!("{open}{phrase}{close}"), columns);
        let room = layout.whole + layout.places.saturating_sub(shown);
        let gap = u16::from(lines.len() < room.into());
        if lines.len() > room.into() {
            lines.truncate(room.into());
            if let Some(last) = lines.last_mut() {
                last.push_str(ELLIPSIS);
            }
        }
        for (line, y) in lines.iter().zip(layout.places_at + shown + gap..) {
            let Some(row) = nth_row(area, y) else { return };
            write_text(theme, buffer, after(row, 1), line, theme.style(Role::Text));
        }
    }

    fn draw_place(
        &self,
        list: &ScopedPhrases,
        place: &Place,
        is_under: bool,
        references: &References,
        row: Rect,
        buffer: &mut Buffer,
    ) {
        let theme = self.theme;
        if is_under {
            buffer.set_style(row, theme.style(Role::Cursor));
        }
        let faint = under_cursor(theme, Role::Faint, is_under);
        let (speech, index) = &list.speeches[place.speech];
        let number = format!("¶ {}", index.paragraph_of(place.words.start));
        let row = after(row, 1);
        let own = Rect { width: references.cells.min(row.width), ..row };
        write(theme, buffer, own, references.name(*speech), faint);
        write(theme, buffer, after(own, references.name_cells + 1), &number, faint);
        let row = after(Rect { width: row.width.saturating_sub(1), ..row }, references.cells + 2);
        let range = index.range(place.words.clone());
        let document = self.app.library().document(*speech);
        let document = document.filter(|document| document.text().get(range.clone()).is_some());
        let Some(document) = document else {
            write(theme, buffer, row, ELLIPSIS, faint);
            return;
        };
        let line = KwicLine::of(document, &range);
        // The longer a phrase, the further to the left it begins.
        let spare = row.width.saturating_sub(width(theme, &collapse(line.matched)));
        let column = (spare / 2).clamp(row.width / 4, row.width * 2 / 5);
        draw_match(theme, line, column, is_under, row, buffer);
    }
}

/// The references before the lines: the names of speeches and the numbers of paragraphs.
struct References {
    names: Vec<(DocumentId, String)>,
    name_cells: u16,
    /// The cells of a reference.
    cells: u16,
}

impl References {
    /// Returns the references for the places in view, of which there are at most `room` from `top` on.
    fn new(pane: &PhrasesPane<'_>, list: &ScopedPhrases, top: usize, room: usize, columns: u16) -> Self {
        let theme = pane.theme;
        let in_view = pane.list.places().iter().skip(top).take(room);
        let speeches = in_view.map(|place| place.speech).chain([OPEN_SPEECH]);
        let mut speeches: Vec<(DocumentId, usize)> = speeches
            .map(|number| (list.speeches[number].0, list.speeches[number].1.paragraph_count()))
            .collect();
        speeches.sort_unstable();
        speeches.dedup();
        let titles: Vec<_> =
            speeches.iter().map(|(speech, _)| pane.app.library().short_name(*speech)).collect();
        let titles: Vec<&str> = titles.iter().map(AsRef::as_ref).collect();
        let most = if columns >= 100 { NAME_CELLS.0 } else { NAME_CELLS.1 };
        let names = distinct_titles(&titles, most.min(usize::from(columns) / 3), theme.ambiguous);
        let name_cells = names.iter().map(|name| width(theme, name)).max().unwrap_or(0);
        let numbers = speeches.iter().map(|(_, paragraphs)| width(theme, &format!("¶ {paragraphs}")));
        let cells = name_cells + 1 + numbers.max().unwrap_or(0);
        Self { names: speeches.into_iter().map(|(speech, _)| speech).zip(names).collect(), name_cells, cells }
    }

    fn name(&self, speech: DocumentId) -> &str {
        self.names.iter().find(|(of, _)| *of == speech).map_or("", |(_, name)| name)
    }
}
