//! Details that stand outside a text: in the table of its folder, in the name of its file, and in the folder's defaults.
//!
//! `oratory.toml` in a folder says how to find them. It applies to the texts in the folder and below it. What a nearer
//! folder states is trusted more.

pub(crate) mod fault;

mod file_names;

pub(crate) mod folder;

mod table;

use std::{iter, path::Path, sync::Arc};

use oratory_core::{Details, LayoutOptions};

use self::folder::Folder;

/// The details that the folders of a file state about it.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    /// The folders that state something, the nearest first, each with the path of the file in it.
    folders: Vec<(Arc<Folder>, String)>,
}

impl Outside {
    /// Creates the details of a file, given the path of the file in each of its folders, the nearest first.
    pub fn new<'a>(folders: impl IntoIterator<Item = (Arc<Folder>, &'a Path)>) -> Self {
        let in_folder = |(folder, path): (_, &Path)| (folder, path.to_string_lossy().into_owned());
        Self { folders: folders.into_iter().map(in_folder).collect() }
    }

    /// Returns `true` if no folder states anything.
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty()
    }

    /// Iterates over the folders that state something, the nearest first, each with the path of the file in it.
    pub fn folders(&self) -> impl DoubleEndedIterator<Item = (&Folder, &str)> {
        self.folders.iter().map(|(folder, path)| (&**folder, path.as_str()))
    }

    /// Returns the details of the file, or of its speech `part`, from 1. The title is empty if it is not stated.
    pub(crate) fn details(&self, part: Option<usize>) -> Details {
        let far_to_near = || self.folders().rev();
        let mut details = Details::default();
        for (folder, _) in far_to_near() {
            details = folder.defaults().over(details);
        }
        if let Some((pattern, path)) = self.folders().find_map(|(folder, path)| Some((folder.names()?, path)))
            && let Some(stated) = pattern.take_apart(path)
        {
            details = stated.over(details);
        }
        for part in iter::once(None).chain(part.map(Some)) {
            for (folder, path) in far_to_near() {
                details = folder.row(path, part).into_iter().fold(details, |below, row| row.over(below));
            }
        }
        details
    }

    /// Returns `true` if a table has a row for the speech `part` alone.
    pub(crate) fn has_part(&self, part: usize) -> bool {
        self.folders().any(|(folder, path)| folder.row(path, Some(part)).is_some())
    }

    /// Returns the title that a table states of the speech `part` alone.
    pub(crate) fn title_of_part(&self, part: usize) -> Option<String> {
        let rows = self.folders().filter_map(|(folder, path)| folder.row(path, Some(part)));
        rows.map(|row| row.over(Details::default()).title).find(|title| !title.is_empty())
    }

    /// Returns the layout, which only defaults state.
    pub(crate) fn options(&self) -> LayoutOptions {
        let far_to_near = self.folders().rev();
        far_to_near.fold(LayoutOptions::default(), |whole, (folder, _)| folder.defaults().options(whole))
    }
}
