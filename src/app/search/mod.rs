//! The search: from the prompt through the open speech and on to the next, and its concordance.

pub(crate) mod concordance;

pub(crate) mod matches;

pub(crate) mod origin;

pub(crate) mod suspended;

pub(crate) mod text_order;

mod browsing;

mod lines;

mod listing;

mod navigation;

pub(crate) mod near;

mod notices;

pub(crate) mod plot;

pub(crate) mod references;

pub(crate) mod ticks;

pub(crate) mod unfolded;

use std::{
    ops::Range,
    ptr,
    sync::{Arc, Weak},
};

use oratory_core::{MatchIndex, Options, Query};

use self::{
    concordance::Concordance,
    matches::{ActiveSearch, Current},
    origin::SearchOrigin,
    suspended::Suspended,
};
use super::{
    change::Change,
    env::Env,
    library::Library,
    panes::{page::Page, pane::Pane},
    sidebar::scope::Scope,
};
use crate::catalog::{DocumentId, Entry};
use crate::{command::Motion, effect::Job, session::SavedSearch};

/// The search that is shown, if any, with its concordance.
#[derive(Debug, Clone, Default)]
pub struct Search {
    active: Option<ActiveSearch>,
    /// The match at which the last search was cleared, and the text in which it lies.
    cleared: Option<(Arc<Entry>, Current)>,
    /// The search options that were toggled by key. They last until they are toggled again.
    options: Options,
    concordance: Option<Concordance>,
    /// The search before one that was not typed, while that is listed.
    replaced: Option<Suspended>,
    /// The speeches that are searched, or `None` for all.
    scope: Option<Scope>,
}

impl Search {
    /// Returns the search that is shown.
    pub const fn active(&self) -> Option<&ActiveSearch> {
        self.active.as_ref()
    }

    /// Returns the search options for the next query.
    pub(crate) const fn options(&self) -> Options {
        self.options
    }

    /// Sets the search options for the next query.
    pub(crate) fn set_options(&mut self, options: Options) -> Vec<Change> {
        self.options = options;
        Vec::new()
    }

    /// Returns the concordance while it is shown.
    pub fn concordance(&self) -> Option<&Concordance> {
        self.concordance.as_ref().filter(|concordance| concordance.is_open())
    }

    /// Returns `true` if the reader came to a match from the concordance. Esc returns to it.
    pub(crate) fn came_from_concordance(&self) -> bool {
        self.concordance.as_ref().is_some_and(|concordance| !concordance.is_open())
    }

    /// Returns `true` if a movement waits for a match that has not been found yet.
    pub fn is_awaited(&self) -> bool {
        self.active.as_ref().is_some_and(|active| active.pending.is_some())
    }

    /// Returns `true` if the search has not covered the library yet: speeches are still to be searched or found.
    pub fn is_incomplete(&self, library: &Library) -> bool {
        self.active.as_ref().is_some_and(|active| library.is_walking() || !active.is_complete(library))
    }

    /// Returns `true` if more matches may come in.
    pub fn is_running(&self, library: &Library) -> bool {
        self.is_incomplete(library) && self.active.as_ref().is_some_and(|active| !active.is_stopped)
    }

    /// Replaces the search that is shown. If none is shown any more, cancels the one that was running.
    fn replace(&mut self, active: Option<ActiveSearch>, library: &Library) -> Vec<Change> {
        let is_running = self.is_running(library);
        let before = std::mem::replace(&mut self.active, active);
        match before.filter(|_| is_running && self.active.is_none()) {
            Some(before) => vec![cancel(&before.query)],
            None => Vec::new(),
        }
    }

    /// Searches the speeches that the list shows, from now on.
    pub(crate) fn follow_scope(
        &mut self,
        scope: Option<Scope>,
        library: &Library,
        open: DocumentId,
    ) -> Vec<Change> {
        let name = |scope: &Option<Scope>| scope.as_ref().map(|scope| scope.filter.clone());
        let is_same = Scope::is_same(self.scope.as_ref(), scope.as_ref());
        if is_same && name(&self.scope) == name(&scope) {
            return Vec::new();
        }
        self.scope = scope;
        self.active = self.active.take().map(|active| active.within(self.scope.clone()));
        if is_same {
            return Vec::new();
        }
        if let Some(concordance) = &mut self.concordance {
            concordance.forget();
        }
        let rest = self.search_rest(library, open);
        rest.into_iter().chain([Change::PassageSelected]).collect()
    }

