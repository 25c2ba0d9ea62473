//! The blocks of a plain text as they are found, from the first to the last.

use std::ops::Range;

use memchr::memchr;
use oratory_core::{
    Draft, KeptLine, Kind, LayoutOptions, Span, SpanKind, collapse, full_lines, is_blank, line_end,
};

use super::{joins::is_cut, lines, markers::is_rule};
use crate::{
    block_range::block_range,
    byline,
    dateline::{is_dateline, is_place},
    heading::{
        begins_with_small_word, ends_in_small_word, ends_sentence, is_bracketed, is_chapter, is_heading,
        is_numbered, is_numeral, is_short, is_titled,
    },
    salutation::{begins_with_office, is_named_addressee, is_salutation},
};

/// A part of the text that is a block, or that goes on with the one before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// `true` for prose, in which a sentence may be cut.
    pub(super) is_prose: bool,
}

/// The blocks that are found so far.
#[derive(Debug)]
pub(super) struct Blocks<'a> {
    text: &'a str,
    options: &'a LayoutOptions,
    draft: Draft,
    /// The last piece. Page furniture after it is pending.
    last: Option<Piece>,
    /// Page furniture after the last piece. It is a block of its own unless a sentence goes on below it.
    pending: Vec<Range<usize>>,
    /// `true` if a page ends after the last piece.
    is_page_ended: bool,
    /// The title above the text, if it is over several lines.
    title: String,
    /// The number at the head of the last paragraph that has one.
    last_number: u32,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(text: &'a str, options: &'a LayoutOptions) -> Self {
        Self {
            text,
            options,
            draft: Draft::default(),
            last: None,
            pending: Vec::new(),
            is_page_ended: false,
            title: String::new(),
            last_number: 0,
        }
    }

    /// Returns `true` if no block is found yet.
    pub(super) const fn is_empty(&self) -> bool {
        self.last.is_none()
    }

    /// Adds a line of page furniture.
    pub(super) fn add_furniture(&mut self, range: Range<usize>) {
        self.pending.push(range);
    }

    /// Ends a page.
    pub(super) const fn end_page(&mut self) {
        self.is_page_ended = true;
    }

    /// Keeps a line of the last block at any text width.
    pub(super) fn keep_line(&mut self, line: KeptLine) {
        self.draft.lines.push(line);
    }

    /// Adds a line that is a block of its own.
    pub(super) fn add_line(&mut self, line: &lines::Line<'_>) {
        let words = line.words();
        let kind = if is_rule(words) {
            Kind::Rule
        } else if self.is_heading(words) || self.continues_title(words) {
            Kind::Heading(1)
        } else {
            Kind::Paragraph
        };
        self.add_line_of(kind, line);
    }

    /// Adds `line` as a block of `kind`.
    pub(super) fn add_line_of(&mut self, kind: Kind, line: &lines::Line<'_>) {
        let is_prose = kind == Kind::Paragraph;
        self.add(Piece { start: line.words_start(), end: line.end(), kind, is_prose });
    }

    /// Adds `piece`, as a block or as the rest of a sentence that is cut.
    pub(super) fn add(&mut self, mut piece: Piece) {
        if self.options.no_headings && matches!(piece.kind, Kind::Heading(_)) {
            (piece.kind, piece.is_prose) = (Kind::Paragraph, true);
        }
        while piece.is_prose
            && let Some(next) = self.inner_start(&piece)
        {
            let end = piece.start + self.text[piece.start..next].trim_end().len();
            self.add_one(Piece { end, ..piece });
            piece.start = next;
        }
        self.add_one(piece);
    }

    fn add_one(&mut self, piece: Piece) {
        if self.continues(&piece) {
            self.join(&piece);
        } else if matches!(piece.kind, Kind::Heading(_)) && self.is_title_continued_by(&piece) {
            self.extend_title(&piece);
        } else if matches!(piece.kind, Kind::Heading(_)) && self.is_heading_open() {
            self.extend_heading(&piece);
        } else {
            self.begin(&piece);
        }
        let start = self
            .last
            .filter(|_| self.draft.starts.last() != Some(&piece.start))
            .map_or(piece.start, |last| last.start);
        self.last = Some(Piece { start, ..piece });
        if piece.is_prose
            && let Some(number) = paragraph_number(&self.text[piece.start..piece.end])
        {
            self.last_number = number;
        }
        self.is_page_ended = false;
    }

    /// Returns the start of the second paragraph in `piece`: two ideographic blanks after the end of a sentence.
    fn inner_start(&self, piece: &Piece) -> Option<usize> {
        const INDENT: &str = "\u{3000}\u{3000}";
        let text = &self.text[piece.start..piece.end];
        // A search for one byte is fast.
        memchr(INDENT.as_bytes()[0], text.as_bytes())?;
        let mut indents = text.match_indices(INDENT);
        let is_between = |at: usize| crate::heading::ends_statement(&text[..at]) && !is_blank(&text[at..]);
        let (at, _) = indents.find(|&(at, _)| is_between(at))?;
        Some(piece.end - text[at..].trim_start().len())
    }

    /// Begins a block.
    fn begin(&mut self, piece: &Piece) {
        self.flush_furniture();
        if matches!(piece.kind, Kind::Heading(_)) && self.draft.starts.is_empty() {
            self.title = title_of(&self.text[piece.start..piece.end]);
        }
        if piece.kind != Kind::Paragraph {
            self.draft.kinds.push((self.draft.starts.len(), piece.kind));
        }
        self.draft.starts.push(piece.start);
    }

    /// Makes blocks of the page furniture that no sentence encloses.
    fn flush_furniture(&mut self) {
        for range in self.pending.drain(..) {
            self.draft.kinds.push((self.draft.starts.len(), Kind::Furniture));
            self.draft.starts.push(range.start);
        }
    }

    /// Returns `true` if a piece goes on with the sentence at the end of the last one.
    fn continues(&self, piece: &Piece) -> bool {
        let Some(last) = self.last.filter(|last| last.is_prose && piece.is_prose && !self.options.no_join)
        else {
            return false;
        };
        let gap = &self.text[last.end..piece.start];
        let is_page_end = self.is_page_ended || !self.pending.is_empty();
        // Lines that nothing separates were parted on purpose.
        let is_parted =
            is_page_end || line_end(gap).is_some_and(|(at, len)| line_end(&gap[at + len..]).is_some());
        is_parted && is_cut(&self.text[last.start..last.end], &self.text[piece.start..piece.end], is_page_end)
    }

    /// Adds `piece` to the last block.
    fn join(&mut self, piece: &Piece) {
        let Some(last) = self.last else { return };
        let gap = last.end..piece.start;
        if self.pending.is_empty() && self.is_page_ended {
            // A form feed is a blank.
            return;
        }
        if self.pending.is_empty() {
            self.keep_gap(&gap);
        }
        for range in self.pending.drain(..) {
            self.draft.lines.push(KeptLine { start: range.start, marker: 0 });
        }
        self.draft.lines.push(KeptLine { start: piece.start, marker: 0 });
        self.draft.spans.push(Span { range: gap, kind: SpanKind::Furniture });
    }

    /// Keeps the blank line in `gap` within a block.
    fn keep_gap(&mut self, gap: &Range<usize>) {
        if let Some((at, len)) = line_end(&self.text[gap.clone()])
            && gap.start + at + len < gap.end
        {
            self.draft.lines.push(KeptLine { start: gap.start + at + len, marker: 0 });
        }
    }

    /// Returns `true` if a line is a heading here. The name of an addressee is one only in a title, an office none below
    /// addressees, and a number alone none where numbered paragraphs count up to it.
    fn is_heading(&self, words: &str) -> bool {
        is_heading(words)
            && (!is_named_addressee(words) || self.is_title_open())
            && !(begins_with_office(words) && self.is_below_addressee())
            && !(is_numeral(words) && paragraph_number(words) == Some(self.last_number + 1))
    }

    /// Returns `true` if the last piece is the name of an addressee or another salutation.
    fn is_below_addressee(&self) -> bool {
        let words = self.last.map(|last| &self.text[last.start..last.end]);
        words.is_some_and(|words| is_short(words) && (is_named_addressee(words) || is_salutation(words)))
    }

    /// Returns `true` if a line that alone is no heading, such as "BY", is part of the title.
    fn continues_title(&self, words: &str) -> bool {
        let is_first = self.last.is_none() && ends_in_small_word(words);
        let is_next = self.is_title_open() && (ends_in_small_word(words) || ends_in_small_word(&self.title));
        (is_first || is_next) && is_title_part(words) && !words.contains(char::is_lowercase)
    }

    /// Returns `true` if nothing but the title is found yet.
    fn is_title_open(&self) -> bool {
        self.draft.starts.len() == 1
            && self.last.is_some_and(|last| {
                matches!(last.kind, Kind::Heading(_)) && last.end - last.start < LONGEST_TITLE
            })
            && self.pending.is_empty()
            && !self.is_page_ended
    }

    /// Returns `true` if a heading goes on with the title: one in the same case that is not the heading of a section.
    fn is_title_continued_by(&self, piece: &Piece) -> bool {
        let words = &self.text[piece.start..piece.end];
        let has_small = |words: &str| words.contains(char::is_lowercase);
        self.is_title_open()
            && !is_section(&self.title)
            && !is_section(words)
            && (has_small(words) == has_small(&self.title)
                || begins_with_small_word(words)
                || ends_in_small_word(&self.title))
    }

    /// Adds a heading to the title.
    fn extend_title(&mut self, piece: &Piece) {
        let Some(last) = self.last else { return };
        let words = &self.text[piece.start..piece.end];
        if !is_attribution(words) {
            let part = title_of(words);
            let is_phrase = ends_in_small_word(&self.title) || begins_with_small_word(&part);
            // A subtitle follows a colon in catalogs.
            self.title.push_str(if is_phrase { " " } else { ": " });
            self.title.push_str(&part);
        }
        self.keep_gap(&(last.end..piece.start));
        self.draft.lines.push(KeptLine { start: piece.start, marker: 0 });
    }

    /// Returns `true` if the lines between two offsets are a title over several lines, which may state a date and a place.
    pub(super) fn is_title_block<'b>(lines: impl Iterator<Item = &'b str>) -> bool {
        let (mut parts, mut last) = (0, "");
        for words in lines {
            if is_dateline(words) || is_place(words) {
                continue;
            }
            if !is_title_part(words) {
                return false;
            }
            (parts, last) = (parts + 1, words);
        }
        parts > 0 && !ends_in_small_word(last) && !is_section(last)
    }

    /// Returns `true` if the last block is a line in capitals that a heading continues: `HUMAN AND`.
    fn is_heading_open(&self) -> bool {
        let Some(last) = self.last.filter(|last| last.kind == Kind::Paragraph && self.pending.is_empty())
        else {
            return false;
        };
        let words = &self.text[last.start..last.end];
        is_title_part(words) && ends_in_small_word(words) && !words.contains(char::is_lowercase)
    }

    /// Makes a heading of the last block and `piece`.
    fn extend_heading(&mut self, piece: &Piece) {
        let Some(last) = self.last else { return };
        self.draft.kinds.push((self.draft.starts.len() - 1, piece.kind));
        self.keep_gap(&(last.end..piece.start));
        self.draft.lines.push(KeptLine { start: piece.start, marker: 0 });
    }

    /// Returns the blocks.
    pub(super) fn finish(mut self) -> Draft {
        self.flush_furniture();
        self.mark_signatures();
        let is_titled = self
            .draft
            .kinds
            .first()
            .is_some_and(|(block, kind)| *block == 0 && matches!(kind, Kind::Heading(_)));
        if is_titled && self.title != collapse(&self.text[self.range_of(0)]) {
            self.draft.titles.push((0, self.title));
        }
        self.draft
    }

    fn range_of(&self, block: usize) -> Range<usize> {
        block_range(self.text, &self.draft.starts, block)
    }

    /// Finds headings that nothing follows but dates and places. They are signatures.
    fn mark_signatures(&mut self) {
        let mut after = self.draft.starts.len();
        for at in (0..self.draft.kinds.len()).rev() {
            let (block, kind) = self.draft.kinds[at];
            let words = &self.text[self.range_of(block)];
            let is_followed_by_date = || {
                (block + 1..after).all(|block| is_note(&self.text[self.range_of(block)]))
                    && after - block <= MOST_NOTES
            };
            let is_last = block + 1 == after;
            match kind {
                Kind::Verse if is_signed(words) && (is_last || is_followed_by_date()) => {
                    self.draft.kinds[at].1 = Kind::Signature;
                }
                Kind::Furniture | Kind::Rule if is_last => {}
                Kind::Heading(_) if block == 0 || is_section(words) => return,
                Kind::Heading(_)
                    if is_last || is_followed_by_date() && !words.contains(char::is_lowercase) =>
                {
                    self.draft.kinds[at].1 = Kind::Signature;
                }
                _ => return,
            }
            after = block;
        }
    }
}

