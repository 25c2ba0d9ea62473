//! A text as a search sees it, with the offsets of the source.
//!
//! A search ignores more than single characters: Markdown syntax, a hyphen and the line end after it, blanks inside
//! French quotes. [`SeenText`] is the text without them, folded for a literal query or verbatim for a regular
//! expression. It consists of units. A unit is a letter as the search sees it, with the range of the source that it
//! stands for. A match begins and ends at the edges of units.
//!
//! | source | folded | verbatim |
//! | --- | --- | --- |
//! | `the **Party** of` | `the party of` | `the Party of` |
//! | `revolu-⏎tionary` | `revolu‧tionary`, a [`BREAK`] for `‧` | `revolu-tionary`, with a hyphen that may be skipped |
//! | `« Été… »` | `"ete..."` | `« Été… »` |

use std::{borrow::Cow, ops::Range};

use unicode_normalization::char::is_combining_mark;

use super::{
    fold::{Entry, Folding, Form, Table},
    letters::{BREAK, is_doubled_capital, is_hyphen, is_ignored, is_same_len, simple_len},
};
use crate::{
    document::{
        lines::is_line_end,
        spans::{Span, SpanKind, is_number},
        words::is_joined_without_blank,
    },
    layout::joined::BLANKS,
};

/// The form in which a text is seen.
#[derive(Debug, Clone, Copy)]
pub(crate) enum View {
    /// For a literal query. White space is one blank.
    Folded(&'static Table),
    /// For a regular expression. A line end with the blanks around it is one blank, or nothing between Chinese or Japanese
    /// letters.
    Verbatim,
}

/// A text as a search sees it.
#[derive(Debug, Clone)]
pub(crate) struct SeenText<'a> {
    source: &'a str,
    text: Cow<'a, str>,
    /// The segments tile `text`, and are in the order of the source.
    segments: Vec<Segment>,
    /// The offsets in `text` of hyphens at line ends. In a folded text these are [`BREAK`]s.
    breaks: Vec<usize>,
}

/// A part of a seen text: a unit, or characters that are a unit each.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Segment {
    /// The offset in the seen text.
    at: usize,
    /// The range in the source.
    source: Range<usize>,
    /// `true` if each character is a unit, and has as many bytes as in the source.
    is_linear: bool,
}

/// A unit of a seen text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// The range in the seen text.
    pub(crate) seen: Range<usize>,
    /// The range in the source.
    pub(crate) source: Range<usize>,
}

impl<'a> SeenText<'a> {
    /// Returns a range of the source as it is. `source` is the text of a document.
    pub(crate) fn plain(source: &'a str, range: Range<usize>) -> Self {
        let segments = vec![Segment { at: 0, source: range.clone(), is_linear: true }];
        Self { source, text: Cow::Borrowed(&source[range]), segments, breaks: Vec::new() }
    }

    /// Returns some ranges of the source as `view` sees them, each without the markers among its spans. A line feed
    /// stands between the ranges.
    pub(crate) fn new<'s>(
        source: &'a str,
        ranges: impl Iterator<Item = (Range<usize>, &'s [Span])>,
        view: View,
    ) -> Self {
        Self::of(source, ranges, view, false)
    }

    /// Returns a text in which page furniture is seen too.
    pub(super) fn with_furniture<'s>(
        source: &'a str,
        ranges: impl Iterator<Item = (Range<usize>, &'s [Span])>,
        view: View,
    ) -> Self {
        Self::of(source, ranges, view, true)
    }

    fn of<'s>(
        source: &'a str,
        ranges: impl Iterator<Item = (Range<usize>, &'s [Span])>,
        view: View,
        has_furniture: bool,
    ) -> Self {
        let mut builder = Builder {
            source,
            view,
            has_furniture,
            text: String::new(),
            segments: Vec::new(),
            breaks: Vec::new(),
            blank: None,
            hyphen: None,
            is_opened: false,
        };
        for (range, spans) in ranges {
            builder.text.reserve(range.len());
            builder.push_range(range, spans);
        }
        let Builder { text, segments, breaks, .. } = builder;
        Self { source, text: Cow::Owned(text), segments, breaks }
    }

