//! Overlays: the prompt and the notice in the status line, and the popup over the panes.

mod drafts;

pub(crate) mod note_editor;

pub(super) mod notice;

mod noting;

pub(crate) mod popup;

pub(crate) mod prompt;

use oratory_core::{Figures, Options};
use tui_input::Input;

use self::{
    drafts::Drafts,
    note_editor::NoteEditor,
    notice::Notice,
    popup::{Popup, Subject},
    prompt::{ExportPrompt, FilterPrompt, MAX_INPUT_CHARS, Origin, Prompt, SearchPrompt},
};
use super::{
    change::Change,
    env::Env,
    library::Library,
    notes::{Notes, annotations::Placed},
    search::suspended::Suspended,
};
use crate::{
    catalog::DocumentId,
    command::{Command, Context, Edit, Motion, SearchOption},
    effect::{ExportRequest, ExportSubject, Job},
    session::SavedSearch,
};

/// The prompt, the note and the popup that are open, if any, and the notice.
#[derive(Debug, Clone, Default)]
pub struct Overlays {
    prompt: Option<Prompt>,
    note: Option<NoteEditor>,
    /// The note that was left without saving, and the number of changes that could be undone then.
    left: Vec<(NoteEditor, usize)>,
    drafts: Drafts,
    popup: Option<Popup>,
    pub(super) notice: Notice,
    /// The number of exports that run or wait.
    exports: usize,
    /// The number of those that have been told to stop: the first of them.
    stopping: usize,
}

/// A step in the history of searches.
pub(crate) type RecallStep = fn(&mut SearchPrompt, &[&SavedSearch]);

impl Overlays {
    /// Creates overlays of which only `notice` is shown, if it has any lines.
    pub(super) fn new(notice: impl Iterator<Item = String>) -> Self {
        Self { notice: Notice::new(notice), ..Self::default() }
    }

    /// Records that an export was requested.
    pub(super) const fn begin_export(&mut self) {
        self.exports += 1;
    }

    /// Records that an export has ended.
    pub(super) const fn end_export(&mut self) {
        // Exports end in the order of the requests.
        self.exports = self.exports.saturating_sub(1);
        self.stopping = self.stopping.saturating_sub(1);
    }

    /// Stops the exports. `None` if there are none that have not been told to stop.
    pub(super) fn stop_exports(&mut self) -> Option<Vec<Change>> {
        let before = std::mem::replace(&mut self.stopping, self.exports);
        (self.exports > before).then(|| vec![Change::job(Job::CancelExports)])
    }

    /// Returns the input line of the open prompt.
    pub fn input(&self) -> Option<&Input> {
        self.prompt.as_ref().map(Prompt::input)
    }

    /// Returns `true` if a popup is open.
    pub const fn has_popup(&self) -> bool {
        self.popup.is_some()
    }

    /// Returns the editor of a note, if it is open.
    pub(crate) const fn note(&self) -> Option<&NoteEditor> {
        self.note.as_ref()
    }

    /// Returns the open prompt.
    pub(crate) const fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    /// Returns the popup over the panes.
    pub(crate) const fn popup(&self) -> Option<&Popup> {
        self.popup.as_ref()
    }

