//! The concordance of a query that was not typed: that of a word in the list of words.

use std::sync::Arc;

use oratory_core::search::query::Query;

use super::{Search, matches::ActiveSearch};
use crate::{
    app::{change::Change, library::Library},
    catalog::DocumentId,
};

impl Search {
    /// Lists the matches of a query in the concordance, from the first one on. The reader stays where they are.
    pub(crate) fn list_matches(
        &mut self,
        query: Arc<Query>,
        library: &Library,
        open: DocumentId,
    ) -> Vec<Change> {
        self.concordance = None;
        let mut changes = self.replace(Some(ActiveSearch::new(query)), library);
        self.open_concordance(library);
        changes.extend(self.search_rest(library, open));
        changes
    }

    /// Closes the concordance of such a query, and hides its matches.
    pub(crate) fn unlist_matches(&mut self, library: &Library) -> Vec<Change> {
        self.concordance = None;
        self.replace(None, library)
    }
}
