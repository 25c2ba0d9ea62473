//! Records for other programs: JSON, one object a line, and tables in TSV and CSV.

use std::io::Write;

use oratory_core::{ComparisonRow, NearRecord, Separator, table_line};
use serde::Serialize;

use super::output::Output;

/// A format for other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// One JSON object per line.
    Json,
    /// A table with a header, one line per record, fields separated by tabs.
    Tsv,
    /// A table with a header, as RFC 4180 describes it, with the line ends of Unix.
    Csv,
}

/// A row of a table, and a JSON object with the same content.
pub(super) trait Record: Serialize {
    /// Returns the names of the columns and the cells of the row. All rows of a table have the same columns.
    fn cells(&self) -> Vec<(&'static str, String)>;
}

impl Record for ComparisonRow<'_> {
    fn cells(&self) -> Vec<(&'static str, String)> {
        self.cells()
    }
}

impl Record for NearRecord<'_> {
    fn cells(&self) -> Vec<(&'static str, String)> {
        self.cells()
    }
}

/// Prints records one after another. Tables begin with a header.
#[derive(Debug)]
pub(super) struct RecordPrinter {
    format: Format,
    has_header: bool,
}

impl RecordPrinter {
    pub(super) const fn new(format: Format) -> Self {
        Self { format, has_header: false }
    }

    /// Prints `record`.
    pub(super) fn print(&mut self, record: &impl Record, to: &mut Output) -> anyhow::Result<()> {
        if self.format == Format::Json {
            return Ok(writeln!(to, "{}", serde_json::to_string(record)?)?);
        }
        let (names, cells): (Vec<&str>, Vec<String>) = record.cells().into_iter().unzip();
        self.print_header(&names, to)?;
        self.print_line(&cells, to)
    }

    /// Prints the header of a table, once.
    pub(super) fn print_header(&mut self, names: &[&str], to: &mut Output) -> anyhow::Result<()> {
        if self.format == Format::Json || std::mem::replace(&mut self.has_header, true) {
            return Ok(());
        }
        self.print_line(&names.iter().map(ToString::to_string).collect::<Vec<_>>(), to)
    }

    fn print_line(&self, cells: &[String], to: &mut Output) -> anyhow::Result<()> {
        let separator = if self.format == Format::Tsv { Separator::Tab } else { Separator::Comma };
        Ok(to.write_all(table_line(cells, separator).as_bytes())?)
    }
}

/// Prints all records.
pub(super) fn print_records<R: Record>(
    format: Format,
    records: impl IntoIterator<Item = R>,
    to: &mut Output,
) -> anyhow::Result<()> {
    let mut printer = RecordPrinter::new(format);
    records.into_iter().try_for_each(|record| printer.print(&record, to))
}
