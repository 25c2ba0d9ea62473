//! Folding: turns a literal query into a regular expression that ignores case, accents and typography.
//!
//! `Folding::fold` maps a character to its folded form: `Ö` to `o` with an accent, `’` to `'`, `ﬁ` to `f` and `i`, a soft
//! hyphen to nothing. `Folds` is the inverse over an alphabet: the characters that fold to a letter. Only the query is
//! folded, never the text. The pattern lists all forms of each letter, so a match is a range of the text itself.
//!
//! Case is folded in full (Unicode Standard, 3.13), and compositions are those of UAX #15.

use std::{cmp::Reverse, collections::HashMap, fmt::Write as _, iter, ops::RangeInclusive, sync::LazyLock};

use unicode_normalization::{
    IsNormalized, UnicodeNormalization,
    char::{canonical_combining_class, is_combining_mark},
    is_nfc_quick,
};
use unicode_segmentation::UnicodeSegmentation;

use crate::document::details::collapse;

/// Straight and curly single quotes, primes, and characters typed instead of them.
const SINGLE_QUOTES: &[char] =
    &['\'', '`', '´', 'ʹ', 'ʻ', 'ʼ', 'ʽ', '‘', '’', '‚', '‛', '′', '‵', '‹', '›', '＇'];

/// Straight and curly double quotes, guillemets and double primes.
const DOUBLE_QUOTES: &[char] = &['"', 'ʺ', '“', '”', '„', '‟', '«', '»', '″', '‶', '〝', '〞', '〟', '＂'];

/// Hyphens, dashes and the minus sign.
const DASHES: &[char] = &[
    '-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}', '\u{FE58}',
    '\u{FE63}', '\u{FF0D}',
];

/// Ligatures of Latin and Armenian type, which fold to their letters in any case.
const TYPE_LIGATURES: RangeInclusive<char> = '\u{FB00}'..='\u{FB17}';

/// The accents that are ignored. Not all of `\p{M}`: with that class after each letter, the pattern of a long
/// query is too large to compile.
const ACCENTS: RangeInclusive<char> = '\u{300}'..='\u{36F}';

/// The characters that may match another letter. Letters of other scripts match themselves, their
/// compositions and their other case.
const ALPHABET: &[RangeInclusive<char>] = &[
    // Latin, phonetic letters, accents, Greek, Cyrillic, Armenian.
    '\0'..='\u{58F}',
    // The Ogham blank.
    '\u{1680}'..='\u{1680}',
    // Cyrillic extensions.
    '\u{1C80}'..='\u{1C8F}',
    // Phonetic, Latin and Greek extensions; then blanks, dashes and quotes.
    '\u{1D00}'..='\u{206F}',
    // Ohm, Kelvin, Ångström.
    '\u{2126}'..='\u{212B}',
    // The minus sign.
    '\u{2212}'..='\u{2212}',
    // Latin extensions.
    '\u{2C60}'..='\u{2C7F}',
    // The ideographic blank, and quotes.
    '\u{3000}'..='\u{301F}',
    // Cyrillic and Latin extensions.
    '\u{A640}'..='\u{A7FF}',
    '\u{AB30}'..='\u{AB6F}',
    TYPE_LIGATURES,
    // Small and wide dashes and quotes, and the byte order mark.
    '\u{FE58}'..='\u{FE63}',
    '\u{FEFF}'..='\u{FEFF}',
    '\u{FF02}'..='\u{FF0D}',
];

/// Ranges with characters that are not restored by composition after decomposition: Indic and Hebrew letters
/// with marks, variants of ideographs. Only those characters in them matter.
const UNCOMPOSED: &[RangeInclusive<char>] = &[
    '\u{958}'..='\u{FB9}',
    '\u{2329}'..='\u{232A}',
    '\u{2ADC}'..='\u{2ADC}',
    '\u{F900}'..='\u{FAFF}',
    '\u{FB1D}'..='\u{FB4E}',
    '\u{2F800}'..='\u{2FA1D}',
];

/// The longest run of letters that ligatures may chain. The spellings of `sssss…` with any pair of them as `ß` grow like
/// Fibonacci numbers.
const MAX_CHAIN_LETTERS: usize = 8;

/// The differences between query and text that are ignored, besides the amount of white space and the
/// composition of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Folding {
    /// Case.
    pub(crate) case: bool,
    /// Accents that are not typed, the form of quotes and dashes, ligatures, zero-width characters.
    pub(crate) typography: bool,
}

