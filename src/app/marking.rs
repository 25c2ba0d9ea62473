//! Bookmarks, as the app does it: set, labelled, taken away, brought back.

use jiff::Timestamp;
use tui_input::Input;

use super::{
    App,
    marks::Mark,
    page::Focus,
    prompt::{LabelPrompt, Prompt},
    reading::Reading,
    sidebar::Listing,
};
use crate::{
    action::{Effect, Job},
    text::bookmark::{Bookmark, Change},
};

impl App {
    /// Bookmarks the current paragraph, or takes its bookmark away.
    pub(super) fn toggle_bookmark(&mut self, now: Timestamp) -> Vec<Effect> {
        let here: Vec<String> = self.bookmarks_here().map(|bookmark| bookmark.id.clone()).collect();
        match here[..] {
            // Two copies of the program may each have set one.
            [_, ..] => here.iter().flat_map(|id| self.drop_bookmark(id)).collect(),
            [] => self.new_bookmark(now).map_or_else(Vec::new, |bookmark| self.keep_bookmark(bookmark)),
        }
    }

    /// Opens the prompt for the label of the bookmark under the list's cursor, or of one at the current
    /// paragraph, which is set when the label is taken.
    pub(super) fn start_label(&mut self, now: Timestamp) {
        let bookmark = match self.mark_under_cursor() {
            Some(mark) => Some(self.as_it_stands(mark)),
            None if self.view.focus == Focus::Text => {
                let here = self.bookmarks_here().next().map(|bookmark| bookmark.id.clone());
                let here = here.and_then(|id| self.marks.all().iter().find(|mark| mark.bookmark.id == id));
                here.map(|mark| self.as_it_stands(mark)).or_else(|| self.new_bookmark(now))
            }
            None => None,
        };
        if let Some(bookmark) = bookmark {
            let input = Input::new(bookmark.label.clone());
            self.prompt = Some(Prompt::Label(LabelPrompt { input, bookmark }));
        }
    }

    /// Enter in the prompt: the bookmark is kept with its label.
    pub(super) fn accept_label(&mut self, LabelPrompt { input, bookmark }: LabelPrompt) -> Vec<Effect> {
        let label = input.value().trim().to_owned();
        self.keep_bookmark(Bookmark { label, ..bookmark })
    }

    /// Takes away the bookmark under the list's cursor.
    pub(super) fn drop_under_cursor(&mut self) -> Vec<Effect> {
        let id = self.mark_under_cursor().map(|mark| mark.bookmark.id.clone());
        id.map_or_else(Vec::new, |id| self.drop_bookmark(&id))
    }

    /// Brings back the bookmark that was taken away last.
    pub(super) fn undo_drop(&mut self) -> Vec<Effect> {
        let Some(bookmark) = self.marks.undo() else {
            self.notice = Some("there is no deletion to undo".to_owned());
            return Vec::new();
        };
        let id = bookmark.id.clone();
        let effects = self.keep_bookmark(bookmark);
        self.derive_entries();
        let mark = self.marks.all().iter().position(|mark| mark.bookmark.id == id);
        if let Some(entry) = self.entries().iter().position(|&entry| Some(entry) == mark) {
            self.sidebar.cursor = entry;
        }
        effects
    }

    /// A bookmark as it stands now: one that has moved takes the words that stand at its place.
    fn as_it_stands(&self, mark: &Mark) -> Bookmark {
        let Mark { bookmark, standing } = mark;
        let renewed = standing.place().and_then(|(speech, block)| {
            let speech = &self.library[speech];
            bookmark.renewed(speech, speech.number_of(block)?)
        });
        renewed.unwrap_or_else(|| bookmark.clone())
    }

    /// Puts the bookmarks in the list's place, or the speeches back.
    pub(super) fn toggle_bookmarks(&mut self) {
        if self.sidebar.listing == Listing::Bookmarks {
            self.leave_list();
            return;
        }
        // The cursor stands on the bookmark at the current paragraph, or the last one before it.
        let here = (self.open, self.readings.get(self.open).and_then(Reading::current).unwrap_or(0));
        let after =
            self.marks.all().partition_point(|mark| mark.standing.place().is_some_and(|place| place <= here));
        self.view.focus = Focus::List;
        self.sidebar.turn_to(Listing::Bookmarks, after.saturating_sub(1));
    }

    /// The bookmark under the list's cursor.
    pub(super) fn mark_under_cursor(&self) -> Option<&Mark> {
        let listed = self.sidebar.listing == Listing::Bookmarks;
        listed.then(|| self.marks.all().get(*self.entries().get(self.sidebar.cursor)?)).flatten()
    }

    /// Takes the bookmarks that are on disk; or why they cannot be read.
    pub(super) fn take_bookmarks(&mut self, read: Result<Vec<Bookmark>, String>) {
        match read {
            Ok(bookmarks) => {
                for bookmark in bookmarks {
                    self.marks.keep(bookmark, &self.library);
                }
            }
            Err(reason) => {
                self.tell(reason.clone());
                self.marks.stop_saving(reason);
            }
        }
    }

    /// Says what has been saved, or why it has not.
    pub(super) fn report_saved(&mut self, change: &Change, saved: Result<(), String>) {
        self.notice = Some(match (saved, change) {
            (Err(reason), _) => reason,
            (Ok(()), Change::Keep(bookmark)) if bookmark.label.is_empty() => {
                format!("bookmarked ¶ {}", bookmark.paragraph)
            }
            (Ok(()), Change::Keep(bookmark)) => {
                format!("bookmarked ¶ {}: {}", bookmark.paragraph, bookmark.label)
            }
            (Ok(()), Change::Drop(_)) => "bookmark deleted".to_owned(),
        });
    }

    /// The bookmarks at the current paragraph.
    fn bookmarks_here(&self) -> impl Iterator<Item = &Bookmark> {
        let block = self.readings.get(self.open).and_then(Reading::current);
        block.into_iter().flat_map(|block| self.marks.at(self.open, block))
    }

    /// A bookmark at the current paragraph.
    fn new_bookmark(&mut self, now: Timestamp) -> Option<Bookmark> {
        let speech = self.speech().cloned();
        let bookmark = speech.and_then(|speech| {
            let block = self.readings[self.open].current()?;
            Bookmark::new(&speech, speech.number_of(block)?, now)
        });
        if bookmark.is_none() {
            self.notice = Some("there is no paragraph to bookmark".to_owned());
        }
        bookmark
    }

    fn keep_bookmark(&mut self, bookmark: Bookmark) -> Vec<Effect> {
        self.marks.keep(bookmark.clone(), &self.library);
        self.save(Change::Keep(Box::new(bookmark)))
    }

    fn drop_bookmark(&mut self, id: &str) -> Vec<Effect> {
        self.marks.drop(id);
        self.save(Change::Drop(id.to_owned()))
    }

    /// Has a change to the bookmarks saved, or says that it is not.
    fn save(&mut self, change: Change) -> Vec<Effect> {
        if let Some(reason) = self.marks.unsaved() {
            self.notice = Some(format!("for this run only: {reason}"));
            return Vec::new();
        }
        vec![Effect::Work(Job::SaveBookmark(change))]
    }
}
