//! Options that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint, builder::PossibleValuesParser};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

use oratory_import::encoding::Encoding;

use crate::theme::THEMES;

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

/// Use of colour in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// Completes common encodings. `--encoding` accepts many more.
fn encodings() -> Vec<CompletionCandidate> {
    ENCODINGS.iter().map(CompletionCandidate::new).collect()
}

const ENCODINGS: &[&str] = &[
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "iso-8859-2",
    "iso-8859-15",
    "koi8-r",
    "macintosh",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "gb18030",
    "big5",
];
