//! Facts about a source file, read from its tokens: items, doc comments, paths, lines of code.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A Rust file and what it declares and uses.
#[derive(Debug, Default, Clone)]
pub(crate) struct Source {
    /// Path from the root of the project.
    pub(crate) path: String,
    pub(crate) lines: Vec<String>,
    pub(crate) items: Vec<Item>,
    pub(crate) docs: Vec<Doc>,
    pub(crate) paths: Vec<CodePath>,
    /// Lines of `let name = |…|`.
    pub(crate) named_closures: Vec<usize>,
    /// The end column of the last token of each line that has code.
    code: BTreeMap<usize, usize>,
    test_lines: BTreeSet<usize>,
}

/// A function, a type, a module, an `impl` or another item with a keyword.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// The keyword, such as `fn` or `struct`.
    pub(crate) kind: String,
    /// The name. For an `impl`, the name of the type.
    pub(crate) name: String,
    /// `pub`, `pub(…)` or nothing.
    pub(crate) visibility: String,
    /// The type in whose inherent `impl` the item is.
    pub(crate) owner: String,
    /// First and last line, without attributes and doc comments.
    pub(crate) lines: (usize, usize),
    /// Number of named fields.
    pub(crate) fields: usize,
    pub(crate) in_test: bool,
    in_function: bool,
}

/// The doc comment of an item.
#[derive(Debug, Clone)]
pub(crate) struct Doc {
    pub(crate) text: String,
    pub(crate) line: usize,
    pub(crate) in_test: bool,
}

/// A path such as `crate::text::Speech`, from an import or from other code.
#[derive(Debug, Clone)]
pub(crate) struct CodePath {
    pub(crate) segments: Vec<String>,
    /// The name that an import gives to the path.
    alias: Option<String>,
    pub(crate) line: usize,
    /// Modules within the file that contain the path.
    inside: Vec<String>,
    pub(crate) in_test: bool,
}

/// The surroundings of a token.
#[derive(Clone, Default)]
struct Context {
    inside: Vec<String>,
    owner: String,
    in_test: bool,
    in_function: bool,
}

/// The beginning of an item, up to its braces or semicolon.
#[derive(Default)]
struct Head {
    kind: String,
    name: String,
    visibility: String,
    line: Option<usize>,
    is_test: bool,
}

impl Source {
    /// Reads all Rust files in a folder of the project.
    pub(crate) fn all(folder: &str) -> Vec<Self> {
        let Ok(entries) = fs::read_dir(root().join(folder)) else { return Vec::new() };
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        let mut found = Vec::new();
        for path in names.iter().map(|name| format!("{folder}/{name}")) {
            if root().join(&path).is_dir() {
                found.extend(Self::all(&path));
            } else if Path::new(&path).extension().is_some_and(|extension| extension == "rs") {
                found.push(Self::new(&path, &fs::read_to_string(root().join(&path)).unwrap()));
            }
        }
        found
    }

    pub(crate) fn new(path: &str, content: &str) -> Self {
        let mut source = Self::lines_of(path, content);
        let tokens: TokenStream = content.parse().unwrap();
        source.mark_code(tokens.clone());
        let in_test = path.ends_with("/tests.rs") || !source.is_program();
        source.walk(tokens, &Context { in_test, ..Context::default() });
        source
    }

    /// Reads the lines alone, of a file that need not be Rust.
    pub(crate) fn lines_of(path: &str, content: &str) -> Self {
        let lines = content.lines().map(ToOwned::to_owned).collect();
        Self { path: path.to_owned(), lines, ..Self::default() }
    }

    /// Returns `true` for a file of the program or of one of its crates.
    pub(crate) fn is_program(&self) -> bool {
        self.path.starts_with("src/") || (self.path.starts_with("crates/") && self.path.contains("/src/"))
    }

