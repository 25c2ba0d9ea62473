//! Searching by key: from the prompt through the open speech and on to the next.

use std::{
    collections::HashSet,
    ops::Range,
    ptr,
    sync::{Arc, Weak},
};

use super::{
    App,
    concordance::Concordance,
    finding::{Awaiting, Current, Search, Skip, Step},
    prompt::{Origin, Prompt, SearchPrompt},
    reading::Reading,
};
use oratory_core::{
    document::speech::Speech,
    search::{match_index::MatchIndex, query::Query},
};

use crate::{
    command::{Command, Context, Motion},
    effect::{Effect, Job},
    places::Searched,
};

const PAST_THE_LAST: &str = "last match passed, continuing at the first";

const STILL_SEARCHING: &str = "still searching";

impl App {
    /// Opens the search prompt and records the state to come back to. From a list, it searches the speech in
    /// view.
    pub(super) fn start_search(&mut self) {
        let place = self.readings.get(self.shown()).map(Reading::place).unwrap_or_default();
        let origin = Box::new(Origin {
            spot: self.spot(),
            place,
            before: self.before,
            focus: self.view.focus,
            sidebar: self.sidebar.clone(),
            concordance: self.concordance.take(),
        });
        self.enter_text();
        self.prompt = Some(Prompt::Search(SearchPrompt::new(origin, self.options, self.search.take())));
    }

    /// Cancels the prompt and restores the state before it.
    pub(super) fn cancel_query(&mut self, prompt: SearchPrompt) -> Vec<Effect> {
        let Origin { spot, place, before, focus, sidebar, concordance } = *prompt.origin;
        self.return_to(place);
        self.open = spot.speech;
        self.before = before;
        self.view.focus = focus;
        self.sidebar = sidebar;
        self.concordance = concordance;
        self.search_again(prompt.before)
    }

    /// Restores an earlier search and continues it.
    fn search_again(&mut self, before: Option<Search>) -> Vec<Effect> {
        self.search = before;
        self.search_what_is_left().into_iter().collect()
    }

    /// Forgets the matches in a speech whose text has changed.
    pub(super) fn forget_hits(&mut self, speech: usize) {
        let (mut searches, mut concordances) = (vec![&mut self.search], vec![&mut self.concordance]);
        if let Some(Prompt::Search(prompt)) = &mut self.prompt {
            searches.push(&mut prompt.before);
            concordances.push(&mut prompt.origin.concordance);
        }
        searches.into_iter().flatten().for_each(|search| search.forget(speech));
        concordances.into_iter().flatten().for_each(Concordance::unsort);
    }

    /// Edits the query, and searches again from the position where the search was begun.
    pub(super) fn edit_query(&mut self, edit: impl FnOnce(&mut SearchPrompt)) -> Vec<Effect> {
        let Some(Prompt::Search(prompt)) = &mut self.prompt else { return Vec::new() };
        let typed = (prompt.input.value().to_owned(), prompt.options);
        edit(prompt);
        if typed == (prompt.input.value().to_owned(), prompt.options) {
            return Vec::new();
        }
        let (pattern, place) = (prompt.input.value(), prompt.origin.place);
        let query = (!pattern.is_empty())
            .then(|| Query::new(pattern, prompt.options, self.config.search_defaults))
            .transpose();
        prompt.error = query.as_ref().err().map(ToString::to_string);
        self.return_to(place);
        match query {
            Ok(Some(query)) => self.search = Some(Search::new(Arc::new(query), self.library.len())),
            Ok(None) => {
                self.search = None;
                return Vec::new();
            }
            Err(_) => {
                // Keep the matches of the last valid query.
                self.find_here();
                return Vec::new();
            }
        }
        self.find_here();
        self.search_what_is_left().into_iter().collect()
    }

    /// Searches the speeches that have not been searched: the open one first, then in the order of the list.
    /// Speeches that are loading are searched once they are loaded.
    pub(super) fn search_what_is_left(&self) -> Option<Effect> {
        let search = self.search.as_ref().filter(|search| !search.is_stopped)?;
        let left: HashSet<usize> = search.left().collect();
        let order =
            [self.open].into_iter().chain(self.order().into_iter().filter(|&index| index != self.open));
        let is_due = |&index: &usize| left.contains(&index) && !self.is_asked(index);
        let speeches: Vec<_> =
            order.filter(is_due).map(|index| (index, Arc::clone(&self.library[index]))).collect();
        let query = Arc::clone(&search.query);
        (!speeches.is_empty()).then_some(Effect::Work(Job::Search { query, speeches }))
    }

