//! Candidates for the completion of `TEXT`.

use std::ffi::OsStr;

use clap_complete::engine::{CompletionCandidate, PathCompleter, ValueCompleter};

use super::setup::{General, Setup};
use crate::catalog::Entry;
use crate::store::{self, texts};

/// Completes `TEXT` with names of speeches in the library, files and folders.
pub(super) fn texts(typed: &OsStr) -> Vec<CompletionCandidate> {
    let mut speeches: Vec<_> = texts::built_in().entries().map(|speech| candidate(speech)).collect();
    if let Ok(setup) = Setup::new(General::default(), true)
        && let Ok(config) = setup.config()
    {
        for folder in &config.folders {
            texts::walk(
                &store::config::expand_path(folder),
                &config.extensions,
                setup.read_options(),
                &|| true,
                &mut |speech| speeches.push(candidate(&speech)),
            );
        }
    }
    let typed_bytes = typed.as_encoded_bytes();
    speeches.retain(|speech| speech.get_value().as_encoded_bytes().starts_with(typed_bytes));
    speeches.extend(PathCompleter::any().complete(typed));
    speeches
}

fn candidate(speech: &Entry) -> CompletionCandidate {
    CompletionCandidate::new(speech.id()).help(Some(speech.details().title.clone().into()))
}
