//! Tests of output without a terminal.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    process::Stdio,
};

use assert_cmd::assert::OutputAssertExt;
use oratory_core::Document;
use testkit::harness::built_in_texts;

use crate::{
    home::{Home, ORATORY},
    terminal::SIZE,
};

/// Returns the numbered paragraphs as they are printed, each on one line.
pub(crate) fn paragraphs(speech: &Document) -> impl Iterator<Item = String> + '_ {
    let numbers = 1..=speech.paragraph_count();
    let blocks = numbers.filter_map(|number| speech.paragraph(number)).map(|index| speech.block(index));
    blocks.map(|block| speech.text()[block.range].replace("\r\n", " ").replace('\n', " "))
}

#[test]
fn piped_output_has_one_line_per_paragraph() {
    let home = Home::new();
    let output = home.command(&[]).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<_> = printed.lines().collect();
    for speech in built_in_texts() {
        assert!(lines.contains(&speech.details().title.as_str()));
        for paragraph in paragraphs(&speech) {
            assert!(lines.contains(&paragraph.as_str()), "{paragraph}");
        }
    }
    assert!(!printed.contains('\x1b'));
    assert!(output.stderr.is_empty(), "a filter prints no notice");
}

#[test]
fn width_wraps_output() {
    let home = Home::new();
    let unwrapped = String::from_utf8(home.command(&[]).output().unwrap().stdout).unwrap();
    let wrapped = String::from_utf8(home.command(&["--width", "60"]).output().unwrap().stdout).unwrap();
    let after_title = |text: &str| text[text.find("Dear comrade").unwrap()..].to_owned();
    let first = after_title(&wrapped).split("\n\n\n").next().unwrap().to_owned();
    let longest = first.lines().max_by_key(|line| line.chars().count()).unwrap();
    assert!((50..=60).contains(&longest.chars().count()), "{longest}");
    let letters = |text: &str| text.split_whitespace().collect::<String>();
    assert!(letters(&wrapped) == letters(&unwrapped), "something is lost:\n{wrapped}");
}

