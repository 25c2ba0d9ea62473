//! The session: positions, searches and settings that are restored at the start and saved when they change.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use jiff::Timestamp;
use oratory_core::{Options, Shift};

use super::{
    change::Change,
    env::Env,
    library::Library,
    notes::Notes,
    overlays::{Overlays, prompt::Origin},
    panes::{Panes, jumps::ReaderPosition, page::View, pane::Pane, position::Position, reading::Reading},
    study::Study,
};
use crate::{
    catalog::{DocumentId, Entry},
    config::{Config, TEXT_WIDTHS},
    effect::Job,
    session::{
        INPUT_PREFIX, MAX_SEARCHES, Overrides, ReadRanges, ReportedText, SavedPairing, SavedPosition,
        SavedSearch, SavedSession, SessionChange,
    },
};

/// The saved session, and what is still to be saved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Session {
    /// The session as it was on disk at the start.
    loaded: SavedSession,
    /// The last searches made since the start, in order.
    made: Vec<SavedSearch>,
    /// The pairings that were shifted since the start, in order.
    shifted: Vec<SavedPairing>,
    /// Number of searches made before those in `made`.
    made_before: usize,
    /// The time at which a key last changed a setting, while that setting still applies.
    overridden_at: Option<Timestamp>,
    /// The state on disk, as far as it is known.
    saved: Snapshot,
    /// Positions in evicted speeches, taken while their text was still loaded.
    left: BTreeMap<DocumentId, SavedPosition>,
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
    library: &'a Library,
    panes: &'a Panes,
    notes: &'a Notes,
    /// The state to which a cancelled search leads back.
    origin: Option<&'a Origin>,
    /// The position to which closing the study view leads back.
    way_back: Option<ReaderPosition>,
    config: &'a Config,
}

