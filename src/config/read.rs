//! Reads config.toml into a [`Config`], or lists all mistakes in it.

use std::{fmt, ops::Range};

use oratory_core::{Style, closest, line_of, toml_fault, with_line};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Config,
    converter::Converter,
    renamed,
    settings::{SETTINGS, Setting, Value},
};
use crate::{
    command::{Command, Context},
    keymap::{
        Configured, Keymap,
        bindings::{BINDINGS, Binding},
        key::Key,
    },
    theme::{self, ROLES},
};

/// A mistake in the configuration, with a remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub(crate) line: Option<usize>,
    message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&with_line((self.line, self.message.clone())))
    }
}

/// Parses a configuration. Settings that it does not name have their defaults. Names of version 0.1 still work and are
/// reported in [`Config::renamed`].
///
/// # Errors
///
/// Returns all mistakes, in the order of their lines.
pub fn parse(content: &str) -> Result<Config, Vec<Fault>> {
    let (table, errors) = DeTable::parse_recoverable(content);
    let mut parser = Parser { content, config: Config::default(), renamed: Vec::new(), faults: Vec::new() };
    if errors.is_empty() {
        parser.top(table.get_ref());
    } else {
        parser.faults.extend(errors.iter().map(|error| {
            let (line, message) = toml_fault(error, content, 1);
            Fault { line, message }
        }));
    }
    let Parser { mut config, mut renamed, mut faults, .. } = parser;
    faults.sort_by_key(|fault| fault.line);
    if !faults.is_empty() {
        return Err(faults);
    }
    config.list_converted();
    renamed.sort_unstable();
    let renamed: Vec<String> = renamed
        .iter()
        .map(|(line, former, name)| format!("line {line}: {former} is now called {name}"))
        .collect();
    config.renamed = (!renamed.is_empty()).then(|| renamed.join("; "));
    Ok(config)
}

/// Returns the valid converters of a configuration, which may have mistakes.
pub(crate) fn converters_of(content: &str) -> Vec<Converter> {
    let (table, _) = DeTable::parse_recoverable(content);
    let mut parser = Parser { content, config: Config::default(), renamed: Vec::new(), faults: Vec::new() };
    if let Some(DeValue::Table(converters)) = table.get_ref().get("converters").map(Spanned::get_ref) {
        parser.converters(converters);
    }
    parser.config.converters
}

struct Parser<'a> {
    content: &'a str,
    config: Config,
    /// Renamed settings in the file: line, former name and present name, for [`Config::renamed`].
    renamed: Vec<(usize, &'static str, &'static str)>,
    faults: Vec<Fault>,
}

const TABLES: [&str; 4] = ["library", "converters", "looks", "keys"];

