//! The concordance of a query that was not typed: that of a word in the list of words.

use std::sync::Arc;

use oratory_core::Query;

use super::{Search, matches::ActiveSearch};
use crate::{
    app::{change::Change, library::Library},
    catalog::DocumentId,
};

impl Search {
    /// Lists the matches of `query` in the concordance, from the first one on. The reader stays where they are.
    pub(crate) fn list_matches(
        &mut self,
        query: Arc<Query>,
        library: &Library,
        open: DocumentId,
    ) -> Vec<Change> {
        let (replaced, mut changes) = self.suspend(library);
        self.replaced = Some(replaced);
        changes.extend(self.replace(Some(ActiveSearch::new(query)), library));
        self.open_concordance(library);
        changes.extend(self.search_rest(library, open));
        changes
    }

    /// Closes the concordance of such a query, and restores the search before it.
    pub(crate) fn unlist_matches(&mut self, library: &Library, open: DocumentId) -> Vec<Change> {
        let replaced = self.replaced.take().unwrap_or_default();
        self.resume_suspended(replaced, library, open)
    }
}
