//! The real program on a real terminal: how it starts, ends, stops, and what it leaves behind.

use std::{
    fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command, thread::sleep, time::Duration,
};

use oratory::{
    places::Places,
    store::{
        PATIENCE, bookmarks,
        texts::{self, ReadOptions, built_in},
    },
    terminal::Screen,
    text::bookmark::{Bookmark, Change},
};
use signal_hook::consts::{SIGKILL, SIGTERM};

use crate::{
    home::{Home, ORATORY, folders},
    not_tested,
    printing::paragraphs,
    pty,
};

pub(crate) const SIZE: (u16, u16) = (80, 24);

/// What only the first page of the opening speech has.
const FIRST_PAGE: &str = "¶ 1/26";

#[test]
fn it_starts_in_the_text_and_leaves_no_trace() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("Dear comrade cell secretaries,");
    terminal.wait_for(FIRST_PAGE);
    assert!(terminal.contents().contains("Opening Speech"));
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
    assert_eq!(terminal.contents(), "", "nothing is left on the screen");
}

#[test]
fn nothing_is_asked_of_the_terminal() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    terminal.type_keys(" /comrade\rn?q");
    terminal.type_keys("q");
    terminal.wait_for_end();
    assert_eq!(questions(&terminal.raw()), [""; 0]);
    // Each of these would have been seen.
    for question in [
        "\x1b[6n",
        "\x1b[c",
        "\x1b[>c",
        "\x1b[?u",
        "\x1b[18t",
        "\x1b[?2026$p",
        "\x1b]11;?\x07",
        "\x1bP+q544e\x1b\\",
    ] {
        assert_eq!(questions(question.as_bytes()).len(), 1, "{question:?}");
    }
}

/// The sequences that a terminal answers: reports of status, device, size, modes and colours.
fn questions(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let is_question = |sequence: &&str| {
        let (kind, rest) = sequence.split_at(1.min(sequence.len()));
        match kind {
            "[" => {
                let last = rest.find(|c| ('@'..='~').contains(&c));
                last.is_some_and(|last| "cntu".contains(&rest[last..=last]) || rest[..=last].ends_with("$p"))
            }
            "]" => rest.split(['\x07', '\x1b']).next().is_some_and(|body| body.ends_with('?')),
            "P" => true,
            _ => false,
        }
    };
    text.split('\x1b').skip(1).filter(is_question).map(ToOwned::to_owned).collect()
}

#[test]
fn it_goes_to_the_next_speech_and_searches_there() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    terminal.type_keys("]");
    terminal.wait_for("¶ 1/37");
    terminal.type_keys("/human feelings\r");
    terminal.wait_for("1/5");
    terminal.type_keys("n");
    terminal.wait_for("2/5");
}

#[test]
fn a_bookmark_is_there_in_the_next_run() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    terminal.type_keys("12Gm");
    terminal.wait_for("bookmarked ¶ 12");
    let kept = fs::read_to_string(home.bookmarks()).unwrap();
    assert!(kept.contains("paragraph = 12"), "{kept}");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());

    // It opens where it was left.
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 12/26");
    terminal.type_keys("gB");
    terminal.wait_until("the bookmark in the list", |screen| {
        let contents = screen.contents();
        contents.contains("Bookmarks") && contents.contains("◆ Opening Speech")
    });
    terminal.type_keys("\r");
    terminal.wait_for("¶ 12/26");
    assert_eq!(fs::read_to_string(home.bookmarks()).unwrap(), kept);
}

