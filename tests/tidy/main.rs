//! Keeps the rules that crate borders cannot: the size of `App`, files and functions, imports without circles, access
//! to the system, and the manner of doc comments. A rule is a function from files to faults.

#![expect(clippy::cast_precision_loss, reason = "figures for people")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod code;

mod measures;

use std::{collections::BTreeMap, fs, sync::LazyLock};

use crate::{
    code::{Item, Source},
    measures::VAGUE_OPENINGS,
};

const MAX_APP_FIELDS: usize = 8;
const MAX_FILE_LINES: usize = 600;
const MAX_FUNCTION_LINES: usize = 60;

/// The modules of the program. Each may import those after it.
const LAYERS: [&str; 15] = [
    "main", "cli", "terminal", "worker", "store", "ui", "app", "config", "theme", "keymap", "event",
    "command", "effect", "session", "catalog",
];

/// Access to files, screens, clocks and threads, with the modules and crates that may use it.
const DOORS: [(&str, &[&str]); 14] = [
    ("crossterm", &["terminal"]),
    ("termina", &["terminal", "keymap"]),
    ("nix", &["terminal"]),
    ("ratatui", &["terminal", "ui", "app", "theme", "scrollwriter"]),
    ("signal_hook", &["terminal", "cli"]),
    ("std::fs", &["store"]),
    ("File::open", &["store"]),
    ("std::env", &["cli", "store"]),
    ("std::thread", &["terminal", "worker", "store"]),
    ("std::process::Command", &["terminal", "store"]),
    ("std::time::Instant", &["terminal", "store", "worker"]),
    ("std::time::SystemTime", &["terminal"]),
    ("Timestamp::now", &["terminal"]),
    ("Zoned::now", &["terminal"]),
];

type Rule = fn(&[Source]) -> Vec<String>;

static PROGRAM: LazyLock<Vec<Source>> = LazyLock::new(|| {
    ["src", "crates"].map(Source::all).concat().into_iter().filter(Source::is_program).collect()
});

#[track_caller]
fn assert_clean(rule: Rule, files: &[Source]) {
    let faults = rule(files);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn app_is_small_and_in_one_file() {
    assert_clean(app_faults, &PROGRAM);
}

#[test]
fn files_import_without_circles() {
    assert_clean(circle_faults, &PROGRAM);
}

#[test]
fn files_and_functions_are_of_limited_size() {
    assert_clean(size_faults, &PROGRAM);
}

#[test]
fn modules_import_lower_modules_only() {
    assert_clean(layer_faults, &PROGRAM);
}

#[test]
fn only_some_modules_access_the_system() {
    assert_clean(access_faults, &PROGRAM);
}

#[test]
fn files_and_items_are_described() {
    let others = ["tests", "benches", "examples", "fuzz"].map(Source::all).concat();
    assert_clean(doc_faults, &[&PROGRAM[..], &others].concat());
}

#[test]
fn no_file_mentions_the_development_machine() {
    let mut files =
        ["src", "crates", "tests", "benches", "examples", "fuzz", "docs"].map(Source::all).concat();
    let others =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Cargo.toml", ".ci/run", "docs/architecture.md"];
    files.extend(others.iter().filter_map(|name| document(name)));
    assert_clean(machine_faults, &files);
}

#[test]
fn documents_name_existing_files() {
    let docs = ["README.md", "CONTRIBUTING.md", "fuzz/README.md", "docs/architecture.md", "docs/security.md"];
    assert_clean(path_faults, &docs.iter().filter_map(|name| document(name)).collect::<Vec<_>>());
}

/// Reads a file that is not Rust. A published package leaves some of them out.
fn document(name: &str) -> Option<Source> {
    Some(Source::lines_of(name, &fs::read_to_string(code::root().join(name)).ok()?))
}

/// `App` is implemented in one file and has few fields.
fn app_faults(files: &[Source]) -> Vec<String> {
    let items = files.iter().flat_map(|file| file.items.iter().map(move |item| (&file.path, item)));
    let mut faults = Vec::new();
    for (path, item) in items.filter(|(_, item)| item.name == "App" && !item.in_test) {
        if item.kind == "impl" && path != "src/app/mod.rs" {
            faults.push(format!("{path}:{}: impl App belongs into src/app/mod.rs", item.lines.0));
        }
        if item.fields > MAX_APP_FIELDS {
            faults.push(format!("{path}:{}: App has {} fields", item.lines.0, item.fields));
        }
    }
    faults
}

/// No file imports a file that imports it, directly or through others.
fn circle_faults(files: &[Source]) -> Vec<String> {
    let circles = code::circles(&code::imports(files));
    let faults = |circle: &Vec<String>| {
        let names = circle.join(", ");
        circle.iter().map(|file| format!("{file}: is in a circle of imports: {names}")).collect::<Vec<_>>()
    };
    circles.iter().flat_map(faults).collect()
}

fn size_faults(files: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        if file.length() > MAX_FILE_LINES {
            faults.push(format!("{}: {} lines without its tests", file.path, file.length()));
        }
        for function in file.functions().filter(|function| function.length() > MAX_FUNCTION_LINES) {
            let (first, name, length) = (function.lines.0, &function.name, function.length());
            faults.push(format!("{}:{first}: fn {name} has {length} lines", file.path));
        }
    }
    faults
}

