//! `oratory.toml`: how the details of the texts in a folder are found.

use std::{
    collections::HashSet,
    ops::Range,
    path::{Component, Path, PathBuf},
};

use oratory_core::{collapse, counted, toml_fault};
use toml::{
    Value,
    de::{DeTable, DeValue},
};

use super::{
    fault::Fault,
    file_names::NamePattern,
    table::{Columns, KEYS, Row, Table, TableFormat},
};
use crate::{
    encoding::{Encoding, UTF_8_MARK},
    front_toml::with_impossible_dates_quoted,
    stated::MAX_FRONT_MATTER_BYTES,
    statement::{OPTIONS, Statement, date_fault, misspelling},
};

/// The name of the file in a folder that says how the details of its texts are found.
pub const FOLDER_FILE: &str = "oratory.toml";

/// The settings that the file may have.
const SETTINGS: [&str; 4] = ["names", "table", "columns", "defaults"];

/// A folder that states details of its texts.
#[derive(Debug, Default)]
pub struct Folder {
    defaults: Statement,
    names: Option<NamePattern>,
    table: Option<Table>,
    table_file: Option<TableFile>,
    /// The files that were read, each with its size and modification time.
    files: Vec<(PathBuf, Option<(u64, u128)>)>,
}

/// The table that `oratory.toml` names.
#[derive(Debug)]
struct TableFile {
    name: String,
    format: TableFormat,
    columns: Columns,
}

impl Folder {
    /// Reads `oratory.toml`. Call `read_table` next. Also returns the faults.
    pub fn parse(bytes: &[u8]) -> (Self, Vec<Fault>) {
        if bytes.len() > MAX_FRONT_MATTER_BYTES {
            return (Self::default(), vec![Fault::of_file("not read: it is larger than 1 MB")]);
        }
        let bytes = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes);
        let content = match str::from_utf8(bytes) {
            Ok(content) => content,
            Err(error) => {
                let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                return (Self::default(), vec![Fault::at(valid.len(), &valid, "it is not UTF-8")]);
            }
        };
        let content = &*with_impossible_dates_quoted(content);
        Parser { content, folder: Self::default(), faults: Vec::new() }.parse()
    }

    /// Returns the file of the table, if there is one.
    pub fn table_file(&self) -> Option<&Path> {
        self.table_file.as_ref().map(|file| Path::new(&file.name))
    }

    /// Reads the table. Returns its faults.
    pub fn read_table(&mut self, bytes: Vec<u8>, encoding: Option<Encoding>) -> Vec<Fault> {
        let Some(TableFile { format, columns, .. }) = &self.table_file else { return Vec::new() };
        let (table, mut faults) = Table::read(bytes, encoding, *format, columns);
        faults.sort_by_key(|fault| fault.place);
        self.table = Some(table);
        faults
    }

    /// Returns the number of rows of the table.
    pub fn row_count(&self) -> usize {
        self.table.as_ref().map_or(0, Table::len)
    }

    /// Returns the indexes of the rows of the table for the file at `path`, and for the speeches in it.
    pub fn rows_of(&self, path: &str) -> Vec<usize> {
        self.table.as_ref().map(|table| table.rows_of(path)).unwrap_or_default()
    }

    /// Returns the fault that rows of the table name no text: the first that is not among the `used` ones, with the number of
    /// the others.
    pub fn unused_row(&self, used: &HashSet<usize>) -> Option<Fault> {
        let rows = self.table.as_ref()?.rows().enumerate();
        let mut unused = rows.filter(|(index, _)| !used.contains(index)).map(|(_, row)| row);
        let first: &Row = unused.next()?;
        let others = match unused.count() {
            0 => String::new(),
            count => format!(" (and {})", counted(count, "more row")),
        };
        Some(first.fault(&format!("no such text{others}")))
    }

    /// Records a file that states details, with its stamp when it was read.
    pub fn add_file(&mut self, path: PathBuf, stamp: Option<(u64, u128)>) {
        self.files.push((path, stamp));
    }

    /// Returns the files that state details, each with its stamp when it was read.
    pub fn files(&self) -> &[(PathBuf, Option<(u64, u128)>)] {
        &self.files
    }

    /// Returns the pattern for the names of files, as it is written, if `path` does not fit it.
    pub fn pattern_that_does_not_fit(&self, path: &str) -> Option<&str> {
        let pattern = self.names.as_ref()?;
        pattern.take_apart(path).is_none().then(|| pattern.written())
    }

    /// Returns `true` if the folder has a pattern for the names of files.
    pub fn has_names(&self) -> bool {
        self.names.is_some()
    }

    pub(super) fn defaults(&self) -> &Statement {
        &self.defaults
    }

    pub(super) const fn names(&self) -> Option<&NamePattern> {
        self.names.as_ref()
    }

    /// Returns what the table states of the file at `path`, or of its speech `part`, from 1.
    pub(super) fn row(&self, path: &str, part: Option<usize>) -> Option<Statement> {
        self.table.as_ref()?.row(path, part)
    }
}