    /// Returns the top-level module of a file of the program, or the crate of another file.
    pub(crate) fn room(&self) -> String {
        let room = match self.path.strip_prefix("crates/") {
            Some(path) => path.split('/').next().map(ToOwned::to_owned),
            None => self.modules().get(1).cloned(),
        };
        room.unwrap_or_default()
    }

    /// Returns the crate and the modules of this file: `["src", "app", "page"]` for `src/app/page.rs`.
    pub(crate) fn modules(&self) -> Vec<String> {
        let (krate, path) = match self.path.split_once("src/") {
            Some((krate, path)) => (format!("{krate}src"), path),
            None => (String::new(), self.path.as_str()),
        };
        let names = path.trim_end_matches(".rs").split('/').filter(|&name| name != "mod" && name != "lib");
        [krate].into_iter().chain(names.map(ToOwned::to_owned)).collect()
    }

    /// Returns the lines that have code and are in no test.
    pub(crate) fn code_lines(&self) -> impl Iterator<Item = usize> {
        self.code.keys().copied().filter(|line| !self.test_lines.contains(line))
    }

    /// Returns the number of lines, comments included, that are in no test.
    pub(crate) fn length(&self) -> usize {
        (1..=self.lines.len()).filter(|line| !self.test_lines.contains(line)).count()
    }

