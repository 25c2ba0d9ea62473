//! Kills the program again and again while it saves: every bookmark and highlight that was reported as saved is on the
//! disk.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    num::NonZeroU16,
    path::{Path, PathBuf},
    thread::sleep,
    time::Duration,
};

use oratory::store::{bookmarks, session};
use oratory_core::Annotation;
use signal_hook::consts::SIGKILL;

use crate::{
    home::{Home, ORATORY, copies, folders},
    random::Random,
};

const SIZE: (u16, u16) = (80, 24);

/// Paragraphs in the text. Before a run could bookmark more, all bookmarks are removed.
const PARAGRAPHS: usize = 60;

/// Bookmarks added in one run.
const BOOKMARKS_PER_RUN: usize = 15;

/// End of a frame in the output.
const END_OF_FRAME: &[u8] = b"\x1b[?2026l";

/// Statistics of all kills.
#[derive(Default)]
struct Totals {
    /// Bookmarks reported as saved.
    reported: usize,
    /// Bookmarks saved but not yet reported.
    unreported: usize,
    /// Unfinished temporary files left behind.
    unfinished: usize,
}

#[test]
fn kill_loses_no_saved_bookmark() {
    assert_survives(10);
}

#[test]
#[ignore = "slow: 500 kills"]
fn kill_loses_no_saved_bookmark_500_times() {
    assert_survives(500);
}

/// Kills the program `kills` times while it adds bookmarks, and checks the files each time.
fn assert_survives(kills: u64) {
    let (home, mut random) = (Home::new(), Random::new(kills));
    let paragraphs = (1..=PARAGRAPHS).map(|number| format!("This is what is said in paragraph {number}."));
    fs::write(home.path().join("talk.txt"), paragraphs.collect::<Vec<_>>().join("\n\n")).unwrap();
    let mut totals = Totals::default();
    for _ in 0..kills {
        let mut before = saved_bookmarks(&home);
        if before.len() + BOOKMARKS_PER_RUN > PARAGRAPHS {
            fs::remove_file(home.bookmarks()).unwrap();
            fs::remove_file(backup(&home)).unwrap();
            before.clear();
        }
        let reported = run_until_killed(&home, &before, &mut random);
        let saved = saved_bookmarks(&home);
        assert_backup_is_good(&home, &saved);
        session::read(&folders(home.path())).unwrap();
        assert!(before.is_subset(&saved), "{before:?} were there and are not all in {saved:?}");
        assert!(
            reported.is_subset(&saved),
            "{reported:?} were reported as saved, but only {saved:?} are on the disk"
        );
        let notes = bookmarks::read(&folders(home.path())).unwrap();
        assert!(notes.iter().all(|saved| (saved.paragraph % 3 == 2) == (saved.note == "on this")));
        assert!(notes.iter().all(|saved| (saved.paragraph % 3 == 1) != saved.is_bookmark()));
        totals.reported += reported.len();
        totals.unreported += saved.len() - before.len() - reported.len();
        totals.unfinished +=
            [home.bookmarks(), home.places()].map(|path| unfinished_files(&path)).iter().sum::<usize>();
    }
    let Totals { reported, unreported, unfinished } = totals;
    assert!(reported > 0, "no bookmark was reported as saved, so nothing was checked");
    println!(
        "{kills} kills: {reported} bookmarks reported and saved, {unreported} saved but not reported, {unfinished} unfinished files"
    );
}

