//! Records as tables, as JSON, or in Markdown.

use serde::Serialize;

use super::{
    format::LinesFormat,
    markdown::table_as_markdown,
    table::{Separator, cell, table},
};

/// Returns a cell for each of `columns`, which pair a name with the JSON pointer of its value in `record`.
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
