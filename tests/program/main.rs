//! The real program: on a real terminal, in pipes, and as a command.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod home;

mod random;

mod pty;

mod terminal;

mod printing;

mod commands;

mod naming;

mod failing;

mod copies;

mod killing;

mod ways_out;

mod job_control;

mod hostile;

mod any_keys;

mod rubbish;
