//! The scope: the speeches that the list of speeches shows.

use std::{collections::BTreeSet, sync::Arc};

use crate::{app::library::Library, catalog::DocumentId};

/// The speeches that pass the filter of the list.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) filter: String,
    pub(crate) speeches: Arc<BTreeSet<DocumentId>>,
}

impl Scope {
    /// Returns `true` if two scopes have the same speeches.
    pub(crate) fn is_same(one: Option<&Self>, other: Option<&Self>) -> bool {
        match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                Arc::ptr_eq(&one.speeches, &other.speeches) || one.speeches == other.speeches
            }
            _ => false,
        }
    }

    /// Returns `true` if a speech is in `scope`, which is `None` for all speeches.
    pub(crate) fn covers(scope: Option<&Self>, speech: DocumentId) -> bool {
        scope.is_none_or(|scope| scope.speeches.contains(&speech))
    }

    /// Returns the number of speeches in `scope`.
    pub(crate) fn len(scope: Option<&Self>, library: &Library) -> usize {
        scope.map_or(library.len(), |scope| scope.speeches.len())
    }
}
