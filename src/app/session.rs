//! The session: positions, searches and settings that are restored at the start and saved when they change.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use jiff::Timestamp;
use oratory_core::document::text::Document;

use super::{
    change::Change,
    env::Env,
    library::Library,
    notes::Notes,
    overlays::prompt::Origin,
    panes::{
        Panes,
        jumps::Spot,
        page::View,
        pane::Pane,
        reading::{Place, Reading},
    },
};
use crate::{
    config::{Config, TEXT_WIDTHS},
    effect::Job,
    places::{self, Chosen, INPUT_PREFIX, Kept, MOST_SEARCHES, Places, ReadRanges, Searched, Told},
};

/// The saved session, and what is still to be saved.
#[derive(Debug, Clone, Default)]
pub struct Session {
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
    is_reported: bool,
}

/// The state that a session is saved from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) library: &'a Library,
    pub(crate) panes: &'a Panes,
    pub(crate) notes: &'a Notes,
    /// The state to which a cancelled search leads back.
    pub(crate) origin: Option<&'a Origin>,
    pub(crate) config: &'a Config,
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
const SAVE_ATTEMPTS: usize = 4;

impl Session {
    /// Takes over the saved session, and restores the settings of the screen that keys have changed.
    ///
    /// # Errors
    ///
    /// Returns the reason why the session could not be read.
    pub(crate) fn restore(
        &mut self,
        places: Result<Places, String>,
        view: &mut View,
        config: &Config,
    ) -> Result<(), String> {
        self.is_reported = places.is_err();
        self.places = places?;
        let Chosen { measure, numbers, list, mouse, changed } = self.places.chosen.newer_than(config.edited);
        self.chosen_at = changed;
        let (narrowest, widest) = (*TEXT_WIDTHS.start(), *TEXT_WIDTHS.end());
        view.text_width = measure.map_or(view.text_width, |width| width.clamp(narrowest, widest));
        view.list_shown = list.unwrap_or(view.list_shown);
        view.numbers = numbers.unwrap_or(view.numbers);
        view.mouse = mouse.unwrap_or(view.mouse);
        Ok(())
    }

    /// Returns all searches without duplicates, the last at the end.
    pub(crate) fn searches(&self) -> Vec<&Searched> {
        let mut all: Vec<&Searched> = Vec::new();
        for searched in self.places.searches.iter().chain(&self.made) {
            all.retain(|old| *old != searched);
            all.push(searched);
        }
        all
    }

    /// Returns the last search, which may be from an earlier session.
    pub(crate) fn last_search(&self) -> Option<Searched> {
        self.made.last().or_else(|| self.places.searches.last()).cloned()
    }

    /// Adds a search to the history. The history is as long here as on disk.
    pub(crate) fn add_search(&mut self, searched: Searched) {
        self.made.push(searched);
        let surplus = self.made.len().saturating_sub(MOST_SEARCHES);
        self.made.drain(..surplus);
        self.made_before += surplus;
    }

    /// Returns `true` if an earlier session has reported the bookmarks in this text of the speech.
    pub(crate) fn has_reported(&self, speech: &Document) -> bool {
        self.places.has_told(speech)
    }

    /// Returns the speeches that have a saved position under another path and seem to have moved.
    pub(crate) fn moved_to(&self, library: &Library) -> Vec<usize> {
        self.places.moved_to(library.catalog())
    }

    /// Returns the saved position in a speech.
    pub(crate) fn position_in(&self, speech: &Document) -> Option<&Kept> {
        self.places.of(speech)
    }

    /// Returns the speech that was left open, if it is in the library.
    pub(crate) fn left_open(&self, library: &Library) -> Option<usize> {
        let mut kept = self.places.speeches.iter().rev();
        kept.find_map(|kept| library.find(kept.sha256.as_deref(), &kept.speech, kept.file.as_deref()))
    }

    /// Treats the present state as saved.
    pub(crate) fn mark_saved(&mut self, source: Source<'_>) {
        // Settings that gave way to a newer config.toml are still in the file and must be removed.
        let chosen = self.places.chosen;
        let open = self.left_open(source.library);
        let mut saved = Snapshot { open, chosen, ..self.snapshot(source) };
        saved.speeches.retain(|&index, _| !self.is_saved_for_another_text(index, source));
        self.saved = saved;
    }

