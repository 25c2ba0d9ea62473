//! One speech: its text as one string, its blocks as byte ranges of it, and its details.
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
//! Blocks and the gaps between them together are the text, to the byte.

use std::{fmt, fmt::Write as _, ops::Range, sync::OnceLock};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use unicode_segmentation::UnicodeSegmentation;

/// A text shorter than this is counted on the spot; the words of a longer one are first estimated.
const COUNTED_AT_ONCE: usize = 64 * 1024;

/// Bytes of an English text for each of its words, blanks and punctuation included.
const BYTES_PER_WORD: usize = 6;

/// One text with its details.
#[derive(Debug)]
pub struct Speech {
    id: String,
    details: Details,
    title_page: TitlePage,
    text: String,
    /// Where each block begins. Where it ends follows from the text.
    starts: Vec<usize>,
    /// The blocks that have no number, in ascending order.
    unnumbered: Vec<usize>,
    fault: Option<String>,
    words: OnceLock<usize>,
    sha256: OnceLock<String>,
}

/// A stretch of text set apart by blank lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its place among the speech's blocks, from 0.
    pub index: usize,
    /// Its bytes in the text, without the blanks before and after it.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a block is, as far as numbering and setting go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Prose, with its number, from 1. Line ends inside it are blanks.
    Paragraph(usize),
    /// The speaker's name and what stands under it, at the end. Every line stays a line.
    Signature,
}

/// What the front matter states of a speech, with white space collapsed. What it leaves out is
/// unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// Its title; the speech's id, where the front matter gives none.
    pub title: String,
    /// Who spoke.
    pub speaker: Option<String>,
    /// At what it was delivered.
    pub occasion: Option<String>,
    /// Where it was delivered.
    pub place: Option<String>,
    /// When it was delivered.
    pub delivered: Option<Date>,
    /// When it was reported.
    pub reported: Option<Date>,
    /// Who published this text.
    pub publisher: Option<String>,
    /// Who translated it.
    pub translator: Option<String>,
    /// The language of the text, as a BCP 47 tag.
    pub language: Option<String>,
    /// Where the text is from.
    pub source: Option<String>,
}

/// A date as the front matter gives it: a day (`2021-04-09`), or words (`"spring 1921"`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Date {
    /// A day of the Gregorian calendar.
    Day(jiff::civil::Date),
    /// Words that name no single day.
    Words(String),
}

impl Date {
    /// The date for a narrow column: `9 Apr 2021`.
    pub fn short(&self) -> String {
        match self {
            Self::Day(day) => day.strftime("%-d %b %Y").to_string(),
            Self::Words(words) => words.clone(),
        }
    }
}

impl fmt::Display for Date {
    /// The date in full: `9 April 2021`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{}", day.strftime("%-d %B %Y")),
            Self::Words(words) => f.write_str(words),
        }
    }
}

/// What stands above the text: a small text of its own, so that it is laid out as the other is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TitlePage {
    /// Its lines, separated by line feeds. The first and the last are blank, as space around it.
    pub text: String,
    /// The bytes of each line, and what it says.
    pub lines: Vec<(TitleLine, Range<usize>)>,
}

/// What a line of the title page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleLine {
    /// The title.
    Title,
    /// The speaker.
    Speaker,
    /// The occasion.
    Occasion,
    /// Dates, place and publisher.
    Report,
    /// Nothing.
    Blank,
}

/// How many words a speech has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// They have been counted.
    Counted(usize),
    /// They have not yet been counted; this many are likely.
    Estimated(usize),
}

impl Speech {
    /// Reads a text: an optional front matter between `+++` lines, then the body. It cannot fail: a
    /// front matter that is none is shown as text, and [`Speech::fault`] says why.
    ///
    /// The body goes from its first line that is not blank to the last one, to the byte; only the
    /// line end after that is left out.
    pub fn parse(id: impl Into<String>, mut content: String) -> Self {
        let id = id.into();
        let (front, body, fault) = split_front_matter(&content);
        let details = front.unwrap_or_default().details(&id);
        let body = body_of(&content, body);
        content.truncate(body.end);
        content.drain(..body.start);
        let starts = block_starts(&content);
        let mut speech = Self {
            id,
            title_page: title_page(&details),
            details,
            text: content,
            starts,
            unnumbered: Vec::new(),
            fault,
            words: OnceLock::new(),
            sha256: OnceLock::new(),
        };
        if speech.ends_in_signature() {
            speech.unnumbered.push(speech.starts.len() - 1);
        }
        speech
    }

    /// The name by which the speech is called on the command line and in the reader's files.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the front matter states.
    pub const fn details(&self) -> &Details {
        &self.details
    }

