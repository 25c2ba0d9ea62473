//! The bookmarks as the reader sees them: each with its place in the library, in the order of the
//! texts. The file on disk is their shadow.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    mem,
};

use crate::text::{
    bookmark::{Became, Bookmark, Change, Found, Standing, Traced},
    library::{Finder, Library, name},
    revision::Fate,
};

/// All bookmarks.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    kept: Vec<Mark>,
    /// The removed bookmarks, and those that were changed as they were before, the last at the end.
    removed: VecDeque<Bookmark>,
    /// The messages about changes that are being saved, by the ids of their bookmarks.
    messages: BTreeMap<String, String>,
    /// `true` once bookmarks are known to be in the file.
    are_in_file: bool,
    /// Why bookmarks are not saved, if they are not.
    unsaved: Option<String>,
    /// The changes that are still to be saved, in their order: the last of each bookmark.
    due: Vec<Change>,
    /// The bookmarks of which it has become known since they were saved in which text they have their place: each with
    /// the SHA-256 of that.
    settled: BTreeMap<String, Found>,
    /// `true` until it has been tried to save what is newly settled.
    is_settled_due: bool,
    /// How often they have changed.
    changes: usize,
    /// The state in which they were looked after last, so that this is not done at each key.
    looked_after: Option<State>,
    /// How many answers are awaited on what became of bookmarks.
    awaited: usize,
    /// The speeches of whose bookmarks it has been said what became of them, each with the SHA-256 of the text that
    /// it had.
    told: BTreeMap<usize, String>,
    /// Those of which it has been said since the reader last did something.
    fresh: BTreeSet<usize>,
    /// Those of which the reader has had the time to see it.
    seen: BTreeMap<usize, String>,
}

/// What the state of bookmarks depends on: the speech that is open, how often the library has changed, and how
/// often they have.
type State = (usize, usize, usize);

/// One bookmark with its place.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The bookmark.
    pub bookmark: Bookmark,
    /// Where that is.
    pub standing: Standing,
    /// What has been found out of it, if its text is another one now.
    traced: Option<Traced>,
}

impl Mark {
    /// A bookmark where it is found in a library.
    pub fn new(bookmark: Bookmark, library: &Finder<'_>) -> Self {
        let standing = bookmark.standing(library, None);
        Self { bookmark, standing, traced: None }
    }

    /// The block that is proposed to the reader in place of one that is lost.
    pub fn candidate(&self) -> Option<usize> {
        match self.traced.as_ref()?.fate? {
            Fate::Lost(candidate) => candidate,
            _ => None,
        }
    }
}

impl Marks {
    /// All bookmarks, in the order of their places; those without a place are last.
    pub fn all(&self) -> &[Mark] {
        &self.kept
    }

    /// The bookmarks at a block of a speech.
    pub fn at(&self, speech: usize, block: usize) -> impl Iterator<Item = &Bookmark> {
        let place = (speech, block);
        let before = |mark: &Mark| mark.standing.place().is_some_and(|other| other < place);
        let from = self.kept[self.kept.partition_point(before)..].iter();
        from.take_while(move |mark| mark.standing.place() == Some(place)).map(|mark| &mark.bookmark)
    }

    /// The one with this id.
    pub fn get(&self, id: &str) -> Option<&Mark> {
        self.kept.iter().find(|mark| mark.bookmark.id == id)
    }

