//! The details of a speech, and the front matter that states them.

use std::{borrow::Cow, fmt, sync::Arc};

use jiff::civil;

use super::edtf;
use crate::layout::grapheme::shortened;

/// The most bytes of a title or another detail. Details are laid out, listed and compared at every key.
pub const LONGEST_DETAIL: usize = 4096;

/// The details in the front matter of a speech, with white space collapsed. `None` if not stated.
///
/// The parts of a file share the details of the whole, so a thousand parts do not hold a thousand copies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// The title: from the front matter, or else the first heading or the name of the file.
    pub title: String,
    /// The origin of the title.
    pub title_source: TitleSource,
    /// The speaker.
    pub speaker: Option<Arc<str>>,
    /// The family name of the speaker.
    pub speaker_family: Option<Arc<str>>,
    /// The given names of the speaker.
    pub speaker_given: Option<Arc<str>>,
    /// The kind of text, such as `address` or `letter`. A speech if not stated.
    pub kind: Option<Arc<str>>,
    /// The occasion.
    pub occasion: Option<Arc<str>>,
    /// The place of delivery.
    pub place: Option<Arc<str>>,
    /// The date of delivery.
    pub delivered: Option<Date>,
    /// The date of the report.
    pub reported: Option<Date>,
    /// The publisher of this text.
    pub publisher: Option<Arc<str>>,
    /// The translator.
    pub translator: Option<Arc<str>>,
    /// The language of the text, as a BCP 47 tag.
    pub language: Option<Arc<str>>,
    /// The source of the text.
    pub source: Option<Arc<str>>,
    /// The address of the text on the web.
    pub url: Option<Arc<str>>,
    /// The date on which the text was read at that address.
    pub accessed: Option<Date>,
    /// Other details, each with its name: those of a table, a file name or a folder that no field is for.
    pub other: Arc<[OtherDetail]>,
}

/// The name and the value of a detail that [`Details`] has no field for.
pub type OtherDetail = (Arc<str>, Arc<str>);

impl Details {
    /// Returns the date of delivery, or else of the report. Impossible dates are skipped.
    pub fn date(&self) -> Option<&Date> {
        let dates = [&self.delivered, &self.reported].into_iter().flatten();
        dates.into_iter().find(|date| !date.is_impossible())
    }

    /// Returns the details without the dates that the calendar does not have.
    #[must_use]
    pub(crate) fn without_impossible_dates(&self) -> Cow<'_, Self> {
        let dates = [&self.delivered, &self.reported, &self.accessed];
        if !dates.into_iter().flatten().any(Date::is_impossible) {
            return Cow::Borrowed(self);
        }
        let mut details = self.clone();
        for date in [&mut details.delivered, &mut details.reported, &mut details.accessed] {
            date.take_if(|date| date.is_impossible());
        }
        Cow::Owned(details)
    }

    /// Returns the details that have a field, other than the title, each with its name in front matter.
    pub fn named(&self) -> [(&'static str, Option<Detail<'_>>); 14] {
        let Self {
            title: _,
            title_source: _,
            speaker,
            speaker_family,
            speaker_given,
            kind,
            occasion,
            place,
            delivered,
            reported,
            publisher,
            translator,
            language,
            source,
            url,
            accessed,
            other: _,
        } = self;
        [
            ("speaker", speaker.as_deref().map(Detail::Words)),
            ("speaker_family", speaker_family.as_deref().map(Detail::Words)),
            ("speaker_given", speaker_given.as_deref().map(Detail::Words)),
            ("kind", kind.as_deref().map(Detail::Words)),
            ("occasion", occasion.as_deref().map(Detail::Words)),
            ("place", place.as_deref().map(Detail::Words)),
            ("delivered", delivered.as_ref().map(Detail::Date)),
            ("reported", reported.as_ref().map(Detail::Date)),
            ("publisher", publisher.as_deref().map(Detail::Words)),
            ("translator", translator.as_deref().map(Detail::Words)),
            ("language", language.as_deref().map(Detail::Words)),
            ("source", source.as_deref().map(Detail::Words)),
            ("url", url.as_deref().map(Detail::Words)),
            ("accessed", accessed.as_ref().map(Detail::Date)),
        ]
    }
}

