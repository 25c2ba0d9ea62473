//! The details and options that front matter may state.

use std::sync::Arc;

use oratory_core::{Date, Details, LayoutOptions, Paragraphs, TitleSource, detail};
use serde::{Deserialize, Deserializer, de::Error as _};

/// The most bytes of front matter, and of a sidecar.
pub const MAX_FRONT_MATTER_BYTES: usize = 1024 * 1024;

/// Returns the fault of front matter without a second `fence` line.
pub(crate) fn unclosed(fence: &str, within: &str) -> String {
    format!("line 1: no closing {fence} line{within}: add one below the details")
}

/// Details and options as they are written. Some have several names, of which the first that is stated counts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Stated {
    title: Option<String>,
    speaker: Option<String>,
    author: Option<String>,
    by: Option<String>,
    speaker_family: Option<String>,
    speaker_given: Option<String>,
    kind: Option<String>,
    genre: Option<String>,
    occasion: Option<String>,
    event: Option<String>,
    place: Option<String>,
    location: Option<String>,
    delivered: Option<WrittenDate>,
    date: Option<WrittenDate>,
    reported: Option<WrittenDate>,
    publisher: Option<String>,
    translator: Option<String>,
    language: Option<String>,
    lang: Option<String>,
    source: Option<String>,
    url: Option<String>,
    accessed: Option<WrittenDate>,
    urldate: Option<WrittenDate>,
    paragraphs: Option<Paragraphs>,
    headings: Option<bool>,
    join: Option<bool>,
    speakers: Option<Vec<String>>,
}

/// A date as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected a date such as 2021-04-09, a year such as 1906, or words in quotes")]
enum WrittenDate {
    Date(toml::value::Datetime),
    #[serde(deserialize_with = "year")]
    Year(i16),
    Words(String),
}

/// Parses a year of four digits. Other numbers are probably mistakes.
fn year<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i16, D::Error> {
    let year = i16::deserialize(deserializer)?;
    let is_year = (1000..=9999).contains(&year.unsigned_abs());
    if is_year { Ok(year) } else { Err(D::Error::custom("a year has four digits")) }
}

impl Stated {
    /// Returns the details. Those that are not stated come from `whole`.
    pub(crate) fn details(&self, whole: &Details) -> Details {
        let title = self.title.as_deref().and_then(words);
        let speaker = [&self.speaker, &self.author, &self.by];
        // The parts of a name belong to the speaker beside whom they are stated.
        let (family, given) = if speaker.iter().any(|speaker| speaker.is_some()) {
            (None, None)
        } else {
            (whole.speaker_family.as_ref(), whole.speaker_given.as_ref())
        };
        Details {
            title_source: if title.is_some() { TitleSource::FrontMatter } else { TitleSource::Name },
            title: title.as_deref().unwrap_or_default().to_owned(),
            speaker: words_or(speaker, whole.speaker.as_ref()),
            speaker_family: words_or([&self.speaker_family], family),
            speaker_given: words_or([&self.speaker_given], given),
            kind: words_or([&self.kind, &self.genre], whole.kind.as_ref()),
            occasion: words_or([&self.occasion, &self.event], whole.occasion.as_ref()),
            place: words_or([&self.place, &self.location], whole.place.as_ref()),
            delivered: date_or([&self.delivered, &self.date], whole.delivered.as_ref()),
            reported: date_or([&self.reported], whole.reported.as_ref()),
            publisher: words_or([&self.publisher], whole.publisher.as_ref()),
            translator: words_or([&self.translator], whole.translator.as_ref()),
            language: words_or([&self.language, &self.lang], whole.language.as_ref()),
            source: words_or([&self.source], whole.source.as_ref()),
            url: words_or([&self.url], whole.url.as_ref()),
            accessed: date_or([&self.accessed, &self.urldate], whole.accessed.as_ref()),
            other: Arc::clone(&whole.other),
        }
    }

    /// Returns the details of a whole file. Those that are not stated come from `below`, even the title.
    pub(crate) fn over(&self, below: Details) -> Details {
        let mut details = self.details(&below);
        if details.title.is_empty() {
            (details.title, details.title_source) = (below.title, below.title_source);
        }
        details
    }

    /// Returns the options. Those that are not stated come from `whole`.
    pub(crate) fn options(&self, whole: LayoutOptions) -> LayoutOptions {
        LayoutOptions {
            paragraphs: self.paragraphs.or(whole.paragraphs),
            no_headings: self.headings.map_or(whole.no_headings, |headings| !headings),
            no_join: self.join.map_or(whole.no_join, |join| !join),
            speakers: self.speakers.clone().unwrap_or(whole.speakers),
        }
    }
}

/// Returns stated words with white space collapsed, if there are any.
fn words(stated: &str) -> Option<Arc<str>> {
    Some(detail(stated)).filter(|words| !words.is_empty()).map(Arc::from)
}

/// Returns the words of the first name that is stated, or else of the whole file.
fn words_or<const N: usize>(stated: [&Option<String>; N], whole: Option<&Arc<str>>) -> Option<Arc<str>> {
    let first = stated.into_iter().flatten().next();
    first.map_or_else(|| whole.cloned(), |stated| words(stated))
}

/// Returns the date of the first name that is stated, or else of the whole file.
fn date_or<const N: usize>(stated: [&Option<WrittenDate>; N], whole: Option<&Date>) -> Option<Date> {
    let first = stated.into_iter().flatten().next();
    first.map_or_else(|| whole.cloned(), WrittenDate::date)
}

impl WrittenDate {
    fn date(&self) -> Option<Date> {
        let words = match self {
            Self::Date(written) => {
                let day = written.date.and_then(|date| {
                    let (year, month, day) =
                        (i16::try_from(date.year), i8::try_from(date.month), i8::try_from(date.day));
                    jiff::civil::Date::new(year.ok()?, month.ok()?, day.ok()?).ok()
                });
                if let Some(day) = day {
                    return Some(Date::Day(day));
                }
                written.to_string()
            }
            Self::Year(year) => year.to_string(),
            Self::Words(words) => detail(words),
        };
        (!words.is_empty()).then(|| Date::from(words.as_str()))
    }
}
