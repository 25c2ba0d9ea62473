//! Tests of the real program on a real terminal: start, exit, suspension, and what it leaves behind.

use std::{
    fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command, thread::sleep, time::Duration,
};

use oratory::{
    Screen,
    store::{
        LOCK_TIMEOUT,
        bookmarks::{self, Save},
        options::ReadOptions,
        texts::{self, Extent},
    },
};
use oratory_core::{Annotation, AnnotationChange};
use signal_hook::consts::{SIGKILL, SIGTERM};
use testkit::harness::built_in_texts;

use crate::{
    home::{Home, ORATORY, folders},
    not_tested,
    printing::paragraphs,
    pty,
};

pub(crate) const SIZE: (u16, u16) = (80, 24);

/// Shown only on the first page of the opening speech.
const FIRST_PAGE: &str = "¶ 1/26";

#[test]
fn starts_in_the_text_and_leaves_no_trace() {
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
fn terminal_is_never_queried() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    terminal.type_keys(" /comrade\rn?q");
    terminal.type_keys("q");
    terminal.wait_for_end();
    assert_eq!(questions(&terminal.raw()), [""; 0]);
    // Each of these queries would be detected.
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

/// Returns the queries in `raw` that a terminal would answer: status, device, size, modes and colours.
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
fn searches_in_the_next_speech() {
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
fn bookmark_is_there_in_the_next_run() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    terminal.type_keys("12Gm");
    terminal.wait_for("bookmarked ¶ 12");
    let kept = fs::read_to_string(home.bookmarks()).unwrap();
    assert!(kept.contains("paragraph = 12"), "{kept}");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());

    // It opens at the last position.
    let mut terminal = home.reader(SIZE);
    terminal.wait_for("¶ 12/26");
    terminal.type_keys("gB");
    terminal.wait_until("the bookmark in the list", |screen| {
        let contents = screen.contents();
        contents.contains("Notebook") && contents.contains("Opening ¶ 12")
    });
    terminal.type_keys("\r");
    terminal.wait_for("¶ 12/26");
    assert_eq!(fs::read_to_string(home.bookmarks()).unwrap(), kept);
}

#[test]
fn status_of_bookmarks_is_reported_once() {
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
    // The fate is known again by now, and would be reported.
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

/// Waits for the content of a file.
#[track_caller]
fn wait_for_file(path: &Path, what: &str) {
    let is_there = |_| {
        sleep(Duration::from_millis(20));
        fs::read_to_string(path).is_ok_and(|content| content.contains(what))
    };
    assert!((0..1000).any(is_there), "{} does not come to hold {what}", path.display());
}

#[test]
fn large_text_opens_at_its_position() {
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
    assert!(raw.contains("Paragraph 40001 of") && !raw.contains("Paragraph 1 of"), "{raw}");
}

#[test]
fn bookmark_set_just_before_quitting_is_saved() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    terminal.type_keys("mq");
    assert!(terminal.wait_for_end().success());
    assert!(fs::read_to_string(home.bookmarks()).unwrap().contains("paragraph = 1\n"));
}

/// A helper that the next test runs on a terminal.
#[test]
#[ignore = "it takes the terminal and panics"]
fn program_that_panics() {
    let _screen = Screen::new(true).unwrap();
    print!("half a frame\r\n\x1b[?25l\x1b[7m");
    panic!("a fault of the program");
}

#[test]
fn panic_restores_the_terminal_and_is_reported() {
    let home = Home::new();
    let this = std::env::current_exe().unwrap().to_string_lossy().into_owned();
    let name = "terminal::program_that_panics";
    let mut terminal = home.run((120, 24), &[&this, "--exact", name, "--ignored", "--nocapture"]);
    assert!(!terminal.wait_for_end().success());
    terminal.assert_given_back();
    let contents = terminal.contents();
    assert!(contents.contains("a fault of the program") && !contents.contains("half a frame"), "{contents}");
    assert!(contents.lines().any(|line| line.starts_with("thread '")), "rows begin at the left:\n{contents}");
}

/// Positions that are hard to restore: five rows into a long paragraph, and the last paragraph, which begins above
/// the bottom of the page.
pub(crate) const PLACES: [(&str, &str); 2] = [("]12Gjjjjj", "¶ 12/37"), ("]G", "¶ 37/37")];

