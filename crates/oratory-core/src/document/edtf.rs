//! Dates in the Extended Date/Time Format (EDTF), levels 0 and 1: years, months, days and intervals, with unspecified
//! digits and marks of uncertainty.

use jiff::civil::Date;

/// Returns the earliest day that a date such as `1906`, `1906-05`, `190X`, `-0043` or `1906~/1908` allows. Returns `None`
/// for other words.
pub(crate) fn earliest_day(date: &str) -> Option<Date> {
    match date.split_once('/') {
        None => earliest_in(date),
        Some(("..", end)) => earliest_in(end).and(Some(Date::MIN)),
        Some((start, "" | "..")) => earliest_in(start),
        Some((start, end)) => earliest_in(end).and_then(|_| earliest_in(start)),
    }
}

/// Returns `true` for words that have the form of a date which the calendar does not have: `2021-02-30`, `1999-13-45`,
/// `31.4.1921`, `30 February 2021`. Words of other forms are never impossible, and neither are years such as `1914-18`.
pub(crate) fn is_impossible(written: &str) -> bool {
    if earliest_day(written).is_some() {
        return false;
    }
    // A time may follow.
    let day = written.split_once('T').filter(|(_, time)| time.starts_with(|c: char| c.is_ascii_digit()));
    let day = day.map_or(written, |(day, _)| day).trim().trim_end_matches(['?', '~', '%']);
    match day.split_once('/') {
        // An interval.
        Some((start, end)) if !end.contains('/') => is_impossible(start) || is_impossible(end),
        _ => is_impossible_in_digits(day.strip_prefix('-').unwrap_or(day)) || is_impossible_in_words(day),
    }
}

/// Returns `true` for numbers of a day, or of a month in a year, that no calendar has.
fn is_impossible_in_digits(date: &str) -> bool {
    let Some(separator) = date.chars().find(|c| ['-', '/', '.'].contains(c)) else { return false };
    let parts: Vec<&str> = date.split(separator).collect();
    let is_year = |part: &str| part.len() == 4 && earliest_year(part, false).is_some();
    let is_short = |part: &str| matches!(part.len(), 1..=2);
    if !parts.iter().all(|part| part.bytes().all(|digit| digit.is_ascii_digit() || digit == b'X')) {
        return false;
    }
    match parts[..] {
        [year, month] if is_year(year) && month.len() == 2 => {
            match (month.parse::<u8>(), year[2..].parse()) {
                // Seasons of level 1 and 2, and two years, such as the session 1999-00.
                (Ok(21..=41), _) | (Ok(0), Ok(99)) => false,
                (Ok(number @ (0 | 13..)), Ok(year)) => number <= year,
                _ => false,
            }
        }
        [year, month, day] if is_year(year) && is_short(month) && is_short(day) => !is_day(year, month, day),
        [one, other, year] if is_year(year) && is_short(one) && is_short(other) => {
            !is_day(year, one, other) && !is_day(year, other, one)
        }
        _ => false,
    }
}

/// Returns `true` for a day beyond the end of a month with an English name: `30 February 2021`, `June 31, 1940`.
fn is_impossible_in_words(date: &str) -> bool {
    let words: Vec<&str> = date.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    let (day, month, year) = match words[..] {
        [one, other, year] if one.starts_with(|c: char| c.is_ascii_digit()) => (one, other, year),
        [one, other, year] => (other, one, year),
        _ => return false,
    };
    let name = month.to_lowercase();
    let is_named =
        |full: &&str| full.starts_with(&name) && name.len() >= 3 || name == "sept" && **full == *"september";
    let Some(month) = ENGLISH_MONTHS.iter().position(is_named) else { return false };
    let day = day.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let is_date = matches!(day.len(), 1..=2) && is_number(day) && year.len() == 4 && is_number(year);
    is_date && !is_day(year, &(month + 1).to_string(), day)
}

/// English names of the months, in lower case and in order.
pub const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Returns `true` if the calendar has a day. `X` stands for any digit.
fn is_day(year: &str, month: &str, day: &str) -> bool {
    if [year, month, day].iter().any(|part| part.contains('X')) {
        return true;
    }
    let date = year.parse().ok().zip(month.parse().ok()).zip(day.parse().ok());
    date.is_some_and(|((year, month), day)| Date::new(year, month, day).is_ok())
}

/// Returns the earliest day of a year, month or day.
fn earliest_in(date: &str) -> Option<Date> {
    // Uncertain, approximate, and both.
    let date = date.trim_end_matches(['?', '~', '%']);
    let (is_negative, date) = date.strip_prefix('-').map_or((false, date), |date| (true, date));
    let mut parts = date.split('-');
    let year = earliest_year(parts.next()?, is_negative)?;
    let month = parts.next().map_or(Some(1), earliest_of_two_digits)?;
    let day = parts.next().map_or(Some(1), earliest_of_two_digits)?;
    if parts.next().is_some() { None } else { Date::new(year, month, day).ok() }
}

/// Returns the earliest year of four digits, the last of which may be `X`.
fn earliest_year(year: &str, is_negative: bool) -> Option<i16> {
    let known = year.trim_end_matches('X');
    if year.len() != 4 || known.is_empty() || !is_number(known) {
        return None;
    }
    let unknown = if is_negative { "9" } else { "0" };
    let year: i16 = year.replace('X', unknown).parse().ok()?;
    if is_negative { Some(-year).filter(|&year| year < 0) } else { Some(year) }
}

/// Returns the month or day that two digits name, or the first one for `XX`.
fn earliest_of_two_digits(digits: &str) -> Option<i8> {
    match digits {
        "XX" => Some(1),
        _ if digits.len() == 2 && is_number(digits) => digits.parse().ok(),
        _ => None,
    }
}

