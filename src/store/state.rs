//! State files: TOML with a version, shared by all running instances of the program.
//!
//! An instance never writes a whole file from memory. It applies its changes to the current content, under a lock.
//! Each save keeps the replaced content as a backup, `name.bak`. A file that cannot be parsed is never overwritten,
//! except by `StateFile::restore`, which keeps it under another name.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, anyhow, bail};
use oratory_core::{line_of, toml_fault, with_line};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use toml::Spanned;

use super::{files, quoted, reason};

/// A state file.
#[derive(Debug)]
pub(super) struct StateFile {
    /// Path of the file.
    pub(super) path: PathBuf,
    /// The version that this program writes. It reads this one and all earlier ones.
    pub(super) version: i64,
    /// Name of the content in messages.
    pub(super) content: &'static str,
    /// Comment at the top of the file.
    pub(super) header: &'static str,
    /// Instruction that brings back the backup of a damaged file.
    pub(super) restore_hint: &'static str,
}

/// A state file in memory: its version, its content, and fields of other versions of the program, which are kept.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Envelope<T> {
    /// The version that the file has. A save writes the present one.
    version: i64,
    /// The content. Its type must not collect unknown fields at the top level.
    #[serde(flatten)]
    pub(super) content: T,
    #[serde(flatten)]
    unknown: toml::Table,
    /// The bytes that were parsed. They become the backup.
    #[serde(skip)]
    bytes: Option<Vec<u8>>,
}

/// The reason why a state file cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The file cannot be parsed. Names the line and the reason.
    Damaged(String),
    /// The file was written by a newer version of the program.
    Newer(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Damaged(why) | Self::Newer(why)) = self;
        f.write_str(why)
    }
}

/// Result of a restoration.
#[derive(Debug, PartialEq, Eq)]
pub struct Restored {
    /// The path of the backup.
    pub(crate) backup: PathBuf,
    /// The new path of the damaged file, unless the file was missing.
    pub(crate) damaged: Option<PathBuf>,
}

impl StateFile {
    /// Reads the file. Returns the default if there is none.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or parsed.
    pub(super) fn read<T: DeserializeOwned + Default>(&self) -> anyhow::Result<T> {
        let read = self.load().map(Option::unwrap_or_default);
        read.map(|envelope| envelope.content)
            .map_err(|error| anyhow!("cannot read {} from {}: {error}", self.content, quoted(&self.path)))
    }

    /// Applies `change` to the current content of the file, waiting up to `timeout` for its lock.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, parsed or written, or if its lock is not free within `timeout`. The file is
    /// then unchanged.
    pub(super) fn change<T>(&self, timeout: Duration, change: impl FnOnce(&mut T)) -> anyhow::Result<()>
    where
        T: DeserializeOwned + Serialize + Default,
    {
        self.locked(timeout, || {
            let mut envelope = self.load()?.unwrap_or_default();
            change(&mut envelope.content);
            self.replace(envelope)
        })
    }

    /// Does `work` under the lock of the file, waiting up to `timeout` for it.
    ///
    /// # Errors
    ///
    /// Fails if `work` fails, or if the lock is not free within `timeout`.
    pub(super) fn locked(
        &self,
        timeout: Duration,
        work: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        files::lock(&self.path, timeout)
            .and_then(|_lock| work())
            .map_err(|error| anyhow!("cannot save {} to {}: {error}", self.content, quoted(&self.path)))
    }

    /// Replaces the content of the file and keeps the replaced content as its backup. Call this only in
    /// [`StateFile::locked`].
    ///
    /// # Errors
    ///
    /// Fails if the file or its backup cannot be written. The file is then unchanged.
    pub(super) fn replace<T: Serialize>(&self, mut envelope: Envelope<T>) -> anyhow::Result<()> {
        envelope.version = self.version;
        let content = format!("{}{}", self.header, toml::to_string(&envelope)?);
        files::replace_with_backup(&self.path, content.as_bytes(), envelope.bytes.as_deref())
    }

    /// Returns the content of the file, or `None` if there is no file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or parsed.
    pub(super) fn load<T: DeserializeOwned>(&self) -> anyhow::Result<Option<Envelope<T>>> {
        let Some(bytes) = read(&self.path)? else { return Ok(None) };
        match parse(&bytes, self.version) {
            Ok(envelope) => Ok(Some(Envelope { bytes: Some(bytes), ..envelope })),
            Err(fault) => Err(anyhow!("{fault}; {}", self.remedy(&fault))),
        }
    }

