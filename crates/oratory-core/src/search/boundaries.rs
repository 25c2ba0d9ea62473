//! The offsets in a text at which a match may begin or end: boundaries of grapheme clusters (UAX #29), and of words if
//! whole words are searched.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::{
    budget::Budget,
    seen::{SeenText, is_word_char},
};
use crate::{
    document::words::{self, is_unspaced},
    layout::sanitize::is_visible,
};

/// The offsets in one text at which a match may begin, and those at which it may end.
#[derive(Debug)]
pub(crate) struct Boundaries {
    starts: Offsets,
    ends: Offsets,
    /// The hyphens that a match may skip.
    breaks: Offsets,
}

impl Boundaries {
    /// Computes the boundaries of `seen` in one pass. If `word`, they are edges of words. Returns `None` if the budget
    /// runs out.
    pub(crate) fn new(seen: &SeenText<'_>, word: bool, budget: &Budget<'_>) -> Option<Self> {
        let range = seen.source_extent();
        let edges = grapheme_edges(&seen.source()[range.clone()], budget)?;
        let none = || Offsets(vec![0; seen.text().len() / 64 + 1]);
        let (mut starts, mut ends, mut breaks) = (none(), none(), none());
        // An empty match, which is skipped, may end at the beginning.
        ends.add(0);
        let breaks_between = if word { words::breaks(&joined_units(seen)) } else { Vec::new() };
        let is_edge = |source: usize, at, joined: usize| {
            let is_break = || breaks_between.binary_search(&joined).is_ok();
            edges.contains(source - range.start) && (!word || is_word_edge(seen, at, is_break))
        };
        let mut joined = 0;
        for unit in seen.units() {
            if is_edge(unit.source.start, unit.seen.start, joined) {
                starts.add(unit.seen.start);
            }
            joined += unit.source.len();
            if is_edge(unit.source.end, unit.seen.end, joined) {
                ends.add(unit.seen.end);
            }
        }
        for &hyphen in seen.breaks() {
            breaks.add(hyphen);
        }
        Some(Self { starts, ends, breaks })
    }

    /// Returns `true` if a match may begin at `offset`.
    pub(crate) fn is_start(&self, offset: usize) -> bool {
        self.starts.contains(offset)
    }

    /// Returns `true` if a match may end at `offset`.
    pub(crate) fn is_end(&self, offset: usize) -> bool {
        self.ends.contains(offset)
    }

    /// Returns `true` if a hyphen at a line end is at `offset`.
    pub(crate) fn is_break(&self, offset: usize) -> bool {
        self.breaks.contains(offset)
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
}

/// Returns the source of all units without what is overlooked between them, such as a line end in Chinese text.
fn joined_units(seen: &SeenText<'_>) -> String {
    seen.units().map(|unit| &seen.source()[unit.source]).collect()
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

/// Returns `true` unless an edge of units is inside a word. In scripts without blanks, `is_break` tells it.
pub(crate) fn is_word_edge(seen: &SeenText<'_>, at: usize, is_break: impl Fn() -> bool) -> bool {
    let (Some(before), Some(after)) = seen.around(at) else { return true };
    if !is_word_char(before) || !is_word_char(after) {
        return true;
    }
    match (is_unspaced(before), is_unspaced(after)) {
        (false, false) => false,
        (true, true) => is_break(),
        _ => true,
    }
}