    /// Returns `query` as its folding sees it.
    pub(crate) fn of_query(query: &'a str, table: &'static Table) -> Self {
        Self::new(query, std::iter::once((0..query.len(), &[][..])), View::Folded(table))
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text of the document.
    pub(crate) const fn source(&self) -> &'a str {
        self.source
    }

    /// Returns the range of the source from the first unit to the last.
    pub(crate) fn source_extent(&self) -> Range<usize> {
        let start = self.segments.first().map_or(0, |first| first.source.start);
        start..self.segments.last().map_or(start, |last| last.source.end)
    }

    /// Returns the offsets of hyphens at line ends.
    pub(crate) fn breaks(&self) -> &[usize] {
        &self.breaks
    }

    /// Returns the range of the source that a range stands for, if it begins and ends at edges of units.
    pub(crate) fn source_range(&self, seen: &Range<usize>) -> Option<Range<usize>> {
        Some(self.source_start(seen.start)?..self.source_end(seen.end)?)
    }

    /// Returns the offset in the source of the unit that begins at `at`.
    fn source_start(&self, at: usize) -> Option<usize> {
        let index = self.segments.partition_point(|segment| segment.at <= at).checked_sub(1)?;
        let segment = &self.segments[index];
        let offset = segment.source.start + at - segment.at;
        (segment.at == at || segment.is_linear && offset < segment.source.end).then_some(offset)
    }

    /// Returns the end in the source of the unit that ends at `at`.
    fn source_end(&self, at: usize) -> Option<usize> {
        let index = self.segments.partition_point(|segment| segment.at < at).checked_sub(1)?;
        let segment = &self.segments[index];
        let end = self.segments.get(index + 1).map_or(self.text.len(), |next| next.at);
        if at == end {
            return Some(segment.source.end);
        }
        segment.is_linear.then(|| segment.source.start + at - segment.at)
    }

    /// Returns the offset in the source of the unit that has the offset `at`.
    pub(crate) fn source_offset(&self, at: usize) -> usize {
        let index = self.segments.partition_point(|segment| segment.at <= at);
        let segment = index.checked_sub(1).map(|index| &self.segments[index]);
        let offset =
            |segment: &Segment| segment.source.start + if segment.is_linear { at - segment.at } else { 0 };
        segment.map_or(0, offset)
    }

    /// Returns the offset of the first unit that begins at or after an offset of `source`.
    pub(crate) fn seen_offset(&self, source: usize) -> usize {
        let index = self.segments.partition_point(|segment| segment.source.start < source);
        let next = self.segments.get(index).map_or(self.text.len(), |next| next.at);
        match index.checked_sub(1).map(|index| &self.segments[index]) {
            Some(segment) if segment.is_linear && source < segment.source.end => {
                segment.at + source - segment.source.start
            }
            _ => next,
        }
    }

    /// Iterates over the units.
    pub(crate) fn units(&self) -> impl Iterator<Item = Unit> + '_ {
        self.segments.iter().enumerate().flat_map(|(index, segment)| {
            let end = self.segments.get(index + 1).map_or(self.text.len(), |next| next.at);
            let unit =
                (!segment.is_linear).then(|| Unit { seen: segment.at..end, source: segment.source.clone() });
            let linear = if segment.is_linear { &self.text[segment.at..end] } else { "" };
            let chars = linear.char_indices().map(|(at, c)| Unit {
                seen: segment.at + at..segment.at + at + c.len_utf8(),
                source: segment.source.start + at..segment.source.start + at + c.len_utf8(),
            });
            unit.into_iter().chain(chars)
        })
    }

    /// Returns what is in the source on both sides of an edge of units, but for overlooked characters.
    pub(crate) fn around(&self, at: usize) -> (Option<char>, Option<char>) {
        let is_break = |at: usize| self.breaks.binary_search(&at).is_ok();
        let char_before = at - self.text[..at].chars().next_back().map_or(0, char::len_utf8);
        let char_after = at + self.text[at..].chars().next().map_or(0, char::len_utf8);
        let before = if is_break(char_before) { char_before } else { at };
        let after = if is_break(at) { char_after } else { at };
        let before = self
            .source_end(before)
            .and_then(|offset| self.source[..offset].trim_end_matches(is_ignored).chars().next_back());
        let after = self.source_start(after).and_then(|offset| self.source[offset..].chars().next());
        (before, after)
    }
}

