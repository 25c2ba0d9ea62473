//! Finds the scroll that saves the most bytes before the rest is written.
//!
//! Savings are counted by cells, since whole rows rarely match beside a static list. To be fast, every scroll is
//! estimated on a sample of the changing columns. The most promising ones are examined closely, and the best is
//! counted over all columns.

use std::ops::Range;

use super::grid::{Grid, Line, Shift, Way};

/// Cost in bytes up to which no scroll is considered.
const CHEAP: usize = 60;

/// Cost in bytes of setting and resetting margins, and of the movements.
const OVERHEAD: usize = 24;

/// A scroll must save at least one byte in this many. On an unrelated page some letters match by chance, and these
/// save nothing.
const CHANCE: usize = 8;

/// No other scroll is considered if the previous one leaves less than one in this many cells to write.
const ENOUGH: usize = 4;

/// Number of sampled columns.
const SAMPLE: usize = 8;

/// Number of candidates that are examined closely.
const CANDIDATES: usize = 3;

/// Content of one row in the sampled columns, one byte each.
type Marks = u64;

fn marks(line: Line<'_>, columns: &[usize; SAMPLE]) -> Marks {
    u64::from_le_bytes(columns.map(|x| line.0.get(x).map_or(0, |spot| spot.glyph().mark())))
}

/// Wanted content of one row in the sampled columns.
#[derive(Debug, Clone, Copy)]
struct Sample {
    marks: Marks,
    /// The highest bit of each byte whose column counts.
    counted: u64,
}

impl Sample {
    /// Samples a row. Columns after its end do not count.
    fn of(row: &Row<'_>, columns: &[usize; SAMPLE]) -> Self {
        let counted = columns.map(|x| if x < row.end { 0x80 } else { 0 });
        Self { marks: marks(row.line, columns), counted: u64::from_le_bytes(counted) }
    }

    /// Returns the number of sampled columns that differ from `shown`. Compares all eight at once.
    fn missing(self, shown: Marks) -> i32 {
        const BELOW: u64 = u64::from_le_bytes([0x7F; SAMPLE]);
        let differing = self.marks ^ shown;
        // The highest bit of each byte that is not zero.
        let is_other = (((differing & BELOW) + BELOW) | differing) & self.counted;
        is_other.count_ones().cast_signed()
    }
}

/// Wanted rows.
struct Wanted<'a> {
    rows: Vec<Row<'a>>,
}

/// A wanted row.
struct Row<'a> {
    line: Line<'a>,
    /// Column from which only blanks in default colours follow, which are erased at once.
    end: usize,
    /// Cells to write on a blank row.
    ink: usize,
    /// Cells to write on the row that is shown there.
    stay: usize,
}

impl Shift {
    /// Returns the scroll after which the least remains to write, or `None` if no scroll pays. `last` is the
    /// previous one: a user who scrolls usually continues.
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

    /// Returns the rows whose scrolling saves the most, and the savings.
    fn stretch(by: usize, way: Way, shown: &Grid, wanted: &Wanted<'_>) -> Option<(isize, Self)> {
        let rows = wanted.rows.len();
        // Counted in the direction of movement: first the rows that move, then the blank ones.
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

    /// Returns `true` if the scroll saves more than it costs.
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

    /// Returns the number of cells to write on a row that shows `shown`.
    fn missing(&self, shown: Line<'_>) -> usize {
        let pairs = shown.0[..self.end].iter().zip(&self.line.0[..self.end]);
        pairs.map(|(shown, wanted)| u16::from(shown != wanted)).sum::<u16>().into()
    }
}

impl<'a> Wanted<'a> {
    fn new(grid: &'a Grid, shown: &Grid) -> Self {
        Self { rows: (0..grid.rows()).map(|y| Row::new(grid.line(y), shown.line(y))).collect() }
    }

    /// Returns the number of cells to write in `rows` without scrolling.
    fn stay(&self, rows: Range<usize>) -> usize {
        self.rows[rows].iter().map(|row| row.stay).sum()
    }

    /// Selects changing columns from the whole width of the screen.
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

/// Returns the most promising scrolls.
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

/// Returns the savings of a scroll if it did no harm. Rows where it would can be excluded later.
fn promise(by: usize, way: Way, stay: &[i32], from: &[Marks], to: &[Sample]) -> i32 {
    let rows = stay.len();
    let (from, to, stay) = match way {
        Way::Up => (&from[by..], &to[..rows - by], &stay[..rows - by]),
        Way::Down => (&from[..rows - by], &to[by..], &stay[by..]),
    };
    let pairs = from.iter().zip(to).zip(stay);
    pairs.map(|((from, to), stay)| (stay - to.missing(*from)).max(0)).sum()
}

/// Returns the first and last place of the stretch with the largest savings, and the savings. The last `by` places
/// of a stretch are blank rows.
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
