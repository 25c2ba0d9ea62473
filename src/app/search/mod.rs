//! The search: from the prompt through the open speech and on to the next, and its concordance.

pub mod concordance;

pub mod matches;

pub(crate) mod suspended;

use std::{
    collections::HashSet,
    ops::Range,
    ptr,
    sync::{Arc, Weak},
};

use oratory_core::{
    document::text::Document,
    search::{
        match_index::MatchIndex,
        query::{Options, Query},
    },
    study::concordance::SortOrder,
};
use ratatui::layout::Rect;

use self::{
    concordance::{Concordance, MAX_SORTED},
    matches::{ActiveSearch, Awaiting, Current, Skip, Step},
    suspended::Suspended,
};
use super::{
    change::Change,
    env::Env,
    library::Library,
    panes::{page::Page, pane::Pane},
};
use crate::{
    command::{Command, Context, Motion, Turn},
    config::Config,
    effect::Job,
    session::SavedSearch,
};

/// The search that is shown, if any, with its concordance.
#[derive(Debug, Clone, Default)]
pub struct Search {
    active: Option<ActiveSearch>,
    /// The match at which the last search was cleared, and the text in which it lies.
    cleared: Option<(Arc<Document>, Current)>,
    /// The search options that were toggled by key. They last until they are toggled again.
    options: Options,
    concordance: Option<Concordance>,
}

/// The reader's position, from which matches are looked for.
#[derive(Debug, Clone)]
pub(crate) struct Standpoint {
    /// The index of the open speech.
    pub(crate) speech: usize,
    /// The range of the text in view.
    pub(crate) view: Range<usize>,
    /// The offset of the reader's position.
    pub(crate) offset: usize,
}

const PAST_THE_LAST: &str = "last match passed, continuing at the first";

const STILL_SEARCHING: &str = "still searching";

impl Standpoint {
    /// Returns the position in the open speech of a pane, if there is one.
    pub(crate) fn of(pane: &Pane) -> Option<Self> {
        let here = pane.here()?;
        Some(Self { speech: pane.open(), view: here.in_view(), offset: here.place().offset() })
    }
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

    /// Returns `true` if the reader came to a match from the concordance. Esc leads back there.
    pub fn came_from_concordance(&self) -> bool {
        self.concordance.as_ref().is_some_and(|concordance| !concordance.is_open())
    }

    /// Returns `true` if a movement waits for a match that has not been found yet.
    pub fn is_awaited(&self) -> bool {
        self.active.as_ref().is_some_and(|active| active.awaiting.is_some())
    }

    /// Returns `true` if the search has not covered the library yet: speeches are still to be searched or found.
    pub fn is_partial(&self, library: &Library) -> bool {
        self.active.as_ref().is_some_and(|active| library.is_walking() || active.left().next().is_some())
    }

