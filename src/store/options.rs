//! Options and errors of reading texts.

use std::{collections::TryReserveError, io, path::Path};

use oratory_import::{Encoding, ImportError};

use super::{MEGABYTE, converters::Converters, quoted, reason};
use crate::config::MAX_FILE_MB;

/// Error of a file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// The file does not exist.
    Missing,
    /// The reason, in one line.
    Failed(String),
}

impl Unread {
    /// Adds the name of the file to the message.
    pub(super) fn naming(self, path: &Path) -> Self {
        match self {
            Self::Missing => Self::Missing,
            Self::Failed(why) => Self::Failed(format!("cannot read {}: {why}", quoted(path))),
        }
    }
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            io::ErrorKind::OutOfMemory => Self::Failed(NO_ROOM.to_owned()),
            _ => Self::Failed(reason(&error)),
        }
    }
}

impl From<TryReserveError> for Unread {
    fn from(_: TryReserveError) -> Self {
        Self::Failed(NO_ROOM.to_owned())
    }
}

impl From<ImportError> for Unread {
    fn from(error: ImportError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Message for a file that does not fit into memory.
const NO_ROOM: &str = "not enough memory";

/// Error of a file over the size limit.
pub(super) fn too_large(size: u64, options: ReadOptions) -> Unread {
    let (size, max_mb) = (size_for_people(size), options.max_mb);
    Unread::Failed(format!("file is {size}, over the limit of {max_mb} MB (max_file_mb)"))
}

/// Formats a size of at least a megabyte, rounded up to a tenth: `1.1 TB`.
fn size_for_people(size: u64) -> String {
    let units = [(MEGABYTE, "MB"), (1_000 * MEGABYTE, "GB"), (1_000_000 * MEGABYTE, "TB")];
    let (unit, name) = units.into_iter().rfind(|(unit, _)| size >= *unit).unwrap_or(units[0]);
    let tenths = size.div_ceil(unit / 10);
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

/// Options for reading files.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions {
    /// Encoding of all files. Detected for each file if `None`.
    pub encoding: Option<Encoding>,
    /// Size limit of a file, in megabytes.
    pub max_mb: usize,
    /// Size up to which a file is read whole before the first frame, in bytes. Of a larger file, the head is shown.
    pub whole_bytes: usize,
    /// Programs that print the texts of files, which live as long as the program. `None` if there are none.
    pub converters: Option<&'static Converters>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { encoding: None, max_mb: MAX_FILE_MB, whole_bytes: 4_000_000, converters: None }
    }
}

impl ReadOptions {
    /// Returns the size limit in bytes.
    pub(super) fn max_bytes(self) -> u64 {
        (self.max_mb as u64).saturating_mul(MEGABYTE)
    }
}

/// Bytes of a text that are shown while the rest is loading.
pub(super) const HEAD_BYTES: usize = 64 * 1024;
