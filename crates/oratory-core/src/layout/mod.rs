//! Graphemes, their display width, and the rows of a document.

pub(crate) mod sanitize;

pub(crate) mod grapheme;

pub(crate) mod joined;

pub(crate) mod wrap;

pub(crate) mod markup;

pub(crate) mod rows;
