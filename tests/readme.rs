//! Checks the tables in the README, which are generated from the program.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::{fmt::Write as _, process::Command};

use oratory::{BINDINGS, Config, SETTINGS, Task};

/// Rewrites the tables if `UPDATE_README` is set.
#[test]
fn readme_tables_are_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let mut expected = readme.clone();
    for (name, table) in [("keys", keys()), ("settings", settings()), ("commands", commands())] {
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

fn keys() -> String {
    let mut table = String::new();
    for task in Task::ALL {
        writeln!(table, "\n**{}**\n\n| key | action |\n| --- | --- |", task.name()).unwrap();
        for binding in BINDINGS.iter().filter(|binding| binding.task == task) {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
            writeln!(table, "| {} | {} |", keys.join(" "), binding.help).unwrap();
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

fn commands() -> String {
    let help = Command::new(env!("CARGO_BIN_EXE_oratory")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    format!("\n```text\n{}\n```\n\n", help.join("\n"))
}