/// A hyphen after a letter. If a line end follows, and another letter, it parts a word.
#[derive(Debug)]
struct Hyphen {
    source: Range<usize>,
    /// `true` if it is the last unit of the text.
    is_unit: bool,
}

/// White space that becomes a blank, unless the next character makes it disappear.
#[derive(Debug)]
struct Blank {
    source: Range<usize>,
    has_line_end: bool,
}

/// A [`SeenText`] while it is made.
struct Builder<'a> {
    source: &'a str,
    view: View,
    /// `true` if page furniture is seen.
    has_furniture: bool,
    text: String,
    segments: Vec<Segment>,
    breaks: Vec<usize>,
    blank: Option<Blank>,
    hyphen: Option<Hyphen>,
    /// `true` after a French quotation mark that opens a quotation.
    is_opened: bool,
}

impl Builder<'_> {
    fn push_range(&mut self, range: Range<usize>, spans: &[Span]) {
        if !self.segments.is_empty() {
            self.push_unit("\n", range.start..range.start);
            (self.hyphen, self.is_opened) = (None, false);
        }
        let mut at = range.start;
        for span in spans {
            let replaced = match span.kind {
                SpanKind::Marker if !is_number(&self.source[span.range.clone()]) => None,
                SpanKind::Time | SpanKind::Escape => None,
                SpanKind::Entity(c) => Some(c),
                SpanKind::Furniture if !self.has_furniture => None,
                _ => continue,
            };
            let (start, end) = (span.range.start.clamp(at, range.end), span.range.end.clamp(at, range.end));
            self.push_piece(at..start);
            if span.kind == SpanKind::Furniture {
                // A page break is a line end, as long as it may be.
                let blank = self.blank.take().map_or(start, |blank| blank.source.start);
                self.blank = Some(Blank { source: blank..end, has_line_end: true });
            }
            if let (Some(c), true) = (replaced, start < end) {
                self.push_char(c, start..end);
            }
            at = end;
        }
        self.push_piece(at..range.end);
        if let Some(mut blank) = self.blank.take() {
            if matches!(self.view, View::Verbatim) {
                blank.source.end = range.end;
            }
            self.push_unit(" ", blank.source);
        }
    }

    /// Adds a part of the source without markup.
    fn push_piece(&mut self, range: Range<usize>) {
        match self.view {
            View::Folded(table) => self.fold_piece(range, table),
            View::Verbatim => self.join_lines(range),
        }
    }

    /// Adds the character that an entity stands for.
    fn push_char(&mut self, c: char, source: Range<usize>) {
        let mut letter = [0; 4];
        let letter = c.encode_utf8(&mut letter);
        self.end_blank(c, source.start, "");
        match self.view {
            View::Folded(table) => self.push_unit(&table.fold(letter, None), source),
            View::Verbatim => self.push_unit(letter, source),
        }
    }

    /// Adds a part of the source, folded.
    fn fold_piece(&mut self, range: Range<usize>, table: &'static Table) {
        let mut at = range.start;
        while let Some(c) = self.source[at..range.end].chars().next() {
            let rest = &self.source[at..range.end];
            let words = self.fold_words(at, rest, table);
            if words > 0 {
                at += words;
                continue;
            }
            let len = if c.is_whitespace() { c.len_utf8() } else { table.cluster_len(rest) };
            let source = at..at + len;
            at += len;
            if len > c.len_utf8() {
                let next = self.source[at..range.end].chars().next();
                self.end_blank(c, source.start, rest);
                self.push_unit(&table.fold(&rest[..len], next), source);
                continue;
            }
            self.push_form(c, source, rest, table);
        }
    }

    /// Adds the ordinary letters at the head of `rest`, with single blanks between them. Returns their length.
    fn fold_words(&mut self, start: usize, rest: &str, table: &'static Table) -> usize {
        let mut at = 0;
        let mut entry = rest.chars().next().map(|c| table.entry(c));
        while let (Some(c), Some(current)) = (rest[at..].chars().next(), entry) {
            let words = simple_len(&rest[at..]);
            let end = at + words.max(c.len_utf8());
            let next = rest[end..].chars().next().map(|c| table.entry(c));
            // The next character may be a mark of this one.
            let is_ordinary = words > 1 || current.is_ordinary && !next.is_some_and(Entry::may_join);
            let is_single_blank = c == ' ' && at > 0 && next.is_some_and(|next| next.is_ordinary);
            if !is_ordinary && !is_single_blank {
                break;
            }
            if at == 0 {
                self.end_blank(c, start, rest);
            }
            match &current.form {
                _ if words > 1 => {
                    let folded = self.text.len();
                    self.push_linear(&rest[at..end], start + at);
                    if table.folding().case {
                        self.text[folded..].make_ascii_lowercase();
                    }
                }
                Form::Letters(letters) if !is_same_len(letters, c) => {
                    self.push_unit(letters, start + at..start + end);
                }
                Form::Letters(letters) => self.push_linear(letters, start + at),
                _ => self.push_linear(&rest[at..end], start + at),
            }
            (at, entry) = (end, next);
        }
        at
    }

    /// Adds a character whose form does not depend on the next one. It stands at the head of `rest`.
    fn push_form(&mut self, c: char, source: Range<usize>, rest: &str, table: &Table) {
        let typography = table.folding().typography;
        if let Form::Dash = table.entry(c).form
            && self.blank.is_none()
            && self.text.ends_with('-')
            && let Some(dash) = self.segments.last_mut().filter(|last| !last.is_linear && typography)
        {
            // A run of dashes is one dash.
            dash.source.end = source.end;
            self.hyphen = None;
            return;
        }
        match &table.entry(c).form {
            Form::Blank => {
                let has_line_end = is_line_end(c);
                let blank = self.blank.get_or_insert_with(|| Blank { source: source.clone(), has_line_end });
                blank.source.end = source.end;
                blank.has_line_end |= has_line_end;
                return;
            }
            Form::Attached => {
                self.attach(source.end);
                return;
            }
            Form::Dropped => {
                if is_hyphen(c) && self.blank.is_none() && self.ends_with_letter() {
                    self.hyphen = Some(Hyphen { source, is_unit: false });
                }
                return;
            }
            _ => {}
        }
        self.end_blank(c, source.start, rest);
        let is_opening = typography && matches!(c, '«' | '‹') && self.opens_quotation();
        let is_after_letter = is_hyphen(c) && self.ends_with_letter();
        match &table.entry(c).form {
            Form::Letters(_) if !table.folding().case && is_doubled_capital(c) => {
                let next = rest[c.len_utf8()..].chars().next();
                self.push_unit(&table.fold(&rest[..c.len_utf8()], next), source.clone());
            }
            Form::Letters(letters) if is_same_len(letters, c) => self.push_linear(letters, source.start),
            Form::Letters(letters) => self.push_unit(letters, source.clone()),
            Form::Dash => self.push_unit("-", source.clone()),
            _ => self.push_linear(&rest[..c.len_utf8()], source.start),
        }
        self.is_opened = is_opening;
        self.hyphen = is_after_letter.then_some(Hyphen { source, is_unit: true });
    }

    /// Adds a part of the source verbatim, with its lines joined.
    fn join_lines(&mut self, range: Range<usize>) {
        let mut at = range.start;
        loop {
            let rest = &self.source[at..range.end];
            let feed = rest.find('\n');
            let line = feed.map_or(rest, |feed| {
                rest[..feed].strip_suffix('\r').unwrap_or(&rest[..feed]).trim_end_matches(BLANKS)
            });
            let shown = if self.blank.is_some() { line.trim_start_matches(BLANKS) } else { line };
            let (start, end) = (at + line.len() - shown.len(), at + line.len());
            if let (Some(first), Some(last)) = (shown.chars().next(), shown.chars().next_back()) {
                self.end_blank(first, start, shown);
                let before = &shown[..shown.len() - last.len_utf8()];
                self.push_linear(before, start);
                let is_after_letter = is_hyphen(last) && self.ends_with_letter();
                self.push_linear(&shown[before.len()..], start + before.len());
                self.hyphen =
                    is_after_letter.then_some(Hyphen { source: end - last.len_utf8()..end, is_unit: true });
            }
            let Some(feed) = feed else { return };
            if self.blank.is_some() {
                self.end_blank('\n', end, "");
            }
            self.blank = Some(Blank { source: end..at + feed + 1, has_line_end: true });
            at += feed + 1;
        }
    }

    /// Adds or drops the white space before `c`, which is at the offset `at` and begins `rest`.
    fn end_blank(&mut self, c: char, at: usize, rest: &str) {
        let hyphen = self.hyphen.take();
        let is_opened = std::mem::take(&mut self.is_opened);
        let Some(mut blank) = self.blank.take() else { return };
        if blank.has_line_end
            && c.is_alphanumeric()
            && !is_combining_mark(c)
            && let Some(hyphen) = hyphen
        {
            self.push_break(&hyphen);
            return;
        }
        let last = self.segments.last();
        let before = last.and_then(|last| self.source[..last.source.end].chars().next_back());
        if blank.has_line_end && before.is_some_and(|before| is_joined_without_blank(before, c)) {
            return;
        }
        let is_folded = matches!(self.view, View::Folded(table) if table.folding().typography);
        if is_folded && (is_opened || closes_quotation(c, rest)) {
            return;
        }
        if matches!(self.view, View::Verbatim) {
            blank.source.end = at;
        }
        self.push_unit(" ", blank.source);
    }

    /// Marks `hyphen` at a line end inside a word.
    fn push_break(&mut self, hyphen: &Hyphen) {
        if hyphen.is_unit {
            self.pop_unit();
        }
        self.breaks.push(self.text.len());
        let sign = if matches!(self.view, View::Verbatim) { '-' } else { BREAK };
        self.push_unit(sign.encode_utf8(&mut [0; 4]), hyphen.source.clone());
    }

    fn push_linear(&mut self, text: &str, source: usize) {
        if text.is_empty() {
            return;
        }
        let end = source + text.len();
        match self.segments.last_mut() {
            Some(last) if last.is_linear && last.source.end == source => last.source.end = end,
            _ => self.segments.push(Segment { at: self.text.len(), source: source..end, is_linear: true }),
        }
        self.text += text;
    }

    fn push_unit(&mut self, text: &str, source: Range<usize>) {
        if text.is_empty() {
            return self.attach(source.end);
        }
        self.segments.push(Segment { at: self.text.len(), source, is_linear: false });
        self.text += text;
    }

    /// Extends the last unit to an overlooked character that belongs to it.
    fn attach(&mut self, end: usize) {
        if self.blank.is_some() {
            return;
        }
        let Some(last) = self.segments.last_mut() else { return };
        if last.is_linear {
            let c = self.text.chars().next_back().map_or(0, char::len_utf8);
            let (at, start) = (self.text.len() - c, last.source.end - c);
            last.source.end = start;
            if last.source.is_empty() {
                self.segments.pop();
            }
            self.segments.push(Segment { at, source: start..end, is_linear: false });
        } else if !self.text.ends_with('\n') {
            last.source.end = end;
        }
    }

    /// Removes the last unit.
    fn pop_unit(&mut self) {
        let Some(last) = self.segments.last_mut() else { return };
        if last.is_linear {
            last.source.end -= self.text.pop().map_or(0, char::len_utf8);
        } else {
            self.text.truncate(last.at);
            last.source.end = last.source.start;
        }
        if last.source.is_empty() {
            self.segments.pop();
        }
    }

    fn ends_with_letter(&self) -> bool {
        let mut before = self.text.chars().rev();
        before.find(|&c| !is_combining_mark(c)).is_some_and(char::is_alphanumeric)
    }

    /// Returns `true` if a French quotation mark opens a quotation here. In German, it closes one after a letter.
    fn opens_quotation(&self) -> bool {
        self.text.chars().next_back().is_none_or(|c| " \n('\"[-".contains(c))
    }
}

