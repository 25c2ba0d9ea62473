//! The canvas: cells on which the app is painted, and the frame writer that makes the terminal like them.

use std::io::Write;

use anyhow::Context as _;
use ratatui::{buffer::Buffer, layout::Rect};

use super::writer::FrameWriter;
use crate::{app::App, text::glyph::Ambiguous, ui};

/// A terminal's screen, on which an app is painted.
#[derive(Debug)]
pub struct Canvas<W> {
    /// The rows of the screen that are being painted.
    band: Buffer,
    writer: FrameWriter<W>,
}

/// So many rows are painted at a time. A cell to paint on takes 40 bytes, a screen of them more than a core has at
/// hand, and each page of them has to be got from the system first.
const BAND: u16 = 4;

impl<W: Write> Canvas<W> {
    /// The screen of a terminal to which nothing has been written yet, and which shows ambiguous characters so wide.
    pub fn new(terminal: W, ambiguous: Ambiguous) -> Self {
        Self { band: Buffer::default(), writer: FrameWriter::new(terminal, ambiguous) }
    }

    /// Shows the app as it is now.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be written to.
    pub fn draw(&mut self, app: &App) -> anyhow::Result<()> {
        let (columns, rows) = app.size();
        self.writer.begin(columns, rows);
        for y in (0..rows).step_by(BAND.into()) {
            self.band.resize(Rect::new(0, y, columns, BAND.min(rows - y)));
            self.band.reset();
            ui::draw(app, &mut self.band);
            self.writer.want(&self.band);
        }
        self.writer.show(ui::cursor(app)).context("cannot draw on the screen")
    }

    /// Has the next frame written whole: nobody knows what is shown.
    pub fn forget(&mut self) {
        self.writer.forget();
    }
}
