//! Names texts as the command line does: the inverse of [`open`](super::open).

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use super::{find::Finder, range::split_part};
use crate::store::names::{is_same_file, part_suffix};

/// Returns the shortest word by which every command finds the speech `id` of the text at `path`. That is its id if it works, otherwise
/// its path, without the extension if that is unambiguous.
pub(super) fn name_of(id: &str, file: Option<&Path>, path: &Path, finder: &Finder<'_>) -> String {
    let Some(file) = file else {
        // The speeches that come through a pipe are numbered like those in a file, and have its id.
        let part = id.rfind('#').map_or("", |at| &id[at..]);
        let is_built_in = finder.built_in().entries().any(|speech| speech.id() == id);
        return if is_built_in { id.to_owned() } else { format!("{}{part}", path.display()) };
    };
    let part = part_suffix(id, file);
    let of_path = |path: &Path| format!("{}{part}", path.display());
    let full_name = full_name(id, file);
    let short = path.with_extension("");
    let names = [id.to_owned(), of_path(&full_name), of_path(&short), of_path(path), of_path(file)];
    names.iter().find(|name| leads_to(name.as_ref(), file, finder)).unwrap_or(&names[0]).clone()
}

/// Returns the id of a speech with the extension of its file, and without its number: `talks.txt` for `talks#2`.
pub(super) fn full_name(id: &str, file: &Path) -> PathBuf {
    let name = id.strip_suffix(part_suffix(id, file)).unwrap_or(id);
    Path::new(name).with_added_extension(file.extension().unwrap_or_default())
}

/// Returns `true` if `word` leads to `file` or to a speech in it.
fn leads_to(word: &OsStr, file: &Path, finder: &Finder<'_>) -> bool {
    // A word with a hyphen at the beginning is an option.
    if word.as_encoded_bytes().starts_with(b"-") || finder.folder(word).is_some() {
        return false;
    }
    let name = match (finder.source(word), split_part(word)) {
        (Ok(None) | Err(_), Some((name, _))) => name,
        _ => word,
    };
    let source = finder.source(name).ok().flatten();
    source.is_some_and(|source| source.file().is_some_and(|found| is_same_file(found, file)))
}
