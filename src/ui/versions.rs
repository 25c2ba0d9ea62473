//! Two versions of a speech in one column, with the words that only one of them has between `[-…-]` and `{+…+}`.

use std::ops::Range;

use oratory_core::{Document, Row, frame_budget, grouped};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::Widget,
};

use super::{
    pane::draw_note,
    text::{Run, after, fitted, nth_row, width, write, write_runs, write_sign},
};
use crate::{
    app::{
        App,
        copying::word_count,
        panes::{
            page::{MARK_WIDTH, Page},
            pane::Pane,
        },
        study::versions::Versions,
    },
    event::version_column::Piece,
    theme::{Role, Sign, Theme},
};

/// Widget of two versions in one column.
pub(super) struct VersionsPane<'a> {
    app: &'a App,
    theme: &'a Theme,
    versions: &'a Versions,
    page: Page,
    /// The marked parts of the column in view, those that are drawn over others last.
    marks: Vec<(Range<usize>, Role)>,
    /// The offsets in the column of passages in view that have a note.
    noted: Vec<usize>,
}

impl<'a> VersionsPane<'a> {
    /// Creates the widget if two versions are on the screen.
    pub(super) fn new(app: &'a App, theme: &'a Theme) -> Option<Self> {
        let versions = app.study().beside().versions().filter(|_| app.panes().is_merged())?;
        let page = app.pages()[0];
        let view = versions.reading().in_view();
        let marks = [0, 1].into_iter().flat_map(|side| marks(app, versions, &view, side)).collect();
        let noted = [0, 1].into_iter().flat_map(|side| noted(app, versions, &view, side)).collect();
        Some(Self { app, theme, versions, page, marks, noted })
    }

    /// Returns the first cell in view of the current paragraph.
    pub(super) fn cursor(&self) -> Position {
        let reading = self.versions.reading();
        let rows = self.page.column.rows().zip(reading.rows());
        let mut rows = rows.filter(|(_, row)| row.block().is_some() && row.block() == reading.current());
        rows.next().map_or_else(|| self.page.column.as_position(), |(area, _)| area.as_position())
    }

    /// Draws the titles and the numbers of words.
    fn draw_head(&self, buffer: &mut Buffer) {
        let Self { app, theme, versions, page, .. } = self;
        let head = after(page.head, 1);
        let beside = app.study().beside();
        let names = app.panes().all().iter().enumerate();
        let names = names.map(|(number, pane)| beside.title(number, &app.library().title(pane.open())));
        let [a, b] = &names.collect::<Vec<_>>()[..] else { return };
        let short = |pane: usize| {
            let name = app.panes().all().get(pane).map(|pane| app.library().short_name(pane.open()));
            fitted(theme, &name.unwrap_or_default(), 16)
        };
        let (equal, only_a, only_b) = versions.counts();
        let words = word_count(equal).replacen(&equal.to_string(), &grouped(equal), 1);
        let counts = match versions.change().1 {
            0 => vec![format!("no differences in {words} (case and punctuation ignored)")],
            _ => vec![
                format!(
                    "{words} alike, {} only in {} [-…-], {} only in {} {{+…+}}",
                    grouped(only_a),
                    short(0),
                    grouped(only_b),
                    short(1)
                ),
                format!("{words} alike, {} [-…-], {} {{+…+}}", grouped(only_a), grouped(only_b)),
                format!("{} = {} - {} +", grouped(equal), grouped(only_a), grouped(only_b)),
            ],
        };
        // A caution is not left out: without room for both, it stands alone.
        let counts: Vec<String> = match versions.caution() {
            None => counts,
            Some(caution) => {
                let both = counts.iter().map(|counts| format!("{counts} · {caution}"));
                both.chain([caution.to_owned()]).collect()
            }
        };
        let counts = counts.iter().find(|form| width(theme, form) <= head.width).or_else(|| counts.last());
        let counts = counts.map_or("", String::as_str);
        let row = nth_row(head, 0).unwrap_or_default();
        if head.height == 1 {
            write(theme, buffer, row, counts, theme.style(Role::Title));
            return;
        }
        let (against, way) = (" against ", " · as versions");
        let names = width(theme, a) + width(theme, against) + width(theme, b);
        let way = if names + width(theme, way) <= head.width { way } else { "" };
        let rest = write(theme, buffer, row, &fitted(theme, a, head.width / 2), theme.style(self.role(0)));
        let rest = write(theme, buffer, rest, against, theme.style(Role::Faint));
        let room = rest.width.saturating_sub(width(theme, way));
        let rest = write(theme, buffer, rest, &fitted(theme, b, room), theme.style(self.role(1)));
        write(theme, buffer, rest, way, theme.style(Role::Faint));
        if let Some(row) = nth_row(head, 1) {
            write(theme, buffer, row, counts, theme.style(Role::Faint));
        }
    }

