//! Positions that survive a change of the text: quotes, their resolution in a later text, and bookmarks.

pub mod selector;

pub mod resolution;

pub mod saved_path;

mod diff;

pub mod bookmark;
