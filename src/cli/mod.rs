//! The command line.
//!
//! `open` decides what is opened. `read` opens it in the reader; the other commands print.

mod arguments;

mod blocks;

mod bookmarks;

mod candidates;

mod cite;

mod completion;

mod details;

mod find;

mod help;

mod importing;

mod list;

mod manual;

mod matches;

mod naming;

mod open;

mod outcome;

mod output;

mod paths;

mod pipes;

mod range;

mod read;

mod records;

mod search;

mod setup;

mod show;

mod study;

mod texts;

mod usage;

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    env,
    io::{self, Write as _},
    panic,
    process::ExitCode,
    sync::Arc,
};

use anyhow::bail;
use clap::{CommandFactory as _, Parser as _};

use self::{
    arguments::{Arguments, Command, LazyArgs},
    outcome::{NotFound, Outcome, print_error, sanitized},
    output::print,
    setup::{Setup, folders},
};
use crate::{config::example::EXAMPLE, terminal::signals};

/// Runs the program.
pub fn main() -> ExitCode {
    // A panic message may quote a text, which must be sanitized for the terminal.
    panic::set_hook(Box::new(|fault| {
        print_error(&format!("internal error: {fault}"));
        let backtrace = Backtrace::capture();
        if backtrace.status() == BacktraceStatus::Captured {
            print_error(&backtrace.to_string());
        }
    }));
    if completion::answer(Arguments::command) {
        return ExitCode::SUCCESS;
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            let explained = sanitized(&usage::explained(&error, env::args_os().skip(1)));
            drop(io::stderr().write_all(format!("oratory: {explained}").as_bytes()));
            return ExitCode::from(2);
        }
        // Help and version are also errors of clap.
        Err(error) => {
            drop(error.print());
            return ExitCode::SUCCESS;
        }
    };
    // A write beyond the file size limit must fail like one to a full disk, and not end the program. Rust does the
    // same with SIGPIPE.
    drop(signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default()));
    match run(arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Signal(signal)) => signals::end_by(signal),
        Err(error) => {
            print_error(&format!("{error:#}"));
            ExitCode::from(if error.is::<NotFound>() { 1 } else { 2 })
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let Arguments { command, texts, general } = arguments;
    let setup = Setup::new(general, command.is_some())?;
    let Some(command) = command else { return read::read(texts, &setup) };
    if !texts.0.is_empty() {
        bail!("write the texts after the command: oratory COMMAND TEXT");
    }
    match command {
        Command::Paths => {
            let folders = folders()?;
            print(|to| paths::print_paths(&folders, setup.general.config.as_deref(), to))
        }
        Command::List(LazyArgs(arguments)) => list::list(&arguments, &setup),
        Command::Details(LazyArgs(arguments)) => details::details(&arguments, &setup),
        Command::Search(LazyArgs(arguments)) => search::search(arguments, &setup),
        Command::Show(LazyArgs(arguments)) => show::show(arguments, &setup),
        Command::Quote(LazyArgs(arguments)) => cite::quote(&arguments, &setup),
        Command::Cite(LazyArgs(arguments)) => cite::cite(&arguments, &setup),
        Command::Near(LazyArgs(arguments)) => study::near::near(arguments, &setup),
        Command::Phrases(LazyArgs(arguments)) => study::phrases::phrases(arguments, &setup),
        Command::Words(LazyArgs(arguments)) => study::words::words(arguments, &setup),
        Command::Compare(LazyArgs(arguments)) => study::compare::compare(arguments, &setup),
        Command::Bookmarks(LazyArgs(arguments)) => match &arguments.import {
            Some(file) => importing::import(file, &arguments.texts.0, &setup),
            None => bookmarks::bookmarks(&arguments, &setup),
        },
        Command::Config => print(|to| Ok(to.write_all(EXAMPLE.as_bytes())?)),
        Command::Completions { shell } => print(|to| Ok(completion::write_script(&shell, to)?)),
        Command::Man { command } => print(|to| manual::write(command.as_deref(), to)),
    }
}
