//! Citation keys: `kim2021closing`.

use std::collections::{HashMap, HashSet};

use deunicode::deunicode_with_tofu;

use super::work::Work;
use crate::document::words::words;

/// Words that a key leaves out at the beginning of a title: articles, prepositions and conjunctions, as Better BibTeX
/// does by default.
#[rustfmt::skip]
const SKIPPED: &[&str] = &[
    "a", "ab", "aboard", "about", "above", "across", "after", "against", "al", "along", "amid", "among", "an", "and",
    "anti", "around", "as", "at", "before", "behind", "below", "beneath", "beside", "besides", "between", "beyond",
    "but", "by", "d", "da", "das", "de", "degli", "dei", "del", "dell", "della", "delle", "dello", "dem", "den", "der",
    "des", "despite", "die", "do", "down", "du", "during", "ein", "eine", "einem", "einen", "einer", "eines", "el",
    "en", "et", "except", "for", "from", "gli", "i", "il", "in", "inside", "into", "is", "l", "la", "las", "le", "les",
    "like", "lo", "los", "near", "nor", "of", "off", "on", "onto", "or", "over", "past", "per", "plus", "round", "save",
    "since", "so", "some", "sur", "than", "the", "through", "to", "toward", "towards", "un", "una", "unas", "under",
    "underneath", "une", "unlike", "uno", "unos", "until", "up", "upon", "versus", "via", "von", "while", "with",
    "within", "without", "yet", "zu", "zum",
];

/// Returns the key of `work`: family name or last word of the speaker, year, and first significant word of the title.
/// Letters beyond ASCII are transcribed.
pub(super) fn key(work: &Work<'_>) -> String {
    let name = work.author().map(|author| ascii(author.key())).unwrap_or_default();
    let year = work.year().map(|year| ascii(&year)).unwrap_or_default();
    let description = work.description();
    let title = work.title().unwrap_or(&description);
    let key = format!("{name}{year}{}", first_word(title));
    if key.is_empty() { "speech".to_owned() } else { key }
}

/// Returns the first word of a title that is not [`SKIPPED`], or else its first word.
fn first_word(title: &str) -> String {
    let mut words = words(title).map(ascii).filter(|word| !word.is_empty()).peekable();
    let first = words.peek().cloned().unwrap_or_default();
    words.find(|word| !SKIPPED.contains(&word.as_str())).unwrap_or(first)
}

/// Transcribes text as lower-case letters and digits of ASCII.
fn ascii(text: &str) -> String {
    let transcribed = deunicode_with_tofu(text, "").to_ascii_lowercase();
    transcribed.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Makes keys unique: those that occur more than once get `a`, `b`, ….
pub(super) fn make_unique(keys: &mut [String]) {
    let mut seen = HashSet::new();
    let repeated: HashSet<String> = keys.iter().filter(|key| !seen.insert(*key)).cloned().collect();
    let mut taken: HashSet<String> = keys.iter().cloned().collect();
    let mut tried: HashMap<String, usize> = HashMap::new();
    for key in keys.iter_mut().filter(|key| repeated.contains(*key)) {
        let next = tried.entry(key.clone()).or_default();
        let unique = loop {
            let unique = format!("{key}{}", suffix(*next));
            *next += 1;
            if taken.insert(unique.clone()) {
                break unique;
            }
        };
        *key = unique;
    }
}

/// Returns `a` to `z`, then `aa`, `ab`, ….
fn suffix(index: usize) -> String {
    let letter = |index: usize| char::from(b"abcdefghijklmnopqrstuvwxyz"[index % 26]);
    match index / 26 {
        0 => letter(index).to_string(),
        rest => format!("{}{}", suffix(rest - 1), letter(index)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_significant_word_of_a_title_is_transcribed() {
        for (title, word) in [
            ("Closing Speech", "closing"),
            ("On the Unity of the Party", "unity"),
            ("To the", "to"),
            ("L'État et la Révolution", "letat"),
            ("Über die Straße", "uber"),
            ("Łódź", "lodz"),
            ("О хлебе", "o"),
            ("폐회사", "pyehoesa"),
            ("2021 and After", "2021"),
            ("“Unity!”", "unity"),
            ("…", ""),
        ] {
            assert_eq!(first_word(title), word, "{title}");
        }
    }

    #[test]
    fn repeated_keys_get_letters() {
        let unique = |keys: &[&str]| {
            let mut keys: Vec<String> = keys.iter().map(|&key| key.to_owned()).collect();
            make_unique(&mut keys);
            keys
        };
        assert_eq!(unique(&["x", "y"]), ["x", "y"]);
        assert_eq!(unique(&["x", "y", "x"]), ["xa", "y", "xb"]);
        assert_eq!(unique(&["x", "xa", "x"]), ["xb", "xa", "xc"]);
        let many = unique(&["x"; 800]);
        assert_eq!([&many[25], &many[26], &many[27], &many[702]], ["xz", "xaa", "xab", "xaaa"]);
        assert_eq!(many.iter().collect::<HashSet<_>>().len(), 800);
    }
}