    /// Returns the annotation that was not found and is shown in the popup, or selected in the notebook if no popup is
    /// open.
    pub(crate) fn orphan<'a>(&self, notes: &'a Notes) -> Option<&'a Placed> {
        let placed = match &self.popup {
            Some(popup) => notes.annotations().get(popup.orphan()?),
            None => notes.selected(),
        };
        placed.filter(|placed| placed.is_orphan())
    }

    /// Returns the id of [`Overlays::orphan`].
    pub(crate) fn orphan_id(&self, notes: &Notes) -> Option<String> {
        self.orphan(notes).map(|placed| placed.annotation.id.clone())
    }

    /// Returns `true` if a prompt, a note or a popup is open.
    pub(crate) const fn is_any_open(&self) -> bool {
        self.prompt.is_some() || self.note.is_some() || self.popup.is_some()
    }

    /// Returns the prompt in which a query is typed.
    pub(crate) const fn search_prompt(&self) -> Option<&SearchPrompt> {
        match &self.prompt {
            Some(Prompt::Search(prompt)) => Some(prompt),
            _ => None,
        }
    }

    /// Returns `true` if typed letters may be batched into one edit. A regular expression may be invalid in between,
    /// and the matches of its last valid form should stay.
    pub(crate) fn batches_letters(&self) -> bool {
        match &self.prompt {
            Some(Prompt::Search(prompt)) => !prompt.options.regex,
            Some(Prompt::Filter(_) | Prompt::Export(_)) => true,
            None => self.note.is_some(),
        }
    }

    /// Applies a command of the prompt or the note. `searches` returns the recent searches. Returns `None` for other
    /// commands.
    pub(crate) fn apply<'a>(
        &mut self,
        command: &Command,
        searches: impl FnOnce() -> Vec<&'a SavedSearch>,
        env: &Env<'_>,
    ) -> Option<Vec<Change>> {
        Some(match command {
            Command::Edit(edit) => self.edit(edit.clone(), env),
            Command::Toggle(option) => self.toggle(*option, env),
            Command::RecallPrevious => {
                self.recall(SearchPrompt::recall_previous, &searches(), Motion::RowUp, env)
            }
            Command::RecallNext => self.recall(SearchPrompt::recall_next, &searches(), Motion::RowDown, env),
            Command::Accept => self.accept(),
            _ => return None,
        })
    }

    /// Applies a change of the prompt, the note or the popup. Ignores all others.
    pub(crate) fn react(&mut self, change: Change) -> Vec<Change> {
        match change {
            Change::AskForFilter(before) => self.open_filter(&before),
            Change::EditNote(annotation) => self.open_note(*annotation),
            Change::ExplainOrphan(id) => self.explain_orphan(id),
            Change::ClosePopup => self.close_popup(),
            _ => Vec::new(),
        }
    }

    /// Opens the search prompt.
    pub(crate) fn open_search(&mut self, origin: Box<Origin>, options: Options) {
        self.prompt = Some(Prompt::Search(Box::new(SearchPrompt::new(origin, options))));
    }

    /// Records the search before that of the prompt.
    pub(crate) fn set_suspended(&mut self, suspended: Suspended) {
        if let Some(Prompt::Search(prompt)) = &mut self.prompt {
            prompt.suspended = suspended;
        }
    }

    /// Opens the prompt for the filter of a list.
    pub(crate) fn open_filter(&mut self, before: &str) -> Vec<Change> {
        let (input, before) = (Input::new(before.to_owned()), before.to_owned());
        self.prompt = Some(Prompt::Filter(FilterPrompt { input, before }));
        Vec::new()
    }

    /// Opens the prompt for the name of a file.
    pub(crate) fn open_export(&mut self, subject: ExportSubject, name: String) -> Vec<Change> {
        self.prompt =
            Some(Prompt::Export(ExportPrompt { input: Input::new(name), subject, may_replace: false }));
        Vec::new()
    }

    /// Opens the prompt again, because there is a file of this name. The next Enter replaces it, unless the name is
    /// edited.
    pub(crate) fn ask_to_replace(&mut self, request: ExportRequest) -> Vec<Change> {
        let ExportRequest { subject, name, .. } = request;
        self.prompt =
            Some(Prompt::Export(ExportPrompt { input: Input::new(name), subject, may_replace: true }));
        vec![Change::notice("exists: Enter replaces it")]
    }

    /// Closes the search prompt and returns it.
    pub(crate) fn take_search_prompt(&mut self) -> Option<SearchPrompt> {
        match self.prompt.take() {
            Some(Prompt::Search(prompt)) => Some(*prompt),
            other => {
                self.prompt = other;
                None
            }
        }
    }

    /// Edits the line, unless it becomes too long. Typed letters are inserted as far as there is room.
    pub(crate) fn edit(&mut self, mut edit: Edit, env: &Env<'_>) -> Vec<Change> {
        if self.note.is_some() {
            return self.edit_note(edit);
        }
        let line = self.input().map_or("", Input::value);
        if line.is_empty() && edit == Edit::Backspace {
            // As in `less` and Vim. A deleted filter stays deleted.
            let is_filter = matches!(self.prompt, Some(Prompt::Filter(_)));
            return if is_filter { self.accept() } else { self.cancel_prompt() };
        }
        let mut changes = Vec::new();
        let excess = prompt::length_after(line, &edit).saturating_sub(MAX_INPUT_CHARS);
        if excess > 0 {
            changes.push(Change::Notice(format!("too long: the limit is {MAX_INPUT_CHARS} characters")));
            let Edit::Type(letters) = &mut edit else { return changes };
            letters.truncate(kept_bytes(letters, excess));
        }
        match &mut self.prompt {
            Some(Prompt::Search(_)) => {
                changes.extend(self.edit_query(env, |prompt| prompt::edit(&mut prompt.input, edit)));
            }
            Some(Prompt::Filter(filter)) => {
                prompt::edit(&mut filter.input, edit);
                changes.push(Change::Filtered(filter.input.value().to_owned()));
            }
            Some(Prompt::Export(export)) => {
                export.may_replace = false;
                prompt::edit(&mut export.input, edit);
            }
            None => {}
        }
        changes
    }

    /// Edits the query or its options.
    fn edit_query(&mut self, env: &Env<'_>, edit: impl FnOnce(&mut SearchPrompt)) -> Vec<Change> {
        let Some(Prompt::Search(prompt)) = &mut self.prompt else { return Vec::new() };
        let before = (prompt.input.value().to_owned(), prompt.options);
        edit(prompt);
        if before == (prompt.input.value().to_owned(), prompt.options) {
            return Vec::new();
        }
        // Search again from the position where the query was begun.
        vec![
            Change::ReturnTo(prompt.origin.position),
            Change::QueryEdited(prompt.compile(env.config.search_defaults)),
        ]
    }

    /// Puts words into the search prompt, to be searched for with `options`.
    pub(crate) fn fill_search(&mut self, words: &str, options: Options, env: &Env<'_>) -> Vec<Change> {
        self.edit_query(env, |prompt| prompt.put(&SavedSearch::new(words, options)))
    }

    /// Toggles a search option, for this query and later ones.
    pub(crate) fn toggle(&mut self, option: SearchOption, env: &Env<'_>) -> Vec<Change> {
        let mut changes = self.edit_query(env, |prompt| prompt.toggle(option));
        changes.extend(self.search_prompt().map(|prompt| Change::OptionsChosen(prompt.options)));
        changes
    }

    /// Recalls an earlier or later one of `searches`; in a filter, moves the list's cursor.
    pub(crate) fn recall(
        &mut self,
        step: RecallStep,
        searches: &[&SavedSearch],
        motion: Motion,
        env: &Env<'_>,
    ) -> Vec<Change> {
        match &self.prompt {
            Some(Prompt::Filter(_)) => vec![Change::MoveCursor(motion)],
            _ => self.edit_query(env, |prompt| step(prompt, searches)),
        }
    }

    /// Accepts the input of the prompt or the note. A query that is not valid stays.
    pub(crate) fn accept(&mut self) -> Vec<Change> {
        if let Some(note) = self.note.take() {
            let text = note.text();
            self.drafts.accept(&note);
            return vec![Change::NoteEdited(Box::new(note.annotation), text)];
        }
        match &self.prompt {
            Some(Prompt::Search(prompt)) if prompt.error.is_some() => return Vec::new(),
            Some(Prompt::Search(_)) => return vec![Change::QueryAccepted],
            Some(Prompt::Export(ExportPrompt { input, subject, .. })) => {
                // A name with an error stays.
                if let Some(fault) = subject.fault(input.value()) {
                    return vec![Change::Notice(fault)];
                }
            }
            _ => {}
        }
        match self.prompt.take() {
            Some(Prompt::Export(ExportPrompt { input, subject, may_replace })) => {
                vec![Change::Export(ExportRequest { subject, name: input.value().to_owned(), may_replace })]
            }
            _ => Vec::new(),
        }
    }

    /// Closes the popup, or else the note, or else the prompt, and restores the state before it.
    pub(crate) fn cancel(&mut self, notes: &Notes, env: &Env<'_>) -> Vec<Change> {
        if self.popup.is_some() {
            return self.close_popup();
        }
        if self.note.is_some() {
            return self.leave_note(notes, env);
        }
        self.cancel_prompt()
    }

    /// Closes the prompt, and restores the state before it.
    fn cancel_prompt(&mut self) -> Vec<Change> {
        if self.search_prompt().is_some() {
            return vec![Change::QueryCancelled];
        }
        match self.prompt.take() {
            Some(Prompt::Filter(prompt)) => vec![Change::Filtered(prompt.before)],
            _ => Vec::new(),
        }
    }

    /// Forgets the matches of the suspended search in a speech whose text has changed.
    pub(crate) fn forget_matches(&mut self, speech: DocumentId) -> Vec<Change> {
        if let Some(Prompt::Search(prompt)) = &mut self.prompt {
            prompt.suspended.forget(speech);
        }
        Vec::new()
    }

    /// Toggles the help, which opens at the keys of `context`.
    pub(crate) fn toggle_help(&mut self, context: Context) -> Vec<Change> {
        self.popup = match self.popup {
            Some(Popup { subject: Subject::Keys, .. }) => None,
            _ => Some(Popup::help(context)),
        };
        Vec::new()
    }

    /// Opens the details of `speech` and requests its figures, or closes the details.
    pub(crate) fn toggle_details(&mut self, speech: DocumentId, library: &Library) -> Vec<Change> {
        let is_open = matches!(self.popup, Some(Popup { subject: Subject::Details(..), .. }));
        let opened =
            (!is_open && library.get(speech).is_some()).then(|| Popup::new(Subject::Details(speech, None)));
        self.popup = opened;
        self.request_figures(speech, library)
    }

    /// Requests the figures of `speech` in the details, once all of it is loaded.
    pub(crate) fn request_figures(&self, speech: DocumentId, library: &Library) -> Vec<Change> {
        let is_shown =
            matches!(&self.popup, Some(Popup { subject: Subject::Details(of, _), .. }) if *of == speech);
        let text = library.whole(speech).filter(|_| is_shown).cloned();
        text.map(|text| Change::job(Job::ComputeFigures(speech, text))).into_iter().collect()
    }

    /// Stores the figures of `speech`, if its details are still open.
    pub(crate) fn store_figures(&mut self, speech: DocumentId, figures: Figures) -> Vec<Change> {
        if let Some(Popup { subject: Subject::Details(of, known), .. }) = &mut self.popup
            && *of == speech
        {
            *known = Some(figures);
        }
        Vec::new()
    }

    /// Explains why the annotation with `id` was not found.
    pub(crate) fn explain_orphan(&mut self, id: String) -> Vec<Change> {
        self.popup = Some(Popup::new(Subject::Orphan(id)));
        Vec::new()
    }

    /// Closes the popup.
    pub(crate) fn close_popup(&mut self) -> Vec<Change> {
        self.popup = None;
        Vec::new()
    }

    /// Scrolls the popup.
    pub(crate) fn scroll_popup(&mut self, motion: Motion, count: Option<usize>) -> Vec<Change> {
        if let Some(popup) = &mut self.popup {
            popup.go(motion, count);
        }
        Vec::new()
    }

    /// Lays out the popup for an area of `size`.
    pub(crate) fn refresh(&mut self, size: (u16, u16), library: &Library, notes: &Notes, env: &Env<'_>) {
        if let Some(note) = &mut self.note {
            note.refresh(size, env.config.look.ambiguous);
        }
        if let Some(popup) = &mut self.popup {
            popup.refresh(size, library, notes, env);
        }
    }
}

/// Returns the length in bytes of `letters` without this number of characters at the end.
fn kept_bytes(letters: &str, excess: usize) -> usize {
    letters.char_indices().rev().nth(excess - 1).map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_stopped_once_each() {
        let mut overlays = Overlays::default();
        assert!(overlays.stop_exports().is_none());
        overlays.begin_export();
        assert!(overlays.stop_exports().is_some());
        assert!(overlays.stop_exports().is_none(), "the only one is being stopped");
        // The next is requested before the first has ended.
        overlays.begin_export();
        overlays.end_export();
        assert!(overlays.stop_exports().is_some(), "the report of the first is not that of the second");
        overlays.end_export();
        assert!(overlays.stop_exports().is_none());
    }
}
