//! How a piece of text looks in cells: the one place that knows symbols and widths.
//!
//! Wrapping, drawing and the cursor all ask here, so they cannot disagree.

use std::{borrow::Cow, ops::Range};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What one grapheme cluster looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// Its bytes in the piece of text that was asked about.
    pub range: Range<usize>,
    /// What is drawn for it; nothing where `width` is 0.
    pub symbol: Cow<'a, str>,
    /// How many cells that takes.
    pub width: u16,
}

/// The glyphs of a piece of text, one for each of its grapheme clusters.
///
/// White space of any kind is a blank, controls and direction marks are symbols that can do no harm,
/// a combining mark without a base stands on a dotted circle, soft hyphens and zero-width characters
/// are nothing.
pub fn glyphs(text: &str) -> impl Iterator<Item = Glyph<'_>> {
    Glyphs { text, at: 0 }
}

/// Goes from cluster to cluster.
struct Glyphs<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Glyphs<'a> {
    type Item = Glyph<'a>;

    fn next(&mut self) -> Option<Glyph<'a>> {
        let start = self.at;
        let (first, second) = (*self.text.as_bytes().get(start)?, self.text.as_bytes().get(start + 1));
        // A letter of ASCII before another is a cluster of its own: most of most texts.
        if matches!(first, b' '..=b'~') && second.is_none_or(u8::is_ascii) {
            self.at += 1;
            return Some(Glyph {
                range: start..self.at,
                symbol: Cow::Borrowed(&self.text[start..self.at]),
                width: 1,
            });
        }
        let cluster = self.text[start..].graphemes(true).next()?;
        self.at += cluster.len();
        let (symbol, width) = symbol(cluster);
        Some(Glyph { range: start..self.at, symbol, width })
    }
}

/// The glyphs of a piece of text that is set as a row: a soft hyphen at its end is seen as a hyphen,
/// and the blanks that hang off its end are not seen.
pub fn row_glyphs(text: &str) -> impl Iterator<Item = Glyph<'_>> {
    let ink = text.trim_end();
    let broken_at = ink.strip_suffix(SOFT_HYPHEN).map(str::len);
    glyphs(ink).map(move |glyph| {
        if Some(glyph.range.start) == broken_at {
            return Glyph { range: glyph.range, symbol: Cow::Borrowed("-"), width: 1 };
        }
        glyph
    })
}

/// Whether a piece of text is made of letters of ASCII alone, each of which is a glyph and has a cell of its own.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// How many cells a piece of text takes.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    glyphs(text).map(|glyph| usize::from(glyph.width)).sum()
}

/// The longest head of `text` that takes at most `cells` cells, cut between grapheme clusters.
pub fn head(text: &str, cells: usize) -> &str {
    let mut left = cells;
    for glyph in glyphs(text) {
        match left.checked_sub(usize::from(glyph.width)) {
            Some(rest) => left = rest,
            None => return &text[..glyph.range.start],
        }
    }
    text
}

/// Marks where a word may be broken; seen only where it is.
pub const SOFT_HYPHEN: char = '\u{AD}';

/// What is drawn for one grapheme cluster, and in how many cells.
fn symbol(cluster: &str) -> (Cow<'_, str>, u16) {
    if let [byte @ b'!'..=b'~'] = cluster.as_bytes() {
        debug_assert!(byte.is_ascii_graphic());
        return (Cow::Borrowed(cluster), 1);
    }
    // Of a cluster of several characters only `\r\n` begins with one of these.
    let first = cluster.chars().next().unwrap_or(' ');
    if let Some(stand_in) = stand_in(first) {
        let width = u16::from(!stand_in.is_empty());
        return (Cow::Borrowed(stand_in), width);
    }
    let cells = cells(cluster);
    if cells > 0 {
        return (Cow::Borrowed(cluster), cells);
    }
    if cluster.chars().all(is_invisible) {
        return (Cow::Borrowed(""), 0);
    }
    (Cow::Owned(format!("\u{25CC}{cluster}")), 1)
}

/// The cells of a cluster, as ratatui counts them: the half-width voiced sound marks of Katakana take
/// a cell of their own, though Unicode makes them part of the cluster before.
fn cells(cluster: &str) -> u16 {
    let marks = cluster.chars().filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}')).count();
    u16::try_from(cluster.width() + marks).unwrap_or(u16::MAX)
}

