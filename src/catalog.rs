//! The catalog: all speeches in the library, with their metadata, and with their texts as far as they are loaded.

use std::{
    cmp::Reverse,
    collections::HashMap,
    ops::{Index, Range},
    path::{Path, PathBuf},
    sync::Arc,
};

use oratory_core::{
    Annotation, BYTES_PER_WORD, BlockRange, Details, Document, Draft, Length, Resolution, ResolvedIn, Source,
    document_name,
};
use oratory_import::Outside;

/// The identity of a speech in a [`Catalog`]. It stays the same, wherever the list shows the speech. The default is that
/// of the first speech.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(usize);

/// A speech in the library: its metadata, which is always known, and its text as far as it is loaded.
#[derive(Debug)]
pub struct Entry {
    source: Source,
    details: Details,
    text: Text,
    /// The details that its folders state. `None` if they have not been looked for.
    outside: Option<Outside>,
    /// The faults that were found in the files of its folders when it was read, each on a line.
    folder_faults: Vec<String>,
}

/// The part of a text that is loaded.
#[derive(Debug, Clone)]
enum Text {
    /// All of it.
    Whole(Arc<Document>),
    /// The head of a text of about this many bytes.
    Head(Arc<Document>, usize),
    /// Nothing. What was known of the text at its eviction is kept.
    Unloaded { bytes: usize, length: Option<usize>, sha256: Option<String> },
    /// Nothing, for this reason.
    Unreadable(String),
}

impl Entry {
    /// Creates the entry of a text whose head has been read. The whole has about `bytes` bytes.
    pub fn head(document: Document, bytes: usize) -> Self {
        let document = Arc::new(document);
        Self { text: Text::Head(Arc::clone(&document), bytes), ..document.into() }
    }

    /// Creates the entry of a text that cannot be read, for `reason`.
    pub(crate) fn unreadable(id: &str, file: &Path, reason: &str) -> Self {
        let source = Source { id: id.to_owned(), file: Some(file.to_owned()), ..Source::default() };
        let details = Details { title: id.to_owned(), ..Details::default() };
        Self {
            source,
            details,
            text: Text::Unreadable(reason.to_owned()),
            outside: None,
            folder_faults: Vec::new(),
        }
    }

    /// Adds the details that the folders of the file state, with which the text was read.
    #[must_use]
    pub(crate) fn in_folders(self, outside: Option<Outside>) -> Self {
        Self { outside, ..self }
    }

    /// Adds the faults that were found in the files of its folders when it was read.
    #[must_use]
    pub(crate) fn with_folder_faults(self, folder_faults: Vec<String>) -> Self {
        Self { folder_faults, ..self }
    }

    /// Returns the faults that were found in the files of its folders when it was read, each on a line.
    pub(crate) fn folder_faults(&self) -> &[String] {
        &self.folder_faults
    }

    /// Returns the entry without the text, to be loaded again later.
    #[must_use]
    pub fn evicted(&self) -> Self {
        let text = match &self.text {
            Text::Whole(document) => Text::Unloaded {
                bytes: document.end(),
                length: document.known_length(),
                sha256: document.identity().map(ToOwned::to_owned),
            },
            Text::Head(_, bytes) => Text::Unloaded { bytes: *bytes, length: None, sha256: None },
            text => text.clone(),
        };
        let outside = self.outside.clone();
        Self {
            source: self.source.clone(),
            details: self.details.clone(),
            text,
            outside,
            folder_faults: Vec::new(),
        }
    }

    /// Returns the document as far as it is loaded: whole, or its head.
    pub const fn document(&self) -> Option<&Arc<Document>> {
        match &self.text {
            Text::Whole(document) | Text::Head(document, _) => Some(document),
            Text::Unloaded { .. } | Text::Unreadable(_) => None,
        }
    }

    /// Returns the document if all of it is loaded.
    pub const fn whole(&self) -> Option<&Arc<Document>> {
        if let Text::Whole(document) = &self.text { Some(document) } else { None }
    }

    /// Returns the document that a pane shows. If no text is loaded, it is the title page alone.
    pub fn in_pane(&self) -> Arc<Document> {
        let title_page = || {
            let draft = Draft { details: self.details.clone(), ..Draft::default() };
            Arc::new(Document::new(self.source.clone(), draft))
        };
        self.document().map_or_else(title_page, Arc::clone)
    }

    /// Returns `true` if the text, or the rest of it, can be loaded.
    pub(crate) const fn is_partial(&self) -> bool {
        matches!(self.text, Text::Head(..) | Text::Unloaded { .. })
    }

    /// Returns `true` if the text is what a converter prints for the file.
    pub(crate) const fn is_converted(&self) -> bool {
        self.source.converter.is_some()
    }

    /// Returns the entry of a text that a converter has printed.
    #[cfg(test)]
    pub(crate) fn converted(self) -> Self {
        Self { source: Source { converter: Some("cat {file}".into()), ..self.source }, ..self }
    }

    /// Returns `true` if a converter is needed to load the text.
    pub(crate) const fn is_unconverted(&self) -> bool {
        self.is_converted() && self.is_partial()
    }

