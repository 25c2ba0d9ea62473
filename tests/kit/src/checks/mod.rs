//! Properties of any input, for the corpus tests and for the fuzzer. Each takes bytes and panics if a property fails.

pub mod app;

pub mod extracted;

pub mod page;

pub mod search;

pub mod state;

pub mod structured;

pub mod text;
