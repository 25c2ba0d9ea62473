//! Fuzzes queries and texts.

#![no_main]

#[path = "../../tests/anything/search.rs"]
mod search;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| search::check(bytes));
