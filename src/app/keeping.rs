//! The session: positions, searches and settings that are restored at the start and saved when they change.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use oratory_core::document::{library::Library, speech::Speech};

use super::{
    App, column,
    prompt::Prompt,
    reading::{Place, Reading},
};
use crate::{
    config::TEXT_WIDTHS,
    effect::{Effect, Job},
    places::{Change, Chosen, INPUT_PREFIX, Kept, MOST_SEARCHES, Places, ReadRanges, Searched, Told},
};

/// The saved session, and what is still to be saved.
#[derive(Debug, Clone, Default)]
pub struct Keeping {
    /// The session as it was on disk at the start.
    places: Places,
    /// The last searches made since the start, in order.
    made: Vec<Searched>,
    /// Number of searches made before those in `made`.
    made_before: usize,
    /// The time at which a key last changed a setting, while that setting still applies.
    chosen_at: Option<Timestamp>,
    /// The state on disk, as far as it is known.
    saved: Snapshot,
    /// Positions in evicted speeches, taken while their text was still loaded.
    left: BTreeMap<usize, Kept>,
    /// The states being saved, the oldest first.
    sent: VecDeque<Snapshot>,
    /// `true` if something may have changed since the last attempt to save.
    is_due: bool,
    /// Failed attempts to save since the last action of the reader.
    failures: usize,
    /// `true` if the reader has been notified that the session is not saved.
    is_told: bool,
}

/// The state that is saved. A comparison tells whether it has changed.
#[derive(Debug, Clone, Default, PartialEq)]
struct Snapshot {
    /// The open speech, or `None` if it is not the one that was left open.
    open: Option<usize>,
    chosen: Chosen,
    /// The position in each opened speech, and the parts of it that have been read.
    speeches: BTreeMap<usize, (Place, ReadRanges)>,
    searches: usize,
    /// The speeches whose bookmark report the reader has seen, with the SHA-256 of their text.
    told: BTreeMap<usize, String>,
}

/// Attempts to save the session, in case another program holds the lock.
const TRIES: usize = 4;

impl Keeping {
    /// Returns all searches without duplicates, the last at the end.
    pub fn searches(&self) -> Vec<&Searched> {
        let mut all: Vec<&Searched> = Vec::new();
        for searched in self.places.searches.iter().chain(&self.made) {
            all.retain(|old| *old != searched);
            all.push(searched);
        }
        all
    }

    /// Returns the last search, which may be from an earlier session.
    pub(super) fn last_search(&self) -> Option<Searched> {
        self.made.last().or_else(|| self.places.searches.last()).cloned()
    }

    /// Adds a search to the history. The history is as long here as on disk.
    pub(super) fn note(&mut self, searched: Searched) {
        self.made.push(searched);
        let surplus = self.made.len().saturating_sub(MOST_SEARCHES);
        self.made.drain(..surplus);
        self.made_before += surplus;
    }

    /// Returns `true` if an earlier session has reported the bookmarks in this text of the speech.
    pub(super) fn has_told(&self, speech: &Speech) -> bool {
        self.places.has_told(speech)
    }

    /// Returns the saved position in a speech.
    pub(super) fn kept(&self, speech: &Speech) -> Option<&Kept> {
        self.places.of(speech)
    }

    /// Returns the speeches that have a saved position under another path and seem to have moved.
    pub(super) fn moved_to(&self, library: &Library) -> Vec<usize> {
        self.places.moved_to(library)
    }

    /// Returns the number of searches made so far.
    const fn count_made(&self) -> usize {
        self.made_before + self.made.len()
    }

    /// Returns the searches made after the first `count`, as far as they are still known.
    fn made_after(&self, count: usize) -> &[Searched] {
        let after = count.saturating_sub(self.made_before);
        &self.made[after.min(self.made.len())..]
    }
}

impl App {
    /// Restores the saved session, or reports why it cannot be read.
    pub fn restore(&mut self, places: Result<Places, String>) {
        match places {
            Ok(places) => self.keeping.places = places,
            Err(reason) => {
                self.tell(reason);
                self.keeping.is_told = true;
            }
        }
        for index in 0..self.library.len() {
            self.restore_place(index);
        }
        let Chosen { measure, numbers, list, mouse, changed } =
            self.keeping.places.chosen.newer_than(self.config.edited);
        self.keeping.chosen_at = changed;
        let (least, most) = (*TEXT_WIDTHS.start(), *TEXT_WIDTHS.end());
        self.view.measure = measure.map_or(self.view.measure, |measure| measure.clamp(least, most));
        self.view.list_shown = list.unwrap_or(self.view.list_shown);
        self.view.numbers = numbers.unwrap_or(self.view.numbers);
        self.view.mouse = mouse.unwrap_or(self.view.mouse);
        self.settle();
        self.take_for_saved();
    }

    /// Restores the saved position in a speech. In the head of a text, only a position in that head.
    pub(super) fn restore_place(&mut self, index: usize) {
        let speech = &self.library[index];
        match self.keeping.places.of(speech) {
            Some(kept) if speech.is_whole() || kept.stands_in(speech) => {
                self.readings[index].restore(kept, speech);
            }
            _ => self.readings[index].begin(speech),
        }
    }

