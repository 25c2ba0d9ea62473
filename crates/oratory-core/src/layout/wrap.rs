//! Wraps text into rows of a given width.
//!
//! Breaks are those of UAX #14 ("Unicode Line Breaking Algorithm") as `textwrap` finds them, besides breaks after
//! hyphens inside words. Korean is broken at spaces only, as it is written. Rows are filled greedily.

use std::ops::Range;

use textwrap::{WordSeparator, core::Fragment, wrap_algorithms::wrap_first_fit};

use super::{
    grapheme::{Ambiguous, trim_row},
    joined::{BLANKS, is_dropped},
    sanitize::SOFT_HYPHEN,
};
use crate::document::{lines::is_line_end, scripts::is_hangul, spans::Markup};

/// The width of a text column, with the settings that the width of a text depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextWidth {
    /// The number of cells.
    pub cells: u16,
    /// The width of ambiguous characters.
    pub ambiguous: Ambiguous,
    /// The signs of markup.
    pub markup: Markup,
}

impl From<u16> for TextWidth {
    fn from(cells: u16) -> Self {
        Self { cells, ..Self::default() }
    }
}

/// Wraps a message into lines without trailing white space.
pub fn wrap_text(text: &str, width: TextWidth) -> Vec<String> {
    let rows = wrap(text, 0..text.len(), width).into_iter();
    rows.map(|row| trim_row(&text[row]).to_owned()).collect()
}

/// Wraps `text[range]` into the ranges of at least one row. A row is wider than `width` only if a single grapheme
/// is.
pub fn wrap(text: &str, range: Range<usize>, width: TextWidth) -> Vec<Range<usize>> {
    wrap_indented(text, range, width, 0)
}

/// Like [`wrap`], with `indent` fewer cells for all rows but the first.
pub(super) fn wrap_indented(
    text: &str,
    range: Range<usize>,
    width: TextWidth,
    indent: u16,
) -> Vec<Range<usize>> {
    let below = TextWidth { cells: width.cells - indent, ..width };
    let words = words(&text[range.clone()], below);
    let mut rows = Vec::new();
    for row in wrap_first_fit(&words, &[f64::from(width.cells), f64::from(below.cells)]) {
        if let (Some(first), Some(last)) = (row.first(), row.last()) {
            rows.push(range.start + first.range.start..range.start + last.range.end);
        }
    }
    if rows.is_empty() { vec![range] } else { rows }
}

/// A range that no row break divides.
#[derive(Debug)]
struct Word {
    range: Range<usize>,
    /// Display width without trailing white space.
    width: usize,
    /// Display width of the trailing white space.
    space: usize,
    /// Display width of the hyphen that is shown if a row ends here.
    hyphen: usize,
}

#[expect(clippy::cast_precision_loss, reason = "no row is as wide as 2^52 cells")]
impl Fragment for Word {
    fn width(&self) -> f64 {
        self.width as f64
    }

    fn whitespace_width(&self) -> f64 {
        self.space as f64
    }

    fn penalty_width(&self) -> f64 {
        self.hyphen as f64
    }
}

impl Word {
    fn new(line: &str, range: Range<usize>, ambiguous: Ambiguous) -> Self {
        let text = &line[range.clone()];
        let shown = trim_row(text);
        let gap = range.start + shown.len();
        let ends_line = !shown.is_empty() && text[shown.len()..].contains(is_line_end);
        let is_joined = ends_line && is_dropped(line, gap);
        Self {
            width: ambiguous.width(shown),
            space: if is_joined { 0 } else { ambiguous.width(&line[gap..range.end]) },
            hyphen: usize::from(shown.ends_with(SOFT_HYPHEN)),
            range,
        }
    }
}

/// Divides `line` where rows may end, and cuts words that are wider than the column.
fn words(line: &str, width: TextWidth) -> Vec<Word> {
    let is_korean = line.contains(is_hangul) && line.contains(char::is_whitespace);
    let mut words: Vec<Word> = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        end += word.word.len() + word.whitespace.len();
        if end < line.len() && is_korean && is_inside_korean_word(line, end) {
            continue;
        }
        let is_indent =
            line[..start].ends_with(is_line_end) && line[start..end].trim_matches(BLANKS).is_empty();
        if let Some(last) = words.last_mut().filter(|_| is_indent) {
            // The blanks at the head of a line are dropped together with the line end.
            *last = Word::new(line, last.range.start..end, width.ambiguous);
            start = end;
            continue;
        }
        let mut cut = start;
        for hyphen in hyphens(&line[start..end]).map(|hyphen| start + hyphen) {
            push_cut(width, line, cut..hyphen, &mut words);
            cut = hyphen;
        }
        push_cut(width, line, cut..end, &mut words);
        start = end;
    }
    words
}