    /// Returns the role of a title: that of the version that commands act on stands out.
    fn role(&self, pane: usize) -> Role {
        if self.app.panes().active_number() == pane { Role::Title } else { Role::Text }
    }

    /// Draws the margin of a row: the bar, the bookmark, and the numbers of the paragraph in both versions, one below the
    /// other if they differ.
    fn draw_margin(&self, y: u16, block: usize, (row, row_of_block): (&Row, usize), buffer: &mut Buffer) {
        let Self { app, theme, versions, page, .. } = self;
        if versions.reading().current() == Some(block)
            && let Some(area) = nth_row(page.bar, y)
        {
            write_sign(buffer, area, theme.sign(Sign::Bar), theme.style(Role::Bar));
        }
        let (Some(area), Some(merged)) = (nth_row(page.numbers, y), versions.block(block)) else { return };
        let [a, b] = merged.numbers;
        let shown = match row_of_block {
            0 => a.or(b),
            1 => b.filter(|b| a.is_some_and(|a| a != *b)),
            _ => None,
        };
        let is_marked = row_of_block == 0
            && (0..2).any(|side| {
                let open = app.panes().all().get(side).map(Pane::open);
                let block = open.zip(merged.numbers[side]);
                let block =
                    block.and_then(|(open, number)| app.library().document(open)?.paragraph_numbered(number));
                open.zip(block)
                    .is_some_and(|(open, block)| app.notes().annotations().at(open, block).next().is_some())
            });
        if is_marked {
            write_sign(buffer, area, theme.sign(Sign::Bookmark), theme.style(Role::Bookmark));
        }
        if self.noted.iter().any(|at| row.range.contains(at)) {
            let area = after(area, u16::from(is_marked));
            write_sign(buffer, area, theme.sign(Sign::Note), theme.style(Role::Bookmark));
        }
        let digits = usize::from(area.width.saturating_sub(MARK_WIDTH + 1));
        if let Some(number) = shown.filter(|_| digits > 0) {
            write(
                theme,
                buffer,
                after(area, MARK_WIDTH),
                &format!("{number:>digits$}"),
                theme.style(Role::Faint),
            );
        }
    }

    /// Returns the style at an offset of the column, and the offset up to which it holds.
    fn style(&self, pieces: &[Piece], offset: usize, row_end: usize) -> (Style, usize) {
        let theme = self.theme;
        let next = pieces.partition_point(|piece| piece.range.end <= offset);
        let (mut style, mut end) = match pieces.get(next) {
            Some(piece) if piece.range.start <= offset => {
                let role = match (piece.is_only_in(0), piece.is_only_in(1)) {
                    (true, _) => Role::Faint,
                    (_, true) => Role::Shared,
                    _ => Role::Text,
                };
                (theme.style(role), piece.range.end)
            }
            Some(piece) => (theme.style(Role::Text), piece.range.start),
            None => (theme.style(Role::Text), row_end),
        };
        for (range, role) in &self.marks {
            if range.contains(&offset) {
                let mark = theme.style(*role);
                style = if *role == Role::Highlight { style.patch(mark) } else { mark };
                end = end.min(range.end);
            } else if range.start > offset {
                end = end.min(range.start);
            }
        }
        (style, end)
    }
}

