//! Fuzzes ODT.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| testkit::checks::structured::check_odt(bytes));
