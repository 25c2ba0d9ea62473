//! All speeches on offer, in order.

use std::{collections::HashMap, ops::Index, sync::Arc};

use super::speech::Speech;

/// The speeches, shared by reference count: a worker that counts or searches one holds it too.
#[derive(Debug, Clone, Default)]
pub struct Library {
    speeches: Vec<Arc<Speech>>,
    /// Their places, in the order in which they were found.
    found: Vec<usize>,
    /// The place of each by its name and its file: there may be thousands.
    known: HashMap<String, usize>,
    /// How often it has changed.
    changes: usize,
}

/// What tells a speech from others as long as its text may change: its file, with its number where there are
/// several in one; without a file, its id.
pub fn name(id: &str, file: Option<&str>) -> String {
    let number = id.rfind('#').map_or("", |at| &id[at..]);
    file.map_or_else(|| id.to_owned(), |file| format!("{file}{number}"))
}

impl Library {
    /// A library of these speeches, in this order.
    pub fn new(speeches: impl IntoIterator<Item = Speech>) -> Self {
        speeches.into_iter().map(Arc::new).collect()
    }

    /// Adds a speech that has been found. One of its name from its file that is there already keeps its place, and comes
    /// at the end of what has been found.
    pub fn add(&mut self, speech: Arc<Speech>) -> bool {
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

    /// Puts a speech in the place of one that was there.
    pub fn replace(&mut self, index: usize, speech: Arc<Speech>) {
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

    /// How often it has changed since it was made: what is derived from it holds for as long as this does.
    pub const fn changes(&self) -> usize {
        self.changes
    }

    /// How many speeches there are.
    pub const fn len(&self) -> usize {
        self.speeches.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.speeches.is_empty()
    }

    /// The places of all speeches, in the order in which they were found.
    pub fn found(&self) -> &[usize] {
        &self.found
    }

    /// The speeches in the order of their places.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Speech>> {
        self.speeches.iter()
    }

    /// An index in which many speeches can be found.
    pub fn finder(&self) -> Finder<'_> {
        let texts = self.speeches.iter().enumerate();
        // Of several with the same text the first is meant.
        let by_text = texts.rev().filter_map(|(index, speech)| Some((speech.identity()?, index))).collect();
        Finder { library: self, by_text }
    }

    /// The place of a speech: of the one with this SHA-256, as far as that is known; else of the one called
    /// `id` in this file.
    pub fn find(&self, sha256: Option<&str>, id: &str, file: Option<&str>) -> Option<usize> {
        let same = |speech: &Arc<Speech>| sha256.is_some() && speech.identity() == sha256;
        let named = || self.known.get(&name(id, file)).copied();
        self.speeches.iter().position(same).or_else(named)
    }
}

/// A library in which many speeches are to be found: an index of what is known of their texts at this moment.
#[derive(Debug)]
pub struct Finder<'a> {
    library: &'a Library,
    by_text: HashMap<&'a str, usize>,
}

impl<'a> Finder<'a> {
    /// Finds a speech by the first of several texts that is there, or else by the first of several names.
    pub fn find<'b>(
        &self,
        mut texts: impl Iterator<Item = &'b String>,
        mut names: impl Iterator<Item = &'b String>,
    ) -> Option<(usize, &'a Speech)> {
        let by_text = texts.find_map(|text| self.by_text.get(text.as_str()));
        let index = *by_text.or_else(|| names.find_map(|name| self.library.known.get(name)))?;
        Some((index, &self.library.speeches[index]))
    }
}

impl FromIterator<Arc<Speech>> for Library {
    fn from_iter<T: IntoIterator<Item = Arc<Speech>>>(speeches: T) -> Self {
        let speeches: Vec<Arc<Speech>> = speeches.into_iter().collect();
        // Of several with one name in one file the first is meant.
        let named = |(index, speech): (usize, &Arc<Speech>)| (name(speech.id(), speech.file()), index);
        let known = speeches.iter().enumerate().rev().map(named).collect();
        let found = (0..speeches.len()).collect();
        Self { speeches, found, known, changes: 0 }
    }
}

impl Index<usize> for Library {
    type Output = Arc<Speech>;

    fn index(&self, index: usize) -> &Arc<Speech> {
        &self.speeches[index]
    }
}
