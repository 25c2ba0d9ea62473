//! The bookmarks on disk: `bookmarks.toml` in the data folder.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    mem,
    path::PathBuf,
    sync::Arc,
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{
    Folders,
    copies::{self, Removed},
    state::StateFile,
};
use crate::{
    places::Version,
    text::{
        bookmark::{Bookmark, Change},
        speech::Speech,
    },
};

/// What stands at the head of the file.
const HEAD: &str = "\
# The bookmarks of oratory, a reader for speeches. The program rewrites this
# file when one is set or taken away: labels may be edited, comments are lost.
";

/// What the reader can do about a file that cannot be understood.
const REMEDY: &str = "repair or move the file, until then no bookmark is saved; oratory bookmarks --rescue prints \
                      what can be read of it";

/// All that the file holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    version: Version,
    #[serde(default)]
    pub(super) bookmarks: Vec<Bookmark>,
    /// What another version of the program put beside these; it is kept.
    #[serde(flatten)]
    other: toml::Table,
}

/// The bookmarks that are kept, in the order in which they were set. If there is no file there are
/// none.
///
/// # Errors
///
/// If the file cannot be read or understood.
pub fn read(folders: &Folders) -> anyhow::Result<Vec<Bookmark>> {
    Ok(distinct(file(folders).read::<Kept>()?.bookmarks))
}

/// Applies changes in their order to what the file holds now, and to nothing else in it.
///
/// # Errors
///
/// If the file cannot be read, understood or written, or another program holds its lock for longer than
/// `wait`. The file is then as it was.
pub fn apply<'a>(
    folders: &Folders,
    changes: impl IntoIterator<Item = &'a Change>,
    wait: Duration,
) -> anyhow::Result<()> {
    let changes: Vec<_> = changes.into_iter().map(|change| (change.clone(), None)).collect();
    save(folders, &Save { changes: &changes, in_file: &[], removed: &Removed::default() }, wait).map(drop)
}

/// Changes to the bookmarks, with what else has to be known to save them.
#[derive(Debug)]
pub struct Save<'a> {
    /// The changes, in order, each with the text of which a copy is to be kept.
    pub changes: &'a [(Change, Option<Arc<Speech>>)],
    /// All bookmarks as they are after the changes, if this session knows of any in the file: where the file is
    /// missing, they are written again. Otherwise nothing.
    pub in_file: &'a [Bookmark],
    /// The copies that this session has removed, to be put back when their bookmark is.
    pub removed: &'a Removed,
}

/// The result of a [`Save`].
#[derive(Debug, Default)]
pub struct Saved {
    /// How many bookmarks were written again, if the file was missing.
    pub restored: Option<usize>,
    /// Why copies of texts could not be kept, by the SHA-256 of the text.
    pub uncopied: BTreeMap<String, String>,
}

/// How often a missing file is looked for again, and the pause before that: what replaces it may do so in two steps.
const LOOKS: usize = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// Applies changes as [`apply`] does, and keeps the copies of texts in step, all under one lock. A copy is written
/// before the first bookmark in its text, and removed after the last.
///
/// # Errors
///
/// As for [`apply`]. A copy that cannot be kept is no error.
pub fn save(folders: &Folders, save: &Save<'_>, wait: Duration) -> anyhow::Result<Saved> {
    let file = file(folders);
    let mut saved = Saved::default();
    file.locked(wait, || {
        let mut kept = file.load::<Kept>()?;
        for _ in 0..LOOKS {
            if kept.is_some() || save.in_file.is_empty() {
                break;
            }
            thread::sleep(PAUSE);
            kept = file.load::<Kept>()?;
        }
        let is_missing = kept.is_none() && !save.in_file.is_empty();
        let mut kept = kept.unwrap_or_default();
        if is_missing {
            kept.bookmarks = save.in_file.to_vec();
        }
        kept.bookmarks = distinct(mem::take(&mut kept.bookmarks));
        let before = texts_of(&kept.bookmarks);
        for (change, _) in save.changes {
            change_one(&mut kept.bookmarks, change);
        }
        saved.uncopied = keep_copies(folders, save);
        saved.restored = is_missing.then_some(kept.bookmarks.len());
        let after = texts_of(&kept.bookmarks);
        let replaced = file.replace(&kept);
        // Copies in which there is no bookmark now, be it that one was removed or could not be saved.
        let (old, new) = if replaced.is_ok() { (&before, &after) } else { (&after, &before) };
        for text in old.difference(new) {
            copies::remove(folders, text, save.removed);
        }
        replaced
    })?;
    Ok(saved)
}

