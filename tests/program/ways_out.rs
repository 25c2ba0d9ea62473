//! Tests of every way out of the program: the terminal is restored, the exit status is right, and the position is
//! saved.

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
    App, Config, DocumentId, Edit, Entry, Env, Event, Input, SavedAnnotations, World, run,
    store::texts::built_in,
};
use oratory_core::{Annotation, Arrangement, BlockRange, MatchIndex, Resolution, SortOrder};
use oratory_import::import_text;
use portable_pty::{PtySize, native_pty_system};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use testkit::harness::{built_in_texts, library};

use crate::{
    home::{Home, ORATORY},
    pty::Terminal,
    terminal::{FACTS, PLACES, SIZE},
};

/// A way out, the output after it, and the way to detect the end.
struct Way {
    name: &'static str,
    leave: fn(&mut Terminal),
    output: &'static str,
    end: End,
}

enum End {
    Code(i32),
    Signal(i32),
    /// The terminal is gone and cannot be restored.
    HungUp,
}

const FAULT: &str = "oratory: internal error: panicked at ";

const WAYS: [Way; 9] = [
    Way { name: "q", leave: |t| t.type_keys("q"), output: "", end: End::Code(0) },
    Way { name: "Ctrl-c", leave: |t| t.type_keys("\x03"), output: "", end: End::Code(0) },
    Way { name: "SIGINT", leave: |t| t.signal("INT"), output: "", end: End::Signal(SIGINT) },
    Way { name: "SIGTERM", leave: |t| t.signal("TERM"), output: "", end: End::Signal(SIGTERM) },
    Way { name: "SIGHUP", leave: |t| t.signal("HUP"), output: "", end: End::Signal(SIGHUP) },
    Way { name: "SIGQUIT", leave: |t| t.signal("QUIT"), output: "", end: End::Signal(SIGQUIT) },
    Way { name: "the window is closed", leave: Terminal::hang_up, output: "", end: End::HungUp },
    Way { name: "a panic in a job", leave: fail_in_a_job, output: FAULT, end: End::Code(0) },
    Way { name: "a panic in the loop", leave: fail_in_the_loop, output: FAULT, end: End::Code(101) },
];

/// Creates a home with the mouse turned on.
fn home() -> Home {
    let home = Home::new();
    fs::create_dir_all(home.path().join("config/oratory")).unwrap();
    fs::write(home.path().join("config/oratory/config.toml"), "mouse = true\n").unwrap();
    home
}

#[test]
fn every_way_out_restores_the_terminal_and_saves_the_position() {
    for way in WAYS {
        for (keys, paragraph) in PLACES {
            println!("{}, {keys}", way.name);
            let home = home();
            // Large stacks, none of which is kept for the next thread.
            let tunables = "GLIBC_TUNABLES=glibc.pthread.stack_cache_size=0";
            let mut terminal = home.run(SIZE, &["env", tunables, "RUST_MIN_STACK=67108864", ORATORY]);
            let page = go_to(&mut terminal, keys, paragraph);
            (way.leave)(&mut terminal);
            assert_ended(&mut terminal, &way);
            let mut terminal = home.reader(SIZE);
            terminal.wait_for(paragraph);
            terminal.wait_for(FACTS);
            assert_eq!(terminal.contents(), page, "{}", way.name);
        }
    }
}

/// Closing the view and the one below it leads back to the text from which they were opened. So does the next start if there
/// is no time to close them.
#[test]
fn every_way_out_of_a_study_view_saves_the_way_back() {
    let (keys, paragraph) = PLACES[0];
    for way in WAYS.into_iter().filter(|way| ["q", "SIGTERM", "the window is closed"].contains(&way.name)) {
        let home = home();
        let mut terminal = home.reader(SIZE);
        let page = go_to(&mut terminal, keys, paragraph);
        terminal.type_keys("p");
        terminal.wait_for("in both");
        terminal.type_keys("\r");
        terminal.wait_for("place 1/");
        terminal.type_keys("\r");
        terminal.wait_for("here");
        match way.name {
            "q" => {
                for text in ["place 1/", "in both", paragraph] {
                    terminal.type_keys("q");
                    terminal.wait_for(text);
                }
                terminal.type_keys("q");
            }
            _ => (way.leave)(&mut terminal),
        }
        assert_ended(&mut terminal, &way);
        let mut terminal = home.reader(SIZE);
        terminal.wait_for(paragraph);
        terminal.wait_for(FACTS);
        assert_eq!(terminal.contents(), page, "{}", way.name);
    }
}

