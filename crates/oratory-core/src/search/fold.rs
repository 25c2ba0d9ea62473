//! Folding: the text and the query in a form in which case, accents and typography make no difference.
//!
//! `Table::fold` maps a cluster of characters to its folded form: `Ö` to `o`, `’` to `'`, `ﬁ` to `fi`, a soft hyphen
//! to nothing. The letters of query and text are then compared as they are. [`SeenText`](super::seen::SeenText) folds a text and knows the
//! offset of each letter in it.
//!
//! Case is folded in full (Unicode Standard, 3.13). Compositions and compatibility characters are those of UAX #15. The
//! folded form of a letter is its base, composed with the marks that make it another letter (`й`, `が`), and then the
//! marks that may be overlooked, if the query has any.

use std::{
    iter,
    sync::{LazyLock, OnceLock},
};

use unicode_normalization::{
    IsNormalized, UnicodeNormalization,
    char::{canonical_combining_class, compose},
    is_nfc_quick,
};

use super::letters::{self, IOTA_SUBSCRIPT, is_attached, is_dash, is_dropped, is_optional, is_stroke};

/// The differences between query and text that are ignored, besides the amount of white space and the
/// composition of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Folding {
    /// Case.
    pub(crate) case: bool,
    /// The form of quotes and dashes, compatibility characters, zero-width characters, and accents that are not typed.
    pub(crate) typography: bool,
    /// `true` if the query has accents or points, so that those of the text matter.
    pub(crate) marks: bool,
}

/// Characters beyond ASCII in well-typeset English text.
const TYPOGRAPHIC: &[char] = &['\u{A0}', '\u{2013}', '\u{2014}', '‘', '’', '“', '”', '…'];

/// Iterates over the characters of a plain text.
pub(crate) fn plain_chars() -> impl Iterator<Item = char> {
    ('\0'..='\x7F').chain(TYPOGRAPHIC.iter().copied())
}

/// Returns `true` if a text has only ASCII and [`TYPOGRAPHIC`] characters. A pattern for few characters can be matched
/// with the text itself, which is much faster than folding it.
pub(crate) fn is_plain(text: &str) -> bool {
    text.is_ascii() || text.chars().all(|c| c.is_ascii() || TYPOGRAPHIC.contains(&c))
}

/// The folded form of a character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// The character itself.
    Same,
    Letters(Box<str>),
    Blank,
    Dash,
    /// Nothing.
    Dropped,
    /// Nothing. The character belongs to the one before it.
    Attached,
}

/// A character in a [`Table`].
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) form: Form,
    /// `true` if the character may change the form of the one before it.
    joins: bool,
    /// `true` for a letter whose form depends on nothing but a mark after it.
    pub(crate) is_ordinary: bool,
}

impl Entry {
    /// Returns `true` if the form of the character before depends on this one, or on the ones after it.
    pub(crate) fn may_join(&self) -> bool {
        self.joins || matches!(self.form, Form::Dropped | Form::Attached)
    }
}

/// The folded forms of all characters. A page of it is computed when a text first has one of its characters.
#[derive(Debug)]
pub(crate) struct Table {
    folding: Folding,
    pages: Vec<OnceLock<Vec<Entry>>>,
}

/// Characters in a page.
const PAGE_CHARS: usize = 256;

const PAGES: usize = char::MAX as usize / PAGE_CHARS + 1;

impl Folding {
    /// Returns the table of this folding.
    pub(crate) fn table(self) -> &'static Table {
        macro_rules! built_once {
            ($case:literal, $typography:literal, $marks:literal) => {{
                static TABLE: LazyLock<Table> = LazyLock::new(|| {
                    Table::new(Folding { case: $case, typography: $typography, marks: $marks })
                });
                &TABLE
            }};
        }
        match (self.case, self.typography, self.marks) {
            (false, false, _) => built_once!(false, false, true),
            (true, false, _) => built_once!(true, false, true),
            (false, true, false) => built_once!(false, true, false),
            (false, true, true) => built_once!(false, true, true),
            (true, true, false) => built_once!(true, true, false),
            (true, true, true) => built_once!(true, true, true),
        }
    }

    /// Returns this folding for `query`: if it has accents or points, they matter.
    pub(crate) fn of_query(self, query: &str) -> Self {
        let with_marks = Self { marks: true, ..self };
        let has_marks = self.typography && {
            let table = with_marks.table();
            let folded = |c: char| table.fold(c.encode_utf8(&mut [0; 4]), None);
            query.chars().any(|c| {
                !c.is_ascii() && (is_optional(Some('a'), c) || folded(c).chars().any(is_optional_mark))
            })
        };
        Self { marks: has_marks, ..self }
    }
}

/// Returns `true` for a mark in a folded text that a query may lack.
fn is_optional_mark(c: char) -> bool {
    is_optional(Some('a'), c)
}

impl Table {
    fn new(folding: Folding) -> Self {
        let pages = (0..PAGES).map(|_| OnceLock::new()).collect();
        Self { folding, pages }
    }

    pub(crate) const fn folding(&self) -> Folding {
        self.folding
    }

    /// Returns the entry of a character.
    pub(crate) fn entry(&self, c: char) -> &Entry {
        let code = c as usize;
        let page = self.pages[code / PAGE_CHARS].get_or_init(|| {
            let first = u32::from(c) & !0xFF;
            let chars = (first..=first | 0xFF).map(|code| char::from_u32(code).unwrap_or('\0'));
            chars.map(|c| self.new_entry(c)).collect()
        });
        &page[code % PAGE_CHARS]
    }