impl Parser<'_> {
    fn line(&self, at: &Range<usize>) -> usize {
        line_of(self.content.as_bytes(), at.start)
    }

    fn fault(&mut self, at: &Range<usize>, message: impl Into<String>) {
        let line = Some(self.line(at));
        self.faults.push(Fault { line, message: message.into() });
    }

    /// Reports an unknown name and suggests a similar one of `known`.
    fn unknown(&mut self, at: &Range<usize>, kind: &str, name: &str, known: &[&str]) {
        // TOML assigns a setting below a table header to that table.
        if is_setting(name) {
            let message = format!(
                "{name} is a top-level setting: move it above [library], [converters], [looks] and [keys]"
            );
            return self.fault(at, message);
        }
        let hint = closest(name, known).map(|known| format!(": did you mean {known}?")).unwrap_or_default();
        self.fault(at, format!("unknown {kind} {name}{hint}"));
    }

    /// Returns the present name of a setting in `table`, and records that the file uses the former one.
    fn present_name<'b>(
        &mut self,
        at: &Range<usize>,
        name: &'b str,
        renamed: &'static [(&str, &str)],
        table: &DeTable<'_>,
    ) -> &'b str {
        let Some((former, present)) = renamed.iter().find(|(former, _)| *former == name) else { return name };
        if table.contains_key(*present) {
            self.fault(at, format!("{former} is now called {present}, which is set too: remove one of them"));
        }
        let line = self.line(at);
        self.renamed.push((line, former, present));
        present
    }

    fn top(&mut self, table: &DeTable<'_>) {
        for (name, value) in table {
            let at = &name.span();
            let name = self.present_name(at, name.get_ref(), renamed::SETTINGS, table);
            match (SETTINGS.iter().find(|setting| setting.name == name), name, value.get_ref()) {
                (Some(setting), ..) => self.setting(setting, value),
                (None, "looks", DeValue::Table(looks)) => self.looks(looks),
                (None, "keys", DeValue::Table(keys)) => self.keys(keys),
                (None, "library", DeValue::Table(library)) => self.library(library),
                (None, "converters", DeValue::Table(converters)) => self.converters(converters),
                (None, "library" | "converters" | "looks" | "keys", _) => {
                    self.fault(at, format!("{name} is a table: write [{name}] on a line of its own"));
                }
                (None, ..) => {
                    let known: Vec<&str> =
                        SETTINGS.iter().map(|setting| setting.name).chain(TABLES).collect();
                    self.unknown(at, "setting", name, &known);
                }
            }
        }
    }

    fn library(&mut self, library: &DeTable<'_>) {
        let known: Vec<&str> =
            SETTINGS.iter().filter_map(|setting| setting.name.strip_prefix("library.")).collect();
        for (name, value) in library {
            let (at, name) = (&name.span(), name.get_ref().as_ref());
            match SETTINGS.iter().find(|setting| setting.name.strip_prefix("library.") == Some(name)) {
                Some(setting) => self.setting(setting, value),
                None => self.unknown(at, "library setting", name, &known),
            }
        }
    }

    fn converters(&mut self, table: &DeTable<'_>) {
        let mut lines: Vec<_> = table.iter().collect();
        lines.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in lines {
            let (at, name) = (&name.span(), name.get_ref().as_ref());
            if is_setting(name) {
                self.unknown(at, "converter", name, &[]);
                continue;
            }
            let words = value.get_ref().as_array().and_then(|words| {
                words.iter().map(|word| word.get_ref().as_str().map(ToOwned::to_owned)).collect()
            });
            let known = &mut self.config.converters;
            match Converter::new(name, words) {
                Ok(converter) if known.iter().any(|other| other.is_like(&converter)) => {
                    self.fault(at, format!("{name} is set twice, in capital and small letters"));
                }
                Ok(converter) => known.push(converter),
                Err(fault) => self.fault(at, fault),
            }
        }
    }

    fn setting(&mut self, setting: &Setting, value: &Spanned<DeValue<'_>>) {
        if set(&mut self.config, &setting.value, value.get_ref()).is_none() {
            let written = &self.content[value.span()];
            let message = format!("{} is {}, not {written}", setting.name, setting.valid_values());
            self.fault(&value.span(), message);
        }
    }

    fn looks(&mut self, looks: &DeTable<'_>) {
        for (name, value) in looks {
            let at = &name.span();
            let name = self.present_name(at, name.get_ref(), renamed::LOOKS, looks);
            let Some((role, ..)) = ROLES.iter().find(|(_, role, _)| *role == name) else {
                self.unknown(at, "part", name, &ROLES.map(|(_, role, _)| role));
                continue;
            };
            match value.get_ref().as_str().map(str::parse) {
                Some(Ok(look)) => self.config.look.overrides.push((*role, look)),
                Some(Err(fault)) => self.fault(&value.span(), format!("{name}: {fault}")),
                None => {
                    let message = format!("{name} is a style in quotes, such as \"bold red on black\"");
                    self.fault(&value.span(), message);
                }
            }
        }
    }

    fn keys(&mut self, table: &DeTable<'_>) {
        let mut configured: Vec<Configured> = Vec::new();
        let mut lines: Vec<_> = table.iter().collect();
        lines.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in lines {
            let at = &name.span();
            let name = self.present_name(at, name.get_ref(), renamed::KEYS, table);
            let Some(binding) = BINDINGS.iter().find(|binding| binding.name == name) else {
                let known: Vec<&str> = BINDINGS.iter().map(|binding| binding.name).collect();
                self.unknown(at, "key binding", name, &known);
                continue;
            };
            let Some(written) = value.get_ref().as_array() else {
                self.fault(&value.span(), format!("{name} is a list of keys, such as [\"j\", \"Down\"]"));
                continue;
            };
            let mut keys = Vec::new();
            for key in written {
                match parse_key(key.get_ref(), binding) {
                    Ok(parsed) => match bound_to(&configured, parsed, binding) {
                        Some(other) => {
                            self.fault(&key.span(), format!("{parsed} is already bound to {}", other.name));
                        }
                        None => keys.push(parsed),
                    },
                    Err(fault) => self.fault(&key.span(), format!("{name}: {fault}")),
                }
            }
            configured.push((binding, keys));
        }
        self.config.keymap = Keymap::new(&configured);
        self.require_interrupt_key(table, &configured);
    }

    /// Checks that a key performs [`Command::Interrupt`] in every context.
    fn require_interrupt_key(&mut self, table: &DeTable<'_>, configured: &[Configured]) {
        let keymap = &self.config.keymap;
        if Context::ALL.into_iter().all(|context| keymap.hint(context, &Command::Interrupt).is_some()) {
            return;
        }
        // The mistake is on the line of `interrupt`, or of the binding that took its key.
        let default = BINDINGS.iter().find(|binding| binding.name == "interrupt");
        let default: Vec<Key> =
            default.iter().flat_map(|binding| binding.keys).filter_map(|key| key.parse().ok()).collect();
        let culprit = configured.iter().find(|(binding, keys)| {
            binding.name == "interrupt" || keys.iter().any(|key| default.contains(key))
        });
        let name = culprit.map_or("interrupt", |(binding, _)| binding.name);
        let at = table.keys().find(|key| key.get_ref() == name).map_or(0..0, Spanned::span);
        self.fault(&at, "interrupt needs a key of its own: it is the way out from everywhere");
    }
}