    /// Returns the advice for a file with `fault`.
    fn remedy(&self, fault: &Fault) -> String {
        match fault {
            Fault::Newer(_) => "update oratory".to_owned(),
            Fault::Damaged(_) if files::backup_of(&self.path).is_ok_and(|backup| backup.exists()) => {
                format!("repair it, or {}", self.restore_hint)
            }
            Fault::Damaged(_) => "repair or move it".to_owned(),
        }
    }

    /// Replaces a damaged or missing file by its backup. A damaged file is kept under another name. Returns the
    /// restored content, or `None` if the file is intact.
    ///
    /// # Errors
    ///
    /// Fails if there is no intact backup, if the file is of a newer version, or if something cannot be read or
    /// written. The file is then unchanged.
    pub(super) fn restore<T: DeserializeOwned>(
        &self,
        timeout: Duration,
    ) -> anyhow::Result<Option<(T, Restored)>> {
        let restored = files::lock(&self.path, timeout).and_then(|_lock| {
            let damaged = read(&self.path)?;
            match damaged.as_deref().map(|bytes| parse::<T>(bytes, self.version)) {
                Some(Ok(_)) => return Ok(None),
                Some(Err(fault @ Fault::Newer(_))) => bail!("{fault}; {}", self.remedy(&fault)),
                Some(Err(Fault::Damaged(_))) | None => {}
            }
            let backup = files::backup_of(&self.path)?;
            let bytes = read(&backup)
                .with_context(|| format!("cannot read the backup {}", quoted(&backup)))?
                .ok_or_else(|| anyhow!("there is no backup {}", quoted(&backup)))?;
            let content = parse(&bytes, self.version)
                .map_err(|fault| anyhow!("the backup {} cannot be read either: {fault}", quoted(&backup)))?
                .content;
            let damaged = damaged.map(|damaged| files::keep_damaged(&self.path, &damaged)).transpose()?;
            files::replace(&self.path, &bytes)?;
            Ok(Some((content, Restored { backup, damaged })))
        });
        restored
            .map_err(|error| anyhow!("cannot restore {} in {}: {error:#}", self.content, quoted(&self.path)))
    }
}

/// Reads a file. Returns `None` if there is none.
fn read(path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    match files::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => bail!("{}", reason(&error)),
    }
}

/// Parses a whole file of this or an earlier `version`.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8], version: i64) -> Result<Envelope<T>, Fault> {
    let text = str::from_utf8(bytes).map_err(|error| {
        Fault::Damaged(format!("line {}: not UTF-8", line_of(bytes, error.valid_up_to())))
    })?;
    match toml::from_str::<Envelope<T>>(text) {
        Ok(envelope) if (1..=version).contains(&envelope.version) => Ok(envelope),
        Ok(_) => Err(fault::<T>(text, version, None)),
        Err(error) => Err(fault::<T>(text, version, Some(&error))),
    }
}

/// Finds the fault in a file. `error` is that of its [`Envelope`]: a flattened content has no line numbers, so the
/// content is parsed again by itself.
fn fault<T: DeserializeOwned>(text: &str, known: i64, error: Option<&toml::de::Error>) -> Fault {
    /// The version alone. The rest of a newer file may have another format.
    #[derive(Deserialize)]
    struct VersionOnly {
        version: Spanned<i64>,
    }

    let damaged = |error: &toml::de::Error| Fault::Damaged(with_line(toml_fault(error, text, 1)));
    let version = match toml::from_str::<VersionOnly>(text) {
        Ok(only) => only.version,
        Err(error) => return damaged(&error),
    };
    let line = line_of(text.as_bytes(), version.span().start);
    let version = version.into_inner();
    let versions = if known == 1 { "version 1".to_owned() } else { format!("versions 1 to {known}") };
    let unsupported =
        format!("line {line}: version {version} is not supported by this oratory (it reads {versions})");
    match (toml::from_str::<T>(text), error) {
        _ if version > known => Fault::Newer(unsupported),
        _ if version < 1 => Fault::Damaged(unsupported),
        (Err(error), _) => damaged(&error),
        (Ok(_), Some(error)) => damaged(error),
        (Ok(_), None) => Fault::Damaged(unsupported),
    }
}
