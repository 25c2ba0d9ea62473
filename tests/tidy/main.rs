//! Checks the structure of the code: which module may import which, and the limits of files and functions.
//!
//! Every rule is a function from source code to faults. Each has a test with code that breaks it.

#![expect(clippy::cast_precision_loss, reason = "figures for people")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod code;
mod measures;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The top-level modules, each with those that it may import.
const FLOORS: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("cli", &["terminal", "app", "places", "ui", "work", "store", "config", "theme", "keymap"]),
    ("terminal", &["ui", "app", "work", "store", "config", "keymap", "command", "event", "effect"]),
    ("work", &["store", "event", "effect", "places"]),
    ("store", &["config", "places"]),
    ("ui", &["app", "config", "theme", "keymap", "command"]),
    ("app", &["config", "keymap", "command", "event", "effect", "places"]),
    ("config", &["keymap", "command", "theme"]),
    ("keymap", &["command"]),
    ("effect", &["places"]),
    ("event", &["command"]),
    ("command", &[]),
    ("places", &[]),
    ("theme", &[]),
];

/// Access to files, screens, clocks and threads, with the modules that may use it. Tests may use everything.
const DOORS: &[(&str, &[&str])] = &[
    ("crossterm", &["terminal"]),
    ("termina", &["terminal", "keymap"]),
    ("nix", &["terminal"]),
    ("ratatui", &["terminal", "ui", "app", "theme"]),
    ("signal_hook", &["terminal", "cli"]),
    ("std::fs", &["store"]),
    ("File::open", &["store"]),
    ("std::env", &["cli", "store"]),
    ("std::thread", &["terminal", "work", "store"]),
    ("std::process::Command", &["terminal"]),
    ("std::time::Instant", &["terminal", "store", "work"]),
    ("std::time::SystemTime", &["terminal"]),
    ("Timestamp::now", &["terminal"]),
    ("Zoned::now", &["terminal"]),
];

/// Files that may re-export.
const RE_EXPORTING: &[&str] = &["src/lib.rs", "src/terminal/mod.rs", "crates/scrollwriter/src/lib.rs"];

const LONGEST_FILE: usize = 705;
const LONGEST_FUNCTION: usize = 70;

#[test]
fn modules_import_only_lower_modules() {
    assert_clean(&sources("src"), floor_faults);
}

#[test]
fn only_some_modules_access_the_system() {
    // The frame encoder is made for ratatui. Its manifest says what it may use.
    let mut crates = sources("crates");
    crates.retain(|source| !source.path.starts_with("crates/scrollwriter/"));
    assert_clean(&[sources("src"), crates].concat(), door_faults);
}

#[test]
fn imports_have_no_cycles() {
    let planned: Imports = FLOORS
        .iter()
        .map(|(room, below)| ((*room).to_owned(), below.iter().map(|&room| room.to_owned()).collect()))
        .collect();
    assert_eq!(circle(&planned), None);
    let mut found = Imports::new();
    for source in sources("src") {
        found.entry(source.room()).or_default().extend(source.imports().map(|(room, _)| room));
    }
    assert_eq!(circle(&found), None);
}

#[test]
fn files_are_described_and_of_limited_size() {
    let files = [sources("src"), sources("crates"), sources("tests"), sources("benches")].concat();
    assert_clean(&files, shape_faults);
}

#[test]
fn only_the_crate_root_re_exports() {
    assert_clean(&[sources("src"), sources("crates")].concat(), re_export_faults);
}

#[test]
fn there_are_no_glob_imports() {
    assert_clean(&[sources("src"), sources("crates")].concat(), glob_faults);
}

#[test]
fn no_file_mentions_the_development_machine() {
    let mut files = [sources("src"), sources("crates"), sources("tests"), sources("benches")].concat();
    let others = ["README.md", "Cargo.toml", ".ci/run"].map(|name| root().join(name));
    // A published package leaves some of these out.
    files.extend(others.iter().filter(|path| path.exists()).map(|path| Source::read(path)));
    assert_clean(&files, place_faults);
}

