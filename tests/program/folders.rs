//! Tests of folders: large files, irregular files, links, ignore files, and Unicode names.

use std::{
    fmt::Write as _,
    fs::{self, File},
    os::unix::fs::symlink,
};

use unicode_normalization::UnicodeNormalization;

use crate::home::{Home, ORATORY};

/// Returns the names that `list` prints, relative to the folder.
fn listed(home: &Home, folder: &str) -> Vec<String> {
    let (printed, _, messages) = home.output(&["list", folder]);
    assert_eq!(messages, "");
    let names = printed.lines().map(|line| line.split(' ').next().unwrap());
    names.map(|name| name.strip_prefix(&format!("{folder}/")).unwrap().to_owned()).collect()
}

/// The keys come while the folder is read.
#[test]
fn search_of_a_folder_that_is_still_read_goes_to_its_match() {
    let home = Home::with_files(&[("first.txt", "Of bread."), ("texts/z.txt", "Of land and unity.")]);
    for number in 0..3_000 {
        fs::write(home.path().join(format!("texts/{number}.txt")), "Of steel.").unwrap();
    }
    let mut terminal = home.run((100, 24), &[ORATORY, "first.txt", "texts"]);
    terminal.wait_for("Of bread.");
    terminal.type_keys("/unity\r");
    terminal.wait_for("Of land and unity.");
    terminal.leave();
}

#[test]
fn folder_of_unreadable_texts_is_no_success() {
    let home = Home::new();
    fs::create_dir(home.path().join("texts")).unwrap();
    File::create(home.path().join("texts/huge.txt")).unwrap().set_len(1 << 40).unwrap();
    let (printed, status, messages) = home.output(&["show", "texts"]);
    assert_eq!((printed.as_str(), status), ("", Some(1)), "{messages}");
    assert!(messages.ends_with("oratory: none of the texts could be read\n"), "{messages}");
}

#[test]
fn file_over_the_size_limit_is_reported() {
    let home = Home::with_files(&[("texts/a.txt", "Of bread.")]);
    let huge = home.path().join("texts/huge.txt");
    // A sparse file takes no space on the disk.
    File::create(&huge).unwrap().set_len(1 << 40).unwrap();
    let expected = format!(
        "oratory: cannot read \"{}\": file is 1.1 TB, over the limit of 2000 MB (max_file_mb)\n",
        huge.display()
    );
    let found = ("texts/a:1  Of [bread].\n".to_owned(), Some(0), expected.clone());
    assert_eq!(home.output(&["search", "bread", "texts"]), found);
    assert_eq!(home.output(&["list", "texts"]).2, expected);
    for command in ["show", "quote"] {
        let (printed, status, messages) = home.output(&[command, "texts/huge.txt:1"]);
        assert_eq!((printed.as_str(), status, messages.lines().count()), ("", Some(2), 1), "{messages}");
    }
    let mut terminal = home.run((100, 24), &[ORATORY, "texts"]);
    terminal.wait_for("file is 1.1 TB");
    terminal.type_keys("/bread\r");
    terminal.wait_for("1 unreadable");
    terminal.leave();
    let mut terminal = home.run((100, 24), &[ORATORY, "texts/huge.txt"]);
    terminal.wait_for("the limit of 2000 MB");
}

#[test]
fn size_limit_is_configurable() {
    let home = Home::with_files(&[("config/oratory/config.toml", "max_file_mb = 1\n")]);
    let text = home.path().join("a.txt");
    fs::write(&text, "Of bread.\n\n".repeat(100_000)).unwrap();
    let (printed, status, messages) = home.output(&["show", "a.txt"]);
    assert_eq!((printed.as_str(), status), ("", Some(2)));
    assert!(messages.ends_with("file is 1.1 MB, over the limit of 1 MB (max_file_mb)\n"), "{messages}");
    fs::write(home.path().join("config/oratory/config.toml"), "max_file_mb = 2\n").unwrap();
    assert_eq!(home.output(&["show", "a.txt"]).1, Some(0));
}

#[test]
fn irregular_ignore_file_is_reported_and_not_opened() {
    let home = Home::with_files(&[("texts/a.txt", "Of bread."), ("texts/b/c.txt", "Of bread.")]);
    let texts = home.path().join("texts");
    symlink("/dev/zero", texts.join(".ignore")).unwrap();
    assert!(home.any("mkfifo").arg(texts.join("b/.gitignore")).status().unwrap().success());
    let (printed, status, messages) = home.output(&["search", "bread", "texts"]);
    assert_eq!(
        (printed.as_str(), status),
        ("texts/a:1  Of [bread].\ntexts/b/c:1  Of [bread].\n", Some(0)),
        "{messages}"
    );
    assert_eq!(messages.matches("not a regular file: rules ignored").count(), 2, "{messages}");
    let mut terminal = home.run((100, 24), &[ORATORY, "texts"]);
    terminal.wait_for("not a regular file");
    terminal.leave();
}

