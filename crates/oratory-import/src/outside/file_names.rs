//! Takes the names of files apart: `{country}_{session}_{delivered}`.

use oratory_core::Date;
use regex::{Regex, RegexBuilder};

use crate::statement::{Statement, is_date};

/// A pattern for the names of files.
///
/// A part in braces stands for at least one character, as few as possible, and never for a `/`. What stands outside of
/// braces must be in the name as it is. A part with the name of a date stands for a date only.
#[derive(Debug, Clone)]
pub(super) struct NamePattern {
    written: String,
    regex: Regex,
    /// The names of the parts. That of a part which is not kept is empty.
    names: Vec<String>,
}

/// A date as it stands in a name: `1921`, `192X`, `1921-03`, `1921-03-05`, or `19210305`.
const DATE: &str = "([0-9]{8}|-?[0-9X]{4}(?:-[0-9X]{2}){0,2}[?~%]?)";

/// Any other part.
const WORDS: &str = "([^/]+?)";

/// Size limit of a compiled pattern, in bytes.
const MAX_REGEX_BYTES: usize = 1024 * 1024;

impl NamePattern {
    /// Parses a pattern.
    ///
    /// # Errors
    ///
    /// Fails if the pattern has no part, an unclosed brace, or two adjacent parts neither of which is a date, or is too
    /// long.
    pub(super) fn parse(written: &str) -> Result<Self, String> {
        let (mut regex, mut names) = (String::from("^(?:.*/)?"), Vec::<String>::new());
        let mut rest = written;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                return Err(format!("{{{after} has no closing brace"));
            };
            let is_beside =
                before.is_empty() && names.last().is_some_and(|last| !is_date(last) && !is_date(name));
            if is_beside {
                return Err(format!("put a character between {{{}}} and {{{name}}}", names[names.len() - 1]));
            }
            regex += &regex::escape(before);
            regex += if is_date(name) { DATE } else { WORDS };
            names.push(name.trim().to_owned());
            rest = after;
        }
        if names.is_empty() {
            return Err("name a part in braces, such as {speaker}".to_owned());
        }
        regex += &regex::escape(rest);
        regex.push('$');
        let compiled = RegexBuilder::new(&regex).size_limit(MAX_REGEX_BYTES).build();
        let regex = compiled.map_err(|_| "the pattern is too long".to_owned())?;
        Ok(Self { written: written.to_owned(), regex, names })
    }

    /// Returns the pattern as it is written.
    pub(super) fn written(&self) -> &str {
        &self.written
    }

    /// Returns the names of the parts.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns what the path of a file states, or `None` if it does not fit. Its extension does not count. An
    /// underscore in a part becomes a blank.
    pub(super) fn take_apart(&self, path: &str) -> Option<Statement> {
        let found = self.regex.captures(without_extension(path))?;
        let mut values = Vec::new();
        for (name, value) in self.names.iter().zip(found.iter().skip(1)) {
            let value = value?.as_str();
            values.push(if is_date(name) { date(value)? } else { value.replace('_', " ") });
        }
        Some(Statement::new(self.names.iter().map(String::as_str).zip(values.iter().map(String::as_str))))
    }
}

/// Returns a date as front matter writes it, if it is one.
fn date(value: &str) -> Option<String> {
    let written = match value.len() {
        8 if value.bytes().all(|digit| digit.is_ascii_digit()) => {
            format!("{}-{}-{}", &value[..4], &value[4..6], &value[6..])
        }
        _ => value.to_owned(),
    };
    Date::from(written.as_str()).earliest_day().map(|_| written)
}

/// Returns `path` without the extension of its file.
pub(super) fn without_extension(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    match path[name..].rfind('.') {
        Some(dot) if dot > 0 => &path[..name + dot],
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use oratory_core::Details;
    use proptest::prelude::*;

    use super::*;

    fn taken_apart(pattern: &str, path: &str) -> Option<Details> {
        Some(NamePattern::parse(pattern).unwrap().take_apart(path)?.over(Details::default()))
    }

    #[test]
    fn parts_are_as_short_as_possible() {
        let details = taken_apart("{place}_{occasion}.final", "York_a_b.final.txt").unwrap();
        assert_eq!((details.place.as_deref(), details.occasion.as_deref()), (Some("York"), Some("a b")));
        let details = taken_apart("{delivered} {}", "1906 of bread.txt").unwrap();
        assert_eq!(details.delivered.map(|date| date.to_string()).as_deref(), Some("1906"));
        assert!(details.other.is_empty());
    }

    #[test]
    fn slash_takes_folders_too() {
        let details = taken_apart("{place}/{speaker}", "a/York/Ann_Lee.txt").unwrap();
        assert_eq!((details.place.as_deref(), details.speaker.as_deref()), (Some("York"), Some("Ann Lee")));
        assert_eq!(taken_apart("{place}/{speaker}", "Ann.txt"), None);
    }

    #[test]
    fn date_fits_a_date_only() {
        for (name, date) in [
            ("a_1906", Some("1906")),
            ("a_190X", Some("190X")),
            ("a_b_19060509", Some("9 May 1906")),
            ("a_1906-13", None),
            ("a_19061301", None),
            ("a_b", None),
            ("a_", None),
        ] {
            let found =
                taken_apart("{speaker}_{date}", name).map(|details| details.delivered.unwrap().to_string());
            assert_eq!(found.as_deref(), date, "{name}");
        }
    }

    #[test]
    fn pattern_may_be_wrong() {
        for pattern in ["", "talk", "{a", "{a}{b}", "{a}{delivered}{b}{c}"] {
            assert!(NamePattern::parse(pattern).is_err(), "{pattern}");
        }
        assert!(NamePattern::parse("{speaker}{delivered}").is_ok());
    }

    proptest! {
        #[test]
        fn names_that_are_put_together_are_taken_apart(parts in prop::collection::vec("[a-zé]{1,5}", 1..5), mark in "[-+.() ]") {
            let names = ["place", "speaker", "one", "two"];
            let pattern: Vec<String> = names[..parts.len()].iter().map(|name| format!("{{{name}}}")).collect();
            let details = taken_apart(&pattern.join(&mark), &format!("{}.txt", parts.join(&mark))).unwrap();
            let others = details.other.iter().map(|(_, value)| value);
            let found: Vec<&str> = details.place.iter().chain(&details.speaker).chain(others).map(|value| &**value).collect();
            prop_assert_eq!(found, parts);
        }

        #[test]
        fn any_pattern_and_name_are_read(pattern in "[{}a_/.é]{0,12}", path in "[a_/.é]{0,12}") {
            if let Ok(pattern) = NamePattern::parse(&pattern) {
                drop(pattern.take_apart(&path));
            }
        }
    }
}
