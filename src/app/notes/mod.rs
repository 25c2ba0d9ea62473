//! Notes: bookmarks, their resolution in edited texts, and saving them.

pub(crate) mod bookmarks;

use std::{collections::BTreeMap, sync::Arc};

use oratory_core::{
    anchor::{
        bookmark::{Bookmark, BookmarkChange},
        resolution::Resolution,
    },
    document::{details::collapse, text::Document},
};

use self::bookmarks::{Bookmarks, Placed};
use super::{change::Change, env::Env, library::Library, panes::pane::Pane};
use crate::catalog::DocumentId;
use crate::{
    command::{Command, Context},
    effect::Job,
};

/// The reader's bookmarks.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    bookmarks: Bookmarks,
}

impl Notes {
    /// Returns the bookmarks.
    pub const fn bookmarks(&self) -> &Bookmarks {
        &self.bookmarks
    }

    /// Looks up all bookmarks again, because the library has changed.
    pub(crate) fn place_all(&mut self, library: &Library) -> Vec<Change> {
        self.bookmarks.place_all(library);
        Vec::new()
    }

    /// Requests another resolution, because more may be known of a text.
    pub(crate) fn resolve_again(&mut self) -> Vec<Change> {
        self.bookmarks.make_due();
        Vec::new()
    }

    /// Counts all reports as seen if they were visible while the reader was idle. Otherwise drops them.
    pub(crate) fn end_reports(&mut self, were_visible: bool) {
        if were_visible {
            self.bookmarks.mark_reports_seen();
        }
        self.bookmarks.drop_unseen_reports();
    }

    /// Saves in which texts bookmarks have been found.
    pub(crate) fn save_found(&mut self, library: &Library) -> Vec<Change> {
        if self.bookmarks.has_found() { self.save_rest(library) } else { Vec::new() }
    }

    /// Bookmarks the current paragraph, or removes its bookmarks. Edits can bring two together on one paragraph.
    pub(crate) fn toggle(
        &mut self,
        pane: &Pane,
        library: &Library,
        context: Context,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let here: Vec<String> = self.at_current(pane).map(|bookmark| bookmark.id.clone()).collect();
        if !here.is_empty() {
            return here.into_iter().flat_map(|id| self.remove(Some(id), library, context, env)).collect();
        }
        match new_bookmark(pane, library, env) {
            Ok(bookmark) => {
                let message = format!("bookmarked ¶ {}", bookmark.paragraph);
                self.add(bookmark, message, library)
            }
            Err(notice) => vec![notice],
        }
    }

    /// Edits the label of the `selected` bookmark, or of the one at the current paragraph, which may be new.
    pub(crate) fn edit_label(
        &self,
        selected: Option<&Placed>,
        pane: &Pane,
        library: &Library,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let here = || self.at_current(pane).next().and_then(|bookmark| self.bookmarks.get(&bookmark.id));
        let bookmark = match selected.or_else(here) {
            Some(placed) => with_present_text(placed, library),
            None => match new_bookmark(pane, library, env) {
                Ok(bookmark) => bookmark,
                Err(notice) => return vec![notice],
            },
        };
        vec![Change::EditLabel(Box::new(bookmark))]
    }

    /// Saves a bookmark with a label.
    pub(crate) fn label(&mut self, bookmark: Bookmark, label: &str, library: &Library) -> Vec<Change> {
        let label = label.trim().to_owned();
        if let Some(before) = self.bookmarks.get(&bookmark.id).map(|placed| placed.bookmark.clone())
            && before.label != label
        {
            self.bookmarks.record_for_undo(before);
        }
        let colon = if label.is_empty() { "" } else { ": " };
        let message = format!("bookmarked ¶ {}{colon}{label}", bookmark.paragraph);
        self.add(Bookmark { label, ..bookmark }, message, library)
    }

    /// Removes the bookmark with this id, if there is one.
    pub(crate) fn remove(
        &mut self,
        id: Option<String>,
        library: &Library,
        context: Context,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let Some(id) = id else { return Vec::new() };
        let label = self.bookmarks.remove(&id).map(|removed| in_quotes(&removed.label)).unwrap_or_default();
        let colon = if label.is_empty() { "" } else { ":" };
        let message = format!("bookmark removed{colon}{label}{}", undo_hint(context, env));
        self.bookmarks.set_message(&id, message);
        self.save(&BookmarkChange::Remove(id), library)
    }

