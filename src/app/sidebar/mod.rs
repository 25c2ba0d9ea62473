//! The list pane: speeches or headings, filtered, with a cursor.

mod filter;

use std::collections::BTreeSet;

use self::filter::FuzzyFilter;
use super::{
    change::Change,
    library::Library,
    list::{Extent, moved},
    panes::pane::Pane,
};
use crate::catalog::{DocumentId, Entry};
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
    /// The first entry in view.
    top: usize,
    /// The state in which the cursor was last brought into view.
    shown: Option<Shown>,
    /// The filter, or an empty string.
    filter: String,
    /// The entries that pass the filter.
    entries: Vec<Item>,
    /// The state from which `entries` were derived.
    derived_from: Option<Source>,
}

/// The speeches that pass the filter of the list.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) filter: String,
    pub(crate) speeches: BTreeSet<DocumentId>,
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

/// Rows of an entry, with the blank row after it.
pub(crate) const ENTRY_HEIGHT: u16 = 3;

/// Rows above the first entry.
pub(crate) const HEAD_HEIGHT: u16 = 2;

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

    /// Moves the focus to the text, and returns to the list of speeches without a filter.
    pub(crate) fn leave(&mut self) -> Vec<Change> {
        self.has_focus = false;
        self.listing = Listing::Speeches;
        self.filter.clear();
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

    /// Returns the number of the first entry in view.
    pub(crate) const fn top(&self) -> usize {
        self.top
    }

    /// Returns the filter, or an empty string.
    pub(crate) fn filter(&self) -> &str {
        &self.filter
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
        if self.filter.is_empty() || self.listing != Listing::Speeches {
            return None;
        }
        let speeches = self.entries.iter().filter_map(|entry| match entry {
            Item::Speech(speech) => Some(*speech),
            Item::Heading(_) => None,
        });
        Some(Scope { filter: self.filter.clone(), speeches: speeches.collect() })
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
        self.filter.clear();
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
        vec![if is_partial { library.still_reading() } else { Change::notice("no headings in this speech") }]
    }

    /// Lists the headings of the open speech, with the cursor on the one above the current paragraph.
    pub(crate) fn list_headings(&mut self, pane: &Pane, library: &Library) -> Vec<Change> {
        let (open, block) = pane.current().unwrap_or_else(|| (pane.open(), 0));
        let headings = library.document(open).into_iter().flat_map(|speech| speech.headings());
        let above = headings.filter(|&other| other <= block).count();
        self.turn_to(Listing::Outline, above.saturating_sub(1));
        Vec::new()
    }

    /// Opens an entry.
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

    /// Sets the filter.
    pub(crate) fn set_filter(&mut self, filter: String) -> Vec<Change> {
        self.filter = filter;
        Vec::new()
    }

    /// Moves the cursor in a pane of `height` rows.
    pub(crate) fn go(&mut self, motion: Motion, count: Option<usize>, height: u16) -> Vec<Change> {
        let last = self.entries.len().saturating_sub(1);
        self.cursor = moved(self.cursor, motion, count, Extent { page: entries_in_view(height), last });
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

    /// Derives the entries again if their source has changed. In a list of speeches, the cursor stays on the same
    /// speech.
    pub(crate) fn refresh_entries(&mut self, library: &Library, open: DocumentId) {
        let source = Source {
            listing: self.listing,
            filter: self.filter.clone(),
            open: (self.listing == Listing::Outline).then_some(open),
            library: library.version(),
        };
        if self.derived_from.as_ref() == Some(&source) {
            return;
        }
        let before = self.derived_from.take().filter(|before| before.listing == self.listing);
        let under_cursor = self.under_cursor();
        self.entries = self.derive(library, open);
        // A list that is filtered anew begins with the best entry. Without the filter, the entry is looked for again.
        let is_filtered = before.as_ref().is_some_and(|before| before.filter != self.filter);
        if is_filtered && !self.filter.is_empty() {
            self.cursor = 0;
        } else if before.is_some() && (is_filtered || self.listing == Listing::Speeches) {
            let speech = (self.listing == Listing::Speeches).then_some(Item::Speech(open));
            let wanted = under_cursor.filter(|entry| self.entries.contains(entry)).or(speech);
            let entry = self.entries.iter().position(|&entry| Some(entry) == wanted);
            self.cursor = entry.unwrap_or(self.cursor);
        }
        self.derived_from = Some(source);
    }

    fn derive(&self, library: &Library, open: DocumentId) -> Vec<Item> {
        let document = library.document(open);
        let items: Vec<Item> = match self.listing {
            Listing::Speeches => library.sequence().iter().copied().map(Item::Speech).collect(),
            Listing::Outline => {
                document.into_iter().flat_map(|text| text.headings()).map(Item::Heading).collect()
            }
        };
        if self.filter.is_empty() {
            return items;
        }
        let mut filter = FuzzyFilter::new(&self.filter);
        let mut ranked = Vec::new();
        for item in items {
            let words = match item {
                Item::Speech(speech) => speech_words(&library[speech]),
                Item::Heading(block) => document.map(|text| text.heading(block)).into_iter().collect(),
            };
            if let Some(rank) = words.iter().filter_map(|words| filter.rank(words)).min() {
                ranked.push((rank, item));
            }
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, item)| item).collect()
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
        let whole = whole_entries_in_view(height);
        self.cursor = self.cursor.min(entries.saturating_sub(1));
        let now = Shown { cursor: self.cursor, entries, height, has_focus: self.has_focus };
        if self.shown != Some(now) {
            self.top = self.top.min(self.cursor).max((self.cursor + 1).saturating_sub(whole));
            self.shown = Some(now);
        }
        self.top = self.top.min(entries.saturating_sub(whole));
    }
}

/// Returns the number of entries of which a pane of `height` rows shows at least a part.
pub(crate) fn entries_in_view(height: u16) -> usize {
    usize::from(height.saturating_sub(HEAD_HEIGHT).div_ceil(ENTRY_HEIGHT)).max(1)
}

/// Returns the number of entries that fit into a pane of `height` rows without being cut off.
fn whole_entries_in_view(height: u16) -> usize {
    usize::from((height + 1).saturating_sub(HEAD_HEIGHT) / ENTRY_HEIGHT).max(1)
}

/// Returns the texts by which the filter finds a speech: title, speaker, both, and short name.
fn speech_words(speech: &Entry) -> Vec<String> {
    let (title, speaker) = (&speech.details().title, speech.details().speaker.as_deref());
    let both = speaker.map(|speaker| format!("{speaker} {title}"));
    let speaker = speaker.map(ToOwned::to_owned);
    [Some(title.clone()), speaker, both, Some(speech.id().to_owned())].into_iter().flatten().collect()
}
