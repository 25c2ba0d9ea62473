//! Tests of terminals that misbehave: bursts of resizes, invalid sizes, unsolicited answers, floods of keys. The
//! program neither ends nor hangs nor grows.

#![cfg(target_os = "linux")]

use std::{thread::sleep, time::Duration};

use oratory::store::bookmarks;

use crate::{
    home::{Home, ORATORY, folders},
    pty::Terminal,
    random_keys::{Dice, LONGEST, held, long_text, wait_until_idle},
    terminal::SIZE,
};

/// Presses keys that change the page until it appears.
#[track_caller]
fn assert_lives(terminal: &mut Terminal) {
    terminal.resize(SIZE);
    // Close whatever is open: a paste, a prompt, a list. The last Esc and the next key may arrive together, as a
    // key with Alt.
    terminal.type_keys("\x1b[201~\x1b\x1b\x1b\x1b\x1b\x1b\x1b\x1bg");
    // The content of the screen may have another size.
    terminal.type_keys("\x0cg7G");
    terminal.wait_for("¶ 7/");
    terminal.type_keys("g2G");
    terminal.wait_for("¶ 2/");
}

/// Kilobytes allowed in addition to a twentieth. They cover bounded histories (undo, searches, jumps) and free
/// memory that malloc keeps.
const LEEWAY: u64 = 1024;

/// Repeats `something` five times. The last two rounds may not hold more than the first three.
#[track_caller]
fn assert_does_not_grow(terminal: &mut Terminal, something: impl Fn(&mut Terminal)) {
    let rounds = [(); 5].map(|()| {
        something(terminal);
        assert_lives(terminal);
        terminal.forget();
        // A save that is under way has files open.
        wait_until_idle(terminal.pid());
        held(terminal.pid())
    });
    println!("kB and descriptors: {rounds:?}");
    let (first, later) = rounds.split_at(3);
    let (before, after) = (first.iter().map(|held| held.0).max(), later.iter().map(|held| held.0).min());
    let (before, after) = (before.unwrap(), after.unwrap());
    assert!(after <= before + before / 20 + LEEWAY, "it grows from {before} to {after} kB");
    let (before, after) = (first.iter().map(|held| held.1).max(), later.iter().map(|held| held.1).min());
    assert!(after <= before, "{before:?} descriptors, then {after:?}");
}

/// Resizes `times` times, to random sizes from nothing to a large screen.
fn resize_often(times: usize) {
    let home = Home::new();
    long_text(&home, LONGEST);
    let mut terminal = home.run(SIZE, &[ORATORY, "long.txt"]);
    terminal.wait_for("¶ 1/");
    assert_does_not_grow(&mut terminal, |terminal| {
        let mut dice = Dice::new(0x51_2E5);
        for time in 0..times {
            let (columns, rows) = (dice.roll(501), dice.roll(301));
            terminal.resize_quietly((u16::try_from(columns).unwrap(), u16::try_from(rows).unwrap()));
            // Simultaneous resizes are merged. Leave time for a frame now and then.
            if time % 10 == 0 {
                sleep(Duration::from_millis(2));
            }
        }
        terminal.resize_quietly((0, 0));
        terminal.resize_quietly((500, 300));
    });
    terminal.leave();
}

#[test]
fn burst_of_resizes_leaves_nothing_behind() {
    resize_often(100);
}

#[test]
#[ignore = "it takes half a minute"]
fn burst_of_two_thousand_resizes_leaves_nothing_behind() {
    resize_often(2000);
}

#[test]
fn huge_window_is_drawn() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    for size in [(u16::MAX, u16::MAX), (u16::MAX, 1), (1, u16::MAX)] {
        terminal.resize_quietly(size);
        sleep(Duration::from_millis(300));
    }
    assert_lives(&mut terminal);
    let (kilobytes, _) = held(terminal.pid());
    assert!(kilobytes < 1 << 19, "{kilobytes} kB");
    terminal.leave();
}

#[test]
fn unknown_terminal_type_is_accepted() {
    for name in ["-u TERM", "TERM=", "TERM=no-such-terminal", "TERM=vt100"] {
        let home = Home::new();
        let mut terminal = home.run(SIZE, &["sh", "-c", &format!("exec env {name} '{ORATORY}'")]);
        terminal.wait_for("¶ 1/26");
        assert_lives(&mut terminal);
        terminal.leave();
    }
}

/// Unsolicited answers of terminals, and sequences that no terminal sends.
const ANSWERS: &[&str] = &[
    "\x1b[>1;4000;20c",
    "\x1b[0n",
    "\x1b[8;24;80t",
    "\x1b]11;rgb:0000/0000/0000\x07",
    "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
    "\x1b]52;c;cXE=\x07",
    "\x1bP1$r0m\x1b\\",
    "\x1bP>|xterm(390)\x1b\\",
    "\x1b_Gi=1;OK\x1b\\",
    "\x1b[I",
    "\x1b[O",
    "\x1b[",
    "\x1b[1;",
    "\x1b]",
    "\x1bP",
    "\x1b[200~",
    "\x1b[201~",
    "\x1b[<0;",
    "\x1b[<0;99999;99999M",
    "\x1b[M   ",
    "\x1b[99999999999999999~",
    "\x1b[1;1;1;1;1;1;1;1;1;1u",
    "\u{9b}2J",
    "\0",
    "\x1b\x1b\x1b",
    "\x1b[27;5;113~",
    "\x1b[97:65:97;2:1;97u",
    "\x1b[24;80R",
    "\x1b[?62;22c",
    "\x1b[?1u",
    "\x1b[?2026;2$y",
];

