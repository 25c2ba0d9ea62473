//! Tests of the command line: general options, texts and paragraphs, and messages about mistakes.

use std::fs;

use assert_cmd::assert::OutputAssertExt;

use crate::{commands::assert_fails, home::Home};

#[test]
fn general_options_go_before_or_after_a_command() {
    let home = Home::new();
    fs::write(home.path().join("mine.toml"), "words_per_minute = 50\nlibrary.extensions = [\"org\"]")
        .unwrap();
    fs::create_dir(home.path().join("talks")).unwrap();
    fs::write(home.path().join("talks/a.org"), b"Caf\xe9.").unwrap();
    let both = |option: [&str; 2], command: &[&str]| {
        let before = home.output(&[&option[..], command].concat());
        assert_eq!(home.output(&[command, &option[..]].concat()), before, "{option:?} {command:?}");
        assert_eq!(before.1, Some(0), "{option:?} {command:?}: {}", before.2);
        before.0
    };
    let wrapped = "Those that are not knitted in\nbonds of human feelings cannot\nbecome loyal cells.\n";
    assert_eq!(both(["--width", "30"], &["show", "closing:8"]), wrapped);
    assert!(both(["--config", "mine.toml"], &["list", "opening"]).contains("24 min"));
    assert!(both(["--config", "mine.toml"], &["paths"]).starts_with("config     mine.toml\n"));
    let latin = ["--encoding", "latin1"];
    for command in [&["show"][..], &["list"], &["quote"], &["search", "cafe"]] {
        let text = if command == ["quote"] { "talks/a.org:1" } else { "talks" };
        let command = [command, &["--config", "mine.toml", text]].concat();
        let printed = both(latin, &command);
        assert!(printed.contains("Caf\u{e9}") || printed.starts_with("talks/a "), "{printed}");
    }
    for command in
        [&["list"][..], &["show"], &["quote", "closing:8"], &["search", "a"], &["bookmarks"], &["config"]]
    {
        both(["--theme", "dark"], &if command == ["bookmarks"] { vec!["paths"] } else { command.to_vec() });
        let (_, code, messages) = home.output(&[command, &["--config", "none.toml"]].concat());
        assert_eq!(code, Some(2), "{command:?}");
        assert!(messages.contains("cannot read the configuration \"none.toml\""), "{messages}");
    }
    // The last option counts, so that an alias may set a default.
    assert_eq!(home.output(&["--width", "20", "--width", "30", "show", "closing:8"]).0, wrapped);
    assert_eq!(home.output(&["--width", "20", "show", "closing:8", "--width", "30"]).0, wrapped);
    let expected = "write the texts after the command: oratory COMMAND TEXT";
    assert_fails(&home, &["closing", "--width", "30", "show"], 2, expected);
}

#[test]
fn without_a_text_every_command_covers_the_same_library() {
    let home = with_library();
    assert_eq!(home.output(&["list"]).0.lines().count(), 3);
    assert!(home.output(&["search", "loaves"]).0.starts_with("bread:1  "));
    for command in [&["show"][..], &[]] {
        let (printed, code, _) = home.output(command);
        assert!(printed.starts_with("Opening Speech\n") && printed.ends_with("Of loaves.\n"), "{printed}");
        assert_eq!(code, Some(0));
    }
    let mut terminal = home.run((100, 24), &[crate::home::ORATORY, "texts/bread.txt"]);
    terminal.wait_for("¶ 1/1");
    terminal.type_keys("mq");
    terminal.wait_for_end();
    fs::rename(home.path().join("texts/bread.txt"), home.path().join("texts/brod.txt")).unwrap();
    // A renamed text has its new name.
    assert!(home.output(&["bookmarks"]).0.starts_with("brod:1  unchanged\n"));
    assert!(home.output(&["bookmarks", "--json"]).0.contains("\"name\":\"brod\""));
}

#[test]
fn search_obeys_the_configuration() {
    let home = Home::new();
    fs::write(home.path().join("a.txt"), "caf\u{e9} \u{201c}x\u{201d}\n\ncafe Cafe\n").unwrap();
    let count = |pattern: &str, options: &[&str]| {
        let command = [&["search", "--json", pattern, "a.txt"], options].concat();
        home.output(&command).0.lines().count()
    };
    let set = |settings: &str| fs::write(home.path().join("c.toml"), settings).unwrap();
    let config = home.path().join("config/oratory/config.toml");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    let named = ["--config", "c.toml"];
    set("");
    assert_eq!((count("cafe", &named), count("Cafe", &named), count("\"x", &named)), (3, 1, 1));
    set("smart_case = false");
    assert_eq!((count("Cafe", &named), count("Cafe", &[])), (3, 1));
    assert_eq!(count("Cafe", &["--config", "c.toml", "--exact"]), 1);
    set("folds = false");
    assert_eq!((count("cafe", &named), count("\"x", &named), count("cafe", &[])), (2, 0, 3));
    fs::copy(home.path().join("c.toml"), config).unwrap();
    assert_eq!(count("cafe", &[]), 2);
}

