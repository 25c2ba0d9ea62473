//! The list pane: speeches or headings, filtered, with a cursor.

mod filter;

pub(crate) mod rows;

pub(crate) mod scope;

use std::sync::Arc;

use self::{
    filter::{FuzzyFilter, SpeechWords},
    rows::{ONE_ROW_FROM, Rows},
    scope::Scope,
};
use super::{
    change::Change,
    library::{Library, STILL_READING, order::Order},
    list::{Extent, moved},
    panes::pane::Pane,
};
use crate::catalog::DocumentId;
use crate::command::{Motion, Turn};

/// A kind of list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Listing {
    /// The speeches of the library.
    #[default]
    Speeches,
    /// The headings of the open speech.
    Outline,
}

/// An entry of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// A speech.
    Speech(DocumentId),
    /// A heading, by its block.
    Heading(usize),
}

/// The list pane.
#[derive(Debug, Clone, Default)]
pub struct Sidebar {
    listing: Listing,
    /// `true` if the list has the focus, `false` if the text has it.
    has_focus: bool,
    /// The entry under the cursor.
    cursor: usize,
    /// The first row in view, counted in entries if they have several rows.
    top: usize,
    /// The state in which the cursor was last brought into view.
    shown: Option<Shown>,
    /// The filter of the speeches, or an empty string. It stays when the list loses the focus.
    filter: String,
    /// The filter of the headings, or an empty string.
    outline_filter: String,
    /// The speeches that pass their filter, or `None` for all.
    scope: Option<Scope>,
    /// The speeches in the order of the list, as far as they pass the filter.
    speeches: Vec<DocumentId>,
    /// The filter and the version of the library from which the speeches were derived.
    speeches_from: Option<(String, (usize, usize))>,
    /// The words of the speeches.
    words: SpeechWords,
    /// The entries that pass the filter.
    entries: Vec<Item>,
    /// The rows of the entries.
    rows: Rows,
    /// The state from which `entries` were derived.
    derived_from: Option<Source>,
}

/// The state from which the entries of a list are derived. They are valid while it is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    listing: Listing,
    filter: String,
    /// The open speech, in a list of its headings.
    open: Option<DocumentId>,
    library: (usize, usize),
}

/// The state for which the cursor is in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shown {
    cursor: usize,
    entries: usize,
    height: u16,
    has_focus: bool,
}

impl Sidebar {
    /// Returns the kind of the list.
    pub(crate) const fn listing(&self) -> Listing {
        self.listing
    }

    /// Returns `true` if the list has the focus, `false` if the text has it.
    pub const fn has_focus(&self) -> bool {
        self.has_focus
    }

    /// Moves the focus to the list.
    pub(crate) fn focus(&mut self) -> Vec<Change> {
        self.has_focus = true;
        Vec::new()
    }

    /// Moves the focus to the text, and returns to the list of speeches.
    pub(crate) fn leave(&mut self) -> Vec<Change> {
        self.has_focus = false;
        self.listing = Listing::Speeches;
        self.outline_filter.clear();
        Vec::new()
    }

    /// Returns the speech under the cursor, which the reading pane shows while the list has the focus.
    pub(crate) fn preview(&self) -> Option<DocumentId> {
        match self.under_cursor()? {
            Item::Speech(speech) if self.has_focus => Some(speech),
            _ => None,
        }
    }

    /// Returns the number of the entry under the cursor.
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// Returns the first row in view, for [`Rows::in_view`].
    pub(crate) const fn top(&self) -> usize {
        self.top
    }

    /// Returns the rows of the entries.
    pub(crate) const fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Returns `true` if each speech of the list has one row.
    pub(crate) const fn has_many(&self) -> bool {
        self.rows.is_one_row
    }

    /// Returns `true` if no entry is listed.
    pub(crate) const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the filter of the list that is shown, or an empty string.
    pub(crate) fn filter(&self) -> &str {
        if self.listing == Listing::Speeches { &self.filter } else { &self.outline_filter }
    }

    /// Leaves the list if it `was_visible`. If there `is_room` for it beside the text now, it appears there, or else it takes
    /// the focus and the screen.
    pub(crate) fn toggle(&mut self, was_visible: bool, is_room: bool) -> Vec<Change> {
        match (was_visible, is_room) {
            (true, _) => self.leave(),
            (false, true) => Vec::new(),
            (false, false) => self.focus(),
        }
    }

    /// Returns the scope of views over several speeches: the speeches that pass the filter, or `None` for all.
    pub(crate) fn scope(&self) -> Option<Scope> {
        self.scope.clone()
    }

