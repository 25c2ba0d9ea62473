//! The concordance: every match of the search on one line. Only the lines in view are built.

use std::{collections::HashMap, ops::Range, sync::Arc};

use super::{App, Extent, finding::Search, scrolled};
use oratory_core::{
    search::{budget::Budget, match_index::frame_budget, query::Query},
    study::concordance::{SortOrder, distinct_titles},
};

use crate::{
    command::{Motion, Turn},
    effect::{Effect, Job},
};

/// The concordance of a search.
#[derive(Debug, Clone, Default)]
pub struct Concordance {
    /// The order of the matches.
    pub by: SortOrder,
    /// The order that a worker is sorting by.
    asked: SortOrder,
    /// The line under the cursor.
    pub cursor: usize,
    /// The first line in view.
    pub top: usize,
    /// The sorted matches, or `None` in text order.
    sorted: Option<Vec<(usize, Range<usize>)>>,
    /// The lines in view.
    lines: Vec<Line>,
    /// The rows of the dispersion plot: speeches with their counts of matches.
    plot: Vec<(usize, usize)>,
    /// The number of speeches with matches but without a row in the plot, and of their matches.
    beyond_plot: (usize, usize),
    /// The references of the lines and of the plot.
    references: References,
    /// `true` while it is shown. Otherwise the reader has gone to a match and can come back with Esc.
    is_open: bool,
}

/// The references before the lines: titles and paragraphs. The column is as wide as those in view need.
#[derive(Debug, Clone, Default)]
pub struct References {
    /// The shortened title of each speech in view.
    titles: HashMap<usize, String>,
    /// The width of the column, with two blank cells at its end.
    width: u16,
}

/// The most cells of a title in a reference.
const LONGEST_TITLE: usize = 30;

/// The fewest cells of a long title in a reference.
const LEAST_TITLE: usize = 8;

/// Cells reserved for matches and their context before titles are shortened.
const LEAST_LINE: usize = 30;

impl References {
    /// Returns the shortened title of a speech.
    pub fn title(&self, speech: usize) -> &str {
        self.titles.get(&speech).map_or("", String::as_str)
    }

    /// Returns the width of the column, with two blank cells at its end.
    pub const fn width(&self) -> u16 {
        self.width
    }
}

/// A line of the concordance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The speech's index in the library.
    pub speech: usize,
    /// The range of the match, or `None` while its text is not loaded.
    pub matched: Option<Range<usize>>,
}

/// A row of the concordance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// The dispersion plot of this speech.
    Speech(usize),
    /// The line with this number.
    Line(usize),
}

/// The most matches that are sorted.
pub const MOST_SORTED: usize = 100_000;

impl Concordance {
    /// Returns `true` while it is shown.
    pub const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Returns the lines in view, from the top.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Returns the line under the cursor.
    pub fn under_cursor(&self) -> Option<&Line> {
        self.lines.get(self.cursor.checked_sub(self.top)?)
    }

    /// Returns the speeches in the dispersion plot, with their counts of matches.
    pub fn plot(&self) -> &[(usize, usize)] {
        &self.plot
    }

    /// Returns the references of the lines and of the plot.
    pub const fn references(&self) -> &References {
        &self.references
    }

    /// Returns the number of speeches with matches but without a row in the plot, and of their matches.
    pub const fn beyond_strip(&self) -> (usize, usize) {
        self.beyond_plot
    }

    /// Returns the number of rows above the lines: title, plot, the count of speeches without a row, and a
    /// blank row.
    pub fn head_height(&self) -> usize {
        self.plot.len() + usize::from(self.beyond_plot.0 > 0) + HEAD
    }

    /// Returns the content of row `y`, counted from the top of the pane.
    pub(super) fn row(&self, y: usize) -> Option<Row> {
        if let Some(&(speech, _)) = y.checked_sub(1).and_then(|above| self.plot.get(above)) {
            return Some(Row::Speech(speech));
        }
        let index = y.checked_sub(self.head_height())?;
        (index < self.lines.len()).then_some(Row::Line(self.top + index))
    }

    /// Returns to text order, because the sorted matches are outdated.
    pub(super) fn unsort(&mut self) {
        (self.by, self.asked, self.sorted) = (SortOrder::Position, SortOrder::Position, None);
    }
}

impl App {
    /// Returns the concordance while it is shown.
    pub fn concordance(&self) -> Option<&Concordance> {
        self.concordance.as_ref().filter(|concordance| concordance.is_open)
    }

