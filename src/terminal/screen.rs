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
    process::{Pid, getpgrp, getpid, kill_current_process_group},
    stdio::{dup2_stdin, stdin, stdout},
    termios::{OptionalActions, isatty, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr, ttyname},
};

/// Reports presses, drags and the wheel, with SGR coordinates. Unlike in crossterm, mere movement is not reported,
/// so it does not wake the program.
const MOUSE_ON: &str = "\x1b[?1002h\x1b[?1006h";

const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l";

/// Brackets pastes, so that no line of a paste is read as keys.
const PASTE_ON: &str = "\x1b[?2004h";

const PASTE_OFF: &str = "\x1b[?2004l";

const CANNOT_SUSPEND: &str = "cannot suspend the program";

/// Largest screen in use, in columns and rows. Memory grows with the number of cells, and nobody reads on more.
const LARGEST: (u16, u16) = (2000, 1000);

/// Limits a size to [`LARGEST`].
fn usable((columns, rows): (u16, u16)) -> (u16, u16) {
    (columns.min(LARGEST.0), rows.min(LARGEST.1))
}

/// Returns the columns and rows of the terminal, or 80 by 24 if they are unknown.
pub fn size() -> (u16, u16) {
    // crossterm would run `tput` if the size is unknown.
    let size = tcgetwinsize(stdout()).ok().map(|size| (size.ws_col, size.ws_row));
    size.filter(|(columns, rows)| *columns > 0 && *rows > 0).map_or((80, 24), usable)
}

/// Returns `true` if keys can be read, from standard input or from the terminal itself.
pub fn has_keys() -> bool {
    terminal::enable_raw_mode().and_then(|()| terminal::disable_raw_mode()).is_ok()
}

/// The terminal in use. It is restored on drop, and before a panic is reported.
#[derive(Debug)]
pub struct Screen {
    taken: Arc<Mutex<bool>>,
    /// `true` if it is the controlling terminal of the session, which the shell can reclaim.
    is_lent: bool,
}

/// Owner of the terminal. The system stops a background process that changes its modes, again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// This program.
    Us,
    /// Another program, such as the shell while this program is in the background.
    Another,
    /// Nobody: the terminal is gone.
    Nobody,
}

/// Output for frames. Discards them while the terminal is restored: another thread may be reporting a panic, after
/// which the page is redrawn.
#[derive(Debug)]
pub(super) struct Output {
    terminal: PipeWriter,
    taken: Arc<Mutex<bool>>,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = lock(&self.taken);
        if *taken { self.terminal.write(bytes) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.terminal.flush()
    }
}