impl Widget for VersionsPane<'_> {
    fn render(self, _: Rect, buffer: &mut Buffer) {
        let Self { theme, versions, page, .. } = self;
        self.draw_head(buffer);
        let document: &Document = versions.document();
        let pieces = versions.pieces_in(&versions.reading().in_view());
        let mut before = None;
        let mut row_of_block = 0;
        for ((y, area), row) in (0..).zip(page.column.rows()).zip(versions.reading().rows()) {
            let Some(block) = row.block() else {
                draw_note(theme, versions.reading().notes(), row, after(area, row.indent), buffer);
                continue;
            };
            let start = document.block(block).range.start;
            row_of_block = if row.range.start == start {
                0
            } else if before == Some(block) {
                row_of_block + 1
            } else {
                2
            };
            before = Some(block);
            self.draw_margin(y, block, (row, row_of_block), buffer);
            let text = document.text()[row.range.clone()].trim_end();
            let graphemes = theme.ambiguous.part_graphemes(text, true);
            write_runs(buffer, after(area, row.indent), text, graphemes, |offset| {
                let (style, end) = self.style(pieces, row.range.start + offset, row.range.end);
                Run { style, end: end - row.range.start }
            });
        }
    }
}

/// Returns the offsets in the column at which the passages with a note of one of `versions` begin.
fn noted(app: &App, versions: &Versions, view: &Range<usize>, side: usize) -> Vec<usize> {
    let Some(open) = app.panes().all().get(side).map(Pane::open) else { return Vec::new() };
    let mut offsets = Vec::new();
    for (piece, source) in
        versions.pieces_in(view).iter().filter_map(|piece| Some((piece, piece.source(side)?)))
    {
        let annotations = app.notes().annotations().touching(open, source.clone());
        let noted = annotations.filter(|(placed, _)| !placed.annotation.note.is_empty());
        let starts = noted.filter(|(_, range)| source.contains(&range.start));
        offsets.extend(starts.map(|(_, range)| piece.part(side, &range).start));
    }
    offsets
}

/// Returns the highlights, the matches and the selection of one of `versions` in a part of the column.
fn marks(app: &App, versions: &Versions, view: &Range<usize>, side: usize) -> Vec<(Range<usize>, Role)> {
    let pieces = versions.pieces_in(view);
    let pane = app.panes().all().get(side);
    let document = pane.and_then(|pane| app.library().document(pane.open()));
    let (Some(pane), Some(document)) = (pane, document) else { return Vec::new() };
    let open = pane.open();
    let mut sources: Vec<(Range<usize>, Role)> = Vec::new();
    for source in pieces.iter().filter_map(|piece| piece.source(side)) {
        let annotations = app.notes().annotations().touching(open, source.clone());
        let highlights = annotations.filter(|(placed, _)| !placed.annotation.is_bookmark());
        sources.extend(highlights.map(|(_, range)| (range, Role::Highlight)));
        if let (Some(search), Some(block)) = (app.search().active(), document.block_at(source.start)) {
            let current = app.search().current_in(open);
            let budget = frame_budget();
            let found = search.query.matches_within(document, block..block + 1, &budget);
            let role = |range: &Range<usize>| {
                if current.as_ref() == Some(range) { Role::CurrentMatch } else { Role::Match }
            };
            sources.extend(found.map(|range| (range.clone(), role(&range))));
        }
    }
    let selected = pane.selected().filter(|selection| selection.speech == open);
    sources.extend(selected.map(|selection| (selection.range.clone(), Role::Selection)));
    let parts = sources.into_iter().flat_map(|(source, role)| {
        let parts = pieces.iter().map(move |piece| (piece.part(side, &source), role));
        parts.filter(|(part, _)| !part.is_empty())
    });
    parts.collect()
}
