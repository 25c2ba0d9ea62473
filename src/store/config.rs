//! Reads `config.toml` in the config folder. Only the user writes it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{anyhow, bail};
use directories::BaseDirs;
use jiff::Timestamp;

use super::{Folders, files, has_home, quoted, reason, texts::as_on_disk};
use crate::config::{
    Config,
    converter::Converter,
    read::{converters_of, parse},
};

/// Returns the path of the user's configuration.
pub fn path(folders: &Folders) -> PathBuf {
    folders.config.join("config.toml")
}

/// Reads the user's configuration. Returns the default if there is no file.
///
/// # Errors
///
/// Fails if the file cannot be read or has mistakes: one line for each.
pub fn of_user(folders: &Folders) -> anyhow::Result<Config> {
    let path = path(folders);
    match files::read(&path) {
        Err(error) if is_missing(&error) => Ok(Config::default()),
        content => parse_file(&path, content),
    }
}

/// Reads the configuration at `path`.
///
/// # Errors
///
/// Fails if the file cannot be read or has mistakes: one line for each.
pub(crate) fn read(path: &Path) -> anyhow::Result<Config> {
    parse_file(path, files::read(path))
}

/// Returns the valid converters of the configuration at `path`, which may have mistakes.
pub(crate) fn valid_converters(path: &Path) -> Vec<Converter> {
    let content = files::read(path).ok().and_then(|content| String::from_utf8(content).ok());
    content.map(|content| converters_of(&content)).unwrap_or_default()
}

/// Resolves a path in the configuration, where `~/` is the home folder.
pub(crate) fn expand_path(path: &str) -> PathBuf {
    let below_home = path.strip_prefix("~/").filter(|_| has_home());
    let expanded = below_home.and_then(|below| Some(BaseDirs::new()?.home_dir().join(below)));
    as_on_disk(&expanded.unwrap_or_else(|| path.into()))
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn parse_file(path: &Path, content: io::Result<Vec<u8>>) -> anyhow::Result<Config> {
    let cannot = |why: &str| anyhow!("cannot read the configuration {}: {why}", quoted(path));
    let content = content.map_err(|error| cannot(&reason(&error)))?;
    let Ok(content) = String::from_utf8(content) else {
        return Err(cannot("it is not UTF-8; save it as UTF-8"));
    };
    match parse(&content) {
        Ok(mut config) => {
            let name = path.file_name().unwrap_or_default().display();
            config.renamed = config.renamed.map(|renamed| format!("{name}: {renamed}"));
            Ok(Config { edited: edit_time(path), ..config })
        }
        Err(faults) => {
            let lines: Vec<_> = faults.iter().map(|fault| format!("{}: {fault}", quoted(path))).collect();
            bail!("{}", lines.join("\n"))
        }
    }
}

/// Returns the time of the last edit of the file at `path`.
fn edit_time(path: &Path) -> Option<Timestamp> {
    fs::metadata(path).ok()?.modified().ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn all_mistakes_are_reported_with_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        fs::write(&path, "text_with = 1\nmouse = 2\n").unwrap();
        let error = read(&path).unwrap_err().to_string();
        let named = quoted(&path);
        assert_eq!(
            error.lines().collect::<Vec<_>>(),
            [
                format!("{named}: line 1: unknown setting text_with: did you mean text_width?"),
                format!("{named}: line 2: mouse is true or false, not 2"),
            ]
        );
    }

    #[test]
    fn missing_file_is_the_default_unless_it_was_named() {
        let folder = tempfile::tempdir().unwrap();
        let [config, data, state] = ["config", "data", "state"].map(|name| folder.path().join(name));
        let folders = Folders { config, data, state, ..Folders::default() };
        assert_eq!(of_user(&folders).unwrap().text_width, Config::default().text_width);
        let error = read(&path(&folders)).unwrap_err().to_string();
        assert!(
            error.starts_with("cannot read the configuration \"")
                && error.ends_with(": No such file or directory")
        );
        fs::create_dir(&folders.config).unwrap();
        fs::write(path(&folders), b"text_width = 50 # caf\xe9").unwrap();
        assert!(of_user(&folders).unwrap_err().to_string().ends_with(": it is not UTF-8; save it as UTF-8"));
        fs::write(path(&folders), "text_width = 50").unwrap();
        let config = of_user(&folders).unwrap();
        assert_eq!(config.text_width, 50);
        let written = fs::metadata(path(&folders)).unwrap().modified().unwrap();
        assert_eq!(config.edited, written.try_into().ok());
    }
}
