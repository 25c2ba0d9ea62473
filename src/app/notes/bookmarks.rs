//! The reader's bookmarks, each with its position in the library, in the order of the texts, and what is still to
//! be saved of them.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    mem,
};

use oratory_core::{
    anchor::{
        bookmark::{Bookmark, BookmarkChange, FoundIn, ResolvedIn},
        resolution::Resolution,
    },
    document::names::name,
};

use crate::app::library::Library;
use crate::catalog::{DocumentId, Finder, Location};

/// All bookmarks.
#[derive(Debug, Clone, Default)]
pub struct Bookmarks {
    all: Vec<Placed>,
    /// The bookmarks before their removal or change, the last at the end. [`Bookmarks::undo`] restores them.
    removed: VecDeque<Bookmark>,
    /// The notices about changes that are being saved, by the ids of their bookmarks.
    messages: BTreeMap<String, String>,
    /// `true` once bookmarks are known to be in the file.
    are_in_file: bool,
    /// The reason why the file could not be read, until a change has been saved.
    read_error: Option<String>,
    /// The changes still to be saved, in their order. Each bookmark has at most one.
    due: Vec<BookmarkChange>,
    /// Bookmarks that have been found in a text since they were saved, with that text's SHA-256.
    found: BTreeMap<String, FoundIn>,
    /// `true` until saving the entries of `found` has been tried.
    is_found_due: bool,
    /// Number of changes so far.
    changes: usize,
    /// The state in which the bookmarks were last resolved, so that this is not repeated at each key.
    resolved_in: Option<State>,
    /// Number of resolutions still awaited from workers.
    awaited: usize,
    /// The speeches whose bookmark changes have been reported, with the SHA-256 of their text then.
    reported: BTreeMap<DocumentId, String>,
    /// The speeches reported since the last command.
    unseen: BTreeSet<DocumentId>,
    /// The speeches whose report has been on the screen long enough to count as seen.
    seen: BTreeMap<DocumentId, String>,
}

/// The open speech, and the versions of the library and of the bookmarks.
type State = (DocumentId, (usize, usize), usize);

/// A bookmark with its position.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The bookmark.
    pub bookmark: Bookmark,
    /// The position of the bookmark in the library.
    pub location: Location,
    /// The resolution of the bookmark, if its text has changed.
    resolved: Option<ResolvedIn>,
}

impl Placed {
    /// Looks up a bookmark in a library.
    pub(crate) fn new(bookmark: Bookmark, library: &Finder<'_>) -> Self {
        let location = library.locate(&bookmark, None);
        Self { bookmark, location, resolved: None }
    }

    /// Returns `true` if the bookmark was not found in its text.
    pub(crate) fn is_orphan(&self) -> bool {
        self.location.is_orphan()
    }

    /// Returns the block proposed for a bookmark that was not found.
    pub(crate) fn candidate(&self) -> Option<usize> {
        match self.resolved.as_ref()?.resolution? {
            Resolution::Orphan(candidate) => candidate,
            _ => None,
        }
    }
}

impl Bookmarks {
    /// Returns all bookmarks in the order of their positions, those without one last.
    pub fn all(&self) -> &[Placed] {
        &self.all
    }

    /// Returns the bookmarks at a block of a speech.
    pub(crate) fn at(&self, speech: DocumentId, block: usize) -> impl Iterator<Item = &Bookmark> {
        let position = (speech, block);
        let before = |placed: &Placed| placed.location.position().is_some_and(|other| other < position);
        let from = self.all[self.all.partition_point(before)..].iter();
        from.take_while(move |placed| placed.location.position() == Some(position))
            .map(|placed| &placed.bookmark)
    }

    /// Returns the bookmark with this id.
    pub(crate) fn get(&self, id: &str) -> Option<&Placed> {
        self.all.iter().find(|placed| placed.bookmark.id == id)
    }

