//! The catalog: all speeches in the library, with their metadata, and with their texts as far as they are loaded.

use std::{
    collections::HashMap,
    ops::{Deref, Index},
    path::{Path, PathBuf},
    sync::Arc,
};

use oratory_core::{
    anchor::{
        bookmark::{Bookmark, ResolvedIn},
        resolution::Resolution,
    },
    document::{
        details::Details,
        names::name,
        text::{BYTES_PER_WORD, Document, Draft, Length, Source},
    },
};

/// A speech in the library. Its metadata is always known. Without its text, it is an empty document.
#[derive(Debug)]
pub struct Entry {
    document: Arc<Document>,
    text: Text,
}

/// The part of a text that is loaded.
#[derive(Debug, Clone)]
enum Text {
    /// All of it.
    Whole,
    /// The head of a text of about this many bytes.
    Head(usize),
    /// Nothing. What was known of the text at its eviction is kept.
    Unloaded { bytes: usize, words: Option<usize>, sha256: Option<String> },
    /// Nothing, for this reason.
    Unreadable(String),
}

impl Entry {
    /// Creates the entry of a text whose head has been read. The whole has about `bytes` bytes.
    pub fn head(document: Document, bytes: usize) -> Self {
        Self { document: Arc::new(document), text: Text::Head(bytes) }
    }

    /// Creates the entry of a text that cannot be read, for this reason.
    pub(crate) fn unreadable(id: &str, file: &Path, reason: &str) -> Self {
        let source = Source { id: id.to_owned(), file: Some(file.to_owned()), ..Source::default() };
        let details = Details { title: id.to_owned(), ..Details::default() };
        let document = Document::new(source, Draft { details, ..Draft::default() });
        Self { document: Arc::new(document), text: Text::Unreadable(reason.to_owned()) }
    }

    /// Returns the entry without the text, to be loaded again later.
    #[must_use]
    pub fn evicted(&self) -> Self {
        let text = match &self.text {
            Text::Whole => Text::Unloaded {
                bytes: self.document.end(),
                words: self.document.known_words(),
                sha256: self.document.identity().map(ToOwned::to_owned),
            },
            Text::Head(bytes) => Text::Unloaded { bytes: *bytes, words: None, sha256: None },
            text => text.clone(),
        };
        Self { document: Arc::new(self.document.without_text()), text }
    }

    /// Returns the document, which is whole, a head or empty.
    pub(crate) const fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Returns `true` if the whole text is loaded.
    pub const fn is_whole(&self) -> bool {
        matches!(self.text, Text::Whole | Text::Unreadable(_))
    }

    /// Returns the reason why the text cannot be read.
    pub(crate) fn fault(&self) -> Option<&str> {
        match &self.text {
            Text::Unreadable(reason) => Some(reason),
            _ => None,
        }
    }

    /// Returns the notice about how the file was read, or the reason why it cannot be.
    pub(crate) fn remark(&self) -> Option<&str> {
        self.fault().or_else(|| self.document.remark())
    }

    /// Returns the bytes of the text, or an estimate if it is not loaded.
    pub(crate) fn bytes(&self) -> usize {
        match self.text {
            Text::Whole | Text::Unreadable(_) => self.document.end(),
            Text::Head(bytes) | Text::Unloaded { bytes, .. } => bytes,
        }
    }

    /// Returns the number of words in the numbered paragraphs, or an estimate if they are not counted yet.
    pub(crate) fn length(&self) -> Length {
        match self.text {
            Text::Whole | Text::Unreadable(_) => self.document.length(),
            Text::Unloaded { words: Some(words), .. } => Length::Counted(words),
            Text::Head(bytes) | Text::Unloaded { bytes, .. } => Length::Estimated(bytes / BYTES_PER_WORD),
        }
    }

    /// Returns the SHA-256 of the text if it is known or quickly computed.
    pub(crate) fn identity(&self) -> Option<&str> {
        match &self.text {
            Text::Whole => self.document.identity(),
            Text::Unloaded { sha256, .. } => sha256.as_deref(),
            Text::Head(_) | Text::Unreadable(_) => None,
        }
    }
}

impl Deref for Entry {
    type Target = Document;

    fn deref(&self) -> &Document {
        &self.document
    }
}

impl From<Document> for Entry {
    fn from(document: Document) -> Self {
        Self::from(Arc::new(document))
    }
}

impl From<Arc<Document>> for Entry {
    fn from(document: Arc<Document>) -> Self {
        Self { document, text: Text::Whole }
    }
}

/// The speeches, shared by reference count, because workers hold them too.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    speeches: Vec<Arc<Entry>>,
    /// The indexes, in the order in which the speeches were found.
    found: Vec<usize>,
    /// The index of each speech by its name and file.
    known: HashMap<PathBuf, usize>,
    /// Number of changes so far.
    changes: usize,
}

impl Catalog {
    /// Creates a library of these speeches, in this order.
    pub fn new(speeches: impl IntoIterator<Item = impl Into<Entry>>) -> Self {
        speeches.into_iter().map(|speech| Arc::new(speech.into())).collect()
    }

