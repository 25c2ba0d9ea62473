//! The reader's bookmarks, each with its position in the library, in the order of the texts.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    mem,
};

use oratory_core::{
    anchor::{
        bookmark::{Bookmark, BookmarkChange, FoundIn, Location, ResolvedIn},
        resolution::Resolution,
    },
    document::library::{Finder, Library, name},
};

/// All bookmarks.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    kept: Vec<Mark>,
    /// The bookmarks before their removal or change, the last at the end. [`Marks::undo`] restores them.
    removed: VecDeque<Bookmark>,
    /// The messages about changes that are being saved, by the ids of their bookmarks.
    messages: BTreeMap<String, String>,
    /// `true` once bookmarks are known to be in the file.
    are_in_file: bool,
    /// The reason why the file could not be read, until a change has been saved.
    unsaved: Option<String>,
    /// The changes still to be saved, in their order. Each bookmark has at most one.
    due: Vec<BookmarkChange>,
    /// Bookmarks that have been found in a text since they were saved, with that text's SHA-256.
    settled: BTreeMap<String, FoundIn>,
    /// `true` until saving the entries of `settled` has been tried.
    is_settled_due: bool,
    /// Number of changes so far.
    changes: usize,
    /// The state in which the bookmarks were last resolved, so that this is not repeated at each key.
    looked_after: Option<State>,
    /// Number of resolutions still awaited from workers.
    awaited: usize,
    /// The speeches whose bookmark changes have been reported, with the SHA-256 of their text then.
    told: BTreeMap<usize, String>,
    /// The speeches reported since the last key.
    fresh: BTreeSet<usize>,
    /// The speeches whose report has been on the screen long enough to count as seen.
    seen: BTreeMap<usize, String>,
}

/// The index of the open speech, and the change counters of the library and of the bookmarks.
type State = (usize, usize, usize);

/// A bookmark with its position.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The bookmark.
    pub bookmark: Bookmark,
    /// The position of the bookmark in the library.
    pub location: Location,
    /// The resolution of the bookmark, if its text has changed.
    resolved: Option<ResolvedIn>,
}

impl Mark {
    /// Looks up a bookmark in a library.
    pub fn new(bookmark: Bookmark, library: &Finder<'_>) -> Self {
        let location = bookmark.locate(library, None);
        Self { bookmark, location, resolved: None }
    }

    /// Returns the block proposed for a bookmark that was not found.
    pub fn candidate(&self) -> Option<usize> {
        match self.resolved.as_ref()?.resolution? {
            Resolution::Orphan(candidate) => candidate,
            _ => None,
        }
    }
}

impl Marks {
    /// Returns all bookmarks in the order of their positions, those without one last.
    pub fn all(&self) -> &[Mark] {
        &self.kept
    }

    /// Returns the bookmarks at a block of a speech.
    pub fn at(&self, speech: usize, block: usize) -> impl Iterator<Item = &Bookmark> {
        let place = (speech, block);
        let before = |mark: &Mark| mark.location.position().is_some_and(|other| other < place);
        let from = self.kept[self.kept.partition_point(before)..].iter();
        from.take_while(move |mark| mark.location.position() == Some(place)).map(|mark| &mark.bookmark)
    }

    /// Returns the bookmark with this id.
    pub fn get(&self, id: &str) -> Option<&Mark> {
        self.kept.iter().find(|mark| mark.bookmark.id == id)
    }

