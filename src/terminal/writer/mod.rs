//! Writes frames. Compares the wanted cells with those on the screen, shifts rows where that saves bytes, and
//! writes the rest at once. Never asks the terminal anything, and knows nothing of speeches.
//!
//! Replaces ratatui's `Terminal` and its backend, which would compare every frame a second time.

mod grid;

mod pen;

mod shift;

#[cfg(test)]
mod tests;

use std::io::{self, Write};

use oratory_core::layout::grapheme::Ambiguous;
use ratatui::{buffer::Buffer, layout::Position};

use self::{
    grid::{Drawn, Grid, Line, Look, Shift, Spot},
    pen::{Pen, step_cost},
};

/// Turns the screen into the wanted frame with as few bytes as possible.
#[derive(Debug)]
pub(super) struct FrameWriter<W> {
    terminal: W,
    wanted: Grid,
    /// `true` for each row that differs from the screen.
    changed: Vec<bool>,
    shown: Grid,
    /// Shift of the previous frame, if any.
    last_shift: Option<Shift>,
    /// `true` if the content of the screen is unknown.
    is_forgotten: bool,
    drawn: Drawn,
    pen: Pen,
    /// `true` if the cursor is visible, `None` if that is unknown.
    is_cursor_shown: Option<bool>,
}

impl<W: Write> FrameWriter<W> {
    /// Creates a writer for a terminal in an unknown state.
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

    /// Begins a frame of `columns` by `rows`. It starts as a copy of the last one. After a change of size, the
    /// content of the screen is unknown, so it is cleared.
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

    /// Sets some whole rows of the frame.
    pub(super) fn want(&mut self, band: &Buffer) {
        let columns = self.wanted.columns();
        if columns > 0 {
            for (y, cells) in (usize::from(band.area.y)..).zip(band.content.chunks_exact(columns)) {
                self.changed[y] |= self.wanted.set_row(y, cells, &mut self.drawn);
            }
        }
    }

    /// Writes the frame, with the cursor at `cursor` if it is visible.
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

    /// Marks the content of the screen as unknown: the next frame clears it and is written completely.
    pub(super) fn forget(&mut self) {
        self.is_forgotten = true;
        self.is_cursor_shown = None;
        self.last_shift = None;
        self.shown = Grid::blank(self.wanted.columns(), self.wanted.rows());
        self.changed = vec![true; self.wanted.rows()];
    }

    /// Composes the bytes of the frame. Hides the cursor meanwhile, for terminals without synchronized output.
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
        // Between frames, the terminal has its default style.
        self.pen.set_look(Look::PLAIN);
        if self.pen.len() == start {
            self.pen.truncate(before);
        } else {
            self.is_cursor_shown = Some(false);
        }
    }

    /// Shows the cursor at `cursor`, or hides it.
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

    /// Writes the differences in row `y`.
    fn write_row(&mut self, y: usize) {
        let Self { wanted, shown, pen, drawn, .. } = self;
        let (line, old) = (wanted.line(y), shown.line(y));
        if line == old {
            return;
        }
        let columns = wanted.columns();
        let ink_end = line.ink_end();
        // End of the remains of a wide glyph that was overwritten in part. Terminals disagree on what these show.
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

/// Up to this many blanks are written rather than erased.
const TAIL: usize = 3;

/// Up to this many cells, writing them is never longer than a cursor movement.
const LONGEST_GAP: usize = 6;

/// Moves the pen to column `x`. Rewrites the cells in between if the gap is short.
fn approach(pen: &mut Pen, line: Line<'_>, drawn: &Drawn, x: usize, y: usize) {
    if let Some((from, row)) = pen.at()
        && row == y
        && from < x
    {
        let (gap, columns) = (&line.0[from..x], line.0.len());
        let is_easy =
            |spot: &Spot| spot.glyph().is_sure() && pen.is_right(spot.glyph(), drawn.look(spot.look()));
        let length = |spot: &Spot| spot.glyph().char().map_or(0, char::len_utf8);
        // Most gaps are too long, which this test finds quickly.
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
