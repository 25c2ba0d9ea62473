//! Tests of standard input in the reader: its head is shown at once, and the rest is read meanwhile.

use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    process::Stdio,
};

use crate::{
    home::{Home, ORATORY},
    pty::Terminal,
};

/// Starts the reader behind a pipe from a shell command.
fn behind(home: &Home, command: &str) -> Terminal {
    home.run((100, 24), &["sh", "-c", &format!("{command} | \"$0\""), ORATORY])
}

/// Starts the reader with a named pipe as standard input. Returns the writing end too.
fn piped(home: &Home, arguments: &str) -> (Terminal, File) {
    let pipe = home.path().join("pipe");
    assert!(home.any("mkfifo").arg(&pipe).status().unwrap().success());
    let terminal = home.run((100, 24), &["sh", "-c", &format!("\"$0\" {arguments} < pipe"), ORATORY]);
    let writer = fs::OpenOptions::new().write(true).open(pipe).unwrap();
    (terminal, writer)
}

#[test]
fn slow_pipe_shows_its_head_at_once_and_grows() {
    let home = Home::new();
    let (mut terminal, mut pipe) = piped(&home, "");
    terminal.wait_for("loading");
    pipe.write_all(b"One is one.\n\n").unwrap();
    terminal.wait_for("One is one.");
    pipe.write_all(b"Two is two.\n\nThr").unwrap();
    terminal.wait_for("Two is two.");
    terminal.type_keys("}");
    terminal.wait_for("¶ 2 · loading");
    terminal.type_keys("m");
    terminal.wait_for("still loading");
    terminal.type_keys("/one\r");
    terminal.wait_for("searched");
    terminal.type_keys("\u{1b}");
    terminal.wait_until("no search", |screen| !screen.contents().contains("searched"));
    pipe.write_all(b"ee is three.\n").unwrap();
    drop(pipe);
    terminal.wait_for("Three is three.");
    terminal.wait_until("the end", |screen| !screen.contents().contains("loading"));
    terminal.type_keys("Gm");
    terminal.wait_for("◆  3 Three");
    terminal.type_keys("/one\r");
    terminal.wait_for("in 1 of 1");
    terminal.leave();
}

#[test]
fn endless_pipe_is_read_to_the_limit() {
    let home = Home::new();
    fs::create_dir_all(home.path().join("config/oratory")).unwrap();
    fs::write(home.path().join("config/oratory/config.toml"), "max_file_mb = 1\n").unwrap();
    let mut terminal = behind(&home, "yes");
    terminal.wait_for("only the first 1 MB were read");
    terminal.type_keys("G");
    terminal.wait_for("100%");
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
    let mut terminal = behind(&home, "(echo One.; exec sleep 1000)");
    terminal.wait_for("One.");
    terminal.wait_for("loading");
    terminal.type_keys("jG/one\r");
    terminal.wait_for("searched");
    terminal.type_keys("q");
    // The shell waits for the command before the pipe.
    terminal.wait_until("the shell's screen", |screen| !screen.alternate_screen());
}

#[test]
fn pipe_may_have_parts_or_be_empty() {
    let home = Home::new();
    let (mut terminal, mut pipe) = piped(&home, "");
    terminal.wait_for("loading");
    pipe.write_all(b"+++\n[[part]]\nheading = \"First\"\n[[part]]\nheading = \"Second\"\n+++\n").unwrap();
    pipe.write_all(b"First\n\nOf bread.\n\nSecond\n\nOf butter.\n").unwrap();
    drop(pipe);
    terminal.wait_for("Of bread.");
    terminal.type_keys("]");
    terminal.wait_for("Of butter.");
    terminal.leave();
    let home = Home::new();
    let (mut terminal, pipe) = piped(&home, "");
    terminal.wait_for("loading");
    drop(pipe);
    terminal.wait_for("standard input is empty");
    terminal.leave();
}

#[test]
fn pipe_does_not_block_other_texts() {
    let home = Home::new();
    fs::create_dir(home.path().join("texts")).unwrap();
    fs::write(home.path().join("texts/a.txt"), "Of bread.\n").unwrap();
    let (mut terminal, mut pipe) = piped(&home, "texts/a.txt -");
    terminal.wait_for("Of bread.");
    terminal.type_keys("/bread\r");
    terminal.wait_for("1 searched");
    pipe.write_all(b"And of bread.\n").unwrap();
    drop(pipe);
    terminal.wait_for("in 2 of 2");
    terminal.leave();
}

#[test]
fn printing_reads_standard_input_to_the_limit() {
    let home = Home::new();
    fs::create_dir_all(home.path().join("config/oratory")).unwrap();
    fs::write(home.path().join("config/oratory/config.toml"), "max_file_mb = 1\n").unwrap();
    let output = home.any("sh").args(["-c", "yes | \"$0\" show -", ORATORY]).output().unwrap();
    assert!(output.stdout.len() >= 1_000_000 && output.stdout.len() < 2_000_000);
    let messages = String::from_utf8(output.stderr).unwrap();
    assert!(
        messages.starts_with("oratory: standard input: only the first 1 MB were read; save it to a file"),
        "{messages}"
    );
}

#[test]
fn named_pipe_may_be_opened_before_its_writer() {
    let home = Home::new();
    let pipe = home.path().join("b.txt");
    assert!(home.any("mkfifo").arg(&pipe).status().unwrap().success());
    let mut terminal = home.run((100, 24), &[ORATORY, "b.txt"]);
    terminal.wait_for("loading");
    terminal.leave();
    let mut terminal = home.run((100, 24), &[ORATORY, "b.txt"]);
    terminal.wait_for("loading");
    fs::write(&pipe, "Of bread.\n").unwrap();
    terminal.wait_for("Of bread.");
    terminal.leave();
    let mut show = home.command(&["show", "b.txt"]).stdout(Stdio::piped()).spawn().unwrap();
    fs::write(&pipe, "Of butter.\n").unwrap();
    let mut printed = String::new();
    show.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
    assert_eq!((printed.as_str(), show.wait().unwrap().code()), ("Of butter.\n", Some(0)));
}

#[test]
fn standard_input_may_be_named_more_than_once() {
    let home = Home::new();
    let output =
        home.any("sh").args(["-c", "printf 'One.\\n\\nTwo.\\n' | \"$0\" show -:2 - -:1", ORATORY]).output();
    let output = output.unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "Two.\n\n\nOne.\n\nTwo.\n\nOne.\n");
    let (mut terminal, mut pipe) = piped(&home, "- - -:2");
    pipe.write_all(b"One is one.\n\nTwo is two.\n").unwrap();
    drop(pipe);
    terminal.wait_for("Two is two.");
    terminal.wait_until("the end", |screen| !screen.contents().contains("loading"));
    terminal.leave();
}
