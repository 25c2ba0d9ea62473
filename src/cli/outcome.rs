//! Outcome of a run, and the messages on standard error.

use std::{
    error::Error,
    fmt,
    io::{self, Write as _},
};

use oratory_core::Ambiguous;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Success, exit code 0.
    Done,
    /// The reader was ended by this signal.
    Signal(i32),
}

/// Nothing was found, which is exit code 1 and not an error. The message says what is missing.
#[derive(Debug)]
pub(super) struct NotFound(pub(super) String);

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for NotFound {}

/// Prints an error or a warning to standard error. Each line is one write, so that no other output interrupts it.
pub(super) fn print_error(message: &str) {
    for line in sanitized(message).lines() {
        drop(io::stderr().write_all(format!("oratory: {line}\n").as_bytes()));
    }
}

/// Replaces control characters in `lines`, which may quote a text, for the terminal.
pub(super) fn sanitized(lines: &str) -> String {
    let mut sanitized = String::with_capacity(lines.len());
    for line in lines.lines() {
        sanitized.extend(Ambiguous::Narrow.graphemes(line).map(|grapheme| grapheme.symbol));
        sanitized.push('\n');
    }
    sanitized
}