    /// Restores the bookmark that was removed or changed last. It replaces a newer bookmark at its paragraph.
    pub(crate) fn undo(&mut self, open: DocumentId, library: &Library) -> Vec<Change> {
        let Some(bookmark) = self.bookmarks.undo() else { return vec![Change::notice("nothing to undo")] };
        let id = bookmark.id.clone();
        let mut changes = Vec::new();
        let position = Placed::new(bookmark.clone(), &library.catalog().finder()).location.position();
        let others = position.into_iter().flat_map(|(speech, block)| self.bookmarks.at(speech, block));
        let others: Vec<String> =
            others.filter(|other| other.id != id).map(|other| other.id.clone()).collect();
        for other in others {
            self.bookmarks.displace(&other);
            changes.extend(self.save(&BookmarkChange::Remove(other), library));
        }
        let message = format!("bookmark restored: {}", described(&bookmark, position, open, library));
        changes.extend(self.add(bookmark, message, library));
        changes.push(Change::SelectBookmark(id));
        changes
    }

    /// Adds the bookmarks read from disk, or reports why they cannot be read.
    pub(crate) fn store_read(
        &mut self,
        read: Result<Vec<Bookmark>, String>,
        library: &Library,
    ) -> Vec<Change> {
        match read {
            Ok(bookmarks) => {
                self.bookmarks.merge(bookmarks, library);
                Vec::new()
            }
            Err(reason) => {
                self.bookmarks.set_read_error(reason.clone());
                vec![Change::AddedNotice(reason)]
            }
        }
    }

    /// Requests resolutions for bookmarks whose text has changed, and reports those that have come in. `is_reported`
    /// is `true` if an earlier session has reported the bookmarks in the open text.
    pub(crate) fn resolve(
        &mut self,
        open: DocumentId,
        library: &Library,
        is_reported: impl FnOnce() -> bool,
    ) -> Vec<Change> {
        if !self.bookmarks.is_due((open, library.version(), self.bookmarks.changes())) {
            return Vec::new();
        }
        let unresolved: BTreeMap<DocumentId, Vec<Bookmark>> = self.bookmarks.take_unresolved(library);
        self.bookmarks.record_found(library);
        let mut changes = Vec::new();
        // Report each version of a text once. The list always shows the state of its bookmarks.
        if !is_reported()
            && let Some(report) = self.bookmarks.report(open, library)
        {
            changes.push(Change::AddedNotice(report));
        }
        for (speech, bookmarks) in unresolved {
            let document = library.whole(speech).cloned();
            changes.extend(document.map(|document| Change::job(Job::ResolveBookmarks(document, bookmarks))));
        }
        changes
    }

    /// Stores the resolutions of bookmarks, given by id, in the text with this SHA-256.
    pub(crate) fn store_resolutions(
        &mut self,
        text: &str,
        resolutions: Vec<(String, Resolution)>,
        library: &Library,
    ) -> Vec<Change> {
        self.bookmarks.store_resolutions(text, resolutions, library);
        Vec::new()
    }

    /// Attaches the bookmark `id`, which was not found: from its popup to the proposed paragraph, from the list to the
    /// current one.
    pub(crate) fn attach(
        &mut self,
        id: Option<String>,
        pane: &Pane,
        library: &Library,
        context: Context,
        env: &Env<'_>,
    ) -> Vec<Change> {
        let is_popup = context == Context::Popup;
        let Some(placed) = id.and_then(|id| self.bookmarks.get(&id)) else {
            let notice = Change::notice("only a bookmark that was not found can be attached");
            return if is_popup { Vec::new() } else { vec![notice] };
        };
        let (old, speech) = (placed.bookmark.clone(), placed.location.document());
        let position = if is_popup {
            speech.zip(placed.candidate())
        } else {
            pane.current().filter(|(open, _)| speech == Some(*open))
        };
        // A paragraph has one bookmark.
        if let Some(other) = position.and_then(|(speech, block)| self.bookmarks.at(speech, block).next()) {
            let notice = format!("¶ {} already has a bookmark: remove it first", other.paragraph);
            return vec![Change::Notice(notice)];
        }
        let attached = position.and_then(|(speech, block)| {
            let speech = library.document(speech)?;
            old.reattached(speech, speech.number_of(block)?)
        });
        let Some(attached) = attached else { return vec![how_to_attach(context, env)] };
        let id = old.id.clone();
        self.bookmarks.record_for_undo(old);
        let message = format!("attached to ¶ {}{}", attached.paragraph, undo_hint(Context::Bookmarks, env));
        let mut changes = self.add(attached, message, library);
        changes.extend([Change::ClosePopup, Change::SelectBookmark(id)]);
        changes
    }

    /// Reports that a change has been saved, or why not. Changes made without a key are not reported. If the file was
    /// unreadable before, its bookmarks are read now.
    pub(crate) fn report_saved(&mut self, change: &BookmarkChange, saved: Result<(), String>) -> Vec<Change> {
        let mut changes = Vec::new();
        if saved.is_ok() && self.bookmarks.clear_read_error() {
            changes.push(Change::job(Job::ReadBookmarks));
        }
        self.bookmarks.record(change, saved.is_ok());
        if matches!(change, BookmarkChange::RecordText(..)) {
            return changes;
        }
        let message = self.bookmarks.take_message(change.id());
        match saved {
            Ok(()) => changes.extend(message.map(Change::Notice)),
            Err(reason) => {
                if let Some(message) = message {
                    // Shown when a later attempt succeeds.
                    self.bookmarks.set_message(change.id(), message);
                }
                changes.push(Change::Notice(format!("{reason} (will retry)")));
            }
        }
        changes
    }

