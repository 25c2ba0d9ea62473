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

    proptest! {
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
        fn any_words_are_parsed(words in r"[0-9X?~%/. \-é]{0,14}") {
            earliest_day(&words);
        }
    }
}