/// Adds bookmarks, kills the program at a random moment, and returns the paragraphs whose bookmarks were reported
/// as saved.
fn run_until_killed(home: &Home, before: &BTreeSet<usize>, random: &mut Random) -> BTreeSet<usize> {
    let mut terminal = home.run(SIZE, &[ORATORY, "talk.txt"]);
    terminal.wait_for("/60");
    let unmarked = (1..=PARAGRAPHS).filter(|number| !before.contains(number));
    // Bookmarks, highlights, and bookmarks with a note.
    let marks = ["m", "vhm", "Mon this\r"];
    let numbers = unmarked.take(BOOKMARKS_PER_RUN);
    let keys: Vec<String> = numbers.map(|number| format!("{number}G{}", marks[number % 3])).collect();
    terminal.type_keys(&keys.concat());
    // Sometimes leave time to save the reading position.
    let rest = if random.below(4) == 0 { 500 } else { 0 };
    sleep(Duration::from_millis(rest) + Duration::from_micros(random.below(200_000)));
    terminal.signal("KILL");
    terminal.wait_for_end_by(SIGKILL);
    reported_bookmarks(&terminal.raw())
}

/// Returns the paragraphs reported as saved in complete frames.
fn reported_bookmarks(raw: &[u8]) -> BTreeSet<usize> {
    let [columns, rows] = [SIZE.0, SIZE.1].map(|cells| NonZeroU16::new(cells).unwrap());
    let mut parser = vt100::Parser::new(rows, columns, 0);
    let mut reported = BTreeSet::new();
    let mut rest = raw;
    while let Some(end) = rest.windows(END_OF_FRAME.len()).position(|some| some == END_OF_FRAME) {
        let (frame, after) = rest.split_at(end + END_OF_FRAME.len());
        parser.process(frame);
        let screen = parser.screen().contents();
        let marked = ["bookmarked ¶ ", "highlighted in ¶ "].iter().find_map(|words| screen.split_once(words));
        let number = marked.and_then(|(_, words)| words.split(|c: char| !c.is_ascii_digit()).next());
        reported.extend(number.map(|number| number.parse::<usize>().unwrap()));
        rest = after;
    }
    reported
}

/// Returns the paragraphs with a bookmark on the disk.
fn saved_bookmarks(home: &Home) -> BTreeSet<usize> {
    let folders = folders(home.path());
    let saved = bookmarks::read(&folders).unwrap();
    let has_copy = |bookmark: &Annotation| copies(home).contains(&bookmark.sha256);
    assert!(saved.iter().all(has_copy), "a copy of the text is written before its first bookmark");
    saved.into_iter().map(|bookmark| bookmark.paragraph).collect()
}

fn backup(home: &Home) -> PathBuf {
    home.bookmarks().with_extension("toml.bak")
}

/// Asserts that the backup, if there is one, can be parsed and holds earlier bookmarks.
fn assert_backup_is_good(home: &Home, saved: &BTreeSet<usize>) {
    let Ok(content) = fs::read(backup(home)) else { return };
    let other = Home::new();
    fs::create_dir_all(other.bookmarks().parent().unwrap()).unwrap();
    fs::write(other.bookmarks(), content).unwrap();
    let in_backup = bookmarks::read(&folders(other.path())).unwrap();
    assert!(in_backup.iter().all(|bookmark| saved.contains(&bookmark.paragraph)), "{in_backup:?}, {saved:?}");
}

/// Counts unfinished files beside a state file. There is at most one, and one for its backup.
#[track_caller]
fn unfinished_files(path: &Path) -> usize {
    let name = path.file_name().unwrap().to_str().unwrap();
    let (lock, unfinished) = (format!("{name}.lock"), format!("{name}.new"));
    let entries = fs::read_dir(path.parent().unwrap()).into_iter().flatten();
    let entries: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    let (backup, unfinished_backup) = (format!("{name}.bak"), format!("{name}.bak.new"));
    // Copies of texts have their own folder. A draft is saved where a note is typed slowly.
    let known = [name, &lock, &unfinished, &backup, &unfinished_backup, "texts"];
    let is_draft = |entry: &OsString| entry.to_string_lossy().starts_with("drafts.toml");
    let is_known = |entry: &OsString| is_draft(entry) || known.iter().any(|known| entry == known);
    assert!(entries.iter().all(is_known), "{entries:?}");
    entries.iter().filter(|entry| **entry == *unfinished || **entry == *unfinished_backup).count()
}