    /// Returns the functions that are in no test.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.kind == "fn" && !item.in_test)
    }

    /// Returns the lines inside functions that have a comment.
    pub(crate) fn comments_in_functions(&self) -> impl Iterator<Item = usize> {
        let outer = self.functions().filter(|item| !item.in_function);
        outer.flat_map(|item| item.lines.0..=item.lines.1).filter(|line| {
            let code = self.code.get(line).copied().unwrap_or_default();
            let rest: String = self.lines[line - 1].chars().skip(code).collect();
            rest.trim_start().starts_with("//") && !rest.trim_start().starts_with("///")
        })
    }

    /// Notes the lines of all tokens but doc comments.
    fn mark_code(&mut self, stream: TokenStream) {
        for token in stream.into_iter().filter(|token| !self.is_comment(token)).collect::<Vec<_>>() {
            match token {
                TokenTree::Group(group) => {
                    self.mark(group.span_open());
                    self.mark(group.span_close());
                    self.mark_code(group.stream());
                }
                token => self.mark(token.span()),
            }
        }
    }

    fn mark(&mut self, span: proc_macro2::Span) {
        for line in span.start().line..span.end().line {
            self.code.insert(line, self.lines[line - 1].chars().count());
        }
        let end = self.code.entry(span.end().line).or_default();
        *end = (*end).max(span.end().column);
    }

    /// Returns `true` if the token comes from a comment.
    fn is_comment(&self, token: &TokenTree) -> bool {
        let start = token.span().start();
        let rest = self.lines[start.line - 1].chars().skip(start.column);
        rest.take(2).eq("//".chars())
    }

    fn walk(&mut self, stream: TokenStream, context: &Context) {
        let tokens: Vec<_> = stream.into_iter().collect();
        let mut head = Head::default();
        let mut at = 0;
        while at < tokens.len() {
            let line = tokens[at].span().start().line;
            match &tokens[at] {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    at += 1 + usize::from(is_punct(tokens.get(at + 1), '!'));
                    if let Some(TokenTree::Group(attribute)) = tokens.get(at) {
                        self.read_attribute(attribute, line, context, &mut head);
                    }
                    at += 1;
                }
                TokenTree::Punct(punct) => {
                    // The name of a lifetime can be `'static`.
                    at += 1 + usize::from(punct.as_char() == '\'');
                    if punct.as_char() == ';' {
                        self.end_item(&mut head, line, 0, context);
                    }
                }
                TokenTree::Group(group) => {
                    let inner = head.inner(context, group.delimiter());
                    self.walk(group.stream(), &inner);
                    if group.delimiter() == Delimiter::Brace {
                        let fields = if head.kind == "struct" { count_fields(group.stream()) } else { 0 };
                        self.end_item(&mut head, group.span_close().end().line, fields, context);
                    }
                    at += 1;
                }
                TokenTree::Ident(word) => {
                    at = self.read_word(&tokens, at, &word.to_string(), context, &mut head);
                }
                TokenTree::Literal(_) => at += 1,
            }
        }
    }

    fn read_attribute(
        &mut self,
        group: &proc_macro2::Group,
        line: usize,
        context: &Context,
        head: &mut Head,
    ) {
        let text = group.to_string().replace(' ', "");
        let source = self.lines[line - 1].trim_start();
        if let Some(doc) = source.strip_prefix("///") {
            match self.docs.last_mut().filter(|last| last.line + last.text.lines().count() == line) {
                Some(last) => last.text.extend([doc.trim(), "\n"]),
                None => self.docs.push(Doc {
                    text: format!("{}\n", doc.trim()),
                    line,
                    in_test: context.in_test || head.is_test,
                }),
            }
        } else if text == "[test]"
            || (text.starts_with("[cfg(") && has_word(&text, "test") && !has_word(&text, "not"))
        {
            head.is_test = true;
            head.line.get_or_insert(line);
        }
    }

    /// Reads what begins with a word at `at`, and returns its end.
    fn read_word(
        &mut self,
        tokens: &[TokenTree],
        at: usize,
        word: &str,
        context: &Context,
        head: &mut Head,
    ) -> usize {
        const KINDS: [&str; 9] =
            ["fn", "struct", "enum", "trait", "type", "const", "static", "mod", "macro_rules"];
        let line = tokens[at].span().start().line;
        let next = tokens.get(at + 1);
        let begins = at == 0
            || matches!(&tokens[at - 1], TokenTree::Group(group) if group.delimiter() != Delimiter::Parenthesis)
            || is_punct(tokens.get(at - 1), ';');
        match word {
            "pub" => {
                head.line.get_or_insert(line);
                "pub".clone_into(&mut head.visibility);
                if let Some(TokenTree::Group(group)) = next.filter(|next| !is_tuple(tokens.get(at + 2), next))
                {
                    head.visibility = format!("pub{group}");
                    return at + 2;
                }
            }
            "impl" if begins => {
                word.clone_into(&mut head.kind);
                head.name = implementing(&tokens[at + 1..]);
                head.line.get_or_insert(line);
            }
            "use" => {
                word.clone_into(&mut head.kind);
                head.line.get_or_insert(line);
                return self.read_path(tokens, at + 1, &[], true, context);
            }
            "let" => {
                let skip = |at: usize, word: &str| at + usize::from(is_word(tokens.get(at), word));
                let name = skip(at + 1, "mut");
                let closure = skip(name + 2, "move");
                if is_punct(tokens.get(name + 1), '=')
                    && is_punct(tokens.get(closure), '|')
                    && !context.in_test
                {
                    self.named_closures.push(line);
                }
            }
            kind if KINDS.contains(&kind) && head.kind.is_empty() => {
                if let Some(TokenTree::Ident(name)) = next.filter(|next| !is_word(Some(next), "fn")) {
                    kind.clone_into(&mut head.kind);
                    head.name = name.to_string();
                    head.line.get_or_insert(line);
                    return at + 2;
                }
            }
            _ => return self.read_path(tokens, at, &[], false, context),
        }
        at + 1
    }

    fn end_item(&mut self, head: &mut Head, last: usize, fields: usize, context: &Context) {
        let Head { kind, name, visibility, line, is_test } = std::mem::take(head);
        if let Some(first) = line {
            let owner = context.owner.clone();
            let in_test = context.in_test || is_test;
            let in_function = context.in_function;
            let lines = (first, last);
            if in_test {
                self.test_lines.extend(first..=last);
            }
            self.items.push(Item { kind, name, visibility, owner, lines, fields, in_test, in_function });
        }
    }

    /// Reads the path at `at`, notes every path that it stands for, and returns its end.
    fn read_path(
        &mut self,
        tokens: &[TokenTree],
        mut at: usize,
        before: &[String],
        is_import: bool,
        context: &Context,
    ) -> usize {
        let mut segments = before.to_vec();
        while let Some(token) = tokens.get(at) {
            let line = token.span().start().line;
            match token {
                TokenTree::Ident(name) => segments.push(name.to_string().trim_start_matches("r#").to_owned()),
                TokenTree::Punct(star) if is_import && star.as_char() == '*' => segments.push("*".to_owned()),
                TokenTree::Group(group) if is_import && group.delimiter() == Delimiter::Brace => {
                    let inner: Vec<_> = group.stream().into_iter().collect();
                    let mut start = 0;
                    while start < inner.len() {
                        start = self.read_path(&inner, start, &segments, true, context) + 1;
                    }
                    return at + 1;
                }
                _ => break,
            }
            at += 1;
            if is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':') {
                at += 2;
                continue;
            }
            let mut alias = segments.iter().rev().find(|name| *name != "self").filter(|_| is_import).cloned();
            if is_import && is_word(tokens.get(at), "as") {
                alias = tokens.get(at + 1).map(ToString::to_string);
                at += 2;
            }
            if is_import || segments.len() > 1 {
                let inside = context.inside.clone();
                self.paths.push(CodePath { segments, alias, line, inside, in_test: context.in_test });
            }
            return at;
        }
        if segments.len() > before.len().max(1) {
            let (inside, in_test) = (context.inside.clone(), context.in_test);
            let line = tokens[at - 1].span().start().line;
            self.paths.push(CodePath { segments, alias: None, line, inside, in_test });
        }
        at.max(1)
    }

    /// Returns the modules and the name of a path, from the crate on. `None` for paths to other crates.
    fn resolve(&self, path: &CodePath, is_module: &dyn Fn(&[String]) -> bool) -> Option<Vec<String>> {
        let own = self.modules();
        let here = [own.as_slice(), &path.inside].concat();
        let first = path.segments[0].as_str();
        let mut rest = path.segments.as_slice();
        let mut base = match first {
            "crate" => own[..1].to_vec(),
            "self" | "super" => here,
            _ => {
                let child = [here.as_slice(), &path.segments[..1]].concat();
                let is_alias =
                    |other: &&CodePath| other.alias.as_deref() == Some(first) && other.segments[0] != first;
                if is_module(&child) {
                    here
                } else {
                    let import = self.paths.iter().filter(|_| path.alias.is_none()).find(is_alias)?;
                    rest = &rest[1..];
                    self.resolve(import, is_module)?
                }
            }
        };
        while let Some((name, tail)) =
            rest.split_first().filter(|(name, _)| *name == "super" || *name == "self")
        {
            if name == "super" {
                base.pop();
            }
            rest = tail;
        }
        let rest = rest.strip_prefix(&["crate".to_owned()]).unwrap_or(rest);
        Some([&base, rest].concat())
    }
}

