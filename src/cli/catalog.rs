//! Texts for `list` and `search`: found first, then read one after another.

use std::{
    collections::{HashMap, HashSet},
    ffi::OsString,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::Arc,
    vec,
};

use anyhow::bail;
use oratory_core::document::{library::name, speech::Speech};

use super::{
    NothingThere, complain,
    matches::paragraph_at,
    naming::{Named, Shelf, all_built_in, nothing_in, remark},
    setup::Setup,
};
use crate::{
    places::Places,
    store::{
        self,
        names::part_suffix,
        paths::{from_written, shown, written},
        texts::{self, Loader},
    },
};

/// A text, with the name by which every command finds it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) speech: Arc<Speech>,
    /// Selected paragraphs. Empty for the whole text.
    pub(super) paragraphs: Vec<RangeInclusive<usize>>,
}

impl Entry {
    /// Returns `true` if the byte at `offset` is in one of the paragraphs.
    pub(super) fn contains(&self, offset: usize) -> bool {
        let number = || paragraph_at(&self.speech, offset);
        self.paragraphs.is_empty()
            || number().is_some_and(|number| self.paragraphs.iter().any(|range| range.contains(&number)))
    }
}

/// Texts in the order of the command line, without duplicates. Only the current one is in memory.
#[derive(Debug)]
pub(super) struct Catalog {
    /// Texts of files, without their content.
    entries: vec::IntoIter<Entry>,
    loader: Loader,
    /// Message for a folder without texts, if one was named.
    empty: Option<String>,
    /// Remarks already reported.
    reported: HashSet<String>,
    /// `true` if one of the texts could not be read.
    pub(super) is_incomplete: bool,
}

impl Catalog {
    /// Finds the texts that `words` name, or the whole library without words.
    pub(super) fn new(words: &[OsString], setup: &Setup) -> anyhow::Result<Self> {
        // Heads suffice to find texts, and no saved position selects the part to read.
        let places = Places::default();
        let shelf = Shelf::new(words, setup, Some(&places));
        let mut finder = Finder { shelf: &shelf, entries: Vec::new(), known: HashMap::new() };
        let mut empty = None;
        for word in words {
            match shelf.folder(word) {
                Some(folder) => {
                    let endings = &setup.config()?.extensions;
                    let (has_texts, left_out) = finder.add_folder(&folder, endings);
                    if has_texts {
                        if let Some(left_out) = left_out {
                            complain(&left_out);
                        }
                    } else {
                        empty.get_or_insert_with(|| nothing_in(&folder, endings));
                    }
                }
                None => finder.add_all(shelf.text(word)?, Path::new(word)),
            }
        }
        if words.is_empty() {
            finder.add_all(all_built_in().collect(), Path::new(""));
            let config = setup.config()?;
            for folder in &config.folders {
                // Continue with the other folders if one is missing or empty.
                let (_, left_out) = finder.add_folder(&store::whole_path(folder), &config.extensions);
                if let Some(left_out) = left_out {
                    complain(&left_out);
                }
            }
        }
        let entries = finder.entries.into_iter();
        Ok(Self {
            entries,
            loader: Loader::new(setup.read_options()),
            empty,
            reported: HashSet::new(),
            is_incomplete: false,
        })
    }

    /// Fails if a named folder has no texts.
    pub(super) fn require_texts(&self) -> anyhow::Result<()> {
        match &self.empty {
            Some(message) => bail!(NothingThere(message.clone())),
            None => Ok(()),
        }
    }

    /// Reads a text and reports its remarks. Reports an error and returns `None` if it cannot be read.
    fn read(&mut self, entry: Entry) -> Option<Entry> {
        let speech = entry.speech;
        let read = match (speech.fault(), speech.file()) {
            (Some(why), Some(file)) => {
                Err(format!("cannot read {}: {why}", store::quoted(&from_written(file))))
            }
            _ => self.loader.whole(speech),
        };
        let read = read.map_err(|why| complain(&why)).ok();
        self.is_incomplete |= read.is_none();
        let speech = read?;
        if let Some(remark) = remark(&speech).filter(|remark| self.reported.insert(remark.clone())) {
            complain(&remark);
        }
        Some(Entry { speech, ..entry })
    }
}

