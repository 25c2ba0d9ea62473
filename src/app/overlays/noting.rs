//! Opening, editing and leaving a note, and what is kept of one that was not saved.

use oratory_core::{Annotation, AnnotationChange};

use super::{
    Overlays, kept_bytes,
    note_editor::{MAX_NOTE_CHARS, NoteEditor},
};
use crate::{
    app::{change::Change, env::Env, library::Library, notes::Notes},
    command::{Command, Context, Edit},
    session::SavedDraft,
};

impl Overlays {
    /// Opens the note of `annotation`.
    pub(crate) fn open_note(&mut self, annotation: Annotation) -> Vec<Change> {
        let note = annotation.note.clone();
        self.note = Some(NoteEditor::new(annotation, &note));
        Vec::new()
    }

    /// Opens the note that was left last without saving, at its passage. `None` if there is none, or if something was done
    /// since that can be undone first.
    pub(crate) fn reopen_note(&mut self, notes: &Notes, library: &Library) -> Option<Vec<Change>> {
        let undo_count = notes.annotations().undo_count();
        let can_undo = notes.annotations().can_undo();
        let (mut left, _) = self.left.pop_if(|(_, then)| *then == undo_count || !can_undo)?;
        let (annotation, at) = notes.located(left.annotation.clone(), library);
        left.annotation = annotation;
        self.note = Some(left);
        let goes = at.map(|(speech, range)| Change::GoTo { speech, range: range.start..range.start });
        Some(std::iter::once(Change::LeaveList).chain(goes).collect())
    }

    /// Edits the note. Typed letters are inserted as far as there is room.
    pub(super) fn edit_note(&mut self, mut edit: Edit) -> Vec<Change> {
        let Some(note) = &mut self.note else { return Vec::new() };
        let mut changes = Vec::new();
        let excess = note.length_after(&edit).saturating_sub(MAX_NOTE_CHARS);
        if excess > 0 {
            changes.push(Change::Notice(format!("too long: the limit is {MAX_NOTE_CHARS} characters")));
            let Edit::Type(letters) = &mut edit else { return changes };
            letters.truncate(kept_bytes(letters, excess));
        }
        note.edit(edit);
        self.drafts.note_edit();
        changes
    }

    /// Closes the note without saving, and gives its draft up.
    pub(super) fn leave_note(&mut self, notes: &Notes, env: &Env<'_>) -> Vec<Change> {
        let id = self.note.as_ref().map(|note| note.annotation.id.clone());
        let given_up = id.and_then(|id| self.drafts.remove(&id));
        given_up.into_iter().chain(self.close_note(notes, env)).collect()
    }

    /// Closes the note without saving, and keeps its draft.
    pub(crate) fn interrupt_note(&mut self, notes: &Notes, env: &Env<'_>) -> Vec<Change> {
        [self.save_draft(), self.close_note(notes, env)].concat()
    }

    /// Closes the note. If it was changed, an undo brings it back.
    fn close_note(&mut self, notes: &Notes, env: &Env<'_>) -> Vec<Change> {
        let Some(note) = self.note.take().filter(NoteEditor::is_changed) else { return Vec::new() };
        self.left.push((note, notes.annotations().undo_count()));
        vec![Change::Notice(format!("note not saved{}", key_back(env)))]
    }

    /// Returns `true` if the note differs from its draft.
    pub(crate) fn is_draft_due(&self) -> bool {
        self.note.as_ref().is_some_and(|note| self.drafts.is_due(note))
    }

    /// Saves the note that is open as a draft, if it has changed.
    pub(crate) fn save_draft(&mut self) -> Vec<Change> {
        let note = self.note.as_ref();
        note.and_then(|note| self.drafts.save(note)).into_iter().collect()
    }

    /// Saves the drafts of notes that are not saved yet, before the program may end.
    pub(crate) fn save_all_drafts(&mut self) -> Vec<Change> {
        [self.drafts.save_accepted(), self.save_draft()].concat()
    }

    /// Removes the draft of a note that has been saved.
    pub(crate) fn finish_draft(&mut self, change: &AnnotationChange, is_saved: bool) -> Vec<Change> {
        let is_note = is_saved && matches!(change, AnnotationChange::Save(_));
        is_note.then(|| self.drafts.finish(change.id())).flatten().into_iter().collect()
    }

    /// Reports that a draft could not be saved.
    pub(crate) fn report_draft(&mut self, id: &str, saved: Result<(), String>) -> Vec<Change> {
        let failed = saved.err().filter(|_| self.drafts.note_failure(id));
        failed.map(Change::Notice).into_iter().collect()
    }

    /// Offers the last of the drafts that an earlier session left. One whose note has been saved is removed.
    pub(crate) fn offer_drafts(
        &mut self,
        drafts: Vec<SavedDraft>,
        notes: &Notes,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        for SavedDraft { annotation, note } in drafts {
            let saved = notes.annotations().get(&annotation.id).map(|placed| placed.annotation.clone());
            let annotation = saved.unwrap_or(annotation);
            let editor = NoteEditor::new(annotation, &note);
            self.drafts.add(&editor);
            if editor.is_changed() {
                self.left.push((editor, notes.annotations().undo_count()));
            } else {
                changes.extend(self.drafts.remove(&editor.annotation.id));
            }
        }
        if let Some((editor, _)) = self.left.last() {
            let number = editor.annotation.paragraph;
            changes.push(Change::AddedNotice(format!("note on ¶ {number} not saved{}", key_back(env))));
        }
        changes
    }
}

/// Returns the key that opens a note again, in parentheses.
fn key_back(env: &Env<'_>) -> String {
    let key = env.key(Context::Text, &Command::UndoRemoval);
    key.map(|key| format!(" ({key}: resume)")).unwrap_or_default()
}