    /// Returns `true` if the saved position belongs to another text or, for the open speech, to another file. It is
    /// saved again then, so that both text and file identify it.
    fn is_saved_for_another_text(&self, index: usize, source: Source<'_>) -> bool {
        let Some(speech) = source.library.get(index) else { return false };
        let Some(kept) = self.places.of(speech) else { return false };
        let is_open = index == source.panes.active().open();
        let has_moved = is_open && speech.file().is_some() && kept.file.as_deref() != speech.file();
        has_moved || kept.sha256.as_deref().zip(speech.identity()).is_some_and(|(kept, now)| kept != now)
    }

    /// Records the position in a speech that has just been opened. Later changes are saved.
    pub(crate) fn record_opened(&mut self, index: usize, pane: &Pane) -> Vec<Change> {
        if let Some(reading) = pane.reading(index) {
            let place = (reading.shown_place(), reading.read().clone());
            self.saved.speeches.entry(index).or_insert(place);
        }
        Vec::new()
    }

    /// Records the position in a speech that is about to be evicted. Saving it later would need its text.
    pub(crate) fn record_evicted(&mut self, index: usize, kept: Option<Kept>) {
        if let Some(kept) = kept {
            self.left.insert(index, kept);
        }
    }

    /// Keeps the position of a newly loaded speech marked as saved, if it was saved at `before`. After a reload, the
    /// position is saved again with the new text.
    pub(crate) fn carry_saved(&mut self, index: usize, before: Place, is_reload: bool, source: Source<'_>) {
        let Some(reading) = source.panes.active().reading(index) else { return };
        let saved = self.saved.speeches.get_mut(&index);
        if let Some(saved) = saved.filter(|(place, _)| *place == before) {
            *saved = (reading.shown_place(), reading.read().clone());
        }
        if is_reload || self.is_saved_for_another_text(index, source) {
            self.saved.speeches.remove(&index);
        }
        if is_reload {
            self.mark_changed();
        }
    }

    /// Returns `true` if something may have to be saved. It is `false` while a save is running.
    pub(crate) fn is_due(&self, notes: &Notes) -> bool {
        let bookmarks = notes.bookmarks();
        (self.is_due || bookmarks.has_unseen_report() || bookmarks.has_found()) && self.sent.is_empty()
    }

    /// Records that something may have changed. The changes are computed while the reader is idle, so that no frame
    /// waits for them.
    pub(crate) const fn mark_changed(&mut self) {
        self.failures = 0;
        self.is_due = true;
    }

    /// Saves what has changed since the last save.
    pub(crate) fn save(&mut self, source: Source<'_>) -> Vec<Change> {
        self.is_due = false;
        let now = self.snapshot(source);
        let change = self.change(&now, source);
        if change.is_empty() {
            return Vec::new();
        }
        self.sent.push_back(now);
        vec![Change::job(Job::SavePlaces(Box::new(change)))]
    }

    /// Records the result of a save. A failure is reported once, and the save is tried again.
    pub(crate) fn report_saved(&mut self, result: Result<(), String>, source: Source<'_>) -> Vec<Change> {
        let sent = self.sent.pop_front();
        let mut changes = Vec::new();
        match result {
            Ok(()) => {
                // Speeches opened in the meantime count as saved in their position at that time.
                let mut sent = sent.unwrap_or_default();
                for (index, place) in std::mem::take(&mut self.saved.speeches) {
                    sent.speeches.entry(index).or_insert(place);
                }
                self.saved = sent;
                self.is_reported = false;
                self.failures = 0;
            }
            Err(reason) => {
                self.failures += 1;
                if !std::mem::replace(&mut self.is_reported, true) {
                    changes.push(Change::AddedNotice(reason));
                }
            }
        }
        self.is_due = self.failures < SAVE_ATTEMPTS && self.snapshot(source) != self.saved;
        changes
    }

    fn snapshot(&self, source: Source<'_>) -> Snapshot {
        let open = source.spot().speech;
        let indexes: BTreeSet<usize> = self.saved.speeches.keys().copied().chain([open]).collect();
        let mut speeches = BTreeMap::new();
        for index in indexes {
            if source.is_worth_saving(index)
                && let Some((place, reading)) = source.place(index).zip(source.panes.active().reading(index))
            {
                speeches.insert(index, (place, reading.read().clone()));
            }
        }
        Snapshot {
            open: Some(open),
            chosen: self.chosen(source.panes.view(), source.config),
            speeches,
            searches: self.made_before + self.made.len(),
            told: source.notes.bookmarks().seen_reports().clone(),
        }
    }