#[test]
fn doc_comments_begin_with_what_the_item_is() {
    let files = [sources("src"), sources("crates"), sources("tests"), sources("benches")].concat();
    assert_clean(&files, opening_faults);
}

/// Imports of each top-level module.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// A source file: its path from the root of the project, its content, and its tokens without comments.
#[derive(Clone)]
struct Source {
    path: String,
    content: String,
    tokens: TokenStream,
}

/// A path in code without groups, such as `["crate", "text", "speech"]`.
#[derive(Debug, Clone)]
struct CodePath {
    segments: Vec<String>,
    line: usize,
    /// Modules of the file that contain the path.
    inside: Vec<String>,
    in_test: bool,
}

impl Source {
    fn new(path: &str, content: &str) -> Self {
        let is_rust = Path::new(path).extension().is_some_and(|extension| extension == "rs");
        let tokens = if is_rust { content.parse().unwrap() } else { TokenStream::new() };
        Self { path: path.to_owned(), content: content.to_owned(), tokens }
    }

    fn read(path: &Path) -> Self {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        Self::new(&name, &fs::read_to_string(path).unwrap())
    }

    /// Returns the modules of this file: `["app", "page"]` for `src/app/page.rs`.
    fn modules(&self) -> Vec<String> {
        let path = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        let names = path.split('/').filter(|&name| name != "mod" && name != "lib");
        names.map(ToOwned::to_owned).collect()
    }

    fn room(&self) -> String {
        self.modules().into_iter().next().unwrap_or_default()
    }

    fn paths(&self) -> Vec<CodePath> {
        let mut paths = Vec::new();
        collect_paths(self.tokens.clone(), &self.modules(), false, &mut paths);
        paths
    }

    /// Returns the other top-level modules that this file imports, with line numbers.
    fn imports(&self) -> impl Iterator<Item = (String, usize)> {
        let own = self.room();
        let rooms = self.paths().into_iter().filter_map(|path| Some((path.room()?, path.line)));
        rooms.filter(move |(room, _)| *room != own)
    }
}

impl CodePath {
    /// Returns the top-level module to which the path leads, or an empty string for the crate root. `None` for
    /// other crates.
    fn room(&self) -> Option<String> {
        match self.segments[0].as_str() {
            // The program is outside of the library.
            "crate" | "oratory" => Some(self.named(1)),
            "super" | "self" => {
                let up = self.segments.iter().take_while(|name| *name == "super" || *name == "self").count();
                let climbed = self.segments[..up].iter().filter(|name| *name == "super").count();
                let depth = self.inside.len().saturating_sub(climbed);
                (climbed > 0 && depth == 0).then(|| self.named(up))
            }
            _ => None,
        }
    }

    fn named(&self, index: usize) -> String {
        let name = self.segments.get(index).map_or("", String::as_str);
        if name == "*" || name == "self" { String::new() } else { name.to_owned() }
    }

    fn has(&self, part: &str) -> bool {
        let part: Vec<_> = part.split("::").collect();
        self.segments.windows(part.len()).any(|some| some == part)
    }
}

fn floor_faults(source: &Source) -> Vec<String> {
    let own = source.room();
    if own.is_empty() {
        return Vec::new();
    }
    let Some((_, allowed)) = FLOORS.iter().find(|(room, _)| *room == own) else {
        return vec![format!("{}: {own} is missing in FLOORS", source.path)];
    };
    let wrong = source.imports().filter(|(room, _)| !allowed.contains(&room.as_str()));
    let told = wrong.map(|(room, line)| match room.as_str() {
        "" => format!("{}:{line}: {own} may not import the crate root", source.path),
        room => format!("{}:{line}: {own} may not import {room}", source.path),
    });
    told.chain(climbing_faults(source)).collect()
}

/// Finds `super` paths that lead out of a top-level module. Such imports must name the module.
fn climbing_faults(source: &Source) -> Vec<String> {
    let climbs = |path: &CodePath| path.segments[0] != "crate" && path.segments[0] != "oratory";
    let out = source.paths().into_iter().filter(|path| climbs(path) && path.room().is_some());
    out.map(|path| format!("{}:{}: super leads out of the module", source.path, path.line)).collect()
}

