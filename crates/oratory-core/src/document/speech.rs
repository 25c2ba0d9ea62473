//! A speech: its text as one string, its blocks as byte ranges of it, and its details.
//!
//! ```text
//! +++                          front matter: TOML, shown and cited, never searched or counted
//! title = "Closing Speech"
//! +++
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
    fmt::Write as _,
    ops::Range,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use sha2::{Digest, Sha256};

use super::{
    blocks::{block_starts, long_gaps},
    details::{Details, FrontMatter, TitleSource, collapse, detail, split_front_matter},
    heading::{is_heading, is_markdown_heading},
    markdown,
    parts::parts,
    title_page::TitlePage,
    words::count_words,
};
use crate::search::fold;

/// The words of a text shorter than this, in bytes, are counted at once. Those of a longer one are estimated
/// first.
const COUNTED_AT_ONCE: usize = 12 * 1024;

/// The SHA-256 of a text up to this length, in bytes, is computed without delay.
const IDENTIFIED_AT_ONCE: usize = 256 * 1024;

/// Mean number of bytes per word in an English text, with blanks and punctuation.
const BYTES_PER_WORD: usize = 6;

/// The most bytes of a heading that are parsed. It is never shown at such length.
const LONGEST_HEADING: usize = 16 * 1024;

/// A speech with its details.
#[derive(Debug)]
pub struct Speech {
    id: String,
    details: Details,
    /// Built when it is first shown, because it is as long as the details.
    title_page: OnceLock<TitlePage>,
    file: Option<PathBuf>,
    stamp: Option<(u64, u128)>,
    encoding: Option<&'static str>,
    remark: Option<String>,
    format: Format,
    /// The size of the whole text, if this is only a part of it or none.
    unread: Option<usize>,
    text: String,
    /// The start of each block. The end follows from the text.
    starts: Vec<usize>,
    /// Blocks that are followed by a long gap, each with its end.
    long_gaps: Vec<(usize, usize)>,
    /// Blocks without a number, in ascending order.
    unnumbered: Vec<usize>,
    /// Runs of blocks of about [`CHUNK`] bytes.
    chunks: Vec<Chunk>,
    /// `true` if the last block is a signature.
    is_signed: bool,
    words: OnceLock<usize>,
    sha256: OnceLock<String>,
}

/// The least size of a chunk, in bytes.
const CHUNK: usize = 64 * 1024;

/// A run of blocks that are searched and counted together.
#[derive(Debug, Clone, Copy)]
struct Chunk {
    /// The first block. The last is the one before the next chunk's first.
    first: usize,
    /// `true` if the text is [plain](fold::is_plain) and can be searched faster.
    is_plain: bool,
}

/// The content of a file before it is parsed.
#[derive(Debug, Clone, Default)]
pub struct Manuscript {
    /// The id of the speech.
    pub id: String,
    /// The title, if neither front matter nor a heading gives one.
    pub name: String,
    /// The file, if there is one.
    pub file: Option<PathBuf>,
    /// The size and modification time of the file when it was read.
    pub stamp: Option<(u64, u128)>,
    /// The format of the text.
    pub format: Format,
    /// The name of the file's encoding.
    pub encoding: Option<&'static str>,
    /// A notice about how the file was read.
    pub remark: Option<String>,
    /// The front matter, if there is any, and the text.
    pub content: String,
}

/// The format of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    #[default]
    Plain,
    /// Markdown: a line that begins with `#` is a heading; lists, quotations and emphasis are styled.
    Markdown,
}

/// A block: text between blank lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The index among the speech's blocks, from 0.
    pub index: usize,
    /// The range in the text, without the blanks before and after it.
    pub range: Range<usize>,
    /// The kind of the block.
    pub kind: Kind,
}

/// The kind of a block, which decides its numbering and layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Prose with a number. Line ends inside it are blanks.
    Paragraph,
    /// A heading: one line without a number.
    Heading,
    /// The speaker's name, and the lines below it, at the end. Its lines are kept.
    Signature,
}

/// The number of words in a speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// The counted number.
    Counted(usize),
    /// An estimate, until the words are counted.
    Estimated(usize),
}

impl Speech {
    /// Parses a plain text of one speech: optional front matter between `+++` lines, then the body. It cannot
    /// fail. Invalid front matter is shown as text, and [`Speech::remark`] gives the reason.
    ///
    /// The body goes from its first line that is not blank to the last one. Only the line end after that is
    /// left out.
    pub fn parse(id: impl Into<String>, content: String) -> Self {
        let id = id.into();
        let (front, body, fault) = split_front_matter(&content);
        Self::whole(
            Manuscript { name: id.clone(), id, content, ..Manuscript::default() },
            &front,
            body,
            fault,
        )
    }

