//! An empty home for the program: nothing that it does leads out of it.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use oratory::store::Folders;
use portable_pty::CommandBuilder;

use crate::pty::Terminal;

/// The program.
pub(crate) const ORATORY: &str = env!("CARGO_BIN_EXE_oratory");

/// An empty home, gone when the test is.
pub(crate) struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where the program keeps the bookmarks.
    pub(crate) fn bookmarks(&self) -> PathBuf {
        self.path().join("data/oratory/bookmarks.toml")
    }

    /// Where the program keeps the places.
    pub(crate) fn places(&self) -> PathBuf {
        self.path().join("state/oratory/places.toml")
    }

    /// All that a program is told of the world: nothing leads out of this home.
    pub(crate) fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let folders = [
            ("HOME", ""),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "runtime"),
        ];
        let mut all: Vec<_> = folders.map(|(name, folder)| (name, self.path().join(folder))).into();
        let path = std::env::var_os("PATH").unwrap_or_default();
        all.extend([
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
            ("PS1", "ready> ".into()),
            ("PATH", path.into()),
        ]);
        all
    }

    /// The program on a terminal of so many columns and rows.
    pub(crate) fn reader(&self, size: (u16, u16)) -> Terminal {
        self.run(size, &[ORATORY])
    }

    /// The program with its output and its messages in pipes, and nothing to read.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.any(ORATORY);
        command.args(arguments);
        command
    }

    /// Any program in the same way.
    pub(crate) fn any(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment()).current_dir(self.path()).stdin(Stdio::null());
        command
    }

    /// Any program on a terminal.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, size: (u16, u16), command: &[S]) -> Terminal {
        let mut builder = CommandBuilder::new(&command[0]);
        builder.args(&command[1..]);
        builder.env_clear();
        for (name, value) in self.environment() {
            builder.env(name, value);
        }
        builder.cwd(self.path());
        Terminal::start(size, builder)
    }
}

/// The program's folders in a home.
pub(crate) fn folders(home: &Path) -> Folders {
    let [config, data, state] = ["config", "data", "state"].map(|name| home.join(name).join("oratory"));
    Folders { config, data, state }
}