fn door_faults(source: &Source) -> Vec<String> {
    let own = source.room();
    let mut faults = Vec::new();
    for path in source.paths().iter().filter(|path| !path.in_test) {
        let closed = |door: &str, rooms: &[&str]| path.has(door) && !rooms.contains(&own.as_str());
        for (door, _) in DOORS.iter().filter(|(door, rooms)| closed(door, rooms)) {
            faults.push(format!("{}:{}: {own} may not use {door}", source.path, path.line));
        }
    }
    faults
}

fn re_export_faults(source: &Source) -> Vec<String> {
    if RE_EXPORTING.contains(&source.path.as_str()) {
        return Vec::new();
    }
    let mut lines = Vec::new();
    public_uses(source.tokens.clone(), &mut lines);
    lines.iter().map(|line| format!("{}:{line}: re-exports names", source.path)).collect()
}

fn glob_faults(source: &Source) -> Vec<String> {
    let is_glob = |path: &CodePath| path.segments.last().is_some_and(|name| name == "*");
    let globs = source.paths().into_iter().filter(|path| is_glob(path) && !path.in_test);
    globs.map(|path| format!("{}:{}: imports with a glob", source.path, path.line)).collect()
}

fn shape_faults(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    if !source.content.starts_with("//! ") {
        faults.push(format!("{}: does not begin with a description (//!)", source.path));
    }
    let mut shape = Shape::default();
    shape.measure(source.tokens.clone());
    let lines = source.content.lines().count() - shape.test_lines;
    if lines > LONGEST_FILE {
        faults.push(format!("{}: {lines} lines without its tests", source.path));
    }
    for (name, lines) in shape.functions.iter().filter(|(_, lines)| *lines > LONGEST_FUNCTION) {
        faults.push(format!("{}: fn {name} has {lines} lines", source.path));
    }
    faults
}

fn place_faults(source: &Source) -> Vec<String> {
    // In halves, so that this file passes.
    let words = [("/wo", "rk/"), ("sha", "red/"), ("fa", "rm-"), ("/ro", "ot/"), ("/ho", "me/")];
    let mut faults = Vec::new();
    for (line, text) in (1..).zip(source.content.lines()) {
        for (head, tail) in words.iter().filter(|(head, tail)| text.contains(&format!("{head}{tail}"))) {
            faults.push(format!("{}:{line}: names {head}{tail}", source.path));
        }
    }
    faults
}

/// Words with which a doc comment must not begin. It says what an item is or does, not what it answers.
const VAGUE_OPENINGS: [&str; 8] =
    ["What ", "Whether ", "Where ", "How ", "Who ", "Why ", "So many ", "So much "];

fn opening_faults(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    let mut is_first = true;
    for (line, text) in (1..).zip(source.content.lines()) {
        let text = text.trim_start();
        let doc = text.strip_prefix("/// ").or_else(|| text.strip_prefix("//! "));
        let opening = VAGUE_OPENINGS.iter().find(|opening| doc.is_some_and(|doc| doc.starts_with(**opening)));
        if let Some(opening) = opening.filter(|_| is_first) {
            faults.push(format!("{}:{line}: doc comment begins with {}", source.path, opening.trim()));
        }
        is_first = doc.is_none();
    }
    faults
}

/// Returns a cycle of imports, if there is one.
fn circle(imports: &Imports) -> Option<Vec<String>> {
    fn walk(imports: &Imports, way: &mut Vec<String>, done: &mut BTreeSet<String>) -> Option<Vec<String>> {
        let room = way.last()?.clone();
        if let Some(start) = way[..way.len() - 1].iter().position(|before| *before == room) {
            return Some(way[start..].to_vec());
        }
        for next in imports.get(&room).into_iter().flatten().filter(|next| **next != room) {
            if !done.contains(next) {
                way.push(next.clone());
                let found = walk(imports, way, done);
                if found.is_some() {
                    return found;
                }
                way.pop();
            }
        }
        done.insert(room);
        None
    }
    let mut done = BTreeSet::new();
    imports.keys().find_map(|room| walk(imports, &mut vec![room.clone()], &mut done))
}

