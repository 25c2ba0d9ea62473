//! Tests of converters: programs in `config.toml` that print the text of a file.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use crate::home::{Home, ORATORY};

/// A script that prints the bytes of a file after its magic number, and leaves a line in `runs`.
const CONVERT: &str =
    "echo run >>\"$HOME/runs\"; printf 'Of the \\357\\277\\275 state.\\n\\n'; tail -c +6 \"$0\"";

/// Creates a home with a converter for `pdf`, and a file `texts/a.pdf`.
fn home_with(converter: &str) -> Home {
    let config = format!("[converters]\npdf = {converter}\n");
    Home::with_files(&[
        ("config/oratory/config.toml", &config),
        ("texts/a.pdf", "%PDF-Of bread and unity.\n\nOf land.\n"),
        ("texts/b.txt", "Of bread."),
    ])
}

fn home() -> Home {
    home_with(&format!("['sh', '-c', '''{CONVERT}''', '{{file}}']"))
}

/// Returns how often the converter has run.
fn runs(home: &Home) -> usize {
    fs::read_to_string(home.path().join("runs")).unwrap_or_default().lines().count()
}

/// Returns the entries of the cache.
fn kept(home: &Home) -> Vec<PathBuf> {
    let files = fs::read_dir(home.path().join("cache/oratory/converted")).into_iter().flatten();
    let texts = files.map(|file| file.unwrap().path());
    texts.filter(|path| path.extension().is_some_and(|extension| extension == "txt")).collect()
}

#[test]
fn converted_text_is_shown_searched_and_quoted_and_kept() {
    let home = home();
    let show = home.output(&["show", "texts/a.pdf"]);
    assert_eq!(show.1, Some(0), "{}", show.2);
    assert!(show.0.ends_with("Of bread and unity.\n\nOf land.\n"), "{}", show.0);
    assert_eq!(runs(&home), 1);
    let search = home.output(&["search", "bread", "texts"]);
    assert_eq!(search.0, "texts/a:2  Of [bread] and unity.\ntexts/b:1  Of [bread].\n");
    assert!(home.output(&["quote", "texts/a.pdf:2"]).0.contains("Of bread and unity."));
    assert!(home.output(&["cite", "texts/a.pdf:3"]).0.contains("para. 3"));
    assert!(home.output(&["words", "texts/a.pdf"]).0.contains("unity"));
    assert_eq!(runs(&home), 1, "its text is kept");
    let entries = kept(&home);
    let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(entries.iter().map(mode).collect::<Vec<_>>(), [0o600]);
    assert_eq!(mode(&home.path().join("cache/oratory/converted")), 0o700);
    // A damaged entry is made again, like that of a file that has changed.
    fs::write(&entries[0], "Of nothing.").unwrap();
    assert_eq!(home.output(&["show", "texts/a.pdf"]), show);
    assert_eq!(runs(&home), 2);
    fs::write(home.path().join("texts/a.pdf"), "%PDF-Of peace.").unwrap();
    assert!(home.output(&["show", "texts/a.pdf"]).0.ends_with("Of peace.\n"));
    assert_eq!((runs(&home), kept(&home).len()), (3, 2));
}

#[test]
fn listing_starts_no_converter() {
    let home = home();
    fs::write(home.path().join("texts/a.pdf.toml"), "title = 'The Speech'").unwrap();
    let (printed, status, messages) = home.output(&["list", "texts"]);
    assert_eq!((status, messages.as_str()), (Some(0), ""));
    assert!(printed.contains("texts/a  –  –      –    The Speech"), "{printed}");
    let (printed, ..) = home.output(&["list", "--json", "texts"]);
    assert!(printed.contains("\"words\":null") && printed.contains("\"words\":2"), "{printed}");
    assert!(home.output(&["details", "texts", "--csv"]).0.contains("a.pdf,The Speech"));
    let mut terminal = home.run((100, 24), &[ORATORY, "texts/b.txt", "texts"]);
    terminal.wait_for("The Speech");
    terminal.leave();
    assert_eq!(runs(&home), 0);
}

