//! Positions that survive a change of the text.

pub mod selector;

pub mod resolution;

pub mod saved_path;

pub mod diff;

pub mod bookmark;
