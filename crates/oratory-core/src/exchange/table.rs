//! Tables in TSV and CSV.

use serde_json::Value;

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
pub fn table_line(cells: &[String], separator: Separator) -> String {
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
    std::iter::once(header).chain(rows).map(|cells: Vec<String>| table_line(&cells, separator)).collect()
}

/// Returns the cell for a value of a JSON object. It is empty if there is none.
pub(super) fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(cell)) => cell.clone(),
        Some(other) => other.to_string(),
    }
}