impl Iterator for Catalog {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            let entry = self.entries.next()?;
            if let Some(entry) = self.read(entry) {
                return Some(entry);
            }
        }
    }
}

/// Collects entries.
struct Finder<'a> {
    shelf: &'a Shelf<'a>,
    entries: Vec<Entry>,
    /// Indices of the entries by identity: a folder may contain a text that is also named.
    known: HashMap<String, usize>,
}

impl Finder<'_> {
    /// Adds the texts in `folder`. Returns `true` if there are any, and a line about texts that ignore files exclude.
    fn add_folder(&mut self, folder: &Path, endings: &[String]) -> (bool, Option<String>) {
        let mut speeches = Vec::new();
        let options = self.shelf.setup.read_options();
        let left_out = texts::walk(folder, endings, options, &|| true, &mut |speech| speeches.push(speech));
        let has_texts = !speeches.is_empty();
        for speech in speeches {
            let path = speech.file().map(|file| folder.join(in_full(speech.id(), &from_written(file))));
            self.add(Named::whole(Arc::new(speech)), &path.unwrap_or_default());
        }
        (has_texts, left_out)
    }

    fn add_all(&mut self, named: Vec<Named>, word: &Path) {
        let path = self.shelf.base(word);
        for named in named {
            self.add(named, &path);
        }
    }

    /// Adds a text found at `path`.
    fn add(&mut self, named: Named, path: &Path) {
        let Named { speech, paragraphs } = named;
        let key = name(speech.id(), speech.file());
        let paragraphs = Vec::from_iter(paragraphs);
        if let Some(&index) = self.known.get(&key) {
            let known = &mut self.entries[index].paragraphs;
            if paragraphs.is_empty() {
                known.clear();
            } else if !known.is_empty() {
                known.extend(paragraphs);
            }
            return;
        }
        self.known.insert(key, self.entries.len());
        let name = self.shelf.name_of(&speech, path);
        // Files are read again when their turn comes. Input from a pipe must be kept.
        let is_kept = speech.file().is_none() || speech.fault().is_some();
        let speech = if is_kept { speech } else { Arc::new(speech.shelved()) };
        self.entries.push(Entry { name, speech, paragraphs });
    }
}

/// Returns the id of a speech with the extension of its file, and without its number in the file.
pub(super) fn in_full(id: &str, file: &Path) -> PathBuf {
    let name = id.strip_suffix(part_suffix(id, file)).unwrap_or(id);
    Path::new(name).with_added_extension(file.extension().unwrap_or_default())
}

impl Shelf<'_> {
    /// Returns the shortest word by which every command finds the text: its id if that works, otherwise its path,
    /// without the extension if that is unambiguous.
    pub(super) fn name_of(&self, speech: &Speech, path: &Path) -> String {
        let id = speech.id();
        let Some(file) = speech.file() else {
            // The speeches that come through a pipe are numbered like those in a file, and have its id.
            let part = id.rfind('#').map_or("", |at| &id[at..]);
            return if self.is_built_in(id) {
                id.to_owned()
            } else {
                format!("{}{part}", shown(&written(path)))
            };
        };
        let file = from_written(file);
        let part = part_suffix(id, &file);
        let of_path = |path: &Path| format!("{}{part}", shown(&written(path)));
        let in_full = in_full(id, &file);
        let short = path.with_extension("");
        let names = [id.to_owned(), of_path(&in_full), of_path(&short), of_path(path), of_path(&file)];
        let leads_there = |name: &&String| self.leads_to(name, &file);
        names.iter().find(leads_there).unwrap_or(&names[0]).clone()
    }
}