/// The most bytes of a title over several lines.
const LONGEST_TITLE: usize = 400;

/// The most blocks below a signature.
const MOST_NOTES: usize = 3;

/// Returns `true` for what may follow a signature: a date, a place, a remark in brackets.
fn is_note(words: &str) -> bool {
    is_short(words) && (is_dateline(words) || is_place(words) || is_bracketed(words))
}

/// Returns `true` if lines are a name in capitals with a place or a date below it.
pub(super) fn is_signed_and_dated(words: &str) -> bool {
    let is_place_or_date = |line: &str| is_dateline(line) || line.trim_end().ends_with(',');
    is_signed(words) && full_lines(words).skip(1).any(is_place_or_date)
}

/// Returns `true` if lines are a name in capitals, with others below it that may be a place or a date.
fn is_signed(words: &str) -> bool {
    let (at, len) = line_end(words).unwrap_or((words.len(), 0));
    let (name, below) = (words[..at].trim_end(), &words[at + len..]);
    is_short(name)
        && !name.contains(char::is_lowercase)
        && is_titled(name)
        && name.split_whitespace().count() <= MOST_NAMES
        && full_lines(below).count() <= MOST_NOTES
        && full_lines(below).all(|line| is_titled(line) || is_dateline(line))
}

/// The most words of a name.
const MOST_NAMES: usize = 5;

