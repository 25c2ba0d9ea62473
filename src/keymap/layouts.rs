//! Keyboard layouts of other scripts: the Latin keys at the positions of their letters, and the values of
//! their digits.
//!
//! Readers of Korean or Russian texts need not switch the layout before each key. Only characters beyond
//! ASCII are translated. ASCII characters keep their own meaning.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Letters of a layout, and the keys of the US layout at the same positions, in the same order.
const LAYOUTS: &[(&str, &str)] = &[
    // Russian, with the letters that Ukrainian and Belarusian have at other positions.
    ("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"),
    ("ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ", "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"),
    ("іїєґўІЇЄҐЎ", "s]'\\oS}\"|O"),
    // Greek. The Greek question mark is the one sign on its `q` that is not ASCII.
    ("\u{37e}ςερτυθιοπασδφγηξκλζχψωβνμ", "qwertyuiopasdfghjklzxcvbnm"),
    ("ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ", "ERTYUIOPASDFGHJKLZXCVBNM"),
    // Hebrew.
    ("קראטוןםפשדגכעיחלךףזסבהנמצתץ", "ertyuiopasdfghjkl;zxcvbnm,."),
    // Arabic, its shifted letters and signs, its ligatures.
    ("ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ", "qwertyuiop[]asdfghjkl;'zxcvnm,./`"),
    ("\u{64e}\u{64b}\u{64f}\u{64c}إ\u{650}\u{64d}أـ،\u{652}آ؟", "QWERYASHJKXN?"),
    ("ﻻﻷﻹﻵ", "bGTB"),
    // Korean (two-set).
    ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm"),
    ("ㅃㅉㄸㄲㅆㅒㅖ", "QWERTOP"),
];

/// Korean letters that take two keystrokes.
const COMPOUNDS: &[(char, &str)] = &[
    ('ㄳ', "ㄱㅅ"),
    ('ㄵ', "ㄴㅈ"),
    ('ㄶ', "ㄴㅎ"),
    ('ㄺ', "ㄹㄱ"),
    ('ㄻ', "ㄹㅁ"),
    ('ㄼ', "ㄹㅂ"),
    ('ㄽ', "ㄹㅅ"),
    ('ㄾ', "ㄹㅌ"),
    ('ㄿ', "ㄹㅍ"),
    ('ㅀ', "ㄹㅎ"),
    ('ㅄ', "ㅂㅅ"),
    ('ㅘ', "ㅗㅏ"),
    ('ㅙ', "ㅗㅐ"),
    ('ㅚ', "ㅗㅣ"),
    ('ㅝ', "ㅜㅓ"),
    ('ㅞ', "ㅜㅔ"),
    ('ㅟ', "ㅜㅣ"),
    ('ㅢ', "ㅡㅣ"),
];

/// Initial letters of Korean syllables, in Unicode's order.
const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
/// Vowels of Korean syllables, in Unicode's order.
const VOWELS: &str = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
/// Final letters of Korean syllables. Index 0 means none.
const FINALS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

/// Returns the Latin keys for the keys that type `c`, or an empty string. A Korean syllable is several keys,
/// because an input method delivers it as one character.
pub(super) fn latin(c: char) -> String {
    match c {
        '\u{3000}' => " ".to_owned(),
        // East Asian input methods type Latin letters in full width.
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).into_iter().collect(),
        '가'..='힣' => syllable(c).map(latin).collect(),
        _ => match COMPOUNDS.iter().find(|(compound, _)| *compound == c) {
            Some((_, letters)) => letters.chars().map(latin).collect(),
            None => LAYOUTS.iter().find_map(|(letters, keys)| key_of(letters, keys, c)).into_iter().collect(),
        },
    }
}

/// Returns the key in `keys` at the position that `c` has in `letters`.
fn key_of(letters: &str, keys: &str, c: char) -> Option<char> {
    letters.chars().zip(keys.chars()).find(|(letter, _)| *letter == c).map(|(_, key)| key)
}

/// Iterates over the letters of a Korean syllable.
fn syllable(c: char) -> impl Iterator<Item = char> {
    let index = (u32::from(c) - u32::from('가')) as usize;
    let (rest, last) = (index / 28, index % 28);
    let initial = INITIALS.chars().nth(rest / 21);
    let last = last.checked_sub(1).and_then(|last| FINALS.chars().nth(last));
    [initial, VOWELS.chars().nth(rest % 21), last].into_iter().flatten()
}

fn is_digit(c: char) -> bool {
    c.general_category() == GeneralCategory::DecimalNumber
}

/// Returns the value of a decimal digit of any script.
pub(super) fn digit(c: char) -> Option<usize> {
    if !is_digit(c) {
        return None;
    }
    // Unicode stores the digits of a script in a row, from zero to nine. Adjacent runs are ten digits each.
    let before = (0..u32::from(c)).rev().take_while(|&code| char::from_u32(code).is_some_and(is_digit));
    Some(before.count() % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_pair_each_letter_with_one_key() {
        for (own, keys) in LAYOUTS {
            assert_eq!(own.chars().count(), keys.chars().count(), "{own}");
            assert!(own.chars().all(|c| !c.is_ascii()) && keys.is_ascii(), "{own}");
        }
        let all: Vec<char> = LAYOUTS.iter().flat_map(|(own, _)| own.chars()).collect();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len(), "a letter has two keys");
    }

    #[test]
    fn letters_become_the_keys_at_their_positions() {
        for (letters, keys) in [
            ("оло", "jkj"),
            ("Х", "{"),
            ("ξκ", "jk"),
            ("חל", "jk"),
            ("تن", "jk"),
            ("ㅓㅏ", "jk"),
            ("하", "gk"),
            ("않", "dksg"),
            ("ㅝ", "nj"),
            ("ｊ？／", "j?/"),
            ("j", ""),
            ("語", ""),
        ] {
            assert_eq!(letters.chars().map(latin).collect::<String>(), keys, "{letters}");
        }
    }

    #[test]
    fn digits_of_every_script_have_a_value() {
        for (zero, nine) in
            [('0', '9'), ('０', '９'), ('٠', '٩'), ('०', '९'), ('๐', '๙'), ('𝟎', '𝟗'), ('𝟶', '𝟿')]
        {
            assert_eq!([digit(zero), digit(nine)], [Some(0), Some(9)], "{zero}");
        }
        assert_eq!(["x", "½", "²", "三"].map(|c| digit(c.chars().next().unwrap())), [None; 4]);
    }
}