#[test]
fn what_became_of_bookmarks_in_an_edited_text_is_not_told_every_day() {
    let home = Home::new();
    let file = home.path().join("talk.txt");
    let (first, second) =
        ("The first of all the paragraphs here.", "The second paragraph of this talk here.");
    fs::write(&file, format!("{first}\n\n{second}\n\nThe last one of them.\n")).unwrap();
    let day = || {
        let mut terminal = home.run(SIZE, &[ORATORY, "talk.txt"]);
        terminal.wait_for("The last one of them.");
        terminal
    };
    let mut terminal = day();
    terminal.type_keys("2Gm");
    terminal.wait_for("bookmarked ¶ 2");
    terminal.leave();
    let kept = fs::read_to_string(home.bookmarks()).unwrap();

    fs::write(&file, format!("{second}\n\n{first}\n\nThe last one of them.\n")).unwrap();
    let mut terminal = day();
    terminal.wait_for("1 bookmark: 1 moved");
    wait_for_file(&home.places(), "[[told]]");
    terminal.leave();
    let mut terminal = day();
    // It has been found out again, at which it would be told.
    terminal.type_keys("B");
    terminal.wait_for("moved");
    assert!(!terminal.contents().contains("1 bookmark:"), "{}", terminal.contents());
    terminal.leave();
    let now = fs::read_to_string(home.bookmarks()).unwrap();
    let (before, after) = now.split_once("latest = ").unwrap();
    let after = after.split_once('\n').unwrap().1;
    assert_eq!(
        format!("{before}{after}"),
        kept,
        "it keeps what it was, beside the text in which it stands now"
    );
}

/// Waits for what a file is to hold.
#[track_caller]
fn wait_for_file(path: &Path, what: &str) {
    let is_there = |_| {
        sleep(Duration::from_millis(20));
        fs::read_to_string(path).is_ok_and(|content| content.contains(what))
    };
    assert!((0..1000).any(is_there), "{} does not come to hold {what}", path.display());
}

#[test]
fn a_large_text_is_at_its_place_on_the_first_frame() {
    let home = Home::new();
    let paragraph =
        |number: usize| format!("Paragraph {number} of many, and one of the longer ones of them.");
    let text: Vec<String> = (1..=50_000).map(paragraph).collect();
    fs::write(home.path().join("long.txt"), text.join("\n\n")).unwrap();
    let mut terminal = home.run(SIZE, &[ORATORY, "long.txt"]);
    terminal.wait_for("¶ 1/50000");
    terminal.type_keys("40000Gjj");
    terminal.wait_for("¶ 40001/50000");
    let page = terminal.contents();
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());

    let mut terminal = home.run(SIZE, &[ORATORY, "long.txt"]);
    terminal.wait_for("¶ 40001/50000");
    assert_eq!(terminal.contents(), page);
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    let first = raw.find("…/…").expect("no number is shown before the text is read");
    assert!(raw[..first].contains("Paragraph 40001 of") && !raw.contains("Paragraph 1 of"), "{raw}");
}

#[test]
fn a_bookmark_set_on_the_way_out_is_saved() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    terminal.type_keys("mq");
    assert!(terminal.wait_for_end().success());
    assert!(fs::read_to_string(home.bookmarks()).unwrap().contains("paragraph = 1\n"));
}