    /// Returns `true` if the reader came to a match from the concordance. Esc leads back there.
    pub fn came_from_concordance(&self) -> bool {
        self.concordance.as_ref().is_some_and(|concordance| !concordance.is_open)
    }

    /// Toggles the concordance of the current search.
    pub(super) fn toggle_concordance(&mut self) {
        if self.concordance().is_some() {
            self.concordance = None;
            return;
        }
        if self.search.is_none() {
            self.say_nothing_is_searched();
            return;
        }
        self.enter_text();
        let mut concordance = self.concordance.take().unwrap_or_else(|| Concordance {
            cursor: self.line_of_current().unwrap_or(0),
            ..Concordance::default()
        });
        concordance.is_open = true;
        self.concordance = Some(concordance);
    }

    /// Goes back to the concordance from which the reader came. Returns `false` if there is none.
    pub(super) fn return_to_concordance(&mut self) -> bool {
        let closed = self.concordance.as_mut().filter(|concordance| !concordance.is_open);
        closed.map(|concordance| concordance.is_open = true).is_some()
    }

    /// Hides the concordance and goes to the text. Esc shows it again.
    pub(super) fn put_concordance_back(&mut self) {
        if let Some(concordance) = &mut self.concordance {
            concordance.is_open = false;
        }
    }

    /// Selects a later or earlier line, wrapping around.
    pub(super) fn step_in_concordance(&mut self, motion: Motion, times: usize) {
        let len = self.concordance_len();
        let Some(concordance) = self.concordance.as_mut().filter(|_| len > 0) else { return };
        let (cursor, times) = (concordance.cursor.min(len - 1), times % len);
        let (next, wrapped) = if motion == Motion::PreviousMatch {
            ((cursor + len - times) % len, times > cursor)
        } else {
            ((cursor + times) % len, cursor + times >= len)
        };
        concordance.cursor = next;
        if wrapped {
            self.say_wrapped(motion);
        }
    }

    /// Closes the concordance and goes back to the text.
    pub(super) fn close_concordance(&mut self) {
        self.concordance = None;
    }

    /// Returns the number of lines, as far as it is known.
    pub fn concordance_len(&self) -> usize {
        let sorted = self.concordance.as_ref().and_then(|concordance| concordance.sorted.as_ref());
        sorted
            .map_or_else(|| self.search.as_ref().map_or(0, |search| search.stats(self.open).total), Vec::len)
    }

    /// Moves the cursor.
    pub(super) fn move_in_concordance(&mut self, motion: Motion, count: Option<usize>) {
        let last = self.concordance_len().saturating_sub(1);
        let head = self.concordance.as_ref().map_or(HEAD, Concordance::head_height);
        let room = self.concordance_room(head);
        if let Some(concordance) = &mut self.concordance {
            concordance.cursor = scrolled(concordance.cursor, motion, count, Extent { page: room, last });
        }
    }

    /// Puts the cursor on a line.
    pub(super) fn select_line(&mut self, line: usize) {
        if let Some(concordance) = &mut self.concordance {
            concordance.cursor = line;
        }
    }

    /// Returns the first line with a match in `speech`.
    pub(super) fn first_line_of(&self, speech: usize) -> Option<usize> {
        let sorted = self.concordance.as_ref().and_then(|concordance| concordance.sorted.as_ref());
        if let Some(sorted) = sorted {
            return sorted.iter().position(|(of, _)| *of == speech);
        }
        let before = self.spread().into_iter().take_while(|(of, _)| *of != speech);
        Some(before.map(|(_, total)| total).sum())
    }

    /// Scrolls the lines and keeps the cursor in view.
    pub(super) fn scroll_concordance(&mut self, turn: Turn, rows: usize) {
        let head = self.concordance.as_ref().map_or(HEAD, Concordance::head_height);
        let (len, room) = (self.concordance_len(), self.concordance_room(head));
        if let Some(concordance) = &mut self.concordance {
            concordance.top = match turn {
                Turn::Up => concordance.top.saturating_sub(rows),
                Turn::Down => (concordance.top + rows).min(len.saturating_sub(room)),
            };
            concordance.cursor = concordance.cursor.clamp(concordance.top, concordance.top + room - 1);
        }
    }

    /// Shows the text instead of the concordance. Esc shows it again.
    pub(super) fn hide_concordance(&mut self) {
        if let Some(concordance) = &mut self.concordance {
            concordance.is_open = false;
        }
    }

    /// Goes to the match under the cursor.
    pub(super) fn open_line(&mut self) {
        let Some(concordance) = &mut self.concordance else { return };
        if let Some(Line { speech, matched: Some(range) }) = concordance.under_cursor().cloned() {
            concordance.is_open = false;
            self.go_to_hit(speech, range);
        }
    }

