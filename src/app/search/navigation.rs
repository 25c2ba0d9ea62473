//! Going to matches: the first one at or after the top of the page, the next, the previous, and on to other speeches.

use std::ops::Range;

use oratory_core::{Document, MatchIndex};

use super::{
    Search,
    matches::{ActiveSearch, Current, PendingMove, Skip, Step},
    notices::{PAST_THE_LAST, STILL_SEARCHING, continued, wrapped_around},
    origin::SearchOrigin,
};
use crate::{
    app::{change::Change, library::Library},
    catalog::DocumentId,
    command::Motion,
};

impl Search {
    /// Accepts the query that was typed: stays at the match, or goes to the first one after `start`.
    pub(crate) fn accept(&mut self, start: usize, library: &Library, from: &SearchOrigin) -> Vec<Change> {
        match self.active.as_ref().and_then(ActiveSearch::current) {
            None => self.find_anywhere(library, from),
            Some(Current { range, .. }) if range.start < start => vec![Change::notice(PAST_THE_LAST)],
            Some(_) => Vec::new(),
        }
    }

    /// Resumes the movement that waits for matches, if they are known now.
    pub(crate) fn resume(&mut self, library: &Library, from: &SearchOrigin) -> Vec<Change> {
        let pending = self.active.as_mut().and_then(|active| active.pending.take());
        let mut changes = match pending {
            None => return Vec::new(),
            Some(PendingMove::Here) => self.find_here(library, from),
            Some(PendingMove::Anywhere) => self.find_anywhere(library, from),
            Some(PendingMove::Step(motion, times)) => {
                vec![Change::EnterText, Change::StepMatches(motion, times)]
            }
            Some(pending) => self.go_to_numbered(pending, library, from),
        };
        changes.insert(0, Change::OutdatedNotice(STILL_SEARCHING));
        changes
    }

    /// Goes to the next or previous match, `times` times. Resumes a search that was stopped.
    pub(crate) fn step(
        &mut self,
        motion: Motion,
        times: usize,
        library: &Library,
        from: &SearchOrigin,
    ) -> Vec<Change> {
        let Some(active) = &mut self.active else { return Vec::new() };
        active.pending = None;
        let was_stopped = std::mem::take(&mut active.is_stopped);
        let rest = if was_stopped { self.search_rest(library, from.speech) } else { Vec::new() };
        let step = self.step_from(motion, library, from);
        let mut changes = match &step {
            Step::Unknown => self.await_step(motion, times),
            Step::None => Vec::new(),
            Step::Match { speech, .. } | Step::Elsewhere { speech, .. } => {
                let speech = *speech;
                let mut changes = self.take_step(step, motion, library, from.speech);
                if times > 1 {
                    changes.extend(self.skip(motion, times - 1, library, speech));
                }
                changes
            }
        };
        changes.extend(rest);
        changes
    }

    /// Finds the next match from the current one, or from the page if that is not in view.
    fn step_from(&self, motion: Motion, library: &Library, from: &SearchOrigin) -> Step {
        let Some(active) = &self.active else { return Step::None };
        let SearchOrigin { speech: open, view, .. } = from;
        let Some(entry) = library.get(*open) else { return step_in_empty_library(library) };
        let current = active.current().filter(|Current { speech, range, .. }| {
            speech == open && range.start < view.end && range.end > view.start
        });
        let (order, open) = (&*active.sequence(library), *open);
        let start = current.map_or(view.start, |current| current.range.start);
        if motion == Motion::PreviousMatch {
            return active.previous(library, order, open, start);
        }
        if current.is_some() {
            return active.next(library, order, open, start);
        }
        match active.first_from(open, entry, start) {
            // There is none at or after the top of the page. The next match is in another speech.
            Step::Match { range, .. } if range.start < start => active.next(library, order, open, usize::MAX),
            Step::None => active.next(library, order, open, start),
            found => found,
        }
    }

    /// Goes to the result of a step from the speech `open`.
    fn take_step(&mut self, step: Step, motion: Motion, library: &Library, open: DocumentId) -> Vec<Change> {
        let (speech, wrapped, further) = match step {
            Step::Match { speech, range, wrapped } => (speech, wrapped, self.go_to(library, speech, range)),
            Step::Elsewhere { speech, wrapped } => {
                let is_back = motion == Motion::PreviousMatch;
                self.wait_for(if is_back { PendingMove::Last } else { PendingMove::First });
                (speech, wrapped, Change::Open(speech))
            }
            // The counts show that nothing was found.
            Step::Unknown | Step::None => return Vec::new(),
        };
        let notice = if wrapped {
            Some(wrapped_around(motion))
        } else {
            (speech != open).then(|| continued(speech, library))
        };
        notice.into_iter().chain([further]).collect()
    }