#[test]
fn library_folder_whose_texts_are_all_ignored_is_reported() {
    let home = Home::with_files(&[("sp/a.txt", "Of bread."), ("sp/.gitignore", "*.txt\n")]);
    fs::create_dir_all(home.path().join("config/oratory")).unwrap();
    fs::write(home.path().join("config/oratory/config.toml"), "library.folders = [\"~/sp\"]\n").unwrap();
    let messages = format!("oratory: {:?}: 1 text is left out by .gitignore\n", home.path().join("sp"));
    for command in [&["list"][..], &["list", "--json"], &["search", "unity"], &["show"]] {
        let output = home.output(command);
        assert_eq!((output.1, output.2.as_str()), (Some(0), messages.as_str()), "{command:?}");
    }
}

/// Creates a text of `count` parts, with a field of `bytes` bytes in its front matter.
fn many_parts(count: usize, bytes: usize) -> String {
    let mut text = format!("+++\nsource = \"{}\"\n", "s".repeat(bytes));
    for part in 1..=count {
        write!(text, "[[part]]\nheading = \"Part {part}.\"\n").unwrap();
    }
    text.push_str("+++\n");
    for part in 1..=count {
        write!(text, "Part {part}.\n\nOf bread {part}.\n\n").unwrap();
    }
    text
}

#[test]
fn file_of_many_parts_is_listed_searched_and_read() {
    for (count, bytes) in [(18, 0), (1_500, 100_000)] {
        let home = Home::with_files(&[("texts/talks.txt", &many_parts(count, bytes))]);
        let (printed, status, messages) = home.output(&["list", "texts"]);
        assert_eq!((printed.lines().count(), status, messages.as_str()), (count, Some(0), ""));
        let (printed, ..) = home.output(&["search", "bread 18", "texts", "--word"]);
        assert_eq!(printed, "texts/talks#18:1  Of [bread 18].\n");
        assert!(home.output(&["show", "texts/talks.txt#18:1"]).0.ends_with("Of bread 18.\n"));
        let mut terminal = home.run((100, 24), &[ORATORY, "texts"]);
        terminal.wait_for("Of bread 1.");
        terminal.type_keys(&format!("/of bread {count}\r"));
        terminal.wait_for(&format!("Of bread {count}."));
        terminal.leave();
    }
}

#[test]
fn parts_and_front_matter_are_limited() {
    let home =
        Home::with_files(&[("parts.txt", &many_parts(2_001, 0)), ("long.txt", &many_parts(1, 1_100_000))]);
    let (printed, status, messages) = home.output(&["show", "parts.txt"]);
    assert_eq!(status, Some(0));
    assert!(printed.contains("Of bread 2001."), "it is shown as one text");
    assert!(messages.contains("it has 2001 parts; the limit is 2000"), "{messages}");
    let messages = home.output(&["show", "long.txt"]).2;
    assert!(messages.contains("no closing +++ line in the first 1 MB"), "{messages}");
}

#[test]
fn ignore_files_above_a_folder_do_not_apply() {
    let home = Home::with_files(&[
        (".gitignore", "*\n"),
        ("config/git/ignore", "*.txt\n"),
        ("texts/a.txt", "Of bread."),
        ("config/oratory/config.toml", "library.folders = [\"~/texts\"]\n"),
    ]);
    assert_eq!(
        home.output(&["search", "bread", "texts"]),
        ("a:1  Of [bread].\n".to_owned(), Some(0), String::new())
    );
    assert_eq!(home.output(&["search", "bread"]).0, "a:1  Of [bread].\n");
    let mut terminal = home.run((100, 24), &[ORATORY, "texts"]);
    terminal.wait_for("Of bread.");
    terminal.leave();
}

