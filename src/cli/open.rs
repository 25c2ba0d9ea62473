//! Decides what the command line opens: files, folders, standard input, speeches by name, or the default library.
//!
//! A word may select a speech in a file (`talks.txt#2`) and paragraphs of a speech (`closing:7-9`).

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail};

use super::{
    find::{Finder, Source},
    naming::{full_name, name_of},
    range::{Range, rsplit_once, split_part},
    usage,
};
use crate::store::{self, texts};

/// A text or a folder that a word of the command line names.
#[derive(Debug)]
pub(super) enum Target {
    Text(NamedText),
    /// All texts in a folder.
    Folder {
        path: PathBuf,
        /// `true` for a folder of the default library. It may be missing or empty.
        is_default: bool,
    },
}

/// A text, or the part of it that the command line selects.
#[derive(Debug)]
pub(super) struct NamedText {
    pub(super) source: Source,
    /// Name of [`Self::source`], as given.
    pub(super) name: PathBuf,
    /// Number of a speech in a file with several: 2 in `talks.txt#2`.
    pub(super) part: Option<usize>,
    /// Selected paragraphs: `7-9` in `closing:7-9`.
    pub(super) range: Option<Range>,
}

impl NamedText {
    fn new(source: Source, name: &OsStr) -> Self {
        Self { source, name: name.into(), part: None, range: None }
    }

    /// Returns `true` if only a part of the text is selected.
    pub(super) const fn is_part(&self) -> bool {
        self.part.is_some() || self.range.is_some()
    }

    /// Returns the name of the selected speech in messages, such as `talks.txt#2`.
    pub(super) fn speech_name(&self) -> String {
        let name = self.name.display();
        self.part.map_or_else(|| name.to_string(), |number| format!("{name}#{number}"))
    }
}

/// Returns what `words` name, in order. Without words, that is the default library.
pub(super) fn targets(words: &[OsString], finder: &Finder<'_>) -> anyhow::Result<Vec<Target>> {
    if words.is_empty() {
        return default_library(finder);
    }
    words.iter().enumerate().map(|(index, word)| target(word, index == 0, finder)).collect()
}

/// Returns the default library: the built-in speeches, and the folders of `library.folders`.
pub(super) fn default_library(finder: &Finder<'_>) -> anyhow::Result<Vec<Target>> {
    let folders = &finder.setup.config()?.folders;
    let speeches = finder.built_in().entries().map(|speech| {
        Target::Text(NamedText::new(Source::BuiltIn(Arc::clone(speech)), speech.id().as_ref()))
    });
    let folders = folders
        .iter()
        .map(|folder| Target::Folder { path: store::config::expand_path(folder), is_default: true });
    Ok(speeches.chain(folders).collect())
}

/// Returns what `word` names. The longest name counts: `a#2` may be a file, or the second speech of `a`.
fn target(word: &OsStr, is_first: bool, finder: &Finder<'_>) -> anyhow::Result<Target> {
    if let Some(path) = finder.folder(word) {
        return Ok(Target::Folder { path, is_default: false });
    }
    if let Some(source) = finder.source(word)? {
        return Ok(Target::Text(NamedText::new(source, word)));
    }
    reject_folder(word, finder)?;
    if let Some(text) = part(word, finder)? {
        return Ok(Target::Text(text));
    }
    if let Some((name, range)) = rsplit_once(word, ':')
        && let Some(text) = text_or_part(name, finder)?
    {
        let range = parse_range(&range.to_string_lossy(), &text.speech_name())?;
        return Ok(Target::Text(NamedText { range: Some(range), ..text }));
    }
    let may_be_command = is_first && !finder.setup.has_command;
    bail!("{}", usage::unknown_text(word, may_be_command, finder.built_in()));
}

fn text_or_part(name: &OsStr, finder: &Finder<'_>) -> anyhow::Result<Option<NamedText>> {
    match finder.source(name)? {
        Some(source) => Ok(Some(NamedText::new(source, name))),
        None => part(name, finder),
    }
}

/// Returns the speech in a file that a name like `talks.txt#2` stands for.
fn part(name: &OsStr, finder: &Finder<'_>) -> anyhow::Result<Option<NamedText>> {
    let Some((file, number)) = split_part(name) else { return Ok(None) };
    let source = finder.source(file)?;
    Ok(source.map(|source| NamedText { part: Some(number), ..NamedText::new(source, file) }))
}

fn parse_range(range: &str, name: &str) -> anyhow::Result<Range> {
    let parsed = Range::parse(range).with_context(|| {
        let range = store::quoted(Path::new(range));
        format!("invalid paragraph range {range}: use {name}:7, {name}:7-9, {name}:7- or {name}:-9")
    })?;
    if let Some(forwards) = parsed.forwards() {
        bail!("the range {range} runs backwards: write {name}:{forwards}");
    }
    Ok(parsed)
}

/// Fails if `word` selects a part of a folder, such as `FOLDER:3`.
fn reject_folder(word: &OsStr, finder: &Finder<'_>) -> anyhow::Result<()> {
    let splits = [':', '#'].map(|sign| (sign, rsplit_once(word, sign)));
    let splits = splits.iter().filter_map(|(sign, split)| Some((sign, (*split)?)));
    let Some((sign, (name, suffix))) = splits.max_by_key(|(_, (name, _))| name.len()) else { return Ok(()) };
    let Some(folder) = finder.folder(name) else { return Ok(()) };
    let setup = finder.setup;
    let first = texts::first(&folder, &setup.config()?.extensions, setup.read_options()).unwrap_or_default();
    let example = first.first().map(|speech| {
        let path = folder.join(full_name(speech.id(), speech.file().unwrap_or(&folder)));
        format!(", such as {}{sign}{}", name_of(speech.id(), speech.file(), &path, finder), suffix.display())
    });
    bail!("{} is a folder: name one of its texts{}", name.display(), example.unwrap_or_default());
}
