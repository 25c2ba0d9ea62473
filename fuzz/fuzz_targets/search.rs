//! Fuzzes queries and texts.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| testkit::checks::search::check(bytes));
