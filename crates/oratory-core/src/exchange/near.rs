//! Words near matches with their counts as rows: of a table, as JSON, or in Markdown.

use serde::Serialize;

use super::{
    format::LinesFormat,
    records::{cells_of, records_text},
};
use crate::study::collocates::Collocate;

/// A word near the matches of a search: an object of JSON, and a row of a table.
#[derive(Debug, Serialize)]
pub struct NearRecord<'a> {
    word: &'a str,
    near: usize,
    elsewhere: usize,
    left: usize,
    right: usize,
    log_ratio: f64,
    g2: f64,
}

/// The columns, each with its place in the JSON object.
const COLUMNS: [(&str, &str); 7] = [
    ("word", "/word"),
    ("near", "/near"),
    ("elsewhere", "/elsewhere"),
    ("left", "/left"),
    ("right", "/right"),
    ("log_ratio", "/log_ratio"),
    ("g2", "/g2"),
];

impl<'a> From<&'a Collocate> for NearRecord<'a> {
    fn from(collocate: &'a Collocate) -> Self {
        Self {
            word: &collocate.word,
            near: collocate.contrast.here,
            elsewhere: collocate.contrast.there,
            left: collocate.left,
            right: collocate.right,
            log_ratio: collocate.log_ratio,
            g2: collocate.g2,
        }
    }
}

impl NearRecord<'_> {
    /// Returns the names of the columns and the cells of the row.
    pub fn cells(&self) -> Vec<(&'static str, String)> {
        cells_of(self, &COLUMNS)
    }
}

/// Returns the text of a file with a row for each word. In Markdown, `heading` stands above them.
pub fn near_text(format: LinesFormat, heading: &[String], rows: &[Collocate]) -> String {
    records_text(format, heading, &COLUMNS, rows.iter().map(NearRecord::from))
}
