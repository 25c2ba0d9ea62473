//! Fuzzes keys, texts and screen sizes.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| testkit::checks::app::check(bytes));
