//! Drafts: what is on disk of notes that are being typed.

use std::collections::BTreeMap;

use super::note_editor::NoteEditor;
use crate::{
    app::change::Change,
    effect::Job,
    session::{DraftChange, SavedDraft},
};

/// The drafts on disk.
#[derive(Debug, Clone, Default)]
pub(super) struct Drafts {
    /// The text of each, by the id of its annotation.
    written: BTreeMap<String, String>,
    /// Notes that have been accepted and are being saved, by the ids of their annotations. Their drafts are removed then.
    accepted: BTreeMap<String, SavedDraft>,
    /// `true` if the last save failed and nothing was typed since. It is tried again at the end.
    has_failed: bool,
}

impl Drafts {
    /// Returns `true` if a note differs from its draft.
    pub(super) fn is_due(&self, note: &NoteEditor) -> bool {
        !self.has_failed && self.differs(note)
    }

    fn differs(&self, note: &NoteEditor) -> bool {
        match self.written.get(&note.annotation.id) {
            Some(written) => *written != note.text(),
            None => note.is_changed(),
        }
    }

    /// Requests that `note` is saved, if it differs from its draft.
    pub(super) fn save(&mut self, note: &NoteEditor) -> Option<Change> {
        if !self.differs(note) {
            return None;
        }
        if !note.is_changed() {
            return self.remove(&note.annotation.id);
        }
        self.add(note);
        let draft = SavedDraft { annotation: note.annotation.clone(), note: note.text() };
        Some(Change::job(Job::SaveDraft(DraftChange::Save(Box::new(draft)))))
    }

    /// Records that `note` was accepted. If it has a draft, that stays until the note is saved.
    pub(super) fn accept(&mut self, note: &NoteEditor) {
        let id = &note.annotation.id;
        if self.written.contains_key(id) {
            let draft = SavedDraft { annotation: note.annotation.clone(), note: note.text() };
            self.accepted.insert(id.clone(), draft);
        }
    }

    /// Requests that the drafts of notes which are not known to be saved have all that was typed.
    pub(super) fn save_accepted(&mut self) -> Vec<Change> {
        let accepted = std::mem::take(&mut self.accepted).into_values();
        accepted.map(|draft| Change::job(Job::SaveDraft(DraftChange::Save(Box::new(draft))))).collect()
    }

    /// Requests the removal of the draft of an accepted note, which is saved now.
    pub(super) fn finish(&mut self, id: &str) -> Option<Change> {
        self.accepted.remove(id)?;
        self.remove(id)
    }

    /// Requests the removal of a draft, if there is one.
    pub(super) fn remove(&mut self, id: &str) -> Option<Change> {
        self.written.remove(id)?;
        Some(Change::job(Job::SaveDraft(DraftChange::Remove(id.to_owned()))))
    }

    /// Records that `note` is on disk.
    pub(super) fn add(&mut self, note: &NoteEditor) {
        self.written.insert(note.annotation.id.clone(), note.text());
    }

    /// Records that a note is edited.
    pub(super) const fn note_edit(&mut self) {
        self.has_failed = false;
    }

    /// Records that a draft could not be saved. Returns `true` if that is new.
    pub(super) fn note_failure(&mut self, id: &str) -> bool {
        self.written.remove(id);
        !std::mem::replace(&mut self.has_failed, true)
    }
}