    /// Opens the speech that was left open, if it is in the library.
    pub fn reopen(&mut self) {
        if let Some(open) = self.left_open() {
            self.open = open;
            self.settle();
            self.take_for_saved();
        }
    }

    /// Returns the speech that was left open, if it is in the library.
    fn left_open(&self) -> Option<usize> {
        let mut kept = self.keeping.places.speeches.iter().rev();
        kept.find_map(|kept| self.library.find(kept.sha256.as_deref(), &kept.speech, kept.file.as_deref()))
    }

    /// Opens a speech at paragraph `number`, or at its saved position.
    pub fn open_at(&mut self, speech: &Arc<Speech>, number: Option<usize>) {
        let Some(index) = self.library.iter().position(|other| Arc::ptr_eq(other, speech)) else { return };
        self.open = index;
        if let Some(number) = number {
            let page = self.page();
            self.readings[index].go_to_paragraph(number, column(speech, page));
        }
        self.settle();
        self.note_change();
    }

    /// Treats the present state as saved.
    pub(super) fn take_for_saved(&mut self) {
        // Settings that gave way to a newer config.toml are still in the file and must be removed.
        let chosen = self.keeping.places.chosen;
        let mut saved = Snapshot { open: self.left_open(), chosen, ..self.snapshot() };
        saved.speeches.retain(|&index, _| !self.is_kept_in_another_text(index));
        self.keeping.saved = saved;
    }

    /// Returns `true` if the saved position belongs to another text or, for the open speech, to another file.
    /// It is saved again then, so that both text and file identify it.
    fn is_kept_in_another_text(&self, index: usize) -> bool {
        let speech = self.library.iter().nth(index);
        let texts = speech.and_then(|speech| {
            let kept = self.keeping.places.of(speech)?;
            let has_moved =
                index == self.open && speech.file().is_some() && kept.file.as_deref() != speech.file();
            Some(
                has_moved
                    || kept.sha256.as_deref().zip(speech.identity()).is_some_and(|(kept, now)| kept != now),
            )
        });
        texts.unwrap_or(false)
    }

    /// Marks the position in a speech as unsaved, because its text has changed.
    pub(super) fn save_anew(&mut self, index: usize) {
        self.keeping.saved.speeches.remove(&index);
        self.note_change();
    }

    /// Records the position in a speech that is about to be opened. Later changes are saved.
    pub(super) fn note_place(&mut self, index: usize) {
        if let Some(reading) = self.readings.get(index) {
            let place = (reading.shown_place(), reading.read().clone());
            self.keeping.saved.speeches.entry(index).or_insert(place);
        }
    }

    /// Records the position in a speech that is about to be evicted.
    pub(super) fn note_before_put_back(&mut self, index: usize) {
        let left = self.readings[index].kept(&self.library[index]);
        self.keeping.left.insert(index, left);
    }

    /// Keeps the position of a newly loaded speech marked as saved, if it was saved before.
    pub(super) fn take_for_saved_in(&mut self, index: usize, was: Place) {
        let Some(reading) = self.readings.get(index) else { return };
        let saved = self.keeping.saved.speeches.get_mut(&index);
        if let Some(saved) = saved.filter(|(place, _)| *place == was) {
            *saved = (reading.shown_place(), reading.read().clone());
        }
        if self.is_kept_in_another_text(index) {
            self.keeping.saved.speeches.remove(&index);
        }
    }

    /// Returns `true` if something must be saved at rest. It is `false` while a save is running.
    pub fn is_keeping_due(&self) -> bool {
        (self.keeping.is_due || self.marks.has_fresh_news() || self.marks.has_settled())
            && self.keeping.sent.is_empty()
    }

    /// Notes that something may have changed. The changes are computed at rest, so that no frame waits for
    /// them.
    pub(super) const fn note_change(&mut self) {
        self.keeping.failures = 0;
        self.keeping.is_due = true;
    }

    /// Saves the session while the reader is idle, and checks the file of the open speech for changes.
    /// Notices count as seen now, unless a prompt has covered them.
    pub(super) fn rest(&mut self) -> Vec<Effect> {
        if self.prompt.is_none() {
            self.marks.note_seen();
        } else {
            self.marks.note_unseen();
        }
        let mut effects = self.keep_places();
        if self.marks.has_settled() {
            effects.extend(self.save_again());
        }
        if !effects.is_empty() {
            effects.extend(self.look_at_file());
        }
        effects
    }

    /// Saves what has changed since the last save.
    pub(super) fn keep_places(&mut self) -> Vec<Effect> {
        self.keeping.is_due = false;
        let now = self.snapshot();
        let change = self.change(&now);
        if change.is_empty() {
            return Vec::new();
        }
        self.keeping.sent.push_back(now);
        vec![Effect::Work(Job::SavePlaces(Box::new(change)))]
    }

