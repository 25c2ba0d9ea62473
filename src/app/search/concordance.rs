//! The concordance: every match of the search on one line. Only the lines in view are built.

use std::ops::Range;

use jiff::Timestamp;
use oratory_core::{Ambiguous, Arrangement, Budget, Document, LineFilter, SortOrder, frame_budget};
use ratatui::layout::Rect;

use super::{
    matches::ActiveSearch,
    near::{Near, NearView},
    plot::Plot,
    references::References,
    text_order::{Line, TextOrder},
    ticks::Ticks,
    unfolded::Unfolded,
};
use crate::{
    app::{
        library::Library,
        list::{Extent, moved},
    },
    catalog::DocumentId,
    command::{Motion, Turn},
    config::Config,
};

/// The concordance of a search.
#[derive(Debug, Clone, Default)]
pub struct Concordance {
    /// The filter and the order of the lines.
    view: LineView,
    /// The filter and the order that a worker was asked for last.
    requested: LineView,
    /// The matches as a worker has arranged them, or `None` for all in text order.
    arranged: Option<Vec<Match>>,
    /// The matches with a line: `arranged` with the ticks applied.
    shown: Option<Vec<Match>>,
    /// The line under the cursor.
    cursor: usize,
    /// The first line in view.
    top: usize,
    /// The lines in view.
    lines: Vec<Line>,
    /// The matches around the lines in view, in text order.
    in_text_order: TextOrder,
    plot: Plot,
    references: References,
    unfolded: Unfolded,
    pub(super) near: Near,
    /// The number of rows for the words before and after the matches.
    near_rows: usize,
    /// The last press of the mouse.
    pub(super) pressed: Option<((u16, u16), Timestamp)>,
    /// `true` while it is shown. Otherwise the reader has gone to a match and can come back with Esc.
    is_open: bool,
}

/// A match: its speech and its range.
type Match = (DocumentId, Range<usize>);

/// The lines that are shown, and their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LineView {
    pub(crate) order: LineOrder,
    /// The filter as it was typed.
    pub(crate) filter: String,
    /// The word that is near the matches.
    pub(crate) near: Option<Box<str>>,
}

/// The order of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineOrder {
    /// By their matches.
    By(SortOrder),
    /// Ticked lines first.
    Ticked,
}

impl Default for LineOrder {
    fn default() -> Self {
        Self::By(SortOrder::default())
    }
}

impl LineOrder {
    /// Returns the next order, wrapping around.
    pub(super) const fn next(self) -> Self {
        match self {
            Self::By(SortOrder::Date) => Self::Ticked,
            Self::By(order) => Self::By(order.next()),
            Self::Ticked => Self::By(SortOrder::Shuffled),
        }
    }

    /// Returns the name of the order.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::By(order) => order.name(),
            Self::Ticked => "ticked first",
        }
    }
}

impl LineView {
    /// Returns what a worker has to do for it. Ticks are applied afterwards.
    pub(super) fn arrangement(&self) -> Arrangement {
        let order = match self.order {
            LineOrder::By(order) => order,
            LineOrder::Ticked => SortOrder::Position,
        };
        Arrangement { order, filter: LineFilter::parse(&self.filter).with_near(self.near.clone()) }
    }

    /// Returns `true` if lines are left out.
    pub(crate) fn is_filtered(&self) -> bool {
        self.near.is_some() || !LineFilter::parse(&self.filter).is_empty()
    }
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

/// The column of the ticks, at the left.
pub(crate) const MARGIN: u16 = 1;

/// Blank cells between a reference and its line.
pub(crate) const GAP: u16 = 1;

impl Concordance {
    /// Creates a concordance in text order, with `cursor` on a line.
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

    /// Returns what is shown of the lines, and in which order.
    pub(crate) const fn view(&self) -> &LineView {
        &self.view
    }

    /// Returns what was requested last.
    pub(super) const fn requested(&self) -> &LineView {
        &self.requested
    }

    /// Records what a worker is asked for.
    pub(super) fn request(&mut self, view: LineView) {
        self.requested = view;
    }

    /// Returns the words near the matches.
    pub(crate) const fn near(&self) -> &Near {
        &self.near
    }

