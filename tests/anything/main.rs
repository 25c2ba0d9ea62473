//! Any text, any query, any file, any keys: the cases that the fuzzer goes out from and those that it has found,
//! checked as it checks them.

#![expect(clippy::unwrap_used, reason = "in a test, what is missing is to be seen")]

#[expect(dead_code, reason = "what other tests need of it is not needed here")]
#[path = "../reader/harness.rs"]
mod harness;

mod app;

mod page;

mod search;

mod state;

mod text;

use std::{fs, path::Path};

#[test]
fn any_bytes_are_a_text() {
    replay("text", text::check);
}

#[test]
fn any_query_finds_what_is_found_by_hand() {
    replay("search", search::check);
}

#[test]
fn no_file_that_was_kept_is_harmed() {
    replay("state", state::check);
}

#[test]
fn any_keys_leave_a_page_to_read() {
    replay("app", app::check);
}

/// Checks each case in the corpus of one target.
fn replay(target: &str, check: fn(&[u8])) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    // What is published leaves it out.
    if !fuzz.exists() {
        return;
    }
    let corpus = fuzz.join("corpus").join(target);
    let mut cases: Vec<_> = fs::read_dir(corpus).unwrap().map(|case| case.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        // Seen if it fails.
        println!("{}", case.display());
        check(&fs::read(case).unwrap());
    }
}