/// Modules of the program import lower modules only.
fn layer_faults(files: &[Source]) -> Vec<String> {
    let rooms: BTreeMap<_, _> = files.iter().map(|file| (&file.path, file.room())).collect();
    let layer = |room: &str| LAYERS.iter().position(|layer| *layer == room);
    let mut faults = Vec::new();
    for (file, imports) in code::imports(files).iter().filter(|(file, _)| file.starts_with("src/")) {
        let room = &rooms[file];
        if layer(room).is_none() && !room.is_empty() {
            faults.push(format!("{file}: {room} is missing in LAYERS"));
        }
        for import in imports.iter().map(|import| &rooms[import]) {
            if !room.is_empty() && layer(import) < layer(room) {
                faults.push(format!("{file}: {room} may not import {import:?}"));
            }
        }
    }
    faults
}

/// Only some modules access the system, and none imports with globs or re-exports names.
fn access_faults(files: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let room = file.room();
        let mut fault = |line: usize, message: &str| faults.push(format!("{}:{line}: {message}", file.path));
        for path in file.paths.iter().filter(|path| !path.in_test) {
            for (door, rooms) in DOORS {
                if path.has(door) && !rooms.contains(&room.as_str()) {
                    fault(path.line, &format!("{room} may not use {door}"));
                }
            }
            if path.segments.last().is_some_and(|name| name == "*") {
                fault(path.line, "imports with a glob");
            }
        }
        let is_public = |item: &&Item| item.kind == "use" && !item.visibility.is_empty();
        for item in file.items.iter().filter(is_public).filter(|_| !file.path.ends_with("src/lib.rs")) {
            fault(item.lines.0, "re-exports names");
        }
        if room == "ui" && file.lines.iter().any(|line| line.contains("&mut App")) {
            fault(1, "ui may not change the state");
        }
    }
    faults
}

/// Every file begins with a description, and no doc comment with a question word.
fn doc_faults(files: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let first = file.lines.first().and_then(|line| line.strip_prefix("//! "));
        if first.is_none() {
            faults.push(format!("{}: does not begin with a description (//!)", file.path));
        }
        let docs = file.docs.iter().map(|doc| (doc.line, doc.text.as_str()));
        for (line, doc) in first.map(|first| (1, first)).into_iter().chain(docs) {
            let opening = VAGUE_OPENINGS.iter().find(|opening| doc.starts_with(**opening));
            faults.extend(
                opening.map(|opening| {
                    format!("{}:{line}: doc comment begins with {}", file.path, opening.trim())
                }),
            );
        }
    }
    faults
}

