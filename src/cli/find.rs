//! Finds the file, pipe or built-in speech that a name stands for.

use std::{
    cell::{OnceCell, RefCell},
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{arguments::INPUT, setup::Setup};
use oratory_core::loose;

use crate::catalog::{self, Catalog};
use crate::store::{
    self,
    folders::FolderReader,
    input::Input,
    names::NameIndex,
    options::Unread,
    texts::{self, Extent},
};

/// Source of a text.
#[derive(Debug, Clone)]
pub(super) enum Source {
    BuiltIn(Arc<catalog::Entry>),
    /// A file, found by its name in a folder of `library.folders`.
    Library(PathBuf),
    /// A file, found by its path, such as `./speech.txt`.
    File(PathBuf),
    /// A pipe with a path, such as `/dev/fd/63`.
    Pipe(PathBuf),
    /// Standard input, `-`.
    Input,
}

impl Source {
    pub(super) fn file(&self) -> Option<&Path> {
        if let Self::Library(path) | Self::File(path) = self { Some(path) } else { None }
    }

    /// Returns the id by which [`Input`] knows the pipe, if the source is one.
    pub(super) fn pipe_id(&self) -> Option<String> {
        match self {
            Self::Input => Some(Input::stdin_id()),
            Self::Pipe(path) => Some(Input::pipe_id(path)),
            _ => None,
        }
    }
}

/// Finds texts and folders by name.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    pub(super) setup: &'a Setup,
    /// Loaded on first use.
    built_in: OnceCell<Catalog>,
    names: NameIndex,
    /// Reads the details that the folders of texts state.
    folders: RefCell<FolderReader>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(setup: &'a Setup) -> Self {
        let folders = RefCell::new(FolderReader::new(setup.general.encoding));
        Self { setup, built_in: OnceCell::new(), names: NameIndex::default(), folders }
    }

    /// Returns the faults in the files of the folders of texts that have been found since the last call.
    pub(super) fn faults_of_folders(&self) -> Vec<String> {
        self.folders.borrow_mut().take_faults()
    }

    /// Reads the text at `path`.
    pub(super) fn open(&self, path: &Path, extent: Extent) -> Result<Vec<catalog::Entry>, Unread> {
        texts::open_in(path, extent, self.setup.read_options(), &mut self.folders.borrow_mut())
    }

    pub(super) fn built_in(&self) -> &Catalog {
        self.built_in.get_or_init(texts::built_in)
    }

    /// Returns the folder called `name`. A built-in speech takes precedence over a folder of the same name.
    pub(super) fn folder(&self, name: &OsStr) -> Option<PathBuf> {
        let path = texts::as_on_disk(Path::new(name));
        let is_folder =
            texts::is_folder(&path) && (looks_like_path(name) || self.built_in_called(name).is_none());
        is_folder.then_some(path)
    }

    /// Returns the source called `name`. A name with a `/` or a `.` is a file first, any other a speech first.
    pub(super) fn source(&self, name: &OsStr) -> anyhow::Result<Option<Source>> {
        if name == INPUT {
            return Ok(Some(Source::Input));
        }
        let path = texts::as_on_disk(Path::new(name));
        let is_path = looks_like_path(name);
        if is_path && is_file(&path) {
            return Ok(Some(by_path(path)));
        }
        if let Some(speech) = self.built_in_called(name) {
            return Ok(Some(Source::BuiltIn(speech)));
        }
        if !is_path && let Some(file) = self.in_library(name)? {
            return Ok(Some(Source::Library(file)));
        }
        if is_file(&path) {
            return Ok(Some(by_path(path)));
        }
        if let Some(file) = self.without_extension(&path)? {
            return Ok(Some(by_path(file)));
        }
        if is_path && let Some(file) = self.in_library(name)? {
            return Ok(Some(Source::Library(file)));
        }
        // Opening a path that cannot be inspected tells the reason.
        let is_unknown = texts::is_missing(&path) || texts::is_folder(&path);
        Ok((!is_unknown).then(|| by_path(path)))
    }

    /// Returns the built-in speech whose id or title is `name`, ignoring case.
    fn built_in_called(&self, name: &OsStr) -> Option<Arc<catalog::Entry>> {
        let name = loose(name.to_str()?);
        self.built_in()
            .entries()
            .find(|speech| loose(speech.id()) == name || loose(&speech.details().title) == name)
            .cloned()
    }

    /// Returns the only text whose path without the extension is `path`.
    fn without_extension(&self, path: &Path) -> anyhow::Result<Option<PathBuf>> {
        let Some(name) = path.file_name() else { return Ok(None) };
        let folder = path.parent().unwrap_or_else(|| Path::new(""));
        self.only_text(self.names.files(folder, &name.to_string_lossy()))
    }

    /// Returns the text called `name` in a folder of the configuration. The first folder with one counts.
    fn in_library(&self, name: &OsStr) -> anyhow::Result<Option<PathBuf>> {
        for folder in &self.setup.config()?.folders {
            let files = self.names.files(&store::config::expand_path(folder), &name.to_string_lossy());
            if let Some(file) = self.only_text(files)? {
                return Ok(Some(file));
            }
        }
        Ok(None)
    }

    /// Returns the text among `files`, if there is exactly one.
    fn only_text(&self, mut files: Vec<PathBuf>) -> anyhow::Result<Option<PathBuf>> {
        if !files.is_empty() {
            let extensions = &self.setup.config()?.extensions;
            files.retain(|file| store::walk::has_ending(file, extensions));
        }
        Ok(files.pop().filter(|_| files.is_empty()))
    }
}

/// Returns `true` if `name` contains a `/` or a `.`.
fn looks_like_path(name: &OsStr) -> bool {
    name.as_encoded_bytes().iter().any(|byte| matches!(byte, b'/' | b'.'))
}

/// Returns `true` if `path` exists and is not a folder.
fn is_file(path: &Path) -> bool {
    texts::is_there(path) && !texts::is_folder(path)
}

fn by_path(path: PathBuf) -> Source {
    if texts::is_a_pipe(&path) { Source::Pipe(path) } else { Source::File(path) }
}
