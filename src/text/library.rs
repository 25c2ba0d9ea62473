//! All speeches on offer, in order.

use std::{ops::Index, sync::Arc};

use super::speech::Speech;

/// The speeches, shared by reference count: a worker that counts or searches one holds it too.
#[derive(Debug, Clone, Default)]
pub struct Library {
    speeches: Vec<Arc<Speech>>,
}

impl Library {
    /// A library of these speeches, in this order.
    pub fn new(speeches: impl IntoIterator<Item = Speech>) -> Self {
        Self { speeches: speeches.into_iter().map(Arc::new).collect() }
    }

    /// How many speeches there are.
    pub const fn len(&self) -> usize {
        self.speeches.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.speeches.is_empty()
    }

    /// The speeches in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Speech>> {
        self.speeches.iter()
    }

    /// The place of a speech: of the one with this SHA-256, as far as that is known; else of the one called
    /// `id` in this file.
    pub fn find(&self, sha256: Option<&str>, id: &str, file: Option<&str>) -> Option<usize> {
        let same = |speech: &Arc<Speech>| sha256.is_some() && speech.identity() == sha256;
        let named = |speech: &Arc<Speech>| speech.id() == id && speech.file() == file;
        self.speeches.iter().position(same).or_else(|| self.speeches.iter().position(named))
    }
}

impl FromIterator<Arc<Speech>> for Library {
    fn from_iter<T: IntoIterator<Item = Arc<Speech>>>(speeches: T) -> Self {
        Self { speeches: speeches.into_iter().collect() }
    }
}

impl Index<usize> for Library {
    type Output = Arc<Speech>;

    fn index(&self, index: usize) -> &Arc<Speech> {
        &self.speeches[index]
    }
}
