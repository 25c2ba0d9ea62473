//! Runs of lines, and their division into blocks.

use oratory_core::{KeptLine, Kind, LayoutOptions, Paragraphs};

use super::{
    blocks::{Blocks, Piece, is_signed_and_dated},
    lines::{Line, Lines},
    markers::{Marker, MarkerKind, is_rule, marker},
};
use crate::{
    dateline::is_dateline,
    heading::{ends_in_small_word, ends_statement, is_heading, is_short, is_title, is_titled},
    salutation::is_salutation,
};

/// A line longer than this, in bytes, was not wrapped by hand, unless the lines around it are as long and end in
/// mid-sentence.
pub(super) const LONGEST_BROKEN_LINE: usize = 120;

/// The longest such line in characters, in scripts of wide letters.
const LONGEST_BROKEN_WIDE_LINE: usize = 40;

/// The most columns of a line of wide letters that was broken in mid sentence. Korean has narrow blanks in it.
const MOST_BROKEN_COLUMNS: usize = 2 * LONGEST_BROKEN_WIDE_LINE;

/// The most characters of a line of verse, and in scripts without capitals.
const LONGEST_VERSE_LINE: usize = 64;
const LONGEST_CASELESS_VERSE_LINE: usize = 24;

/// The least columns by which an indented line begins further to the right.
const FEWEST_INDENT_COLUMNS: usize = 2;

/// The text around a run.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) lines: Lines<'a>,
    /// `true` if lines are paragraphs in much of the text.
    pub(super) is_by_lines: bool,
    pub(super) options: &'a LayoutOptions,
}

/// Lines of a text that no blank line and no page end separates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    start: usize,
    end: usize,
    lines: usize,
    has_rule: bool,
}

impl Run {
    /// Creates a run without lines.
    pub(super) const fn from(start: usize) -> Self {
        Self { start, end: start, lines: 0, has_rule: false }
    }

    /// Adds the next line.
    pub(super) fn push(&mut self, line: &Line<'_>) {
        self.end = line.end();
        self.lines += 1;
        self.has_rule |= is_rule(line.words());
    }

    /// Divides the run into blocks.
    pub(super) fn divide(self, text: &Context<'_>, blocks: &mut Blocks<'_>) {
        if self.lines == 1 || text.options.paragraphs == Some(Paragraphs::Lines) {
            self.each_line(text, blocks);
        } else if self.has_rule {
            self.divide_at_rules(text, blocks);
        } else {
            self.divide_without_rules(text, blocks);
        }
    }