fn is_number(digits: &str) -> bool {
    digits.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn earliest(date: &str) -> Option<String> {
        earliest_day(date).map(|day| day.to_string())
    }

    #[test]
    fn earliest_day_of_a_date() {
        for (date, day) in [
            ("1906", "1906-01-01"),
            ("1906-05", "1906-05-01"),
            ("1906-05-09", "1906-05-09"),
            ("1906?", "1906-01-01"),
            ("1906-05~", "1906-05-01"),
            ("1906-05-09%", "1906-05-09"),
            ("190X", "1900-01-01"),
            ("19XX", "1900-01-01"),
            ("19XX?", "1900-01-01"),
            ("1906-XX", "1906-01-01"),
            ("1906-05-XX", "1906-05-01"),
            ("1906-XX-XX", "1906-01-01"),
            ("0000", "0000-01-01"),
            ("-0043", "-000043-01-01"),
            ("-0043-03-15", "-000043-03-15"),
            ("-004X", "-000049-01-01"),
            ("1906/1908", "1906-01-01"),
            ("1906-05~/1908?", "1906-05-01"),
            ("1906/..", "1906-01-01"),
            ("1906/", "1906-01-01"),
            ("../1908", "-009999-01-01"),
        ] {
            assert_eq!(earliest(date).as_deref(), Some(day), "{date}");
        }
    }

    #[test]
    fn other_words_are_no_dates() {
        for words in [
            "",
            "?",
            "-",
            "X",
            "XXXX",
            "1X06",
            "190",
            "19060",
            "1906-5",
            "1906-13",
            "1906-00",
            "1906-02-30",
            "1906-05-09-01",
            "1906-",
            "-0000",
            "--0043",
            "+1906",
            "spring 1921",
            "c. 1906",
            "1906 ",
            "1906/then",
            "then/1906",
            "/",
            "../..",
            "1906/1907/1908",
            "١٩٠٦",
            "190x",
        ] {
            assert_eq!(earliest(words), None, "{words}");
        }
    }

    #[test]
    fn date_beyond_the_calendar_is_impossible() {
        for date in [
            "2021-02-30",
            "1999-13-45",
            "1900-02-29",
            "1906-00-00",
            "1906-13-01",
            "0000-00-00",
            "1906-04-31?",
            "1999-13",
            "1921-00",
            "-0043-02-30",
            "2021-02-30T10:00:00Z",
            "2021/02/30",
            "31.4.1921",
            "32.12.1999",
            "13/13/1999",
            "1906-02-30/1908",
            "1906/1908-13-01",
            "30 February 2021",
            "February 30, 2021",
            "31 Apr. 1921",
            "Sept 31st, 1940",
            "45 May 1999",
        ] {
            assert!(is_impossible(date), "{date}");
        }
        for date in [
            "",
            "2021-02-28",
            "1906",
            "190X",
            "1906-XX-XX",
            "1906-02-XX",
            "19XX-02-30",
            "1914-18",
            "1999-00",
            "2001-21",
            "spring 1921",
            "c. 1906",
            "31.12.1999",
            "12/31/1999",
            "1906/1908",
            "1906/then",
            "9 May 1921",
            "May 9, 1921",
            "29 February 1920",
            "1-2-3",
            "2021-02-30-1",
            "May 1921",
            "Labour Day 1921",
            "Tuesday",
            "7",
            "no. 12/1999",
        ] {
            assert!(!is_impossible(date), "{date}");
        }
    }

    proptest! {
        #[test]
        fn no_day_of_the_calendar_is_impossible(year in 1000_i16..=9999, month in 1_i8..=12, day in 1_i8..=31) {
            let forms = [
                format!("{year}-{month:02}-{day:02}"), format!("{day}.{month}.{year}"), format!("{month}/{day}/{year}"),
                format!("{day} {} {year}", ENGLISH_MONTHS[usize::try_from(month).unwrap() - 1]),
            ];
            let is_day = Date::new(year, month, day).is_ok();
            for form in [&forms[0], &forms[3]] {
                prop_assert_eq!(is_impossible(form), !is_day, "{}", form);
            }
            // The other order of day and month may be meant.
            for form in &forms[1..=2] {
                prop_assert!(!is_day || !is_impossible(form), "{}", form);
            }
        }

        #[test]
        fn no_day_that_a_date_allows_is_earlier(
            year in -9999_i16..=9999, month in 1_i8..=12, day in 1_i8..=28, unknown in 0_usize..=3, mark in "[?~%]?",
        ) {
            let sign = if year < 0 { "-" } else { "" };
            let digits = format!("{:04}", year.unsigned_abs());
            let written = format!("{sign}{}{}", &digits[..4 - unknown], "X".repeat(unknown));
            let full = Date::new(year, month, day).unwrap();
            prop_assume!(year != 0 || unknown == 0);
            for date in [written.clone(), format!("{written}-{month:02}"), format!("{written}-{month:02}-{day:02}")] {
                let earliest = earliest_day(&format!("{date}{mark}")).unwrap();
                prop_assert!(earliest <= full, "{date}: {earliest}");
                prop_assert_eq!(earliest_day(&format!("{date}{mark}/..")), Some(earliest));
                prop_assert!(unknown > 0 || earliest.year() == year);
            }
        }

        #[test]
        fn open_interval_is_as_possible_as_its_beginning(
            words in r"([1-9][0-9]{3}-[0-9]{2}(-[0-9]{2})?|[0-9X. \-é]{0,14})[?~%]?",
        ) {
            prop_assert_eq!(is_impossible(&format!("{words}/..")), is_impossible(&words), "{}", words);
        }
    }
}
