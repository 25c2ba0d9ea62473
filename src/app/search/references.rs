//! The references before the lines of the concordance: the short names of speeches.

use std::collections::HashMap;

use oratory_core::{
    document::reference::Reference, layout::grapheme::Ambiguous, study::concordance::distinct_titles,
};

use crate::{app::library::Library, catalog::DocumentId};

/// The references of the speeches in view. The column is as wide as they need.
#[derive(Debug, Clone, Default)]
pub(crate) struct References {
    /// The short name of each speech in view.
    names: HashMap<DocumentId, String>,
    /// The width of the column.
    width: u16,
}

/// The widest reference, in cells: name and paragraph. On a wide screen it is the widest name.
const MAX_CELLS: usize = 12;

/// The narrowest screen on which the paragraph does not take room from the name, in columns.
const WIDE_COLUMNS: u16 = 100;

/// The narrowest form of a long name, in cells.
const MIN_NAME_CELLS: usize = 6;

impl References {
    /// Shortens the names of speeches for a pane of `columns` columns. `totals` are numbers beside names.
    pub(super) fn new(
        mut speeches: Vec<DocumentId>,
        totals: impl Iterator<Item = usize>,
        library: &Library,
        reference: &Reference,
        columns: u16,
        ambiguous: Ambiguous,
    ) -> Self {
        speeches.sort_unstable();
        speeches.dedup();
        // Use the last paragraph number of each speech, so that scrolling does not change the width.
        let last_number = |&id: &DocumentId| format!("¶ {}", library[id].paragraph_count().max(1));
        let numbers = speeches.iter().map(last_number).chain(totals.map(|total| total.to_string()));
        let numbers = numbers.map(|number| ambiguous.width(&number)).max().unwrap_or(0);
        let names: Vec<_> = speeches.iter().map(|&speech| library.reference(speech, reference)).collect();
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let longest = names.iter().map(|name| ambiguous.width(name)).max().unwrap_or(0);
        let room = if columns < WIDE_COLUMNS { MAX_CELLS.saturating_sub(numbers + 1) } else { MAX_CELLS };
        let cells = room.max(MIN_NAME_CELLS).min(longest).min(usize::from(columns) / 2);
        let width = u16::try_from(cells + 1 + numbers).unwrap_or(u16::MAX).min(columns);
        let names = speeches.iter().copied().zip(distinct_titles(&names, cells, ambiguous)).collect();
        Self { names, width }
    }

    /// Returns the short name of a speech.
    pub(crate) fn name(&self, speech: DocumentId) -> &str {
        self.names.get(&speech).map_or("", String::as_str)
    }

    /// Returns the width of the column.
    pub(crate) const fn width(&self) -> u16 {
        self.width
    }
}
