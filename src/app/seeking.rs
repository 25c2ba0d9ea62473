//! Searching, as the app does it: from key to key, through one speech and on to the next.

use std::{ops::Range, sync::Arc};

use super::{
    App,
    finding::{Awaiting, Current, Search, Step},
    prompt::{Origin, Prompt, SearchPrompt},
    reading::Reading,
};
use crate::{
    action::{Action, Context, Effect, Job, Motion},
    text::{counts::Counts, search::Query},
};

const PAST_THE_LAST: &str = "past the last hit: on from the first";

impl App {
    /// Opens the prompt, with all that there is to come back to. Begun in a list, it searches the speech
    /// that is shown.
    pub(super) fn start_search(&mut self) {
        let shown = self.shown();
        let Some(place) = self.readings.get(shown).map(Reading::place) else { return };
        let origin = Origin {
            spot: self.spot(),
            place,
            before: self.before,
            focus: self.view.focus,
            sidebar: self.sidebar.clone(),
        };
        self.enter_text();
        self.prompt = Some(Prompt::Search(SearchPrompt::new(origin, self.search.take())));
    }

    /// Esc in the prompt: all is as it was before.
    pub(super) fn cancel_query(&mut self, prompt: SearchPrompt) {
        let Origin { spot, place, before, focus, sidebar } = prompt.origin;
        self.readings[self.open].return_to(place);
        self.open = spot.speech;
        self.before = before;
        self.view.focus = focus;
        self.sidebar = sidebar;
        self.search = prompt.before;
    }

    /// Changes the query, and searches again from where the search was begun.
    pub(super) fn edit_query(&mut self, edit: impl FnOnce(&mut SearchPrompt)) -> Vec<Effect> {
        let Some(Prompt::Search(prompt)) = &mut self.prompt else { return Vec::new() };
        let typed = (prompt.input.value().to_owned(), prompt.options);
        edit(prompt);
        if typed == (prompt.input.value().to_owned(), prompt.options) {
            return Vec::new();
        }
        prompt.error = None;
        self.readings[self.open].return_to(prompt.origin.place);
        if prompt.input.value().is_empty() {
            self.search = None;
            return Vec::new();
        }
        let query = match Query::new(prompt.input.value(), prompt.options, self.config.manner) {
            Ok(query) => Arc::new(query),
            Err(error) => {
                // The hits of the query before it stay.
                prompt.error = Some(error.to_string());
                self.find_here();
                return Vec::new();
            }
        };
        self.search = Some(Search::new(Arc::clone(&query), self.library.len()));
        self.find_here();
        let count = self.library.len();
        let order = (0..count).map(|step| (self.open + step) % count);
        let speeches = order.map(|index| (index, Arc::clone(&self.library[index]))).collect();
        vec![Effect::Work(Job::Search { query, speeches })]
    }

    /// Enter in the prompt: stay at the hit, or go where there is one.
    pub(super) fn accept_query(&mut self, prompt: SearchPrompt) {
        if prompt.error.is_some() {
            self.prompt = Some(Prompt::Search(prompt));
            return;
        }
        let Some(search) = &mut self.search else {
            self.search = prompt.before;
            return;
        };
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
    }

    /// Takes the hits of one speech, and goes on with what had to wait for them.
    pub(super) fn take_hits(&mut self, query: &Arc<Query>, speech: usize, counts: Counts) {
        let Some(search) = self.search.as_mut().filter(|search| Arc::ptr_eq(&search.query, query)) else {
            return;
        };
        search.take(&self.library, speech, counts);
        self.resume();
    }

    /// n and N, so many times.
    pub(super) fn step_hits(&mut self, motion: Motion, times: usize) {
        let Some(search) = &mut self.search else {
            let key = self.config.keymap.hint(Context::Text, &Action::StartSearch);
            let how = key.map(|(key, _)| format!(": {key} searches")).unwrap_or_default();
            self.notice = Some(format!("nothing has been searched for yet{how}"));
            return;
        };
        search.awaiting = None;
        self.enter_text();
        let Some(search) = &self.search else { return };
        // Beyond a round through all hits the movement repeats itself.
        let tally = search.tally(self.open);
        let rounds = if tally.partial { times } else { times.min(tally.total + times % tally.total.max(1)) };
        for _ in 0..rounds {
            let step = self.step_from_here(motion);
            self.take_step(step, motion);
        }
    }