/// Collects every path, in groups, macros and modules too.
fn collect_paths(tokens: TokenStream, inside: &[String], in_test: bool, paths: &mut Vec<CodePath>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) => {
                let module = module_before(&tokens, at);
                let in_test = in_test || (module.is_some() && is_test_module(&tokens, at));
                let inner: Vec<_> = inside.iter().cloned().chain(module).collect();
                collect_paths(group.stream(), &inner, in_test, paths);
                at += 1;
            }
            TokenTree::Ident(_) => {
                at = read_path(&tokens, at, &[], &mut |segments, line| {
                    paths.push(CodePath { segments, line, inside: inside.to_vec(), in_test });
                });
            }
            _ => at += 1,
        }
    }
}

/// Reads the path at `at`, reports every path that it stands for, and returns its end.
fn read_path(
    tokens: &[TokenTree],
    mut at: usize,
    before: &[String],
    tell: &mut dyn FnMut(Vec<String>, usize),
) -> usize {
    let mut segments = before.to_vec();
    while let Some(TokenTree::Ident(name)) = tokens.get(at) {
        let line = name.span().start().line;
        segments.push(name.to_string().trim_start_matches("r#").to_owned());
        at += 1;
        if !is_colons(tokens, at) {
            // `crate` alone is an import only if it is renamed. Otherwise it is part of a visibility.
            let is_alone = segments.len() == 1 && (segments[0] == "crate" || segments[0] == "super");
            if !is_alone || is_word(tokens.get(at), "as") {
                tell(segments, line);
            }
            return at;
        }
        at += 2;
        match tokens.get(at) {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                read_group(group.stream(), &segments, tell);
                return at + 1;
            }
            Some(star @ TokenTree::Punct(_)) if is_star(star) => {
                segments.push("*".to_owned());
                tell(segments, line);
                return at + 1;
            }
            Some(TokenTree::Ident(_)) => {}
            // Paths in type arguments are read separately.
            _ => {
                tell(segments, line);
                return at;
            }
        }
    }
    at
}

/// Reads the paths in braces, all of which begin with `before`.
fn read_group(tokens: TokenStream, before: &[String], tell: &mut dyn FnMut(Vec<String>, usize)) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(_) => at = read_path(&tokens, at, before, tell),
            token => {
                if is_star(token) {
                    tell([before, &["*".to_owned()]].concat(), token.span().start().line);
                }
                at += 1;
            }
        }
        // `as` is followed by a new name, not by a path.
        if is_word(tokens.get(at), "as") {
            at += 2;
        }
    }
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(name)) if name == word)
}

fn is_star(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '*')
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    let is_colon =
        |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == ':');
    is_colon(tokens.get(at)) && is_colon(tokens.get(at + 1))
}

/// Returns the name of the module whose braces are at `at`, if they belong to a module.
fn module_before(tokens: &[TokenTree], at: usize) -> Option<String> {
    match (at.checked_sub(2).map(|at| &tokens[at])?, &tokens[at - 1], &tokens[at]) {
        (TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(group))
            if word == "mod" && group.delimiter() == Delimiter::Brace =>
        {
            Some(name.to_string())
        }
        _ => None,
    }
}

/// Returns `true` if `#[cfg(test)]` precedes the module whose braces are at `at`.
fn is_test_module(tokens: &[TokenTree], at: usize) -> bool {
    at.checked_sub(3).is_some_and(|before| tokens[before].to_string().replace(' ', "") == "[cfg(test)]")
}

