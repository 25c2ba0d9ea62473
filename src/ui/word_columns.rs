//! The columns of the list of words, for a width.

use std::ops::Range;

/// Columns of the list of words, as cells from its left edge. A range that is empty is not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// The words. A long word may reach up to the count.
    pub(super) word: Range<u16>,
    /// The counts of the first side, aligned to the right.
    pub(super) here: Range<u16>,
    /// The bars on both sides of a middle line, or on its right side only.
    pub(super) bars: Bars,
    /// The counts of the second side: after bars aligned to the left, otherwise to the right.
    pub(super) there: Range<u16>,
    /// The occurrences in 1,000 words, on both sides.
    pub(super) per_1000: [Range<u16>; 2],
    /// The log ratio.
    pub(super) ratio: Range<u16>,
    /// G².
    pub(super) g2: Range<u16>,
    /// The dispersion plots of both sides.
    pub(super) plots: [Range<u16>; 2],
}

/// Bars of occurrences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bars {
    /// The left bars.
    pub(super) left: Range<u16>,
    /// The middle line.
    pub(super) middle: Range<u16>,
    /// The right bars.
    pub(super) right: Range<u16>,
}

/// The form of the list and the widest figures in it, for which the columns are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Needs {
    /// The form of the list.
    pub(super) form: Form,
    /// Cells of the widest count on each side, or of the name above it.
    pub(super) counts: [u16; 2],
    /// Cells of the widest G².
    pub(super) g2: u16,
}

/// A form of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The words of one speech.
    Alone,
    /// The words of two speeches.
    Pair,
    /// The words of a speech and of several, or the other way round. The plots are those of the one with this number.
    WithOthers(usize),
}

/// The least and the most cells of a word, of a bar, and of a plot.
const WORD: (u16, u16) = (13, 24);
const BAR: (u16, u16) = (4, 12);
const PLOT: (u16, u16) = (15, 30);

/// Screens of fewer columns have no plots of a pair, as its bars need the room.
const WIDE: u16 = 112;

/// From this width on, all columns grow.
const VERY_WIDE: u16 = 140;

/// Cells of the log ratio with its gap, and of an occurrence in 1,000 words with a narrow and a wide gap.
const RATIO: u16 = 7;
const PER_1000: (u16, u16) = (6, 7);

impl Columns {
    /// Lays out the columns. The ones that tell least are left out until the others fit.
    pub(super) fn new(width: u16, needs: Needs) -> Self {
        let width = width.saturating_sub(2);
        match needs.form {
            Form::Alone => Self::alone(width, needs),
            Form::Pair | Form::WithOthers(_) => Self::compared(width, needs),
        }
    }

    fn alone(width: u16, needs: Needs) -> Self {
        let mut line = Line::new(width);
        let plot = if width >= 60 { 2 + if width >= VERY_WIDE { PLOT.1 } else { PLOT.0 } } else { 0 };
        let word = if width >= 60 { 20 } else { WORD.0 };
        let room = width.saturating_sub(1 + word + 1 + needs.counts[0] + 2 + PER_1000.0 + plot);
        let mut columns =
            Self { word: line.take(1, word), here: line.take(1, needs.counts[0]), ..Self::default() };
        if room >= BAR.0 {
            columns.bars.right = line.take(1, room.min(3 * BAR.1));
        }
        columns.per_1000[0] = line.take(1, PER_1000.0);
        if plot > 0 {
            columns.plots[0] = line.take(2, plot - 2);
        }
        columns
    }