#[test]
fn ignored_texts_are_reported() {
    let home = Home::with_files(&[
        ("texts/.gitignore", "*.txt\ndrafts/\n!b.txt\n"),
        ("texts/a.txt", "Of bread."),
        ("texts/b.txt", "Of bread."),
        ("texts/c.pdf", "Of bread."),
        ("texts/drafts/d.md", "Of bread."),
        ("texts/drafts/e.md", "Of bread."),
        ("texts/f/.ignore", "h.md\n"),
        ("texts/f/g.md", "Of bread."),
        ("texts/f/h.md", "Of bread."),
        ("none/.ignore", "*\n"),
        ("none/a.txt", "Of bread."),
    ]);
    let (printed, status, messages) = home.output(&["search", "bread", "texts"]);
    assert_eq!((printed.as_str(), status), ("texts/b:1  Of [bread].\ntexts/f/g:1  Of [bread].\n", Some(0)));
    let texts = home.path().join("texts");
    assert_eq!(messages, format!("oratory: {texts:?}: 4 texts are left out by .gitignore and .ignore\n"));
    let (_, status, messages) = home.output(&["list", "none"]);
    let expected = "oratory: there are no texts in \"none\": 1 text is left out by .ignore\n";
    assert_eq!((status, messages.as_str()), (Some(1), expected));
    for (folder, expected) in [("texts", "4 texts are left out"), ("none", "1 text is left out by .ignore")] {
        let mut terminal = home.run((120, 24), &[ORATORY, folder]);
        terminal.wait_for(expected);
    }
}

#[test]
fn linked_folder_is_read_once() {
    let home = Home::with_files(&[
        ("texts/a.txt", "Of a."),
        ("texts/b/c.txt", "Of c."),
        ("elsewhere/d.txt", "Of d."),
        ("elsewhere/e/f.txt", "Of f."),
        ("texts/.hidden/g.txt", "Of g."),
    ]);
    let (texts, elsewhere) = (home.path().join("texts"), home.path().join("elsewhere"));
    for (to, link) in [
        (elsewhere.as_path(), texts.join("more")),
        (&texts, texts.join("b/loop")),
        (home.path(), texts.join("up")),
        (&texts.join("b"), texts.join("again")),
        (&texts.join(".hidden"), texts.join("shown")),
        (&texts, elsewhere.join("back")),
        (&elsewhere, texts.join("more2")),
    ] {
        symlink(to, link).unwrap();
    }
    assert_eq!(listed(&home, "texts"), ["a", "b/c", "more/d", "more/e/f", "shown/g"]);
    let mut terminal = home.run((100, 24), &[ORATORY, "texts"]);
    terminal.wait_for("shown/g");
    terminal.type_keys("]]]");
    terminal.wait_for("Of f.");
    terminal.leave();
    // It is opened there again before the folder has been read.
    let mut terminal = home.run((100, 24), &[ORATORY, "texts"]);
    terminal.wait_for("Of f.");
    terminal.leave();
}

#[test]
fn numbers_in_names_sort_by_value() {
    let names =
        ["talk1", "talk2", "talk9", "talk10", "talk10b", "talk11/1", "talk11/2", "talk11/10", "talk100"];
    let files: Vec<(String, String)> =
        names.iter().map(|name| (format!("texts/{name}.txt"), format!("Of {name}."))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let home = Home::with_files(&files);
    assert_eq!(listed(&home, "texts"), names);
    let mut terminal = home.run((100, 40), &[ORATORY, "texts"]);
    terminal.wait_for("talk100");
    terminal.type_keys("]");
    terminal.wait_for("Of talk2.");
    terminal.type_keys("]]");
    terminal.wait_for("Of talk10.");
    terminal.leave();
}

#[test]
fn name_is_found_in_any_unicode_composition() {
    let nfd = |name: &str| name.nfd().collect::<String>();
    for (on_disk, typed) in [(nfd("폐회사"), "폐회사".to_owned()), ("Thé".to_owned(), nfd("Thé"))] {
        let home = Home::with_files(&[(&format!("{on_disk}/{on_disk}.txt"), "One.\n\nTwo.\n")]);
        for name in [format!("{typed}/{typed}.txt"), format!("{typed}/{typed}")] {
            let (printed, status, messages) = home.output(&["show", &name]);
            assert_eq!((status, messages.as_str()), (Some(0), ""));
            assert!(printed.ends_with("One.\n\nTwo.\n"), "{printed}");
            assert_eq!(home.output(&["show", &format!("{name}:2")]).0, "Two.\n");
        }
        assert_eq!(home.output(&["search", "two", &typed]).1, Some(0));
        let mut terminal = home.run((100, 24), &[ORATORY, &format!("{typed}/{typed}.txt:2")]);
        terminal.wait_for("¶ 2/2");
        terminal.leave();
    }
}
