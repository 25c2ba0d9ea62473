//! What is printed where there is no terminal.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    process::Stdio,
};

use assert_cmd::assert::OutputAssertExt;
use oratory::{store::texts::built_in, text::speech::Speech};

use crate::{
    home::{Home, ORATORY},
    terminal::SIZE,
};

/// The numbered paragraphs as they are printed: on one line.
pub(crate) fn paragraphs(speech: &Speech) -> impl Iterator<Item = String> + '_ {
    let numbers = 1..=speech.paragraph_count();
    let blocks = numbers.filter_map(|number| speech.paragraph(number)).map(|index| speech.block(index));
    blocks.map(|block| speech.text()[block.range].replace("\r\n", " ").replace('\n', " "))
}

#[test]
fn output_that_is_no_terminal_has_a_line_for_each_paragraph() {
    let home = Home::new();
    let output = home.command(&[]).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<_> = printed.lines().collect();
    let library = built_in();
    for speech in library.iter() {
        assert!(lines.contains(&speech.details().title.as_str()));
        for paragraph in paragraphs(speech) {
            assert!(lines.contains(&paragraph.as_str()), "{paragraph}");
        }
    }
    assert!(!printed.contains('\x1b'));
    assert!(output.stderr.is_empty(), "a filter prints no notice");
}

#[test]
fn a_width_wraps_what_is_printed() {
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
fn what_is_wrapped_is_set_as_on_a_page() {
    let home = Home::new();
    let front = "+++\ntitle = \"A title that is longer than the line\"\n+++\n";
    fs::write(home.path().join("a.txt"), format!("{front}Co\u{ad}operation is in\u{ad}ter\u{ad}national."))
        .unwrap();
    home.command(&["show", "a.txt", "--width", "13"])
        .assert()
        .stdout("A title that\nis longer\nthan the line\n\nCooperation\nis inter-\nnational.\n");
}

#[test]
fn a_pipe_that_is_closed_early_is_no_error() {
    let home = Home::new();
    let file = home.path().join("long.txt");
    // More than a pipe holds.
    fs::write(&file, "The first paragraph.\n\n".repeat(50_000)).unwrap();
    let mut child =
        home.command(&["show", "long.txt"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    // What reads it is dropped with the line, as by `head -1`.
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let status = child.wait().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(status.success() && said.is_empty(), "{status}: {said}");
    assert_eq!(line, "The first paragraph.\n");
}

#[test]
fn a_file_of_the_readers_own_is_read() {
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
fn a_file_that_is_not_there_is_one_line_and_no_screen() {
    let home = Home::new();
    let output = home.command(&["missing.txt"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("missing.txt") && output.stdout.is_empty(), "{said}");

    let mut terminal = home.run(SIZE, &[ORATORY, "missing.txt"]);
    assert_eq!(terminal.wait_for_end().code(), Some(2));
    terminal.assert_given_back();
    assert!(terminal.contents().contains("missing.txt"));
    assert!(!terminal.raw().contains(&0x1b), "the screen was taken for nothing");
}

#[test]
fn a_pipe_or_a_file_at_the_input_is_a_text() {
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
        // A command that is given a text closes the pipe unread.
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
    assert!(both(&["quote", "-:1"]).starts_with("“Friends,”\n"));
    assert!(both(&["search", "meet"]).ends_with("we [meet].\n"));
    // A text that is named keeps standard input out, and other commands do not read it.
    assert_eq!(both(&["show", "opening:1"]), "Dear comrade cell secretaries,\n");
    assert_eq!(both(&["closing:37"]).lines().count(), 1, "from there to the end");
    assert!(both(&["list"]).starts_with("opening "));
    assert!(both(&["search", "comrade", "closing", "--context", "0"]).starts_with("closing:1 "));
}

#[test]
fn a_filter_adds_no_title() {
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
fn an_empty_input_is_nothing() {
    let home = Home::new();
    home.command(&["-"]).assert().code(1).stdout("").stderr("oratory: standard input is empty\n");
}

#[test]
fn keys_come_from_the_terminal_while_the_text_comes_from_a_pipe() {
    let home = Home::new();
    let command = format!("printf 'Friends,\\n\\nwe meet.\\n' | '{ORATORY}'");
    let mut terminal = home.run(SIZE, &["sh", "-c", &command]);
    terminal.wait_for("¶ 1/2");
    terminal.type_keys("}m");
    terminal.wait_for("bookmarked ¶ 2");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
    // The same text has its bookmark again, another one has not.
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
fn a_terminal_that_can_do_nothing_is_written_to_as_paper() {
    let home = Home::new();
    let mut terminal =
        home.run((200, 24), &["sh", "-c", &format!("TERM=dumb '{ORATORY}' opening:26; sleep 1")]);
    terminal.wait_for("Fully convinced");
    terminal.wait_for_end();
    assert!(!terminal.contents().contains("oratory:"));
    assert!(!terminal.raw().contains(&0x1b));
}