fn machine_faults(files: &[Source]) -> Vec<String> {
    // In halves, so that this file passes.
    let words = [["/wo", "rk/"], ["sha", "red/"], ["fa", "rm-"], ["/ro", "ot/"], ["/ho", "me/"]]
        .map(|word| word.concat());
    let mut faults = Vec::new();
    for file in files {
        for (line, text) in (1..).zip(&file.lines) {
            let named = words.iter().filter(|word| text.contains(*word));
            faults.extend(named.map(|word| format!("{}:{line}: names {word}", file.path)));
        }
    }
    faults
}

/// Paths in backticks lead to files or folders.
fn path_faults(files: &[Source]) -> Vec<String> {
    const FOLDERS: [&str; 7] = ["src/", "crates/", "tests/", "benches/", "examples/", "fuzz/", "docs/"];
    let is_plain = |word: &&str| word.chars().all(|c| c.is_alphanumeric() || "/_-.".contains(c));
    let mut faults = Vec::new();
    for file in files {
        let text = file.lines.join("\n");
        let words = text.split('`').skip(1).step_by(2).filter(is_plain);
        let paths = words.filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)));
        let missing = paths.filter(|path| !code::root().join(path).exists());
        faults.extend(missing.map(|path| format!("{}: names {path}, which does not exist", file.path)));
    }
    faults
}

#[track_caller]
fn assert_faults(rule: Rule, path: &str, content: &str, expected: &[&str]) {
    assert_eq!(rule(&[Source::new(path, content)]), expected, "{content}");
}

#[test]
fn second_impl_of_app_is_found() {
    let fault = "src/app/search.rs:2: impl App belongs into src/app/mod.rs";
    assert_faults(app_faults, "src/app/search.rs", "use crate::app::App;\nimpl App {}\n", &[fault]);
    assert_faults(app_faults, "src/app/mod.rs", "impl App {}\nimpl<T> Apps<T> {}", &[]);
    let fields = "    field: Vec<(u8, Vec<u8>)>,\n".repeat(9);
    let app = format!("/// App.\npub struct App {{\n{fields}}}\n");
    assert_faults(app_faults, "src/app/mod.rs", &app, &["src/app/mod.rs:2: App has 9 fields"]);
}

#[test]
fn circle_of_imports_is_found() {
    let circle = |parent: &str, child: &str| {
        let files = [("src/app/mod.rs", parent), ("src/app/list.rs", child), ("src/app/page.rs", "")];
        circle_faults(&files.map(|(path, content)| Source::new(path, content))).len()
    };
    let uses = [
        "use super::App;",
        "use crate::app::{App, page};",
        "use crate::app; fn f() { app::g() }",
        "mod inner { use super::super::App; }",
        "fn f() -> crate::app::App {}",
    ];
    for child in uses {
        assert_eq!(circle("mod list; use list::List;", child), 2, "{child}");
        assert_eq!(circle("mod list; fn f() { list::g() }", child), 2, "{child}");
        assert_eq!(circle("mod list; use self::{list::{List, Order}};", child), 2, "{child}");
        assert_eq!(
            circle("mod list; #[cfg(test)] mod tests { use super::list::List; }", child),
            0,
            "{child}"
        );
    }
    for child in ["use super::page::Page;", "use crate::app::page;", "// super::App", "use super::list::g;"] {
        assert_eq!(circle("mod list; use list::List; use page::Page;", child), 0, "{child}");
    }
}

#[test]
fn long_file_or_function_is_found() {
    let file = |lines: usize| format!("//! A.\n{}", "const A: u8 = 1;\n".repeat(lines - 1));
    assert_faults(size_faults, "src/a.rs", &file(MAX_FILE_LINES), &[]);
    assert_faults(
        size_faults,
        "src/a.rs",
        &file(MAX_FILE_LINES + 1),
        &["src/a.rs: 601 lines without its tests"],
    );
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", file(900));
    assert_faults(size_faults, "src/a.rs", &(file(MAX_FILE_LINES) + &tests), &[]);
    let function =
        |lines: usize| format!("impl A {{\n    pub fn f() {{\n{}    }}\n}}\n", "g();\n".repeat(lines - 2));
    assert_faults(size_faults, "src/a.rs", &function(60), &[]);
    assert_faults(size_faults, "src/a.rs", &function(61), &["src/a.rs:2: fn f has 61 lines"]);
}

