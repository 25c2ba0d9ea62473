//! What comes from outside, made into messages: a thread waits for the terminal, another for signals.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::mpsc::SyncSender,
    thread,
    time::Duration,
};

use anyhow::Context as _;
use crossterm::event;
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH},
    iterator::Signals,
};

use super::Message;
use crate::action::Action;

/// Watches for signals from now on. None that comes before anyone [listens](listen) is lost.
pub(super) fn watch() -> anyhow::Result<Signals> {
    Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT, SIGWINCH])
        .context("cannot watch for signals")
}

/// Starts both threads.
pub(super) fn listen(signals: Signals, messages: &SyncSender<Message>) {
    let to_loop = messages.clone();
    thread::spawn(move || pass_signals_on(signals, &to_loop));
    let to_loop = messages.clone();
    thread::spawn(move || pass_all_events_on(&to_loop));
}

fn pass_signals_on(mut signals: Signals, messages: &SyncSender<Message>) {
    for signal in signals.forever() {
        let message = match signal {
            SIGTSTP => Message::Stop,
            SIGCONT => Message::Continue,
            SIGWINCH => Message::Resized,
            other => Message::End(other),
        };
        if messages.send(message).is_err() {
            return;
        }
    }
}

/// Passes events on, whatever comes from the terminal: a sequence at which reading it panics is passed over, as a
/// job would be that fails. The panic has been told on the terminal, which has been given back for that.
fn pass_all_events_on(messages: &SyncSender<Message>) {
    let read = || panic::catch_unwind(AssertUnwindSafe(|| pass_events_on(messages)));
    while read().is_err() {
        if messages.send(Message::Done(Action::JobFailed)).is_err() {
            return;
        }
    }
}

/// How long it is looked whether more has come with an event. It is not nothing, since then crossterm would
/// not even look at what it has read already; and it is all spent where nothing has come.
const AT_ONCE: Duration = Duration::from_micros(2);

/// Waits for events. While the loop is busy they wait in the terminal.
fn pass_events_on(messages: &SyncSender<Message>) {
    let mut next = event::read();
    while let Ok(event) = next {
        let following = event::poll(AT_ONCE).unwrap_or_default().then(event::read);
        if messages.send(Message::Event { event, is_followed: following.is_some() }).is_err() {
            return;
        }
        next = following.unwrap_or_else(event::read);
    }
    drop(messages.send(Message::HangUp));
}