    /// Returns the id, which names the speech on the command line and in saved files.
    pub fn id(&self) -> &str {
        &self.source.id
    }

    /// Returns the file of the speech, if it has one.
    pub fn file(&self) -> Option<&Path> {
        self.source.file.as_deref()
    }

    /// Returns the size and modification time of the file when it was read.
    pub(crate) const fn stamp(&self) -> Option<(u64, u128)> {
        self.source.stamp
    }

    /// Returns the origin of the text.
    pub(crate) const fn source(&self) -> &Source {
        &self.source
    }

    /// Returns the details from the front matter.
    pub(crate) const fn details(&self) -> &Details {
        &self.details
    }

    /// Returns the details that the folders of the file state. `None` if they have not been looked for.
    pub(crate) const fn outside(&self) -> Option<&Outside> {
        self.outside.as_ref()
    }

    /// Returns the reason why the text cannot be read.
    pub(crate) fn fault(&self) -> Option<&str> {
        if let Text::Unreadable(reason) = &self.text { Some(reason) } else { None }
    }

    /// Returns the bytes of the text, or an estimate if it is not loaded.
    pub(crate) fn bytes(&self) -> usize {
        match &self.text {
            Text::Whole(document) => document.end(),
            Text::Head(_, bytes) | Text::Unloaded { bytes, .. } => *bytes,
            Text::Unreadable(_) => 0,
        }
    }

    /// Returns the time to read the numbered paragraphs, or an estimate if their words are not counted yet.
    pub(crate) fn length(&self) -> Length {
        match &self.text {
            Text::Whole(document) => document.length(),
            Text::Unloaded { length: Some(words), .. } => Length::Counted(*words),
            Text::Head(_, bytes) | Text::Unloaded { bytes, .. } => Length::Estimated(bytes / BYTES_PER_WORD),
            Text::Unreadable(_) => Length::Counted(0),
        }
    }

    /// Returns the number of numbered paragraphs that are loaded.
    pub(crate) fn paragraph_count(&self) -> usize {
        self.document().map_or(0, |document| document.paragraph_count())
    }

    /// Returns the SHA-256 of the text if it is known or quickly computed.
    pub(crate) fn identity(&self) -> Option<&str> {
        match &self.text {
            Text::Whole(document) => document.identity(),
            Text::Unloaded { sha256, .. } => sha256.as_deref(),
            Text::Head(..) | Text::Unreadable(_) => None,
        }
    }
}

impl From<Document> for Entry {
    fn from(document: Document) -> Self {
        Self::from(Arc::new(document))
    }
}

impl From<Arc<Document>> for Entry {
    fn from(document: Arc<Document>) -> Self {
        let (source, details) = (document.source().clone(), document.details().clone());
        Self { source, details, text: Text::Whole(document), outside: None, folder_faults: Vec::new() }
    }
}

/// The speeches, shared by reference count, because workers hold them too.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    speeches: Vec<Arc<Entry>>,
    /// The speeches in the order in which they were found.
    found: Vec<DocumentId>,
    /// Each speech by its name and file.
    known: HashMap<PathBuf, DocumentId>,
    /// Number of changes so far.
    changes: usize,
}

impl Catalog {
    /// Creates a library of `speeches`, in this order.
    pub fn new(speeches: impl IntoIterator<Item = impl Into<Entry>>) -> Self {
        speeches.into_iter().map(|speech| Arc::new(speech.into())).collect()
    }

    /// Adds a speech that was found. Returns `false` if a speech of its name and file exists already. That
    /// one keeps its id, and moves to the end of the found ones.
    pub(crate) fn add(&mut self, speech: Arc<Entry>) -> bool {
        let known = speech.file().and_then(|file| self.find(None, speech.id(), Some(file)));
        if let Some(known) = known {
            self.found.retain(|&id| id != known);
            self.found.push(known);
            return false;
        }
        let id = DocumentId(self.speeches.len());
        self.found.push(id);
        self.known.insert(document_name(speech.id(), speech.file()), id);
        self.speeches.push(speech);
        self.changes += 1;
        true
    }

    /// Replaces `speech`.
    pub(crate) fn replace(&mut self, id: DocumentId, speech: Arc<Entry>) {
        if let Some(old) = self.speeches.get_mut(id.0) {
            let (before, after) =
                (document_name(old.id(), old.file()), document_name(speech.id(), speech.file()));
            if before != after {
                self.known.remove(&before);
                self.known.entry(after).or_insert(id);
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

    /// Returns all speeches in the order in which they were found.
    pub(crate) fn found(&self) -> &[DocumentId] {
        &self.found
    }

    /// Returns the speech with `id`.
    pub(crate) fn get(&self, id: DocumentId) -> Option<&Arc<Entry>> {
        self.speeches.get(id.0)
    }

    /// Iterates over the entries of the speeches.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.speeches.iter()
    }

    /// Iterates over the speeches in the order of their ids.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (DocumentId, &Arc<Entry>)> + ExactSizeIterator {
        self.speeches.iter().enumerate().map(|(index, speech)| (DocumentId(index), speech))
    }

    /// Returns an index for looking up many speeches.
    pub(crate) fn finder(&self) -> Finder<'_> {
        // Of several speeches with the same text, the first one wins.
        let by_text = self.iter().rev().filter_map(|(id, speech)| Some((speech.identity()?, id))).collect();
        Finder { library: self, by_text }
    }

