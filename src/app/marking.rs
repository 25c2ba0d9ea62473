//! Adding, labelling, removing and restoring bookmarks by key.

use std::sync::Arc;

use jiff::Timestamp;
use oratory_core::{
    anchor::bookmark::{Bookmark, BookmarkChange},
    document::{details::collapse, speech::Speech},
};
use tui_input::Input;

use super::{
    App,
    marks::Mark,
    page::Focus,
    prompt::{LabelPrompt, Prompt},
    reading::Reading,
    sheet::{Sheet, Subject},
    sidebar::Listing,
};
use crate::{
    command::{Command, Context},
    effect::{Effect, Job},
};

impl App {
    /// Bookmarks the current paragraph, or removes its bookmark.
    pub(super) fn toggle_bookmark(&mut self, now: Timestamp) -> Vec<Effect> {
        let here: Vec<String> = self.bookmarks_here().map(|bookmark| bookmark.id.clone()).collect();
        match here[..] {
            // Edits can bring two bookmarks together on one paragraph.
            [_, ..] => here.iter().flat_map(|id| self.drop_bookmark(id)).collect(),
            [] => self.new_bookmark(now).map_or_else(Vec::new, |bookmark| {
                let message = format!("bookmarked ¶ {}", bookmark.paragraph);
                self.keep_bookmark(bookmark, message)
            }),
        }
    }

    /// Opens the prompt for the label of the bookmark under the list's cursor or at the current paragraph.
    /// Accepting the label adds the bookmark if it is new.
    pub(super) fn start_label(&mut self, now: Timestamp) {
        let bookmark = match self.mark_under_cursor() {
            Some(mark) => Some(self.as_it_stands(mark)),
            None if self.view.focus == Focus::Text => {
                let here = self.bookmarks_here().next().map(|bookmark| bookmark.id.clone());
                let here = here.and_then(|id| self.marks.get(&id));
                here.map(|mark| self.as_it_stands(mark)).or_else(|| self.new_bookmark(now))
            }
            None => None,
        };
        if let Some(bookmark) = bookmark {
            let input = Input::new(bookmark.label.clone());
            self.prompt = Some(Prompt::Label(LabelPrompt { input, bookmark }));
        }
    }

    /// Saves the bookmark of the prompt with its label.
    pub(super) fn accept_label(&mut self, LabelPrompt { input, bookmark }: LabelPrompt) -> Vec<Effect> {
        let label = input.value().trim().to_owned();
        if let Some(before) = self.marks.get(&bookmark.id).map(|mark| mark.bookmark.clone())
            && before.label != label
        {
            self.marks.note_for_undo(before);
        }
        let colon = if label.is_empty() { "" } else { ": " };
        let message = format!("bookmarked ¶ {}{colon}{label}", bookmark.paragraph);
        self.keep_bookmark(Bookmark { label, ..bookmark }, message)
    }

    /// Removes the bookmark under the list's cursor.
    pub(super) fn drop_under_cursor(&mut self) -> Vec<Effect> {
        let id = self.mark_under_cursor().map(|mark| mark.bookmark.id.clone());
        id.map_or_else(Vec::new, |id| self.drop_bookmark(&id))
    }

    /// Restores the bookmark that was removed or changed last. It replaces a newer bookmark at its paragraph.
    pub(super) fn undo_drop(&mut self) -> Vec<Effect> {
        let Some(bookmark) = self.marks.undo() else {
            self.notice = Some("nothing to undo".to_owned());
            return Vec::new();
        };
        let id = bookmark.id.clone();
        let mut effects = Vec::new();
        let place = Mark::new(bookmark.clone(), &self.library.finder()).location.position();
        let others = place.into_iter().flat_map(|(speech, block)| self.marks.at(speech, block));
        let others: Vec<String> =
            others.filter(|other| other.id != id).map(|other| other.id.clone()).collect();
        for other in others {
            self.marks.displace(&other);
            effects.extend(self.save(&BookmarkChange::Remove(other)));
        }
        let message = format!("bookmark restored: {}", self.described(&bookmark, place));
        effects.extend(self.keep_bookmark(bookmark, message));
        self.put_cursor_on(&id);
        effects
    }

    /// Describes a bookmark by its paragraph and its label, and by its speech if that is not open.
    fn described(&self, bookmark: &Bookmark, place: Option<(usize, usize)>) -> String {
        let number = place.and_then(|(speech, block)| self.library[speech].number_of(block));
        let speech = if place.is_some_and(|(speech, _)| speech == self.open) {
            String::new()
        } else {
            format!(" in {}", bookmark.title)
        };
        format!("¶ {}{speech}{}", number.unwrap_or(bookmark.paragraph), in_quotes(&bookmark.label))
    }

    /// Returns the bookmark with the text of its present position, if it has moved.
    fn as_it_stands(&self, mark: &Mark) -> Bookmark {
        let Mark { bookmark, location, .. } = mark;
        let renewed = location.position().and_then(|(speech, block)| {
            let speech = &self.library[speech];
            bookmark.reattached(speech, speech.number_of(block)?)
        });
        renewed.unwrap_or_else(|| bookmark.clone())
    }

