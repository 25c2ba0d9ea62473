//! A document: its text as one string, its blocks as byte ranges of it, and its metadata.
//!
//! ```text
//! Comrade cell secretaries,    block 0 = paragraph 1
//!                              a gap
//! The Sixth Conference of …    block 1 = paragraph 2
//!                              a gap of more than one blank line: a section break
//! Kim Jong Un                  a signature: text, but not numbered; keeps its lines
//! Friday, April 9, 2021
//! ```
//!
//! Blocks and the gaps between them tile the text.

use std::{
    collections::HashSet,
    fmt::Write as _,
    ops::{Add, Range},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use sha2::{Digest, Sha256};

use super::{
    details::{Details, detail},
    layout_options::LayoutOptions,
    lines::{line_ends, trimmed_len},
    spans::{KeptLine, Span, SpanKind, starting_in},
    title_page::TitlePage,
    turns::{Turn, turns},
    words::{WordCount, word_hashes},
};
use crate::search::{fold, seen::has_break};

/// The words of a text shorter than this, in bytes, are counted at once. Those of a longer one are estimated
/// first.
const COUNTED_AT_ONCE: usize = 12 * 1024;

/// The SHA-256 of a text up to this length, in bytes, is computed without delay.
const IDENTIFIED_AT_ONCE: usize = 256 * 1024;

/// Mean number of bytes per word in an English text, with blanks and punctuation.
pub const BYTES_PER_WORD: usize = 6;

/// A text with its blocks, their markup, and its metadata. An importer makes it of a file, and it does not change.
///
/// ```
/// use oratory_core::Document;
///
/// let document = Document::of_paragraphs("talk", "Friends,\n\nwe meet here.");
/// let block = document.block(document.paragraph(2).unwrap());
/// assert_eq!(&document.text()[block.range], "we meet here.");
/// assert_eq!((document.paragraph_count(), document.words()), (2, 4));
/// ```
#[derive(Debug, Default)]
pub struct Document {
    source: Source,
    details: Details,
    /// Built when it is first shown, because it is as long as the details.
    title_page: OnceLock<TitlePage>,
    text: String,
    /// The start of each block. The end follows from the text.
    starts: Vec<usize>,
    /// Blocks that are followed by a long gap, each with its end.
    long_gaps: Vec<(usize, usize)>,
    /// The kinds of the blocks that are not [`Kind::Paragraph`], each with its block, in ascending order.
    kinds: Vec<(usize, Kind)>,
    /// Blocks without a number, in ascending order. They follow from the kinds.
    unnumbered: Vec<usize>,
    /// Titles of headings that differ from their text, each with its block, in ascending order.
    titles: Vec<(usize, Box<str>)>,
    spans: Vec<Span>,
    lines: Vec<KeptLine>,
    turns: Vec<Turn>,
    /// `true` if a block is page furniture.
    has_furniture: bool,
    /// Runs of blocks of about [`CHUNK_BYTES`].
    chunks: Vec<Chunk>,
    words: OnceLock<WordCount>,
    /// The hashes of all words, computed when a hyphen at a line end is first read.
    word_hashes: OnceLock<HashSet<u64>>,
    /// The sentences of the paragraphs, computed when their numbers are first needed.
    pub(super) sentences: OnceLock<Vec<Range<usize>>>,
    sha256: OnceLock<String>,
}

/// The origin of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The id, which names the document on the command line and in saved files.
    pub id: String,
    /// The file, if there is one.
    pub file: Option<PathBuf>,
    /// The size and modification time of the file when it was read.
    pub stamp: Option<(u64, u128)>,
    /// The sidecar of the file, if it has one, with its size and modification time when it was read.
    pub sidecar: Option<(PathBuf, Option<(u64, u128)>)>,
    /// The layout that front matter or a sidecar states.
    pub layout: LayoutOptions,
    /// The name of the file's format, such as `Markdown`. `None` if the document is not from a file.
    pub format: Option<&'static str>,
    /// The program that prints the text of the file, with its arguments, if the configuration names one.
    pub converter: Option<Arc<str>>,
    /// The names of the details that the properties of the file state, such as those of a Word document.
    pub properties: Vec<&'static str>,
    /// The name of the file's encoding.
    pub encoding: Option<&'static str>,
    /// A notice about how the file was read, for example invalid front matter.
    pub notice: Option<String>,
}

