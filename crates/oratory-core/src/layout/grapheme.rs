//! Graphemes: how text looks in cells. This module alone knows symbols and display widths.
//!
//! Wrapping, drawing and the cursor all use it, so they cannot disagree. A grapheme is usually a grapheme cluster of
//! UAX #29 ("Unicode Text Segmentation"), and its width is that of `unicode-width`.

use std::{borrow::Cow, ops::Range};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{
    joined::{BLANKS, gap_end, is_dropped},
    sanitize::{MAX_CLUSTER_CHARS, SOFT_HYPHEN, is_blank, is_visible, sanitize},
};
use crate::document::lines::is_line_end;

/// A grapheme cluster as it is drawn, or a part of one that could hide something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grapheme<'a> {
    /// The byte range in the text.
    pub range: Range<usize>,
    /// The symbol to draw. Empty if `width` is 0.
    pub symbol: Cow<'a, str>,
    /// The display width, in cells.
    pub width: u16,
}

/// The display width of the characters that UAX #11 ("East Asian Width") calls ambiguous: “ ” — … · ◆ │ and others.
/// Most terminals show them in one cell, some of those set up for Chinese, Japanese or Korean in two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ambiguous {
    /// One cell.
    #[default]
    Narrow,
    /// Two cells.
    Wide,
}

impl Ambiguous {
    /// Iterates over the graphemes of `text`.
    ///
    /// White space becomes a blank, and a line end with the blanks around it becomes one blank, which joins lines, or
    /// nothing between Chinese or Japanese letters. A combining mark without a base is drawn on a dotted circle. Characters that control the terminal or
    /// are invisible are replaced by symbols.
    ///
    /// ```
    /// use oratory_core::Ambiguous;
    ///
    /// let drawn = |text| -> String { Ambiguous::Narrow.graphemes(text).map(|grapheme| grapheme.symbol).collect() };
    /// assert_eq!(drawn("one \r\n  two"), "one two");
    /// assert_eq!(drawn("\x1B[2J"), "␛[2J");
    /// ```
    pub fn graphemes(self, text: &str) -> impl Iterator<Item = Grapheme<'_>> {
        Graphemes::new(text, self)
    }

    /// Iterates over the graphemes of a row of text. A soft hyphen at its end is drawn as a hyphen, and trailing
    /// white space is left out.
    pub fn row_graphemes(self, text: &str) -> impl Iterator<Item = Grapheme<'_>> {
        self.part_graphemes(text, true)
    }

    /// Iterates over the graphemes of a part of a row, as [`Ambiguous::row_graphemes`] if it is the last one.
    pub fn part_graphemes(self, text: &str, is_last: bool) -> impl Iterator<Item = Grapheme<'_>> {
        let shown = if is_last { trim_row(text) } else { text };
        let soft_hyphen = shown.strip_suffix(SOFT_HYPHEN).filter(|_| is_last).map(str::len);
        self.graphemes(shown).map(move |grapheme| {
            if Some(grapheme.range.start) == soft_hyphen {
                return Grapheme { range: grapheme.range, symbol: Cow::Borrowed("-"), width: 1 };
            }
            grapheme
        })
    }

    /// Returns the display width of `text`, in cells.
    pub fn width(self, text: &str) -> usize {
        if is_plain(text) {
            return text.len();
        }
        self.graphemes(text).map(|grapheme| usize::from(grapheme.width)).sum()
    }

    /// Returns the longest head of `text` that fits into `cells` cells.
    pub fn head(self, text: &str, cells: usize) -> &str {
        let mut left = cells;
        for grapheme in self.graphemes(text) {
            match left.checked_sub(usize::from(grapheme.width)) {
                Some(rest) => left = rest,
                None => return &text[..grapheme.range.start],
            }
        }
        text
    }

    /// Returns the longest tail of `text` that fits into `cells` cells.
    pub fn tail(self, text: &str, cells: usize) -> &str {
        let mut rest = self.width(text);
        for grapheme in self.graphemes(text) {
            if rest <= cells {
                return &text[grapheme.range.start..];
            }
            rest -= usize::from(grapheme.width);
        }
        ""
    }

    /// Returns the display width of a grapheme cluster.
    fn cluster_width(self, cluster: &str) -> u16 {
        let cells = match self {
            Self::Narrow => cluster.width(),
            Self::Wide => cluster.width_cjk(),
        };
        u16::try_from(cells).unwrap_or(u16::MAX)
    }

    /// Returns the display width of a character that [`is_single`].
    fn single_width(self, text: &str) -> u16 {
        match (self, text.chars().next()) {
            (Self::Wide, Some(c)) if !c.is_ascii() && c.width_cjk() == Some(2) => 2,
            _ => 1,
        }
    }

    /// Returns the symbol and the width of a part of a cluster that is drawn as it is.
    fn symbol(self, part: &str) -> (Cow<'_, str>, u16) {
        match self.cluster_width(part) {
            // Marks without a base.
            0 => (Cow::Owned(format!("\u{25CC}{part}")), 1),
            cells => (Cow::Borrowed(part), cells),
        }
    }
}

