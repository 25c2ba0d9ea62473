//! The concordance: every match of the search on one line. Only the lines in view are built.

use std::{collections::HashMap, ops::Range};

use oratory_core::{
    document::text::Document,
    layout::grapheme::Ambiguous,
    search::{budget::Budget, match_index::frame_budget},
    study::concordance::{SortOrder, distinct_titles},
};
use ratatui::layout::Rect;

use super::matches::ActiveSearch;
use crate::{
    app::{
        library::Library,
        list::{Extent, moved},
    },
    catalog::DocumentId,
    command::{Motion, Turn},
};

/// The concordance of a search.
#[derive(Debug, Clone, Default)]
pub struct Concordance {
    order: SortOrder,
    /// The order that a worker is sorting by.
    requested: SortOrder,
    /// The line under the cursor.
    cursor: usize,
    /// The first line in view.
    top: usize,
    /// The sorted matches, or `None` in text order.
    sorted: Option<Vec<(DocumentId, Range<usize>)>>,
    /// The lines in view.
    lines: Vec<Line>,
    plot: Plot,
    references: References,
    /// `true` while it is shown. Otherwise the reader has gone to a match and can come back with Esc.
    is_open: bool,
}

/// The dispersion plot above the lines.
#[derive(Debug, Clone, Default)]
pub struct Plot {
    /// The speeches with a row, and their counts of matches.
    pub rows: Vec<(DocumentId, usize)>,
    /// The number of speeches with matches but without a row.
    pub(crate) more_speeches: usize,
    /// The number of matches in speeches without a row.
    pub(crate) more_matches: usize,
}

/// The references before the lines: titles and paragraphs. The column is as wide as those in view need.
#[derive(Debug, Clone, Default)]
pub(crate) struct References {
    /// The short name of each speech in view.
    titles: HashMap<DocumentId, String>,
    /// The width of the column, with two blank cells at its end.
    width: u16,
}

/// A line of the concordance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The speech.
    pub speech: DocumentId,
    /// The range of the match, or `None` while its text is not loaded.
    pub(crate) matched: Option<Range<usize>>,
}

/// A row of the concordance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    /// The dispersion plot of this speech.
    Speech(DocumentId),
    /// The line with this number.
    Line(usize),
}

/// Maximum number of matches to sort.
pub(crate) const MAX_SORTED: usize = 100_000;

/// Rows for the title and for the blank row above the lines.
const HEAD_ROWS: usize = 2;

/// Maximum width, in cells, of a title in a reference.
const MAX_TITLE_CELLS: usize = 30;

/// Minimum width, in cells, of a long title in a reference.
const MIN_TITLE_CELLS: usize = 8;

/// Cells reserved for matches and their context before titles are shortened.
const MIN_LINE_CELLS: usize = 30;

impl References {
    /// Returns the short name of a speech.
    pub(crate) fn title(&self, speech: DocumentId) -> &str {
        self.titles.get(&speech).map_or("", String::as_str)
    }

    /// Returns the width of the column, with two blank cells at its end.
    pub(crate) const fn width(&self) -> u16 {
        self.width
    }
}

impl Concordance {
    /// Creates a concordance in text order, with the cursor on a line.
    pub(super) fn new(cursor: usize) -> Self {
        Self { cursor, is_open: true, ..Self::default() }
    }

    /// Returns `true` while it is shown.
    pub(crate) const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Shows or hides it.
    pub(super) const fn set_open(&mut self, is_open: bool) {
        self.is_open = is_open;
    }

    /// Returns the order of the lines.
    pub(crate) const fn order(&self) -> SortOrder {
        self.order
    }

    /// Returns the order that was requested last.
    pub(super) const fn requested(&self) -> SortOrder {
        self.requested
    }

    /// Records the order that a worker is sorting by.
    pub(super) const fn request(&mut self, order: SortOrder) {
        self.requested = order;
    }

    /// Returns the number of the line under the cursor.
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// Returns the number of the first line in view.
    pub const fn top(&self) -> usize {
        self.top
    }

    /// Returns the lines in view, from the top.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Returns the line under the cursor.
    pub fn under_cursor(&self) -> Option<&Line> {
        self.lines.get(self.cursor.checked_sub(self.top)?)
    }

    /// Returns the dispersion plot.
    pub const fn plot(&self) -> &Plot {
        &self.plot
    }

    /// Returns the references of the lines and of the plot.
    pub(crate) const fn references(&self) -> &References {
        &self.references
    }

    /// Returns the number of lines, as far as it is known.
    pub(crate) fn len(&self, active: &ActiveSearch) -> usize {
        self.sorted.as_ref().map_or_else(|| active.total(), Vec::len)
    }