    /// Saves the changes that are still unsaved.
    pub(crate) fn save_rest(&mut self, library: &Library) -> Vec<Change> {
        let mut changes = Vec::new();
        for change in self.bookmarks.take_unsaved() {
            let text = self.text_to_copy(&change, library);
            changes.push((change, text));
        }
        if changes.is_empty() {
            return Vec::new();
        }
        vec![Change::job(Job::SaveBookmarks(changes, self.bookmarks.in_file()))]
    }

    fn add(&mut self, bookmark: Bookmark, message: String, library: &Library) -> Vec<Change> {
        self.bookmarks.set_message(&bookmark.id, message);
        self.bookmarks.add(bookmark.clone(), library);
        self.save(&BookmarkChange::Save(Box::new(bookmark)), library)
    }

    /// Saves a change after those still unsaved.
    fn save(&mut self, change: &BookmarkChange, library: &Library) -> Vec<Change> {
        self.bookmarks.record(change, false);
        self.save_rest(library)
    }

    /// Returns the text to save beside a bookmark.
    fn text_to_copy(&self, change: &BookmarkChange, library: &Library) -> Option<Arc<Document>> {
        let Placed { bookmark, location, .. } = self.bookmarks.get(change.id())?;
        library.whole(location.document()?).filter(|text| !bookmark.is_of_earlier_text(text)).cloned()
    }

    /// Returns the bookmarks at the current paragraph.
    fn at_current(&self, pane: &Pane) -> impl Iterator<Item = &Bookmark> {
        pane.current().into_iter().flat_map(|(speech, block)| self.bookmarks.at(speech, block))
    }
}

/// Returns the bookmark with the text of its present position, if it has moved.
fn with_present_text(Placed { bookmark, location, .. }: &Placed, library: &Library) -> Bookmark {
    let renewed = location.position().and_then(|(speech, block)| {
        let speech = library.document(speech)?;
        bookmark.reattached(speech, speech.number_of(block)?)
    });
    renewed.unwrap_or_else(|| bookmark.clone())
}

/// Returns the notice that the file was missing and that all bookmarks have been saved again.
pub(crate) fn rewritten(count: usize) -> Change {
    let (all, noun) = if count == 1 { ("", "bookmark") } else { ("all ", "bookmarks") };
    Change::AddedNotice(format!("bookmarks file was missing: rewrote it with {all}{count} {noun}"))
}

/// Creates a bookmark at the current paragraph.
fn new_bookmark(pane: &Pane, library: &Library, env: &Env<'_>) -> Result<Bookmark, Change> {
    let bookmark = pane.current().and_then(|(speech, block)| {
        let speech = library.document(speech)?;
        Bookmark::new(speech, speech.number_of(block)?, env.now)
    });
    bookmark.ok_or_else(|| Change::notice("no paragraph to bookmark"))
}

/// Describes a bookmark by its paragraph and its label, and by its speech if that is not open.
fn described(
    bookmark: &Bookmark,
    position: Option<(DocumentId, usize)>,
    open: DocumentId,
    library: &Library,
) -> String {
    let number = position.and_then(|(speech, block)| library.document(speech)?.number_of(block));
    let is_open = position.is_some_and(|(speech, _)| speech == open);
    let speech = if is_open { String::new() } else { format!(" in {}", bookmark.title) };
    format!("¶ {}{speech}{}", number.unwrap_or(bookmark.paragraph), in_quotes(&bookmark.label))
}

/// Explains how to attach a bookmark to a paragraph that is not suggested.
fn how_to_attach(context: Context, env: &Env<'_>) -> Change {
    let reason = if context == Context::Popup {
        "no likely paragraph: go to the right one"
    } else {
        "not attached: go to its paragraph"
    };
    let keys = env
        .key(Context::Text, &Command::ShowBookmarks)
        .zip(env.key(Context::Bookmarks, &Command::AttachBookmark))
        .map(|(list, attach)| format!(", press {list}, then {attach}"))
        .unwrap_or_default();
    Change::Notice(format!("{reason}{keys}"))
}

/// Returns the key that undoes, in parentheses.
fn undo_hint(context: Context, env: &Env<'_>) -> String {
    let key = env.key(context, &Command::UndoRemoval);
    key.map(|key| format!(" ({key}: undo)")).unwrap_or_default()
}

/// Returns a label as notices quote it.
fn in_quotes(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!(" “{}”", collapse(label)) }
}