/// Not a test of its own: what the next one runs on a terminal.
#[test]
#[ignore = "it takes the terminal and panics"]
fn a_reader_that_panics() {
    let _screen = Screen::take(true).unwrap();
    print!("half a frame\r\n\x1b[?25l\x1b[7m");
    panic!("a fault of the program");
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_told_there() {
    let home = Home::new();
    let this = std::env::current_exe().unwrap().to_string_lossy().into_owned();
    let name = "terminal::a_reader_that_panics";
    let mut terminal = home.run((120, 24), &[&this, "--exact", name, "--ignored", "--nocapture"]);
    assert!(!terminal.wait_for_end().success());
    terminal.assert_given_back();
    let contents = terminal.contents();
    assert!(contents.contains("a fault of the program") && !contents.contains("half a frame"), "{contents}");
    assert!(contents.lines().any(|line| line.starts_with("thread '")), "rows begin at the left:\n{contents}");
}

/// Places that are hard to come back to: five rows into a long paragraph, and the last paragraph, which
/// begins above the bottom of the page.
pub(crate) const PLACES: [(&str, &str); 2] = [("]12Gjjjjj", "¶ 12/37"), ("]G", "¶ 37/37")];

/// Whether the program, started again, shows the same page with the same paragraph as before.
#[track_caller]
fn assert_comes_back(home: &Home, page: &str, paragraph: &str) {
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(paragraph);
    assert_eq!(terminal.contents(), page);
}

#[test]
fn the_place_is_saved_by_itself_and_a_kill_loses_nothing() {
    for (keys, paragraph) in PLACES {
        let home = Home::new();
        let mut terminal = home.reader(SIZE);
        terminal.wait_for(FIRST_PAGE);
        terminal.type_keys(keys);
        terminal.wait_for(paragraph);
        sleep(Duration::from_secs(2));
        let page = terminal.contents();
        terminal.signal("KILL");
        terminal.wait_for_end_by(SIGKILL);
        assert_comes_back(&home, &page, paragraph);
    }
}

#[test]
fn a_signal_at_the_first_moment_gives_the_terminal_back_too() {
    for _ in 0..20 {
        let home = Home::new();
        let mut terminal = home.reader(SIZE);
        terminal.wait_until("the alternate screen", vt100::Screen::alternate_screen);
        terminal.signal("TERM");
        terminal.wait_for_end_by(SIGTERM);
        terminal.assert_given_back();
    }
}

#[test]
fn a_resize_at_the_first_moment_is_not_lost() {
    for _ in 0..20 {
        let home = Home::new();
        let mut terminal = home.reader(SIZE);
        terminal.wait_until("the alternate screen", vt100::Screen::alternate_screen);
        terminal.resize((120, 30));
        // The status line is in the last row, the scroll bar in the last column.
        terminal.wait_until("a page of the new size", |screen| {
            screen.rows(0, 120).last().is_some_and(|row| row.contains("¶ 1/26"))
                && screen.cell(0, 119).is_some_and(vt100::Cell::has_contents)
        });
    }
}

#[test]
fn half_a_sequence_holds_nothing_up() {
    // The second reads its text from standard input, and keys from the terminal.
    for command in [r#"exec "$0""#, r#"exec "$0" < "$0.txt""#] {
        let home = Home::new();
        let program = home.path().join("oratory");
        std::os::unix::fs::symlink(ORATORY, &program).unwrap();
        fs::write(home.path().join("oratory.txt"), "Words.\n").unwrap();
        let mut terminal = home.run(SIZE, &["sh", "-c", command, program.to_str().unwrap()]);
        terminal.wait_for("¶ 1/");
        terminal.type_keys("\x1b[5");
        terminal.resize((120, 30));
        terminal.wait_until("a page of the new size", |screen| {
            screen.rows(0, 120).last().is_some_and(|row| row.contains("¶ 1/"))
        });
        // The other half of Page Up: it is no letter of its own.
        terminal.type_keys("~j?");
        terminal.wait_for("Moving");
        terminal.type_keys("\x1b[");
        terminal.signal("TERM");
        terminal.wait_for_end_by(SIGTERM);
        terminal.assert_given_back();
    }
}

/// They come late over a slow line, or because a multiplexer asks: each would set a bookmark, search or go to the end.
#[test]
fn answers_that_another_program_has_asked_for_are_no_keys() {
    let answers = [
        "\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\",
        "\x1b]11;rgb:1c1c/1c1c/1c1c\x07",
        "\x1b]52;c;R21t\x1b\\",
        "\x1bP>|XTerm(390)\x1b\\",
        "\x1bP>|tmux 3.3a\x1b\\",
        "\x1bP1+r544e=787465726d\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b[>1;4000;20c",
        "\x1b[?62;22c",
    ];
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    wait_for_threads(&mut terminal);
    for answer in answers {
        terminal.type_keys(answer);
        // In pieces, as over a slow line.
        for piece in answer.as_bytes().chunks(7) {
            terminal.type_bytes(piece);
            sleep(Duration::from_millis(5));
        }
    }
    terminal.type_keys("}");
    terminal.wait_for("¶ 3/26");
    let contents = terminal.contents();
    assert!(contents.contains("Speeches") && contents.contains("? help"), "{contents}");
    assert!(!home.bookmarks().exists());
    terminal.leave();
}

#[test]
fn in_tmux_a_copy_says_what_it_depends_on() {
    let home = Home::new();
    let mut terminal = home.run((120, 24), &["env", "TMUX=/tmp/tmux,1,0", ORATORY]);
    wait_for_threads(&mut terminal);
    terminal.type_keys("y");
    terminal.wait_for("sent to tmux: it needs set -g set-clipboard on");
    terminal.leave();
}

#[test]
fn a_command_of_the_configuration_gets_what_is_copied() {
    let home = Home::new();
    let script = home.path().join("copy");
    // What it prints is not for the screen.
    fs::write(&script, "#!/bin/sh\necho noise; echo noise >&2\nsleep 0.2; cat > \"$HOME/$1\"\n").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let configure = |command: &str| {
        fs::create_dir_all(home.path().join("config/oratory")).unwrap();
        let setting = format!("clipboard_command = {command:?}\n");
        fs::write(home.path().join("config/oratory/config.toml"), setting).unwrap();
    };
    configure(&format!("{} copied", script.display()));
    let mut terminal = home.reader((200, 24));
    wait_for_threads(&mut terminal);
    terminal.type_keys("Y");
    terminal.wait_for("/copy · ¶ 2: ");
    terminal.wait_for("copied with ");
    let copied = || fs::read_to_string(home.path().join("copied")).unwrap();
    assert!(copied().starts_with("The Sixth Conference of Cell Secretaries"), "{}", copied());
    assert!(!String::from_utf8_lossy(&terminal.raw()).contains("noise"));
    // Whoever leaves at once has it copied too.
    terminal.type_keys("3GYq");
    terminal.wait_for_end();
    assert!(copied().starts_with("Availing myself"), "{}", copied());

    for (command, reason) in [
        ("no-such-program -x", "not copied: cannot start no-such-program: No such file"),
        ("false", "not copied: false failed (exit status: 1): check clipboard_command"),
    ] {
        configure(command);
        let mut terminal = home.reader((200, 24));
        terminal.wait_for("¶ 3/26");
        terminal.type_keys("Y");
        terminal.wait_for(reason);
        terminal.leave();
    }
}

#[test]
fn an_arrow_key_in_two_packets_is_one_key() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    wait_for_threads(&mut terminal);
    terminal.type_keys("/words");
    terminal.wait_for("/words");
    // They come together on a machine that is busy, and then are one key too.
    terminal.type_keys("\x1b");
    sleep(Duration::from_millis(5));
    terminal.type_keys("[D");
    terminal.type_keys("X");
    terminal.wait_for("/wordXs");
    terminal.leave();
}

