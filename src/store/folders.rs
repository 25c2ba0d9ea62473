//! Reads `oratory.toml` and the tables of the folders in which texts are.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use oratory_import::{Encoding, FOLDER_FILE, Fault, Folder, MAX_FRONT_MATTER_BYTES, Outside};

use super::{MEGABYTE, quoted, reason, stamp};

/// Size limit of a table.
const MAX_TABLE_BYTES: u64 = 64 * MEGABYTE;

/// Reads what folders state about their texts: each folder once.
#[derive(Debug, Default)]
pub(crate) struct FolderReader {
    /// The encoding of tables that are not in UTF-8.
    encoding: Option<Encoding>,
    /// The folders so far. `None` for one that states nothing.
    known: HashMap<PathBuf, Option<Arc<Folder>>>,
    /// The use that was made of each folder that states something.
    used: BTreeMap<PathBuf, Used>,
    /// The faults of their files, each on a line.
    faults: Vec<String>,
}

/// The use that was made of what a folder states.
#[derive(Debug, Default)]
struct Used {
    /// Texts in and below the folder.
    texts: usize,
    /// Rows of the table that texts have, by their indexes.
    rows: HashSet<usize>,
    /// Texts whose names do not fit the pattern, and the first of them.
    unfit: usize,
    example: String,
}

impl FolderReader {
    /// Creates a reader that has read nothing.
    pub(crate) fn new(encoding: Option<Encoding>) -> Self {
        Self { encoding, ..Self::default() }
    }

    /// Returns the details that the folders of `file`, an absolute path, state about it.
    pub(super) fn outside(&mut self, file: &Path) -> Outside {
        let mut folders = Vec::new();
        let mut has_names = false;
        for path in file.ancestors().skip(1) {
            let Some(folder) = self.folder(path) else { continue };
            let inside = file.strip_prefix(path).unwrap_or(file);
            let name = inside.to_string_lossy();
            let used = self.used.entry(path.to_owned()).or_default();
            used.texts += 1;
            used.rows.extend(folder.rows_of(&name));
            // The nearest pattern counts.
            if !has_names && folder.pattern_that_does_not_fit(&name).is_some() {
                if used.unfit == 0 {
                    used.example = name.into_owned();
                }
                used.unfit += 1;
            }
            has_names |= folder.has_names();
            folders.push((folder, inside));
        }
        Outside::new(folders)
    }

    /// Returns the faults so far, each on a line: those of the files, and those of the texts in and below `root` that do not
    /// agree with them.
    pub(super) fn into_faults(self, root: &Path) -> Vec<String> {
        let Self { known, used, mut faults, .. } = self;
        for (path, used) in used {
            let Some(Some(folder)) = known.get(&path) else { continue };
            if let Some(pattern) = folder.pattern_that_does_not_fit(&used.example).filter(|_| used.unfit > 0)
            {
                let Used { texts, unfit, example, .. } = &used;
                let file = quoted(&path.join(FOLDER_FILE));
                let fit = if *unfit == 1 { "does" } else { "do" };
                faults.push(format!(
                    "{file}: {unfit} of {texts} names {fit} not fit {pattern}, such as {example}"
                ));
            }
            // A table above the root has rows for texts that have not been seen.
            let Some(table) = folder.table_file().filter(|_| path.starts_with(root)) else { continue };
            let file = quoted(&path.join(table));
            if folder.row_count() > 0 && used.rows.is_empty() {
                faults.push(format!("{file}: none of its {} rows names a text", folder.row_count()));
            } else if let Some(fault) = folder.unused_row(&used.rows) {
                faults.push(format!("{file}{fault}"));
            }
        }
        faults
    }

    /// Returns the faults in the files that have been read since the last call, each on a line.
    pub(crate) fn take_faults(&mut self) -> Vec<String> {
        std::mem::take(&mut self.faults)
    }

    fn folder(&mut self, path: &Path) -> Option<Arc<Folder>> {
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let folder = self.read(path).map(Arc::new);
        self.known.insert(path.to_owned(), folder.clone());
        folder
    }

    /// Reads the files of a folder.
    fn read(&mut self, path: &Path) -> Option<Folder> {
        let file = path.join(FOLDER_FILE);
        // A pipe would block.
        if !file.is_file() {
            return None;
        }
        let bytes = match read_up_to(&file, MAX_FRONT_MATTER_BYTES as u64 + 1) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.faults.push(format!("{} not read ({})", quoted(&file), reason(&error)));
                return None;
            }
        };
        let (mut folder, faults) = Folder::parse(&bytes);
        folder.add_file(file.clone(), stamp_of(&file));
        self.faults.extend(Fault::lines(&faults, &quoted(&file)));
        if let Some(table) = folder.table_file().map(|table| path.join(table)) {
            folder.add_file(table.clone(), stamp_of(&table));
            let faults = match self.read_table(&table) {
                Ok((bytes, encoding)) => Fault::lines(&folder.read_table(bytes, encoding), &quoted(&table)),
                Err(reason) => vec![format!("{} not read ({reason})", quoted(&table))],
            };
            self.faults.extend(faults);
        }
        Some(folder)
    }

    /// Returns the bytes of `table` and their encoding.
    fn read_table(&self, table: &Path) -> Result<(Vec<u8>, Option<Encoding>), String> {
        if fs::metadata(table).is_ok_and(|metadata| !metadata.is_file()) {
            return Err("it is not a regular file".to_owned());
        }
        let bytes = read_up_to(table, MAX_TABLE_BYTES + 1).map_err(|error| reason(&error))?;
        if bytes.len() as u64 > MAX_TABLE_BYTES {
            return Err(format!("it is larger than {} MB", MAX_TABLE_BYTES / MEGABYTE));
        }
        // The encoding of the texts may be another one.
        let encoding = if str::from_utf8(&bytes).is_ok() { None } else { self.encoding };
        Ok((bytes, encoding))
    }
}

/// Returns the first file that states details of a text and has changed since.
pub(super) fn changed_file(outside: &Outside) -> Option<PathBuf> {
    let mut files = outside.folders().flat_map(|(folder, _)| folder.files());
    files.find(|(path, stamp)| stamp_of(path) != *stamp).map(|(path, _)| path.clone())
}

fn stamp_of(path: &Path) -> Option<(u64, u128)> {
    fs::metadata(path).ok().and_then(|metadata| stamp(&metadata))
}

fn read_up_to(file: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(file)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_folder_is_read_once() {
        let home = tempfile::tempdir().unwrap();
        let (toml, table) = (home.path().join(FOLDER_FILE), home.path().join("m.csv"));
        fs::write(&toml, "table = 'm.csv'").unwrap();
        fs::write(&table, "file,place\na.txt,York\nb.txt,Leeds\n").unwrap();
        let mut reader = FolderReader::new(None);
        let of = |reader: &mut FolderReader, name: &str| {
            let outside = reader.outside(&home.path().join(name));
            outside.folders().any(|(folder, path)| !folder.rows_of(path).is_empty())
        };
        assert!(of(&mut reader, "a.txt"));
        fs::remove_file(toml).unwrap();
        fs::remove_file(table).unwrap();
        assert!(of(&mut reader, "b.txt") && !of(&mut reader, "c.txt"));
        assert_eq!(reader.into_faults(home.path()), [""; 0]);
    }
}
