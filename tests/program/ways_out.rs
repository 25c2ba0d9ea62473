//! Every way out of the program: the terminal is given back, the exit status tells how it went, and the place is
//! there in the next run.

#![cfg(target_os = "linux")]

use std::{
    fs,
    os::unix::process::ExitStatusExt,
    process::{Command, ExitStatus},
    sync::Arc,
    thread::sleep,
    time::Duration,
};

use oratory::{
    action::{Action, Edit},
    app::App,
    config::Config,
    store::texts::built_in,
    study::concordance::By,
    terminal::run,
    text::{
        counts::Counts,
        library::Library,
        speech::{Manuscript, Speech},
    },
    work::World,
};
use portable_pty::{PtySize, native_pty_system};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

use crate::{
    home::{Home, ORATORY},
    pty::Terminal,
    terminal::{PLACES, SIZE},
};

/// A way out, what the reader finds on the terminal after it, and how it is seen to have ended.
struct Way {
    name: &'static str,
    leave: fn(&mut Terminal),
    said: &'static str,
    end: End,
}

enum End {
    Code(i32),
    Signal(i32),
    /// There is no terminal any more that could be given back.
    HungUp,
}

const FAULT: &str = "oratory: internal error: panicked at ";

const WAYS: [Way; 9] = [
    Way { name: "q", leave: |t| t.type_keys("q"), said: "", end: End::Code(0) },
    Way { name: "Ctrl-c", leave: |t| t.type_keys("\x03"), said: "", end: End::Code(0) },
    Way { name: "SIGINT", leave: |t| t.signal("INT"), said: "", end: End::Signal(SIGINT) },
    Way { name: "SIGTERM", leave: |t| t.signal("TERM"), said: "", end: End::Signal(SIGTERM) },
    Way { name: "SIGHUP", leave: |t| t.signal("HUP"), said: "", end: End::Signal(SIGHUP) },
    Way { name: "SIGQUIT", leave: |t| t.signal("QUIT"), said: "", end: End::Signal(SIGQUIT) },
    Way { name: "the window is closed", leave: Terminal::hang_up, said: "", end: End::HungUp },
    Way { name: "a panic in a job", leave: fail_in_a_job, said: FAULT, end: End::Code(0) },
    Way { name: "a panic in the loop", leave: fail_in_the_loop, said: FAULT, end: End::Code(101) },
];

/// A home in which the mouse is taken too.
fn home() -> Home {
    let home = Home::new();
    fs::create_dir_all(home.path().join("config/oratory")).unwrap();
    fs::write(home.path().join("config/oratory/config.toml"), "mouse = true\n").unwrap();
    home
}

#[test]
fn every_way_out_gives_the_terminal_back_and_keeps_the_place() {
    for way in WAYS {
        for (keys, paragraph) in PLACES {
            println!("{}, {keys}", way.name);
            let home = home();
            // Large stacks, of which none is kept for the next thread.
            let tunables = "GLIBC_TUNABLES=glibc.pthread.stack_cache_size=0";
            let mut terminal = home.run(SIZE, &["env", tunables, "RUST_MIN_STACK=67108864", ORATORY]);
            let page = go_to(&mut terminal, keys, paragraph);
            (way.leave)(&mut terminal);
            assert_ended(&mut terminal, &way);
            let mut terminal = home.reader(SIZE);
            terminal.wait_for(paragraph);
            assert_eq!(terminal.contents(), page, "{}", way.name);
        }
    }
}

/// Whatever else sends them: a timer that a parent has left running, a limit on the processor's time, a curious user.
#[test]
fn every_signal_that_ends_a_program_gives_the_terminal_back() {
    let ends = ["USR1", "USR2", "ALRM", "VTALRM", "PROF", "XCPU", "SYS", "TRAP", "ABRT", "16", "29", "30"];
    let homes = ends.map(|_| home());
    let mut terminals = homes.each_ref().map(|home| home.reader(SIZE));
    for (terminal, name) in terminals.iter_mut().zip(ends) {
        terminal.wait_for("¶ 1/26");
        terminal.signal(name);
        let status = terminal.wait_for_end();
        // Some have no default action that could be had: the status is then as a shell gives it.
        assert!(
            status.signal().is_some() || status.code().is_some_and(|code| code > 128),
            "{name}: {status}"
        );
        terminal.assert_given_back();
        assert_eq!(terminal.contents(), "", "{name}");
    }
}

#[test]
fn a_file_that_may_not_grow_is_an_error_of_saving() {
    let home = Home::new();
    let mut terminal = home.run((200, 24), &["sh", "-c", &format!("ulimit -f 0; exec '{ORATORY}'")]);
    terminal.wait_for("¶ 1/26");
    terminal.type_keys("m");
    terminal.wait_for("File too large");
    terminal.type_keys("q");
    assert_eq!(terminal.wait_for_end().code(), Some(0));
    terminal.assert_given_back();
}

