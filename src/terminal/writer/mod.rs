//! The frame writer: it keeps what is wanted and what is shown, moves what is on the screen already, writes what
//! is missing, and that at once. It never asks the terminal anything, and knows nothing of speeches.
//!
//! It is told every cell of every frame and stands in the place of ratatui's `Terminal` and its backend, which
//! would compare each frame with the one before it once more.

mod grid;

mod pen;

mod shift;

#[cfg(test)]
mod tests;

use std::io::{self, Write};

use ratatui::{buffer::Buffer, layout::Position};

use self::{
    grid::{Drawn, Grid, Line, Look, Shift, Spot},
    pen::{Pen, step_cost},
};
use crate::text::glyph::Ambiguous;

/// Makes the screen like the frame that is wanted, in as few bytes as it can.
#[derive(Debug)]
pub(super) struct FrameWriter<W> {
    terminal: W,
    wanted: Grid,
    /// The rows in which something else is wanted than shown.
    changed: Vec<bool>,
    shown: Grid,
    /// What was moved for the frame before, if anything was.
    last_shift: Option<Shift>,
    /// Whether nobody knows what is shown.
    is_forgotten: bool,
    drawn: Drawn,
    pen: Pen,
    /// Whether the cursor is seen; `None` if nobody knows.
    is_cursor_shown: Option<bool>,
}

impl<W: Write> FrameWriter<W> {
    /// A writer to a terminal, whatever is shown on it.
    pub(super) fn new(terminal: W, ambiguous: Ambiguous) -> Self {
        Self {
            terminal,
            wanted: Grid::default(),
            changed: Vec::new(),
            shown: Grid::default(),
            last_shift: None,
            is_forgotten: true,
            drawn: Drawn::new(ambiguous),
            pen: Pen::new(),
            is_cursor_shown: None,
        }
    }

    /// Has a frame of so many columns and rows wanted, of which nothing else is told yet than what was wanted before.
    /// Nobody knows what a terminal shows that has got another size: the screen is wiped for a frame of one.
    pub(super) fn begin(&mut self, columns: u16, rows: u16) {
        let (columns, rows) = (columns.into(), rows.into());
        if (self.wanted.columns(), self.wanted.rows()) != (columns, rows) {
            self.wanted = Grid::blank(columns, rows);
            self.drawn = self.drawn.emptied();
            self.forget();
        }
        if self.drawn.are_many() {
            self.wanted.renumber(&mut self.drawn);
            self.forget();
        }
    }

    /// Has some whole rows of the frame look like these.
    pub(super) fn want(&mut self, band: &Buffer) {
        let columns = self.wanted.columns();
        if columns > 0 {
            for (y, cells) in (usize::from(band.area.y)..).zip(band.content.chunks_exact(columns)) {
                self.changed[y] |= self.wanted.set_row(y, cells, &mut self.drawn);
            }
        }
    }

    /// Shows the frame, with the cursor where it is to be seen.
    pub(super) fn show(&mut self, cursor: Option<Position>) -> io::Result<()> {
        self.compose();
        self.put_cursor(cursor);
        let sequences = self.pen.finish();
        if sequences.is_empty() {
            return Ok(());
        }
        let written = self.terminal.write_all(sequences);
        self.pen.turn_page();
        written.and_then(|()| self.terminal.flush())
    }

    /// Takes the screen for one of which nobody knows what is shown: it is wiped with the next frame, and has
    /// then to be written anew.
    pub(super) fn forget(&mut self) {
        self.is_forgotten = true;
        self.is_cursor_shown = None;
        self.last_shift = None;
        self.shown = Grid::blank(self.wanted.columns(), self.wanted.rows());
        self.changed = vec![true; self.wanted.rows()];
    }

    /// Makes what is shown what is wanted. While it is written the cursor is hidden, for the sake of terminals
    /// that show all that comes.
    fn compose(&mut self) {
        let before = self.pen.len();
        if self.is_cursor_shown != Some(false) {
            self.pen.hide_cursor();
        }
        let start = self.pen.len();
        if std::mem::take(&mut self.is_forgotten) {
            self.pen.wipe();
        } else if let Some(shift) = Shift::best(&self.shown, &self.wanted, self.last_shift.take()) {
            self.pen.shift(&shift, self.shown.rows());
            self.shown.shift(&shift);
            self.changed[shift.rows.clone()].fill(true);
            self.last_shift = Some(shift);
        }
        for y in 0..self.wanted.rows() {
            if std::mem::take(&mut self.changed[y]) {
                self.write_row(y);
            }
        }
        // Between two frames the pen is as the terminal's owner left it.
        self.pen.set_look(Look::PLAIN);
        if self.pen.len() == start {
            self.pen.truncate(before);
        } else {
            self.is_cursor_shown = Some(false);
        }
    }

    /// Has the cursor seen where it is wanted, or nowhere.
    fn put_cursor(&mut self, cursor: Option<Position>) {
        if let Some(cursor) = cursor {
            self.pen.go(cursor.x.into(), cursor.y.into());
            if self.is_cursor_shown != Some(true) {
                self.pen.show_cursor();
            }
        } else if self.is_cursor_shown != Some(false) {
            self.pen.hide_cursor();
        }
        self.is_cursor_shown = Some(cursor.is_some());
    }

    /// Writes what differs in one row.
    fn write_row(&mut self, y: usize) {
        let Self { wanted, shown, pen, drawn, .. } = self;
        let (line, old) = (wanted.line(y), shown.line(y));
        if line == old {
            return;
        }
        let columns = wanted.columns();
        let ink_end = line.ink_end();
        // Up to here, what is shown is what is left of a wide glyph that has been cut: on this no two
        // terminals agree.
        let mut cut = 0;
        let mut x = 0;
        while x < columns {
            if x >= cut && line.at(x) == old.at(x) {
                x += 1;
                continue;
            }
            if x >= ink_end && old.ink_end().max(cut) > x + TAIL {
                pen.go(x, y);
                pen.erase_tail();
                break;
            }
            x = line.glyph_start(x);
            let (spot, end) = (line.at(x), line.glyph_end(x));
            approach(pen, line, drawn, x, y);
            let (glyph, look) = (spot.glyph(), drawn.look(spot.look()));
            if !pen.is_right(glyph, look) {
                pen.set_look(look);
            }
            pen.write(glyph, drawn.symbol(glyph), end - x, columns);
            if old.is_covered(end) {
                cut = old.glyph_end(end);
            }
            x = end;
        }
        shown.take_over(y, wanted);
    }
}

/// So many blanks are as well written as erased.
const TAIL: usize = 3;

/// Over so many cells a sequence is never longer than what stands in them.
const LONGEST_GAP: usize = 6;

/// Takes the pen to a cell: over a short gap by writing what stands there again.
fn approach(pen: &mut Pen, line: Line<'_>, drawn: &Drawn, x: usize, y: usize) {
    if let Some((from, row)) = pen.at()
        && row == y
        && from < x
    {
        let (gap, columns) = (&line.0[from..x], line.0.len());
        let is_easy =
            |spot: &Spot| spot.glyph().is_sure() && pen.is_right(spot.glyph(), drawn.look(spot.look()));
        let length = |spot: &Spot| spot.glyph().char().map_or(0, char::len_utf8);
        // Most gaps are too long, which is told at once.
        let is_short =
            gap.len() <= LONGEST_GAP && gap.iter().map(length).sum::<usize>() <= step_cost(gap.len());
        if is_short && gap.iter().all(is_easy) {
            for spot in gap {
                pen.write(spot.glyph(), "", 1, columns);
            }
            return;
        }
    }
    pen.go(x, y);
}