/// The text and the metadata of a document, as an importer finds them.
#[derive(Debug, Default)]
pub struct Draft {
    /// The metadata.
    pub details: Details,
    /// The text, verbatim.
    pub text: String,
    /// The start of each block, at its first character that is not blank.
    pub starts: Vec<usize>,
    /// The kinds of the blocks that are not [`Kind::Paragraph`], in ascending order.
    pub kinds: Vec<(usize, Kind)>,
    /// The titles of headings that differ from their text, each with its block, in ascending order.
    pub titles: Vec<(usize, String)>,
    /// The markup, in the order of the starts. A span does not extend beyond its block.
    pub spans: Vec<Span>,
    /// The lines that are kept at any text width, in ascending order. The text of a block before its first line, or
    /// without one, is a line too.
    pub lines: Vec<KeptLine>,
}

/// The least size of a chunk, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;

/// The longest gap, in bytes, that is scanned whenever the end of the block before it is needed.
const SHORT_GAP_BYTES: usize = 64;

/// A run of blocks that are searched and counted together.
#[derive(Debug, Clone, Copy)]
struct Chunk {
    /// The first block. The last is the one before the next chunk's first.
    first: usize,
    /// `true` if the text can be searched as it is, which is faster.
    is_plain: bool,
}

/// A part of a text that is numbered, quoted and searched as a whole. It may contain blank lines: where a page ends
/// within a paragraph, and in a list or code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The index among the blocks of the document, from 0.
    pub index: usize,
    /// The range in the text, without the blanks before and after it.
    pub range: Range<usize>,
    /// The kind of the block.
    pub kind: Kind,
}

/// The kind of a block. It decides whether the block has a number and counts as the speaker's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Prose. Numbered.
    Paragraph,
    /// A list, whose items stay lines. Numbered as a whole.
    List,
    /// A stanza, whose lines are kept. Numbered.
    Verse,
    /// A quotation set apart from the text. Numbered.
    Quotation,
    /// A heading of this level, from 1.
    Heading(u8),
    /// Lines of code.
    Code,
    /// A remark on what happens, such as “(Applause)”.
    StageDirection,
    /// The name of a speaker, above what the speaker says.
    Speaker,
    /// A line of signs that separates sections.
    Rule,
    /// A page number, or the running head of a page.
    Furniture,
    /// The definition of a link or a note, or a comment.
    Definition,
    /// The speaker's name, and the lines below it, at the end.
    Signature,
}

impl Kind {
    /// Returns `true` if blocks of this kind are numbered, and their words are counted.
    pub const fn is_numbered(self) -> bool {
        matches!(self, Self::Paragraph | Self::List | Self::Verse | Self::Quotation)
    }

    /// Returns the name of the kind in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paragraph => "paragraph",
            Self::List => "list",
            Self::Verse => "verse",
            Self::Quotation => "quotation",
            Self::Heading(_) => "heading",
            Self::Code => "code",
            Self::StageDirection => "stage-direction",
            Self::Speaker => "speaker",
            Self::Rule => "rule",
            Self::Furniture => "furniture",
            Self::Definition => "definition",
            Self::Signature => "signature",
        }
    }
}

/// The time to read a document, as the number of English words that take as long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// The counted number.
    Counted(usize),
    /// An estimate, until the words are counted.
    Estimated(usize),
}

impl Document {
    /// Creates the document that an importer has found.
    pub fn new(source: Source, draft: Draft) -> Self {
        let Draft { details, text, starts, kinds, titles, spans, lines } = draft;
        let unnumbered = kinds.iter().filter(|(_, kind)| !kind.is_numbered());
        let speakers = kinds.iter().filter(|(_, kind)| *kind == Kind::Speaker);
        let alone =
            speakers.map(|&(block, _)| starts[block]..starts.get(block + 1).map_or(text.len(), |&next| next));
        let labels = spans.iter().filter(|span| span.kind == SpanKind::Speaker);
        let turns = turns(&text, alone.chain(labels.map(|span| span.range.clone())).collect());
        Self {
            source,
            details,
            long_gaps: long_gaps(&text, &starts),
            chunks: chunks(&text, &starts, &spans),
            titles: titles.into_iter().map(|(block, title)| (block, title.into_boxed_str())).collect(),
            text,
            starts,
            has_furniture: kinds.iter().any(|(_, kind)| *kind == Kind::Furniture),
            unnumbered: unnumbered.map(|&(block, _)| block).collect(),
            kinds,
            spans,
            lines,
            turns,
            ..Self::default()
        }
    }