    /// Goes `steps` matches further from the current one in the speech `open`, using the counts alone.
    fn skip(&mut self, motion: Motion, steps: usize, library: &Library, open: DocumentId) -> Vec<Change> {
        let Some(active) = &self.active else { return Vec::new() };
        let number = match active.pending {
            None => active.current().and_then(Current::number),
            Some(PendingMove::First) => Some(0),
            Some(PendingMove::Last) => {
                active.match_index(open).and_then(|index| index.total().checked_sub(1))
            }
            Some(_) => return Vec::new(),
        };
        let Some(number) = number else { return self.await_step(motion, steps) };
        let is_back = motion == Motion::PreviousMatch;
        let skip = active.skip(&active.sequence(library), (open, number), steps, is_back);
        let Some(Skip { speech, number, wrapped, stopped_early }) = skip else { return Vec::new() };
        let text = library.whole(speech);
        let step = match text {
            Some(text) => {
                let index = active.match_index(speech);
                match index.and_then(|index| nth(index, active, text, number)) {
                    Some(range) => Step::Match { speech, range, wrapped },
                    None => return Vec::new(),
                }
            }
            None => Step::Elsewhere { speech, wrapped },
        };
        let mut changes = self.take_step(step, motion, library, open);
        if text.is_none() {
            self.wait_for(PendingMove::Number(number));
        }
        if stopped_early {
            changes.extend(self.await_step(motion, 1));
        }
        changes
    }

    /// Goes to the first, last or numbered match of the open speech, once its text is loaded.
    fn go_to_numbered(
        &mut self,
        pending: PendingMove,
        library: &Library,
        from: &SearchOrigin,
    ) -> Vec<Change> {
        let speech = from.speech;
        let Some(text) = library.whole(speech) else {
            return self.wait_for(pending);
        };
        let Some(active) = &self.active else { return Vec::new() };
        let found = active.match_index(speech).and_then(|index| match pending {
            PendingMove::Last => index.previous(&active.query, text, usize::MAX),
            PendingMove::Number(number) => nth(index, active, text, number),
            _ => index.next(&active.query, text, 0),
        });
        found.map(|range| self.go_to(library, speech, range)).into_iter().collect()
    }

    /// Finds the first match at or after the top of the page in the open speech.
    pub(super) fn find_here(&mut self, library: &Library, from: &SearchOrigin) -> Vec<Change> {
        match self.first_from(library, from) {
            Step::Match { speech, range, .. } => vec![self.go_to(library, speech, range)],
            Step::Unknown => self.wait_for(PendingMove::Here),
            Step::Elsewhere { .. } | Step::None => Vec::new(),
        }
    }

    /// Finds the first match at or after the top of the page, in this speech or a later one.
    fn find_anywhere(&mut self, library: &Library, from: &SearchOrigin) -> Vec<Change> {
        match self.first_from(library, from) {
            Step::Match { speech, range, .. } => return vec![self.go_to(library, speech, range)],
            Step::Unknown => return self.wait_for(PendingMove::Anywhere),
            Step::Elsewhere { .. } | Step::None => {}
        }
        let Some(active) = &self.active else { return Vec::new() };
        let step = match active.next(library, &active.sequence(library), from.speech, from.view.start) {
            Step::Unknown => return self.wait_for(PendingMove::Anywhere),
            // No match is skipped, so no notice about wrapping is needed.
            Step::Match { speech, range, .. } => Step::Match { speech, range, wrapped: false },
            Step::Elsewhere { speech, .. } => Step::Elsewhere { speech, wrapped: false },
            // A text that is still to be found in a folder may have one.
            Step::None if library.is_walking() => return self.wait_for(PendingMove::Anywhere),
            Step::None => Step::None,
        };
        self.take_step(step, Motion::NextMatch, library, from.speech)
    }

    fn first_from(&self, library: &Library, from: &SearchOrigin) -> Step {
        let Some(active) = &self.active else { return Step::None };
        match library.get(from.speech) {
            Some(text) => active.first_from(from.speech, text, from.offset),
            None => step_in_empty_library(library),
        }
    }

    /// Makes a match the current one and shows it.
    pub(super) fn go_to(&mut self, library: &Library, speech: DocumentId, range: Range<usize>) -> Change {
        if let Some(active) = &mut self.active {
            active.go_to(library, speech, range.clone());
        }
        Change::GoTo { speech, range }
    }

    fn wait_for(&mut self, pending: PendingMove) -> Vec<Change> {
        if let Some(active) = &mut self.active {
            active.pending = Some(pending);
        }
        Vec::new()
    }

    /// Delays a movement until more matches are known.
    fn await_step(&mut self, motion: Motion, times: usize) -> Vec<Change> {
        self.wait_for(PendingMove::Step(motion, times));
        vec![Change::notice(STILL_SEARCHING)]
    }
}

/// Returns the result of a search in an empty library.
const fn step_in_empty_library(library: &Library) -> Step {
    if library.is_walking() { Step::Unknown } else { Step::None }
}

/// Returns the match with this number in a text, from 0.
fn nth(index: &MatchIndex, active: &ActiveSearch, text: &Document, number: usize) -> Option<Range<usize>> {
    let (first, matches) = index.around(&active.query, text, number);
    matches.get(number.checked_sub(first)?).cloned()
}
