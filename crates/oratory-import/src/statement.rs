//! Details that are stated by name.

use std::sync::Arc;

use oratory_core::{
    Date, Details, LayoutOptions, OtherDetail, counted, detail, grouped, impossible_date, misspelt,
};
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
    /// The number of details beyond [`MAX_OTHER`].
    left_out: usize,
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

/// Returns `true` if front matter may state a detail or an option called `name`. Others are details without a field.
pub(crate) fn has_field(name: &str) -> bool {
    OPTIONS.contains(&name) || NAMES.iter().any(|(own, others)| *own == name || others.contains(&name))
}

/// Returns a message if the detail called `name` in front matter is probably a mistake: its `value` is an impossible date, or its
/// name is nearly that of another detail.
pub(crate) fn mistake(name: &str, value: Option<&str>) -> Option<String> {
    if has_field(name) {
        return date_fault(name, value?);
    }
    let meant = known(name).map(|meant| format!("unknown detail {} (kept): write {meant}", detail(name)));
    meant.or_else(|| misspelling(name, &OPTIONS))
}

/// Returns a message if the detail called `name` is a date and `value` is impossible.
pub(crate) fn date_fault(name: &str, value: &str) -> Option<String> {
    if is_date(name) { impossible_date(name, &Date::from(&*detail(value))) } else { None }
}

/// Mistakes in front matter that are reported individually.
const MAX_REPORTED: usize = 3;

/// Formats mistakes in the file called `name` on one line. Those that have a line are in the order of their lines: all of a few, or
/// the first ones and the number of the rest. Then comes that details are `left_out`.
pub(crate) fn joined_mistakes(
    name: &str,
    mut mistakes: Vec<(usize, String)>,
    left_out: Option<String>,
) -> Option<String> {
    mistakes.sort_by_key(|(line, _)| *line);
    let rest = mistakes.len().saturating_sub(MAX_REPORTED);
    let first = mistakes.iter().take(MAX_REPORTED).map(|(line, message)| format!("line {line}: {message}"));
    let rest = (rest > 0).then(|| counted(rest, "more mistake"));
    let reported: Vec<String> = first.chain(rest).chain(left_out).collect();
    (!reported.is_empty()).then(|| format!("{name}, {}", reported.join("; ")))
}

impl Statement {
    /// Creates a statement of the details in front matter, and of others that have no field, which are kept.
    pub(crate) fn with_others(stated: Stated, others: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut statement = Self { stated, ..Self::default() };
        for (name, value) in others {
            statement.add(&name, &value);
        }
        statement
    }

    /// Creates a statement from names and values. Of several names for a detail, its own counts, or else the first
    /// one; the others become other details. A blank value states nothing.
    pub(crate) fn new<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Self {
        let pairs = pairs.filter(|(_, value)| !value.trim().is_empty());
        let (mut stated, mut statement) = (Table::new(), Self::default());
        for own_name in [true, false] {
            for (name, value) in pairs.clone() {
                let known = known(name);
                if known.is_some_and(|known| known.eq_ignore_ascii_case(name)) != own_name {
                    continue;
                }
                match known.filter(|&known| !stated.contains_key(known)) {
                    Some(known) => drop(stated.insert(known.to_owned(), Value::from(value))),
                    None => statement.add(name.trim(), value),
                }
            }
        }
        // Any text can be a detail.
        statement.stated = Stated::deserialize(stated).unwrap_or_default();
        statement
    }

    /// Creates a statement from a table in TOML. Calls `fault` with the name and the reason for each value that cannot
    /// be read.
    pub(crate) fn from_toml(table: Table, mut fault: impl FnMut(&str, String)) -> Self {
        let (mut stated, mut statement) = (Table::new(), Self::default());
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
                (None, Value::String(text)) => statement.add(&name, text),
                (None, value) => statement.add(&name, &value.to_string()),
            }
        }
        // Each value has been read alone.
        statement.stated = Stated::deserialize(stated).unwrap_or_default();
        statement
    }

    /// Returns the details. Those that are not stated come from `below`.
    pub(crate) fn over(&self, below: Details) -> Details {
        self.with_other(self.stated.over(below))
    }

    /// Returns the details of a part. Those that are not stated, except the title, come from the `whole` file.
    pub(crate) fn details(&self, whole: &Details) -> Details {
        self.with_other(self.stated.details(whole))
    }

    /// Adds the details that have no field before those that `details` has.
    fn with_other(&self, mut details: Details) -> Details {
        if !self.other.is_empty() {
            let is_stated = |name: &str| self.other.iter().any(|(other, _)| **other == *name);
            let below = details.other.iter().filter(|(name, _)| !is_stated(name));
            details.other = self.other.iter().chain(below).cloned().collect();
        }
        details
    }

    /// Returns the options. Those that are not stated come from `below`.
    pub(crate) fn options(&self, below: LayoutOptions) -> LayoutOptions {
        self.stated.options(below)
    }

    /// Returns a message if details are left out because there are too many.
    pub(crate) fn left_out(&self) -> Option<String> {
        let limit = grouped(MAX_OTHER);
        (self.left_out > 0)
            .then(|| format!("{} left out: the limit is {limit}", counted(self.left_out, "detail")))
    }

    /// Adds a detail that has no field, unless there is one of its name.
    fn add(&mut self, name: &str, value: &str) {
        if name.is_empty() || value.is_empty() {
            return;
        }
        if self.other.len() == MAX_OTHER {
            self.left_out += 1;
        } else if self.other.iter().all(|(known, _)| **known != *name) {
            self.other.push((Arc::from(detail(name)), Arc::from(detail(value))));
        }
    }
}

/// The most details of one text that have no field.
pub(crate) const MAX_OTHER: usize = 1_000;