/// Iterator over the graphemes of a text.
struct Graphemes<'a> {
    text: &'a str,
    offset: usize,
    /// `true` inside the blanks around a line end, once one blank has been returned.
    is_joining: bool,
    /// The end of the last run of blanks known not to precede a line end. Each run is scanned only once.
    inner_blanks: usize,
    ambiguous: Ambiguous,
}

impl<'a> Iterator for Graphemes<'a> {
    type Item = Grapheme<'a>;

    fn next(&mut self) -> Option<Grapheme<'a>> {
        let Some(len) = self.single_len() else { return self.next_of_cluster() };
        let range = self.offset..self.offset + len;
        self.offset = range.end;
        self.is_joining = false;
        let text = &self.text[range.clone()];
        Some(Grapheme { symbol: Cow::Borrowed(text), range, width: self.ambiguous.single_width(text) })
    }
}

/// Returns `true` for characters of one cell that are drawn as they are and never join the one before: ASCII,
/// European letters and signs.
const fn is_single(c: char) -> bool {
    c < '\u{2028}' && is_visible(c)
}

impl<'a> Graphemes<'a> {
    const fn new(text: &'a str, ambiguous: Ambiguous) -> Self {
        Self { text, offset: 0, is_joining: false, inner_blanks: 0, ambiguous }
    }

    /// Returns `true` if only blanks are between the blank at `start` and the next line end.
    fn is_before_line_end(&mut self, start: usize) -> bool {
        if start < self.inner_blanks {
            return false;
        }
        let rest = self.text[start..].trim_start_matches(BLANKS);
        let is_before = rest.starts_with(is_line_end);
        if !is_before {
            self.inner_blanks = self.text.len() - rest.len();
        }
        is_before
    }

    /// Returns the length of the next grapheme if it is certainly a single character. Most are, and this needs no
    /// lookup in Unicode tables. It makes measuring a text 8 times as fast, and wrapping a page a quarter faster.
    fn single_len(&self) -> Option<usize> {
        let mut chars = self.text[self.offset..].chars();
        let (first, second) = (chars.next()?, chars.next());
        let is_alone = match second {
            // Of the blanks before a line end, only one is drawn.
            Some(' ' | '\t' | '\n' | '\r') => is_single(first),
            Some(second) if !is_single(second) => false,
            _ => is_single(first) || first == ' ' && !self.is_joining,
        };
        is_alone.then(|| first.len_utf8())
    }

    /// Returns the next grapheme in the general case.
    fn next_of_cluster(&mut self) -> Option<Grapheme<'a>> {
        let start = self.offset;
        let first = self.text[start..].chars().next()?;
        let line_end = match first {
            '\r' if self.text[start..].starts_with("\r\n") => 2,
            first if is_line_end(first) => first.len_utf8(),
            _ => 0,
        };
        let is_blank = BLANKS.contains(&first);
        if self.is_joining && (is_blank || line_end > 0) {
            self.offset += line_end.max(1);
            return Some(Grapheme { range: start..self.offset, symbol: Cow::Borrowed(""), width: 0 });
        }
        self.is_joining = line_end > 0 || is_blank && self.is_before_line_end(start);
        if self.is_joining && is_dropped(self.text, start) {
            self.offset = gap_end(self.text, start);
            return Some(Grapheme { range: start..self.offset, symbol: Cow::Borrowed(""), width: 0 });
        }
        let cluster = next_cluster(&self.text[start..])?;
        let (len, replacement) = sanitize(cluster, self.text[..start].chars().next_back());
        self.offset += len;
        let (symbol, width) = match replacement {
            Some(symbol) => (Cow::Borrowed(symbol), self.ambiguous.cluster_width(symbol)),
            None => self.ambiguous.symbol(&cluster[..len]),
        };
        Some(Grapheme { range: start..self.offset, symbol, width })
    }
}

