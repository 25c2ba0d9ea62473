//! Details that are stated by name.

use std::sync::Arc;

use oratory_core::{Date, Details, LayoutOptions, OtherDetail, counted, detail, impossible_date, misspelt};
use serde::Deserialize as _;
use toml::{Table, Value};

use crate::stated::Stated;

/// The names of details, each with the other names that it may have.
const NAMES: [(&str, &[&str]); 15] = [
    ("title", &[]),
    ("speaker", &["author", "by"]),
    ("speaker_family", &[]),
    ("speaker_given", &[]),
    ("kind", &["genre"]),
    ("occasion", &["event"]),
    ("place", &["location"]),
    ("delivered", &["date"]),
    ("reported", &[]),
    ("publisher", &[]),
    ("translator", &[]),
    ("language", &["lang"]),
    ("source", &[]),
    ("url", &[]),
    ("accessed", &["urldate"]),
];

/// The names of options of the layout, which only defaults may state. In a table, they are details like any other:
/// `paragraphs` may be a number of paragraphs.
pub(crate) const OPTIONS: [&str; 4] = ["paragraphs", "headings", "join", "speakers"];

/// Details and options that are stated by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Statement {
    stated: Stated,
    other: Vec<OtherDetail>,
}

/// Returns the name of the detail that `name` stands for, in any case and with blanks for underscores.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase().replace([' ', '-'], "_");
    let is_same = |(own, others): &&(&str, &[&str])| *own == name || others.contains(&name.as_str());
    NAMES.iter().find(is_same).map(|(own, _)| *own)
}

/// Returns a message if `name` is probably a misspelt name of a detail, or one of `others`.
pub(crate) fn misspelling(name: &str, others: &[&str]) -> Option<String> {
    let spelt = name.trim().replace([' ', '-'], "_");
    let names = NAMES.iter().flat_map(|(own, more)| [*own].into_iter().chain(more.iter().copied()));
    let names: Vec<&str> = names.chain(others.iter().copied()).collect();
    if known(name).is_some() || names.contains(&spelt.as_str()) {
        return None;
    }
    let meant = misspelt(&spelt, &names)?;
    Some(format!("unknown detail {} (kept): did you mean {meant}?", detail(name)))
}

/// Returns `true` if the detail called `name` is a date.
pub(crate) fn is_date(name: &str) -> bool {
    matches!(known(name), Some("delivered" | "reported" | "accessed"))
}

/// Returns a message if `value`, that of the detail called `name`, is a date that the calendar does not have.
pub(crate) fn dated(name: &str, value: &str) -> Option<String> {
    if is_date(name) { impossible_date(name, &Date::from(&*detail(value))) } else { None }
}

/// Mistakes in front matter that are told individually.
const MAX_TOLD: usize = 3;

/// Formats mistakes, each with its line, on one line, in the order of their lines: all of a few, or the first ones and the number
/// of the rest.
pub(crate) fn told(mut mistakes: Vec<(usize, String)>) -> Option<String> {
    mistakes.sort_by_key(|(line, _)| *line);
    let told = mistakes.iter().take(MAX_TOLD).map(|(line, message)| format!("line {line}: {message}"));
    let told: Vec<String> = told.collect();
    let rest = mistakes.len().saturating_sub(MAX_TOLD);
    let rest = if rest == 0 { String::new() } else { format!("; {}", counted(rest, "more mistake")) };
    (!told.is_empty()).then(|| format!("{}{rest}", told.join("; ")))
}

impl Statement {
    /// Creates a statement of the details in front matter, and of others that have no field, which are kept.
    pub(crate) fn with_others(stated: Stated, others: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut other = Vec::new();
        for (name, value) in others {
            add(&mut other, &name, &value);
        }
        Self { stated, other }
    }

    /// Creates a statement from names and values. Of several names for a detail, its own counts, or else the first
    /// one; the others become other details. A blank value states nothing.
    pub(crate) fn new<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Self {
        let pairs = pairs.filter(|(_, value)| !value.trim().is_empty());
        let (mut stated, mut other) = (Table::new(), Vec::new());
        for own_name in [true, false] {
            for (name, value) in pairs.clone() {
                let known = known(name);
                if known.is_some_and(|known| known.eq_ignore_ascii_case(name)) != own_name {
                    continue;
                }
                match known.filter(|&known| !stated.contains_key(known)) {
                    Some(known) => drop(stated.insert(known.to_owned(), Value::from(value))),
                    None => add(&mut other, name.trim(), value),
                }
            }
        }
        // Any text can be a detail.
        Self { stated: Stated::deserialize(stated).unwrap_or_default(), other }
    }

    /// Creates a statement from a table in TOML. Calls `fault` with the name and the reason for each value that cannot
    /// be read.
    pub(crate) fn from_toml(table: Table, mut fault: impl FnMut(&str, String)) -> Self {
        let (mut stated, mut other) = (Table::new(), Vec::new());
        for (name, value) in table {
            let own = known(&name).or_else(|| OPTIONS.into_iter().find(|option| *option == name));
            match (own, &value) {
                (Some(own), _) if stated.contains_key(own) => fault(&name, "it is stated twice".to_owned()),
                (Some(own), _) => {
                    let alone = Table::from_iter([(own.to_owned(), value.clone())]);
                    match Stated::deserialize(alone) {
                        Ok(_) => drop(stated.insert(own.to_owned(), value)),
                        Err(error) => fault(&name, error.message().to_owned()),
                    }
                }
                (None, Value::Array(_) | Value::Table(_)) => fault(&name, "expected text".to_owned()),
                (None, Value::String(text)) => add(&mut other, &name, text),
                (None, value) => add(&mut other, &name, &value.to_string()),
            }
        }
        // Each value has been read alone.
        Self { stated: Stated::deserialize(stated).unwrap_or_default(), other }
    }

    /// Returns the details. Those that are not stated come from `below`.
    pub(crate) fn over(&self, below: Details) -> Details {
        let others = Arc::clone(&below.other);
        self.with_other(self.stated.over(below), &others)
    }

    /// Returns the details of a part. Those that are not stated, except the title, come from the `whole` file.
    pub(crate) fn details(&self, whole: &Details) -> Details {
        self.with_other(self.stated.details(whole), &whole.other)
    }

    /// Adds the details that have no field, and those of them that stand only `below`.
    fn with_other(&self, mut details: Details, below: &[OtherDetail]) -> Details {
        if !self.other.is_empty() {
            let is_stated = |name: &str| self.other.iter().any(|(other, _)| **other == *name);
            let below = below.iter().filter(|(name, _)| !is_stated(name));
            details.other = self.other.iter().chain(below).cloned().collect();
        }
        details
    }

    /// Returns the options. Those that are not stated come from `below`.
    pub(crate) fn options(&self, below: LayoutOptions) -> LayoutOptions {
        self.stated.options(below)
    }
}

/// The most details of one text that have no field.
pub(crate) const MAX_OTHER: usize = 1_000;

/// Adds a detail, unless there is one of its name.
fn add(other: &mut Vec<OtherDetail>, name: &str, value: &str) {
    if other.len() < MAX_OTHER
        && !value.is_empty()
        && !name.is_empty()
        && other.iter().all(|(known, _)| **known != *name)
    {
        other.push((Arc::from(detail(name)), Arc::from(detail(value))));
    }
}
