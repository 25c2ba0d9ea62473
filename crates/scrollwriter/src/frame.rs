//! Encodes frames.

use ratatui::{buffer::Buffer, layout::Position};

use crate::{
    grid::{CellStyle, Grid, Interner, PackedCell, Row},
    scroll::Scroll,
    term_writer::{TermWriter, move_right_len},
    width::AmbiguousWidth,
};

/// Up to this many blank cells at the end of a row are written instead of erased.
const MAX_WRITTEN_TAIL: usize = 3;

/// Longest gap, in cells, that may be cheaper to rewrite than to skip.
const MAX_REWRITTEN_GAP: usize = 6;

/// Encodes each frame as the difference to the frame before.
///
/// The bytes must reach the terminal in order and completely. After anything else has written to the terminal, call
/// [`invalidate`](Self::invalidate).
#[derive(Debug)]
pub struct FrameEncoder {
    wanted: Grid,
    shown: Grid,
    /// Scroll of the previous frame, if any.
    last_scroll: Option<Scroll>,
    /// `true` if `shown` is not what the terminal shows.
    is_invalid: bool,
    /// `true` if the cursor is visible, `None` if that is unknown.
    is_cursor_visible: Option<bool>,
    pub(crate) interner: Interner,
    ambiguous: AmbiguousWidth,
    out: TermWriter,
}

impl FrameEncoder {
    /// Creates an encoder for a terminal in an unknown state.
    pub fn new(ambiguous: AmbiguousWidth) -> Self {
        Self {
            wanted: Grid::default(),
            shown: Grid::default(),
            last_scroll: None,
            is_invalid: true,
            is_cursor_visible: None,
            interner: Interner::new(),
            ambiguous,
            out: TermWriter::new(),
        }
    }

    /// Returns the bytes that turn the previous frame into `frame`, with the cursor at `cursor` if it is visible.
    ///
    /// They are empty if nothing changes. If `frame` has another size than the previous one, they clear the screen,
    /// because terminals disagree on what it shows then.
    pub fn encode(&mut self, frame: &Buffer, cursor: Option<Position>) -> &[u8] {
        self.pack(frame);
        self.out.begin();
        self.write_changes();
        self.put_cursor(cursor);
        self.out.finish()
    }

    /// Declares the content of the terminal unknown. The next frame clears it.
    pub fn invalidate(&mut self) {
        self.is_invalid = true;
        self.is_cursor_visible = None;
    }

    /// Packs the wanted cells.
    fn pack(&mut self, frame: &Buffer) {
        let (columns, rows) = (frame.area.width.into(), frame.area.height.into());
        if self.interner.is_full() {
            // Without the interner, the numbers in `shown` mean nothing.
            self.interner = Interner::new();
            self.invalidate();
        }
        if self.shown.size() != (columns, rows) {
            self.invalidate();
        }
        if self.wanted.size() != (columns, rows) {
            self.wanted = Grid::blank(columns, rows);
        }
        for (y, cells) in frame.content.chunks_exact(columns.max(1)).enumerate() {
            self.wanted.set_row(y, cells, &mut self.interner, self.ambiguous);
        }
    }

    /// Writes the changed cells. Hides the cursor meanwhile, for terminals without synchronized updates.
    fn write_changes(&mut self) {
        let before = self.out.len();
        if self.is_cursor_visible != Some(false) {
            self.out.hide_cursor();
        }
        let start = self.out.len();
        let is_cleared = std::mem::take(&mut self.is_invalid);
        if is_cleared {
            self.out.clear_screen();
        } else {
            self.last_scroll = Scroll::best(&self.shown, &self.wanted, self.last_scroll.take());
            if let Some(scroll) = &self.last_scroll {
                self.out.scroll(scroll, self.shown.rows());
                scroll.apply(&mut self.shown);
            }
        }
        let blank = Grid::blank(self.wanted.columns(), 1);
        for y in 0..self.wanted.rows() {
            let old = if is_cleared { blank.row(0) } else { self.shown.row(y) };
            write_row(&mut self.out, self.wanted.row(y), old, y, &self.interner);
        }
        std::mem::swap(&mut self.wanted, &mut self.shown);
        // Between frames, the terminal has its default style.
        self.out.set_style(CellStyle::PLAIN);
        if self.out.len() == start {
            self.out.truncate(before);
        } else {
            self.is_cursor_visible = Some(false);
        }
    }

    /// Shows the cursor at `cursor`, or hides it.
    fn put_cursor(&mut self, cursor: Option<Position>) {
        if let Some(cursor) = cursor {
            self.out.move_to(cursor.x.into(), cursor.y.into());
            if self.is_cursor_visible != Some(true) {
                self.out.show_cursor();
            }
        } else if self.is_cursor_visible != Some(false) {
            self.out.hide_cursor();
        }
        self.is_cursor_visible = Some(cursor.is_some());
    }
}

/// Writes the cells of row `y` that differ from `old`.
fn write_row(out: &mut TermWriter, row: Row<'_>, old: Row<'_>, y: usize, interner: &Interner) {
    if row == old {
        return;
    }
    let columns = row.0.len();
    let ink_end = row.ink_end();
    // End of what remains of a wide glyph that was overwritten in part. Terminals disagree on what they show
    // there.
    let mut cut_end = 0;
    let mut x = 0;
    while x < columns {
        if x >= cut_end && row.at(x) == old.at(x) {
            x += 1;
            continue;
        }
        if x >= ink_end && old.ink_end().max(cut_end) > x + MAX_WRITTEN_TAIL {
            out.move_to(x, y);
            out.erase_to_row_end();
            break;
        }
        x = row.glyph_start(x);
        let (cell, end) = (row.at(x), row.glyph_end(x));
        approach(out, row, interner, x, y);
        let (glyph, style) = (cell.glyph(), interner.style(cell.style()));
        if !out.fits(glyph, style) {
            out.set_style(style);
        }
        out.write(glyph, interner.symbol(glyph), end - x, columns);
        if old.is_covered(end) {
            cut_end = old.glyph_end(end);
        }
        x = end;
    }
}

/// Moves the cursor to column `x`. Rewrites the cells in between where that takes no more bytes.
fn approach(out: &mut TermWriter, row: Row<'_>, interner: &Interner, x: usize, y: usize) {
    if let Some((from, at_row)) = out.position()
        && at_row == y
        && from < x
        && x - from <= MAX_REWRITTEN_GAP
    {
        let (gap, columns) = (&row.0[from..x], row.0.len());
        let bytes: usize = gap.iter().map(|cell| cell.glyph().char().map_or(0, char::len_utf8)).sum();
        if bytes <= move_right_len(gap.len()) && gap.iter().all(|cell| is_easy(out, *cell, interner)) {
            for cell in gap {
                out.write(cell.glyph(), "", 1, columns);
            }
            return;
        }
    }
    out.move_to(x, y);
}

/// Returns `true` if `cell` can be written in the current style, and its width is known.
fn is_easy(out: &TermWriter, cell: PackedCell, interner: &Interner) -> bool {
    cell.glyph().has_sure_width() && out.fits(cell.glyph(), interner.style(cell.style()))
}
