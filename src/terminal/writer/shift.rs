//! Which rows to move before the rest is written: the shift that saves the most bytes.
//!
//! It is counted over cells, since beside a list that stands still hardly a whole row is found again; and every
//! shift is tried. So that this takes no time, it is tried on some columns only, and what comes out best is
//! counted over all of them.

use super::grid::{Glyph, Grid, Line, Shift, Way};

/// What a frame costs at most, in bytes, without anyone looking for a shift.
const CHEAP: usize = 60;

/// What it costs to set margins, to take them away, and to go there.
const OVERHEAD: usize = 24;

/// A shift has to save more than one byte of so many: in a page of other words some letters are the same by
/// chance, and these save nothing.
const CHANCE: usize = 8;

/// How many columns it is tried on.
const SAMPLE: usize = 32;

/// What stands in these columns of one row, by a byte for each.
type Sample = [u8; SAMPLE];

/// What stands where it does not matter what is shown.
const ANYTHING: u8 = u8::MAX;

/// Rows as they are wanted, each with where only blanks in the terminal's own colours follow: these are
/// erased at once.
struct Wanted<'a> {
    rows: Vec<(Line<'a>, usize)>,
}

impl Shift {
    /// The shift that brings what is shown nearest to what is wanted; none, if it is best to move nothing.
    pub(super) fn best(shown: &Grid, wanted: &Grid) -> Option<Self> {
        let wanted = Wanted::new(wanted);
        let rows = wanted.rows.len();
        if (0..rows).map(|y| wanted.missing(y, shown.line(y))).sum::<usize>() <= CHEAP {
            return None;
        }
        let from: Vec<Sample> = (0..rows).map(|y| sample(shown.line(y), shown.columns())).collect();
        let to: Vec<Sample> = wanted.rows.iter().map(|(line, end)| sample(*line, *end)).collect();
        let stay: Vec<i32> = from.iter().zip(&to).map(|(from, to)| missing(from, to)).collect();
        let blank = [Glyph::BLANK.mark(); SAMPLE];
        let fresh: Vec<i32> = to.iter().map(|to| missing(&blank, to)).collect();
        let all = (1..rows).flat_map(|by| [(by, Way::Up), (by, Way::Down)]);
        let tried = all.filter_map(|(by, way)| {
            // Counted from where they move to, the rows that move come first, and then the blank ones.
            let at = |place: usize| if way == Way::Up { place } else { rows - 1 - place };
            let moved = |place| stay[at(place)] - missing(&from[at(place + by)], &to[at(place)]);
            let coming_in = |place| stay[at(place)] - fresh[at(place)];
            let (saved, first, last) = best_stretch(rows, by, moved, coming_in)?;
            let rows = if way == Way::Up { first..last + 1 } else { at(last)..at(first) + 1 };
            Some((saved, Self { rows, by, way }))
        });
        let (_, shift) = tried.max_by_key(|(saved, _)| *saved)?;
        shift.is_worth_it(shown, &wanted).then_some(shift)
    }

    /// Where a row comes from that a shift takes to `y`; `None`, if a blank one comes in there.
    fn source(&self, y: usize) -> Option<usize> {
        let source = match self.way {
            Way::Up => y + self.by,
            Way::Down => y.checked_sub(self.by)?,
        };
        self.rows.contains(&source).then_some(source)
    }

    /// Whether it saves more than it costs.
    fn is_worth_it(&self, shown: &Grid, wanted: &Wanted<'_>) -> bool {
        let each = match self.way {
            Way::Up => 1,
            Way::Down => 2,
        };
        let (mut before, mut after) = (0, OVERHEAD + self.by * each);
        for y in self.rows.clone() {
            before += wanted.missing(y, shown.line(y));
            after += self.source(y).map_or_else(|| wanted.ink(y), |from| wanted.missing(y, shown.line(from)));
        }
        after + before / CHANCE < before
    }
}

impl<'a> Wanted<'a> {
    fn new(grid: &'a Grid) -> Self {
        let lines = (0..grid.rows()).map(|y| grid.line(y));
        Self { rows: lines.map(|line| (line, line.ink_end())).collect() }
    }

    /// How many cells have to be written to make a row of what is shown.
    fn missing(&self, y: usize, shown: Line<'_>) -> usize {
        let (line, end) = self.rows[y];
        let pairs = shown.glyphs[..end].iter().zip(&line.glyphs[..end]);
        pairs.map(|(shown, wanted)| u16::from(shown != wanted)).sum::<u16>().into()
    }

    /// How many cells have to be written to make a row of nothing.
    fn ink(&self, y: usize) -> usize {
        self.rows[y].0.glyphs.iter().filter(|glyph| **glyph != Glyph::BLANK).count()
    }
}

/// The sample of a row that ends at some column.
fn sample(line: Line<'_>, end: usize) -> Sample {
    let columns = line.glyphs.len();
    std::array::from_fn(|index| {
        let x = index * columns / SAMPLE;
        if x < end { line.glyphs[x].mark() } else { ANYTHING }
    })
}

/// In how many columns a row is not what it should be.
fn missing(shown: &Sample, wanted: &Sample) -> i32 {
    let pairs = shown.iter().zip(wanted);
    pairs.map(|(shown, wanted)| u8::from(shown != wanted && *wanted != ANYTHING)).sum::<u8>().into()
}

/// The stretch of places, by its first and its last, in which most is saved by a shift, and how much that
/// is. At the last `by` places of a stretch blank rows come in.
fn best_stretch(
    places: usize,
    by: usize,
    moved: impl Fn(usize) -> i32,
    coming_in: impl Fn(usize) -> i32,
) -> Option<(i32, usize, usize)> {
    let (mut run, mut first) = (0, 0);
    let mut tail = (0..by).map(&coming_in).sum::<i32>();
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
