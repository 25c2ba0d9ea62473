//! Detection of headings in a text without markup.

/// The most characters of a heading.
const LONGEST: usize = 80;

/// The most words of a heading.
const MOST_WORDS: usize = 12;

/// Words in lower case in a title: English ones, and articles and prepositions of other European languages.
const SMALL_WORDS: [&str; 34] = [
    "a", "an", "and", "as", "at", "but", "by", "de", "der", "des", "die", "das", "du", "et", "for", "from",
    "in", "into", "la", "le", "les", "nor", "of", "on", "or", "over", "the", "to", "und", "von", "with",
    "von", "y", "zu",
];

/// Returns `true` if a single line is a heading: short, without final punctuation, and in capitals or title
/// case; or a bare numeral.
pub(crate) fn is_heading(line: &str) -> bool {
    // A character has at most four bytes.
    if line.len() > 4 * LONGEST || line.contains('\n') || line.chars().nth(LONGEST).is_some() {
        return false;
    }
    if is_numeral(line) {
        return true;
    }
    let ends_openly = line.chars().next_back().is_some_and(|c| c.is_alphanumeric() || ")]’'\"”".contains(c));
    ends_openly && line.split_whitespace().count() <= MOST_WORDS && is_titled(line)
}

/// Returns `true` if a line is in capitals or title case: its first word, and every other except small words,
/// begins with a capital. Letters without case do not count.
fn is_titled(line: &str) -> bool {
    let mut capitals = 0;
    for (place, word) in line.split_whitespace().enumerate() {
        let Some(first) = word.chars().find(|c| c.is_alphanumeric()) else { continue };
        if first.is_uppercase() {
            capitals += 1;
        } else if !first.is_numeric() && (place == 0 || !SMALL_WORDS.contains(&word)) {
            return false;
        }
    }
    capitals > 0
}

/// Returns `true` if a line is only a number: `12`, `IV`, `3.`
fn is_numeral(line: &str) -> bool {
    let digits = line.trim_end_matches(['.', ')']);
    let is_roman = |digits: &str| digits.chars().all(|c| "IVXLC".contains(c));
    let is_decimal = |digits: &str| digits.len() <= 3 && digits.chars().all(|c| c.is_ascii_digit());
    !digits.is_empty() && line.len() - digits.len() <= 1 && (is_roman(digits) || is_decimal(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_heading_and_what_is_none() {
        for heading in [
            "Opening and Closing Speeches at Sixth Conference of WPK Cell Secretaries",
            "Closing Speech",
            "THE STATE OF THE UNION",
            "On the 12 Traits of a Secretary",
            "12",
            "IV.",
            "3)",
            "Was Tun",
            "Пятый Съезд",
        ] {
            assert!(is_heading(heading), "{heading}");
        }
        let long = "Word ".repeat(13);
        for none in [
            "Dear comrade cell secretaries,",
            "Comrades!",
            "Thank you",
            "and so it was",
            "The End.",
            "Two\nLines",
            "2021",
            "- - -",
            "폐회사",
            "",
            &long,
            &"A".repeat(81),
        ] {
            assert!(!is_heading(none), "{none}");
        }
    }
}
