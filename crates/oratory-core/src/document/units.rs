//! Units of the paragraphs: the words, sentences and paragraphs after and before an offset.
//!
//! A paragraph may be as long as the text. So a unit is looked for in a window around the offset, which grows until it
//! contains the whole unit.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::{
    lines::is_line_end,
    sentences::sentences,
    spans::{Span, SpanKind},
    text::{Block, Document},
    words::word_ranges,
};

/// Sentences of a text up to this length, in bytes, are counted without delay.
const COUNTED_AT_ONCE_BYTES: usize = 64 * 1024;

/// Bytes of text that are first searched for a word, to each side. Few in tests, so that windows end within units.
const WORD_WINDOW_BYTES: usize = if cfg!(test) { 16 } else { 512 };

/// Bytes of text that are first searched for a sentence, to each side. Few sentences are longer.
const SENTENCE_WINDOW_BYTES: usize = if cfg!(test) { 32 } else { 4096 };

/// The longest span that may begin before a window and extend into it, in bytes: a running head.
const MAX_SPAN_BYTES: usize = 1024;

/// A unit of the numbered paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A word, without punctuation.
    Word,
    /// A sentence, without the names of speakers and stage directions around it.
    Sentence,
    /// A numbered paragraph.
    Paragraph,
}

impl Unit {
    /// Returns the first unit that ends after `offset`.
    ///
    /// ```
    /// use oratory_core::{Document, Unit};
    ///
    /// let document = Document::of_paragraphs("talk", "Friends, we meet. Here!\n\nToday.");
    /// let word = |offset| Unit::Word.after(&document, offset).map(|range| &document.text()[range]);
    /// assert_eq!((word(7), word(16), word(31)), (Some("we"), Some("Here"), None));
    /// assert_eq!(Unit::Sentence.before(&document, 20), Some(18..23));
    /// ```
    pub fn after(self, document: &Document, offset: usize) -> Option<Range<usize>> {
        let offset = document.text().floor_char_boundary(offset);
        let first = document.block_at(offset)?;
        let mut blocks = (first..document.block_count()).map(|index| document.block(index));
        blocks.find_map(|block| {
            let is_there = block.kind.is_numbered() && block.range.end > offset;
            let offset = offset.max(block.range.start);
            if is_there { self.find_in(document, &block, offset, Direction::After) } else { None }
        })
    }

    /// Returns the last unit that begins before `offset`.
    pub fn before(self, document: &Document, offset: usize) -> Option<Range<usize>> {
        let offset = document.text().floor_char_boundary(offset);
        let last = document.block_at(offset)?;
        let mut blocks = (0..=last).rev().map(|index| document.block(index));
        blocks.find_map(|block| {
            let is_there = block.kind.is_numbered() && block.range.start < offset;
            let offset = offset.min(block.range.end);
            if is_there { self.find_in(document, &block, offset, Direction::Before) } else { None }
        })
    }

    /// Finds the unit in a block, of which `offset` is one.
    fn find_in(
        self,
        document: &Document,
        block: &Block,
        offset: usize,
        direction: Direction,
    ) -> Option<Range<usize>> {
        let mut reach = match self {
            Self::Paragraph => return Some(block.range.clone()),
            Self::Word => WORD_WINDOW_BYTES,
            Self::Sentence => match document.sentences.get() {
                Some(known) => {
                    return direction.pick(sentences_of(known, block), offset).map(|(_, unit)| unit);
                }
                None => SENTENCE_WINDOW_BYTES,
            },
        };
        loop {
            let window = window(document.text(), block, offset, reach);
            let units = self.units(document, block, window.clone());
            let (is_first, is_last) = (window.start == block.range.start, window.end == block.range.end);
            match direction.pick(&units, offset) {
                // A unit at the border of the window may be a part of one.
                Some((at, unit)) if (at > 0 || is_first) && (at + 1 < units.len() || is_last) => {
                    return Some(unit);
                }
                None if is_first && is_last => return None,
                _ => reach = reach.saturating_mul(4),
            }
        }
    }

    /// Divides `part` of `block` into words or sentences.
    fn units(self, document: &Document, block: &Block, part: Range<usize>) -> Vec<Range<usize>> {
        let is_hidden = |span: &Span| match self {
            Self::Word => span.kind.is_overlooked(),
            _ => span.kind.is_overlooked() || !span.kind.is_spoken(),
        };
        let visible = Visible::new(document, block, part, is_hidden);
        let units = match self {
            Self::Sentence => sentences(&visible.text, document.details().language.as_deref()),
            _ => word_ranges(&visible.text).collect(),
        };
        units.into_iter().map(|unit| visible.source_of(unit)).collect()
    }
}

