//! Names of speakers: in running text, short, and inverted for a list.

use crate::document::details::Details;

/// A speaker: a person with a family name, or a name that is cited as it is, such as that of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// The name in running text.
    pub(super) full: &'a str,
    family: Option<&'a str>,
    given: Option<&'a str>,
}

/// The parts of the name of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person<'a> {
    pub(super) family: &'a str,
    pub(super) given: &'a str,
    /// A suffix behind the family name: `Jr.`
    pub(super) suffix: Option<&'a str>,
    /// `true` if the family name comes first in running text, as in Korean, Chinese and Hungarian.
    pub(super) is_family_first: bool,
}

/// Suffixes of names that a list puts behind the given names.
const SUFFIXES: [&str; 8] = ["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV", "V"];

impl<'a> Name<'a> {
    /// Returns the name of the speaker in `details`.
    pub(super) fn of(details: &'a Details) -> Option<Self> {
        let (family, given) = (details.speaker_family.as_deref(), details.speaker_given.as_deref());
        details.speaker.as_deref().map(|full| Self { full, family, given })
    }

    /// Returns a name that is not known to have parts, or the name in `details` if it is the same.
    pub(super) fn among(details: &'a Details, full: &'a str) -> Self {
        Self::of(details).filter(|name| name.full == full).unwrap_or(Self { full, family: None, given: None })
    }

    /// Returns the family name, or else the whole name.
    pub(super) fn short(self) -> &'a str {
        self.family.unwrap_or(self.full)
    }

    /// Returns the last word of the name if it has no known family name.
    pub(super) fn key(self) -> &'a str {
        self.family.or_else(|| self.full.split_whitespace().next_back()).unwrap_or(self.full)
    }

    /// Returns the parts of the name if both are known.
    pub(super) fn person(self) -> Option<Person<'a>> {
        let Self { full, family: Some(family), given: Some(given) } = self else { return None };
        let is_family_first = is_family_first(full, family, given);
        let suffix = full.rsplit_once(family).map(|(_, rest)| rest.trim_matches([' ', ',']));
        let suffix = suffix.filter(|rest| !is_family_first && SUFFIXES.contains(rest));
        Some(Person { family, given, suffix, is_family_first })
    }

    /// Formats the name for a list that is sorted by family names: `Lincoln, Abraham`, but `Kim Jong Un`.
    pub(super) fn inverted(self) -> String {
        match self.person() {
            Some(Person { family, given, suffix, is_family_first: false }) => {
                let suffix = suffix.map(|suffix| format!(", {suffix}")).unwrap_or_default();
                format!("{family}, {given}{suffix}")
            }
            // “Marshal Kim Jong Un” is listed under K.
            Some(Person { family, given, .. }) if !self.full.starts_with(family) => {
                format!("{family} {given}")
            }
            _ => self.full.to_owned(),
        }
    }

    /// Formats the name with initials: `Kim, J. U.`
    pub(super) fn with_initials(self) -> String {
        let Some(Person { family, given, suffix, .. }) = self.person() else { return self.full.to_owned() };
        // Korean and Chinese letters have no initials.
        if !given.starts_with(|c: char| c.is_uppercase() || c.is_lowercase()) {
            return self.full.to_owned();
        }
        let suffix = suffix.map(|suffix| format!(", {suffix}")).unwrap_or_default();
        format!("{family}, {}{suffix}", initials(given))
    }
}

/// Returns `true` if the family name comes before the given names in `full`.
fn is_family_first(full: &str, family: &str, given: &str) -> bool {
    let Some(at) = word_at(full, family) else {
        // 김정은 has no blanks.
        return full.strip_prefix(family).is_some_and(|rest| rest.starts_with(given));
    };
    // “Lincoln, Abraham” is inverted already.
    let is_inverted = full[at + family.len()..].starts_with(',');
    !is_inverted && word_at(full, given).map_or(at == 0, |given| at < given)
}

/// Returns the offset of `words` as whole words of `text`.
fn word_at(text: &str, words: &str) -> Option<usize> {
    let is_bounded = |at: &usize| {
        let (before, after) = (&text[..*at], &text[at + words.len()..]);
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    };
    text.match_indices(words).map(|(at, _)| at).find(is_bounded)
}

