//! Saves bookmarks and highlights to `bookmarks.toml` in the data folder.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    mem,
    path::PathBuf,
    sync::Arc,
    thread,
    time::Duration,
};

use oratory_core::{Annotation, AnnotationChange, Document};
use serde::{Deserialize, Serialize};

use super::{
    Folders,
    copies::{self, RemovedCopies},
    state::{Restored, StateFile},
};
use crate::event::SavedAnnotations;

/// Comment at the top of the file.
const HEADER: &str = "\
# The bookmarks and highlights of oratory, a reader for speeches. The program rewrites
# this file when one of them changes: you may edit notes, but comments are lost.
";

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Content {
    #[serde(default)]
    bookmarks: Vec<Annotation>,
    /// The annotations that were removed or changed last, as they were before.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "one_or_several")]
    undo: Vec<Annotation>,
}

/// A table, or an array of tables if there are several. Earlier versions know only the table.
mod one_or_several {
    use oratory_core::Annotation;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use toml::Value;

    pub(super) fn serialize<S: Serializer>(all: &[Annotation], to: S) -> Result<S::Ok, S::Error> {
        match all {
            [one] => one.serialize(to),
            several => several.serialize(to),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Annotation>, D::Error> {
        let all = match Value::deserialize(from)? {
            Value::Array(several) => several,
            one => vec![one],
        };
        all.into_iter().map(|one| one.try_into().map_err(Error::custom)).collect()
    }
}

/// Version of the file. Version 1 had bookmarks only, with labels, the first 64 characters and no end.
const VERSION: i64 = 2;

/// Reads the annotations in the order in which they were added. Returns none if there is no file.
///
/// # Errors
///
/// Fails if the file cannot be read or parsed.
pub fn read(folders: &Folders) -> anyhow::Result<Vec<Annotation>> {
    read_with_undo(folders).map(|saved| saved.annotations)
}

/// Reads the annotations, and those that were removed or changed last.
///
/// # Errors
///
/// Fails if the file cannot be read or parsed.
pub(crate) fn read_with_undo(folders: &Folders) -> anyhow::Result<SavedAnnotations> {
    let Content { bookmarks, undo } = file(folders).read::<Content>()?;
    Ok(SavedAnnotations { annotations: without_duplicates(bookmarks), undo })
}

/// Changes to the bookmarks, and what else [`save`] needs.
#[derive(Debug, Default)]
pub struct Save<'a> {
    /// The changes, in order. A new bookmark comes with its speech, whose text is copied.
    pub changes: &'a [(AnnotationChange, Option<Arc<Document>>)],
    /// All bookmarks of this session, which replace a missing file. Empty if the session never saw the file.
    pub known: &'a [Annotation],
    /// The steps in which annotations were removed or changed, in order: the ids of those that an undo restores together.
    pub steps: &'a [Vec<String>],
    /// Copies that this session removed. Undoing the removal of a bookmark restores them.
    pub removed_copies: RemovedCopies,
}

/// Result of [`save`].
#[derive(Debug, Default)]
pub struct Saved {
    /// Number of bookmarks written to replace a missing file.
    pub(crate) rewritten: Option<usize>,
    /// Errors of copies that could not be written, by the SHA-256 of the text.
    pub copy_errors: BTreeMap<String, String>,
}

/// Number of attempts to find a missing file, and the delay between them. Some editors replace a file in two steps.
const MISSING_FILE_ATTEMPTS: usize = 5;
const MISSING_FILE_DELAY: Duration = Duration::from_millis(20);

/// Applies changes to the current content of the file and updates the copies of texts, all under one lock. A copy is
/// written before the first bookmark in its text is saved, and removed after the last one is removed.
///
/// # Errors
///
/// Fails if the file cannot be read, parsed or written, or if its lock is not free within `timeout`. The file is then
/// unchanged. A copy that cannot be written is not an error.
pub fn save(folders: &Folders, save: &Save<'_>, timeout: Duration) -> anyhow::Result<Saved> {
    let file = file(folders);
    let mut saved = Saved::default();
    file.locked(timeout, || {
        let mut envelope = file.load::<Content>()?;
        for _ in 0..MISSING_FILE_ATTEMPTS {
            if envelope.is_some() || save.known.is_empty() {
                break;
            }
            thread::sleep(MISSING_FILE_DELAY);
            envelope = file.load::<Content>()?;
        }
        let is_missing = envelope.is_none() && !save.known.is_empty();
        let mut envelope = envelope.unwrap_or_default();
        let Content { bookmarks, undo } = &mut envelope.content;
        if is_missing {
            *bookmarks = save.known.to_vec();
        }
        *bookmarks = without_duplicates(mem::take(bookmarks));
        let before = text_hashes(bookmarks);
        for (change, _) in save.changes {
            let replaced = apply_change(bookmarks, change);
            record_for_undo(undo, save.steps, change, replaced);
        }
        let after = text_hashes(bookmarks);
        saved.rewritten = is_missing.then_some(bookmarks.len());
        saved.copy_errors = write_copies(folders, save);
        let replaced = file.replace(envelope);
        // Copies without a bookmark: the last one was removed, or a new one could not be saved.
        let (old, new) = if replaced.is_ok() { (&before, &after) } else { (&after, &before) };
        for hash in old.difference(new) {
            copies::remove(folders, hash, &save.removed_copies);
        }
        replaced
    })?;
    Ok(saved)
}

/// Replaces a damaged or missing bookmarks file by its backup. A damaged file is kept under another name.
///
/// Returns the number of bookmarks in the backup, or `None` if the file is intact.
///
/// # Errors
///
/// Fails if there is no intact backup, if the file is of a newer version, or if something cannot be read or written.
/// The file is then unchanged.
pub fn restore(folders: &Folders, timeout: Duration) -> anyhow::Result<Option<(usize, Restored)>> {
    let restored = file(folders).restore::<Content>(timeout)?;
    Ok(restored.map(|(content, restored)| (content.bookmarks.len(), restored)))
}

/// Returns the SHA-256 of every text with a bookmark.
fn text_hashes(bookmarks: &[Annotation]) -> BTreeSet<String> {
    bookmarks.iter().map(|bookmark| bookmark.sha256.clone()).collect()
}

/// Writes copies of the speeches in `save`, and restores the copies of bookmarks that an undo brings back. Returns the
/// errors by SHA-256.
fn write_copies(folders: &Folders, save: &Save<'_>) -> BTreeMap<String, String> {
    let mut written = BTreeSet::new();
    let mut errors = BTreeMap::new();
    for (change, speech) in save.changes {
        if let Some(speech) = speech
            && written.insert(speech.sha256().to_owned())
            && let Err(error) = copies::write(folders, speech)
        {
            errors.insert(speech.sha256().to_owned(), error.to_string());
        }
        if let AnnotationChange::Save(bookmark)
        | AnnotationChange::Restore(bookmark)
        | AnnotationChange::Import(bookmark) = change
            && !written.contains(&bookmark.sha256)
            && let Err(error) = copies::restore(folders, &bookmark.sha256, &save.removed_copies)
        {
            errors.insert(bookmark.sha256.clone(), error.to_string());
        }
    }
    errors
}

/// Applies `change`, and returns the annotation with its id as it was before.
fn apply_change(bookmarks: &mut Vec<Annotation>, change: &AnnotationChange) -> Option<Annotation> {
    match change {
        AnnotationChange::Save(new) | AnnotationChange::Restore(new) => {
            if let Some(old) = bookmarks.iter_mut().find(|old| old.id == new.id) {
                return Some(mem::replace(old, Annotation::clone(new)));
            }
            if let Some(old) = bookmarks.iter_mut().find(|old| old.shares_range(new)) {
                // Another instance has annotated the same range.
                let before = mem::replace(old, Annotation::clone(new));
                old.merge(&before);
            } else {
                bookmarks.push(Annotation::clone(new));
            }
        }
        AnnotationChange::Import(new) => import(bookmarks, new),
        AnnotationChange::Remove(id) => {
            let index = bookmarks.iter().position(|old| old.id == *id)?;
            return Some(bookmarks.remove(index));
        }
        AnnotationChange::RecordText(id, found) => {
            for bookmark in bookmarks.iter_mut().filter(|old| old.id == *id) {
                bookmark.record_text(found);
            }
        }
    }
    None
}

/// Adds an annotation from another program. Importing it again changes nothing, whatever the reader has made of it.
fn import(bookmarks: &mut Vec<Annotation>, new: &Annotation) {
    if let Some(old) = bookmarks.iter_mut().find(|old| old.id == new.id) {
        if old.is_unplaced() && !new.is_unplaced() {
            *old = new.clone();
        }
    } else if let Some(old) = bookmarks.iter_mut().find(|old| old.shares_range(new)) {
        if !old.note.contains(&new.note) {
            old.merge(new);
        }
    } else {
        bookmarks.push(new.clone());
    }
}

/// Records the annotation that `change` has removed or replaced, so that the next session can restore it and those that
/// were removed or changed together with it. After a restoration, it is not needed any more.
fn record_for_undo(
    undo: &mut Vec<Annotation>,
    steps: &[Vec<String>],
    change: &AnnotationChange,
    replaced: Option<Annotation>,
) {
    let replaced = match (change, replaced) {
        (AnnotationChange::Restore(restored), _) => return undo.retain(|removed| removed.id != restored.id),
        (AnnotationChange::Remove(_), Some(removed)) => removed,
        (AnnotationChange::Save(new), Some(old)) if old.note != new.note || old.selector != new.selector => {
            old
        }
        _ => return,
    };
    let step = steps.iter().rfind(|step| step.contains(&replaced.id));
    let is_same_step = step.is_some_and(|step| undo.iter().all(|other| step.contains(&other.id)));
    if !is_same_step {
        undo.clear();
    }
    undo.retain(|other| other.id != replaced.id);
    undo.push(replaced);
}

/// Makes ids unique and merges annotations of the same range. The same file always yields the same ids.
///
/// A file contains duplicates after a merge or an edit by hand.
fn without_duplicates(bookmarks: Vec<Annotation>) -> Vec<Annotation> {
    let all_ids: HashSet<String> = bookmarks.iter().map(|bookmark| bookmark.id.clone()).collect();
    let mut used_ids = HashSet::new();
    let mut by_range = BTreeMap::new();
    let mut unique: Vec<Annotation> = Vec::with_capacity(bookmarks.len());
    for mut bookmark in bookmarks {
        let range = (bookmark.sha256.clone(), bookmark.range_key());
        // The text is unknown without a hash.
        if !bookmark.sha256.is_empty() {
            if let Some(&first) = by_range.get(&range) {
                let first: &mut Annotation = &mut unique[first];
                if first.shares_words(&bookmark) {
                    bookmark.merge(first);
                    *first = Annotation { id: mem::take(&mut first.id), created: first.created, ..bookmark };
                    continue;
                }
            } else {
                by_range.insert(range, unique.len());
            }
        }
        if used_ids.contains(&bookmark.id) {
            let id = mem::take(&mut bookmark.id);
            let mut numbered = (2..).map(|number: usize| format!("{id}-{number}"));
            bookmark.id = numbered.find(|id| !all_ids.contains(id) && !used_ids.contains(id)).unwrap_or(id);
        }
        used_ids.insert(bookmark.id.clone());
        unique.push(bookmark);
    }
    unique
}

/// Returns the path of the bookmarks file.
pub fn path(folders: &Folders) -> PathBuf {
    folders.data.join("bookmarks.toml")
}

fn file(folders: &Folders) -> StateFile {
    let restore_hint = "run oratory bookmarks --restore to bring back the last good version";
    StateFile { path: path(folders), version: VERSION, content: "bookmarks", header: HEADER, restore_hint }
}

#[cfg(test)]
mod tests {
    use std::{fs, thread};

