//! The position in two versions of a speech that stand in one column.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use oratory_core::{BlockNotes, Document};

use crate::{
    app::panes::{column::Column, page::Page, position::Position, reading::Reading},
    event::version_column::{Merged, Piece, VersionColumn},
};

/// Two versions in one column.
#[derive(Debug, Clone)]
pub(crate) struct Versions {
    column: Arc<VersionColumn>,
    reading: Reading,
    /// The positions in both panes that belong to the position in the column.
    pub(crate) followed: [Option<Position>; 2],
}

impl Versions {
    /// Shows a column from its beginning.
    pub(super) fn new(column: Arc<VersionColumn>) -> Self {
        let reading = Reading::new(&Arc::clone(&column.document).into());
        Self { column, reading, followed: [None; 2] }
    }

    /// Returns the column as a document.
    pub(crate) fn document(&self) -> &Arc<Document> {
        &self.column.document
    }

    /// Returns the position in the column.
    pub(crate) const fn reading(&self) -> &Reading {
        &self.reading
    }

    /// Returns a block of the column.
    pub(crate) fn block(&self, block: usize) -> Option<Merged> {
        self.column.blocks.get(block).copied()
    }

    /// Returns the block of the column that shows a block of one version, or else the nearest paragraph above it.
    pub(crate) fn block_of(&self, side: usize, block: usize, document: &Document) -> Option<usize> {
        let numbers =
            document.number_of(block).or_else(|| (0..block).rev().find_map(|at| document.number_of(at)));
        let number = numbers.unwrap_or(0);
        let numbered = |merged: &Merged| merged.numbers[side];
        let exact = self.column.blocks.iter().position(|merged| numbered(merged) == Some(number));
        let before =
            || self.column.blocks.iter().rposition(|merged| numbered(merged).is_some_and(|at| at < number));
        exact.or_else(before).or_else(|| (!self.column.blocks.is_empty()).then_some(0))
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
    pub(crate) fn counts(&self) -> (usize, usize, usize) {
        self.column.counts
    }

    /// Returns the caution on paragraphs that are too different to be compared word by word.
    pub(crate) fn caution(&self) -> Option<&str> {
        self.column.caution.as_deref()
    }

    /// Returns the pieces of a part of the column.
    pub(crate) fn pieces_in(&self, view: &Range<usize>) -> &[Piece] {
        let first = self.column.pieces.partition_point(|piece| piece.range.end <= view.start);
        let pieces = &self.column.pieces[first..];
        &pieces[..pieces.partition_point(|piece| piece.range.start < view.end)]
    }

    /// Returns the number of the change at the current paragraph, from 0, if there is one, and the number of changes.
    pub(crate) fn change(&self) -> (Option<usize>, usize) {
        let current = self.reading.current();
        let numbers = current.and_then(|current| self.block(current)).map(|merged| merged.numbers);
        let at = current.and_then(|current| {
            let last = self.column.changes.partition_point(|&change| change <= current).checked_sub(1)?;
            // A paragraph in other words takes two blocks.
            let is_second =
                self.column.changes[last] + 1 == current && matches!(numbers, Some([None, Some(_)]));
            (self.column.changes[last] == current || is_second && self.is_whole(self.column.changes[last]))
                .then_some(last)
        });
        (at, self.column.changes.len())
    }

    /// Returns `true` if a block is the first form of a paragraph that is shown in both.
    fn is_whole(&self, block: usize) -> bool {
        let pieces = self.pieces_in(&self.column.document.block(block).range);
        matches!(pieces, [piece] if piece.is_only_in(0))
            && self.block(block + 1).is_some_and(|next| next.numbers[0].is_none())
    }

    /// Changes the position in the column.
    pub(crate) fn move_by(&mut self, page: Page, change: impl FnOnce(&mut Reading, Column<'_>)) {
        let notes = Arc::clone(self.reading.notes());
        change(&mut self.reading, Column::new(&self.column.document, &notes, page));
    }

    /// Goes to the next or previous change, `times` times. Returns the notice if it has wrapped around or there is none.
    pub(crate) fn step(&mut self, page: Page, is_back: bool, times: usize) -> Option<&'static str> {
        let count = self.column.changes.len();
        if count == 0 {
            return Some("no differences");
        }
        let current = self.reading.current().unwrap_or_default();
        let before = self.column.changes.partition_point(|&change| change < current);
        let after = self.column.changes.partition_point(|&change| change <= current);
        let (steps, less) = (times % count, times.saturating_sub(1) % count);
        let (at, has_wrapped) = if is_back {
            ((before + count - steps) % count, times > before)
        } else {
            ((after + less) % count, after + times > count)
        };
        let range = self.column.document.block(self.column.changes[at]).range;
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
        let piece =
            self.column.pieces.iter().find(contains).or_else(|| self.column.pieces.iter().find(is_here));
        if let Some(part) = piece.map(|piece| piece.part(side, range)) {
            let part = part.start..part.end.max(part.start + 1);
            self.move_by(page, |reading, column| reading.show(&part, column));
        }
    }
}
