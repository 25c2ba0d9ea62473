//! Records of the RIS format: a tag of two characters, two blanks, a hyphen, a blank, and a value on one line.

use std::fmt::Write as _;

use super::{
    dates::{self, partial_of},
    names::{Name, Person},
    work::{Work, capitalized, text},
};
use crate::document::details::{Date, Details, collapse};

/// Formats a record.
pub(super) fn record(work: &Work<'_>) -> String {
    let Details { occasion, place, publisher, translator, url, accessed, language, .. } = work.details;
    let title = work.title().map_or_else(|| format!("[{}]", work.description()), ToOwned::to_owned);
    let fields = [
        ("TY", Some(kind(work).to_owned())),
        ("AU", work.author().map(author)),
        ("TI", Some(title)),
        ("T2", text(occasion.as_ref())),
        ("CY", text(place.as_ref())),
        ("DA", work.spoken().map(date)),
        ("PY", work.spoken().and_then(year)),
        ("M3", work.is_known().then(|| capitalized(work.kind()))),
        ("A4", text(translator.as_ref())),
        ("PB", text(publisher.as_ref())),
        ("UR", text(url.as_ref())),
        ("Y2", accessed.as_ref().map(date)),
        ("LA", text(language.as_ref())),
        ("ID", Some(work.key.clone())),
    ];
    let mut record = String::new();
    for (tag, value) in fields {
        if let Some(value) = value {
            let _ = writeln!(record, "{tag}  - {}", collapse(&value));
        }
    }
    record + "ER  - "
}

/// Returns the type. Zotero reads a slide as a presentation.
fn kind(work: &Work<'_>) -> &'static str {
    if work.is_private_letter() {
        "PCOMM"
    } else if work.is_spoken() {
        "SLIDE"
    } else {
        "GEN"
    }
}

fn author(name: Name<'_>) -> String {
    let Some(Person { family, given, suffix, .. }) = name.person() else { return name.full.to_owned() };
    let suffix = suffix.map(|suffix| format!(", {suffix}")).unwrap_or_default();
    format!("{family}, {given}{suffix}")
}

/// Formats a date as year, month, day and other words, separated by slashes: `2021/04/09/`, `1906///1906~`.
fn date(date: &Date) -> String {
    let written = || match date {
        Date::Day(_) => String::new(),
        Date::Words(words) => words.replace('/', "-"),
    };
    let Some(partial) = partial_of(date) else {
        return format!("{}///{}", year(date).unwrap_or_default(), written());
    };
    let two = |part: Option<i8>| part.map(|part| format!("{part:02}")).unwrap_or_default();
    let other = if partial.is_approximate || partial.is_uncertain { written() } else { String::new() };
    format!("{:04}/{}/{}/{other}", partial.year, two(partial.month), two(partial.day))
}

/// Returns the year if all of its digits are known.
fn year(date: &Date) -> Option<String> {
    let is_negative = matches!(date, Date::Words(words) if words.starts_with('-'));
    dates::year(date).filter(|year| !is_negative && year.bytes().all(|digit| digit.is_ascii_digit()))
}