    fn new_entry(&self, c: char) -> Entry {
        let typography = self.folding.typography;
        let form = if c.is_whitespace() {
            Form::Blank
        } else if typography && is_dropped(c) {
            if is_attached(c) { Form::Attached } else { Form::Dropped }
        } else if typography && is_dash(c) {
            Form::Dash
        } else {
            let folded = self.fold(c.encode_utf8(&mut [0; 4]), None);
            match folded.strip_prefix(c) {
                Some("") => Form::Same,
                _ if folded.is_empty() => Form::Attached,
                _ => Form::Letters(folded.into()),
            }
        };
        let is_mark = |c: char| canonical_combining_class(c) != 0;
        let joins = form != Form::Attached
            && (is_mark(c)
                || is_nfc_quick(iter::once(c)) == IsNormalized::Maybe
                // The voice marks of narrow katakana.
                || typography && iter::once(c).nfkd().next().is_some_and(is_mark));
        let is_ordinary = matches!(form, Form::Same | Form::Letters(_)) && !joins && !letters::is_special(c);
        Entry { form, joins, is_ordinary }
    }

    /// Returns the length of the cluster at the head of `text`: a character, and those after it that may change its
    /// form.
    pub(crate) fn cluster_len(&self, text: &str) -> usize {
        let mut chars = text.char_indices();
        let Some((_, mut last)) = chars.next() else { return 0 };
        let mut end = last.len_utf8();
        for (at, c) in chars {
            if c.is_ascii() || begins_syllable(last, c) {
                break;
            }
            let entry = self.entry(c);
            if entry.joins {
                (end, last) = (at + c.len_utf8(), c);
            } else if !entry.may_join() {
                break;
            }
        }
        end
    }

    /// Returns the folded form of a cluster, which `next` follows.
    pub(crate) fn fold(&self, cluster: &str, next: Option<char>) -> String {
        let mut folded = Folded {
            folding: self.folding,
            text: String::new(),
            base: None,
            marks: String::new(),
            optional: String::new(),
        };
        let decomposed: String = if self.folding.typography {
            cluster.chars().filter(|&c| !is_dropped(c)).map(compatible).collect()
        } else {
            cluster.into()
        };
        for c in decomposed.nfd() {
            if canonical_combining_class(c) == 0 {
                folded.push_base(c, next);
            } else {
                folded.push_mark(c);
            }
        }
        folded.finish()
    }
}

/// Returns `true` if `c` is a vowel or a final consonant of Hangul that does not continue the syllable of `last` (UAX #29,
/// GB6 to GB8).
const fn begins_syllable(last: char, c: char) -> bool {
    let ends_with_vowel =
        is_vowel(last) || matches!(last, '가'..='힣') && (last as u32 - '가' as u32).is_multiple_of(28);
    if is_vowel(c) {
        !matches!(last, '\u{1100}'..='\u{115F}') && !ends_with_vowel
    } else {
        is_final(c) && !ends_with_vowel && !is_final(last) && !matches!(last, '가'..='힣')
    }
}

/// Returns `true` for a vowel of Hangul, which continues a syllable.
const fn is_vowel(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11A7}')
}

/// Returns `true` for a final consonant of Hangul.
const fn is_final(c: char) -> bool {
    matches!(c, '\u{11A8}'..='\u{11FF}')
}

/// Returns the letters of a compatibility character, or the character itself.
fn compatible(c: char) -> String {
    if let Some(typographic) = letters::typographic(c) {
        return typographic;
    }
    let letters: String = iter::once(c).nfkd().collect();
    // A spacing accent is not a blank with an accent.
    if letters.starts_with(' ') && !c.is_whitespace() {
        return c.into();
    }
    letters.chars().map(|c| letters::typographic(c).unwrap_or_else(|| c.into())).collect()
}

/// The folded form of a cluster while it is made.
struct Folded {
    folding: Folding,
    text: String,
    /// The last base, composed with its marks so far.
    base: Option<char>,
    /// The marks of the last base that do not compose with it.
    marks: String,
    /// The marks of the last base that may be overlooked.
    optional: String,
}

impl Folded {
    /// Adds a character that is not a mark.
    fn push_base(&mut self, c: char, next: Option<char>) {
        let Folding { case, typography, .. } = self.folding;
        let mut letters = if case { full_case_fold(c) } else { c.into() };
        if typography {
            let apart = |c: char| letters::taken_apart(c).unwrap_or_else(|| c.into());
            letters = letters.chars().map(apart).collect();
            if !case && letters::is_doubled_capital(c) && next.is_some_and(char::is_uppercase) {
                letters = letters.to_uppercase();
            }
        }
        for letter in letters.chars() {
            if is_stroke(letter) {
                self.push_mark(letter);
            } else if let Some(composed) = self.composed(letter).filter(|_| self.optional.is_empty()) {
                self.base = Some(composed);
            } else {
                self.end_letter();
                self.base = Some(letter);
            }
        }
    }

    fn push_mark(&mut self, mark: char) {
        let Folding { case, typography, marks } = self.folding;
        if mark == IOTA_SUBSCRIPT && case {
            self.end_letter();
            self.text.push(mark);
        } else if typography && is_optional(self.base, mark) {
            self.optional.extend(marks.then_some(mark));
        } else if let Some(composed) = self.composed(mark) {
            self.base = Some(composed);
        } else {
            self.marks.push(mark);
        }
    }

    /// Returns the composition of the last base and `c`.
    fn composed(&self, c: char) -> Option<char> {
        self.base.filter(|_| self.marks.is_empty()).and_then(|base| compose(base, c))
    }

    /// Ends a letter: its base, and its marks.
    fn end_letter(&mut self) {
        self.text.extend(self.base.take());
        self.text += &std::mem::take(&mut self.marks);
        self.text += &std::mem::take(&mut self.optional);
    }

    fn finish(mut self) -> String {
        self.end_letter();
        self.text
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
