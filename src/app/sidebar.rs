//! The list at the left: which list it is, what is in it in which order, where its cursor stands and from which
//! entry it is shown.

use std::{cmp::Reverse, collections::HashMap};

use jiff::civil;
use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};

use crate::action::Turn;
use crate::text::{
    details::{Date, Details},
    glyph::width,
    names::{loose, natural_key},
    speech::{Length, Speech},
};

/// Which list is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Listing {
    /// The speeches of the library.
    #[default]
    Speeches,
    /// The bookmarks.
    Bookmarks,
    /// The headings of the speech that is read.
    Outline,
}

/// In which order the speeches are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// As they were named or found.
    #[default]
    Found,
    /// By date, the earliest first; those without one are last.
    Date,
    /// By title.
    Title,
    /// By length, the longest first.
    Length,
    /// By the path of the file.
    Path,
}

impl Order {
    /// The one after it, and round again.
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

    /// What it goes by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Found => "as found",
            Self::Date => "by date",
            Self::Title => "by title",
            Self::Length => "by length",
            Self::Path => "by path",
        }
    }

    /// Sorts speeches, named by their places; equals stay in their order.
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
            Self::Path => order.sort_by_cached_key(|&index| speech(index).file().map(natural_key)),
        }
    }
}

/// What dates are sorted by: days first; then words, which may begin with a year; then none.
fn date_key(details: &Details) -> (u8, Option<civil::Date>, String) {
    match details.delivered.as_ref().or(details.reported.as_ref()) {
        Some(Date::Day(day)) => (0, Some(*day), String::new()),
        Some(Date::Words(words)) => (1, None, natural_key(words)),
        None => (2, None, String::new()),
    }
}

/// The filter of a list. It is made once for all entries: the matcher's memory is large.
#[derive(Debug)]
pub struct Sieve {
    filter: String,
    pattern: Pattern,
    matcher: Matcher,
    letters: Vec<char>,
}

impl Sieve {
    /// A filter that compares as [`loose`] does: without case, accents and composition.
    pub fn new(filter: &str) -> Self {
        let filter = loose(filter);
        let pattern = Pattern::new(&filter, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        Self { filter, pattern, matcher: Matcher::new(Config::DEFAULT), letters: Vec::new() }
    }

    /// Ranks an entry's words, the best first: the whole, then the beginning, then a part, then its letters in order.
    /// `None` if they do not match.
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
        // Letters that are spread over all of it are no match that anyone meant.
        let most = u32::try_from(width(filter)).unwrap_or(u32::MAX).saturating_mul(16);
        (score * 2 >= most).then(|| 3 + most.saturating_sub(score))
    }
}

/// The list pane's state.
#[derive(Debug, Clone, Default)]
pub struct Sidebar {
    /// Which list it is.
    pub listing: Listing,
    /// The entry under the cursor.
    pub cursor: usize,
    /// The first entry that is shown.
    pub top: usize,
    /// The cursor, number of entries, height and focus for which the cursor was brought into view.
    settled: Option<(usize, usize, u16, bool)>,
    /// What the entries that are shown contain, in any case; nothing lets all through.
    pub filter: String,
    /// In which order speeches are listed.
    pub order: Order,
    /// The entries that are shown, as places in the library, among the bookmarks, or of blocks; and of what they
    /// were derived.
    pub(super) entries: (Option<Derivation>, Vec<usize>),
    /// The speeches in an order, as it was when it was chosen.
    pub(super) sequence: (Order, Vec<usize>),
    /// What is put before the titles of speeches that another one has too.
    pub(super) namesakes: HashMap<usize, String>,
}

/// Of what the entries of a list are derived: they hold for as long as this stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Derivation {
    pub(super) listing: Listing,
    pub(super) filter: String,
    pub(super) order: Order,
    pub(super) open: usize,
    /// How often the library and the bookmarks have changed.
    pub(super) changes: (usize, usize),
}

impl Sidebar {
    /// Rows that each entry takes, with the blank row that parts it from the next.
    pub const ENTRY_HEIGHT: u16 = 3;

    /// Rows above the first entry.
    pub const HEAD_HEIGHT: u16 = 2;

    /// How many entries there is room for in a pane of `height` rows.
    pub fn room(height: u16) -> usize {
        usize::from(height.saturating_sub(Self::HEAD_HEIGHT).div_ceil(Self::ENTRY_HEIGHT)).max(1)
    }

    /// Turns to another list, with the cursor on the entry `cursor`.
    pub fn turn_to(&mut self, listing: Listing, cursor: usize) {
        (self.listing, self.cursor, self.top, self.settled) = (listing, cursor, 0, None);
        self.filter.clear();
    }

    /// Puts the cursor on the speech that is read, while the text has the keys.
    pub fn select_speech(&mut self, open: usize) {
        if self.listing == Listing::Speeches {
            self.cursor = self.entries.1.iter().position(|&entry| entry == open).unwrap_or(0);
        }
    }

    /// Brings the cursor onto an entry. If something has changed, it is also brought into view in a pane of `height`
    /// rows; else the list stays where the wheel has scrolled it.
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

    /// Scrolls by one entry, as far as there are more.
    pub const fn scroll(&mut self, turn: Turn) {
        self.top = match turn {
            Turn::Up => self.top.saturating_sub(1),
            Turn::Down => self.top.saturating_add(1),
        };
    }

    /// Entries that fit into a pane of `height` rows. One that is cut off at the bottom does not.
    fn whole(height: u16) -> usize {
        usize::from((height + 1).saturating_sub(Self::HEAD_HEIGHT) / Self::ENTRY_HEIGHT).max(1)
    }
}