    use super::*;
    use oratory_import::import_text;

    use crate::store::{LOCK_TIMEOUT, files, quoted, state, texts};

    /// Temporary folders, removed on drop.
    struct Disk {
        root: tempfile::TempDir,
        folders: Folders,
    }

    impl Disk {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            let [config, data, state] = ["config", "data", "state"].map(|name| root.path().join(name));
            Self { root, folders: Folders { config, data, state, ..Folders::default() } }
        }

        fn with_file(content: impl AsRef<[u8]>) -> Self {
            let disk = Self::new();
            fs::create_dir(&disk.folders.data).unwrap();
            fs::write(disk.path(), content).unwrap();
            disk
        }

        fn path(&self) -> PathBuf {
            path(&self.folders)
        }

        fn beside(&self, ending: &str) -> PathBuf {
            self.path().with_file_name(format!("bookmarks.toml{ending}"))
        }

        fn content(&self) -> String {
            fs::read_to_string(self.path()).unwrap()
        }

        fn ids(&self) -> Vec<String> {
            read(&self.folders).unwrap().into_iter().map(|bookmark| bookmark.id).collect()
        }

        fn keep(&self, bookmark: &Annotation) {
            apply(&self.folders, &keeping(bookmark)).unwrap();
        }

        fn drop(&self, bookmark: &Annotation) {
            apply(&self.folders, &AnnotationChange::Remove(bookmark.id.clone())).unwrap();
        }
    }