/// Returns the first grapheme cluster of `text`, or as much of it as one cell can show. A hostile cluster may be
/// megabytes long, so no more of it is read.
fn next_cluster(text: &str) -> Option<&str> {
    let ahead = text.char_indices().nth(MAX_CLUSTER_CHARS + 1).map_or(text, |(end, _)| &text[..end]);
    ahead.graphemes(true).next()
}

/// Returns `text`, or as many of its graphemes as fit into `max_bytes` with a `…` after them.
pub fn shortened(text: &str, max_bytes: usize) -> Cow<'_, str> {
    if text.len() <= max_bytes {
        return Cow::Borrowed(text);
    }
    let ends = Ambiguous::Narrow.graphemes(text).map(|grapheme| grapheme.range.end);
    let end = ends.take_while(|&end| end <= max_bytes).last().unwrap_or(0);
    Cow::Owned(format!("{}…", &text[..end]))
}

/// Returns `true` if `text` is printable ASCII, so that each byte is a grapheme of one cell.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Returns `text` without trailing white space.
pub fn trim_row(text: &str) -> &str {
    text.trim_end_matches(is_blank)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::buffer::CellWidth;

    use super::*;
    use crate::layout::sanitize::is_invisible;

    /// Returns the width that ratatui computes, corrected for the sound marks that it counts twice.
    fn cells_by_ratatui(symbol: &str) -> u16 {
        let marks = symbol.chars().filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}')).count();
        symbol.cell_width() - u16::try_from(marks).unwrap()
    }

    fn graphemes(text: &str) -> impl Iterator<Item = Grapheme<'_>> {
        Ambiguous::Narrow.graphemes(text)
    }

    fn row_graphemes(text: &str) -> impl Iterator<Item = Grapheme<'_>> {
        Ambiguous::Narrow.row_graphemes(text)
    }

    fn width(text: &str) -> usize {
        Ambiguous::Narrow.width(text)
    }

    fn shown(text: &str) -> String {
        graphemes(text).map(|grapheme| grapheme.symbol.into_owned()).collect()
    }

    #[test]
    fn white_space_is_drawn_as_a_blank() {
        assert_eq!(shown("10\u{A0}000\npersons\tand\r\nmore"), "10 000 persons and more");
    }

    #[test]
    fn line_end_and_the_blanks_around_it_are_one_blank() {
        assert_eq!(shown("one\n    two\n\tthree \n  four"), "one two three four");
        assert_eq!(shown("one \r\n  two.  Three"), "one two.  Three");
        assert_eq!(shown("one\n \u{301}two \u{A0}three"), "one \u{25CC}\u{301}two  three");
        assert_eq!(shown("한\n 국"), "한 국");
        assert_eq!(shown("a\u{2028}b\u{2029}c\u{85}d\re \x0Bf\x0C\tg\r\rh"), "a b c d e f g h");
        assert_eq!(shown("one  \t \r\n two   three"), "one two   three");
        assert_eq!(shown("站 \n\t起来，\r\n建设。\n日本\nのA\n国"), "站起来，建设。日本のA 国");
        // Leading blanks of a single line are shown.
        assert_eq!((shown("  two"), shown("a\n\nb")), ("  two".to_owned(), "a b".to_owned()));
    }

    #[test]
    fn control_characters_never_reach_the_terminal() {
        assert_eq!(shown("a\x1B[2Jb\x07\u{9B}c\u{202E}d\x7F"), "a␛[2Jb␇\u{FFFD}c⇠d␡");
        for control in (0..0x20).chain(0x7F..0xA0).filter_map(char::from_u32) {
            let text = control.to_string();
            let drawn = shown(&text);
            assert!(!drawn.chars().any(char::is_control), "{control:?} is drawn as {drawn:?}");
            assert_eq!(width(&text), 1, "{control:?}");
        }
    }

    #[test]
    fn ambiguous_characters_take_one_cell_or_two() {
        for (text, narrow, wide) in [
            ("“Comrades” — yes…", 17, 21),
            ("· ◆ ▌ │ ¶", 9, 14),
            ("plain ASCII", 11, 11),
            ("각국", 4, 4),
            ("e\u{301}", 1, 1),
            ("\u{FEFF}", 1, 1),
            ("\u{E000}", 1, 2),
        ] {
            let widths = [Ambiguous::Narrow, Ambiguous::Wide].map(|ambiguous| ambiguous.width(text));
            assert_eq!(widths, [narrow, wide], "{text}");
        }
        assert_eq!(Ambiguous::Wide.head("“a”", 3), "“a");
        assert_eq!(Ambiguous::Wide.tail("“a”", 2), "”");
    }

    #[test]
    fn grapheme_clusters_are_drawn_whole() {
        for (text, cells) in [
            ("각", 2),
            ("\u{1100}\u{1161}\u{11A8}", 2),
            ("社會", 4),
            ("👩‍👩‍👧", 2),
            ("❤\u{FE0F}", 2),
            ("e\u{301}", 1),
            ("\u{3000}", 2),
            ("ﾊﾟ", 2),
            ("ｶﾞ", 2),
            ("ﾟ", 1),
        ] {
            assert_eq!(shown(text), text);
            assert_eq!(width(text), cells, "{text}");
        }
    }

    #[test]
    fn invisible_characters_of_scripts_keep_their_function() {
        for text in [
            "می\u{200C}خواهم",
            "ه\u{200D}",
            "क्\u{200D}ष",
            "क्\u{200C}ष",
            "ශ්\u{200D}රී",
            "ᠮᠣᠩᠭᠣᠯ\u{180B}ᠤᠨ",
            "\u{115F}\u{1161}",
            "\u{1100}\u{1160}\u{11A8}",
            "葛\u{E0100}",
            "1\u{FE0F}\u{20E3}",
            "☺\u{FE0E}",
            "👁\u{FE0F}\u{200D}🗨\u{FE0F}",
            "👩🏽\u{200D}❤\u{FE0F}\u{200D}💋\u{200D}👨🏻",
            "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
            "🇰🇵",
            "\u{600}١٢",
            "ש\u{5C1}\u{34F}\u{5BC}",
        ] {
            assert_eq!(shown(text), text, "{}", text.escape_unicode());
        }
        assert_eq!(shown("ភាសា\u{200B}ខ្មែរ"), "ភាសាខ្មែរ");
    }

    #[test]
    fn invisible_characters_are_shown_elsewhere() {
        for (text, expected) in [
            ("pass\u{200B}word", "pass◌word"),
            ("a\u{200D}b", "a◌b"),
            ("Auf\u{200C}lage", "Auf◌lage"),
            ("\u{200D}", "◌"),
            ("ه\u{200D}\u{200D}", "ه\u{200D}◌"),
            ("a\u{200D}\u{200D}\u{200D}b", "a◌◌◌b"),
            ("👩\u{200D}\u{200D}👩", "👩◌◌👩"),
            ("👩\u{200D}", "👩◌"),
            ("a\u{FE0F}", "a◌"),
            ("☺\u{FE0F}\u{FE00}\u{E0110}", "☺\u{FE0F}◌◌"),
            ("😀\u{E0141}\u{E0142}", "😀◌◌"),
            ("hi\u{E0001}\u{E0068}\u{E0069}\u{E007F}", "hi◌◌◌◌"),
            ("🏴\u{E0068}\u{E0069}\u{E007F}", "🏴◌◌◌"),
            ("a\u{2060}b\u{FEFF}c\u{2062}d", "a◌b◌c◌d"),
            ("\u{FFF9}漢\u{FFFA}kan\u{FFFB}", "◌漢◌kan◌"),
            ("\u{3164}\u{115F}\u{1160}\u{FFA0}", "◌◌◌◌"),
            ("\u{1100}\u{1160}\u{1160}", "\u{1100}\u{1160}◌"),
            ("\u{1100}\u{FE0F}\u{34F}\u{94D}", "\u{1100}\u{FE0F}◌◌\u{94D}"),
            ("a\u{34F}b", "a◌b"),
            ("a\u{301}\u{34F}\u{34F}\u{301}", "a\u{301}◌◌◌\u{301}"),
            ("\u{E000}\u{F8FF}\u{10FFFD}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("\u{378}\u{FFFF}\u{FDD0}\u{1FFFE}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ] {
            assert_eq!(shown(text), expected, "{}", text.escape_unicode());
            assert_eq!(row_graphemes(text).count(), graphemes(text).count(), "at the end of a row too");
        }
    }

    #[test]
    fn marks_of_one_cell_are_limited() {
        let heap = format!("a{}", "\u{301}".repeat(1000));
        assert!(
            graphemes(&heap).all(|grapheme| grapheme.symbol.chars().count() <= 33 && grapheme.width == 1)
        );
        assert_eq!(shown(&heap).matches('\u{301}').count(), 1000);
    }

    #[test]
    fn long_clusters_are_read_in_parts() {
        for run in ["\u{301}", "\u{200D}", "क\u{94D}"] {
            let text = format!("a{}b", run.repeat(1000));
            let mut rest = text.as_str();
            while let Some(cluster) = next_cluster(rest) {
                assert!(cluster.chars().count() <= MAX_CLUSTER_CHARS + 1, "{run:?}");
                rest = &rest[cluster.len()..];
            }
        }
    }

    #[test]
    fn run_of_blanks_is_scanned_once() {
        let text = "a \t \t \t \t b \t\n";
        let mut graphemes = Graphemes::new(text, Ambiguous::Narrow);
        let known: Vec<usize> =
            std::iter::from_fn(|| graphemes.next().map(|_| graphemes.inner_blanks)).collect();
        assert_eq!(known[..3], [0, 10, 10], "the first blank tells of all up to the letter");
        assert_eq!(shown(text), "a         b ");
    }

    #[test]
    fn shortened_text_is_cut_between_graphemes_and_marked() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("abcd", 3), "abc…");
        assert_eq!(shortened("ae\u{301}b", 3), "a…");
        assert_eq!(shortened("각국의", 8), "각국…");
        let heap = format!("a{}", "\u{301}".repeat(128_000));
        let shown = shortened(&heap, 4096);
        assert!(shown.ends_with('…') && shown.len() <= 4096 + '…'.len_utf8() && shown.len() > 4000);
    }

    /// Returns `true` for characters that must not reach the terminal.
    fn is_harmful(c: char) -> bool {
        c.is_control()
            || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    }

    #[test]
    fn every_character_alone_is_harmless_and_takes_a_cell() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            let grapheme = graphemes(&text).next().unwrap();
            assert!(!grapheme.symbol.chars().any(is_harmful), "{c:?}");
            assert_eq!(grapheme.width > 0, c != SOFT_HYPHEN, "{c:?}");
            assert_eq!(grapheme.width, cells_by_ratatui(&grapheme.symbol), "{c:?}");
        }
    }

    #[test]
    fn mark_without_a_base_is_shown() {
        assert_eq!(shown("\u{301}a"), "\u{25CC}\u{301}a");
    }

    #[test]
    fn soft_hyphen_is_shown_at_the_end_of_a_row_only() {
        assert_eq!(shown("co\u{AD}operation"), "cooperation");
        let row: String = row_graphemes("co\u{AD}").map(|grapheme| grapheme.symbol.into_owned()).collect();
        assert_eq!(row, "co-");
    }

    #[test]
    fn carriage_return_at_the_end_of_a_row_is_not_drawn() {
        let row = |text| row_graphemes(text).map(|grapheme| grapheme.symbol.into_owned()).collect::<String>();
        assert_eq!(
            (row("one two\r\n"), row("one two \r\n\r\n")),
            ("one two".to_owned(), "one two".to_owned())
        );
        assert_eq!(row("one two\r"), "one two", "alone too");
    }

    #[test]
    fn head_and_tail_are_cut_between_clusters() {
        let head = |text, cells| Ambiguous::Narrow.head(text, cells);
        let tail = |text, cells| Ambiguous::Narrow.tail(text, cells);
        assert_eq!((head("각국의", 3), head("ae\u{301}b", 2), head("abc", 9)), ("각", "ae\u{301}", "abc"));
        assert_eq!((tail("각국의", 3), tail("ae\u{301}b", 2), tail("abc", 9)), ("의", "e\u{301}b", "abc"));
    }

    /// Letters and characters that could hide between them.
    const HIDING: &str = "([a-z ☺葛هक्👩🏴\u{E20}\u{1100}\u{1820}]|[\u{AD}\u{34F}\u{115F}\u{1160}\u{180B}\u{180E}\u{200B}-\u{200F}\u{202E}\u{2060}\u{301}\u{FE0F}\u{E0020}-\u{E0102}\u{E000}\u{378}\r\n\x1B]){0,12}";

    /// Returns `true` if two characters must not be drawn as one, because both are invisible. A joiner may follow
    /// a variation selector.
    fn hides(one: char, other: char) -> bool {
        let is_variant_joined =
            matches!((one, other), ('\u{180B}'..='\u{180F}' | '\u{FE0F}', '\u{200C}' | '\u{200D}'));
        is_invisible(one) && is_invisible(other) && !is_variant_joined
    }

    #[test]
    fn single_characters_agree_with_the_general_case() {
        let samples =
            [None, Some(' '), Some('\n'), Some('\t'), Some('z'), Some('é'), Some('ж'), Some('’'), Some('©')];
        for c in ('\0'..=char::MAX).filter(|&c| is_single(c) || c == ' ') {
            for (before, after) in [None, Some('a'), Some('\n'), Some('\u{301}'), Some('\u{200D}'), Some('☺')]
                .into_iter()
                .flat_map(|before| samples.map(|after| (before, after)))
            {
                let text: String = before.into_iter().chain([c]).chain(after).collect();
                for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
                    let mut quick = Graphemes::new(&text, ambiguous);
                    let mut slow = Graphemes::new(&text, ambiguous);
                    while let Some(grapheme) = quick.next() {
                        assert_eq!(Some(grapheme), slow.next_of_cluster(), "{text:?}");
                        assert_eq!(quick.is_joining, slow.is_joining, "{text:?}");
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn widths_are_those_of_ratatui(text in "\\PC{0,40}") {
            for grapheme in graphemes(&text).filter(|grapheme| grapheme.width > 0) {
                prop_assert_eq!(grapheme.width, cells_by_ratatui(&grapheme.symbol), "{:?}", grapheme.symbol);
            }
        }

        #[test]
        fn graphemes_tile_the_text(text in "\\PC{0,40}|[a\u{300}\u{200D}\u{1100}\u{1161}\r\n \u{AD}]{0,12}", hiding in HIDING) {
            let text = text + &hiding;
            let mut end = 0;
            for grapheme in graphemes(&text) {
                prop_assert_eq!(grapheme.range.start, end);
                end = grapheme.range.end;
            }
            prop_assert_eq!(end, text.len());
        }

        #[test]
        fn divided_text_hides_nothing(text in HIDING) {
            let whole: usize = width(&text);
            for grapheme in graphemes(&text) {
                prop_assert!(!grapheme.symbol.chars().any(is_harmful), "{:?}", grapheme.symbol);
                let drawn: Vec<char> = grapheme.symbol.chars().collect();
                let is_hiding = drawn.windows(2).any(|pair| hides(pair[0], pair[1]));
                prop_assert!(!is_hiding || drawn[0] == '🏴', "{:?}", grapheme.symbol);
                let (head, tail) = text.split_at(grapheme.range.start);
                prop_assert!(width(head) + width(tail) >= whole, "{:?} and {:?}", head, tail);
            }
        }
    }
}
