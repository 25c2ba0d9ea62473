//! Speeches, their layout and their search, independent of any screen, file or clock.
//!
//! Nothing here reads a file or a clock, or can fail. Any bytes can be laid out, searched and bookmarked.
//!
//! - [`document`]: a text, its blocks and its details.
//! - [`layout`]: graphemes, their display width, and rows of a given width.
//! - [`search`]: queries, matching, and counts of matches.
//! - [`anchor`]: positions that survive a change of the text.
//! - [`study`]: citations, figures, concordance lines.

pub mod document;

pub mod layout;

pub mod search;

pub mod anchor;

pub mod study;