    /// Returns the number of rows above the lines: title, plot, the count of speeches without a row, and a blank
    /// row.
    pub fn head_height(&self) -> usize {
        self.plot.rows.len() + usize::from(self.plot.more_speeches > 0) + HEAD_ROWS
    }

    /// Returns the content of row `y`, counted from the top of the pane.
    pub(crate) fn row(&self, y: usize) -> Option<Row> {
        if let Some(&(speech, _)) = y.checked_sub(1).and_then(|above| self.plot.rows.get(above)) {
            return Some(Row::Speech(speech));
        }
        let index = y.checked_sub(self.head_height())?;
        (index < self.lines.len()).then_some(Row::Line(self.top + index))
    }

    /// Returns to text order, because the sorted matches are outdated.
    pub(super) fn unsort(&mut self) {
        (self.order, self.requested, self.sorted) = (SortOrder::Position, SortOrder::Position, None);
    }

    /// Stores the sorted matches.
    pub(super) fn store_sorted(&mut self, order: SortOrder, sorted: Vec<(DocumentId, Range<usize>)>) {
        (self.order, self.sorted) = (order, Some(sorted));
        (self.cursor, self.top) = (0, 0);
    }

    /// Puts the cursor on a line.
    pub(crate) const fn select(&mut self, line: usize) {
        self.cursor = line;
    }

    /// Selects a later or earlier line, wrapping around. Returns `true` if it has wrapped.
    pub(super) fn step(&mut self, motion: Motion, times: usize, active: &ActiveSearch) -> bool {
        let len = self.len(active);
        if len == 0 {
            return false;
        }
        let (cursor, times) = (self.cursor.min(len - 1), times % len);
        let (next, wrapped) = if motion == Motion::PreviousMatch {
            ((cursor + len - times) % len, times > cursor)
        } else {
            ((cursor + times) % len, cursor + times >= len)
        };
        self.cursor = next;
        wrapped
    }

    /// Moves the cursor in a pane of `height` rows.
    pub(super) fn go(&mut self, motion: Motion, count: Option<usize>, height: u16, active: &ActiveSearch) {
        let last = self.len(active).saturating_sub(1);
        self.cursor = moved(self.cursor, motion, count, Extent { page: self.room(height), last });
    }

    /// Scrolls the lines in a pane of `height` rows, and keeps the cursor in view.
    pub(super) fn scroll(&mut self, turn: Turn, rows: usize, height: u16, active: &ActiveSearch) {
        let (len, room) = (self.len(active), self.room(height));
        self.top = match turn {
            Turn::Up => self.top.saturating_sub(rows),
            Turn::Down => (self.top + rows).min(len.saturating_sub(room)),
        };
        self.cursor = self.cursor.clamp(self.top, self.top + room - 1);
    }

    /// Returns the number of lines that fit into a pane of `height` rows.
    fn room(&self, height: u16) -> usize {
        usize::from(height).saturating_sub(self.head_height()).max(1)
    }

    /// Returns the first line with a match in `speech`.
    pub(super) fn first_line_of(
        &self,
        speech: DocumentId,
        active: &ActiveSearch,
        library: &Library,
    ) -> Option<usize> {
        match &self.sorted {
            Some(sorted) => sorted.iter().position(|(of, _)| *of == speech),
            None => Some(lines_before(speech, active, library)),
        }
    }

    /// Builds the lines in view and the dispersion plot: one row per speech around the one under the cursor, at
    /// most a quarter of the pane.
    pub(super) fn refresh(
        &mut self,
        active: &ActiveSearch,
        library: &Library,
        area: Rect,
        ambiguous: Ambiguous,
    ) {
        let speeches = speeches_with_matches(active, library);
        let max_rows = usize::from(area.height) / 4;
        // If not all speeches fit, the last row counts the others.
        let rows = if speeches.len() > max_rows { max_rows.saturating_sub(1) } else { speeches.len() };
        let all: usize = speeches.iter().map(|(_, total)| total).sum();
        let more_speeches = if max_rows > 0 { speeches.len() - rows } else { 0 };
        self.plot = Plot { rows: speeches[..rows].to_vec(), more_speeches, more_matches: 0 };
        let (room, len) = (self.room(area.height), self.len(active));
        self.cursor = self.cursor.min(len.saturating_sub(1));
        let lowest = (self.cursor + 1).saturating_sub(room);
        self.top = self.top.clamp(lowest, self.cursor).min(len.saturating_sub(room));
        self.lines = match &self.sorted {
            Some(sorted) => {
                let budget = frame_budget();
                let lines = sorted.iter().skip(self.top).take(room);
                lines
                    .map(|(speech, matched)| line(active, library, *speech, matched.clone(), &budget))
                    .collect()
            }
            None => lines_in_text_order(&speeches, active, library, self.top, room),
        };
        let under_cursor = self.under_cursor().map(|line| line.speech);
        let position = speeches.iter().position(|(speech, _)| Some(*speech) == under_cursor).unwrap_or(0);
        let first = (position + 1).saturating_sub(rows).min(speeches.len() - rows);
        self.plot.rows = speeches[first..first + rows].to_vec();
        if max_rows > 0 {
            self.plot.more_matches = all - self.plot.rows.iter().map(|(_, total)| total).sum::<usize>();
        }
        self.references = self.references_in_view(library, area.width, ambiguous);
    }

