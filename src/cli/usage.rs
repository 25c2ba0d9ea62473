//! Explains mistakes on the command line.

use std::ffi::OsString;

use clap::{
    CommandFactory,
    error::{ContextKind, ContextValue, ErrorKind},
};
use oratory_core::search::nearest::nearest;

use super::arguments::Arguments;
use crate::store::texts;

/// Formats an error of clap with its tips, one per line, and a hint at the help. `words` are the arguments.
pub(super) fn explained(error: &clap::Error, words: impl Iterator<Item = OsString>) -> String {
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) {
        return unknown_command(word);
    }
    let word = command_word(words);
    let command = word.as_ref().filter(|word| commands().contains(word));
    // In `oratory serach unity --regex` the command is unknown, and therefore its options are too.
    if let (Some(word), None) = (&word, command)
        && error.kind() == ErrorKind::UnknownArgument
        && !texts::is_there(word.as_ref())
        && misspelled(word, &names_of_built_in()).is_some()
    {
        return unknown_command(word);
    }
    let text = error.to_string();
    let said = text.lines().take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    let said: Vec<_> = said.map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let said = said.join("\n");
    let help = command.map(|command| format!(" {command}")).unwrap_or_default();
    format!("{}\nTry 'oratory{help} --help'.", said.strip_prefix("error: ").unwrap_or(&said))
}

/// Reports an unknown command, with a suggestion.
pub(super) fn unknown_command(word: &str) -> String {
    let meant = misspelled(word, &[] as &[&str]).map_or_else(
        || "`oratory --help` lists the commands".to_owned(),
        |meant| format!("did you mean `{meant}`?"),
    );
    format!("there is no command called {word:?}: {meant}")
}

/// Returns the command for which `word` may be a misspelling, unless it is more similar to one of `texts`.
pub(super) fn misspelled(word: &str, texts: &[impl AsRef<str>]) -> Option<String> {
    if word.contains(['.', '/', ':']) {
        return None;
    }
    let commands = commands();
    let known: Vec<&str> =
        texts.iter().map(AsRef::as_ref).chain(commands.iter().map(String::as_str)).collect();
    let meant = nearest(word, &known)?;
    commands.iter().find(|command| *command == meant).cloned()
}

/// Returns the names of all commands.
pub(super) fn commands() -> Vec<String> {
    let mut program = Arguments::command();
    program.build();
    program.get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

fn names_of_built_in() -> Vec<String> {
    let library = texts::built_in();
    library.iter().flat_map(|speech| [speech.id().to_owned(), speech.details().title.clone()]).collect()
}

/// Returns the first argument that is neither an option nor its value: a command, unless it is a text.
fn command_word(mut words: impl Iterator<Item = OsString>) -> Option<String> {
    let program = Arguments::command();
    while let Some(word) = words.next() {
        let word = word.to_string_lossy().into_owned();
        let Some(option) = word.strip_prefix("--").filter(|option| !option.is_empty()) else {
            return Some(word).filter(|word| !word.starts_with('-'));
        };
        let known = program.get_arguments().find(|argument| argument.get_long() == Some(option));
        if known.is_some_and(|option| option.get_action().takes_values()) {
            words.next();
        }
    }
    None
}
