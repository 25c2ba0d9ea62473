//! CSL-JSON, version 1.0.2, for Pandoc, Zotero and other programs that format citations.

use serde::Serialize;

use super::{
    dates::{Partial, interval, partial_of},
    names::{Name, Person},
    work::{Work, capitalized},
};
use crate::document::details::{Date, Details};

/// A record. Its fields are in the order in which they are written.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Item {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<CslName>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    translator: Vec<CslName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    genre: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_date: Option<CslDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<CslDate>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<CslDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum CslName {
    #[serde(rename_all = "kebab-case")]
    Person {
        family: String,
        given: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        suffix: Option<String>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        static_ordering: bool,
    },
    Literal {
        literal: String,
    },
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum CslDate {
    #[serde(rename_all = "kebab-case")]
    Parts {
        date_parts: Vec<Vec<i16>>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        circa: bool,
    },
    Literal {
        literal: String,
    },
}

/// Returns the record of `work`. A text without a title has none; its genre describes it.
pub(super) fn item(work: &Work<'_>) -> Item {
    let Details { occasion, place, delivered, reported, publisher, translator, .. } = work.details;
    let text = |detail: &Option<std::sync::Arc<str>>| detail.as_ref().map(ToString::to_string);
    let name = (!work.is_known()).then(|| format!("[{}]", work.description()));
    Item {
        id: work.key.clone(),
        kind: kind(work),
        title: work.title().map(ToOwned::to_owned).or(name),
        author: work.author().map(author).into_iter().collect(),
        translator: text(translator).map(|literal| CslName::Literal { literal }).into_iter().collect(),
        genre: work.is_known().then(|| capitalized(work.kind())),
        event_title: text(occasion),
        event_place: text(place),
        event_date: delivered.as_ref().filter(|_| reported.is_some()).map(date),
        publisher: text(publisher),
        issued: work.published().map(date),
        url: text(&work.details.url),
        accessed: work.details.accessed.as_ref().map(date),
        language: text(&work.details.language),
    }
}

/// Returns the type.
fn kind(work: &Work<'_>) -> &'static str {
    if work.is_private_letter() {
        "personal_communication"
    } else if work.is_spoken() {
        "speech"
    } else {
        "document"
    }
}

fn author(name: Name<'_>) -> CslName {
    match name.person() {
        Some(Person { family, given, suffix, is_family_first }) => CslName::Person {
            family: family.to_owned(),
            given: given.to_owned(),
            suffix: suffix.map(ToOwned::to_owned),
            static_ordering: is_family_first,
        },
        None => CslName::Literal { literal: name.full.to_owned() },
    }
}

/// Converts `date`. What has no parts in CSL, such as a decade, is literal.
fn date(date: &Date) -> CslDate {
    let parts = |Partial { year, month, day, .. }: &Partial| {
        [Some(*year), month.map(i16::from), day.map(i16::from)].into_iter().flatten().collect()
    };
    let is_circa = |date: &Partial| date.is_approximate || date.is_uncertain;
    match (partial_of(date), interval(date)) {
        (Some(one), _) => CslDate::Parts { date_parts: vec![parts(&one)], circa: is_circa(&one) },
        (_, Some((start, end))) => CslDate::Parts {
            date_parts: vec![parts(&start), parts(&end)],
            circa: is_circa(&start) || is_circa(&end),
        },
        _ => CslDate::Literal { literal: date.to_string() },
    }
}
