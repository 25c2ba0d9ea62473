//! The program without a command: opens texts in the reader, or prints them.

use std::{
    env,
    ffi::OsString,
    io::{self, IsTerminal as _},
    path::PathBuf,
    sync::Arc,
};

use anyhow::{Context as _, bail};
use oratory_core::grouped;

use super::{
    arguments::TextArgs,
    find::{Finder, Source},
    open::{self, NamedText, Target, targets},
    outcome::{NotFound, Outcome, print_error},
    pipes::Pipes,
    setup::{Setup, folders},
    show::{Setting, print_texts},
    texts::{self, Entry, Texts, Unread, no_texts_in},
};
use crate::catalog::{self, Catalog};
use crate::{
    app::App,
    effect::Comparing,
    session::SavedSession,
    store::{
        input::Input,
        session,
        texts::{Extent, canonical},
    },
    terminal::{
        event_loop::{self, Ended},
        screen,
    },
    worker::World,
};

/// The command that needs two speeches, with an example, for [`needs_two`].
pub(super) const USAGE_OF_COMPARE: (&str, &str) = ("compare", "oratory compare opening closing");

/// Formats the message for a command that needs two speeches, and an example of it.
pub(super) fn needs_two((what, example): (&str, &str), count: usize) -> String {
    format!("{what} needs two speeches, not {}: for example, {example}", grouped(count))
}

/// Opens the texts in the reader, or prints them if there is no terminal or `TERM` is `dumb`.
pub(super) fn read(texts: TextArgs, setup: &Setup) -> anyhow::Result<Outcome> {
    let words = texts.or_input();
    let finder = Finder::new(setup);
    if !can_open_reader() {
        let texts = Texts::find(&words, &finder)?.read_all()?;
        let texts: Vec<Entry> = texts.into_iter().map(Entry::extended_to_end).collect();
        return print_texts(&texts, Setting::new(setup));
    }
    open_reader(&words, &finder, None)
}

/// Returns `true` if there is a terminal with a screen and keys.
pub(super) fn can_open_reader() -> bool {
    let is_dumb = env::var_os("TERM").is_some_and(|name| name == "dumb");
    !is_dumb && io::stdout().is_terminal() && screen::has_keys()
}

/// Opens the texts that `words` name in the reader: two of them side by side, if `beside` is given.
pub(super) fn open_reader(
    words: &[OsString],
    finder: &Finder<'_>,
    beside: Option<Comparing>,
) -> anyhow::Result<Outcome> {
    let setup = finder.setup;
    let config = setup.config()?.clone();
    let folders = folders()?;
    let session = session::read(&folders).map_err(|error| error.to_string());
    let unknown = SavedSession::default();
    let known = session.as_ref().unwrap_or(&unknown);
    let Selected { opened, mut library, folders: library_folders, inputs } = select(words, finder, known)?;
    let world = World {
        folders,
        library_folders,
        extensions: config.extensions.clone(),
        options: setup.read_options(),
        inputs,
        ..World::default()
    };
    if library.is_empty() {
        // Show the last read text before the folders are searched.
        let left = world.text_left_open(known);
        let first = left.or_else(|| world.first_text()).with_context(|| {
            let empty = world.library_folders.iter().map(|folder| no_texts_in(folder, &config));
            NotFound(empty.collect::<Vec<_>>().join("; "))
        })?;
        library = first.into_iter().map(Arc::new).collect();
    }
    let mut app = App::new(library, &config, screen::size());
    app.restore(session, &config);
    if !world.library_folders.is_empty() {
        app.expect_folders();
    }
    if words.is_empty() {
        app.reopen(&config);
    }
    // Open the first named text last, so that it is the one shown.
    for entry in opened.iter().rev() {
        app.open_at(&entry.speech, entry.paragraphs.first().map(|numbers| *numbers.start()));
    }
    if let Some(how) = beside {
        match &opened[..] {
            [a, b] => {
                let parts = [a, b].map(|entry| entry.paragraphs.first().cloned());
                app.open_pair([&a.speech, &b.speech], parts, how, &config);
            }
            _ => bail!("{}", needs_two(USAGE_OF_COMPARE, opened.len())),
        }
    }
    setup.release_signals();
    let Ended { signal, unsaved } = event_loop::run(app, config, world)?;
    for why in &unsaved {
        print_error(why);
    }
    Ok(signal.map_or(Outcome::Done, Outcome::Signal))
}

/// Texts for the reader. Of a large text, the part that is seen first.
#[derive(Debug, Default)]
struct Selected {
    opened: Vec<Unread>,
    /// Texts of the list.
    library: Catalog,
    /// Folders with more texts of the list.
    folders: Vec<PathBuf>,
    /// Pipes that are still being read.
    inputs: Vec<Arc<Input>>,
}

/// Selects the texts that `words` name. If all of them are in the default library, that is listed.
fn select(words: &[OsString], finder: &Finder<'_>, session: &SavedSession) -> anyhow::Result<Selected> {
    let named = if words.is_empty() { Vec::new() } else { targets(words, finder)? };
    let mut selected = Selected::default();
    let mut speeches: Vec<Arc<catalog::Entry>> = Vec::new();
    let is_default = named.iter().all(
        |target| matches!(target, Target::Text(text) if matches!(text.source, Source::BuiltIn(_) | Source::Library(_))),
    );
    if is_default {
        for target in open::default_library(finder)? {
            match target {
                Target::Folder { path, .. } => selected.folders.push(path),
                Target::Text(NamedText { source: Source::BuiltIn(speech), .. }) => speeches.push(speech),
                Target::Text(_) => {}
            }
        }
    }
    let mut texts: Vec<NamedText> = Vec::new();
    for target in named {
        match target {
            Target::Folder { path, .. } => selected.folders.push(path),
            Target::Text(text) => texts.push(text),
        }
    }
    let mut pipes = Pipes::new(finder.setup.read_options());
    for text in &texts {
        // A part or a paragraph needs the whole text of a pipe, for which the reader waits.
        let id = text.source.pipe_id();
        let is_awaited = texts.iter().any(|text| text.is_part() && text.source.pipe_id() == id);
        let head = if is_awaited { None } else { pipes.head(&text.source)? };
        // The first text is the one shown. The whole of it is read only if its saved position needs more than the head.
        let is_at_position = selected.opened.is_empty()
            && text.source.file().is_some_and(|file| session.has_position_in(&canonical(file)));
        let extent = if is_at_position { Extent::FirstFrame } else { Extent::Start };
        match head {
            Some(head) => selected.opened.push(Unread::whole(head, &text.name)),
            None => selected.opened.extend(texts::open(text, extent, finder, &mut pipes)?),
        }
    }
    speeches.extend(selected.opened.iter().map(|entry| Arc::clone(&entry.speech)));
    selected.library = without_duplicates(speeches);
    selected.inputs = pipes.unread();
    Ok(selected)
}

/// Creates a library of `speeches`, without duplicates.
fn without_duplicates(speeches: Vec<Arc<catalog::Entry>>) -> Catalog {
    let mut unique: Vec<Arc<catalog::Entry>> = Vec::new();
    for speech in speeches {
        let text = speech.document().map(|document| document.text());
        let is_same = |other: &Arc<catalog::Entry>| {
            other.id() == speech.id() && other.document().map(|document| document.text()) == text
        };
        if !unique.iter().any(is_same) {
            unique.push(speech);
        }
    }
    unique.into_iter().collect()
}
