//! The bookmarks on disk: `bookmarks.toml` in the data folder.

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

use super::{Folders, state::StateFile};
use crate::{
    places::Version,
    text::bookmark::{Bookmark, Change},
};

/// What stands at the head of the file.
const HEAD: &str = "\
# The bookmarks of oratory, a reader for speeches. The program rewrites this
# file when one is set or taken away: labels may be edited, comments are lost.
";

/// What the reader can do about a file that cannot be understood.
const REMEDY: &str = "mend the file or move it away, until then none is saved; oratory bookmarks --rescue \
                      prints what can be read of it";

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
    Ok(file(folders).read::<Kept>()?.bookmarks)
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
    file(folders).change(wait, |kept: &mut Kept| {
        changes.into_iter().for_each(|change| change_one(&mut kept.bookmarks, change));
    })
}

fn change_one(bookmarks: &mut Vec<Bookmark>, change: &Change) {
    match change {
        Change::Keep(new) => match bookmarks.iter_mut().find(|old| old.id == new.id) {
            Some(old) => old.clone_from(new),
            None => bookmarks.push(Bookmark::clone(new)),
        },
        Change::Drop(id) => bookmarks.retain(|old| old.id != *id),
        Change::Settle(id, text) => {
            for bookmark in bookmarks.iter_mut().filter(|old| old.id == *id) {
                bookmark.settle(text);
            }
        }
    }
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