#[test]
fn wide_ambiguous_characters_take_two_columns_in_print() {
    let home = Home::new();
    fs::write(home.path().join("a.txt"), "“one” — “two” three four").unwrap();
    fs::write(home.path().join("wide.toml"), "ambiguous_width = 2\n").unwrap();
    let print = |arguments: &[&str]| {
        let output = home.command(&["show", "a.txt", "--width", "20"]).args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(print(&[]).contains("“one” — “two” three\nfour"), "{}", print(&[]));
    let wide = print(&["--config", "wide.toml"]);
    assert!(wide.contains("“one” — “two”\nthree four"), "{wide}");
}

#[test]
fn wrapped_output_looks_like_a_page() {
    let home = Home::new();
    let front = "+++\ntitle = \"A title that is longer than the line\"\n+++\n";
    fs::write(home.path().join("a.txt"), format!("{front}Co\u{ad}operation is in\u{ad}ter\u{ad}national."))
        .unwrap();
    home.command(&["show", "a.txt", "--width", "13"])
        .assert()
        .stdout("A title that\nis longer\nthan the line\n\nCooperation\nis inter-\nnational.\n");
}

#[test]
fn closed_pipe_is_not_an_error() {
    let home = Home::new();
    let file = home.path().join("long.txt");
    // More than fits into a pipe.
    fs::write(&file, "The first paragraph.\n\n".repeat(50_000)).unwrap();
    let mut child =
        home.command(&["show", "long.txt"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    // The reader is dropped after one line, as by `head -1`.
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let status = child.wait().unwrap();
    let mut messages = String::new();
    child.stderr.take().unwrap().read_to_string(&mut messages).unwrap();
    assert!(status.success() && messages.is_empty(), "{status}: {messages}");
    assert_eq!(line, "The first paragraph.\n");
}

#[test]
#[cfg(target_os = "linux")]
fn matches_are_streamed() {
    let home = Home::new();
    // All matches together take 400 MB.
    fs::write(home.path().join("long.txt"), "a".repeat(200_000)).unwrap();
    for form in [&["--json"][..], &["--tsv"], &[]] {
        let command = [&["search", "a", "long.txt"], form].concat();
        let mut child = home.command(&command).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        // The program waits now until the pipe is read.
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let peak: usize = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(peak < 64 * 1024, "{peak} kB for {form:?}");
        drop(output);
        assert!(child.wait().unwrap().success(), "a pipe that is closed ends it");
    }
}

/// Runs `search` in a home with two texts. Returns output, exit status and messages.
fn searched(words: &[&str]) -> (String, Option<i32>, String) {
    let home = Home::new();
    let talk = "+++\nspeaker = \"Ann Lee\"\n+++\nFriends,\n\nOf bread and Bread.\nAnd of\nbreadth.\n\nOf a+b.\n\nBye.\n";
    fs::write(home.path().join("talk.txt"), talk).unwrap();
    fs::write(home.path().join("note.txt"), "Bread, and butter.\n").unwrap();
    let output = home.command(&[&["search"], words].concat()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), output.status.code(), text(output.stderr))
}

/// Returns the matches that `search -o` prints in the text `talk`.
fn matched(words: &[&str]) -> String {
    searched(&[&["-o", "talk.txt"], words].concat()).0.trim_end().replace('\n', " ")
}

#[test]
fn options_of_search_are_those_of_grep() {
    assert_eq!(searched(&["-o", "bread", "talk.txt"]).0, "bread\nBread\nbread\n");
    for (words, matches) in [
        (&["-e", "bread"][..], "bread Bread bread"),
        (&["-e", "Bread"], "Bread"),
        (&["-i", "-e", "Bread"], "bread Bread bread"),
        (&["-w", "-e", "bread"], "bread Bread"),
        (&["-wi", "--exact", "-e", "BREAD"], "bread Bread"),
        (&["-e", "bye", "-e", "friends"], "Friends Bye"),
        (&["-m2", "-e", "bread"], "bread Bread"),
        (&["-m1", "-e", "bread", "--sort", "right"], "bread"),
        (&["--regex", "-e", "a.b"], "a+b"),
        (&["--regex", "-F", "-e", "a.b"], ""),
        (&["-F", "--regex", "-e", "a.b"], "a+b"),
        (&["--regex", "-F", "-e", "a+b"], "a+b"),
        (&["-e", "-x", "-e", "bye"], "Bye"),
    ] {
        assert_eq!(matched(words), matches, "{words:?}");
    }
    let both = ["talk.txt", "note.txt"];
    let with_both = |words: &[&str]| searched(&[words, &both].concat());
    assert_eq!(with_both(&["-c", "bread"]).0, "talk:3\nnote:1\n");
    assert_eq!(with_both(&["-c", "-m2", "bread"]).0, "talk:2\nnote:1\n");
    assert_eq!(with_both(&["-c", "friends"]).0, "talk:1\n");
    assert_eq!(with_both(&["-l", "and"]).0, "talk\nnote\n");
    assert_eq!(with_both(&["-l", "butter"]), ("note\n".to_owned(), Some(0), String::new()));
    for option in ["-c", "-l", "-o", "-C1", "--json"] {
        let missing = (String::new(), Some(1), "oratory: not found: xyz\n".to_owned());
        assert_eq!(with_both(&[option, "xyz"]), missing, "{option}");
    }
}

#[test]
fn whole_paragraphs_are_printed_around_matches() {
    let home = Home::new();
    let numbered: Vec<String> = (1..=9).map(|number| format!("Paragraph {number}.\n\n")).collect();
    fs::write(home.path().join("a.md"), numbered.concat().replace("Paragraph 4", "# Four\n\nThe\nfourth"))
        .unwrap();
    fs::write(home.path().join("b.txt"), "Number 2 here.").unwrap();
    let printed = |words: &[&str]| {
        let output = home.command(&[&["search"], words].concat()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(
        printed(&["-C0", "-w", "-e", "2", "-e", "the", "a.md"]),
        "a:2  Paragraph [2].\n--\na:4  [The] fourth.\n"
    );
    assert_eq!(
        printed(&["-C", "1", "-w", "--regex", "[257]", "a.md", "b.txt"]),
        "a:1  Paragraph 1.\na:2  Paragraph [2].\na:3  Paragraph 3.\na  # Four\na:4  The fourth.\n\
         a:5  Paragraph [5].\na:6  Paragraph 6.\na:7  Paragraph [7].\na:8  Paragraph 8.\n--\nb:1  Number [2] here.\n"
    );
    let all = printed(&["-C", "99", "Paragraph 9", "a.md"]);
    assert_eq!((all.lines().count(), all.contains("--")), (10, false), "{all}");
}

#[test]
fn pattern_without_a_letter_is_an_error() {
    for words in [
        &[""][..],
        &[" "],
        &["\t \u{A0}", "talk.txt"],
        &["-e", ""],
        &["-e", "a", "-e", " "],
        &["--regex", ""],
    ] {
        let expected = "oratory: the pattern is empty: give a text to search for\n";
        assert_eq!(searched(words), (String::new(), Some(2), expected.to_owned()), "{words:?}");
    }
    for words in [
        &[][..],
        &["-c", "-l", "a"],
        &["-C1", "--json", "a"],
        &["-o", "--context", "2", "a"],
        &["-m", "x", "a"],
    ] {
        assert_eq!(searched(words).1, Some(2), "{words:?}");
    }
}

#[test]
fn matches_are_coloured_in_a_terminal() {
    let home = Home::new();
    fs::write(home.path().join("a.txt"), "Of bread \u{1b}[7m.").unwrap();
    let coloured = "\u{1b}[35ma:1\u{1b}[0m  Of [\u{1b}[1;31mbread\u{1b}[0m] ";
    let search = |options: &str| {
        let command = format!("{options} '{ORATORY}' search bread a.txt");
        let mut terminal = home.run(SIZE, &["sh", "-c", &command]);
        terminal.wait_for("[bread]");
        terminal.wait_for_end();
        let raw = String::from_utf8(terminal.raw()).unwrap();
        assert!(raw.contains("␛[7m."), "{raw:?}");
        raw
    };
    assert!(search("").starts_with(coloured));
    assert!(search("NO_COLOR=").starts_with(coloured));
    assert!(!search("NO_COLOR=1").contains('\u{1b}') && !search("TERM=dumb").contains('\u{1b}'));
    for (color, is_coloured) in [("auto", false), ("never", false), ("always", true)] {
        let output = home.command(&["search", "bread", "a.txt", "--color", color]).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(printed.starts_with(coloured), is_coloured, "{color}: {printed:?}");
        assert!(is_coloured || printed.starts_with("a:1  Of [bread] \u{1b}[7m."), "{color}: {printed:?}");
    }
}

#[test]
fn show_and_quote_wrap_to_the_width_of_a_terminal() {
    let home = Home::new();
    for command in ["show", "quote"] {
        let mut terminal = home.run((40, 10), &[ORATORY, command, "closing:8"]);
        terminal.wait_for("\nhuman feelings cannot become loyal\ncells.");
        terminal.wait_for_end();
        let unwrapped = home.command(&[command, "closing:8"]).output().unwrap();
        let lines = if command == "show" { 1 } else { 2 };
        assert_eq!(String::from_utf8(unwrapped.stdout).unwrap().lines().count(), lines);
    }
    let wrapped = home.command(&["quote", "closing:8", "--width", "30"]).output().unwrap();
    let wrapped = String::from_utf8(wrapped.stdout).unwrap();
    assert!(
        wrapped.starts_with("“Those that are not knitted in\nbonds of human feelings cannot\n"),
        "{wrapped}"
    );
}

#[test]
fn lists_tables_and_code_keep_their_lines() {
    let home = Home::new();
    let text = "Of\nbread.\n\n- one\n  more\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nfn x() {\n    1\n\n}\n```\n\n> c\n> d\n";
    fs::write(home.path().join("a.md"), format!("# A\n\n{text}")).unwrap();
    let joined = text.replace("Of\nbread", "Of bread").replace("one\n  more", "one more");
    home.command(&["show", "a.md"]).assert().stdout(format!("# A\n\n{joined}"));
}

#[test]
fn columns_are_aligned_within_one_text() {
    let home = Home::new();
    fs::write(home.path().join("a.txt"), "A needle.\n\nThe longest needle.\n").unwrap();
    fs::write(home.path().join("much-longer.txt"), "One needle.\n").unwrap();
    home.command(&["search", "needle", "a.txt", "much-longer.txt"]).assert().stdout(
        "a:1            A [needle].\n\
         a:2  The longest [needle].\n\
         much-longer:1  One [needle].\n",
    );
}

#[test]
fn columns_are_aligned_by_the_width_of_ambiguous_characters() {
    let home = Home::new();
    fs::write(home.path().join("a.txt"), "A needle.\n\nThe longest — needle.\n").unwrap();
    fs::write(home.path().join("b…c.txt"), "A needle.\n").unwrap();
    fs::write(home.path().join("wide.toml"), "ambiguous_width = 2\n").unwrap();
    let run =
        |arguments: &[&str]| String::from_utf8(home.command(arguments).output().unwrap().stdout).unwrap();
    let search = ["search", "needle", "a.txt", "--config", "wide.toml"];
    assert_eq!(run(&search[..3]), "a:1              A [needle].\na:2  The longest — [needle].\n");
    assert_eq!(run(&search), "a:1               A [needle].\na:2  The longest — [needle].\n");
    let list = ["list", "a.txt", "b…c.txt", "--config", "wide.toml"];
    assert!(run(&list[..3]).starts_with("a    –"), "{}", run(&list[..3]));
    assert!(run(&list).starts_with("a     –") && run(&list).contains("\nb…c  –"), "{}", run(&list));
}

#[test]
fn file_is_read() {
    let home = Home::new();
    fs::write(home.path().join("talk.txt"), "+++\ntitle = \"A Talk\"\n+++\nFriends,\n\nwe\nmeet.\n").unwrap();
    let printed = "A Talk\n\nFriends,\n\nwe meet.\n";
    home.command(&["talk.txt"]).assert().success().stdout(printed).stderr("");
    home.command(&["show", "talk.txt"]).assert().success().stdout(printed).stderr("");
    let mut terminal = home.run(SIZE, &[ORATORY, "talk.txt"]);
    terminal.wait_for("¶ 1/2");
    assert!(terminal.contents().contains("A Talk") && terminal.contents().contains("Friends,"));
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn missing_file_is_reported_in_one_line() {
    let home = Home::new();
    let output = home.command(&["missing.txt"]).output().unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(messages.lines().count(), 1, "{messages}");
    assert!(messages.contains("missing.txt") && output.stdout.is_empty(), "{messages}");

    let mut terminal = home.run(SIZE, &[ORATORY, "missing.txt"]);
    assert_eq!(terminal.wait_for_end().code(), Some(2));
    terminal.assert_given_back();
    assert!(terminal.contents().contains("missing.txt"));
    assert!(!terminal.raw().contains(&0x1b), "the terminal is not set up");
}

#[test]
fn standard_input_is_a_text() {
    let home = Home::new();
    let text = "Friends,\n\nwe meet.\n";
    fs::write(home.path().join("talk.txt"), text).unwrap();
    let both = |arguments: &[&str]| {
        let file = fs::File::open(home.path().join("talk.txt")).unwrap();
        let from_file = home.command(arguments).stdin(file).output().unwrap();
        let mut child = home
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command with a named text closes the pipe unread.
        drop(child.stdin.take().unwrap().write_all(text.as_bytes()));
        let from_pipe = child.wait_with_output().unwrap();
        assert_eq!(from_file, from_pipe, "{arguments:?}");
        assert_eq!(String::from_utf8(from_pipe.stderr).unwrap(), "", "{arguments:?}");
        String::from_utf8(from_pipe.stdout).unwrap()
    };
    for arguments in [&[][..], &["-"], &["show"], &["show", "-"], &["--width", "40", "show"]] {
        assert_eq!(both(arguments), text, "nothing is added to the text");
    }
    for (arguments, printed) in [
        (&["show", "-:2"][..], "we meet.\n"),
        (&["show", "-:-1"], "Friends,\n"),
        (&["show", "-#1:2-"], "we meet.\n"),
        (&["-:2"], "we meet.\n"),
        (
            &["show", "opening:1", "-:2", "opening:1"],
            "Dear comrade cell secretaries,\n\nwe meet.\n\nDear comrade cell secretaries,\n",
        ),
    ] {
        assert_eq!(both(arguments), printed, "{arguments:?}");
    }
    home.command(&["quote", "-"])
        .stdin(fs::File::open(home.path().join("talk.txt")).unwrap())
        .assert()
        .code(2)
        .stderr("oratory: quote needs paragraphs: write -:1 or -:1-3\n");
    assert_eq!(both(&["quote", "-:1"]), "“Friends,”\n— Standard input, para. 1.\n");
    assert_eq!(both(&["search", "meet"]), "-:2  we [meet].\n");
    // A named text takes precedence over standard input, and other commands do not read it.
    assert_eq!(both(&["show", "opening:1"]), "Dear comrade cell secretaries,\n");
    assert_eq!(both(&["closing:37"]).lines().count(), 1, "from there to the end");
    assert!(both(&["list"]).starts_with("opening "));
    assert!(both(&["search", "comrade", "closing", "--context", "0"]).starts_with("closing:1 "));
}

#[test]
fn filter_adds_no_title() {
    let home = Home::new();
    for (name, text) in [
        ("a.txt", "Friends,\n\nwe meet.\n"),
        ("b.txt", "Friends,\n\nAT LAST\n\nwe meet.\n"),
        ("c.md", "Friends,\n\n# At last\n\nwe meet.\n"),
    ] {
        fs::write(home.path().join(name), text).unwrap();
        for arguments in [&["show", name][..], &[name], &["show", name, "--width", "30"]] {
            home.command(arguments).assert().success().stdout(text).stderr("");
        }
    }
    home.command(&["show", "a.txt", "a.txt"])
        .assert()
        .stdout("Friends,\n\nwe meet.\n\n\nFriends,\n\nwe meet.\n");
    let mut terminal = home.run(SIZE, &[ORATORY, "show", "a.txt"]);
    terminal.wait_for("a\n\nFriends,");
    terminal.wait_for_end();
}

#[test]
fn speeches_in_standard_input_are_numbered() {
    let home = Home::new();
    let parts = "+++\n[[part]]\nheading = \"First\"\n[[part]]\nheading = \"Second\"\n+++\n";
    fs::write(home.path().join("talks.txt"), format!("{parts}First\n\nOf bread.\n\nSecond\n\nBread.\n"))
        .unwrap();
    let run = |arguments: &[&str]| {
        let input = fs::File::open(home.path().join("talks.txt")).unwrap();
        String::from_utf8(home.command(arguments).stdin(input).output().unwrap().stdout).unwrap()
    };
    assert_eq!(run(&["search", "bread"]), "-#1:1  Of [bread].\n-#2:1  [Bread].\n");
    assert!(run(&["list", "-"]).contains("\n-#2 "), "{}", run(&["list", "-"]));
    assert_eq!(run(&["show", "-#2:1"]), "Bread.\n");
    assert_eq!(run(&["quote", "-#2:1"]), "“Bread.”\n— “Second” (speech), para. 1.\n");
}

#[test]
fn file_name_cited_as_title_has_no_quotation_marks() {
    let home = Home::new();
    for (content, citation) in [
        ("Friends.", "a, para. 1"),
        ("+++\nspeaker = \"Ann Lee\"\n+++\nFriends.", "Ann Lee, a (speech), para. 1"),
        ("+++\nplace = \"Leeds\"\n+++\nFriends.", "a (speech, Leeds), para. 1"),
        ("ON BREAD\n\nFriends.", "“ON BREAD” (speech), para. 1"),
        ("+++\ntitle = \"a\"\n+++\nFriends.", "“a” (speech), para. 1"),
    ] {
        fs::write(home.path().join("a.txt"), content).unwrap();
        home.command(&["quote", "a.txt:1"]).assert().stdout(format!("“Friends.”\n— {citation}.\n"));
    }
}

#[test]
fn empty_input_is_reported() {
    let home = Home::new();
    home.command(&["-"]).assert().code(1).stdout("").stderr("oratory: standard input is empty\n");
}

#[test]
fn keys_come_from_the_terminal_if_the_text_is_piped() {
    let home = Home::new();
    let command = format!("printf 'Friends,\\n\\nwe meet.\\n' | '{ORATORY}'");
    let mut terminal = home.run(SIZE, &["sh", "-c", &command]);
    terminal.wait_for("¶ 1/2");
    terminal.type_keys("}m");
    terminal.wait_for("bookmarked ¶ 2");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
    // The same text has its bookmark again. Another one has not.
    let mut terminal = home.run(SIZE, &["sh", "-c", &command]);
    terminal.wait_for("◆  2");
    terminal.wait_for("¶ 2/2");
    terminal.type_keys("q");
    terminal.wait_for_end();
    let mut terminal = home.run(SIZE, &["sh", "-c", &command.replace("meet", "met")]);
    terminal.wait_for("¶ 1/2");
    assert!(!terminal.contents().contains('◆'));
}

#[test]
fn dumb_terminal_gets_printed_text() {
    let home = Home::new();
    let mut terminal =
        home.run((200, 24), &["sh", "-c", &format!("TERM=dumb '{ORATORY}' opening:26; sleep 1")]);
    terminal.wait_for("Fully convinced");
    terminal.wait_for_end();
    assert!(!terminal.contents().contains("oratory:"));
    assert!(!terminal.raw().contains(&0x1b));
}