#[test]
fn wrong_command_line_is_explained() {
    let home = Home::new();
    let unexpected = |word: &str| format!("oratory: unexpected argument '{word}' found");
    let similar = "  tip: a similar argument exists: '--width'";
    for (arguments, lines) in [
        (&["--widht", "7"][..], &[&*unexpected("--widht"), similar, "Try 'oratory --help'."][..]),
        (
            &["--theme", "dark", "show", "--widht", "7"],
            &[&unexpected("--widht"), similar, "Try 'oratory show --help'."],
        ),
        (
            &["--theme", "drak"],
            &[
                "oratory: invalid value 'drak' for '--theme <THEME>'",
                "  [possible values: terminal, light, dark, contrast]",
                "  tip: a similar value exists: 'dark'",
                "Try 'oratory --help'.",
            ],
        ),
    ] {
        let (printed, code, messages) = home.output(arguments);
        assert_eq!((printed.as_str(), code), ("", Some(2)), "{messages}");
        assert_eq!(messages.lines().collect::<Vec<_>>(), lines);
    }
    for (arguments, option) in [
        (&["--width", "x"][..], "--width"),
        (&["search", "unity", "-C", "x"], "--paragraphs"),
        (&["near", "party", "--span", "x"], "--span"),
    ] {
        let (_, code, messages) = home.output(arguments);
        assert!(messages.contains(&format!("for '{option}")) || messages.contains(option), "{messages}");
        assert!(messages.contains("'x'") && messages.contains(": expected a number"), "{messages}");
        assert_eq!(code, Some(2));
    }
    let expected = "help takes the name of one command, for example: oratory help list";
    assert_fails(&home, &["help", "list", "list"], 2, expected);
    assert_fails(&home, &["help", "--help"], 2, expected);
    let expected = "quote needs a text and its paragraphs, for example: oratory quote closing:8";
    assert_fails(&home, &["quote"], 2, expected);
}

#[test]
fn misspelled_command_is_recognised() {
    let home = Home::new();
    for (arguments, word, meant) in [
        (&["shwo", "closing:7"][..], "shwo", "show"),
        (&["serach", "unity", "--regex"], "serach", "search"),
        (&["--theme", "dark", "serach", "unity", "--json"], "serach", "search"),
        (&["lst"], "lst", "list"),
        (&["help", "bokmarks"], "bokmarks", "bookmarks"),
        (&["man", "shwo"], "shwo", "show"),
    ] {
        let expected = format!("there is no command called \"{word}\": did you mean `{meant}`?");
        assert_fails(&home, arguments, 2, &expected);
    }
    // A more similar text is meant instead, and a path or a second word is not a command.
    for arguments in [&["closng"][..], &["lst.txt"], &["opening", "lst"], &["show", "lst"]] {
        let (_, code, messages) = home.output(arguments);
        assert!(
            messages.starts_with("oratory: no text or file named ") && !messages.contains("did you mean `"),
            "{messages}"
        );
        assert_eq!(code, Some(2));
    }
    // A file of that name takes precedence.
    fs::write(home.path().join("shwo"), "Friends.\n").unwrap();
    home.command(&["shwo"]).assert().success().stdout("Friends.\n");
}

#[test]
fn ranges_may_be_open_and_invalid_ones_are_reported() {
    let home = Home::new();
    fs::write(home.path().join("a.txt"), "One.\n\nTwo.\n\nThree.\n").unwrap();
    for (range, printed) in
        [("2-", "Two.\n\nThree.\n"), ("-2", "One.\n\nTwo.\n"), ("1–2", "One.\n\nTwo.\n"), ("3-3", "Three.\n")]
    {
        assert_eq!(home.output(&["show", &format!("a.txt:{range}")]).0, printed, "{range}");
    }
    assert!(home.output(&["quote", "a.txt:3-"]).0.starts_with("“Three.”\n"));
    assert_eq!(home.output(&["a.txt:-1"]).0.lines().count(), 5, "the reader goes on from there");
    for range in ["", "-", "x", "7,9", "2-3-4", "+2", "2.5"] {
        let expected =
            format!("invalid paragraph range \"{range}\": use a.txt:7, a.txt:7-9, a.txt:7- or a.txt:-9");
        assert_fails(&home, &["show", &format!("a.txt:{range}")], 2, &expected);
    }
    for range in ["4-", "-4", "2-4"] {
        let expected = format!("a.txt has no ¶ {range}: its paragraphs are 1 to 3");
        assert_fails(&home, &["show", &format!("a.txt:{range}")], 1, &expected);
    }
}

#[test]
fn help_has_examples_and_every_command() {
    let home = Home::new();
    let (help, code, _) = home.output(&["--help"]);
    assert_eq!(code, Some(0));
    for command in ["paths", "list", "show", "quote", "bookmarks", "config", "completions", "man"] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
        assert_eq!(home.output(&[command, "--help"]).1, Some(0));
        assert!(home.output(&["man", command]).0.contains(&format!("oratory\\-{command}")), "{command}");
    }
    assert!(help.contains("Examples:\n  oratory  "));
    assert_eq!(home.output(&["--version"]).0, format!("oratory {}\n", env!("CARGO_PKG_VERSION")));
    assert!(home.output(&["man"]).0.contains(".TH oratory 1"));
    let expected = "there is no command called \"xyzzy\": `oratory --help` lists the commands";
    assert_fails(&home, &["man", "xyzzy"], 2, expected);
    for shell in ["bash", "zsh", "fish"] {
        assert!(home.output(&["completions", shell]).0.contains("oratory"));
    }
}

/// Creates a home with a text in a folder of the configuration.
fn with_library() -> Home {
    let home = Home::new();
    let config = home.path().join("config/oratory/config.toml");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    fs::write(config, "library.folders = [\"~/texts\"]\n").unwrap();
    fs::create_dir(home.path().join("texts")).unwrap();
    fs::write(home.path().join("texts/bread.txt"), "Of loaves.\n").unwrap();
    home
}