    /// Stops the running search. Its matches stay.
    pub(super) fn stop_search(&mut self) -> Vec<Effect> {
        let Some(search) = &mut self.search else { return Vec::new() };
        search.is_stopped = true;
        search.awaiting = None;
        let query = Arc::clone(&search.query);
        self.say_stopped();
        // A search in no speeches cancels the running one.
        vec![Effect::Work(Job::Search { query, speeches: Vec::new() })]
    }

    /// Reports that the search stopped, and which key resumes it.
    pub(super) fn say_stopped(&mut self) {
        let how = self.by_key(&Command::Move(Motion::NextMatch, None), "in the text resumes it");
        self.notice = Some(format!("search stopped{how}"));
    }

    /// Resumes a search that was stopped, if a movement asks for it.
    pub(super) fn go_on_searching(&self, was_stopped: bool) -> Option<Effect> {
        was_stopped.then(|| self.search_what_is_left()).flatten()
    }

    /// Accepts the query: stays at the match, or goes to the first one.
    pub(super) fn accept_query(&mut self, prompt: SearchPrompt) -> Vec<Effect> {
        if prompt.error.is_some() {
            self.prompt = Some(Prompt::Search(prompt));
            return Vec::new();
        }
        let Some(search) = &mut self.search else { return self.repeat_search(prompt) };
        self.keeping.note(prompt.searched());
        match search.current() {
            None => {
                search.awaiting = Some(Awaiting::Anywhere);
                self.resume();
            }
            Some(Current { range, .. }) if range.start < prompt.origin.place.offset() => {
                self.notice = Some(PAST_THE_LAST.to_owned());
            }
            Some(_) => {}
        }
        Vec::new()
    }

    /// Repeats the last search after Enter on an empty line. Options toggled in the prompt apply to it.
    fn repeat_search(&mut self, prompt: SearchPrompt) -> Vec<Effect> {
        let mut effects = self.search_again(prompt.before);
        let last = self.keeping.last_search().filter(|_| prompt.has_toggled);
        if let Some(last) = last.map(|last| Searched::new(&last.query, prompt.options)) {
            self.keeping.note(last);
            self.clear_search();
        }
        effects.extend(self.apply_to_search(&Command::Move(Motion::NextMatch, None)));
        effects
    }

    /// Goes to a match, or opens the concordance. If no search is shown, it repeats the last one, also from
    /// an earlier session.
    pub(super) fn apply_to_search(&mut self, command: &Command) -> Vec<Effect> {
        let effects = self.restore_search();
        match command {
            Command::Move(motion, count) => self.go(*motion, *count),
            _ => self.toggle_concordance(),
        }
        effects
    }

    /// Repeats the last search, if none is shown.
    fn restore_search(&mut self) -> Vec<Effect> {
        let last = self.keeping.last_search().filter(|_| self.search.is_none());
        let Some(last) = last else { return Vec::new() };
        match Query::new(&last.query, last.options(), self.config.search_defaults) {
            Ok(query) => {
                let mut search = Search::new(Arc::new(query), self.library.len());
                // Continue at the match where it was cleared, unless the text has changed.
                let cleared = self.cleared.take();
                let is_here = |(text, at): &(Arc<Speech>, Current)| {
                    self.library.iter().nth(at.speech).is_some_and(|here| Arc::ptr_eq(here, text))
                };
                if let Some((_, Current { speech, range, .. })) = cleared.filter(is_here) {
                    search.go_to(&self.library, speech, range);
                }
                self.search = Some(search);
            }
            Err(error) => self.notice = Some(format!("cannot repeat the last search: {error}")),
        }
        self.search_what_is_left().into_iter().collect()
    }

    /// Clears the highlighted matches. The search can be repeated.
    pub(super) fn clear_search(&mut self) {
        if let Some(search) = self.search.take() {
            let current = search.current().cloned();
            self.cleared = current.map(|current| (Arc::clone(&self.library[current.speech]), current));
        }
    }

    /// Stores counts of matches, and resumes a movement that waits for them.
    pub(super) fn take_hits(&mut self, query: &Weak<Query>, match_index: Vec<(usize, MatchIndex)>) {
        let stands = |search: &&mut Search| ptr::eq(Arc::as_ptr(&search.query), query.as_ptr());
        let Some(search) = self.search.as_mut().filter(stands) else { return };
        for (speech, match_index) in match_index {
            search.take(&self.library, speech, match_index);
        }
        self.resume();
    }

