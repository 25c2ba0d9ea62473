//! Records of BibLaTeX, for `.bib` files.

use std::fmt::Write as _;

use super::{
    dates,
    names::{Name, Person},
    work::{Work, text},
};
use crate::document::details::{Date, Details};

/// Formats a record.
pub(super) fn record(work: &Work<'_>) -> String {
    let Details { occasion, place, delivered, reported, url, accessed, .. } = work.details;
    // The type requires a title.
    let title = work.title().map_or_else(|| format!("[{}]", work.description()), ToOwned::to_owned);
    let event_date = delivered.as_ref().filter(|_| reported.is_some());
    let fields = [
        ("author", work.author().map(author)),
        ("title", Some(escaped(&title))),
        ("type", work.is_known().then(|| escaped(work.kind()))),
        ("eventtitle", text(occasion.as_ref()).map(|occasion| escaped(&occasion))),
        ("eventdate", event_date.filter(|date| is_edtf(date)).map(date)),
        ("venue", text(place.as_ref()).map(|place| escaped(&place))),
        (work.published().map_or("date", date_field), work.published().map(date)),
        ("howpublished", work.publisher().map(|publisher| escaped(&publisher))),
        ("note", note(work)),
        ("url", text(url.as_ref()).map(|url| address(&url))),
        ("urldate", accessed.as_ref().filter(|date| is_edtf(date)).map(date)),
        ("langid", work.details.language.as_deref().and_then(language).map(ToOwned::to_owned)),
    ];
    let mut record = format!("@unpublished{{{},\n", work.key);
    for (name, value) in fields {
        if let Some(value) = value {
            let _ = writeln!(record, "  {name:10} = {{{value}}},");
        }
    }
    record.push('}');
    record
}

/// Formats `name`. Braces keep a name without known parts from being split.
fn author(name: Name<'_>) -> String {
    let Some(Person { family, given, suffix, .. }) = name.person() else {
        return format!("{{{}}}", escaped(name.full));
    };
    let suffix = suffix.map(|suffix| format!(" {},", part(suffix))).unwrap_or_default();
    format!("{},{suffix} {}", part(family), part(given))
}

/// Formats a part of a name. Braces keep a comma or “and” from being read as the border of a name.
fn part(part: &str) -> String {
    let is_plain = !part.contains(',') && part.split(' ').all(|word| !word.eq_ignore_ascii_case("and"));
    if is_plain { escaped(part) } else { format!("{{{}}}", escaped(part)) }
}

/// Formats the translator, and those dates that no field accepts.
fn note(work: &Work<'_>) -> Option<String> {
    let Details { delivered, reported, translator, accessed, .. } = work.details;
    let words = |verb: &str, date: Option<&Date>| match date {
        Some(Date::Words(words)) if !dates::is_edtf(words) => Some(format!("{verb} {}", escaped(words))),
        _ => None,
    };
    let notes = [
        words("Delivered", delivered.as_ref().filter(|_| reported.is_some())),
        text(translator.as_ref()).map(|name| format!("Translated by {}", escaped(&name))),
        words("Accessed", accessed.as_ref()),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    (!notes.is_empty()).then(|| notes.join(". "))
}

/// Returns the field for a date: `year` accepts words, `date` only EDTF.
fn date_field(date: &Date) -> &'static str {
    if is_edtf(date) { "date" } else { "year" }
}

fn is_edtf(date: &Date) -> bool {
    match date {
        Date::Day(_) => true,
        Date::Words(words) => dates::is_edtf(words),
    }
}

fn date(date: &Date) -> String {
    match date {
        Date::Day(day) => day.to_string(),
        // The tilde of EDTF is part of the date.
        Date::Words(words) if dates::is_edtf(words) => words.to_string(),
        Date::Words(words) => escaped(words),
    }
}

/// Escapes the characters that TeX treats as commands. Even an escaped brace would count as one.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' => escaped.push_str(r"\textbraceleft{}"),
            '}' => escaped.push_str(r"\textbraceright{}"),
            '\\' => escaped.push_str(r"\textbackslash{}"),
            '~' => escaped.push_str(r"\textasciitilde{}"),
            '^' => escaped.push_str(r"\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Formats an address. Its field is verbatim, except for braces, which would end it.
fn address(url: &str) -> String {
    let mut address = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '{' | '}' | '\\' | ' ' => {
                let _ = write!(address, "%{:02X}", u32::from(c));
            }
            _ => address.push(c),
        }
    }
    address
}

/// The names that Babel has for languages, by BCP 47 tag.
const LANGUAGES: [(&str, &str); 45] = [
    ("en-us", "american"),
    ("en-gb", "british"),
    ("en-au", "australian"),
    ("en-ca", "canadian"),
    ("en-nz", "newzealand"),
    ("pt-br", "brazilian"),
    ("de-at", "naustrian"),
    ("ar", "arabic"),
    ("be", "belarusian"),
    ("bg", "bulgarian"),
    ("ca", "catalan"),
    ("cs", "czech"),
    ("da", "danish"),
    ("de", "ngerman"),
    ("el", "greek"),
    ("en", "english"),
    ("es", "spanish"),
    ("et", "estonian"),
    ("fa", "persian"),
    ("fi", "finnish"),
    ("fr", "french"),
    ("ga", "irish"),
    ("he", "hebrew"),
    ("hi", "hindi"),
    ("hr", "croatian"),
    ("hu", "magyar"),
    ("id", "indonesian"),
    ("it", "italian"),
    ("ja", "japanese"),
    ("ko", "korean"),
    ("la", "latin"),
    ("lt", "lithuanian"),
    ("lv", "latvian"),
    ("nb", "norsk"),
    ("nl", "dutch"),
    ("pl", "polish"),
    ("pt", "portuguese"),
    ("ro", "romanian"),
    ("ru", "russian"),
    ("sk", "slovak"),
    ("sl", "slovene"),
    ("sv", "swedish"),
    ("tr", "turkish"),
    ("uk", "ukrainian"),
    ("zh", "chinese"),
];

/// Returns the name of a language for Babel, if it has one.
fn language(tag: &str) -> Option<&'static str> {
    let tag = tag.to_lowercase().replace('_', "-");
    let primary = tag.split('-').next().unwrap_or_default();
    let named = |tag: &str| LANGUAGES.iter().find(|(known, _)| *known == tag).map(|(_, name)| *name);
    named(&tag).or_else(|| named(primary))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_tex_are_escaped_with_braces_in_balance() {
        let all = r"{ } & % $ # _ ~ ^ \";
        let expected = r"\textbraceleft{} \textbraceright{} \& \% \$ \# \_ \textasciitilde{} \textasciicircum{} \textbackslash{}";
        assert_eq!(escaped(all), expected);
        assert_eq!(address(r"http://x.example/a_b%20{c}\d e"), "http://x.example/a_b%20%7Bc%7D%5Cd%20e");
    }

    #[test]
    fn language_of_a_tag() {
        let tags = ["en", "EN-us", "en_GB", "en-IE", "zh-Hant", "ko-KP", "tlh"];
        let names = ["english", "american", "british", "english", "chinese", "korean"];
        assert_eq!(tags.map(language), [&names.map(Some)[..], &[None]].concat()[..]);
    }
}