/// Other sources of signals: a timer of the parent, a limit of processor time, a curious user.
#[test]
fn every_ending_signal_restores_the_terminal() {
    let ends = ["USR1", "USR2", "ALRM", "VTALRM", "PROF", "XCPU", "SYS", "TRAP", "ABRT", "16", "29", "30"];
    let homes = ends.map(|_| home());
    let mut terminals = homes.each_ref().map(|home| home.reader(SIZE));
    for (terminal, name) in terminals.iter_mut().zip(ends) {
        terminal.wait_for("¶ 1/26");
        terminal.signal(name);
        let status = terminal.wait_for_end();
        // Some signals have no default action here. The exit status is then that of a shell.
        assert!(
            status.signal().is_some() || status.code().is_some_and(|code| code > 128),
            "{name}: {status}"
        );
        terminal.assert_given_back();
        assert_eq!(terminal.contents(), "", "{name}");
    }
}

#[test]
fn file_size_limit_is_an_error_of_saving() {
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
fn missing_home_is_reported() {
    let mut terminal = home().run((200, 24), &["env", "-u", "HOME", ORATORY]);
    assert_eq!(terminal.wait_for_end().code(), Some(2));
    terminal.assert_given_back();
    let reason = "oratory: HOME is not set: oratory saves its files there";
    assert_eq!(terminal.contents().trim_end(), reason);
}

/// Goes to a position and waits until everything is drawn and saved. Returns the page.
fn go_to(terminal: &mut Terminal, keys: &str, paragraph: &str) -> String {
    terminal.wait_for("¶ 1/26");
    terminal.wait_for(FACTS);
    terminal.type_keys(keys);
    terminal.wait_for(paragraph);
    // All typed keys have been drawn once the effect of one more key is there.
    for (key, notice) in [("m", "bookmarked"), ("m", "bookmark removed")] {
        terminal.type_keys(key);
        terminal.wait_for(notice);
    }
    terminal.type_keys("\x1b");
    terminal.wait_until("no message", |screen| !screen.contents().contains("bookmark removed"));
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
        contents.starts_with(way.output) && contents.is_empty() == way.output.is_empty(),
        "{}: {contents}",
        way.name
    );
}

/// From now on, the program gets no memory for another thread.
fn refuse_threads(terminal: &Terminal) {
    let pid = terminal.pid().to_string();
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let size = status.lines().find_map(|line| line.strip_prefix("VmSize:")).unwrap();
    let kilobytes: u64 = size.trim().trim_end_matches(" kB").parse().unwrap();
    // Less than the stack of a thread, more than anything else needs.
    let limit = format!("--as={}", (kilobytes + 32 * 1024) * 1024);
    assert!(Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap().success());
}

/// A search in two texts starts two threads besides the worker.
fn fail_in_a_job(terminal: &mut Terminal) {
    rest(terminal);
    terminal.type_keys("/the");
    terminal.wait_for("in 2 of 2 speeches");
    terminal.type_keys("\x1b");
    // A pending Esc would turn the next key into one with Alt.
    terminal.wait_until("no prompt", |screen| !screen.contents().contains("/the"));
    // Threads report before they end. Wait until they have freed their memory.
    rest(terminal);
    refuse_threads(terminal);
    terminal.type_keys("/e");
    // A thread that has not quite ended may leave a stack for the next one. Then less memory is granted, and the
    // search is repeated. The failure is shown below the page, which then returns.
    let is_reported = (0..300).any(|_| {
        sleep(Duration::from_millis(200));
        let is_reported =
            String::from_utf8_lossy(&terminal.raw()).contains(FAULT) && terminal.contents().contains("/e ");
        if !is_reported {
            refuse_threads(terminal);
            terminal.type_keys("\x7fe");
        }
        is_reported
    });
    assert!(is_reported, "{}", terminal.contents());
    terminal.type_keys("\x03");
    terminal.wait_until("no prompt", |screen| !screen.contents().contains("/e "));
    terminal.type_keys("\x03");
}

/// The first search starts the worker.
fn fail_in_the_loop(terminal: &mut Terminal) {
    rest(terminal);
    refuse_threads(terminal);
    terminal.type_keys("/and");
}

/// Waits until the position is saved: a panic saves nothing.
fn rest(terminal: &mut Terminal) {
    sleep(Duration::from_millis(1500));
    terminal.wait_for("/37");
}

