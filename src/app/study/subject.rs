//! The speeches that a study view covers.

use std::sync::Arc;

use crate::{
    app::{library::Library, sidebar::scope::Scope},
    catalog::{DocumentId, Entry},
};

/// The speeches that a view covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    /// The open speech.
    pub(crate) open: DocumentId,
    /// The other speeches of the scope, in the order of the list.
    pub(crate) others: Vec<DocumentId>,
    /// The filter of the list that limits the scope, if there is one.
    pub(crate) filter: Option<String>,
}

impl Subject {
    /// Creates the subject of views on the open speech and the others in `scope`.
    pub(super) fn new(open: DocumentId, library: &Library, scope: Option<&Scope>) -> Self {
        let is_in_scope = |id: &DocumentId| scope.is_none_or(|scope| scope.speeches.contains(id));
        let others = library.sequence().iter().copied().filter(|&id| id != open && is_in_scope(&id));
        Self { open, others: others.collect(), filter: scope.map(|scope| scope.filter.clone()) }
    }
}

/// Returns the entries of speeches.
pub(super) fn entries(ids: &[DocumentId], library: &Library) -> Vec<(DocumentId, Arc<Entry>)> {
    ids.iter().filter_map(|&id| Some((id, Arc::clone(library.get(id)?)))).collect()
}
