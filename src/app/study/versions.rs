//! Two versions of a speech in one column: the paragraphs in the order of the second, with the changed words of both.
//!
//! The column is a document of its own, whose text is made of pieces of both speeches. So it is laid out, scrolled and pointed
//! at like any other.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use oratory_core::{BlockNotes, Document, Edit, VersionKind, VersionRow, range_with_marks, version_counts};

use crate::{
    app::panes::{column::Column, page::Page, position::Position, reading::Reading},
    event::Compared,
};

/// Two versions in one column.
#[derive(Debug, Clone)]
pub(crate) struct Versions {
    document: Arc<Document>,
    blocks: Vec<Merged>,
    pieces: Vec<Piece>,
    /// The blocks at which changes begin.
    changes: Vec<usize>,
    /// The numbers of words that both have, only the first, and only the second.
    counts: (usize, usize, usize),
    reading: Reading,
    /// The positions in both panes that belong to the position in the column.
    pub(crate) followed: [Option<Position>; 2],
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
    text: usize,
    /// The ranges in both versions.
    sources: [Option<Range<usize>>; 2],
}

impl Piece {
    /// Returns the part of the column that stands for a range of one of the versions. It is empty if none of it is here.
    pub(crate) fn part(&self, side: usize, range: &Range<usize>) -> Range<usize> {
        let Some(source) = &self.sources[side] else { return 0..0 };
        let text = self.sources.iter().flatten().next().map_or(0, Range::len);
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

impl Versions {
    /// Puts two versions into one column.
    pub(super) fn new(compared: &Compared, documents: [&Document; 2]) -> Self {
        let indexes = [0, 1].map(|side: usize| &compared.speeches[side].1);
        let range = |side: usize, words: &Range<usize>| {
            range_with_marks(documents[side], indexes[side], words.clone())
        };
        let mut column = Builder::default();
        let (mut blocks, mut changes) = (Vec::new(), Vec::new());
        for row in &compared.versions {
            if row.kind != VersionKind::Same {
                changes.push(blocks.len());
            }
            // Two single paragraphs are compared word by word, however different they are.
            let is_whole =
                row.is_reworded() && row.a.is_some() && row.b.is_some() && compared.versions.len() > 1;
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
        let reading = Reading::new(&Arc::clone(&document).into());
        let counts = version_counts(&compared.versions);
        Self { document, blocks, pieces: column.pieces, changes, counts, reading, followed: [None; 2] }
    }

    /// Returns the column as a document.
    pub(crate) const fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Returns the position in the column.
    pub(crate) const fn reading(&self) -> &Reading {
        &self.reading
    }

    /// Returns a block of the column.
    pub(crate) fn block(&self, block: usize) -> Option<Merged> {
        self.blocks.get(block).copied()
    }

    /// Returns the block of the column that shows a block of one version, or else the nearest paragraph above it.
    pub(crate) fn block_of(&self, side: usize, block: usize, document: &Document) -> Option<usize> {
        let numbers =
            document.number_of(block).or_else(|| (0..block).rev().find_map(|at| document.number_of(at)));
        let number = numbers.unwrap_or(0);
        let numbered = |merged: &Merged| merged.numbers[side];
        let exact = self.blocks.iter().position(|merged| numbered(merged) == Some(number));
        let before = || self.blocks.iter().rposition(|merged| numbered(merged).is_some_and(|at| at < number));
        exact.or_else(before).or_else(|| (!self.blocks.is_empty()).then_some(0))
    }

    /// Shows the notes that are open in both versions, those of the first one first.
    pub(crate) fn set_notes(&mut self, notes: &[Vec<BlockNotes>; 2], documents: [&Document; 2]) {
        let mut merged: BTreeMap<usize, BlockNotes> = BTreeMap::new();
        for (side, notes) in notes.iter().enumerate() {
            for BlockNotes { block, text, starts } in notes {
                let Some(block) = self.block_of(side, *block, documents[side]) else { continue };
                let own = merged.entry(block).or_insert(BlockNotes {
                    block,
                    text: String::new(),
                    starts: Vec::new(),
                });
                if !own.starts.is_empty() {
                    own.text.push('\n');
                }
                own.starts.extend(starts.iter().map(|start| own.text.len() + start));
                own.text.push_str(text);
            }
        }
        self.reading.set_notes(merged.into_values().collect());
    }

    /// Returns the numbers of words that both have, only the first, and only the second.
    pub(crate) const fn counts(&self) -> (usize, usize, usize) {
        self.counts
    }

    /// Returns the pieces of a part of the column.
    pub(crate) fn pieces_in(&self, view: &Range<usize>) -> &[Piece] {
        let first = self.pieces.partition_point(|piece| piece.range.end <= view.start);
        let pieces = &self.pieces[first..];
        &pieces[..pieces.partition_point(|piece| piece.range.start < view.end)]
    }

    /// Returns the number of the change at the current paragraph, from 0, if there is one, and the number of changes.
    pub(crate) fn change(&self) -> (Option<usize>, usize) {
        let current = self.reading.current();
        let numbers = current.and_then(|current| self.block(current)).map(|merged| merged.numbers);
        let at = current.and_then(|current| {
            let last = self.changes.partition_point(|&change| change <= current).checked_sub(1)?;
            // A paragraph in other words takes two blocks.
            let is_second = self.changes[last] + 1 == current && matches!(numbers, Some([None, Some(_)]));
            (self.changes[last] == current || is_second && self.is_whole(self.changes[last])).then_some(last)
        });
        (at, self.changes.len())
    }

    /// Returns `true` if a block is the first form of a paragraph that is shown in both.
    fn is_whole(&self, block: usize) -> bool {
        let pieces = self.pieces_in(&self.document.block(block).range);
        matches!(pieces, [piece] if piece.is_only_in(0))
            && self.block(block + 1).is_some_and(|next| next.numbers[0].is_none())
    }

    /// Changes the position in the column.
    pub(crate) fn move_by(&mut self, page: Page, change: impl FnOnce(&mut Reading, Column<'_>)) {
        let notes = Arc::clone(self.reading.notes());
        change(&mut self.reading, Column::new(&self.document, &notes, page));
    }

    /// Goes to the next or previous change, `times` times. Returns the notice if it has wrapped around or there is none.
    pub(crate) fn step(&mut self, page: Page, is_back: bool, times: usize) -> Option<&'static str> {
        let count = self.changes.len();
        if count == 0 {
            return Some("no differences");
        }
        let current = self.reading.current().unwrap_or_default();
        let before = self.changes.partition_point(|&change| change < current);
        let after = self.changes.partition_point(|&change| change <= current);
        let (steps, less) = (times % count, times.saturating_sub(1) % count);
        let (at, has_wrapped) = if is_back {
            ((before + count - steps) % count, times > before)
        } else {
            ((after + less) % count, after + times > count)
        };
        let range = self.document.block(self.changes[at]).range;
        self.move_by(page, |reading, column| reading.show(&range, column));
        match (has_wrapped, is_back) {
            (false, _) => None,
            (true, true) => Some("first change passed, continuing at the last"),
            (true, false) => Some("last change passed, continuing at the first"),
        }
    }

    /// Shows a range of one of the versions.
    pub(crate) fn show(&mut self, side: usize, range: &Range<usize>, page: Page) {
        let is_here =
            |piece: &&Piece| piece.sources[side].as_ref().is_some_and(|source| source.end > range.start);
        // Moved paragraphs of the first version are not in its order.
        let contains =
            |piece: &&Piece| piece.sources[side].as_ref().is_some_and(|source| source.contains(&range.start));
        let piece = self.pieces.iter().find(contains).or_else(|| self.pieces.iter().find(is_here));
        if let Some(part) = piece.map(|piece| piece.part(side, range)) {
            let part = part.start..part.end.max(part.start + 1);
            self.move_by(page, |reading, column| reading.show(&part, column));
        }
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

    /// Adds a piece with its signs. What both have is written as in the first.
    fn push(&mut self, sources: [Option<Range<usize>>; 2], documents: [&Document; 2]) {
        let signs = match sources {
            [Some(_), None] => ("[-", "-]"),
            [None, Some(_)] => ("{+", "+}"),
            _ => ("", ""),
        };
        let side = usize::from(sources[0].is_none());
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
