//! Reads the texts that the command line names, for the commands that print.

use std::{
    collections::{HashMap, HashSet},
    ffi::OsString,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::Arc,
    vec,
};

use anyhow::{Context as _, bail};
use oratory_core::{Document, document_name};

use super::{
    find::{Finder, Source},
    naming::{full_name, name_of},
    open::{NamedText, Target, targets},
    outcome::{NotFound, print_error},
    pipes::Pipes,
    setup::Setup,
};
use crate::{
    catalog,
    config::Config,
    session::name_in_messages,
    store::{
        self, options,
        texts::{self, Extent, Loader},
    },
};

/// A text, or the selected paragraphs of it.
#[derive(Debug, Clone)]
pub(super) struct Entry<T = Arc<Document>> {
    pub(super) speech: T,
    /// Selected paragraphs, all of which exist. Empty for the whole text.
    pub(super) paragraphs: Vec<RangeInclusive<usize>>,
    /// Path by which the text was found.
    path: PathBuf,
    /// `true` if the text was found in a folder. An error in it does not stop a command.
    is_in_folder: bool,
    /// `true` if its converter was not started, so that only its details are known.
    pub(super) is_unconverted: bool,
}

/// A text that has not been read yet.
pub(super) type Unread = Entry<Arc<catalog::Entry>>;

impl Unread {
    /// Returns the name that identifies the text.
    fn key(&self) -> PathBuf {
        document_name(self.speech.id(), self.speech.file())
    }
}

impl<T> Entry<T> {
    /// Selects all of `speech`.
    pub(super) fn whole(speech: T, path: &Path) -> Self {
        Self {
            speech,
            paragraphs: Vec::new(),
            path: path.to_owned(),
            is_in_folder: false,
            is_unconverted: false,
        }
    }
}

impl Entry {
    /// Returns the name that identifies the text.
    pub(super) fn key(&self) -> PathBuf {
        document_name(self.speech.id(), self.speech.file())
    }

    /// Returns the name by which every command finds the text.
    pub(super) fn name(&self, finder: &Finder<'_>) -> String {
        name_of(self.speech.id(), self.speech.file(), &self.path, finder)
    }

    /// Returns `true` if the paragraph is selected. `None` is a heading or a signature.
    pub(super) fn selects(&self, paragraph: Option<usize>) -> bool {
        self.paragraphs.is_empty()
            || paragraph.is_some_and(|number| self.paragraphs.iter().any(|range| range.contains(&number)))
    }

    /// Extends the selection to the end of the text.
    pub(super) fn extended_to_end(mut self) -> Self {
        let last = self.speech.paragraph_count();
        self.paragraphs = self.paragraphs.iter().map(|range| *range.start()..=last).collect();
        self
    }
}

/// Texts in the order of the command line, read one after another.
#[derive(Debug)]
pub(super) struct Texts {
    /// Texts, those of files without their content.
    entries: Vec<Unread>,
    loader: Loader<'static>,
    /// Message for a folder without texts, if one was named.
    empty_folder: Option<String>,
    /// Remarks already printed.
    printed_remarks: HashSet<String>,
    /// `true` if one of the texts could not be read.
    pub(super) is_incomplete: bool,
    /// `true` if texts are only listed, so that converters are not started.
    is_listing: bool,
}

impl Texts {
    /// Finds the texts that `words` name. Without words, that is the default library.
    pub(super) fn find(words: &[OsString], finder: &Finder<'_>) -> anyhow::Result<Self> {
        Self::find_with(words, finder, &mut Pipes::new(finder.setup.read_options()))
    }

    /// Finds texts as [`Texts::find`], some of which may be in pipes that have been read.
    pub(super) fn find_with(
        words: &[OsString],
        finder: &Finder<'_>,
        pipes: &mut Pipes,
    ) -> anyhow::Result<Self> {
        let setup = finder.setup;
        let mut texts = Self {
            entries: Vec::new(),
            loader: Loader::new(setup.read_options(), &|| true),
            empty_folder: None,
            printed_remarks: HashSet::new(),
            is_incomplete: false,
            is_listing: false,
        };
        for word in targets(words, finder)? {
            match word {
                Target::Text(text) => {
                    let entries = open(&text, Extent::Metadata, finder, pipes)?;
                    texts.entries.extend(entries);
                }
                Target::Folder { path, is_default } => texts.add_folder(&path, is_default, setup)?,
            }
        }
        finder.faults_of_folders().iter().for_each(|fault| print_error(fault));
        Ok(texts)
    }