    /// What stands above the text.
    pub const fn title_page(&self) -> &TitlePage {
        &self.title_page
    }

    /// The text, verbatim.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why the front matter could not be read, if there is one that could not.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// How many blocks there are.
    pub const fn block_count(&self) -> usize {
        self.starts.len()
    }

    /// How many numbered paragraphs there are.
    pub const fn paragraph_count(&self) -> usize {
        self.starts.len() - self.unnumbered.len()
    }

    /// The block at `index`.
    ///
    /// # Panics
    ///
    /// If `index` is not below [`Speech::block_count`].
    pub fn block(&self, index: usize) -> Block {
        let start = self.starts[index];
        let next = self.starts.get(index + 1).map_or(self.text.len(), |&next| next);
        let end = start + self.text[start..next].trim_end().len();
        let kind = self.number_of(index).map_or(Kind::Signature, Kind::Paragraph);
        Block { index, range: start..end, kind }
    }

    /// All blocks in order.
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = Block> + '_ {
        (0..self.block_count()).map(|index| self.block(index))
    }

    /// The block in which `offset` lies, or after which it lies; the first for what stands before
    /// it. `None` if the text is blank.
    pub fn block_at(&self, offset: usize) -> Option<usize> {
        let after = self.starts.partition_point(|&start| start <= offset);
        (!self.starts.is_empty()).then(|| after.saturating_sub(1))
    }

    /// The bytes between the block at `index` and the next, or the end of the text.
    pub fn gap_after(&self, index: usize) -> Range<usize> {
        let next = self.starts.get(index + 1).map_or(self.text.len(), |&next| next);
        self.block(index).range.end..next
    }

    /// Whether more than one blank line stands after the block at `index`.
    pub fn section_ends_after(&self, index: usize) -> bool {
        self.text[self.gap_after(index)].matches('\n').count() > 2
    }

    /// The number of the block at `index`, if it is a numbered paragraph.
    pub fn number_of(&self, index: usize) -> Option<usize> {
        self.unnumbered.binary_search(&index).err().map(|before| index + 1 - before)
    }

    /// The block that is paragraph `number`; the nearest there is for a number out of bounds, `None`
    /// if nothing is numbered.
    pub fn paragraph(&self, number: usize) -> Option<usize> {
        let mut index = number.clamp(1, self.paragraph_count().max(1)) - 1;
        for &unnumbered in &self.unnumbered {
            index += usize::from(unnumbered <= index);
        }
        (self.paragraph_count() > 0).then_some(index)
    }

    /// How many words the numbered paragraphs have. A long text that has not been counted yet gives
    /// an estimate; [`Speech::words`] counts it.
    pub fn length(&self) -> Length {
        match self.words.get() {
            Some(&words) => Length::Counted(words),
            None if self.text.len() <= COUNTED_AT_ONCE => Length::Counted(self.words()),
            None => Length::Estimated(self.text.len() / BYTES_PER_WORD),
        }
    }

    /// Counts the words of the numbered paragraphs, once: words of Unicode's annex 29, of which
    /// those that a hyphen joins without a blank count as one.
    pub fn words(&self) -> usize {
        *self.words.get_or_init(|| {
            let numbered = self.blocks().filter(|block| block.kind != Kind::Signature);
            numbered.map(|block| count_words(&self.text[block.range])).sum()
        })
    }

    /// The SHA-256 of the text in hexadecimal, computed once: what tells this text from any other.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| {
            let mut hex = String::with_capacity(64);
            for byte in Sha256::digest(self.text.as_bytes()) {
                // Writing into a string cannot fail.
                let _ = write!(hex, "{byte:02x}");
            }
            hex
        })
    }

    /// Whether the last block is the speaker's name with what stands under it.
    fn ends_in_signature(&self) -> bool {
        let (Some(speaker), true) = (&self.details.speaker, self.starts.len() > 1) else {
            return false;
        };
        let last = self.block(self.starts.len() - 1);
        self.text[last.range].lines().next().is_some_and(|line| collapse(line) == *speaker)
    }
}

/// The words of one paragraph.
fn count_words(text: &str) -> usize {
    let mut count = 0;
    let mut end_of_last = None;
    for (start, word) in text.unicode_word_indices() {
        let joined =
            end_of_last.is_some_and(|end| matches!(&text[end..start], "-" | "\u{2010}" | "\u{2011}"));
        count += usize::from(!joined);
        end_of_last = Some(start + word.len());
    }
    count
}

