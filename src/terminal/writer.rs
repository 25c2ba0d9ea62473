//! The frame writer: ratatui's backend for this program. It gathers a frame and writes it at once, and
//! answers from its own record what others would ask the terminal.

use std::io::{self, Stdout, Write};

use crossterm::{
    cursor::{Hide, MoveTo, Show},
    queue,
    terminal::{BeginSynchronizedUpdate, Clear, EndSynchronizedUpdate},
};
use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};

/// Gathers what makes up a frame, and writes it in one piece.
#[derive(Debug)]
pub(super) struct FrameWriter {
    /// Composes escape sequences.
    composer: CrosstermBackend<Gathered<Stdout>>,
    /// The size that the app knows: the terminal's may have changed since, and is told in its turn.
    size: (u16, u16),
    cursor: Position,
    cursor_shown: bool,
    /// Whether the cursor has been left elsewhere by what was drawn.
    is_astray: bool,
}

/// What has been composed of a frame: it reaches the terminal when it is flushed.
#[derive(Debug)]
struct Gathered<W> {
    frame: Vec<u8>,
    terminal: W,
}

impl FrameWriter {
    /// A writer to standard output, for a screen of this size.
    pub(super) fn new(size: (u16, u16)) -> Self {
        let gathered = Gathered { frame: Vec::with_capacity(16 * 1024), terminal: io::stdout() };
        let composer = CrosstermBackend::new(gathered);
        Self { composer, size, cursor: Position::ORIGIN, cursor_shown: true, is_astray: true }
    }

    /// From now on frames have this size.
    pub(super) const fn announce(&mut self, size: (u16, u16)) {
        self.size = size;
    }
}

impl<W: Write> Write for Gathered<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.frame.is_empty() {
            queue!(self.frame, BeginSynchronizedUpdate)?;
        }
        self.frame.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        queue!(self.frame, EndSynchronizedUpdate)?;
        let written = self.terminal.write_all(&self.frame);
        self.frame.clear();
        written.and_then(|()| self.terminal.flush())
    }
}

impl Backend for FrameWriter {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        // Nothing at all is written for a frame that is like the one before.
        if content.peek().is_none() {
            return Ok(());
        }
        self.is_astray = true;
        self.composer.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.cursor_shown) { queue!(self.composer, Hide) } else { Ok(()) }
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.cursor_shown, true) { Ok(()) } else { queue!(self.composer, Show) }
    }

    /// Where the cursor was put last. The terminal itself is never asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if position == std::mem::replace(&mut self.cursor, position) && !std::mem::take(&mut self.is_astray) {
            return Ok(());
        }
        self.is_astray = false;
        queue!(self.composer, MoveTo(self.cursor.x, self.cursor.y))
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// Nothing but the whole screen is ever cleared here.
    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.is_astray = true;
        queue!(self.composer, Clear(crossterm::terminal::ClearType::All))
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size.into())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size.into(), pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.composer)
    }
}
