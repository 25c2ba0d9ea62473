//! Positions that survive a change of the text: quotes, their resolution in a later text, and annotations.

pub(crate) mod selector;

pub(crate) mod range_selector;

pub(crate) mod resolution;

pub(crate) mod saved_path;

pub(crate) mod diff;

mod passages;

pub(crate) mod annotation;
