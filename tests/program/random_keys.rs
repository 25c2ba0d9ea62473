//! Presses random keys at full speed: the program keeps running, and neither memory nor descriptors grow.

#![cfg(target_os = "linux")]

use std::{
    fs,
    thread::sleep,
    time::{Duration, Instant},
};

use testkit::harness::built_in_texts;

use crate::{
    home::{Home, ORATORY},
    terminal::SIZE,
};

/// Pseudo-random numbers, the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a number below `sides` (xorshift).
    pub(crate) const fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[usize::try_from(self.roll(of.len() as u64)).unwrap()]
    }
}

/// Keys with names, as a terminal sends them.
const NAMED: &[&str] = &[
    "\r",
    "\t",
    "\x1b",
    "\x7f",
    " ",
    "\x1b[A",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\x1b[H",
    "\x1b[F",
    "\x1b[5~",
    "\x1b[6~",
    "\x1b[3~",
    "\x1bOP",
    "\x1b[Z",
    "\x1b[200~pasted\nwords\x1b[201~",
    "\x1br",
    "\x1bw",
    "\x1bc",
    "한",
    "é",
    "👩‍👩‍👧",
    "\x1b[1;5D",
    "\x1b[I",
    "\x1b[O",
];

/// Returns a random key or click that neither ends nor suspends the program.
fn any_key(dice: &mut Dice) -> String {
    match dice.roll(16) {
        0..10 => loop {
            let c = char::from(b'!' + u8::try_from(dice.roll(94)).unwrap());
            if c != 'q' {
                return c.to_string();
            }
        },
        10..12 => loop {
            let control = u8::try_from(1 + dice.roll(26)).unwrap();
            if !b"\x03\x1a".contains(&control) {
                return char::from(control).to_string();
            }
        },
        12..15 => dice.pick(NAMED).to_owned(),
        _ => {
            let button = dice.pick(&["0", "32", "64", "65"]);
            format!("\x1b[<{button};{};{}M", 1 + dice.roll(90), 1 + dice.roll(30))
        }
    }
}

/// Returns the memory in kilobytes and the number of open descriptors of a process.
pub(crate) fn held(pid: u32) -> (u64, usize) {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kilobytes = memory.trim().trim_end_matches(" kB").parse().unwrap();
    (kilobytes, fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count())
}

/// Waits until every thread of a process has been asleep for a second: all input has been handled, and all jobs are done.
/// A fixed time would be too short for a debug build on a busy machine.
pub(crate) fn wait_until_idle(pid: u32) {
    let end = Instant::now() + IDLE_TIMEOUT;
    let mut asleep = 0;
    while asleep < IDLE_SAMPLES {
        assert!(Instant::now() < end, "process {pid} is still busy after {IDLE_TIMEOUT:?}");
        asleep = if is_asleep(pid) { asleep + 1 } else { 0 };
        sleep(SAMPLE_INTERVAL);
    }
}

/// Returns `true` if all threads of a process sleep. A thread that waits for the disk or for a processor does not.
fn is_asleep(pid: u32) -> bool {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let stats = tasks.filter_map(|task| fs::read_to_string(task.unwrap().path().join("stat")).ok());
    // The state is the first field after the name of the program in parentheses.
    stats.into_iter().all(|stat| stat.rsplit_once(") ").is_some_and(|(_, fields)| fields.starts_with('S')))
}

/// Makes malloc return blocks of this size to the system at once. Otherwise glibc raises its threshold at the first
/// large free, and then keeps up to two such blocks in the arena of each thread. A text of ten megabytes would be
/// held four or eight times, whatever the program does.
const RETURNING: &str = "GLIBC_TUNABLES=glibc.malloc.mmap_threshold=131072";

/// Presses at least `keys` keys, in `stretches`, and measures after each stretch, when all jobs are done. The first half
/// fills buffers with a limit, such as the undo history. Memory in the last quarter may exceed that in the third by
/// the given percentage.
fn press_any_keys(texts: &[&str], home: &Home, (keys, stretches): (u64, u64), growth: u64) {
    let mut terminal = home.run(SIZE, &[&["env", RETURNING, ORATORY], texts].concat());
    terminal.wait_for("¶ 1/");
    // Count open files when all threads exist and are idle. Saving opens files for a moment.
    terminal.type_keys("mm/a\rc\x1b");
    wait_until_idle(terminal.pid());
    let (_, descriptors) = held(terminal.pid());
    let mut dice = Dice::new(0x5EED_0F0A_7041);
    let (mut pressed, mut samples) = (0_u64, Vec::new());
    for stretch in 1..=stretches {
        while pressed < keys * stretch / stretches {
            let together: String = (0..64).map(|_| any_key(&mut dice)).collect();
            terminal.type_keys(&together);
            pressed += 64;
        }
        wait_until_idle(terminal.pid());
        terminal.forget();
        samples.push(held(terminal.pid()).0);
        println!("stretch {stretch} of {stretches}: {pressed} keys, {} kB", samples[samples.len() - 1]);
    }
    let least = |quarter: usize| {
        let samples = &samples[samples.len() * quarter / 4..samples.len() * (quarter + 1) / 4];
        samples.iter().copied().min().unwrap()
    };
    let (before, after) = (least(2), least(3));
    println!("{pressed} keys; at least {before} kB in the third quarter, {after} kB in the last");
    assert!(after <= before + before * growth / 100, "memory grows from {before} to {after} kB");
    let is_as_before = (0..1000).any(|_| {
        sleep(Duration::from_millis(10));
        held(terminal.pid()).1 <= descriptors
    });
    assert!(is_as_before, "descriptors grow from {descriptors} to {}", held(terminal.pid()).1);
    terminal.leave();
}

/// Writes a text of `length` bytes, made of the words of the built-in texts.
pub(crate) fn long_text(home: &Home, length: usize) {
    let words =
        built_in_texts().iter().map(|speech| speech.text().to_owned()).collect::<Vec<_>>().join("\n\n");
    let count = length / words.len() + 1;
    let parts = (0..count).map(|number| format!("Part {number} begins here.\n\n{words}\n\n"));
    fs::write(home.path().join("long.txt"), parts.collect::<String>()).unwrap();
}

/// Length of a text with thousands of paragraphs.
const LONG: usize = 1_000_000;

pub(crate) const LONGEST: usize = 10_000_000;

const TEN_THOUSAND: (u64, u64) = (10_000, 4);

const SAMPLE_INTERVAL: Duration = Duration::from_millis(50);

/// A second of sleep. Saving starts after half a second without input.
const IDLE_SAMPLES: u32 = 20;

/// Watchdog for a program that never comes to rest.
const IDLE_TIMEOUT: Duration = Duration::from_mins(2);

/// Growth allowed in a short run, in percent. A leak at each key would exceed it.
const GROWTH_OF_TEN_THOUSAND: u64 = 100;

const A_MILLION: (u64, u64) = (1_000_000, 80);

#[test]
fn random_keys_in_short_texts_leave_nothing_behind() {
    press_any_keys(&[], &Home::new(), TEN_THOUSAND, GROWTH_OF_TEN_THOUSAND);
}

#[test]
fn random_keys_in_a_long_text_leave_nothing_behind() {
    let home = Home::new();
    long_text(&home, LONG);
    press_any_keys(&["long.txt"], &home, TEN_THOUSAND, GROWTH_OF_TEN_THOUSAND);
}

#[test]
#[ignore = "it takes about ten minutes"]
fn random_keys_in_short_texts_leave_nothing_behind_after_a_million_keys() {
    press_any_keys(&[], &Home::new(), A_MILLION, 5);
}

#[test]
#[ignore = "it takes about ten minutes"]
fn random_keys_in_a_long_text_leave_nothing_behind_after_a_million_keys() {
    let home = Home::new();
    long_text(&home, LONGEST);
    press_any_keys(&["long.txt"], &home, A_MILLION, 5);
}
