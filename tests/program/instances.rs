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
};
use oratory_core::{Annotation, AnnotationChange, RangeSelector};
use oratory_import::import_text;

use crate::{
    home::{Home, copies, folders},
    random::Random,
};

/// Number of instances.
const INSTANCES: u64 = 8;

/// Number of bookmarks changed by all instances, and of those of each instance.
const SHARED_BOOKMARKS: u64 = 8;
const OWN_BOOKMARKS: u64 = 4;

/// Tells an instance its number, its changes, its timeout and its folder.
const INSTRUCTION: &str = "ORATORY_TEST_INSTANCE";

/// A change: the bookmark, the time, and the new label or the deletion.
struct LoggedChange {
    id: String,
    start: u128,
    end: u128,
    label: Option<String>,
}

#[test]
fn eight_instances_keep_each_others_changes() {
    // However slow the disk is.
    assert_last_changes_are_saved(25, Duration::from_mins(1));
}

#[test]
#[ignore = "slow: more changes"]
fn eight_instances_with_200_changes_each() {
    assert_last_changes_are_saved(200, LOCK_TIMEOUT);
}

/// Runs all instances with `changes` changes each and a timeout of `timeout`. Checks that the last change of each
/// bookmark is saved.
fn assert_last_changes_are_saved(changes: usize, timeout: Duration) {
    let home = Home::new();
    let start = |instance: u64| {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", "instances::instance_of_another_test", "--ignored", "--nocapture"]);
        command.env(
            INSTRUCTION,
            format!("{instance} {changes} {} {}", timeout.as_millis(), home.path().display()),
        );
        command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap()
    };
    let mut instances: Vec<_> = (0..INSTANCES).map(start).collect();
    // All wait until the last instance has started.
    for instance in &mut instances {
        drop(instance.stdin.take());
    }
    for mut instance in instances {
        assert!(instance.wait().unwrap().success());
    }
    let log: Vec<LoggedChange> =
        (0..INSTANCES).flat_map(|instance| read_log(home.path(), instance)).collect();
    assert_eq!(log.len(), usize::try_from(INSTANCES).unwrap() * changes);
    let saved = bookmarks::read(&folders(home.path())).unwrap();
    let copies = copies(&home);
    assert_eq!(copies.len(), usize::from(!saved.is_empty()), "a copy of their text, and nothing else");
    assert!(saved.iter().all(|mark| copies.contains(&mark.sha256)));
    let labels: BTreeMap<&str, &str> =
        saved.iter().map(|mark| (mark.id.as_str(), mark.note.as_str())).collect();
    assert_eq!(labels.len(), saved.len(), "an id is there twice");
    let mut by_bookmark: BTreeMap<&str, Vec<&LoggedChange>> = BTreeMap::new();
    for change in &log {
        by_bookmark.entry(&change.id).or_default().push(change);
    }
    assert!(labels.keys().all(|id| by_bookmark.contains_key(id)));
    for (id, log) in &by_bookmark {
        // Of simultaneous changes, any may be the last.
        let last = log.iter().map(|change| change.start).max().unwrap();
        let possible: Vec<Option<&str>> =
            log.iter().filter(|change| change.end >= last).map(|change| change.label.as_deref()).collect();
        let label = labels.get(id).copied();
        assert!(possible.contains(&label), "{id} is {label:?} and not one of {possible:?}");
    }
    let longest = log.iter().map(|change| change.end - change.start).max().unwrap();
    println!(
        "{} changes to {} bookmarks, of which {} are saved; the slowest took {} ms",
        log.len(),
        by_bookmark.len(),
        saved.len(),
        longest / 1_000_000
    );
}

#[test]
#[ignore = "runs as a part of other tests"]
fn instance_of_another_test() {
    let Ok(instruction) = env::var(INSTRUCTION) else { return };
    let [instance, changes, timeout, home] = instruction.splitn(4, ' ').collect::<Vec<_>>()[..] else {
        panic!("{instruction}")
    };
    let (folders, mut random) = (folders(Path::new(home)), Random::new(instance.parse().unwrap()));
    let speech = Arc::new(import_text("talk", &"Comrades,\n\nthe harvest is in. ".repeat(5_000)));
    let created = "2026-11-24T03:56:15Z".parse().unwrap();
    let bookmark = Annotation::of_paragraph(&speech, 2, created).unwrap();
    let highlight = Annotation::new(&speech, 15..22, created).unwrap();
    let timeout = Duration::from_millis(timeout.parse().unwrap());
    io::stdin().read_to_end(&mut Vec::new()).unwrap();
    let mut log = String::new();
    for number in 0..changes.parse().unwrap() {
        let id = match random.below(SHARED_BOOKMARKS + OWN_BOOKMARKS) {
            shared @ ..SHARED_BOOKMARKS => format!("shared-{shared}"),
            own => format!("{instance}-{own}"),
        };
        let label = (random.below(3) > 0).then(|| format!("change {number} of instance {instance}"));
        let change = match &label {
            Some(label) => {
                let (id, label) = (id.clone(), label.clone());
                // All change the same bookmarks, and each its own highlights. Each has its own range.
                let like = if id.starts_with("shared") { &bookmark } else { &highlight };
                let start = offset_of(&id);
                let selector = RangeSelector { start, end: Some(start + 7), ..like.selector.clone() };
                AnnotationChange::Save(Box::new(Annotation { id, note: label, selector, ..like.clone() }))
            }
            None => AnnotationChange::Remove(id.clone()),
        };
        let start = now();
        // A new bookmark comes with its text. The copy is removed with the last bookmark.
        let change = [(change, label.as_ref().map(|_| Arc::clone(&speech)))];
        let save = Save { changes: &change, ..Save::default() };
        let saved = bookmarks::save(&folders, &save, timeout).unwrap();
        assert!(saved.copy_errors.is_empty(), "{:?}", saved.copy_errors);
        writeln!(log, "{id}\t{start}\t{}\t{}", now(), label.unwrap_or_default()).unwrap();
    }
    fs::write(Path::new(home).join(instance), log).unwrap();
}

/// Returns an offset for each bookmark.
fn offset_of(id: &str) -> usize {
    id.bytes().fold(0, |sum, byte| sum * 31 + usize::from(byte)) % 100_000
}

/// Reads the changes that an instance reports.
fn read_log(home: &Path, instance: u64) -> Vec<LoggedChange> {
    let log = fs::read_to_string(home.join(instance.to_string())).unwrap();
    let change = |line: &str| {
        let parts: Vec<&str> = line.split('\t').collect();
        let label = Some(parts[3].to_owned()).filter(|label| !label.is_empty());
        LoggedChange {
            id: parts[0].to_owned(),
            start: parts[1].parse().unwrap(),
            end: parts[2].parse().unwrap(),
            label,
        }
    };
    log.lines().map(change).collect()
}

/// Returns the time, on the same clock for all instances.
fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos()
}