/// Formats initials: `J. U.` for “Jong Un”, `J.-P.` for “Jean-Paul”, and `O. von` for “Otto von”.
fn initials(given: &str) -> String {
    let initial = |part: &str| part.chars().next().map(|c| format!("{c}.")).unwrap_or_default();
    let word = |word: &str| {
        if word.starts_with(char::is_lowercase) && !word.contains('-') {
            return word.to_owned();
        }
        word.split('-').map(initial).collect::<Vec<_>>().join("-")
    };
    given.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// Joins names: `A, B and C`.
pub(super) fn enumerated(names: &[impl AsRef<str>]) -> Option<String> {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match &names[..] {
        [] => None,
        [name] => Some((*name).to_owned()),
        [names @ .., last] => Some(format!("{} and {last}", names.join(", "))),
    }
}

/// Joins the names of two speakers with `and`, and abbreviates those of more than two: `A et al.`
pub(super) fn abbreviated(names: &[Name<'_>], and: &str) -> Option<String> {
    match names {
        [] => None,
        [name] => Some(name.short().to_owned()),
        [one, other] => Some(format!("{} {and} {}", one.short(), other.short())),
        [name, ..] => Some(format!("{} et al.", name.short())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(full: &'static str, family: &'static str, given: &'static str) -> Name<'static> {
        Name { full, family: Some(family), given: Some(given) }
    }

    #[test]
    fn order_of_a_name_is_that_of_the_speaker() {
        for (full, family, given, inverted, short) in [
            ("Kim Jong Un", "Kim", "Jong Un", "Kim Jong Un", "Kim, J. U."),
            ("Marshal Kim Jong Un", "Kim", "Jong Un", "Kim Jong Un", "Kim, J. U."),
            ("Abraham Lincoln", "Lincoln", "Abraham", "Lincoln, Abraham", "Lincoln, A."),
            ("President Abraham Lincoln", "Lincoln", "Abraham", "Lincoln, Abraham", "Lincoln, A."),
            ("Lincoln, Abraham", "Lincoln", "Abraham", "Lincoln, Abraham", "Lincoln, A."),
            ("Kimberly Kim", "Kim", "Kimberly", "Kim, Kimberly", "Kim, K."),
            ("Thomas Thomas", "Thomas", "Thomas", "Thomas, Thomas", "Thomas, T."),
            ("김정은", "김", "정은", "김정은", "김정은"),
            ("毛泽东", "毛", "泽东", "毛泽东", "毛泽东"),
            ("Nagy Imre", "Nagy", "Imre", "Nagy Imre", "Nagy, I."),
            ("Jean-Paul Sartre", "Sartre", "Jean-Paul", "Sartre, Jean-Paul", "Sartre, J.-P."),
            ("Otto von Bismarck", "Bismarck", "Otto von", "Bismarck, Otto von", "Bismarck, O. von"),
            ("W. E. B. Du Bois", "Du Bois", "W. E. B.", "Du Bois, W. E. B.", "Du Bois, W. E. B."),
            ("Émile Zola", "Zola", "Émile", "Zola, Émile", "Zola, É."),
            (
                "Martin Luther King Jr.",
                "King",
                "Martin Luther",
                "King, Martin Luther, Jr.",
                "King, M. L., Jr.",
            ),
        ] {
            let name = name(full, family, given);
            assert_eq!((name.inverted(), name.with_initials()), (inverted.to_owned(), short.to_owned()));
        }
    }

    #[test]
    fn name_without_both_parts_is_not_inverted() {
        let only = |family, given| Name { full: "Abraham Lincoln", family, given };
        for name in [only(None, None), only(Some("Lincoln"), None), only(None, Some("Abraham"))] {
            assert_eq!((name.inverted().as_str(), name.with_initials().as_str()), (name.full, name.full));
            assert_eq!(name.key(), "Lincoln");
        }
        assert_eq!(only(Some("Lincoln"), None).short(), "Lincoln");
        assert_eq!(only(None, None).short(), "Abraham Lincoln");
    }
}
