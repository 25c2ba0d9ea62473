//! Everything that wakes the event loop: the terminal, signals, and other threads.
//!
//! One `poll` waits for the terminal and for a pipe. Another thread puts a message into a channel and writes a byte
//! into the pipe. A signal handler sets a flag and does the same. The loop reads the terminal itself: waking it
//! from a reader thread at each key would take half as long as drawing a frame.

use std::{
    ffi::c_int,
    io::{self, PipeReader, PipeWriter, Read as _, Write as _},
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, SyncSender, TrySendError},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use nix::sys::signal::{SigSet, Signal};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::{Errno, ioctl_fionbio, read},
    process::getpid,
    stdio::stdin,
};
use signal_hook::{
    consts::{SIGCONT, SIGWINCH},
    flag,
    iterator::Signals,
    low_level::{emulate_default_handler, pipe},
};

use super::{Message, input::Input, screen::Exit};

/// Capacity of the channel, and the most messages handled before a frame is drawn. Senders block while the channel
/// is full.
pub(super) const MOST_WAITING: usize = 256;

/// Bytes read from the terminal at once: the size of the input queue of the system.
const READ_BYTES: usize = 4096;

/// Receiving end of the channel, with the terminal and the signals.
#[derive(Debug)]
pub(super) struct Inbox {
    messages: Receiver<Message>,
    /// Readable after any event that does not come from the terminal.
    wake: PipeReader,
    is_left: Arc<AtomicBool>,
    /// Set by SIGWINCH.
    is_resized: Arc<AtomicBool>,
    /// Set by SIGCONT.
    is_continued: Arc<AtomicBool>,
    input: Input,
}

/// Sending end of the channel, for other threads.
#[derive(Debug, Clone)]
pub(super) struct Outbox {
    messages: SyncSender<Message>,
    wake: Arc<PipeWriter>,
    /// `true` once the loop has ended.
    is_left: Arc<AtomicBool>,
}

/// Creates both ends of the channel.
///
/// # Errors
///
/// Fails if the system has no pipe left.
pub(super) fn mailbox() -> anyhow::Result<(Outbox, Inbox)> {
    let (sender, receiver) = mpsc::sync_channel(MOST_WAITING);
    let (wake, waker) = io::pipe().context("cannot create a pipe")?;
    // One pending byte is enough to wake the loop.
    ioctl_fionbio(&waker, true).context("cannot set up a pipe")?;
    let is_left = Arc::new(AtomicBool::new(false));
    let outbox = Outbox { messages: sender, wake: Arc::new(waker), is_left: Arc::clone(&is_left) };
    let (is_resized, is_continued) = (Arc::default(), Arc::default());
    let inbox =
        Inbox { messages: receiver, wake, is_left, is_resized, is_continued, input: Input::default() };
    Ok((outbox, inbox))
}

impl Outbox {
    /// Sends a message and wakes the loop. Returns `false` if the loop has ended.
    pub(super) fn tell(&self, message: Message) -> bool {
        let is_sent = self.messages.send(message).is_ok();
        self.wake();
        is_sent
    }

    /// Sends a message unless the channel is full. Returns `false` if it is full and the loop has not ended.
    fn tell_at_once(&self, message: Message) -> bool {
        let sent = self.messages.try_send(message);
        self.wake();
        !matches!(sent, Err(TrySendError::Full(_)))
    }

    fn wake(&self) {
        drop((&*self.wake).write(&[0]));
    }
}

impl Inbox {
    /// Waits for a message. Returns [`Message::Rest`] at the time `rest`.
    pub(super) fn next(&mut self, rest: Option<Instant>) -> Message {
        loop {
            if let Some(message) = self.waiting_message() {
                return message;
            }
            if rest.is_some_and(|rest| rest <= Instant::now()) {
                return Message::Rest;
            }
            if self.wait(rest).is_err() {
                return Message::HangUp;
            }
        }
    }

    /// Returns the next message without waiting.
    pub(super) fn waiting(&mut self) -> Option<Message> {
        self.waiting_message().or_else(|| match self.wait(Some(Instant::now())) {
            Ok(()) => self.waiting_message(),
            Err(_) => Some(Message::HangUp),
        })
    }

    fn waiting_message(&mut self) -> Option<Message> {
        if self.is_resized.swap(false, Ordering::Relaxed) {
            return Some(Message::Resized);
        }
        if self.has_been_continued() {
            return Some(Message::Continue);
        }
        let message = self.messages.try_recv().ok();
        message.or_else(|| self.input.pop().map(Message::Event))
    }

