//! Concordance lines as rows: of a table, as JSON, or as quotations.

use std::ops::Range;

use serde::Serialize;
use serde_json::Value;

use crate::{
    document::{
        details::{Date, collapse},
        text::Document,
    },
    layout::joined::join_lines,
    study::{
        citation::{citation, style::Style},
        concordance::KwicLine,
    },
};

/// A match: an object of JSON, and a row of a table with its columns in this order.
#[derive(Debug, Serialize)]
pub struct LineRow {
    /// Id of the speech.
    pub speech: String,
    /// Title of the speech.
    pub title: String,
    /// File of the speech.
    pub file: Option<String>,
    /// Number of the paragraph. `None` in a heading or a signature.
    pub paragraph: Option<usize>,
    /// Byte offset of the beginning of the match.
    pub start: usize,
    /// Byte offset of its end.
    pub end: usize,
    /// `start` in code points.
    pub char_start: usize,
    /// `end` in code points.
    pub char_end: usize,
    /// Words before the match.
    pub left: String,
    /// The match, on one line.
    pub hit: String,
    /// Words after the match.
    pub right: String,
    /// Speaker of the turn.
    pub speaker: Option<String>,
    /// Date of delivery, or else of the report.
    pub date: Option<String>,
    /// Language of the speech.
    pub language: Option<String>,
    /// Name by which commands find the speech.
    pub name: String,
    /// `true` if words of the paragraph are left out before `left`, and after `right`.
    #[serde(skip)]
    pub(super) is_cut: (bool, bool),
    /// Citation of the paragraph.
    #[serde(skip)]
    pub(super) citation: Option<String>,
}

/// Names of the fields of a [`LineRow`].
#[rustfmt::skip]
pub const FIELDS: [&str; 15] = [
    "speech", "title", "file", "paragraph", "start", "end", "char_start", "char_end", "left", "hit", "right", "speaker",
    "date", "language", "name",
];

impl LineRow {
    /// Creates the row of the match at `matched`, with `words` words on each side. `chars` is its range in code points.
    pub fn new(
        speech: &Document,
        name: &str,
        matched: Range<usize>,
        chars: Range<usize>,
        words: usize,
    ) -> Self {
        let details = speech.details();
        let context = KwicLine::of(speech, &matched);
        let (left, right) = context.words(words);
        let shown = |words: &str| words.split_whitespace().count();
        let is_cut = (
            context.left.split_whitespace().rev().nth(shown(&left)).is_some(),
            context.right.split_whitespace().nth(shown(&right)).is_some(),
        );
        let date = details.delivered.as_ref().or(details.reported.as_ref());
        Self {
            speech: speech.id().to_owned(),
            title: details.title.clone(),
            file: speech.file().map(|file| file.to_string_lossy().into_owned()),
            paragraph: speech.block_at(matched.start).and_then(|block| speech.number_of(block)),
            start: matched.start,
            end: matched.end,
            char_start: chars.start,
            char_end: chars.end,
            left,
            hit: collapse(&join_lines(speech.text(), matched.clone())),
            right,
            speaker: speech.speaker_at(matched.start).map(ToString::to_string),
            date: date.map(iso),
            language: details.language.as_deref().map(ToOwned::to_owned),
            name: name.to_owned(),
            is_cut,
            citation: None,
        }
    }

    /// Adds the citation of the paragraph.
    #[must_use]
    pub fn cited(self, speech: &Document, style: Style) -> Self {
        let citation = self.paragraph.map(|number| citation(speech, number..=number, style));
        Self { citation, ..self }
    }

    /// Returns the cells of a table, in the order of [`FIELDS`].
    fn cells(&self) -> Vec<String> {
        // Text and numbers can always be written as JSON.
        let record = serde_json::to_value(self).unwrap_or_default();
        let cell = |field: &str| match &record[field] {
            Value::Null => String::new(),
            Value::String(cell) => cell.clone(),
            number => number.to_string(),
        };
        FIELDS.map(cell).to_vec()
    }

    /// Returns the line of a table whose columns are separated by tabs. Tabs and line ends become spaces.
    pub fn to_tsv(&self) -> String {
        let cells = self.cells().into_iter().map(|cell| cell.replace(['\t', '\n', '\r'], " "));
        cells.collect::<Vec<_>>().join("\t")
    }

    /// Returns the object on one line.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Formats a date for other programs: a full date as `2021-04-09`.
pub fn iso(date: &Date) -> String {
    match date {
        Date::Day(day) => day.to_string(),
        Date::Words(words) => words.to_string(),
    }
}

/// Returns a table with a header, its columns separated by tabs or commas.
pub(super) fn delimited(rows: &[LineRow], separator: u8) -> String {
    if separator == b'\t' {
        let lines = std::iter::once(FIELDS.join("\t")).chain(rows.iter().map(LineRow::to_tsv));
        return lines.map(|line| line + "\n").collect();
    }
    let header = FIELDS.map(ToOwned::to_owned).to_vec();
    table(std::iter::once(header).chain(rows.iter().map(LineRow::cells)))
}

/// Returns rows of cells as CSV (RFC 4180). Cells are verbatim, also those that a spreadsheet takes for a formula:
/// quotations must not change.
pub(super) fn table(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // A vector takes all bytes, and rows have equal lengths.
    let written = rows.map(|row| writer.write_record(row)).collect::<Result<Vec<_>, _>>();
    let bytes = written.ok().and_then(|_| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Returns a JSON object for each row, one a line.
pub(super) fn json_rows(rows: &[LineRow]) -> String {
    rows.iter().map(|row| row.to_json() + "\n").collect()
}