    /// Adds a speech that was found. Returns `false` if a speech of its name and file exists already. That
    /// one keeps its index, and moves to the end of the found ones.
    pub(crate) fn add(&mut self, speech: Arc<Entry>) -> bool {
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
    pub(crate) fn replace(&mut self, index: usize, speech: Arc<Entry>) {
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
    pub(crate) const fn changes(&self) -> usize {
        self.changes
    }

    /// Returns the number of speeches.
    pub(crate) const fn len(&self) -> usize {
        self.speeches.len()
    }

    /// Returns `true` if there are no speeches.
    pub(crate) const fn is_empty(&self) -> bool {
        self.speeches.is_empty()
    }

    /// Returns the indexes of all speeches in the order in which they were found.
    pub(crate) fn found(&self) -> &[usize] {
        &self.found
    }

    /// Iterates over the speeches in the order of their indexes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Entry>> {
        self.speeches.iter()
    }

    /// Returns an index for looking up many speeches.
    pub(crate) fn finder(&self) -> Finder<'_> {
        let texts = self.speeches.iter().enumerate();
        // Of several speeches with the same text, the first one wins.
        let by_text = texts.rev().filter_map(|(index, speech)| Some((speech.identity()?, index))).collect();
        Finder { library: self, by_text }
    }

    /// Returns the index of the speech with this SHA-256, or else of the one called `id` in this file.
    pub(crate) fn find(&self, sha256: Option<&str>, id: &str, file: Option<&Path>) -> Option<usize> {
        let same = |speech: &Arc<Entry>| sha256.is_some() && speech.identity() == sha256;
        let named = || self.known.get(&name(id, file)).copied();
        self.speeches.iter().position(same).or_else(named)
    }
}

/// An index of a library, by the texts known at this moment.
#[derive(Debug)]
pub(crate) struct Finder<'a> {
    library: &'a Catalog,
    by_text: HashMap<&'a str, usize>,
}

impl<'a> Finder<'a> {
    /// Looks up a bookmark: in its text, wherever that is, or else in the speech of its name and file.
    pub(crate) fn locate(&self, bookmark: &Bookmark, resolved: Option<&ResolvedIn>) -> Location {
        match self.find(bookmark.texts(), bookmark.names()) {
            None => Location::NotInLibrary,
            Some((document, entry)) if !entry.is_whole() => Location::NotLoaded { document },
            Some((document, entry)) => {
                Location::Resolved { document, resolution: bookmark.resolve(entry, resolved) }
            }
        }
    }

    /// Finds a speech by the first of `texts` that exists, or else by the first of `names`.
    fn find<'b>(
        &self,
        mut texts: impl Iterator<Item = &'b String>,
        mut names: impl Iterator<Item = PathBuf>,
    ) -> Option<(usize, &'a Entry)> {
        let by_text = texts.find_map(|text| self.by_text.get(text.as_str()));
        let index = *by_text.or_else(|| names.find_map(|name| self.library.known.get(&name)))?;
        Some((index, &self.library.speeches[index]))
    }
}

/// The location of a bookmark in the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// The document is loaded.
    Resolved {
        /// The index of the document in the library.
        document: usize,
        /// The state of the paragraph.
        resolution: Resolution,
    },
    /// The document is in the library, but not loaded.
    NotLoaded {
        /// The index of the document in the library.
        document: usize,
    },
    /// The document is not in the library.
    NotInLibrary,
}

impl Location {
    /// Returns the sort key: by position, those without one last.
    pub(crate) const fn sort_key(self) -> (bool, Option<(usize, usize)>) {
        (self.position().is_none(), self.position())
    }

    /// Returns the index of the document and the block, if the paragraph was found.
    pub const fn position(self) -> Option<(usize, usize)> {
        if let Self::Resolved { document, resolution } = self
            && let Some(block) = resolution.block()
        {
            return Some((document, block));
        }
        None
    }

    /// Returns `true` if the document is loaded and the paragraph was not found in it.
    pub(crate) const fn is_orphan(self) -> bool {
        matches!(self, Self::Resolved { resolution: Resolution::Orphan(_), .. })
    }

    /// Returns the index of the document, if it is in the library.
    pub(crate) const fn document(self) -> Option<usize> {
        match self {
            Self::Resolved { document, .. } | Self::NotLoaded { document } => Some(document),
            Self::NotInLibrary => None,
        }
    }
}

impl FromIterator<Arc<Entry>> for Catalog {
    fn from_iter<T: IntoIterator<Item = Arc<Entry>>>(speeches: T) -> Self {
        let speeches: Vec<Arc<Entry>> = speeches.into_iter().collect();
        // Of several speeches with one name in one file, the first one wins.
        let named = |(index, speech): (usize, &Arc<Entry>)| (name(speech.id(), speech.file()), index);
        let known = speeches.iter().enumerate().rev().map(named).collect();
        let found = (0..speeches.len()).collect();
        Self { speeches, found, known, changes: 0 }
    }
}

impl Index<usize> for Catalog {
    type Output = Arc<Entry>;

    fn index(&self, index: usize) -> &Arc<Entry> {
        &self.speeches[index]
    }
}
