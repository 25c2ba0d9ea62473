//! Draws the app into cells and sends them to the frame writer.

use std::io::Write;

use anyhow::Context as _;
use oratory_core::layout::grapheme::Ambiguous;
use ratatui::{buffer::Buffer, layout::Rect};

use super::writer::FrameWriter;
use crate::{app::App, ui};

/// A terminal screen on which the app is drawn.
#[derive(Debug)]
pub struct Canvas<W> {
    /// The rows being drawn.
    band: Buffer,
    writer: FrameWriter<W>,
}

/// Rows drawn at a time. A cell takes 40 bytes: a full screen of them does not fit into the cache of a core, and
/// its memory would be allocated first.
const BAND: u16 = 4;

impl<W: Write> Canvas<W> {
    /// Creates a canvas for a terminal in an unknown state, with its width of `ambiguous` characters.
    pub fn new(terminal: W, ambiguous: Ambiguous) -> Self {
        Self { band: Buffer::default(), writer: FrameWriter::new(terminal, ambiguous) }
    }

    /// Draws the app.
    ///
    /// # Errors
    ///
    /// Fails if the terminal cannot be written to.
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

    /// Forces a complete redraw with the next frame: the state of the screen is unknown.
    pub fn forget(&mut self) {
        self.writer.forget();
    }
}