    /// Goes to the next or previous match, `times` times.
    pub(super) fn step_hits(&mut self, motion: Motion, times: usize) {
        let Some(search) = &mut self.search else { return self.say_nothing_is_searched() };
        search.awaiting = None;
        search.is_stopped = false;
        self.enter_text();
        let step = self.step_from_here(motion);
        if step == Step::Unknown {
            return self.await_step(motion, times);
        }
        self.take_step(step, motion);
        if times > 1 {
            self.skip_hits(motion, times - 1);
        }
    }

    /// Delays the movement until more matches are known.
    fn await_step(&mut self, motion: Motion, times: usize) {
        self.await_hits(Awaiting::Step(motion, times));
        self.notice = Some(STILL_SEARCHING.to_owned());
    }

    /// Goes `steps` matches further, using the counts alone.
    fn skip_hits(&mut self, motion: Motion, steps: usize) {
        let (open, order, is_back) = (self.open, self.order(), motion == Motion::PreviousMatch);
        let Some(search) = &self.search else { return };
        let total = || search.match_index(open).map(MatchIndex::total);
        let number = match search.awaiting {
            None => search.current().and_then(Current::number),
            Some(Awaiting::First) => Some(0),
            Some(Awaiting::Last) => total().and_then(|total| total.checked_sub(1)),
            Some(_) => return,
        };
        let Some(number) = number else { return self.await_step(motion, steps) };
        let Some(Skip { speech, number, wrapped, is_short }) =
            search.skip(&order, (open, number), steps, is_back)
        else {
            return;
        };
        if self.library[speech].is_whole() {
            let match_index = search.match_index(speech);
            let found = match_index.and_then(|match_index| {
                match_index.from(&search.query, &self.library[speech], number).next()
            });
            let Some(range) = found else { return };
            self.take_step(Step::Hit { speech, range, wrapped }, motion);
        } else {
            self.take_step(Step::Elsewhere { speech, wrapped }, motion);
            self.await_hits(Awaiting::Number(number));
        }
        if is_short {
            self.await_step(motion, 1);
        }
    }

    /// Reports that there is no search, and which key starts one.
    pub(super) fn say_nothing_is_searched(&mut self) {
        if self.notice.is_some() {
            // The reason why the last search cannot be repeated is already shown.
            return;
        }
        let key = self.config.keymap.hint(Context::Text, &Command::StartSearch);
        let how = key.map(|(key, _)| format!(": press {key}")).unwrap_or_default();
        self.notice = Some(format!("no search yet{how}"));
    }

    /// Finds the next match from the current one, or from the page if that is not in view.
    fn step_from_here(&self, motion: Motion) -> Step {
        let Some(search) = &self.search else { return Step::None };
        let Some(view) = self.readings.get(self.open).map(Reading::in_view) else { return self.nowhere() };
        let current = search.current().filter(|Current { speech, range, .. }| {
            *speech == self.open && range.start < view.end && range.end > view.start
        });
        let (library, order, open) = (&self.library, &self.order(), self.open);
        match (motion, current) {
            (Motion::PreviousMatch, Some(Current { range, .. })) => {
                search.previous(library, order, open, range.start)
            }
            (Motion::PreviousMatch, None) => search.previous(library, order, open, view.start),
            (_, Some(Current { range, .. })) => search.next(library, order, open, range.start),
            (_, None) => match search.first_from(open, &library[open], view.start) {
                // There is none from the page on. The next match is in another speech.
                Step::Hit { range, .. } if range.start < view.start => {
                    search.next(library, order, open, library[open].text().len())
                }
                Step::None => search.next(library, order, open, view.start),
                found => found,
            },
        }
    }

    fn take_step(&mut self, step: Step, motion: Motion) {
        match step {
            Step::Hit { speech, range, wrapped } => {
                self.say_where(speech, wrapped, motion);
                self.go_to_hit(speech, range);
            }
            Step::Elsewhere { speech, wrapped } => {
                self.say_where(speech, wrapped, motion);
                self.open_speech(speech);
                let is_last = motion == Motion::PreviousMatch;
                self.await_hits(if is_last { Awaiting::Last } else { Awaiting::First });
            }
            // The counts show that nothing was found.
            Step::Unknown | Step::None => {}
        }
    }

