//! Output of `search`: matches aligned in their context, as a table, as JSON, or within whole paragraphs.

use std::{
    borrow::Cow,
    io::{self, Write},
    ops::{Range, RangeInclusive},
};

use oratory_core::{
    document::text::Document,
    exchange::lines::{FIELDS, LineRow},
    layout::{grapheme::Ambiguous, joined::join_lines},
};

use super::{
    arguments::SearchArguments,
    output::{Output, Style},
};
use crate::terminal::screen;

#[derive(Debug, Clone, Copy)]
enum Form {
    /// Matches aligned below one another.
    Plain {
        /// Width of the terminal, if the output is one. The left context takes at most half of it.
        columns: Option<u16>,
        ambiguous: Ambiguous,
    },
    /// A table with a header, one line per match, fields separated by tabs.
    Tsv,
    /// One JSON object per line.
    Json,
}

/// Formats name and paragraph in the syntax of the command line: `closing:7`.
fn reference(name: &str, paragraph: Option<usize>) -> String {
    paragraph.map_or_else(|| name.to_owned(), |number| format!("{name}:{number}"))
}

fn reference_of(row: &LineRow) -> String {
    reference(&row.name, row.paragraph)
}

/// Returns the bytes that a row takes while it waits for alignment.
const fn size_of(row: &LineRow) -> usize {
    row.left.len() + row.hit.len() + row.right.len()
}

/// Returns the number of the paragraph at `offset`, or `None` in a heading or a signature.
pub(super) fn paragraph_at(speech: &Document, offset: usize) -> Option<usize> {
    speech.block_at(offset).and_then(|block| speech.number_of(block))
}

/// Converts byte ranges to code points, for matches in the order of the text.
#[derive(Debug, Default)]
pub(super) struct CharCounter {
    offset: usize,
    chars: usize,
}

impl CharCounter {
    /// Returns the range in code points of the match at `matched`.
    pub(super) fn count(&mut self, text: &str, matched: &Range<usize>) -> Range<usize> {
        self.before(text, matched.start)..self.before(text, matched.end)
    }

    fn before(&mut self, text: &str, offset: usize) -> usize {
        self.chars += text[self.offset..offset].chars().count();
        self.offset = offset;
        self.chars
    }
}

/// Prints rows. Aligns rows in plain form in groups of [`ALIGNED_ROWS`].
#[derive(Debug)]
pub(super) struct Printer {
    pub(super) output: Output,
    form: Form,
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
        let form = match arguments {
            SearchArguments { json: true, .. } => Form::Json,
            SearchArguments { tsv: true, .. } => Form::Tsv,
            _ => Form::Plain { columns: output.is_terminal().then(|| screen::size().0), ambiguous },
        };
        Self { output, form, waiting: Vec::new(), size: 0 }
    }

    /// Prints the header of `--tsv`.
    pub(super) fn print_header(&mut self) -> io::Result<()> {
        if matches!(self.form, Form::Tsv) { writeln!(self.output, "{}", FIELDS.join("\t")) } else { Ok(()) }
    }

    /// Prints `row`, or queues it for alignment.
    pub(super) fn print(&mut self, row: LineRow) -> anyhow::Result<()> {
        match self.form {
            Form::Tsv => writeln!(self.output, "{}", row.to_tsv())?,
            Form::Json => writeln!(self.output, "{}", row.to_json())?,
            Form::Plain { .. } => {
                self.size += size_of(&row);
                self.waiting.push(row);
                if self.waiting.len() >= ALIGNED_ROWS || self.size >= ALIGNED_BYTES {
                    self.print_waiting()?;
                }
            }
        }
        Ok(())
    }

    /// Prints the queued rows.
    pub(super) fn print_waiting(&mut self) -> anyhow::Result<()> {
        let Form::Plain { columns, ambiguous } = self.form else { return Ok(()) };
        let output = &mut self.output;
        let rows = std::mem::take(&mut self.waiting);
        self.size = 0;
        let references: Vec<String> = rows.iter().map(reference_of).collect();
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