/// Adds a word, cut into parts if it is wider than the column.
fn push_cut(width: TextWidth, line: &str, range: Range<usize>, words: &mut Vec<Word>) {
    let room = usize::from(width.cells);
    let word = Word::new(line, range.clone(), width.ambiguous);
    if word.width + word.hyphen <= room {
        words.push(word);
        return;
    }
    let shown = trim_row(&line[range.clone()]).len();
    let (mut cut, mut cells) = (range.start, 0);
    for grapheme in width.ambiguous.graphemes(&line[range.start..range.start + shown]) {
        let start = range.start + grapheme.range.start;
        // A part that ends in a soft hyphen needs room for the hyphen.
        let hyphen = usize::from(line[start..].starts_with(SOFT_HYPHEN));
        let taken = usize::from(grapheme.width) + hyphen;
        if cells + taken > room && start > cut {
            words.push(Word::new(line, cut..start, width.ambiguous));
            (cut, cells) = (start, 0);
        }
        cells += usize::from(grapheme.width);
    }
    words.push(Word::new(line, cut..range.end, width.ambiguous));
}

/// Returns `true` if a break at `offset` would divide a Korean word.
fn is_inside_korean_word(line: &str, offset: usize) -> bool {
    let before = line[..offset].chars().next_back();
    let after = line[offset..].chars().next();
    !before.is_some_and(char::is_whitespace) && [before, after].into_iter().flatten().any(is_hangul)
}

/// Iterates over the breaks inside a word: after a hyphen between letters or digits, and after a soft hyphen.
/// `textwrap` leaves hyphens to its caller.
fn hyphens(word: &str) -> impl Iterator<Item = usize> {
    word.match_indices(['-', SOFT_HYPHEN]).filter_map(|(at, hyphen)| {
        let before = word[..at].chars().next_back();
        let after = word[at + hyphen.len()..].chars().next();
        let is_inside = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        is_inside.then_some(at + hyphen.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: u16) -> Vec<String> {
        let drawn =
            |row| Ambiguous::Narrow.row_graphemes(&text[row]).map(|g| g.symbol.into_owned()).collect();
        wrap(text, 0..text.len(), width.into()).into_iter().map(drawn).collect()
    }

    #[test]
    fn rows_break_at_spaces_and_after_hyphens() {
        assert_eq!(
            wrapped("the grass-roots organizations", 12),
            ["the grass-", "roots", "organization", "s"]
        );
        assert_eq!(wrapped("construction–this is", 14), ["construction–", "this is"]);
        assert_eq!(wrapped("of -5 or more", 4), ["of", "-5", "or", "more"]);
    }

    #[test]
    fn no_break_space_keeps_words_together() {
        assert_eq!(wrapped("conference are 10\u{A0}000 persons", 17), ["conference are", "10 000 persons"]);
    }

    #[test]
    fn line_end_inside_a_paragraph_is_a_space() {
        assert_eq!(wrapped("one\ntwo\r\nthree", 20), ["one two three"]);
    }

    #[test]
    fn soft_hyphen_is_shown_where_the_word_is_broken() {
        assert_eq!(
            wrapped("inter\u{AD}national co\u{AD}operation", 10),
            ["inter-", "national", "co-", "operation"]
        );
        assert_eq!(wrapped("inter\u{AD}national", 13), ["international"]);
    }

    #[test]
    fn korean_breaks_at_spaces() {
        assert_eq!(wrapped("조선로동당 세포비서대회를", 12), ["조선로동당", "세포비서대회", "를"]);
        assert_eq!(wrapped("우리 당(세포)은 강하다", 10), ["우리", "당(세포)은", "강하다"]);
        assert_eq!(
            wrapped("조선로동당세포비서", 6),
            ["조선로", "동당세", "포비서"],
            "without spaces, anywhere"
        );
    }

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_comma() {
        assert_eq!(wrapped("同志们，朋友们", 6), ["同志", "们，朋", "友们"]);
        assert_eq!(wrapped("同志\n们，\r\n  朋友\n们", 6), ["同志", "们，朋", "友们"]);
    }

    #[test]
    fn grapheme_cluster_is_never_cut() {
        assert_eq!(wrapped("👩‍👩‍👧👩‍👩‍👧", 3), ["👩‍👩‍👧", "👩‍👩‍👧"]);
        assert_eq!(wrapped("각", 1), ["각"], "wider than the column, yet whole");
    }
}
