//! Fuzzes texts.

#![no_main]

#[path = "../../tests/anything/text.rs"]
mod text;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| text::check(bytes));
