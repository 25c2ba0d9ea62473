//! A text, its blocks, and what is known about it.

pub(crate) mod details;

pub(crate) mod edtf;

pub(crate) mod layout_options;

pub(crate) mod title_page;

pub(crate) mod scripts;

pub(crate) mod words;

pub(crate) mod sentences;

pub(crate) mod spans;

mod spoken;

pub(crate) mod turns;

pub(crate) mod text;

pub(crate) mod units;

pub(crate) mod lines;

pub(crate) mod names;

pub(crate) mod reference;
