//! The walls of the house: which room may import which, and how files are to look.
//!
//! Every rule is a function from source to complaints, and each has a test that breaks it: a wall that
//! cannot fall down holds nothing up.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Each room with those that it may import. A room stands above all that it imports.
const FLOORS: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    (
        "cli",
        &["terminal", "app", "places", "ui", "work", "store", "config", "theme", "keymap", "study", "text"],
    ),
    ("terminal", &["ui", "app", "work", "store", "config", "keymap", "action", "text"]),
    ("work", &["store", "action", "places", "study", "text"]),
    ("store", &["config", "places", "text"]),
    ("ui", &["app", "config", "theme", "keymap", "action", "study", "text"]),
    ("app", &["config", "keymap", "action", "places", "study", "text"]),
    ("config", &["keymap", "action", "theme", "text"]),
    ("keymap", &["action"]),
    ("action", &["places", "study", "text"]),
    ("places", &["text"]),
    ("study", &["text"]),
    ("theme", &["text"]),
    ("text", &[]),
];

/// What is the business of some rooms only: files, screens, clocks, threads. Their tests may do as
/// they like.
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

/// The files that may hand on another's names. The library's face is one; let it be the only one.
const RE_EXPORTING: &[&str] = &["src/lib.rs", "src/terminal/mod.rs"];

const LONGEST_FILE: usize = 700;
const LONGEST_FUNCTION: usize = 70;

#[test]
fn every_room_imports_only_what_stands_below_it() {
    assert_clean(&sources("src"), floor_faults);
}

#[test]
fn doors_are_where_they_belong() {
    assert_clean(&sources("src"), door_faults);
}

#[test]
fn no_rooms_import_each_other_in_a_circle() {
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
fn every_file_says_what_it_is_and_keeps_its_bounds() {
    let files = [sources("src"), sources("tests"), sources("benches")].concat();
    assert_clean(&files, shape_faults);
}

#[test]
fn names_are_handed_on_in_one_place_only() {
    assert_clean(&sources("src"), re_export_faults);
}

#[test]
fn nothing_is_imported_by_a_star() {
    assert_clean(&sources("src"), glob_faults);
}

#[test]
fn nothing_names_the_place_where_it_was_made() {
    let mut files = [sources("src"), sources("tests"), sources("benches")].concat();
    let others = ["README.md", "Cargo.toml", ".ci/run"].map(|name| root().join(name));
    // What is published leaves some of these out.
    files.extend(others.iter().filter(|path| path.exists()).map(|path| Source::read(path)));
    assert_clean(&files, place_faults);
}

/// Which room imports which.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// A file: its path from the project's root, its content, and that as tokens (without comments).
#[derive(Clone)]
struct Source {
    path: String,
    content: String,
    tokens: TokenStream,
}

/// A path in code with its groups spelled out, as `["crate", "text", "speech"]`.
#[derive(Debug, Clone)]
struct CodePath {
    segments: Vec<String>,
    line: usize,
    /// The modules of the file in which it stands.
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

    /// The modules that this file is: `src/app/page.rs` is `["app", "page"]`.
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

    /// The other rooms that this file imports, each with where.
    fn imports(&self) -> impl Iterator<Item = (String, usize)> {
        let own = self.room();
        let rooms = self.paths().into_iter().filter_map(|path| Some((path.room()?, path.line)));
        rooms.filter(move |(room, _)| *room != own)
    }
}

impl CodePath {
    /// The room that it leads to, if it leads to one of ours; empty if to the house as a whole.
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
        return vec![format!("{}: no floor is planned for {own}", source.path)];
    };
    let wrong = source.imports().filter(|(room, _)| !allowed.contains(&room.as_str()));
    let told = wrong.map(|(room, line)| match room.as_str() {
        "" => format!("{}:{line}: {own} may not import the house as a whole", source.path),
        room => format!("{}:{line}: {own} may not import {room}", source.path),
    });
    told.chain(climbing_faults(source)).collect()
}

/// `super` may not lead out of a room: who imports another room names it.
fn climbing_faults(source: &Source) -> Vec<String> {
    let climbs = |path: &CodePath| path.segments[0] != "crate" && path.segments[0] != "oratory";
    let out = source.paths().into_iter().filter(|path| climbs(path) && path.room().is_some());
    out.map(|path| format!("{}:{}: super leads out of the room", source.path, path.line)).collect()
}

