//! Checks the tables in the README, which are generated from the program.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::{fmt::Write as _, process::Command};

use oratory::{BINDINGS, Config, SETTINGS, Task};
use oratory_core::{STYLES, Style};
use oratory_import::import_text;

/// Rewrites the tables if `UPDATE_README` is set.
#[test]
fn readme_tables_are_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let mut expected = readme.clone();
    let tables = [
        ("keys", keys()),
        ("settings", settings()),
        ("commands", commands()),
        ("styles", styles()),
        ("words", words()),
    ];
    for (name, table) in tables {
        let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let (head, rest) = expected.split_once(&open).unwrap();
        let (_, tail) = rest.split_once(&close).unwrap();
        expected = format!("{head}{open}{table}{close}{tail}");
    }
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path, &expected).unwrap();
    } else {
        assert_eq!(readme, expected, "run UPDATE_README=1 cargo test --test readme to update it");
    }
}

/// Each name in the table of front matter states a detail.
#[test]
fn names_of_details_are_read() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let (_, table) = readme.split_once("| name | meaning |\n| --- | --- |\n").unwrap();
    let rows = table.lines().map_while(|line| line.strip_prefix("| ")?.split(" | ").next());
    let names: Vec<&str> = rows.flat_map(|row| row.split('`').skip(1).step_by(2)).collect();
    assert!(names.len() > 20, "{names:?}");
    let plain = import_text("talk", "Friends.");
    for name in names {
        let speech = import_text("talk", &format!("+++\n{name} = \"1921-03-05\"\n+++\nFriends."));
        assert_ne!(speech.details(), plain.details(), "{name}");
    }
}

fn keys() -> String {
    let mut table = String::new();
    for task in Task::ALL {
        writeln!(table, "\n**{}**\n\n| key | action |\n| --- | --- |", task.name()).unwrap();
        for binding in BINDINGS.iter().filter(|binding| binding.task == task) {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
            // In a table, a bar ends the cell even within code.
            let [keys, help] = [keys.join(" ").as_str(), binding.help].map(|cell| cell.replace('|', r"\|"));
            writeln!(table, "| {keys} | {help} |").unwrap();
        }
    }
    table.push('\n');
    table
}

fn settings() -> String {
    let mut table = "\n| setting | default | description |\n| --- | --- | --- |\n".to_owned();
    for setting in SETTINGS {
        let default = setting.to_toml(&Config::default());
        writeln!(table, "| `{}` | `{default}` | {} |", setting.name, setting.description()).unwrap();
    }
    table.push('\n');
    table
}

fn printed(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_oratory")).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Cites a paragraph in every style, except those that print a record of several lines.
fn styles() -> String {
    let mut table = "\n| style | what it prints | example |\n| --- | --- | --- |\n".to_owned();
    for (style, name, help) in STYLES {
        let example = match style {
            Style::Biblatex | Style::CslJson | Style::Ris => String::new(),
            _ => printed(&["cite", "closing:8", "--style", name]).trim_end().to_owned(),
        };
        writeln!(table, "| `{name}` | {help} | {example} |").unwrap();
    }
    table.push('\n');
    table
}

fn commands() -> String {
    let help = printed(&["--help"]);
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    format!("\n```text\n{}\n```\n\n", help.join("\n"))
}

/// The first words that set the two speeches apart.
fn words() -> String {
    let printed = printed(&["words", "opening", "--than", "closing", "--width", "100"]);
    let rows: Vec<&str> = printed.lines().take(12).collect();
    format!("\n```text\n$ oratory words opening --than closing\n{}\n```\n\n", rows.join("\n"))
}