/// The side of an offset on which a unit is looked for.
#[derive(Debug, Clone, Copy)]
enum Direction {
    After,
    Before,
}

impl Direction {
    /// Returns the first of `units` that ends after `offset`, or the last that begins before it, with its index.
    fn pick(self, units: &[Range<usize>], offset: usize) -> Option<(usize, Range<usize>)> {
        let index = match self {
            Self::After => units.partition_point(|unit| unit.end <= offset),
            Self::Before => units.partition_point(|unit| unit.start < offset).checked_sub(1)?,
        };
        units.get(index).map(|unit| (index, unit.clone()))
    }
}

/// Returns the part of a block within `reach` bytes of `offset`. It begins and ends at a blank if there is one near.
fn window(text: &str, block: &Block, offset: usize, reach: usize) -> Range<usize> {
    let Range { start, end } = block.range;
    let first = text.ceil_char_boundary(offset.saturating_sub(reach).max(start));
    let last = text.floor_char_boundary(offset.saturating_add(reach).min(end));
    let first =
        if first == start { first } else { text[first..offset].find(' ').map_or(first, |at| first + at) };
    let last = if last == end { last } else { text[offset..last].rfind(' ').map_or(last, |at| offset + at) };
    first..last
}

/// A part of a block without hidden markup, with a map to the source.
struct Visible {
    text: String,
    pieces: Vec<Piece>,
}

/// A piece of visible text.
struct Piece {
    /// The offset in the visible text.
    at: usize,
    source: Range<usize>,
    /// `true` if another text stands for the source.
    is_replaced: bool,
}

impl Visible {
    fn new(
        document: &Document,
        block: &Block,
        part: Range<usize>,
        is_hidden: impl Fn(&Span) -> bool,
    ) -> Self {
        let mut visible = Self { text: String::with_capacity(part.len()), pieces: Vec::new() };
        let mut start = part.start;
        let from = block.range.start.max(part.start.saturating_sub(MAX_SPAN_BYTES));
        for span in document.spans(&(from..part.end)).iter().filter(|span| is_hidden(span)) {
            let hidden = span.range.start.max(start)..span.range.end.min(part.end);
            if hidden.is_empty() {
                continue;
            }
            visible.add(start..hidden.start, &document.text()[start..hidden.start], false);
            match span.kind {
                SpanKind::Entity(character) => {
                    visible.add(hidden.clone(), character.encode_utf8(&mut [0; 4]), true);
                }
                // A word that the end of a page parts is one.
                SpanKind::Furniture => visible.add(hidden.clone(), "\n", true),
                SpanKind::StageDirection => visible.add(hidden.clone(), " ", true),
                _ => {}
            }
            start = hidden.end;
        }
        visible.add(start..part.end, &document.text()[start..part.end], false);
        visible
    }

    fn add(&mut self, source: Range<usize>, text: &str, is_replaced: bool) {
        if !text.is_empty() {
            self.pieces.push(Piece { at: self.text.len(), source, is_replaced });
            self.text.push_str(text);
        }
    }

    /// Returns the range in the source of a range of the visible text.
    fn source_of(&self, Range { start, end }: Range<usize>) -> Range<usize> {
        let piece_of = |offset| &self.pieces[self.pieces.partition_point(|piece| piece.at <= offset) - 1];
        let (first, last) = (piece_of(start), piece_of(end - 1));
        let start =
            if first.is_replaced { first.source.start } else { first.source.start + start - first.at };
        let end = if last.is_replaced { last.source.end } else { last.source.start + end - last.at };
        start..end
    }
}

/// Returns the sentences among `known` that lie in a block.
fn sentences_of<'a>(known: &'a [Range<usize>], block: &Block) -> &'a [Range<usize>] {
    let first = known.partition_point(|sentence| sentence.start < block.range.start);
    let next = known.partition_point(|sentence| sentence.start < block.range.end);
    &known[first..next]
}

impl Document {
    /// Finds all sentences of the paragraphs, once. It takes a second for 10 MB.
    pub fn count_sentences(&self) {
        self.sentences.get_or_init(|| {
            let paragraphs = self.blocks().filter(|block| block.kind.is_numbered());
            let sentences =
                paragraphs.flat_map(|block| Unit::Sentence.units(self, &block, block.range.clone()));
            sentences.collect()
        });
    }

    /// Returns the number of the sentence at `offset` in its paragraph, from 1, and the number of sentences there. `None`
    /// before those of a long text are [counted](Document::count_sentences).
    pub fn sentence_number(&self, offset: usize) -> Option<(usize, usize)> {
        if self.text().len() <= COUNTED_AT_ONCE_BYTES {
            self.count_sentences();
        }
        let sentences = sentences_of(self.sentences.get()?, &self.block(self.block_at(offset)?));
        let before = sentences.partition_point(|sentence| sentence.end <= offset);
        Some(((before + 1).min(sentences.len()), sentences.len()))
    }
}