    /// Creates a document of plain paragraphs, which blank lines separate.
    pub fn of_paragraphs(id: &str, text: &str) -> Self {
        let (mut starts, mut offset, mut after_blank) = (Vec::new(), 0, true);
        for line in text.split_inclusive('\n') {
            let blank = line.len() - line.trim_start().len();
            if after_blank && blank < line.len() {
                starts.push(offset + blank);
            }
            after_blank = blank == line.len();
            offset += line.len();
        }
        let details = Details { title: id.to_owned(), ..Details::default() };
        let source = Source { id: id.to_owned(), ..Source::default() };
        Self::new(source, Draft { details, text: text.to_owned(), starts, ..Draft::default() })
    }

    /// Returns the id, which names the speech on the command line and in saved files.
    pub fn id(&self) -> &str {
        &self.source.id
    }

    /// Returns the details from the front matter.
    pub const fn details(&self) -> &Details {
        &self.details
    }

    /// Returns the title page above the text.
    pub fn title_page(&self) -> &TitlePage {
        let is_heading = || self.headings().next() == Some(0) && self.heading(0) == self.details.title;
        self.title_page.get_or_init(|| TitlePage::of(&self.details, is_heading()))
    }

    /// Returns the text, verbatim.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the end of the last block. Only blanks follow.
    pub fn end(&self) -> usize {
        self.block_count().checked_sub(1).map_or(0, |last| self.block(last).range.end)
    }

    /// Returns the file of the speech, if it has one.
    pub fn file(&self) -> Option<&Path> {
        self.source.file.as_deref()
    }

    /// Returns the notice about how the file was read, for example invalid front matter.
    pub fn remark(&self) -> Option<&str> {
        self.source.notice.as_deref()
    }

    /// Returns the document with another notice about how the file was read, after the one that it has.
    #[must_use]
    pub fn with_notice(mut self, notice: &str) -> Self {
        let before = self.source.notice.take().map(|before| before + "; ").unwrap_or_default();
        self.source.notice = Some(before + notice);
        self
    }

    /// Returns the origin of the document.
    pub const fn source(&self) -> &Source {
        &self.source
    }

    /// Returns the spans that begin in `range`.
    pub fn spans(&self, range: &Range<usize>) -> &[Span] {
        starting_in(&self.spans, range, |span| span.range.start)
    }

    /// Returns the lines that begin in `range` and are kept at any text width.
    pub(crate) fn lines(&self, range: &Range<usize>) -> &[KeptLine] {
        starting_in(&self.lines, range, |line| line.start)
    }

    /// Returns the turns of speakers, in order. Empty if the text does not say who speaks.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// Returns the turn of the speaker at `offset`.
    pub(crate) fn turn_at(&self, offset: usize) -> Option<&Turn> {
        let after = self.turns.partition_point(|turn| turn.offset <= offset);
        self.turns.get(after.checked_sub(1)?)
    }

    /// Returns the name of the speaker at `offset`: that of the turn, or else that of the front matter.
    pub(crate) fn speaker_at(&self, offset: usize) -> Option<&Arc<str>> {
        self.turn_at(offset).map(|turn| &turn.name).or(self.details.speaker.as_ref())
    }

    /// Returns the number of blocks.
    pub const fn block_count(&self) -> usize {
        self.starts.len()
    }

    /// Returns the number of numbered paragraphs.
    pub const fn paragraph_count(&self) -> usize {
        self.starts.len() - self.unnumbered.len()
    }

    /// Returns the block at `index`.
    ///
    /// # Panics
    ///
    /// If `index` is not below [`Document::block_count`].
    pub fn block(&self, index: usize) -> Block {
        let start = self.starts[index];
        let next = self.starts.get(index + 1).map_or(self.text.len(), |&next| next);
        let end = self.end_of(index).unwrap_or_else(|| start + trimmed_len(&self.text[start..next]));
        Block { index, range: start..end, kind: self.kind_of(index) }
    }

    /// Returns the kind of the block at `index`.
    fn kind_of(&self, index: usize) -> Kind {
        let at = self.kinds.binary_search_by_key(&index, |&(block, _)| block);
        at.map_or(Kind::Paragraph, |at| self.kinds[at].1)
    }

    /// Returns `true` if `offset` is in a page number or a running head.
    pub(crate) fn is_furniture(&self, offset: usize) -> bool {
        let kind = || self.block_at(offset).map(|block| self.kind_of(block));
        self.has_furniture && kind() == Some(Kind::Furniture)
    }