    /// Returns `true` if more matches may come in.
    pub fn is_running(&self, library: &Library) -> bool {
        self.is_partial(library) && self.active.as_ref().is_some_and(|active| !active.is_stopped)
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

    /// Puts the search and its concordance aside, while a query is typed.
    pub(crate) fn suspend(&mut self, library: &Library) -> (Suspended, Vec<Change>) {
        let suspended = Suspended { active: self.active.clone(), concordance: self.concordance.take() };
        (suspended, self.replace(None, library))
    }

    /// Restores the search that was put aside, and continues it.
    pub(crate) fn resume_suspended(
        &mut self,
        suspended: Suspended,
        library: &Library,
        open: usize,
    ) -> Vec<Change> {
        self.concordance = suspended.concordance;
        let mut changes = self.replace(suspended.active, library);
        changes.extend(self.search_rest(library, open));
        changes
    }

    /// Shows the matches of a query that is being typed: none if it is empty, those of the last valid query if it is
    /// not valid.
    pub(crate) fn follow_query(
        &mut self,
        query: Result<Option<Query>, ()>,
        library: &Library,
        from: Option<&Standpoint>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        let is_valid = query.is_ok();
        if let Ok(query) = query {
            let active = query.map(|query| ActiveSearch::new(Arc::new(query), library.len()));
            changes = self.replace(active, library);
        }
        changes.extend(self.find_here(library, from));
        if is_valid {
            changes.extend(self.search_rest(library, from.map_or(0, |from| from.speech)));
        }
        changes
    }

    /// Shows the matches of the last search again, if no search is shown. Continues at the match where it was
    /// cleared, unless the text has changed.
    fn repeat(
        &mut self,
        last: Option<SavedSearch>,
        library: &Library,
        open: usize,
        env: &Env<'_>,
    ) -> Vec<Change> {
        if self.active.is_some() {
            return Vec::new();
        }
        let Some(last) = last else { return vec![no_search(env)] };
        let query = match Query::new(&last.query, last.options(), env.config.search_defaults) {
            Ok(query) => query,
            Err(error) => return vec![Change::Notice(format!("cannot repeat the last search: {error}"))],
        };
        let mut active = ActiveSearch::new(Arc::new(query), library.len());
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
        open: usize,
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
        open: usize,
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
        active.is_stopped = true;
        active.awaiting = None;
        vec![stopped(env), cancel(&active.query)]
    }

    /// Searches the speeches that have not been searched: the open one first, then in the order of the list.
    /// Speeches that are loading are searched once they are loaded.
    pub(crate) fn search_rest(&self, library: &Library, open: usize) -> Vec<Change> {
        let Some(active) = self.active.as_ref().filter(|active| !active.is_stopped) else {
            return Vec::new();
        };
        let left: HashSet<usize> = active.left().collect();
        let speeches =
            library.in_search_order(open, |index| left.contains(&index) && !library.is_loading(index));
        let query = Arc::clone(&active.query);
        if speeches.is_empty() { Vec::new() } else { vec![Change::job(Job::Search { query, speeches })] }
    }

    /// Makes room for the matches in speeches that were added to the library.
    pub(crate) fn grow(&mut self, speeches: usize) -> Vec<Change> {
        if let Some(active) = &mut self.active {
            active.grow(speeches);
        }
        Vec::new()
    }

    /// Forgets the matches in a speech whose text has changed.
    pub(crate) fn forget(&mut self, speech: usize) -> Vec<Change> {
        suspended::forget(&mut self.active, &mut self.concordance, speech);
        Vec::new()
    }

    /// Stores counts of matches, unless they are those of another search.
    pub(crate) fn store(
        &mut self,
        query: &Weak<Query>,
        match_index: Vec<(usize, MatchIndex)>,
        library: &Library,
    ) -> Vec<Change> {
        let is_shown = |active: &&mut ActiveSearch| ptr::eq(Arc::as_ptr(&active.query), query.as_ptr());
        let Some(active) = self.active.as_mut().filter(is_shown) else { return Vec::new() };
        for (speech, match_index) in match_index {
            active.take(library, speech, match_index);
        }
        vec![Change::MatchesFound]
    }

    /// Updates the matches in view of the shown speech, and those in the scroll bar.
    pub(crate) fn refresh_view(&mut self, shown: usize, library: &Library, pane: &Pane, layout: Page) {
        let Some(active) = self.active.as_mut().filter(|_| !layout.column.is_empty()) else { return };
        if let Some((speech, reading)) = library.get(shown).zip(pane.reading(shown)) {
            let rows = usize::from(layout.scroll_bar.height);
            active.look_at(shown, speech, reading.blocks_in_view(), reading.in_view(), rows);
        }
    }

    /// Returns the current match in a speech.
    pub(crate) fn current_in(&self, speech: usize) -> Option<Range<usize>> {
        let current = self.active.as_ref()?.current().filter(|current| current.speech == speech)?;
        Some(current.range.clone())
    }

    /// Accepts the query that was typed: stays at the match, or goes to the first one after `start`.
    pub(crate) fn accept(
        &mut self,
        start: usize,
        library: &Library,
        from: Option<&Standpoint>,
    ) -> Vec<Change> {
        match self.active.as_ref().and_then(ActiveSearch::current) {
            None => self.find_anywhere(library, from),
            Some(Current { range, .. }) if range.start < start => vec![Change::notice(PAST_THE_LAST)],
            Some(_) => Vec::new(),
        }
    }

    /// Resumes the movement that waits for matches, if they are known now.
    pub(crate) fn resume(&mut self, library: &Library, from: Option<&Standpoint>) -> Vec<Change> {
        let Some(awaiting) = self.active.as_mut().and_then(|active| active.awaiting.take()) else {
            return Vec::new();
        };
        let mut changes = vec![Change::OutdatedNotice(STILL_SEARCHING)];
        match awaiting {
            Awaiting::Here => changes.extend(self.find_here(library, from)),
            Awaiting::Anywhere => changes.extend(self.find_anywhere(library, from)),
            Awaiting::Step(motion, times) => {
                changes.extend([Change::EnterText, Change::StepMatches(motion, times)]);
            }
            Awaiting::First | Awaiting::Last | Awaiting::Number(_) => {
                changes.extend(self.go_to_numbered(awaiting, library, from));
            }
        }
        changes
    }

    /// Goes to the next or previous match, `times` times. Resumes a search that was stopped. In the concordance,
    /// selects another line.
    pub(crate) fn step(
        &mut self,
        motion: Motion,
        times: usize,
        library: &Library,
        from: Option<&Standpoint>,
    ) -> Vec<Change> {
        let Some(active) = &mut self.active else { return Vec::new() };
        active.awaiting = None;
        let was_stopped = std::mem::take(&mut active.is_stopped);
        let rest = if was_stopped {
            self.search_rest(library, from.map_or(0, |from| from.speech))
        } else {
            Vec::new()
        };
        let mut changes = match self.step_from(motion, library, from) {
            Step::Unknown => self.await_step(motion, times),
            Step::None => return rest,
            step => self.take_step(step, motion, library, from),
        };
        if times > 1 && !self.is_awaited_by_step() {
            let open = opened_by(&changes).or_else(|| from.map(|from| from.speech));
            changes
                .extend(open.map(|open| self.skip(motion, times - 1, library, open)).into_iter().flatten());
        }
        changes.extend(rest);
        changes
    }

    fn is_awaited_by_step(&self) -> bool {
        let awaiting = self.active.as_ref().and_then(|active| active.awaiting);
        matches!(awaiting, Some(Awaiting::Step(..)))
    }

    /// Finds the next match from the current one, or from the page if that is not in view.
    fn step_from(&self, motion: Motion, library: &Library, from: Option<&Standpoint>) -> Step {
        let Some(active) = &self.active else { return Step::None };
        let Some(Standpoint { speech: open, view, .. }) = from else { return nowhere(library) };
        let current = active.current().filter(|Current { speech, range, .. }| {
            speech == open && range.start < view.end && range.end > view.start
        });
        let (order, open) = (library.sequence(), *open);
        match (motion, current) {
            (Motion::PreviousMatch, Some(Current { range, .. })) => {
                active.previous(library, order, open, range.start)
            }
            (Motion::PreviousMatch, None) => active.previous(library, order, open, view.start),
            (_, Some(Current { range, .. })) => active.next(library, order, open, range.start),
            (_, None) => match active.first_from(open, &library[open], view.start) {
                // There is none from the page on. The next match is in another speech.
                Step::Match { range, .. } if range.start < view.start => {
                    active.next(library, order, open, library[open].text().len())
                }
                Step::None => active.next(library, order, open, view.start),
                found => found,
            },
        }
    }

    fn take_step(
        &mut self,
        step: Step,
        motion: Motion,
        library: &Library,
        from: Option<&Standpoint>,
    ) -> Vec<Change> {
        let open = from.map(|from| from.speech);
        match step {
            Step::Match { speech, range, wrapped } => {
                let mut changes = continued(speech, wrapped, motion, library, open);
                changes.push(self.go_to(library, speech, range));
                changes
            }
            Step::Elsewhere { speech, wrapped } => {
                self.wait_for(if motion == Motion::PreviousMatch { Awaiting::Last } else { Awaiting::First });
                let mut changes = continued(speech, wrapped, motion, library, open);
                changes.push(Change::Open(speech));
                changes
            }
            // The counts show that nothing was found.
            Step::Unknown | Step::None => Vec::new(),
        }
    }

    /// Goes `steps` matches further from the current one in the speech `open`, using the counts alone.
    fn skip(&mut self, motion: Motion, steps: usize, library: &Library, open: usize) -> Vec<Change> {
        let Some(active) = &self.active else { return Vec::new() };
        let total = active.match_index(open).map(MatchIndex::total);
        let number = match active.awaiting {
            None => active.current().and_then(Current::number),
            Some(Awaiting::First) => Some(0),
            Some(Awaiting::Last) => total.and_then(|total| total.checked_sub(1)),
            Some(_) => return Vec::new(),
        };
        let Some(number) = number else { return self.await_step(motion, steps) };
        let is_back = motion == Motion::PreviousMatch;
        let Some(Skip { speech, number, wrapped, is_short }) =
            active.skip(library.sequence(), (open, number), steps, is_back)
        else {
            return Vec::new();
        };
        let mut changes = continued(speech, wrapped, motion, library, Some(open));
        if library[speech].is_whole() {
            let found = active
                .match_index(speech)
                .and_then(|match_index| match_index.from(&active.query, &library[speech], number).next());
            let Some(range) = found else { return Vec::new() };
            changes.push(self.go_to(library, speech, range));
        } else {
            changes.push(Change::Open(speech));
            self.wait_for(Awaiting::Number(number));
        }
        if is_short {
            changes.extend(self.await_step(motion, 1));
        }
        changes
    }

    /// Goes to the first, last or numbered match of the open speech, once its text is loaded.
    fn go_to_numbered(
        &mut self,
        awaiting: Awaiting,
        library: &Library,
        from: Option<&Standpoint>,
    ) -> Vec<Change> {
        let Some(speech) = from.map(|from| from.speech) else { return Vec::new() };
        let text = &library[speech];
        if !text.is_whole() {
            self.wait_for(awaiting);
            return Vec::new();
        }
        let Some(active) = &self.active else { return Vec::new() };
        let found = active.match_index(speech).and_then(|match_index| match awaiting {
            Awaiting::Last => match_index.previous(&active.query, text, usize::MAX),
            Awaiting::Number(number) => match_index.from(&active.query, text, number).next(),
            _ => match_index.next(&active.query, text, 0),
        });
        found.map(|range| self.go_to(library, speech, range)).into_iter().collect()
    }

    /// Finds the first match from the page on in the open speech.
    fn find_here(&mut self, library: &Library, from: Option<&Standpoint>) -> Vec<Change> {
        match self.first_from(library, from) {
            Step::Match { speech, range, .. } => vec![self.go_to(library, speech, range)],
            Step::Unknown => self.wait_for(Awaiting::Here),
            Step::Elsewhere { .. } | Step::None => Vec::new(),
        }
    }

    /// Finds the first match from the page on, in this speech or a later one.
    fn find_anywhere(&mut self, library: &Library, from: Option<&Standpoint>) -> Vec<Change> {
        match self.first_from(library, from) {
            Step::Match { speech, range, .. } => return vec![self.go_to(library, speech, range)],
            Step::Unknown => return self.wait_for(Awaiting::Anywhere),
            Step::Elsewhere { .. } | Step::None => {}
        }
        let Some((active, from)) = self.active.as_ref().zip(from) else { return Vec::new() };
        // No match is passed on the way, so the position says enough: `wrapped` is not reported.
        match active.next(library, library.sequence(), from.speech, from.view.start) {
            Step::Unknown => self.wait_for(Awaiting::Anywhere),
            Step::Match { speech, range, .. } => {
                let step = Step::Match { speech, range, wrapped: false };
                self.take_step(step, Motion::NextMatch, library, Some(from))
            }
            Step::Elsewhere { speech, .. } => {
                let step = Step::Elsewhere { speech, wrapped: false };
                self.take_step(step, Motion::NextMatch, library, Some(from))
            }
            Step::None => Vec::new(),
        }
    }

    fn first_from(&self, library: &Library, from: Option<&Standpoint>) -> Step {
        let Some(active) = &self.active else { return Step::None };
        let Some(from) = from else { return nowhere(library) };
        active.first_from(from.speech, &library[from.speech], from.offset)
    }

    /// Makes a match the current one and shows it.
    fn go_to(&mut self, library: &Library, speech: usize, range: Range<usize>) -> Change {
        if let Some(active) = &mut self.active {
            active.go_to(library, speech, range.clone());
        }
        Change::GoTo { speech, range }
    }

    fn wait_for(&mut self, awaiting: Awaiting) -> Vec<Change> {
        if let Some(active) = &mut self.active {
            active.awaiting = Some(awaiting);
        }
        Vec::new()
    }

    /// Delays a movement until more matches are known.
    fn await_step(&mut self, motion: Motion, times: usize) -> Vec<Change> {
        self.wait_for(Awaiting::Step(motion, times));
        vec![Change::notice(STILL_SEARCHING)]
    }
}

/// The concordance of the search.
impl Search {
    /// Shows the concordance, with the cursor on the current match if it is new.
    fn open_concordance(&mut self, library: &Library) {
        let Some(active) = &self.active else { return };
        let mut concordance = self
            .concordance
            .take()
            .unwrap_or_else(|| Concordance::new(concordance::line_of_current(active, library).unwrap_or(0)));
        concordance.set_open(true);
        self.concordance = Some(concordance);
    }

