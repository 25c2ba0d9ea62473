//! All speeches on offer, in order.

use std::{
    collections::HashMap,
    ops::Index,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::text::Document;

/// The speeches, shared by reference count, because workers hold them too.
#[derive(Debug, Clone, Default)]
pub struct Library {
    speeches: Vec<Arc<Document>>,
    /// The indexes, in the order in which the speeches were found.
    found: Vec<usize>,
    /// The index of each speech by its name and file.
    known: HashMap<PathBuf, usize>,
    /// Number of changes so far.
    changes: usize,
}

/// Returns the name that identifies a speech while its text may change: its file, with its number if there
/// are several in one; without a file, its id.
pub fn name(id: &str, file: Option<&Path>) -> PathBuf {
    let Some(file) = file else { return id.into() };
    let number = id.rfind('#').map_or("", |at| &id[at..]);
    let mut name = file.as_os_str().to_owned();
    name.push(number);
    name.into()
}

impl Library {
    /// Creates a library of these speeches, in this order.
    pub fn new(speeches: impl IntoIterator<Item = Document>) -> Self {
        speeches.into_iter().map(Arc::new).collect()
    }

    /// Adds a speech that was found. Returns `false` if a speech of its name and file exists already. That
    /// one keeps its index, and moves to the end of the found ones.
    pub fn add(&mut self, speech: Arc<Document>) -> bool {
        let known = speech.file().and_then(|file| self.find(None, speech.id(), Some(file)));
        if let Some(known) = known {
            self.found.retain(|&place| place != known);
            self.found.push(known);
            return false;
        }
        self.found.push(self.speeches.len());
        self.known.insert(name(speech.id(), speech.file()), self.speeches.len());
        self.speeches.push(speech);
        self.changes += 1;
        true
    }

    /// Replaces the speech at `index`.
    pub fn replace(&mut self, index: usize, speech: Arc<Document>) {
        if let Some(old) = self.speeches.get_mut(index) {
            let (before, after) = (name(old.id(), old.file()), name(speech.id(), speech.file()));
            if before != after {
                self.known.remove(&before);
                self.known.entry(after).or_insert(index);
            }
            *old = speech;
            self.changes += 1;
        }
    }

    /// Returns the number of changes so far. Values derived from the library are valid while it is the same.
    pub const fn changes(&self) -> usize {
        self.changes
    }

    /// Returns the number of speeches.
    pub const fn len(&self) -> usize {
        self.speeches.len()
    }

    /// Returns `true` if there are no speeches.
    pub const fn is_empty(&self) -> bool {
        self.speeches.is_empty()
    }

    /// Returns the indexes of all speeches in the order in which they were found.
    pub fn found(&self) -> &[usize] {
        &self.found
    }

    /// Iterates over the speeches in the order of their indexes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Document>> {
        self.speeches.iter()
    }

    /// Returns an index for looking up many speeches.
    pub fn finder(&self) -> Finder<'_> {
        let texts = self.speeches.iter().enumerate();
        // Of several speeches with the same text, the first one wins.
        let by_text = texts.rev().filter_map(|(index, speech)| Some((speech.identity()?, index))).collect();
        Finder { library: self, by_text }
    }

    /// Returns the index of the speech with this SHA-256, or else of the one called `id` in this file.
    pub fn find(&self, sha256: Option<&str>, id: &str, file: Option<&Path>) -> Option<usize> {
        let same = |speech: &Arc<Document>| sha256.is_some() && speech.identity() == sha256;
        let named = || self.known.get(&name(id, file)).copied();
        self.speeches.iter().position(same).or_else(named)
    }
}

/// An index of a library, by the texts known at this moment.
#[derive(Debug)]
pub struct Finder<'a> {
    library: &'a Library,
    by_text: HashMap<&'a str, usize>,
}

impl<'a> Finder<'a> {
    /// Finds a speech by the first of `texts` that exists, or else by the first of `names`.
    pub fn find<'b>(
        &self,
        mut texts: impl Iterator<Item = &'b String>,
        mut names: impl Iterator<Item = &'b Path>,
    ) -> Option<(usize, &'a Document)> {
        let by_text = texts.find_map(|text| self.by_text.get(text.as_str()));
        let index = *by_text.or_else(|| names.find_map(|name| self.library.known.get(name)))?;
        Some((index, &self.library.speeches[index]))
    }
}

impl FromIterator<Arc<Document>> for Library {
    fn from_iter<T: IntoIterator<Item = Arc<Document>>>(speeches: T) -> Self {
        let speeches: Vec<Arc<Document>> = speeches.into_iter().collect();
        // Of several speeches with one name in one file, the first one wins.
        let named = |(index, speech): (usize, &Arc<Document>)| (name(speech.id(), speech.file()), index);
        let known = speeches.iter().enumerate().rev().map(named).collect();
        let found = (0..speeches.len()).collect();
        Self { speeches, found, known, changes: 0 }
    }
}

impl Index<usize> for Library {
    type Output = Arc<Document>;

    fn index(&self, index: usize) -> &Arc<Document> {
        &self.speeches[index]
    }
}
