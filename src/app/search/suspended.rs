//! A search and its concordance, while another query is being typed.

use super::{concordance::Concordance, matches::ActiveSearch};
use crate::catalog::DocumentId;

/// A search and its concordance that were suspended.
#[derive(Debug, Clone, Default)]
pub(crate) struct Suspended {
    pub(super) active: Option<ActiveSearch>,
    pub(super) concordance: Option<Concordance>,
}

impl Suspended {
    /// Returns the search alone.
    #[must_use]
    pub(crate) fn without_concordance(self) -> Self {
        Self { concordance: None, ..self }
    }

    /// Forgets the matches in a speech whose text has changed.
    pub(crate) fn forget(&mut self, speech: DocumentId) {
        forget(&mut self.active, &mut self.concordance, speech);
    }
}

/// Forgets the matches in `speech`, and returns to text order.
pub(super) fn forget(
    active: &mut Option<ActiveSearch>,
    concordance: &mut Option<Concordance>,
    speech: DocumentId,
) {
    if let Some(active) = active {
        active.forget(speech);
    }
    if let Some(concordance) = concordance {
        concordance.forget();
    }
}
