//! Sidecars: files in TOML beside a text, which state its details and its layout.
//!
//! `speech.toml` belongs to `speech.txt` and to `speech.md`. `speech.txt.toml` belongs to `speech.txt` alone, and is
//! read instead of `speech.toml`.

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use oratory_core::Source;
use oratory_import::{FOLDER_FILE, MAX_FRONT_MATTER_BYTES, Sidecar};

use super::{quoted, reason, stamp};

const EXTENSION: &str = "toml";

/// A sidecar with its size and modification time.
type Stamped = (PathBuf, Option<(u64, u128)>);

/// Returns `true` if a file of this name may be a sidecar.
pub(super) fn is_named_like_one(name: &OsStr) -> bool {
    // That file belongs to the whole folder.
    name != FOLDER_FILE && Path::new(name).extension().is_some_and(|extension| extension == EXTENSION)
}

/// Returns the names that the sidecar of `text` may have, the best first.
pub(super) fn names(text: &OsStr) -> impl Iterator<Item = OsString> {
    let own = [text, OsStr::new(EXTENSION)].join(OsStr::new("."));
    let shared = Path::new(text).with_extension(EXTENSION).into_os_string();
    // A text whose extension is that of a sidecar is not its own.
    [own, shared].into_iter().filter(move |name| name != text && is_named_like_one(name))
}

/// Returns the sidecar of the text at `path`, if there is one.
pub(super) fn beside(path: &Path) -> Option<PathBuf> {
    names(path.file_name()?).map(|name| path.with_file_name(name)).find(|sidecar| sidecar.is_file())
}

/// Returns `sidecar` with its size and modification time now.
pub(super) fn stamped(sidecar: Option<PathBuf>) -> Option<Stamped> {
    let metadata = fs::metadata(sidecar.as_ref()?).ok();
    sidecar.zip(metadata).map(|(sidecar, metadata)| (sidecar, stamp(&metadata)))
}

/// Reads the sidecar at `path`. Records in `source` which one was read, and why it cannot be.
///
/// A sidecar that is gone meanwhile, or not a regular file, is none.
pub(super) fn read(path: &Path, source: &mut Source) -> Option<Sidecar> {
    if !path.is_file() {
        return None;
    }
    let name = quoted(Path::new(path.file_name()?));
    source.sidecar = stamped(Some(path.to_owned()));
    let mut bytes = Vec::new();
    // One byte more shows that the file is larger.
    let most = MAX_FRONT_MATTER_BYTES as u64 + 1;
    let read = fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    match read {
        Ok(_) => Some(Sidecar { name, bytes }),
        Err(error) => {
            source.notice = Some(format!("{name} not read ({})", reason(&error)));
            None
        }
    }
}