    /// Opens the speech that is `steps` entries further down or up the list than `shown`, wrapping around.
    pub(crate) fn turn(
        &self,
        motion: Motion,
        steps: usize,
        shown: DocumentId,
        library: &Library,
    ) -> Vec<Change> {
        let (speeches, len) = (&self.speeches, self.speeches.len());
        let only = if library.len() == len {
            "this is the only speech"
        } else {
            "this is the only speech in the list"
        };
        let next = match speeches.iter().position(|&speech| speech == shown) {
            None | Some(0) if library.is_walking() && len <= 1 => return vec![Change::notice(STILL_READING)],
            Some(_) if len == 1 => return vec![Change::notice(only)],
            Some(position) if motion == Motion::PreviousSpeech => (position + len - steps % len) % len,
            Some(position) => (position + steps % len) % len,
            // The speech that is shown does not pass the filter.
            None => 0,
        };
        let next = speeches.get(next).map(|&next| vec![Change::LeaveList, Change::Open(next)]);
        next.unwrap_or_else(|| vec![Change::notice("no speeches in the list")])
    }

    /// Returns `true` if a speech passes the filter.
    pub(crate) fn is_listed(&self, speech: DocumentId) -> bool {
        Scope::covers(self.scope.as_ref(), speech)
    }

    /// Returns the speeches that the list shows, in its order.
    pub(crate) fn speeches(&self) -> &[DocumentId] {
        &self.speeches
    }

    /// Returns the entries that pass the filter.
    pub fn entries(&self) -> &[Item] {
        &self.entries
    }

    /// Returns the entry under the cursor.
    fn under_cursor(&self) -> Option<Item> {
        self.entries.get(self.cursor).copied()
    }

    /// Returns the number of entries without a filter.
    pub(crate) fn entry_count(&self, library: &Library, open: DocumentId) -> usize {
        match self.listing {
            Listing::Speeches => library.len(),
            Listing::Outline => library.document(open).map_or(0, |speech| speech.headings().count()),
        }
    }

    /// Switches to another list, with the cursor on the entry `cursor`.
    fn turn_to(&mut self, listing: Listing, cursor: usize) {
        (self.listing, self.cursor, self.top, self.shown) = (listing, cursor, 0, None);
        self.has_focus = true;
        self.outline_filter.clear();
        self.entries.clear();
    }

    /// Toggles the list of headings of the `shown` speech, which is opened.
    pub(crate) fn toggle_outline(&mut self, library: &Library, shown: DocumentId) -> Vec<Change> {
        if self.listing == Listing::Outline {
            return self.leave();
        }
        let has_headings = library.document(shown).is_some_and(|speech| speech.headings().next().is_some());
        if has_headings {
            return vec![Change::EnterText, Change::ListHeadings];
        }
        // A text that is still loading may have some.
        let is_partial = library.is_partial(shown);
        vec![if is_partial {
            library.still_reading(shown)
        } else {
            Change::notice("no headings in this speech")
        }]
    }

    /// Lists the headings of the open speech, with the cursor on the one above the current paragraph.
    pub(crate) fn list_headings(&mut self, pane: &Pane, library: &Library) -> Vec<Change> {
        let (open, block) = pane.current().unwrap_or_else(|| (pane.open(), 0));
        let headings = library.document(open).into_iter().flat_map(|speech| speech.headings());
        let above = headings.filter(|&other| other <= block).count();
        self.turn_to(Listing::Outline, above.saturating_sub(1));
        Vec::new()
    }

    /// Opens `entry`.
    pub(crate) fn open_entry(&mut self, entry: usize) -> Vec<Change> {
        self.cursor = entry;
        self.has_focus = true;
        match self.listing {
            Listing::Speeches => vec![Change::EnterText],
            Listing::Outline => match self.under_cursor() {
                Some(Item::Heading(block)) => vec![Change::LeaveList, Change::PutOnTop(block)],
                _ => Vec::new(),
            },
        }
    }

    /// Sets `filter`.
    pub(crate) fn set_filter(&mut self, filter: String) -> Vec<Change> {
        match self.listing {
            Listing::Speeches => self.filter = filter,
            Listing::Outline => self.outline_filter = filter,
        }
        Vec::new()
    }

    /// Clears the filter, or else moves the focus to the text.
    pub(crate) fn cancel(&mut self) -> Vec<Change> {
        if self.filter().is_empty() { self.leave() } else { self.set_filter(String::new()) }
    }

    /// Moves the cursor in a pane of `height` rows.
    pub(crate) fn go(&mut self, motion: Motion, count: Option<usize>, height: u16) -> Vec<Change> {
        let last = self.entries.len().saturating_sub(1);
        self.cursor = moved(self.cursor, motion, count, Extent { page: self.rows.in_pane(height), last });
        Vec::new()
    }

    /// Moves the cursor by one entry, or scrolls by one while the text has the focus.
    pub(crate) fn turn_wheel(&mut self, turn: Turn, height: u16) -> Vec<Change> {
        match turn {
            Turn::Up if self.has_focus => return self.go(Motion::RowUp, None, height),
            Turn::Down if self.has_focus => return self.go(Motion::RowDown, None, height),
            Turn::Up => self.top = self.top.saturating_sub(1),
            Turn::Down => self.top = self.top.saturating_add(1),
        }
        Vec::new()
    }