    /// Returns the end of the block at `index`, if a long gap follows it.
    fn end_of(&self, index: usize) -> Option<usize> {
        let gap = self.long_gaps.binary_search_by_key(&index, |&(block, _)| block).ok()?;
        Some(self.long_gaps[gap].1)
    }

    /// Iterates over all blocks.
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = Block> + '_ {
        (0..self.block_count()).map(|index| self.block(index))
    }

    /// Returns the block that contains `offset`, or else the last one before it, or else the first. `None` if
    /// the text is blank.
    pub fn block_at(&self, offset: usize) -> Option<usize> {
        let after = self.starts.partition_point(|&start| start <= offset);
        (!self.starts.is_empty()).then(|| after.saturating_sub(1))
    }

    /// Returns the range between the block at `index` and the next one, or the end of the text.
    pub fn gap_after(&self, index: usize) -> Range<usize> {
        let next = self.starts.get(index + 1).map_or(self.text.len(), |&next| next);
        self.block(index).range.end..next
    }

    /// Returns `true` if more than one blank line follows the block at `index`.
    pub fn section_ends_after(&self, index: usize) -> bool {
        let gap = &self.text[self.gap_after(index)];
        // The end of a page is no blank line.
        line_ends(gap).filter(|&(at, _)| !gap[at..].starts_with('\x0C')).nth(2).is_some()
    }

    /// Returns the number of the block at `index`, from 1, if it is a numbered paragraph.
    pub fn number_of(&self, index: usize) -> Option<usize> {
        if index >= self.block_count() {
            return None;
        }
        self.unnumbered.binary_search(&index).err().map(|before| index + 1 - before)
    }

    /// Returns the block of paragraph `number`, if there is one.
    pub fn paragraph_numbered(&self, number: usize) -> Option<usize> {
        self.paragraph(number).filter(|&block| self.number_of(block) == Some(number))
    }

    /// Returns the block of paragraph `number`, or the nearest one. `None` if nothing is
    /// numbered.
    pub fn paragraph(&self, number: usize) -> Option<usize> {
        let count = self.paragraph_count();
        let before = number.clamp(1, count.max(1)) - 1;
        // Find the number of unnumbered blocks before it by bisection.
        let (mut least, mut most) = (0, self.unnumbered.len());
        while least < most {
            let middle = usize::midpoint(least, most);
            if self.unnumbered[middle] - middle <= before { least = middle + 1 } else { most = middle }
        }
        (count > 0).then_some(before + least)
    }

    /// Iterates over the blocks that are headings.
    pub fn headings(&self) -> impl Iterator<Item = usize> + '_ {
        self.kinds.iter().filter(|(_, kind)| matches!(kind, Kind::Heading(_))).map(|&(block, _)| block)
    }

    /// Returns the text of the heading at a block, cut with a `…` after 4 KB.
    pub fn heading(&self, index: usize) -> String {
        match self.titles.binary_search_by_key(&index, |&(block, _)| block) {
            Ok(at) => self.titles[at].1.to_string(),
            Err(_) => detail(&self.text[self.block(index).range]),
        }
    }

    /// Returns the time to read the numbered paragraphs, or an estimate for a long text.
    /// [`Document::reading_words`] counts it.
    pub fn length(&self) -> Length {
        match self.words.get() {
            Some(count) => Length::Counted(count.reading_words()),
            None if self.text.len() <= COUNTED_AT_ONCE => Length::Counted(self.reading_words()),
            None => Length::Estimated(self.text.len() / BYTES_PER_WORD),
        }
    }

    /// Returns the time to read the numbered paragraphs, if their words have been counted.
    pub fn known_length(&self) -> Option<usize> {
        self.words.get().map(|count| count.reading_words())
    }

    /// Counts the words of the numbered paragraphs, once. A word that a line end parts is one.
    pub fn words(&self) -> usize {
        self.word_count().words
    }

    /// Returns the time to read the numbered paragraphs, as the number of English words that take as long. It differs
    /// from [`Document::words`] in Chinese and Japanese, whose words are short.
    pub fn reading_words(&self) -> usize {
        self.word_count().reading_words()
    }

    fn word_count(&self) -> WordCount {
        let counted = |block: Block| self.words_in(&block);
        *self.words.get_or_init(|| self.numbered().map(counted).fold(WordCount::default(), Add::add))
    }

    /// Returns the hashes of the words in the text, computed once.
    pub(crate) fn word_hashes(&self) -> &HashSet<u64> {
        self.word_hashes.get_or_init(|| word_hashes(&self.text))
    }

    /// Counts the words of a block that the speaker says.
    pub(crate) fn words_in(&self, block: &Block) -> WordCount {
        WordCount::of(&self.spoken(block))
    }

    /// Iterates over the numbered paragraphs.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = Block> + '_ {
        self.blocks().filter(|block| block.kind.is_numbered())
    }

    /// Returns the SHA-256 of the text in hexadecimal, computed once.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| sha256(self.text.as_bytes()))
    }

    /// Divides `blocks` into runs that are searched and counted together. The flag is `true` if the text is
    /// searched as it is.
    pub(crate) fn chunks(&self, blocks: Range<usize>) -> impl Iterator<Item = (Range<usize>, bool)> + '_ {
        let first = self.chunk_of(blocks.start);
        let from_first =
            (first..self.chunks.len()).map(|chunk| (self.chunk(chunk), self.chunks[chunk].is_plain));
        let cut = move |(range, is_plain): (Range<usize>, bool)| {
            (range.start.max(blocks.start)..range.end.min(blocks.end), is_plain)
        };
        from_first.map(cut).take_while(|(range, _)| !range.is_empty())
    }

    /// Returns `true` if a range can be searched as it is.
    pub(crate) fn is_plain(&self, range: &Range<usize>) -> bool {
        is_plain(&self.text, &self.spans, range)
    }

    /// Returns the number of chunks.
    pub(crate) const fn chunk_count(&self) -> usize {
        self.chunks.len()
    }

    /// Returns the blocks of `chunk`.
    pub(crate) fn chunk(&self, chunk: usize) -> Range<usize> {
        let next = self.chunks.get(chunk + 1).map_or(self.starts.len(), |next| next.first);
        self.chunks[chunk].first..next
    }

    /// Returns the chunk of `block`.
    pub(crate) fn chunk_of(&self, block: usize) -> usize {
        self.chunks.partition_point(|chunk| chunk.first <= block).saturating_sub(1)
    }

    /// Returns the SHA-256 of the text if it is known or quickly computed.
    pub fn identity(&self) -> Option<&str> {
        let is_short = self.text.len() <= IDENTIFIED_AT_ONCE;
        if is_short { Some(self.sha256()) } else { self.sha256.get().map(String::as_str) }
    }

    /// Returns the numbered paragraph at `offset`, or else the last one before it, or else the first.
    pub fn numbered_at(&self, offset: usize) -> Option<usize> {
        let block = self.block_at(offset)?;
        // Paragraph 0 gives the first one.
        self.paragraph(block + 1 - self.unnumbered.partition_point(|&index| index <= block))
    }
}