/// What is drawn in place of a character that must not reach the terminal, or would not be seen.
fn stand_in(c: char) -> Option<&'static str> {
    Some(match c {
        // An ideographic blank is as wide as what stands beside it.
        '\u{3000}' => return None,
        c if c.is_whitespace() => " ",
        '\0'..='\x1F' => CONTROL_PICTURES[c as usize],
        '\x7F' => "␡",
        '\u{80}'..='\u{9F}' => "\u{FFFD}",
        // Marks, embeddings, overrides and isolates: to the right, to the left, to what was before.
        '\u{200E}' | '\u{202A}' | '\u{202D}' | '\u{2066}' | '\u{2068}' => "⇢",
        '\u{200F}' | '\u{061C}' | '\u{202B}' | '\u{202E}' | '\u{2067}' => "⇠",
        '\u{202C}' | '\u{2069}' => "⇡",
        SOFT_HYPHEN | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => "",
        _ => return None,
    })
}

/// Whether a character only joins, parts or varies its neighbours.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{34F}')
}

/// A picture for each control of ASCII.
const CONTROL_PICTURES: [&str; 32] = [
    "␀", "␁", "␂", "␃", "␄", "␅", "␆", "␇", "␈", "␉", "␊", "␋", "␌", "␍", "␎", "␏", "␐", "␑", "␒", "␓", "␔",
    "␕", "␖", "␗", "␘", "␙", "␚", "␛", "␜", "␝", "␞", "␟",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::buffer::CellWidth;

    use super::*;

    fn shown(text: &str) -> String {
        glyphs(text).map(|glyph| glyph.symbol.into_owned()).collect()
    }

    #[test]
    fn white_space_is_a_blank() {
        assert_eq!(shown("10\u{A0}000\npersons\tand\r\nmore"), "10 000 persons and more");
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_drawn() {
        assert_eq!(shown("a\x1B[2Jb\x07\u{9B}c\u{202E}d\x7F"), "a␛[2Jb␇\u{FFFD}c⇠d␡");
        for control in (0..0x20).chain(0x7F..0xA0).filter_map(char::from_u32) {
            let text = control.to_string();
            let drawn = shown(&text);
            assert!(!drawn.chars().any(char::is_control), "{control:?} is drawn as {drawn:?}");
            assert_eq!(width(&text), 1, "{control:?}");
        }
    }

    #[test]
    fn clusters_come_out_whole() {
        for (text, cells) in [
            ("각", 2),
            ("\u{1100}\u{1161}\u{11A8}", 2),
            ("社會", 4),
            ("👩‍👩‍👧", 2),
            ("❤\u{FE0F}", 2),
            ("e\u{301}", 1),
            ("\u{3000}", 2),
        ] {
            assert_eq!(shown(text), text);
            assert_eq!(width(text), cells, "{text}");
        }
    }

    #[test]
    fn a_mark_without_a_base_is_seen() {
        assert_eq!(shown("\u{301}a"), "\u{25CC}\u{301}a");
    }

    #[test]
    fn a_soft_hyphen_is_seen_at_the_end_of_a_row_only() {
        assert_eq!(shown("co\u{AD}operation"), "cooperation");
        let row: String = row_glyphs("co\u{AD}").map(|glyph| glyph.symbol.into_owned()).collect();
        assert_eq!(row, "co-");
    }

    #[test]
    fn a_head_is_cut_between_clusters() {
        assert_eq!(head("각국의", 3), "각");
        assert_eq!(head("ae\u{301}b", 2), "ae\u{301}");
        assert_eq!(head("abc", 9), "abc");
    }

    proptest! {
        #[test]
        fn widths_are_those_of_ratatui(text in "\\PC{0,40}") {
            for glyph in glyphs(&text).filter(|glyph| glyph.width > 0) {
                prop_assert_eq!(glyph.width, glyph.symbol.cell_width(), "{:?}", glyph.symbol);
            }
        }

        #[test]
        fn glyphs_tile_the_text(text in "\\PC{0,40}|[a\u{300}\u{200D}\u{1100}\u{1161}\r\n \u{AD}]{0,12}") {
            let mut end = 0;
            for glyph in glyphs(&text) {
                prop_assert_eq!(glyph.range.start, end);
                end = glyph.range.end;
            }
            prop_assert_eq!(end, text.len());
        }
    }
}
