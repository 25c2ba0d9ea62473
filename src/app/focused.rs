//! The owners that act on a command by what has the focus.

use super::{
    library::Library,
    notes::Notes,
    overlays::Overlays,
    panes::{Panes, page::Page},
    search::Search,
    sidebar::Sidebar,
    study::Study,
};
use crate::{catalog::DocumentId, command::Context, session::SavedSearch};

/// The owners, one of which has the focus, and the division of the screen.
pub(super) struct Focused<'a> {
    pub(super) context: Context,
    pub(super) shown: DocumentId,
    pub(super) page: Page,
    pub(super) pages: [Page; 2],
    pub(super) last_search: Option<SavedSearch>,
    pub(super) library: &'a Library,
    pub(super) panes: &'a mut Panes,
    pub(super) sidebar: &'a mut Sidebar,
    pub(super) search: &'a mut Search,
    pub(super) notes: &'a mut Notes,
    pub(super) overlays: &'a mut Overlays,
    pub(super) study: &'a mut Study,
}