fn door_faults(source: &Source) -> Vec<String> {
    let own = source.room();
    let mut faults = Vec::new();
    for path in source.paths().iter().filter(|path| !path.in_test) {
        let closed = |door: &str, rooms: &[&str]| path.has(door) && !rooms.contains(&own.as_str());
        for (door, _) in DOORS.iter().filter(|(door, rooms)| closed(door, rooms)) {
            faults.push(format!("{}:{}: {door} is not the business of {own}", source.path, path.line));
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
    lines.iter().map(|line| format!("{}:{line}: hands on another's names", source.path)).collect()
}

fn glob_faults(source: &Source) -> Vec<String> {
    let is_glob = |path: &CodePath| path.segments.last().is_some_and(|name| name == "*");
    let globs = source.paths().into_iter().filter(|path| is_glob(path) && !path.in_test);
    globs.map(|path| format!("{}:{}: imports by a star", source.path, path.line)).collect()
}

fn shape_faults(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    if !source.content.starts_with("//! ") {
        faults.push(format!("{}: does not begin with what it is (//!)", source.path));
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
    // In two halves, so that this file does not name them.
    let words = [("/wo", "rk/"), ("sha", "red/"), ("fa", "rm-"), ("/ro", "ot/"), ("/ho", "me/")];
    let mut faults = Vec::new();
    for (line, text) in (1..).zip(source.content.lines()) {
        for (head, tail) in words.iter().filter(|(head, tail)| text.contains(&format!("{head}{tail}"))) {
            faults.push(format!("{}:{line}: names {head}{tail}", source.path));
        }
    }
    faults
}

/// Rooms that lead from one to the next and back to the first, if there are any.
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

/// Gathers every path, however deep in groups, macros and modules.
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

/// Reads one path that begins at `at`, tells every path that it stands for, and returns where it ends.
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
            // `crate` alone is a place only if it gets a name: else it says who may see something.
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
            // A type's arguments: what they name is read on its own.
            _ => {
                tell(segments, line);
                return at;
            }
        }
    }
    at
}

/// Reads the paths in braces that all begin with `before`.
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
        // What follows `as` is a new name, not a path.
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

/// The name of the module whose braces stand at `at`, if they are a module's.
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

/// Whether `#[cfg(test)]` stands before the module whose braces are at `at`.
fn is_test_module(tokens: &[TokenTree], at: usize) -> bool {
    at.checked_sub(3).is_some_and(|before| tokens[before].to_string().replace(' ', "") == "[cfg(test)]")
}

/// The lines of every `pub use`, and of `pub(…) use`.
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

/// How long things are.
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

    /// Measures the function that begins with the first token, if it has a name and a body.
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

