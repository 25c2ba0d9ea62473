//! Walks through a folder in natural order, following the rules of `.ignore` and `.gitignore`.
//!
//! The `ignore` crate matches the rules but does not walk: its walker reads ignore files of any kind, even pipes
//! and endless devices, and does not report what it skips.

use std::{
    collections::{BTreeSet, HashSet, VecDeque},
    ffi::OsString,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    rc::Rc,
    vec,
};

use ignore::{
    Match,
    gitignore::{Gitignore, GitignoreBuilder},
};
use oratory_core::natural_key;

use super::{reason, sidecar};

/// Ignore files by precedence. Only those in and below the folder count: rules above it and git's global list
/// concern a repository, not a library.
const IGNORE_FILES: [&str; 2] = [".ignore", ".gitignore"];

/// Size limit of an ignore file.
const MAX_IGNORE_BYTES: u64 = 1024 * 1024;

/// Entries of ignored folders that are examined to count the texts in them.
const MAX_UNCOUNTED: usize = 10_000;

/// Result of one step of a walk.
#[derive(Debug)]
pub(super) enum Found {
    /// A text.
    Text {
        /// Path of the file.
        path: PathBuf,
        /// Path in the folder.
        inside: PathBuf,
        /// `true` if the file is a symbolic link.
        is_link: bool,
        /// The sidecar of the text, as the listing of its folder shows it.
        sidecar: Option<PathBuf>,
    },
    /// A file or folder that cannot be read.
    Unreadable {
        /// Its path.
        path: PathBuf,
        /// Path in the folder. Empty for the folder itself.
        inside: PathBuf,
        /// The reason.
        why: String,
    },
}

/// A depth-first walk in natural order. Follows links to folders, but enters no folder twice.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    root: PathBuf,
    endings: &'a [String],
    levels: Vec<Level>,
    entered: HashSet<PathBuf>,
    faults: VecDeque<Found>,
    ignored: Ignored,
    /// Entries that may still be sorted. Then a folder is read only up to its first text.
    budget: usize,
}

/// A folder on the current path.
#[derive(Debug)]
struct Level {
    /// Path in the root, through links.
    inside: PathBuf,
    /// Path without links.
    real: PathBuf,
    rules: Option<Rc<Rules>>,
    entries: vec::IntoIter<Entry>,
}

/// A text, or a folder that may contain texts.
#[derive(Debug)]
struct Entry {
    name: OsString,
    is_folder: bool,
    is_link: bool,
    sidecar: Option<OsString>,
}

/// Rules of the ignore files in a folder and in its parents.
#[derive(Debug)]
struct Rules {
    above: Option<Rc<Self>>,
    lists: [Option<Gitignore>; IGNORE_FILES.len()],
}

/// Entries that the rules exclude.
#[derive(Debug, Default)]
struct Ignored {
    texts: usize,
    folders: Vec<PathBuf>,
    by: BTreeSet<&'static str>,
}

impl<'a> Walk<'a> {
    /// Starts a walk through the folder at `root`, a path without links. Texts are files with one of the extensions
    /// in `endings`.
    pub(super) fn new(root: &Path, endings: &'a [String], budget: usize) -> Self {
        let mut walk = Self {
            root: root.to_owned(),
            endings,
            levels: Vec::new(),
            entered: HashSet::new(),
            faults: VecDeque::new(),
            ignored: Ignored::default(),
            budget,
        };
        walk.enter(PathBuf::new(), root.to_owned(), None);
        walk
    }

    /// Returns `true` if the budget of entries is spent.
    pub(super) const fn is_over_budget(&self) -> bool {
        self.budget == 0
    }

    /// Enters a folder, unless it is a parent of the root or was entered before.
    fn enter(&mut self, inside: PathBuf, real: PathBuf, above: Option<Rc<Rules>>) {
        let leads_back = !inside.as_os_str().is_empty() && self.root.starts_with(&real);
        if leads_back || !self.entered.insert(real.clone()) {
            return;
        }
        let rules = self.read_rules(&inside, &real, above);
        match self.read_entries(&inside, &real, rules.as_deref()) {
            Ok(entries) => self.levels.push(Level { inside, real, rules, entries: entries.into_iter() }),
            Err(error) => {
                self.faults.push_back(Found::Unreadable { path: real, inside, why: reason(&error) });
            }
        }
    }

    /// Returns the entries of a folder that are not hidden or ignored, in natural order.
    fn read_entries(&mut self, inside: &Path, real: &Path, rules: Option<&Rules>) -> io::Result<Vec<Entry>> {
        let (mut entries, mut sidecars) = (Vec::new(), HashSet::new());
        for entry in fs::read_dir(real)? {
            let entry = entry?;
            let (name, kind) = (entry.file_name(), entry.file_type()?);
            self.budget = self.budget.saturating_sub(1);
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let (is_link, is_other) = (kind.is_symlink(), !kind.is_file() && !kind.is_symlink());
            let has_ending = has_ending(Path::new(&name), self.endings);
            let is_folder =
                kind.is_dir() || is_link && fs::metadata(entry.path()).is_ok_and(|to| to.is_dir());
            if !is_folder && !is_other && sidecar::is_named_like_one(&name) {
                sidecars.insert(name.clone());
            }
            // A folder named like a text is still a folder. A device named like a text is reported.
            if !is_folder && !has_ending {
                continue;
            }
            let path = self.root.join(inside).join(&name);
            if let Some(by) = rules.and_then(|rules| rules.ignore(&path, is_folder)) {
                self.ignored.add(real.join(&name), is_folder, by);
                continue;
            }
            entries.push(Entry { name, is_folder, is_link, sidecar: None });
            if self.budget == 0 && !is_folder {
                break;
            }
        }
        if !sidecars.is_empty() {
            find_sidecars(&mut entries, &sidecars);
        }
        entries.sort_by_cached_key(|entry| natural_key(&entry.name.to_string_lossy()));
        Ok(entries)
    }

