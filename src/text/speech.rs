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
    pub fn parse(id: impl Into<String>, content: String) -> Self {
        let id = id.into();
        Self::parse_titled(id.clone(), &id, content)
    }

    /// The same; without a title in the front matter, `title` is its title.
    pub fn parse_titled(id: impl Into<String>, title: &str, mut content: String) -> Self {
        let id = id.into();
        let (front, body, fault) = split_front_matter(&content);
        let details = front.unwrap_or_default().details(title);
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

    /// Where the last block ends: what follows is blank.
    pub fn end(&self) -> usize {
        self.block_count().checked_sub(1).map_or(0, |last| self.block(last).range.end)
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

    /// The number of the block at `index`, if there is one and it is a numbered paragraph.
    pub fn number_of(&self, index: usize) -> Option<usize> {
        if index >= self.block_count() {
            return None;
        }
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

    /// Counts the words of the numbered paragraphs, once, as [`count_words`] does.
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

/// How many words a paragraph or a part of one has: words of Unicode's annex 29, of which those that a
/// hyphen joins without a blank count as one.
pub fn count_words(text: &str) -> usize {
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

/// One line on what is wrong with `toml`, of which the first line is the file's line `first`.
pub fn toml_fault(error: &toml::de::Error, toml: &str, first: usize) -> String {
    let message = collapse(error.message());
    match error.span() {
        Some(span) => format!("line {}: {message}", first - 1 + line_of(toml.as_bytes(), span.start)),
        None => message,
    }
}

/// The line, from 1, on which the byte at `offset` is. The content need not be text, nor the offset a
/// character's.
pub fn line_of(content: &[u8], offset: usize) -> usize {
    content[..offset.min(content.len())].split(|&byte| byte == b'\n').count()
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
#[serde(untagged, expecting = "expected a date such as 2021-04-09, or words in quotes")]
enum WrittenDate {
    Date(toml::value::Datetime),
    Words(String),
}

impl FrontMatter {
    fn details(self, title: &str) -> Details {
        let words = |value: Option<String>| value.map(|v| collapse(&v)).filter(|v| !v.is_empty());
        Details {
            title: words(self.title).unwrap_or_else(|| title.to_owned()),
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
                // The opening fence is line 1.
                Err(error) => (None, 0, Some(toml_fault(&error, &content[first.len()..end], 2))),
            };
        }
        end += line.len();
    }
    (None, 0, Some("the front matter has no closing +++ line".to_owned()))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
        assert_eq!(speech.fault(), None);
    }

    #[test]
    fn without_front_matter_all_is_text_and_the_id_is_the_title() {
        let speech = parse("One.\n+++\nTwo.\n+++\n");
        assert_eq!(speech.text(), "One.\n+++\nTwo.\n+++");
        assert_eq!(speech.details(), &Details { title: "talk".to_owned(), ..Details::default() });
        assert_eq!(speech.fault(), None);
    }

    #[test]
    fn front_matter_that_is_none_is_shown_and_its_line_named() {
        let faults = [
            ("+++\ntitle = \"a\"\nspeaker = Ann\n+++\nOne.", "line 3: "),
            ("+++\ntitle = \"a\"\nreported = 7\n+++\nOne.", "line 3: expected a date such as 2021-04-09"),
            ("+++\r\ntitle = 1\r\n+++\r\nOne.", "line 2: invalid type: integer `1`"),
            ("+++\ntitle = é\n+++\nOne.", "line 2: "),
            ("+++\ntitle = \"a\"\n\nOne.", "the front matter has no closing +++ line"),
            ("+++", "the front matter has no closing +++ line"),
        ];
        for (content, fault) in faults {
            let speech = parse(content);
            assert_eq!(speech.text(), content);
            assert_eq!(speech.details().title, "talk");
            let found = speech.fault().unwrap();
            assert!(found.starts_with(fault) && found.lines().count() == 1, "{found}");
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

        assert_eq!(parse(&format!("{FRONT}Ann Lee\n")).paragraph_count(), 1, "nothing is signed");
        assert_eq!(parse(&format!("{FRONT}One.\n\nAnn Lee spoke.\n")).paragraph_count(), 2);
        assert_eq!(parse("One.\n\nAnn Lee\n").paragraph_count(), 2, "nobody is known to have spoken");
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
            prop_assert!(speech.fault().is_none() || speech.text() == content);
        }
    }
}
