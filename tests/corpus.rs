//! Replays the corpus of the fuzzer: any texts, queries, files and keys, with the checks that the fuzzer uses.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::{fs, path::Path};

use testkit::checks::{app, extracted, search, state, structured, text};

#[test]
fn any_bytes_are_a_text() {
    replay("text", text::check);
}

#[test]
fn any_bytes_are_a_structured_text_or_refused() {
    replay("tei", structured::check_tei);
    replay("docx", structured::check_docx);
    replay("odt", structured::check_odt);
    replay("subtitles", structured::check_subtitles);
}

#[test]
fn any_bytes_are_a_web_page() {
    replay("html", extracted::check_html);
}

#[test]
fn any_bytes_are_read_as_an_e_book_or_refused() {
    replay("epub", extracted::check_epub);
}

#[test]
fn any_query_finds_the_same_as_a_plain_search() {
    replay("search", search::check);
}

#[test]
fn no_state_file_is_damaged() {
    replay("state", state::check);
}

#[test]
fn any_keys_leave_a_readable_page() {
    replay("app", app::check);
}

/// Checks each input in the corpus of a target.
fn replay(target: &str, check: fn(&[u8])) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    // A published package leaves it out.
    if !fuzz.exists() {
        return;
    }
    let corpus = fuzz.join("corpus").join(target);
    let mut cases: Vec<_> = fs::read_dir(corpus).unwrap().map(|case| case.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        // Shown if the test fails.
        println!("{}", case.display());
        check(&fs::read(case).unwrap());
    }
}