/// Collects the lines of every `pub use` and `pub(…) use`.
fn public_uses(tokens: TokenStream, lines: &mut Vec<usize>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => public_uses(group.stream(), lines),
            TokenTree::Ident(word) if word == "pub" => {
                let seen_by = matches!(tokens.get(at + 1), Some(TokenTree::Group(_)));
                if is_word(tokens.get(at + 1 + usize::from(seen_by)), "use") {
                    lines.push(word.span().start().line);
                }
            }
            _ => {}
        }
    }
}

/// Sizes of functions and test modules.
#[derive(Default)]
struct Shape {
    functions: Vec<(String, usize)>,
    test_lines: usize,
}

impl Shape {
    fn measure(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => {
                    if module_before(&tokens, at).is_some() && is_test_module(&tokens, at) {
                        let (open, close) = (group.span_open().start().line, group.span_close().end().line);
                        self.test_lines += close - open + 1;
                    }
                    self.measure(group.stream());
                }
                TokenTree::Ident(word) if word == "fn" => self.measure_function(&tokens[at..]),
                _ => {}
            }
        }
    }

    /// Measures the function at the first token, if it has a name and a body.
    fn measure_function(&mut self, tokens: &[TokenTree]) {
        let Some(TokenTree::Ident(name)) = tokens.get(1) else { return };
        let is_end = |token: &&TokenTree| match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            _ => false,
        };
        if let Some(TokenTree::Group(body)) = tokens.iter().find(is_end) {
            let lines = body.span_close().end().line - tokens[0].span().start().line + 1;
            self.functions.push((name.to_string(), lines));
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Reads all Rust files in a folder of the project.
fn sources(folder: &str) -> Vec<Source> {
    fn gather(folder: &Path, into: &mut Vec<Source>) {
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                gather(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(Source::read(&path));
            }
        }
    }
    let mut found = Vec::new();
    gather(&root().join(folder), &mut found);
    assert!(!found.is_empty(), "{folder} has no Rust files");
    found
}

