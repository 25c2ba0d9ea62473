//! The position where a search starts.

use std::ops::Range;

use crate::{app::panes::pane::Pane, catalog::DocumentId};

/// The reader's position, where a search starts.
#[derive(Debug, Clone)]
pub(crate) struct SearchOrigin {
    /// The open speech.
    pub(crate) speech: DocumentId,
    /// The range of the text in view.
    pub(crate) view: Range<usize>,
    /// The offset of the reader's position.
    pub(crate) offset: usize,
}

impl SearchOrigin {
    /// Returns the position in the open speech of `pane`. If the library is empty, the speech does not exist.
    pub(crate) fn of(pane: &Pane) -> Self {
        let (view, offset) = pane.here().map_or((0..0, 0), |here| (here.in_view(), here.position().offset()));
        Self { speech: pane.open(), view, offset }
    }
}
