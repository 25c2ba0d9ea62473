//! The canvas: cells on which the app is painted, and the frame writer that makes the terminal like them.

use std::io::Write;

use anyhow::Context as _;
use ratatui::{buffer::Buffer, layout::Rect};

use super::writer::FrameWriter;
use crate::{app::App, ui};

/// A terminal's screen, on which an app is painted.
#[derive(Debug)]
pub struct Canvas<W> {
    cells: Buffer,
    writer: FrameWriter<W>,
}

impl<W: Write> Canvas<W> {
    /// The screen of a terminal to which nothing has been written yet.
    pub fn new(terminal: W) -> Self {
        Self { cells: Buffer::default(), writer: FrameWriter::new(terminal) }
    }

    /// Shows the app as it is now.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be written to.
    pub fn draw(&mut self, app: &App) -> anyhow::Result<()> {
        let (columns, rows) = app.size();
        let area = Rect::new(0, 0, columns, rows);
        if self.cells.area == area {
            self.cells.reset();
        } else {
            self.cells = Buffer::empty(area);
        }
        let cursor = ui::draw(app, &mut self.cells);
        self.writer.show(&self.cells, cursor).context("cannot draw on the screen")
    }

    /// Has the next frame written whole: nobody knows what is shown.
    pub fn forget(&mut self) {
        self.writer.forget();
    }
}