    /// Toggles the list of bookmarks.
    pub(super) fn toggle_bookmarks(&mut self) {
        if self.sidebar.listing == Listing::Bookmarks {
            self.leave_list();
            return;
        }
        // An empty list shows the reason itself.
        let unsaved = self.marks.unsaved().filter(|_| !self.marks.all().is_empty());
        self.notice = unsaved.map(ToOwned::to_owned);
        // Puts the cursor on the bookmark at the current paragraph, or on the last one before it.
        let here = (self.open, self.readings.get(self.open).and_then(Reading::current).unwrap_or(0));
        let after = self
            .marks
            .all()
            .partition_point(|mark| mark.location.position().is_some_and(|place| place <= here));
        self.view.focus = Focus::List;
        self.sidebar.turn_to(Listing::Bookmarks, after.saturating_sub(1));
    }

    /// Returns the bookmark under the list's cursor.
    pub fn mark_under_cursor(&self) -> Option<&Mark> {
        let listed = self.sidebar.listing == Listing::Bookmarks;
        listed.then(|| self.marks.all().get(*self.entries().get(self.sidebar.cursor)?)).flatten()
    }

    /// Adds the bookmarks read from disk, or reports why they cannot be read.
    pub(super) fn take_bookmarks(&mut self, read: Result<Vec<Bookmark>, String>) {
        match read {
            Ok(bookmarks) => self.marks.take(bookmarks, &self.library),
            Err(reason) => {
                self.tell(reason.clone());
                self.marks.stop_saving(reason);
            }
        }
    }

    /// Requests resolutions for bookmarks whose text has changed, and reports those that have come in.
    pub(super) fn look_after_marks(&mut self) -> Vec<Effect> {
        let state = (self.open, self.library.changes(), self.marks.changes());
        if !self.marks.have_changed_since(state) {
            return Vec::new();
        }
        let unresolved = self.marks.unresolved(&self.library);
        self.marks.settle(&self.library);
        // Report each version of a text once. The list always shows the state of its bookmarks.
        let is_told = self.library.iter().nth(self.open).is_some_and(|speech| self.keeping.has_told(speech));
        if !is_told && let Some(news) = self.marks.news(self.open, &self.library) {
            self.tell(news);
        }
        let job = |(index, bookmarks)| Job::Trace(Arc::clone(&self.library[index]), bookmarks);
        unresolved.into_iter().map(|of_speech| Effect::Work(job(of_speech))).collect()
    }

    /// Returns `true` if a bookmark that was not found is selected and can be attached.
    pub fn can_attach(&self) -> bool {
        self.lost_mark().is_some_and(|mark| self.sheet.is_none() || mark.candidate().is_some())
    }

    /// Attaches a bookmark that was not found: from its popup to the proposed paragraph, from the list to the current one.
    pub(super) fn attach(&mut self) -> Vec<Effect> {
        let Some(mark) = self.lost_mark() else {
            let is_list = self.sheet.is_none();
            self.notice = is_list.then(|| "only a bookmark that was not found can be attached".to_owned());
            return Vec::new();
        };
        let (old, speech) = (mark.bookmark.clone(), mark.location.document());
        let proposed = || Some((speech?, mark.candidate()?));
        let current =
            || Some((speech.filter(|&speech| speech == self.open)?, self.readings[self.open].current()?));
        let place = if self.sheet.is_some() { proposed() } else { current() };
        let attached = place.and_then(|(speech, block)| {
            let speech = &self.library[speech];
            old.reattached(speech, speech.number_of(block)?)
        });
        // A paragraph has one bookmark.
        if let Some(other) = place.and_then(|(speech, block)| self.marks.at(speech, block).next()) {
            self.notice = Some(format!("¶ {} already has a bookmark: remove it first", other.paragraph));
            return Vec::new();
        }
        let Some(attached) = attached else {
            self.notice = Some(self.how_to_attach());
            return Vec::new();
        };
        self.sheet = None;
        self.marks.note_for_undo(old);
        let id = attached.id.clone();
        let message = format!("attached to ¶ {}{}", attached.paragraph, self.undo_hint());
        let effects = self.keep_bookmark(attached, message);
        self.put_cursor_on(&id);
        effects
    }

    /// Explains how to attach a bookmark to a paragraph that is not suggested.
    fn how_to_attach(&self) -> String {
        let why = if self.sheet.is_some() {
            "no likely paragraph: go to the right one"
        } else {
            "not attached: go to its paragraph"
        };
        let key = |context, command: &Command| self.config.keymap.hint(context, command).map(|(key, _)| key);
        let keys = key(Context::Text, &Command::ShowBookmarks)
            .zip(key(Context::Bookmarks, &Command::AttachBookmark))
            .map(|(list, attach)| format!(", press {list}, then {attach}"))
            .unwrap_or_default();
        format!("{why}{keys}")
    }

