//! The reader's annotations, each with its position in the library, in the order of the texts, and what is still to
//! be saved of them.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    mem,
    ops::Range,
};

use oratory_core::{
    Annotation, AnnotationChange, BlockRange, FoundIn, Resolution, ResolvedIn, document_name,
};

use crate::app::library::Library;
use crate::catalog::{DocumentId, Finder, Location};

/// All annotations.
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    all: Vec<Placed>,
    /// Removals and changes, the last one at the end. [`Annotations::undo`] undoes them.
    undos: VecDeque<UndoStep>,
    /// Number of steps that were dropped because there were more than [`MAX_UNDO_STEPS`].
    dropped_undos: usize,
    /// `true` once the annotations that an earlier session removed or changed last are known.
    has_earlier_undo: bool,
    /// The notices about changes that are being saved, by the ids of their annotations.
    messages: BTreeMap<String, String>,
    /// `true` once annotations are known to be in the file.
    are_in_file: bool,
    /// The reason why the file could not be read, until a change has been saved.
    read_error: Option<String>,
    /// The changes still to be saved, in their order. Each annotation has at most one.
    due: Vec<AnnotationChange>,
    /// Annotations that have been found in a text since they were saved, with that text's SHA-256.
    found: BTreeMap<String, FoundIn>,
    /// `true` until saving the entries of `found` has been tried.
    is_found_due: bool,
    /// Number of changes so far.
    changes: usize,
    /// The state in which the annotations were last resolved, so that this is not repeated at each key.
    resolved_in: Option<State>,
    /// Number of resolutions still awaited from workers.
    awaited: usize,
    /// The speeches whose annotation changes have been reported, with the SHA-256 of their text then.
    reported: BTreeMap<DocumentId, String>,
    /// The speeches reported since the last command.
    unseen: BTreeSet<DocumentId>,
    /// The speeches whose report has been on the screen long enough to count as seen.
    seen: BTreeMap<DocumentId, String>,
}

/// Maximum number of removals and changes that can be undone.
const MAX_UNDO_STEPS: usize = 1000;

/// The open speech, and the versions of the library and of the annotations.
type State = (DocumentId, (usize, usize), usize);

/// An annotation with its position.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The annotation.
    pub annotation: Annotation,
    /// The position of the annotation in the library.
    pub location: Location,
    /// The resolution of the annotation, if its text has changed.
    resolved: Option<ResolvedIn>,
    /// The end of the longest range up to this one in the order of all. Ranges may overlap.
    reach: usize,
}

/// An annotation to which the reader can go.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    pub(super) range: Range<usize>,
    /// The block in which the range begins.
    pub(super) block: usize,
    pub(super) is_bookmark: bool,
}

/// A change that can be undone.
#[derive(Debug, Clone, Default)]
pub(crate) struct UndoStep {
    /// Annotations before their removal or change.
    pub(crate) before: Vec<Annotation>,
    /// The ids of annotations that were added.
    pub(crate) added: Vec<String>,
}

impl Placed {
    /// Looks up `annotation` in `library`.
    pub(crate) fn new(annotation: Annotation, library: &Finder<'_>) -> Self {
        let location = library.locate(&annotation, None);
        Self { annotation, location, resolved: None, reach: 0 }
    }

    /// Returns `true` if the annotation was not found in its text.
    pub(crate) fn is_orphan(&self) -> bool {
        self.location.is_orphan()
    }

    /// Returns the range proposed for an annotation that was not found.
    pub(crate) const fn candidate(&self) -> Option<BlockRange> {
        match self.location {
            Location::Resolved { resolution: Resolution::Orphan(candidate), .. } => candidate,
            _ => None,
        }
    }
}

impl Annotations {
    /// Returns all annotations in the order of their positions, the longer of two at one offset first, those without one last.
    pub fn all(&self) -> &[Placed] {
        &self.all
    }

