//! The list pane: its kind, entries, order, cursor and scroll position.

use std::{cmp::Reverse, collections::HashMap};

use jiff::civil;
use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};
use oratory_core::{
    document::{
        details::{Date, Details},
        names::{loose, natural_key},
        speech::{Length, Speech},
    },
    layout::grapheme::Ambiguous,
};

use crate::command::Turn;

/// A kind of list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Listing {
    /// The speeches of the library.
    #[default]
    Speeches,
    /// The bookmarks.
    Bookmarks,
    /// The headings of the open speech.
    Outline,
}

/// An order of the list of speeches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// In the order in which they were named or found.
    #[default]
    Found,
    /// By date, the earliest first, undated speeches last.
    Date,
    /// By title.
    Title,
    /// By length, the longest first.
    Length,
    /// By the path of the file.
    Path,
}

impl Order {
    /// Returns the next order, wrapping around.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Found => Self::Date,
            Self::Date => Self::Title,
            Self::Title => Self::Length,
            Self::Length => Self::Path,
            Self::Path => Self::Found,
        }
    }

    /// Returns the name of the order.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Found => "as found",
            Self::Date => "by date",
            Self::Title => "by title",
            Self::Length => "by length",
            Self::Path => "by path",
        }
    }

    /// Sorts speeches, given by index. The sort is stable.
    pub fn sort<'a>(self, order: &mut [usize], speech: impl Fn(usize) -> &'a Speech) {
        match self {
            Self::Found => {}
            Self::Date => order.sort_by_cached_key(|&index| date_key(speech(index).details())),
            Self::Title => {
                order.sort_by_cached_key(|&index| natural_key(&loose(&speech(index).details().title)));
            }
            Self::Length => order.sort_by_key(|&index| {
                let (Length::Counted(words) | Length::Estimated(words)) = speech(index).length();
                Reverse(words)
            }),
            Self::Path => order.sort_by_cached_key(|&index| {
                speech(index).file().map(|file| natural_key(&file.to_string_lossy()))
            }),
        }
    }
}

/// Returns the sort key of a date: full dates first, then text that may begin with a year, then none.
fn date_key(details: &Details) -> (u8, Option<civil::Date>, String) {
    match details.delivered.as_ref().or(details.reported.as_ref()) {
        Some(Date::Day(day)) => (0, Some(*day), String::new()),
        Some(Date::Words(words)) => (1, None, natural_key(words)),
        None => (2, None, String::new()),
    }
}

/// A fuzzy filter of a list. It is created once for all entries, because the matcher needs much memory.
#[derive(Debug)]
pub struct Sieve {
    filter: String,
    pattern: Pattern,
    matcher: Matcher,
    letters: Vec<char>,
}

impl Sieve {
    /// Creates a filter that compares like [`loose`], ignoring case, accents and composition.
    pub fn new(filter: &str) -> Self {
        let filter = loose(filter);
        let pattern = Pattern::new(&filter, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        Self { filter, pattern, matcher: Matcher::new(Config::DEFAULT), letters: Vec::new() }
    }

    /// Ranks an entry, the best first: the whole matches, then its beginning, then a part, then scattered
    /// letters. Returns `None` if the entry does not match.
    pub fn rank(&mut self, words: &str) -> Option<u32> {
        let (filter, words) = (self.filter.as_str(), loose(words));
        if filter.is_empty() || words == filter {
            return Some(0);
        }
        if words.starts_with(filter) {
            return Some(1);
        }
        if words.contains(filter) {
            return Some(2);
        }
        let score = self.pattern.score(Utf32Str::new(&words, &mut self.letters), &mut self.matcher)?;
        // Widely scattered letters are hardly what the reader meant.
        let most = u32::try_from(Ambiguous::Narrow.width(filter)).unwrap_or(u32::MAX).saturating_mul(16);
        (score * 2 >= most).then(|| 3 + most.saturating_sub(score))
    }
}

/// The list pane's state.
#[derive(Debug, Clone, Default)]
pub struct Sidebar {
    /// The kind of list.
    pub listing: Listing,
    /// The entry under the cursor.
    pub cursor: usize,
    /// The first entry in view.
    pub top: usize,
    /// The cursor, number of entries, height and focus for which the cursor was brought into view.
    settled: Option<(usize, usize, u16, bool)>,
    /// The filter, or an empty string.
    pub filter: String,
    /// The order of the speeches.
    pub order: Order,
    /// The entries that pass the filter, with what they were derived from: indexes in the library, among the
    /// bookmarks, or of blocks.
    pub(super) entries: (Option<Derivation>, Vec<usize>),
    /// The order chosen last, and the speeches sorted by it.
    pub(super) sequence: (Order, Vec<usize>),
    /// Prefixes of titles that several speeches share.
    pub(super) namesakes: HashMap<usize, String>,
}

/// The inputs from which the entries of a list are derived. The entries are valid while these are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Derivation {
    pub(super) listing: Listing,
    pub(super) filter: String,
    pub(super) order: Order,
    pub(super) open: usize,
    /// The change counters of the library and of the bookmarks.
    pub(super) changes: (usize, usize),
}

impl Sidebar {
    /// Rows of an entry, with the blank row after it.
    pub const ENTRY_HEIGHT: u16 = 3;

    /// Rows above the first entry.
    pub const HEAD_HEIGHT: u16 = 2;

    /// Returns the number of entries that fit into a pane of `height` rows.
    pub fn room(height: u16) -> usize {
        usize::from(height.saturating_sub(Self::HEAD_HEIGHT).div_ceil(Self::ENTRY_HEIGHT)).max(1)
    }

    /// Switches to another list, with the cursor on the entry `cursor`.
    pub fn turn_to(&mut self, listing: Listing, cursor: usize) {
        (self.listing, self.cursor, self.top, self.settled) = (listing, cursor, 0, None);
        self.filter.clear();
    }

    /// Puts the cursor on the open speech, while the text has the focus.
    pub fn select_speech(&mut self, open: usize) {
        if self.listing == Listing::Speeches {
            self.cursor = self.entries.1.iter().position(|&entry| entry == open).unwrap_or(0);
        }
    }

    /// Clamps the cursor to an entry. After a change it is also scrolled into view. Otherwise the list stays
    /// where the wheel has scrolled it.
    pub fn settle(&mut self, height: u16, has_keys: bool) {
        let count = self.entries.1.len();
        let whole = Self::whole(height);
        self.cursor = self.cursor.min(count.saturating_sub(1));
        let now = (self.cursor, count, height, has_keys);
        if self.settled != Some(now) {
            self.top = self.top.min(self.cursor).max((self.cursor + 1).saturating_sub(whole));
            self.settled = Some(now);
        }
        self.top = self.top.min(count.saturating_sub(whole));
    }

    /// Scrolls by one entry, if there are more.
    pub const fn scroll(&mut self, turn: Turn) {
        self.top = match turn {
            Turn::Up => self.top.saturating_sub(1),
            Turn::Down => self.top.saturating_add(1),
        };
    }

    /// Returns the number of entries that fit into a pane of `height` rows without being cut off.
    fn whole(height: u16) -> usize {
        usize::from((height + 1).saturating_sub(Self::HEAD_HEIGHT) / Self::ENTRY_HEIGHT).max(1)
    }
}
