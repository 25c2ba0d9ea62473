//! Graphemes, their display width, and the rows of a text.

pub mod joined;

pub mod sanitize;

pub mod grapheme;

pub mod rows;
