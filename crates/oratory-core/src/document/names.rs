//! Comparison of names: natural order, canonical equivalence, and the loose comparison of the list's filter.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use jiff::civil;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::details::{Details, collapse};
use crate::search::seen::folded;

/// The zeros of the decimal digits of other scripts, each followed by its nine other digits.
const ZEROS: [char; 37] = [
    '٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '෦', '๐', '໐', '༠', '၀', '႐', '០', '᠐', '᥆',
    '᧐', '᪀', '᪐', '᭐', '᮰', '᱀', '᱐', '꘠', '꣐', '꤀', '꧐', '꧰', '꩐', '꯰', '０', '𐒠',
];

/// Returns the name that identifies a document while its text may change: its file, with its number if there are
/// several in one; without `file`, its id.
pub fn document_name(id: &str, file: Option<&Path>) -> PathBuf {
    let Some(file) = file else { return id.into() };
    let number = id.rfind('#').map_or("", |at| &id[at..]);
    let mut name = file.as_os_str().to_owned();
    name.push(number);
    name.into()
}

/// Returns a key by which names sort naturally: digits by their value, `talk2` before `talk10`.
///
/// The parts of a path sort one by one, and NFC and NFD sort alike. Names that differ only in leading zeros have
/// different keys, so that their order does not depend on the folder's.
pub fn natural_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() + 8);
    let mut leading_zeros = String::new();
    let composed = composed(name);
    let mut chars = composed.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(first) = digit(c) else {
            // Sorts below all other characters, like the end of a name.
            key.push(if c == '/' { '\0' } else { c });
            continue;
        };
        let (mut zeros, mut digits) = (0_u32, String::new());
        let mut next = Some(first);
        while let Some(value) = next {
            if value == '0' && digits.is_empty() {
                zeros += 1;
            } else {
                digits.push(value);
            }
            next = chars.peek().copied().and_then(digit);
            chars.next_if(|_| next.is_some());
        }
        // A number with more digits is larger. The zero keeps numbers where digits stand among other characters.
        key.push('0');
        key.push(char::from_u32(u32::try_from(digits.len()).unwrap_or(0xD000).min(0xD000)).unwrap_or('0'));
        key.push_str(&digits);
        leading_zeros.push(char::from_u32(zeros.min(0xD000)).unwrap_or('0'));
    }
    if leading_zeros.contains(|zeros| zeros > '\0') {
        key.push('\0');
        key.push_str(&leading_zeros);
    }
    key
}

/// Returns the sort key of the date of a speech: its earliest day first, then words that may begin with a year, then none.
pub fn date_key(details: &Details) -> (u8, Option<civil::Date>, String) {
    let Some(date) = details.date() else { return (2, None, String::new()) };
    match date.earliest_day() {
        Some(day) => (0, Some(day), String::new()),
        None => (1, None, natural_key(&date.to_string())),
    }
}

/// Returns the numbers of words that all `titles` begin with and end with, and that a short name can do without: a
/// word of each title is left. A number alone is no name. Fewer than two titles share nothing.
///
/// ```
/// use oratory_core::shared_words;
///
/// assert_eq!(shared_words(&["Opening Speech", "Closing Speech"]), (0, 1));
/// assert_eq!(shared_words(&["Speech to Congress", "Speech to Parliament"]), (2, 0));
/// assert_eq!(shared_words(&["Speech 1", "Speech 2"]), (0, 0));
/// assert_eq!(shared_words(&["Speech", "Closing Speech"]), (0, 0));
/// ```
pub fn shared_words(titles: &[&str]) -> (usize, usize) {
    let [first, others @ ..] = titles else { return (0, 0) };
    if others.is_empty() {
        return (0, 0);
    }
    let words = |title: &str| title.split_whitespace().count();
    let shortest = titles.iter().map(|title| words(title)).min().unwrap_or(0);
    let alike = |other: &str| {
        let same = |(one, other): &(&str, &str)| one == other;
        let start = first.split_whitespace().zip(other.split_whitespace()).take_while(same).count();
        let (one, other) = (first.split_whitespace().rev(), other.split_whitespace().rev());
        (start, one.zip(other).take_while(same).count())
    };
    let most = (shortest, shortest);
    let (start, end) = others
        .iter()
        .map(|other| alike(other))
        .fold(most, |(start, end), (other_start, other_end)| (start.min(other_start), end.min(other_end)));
    let end = end.min(shortest.saturating_sub(1));
    let start = start.min(shortest.saturating_sub(1 + end));
    let is_name = |title: &&str| {
        let rest = title.split_whitespace().skip(start).take(words(title) - start - end);
        rest.flat_map(str::chars).any(char::is_alphabetic)
    };
    if titles.iter().all(is_name) { (start, end) } else { (0, 0) }
}