/// `text` with every run of white space made one blank, and none at its ends.
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The front matter as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FrontMatter {
    title: Option<String>,
    speaker: Option<String>,
    occasion: Option<String>,
    place: Option<String>,
    delivered: Option<WrittenDate>,
    reported: Option<WrittenDate>,
    publisher: Option<String>,
    translator: Option<String>,
    language: Option<String>,
    source: Option<String>,
}

/// A date as TOML has it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum WrittenDate {
    Date(toml::value::Datetime),
    Words(String),
}

impl FrontMatter {
    fn details(self, id: &str) -> Details {
        let words = |value: Option<String>| value.map(|v| collapse(&v)).filter(|v| !v.is_empty());
        Details {
            title: words(self.title).unwrap_or_else(|| id.to_owned()),
            speaker: words(self.speaker),
            occasion: words(self.occasion),
            place: words(self.place),
            delivered: self.delivered.and_then(WrittenDate::date),
            reported: self.reported.and_then(WrittenDate::date),
            publisher: words(self.publisher),
            translator: words(self.translator),
            language: words(self.language),
            source: words(self.source),
        }
    }
}

impl WrittenDate {
    fn date(self) -> Option<Date> {
        let words = match self {
            Self::Date(written) => {
                let day = written.date.and_then(|date| {
                    let (year, month, day) =
                        (i16::try_from(date.year), i8::try_from(date.month), i8::try_from(date.day));
                    jiff::civil::Date::new(year.ok()?, month.ok()?, day.ok()?).ok()
                });
                if let Some(day) = day {
                    return Some(Date::Day(day));
                }
                written.to_string()
            }
            Self::Words(words) => collapse(&words),
        };
        (!words.is_empty()).then_some(Date::Words(words))
    }
}

/// Takes the front matter from the head of `content`: what it says, where the body begins, and what
/// is wrong with it.
fn split_front_matter(content: &str) -> (Option<FrontMatter>, usize, Option<String>) {
    let mut lines = content.split_inclusive('\n');
    let fence = |line: &str| line.trim_end() == "+++";
    let Some(first) = lines.next().filter(|line| fence(line)) else {
        return (None, 0, None);
    };
    let mut end = first.len();
    for line in lines {
        if fence(line) {
            return match toml::from_str(&content[first.len()..end]) {
                Ok(front) => (Some(front), end + line.len(), None),
                Err(error) => (None, 0, Some(describe(&error, &content[first.len()..end]))),
            };
        }
        end += line.len();
    }
    (None, 0, Some("the front matter has no closing +++ line".to_owned()))
}

/// One line on what is wrong with a front matter, with the file's own line number.
fn describe(error: &toml::de::Error, front: &str) -> String {
    let message = collapse(error.message());
    match error.span() {
        // The opening fence is line 1.
        Some(span) => format!("line {}: {message}", front[..span.start].matches('\n').count() + 2),
        None => message,
    }
}

/// The body that begins at `from`, without the blank lines around it and the last line end.
fn body_of(content: &str, from: usize) -> Range<usize> {
    let body = &content[from..];
    let blank_head = body.len() - body.trim_start().len();
    let start = body[..blank_head].rfind('\n').map_or(0, |feed| feed + 1);
    let blank_tail = body.trim_end().len().max(start);
    let end = body[blank_tail..].find(['\n', '\r']).map_or(body.len(), |feed| blank_tail + feed);
    from + start..from + end
}

/// Where each stretch between blank lines has its first character that is not blank.
fn block_starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut after_blank = true;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let blank = line.len() - line.trim_start().len();
        let is_blank = blank == line.len();
        if after_blank && !is_blank {
            starts.push(offset + blank);
        }
        after_blank = is_blank;
        offset += line.len();
    }
    starts
}

/// Sets what the details say into the lines above the text.
fn title_page(details: &Details) -> TitlePage {
    let dated = |word: &str, date: &Option<Date>| date.as_ref().map(|date| format!("{word} {date}"));
    let report = [
        dated("delivered", &details.delivered),
        details.place.clone(),
        dated("reported", &details.reported),
        details.publisher.clone(),
    ];
    let report = report.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let lines = [
        (TitleLine::Blank, Some("")),
        (TitleLine::Title, Some(details.title.as_str())),
        (TitleLine::Speaker, details.speaker.as_deref()),
        (TitleLine::Occasion, details.occasion.as_deref()),
        (TitleLine::Report, Some(report.as_str()).filter(|report| !report.is_empty())),
        (TitleLine::Blank, Some("")),
    ];
    let mut page = TitlePage::default();
    for (role, line) in lines.into_iter().filter_map(|(role, line)| Some((role, line?))) {
        let start = page.text.len();
        page.text.push_str(line);
        page.lines.push((role, start..page.text.len()));
        page.text.push('\n');
    }
    page
}
