//! What is known of a speech: its details, and the front matter that states them.

use std::fmt;

use serde::Deserialize;

use super::glyph::shortened;

/// The bytes of a title or another detail that are kept, at most. Details are set, listed and compared at every key.
const LONGEST_DETAIL: usize = 4096;

/// What the front matter states of a speech, with white space collapsed. What it leaves out is
/// unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// Title of the speech. Without one in the front matter, its first heading or the name of its file.
    pub title: String,
    /// `true` if the front matter states the title.
    pub has_title: bool,
    /// Who spoke.
    pub speaker: Option<String>,
    /// At what it was delivered.
    pub occasion: Option<String>,
    /// Where it was delivered.
    pub place: Option<String>,
    /// When it was delivered.
    pub delivered: Option<Date>,
    /// When it was reported.
    pub reported: Option<Date>,
    /// Who published this text.
    pub publisher: Option<String>,
    /// Who translated it.
    pub translator: Option<String>,
    /// The language of the text, as a BCP 47 tag.
    pub language: Option<String>,
    /// Where the text is from.
    pub source: Option<String>,
}

/// A date as the front matter gives it: a day (`2021-04-09`), or words (`"spring 1921"`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Date {
    /// A day of the Gregorian calendar.
    Day(jiff::civil::Date),
    /// Words that name no single day.
    Words(String),
}

impl Date {
    /// The date for a narrow column: `9 Apr 2021`.
    pub fn short(&self) -> String {
        match self {
            Self::Day(day) => day.strftime("%-d %b %Y").to_string(),
            Self::Words(words) => words.clone(),
        }
    }
}

impl fmt::Display for Date {
    /// The date in full: `9 April 2021`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{}", day.strftime("%-d %B %Y")),
            Self::Words(words) => f.write_str(words),
        }
    }
}

/// `text` with every run of white space made one blank, and none at its ends.
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A detail as it is shown: `text` on one line, cut with a `…` after 4 KB.
pub(super) fn detail(text: &str) -> String {
    shortened(&collapse(text), LONGEST_DETAIL).into_owned()
}

/// What is wrong with `toml`, of which the first line is the file's line `first`, and on which line, if it is
/// on one.
pub fn toml_fault(error: &toml::de::Error, toml: &str, first: usize) -> (Option<usize>, String) {
    let line = error.span().map(|span| first - 1 + line_of(toml.as_bytes(), span.start));
    (line, collapse(error.message()))
}

/// A fault in one line: `line 3: …`.
pub fn with_line((line, message): (Option<usize>, String)) -> String {
    line.map_or_else(|| message.clone(), |line| format!("line {line}: {message}"))
}

/// The line, from 1, on which the byte at `offset` is. The content need not be text, nor the offset a
/// character's.
pub fn line_of(content: &[u8], offset: usize) -> usize {
    content[..offset.min(content.len())].split(|&byte| byte == b'\n').count()
}

/// The front matter as it is written.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    stated: Stated,
    /// The speeches of which the text is made, if it is made of several.
    pub(super) parts: Vec<Part>,
}

/// The parts alone. They are read apart, so that what is wrong is told with its line.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Parts {
    part: Vec<Part>,
}

/// One of several speeches in a text.
#[derive(Debug, Deserialize)]
pub(super) struct Part {
    /// The line, to the letter, below which it stands; only blanks may follow it there.
    pub(super) heading: String,
    title: Option<String>,
    speaker: Option<String>,
    occasion: Option<String>,
    place: Option<String>,
    delivered: Option<WrittenDate>,
    reported: Option<WrittenDate>,
}

/// What is stated of a text.
#[derive(Debug, Clone, Default, Deserialize)]
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

/// A date as TOML has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected a date such as 2021-04-09, or words in quotes")]
enum WrittenDate {
    Date(toml::value::Datetime),
    Words(String),
}

impl FrontMatter {
    /// What it says of the text. Without a title, `title` is its title.
    pub(super) fn details(&self, title: &str) -> Details {
        self.stated.clone().details(title)
    }

    /// What it says of a part: what is not stated of that holds as it does of the whole text, but for the
    /// title, which is then the heading.
    pub(super) fn details_of(&self, part: &Part) -> Details {
        let (own, whole) = (part, self.stated.clone());
        let stated = Stated {
            title: own.title.clone(),
            speaker: own.speaker.clone().or(whole.speaker),
            occasion: own.occasion.clone().or(whole.occasion),
            place: own.place.clone().or(whole.place),
            delivered: own.delivered.clone().or(whole.delivered),
            reported: own.reported.clone().or(whole.reported),
            ..whole
        };
        Details { has_title: true, ..stated.details(&detail(&part.heading)) }
    }
}

impl Stated {
    fn details(self, title: &str) -> Details {
        let words = |value: Option<String>| value.map(|value| detail(&value)).filter(|v| !v.is_empty());
        let stated = words(self.title);
        Details {
            has_title: stated.is_some(),
            title: stated.unwrap_or_else(|| shortened(title, LONGEST_DETAIL).into_owned()),
            speaker: words(self.speaker),
            occasion: words(self.occasion),
            place: words(self.place),
            delivered: self.delivered.and_then(WrittenDate::date),
            reported: self.reported.and_then(WrittenDate::date),
            publisher: words(self.publisher),
            translator: words(self.translator),
            language: words(self.language),
            source: words(self.source),
        }
    }
}

impl WrittenDate {
    fn date(self) -> Option<Date> {
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
            Self::Words(words) => detail(&words),
        };
        (!words.is_empty()).then_some(Date::Words(words))
    }
}

/// Takes the front matter from the head of `content`: what it says, where the body begins, and what
/// is wrong with it.
pub(super) fn split_front_matter(content: &str) -> (FrontMatter, usize, Option<String>) {
    let mut lines = content.split_inclusive('\n');
    let fence = |line: &str| line.trim_end() == "+++";
    let Some(first) = lines.next().filter(|line| fence(line)) else {
        return (FrontMatter::default(), 0, None);
    };
    let wrong = |fault: &str| {
        let remark = format!("front matter not read ({fault}): the file is shown as one text");
        (FrontMatter::default(), 0, Some(remark))
    };
    let mut end = first.len();
    for line in lines {
        if fence(line) {
            let front = &content[first.len()..end];
            let read = toml::from_str(front).and_then(|stated| {
                let Parts { part } = toml::from_str(front)?;
                Ok(FrontMatter { stated, parts: part })
            });
            return match read {
                Ok(read) => (read, end + line.len(), None),
                // The opening fence is line 1.
                Err(error) => wrong(&with_line(toml_fault(&error, front, 2))),
            };
        }
        end += line.len();
    }
    wrong("no closing +++ line")
}