/// Returns the number of a numbered paragraph: `12. We ask …`, or `12.` alone.
fn paragraph_number(words: &str) -> Option<u32> {
    let word = words.split_whitespace().next()?;
    word.strip_suffix('.').filter(|number| number.len() <= 3)?.parse().ok()
}

/// Returns `true` if a line is the heading of a section, which is never the title of the text.
pub(crate) fn is_section(words: &str) -> bool {
    is_numeral(words) || is_chapter(words) || is_numbered(words)
}

/// Returns `true` if a line can be part of a title.
fn is_title_part(words: &str) -> bool {
    is_short(words)
        && is_titled(words)
        && !ends_sentence(words)
        && !is_bracketed(words)
        && !is_salutation(words)
        && !is_dateline(words)
}

/// Returns `true` for a line below a title such as “By Ann Lee” or “Delivered at Boston, May 4, 1901”.
fn is_attribution(line: &str) -> bool {
    let words = line.trim();
    let name = ["By ", "BY ", "by "].iter().find_map(|by| words.strip_prefix(by));
    words.starts_with("Delivered ")
        || byline::name(words).is_some()
        || name.is_some_and(|name| is_titled(name) && name.split_whitespace().count() <= MOST_NAMES)
}

/// Returns the title in a heading: its lines without dates, places and attributions.
fn title_of(words: &str) -> String {
    let mut title = String::new();
    let mut rest = words;
    loop {
        let (line, after) = line_end(rest).map_or((rest, ""), |(at, len)| (&rest[..at], &rest[at + len..]));
        let is_attribution = !title.is_empty() && is_attribution(line);
        if !is_dateline(line.trim()) && !is_place(line) && !is_attribution {
            title.push(' ');
            title.push_str(line);
        }
        if after.is_empty() {
            return collapse(&title);
        }
        rest = after;
    }
}
