//! Front matter: TOML between `+++` lines at the beginning of a file.

use std::sync::Arc;

use oratory_core::{
    document::details::{Date, Details, LONGEST_DETAIL, TitleSource, detail, toml_fault, with_line},
    layout::grapheme::shortened,
};
use serde::{Deserialize, Deserializer, de::Error as _};

/// The front matter of a file.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter {
    /// The details of the whole file. The title is empty if it is not stated.
    details: Details,
    /// The speeches in the file. Empty for a file of one speech.
    pub(crate) parts: Vec<Part>,
}

/// The parts. They are parsed separately from [`Stated`], so that an error names its line.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Parts {
    part: Vec<Part>,
}

/// One of several speeches in a file.
#[derive(Debug, Deserialize)]
pub(crate) struct Part {
    /// The line below which the speech begins, verbatim except for trailing blanks.
    pub(crate) heading: String,
    title: Option<String>,
    speaker: Option<String>,
    occasion: Option<String>,
    place: Option<String>,
    delivered: Option<WrittenDate>,
    reported: Option<WrittenDate>,
}

/// The details of the whole file as they are written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Stated {
    title: Option<String>,
    speaker: Option<String>,
    occasion: Option<String>,
    place: Option<String>,
    delivered: Option<WrittenDate>,
    reported: Option<WrittenDate>,
    publisher: Option<String>,
    translator: Option<String>,
    language: Option<String>,
    source: Option<String>,
}

/// A date as it is written in TOML.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected a date such as 2021-04-09, a year such as 1906, or words in quotes")]
enum WrittenDate {
    Date(toml::value::Datetime),
    #[serde(deserialize_with = "year")]
    Year(i16),
    Words(String),
}

/// Parses a year of four digits. Other numbers are most likely mistakes.
fn year<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i16, D::Error> {
    let year = i16::deserialize(deserializer)?;
    let is_year = (1000..=9999).contains(&year.unsigned_abs());
    if is_year { Ok(year) } else { Err(D::Error::custom("a year has four digits")) }
}

impl FrontMatter {
    /// Returns the details of the whole file, with `title` from `source` as the default title.
    pub(crate) fn details(&self, title: &str, source: TitleSource) -> Details {
        let mut details = self.details.clone();
        if details.title.is_empty() {
            details.title = shortened(title, LONGEST_DETAIL).into_owned();
            details.title_source = source;
        }
        details
    }

    /// Returns the details of a part. Those that it does not state, except the title, come from the whole
    /// file. The default title is its heading.
    pub(crate) fn details_of(&self, part: &Part) -> Details {
        let whole = &self.details;
        Details {
            title_source: TitleSource::FrontMatter,
            title: words(part.title.as_deref())
                .map_or_else(|| detail(&part.heading), |title| title.to_string()),
            speaker: stated_or(part.speaker.as_deref(), whole.speaker.as_ref()),
            occasion: stated_or(part.occasion.as_deref(), whole.occasion.as_ref()),
            place: stated_or(part.place.as_deref(), whole.place.as_ref()),
            delivered: dated_or(part.delivered.as_ref(), whole.delivered.as_ref()),
            reported: dated_or(part.reported.as_ref(), whole.reported.as_ref()),
            ..whole.clone()
        }
    }
}

/// Returns stated words with white space collapsed, if there are any.
fn words(stated: Option<&str>) -> Option<Arc<str>> {
    stated.map(detail).filter(|words| !words.is_empty()).map(Arc::from)
}

/// Returns the words of a part, or else of the whole file.
fn stated_or(part: Option<&str>, whole: Option<&Arc<str>>) -> Option<Arc<str>> {
    if part.is_some() { words(part) } else { whole.cloned() }
}

/// Returns the date of a part, or else of the whole file.
fn dated_or(part: Option<&WrittenDate>, whole: Option<&Date>) -> Option<Date> {
    part.map_or_else(|| whole.cloned(), WrittenDate::date)
}

impl From<Stated> for Details {
    fn from(stated: Stated) -> Self {
        let words = |stated: Option<String>| words(stated.as_deref());
        let title = words(stated.title);
        Self {
            title_source: if title.is_some() { TitleSource::FrontMatter } else { TitleSource::Name },
            title: title.as_deref().unwrap_or_default().to_owned(),
            speaker: words(stated.speaker),
            occasion: words(stated.occasion),
            place: words(stated.place),
            delivered: stated.delivered.as_ref().and_then(WrittenDate::date),
            reported: stated.reported.as_ref().and_then(WrittenDate::date),
            publisher: words(stated.publisher),
            translator: words(stated.translator),
            language: words(stated.language),
            source: words(stated.source),
        }
    }
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

/// The most bytes of front matter.
pub(crate) const MAX_FRONT_MATTER_BYTES: usize = 1024 * 1024;

/// The most speeches in a file.
const MAX_PARTS: usize = 2_000;

/// Returns `true` for the line that opens and closes front matter.
fn is_fence(line: &str) -> bool {
    line.trim_end() == "+++"
}

/// Returns `true` if `content` begins with front matter that does not end in it.
pub(crate) fn is_front_matter_open(content: &str) -> bool {
    let mut lines = content.split_inclusive('\n');
    lines.next().is_some_and(is_fence) && !lines.any(is_fence)
}

/// Splits the front matter off `content`. Returns its details, the offset of the body, and an error if it is
/// invalid.
pub(crate) fn split_front_matter(content: &str) -> (FrontMatter, usize, Option<String>) {
    let mut lines = content.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| is_fence(line)) else {
        return (FrontMatter::default(), 0, None);
    };
    let wrong = |fault: &str| {
        let remark = format!("front matter not read ({fault}): the file is shown as one text");
        (FrontMatter::default(), 0, Some(remark))
    };
    let mut end = first.len();
    for line in lines {
        if end + line.len() > MAX_FRONT_MATTER_BYTES {
            return wrong("it has no closing +++ line in its first 1 MB");
        }
        if is_fence(line) {
            return match read_front_matter(&content[first.len()..end]) {
                Ok(read) => (read, end + line.len(), None),
                Err(fault) => wrong(&fault),
            };
        }
        end += line.len();
    }
    wrong("no closing +++ line")
}

/// Parses front matter that begins on the second line of its file.
fn read_front_matter(front: &str) -> Result<FrontMatter, String> {
    let fault = |error| with_line(toml_fault(&error, front, 2));
    let stated: Stated = toml::from_str(front).map_err(fault)?;
    let Parts { part: parts } = toml::from_str(front).map_err(fault)?;
    if parts.len() > MAX_PARTS {
        return Err(format!("it has {} parts; the limit is {MAX_PARTS}", parts.len()));
    }
    Ok(FrontMatter { details: stated.into(), parts })
}