    /// Returns the line that is opened in place.
    pub(crate) const fn unfolded(&self) -> &Unfolded {
        &self.unfolded
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
        self.shown.as_ref().map_or_else(|| active.total(), Vec::len)
    }

    /// Returns the number of rows above the lines: title, plot, words near the matches, and a blank row.
    pub fn head_height(&self) -> usize {
        self.plot.height() + self.near_height() + HEAD_ROWS
    }

    /// Returns the number of rows of the words before and after the matches, with a blank row above them.
    pub(crate) fn near_height(&self) -> usize {
        if self.near.view() == NearView::Positions { self.near_rows + 2 } else { 0 }
    }

    /// Returns the content of row `y`, counted from the top of the pane.
    pub(crate) fn row(&self, y: usize) -> Option<Row> {
        if let Some(speech) = y.checked_sub(1).and_then(|above| self.plot.speech_at(above)) {
            return Some(Row::Speech(speech));
        }
        let mut y = y.checked_sub(self.head_height())?;
        for (index, line) in self.lines.iter().enumerate() {
            y = match y.checked_sub(self.height_of(line)) {
                None => return Some(Row::Line(self.top + index)),
                Some(below) => below,
            };
        }
        None
    }

    /// Returns the number of rows of `line` in view.
    pub(crate) fn height_of(&self, line: &Line) -> usize {
        let is_unfolded =
            line.matched.as_ref().is_some_and(|matched| self.unfolded.is_at(line.speech, matched));
        if is_unfolded { self.unfolded.text().rows.len().max(1) } else { 1 }
    }

    /// Returns to all lines in text order, because the arranged matches and the counts are outdated.
    pub(super) fn forget(&mut self) {
        (self.view, self.requested) = (LineView::default(), LineView::default());
        (self.arranged, self.shown) = (None, None);
        (self.references, self.in_text_order) = (References::default(), TextOrder::default());
        self.near.forget();
    }

    /// Shows all lines in text order.
    pub(super) fn show_all(&mut self, cursor: usize) {
        (self.view, self.requested) = (LineView::default(), LineView::default());
        (self.arranged, self.shown) = (None, None);
        (self.cursor, self.top) = (cursor, 0);
    }

    /// Stores the matches that a worker has arranged as it was asked last. After another filter, the cursor stays on its
    /// match.
    pub(super) fn store(&mut self, arranged: Vec<Match>, ticks: &Ticks) {
        let before = self.under_cursor().cloned();
        let is_sorted = self.view.order != self.requested.order;
        self.view = self.requested.clone();
        self.arranged = Some(arranged);
        self.apply_ticks(ticks);
        let position = |line: Line| {
            let at = (line.speech, line.matched?);
            self.shown.as_ref()?.iter().position(|other| *other == at)
        };
        let cursor = before.filter(|_| !is_sorted).and_then(position).unwrap_or(0);
        (self.cursor, self.top) = (cursor, 0);
    }

    /// Applies `ticks` to the arranged matches.
    pub(super) fn apply_ticks(&mut self, ticks: &Ticks) {
        let mut shown = self.arranged.clone();
        if let (Some(shown), Some(ticked)) = (&mut shown, LineFilter::parse(&self.view.filter).ticked()) {
            shown.retain(|(speech, matched)| ticks.has(*speech, matched) == ticked);
        }
        if let (Some(shown), LineOrder::Ticked) = (&mut shown, self.view.order) {
            shown.sort_by_key(|(speech, matched)| !ticks.has(*speech, matched));
        }
        self.shown = shown;
    }

    /// Returns the matches that are shown, in their order, or `None` for all in text order.
    pub(super) fn shown(&self) -> Option<&[Match]> {
        self.shown.as_deref()
    }

    /// Opens the line under the cursor in place, shows more of it, or closes it.
    pub(super) fn unfold(&mut self, library: &Library) {
        let line = self.under_cursor().cloned();
        if let Some((speech, matched)) = line.and_then(|line| Some((line.speech, line.matched?)))
            && let Some(document) = library.document(speech)
        {
            self.unfolded.unfold(speech, matched, document);
        }
    }

