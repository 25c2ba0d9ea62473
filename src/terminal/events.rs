//! What comes from outside: the terminal's events, signals, and what other threads have done.
//!
//! The loop reads the terminal itself. A thread between them would have to wake it at each key, which takes as long as
//! half of the frame that follows.

use std::{
    io,
    os::fd::BorrowedFd,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, SyncSender, TrySendError},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use crossterm::event::{self, Event};
use rustix::{
    event::{PollFd, PollFlags, poll},
    io::Errno,
    stdio::stdin,
};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH},
    iterator::Signals,
    low_level::{emulate_default_handler, raise},
};

use super::{Message, screen::restore_modes};
use crate::action::Action;

/// How many messages may wait, and are taken before a frame is drawn. Whoever has more waits too.
pub(super) const MOST_WAITING: usize = 256;

/// Where the loop is told everything.
#[derive(Debug)]
pub(super) struct Inbox {
    messages: Receiver<Message>,
    is_left: Arc<AtomicBool>,
}

/// The way to the loop for other threads.
#[derive(Debug, Clone)]
pub(super) struct Outbox {
    messages: SyncSender<Message>,
    /// Whether the loop has come to its end.
    is_left: Arc<AtomicBool>,
}

/// Both ends.
pub(super) fn mailbox() -> (Outbox, Inbox) {
    let (sender, receiver) = mpsc::sync_channel(MOST_WAITING);
    let is_left = Arc::new(AtomicBool::new(false));
    (Outbox { messages: sender, is_left: Arc::clone(&is_left) }, Inbox { messages: receiver, is_left })
}

impl Outbox {
    /// Tells the loop something and wakes it; tells whether it is still there.
    pub(super) fn tell(&self, message: Message) -> bool {
        // Besides keys only another size of the terminal wakes crossterm: it is told that there might be one.
        self.messages.send(message).is_ok() && raise(SIGWINCH).is_ok()
    }

    /// The same, if there is room at once; tells whether there was, or nobody is left to be told.
    fn tell_at_once(&self, message: Message) -> bool {
        match self.messages.try_send(message) {
            Ok(()) => raise(SIGWINCH).is_ok(),
            Err(TrySendError::Full(_)) => false,
            Err(TrySendError::Disconnected(_)) => true,
        }
    }
}

/// How long it is looked whether the terminal has told more. It is not nothing, since then crossterm would not even
/// look at what it has read already; and it is all spent where there is nothing.
const AT_ONCE: Duration = Duration::from_micros(2);

impl Inbox {
    /// Waits for a message, but not beyond the moment at which the reader has come to rest.
    pub(super) fn next(&self, rest: Option<Instant>) -> Message {
        loop {
            let left = rest.map(|rest| rest.saturating_duration_since(Instant::now()));
            if let Some(message) = self.told().or_else(|| from_terminal(left)) {
                return message;
            }
            if left.is_some_and(|left| left.is_zero()) {
                return Message::Rest;
            }
        }
    }

    /// A message that waits. When it is not seen at once, as on a machine that has other things to do, the next look
    /// finds it.
    pub(super) fn waiting(&self) -> Option<Message> {
        self.told().or_else(|| from_terminal(Some(AT_ONCE)))
    }

    /// What another thread has told.
    fn told(&self) -> Option<Message> {
        self.messages.try_recv().ok()
    }

    /// Tells that the loop has come to its end, and the program will soon.
    pub(super) fn leave(&self) {
        self.is_left.store(true, Ordering::Relaxed);
    }

    /// Waits for what another thread tells, whatever the terminal does.
    pub(super) fn told_within(&self, time: Duration) -> Option<Message> {
        self.messages.recv_timeout(time).ok()
    }
}

/// What the terminal tells within some time, or at any time. A sequence at which reading it panics is passed over, as
/// a job would be that fails: the panic has been told on the terminal, which has been given back for that.
fn from_terminal(time: Option<Duration>) -> Option<Message> {
    let read = || match time {
        Some(time) => event::poll(time)?.then(event::read).transpose(),
        None => event::read().map(Some),
    };
    let read: thread::Result<io::Result<_>> = panic::catch_unwind(AssertUnwindSafe(read));
    match read {
        Ok(Ok(Some(Event::Resize(..)))) => Some(Message::Woken),
        Ok(Ok(event)) => event.map(Message::Event),
        Ok(Err(_)) => Some(Message::HangUp),
        Err(_) => Some(Message::Done(Action::JobFailed)),
    }
}

/// The signals for which is watched.
#[derive(Debug)]
pub(super) struct Watched {
    /// Those that end the program.
    ends: Signals,
    /// Those with which a shell stops it and continues it.
    stops: Signals,
}

/// Watches for signals from now on. None that comes before anyone [listens](listen) is lost.
pub(super) fn watch() -> anyhow::Result<Watched> {
    let signals = |signals: &[i32]| Signals::new(signals).context("cannot watch for signals");
    Ok(Watched { ends: signals(&[SIGHUP, SIGINT, SIGQUIT, SIGTERM])?, stops: signals(&[SIGTSTP, SIGCONT])? })
}

/// Starts to listen: from now on the loop is woken by what it is told. That the terminal has another size is told by
/// crossterm. One thread sees that the program ends when a signal says so, whatever holds it up; one passes the other
/// signals on; and one waits for the end of the terminal, of which not everyone is told by a signal.
pub(super) fn listen(Watched { mut ends, stops }: Watched, outbox: &Outbox) {
    // Crossterm sets up what wakes it when it is first asked. A change of size before that was not heard.
    drop(event::poll(AT_ONCE));
    outbox.tell(Message::Woken);
    let to_loop = outbox.clone();
    thread::spawn(move || ends.forever().for_each(|signal| see_to_the_end(signal, &to_loop)));
    let to_loop = outbox.clone();
    thread::spawn(move || pass_signals_on(stops, &to_loop));
    let to_loop = outbox.clone();
    thread::spawn(move || {
        wait_for_end(stdin());
        to_loop.tell(Message::HangUp);
    });
}

fn pass_signals_on(mut signals: Signals, outbox: &Outbox) {
    for signal in signals.forever() {
        let message = if signal == SIGTSTP { Message::Stop } else { Message::Continue };
        if !outbox.tell(message) {
            return;
        }
    }
}

/// How often it is looked whether the loop has taken the end: for longer than it waits for the disk by itself. Looks
/// are counted, and no time is measured, since a program may be stopped meanwhile.
const LOOKS: usize = 60;

/// How often it is looked after that: for longer than leaving takes.
const LAST_LOOKS: usize = 200;

const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Tells the loop that the program is to end. If it does not, as when it writes to a terminal that takes nothing, the
/// program is ended here. This waits for nothing that the loop may hold.
fn see_to_the_end(signal: i32, outbox: &Outbox) {
    let mut is_told = false;
    let is_taken = (0..LOOKS).any(|_| {
        is_told = is_told || outbox.tell_at_once(Message::End(signal));
        thread::sleep(BETWEEN_LOOKS);
        outbox.is_left.load(Ordering::Relaxed)
    });
    if is_taken {
        (0..LAST_LOOKS).for_each(|_| thread::sleep(BETWEEN_LOOKS));
    }
    restore_modes();
    drop(emulate_default_handler(signal));
}

/// Waits until a terminal is gone: nothing else is asked for.
fn wait_for_end(terminal: BorrowedFd<'_>) {
    let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
    while poll(&mut watched, None).is_err_and(|error| error == Errno::INTR) {}
}