#[test]
fn nothing_is_written_to_the_disk_before_the_reader_does_something() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    sleep(Duration::from_millis(1500));
    assert!(!home.places().exists());
    terminal.type_keys("j");
    for _ in 0..100 {
        if home.places().exists() {
            return;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("the place is not saved");
}

/// Waits until signals are watched for, which begins after the first frame: a key has been answered.
fn wait_for_threads(terminal: &mut pty::Terminal) {
    terminal.wait_for(FIRST_PAGE);
    terminal.type_keys("}");
    terminal.wait_for("¶ 2/26");
}

/// The only program of a window, as `xterm -e` and `ssh -t` start it: what would stop here could never be continued.
#[test]
fn without_a_shell_ctrl_z_says_that_there_is_none() {
    let script = format!("'{ORATORY}'; true");
    let starts: [&[&str]; 2] = [&[ORATORY], &["sh", "-c", &script]];
    for start in starts {
        let home = Home::new();
        let mut terminal = home.run(SIZE, start);
        wait_for_threads(&mut terminal);
        terminal.type_keys("\x1a");
        terminal.wait_until("the reason", |screen| {
            screen.alternate_screen()
                && screen.contents().contains("cannot suspend: there is no shell to return to")
        });
        // Keys are still keys.
        terminal.type_keys("}");
        terminal.wait_for("¶ 3/26");
        terminal.leave();
    }
}

fn has_page(screen: &vt100::Screen) -> bool {
    screen.contents().contains("¶ 2/26")
}

/// Waits until a program is stopped, as the system tells it.
#[cfg(target_os = "linux")]
#[track_caller]
pub(crate) fn wait_until_stopped(pid: u32) {
    let stopped = (0..6000).any(|_| {
        sleep(Duration::from_millis(10));
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        stat.rsplit(") ").next().is_some_and(|state| state.starts_with('T'))
    });
    assert!(stopped, "{pid} does not stop");
}

#[test]
fn the_shell_can_suspend_it_and_bring_it_back() {
    let Ok(bash) = which("bash") else { return not_tested("there is no bash") };
    let home = Home::new();
    let mut terminal = home.run(SIZE, &[bash.as_str(), "--norc", "--noprofile", "-i"]);
    terminal.wait_for("ready> ");
    terminal.type_keys(&format!("'{ORATORY}'\r"));
    wait_for_threads(&mut terminal);
    terminal.type_keys("\x1a");
    let at_prompt = |screen: &vt100::Screen| {
        !screen.alternate_screen() && screen.contents().trim_end().ends_with("ready>")
    };
    terminal.wait_until("the shell after Ctrl-Z", at_prompt);
    assert!(terminal.contents().contains("Stopped"), "{}", terminal.contents());
    terminal.type_keys("stty -a\r");
    terminal.wait_for(" icanon");
    terminal.wait_for(" echo ");
    terminal.type_keys("fg\r");
    terminal.wait_until("the page", |screen| screen.alternate_screen() && has_page(screen));
    terminal.type_keys("q");
    terminal.wait_until("the shell after q", at_prompt);
    terminal.type_keys("echo status $?\r");
    terminal.wait_for("status 0");
    terminal.type_keys("exit\r");
    terminal.wait_for_end();
}

pub(crate) fn which(name: &str) -> Result<String, ()> {
    let output = Command::new("sh").args(["-c", &format!("command -v {name}")]).output().map_err(drop)?;
    let path = String::from_utf8(output.stdout).map_err(drop)?.trim().to_owned();
    if path.is_empty() { Err(()) } else { Ok(path) }
}

#[cfg(target_os = "linux")]
#[test]
fn a_stop_from_outside_is_followed_by_a_new_page() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    wait_for_threads(&mut terminal);
    terminal.signal("STOP");
    wait_until_stopped(terminal.pid());
    // Meanwhile another program has written over the screen.
    terminal.wipe();
    terminal.signal("CONT");
    terminal.wait_until("the page", has_page);
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
}

