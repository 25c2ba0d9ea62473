//! Positions that survive a change of the text: quotes, their resolution in a later text, and annotations.

pub mod selector;

pub mod range_selector;

pub mod resolution;

pub mod saved_path;

pub(crate) mod diff;

mod passages;

pub mod annotation;