/// The last heading at the foot of the list, where a job puts facts about the two speeches.
pub(crate) const FACTS: &str = "Only in one";

/// Asserts that the program, started again, shows the same page and paragraph.
#[track_caller]
fn assert_comes_back(home: &Home, page: &str, paragraph: &str) {
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(paragraph);
    terminal.wait_for(FACTS);
    assert_eq!(terminal.contents(), page);
}

#[test]
fn position_is_saved_when_idle() {
    for (keys, paragraph) in PLACES {
        let home = Home::new();
        let mut terminal = home.reader(SIZE);
        terminal.wait_for(FIRST_PAGE);
        terminal.type_keys(keys);
        terminal.wait_for(paragraph);
        terminal.wait_for(FACTS);
        sleep(Duration::from_secs(2));
        let page = terminal.contents();
        terminal.signal("KILL");
        terminal.wait_for_end_by(SIGKILL);
        assert_comes_back(&home, &page, paragraph);
    }
}

#[test]
fn early_signal_restores_the_terminal() {
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
fn early_resize_is_not_lost() {
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
fn half_a_sequence_does_not_block() {
    // The second command reads its text from standard input, and keys from the terminal.
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
        // The other half of Page Up is not a letter.
        terminal.type_keys("~j?");
        terminal.wait_for("Moving");
        terminal.type_keys("\x1b[");
        terminal.signal("TERM");
        terminal.wait_for_end_by(SIGTERM);
        terminal.assert_given_back();
    }
}

/// Answers may arrive late on a slow line, or because of a multiplexer. As keys, they would set a bookmark, search
/// or jump to the end.
#[test]
fn answers_to_other_programs_are_not_keys() {
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
        // In pieces, as on a slow line.
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
fn copying_in_tmux_names_its_requirement() {
    let home = Home::new();
    let mut terminal = home.run((120, 24), &["env", "TMUX=/tmp/tmux,1,0", ORATORY]);
    wait_for_threads(&mut terminal);
    terminal.type_keys("y");
    terminal.wait_for("(tmux needs set -g set-clipboard on)");
    terminal.leave();
}

#[test]
fn clipboard_command_gets_the_text() {
    let home = Home::new();
    let script = home.path().join("copy");
    // Output of the command is not shown.
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
    terminal.wait_for(" words, ¶ 2 with ");
    terminal.wait_for("copied ");
    let copied = || fs::read_to_string(home.path().join("copied")).unwrap();
    assert!(copied().starts_with("The Sixth Conference of Cell Secretaries"), "{}", copied());
    assert!(!String::from_utf8_lossy(&terminal.raw()).contains("noise"));
    // The copy also succeeds if the user quits at once.
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
fn arrow_key_in_two_packets_is_one_key() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    wait_for_threads(&mut terminal);
    terminal.type_keys("/words");
    terminal.wait_for("/words");
    // On a busy machine both packets arrive together, and are one key too.
    terminal.type_keys("\x1b");
    sleep(Duration::from_millis(5));
    terminal.type_keys("[D");
    terminal.type_keys("X");
    terminal.wait_for("/wordXs");
    terminal.leave();
}

#[test]
fn nothing_is_written_before_the_first_key() {
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

/// Waits until signals are handled: this begins after the first frame, before the first key is answered.
fn wait_for_threads(terminal: &mut pty::Terminal) {
    terminal.wait_for(FIRST_PAGE);
    terminal.type_keys("}");
    terminal.wait_for("¶ 2/26");
}

/// The program is the only one in its window, as with `xterm -e` and `ssh -t`. If it stopped, nothing could
/// continue it.
#[test]
fn ctrl_z_without_a_shell_shows_a_notice() {
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
        // Keys still work.
        terminal.type_keys("}");
        terminal.wait_for("¶ 3/26");
        terminal.leave();
    }
}

fn has_page(screen: &vt100::Screen) -> bool {
    screen.contents().contains("¶ 2/26")
}

/// Waits until the system reports a program as stopped.
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
fn shell_can_suspend_and_resume() {
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
fn redraws_after_a_stop_signal() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    wait_for_threads(&mut terminal);
    terminal.signal("STOP");
    wait_until_stopped(terminal.pid());
    // Another program has overwritten the screen.
    terminal.wipe();
    terminal.signal("CONT");
    terminal.wait_until("the page", has_page);
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
}

#[test]
fn resize_keeps_the_position() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    terminal.type_keys("12G");
    terminal.wait_for("¶ 12/26");
    let paragraph = paragraphs(&built_in_texts()[0]).nth(11).unwrap();
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

/// Returns the states of the threads, and how often each has given up the processor.
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
fn idle_program_uses_no_cpu() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    wait_for_threads(&mut terminal);
    // The program is idle when all threads sleep and none has run for a while. By then the position has been saved.
    let settled = (0..200).any(|_| {
        let before = (rest(terminal.pid()), terminal.raw().len());
        sleep(Duration::from_millis(1200));
        before.0.1 && before == (rest(terminal.pid()), terminal.raw().len())
    });
    assert!(settled, "it does not come to rest: {:?}", rest(terminal.pid()));
    let before = (rest(terminal.pid()), terminal.raw().len());
    sleep(Duration::from_secs(2));
    assert_eq!((rest(terminal.pid()), terminal.raw().len()), before);
    // It still responds.
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn damaged_bookmarks_file_is_reported_and_kept() {
    let home = Home::new();
    let damaged = b"version = 1\n\n[[bookmarks]]\nid = \"a\xff\n";
    fs::create_dir_all(home.bookmarks().parent().unwrap()).unwrap();
    fs::write(home.bookmarks(), damaged).unwrap();
    let mut terminal = home.reader((200, 24));
    terminal.wait_for("bookmarks.toml");
    terminal.type_keys("12G");
    terminal.wait_until("no message", |screen| !screen.contents().contains("bookmarks.toml"));
    terminal.type_keys("m");
    terminal.wait_for("cannot save bookmarks to ");
    assert!(terminal.contents().contains("bookmarks.toml"), "{}", terminal.contents());
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    assert_eq!(fs::read(home.bookmarks()).unwrap(), damaged);
}

#[test]
fn first_frame_does_not_wait_for_bookmarks() {
    let home = Home::new();
    // A frame of this has more bytes than the buffer of a terminal.
    let word = format!("e{}", "\u{301}".repeat(4)).repeat(7);
    let text = home.path().join("talk.txt");
    fs::write(&text, format!("{word} ").repeat(4000)).unwrap();
    let speech = &texts::open(&text, Extent::FirstFrame, ReadOptions::default()).unwrap()[0];
    let bookmark =
        Annotation::of_paragraph(speech.whole().unwrap(), 1, "2026-11-24T03:56:15Z".parse().unwrap())
            .unwrap();
    let changes = [(AnnotationChange::Save(Box::new(bookmark)), None)];
    let save = Save { changes: &changes, ..Save::default() };
    bookmarks::save(&folders(home.path()), &save, LOCK_TIMEOUT).unwrap();
    let aside = home.path().join("bookmarks.toml");
    fs::rename(home.bookmarks(), &aside).unwrap();

    let mut terminal = home.run((200, 200), &[ORATORY, "talk.txt"]);
    // The file is replaced while the program blocks in its first frame.
    terminal.unheard(|| {
        sleep(Duration::from_millis(500));
        fs::rename(aside, home.bookmarks()).unwrap();
    });
    terminal.wait_for("◆  1 ");
}

#[test]
fn two_instances_keep_each_others_bookmarks() {
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
fn no_key_of_a_flood_is_lost() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    // More than the terminal buffers and than is read at once, with no further key to wake the program.
    terminal.type_keys(&"jk}{ b".repeat((1 << 13) / 6));
    terminal.type_keys("g9G");
    terminal.wait_for("¶ 9/26");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
}

#[test]
fn pasted_megabyte_is_not_keys() {
    let home = Home::new();
    let mut terminal = home.reader(SIZE);
    terminal.wait_for(FIRST_PAGE);
    let paste = format!("\x1b[200~{}\x1b[201~", "qq]G".repeat((1 << 20) / 4));
    terminal.type_keys(&paste);
    terminal.type_keys("}");
    terminal.wait_for("¶ 2/26");
    // A prompt accepts it, and reports that the query is too long.
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
