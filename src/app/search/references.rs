//! The references before the lines of the concordance: the short names of speeches.

use std::{collections::HashMap, sync::Arc};

use oratory_core::{Ambiguous, Reference, distinct_titles};

use super::matches::ActiveSearch;
use crate::{app::library::Library, catalog::DocumentId};

/// The references of all speeches that are searched. The column is as wide as they need, and the same on every page.
#[derive(Debug, Clone, Default)]
pub(crate) struct References {
    /// The short name of each speech.
    names: Arc<HashMap<DocumentId, String>>,
    /// The width of the column.
    width: u16,
    /// The state for which they were made.
    made_for: Option<State>,
}

/// The version of the library, the number of speeches, the digits of the number of matches, and the columns of the screen.
type State = ((usize, usize), usize, u32, (u16, Ambiguous));

/// The widest reference, in cells: name and paragraph. On a wide screen it is the widest name.
const MAX_CELLS: usize = 12;

/// The narrowest screen on which the paragraph does not take room from the name, in columns.
const WIDE_COLUMNS: u16 = 100;

/// The narrowest form of a long name, in cells.
const MIN_NAME_CELLS: usize = 6;

impl References {
    /// Shortens the names of the searched speeches, unless that has been done for this state.
    pub(super) fn refresh(
        &mut self,
        active: &ActiveSearch,
        library: &Library,
        reference: &Reference,
        (columns, ambiguous): (u16, Ambiguous),
    ) {
        let digits = active.total().max(1).ilog10() + 1;
        let state = (library.version(), active.speech_count(library), digits, (columns, ambiguous));
        if self.made_for.replace(state) == Some(state) {
            return;
        }
        let speeches = active.sequence(library);
        // The last paragraph number of each speech, and the number of matches in the plot.
        let last_number =
            |&id: &DocumentId| ambiguous.width(&format!("¶ {}", library[id].paragraph_count().max(1)));
        let numbers = speeches.iter().map(last_number).max().unwrap_or(0).max(digits as usize);
        let names: Vec<_> = speeches.iter().map(|&speech| library.reference(speech, reference)).collect();
        let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
        let longest = names.iter().map(|name| ambiguous.width(name)).max().unwrap_or(0);
        let room = if columns < WIDE_COLUMNS { MAX_CELLS.saturating_sub(numbers + 1) } else { MAX_CELLS };
        let cells = room.max(MIN_NAME_CELLS).min(longest).min(usize::from(columns) / 2);
        self.width = u16::try_from(cells + 1 + numbers).unwrap_or(u16::MAX).min(columns);
        let short = distinct_titles(&names, cells, ambiguous);
        self.names = Arc::new(speeches.iter().copied().zip(short).collect());
    }

    /// Returns the short name of `speech`.
    pub(crate) fn name(&self, speech: DocumentId) -> &str {
        self.names.get(&speech).map_or("", String::as_str)
    }

    /// Returns the width of the column.
    pub(crate) const fn width(&self) -> u16 {
        self.width
    }
}
