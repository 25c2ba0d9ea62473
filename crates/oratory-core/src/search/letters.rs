//! Characters that a search treats alike, and those that it ignores.
//!
//! Unicode's decompositions and case mappings cover most characters. These tables have the rest: quotes and
//! dashes, letters with a stroke or a hook, and characters without a width.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// Straight and curly single quotes, primes, and characters typed instead of them.
const SINGLE_QUOTES: &[char] = &[
    '\'', '`', '´', 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ʾ', 'ʿ', '՚', '\u{5F3}', '‘', '’', '‚', '‛', '′', '‵', '‹', '›',
    '❛', '❜', 'ꞌ', '＇', '｀',
];

/// Straight and curly double quotes, guillemets and double primes.
const DOUBLE_QUOTES: &[char] = &[
    '"', 'ʺ', 'ˮ', '\u{5F4}', '“', '”', '„', '‟', '«', '»', '″', '‶', '❝', '❞', '❠', '⹂', '〝', '〞', '〟',
    '＂', '🙶', '🙷', '🙸',
];

/// Hyphens, dashes and the minus sign. The wave dash is a tilde.
const DASHES: &[char] = &[
    '-', '˗', '֊', '\u{5BE}', '᐀', '᠆', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}',
    '\u{2015}', '⁃', '⁻', '₋', '\u{2212}', '⸗', '⸚', '⸺', '⸻', '⹀', '⹝', '゠', '\u{FE31}', '\u{FE32}',
    '\u{FE58}', '\u{FE63}', '\u{FF0D}', '𐺭',
];

/// Letters with a stroke, a bar, a hook, a tail or a descender, by the letter without it. No decomposition takes
/// them apart. They are those named "X with …" in Unicode, and a few that are named otherwise.
const STROKED: &[(char, &str)] = &[
    ('a', "ᶏⱥ"),
    ('b', "ƀƃɓᵬᶀꞗ"),
    ('c', "ƈȼɕꞓꞔ"),
    ('d', "đðƌȡɖɗᵭᶁᶑꟈ"),
    ('e', "ɇᶒⱸꬴ"),
    ('f', "ƒᵮᶂꞙ"),
    ('g', "ǥɠᶃꞡ"),
    ('h', "ħɦⱨꞕ"),
    ('i', "ıɨᶖ"),
    ('j', "ȷɉʝɟʄ"),
    ('k', "ƙᶄⱪꝁꝃꝅꞣ"),
    ('l', "łƚȴɫɬɭᶅⱡꝉꞎꬷꬸꬹ"),
    ('m', "ɱᵯᶆꬺ"),
    ('n', "ŋƞȵɲɳᵰᶇꞑꞥꬻ"),
    ('o', "øɵⱺꝋꝍ"),
    ('p', "ƥᵱᵽᶈꝑꝓꝕ"),
    ('q', "ɋʠꝗꝙ"),
    ('r', "ɍɼɽɾᵲᵳᶉꞧꭉ"),
    ('s', "ȿʂᵴᶊꞩꟊ"),
    ('t', "ŧƫƭȶʈᵵⱦ"),
    ('u', "ʉᶙꞹꭎꭒ"),
    ('v', "ʋᶌⱱⱴꝟ"),
    ('w', "ⱳ"),
    ('x', "ᶍꭖꭗꭘꭙ"),
    ('y', "ƴɏỿꭚ"),
    ('z', "ƶȥɀʐʑᵶᶎⱬ"),
    ('г', "ґғҕӷӻ"),
    ('ж', "җ"),
    ('з', "ҙ"),
    ('й', "ҋ"),
    ('к', "қҝҟӄ"),
    ('л', "ӆԓԡԯ"),
    ('м', "ӎ"),
    ('н', "ңӈӊԣԩ"),
    ('п', "ҧԥ"),
    ('р', "ҏ"),
    ('с', "ҫ"),
    ('т', "ҭ"),
    ('х', "ҳӽӿ"),
    ('ч', "ҷҹ"),
    ('ү', "ұ"),
    ('һ', "ԧ"),
];

/// Letters that are two, with the title case of their capitals.
const DOUBLED: &[(char, &str)] =
    &[('æ', "ae"), ('œ', "oe"), ('þ', "th"), ('ß', "ss"), ('Æ', "Ae"), ('Œ', "Oe"), ('Þ', "Th"), ('ẞ', "SS")];

