//! Tests of several instances that change the same bookmarks at once: the last change of each bookmark wins.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    io::{self, Read},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use oratory::store::{
    LOCK_TIMEOUT,
    bookmarks::{self, Save},
    copies::{self, RemovedCopies},
};
use oratory_core::{
    anchor::{
        bookmark::{Bookmark, BookmarkChange},
        selector::Selector,
    },
    document::speech::Speech,
};

use crate::{
    home::{Home, folders},
    random::Random,
};

/// Number of instances.
const COPIES: u64 = 8;

/// Number of bookmarks changed by all instances, and of those of each instance.
const SHARED: u64 = 8;
const OWN: u64 = 4;

/// Tells an instance its number, its changes, its timeout and its folder.
const ORDER: &str = "ORATORY_TEST_COPY";

/// A change: the bookmark, the time, and the new label or the deletion.
struct Word {
    id: String,
    begun: u128,
    done: u128,
    label: Option<String>,
}

#[test]
fn eight_instances_keep_each_others_changes() {
    // However slow the disk is.
    assert_last_words_hold(25, Duration::from_mins(1));
}

#[test]
#[ignore = "the same with more changes"]
fn eight_instances_with_200_changes_each() {
    assert_last_words_hold(200, LOCK_TIMEOUT);
}

/// Runs all instances with `changes` changes each and a timeout of `patience`. Checks that the last change of each
/// bookmark is saved.
fn assert_last_words_hold(changes: usize, patience: Duration) {
    let home = Home::new();
    let start = |copy: u64| {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", "copies::one_of_the_instances", "--ignored", "--nocapture"]);
        command.env(ORDER, format!("{copy} {changes} {} {}", patience.as_millis(), home.path().display()));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap()
    };
    let mut copies: Vec<_> = (0..COPIES).map(start).collect();
    // All wait until the last instance has started.
    for copy in &mut copies {
        drop(copy.stdin.take());
    }
    for mut copy in copies {
        assert!(copy.wait().unwrap().success());
    }
    let words: Vec<Word> = (0..COPIES).flat_map(|copy| words_of(home.path(), copy)).collect();
    assert_eq!(words.len(), usize::try_from(COPIES).unwrap() * changes);
    let kept = bookmarks::read(&folders(home.path())).unwrap();
    let there = fs::read_dir(copies::folder(&folders(home.path()))).unwrap().count();
    assert_eq!(there, usize::from(!kept.is_empty()), "a copy of their text, and nothing else");
    assert!(kept.iter().all(|mark| copies::read(&folders(home.path()), &mark.sha256).is_some()));
    let labels: BTreeMap<&str, &str> =
        kept.iter().map(|mark| (mark.id.as_str(), mark.label.as_str())).collect();
    assert_eq!(labels.len(), kept.len(), "a bookmark is there twice");
    let mut said: BTreeMap<&str, Vec<&Word>> = BTreeMap::new();
    for word in &words {
        said.entry(&word.id).or_default().push(word);
    }
    assert!(labels.keys().all(|id| said.contains_key(id)));
    for (id, words) in &said {
        // Of simultaneous changes, any may be the last.
        let last = words.iter().map(|word| word.begun).max().unwrap();
        let may_hold: Vec<Option<&str>> =
            words.iter().filter(|word| word.done >= last).map(|word| word.label.as_deref()).collect();
        let holds = labels.get(id).copied();
        assert!(may_hold.contains(&holds), "{id} is {holds:?} and not one of {may_hold:?}");
    }
    let longest = words.iter().map(|word| word.done - word.begun).max().unwrap();
    println!(
        "{} changes to {} bookmarks, of which {} are kept; the slowest took {} ms",
        words.len(),
        said.len(),
        kept.len(),
        longest / 1_000_000
    );
}

#[test]
#[ignore = "a part of other tests"]
fn one_of_the_instances() {
    let Ok(order) = env::var(ORDER) else { return };
    let [copy, changes, patience, home] = order.splitn(4, ' ').collect::<Vec<_>>()[..] else {
        panic!("{order}")
    };
    let (folders, mut random) = (folders(Path::new(home)), Random::new(copy.parse().unwrap()));
    let speech = Arc::new(Speech::parse("talk", "Comrades,\n\nthe harvest is in. ".repeat(5_000)));
    let bookmark = Bookmark::new(&speech, 2, "2026-11-24T03:56:15Z".parse().unwrap()).unwrap();
    let patience = Duration::from_millis(patience.parse().unwrap());
    io::stdin().read_to_end(&mut Vec::new()).unwrap();
    let mut log = String::new();
    for number in 0..changes.parse().unwrap() {
        let id = match random.below(SHARED + OWN) {
            shared @ ..SHARED => format!("shared-{shared}"),
            own => format!("{copy}-{own}"),
        };
        let label = (random.below(3) > 0).then(|| format!("word {number} of copy {copy}"));
        let change = match &label {
            Some(label) => {
                let (id, label) = (id.clone(), label.clone());
                // Each bookmark has its own paragraph.
                let selector = Selector { offset: offset_of(&id), ..bookmark.selector.clone() };
                BookmarkChange::Save(Box::new(Bookmark { id, label, selector, ..bookmark.clone() }))
            }
            None => BookmarkChange::Remove(id.clone()),
        };
        let begun = now();
        // A bookmark comes with a copy of its text. The last one takes the copy away.
        let change = [(change, label.as_ref().map(|_| Arc::clone(&speech)))];
        let save = Save { changes: &change, known: &[], removed_copies: &RemovedCopies::default() };
        let saved = bookmarks::save(&folders, &save, patience).unwrap();
        assert!(saved.copy_errors.is_empty(), "{:?}", saved.copy_errors);
        writeln!(log, "{id}\t{begun}\t{}\t{}", now(), label.unwrap_or_default()).unwrap();
    }
    fs::write(Path::new(home).join(copy), log).unwrap();
}

/// Returns an offset for each bookmark.
fn offset_of(id: &str) -> usize {
    id.bytes().fold(0, |sum, byte| sum * 31 + usize::from(byte)) % 100_000
}

/// Reads the changes that an instance reports.
fn words_of(home: &Path, copy: u64) -> Vec<Word> {
    let log = fs::read_to_string(home.join(copy.to_string())).unwrap();
    let word = |line: &str| {
        let parts: Vec<&str> = line.split('\t').collect();
        let label = Some(parts[3].to_owned()).filter(|label| !label.is_empty());
        Word {
            id: parts[0].to_owned(),
            begun: parts[1].parse().unwrap(),
            done: parts[2].parse().unwrap(),
            label,
        }
    };
    log.lines().map(word).collect()
}

/// Returns the time, on the same clock for all instances.
fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos()
}
