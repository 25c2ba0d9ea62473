//! Tests of damaged bookmarks files: they stay unchanged, the fault is reported, and intact bookmarks are recovered.

use std::{fs, ops::Range, path::PathBuf};

use super::{
    Folders, PATIENCE,
    bookmarks::{self, Kept},
    quoted,
    rescue::{Rescued, rescue},
    state, texts,
};
use oratory_core::{
    anchor::bookmark::{Bookmark, Change},
    document::speech::Speech,
};

/// A valid file, to be damaged.
struct Damaged {
    /// Removed on drop.
    _root: tempfile::TempDir,
    folders: Folders,
    /// Content of the file.
    good: String,
    /// The bookmarks, each with its byte range from header to header.
    bookmarks: Vec<(Bookmark, Range<usize>)>,
}

impl Damaged {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let [config, data, state] = ["config", "data", "state"].map(|name| root.path().join(name));
        let folders = Folders { config, data, state };
        let library = texts::built_in();
        // The text imitates the syntax of the file.
        let talk = "Comrades,\n\n[Applause]\n\n[[bookmarks]]\n\nthe 'end' of \"it\"";
        let talk = Speech::parse("talk", talk.to_owned());
        let set = |speech: &Speech, number: usize, label: &str| {
            let mark = Bookmark::new(speech, number, "2026-11-24T03:56:15.5Z".parse().unwrap()).unwrap();
            let file = label.is_empty().then(|| "/texts/talk.txt".to_owned());
            let mark = Bookmark { label: label.to_owned(), file, ..mark };
            bookmarks::apply(&folders, [&Change::Keep(Box::new(mark.clone()))], PATIENCE).unwrap();
            let file = fs::read_to_string(bookmarks::path(&folders)).unwrap();
            (mark, file.len())
        };
        let set = [
            set(&library[0], 3, "On thanks"),
            set(&library[1], 8, ""),
            set(&talk, 2, "“[[bookmarks]]”"),
            set(&library[1], 12, "“Unity” #2"),
        ];
        let good = fs::read_to_string(bookmarks::path(&folders)).unwrap();
        let mut start = good.find("[[").unwrap();
        let mut ranged = Vec::new();
        for (mark, end) in set {
            ranged.push((mark, start..end));
            // A blank line separates it from the next bookmark.
            start = end + 1;
        }
        Self { _root: root, folders, good, bookmarks: ranged }
    }

    fn path(&self) -> PathBuf {
        bookmarks::path(&self.folders)
    }

    /// Returns the bookmarks outside of `damaged`.
    fn others(&self, damaged: &Range<usize>) -> Vec<&Bookmark> {
        let apart = |range: &Range<usize>| range.end <= damaged.start || damaged.end <= range.start;
        self.bookmarks.iter().filter(|(_, range)| apart(range)).map(|(mark, _)| mark).collect()
    }

    /// Writes `content` to the file and checks the outcome. An invalid file stays unchanged and the error names the
    /// line. A valid one loses none of `others` when it is rewritten. The recovered bookmarks include `others`.
    #[track_caller]
    fn assert_harmless(&self, content: &[u8], others: &[&Bookmark]) -> Rescued {
        fs::write(self.path(), content).unwrap();
        let told = String::from_utf8_lossy(content);
        let rescued = rescue(&self.folders).unwrap();
        let is_rescued = |mark: &&&Bookmark| rescued.bookmarks.contains(mark);
        assert!(others.iter().all(|mark| is_rescued(&mark)), "{rescued:#?} of\n{told}");
        match state::parse::<Kept>(content) {
            Ok(kept) => {
                assert!(others.iter().all(|mark| kept.bookmarks.contains(mark)), "{kept:#?} of\n{told}");
                let anew = toml::to_string(&kept).unwrap();
                assert_eq!(state::parse::<Kept>(anew.as_bytes()).unwrap(), kept, "{anew}\nof\n{told}");
                assert_eq!(rescued, Rescued { bookmarks: kept.bookmarks, faults: Vec::new() });
            }
            Err(why) => {
                let error = bookmarks::apply(&self.folders, [&Change::Drop("none".to_owned())], PATIENCE);
                let error = error.unwrap_err().to_string();
                let path = quoted(&self.path());
                assert!(error.starts_with(&format!("cannot save bookmarks to {path}: {why}; ")), "{error}");
                assert!(why.starts_with("line ") && error.lines().count() == 1, "{error}");
                assert!(error.contains("oratory bookmarks --rescue"), "{error}");
                assert_eq!(fs::read(self.path()).unwrap(), content);
                let begins = format!("{path}: line ");
                let is_fault = |fault: &String| fault.starts_with(&begins) && fault.lines().count() == 1;
                assert!(rescued.faults.iter().all(is_fault) && !rescued.faults.is_empty(), "{rescued:#?}");
            }
        }
        rescued
    }
}