    /// Reports that the match is in another speech, or that the search has wrapped around.
    fn say_where(&mut self, speech: usize, wrapped: bool, motion: Motion) {
        if wrapped {
            self.say_wrapped(motion);
        } else if speech != self.open {
            self.notice = Some(format!("continued in {}", self.library[speech].details().title));
        }
    }

    /// Reports that the search has wrapped around.
    pub(super) fn say_wrapped(&mut self, motion: Motion) {
        self.notice = Some(match motion {
            Motion::PreviousMatch => "first match passed, continuing at the last".to_owned(),
            _ => PAST_THE_LAST.to_owned(),
        });
    }

    /// Resumes the movement that waits for matches, if they are known now.
    pub(super) fn resume(&mut self) {
        let Some(awaiting) = self.search.as_mut().and_then(|search| search.awaiting.take()) else { return };
        self.notice.take_if(|notice| notice == STILL_SEARCHING);
        match awaiting {
            Awaiting::Here => self.find_here(),
            Awaiting::Anywhere => self.find_anywhere(),
            Awaiting::Step(motion, times) => self.step_hits(motion, times),
            Awaiting::First | Awaiting::Last | Awaiting::Number(_) => self.go_to_end_hit(awaiting),
        }
    }

    /// Goes to the first or last match of the speech, once its text is loaded.
    fn go_to_end_hit(&mut self, awaiting: Awaiting) {
        let (open, text) = (self.open, &self.library[self.open]);
        if !text.is_whole() {
            return self.await_hits(awaiting);
        }
        let Some(search) = &self.search else { return };
        let found = search.match_index(open).and_then(|match_index| match awaiting {
            Awaiting::Last => match_index.previous(&search.query, text, usize::MAX),
            Awaiting::Number(number) => match_index.from(&search.query, text, number).next(),
            _ => match_index.next(&search.query, text, 0),
        });
        if let Some(range) = found {
            self.go_to_hit(open, range);
        }
    }

    /// Finds the first match from the page on in the open speech.
    fn find_here(&mut self) {
        match self.first_from_page() {
            Step::Hit { speech, range, .. } => self.go_to_hit(speech, range),
            Step::Unknown => self.await_hits(Awaiting::Here),
            Step::Elsewhere { .. } | Step::None => {}
        }
    }

    /// Finds the first match from the page on, in this speech or a later one.
    fn find_anywhere(&mut self) {
        match self.first_from_page() {
            Step::Hit { speech, range, .. } => self.go_to_hit(speech, range),
            Step::Unknown => self.await_hits(Awaiting::Anywhere),
            Step::Elsewhere { .. } | Step::None => {
                let Some(Range { start, .. }) = self.readings.get(self.open).map(Reading::in_view) else {
                    return;
                };
                let next = self
                    .search
                    .as_ref()
                    .map_or(Step::None, |search| search.next(&self.library, &self.order(), self.open, start));
                match next {
                    Step::Unknown => self.await_hits(Awaiting::Anywhere),
                    // No match was passed on the way, so the position says enough.
                    Step::Hit { speech, range, .. } => {
                        self.take_step(Step::Hit { speech, range, wrapped: false }, Motion::NextMatch);
                    }
                    Step::Elsewhere { speech, .. } => {
                        let step = Step::Elsewhere { speech, wrapped: false };
                        self.take_step(step, Motion::NextMatch);
                    }
                    Step::None => {}
                }
            }
        }
    }

    fn first_from_page(&self) -> Step {
        let Some(search) = &self.search else { return Step::None };
        let Some(speech) = self.library.iter().nth(self.open) else { return self.nowhere() };
        search.first_from(self.open, speech, self.readings[self.open].place().offset())
    }

    /// Returns the result of a search in an empty library.
    const fn nowhere(&self) -> Step {
        if self.is_walking() { Step::Unknown } else { Step::None }
    }

    fn await_hits(&mut self, awaiting: Awaiting) {
        if let Some(search) = &mut self.search {
            search.awaiting = Some(awaiting);
        }
    }

    pub(super) fn go_to_hit(&mut self, speech: usize, range: Range<usize>) {
        self.open_speech(speech);
        self.show(&range);
        if let Some(search) = &mut self.search {
            search.go_to(&self.library, speech, range);
        }
    }
}
