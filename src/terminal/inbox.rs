//! Everything that wakes the event loop: the terminal, signals, and other threads.
//!
//! One `poll` waits for the terminal and for a pipe. Another thread puts a message into a channel and writes a byte
//! into the pipe. A signal handler sets a flag and does the same. The loop reads the terminal itself: waking it
//! from a reader thread at each key would take half as long as drawing a frame.

use std::{
    io::{self, PipeReader, PipeWriter, Read as _, Write as _},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, SyncSender, TrySendError},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::{Errno, ioctl_fionbio, read},
    stdio::stdin,
};

use super::{input_parser::InputParser, message::Message};

/// Capacity of the channel. Senders block while it is full. The channel allocates and touches all of it before the first
/// frame, and each page of memory costs microseconds.
const QUEUE_CAPACITY: usize = 32;

/// Bytes read from the terminal at once: the size of the input queue of Linux.
const READ_BYTES: usize = 4096;

/// Receiving end of the channel, with the terminal and the signals.
#[derive(Debug)]
pub(super) struct Inbox {
    messages: Receiver<Message>,
    /// Readable after any event that does not come from the terminal.
    wake: PipeReader,
    has_ended: Arc<AtomicBool>,
    /// Set by SIGWINCH.
    pub(super) is_resized: Arc<AtomicBool>,
    /// Set by SIGCONT.
    pub(super) is_resumed: Arc<AtomicBool>,
    input: InputParser,
}

/// Sending end of the channel, for other threads.
#[derive(Debug, Clone)]
pub(super) struct Outbox {
    messages: SyncSender<Message>,
    pub(super) wake: Arc<PipeWriter>,
    /// `true` once the loop has ended.
    pub(super) has_ended: Arc<AtomicBool>,
}

/// Creates both ends of the channel.
///
/// # Errors
///
/// Fails if the system has no pipe left.
pub(super) fn mailbox() -> anyhow::Result<(Outbox, Inbox)> {
    let (sender, receiver) = mpsc::sync_channel(QUEUE_CAPACITY);
    let (wake, waker) = io::pipe().context("cannot create a pipe")?;
    // One pending byte is enough to wake the loop.
    ioctl_fionbio(&waker, true).context("cannot set up a pipe")?;
    let has_ended = Arc::new(AtomicBool::new(false));
    let outbox = Outbox { messages: sender, wake: Arc::new(waker), has_ended: Arc::clone(&has_ended) };
    let (is_resized, is_resumed) = (Arc::default(), Arc::default());
    let inbox =
        Inbox { messages: receiver, wake, has_ended, is_resized, is_resumed, input: InputParser::default() };
    Ok((outbox, inbox))
}

impl Outbox {
    /// Sends a message and wakes the loop. Returns `false` if the loop has ended.
    pub(super) fn send(&self, message: Message) -> bool {
        let is_sent = self.messages.send(message).is_ok();
        self.wake();
        is_sent
    }

    /// Sends a message unless the channel is full. Returns `false` if it is full and the loop has not ended.
    pub(super) fn try_send(&self, message: Message) -> bool {
        let sent = self.messages.try_send(message);
        self.wake();
        !matches!(sent, Err(TrySendError::Full(_)))
    }

    fn wake(&self) {
        drop((&*self.wake).write(&[0]));
    }
}

impl Inbox {
    /// Waits for a message. Returns [`Message::TimedOut`] at the time `deadline`.
    pub(super) fn receive(&mut self, deadline: Option<Instant>) -> Message {
        loop {
            if let Some(message) = self.next_queued() {
                return message;
            }
            if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return Message::TimedOut;
            }
            if self.wait(deadline).is_err() {
                return Message::HungUp;
            }
        }
    }

    /// Returns the next message without waiting.
    pub(super) fn try_receive(&mut self) -> Option<Message> {
        self.next_queued().or_else(|| match self.wait(Some(Instant::now())) {
            Ok(()) => self.next_queued(),
            Err(_) => Some(Message::HungUp),
        })
    }

    fn next_queued(&mut self) -> Option<Message> {
        if self.is_resized.swap(false, Ordering::Relaxed) {
            return Some(Message::Resized);
        }
        if self.take_resumed() {
            return Some(Message::Resumed);
        }
        let message = self.messages.try_recv().ok();
        message.or_else(|| self.input.pop().map(Message::Input))
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
            // The signal handler has set a flag.
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

    /// Returns `true` if the program was resumed since the last call.
    pub(super) fn take_resumed(&self) -> bool {
        self.is_resumed.swap(false, Ordering::Relaxed)
    }

    /// Notes for the watchdog that the loop has ended.
    pub(super) fn note_end(&self) {
        self.has_ended.store(true, Ordering::Relaxed);
    }

    /// Waits up to `timeout` for a message of another thread. Ignores the terminal.
    pub(super) fn receive_from_threads(&self, timeout: Duration) -> Option<Message> {
        self.messages.recv_timeout(timeout).ok()
    }
}