    /// Returns the number of matches in `speech`, as far as it is known.
    pub(crate) fn matches_in(&self, speech: DocumentId) -> usize {
        self.active.as_ref().and_then(|active| active.match_index(speech)).map_or(0, MatchIndex::total)
    }

    /// Suspends the search and its concordance, while a query is typed.
    pub(crate) fn suspend(&mut self, library: &Library) -> (Suspended, Vec<Change>) {
        let suspended = Suspended { active: self.active.clone(), concordance: self.concordance.take() };
        (suspended, self.replace(None, library))
    }

    /// Restores the search that was suspended, and continues it.
    pub(crate) fn resume_suspended(
        &mut self,
        suspended: Suspended,
        library: &Library,
        open: DocumentId,
    ) -> Vec<Change> {
        self.concordance = suspended.concordance;
        let active = suspended.active.map(|active| active.within(self.scope.clone()));
        let mut changes = self.replace(active, library);
        changes.extend(self.search_rest(library, open));
        changes
    }

    /// Restores the search that was suspended, without its concordance, and goes to the next match. If its options have
    /// changed, the last search is repeated instead.
    pub(crate) fn repeat_suspended(
        &mut self,
        suspended: Suspended,
        is_changed: bool,
        library: &Library,
        open: DocumentId,
    ) -> Vec<Change> {
        let mut changes = self.resume_suspended(suspended.without_concordance(), library, open);
        if is_changed {
            changes.extend(self.clear(library));
        }
        changes.push(Change::NextMatch);
        changes
    }

    /// Shows the matches of a query that is being typed: none if it is empty, those of the last valid query if it is
    /// not valid.
    pub(crate) fn follow_query(
        &mut self,
        query: Result<Option<Arc<Query>>, ()>,
        library: &Library,
        from: &SearchOrigin,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        let is_valid = query.is_ok();
        if let Ok(query) = query {
            let active = query.map(|query| ActiveSearch::new(query).within(self.scope.clone()));
            changes = self.replace(active, library);
        }
        changes.extend(self.find_here(library, from));
        if is_valid {
            changes.extend(self.search_rest(library, from.speech));
        }
        changes
    }

    /// Shows the matches of the last search again, if no search is shown. Continues at the match where it was
    /// cleared, unless the text has changed.
    fn repeat(
        &mut self,
        last: Option<SavedSearch>,
        library: &Library,
        open: DocumentId,
        env: &Env<'_>,
    ) -> Vec<Change> {
        if self.active.is_some() {
            return Vec::new();
        }
        let Some(last) = last else { return vec![notices::no_search(env)] };
        let query = match Query::new(&last.query, last.options(), env.config.search_defaults) {
            Ok(query) => query,
            Err(error) => return vec![Change::Notice(format!("cannot repeat the last search: {error}"))],
        };
        let mut active = ActiveSearch::new(Arc::new(query)).within(self.scope.clone());
        if let Some((text, Current { speech, range, .. })) = self.cleared.take()
            && library.get(speech).is_some_and(|now| Arc::ptr_eq(now, &text))
        {
            active.go_to(library, speech, range);
        }
        self.active = Some(active);
        self.search_rest(library, open)
    }

    /// Goes to another match, in the concordance to another line. If no search is shown, it repeats the last one,
    /// also from an earlier session.
    pub(crate) fn step_or_repeat(
        &mut self,
        (motion, times): (Motion, usize),
        last: Option<SavedSearch>,
        library: &Library,
        open: DocumentId,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let mut changes = self.repeat(last, library, open, env);
        if self.active.is_some() {
            changes.extend([Change::EnterText, Change::StepMatches(motion, times)]);
        }
        changes
    }

    /// Shows or closes the concordance of the search, or of the last one if none is shown.
    pub(crate) fn toggle_concordance(
        &mut self,
        last: Option<SavedSearch>,
        library: &Library,
        open: DocumentId,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let mut changes = self.repeat(last, library, open, env);
        if self.concordance().is_some() {
            self.concordance = None;
        } else if self.active.is_some() {
            changes.push(Change::EnterText);
            self.open_concordance(library);
        }
        changes
    }

