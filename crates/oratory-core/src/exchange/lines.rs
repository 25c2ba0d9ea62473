//! Concordance lines as rows: of a table, as JSON, or as quotations.

use std::ops::Range;

use serde::Serialize;

use super::table::{Separator, cell, table};
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
    /// `true` if words of the paragraph are left out before `left`, and after `right`, once it is cited.
    #[serde(skip)]
    pub(super) is_cut: (bool, bool),
    /// Citation of the paragraph.
    #[serde(skip)]
    pub(super) citation: Option<String>,
}

/// Names of the fields of a [`LineRow`].
#[rustfmt::skip]
const FIELDS: [&str; 15] = [
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
        let date = details.date();
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
            date: date.map(Date::iso),
            language: details.language.as_deref().map(ToOwned::to_owned),
            name: name.to_owned(),
            is_cut: (false, false),
            citation: None,
        }
    }

    /// Adds the citation of the paragraph, and marks the ends at which words of it are left out.
    #[must_use]
    pub fn cited(self, speech: &Document, style: Style) -> Self {
        let citation = self.paragraph.map(|number| citation(speech, number..=number, style));
        let context = KwicLine::of(speech, &(self.start..self.end));
        let shown = |words: &str| words.split_whitespace().count();
        let is_cut = (
            context.left.split_whitespace().rev().nth(shown(&self.left)).is_some(),
            context.right.split_whitespace().nth(shown(&self.right)).is_some(),
        );
        Self { is_cut, citation, ..self }
    }

    /// Returns the cells of a table, in the order of [`FIELDS`].
    fn cells(&self) -> Vec<String> {
        // Text and numbers can always be written as JSON.
        let record = serde_json::to_value(self).unwrap_or_default();
        FIELDS.map(|field| cell(record.get(field))).to_vec()
    }
}

/// Converts byte ranges to code points, for matches in the order of the text.
#[derive(Debug, Default)]
pub struct CharCounter {
    offset: usize,
    chars: usize,
}

impl CharCounter {
    /// Returns the range in code points of the match at `matched`.
    pub fn count(&mut self, text: &str, matched: &Range<usize>) -> Range<usize> {
        self.before(text, matched.start)..self.before(text, matched.end)
    }

    fn before(&mut self, text: &str, offset: usize) -> usize {
        self.chars += text[self.offset..offset].chars().count();
        self.offset = offset;
        self.chars
    }
}

/// Returns a table with a header.
pub(super) fn delimited(rows: &[LineRow], separator: Separator) -> String {
    table(&FIELDS, rows.iter().map(LineRow::cells), separator)
}

/// Returns a JSON object for each row, one a line.
pub(super) fn json_rows(rows: &[LineRow]) -> String {
    rows.iter().map(|row| serde_json::to_string(row).unwrap_or_default() + "\n").collect()
}
