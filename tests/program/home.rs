//! An isolated home for the program.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use oratory::store::Folders;
use oratory_core::sha256;
use portable_pty::CommandBuilder;

use crate::pty::Terminal;

/// Path of the program.
pub(crate) const ORATORY: &str = env!("CARGO_BIN_EXE_oratory");

/// An empty home, removed on drop.
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

    /// Path of the bookmarks file.
    pub(crate) fn bookmarks(&self) -> PathBuf {
        self.path().join("data/oratory/bookmarks.toml")
    }

    /// Path of the file of reading positions.
    pub(crate) fn places(&self) -> PathBuf {
        self.path().join("state/oratory/places.toml")
    }

    /// Environment of the program. All paths are in this home.
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

    /// Starts the program on a terminal of `size`.
    pub(crate) fn reader(&self, size: (u16, u16)) -> Terminal {
        self.run(size, &[ORATORY])
    }

    /// Prepares the program with output and messages in pipes, and with empty input.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.any(ORATORY);
        command.args(arguments);
        command
    }

    /// Creates a home with `files`, and their folders.
    pub(crate) fn with_files(files: &[(&str, &str)]) -> Self {
        let home = Self::new();
        for (name, content) in files {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        home
    }

    /// Returns the output of a command, its exit status and its messages.
    pub(crate) fn output(&self, arguments: &[&str]) -> (String, Option<i32>, String) {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(output.stdout), output.status.code(), text(output.stderr))
    }

    /// Prepares any program in the same way.
    pub(crate) fn any(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment()).current_dir(self.path()).stdin(Stdio::null());
        command
    }

    /// Starts any program on a terminal.
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

/// Returns the files beside the bookmarks: the SHA-256 of each intact copy of a text, and the names of all others.
pub(crate) fn copies(home: &Home) -> BTreeSet<String> {
    let files = fs::read_dir(folders(home.path()).data.join("texts")).into_iter().flatten();
    let copy = |path: PathBuf| {
        let hash = fs::read(&path).map(|content| sha256(&content)).unwrap_or_default();
        let is_intact = path.ends_with(format!("{hash}.txt"));
        if is_intact { hash } else { path.to_string_lossy().into_owned() }
    };
    files.map(|file| copy(file.unwrap().path())).collect()
}

/// Folders of the program in a home.
pub(crate) fn folders(home: &Path) -> Folders {
    let [config, data, state] = ["config", "data", "state"].map(|name| home.join(name).join("oratory"));
    Folders { config, data, state, ..Folders::default() }
}