/// The state that is saved. A comparison tells whether it has changed.
#[derive(Debug, Clone, Default, PartialEq)]
struct Snapshot {
    /// The open speech, or `None` if it is not the one that was left open.
    open: Option<DocumentId>,
    overrides: Overrides,
    /// The position in each opened speech, and the parts of it that have been read.
    speeches: BTreeMap<DocumentId, (Position, ReadRanges)>,
    searches: usize,
    /// Shifts of pairings.
    shifts: usize,
    /// The speeches whose bookmark report the reader has seen, with the SHA-256 of their text.
    reported: BTreeMap<DocumentId, String>,
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
        loaded: Result<SavedSession, String>,
        view: &mut View,
        config: &Config,
    ) -> Result<(), String> {
        self.is_reported = loaded.is_err();
        self.loaded = loaded?;
        let Overrides { text_width, numbers, markup, times, list, mouse, changed } =
            self.loaded.overrides.newer_than(config.edited);
        self.overridden_at = changed;
        let (narrowest, widest) = (*TEXT_WIDTHS.start(), *TEXT_WIDTHS.end());
        view.text_width = text_width.map_or(view.text_width, |width| width.clamp(narrowest, widest));
        view.list_shown = list.unwrap_or(view.list_shown);
        view.numbers = numbers.unwrap_or(view.numbers);
        view.markup.signs = markup.unwrap_or(view.markup.signs);
        view.markup.times = times.unwrap_or(view.markup.times);
        view.mouse = mouse.unwrap_or(view.mouse);
        Ok(())
    }

    /// Returns all searches without duplicates, the last at the end.
    pub(crate) fn searches(&self) -> Vec<&SavedSearch> {
        let mut all: Vec<&SavedSearch> = Vec::new();
        for search in self.loaded.searches.iter().chain(&self.made) {
            all.retain(|old| *old != search);
            all.push(search);
        }
        all
    }

    /// Returns the last search, which may be from an earlier session.
    pub(crate) fn last_search(&self) -> Option<SavedSearch> {
        self.made.last().or_else(|| self.loaded.searches.last()).cloned()
    }

    /// Adds `search` to the history. The history is as long here as on disk.
    pub(crate) fn add_search(&mut self, search: SavedSearch) {
        self.made.push(search);
        let surplus = self.made.len().saturating_sub(MAX_SEARCHES);
        self.made.drain(..surplus);
        self.made_before += surplus;
    }

    /// Repeats the last search with other options. Returns `false` if there is none.
    pub(crate) fn repeat_last_search(&mut self, options: Options) -> bool {
        let last = self.last_search().map(|last| SavedSearch::new(&last.query, options));
        last.map(|last| self.add_search(last)).is_some()
    }

    /// Returns the shifts of the pairing of two speeches, and `true` if the first of them is the one to the right.
    pub(crate) fn shifts_of(&self, pair: [DocumentId; 2], library: &Library) -> (Vec<Shift>, bool) {
        let (names, is_turned) = SavedPairing::names(pair.map(|speech| &*library[speech]));
        let mut latest_first = self.shifted.iter().rev().chain(self.loaded.pairings.iter().rev());
        let saved = latest_first.find(|pairing| pairing.speeches == names);
        let shifts = saved.into_iter().flat_map(|saved| &saved.shifts);
        (shifts.map(|&(from, rows)| Shift { from, rows }).collect(), is_turned)
    }

    /// Records the shifts of the pairing of two speeches.
    pub(crate) fn save_shifts(
        &mut self,
        pair: [DocumentId; 2],
        shifts: &[Shift],
        library: &Library,
    ) -> Vec<Change> {
        let (speeches, _) = SavedPairing::names(pair.map(|speech| &*library[speech]));
        let shifts = shifts.iter().map(|shift| (shift.from, shift.rows)).collect();
        self.shifted.push(SavedPairing { speeches, shifts });
        self.mark_changed();
        Vec::new()
    }

    /// Returns `true` if an earlier session has reported the bookmarks in this text of the speech.
    pub(crate) fn has_reported(&self, speech: &Entry) -> bool {
        self.loaded.has_reported(speech)
    }

    /// Returns the speeches that have a saved position under another path and seem to have moved.
    pub(crate) fn moved_to(&self, library: &Library) -> Vec<DocumentId> {
        self.loaded.moved_speeches(library.catalog())
    }

    /// Returns the saved position in `speech`.
    pub(crate) fn position_in(&self, speech: &Entry) -> Option<&SavedPosition> {
        self.loaded.position_in(speech)
    }

    /// Returns the speech that was left open, if it is in `library`.
    pub(crate) fn left_open(&self, library: &Library) -> Option<DocumentId> {
        let mut latest_first = self.loaded.positions.iter().rev();
        latest_first.find_map(|position| {
            library.catalog().find(position.sha256.as_deref(), &position.speech, position.file.as_deref())
        })
    }

    /// Treats the present state as saved.
    pub(crate) fn mark_saved(&mut self, source: Source<'_>) {
        // Settings that gave way to a newer config.toml are still in the file and must be removed.
        let overrides = self.loaded.overrides;
        let open = self.left_open(source.library);
        let mut saved = Snapshot { open, overrides, ..self.snapshot(source) };
        saved.speeches.retain(|&id, _| !self.is_saved_for_another_text(id, source));
        self.saved = saved;
    }

    /// Returns `true` if the saved position belongs to another text or, for the open speech, to another file. It is
    /// saved again then, so that both text and file identify it.
    fn is_saved_for_another_text(&self, id: DocumentId, source: Source<'_>) -> bool {
        let Some(speech) = source.library.get(id) else { return false };
        let Some(position) = self.loaded.position_in(speech) else { return false };
        let is_open = id == source.panes.active().open();
        let has_moved = is_open && speech.file().is_some() && position.file.as_deref() != speech.file();
        has_moved || position.sha256.as_deref().zip(speech.identity()).is_some_and(|(then, now)| then != now)
    }

    /// Records the position in a speech that has just been opened. Later changes are saved.
    pub(crate) fn record_opened(&mut self, id: DocumentId, pane: &Pane) -> Vec<Change> {
        if let Some(reading) = pane.reading(id) {
            let position = (reading.shown_position(), reading.read().clone());
            self.saved.speeches.entry(id).or_insert(position);
        }
        Vec::new()
    }

    /// Records `position` in a speech that is about to be evicted. Saving it later would need its text.
    pub(crate) fn record_evicted(&mut self, id: DocumentId, position: Option<SavedPosition>) -> Vec<Change> {
        self.left.extend(position.map(|position| (id, position)));
        Vec::new()
    }

    /// Keeps the position of a newly loaded speech marked as saved, if it was saved at `before`. After a reload, the
    /// position is saved again with the new text.
    pub(crate) fn carry_saved(
        &mut self,
        id: DocumentId,
        before: Position,
        is_reload: bool,
        source: Source<'_>,
    ) {
        let Some(reading) = source.panes.reading(id) else { return };
        let saved = self.saved.speeches.get_mut(&id);
        if let Some(saved) = saved.filter(|(position, _)| *position == before) {
            *saved = (reading.shown_position(), reading.read().clone());
        }
        if is_reload || self.is_saved_for_another_text(id, source) {
            self.saved.speeches.remove(&id);
        }
        if is_reload {
            self.mark_changed();
        }
    }

    /// Returns `true` if something may have to be saved. It is `false` while a save is running.
    pub(crate) fn is_due(&self, notes: &Notes) -> bool {
        let bookmarks = notes.annotations();
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
        vec![Change::job(Job::SaveSession(Box::new(change)))]
    }

    /// Records the result of a save. A failure is reported once, and the save is tried again.
    pub(crate) fn report_saved(&mut self, result: Result<(), String>, source: Source<'_>) -> Vec<Change> {
        let sent = self.sent.pop_front();
        let mut changes = Vec::new();
        match result {
            Ok(()) => {
                // Speeches opened in the meantime count as saved in their position at that time.
                let mut sent = sent.unwrap_or_default();
                for (id, position) in std::mem::take(&mut self.saved.speeches) {
                    sent.speeches.entry(id).or_insert(position);
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
        let open = source.reader_position().speech;
        let ids: BTreeSet<DocumentId> = self.saved.speeches.keys().copied().chain([open]).collect();
        let mut speeches = BTreeMap::new();
        for id in ids {
            if source.is_worth_saving(id)
                && let Some((position, reading)) = source.place(id).zip(source.panes.reading(id))
            {
                speeches.insert(id, (position, reading.read().clone()));
            }
        }
        Snapshot {
            open: Some(open),
            overrides: self.overrides(source.panes.view(), source.config),
            speeches,
            searches: self.made_before + self.made.len(),
            shifts: self.shifted.len(),
            reported: source.notes.annotations().seen_reports().clone(),
        }
    }

    /// Returns the changes since the last save.
    fn change(&self, now: &Snapshot, source: Source<'_>) -> SessionChange {
        let saved = &self.saved;
        let moved = now.speeches.iter().filter(|(id, position)| saved.speeches.get(id) != Some(position));
        let mut moved: Vec<DocumentId> = moved.map(|(id, _)| *id).collect();
        if let Some(open) = now.open.filter(|open| saved.open != now.open || moved.contains(open)) {
            moved.retain(|&id| id != open);
            moved.push(open);
        }
        let reported = now.reported.iter().filter(|(id, text)| saved.reported.get(id) != Some(text));
        let reported =
            reported.filter_map(|(&id, text)| Some(ReportedText::new(source.library.get(id)?, text)));
        SessionChange {
            overrides: now.overrides.since(&saved.overrides),
            positions: moved.into_iter().filter_map(|id| self.position(id, now, source)).collect(),
            searches: self.made_after(saved.searches).to_vec(),
            reported: reported.collect(),
            pairings: self.shifted[saved.shifts.min(self.shifted.len())..].to_vec(),
        }
    }

    /// Returns the position in a speech in the form in which it is saved.
    fn position(&self, id: DocumentId, now: &Snapshot, source: Source<'_>) -> Option<SavedPosition> {
        let (position, read) = now.speeches.get(&id)?;
        let speech = source.library.get(id)?;
        // The position in an evicted text was recorded before its eviction.
        let Some(document) = speech.document().filter(|_| !source.library.is_awaited(id)) else {
            return self.left.get(&id).cloned();
        };
        if speech.is_partial() && !source.panes.reading(id)?.has_moved() {
            // The saved position lies beyond the head.
            return self.position_in(speech).cloned();
        }
        let position = position.is_in(document).then_some(position)?;
        SavedPosition::new(speech, position.scroll_offset(), position.current(), read.clone())
    }

    /// Returns the searches made after the first `count`, as far as they are still known.
    fn made_after(&self, count: usize) -> &[SavedSearch] {
        let after = count.saturating_sub(self.made_before);
        &self.made[after.min(self.made.len())..]
    }

    /// Returns what was set by key and differs from the configuration.
    pub(crate) fn overrides(&self, view: &View, config: &Config) -> Overrides {
        let overrides = Overrides {
            text_width: Some(view.text_width).filter(|&width| width != config.text_width),
            list: Some(view.list_shown).filter(|shown| !shown),
            numbers: Some(view.numbers).filter(|&numbers| numbers != config.numbers),
            markup: Some(view.markup.signs).filter(|&signs| signs != config.markup.signs),
            times: Some(view.markup.times).filter(|&times| times != config.markup.times),
            mouse: Some(view.mouse).filter(|&mouse| mouse != config.mouse),
            changed: None,
        };
        if overrides.is_empty() { overrides } else { Overrides { changed: self.overridden_at, ..overrides } }
    }

    /// Records the time if a key has changed a setting since it was like `before`.
    pub(crate) fn record_override(&mut self, before: Overrides, view: &View, env: &Env<'_>) {
        if self.overrides(view, env.config) != before {
            self.overridden_at = Some(env.now);
        }
    }
}

impl<'a> Source<'a> {
    /// Collects the state.
    pub(crate) fn new(
        library: &'a Library,
        panes: &'a Panes,
        notes: &'a Notes,
        (overlays, study): (&'a Overlays, &Study),
        config: &'a Config,
    ) -> Self {
        let origin = overlays.search_prompt().map(|prompt| &*prompt.origin);
        let way_back = study.way_back(panes.active().selected());
        Self { library, panes, notes, origin, way_back, config }
    }

    /// Returns the reader's position. While a query is being typed or a study view is open, this is the position to which closing it returns.
    fn reader_position(self) -> ReaderPosition {
        let before = self.origin.map(|origin| origin.start).or(self.way_back);
        before.unwrap_or_else(|| self.panes.active().reader_position())
    }

    /// Returns the position in a speech, like [`Self::reader_position`].
    fn place(self, id: DocumentId) -> Option<Position> {
        let pane = self.panes.active();
        match (self.origin, self.way_back) {
            (Some(origin), _) if id == pane.open() => Some(origin.position),
            (None, Some(before)) if id == before.speech => Some(before.position),
            _ => self.panes.reading(id).map(Reading::shown_position),
        }
    }

    /// Returns `false` for standard input without a bookmark, because its id never recurs.
    fn is_worth_saving(self, id: DocumentId) -> bool {
        let speech = self.library.get(id);
        let is_input =
            speech.is_some_and(|speech| speech.file().is_none() && speech.id().starts_with(INPUT_PREFIX));
        let mut bookmarks = self.notes.annotations().all().iter();
        !is_input || bookmarks.any(|placed| placed.location.document() == Some(id))
    }
}

/// Returns the notice that a save is late. Its result is reported when the disk answers.
pub(crate) fn late(waited: Duration) -> Change {
    Change::AddedNotice(format!("not saved yet: the disk is not responding ({} s)", waited.as_secs()))
}