    /// Parses a text that its front matter may divide into several speeches.
    ///
    /// If the front matter names a part that is missing, the file is one speech, and [`Speech::remark`] says
    /// so.
    pub fn read(manuscript: Manuscript) -> Vec<Self> {
        let (front, body, mut remark) = split_front_matter(&manuscript.content);
        if !front.parts.is_empty() {
            match parts(&manuscript.content, body, &front) {
                Ok(parts) => return Self::divided(&manuscript, &front, parts),
                Err(fault) => remark = Some(fault),
            }
        }
        vec![Self::whole(manuscript, &front, body, remark)]
    }

    /// Parses the head of a manuscript of `size` bytes in all. The speeches have details but are not whole.
    pub fn sketch(head: Manuscript, size: usize) -> Vec<Self> {
        let (front, body, _) = split_front_matter(&head.content);
        let rest = size.saturating_sub(body_of(&head.content, body).start);
        let mut speeches = if front.parts.is_empty() {
            Self::read(head)
        } else {
            // The parts may begin beyond the head.
            let nowhere = front.parts.iter().map(|_| 0..0).collect();
            Self::divided(&head, &front, nowhere)
        };
        let share = rest / speeches.len().max(1);
        for speech in &mut speeches {
            speech.unread = Some(share);
        }
        speeches
    }

    /// Returns the speech without its text, to be read again later.
    #[must_use]
    pub fn shelved(&self) -> Self {
        Self {
            id: self.id.clone(),
            details: self.details.clone(),
            title_page: OnceLock::new(),
            file: self.file.clone(),
            stamp: self.stamp,
            encoding: self.encoding,
            remark: self.remark.clone(),
            format: self.format,
            unread: Some(self.extent()),
            text: String::new(),
            starts: Vec::new(),
            long_gaps: Vec::new(),
            unnumbered: Vec::new(),
            chunks: Vec::new(),
            is_signed: false,
            words: self.words.clone(),
            sha256: self.sha256.clone(),
        }
    }

    /// Returns the speech with an earlier text.
    #[must_use]
    pub fn earlier(&self, text: String) -> Self {
        let manuscript = Manuscript {
            id: self.id.clone(),
            file: self.file.clone(),
            format: self.format,
            content: text,
            ..Manuscript::default()
        };
        Self::whole(manuscript, &FrontMatter::default(), 0, None).entitle(self.details.clone())
    }

    /// Creates a speech without text for a file that cannot be read, with the reason.
    pub fn unreadable(id: &str, file: &Path, why: &str) -> Self {
        let manuscript = Manuscript {
            id: id.to_owned(),
            name: id.to_owned(),
            file: Some(file.to_owned()),
            remark: Some(why.to_owned()),
            ..Manuscript::default()
        };
        Self::whole(manuscript, &FrontMatter::default(), 0, None)
    }

    /// Returns the reason why the file could not be read. Such a speech has no text.
    pub fn fault(&self) -> Option<&str> {
        self.remark.as_deref().filter(|_| self.is_whole() && self.text.is_empty())
    }

    /// Returns `true` if the whole text is loaded.
    pub const fn is_whole(&self) -> bool {
        self.unread.is_none()
    }

    /// Returns the end of the text, or an estimate if it is not whole.
    pub fn extent(&self) -> usize {
        self.unread.unwrap_or_else(|| self.end())
    }

    /// Parses the speech that begins at `body` of its manuscript.
    fn whole(manuscript: Manuscript, front: &FrontMatter, body: usize, remark: Option<String>) -> Self {
        let Manuscript { id, name, file, stamp, format, encoding, remark: said, mut content } = manuscript;
        let body = body_of(&content, body);
        content.truncate(body.end);
        content.drain(..body.start);
        let remark = said.into_iter().chain(remark).reduce(|one, other| format!("{one}; {other}"));
        let mut speech = Self {
            id,
            details: Details::default(),
            title_page: OnceLock::new(),
            file,
            stamp,
            encoding,
            remark,
            format,
            unread: None,
            text: String::new(),
            starts: Vec::new(),
            long_gaps: Vec::new(),
            unnumbered: Vec::new(),
            chunks: Vec::new(),
            is_signed: false,
            words: OnceLock::new(),
            sha256: OnceLock::new(),
        };
        speech.set(content);
        let heading = speech.unnumbered.first().map(|&first| speech.heading(first));
        let details = match heading {
            Some(heading) => front.details(&heading, TitleSource::Heading),
            None => front.details(&name, TitleSource::Name),
        };
        speech.entitle(details)
    }

