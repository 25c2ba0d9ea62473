//! The title page: the details of a speech, in lines above its text.

use std::ops::Range;

use super::details::{Date, Details};

/// The title page, as a small text of its own that is laid out like the speech.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TitlePage {
    /// The lines, separated by line feeds. The first and the last are blank.
    pub text: String,
    /// The kind and byte range of each line.
    pub lines: Vec<(TitleLine, Range<usize>)>,
}

/// A kind of line of the title page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleLine {
    /// The title.
    Title,
    /// The speaker.
    Speaker,
    /// The occasion.
    Occasion,
    /// Dates, place and publisher.
    Report,
    /// A blank line.
    Blank,
}

impl TitlePage {
    /// Creates the title page. If nothing but the title is known and the text begins with it, the title is not repeated. If
    /// nothing is known, the page is a blank line.
    pub(crate) fn of(details: &Details, begins_with_title: bool) -> Self {
        let dated = |word: &str, date: &Option<Date>| {
            date.as_ref().filter(|date| !date.is_impossible()).map(|date| format!("{word} {date}"))
        };
        let report = [
            dated("delivered", &details.delivered),
            details.place.as_deref().map(ToOwned::to_owned),
            dated("reported", &details.reported),
            details.publisher.as_deref().map(ToOwned::to_owned),
        ];
        let report = report.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let lines = [
            (TitleLine::Blank, Some("")),
            (TitleLine::Title, Some(details.title.as_str()).filter(|title| !title.is_empty())),
            (TitleLine::Speaker, details.speaker.as_deref()),
            (TitleLine::Occasion, details.occasion.as_deref()),
            (TitleLine::Report, Some(report.as_str()).filter(|report| !report.is_empty())),
            (TitleLine::Blank, Some("")),
        ];
        let mut lines: Vec<_> = lines.into_iter().filter_map(|(role, line)| Some((role, line?))).collect();
        match lines[..] {
            [_, (TitleLine::Title, _), _] if begins_with_title => lines.truncate(1),
            // Nothing is known.
            [_, _] => lines.truncate(1),
            _ => {}
        }
        let mut page = Self::default();
        for (role, line) in lines {
            let start = page.text.len();
            page.text.push_str(line);
            page.lines.push((role, start..page.text.len()));
            page.text.push('\n');
        }
        page
    }
}