    /// Derives the speeches that pass their filter, if it or `library` has changed.
    fn refresh_speeches(&mut self, library: &Library) {
        let from = Some((self.filter.clone(), library.version()));
        if self.speeches_from == from {
            return;
        }
        self.speeches_from = from;
        if self.filter.is_empty() {
            (self.scope, self.speeches) = (None, library.sequence().to_vec());
            return;
        }
        let mut ranked = self.words.filtered(&self.filter, library);
        // An order that the reader has chosen stays.
        if library.order() == Order::Found {
            ranked.sort_by_key(|(rank, _)| *rank);
        }
        self.speeches = ranked.into_iter().map(|(_, speech)| speech).collect();
        let scope = Scope {
            filter: self.filter.clone(),
            speeches: Arc::new(self.speeches.iter().copied().collect()),
        };
        if Scope::is_same(self.scope.as_ref(), Some(&scope)) {
            self.scope.get_or_insert(scope).filter.clone_from(&self.filter);
        } else {
            self.scope = Some(scope);
        }
    }

    /// Derives the entries again if their source has changed. In a list of speeches, the cursor stays on the same
    /// speech.
    pub(crate) fn refresh_entries(&mut self, library: &Library, open: DocumentId) {
        self.refresh_speeches(library);
        let source = Source {
            listing: self.listing,
            filter: self.filter().to_owned(),
            open: (self.listing == Listing::Outline).then_some(open),
            library: library.version(),
        };
        if self.derived_from.as_ref() == Some(&source) {
            return;
        }
        let before = self.derived_from.take().filter(|before| before.listing == self.listing);
        let under_cursor = self.under_cursor();
        self.entries = match self.listing {
            Listing::Speeches => self.speeches.iter().copied().map(Item::Speech).collect(),
            Listing::Outline => self.headings(library, open),
        };
        let is_many = self.listing == Listing::Speeches && library.len() >= ONE_ROW_FROM;
        let rows = if is_many {
            Rows::of_many(self.speeches.iter().copied(), library)
        } else {
            Rows::of_few(self.entries.len())
        };
        self.rows = rows;
        // A list that is filtered anew begins with the best entry. Without the filter, the entry is looked for again.
        let is_filtered = before.as_ref().is_some_and(|before| before.filter != source.filter);
        if is_filtered && !source.filter.is_empty() {
            self.cursor = 0;
        } else if before.is_some() && (is_filtered || self.listing == Listing::Speeches) {
            let speech = (self.listing == Listing::Speeches).then_some(Item::Speech(open));
            let wanted = under_cursor.filter(|entry| self.entries.contains(entry)).or(speech);
            let entry = self.entries.iter().position(|&entry| Some(entry) == wanted);
            self.cursor = entry.unwrap_or(self.cursor);
        }
        self.derived_from = Some(source);
    }

    /// Returns the headings of a speech that pass their filter, the best first.
    fn headings(&self, library: &Library, open: DocumentId) -> Vec<Item> {
        let Some(text) = library.document(open) else { return Vec::new() };
        let mut filter = FuzzyFilter::new(&self.outline_filter);
        let ranked = text.headings().filter_map(|block| Some((filter.rank(&text.heading(block))?, block)));
        let mut ranked: Vec<_> = ranked.collect();
        if !self.outline_filter.is_empty() {
            ranked.sort_by_key(|(rank, _)| *rank);
        }
        ranked.into_iter().map(|(_, block)| Item::Heading(block)).collect()
    }

    /// Puts the cursor on the open speech, while the text has the focus.
    fn follow(&mut self, open: DocumentId) {
        if !self.has_focus && self.listing == Listing::Speeches {
            self.cursor = self.entries.iter().position(|&entry| entry == Item::Speech(open)).unwrap_or(0);
        }
    }

    /// Clamps the cursor to an entry. After a change it is also scrolled into view. Otherwise the list stays where
    /// the wheel has scrolled it.
    pub(crate) fn refresh_view(&mut self, open: DocumentId, height: u16) {
        self.follow(open);
        let entries = self.entries.len();
        let whole = self.rows.whole_in_pane(height);
        self.cursor = self.cursor.min(entries.saturating_sub(1));
        let now = Shown { cursor: self.cursor, entries, height, has_focus: self.has_focus };
        if self.shown != Some(now) {
            let (first, last) = (self.rows.first_row_of(self.cursor), self.rows.row_of(self.cursor));
            self.top = self.top.min(first).max((last + 1).saturating_sub(whole));
            self.shown = Some(now);
        }
        self.top = self.top.min(self.rows.len().saturating_sub(whole));
    }
}
