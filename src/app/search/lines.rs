//! The search and its concordance.

use std::{ops::Range, sync::Arc};

use oratory_core::{Arrangement, Query, SortOrder, date_key};
use ratatui::layout::Rect;

use super::{
    Search,
    concordance::{Concordance, LineOrder, LineView, MAX_SORTED, line_of, speeches_with_matches},
    matches::ActiveSearch,
    notices::{stopped, wrapped_around},
};
use crate::{
    app::{change::Change, env::Env, library::Library},
    catalog::{DocumentId, Entry},
    command::{Motion, Turn},
    config::Config,
    effect::Job,
    event::NearCount,
};

impl Search {
    /// Shows the concordance, with the cursor on the current match if it is new.
    pub(super) fn open_concordance(&mut self, library: &Library) {
        let Some(active) = &self.active else { return };
        let mut concordance = self.concordance.take().unwrap_or_else(|| {
            let current = active.current();
            let line =
                current.and_then(|current| line_of(active, library, current.speech, current.range.start));
            Concordance::new(line.unwrap_or(0))
        });
        concordance.set_open(true);
        self.concordance = Some(concordance);
    }

    /// Hides the concordance while the reader goes to the text. Esc shows it again.
    pub(crate) fn hide_concordance(&mut self) -> Vec<Change> {
        if let Some(concordance) = &mut self.concordance {
            concordance.set_open(false);
        }
        Vec::new()
    }

    /// Closes what is shown last: the lines near a word, which came from the list of such words; that list; the filter of
    /// the lines; the concordance. Or shows the concordance from which the reader came, or hides the matches.
    pub(crate) fn cancel(&mut self, library: &Library) -> Vec<Change> {
        match &mut self.concordance {
            Some(concordance) if concordance.is_open() && concordance.near().is_list() => {
                concordance.near.close();
            }
            Some(concordance) if concordance.is_open() && concordance.requested().near.is_some() => {
                concordance.near.reopen_list();
                let view = LineView { near: None, ..concordance.requested().clone() };
                return self.arrange(view, library);
            }
            Some(concordance) if concordance.is_open() && concordance.view().is_filtered() => {
                let view = LineView { order: concordance.view().order, ..LineView::default() };
                return self.arrange(view, library);
            }
            Some(concordance) if concordance.is_open() => self.concordance = None,
            Some(concordance) => concordance.set_open(true),
            None => return self.clear(library),
        }
        Vec::new()
    }

    /// Goes to the match in the selected line.
    pub(super) fn open_line_under_cursor(&mut self, library: &Library) -> Vec<Change> {
        let line = self.concordance().and_then(Concordance::under_cursor).cloned();
        let Some((speech, range)) = line.and_then(|line| Some((line.speech, line.matched?))) else {
            return Vec::new();
        };
        self.hide_concordance();
        vec![self.go_to(library, speech, range)]
    }

    /// Selects a later or earlier line, wrapping around.
    pub(crate) fn step_line(&mut self, motion: Motion, times: usize) -> Vec<Change> {
        let Some((concordance, active)) = self.concordance.as_mut().zip(self.active.as_ref()) else {
            return Vec::new();
        };
        if concordance.near().is_list() {
            return Vec::new();
        }
        let is_wrapped = concordance.step(motion, times, active);
        if is_wrapped { vec![wrapped_around(motion)] } else { Vec::new() }
    }

    /// Moves the cursor in a concordance of `height` rows.
    pub(crate) fn move_line(&mut self, motion: Motion, count: Option<usize>, height: u16) -> Vec<Change> {
        if let Some((concordance, active)) = self.concordance.as_mut().zip(self.active.as_ref()) {
            if concordance.near().is_list() {
                concordance.near.go(motion, count, height);
            } else {
                concordance.go(motion, count, height, active);
            }
        }
        Vec::new()
    }

    /// Scrolls a concordance of `height` rows.
    pub(crate) fn scroll_lines(&mut self, turn: Turn, rows: usize, height: u16) -> Vec<Change> {
        if let Some((concordance, active)) = self.concordance.as_mut().zip(self.active.as_ref()) {
            if concordance.near().is_list() {
                concordance.near.scroll(turn, rows, height);
            } else {
                concordance.scroll(turn, rows, height, active);
            }
        }
        Vec::new()
    }

    /// Puts the cursor on the first line of `speech`.
    pub(super) fn select_first_line_of(&mut self, speech: DocumentId, library: &Library) {
        if let Some((concordance, active)) = self.concordance.as_mut().zip(self.active.as_ref())
            && let Some(line) = concordance.first_line_of(speech, active, library)
        {
            concordance.select(line);
        }
    }

    /// Returns the notice that all matches must be found first, as long as they are not.
    pub(super) fn not_ready(&self, what: &str, library: &Library, env: &Env<'_>) -> Option<Change> {
        if !self.is_incomplete(library) {
            return None;
        }
        if !self.is_running(library) {
            return Some(stopped(env));
        }
        Some(Change::Notice(format!("still searching: {what} once all are found")))
    }

