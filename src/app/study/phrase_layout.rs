//! Layout of the list of phrases: a head, the phrases, and below them the places of the one under the cursor.

/// The part of the list that has the cursor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Level {
    /// The phrases.
    #[default]
    Phrases,
    /// The places of one.
    Places,
}

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A row of the phrases in view, counted from the first.
    Phrase(usize),
    /// A row of the places in view, counted from the first.
    Place(usize),
}

/// The rows of the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Rows above the first phrase. The last of them names the columns, if there is more than one.
    pub(crate) head: u16,
    /// Rows for phrases.
    pub(crate) phrases: u16,
    /// The first row for places.
    pub(crate) places_at: u16,
    /// Rows for places.
    pub(crate) places: u16,
    /// Rows below them for the whole phrase under the cursor.
    pub(crate) whole: u16,
}

/// The least rows with a head of title, coverage, a blank row and the names of the columns.
const TALL: u16 = 12;

/// The least rows with a title and the names of the columns.
const MIDDLING: u16 = 6;

/// The least rows below the head for phrases and places together.
const DIVIDED: u16 = 5;

impl Layout {
    /// Divides `height` rows. The part with the cursor is as long as it needs to be, but leaves some rows to the other. `whole`
    /// rows at most are for a phrase that may be too long for its column.
    pub(super) fn new(height: u16, level: Level, phrases: usize, places: usize, whole: u16) -> Self {
        let head = match height {
            TALL.. => 4,
            MIDDLING.. => 2,
            _ => 1,
        };
        let body = height.saturating_sub(head);
        if body < DIVIDED {
            let (phrases, places) = if level == Level::Phrases { (body, 0) } else { (0, body) };
            return Self { head, phrases, places_at: head + phrases, places, whole: 0 };
        }
        let whole = whole.min(body / 3);
        let quarter = (body / 4).max(2);
        let most = body - 1 - quarter.max(2 + whole);
        let [phrases, places] = [phrases, places].map(|rows| u16::try_from(rows).unwrap_or(u16::MAX));
        let mut room = phrases.clamp(1, most);
        let spare = body - 1 - whole - room;
        if level == Level::Places && places > spare {
            room = (body - 1 - whole).saturating_sub(places).clamp(quarter.min(room), room);
        }
        Self { head, phrases: room, places_at: head + room + 1, places: body - 1 - whole - room, whole }
    }

    /// Returns the content of row `y`.
    pub(super) fn target(self, y: u16) -> Option<Target> {
        let within = |first: u16, rows: u16| y.checked_sub(first).filter(|&row| row < rows).map(usize::from);
        let phrase = within(self.head, self.phrases).map(Target::Phrase);
        phrase.or_else(|| within(self.places_at, self.places).map(Target::Place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_height_is_divided_without_overlap() {
        for height in 0..60 {
            for level in [Level::Phrases, Level::Places] {
                for (phrases, places, whole) in
                    [(0, 0, 0), (1, 2, 1), (24, 2, 2), (24, 500, 0), (24, 500, 30), (5_000, 5_000, 3)]
                {
                    let layout = Layout::new(height, level, phrases, places, whole);
                    assert!(layout.head + layout.phrases <= layout.places_at, "{layout:?}");
                    let end = layout.places_at + layout.places + layout.whole;
                    assert!(end <= height.max(1), "{height} {layout:?}");
                    if height > 1 {
                        let room = if level == Level::Phrases { layout.phrases } else { layout.places };
                        assert!(room > 0, "{height} {level:?} {layout:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn places_take_the_room_that_they_need() {
        let rows = |level, places| {
            let layout = Layout::new(23, level, 24, places, 0);
            (layout.phrases, layout.places)
        };
        assert_eq!(rows(Level::Phrases, 2), (14, 4));
        assert_eq!(rows(Level::Places, 2), (14, 4), "two places fit, and nothing moves");
        assert_eq!(rows(Level::Places, 10), (8, 10));
        assert_eq!(rows(Level::Places, 500), (4, 14));
    }
}
