//! The frame writer: ratatui's backend for this program. It keeps what is wanted and what is shown, moves
//! what is on the screen already, writes what is missing, and that at once; and it answers from its own
//! record what others would ask the terminal.

mod grid;

mod pen;

mod shift;

#[cfg(test)]
mod tests;

use std::io::{self, Write};

use ratatui::{
    backend::{Backend, ClearType, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};

use self::{
    grid::{Clusters, Glyph, Grid, Line, Look, Shift},
    pen::{Pen, step_cost},
};

/// Makes the screen like the frame that is wanted, in as few bytes as it can.
#[derive(Debug)]
pub struct FrameWriter<W> {
    terminal: W,
    /// The size that the app knows: the terminal's may have changed since, and is told in its turn.
    size: (u16, u16),
    wanted: Grid,
    /// The rows in which something else is wanted than shown.
    changed: Vec<bool>,
    shown: Grid,
    /// Whether nobody knows what is shown.
    is_forgotten: bool,
    clusters: Clusters,
    pen: Pen,
    cursor: Position,
    is_cursor_wanted: bool,
    /// Whether the cursor is seen; `None` if nobody knows.
    is_cursor_shown: Option<bool>,
}

impl<W: Write> FrameWriter<W> {
    /// A writer to a terminal of this size, whatever is shown on it.
    pub fn new(terminal: W, size: (u16, u16)) -> Self {
        Self {
            terminal,
            size,
            wanted: Grid::blank(size),
            changed: vec![false; size.1.into()],
            shown: Grid::blank(size),
            is_forgotten: true,
            clusters: Clusters::default(),
            pen: Pen::new(),
            cursor: Position::ORIGIN,
            is_cursor_wanted: false,
            is_cursor_shown: None,
        }
    }

    /// From now on frames have this size; the next one that is drawn clears the screen for it.
    pub const fn announce(&mut self, size: (u16, u16)) {
        self.size = size;
    }

    /// Takes the screen for one of which nobody knows what is shown: it is wiped with the next frame, and has
    /// then to be written anew.
    fn forget(&mut self) {
        self.is_forgotten = true;
        self.is_cursor_shown = None;
        self.shown = Grid::blank(self.size);
        self.changed = vec![true; self.size.1.into()];
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
        } else if let Some(shift) = Shift::best(&self.shown, &self.wanted) {
            self.pen.shift(&shift, self.shown.rows());
            self.shown.shift(&shift);
            self.changed[shift.rows].fill(true);
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

    /// Writes what differs in one row.
    fn write_row(&mut self, y: usize) {
        let Self { wanted, shown, pen, clusters, .. } = self;
        let (line, old) = (wanted.line(y), shown.line(y));
        let columns = wanted.columns();
        let ink_end = line.ink_end();
        // Up to here, what is shown is what is left of a wide glyph that has been cut: on this no two
        // terminals agree.
        let mut cut = 0;
        let mut x = 0;
        while x < columns {
            if x >= cut && line.is_same_at(old, x) {
                x += 1;
                continue;
            }
            if x >= ink_end && old.ink_end().max(cut) > x + TAIL {
                pen.go(x, y);
                pen.erase_tail();
                break;
            }
            while line.glyphs[x] == Glyph::COVERED {
                x -= 1;
            }
            let (glyph, end) = (line.glyphs[x], line.glyph_end(x));
            approach(pen, line, x, y);
            if !pen.is_right(glyph, line.looks[x]) {
                pen.set_look(line.looks[x]);
            }
            pen.write(glyph, clusters.symbol(glyph), end - x, columns);
            if end < columns && old.glyphs[end] == Glyph::COVERED {
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
fn approach(pen: &mut Pen, line: Line<'_>, x: usize, y: usize) {
    if let Some((from, row)) = pen.at()
        && row == y
        && from < x
    {
        let is_easy = |x: usize| line.glyphs[x].is_sure() && pen.is_right(line.glyphs[x], line.looks[x]);
        let length = |x: usize| line.glyphs[x].char().map_or(0, char::len_utf8);
        // Most gaps are too long, which is told at once.
        let is_short = x - from <= LONGEST_GAP && (from..x).map(length).sum::<usize>() <= step_cost(x - from);
        if is_short && (from..x).all(is_easy) {
            let columns = line.glyphs.len();
            (from..x).for_each(|x| pen.write(line.glyphs[x], "", 1, columns));
            return;
        }
    }
    pen.go(x, y);
}

impl<W: Write> Backend for FrameWriter<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        if self.clusters.are_many() {
            self.wanted.renumber(&mut self.clusters);
            self.forget();
        }
        for (x, y, cell) in content {
            if let Some(changed) = self.changed.get_mut(usize::from(y)) {
                *changed = true;
                self.wanted.put((x.into(), y.into()), cell, &mut self.clusters);
            }
        }
        self.compose();
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.is_cursor_wanted = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.is_cursor_wanted = true;
        Ok(())
    }

    /// Where the cursor was put last. The terminal itself is never asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// Nothing but the whole screen is ever cleared here, and that with the next frame.
    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.wanted = Grid::blank(self.size);
        self.clusters = Clusters::default();
        self.forget();
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size.into())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size.into(), pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_cursor_wanted {
            self.pen.go(self.cursor.x.into(), self.cursor.y.into());
            if self.is_cursor_shown != Some(true) {
                self.pen.show_cursor();
            }
        } else if self.is_cursor_shown != Some(false) {
            self.pen.hide_cursor();
        }
        self.is_cursor_shown = Some(self.is_cursor_wanted);
        let frame = self.pen.finish();
        if frame.is_empty() {
            return Ok(());
        }
        let written = self.terminal.write_all(frame);
        self.pen.turn_page();
        written.and_then(|()| self.terminal.flush())
    }
}