    fn apply(folders: &Folders, change: &AnnotationChange) -> anyhow::Result<()> {
        let changes = [(change.clone(), None)];
        let save = Save { changes: &changes, ..Save::default() };
        super::save(folders, &save, Duration::from_mins(1)).map(drop)
    }

    fn keeping(bookmark: &Annotation) -> AnnotationChange {
        AnnotationChange::Save(Box::new(bookmark.clone()))
    }

    fn bookmark(number: usize) -> Annotation {
        let text = "\u{a0}Comrade “secretaries”,\r\nsaid 'he' \\ \"she\"\n\n \u{7f}각\u{200b}\n\n".repeat(3);
        let speech = import_text("talk", &text);
        Annotation::of_paragraph(&speech, number, "2026-11-24T03:56:15.123456789Z".parse().unwrap()).unwrap()
    }

    #[test]
    fn saved_bookmarks_are_read_back() {
        let disk = Disk::new();
        assert_eq!(disk.ids(), [""; 0]);
        let all = [1, 2, 3, 4, 5, 6].map(bookmark);
        for bookmark in &all {
            disk.keep(bookmark);
        }
        assert_eq!(read(&disk.folders).unwrap(), all);

        let labelled = Annotation { note: "on unity".to_owned(), ..bookmark(2) };
        disk.keep(&labelled);
        assert_eq!(read(&disk.folders).unwrap()[1], labelled);
        for bookmark in &all {
            disk.drop(bookmark);
            disk.drop(bookmark);
        }
        assert_eq!(disk.ids(), [""; 0]);
    }