/// In its own session, the program has no terminal that would send a signal.
#[cfg(target_os = "linux")]
#[test]
fn closed_terminal_is_noticed_without_a_signal() {
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

/// As on a broken connection: writing to the terminal blocks.
#[test]
fn signal_ends_it_on_a_blocked_terminal() {
    let ends = [("INT", SIGINT), ("TERM", SIGTERM), ("HUP", SIGHUP), ("QUIT", SIGQUIT)];
    let homes = ends.map(|_| home());
    let mut terminals = homes.each_ref().map(|home| home.reader((200, 60)));
    for terminal in &mut terminals {
        terminal.wait_for("¶ 1/26");
        terminal.stall();
        // Of keys that arrive together, only one is drawn.
        for _ in 0..100 {
            terminal.type_keys("\x0c");
            sleep(Duration::from_millis(10));
        }
    }
    for (terminal, (name, _)) in terminals.iter().zip(ends) {
        terminal.signal(name);
        // Other messages wait without blocking.
        terminal.signal("CONT");
    }
    sleep(Duration::from_millis(500));
    assert!(terminals.iter_mut().all(|terminal| !terminal.has_ended()), "one has been able to write");
    for (terminal, (_, signal)) in terminals.iter_mut().zip(ends) {
        terminal.wait_for_end_by(signal);
        terminal.assert_modes_as_before();
    }
}

/// A helper, like the next one: a reader in an impossible state, for the test after them.
#[test]
#[ignore = "it takes the terminal and panics"]
fn reader_that_panics_in_update() {
    let config = Config::default();
    let mut app = App::new(built_in(), &config, SIZE);
    let env = Env { config: &config, now: "2026-11-24T10:00:00Z".parse().unwrap() };
    let update = |app: &mut App, input: Input| drop(app.update(input, &env));
    update(&mut app, oratory::Command::StartSearch.into());
    update(&mut app, oratory::Command::Edit(Edit::Paste("the".to_owned())).into());
    update(&mut app, oratory::Command::Accept.into());
    let query = Arc::clone(&app.search().active().unwrap().query);
    let counted = |(id, speech): (DocumentId, &Arc<Entry>)| {
        (id, MatchIndex::of(&query, speech.document().unwrap(), &|| true).unwrap())
    };
    let match_index = app.library().catalog().iter().map(counted).collect();
    update(&mut app, Event::MatchesCounted { query: Arc::downgrade(&query), match_index }.into());
    for command in [oratory::Command::ShowConcordance, oratory::Command::SortList, oratory::Command::Open] {
        update(&mut app, command.into());
    }
    let larger = library(&["One.", "Two.", "Three."]);
    let (missing, _) = larger.iter().last().unwrap();
    let arrangement = Arrangement { order: SortOrder::Right, ..Arrangement::default() };
    // Esc leads back to the concordance, which names a speech that does not exist.
    update(&mut app, Event::LinesArranged(query, arrangement, vec![(missing, 0..1)]).into());
    run(app, config.clone(), World::default()).unwrap();
}

#[test]
#[ignore = "it takes the terminal and panics"]
fn reader_that_panics_in_draw() {
    let config = Config::default();
    let mut app = App::new(built_in(), &config, SIZE);
    // Of an earlier text, and found in a paragraph that does not exist.
    let [opening, _] = built_in_texts();
    let earlier = import_text(opening.id(), "One.");
    let env = Env { config: &config, now: "2026-11-24T10:00:00Z".parse().unwrap() };
    let bookmark = Annotation::of_paragraph(&earlier, 1, env.now).unwrap();
    let text = opening.identity().unwrap().to_owned();
    let resolutions =
        vec![(bookmark.id.clone(), Resolution::Exact(BlockRange { block: 999, start: 9_990, end: 9_999 }))];
    app.update(
        Event::AnnotationsRead(Ok(SavedAnnotations { annotations: vec![bookmark], undo: Vec::new() })),
        &env,
    );
    app.update(Event::AnnotationsResolved(text, resolutions), &env);
    run(app, config, World::default()).unwrap();
}

#[test]
fn panic_in_update_or_draw_restores_the_terminal() {
    for (place, keys, fault) in
        [("update", "\x1b", "index out of bounds"), ("draw", "", "index out of bounds")]
    {
        let this = std::env::current_exe().unwrap().to_string_lossy().into_owned();
        let name = format!("ways_out::reader_that_panics_in_{place}");
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
fn unwritable_terminal_ends_it() {
    let home = home();
    let page =
        native_pty_system().openpty(PtySize { cols: SIZE.0, rows: SIZE.1, ..PtySize::default() }).unwrap();
    let name = page.master.tty_name().unwrap();
    // Keys come from one terminal, and the page goes to another.
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
    assert!(
        terminal.contents().contains("oratory: cannot write to the terminal: "),
        "{}",
        terminal.contents()
    );
    home.reader(SIZE).wait_for("¶ 7/37");
}

/// Waits until the terminal is in raw mode.
fn wait_for_raw_mode(terminal: &mut Terminal) {
    let is_raw = (0..1000).any(|_| {
        sleep(Duration::from_millis(10));
        !terminal.has_modes_as_before()
    });
    assert!(is_raw, "the program does not take the terminal");
}
