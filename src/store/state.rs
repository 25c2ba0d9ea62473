//! State files: TOML with a version, shared by all running instances of the program.
//!
//! An instance never writes a whole file from memory. It applies its changes to the current content, under a lock.
//! A file that cannot be parsed is never overwritten.

use std::{io, path::PathBuf, time::Duration};

use anyhow::{anyhow, bail};
use oratory_core::document::details::{line_of, toml_fault, with_line};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use toml::Spanned;

use super::{files, quoted, reason};
use crate::places::Version;

/// A state file.
#[derive(Debug)]
pub(super) struct StateFile {
    /// Path of the file.
    pub(super) path: PathBuf,
    /// Name of the content in messages.
    pub(super) what: &'static str,
    /// Comment at the head of the file.
    pub(super) head: &'static str,
    /// Advice for a file that cannot be parsed.
    pub(super) remedy: &'static str,
}

impl StateFile {
    /// Reads the file. Returns the default if there is none.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or parsed.
    pub(super) fn read<T: DeserializeOwned + Default>(&self) -> anyhow::Result<T> {
        let read = self.load().map(Option::unwrap_or_default);
        read.map_err(|error| anyhow!("cannot read {} from {}: {error}", self.what, quoted(&self.path)))
    }

    /// Applies `change` to the current content of the file, waiting up to `wait` for its lock.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, parsed or written, or if its lock is not free within `wait`. The file is
    /// then unchanged.
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

    /// Does `work` under the lock of the file, waiting up to `wait` for it.
    ///
    /// # Errors
    ///
    /// Fails if `work` fails, or if the lock is not free within `wait`.
    pub(super) fn locked(
        &self,
        wait: Duration,
        work: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        files::lock(&self.path, wait)
            .and_then(|_lock| work())
            .map_err(|error| anyhow!("cannot save {} to {}: {error}", self.what, quoted(&self.path)))
    }

    /// Replaces the content of the file. Call this only in [`StateFile::locked`].
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written. It is then unchanged.
    pub(super) fn replace(&self, content: &impl Serialize) -> anyhow::Result<()> {
        files::replace(&self.path, &format!("{}{}", self.head, toml::to_string(content)?))
    }

    /// Returns the content of the file, or `None` if there is no file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or parsed.
    pub(super) fn load<T: DeserializeOwned>(&self) -> anyhow::Result<Option<T>> {
        match files::read(&self.path) {
            Ok(content) => parse(&content).map(Some).map_err(|fault| anyhow!("{fault}; {}", self.remedy)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => bail!("{}", reason(&error)),
        }
    }
}

/// Parses a whole file. The error names the line.
pub(super) fn parse<T: DeserializeOwned>(content: &[u8]) -> Result<T, String> {
    /// The version only. The rest of a newer file may have another format.
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