/// Returns `true` if `name` is, or was, a setting outside of tables.
fn is_setting(name: &str) -> bool {
    SETTINGS.iter().any(|setting| setting.name == name)
        || renamed::SETTINGS.iter().any(|(former, _)| *former == name)
}

/// Sets a setting of type `kind` to `value`. Returns `None` if the value is invalid.
fn set(config: &mut Config, kind: &Value, value: &DeValue<'_>) -> Option<()> {
    match (kind, value) {
        (Value::Number(range, _, set), DeValue::Integer(number)) => {
            let number = usize::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()?;
            set(config, Some(number).filter(|number| range.contains(number))?);
        }
        (Value::Bool(_, set), DeValue::Boolean(on)) => set(config, *on),
        (Value::Theme, DeValue::String(name)) => config.look.theme = theme::named(name)?,
        (Value::Citation, DeValue::String(name)) => {
            config.citation = Style::named(name).filter(|style| style.cites_paragraphs())?;
        }
        (Value::Reference, DeValue::String(pattern)) => config.reference = pattern.parse().ok()?,
        (Value::Command(_, set), DeValue::String(line)) => {
            set(config, line.split_whitespace().map(ToOwned::to_owned).collect());
        }
        (Value::List(kind, _, set), DeValue::Array(items)) => {
            let items: Option<Vec<String>> =
                items.iter().map(|item| item.get_ref().as_str().map(ToOwned::to_owned)).collect();
            set(config, items.filter(|items| items.iter().all(|item| kind.allows(item)))?);
        }
        _ => return None,
    }
    Some(())
}

/// Parses a key, if `binding` can have it.
fn parse_key(written: &DeValue<'_>, binding: &Binding) -> Result<Key, String> {
    let written = written.as_str().ok_or("write the key in quotes")?;
    let key: Key = written.parse()?;
    match key.typed() {
        Some(c) if c.is_ascii_digit() => Err(format!("{key} starts a count and cannot be bound")),
        Some(_) if binding.contexts.contains(&Context::Prompt) => {
            Err(format!("{key} types text in a prompt: choose a key with Ctrl- or Alt-, or a function key"))
        }
        _ => Ok(key),
    }
}