    /// Sets the text.
    fn set(&mut self, text: String) {
        self.starts = block_starts(&text, self.format == Format::Markdown);
        self.text = text;
        self.long_gaps = long_gaps(&self.text, &self.starts);
        self.chunks = self.divide();
        self.unnumbered = (0..self.starts.len()).filter(|&index| self.is_heading(index)).collect();
    }

    /// Parses the speeches of a manuscript of several.
    fn divided(manuscript: &Manuscript, front: &FrontMatter, parts: Vec<Range<usize>>) -> Vec<Self> {
        let part = |(index, (part, range)): (usize, (_, Range<usize>))| {
            let own = Manuscript {
                id: format!("{}#{}", manuscript.id, index + 1),
                name: String::new(),
                file: manuscript.file.clone(),
                stamp: manuscript.stamp,
                format: manuscript.format,
                encoding: manuscript.encoding,
                remark: manuscript.remark.clone(),
                content: manuscript.content[range].to_owned(),
            };
            Self::whole(own, front, 0, None).entitle(front.details_of(part))
        };
        front.parts.iter().zip(parts).enumerate().map(part).collect()
    }

    /// Returns the speech with these details.
    fn entitle(mut self, details: Details) -> Self {
        self.title_page = OnceLock::new();
        self.details = details;
        self.sign();
        self
    }

    /// Determines if the last block is a signature.
    fn sign(&mut self) {
        let last = self.starts.len().wrapping_sub(1);
        if self.is_signed {
            self.unnumbered.pop();
        }
        self.is_signed = self.ends_in_signature();
        if self.is_signed && self.unnumbered.last() != Some(&last) {
            self.unnumbered.push(last);
        }
    }

    /// Returns the id, which names the speech on the command line and in saved files.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the details from the front matter.
    pub const fn details(&self) -> &Details {
        &self.details
    }

    /// Returns the title page above the text.
    pub fn title_page(&self) -> &TitlePage {
        let is_heading = || self.unnumbered.first() == Some(&0) && self.heading(0) == self.details.title;
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
        self.file.as_deref()
    }

    /// Returns the size and modification time of the file when it was read.
    pub const fn stamp(&self) -> Option<(u64, u128)> {
        self.stamp
    }