    #[test]
    fn file_begins_with_a_description() {
        let disk = Disk::new();
        let speech = import_text("talk", "Comrades,");
        disk.keep(&Annotation::of_paragraph(&speech, 1, "2026-11-24T03:56:15.5Z".parse().unwrap()).unwrap());
        insta::assert_snapshot!(disk.content(), @r#"
        # The bookmarks and highlights of oratory, a reader for speeches. The program rewrites
        # this file when one of them changes: you may edit notes, but comments are lost.
        version = 2

        [[bookmarks]]
        id = "talk-1-20261124T035615.500000Z"
        speech = "talk"
        title = "talk"
        sha256 = "425abb9c4060cec730b609a930f01553e541b98d013802c2bc34d81069a97314"
        paragraph = 1
        start = 0
        end = 9
        quote = "Comrades,"
        before = ""
        after = ""
        note = ""
        created = "2026-11-24T03:56:15.5Z"
        "#);
    }

    #[test]
    fn two_instances_keep_each_others_bookmarks() {
        let disk = Disk::new();
        let [a, b, c, d] = [1, 2, 3, 4].map(bookmark);
        // Neither copy reads between its own changes.
        disk.keep(&a);
        disk.keep(&b);
        disk.drop(&a);
        disk.keep(&c);
        assert_eq!(disk.ids(), [b.id.as_str(), &c.id], "the removed bookmark stays removed");
        disk.keep(&d);
        disk.drop(&c);
        assert_eq!(disk.ids(), [b.id, d.id]);
    }

    #[test]
    fn missing_file_is_restored_from_memory() {
        let disk = Disk::new();
        let all = [1, 3, 4].map(bookmark);
        let change = [(keeping(&all[2]), None)];
        let save = Save { changes: &change, known: &all, ..Save::default() };
        let saved = super::save(&disk.folders, &save, LOCK_TIMEOUT).unwrap();
        assert_eq!(saved.rewritten, Some(3));
        assert_eq!(read(&disk.folders).unwrap(), all);
        assert_eq!(
            super::save(&disk.folders, &save, LOCK_TIMEOUT).unwrap().rewritten,
            None,
            "the file exists now"
        );
    }

    #[test]
    fn missing_file_is_looked_for_several_times() {
        let disk = Disk::new();
        let all = [1, 3].map(bookmark);
        disk.keep(&all[0]);
        disk.keep(&bookmark(5));
        let aside = disk.path().with_extension("aside");
        fs::rename(disk.path(), &aside).unwrap();
        thread::scope(|scope| {
            let back = || {
                thread::sleep(MISSING_FILE_DELAY);
                fs::rename(&aside, disk.path()).unwrap();
            };
            scope.spawn(back);
            let change = [(keeping(&all[1]), None)];
            let save = Save { changes: &change, known: &all, ..Save::default() };
            // On a slow machine the file may have been written again.
            let restored = super::save(&disk.folders, &save, LOCK_TIMEOUT).unwrap().rewritten;
            assert!(restored.is_none_or(|count| count == 2), "{restored:?}");
        });
    }

    #[test]
    fn duplicate_ids_are_made_unique() {
        let disk = Disk::new();
        let same = |number: usize| Annotation { id: "same".to_owned(), ..bookmark(number) };
        disk.keep(&Annotation { id: "same-2".to_owned(), ..bookmark(1) });
        disk.keep(&Annotation { id: "other".to_owned(), ..bookmark(3) });
        disk.keep(&same(4));
        fs::write(disk.path(), disk.content().replace("\"other\"", "\"same\"")).unwrap();
        assert_eq!(disk.ids(), ["same-2", "same", "same-3"]);
        disk.drop(&same(3));
        assert_eq!(disk.ids(), ["same-2", "same-3"]);
    }

    #[test]
    fn duplicate_bookmarks_merge_their_labels() {
        let disk = Disk::new();
        let labelled =
            |id: &str, label: &str| Annotation { id: id.to_owned(), note: label.to_owned(), ..bookmark(3) };
        disk.keep(&labelled("a", "one"));
        disk.keep(&labelled("b", ""));
        disk.keep(&labelled("c", "two"));
        let kept = read(&disk.folders).unwrap();
        assert_eq!((kept.len(), kept[0].note.as_str()), (1, "one; two"));
        // A tool may merge the files of two machines.
        let table = disk.content()[disk.content().find("[[").unwrap()..].replace("one; two", "three");
        fs::write(disk.path(), format!("{}\n{table}", disk.content())).unwrap();
        let kept = read(&disk.folders).unwrap();
        assert_eq!((kept.len(), kept[0].note.as_str()), (1, "one; two; three"));
    }

    #[test]
    fn concurrent_saves_keep_every_bookmark() {
        let disk = Disk::new();
        let numbers = 1..=6;
        thread::scope(|scope| {
            for number in numbers.clone() {
                let folders = &disk.folders;
                scope.spawn(move || {
                    let mark = bookmark(number);
                    for id in ["x", "y", "z"] {
                        let passing = Annotation { id: format!("{id}{number}"), ..mark.clone() };
                        apply(folders, &keeping(&passing)).unwrap();
                        apply(folders, &AnnotationChange::Remove(passing.id)).unwrap();
                    }
                    apply(folders, &keeping(&mark)).unwrap();
                });
            }
        });
        let mut ids = disk.ids();
        ids.sort();
        assert_eq!(ids, numbers.map(|number| bookmark(number).id).collect::<Vec<_>>());
    }

    #[test]
    fn damaged_file_is_kept_and_its_line_reported() {
        let disk = Disk::new();
        disk.keep(&bookmark(1));
        disk.keep(&bookmark(3));
        let good = disk.content();
        let line = |part: &str| good[..good.rfind(part).unwrap()].matches('\n').count() + 1;
        let damaged: [(Vec<u8>, usize, &str); 10] = [
            (
                good[..good.rfind("paragraph").unwrap()].into(),
                line("[[bookmarks]]"),
                "missing field `paragraph`",
            ),
            (good[..good.len() - 8].into(), line("created"), "invalid basic string, expected `\"`"),
            ("".into(), 1, "missing field `version`"),
            (b"\x7fELF\0\0".into(), 1, ""),
            ("{\"version\": 1}".into(), 1, ""),
            (format!("<<<<<<< HEAD\n{good}=======\n>>>>>>> b").into(), 1, ""),
            (good.replacen("[[", "<<<<<<< HEAD\n[[", 1).into(), 5, ""),
            (
                good.replace("version = 2", "version = 3").replace("created = ", "when = ").into(),
                3,
                "version 3 is not supported",
            ),
            ([good.as_bytes(), b"\n\n# caf\xe9"].concat(), good.lines().count() + 3, "not UTF-8"),
            (good.replace("paragraph = 3", "paragraph = -3").into(), line("paragraph"), "invalid value: "),
        ];
        for (content, line, why) in damaged {
            let disk = Disk::with_file(&content);
            let path = quoted(&disk.path());
            let begins = format!("{path}: line {line}: {why}");
            let ends = if why.starts_with("version") { "; update oratory" } else { "; repair or move it" };
            let errors = [
                ("read bookmarks from", read(&disk.folders).map(drop)),
                ("save bookmarks to", apply(&disk.folders, &AnnotationChange::Remove("a".to_owned()))),
                ("save bookmarks to", apply(&disk.folders, &keeping(&bookmark(2)))),
            ];
            for (attempt, result) in errors {
                let error = format!("{:#}", result.unwrap_err());
                assert!(error.starts_with(&format!("cannot {attempt} {begins}")), "{error}");
                assert!(error.ends_with(ends) && error.lines().count() == 1, "{error}");
            }
            assert_eq!(fs::read(disk.path()).unwrap(), content);
        }
    }

    /// Creates a home in which the file and its backup differ by one bookmark. Returns the content of both.
    fn with_backup() -> (Disk, [Vec<u8>; 2]) {
        let disk = Disk::new();
        [1, 3, 4].map(bookmark).iter().for_each(|bookmark| disk.keep(bookmark));
        let [file, backup] = [disk.path(), disk.beside(".bak")].map(|path| fs::read(path).unwrap());
        (disk, [file, backup])
    }

    fn restore(disk: &Disk) -> anyhow::Result<Option<(usize, Restored)>> {
        super::restore(&disk.folders, LOCK_TIMEOUT)
    }

    #[test]
    fn backup_is_the_replaced_file() {
        let disk = Disk::new();
        disk.keep(&bookmark(1));
        assert!(!disk.beside(".bak").exists());
        for number in [3, 4, 5] {
            let before = disk.content();
            disk.keep(&bookmark(number));
            assert_eq!(fs::read_to_string(disk.beside(".bak")).unwrap(), before);
        }
    }

    #[test]
    fn damaged_file_is_restored_from_its_backup() {
        let (disk, [good, backup]) = with_backup();
        let damaged = [b"<<<<<<< HEAD\n", &good[..]].concat();
        for name in [".damaged", ".damaged-2"] {
            let damaged = [name.as_bytes(), &damaged].concat();
            fs::write(disk.path(), &damaged).unwrap();
            let error = apply(&disk.folders, &keeping(&bookmark(5))).unwrap_err().to_string();
            let remedy =
                "; repair it, or run oratory bookmarks --restore to bring back the last good version";
            assert!(error.contains(": line 1: ") && error.ends_with(remedy), "{error}");
            assert_eq!(fs::read(disk.path()).unwrap(), damaged);
            assert_eq!(fs::read(disk.beside(".bak")).unwrap(), backup);

            let (count, restored) = restore(&disk).unwrap().unwrap();
            assert_eq!((count, restored.damaged), (2, Some(disk.beside(name))));
            assert_eq!(fs::read(disk.beside(name)).unwrap(), damaged);
            assert_eq!(fs::read(disk.path()).unwrap(), backup);
        }
        disk.keep(&bookmark(5));
        assert_eq!(disk.ids().len(), 3);
        assert_eq!(restore(&disk).unwrap(), None, "the file is intact");
    }

    #[test]
    fn missing_file_is_restored_from_its_backup() {
        let (disk, [_, backup]) = with_backup();
        fs::remove_file(disk.path()).unwrap();
        let (count, restored) = restore(&disk).unwrap().unwrap();
        assert_eq!((count, restored), (2, Restored { backup: disk.beside(".bak"), damaged: None }));
        assert_eq!(fs::read(disk.path()).unwrap(), backup);
    }

    #[test]
    fn restoring_fails_without_an_intact_backup() {
        let (disk, [good, _]) = with_backup();
        let damaged = &good[..good.len() - 8];
        fs::write(disk.path(), damaged).unwrap();
        fs::write(disk.beside(".bak"), &good[..good.len() - 4]).unwrap();
        let backup = quoted(&disk.beside(".bak"));
        let error = restore(&disk).unwrap_err().to_string();
        assert!(error.contains(&format!(": the backup {backup} cannot be read either: line ")), "{error}");
        fs::remove_file(disk.beside(".bak")).unwrap();
        let error = restore(&disk).unwrap_err().to_string();
        assert!(error.ends_with(&format!(": there is no backup {backup}")), "{error}");
        assert_eq!(fs::read(disk.path()).unwrap(), damaged);
        assert!(!disk.beside(".damaged").exists());
    }

    #[test]
    fn file_of_a_newer_version_is_never_overwritten() {
        let (disk, [good, backup]) = with_backup();
        // It may have another format.
        let good = String::from_utf8(good).unwrap().replace("version = 2", "version = 3");
        let other = good.replace("[[", "[[old").replace("version = 3", "version = 3\nbookmarks = 3");
        for newer in [good, other] {
            fs::write(disk.path(), &newer).unwrap();
            for result in [
                read(&disk.folders).map(drop),
                apply(&disk.folders, &keeping(&bookmark(5))),
                restore(&disk).map(drop),
            ] {
                let error = result.unwrap_err().to_string();
                let why = ": line 3: version 3 is not supported by this oratory (it reads versions 1 to 2); update oratory";
                assert!(error.ends_with(why), "{error}");
            }
            assert_eq!(disk.content(), newer);
            assert_eq!(fs::read(disk.beside(".bak")).unwrap(), backup);
        }
    }

    /// Damages every `step`th byte of a file with bookmarks in real texts: removes it, and flips one bit. A file that
    /// cannot be parsed stays unchanged, the error names the line, and the backup stays good.
    fn damage_bytes(step: usize) {
        let disk = Disk::new();
        for (speech, number) in [(0, 3), (1, 8), (1, 12)] {
            let library = texts::built_in();
            let speech = library.entries().nth(speech).unwrap().document().unwrap();
            disk.keep(
                &Annotation::of_paragraph(speech, number, "2026-11-24T03:56:15.5Z".parse().unwrap()).unwrap(),
            );
        }
        let (good, backup) = (disk.content().into_bytes(), fs::read(disk.beside(".bak")).unwrap());
        for at in (0..good.len()).step_by(step) {
            let mut flipped = good.clone();
            flipped[at] ^= 1 << (at % 8);
            for content in [flipped, [&good[..at], &good[at + 1..]].concat()] {
                fs::write(disk.path(), &content).unwrap();
                fs::write(disk.beside(".bak"), &backup).unwrap();
                let applied = apply(&disk.folders, &AnnotationChange::Remove("none".to_owned()));
                if state::parse::<Content>(&content, VERSION).is_ok() {
                    applied.unwrap();
                    assert_eq!(fs::read(disk.beside(".bak")).unwrap(), content);
                    continue;
                }
                let error = applied.unwrap_err().to_string();
                assert!(error.contains("bookmarks.toml\": line ") && error.lines().count() == 1, "{error}");
                assert_eq!(fs::read(disk.path()).unwrap(), content);
                assert_eq!(fs::read(disk.beside(".bak")).unwrap(), backup);
            }
        }
    }

    #[test]
    fn damaged_byte_is_never_overwritten() {
        damage_bytes(17);
    }

    #[test]
    #[ignore = "slow: damages every byte"]
    fn any_damaged_byte_is_never_overwritten() {
        damage_bytes(1);
    }

    #[test]
    fn truncated_file_is_an_error() {
        let disk = Disk::new();
        disk.keep(&bookmark(1));
        let good = disk.content();
        let whole = good.trim_end().len();
        let begins = good.find("[[").unwrap();
        for end in (begins + 1..whole).filter(|&end| good.is_char_boundary(end)) {
            assert!(state::parse::<Content>(&good.as_bytes()[..end], VERSION).is_err(), "{}", &good[..end]);
        }
    }

    #[test]
    fn unknown_keys_survive() {
        let disk = Disk::new();
        disk.keep(&bookmark(1));
        let (colour, tags) = ("colour = \"red\"", "[bookmarks.tags]\nunity = [1, 2021-04-09]");
        let (sync, device) = ("sync = true", "[device]\nname = \"desk\"");
        let content = disk.content().replace("version = 2", &format!("version = 2\n{sync}"));
        fs::write(disk.path(), format!("{content}{colour}\n{tags}\n{device}\n")).unwrap();
        disk.keep(&bookmark(2));
        disk.drop(&bookmark(2));
        for unknown in [colour, tags, sync, device] {
            assert!(disk.content().contains(unknown), "{}", disk.content());
        }
        // A copy that read the bookmark and keeps it again keeps them too.
        let read = read(&disk.folders).unwrap().remove(0);
        disk.drop(&read);
        disk.keep(&read);
        assert!(disk.content().contains(colour) && disk.content().contains(tags));
    }

    #[test]
    fn empty_fields_may_be_omitted() {
        let disk = Disk::with_file("version = 1\n");
        assert_eq!(disk.ids(), [""; 0]);
        disk.keep(&bookmark(1));
        fs::write(disk.path(), disk.content().replace("note = \"\"\n", "")).unwrap();
        assert_eq!(read(&disk.folders).unwrap(), [bookmark(1)]);
    }

    #[cfg(unix)]
    #[test]
    fn symbolic_link_is_preserved() {
        let disk = Disk::new();
        let target = disk.root.path().join("elsewhere.toml");
        fs::create_dir(&disk.folders.data).unwrap();
        std::os::unix::fs::symlink(&target, disk.path()).unwrap();
        disk.keep(&bookmark(1));
        disk.keep(&bookmark(2));
        assert!(fs::symlink_metadata(disk.path()).unwrap().is_symlink());
        assert!(!fs::symlink_metadata(&target).unwrap().is_symlink());
        assert_eq!(disk.ids().len(), 2);
        // The backup and the damaged file are beside the target.
        fs::write(&target, "damaged").unwrap();
        let (count, restored) = restore(&disk).unwrap().unwrap();
        let [backup, damaged] =
            [".bak", ".damaged"].map(|suffix| target.with_extension(format!("toml{suffix}")));
        assert_eq!((count, restored), (1, Restored { backup, damaged: Some(damaged) }));
        assert!(fs::symlink_metadata(disk.path()).unwrap().is_symlink());
        assert_eq!(disk.ids(), [bookmark(1).id]);
    }

    #[test]
    fn unwritable_folder_is_an_error() {
        let disk = Disk::new();
        fs::write(&disk.folders.data, "a file where the folder should be").unwrap();
        let path = quoted(&disk.path());
        let error = apply(&disk.folders, &keeping(&bookmark(1))).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("cannot save bookmarks to {path}: cannot create the folder")),
            "{error}"
        );
        let error = read(&disk.folders).unwrap_err().to_string();
        assert_eq!(error, format!("cannot read bookmarks from {path}: Not a directory"));
    }

    #[test]
    fn lock_times_out() {
        let disk = Disk::new();
        disk.keep(&bookmark(1));
        let held = files::lock(&disk.path(), Duration::ZERO).unwrap();
        let change = AnnotationChange::Remove(bookmark(1).id);
        let save = Save { changes: &[(change, None)], ..Save::default() };
        let error = super::save(&disk.folders, &save, Duration::from_millis(20)).unwrap_err().to_string();
        assert!(
            error.starts_with("cannot save bookmarks to ") && error.contains("bookmarks.toml.lock"),
            "{error}"
        );
        assert_eq!(disk.ids(), [bookmark(1).id], "reading needs no lock");
        drop(held);
        disk.drop(&bookmark(1));
        assert_eq!(disk.ids(), [""; 0]);
    }

    /// Returns a record as version 1 wrote it.
    fn record_of_version_1(bookmark: &Annotation, label: &str) -> String {
        let head = bookmark.selector.head();
        let quoted = |words: &str| toml::Value::from(words).to_string();
        format!(
            "[[bookmarks]]\nid = {}\nspeech = \"talk\"\ntitle = \"talk\"\nsha256 = {}\nparagraph = {}\nquote = {}\n\
             before = {}\nafter = {}\noffset = {}\nlabel = {}\ntime = \"{}\"\n",
            quoted(&bookmark.id),
            quoted(&bookmark.sha256),
            bookmark.paragraph,
            quoted(&head.quote),
            quoted(&head.prefix),
            quoted(&head.suffix),
            head.offset,
            quoted(label),
            bookmark.created
        )
    }

    #[test]
    fn file_of_version_1_becomes_the_backup_of_a_file_of_version_2() {
        let records = [record_of_version_1(&bookmark(1), "on unity"), record_of_version_1(&bookmark(3), "")];
        let old = format!("version = 1\nsync = true\n\n{}\n{}own = \"red\"\n", records[0], records[1]);
        let disk = Disk::with_file(&old);
        let before = read(&disk.folders).unwrap();
        assert!(before.iter().all(Annotation::is_bookmark));
        assert_eq!(
            before.iter().map(|bookmark| bookmark.note.as_str()).collect::<Vec<_>>(),
            ["on unity", ""]
        );
        assert_eq!(disk.content(), old, "reading changes nothing");

        disk.keep(&bookmark(4));
        assert_eq!(fs::read_to_string(disk.beside(".bak")).unwrap(), old);
        let content = disk.content();
        assert!(content.contains("\nversion = 2\n") && content.contains("sync = true"), "{content}");
        assert!(content.contains("note = \"on unity\"") && content.contains("own = \"red\""), "{content}");
        for name in ["label = ", "offset = ", "time = "] {
            assert!(!content.contains(&format!("\n{name}")), "{content}");
        }
        assert_eq!(read(&disk.folders).unwrap(), [&before[..], &[bookmark(4)]].concat());
        // The old record of a paragraph and a new one are the same bookmark.
        disk.keep(&Annotation { id: "new".to_owned(), note: "twice".to_owned(), ..bookmark(1) });
        let merged = read(&disk.folders).unwrap();
        assert_eq!((merged.len(), merged[0].note.as_str()), (3, "on unity; twice"));
    }

    #[test]
    fn last_removed_or_changed_record_is_kept_for_the_next_session() {
        let disk = Disk::new();
        let undo = || read_with_undo(&disk.folders).unwrap().undo.pop();
        let [one, other] = [1, 3].map(bookmark);
        disk.keep(&one);
        disk.keep(&other);
        assert_eq!(undo(), None, "nothing was removed yet");
        disk.drop(&one);
        assert_eq!(undo().as_ref(), Some(&one));
        let changed = Annotation { note: "on unity".to_owned(), ..other.clone() };
        disk.keep(&changed);
        disk.keep(&changed);
        assert_eq!(undo().as_ref(), Some(&other), "the same note again is no change");
        apply(&disk.folders, &AnnotationChange::Restore(Box::new(one.clone()))).unwrap();
        assert_eq!(undo().as_ref(), Some(&other), "another one is restored");
        apply(&disk.folders, &AnnotationChange::Restore(Box::new(other.clone()))).unwrap();
        assert_eq!(undo(), None);
        assert_eq!(disk.ids(), [other.id.clone(), one.id]);
        // Its loss damages nothing.
        disk.drop(&other);
        let content = disk.content();
        fs::write(disk.path(), &content[..content.find("[undo]").unwrap()]).unwrap();
        assert_eq!((undo(), disk.ids().len()), (None, 1));
    }

    #[test]
    fn records_removed_together_are_kept_together() {
        let disk = Disk::new();
        let all = [1, 2, 3, 4].map(bookmark);
        for one in &all {
            disk.keep(one);
        }
        let ids = |some: &[Annotation]| some.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
        let remove = |some: &[Annotation], group: &[String]| {
            let changes: Vec<_> =
                ids(some).into_iter().map(|id| (AnnotationChange::Remove(id), None)).collect();
            let saving = Save { changes: &changes, steps: &[group.to_vec()], ..Save::default() };
            save(&disk.folders, &saving, LOCK_TIMEOUT).unwrap();
        };
        let undo = || read_with_undo(&disk.folders).unwrap().undo;
        // The first was removed before, although both removals are saved at once. The others are saved in two parts.
        let group = ids(&all[1..]);
        remove(&all[..3], &group);
        assert_eq!(undo(), all[1..3]);
        remove(&all[3..], &group);
        assert_eq!(undo(), all[1..]);
        for (done, one) in all[1..].iter().enumerate() {
            apply(&disk.folders, &AnnotationChange::Restore(Box::new(one.clone()))).unwrap();
            assert_eq!(undo(), all[done + 2..]);
        }
        assert_eq!(disk.ids(), group);
        disk.drop(&all[1]);
        disk.drop(&all[2]);
        assert_eq!(undo(), all[2..3], "another step");
    }

    #[test]
    fn highlights_of_one_start_are_distinct() {
        let disk = Disk::new();
        let speech = import_text("talk", "Comrades,\n\nthe harvest is in, and it is good.");
        let now = "2026-11-24T03:56:15.5Z".parse().unwrap();
        let of = |range| Annotation::new(&speech, range, now).unwrap();
        let all = [of(11..45), of(11..22), of(11..28), of(0..22)];
        for annotation in &all {
            disk.keep(annotation);
        }
        assert_eq!(read(&disk.folders).unwrap(), all);
        disk.keep(&Annotation { id: "other".to_owned(), note: "again".to_owned(), ..of(11..22) });
        let saved = read(&disk.folders).unwrap();
        assert_eq!((saved.len(), saved[1].note.as_str()), (4, "again"));
    }
}
