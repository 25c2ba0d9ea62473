//! Sets up and restores the terminal: raw mode, alternate screen, cursor, paste, mouse. Writes to its clipboard.

use std::{
    ffi::CString,
    io::{self, PipeWriter, Write},
    mem,
    os::fd::AsFd,
    panic,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::Context as _;
use crossterm::{
    clipboard::CopyToClipboard,
    cursor::Show,
    queue,
    style::{Print, ResetColor},
    terminal::{self, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen},
};
use nix::sys::signal::{SigSet, Signal};
use rustix::{
    fs::{Mode, OFlags, open},
    io::Errno,
    process::{getpgrp, getpid, kill_current_process_group},
    stdio::{dup2_stdin, stdin, stdout},
    termios::{OptionalActions, isatty, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr, ttyname},
};

/// Reports presses, drags and the wheel, with SGR coordinates. crossterm would also report mere movement, which would
/// wake the program.
const MOUSE_ON: &str = "\x1b[?1002h\x1b[?1006h";

const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l";

/// Brackets pastes, so that no line of a paste is read as keys.
const PASTE_ON: &str = "\x1b[?2004h";

const PASTE_OFF: &str = "\x1b[?2004l";

/// Largest screen in use, in columns and rows. Memory grows with the number of cells, and nobody reads on more.
const MAX_SIZE: (u16, u16) = (2000, 1000);

/// Size of a terminal that does not tell its size, in columns and rows.
const DEFAULT_SIZE: (u16, u16) = (80, 24);

/// Returns the columns and rows of the terminal, within bounds.
pub(crate) fn size() -> (u16, u16) {
    // crossterm would run `tput` if the size is unknown.
    match tcgetwinsize(stdout()).map(|size| (size.ws_col, size.ws_row)) {
        Ok((columns @ 1.., rows @ 1..)) => (columns.min(MAX_SIZE.0), rows.min(MAX_SIZE.1)),
        _ => DEFAULT_SIZE,
    }
}

/// Returns `true` if keys can be read, from standard input or from the terminal itself.
pub(crate) fn has_keys() -> bool {
    terminal::enable_raw_mode().and_then(|()| terminal::disable_raw_mode()).is_ok()
}

/// The terminal in use. It is restored on drop, and before a panic is reported.
#[derive(Debug)]
pub struct Screen {
    state: Arc<State>,
}

/// State of the terminal, for all threads.
#[derive(Debug)]
struct State {
    /// `true` while the terminal is set up for this program.
    is_in_use: Mutex<bool>,
    /// `true` if it was the controlling terminal of the session at the start.
    is_controlling: bool,
}

impl State {
    /// Locks the flag. It is valid even after a panic.
    fn lock(&self) -> MutexGuard<'_, bool> {
        self.is_in_use.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns `true` if the program may use the terminal. The kernel stops a background process that changes its
    /// modes.
    fn is_in_foreground(&self) -> bool {
        match tcgetpgrp(stdin()) {
            Ok(group) => group == getpgrp(),
            // Another session's terminal, unless the session has lost it because its first shell has ended.
            Err(Errno::NOTTY) => !self.is_controlling,
            // The foreground process group is outside of the container.
            Err(Errno::OPNOTSUPP) => true,
            Err(_) => false,
        }
    }

    /// Restores the terminal, once. Does nothing if it is gone or belongs to another program.
    fn restore(&self) {
        let mut is_in_use = self.lock();
        if mem::replace(&mut is_in_use, false) && self.is_in_foreground() {
            let mut out = io::stdout();
            drop(out.write_all(&restoring_sequences()).and_then(|()| out.flush()));
            drop(terminal::disable_raw_mode());
        }
    }
}

/// Output for frames. Discards them while the terminal is restored: another thread may be reporting a panic, after
/// which the page is redrawn.
#[derive(Debug)]
pub(super) struct Output {
    terminal: PipeWriter,
    state: Arc<State>,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_in_use = self.state.lock();
        if *is_in_use { self.terminal.write(bytes) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.terminal.flush()
    }
}

impl Screen {
    /// Sets up the terminal, with the mouse if `mouse` is `true`. From now on, a panic in any thread restores it
    /// before it is reported.
    ///
    /// # Errors
    ///
    /// Fails if it is not a terminal, or cannot be written to.
    pub fn new(mouse: bool) -> anyhow::Result<Self> {
        reopen_stdin();
        let is_controlling = tcgetpgrp(stdin()).is_ok();
        let state = Arc::new(State { is_in_use: Mutex::new(false), is_controlling });
        let screen = Self { state: Arc::clone(&state) };
        screen.set_up(mouse)?;
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            state.restore();
            report(info);
        }));
        Ok(screen)
    }

    /// Sets up the terminal, also after another program has used it.
    pub(super) fn set_up(&self, mouse: bool) -> anyhow::Result<()> {
        *self.state.lock() = true;
        terminal::enable_raw_mode()
            .and_then(|()| set_raw())
            .context("cannot read single keys from the terminal")?;
        let mut sequences = Vec::new();
        queue!(sequences, EnterAlternateScreen, Print(PASTE_ON))?;
        queue!(sequences, Print(if mouse { MOUSE_ON } else { MOUSE_OFF }))?;
        write_out(&sequences)
    }

    /// Returns `true` if the program may use the terminal.
    pub(super) fn is_in_foreground(&self) -> bool {
        self.state.is_in_foreground()
    }

    /// Returns a handle that restores the terminal from another thread.
    pub(super) fn restorer(&self) -> Restorer {
        Restorer { state: Arc::clone(&self.state) }
    }

    /// Returns standard output without the line buffer of [`io::stdout`], which would split a frame at its last line
    /// feed.
    pub(super) fn output(&self) -> anyhow::Result<Output> {
        let output = io::stdout().as_fd().try_clone_to_owned().context("cannot set up the screen")?;
        Ok(Output { terminal: output.into(), state: Arc::clone(&self.state) })
    }

    /// Turns mouse reporting on or off.
    #[expect(clippy::unused_self, reason = "only who holds the terminal may")]
    pub(super) fn set_mouse(&self, on: bool) -> anyhow::Result<()> {
        write_out(if on { MOUSE_ON } else { MOUSE_OFF }.as_bytes())
    }

    /// Copies `text` to the clipboard of the terminal (OSC 52), which works over SSH too.
    #[expect(clippy::unused_self, reason = "only who holds the terminal may")]
    pub(super) fn copy(&self, text: &str) -> anyhow::Result<()> {
        let mut sequence = Vec::new();
        queue!(sequence, CopyToClipboard::to_clipboard_from(text))?;
        write_out(&sequence)
    }

    /// Restores the terminal and stops the process group, as Ctrl-Z does in other programs. A parent such as `sh -c`,
    /// a script or xargs stops too, so that the shell notices. Nothing stops without a shell.
    pub(super) fn stop(&self) -> anyhow::Result<()> {
        const CANNOT_SUSPEND: &str = "cannot suspend the program";
        // Process 1 of a container cannot be stopped. A waiting process outside of the container can.
        if getpid().is_init() {
            return Ok(());
        }
        self.state.restore();
        // SIGTSTP is blocked otherwise. It keeps its default action.
        let stop = SigSet::from(Signal::SIGTSTP);
        stop.thread_unblock().context(CANNOT_SUSPEND)?;
        kill_current_process_group(rustix::process::Signal::TSTP).context(CANNOT_SUSPEND)?;
        stop.thread_block().context(CANNOT_SUSPEND)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.state.restore();
    }
}

