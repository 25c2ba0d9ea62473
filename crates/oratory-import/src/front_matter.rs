//! Front matter at the beginning of a file: TOML between `+++` lines, or YAML between `---` lines.

use std::sync::Arc;

use oratory_core::{
    document::details::{Date, Details, LONGEST_DETAIL, TitleSource, detail, toml_fault, with_line},
    layout::grapheme::shortened,
};
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::{
    options::{LayoutOptions, Paragraphs},
    yaml::{self, Found},
};

/// The front matter of a file.
#[derive(Debug, Default)]
pub(crate) struct FrontMatter {
    /// The details of the whole file. The title is empty if it is not stated.
    details: Details,
    /// The layout, as far as it is stated.
    pub(crate) options: LayoutOptions,
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
    #[serde(flatten)]
    stated: Stated,
}

/// Details and options as they are written. Some have several names, of which the first that is stated counts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Stated {
    title: Option<String>,
    speaker: Option<String>,
    author: Option<String>,
    by: Option<String>,
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
    paragraphs: Option<Paragraphs>,
    headings: Option<bool>,
    join: Option<bool>,
    speakers: Vec<String>,
}

/// The names in [`Stated`]. Others are ignored.
pub(crate) const NAMES: [&str; 21] = [
    "title",
    "speaker",
    "author",
    "by",
    "occasion",
    "event",
    "place",
    "location",
    "delivered",
    "date",
    "reported",
    "publisher",
    "translator",
    "language",
    "lang",
    "source",
    "url",
    "paragraphs",
    "headings",
    "join",
    "speakers",
];

/// A date as it is written.
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
    fn new(stated: &Stated, parts: Vec<Part>) -> Self {
        Self { details: stated.details(&Details::default()), options: stated.options(), parts }
    }

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
        let mut details = part.stated.details(&self.details);
        if part.stated.title.as_deref().and_then(words).is_none() {
            details.title = detail(&part.heading);
            details.title_source = TitleSource::FrontMatter;
        }
        details
    }
}

impl Stated {
    /// Returns the details. Those that are not stated come from `whole`.
    fn details(&self, whole: &Details) -> Details {
        let title = self.title.as_deref().and_then(words);
        Details {
            title_source: if title.is_some() { TitleSource::FrontMatter } else { TitleSource::Name },
            title: title.as_deref().unwrap_or_default().to_owned(),
            speaker: words_or([&self.speaker, &self.author, &self.by], whole.speaker.as_ref()),
            occasion: words_or([&self.occasion, &self.event], whole.occasion.as_ref()),
            place: words_or([&self.place, &self.location], whole.place.as_ref()),
            delivered: date_or([&self.delivered, &self.date], whole.delivered.as_ref()),
            reported: date_or([&self.reported], whole.reported.as_ref()),
            publisher: words_or([&self.publisher], whole.publisher.as_ref()),
            translator: words_or([&self.translator], whole.translator.as_ref()),
            language: words_or([&self.language, &self.lang], whole.language.as_ref()),
            source: words_or([&self.source, &self.url], whole.source.as_ref()),
        }
    }

    fn options(&self) -> LayoutOptions {
        LayoutOptions {
            paragraphs: self.paragraphs,
            no_headings: self.headings == Some(false),
            no_join: self.join == Some(false),
            speakers: self.speakers.clone(),
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

/// The most bytes of front matter.
pub(crate) const MAX_FRONT_MATTER_BYTES: usize = 1024 * 1024;

/// The most speeches in a file.
const MAX_PARTS: usize = 2_000;

/// Returns `true` for the line that opens and closes front matter in TOML.
fn is_fence(line: &str) -> bool {
    line.trim_end() == "+++"
}

/// Returns `true` if `content` begins with front matter that does not end in it.
pub(crate) fn is_front_matter_open(content: &str) -> bool {
    let mut lines = content.split_inclusive('\n');
    lines.next().is_some_and(is_fence) && !lines.any(is_fence) || matches!(yaml::find(content), Found::Open)
}

/// Splits the front matter off `content`. Returns its details, the offset of the body, and a notice about what is
/// invalid.
pub(crate) fn split_front_matter(content: &str) -> (FrontMatter, usize, Option<String>) {
    if let Found::Closed { front, body } = yaml::find(content) {
        let (stated, notice) = yaml::read(&content[front]);
        return (FrontMatter::new(&stated, Vec::new()), body, notice);
    }
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
            return match read_toml(&content[first.len()..end]) {
                Ok(read) => (read, end + line.len(), None),
                Err(fault) => wrong(&fault),
            };
        }
        end += line.len();
    }
    wrong("no closing +++ line")
}

/// Parses front matter in TOML that begins on the second line of its file.
fn read_toml(front: &str) -> Result<FrontMatter, String> {
    let fault = |error| with_line(toml_fault(&error, front, 2));
    let stated: Stated = toml::from_str(front).map_err(fault)?;
    let Parts { part: parts } = toml::from_str(front).map_err(fault)?;
    if parts.len() > MAX_PARTS {
        return Err(format!("it has {} parts; the limit is {MAX_PARTS}", parts.len()));
    }
    Ok(FrontMatter::new(&stated, parts))
}
