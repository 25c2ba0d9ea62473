//! The dispersion plot above the lines of the concordance: a row for each speech, or for each term, or over time.

use oratory_core::{Length, grouped};
use ratatui::layout::Rect;

use super::matches::ActiveSearch;
use crate::{app::library::Library, catalog::DocumentId};

/// The dispersion plot.
#[derive(Debug, Clone, Default)]
pub struct Plot {
    /// The speeches with a row, and their counts of matches.
    pub rows: Vec<(DocumentId, usize)>,
    /// The number of speeches with matches but without a row.
    pub(crate) more_speeches: usize,
    /// The number of matches in speeches without a row.
    pub(crate) more_matches: usize,
    /// The terms with a row, if the query has several.
    pub(crate) terms: Vec<String>,
    /// The number of terms without a row.
    pub(crate) more_terms: usize,
    /// The speeches beside each other in the rows of the terms.
    pub(crate) beside: Vec<DocumentId>,
    /// The plot over time.
    pub(crate) time: Option<TimePlot>,
    drawn_for: Option<State>,
}

/// The state of which a plot over time is made. It is valid while it is the same.
type State = ((usize, usize), usize, usize, u16, u16);

/// A plot of many speeches over time: each column stands for some of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct TimePlot {
    /// The first and the last year.
    pub(crate) label: String,
    /// For each term, the number of its matches and the height of each column, from 0 to 8.
    pub(crate) rows: Vec<(usize, Vec<u8>)>,
    /// An explanation of the columns.
    pub(crate) note: String,
}

/// Heights of a bar.
const LEVELS: usize = 8;

/// Most terms are shorter than this, in cells.
pub(crate) const MAX_TERM_CELLS: u16 = 18;

/// The narrowest plot of a speech beside others, in cells, with its count.
const MIN_BESIDE_CELLS: usize = 18;

/// The most speeches beside each other.
const MAX_BESIDE: usize = 4;

/// Cells before the columns of a plot over time for a single term: its label and the count.
pub(crate) const LABEL_CELLS: u16 = 17;

impl Plot {
    /// Returns the number of its rows.
    pub(crate) fn height(&self) -> usize {
        let terms = self.terms.len() + usize::from(self.more_terms > 0);
        match &self.time {
            Some(time) => time.rows.len() + usize::from(self.more_terms > 0) + 1,
            None if !self.terms.is_empty() => 1 + terms,
            None => self.rows.len() + usize::from(self.more_speeches > 0),
        }
    }

    /// Returns the speech whose row is row `y` of the plot.
    pub(super) fn speech_at(&self, y: usize) -> Option<DocumentId> {
        self.rows.get(y).map(|(speech, _)| *speech)
    }

    /// Divides the plot into rows: at most a quarter of the pane, and for terms a third.
    pub(super) fn refresh(
        &mut self,
        speeches: &[(DocumentId, usize)],
        active: &ActiveSearch,
        library: &Library,
        area: Rect,
    ) {
        let state = (library.version(), active.total(), active.searched(), area.width, area.height);
        if self.drawn_for.replace(state) == Some(state) {
            return;
        }
        let terms: Vec<String> =
            active.query.terms().iter().map(|term| term.pattern().trim().to_owned()).collect();
        let max_rows = usize::from(area.height) / 4;
        let drawn_for = self.drawn_for;
        *self = Self { drawn_for, ..Self::default() };
        if terms.len() > 1 {
            self.divide_by_term(terms, speeches, active, library, area);
        } else if speeches.len() > max_rows && max_rows >= 2 && is_dated(&active.sequence(library), library) {
            self.time = Some(TimePlot::new(1, active, library, area.width.saturating_sub(LABEL_CELLS)));
        } else {
            // If not all speeches fit, the last row counts the others.
            let rows = if speeches.len() > max_rows { max_rows.saturating_sub(1) } else { speeches.len() };
            self.rows = speeches[..rows].to_vec();
            self.more_speeches = if max_rows > 0 { speeches.len() - rows } else { 0 };
        }
    }

    fn divide_by_term(
        &mut self,
        mut terms: Vec<String>,
        speeches: &[(DocumentId, usize)],
        active: &ActiveSearch,
        library: &Library,
        area: Rect,
    ) {
        // A row for the names or the explanation, and one for the number of other terms.
        let room = (usize::from(area.height) / 3).saturating_sub(1);
        if room == 0 {
            return;
        }
        if terms.len() > room {
            self.more_terms = terms.len() - (room - 1);
            terms.truncate(room - 1);
        }
        self.terms = terms;
        let sequence = active.sequence(library);
        let with_matches = speeches.iter().map(|(speech, _)| *speech);
        let beside: Vec<DocumentId> = if sequence.len() <= MAX_BESIDE {
            sequence.to_vec()
        } else {
            with_matches.take(MAX_BESIDE + 1).collect()
        };
        let width = usize::from(area.width.saturating_sub(MAX_TERM_CELLS + 1));
        if beside.len() <= MAX_BESIDE && width / beside.len().max(1) >= MIN_BESIDE_CELLS {
            self.beside = beside;
        } else {
            let columns = area.width.saturating_sub(MAX_TERM_CELLS + 8);
            self.time = Some(TimePlot::new(self.terms.len(), active, library, columns));
        }
    }