/// The value of a detail in [`Details::named`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail<'a> {
    /// Words.
    Words(&'a str),
    /// A date.
    Date(&'a Date),
}

impl Detail<'_> {
    /// Formats the detail for other programs, dates like [`Date::iso`].
    pub fn iso(&self) -> Cow<'_, str> {
        match self {
            Self::Words(words) => Cow::Borrowed(words),
            Self::Date(date) => Cow::Owned(date.iso()),
        }
    }
}

impl fmt::Display for Detail<'_> {
    /// Formats the detail for readers, dates in full.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Date(date) => date.fmt(f),
        }
    }
}

/// The origin of a title.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TitleSource {
    /// The front matter.
    FrontMatter,
    /// The first heading of the text.
    Heading,
    /// The name of the file, or "Standard input". It replaces a missing title, and citations do not quote it.
    #[default]
    Name,
}

/// A date in the front matter: a day (`2021-04-09`), or words, which may name a month or a year (`1906-05`, `"190X"`,
/// `"spring 1921"`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Date {
    /// A day of the Gregorian calendar.
    Day(civil::Date),
    /// Words that do not name a single day. They are shown and cited as written.
    Words(Arc<str>),
}

impl From<&str> for Date {
    /// Parses a full date, such as `2021-04-09`. Anything else is words.
    fn from(written: &str) -> Self {
        let day =
            Some(written).filter(|written| written.len() == "2021-04-09".len() && written.contains('-'));
        day.and_then(|day| day.parse().ok()).map_or_else(|| Self::Words(written.into()), Self::Day)
    }
}

impl Date {
    /// Returns the earliest day that the date allows. Words are read as EDTF, levels 0 and 1: `1906`, `1906-05`, `190X`,
    /// `-0043`, `1906~`.
    ///
    /// ```
    /// use oratory_core::Date;
    ///
    /// assert!(Date::from("190X").earliest_day() < Date::from("1906-05").earliest_day());
    /// assert_eq!(Date::from("spring 1921").earliest_day(), None);
    /// ```
    pub fn earliest_day(&self) -> Option<civil::Date> {
        match self {
            Self::Day(day) => Some(*day),
            Self::Words(words) => edtf::earliest_day(words),
        }
    }

    /// Returns `true` if this has the form of a date, but the calendar has no such day or month. Such a date is not used
    /// for sorting or citations.
    pub fn is_impossible(&self) -> bool {
        matches!(self, Self::Words(words) if edtf::is_impossible(words))
    }

    /// Formats the date for other programs: a full date as `2021-04-09`.
    pub fn iso(&self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Words(words) => words.to_string(),
        }
    }

    /// Formats the date for a narrow column: `9 Apr 2021`.
    pub fn short(&self) -> String {
        match self {
            Self::Day(day) => day.strftime("%-d %b %Y").to_string(),
            Self::Words(words) => words.to_string(),
        }
    }
}

impl fmt::Display for Date {
    /// Formats the date in full: `9 April 2021`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{}", day.strftime("%-d %B %Y")),
            Self::Words(words) => f.write_str(words),
        }
    }
}

/// Returns the message that the date called `name` is impossible, if it is.
pub fn impossible_date(name: &str, date: &Date) -> Option<String> {
    date.is_impossible().then(|| {
        format!(
            "{name}: {} is not in the calendar (kept, but not used): correct it, or write the year alone",
            date.iso()
        )
    })
}

/// Replaces each run of white space in `text` by one blank, and trims its ends.
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Formats a detail on one line, cut with a `…` after 4 KB.
pub fn detail(text: &str) -> String {
    shortened(&collapse(text), LONGEST_DETAIL).into_owned()
}

/// Returns the line, if it is known, and the message of a TOML error. The first line of `toml` is line
/// `first` of the file.
pub fn toml_fault(error: &toml::de::Error, toml: &str, first: usize) -> (Option<usize>, String) {
    let line = error.span().map(|span| first - 1 + line_of(toml.as_bytes(), span.start));
    (line, collapse(error.message()))
}

/// Formats an error on one line: `line 3: …`.
pub fn with_line((line, message): (Option<usize>, String)) -> String {
    line.map_or_else(|| message.clone(), |line| format!("line {line}: {message}"))
}

/// Returns the line, from 1, of the byte at `offset`. The content need not be UTF-8, and the offset not a
/// character boundary.
pub fn line_of(content: &[u8], offset: usize) -> usize {
    content[..offset.min(content.len())].split(|&byte| byte == b'\n').count()
}