/// Parses `oratory.toml` setting by setting, so that a fault in one setting does not affect the others.
struct Parser<'a> {
    content: &'a str,
    folder: Folder,
    faults: Vec<Fault>,
}

impl Parser<'_> {
    fn parse(mut self) -> (Folder, Vec<Fault>) {
        let (table, errors) = DeTable::parse_recoverable(self.content);
        for error in errors {
            let offset = error.span().map_or(0, |span| span.start);
            self.fault(offset, toml_fault(&error, self.content, 1).1);
        }
        let mut columns = Columns::default();
        let mut file = None;
        for (key, value) in table.into_inner() {
            let (span, value) = (value.span(), value.into_inner());
            match key.get_ref().as_ref() {
                "names" => self.names(&value, span),
                "table" => file = self.table(&value, span),
                "columns" => columns = self.columns(value, &span),
                "defaults" => self.defaults(value, &span),
                name => self.fault(
                    key.span().start,
                    format!("unknown setting {}: use {}", collapse(name), SETTINGS.join(", ")),
                ),
            }
        }
        self.folder.table_file = file.map(|(name, format)| TableFile { name, format, columns });
        self.faults.sort_by_key(|fault| fault.place);
        (self.folder, self.faults)
    }

    fn fault(&mut self, offset: usize, message: impl Into<String>) {
        self.faults.push(Fault::at(offset, self.content, message));
    }

    fn names(&mut self, value: &DeValue<'_>, span: Range<usize>) {
        match value.as_str() {
            Some(pattern) => match NamePattern::parse(pattern) {
                Ok(pattern) => {
                    let faults = pattern.names().iter().filter_map(|name| misspelling(name, &[]));
                    for fault in faults {
                        self.fault(span.start, format!("names: {fault}"));
                    }
                    self.folder.names = Some(pattern);
                }
                Err(reason) => self.fault(span.start, format!("names: {reason}")),
            },
            None => self.fault(span.start, "names: expected text"),
        }
    }

    /// Returns the name and the format of the table.
    fn table(&mut self, value: &DeValue<'_>, span: Range<usize>) -> Option<(String, TableFormat)> {
        let Some(name) = value.as_str() else {
            self.fault(span.start, "table: expected the name of a file");
            return None;
        };
        let is_below =
            Path::new(name).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let format = TableFormat::of(Path::new(name));
        match format {
            _ if name.is_empty() || !is_below => {
                self.fault(span.start, "table: name a file in this folder or below it");
            }
            None => self.fault(span.start, "table: name a .csv, .tsv or .jsonl file"),
            Some(format) => return Some((name.to_owned(), format)),
        }
        None
    }

    /// Returns the names of columns, each with the name of a detail.
    fn columns(&mut self, value: DeValue<'_>, span: &Range<usize>) -> Columns {
        let DeValue::Table(table) = value else {
            self.fault(
                span.start,
                "columns: expected names of columns and details, such as { president = \"speaker\" }",
            );
            return Columns::default();
        };
        let mut columns = Columns::default();
        for (key, value) in table {
            match value.get_ref().as_str() {
                Some(name) => {
                    columns.rename(key.get_ref(), name);
                    if let Some(fault) = misspelling(name, &KEYS) {
                        self.fault(value.span().start, format!("columns: {fault}"));
                    }
                }
                None => self.fault(
                    value.span().start,
                    format!("columns: {}: expected the name of a detail", collapse(key.get_ref())),
                ),
            }
        }
        columns
    }

    fn defaults(&mut self, value: DeValue<'_>, span: &Range<usize>) {
        let DeValue::Table(table) = value else {
            return self.fault(span.start, "defaults: expected a table, [defaults]");
        };
        for (key, value) in &table {
            let date = value.get_ref().as_str().and_then(|value| date_fault(key.get_ref(), value));
            if let Some(fault) = date.or_else(|| misspelling(key.get_ref(), &OPTIONS)) {
                self.fault(key.span().start, format!("defaults: {fault}"));
            }
        }
        let spans: Vec<(String, usize)> =
            table.iter().map(|(key, value)| (key.get_ref().to_string(), value.span().start)).collect();
        let values =
            table.iter().map(|(key, value)| (key.get_ref().to_string(), plain(value.get_ref()))).collect();
        let mut faults = Vec::new();
        self.folder.defaults = Statement::from_toml(values, |name, reason| {
            let start = spans.iter().find(|(key, _)| key == name).map_or(span.start, |(_, start)| *start);
            faults.push((start, format!("defaults: {}: {}", collapse(name), collapse(&reason))));
        });
        let left_out = self.folder.defaults.left_out();
        faults.extend(left_out.map(|message| (span.start, format!("defaults: {message}"))));
        for (start, message) in faults {
            self.fault(start, message);
        }
    }
}

