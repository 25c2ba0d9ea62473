//! Tests of the real program: on a terminal, in pipes, and as a command.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    io::{self, Write as _},
    thread,
};

mod home;

mod random;

mod pty;

mod terminal;

mod version_0_1;

mod divided_anew;

mod printing;

mod arguments;

mod blocks;

mod citing;

mod commands;

mod exchanging;

mod completions;

mod names;

mod folders;

mod formats;

mod sidecars;

mod details;

mod chinese;

mod converters;

mod piped;

mod studying;

mod failing;

mod instances;

mod killing;

mod drafts;

mod ways_out;

mod job_control;

mod hostile;

mod random_keys;

mod rubbish;

/// Reports that a test was skipped, and why. Writes to standard error directly, since the output of passing tests
/// is hidden.
fn not_tested(why: &str) {
    let this = thread::current();
    let note = format!("\nNOT TESTED: {}: {why}\n", this.name().unwrap_or_default());
    io::stderr().write_all(note.as_bytes()).unwrap();
}
