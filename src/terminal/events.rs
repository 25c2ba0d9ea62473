//! What comes from outside, made into messages: a thread waits for the terminal, another for signals.

use std::{sync::mpsc::Sender, thread, time::Duration};

use anyhow::Context as _;
use crossterm::event;
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP},
    iterator::Signals,
};

use super::Message;

/// Starts both threads.
pub(super) fn listen(messages: &Sender<Message>) -> anyhow::Result<()> {
    let signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT])
        .context("cannot watch for signals")?;
    let to_loop = messages.clone();
    thread::spawn(move || pass_signals_on(signals, &to_loop));
    let to_loop = messages.clone();
    thread::spawn(move || pass_events_on(&to_loop));
    Ok(())
}

fn pass_signals_on(mut signals: Signals, messages: &Sender<Message>) {
    for signal in signals.forever() {
        let message = match signal {
            SIGTSTP => Message::Stop,
            SIGCONT => Message::Continue,
            other => Message::End(other),
        };
        if messages.send(message).is_err() {
            return;
        }
    }
}

/// Waits for events, and sends on all that are there at once.
fn pass_events_on(messages: &Sender<Message>) {
    loop {
        let mut events = Vec::new();
        let mut read = event::read();
        while let Ok(event) = read {
            events.push(event);
            match event::poll(Duration::ZERO) {
                Ok(true) => read = event::read(),
                Ok(false) => break,
                Err(error) => read = Err(error),
            }
        }
        let gone = events.is_empty();
        let message = if gone { Message::HangUp } else { Message::Events(events) };
        if messages.send(message).is_err() || gone {
            return;
        }
    }
}
