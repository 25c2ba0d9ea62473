//! Tables of details: CSV, TSV and JSON lines, with a row for each text.

use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    path::Path,
    sync::Arc,
};

use oratory_core::document::details::detail;
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization as _;

use super::{fault::Fault, file_names::without_extension, statement::Statement};
use crate::encoding::{Encoding, Extent, decode};

/// The columns by which rows are joined to texts. The first that a table has counts.
const KEYS: [&str; 3] = ["file", "id", "name"];

/// The format of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableFormat {
    /// RFC 4180, with commas, or with semicolons if the header has no comma.
    Csv,
    /// Cells separated by tabs, one row a line.
    Tsv,
    /// One object in JSON a line.
    JsonLines,
}

impl TableFormat {
    /// Returns the format of a file with this name.
    pub(super) fn of(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()?.to_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            _ => None,
        }
    }
}

/// The names of columns that stand for details of other names.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns(BTreeMap<String, String>);

impl Columns {
    /// Adds the name of the detail that `column` stands for. An empty name leaves the column out.
    pub(super) fn rename(&mut self, column: &str, name: &str) {
        self.0.insert(column.trim().to_owned(), name.trim().to_owned());
    }

    fn name_of<'a>(&'a self, column: &'a str) -> &'a str {
        self.0.get(column).map_or(column, String::as_str)
    }
}

/// A table that has been read.
#[derive(Debug)]
pub(super) struct Table {
    rows: Vec<Row>,
    /// The index of the row of each text.
    by_key: HashMap<String, usize>,
}

/// The cells of a row that are not empty, each with the name of its detail.
type Cells = Vec<(Arc<str>, String)>;

#[derive(Debug)]
struct Row {
    line: usize,
    cells: Cells,
}

impl Table {
    /// Reads a table. Returns its faults, and as many rows as can be read.
    pub(super) fn read(
        bytes: Vec<u8>,
        encoding: Option<Encoding>,
        format: TableFormat,
        columns: &Columns,
    ) -> (Self, Vec<Fault>) {
        let mut reader = Reader { columns, names: Vec::new(), rows: Vec::new(), faults: Vec::new() };
        match decode(bytes, encoding, Extent::Whole) {
            Ok(decoded) => {
                reader.faults.extend(decoded.remark.map(Fault::of_file));
                match format {
                    TableFormat::Csv => reader.read_csv(&decoded.text),
                    TableFormat::Tsv => reader.read_tsv(&decoded.text),
                    TableFormat::JsonLines => reader.read_json_lines(&decoded.text),
                }
                reader.check_columns();
            }
            Err(_) => reader.faults.push(Fault::of_file("not read: not enough memory")),
        }
        reader.joined()
    }

    /// Returns the number of rows.
    pub(super) const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns the row of the file at `path`, or of its speech `part`, from 1. A row may name the path or only the
    /// name of the file, and both without the extension.
    pub(super) fn row(&self, path: &str, part: Option<usize>) -> Option<Statement> {
        let path = key(path);
        let name = path.rsplit('/').next().unwrap_or_default();
        let part = part.map(|part| format!("#{part}")).unwrap_or_default();
        let forms = [&path, without_extension(&path), name, without_extension(name)];
        let index = forms.iter().find_map(|form| self.by_key.get(&format!("{form}{part}")))?;
        let cells = self.rows.get(*index)?.cells.iter();
        Some(Statement::new(cells.map(|(name, value)| (&**name, value.as_str()))))
    }
}

/// Returns a path as rows and texts are compared by it: composed, with `/`, and relative.
fn key(path: &str) -> String {
    let path = path.trim().nfc().collect::<String>().replace('\\', "/");
    path.trim_start_matches("./").to_owned()
}