#[test]
fn import_of_a_higher_module_is_found() {
    let faults = |content: &str| {
        let files =
            [("src/lib.rs", ""), ("src/ui/mod.rs", content), ("src/app/mod.rs", ""), ("src/cli/mod.rs", "")];
        layer_faults(&files.map(|(path, content)| Source::new(path, content)))
    };
    assert_eq!(faults("use crate::app::App;"), [""; 0]);
    assert_eq!(faults("use crate::{app::App, cli};"), ["src/ui/mod.rs: ui may not import \"cli\""]);
    assert_eq!(faults("use crate::Other;"), ["src/ui/mod.rs: ui may not import \"\""]);
    assert_faults(layer_faults, "src/util.rs", "", &["src/util.rs: util is missing in LAYERS"]);
}

#[test]
fn access_to_the_system_is_found() {
    let fault = "src/app/mod.rs:1: app may not use std::fs";
    for content in ["use std::fs;", "use std::{io, fs::{self}};", "fn f() { std::fs::read(x) }"] {
        assert_faults(access_faults, "src/app/mod.rs", content, &[fault]);
        assert_faults(access_faults, "src/store/files.rs", content, &[]);
        assert_faults(
            access_faults,
            "src/app/mod.rs",
            &format!("#[cfg(test)] mod tests {{ {content} }}"),
            &[],
        );
    }
    let fault = "crates/core/src/a.rs:1: core may not use Timestamp::now";
    assert_faults(access_faults, "crates/core/src/a.rs", "fn f() { Timestamp::now() }", &[fault]);
    assert_faults(access_faults, "src/a.rs", "use b::*;", &["src/a.rs:1: imports with a glob"]);
    assert_faults(access_faults, "src/a.rs", "pub(crate) use b::c;", &["src/a.rs:1: re-exports names"]);
    assert_faults(
        access_faults,
        "src/ui/mod.rs",
        "fn f(a: &mut App) {}",
        &["src/ui/mod.rs:1: ui may not change the state"],
    );
}

#[test]
fn missing_or_vague_description_is_found() {
    assert_faults(doc_faults, "src/a.rs", "use b;", &["src/a.rs: does not begin with a description (//!)"]);
    let content = "//! Where it is.\nstruct A {\n    /// The same as `B`.\n    a: u8,\n}\n";
    let faults = ["1: doc comment begins with Where", "3: doc comment begins with The same"];
    assert_faults(
        doc_faults,
        "src/a.rs",
        content,
        &faults.map(|fault| format!("src/a.rs:{fault}")).each_ref().map(String::as_str),
    );
    assert_faults(
        doc_faults,
        "src/a.rs",
        "//! A.\n\n/// Opens a file.\n/// What it has is read later.\nfn f() {}",
        &[],
    );
}

#[test]
fn mention_of_the_development_machine_is_found() {
    let content = ["// see /wo", "rk/x"].concat();
    assert_eq!(machine_faults(&[Source::new("src/a.rs", &content)]).len(), 1);
    assert_faults(machine_faults, "src/a.rs", "// work that is shared\n", &[]);
}

#[test]
fn missing_path_is_found() {
    let faults = |text: &str| path_faults(&[Source::lines_of("docs/a.md", text)]);
    assert_eq!(faults("See `src/none.rs`."), ["docs/a.md: names src/none.rs, which does not exist"]);
    assert_eq!(faults("See `src/lib.rs`, `tests/kit/`, `src` and `src/{a,b}.rs`."), [""; 0]);
}