    fn lines_of<'a>(self, text: &Context<'a>) -> Lines<'a> {
        text.lines.within(self.start, self.end)
    }

    /// Makes a block of each line.
    fn each_line(self, text: &Context<'_>, blocks: &mut Blocks<'_>) {
        let mut lines = self.lines_of(text).peekable();
        let mut before = "";
        while let Some(line) = lines.next() {
            let after = lines.peek().map_or("", Line::words);
            let words = line.words();
            let is_addressed = is_addressee(after) && is_titled(words);
            if is_addressed || runs_on(before) {
                blocks.add_line_of(Kind::Paragraph, &line);
            } else {
                blocks.add_line(&line);
            }
            before = words;
        }
    }

    fn divide_at_rules(self, text: &Context<'_>, blocks: &mut Blocks<'_>) {
        let mut part: Option<Self> = None;
        for line in self.lines_of(text) {
            if is_rule(line.words()) {
                if let Some(part) = part.take() {
                    part.divide(text, blocks);
                }
                blocks.add_line(&line);
            } else {
                part.get_or_insert_with(|| Self::from(line.start)).push(&line);
            }
        }
        if let Some(part) = part {
            part.divide(text, blocks);
        }
    }

    fn divide_without_rules(self, text: &Context<'_>, blocks: &mut Blocks<'_>) {
        let traits = Traits::of(self.lines_of(text));
        let is_free = text.options.paragraphs.is_none();
        let is_by_lines = text.is_by_lines && !traits.is_cut();
        if is_free && self.is_title_block(text, blocks) || !is_by_lines && self.is_two_line_heading(text) {
            self.add_lines(Kind::Heading(1), text, blocks);
        } else if traits.bullets > 0 && self.is_list(text, true) {
            self.add_list(text, blocks);
        } else if is_free && is_signed_and_dated(&text.lines.text()[self.start..self.end]) {
            self.add_lines(Kind::Verse, text, blocks);
        } else if is_free
            && (traits.is_by_lines() || is_by_lines && !(self.lines > 2 && self.is_verse(text, &traits)))
        {
            self.each_line(text, blocks);
        } else if traits.numbers > 0 && self.is_list(text, false) {
            self.add_list(text, blocks);
        } else if is_free && self.is_verse(text, &traits) {
            self.add_lines(Kind::Verse, text, blocks);
        } else if is_free && (traits.most_indent > 0 || traits.has_ideographic_blank) {
            self.divide_by_indents(text, &traits, blocks);
        } else {
            self.add_prose(text, blocks);
        }
    }

    /// Returns `true` if the first run of the text is its title, over several lines that may state a date and a place.
    fn is_title_block(self, text: &Context<'_>, blocks: &Blocks<'_>) -> bool {
        blocks.is_empty()
            && self.lines <= MOST_TITLE_LINES
            && Blocks::is_title_block(self.lines_of(text).map(|line| line.words()))
    }

    fn is_two_line_heading(self, text: &Context<'_>) -> bool {
        if self.lines != 2 {
            return false;
        }
        let mut lines = self.lines_of(text);
        lines.clone().all(|line| is_short(line.words()) && is_titled(line.words()))
            && lines
                .next()
                .zip(lines.next())
                .is_some_and(|(one, other)| is_title(&format!("{}\n{}", one.words(), other.words())))
    }

    /// Adds a block whose lines are kept.
    fn add_lines(self, kind: Kind, text: &Context<'_>, blocks: &mut Blocks<'_>) {
        let mut lines = self.lines_of(text);
        let Some(first) = lines.next() else { return };
        blocks.add(Piece { start: first.words_start(), end: self.end, kind, is_prose: false });
        for line in lines {
            blocks.keep_line(KeptLine { start: line.start, marker: 0 });
        }
    }

    /// Adds a paragraph whose lines are joined. A line in capitals above it is a heading.
    fn add_prose(self, text: &Context<'_>, blocks: &mut Blocks<'_>) {
        let mut lines = self.lines_of(text);
        let Some(first) = lines.next() else { return };
        let mut start = first.words_start();
        if let Some(second) = lines.next()
            && is_heading(first.words())
            && !has_small_letter(first.words())
            && has_small_letter(second.words())
            && begins_with_capital(second.words()) == Some(true)
        {
            blocks.add_line(&first);
            start = second.words_start();
        }
        blocks.add(Piece { start, end: self.end, kind: Kind::Paragraph, is_prose: true });
    }

    /// Returns `true` if the lines are a list: items with bullets, or that count up.
    fn is_list(self, text: &Context<'_>, has_bullets: bool) -> bool {
        let mut items = 0;
        let mut last: Option<MarkerKind> = None;
        let (mut before, mut is_announced) = ("", true);
        for line in self.lines_of(text) {
            let words = line.words();
            if let Some(Marker { kind, .. }) = marker(words)
                && (kind == MarkerKind::Bullet) == has_bullets
            {
                match last {
                    None => {
                        is_announced = before.is_empty() || ends_statement(before) || before.ends_with(',');
                    }
                    Some(last) if !kind.follows(last) => return false,
                    Some(_) => {}
                }
                if items == 0 && before.ends_with([':', '：']) {
                    items += 1;
                }
                items += 1;
                last = Some(kind);
            }
            before = words;
        }
        items >= 2 && is_announced
    }

    /// Adds a list. Lines without a marker go on with the item above them.
    fn add_list(self, text: &Context<'_>, blocks: &mut Blocks<'_>) {
        let start = self.lines_of(text).next().map_or(self.start, |line| line.words_start());
        blocks.add(Piece { start, end: self.end, kind: Kind::List, is_prose: false });
        for line in self.lines_of(text) {
            if let Some(Marker { len, .. }) = marker(line.words()) {
                let start = line.start.max(start);
                blocks.keep_line(KeptLine { start, marker: line.words_start() - start + len });
            }
        }
    }

    /// Returns `true` if the lines were broken on purpose: short ones that each begin with a capital.
    fn is_verse(self, text: &Context<'_>, traits: &Traits) -> bool {
        if traits.caseless == self.lines {
            let is_ended = traits.ended + 1 >= self.lines;
            let fewest = if traits.widest <= LONGEST_CASELESS_VERSE_LINE / 2 { 2 } else { 3 };
            return is_ended
                && !traits.has_ideographic_blank
                && traits.widest <= LONGEST_CASELESS_VERSE_LINE
                && self.lines >= fewest;
        }
        if traits.capitals < self.lines || traits.widest > LONGEST_VERSE_LINE {
            return false;
        }
        // The next word would have fitted into a line that was broken on purpose.
        let lines = self.lines_of(text);
        let is_on_purpose = |(line, next): (Line<'_>, Line<'_>)| {
            let word = next.words().split_whitespace().next().map_or(0, |word| word.chars().count());
            let ends_in_sign =
                line.words().ends_with(|c: char| c.is_ascii_punctuation() || "—…。，’”".contains(c));
            line.width() + 1 + word <= traits.widest || self.lines == 2 && ends_in_sign
        };
        lines.clone().zip(lines.skip(1)).any(is_on_purpose)
    }

    /// Divides lines into paragraphs by first-line or hanging indents.
    fn divide_by_indents(self, text: &Context<'_>, traits: &Traits, blocks: &mut Blocks<'_>) {
        let indents = Indents::of(&self.lines_of(text), traits);
        let mut open: Option<(Line<'_>, usize, usize)> = None;
        let mut close = |open: &mut Option<(Line<'_>, usize, usize)>| match open.take() {
            Some((line, _, 1)) => blocks.add_line(&line),
            Some((line, end, _)) => {
                blocks.add(Piece { start: line.words_start(), end, kind: Kind::Paragraph, is_prose: true });
            }
            None => {}
        };
        for line in self.lines_of(text) {
            if indents.begins_paragraph(&line) {
                close(&mut open);
            }
            open = match open {
                Some((first, _, lines)) => Some((first, line.end(), lines + 1)),
                None => Some((line, line.end(), 1)),
            };
        }
        close(&mut open);
    }
}