    /// Shows the rows around `speech` under the cursor.
    pub(super) fn center_on(&mut self, speech: Option<DocumentId>, speeches: &[(DocumentId, usize)]) {
        if self.time.is_some() || !self.terms.is_empty() {
            return;
        }
        let rows = self.rows.len();
        let position = speeches.iter().position(|(of, _)| Some(*of) == speech).unwrap_or(0);
        let first = (position + 1).saturating_sub(rows).min(speeches.len().saturating_sub(rows));
        self.rows = speeches[first..first + rows].to_vec();
        if self.more_speeches > 0 {
            let sum = |rows: &[(DocumentId, usize)]| rows.iter().map(|(_, total)| total).sum::<usize>();
            self.more_matches = sum(speeches) - sum(&self.rows);
        }
    }
}

/// Returns `true` if most of the speeches have a date, and not all the same.
fn is_dated(speeches: &[DocumentId], library: &Library) -> bool {
    let days: Vec<_> = speeches.iter().filter_map(|&id| library.day(id)).collect();
    days.len() * 2 > speeches.len() && days.iter().min() != days.iter().max()
}

impl TimePlot {
    /// Divides the dated speeches of a search into at most `columns` columns. If few have a date, all speeches in the
    /// order of the list.
    fn new(terms: usize, active: &ActiveSearch, library: &Library, columns: u16) -> Self {
        let all = active.sequence(library);
        let (label, speeches) = ordered(&all, library);
        let mut note = Vec::new();
        if label.is_empty() {
            note.push("in the order of the list".to_owned());
        }
        let columns = usize::from(columns).min(speeches.len()).max(1);
        let columns: Vec<Column> = (0..columns)
            .map(|index| {
                let (start, end) = (index * speeches.len() / columns, (index + 1) * speeches.len() / columns);
                Column::new(&speeches[start..end], terms, active, library)
            })
            .collect();
        let tallest = columns.iter().flat_map(|column| column.hits.iter().map(move |&hits| (hits, column)));
        // Rates are compared by products.
        let tallest = tallest.reduce(
            |most, next| {
                if next.0 * most.1.words > most.0 * next.1.words { next } else { most }
            },
        );
        let (most, of) = tallest.map_or((0, 1), |(most, column)| (most, column.words));
        let row = |term: usize| {
            let levels = columns.iter().map(|column| {
                let level = (column.hits[term] * of * LEVELS).div_ceil((most * column.words).max(1));
                u8::try_from(level.min(LEVELS)).unwrap_or(0)
            });
            (columns.iter().map(|column| column.hits[term]).sum(), levels.collect())
        };
        note.push(match (speeches.len() / columns.len(), speeches.len().div_ceil(columns.len())) {
            (0 | 1, 1) => "a column is 1 speech".to_owned(),
            (least, most) if least == most => format!("a column is {least} speeches"),
            (least, most) => format!("a column is {least} or {most} speeches"),
        });
        if let Some((most, column)) = tallest.filter(|(most, _)| *most > 0) {
            let (plural, about) =
                (if most == 1 { "" } else { "s" }, if column.is_estimate { "~" } else { "" });
            note.push(format!("the tallest is {most} hit{plural} in {about}{} words", grouped(column.words)));
        }
        match all.len() - speeches.len() {
            0 => {}
            1 => note.push("1 speech without a date is not shown".to_owned()),
            count => note.push(format!("{count} speeches without a date are not shown")),
        }
        Self { label, rows: (0..terms).map(row).collect(), note: note.join(" · ") }
    }
}

/// A column of a plot over time.
struct Column {
    /// The number of matches of each term.
    hits: Vec<usize>,
    /// The number of words, at least 1.
    words: usize,
    is_estimate: bool,
}

impl Column {
    fn new(speeches: &[DocumentId], terms: usize, active: &ActiveSearch, library: &Library) -> Self {
        let hits = |term: usize| {
            let counts = speeches.iter().filter_map(|&id| active.match_index(id));
            counts.map(|counts| counts.term_total(term)).sum()
        };
        let (words, is_estimate) = words(speeches, library);
        Self { hits: (0..terms).map(hits).collect(), words: words.max(1), is_estimate }
    }
}

/// Returns the dated speeches by date, with their first and last year. If few have a date, all in their order.
fn ordered(all: &[DocumentId], library: &Library) -> (String, Vec<DocumentId>) {
    if !is_dated(all, library) {
        return (String::new(), all.to_vec());
    }
    let mut dated: Vec<_> = all.iter().filter_map(|&id| Some((library.day(id)?, id))).collect();
    // The sort is stable: speeches of a day stay in the order of the list.
    dated.sort_by_key(|(day, _)| *day);
    let [first, last] = [dated.first(), dated.last()].map(|end| end.map_or(0, |(day, _)| day.year()));
    let label = if first == last { first.to_string() } else { format!("{first}–{last}") };
    (label, dated.into_iter().map(|(_, id)| id).collect())
}

/// Returns the number of words in some speeches, and `true` if it is an estimate.
fn words(speeches: &[DocumentId], library: &Library) -> (usize, bool) {
    let lengths = speeches.iter().map(|&id| library[id].length());
    lengths.fold((0, false), |(sum, is_estimate), length| match length {
        Length::Counted(words) => (sum + words, is_estimate),
        Length::Estimated(words) => (sum + words, true),
    })
}
