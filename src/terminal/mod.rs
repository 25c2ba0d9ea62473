//! The terminal: reads input, draws frames, carries out effects.
//!
//! One loop waits for keys, signals and results of the workers. Nothing else wakes it: an idle program uses no CPU
//! time.

mod clipboard;

pub(crate) mod event_loop;

mod inbox;

pub(crate) mod input_handler;

mod input_parser;

mod message;

mod pending_saves;

pub(crate) mod renderer;

pub(crate) mod screen;

pub(crate) mod signals;

/// Returns the present time.
pub(crate) fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