/// Returns `true` if the sentence in a line goes on in the next one, which therefore is no heading.
fn runs_on(words: &str) -> bool {
    let is_cut = words.len() > LONGEST_BROKEN_LINE || ends_in_small_word(words);
    is_cut && !ends_statement(words) && !is_titled(words) && !is_dateline(words)
}

/// Returns `true` if a line ends the name of someone whom the speaker addresses, as in `Assembly,` below `President of
/// the General`.
fn is_addressee(words: &str) -> bool {
    words.ends_with([',', ';']) && is_short(words) && is_titled(words) && !is_salutation(words)
}

/// The most lines of a title.
const MOST_TITLE_LINES: usize = 6;

/// The traits that the lines of a run have in common.
#[derive(Debug, Default)]
struct Traits {
    bytes: usize,
    /// Bytes of lines that are too long to have been broken by hand.
    long_bytes: usize,
    /// The most columns of such a line.
    long_columns: usize,
    /// Line ends, and those in mid sentence.
    breaks: usize,
    breaks_in_sentence: usize,
    /// The most characters of a line, and the fewest of a line but the last.
    widest: usize,
    narrowest: usize,
    /// Lines that begin with a capital, and with a letter without case.
    capitals: usize,
    caseless: usize,
    /// Lines but the last that end as a sentence does.
    ended: usize,
    /// Lines with the marker of a list item.
    bullets: usize,
    numbers: usize,
    least_indent: usize,
    most_indent: usize,
    has_ideographic_blank: bool,
}

impl Traits {
    fn of(lines: Lines<'_>) -> Self {
        let mut traits = Self { narrowest: usize::MAX, least_indent: usize::MAX, ..Self::default() };
        let mut before: Option<(&str, usize)> = None;
        for line in lines {
            let words = line.words();
            let is_ascii = words.is_ascii();
            let width = if is_ascii { words.len() } else { words.chars().count() };
            traits.bytes += words.len();
            let is_long = words.len() > LONGEST_BROKEN_LINE
                || !is_ascii && width > LONGEST_BROKEN_WIDE_LINE && is_mostly_wide(words);
            if is_long {
                traits.long_bytes += words.len();
                traits.long_columns =
                    traits.long_columns.max(width + words.chars().filter(|&c| is_wide(c)).count());
            }
            traits.widest = traits.widest.max(width);
            traits.has_ideographic_blank |= !is_ascii && line.text.contains('\u{3000}');
            let indent = if line.text.len() == words.len() { 0 } else { line.indent() };
            traits.least_indent = traits.least_indent.min(indent);
            traits.most_indent = traits.most_indent.max(indent);
            traits.count_head(words, before);
            if let Some((_, width)) = before {
                traits.narrowest = traits.narrowest.min(width);
            }
            before = Some((words, width));
        }
        traits
    }