/// Damages every `step`th byte: removes it, and flips each of `bits`.
fn damage_bytes(step: usize, bits: Range<usize>) {
    let damaged = Damaged::new();
    let good = damaged.good.as_bytes();
    let (mut files, mut valid) = (0, 0);
    for at in (0..good.len()).step_by(step) {
        let others = damaged.others(&(at..at + 1));
        let without = [&good[..at], &good[at + 1..]].concat();
        let turned = bits.clone().map(|bit| {
            let mut turned = good.to_owned();
            turned[at] ^= 1 << ((at + bit) % 8);
            turned
        });
        for content in turned.chain([without]) {
            damaged.assert_harmless(&content, &others);
            files += 1;
            valid += usize::from(state::parse::<Kept>(&content).is_ok());
        }
    }
    println!("{} bytes, {files} files, of which {valid} are still valid", good.len());
}

#[test]
fn damaged_byte_costs_at_most_its_own_bookmark() {
    damage_bytes(7, 0..1);
}

#[test]
#[ignore = "slow: flips every bit of every byte"]
fn any_damaged_byte_costs_at_most_its_own_bookmark() {
    damage_bytes(1, 0..8);
}

/// Truncates the file at every `step`th length.
fn cut_off(step: usize) {
    let damaged = Damaged::new();
    for end in (0..damaged.good.len()).step_by(step) {
        // A missing final line feed does no harm.
        let others = damaged.others(&(end + 1..usize::MAX));
        damaged.assert_harmless(&damaged.good.as_bytes()[..end], &others);
    }
}

#[test]
fn truncated_file_costs_only_the_missing_bookmarks() {
    cut_off(11);
}

#[test]
#[ignore = "slow: truncates at every length"]
fn file_truncated_anywhere_costs_only_the_missing_bookmarks() {
    cut_off(1);
}

#[test]
fn both_sides_of_a_conflict_are_recovered() {
    let damaged = Damaged::new();
    let good = &damaged.good;
    let all = damaged.others(&(0..0));
    // A conflict between two bookmarks, between two labels, and in the head.
    let second = &damaged.bookmarks[1].1;
    let (before, second, after) = (&good[..second.start], &good[second.clone()], &good[second.end..]);
    let sides = |ours: &str, theirs: &str| format!("<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> desk\n");
    let head = |ours: &str, theirs: &str| good.replace("version = 1\n", &sides(ours, theirs));
    let third = after.replace("label = \"“[[bookmarks]]”\"", "label = \"\"");
    for (content, count, line) in [
        (format!("{before}{}", sides(second, after)), 4, 21),
        (format!("{before}{second}{}", sides(after, &third)), 5, 40),
        (head("version = 1", "version = 2"), 4, 3),
        (head("version = 1\n||||||| base\nversion = 0", "version = 1"), 4, 3),
    ] {
        let rescued = damaged.assert_harmless(content.as_bytes(), &all);
        assert_eq!(rescued.bookmarks.len(), count, "{rescued:#?}");
        let fault = format!("{}: line {line}: two versions", quoted(&damaged.path()));
        assert!(rescued.faults[0].starts_with(&fault), "{:#?}", rescued.faults);
    }
}

#[test]
fn newer_version_is_not_overwritten() {
    let damaged = Damaged::new();
    let newer = damaged.good.replace("version = 1", "version = 2") + "[[shelves]]\nname = \"a\"\n";
    let rescued = damaged.assert_harmless(newer.as_bytes(), &damaged.others(&(0..0)));
    let fault = format!(
        "{}: line 3: version 2 is not supported by this oratory (it reads version 1)",
        quoted(&damaged.path())
    );
    assert_eq!(rescued.faults, [fault]);
}

#[test]
fn skipped_lines_are_reported() {
    let damaged = Damaged::new();
    let second = &damaged.bookmarks[1].1;
    let content = damaged.good[..second.start].to_owned()
        + &damaged.good[second.clone()].replace("offset = ", "offset ")
        + &damaged.good[second.end..];
    let rescued = damaged.assert_harmless(content.as_bytes(), &damaged.others(second));
    let fault = "line 37: key with no value, expected `=`; lines 21 to 39 are left out";
    assert_eq!(rescued.faults, [format!("{}: {fault}", quoted(&damaged.path()))]);
    assert_eq!(rescued.bookmarks.len(), 3);

    let (before, after) = damaged.good.split_at(damaged.good.find("Those that").unwrap());
    let content = [before.as_bytes(), b"\xff", after.as_bytes()].concat();
    let rescued = damaged.assert_harmless(&content, &damaged.others(second));
    let fault = "line 28: not UTF-8; lines 21 to 39 are left out";
    assert_eq!(rescued.faults, [format!("{}: {fault}", quoted(&damaged.path()))]);
}