/// Ranges of circled numbers without a decomposition, each with its first number.
const CIRCLED: &[(char, char, u32)] = &[
    ('\u{24EB}', '\u{24F4}', 11),
    ('\u{24F5}', '\u{24FE}', 1),
    ('\u{24FF}', '\u{24FF}', 0),
    ('\u{2776}', '\u{277F}', 1),
    ('\u{2780}', '\u{2789}', 1),
    ('\u{278A}', '\u{2793}', 1),
];

/// Ranges of white letters in black circles and squares.
const BLACK_LETTERS: &[(char, char)] = &[('\u{1F150}', '\u{1F169}'), ('\u{1F170}', '\u{1F189}')];

/// The mark of the first letter in a row of [`STROKED`]. The next ones have the next marks. They are noncharacters,
/// which no text has.
const FIRST_STROKE: u32 = 0xFDD0;

/// The last noncharacter of that range: a hyphen at a line end, which may be a part of the word or not.
pub(crate) const BREAK: char = '\u{FDEF}';

/// The class of the marks that a query need not have, for a pattern.
pub(crate) const OPTIONAL_CLASS: &str = "[\u{300}-\u{36F}\u{483}-\u{487}\u{591}-\u{5BD}\u{5BF}\u{5C1}\u{5C2}\u{5C4}\u{5C5}\u{5C7}\u{610}-\u{61A}\u{64B}-\u{652}\u{656}-\u{65F}\u{670}\u{6D6}-\u{6DC}\u{6DF}-\u{6E4}\u{6E7}\u{6E8}\u{6EA}-\u{6ED}\u{8CA}-\u{8E1}\u{8E3}-\u{8FF}\u{1AB0}-\u{1ACE}\u{1DC0}-\u{1DFF}\u{20D0}-\u{20F0}\u{FB1E}\u{FDD0}-\u{FDEE}\u{FE20}-\u{FE2F}]";

/// The iota subscript, which is a letter in capitals.
pub(crate) const IOTA_SUBSCRIPT: char = '\u{345}';

/// Returns `true` for accents, which are overlooked on a letter of Latin, Greek or Cyrillic.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{487}' | '\u{1AB0}'..='\u{1ACE}'
        | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20F0}' | '\u{FE20}'..='\u{FE2F}')
}

/// Returns `true` for points of Arabic and Hebrew: vowel signs and signs of recitation. Hamza and madda are parts of
/// a letter.
pub(crate) const fn is_point(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}'
        | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{652}' | '\u{656}'..='\u{65F}' | '\u{670}'
        | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}' | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}'
        | '\u{8CA}'..='\u{8E1}' | '\u{8E3}'..='\u{8FF}' | '\u{FB1E}')
}

/// Returns `true` for the mark of a stroke or a hook.
pub(crate) const fn is_stroke(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEE}')
}

/// Returns `true` if a mark after `base` is overlooked unless it is typed.
pub(crate) fn is_optional(base: Option<char>, mark: char) -> bool {
    // The short i and the short u of Cyrillic are letters.
    let is_short = mark == '\u{306}' && matches!(base, Some('и' | 'у' | 'И' | 'У'));
    is_point(mark) || is_stroke(mark) || is_accent(mark) && !is_short && base.is_some_and(takes_accents)
}

/// Returns `true` if marks after this letter may be overlooked.
pub(crate) fn takes_marks(c: char) -> bool {
    let is_pointed = matches!(c, '\u{5D0}'..='\u{5F2}' | '\u{620}'..='\u{64A}' | '\u{66E}'..='\u{6D5}'
        | '\u{6EE}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8C9}');
    is_pointed || takes_accents(c)
}

/// Returns `true` if accents after this base are overlooked: in Latin, Greek and Cyrillic.
fn takes_accents(base: char) -> bool {
    let script = matches!(base,
        '\u{41}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{1D00}'..='\u{1FFF}'
        | '\u{2126}'..='\u{212B}' | '\u{2C60}'..='\u{2C7F}' | '\u{A640}'..='\u{A7FF}'
        | '\u{AB30}'..='\u{AB6F}');
    script && base.is_alphabetic() && !is_combining_mark(base)
}

