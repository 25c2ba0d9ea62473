//! Fuzzes e-books.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| testkit::checks::extracted::check_epub(bytes));