    /// The blocks of a speech that have a bookmark, in order.
    pub fn blocks(&self, speech: usize) -> impl Iterator<Item = usize> + '_ {
        let place = move |mark: &Mark| mark.standing.place().filter(|(of, _)| *of == speech);
        self.kept.iter().filter_map(place).map(|(_, block)| block)
    }

    /// Why bookmarks are not saved, if they are not.
    pub fn unsaved(&self) -> Option<&str> {
        self.unsaved.as_deref()
    }

    /// From now on nothing is saved, for this reason.
    pub fn stop_saving(&mut self, reason: String) {
        self.unsaved = Some(reason);
    }

    /// Notes in bookmarks in which text they have their place, as far as that is known by now.
    pub fn settle(&mut self, library: &Library) {
        if self.awaited > 0 {
            return;
        }
        for Mark { bookmark, standing, .. } in &mut self.kept {
            let found = standing.place().and_then(|(speech, _)| {
                let speech = &library[speech];
                let file = speech.file().map(|file| name(speech.id(), Some(file)));
                Some(Found { text: speech.identity()?.to_owned(), file })
            });
            if let Some(found) = found.filter(|found| bookmark.settle(found)) {
                self.settled.insert(bookmark.id.clone(), found);
                self.is_settled_due = true;
            }
        }
    }

    /// Returns `true` if it has not been tried yet to save in which texts bookmarks were found. Where that fails, it is
    /// saved with the next change.
    pub const fn has_settled(&self) -> bool {
        self.is_settled_due && self.unsaved.is_none()
    }

    /// Returns all bookmarks if there are any in the file: they are written again where it is missing.
    pub fn in_file(&self) -> Vec<Bookmark> {
        let marks = self.kept.iter().filter(|_| self.are_in_file);
        marks.map(|mark| mark.bookmark.clone()).collect()
    }

    /// Has something said when the change to this bookmark is saved.
    pub fn announce(&mut self, id: &str, message: String) {
        self.messages.insert(id.to_owned(), message);
    }

    /// Returns what is to be said of the change to this bookmark.
    pub fn announced(&mut self, id: &str) -> Option<String> {
        self.messages.remove(id)
    }

    /// Notes whether a change is saved. It takes the place of an earlier one of the same bookmark.
    pub fn note(&mut self, change: &Change, is_saved: bool) {
        self.are_in_file |= is_saved;
        if let Change::Settle(id, found) = change {
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

    /// The changes that are still to be saved, which is done now.
    pub fn take_unsaved(&mut self) -> Vec<Change> {
        self.is_settled_due = false;
        let settled = mem::take(&mut self.settled).into_iter();
        self.due.extend(settled.map(|(id, found)| Change::Settle(id, found)));
        mem::take(&mut self.due)
    }

    /// Adds those that were read from the file. What has been set meanwhile comes first.
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

    /// Finds the places of all bookmarks anew: the library has changed.
    pub fn place_again(&mut self, library: &Library) {
        let library = library.finder();
        for mark in &mut self.kept {
            mark.standing = mark.bookmark.standing(&library, mark.traced.as_ref());
        }
        self.sort();
    }

    /// Whether they have to be looked after again in this state.
    pub fn have_changed_since(&mut self, state: State) -> bool {
        self.looked_after.replace(state) != Some(state)
    }

    /// Has them looked after again, since more may be known of a text.
    pub const fn look_again(&mut self) {
        self.looked_after = None;
    }

    /// Those of which it is to be found out what became of them, by their speeches. They are asked for once.
    pub fn untraced(&mut self, library: &Library) -> BTreeMap<usize, Vec<Bookmark>> {
        let mut untraced: BTreeMap<usize, Vec<Bookmark>> = BTreeMap::new();
        for Mark { bookmark, standing, traced } in &mut self.kept {
            let Some(index) = standing.speech() else { continue };
            let speech = &library[index];
            if !speech.is_whole() || !bookmark.is_of_earlier_text(speech) {
                continue;
            }
            let text = speech.identity().unwrap_or_default();
            if traced.as_ref().is_none_or(|traced| traced.text != text) {
                *traced = Some(Traced { text: text.to_owned(), fate: None });
                untraced.entry(index).or_default().push(bookmark.clone());
            }
        }
        self.awaited += untraced.len();
        untraced
    }

    /// Takes what became of bookmarks in the text with this SHA-256: each by its id.
    pub fn take_traced(&mut self, text: &str, fates: Vec<(String, Fate)>, library: &Library) {
        self.awaited = self.awaited.saturating_sub(1);
        let mut fates: BTreeMap<String, Fate> = fates.into_iter().collect();
        for mark in &mut self.kept {
            if let Some(fate) = fates.remove(&mark.bookmark.id) {
                mark.traced = Some(Traced { text: text.to_owned(), fate: Some(fate) });
            }
        }
        self.place_again(library);
    }

    /// What became of the bookmarks in a speech, if they are not all as they were. It is told once for a text: of
    /// each speech it is known which was the last of which it was told.
    pub fn news(&mut self, index: usize, library: &Library) -> Option<String> {
        let speech = library.iter().nth(index).filter(|speech| self.awaited == 0 && speech.is_whole())?;
        let text = speech.identity()?;
        let of_speech = self.kept.iter().filter(|mark| mark.standing.speech() == Some(index));
        let mut counts = [("unchanged", 0), ("moved", 0), ("changed", 0), ("lost", 0)];
        for mark in of_speech {
            let what = match mark.standing {
                Standing::Here { became: Became::Kept, .. } => 0,
                Standing::Here { became: Became::Moved, .. } => 1,
                Standing::Here { became: Became::Changed, .. } => 2,
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

    /// Whether there is news that the reader may not have seen yet.
    pub fn has_fresh_news(&self) -> bool {
        !self.fresh.is_empty()
    }

    /// The reader has come to rest, and has seen what was said.
    pub fn note_seen(&mut self) {
        let fresh = mem::take(&mut self.fresh).into_iter();
        self.seen.extend(fresh.filter_map(|index| Some((index, self.told.get(&index)?.clone()))));
    }

    /// The reader has gone on: what was said is not seen any more.
    pub fn note_unseen(&mut self) {
        self.fresh.clear();
    }

    /// The speeches of whose bookmarks the reader has seen what became of them, each with the SHA-256 of its text.
    pub const fn seen(&self) -> &BTreeMap<usize, String> {
        &self.seen
    }

    /// How often they have changed: what is derived from them holds for as long as this does.
    pub const fn changes(&self) -> usize {
        self.changes
    }

    /// Removes a bookmark. [`Marks::undo`] brings it back.
    pub fn drop(&mut self, id: &str) -> Option<&Bookmark> {
        self.changes += 1;
        let removed = self.forget(id)?;
        self.note_for_undo(removed);
        self.removed.back()
    }

    /// Removes a bookmark in whose place another one is restored. If it has a label, an undo brings it back, after
    /// all others.
    pub fn displace(&mut self, id: &str) {
        self.changes += 1;
        if let Some(removed) = self.forget(id).filter(|removed| !removed.label.is_empty()) {
            self.removed.push_front(removed);
        }
    }

    /// Notes what a bookmark was before it is removed, or replaced by another with the same id.
    pub fn note_for_undo(&mut self, bookmark: Bookmark) {
        self.removed.push_back(bookmark);
    }

    /// Returns the bookmark that was removed or changed last, as it was.
    pub fn undo(&mut self) -> Option<Bookmark> {
        self.removed.pop_back()
    }

    fn forget(&mut self, id: &str) -> Option<Bookmark> {
        let index = self.kept.iter().position(|mark| mark.bookmark.id == id)?;
        Some(self.kept.remove(index).bookmark)
    }

    /// Puts them in order: something about them has changed.
    fn sort(&mut self) {
        self.kept.sort_by_key(|mark| mark.standing.order());
        self.changes += 1;
    }
}
