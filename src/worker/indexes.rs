//! Word indexes and word counts of texts, kept in memory between the questions of the study views.

use std::{
    collections::{HashMap, VecDeque},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use oratory_core::{Document, WordIndex};

use crate::{
    catalog::{DocumentId, Entry},
    effect::SpeechCounts,
};

/// Maximum number of words in all indexes together. They take about 22 bytes each.
const MAX_WORDS: usize = 6_000_000;

/// Maximum number of forms in all counts together. They take about 27 bytes each, a speech of 8,000 words about 50 KB.
const MAX_FORMS: usize = 10_000_000;

/// The indexes, shared by all threads. The ones that were used least recently are evicted. Their counts
/// are kept, up to [`MAX_FORMS`].
#[derive(Debug, Clone, Default)]
pub struct Indexes(Arc<Mutex<Kept>>);

/// The indexes that are kept.
#[derive(Debug, Default)]
struct Kept {
    indexes: HashMap<DocumentId, (Version, Arc<WordIndex>)>,
    /// The speeches, the least recently used one first.
    recent: VecDeque<DocumentId>,
    words: usize,
    counts: HashMap<DocumentId, (Version, SpeechCounts)>,
    forms: usize,
}

/// The state of a text. Its index and its counts are valid while it is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Version {
    stamp: Option<(u64, u128)>,
    sidecar: Option<(PathBuf, Option<(u64, u128)>)>,
    /// The size of a text without a file.
    bytes: Option<usize>,
}

impl Version {
    fn of(speech: &Entry) -> Self {
        let bytes = speech.file().is_none().then(|| speech.bytes());
        Self { stamp: speech.stamp(), sidecar: speech.source().sidecar.clone(), bytes }
    }
}

impl Indexes {
    /// Returns the index of a speech. Its `document` is asked for only if there is no index of it yet.
    ///
    /// # Errors
    ///
    /// Fails if there is no document.
    pub(super) fn of(
        &self,
        id: DocumentId,
        speech: &Entry,
        document: impl FnOnce() -> Result<Arc<Document>, String>,
    ) -> Result<Arc<WordIndex>, String> {
        let version = Version::of(speech);
        if let Some(index) = self.lock().get(id, &version) {
            return Ok(index);
        }
        let index = Arc::new(WordIndex::of(&*document()?));
        self.lock().insert(id, version, &index);
        Ok(index)
    }

    /// Returns the counts of the words of `speech`, which are known even if its index was evicted.
    ///
    /// # Errors
    ///
    /// Fails if they are not known and there is no document.
    pub(super) fn counts_of(
        &self,
        id: DocumentId,
        speech: &Entry,
        document: impl FnOnce() -> Result<Arc<Document>, String>,
    ) -> Result<SpeechCounts, String> {
        if let Some(counts) = self.lock().counts(id, &Version::of(speech)) {
            return Ok(counts);
        }
        Ok(counts_of(&*self.of(id, speech, document)?))
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the counts of `index`.
pub(super) fn counts_of(index: &WordIndex) -> SpeechCounts {
    SpeechCounts { counts: Arc::clone(index.counts()), language: index.language().map(Arc::from) }
}

impl Kept {
    fn counts(&self, id: DocumentId, version: &Version) -> Option<SpeechCounts> {
        let (kept, counts) = self.counts.get(&id)?;
        (kept == version).then(|| counts.clone())
    }

    fn insert_counts(&mut self, id: DocumentId, version: Version, index: &WordIndex) {
        let different = |(_, counts): (Version, SpeechCounts)| counts.counts.different();
        self.forms -= self.counts.remove(&id).map_or(0, different);
        if self.forms + index.counts().different() <= MAX_FORMS {
            self.forms += index.counts().different();
            self.counts.insert(id, (version, counts_of(index)));
        }
    }

    fn get(&mut self, id: DocumentId, version: &Version) -> Option<Arc<WordIndex>> {
        let (kept, index) = self.indexes.get(&id)?;
        if kept != version {
            return None;
        }
        let index = Arc::clone(index);
        self.recent.retain(|&other| other != id);
        self.recent.push_back(id);
        Some(index)
    }

    fn insert(&mut self, id: DocumentId, version: Version, index: &Arc<WordIndex>) {
        self.remove(id);
        while self.words + index.len() > MAX_WORDS
            && let Some(&oldest) = self.recent.front()
        {
            self.remove(oldest);
        }
        self.words += index.len();
        self.recent.push_back(id);
        self.insert_counts(id, version.clone(), index);
        self.indexes.insert(id, (version, Arc::clone(index)));
    }

    fn remove(&mut self, id: DocumentId) {
        self.recent.retain(|&other| other != id);
        if let Some((_, index)) = self.indexes.remove(&id) {
            self.words -= index.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use oratory_import::import_text;

    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn index_is_made_once_and_again_for_another_text() {
        let library = Catalog::new(["One two.", "One two three."].map(|text| import_text("a", text)));
        let ids: Vec<DocumentId> = library.iter().map(|(id, _)| id).collect();
        let indexes = Indexes::default();
        let document = |id: DocumentId| library[id].whole().cloned().ok_or_else(String::new);
        let first = indexes.of(ids[0], &library[ids[0]], || document(ids[0])).unwrap();
        let again = indexes.of(ids[0], &library[ids[0]], || document(ids[0])).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        let other = indexes.of(ids[0], &library[ids[1]], || document(ids[1])).unwrap();
        assert_eq!((first.len(), other.len()), (2, 3));
        assert_eq!(indexes.lock().words, 3);
        assert_eq!(indexes.lock().forms, 3);
    }

    #[test]
    fn counts_outlive_an_evicted_index_but_not_the_text() {
        let library = Catalog::new(["One two two.", "One two three."].map(|text| import_text("a", text)));
        let ids: Vec<DocumentId> = library.iter().map(|(id, _)| id).collect();
        let indexes = Indexes::default();
        let document = |id: DocumentId| library[id].whole().cloned().ok_or_else(String::new);
        indexes.of(ids[0], &library[ids[0]], || document(ids[0])).unwrap();
        indexes.lock().remove(ids[0]);
        let unread = || Err("read again".to_owned());
        assert_eq!(indexes.of(ids[0], &library[ids[0]], unread).unwrap_err(), "read again");
        let kept = indexes.counts_of(ids[0], &library[ids[0]], unread).unwrap();
        assert_eq!((kept.counts.total(), kept.counts.count("two")), (3, 2));
        // The text has changed.
        assert_eq!(indexes.counts_of(ids[0], &library[ids[1]], unread).unwrap_err(), "read again");
    }
}