    /// Reads the rules for a folder.
    fn read_rules(&mut self, inside: &Path, real: &Path, above: Option<Rc<Rules>>) -> Option<Rc<Rules>> {
        let lists = IGNORE_FILES.map(|name| {
            let path = real.join(name);
            read_list(&path, &self.root.join(inside)).unwrap_or_else(|why| {
                self.faults.push_back(Found::Unreadable { path, inside: inside.join(name), why });
                None
            })
        });
        if lists.iter().any(Option::is_some) { Some(Rc::new(Rules { above, lists })) } else { above }
    }

    /// Describes how many texts were excluded, and by which files. Returns `None` if there are none.
    pub(super) fn left_out(self) -> Option<String> {
        let Ignored { mut texts, mut folders, by } = self.ignored;
        let mut looked_at = 0;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                looked_at += 1;
                let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() && !is_hidden => folders.push(entry.path()),
                    Ok(kind) if kind.is_file() && !is_hidden && has_ending(&entry.path(), self.endings) => {
                        texts += 1;
                    }
                    _ => {}
                }
            }
            if looked_at > MAX_UNCOUNTED {
                break;
            }
        }
        let at_least = if folders.is_empty() { "" } else { "at least " };
        let by: Vec<&str> = by.into_iter().collect();
        let what = if texts == 1 { "1 text is".to_owned() } else { format!("{at_least}{texts} texts are") };
        (texts > 0).then(|| format!("{what} left out by {}", by.join(" and ")))
    }
}

impl Iterator for Walk<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(fault) = self.faults.pop_front() {
                return Some(fault);
            }
            let level = self.levels.last_mut()?;
            let Some(Entry { name, is_folder, is_link, sidecar }) = level.entries.next() else {
                self.levels.pop();
                continue;
            };
            let (inside, path) = (level.inside.join(&name), level.real.join(&name));
            if !is_folder {
                let sidecar = sidecar.map(|name| path.with_file_name(name));
                return Some(Found::Text { path, inside, is_link, sidecar });
            }
            let rules = level.rules.clone();
            let real = if is_link { fs::canonicalize(&path).unwrap_or(path) } else { path };
            // A folder below the root is reached without the link, unless it is hidden.
            let is_on_the_way = is_link
                && real
                    .strip_prefix(&self.root)
                    .is_ok_and(|below| !below.iter().any(|name| name.as_encoded_bytes().starts_with(b".")));
            if !is_on_the_way {
                self.enter(inside, real, rules);
            }
        }
    }
}

impl Rules {
    /// Returns the name of the ignore file that excludes `path`, if any.
    ///
    /// As in ripgrep, `.ignore` takes precedence over `.gitignore`, and a deeper file over a higher one.
    fn ignore(&self, path: &Path, is_folder: bool) -> Option<&'static str> {
        for (which, name) in IGNORE_FILES.into_iter().enumerate() {
            let mut rules = Some(self);
            while let Some(Self { above, lists }) = rules {
                match lists[which].as_ref().map_or(Match::None, |list| list.matched(path, is_folder)) {
                    Match::Ignore(_) => return Some(name),
                    Match::Whitelist(_) => return None,
                    Match::None => rules = above.as_deref(),
                }
            }
        }
        None
    }
}

impl Ignored {
    fn add(&mut self, path: PathBuf, is_folder: bool, by: &'static str) {
        self.by.insert(by);
        if is_folder { self.folders.push(path) } else { self.texts += 1 }
    }
}

/// Gives each text its sidecar, if that is among `sidecars`. A sidecar is not a text, whatever extensions texts have.
fn find_sidecars(entries: &mut Vec<Entry>, sidecars: &HashSet<OsString>) {
    let mut taken = HashSet::new();
    for entry in entries.iter_mut().filter(|entry| !entry.is_folder) {
        entry.sidecar = sidecar::names(&entry.name).find(|name| sidecars.contains(name));
        taken.extend(entry.sidecar.clone());
    }
    entries.retain(|entry| entry.is_folder || !taken.contains(&entry.name));
}

/// Returns `true` if `file` has one of the extensions in `endings`, in any case.
pub(crate) fn has_ending(file: &Path, endings: &[impl AsRef<str>]) -> bool {
    let Some(ending) = file.extension().and_then(|ending| ending.to_str()) else { return false };
    endings.iter().any(|known| known.as_ref().to_lowercase() == ending.to_lowercase())
}

/// Reads the rules of the ignore file at `path`, for the entries of `folder`. Returns `None` if there is no file.
///
/// # Errors
///
/// Fails if it is not a regular file, cannot be read or is too large.
fn read_list(path: &Path, folder: &Path) -> Result<Option<Gitignore>, String> {
    let Ok(metadata) = fs::metadata(path) else { return Ok(None) };
    if !metadata.is_file() {
        return Err("not a regular file: rules ignored".to_owned());
    }
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(MAX_IGNORE_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|error| reason(&error))?;
    if bytes.len() as u64 > MAX_IGNORE_BYTES {
        return Err("larger than 1 MB: rules ignored".to_owned());
    }
    let mut list = GitignoreBuilder::new(folder);
    for line in String::from_utf8_lossy(&bytes).trim_start_matches('\u{FEFF}').lines() {
        // As in git, an invalid pattern matches nothing.
        let _ = list.add_line(None, line);
    }
    list.build().map(Some).map_err(|error| error.to_string())
}
