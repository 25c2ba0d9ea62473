//! The header of a TEI file, which says what its text is.

use std::sync::Arc;

use oratory_core::{Date, Details, LONGEST_DETAIL, TitleSource, detail};

use super::elements::is_list;
use crate::{
    error::ImportError,
    xml::{Tag, Token, Xml},
};

/// The statements of a header.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    /// The language of the text, as its root element states it.
    pub(super) language: Option<String>,
    fields: Vec<Field>,
}

/// An element of a header that states a detail.
#[derive(Debug, Clone)]
struct Field {
    /// The names of the elements around it, and of itself: `teiHeader/fileDesc/titleStmt/title`.
    path: String,
    /// The type of a title or an identifier.
    kind: String,
    language: String,
    /// A date in the form of ISO 8601, or the tag of a language.
    value: String,
    text: String,
}

/// Elements that state details.
const FIELDS: [&str; 10] = [
    "title",
    "author",
    "publisher",
    "orgName",
    "idno",
    "date",
    "name",
    "placeName",
    "settlement",
    "language",
];

/// The most fields that are read. Headers of corpora have 100.
const MAX_FIELDS: usize = 1_000;

impl Header {
    /// Reads a header to its end. Its start tag has been read.
    pub(super) fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), ImportError> {
        self.fields.clear();
        // The elements that are open, each with the number of its field.
        let mut open: Vec<(String, Option<usize>)> = Vec::new();
        while let Some(token) = xml.next()? {
            match token {
                Token::Start(tag) if is_list(tag.name()) => xml.skip()?,
                Token::Start(tag) => {
                    let is_field = FIELDS.contains(&tag.name()) && self.fields.len() < MAX_FIELDS;
                    let field = is_field.then_some(self.fields.len());
                    open.push((tag.name().to_owned(), field));
                    if is_field {
                        let path = open.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("/");
                        self.fields.push(Field::new(path, &tag));
                    }
                }
                Token::Text(text) => {
                    for field in open.iter().filter_map(|&(_, field)| field) {
                        add(&mut self.fields[field].text, &text);
                    }
                }
                Token::End if open.pop().is_none() => break,
                Token::End => {}
            }
        }
        Ok(())
    }

    /// Returns the details that the header states. The main title of a transcript names its corpus.
    pub(super) fn details(&self, is_transcript: bool) -> Details {
        let language = self.language.clone().or_else(|| self.value(&["profileDesc/langUsage/language"]));
        let title = self.title(language.as_deref(), is_transcript);
        let publisher = self
            .text(&["publicationStmt/publisher/orgName"], language.as_deref())
            .or_else(|| self.text(&["publicationStmt/publisher"], language.as_deref()));
        let place = ["setting/name", "setting/placeName", "setting/settlement"];
        let dates = [
            "settingDesc/setting/date",
            "profileDesc/creation/date",
            "recordingStmt/recording/date",
            "sourceDesc/bibl/date",
            "imprint/date",
        ];
        Details {
            title_source: if title.is_some() { TitleSource::FrontMatter } else { TitleSource::Name },
            title: title.unwrap_or_default(),
            speaker: self.text(&["titleStmt/author"], None),
            place: self.text(&place, language.as_deref()),
            delivered: dates
                .iter()
                .find_map(|date| self.value(&[date]))
                .map(|date| Date::from(date.as_str())),
            publisher,
            source: self.text(&["sourceDesc/bibl/title", "monogr/title"], language.as_deref()),
            url: self.url(),
            language: language.map(Arc::from),
            ..Details::default()
        }
    }

    /// Returns the fields whose paths end with one of `paths`.
    fn fields<'a>(&'a self, paths: &'a [&str]) -> impl Iterator<Item = &'a Field> {
        let is_at = |field: &Field| {
            let inside =
                |path: &&str| field.path.strip_suffix(*path).is_some_and(|above| above.ends_with('/'));
            paths.iter().any(inside)
        };
        self.fields.iter().filter(move |field| is_at(field) && field.kind != "country")
    }

    /// Returns the text of the first field at `paths`, in `language` if there is one.
    fn text(&self, paths: &[&str], language: Option<&str>) -> Option<Arc<str>> {
        let fields = || self.fields(paths).filter(|field| !field.shown().is_empty());
        let in_language = language.and_then(|language| fields().find(|field| field.is_in(language)));
        let field = in_language.or_else(|| fields().next())?;
        Some(field.shown().into())
    }

    /// Returns the value in the attributes of the first field at `paths`.
    fn value(&self, paths: &[&str]) -> Option<String> {
        self.fields(paths).map(|field| field.value.clone()).find(|value| !value.is_empty())
    }

    fn title(&self, language: Option<&str>, is_transcript: bool) -> Option<String> {
        let titles = |kind: &'static str| {
            self.fields(&["titleStmt/title"])
                .filter(move |field| field.kind == kind && !field.shown().is_empty())
        };
        let of_kind = |kind| {
            let in_language = language.and_then(|language| titles(kind).find(|field| field.is_in(language)));
            in_language.or_else(|| titles(kind).next()).map(Field::shown)
        };
        let main = of_kind("main").or_else(|| of_kind(""));
        let main = main.or_else(|| self.text(&["titleStmt/title"], language).map(|title| title.to_string()));
        match (main, of_kind("sub")) {
            (Some(main), Some(sub)) if !is_transcript => Some(detail(&format!("{main}: {sub}"))),
            (main, sub) => sub.or(main),
        }
    }

    /// Returns the address of the publication, or else that of its source.
    fn url(&self) -> Option<Arc<str>> {
        let ids = self.fields(&["publicationStmt/idno"]).chain(self.fields(&["sourceDesc/bibl/idno"]));
        let mut ids = ids.map(Field::shown);
        ids.find(|id| id.starts_with("http")).map(Arc::from)
    }
}

/// Adds to a detail, as far as it is shown.
pub(super) fn add(field: &mut String, text: &str) {
    if field.len() < LONGEST_DETAIL {
        field.push_str(&text[..text.floor_char_boundary(LONGEST_DETAIL)]);
    }
}

impl Field {
    fn new(path: String, tag: &Tag<'_>) -> Self {
        let attribute = |name| tag.attribute(name).map(|value| detail(&value)).unwrap_or_default();
        let value = ["when", "when-iso", "from", "notBefore", "ident"].iter().map(|name| attribute(name));
        let value = value.into_iter().find(|value| !value.is_empty()).unwrap_or_default();
        // The time of a day is not shown.
        let value = value.split('T').next().unwrap_or_default().to_owned();
        Self { path, kind: attribute("type"), language: attribute("lang"), value, text: String::new() }
    }

    fn shown(&self) -> String {
        detail(&self.text)
    }

    /// Returns `true` if the field is in `language`, or in a variety of it.
    fn is_in(&self, language: &str) -> bool {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
        primary(&self.language) == primary(language)
    }
}
