//! What words and settings name: files and folders as they are found on a disk, with what is wrong with them.

use std::fs;

use crate::home::Home;

/// What a command prints, how it ends, and what it says on the side.
fn run(home: &Home, arguments: &[&str]) -> (String, Option<i32>, String) {
    let output = home.command(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), output.status.code(), text(output.stderr))
}

/// A home with these files, below folders that are made for them.
fn with_files(files: &[(&str, &str)]) -> Home {
    let home = Home::new();
    for (name, content) in files {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    home
}

#[test]
fn a_folder_that_is_gone_is_told_and_the_rest_is_listed_and_searched() {
    let home = with_files(&[
        ("good/a.txt", "Of bread."),
        ("config/oratory/config.toml", "[library]\nfolders = [\"~/none\", \"~/good\"]\n"),
    ]);
    let said =
        format!("oratory: cannot read \"{}\": there is no such folder\n", home.path().join("none").display());
    let (printed, status, told) = run(&home, &["list"]);
    assert_eq!((printed.lines().count(), status, told), (3, Some(0), said.clone()), "{printed}");
    let found = ("a:1  Of [bread].\n".to_owned(), Some(0), said);
    assert_eq!(run(&home, &["search", "bread"]), found);
}