    /// Hides the concordance while the reader goes to the text. Esc shows it again.
    pub(crate) const fn hide_concordance(&mut self) {
        if let Some(concordance) = &mut self.concordance {
            concordance.set_open(false);
        }
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
    pub(crate) fn select_first_line_of(&mut self, speech: usize, library: &Library) -> Vec<Change> {
        if let Some((concordance, active)) = self.concordance.as_mut().zip(self.active.as_ref())
            && let Some(line) = concordance.first_line_of(speech, active, library)
        {
            concordance.select(line);
        }
        Vec::new()
    }

    /// Changes the order of the lines. A worker sorts them.
    pub(crate) fn sort_lines(&mut self, library: &Library, env: &Env<'_>) -> Vec<Change> {
        if self.is_partial(library) {
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
        let speeches = library.sequence().iter().map(|&index| (index, Arc::clone(&library[index])));
        vec![Change::job(Job::Sort { query: Arc::clone(&active.query), by, speeches: speeches.collect() })]
    }

    /// Stores the sorted matches, if their order is still wanted.
    pub(crate) fn store_sorted(
        &mut self,
        query: &Arc<Query>,
        by: SortOrder,
        sorted: Vec<(usize, Range<usize>)>,
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
    ) -> Vec<usize> {
        let shown = self.concordance.as_mut().filter(|concordance| concordance.is_open());
        let Some((concordance, active)) = shown.zip(self.active.as_ref()) else { return Vec::new() };
        concordance.refresh(active, library, area, config.look.ambiguous);
        let speeches = concordance.lines().iter().map(|line| line.speech);
        speeches.filter(|&speech| !library[speech].is_whole()).collect()
    }
}

/// Returns the notice that there is no search, and which key starts one.
fn no_search(env: &Env<'_>) -> Change {
    let key = env.key(Context::Text, &Command::StartSearch);
    let how = key.map(|key| format!(": press {key}")).unwrap_or_default();
    Change::Notice(format!("no search yet{how}"))
}

/// Returns the notice that the search was stopped, and which key resumes it.
fn stopped(env: &Env<'_>) -> Change {
    let how = env.remedy(&Command::Move(Motion::NextMatch, None), "in the text resumes it");
    Change::Notice(format!("search stopped{how}"))
}

/// Returns the notice that the search has wrapped around.
fn wrapped_around(motion: Motion) -> Change {
    Change::notice(match motion {
        Motion::PreviousMatch => "first match passed, continuing at the last",
        _ => PAST_THE_LAST,
    })
}

/// Returns the notice that the match is in another speech than `open`, or that the search has wrapped around.
fn continued(
    speech: usize,
    wrapped: bool,
    motion: Motion,
    library: &Library,
    open: Option<usize>,
) -> Vec<Change> {
    if wrapped {
        vec![wrapped_around(motion)]
    } else if Some(speech) != open {
        vec![Change::Notice(format!("continued in {}", library[speech].details().title))]
    } else {
        Vec::new()
    }
}

/// Cancels a running search. A search in no speeches replaces it.
fn cancel(query: &Arc<Query>) -> Change {
    Change::job(Job::Search { query: Arc::clone(query), speeches: Vec::new() })
}

/// Returns the result of a search in an empty library.
const fn nowhere(library: &Library) -> Step {
    if library.is_walking() { Step::Unknown } else { Step::None }
}

/// Returns the speech that is open after these changes.
fn opened_by(changes: &[Change]) -> Option<usize> {
    changes.iter().rev().find_map(|change| match change {
        Change::GoTo { speech, .. } | Change::Open(speech) => Some(*speech),
        _ => None,
    })
}
