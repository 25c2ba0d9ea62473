//! The command line: opens texts in the reader or prints them, and runs the commands that print.

mod arguments;

mod bookmarks;

mod catalog;

mod completion;

mod list;

mod manual;

mod matches;

mod naming;

mod output;

mod range;

mod search;

mod setup;

mod show;

mod usage;

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    env,
    error::Error,
    ffi::OsString,
    fmt,
    io::{self, IsTerminal, Write},
    panic,
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context as _, bail};
use clap::Parser;
use oratory_core::{
    anchor::bookmark::Bookmark,
    document::speech::Speech,
    layout::grapheme::{Ambiguous, graphemes},
    study::citation::quotation,
};

use self::{
    arguments::{
        Arguments, BookmarksArguments, Color, Command, LazyArgs, ListArguments, QuoteArguments,
        ShowArguments, Texts,
    },
    catalog::Catalog,
    naming::{Named, Shelf, Wanted},
    output::Output,
    setup::{Setup, folders},
};
use crate::{
    app::App,
    config::example::EXAMPLE,
    places::Places,
    store::{self, Folders, places, rescue::Rescued},
    terminal::{self, Ended},
    work::World,
};

/// Outcome of a run.
enum Outcome {
    /// Success.
    Done,
    /// Ended by a signal.
    Signal(i32),
}

/// Success, but nothing was found. The message says what is missing.
#[derive(Debug)]
struct NothingThere(String);

impl fmt::Display for NothingThere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for NothingThere {}

/// Runs the program.
pub fn main() -> ExitCode {
    // A panic message may quote a text, which must be sanitized for the terminal.
    panic::set_hook(Box::new(|fault| {
        complain(&format!("internal error: {fault}"));
        let backtrace = Backtrace::capture();
        if backtrace.status() == BacktraceStatus::Captured {
            complain(&backtrace.to_string());
        }
    }));
    if completion::answer() {
        return ExitCode::SUCCESS;
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            let explained = harmless(&usage::explained(&error, env::args_os().skip(1)));
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
        Ok(Outcome::Signal(signal)) => terminal::end_by(signal),
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::from(if error.is::<NothingThere>() { 1 } else { 2 })
        }
    }
}

/// Prints an error or a warning. Writes each line at once, so that no other output interrupts it.
fn complain(what: &str) {
    for line in harmless(what).lines() {
        drop(io::stderr().write_all(format!("oratory: {line}\n").as_bytes()));
    }
}

fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    let Arguments { command, texts, general } = arguments;
    let setup = Setup::new(general, command.is_some())?;
    let Some(command) = command else { return read(texts, &setup) };
    if !texts.0.is_empty() {
        bail!("write the texts after the command: oratory COMMAND TEXT");
    }
    match command {
        Command::Paths => print(|to| list::paths(&folders()?, setup.general.config.as_deref(), to)),
        Command::List(LazyArgs(ListArguments { texts, json })) => {
            let mut texts = Catalog::new(&texts.0, &setup)?;
            if !json {
                texts.require_texts()?;
            }
            let list = if json { list::list_json } else { list::list };
            let config = setup.config()?;
            print(|to| list(&mut texts, config, to))
        }
        Command::Search(LazyArgs(arguments)) => search::search(arguments, &setup),
        Command::Show(LazyArgs(ShowArguments { texts, numbers })) => {
            let setting = show_setting(&setup, numbers);
            let texts = naming::texts(&texts.or_input(), &setup)?;
            print(|to| show::show(&texts, setting, to))
        }
        Command::Quote(LazyArgs(QuoteArguments { texts })) => quote(&texts.0, &setup),
        Command::Bookmarks(LazyArgs(arguments)) => print_bookmarks(&arguments, &setup),
        Command::Config => print(|to| Ok(to.write_all(EXAMPLE.as_bytes())?)),
        Command::Completions { shell } => print(|to| Ok(completion::write_script(&shell, to)?)),
        Command::Man { command } => print(|to| manual::write(command.as_deref(), to)),
    }
}

/// Settings of `show`. In a pipe, nothing is added to the text, not even the name of its file.
fn show_setting(setup: &Setup, numbers: bool) -> show::Setting {
    let width = setup.print_width();
    // A mistake in the configuration must not keep a text from being printed.
    let ambiguous = setup.config().map_or(Ambiguous::Narrow, |config| config.look.ambiguous);
    show::Setting { width, ambiguous, numbers, made_up_titles: io::stdout().is_terminal() }
}

