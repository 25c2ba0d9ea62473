//! The command `paths`: prints where the program's files are.

use std::{io::Write, path::Path};

use crate::store::{Folders, bookmarks, config, converted, copies, drafts, session};

/// Prints the paths of the program's files. `config` is the path given with `--config`.
pub(super) fn print_paths(
    folders: &Folders,
    config: Option<&Path>,
    to: &mut dyn Write,
) -> anyhow::Result<()> {
    let files = [
        ("config", config.map_or_else(|| config::path(folders), Path::to_owned)),
        ("bookmarks", bookmarks::path(folders)),
        ("texts", copies::folder(folders)),
        ("places", session::path(folders)),
        ("drafts", drafts::path(folders)),
        ("converted", converted::folder(&folders.cache)),
    ];
    for (name, path) in files {
        writeln!(to, "{name:<9}  {}", path.display())?;
    }
    Ok(())
}