#[test]
fn without_a_home_it_says_so() {
    let mut terminal = home().run((200, 24), &["env", "-u", "HOME", ORATORY]);
    assert_eq!(terminal.wait_for_end().code(), Some(2));
    terminal.assert_given_back();
    let reason = "oratory: HOME is not set: set it to your home folder, where bookmarks are kept";
    assert_eq!(terminal.contents().trim_end(), reason);
}

/// Goes to a place and waits until all is drawn, kept and told that comes of it. Returns the page.
fn go_to(terminal: &mut Terminal, keys: &str, paragraph: &str) -> String {
    terminal.wait_for("¶ 1/26");
    terminal.type_keys(keys);
    terminal.wait_for(paragraph);
    // All that was typed has been drawn when what comes of one more key is there.
    for (key, told) in [("m", "bookmarked"), ("m", "bookmark removed")] {
        terminal.type_keys(key);
        terminal.wait_for(told);
    }
    terminal.type_keys("\x1b");
    terminal.wait_until("no message", |screen| !screen.contents().contains("bookmark"));
    terminal.contents()
}

#[track_caller]
fn assert_ended(terminal: &mut Terminal, way: &Way) {
    let status = terminal.wait_for_end();
    match way.end {
        End::Code(code) => assert_eq!(status.code(), Some(code), "{}: {status}", way.name),
        End::Signal(signal) => assert_eq!(status.signal(), Some(signal), "{}: {status}", way.name),
        End::HungUp => return assert!(!status.success(), "{status}"),
    }
    terminal.assert_given_back();
    let contents = terminal.contents();
    assert!(
        contents.starts_with(way.said) && contents.is_empty() == way.said.is_empty(),
        "{}: {contents}",
        way.name
    );
}

/// From now on the program gets no memory for another thread.
fn refuse_threads(terminal: &Terminal) {
    let pid = terminal.pid().to_string();
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let size = status.lines().find_map(|line| line.strip_prefix("VmSize:")).unwrap();
    let kilobytes: u64 = size.trim().trim_end_matches(" kB").parse().unwrap();
    // Less than a thread's stack, more than anything else takes.
    let limit = format!("--as={}", (kilobytes + 32 * 1024) * 1024);
    assert!(Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap().success());
}

/// A search in two texts takes two threads beside the one that has them done.
fn fail_in_a_job(terminal: &mut Terminal) {
    rest(terminal);
    terminal.type_keys("/the");
    terminal.wait_for("in 2 of 2 speeches");
    terminal.type_keys("\x1b");
    // With this key still there, the next would be one with Alt.
    terminal.wait_until("no prompt", |screen| !screen.contents().contains("/the"));
    // The threads of that search are told of before they end: what they hold is not to be left for the next.
    rest(terminal);
    refuse_threads(terminal);
    terminal.type_keys("/e");
    // Threads that had not quite ended may have left a stack each, which the next two would take: then less memory
    // is granted, and it is searched once more. What fails is told below the page, which is then shown again.
    let is_told = (0..300).any(|_| {
        sleep(Duration::from_millis(200));
        let is_told =
            String::from_utf8_lossy(&terminal.raw()).contains(FAULT) && terminal.contents().contains("/e ");
        if !is_told {
            refuse_threads(terminal);
            terminal.type_keys("\x7fe");
        }
        is_told
    });
    assert!(is_told, "{}", terminal.contents());
    terminal.type_keys("\x03");
    terminal.wait_until("no prompt", |screen| !screen.contents().contains("/e "));
    terminal.type_keys("\x03");
}

/// The first search starts the thread that has searches done.
fn fail_in_the_loop(terminal: &mut Terminal) {
    rest(terminal);
    refuse_threads(terminal);
    terminal.type_keys("/and");
}

/// Rests for so long that the place is saved: a panic saves nothing any more.
fn rest(terminal: &mut Terminal) {
    sleep(Duration::from_millis(1500));
    terminal.wait_for("/37");
}

