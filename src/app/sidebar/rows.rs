//! The rows of a list. A speech of a few has two rows and a blank one; one of many has a single row, below headings.

use crate::{
    app::library::{Library, order::Order},
    catalog::DocumentId,
};

/// Number of speeches from which each has one row.
pub(crate) const ONE_ROW_FROM: usize = 40;

/// Rows of an entry in a list of a few, with the blank row after it.
const ENTRY_HEIGHT: u16 = 3;

/// Rows above the first entry.
pub(crate) const HEAD_HEIGHT: u16 = 2;

/// The division of a list into rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    /// `true` if an entry has one row.
    pub(super) is_one_row: bool,
    /// The headings from the top.
    headings: Vec<Heading>,
    /// Number of entries.
    pub(super) entries: usize,
}

/// A heading of several entries.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heading {
    name: String,
    /// The first entry below it.
    entry: usize,
    row: usize,
}

/// A row of the list, or several ones of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row<'a> {
    /// A heading.
    Heading(&'a str),
    /// The entry with this number.
    Entry(usize),
}

impl Rows {
    /// Creates the rows of a list of a few entries.
    pub(super) const fn of_few(entries: usize) -> Self {
        Self { is_one_row: false, headings: Vec::new(), entries }
    }

    /// Creates the rows of many speeches, with headings by year or by speaker if they are in that order.
    pub(super) fn of_many(speeches: impl Iterator<Item = DocumentId>, library: &Library) -> Self {
        let mut rows = Self { is_one_row: true, ..Self::default() };
        for speech in speeches {
            if let Some(name) = heading(speech, library)
                && rows.headings.last().is_none_or(|last| last.name != name)
            {
                rows.headings.push(Heading { name, entry: rows.entries, row: rows.len() });
            }
            rows.entries += 1;
        }
        rows
    }

    /// Returns the height of an entry, with the blank row after it.
    const fn entry_height(&self) -> u16 {
        if self.is_one_row { 1 } else { ENTRY_HEIGHT }
    }

    /// Returns the number of rows, or of entries with several rows.
    pub(super) fn len(&self) -> usize {
        self.entries + self.headings.len()
    }

    /// Returns the row at `index`.
    fn row(&self, index: usize) -> Option<Row<'_>> {
        let above = self.headings.partition_point(|heading| heading.row < index);
        match self.headings.get(above) {
            Some(heading) if heading.row == index => Some(Row::Heading(&heading.name)),
            _ if index < self.len() => Some(Row::Entry(index - above)),
            _ => None,
        }
    }

    /// Returns the row of `entry`.
    pub(super) fn row_of(&self, entry: usize) -> usize {
        entry + self.headings.partition_point(|heading| heading.entry <= entry)
    }

    /// Returns the first row that is to be in view with `entry`: that of the heading right above it.
    pub(super) fn first_row_of(&self, entry: usize) -> usize {
        let row = self.row_of(entry);
        let is_below_heading = self.headings.binary_search_by_key(&entry, |heading| heading.entry).is_ok();
        row - usize::from(is_below_heading)
    }

    /// Iterates over the rows from `top` on, each with its offset from the top of a pane of `height` rows.
    pub(crate) fn in_view(&self, top: usize, height: u16) -> impl Iterator<Item = (u16, Row<'_>)> {
        let offsets = (HEAD_HEIGHT..height).step_by(self.entry_height().into());
        offsets.zip(top..).map_while(|(offset, index)| Some((offset, self.row(index)?)))
    }

    /// Returns the offset of the row below those that [`Rows::in_view`] returns.
    pub(crate) fn end_in_view(&self, top: usize, height: u16) -> u16 {
        self.in_view(top, height).last().map_or(HEAD_HEIGHT, |(offset, _)| offset + self.entry_height())
    }

    /// Returns the heading of the entry in the row at `top`. It is shown above the rows once they have scrolled past it.
    pub(crate) fn heading_above(&self, top: usize) -> Option<&str> {
        let above = self.headings.partition_point(|heading| heading.row <= top);
        let heading = self.headings.get(above.checked_sub(1)?)?;
        (heading.row < top).then_some(heading.name.as_str())
    }

    /// Returns the entry at a row of the pane, if there is one.
    pub(crate) fn entry_at(&self, top: usize, row: u16) -> Option<usize> {
        let index = top + usize::from(row.checked_sub(HEAD_HEIGHT)? / self.entry_height());
        match self.row(index)? {
            Row::Entry(entry) => Some(entry),
            Row::Heading(_) => None,
        }
    }

    /// Returns the number of entries of which a pane of `height` rows shows at least a part.
    pub(super) fn in_pane(&self, height: u16) -> usize {
        usize::from(height.saturating_sub(HEAD_HEIGHT).div_ceil(self.entry_height())).max(1)
    }

    /// Returns the number of entries that fit into a pane of `height` rows without being cut off.
    pub(super) fn whole_in_pane(&self, height: u16) -> usize {
        let blank = self.entry_height() - if self.is_one_row { 1 } else { 2 };
        usize::from((height + blank).saturating_sub(HEAD_HEIGHT) / self.entry_height()).max(1)
    }
}

/// Returns the heading of `speech`, if the speeches are in an order that has headings.
fn heading(speech: DocumentId, library: &Library) -> Option<String> {
    let details = library[speech].details();
    match library.order() {
        Order::Date => {
            let Some(date) = details.date() else {
                return Some("No date".to_owned());
            };
            let year = date.earliest_day().map(|day| format!("{:04}", day.year()));
            Some(year.unwrap_or_else(|| "Other dates".to_owned()))
        }
        Order::Speaker => Some(details.speaker.as_deref().unwrap_or("No speaker").to_owned()),
        Order::Found | Order::Title | Order::Length | Order::Path | Order::Matches => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_entries_share_the_rows() {
        let headings = [("a", 0, 0), ("b", 1, 2), ("c", 4, 6)];
        let headings =
            headings.map(|(name, entry, row)| Heading { name: name.to_owned(), entry, row }).into();
        let rows = Rows { is_one_row: true, headings, entries: 5 };
        let all: Vec<Row<'_>> = (0..rows.len()).map(|index| rows.row(index).unwrap()).collect();
        let [a, b, c] = ["a", "b", "c"].map(Row::Heading);
        let entry = Row::Entry;
        assert_eq!(all, [a, entry(0), b, entry(1), entry(2), entry(3), c, entry(4)]);
        assert_eq!(rows.row(8), None);
        for number in 0..5 {
            assert_eq!(rows.row(rows.row_of(number)), Some(entry(number)));
        }
        assert_eq!([0, 1, 2, 4].map(|number| rows.first_row_of(number)), [0, 2, 4, 6]);
        assert_eq!(
            [0, 1, 3, 6, 7].map(|top| rows.heading_above(top)),
            [None, Some("a"), Some("b"), None, Some("c")]
        );
        assert_eq!([2, 3, 4].map(|row| rows.entry_at(1, row)), [Some(0), None, Some(1)]);
    }
}