    /// Returns the name of the file's encoding, as far as the file has been read.
    pub const fn encoding(&self) -> Option<&'static str> {
        self.encoding
    }

    /// Returns the notice about how the file was read, for example invalid front matter.
    pub fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }

    /// Returns the format of the text.
    pub const fn format(&self) -> Format {
        self.format
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
    /// If `index` is not below [`Speech::block_count`].
    pub fn block(&self, index: usize) -> Block {
        let start = self.starts[index];
        let next = self.starts.get(index + 1).map_or(self.text.len(), |&next| next);
        let end = self.end_of(index).unwrap_or_else(|| start + self.text[start..next].trim_end().len());
        let kind = match self.number_of(index) {
            Some(_) => Kind::Paragraph,
            None if self.is_signed && index + 1 == self.starts.len() => Kind::Signature,
            None => Kind::Heading,
        };
        Block { index, range: start..end, kind }
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
        self.text[self.gap_after(index)].matches('\n').nth(2).is_some()
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
        let headings = self.unnumbered.len() - usize::from(self.is_signed);
        self.unnumbered[..headings].iter().copied()
    }

    /// Returns the text of the heading at a block, cut with a `…` after 4 KB.
    pub fn heading(&self, index: usize) -> String {
        let block = &self.text[self.block(index).range];
        let block = &block[..block.floor_char_boundary(LONGEST_HEADING)];
        // In plain text, a number before the heading is part of it.
        let has_signs = self.format == Format::Markdown && is_markdown_heading(block);
        let words = if has_signs { detail(&markdown::words(block)) } else { String::new() };
        if words.is_empty() { detail(block) } else { words }
    }

    /// Returns the number of words in the numbered paragraphs, or an estimate for a long text.
    /// [`Speech::words`] counts it.
    pub fn length(&self) -> Length {
        match (self.words.get(), self.unread) {
            (Some(&words), _) => Length::Counted(words),
            (None, Some(bytes)) => Length::Estimated(bytes / BYTES_PER_WORD),
            (None, None) if self.text.len() <= COUNTED_AT_ONCE => Length::Counted(self.words()),
            (None, None) => Length::Estimated(self.text.len() / BYTES_PER_WORD),
        }
    }

    /// Counts the words of the numbered paragraphs with [`count_words`], once.
    pub fn words(&self) -> usize {
        *self.words.get_or_init(|| {
            let numbered = self.numbered();
            numbered.map(|block| count_words(&self.text[block.range])).sum()
        })
    }

    /// Iterates over the numbered paragraphs.
    pub fn numbered(&self) -> impl Iterator<Item = Block> + '_ {
        self.blocks().filter(|block| matches!(block.kind, Kind::Paragraph))
    }

    /// Returns the SHA-256 of the text in hexadecimal, computed once.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| sha256(self.text.as_bytes()))
    }

    /// Divides `blocks` into runs that are searched and counted together. The flag is `true` if the text is
    /// [plain](fold::is_plain).
    pub(crate) fn chunks(&self, blocks: Range<usize>) -> impl Iterator<Item = (Range<usize>, bool)> + '_ {
        let first = self.chunk_of(blocks.start);
        let from_first =
            (first..self.chunks.len()).map(|chunk| (self.chunk(chunk), self.chunks[chunk].is_plain));
        let cut = move |(range, is_plain): (Range<usize>, bool)| {
            (range.start.max(blocks.start)..range.end.min(blocks.end), is_plain)
        };
        from_first.map(cut).take_while(|(range, _)| !range.is_empty())
    }

    /// Returns the number of chunks.
    pub(crate) const fn chunk_count(&self) -> usize {
        self.chunks.len()
    }

    /// Returns the blocks of a chunk.
    pub(crate) fn chunk(&self, chunk: usize) -> Range<usize> {
        let next = self.chunks.get(chunk + 1).map_or(self.starts.len(), |next| next.first);
        self.chunks[chunk].first..next
    }

    /// Returns the chunk of a block.
    pub(crate) fn chunk_of(&self, block: usize) -> usize {
        self.chunks.partition_point(|chunk| chunk.first <= block).saturating_sub(1)
    }

    /// Divides the blocks into chunks.
    fn divide(&self) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        let mut first = 0;
        while first < self.starts.len() {
            let start = self.starts[first];
            let after =
                self.starts.partition_point(|&next| next < start.saturating_add(CHUNK)).max(first + 1);
            let end = self.starts.get(after).map_or(self.text.len(), |&next| next);
            chunks.push(Chunk { first, is_plain: fold::is_plain(&self.text[start..end]) });
            first = after;
        }
        chunks
    }

    /// Returns the SHA-256 of the text if it is known or quickly computed.
    pub fn identity(&self) -> Option<&str> {
        let is_short = self.is_whole() && self.text.len() <= IDENTIFIED_AT_ONCE;
        if is_short { Some(self.sha256()) } else { self.sha256.get().map(String::as_str) }
    }

    /// Returns the numbered paragraph at `offset`, or else the last one before it, or else the first.
    pub fn numbered_at(&self, offset: usize) -> Option<usize> {
        let block = self.block_at(offset)?;
        // Paragraph 0 gives the first one.
        self.paragraph(block + 1 - self.unnumbered.partition_point(|&index| index <= block))
    }

    /// Returns `true` if the block at `index` is a heading.
    fn is_heading(&self, index: usize) -> bool {
        let text = &self.text[self.block(index).range];
        self.format == Format::Markdown && is_markdown_heading(text) || is_heading(text)
    }

    /// Returns `true` if the last block is the speaker's name with the lines below it.
    fn ends_in_signature(&self) -> bool {
        let (Some(speaker), true) = (&self.details.speaker, self.starts.len() > 1) else { return false };
        let last = self.block(self.starts.len() - 1);
        self.text[last.range].lines().next().is_some_and(|line| collapse(line) == **speaker)
    }
}

