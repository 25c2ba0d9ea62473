//! General options of a run, and the configuration that they select.

use std::{
    cell::OnceCell,
    env,
    io::{self, IsTerminal as _},
};

use anyhow::Context as _;

use super::arguments::General;
use crate::{
    config::{Clipboard, Config, MAX_FILE_MB},
    store::{self, Folders, texts::ReadOptions},
    terminal,
};

/// General options together with the configuration.
///
/// The user's own configuration is read when it is first needed, so that a mistake in it stops only commands that
/// depend on it. A file named by `--config` is always read.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) general: General,
    /// `true` if the command line has a command: without one the texts open in the reader.
    pub(super) has_command: bool,
    config: OnceCell<Config>,
}

impl Setup {
    /// Reads the file that `--config` names, if there is one.
    pub(super) fn new(general: General, has_command: bool) -> anyhow::Result<Self> {
        let setup = Self { general, has_command, config: OnceCell::new() };
        if setup.general.config.is_some() {
            setup.config()?;
        }
        Ok(setup)
    }

    /// The configuration, with the theme of the command line.
    pub(super) fn config(&self) -> anyhow::Result<&Config> {
        if let Some(config) = self.config.get() {
            return Ok(config);
        }
        let config = self.read_config()?;
        Ok(self.config.get_or_init(|| config))
    }

    fn read_config(&self) -> anyhow::Result<Config> {
        let mut config = match &self.general.config {
            Some(path) => store::config::read(path)?,
            None => folders()
                .map_or_else(|_| Ok(Config::default()), |folders| store::config::of_user(&folders))?,
        };
        if let Some(theme) = self.general.theme.as_deref().and_then(crate::theme::named) {
            config.look.theme = theme;
        }
        // https://no-color.org: any value but an empty one asks for no colours.
        config.look.colours = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        config.clipboard = clipboard();
        Ok(config)
    }

    /// The options by which files are read. A mistake in the configuration does not keep a file from being read.
    pub(super) fn read_options(&self) -> ReadOptions {
        let max_mb = self.config().map_or(MAX_FILE_MB, |config| config.max_file_mb);
        ReadOptions { encoding: self.general.encoding, max_mb }
    }

    /// Columns at which `show` and `quote` wrap: those of `--width`, else of the terminal to which they print. 0 stands
    /// for no wrapping.
    pub(super) fn print_width(&self) -> u16 {
        let of_terminal = || if io::stdout().is_terminal() { terminal::size().0 } else { 0 };
        self.general.width.unwrap_or_else(of_terminal)
    }
}

/// Tells from the environment what becomes of text that is sent to the terminal's clipboard.
fn clipboard() -> Clipboard {
    let value = |name| env::var(name).unwrap_or_default();
    let term = value("TERM");
    if !value("TMUX").is_empty() || term.starts_with("tmux") {
        Clipboard::Tmux
    } else if !value("STY").is_empty() || term.starts_with("screen") {
        Clipboard::Without("GNU screen")
    } else if term == "linux" {
        Clipboard::Without("the Linux console")
    } else if value("TERM_PROGRAM") == "Apple_Terminal" {
        Clipboard::Without("macOS Terminal")
    } else {
        Clipboard::Terminal
    }
}

/// The folders of the user in which the program keeps its files.
pub(super) fn folders() -> anyhow::Result<Folders> {
    Folders::of_user().context("HOME is not set: set it to your home folder, where bookmarks are kept")
}