    /// Returns the blocks of a speech that have a bookmark, in order.
    pub fn blocks(&self, speech: usize) -> impl Iterator<Item = usize> + '_ {
        let place = move |mark: &Mark| mark.location.position().filter(|(of, _)| *of == speech);
        self.kept.iter().filter_map(place).map(|(_, block)| block)
    }

    /// Returns the reason why the file could not be read, if a change cannot be saved for that reason.
    pub fn unsaved(&self) -> Option<&str> {
        self.unsaved.as_deref()
    }

    /// Records why the file could not be read.
    pub fn stop_saving(&mut self, reason: String) {
        self.unsaved = Some(reason);
    }

    /// Records that the file can be read again. Returns `true` if that is new.
    pub fn resume_saving(&mut self) -> bool {
        self.unsaved.take().is_some()
    }

    /// Records in bookmarks the text in which they were found, once no resolution is awaited.
    pub fn settle(&mut self, library: &Library) {
        if self.awaited > 0 {
            return;
        }
        for Mark { bookmark, location, .. } in &mut self.kept {
            let found = location.position().and_then(|(speech, _)| {
                let speech = &library[speech];
                let file = speech.file().map(|file| name(speech.id(), Some(file)));
                Some(FoundIn { text: speech.identity()?.to_owned(), file })
            });
            if let Some(found) = found.filter(|found| bookmark.record_text(found)) {
                self.settled.insert(bookmark.id.clone(), found);
                self.is_settled_due = true;
            }
        }
    }

    /// Returns `true` if newly found texts of bookmarks are due to be saved. If that fails, they are saved
    /// with the next change.
    pub const fn has_settled(&self) -> bool {
        self.is_settled_due && self.unsaved.is_none()
    }

    /// Returns all bookmarks if the file has any. They are saved again if the file is missing.
    pub fn in_file(&self) -> Vec<Bookmark> {
        let marks = self.kept.iter().filter(|_| self.are_in_file);
        marks.map(|mark| mark.bookmark.clone()).collect()
    }

    /// Sets the notice to show once the change to this bookmark is saved.
    pub fn announce(&mut self, id: &str, message: String) {
        self.messages.insert(id.to_owned(), message);
    }

    /// Takes the notice about the saved change to this bookmark.
    pub fn announced(&mut self, id: &str) -> Option<String> {
        self.messages.remove(id)
    }

    /// Records whether a change is saved. It replaces an earlier change of the same bookmark.
    pub fn note(&mut self, change: &BookmarkChange, is_saved: bool) {
        self.are_in_file |= is_saved;
        if let BookmarkChange::RecordText(id, found) = change {
            if !is_saved {
                self.settled.insert(id.clone(), found.clone());
            }
            return;
        }
        self.due.retain(|other| other.id() != change.id());
        if !is_saved {
            self.due.push(change.clone());
        }
    }

    /// Takes the changes that are still to be saved.
    pub fn take_unsaved(&mut self) -> Vec<BookmarkChange> {
        self.is_settled_due = false;
        let settled = mem::take(&mut self.settled).into_iter();
        self.due.extend(settled.map(|(id, found)| BookmarkChange::RecordText(id, found)));
        mem::take(&mut self.due)
    }

    /// Adds the bookmarks read from the file. Bookmarks set in the meantime win over those with the same id.
    pub fn take(&mut self, bookmarks: Vec<Bookmark>, library: &Library) {
        self.are_in_file |= !bookmarks.is_empty();
        let set: Vec<Bookmark> = self.kept.iter().map(|mark| mark.bookmark.clone()).collect();
        let library = library.finder();
        for bookmark in bookmarks.into_iter().filter(|old| set.iter().all(|new| new.id != old.id)) {
            match set.iter().position(|new| new.shares_paragraph(&bookmark)) {
                Some(new) => self.kept[new].bookmark.merge(&bookmark),
                None => self.kept.push(Mark::new(bookmark, &library)),
            }
        }
        self.sort();
    }

    /// Adds a bookmark, or replaces the one with the same id.
    pub fn keep(&mut self, bookmark: Bookmark, library: &Library) {
        self.forget(&bookmark.id);
        self.kept.push(Mark::new(bookmark, &library.finder()));
        self.sort();
    }

    /// Looks up all bookmarks again, because the library has changed.
    pub fn place_again(&mut self, library: &Library) {
        let library = library.finder();
        for mark in &mut self.kept {
            mark.location = mark.bookmark.locate(&library, mark.resolved.as_ref());
        }
        self.sort();
    }

    /// Returns `true` if the bookmarks must be resolved again in this state.
    pub fn have_changed_since(&mut self, state: State) -> bool {
        self.looked_after.replace(state) != Some(state)
    }

    /// Requests another resolution, because more may be known of a text.
    pub const fn look_again(&mut self) {
        self.looked_after = None;
    }

    /// Returns the bookmarks that still need a resolution, by speech. Each is returned once.
    pub fn unresolved(&mut self, library: &Library) -> BTreeMap<usize, Vec<Bookmark>> {
        let mut unresolved: BTreeMap<usize, Vec<Bookmark>> = BTreeMap::new();
        for Mark { bookmark, location, resolved } in &mut self.kept {
            let Some(index) = location.document() else { continue };
            let speech = &library[index];
            if !speech.is_whole() || !bookmark.is_of_earlier_text(speech) {
                continue;
            }
            let text = speech.identity().unwrap_or_default();
            if resolved.as_ref().is_none_or(|resolved| resolved.text != text) {
                *resolved = Some(ResolvedIn { text: text.to_owned(), resolution: None });
                unresolved.entry(index).or_default().push(bookmark.clone());
            }
        }
        self.awaited += unresolved.len();
        unresolved
    }

    /// Stores the resolutions of bookmarks, given by id, in the text with this SHA-256.
    pub fn take_resolutions(
        &mut self,
        text: &str,
        resolutions: Vec<(String, Resolution)>,
        library: &Library,
    ) {
        self.awaited = self.awaited.saturating_sub(1);
        let mut resolutions: BTreeMap<String, Resolution> = resolutions.into_iter().collect();
        for mark in &mut self.kept {
            if let Some(resolution) = resolutions.remove(&mark.bookmark.id) {
                mark.resolved = Some(ResolvedIn { text: text.to_owned(), resolution: Some(resolution) });
            }
        }
        self.place_again(library);
    }

    /// Returns a notice if not all bookmarks in a speech are unchanged. Each text of a speech is reported
    /// once.
    pub fn news(&mut self, index: usize, library: &Library) -> Option<String> {
        let speech = library.iter().nth(index).filter(|speech| self.awaited == 0 && speech.is_whole())?;
        let text = speech.identity()?;
        let of_speech = self.kept.iter().filter(|mark| mark.location.document() == Some(index));
        let mut counts = [("unchanged", 0), ("moved", 0), ("edited", 0), ("not found", 0)];
        for mark in of_speech {
            let what = match mark.location {
                Location::Resolved { resolution: Resolution::Exact(_), .. } => 0,
                Location::Resolved { resolution: Resolution::Moved(_), .. } => 1,
                Location::Resolved { resolution: Resolution::Edited(_), .. } => 2,
                _ => 3,
            };
            counts[what].1 += 1;
        }
        let all: usize = counts.iter().map(|(_, count)| count).sum();
        if counts[0].1 == all || self.told.get(&index).is_some_and(|told| told == text) {
            return None;
        }
        self.told.insert(index, text.to_owned());
        self.fresh.insert(index);
        let counts = counts.iter().filter(|(_, count)| *count > 0);
        let parts: Vec<String> = counts.map(|(what, count)| format!("{count} {what}")).collect();
        let noun = if all == 1 { "bookmark" } else { "bookmarks" };
        Some(format!("{all} {noun}: {}", parts.join(", ")))
    }

    /// Returns `true` if there is a report that the reader may not have seen yet.
    pub fn has_fresh_news(&self) -> bool {
        !self.fresh.is_empty()
    }

    /// Counts all reports as seen: the reader has been idle.
    pub fn note_seen(&mut self) {
        let fresh = mem::take(&mut self.fresh).into_iter();
        self.seen.extend(fresh.filter_map(|index| Some((index, self.told.get(&index)?.clone()))));
    }

    /// Drops reports that the reader has not had time to see.
    pub fn note_unseen(&mut self) {
        self.fresh.clear();
    }

    /// Returns the speeches whose bookmark report has been seen, with the SHA-256 of their text.
    pub const fn seen(&self) -> &BTreeMap<usize, String> {
        &self.seen
    }

    /// Returns the number of changes so far. Values derived from the bookmarks are valid while it is the
    /// same.
    pub const fn changes(&self) -> usize {
        self.changes
    }

    /// Removes a bookmark. [`Marks::undo`] restores it.
    pub fn drop(&mut self, id: &str) -> Option<&Bookmark> {
        self.changes += 1;
        let removed = self.forget(id)?;
        self.note_for_undo(removed);
        self.removed.back()
    }

    /// Removes a bookmark to make way for a restored one. If it has a label, an undo restores it after all
    /// others.
    pub fn displace(&mut self, id: &str) {
        self.changes += 1;
        if let Some(removed) = self.forget(id).filter(|removed| !removed.label.is_empty()) {
            self.removed.push_front(removed);
        }
    }

    /// Records a bookmark before it is removed, or replaced by another with the same id.
    pub fn note_for_undo(&mut self, bookmark: Bookmark) {
        self.removed.push_back(bookmark);
    }

    /// Takes the bookmark that was removed or changed last, as it was before.
    pub fn undo(&mut self) -> Option<Bookmark> {
        self.removed.pop_back()
    }

    /// Returns `true` if there is a removal or change to undo.
    pub fn can_undo(&self) -> bool {
        !self.removed.is_empty()
    }

    fn forget(&mut self, id: &str) -> Option<Bookmark> {
        let index = self.kept.iter().position(|mark| mark.bookmark.id == id)?;
        Some(self.kept.remove(index).bookmark)
    }

    /// Sorts the bookmarks by position after a change.
    fn sort(&mut self) {
        self.kept.sort_by_key(|mark| mark.location.sort_key());
        self.changes += 1;
    }
}
