//! A text, its blocks, and what is known about it.

pub mod details;

pub(crate) mod edtf;

pub mod layout_options;

pub mod title_page;

pub mod scripts;

pub mod words;

pub mod sentences;

pub mod spans;

mod spoken;

pub mod turns;

pub mod text;

pub mod units;

pub mod lines;

pub mod names;

pub mod reference;
