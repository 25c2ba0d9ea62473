//! Speeches with their words, and the labels that tell them apart in the output.

use std::{
    collections::{HashMap, HashSet},
    ffi::OsString,
    ops::Range,
};

use anyhow::bail;
use oratory_core::{ComparedText, Document, PhraseSpeech, WordIndex, words_of};

use crate::cli::{
    find::Finder,
    read::needs_two,
    texts::{Entry, Texts},
};

/// A speech, or the selected paragraphs of it, with its words.
#[derive(Debug)]
pub(super) struct Speech {
    pub(super) entry: Entry,
    pub(super) index: WordIndex,
    pub(super) label: String,
}

impl Speech {
    pub(super) fn new(entry: Entry, labels: &Labels, finder: &Finder<'_>) -> Self {
        let index = WordIndex::of_paragraphs(&entry.speech, |number| entry.selects(Some(number)));
        let label = labels.of(&entry, finder);
        Self { entry, index, label }
    }

    /// Returns the speech in the form in which it is compared.
    pub(super) fn compared(&self) -> ComparedText<'_> {
        ComparedText { document: self.document(), index: &self.index, label: &self.label }
    }

    pub(super) fn document(&self) -> &Document {
        &self.entry.speech
    }

    /// Returns the words of a range of the index, as they are read.
    pub(super) fn text_of(&self, words: Range<usize>) -> String {
        words_of(self.document(), self.index.range(words))
    }

    /// Returns the speech as a table of phrases names it.
    pub(super) fn in_table(&self) -> PhraseSpeech<'_> {
        PhraseSpeech::new(&self.label, self.document(), &self.index)
    }

    /// Returns the numbers of the selected paragraphs.
    pub(super) fn paragraphs(&self) -> Vec<usize> {
        (1..=self.document().paragraph_count()).filter(|&number| self.entry.selects(Some(number))).collect()
    }
}

/// Decides how speeches are called in the output: by their id. If several have the same, by their name on the command line,
/// with the paragraphs.
#[derive(Debug)]
pub(super) struct Labels {
    /// The ids that several speeches have.
    shared: HashSet<String>,
}

impl Labels {
    pub(super) fn new<'a>(ids: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for id in ids {
            *counts.entry(id).or_default() += 1;
        }
        let shared = counts.into_iter().filter(|(_, count)| *count > 1);
        Self { shared: shared.map(|(id, _)| id.to_owned()).collect() }
    }

    fn of(&self, entry: &Entry, finder: &Finder<'_>) -> String {
        let id = entry.speech.id();
        if self.shared.contains(id) { with_paragraphs(&entry.name(finder), entry) } else { id.to_owned() }
    }
}

/// Adds the selected paragraphs of a text to its name: `closing:7-9`.
pub(super) fn with_paragraphs(name: &str, entry: &Entry) -> String {
    let ranges = entry.paragraphs.iter().map(|range| match (range.start(), range.end()) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}-{last}"),
    });
    let ranges: Vec<String> = ranges.collect();
    if ranges.is_empty() { name.to_owned() } else { format!("{name}:{}", ranges.join(",")) }
}

/// Reads the two speeches that `words` name. `usage` is what needs two, with an example, for the message
/// if there are more or fewer.
pub(super) fn read_two(
    words: &[OsString],
    finder: &Finder<'_>,
    usage: (&str, &str),
) -> anyhow::Result<[Speech; 2]> {
    let entries = Texts::find(words, finder)?.read_all()?;
    let labels = Labels::new(entries.iter().map(|entry| entry.speech.id()));
    let speeches: Vec<Speech> =
        entries.into_iter().map(|entry| Speech::new(entry, &labels, finder)).collect();
    match <[Speech; 2]>::try_from(speeches) {
        Ok(speeches) => Ok(speeches),
        Err(speeches) => bail!("{}", needs_two(usage, speeches.len())),
    }
}
