//! The title page: what the details say, set in lines above the text.

use std::ops::Range;

use super::details::{Date, Details};

/// What stands above the text: a small text of its own, so that it is laid out as the other is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TitlePage {
    /// Its lines, separated by line feeds. The first and the last are blank, as space around it.
    pub text: String,
    /// The bytes of each line, and what it says.
    pub lines: Vec<(TitleLine, Range<usize>)>,
}

/// What a line of the title page says.
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
    /// Nothing.
    Blank,
}

impl TitlePage {
    /// The title page of a speech with these details. A title is not set twice: where nothing else is known, and the
    /// text begins with it, it stands there.
    pub(super) fn of(details: &Details, begins_with_title: bool) -> Self {
        let dated = |word: &str, date: &Option<Date>| date.as_ref().map(|date| format!("{word} {date}"));
        let report = [
            dated("delivered", &details.delivered),
            details.place.as_deref().map(ToOwned::to_owned),
            dated("reported", &details.reported),
            details.publisher.as_deref().map(ToOwned::to_owned),
        ];
        let report = report.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let lines = [
            (TitleLine::Blank, Some("")),
            (TitleLine::Title, Some(details.title.as_str())),
            (TitleLine::Speaker, details.speaker.as_deref()),
            (TitleLine::Occasion, details.occasion.as_deref()),
            (TitleLine::Report, Some(report.as_str()).filter(|report| !report.is_empty())),
            (TitleLine::Blank, Some("")),
        ];
        let mut lines: Vec<_> = lines.into_iter().filter_map(|(role, line)| Some((role, line?))).collect();
        if let ([_, (TitleLine::Title, _), _], true) = (&lines[..], begins_with_title) {
            lines.truncate(1);
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
