//! The terminal, taken and given back: raw mode, the alternate screen, the cursor, paste.

use std::{
    io::{self, Write},
    panic,
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::Context as _;
use crossterm::{
    cursor::Show,
    event::{DisableBracketedPaste, EnableBracketedPaste},
    queue,
    style::ResetColor,
    terminal::{self, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen},
};
use signal_hook::{consts::SIGTSTP, low_level::emulate_default_handler};

/// The terminal's columns and rows; 80 by 24 where it does not tell.
pub fn size() -> (u16, u16) {
    terminal::size().ok().filter(|(columns, rows)| *columns > 0 && *rows > 0).unwrap_or((80, 24))
}

/// The terminal while it is the program's. It is given back when this is dropped, and before a panic
/// is told.
#[derive(Debug)]
pub struct Screen {
    taken: Arc<AtomicBool>,
}

impl Screen {
    /// Takes the terminal. From now on a panic of any thread gives it back before it is told.
    ///
    /// # Errors
    ///
    /// If it is no terminal, or cannot be written to.
    pub fn take() -> anyhow::Result<Self> {
        let screen = Self { taken: Arc::default() };
        screen.enter()?;
        let taken = Arc::clone(&screen.taken);
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back(&taken);
            tell(info);
        }));
        Ok(screen)
    }

    /// Takes the terminal, or takes it again: another program may have changed it meanwhile.
    pub(super) fn enter(&self) -> anyhow::Result<()> {
        self.taken.store(true, Ordering::SeqCst);
        terminal::disable_raw_mode().ok();
        terminal::enable_raw_mode().context("cannot read single keys from the terminal")?;
        let mut sequences = Vec::new();
        queue!(sequences, EnterAlternateScreen, EnableBracketedPaste)?;
        let mut out = io::stdout().lock();
        out.write_all(&sequences).and_then(|()| out.flush()).context("cannot write to the terminal")
    }

    /// Gives the terminal back and stops the program until it is continued.
    pub(super) fn stop(&self) -> anyhow::Result<()> {
        give_back(&self.taken);
        emulate_default_handler(SIGTSTP).context("cannot suspend the program")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back(&self.taken);
    }
}

/// Gives the terminal back, once. If it is gone, there is nobody left to tell.
fn give_back(taken: &AtomicBool) {
    if !taken.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut sequences = Vec::new();
    drop(queue!(
        sequences,
        EndSynchronizedUpdate,
        ResetColor,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    ));
    let mut out = io::stdout();
    drop(out.write_all(&sequences).and_then(|()| out.flush()));
    drop(terminal::disable_raw_mode());
}
