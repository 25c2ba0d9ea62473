//! Fuzzes keys, texts and screen sizes.

#![no_main]

#[expect(dead_code, reason = "what other tests need of it is not needed here")]
#[path = "../../tests/reader/harness.rs"]
mod harness;

#[path = "../../tests/anything/page.rs"]
mod page;

#[path = "../../tests/anything/app.rs"]
mod app;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| app::check(bytes));