    /// Puts the cursor on `line`.
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
        match &self.shown {
            Some(sorted) => sorted.iter().position(|(of, _)| *of == speech),
            None => Some(lines_before(speech, active, library)),
        }
    }

    /// Builds the lines in view, the dispersion plot and the references.
    pub(super) fn refresh(&mut self, active: &ActiveSearch, library: &Library, area: Rect, config: &Config) {
        let speeches = speeches_with_matches(active, library);
        self.near_rows = near_rows(area.height);
        self.near.refresh(area.height);
        self.plot.refresh(&speeches, active, library, area);
        let (room, len) = (self.room(area.height), self.len(active));
        self.cursor = self.cursor.min(len.saturating_sub(1));
        let lowest = (self.cursor + 1).saturating_sub(room);
        self.top = self.top.clamp(lowest, self.cursor).min(len.saturating_sub(room));
        self.build_lines(&speeches, active, library, room);
        self.plot.center_on(self.under_cursor().map(|line| line.speech), &speeches);
        let ambiguous = config.look.ambiguous;
        self.references.refresh(active, library, &config.reference, (area.width, ambiguous));
        if self.refresh_unfolded(library, area, room, ambiguous) {
            self.build_lines(&speeches, active, library, room);
        }
    }

    /// Builds up to `room` lines, beginning with the top one.
    fn build_lines(
        &mut self,
        speeches: &[(DocumentId, usize)],
        active: &ActiveSearch,
        library: &Library,
        room: usize,
    ) {
        self.lines = match &self.shown {
            Some(shown) => {
                let budget = frame_budget();
                let lines = shown.iter().skip(self.top).take(room);
                lines
                    .map(|(speech, matched)| line(active, library, *speech, matched.clone(), &budget))
                    .collect()
            }
            None => self.in_text_order.lines(speeches, active, library, (self.top, room)),
        };
    }

    /// Wraps the line that is opened in place, if it is in view. Scrolls on if it moves the cursor out of view. Returns
    /// `true` if it has scrolled.
    fn refresh_unfolded(&mut self, library: &Library, area: Rect, room: usize, ambiguous: Ambiguous) -> bool {
        let is_unfolded = |line: &&Line| {
            line.matched.as_ref().is_some_and(|matched| self.unfolded.is_at(line.speech, matched))
        };
        let Some(speech) = self.lines.iter().find(is_unfolded).map(|line| line.speech) else { return false };
        let Some(document) = library.document(speech) else { return false };
        let cells = area.width.saturating_sub(MARGIN + self.references.width() + GAP).max(1);
        self.unfolded.refresh(document, cells, room, ambiguous);
        let mut rows: usize =
            self.lines[..=self.cursor - self.top].iter().map(|line| self.height_of(line)).sum();
        let top = self.top;
        while rows > room && self.top < self.cursor {
            rows -= self.height_of(&self.lines[self.top - top]);
            self.top += 1;
        }
        self.top > top
    }
}

/// Returns the number of rows for the words before and after the matches, in a pane of `height` rows.
fn near_rows(height: u16) -> usize {
    usize::from(height / 6).clamp(1, 6)
}

/// Returns the speeches that have matches, in the order of the list, with their counts.
pub(super) fn speeches_with_matches(active: &ActiveSearch, library: &Library) -> Vec<(DocumentId, usize)> {
    let total =
        |&id: &DocumentId| Some((id, active.match_index(id)?.total())).filter(|(_, total)| *total > 0);
    active.sequence(library).iter().filter_map(total).collect()
}

/// Returns the number of matches in the speeches before `speech`.
fn lines_before(speech: DocumentId, active: &ActiveSearch, library: &Library) -> usize {
    let before = speeches_with_matches(active, library).into_iter().take_while(|(of, _)| *of != speech);
    before.map(|(_, total)| total).sum()
}

/// Returns the line of the match at `start` in text order.
pub(super) fn line_of(
    active: &ActiveSearch,
    library: &Library,
    speech: DocumentId,
    start: usize,
) -> Option<usize> {
    let text = library.document(speech)?;
    let number = active.match_index(speech)?.number(&active.query, text, start)?;
    Some(lines_before(speech, active, library) + number)
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