/// Returns the range of the body after `from`, without surrounding blank lines and the last line end.
fn body_of(content: &str, from: usize) -> Range<usize> {
    let body = &content[from..];
    let blank_head = body.len() - body.trim_start().len();
    let start = body[..blank_head].rfind('\n').map_or(0, |feed| feed + 1);
    let blank_tail = body.trim_end().len().max(start);
    let end = body[blank_tail..].find(['\n', '\r']).map_or(body.len(), |feed| blank_tail + feed);
    from + start..from + end
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::details::Date;

    const FRONT: &str = "+++\ntitle = \"A  Talk\"\nspeaker = \"Ann Lee\"\nreported = 2021-04-09\n+++\n";

    fn parse(content: &str) -> Speech {
        Speech::parse("talk", content.to_owned())
    }

    fn blocks(speech: &Speech) -> Vec<&str> {
        speech.blocks().map(|block| &speech.text()[block.range]).collect()
    }

    #[test]
    fn front_matter_is_taken_off_and_collapsed() {
        let speech = parse(&format!("{FRONT}\nOne.\n\nTwo. \n\n\n"));
        assert_eq!(speech.text(), "One.\n\nTwo. ");
        assert_eq!(speech.details().title, "A Talk");
        assert_eq!(speech.details().speaker.as_deref(), Some("Ann Lee"));
        assert_eq!(speech.details().reported.as_ref().map(Date::short).as_deref(), Some("9 Apr 2021"));
        assert_eq!(speech.details().occasion, None);
        assert_eq!(speech.title_page().text, "\nA Talk\nAnn Lee\nreported 9 April 2021\n\n");
        assert_eq!(speech.remark(), None);
    }

    #[test]
    fn long_details_and_headings_are_cut_and_marked() {
        let heap = format!("a{}", "\u{301}".repeat(128_000));
        let front = format!("+++\ntitle = \"{heap}\"\nspeaker = \"{}\"\n+++\n", "word ".repeat(9_000));
        let speech = parse(&format!("{front}One."));
        for detail in [speech.details().title.as_str(), speech.details().speaker.as_deref().unwrap()] {
            assert!(detail.ends_with('…') && (4000..4100).contains(&detail.len()), "{}", detail.len());
        }
        let content = format!("# {heap}\n\n## {}\n\nText.", "word ".repeat(9_000));
        let manuscript = Manuscript { content, format: Format::Markdown, ..Manuscript::default() };
        let speech = Speech::read(manuscript).remove(0);
        for heading in speech.headings().map(|heading| speech.heading(heading)) {
            assert!(heading.ends_with('…') && (4000..4100).contains(&heading.len()), "{}", heading.len());
        }
        assert!(speech.text().contains(&heap), "the text is verbatim");
    }

    #[test]
    fn a_block_ends_where_its_gap_begins_however_long_that_is() {
        for gap in ["\n\n".to_owned(), "\n".repeat(64), "\n \t".repeat(1000)] {
            let speech = parse(&format!("One.{gap}\nTwo.{gap}\nThree."));
            assert_eq!(blocks(&speech), ["One.", "Two.", "Three."]);
            assert_eq!(speech.gap_after(0).len(), gap.len() + 1);
        }
    }

    #[test]
    fn the_numbered_paragraph_at_a_heading_is_the_one_before_it() {
        let speech = parse("Head One\n\nII\n\nText.\n\nIII\n\nIV\n\nMore.\n\nV");
        let numbered =
            (0..speech.block_count()).map(|block| speech.numbered_at(speech.block(block).range.start));
        assert_eq!(numbered.collect::<Vec<_>>(), [2, 2, 2, 2, 2, 5, 5].map(Some));
        assert_eq!(parse("II\n\nIII").numbered_at(3), None);
    }

    #[test]
    fn without_front_matter_all_is_text_and_the_id_is_the_title() {
        let speech = parse("One.\n+++\nTwo.\n+++\n");
        assert_eq!(speech.text(), "One.\n+++\nTwo.\n+++");
        assert_eq!(speech.details(), &Details { title: "talk".to_owned(), ..Details::default() });
        assert_eq!(speech.remark(), None);
    }

    #[test]
    fn front_matter_that_is_none_is_shown_and_its_line_named() {
        let faults = [
            ("+++\ntitle = \"a\"\nspeaker = Ann\n+++\nOne.", "line 3: "),
            ("+++\ntitle = \"a\"\nreported = 7\n+++\nOne.", "line 3: expected a date such as 2021-04-09"),
            ("+++\r\ntitle = 1\r\n+++\r\nOne.", "line 2: invalid type: integer `1`"),
            ("+++\ntitle = é\n+++\nOne.", "line 2: "),
            ("+++\ntitle = \"a\"\n\nOne.", "no closing +++ line"),
            ("+++", "no closing +++ line"),
            ("+++\n[[part]]\ntitle = \"a\"\n+++\nOne.", "line 2: missing field `heading`"),
        ];
        for (content, fault) in faults {
            let speech = parse(content);
            assert_eq!(speech.text(), content);
            assert_eq!(speech.details().title, "talk");
            let found = speech.remark().unwrap();
            let fault = format!("front matter not read ({fault}");
            assert!(found.starts_with(&fault) && found.lines().count() == 1, "{found}");
        }
    }

    #[test]
    fn dates_that_name_no_day_are_words() {
        let dated = |date: &str| {
            let speech = parse(&format!("+++\ndelivered = {date}\n+++\n"));
            speech.details().delivered.as_ref().map(ToString::to_string)
        };
        assert_eq!(dated("2021-04-09").as_deref(), Some("9 April 2021"));
        assert_eq!(dated("2021-04-09T10:00:00Z").as_deref(), Some("9 April 2021"));
        assert_eq!(dated("\"spring \\n1921\"").as_deref(), Some("spring 1921"));
        assert_eq!(dated("10:00:00").as_deref(), Some("10:00:00"));
        assert_eq!(dated("\" \""), None);
    }

    #[test]
    fn line_ends_of_either_kind_part_paragraphs() {
        let front = FRONT.replace('\n', "\r\n");
        let speech = parse(&format!("{front}\r\nOne\r\nand a half.\r\n\r\nTwo.\r\n\r\n\r\nThree.\r\n"));
        assert_eq!(speech.details().title, "A Talk");
        assert_eq!(blocks(&speech), ["One\r\nand a half.", "Two.", "Three."]);
        assert_eq!([0, 1, 2].map(|index| speech.section_ends_after(index)), [false, true, false]);
        assert!(speech.text().ends_with("Three."));
    }

    #[test]
    fn a_text_without_a_word_has_no_blocks() {
        for content in ["", "\n", " ", " \n\u{a0}\n\t\r\n ", FRONT, "\r", "\u{2029}\n\u{3000}"] {
            let speech = parse(content);
            assert_eq!((speech.block_count(), speech.paragraph_count(), speech.words()), (0, 0, 0));
            assert_eq!(speech.text().trim(), "");
            assert_eq!((speech.block_at(0), speech.paragraph(1), speech.number_of(0)), (None, None, None));
        }
    }

    #[test]
    fn a_line_of_a_no_break_space_is_blank() {
        let speech = parse("One.\n\u{a0}\nTwo.\n\u{200b}\nstill two.");
        assert_eq!(blocks(&speech), ["One.", "Two.\n\u{200b}\nstill two."]);
    }

    #[test]
    fn blanks_around_a_block_are_not_its_own() {
        let speech = parse("\n  One. \u{a0}\n \n\tTwo.\t\n");
        assert_eq!(speech.text(), "  One. \u{a0}\n \n\tTwo.\t");
        assert_eq!(blocks(&speech), ["One.", "Two."]);
        assert_eq!([0, 1, 2, 8, 9].map(|offset| speech.block_at(offset)), [Some(0); 5]);
        assert_eq!([14, 1_000].map(|offset| speech.block_at(offset)), [Some(1); 2]);
    }

    #[test]
    fn the_speaker_s_name_at_the_end_is_a_signature() {
        let speech = parse(&format!("{FRONT}One.\n\nTwo.\n\n  Ann  Lee\n9 April\n"));
        assert_eq!(speech.paragraph_count(), 2);
        assert_eq!(speech.block(2).kind, Kind::Signature);
        assert_eq!(blocks(&speech)[2], "Ann  Lee\n9 April");
        assert_eq!((speech.number_of(2), speech.paragraph(3)), (None, Some(1)));

        assert_eq!(parse(&format!("{FRONT}Ann Lee\n")).block(0).kind, Kind::Heading, "nothing is signed");
        assert_eq!(parse(&format!("{FRONT}One.\n\nAnn Lee spoke.\n")).paragraph_count(), 2);
        let kind = parse("One.\n\nAnn Lee\n").block(1).kind;
        assert_eq!(kind, Kind::Heading, "nobody is known to have spoken");
    }

    #[test]
    fn headings_have_no_number() {
        let speech = parse("The First Part\n\nIt begins.\n\nII\n\nIt goes on.\n\nIt ends,\n\nAnn Lee\n");
        let kinds: Vec<_> = speech.blocks().map(|block| block.kind).collect();
        let (heading, paragraph) = (Kind::Heading, Kind::Paragraph);
        assert_eq!(kinds, [heading, paragraph, heading, paragraph, paragraph, heading]);
        assert_eq!(speech.headings().collect::<Vec<_>>(), [0, 2, 5]);
        assert_eq!([1, 2, 3, 4].map(|number| speech.paragraph(number)), [Some(1), Some(3), Some(4), Some(4)]);
        assert_eq!(speech.words(), 7, "headings are not counted");
        assert_eq!(speech.details().title, "The First Part", "the first is the title, if there is no other");
    }

    fn read(content: &str, format: Format) -> Speech {
        let manuscript = Manuscript { content: content.to_owned(), format, ..Manuscript::default() };
        Speech::read(manuscript).remove(0)
    }

    #[test]
    fn a_heading_in_markdown_needs_no_blank_lines() {
        let content = "## On *Unity*\nWe are one.\nAll of us.\n# 2\n\n#none\n";
        let speech = read(content, Format::Markdown);
        assert_eq!(blocks(&speech), ["## On *Unity*", "We are one.\nAll of us.", "# 2", "#none"]);
        assert_eq!(speech.headings().collect::<Vec<_>>(), [0, 2]);
        assert_eq!(speech.details().title, "On Unity");
        assert_eq!(read(content, Format::Plain).block_count(), 2);
    }

    #[test]
    fn a_heading_in_markdown_may_be_indented_by_three_blanks() {
        let speech = read("   # One\nTwo.\n\n    # three\nfour\n   ## Five\nSix.", Format::Markdown);
        assert_eq!(blocks(&speech), ["# One", "Two.", "# three\nfour", "## Five", "Six."]);
        assert_eq!(speech.headings().collect::<Vec<_>>(), [0, 3]);
    }

    #[test]
    fn code_between_fences_in_markdown_is_one_block() {
        let content = "# On Code\n\nAs here:\n```sh\n# no heading\n\n\nls\n```\nThat is all.\n\n~~~\n\n# Nor This\n~~~\n\n# Two\nEnd.";
        let speech = read(content, Format::Markdown);
        let (code, other) =
            ("As here:\n```sh\n# no heading\n\n\nls\n```\nThat is all.", "~~~\n\n# Nor This\n~~~");
        assert_eq!(blocks(&speech), ["# On Code", code, other, "# Two", "End."]);
        assert_eq!((speech.headings().collect::<Vec<_>>(), speech.paragraph_count()), (vec![0, 3], 3));
        assert_eq!(read(content, Format::Plain).block_count(), 6);
    }

    #[test]
    fn lines_that_no_hand_broke_are_paragraphs() {
        let long = "word ".repeat(30);
        assert_eq!(parse(&format!("{long}\nTwo.\n{long}")).paragraph_count(), 3);
        assert_eq!(parse("One\ntwo\nthree.").paragraph_count(), 1);
        assert_eq!(parse(&format!("{long}\n{long}\n\n{long}")).paragraph_count(), 2, "blank lines part them");
    }

    #[test]
    fn a_text_of_several_speeches_is_divided() {
        let front = "+++\nspeaker = \"Ann Lee\"\nreported = 1921-03-05\n[[part]]\nheading = \"Opening Speech\"\n\
                     [[part]]\nheading = \"Closing Speech\"\ntitle = \"The End\"\nreported = 1921-03-06\n+++\n";
        let body = "Opening and Closing Speech\n\nOpening Speech \n\nFriends.\n\nAnn Lee\n\nClosing Speech\n\nFarewell.\n\n\n";
        let read = |content: String| {
            Speech::read(Manuscript { id: "both".to_owned(), content, ..Manuscript::default() })
        };
        let speeches = read(format!("{front}{body}"));
        let told =
            speeches.iter().map(|speech| (speech.id(), speech.details().title.as_str(), speech.text()));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [("both#1", "Opening Speech", "Friends.\n\nAnn Lee"), ("both#2", "The End", "Farewell.")]
        );
        assert_eq!(speeches[0].block(1).kind, Kind::Signature, "what is stated of both holds of each");
        let days = speeches.iter().map(|speech| speech.details().reported.as_ref().unwrap().short());
        assert_eq!(days.collect::<Vec<_>>(), ["5 Mar 1921", "6 Mar 1921"]);

        let whole = read(format!("{front}{}", body.replace("Closing Speech\n\nF", "Closing speech\n\nF")));
        assert_eq!(whole.len(), 1);
        assert!(whole[0].text().starts_with("Opening and Closing"));
        assert!(
            whole[0].remark().unwrap().starts_with("no line is \"Closing Speech\""),
            "{:?}",
            whole[0].remark()
        );
    }

    #[test]
    fn the_heading_of_a_part_is_its_line_exactly() {
        let read = |body: &str| {
            let content =
                format!("+++\n[[part]]\nheading = \"One\"\n[[part]]\nheading = \"Two\"\n+++\n{body}");
            Speech::read(Manuscript { content, ..Manuscript::default() })
        };
        let texts = |body: &str| read(body).iter().map(|speech| speech.text().to_owned()).collect::<Vec<_>>();
        assert_eq!(texts("One\n\nA.\n\n  Two\n\nTwo \t\r\n\nB.\n"), ["A.\n\n  Two", "B."]);
        for body in ["One\n\nA.\n\n Two\n\nB.", "\tOne\n\nTwo\n\nB.", "One\n\n\u{a0}Two\n\nB."] {
            let whole = read(body);
            assert!(
                whole.len() == 1 && whole[0].remark().unwrap().ends_with("shown as one text"),
                "{body:?}"
            );
        }
    }

    #[test]
    fn the_speeches_of_a_head_are_those_that_are_named() {
        let content =
            "+++\n[[part]]\nheading = \"One\"\n[[part]]\nheading = \"Two\"\n+++\nOne\n\nIt begins.\n";
        let head = Manuscript { id: "both".to_owned(), content: content.to_owned(), ..Manuscript::default() };
        let speeches = Speech::sketch(head, 10_000);
        let told: Vec<_> =
            speeches.iter().map(|speech| (speech.id(), speech.details().title.as_str())).collect();
        assert_eq!(told, [("both#1", "One"), ("both#2", "Two")]);
        assert!(speeches.iter().all(|speech| !speech.is_whole() && speech.text().is_empty()));
    }

    #[test]
    fn words_that_a_hyphen_joins_are_one() {
        let words = |text: &str| parse(text).words();
        assert_eq!(words("rock-solid"), 1);
        assert_eq!(words("comrades-in-arms, cells'"), 2);
        assert_eq!(words("well\u{2010}known well\u{2011}known"), 2);
        assert_eq!(words("bonds–this, a - b, c -d, --"), 6);
        assert_eq!(words("the Party's 1,000\n\ncells"), 4);
        assert_eq!(parse(&format!("{FRONT}One two.\n\nAnn Lee")).words(), 2, "the signature is not counted");
    }

    #[test]
    fn a_long_text_is_estimated_until_it_is_counted() {
        let speech = parse(&"words ".repeat(20_000));
        assert_eq!(speech.length(), Length::Estimated(20_000));
        assert_eq!(speech.words(), 20_000);
        assert_eq!(speech.length(), Length::Counted(20_000));
    }

    proptest! {
        #[test]
        fn ranges_and_gaps_are_the_text(lines in r"([ \t\r\n\u{a0}\u{85}a가é+.]{0,6}\n{0,3}){0,12}") {
            let speech = parse(&lines);
            let head = speech.blocks().next().map_or_else(|| speech.text(), |first| &speech.text()[..first.range.start]);
            let mut joined = head.to_owned();
            prop_assert_eq!(joined.trim(), "");
            for block in speech.blocks() {
                let text = &speech.text()[block.range.clone()];
                prop_assert!(!text.is_empty() && text.trim() == text);
                prop_assert_eq!(speech.block_at(block.range.start), Some(block.index));
                prop_assert_eq!(speech.block_at(block.range.end), Some(block.index));
                let gap = &speech.text()[speech.gap_after(block.index)];
                prop_assert_eq!(gap.trim(), "");
                joined += text;
                joined += gap;
            }
            prop_assert_eq!(joined, speech.text());
            prop_assert!(lines.contains(speech.text()));
            prop_assert_eq!(speech.text().trim(), lines.trim());
        }

        #[test]
        fn a_number_and_its_block_name_each_other(paragraphs in 0_usize..6, signed: bool) {
            let mut content = FRONT.to_owned() + &"One.\n\n".repeat(paragraphs);
            content += if signed { "Ann Lee" } else { "" };
            let speech = parse(&content);
            for number in 1..=speech.paragraph_count() {
                prop_assert_eq!(speech.paragraph(number).and_then(|index| speech.number_of(index)), Some(number));
            }
            let numbers = (0..=speech.block_count()).filter_map(|index| speech.number_of(index));
            prop_assert!(numbers.eq(1..=speech.paragraph_count()));
            prop_assert_eq!(speech.paragraph(0), speech.paragraph(1));
            prop_assert_eq!(speech.paragraph(usize::MAX), speech.paragraph(speech.paragraph_count()));
        }

        #[test]
        fn any_front_matter_is_parsed_or_shown(front in r#"[a-z="'\[\]{}.#\-+:0-9é가\r\n ]{0,40}"#) {
            let content = format!("+++\n{front}\n+++\nOne.");
            let speech = parse(&content);
            prop_assert!(speech.remark().is_none() || speech.text() == content);
        }
    }
}
