//! Test kit, shared by tests, benchmarks and the fuzzer: a reader without a terminal, and properties of any input.

#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a failing test panics")]
#![expect(clippy::return_self_not_must_use, reason = "a reader that starts again is used")]

pub mod checks;

pub mod harness;
