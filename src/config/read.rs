//! Reads config.toml into a [`Config`], or lists all mistakes in it.

use std::fmt;

use oratory_core::{
    document::details::{line_of, toml_fault, with_line},
    search::suggest::closest,
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Config, SETTINGS, Setting, Value};
use crate::{
    command::{Command, Context},
    keymap::{Binding, Chosen, Keymap, bindings::BINDINGS, key::Key},
    theme::{self, ROLES},
};

/// A mistake in the configuration, with a remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1, if it is known.
    pub line: Option<usize>,
    /// The message.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&with_line((self.line, self.message.clone())))
    }
}

/// A value with its position in the file.
type Written<'a, 'b> = &'b Spanned<DeValue<'a>>;

/// Parses a configuration. Settings that it does not name have their defaults.
///
/// # Errors
///
/// All mistakes, in the order of their lines.
pub fn parse(content: &str) -> Result<Config, Vec<Fault>> {
    let (table, errors) = DeTable::parse_recoverable(content);
    if !errors.is_empty() {
        let fault = |error| {
            let (line, message) = toml_fault(error, content, 1);
            Fault { line, message }
        };
        let mut faults: Vec<Fault> = errors.iter().map(fault).collect();
        faults.sort_by_key(|fault| fault.line);
        return Err(faults);
    }
    let mut reading = Reading { content, config: Config::default(), faults: Vec::new() };
    reading.top(table.get_ref());
    reading.faults.sort_by_key(|fault| fault.line);
    if reading.faults.is_empty() { Ok(reading.config) } else { Err(reading.faults) }
}

/// A configuration being read.
struct Reading<'a> {
    content: &'a str,
    config: Config,
    faults: Vec<Fault>,
}

/// The tables beside the settings.
const TABLES: [&str; 3] = ["library", "looks", "keys"];