    /// Returns the changes since the last save.
    fn change(&self, now: &Snapshot, source: Source<'_>) -> places::Change {
        let saved = &self.saved;
        let moved = now.speeches.iter().filter(|(index, place)| saved.speeches.get(index) != Some(place));
        let mut moved: Vec<usize> = moved.map(|(index, _)| *index).collect();
        if let Some(open) = now.open.filter(|open| saved.open != now.open || moved.contains(open)) {
            moved.retain(|&index| index != open);
            moved.push(open);
        }
        let told = now.told.iter().filter(|(index, text)| saved.told.get(index) != Some(text));
        let told = told.filter_map(|(&index, text)| Some(Told::of(source.library.get(index)?, text)));
        places::Change {
            chosen: now.chosen.since(&saved.chosen),
            speeches: moved.into_iter().filter_map(|index| self.kept(index, now, source)).collect(),
            searches: self.made_after(saved.searches).to_vec(),
            told: told.collect(),
        }
    }

    /// Returns the position in a speech in the form in which it is saved.
    fn kept(&self, index: usize, now: &Snapshot, source: Source<'_>) -> Option<Kept> {
        let (place, read) = now.speeches.get(&index)?;
        let speech = source.library.get(index)?;
        // The position in an evicted text was recorded before its eviction.
        if !speech.is_whole() && speech.text().is_empty() {
            return self.left.get(&index).cloned();
        }
        if !speech.is_whole() && !source.panes.active().reading(index)?.has_moved() {
            // The saved position lies beyond the head.
            return self.position_in(speech).cloned();
        }
        place.is_in(speech).then(|| Kept::new(speech, place.scroll_offset(), place.current(), read.clone()))
    }

    /// Returns the searches made after the first `count`, as far as they are still known.
    fn made_after(&self, count: usize) -> &[Searched] {
        let after = count.saturating_sub(self.made_before);
        &self.made[after.min(self.made.len())..]
    }

    /// Returns what was set by key and differs from the configuration.
    pub(crate) fn chosen(&self, view: &View, config: &Config) -> Chosen {
        let chosen = Chosen {
            measure: Some(view.text_width).filter(|&measure| measure != config.text_width),
            list: Some(view.list_shown).filter(|shown| !shown),
            numbers: Some(view.numbers).filter(|&numbers| numbers != config.numbers),
            mouse: Some(view.mouse).filter(|&mouse| mouse != config.mouse),
            changed: None,
        };
        if chosen.is_empty() { chosen } else { Chosen { changed: self.chosen_at, ..chosen } }
    }

    /// Records the time if a key has changed a setting since it was like `before`.
    pub(crate) fn record_choice(&mut self, before: Chosen, view: &View, env: &Env<'_>) {
        if self.chosen(view, env.config) != before {
            self.chosen_at = Some(env.now);
        }
    }
}

impl Source<'_> {
    /// Returns the reader's position. While a query is being typed, this is the position where it was begun.
    fn spot(self) -> Spot {
        self.origin.map_or_else(|| self.panes.active().spot(), |origin| origin.spot)
    }

    /// Returns the position in a speech. While a query is being typed, this is the position where it was begun.
    fn place(self, index: usize) -> Option<Place> {
        let pane = self.panes.active();
        match self.origin {
            Some(origin) if index == pane.open() => Some(origin.place),
            _ => pane.reading(index).map(Reading::shown_place),
        }
    }

    /// Returns `false` for standard input without a bookmark, because its id never recurs.
    fn is_worth_saving(self, index: usize) -> bool {
        let speech = self.library.get(index);
        let is_input =
            speech.is_some_and(|speech| speech.file().is_none() && speech.id().starts_with(INPUT_PREFIX));
        let mut bookmarks = self.notes.bookmarks().all().iter();
        !is_input || bookmarks.any(|placed| placed.location.document() == Some(index))
    }
}

/// Returns the notice that a save is late. Its result is reported when the disk answers.
pub(crate) fn late(waited: Duration) -> Change {
    Change::AddedNotice(format!("not saved yet: the disk is not responding ({} s)", waited.as_secs()))
}
