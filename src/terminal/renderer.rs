//! Draws the app and writes the changes to the terminal.

use std::io::Write;

use anyhow::Context as _;
use oratory_core::Ambiguous;
use ratatui::{buffer::Buffer, layout::Rect};
use scrollwriter::{AmbiguousWidth, FrameEncoder};

use crate::{app::App, config::Config, ui};

/// A terminal on which the app is drawn.
#[derive(Debug)]
pub struct Renderer<W> {
    terminal: W,
    frame: Buffer,
    encoder: FrameEncoder,
}

impl<W: Write> Renderer<W> {
    /// Creates a renderer for a terminal in an unknown state, with its width of `ambiguous` characters.
    pub fn new(terminal: W, ambiguous: Ambiguous) -> Self {
        let ambiguous = match ambiguous {
            Ambiguous::Narrow => AmbiguousWidth::Narrow,
            Ambiguous::Wide => AmbiguousWidth::Wide,
        };
        Self { terminal, frame: Buffer::default(), encoder: FrameEncoder::new(ambiguous) }
    }

    /// Draws `app`.
    ///
    /// # Errors
    ///
    /// Fails if the terminal cannot be written to.
    pub fn draw(&mut self, app: &App, config: &Config) -> anyhow::Result<()> {
        let (columns, rows) = app.panes().view().size;
        self.frame.resize(Rect::new(0, 0, columns, rows));
        self.frame.reset();
        ui::draw(app, config, &mut self.frame);
        let bytes = self.encoder.encode(&self.frame, ui::cursor(app, config));
        if bytes.is_empty() {
            return Ok(());
        }
        self.terminal
            .write_all(bytes)
            .and_then(|()| self.terminal.flush())
            .context("cannot write to the terminal")
    }

    /// Declares the content of the terminal unknown. The next frame redraws all of it.
    pub(crate) fn invalidate(&mut self) {
        self.encoder.invalidate();
    }
}