#[test]
fn converted_text_is_read_and_marked() {
    let home = home();
    let mut terminal = home.run((100, 40), &[ORATORY, "texts/a.pdf"]);
    terminal.wait_for("Of land.");
    terminal.type_keys("i");
    terminal.wait_for("converter");
    assert!(terminal.contents().contains("sh -c"), "{}", terminal.contents());
    terminal.type_keys("q}m");
    terminal.wait_for("bookmark");
    terminal.leave();
    // The bookmark is in the text that was extracted.
    fs::write(home.path().join("texts/a.pdf"), "%PDF-Of iron.\n\nOf bread and unity.\n\nOf land.\n").unwrap();
    let mut terminal = home.run((100, 40), &[ORATORY, "texts/a.pdf"]);
    terminal.wait_for("Of iron.");
    terminal.type_keys("B");
    terminal.wait_for("¶ 3");
    terminal.leave();
}

#[test]
fn path_is_absolute_and_never_an_option() {
    let home = home_with("['cat', '{file}']");
    fs::write(home.path().join("--help.pdf"), "Of help.").unwrap();
    fs::write(home.path().join("$(touch mark) 'a'.pdf"), "Of signs.").unwrap();
    assert_eq!(home.output(&["show", "./--help.pdf"]).0.lines().last(), Some("Of help."));
    assert_eq!(home.output(&["show", "--", "--help.pdf"]).0.lines().last(), Some("Of help."));
    assert_eq!(home.output(&["show", "$(touch mark) 'a'.pdf"]).0.lines().last(), Some("Of signs."));
    assert!(!home.path().join("mark").exists());
}

#[test]
fn failing_converter_is_told_in_one_line() {
    let path = |home: &Home| home.path().join("texts/a.pdf").canonicalize().unwrap();
    for (converter, fault) in [
        ("['false', '{file}']", "the converter false failed (exit status: 1)"),
        ("['cat', '{file}']", "the converter cat prints a PDF, not a text"),
        (
            "['/no/such', '{file}']",
            "cannot start the converter /no/such (No such file or directory): install it, or change [converters] in \
             config.toml",
        ),
        (
            "['sh', '-c', 'printf \"\\n\\033[2Jno\\nmore\" >&2; exit 3', '{file}']",
            "the converter sh failed (exit status: 3): \u{FFFD}[2Jno",
        ),
    ] {
        let home = home_with(converter);
        let message = format!("oratory: cannot read {:?}: {fault}\n", path(&home));
        assert_eq!(home.output(&["show", "texts/a.pdf"]), (String::new(), Some(2), message.clone()));
        let search = home.output(&["search", "bread", "texts"]);
        assert_eq!((search.0.as_str(), search.2), ("texts/b:1  Of [bread].\n", message));
        let mut terminal = home.run((180, 24), &[ORATORY, "texts/a.pdf"]);
        terminal.wait_for(fault.split('\u{FFFD}').next().unwrap());
        terminal.leave();
        assert_eq!(kept(&home).len(), usize::from(converter.contains("cat")));
    }
}

#[test]
fn file_that_needs_a_converter_says_so() {
    let home = Home::with_files(&[("a.pdf", "%PDF-"), ("a.txt", "%PDF-"), ("c.doc", "{\\rtf1")]);
    let fault = |name: &str| home.output(&["show", name]).2;
    let advice = "it is a PDF: set a converter for pdf in config.toml, or convert it, for example with `pdftotext FILE`\n";
    assert!(fault("a.pdf").ends_with(advice), "{}", fault("a.pdf"));
    assert!(fault("a.txt").ends_with("it is a PDF: convert it, for example with `pdftotext FILE`\n"));
    assert!(fault("c.doc").contains(": set a converter for doc in config.toml, or convert it, "));
}

#[test]
fn converters_of_a_folder_and_of_the_environment_are_not_honoured() {
    let home = Home::with_files(&[
        ("texts/oratory.toml", "[converters]\npdf = ['touch', '{file}.mark']\n"),
        ("texts/a.pdf", "%PDF-"),
        ("texts/b.txt", "Of bread."),
    ]);
    let (printed, _, messages) = home.output(&["list", "texts"]);
    assert!(printed.starts_with("texts/b "), "{printed}");
    assert!(messages.contains("oratory.toml") && messages.contains("converters"), "{messages}");
    let mut show = home.command(&["show", "texts/b.txt"]);
    show.envs([("LESSOPEN", "|touch mark %s"), ("LESS", "-K"), ("PAGER", "touch mark")]);
    assert!(show.output().unwrap().status.success());
    assert!(!home.path().join("mark").exists() && !home.path().join("texts/a.pdf.mark").exists());
}

