//! The lines of a concordance that the reader has ticked.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use oratory_core::Document;

use crate::{app::change::Marked, catalog::DocumentId};

/// The ticked matches of a search, with the texts in which they lie. A text may be evicted before its matches are marked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ticks(BTreeMap<(DocumentId, usize, usize), Arc<Document>>);

impl Ticks {
    /// Returns the number of ticked matches.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns `true` if a match is ticked.
    pub(crate) fn has(&self, speech: DocumentId, matched: &Range<usize>) -> bool {
        self.0.contains_key(&(speech, matched.start, matched.end))
    }

    /// Ticks a match, or removes its tick.
    pub(super) fn toggle(&mut self, speech: DocumentId, matched: &Range<usize>, text: &Arc<Document>) {
        let key = (speech, matched.start, matched.end);
        if self.0.remove(&key).is_none() {
            self.0.insert(key, Arc::clone(text));
        }
    }

    /// Removes the ticks in a speech whose text has changed.
    pub(super) fn forget(&mut self, speech: DocumentId) {
        self.0.retain(|&(of, ..), _| of != speech);
    }

    /// Returns the ticked matches, with the speeches in the order of `sequence`.
    pub(super) fn in_order(&self, sequence: &[DocumentId]) -> Vec<Marked> {
        let in_speech = |speech: DocumentId| self.0.range((speech, 0, 0)..=(speech, usize::MAX, usize::MAX));
        let ticked = sequence.iter().flat_map(|&speech| in_speech(speech));
        ticked.map(|(&(speech, start, end), text)| (speech, Arc::clone(text), start..end)).collect()
    }
}
