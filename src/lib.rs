//! `oratory`, a terminal reader for speeches.

pub mod store;
pub mod text;