    /// Returns the bookmark that was not found in the popup or under the list's cursor.
    fn lost_mark(&self) -> Option<&Mark> {
        let mark = match &self.sheet {
            Some(Sheet { subject: Subject::Lost(id), .. }) => self.marks.get(id),
            Some(_) => None,
            None => self.mark_under_cursor(),
        };
        mark.filter(|mark| mark.location.is_orphan())
    }

    /// Puts the list's cursor on the bookmark with this id.
    fn put_cursor_on(&mut self, id: &str) {
        self.derive_entries();
        let mark = self.marks.all().iter().position(|mark| mark.bookmark.id == id);
        if let Some(entry) = self.entries().iter().position(|&entry| Some(entry) == mark) {
            self.sidebar.cursor = entry;
        }
    }

    /// Reports that a change has been saved, or why not. Changes made without a key are not reported. If the file
    /// was unreadable before, its bookmarks are read now.
    pub(super) fn report_saved(
        &mut self,
        change: &BookmarkChange,
        saved: Result<(), String>,
    ) -> Option<Effect> {
        self.marks.note(change, saved.is_ok());
        let was_unreadable = saved.is_ok() && self.marks.resume_saving();
        let read = was_unreadable.then_some(Effect::Work(Job::ReadBookmarks));
        if matches!(change, BookmarkChange::RecordText(..)) {
            return read;
        }
        let message = self.marks.announced(change.id());
        self.notice = match saved {
            Ok(()) => message.or_else(|| self.notice.take()),
            Err(reason) => {
                if let Some(message) = message {
                    // Shown when a later attempt succeeds.
                    self.marks.announce(change.id(), message);
                }
                Some(format!("{reason} (will retry)"))
            }
        };
        read
    }

    /// Reports that the file was missing and that all bookmarks have been saved again.
    pub(super) fn report_restored(&mut self, count: usize) {
        let (all, noun) = if count == 1 { ("", "bookmark") } else { ("all ", "bookmarks") };
        self.tell(format!("bookmarks file was missing: rewrote it with {all}{count} {noun}"));
    }

    /// Returns the bookmarks at the current paragraph.
    fn bookmarks_here(&self) -> impl Iterator<Item = &Bookmark> {
        let block = self.readings.get(self.open).and_then(Reading::current);
        block.into_iter().flat_map(|block| self.marks.at(self.open, block))
    }

    /// Creates a bookmark at the current paragraph.
    fn new_bookmark(&mut self, now: Timestamp) -> Option<Bookmark> {
        let speech = self.speech().cloned();
        let bookmark = speech.and_then(|speech| {
            let block = self.readings[self.open].current()?;
            Bookmark::new(&speech, speech.number_of(block)?, now)
        });
        if bookmark.is_none() {
            self.notice = Some("no paragraph to bookmark".to_owned());
        }
        bookmark
    }

    fn keep_bookmark(&mut self, bookmark: Bookmark, message: String) -> Vec<Effect> {
        self.marks.announce(&bookmark.id, message);
        self.marks.keep(bookmark.clone(), &self.library);
        self.save(&BookmarkChange::Save(Box::new(bookmark)))
    }

    fn drop_bookmark(&mut self, id: &str) -> Vec<Effect> {
        let label = self.marks.drop(id).map(|removed| in_quotes(&removed.label)).unwrap_or_default();
        let colon = if label.is_empty() { "" } else { ":" };
        let message = format!("bookmark removed{colon}{label}{}", self.undo_hint());
        self.marks.announce(id, message);
        self.save(&BookmarkChange::Remove(id.to_owned()))
    }

    /// Returns the key that undoes, in parentheses.
    fn undo_hint(&self) -> String {
        let context = if self.sheet.is_some() { Context::Bookmarks } else { self.context() };
        let key = self.config.keymap.hint(context, &Command::UndoRemoval);
        key.map(|(key, _)| format!(" ({key}: undo)")).unwrap_or_default()
    }

    /// Saves a change to the bookmarks after those still unsaved.
    fn save(&mut self, change: &BookmarkChange) -> Vec<Effect> {
        self.marks.note(change, false);
        self.save_again().into_iter().collect()
    }

    /// Saves the changes that are still unsaved.
    pub(super) fn save_again(&mut self) -> Option<Effect> {
        let changes = self.marks.take_unsaved().into_iter().map(|change| {
            let text = self.text_to_copy(&change);
            (change, text)
        });
        let changes: Vec<_> = changes.collect();
        (!changes.is_empty()).then(|| Effect::Work(Job::SaveBookmarks(changes, self.marks.in_file())))
    }

    /// Returns the text to save beside a bookmark.
    fn text_to_copy(&self, change: &BookmarkChange) -> Option<Arc<Speech>> {
        let Mark { bookmark, location, .. } = self.marks.get(change.id())?;
        let speech = &self.library[location.document()?];
        (speech.is_whole() && !bookmark.is_of_earlier_text(speech)).then(|| Arc::clone(speech))
    }
}

/// Returns a label as notices quote it.
fn in_quotes(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!(" “{}”", collapse(label)) }
}
