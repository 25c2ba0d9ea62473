//! Short references to speeches, filled in from a pattern such as `{year} {speaker}`.
//!
//! ```
//! use oratory_core::{Details, Reference};
//!
//! let reference: Reference = "{year} {speaker}".parse()?;
//! let details = Details { speaker: Some("Lincoln".into()), delivered: Some("1863-11-19".into()), ..Details::default() };
//! assert_eq!(reference.of(&details).as_deref(), Some("1863 Lincoln"));
//! assert_eq!(reference.of(&Details::default()), None);
//! # Ok::<(), String>(())
//! ```

use std::{fmt, str::FromStr};

use super::details::{Date, Details, collapse};

/// A pattern for short references. Without one, a speech is called by its title.
#[derive(Debug, Clone, Default)]
pub struct Reference {
    pattern: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Field(Field),
}

type Field = fn(&Details) -> Option<String>;

/// The fields of a pattern. `speaker` is the family name if that is stated.
#[rustfmt::skip]
const FIELDS: [(&str, Field); 8] = [
    ("title", |details| Some(details.title.clone())),
    ("speaker", |details| details.speaker_family.as_ref().or(details.speaker.as_ref()).map(ToString::to_string)),
    ("year", |details| details.date()?.earliest_day().map(|day| day.year().to_string())),
    ("date", |details| details.date().map(Date::short)),
    ("occasion", |details| details.occasion.as_ref().map(ToString::to_string)),
    ("place", |details| details.place.as_ref().map(ToString::to_string)),
    ("kind", |details| details.kind.as_ref().map(ToString::to_string)),
    ("language", |details| details.language.as_ref().map(ToString::to_string)),
];

impl Reference {
    /// Returns the names of the fields.
    pub fn fields() -> impl Iterator<Item = &'static str> {
        FIELDS.iter().map(|(name, _)| *name)
    }

    /// Fills in the details of a speech. Fields that are not stated are left out. `None` if all are.
    pub fn of(&self, details: &Details) -> Option<String> {
        let (mut filled, mut has_field) = (String::new(), false);
        for part in &self.parts {
            match part {
                Part::Text(text) => filled += text,
                Part::Field(field) => {
                    let value = field(details);
                    has_field |= value.is_some();
                    filled += &value.unwrap_or_default();
                }
            }
        }
        has_field.then(|| collapse(&filled))
    }
}

impl FromStr for Reference {
    type Err = String;

    /// Parses `pattern`. A field is a name in braces.
    fn from_str(pattern: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some((text, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| "a { without a }".to_owned())?;
            let field = FIELDS.iter().find(|(known, _)| *known == name);
            let (_, field) = field.ok_or_else(|| format!("no field {{{name}}}"))?;
            parts.extend([Part::Text(text.to_owned()), Part::Field(*field)]);
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self { pattern: pattern.to_owned(), parts })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_are_not_stated_are_left_out() {
        let reference: Reference = "{place} {year} {speaker}".parse().unwrap();
        let details = Details {
            speaker: Some("Sojourner Truth".into()),
            speaker_family: Some("Truth".into()),
            reported: Some("spring 1851".into()),
            ..Details::default()
        };
        assert_eq!(reference.of(&details).as_deref(), Some("Truth"));
        assert_eq!(reference.to_string(), "{place} {year} {speaker}");
        assert_eq!(
            "speech".parse::<Reference>().unwrap().of(&details),
            None,
            "it would not tell speeches apart"
        );
    }

    #[test]
    fn unknown_fields_and_lone_braces_are_errors() {
        assert_eq!("{yaer}".parse::<Reference>().unwrap_err(), "no field {yaer}");
        assert_eq!("{year".parse::<Reference>().unwrap_err(), "a { without a }");
    }
}