/// The character set of a text. A pattern for few characters is small and much faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// ASCII and [`TYPOGRAPHIC`] only.
    Plain,
    /// Any characters.
    Any,
}

/// Characters beyond ASCII in well-typeset English text.
const TYPOGRAPHIC: &[char] =
    &['\u{A0}', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', '‘', '’', '“', '”', '…'];

/// Returns `true` if a text has only ASCII and [`TYPOGRAPHIC`] characters.
pub(crate) fn is_plain(text: &str) -> bool {
    text.is_ascii() || text.chars().all(|c| c.is_ascii() || TYPOGRAPHIC.contains(&c))
}

/// A letter of a folded query: the base character and its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Letter {
    base: char,
    marks: String,
}

/// The forms of letters under one folding.
#[derive(Debug)]
struct Folds {
    folding: Folding,
    /// The characters that fold to one letter, by its base.
    singles: HashMap<char, Singles>,
    /// The characters that fold to several letters, by the base of the first.
    ligatures: HashMap<char, Vec<(Vec<Letter>, char)>>,
    /// The pattern for a blank.
    blank: String,
    /// The class of characters that fold to nothing, with a star, or an empty string.
    ignored: String,
    /// The class in `ignored`, extended by the accents.
    ignored_accents: String,
}

/// A character that, followed by these marks, matches `count` letters of a query.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ligature {
    count: usize,
    marks: String,
    c: char,
}

/// The characters that fold to one letter with or without marks.
#[derive(Debug, Default)]
struct Singles {
    members: Vec<(char, String)>,
    /// The class of all forms of the unmarked letter. `None` if the alphabet lacks the letter and only has
    /// compositions of it that are not restored.
    class: Option<String>,
}

/// Returns the pattern that finds `query`, or `None` if it has no letters.
///
/// A blank at either end of a query also matches that end of the paragraph. While `party of` is being typed,
/// `party ` then matches all that `party` matches at the end of a line.
pub(crate) fn pattern(query: &str, folding: Folding, text: Text) -> Option<String> {
    let folds = folding.folds(text);
    let mut letters = folding.letters(query);
    letters.dedup_by(|next, letter| next.is_blank() && letter.is_blank());
    match letters.as_slice() {
        [] => None,
        [only] => Some(folds.letter(only)),
        letters => Some(folds.query(letters)),
    }
}

/// Folds a text as the default search does, with each run of white space as one blank. Used as a sort key.
pub(crate) fn folded(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in (Folding { case: true, typography: true }).letters(text) {
        folded.push(letter.base);
        if !letter.takes_accents() {
            folded += &letter.marks;
        }
    }
    collapse(&folded)
}

/// Returns `true` for zero-width characters that are always ignored: soft hyphen, joiners, byte order mark.
pub(crate) const fn is_ignored(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

fn plain_alphabet() -> impl Iterator<Item = char> {
    ('\0'..='\x7F').chain(TYPOGRAPHIC.iter().copied())
}

fn alphabet() -> impl Iterator<Item = char> {
    let is_uncomposed = |c: &char| is_nfc_quick(iter::once(*c)) == IsNormalized::No;
    let uncomposed = UNCOMPOSED.iter().cloned().flatten().filter(is_uncomposed);
    ALPHABET.iter().cloned().flatten().chain(uncomposed)
}

impl Folding {
    /// Returns the forms of letters under this folding. They are built once, by the first query that needs
    /// them.
    fn folds(self, text: Text) -> &'static Folds {
        macro_rules! built_once {
            ($case:literal, $typography:literal) => {{
                const FOLDING: Folding = Folding { case: $case, typography: $typography };
                static PLAIN: LazyLock<Folds> = LazyLock::new(|| Folds::new(FOLDING, plain_alphabet()));
                static ANY: LazyLock<Folds> = LazyLock::new(|| Folds::new(FOLDING, alphabet()));
                match text {
                    Text::Plain => &PLAIN,
                    Text::Any => &ANY,
                }
            }};
        }
        match (self.case, self.typography) {
            (false, false) => built_once!(false, false),
            (false, true) => built_once!(false, true),
            (true, false) => built_once!(true, false),
            (true, true) => built_once!(true, true),
        }
    }

    /// Returns the folded letters of `text`.
    fn letters(self, text: &str) -> Vec<Letter> {
        let is_kept = |c: &char| !self.typography || !is_ignored(*c);
        let decomposed: String = text.chars().filter(is_kept).nfd().collect();
        let mut letters: Vec<Letter> = Vec::new();
        for cluster in decomposed.graphemes(true) {
            for (place, c) in cluster.chars().enumerate() {
                for folded in self.fold(c).chars() {
                    match letters.last_mut() {
                        // A character that folds to another one is not a mark: the iota subscript becomes a
                        // letter.
                        Some(letter) if place > 0 && folded == c => letter.marks.push(c),
                        _ => letters.push(Letter { base: folded, marks: String::new() }),
                    }
                }
            }
        }
        letters
    }

    /// Folds the decomposed character `c`.
    fn fold(self, c: char) -> String {
        if c.is_whitespace() {
            return " ".into();
        }
        let letters = if self.case { full_case_fold(c) } else { c.into() };
        if self.typography { letters.chars().map(typographic).collect() } else { letters }
    }

    /// Returns `true` if the letter of the query matches these marks: its own, or any if it has none.
    fn accepts(self, letter: &Letter, marks: &str) -> bool {
        letter.marks == marks || self.typography && letter.marks.is_empty() && marks.chars().all(is_accent)
    }
}

