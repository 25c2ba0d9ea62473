//! The reasons why a file cannot be imported.

use std::{collections::TryReserveError, fmt};

/// Reason why a file cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportError {
    /// There is not enough memory.
    OutOfMemory,
    /// The file is not a text. Says what it is, and how to get a text from it.
    NotText(String),
    /// The file has no text. In a corpus, such files describe the texts.
    NoText,
    /// The file is damaged, or larger than it says. States the fault.
    Damaged(String),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfMemory => f.write_str("not enough memory"),
            Self::NotText(what) => write!(f, "it is {what}"),
            Self::NoText => f.write_str("it has no text; if it lists other files, open those"),
            Self::Damaged(fault) => f.write_str(fault),
        }
    }
}

impl From<TryReserveError> for ImportError {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}
