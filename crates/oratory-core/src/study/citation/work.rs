//! A text as the styles cite it, and the punctuation that they share.

use std::ops::RangeInclusive;

use super::{dates, names::Name};
use crate::{
    document::details::{Date, Details, TitleSource},
    study::quotation_marks::alternated,
};

/// A text to cite.
#[derive(Debug)]
pub(super) struct Work<'a> {
    pub(super) details: &'a Details,
    /// The speakers of the cited paragraphs.
    pub(super) speakers: Vec<Name<'a>>,
    /// The numbers of the cited paragraphs. `None` to cite the whole text.
    pub(super) numbers: Option<RangeInclusive<usize>>,
    /// The citation key, unique in the output. Empty for a style without keys.
    pub(super) key: String,
}

/// Kinds that are written. Others are spoken, and their texts are transcripts.
const WRITTEN: [&str; 21] = [
    "article",
    "book",
    "cable",
    "circular",
    "communiqué",
    "declaration",
    "decree",
    "directive",
    "editorial",
    "essay",
    "foreword",
    "leaflet",
    "letter",
    "manifesto",
    "memorandum",
    "message",
    "pamphlet",
    "petition",
    "preface",
    "proclamation",
    "telegram",
];

impl<'a> Work<'a> {
    /// Returns the speaker of the whole text.
    pub(super) fn author(&self) -> Option<Name<'a>> {
        Name::of(self.details)
    }

    /// Returns the kind of text: `speech` if it is not stated.
    pub(super) fn kind(&self) -> &'a str {
        self.details.kind.as_deref().unwrap_or("speech")
    }

    /// Returns `true` if the text was spoken.
    pub(super) fn is_spoken(&self) -> bool {
        let kind = self.kind().to_lowercase();
        !kind.split(' ').next_back().is_some_and(|noun| WRITTEN.contains(&noun))
    }

    /// Returns `true` for a letter or a message that nobody has published.
    pub(super) fn is_private_letter(&self) -> bool {
        let kind = self.kind().to_lowercase();
        let noun = kind.split(' ').next_back();
        matches!(noun, Some("letter" | "message" | "telegram" | "cable")) && self.details.publisher.is_none()
    }

    /// Returns the title, unless only the name of the file replaces it.
    pub(super) fn title(&self) -> Option<&'a str> {
        let is_title = self.details.title_source != TitleSource::Name;
        Some(self.details.title.as_str()).filter(|title| is_title && !title.is_empty())
    }

    /// Returns the title with its quotation marks alternated, for use in double ones.
    pub(super) fn quoted_title(&self) -> Option<String> {
        self.title().map(alternated)
    }

    /// Returns `true` unless only the name of its file is known. Such a text need not be a speech.
    pub(super) fn is_known(&self) -> bool {
        let Details { speaker, kind, occasion, place, delivered, .. } = self.details;
        let stated = [speaker, kind, occasion, place].into_iter().any(Option::is_some);
        self.title().is_some() || stated || delivered.is_some()
    }

    /// Returns a description that takes the place of a missing title: `Speech`, or the name of a file of which
    /// nothing else is known.
    pub(super) fn description(&self) -> String {
        if self.is_known() { capitalized(self.kind()) } else { self.details.title.clone() }
    }

    /// Returns the publisher, unless it is also the translator, who is named once.
    pub(super) fn publisher(&self) -> Option<String> {
        let Details { publisher, translator, .. } = self.details;
        publisher.as_ref().filter(|_| publisher != translator).map(ToString::to_string)
    }

    /// Returns the date of publication: that of the report, or else of delivery.
    pub(super) fn published(&self) -> Option<&'a Date> {
        self.details.reported.as_ref().or(self.details.delivered.as_ref())
    }

    /// Returns the date of the speech: that of delivery, or else of the report.
    pub(super) fn spoken(&self) -> Option<&'a Date> {
        self.details.date()
    }

    /// Formats the numbers of the paragraphs: `para. 8`, `paras. 8–9`.
    pub(super) fn paragraphs(&self, one: &str, several: &str) -> Option<String> {
        let (first, last) = self.numbers.clone()?.into_inner();
        Some(if first == last { format!("{one} {first}") } else { format!("{several} {first}–{last}") })
    }

    /// Returns the year of the speech as written.
    pub(super) fn year(&self) -> Option<String> {
        self.spoken().and_then(dates::year)
    }
}

/// Returns `detail` as text.
pub(super) fn text(detail: Option<&impl ToString>) -> Option<String> {
    detail.map(ToString::to_string)
}

/// Joins those parts that are known with commas.
pub(super) fn phrase<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Joins those sentences that are known, each with a full stop.
pub(super) fn sentences<const N: usize>(sentences: [Option<String>; N]) -> String {
    let stopped = sentences.into_iter().flatten().map(|sentence| ended(&sentence));
    stopped.collect::<Vec<_>>().join(" ")
}

/// Ends `sentence` with a full stop, unless it has an end.
pub(super) fn ended(sentence: &str) -> String {
    if has_end(sentence) { sentence.to_owned() } else { format!("{sentence}.") }
}

/// Returns `true` if `text` ends with a full stop, a question mark or an exclamation mark, also in quotation marks.
fn has_end(text: &str) -> bool {
    text.trim_end_matches(CLOSING_MARKS).ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

const CLOSING_MARKS: [char; 4] = ['”', '’', '"', '\''];

/// Puts a title that is a sentence of its own in quotation marks, with the full stop inside: `“Title.”`
pub(super) fn quoted_sentence(title: &str) -> String {
    if has_end(title) { format!("“{title}”") } else { format!("“{}”", followed(title, '.')) }
}

/// Puts a title in quotation marks, with the comma that follows inside: `“Title,”`
pub(super) fn quoted_with_comma(title: &str) -> String {
    format!("“{}”", followed(without_stop(title), ','))
}

/// Abbreviations at the end of a title, which keep their full stop.
const ABBREVIATIONS: [&str; 12] =
    ["Inc", "Co", "Corp", "Ltd", "Bros", "Jr", "Sr", "etc", "al", "Mr", "Mrs", "Dr"];

/// Removes the full stop at the end of `title`, which ends the title as a sentence of its own.
pub(super) fn without_stop(title: &str) -> &str {
    let Some(head) = title.strip_suffix('.').filter(|head| !head.ends_with('.')) else { return title };
    let word = head.rsplit(' ').next().unwrap_or_default();
    // “U.S.”, and initials such as “B.”
    let is_abbreviated = word.contains('.') || word.chars().count() < 2 || ABBREVIATIONS.contains(&word);
    if is_abbreviated { title } else { head }
}

/// Adds a sign to a title, before the marks that close a quotation in it: `On ‘Unity,’`.
fn followed(title: &str, sign: char) -> String {
    match title.strip_suffix('’') {
        // Otherwise it is an apostrophe.
        Some(head) if head.contains('‘') => format!("{head}{sign}’"),
        _ => format!("{title}{sign}"),
    }
}

/// Capitalizes the first letter.
pub(super) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
