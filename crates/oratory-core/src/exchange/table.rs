//! Tables in TSV and CSV, and records as tables, as JSON or in Markdown.

use serde::Serialize;
use serde_json::Value;

use super::{format::LinesFormat, markdown::table_as_markdown};

/// The character between the cells of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// TSV: tabs and line ends in cells become spaces.
    Tab,
    /// CSV (RFC 4180), with the line ends of Unix. Cells are verbatim, also those that a spreadsheet takes for a formula:
    /// quotations must not change.
    Comma,
}

/// Returns a line of a table, with its line end.
pub fn line(cells: &[String], separator: Separator) -> String {
    if separator == Separator::Tab {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " ")).collect();
        return cells.join("\t") + "\n";
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    // A vector takes all bytes.
    let written = writer.write_record(cells);
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Returns the lines of a table that begins with `header`.
pub(super) fn table(
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    separator: Separator,
) -> String {
    let header = header.iter().map(ToString::to_string).collect();
    std::iter::once(header).chain(rows).map(|cells: Vec<String>| line(&cells, separator)).collect()
}

/// Returns cells with values of the JSON object of a record, given the names of the columns and JSON pointers.
pub fn cells_of(
    record: &impl Serialize,
    columns: &[(&'static str, &'static str)],
) -> Vec<(&'static str, String)> {
    // Text and numbers can always be written as JSON.
    let record = serde_json::to_value(record).unwrap_or_default();
    columns.iter().map(|&(name, pointer)| (name, cell(record.pointer(pointer)))).collect()
}

/// Returns the text of a file with a row for each record, which has these `columns`. In Markdown, `heading` stands above them.
pub(super) fn records_text<T: Serialize>(
    format: LinesFormat,
    heading: &[String],
    columns: &[(&'static str, &'static str)],
    records: impl Iterator<Item = T>,
) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let cells = |record| cells_of(&record, columns).into_iter().map(|(_, cell)| cell).collect();
    match format {
        LinesFormat::Json => {
            records.map(|record| serde_json::to_string(&record).unwrap_or_default() + "\n").collect()
        }
        LinesFormat::Tsv => table(&names, records.map(cells), Separator::Tab),
        LinesFormat::Csv => table(&names, records.map(cells), Separator::Comma),
        LinesFormat::Markdown => {
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            table_as_markdown(heading, &names, records.map(cells))
        }
    }
}

/// Returns the cell for a value of a JSON object. It is empty if there is none.
pub(super) fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(cell)) => cell.clone(),
        Some(other) => other.to_string(),
    }
}