    /// Changes the order of the lines. A worker sorts them.
    pub(super) fn sort_lines(&mut self, library: &Library, env: &Env<'_>) -> Vec<Change> {
        if let Some(notice) = self.not_ready("matches can be sorted", library, env) {
            return vec![notice];
        }
        let Some((active, concordance)) = self.active.as_ref().zip(self.concordance.as_ref()) else {
            return Vec::new();
        };
        let view = concordance.requested().clone();
        let mut order = view.order.next();
        while !applies(order, active, library) {
            order = order.next();
        }
        self.arrange(LineView { order, ..view }, library)
    }

    /// Filters and sorts the lines. A worker does it, unless all are shown in text order.
    pub(super) fn arrange(&mut self, view: LineView, library: &Library) -> Vec<Change> {
        let Some((active, concordance)) = self.active.as_ref().zip(self.concordance.as_mut()) else {
            return Vec::new();
        };
        let total = active.total();
        let is_sorted = concordance.view().order != view.order;
        if view.order == LineOrder::default() && !view.is_filtered() {
            let line = concordance.under_cursor().cloned().filter(|_| !is_sorted);
            let number = line.and_then(|line| line_of(active, library, line.speech, line.matched?.start));
            concordance.show_all(number.unwrap_or(0));
            return if is_sorted { vec![sorted(view.order)] } else { Vec::new() };
        }
        if total > MAX_SORTED && view.order != LineOrder::default() {
            return vec![Change::Notice(format!(
                "too many matches to sort ({total}): narrow the query to at most {MAX_SORTED}"
            ))];
        }
        let arrangement = view.arrangement();
        concordance.request(view);
        let query = Arc::clone(&active.query);
        vec![Change::job(Job::Arrange { query, arrangement, speeches: speeches(active, library) })]
    }

    /// Stores the arranged matches, if they are still wanted.
    pub(crate) fn store_arranged(
        &mut self,
        query: &Arc<Query>,
        arrangement: &Arrangement,
        arranged: Vec<(DocumentId, Range<usize>)>,
    ) -> Vec<Change> {
        let Some((active, concordance)) = self.active.as_ref().zip(self.concordance.as_mut()) else {
            return Vec::new();
        };
        let requested = concordance.requested();
        if !Arc::ptr_eq(&active.query, query) || requested.arrangement() != *arrangement {
            return Vec::new();
        }
        let order = requested.order;
        let is_sorted = concordance.view().order != order;
        concordance.store(arranged, active.ticks());
        if is_sorted { vec![sorted(order)] } else { Vec::new() }
    }

    /// Stores the words near the matches, if they are still wanted.
    pub(crate) fn store_near(&mut self, query: &Arc<Query>, count: NearCount) -> Vec<Change> {
        if let Some((active, concordance)) = self.active.as_ref().zip(self.concordance.as_mut())
            && Arc::ptr_eq(&active.query, query)
            && concordance.near().is_counting()
        {
            concordance.near.store(count);
        }
        Vec::new()
    }

    /// Builds what the concordance shows in `area`. Returns the speeches in view that are not loaded.
    pub(crate) fn refresh_concordance(
        &mut self,
        library: &Library,
        area: Rect,
        config: &Config,
    ) -> Vec<DocumentId> {
        // While it is covered, it stays as it was.
        let shown = self.concordance.as_mut().filter(|concordance| concordance.is_open() && !area.is_empty());
        let Some((concordance, active)) = shown.zip(self.active.as_ref()) else { return Vec::new() };
        concordance.refresh(active, library, area, config);
        let speeches = concordance.lines().iter().map(|line| line.speech);
        speeches.filter(|&speech| library.is_partial(speech)).collect()
    }
}

/// Returns `true` if an order can make a difference: there are dates, or ticks.
fn applies(order: LineOrder, active: &ActiveSearch, library: &Library) -> bool {
    match order {
        LineOrder::Ticked => active.ticks().len() > 0,
        LineOrder::By(SortOrder::Date) => {
            let speeches = speeches_with_matches(active, library).into_iter();
            let mut dates = speeches.map(|(speech, _)| date_key(library[speech].details()));
            let first = dates.next();
            dates.any(|date| Some(date) != first)
        }
        LineOrder::By(_) => true,
    }
}

/// Returns the speeches that are searched, for a job.
pub(super) fn speeches(active: &ActiveSearch, library: &Library) -> Vec<(DocumentId, Arc<Entry>)> {
    active.sequence(library).iter().map(|&id| (id, Arc::clone(&library[id]))).collect()
}

/// Returns the notice that the lines are in another order.
fn sorted(order: LineOrder) -> Change {
    let words = match order {
        LineOrder::Ticked => "ticked lines first".to_owned(),
        LineOrder::By(SortOrder::Shuffled) => "shuffled".to_owned(),
        LineOrder::By(order) => format!("sorted {}", order.name()),
    };
    Change::Notice(words)
}
