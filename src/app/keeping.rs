//! What is kept from session to session: taken up at the start, and handed out to be saved when it has
//! changed.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;

use super::{
    App, column,
    prompt::Prompt,
    reading::{Place, Reading},
};
use crate::{
    action::{Effect, Job},
    config::MEASURES,
    places::{Change, Chosen, INPUT_PREFIX, Kept, MOST_SEARCHES, Places, ReadRanges, Searched, Told},
    text::{library::Library, speech::Speech},
};

/// What is kept, and how far it is saved.
#[derive(Debug, Clone, Default)]
pub struct Keeping {
    /// What was on disk at the start.
    places: Places,
    /// The last searches that were made since, in order.
    made: Vec<Searched>,
    /// How many were made before these.
    made_before: usize,
    /// The time of the last change of a setting by key, as far as it still holds.
    chosen_at: Option<Timestamp>,
    /// What is on disk of the state, as far as is known.
    saved: Snapshot,
    /// The places in the speeches that were put back, since without its text a place cannot be told.
    left: BTreeMap<usize, Kept>,
    /// What is being saved, the oldest first.
    sent: VecDeque<Snapshot>,
    /// Whether there may be more to save since it was last tried.
    is_due: bool,
    /// How often it could not be saved since the reader last did something.
    failures: usize,
    /// Whether the reader has been told that nothing is kept.
    is_told: bool,
}

/// All of the state that is kept, to tell whether it has changed.
#[derive(Debug, Clone, Default, PartialEq)]
struct Snapshot {
    /// The speech that is open; `None` if another one, or none, was left open.
    open: Option<usize>,
    chosen: Chosen,
    /// The place in each speech that has been open, and what has been read of it.
    speeches: BTreeMap<usize, (Place, ReadRanges)>,
    searches: usize,
    /// The speeches of whose bookmarks the reader has seen what became of them, with their texts.
    told: BTreeMap<usize, String>,
}

/// How often it is tried to save, when another program is in the way.
const TRIES: usize = 4;

impl Keeping {
    /// All searches, the last at the end, none twice.
    pub fn searches(&self) -> Vec<&Searched> {
        let mut all: Vec<&Searched> = Vec::new();
        for searched in self.places.searches.iter().chain(&self.made) {
            all.retain(|old| *old != searched);
            all.push(searched);
        }
        all
    }

    /// The search that was made last, also by an earlier session.
    pub(super) fn last_search(&self) -> Option<Searched> {
        self.made.last().or_else(|| self.places.searches.last()).cloned()
    }

    /// Notes a search. No more are kept here than are kept on the disk.
    pub(super) fn note(&mut self, searched: Searched) {
        self.made.push(searched);
        let surplus = self.made.len().saturating_sub(MOST_SEARCHES);
        self.made.drain(..surplus);
        self.made_before += surplus;
    }

    /// Whether an earlier session has told what became of the bookmarks in a speech as it is now.
    pub(super) fn has_told(&self, speech: &Speech) -> bool {
        self.places.has_told(speech)
    }

    /// The speeches of a library that seem to be those in which places were kept, in files that are elsewhere now.
    pub(super) fn moved_to(&self, library: &Library) -> Vec<usize> {
        self.places.moved_to(library)
    }

    /// How many searches have been made.
    const fn count_made(&self) -> usize {
        self.made_before + self.made.len()
    }

    /// The searches that were made after so many, as far as they are kept.
    fn made_after(&self, count: usize) -> &[Searched] {
        let after = count.saturating_sub(self.made_before);
        &self.made[after.min(self.made.len())..]
    }
}