/// Returns the ASCII digit with the value of `c`, if `c` is a decimal digit.
fn digit(c: char) -> Option<char> {
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c);
    }
    let zero = ZEROS.iter().find(|&&zero| (0..10).contains(&(u32::from(c).wrapping_sub(u32::from(zero)))))?;
    char::from_digit(u32::from(c) - u32::from(*zero), 10)
}

/// Returns `name` in NFC.
fn composed(name: &str) -> Cow<'_, str> {
    if name.is_ascii() || is_nfc(name) { name.into() } else { name.nfc().collect::<String>().into() }
}

/// Returns `true` if two names are canonically equivalent: the same letters, composed (NFC) or decomposed (NFD).
pub fn is_same_name(one: &str, other: &str) -> bool {
    one == other || !one.is_ascii() && !other.is_ascii() && one.nfc().eq(other.nfc())
}

/// Returns `text` as the list's filter compares it: without case, accents and the form of quotes and dashes.
/// Ligatures and letters with a stroke become what a plain keyboard types.
pub fn loose(text: &str) -> String {
    if text.is_ascii() {
        let lower = text.to_ascii_lowercase();
        return if lower.contains(['`', '\t', '\n']) { collapse(&lower).replace('`', "'") } else { lower };
    }
    let mut loose = String::with_capacity(text.len());
    for c in folded(&text.nfkc().collect::<String>()).chars() {
        match plain_letters(c) {
            Some(letters) => loose.push_str(letters),
            None => loose.push(c),
        }
    }
    loose
}

/// Returns the letters to type for a lower-case letter that does not decompose.
const fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' | 'ɗ' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ɓ' => "b",
        'ƙ' => "k",
        'ı' => "i",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(names: &[&'a str]) -> Vec<&'a str> {
        let mut names = names.to_vec();
        names.sort_by_cached_key(|name| natural_key(name));
        names
    }

    #[test]
    fn numbers_in_names_sort_by_their_value() {
        let names = ["talk1", "talk2", "talk9", "talk10", "talk11", "talk100"];
        let mut mixed = names;
        mixed.sort_unstable();
        assert_ne!(mixed, names);
        assert_eq!(sorted(&mixed), names);
        assert_eq!(sorted(&["v1.10", "v1.9", "v1.9.1", "v1"]), ["v1", "v1.9", "v1.9.1", "v1.10"]);
        assert_eq!(sorted(&["خطاب١٠", "خطاب٢"]), ["خطاب٢", "خطاب١٠"]);
        assert_eq!(sorted(&["Ｔ１０", "Ｔ９"]), ["Ｔ９", "Ｔ１０"]);
        // Larger than any integer type.
        assert_eq!(sorted(&["a100000000000000000000000", "a99999999999999999999999"])[0].len(), 24);
    }

    #[test]
    fn leading_zeros_decide_last() {
        assert_eq!(sorted(&["a010", "a2", "a10", "a02b"]), ["a2", "a02b", "a10", "a010"]);
        assert_eq!(sorted(&["0", "00", "1"]), ["0", "00", "1"]);
    }

    #[test]
    fn other_characters_keep_their_order_and_a_folder_stays_together() {
        assert_eq!(
            sorted(&["b", "B", "a-1", "a", "1", "a/2", "a 1"]),
            ["1", "B", "a", "a/2", "a 1", "a-1", "b"]
        );
    }

    #[test]
    fn composition_makes_no_difference() {
        let (nfc, nfd) = ("폐회사.txt", "폐회사.txt".nfd().collect::<String>());
        assert_ne!(nfc, nfd);
        assert_eq!(natural_key(nfc), natural_key(&nfd));
        assert!(is_same_name(nfc, &nfd) && !is_same_name(nfc, "폐회.txt") && !is_same_name("e", "é"));
    }

    #[test]
    fn a_filter_takes_what_is_typed_on_a_plain_keyboard() {
        for (typed, name) in [
            ("zolw", "Żółw"),
            ("oeuvre", "Œuvre"),
            ("the", "Thé"),
            ("thé", "The\u{301}"),
            ("strasse", "Straße"),
            ("orsted", "Ørsted"),
            ("workers' party", "Workers’ Party"),
            ("wpk 2021", "ＷＰＫ ２０２１"),
        ] {
            assert!(loose(name).contains(&loose(typed)), "{typed} {name}");
        }
        assert!(loose(&"폐회사".nfd().collect::<String>()).contains(&loose("폐회")));
    }
}
