//! Output of `search`: matches aligned in their context, as a table, as JSON, or within whole paragraphs.

use std::{
    borrow::Cow,
    cell::OnceCell,
    io::Write,
    ops::{Range, RangeInclusive},
    sync::Arc,
};

use oratory_core::{Ambiguous, Document, LineRow, Unit, WordIndex, cells_of, join_lines};
use serde::Serialize;

use super::{
    arguments::SearchArguments,
    output::{Output, Style},
    records::{Record, RecordPrinter},
};
use crate::terminal::screen;

/// A text with a match.
#[derive(Debug)]
pub(super) struct Searched {
    speech: Arc<Document>,
    name: String,
    /// Made on first use: only records count words.
    index: OnceCell<WordIndex>,
}

impl Searched {
    pub(super) fn new(speech: &Arc<Document>, name: String) -> Self {
        Self { speech: Arc::clone(speech), name, index: OnceCell::new() }
    }

    pub(super) fn speech(&self) -> &Document {
        &self.speech
    }

    /// Returns the byte range of the sentence in which a match begins. `None` in a heading or a signature.
    fn sentence(&self, matched: &Range<usize>) -> Option<Range<usize>> {
        paragraph_at(&self.speech, matched.start)?;
        self.speech.count_sentences();
        Unit::Sentence.after(&self.speech, matched.start).filter(|sentence| sentence.start < matched.end)
    }
}

/// A match with its place in the speech: a record of `--json`, and a row of the tables with its columns in this order.
#[derive(Debug, Serialize)]
struct Row {
    #[serde(flatten)]
    line: LineRow,
    /// Byte offsets of the beginning and the end of the sentence.
    sentence: Option<[usize; 2]>,
    /// Number of words of the speech before the match.
    words_before: usize,
    speech_words: usize,
}

/// Names of the columns of a [`Row`], with JSON pointers.
const COLUMNS: [(&str, &str); 19] = [
    ("speech", "/speech"),
    ("title", "/title"),
    ("file", "/file"),
    ("paragraph", "/paragraph"),
    ("start", "/start"),
    ("end", "/end"),
    ("char_start", "/char_start"),
    ("char_end", "/char_end"),
    ("left", "/left"),
    ("hit", "/hit"),
    ("right", "/right"),
    ("speaker", "/speaker"),
    ("date", "/date"),
    ("language", "/language"),
    ("name", "/name"),
    ("sentence_start", "/sentence/0"),
    ("sentence_end", "/sentence/1"),
    ("words_before", "/words_before"),
    ("speech_words", "/speech_words"),
];

impl Row {
    /// Creates the row of the match at `matched`, for which the text is divided into sentences and words.
    fn new(line: LineRow, searched: &Searched, matched: &Range<usize>) -> Self {
        let index = searched.index.get_or_init(|| WordIndex::of(&searched.speech));
        Self {
            line,
            sentence: searched.sentence(matched).map(|sentence| [sentence.start, sentence.end]),
            words_before: index.words_at(matched).start,
            speech_words: index.len(),
        }
    }
}

impl Record for Row {
    fn cells(&self) -> Vec<(&'static str, String)> {
        cells_of(self, &COLUMNS)
    }
}

/// Formats name and paragraph in the syntax of the command line: `closing:7`.
fn reference(name: &str, paragraph: Option<usize>) -> String {
    paragraph.map_or_else(|| name.to_owned(), |number| format!("{name}:{number}"))
}

/// Returns the number of the paragraph at `offset`, or `None` in a heading or a signature.
pub(super) fn paragraph_at(speech: &Document, offset: usize) -> Option<usize> {
    speech.block_at(offset).and_then(|block| speech.number_of(block))
}

/// Prints rows. Aligns rows in plain form in groups of [`ALIGNED_ROWS`].
#[derive(Debug)]
pub(super) struct Printer {
    pub(super) output: Output,
    /// Width of the terminal, if the output is one. The left context takes at most half of it.
    columns: Option<u16>,
    ambiguous: Ambiguous,
    /// Prints the format for other programs, if one is wanted.
    records: Option<RecordPrinter>,
    waiting: Vec<LineRow>,
    /// Bytes in `waiting`.
    size: usize,
}

/// Rows aligned with one another: a few screens. Aligning all matches would delay the first line.
const ALIGNED_ROWS: usize = 200;

/// Bytes of rows aligned with one another. A match may be megabytes long.
const ALIGNED_BYTES: usize = 256 * 1024;

impl Printer {
    pub(super) fn new(arguments: &SearchArguments, ambiguous: Ambiguous) -> Self {
        let output = Output::new(arguments.color);
        let columns = output.is_terminal().then(|| screen::size().0);
        let records = arguments.format.format().map(RecordPrinter::new);
        Self { output, columns, ambiguous, records, waiting: Vec::new(), size: 0 }
    }

    /// Prints the header of a table.
    pub(super) fn print_header(&mut self) -> anyhow::Result<()> {
        match &mut self.records {
            Some(records) => records.print_header(&COLUMNS.map(|(name, _)| name), &mut self.output),
            None => Ok(()),
        }
    }

