//! A pane of text: the rows in view with their matches, and the margins beside them.

use std::{ops::Range, sync::Arc};

use oratory_core::{BlockNotes, Document, Kind, Row, RowKind, SpanKind, TitleLine, passage_numbers};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::Widget,
};

use super::{
    highlights::Highlights,
    markup::Looks,
    scroll_bar::ScrollBar,
    shared::Shared,
    text::{Run, after, nth_row, wrapped, write, write_runs, write_sign, write_text},
};
use crate::{
    app::{
        App,
        panes::{
            self,
            column::row_parts,
            page::{MARK_WIDTH, Page},
            reading::Reading,
        },
        search::matches::{ActiveSearch, Slot},
    },
    catalog::DocumentId,
    theme::{Role, Sign, Theme},
};

/// Cells of a note's sign, with the blank between it and the note.
const SIGN_WIDTH: u16 = 2;

/// The longest page furniture within a paragraph, in bytes.
const MAX_FURNITURE_BYTES: usize = 1024;

/// Widget of the speech in view. Its rectangles are those of [`Page`], which movements and the mouse use too.
pub(super) struct Pane<'a> {
    app: &'a App,
    theme: &'a Theme,
    page: Page,
    /// The pane, and the speech that is shown in it.
    source: (Slot, &'a panes::pane::Pane),
    shown: DocumentId,
    speech: Arc<Document>,
    reading: &'a Reading,
    /// The current match, if it is in this speech.
    current_match: Option<&'a Range<usize>>,
    /// The selected range, if it is in this speech.
    selected: Option<Range<usize>>,
    /// `true` if the selection touches numbered paragraphs. Then it consists of nothing else.
    selects_paragraphs: bool,
    /// The sentence that the reader has gone to, if nothing is selected.
    sentence: Option<Range<usize>>,
    /// The highlights in view.
    highlights: Highlights,
    /// The offsets of passages in view that have a note, in order.
    noted: Vec<usize>,
    /// The words in view that the speech beside this one shares.
    shared: Shared,
}

impl<'a> Pane<'a> {
    /// Creates the widget if there is a speech and room for it.
    pub(super) fn new(app: &'a App, theme: &'a Theme) -> Option<Self> {
        Self::of(app, theme, (Slot::Active, app.panes().active()), app.shown(), app.page())
    }

    /// Creates the widget of one of two panes if there is a speech and room for it.
    pub(super) fn beside(app: &'a App, theme: &'a Theme, number: usize) -> Option<Self> {
        let is_active = app.panes().active_number() == number;
        let slot = if is_active { Slot::Active } else { Slot::Other };
        let pane = app.panes().all().get(number)?;
        let widget = Self::of(app, theme, (slot, pane), pane.open(), app.pages()[number])?;
        let shared = Shared::new(app.study().beside(), number, &widget.reading.in_view());
        Some(Self { shared, ..widget })
    }