    /// Records the result of a save. A failure is reported once, and the save is tried again.
    pub(super) fn report_kept(&mut self, saved: Result<(), String>) {
        let sent = self.keeping.sent.pop_front();
        match saved {
            Ok(()) => {
                // Speeches opened in the meantime count as saved in their position at that time.
                let mut sent = sent.unwrap_or_default();
                for (index, place) in std::mem::take(&mut self.keeping.saved.speeches) {
                    sent.speeches.entry(index).or_insert(place);
                }
                self.keeping.saved = sent;
                self.keeping.is_told = false;
                self.keeping.failures = 0;
            }
            Err(reason) => {
                self.keeping.failures += 1;
                if !std::mem::replace(&mut self.keeping.is_told, true) {
                    self.tell(reason);
                }
            }
        }
        self.keeping.is_due = self.keeping.failures < TRIES && self.snapshot() != self.keeping.saved;
    }

    /// Reports that a save is late. Its result is reported when the disk answers.
    pub(super) fn say_late(&mut self, waited: Duration) {
        let seconds = waited.as_secs();
        self.tell(format!("not saved yet: the disk is not responding ({seconds} s)"));
    }

    /// Returns the position in a speech. While a query is being typed, this is the position where it was
    /// begun.
    fn kept_place(&self, index: usize) -> Option<Place> {
        match &self.prompt {
            Some(Prompt::Search(prompt)) if index == self.open => Some(prompt.origin.place),
            _ => self.readings.get(index).map(Reading::shown_place),
        }
    }

    fn snapshot(&self) -> Snapshot {
        let open = self.spot().speech;
        let indexes: BTreeSet<usize> = self.keeping.saved.speeches.keys().copied().chain([open]).collect();
        let place =
            |index: usize| Some((index, (self.kept_place(index)?, self.readings.get(index)?.read().clone())));
        Snapshot {
            open: Some(open),
            chosen: self.chosen(),
            speeches: indexes
                .into_iter()
                .filter(|&index| self.is_worth_saving(index))
                .filter_map(place)
                .collect(),
            searches: self.keeping.count_made(),
            told: self.marks.seen().clone(),
        }
    }

    /// Returns `false` for standard input without a bookmark, because its id never recurs.
    fn is_worth_saving(&self, index: usize) -> bool {
        let speech = self.library.iter().nth(index);
        let is_input =
            speech.is_some_and(|speech| speech.file().is_none() && speech.id().starts_with(INPUT_PREFIX));
        !is_input || self.marks.all().iter().any(|mark| mark.location.document() == Some(index))
    }

    /// Returns the changes since the last save.
    fn change(&self, now: &Snapshot) -> Change {
        let saved = &self.keeping.saved;
        let moved = now.speeches.iter().filter(|(index, place)| saved.speeches.get(index) != Some(place));
        let mut moved: Vec<usize> = moved.map(|(index, _)| *index).collect();
        if let Some(open) = now.open.filter(|open| saved.open != now.open || moved.contains(open)) {
            moved.retain(|&index| index != open);
            moved.push(open);
        }
        let kept = |index: usize| {
            let (place, read) = now.speeches.get(&index)?;
            let speech = self.library.iter().nth(index)?;
            // The position in an evicted text was recorded before its eviction.
            if !speech.is_whole() && speech.text().is_empty() {
                return self.keeping.left.get(&index).cloned();
            }
            if !place.is_in(speech) {
                return None;
            }
            if !speech.is_whole() && !self.readings.get(index)?.has_moved() {
                // The saved position lies beyond the head.
                return self.keeping.kept(speech).cloned();
            }
            Some(Kept::new(speech, place.scroll_offset(), place.current(), read.clone()))
        };
        let told = now.told.iter().filter(|(index, text)| saved.told.get(index) != Some(text));
        let told = told.filter_map(|(&index, text)| Some(Told::of(self.library.iter().nth(index)?, text)));
        Change {
            chosen: now.chosen.since(&saved.chosen),
            speeches: moved.into_iter().filter_map(kept).collect(),
            searches: self.keeping.made_after(saved.searches).to_vec(),
            told: told.collect(),
        }
    }

    /// Returns what was set by key and differs from the configuration.
    pub(super) fn chosen(&self) -> Chosen {
        let chosen = Chosen {
            measure: Some(self.view.measure).filter(|&measure| measure != self.config.text_width),
            list: Some(self.view.list_shown).filter(|shown| !shown),
            numbers: Some(self.view.numbers).filter(|&numbers| numbers != self.config.numbers),
            mouse: Some(self.view.mouse).filter(|&mouse| mouse != self.config.mouse),
            changed: None,
        };
        if chosen.is_empty() { chosen } else { Chosen { changed: self.keeping.chosen_at, ..chosen } }
    }

    /// Notes the time if a key has changed a setting since it was like `before`.
    pub(super) fn note_chosen(&mut self, before: Chosen, now: Timestamp) {
        if self.chosen() != before {
            self.keeping.chosen_at = Some(now);
        }
    }
}
