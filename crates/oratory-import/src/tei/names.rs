//! The names of speakers, as far as the ids in a TEI file give them.

use std::{borrow::Cow, collections::HashMap};

use oratory_core::{collapse, detail};

use super::header::add;
use crate::{
    error::ImportError,
    turns::UNKNOWN,
    xml::{Tag, Token, Xml},
};

/// The names of the speakers in a file.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The names of persons and organisations that the file lists, by their ids.
    listed: HashMap<String, String>,
    /// The labels of speakers whom nothing else names, by their ids. The first label is the name, so that a speaker has one.
    labels: HashMap<String, String>,
}

impl Names {
    /// Reads the lists of persons and organisations in a file. They may stand below the text.
    pub(super) fn of(content: &str) -> Result<Self, ImportError> {
        let mut names = Self::default();
        if !content.contains("<person") && !content.contains("<org") {
            return Ok(names);
        }
        let mut xml = Xml::new(content, "the XML");
        while let Some(token) = xml.next()? {
            if let Token::Start(tag) = token
                && matches!(tag.name(), "person" | "personGrp" | "org")
            {
                names.read(&mut xml, &tag)?;
            }
        }
        Ok(names)
    }

    /// Returns the name of whoever says an utterance: `who` has ids. If the id is not a name, uses the `label` printed
    /// above the utterance.
    pub(super) fn speaker(&mut self, who: &str, label: Option<&str>) -> String {
        let ids: Vec<&str> = who.split_whitespace().map(local).filter(|id| !id.is_empty()).collect();
        let label = label.filter(|label| !label.is_empty());
        if let ([id], Some(label)) = (&*ids, label)
            && !is_name(id)
            && !self.labels.contains_key(*id)
        {
            self.labels.insert((*id).to_owned(), label.to_owned());
        }
        let found = ids.iter().map(|&id| {
            let name = self.listed.get(id).or_else(|| self.labels.get(id));
            name.cloned().unwrap_or_else(|| readable(id))
        });
        let found = found.collect::<Vec<_>>().join(", ");
        if found.is_empty() { label.unwrap_or(UNKNOWN).to_owned() } else { found }
    }

    /// Reads a person or an organisation to its end, and notes the first name that it has.
    fn read(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), ImportError> {
        let id = tag.attribute("id").map(Cow::into_owned).unwrap_or_default();
        let (mut whole, mut given, mut family) = (String::new(), String::new(), String::new());
        let mut open: Vec<String> = Vec::new();
        loop {
            match xml.next()? {
                Some(Token::Start(tag)) => {
                    // Another name, such as one that the person had before.
                    if is_name(tag.name())
                        && !detail(&whole).is_empty()
                        && !open.iter().any(|name| has_name(name))
                    {
                        xml.skip()?;
                    } else {
                        open.push(tag.name().to_owned());
                    }
                }
                Some(Token::Text(text)) => {
                    if open.iter().any(|name| has_name(name)) {
                        add(&mut whole, &text);
                    }
                    match open.last().map(String::as_str) {
                        Some("forename") => add(&mut given, &format!(" {text}")),
                        Some("surname" | "nameLink") => add(&mut family, &format!(" {text}")),
                        _ => {}
                    }
                }
                Some(Token::End) => {
                    if open.pop().is_none() {
                        break;
                    }
                }
                None => break,
            }
        }
        let parts = detail(&format!("{given} {family}"));
        let name = if parts.is_empty() { detail(&whole) } else { parts };
        if !id.is_empty() && !name.is_empty() {
            self.listed.entry(id).or_insert(name);
        }
        Ok(())
    }
}

/// Returns `true` for an element that is a name.
fn has_name(element: &str) -> bool {
    matches!(element, "persName" | "orgName" | "name")
}

/// Returns `id` without the file or the prefix before it.
fn local(id: &str) -> &str {
    let id = id.rsplit('#').next().unwrap_or(id);
    id.rsplit(':').next().unwrap_or(id)
}

/// Returns `true` if an id is made of a name: `LeeAnn`, but not `p17`.
fn is_name(id: &str) -> bool {
    !has_number(id) || words(id).contains(' ')
}

fn has_number(id: &str) -> bool {
    id.contains(|c: char| c.is_ascii_digit())
}

/// Returns `id` as a reader likes to see it.
fn readable(id: &str) -> String {
    if is_name(id) { words(id) } else { id.replace('_', " ") }
}

/// Returns the words of an id without the number at its end: “Lee Ann” for `LeeAnn`, `Lee_Ann` and `LeeAnn.1971`.
fn words(id: &str) -> String {
    let name = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let name = if name.len() < id.len() { name.strip_suffix(['.', '_', '-']).unwrap_or(name) } else { name };
    let (mut words, mut before) = (String::new(), None);
    for c in name.chars() {
        let is_begun = before.is_some_and(char::is_lowercase) && c.is_uppercase();
        // A name such as McDonald is one word.
        if is_begun && !words.ends_with("Mc") {
            words.push(' ');
        }
        words.push(if matches!(c, '_' | '+') { ' ' } else { c });
        before = Some(c);
    }
    collapse(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names::of("<a><person xml:id='p1'><persName>Ann  Lee</persName></person></a>").unwrap()
    }

    fn named(who: &str, label: Option<&str>) -> String {
        names().speaker(who, label)
    }

    #[test]
    fn ids_are_read_as_names() {
        for (who, name) in [
            ("#p1", "Ann Lee"),
            ("people.xml#p1", "Ann Lee"),
            ("ParlaMint:p1", "Ann Lee"),
            ("#LeeAnn", "Lee Ann"),
            ("#Lee_Ann", "Lee Ann"),
            ("#LeeAnn.1971", "Lee Ann"),
            ("#AnkieBroekers-Knol", "Ankie Broekers-Knol"),
            ("#McDonaldAnn", "McDonald Ann"),
            ("#ŻarynJan", "Żaryn Jan"),
            ("#LeeAnn #EkBo", "Lee Ann, Ek Bo"),
            ("#PAD_00039", "PAD 00039"),
            ("Lee", "Lee"),
            ("", "Unknown speaker"),
            ("#", "Unknown speaker"),
        ] {
            assert_eq!(named(who, None), name, "{who}");
        }
    }

    #[test]
    fn label_above_names_whom_the_id_does_not() {
        assert_eq!(named("#PAD_00039", Some("Präsident Fischer")), "Präsident Fischer");
        assert_eq!(named("", Some("A voice")), "A voice");
        assert_eq!(named("#p1", Some("President Lee")), "Ann Lee");
        assert_eq!(named("#EkBo", Some("Mr. Ek")), "Ek Bo");
    }

    #[test]
    fn speaker_has_one_name_in_a_file() {
        let mut names = names();
        assert_eq!(names.speaker("#PAD_1", None), "PAD 1");
        assert_eq!(names.speaker("#PAD_1", Some("President Ek")), "President Ek");
        assert_eq!(names.speaker("#PAD_1", Some("Mr. Ek")), "President Ek");
        assert_eq!(names.speaker("#PAD_1", None), "President Ek");
    }

    #[test]
    fn first_name_of_a_person_counts() {
        let person = "<person xml:id='p'><persName><surname>Lee</surname><forename>Ann</forename></persName>\
                      <persName><surname>Ek</surname></persName><sex>F</sex></person>";
        let group = "<org xml:id='o'><orgName>The House</orgName><orgName>TH</orgName><p>Of old.</p></org>";
        let mut names = Names::of(&format!("<TEI>{person}{group}</TEI>")).unwrap();
        assert_eq!(names.speaker("#p #o", None), "Ann Lee, The House");
    }
}