impl App {
    /// Takes up the places that were kept; or why they cannot be read.
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
        let (least, most) = (*MEASURES.start(), *MEASURES.end());
        self.view.measure = measure.map_or(self.view.measure, |measure| measure.clamp(least, most));
        self.view.list_shown = list.unwrap_or(self.view.list_shown);
        self.view.numbers = numbers.unwrap_or(self.view.numbers);
        self.view.mouse = mouse.unwrap_or(self.view.mouse);
        self.settle();
        self.take_for_saved();
    }

    /// Takes up the place that was kept in a speech.
    pub(super) fn restore_place(&mut self, index: usize) {
        let speech = &self.library[index];
        match self.keeping.places.of(speech) {
            Some(kept) => self.readings[index].restore(kept, speech),
            None => self.readings[index].begin(speech),
        }
    }

    /// Opens the speech that was open last, of those that are here.
    pub fn reopen(&mut self) {
        if let Some(open) = self.left_open() {
            self.open = open;
            self.settle();
            self.take_for_saved();
        }
    }

    /// The speech that was open last, of those that are here.
    fn left_open(&self) -> Option<usize> {
        let mut kept = self.keeping.places.speeches.iter().rev();
        kept.find_map(|kept| self.library.find(kept.sha256.as_deref(), &kept.speech, kept.file.as_deref()))
    }

    /// Opens a speech of the library at paragraph `number`, or where it was left.
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

    /// Takes the state as it is for what is on disk.
    pub(super) fn take_for_saved(&mut self) {
        // What gave way to a newer configuration is still in the file, and is to be taken out of it.
        let chosen = self.keeping.places.chosen;
        let mut saved = Snapshot { open: self.left_open(), chosen, ..self.snapshot() };
        saved.speeches.retain(|&index, _| !self.is_kept_in_another_text(index));
        self.keeping.saved = saved;
    }

    /// Returns `true` if the place in a speech was kept in another text than it has now, or if the speech is open and
    /// was in another file. It is saved again then, so that it is found by the text as well as by the file.
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

    /// Has the place in a speech saved anew: its text is another one.
    pub(super) fn save_anew(&mut self, index: usize) {
        self.keeping.saved.speeches.remove(&index);
        self.note_change();
    }

    /// Notes where a speech stands that is about to be opened: what changes from now on is to be saved.
    pub(super) fn note_place(&mut self, index: usize) {
        if let Some(reading) = self.readings.get(index) {
            let place = (reading.place(), reading.read().clone());
            self.keeping.saved.speeches.entry(index).or_insert(place);
        }
    }

    /// Notes the place in a speech whose text is about to be put back.
    pub(super) fn note_before_put_back(&mut self, index: usize) {
        let left = self.readings[index].kept(&self.library[index]);
        self.keeping.left.insert(index, left);
    }

    /// What is saved of a speech is so still, wherever that stands in the text that has come.
    pub(super) fn take_for_saved_in(&mut self, index: usize, was: Place) {
        let Some(reading) = self.readings.get(index) else { return };
        let saved = self.keeping.saved.speeches.get_mut(&index);
        if let Some(saved) = saved.filter(|(place, _)| *place == was) {
            *saved = (reading.place(), reading.read().clone());
        }
        if self.is_kept_in_another_text(index) {
            self.keeping.saved.speeches.remove(&index);
        }
    }

    /// Whether something is to be saved when the reader has come to rest. Nothing more is while something
    /// is being saved.
    pub fn is_keeping_due(&self) -> bool {
        (self.keeping.is_due || self.marks.has_fresh_news() || self.marks.has_settled())
            && self.keeping.sent.is_empty()
    }

    /// Notes that there may be more to save. What there is, is worked out when the reader has come to rest: a frame is not
    /// to wait for it.
    pub(super) const fn note_change(&mut self) {
        self.keeping.failures = 0;
        self.keeping.is_due = true;
    }

    /// The reader has come to rest, and has seen what was said if there was room for it: a prompt leaves little. There
    /// is time to save the places and, where the reader has gone on, to look whether the file is another one: who has
    /// not is not told again.
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

    /// Has all saved that has changed since what is known to be saved.
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

    /// Takes note of what has been saved. That nothing is kept is said once, and tried again for a while.
    pub(super) fn report_kept(&mut self, saved: Result<(), String>) {
        let sent = self.keeping.sent.pop_front();
        match saved {
            Ok(()) => {
                // What has been opened meanwhile is saved as it was then.
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

    /// Says that the disk is late with something; what becomes of it is told when it answers.
    pub(super) fn say_late(&mut self, waited: Duration) {
        let seconds = waited.as_secs();
        self.tell(format!(
            "not saved yet: the disk has not answered for {seconds} seconds; check that it is mounted"
        ));
    }

    /// Where the reader is in a speech; while a query is typed, where that was begun.
    fn kept_place(&self, index: usize) -> Option<Place> {
        match &self.prompt {
            Some(Prompt::Search(prompt)) if index == self.open => Some(prompt.origin.place),
            _ => self.readings.get(index).map(Reading::place),
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

    /// Returns `false` for standard input without a bookmark: nobody comes back to it.
    fn is_worth_saving(&self, index: usize) -> bool {
        let speech = self.library.iter().nth(index);
        let is_input =
            speech.is_some_and(|speech| speech.file().is_none() && speech.id().starts_with(INPUT_PREFIX));
        !is_input || self.marks.all().iter().any(|mark| mark.standing.speech() == Some(index))
    }

    /// What has changed since it was last saved.
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
            // The place in a text that has been put back was noted before that.
            if !speech.is_whole() && speech.text().is_empty() {
                return self.keeping.left.get(&index).cloned();
            }
            if !place.is_in(speech) {
                return None;
            }
            Some(Kept::new(speech, place.anchor(), place.current(), read.clone()))
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
            measure: Some(self.view.measure).filter(|&measure| measure != self.config.measure),
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
