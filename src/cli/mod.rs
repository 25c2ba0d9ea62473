//! The command line: what to read, and whether on a screen or as plain text.

mod plain;

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Parser;

use crate::{
    app::App,
    config::Config,
    store::{Folders, places, texts},
    terminal,
    text::library::Library,
};

/// A terminal reader for speeches.
#[derive(Debug, Parser)]
#[command(version, after_help = AFTER_HELP)]
struct Arguments {
    /// Text files to read; without any, the two built-in speeches
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Break lines of plain output at this many columns; 0 breaks none
    #[arg(long, value_name = "COLUMNS", default_value_t = 0)]
    width: u16,
}

const AFTER_HELP: &str = "\
In a terminal the speeches open in a reader: ? shows its keys, q leaves it. Anywhere else they are
printed as plain text, one line a paragraph.

Examples:
  oratory                     read the built-in speeches
  oratory speech.txt          read a text of your own
  oratory --width 72 | less   page through them, wrapped";

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way too.
            let code = if error.use_stderr() { 2 } else { 0 };
            drop(error.print());
            return ExitCode::from(code);
        }
    };
    match run(&arguments) {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(signal)) => {
            // The shell is to see that a signal ended the program. If it does not end here, the
            // customary exit status says the same.
            drop(signal_hook::low_level::emulate_default_handler(signal));
            ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX))
        }
        Err(error) => {
            drop(writeln!(io::stderr(), "oratory: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Reads what is named, and shows it; returns the signal that ended the program, if one did.
fn run(arguments: &Arguments) -> anyhow::Result<Option<i32>> {
    let library = if arguments.files.is_empty() {
        texts::built_in()
    } else {
        let speeches = arguments.files.iter().map(|path| texts::open(path));
        Library::new(speeches.collect::<anyhow::Result<Vec<_>>>()?)
    };
    if !io::stdout().is_terminal() {
        plain::print(&library, arguments.width, &mut io::stdout().lock())?;
        return Ok(None);
    }
    let folders =
        Folders::of_user().context("cannot find your home folder, in which bookmarks are kept: set HOME")?;
    // https://no-color.org: any value but an empty one asks for no colours.
    let colours = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let config = Config { colours, ..Config::default() };
    let mut app = App::new(library, config, terminal::size());
    app.restore(places::read(&folders).map_err(|error| error.to_string()));
    if arguments.files.is_empty() {
        app.reopen();
    }
    terminal::run(app, folders)
}