/// The texts in which bookmarks were set, by their SHA-256.
fn texts_of(bookmarks: &[Bookmark]) -> BTreeSet<String> {
    bookmarks.iter().map(|bookmark| bookmark.sha256.clone()).collect()
}

/// Keeps copies of the texts that come with changes, or were removed with bookmarks that come back. Returns why one
/// cannot be kept, by its SHA-256.
fn keep_copies(folders: &Folders, save: &Save<'_>) -> BTreeMap<String, String> {
    let mut done = BTreeSet::new();
    let mut uncopied = BTreeMap::new();
    for (change, speech) in save.changes {
        if let Some(speech) = speech
            && done.insert(speech.sha256().to_owned())
            && let Err(error) = copies::keep(folders, speech)
        {
            uncopied.insert(speech.sha256().to_owned(), error.to_string());
        }
        if let Change::Keep(bookmark) = change
            && !done.contains(&bookmark.sha256)
            && let Err(error) = copies::restore(folders, &bookmark.sha256, save.removed)
        {
            uncopied.insert(bookmark.sha256.clone(), error.to_string());
        }
    }
    uncopied
}

fn change_one(bookmarks: &mut Vec<Bookmark>, change: &Change) {
    match change {
        Change::Keep(new) => {
            if let Some(old) = bookmarks.iter_mut().find(|old| old.id == new.id) {
                old.clone_from(new);
            } else if let Some(old) = bookmarks.iter_mut().find(|old| old.shares_paragraph(new)) {
                // Another copy of the program has bookmarked the same paragraph.
                let before = mem::replace(old, Bookmark::clone(new));
                old.merge(&before);
            } else {
                bookmarks.push(Bookmark::clone(new));
            }
        }
        Change::Drop(id) => bookmarks.retain(|old| old.id != *id),
        Change::Settle(id, found) => {
            for bookmark in bookmarks.iter_mut().filter(|old| old.id == *id) {
                bookmark.settle(found);
            }
        }
    }
}

/// Gives bookmarks distinct ids, and each paragraph one bookmark: a file that was edited by hand, or merged, may have it
/// otherwise. The same file always gives the same ids.
fn distinct(bookmarks: Vec<Bookmark>) -> Vec<Bookmark> {
    let all: HashSet<String> = bookmarks.iter().map(|bookmark| bookmark.id.clone()).collect();
    let mut used = HashSet::new();
    let mut paragraphs = BTreeMap::new();
    let mut distinct: Vec<Bookmark> = Vec::with_capacity(bookmarks.len());
    for mut bookmark in bookmarks {
        let paragraph = (bookmark.sha256.clone(), bookmark.at.offset);
        if !bookmark.sha256.is_empty() {
            if let Some(&first) = paragraphs.get(&paragraph) {
                let first: &mut Bookmark = &mut distinct[first];
                if first.at == bookmark.at {
                    bookmark.merge(first);
                    *first = Bookmark { id: mem::take(&mut first.id), time: first.time, ..bookmark };
                    continue;
                }
            } else {
                paragraphs.insert(paragraph, distinct.len());
            }
        }
        if used.contains(&bookmark.id) {
            let id = mem::take(&mut bookmark.id);
            let mut numbered = (2..).map(|number: usize| format!("{id}-{number}"));
            bookmark.id = numbered.find(|id| !all.contains(id) && !used.contains(id)).unwrap_or(id);
        }
        used.insert(bookmark.id.clone());
        distinct.push(bookmark);
    }
    distinct
}

/// Where the bookmarks are.
pub fn path(folders: &Folders) -> PathBuf {
    folders.data.join("bookmarks.toml")
}

fn file(folders: &Folders) -> StateFile {
    StateFile { path: path(folders), what: "bookmarks", head: HEAD, remedy: REMEDY }
}

#[cfg(test)]
mod tests {
    use std::{fs, thread};