impl Screen {
    /// Sets up the terminal, with the mouse if `mouse` is `true`. From now on, a panic in any thread restores it
    /// before reporting.
    ///
    /// # Errors
    ///
    /// Fails if it is not a terminal, or cannot be written to.
    pub fn take(mouse: bool) -> anyhow::Result<Self> {
        take_keys();
        let screen = Self { taken: Arc::default(), is_lent: tcgetpgrp(stdin()).is_ok() };
        screen.enter(mouse)?;
        let taken = Arc::clone(&screen.taken);
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back(&taken);
            tell(info);
        }));
        Ok(screen)
    }

    /// Sets up the terminal, also after another program has used it.
    pub(super) fn enter(&self, mouse: bool) -> anyhow::Result<()> {
        *lock(&self.taken) = true;
        terminal::enable_raw_mode()
            .and_then(|()| set_raw())
            .context("cannot read single keys from the terminal")?;
        let mut sequences = Vec::new();
        queue!(sequences, EnterAlternateScreen, Print(PASTE_ON))?;
        queue!(sequences, Print(if mouse { MOUSE_ON } else { MOUSE_OFF }))?;
        write_out(&sequences)
    }

    /// Returns a handle that restores the terminal from another thread, even if the loop is busy.
    pub(super) fn exit(&self) -> Exit {
        Exit { taken: Arc::clone(&self.taken) }
    }

    /// Returns standard output without the line buffer of the library, which would split a frame at its last line feed.
    pub(super) fn output(&self) -> anyhow::Result<Output> {
        let output = io::stdout().as_fd().try_clone_to_owned().context("cannot set up the screen")?;
        Ok(Output { terminal: output.into(), taken: Arc::clone(&self.taken) })
    }

    /// Turns mouse reporting on or off.
    #[expect(clippy::unused_self, reason = "only who holds the terminal may")]
    pub(super) fn set_mouse(&self, on: bool) -> anyhow::Result<()> {
        write_out(if on { MOUSE_ON } else { MOUSE_OFF }.as_bytes())
    }

    /// Copies `text` to the clipboard of the terminal (OSC 52), which works over SSH too. It is sent in base 64.
    #[expect(clippy::unused_self, reason = "only who holds the terminal may")]
    pub(super) fn copy(&self, text: &str) -> anyhow::Result<()> {
        let mut sequence = Vec::new();
        queue!(sequence, CopyToClipboard::to_clipboard_from(text))?;
        write_out(&sequence)
    }

    /// Returns the owner of the terminal.
    pub(super) fn holder(&self) -> Holder {
        match tcgetpgrp(stdin()) {
            // The session has lost its terminal, for example because its first shell has ended.
            Err(Errno::NOTTY) if self.is_lent => Holder::Nobody,
            group => holder(group),
        }
    }

    /// Gives up the terminal without changing it.
    pub(super) fn let_go(&self) {
        *lock(&self.taken) = false;
    }

    /// Restores the terminal and stops the process group, as Ctrl-Z does in other programs. A parent such as `sh
    /// -c`, a script or xargs stops too, so that the shell notices. Nothing stops without a shell.
    pub(super) fn stop(&self) -> anyhow::Result<()> {
        // Process 1 of a container cannot be stopped. A waiting process outside of the container can.
        if getpid().is_init() {
            return Ok(());
        }
        give_back(&self.taken);
        // SIGTSTP is blocked otherwise. It keeps its default action.
        let stop = SigSet::from(Signal::SIGTSTP);
        stop.thread_unblock().context(CANNOT_SUSPEND)?;
        kill_current_process_group(rustix::process::Signal::TSTP).context(CANNOT_SUSPEND)?;
        stop.thread_block().context(CANNOT_SUSPEND)
    }
}

/// Restores the terminal from another thread while the loop is busy.
#[derive(Debug)]
pub(super) struct Exit {
    taken: Arc<Mutex<bool>>,
}

impl Exit {
    /// Restores the terminal if it is in use. Never blocks: neither on the loop, which may be writing, nor on a
    /// terminal that accepts nothing.
    pub(super) fn give_back(&self) {
        let is_taken = self.taken.try_lock().map_or(true, |taken| *taken);
        if !is_taken || holder(tcgetpgrp(stdin())) != Holder::Us {
            return;
        }
        let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = ttyname(stdout(), Vec::new()).and_then(|name| open(&name, flags, Mode::empty()));
        // Opened like this, standard input does not block either.
        let terminal = opened.as_ref().map_or_else(|_| stdin(), AsFd::as_fd);
        let _ = rustix::io::write(terminal, &leaving());
        drop(terminal::disable_raw_mode());
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back(&self.taken);
    }
}

/// Reopens the terminal as standard input, in non-blocking mode. Otherwise half a sequence on a slow line would
/// block the loop, as it does if the terminal cannot be opened. Processes that share the original standard input,
/// such as the shell, are not affected.
fn take_keys() {
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

/// Returns the owner of a terminal whose foreground process group is `foreground`.
fn holder(foreground: rustix::io::Result<Pid>) -> Holder {
    match foreground {
        Ok(group) if group == getpgrp() => Holder::Us,
        Ok(_) => Holder::Another,
        // It is not the terminal of this session, or the group is in another namespace: there is nothing to compare.
        Err(Errno::NOTTY | Errno::OPNOTSUPP) => Holder::Us,
        Err(_) => Holder::Nobody,
    }
}

/// Locks `taken`, ignoring poison: the value is valid even after a panic.
fn lock(taken: &Mutex<bool>) -> MutexGuard<'_, bool> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Restores the terminal, once. Does nothing if it is gone or belongs to another program.
fn give_back(taken: &Mutex<bool>) {
    let mut taken = lock(taken);
    if !mem::replace(&mut taken, false) || holder(tcgetpgrp(stdin())) == Holder::Another {
        return;
    }
    let mut out = io::stdout();
    drop(out.write_all(&leaving()).and_then(|()| out.flush()));
    drop(terminal::disable_raw_mode());
}

/// Returns the sequences that restore the terminal.
fn leaving() -> Vec<u8> {
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
