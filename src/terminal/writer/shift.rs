//! Which rows to move before the rest is written: the shift that saves the most bytes.
//!
//! It is counted over cells, since beside a list that stands still hardly a whole row is found again; and every
//! shift is tried. So that this takes no time, it is tried on some of the columns in which anything changes,
//! what promises most is looked at closely, and what comes out best is counted over all of them.

use std::ops::Range;

use super::grid::{Grid, Line, Shift, Way};

/// What a frame costs at most, in bytes, without anyone looking for a shift.
const CHEAP: usize = 60;

/// What it costs to set margins, to take them away, and to go there.
const OVERHEAD: usize = 24;

/// A shift has to save more than one byte of so many: in a page of other words some letters are the same by
/// chance, and these save nothing.
const CHANCE: usize = 8;

/// A shift is not looked for if the one before would leave less than one cell of so many to be written.
const ENOUGH: usize = 4;

/// How many columns it is tried on.
const SAMPLE: usize = 8;

/// How many of those that promise most are looked at closely.
const CANDIDATES: usize = 3;

/// What is shown in these columns of one row, by a byte for each.
type Marks = u64;

fn marks(line: Line<'_>, columns: &[usize; SAMPLE]) -> Marks {
    u64::from_le_bytes(columns.map(|x| line.0.get(x).map_or(0, |spot| spot.glyph().mark())))
}

/// What is wanted in them.
#[derive(Debug, Clone, Copy)]
struct Sample {
    marks: Marks,
    /// The highest bit of each byte in which it matters what stands there.
    counted: u64,
}

impl Sample {
    /// That of a row, of which nothing matters from its end on.
    fn of(row: &Row<'_>, columns: &[usize; SAMPLE]) -> Self {
        let counted = columns.map(|x| if x < row.end { 0x80 } else { 0 });
        Self { marks: marks(row.line, columns), counted: u64::from_le_bytes(counted) }
    }

    /// In how many columns something else is shown than is wanted here: all eight are compared at once.
    fn missing(self, shown: Marks) -> i32 {
        const BELOW: u64 = u64::from_le_bytes([0x7F; SAMPLE]);
        let differing = self.marks ^ shown;
        // The highest bit of each byte that is not zero.
        let is_other = (((differing & BELOW) + BELOW) | differing) & self.counted;
        is_other.count_ones().cast_signed()
    }
}

/// Rows as they are wanted.
struct Wanted<'a> {
    rows: Vec<Row<'a>>,
}

/// One of them.
struct Row<'a> {
    line: Line<'a>,
    /// From here on only blanks in the terminal's own colours follow: these are erased at once.
    end: usize,
    /// How many cells have to be written to make it of nothing.
    ink: usize,
    /// How many, to make it of what is shown there.
    stay: usize,
}

impl Shift {
    /// The shift that brings what is shown nearest to what is wanted; none, if it is best to move nothing. `last` is
    /// the one before: who goes down row by row goes on so.
    pub(super) fn best(shown: &Grid, wanted: &Grid, last: Option<Self>) -> Option<Self> {
        let wanted = Wanted::new(wanted, shown);
        let all = wanted.stay(0..wanted.rows.len());
        if all <= CHEAP {
            return None;
        }
        let stretch = |(by, way)| Self::stretch(by, way, shown, &wanted);
        let again = last.and_then(|last| stretch((last.by, last.way)));
        let again = again.filter(|(saved, _)| *saved > (all - all / ENOUGH).cast_signed());
        let best = || likely(shown, &wanted).into_iter().filter_map(stretch).max_by_key(|(saved, _)| *saved);
        let (saved, shift) = again.or_else(best)?;
        shift.is_worth_it(saved, &wanted).then_some(shift)
    }

    /// The rows between which most is saved if they are moved, and how much that is.
    fn stretch(by: usize, way: Way, shown: &Grid, wanted: &Wanted<'_>) -> Option<(isize, Self)> {
        let rows = wanted.rows.len();
        // Counted from where they move to, the rows that move come first, and then the blank ones.
        let at = |place: usize| if way == Way::Up { place } else { rows - 1 - place };
        let saved = |row: &Row<'_>, cost: usize| row.stay.cast_signed() - cost.cast_signed();
        let moved = |place| {
            let row = &wanted.rows[at(place)];
            saved(row, row.missing(shown.line(at(place + by))))
        };
        let coming_in = |place| {
            let row = &wanted.rows[at(place)];
            saved(row, row.ink)
        };
        let (saved, first, last) = best_stretch(rows, by, moved, coming_in)?;
        let rows = if way == Way::Up { first..last + 1 } else { at(last)..at(first) + 1 };
        Some((saved, Self { rows, by, way }))
    }

