//! Encodes ratatui [`Buffer`]s as the fewest bytes that turn one frame on a terminal into the next.
//!
//! [`FrameEncoder`] remembers what the terminal shows. For each new frame it
//!
//! - scrolls rows where that saves bytes, even beside columns that do not move,
//! - writes only the cells that differ, and
//! - brackets the bytes as one synchronized update (DEC mode 2026), so that the terminal never shows half a frame.
//!
//! It replaces ratatui's `Terminal` and backend. It writes nothing itself and never asks the terminal anything.
//!
//! ```
//! use ratatui::{buffer::Buffer, layout::Position};
//! use scrollwriter::{AmbiguousWidth, FrameEncoder};
//!
//! let mut encoder = FrameEncoder::new(AmbiguousWidth::Narrow);
//! let first = Buffer::with_lines(["one ", "two "]);
//! let second = Buffer::with_lines(["one ", "tea "]);
//!
//! // The content of the terminal is unknown, so the first frame clears it.
//! assert!(encoder.encode(&first, None).ends_with(b"\x1b[2J\x1b[Hone\r\ntwo\x1b[?2026l"));
//! // Then only what changes is written.
//! assert_eq!(encoder.encode(&second, None), b"\x1b[?2026h\x1b[2Gea\x1b[?2026l");
//! assert_eq!(encoder.encode(&second, None), b"");
//! assert_eq!(encoder.encode(&second, Some(Position::new(0, 1))), b"\x1b[?2026h\r\x1b[?25h\x1b[?2026l");
//! ```
//!
//! The modules, from the bottom up: `width` measures grapheme clusters, `grid` packs cells into integers,
//! `term_writer` writes escape sequences, `scroll` finds the best scroll, `frame` encodes a frame.
//!
//! [`Buffer`]: ratatui::buffer::Buffer

mod frame;

mod grid;

mod scroll;

mod term_writer;

mod width;

#[cfg(test)]
mod tests;

pub use self::{frame::FrameEncoder, width::AmbiguousWidth};