    fn of(
        app: &'a App,
        theme: &'a Theme,
        pane: (Slot, &'a panes::pane::Pane),
        shown: DocumentId,
        layout: Page,
    ) -> Option<Self> {
        let speech = app.library().get(shown).filter(|_| !layout.reading.is_empty())?;
        let current =
            app.search().active().and_then(ActiveSearch::current).filter(|current| current.speech == shown);
        let (speech, reading) = (speech.in_pane(), pane.1.in_view(shown)?);
        let selected = pane.1.selected().filter(|selection| selection.speech == shown);
        let selected = selected.map(|selection| selection.range.clone());
        let passage = selected.as_ref().and_then(|selected| passage_numbers(&speech, selected));
        let view = reading.in_view();
        let in_view = || app.notes().annotations().touching(shown, view.clone());
        let highlights = in_view().filter(|(placed, _)| !placed.annotation.is_bookmark());
        let noted = in_view().filter(|(placed, _)| !placed.annotation.note.is_empty());
        Some(Self {
            highlights: Highlights::new(&speech, &view, highlights.map(|(_, range)| range)),
            noted: noted.map(|(_, range)| range.start).collect(),
            selects_paragraphs: passage.is_some(),
            sentence: reading.shown_sentence(&speech),
            selected,
            shared: Shared::default(),
            source: pane,
            shown,
            app,
            theme,
            page: layout,
            speech,
            reading,
            current_match: current.map(|current| &current.range),
        })
    }

    /// Returns the first cell of the selection, or else of the sentence or the match that the reader has gone to, if it is
    /// in view. Otherwise that of the first row in view of the current paragraph.
    pub(super) fn cursor(&self) -> Position {
        let mut at_paragraph = None;
        let current = self.selected.as_ref().or(self.sentence.as_ref()).or(self.current_match);
        for (area, row) in self.page.column.rows().zip(self.reading.rows()) {
            if let Some(column) = current.and_then(|current| self.column_of(current, row))
                && column < area.width
            {
                return Position { x: area.x + column, y: area.y };
            }
            if at_paragraph.is_none() && row.block().is_some() && row.block() == self.reading.current() {
                at_paragraph = Some(area.as_position());
            }
        }
        at_paragraph.unwrap_or_else(|| self.page.column.as_position())
    }

    /// Returns the column in `row` of the first grapheme of `found`, if the row shows one.
    fn column_of(&self, found: &Range<usize>, row: &Row) -> Option<u16> {
        if row.block().is_none() || found.start >= row.range.end || found.end <= row.range.start {
            return None;
        }
        let mut column = row.indent;
        let parts = self.parts(row);
        for (index, part) in parts.iter().enumerate() {
            let text = &self.speech.text()[part.clone()];
            let graphemes = self.theme.ambiguous.part_graphemes(text, index + 1 == parts.len());
            for grapheme in graphemes.filter(|grapheme| grapheme.width > 0) {
                if found.contains(&(part.start + grapheme.range.start)) {
                    return Some(column);
                }
                column += grapheme.width;
            }
        }
        None
    }

    /// Returns the parts of a row of text that are shown.
    fn parts(&self, row: &Row) -> Vec<Range<usize>> {
        row_parts(&self.speech, row, self.page.text_width().markup)
    }

    /// Returns `true` if the bar is beside `row`: in a paragraph of the selection, or in the current sentence or paragraph.
    fn is_barred(&self, block: usize, row: &Row) -> bool {
        if let Some(selected) = &self.selected {
            let range = self.speech.block(block).range;
            return self.is_selectable(block) && range.start < selected.end && range.end > selected.start;
        }
        let is_in =
            |sentence: &Range<usize>| row.range.start < sentence.end && row.range.end > sentence.start;
        self.reading.current() == Some(block) && self.sentence.as_ref().is_none_or(is_in)
    }

    /// Returns `true` if the selected range of a block is a part of the passage.
    fn is_selectable(&self, block: usize) -> bool {
        self.speech.block(block).kind.is_numbered() || !self.selects_paragraphs
    }

    /// Returns the selected part of `row`. Page furniture within a paragraph is not selected.
    fn selected_in(&self, row: &Row) -> Range<usize> {
        let is_selectable = row.block().is_some_and(|block| self.is_selectable(block));
        let selected = self.selected.clone().filter(|_| is_selectable && !self.is_furniture(row));
        selected.unwrap_or(0..0)
    }

    /// Returns `true` for a row of page furniture within a paragraph.
    fn is_furniture(&self, row: &Row) -> bool {
        let Range { start, end } = row.range;
        let spans = self.speech.spans(&(start.saturating_sub(MAX_FURNITURE_BYTES)..end)).iter();
        let mut furniture = spans.filter(|span| span.kind == SpanKind::Furniture);
        furniture.any(|span| span.range.contains(&start))
    }
}

impl Widget for Pane<'_> {
    fn render(self, _: Rect, buffer: &mut Buffer) {
        let Self { app, theme, page, ref speech, source: pane, shown, .. } = self;
        ScrollBar { app, theme, speech, pane, shown }.render(page.scroll_bar, buffer);
        if let Some(reason) = app.library().unread(shown) {
            self.draw_fault(reason, buffer);
        }
        let mut markup = Looks::default();
        for ((y, area), row) in (0..).zip(page.column.rows()).zip(self.reading.rows()) {
            self.draw_margin(y, row, buffer);
            markup.turn_to(row.block(), speech);
            self.draw_row(row, &markup, after(area, row.indent), buffer);
        }
    }
}