/// Applies full case folding by way of upper case: `ß` and `ẞ` to `ss`, `ς` to `σ`.
fn full_case_fold(c: char) -> String {
    // The dotless i is a distinct letter, but has the same upper case as i.
    if c == 'ı' {
        return c.into();
    }
    let capitals = c.to_lowercase().flat_map(char::to_uppercase);
    capitals.flat_map(char::to_lowercase).collect()
}

/// Maps typographic variants to one character.
fn typographic(c: char) -> String {
    match c {
        _ if c.is_ascii_alphanumeric() => c.into(),
        _ if SINGLE_QUOTES.contains(&c) => "'".into(),
        _ if DOUBLE_QUOTES.contains(&c) => "\"".into(),
        _ if DASHES.contains(&c) => "-".into(),
        _ if TYPE_LIGATURES.contains(&c) => c.nfkd().collect(),
        '…' => "...".into(),
        _ => c.into(),
    }
}

impl Letter {
    fn is_blank(&self) -> bool {
        self.base == ' ' && self.marks.is_empty()
    }

    /// Returns `true` if accents after this base are ignored: in Latin, Greek and Cyrillic.
    fn takes_accents(&self) -> bool {
        let script = matches!(self.base,
            '\u{41}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{1D00}'..='\u{1FFF}'
            | '\u{2126}'..='\u{212B}' | '\u{2C60}'..='\u{2C7F}' | '\u{A640}'..='\u{A7FF}'
            | '\u{AB30}'..='\u{AB6F}');
        script && self.base.is_alphabetic() && !is_combining_mark(self.base)
    }
}

impl Folds {
    /// Builds the inverse of `folding` over `alphabet`. A smaller alphabet gives a smaller pattern, which
    /// finds the same in texts without other characters.
    fn new(folding: Folding, alphabet: impl Iterator<Item = char>) -> Self {
        let mut singles: HashMap<char, Singles> = HashMap::new();
        let mut ligatures: HashMap<char, Vec<(Vec<Letter>, char)>> = HashMap::new();
        let (mut ignored, mut accents) = (Vec::new(), Vec::new());
        for c in alphabet {
            if folding.typography && ACCENTS.contains(&c) {
                accents.push(c);
            }
            let mut letters = folding.letters(c.encode_utf8(&mut [0; 4]));
            match (letters.len(), letters.pop()) {
                (1, Some(letter)) => {
                    singles.entry(letter.base).or_default().members.push((c, letter.marks));
                }
                (_, Some(last)) => {
                    letters.push(last);
                    ligatures.entry(letters[0].base).or_default().push((letters, c));
                }
                (_, None) => ignored.push(c),
            }
        }
        for (&base, singles) in &mut singles {
            let letter = Letter { base, marks: String::new() };
            let in_alphabet = singles.members.iter().any(|&(c, _)| c == base);
            let bare = singles.members.iter().filter(|(_, marks)| folding.accepts(&letter, marks));
            singles.class = in_alphabet.then(|| class(bare.map(|&(c, _)| c).collect()));
        }
        let starred = |chars: Vec<char>| match chars.as_slice() {
            [] => String::new(),
            _ => class(chars) + "*",
        };
        let blanks = singles.get(&' ').map(|blank| &*blank.members).unwrap_or_default();
        let blanks: Vec<char> = blanks.iter().map(|&(c, _)| c).collect();
        let blank_or_ignored = [&*blanks, &*ignored].concat();
        let blank = class(blanks) + &starred(blank_or_ignored);
        accents.extend(&ignored);
        let (ignored, ignored_accents) = (starred(ignored), starred(accents));
        Self { folding, singles, ligatures, blank, ignored, ignored_accents }
    }

