//! General options, and the configuration that they select.

use std::{
    cell::OnceCell,
    env,
    io::{self, IsTerminal as _},
    path::PathBuf,
};

use anyhow::Context as _;
use clap::{Args, ValueHint, builder::PossibleValuesParser};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use oratory_import::Encoding;
use signal_hook::iterator::Handle;

use crate::{
    config::{Clipboard, Config, MAX_FILE_MB},
    store::{self, Folders, converters::Converters, options::ReadOptions},
    terminal::{screen, signals},
    theme::{self, THEMES},
};

/// Options of every command, before or after its name.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "General options")]
pub(super) struct General {
    /// Read the configuration from this file
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,

    /// Character encoding of the files, if not UTF-8 (for example windows-1252)
    #[arg(long, global = true, value_name = "NAME", add = ArgValueCandidates::new(encodings))]
    pub(super) encoding: Option<Encoding>,

    /// Colour theme
    #[arg(long, global = true, value_parser = PossibleValuesParser::new(THEMES.map(|(name, _)| name)))]
    pub(super) theme: Option<String>,

    /// Wrap printed text at this many columns
    #[arg(long, global = true, value_name = "COLUMNS")]
    pub(super) width: Option<u16>,
}

/// General options and configuration.
///
/// Reads the user's configuration when it is first needed, so that a mistake in it stops only commands that depend
/// on it. Always reads a file named by `--config`.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) general: General,
    /// `true` if the command line has a command. Otherwise texts open in the reader.
    pub(super) has_command: bool,
    config: OnceCell<Config>,
    converters: OnceCell<Option<&'static Converters>>,
    /// Waits for signals, on behalf of the converters.
    signals: OnceCell<Option<Handle>>,
}

impl Setup {
    /// Reads the file of `--config`, if given.
    pub(super) fn new(general: General, has_command: bool) -> anyhow::Result<Self> {
        let setup = Self {
            general,
            has_command,
            config: OnceCell::new(),
            converters: OnceCell::new(),
            signals: OnceCell::new(),
        };
        if setup.general.config.is_some() {
            setup.config()?;
        }
        Ok(setup)
    }

    /// Returns the configuration, with the theme of `--theme`.
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
        if let Some(theme) = self.general.theme.as_deref().and_then(theme::named) {
            config.look.theme = theme;
        }
        // https://no-color.org: any non-empty value disables colours.
        config.look.colours = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        config.clipboard = clipboard();
        Ok(config)
    }

    /// Returns the options for reading files. Ignores mistakes in the configuration.
    pub(super) fn read_options(&self) -> ReadOptions {
        let max_mb = self.config().map_or(MAX_FILE_MB, |config| config.max_file_mb);
        let converters = *self.converters.get_or_init(|| self.make_converters());
        ReadOptions { encoding: self.general.encoding, max_mb, converters, ..ReadOptions::default() }
    }

    /// Returns the converters of the configuration, if it has some, although there may be mistakes elsewhere in it. A signal
    /// that ends the program ends them too.
    fn make_converters(&self) -> Option<&'static Converters> {
        let folders = folders().ok();
        let programs = match (self.config(), &folders) {
            (Ok(config), _) => config.converters.clone(),
            (Err(_), Some(folders)) => store::config::valid_converters(&store::config::path(folders)),
            (Err(_), None) => Vec::new(),
        };
        if programs.is_empty() {
            return None;
        }
        let cache = folders.map(|folders| folders.cache).unwrap_or_default();
        // Options are copied to all threads, and the converters are needed until the program ends.
        let converters: &Converters = Box::leak(Box::new(Converters::new(programs, &cache)));
        self.signals.get_or_init(|| signals::before_end(|| converters.close()));
        Some(converters)
    }

    /// Leaves signals to the reader.
    pub(super) fn release_signals(&self) {
        if let Some(Some(signals)) = self.signals.get() {
            signals.close();
        }
    }

    /// Returns the columns at which `show` and `quote` wrap: `--width`, or the width of the terminal. 0 means no
    /// wrapping.
    pub(super) fn print_width(&self) -> u16 {
        match self.general.width {
            Some(width) => width,
            None if io::stdout().is_terminal() => screen::size().0,
            None => 0,
        }
    }

    /// Returns the columns that a table may take: `--width`, or the width of the terminal. 0 means any number.
    pub(super) fn table_width(&self) -> u16 {
        match self.general.width {
            Some(width) => width,
            None if io::stdout().is_terminal() => screen::size().0,
            None => TABLE_COLUMNS,
        }
    }
}

/// Width of tables that are not printed on a terminal, in columns.
const TABLE_COLUMNS: u16 = 80;

/// Detects from `TERM` and similar variables whether the terminal supports a clipboard.
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

/// Returns the folders of the program's files.
pub(super) fn folders() -> anyhow::Result<Folders> {
    Folders::of_user().context("HOME is not set: oratory saves its files there")
}

/// Completes common encodings. `--encoding` accepts many more.
fn encodings() -> Vec<CompletionCandidate> {
    ENCODINGS.iter().map(CompletionCandidate::new).collect()
}

#[rustfmt::skip]
const ENCODINGS: &[&str] = &[
    "utf-8", "utf-16le", "utf-16be", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "iso-8859-2",
    "iso-8859-15", "koi8-r", "macintosh", "shift_jis", "euc-jp", "euc-kr", "gb18030", "big5",
];