/// Returns the smallest range around `range` that does not cut a grapheme of `text`.
pub fn whole_graphemes(text: &str, range: Range<usize>) -> Range<usize> {
    let is_inside = |offset: usize| {
        // A line end is a boundary, and most text is ASCII.
        let is_boundary = GraphemeCursor::new(offset, text.len(), true).is_boundary(text, 0);
        !is_boundary.unwrap_or(true)
    };
    let Range { mut start, mut end } = range;
    (start, end) = (text.floor_char_boundary(start), text.ceil_char_boundary(end));
    while start > 0 && is_inside(start) && !text[..start].ends_with(is_line_end) {
        start = text.floor_char_boundary(start - 1);
    }
    while end < text.len() && is_inside(end) && !text[..end].ends_with(is_line_end) {
        end = text.ceil_char_boundary(end + 1);
    }
    start..end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns all units, from the start to the end.
    fn forward(unit: Unit, document: &Document) -> Vec<Range<usize>> {
        let mut units: Vec<Range<usize>> = Vec::new();
        while let Some(next) = unit.after(document, units.last().map_or(0, |last| last.end)) {
            units.push(next);
        }
        units
    }

    /// Returns all units, found from the end to the start.
    fn backward(unit: Unit, document: &Document) -> Vec<Range<usize>> {
        let mut units: Vec<Range<usize>> = Vec::new();
        let mut offset = document.text().len();
        while let Some(previous) = unit.before(document, offset) {
            offset = previous.start;
            units.push(previous);
        }
        units.reverse();
        units
    }

    #[test]
    fn units_are_those_of_the_paragraphs() {
        let text = "One two. “Three!”\nFour\n\nfive-\nsix. 我们要团结。他走了。";
        let document = Document::of_paragraphs("talk", text);
        let texts = |unit| forward(unit, &document).into_iter().map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(
            texts(Unit::Word),
            ["One", "two", "Three", "Four", "five-\nsix", "我们", "要", "团结", "他", "走了"]
        );
        assert_eq!(
            texts(Unit::Sentence),
            ["One two.", "“Three!”", "Four", "five-\nsix.", "我们要团结。", "他走了。"]
        );
        assert_eq!(texts(Unit::Paragraph).len(), 2);
    }

    #[test]
    fn sentence_without_an_end_is_found_whole() {
        let text = "and so on ".repeat(5000);
        let document = Document::of_paragraphs("talk", &text);
        let whole = Some(0..text.len() - 1);
        assert_eq!(Unit::Sentence.after(&document, 30_000), whole);
        assert_eq!(Unit::Sentence.before(&document, 30_000), whole);
    }

    #[test]
    fn sentences_of_a_long_text_are_numbered_once_they_are_counted() {
        let text = "It rains. It pours. ".repeat(5000);
        let document = Document::of_paragraphs("talk", &text);
        assert_eq!(document.sentence_number(45), None);
        document.count_sentences();
        assert_eq!(document.sentence_number(45), Some((5, 10_000)));
        assert_eq!(Unit::Sentence.after(&document, 45), Some(40..49));
    }

    #[test]
    fn graphemes_are_not_cut() {
        let text = "e\u{301}x 👩\u{200D}🌾.\r\n각";
        let farmer = text.find('👩').unwrap();
        assert_eq!(whole_graphemes(text, 1..4), 0..4);
        assert_eq!(whole_graphemes(text, 3..farmer + 5), 3..farmer + "👩\u{200D}🌾".len());
        assert_eq!(whole_graphemes(text, 0..text.len()), 0..text.len());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn windows_find_the_units_of_the_whole(
            pieces in prop::collection::vec("([A-Za-z.?! \n”“。가]|Mr\\. |U\\.S\\. |co-\n|我们 ){0,30}", 1..5),
            times in 1_usize..6,
        ) {
            let text = pieces.concat().replace("\n\n", "\n");
            let text = format!("A{}", text.repeat(times));
            let document = Document::of_paragraphs("talk", &text);
            let counted = Document::of_paragraphs("talk", &text);
            counted.count_sentences();
            for unit in [Unit::Word, Unit::Sentence] {
                let whole: Vec<_> = document
                    .blocks()
                    .flat_map(|block| unit.units(&document, &block, block.range.clone()))
                    .collect();
                prop_assert_eq!(&forward(unit, &document), &whole);
                prop_assert_eq!(&backward(unit, &document), &whole);
                prop_assert_eq!(&forward(unit, &counted), &whole);
            }
        }
    }
}
