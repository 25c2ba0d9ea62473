//! Graphemes, their display width, and the rows of a document.

pub(crate) mod sanitize;

pub mod grapheme;

pub mod joined;

pub mod wrap;

pub mod markup;

pub mod rows;
