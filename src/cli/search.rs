//! Every hit of a query in print: the concordance.

use std::{borrow::Cow, io::Write, ops::Range};

use serde::Serialize;

use super::naming::Named;
use crate::{
    store::paths::shown,
    study::concordance::{By, InContext, keyed, sort},
    text::{
        details::collapse,
        glyph::{tail, width},
        search::Query,
        speech::Speech,
    },
};

/// In which form hits are printed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// To be read: the hits below one another. In a terminal of so many columns what stands before them is cut to
    /// the half of it.
    Plain {
        /// How many columns the terminal has, if it is one.
        columns: Option<u16>,
    },
    /// For tables: a line a hit, with tabs.
    Tsv,
    /// For other programs: one object a line.
    Json,
}

/// One hit.
#[derive(Debug, Serialize)]
struct Found<'a> {
    /// The speech's id.
    speech: &'a str,
    title: &'a str,
    /// The file from which it came.
    file: Option<Cow<'a, str>>,
    /// The number of the paragraph; none for a heading or a signature.
    paragraph: Option<usize>,
    /// Where it stands in the text, in bytes.
    start: usize,
    end: usize,
    /// The same in code points.
    char_start: usize,
    char_end: usize,
    left: String,
    hit: String,
    right: String,
}

/// Prints all hits in these texts, each with so many words around it; tells whether there was one.
pub(super) fn search(
    query: &Query,
    texts: &[Named],
    by: By,
    words: usize,
    form: Form,
    to: &mut dyn Write,
) -> anyhow::Result<bool> {
    let in_one = |(index, named): (usize, &Named)| keyed(query, index, &named.speech, by);
    let mut hits: Vec<_> = texts.iter().enumerate().flat_map(in_one).collect();
    sort(&mut hits);
    let mut counts: Vec<Chars> = texts.iter().map(|_| Chars::default()).collect();
    let rows: Vec<Found<'_>> = hits
        .iter()
        .map(|(_, index, range)| hit(&texts[*index].speech, range, words, &mut counts[*index]))
        .collect();
    match form {
        Form::Plain { columns } => print_plain(&rows, columns, to)?,
        Form::Tsv => rows.iter().try_for_each(|row| print_tsv(row, to))?,
        Form::Json => {
            for row in &rows {
                writeln!(to, "{}", serde_json::to_string(row)?)?;
            }
        }
    }
    Ok(!rows.is_empty())
}

/// How many characters stand before a place, counted on from the last one that was asked for.
#[derive(Debug, Default)]
struct Chars {
    offset: usize,
    before: usize,
}

impl Chars {
    fn before(&mut self, text: &str, offset: usize) -> usize {
        if offset < self.offset {
            *self = Self::default();
        }
        self.before += text[self.offset..offset].chars().count();
        self.offset = offset;
        self.before
    }
}

fn hit<'a>(speech: &'a Speech, range: &Range<usize>, words: usize, chars: &mut Chars) -> Found<'a> {
    let text = speech.text();
    let context = InContext::of(speech, range);
    let (left, right) = context.words(words);
    Found {
        speech: speech.id(),
        title: &speech.details().title,
        file: speech.file().map(shown),
        paragraph: speech.block_at(range.start).and_then(|block| speech.number_of(block)),
        start: range.start,
        end: range.end,
        char_start: chars.before(text, range.start),
        char_end: chars.before(text, range.end),
        left,
        hit: collapse(context.hit),
        right,
    }
}

fn print_plain(rows: &[Found<'_>], columns: Option<u16>, to: &mut dyn Write) -> anyhow::Result<()> {
    let place = |row: &Found<'_>| match row.paragraph {
        Some(number) => format!("{}:{number}", row.speech),
        None => row.speech.to_owned(),
    };
    let places: Vec<String> = rows.iter().map(place).collect();
    let widest = places.iter().map(|place| width(place)).max().unwrap_or(0);
    let room = columns.map_or(usize::MAX, |columns| (usize::from(columns) / 2).saturating_sub(widest + 2));
    let lefts: Vec<Cow<'_, str>> = rows.iter().map(|row| last_words_in(&row.left, room)).collect();
    let left = lefts.iter().map(|left| width(left)).max().unwrap_or(0);
    for ((row, place), shown) in rows.iter().zip(&places).zip(&lefts) {
        let indent = " ".repeat(widest - width(place) + 2 + left - width(shown));
        writeln!(to, "{place}{indent}{shown}[{}]{}", row.hit, row.right)?;
    }
    Ok(())
}

/// The last words of `text` that there is room for, after a sign if there are others.
fn last_words_in(text: &str, room: usize) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let Some(room) = room.checked_sub(width(MORE)) else { return Cow::Borrowed("") };
    let shown = tail(text, room);
    let is_whole = text[..text.len() - shown.len()].ends_with(' ');
    let words = if is_whole { shown } else { shown.split_once(' ').map_or(shown, |(_, words)| words) };
    Cow::Owned(format!("{MORE}{words}"))
}

/// What stands for words that are not shown.
const MORE: &str = "… ";

fn print_tsv(row: &Found<'_>, to: &mut dyn Write) -> anyhow::Result<()> {
    let number = row.paragraph.map(|number| number.to_string()).unwrap_or_default();
    let cells = [
        row.speech,
        row.title,
        row.file.as_deref().unwrap_or_default(),
        &number,
        &row.start.to_string(),
        &row.end.to_string(),
        &row.char_start.to_string(),
        &row.char_end.to_string(),
        &row.left,
        &row.hit,
        &row.right,
    ];
    let line: Vec<String> = cells.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " ")).collect();
    writeln!(to, "{}", line.join("\t"))?;
    Ok(())
}