#[test]
fn a_resize_never_moves_the_reader() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    terminal.type_keys("12G");
    terminal.wait_for("¶ 12/26");
    let paragraph = paragraphs(&built_in()[0]).nth(11).unwrap();
    let begin = |letters: usize| paragraph.chars().take(letters).collect::<String>().trim_end().to_owned();
    let first_row = |screen: &vt100::Screen| screen.rows(0, screen.size().1.get()).next().unwrap_or_default();
    assert!(terminal.contents().lines().next().is_some_and(|row| row.contains(&begin(20))));
    for (size, letters) in [((50, 15), 20), ((20, 5), 8), ((1, 1), 1), ((120, 40), 40)] {
        terminal.resize(size);
        let begin = begin(letters);
        terminal.wait_until(&format!("{begin:?} at the top at {size:?}"), |screen| {
            first_row(screen).contains(&begin)
        });
    }
    terminal.wait_for("¶ 12/26");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
}

/// The thread's states and how often each has given up the processor of its own accord.
#[cfg(target_os = "linux")]
fn rest(pid: u32) -> (Vec<String>, bool) {
    let mut told = Vec::new();
    let mut asleep = true;
    for task in fs::read_dir(format!("/proc/{pid}/task")).unwrap() {
        let status = fs::read_to_string(task.unwrap().path().join("status")).unwrap_or_default();
        let has = |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        asleep &= has("State:").contains('S');
        told.push(format!("{} {}", has("Pid:"), has("voluntary_ctxt_switches:")));
    }
    told.sort();
    (told, asleep)
}