/// In a session of its own it has no terminal that would send it a signal.
#[cfg(target_os = "linux")]
#[test]
fn the_end_of_a_terminal_is_seen_without_a_signal() {
    let home = home();
    let mut terminal = home.run(SIZE, &["setsid", "--wait", ORATORY]);
    terminal.wait_for("¶ 1/26");
    let pid = terminal.pid();
    let reader = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
    let reader = format!("/proc/{}", reader.trim());
    assert!(fs::exists(&reader).unwrap(), "{reader}");
    terminal.hang_up();
    let has_ended = (0..500).any(|_| {
        sleep(Duration::from_millis(20));
        !fs::read_to_string(format!("{reader}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
    });
    assert!(has_ended, "it still waits for keys");
}

/// As over a line that has broken down: a program that writes waits until that is taken.
#[test]
fn a_signal_ends_it_on_a_terminal_that_takes_nothing() {
    let ends = [("INT", SIGINT), ("TERM", SIGTERM), ("HUP", SIGHUP), ("QUIT", SIGQUIT)];
    let homes = ends.map(|_| home());
    let mut terminals = homes.each_ref().map(|home| home.reader((200, 60)));
    for terminal in &mut terminals {
        terminal.wait_for("¶ 1/26");
        terminal.stall();
        // Of keys that come together only one is drawn.
        for _ in 0..100 {
            terminal.type_keys("\x0c");
            sleep(Duration::from_millis(10));
        }
    }
    for (terminal, (name, _)) in terminals.iter().zip(ends) {
        terminal.signal(name);
        // What else it is told waits, and is in nobody's way.
        terminal.signal("CONT");
    }
    sleep(Duration::from_millis(500));
    assert!(terminals.iter_mut().all(|terminal| !terminal.has_ended()), "one has been able to write");
    for (terminal, (_, signal)) in terminals.iter_mut().zip(ends) {
        terminal.wait_for_end_by(signal);
        terminal.assert_modes_as_before();
    }
}

/// Not a test of its own, as the next: a reader that has been told what cannot be, for the test after them.
#[test]
#[ignore = "it takes the terminal and panics"]
fn a_reader_that_panics_in_update() {
    let mut app = App::new(built_in(), Config::default(), SIZE);
    let update = |app: &mut App, action| drop(app.update(action, "2026-11-24T10:00:00Z".parse().unwrap()));
    update(&mut app, Action::StartSearch);
    update(&mut app, Action::Edit(Edit::Paste("the".to_owned())));
    update(&mut app, Action::Accept);
    let query = Arc::clone(&app.search().unwrap().query);
    let counted = |speech: &Arc<Speech>| Counts::of(&query, speech, &|| true).unwrap();
    let counts = app.library().iter().map(counted).enumerate().collect();
    update(&mut app, Action::Found { query: Arc::downgrade(&query), counts });
    for action in [Action::ShowConcordance, Action::SortList, Action::Open] {
        update(&mut app, action);
    }
    // Esc leads back to the lines, and in these is a speech that is not there.
    update(&mut app, Action::Sorted(query, By::Right, vec![(99, 0..1)]));
    run(app, World::default()).unwrap();
}

#[test]
#[ignore = "it takes the terminal and panics"]
fn a_reader_that_panics_in_draw() {
    let endless = Manuscript { content: "It never ends.\n".to_owned(), ..Manuscript::default() };
    let app = App::new(Library::new(Speech::sketch(endless, usize::MAX)), Config::default(), SIZE);
    run(app, World::default()).unwrap();
}

#[test]
fn a_panic_in_update_or_in_draw_gives_the_terminal_back() {
    for (place, keys, fault) in [("update", "\x1b", "index out of bounds"), ("draw", "", "overflow")] {
        let this = std::env::current_exe().unwrap().to_string_lossy().into_owned();
        let name = format!("ways_out::a_reader_that_panics_in_{place}");
        let mut terminal = home().run((120, 40), &[&this, "--exact", &name, "--ignored", "--nocapture"]);
        if !keys.is_empty() {
            terminal.wait_for("/26");
            terminal.type_keys(keys);
        }
        assert_eq!(terminal.wait_for_end().code(), Some(101));
        terminal.assert_given_back();
        assert!(terminal.contents().contains(fault), "{}", terminal.contents());
    }
}

#[test]
fn a_terminal_that_cannot_be_written_to_ends_it() {
    let home = home();
    let page =
        native_pty_system().openpty(PtySize { cols: SIZE.0, rows: SIZE.1, ..PtySize::default() }).unwrap();
    let name = page.master.tty_name().unwrap();
    // Keys and messages are of one terminal, the page is on another.
    let command = format!("exec '{ORATORY}' > '{}'", name.display());
    let mut terminal = home.run(SIZE, &["sh", "-c", &command]);
    wait_for_raw_mode(&mut terminal);
    terminal.type_keys("]7G");
    sleep(Duration::from_secs(1));
    drop(page);
    terminal.type_keys("j");
    let status: ExitStatus = terminal.wait_for_end();
    assert_eq!(status.code(), Some(2), "{status}");
    terminal.assert_modes_as_before();
    assert!(terminal.contents().contains("oratory: cannot draw on the screen: "), "{}", terminal.contents());
    home.reader(SIZE).wait_for("¶ 7/37");
}

/// Waits until keys are read one by one.
fn wait_for_raw_mode(terminal: &mut Terminal) {
    let is_raw = (0..1000).any(|_| {
        sleep(Duration::from_millis(10));
        !terminal.has_modes_as_before()
    });
    assert!(is_raw, "the program does not take the terminal");
}