/// Handle that restores the terminal from another thread, even if the event loop is busy.
#[derive(Debug)]
pub(super) struct Restorer {
    state: Arc<State>,
}

impl Restorer {
    /// Restores the terminal if it is in use. Never blocks: neither on the event loop, which may be writing, nor on a
    /// terminal that accepts nothing.
    pub(super) fn restore(&self) {
        let is_in_use = self.state.is_in_use.try_lock().map_or(true, |is_in_use| *is_in_use);
        if !is_in_use || !self.state.is_in_foreground() {
            return;
        }
        let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = ttyname(stdout(), Vec::new()).and_then(|name| open(&name, flags, Mode::empty()));
        // Standard input was reopened so that it does not block either.
        let terminal = opened.as_ref().map_or_else(|_| stdin(), AsFd::as_fd);
        let _ = rustix::io::write(terminal, &restoring_sequences());
        drop(terminal::disable_raw_mode());
    }
}

/// Reopens the terminal as standard input, in non-blocking mode. Otherwise half a sequence on a slow line would block
/// the event loop, as it does if the terminal cannot be opened. Processes that share the original standard input, such
/// as the shell, are not affected.
fn reopen_stdin() {
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let open = |name: CString| open(&name, flags, Mode::empty());
    // The terminal may belong to another user. Then it cannot be opened by its own name.
    let terminal = ttyname(stdin(), Vec::new()).and_then(open).or_else(|_| open(c"/dev/tty".to_owned()));
    let _ = terminal.and_then(dup2_stdin);
}

/// Sets raw mode, whatever the current modes are. crossterm does nothing if it has set them before. Restoring them
/// first would open a gap in which Ctrl-s halts the terminal.
fn set_raw() -> io::Result<()> {
    let terminal = if isatty(stdin()) { stdin() } else { stdout() };
    let mut modes = tcgetattr(terminal)?;
    modes.make_raw();
    Ok(tcsetattr(terminal, OptionalActions::Now, &modes)?)
}

fn write_out(sequences: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(sequences).and_then(|()| out.flush()).context("cannot write to the terminal")
}

/// Returns the sequences that restore the terminal.
fn restoring_sequences() -> Vec<u8> {
    let mut sequences = Vec::new();
    drop(queue!(
        sequences,
        EndSynchronizedUpdate,
        ResetColor,
        Print(MOUSE_OFF),
        Print(PASTE_OFF),
        LeaveAlternateScreen,
        Show
    ));
    sequences
}
