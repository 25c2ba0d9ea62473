//! Finds the scroll after which the fewest cells remain to be written.
//!
//! Savings are counted in cells, not rows: beside a list that does not move, whole rows rarely match. Each scroll is
//! estimated on eight of the changing columns, and only the most promising are counted completely. That saves 31 µs of
//! the 60 µs that counting all of them takes on 120 by 40 cells, and a frame takes 200 to 250 µs.

use std::ops::Range;

use crate::grid::{Grid, Row};

/// Frames with at most this many changed cells are written without a scroll.
const MIN_CHANGED_CELLS: usize = 60;

/// Bytes that set and reset the scroll margins, with the movements.
const MARGIN_BYTES: usize = 24;

/// A scroll must save at least one cell in this many. On an unrelated page, some letters match by chance, but the
/// movements between them cost more than they save.
const MIN_SAVED_FRACTION: usize = 8;

/// The previous scroll is repeated if it leaves less than one cell in this many to write. A reader who scrolls usually
/// continues, and not looking for a better scroll saves 25 of the 150 µs between a key and its frame.
const REPEAT_FRACTION: usize = 4;

/// Number of sampled columns.
const SAMPLED_COLUMNS: usize = 8;

/// Number of scrolls that are counted completely.
const CANDIDATES: usize = 3;

/// Rows that move, and blank rows that replace them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scroll {
    /// All rows concerned.
    pub(crate) rows: Range<usize>,
    pub(crate) distance: usize,
    pub(crate) direction: Direction,
}

/// Direction in which rows move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

impl Scroll {
    /// Returns the scroll from `shown` to `wanted` after which the fewest cells remain to be written, or `None` if
    /// none is worth its bytes. `last` is the previous scroll.
    pub(crate) fn best(shown: &Grid, wanted: &Grid, last: Option<Self>) -> Option<Self> {
        let rows: Vec<WantedRow<'_>> =
            (0..wanted.rows()).map(|y| WantedRow::new(wanted.row(y), shown.row(y))).collect();
        let changed = rows.iter().map(|row| row.changed).sum::<usize>();
        if changed <= MIN_CHANGED_CELLS {
            return None;
        }
        let count = |(distance, direction)| Self::on_best_rows(distance, direction, shown, &rows);
        let enough = (changed - changed / REPEAT_FRACTION).cast_signed();
        let repeated = last.and_then(|last| count((last.distance, last.direction)));
        let (saved, scroll) = repeated.filter(|(saved, _)| *saved > enough).or_else(|| {
            candidates(shown, &rows).into_iter().filter_map(count).max_by_key(|(saved, _)| *saved)
        })?;
        scroll.is_worth_it(saved, &rows).then_some(scroll)
    }

    /// Returns the rows whose scrolling saves the most cells, and their number.
    fn on_best_rows(
        distance: usize,
        direction: Direction,
        shown: &Grid,
        wanted: &[WantedRow<'_>],
    ) -> Option<(isize, Self)> {
        // Rows are numbered in the direction of the movement: those that move come first, the blank ones last.
        let y = |index: usize| if direction == Direction::Up { index } else { wanted.len() - 1 - index };
        let savings: Vec<Savings> = (0..wanted.len())
            .map(|index| {
                let row = &wanted[y(index)];
                let from = (index + distance < wanted.len()).then(|| shown.row(y(index + distance)));
                let remaining = from.map_or(row.ink, |from| row.differing(from));
                Savings {
                    moved: row.changed.cast_signed() - remaining.cast_signed(),
                    blank: row.changed.cast_signed() - row.ink.cast_signed(),
                }
            })
            .collect();
        let (saved, first, last) = best_run(&savings, distance)?;
        let rows = match direction {
            Direction::Up => first..last + 1,
            Direction::Down => y(last)..y(first) + 1,
        };
        Some((saved, Self { rows, distance, direction }))
    }

    /// Returns `true` if the scroll saves more than it costs.
    fn is_worth_it(&self, saved: isize, wanted: &[WantedRow<'_>]) -> bool {
        let bytes_per_row = match self.direction {
            Direction::Up => 1,
            Direction::Down => 2,
        };
        let changed = wanted[self.rows.clone()].iter().map(|row| row.changed).sum::<usize>();
        let cost = MARGIN_BYTES + self.distance * bytes_per_row + changed / MIN_SAVED_FRACTION;
        cost.cast_signed() < saved
    }

    /// Scrolls the rows of `grid`.
    pub(crate) fn apply(&self, grid: &mut Grid) {
        match self.direction {
            Direction::Up => grid.scroll_up(self.rows.clone(), self.distance),
            Direction::Down => grid.scroll_down(self.rows.clone(), self.distance),
        }
    }
}

/// A wanted row.
struct WantedRow<'a> {
    row: Row<'a>,
    /// Column from which only blanks in default colours follow. They are erased at once, so they do not count.
    end: usize,
    /// Number of cells to write on a blank row.
    ink: usize,
    /// Number of cells to write without a scroll.
    changed: usize,
}

impl<'a> WantedRow<'a> {
    fn new(row: Row<'a>, shown: Row<'_>) -> Self {
        let end = row.ink_end();
        let ink = row.0[..end].iter().filter(|cell| !cell.is_blank()).count();
        let mut row = Self { row, end, ink, changed: 0 };
        row.changed = row.differing(shown);
        row
    }

