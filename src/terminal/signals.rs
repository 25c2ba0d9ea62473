//! Signals: those that end, suspend, resume or resize the program.

use std::{
    ffi::c_int,
    process,
    sync::{Arc, atomic::Ordering},
    thread,
    time::Duration,
};

use anyhow::Context as _;
use nix::sys::signal::{SigSet, Signal};
use rustix::process::getpid;
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH},
    flag,
    iterator::{Handle, Signals},
    low_level::{emulate_default_handler, pipe},
};

use super::{
    inbox::{Inbox, Outbox},
    message::Message,
    screen::Restorer,
};
use crate::store;

/// Checks before the watchdog acts: three seconds, longer than the loop waits for the disk. Checks are counted instead of
/// measuring time, because the program may be suspended meanwhile.
const WATCHDOG_CHECKS: usize = 60;

/// Checks after the loop has ended: ten seconds, longer than cleaning up takes.
const EXIT_CHECKS: usize = 200;

/// Interval between the checks.
const CHECK_INTERVAL: Duration = Duration::from_millis(50);

/// Signals that threads wait for.
#[derive(Debug)]
pub(super) struct WatchedSignals {
    /// Signals that end the program.
    ends: Signals,
    /// The signal of Ctrl-Z.
    stop: SigSet,
}

/// Starts to catch signals. None that arrives before [`listen`] is lost.
///
/// # Errors
///
/// Fails if the system refuses.
pub(super) fn watch(outbox: &Outbox, inbox: &Inbox) -> anyhow::Result<WatchedSignals> {
    const CANNOT_WATCH: &str = "cannot watch for signals";
    for (signal, is_raised) in [(SIGWINCH, &inbox.is_resized), (SIGCONT, &inbox.is_resumed)] {
        // The flag is set before the loop is woken.
        flag::register(signal, Arc::clone(is_raised)).context(CANNOT_WATCH)?;
        pipe::register(signal, outbox.wake.try_clone().context(CANNOT_WATCH)?).context(CANNOT_WATCH)?;
    }
    let ends = Signals::new(ending_signals()).context(CANNOT_WATCH)?;
    // Block SIGTSTP in all threads instead of catching it. Unblocking it restores the default action, which no safe
    // code can do for a signal with a handler.
    let stop = SigSet::from(Signal::SIGTSTP);
    stop.thread_block().context(CANNOT_WATCH)?;
    Ok(WatchedSignals { ends, stop })
}

/// Calls `act` when a signal is about to end a program that only prints. Signals that it was started to ignore, as `nohup`
/// does, stay ignored. Returns `None` if the system refuses.
pub(crate) fn before_end(act: impl Fn() + Send + 'static) -> Option<Handle> {
    let ignored = store::ignored_signals();
    let is_ignored = |signal: c_int| ignored >> (signal - 1) & 1 == 1;
    let ends = [SIGHUP, SIGINT, SIGQUIT, SIGTERM].into_iter().filter(|&signal| !is_ignored(signal));
    let mut ends = Signals::new(ends).ok()?;
    let handle = ends.handle();
    thread::spawn(move || {
        if let Some(signal) = ends.forever().next() {
            act();
            end_by(signal);
        }
    });
    Some(handle)
}

/// Returns the signals that end a program unless it catches them. Faults such as SIGSEGV are excluded. SIGPIPE and
/// SIGXFSZ are ignored, so that a closed pipe or a full file becomes a write error.
fn ending_signals() -> impl Iterator<Item = c_int> {
    const FAULTS: [Signal; 4] = [Signal::SIGILL, Signal::SIGFPE, Signal::SIGSEGV, Signal::SIGBUS];
    const STOPS: [Signal; 5] =
        [Signal::SIGSTOP, Signal::SIGTSTP, Signal::SIGTTIN, Signal::SIGTTOU, Signal::SIGCONT];
    const IGNORED: [Signal; 5] =
        [Signal::SIGCHLD, Signal::SIGURG, Signal::SIGWINCH, Signal::SIGPIPE, Signal::SIGXFSZ];
    let others = [&FAULTS[..], &STOPS, &IGNORED, &[Signal::SIGKILL]].concat();
    Signal::iterator().filter(move |signal| !others.contains(signal)).map(|signal| signal as c_int)
}

/// Starts the threads that wait for signals. One ends the program, even if the loop is busy. The other tells the
/// loop to suspend.
pub(super) fn listen(WatchedSignals { mut ends, stop }: WatchedSignals, outbox: &Outbox, restorer: Restorer) {
    let to_loop = outbox.clone();
    thread::spawn(move || ends.forever().for_each(|signal| shutdown_watchdog(signal, &to_loop, &restorer)));
    let to_loop = outbox.clone();
    thread::spawn(move || while stop.wait().is_err() || to_loop.send(Message::Suspend) {});
}

/// Tells the loop to end the program. Ends it here if the loop does not respond, for example because the terminal
/// accepts no output. Takes no lock that the loop may hold.
fn shutdown_watchdog(signal: c_int, outbox: &Outbox, restorer: &Restorer) {
    let mut is_sent = false;
    for _ in 0..WATCHDOG_CHECKS {
        is_sent = is_sent || outbox.try_send(Message::Terminated(signal));
        thread::sleep(CHECK_INTERVAL);
        if outbox.has_ended.load(Ordering::Relaxed) {
            (0..EXIT_CHECKS).for_each(|_| thread::sleep(CHECK_INTERVAL));
            break;
        }
    }
    restorer.restore();
    end_by(signal);
}

/// Ends the program by `signal`, so that its parent sees the signal. Process 1 of a container cannot be killed by a
/// signal, and signal-hook does not know signals that exist only on Linux. In these cases, exits with the status
/// that shells use.
pub(crate) fn end_by(signal: c_int) -> ! {
    if !getpid().is_init() {
        drop(emulate_default_handler(signal));
    }
    process::exit(128 + signal);
}
