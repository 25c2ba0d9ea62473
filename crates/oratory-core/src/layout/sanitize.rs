//! Replacements for characters that must not reach the terminal, or would be invisible.
//!
//! Everything in a text is shown, so that nothing can hide in it. An invisible character is drawn as nothing only
//! where it has its proper function:
//!
//! | character | drawn as nothing | otherwise drawn as |
//! | --- | --- | --- |
//! | line end of any kind, tab, blanks | all but the first of those around a line end | a blank |
//! | other controls | never | their picture, `␛`; those of C1 `�` |
//! | marks, embeddings, overrides, isolates of direction | never | `⇢` `⇠` `⇡` |
//! | soft hyphen | except at the end of a row | `-` there |
//! | joiner, non-joiner | after a letter of a joining script; a joiner between the parts of an emoji | `◌` |
//! | variation selector | after a character that has variants | `◌` |
//! | tags | in the flags of England, Scotland and Wales | `◌` |
//! | zero-width blank | after a letter of a script without blanks between words | `◌` |
//! | grapheme joiner | before a mark, if both neighbours are visible | `◌` |
//! | filler of Hangul | beside another visible letter of a syllable | `◌` |
//! | any other zero-width character: word joiner, annotation … | never | `◌` |
//! | private, unassigned | never, because its width is unknown | `�` |
//!
//! Lines between blocks that have nothing but blanks and invisible characters are drawn as blank rows.
//!
//! Apart from blanks, the rules look at a cluster and the character before it, never at what follows.
//! Therefore a text that is cut into rows looks the same as in one piece.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::document::scripts::is_han;

/// A possible break inside a word. It is shown only at the end of a row.
pub(crate) const SOFT_HYPHEN: char = '\u{AD}';

/// Drawn for an invisible character.
const INVISIBLE_SIGN: &str = "\u{25CC}";

/// Drawn for a character of unknown look and width.
const UNKNOWN_SIGN: &str = "\u{FFFD}";

/// Characters of a cluster that are drawn in one cell. The rest is drawn separately. No letter or emoji has as many.
pub(crate) const MAX_CLUSTER_CHARS: usize = 32;

/// The flags that are spelled with tags.
const FLAGS: [&str; 3] = [
    "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    "🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}",
];

/// Returns the length of the part of `cluster` that is drawn first, and its replacement if it is not drawn as it is.
/// `before` is the character before the cluster.
pub(crate) fn sanitize(cluster: &str, before: Option<char>) -> (usize, Option<&'static str>) {
    let mut chars = cluster.chars();
    let Some(first) = chars.next() else { return (0, None) };
    if is_visible(first) && chars.as_str().is_empty() {
        return (cluster.len(), None);
    }
    if cluster == "\r\n" {
        return (cluster.len(), Some(" "));
    }
    match replacement(first, before, chars.next()) {
        Some(symbol) => (first.len_utf8(), Some(symbol)),
        None => (drawn_len(cluster, first), None),
    }
}

/// Returns `true` if a character is drawn as a blank.
pub(crate) fn is_blank(c: char) -> bool {
    c == ' ' || c.is_whitespace() && replacement(c, None, None).is_none_or(|symbol| symbol == " ")
}

/// Returns `true` for characters that are certainly visible and drawn as they are: those of most texts.
pub(crate) const fn is_visible(c: char) -> bool {
    matches!(
        c,
        '!'..='~'
            | '\u{A1}'..='\u{AC}'
            | '\u{AE}'..='\u{2FF}'
            | '\u{38E}'..='\u{3A1}'
            | '\u{3A3}'..='\u{482}'
            | '\u{48A}'..='\u{52F}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205E}'
            | '\u{3001}'..='\u{3029}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30A0}'..='\u{30FF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7A3}'
    )
}

/// Returns the replacement for the first character of a cluster, if it has one.
fn replacement(c: char, before: Option<char>, after: Option<char>) -> Option<&'static str> {
    Some(match c {
        // An ideographic blank is as wide as its neighbours.
        '\u{3000}' => return None,
        '\t'..='\r' => " ",
        '\0'..='\x1F' => CONTROL_PICTURES[c as usize],
        '\x7F' => "␡",
        c if c.is_whitespace() => " ",
        '\u{80}'..='\u{9F}' => UNKNOWN_SIGN,
        SOFT_HYPHEN => "",
        // Directional characters: to the right, to the left, back.
        '\u{200E}' | '\u{202A}' | '\u{202D}' | '\u{2066}' | '\u{2068}' => "⇢",
        '\u{200F}' | '\u{061C}' | '\u{202B}' | '\u{202E}' | '\u{2067}' => "⇠",
        '\u{202C}' | '\u{2069}' => "⇡",
        '\u{200B}' if before.is_some_and(is_of_script_without_spaces) => "",
        // The Mongolian vowel separator only changes the shape of letters.
        '\u{180E}' if before.is_some_and(is_mongolian) => "",
        // A syllable without an initial consonant.
        '\u{115F}' if after.is_some_and(is_vowel) => return None,
        c if is_invisible(c) => INVISIBLE_SIGN,
        c if is_visible(c) || has_known_look(c) => return None,
        _ => UNKNOWN_SIGN,
    })
}

