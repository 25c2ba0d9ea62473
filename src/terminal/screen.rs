//! The terminal, taken and given back: raw mode, the alternate screen, the cursor, paste, the mouse; and
//! its clipboard.

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

/// Has presses, drags and the wheel of the mouse told, with columns of any number. Not every movement, as
/// crossterm would have it: a reader who moves the mouse wakes nothing.
const MOUSE_ON: &str = "\x1b[?1002h\x1b[?1006h";

const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l";

/// Has pastes marked, so that no line of one is taken for keys.
const PASTE_ON: &str = "\x1b[?2004h";

const PASTE_OFF: &str = "\x1b[?2004l";

const CANNOT_SUSPEND: &str = "cannot suspend the program";

/// Larger than any screen that someone reads on: of a larger one no more is used, since a page takes memory for
/// every cell.
const LARGEST: (u16, u16) = (2000, 1000);

/// As much of a size as is used.
fn usable((columns, rows): (u16, u16)) -> (u16, u16) {
    (columns.min(LARGEST.0), rows.min(LARGEST.1))
}

/// The terminal's columns and rows; 80 by 24 where it does not tell.
pub fn size() -> (u16, u16) {
    // crossterm would start `tput` where the terminal does not tell.
    let size = tcgetwinsize(stdout()).ok().map(|size| (size.ws_col, size.ws_row));
    size.filter(|(columns, rows)| *columns > 0 && *rows > 0).map_or((80, 24), usable)
}

/// Whether keys can be read, one by one: from standard input or from the terminal itself.
pub fn has_keys() -> bool {
    terminal::enable_raw_mode().and_then(|()| terminal::disable_raw_mode()).is_ok()
}

/// The terminal while it is the program's. It is given back when this is dropped, and before a panic
/// is told.
#[derive(Debug)]
pub struct Screen {
    taken: Arc<Mutex<bool>>,
    /// Whether it is the terminal of the program's session, which a shell can lend and take back.
    is_lent: bool,
}

/// Who may use the terminal. Whoever changes its modes while it is another's is stopped by the system, again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// The program.
    Us,
    /// Another program, as the shell is while this one has been put into the background.
    Another,
    /// Nobody any more: the terminal is gone.
    Nobody,
}

/// The way to the terminal for frames. While it is given back nothing passes: another thread may be telling there
/// why it panicked, and the page is drawn anew after that.
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
    /// Takes the terminal, and the mouse if it is wanted. From now on a panic of any thread gives it back
    /// before it is told.
    ///
    /// # Errors
    ///
    /// If it is no terminal, or cannot be written to.
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

    /// Takes the terminal, or takes it again: another program may have changed it meanwhile.
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

    /// Returns a way to give the terminal back from another thread, even if the loop is busy.
    pub(super) fn exit(&self) -> Exit {
        Exit { taken: Arc::clone(&self.taken) }
    }

    /// Standard output without the buffer that the library puts before it: that one would write a frame in two
    /// pieces, since it is cut at the last line feed.
    pub(super) fn output(&self) -> anyhow::Result<Output> {
        let output = io::stdout().as_fd().try_clone_to_owned().context("cannot set up the screen")?;
        Ok(Output { terminal: output.into(), taken: Arc::clone(&self.taken) })
    }

    /// Takes the mouse, or gives it back.
    #[expect(clippy::unused_self, reason = "only who holds the terminal may")]
    pub(super) fn set_mouse(&self, on: bool) -> anyhow::Result<()> {
        write_out(if on { MOUSE_ON } else { MOUSE_OFF }.as_bytes())
    }

    /// Puts a text into the clipboard, by way of the terminal: it works over SSH too, and whatever the text
    /// is, what is sent has only letters of base 64.
    #[expect(clippy::unused_self, reason = "only who holds the terminal may")]
    pub(super) fn copy(&self, text: &str) -> anyhow::Result<()> {
        let mut sequence = Vec::new();
        queue!(sequence, CopyToClipboard::to_clipboard_from(text))?;
        write_out(&sequence)
    }

    /// Who may use the terminal now.
    pub(super) fn holder(&self) -> Holder {
        match tcgetpgrp(stdin()) {
            // The session has lost it, as it does when the shell that began the session ends.
            Err(Errno::NOTTY) if self.is_lent => Holder::Nobody,
            group => holder(group),
        }
    }

    /// Leaves the terminal as it is to whoever has it now.
    pub(super) fn let_go(&self) {
        *lock(&self.taken) = false;
    }

    /// Gives the terminal back and stops the process group, as Ctrl-Z does in other programs. `sh -c`, a script or xargs
    /// that waits for the program stops with it, so that the shell notices. Nothing stops without a shell.
    pub(super) fn stop(&self) -> anyhow::Result<()> {
        // Process 1 of a container cannot be stopped, but a process outside that waits for it can.
        if getpid().is_init() {
            return Ok(());
        }
        give_back(&self.taken);
        // SIGTSTP is blocked otherwise, and has its default action.
        let stop = SigSet::from(Signal::SIGTSTP);
        stop.thread_unblock().context(CANNOT_SUSPEND)?;
        kill_current_process_group(rustix::process::Signal::TSTP).context(CANNOT_SUSPEND)?;
        stop.thread_block().context(CANNOT_SUSPEND)
    }
}