    /// Returns the number of cells to write on a row that shows `shown`.
    fn differing(&self, shown: Row<'_>) -> usize {
        let pairs = shown.0[..self.end].iter().zip(&self.row.0[..self.end]);
        pairs.filter(|(shown, wanted)| shown != wanted).count()
    }
}

/// Fingerprints of the glyphs of one row in the sampled columns.
type Fingerprints = u64;

fn fingerprints(row: Row<'_>, columns: &[usize; SAMPLED_COLUMNS]) -> Fingerprints {
    u64::from_le_bytes(columns.map(|x| row.0.get(x).map_or(0, |cell| cell.glyph().fingerprint())))
}

/// Sample of a wanted row.
#[derive(Debug, Clone, Copy)]
struct Sample {
    fingerprints: Fingerprints,
    /// The highest bit of each byte whose column is before the end of the row.
    counted: u64,
}

impl Sample {
    fn of(row: &WantedRow<'_>, columns: &[usize; SAMPLED_COLUMNS]) -> Self {
        let counted = columns.map(|x| if x < row.end { 0x80 } else { 0 });
        Self { fingerprints: fingerprints(row.row, columns), counted: u64::from_le_bytes(counted) }
    }

    /// Returns the number of sampled columns that differ from `shown`. Compares all eight bytes at once.
    fn differing(self, shown: Fingerprints) -> i32 {
        const LOW_BITS: u64 = u64::from_le_bytes([0x7F; SAMPLED_COLUMNS]);
        let differing = self.fingerprints ^ shown;
        // Carries into the highest bit of each byte that is not zero.
        let is_different = (((differing & LOW_BITS) + LOW_BITS) | differing) & self.counted;
        is_different.count_ones().cast_signed()
    }
}

/// Returns the most promising scrolls.
fn candidates(shown: &Grid, wanted: &[WantedRow<'_>]) -> Vec<(usize, Direction)> {
    let columns = changing_columns(shown, wanted);
    let from: Vec<Fingerprints> = (0..wanted.len()).map(|y| fingerprints(shown.row(y), &columns)).collect();
    let to: Vec<Sample> = wanted.iter().map(|row| Sample::of(row, &columns)).collect();
    let mut all = Vec::new();
    for distance in 1..wanted.len() {
        for direction in [Direction::Up, Direction::Down] {
            all.push((estimate(distance, direction, &from, &to), distance, direction));
        }
    }
    all.sort_by_key(|(estimate, ..)| -estimate);
    all.into_iter().map(|(_, distance, direction)| (distance, direction)).take(CANDIDATES).collect()
}

/// Samples the columns in which a row changes, evenly over the width of the screen.
fn changing_columns(shown: &Grid, wanted: &[WantedRow<'_>]) -> [usize; SAMPLED_COLUMNS] {
    let mut is_changing = vec![false; shown.columns()];
    for (y, WantedRow { row, end, .. }) in wanted.iter().enumerate() {
        let pairs = shown.row(y).0[..*end].iter().zip(&row.0[..*end]);
        for (is_changing, (shown, wanted)) in is_changing.iter_mut().zip(pairs) {
            *is_changing |= shown != wanted;
        }
    }
    let columns: Vec<usize> = (0..is_changing.len()).filter(|&x| is_changing[x]).collect();
    std::array::from_fn(|index| {
        columns.get(index * columns.len() / SAMPLED_COLUMNS).copied().unwrap_or_default()
    })
}

/// Estimates the savings of a scroll that leaves out the rows that it would not help.
fn estimate(distance: usize, direction: Direction, from: &[Fingerprints], to: &[Sample]) -> i32 {
    let rows = to.len();
    let (before, after) = match direction {
        Direction::Up => (distance..rows, 0..rows - distance),
        Direction::Down => (0..rows - distance, distance..rows),
    };
    let pairs = before.zip(after);
    pairs.map(|(moved, y)| (to[y].differing(from[y]) - to[y].differing(from[moved])).max(0)).sum()
}

/// Cells of a row that need not be written after a scroll. Negative if it does harm.
#[derive(Debug, Clone, Copy)]
struct Savings {
    /// If another row moves there.
    moved: isize,
    /// If the row becomes blank.
    blank: isize,
}

/// Returns the largest savings of a run of rows, with its first and last row. The last `distance` rows of a run become
/// blank, the others move.
fn best_run(rows: &[Savings], distance: usize) -> Option<(isize, usize, usize)> {
    let mut best: Option<(isize, usize, usize)> = None;
    // Savings of the best rows that move up to and including `row`, and the first of them.
    let (mut moved, mut first) = (0, 0);
    let mut blank: isize = rows.iter().take(distance).map(|row| row.blank).sum();
    for row in 0..rows.len().saturating_sub(distance) {
        if moved < 0 {
            (moved, first) = (0, row);
        }
        moved += rows[row].moved;
        blank += rows[row + distance].blank - rows[row].blank;
        if best.is_none_or(|(saved, ..)| moved + blank >= saved) {
            best = Some((moved + blank, first, row + distance));
        }
    }
    best
}