impl Item {
    pub(crate) const fn length(&self) -> usize {
        self.lines.1 - self.lines.0 + 1
    }
}

impl CodePath {
    /// Returns `true` if the path has these segments, separated by `::`, in a row.
    pub(crate) fn has(&self, part: &str) -> bool {
        let part: Vec<_> = part.split("::").collect();
        self.segments.windows(part.len()).any(|some| some == part)
    }
}

impl Head {
    /// Returns the context inside of the braces of this item.
    fn inner(&self, context: &Context, delimiter: Delimiter) -> Context {
        let mut inner = context.clone();
        inner.in_test |= self.is_test;
        if delimiter == Delimiter::Brace {
            match self.kind.as_str() {
                "mod" => inner.inside.push(self.name.clone()),
                "impl" => inner.owner.clone_from(&self.name),
                "fn" => inner.in_function = true,
                _ => {}
            }
        }
        inner
    }
}

/// Returns the files that each file of the program uses. Tests may use everything.
pub(crate) fn imports(files: &[Source]) -> BTreeMap<String, Vec<String>> {
    let modules: BTreeMap<Vec<String>, &str> =
        files.iter().map(|file| (file.modules(), file.path.as_str())).collect();
    let is_module = |path: &[String]| modules.contains_key(path);
    let mut imports = BTreeMap::new();
    for file in files {
        let mut used: Vec<String> = Vec::new();
        for path in file.paths.iter().filter(|path| !path.in_test) {
            let Some(target) = file.resolve(path, &is_module) else { continue };
            let found = (1..=target.len()).rev().find_map(|length| modules.get(&target[..length]));
            used.extend(found.filter(|found| **found != file.path).map(|&found| found.to_owned()));
        }
        used.sort();
        used.dedup();
        imports.insert(file.path.clone(), used);
    }
    imports
}

