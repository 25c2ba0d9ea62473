//! Dates in each style: days, months and years, approximate or uncertain. Other words are cited as written.

use jiff::civil;

use crate::document::{details::Date, edtf};

/// A year, a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Partial {
    pub(super) year: i16,
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
    /// `true` for `1906~` and `1906%` of EDTF.
    pub(super) is_approximate: bool,
    /// `true` for `1906?` and `1906%` of EDTF.
    pub(super) is_uncertain: bool,
}

/// Reads words as a year, a month or a day of the Common Era. Returns `None` for decades, intervals and other words.
fn partial(words: &str) -> Option<Partial> {
    let first = edtf::earliest_day(words)?;
    let date = words.trim_end_matches(['?', '~', '%']);
    let marks = &words[date.len()..];
    let known = date.split("-XX").next().unwrap_or(date);
    if first.year() < 0 || known.contains(['X', '/', '.']) {
        return None;
    }
    let parts = known.split('-').count();
    Some(Partial {
        year: first.year(),
        month: (parts > 1).then(|| first.month()),
        day: (parts > 2).then(|| first.day()),
        is_approximate: marks.contains(['~', '%']),
        is_uncertain: marks.contains(['?', '%']),
    })
}

/// Reads `date` as a year, a month or a day.
pub(super) fn partial_of(date: &Date) -> Option<Partial> {
    match date {
        Date::Day(day) => Some(Partial {
            year: day.year(),
            month: Some(day.month()),
            day: Some(day.day()),
            is_approximate: false,
            is_uncertain: false,
        }),
        Date::Words(words) => partial(words),
    }
}

/// Returns the start and the end of an interval, such as `1906/1908`, if both are known.
pub(super) fn interval(date: &Date) -> Option<(Partial, Partial)> {
    let Date::Words(words) = date else { return None };
    let (start, end) = words.split_once('/')?;
    Some((partial(start)?, partial(end)?))
}

/// Returns `true` if the words of a date are one of EDTF.
pub(super) fn is_edtf(words: &str) -> bool {
    edtf::earliest_day(words).is_some()
}

/// Returns the year as written, such as `190X`, if the date begins with one.
pub(super) fn year(date: &Date) -> Option<String> {
    match date {
        Date::Day(day) => Some(format!("{:04}", day.year())),
        Date::Words(words) if is_edtf(words) => {
            let start = words.trim_start_matches("../").trim_start_matches('-');
            start.get(..4).map(ToOwned::to_owned)
        }
        Date::Words(_) => None,
    }
}

/// Formats a date with `format`, and marks it as approximate or uncertain. An uncertain date stands in brackets, except
/// for APA, which puts dates in parentheses.
fn formatted(date: &Date, circa: &str, brackets: [&str; 2], format: fn(Partial) -> String) -> String {
    let [open, close] = brackets;
    let marked = |partial: Partial| {
        let circa = if partial.is_approximate { circa } else { "" };
        let date = format(partial);
        if partial.is_uncertain { format!("{open}{circa}{date}?{close}") } else { format!("{circa}{date}") }
    };
    match (partial_of(date), interval(date), date) {
        (Some(partial), ..) => marked(partial),
        (_, Some((start, end)), _) => format!("{}–{}", marked(start), marked(end)),
        (.., Date::Words(words)) => words.to_string(),
        (.., Date::Day(day)) => day.to_string(),
    }
}

/// Formats a date for a footnote: `April 9, 2021`. Words are cited as written.
pub(super) fn note(date: &Date) -> String {
    match date {
        Date::Day(_) => chicago(date),
        Date::Words(words) => words.to_string(),
    }
}

/// Formats a date for Chicago: `April 9, 2021`, `May 1906`, `ca. 1906`, `[1906?]`.
pub(super) fn chicago(date: &Date) -> String {
    formatted(date, "ca. ", ["[", "]"], |date| {
        let Partial { year, .. } = date;
        match (month(date, "%B"), date.day) {
            (Some(month), Some(day)) => format!("{month} {day}, {year}"),
            (Some(month), None) => format!("{month} {year}"),
            _ => year.to_string(),
        }
    })
}