    use super::*;
    use crate::{
        store::{PATIENCE, files, quoted, state},
        text::speech::Speech,
    };

    /// Folders that are gone when the test is.
    struct Disk {
        root: tempfile::TempDir,
        folders: Folders,
    }

    impl Disk {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            let [config, data, state] = ["config", "data", "state"].map(|name| root.path().join(name));
            Self { root, folders: Folders { config, data, state } }
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

        fn content(&self) -> String {
            fs::read_to_string(self.path()).unwrap()
        }

        fn ids(&self) -> Vec<String> {
            read(&self.folders).unwrap().into_iter().map(|bookmark| bookmark.id).collect()
        }

        fn keep(&self, bookmark: &Bookmark) {
            apply(&self.folders, [&keeping(bookmark)], PATIENCE).unwrap();
        }

        fn drop(&self, bookmark: &Bookmark) {
            apply(&self.folders, [&Change::Drop(bookmark.id.clone())], PATIENCE).unwrap();
        }
    }

    fn keeping(bookmark: &Bookmark) -> Change {
        Change::Keep(Box::new(bookmark.clone()))
    }

    fn bookmark(number: usize) -> Bookmark {
        let text = "\u{a0}Comrade “secretaries”,\r\nsaid 'he' \\ \"she\"\n\n \u{7f}각\u{200b}\n\n".repeat(3);
        let speech = Speech::parse("talk", text);
        Bookmark::new(&speech, number, "2026-11-24T03:56:15.123456789Z".parse().unwrap()).unwrap()
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let disk = Disk::new();
        assert_eq!(disk.ids(), [""; 0]);
        let all = [1, 2, 3, 4, 5, 6].map(bookmark);
        for bookmark in &all {
            disk.keep(bookmark);
        }
        assert_eq!(read(&disk.folders).unwrap(), all);

        let labelled = Bookmark { label: "on unity".to_owned(), ..bookmark(2) };
        disk.keep(&labelled);
        assert_eq!(read(&disk.folders).unwrap()[1], labelled);
        for bookmark in &all {
            disk.drop(bookmark);
            disk.drop(bookmark);
        }
        assert_eq!(disk.ids(), [""; 0]);
    }

