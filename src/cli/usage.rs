//! Explains mistakes on the command line.

use std::{
    ffi::{OsStr, OsString},
    path::Path,
};

use clap::{
    CommandFactory as _,
    error::{ContextKind, ContextValue, ErrorKind},
};
use oratory_core::{closest, similar};

use super::{
    arguments::{Arguments, command_names},
    range::Range,
};
use crate::catalog::Catalog;
use crate::store::{self, texts};

/// Formats an error of clap with its tips, one per line, and a hint at the help. `words` are the arguments.
pub(super) fn explained(error: &clap::Error, words: impl Iterator<Item = OsString>) -> String {
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) {
        // What follows `oratory help`: a second command, or an option.
        if word.starts_with('-') || command_names().contains(word) {
            return "help takes the name of one command, for example: oratory help list".to_owned();
        }
        return unknown_command(word);
    }
    let word = command_word(words);
    let command = word.as_ref().filter(|word| command_names().contains(word));
    // In `oratory serach unity --regex` the command is unknown, and therefore its options are too.
    if let (Some(word), None) = (&word, command)
        && error.kind() == ErrorKind::UnknownArgument
        && !texts::is_there(word.as_ref())
        && misspelled(word, &built_in_names()).is_some()
    {
        return unknown_command(word);
    }
    let mut text = error.to_string();
    // The words of Rust for what is not a number.
    for fault in ["invalid digit found in string", "cannot parse integer from empty string"] {
        text = text.replace(fault, "expected a number");
    }
    let mut message: Vec<&str> = text
        .lines()
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        .map(|line| line.strip_prefix("error: ").unwrap_or(line).trim_end())
        .filter(|line| !line.is_empty())
        .collect();
    let command = command.map(|command| format!(" {command}")).unwrap_or_default();
    let help = format!("Try 'oratory{command} --help'.");
    message.push(&help);
    message.join("\n")
}

/// Formats the message for an unknown command, with a suggestion.
pub(super) fn unknown_command(word: &str) -> String {
    let meant = misspelled(word, &[] as &[&str]).map_or_else(
        || "`oratory --help` lists the commands".to_owned(),
        |meant| format!("did you mean `{meant}`?"),
    );
    format!("there is no command called {word:?}: {meant}")
}

/// Names suggested by [`unknown_text`].
const SUGGESTIONS: usize = 3;

/// Formats the message for a `word` that names neither a text nor a file, with similar names.
pub(super) fn unknown_text(word: &OsStr, may_be_command: bool, built_in: &Catalog) -> String {
    let word = word.to_string_lossy();
    let name = word.rsplit_once(':').filter(|(_, range)| Range::parse(range).is_some());
    let name = name.map_or(&*word, |(name, _)| name);
    // Compare only the names in the folder: its path is the same in all of them.
    let (folder, last) = name.split_at(name.rfind('/').map_or(0, |slash| slash + 1));
    let beside = texts::names_beside(Path::new(name));
    if beside.iter().any(|known| known == last) {
        return format!("cannot read {}: broken symbolic link", store::quoted(Path::new(name)));
    }
    let mut known: Vec<&str> = beside.iter().map(String::as_str).collect();
    if folder.is_empty() {
        known.extend(built_in.entries().flat_map(|speech| [speech.id(), &speech.details().title]));
    }
    known.sort_unstable();
    known.dedup();
    let texts: Vec<String> = similar(last, &known).iter().map(|near| format!("{folder}{near}")).collect();
    if may_be_command && misspelled(&word, &texts).is_some() {
        return unknown_command(&word);
    }
    let hint = match &texts[..texts.len().min(SUGGESTIONS)] {
        [] => " (`oratory list` shows all names)".to_owned(),
        [texts @ .., last] if !texts.is_empty() => format!(": did you mean {} or {last}?", texts.join(", ")),
        [text, ..] => format!(": did you mean {text}?"),
    };
    format!("no text or file named {}{hint}", store::quoted(Path::new(&*word)))
}

/// Returns the command for which `word` may be a misspelling, unless it is more similar to one of `texts`.
pub(super) fn misspelled(word: &str, texts: &[impl AsRef<str>]) -> Option<String> {
    if word.contains(['.', '/', ':']) {
        return None;
    }
    let commands = command_names();
    let known: Vec<&str> =
        texts.iter().map(AsRef::as_ref).chain(commands.iter().map(String::as_str)).collect();
    let meant = closest(word, &known)?;
    commands.iter().find(|command| *command == meant).cloned()
}

fn built_in_names() -> Vec<String> {
    let library = texts::built_in();
    library.entries().flat_map(|speech| [speech.id().to_owned(), speech.details().title.clone()]).collect()
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
