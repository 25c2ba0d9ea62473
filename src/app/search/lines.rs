//! The search and its concordance.

use std::{ops::Range, sync::Arc};

use oratory_core::{search::query::Query, study::concordance::SortOrder};
use ratatui::layout::Rect;

use super::{
    Search,
    concordance::{Concordance, MAX_SORTED, line_of_current},
    notices::{stopped, wrapped_around},
};
use crate::{
    app::{change::Change, env::Env, library::Library},
    catalog::DocumentId,
    command::{Motion, Turn},
    config::Config,
    effect::Job,
};

impl Search {
    /// Shows the concordance, with the cursor on the current match if it is new.
    pub(super) fn open_concordance(&mut self, library: &Library) {
        let Some(active) = &self.active else { return };
        let mut concordance = self
            .concordance
            .take()
            .unwrap_or_else(|| Concordance::new(line_of_current(active, library).unwrap_or(0)));
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

    /// Closes the concordance, or shows the one from which the reader came, or hides the matches.
    pub(crate) fn cancel(&mut self, library: &Library) -> Vec<Change> {
        match &mut self.concordance {
            Some(concordance) if concordance.is_open() => self.concordance = None,
            Some(concordance) => concordance.set_open(true),
            None => return self.clear(library),
        }
        Vec::new()
    }

    /// Selects a line and goes to its match.
    pub(crate) fn open_line(&mut self, line: usize, library: &Library) -> Vec<Change> {
        if let Some(concordance) = &mut self.concordance {
            concordance.select(line);
        }
        self.open_line_under_cursor(library)
    }

    /// Goes to the match in the selected line.
    pub(crate) fn open_line_under_cursor(&mut self, library: &Library) -> Vec<Change> {
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
        let is_wrapped = concordance.step(motion, times, active);
        if is_wrapped { vec![wrapped_around(motion)] } else { Vec::new() }
    }

    /// Moves the cursor in a concordance of `height` rows.
    pub(crate) fn move_line(&mut self, motion: Motion, count: Option<usize>, height: u16) -> Vec<Change> {
        if let Some((concordance, active)) = self.concordance.as_mut().zip(self.active.as_ref()) {
            concordance.go(motion, count, height, active);
        }
        Vec::new()
    }

    /// Scrolls a concordance of `height` rows.
    pub(crate) fn scroll_lines(&mut self, turn: Turn, rows: usize, height: u16) -> Vec<Change> {
        if let Some((concordance, active)) = self.concordance.as_mut().zip(self.active.as_ref()) {
            concordance.scroll(turn, rows, height, active);
        }
        Vec::new()
    }

    /// Puts the cursor on the first line of a speech.
    pub(crate) fn select_first_line_of(&mut self, speech: DocumentId, library: &Library) -> Vec<Change> {
        if let Some((concordance, active)) = self.concordance.as_mut().zip(self.active.as_ref())
            && let Some(line) = concordance.first_line_of(speech, active, library)
        {
            concordance.select(line);
        }
        Vec::new()
    }

    /// Changes the order of the lines. A worker sorts them.
    pub(crate) fn sort_lines(&mut self, library: &Library, env: &Env<'_>) -> Vec<Change> {
        if self.is_incomplete(library) {
            return vec![if self.is_running(library) {
                Change::notice("still searching: matches can be sorted once all are found")
            } else {
                stopped(env)
            }];
        }
        let Some((active, concordance)) = self.active.as_ref().zip(self.concordance.as_mut()) else {
            return Vec::new();
        };
        let (by, total) = (concordance.requested().next(), active.total());
        if by == SortOrder::Position {
            *concordance = Concordance::new(0);
            return vec![Change::Notice(format!("sorted {}", by.name()))];
        }
        if total > MAX_SORTED {
            return vec![Change::Notice(format!(
                "too many matches to sort ({total}): narrow the query to at most {MAX_SORTED}"
            ))];
        }
        concordance.request(by);
        let speeches = library.sequence().iter().map(|&id| (id, Arc::clone(&library[id])));
        vec![Change::job(Job::Sort { query: Arc::clone(&active.query), by, speeches: speeches.collect() })]
    }

    /// Stores the sorted matches, if their order is still wanted.
    pub(crate) fn store_sorted(
        &mut self,
        query: &Arc<Query>,
        by: SortOrder,
        sorted: Vec<(DocumentId, Range<usize>)>,
    ) -> Vec<Change> {
        let Some((active, concordance)) = self.active.as_ref().zip(self.concordance.as_mut()) else {
            return Vec::new();
        };
        if !Arc::ptr_eq(&active.query, query) || concordance.requested() != by {
            return Vec::new();
        }
        concordance.store_sorted(by, sorted);
        vec![Change::Notice(format!("sorted {}", by.name()))]
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
        concordance.refresh(active, library, area, config.look.ambiguous);
        let speeches = concordance.lines().iter().map(|line| line.speech);
        speeches.filter(|&speech| library.is_partial(speech)).collect()
    }
}
