//! Paragraphs of two speeches beside each other: blank rows under the shorter one of each pair, so that the next pair begins
//! in the same row.

use std::{collections::BTreeMap, ptr, sync::Arc};

use oratory_core::{BlockNotes, Document, Layout, ScrollOffset, Shift, TextWidth, parallel_rows};

use crate::command::Turn;

/// The pairs of paragraphs of two speeches, by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pairs {
    rows: Vec<(Option<usize>, Option<usize>)>,
    /// For each paragraph of a speech, the one beside it.
    counterparts: [Vec<Option<usize>>; 2],
}

impl Pairs {
    /// Pairs numbers of paragraphs. The shifts are those of the second speech if `is_turned`.
    pub(super) fn new(counts: [usize; 2], shifts: &[Shift], is_turned: bool) -> Self {
        let rows = if is_turned {
            parallel_rows(counts[1], counts[0], shifts).into_iter().map(|(b, a)| (a, b)).collect()
        } else {
            parallel_rows(counts[0], counts[1], shifts)
        };
        let mut counterparts = counts.map(|count| vec![None; count + 1]);
        for &(a, b) in &rows {
            if let (Some(a), Some(b)) = (a, b) {
                (counterparts[0][a], counterparts[1][b]) = (Some(b), Some(a));
            }
        }
        Self { rows, counterparts }
    }

    /// Returns the pairs in order.
    pub(super) fn into_rows(self) -> Vec<(Option<usize>, Option<usize>)> {
        self.rows
    }

    /// Returns the number of the paragraph beside paragraph `number` of a speech.
    pub(crate) fn counterpart(&self, side: usize, number: usize) -> Option<usize> {
        *self.counterparts[side].get(number)?
    }

    /// Moves the paragraphs beside paragraph `number` of a speech, and those below, by a row. Returns the shifts, which are those
    /// of the second speech if `is_turned`, or `None` if there are no such paragraphs.
    pub(super) fn shifted(
        &self,
        side: usize,
        number: usize,
        turn: Turn,
        is_turned: bool,
    ) -> Option<Vec<Shift>> {
        let (mut own, mut other): (Vec<_>, Vec<_>) =
            self.rows.iter().map(|&(a, b)| if side == 0 { (a, b) } else { (b, a) }).unzip();
        let row = own.iter().position(|own| *own == Some(number))?;
        if other[row..].iter().all(Option::is_none) {
            return None;
        }
        // A blank row above gives way before another one is added.
        let (filled, emptied) =
            if turn == Turn::Up { (&mut other, &mut own) } else { (&mut own, &mut other) };
        match row.checked_sub(1).filter(|&above| filled[above].is_none()) {
            Some(above) => drop(filled.remove(above)),
            None => emptied.insert(row, None),
        }
        let (first, second) = if (side == 0) == is_turned { (other, own) } else { (own, other) };
        Some(shifts(&first, &second))
    }
}

/// Returns the shifts that lead to two columns of paragraphs.
fn shifts(first: &[Option<usize>], second: &[Option<usize>]) -> Vec<Shift> {
    let mut shifts: Vec<Shift> = Vec::new();
    let last = second.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    let (mut alone, mut blank) = (0, None);
    for (row, own) in first.iter().enumerate() {
        let beside = second.get(row).copied().flatten();
        let Some(from) = *own else {
            alone += isize::from(beside.is_some());
            blank = None;
            continue;
        };
        if alone > 0 {
            shifts.push(Shift { from, rows: -alone });
        }
        alone = 0;
        if beside.is_some() || row >= last {
            blank = None;
            continue;
        }
        // One shift stands for a run of blank rows.
        shifts.push(Shift { from: *blank.get_or_insert(from), rows: 1 });
    }
    shifts.sort_by_key(|shift| shift.from);
    let mut sums: Vec<Shift> = Vec::new();
    for shift in shifts {
        match sums.last_mut().filter(|last| last.from == shift.from) {
            Some(last) => last.rows += shift.rows,
            None => sums.push(shift),
        }
    }
    sums.retain(|shift| shift.rows != 0);
    sums
}

/// Two speeches that are laid out beside each other.
#[derive(Debug, Clone)]
pub(crate) struct Parallel {
    texts: [LaidOut; 2],
    pairs: Pairs,
    /// The notes that are shown in each, with blank rows.
    notes: [Vec<BlockNotes>; 2],
}

/// A speech in a column, with the notes that are shown.
#[derive(Debug, Clone)]
pub(crate) struct LaidOut {
    pub(crate) document: Arc<Document>,
    pub(crate) width: TextWidth,
    pub(crate) notes: Vec<BlockNotes>,
}

impl LaidOut {
    fn is_like(&self, other: &Self) -> bool {
        ptr::eq(&raw const *self.document, &raw const *other.document)
            && self.width == other.width
            && self.notes == other.notes
    }