    /// Changes the order of the matches. A worker sorts them.
    pub(super) fn sort_concordance(&mut self) -> Vec<Effect> {
        if self.is_search_partial() {
            if self.is_searching() {
                self.notice = Some("still searching: matches can be sorted once all are found".to_owned());
            } else {
                self.say_stopped();
            }
            return Vec::new();
        }
        let Some((search, concordance)) = self.search.as_ref().zip(self.concordance.as_mut()) else {
            return Vec::new();
        };
        let by = concordance.asked.next();
        let total = search.stats(self.open).total;
        if by != SortOrder::Position && total > MOST_SORTED {
            self.notice = Some(format!(
                "too many matches to sort ({total}): narrow the query to at most {MOST_SORTED}"
            ));
            return Vec::new();
        }
        if by == SortOrder::Position {
            self.notice = Some(format!("sorted {}", by.name()));
            *concordance = Concordance { is_open: true, ..Concordance::default() };
            return Vec::new();
        }
        concordance.asked = by;
        let query = Arc::clone(&search.query);
        let speeches = self.order().into_iter().map(|index| (index, Arc::clone(&self.library[index])));
        vec![Effect::Work(Job::Sort { query, by, speeches: speeches.collect() })]
    }

    /// Stores the sorted matches.
    pub(super) fn take_sorted(
        &mut self,
        query: &Arc<Query>,
        by: SortOrder,
        sorted: Vec<(usize, Range<usize>)>,
    ) {
        let stands = self.search.as_ref().is_some_and(|search| Arc::ptr_eq(&search.query, query));
        let concordance = self.concordance.as_mut().filter(|concordance| stands && concordance.asked == by);
        if let Some(concordance) = concordance {
            (concordance.by, concordance.sorted) = (by, Some(sorted));
            (concordance.cursor, concordance.top) = (0, 0);
            self.notice = Some(format!("sorted {}", by.name()));
        }
    }

    /// Returns the number of lines that fit below a head of `head` rows.
    fn concordance_room(&self, head: usize) -> usize {
        usize::from(self.page().reading.height).saturating_sub(head).max(1)
    }

    /// Returns the speeches that have matches, in order, with their counts.
    fn spread(&self) -> Vec<(usize, usize)> {
        let Some(search) = &self.search else { return Vec::new() };
        let total =
            |index: usize| Some((index, search.match_index(index)?.total())).filter(|(_, total)| *total > 0);
        self.order().into_iter().filter_map(total).collect()
    }

    /// Builds the lines in view and the dispersion plot: one row per speech around the one under the cursor,
    /// at most a quarter of the pane. Returns the speeches in view that are not loaded.
    pub(super) fn settle_concordance(&mut self) -> Vec<usize> {
        if self.search.is_none() {
            self.concordance = None;
        }
        if self.concordance().is_none() {
            return Vec::new();
        }
        let spread = self.spread();
        let most = usize::from(self.page().reading.height) / 4;
        // If not all speeches fit, the last row counts the others.
        let plot = if spread.len() > most { most.saturating_sub(1) } else { spread.len() };
        let Some(mut concordance) = self.concordance.take() else { return Vec::new() };
        let (all, left) = (spread.iter().map(|(_, total)| total).sum::<usize>(), spread.len() - plot);
        concordance.plot = spread.iter().take(plot).copied().collect();
        concordance.beyond_plot = if most > 0 { (left, all) } else { (0, 0) };
        let room = self.concordance_room(concordance.head_height());
        let len = concordance
            .sorted
            .as_ref()
            .map_or_else(|| self.search.as_ref().map_or(0, |search| search.stats(self.open).total), Vec::len);
        concordance.cursor = concordance.cursor.min(len.saturating_sub(1));
        let lowest = (concordance.cursor + 1).saturating_sub(room);
        concordance.top = concordance.top.clamp(lowest, concordance.cursor).min(len.saturating_sub(room));
        concordance.lines = match &concordance.sorted {
            Some(sorted) => {
                let lines = sorted.iter().skip(concordance.top).take(room);
                let budget = frame_budget();
                lines.map(|(speech, matched)| self.line(*speech, matched.clone(), &budget)).collect()
            }
            None => self.lines_by_place(&spread, concordance.top, room),
        };
        let under = concordance.under_cursor().map(|line| line.speech);
        let place = spread.iter().position(|(speech, _)| Some(*speech) == under).unwrap_or(0);
        let first = (place + 1).saturating_sub(plot);
        concordance.plot = spread.into_iter().skip(first).take(plot).collect();
        concordance.beyond_plot.1 -=
            concordance.plot.iter().map(|(_, total)| total).sum::<usize>().min(concordance.beyond_plot.1);
        concordance.references = self.references(&concordance);
        let missing = concordance.lines.iter().map(|line| line.speech);
        let missing: Vec<usize> = missing.filter(|&speech| !self.library[speech].is_whole()).collect();
        self.concordance = Some(concordance);
        missing
    }