    fn compared(width: u16, needs: Needs) -> Self {
        let [here, there] = needs.counts;
        let is_pair = needs.form == Form::Pair;
        let g2 = needs.g2 + 2;
        let per_1000 = if width >= WIDE { PER_1000.1 } else { PER_1000.0 };
        let mut word = WORD.0;
        let counts = 1 + 1 + here + if is_pair { 1 } else { 2 } + there;
        let figures = PER_1000.0 + per_1000 + RATIO + g2;
        let mut left = width.saturating_sub(word + counts);
        let has_per_1000 = left >= figures;
        let figures = if has_per_1000 { figures } else { RATIO + g2 };
        let has_ratio = left >= figures;
        let figures = if has_ratio { figures } else { g2 };
        let has_g2 = left >= figures;
        left = left.saturating_sub(if has_g2 { figures } else { 0 });
        // The plots of a pair need their room only on a wide screen, where the bars are complete.
        let plot_cells =
            if width >= VERY_WIDE { (PLOT.1).min(PLOT.0 + (width - VERY_WIDE) / 4) } else { PLOT.0 };
        let plots = if is_pair { 2 + plot_cells + 1 + plot_cells } else { 2 + plot_cells };
        let has_plots = has_per_1000 && if is_pair { left >= plots + 2 * BAR.0 + 3 } else { left >= plots };
        left -= if has_plots { plots } else { 0 };
        let most = if width >= VERY_WIDE { 2 * BAR.1 } else { BAR.1 };
        let bar = if is_pair && has_per_1000 { (left.saturating_sub(2) / 2).min(most) } else { 0 };
        let bar = if bar >= BAR.0 { bar } else { 0 };
        left -= if bar > 0 { 2 * bar + 2 } else { 0 };
        if width >= VERY_WIDE || bar == 0 && !has_plots {
            word += left.min(WORD.1 - WORD.0);
        }

        let mut line = Line::new(width);
        let mut columns = Self { word: line.take(1, word), here: line.take(1, here), ..Self::default() };
        if bar > 0 {
            let left = line.take(1, bar);
            columns.bars = Bars { left, middle: line.take(0, 1), right: line.take(0, bar) };
        }
        columns.there = line.take(if is_pair { 1 } else { 2 }, there);
        if has_per_1000 {
            columns.per_1000 = [line.take(0, PER_1000.0), line.take(0, per_1000)];
        }
        if has_ratio {
            columns.ratio = line.take(0, RATIO);
        }
        if has_g2 {
            columns.g2 = line.take(0, g2);
        }
        if has_plots {
            match needs.form {
                Form::WithOthers(side) => columns.plots[side] = line.take(2, plot_cells),
                _ => columns.plots = [line.take(2, plot_cells), line.take(1, plot_cells)],
            }
        }
        columns
    }
}

/// A line that is divided into columns from the left.
struct Line {
    at: u16,
    end: u16,
}

impl Line {
    const fn new(end: u16) -> Self {
        Self { at: 0, end }
    }

    /// Returns the next `cells` cells after a gap, as far as there is room.
    fn take(&mut self, gap: u16, cells: u16) -> Range<u16> {
        let start = (self.at + gap).min(self.end);
        self.at = (start + cells).min(self.end);
        start..self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIR: Needs = Needs { form: Form::Pair, counts: [7, 7], g2: 5 };

    #[test]
    fn columns_of_a_pair_stand_where_they_are_read_best() {
        let wide = Columns::new(120, PAIR);
        assert_eq!((wide.word, wide.here, wide.there), (1..14, 15..22, 49..56));
        assert_eq!(wide.bars, Bars { left: 23..35, middle: 35..36, right: 36..48 });
        assert_eq!((wide.per_1000, wide.ratio, wide.g2), ([56..62, 62..69], 69..76, 76..83));
        assert_eq!(wide.plots, [85..100, 101..116]);
        let narrow = Columns::new(80, PAIR);
        assert_eq!(narrow.bars, Bars { left: 23..33, middle: 33..34, right: 34..44 });
        assert_eq!((narrow.there, narrow.per_1000), (45..52, [52..58, 58..64]));
        assert_eq!((narrow.ratio, narrow.g2, narrow.plots), (64..71, 71..78, [0..0, 0..0]));
    }

    #[test]
    fn columns_neither_overlap_nor_leave_the_screen() {
        for form in [Form::Alone, Form::Pair, Form::WithOthers(0), Form::WithOthers(1)] {
            for counts in [[1, 1], [7, 7], [12, 12]] {
                for width in 0..260 {
                    let columns = Columns::new(width, Needs { form, counts, g2: 8 });
                    let Columns { word, here, bars, there, per_1000, ratio, g2, plots } = columns;
                    let all = [
                        &[word.clone(), here.clone(), bars.left, bars.middle, bars.right, there][..],
                        &per_1000,
                        &[ratio, g2],
                        &plots,
                    ];
                    let all: Vec<_> = all.concat().into_iter().filter(|column| !column.is_empty()).collect();
                    assert!(all.is_sorted_by(|one, other| one.end <= other.start), "{width}: {all:?}");
                    assert!(all.iter().all(|column| column.end <= width), "{width}: {all:?}");
                    assert!(width < 40 || !word.is_empty() && !here.is_empty(), "{width}");
                }
            }
        }
    }
}