    /// The next hit as seen from the current one, or from the page if that is no longer in view.
    fn step_from_here(&self, motion: Motion) -> Step {
        let Some(search) = &self.search else { return Step::None };
        let view = self.readings[self.open].in_view();
        let current = search.current().filter(|Current { speech, range, .. }| {
            *speech == self.open && range.start < view.end && range.end > view.start
        });
        let (library, open) = (&self.library, self.open);
        match (motion, current) {
            (Motion::PreviousHit, Some(Current { range, .. })) => search.previous(library, open, range.start),
            (Motion::PreviousHit, None) => search.previous(library, open, view.start),
            (_, Some(Current { range, .. })) => search.next(library, open, range.start),
            (_, None) => match search.first_from(open, &library[open], view.start) {
                // There is none from the page on: the next is in another speech.
                Step::Hit { range, .. } if range.start < view.start => {
                    search.next(library, open, library[open].text().len())
                }
                Step::None => search.next(library, open, view.start),
                found => found,
            },
        }
    }

    fn take_step(&mut self, step: Step, motion: Motion) {
        match step {
            Step::Hit { speech, range, wrapped } => {
                if wrapped {
                    self.notice = Some(match motion {
                        Motion::PreviousHit => "before the first hit: on from the last".to_owned(),
                        _ => PAST_THE_LAST.to_owned(),
                    });
                } else if speech != self.open {
                    self.notice = Some(format!("on in {}", self.library[speech].details().title));
                }
                self.go_to_hit(speech, range);
            }
            Step::Unknown => {
                let awaiting =
                    if motion == Motion::PreviousHit { Awaiting::Previous } else { Awaiting::Next };
                self.await_hits(awaiting);
                self.notice = Some("still searching".to_owned());
            }
            // That nothing is found stands in the counts.
            Step::None => {}
        }
    }

    /// Goes on with what had to wait for hits, if they are in now.
    fn resume(&mut self) {
        let Some(awaiting) = self.search.as_mut().and_then(|search| search.awaiting.take()) else { return };
        match awaiting {
            Awaiting::Here => self.find_here(),
            Awaiting::Anywhere => self.find_anywhere(),
            Awaiting::Next => self.step_hits(Motion::NextHit, 1),
            Awaiting::Previous => self.step_hits(Motion::PreviousHit, 1),
        }
    }

    /// The first hit from the page on, in this speech alone.
    fn find_here(&mut self) {
        match self.first_from_page() {
            Step::Hit { speech, range, .. } => self.go_to_hit(speech, range),
            Step::Unknown => self.await_hits(Awaiting::Here),
            Step::None => {}
        }
    }

    /// The first hit from the page on, or else the first in a speech after this one.
    fn find_anywhere(&mut self) {
        match self.first_from_page() {
            Step::Hit { speech, range, .. } => self.go_to_hit(speech, range),
            Step::Unknown => self.await_hits(Awaiting::Anywhere),
            Step::None => {
                let start = self.readings[self.open].in_view().start;
                let next = self
                    .search
                    .as_ref()
                    .map_or(Step::None, |search| search.next(&self.library, self.open, start));
                match next {
                    Step::Unknown => self.await_hits(Awaiting::Anywhere),
                    // Nothing has been passed on the way, so there is nothing to say but where it is.
                    Step::Hit { speech, range, .. } => {
                        self.take_step(Step::Hit { speech, range, wrapped: false }, Motion::NextHit);
                    }
                    Step::None => {}
                }
            }
        }
    }

    fn first_from_page(&self) -> Step {
        let Some(search) = &self.search else { return Step::None };
        let speech = &self.library[self.open];
        search.first_from(self.open, speech, self.readings[self.open].place().offset())
    }

    fn await_hits(&mut self, awaiting: Awaiting) {
        if let Some(search) = &mut self.search {
            search.awaiting = Some(awaiting);
        }
    }

    fn go_to_hit(&mut self, speech: usize, range: Range<usize>) {
        self.open_speech(speech);
        self.show(&range);
        if let Some(search) = &mut self.search {
            search.go_to(&self.library, speech, range);
        }
    }
}