/// Returns `true` if a French quotation mark, which stands at the head of `rest` and after a blank, closes a quotation.
/// In German, it opens one before a letter.
fn closes_quotation(c: char, rest: &str) -> bool {
    let next = rest[rest.len().min(c.len_utf8())..].chars().next();
    let opens = |next: char| is_word_char(next) || "„‚“‘‹›«»([¿¡…".contains(next);
    matches!(c, '»' | '›') && !next.is_some_and(opens)
}

/// Folds `text` as the default search does, with each run of white space as one blank. Used as a sort key.
pub(crate) fn folded(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return text.to_ascii_lowercase();
    }
    let folding = Folding { case: true, typography: true, marks: false };
    let seen = SeenText::of_query(text, folding.table());
    seen.text().trim_matches(' ').replace(BREAK, "")
}

/// Returns `true` if a [plain](super::fold::is_plain) text may have a word hyphenated at a line end.
pub(crate) fn has_break(text: &str) -> bool {
    let is_break = |(at, hyphen): (usize, &str)| {
        let after = text[at + hyphen.len()..].trim_start_matches(BLANKS);
        after.starts_with(is_line_end) && text[..at].ends_with(is_word_char)
    };
    text.match_indices('-').any(is_break)
}

/// Returns `true` for the characters of a word.
pub(crate) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use proptest::{collection, prelude::*, sample};

    use super::*;
    use crate::{
        document::text::Document,
        search::query::{Options, Query, SearchDefaults},
    };

    fn verbatim(source: &str) -> SeenText<'_> {
        SeenText::new(source, std::iter::once((0..source.len(), &[][..])), View::Verbatim)
    }

    #[test]
    fn line_end_is_one_blank_in_a_verbatim_view() {
        for (source, seen) in [
            ("one\ntwo \r\n\t three", "one two three"),
            ("one  two\u{A0}\nthree", "one  two\u{A0} three"),
            (" one\rtwo ", " one\rtwo "),
            ("one-\n two", "one-two"),
        ] {
            assert_eq!(verbatim(source).text(), seen);
        }
        let offsets: Vec<usize> = verbatim("a \r\n  b\nc").units().map(|unit| unit.source.start).collect();
        assert_eq!(offsets, [0, 1, 6, 7, 8]);
    }

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
            ("revolu-\ntionary", "revolutionary"),
        ] {
            assert_eq!(folded(text), folded(alike));
        }
        assert_ne!(folded("が"), folded("か"));
        assert_ne!(folded("мой"), folded("мои"));
    }

    /// Generates texts of pieces that fold in many ways.
    fn pieces(count: Range<usize>) -> impl Strategy<Value = String> {
        let pieces = vec![
            "a",
            "E",
            "é",
            "e\u{301}",
            "ł",
            "Ø",
            "œ",
            "Æ",
            "ß",
            "ﬁ",
            "Ⅷ",
            "Ｗ",
            "²",
            "№",
            "①",
            "…",
            "...",
            "-",
            "--",
            "—",
            "-\n",
            "\u{AD}\n",
            "\u{AC}\r\n ",
            " ",
            "\u{A0}",
            "\n",
            "« ",
            " »",
            "»",
            "’",
            "م",
            "ُ",
            "ـ",
            "أ",
            "ש",
            "ׁ",
            "־",
            "й",
            "и",
            "\u{306}",
            "α",
            "ᾳ",
            "\u{345}",
            "가",
            "\u{11A8}",
            "か",
            "\u{3099}",
            "ｶﾞ",
            "\u{200E}",
            "\u{200D}",
            "\u{FE0F}",
            "中",
            "ก",
            "x",
        ];
        collection::vec(sample::select(pieces), count).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn units_tile_the_seen_text_in_the_order_of_the_source(text in pieces(0..30), case: bool, typography: bool, marks: bool) {
            let table = Folding { case, typography, marks }.table();
            for view in [View::Folded(table), View::Verbatim] {
                let seen = SeenText::new(&text, std::iter::once((0..text.len(), &[][..])), view);
                let (mut at, mut source) = (0, 0);
                for unit in seen.units() {
                    prop_assert!(unit.seen.start == at && unit.seen.end > at && unit.source.start >= source);
                    prop_assert!(text.get(unit.source.clone()).is_some_and(|source| !source.is_empty()));
                    prop_assert_eq!(seen.source_range(&unit.seen), Some(unit.source.clone()));
                    prop_assert_eq!(seen.seen_offset(unit.source.start), at);
                    (at, source) = (unit.seen.end, unit.source.end);
                }
                prop_assert_eq!(at, seen.text().len());
            }
        }

        #[test]
        fn match_folds_to_the_folded_query(text in pieces(0..20), query in pieces(1..4), word: bool) {
            let document = Document::of_paragraphs("test", &text);
            let options = Options { word, ..Options::default() };
            let parsed = Query::new(&query, options, SearchDefaults::default()).unwrap();
            // Dashes, blanks and breaks depend on their neighbours.
            let comparable = |text: &str| folded(text).replace(['-', '¬', ' ', '\u{345}', 'ι', '"'], "");
            for found in parsed.matches(&document, 0..document.block_count()) {
                prop_assert_eq!(comparable(&document.text()[found]), comparable(&query));
            }
        }

        #[test]
        fn every_part_of_a_text_is_found(text in pieces(1..20), from in any::<sample::Index>(), to in any::<sample::Index>()) {
            let mut last = ' ';
            // A mark without a letter before it has no meaning.
            let is_kept = |c: &char| {
                let is_kept = !is_combining_mark(*c) || last.is_alphanumeric();
                last = if is_kept { *c } else { last };
                is_kept
            };
            let text: String = text.chars().filter(is_kept).collect();
            let document = Document::of_paragraphs("test", &text);
            prop_assume!(document.block_count() == 1);
            let block = document.block(0).range;
            let table = Folding { case: true, typography: true, marks: false }.table();
            let seen = SeenText::new(&text, std::iter::once((block, &[][..])), View::Folded(table));
            let units: Vec<Unit> = seen.units().collect();
            prop_assume!(!units.is_empty());
            let (from, to) = (from.index(units.len()), to.index(units.len()));
            let part = units[from.min(to)].source.start..units[from.max(to)].source.end;
            let is_edge = |at| super::super::boundaries::is_grapheme_edge(&text, at) == Some(true);
            prop_assume!(is_edge(part.start) && is_edge(part.end));
            let typed = &text[part];
            // At its ends a part may fold otherwise than in the text.
            let folded_part = &seen.text()[units[from.min(to)].seen.start..units[from.max(to)].seen.end];
            prop_assume!(SeenText::of_query(typed, table).text() == folded_part);
            let defaults = SearchDefaults { smart_case: false, folds: true };
            let query = Query::new(typed, Options::default(), defaults).unwrap();
            prop_assert!(query.matches(&document, 0..1).next().is_some(), "{typed:?}");
        }
    }
}