impl Pane<'_> {
    /// Draws the reason why a speech could not be read, below its title.
    fn draw_fault(&self, reason: &str, buffer: &mut Buffer) {
        let column = self.page.column;
        let lines = wrapped(self.theme, reason, column.width.max(1));
        for (row, line) in column.rows().skip(self.reading.rows().len()).zip(lines) {
            write(self.theme, buffer, row, &line, self.theme.style(Role::Notice));
        }
    }

    /// Draws the left margin of row `y`: the bar beside the current paragraph, in the first row of a paragraph its bookmark
    /// and number, and in the first row of a passage the sign of its note.
    fn draw_margin(&self, y: u16, row: &Row, buffer: &mut Buffer) {
        let Self { app, theme, page, speech, .. } = self;
        let Some(block) = row.block() else { return };
        if self.is_barred(block, row)
            && let Some(area) = nth_row(page.bar, y)
        {
            write_sign(buffer, area, theme.sign(Sign::Bar), theme.style(Role::Bar));
        }
        let Some(area) = nth_row(page.numbers, y) else { return };
        let is_first = speech.block(block).range.start == row.range.start;
        let mut signs = area;
        if is_first && app.notes().annotations().at(self.shown, block).next().is_some() {
            write_sign(buffer, signs, theme.sign(Sign::Bookmark), theme.style(Role::Bookmark));
            signs = after(signs, 1);
        }
        if self.noted.partition_point(|&at| at < row.range.start)
            < self.noted.partition_point(|&at| at < row.range.end)
        {
            write_sign(buffer, signs, theme.sign(Sign::Note), theme.style(Role::Bookmark));
        }
        let Some(number) = speech.number_of(block).filter(|_| is_first) else { return };
        let digits = usize::from(area.width.saturating_sub(MARK_WIDTH + 1));
        if digits > 0 {
            let number = format!("{number:>digits$}");
            write(theme, buffer, after(area, MARK_WIDTH), &number, theme.style(Role::Faint));
        }
    }

    /// Draws one row of the title page or the text.
    fn draw_row(&self, row: &Row, markup: &Looks, area: Rect, buffer: &mut Buffer) {
        let Self { theme, speech, .. } = self;
        let role = match row.kind {
            RowKind::Block(_) => return self.draw_text(row, markup, area, buffer),
            RowKind::Note { .. } => return draw_note(theme, self.reading.notes(), row, area, buffer),
            // A page of one blank row would make the speech look empty.
            RowKind::Gap | RowKind::Title(TitleLine::Blank) if self.page.column.height == 1 => {
                return write_sign(buffer, area, theme.sign(Sign::NoMatch), theme.style(Role::Faint));
            }
            RowKind::Gap => return,
            RowKind::Title(TitleLine::Title) => Role::Title,
            RowKind::Title(TitleLine::Speaker) => Role::Text,
            RowKind::Title(_) => Role::Faint,
        };
        let text = speech.title_page().text.get(row.range.clone()).unwrap_or_default();
        // The separators in this line come from the program.
        if row.kind == RowKind::Title(TitleLine::Report) {
            write(theme, buffer, area, text, theme.style(role));
        } else {
            write_text(theme, buffer, area, text, theme.style(role));
        }
    }

    /// Draws one row of the text, with its matches.
    fn draw_text(&self, row: &Row, markup: &Looks, area: Rect, buffer: &mut Buffer) {
        let Self { app, theme, speech, .. } = self;
        let kind = row.block().map_or(Kind::Paragraph, |block| speech.block(block).kind);
        let plain = style_of(theme, kind);
        let matches =
            app.search().active().map_or(&[][..], |search| search.touching_in(self.source.0, &row.range));
        let mut matches = matches.iter().peekable();
        let selected = self.selected_in(row);
        let highlights = if self.is_furniture(row) { &Highlights::NONE } else { &self.highlights };
        let mut area = area;
        let parts = self.parts(row);
        for (index, part) in parts.iter().enumerate() {
            let text = &speech.text()[part.clone()];
            let graphemes = theme.ambiguous.part_graphemes(text, index + 1 == parts.len());
            area = write_runs(buffer, area, text, graphemes, |offset| {
                let offset = part.start + offset;
                while matches.next_if(|found| found.end <= offset).is_some() {}
                if selected.contains(&offset) {
                    return Run { style: theme.style(Role::Selection), end: selected.end - part.start };
                }
                let (style, end) = match matches.peek() {
                    Some(found) if found.start <= offset => {
                        let is_current = Some(*found) == self.current_match;
                        (theme.style(if is_current { Role::CurrentMatch } else { Role::Match }), found.end)
                    }
                    next => {
                        let (style, end) = markup.style(theme, offset, plain);
                        let (style, end) = self.shared.over(theme, offset, style, end);
                        let (style, end) = highlights.over(theme, offset, style, end);
                        (style, next.map_or(end, |found| end.min(found.start)))
                    }
                };
                let end = if offset < selected.start { end.min(selected.start) } else { end };
                Run { style, end: end - part.start }
            });
        }
        if row.is_joint(speech) {
            let is_after_text = parts.iter().any(|part| !speech.text()[part.clone()].trim().is_empty());
            let area = after(area, u16::from(is_after_text));
            write_sign(buffer, area, theme.sign(Sign::Joint), theme.style(Role::Faint));
        }
    }
}

/// Draws one row of `notes` under a block. Its sign stands in the indentation of a note's first row.
pub(super) fn draw_note(theme: &Theme, notes: &[BlockNotes], row: &Row, area: Rect, buffer: &mut Buffer) {
    let RowKind::Note { block, .. } = row.kind else { return };
    let Some(notes) = notes.iter().find(|notes| notes.block == block) else { return };
    if row.indent >= SIGN_WIDTH && notes.starts.contains(&row.range.start) {
        let sign = Rect { x: area.x - SIGN_WIDTH, width: 1, ..area };
        write_sign(buffer, sign, theme.sign(Sign::Note), theme.style(Role::Bookmark));
    }
    let text = notes.text.get(row.range.clone()).unwrap_or_default();
    write_text(theme, buffer, area, text, theme.style(Role::Note));
}

/// Returns the style of the text of a block. What the speaker does not say is faint or bold.
const fn style_of(theme: &Theme, kind: Kind) -> Style {
    match kind {
        Kind::Heading(_) => theme.style(Role::Title),
        Kind::StageDirection => theme.style(Role::Faint).italic(),
        Kind::Rule | Kind::Furniture | Kind::Definition => theme.style(Role::Faint),
        Kind::Speaker => theme.style(Role::Text).bold(),
        _ => theme.style(Role::Text),
    }
}