    /// Hides the matches. The search can be repeated.
    pub(crate) fn clear(&mut self, library: &Library) -> Vec<Change> {
        if let Some(active) = &self.active {
            let current = active.current().cloned();
            self.cleared = current.map(|current| (Arc::clone(&library[current.speech]), current));
        }
        self.concordance = None;
        self.replace(None, library)
    }

    /// Stops the running search. Its matches stay.
    pub(crate) fn stop(&mut self, env: &Env<'_>) -> Vec<Change> {
        let Some(active) = &mut self.active else { return Vec::new() };
        if self.concordance.as_mut().is_some_and(|concordance| concordance.near.stop()) {
            let job = Job::CountNear { query: Arc::clone(&active.query), speeches: Vec::new() };
            return vec![Change::notice("count stopped"), Change::job(job)];
        }
        active.is_stopped = true;
        active.pending = None;
        vec![notices::stopped(env), cancel(&active.query)]
    }

    /// Returns `true` if work runs that [`Search::stop`] stops.
    pub(crate) fn can_stop(&self, library: &Library) -> bool {
        self.is_running(library)
            || self.concordance().is_some_and(|concordance| concordance.near.is_counting())
    }

    /// Searches the speeches that have not been searched: the open one first, then in the order of the list.
    /// Speeches that are loading are searched once they are loaded.
    pub(crate) fn search_rest(&self, library: &Library, open: DocumentId) -> Vec<Change> {
        let Some(active) = self.active.as_ref().filter(|active| !active.is_stopped) else {
            return Vec::new();
        };
        let is_left =
            |id: DocumentId| active.covers(id) && active.match_index(id).is_none() && !library.is_loading(id);
        let speeches = library.in_search_order(open, is_left);
        let query = Arc::clone(&active.query);
        if speeches.is_empty() { Vec::new() } else { vec![Change::job(Job::Search { query, speeches })] }
    }

    /// Forgets the matches in a speech whose text has changed.
    pub(crate) fn forget(&mut self, speech: DocumentId) -> Vec<Change> {
        suspended::forget(&mut self.active, &mut self.concordance, speech);
        if let Some(replaced) = &mut self.replaced {
            replaced.forget(speech);
        }
        Vec::new()
    }

    /// Stores counts of matches, unless they are those of another search.
    pub(crate) fn store(
        &mut self,
        query: &Weak<Query>,
        match_index: Vec<(DocumentId, MatchIndex)>,
        library: &Library,
    ) -> Vec<Change> {
        let is_shown = |active: &&mut ActiveSearch| ptr::eq(Arc::as_ptr(&active.query), query.as_ptr());
        let Some(active) = self.active.as_mut().filter(is_shown) else { return Vec::new() };
        for (speech, match_index) in match_index {
            active.store(library, speech, match_index);
        }
        vec![Change::MatchesFound]
    }

    /// Updates the matches in view of the shown speech, and those in the scroll bar.
    pub(crate) fn refresh_view(&mut self, shown: DocumentId, library: &Library, pane: &Pane, layout: Page) {
        self.refresh_slot((matches::Slot::Active, shown), library, pane, layout);
    }

    /// Updates the matches in view in the pane that commands do not act on.
    pub(crate) fn refresh_other(&mut self, library: &Library, pane: &Pane, layout: Page) {
        self.refresh_slot((matches::Slot::Other, pane.open()), library, pane, layout);
    }

    fn refresh_slot(
        &mut self,
        (slot, shown): (matches::Slot, DocumentId),
        library: &Library,
        pane: &Pane,
        layout: Page,
    ) {
        let Some(active) = self.active.as_mut().filter(|_| !layout.column.is_empty()) else { return };
        if let Some(reading) = pane.in_view(shown) {
            let rows = usize::from(layout.scroll_bar.height);
            active.refresh_view((slot, shown), library, reading.blocks_in_view(), reading.in_view(), rows);
        }
    }

    /// Returns the current match in `speech`.
    pub(crate) fn current_in(&self, speech: DocumentId) -> Option<Range<usize>> {
        let current = self.active.as_ref()?.current().filter(|current| current.speech == speech)?;
        Some(current.range.clone())
    }
}

/// Cancels a running search. A search in no speeches replaces it.
fn cancel(query: &Arc<Query>) -> Change {
    Change::job(Job::Search { query: Arc::clone(query), speeches: Vec::new() })
}