/// Reads the rows of a table.
struct Reader<'a> {
    columns: &'a Columns,
    /// The names of the columns, as the table has them.
    names: Vec<String>,
    rows: Vec<Row>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn read_csv(&mut self, content: &str) {
        let header = content.lines().next().unwrap_or_default();
        let delimiter = if header.contains(';') && !header.contains(',') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(delimiter);
        for record in reader.from_reader(content.as_bytes()).records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(1, csv::Position::line);
                    self.read_row(usize::try_from(line).unwrap_or(usize::MAX), record.iter());
                }
                // The content is UTF-8 and in memory.
                Err(error) => self.faults.push(Fault::of_file(error.to_string())),
            }
        }
    }

    fn read_tsv(&mut self, content: &str) {
        for (index, line) in content.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            let cells: Vec<String> = line.split('\t').map(unquoted).collect();
            self.read_row(index + 1, cells.iter().map(String::as_str));
        }
    }

    /// Reads a row. The first one is the header.
    fn read_row<'b>(&mut self, line: usize, cells: impl Iterator<Item = &'b str>) {
        if self.names.is_empty() {
            self.names = cells.map(detail).collect();
            return;
        }
        let (columns, mut count, mut row) = (self.names.len(), 0, Vec::new());
        for cell in cells {
            if let Some(name) = self.names.get(count)
                && !cell.trim().is_empty()
            {
                row.push((Arc::from(self.columns.name_of(name)), cell.to_owned()));
            }
            count += 1;
        }
        if count < columns {
            self.fault((line, count + 1), format!("the row ends before {}", self.names[count]));
        } else if count > columns {
            self.fault((line, columns + 1), format!("the row has {count} cells, the header {columns}"));
        }
        self.rows.push(Row { line, cells: row });
    }

    fn read_json_lines(&mut self, content: &str) {
        for (index, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let object = match serde_json::from_str::<Map<String, Value>>(line) {
                Ok(object) => object,
                Err(error) => {
                    let message = error.to_string();
                    let message = message.rsplit_once(" at line ").map_or(&*message, |(message, _)| message);
                    self.fault((index + 1, error.column().max(1)), message);
                    continue;
                }
            };
            let mut cells = Vec::new();
            for (number, (name, value)) in object.iter().enumerate() {
                if !self.names.iter().any(|known| known == name) {
                    self.names.push(name.clone());
                }
                match text_of(value) {
                    Ok(None) => {}
                    Ok(Some(value)) => cells.push((Arc::from(self.columns.name_of(name)), value)),
                    Err(()) => {
                        self.fault((index + 1, number + 1), format!("{}: expected text", detail(name)));
                    }
                }
            }
            self.rows.push(Row { line: index + 1, cells });
        }
    }

    fn fault(&mut self, place: (usize, usize), message: impl Into<String>) {
        self.faults.push(Fault { place: Some(place), message: message.into() });
    }

    /// Reports columns that `oratory.toml` renames and the table does not have.
    fn check_columns(&mut self) {
        for column in self.columns.0.keys() {
            if !self.names.contains(column) {
                self.fault((1, 1), format!("there is no column {column}, which oratory.toml renames"));
            }
        }
    }

    /// Finds the column that names the texts.
    fn joined(self) -> (Table, Vec<Fault>) {
        let Self { columns, names, rows, mut faults } = self;
        let has = |key: &&str| names.iter().any(|name| columns.name_of(name).eq_ignore_ascii_case(key));
        let Some(key_name) = KEYS.into_iter().find(has) else {
            let message = "there is no column file, id or name to find the texts by";
            faults.push(Fault { place: Some((1, 1)), message: message.to_owned() });
            return (Table { rows: Vec::new(), by_key: HashMap::new() }, faults);
        };
        let number = names.iter().position(|name| columns.name_of(name).eq_ignore_ascii_case(key_name));
        let (mut table, mut by_key) = (Vec::new(), BTreeMap::new());
        for mut row in rows {
            let at = row.cells.iter().position(|(name, _)| name.eq_ignore_ascii_case(key_name));
            let place = (row.line, number.unwrap_or(0) + 1);
            let Some(at) = at else {
                faults.push(Fault { place: Some(place), message: format!("{key_name} is empty") });
                continue;
            };
            let (_, value) = row.cells.remove(at);
            row.cells.retain(|(name, _)| !name.is_empty());
            match by_key.entry(key(&value)) {
                Entry::Vacant(vacant) => drop(vacant.insert(table.len())),
                Entry::Occupied(first) => {
                    let first: &Row = &table[*first.get()];
                    let message = format!("{} stands in line {} already", detail(&value), first.line);
                    faults.push(Fault { place: Some(place), message });
                    continue;
                }
            }
            table.push(row);
        }
        (Table { rows: table, by_key: by_key.into_iter().collect() }, faults)
    }
}

/// Returns the text of a cell in TSV. A cell in quotation marks, with those inside doubled, is taken out of them, as
/// spreadsheets write it.
fn unquoted(cell: &str) -> String {
    let inside = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
    let inside = inside.filter(|inside| !inside.replace("\"\"", "").contains('"'));
    inside.map_or_else(|| cell.to_owned(), |inside| inside.replace("\"\"", "\""))
}

/// Returns the text of a value in JSON: `None` for nothing, and the texts of a list joined by commas.
fn text_of(value: &Value) -> Result<Option<String>, ()> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Bool(_) | Value::Number(_) => Ok(Some(value.to_string())),
        Value::Array(items) => {
            let texts = items.iter().map(text_of).collect::<Result<Vec<_>, _>>()?;
            let texts: Vec<String> = texts.into_iter().flatten().collect();
            Ok(Some(texts.join(", ")).filter(|text| !text.is_empty()))
        }
        Value::Object(_) => Err(()),
    }
}
