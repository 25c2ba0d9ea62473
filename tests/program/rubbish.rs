//! What a terminal should not do: bursts of sizes, sizes that are none, answers to nothing, floods of keys. The
//! program lives, does not hang and does not grow.

#![cfg(target_os = "linux")]

use std::{thread::sleep, time::Duration};

use oratory::store::bookmarks;

use crate::{
    any_keys::{Dice, LONGEST, held, long_text},
    home::{Home, ORATORY, folders},
    pty::Terminal,
    terminal::SIZE,
};

/// Presses keys that change the page, until the page has come.
#[track_caller]
fn assert_lives(terminal: &mut Terminal) {
    terminal.resize(SIZE);
    // What is open ends here: a paste, a prompt, a list.
    // The last Esc and the key after it may come together, and be one with Alt.
    terminal.type_keys("\x1b[201~\x1b\x1b\x1b\x1b\x1b\x1b\x1b\x1bg");
    // What is on the screen may be of another size.
    terminal.type_keys("\x0cg7G");
    terminal.wait_for("¶ 7/");
    terminal.type_keys("g2G");
    terminal.wait_for("¶ 2/");
}

/// So many kilobytes more than a twentieth may be held later. They are for the deletions, searches and jumps that are
/// kept to be undone, had again and gone back, of which there is a most, and for what malloc holds free.
const LEEWAY: u64 = 1024;

/// Lives through something five times: what it holds the first three times it does not exceed both times later.
#[track_caller]
fn assert_does_not_grow(terminal: &mut Terminal, something: impl Fn(&mut Terminal)) {
    let rounds = [(); 5].map(|()| {
        something(terminal);
        assert_lives(terminal);
        terminal.forget();
        held(terminal.pid())
    });
    println!("kB and descriptors: {rounds:?}");
    let (first, later) = rounds.split_at(3);
    let (before, after) = (first.iter().map(|held| held.0).max(), later.iter().map(|held| held.0).min());
    let (before, after) = (before.unwrap(), after.unwrap());
    assert!(after <= before + before / 20 + LEEWAY, "it grows from {before} to {after} kB");
    // One more is open for a moment while something is saved.
    let (before, after) = (first.iter().map(|held| held.1).max(), later.iter().map(|held| held.1).min());
    assert!(after <= before, "{before:?} descriptors, then {after:?}");
}

/// Resizes so many times, to anything from nothing to a large screen.
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
            // Those that come at once are taken as one: now and then there is time for a frame.
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
fn a_burst_of_sizes() {
    resize_often(100);
}

#[test]
#[ignore = "it takes half a minute"]
fn a_burst_of_two_thousand_sizes() {
    resize_often(2000);
}

#[test]
fn a_size_larger_than_any_screen() {
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
fn a_terminal_of_no_name_or_none_that_is_known() {
    for name in ["-u TERM", "TERM=", "TERM=no-such-terminal", "TERM=vt100"] {
        let home = Home::new();
        let mut terminal = home.run(SIZE, &["sh", "-c", &format!("exec env {name} '{ORATORY}'")]);
        terminal.wait_for("¶ 1/26");
        assert_lives(&mut terminal);
        terminal.leave();
    }
}

/// What terminals answer, though nothing was asked; and what no terminal says.
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

/// Rubbish of so many pieces: answers, halves of them, and bytes that are no UTF-8.
fn rubbish(pieces: usize) -> Vec<u8> {
    let mut dice = Dice::new(0x00B1_5B15);
    let mut bytes = Vec::new();
    for _ in 0..pieces {
        let answer = dice.pick(ANSWERS).as_bytes();
        match dice.roll(4) {
            0 => bytes.extend(&answer[..answer.len() / 2]),
            1 => {
                // What ends the program or stops it is left out.
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
        // What was cut off at the end of it is given up: an answer, a click.
        sleep(Duration::from_millis(1100));
    });
    terminal.leave();
}

#[test]
fn answers_to_nothing() {
    answer_rubbish(500);
}

#[test]
#[ignore = "it takes a minute"]
fn answers_to_nothing_without_end() {
    answer_rubbish(200_000);
}

/// So many bytes of keys: pressed in the text, typed in a prompt, and pasted in both.
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
fn a_flood_of_keys() {
    flood(1 << 12, 1 << 7, 1 << 16);
}

#[test]
#[ignore = "it takes minutes"]
fn a_flood_of_a_megabyte_of_keys() {
    flood(1 << 20, 1 << 20, 1 << 20);
}

/// In its own modes a terminal takes Ctrl-s for a halt and Ctrl-c for an end: while the page is drawn anew it is not
/// in them for a moment.
#[test]
fn the_terminal_is_not_given_back_while_the_page_is_drawn_anew() {
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

/// Sets a bookmark and takes it away again, faster than it is saved.
fn flood_of_bookmarks(keys: usize) {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 1/26");
    assert_does_not_grow(&mut terminal, |terminal| terminal.type_keys(&"m".repeat(keys)));
    // What still waits to be saved is saved on the way out.
    terminal.leave();
    let left = bookmarks::read(&folders(home.path())).unwrap();
    assert!(left.len() <= 1, "{left:?}");
}

#[test]
fn a_flood_of_bookmarks() {
    flood_of_bookmarks(1 << 9);
}

#[test]
#[ignore = "it takes minutes"]
fn a_flood_of_a_hundred_thousand_bookmarks() {
    flood_of_bookmarks(100_000);
}

#[test]
fn a_paste_of_ten_megabytes_into_a_prompt_is_refused() {
    let paste = format!("\x1b[200~{}\x1b[201~", "a paste ".repeat(10 << 17));
    for (keys, prompt) in [("/", "/"), ("M", "label of ¶ 2: "), ("hf", "filter: ")] {
        let home = Home::new();
        let mut terminal = home.reader(SIZE);
        terminal.wait_for("¶ 1/26");
        terminal.type_keys(&format!("2G{keys}"));
        terminal.wait_for(prompt);
        terminal.type_keys("kept");
        terminal.wait_for(&format!("{prompt}kept"));
        terminal.type_keys(&paste);
        terminal.wait_for("too long: the limit is 4096 characters");
        assert!(terminal.contents().contains(&format!("{prompt}kept ")), "{}", terminal.contents());
        let (kilobytes, _) = held(terminal.pid());
        // Twice what was pasted may have been gathered.
        assert!(kilobytes < 48 << 10, "{kilobytes} kB");
        terminal.leave();
    }
}

#[test]
fn a_regular_expression_that_is_too_large_is_refused() {
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