/// Returns the blocks with a gap of more than [`SHORT_GAP_BYTES`] after them, each with its end.
fn long_gaps(text: &str, starts: &[usize]) -> Vec<(usize, usize)> {
    let mut gaps = Vec::new();
    for (index, &start) in starts.iter().enumerate() {
        let next = starts.get(index + 1).map_or(text.len(), |&next| next);
        let end = start + trimmed_len(&text[start..next]);
        if next - end > SHORT_GAP_BYTES {
            gaps.push((index, end));
        }
    }
    gaps
}

/// Returns `true` if a range of a text has [plain](fold::is_plain) characters, no markup that a search overlooks, and no
/// word that a line end parts.
fn is_plain(text: &str, spans: &[Span], range: &Range<usize>) -> bool {
    let part = &text[range.clone()];
    fold::is_plain(part)
        && !has_break(part)
        && !starting_in(spans, range, |span| span.range.start).iter().any(|span| span.kind.is_overlooked())
}

/// Divides the blocks into chunks.
fn chunks(text: &str, starts: &[usize], spans: &[Span]) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut first = 0;
    while first < starts.len() {
        let start = starts[first];
        let after = starts.partition_point(|&next| next < start.saturating_add(CHUNK_BYTES)).max(first + 1);
        let end = starts.get(after).map_or(text.len(), |&next| next);
        chunks.push(Chunk { first, is_plain: is_plain(text, spans, &(start..end)) });
        first = after;
    }
    chunks
}

/// Returns the SHA-256 of `bytes` in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing into a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
