//! Faults in the files of a folder.

use std::fmt;

/// A fault at a place in a file. It does not keep the rest of the file from being read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1, and the column in it. In a table, that is the number of the cell.
    pub(super) place: Option<(usize, usize)>,
    pub(super) message: String,
}

/// Faults that are listed individually. A table may have as many as it has rows.
const MAX_REPORTED: usize = 3;

impl Fault {
    /// Creates a fault at the byte `offset` of `content`.
    pub(super) fn at(offset: usize, content: &str, message: impl Into<String>) -> Self {
        let before = content.get(..offset).unwrap_or(content);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { place: Some((line, column)), message: message.into() }
    }

    /// Creates a fault of a whole file.
    pub(super) fn of_file(message: impl Into<String>) -> Self {
        Self { place: None, message: message.into() }
    }

    /// Formats the faults of the file called `name`, each on a line: all of a few, or the first ones and the number of
    /// the rest.
    pub fn lines(faults: &[Self], name: &str) -> Vec<String> {
        let first = faults.iter().take(MAX_REPORTED).map(|fault| format!("{name}{fault}"));
        let rest = faults.len().saturating_sub(MAX_REPORTED);
        let noun = if rest == 1 { "fault" } else { "faults" };
        first.chain((rest > 0).then(|| format!("{name}: {rest} more {noun}"))).collect()
    }
}

impl fmt::Display for Fault {
    /// Formats the fault as it follows the name of the file: `, line 3, column 5: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.place {
            write!(f, ", line {line}, column {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}