/// Formats a date for MLA: `9 Apr. 2021`, `May 1906`, `circa 1906`.
pub(super) fn mla(date: &Date) -> String {
    formatted(date, "circa ", ["[", "]"], |date| {
        let month = match date.month {
            Some(9) => Some("Sept.".to_owned()),
            Some(5..=7) => month(date, "%B"),
            _ => month(date, "%b."),
        };
        let parts = [date.day.map(|day| day.to_string()), month, Some(date.year.to_string())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    })
}

/// Formats a date for APA: `2021, April 9`, `1906, May`, `ca. 1906`.
pub(super) fn apa(date: &Date) -> String {
    formatted(date, "ca. ", ["", ""], |date| {
        let Partial { year, .. } = date;
        match (month(date, "%B"), date.day) {
            (Some(month), Some(day)) => format!("{year}, {month} {day}"),
            (Some(month), None) => format!("{year}, {month}"),
            _ => year.to_string(),
        }
    })
}

/// Formats the year of a date for APA: `2021`, `ca. 1906`.
pub(super) fn apa_year(date: &Date) -> String {
    formatted(date, "ca. ", ["", ""], |date| date.year.to_string())
}

/// Formats the name of the month.
fn month(date: Partial, format: &str) -> Option<String> {
    let first = civil::Date::new(date.year, date.month?, 1).ok()?;
    Some(first.strftime(format).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_style_formats_partial_dates() {
        for (written, in_chicago, in_mla, in_apa) in [
            ("2021-04-09", "April 9, 2021", "9 Apr. 2021", "2021, April 9"),
            ("1906-05-01~", "ca. May 1, 1906", "circa 1 May 1906", "ca. 1906, May 1"),
            ("1906-09", "September 1906", "Sept. 1906", "1906, September"),
            ("1906-12", "December 1906", "Dec. 1906", "1906, December"),
            ("1906-05-XX", "May 1906", "May 1906", "1906, May"),
            ("1906-XX-XX", "1906", "1906", "1906"),
            ("1906", "1906", "1906", "1906"),
            ("1906~", "ca. 1906", "circa 1906", "ca. 1906"),
            ("1906?", "[1906?]", "[1906?]", "1906?"),
            ("1906%", "[ca. 1906?]", "[circa 1906?]", "ca. 1906?"),
            ("1906/1908", "1906–1908", "1906–1908", "1906–1908"),
            ("190X", "190X", "190X", "190X"),
            ("1906/..", "1906/..", "1906/..", "1906/.."),
            ("-0043", "-0043", "-0043", "-0043"),
            ("spring 1921", "spring 1921", "spring 1921", "spring 1921"),
        ] {
            let date = Date::from(written);
            assert_eq!([chicago(&date), mla(&date), apa(&date)], [in_chicago, in_mla, in_apa], "{written}");
        }
        let years = ["2021-04-09", "1906-05", "1906?", "190X", "1906/1908", "-0043", "spring"];
        let expected = ["2021", "1906", "1906?", "190X", "1906–1908", "-0043", "spring"];
        assert_eq!(years.map(|year| apa_year(&Date::from(year))), expected);
        let written = ["2021-04-09", "1906-05", "1906?", "190X", "1906/1908", "-0043", "../1908", "spring"];
        let expected = [
            Some("2021"),
            Some("1906"),
            Some("1906"),
            Some("190X"),
            Some("1906"),
            Some("0043"),
            Some("1908"),
        ];
        for (written, expected) in written.into_iter().zip(expected.into_iter().chain([None])) {
            assert_eq!(year(&Date::from(written)).as_deref(), expected, "{written}");
        }
    }
}