    /// Adds the texts in the folder at `path`, and prints a line about texts that ignore files exclude.
    fn add_folder(&mut self, path: &Path, is_default: bool, setup: &Setup) -> anyhow::Result<()> {
        let config = setup.config()?;
        let mut speeches = Vec::new();
        let lines = texts::walk(path, &config.extensions, setup.read_options(), &|| true, &mut |speech| {
            speeches.push(speech);
        });
        if speeches.is_empty() && !is_default {
            self.empty_folder.get_or_insert_with(|| no_texts_in(path, config));
            return Ok(());
        }
        for line in lines {
            print_error(&line);
        }
        self.entries.extend(speeches.into_iter().map(|speech| {
            let path = speech.file().map(|file| path.join(full_name(speech.id(), file)));
            let entry = Unread::whole(Arc::new(speech), &path.unwrap_or_default());
            Unread { is_in_folder: true, ..entry }
        }));
        Ok(())
    }

    /// Leaves texts that a converter prints without their content.
    pub(super) fn listed(self) -> Self {
        Self { is_listing: true, ..self }
    }

    /// Fails if a named folder has no texts.
    pub(super) fn require_texts(&self) -> anyhow::Result<()> {
        match &self.empty_folder {
            Some(message) => bail!(NotFound(message.clone())),
            None => Ok(()),
        }
    }

    /// Merges entries of the same text: a folder may contain a text that is also named.
    pub(super) fn without_duplicates(mut self) -> Self {
        let mut merged: Vec<Unread> = Vec::new();
        let mut indices: HashMap<PathBuf, usize> = HashMap::new();
        for mut entry in self.entries {
            let key = entry.key();
            if let Some(&index) = indices.get(&key) {
                let known = &mut merged[index].paragraphs;
                if entry.paragraphs.is_empty() {
                    known.clear();
                } else if !known.is_empty() {
                    known.extend(entry.paragraphs);
                }
                continue;
            }
            indices.insert(key, merged.len());
            // Files are read again when their turn comes. Input from a pipe must be kept.
            if entry.speech.file().is_some() && entry.speech.fault().is_none() {
                entry.speech = Arc::new(entry.speech.evicted());
            }
            merged.push(entry);
        }
        self.entries = merged;
        self
    }

    /// Leaves out the texts of folders whose keys are among `named`.
    pub(super) fn without(mut self, named: &HashSet<PathBuf>) -> Self {
        self.entries.retain(|entry| !entry.is_in_folder || !named.contains(&entry.key()));
        self
    }

    /// Iterates over the ids of the texts.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.speech.id())
    }

    /// Reads all texts. Fails if a named text cannot be read or a named folder has no texts. Prints other errors.
    pub(super) fn read_all(mut self) -> anyhow::Result<Vec<Entry>> {
        self.require_texts()?;
        let mut read = Vec::new();
        for entry in std::mem::take(&mut self.entries) {
            let is_in_folder = entry.is_in_folder;
            match self.read(entry) {
                Err(why) if is_in_folder => {
                    print_error(&why);
                    self.is_incomplete = true;
                }
                entry => read.push(entry.map_err(anyhow::Error::msg)?),
            }
        }
        if read.is_empty() && self.is_incomplete {
            bail!(NotFound("none of the texts could be read".to_owned()));
        }
        Ok(read)
    }

    /// Reads the texts one after another, so that only one is in memory. Prints errors.
    pub(super) fn read_each(&mut self) -> impl Iterator<Item = Entry> {
        let entries: vec::IntoIter<Unread> = std::mem::take(&mut self.entries).into_iter();
        entries.filter_map(|entry| {
            let read = self.read(entry).map_err(|why| print_error(&why)).ok();
            self.is_incomplete |= read.is_none();
            read
        })
    }

    /// Reads a text and prints its remark, unless that was printed for another text of the file.
    fn read(
        &mut self,
        Unread { speech, paragraphs, path, is_in_folder, .. }: Unread,
    ) -> Result<Entry, String> {
        let is_unconverted = self.is_listing && speech.is_unconverted();
        let speech = match (speech.fault(), speech.file()) {
            (Some(why), Some(file)) => {
                return Err(format!("cannot read {}: {why}", store::quoted(file)));
            }
            _ if is_unconverted => speech.in_pane(),
            _ => self.loader.whole(&speech)?,
        };
        if let Some(remark) = remark(&speech)
            && self.printed_remarks.insert(remark.clone())
        {
            print_error(&remark);
        }
        Ok(Entry { speech, paragraphs, path, is_in_folder, is_unconverted })
    }
}