/// Returns `true` for zero-width characters that are always overlooked: soft hyphen, marks of direction, joiners,
/// variation selectors, byte order mark. These are Unicode's default ignorable characters but for the fillers of
/// Hangul.
pub(crate) const fn is_ignored(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Returns `true` for characters that a folded text lacks: those without a width, and the tatweel, which lengthens a
/// word of Arabic.
pub(crate) const fn is_dropped(c: char) -> bool {
    // The isolated forms of the points of Arabic have nothing to stand on.
    is_ignored(c)
        || matches!(c, '\u{640}' | '\u{FE70}'..='\u{FE7F}' | '\u{FC5E}'..='\u{FC63}' | '\u{FCF2}'..='\u{FCF4}')
}

/// Returns `true` for overlooked characters that belong to the letter before them.
pub(crate) fn is_attached(c: char) -> bool {
    canonical_combining_class(c) != 0
        || matches!(c, '\u{34F}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180D}' | '\u{180F}'
            | '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0020}'..='\u{E007F}'
            | '\u{E0100}'..='\u{E01EF}')
}

/// Returns `true` for hyphens and dashes.
pub(crate) fn is_dash(c: char) -> bool {
    c == '-' || !c.is_ascii() && DASHES.contains(&c)
}

/// Returns `true` for characters that hyphenate a word at a line end. Old files have `¬` for a soft hyphen.
pub(crate) const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{AD}' | '\u{AC}' | '\u{58A}' | '\u{2E17}')
}

/// Maps quotes and dashes to one character each, and compatibility characters that Unicode does not decompose to
/// their letters.
pub(crate) fn typographic(c: char) -> Option<String> {
    if c.is_ascii_alphanumeric() {
        return None;
    }
    let black = BLACK_LETTERS.iter().find(|(first, last)| (*first..=*last).contains(&c));
    let circled = CIRCLED.iter().find(|(first, last, _)| (*first..=*last).contains(&c));
    match c {
        _ if SINGLE_QUOTES.contains(&c) => Some("'".into()),
        _ if DOUBLE_QUOTES.contains(&c) => Some("\"".into()),
        _ if is_dash(c) => Some("-".into()),
        '\u{2044}' | '\u{2215}' => Some("/".into()),
        _ => match (black, circled) {
            (Some((first, _)), _) => {
                char::from_u32(u32::from('A') + u32::from(c) - u32::from(*first)).map(Into::into)
            }
            (_, Some((first, _, number))) => Some((number + u32::from(c) - u32::from(*first)).to_string()),
            _ => None,
        },
    }
}

/// Returns the letters of a letter that is two, or that has a stroke or a hook. A stroke becomes a mark.
pub(crate) fn taken_apart(c: char) -> Option<String> {
    if c.is_ascii() {
        return None;
    }
    if let Some((_, letters)) = DOUBLED.iter().find(|(doubled, _)| *doubled == c) {
        return Some((*letters).to_owned());
    }
    let mut lower = c.to_lowercase();
    let lower = lower.next().filter(|_| lower.next().is_none())?;
    let (base, place) = STROKED
        .iter()
        .find_map(|(base, letters)| Some((*base, letters.chars().position(|stroked| stroked == lower)?)))?;
    let stroke = char::from_u32(FIRST_STROKE + u32::try_from(place).ok()?)?;
    let base = if lower == c { base.to_string() } else { base.to_uppercase().to_string() };
    Some(format!("{base}{stroke}"))
}

/// Returns `true` for capitals that are two letters. The second is a capital only if the next letter is one.
pub(crate) const fn is_doubled_capital(c: char) -> bool {
    matches!(c, 'Æ' | 'Œ' | 'Þ')
}

/// Returns `true` for characters whose meaning depends on their neighbours: hyphens, French quotes, and capitals that
/// are two letters.
pub(crate) const fn is_special(c: char) -> bool {
    is_hyphen(c) || is_doubled_capital(c) || matches!(c, '«' | '»' | '‹' | '›')
}

/// Returns the length of the words of ASCII at the head of `text`, with single blanks between them, which fold to
/// themselves but for their case.
pub(super) fn simple_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    loop {
        while bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            end += 1;
        }
        let is_in_words = end > 0 && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
        if !(is_in_words && matches!(bytes[end], b' ' | b',')) {
            break;
        }
        end += 1;
    }
    // A mark may follow the last letter.
    if bytes.get(end).is_some_and(|byte| !byte.is_ascii()) { end.saturating_sub(1) } else { end }
}

/// Returns `true` if the form of a character is one character of the same length.
pub(super) fn is_same_len(letters: &str, c: char) -> bool {
    letters.len() == c.len_utf8() && letters.chars().nth(1).is_none()
}
