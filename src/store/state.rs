//! A file of the program's own: TOML with a version, to which several copies of the program write.
//!
//! None writes what it believes the file to hold: each applies its one change to what the file holds at
//! that moment, under a lock. A file that cannot be understood is never written to.

use std::{io, path::PathBuf, time::Duration};

use anyhow::{anyhow, bail};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use toml::Spanned;

use super::{files, quoted, reason};
use crate::{
    places::Version,
    text::details::{line_of, toml_fault, with_line},
};

/// One file.
#[derive(Debug)]
pub(super) struct StateFile {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What it holds, as messages call it.
    pub(super) what: &'static str,
    /// The comment at its head.
    pub(super) head: &'static str,
    /// What the reader can do if it cannot be understood.
    pub(super) remedy: &'static str,
}

impl StateFile {
    /// What the file holds; if there is none, nothing.
    ///
    /// # Errors
    ///
    /// If it cannot be read or understood.
    pub(super) fn read<T: DeserializeOwned + Default>(&self) -> anyhow::Result<T> {
        let read = self.load().map(Option::unwrap_or_default);
        read.map_err(|error| anyhow!("cannot read {} from {}: {error}", self.what, quoted(&self.path)))
    }

    /// Applies a change to what the file holds now, waiting no longer than this for its lock.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, understood or written, or another program holds its lock for longer.
    /// The file is then as it was.
    pub(super) fn change<T>(&self, wait: Duration, change: impl FnOnce(&mut T)) -> anyhow::Result<()>
    where
        T: DeserializeOwned + Serialize + Default,
    {
        self.locked(wait, || {
            let mut content = self.load()?.unwrap_or_default();
            change(&mut content);
            self.replace(&content)
        })
    }

    /// Does something while no other copy of the program changes the file, waiting no longer than this for its lock.
    ///
    /// # Errors
    ///
    /// If `work` fails, or another program holds the lock for longer.
    pub(super) fn locked(
        &self,
        wait: Duration,
        work: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        files::lock(&self.path, wait)
            .and_then(|_lock| work())
            .map_err(|error| anyhow!("cannot save {} to {}: {error}", self.what, quoted(&self.path)))
    }

    /// Replaces the content of the file. Call this in [`StateFile::locked`].
    ///
    /// # Errors
    ///
    /// If it cannot be written. The file is then as it was.
    pub(super) fn replace(&self, content: &impl Serialize) -> anyhow::Result<()> {
        files::replace(&self.path, &format!("{}{}", self.head, toml::to_string(content)?))
    }

    /// Returns the content of the file, or `None` if there is no file.
    ///
    /// # Errors
    ///
    /// If it cannot be read or understood.
    pub(super) fn load<T: DeserializeOwned>(&self) -> anyhow::Result<Option<T>> {
        match files::read(&self.path) {
            Ok(content) => parse(&content).map(Some).map_err(|fault| anyhow!("{fault}; {}", self.remedy)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => bail!("{}", reason(&error)),
        }
    }
}

/// Understands the whole file or says which line is wrong, and why.
pub(super) fn parse<T: DeserializeOwned>(content: &[u8]) -> Result<T, String> {
    /// The version alone: what else there is in a newer file is not known.
    #[derive(Deserialize)]
    struct Head {
        version: Spanned<Version>,
    }

    let content = str::from_utf8(content)
        .map_err(|error| format!("line {}: not UTF-8", line_of(content, error.valid_up_to())))?;
    let fault = |error| with_line(toml_fault(&error, content, 1));
    let Head { version } = toml::from_str(content).map_err(fault)?;
    let (known, line) = (Version::default(), line_of(content.as_bytes(), version.span().start));
    let version = version.into_inner();
    if version != known {
        return Err(format!(
            "line {line}: version {version} is not supported by this oratory (it reads version {known})"
        ));
    }
    toml::from_str(content).map_err(fault)
}
