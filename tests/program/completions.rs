//! Tests of completions in real shells, and of the manual page.

use std::{fs, os::unix::fs::symlink};

use crate::{
    home::{Home, ORATORY},
    not_tested,
};

/// Creates a home with texts, and with the program as `oratory` in `bin`.
fn with_texts() -> Home {
    let home = Home::new();
    for folder in ["bin", "talks", "library/year", "config/oratory"] {
        fs::create_dir_all(home.path().join(folder)).unwrap();
    }
    for file in ["my talk.txt", "it's $x*.txt", "talks/one.txt", "library/year/may.txt"] {
        fs::write(home.path().join(file), "Friends.\n").unwrap();
    }
    fs::write(home.path().join("config/oratory/config.toml"), "library.folders = [\"~/library\"]\n").unwrap();
    symlink(ORATORY, home.path().join("bin/oratory")).unwrap();
    home
}

/// Typed text, and the line after Tab.
const COMPLETED: [(&str, &str); 21] = [
    ("oratory show clo", "oratory show closing"),
    ("oratory search x y", "oratory search x year/may"),
    ("oratory closing:7 op", "oratory closing:7 opening"),
    ("oratory sho", "oratory show"),
    ("oratory man bo", "oratory man bookmarks"),
    ("oratory --theme da", "oratory --theme dark"),
    ("oratory --theme=da", "oratory --theme=dark"),
    ("oratory cite --style bib", "oratory cite --style biblatex"),
    ("oratory cite closing:8 --style=mla-", "oratory cite closing:8 --style=mla-works-cited"),
    ("oratory quote --style pan", "oratory quote --style pandoc"),
    ("oratory list --js", "oratory list --json"),
    ("oratory near party clo", "oratory near party closing"),
    ("oratory phrases op", "oratory phrases opening"),
    ("oratory phrases opening --in clo", "oratory phrases opening --in closing"),
    ("oratory words opening --than clo", "oratory words opening --than closing"),
    ("oratory words --sort rat", "oratory words --sort ratio"),
    ("oratory compare opening closing --as ver", "oratory compare opening closing --as versions"),
    ("oratory show my", r"oratory show my\ talk.txt"),
    (r"oratory show my\ t", r"oratory show my\ talk.txt"),
    ("oratory show \"my", "oratory show \"my talk.txt\""),
    ("oratory show ~/tal", "oratory show ~/talks/"),
];

/// Types the lines into a shell that has loaded the script of `oratory completions`.
fn assert_completes(home: &Home, shell: &[&str], setup: &str) {
    if !home
        .any("sh")
        .args(["-c", &format!("command -v {} >&2", shell[0])])
        .output()
        .unwrap()
        .status
        .success()
    {
        return not_tested(&format!("{} is not installed", shell[0]));
    }
    let command = format!("PATH=\"$HOME/bin:$PATH\" exec {}", shell.join(" "));
    let mut terminal = home.run((100, 60), &["sh", "-c", &command]);
    terminal.type_keys(&format!("{setup}; echo set'' up\r"));
    terminal.wait_for("set up");
    for (typed, completed) in COMPLETED {
        // Start with an empty line on an empty screen.
        terminal.type_keys("\u{15}");
        terminal.wipe();
        terminal.type_keys(&format!("{typed}\t"));
        terminal.wait_for(completed);
    }
}

#[test]
fn bash_completes_commands_options_speeches_and_files() {
    let setup = "source <(oratory completions bash)";
    assert_completes(&with_texts(), &["bash", "--norc", "--noprofile", "-i"], setup);
}

#[test]
fn zsh_completes_commands_options_speeches_and_files() {
    let setup = "autoload -U compinit; compinit -u -D; source <(oratory completions zsh)";
    assert_completes(&with_texts(), &["zsh", "-f", "-i"], setup);
}

#[test]
fn fish_completes_commands_options_speeches_and_files() {
    let setup = "oratory completions fish | source; function fish_prompt; echo '> '; end";
    assert_completes(&with_texts(), &["fish", "--private", "-i"], setup);
}

#[test]
fn every_shell_gets_candidates_in_its_format() {
    let home = with_texts();
    let candidates = |shell: &str, line: &str| {
        let output = home.command(&["--", line]).env("COMPLETE", shell).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(candidates("fish", "oratory show clo"), "closing\tClosing Speech\n");
    assert_eq!(candidates("zsh", "oratory show clo"), "closing:Closing Speech\n");
    assert_eq!(candidates("bash", "oratory show clo"), "closing\n");
    assert_eq!(candidates("bash", "oratory show it"), "it's $x*.txt\n");
    assert_eq!(candidates("bash", "oratory show xyzzy"), "");
    // Themes are not files, and patterns are not texts.
    assert_eq!(candidates("bash", "oratory --theme "), "terminal\nlight\ndark\ncontrast\n");
    assert!(!candidates("bash", "oratory search ").contains("closing"));
    for folder in ["data", "state", "cache"] {
        assert!(!home.path().join(folder).exists(), "completions write nothing, but {folder} exists");
    }
    // Other uses of the variable do not stop the program.
    let output = home.command(&["show", "opening:1"]).env("COMPLETE", "1").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "Dear comrade cell secretaries,\n");
}

#[test]
fn manual_page_has_all_sections() {
    let home = Home::new();
    let (page, code, _) = home.output(&["man"]);
    assert_eq!(code, Some(0));
    let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
    for heading in ["KEYS", "FILES", "ENVIRONMENT", "\"EXIT STATUS\"", "EXAMPLES"] {
        assert!(headings.contains(&heading), "{heading}: {headings:?}");
    }
    let example = "\\fBoratory show closing:7\\-9\\fR\n    print three paragraphs\n";
    let (_, examples) = page.split_once(".SH EXAMPLES\n.nf\n").unwrap();
    assert!(examples.contains(example), "{examples}");
    let without_escapes = |text: &str| text.replace("\\*(Aq", "'").replace('\\', "");
    for binding in oratory::BINDINGS {
        assert!(without_escapes(&page).contains(&without_escapes(binding.help)), "{}", binding.help);
    }
    assert!(home.output(&["man", "show"]).0.contains(".SH EXAMPLES\n"));
    let (paths, ..) = home.output(&["paths"]);
    for file in ["config.toml", "bookmarks.toml", "texts", "places.toml", "drafts.toml"] {
        assert!(paths.contains(file) && page.contains(file), "{file}");
    }
    // Formatted by `man`.
    fs::write(home.path().join("oratory.1"), page).unwrap();
    match home.any("groff").args(["-man", "-ww", "-Tutf8", "-P-cbou", "oratory.1"]).output() {
        Ok(output) => {
            assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
            let shown = String::from_utf8(output.stdout).unwrap();
            assert!(
                shown.contains(
                    "       oratory quote closing:8\n           quote a paragraph with its citation\n"
                ),
                "{shown}"
            );
        }
        Err(_) => not_tested("groff is not installed"),
    }
}