    /// Returns the blocks of a speech that have a bookmark, in order.
    pub(crate) fn blocks(&self, speech: DocumentId) -> impl Iterator<Item = usize> + '_ {
        let position = move |placed: &Placed| placed.location.position().filter(|(of, _)| *of == speech);
        self.all.iter().filter_map(position).map(|(_, block)| block)
    }

    /// Returns the reason why the file could not be read, until a change has been saved.
    pub(crate) fn read_error(&self) -> Option<&str> {
        self.read_error.as_deref()
    }

    /// Records why the file could not be read.
    pub(crate) fn set_read_error(&mut self, reason: String) {
        self.read_error = Some(reason);
    }

    /// Records that the file can be read again. Returns `true` if that is new.
    pub(crate) fn clear_read_error(&mut self) -> bool {
        self.read_error.take().is_some()
    }

    /// Records in bookmarks the text in which they were found, once no resolution is awaited.
    pub(crate) fn record_found(&mut self, library: &Library) {
        if self.awaited > 0 {
            return;
        }
        for Placed { bookmark, location, .. } in &mut self.all {
            let found = location.position().and_then(|(speech, _)| {
                let speech = &library[speech];
                let file = speech.file().map(|file| name(speech.id(), Some(file)));
                Some(FoundIn { text: speech.identity()?.to_owned(), file })
            });
            if let Some(found) = found.filter(|found| bookmark.record_text(found)) {
                self.found.insert(bookmark.id.clone(), found);
                self.is_found_due = true;
            }
        }
    }

    /// Returns `true` if newly found texts of bookmarks are due to be saved. If that fails, they are saved
    /// with the next change.
    pub(crate) const fn has_found(&self) -> bool {
        self.is_found_due && self.read_error.is_none()
    }

    /// Returns all bookmarks if the file has any. They are saved again if the file is missing.
    pub(crate) fn in_file(&self) -> Vec<Bookmark> {
        let all = self.all.iter().filter(|_| self.are_in_file);
        all.map(|placed| placed.bookmark.clone()).collect()
    }

    /// Sets the notice to show once the change to this bookmark is saved.
    pub(crate) fn set_message(&mut self, id: &str, message: String) {
        self.messages.insert(id.to_owned(), message);
    }

    /// Takes the notice about the saved change to this bookmark.
    pub(crate) fn take_message(&mut self, id: &str) -> Option<String> {
        self.messages.remove(id)
    }

    /// Records whether a change is saved. It replaces an earlier change of the same bookmark.
    pub(crate) fn record(&mut self, change: &BookmarkChange, is_saved: bool) {
        self.are_in_file |= is_saved;
        if let BookmarkChange::RecordText(id, found) = change {
            if !is_saved {
                self.found.insert(id.clone(), found.clone());
            }
            return;
        }
        self.due.retain(|other| other.id() != change.id());
        if !is_saved {
            self.due.push(change.clone());
        }
    }

    /// Takes the changes that are still to be saved.
    pub(crate) fn take_unsaved(&mut self) -> Vec<BookmarkChange> {
        self.is_found_due = false;
        let found = mem::take(&mut self.found).into_iter();
        self.due.extend(found.map(|(id, found)| BookmarkChange::RecordText(id, found)));
        mem::take(&mut self.due)
    }

    /// Adds the bookmarks read from the file. Bookmarks set in the meantime win over those with the same id.
    pub(crate) fn merge(&mut self, bookmarks: Vec<Bookmark>, library: &Library) {
        self.are_in_file |= !bookmarks.is_empty();
        let set: Vec<Bookmark> = self.all.iter().map(|placed| placed.bookmark.clone()).collect();
        let library = library.catalog().finder();
        for bookmark in bookmarks.into_iter().filter(|old| set.iter().all(|new| new.id != old.id)) {
            match set.iter().position(|new| new.shares_paragraph(&bookmark)) {
                Some(new) => self.all[new].bookmark.merge(&bookmark),
                None => self.all.push(Placed::new(bookmark, &library)),
            }
        }
        self.sort();
    }

    /// Adds a bookmark, or replaces the one with the same id.
    pub(crate) fn add(&mut self, bookmark: Bookmark, library: &Library) {
        self.take_out(&bookmark.id);
        self.all.push(Placed::new(bookmark, &library.catalog().finder()));
        self.sort();
    }

    /// Looks up all bookmarks again, because the library has changed.
    pub(crate) fn place_all(&mut self, library: &Library) {
        let library = library.catalog().finder();
        for placed in &mut self.all {
            placed.location = library.locate(&placed.bookmark, placed.resolved.as_ref());
        }
        self.sort();
    }

    /// Returns `true` if the bookmarks must be resolved again in this state.
    pub(crate) fn is_due(&mut self, state: State) -> bool {
        self.resolved_in.replace(state) != Some(state)
    }

    /// Requests another resolution, because more may be known of a text.
    pub(crate) const fn make_due(&mut self) {
        self.resolved_in = None;
    }

    /// Returns the bookmarks that still need a resolution, by speech. Each is returned once.
    pub(crate) fn take_unresolved(&mut self, library: &Library) -> BTreeMap<DocumentId, Vec<Bookmark>> {
        let mut unresolved: BTreeMap<DocumentId, Vec<Bookmark>> = BTreeMap::new();
        for Placed { bookmark, location, resolved } in &mut self.all {
            let Some(id) = location.document() else { continue };
            let Some(document) = library.whole(id).filter(|text| bookmark.is_of_earlier_text(text)) else {
                continue;
            };
            let text = document.identity().unwrap_or_default();
            if resolved.as_ref().is_none_or(|resolved| resolved.text != text) {
                *resolved = Some(ResolvedIn { text: text.to_owned(), resolution: None });
                unresolved.entry(id).or_default().push(bookmark.clone());
            }
        }
        self.awaited += unresolved.len();
        unresolved
    }

    /// Stores the resolutions of bookmarks, given by id, in the text with this SHA-256.
    pub(crate) fn store_resolutions(
        &mut self,
        text: &str,
        resolutions: Vec<(String, Resolution)>,
        library: &Library,
    ) {
        self.awaited = self.awaited.saturating_sub(1);
        let mut resolutions: BTreeMap<String, Resolution> = resolutions.into_iter().collect();
        for placed in &mut self.all {
            if let Some(resolution) = resolutions.remove(&placed.bookmark.id) {
                placed.resolved = Some(ResolvedIn { text: text.to_owned(), resolution: Some(resolution) });
            }
        }
        self.place_all(library);
    }

    /// Returns a notice if not all bookmarks in a speech are unchanged. Each text of a speech is reported
    /// once.
    pub(crate) fn report(&mut self, speech: DocumentId, library: &Library) -> Option<String> {
        let text = library.whole(speech).filter(|_| self.awaited == 0)?.identity()?;
        let of_speech = self.all.iter().filter(|placed| placed.location.document() == Some(speech));
        let mut counts = [("unchanged", 0), ("moved", 0), ("edited", 0), ("not found", 0)];
        for placed in of_speech {
            let what = match placed.location {
                Location::Resolved { resolution: Resolution::Exact(_), .. } => 0,
                Location::Resolved { resolution: Resolution::Moved(_), .. } => 1,
                Location::Resolved { resolution: Resolution::Edited(_), .. } => 2,
                _ => 3,
            };
            counts[what].1 += 1;
        }
        let all: usize = counts.iter().map(|(_, count)| count).sum();
        if counts[0].1 == all || self.reported.get(&speech).is_some_and(|reported| reported == text) {
            return None;
        }
        self.reported.insert(speech, text.to_owned());
        self.unseen.insert(speech);
        let counts = counts.iter().filter(|(_, count)| *count > 0);
        let parts: Vec<String> = counts.map(|(what, count)| format!("{count} {what}")).collect();
        let noun = if all == 1 { "bookmark" } else { "bookmarks" };
        Some(format!("{all} {noun}: {}", parts.join(", ")))
    }

    /// Returns `true` if there is a report that the reader may not have seen yet.
    pub(crate) fn has_unseen_report(&self) -> bool {
        !self.unseen.is_empty()
    }

    /// Counts all reports as seen: the reader has been idle.
    pub(crate) fn mark_reports_seen(&mut self) {
        let unseen = mem::take(&mut self.unseen).into_iter();
        self.seen.extend(unseen.filter_map(|speech| Some((speech, self.reported.get(&speech)?.clone()))));
    }

    /// Drops reports that the reader has not had time to see.
    pub(crate) fn drop_unseen_reports(&mut self) {
        self.unseen.clear();
    }

    /// Returns the speeches whose bookmark report has been seen, with the SHA-256 of their text.
    pub(crate) const fn seen_reports(&self) -> &BTreeMap<DocumentId, String> {
        &self.seen
    }

    /// Returns the number of changes so far. Values derived from the bookmarks are valid while it is the
    /// same.
    pub(crate) const fn changes(&self) -> usize {
        self.changes
    }

    /// Removes a bookmark. [`Bookmarks::undo`] restores it.
    pub(crate) fn remove(&mut self, id: &str) -> Option<&Bookmark> {
        self.changes += 1;
        let removed = self.take_out(id)?;
        self.record_for_undo(removed);
        self.removed.back()
    }

    /// Removes a bookmark to make way for a restored one. If it has a label, an undo restores it after all
    /// others.
    pub(crate) fn displace(&mut self, id: &str) {
        self.changes += 1;
        if let Some(removed) = self.take_out(id).filter(|removed| !removed.label.is_empty()) {
            self.removed.push_front(removed);
        }
    }

    /// Records a bookmark before it is removed, or replaced by another with the same id.
    pub(crate) fn record_for_undo(&mut self, bookmark: Bookmark) {
        self.removed.push_back(bookmark);
    }

    /// Takes the bookmark that was removed or changed last, as it was before.
    pub(crate) fn undo(&mut self) -> Option<Bookmark> {
        self.removed.pop_back()
    }

    /// Returns `true` if there is a removal or change to undo.
    pub(crate) fn can_undo(&self) -> bool {
        !self.removed.is_empty()
    }

    fn take_out(&mut self, id: &str) -> Option<Bookmark> {
        let index = self.all.iter().position(|placed| placed.bookmark.id == id)?;
        Some(self.all.remove(index).bookmark)
    }

    /// Sorts the bookmarks by position after a change.
    fn sort(&mut self) {
        self.all.sort_by_key(|placed| placed.location.sort_key());
        self.changes += 1;
    }
}