/// A converter that marks its start, and its end after a minute.
const SLOW: &str =
    "['sh', '-c', 'touch \"$HOME/started\"; sleep 60 & wait; touch \"$HOME/ended\"', '{file}']";

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn wait_for_start(home: &Home) {
    wait_until("the converter starts", || home.path().join("started").exists());
}

/// Checks that the converter has been killed with all that it has started. The system may take a moment.
fn assert_ends(home: &Home) {
    wait_until("it is killed", || !is_sleeping(home));
    assert!(!home.path().join("ended").exists());
}

/// Returns `true` if a process of the home is still sleeping.
fn is_sleeping(home: &Home) -> bool {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let own = home.path().to_string_lossy().into_owned();
    processes.map(|process| process.path()).any(|process| {
        let text = |name: &str| {
            String::from_utf8_lossy(&fs::read(process.join(name)).unwrap_or_default()).into_owned()
        };
        text("cmdline").starts_with("sleep\0") && text("environ").contains(&own)
    })
}

#[test]
fn ctrl_c_stops_a_converter_and_keys_are_answered_meanwhile() {
    let home = home_with(SLOW);
    let mut terminal = home.run((100, 24), &[ORATORY, "texts/a.pdf"]);
    wait_for_start(&home);
    terminal.type_keys("m");
    terminal.wait_for("the text is still being converted");
    terminal.type_keys("?");
    terminal.wait_for("down one row");
    terminal.type_keys("q\x03");
    terminal.wait_for("the converter was stopped: r starts it again");
    assert_ends(&home);
    fs::remove_file(home.path().join("started")).unwrap();
    terminal.type_keys("r");
    wait_for_start(&home);
    terminal.type_keys("\x03");
    assert_ends(&home);
    terminal.leave();
    // The end of the program ends it too.
    fs::remove_file(home.path().join("started")).unwrap();
    let mut terminal = home.run((100, 24), &[ORATORY, "texts/a.pdf"]);
    wait_for_start(&home);
    terminal.leave();
    assert_ends(&home);
}

#[test]
fn other_texts_open_while_converters_run() {
    let home = home_with(SLOW);
    fs::write(home.path().join("texts/c.txt"), "Of land and unity.").unwrap();
    let mut terminal = home.run((100, 24), &[ORATORY, "texts/b.txt", "texts"]);
    terminal.wait_for("Of bread.");
    // The search goes to `c.txt` and waits for `a.pdf`, and so does the reader after going there.
    terminal.type_keys("/unity\r");
    wait_for_start(&home);
    terminal.wait_for("Of land and unity.");
    terminal.type_keys("[[");
    terminal.wait_for("converting with sh");
    terminal.wait_for("Ctrl-c stop");
    terminal.type_keys("]]");
    terminal.wait_for("Of land and unity.");
    terminal.type_keys("\x03");
    assert_ends(&home);
    terminal.leave();
}

/// More converters than threads.
const MANY: usize = 10;

#[test]
fn other_texts_are_searched_before_converters_are_waited_for() {
    let home = home_with(SLOW);
    for number in 0..MANY {
        fs::write(home.path().join(format!("texts/a{number}.pdf")), "%PDF-").unwrap();
    }
    fs::write(home.path().join("texts/z.txt"), "Of land, and unity of land.").unwrap();
    let mut terminal = home.run((140, 24), &[ORATORY, "texts/b.txt", "texts"]);
    terminal.wait_for("Of bread.");
    let all = MANY + 3;
    terminal.type_keys("/land\r");
    terminal.wait_for(&format!("2… in 1 of {all} speeches, 2 searched"));
    terminal.wait_for("and unity of land.");
    // The words of the selection, too.
    terminal.type_keys("v");
    terminal.wait_for("2 here, 0… elsewhere");
    terminal.type_keys("qw");
    let is_listed = |text: &str| text.contains("reading") && text.contains("unity");
    terminal.wait_until("words so far", |screen| is_listed(&screen.contents()));
    assert!(!home.path().join("ended").exists());
    terminal.type_keys("\x03");
    terminal.wait_for("stopped");
    // The search goes on.
    terminal.type_keys("q");
    terminal.leave();
    assert_ends(&home);
}