    /// Counts the kinds of beginning of a line and of end of the line before it.
    fn count_head(&mut self, words: &str, before: Option<(&str, usize)>) {
        let case = begins_with_capital(words);
        let is_ended =
            before.is_some_and(|(before, _)| ends_statement(before) || ends_in_comma(before, case));
        self.ended += usize::from(is_ended);
        self.breaks += usize::from(before.is_some());
        let is_word = words.starts_with(char::is_alphanumeric);
        self.breaks_in_sentence +=
            usize::from(before.is_some() && !is_ended && case != Some(true) && is_word);
        self.capitals += usize::from(case == Some(true));
        self.caseless += usize::from(case.is_none());
        match marker(words) {
            Some(Marker { kind: MarkerKind::Bullet, .. }) => self.bullets += 1,
            Some(_) => self.numbers += 1,
            None => {}
        }
    }

    /// Returns `true` if each line is a paragraph: most of the text is in long lines, which are not of one width, or as
    /// wide as a terminal at most, and cut in mid sentence.
    const fn is_by_lines(&self) -> bool {
        let is_of_one_width = self.narrowest * 10 >= self.widest * 7 && self.narrowest < self.widest;
        let is_wrapped = self.breaks >= 2 && is_of_one_width || self.long_columns <= MOST_BROKEN_COLUMNS;
        self.long_bytes * 2 > self.bytes && !(is_wrapped && self.is_cut())
    }

    /// Returns `true` if most lines end in mid sentence.
    const fn is_cut(&self) -> bool {
        self.breaks_in_sentence * 2 > self.breaks
    }
}

/// Returns `true` if a line of a script without case ends in a comma, as lines of verse do.
fn ends_in_comma(line: &str, case: Option<bool>) -> bool {
    case.is_none() && line.ends_with(['，', '、', ',', '،'])
}

/// Returns `true` if most characters are wide: Chinese, Japanese, Korean.
fn is_mostly_wide(words: &str) -> bool {
    words.chars().filter(|&c| is_wide(c)).count() * 2 > words.chars().count()
}

const fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFDC}')
}

/// Returns `true` if a line begins with a capital, `false` if with a small letter or a digit, `None` if with a letter
/// without case. Quotation marks and brackets before it do not count.
fn begins_with_capital(words: &str) -> Option<bool> {
    let first = words.chars().find(|c| c.is_alphanumeric());
    match first {
        Some(c) if c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase() => None,
        Some(c) => Some(c.is_uppercase()),
        None => Some(false),
    }
}

fn has_small_letter(words: &str) -> bool {
    words.contains(char::is_lowercase)
}

/// The lines of a run that begin paragraphs by their indents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Indents {
    /// Those further to the right than this.
    Indented(usize),
    /// Those not further to the right than this.
    Hanging(usize),
    /// Every line.
    Each,
    /// None but the first.
    None,
}

impl Indents {
    fn of(lines: &Lines<'_>, traits: &Traits) -> Self {
        let base = traits.least_indent + FEWEST_INDENT_COLUMNS - 1;
        let is_each = || {
            let is_of_ideographs = |line: Line<'_>| line.text.starts_with("\u{3000}\u{3000}");
            traits.ended >= traits.breaks || lines.clone().all(is_of_ideographs)
        };
        if traits.most_indent <= base {
            return if traits.most_indent > 0 && is_each() { Self::Each } else { Self::None };
        }
        // A paragraph begins where the line before it ends as a sentence does.
        let (mut indented, mut flush) = ((0, 0), (0, 0));
        let mut before: Option<&str> = None;
        let mut begins_indented = false;
        for line in lines.clone() {
            let is_indented = line.indent() > base;
            match before {
                Some(before) => {
                    let (ended, all) = if is_indented { &mut indented } else { &mut flush };
                    *ended += usize::from(ends_statement(before));
                    *all += 1;
                }
                None => begins_indented = is_indented,
            }
            before = Some(line.words());
        }
        let is_mostly = |(ended, all): (usize, usize)| ended * 3 >= all * 2;
        let is_better = indented.0 * flush.1 >= flush.0 * indented.1;
        match begins_indented {
            true if is_mostly(indented) => Self::Indented(base),
            false if indented.1 > 0 && is_mostly(indented) && is_better => Self::Indented(base),
            false if flush.1 > 0 && is_mostly(flush) => Self::Hanging(base),
            _ => Self::None,
        }
    }

    fn begins_paragraph(self, line: &Line<'_>) -> bool {
        match self {
            Self::Each => true,
            Self::None => line.text.starts_with("\u{3000}\u{3000}"),
            Self::Indented(base) => line.indent() > base || line.text.starts_with("\u{3000}\u{3000}"),
            Self::Hanging(base) => line.indent() <= base,
        }
    }
}