    #[test]
    fn the_file_says_what_it_is() {
        let disk = Disk::new();
        let speech = Speech::parse("talk", "Comrades,".to_owned());
        disk.keep(&Bookmark::new(&speech, 1, "2026-11-24T03:56:15.5Z".parse().unwrap()).unwrap());
        insta::assert_snapshot!(disk.content(), @r#"
        # The bookmarks of oratory, a reader for speeches. The program rewrites this
        # file when one is set or taken away: labels may be edited, comments are lost.
        version = 1

        [[bookmarks]]
        id = "talk-1-20261124T035615.500000Z"
        speech = "talk"
        title = "talk"
        sha256 = "425abb9c4060cec730b609a930f01553e541b98d013802c2bc34d81069a97314"
        paragraph = 1
        quote = "Comrades,"
        before = ""
        after = ""
        offset = 0
        label = ""
        time = "2026-11-24T03:56:15.5Z"
        "#);
    }

    #[test]
    fn two_copies_lose_nothing_of_each_other() {
        let disk = Disk::new();
        let [a, b, c, d] = [1, 2, 3, 4].map(bookmark);
        // Neither copy reads between its own changes.
        disk.keep(&a);
        disk.keep(&b);
        disk.drop(&a);
        disk.keep(&c);
        assert_eq!(disk.ids(), [b.id.as_str(), &c.id], "the dropped one does not come back");
        disk.keep(&d);
        disk.drop(&c);
        assert_eq!(disk.ids(), [b.id, d.id]);
    }

    #[test]
    fn a_missing_file_is_written_again_from_what_is_known() {
        let disk = Disk::new();
        let all = [1, 3, 4].map(bookmark);
        let change = [(keeping(&all[2]), None)];
        let save = Save { changes: &change, in_file: &all, removed: &Removed::default() };
        let saved = super::save(&disk.folders, &save, PATIENCE).unwrap();
        assert_eq!(saved.restored, Some(3));
        assert_eq!(read(&disk.folders).unwrap(), all);
        assert_eq!(super::save(&disk.folders, &save, PATIENCE).unwrap().restored, None, "it is there now");
    }

    #[test]
    fn a_file_that_is_back_in_a_moment_is_waited_for() {
        let disk = Disk::new();
        let all = [1, 3].map(bookmark);
        disk.keep(&all[0]);
        disk.keep(&bookmark(5));
        let aside = disk.path().with_extension("aside");
        fs::rename(disk.path(), &aside).unwrap();
        thread::scope(|scope| {
            let back = || {
                thread::sleep(PAUSE);
                fs::rename(&aside, disk.path()).unwrap();
            };
            scope.spawn(back);
            let change = [(keeping(&all[1]), None)];
            let save = Save { changes: &change, in_file: &all, removed: &Removed::default() };
            // If the machine is slow, it may have been written again.
            let restored = super::save(&disk.folders, &save, PATIENCE).unwrap().restored;
            assert!(restored.is_none_or(|count| count == 2), "{restored:?}");
        });
    }

    #[test]
    fn equal_ids_are_told_apart() {
        let disk = Disk::new();
        let same = |number: usize| Bookmark { id: "same".to_owned(), ..bookmark(number) };
        disk.keep(&Bookmark { id: "same-2".to_owned(), ..bookmark(1) });
        disk.keep(&Bookmark { id: "other".to_owned(), ..bookmark(3) });
        disk.keep(&same(4));
        fs::write(disk.path(), disk.content().replace("\"other\"", "\"same\"")).unwrap();
        assert_eq!(disk.ids(), ["same-2", "same", "same-3"]);
        disk.drop(&same(3));
        assert_eq!(disk.ids(), ["same-2", "same-3"]);
    }

    #[test]
    fn a_paragraph_has_one_bookmark_and_keeps_both_labels() {
        let disk = Disk::new();
        let labelled =
            |id: &str, label: &str| Bookmark { id: id.to_owned(), label: label.to_owned(), ..bookmark(3) };
        disk.keep(&labelled("a", "one"));
        disk.keep(&labelled("b", ""));
        disk.keep(&labelled("c", "two"));
        let kept = read(&disk.folders).unwrap();
        assert_eq!((kept.len(), kept[0].label.as_str()), (1, "one; two"));
        // As a tool may have merged the files of two machines.
        let table = disk.content()[disk.content().find("[[").unwrap()..].replace("one; two", "three");
        fs::write(disk.path(), format!("{}\n{table}", disk.content())).unwrap();
        let kept = read(&disk.folders).unwrap();
        assert_eq!((kept.len(), kept[0].label.as_str()), (1, "one; two; three"));
    }

    #[test]
    fn many_at_once_lose_nothing() {
        let disk = Disk::new();
        let numbers = 1..=6;
        thread::scope(|scope| {
            for number in numbers.clone() {
                let folders = &disk.folders;
                scope.spawn(move || {
                    let patient = Duration::from_mins(1);
                    let mark = bookmark(number);
                    for id in ["x", "y", "z"] {
                        let passing = Bookmark { id: format!("{id}{number}"), ..mark.clone() };
                        apply(folders, [&keeping(&passing)], patient).unwrap();
                        apply(folders, [&Change::Drop(passing.id)], patient).unwrap();
                    }
                    apply(folders, [&keeping(&mark)], patient).unwrap();
                });
            }
        });
        let mut ids = disk.ids();
        ids.sort();
        assert_eq!(ids, numbers.map(|number| bookmark(number).id).collect::<Vec<_>>());
    }

    #[test]
    fn a_damaged_file_stays_and_its_line_is_named() {
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
            (good[..good.len() - 8].into(), line("time"), "invalid basic string, expected `\"`"),
            ("".into(), 1, "missing field `version`"),
            (b"\x7fELF\0\0".into(), 1, ""),
            ("{\"version\": 1}".into(), 1, ""),
            (format!("<<<<<<< HEAD\n{good}=======\n>>>>>>> b").into(), 1, ""),
            (good.replacen("[[", "<<<<<<< HEAD\n[[", 1).into(), 5, ""),
            (
                good.replace("version = 1", "version = 2").replace("time = ", "when = ").into(),
                3,
                "version 2 is not supported",
            ),
            ([good.as_bytes(), b"\n\n# caf\xe9"].concat(), good.lines().count() + 3, "not UTF-8"),
            (good.replace("paragraph = 3", "paragraph = -3").into(), line("paragraph"), "invalid value: "),
        ];
        for (content, line, why) in damaged {
            let disk = Disk::with_file(&content);
            let path = quoted(&disk.path());
            let begins = format!("{path}: line {line}: {why}");
            let ends = "; oratory bookmarks --rescue prints what can be read of it";
            let errors = [
                ("read bookmarks from", read(&disk.folders).map(drop)),
                ("save bookmarks to", apply(&disk.folders, [&Change::Drop("a".to_owned())], PATIENCE)),
                ("save bookmarks to", apply(&disk.folders, [&keeping(&bookmark(2))], PATIENCE)),
            ];
            for (attempt, result) in errors {
                let error = format!("{:#}", result.unwrap_err());
                assert!(error.starts_with(&format!("cannot {attempt} {begins}")), "{error}");
                assert!(error.ends_with(ends) && error.lines().count() == 1, "{error}");
            }
            assert_eq!(fs::read(disk.path()).unwrap(), content);
        }
    }