    /// Returns the references of the speeches in view.
    fn references_in_view(&self, library: &Library, columns: u16, ambiguous: Ambiguous) -> References {
        let in_lines = self.lines.iter().map(|line| line.speech);
        let mut speeches: Vec<DocumentId> =
            in_lines.chain(self.plot.rows.iter().map(|(speech, _)| *speech)).collect();
        speeches.sort_unstable();
        speeches.dedup();
        // Use the last paragraph number of each speech, so that scrolling does not change the width.
        let last_number = |&id: &DocumentId| format!("¶ {}", library[id].paragraph_count().max(1));
        let totals = self.plot.rows.iter().map(|(_, total)| total.to_string());
        let numbers = speeches.iter().map(last_number).chain(totals);
        let numbers = numbers.map(|number| ambiguous.width(&number)).max().unwrap_or(0);
        let titles: Vec<_> = speeches.iter().map(|&speech| library.short_name(speech)).collect();
        let titles: Vec<&str> = titles.iter().map(AsRef::as_ref).collect();
        let longest = titles.iter().map(|title| ambiguous.width(title)).max().unwrap_or(0);
        let columns = usize::from(columns.saturating_sub(1));
        // One blank cell follows the title, and two follow the number.
        let room = columns.saturating_sub(numbers + 3 + MIN_LINE_CELLS);
        let title_cells = room.clamp(MIN_TITLE_CELLS, MAX_TITLE_CELLS).min(longest).min(columns / 2);
        let width = u16::try_from((title_cells + numbers + 3).min(columns)).unwrap_or(u16::MAX);
        let titles = speeches.iter().copied().zip(distinct_titles(&titles, title_cells, ambiguous)).collect();
        References { titles, width }
    }
}

/// Returns the speeches that have matches, in the order of the list, with their counts.
fn speeches_with_matches(active: &ActiveSearch, library: &Library) -> Vec<(DocumentId, usize)> {
    let total =
        |&id: &DocumentId| Some((id, active.match_index(id)?.total())).filter(|(_, total)| *total > 0);
    library.sequence().iter().filter_map(total).collect()
}

/// Returns the number of matches in the speeches before `speech`.
fn lines_before(speech: DocumentId, active: &ActiveSearch, library: &Library) -> usize {
    let before = speeches_with_matches(active, library).into_iter().take_while(|(of, _)| *of != speech);
    before.map(|(_, total)| total).sum()
}

/// Returns the line of the current match in text order.
pub(super) fn line_of_current(active: &ActiveSearch, library: &Library) -> Option<usize> {
    let current = active.current()?;
    let text = library.document(current.speech)?;
    let number = active.match_index(current.speech)?.number(&active.query, text, current.range.start)?;
    Some(lines_before(current.speech, active, library) + number)
}

/// Builds the line of a sorted match. The match is checked again within `budget`, because the text may have
/// changed.
fn line(
    active: &ActiveSearch,
    library: &Library,
    speech: DocumentId,
    matched: Range<usize>,
    budget: &Budget<'_>,
) -> Line {
    let is_in = |text: &Document| {
        let Some(block) = text.block_at(matched.start) else { return false };
        let mut found = active.query.matches_near(text, block..block + 1, matched.clone(), budget);
        found.any(|other| other == matched) || budget.is_spent() && text.text().get(matched.clone()).is_some()
    };
    let text = library.whole(speech).filter(|text| matched.end <= text.text().len());
    let is_valid = text.is_some_and(|text| is_in(text));
    Line { speech, matched: is_valid.then_some(matched) }
}

/// Builds up to `room` lines in text order, beginning with line `from`.
fn lines_in_text_order(
    speeches: &[(DocumentId, usize)],
    active: &ActiveSearch,
    library: &Library,
    from: usize,
    room: usize,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut before = 0;
    for &(speech, total) in speeches {
        if before + total > from && lines.len() < room {
            let first = from.saturating_sub(before);
            let wanted = (total - first).min(room - lines.len());
            match active.match_index(speech).zip(library.whole(speech)) {
                Some((match_index, text)) => {
                    let found = match_index.from(&active.query, text, first).take(wanted);
                    lines.extend(found.map(|matched| Line { speech, matched: Some(matched) }));
                }
                None => lines.extend(vec![Line { speech, matched: None }; wanted]),
            }
        }
        before += total;
    }
    lines
}
