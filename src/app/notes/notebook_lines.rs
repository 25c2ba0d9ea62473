//! The rows of the notebook in view.

use oratory_core::{Ambiguous, Annotation};

/// Cells of the bar and the tick before an entry.
pub(crate) const MARGIN: u16 = 2;

/// Cells of the sign before a note, and of those before its other rows.
pub(crate) const NOTE_INDENT: u16 = 2;

/// The rows of the notebook in view.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    /// The title without its first word, and what did not fit beside it.
    pub(crate) head: Vec<String>,
    /// The rows below the title and a blank row.
    pub(crate) rows: Vec<Line>,
    /// The first entry in view.
    pub(crate) top: usize,
    /// The column of the words, in cells, if they are beside the reference.
    pub(crate) words_column: Option<u16>,
    /// The size of the list, in columns and rows.
    pub(super) size: (u16, u16),
    pub(super) ambiguous: Ambiguous,
}

/// A row of the notebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The number of the entry.
    pub(crate) entry: usize,
    pub(crate) kind: LineKind,
}

/// The content of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// The heading of a group, with the number of its entries.
    Heading(String, usize),
    /// The blank row after an entry.
    Blank,
    /// The first row of an entry.
    Reference {
        /// The short name of the speech and the paragraph.
        reference: String,
        /// The words, if they are beside the reference.
        words: Option<Words>,
        /// The state and the tags, from the longest form to the shortest.
        right: Vec<String>,
        /// `true` if the entry is ticked.
        is_ticked: bool,
    },
    /// The words in a row of their own.
    Words(Words),
    /// A row of the note. The first one has a sign.
    Note(String, bool),
    /// A remark of the program.
    Remark(String),
}

/// The annotated words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    /// `true` for a whole paragraph.
    pub(crate) is_paragraph: bool,
    /// As much of the words as a row can show.
    pub(crate) text: String,
    /// `true` if there are more.
    pub(crate) is_cut: bool,
}

impl Lines {
    /// Returns the number of entries of which a row is in view.
    pub(super) fn entries_in_view(&self) -> usize {
        self.rows.last().map_or(0, |last| last.entry + 1 - self.top)
    }

    /// Returns the rows of the title and the blank row after it. A list of few rows has none.
    pub(crate) fn head_height(&self) -> u16 {
        match (self.size.1, u16::try_from(self.head.len()).unwrap_or(u16::MAX)) {
            (..=4, _) => 0,
            (_, head) => head + 1,
        }
    }

    /// Returns the entry in row `y` of the list.
    pub(super) fn entry_at(&self, y: u16) -> Option<usize> {
        let line = self.rows.get(usize::from(y.checked_sub(self.head_height())?))?;
        (line.kind != LineKind::Blank).then_some(line.entry)
    }

    /// Returns the number of rows below the title.
    pub(super) fn room(&self) -> usize {
        usize::from(self.size.1.saturating_sub(self.head_height()))
    }
}

/// Returns the lines of a note without the tags at their ends, and without blank lines.
pub(super) fn note_lines(annotation: &Annotation) -> Vec<&str> {
    if annotation.note.is_empty() {
        return Vec::new();
    }
    let tags = annotation.tags();
    let is_tag = |word: &str| word.strip_prefix('#').is_some_and(|word| tags.contains(&word));
    let without_tags = |line| {
        let mut line: &str = str::trim(line);
        while let Some(last) = line.split_whitespace().next_back().filter(|last| is_tag(last)) {
            line = line[..line.len() - last.len()].trim_end();
        }
        while let Some(first) = line.split_whitespace().next().filter(|first| is_tag(first)) {
            line = line[first.len()..].trim_start();
        }
        line
    };
    annotation.note.lines().map(without_tags).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use oratory_core::Document;

    use super::*;

    #[test]
    fn tags_at_the_ends_of_lines_are_no_note() {
        let speech = Document::of_paragraphs("talk", "Bread.");
        let annotation = Annotation::of_paragraph(&speech, 1, Timestamp::UNIX_EPOCH).unwrap();
        let lines = |note: &str| {
            let annotation = Annotation { note: note.to_owned(), ..annotation.clone() };
            note_lines(&annotation).join("|")
        };
        for (note, expected) in [
            ("", ""),
            ("#idea", ""),
            ("#idea #main\n\n  #other  ", ""),
            ("Twice here. #idea", "Twice here."),
            ("#idea Twice\nhere #main #idea", "Twice|here"),
            ("The #idea of it", "The #idea of it"),
            ("No. #1, he said", "No. #1, he said"),
            ("C# and #", "C# and #"),
        ] {
            assert_eq!(lines(note), expected, "{note:?}");
        }
    }
}