    /// Returns the pattern for several letters.
    fn query(&self, letters: &[Letter]) -> String {
        let mut pattern = String::new();
        let last = letters.len() - 1;
        let mut at = 0;
        while at < letters.len() {
            let end = self.chain_end(letters, at);
            match &letters[at..end] {
                [blank] if blank.is_blank() && at == 0 => {
                    let _ = write!(pattern, "(?:^|{})", self.letter(blank));
                }
                [blank] if blank.is_blank() && at == last => {
                    let _ = write!(pattern, "(?:{}|$)", self.letter(blank));
                }
                [letter] => pattern += &self.letter(letter),
                chain => pattern += &self.chain(chain),
            }
            at = end;
        }
        pattern
    }

    /// Returns the end of the run of letters from `at` on that ligatures chain together.
    fn chain_end(&self, letters: &[Letter], at: usize) -> usize {
        let mut end = at + 1;
        let mut next = at;
        while next < end && end - at < MAX_CHAIN_LETTERS {
            let longest = self.ligatures_of(&letters[next..]).map(|ligature| ligature.count).max();
            end = end.max(next + longest.unwrap_or(0));
            next += 1;
        }
        end
    }

    /// Returns the pattern for all spellings of a chain of letters.
    fn chain(&self, letters: &[Letter]) -> String {
        let Some(first) = letters.first() else { return String::new() };
        let mut spellings = vec![self.letter(first) + &self.chain(&letters[1..])];
        let mut ligatures: Vec<Ligature> = self.ligatures_of(letters).collect();
        ligatures.sort_unstable();
        for alike in ligatures.chunk_by(|one, next| (one.count, &one.marks) == (next.count, &next.marks)) {
            let Ligature { count, marks, .. } = &alike[0];
            let mut spelling = class(alike.iter().map(|ligature| ligature.c).collect());
            spelling += &self.following(marks);
            spelling += self.skipped(&letters[count - 1]);
            spelling += &self.chain(&letters[*count..]);
            spellings.push(spelling);
        }
        if spellings.len() == 1 { spellings.concat() } else { format!("(?:{})", spellings.join("|")) }
    }

    /// Iterates over characters that match more than one letter at the head of `letters`.
    fn ligatures_of<'a>(&'a self, letters: &'a [Letter]) -> impl Iterator<Item = Ligature> + 'a {
        let known = letters.first().and_then(|first| self.ligatures.get(&first.base));
        known.into_iter().flatten().filter_map(|(parts, c)| self.ligature(letters, parts, *c))
    }

    /// Returns how `c`, which folds to `parts`, matches letters at the head of `letters`.
    fn ligature(&self, letters: &[Letter], parts: &[Letter], c: char) -> Option<Ligature> {
        let head = letters.get(..parts.len())?;
        let mut marks = String::new();
        for (letter, part) in head.iter().zip(parts) {
            if letter.base != part.base {
                return None;
            }
            if !self.folding.accepts(letter, &part.marks) {
                marks += &remaining_marks(&letter.marks, &part.marks)?;
            }
        }
        // The folding decides which letter of a ligature a mark after it belongs to.
        let is_accepted = marks.is_empty() || {
            let spelt = self.folding.letters(&format!("{c}{marks}"));
            let alike = |(letter, spelt): (&Letter, &Letter)| self.folding.accepts(letter, &spelt.marks);
            spelt.len() == head.len() && head.iter().zip(&spelt).all(alike)
        };
        is_accepted.then_some(Ligature { count: parts.len(), marks, c })
    }

    /// Returns the pattern for one letter and the ignored characters after it.
    fn letter(&self, letter: &Letter) -> String {
        if letter.is_blank() {
            return self.blank.clone();
        }
        let skipped = self.skipped(letter);
        let spellings = match self.singles.get(&letter.base) {
            Some(Singles { class: Some(class), .. }) if letter.marks.is_empty() => {
                return format!("{class}{skipped}");
            }
            Some(singles) if singles.class.is_some() => self.marked(singles, &letter.marks),
            Some(singles) => [self.compositions(letter), self.marked(singles, &letter.marks)].concat(),
            None => self.compositions(letter),
        };
        format!("(?{}:{}){skipped}", self.flag(), spellings.join("|"))
    }

