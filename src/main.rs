//! The `oratory` program.

fn main() {}