    /// Finds this entry, or else one of the same name.
    pub(crate) fn find_entry(&self, speech: &Arc<Entry>) -> Option<DocumentId> {
        let found = self.iter().find(|(_, other)| Arc::ptr_eq(other, speech)).map(|(id, _)| id);
        found.or_else(|| self.known.get(&document_name(speech.id(), speech.file())).copied())
    }

    /// Finds the speech with this SHA-256, or else the one called `id` in this file.
    pub(crate) fn find(&self, sha256: Option<&str>, id: &str, file: Option<&Path>) -> Option<DocumentId> {
        let same = |(_, speech): &(_, &Arc<Entry>)| sha256.is_some() && speech.identity() == sha256;
        let named = || self.known.get(&document_name(id, file)).copied();
        self.iter().find(same).map(|(id, _)| id).or_else(named)
    }
}

/// An index of a library, by the texts known at this moment.
#[derive(Debug)]
pub(crate) struct Finder<'a> {
    library: &'a Catalog,
    by_text: HashMap<&'a str, DocumentId>,
}

impl Finder<'_> {
    /// Looks up `annotation`: in its text, wherever that is, or else in the speech of its name and file.
    pub(crate) fn locate(&self, annotation: &Annotation, resolved: Option<&ResolvedIn>) -> Location {
        let by_text = annotation.texts().find_map(|text| self.by_text.get(text.as_str()));
        let by_name = || annotation.names().find_map(|name| self.library.known.get(&name));
        let Some(&document) = by_text.or_else(by_name) else { return Location::NotInLibrary };
        match &self.library[document].text {
            Text::Whole(text) => {
                Location::Resolved { document, resolution: annotation.resolve(text, resolved) }
            }
            Text::Unreadable(_) => Location::Resolved { document, resolution: Resolution::Orphan(None) },
            Text::Head(..) | Text::Unloaded { .. } => Location::NotLoaded { document },
        }
    }
}

/// The location of an annotation in the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// The document is loaded.
    Resolved {
        /// The document.
        document: DocumentId,
        /// The state of the range.
        resolution: Resolution,
    },
    /// The document is in the library, but not loaded.
    NotLoaded {
        /// The document.
        document: DocumentId,
    },
    /// The document is not in the library.
    NotInLibrary,
}

impl Location {
    /// Returns the sort key: by position, the longer of two ranges first, those without one last.
    pub(crate) fn sort_key(self) -> (bool, Option<(DocumentId, usize, Reverse<usize>)>) {
        let range = self.range().map(|(document, range)| (document, range.start, Reverse(range.end)));
        (range.is_none(), range)
    }

    /// Returns the document and the block in which the range begins, if it was found.
    pub fn position(self) -> Option<(DocumentId, usize)> {
        self.found().map(|(document, found)| (document, found.block))
    }

    /// Returns the document and the range in its text, if it was found.
    pub fn range(self) -> Option<(DocumentId, Range<usize>)> {
        self.found().map(|(document, found)| (document, found.bytes()))
    }

    /// Returns the document and the range with its block, if it was found.
    pub(crate) fn found(self) -> Option<(DocumentId, BlockRange)> {
        match self {
            Self::Resolved { document, resolution } => Some((document, resolution.found()?)),
            Self::NotLoaded { .. } | Self::NotInLibrary => None,
        }
    }

    /// Returns the state of the range, if the document is loaded.
    pub(crate) const fn resolution(self) -> Option<Resolution> {
        match self {
            Self::Resolved { resolution, .. } => Some(resolution),
            Self::NotLoaded { .. } | Self::NotInLibrary => None,
        }
    }

    /// Returns `true` if the document is loaded and the range was not found in it.
    pub(crate) const fn is_orphan(self) -> bool {
        matches!(self, Self::Resolved { resolution: Resolution::Orphan(_), .. })
    }

    /// Returns the document, if it is in the library.
    pub(crate) const fn document(self) -> Option<DocumentId> {
        match self {
            Self::Resolved { document, .. } | Self::NotLoaded { document } => Some(document),
            Self::NotInLibrary => None,
        }
    }
}

impl FromIterator<Arc<Entry>> for Catalog {
    fn from_iter<T: IntoIterator<Item = Arc<Entry>>>(speeches: T) -> Self {
        let mut catalog = Self { speeches: speeches.into_iter().collect(), ..Self::default() };
        // Of several speeches with one name in one file, the first one wins.
        let named = catalog.iter().rev().map(|(id, speech)| (document_name(speech.id(), speech.file()), id));
        catalog.known = named.collect();
        catalog.found = catalog.iter().map(|(id, _)| id).collect();
        catalog
    }
}

impl Index<DocumentId> for Catalog {
    type Output = Arc<Entry>;

    fn index(&self, id: DocumentId) -> &Arc<Entry> {
        &self.speeches[id.0]
    }
}
