//! What is kept from session to session: taken up at the start, and handed out to be saved when it has
//! changed.

use std::sync::Arc;

use super::{App, column, reading::Place};
use crate::{
    action::{Effect, Job},
    places::{Change, Chosen, Kept, Places, Searched},
    text::speech::Speech,
};

/// What is kept, and how far it is saved.
#[derive(Debug, Clone, Default)]
pub struct Keeping {
    /// What was on disk at the start.
    places: Places,
    /// The searches that were made since, in order.
    made: Vec<Searched>,
    /// What is on disk of the state, as far as is known.
    saved: Snapshot,
    /// What is being saved.
    sent: Snapshot,
    /// Whether there is more to save since it was last tried.
    is_due: bool,
    /// Whether the reader has been told that nothing is kept.
    is_told: bool,
}

/// All of the state that is kept, to tell whether it has changed.
#[derive(Debug, Clone, Default, PartialEq)]
struct Snapshot {
    /// The speech that is open; `None` if another one, or none, was left open.
    open: Option<usize>,
    chosen: Chosen,
    speeches: Vec<(Place, usize)>,
    searches: usize,
}

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

    /// Notes a search.
    pub(super) fn note(&mut self, searched: Searched) {
        self.made.push(searched);
    }
}

impl App {
    /// Takes up the places that were kept; or why they cannot be read.
    pub fn restore(&mut self, places: Result<Places, String>) {
        match places {
            Ok(places) => self.keeping.places = places,
            Err(reason) => {
                self.notice = Some(reason);
                self.keeping.is_told = true;
            }
        }
        for (reading, speech) in self.readings.iter_mut().zip(self.library.iter()) {
            if let Some(kept) = self.keeping.places.of(speech.id()) {
                reading.restore(kept.anchor(speech), kept.current(speech), kept.furthest(speech));
            }
        }
        let Chosen { measure, numbers, list, mouse } = self.keeping.places.chosen;
        self.view.measure = measure.unwrap_or(self.view.measure);
        self.view.list_shown = list.unwrap_or(self.view.list_shown);
        self.view.numbers = numbers.unwrap_or(self.view.numbers);
        self.view.mouse = mouse.unwrap_or(self.view.mouse);
        self.settle();
        self.take_for_saved();
    }

    /// Opens the speech that was open last, of those that are here.
    pub fn reopen(&mut self) {
        let mut kept = self.keeping.places.speeches.iter().rev();
        if let Some(open) = kept.find_map(|kept| self.library.find(&kept.speech)) {
            self.open = open;
            self.settle();
            self.take_for_saved();
        }
    }

    /// Opens a speech of the library at paragraph `number`.
    pub fn open_at(&mut self, speech: &Arc<Speech>, number: usize) {
        let Some(index) = self.library.iter().position(|other| other.id() == speech.id()) else { return };
        self.open = index;
        let page = self.page();
        self.readings[index].go_to_paragraph(number, column(speech, page));
        self.settle();
        self.look_what_changed();
    }

    /// Takes the state as it is for what is on disk.
    pub(super) fn take_for_saved(&mut self) {
        let last = self.keeping.places.speeches.last().and_then(|kept| self.library.find(&kept.speech));
        self.keeping.saved = Snapshot { open: last, ..self.snapshot() };
    }

    /// Whether something is to be saved when the reader has come to rest.
    pub const fn is_keeping_due(&self) -> bool {
        self.keeping.is_due
    }

    /// Notes whether there is more to save.
    pub(super) fn look_what_changed(&mut self) {
        self.keeping.is_due = self.snapshot() != self.keeping.saved;
    }

    /// Has all saved that has changed.
    pub(super) fn keep_places(&mut self) -> Vec<Effect> {
        self.keeping.is_due = false;
        let now = self.snapshot();
        let change = self.change(&now);
        if change.is_empty() {
            return Vec::new();
        }
        self.keeping.sent = now;
        vec![Effect::Work(Job::SavePlaces(Box::new(change)))]
    }

    /// Takes note of what has been saved. That nothing is kept is said once.
    pub(super) fn report_kept(&mut self, saved: Result<(), String>) {
        match saved {
            Ok(()) => {
                self.keeping.saved = std::mem::take(&mut self.keeping.sent);
                self.keeping.is_told = false;
            }
            Err(reason) if !self.keeping.is_told => {
                self.notice = Some(reason);
                self.keeping.is_told = true;
            }
            Err(_) => {}
        }
    }

    fn snapshot(&self) -> Snapshot {
        let speeches = self.readings.iter().map(|reading| (reading.place(), reading.furthest()));
        Snapshot {
            open: Some(self.open),
            chosen: self.chosen(),
            speeches: speeches.collect(),
            searches: self.keeping.made.len(),
        }
    }

    /// What has changed since it was last saved.
    fn change(&self, now: &Snapshot) -> Change {
        let saved = &self.keeping.saved;
        let has_moved = |&index: &usize| saved.speeches.get(index) != now.speeches.get(index);
        let mut moved: Vec<usize> = (0..self.readings.len()).filter(has_moved).collect();
        if saved.open != now.open || moved.contains(&self.open) {
            moved.retain(|&index| index != self.open);
            moved.push(self.open);
        }
        let kept = |index: usize| {
            let reading = self.readings.get(index)?;
            let speech = &self.library[index];
            Some(Kept::new(speech, reading.anchor(), reading.current(), reading.furthest()))
        };
        Change {
            chosen: (saved.chosen != now.chosen).then_some(now.chosen),
            speeches: moved.into_iter().filter_map(kept).collect(),
            searches: self.keeping.made[saved.searches.min(now.searches)..].to_vec(),
        }
    }

    /// What the reader has set by key, so far as it is not as the configuration has it.
    fn chosen(&self) -> Chosen {
        Chosen {
            measure: Some(self.view.measure).filter(|&measure| measure != self.config.measure),
            list: Some(self.view.list_shown).filter(|shown| !shown),
            numbers: Some(self.view.numbers).filter(|&numbers| numbers != self.config.numbers),
            mouse: Some(self.view.mouse).filter(|&mouse| mouse != self.config.mouse),
        }
    }
}
