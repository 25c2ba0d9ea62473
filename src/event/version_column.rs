//! Two versions of a speech put into one column: the paragraphs in the order of the second, with the changed words of both.
//!
//! The column is a document of its own, whose text is made of pieces of both speeches. So it is laid out, scrolled and pointed
//! at like any other.

use std::{ops::Range, sync::Arc};

use oratory_core::{
    Document, Edit, VersionKind, VersionRow, WordIndex, caution_on_versions, range_with_marks, version_counts,
};

/// Two versions in one column.
#[derive(Debug)]
pub(crate) struct VersionColumn {
    pub(crate) document: Arc<Document>,
    pub(crate) blocks: Vec<Merged>,
    pub(crate) pieces: Vec<Piece>,
    /// The blocks at which changes begin.
    pub(crate) changes: Vec<usize>,
    /// The numbers of words that both have, only the first, and only the second.
    pub(crate) counts: (usize, usize, usize),
    /// The caution on paragraphs that are too different to be aligned.
    pub(crate) caution: Option<String>,
}

/// A block of the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merged {
    /// The numbers of the paragraphs in both versions.
    pub(crate) numbers: [Option<usize>; 2],
}

/// A piece of one or both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The range in the column, with the signs around the text.
    pub(crate) range: Range<usize>,
    /// The offset of the text in the column.
    pub(crate) text: usize,
    /// The ranges in both versions.
    pub(crate) sources: [Option<Range<usize>>; 2],
}

impl Piece {
    /// Returns the part of the column that stands for a range of one of the versions. It is empty if none of it is here.
    pub(crate) fn part(&self, side: usize, range: &Range<usize>) -> Range<usize> {
        let Some(source) = &self.sources[side] else { return 0..0 };
        let text = self.sources.iter().flatten().next_back().map_or(0, Range::len);
        let map =
            |offset: usize| self.text + (offset.clamp(source.start, source.end) - source.start).min(text);
        map(range.start)..map(range.end)
    }

    /// Returns the range in one of the versions.
    pub(crate) const fn source(&self, side: usize) -> Option<&Range<usize>> {
        self.sources[side].as_ref()
    }

    /// Returns `true` if only this version has the words.
    pub(crate) const fn is_only_in(&self, side: usize) -> bool {
        self.sources[side].is_some() && self.sources[1 - side].is_none()
    }
}

impl VersionColumn {
    /// Puts two versions into one column.
    pub(crate) fn new(rows: &[VersionRow], indexes: [&WordIndex; 2], documents: [&Document; 2]) -> Self {
        let range = |side: usize, words: &Range<usize>| {
            range_with_marks(documents[side], indexes[side], words.clone())
        };
        let mut column = Builder::default();
        let (mut blocks, mut changes) = (Vec::new(), Vec::new());
        for row in rows {
            if row.kind != VersionKind::Same {
                changes.push(blocks.len());
            }
            // Two single paragraphs are compared word by word, however different they are.
            let is_whole = row.is_reworded() && row.a.is_some() && row.b.is_some() && rows.len() > 1;
            let forms = if is_whole { whole_forms(row) } else { vec![row.edits.clone()] };
            for (number, edits) in forms.iter().enumerate() {
                column.begin();
                if let (VersionKind::Moved, Some(from)) = (row.kind, row.a.filter(|_| number == 0)) {
                    column.text.extend(["(moved from ¶ ", &from.to_string(), ") "]);
                }
                for edit in edits {
                    let sources = match edit {
                        Edit::Equal { a, b } => [Some(range(0, a)), Some(range(1, b))],
                        Edit::OnlyA(words) => [Some(range(0, words)), None],
                        Edit::OnlyB(words) => [None, Some(range(1, words))],
                    };
                    column.push(sources, documents);
                }
                let numbers = match (is_whole, number) {
                    (false, _) => [row.a, row.b],
                    (true, 0) => [row.a, None],
                    (true, _) => [None, row.b],
                };
                blocks.push(Merged { numbers });
            }
        }
        let document = Arc::new(Document::of_paragraphs("", &column.text));
        let (counts, caution) = (version_counts(rows), caution_on_versions(rows));
        Self { document, blocks, pieces: column.pieces, changes, counts, caution }
    }
}

/// Returns the words of both versions, each as a whole.
fn whole_forms(row: &VersionRow) -> Vec<Vec<Edit>> {
    let all = |side: usize| {
        let words = row.edits.iter().filter_map(|edit| match (edit, side) {
            (Edit::Equal { a: words, .. } | Edit::OnlyA(words), 0)
            | (Edit::Equal { b: words, .. } | Edit::OnlyB(words), 1) => Some(words),
            _ => None,
        });
        let (first, last) =
            (words.clone().map(|words| words.start).min(), words.map(|words| words.end).max());
        first.zip(last).map(|(first, last)| first..last)
    };
    let forms = [all(0).map(Edit::OnlyA), all(1).map(Edit::OnlyB)];
    forms.into_iter().flatten().map(|edit| vec![edit]).collect()
}

/// The text of the column while it is put together.
#[derive(Debug, Default)]
struct Builder {
    text: String,
    pieces: Vec<Piece>,
    /// `true` if a blank stands before the next piece.
    has_gap: bool,
}

impl Builder {
    /// Begins a block.
    fn begin(&mut self) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.has_gap = false;
    }

    /// Adds a piece with its signs. What both have is written as in the second.
    fn push(&mut self, sources: [Option<Range<usize>>; 2], documents: [&Document; 2]) {
        let signs = match sources {
            [Some(_), None] => ("[-", "-]"),
            [None, Some(_)] => ("{+", "+}"),
            _ => ("", ""),
        };
        let side = usize::from(sources[1].is_some());
        let Some(source) = &sources[side] else { return };
        if self.has_gap {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(signs.0);
        let text = self.text.len();
        let words = &documents[side].text()[source.clone()];
        // Line ends become blanks, byte by byte, so that offsets in the piece are those in the text.
        self.text.extend(words.chars().map(|c| if c.is_ascii_whitespace() { ' ' } else { c }));
        self.text.push_str(signs.1);
        let rest = &documents[side].text()[source.end..];
        self.has_gap = rest.is_empty() || rest.starts_with(char::is_whitespace);
        self.pieces.push(Piece { range: start..self.text.len(), text, sources });
    }
}