/// Returns the length of the part of a cluster that is drawn in one cell. It begins with a visible character.
fn drawn_len(cluster: &str, first: char) -> usize {
    if FLAGS.contains(&cluster) {
        return cluster.len();
    }
    let mut before = first;
    let mut rest = cluster[first.len_utf8()..].char_indices().take(MAX_CLUSTER_CHARS - 1).peekable();
    let mut end = first.len_utf8();
    while let Some((_, c)) = rest.next() {
        if !is_drawn_within(c, before, rest.peek().map(|(_, after)| *after)) {
            return end;
        }
        end += c.len_utf8();
        before = c;
    }
    end
}

/// Returns `true` if a character has its proper function between its neighbours in a cluster.
fn is_drawn_within(c: char, before: char, after: Option<char>) -> bool {
    match c {
        '\u{200C}' => is_joined(before),
        // Within a cluster, a joiner is followed only by the next part of an emoji or conjunct.
        '\u{200D}' => {
            is_joined(before)
                || after.is_some_and(|after| !is_mark(after) && has_known_look(after) && !is_invisible(after))
        }
        '\u{FE00}'..='\u{FE0F}' => has_variants(before),
        '\u{E0100}'..='\u{E01EF}' => is_han(before),
        '\u{180B}'..='\u{180D}' | '\u{180F}' => is_mongolian(before),
        // The grapheme joiner is a mark itself.
        '\u{34F}' => {
            !is_invisible(before) && after.is_some_and(|after| is_mark(after) && !is_invisible(after))
        }
        '\u{1160}' => !is_invisible(before),
        _ => !is_invisible(c) && has_known_look(c),
    }
}

/// Returns `true` if the look of a character is known.
fn has_known_look(c: char) -> bool {
    !matches!(c.general_category(), GeneralCategory::Unassigned | GeneralCategory::PrivateUse)
}

fn is_mark(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Mark
}

/// Returns `true` for characters without a look of their own: those with Unicode's property
/// `Default_Ignorable_Code_Point`, and the controls of annotations, hieroglyphs, shorthand and music.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Returns `true` for letters and marks of joining scripts, where a joiner or non-joiner affects the shape.
fn is_joined(c: char) -> bool {
    let is_of_script = matches!(
        c,
        // From Arabic to the Indic scripts; Tibetan and Burmese.
        '\u{600}'..='\u{DFF}' | '\u{F00}'..='\u{109F}'
            // From the Philippine scripts by Khmer and Mongolian to Lepcha.
            | '\u{1700}'..='\u{1C4F}'
            | '\u{A800}'..='\u{ABFF}'
            | '\u{FB50}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFC}'
            | '\u{10A00}'..='\u{11FFF}'
            | '\u{1E900}'..='\u{1E95F}'
    );
    let of = c.general_category_group();
    is_of_script && matches!(of, GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark)
}

/// Returns `true` if a character may have variants to select. Below these, only pictographs have any.
const fn has_variants(c: char) -> bool {
    matches!(c, '#' | '*' | '0'..='9' | '©' | '®' | '\u{1000}'..) && !is_invisible(c)
}

/// Returns `true` for a vowel of a Hangul syllable.
const fn is_vowel(c: char) -> bool {
    matches!(c, '\u{1161}'..='\u{11A7}' | '\u{D7B0}'..='\u{D7C6}')
}

const fn is_mongolian(c: char) -> bool {
    matches!(c, '\u{1820}'..='\u{18AF}')
}

/// Returns `true` for scripts without spaces between words, where a zero-width space allows a line break: from Thai
/// to Burmese, Khmer, Tai, Balinese and Javanese.
const fn is_of_script_without_spaces(c: char) -> bool {
    matches!(
        c,
        '\u{E00}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{1950}'..='\u{1AAF}'
            | '\u{1B00}'..='\u{1B7F}'
            | '\u{A980}'..='\u{A9FF}'
            | '\u{AA60}'..='\u{AADF}'
    )
}

/// Pictures of the ASCII controls.
const CONTROL_PICTURES: [&str; 32] = [
    "␀", "␁", "␂", "␃", "␄", "␅", "␆", "␇", "␈", "␉", "␊", "␋", "␌", "␍", "␎", "␏", "␐", "␑", "␒", "␓", "␔",
    "␕", "␖", "␗", "␘", "␙", "␚", "␛", "␜", "␝", "␞", "␟",
];

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthChar;

    use super::*;

    #[test]
    fn visible_characters_have_a_known_look_and_a_width() {
        for c in ('\0'..=char::MAX).filter(|&c| is_visible(c)) {
            assert!(has_known_look(c) && !is_invisible(c) && c.width() > Some(0), "{c:?}");
        }
    }

    #[test]
    fn format_characters_without_width_are_invisible() {
        // Signs that enclose the digits after them.
        let over_digits = ['\u{605}', '\u{70F}', '\u{890}', '\u{891}', '\u{8E2}'];
        let formats = |c: &char| c.general_category() == GeneralCategory::Format && c.width() == Some(0);
        for c in ('\0'..=char::MAX).filter(formats) {
            assert_ne!(is_invisible(c), over_digits.contains(&c), "{c:?}");
        }
    }
}
