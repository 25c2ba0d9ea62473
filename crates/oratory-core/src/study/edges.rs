//! Edge words: words with which no phrase begins or ends, such as “the” and “of”.

/// The edge words of English, in order.
const ENGLISH: [&str; 34] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "being", "but", "by", "for", "from", "had", "has",
    "have", "in", "into", "is", "it", "its", "nor", "of", "on", "or", "that", "the", "to", "was", "were",
    "which", "who", "whom", "with",
];

/// Returns `true` if no phrase begins or ends with `form` in a text of `language`, a BCP 47 tag. The words of English also
/// serve texts whose language is unknown. Other languages have none.
pub fn is_edge_word(form: &str, language: Option<&str>) -> bool {
    let primary = language.and_then(|tag| tag.split(['-', '_']).next());
    primary.is_none_or(|primary| primary.eq_ignore_ascii_case("en")) && ENGLISH.binary_search(&form).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edge_words_are_found_in_english_and_unknown_languages_only() {
        assert!(ENGLISH.is_sorted());
        assert!(
            is_edge_word("the", None) && is_edge_word("with", Some("en-GB")) && is_edge_word("a", Some("EN"))
        );
        assert!(!is_edge_word("i", None) && !is_edge_word("the", Some("de")) && !is_edge_word("", None));
    }
}
