//! Kills the program again and again while it saves: every bookmark that was reported as saved is on the disk.

use std::{collections::BTreeSet, fs, num::NonZeroU16, path::Path, thread::sleep, time::Duration};

use oratory::store::{bookmarks, copies, places};
use oratory_core::anchor::bookmark::Bookmark;
use signal_hook::consts::SIGKILL;

use crate::{
    home::{Home, ORATORY, folders},
    random::Random,
};

const SIZE: (u16, u16) = (80, 24);

/// Number of bookmarks, one per paragraph, after which all are removed and set again.
const MOST: usize = 60;

/// Bookmarks set in one run.
const AT_ONCE: usize = 15;

/// End of a frame in the output.
const END_OF_FRAME: &[u8] = b"\x1b[?2026l";

/// Statistics of all kills.
#[derive(Default)]
struct Figures {
    /// Bookmarks reported as saved.
    told: usize,
    /// Bookmarks saved but not yet reported.
    untold: usize,
    /// Unfinished temporary files left behind.
    unfinished: usize,
}

#[test]
fn kill_loses_no_saved_bookmark() {
    assert_survives(10);
}

#[test]
#[ignore = "the same 500 times"]
fn kill_loses_no_saved_bookmark_500_times() {
    assert_survives(500);
}

/// Kills the program `kills` times while it sets bookmarks, and checks the files each time.
fn assert_survives(kills: u64) {
    let (home, mut random) = (Home::new(), Random::new(kills));
    let paragraphs = (1..=MOST).map(|number| format!("This is what is said in paragraph {number}."));
    fs::write(home.path().join("talk.txt"), paragraphs.collect::<Vec<_>>().join("\n\n")).unwrap();
    let mut figures = Figures::default();
    for _ in 0..kills {
        let mut before = kept(&home);
        if before.len() + AT_ONCE > MOST {
            fs::remove_file(home.bookmarks()).unwrap();
            before.clear();
        }
        let told = told_until_killed(&home, &before, &mut random);
        let kept = kept(&home);
        assert_backup_is_good(&home, &before, &kept);
        places::read(&folders(home.path())).unwrap();
        assert!(before.is_subset(&kept), "{before:?} were there and are not all in {kept:?}");
        assert!(told.is_subset(&kept), "{told:?} were reported as saved, but only {kept:?} are on the disk");
        figures.told += told.len();
        figures.untold += kept.len() - before.len() - told.len();
        figures.unfinished +=
            [home.bookmarks(), home.places()].map(|path| left_beside(&path)).iter().sum::<usize>();
    }
    let Figures { told, untold, unfinished } = figures;
    assert!(told > 0, "none was said to be kept, so that nothing has been looked at");
    println!(
        "{kills} kills: {told} bookmarks told and kept, {untold} kept untold, {unfinished} unfinished files"
    );
}

/// Sets bookmarks, kills the program at a random moment, and returns the paragraphs whose bookmarks were reported
/// as saved.
fn told_until_killed(home: &Home, before: &BTreeSet<usize>, random: &mut Random) -> BTreeSet<usize> {
    let mut terminal = home.run(SIZE, &[ORATORY, "talk.txt"]);
    terminal.wait_for("/60");
    let unmarked = (1..=MOST).filter(|number| !before.contains(number));
    let keys: Vec<String> = unmarked.take(AT_ONCE).map(|number| format!("{number}Gm")).collect();
    terminal.type_keys(&keys.concat());
    // Sometimes leave time to save the reading position.
    let rest = if random.below(4) == 0 { 500 } else { 0 };
    sleep(Duration::from_millis(rest) + Duration::from_micros(random.below(200_000)));
    terminal.signal("KILL");
    terminal.wait_for_end_by(SIGKILL);
    told(&terminal.raw())
}

/// Returns the paragraphs reported as saved in complete frames.
fn told(raw: &[u8]) -> BTreeSet<usize> {
    let [columns, rows] = [SIZE.0, SIZE.1].map(|cells| NonZeroU16::new(cells).unwrap());
    let mut parser = vt100::Parser::new(rows, columns, 0);
    let mut told = BTreeSet::new();
    let mut rest = raw;
    while let Some(end) = rest.windows(END_OF_FRAME.len()).position(|some| some == END_OF_FRAME) {
        let (frame, after) = rest.split_at(end + END_OF_FRAME.len());
        parser.process(frame);
        let screen = parser.screen().contents();
        let number =
            screen.split_once("bookmarked ¶ ").and_then(|(_, words)| words.split_whitespace().next());
        told.extend(number.map(|number| number.parse::<usize>().unwrap()));
        rest = after;
    }
    told
}

/// Returns the paragraphs with a bookmark on the disk.
fn kept(home: &Home) -> BTreeSet<usize> {
    let folders = folders(home.path());
    let kept = bookmarks::read(&folders).unwrap();
    let has_copy = |mark: &Bookmark| copies::read(&folders, &mark.sha256).is_some();
    assert!(kept.iter().all(has_copy), "a copy of the text is kept before its first bookmark");
    kept.into_iter().map(|mark| mark.paragraph).collect()
}

/// Asserts that the backup, if there is one, can be parsed and holds the bookmarks of the last save but one.
fn assert_backup_is_good(home: &Home, before: &BTreeSet<usize>, kept: &BTreeSet<usize>) {
    let backup = home.bookmarks().with_extension("toml.bak");
    let Ok(content) = fs::read(&backup) else { return };
    let other = Home::new();
    fs::create_dir_all(other.bookmarks().parent().unwrap()).unwrap();
    fs::write(other.bookmarks(), content).unwrap();
    let in_backup = bookmarks::read(&folders(other.path())).unwrap();
    let in_backup: BTreeSet<usize> = in_backup.into_iter().map(|mark| mark.paragraph).collect();
    // All bookmarks set before have been removed by hand when there were too many.
    assert!(before.is_empty() || in_backup.len() + 1 >= before.len(), "{in_backup:?} {before:?}");
    assert!(before.is_empty() || in_backup.is_subset(kept), "{in_backup:?} are not all in {kept:?}");
}

/// Counts unfinished files beside a state file. There is at most one, and one for its backup.
#[track_caller]
fn left_beside(path: &Path) -> usize {
    let name = path.file_name().unwrap().to_str().unwrap();
    let (lock, unfinished) = (format!("{name}.lock"), format!("{name}.new"));
    let there =
        fs::read_dir(path.parent().unwrap()).map(|there| there.map(|entry| entry.unwrap().file_name()));
    let there: Vec<_> = there.map(Iterator::collect).unwrap_or_default();
    let (backup, unfinished_backup) = (format!("{name}.bak"), format!("{name}.bak.new"));
    // Copies of texts have their own folder.
    let known = [name, &lock, &unfinished, &backup, &unfinished_backup, "texts"];
    assert!(there.iter().all(|entry| known.iter().any(|known| entry == known)), "{there:?}");
    there.iter().filter(|entry| **entry == *unfinished || **entry == *unfinished_backup).count()
}