fn assert_clean(files: &[Source], faults: fn(&Source) -> Vec<String>) {
    let faults: Vec<_> = files.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[cfg(test)]
mod each_wall_can_fall {
    use super::*;

    #[track_caller]
    fn assert_faults(faults: fn(&Source) -> Vec<String>, path: &str, content: &str, expected: &[&str]) {
        assert_eq!(faults(&Source::new(path, content)), expected, "{content}");
    }

    #[test]
    fn import_of_a_higher_module() {
        for content in [
            "use crate::app::App;",
            "use crate::{app::App};",
            "use crate::{keymap::{speech::Speech, glyph}, app::{self, page::{Page, View}}};",
            "use crate::app as other;",
            "use crate::app;",
            "use crate::{\n keymap::glyph as app,\n app as keymap};",
            "fn f() { let x = crate::app::App::new(); }",
            "fn f(x: Vec<crate::app::App>) {}",
            "fn f() { matches!(x, crate::app::A | B) }",
            "impl crate::app::A for B {}",
            "mod inner { fn f() -> [crate::app::A; 2] { g() } }",
            "#[cfg(test)] mod tests { use crate::app::App; }",
        ] {
            let faults = floor_faults(&Source::new("src/keymap/search.rs", content));
            assert!(!faults.is_empty(), "{content}");
            assert!(faults.iter().all(|fault| fault.ends_with("keymap may not import app")), "{faults:?}");
        }
    }

    #[test]
    fn fault_has_a_line_number() {
        let content = "//! A.\n\nuse crate::{\n    places::glyph,\n    ui::draw,\n};\n";
        let fault = "src/store/mod.rs:5: store may not import ui";
        assert_faults(floor_faults, "src/store/mod.rs", content, &[fault]);
    }

    #[test]
    fn import_of_the_crate_root() {
        for content in [
            "use crate as house;",
            "use crate::*;",
            "use crate::{self as house};",
            "use crate::{keymap, *};",
            "use oratory::*;",
        ] {
            let fault = "src/cli/mod.rs:1: cli may not import the crate root";
            assert_faults(floor_faults, "src/cli/mod.rs", content, &[fault]);
        }
    }

    #[test]
    fn unknown_module() {
        assert_faults(floor_faults, "src/util.rs", "", &["src/util.rs: util is missing in FLOORS"]);
        let fault = "src/ui/mod.rs:1: ui may not import util";
        assert_faults(floor_faults, "src/ui/mod.rs", "use crate::util::f;", &[fault]);
    }

    #[test]
    fn super_out_of_the_module() {
        for (path, content) in [
            ("src/keymap/mod.rs", "use super::app::App;"),
            ("src/keymap/search.rs", "use super::super::app::App;"),
            ("src/keymap/search.rs", "use super::{glyph, super::app};"),
            ("src/keymap/search.rs", "mod a { fn f() { super::super::super::app::f() } }"),
            ("src/keymap/search.rs", "use self::super::super::app;"),
        ] {
            let import = format!("{path}:1: keymap may not import app");
            let climb = format!("{path}:1: super leads out of the module");
            assert_faults(floor_faults, path, content, &[&import, &climb]);
        }
        // The import is allowed, but must name the module.
        let fault = "src/effect.rs:1: super leads out of the module";
        assert_faults(floor_faults, "src/effect.rs", "use super::places::glyph;", &[fault]);
    }

    #[test]
    fn other_code_is_no_import() {
        let content = r##"
            //! crate::app
            use super::{glyph::{self, width}, speech};
            use crate::keymap::layout;
            pub(crate) fn f() {} // crate::app::App
            pub(super) struct S { pub(in crate::keymap) x: u8 }
            /// See [`crate::app::App`].
            const S: &str = "crate::app::App";
            const R: &str = r#"use crate::ui;"#;
            mod tests { use super::*; fn f() { self::super::f(); super::super::glyph::g() } }
            fn g<'a>(app: &'a str) { app::f(); std::mem::take(x) }
        "##;
        assert_faults(floor_faults, "src/keymap/search.rs", content, &[]);
        assert_faults(floor_faults, "src/lib.rs", "pub mod keymap; pub use crate::app::App;", &[]);
        assert_faults(floor_faults, "src/main.rs", "fn main() { oratory::cli::main() }", &[]);
    }

    #[test]
    fn system_access_in_the_wrong_module() {
        for (content, door) in [
            ("use std::fs;", "std::fs"),
            ("use std::{io, fs::{self, File}};", "std::fs"),
            ("fn f() { std::fs::read(x) }", "std::fs"),
            ("use ratatui::layout::Rect;", "ratatui"),
            ("use crossterm::event::KeyCode;", "crossterm"),
            ("fn f() { jiff::Timestamp::now() }", "Timestamp::now"),
            ("fn f() { Timestamp::now() }", "Timestamp::now"),
            ("use std::time::{Duration, Instant};", "std::time::Instant"),
        ] {
            let faults = door_faults(&Source::new("src/keymap/speech.rs", content));
            assert!(!faults.is_empty(), "{content}");
            let told = format!("src/keymap/speech.rs:1: keymap may not use {door}");
            assert!(faults.iter().all(|fault| *fault == told), "{faults:?}");
        }
        assert_faults(door_faults, "src/keymap/speech.rs", "#[cfg(test)] mod tests { use std::fs; }", &[]);
        assert_faults(door_faults, "src/store/files.rs", "use std::fs;", &[]);
    }

    #[test]
    fn cycle() {
        let imports = |pairs: &[(&str, &str)]| {
            let mut imports = Imports::new();
            for (from, to) in pairs {
                imports.entry((*from).to_owned()).or_default().insert((*to).to_owned());
            }
            imports
        };
        assert_eq!(circle(&imports(&[("a", "b"), ("a", "c"), ("b", "c"), ("c", "d"), ("a", "a")])), None);
        let round = circle(&imports(&[("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")])).unwrap();
        assert_eq!(round, ["b", "c", "d", "b"]);
    }

    #[test]
    fn file_without_a_description() {
        let fault = "src/a.rs: does not begin with a description (//!)";
        assert_faults(shape_faults, "src/a.rs", "use b;\n", &[fault]);
    }

    #[test]
    fn long_file() {
        let file = |lines: usize| format!("//! A.\n{}", "const A: u8 = 1;\n".repeat(lines - 1));
        assert_faults(shape_faults, "src/a.rs", &file(LONGEST_FILE), &[]);
        let fault = format!("src/a.rs: {} lines without its tests", LONGEST_FILE + 1);
        assert_faults(shape_faults, "src/a.rs", &file(LONGEST_FILE + 1), &[&fault]);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "const A: u8 = 1;\n".repeat(1000));
        assert_faults(shape_faults, "src/a.rs", &(file(LONGEST_FILE - 1) + &tests), &[]);
        let not_tests = tests.replace("#[cfg(test)]\n", "");
        assert_eq!(shape_faults(&Source::new("src/a.rs", &(file(600) + &not_tests))).len(), 1);
    }

    #[test]
    fn long_function() {
        let file = |lines: usize| {
            let body = "        g();\n".repeat(lines - 2);
            format!("//! A.\nimpl A {{\n    fn f<T>(x: [u8; 2]) -> u8 where T: B {{\n{body}    }}\n}}\n")
        };
        assert_faults(shape_faults, "src/a.rs", &file(LONGEST_FUNCTION), &[]);
        let fault = format!("src/a.rs: fn f has {} lines", LONGEST_FUNCTION + 1);
        assert_faults(shape_faults, "src/a.rs", &file(LONGEST_FUNCTION + 1), &[&fault]);
        let table = "const A: u8 = 1;\n".repeat(99);
        let declared = format!("//! A.\ntrait A {{ fn f(); }}\nmod a {{\n{table}}}\n");
        assert_faults(shape_faults, "src/a.rs", &declared, &[]);
    }

    #[test]
    fn re_export() {
        for content in ["pub use a::b;", "pub(crate) use a::b;", "mod c { pub(super) use a::b; }"] {
            let fault = "src/keymap/mod.rs:1: re-exports names";
            assert_faults(re_export_faults, "src/keymap/mod.rs", content, &[fault]);
        }
        assert_faults(re_export_faults, "src/keymap/mod.rs", "pub mod a; use a::b; pub fn c() {}", &[]);
        assert_faults(re_export_faults, "src/lib.rs", "pub use a::b;", &[]);
    }

    #[test]
    fn glob_import() {
        for content in
            ["use a::*;", "use super::{a, b::{c, *}};", "fn f() { use A::*; }", "mod tests { use super::*; }"]
        {
            assert_faults(glob_faults, "src/a.rs", content, &["src/a.rs:1: imports with a glob"]);
        }
        assert_faults(glob_faults, "src/a.rs", "#[cfg(test)] mod tests { use super::*; }", &[]);
        assert_faults(glob_faults, "src/a.rs", "fn f() { let x = 2 * 3; a::b * c }", &[]);
    }

    #[test]
    fn mention_of_the_development_machine() {
        let content = format!("//! See {}{}x.md\n", "sha", "red/");
        assert_eq!(place_faults(&Source::new("src/a.rs", &content)).len(), 1);
        let content = format!("text\ncd {}{}repo\n", "/wo", "rk/");
        assert_eq!(place_faults(&Source::new("README.md", &content)).len(), 1);
        assert_faults(place_faults, "README.md", "what is shared, and work on a farm\n", &[]);
    }

    #[test]
    fn vague_doc_comment() {
        let content = "//! Where it is.\nstruct A {\n    /// Whether it is open.\n    is_open: bool,\n}\n";
        let expected = ["Where", "Whether"].map(|opening| format!("doc comment begins with {opening}"));
        let expected = [format!("src/a.rs:1: {}", expected[0]), format!("src/a.rs:3: {}", expected[1])];
        assert_faults(opening_faults, "src/a.rs", content, &expected.each_ref().map(String::as_str));
        let content =
            "/// Opens a file.\n/// What it contains is read later.\n// What follows is code.\nfn f() {}\n";
        assert_faults(opening_faults, "src/a.rs", content, &[]);
    }
}