    #[test]
    fn a_file_cut_off_anywhere_is_not_taken_for_whole() {
        let disk = Disk::new();
        disk.keep(&bookmark(1));
        let good = disk.content();
        let whole = good.trim_end().len();
        let begins = good.find("[[").unwrap();
        for end in (begins + 1..whole).filter(|&end| good.is_char_boundary(end)) {
            assert!(state::parse::<Kept>(&good.as_bytes()[..end]).is_err(), "{}", &good[..end]);
        }
    }

    #[test]
    fn what_this_version_does_not_know_survives() {
        let disk = Disk::new();
        disk.keep(&bookmark(1));
        let (colour, tags) = ("colour = \"red\"", "[bookmarks.tags]\nunity = [1, 2021-04-09]");
        let (sync, device) = ("sync = true", "[device]\nname = \"desk\"");
        let content = disk.content().replace("version = 1", &format!("version = 1\n{sync}"));
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
    fn a_hand_may_leave_out_what_is_empty() {
        let disk = Disk::with_file("version = 1\n");
        assert_eq!(disk.ids(), [""; 0]);
        disk.keep(&bookmark(1));
        fs::write(disk.path(), disk.content().replace("label = \"\"\n", "")).unwrap();
        assert_eq!(read(&disk.folders).unwrap(), [bookmark(1)]);
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_stays() {
        let disk = Disk::new();
        let target = disk.root.path().join("elsewhere.toml");
        fs::create_dir(&disk.folders.data).unwrap();
        std::os::unix::fs::symlink(&target, disk.path()).unwrap();
        disk.keep(&bookmark(1));
        disk.keep(&bookmark(2));
        assert!(fs::symlink_metadata(disk.path()).unwrap().is_symlink());
        assert!(!fs::symlink_metadata(&target).unwrap().is_symlink());
        assert_eq!(disk.ids().len(), 2);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error() {
        let disk = Disk::new();
        fs::write(&disk.folders.data, "a file where the folder should be").unwrap();
        let path = quoted(&disk.path());
        let error = apply(&disk.folders, [&keeping(&bookmark(1))], PATIENCE).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("cannot save bookmarks to {path}: cannot create the folder")),
            "{error}"
        );
        let error = read(&disk.folders).unwrap_err().to_string();
        assert_eq!(error, format!("cannot read bookmarks from {path}: Not a directory"));
    }

    #[test]
    fn a_held_lock_is_an_error_after_a_while() {
        let disk = Disk::new();
        disk.keep(&bookmark(1));
        let held = files::lock(&disk.path(), Duration::ZERO).unwrap();
        let change = Change::Drop(bookmark(1).id);
        let error = apply(&disk.folders, [&change], Duration::from_millis(20)).unwrap_err().to_string();
        assert!(
            error.starts_with("cannot save bookmarks to ") && error.contains("bookmarks.toml.lock"),
            "{error}"
        );
        assert_eq!(disk.ids(), [bookmark(1).id], "reading needs no lock");
        drop(held);
        disk.drop(&bookmark(1));
        assert_eq!(disk.ids(), [""; 0]);
    }
}
