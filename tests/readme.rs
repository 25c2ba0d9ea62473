//! The README's table of keys is made from the keys themselves.

#![expect(clippy::unwrap_used, reason = "in a test, what is missing is to be seen")]

use std::fmt::Write as _;

use oratory::keymap::{BINDINGS, Task};

/// Rewrites the table when `UPDATE_README` is set.
#[test]
fn the_readme_lists_the_keys_in_force() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (head, rest) = readme.split_once("<!-- keys -->\n").unwrap();
    let (_, tail) = rest.split_once("<!-- /keys -->").unwrap();
    let expected = format!("{head}<!-- keys -->\n{}<!-- /keys -->{tail}", table());
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path, &expected).unwrap();
    } else {
        assert_eq!(readme, expected, "UPDATE_README=1 cargo test --test readme rewrites it");
    }
}

fn table() -> String {
    let mut table = String::new();
    for task in Task::ALL {
        writeln!(table, "\n**{}**\n\n| keys | do |\n| --- | --- |", task.name()).unwrap();
        for binding in BINDINGS.iter().filter(|binding| binding.task == task) {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
            writeln!(table, "| {} | {} |", keys.join(" "), binding.help).unwrap();
        }
    }
    table.push('\n');
    table
}