    /// Prints the match at `matched` with `words` words on each side, or queues it for alignment. `chars` is its range in
    /// code points.
    pub(super) fn print(
        &mut self,
        searched: &Searched,
        matched: &Range<usize>,
        chars: &Range<usize>,
        words: usize,
    ) -> anyhow::Result<()> {
        let line = LineRow::new(&searched.speech, &searched.name, matched.clone(), chars.clone(), words);
        if let Some(records) = &mut self.records {
            return records.print(&Row::new(line, searched, matched), &mut self.output);
        }
        self.size += line.left.len() + line.hit.len() + line.right.len();
        self.waiting.push(line);
        if self.waiting.len() >= ALIGNED_ROWS || self.size >= ALIGNED_BYTES {
            self.print_waiting()?;
        }
        Ok(())
    }

    /// Prints the queued rows.
    pub(super) fn print_waiting(&mut self) -> anyhow::Result<()> {
        let Self { columns, ambiguous, .. } = *self;
        let output = &mut self.output;
        let rows = std::mem::take(&mut self.waiting);
        self.size = 0;
        let references: Vec<String> = rows.iter().map(|row| reference(&row.name, row.paragraph)).collect();
        let widest = references.iter().map(|reference| ambiguous.width(reference)).max().unwrap_or(0);
        let room =
            columns.map_or(usize::MAX, |columns| (usize::from(columns) / 2).saturating_sub(widest + 2));
        let lefts: Vec<Cow<'_, str>> =
            rows.iter().map(|row| last_words_in(&row.left, room, ambiguous)).collect();
        let left = lefts.iter().map(|left| ambiguous.width(left)).max().unwrap_or(0);
        for ((row, reference), shown) in rows.iter().zip(&references).zip(&lefts) {
            output.styled(Style::Name, reference)?;
            let indent = " ".repeat(widest - ambiguous.width(reference) + 2 + left - ambiguous.width(shown));
            write!(output, "{indent}{shown}[")?;
            output.styled(Style::Match, &row.hit)?;
            writeln!(output, "]{}", row.right)?;
        }
        output.flush()?;
        Ok(())
    }
}

/// Returns the last words of `text` that fit into `room` columns, after an ellipsis if words are missing.
fn last_words_in(text: &str, room: usize, ambiguous: Ambiguous) -> Cow<'_, str> {
    if ambiguous.width(text) <= room {
        return Cow::Borrowed(text);
    }
    let Some(room) = room.checked_sub(ambiguous.width(MORE)) else { return Cow::Borrowed("") };
    let shown = ambiguous.tail(text, room);
    let is_whole = text[..text.len() - shown.len()].ends_with(' ');
    let words = if is_whole { shown } else { shown.split_once(' ').map_or(shown, |(_, words)| words) };
    Cow::Owned(format!("{MORE}{words}"))
}

/// Replaces omitted words.
const MORE: &str = "… ";

/// Prints the paragraphs of the matches, with `around` paragraphs before and after each. A line of `--` separates
/// groups.
pub(super) fn print_paragraphs(
    matches: &[Range<usize>],
    around: usize,
    speech: &Document,
    name: &str,
    output: &mut Output,
) -> anyhow::Result<()> {
    let mut rest = matches;
    let mut last = None;
    for group in groups(speech, matches, around) {
        if last.replace(*group.end()).is_some_and(|last| last + 1 < *group.start()) {
            writeln!(output, "--")?;
        }
        for block in group {
            let block = speech.block(block);
            let (here, after) =
                rest.split_at(rest.partition_point(|matched| matched.start < block.range.end));
            rest = after;
            output.styled(Style::Name, &reference(name, speech.number_of(block.index)))?;
            write!(output, "  ")?;
            let mut done = block.range.start;
            for matched in here {
                write!(output, "{}[", join_lines(speech.text(), done..matched.start))?;
                output.styled(Style::Match, &join_lines(speech.text(), matched.clone()))?;
                write!(output, "]")?;
                done = matched.end;
            }
            writeln!(output, "{}", join_lines(speech.text(), done..block.range.end))?;
        }
    }
    Ok(())
}

/// Returns the blocks to print, as sorted ranges that neither overlap nor touch.
fn groups(speech: &Document, matches: &[Range<usize>], around: usize) -> Vec<RangeInclusive<usize>> {
    let mut groups: Vec<RangeInclusive<usize>> = Vec::new();
    let mut last_block = None;
    for matched in matches {
        let Some(block) = speech.block_at(matched.start) else { continue };
        if last_block.replace(block) == Some(block) {
            continue;
        }
        let first = reach(speech, (0..block).rev(), around).unwrap_or(block);
        let last = reach(speech, block + 1..speech.block_count(), around).unwrap_or(block);
        let group = first..=last;
        match groups.last_mut() {
            // A heading between two ranges joins them.
            Some(before) if !(before.end() + 1..*group.start()).any(|block| is_paragraph(speech, block)) => {
                *before = *before.start()..=*group.end();
            }
            _ => groups.push(group),
        }
    }
    groups
}

fn is_paragraph(speech: &Document, block: usize) -> bool {
    speech.block(block).kind.is_numbered()
}

/// Returns the last block needed for `count` paragraphs, counting from the first of `blocks`. Includes the headings
/// in between.
fn reach(speech: &Document, blocks: impl Iterator<Item = usize>, count: usize) -> Option<usize> {
    let mut paragraphs = blocks.filter(|&block| is_paragraph(speech, block)).take(count);
    let first = paragraphs.next()?;
    Some(paragraphs.last().unwrap_or(first))
}