    /// Returns the annotations of a speech that touch a range of its text, with their ranges, in the order of their
    /// starts, the longer of two first. This takes no longer for many annotations elsewhere.
    pub fn touching(
        &self,
        speech: DocumentId,
        range: Range<usize>,
    ) -> impl Iterator<Item = (&Placed, Range<usize>)> {
        let of_speech = self.of_speech(speech);
        let from = of_speech.partition_point(|placed| placed.reach <= range.start);
        let located =
            of_speech[from..].iter().filter_map(|placed| Some((placed, placed.location.range()?.1)));
        located
            .take_while(move |(_, there)| there.start < range.end)
            .filter(move |(_, there)| there.end > range.start)
    }

    /// Returns the annotations of a range of `speech`, and of no other.
    pub(crate) fn at_range(
        &self,
        speech: DocumentId,
        range: Range<usize>,
    ) -> impl Iterator<Item = &Annotation> {
        let same = self.touching(speech, range.clone()).filter(move |(_, there)| *there == range);
        same.map(|(placed, _)| &placed.annotation)
    }

    /// Returns the bookmarks at a block of `speech`.
    pub(crate) fn at(&self, speech: DocumentId, block: usize) -> impl Iterator<Item = &Annotation> {
        let of_speech = self.of_speech(speech);
        let block_of = |placed: &Placed| placed.location.position().map(|(_, block)| block);
        let from = of_speech.partition_point(|placed| block_of(placed) < Some(block));
        let here = of_speech[from..].iter().take_while(move |placed| block_of(placed) == Some(block));
        here.map(|placed| &placed.annotation).filter(|annotation| annotation.is_bookmark())
    }

    /// Returns the annotations that were found in `speech`.
    fn of_speech(&self, speech: DocumentId) -> &[Placed] {
        let of = |placed: &Placed| placed.location.position().map(|(of, _)| of);
        let from = self.all.partition_point(|placed| of(placed).is_some_and(|of| of < speech));
        let rest = &self.all[from..];
        &rest[..rest.partition_point(|placed| of(placed) == Some(speech))]
    }

    /// Returns the ranges of the annotations that were found in `speech`, in order, each once.
    pub(super) fn stops(&self, speech: DocumentId) -> Vec<Stop> {
        let found = self.of_speech(speech).iter().filter_map(|placed| {
            let (_, found) = placed.location.found()?;
            let is_bookmark = placed.annotation.is_bookmark();
            Some(Stop { range: found.bytes(), block: found.block, is_bookmark })
        });
        let mut stops: Vec<Stop> = found.collect();
        stops.dedup_by(|stop, before| stop.range == before.range);
        stops
    }

    /// Returns the annotation with `id`.
    pub(crate) fn get(&self, id: &str) -> Option<&Placed> {
        self.all.iter().find(|placed| placed.annotation.id == id)
    }

    /// Returns the blocks of a speech that have a bookmark, in order.
    pub(crate) fn blocks(&self, speech: DocumentId) -> impl Iterator<Item = usize> + '_ {
        let bookmarks = self.of_speech(speech).iter().filter(|placed| placed.annotation.is_bookmark());
        bookmarks.filter_map(|placed| placed.location.position()).map(|(_, block)| block)
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

    /// Records in annotations the text in which they were found, once no resolution is awaited.
    pub(crate) fn record_found(&mut self, library: &Library) {
        if self.awaited > 0 {
            return;
        }
        for Placed { annotation, location, .. } in &mut self.all {
            let found = location.position().and_then(|(speech, _)| {
                let speech = &library[speech];
                let file = speech.file().map(|file| document_name(speech.id(), Some(file)));
                Some(FoundIn { text: speech.identity()?.to_owned(), file })
            });
            if let Some(found) = found.filter(|found| annotation.record_text(found)) {
                self.found.insert(annotation.id.clone(), found);
                self.is_found_due = true;
            }
        }
    }

    /// Returns `true` if newly found texts of annotations are due to be saved. If that fails, they are saved
    /// with the next change.
    pub(crate) const fn has_found(&self) -> bool {
        self.is_found_due && self.read_error.is_none()
    }

