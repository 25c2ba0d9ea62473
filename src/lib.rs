//! `oratory`, a terminal reader for speeches.

pub mod text;
