//! Imported annotations: what a file says of each, before it is placed in a text.

use std::{ops::Range, path::PathBuf};

use jiff::Timestamp;

use super::uri;
use crate::{
    anchor::annotation::{is_of_tag, tags_in},
    document::details::line_of,
};

/// An annotation of a file. Details that the file does not have are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The id, if the format has ids.
    pub(super) id: Option<String>,
    /// The words of the range.
    pub(super) exact: String,
    /// The text before and after the range.
    pub(super) prefix: String,
    pub(super) suffix: String,
    /// The offsets of the range in code points.
    pub(super) position: Option<Range<usize>>,
    /// The number of the paragraph.
    pub(super) paragraph: Option<usize>,
    /// The addresses of the speech.
    pub(super) sources: Vec<String>,
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    /// The note, with tags in it.
    pub(super) note: String,
    pub(super) created: Option<Timestamp>,
    pub(super) modified: Option<Timestamp>,
}

impl Imported {
    /// Returns the files of the speech, if its addresses are files.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.sources.iter().filter_map(|source| uri::file(source))
    }

    /// Returns `true` if the text before or after the range is known.
    pub(super) const fn has_context(&self) -> bool {
        !(self.prefix.is_empty() && self.suffix.is_empty())
    }

    /// Returns `true` if nothing says which part of a text is meant.
    pub(super) fn is_of_whole_text(&self) -> bool {
        self.exact.trim().is_empty() && self.position.is_none()
    }

    /// Adds tags that the note does not have yet. Characters that no tag has become hyphens.
    pub(super) fn add_tags<'t>(&mut self, tags: impl Iterator<Item = &'t str>) {
        let mut line = String::new();
        for tag in tags {
            let words: Vec<&str> = tag.split(|c| !is_of_tag(c)).filter(|word| !word.is_empty()).collect();
            let tag = words.join("-");
            let tag = tag.trim_end_matches(['-', '_']);
            let is_known = tags_in(&self.note).contains(&tag) || tags_in(&line).contains(&tag);
            if tag.contains(char::is_alphanumeric) && !is_known {
                line = format!("{line} #{tag}");
            }
        }
        let line_end = if self.note.is_empty() || line.is_empty() { "" } else { "\n" };
        self.note = format!("{}{line_end}{}", self.note, line.trim_start());
    }
}

/// A fault in a file, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The reason, on one line.
    pub reason: String,
}

impl Fault {
    /// Describes a fault at an offset of a file's content.
    pub(super) fn at(content: &[u8], offset: usize, reason: &str) -> Self {
        Self { line: line_of(content, offset), reason: reason.to_owned() }
    }
}