/// All Rust files in a folder of the project.
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
    fn an_import_of_a_room_above() {
        for content in [
            "use crate::app::App;",
            "use crate::{app::App};",
            "use crate::{text::{speech::Speech, glyph}, app::{self, page::{Page, View}}};",
            "use crate::app as other;",
            "use crate::app;",
            "use crate::{\n text::glyph as app,\n app as text};",
            "fn f() { let x = crate::app::App::new(); }",
            "fn f(x: Vec<crate::app::App>) {}",
            "fn f() { matches!(x, crate::app::A | B) }",
            "impl crate::app::A for B {}",
            "mod inner { fn f() -> [crate::app::A; 2] { g() } }",
            "#[cfg(test)] mod tests { use crate::app::App; }",
        ] {
            let faults = floor_faults(&Source::new("src/text/search.rs", content));
            assert!(!faults.is_empty(), "{content}");
            assert!(faults.iter().all(|fault| fault.ends_with("text may not import app")), "{faults:?}");
        }
    }

    #[test]
    fn a_line_is_named() {
        let content = "//! A.\n\nuse crate::{\n    text::glyph,\n    ui::draw,\n};\n";
        let fault = "src/store/mod.rs:5: store may not import ui";
        assert_faults(floor_faults, "src/store/mod.rs", content, &[fault]);
    }

    #[test]
    fn an_import_of_the_house_as_a_whole() {
        for content in [
            "use crate as house;",
            "use crate::*;",
            "use crate::{self as house};",
            "use crate::{text, *};",
            "use oratory::*;",
        ] {
            let fault = "src/cli/mod.rs:1: cli may not import the house as a whole";
            assert_faults(floor_faults, "src/cli/mod.rs", content, &[fault]);
        }
    }

    #[test]
    fn a_room_that_was_not_planned() {
        assert_faults(floor_faults, "src/util.rs", "", &["src/util.rs: no floor is planned for util"]);
        let fault = "src/ui/mod.rs:1: ui may not import util";
        assert_faults(floor_faults, "src/ui/mod.rs", "use crate::util::f;", &[fault]);
    }

    #[test]
    fn a_climb_out_of_the_room() {
        for (path, content) in [
            ("src/text/mod.rs", "use super::app::App;"),
            ("src/text/search.rs", "use super::super::app::App;"),
            ("src/text/search.rs", "use super::{glyph, super::app};"),
            ("src/text/search.rs", "mod a { fn f() { super::super::super::app::f() } }"),
            ("src/text/search.rs", "use self::super::super::app;"),
        ] {
            let import = format!("{path}:1: text may not import app");
            let climb = format!("{path}:1: super leads out of the room");
            assert_faults(floor_faults, path, content, &[&import, &climb]);
        }
        // It may import that room, but is to name it.
        let fault = "src/action.rs:1: super leads out of the room";
        assert_faults(floor_faults, "src/action.rs", "use super::text::glyph;", &[fault]);
    }

    #[test]
    fn what_is_no_import_is_let_be() {
        let content = r##"
            //! crate::app
            use super::{glyph::{self, width}, speech};
            use crate::text::layout;
            pub(crate) fn f() {} // crate::app::App
            pub(super) struct S { pub(in crate::text) x: u8 }
            /// See [`crate::app::App`].
            const S: &str = "crate::app::App";
            const R: &str = r#"use crate::ui;"#;
            mod tests { use super::*; fn f() { self::super::f(); super::super::glyph::g() } }
            fn g<'a>(app: &'a str) { app::f(); std::mem::take(x) }
        "##;
        assert_faults(floor_faults, "src/text/search.rs", content, &[]);
        assert_faults(floor_faults, "src/lib.rs", "pub mod text; pub use crate::app::App;", &[]);
        assert_faults(floor_faults, "src/main.rs", "fn main() { oratory::cli::main() }", &[]);
    }

    #[test]
    fn a_door_in_the_wrong_room() {
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
            let faults = door_faults(&Source::new("src/text/speech.rs", content));
            assert!(!faults.is_empty(), "{content}");
            let told = format!("src/text/speech.rs:1: {door} is not the business of text");
            assert!(faults.iter().all(|fault| *fault == told), "{faults:?}");
        }
        assert_faults(door_faults, "src/text/speech.rs", "#[cfg(test)] mod tests { use std::fs; }", &[]);
        assert_faults(door_faults, "src/store/files.rs", "use std::fs;", &[]);
    }

    #[test]
    fn a_circle() {
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
    fn a_file_without_a_word_on_itself() {
        let fault = "src/a.rs: does not begin with what it is (//!)";
        assert_faults(shape_faults, "src/a.rs", "use b;\n", &[fault]);
    }

    #[test]
    fn a_file_that_is_too_long() {
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
    fn a_function_that_is_too_long() {
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
    fn a_name_handed_on() {
        for content in ["pub use a::b;", "pub(crate) use a::b;", "mod c { pub(super) use a::b; }"] {
            let fault = "src/text/mod.rs:1: hands on another's names";
            assert_faults(re_export_faults, "src/text/mod.rs", content, &[fault]);
        }
        assert_faults(re_export_faults, "src/text/mod.rs", "pub mod a; use a::b; pub fn c() {}", &[]);
        assert_faults(re_export_faults, "src/lib.rs", "pub use a::b;", &[]);
    }

    #[test]
    fn an_import_by_a_star() {
        for content in
            ["use a::*;", "use super::{a, b::{c, *}};", "fn f() { use A::*; }", "mod tests { use super::*; }"]
        {
            assert_faults(glob_faults, "src/a.rs", content, &["src/a.rs:1: imports by a star"]);
        }
        assert_faults(glob_faults, "src/a.rs", "#[cfg(test)] mod tests { use super::*; }", &[]);
        assert_faults(glob_faults, "src/a.rs", "fn f() { let x = 2 * 3; a::b * c }", &[]);
    }

    #[test]
    fn a_place_that_is_named() {
        let content = format!("//! See {}{}x.md\n", "sha", "red/");
        assert_eq!(place_faults(&Source::new("src/a.rs", &content)).len(), 1);
        let content = format!("text\ncd {}{}repo\n", "/wo", "rk/");
        assert_eq!(place_faults(&Source::new("README.md", &content)).len(), 1);
        assert_faults(place_faults, "README.md", "what is shared, and work on a farm\n", &[]);
    }
}