/// Gives the terminal back from another thread while the loop is busy.
#[derive(Debug)]
pub(super) struct Exit {
    taken: Arc<Mutex<bool>>,
}

impl Exit {
    /// Gives the terminal back if the program has it. Waits neither for the loop, which may be writing, nor for the
    /// terminal, which may take nothing.
    pub(super) fn give_back(&self) {
        let is_taken = self.taken.try_lock().map_or(true, |taken| *taken);
        if !is_taken || holder(tcgetpgrp(stdin())) != Holder::Us {
            return;
        }
        let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = ttyname(stdout(), Vec::new()).and_then(|name| open(&name, flags, Mode::empty()));
        // Standard input does not block either.
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

/// Makes standard input the terminal, opened anew so that reading it never waits: the half of a sequence that a slow
/// line brings would else hold everything up until its rest has come, as it does where the terminal cannot be opened.
/// Whoever shares the input that was there before, as the shell does, is not concerned.
fn take_keys() {
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let open = |name: CString| open(&name, flags, Mode::empty());
    // It may be another user's, who has lent it: by its own name it is then not to be had.
    let terminal = ttyname(stdin(), Vec::new()).and_then(open).or_else(|_| open(c"/dev/tty".to_owned()));
    let _ = terminal.and_then(dup2_stdin);
}

/// Sets the modes in which single keys are read, whatever they are now: the library does nothing where it has set them
/// once. It could be had to give them back first; but whoever typed Ctrl-s in that moment would halt the terminal.
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

/// Who may use a terminal with this group of programs in the foreground.
fn holder(foreground: rustix::io::Result<Pid>) -> Holder {
    match foreground {
        Ok(group) if group == getpgrp() => Holder::Us,
        Ok(_) => Holder::Another,
        // It is not the terminal of our session, or the group is out of our sight: there is nothing to compare.
        Err(Errno::NOTTY | Errno::OPNOTSUPP) => Holder::Us,
        Err(_) => Holder::Nobody,
    }
}

/// What is locked is a truth of its own, whoever panicked while it was.
fn lock(taken: &Mutex<bool>) -> MutexGuard<'_, bool> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives the terminal back, once. If it is gone, there is nobody left to tell; if it is another program's already, it
/// is not ours to change.
fn give_back(taken: &Mutex<bool>) {
    let mut taken = lock(taken);
    if !mem::replace(&mut taken, false) || holder(tcgetpgrp(stdin())) == Holder::Another {
        return;
    }
    let mut out = io::stdout();
    drop(out.write_all(&leaving()).and_then(|()| out.flush()));
    drop(terminal::disable_raw_mode());
}

/// The sequences that give the terminal back.
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