/// Prints bookmarks with their status in the texts.
fn print_bookmarks(arguments: &BookmarksArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let BookmarksArguments { texts, md, json, rescue } = arguments;
    let folders = folders()?;
    let read = if *rescue { rescued } else { store::bookmarks::read };
    let kept = read(&folders)?;
    let form = bookmarks::Form::new(*md, *json);
    let named = naming::texts(&texts.0, setup)?;
    // Search the files with bookmarks too, as long as they exist.
    let marked = if texts.0.is_empty() { naming::texts_of(&kept, setup) } else { Vec::new() };
    let library = named.iter().map(|named| Arc::clone(&named.speech)).chain(marked).collect();
    let has_any = !kept.is_empty();
    let mut marks = bookmarks::resolved(kept, &library, &folders);
    if !texts.0.is_empty() {
        marks.retain(|mark| bookmarks::is_in(mark, &named, &library));
    }
    if marks.is_empty() && form == bookmarks::Form::Plain {
        let which =
            if has_any { "there are no bookmarks in these texts" } else { "there are no bookmarks yet" };
        bail!(NothingThere(which.to_owned()));
    }
    let shelf = Shelf::new(&[], setup, None);
    let name = |speech: &Speech| naming::name_from_here(speech, &shelf);
    print(|to| bookmarks::print(&marks, &library, &name, form, to))
}

/// Recovers bookmarks from a damaged file and reports what is unreadable.
fn rescued(folders: &Folders) -> anyhow::Result<Vec<Bookmark>> {
    let Rescued { bookmarks, faults } = store::rescue::rescue(folders)?;
    for fault in &faults {
        complain(fault);
    }
    if bookmarks.is_empty() && !faults.is_empty() {
        bail!("no bookmark in {} can be recovered", store::quoted(&store::bookmarks::path(folders)));
    }
    Ok(bookmarks)
}

/// Runs `what` with standard output.
fn print(what: impl FnOnce(&mut Output) -> anyhow::Result<()>) -> anyhow::Result<Outcome> {
    let mut output = Output::new(Color::Never);
    let printed = what(&mut output);
    output.finish(printed)
}

/// Sanitizes lines for a terminal.
fn harmless(lines: &str) -> String {
    let line =
        |line: &str| graphemes(line).map(|grapheme| grapheme.symbol).chain(["\n".into()]).collect::<String>();
    lines.lines().map(line).collect()
}

/// Prints the selected paragraphs as quotations with citations.
fn quote(texts: &[OsString], setup: &Setup) -> anyhow::Result<Outcome> {
    if texts.is_empty() {
        bail!("quote needs a text and its paragraphs, for example: oratory quote closing:8");
    }
    let shelf = Shelf::new(&[], setup, None);
    let mut quotations = Vec::new();
    for named in naming::texts(texts, setup)? {
        let numbers = named.paragraphs.clone().with_context(|| {
            let name = naming::name_from_here(&named.speech, &shelf);
            format!("quote needs paragraphs: write {name}:1 or {name}:1-3")
        })?;
        quotations.extend(quotation(&named.speech, numbers));
    }
    print(|to| show::print_quotations(&quotations, show_setting(setup, false), to))
}

/// Opens the texts in the reader, or prints them if there is no terminal.
fn read(texts: Texts, setup: &Setup) -> anyhow::Result<Outcome> {
    let words = texts.or_input();
    let is_dumb = env::var_os("TERM").is_some_and(|name| name == "dumb");
    if is_dumb || !io::stdout().is_terminal() || !terminal::has_keys() {
        let named: Vec<Named> = naming::texts(&words, setup)?.into_iter().map(Named::open_ended).collect();
        let setting = show_setting(setup, false);
        return print(|to| show::show(&named, setting, to));
    }
    let config = setup.config()?.clone();
    let folders = folders()?;
    // Begin a large text with the part around its saved position.
    let places = places::read(&folders).map_err(|error| error.to_string());
    let unknown = Places::default();
    let known = places.as_ref().unwrap_or(&unknown);
    let Wanted { named, mut library, folders: shelves, inputs } = naming::wanted(&words, setup, known)?;
    let world = World {
        folders,
        shelves,
        endings: config.extensions.clone(),
        options: setup.read_options(),
        inputs,
        ..World::default()
    };
    if library.is_empty() {
        // Show the last read text before the folders are searched.
        let left = world.text_left_open(known);
        let first = left.or_else(|| world.first_text()).with_context(|| {
            let nothing = world.shelves.iter().map(|folder| naming::nothing_in(folder, &world.endings));
            NothingThere(nothing.collect::<Vec<_>>().join("; "))
        })?;
        library = first.into_iter().map(Arc::new).collect();
    }
    let mut app = App::new(library, config, terminal::size());
    app.restore(places);
    if !world.shelves.is_empty() {
        app.expect_shelves();
    }
    if words.is_empty() {
        app.reopen();
    }
    // Open the first named text last, so that it is the one shown.
    for Named { speech, paragraphs } in named.iter().rev() {
        app.open_at(speech, paragraphs.as_ref().map(|numbers| *numbers.start()));
    }
    let Ended { signal, unsaved } = terminal::run(app, world)?;
    for why in &unsaved {
        complain(why);
    }
    Ok(signal.map_or(Outcome::Done, Outcome::Signal))
}