    /// Waits until something happens, or until `end`. Parses the terminal's input.
    fn wait(&mut self, end: Option<Instant>) -> io::Result<()> {
        let deadline = self.input.deadline();
        let until = end.into_iter().chain(deadline).min();
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        let timeout = left.and_then(|left| Timespec::try_from(left).ok());
        let (keyboard, wake) = (stdin(), &self.wake);
        let mut ready = [PollFd::new(&keyboard, PollFlags::IN), PollFd::new(wake, PollFlags::IN)];
        match poll(&mut ready, timeout.as_ref()) {
            // The signal handler has written to the pipe.
            Err(Errno::INTR) => return Ok(()),
            other => other?,
        };
        let [keyboard, wake] = ready.map(|ready| ready.revents());
        if wake.contains(PollFlags::IN) {
            drop(self.wake.read(&mut [0; 64]));
        }
        if !keyboard.is_empty() {
            return self.read_terminal();
        }
        if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            self.input.expire();
        }
        Ok(())
    }

    fn read_terminal(&mut self) -> io::Result<()> {
        let mut bytes = [0; READ_BYTES];
        match read(stdin(), &mut bytes) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                self.input.feed(&bytes[..count], Instant::now());
                Ok(())
            }
            Err(Errno::INTR | Errno::AGAIN) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns `true` if the program has been continued since the last call.
    pub(super) fn has_been_continued(&self) -> bool {
        self.is_continued.swap(false, Ordering::Relaxed)
    }

    /// Tells the watchdog that the loop has ended.
    pub(super) fn leave(&self) {
        self.is_left.store(true, Ordering::Relaxed);
    }

    /// Waits up to `time` for a message of another thread. Ignores the terminal.
    pub(super) fn told_within(&self, time: Duration) -> Option<Message> {
        self.messages.recv_timeout(time).ok()
    }
}

/// Signals that threads wait for.
#[derive(Debug)]
pub(super) struct Watched {
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
pub(super) fn watch(outbox: &Outbox, inbox: &Inbox) -> anyhow::Result<Watched> {
    const REFUSED: &str = "cannot watch for signals";
    for (signal, is_raised) in [(SIGWINCH, &inbox.is_resized), (SIGCONT, &inbox.is_continued)] {
        // The flag is set before the loop is woken.
        flag::register(signal, Arc::clone(is_raised)).context(REFUSED)?;
        pipe::register(signal, outbox.wake.try_clone().context(REFUSED)?).context(REFUSED)?;
    }
    let ends = Signals::new(ending_signals()).context(REFUSED)?;
    // Block SIGTSTP in all threads instead of catching it. Unblocking it restores the default action, which no safe
    // code can do for a signal with a handler.
    let stop = SigSet::from(Signal::SIGTSTP);
    stop.thread_block().context(REFUSED)?;
    Ok(Watched { ends, stop })
}

/// Returns the signals that end a program unless it catches them. Faults such as SIGSEGV are excluded. SIGPIPE and
/// SIGXFSZ are ignored, so that a closed pipe or a full file becomes a write error.
fn ending_signals() -> impl Iterator<Item = c_int> {
    let is_ending = |signal: &Signal| {
        let is_fault = matches!(signal, Signal::SIGILL | Signal::SIGFPE | Signal::SIGSEGV | Signal::SIGBUS);
        let is_stop = matches!(
            signal,
            Signal::SIGSTOP | Signal::SIGTSTP | Signal::SIGTTIN | Signal::SIGTTOU | Signal::SIGCONT
        );
        let is_ignored = matches!(
            signal,
            Signal::SIGCHLD | Signal::SIGURG | Signal::SIGWINCH | Signal::SIGPIPE | Signal::SIGXFSZ
        );
        *signal != Signal::SIGKILL && !is_fault && !is_stop && !is_ignored
    };
    Signal::iterator().filter(is_ending).map(|signal| signal as c_int)
}

/// Starts the threads that wait for signals. One ends the program, even if the loop is busy. The other tells the
/// loop to suspend.
pub(super) fn listen(Watched { mut ends, stop }: Watched, outbox: &Outbox, exit: Exit) {
    let to_loop = outbox.clone();
    thread::spawn(move || ends.forever().for_each(|signal| shutdown_watchdog(signal, &to_loop, &exit)));
    let to_loop = outbox.clone();
    thread::spawn(move || while stop.wait().is_err() || to_loop.tell(Message::Stop) {});
}

/// Checks before the watchdog acts: three seconds, longer than the loop waits for the disk. Checks are counted
/// instead of measuring time, because the program may be suspended meanwhile.
const LOOP_CHECKS: usize = 60;

/// Checks after the loop has ended: ten seconds, longer than cleaning up takes.
const EXIT_CHECKS: usize = 200;

const CHECK_INTERVAL: Duration = Duration::from_millis(50);

/// Tells the loop to end the program. Ends it here if the loop does not respond, for example because the terminal
/// accepts no output. Takes no lock that the loop may hold.
fn shutdown_watchdog(signal: c_int, outbox: &Outbox, exit: &Exit) {
    let mut is_told = false;
    let is_taken = (0..LOOP_CHECKS).any(|_| {
        is_told = is_told || outbox.tell_at_once(Message::End(signal));
        thread::sleep(CHECK_INTERVAL);
        outbox.is_left.load(Ordering::Relaxed)
    });
    if is_taken {
        (0..EXIT_CHECKS).for_each(|_| thread::sleep(CHECK_INTERVAL));
    }
    exit.give_back();
    end_by(signal);
}

/// Ends the program by `signal`, so that its parent sees the signal. Process 1 of a container cannot be killed by a
/// signal, and signal-hook does not know signals that exist only on Linux. In these cases, exits with the status
/// that shells use.
pub fn end_by(signal: c_int) -> ! {
    if !getpid().is_init() {
        drop(emulate_default_handler(signal));
    }
    process::exit(128 + signal);
}