    /// Returns the pattern for the ignored characters after a letter.
    fn skipped(&self, letter: &Letter) -> &str {
        if letter.marks.is_empty() && letter.takes_accents() { &self.ignored_accents } else { &self.ignored }
    }

    /// Returns the spellings of a letter with `marks`: composed characters followed by the remaining marks.
    fn marked(&self, singles: &Singles, marks: &str) -> Vec<String> {
        let mut by_rest: Vec<(String, char)> = Vec::new();
        for (c, own) in &singles.members {
            let Some(rest) = remaining_marks(marks, own) else { continue };
            if format!("{own}{rest}").nfd().eq(marks.chars()) {
                by_rest.push((rest, *c));
            }
        }
        by_rest.sort_unstable();
        let spelling = |group: &[(String, char)]| {
            class(group.iter().map(|&(_, c)| c).collect()) + &self.following(&group[0].0)
        };
        by_rest.chunk_by(|one, next| one.0 == next.0).map(spelling).collect()
    }

    /// Returns the spellings of a letter outside the alphabet: uncomposed, partly and fully composed.
    fn compositions(&self, letter: &Letter) -> Vec<String> {
        let decomposed = format!("{}{}", letter.base, letter.marks);
        let ends = decomposed.char_indices().map(|(at, c)| at + c.len_utf8());
        let mut spellings: Vec<String> =
            ends.map(|end| decomposed[..end].nfc().chain(decomposed[end..].chars()).collect()).collect();
        // The longest first, because the first alternative wins.
        spellings.sort_unstable_by_key(|spelling| Reverse(spelling.len()));
        spellings.dedup();
        spellings.iter().map(|spelling| self.literal(spelling)).collect()
    }

    /// Returns the pattern for marks after a letter, composed or not, with ignored characters before them.
    fn following(&self, marks: &str) -> String {
        let each = |marks: &str| marks.chars().map(|mark| self.ignored.clone() + &escaped(mark)).collect();
        let (apart, composed): (String, String) = (each(marks), each(&marks.nfc().collect::<String>()));
        if apart == composed { apart } else { format!("(?:{composed}|{apart})") }
    }

    /// Returns the pattern for these characters in a row, with ignored characters between them.
    fn literal(&self, text: &str) -> String {
        let chars: Vec<String> = text.chars().map(escaped).collect();
        chars.join(&self.ignored)
    }

    const fn flag(&self) -> &'static str {
        if self.folding.case { "i" } else { "" }
    }
}

fn is_accent(c: char) -> bool {
    canonical_combining_class(c) != 0
}

/// Returns `marks` without those in `own`, or `None` if some of `own` are missing.
fn remaining_marks(marks: &str, own: &str) -> Option<String> {
    let mut own = own.chars().peekable();
    let rest = marks.chars().filter(|mark| own.next_if_eq(mark).is_none()).collect();
    own.next().is_none().then_some(rest)
}

/// Returns the class of these characters.
fn class(mut chars: Vec<char>) -> String {
    chars.sort_unstable();
    chars.dedup();
    let mut class = String::from("[");
    for run in chars.chunk_by(|&one, &next| u32::from(one) + 1 == u32::from(next)) {
        class += &escaped(run[0]);
        if let [_, .., last] = run {
            class += "-";
            class += &escaped(*last);
        }
    }
    class + "]"
}

/// Escapes a character for a pattern.
fn escaped(c: char) -> String {
    regex::escape(c.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_text_ignores_case_accents_and_typography() {
        for (text, alike) in [
            ("École", "ecole"),
            ("don’t\r\n  STOP", "don't stop"),
            ("eﬀect…", "effect..."),
            ("well–\u{AD}known", "well-known"),
            ("Straße", "strasse"),
            ("Zeal7", "zeal7"),
            ("か\u{3099}", "が"),
        ] {
            assert_eq!(folded(text), folded(alike));
        }
        assert_ne!(folded("が"), folded("か"));
    }

    #[test]
    fn smaller_alphabet_makes_a_smaller_pattern() {
        let folding = Folding { case: true, typography: true };
        let folds = Folds::new(folding, (' '..='~').chain(['’', '\u{A0}']));
        let letters = folding.letters("we'd –");
        assert_eq!(folds.query(&letters), "[Ww][Ee]['`’][Dd][ \u{A0}][ \u{A0}]*[\\-]");
    }
}