    /// Returns the number of rows from the beginning of each paragraph to that of the next one. The first is that of the rows
    /// before the first paragraph.
    fn heights(&self) -> Vec<usize> {
        let layout = Layout::new(&self.document, self.width).with_notes(&self.notes);
        let (mut heights, mut number) = (vec![0; self.document.paragraph_count() + 1], 0);
        for row in layout.rows_from(ScrollOffset::START) {
            number = row.block().and_then(|block| self.document.number_of(block)).unwrap_or(number);
            heights[number] += 1;
        }
        heights
    }

    /// Returns the last block before the next paragraph.
    fn last_block(&self, number: usize) -> usize {
        let next = self.document.paragraph_numbered(number + 1);
        match number {
            0 => BlockNotes::TITLE_PAGE,
            _ => next.unwrap_or_else(|| self.document.block_count()).saturating_sub(1),
        }
    }
}

impl Parallel {
    /// Lays out two speeches.
    pub(super) fn new(texts: [LaidOut; 2], pairs: Pairs) -> Self {
        let heights = [texts[0].heights(), texts[1].heights()];
        let mut blanks = [vec![0; heights[0].len()], vec![0; heights[1].len()]];
        let mut last = [0, 0];
        for pair in [[Some(0), Some(0)]].into_iter().chain(pairs.rows.iter().map(|&(a, b)| [a, b])) {
            let height = |side: usize| pair[side].map_or(0, |number: usize| heights[side][number]);
            let room = height(0).max(height(1));
            for side in [0, 1] {
                last[side] = pair[side].unwrap_or(last[side]);
                blanks[side][last[side]] += room - height(side);
            }
        }
        let notes = [0, 1].map(|side: usize| with_blanks(&texts[side], &blanks[side]));
        Self { texts, pairs, notes }
    }

    /// Returns `true` if it is the layout of these speeches with these pairs.
    pub(super) fn is_of(&self, texts: &[LaidOut; 2], pairs: &Pairs) -> bool {
        self.pairs == *pairs && self.texts.iter().zip(texts).all(|(own, other)| own.is_like(other))
    }

    /// Returns the notes that are shown in a speech, with blank rows.
    pub(crate) const fn notes(&self) -> &[Vec<BlockNotes>; 2] {
        &self.notes
    }
}

/// Returns the notes of a speech with numbers of blank rows after its paragraphs.
fn with_blanks(text: &LaidOut, blanks: &[usize]) -> Vec<BlockNotes> {
    let mut notes: BTreeMap<usize, BlockNotes> =
        text.notes.iter().map(|notes| (notes.block, notes.clone())).collect();
    for (number, &rows) in blanks.iter().enumerate().filter(|(_, rows)| **rows > 0) {
        let block = text.last_block(number);
        notes
            .entry(block)
            .and_modify(|notes| notes.text.push_str(&"\n".repeat(rows)))
            .or_insert_with(|| BlockNotes { block, text: "\n".repeat(rows - 1), starts: Vec::new() });
    }
    notes.into_values().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_in_order(rows: &[(Option<usize>, Option<usize>)], a: usize, b: usize) -> bool {
        rows.iter().filter_map(|row| row.0).eq(1..=a) && rows.iter().filter_map(|row| row.1).eq(1..=b)
    }

    proptest! {
        #[test]
        fn shifts_keep_all_paragraphs_and_are_the_same_the_other_way_round(
            a in 1_usize..9,
            b in 1_usize..9,
            steps in prop::collection::vec((any::<bool>(), 1_usize..9, any::<bool>()), 0..12),
        ) {
            let mut pairs = Pairs::new([a, b], &[], false);
            let mut turned = Pairs::new([b, a], &[], true);
            for (is_left, number, is_down) in steps {
                let side = usize::from(!is_left);
                let turn = if is_down { Turn::Down } else { Turn::Up };
                let (shifts, others) =
                    (pairs.shifted(side, number, turn, false), turned.shifted(1 - side, number, turn, true));
                prop_assert_eq!(&shifts, &others);
                let Some(shifts) = shifts else { continue };
                pairs = Pairs::new([a, b], &shifts, false);
                turned = Pairs::new([b, a], &shifts, true);
                prop_assert!(is_in_order(&pairs.rows, a, b), "{:?}", pairs.rows);
                let mirrored: Vec<_> = turned.rows.iter().map(|&(b, a)| (a, b)).collect();
                prop_assert_eq!(&pairs.rows, &mirrored);
            }
        }

        #[test]
        fn shift_down_and_up_again_changes_nothing(
            a in 2_usize..9, b in 2_usize..9, side in 0_usize..2, number in 1_usize..9, is_turned in any::<bool>(),
        ) {
            let pairs = Pairs::new([a, b], &[], is_turned);
            for (one, other) in [(Turn::Down, Turn::Up), (Turn::Up, Turn::Down)] {
                let Some(shifts) = pairs.shifted(side, number, one, is_turned) else { continue };
                let moved = Pairs::new([a, b], &shifts, is_turned);
                let back = moved.shifted(side, number, other, is_turned);
                // It may be beside nothing now.
                prop_assert!(back.is_none_or(|back| Pairs::new([a, b], &back, is_turned) == pairs), "{:?}", moved);
            }
        }
    }
}