/// Returns the groups of files that use each other, directly or through others.
pub(crate) fn circles(imports: &BTreeMap<String, Vec<String>>) -> Vec<Vec<String>> {
    fn reach<'a>(imports: &'a BTreeMap<String, Vec<String>>, from: &str, seen: &mut Vec<&'a str>) {
        for next in imports.get(from).into_iter().flatten() {
            if !seen.contains(&next.as_str()) {
                seen.push(next);
                reach(imports, next, seen);
            }
        }
    }
    let mut reached: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in imports.keys() {
        reach(imports, file, reached.entry(file).or_default());
    }
    let mut circles: Vec<Vec<String>> = Vec::new();
    for (&file, seen) in reached.iter().filter(|(file, seen)| seen.contains(file)) {
        if !circles.concat().iter().any(|known| known == file) {
            let circle =
                seen.iter().filter(|other| reached.get(**other).is_some_and(|back| back.contains(&file)));
            let mut circle: Vec<_> = circle.map(|&other| other.to_owned()).collect();
            circle.sort();
            circles.push(circle);
        }
    }
    circles
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the name of the type after `impl`, or an empty string if a trait is implemented for it.
fn implementing(tokens: &[TokenTree]) -> String {
    let mut depth = 0_usize;
    let mut name = String::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct)
                if punct.as_char() == '>' && !is_punct(tokens.get(at.wrapping_sub(1)), '-') =>
            {
                depth = depth.saturating_sub(1);
            }
            TokenTree::Ident(word) if depth == 0 && word == "for" => return String::new(),
            TokenTree::Ident(word) if depth == 0 && word == "where" => break,
            TokenTree::Ident(word) if depth == 0 => name = word.to_string(),
            _ => {}
        }
    }
    name
}

fn count_fields(stream: TokenStream) -> usize {
    let tokens: Vec<_> = stream.into_iter().collect();
    let is_colon = |at: usize| is_punct(tokens.get(at), ':');
    let is_field = |at: &usize| {
        let begins = match at.checked_sub(1).map(|before| &tokens[before]) {
            None | Some(TokenTree::Group(_)) => true,
            Some(token) => is_punct(Some(token), ',') || is_word(Some(token), "pub"),
        };
        begins && matches!(tokens[*at], TokenTree::Ident(_)) && is_colon(at + 1) && !is_colon(at + 2)
    };
    (0..tokens.len()).filter(is_field).count()
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric()).any(|one| one == word)
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(name)) if name == word)
}

fn is_punct(token: Option<&TokenTree>, expected: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == expected)
}

/// Returns `true` if the group after `pub` is a type, such as in `struct A(pub (u8, u8))`.
fn is_tuple(after: Option<&TokenTree>, group: &TokenTree) -> bool {
    let is_parentheses =
        matches!(group, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
    !is_parentheses || after.is_none() || is_punct(after, ',')
}
