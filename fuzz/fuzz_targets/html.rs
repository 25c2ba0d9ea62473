//! Fuzzes web pages.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| testkit::checks::extracted::check_html(bytes));