/// Returns the configured binding that already has `key` in a context of `binding`.
fn bound_to(configured: &[Configured], key: Key, binding: &Binding) -> Option<&'static Binding> {
    let mut bindings = configured.iter().filter(|(_, keys)| keys.contains(&key)).map(|(other, _)| *other);
    bindings.find(|other| other.contexts.iter().any(|context| binding.contexts.contains(context)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{config::settings::ListItem, theme::THEMES};

    fn faults(content: &str) -> Vec<String> {
        parse(content).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[track_caller]
    fn assert_fault(content: &str, expected: &str) {
        assert_eq!(faults(content), [expected], "{content}");
    }

    #[test]
    fn every_setting_is_read_and_written() {
        for setting in SETTINGS {
            let others: Vec<String> = match &setting.value {
                Value::Number(range, ..) => [range.start(), range.end()].map(ToString::to_string).into(),
                Value::Bool(..) => ["true", "false"].map(ToOwned::to_owned).into(),
                Value::Theme => THEMES.map(|(name, _)| format!("{name:?}")).into(),
                Value::Citation => {
                    Style::names_for_paragraphs().iter().map(|name| format!("{name:?}")).collect()
                }
                Value::Reference => ["\"\"", "\"{year} {speaker}\""].map(ToOwned::to_owned).into(),
                Value::Command(..) => {
                    ["\"\"", "\"xclip -selection clipboard\""].map(ToOwned::to_owned).into()
                }
                Value::List(ListItem::Folder, ..) => vec!["[]".to_owned(), "[\"~/a\", \"/b\"]".to_owned()],
                Value::List(ListItem::Extension, ..) => vec!["[\"text\"]".to_owned()],
            };
            for other in others {
                let config = parse(&format!("{} = {other}", setting.name)).unwrap();
                assert_eq!(setting.to_toml(&config), other);
            }
        }
        assert_eq!(parse("text_width = 0x50\nwords_per_minute = 1_000").unwrap().text_width, 80);
    }

    #[test]
    fn invalid_value_is_reported_with_the_valid_ones() {
        assert_fault("text_width = 300", "line 1: text_width is a number from 40 to 120, not 300");
        assert_fault("text_width = -1", "line 1: text_width is a number from 40 to 120, not -1");
        assert_fault("\nmouse = \"yes\"", "line 2: mouse is true or false, not \"yes\"");
        assert_fault("theme = \"drak\"", "line 1: theme is terminal, light, dark or contrast, not \"drak\"");
        let styles = "chicago, chicago-short, mla, apa or pandoc";
        for style in ["harvard", "ris", "chicago-bibliography"] {
            let fault = format!("line 1: citation is {styles}, not {style:?}");
            assert_fault(&format!("citation = {style:?}"), &fault);
        }
        let patterns = "a pattern with the fields {title}, {speaker}, {year}, {date}, {occasion}, {place}, {kind} or \
                        {language}; \"\" for the title";
        for pattern in ["{yaer}", "{year"] {
            let fault = format!("line 1: reference is {patterns}, not {pattern:?}");
            assert_fault(&format!("reference = {pattern:?}"), &fault);
        }
        let folders = "a list of absolute paths, such as [\"~/speeches\", \"/srv/texts\"]";
        assert_fault(
            "library.folders = [\"speeches\"]",
            &format!("line 1: library.folders is {folders}, not [\"speeches\"]"),
        );
        assert_fault(
            "[library]\nfolder = []",
            "line 2: unknown library setting folder: did you mean folders?",
        );
        assert_fault("looks = 1", "line 1: looks is a table: write [looks] on a line of its own");
    }

    #[test]
    fn unknown_name_is_reported_with_a_similar_one() {
        assert_fault("text_with = 70", "line 1: unknown setting text_with: did you mean text_width?");
        assert_fault("[kesy]", "line 1: unknown setting kesy: did you mean keys?");
        assert_fault("[looks]\nmacth = \"bold\"", "line 2: unknown part macth: did you mean match?");
        assert_fault("[keys]\nserach = []", "line 2: unknown key binding serach: did you mean search?");
        assert_fault("xyzzy = 1", "line 1: unknown setting xyzzy");
    }

    #[test]
    fn invalid_keys_are_reported() {
        let fault = |line: &str| faults(&format!("[keys]\n{line}")).join("; ");
        assert!(
            fault("search = [\"ctrl-x\"]")
                .starts_with("line 2: search: unknown key \"ctrl-x\": write keys as j,")
        );
        assert_eq!(
            fault("search = [\"Ctrl-i\"]"),
            "line 2: search: Ctrl-i is the same key as Tab in a terminal: write Tab"
        );
        assert_eq!(
            fault("search = [\"Ctrl-S\"]"),
            "line 2: search: Ctrl-S is the same key as Ctrl-s in a terminal: write Ctrl-s"
        );
        assert_eq!(fault("search = [\"7\"]"), "line 2: search: 7 starts a count and cannot be bound");
        assert!(fault("accept = [\"x\"]").starts_with("line 2: accept: x types text in a prompt"));
        assert_eq!(fault("search = \"s\""), "line 2: search is a list of keys, such as [\"j\", \"Down\"]");
        assert_eq!(fault("search = [1]"), "line 2: search: write the key in quotes");
        assert_eq!(fault("search = [\"s\"]\nnext_match = [\"s\"]"), "line 3: s is already bound to search");
        assert_eq!(fault("search = [\"s\"]\naccept = [\"Ctrl-s\"]"), "");
        let locked = "line 2: interrupt needs a key of its own: it is the way out from everywhere";
        assert_eq!(fault("interrupt = []"), locked);
        assert_eq!(fault("filter = [\"y\"]\nsearch = [\"Ctrl-c\"]"), locked.replace("line 2", "line 3"));
        assert!(fault("search = [\"Ctrl-]\"]").contains("is not sent by every terminal"));
    }

    #[test]
    fn all_faults_are_reported_in_the_order_of_their_lines() {
        let content =
            "mouse = 1\ntext_width = 0\n[keys]\nx = []\nsearch = [\"Foo\", \"Bar\"]\n[looks]\nmatch = 3\n";
        let lines: Vec<_> = parse(content).unwrap_err().iter().map(|fault| fault.line.unwrap()).collect();
        assert_eq!(lines, [1, 2, 4, 5, 5, 7]);
    }

    #[test]
    fn setting_below_a_table_is_reported_with_its_place() {
        let right =
            "text_width is a top-level setting: move it above [library], [converters], [looks] and [keys]";
        for table in ["keys", "looks", "converters"] {
            assert_fault(&format!("[{table}]\ntext_width = 70"), &format!("line 2: {right}"));
        }
        let former = right.replace("text_width", "measure");
        assert_fault("[keys]\nmeasure = 70", &format!("line 2: {former}"));
    }

    #[test]
    fn configured_key_replaces_the_default_keys() {
        for binding in BINDINGS.iter().filter(|binding| binding.name != "interrupt") {
            let config = parse(&format!("[keys]\n{} = [\"F9\"]", binding.name)).unwrap();
            for context in binding.contexts {
                let does = |key: &str| config.keymap.command(*context, key.parse().unwrap());
                assert!(
                    does("F9").is_some_and(|command| command.is_like(&binding.command)),
                    "{}",
                    binding.name
                );
                assert!(binding.keys.iter().all(|key| does(key).is_none()), "{}", binding.name);
            }
        }
    }

    #[test]
    fn invalid_toml_is_reported_with_its_line() {
        let faults_of_line = faults("text_width = 70\nmouse\n");
        assert!(faults_of_line[0].starts_with("line 2: ") && faults_of_line[0].lines().count() == 1);
        assert!(faults("text_width = 70\ntext_width = 80")[0].starts_with("line 2: "));
        let lines = parse("a = 1\na = 2\n[b\nx =\n").unwrap_err();
        assert!(lines.is_sorted_by_key(|fault| fault.line), "{lines:?}");
    }

    /// Settings, commands and styles that version 0.1 did not have.
    const NEWER: [&str; 10] = [
        "markup",
        "times",
        "citation",
        "reference",
        "overview",
        "selection",
        "highlight",
        "overlap",
        "notes",
        "shared",
    ];

    #[test]
    fn config_of_version_0_1_still_works() {
        let content = include_str!("../../tests/data/config-0.1.toml");
        let config = parse(content).unwrap();
        for setting in SETTINGS.iter().filter(|setting| !NEWER.contains(&setting.name)) {
            assert_ne!(setting.to_toml(&config), setting.to_toml(&Config::default()), "{}", setting.name);
        }
        let looks: HashSet<_> = config.look.overrides.iter().map(|(role, _)| *role as usize).collect();
        assert_eq!(looks.len(), ROLES.iter().filter(|(_, name, _)| !NEWER.contains(name)).count());
        for binding in BINDINGS.iter().filter(|binding| !NEWER.contains(&binding.name)) {
            for (context, key) in binding
                .contexts
                .iter()
                .flat_map(|context| binding.keys.iter().map(move |key| (context, key.parse().unwrap())))
            {
                let command = config.keymap.command(*context, key);
                assert!(command.is_some_and(|command| command.is_like(&binding.command)), "{}", binding.name);
            }
        }
        let renamed = config.renamed.unwrap();
        let all = [renamed::SETTINGS, renamed::LOOKS, renamed::KEYS].concat();
        assert_eq!(renamed.split("; ").count(), all.len(), "{renamed}");
        for (former, present) in all {
            assert!(renamed.contains(&format!(": {former} is now called {present}")), "{renamed}");
            assert!(content.contains(&format!("\n{former} = ")), "{former}");
        }
    }

    #[test]
    fn converters_are_read_and_their_files_listed() {
        let config = parse(
            "[converters]\npdf = [\"pdftotext\", \"{file}\", \"-\"]\nHTM = [\"cat\", \"{file}\"]\n\
             [library]\nextensions = [\"txt\", \"htm\"]",
        );
        let config = config.unwrap();
        let names: Vec<_> = config.converters.iter().map(Converter::extension).collect();
        assert_eq!(names, ["pdf", "HTM"]);
        assert_eq!(config.extensions, ["txt", "htm", "pdf"]);
        assert_eq!(parse("[converters]").unwrap().converters, []);
    }

    #[test]
    fn valid_converters_survive_mistakes() {
        for mistake in ["text_with = 1", "mouse =", "[keys]\nnone = 1"] {
            let content = format!("{mistake}\n[converters]\ndoc = 1\npdf = [\"cat\", \"{{file}}\"]\n");
            assert!(parse(&content).is_err(), "{mistake}");
            let kept = converters_of(&content);
            assert_eq!(kept.iter().map(Converter::extension).collect::<Vec<_>>(), ["pdf"], "{mistake}");
        }
        assert_eq!(converters_of("converters = 1\n"), []);
    }

    #[test]
    fn faults_of_converters_are_reported_with_their_lines() {
        let table = |lines: &str| faults(&format!("[converters]\n{lines}"));
        let like = "must be a list of a program and its arguments, such as [\"pdftotext\", \"-layout\", \"{file}\", \"-\"]";
        for value in ["\"pdftotext {file}\"", "[1]", "{ a = 1 }"] {
            assert_eq!(table(&format!("pdf = {value}")), [format!("line 2: pdf {like}")]);
        }
        assert_eq!(
            table(
                "doc = []\n\".pdf\" = [\"cat\", \"{file}\"]\nrtf = [\"cat\"]\nPS = [\"a\", \"{file}\"]\nps = [\"a\", \"{file}\"]"
            ),
            [
                "line 2: doc: the program is missing: write a list such as [\"pdftotext\", \"-layout\", \"{file}\", \"-\"]",
                "line 3: .pdf: an extension has no dot: write pdf",
                "line 4: rtf: {file} is missing, which stands for the path of the file",
                "line 6: ps is set twice, in capital and small letters",
            ]
        );
        assert_fault(
            "converters = []",
            "line 1: converters is a table: write [converters] on a line of its own",
        );
    }

    #[test]
    fn former_name_beside_the_present_one_is_a_fault() {
        assert_fault(
            "measure = 50\ntext_width = 60",
            "line 1: measure is now called text_width, which is set too: remove one of them",
        );
        let config = parse("text_width = 50\n[looks]\nhit = \"bold\"").unwrap();
        assert_eq!(config.renamed.as_deref(), Some("line 3: hit is now called match"));
        assert_eq!(parse("text_width = 50").unwrap().renamed, None);
    }
}
