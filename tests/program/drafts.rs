//! Notes that were being typed when the program ended: the next start has them.

use std::{fs, thread::sleep, time::Duration};

use oratory::store::{bookmarks, drafts};
use signal_hook::consts::{SIGHUP, SIGKILL, SIGTERM};

use crate::{
    home::{Home, folders},
    pty::Terminal,
    terminal::SIZE,
};

/// The text that is typed.
const NOTE: &str = "On duties, \u{AC01}e\u{301}";

/// Types a note on paragraph 2, of two lines.
fn type_note(home: &Home) -> Terminal {
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    terminal.type_keys("2GM");
    terminal.wait_for("Note on ¶ 2");
    terminal.type_keys(&format!("{NOTE}\nsecond line"));
    terminal.wait_for("second line");
    terminal
}

/// Starts the program again, opens the draft and saves it.
fn take_up(home: &Home) {
    let folders = folders(home.path());
    assert!(bookmarks::read(&folders).unwrap().is_empty());
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("note on ¶ 2 not saved (U: resume)");
    terminal.type_keys("5GU");
    terminal.wait_for("Note on ¶ 2");
    terminal.wait_for("second line");
    terminal.type_keys("!\r");
    terminal.wait_for("bookmarked ¶ 2");
    terminal.leave();
    let saved = bookmarks::read(&folders).unwrap();
    let saved: Vec<_> = saved.iter().map(|saved| (saved.paragraph, saved.note.clone())).collect();
    assert_eq!(saved, [(2, format!("{NOTE}\nsecond line!"))]);
    assert_nothing_is_left(home);
}

/// Asserts that a new start offers no draft.
fn assert_nothing_is_left(home: &Home) {
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("2/26");
    sleep(Duration::from_millis(300));
    assert!(!terminal.contents().contains("not saved"), "{}", terminal.contents());
    terminal.leave();
    assert!(drafts::read(&folders(home.path())).unwrap().is_empty());
}

#[test]
fn hangup_and_signals_keep_the_draft() {
    for (name, signal) in [("HUP", SIGHUP), ("TERM", SIGTERM)] {
        let home = Home::new();
        let mut terminal = type_note(&home);
        terminal.signal(name);
        terminal.wait_for_end_by(signal);
        take_up(&home);
    }
}

#[test]
fn closed_window_keeps_the_draft() {
    let home = Home::new();
    let mut terminal = type_note(&home);
    terminal.hang_up();
    // The terminal does not tell when the program has ended.
    let folders = folders(home.path());
    let is_saved = (0..500).any(|_| {
        sleep(Duration::from_millis(20));
        drafts::read(&folders).is_ok_and(|drafts| !drafts.is_empty())
    });
    assert!(is_saved);
    sleep(Duration::from_millis(500));
    take_up(&home);
}

#[test]
fn kill_after_a_pause_keeps_the_draft() {
    let home = Home::new();
    let mut terminal = type_note(&home);
    sleep(Duration::from_millis(2_500));
    terminal.signal("KILL");
    terminal.wait_for_end_by(SIGKILL);
    take_up(&home);
}

#[test]
fn ctrl_c_keeps_the_draft_and_esc_gives_it_up() {
    let home = Home::new();
    let mut terminal = type_note(&home);
    terminal.type_keys("\x03");
    terminal.wait_for("note not saved (U: resume)");
    terminal.type_keys("\x03");
    assert!(terminal.wait_for_end().success());
    take_up(&home);
    let home = Home::new();
    let mut terminal = type_note(&home);
    sleep(Duration::from_millis(1_500));
    terminal.type_keys("\x1b");
    terminal.wait_for("note not saved (U: resume)");
    terminal.leave();
    assert_nothing_is_left(&home);
}

#[test]
fn note_saved_right_before_the_end_is_not_offered() {
    let home = Home::new();
    let mut terminal = type_note(&home);
    sleep(Duration::from_millis(1_500));
    terminal.type_keys(" and more\rq");
    assert!(terminal.wait_for_end().success());
    let saved = bookmarks::read(&folders(home.path())).unwrap();
    assert_eq!(saved[0].note, format!("{NOTE}\nsecond line and more"));
    assert_nothing_is_left(&home);
}

#[test]
fn damaged_drafts_are_reported_and_kept() {
    let home = Home::new();
    let path = folders(home.path()).state.join("drafts.toml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "version = 1\n[[drafts").unwrap();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("cannot read drafts of notes");
    terminal.type_keys("2GMword");
    terminal.wait_for("cannot save drafts of notes");
    terminal.type_keys("\r");
    terminal.wait_for("bookmarked ¶ 2: word");
    terminal.leave();
    assert_eq!(fs::read_to_string(&path).unwrap(), "version = 1\n[[drafts");
}