#[cfg(target_os = "linux")]
#[test]
fn an_idle_program_does_nothing_at_all() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    wait_for_threads(&mut terminal);
    // It has come to rest when all threads sleep and none has done anything for a while: the place has
    // been saved by then.
    let settled = (0..200).any(|_| {
        let before = (rest(terminal.pid()), terminal.raw().len());
        sleep(Duration::from_millis(1200));
        before.0.1 && before == (rest(terminal.pid()), terminal.raw().len())
    });
    assert!(settled, "it does not come to rest: {:?}", rest(terminal.pid()));
    let before = (rest(terminal.pid()), terminal.raw().len());
    sleep(Duration::from_secs(2));
    assert_eq!((rest(terminal.pid()), terminal.raw().len()), before);
    // And it is still there.
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_damaged_file_of_bookmarks_is_named_and_left_as_it_is() {
    let home = Home::new();
    let damaged = b"version = 1\n\n[[bookmarks]]\nid = \"a\xff\n";
    fs::create_dir_all(home.bookmarks().parent().unwrap()).unwrap();
    fs::write(home.bookmarks(), damaged).unwrap();
    let mut terminal = home.reader((200, 24));
    terminal.wait_for("bookmarks.toml");
    terminal.type_keys("12G");
    terminal.wait_until("no message", |screen| !screen.contents().contains("bookmarks.toml"));
    terminal.type_keys("m");
    terminal.wait_for("not saved: cannot read bookmarks");
    assert!(terminal.contents().contains("bookmarks.toml"), "{}", terminal.contents());
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    assert_eq!(fs::read(home.bookmarks()).unwrap(), damaged);
}

#[test]
fn the_first_frame_is_drawn_before_bookmarks_are_read() {
    let home = Home::new();
    // More bytes than a terminal holds are in a frame of it.
    let word = format!("e{}", "\u{301}".repeat(4)).repeat(7);
    let text = home.path().join("talk.txt");
    fs::write(&text, format!("{word} ").repeat(4000)).unwrap();
    let speech = &texts::open(&text, ReadOptions::default(), &Places::default()).unwrap()[0];
    let bookmark = Bookmark::new(speech, 1, "2026-11-24T03:56:15Z".parse().unwrap()).unwrap();
    bookmarks::apply(&folders(home.path()), [&Change::Keep(Box::new(bookmark))], PATIENCE).unwrap();
    let aside = home.path().join("bookmarks.toml");
    fs::rename(home.bookmarks(), &aside).unwrap();

    let mut terminal = home.run((200, 200), &[ORATORY, "talk.txt"]);
    // While the program stands still in its first frame the file comes there.
    terminal.unheard(|| {
        sleep(Duration::from_millis(500));
        fs::rename(aside, home.bookmarks()).unwrap();
    });
    terminal.wait_for("◆  1 ");
}

#[test]
fn two_copies_lose_nothing_of_each_other() {
    let home = Home::new();
    let mut terminals = [home.reader(SIZE), home.reader(SIZE)];
    for terminal in &mut terminals {
        terminal.wait_for(FIRST_PAGE);
    }
    let paragraphs = [[2, 4, 6], [3, 5, 7]];
    // Both at once.
    for (terminal, numbers) in terminals.iter_mut().zip(paragraphs) {
        for number in numbers {
            terminal.type_keys(&format!("{number}Gm"));
        }
    }
    for (terminal, numbers) in terminals.iter_mut().zip(paragraphs) {
        terminal.wait_for(&format!("bookmarked ¶ {}", numbers[2]));
        terminal.type_keys("q");
        assert!(terminal.wait_for_end().success());
    }
    let kept = fs::read_to_string(home.bookmarks()).unwrap();
    for number in paragraphs.concat() {
        assert!(kept.contains(&format!("paragraph = {number}\n")), "¶ {number} is lost:\n{kept}");
    }
    assert_eq!(kept.matches("[[bookmarks]]").count(), 6);
}

#[test]
fn a_flood_of_keys_is_taken_to_the_last() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    // More than the terminal holds and than is read at once, and no key after it that wakes the reader.
    terminal.type_keys(&"jk}{ b".repeat((1 << 13) / 6));
    terminal.type_keys("g9G");
    terminal.wait_for("¶ 9/26");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
}

#[test]
fn a_megabyte_pasted_is_no_keys() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    let paste = format!("\x1b[200~{}\x1b[201~", "qq]G".repeat((1 << 20) / 4));
    terminal.type_keys(&paste);
    terminal.type_keys("}");
    terminal.wait_for("¶ 2/26");
    // A prompt takes it, and says what it cannot search for.
    terminal.type_keys("/");
    terminal.type_keys(&paste);
    terminal.wait_for("too long: the limit is 4096 characters");
    terminal.type_keys("\x1b");
    terminal.wait_for("¶ 2/26");
    terminal.type_keys("}");
    terminal.wait_for("¶ 3/26");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
}