/// Returns the remark on how a text was read, such as damaged front matter, with the name of its file.
fn remark(speech: &Document) -> Option<String> {
    let file = speech.file().map(store::quoted);
    let name = file.unwrap_or_else(|| name_in_messages(speech.source(), &speech.details().title).to_owned());
    speech.remark().map(|remark| format!("{name}: {remark}"))
}

/// Formats the message that `folder` has no texts, or none that ignore files leave over.
pub(super) fn no_texts_in(folder: &Path, config: &Config) -> String {
    let left_out = texts::left_out(folder, &config.extensions);
    let left_out = left_out.map(|left_out| format!(": {left_out}")).unwrap_or_default();
    format!("there are no texts in {}{left_out}", store::quoted(folder))
}

/// Opens the speeches that `text` selects. Reads this `extent` of a file, or all of it if paragraphs are selected.
pub(super) fn open(
    text: &NamedText,
    extent: Extent,
    finder: &Finder<'_>,
    pipes: &mut Pipes,
) -> anyhow::Result<Vec<Unread>> {
    let mut speeches = match &text.source {
        Source::BuiltIn(speech) => vec![Arc::clone(speech)],
        Source::Input | Source::Pipe(_) => pipes.read(&text.source)?,
        Source::Library(path) | Source::File(path) => match finder.open(path, extent) {
            Ok(speeches) => speeches.into_iter().map(Arc::new).collect(),
            Err(options::Unread::Missing) => {
                bail!("cannot read {}: the file no longer exists", store::quoted(path))
            }
            Err(options::Unread::Failed(why)) => bail!("{why}"),
        },
    };
    if let Some(number) = text.part {
        speeches = vec![speech_in_file(speeches, number, text)?];
    }
    let Some(range) = &text.range else {
        return Ok(speeches.into_iter().map(|speech| Unread::whole(speech, &text.name)).collect());
    };
    let name = text.speech_name();
    if speeches.len() > 1 {
        bail!("{name} has several speeches: choose one of {name}#1 to {name}#{}", speeches.len());
    }
    let mut speech = speeches.pop().with_context(|| format!("{name} is empty"))?;
    let document =
        Loader::new(finder.setup.read_options(), &|| true).whole(&speech).map_err(anyhow::Error::msg)?;
    let count = document.paragraph_count();
    if count == 0 {
        bail!(NotFound(format!("{name} has no paragraphs")));
    }
    let paragraphs = range
        .within(count)
        .ok_or_else(|| NotFound(format!("{name} has no ¶ {range}: its paragraphs are 1 to {count}")))?;
    // A built-in speech stays the entry of the library.
    if speech.whole().is_none() {
        speech = Arc::new(document.into());
    }
    Ok(vec![Unread { paragraphs: vec![paragraphs], ..Unread::whole(speech, &text.name) }])
}

/// Returns the speech with this number, from 1, among those of a file.
fn speech_in_file(
    mut speeches: Vec<Arc<catalog::Entry>>,
    number: usize,
    text: &NamedText,
) -> anyhow::Result<Arc<catalog::Entry>> {
    let count = speeches.len();
    if (1..=count).contains(&number) {
        return Ok(speeches.swap_remove(number - 1));
    }
    let name = text.name.display();
    let available = match count {
        1 => "it has one speech".to_owned(),
        _ => format!("its speeches are {name}#1 to {name}#{count}"),
    };
    bail!(NotFound(format!("{name} has no #{number}: {available}")))
}