#[test]
fn reason_why_a_converter_failed_can_be_read_whole() {
    let reason =
        "the page tree of this document has an entry that refers to itself, so that its pages cannot be told";
    let home = home_with(&format!("['sh', '-c', 'echo \"{reason}\" >&2; exit 3', '{{file}}']"));
    for size in [(80, 24), (120, 40), (50, 15)] {
        let mut terminal = home.run(size, &[ORATORY, "texts/a.pdf", "texts/b.txt"]);
        terminal.wait_for("failed");
        // The text has the reason in place of its paragraphs.
        terminal.wait_for("refers to itself");
        assert!(!terminal.contents().contains("¶ 0/0"), "{}", terminal.contents());
        terminal.type_keys("i");
        terminal.wait_for("cannot be read");
        let words = terminal.contents().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(&format!("the converter sh failed (exit status: 3): {reason}")), "{words}");
        terminal.type_keys("q");
        terminal.leave();
    }
}

#[test]
fn signal_ends_the_converter_of_a_command() {
    use std::os::unix::process::ExitStatusExt as _;

    for (name, number) in [("INT", 2), ("TERM", 15)] {
        let home = home_with(SLOW);
        let mut child = home.command(&["show", "texts/a.pdf"]).spawn().unwrap();
        wait_for_start(&home);
        wait_until("it sleeps", || is_sleeping(&home));
        let kill = home.any("kill").args([format!("-{name}"), child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        assert_eq!(child.wait().unwrap().signal(), Some(number));
        assert_ends(&home);
    }
}

#[test]
fn text_that_is_left_is_not_waited_for() {
    let slow = "case \"$0\" in *a.pdf) touch \"$HOME/started\"; sleep 60; touch \"$HOME/ended\";; *) cat \"$0\"; esac";
    let home = home_with(&format!("['sh', '-c', '''{slow}''', '{{file}}']"));
    fs::write(home.path().join("texts/c.pdf"), "Of land and unity.").unwrap();
    let mut terminal = home.run((100, 24), &[ORATORY, "texts/a.pdf", "texts/c.pdf"]);
    wait_for_start(&home);
    wait_until("it sleeps", || is_sleeping(&home));
    terminal.type_keys("]");
    terminal.wait_for("Of land and unity.");
    assert_ends(&home);
    fs::remove_file(home.path().join("started")).unwrap();
    // It starts again when the reader comes back, and is not marked as unreadable.
    terminal.type_keys("[");
    wait_for_start(&home);
    assert!(!terminal.contents().contains('!'), "{}", terminal.contents());
    terminal.type_keys("\x03");
    terminal.wait_for("the converter was stopped");
    assert_ends(&home);
    assert!(!terminal.contents().contains('!'), "{}", terminal.contents());
    terminal.leave();
}

#[test]
fn stopped_question_marks_no_text_as_unreadable() {
    let home = home_with(SLOW);
    let mut terminal = home.run((100, 24), &[ORATORY, "texts/b.txt", "texts"]);
    terminal.wait_for("Of bread.");
    terminal.type_keys("w");
    wait_for_start(&home);
    terminal.type_keys("\x03");
    terminal.wait_for("stopped");
    assert_ends(&home);
    terminal.type_keys("q");
    terminal.wait_for("Of bread.");
    assert!(!terminal.contents().contains('!'), "{}", terminal.contents());
    terminal.leave();
}

#[test]
fn mistake_elsewhere_in_the_configuration_does_not_turn_converters_off() {
    let home = home_with("['cat', '{file}']");
    let config = "[converters]\npdf = ['cat', '{file}']\ndoc = 1\n[keys]\nnone = 1\n";
    fs::write(home.path().join("config/oratory/config.toml"), config).unwrap();
    fs::write(home.path().join("texts/a.pdf"), "Of bread and unity.").unwrap();
    let (printed, status, messages) = home.output(&["show", "texts/a.pdf"]);
    assert!(printed.ends_with("Of bread and unity.\n"), "{printed}{messages}");
    assert_eq!(status, Some(0));
}

#[test]
fn ignored_hangup_stays_ignored() {
    use std::io::Write as _;

    let home = home_with("['cat', '{file}']");
    let script = format!("trap '' HUP; exec '{ORATORY}' show -");
    let mut shell = home.any("sh");
    shell.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = shell.spawn().unwrap();
    let name = format!("/proc/{}/comm", child.id());
    wait_until("it runs", || fs::read_to_string(&name).is_ok_and(|name| name.trim() == "oratory"));
    thread::sleep(Duration::from_millis(300));
    let kill = home.any("kill").args(["-HUP", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    thread::sleep(Duration::from_millis(100));
    drop(child.stdin.take().unwrap().write_all(b"Of bread."));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{:?}", output.status);
    assert!(String::from_utf8_lossy(&output.stdout).contains("Of bread."));
}
