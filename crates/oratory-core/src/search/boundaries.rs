//! The offsets in a text at which a match may begin or end: boundaries of grapheme clusters (UAX #29), and of words if
//! whole words are searched.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::{budget::Budget, fold::is_ignored};
use crate::layout::sanitize::is_visible;

/// The rules for the ends of a match.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rules {
    /// A match begins and ends at the edge of a word.
    pub(crate) word: bool,
    /// Trailing soft hyphens and other zero-width characters are not part of a match.
    pub(crate) trimmed: bool,
}

/// The offsets in one text at which a match may begin, and those at which it may end.
#[derive(Debug)]
pub(crate) struct Boundaries {
    starts: Offsets,
    ends: Offsets,
}

impl Boundaries {
    /// Computes the boundaries of `text` in one pass. Returns `None` if the budget runs out.
    pub(crate) fn new(text: &str, rules: Rules, budget: &Budget<'_>) -> Option<Self> {
        let mut starts = grapheme_edges(text, budget)?;
        if rules.word {
            keep_word_edges(text, &mut starts);
        }
        let ends = if rules.trimmed { with_trimmed(text, &starts) } else { starts.clone() };
        Some(Self { starts, ends })
    }

    /// Returns `true` if a match may begin at `offset`.
    pub(crate) fn is_start(&self, offset: usize) -> bool {
        self.starts.contains(offset)
    }

    /// Returns `true` if a match may end at `offset`, or before the trimmed characters there.
    pub(crate) fn is_end(&self, offset: usize) -> bool {
        self.ends.contains(offset)
    }
}

/// A set of offsets.
#[derive(Debug, Clone)]
struct Offsets(Vec<u64>);

impl Offsets {
    fn contains(&self, offset: usize) -> bool {
        self.0.get(offset / 64).is_some_and(|word| word >> (offset % 64) & 1 == 1)
    }

    fn add(&mut self, offset: usize) {
        if let Some(word) = self.0.get_mut(offset / 64) {
            *word |= 1 << (offset % 64);
        }
    }

    fn remove(&mut self, offset: usize) {
        if let Some(word) = self.0.get_mut(offset / 64) {
            *word &= !(1 << (offset % 64));
        }
    }
}

/// Bytes between two charges of the budget.
const CHARGE_BYTES: usize = 4096;

/// Returns the boundaries of the grapheme clusters of `text`, with its ends.
fn grapheme_edges(text: &str, budget: &Budget<'_>) -> Option<Offsets> {
    let mut found = Offsets(vec![0; text.len() / 64 + 1]);
    let mut at = 0;
    let mut charged = 0;
    while at < text.len() {
        found.add(at);
        at += grapheme_len(&text[at..]);
        if at - charged >= CHARGE_BYTES {
            if !budget.spend(at - charged) {
                return None;
            }
            charged = at;
        }
    }
    found.add(text.len());
    Some(found)
}

/// Returns the length of the first grapheme cluster of `text`. Most need no lookup in Unicode tables. With the
/// lookups, a regular expression takes twice as long in 10 MB.
fn grapheme_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    if let [one, other, ..] = bytes
        && one.is_ascii()
        && other.is_ascii()
        && *one != b'\r'
    {
        return 1;
    }
    let mut chars = text.chars();
    if let (Some(one), Some(other)) = (chars.next(), chars.next())
        && is_visible(one)
        && is_visible(other)
    {
        return one.len_utf8();
    }
    text.graphemes(true).next().map_or(1, str::len)
}

/// Removes the offsets between two word characters.
fn keep_word_edges(text: &str, found: &mut Offsets) {
    let mut before = None;
    // The end of the last run of zero-width characters, and the offset after it.
    let (mut run_end, mut after_run) = (0, None);
    for (at, c) in text.char_indices() {
        let after = if is_ignored(c) {
            if at >= run_end {
                let rest = text[at..].trim_start_matches(is_ignored);
                (run_end, after_run) = (text.len() - rest.len(), rest.chars().next());
            }
            after_run
        } else {
            Some(c)
        };
        if before.is_some_and(is_word_char) && after.is_some_and(is_word_char) {
            found.remove(at);
        }
        if !is_ignored(c) {
            before = Some(c);
        }
    }
}

/// Extends `found` to offsets that only trimmed characters separate from one of them, and drops other offsets
/// after trimmed characters.
fn with_trimmed(text: &str, found: &Offsets) -> Offsets {
    let mut ends = found.clone();
    for (at, c) in text.char_indices().filter(|&(_, c)| is_trimmed(c)) {
        let after = at + c.len_utf8();
        if ends.contains(at) { ends.add(after) } else { ends.remove(after) }
    }
    ends
}

/// Returns `true` for characters that are trimmed from the end of a match. Joiners belong to the letter
/// before them.
fn is_trimmed(c: char) -> bool {
    is_ignored(c) && !matches!(c, '\u{200C}' | '\u{200D}')
}

/// Returns `text` without trailing zero-width characters that are not part of a match.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_end_matches(is_trimmed)
}

/// Bytes before an offset that are examined to decide if it is a grapheme boundary.
const CONTEXT_BYTES: usize = 64;

/// Returns `true` if `offset` is a grapheme boundary of `text`, or `None` if its neighbourhood does not tell.
pub(crate) fn is_grapheme_edge(text: &str, offset: usize) -> Option<bool> {
    let (before, after) = (text[..offset].chars().next_back(), text[offset..].chars().next());
    let (Some(before), Some(after)) = (before, after) else { return Some(true) };
    if before.is_ascii() && after.is_ascii() {
        return Some((before, after) != ('\r', '\n'));
    }
    if is_visible(before) && is_visible(after) {
        return Some(true);
    }
    let from = text.floor_char_boundary(offset.saturating_sub(CONTEXT_BYTES));
    GraphemeCursor::new(offset, text.len(), true).is_boundary(&text[from..], from).ok()
}

/// Returns `true` unless `offset` is between two word characters.
pub(crate) fn is_word_edge(text: &str, offset: usize) -> bool {
    let before = text[..offset].trim_end_matches(is_ignored).chars().next_back();
    let after = text[offset..].trim_start_matches(is_ignored).chars().next();
    !(before.is_some_and(is_word_char) && after.is_some_and(is_word_char))
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}
