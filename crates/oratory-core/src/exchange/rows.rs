//! Annotations as JSON, one object a line.

use serde::Serialize;

use super::record::{Place, Record};
use crate::study::citation::style::Style;

/// An annotation as an object.
#[derive(Debug, Serialize)]
struct Row<'a> {
    speech: &'a str,
    title: &'a str,
    /// Current number of the paragraph, or its last known number.
    paragraph: usize,
    /// `exact`, `moved`, `edited`, `orphan` or `not in library`.
    state: &'static str,
    /// Number of the paragraph when the bookmark was set.
    paragraph_then: usize,
    /// First line of the note.
    label: &'a str,
    /// Text of the range. If it was not found, its first characters as saved.
    quote: String,
    citation: Option<String>,
    time: String,
    /// Byte offset of the range, if it was found.
    offset: Option<usize>,
    kind: &'static str,
    note: &'a str,
    tags: Vec<&'a str>,
    created: String,
    modified: String,
    /// Number of the last paragraph, if it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_paragraph: Option<usize>,
    /// Byte offsets of the range, if it was found.
    start: Option<usize>,
    end: Option<usize>,
    /// These offsets in code points.
    char_start: Option<usize>,
    char_end: Option<usize>,
    /// Name by which every command finds the speech, or its id if it is not in the library.
    name: &'a str,
}

/// Returns a JSON object for each record, one a line.
pub(super) fn note_rows(records: &[Record<'_>], style: Style) -> String {
    let row = |record: &Record<'_>| {
        // Text and numbers can always be written as JSON.
        serde_json::to_string(&row(record, style)).unwrap_or_default() + "\n"
    };
    records.iter().map(row).collect()
}

fn row<'a>(record: &'a Record<'_>, style: Style) -> Row<'a> {
    let annotation = record.annotation;
    let range = record.place.as_ref().map(|place| place.range.clone());
    let chars = record.place.as_ref().map(Place::chars);
    let (start, end) = range.map(|range| (range.start, range.end)).unzip();
    let (char_start, char_end) = chars.map(|chars| (chars.start, chars.end)).unzip();
    Row {
        speech: &annotation.speech,
        title: &annotation.title,
        paragraph: record.paragraph(),
        state: record.state(),
        paragraph_then: annotation.paragraph,
        label: annotation.first_line(),
        quote: record.quote(),
        citation: record.citation(style),
        time: annotation.created.to_string(),
        offset: start,
        kind: annotation.kind.name(),
        note: &annotation.note,
        tags: annotation.tags(),
        created: annotation.created.to_string(),
        modified: annotation.modified().to_string(),
        last_paragraph: record.last_paragraph(),
        start,
        end,
        char_start,
        char_end,
        name: &record.name,
    }
}