/// Returns `value` without its place in the file.
fn plain(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        // Numbers that are too large are kept as text.
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::String(number.as_str().to_owned()), Value::Integer),
        DeValue::Float(number) => {
            number.as_str().parse().map_or_else(|_| Value::String(number.as_str().to_owned()), Value::Float)
        }
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Datetime(date) => Value::Datetime(*date),
        DeValue::Array(items) => Value::Array(items.iter().map(|item| plain(item.get_ref())).collect()),
        DeValue::Table(table) => Value::Table(
            table.iter().map(|(key, value)| (key.get_ref().to_string(), plain(value.get_ref()))).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use oratory_core::Details;

    use super::*;

    #[test]
    fn defaults_beyond_the_limit_are_reported() {
        let lines: Vec<String> = (0..1_002).map(|number| format!("n{number} = 'x'\n")).collect();
        let lines = lines.concat();
        let (folder, faults) = Folder::parse(format!("[defaults]\nplace = 'Leeds'\n{lines}").as_bytes());
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults, [", line 1, column 1: defaults: 2 details left out: the limit is 1,000"]);
        let details = folder.defaults().over(Details::default());
        assert_eq!((details.place.as_deref(), details.other.len()), (Some("Leeds"), 1_000));
    }

    #[test]
    fn fault_in_the_syntax_leaves_the_other_lines() {
        let toml = "names = \"{speaker}\ntable = 'm.csv'\n[defaults]\nplace = 'Leeds'\ndate = 1906-05-09\nyear = 1906\n";
        let (folder, faults) = Folder::parse(toml.as_bytes());
        assert!(faults[0].to_string().starts_with(", line 1, column "), "{faults:?}");
        assert_eq!(folder.table_file(), Some(Path::new("m.csv")));
        let details = folder.defaults().over(Details::default());
        assert_eq!(details.place.as_deref(), Some("Leeds"));
        assert_eq!(details.delivered.map(|date| date.to_string()).as_deref(), Some("9 May 1906"));
        assert_eq!(details.other.first().map(|(name, value)| (&**name, &**value)), Some(("year", "1906")));
    }
}