    /// Whether it saves more than it costs.
    fn is_worth_it(&self, saved: isize, wanted: &Wanted<'_>) -> bool {
        let each = match self.way {
            Way::Up => 1,
            Way::Down => 2,
        };
        let before = wanted.stay(self.rows.clone());
        (OVERHEAD + self.by * each + before / CHANCE).cast_signed() < saved
    }
}

impl<'a> Row<'a> {
    fn new(line: Line<'a>, shown: Line<'_>) -> Self {
        let end = line.ink_end();
        let ink = line.0[..end].iter().map(|spot| u16::from(!spot.is_blank())).sum::<u16>();
        let mut row = Self { line, end, ink: ink.into(), stay: 0 };
        row.stay = row.missing(shown);
        row
    }

    /// How many cells have to be written to make it of a row that is shown.
    fn missing(&self, shown: Line<'_>) -> usize {
        let pairs = shown.0[..self.end].iter().zip(&self.line.0[..self.end]);
        pairs.map(|(shown, wanted)| u16::from(shown != wanted)).sum::<u16>().into()
    }
}

impl<'a> Wanted<'a> {
    fn new(grid: &'a Grid, shown: &Grid) -> Self {
        Self { rows: (0..grid.rows()).map(|y| Row::new(grid.line(y), shown.line(y))).collect() }
    }

    /// How many cells of some rows have to be written if nothing is moved.
    fn stay(&self, rows: Range<usize>) -> usize {
        self.rows[rows].iter().map(|row| row.stay).sum()
    }

    /// Columns in which something else is wanted than shown, from all over the screen.
    fn changing_columns(&self, shown: &Grid) -> [usize; SAMPLE] {
        let mut is_changing = vec![false; shown.columns()];
        for (y, Row { line, end, .. }) in self.rows.iter().enumerate() {
            let pairs = shown.line(y).0[..*end].iter().zip(&line.0[..*end]);
            for (is_changing, (shown, wanted)) in is_changing.iter_mut().zip(pairs) {
                *is_changing |= shown != wanted;
            }
        }
        let columns: Vec<usize> = (0..is_changing.len()).filter(|&x| is_changing[x]).collect();
        std::array::from_fn(|index| columns.get(index * columns.len() / SAMPLE).copied().unwrap_or_default())
    }
}

/// The shifts that promise most.
fn likely(shown: &Grid, wanted: &Wanted<'_>) -> Vec<(usize, Way)> {
    let columns = wanted.changing_columns(shown);
    let rows = wanted.rows.len();
    let from: Vec<Marks> = (0..rows).map(|y| marks(shown.line(y), &columns)).collect();
    let to: Vec<Sample> = wanted.rows.iter().map(|row| Sample::of(row, &columns)).collect();
    let stay: Vec<i32> = from.iter().zip(&to).map(|(from, to)| to.missing(*from)).collect();
    let ways = (1..rows).flat_map(|by| [(by, Way::Up), (by, Way::Down)]);
    let mut all: Vec<_> = ways.map(|(by, way)| (promise(by, way, &stay, &from, &to), by, way)).collect();
    all.sort_by_key(|(promise, ..)| -promise);
    all.into_iter().map(|(_, by, way)| (by, way)).take(CANDIDATES).collect()
}

/// How much a shift would save if it did no harm: where it would do any, rows can be left out of it.
fn promise(by: usize, way: Way, stay: &[i32], from: &[Marks], to: &[Sample]) -> i32 {
    let rows = stay.len();
    let (from, to, stay) = match way {
        Way::Up => (&from[by..], &to[..rows - by], &stay[..rows - by]),
        Way::Down => (&from[..rows - by], &to[by..], &stay[by..]),
    };
    let pairs = from.iter().zip(to).zip(stay);
    pairs.map(|((from, to), stay)| (stay - to.missing(*from)).max(0)).sum()
}

/// The stretch of places, by its first and its last, in which most is saved by a shift, and how much that
/// is. At the last `by` places of a stretch blank rows come in.
fn best_stretch(
    places: usize,
    by: usize,
    moved: impl Fn(usize) -> isize,
    coming_in: impl Fn(usize) -> isize,
) -> Option<(isize, usize, usize)> {
    let (mut run, mut first) = (0, 0);
    let mut tail = (0..by).map(&coming_in).sum::<isize>();
    let stretches = (0..places - by).map(|place| {
        if run < 0 {
            (run, first) = (0, place);
        }
        run += moved(place);
        tail += coming_in(place + by) - coming_in(place);
        (run + tail, first, place + by)
    });
    stretches.max_by_key(|(saved, ..)| *saved)
}