    /// Returns all annotations if the file has any. They are saved again if the file is missing.
    pub(crate) fn in_file(&self) -> Vec<Annotation> {
        let all = self.all.iter().filter(|_| self.are_in_file);
        all.map(|placed| placed.annotation.clone()).collect()
    }

    /// Sets the notice to show once the change to this annotation is saved.
    pub(crate) fn set_message(&mut self, id: &str, message: String) {
        self.messages.insert(id.to_owned(), message);
    }

    /// Takes the notice about the saved change to this annotation.
    pub(crate) fn take_message(&mut self, id: &str) -> Option<String> {
        self.messages.remove(id)
    }

    /// Records whether `change` is saved. It replaces an earlier change of the same annotation.
    pub(crate) fn record(&mut self, change: &AnnotationChange, is_saved: bool) {
        self.are_in_file |= is_saved;
        if let AnnotationChange::RecordText(id, found) = change {
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
    pub(crate) fn take_unsaved(&mut self) -> Vec<AnnotationChange> {
        self.is_found_due = false;
        let found = mem::take(&mut self.found).into_iter();
        self.due.extend(found.map(|(id, found)| AnnotationChange::RecordText(id, found)));
        mem::take(&mut self.due)
    }

    /// Adds the annotations read from the file. Those made in the meantime win over those with the same id.
    pub(crate) fn merge(&mut self, read: Vec<Annotation>, library: &Library) {
        self.are_in_file |= !read.is_empty();
        let set: Vec<Annotation> = self.all.iter().map(|placed| placed.annotation.clone()).collect();
        let library = library.catalog().finder();
        for annotation in read.into_iter().filter(|old| set.iter().all(|new| new.id != old.id)) {
            match set.iter().position(|new| new.shares_range(&annotation)) {
                Some(new) => self.all[new].annotation.merge(&annotation),
                None => self.all.push(Placed::new(annotation, &library)),
            }
        }
        self.sort();
    }

    /// Adds `annotation`, or replaces the one with the same id.
    pub(crate) fn add(&mut self, annotation: Annotation, library: &Library) {
        self.take_out(&annotation.id);
        self.all.push(Placed::new(annotation, &library.catalog().finder()));
        self.sort();
    }

    /// Looks up all annotations again, because `library` has changed.
    pub(crate) fn place_all(&mut self, library: &Library) {
        let library = library.catalog().finder();
        for placed in &mut self.all {
            placed.location = library.locate(&placed.annotation, placed.resolved.as_ref());
        }
        self.sort();
    }

    /// Returns `true` if the annotations must be resolved again in this state.
    pub(crate) fn is_due(&mut self, state: State) -> bool {
        self.resolved_in.replace(state) != Some(state)
    }

    /// Requests another resolution, because more may be known of a text.
    pub(crate) const fn make_due(&mut self) {
        self.resolved_in = None;
    }

    /// Returns the annotations that still need a resolution, by speech. Each is returned once.
    pub(crate) fn take_unresolved(&mut self, library: &Library) -> BTreeMap<DocumentId, Vec<Annotation>> {
        let mut unresolved: BTreeMap<DocumentId, Vec<Annotation>> = BTreeMap::new();
        for Placed { annotation, location, resolved, .. } in &mut self.all {
            let Some(id) = location.document() else { continue };
            let Some(document) = library.whole(id).filter(|text| annotation.is_of_earlier_text(text)) else {
                continue;
            };
            let text = document.identity().unwrap_or_default();
            if resolved.as_ref().is_none_or(|resolved| resolved.text != text) {
                *resolved = Some(ResolvedIn { text: text.to_owned(), resolution: None });
                unresolved.entry(id).or_default().push(annotation.clone());
            }
        }
        self.awaited += unresolved.len();
        unresolved
    }

    /// Stores the resolutions of annotations, given by id, in the text with this SHA-256.
    pub(crate) fn store_resolutions(
        &mut self,
        text: &str,
        resolutions: Vec<(String, Resolution)>,
        library: &Library,
    ) {
        self.awaited = self.awaited.saturating_sub(1);
        let mut resolutions: BTreeMap<String, Resolution> = resolutions.into_iter().collect();
        for placed in &mut self.all {
            if let Some(resolution) = resolutions.remove(&placed.annotation.id) {
                placed.resolved = Some(ResolvedIn { text: text.to_owned(), resolution: Some(resolution) });
            }
        }
        self.place_all(library);
    }

    /// Returns a notice if not all annotations in `speech` are unchanged. Each text of a speech is reported
    /// once.
    pub(crate) fn report(&mut self, speech: DocumentId, library: &Library) -> Option<String> {
        let text = library.whole(speech).filter(|_| self.awaited == 0)?.identity()?;
        let mut counts = [("unchanged", 0), ("moved", 0), ("edited", 0), ("not found", 0)];
        for placed in self.of_text(speech) {
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
        let noun = noun(self.of_text(speech));
        Some(format!("{all} {noun}: {}", parts.join(", ")))
    }

    /// Returns the annotations of `speech`, found or not.
    fn of_text(&self, speech: DocumentId) -> impl Iterator<Item = &Placed> {
        self.all.iter().filter(move |placed| placed.location.document() == Some(speech))
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

    /// Returns the speeches whose report has been seen, with the SHA-256 of their text.
    pub(crate) const fn seen_reports(&self) -> &BTreeMap<DocumentId, String> {
        &self.seen
    }

    /// Returns the number of changes so far. Values derived from the annotations are valid while it is the
    /// same.
    pub(crate) const fn changes(&self) -> usize {
        self.changes
    }

    /// Removes the annotations with these ids, and returns them. [`Annotations::undo`] restores them together.
    pub(crate) fn remove(&mut self, ids: &[String]) -> &[Annotation] {
        self.changes += 1;
        let ids: BTreeSet<&String> = ids.iter().collect();
        let (removed, kept): (Vec<_>, _) =
            mem::take(&mut self.all).into_iter().partition(|placed| ids.contains(&placed.annotation.id));
        self.all = kept;
        if removed.is_empty() {
            return &[];
        }
        let before = removed.into_iter().map(|placed| placed.annotation).collect();
        self.record_group_for_undo(UndoStep { before, added: Vec::new() });
        self.undos.back().map_or(&[], |step| step.before.as_slice())
    }

    /// Removes an annotation to make way for a restored one. If it has a note, an undo restores it after all
    /// others.
    pub(crate) fn displace(&mut self, id: &str) {
        self.changes += 1;
        if let Some(removed) = self.take_out(id).filter(|removed| !removed.note.is_empty()) {
            self.undos.push_front(UndoStep { before: vec![removed], added: Vec::new() });
        }
    }

    /// Records `annotation` before it is replaced by another with the same id.
    pub(crate) fn record_for_undo(&mut self, annotation: Annotation) {
        self.record_group_for_undo(UndoStep { before: vec![annotation], added: Vec::new() });
    }

    /// Records annotations that are added and replaced together.
    pub(crate) fn record_group_for_undo(&mut self, step: UndoStep) {
        self.undos.push_back(step);
        if self.undos.len() > MAX_UNDO_STEPS {
            self.undos.pop_front();
            self.dropped_undos += 1;
        }
    }

    /// Adds the annotations that an earlier session removed or changed last. An undo restores them after all others.
    pub(crate) fn add_earlier_undo(&mut self, mut before: Vec<Annotation>) {
        let known: BTreeSet<&String> =
            self.undos.iter().flat_map(|step| &step.before).map(|before| &before.id).collect();
        before.retain(|earlier| !known.contains(&earlier.id));
        if !mem::replace(&mut self.has_earlier_undo, true) && !before.is_empty() {
            self.undos.push_front(UndoStep { before, added: Vec::new() });
        }
    }

    /// Returns the latest steps in which annotations with `ids` were removed or changed, in order: the ids of all that
    /// each step removed or changed.
    pub(crate) fn steps(&self, ids: impl IntoIterator<Item = String>) -> Vec<Vec<String>> {
        let mut ids: BTreeSet<String> = ids.into_iter().collect();
        let mut steps = Vec::new();
        for UndoStep { before, added } in self.undos.iter().rev() {
            if ids.is_empty() {
                break;
            }
            for id in added {
                ids.remove(id);
            }
            let count = ids.len();
            for annotation in before {
                ids.remove(&annotation.id);
            }
            if ids.len() < count {
                steps.push(before.iter().map(|annotation| annotation.id.clone()).collect());
            }
        }
        steps.reverse();
        steps
    }

    /// Removes the annotations that were added with the last recorded change. Returns them, and those that were removed or
    /// changed, as they were before.
    pub(crate) fn undo(&mut self) -> (Vec<Annotation>, Vec<Annotation>) {
        let UndoStep { before, added } = self.undos.pop_back().unwrap_or_default();
        self.changes += 1;
        (added.iter().filter_map(|id| self.take_out(id)).collect(), before)
    }

    /// Returns `true` if there is a removal or change to undo.
    pub(crate) fn can_undo(&self) -> bool {
        !self.undos.is_empty()
    }

    /// Returns the number of removals and changes that were not undone.
    pub(crate) fn undo_count(&self) -> usize {
        self.undos.len() + self.dropped_undos
    }

    fn take_out(&mut self, id: &str) -> Option<Annotation> {
        let index = self.all.iter().position(|placed| placed.annotation.id == id)?;
        Some(self.all.remove(index).annotation)
    }

    /// Sorts the annotations by position after a change.
    fn sort(&mut self) {
        self.all.sort_by_key(|placed| placed.location.sort_key());
        let mut furthest = (None, 0);
        for placed in &mut self.all {
            let Some((speech, range)) = placed.location.range() else { break };
            let before = if furthest.0 == Some(speech) { furthest.1 } else { 0 };
            placed.reach = range.end.max(before);
            furthest = (Some(speech), placed.reach);
        }
        self.changes += 1;
    }
}

/// Returns the noun for some annotations.
fn noun<'a>(all: impl Iterator<Item = &'a Placed>) -> &'static str {
    let (bookmarks, highlights): (Vec<_>, Vec<_>) = all.partition(|placed| placed.annotation.is_bookmark());
    match (bookmarks.len(), highlights.len()) {
        (1, 0) => "bookmark",
        (_, 0) => "bookmarks",
        (0, 1) => "highlight",
        (0, _) => "highlights",
        _ => "bookmarks and highlights",
    }
}

#[cfg(test)]
mod tests {
    use oratory_import::import_text;

    use super::*;

    #[test]
    fn last_thousand_removals_and_changes_can_be_undone() {
        let speech = import_text("a", "One.");
        let of = |number: usize| {
            let new = Annotation::new(&speech, 0..4, "2026-11-24T03:56:15Z".parse().unwrap()).unwrap();
            Annotation { note: number.to_string(), ..new }
        };
        let mut annotations = Annotations::default();
        for number in 0..=MAX_UNDO_STEPS {
            annotations.record_for_undo(of(number));
        }
        assert_eq!(annotations.undo_count(), MAX_UNDO_STEPS + 1);
        for number in (1..=MAX_UNDO_STEPS).rev() {
            assert!(annotations.can_undo());
            assert_eq!(annotations.undo().1, [of(number)]);
        }
        assert!(!annotations.can_undo());
    }

    #[test]
    fn records_of_an_earlier_session_are_undone_together_and_last() {
        let speech = import_text("a", "One.");
        let of = |id: &str| {
            let new = Annotation::new(&speech, 0..4, "2026-11-24T03:56:15Z".parse().unwrap()).unwrap();
            Annotation { id: id.to_owned(), ..new }
        };
        let mut annotations = Annotations::default();
        annotations.record_for_undo(of("c"));
        annotations.add_earlier_undo(["a", "b", "c"].map(of).into());
        annotations.add_earlier_undo(["d"].map(of).into());
        assert_eq!(annotations.undo().1, ["c"].map(of));
        assert_eq!(annotations.undo().1, ["a", "b"].map(of));
        assert!(!annotations.can_undo());
    }
}