/// Returns garbage of `pieces` pieces: answers, halves of them, and invalid UTF-8.
fn rubbish(pieces: usize) -> Vec<u8> {
    let mut dice = Dice::new(0x00B1_5B15);
    let mut bytes = Vec::new();
    for _ in 0..pieces {
        let answer = dice.pick(ANSWERS).as_bytes();
        match dice.roll(4) {
            0 => bytes.extend(&answer[..answer.len() / 2]),
            1 => {
                // Leave out the keys that end or suspend the program.
                let byte = u8::try_from(dice.roll(256)).unwrap();
                bytes.extend(Some(byte).filter(|byte| !b"q\x03\x1a".contains(byte)));
            }
            _ => bytes.extend(answer),
        }
    }
    bytes
}

fn answer_rubbish(pieces: usize) {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    assert_does_not_grow(&mut terminal, |terminal| {
        terminal.type_bytes(&rubbish(pieces));
        // The unfinished sequence at the end expires.
        sleep(Duration::from_millis(1100));
    });
    terminal.leave();
}

#[test]
fn unsolicited_answers_are_ignored() {
    answer_rubbish(500);
}

#[test]
#[ignore = "it takes a minute"]
fn many_unsolicited_answers_are_ignored() {
    answer_rubbish(200_000);
}

/// Floods the program with keys: pressed in the text, typed into a prompt, and pasted into both.
fn flood(pressed: usize, typed: usize, pasted: usize) {
    for (before, bytes, after) in [
        ("", pressed, ""),
        ("\x1b[200~", pasted, "\x1b[201~"),
        ("/", typed, ""),
        ("/\x1b[200~", pasted, "\x1b[201~"),
    ] {
        let home = Home::new();
        let mut terminal = home.reader(SIZE);
        terminal.wait_for("¶ 1/26");
        let flood = format!("{before}{}{after}", "jk}{ b".repeat(bytes / 6));
        assert_does_not_grow(&mut terminal, |terminal| terminal.type_keys(&flood));
        terminal.leave();
    }
}

#[test]
fn flood_of_keys_leaves_nothing_behind() {
    flood(1 << 12, 1 << 7, 1 << 16);
}

#[test]
#[ignore = "it takes minutes"]
fn megabyte_of_keys_leaves_nothing_behind() {
    flood(1 << 20, 1 << 20, 1 << 20);
}

/// In normal modes, the terminal interprets Ctrl-s and Ctrl-c. During a redraw it must not be in these modes, even
/// briefly.
#[test]
fn terminal_is_not_restored_during_a_redraw() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    for _ in 0..1000 {
        terminal.type_keys("\x0c");
        assert!((0..100).all(|_| !terminal.has_modes_as_before()));
    }
    assert_lives(&mut terminal);
    terminal.leave();
}

/// Toggles a bookmark faster than it can be saved.
fn flood_of_bookmarks(keys: usize) {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    assert_does_not_grow(&mut terminal, |terminal| terminal.type_keys(&"m".repeat(keys)));
    // Pending changes are saved at exit.
    terminal.leave();
    let left = bookmarks::read(&folders(home.path())).unwrap();
    assert!(left.len() <= 1, "{left:?}");
}

#[test]
fn flood_of_bookmark_changes_is_saved() {
    flood_of_bookmarks(1 << 9);
}

#[test]
#[ignore = "it takes minutes"]
fn hundred_thousand_bookmark_changes_are_saved() {
    flood_of_bookmarks(100_000);
}

#[test]
fn paste_of_ten_megabytes_is_refused() {
    let paste = format!("\x1b[200~{}\x1b[201~", "a paste ".repeat(10 << 17));
    for (keys, prompt) in [("/", "/"), ("M", "  "), ("hf", "filter: ")] {
        let home = Home::new();
        let mut terminal = home.reader(SIZE);
        terminal.wait_for("¶ 1/26");
        terminal.type_keys(&format!("2G{keys}"));
        terminal.wait_for(if keys == "M" { "Note on ¶ 2" } else { prompt });
        terminal.type_keys("kept");
        terminal.wait_for(&format!("{prompt}kept"));
        terminal.type_keys(&paste);
        let limit = if keys == "M" { 10_000 } else { 4_096 };
        terminal.wait_for(&format!("too long: the limit is {limit} characters"));
        let is_kept = terminal.contents().lines().any(|line| line.starts_with(&format!("{prompt}kept")));
        assert!(is_kept && !terminal.contents().contains("a paste"), "{}", terminal.contents());
        let (kilobytes, _) = held(terminal.pid());
        // The pasted text may have been collected twice.
        assert!(kilobytes < 48 << 10, "{kilobytes} kB");
        terminal.leave();
    }
}

#[test]
fn large_regular_expression_is_refused() {
    let home = Home::new();
    let mut terminal = home.reader((140, 24));
    terminal.wait_for("¶ 1/26");
    terminal.type_keys("/\x1br");
    for pattern in ["a{1000}{1000}", "((((a{99}){99}){99}){99}){99}", r"(\pL|\d{9,999}){999}", r"\w{9999}"] {
        terminal.type_keys(&format!("\x15\x1b[200~{pattern}\x1b[201~"));
        terminal.wait_for(pattern);
        terminal.wait_for("regex too large: repeat less, or use smaller character classes");
    }
    let (kilobytes, _) = held(terminal.pid());
    assert!(kilobytes < 64 << 10, "{kilobytes} kB");
    terminal.leave();
}
