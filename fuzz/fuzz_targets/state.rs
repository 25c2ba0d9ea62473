//! Fuzzes state files.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| testkit::checks::state::check(bytes));
