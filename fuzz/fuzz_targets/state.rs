//! Fuzzes state files.

#![no_main]

#[expect(dead_code, reason = "what other tests need of it is not needed here")]
#[path = "../../tests/reader/harness.rs"]
mod harness;

#[path = "../../tests/anything/page.rs"]
mod page;

#[path = "../../tests/anything/state.rs"]
mod state;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| state::check(bytes));
