//! Regular expressions for a literal query: one for a folded text, and one for a plain text as it is.
//!
//! In a folded text, query and text have the same letters. The pattern only adds what may stand between them: marks
//! that are not typed, and a hyphen at a line end. A plain text is not folded. There the pattern lists the characters
//! that fold to each letter.

use std::fmt::Write as _;

use super::{
    fold::{Folding, plain_chars},
    letters::{BREAK, IOTA_SUBSCRIPT, OPTIONAL_CLASS, is_optional, is_stroke, takes_marks},
    seen::{SeenText, is_word_char},
};

/// The text that a pattern is matched with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// A [plain](super::fold::is_plain) text as it is.
    Plain,
    /// A text as [`SeenText`] folds it, without a hyphen at a line end.
    Folded,
    /// Any text as [`SeenText`] folds it.
    Broken,
}

/// The pattern for white space in a plain text.
const PLAIN_BLANKS: &str = r"[\t-\r \u{A0}]+";

/// The pattern for a hyphen at a line end inside a word. It is that of [`BREAK`].
const MAY_BREAK: &str = "\u{FDEF}?";

/// The pattern that matches nothing.
const NOTHING: &str = r"[^\s\S]";

/// The longest run of dots in which an ellipsis may stand anywhere. Their spellings grow like Fibonacci numbers.
const MAX_DOTS: usize = 8;

/// A letter of a folded query, with the marks that are typed.
#[derive(Debug)]
struct Letter {
    c: char,
    marks: String,
}

/// Returns the pattern that finds `query`, or `None` if it has no letters.
///
/// A blank at either end of a query also matches that end of the paragraph. While `party of` is being typed,
/// `party ` then matches all that `party` matches at the end of a line.
pub(crate) fn pattern(query: &str, folding: Folding, text: Text) -> Option<String> {
    let letters = letters(SeenText::of_query(query, folding.table()).text(), folding);
    let last = letters.len().checked_sub(1)?;
    let forms = if text == Text::Plain { plain_forms(folding) } else { Vec::new() };
    let mut pattern = String::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let next = letters.get(at + 1);
        let dots = letters[at..].iter().take_while(|letter| letter.c == '.' && folding.typography).count();
        let before = at.checked_sub(1).map(|before| letters[before].c);
        let spelling = match (text, letter.c) {
            (_, ' ') => blank(text, at, last),
            (Text::Plain, '.') if dots > 0 => self::dots(dots.min(MAX_DOTS)),
            (Text::Plain, _) => plain(letter, &forms, folding),
            (Text::Folded, _) => folded(letter, before, folding),
            (Text::Broken, '-') if next.is_some_and(|next| next.c == ' ') => {
                at += 1;
                format!("(?:-{}|{BREAK})", blank(text, at, last))
            }
            (Text::Broken, '-') => format!("[-{BREAK}]"),
            (Text::Broken, BREAK) => format!("[-{BREAK}]?"),
            (Text::Broken, c) => {
                let is_in_word = is_word_char(c) && next.is_some_and(|next| is_word_char(next.c));
                folded(letter, before, folding) + if is_in_word { MAY_BREAK } else { "" }
            }
        };
        pattern += &spelling;
        at += if text == Text::Plain { dots.clamp(1, MAX_DOTS) } else { 1 };
    }
    Some(pattern)
}

/// Divides a folded query into its letters.
fn letters(folded: &str, folding: Folding) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for c in folded.chars() {
        match letters.last_mut() {
            Some(letter) if folding.typography && is_mark(letter.c, c, folding) => letter.marks.push(c),
            _ => letters.push(Letter { c, marks: String::new() }),
        }
    }
    letters
}

/// Returns `true` if `c` is a mark of the letter before it that a query may lack.
fn is_mark(letter: char, c: char, folding: Folding) -> bool {
    !(folding.case && c == IOTA_SUBSCRIPT) && takes_marks(letter) && is_optional(Some(letter), c)
}

/// Returns the pattern for a blank, the letter `at` of a query.
fn blank(text: Text, at: usize, last: usize) -> String {
    let blank = if text == Text::Plain { PLAIN_BLANKS } else { " " };
    match at {
        _ if last == 0 => blank.to_owned(),
        0 => format!("(?:^|{blank})"),
        _ if at == last => format!("(?:{blank}|$)"),
        _ => blank.to_owned(),
    }
}

/// Returns the pattern for a letter after `before` in a folded text.
fn folded(letter: &Letter, before: Option<char>, folding: Folding) -> String {
    let Letter { c, marks } = letter;
    let takes_iota = |c: char| folding.case && matches!(c, 'α' | 'η' | 'ω');
    let mut pattern = match *c {
        BREAK => "-?".to_owned(),
        'ι' | IOTA_SUBSCRIPT if before.is_some_and(takes_iota) => format!("[ι{IOTA_SUBSCRIPT}]"),
        _ => regex::escape(c.encode_utf8(&mut [0; 4])),
    };
    pattern += marks;
    if folding.typography && folding.marks && takes_marks(*c) && marks.chars().all(is_stroke) {
        let _ = write!(pattern, "{OPTIONAL_CLASS}*");
    } else if folding.typography && takes_iota(*c) {
        let _ = write!(pattern, "{IOTA_SUBSCRIPT}?");
    }
    pattern
}

/// Returns the characters of a plain text that fold to one letter, each with that letter.
fn plain_forms(folding: Folding) -> Vec<(char, char)> {
    let mut forms = Vec::new();
    for c in plain_chars() {
        let mut letter = [0; 4];
        let seen = SeenText::of_query(c.encode_utf8(&mut letter), folding.table());
        let mut folded = seen.text().chars();
        if let (Some(folded), None) = (folded.next(), folded.next()) {
            forms.push((c, folded));
        }
    }
    forms
}

/// Returns the pattern for `letter` in a plain text.
fn plain(letter: &Letter, forms: &[(char, char)], folding: Folding) -> String {
    let folded = if letter.c == BREAK { '-' } else { letter.c };
    let mut class = String::new();
    for (form, _) in forms.iter().filter(|form| form.1 == folded && letter.marks.is_empty()) {
        class += &regex::escape(form.encode_utf8(&mut [0; 4]));
    }
    match letter.c {
        _ if class.is_empty() => NOTHING.to_owned(),
        BREAK => format!("[{class}]?"),
        // A run of dashes is one dash.
        '-' if folding.typography => format!("[{class}]+"),
        _ => format!("[{class}]"),
    }
}

/// Returns the pattern for a run of dots, any three of which may be an ellipsis.
fn dots(count: usize) -> String {
    match count {
        0 => String::new(),
        1 | 2 => r"\.".repeat(count),
        _ => format!(r"(?:\.{}|…{})", dots(count - 1), dots(count - 3)),
    }
}
