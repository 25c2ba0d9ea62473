//! Details in TOML: front matter between `+++` lines, and sidecars.

use std::{borrow::Cow, ops::Range};

use oratory_core::{line_of, toml_fault, with_line};
use serde::Deserialize;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    stated::Stated,
    statement::{Statement, date_fault, has_field, joined_mistakes, mistake},
};

/// One of several speeches in a file.
#[derive(Debug)]
pub(crate) struct Part {
    /// The line below which the speech begins, verbatim except for trailing blanks.
    pub(crate) heading: String,
    pub(crate) stated: Statement,
    /// Mistakes in these details.
    pub(crate) notice: Option<String>,
}

/// The parts. They are parsed separately from [`Stated`], so that an error names its line.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Parts {
    part: Vec<StatedPart>,
}

#[derive(Debug, Deserialize)]
struct StatedPart {
    heading: String,
    #[serde(flatten)]
    stated: Stated,
}

/// The most speeches in a file.
const MAX_PARTS: usize = 2_000;

/// Parses details in TOML that begin on the line `first` of their file, the front matter or sidecar called `name`. Also returns a
/// notice about details of the whole file that may be mistakes.
///
/// # Errors
///
/// Fails if they are not TOML or state something else than details, with the line.
pub(crate) fn read_toml(
    name: &str,
    front: &str,
    first: usize,
) -> Result<(Statement, Vec<Part>, Option<String>), String> {
    let front = &*with_impossible_dates_quoted(front);
    let fault = |error| with_line(toml_fault(&error, front, first));
    let stated: Stated = toml::from_str(front).map_err(fault)?;
    let Parts { part: parts } = toml::from_str(front).map_err(fault)?;
    if parts.len() > MAX_PARTS {
        return Err(format!("it has {} parts; the limit is {MAX_PARTS}", parts.len()));
    }
    let table = DeTable::parse(front).map_err(fault)?;
    let statement = |stated, table: &DeTable<'_>, own: &str| {
        let mut mistakes = Vec::new();
        let others = others(table, own, |offset, message| {
            mistakes.push((first - 1 + line_of(front.as_bytes(), offset), message));
        });
        let statement = Statement::with_others(stated, others);
        let notice = joined_mistakes(name, mistakes, statement.left_out());
        (statement, notice)
    };
    let (whole, notice) = statement(stated, table.get_ref(), "part");
    let tables = match table.get_ref().get("part").map(Spanned::get_ref) {
        Some(DeValue::Array(parts)) => &parts[..],
        _ => &[],
    };
    let parts = parts.into_iter().enumerate().map(|(index, StatedPart { heading, stated })| {
        let (stated, notice) = match tables.get(index).map(Spanned::get_ref) {
            Some(DeValue::Table(table)) => statement(stated, table, "heading"),
            _ => (Statement::with_others(stated, []), None),
        };
        Part { heading, stated, notice }
    });
    Ok((whole, parts.collect(), notice))
}

/// Returns the values in `table` whose names have no field and are not `own`. Calls `report` for mistakes.
fn others(table: &DeTable<'_>, own: &str, mut report: impl FnMut(usize, String)) -> Vec<(String, String)> {
    let mut others = Vec::new();
    for (key, value) in table {
        let name = &**key.get_ref();
        if name == own {
            continue;
        }
        if let Some(mistake) = mistake(name, value.get_ref().as_str()) {
            report(key.span().start, mistake);
        }
        if !has_field(name) {
            add(&mut others, name.to_owned(), value.get_ref());
        }
    }
    others
}

/// Adds a value as text: the items of a list joined by commas, and those of a table by their own names.
fn add(others: &mut Vec<(String, String)>, name: String, value: &DeValue<'_>) {
    match value {
        DeValue::String(text) => others.push((name, text.to_string())),
        DeValue::Integer(number) => others.push((name, number.to_string())),
        DeValue::Float(number) => others.push((name, number.to_string())),
        DeValue::Boolean(value) => others.push((name, value.to_string())),
        DeValue::Datetime(date) => others.push((name, date.to_string())),
        DeValue::Array(items) => {
            let mut texts = Vec::new();
            for item in items {
                add(&mut texts, String::new(), item.get_ref());
            }
            let texts: Vec<String> = texts.into_iter().map(|(_, text)| text).collect();
            others.push((name, texts.join(", ")));
        }
        DeValue::Table(table) => {
            for (key, value) in table {
                let parted =
                    if name.is_empty() { String::new() } else { format!("{name}.{}", key.get_ref()) };
                add(others, parted, value.get_ref());
            }
        }
    }
}

/// Puts dates that the calendar does not have into quotes. They are not TOML, and would keep all other details from being read.
pub(crate) fn with_impossible_dates_quoted(front: &str) -> Cow<'_, str> {
    let (_, errors) = DeTable::parse_recoverable(front);
    let mut dates: Vec<Range<usize>> =
        errors.iter().filter_map(|error| impossible_date_at(front, error.span()?.start)).collect();
    dates.sort_unstable_by_key(|date| date.start);
    dates.dedup();
    let mut quoted = Cow::Borrowed(front);
    for date in dates.into_iter().rev() {
        let written = format!("\"{}\"", &front[date.clone()]);
        quoted.to_mut().replace_range(date, &written);
    }
    quoted
}

/// Returns the range of an impossible date without quotes that is the value in the line at `offset`.
fn impossible_date_at(front: &str, offset: usize) -> Option<Range<usize>> {
    let start = front.get(..offset)?.rfind('\n').map_or(0, |feed| feed + 1);
    let line = front[start..].lines().next()?;
    let (name, value) = line.split_once('=')?;
    let written = value.split('#').next()?.trim();
    let is_plain = written.starts_with(|c: char| c.is_ascii_digit()) && !written.contains(['"', '\'']);
    date_fault(name.trim(), written).filter(|_| is_plain)?;
    let at = start + name.len() + 1 + (value.len() - value.trim_start().len());
    Some(at..at + written.len())
}
