//! The list at the left: which list it is, where its cursor stands and from which entry it is shown.

/// Which list is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Listing {
    /// The speeches of the library.
    #[default]
    Speeches,
    /// The bookmarks.
    Bookmarks,
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
    /// What the entries that are shown contain, in any case; nothing lets all through.
    pub filter: String,
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
        *self = Self { listing, cursor, top: 0, filter: String::new() };
    }

    /// Whether an entry with this text is shown.
    pub fn lets_through(&self, text: &str) -> bool {
        self.filter.is_empty() || text.to_lowercase().contains(&self.filter.to_lowercase())
    }

    /// While the text has the keys, the cursor of the speeches stands on the one that is read.
    pub fn turn_to_speech(&mut self, open: usize, height: u16, count: usize) {
        if self.listing == Listing::Speeches {
            self.cursor = open;
            self.settle(count, height);
        }
    }

    /// Brings the cursor onto one of `count` entries, and that into view in a pane of `height` rows.
    pub fn settle(&mut self, count: usize, height: u16) {
        // An entry that is cut off at the bottom is not in view.
        let whole = usize::from((height + 1).saturating_sub(Self::HEAD_HEIGHT) / Self::ENTRY_HEIGHT).max(1);
        self.cursor = self.cursor.min(count.saturating_sub(1));
        self.top = self.top.min(self.cursor).max((self.cursor + 1).saturating_sub(whole));
        self.top = self.top.min(count.saturating_sub(whole));
    }
}