impl Reading<'_> {
    fn fault(&mut self, at: std::ops::Range<usize>, message: impl Into<String>) {
        let line = Some(line_of(self.content.as_bytes(), at.start));
        self.faults.push(Fault { line, message: message.into() });
    }

    /// Reports an unknown name and suggests a similar one.
    fn unknown(&mut self, at: std::ops::Range<usize>, what: &str, name: &str, known: &[&str]) {
        // TOML assigns a setting below a table header to that table.
        if SETTINGS.iter().any(|setting| setting.name == name) {
            return self.fault(
                at,
                format!("{name} is a top-level setting: move it above [library], [looks] and [keys]"),
            );
        }
        let hint = closest(name, known).map(|known| format!(": did you mean {known}?")).unwrap_or_default();
        self.fault(at, format!("unknown {what} {name}{hint}"));
    }

    fn top(&mut self, table: &DeTable<'_>) {
        for (name, value) in table {
            let (at, name) = (name.span(), name.get_ref().as_ref());
            match (SETTINGS.iter().find(|setting| setting.name == name), name, value.get_ref()) {
                (Some(setting), ..) => self.setting(setting, value),
                (None, "looks", DeValue::Table(looks)) => self.looks(looks),
                (None, "keys", DeValue::Table(keys)) => self.keys(keys),
                (None, "library", DeValue::Table(library)) => self.library(library),
                (None, "library" | "looks" | "keys", _) => {
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
        for (name, value) in library {
            let (at, name) = (name.span(), name.get_ref().as_ref());
            let is_called = |setting: &&Setting| setting.name.strip_prefix("library.") == Some(name);
            if let Some(setting) = SETTINGS.iter().find(is_called) {
                self.setting(setting, value);
                continue;
            }
            let known = SETTINGS.iter().filter_map(|setting| setting.name.strip_prefix("library."));
            self.unknown(at, "library setting", name, &known.collect::<Vec<_>>());
        }
    }

    fn setting(&mut self, setting: &Setting, value: Written<'_, '_>) {
        let is_set = match (&setting.value, value.get_ref()) {
            (Value::Number(range, _, set), DeValue::Integer(number)) => {
                let number = usize::from_str_radix(&number.as_str().replace('_', ""), number.radix());
                let number = number.ok().filter(|number| range.contains(number));
                number.map(|number| set(&mut self.config, number))
            }
            (Value::Switch(_, set), DeValue::Boolean(on)) => {
                set(&mut self.config, *on);
                Some(())
            }
            (Value::Theme, DeValue::String(name)) => {
                theme::named(name).map(|theme| self.config.look.theme = theme)
            }
            (Value::Command(_, set), DeValue::String(line)) => {
                set(&mut self.config, line.split_whitespace().map(ToOwned::to_owned).collect());
                Some(())
            }
            (Value::Words(allowed, _, set), DeValue::Array(words)) => {
                let word = |word: &Spanned<DeValue<'_>>| word.get_ref().as_str().map(ToOwned::to_owned);
                let words: Option<Vec<String>> = words.iter().map(word).collect();
                let words = words.filter(|words| words.iter().all(|word| allowed.allow(word)));
                words.map(|words| set(&mut self.config, words))
            }
            _ => None,
        };
        if is_set.is_none() {
            let written = &self.content[value.span()];
            self.fault(value.span(), format!("{} is {}, not {written}", setting.name, setting.choices()));
        }
    }

    fn looks(&mut self, looks: &DeTable<'_>) {
        for (name, value) in looks {
            let (at, name) = (name.span(), name.get_ref().as_ref());
            let Some((role, ..)) = ROLES.iter().find(|(_, role, _)| *role == name) else {
                self.unknown(at, "part", name, &ROLES.map(|(_, role, _)| role));
                continue;
            };
            let look = value.get_ref().as_str().map(str::parse);
            match look {
                Some(Ok(look)) => self.config.look.looks.push((*role, look)),
                Some(Err(fault)) => self.fault(value.span(), format!("{name}: {fault}")),
                None => {
                    self.fault(
                        value.span(),
                        format!("{name} is a style in quotes, such as \"bold red on black\""),
                    );
                }
            }
        }
    }

    fn keys(&mut self, table: &DeTable<'_>) {
        let mut chosen: Vec<Chosen> = Vec::new();
        let mut lines: Vec<_> = table.iter().collect();
        lines.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in lines {
            let (at, name) = (name.span(), name.get_ref().as_ref());
            let Some(binding) = BINDINGS.iter().find(|binding| binding.name == name) else {
                let known: Vec<&str> = BINDINGS.iter().map(|binding| binding.name).collect();
                self.unknown(at, "key binding", name, &known);
                continue;
            };
            let Some(written) = value.get_ref().as_array() else {
                self.fault(value.span(), format!("{name} is a list of keys, such as [\"j\", \"Down\"]"));
                continue;
            };
            let mut keys = Vec::new();
            for key in written {
                let at = key.span();
                match readable(key.get_ref(), binding) {
                    Ok(key) => match taken_by(&chosen, key, binding) {
                        Some(other) => {
                            self.fault(at, format!("{key} is already bound to {}", other.name));
                        }
                        None => keys.push(key),
                    },
                    Err(fault) => self.fault(at, format!("{name}: {fault}")),
                }
            }
            chosen.push((binding, keys));
        }
        self.config.keymap = Keymap::new(&chosen);
        self.check_the_way_out(table, &chosen);
    }

    /// Checks that a key quits or cancels in every context.
    fn check_the_way_out(&mut self, table: &DeTable<'_>, chosen: &[Chosen]) {
        let locked = Context::ALL
            .into_iter()
            .any(|context| self.config.keymap.hint(context, &Command::Interrupt).is_none());
        if locked {
            // The mistake is on the line of `interrupt`, or of the binding that took its key.
            let own = BINDINGS.iter().find(|binding| binding.name == "interrupt");
            let takes = |keys: &[Key]| {
                own.is_some_and(|own| {
                    own.keys.iter().any(|key| key.parse().is_ok_and(|key| keys.contains(&key)))
                })
            };
            let by = chosen.iter().find(|(binding, keys)| binding.name == "interrupt" || takes(keys));
            let by = by.map_or("interrupt", |(binding, _)| binding.name);
            let at = table.keys().find(|name| name.get_ref() == by).map_or(0..0, Spanned::span);
            self.fault(at, "interrupt needs a key of its own: it is the way out from everywhere");
        }
    }
}

/// Parses a key, if the binding can have it.
fn readable(written: &DeValue<'_>, binding: &Binding) -> Result<Key, String> {
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

/// Returns the binding to which `key` is already given in a context of `binding`.
fn taken_by(chosen: &[Chosen], key: Key, binding: &Binding) -> Option<&'static Binding> {
    let overlaps = |other: &Binding| other.contexts.iter().any(|context| binding.contexts.contains(context));
    chosen.iter().find(|(other, keys)| overlaps(other) && keys.contains(&key)).map(|(other, _)| *other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{
            Words,
            example::{EXAMPLE, written},
        },
        theme::{THEMES, Theme},
    };

    fn faults(content: &str) -> Vec<String> {
        parse(content).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[track_caller]
    fn assert_fault(content: &str, expected: &str) {
        assert_eq!(faults(content), [expected], "{content}");
    }

    #[test]
    fn the_example_is_written_from_the_code() {
        if std::env::var_os("UPDATE_EXAMPLE").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml"), written()).unwrap();
        } else {
            assert_eq!(EXAMPLE, written(), "UPDATE_EXAMPLE=1 cargo test --lib example rewrites it");
        }
    }

    #[test]
    fn the_example_is_the_default() {
        let (read, own) = (parse(EXAMPLE).unwrap(), Config::default());
        for setting in SETTINGS {
            assert_eq!(setting.written(&read), setting.written(&own), "{}", setting.name);
        }
        for context in Context::ALL {
            for key in BINDINGS.iter().flat_map(|binding| binding.keys).map(|key| key.parse().unwrap()) {
                let does = |config: &Config| format!("{:?}", config.keymap.command(context, key));
                assert_eq!(does(&read), does(&own), "{key} in {context:?}");
            }
        }
        // The example has the styles as comments. Uncommented, they must equal the theme.
        let looks: String = EXAMPLE
            .lines()
            .skip_while(|line| *line != "[looks]")
            .take_while(|line| *line != "[keys]")
            .map(|line| match line.strip_prefix("# ") {
                Some(look) if ROLES.iter().any(|(_, name, _)| look.starts_with(&format!("{name} = \""))) => {
                    format!("{look}\n")
                }
                _ => format!("{line}\n"),
            })
            .collect();
        let read = parse(&looks).unwrap();
        assert_eq!(read.look.looks.len(), ROLES.len());
        for (role, name, _) in ROLES {
            assert_eq!(Theme::new(&read.look).style(role), Theme::new(&own.look).style(role), "{name}");
        }
    }

    #[test]
    fn every_setting_is_read_and_written() {
        for setting in SETTINGS {
            let others: Vec<String> = match &setting.value {
                Value::Number(range, ..) => [range.start(), range.end()].map(ToString::to_string).into(),
                Value::Switch(..) => ["true", "false"].map(ToOwned::to_owned).into(),
                Value::Theme => THEMES.map(|(name, _)| format!("{name:?}")).into(),
                Value::Command(..) => {
                    ["\"\"", "\"xclip -selection clipboard\""].map(ToOwned::to_owned).into()
                }
                Value::Words(Words::Folders, ..) => vec!["[]".to_owned(), "[\"~/a\", \"/b\"]".to_owned()],
                Value::Words(Words::Endings, ..) => vec!["[\"text\"]".to_owned()],
            };
            for other in others {
                let config = parse(&format!("{} = {other}", setting.name)).unwrap();
                assert_eq!(setting.written(&config), other);
            }
        }
        assert_eq!(parse("measure = 0x50\nwords_per_minute = 1_000").unwrap().measure, 80);
    }

    #[test]
    fn a_value_out_of_bounds_says_what_would_be_right() {
        assert_fault("measure = 300", "line 1: measure is a number from 40 to 120, not 300");
        assert_fault("measure = -1", "line 1: measure is a number from 40 to 120, not -1");
        assert_fault("\nmouse = \"yes\"", "line 2: mouse is true or false, not \"yes\"");
        assert_fault("theme = \"drak\"", "line 1: theme is terminal, light, dark or contrast, not \"drak\"");
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
    fn what_is_unknown_is_a_fault_with_the_nearest_that_is_known() {
        assert_fault("mesure = 70", "line 1: unknown setting mesure: did you mean measure?");
        assert_fault("[kesy]", "line 1: unknown setting kesy: did you mean keys?");
        assert_fault("[looks]\nhitt = \"bold\"", "line 2: unknown part hitt: did you mean hit?");
        assert_fault("[keys]\nserach = []", "line 2: unknown key binding serach: did you mean search?");
        assert_fault("xyzzy = 1", "line 1: unknown setting xyzzy");
    }

    #[test]
    fn keys_that_cannot_be_are_faults() {
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
        assert_eq!(fault("search = [\"s\"]\nnext_hit = [\"s\"]"), "line 3: s is already bound to search");
        assert_eq!(fault("search = [\"s\"]\naccept = [\"Ctrl-s\"]"), "");
        let locked = "line 2: interrupt needs a key of its own: it is the way out from everywhere";
        assert_eq!(fault("interrupt = []"), locked);
        assert_eq!(fault("filter = [\"y\"]\nsearch = [\"Ctrl-c\"]"), locked.replace("line 2", "line 3"));
        assert!(fault("search = [\"Ctrl-]\"]").contains("is not sent by every terminal"));
    }

    #[test]
    fn all_faults_are_told_at_once_in_the_order_of_the_lines() {
        let content =
            "mouse = 1\nmeasure = 0\n[keys]\nx = []\nsearch = [\"Foo\", \"Bar\"]\n[looks]\nhit = 3\n";
        let lines: Vec<_> = parse(content).unwrap_err().iter().map(|fault| fault.line.unwrap()).collect();
        assert_eq!(lines, [1, 2, 4, 5, 5, 7]);
    }

    #[test]
    fn a_setting_below_a_table_is_told_where_it_belongs() {
        let right = "measure is a top-level setting: move it above [library], [looks] and [keys]";
        for table in ["keys", "looks"] {
            assert_fault(&format!("[{table}]\nmeasure = 70"), &format!("line 2: {right}"));
        }
    }

    #[test]
    fn a_configured_key_alone_does_what_its_action_is() {
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
    fn what_is_no_toml_is_told_with_its_line() {
        let told = faults("measure = 70\nmouse\n");
        assert!(told[0].starts_with("line 2: ") && told[0].lines().count() == 1, "{told:?}");
        assert!(faults("measure = 70\nmeasure = 80")[0].starts_with("line 2: "));
        let lines = parse("a = 1\na = 2\n[b\nx =\n").unwrap_err();
        assert!(lines.is_sorted_by_key(|fault| fault.line), "{lines:?}");
    }
}