    /// Returns the references of the speeches in view.
    fn references(&self, concordance: &Concordance) -> References {
        let in_lines = concordance.lines.iter().map(|line| line.speech);
        let mut speeches: Vec<usize> =
            in_lines.chain(concordance.plot.iter().map(|(speech, _)| *speech)).collect();
        speeches.sort_unstable();
        speeches.dedup();
        let ambiguous = self.config.look.ambiguous;
        // Use the last paragraph number of each speech, so that scrolling does not change the width.
        let last_number = |&index: &usize| format!("¶ {}", self.library[index].paragraph_count().max(1));
        let totals = concordance.plot.iter().map(|(_, total)| total.to_string());
        let numbers = speeches.iter().map(last_number).chain(totals);
        let numbers = numbers.map(|number| ambiguous.width(&number)).max().unwrap_or(0);
        let titles: Vec<_> = speeches.iter().map(|&index| self.title(index)).collect();
        let titles: Vec<&str> = titles.iter().map(AsRef::as_ref).collect();
        let longest = titles.iter().map(|title| ambiguous.width(title)).max().unwrap_or(0);
        let columns = usize::from(self.page().reading.width.saturating_sub(1));
        // One blank cell follows the title, and two follow the number.
        let room = columns.saturating_sub(numbers + 3 + LEAST_LINE);
        let most = room.clamp(LEAST_TITLE, LONGEST_TITLE).min(longest).min(columns / 2);
        let width = u16::try_from((most + numbers + 3).min(columns)).unwrap_or(u16::MAX);
        let titles = speeches.iter().copied().zip(distinct_titles(&titles, most, ambiguous)).collect();
        References { titles, width }
    }

    /// Builds the line of a sorted match. The match is checked again within `budget`, because the text may
    /// have changed.
    fn line(&self, speech: usize, matched: Range<usize>, budget: &Budget<'_>) -> Line {
        let (text, view) = (&self.library[speech], matched.clone());
        let is_there = |block: usize| {
            let search = self.search.as_ref();
            let found = search.is_some_and(|search| {
                search.query.matches_near(text, block..block + 1, view, budget).any(|other| other == matched)
            });
            found || budget.is_spent() && text.text().get(matched.clone()).is_some()
        };
        let reaches = text.is_whole() && matched.end <= text.text().len();
        let stands = reaches && text.block_at(matched.start).is_some_and(is_there);
        Line { speech, matched: stands.then_some(matched) }
    }

    /// Builds up to `room` lines in text order, beginning with line `from`.
    fn lines_by_place(&self, spread: &[(usize, usize)], from: usize, room: usize) -> Vec<Line> {
        let Some(search) = &self.search else { return Vec::new() };
        let mut lines = Vec::new();
        let mut before = 0;
        for &(speech, total) in spread {
            if before + total > from && lines.len() < room {
                let first = from.saturating_sub(before);
                let wanted = (total - first).min(room - lines.len());
                lines.extend(self.lines_of(search, speech, first, wanted));
            }
            before += total;
        }
        lines
    }

    fn lines_of(&self, search: &Search, speech: usize, first: usize, wanted: usize) -> Vec<Line> {
        let text = &self.library[speech];
        match search.match_index(speech).filter(|_| text.is_whole()) {
            Some(match_index) => {
                let matches = match_index.from(&search.query, text, first).take(wanted);
                matches.map(|matched| Line { speech, matched: Some(matched) }).collect()
            }
            None => vec![Line { speech, matched: None }; wanted],
        }
    }

    /// Returns the line of the current match in text order.
    fn line_of_current(&self) -> Option<usize> {
        let search = self.search.as_ref()?;
        let current = search.current()?;
        let before = self.spread().into_iter().take_while(|(speech, _)| *speech != current.speech);
        let before: usize = before.map(|(_, total)| total).sum();
        let match_index = search.match_index(current.speech)?;
        let text = &self.library[current.speech];
        Some(before + match_index.number(&search.query, text, current.range.start)?)
    }
}

/// Rows above and below the dispersion plot.
const HEAD: usize = 2;
