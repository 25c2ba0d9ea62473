//! Standard output: styled and sanitized if it is a terminal.

use std::{
    env,
    io::{self, BufWriter, IsTerminal, StdoutLock, Write},
};

use anyhow::bail;
use clap::ValueEnum;
use oratory_core::Ambiguous;

use super::outcome::Outcome;
use crate::store;

/// Use of colour in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// Kind of a piece of output, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Name,
    Match,
}

impl Style {
    /// Returns the SGR sequence of the style, with the colours of `grep` and `rg`.
    const fn sgr(self) -> &'static str {
        match self {
            Self::Name => "\x1b[35m",
            Self::Match => "\x1b[1;31m",
        }
    }
}

/// SGR sequence that ends every [`Style`].
const RESET: &str = "\x1b[0m";

/// Standard output of a command.
///
/// Output is streamed, so that `| head -1` ends a command early and memory does not grow. On a terminal, control
/// characters of texts are replaced.
#[derive(Debug)]
pub(super) struct Output {
    to: BufWriter<StdoutLock<'static>>,
    is_terminal: bool,
    has_colour: bool,
    /// Incomplete last line. Used only if [`Self::is_terminal`].
    line: Vec<u8>,
}

impl Output {
    pub(super) fn new(color: Color) -> Self {
        let to = io::stdout().lock();
        let is_terminal = to.is_terminal();
        let has_colour = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && wants_colour(),
        };
        Self { to: BufWriter::new(to), is_terminal, has_colour, line: Vec::new() }
    }

    pub(super) const fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// Writes `text` in `style` if the output has colours.
    pub(super) fn styled(&mut self, style: Style, text: &str) -> io::Result<()> {
        if !self.has_colour || text.is_empty() {
            return self.write_all(text.as_bytes());
        }
        self.write_line()?;
        self.to.write_all(style.sgr().as_bytes())?;
        self.write_all(text.as_bytes())?;
        self.write_line()?;
        self.to.write_all(RESET.as_bytes())
    }

    /// Writes [`Self::line`], sanitized.
    fn write_line(&mut self) -> io::Result<()> {
        let line = String::from_utf8_lossy(&self.line);
        for grapheme in Ambiguous::Narrow.graphemes(&line) {
            self.to.write_all(grapheme.symbol.as_bytes())?;
        }
        self.line.clear();
        Ok(())
    }

    /// Ends a printing command. `printed` is its result. A closed pipe is not an error, since its reader has seen
    /// enough.
    pub(super) fn finish(mut self, printed: anyhow::Result<()>) -> anyhow::Result<Outcome> {
        let written = printed.and_then(|()| {
            self.write_line()?;
            Ok(self.to.flush()?)
        });
        match written.as_ref().err().and_then(|error| error.downcast_ref::<io::Error>()) {
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Outcome::Done),
            Some(error) => bail!("cannot write to the output: {}", store::reason(error)),
            None => written.map(|()| Outcome::Done),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_terminal {
            return self.to.write(bytes);
        }
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            let (line, feed) = piece.strip_suffix(b"\n").map_or((piece, &b""[..]), |line| (line, &b"\n"[..]));
            self.line.extend_from_slice(line);
            if !feed.is_empty() {
                self.write_line()?;
                self.to.write_all(feed)?;
            }
        }
        Ok(bytes.len())
    }

    /// Passes on all complete lines.
    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Runs `write` with standard output, without colours.
pub(super) fn print(write: impl FnOnce(&mut Output) -> anyhow::Result<()>) -> anyhow::Result<Outcome> {
    let mut output = Output::new(Color::Never);
    let written = write(&mut output);
    output.finish(written)
}

/// Returns `true` if the environment allows colours.
fn wants_colour() -> bool {
    // https://no-color.org: any non-empty value disables colours.
    let no_colour = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !no_colour && env::var_os("TERM").is_none_or(|term| term != "dumb")
}
