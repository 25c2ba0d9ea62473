//! Tables of details: CSV, TSV and JSON lines, with a row for each text.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    path::Path,
    sync::Arc,
};

use oratory_core::detail;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization as _;

use super::{fault::Fault, file_names::without_extension};
use crate::{
    encoding::{Encoding, Extent, decode},
    format::Format,
    statement::{MAX_OTHER, Statement, date_fault},
};

/// The columns by which rows are joined to texts. The first that a table has counts.
pub(super) const KEYS: [&str; 3] = ["file", "id", "name"];

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
    /// Returns the format by the extension of `file`.
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
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Row>,
    /// The index of the row of each text.
    by_key: HashMap<String, usize>,
    /// The indexes of the rows of speeches in a file, by its key.
    parts: HashMap<String, Vec<usize>>,
}

/// The cells of a row that are not empty, each with the name of its detail.
type Cells = Vec<(Arc<str>, String)>;

/// The numbers of the cells named by [`KEYS`], from 1.
type KeyColumns = [Option<usize>; KEYS.len()];

#[derive(Debug)]
pub(super) struct Row {
    line: usize,
    key_columns: KeyColumns,
    /// The cell that names the text, and the number of its column.
    key: (String, usize),
    cells: Cells,
}

impl Row {
    /// Returns what the row states.
    fn statement(&self) -> Statement {
        Statement::new(self.cells.iter().map(|(name, value)| (&**name, value.as_str())))
    }

    /// Creates a fault of the text that the row names.
    pub(super) fn fault(&self, message: &str) -> Fault {
        let (key, column) = &self.key;
        Fault { place: Some((self.line, *column)), message: format!("{}: {message}", detail(key)) }
    }
}

impl Table {
    /// Reads a table. Returns its faults, and as many rows as can be read.
    pub(super) fn read(
        bytes: Vec<u8>,
        encoding: Option<Encoding>,
        format: TableFormat,
        columns: &Columns,
    ) -> (Self, Vec<Fault>) {
        let mut reader = Reader {
            columns,
            names: Vec::new(),
            key_columns: KeyColumns::default(),
            rows: Vec::new(),
            faults: Vec::new(),
        };
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

    /// Iterates over the rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// Returns the indexes of the rows of the file at `path`, and of the speeches in it.
    pub(super) fn rows_of(&self, path: &str) -> Vec<usize> {
        let path = key(path);
        let forms = forms(&path);
        let own = forms.iter().find_map(|form| self.by_key.get(*form)).copied();
        let parts = forms.iter().filter_map(|form| self.parts.get(*form)).flatten().copied();
        own.into_iter().chain(parts).collect()
    }

    /// Returns the row of the file at `path`, or of its speech `part`, from 1. A row may name the path or only the
    /// name of the file, and both without the extension.
    pub(super) fn row(&self, path: &str, part: Option<usize>) -> Option<Statement> {
        let path = key(path);
        let part = part.map(|part| format!("#{part}")).unwrap_or_default();
        let index = forms(&path).iter().find_map(|form| self.by_key.get(&format!("{form}{part}")))?;
        self.rows.get(*index).map(Row::statement)
    }
}

/// Returns the names by which a row may name the file at `path`, the most exact first.
fn forms(path: &str) -> [&str; 4] {
    let name = path.rsplit('/').next().unwrap_or_default();
    [path, without_extension(path), name, without_extension(name)]
}

/// Returns a path as rows and texts are compared by it: composed, with `/`, and relative.
fn key(path: &str) -> String {
    let path = path.trim().nfc().collect::<String>().replace('\\', "/");
    path.trim_start_matches("./").to_owned()
}

/// Returns `true` for the number of a speech in a file.
fn is_part(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns a key without the extension of a text: `a` for `a.txt`, and `a#2` for `a.txt#2`.
fn stem(key: &str) -> String {
    let end = key.rfind('#').filter(|&sign| is_part(&key[sign + 1..])).unwrap_or(key.len());
    let (path, part) = key.split_at(end);
    let stem = without_extension(path);
    let extension = path[stem.len()..].trim_start_matches('.').to_lowercase();
    if Format::has_extension(&extension) { format!("{stem}{part}") } else { key.to_owned() }
}

/// Returns the number of line ends in `text`.
fn line_ends(text: &str) -> usize {
    let in_pairs = text.matches("\r\n").count();
    text.matches(['\r', '\n']).count() - in_pairs
}

/// An object in JSON whose names are in the order of the text.
struct Object {
    /// The names, each with its place, from 1. A name that is repeated is here once.
    names: Vec<(usize, String)>,
    values: Map<String, Value>,
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let (mut object, mut number) = (Object { names: Vec::new(), values: Map::new() }, 0);
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            number += 1;
            if object.values.insert(name.clone(), value).is_none() {
                object.names.push((number, name));
            }
        }
        Ok(object)
    }
}

/// Reads the rows of a table.
struct Reader<'a> {
    columns: &'a Columns,
    /// The names of the columns, as the table has them.
    names: Vec<String>,
    /// The columns of the header that name the texts.
    key_columns: KeyColumns,
    rows: Vec<Row>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn read_csv(&mut self, content: &str) {
        let header = content.lines().next().unwrap_or_default();
        let delimiter = if header.contains(';') && !header.contains(',') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(delimiter);
        let (mut line, mut offset) = (1, 0);
        for record in reader.from_reader(content.as_bytes()).records() {
            match record {
                Ok(record) => {
                    // The line that the library counts is one too small after `\r\n`.
                    let start = record.position().and_then(|place| usize::try_from(place.byte()).ok());
                    let rest = start.and_then(|start| content.get(start..)).unwrap_or_default();
                    let start = content.len() - rest.trim_start_matches(['\r', '\n']).len();
                    line += content.get(offset..start).map_or(0, line_ends);
                    offset = start;
                    self.read_row(line, record.iter());
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
            let mut key_columns = KeyColumns::default();
            for (index, name) in self.names.iter().enumerate() {
                self.see_key(&mut key_columns, name, index + 1);
            }
            self.key_columns = key_columns;
            return;
        }
        let (columns, mut count, mut row) = (self.names.len(), 0, Cells::new());
        for cell in cells {
            if let Some(name) = self.names.get(count)
                && !cell.trim().is_empty()
            {
                let name = self.columns.name_of(name);
                row.push((Arc::from(name), cell.to_owned()));
                if let Some(fault) = date_fault(name, cell) {
                    self.fault((line, count + 1), fault);
                }
            }
            count += 1;
        }
        if count < columns {
            self.fault((line, count + 1), format!("the row ends before {}", self.names[count]));
        } else if count > columns {
            self.fault((line, columns + 1), format!("the row has {count} cells, the header {columns}"));
        }
        self.rows.push(Row { line, key_columns: self.key_columns, key: Default::default(), cells: row });
    }

    /// Notes the number of the cell called `name` if it is the first one that may name a text.
    fn see_key(&self, key_columns: &mut KeyColumns, name: &str, number: usize) {
        let name = self.columns.name_of(name);
        for (key, column) in KEYS.into_iter().zip(key_columns) {
            if column.is_none() && name.eq_ignore_ascii_case(key) {
                *column = Some(number);
            }
        }
    }

    fn read_json_lines(&mut self, content: &str) {
        for (index, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let object = match serde_json::from_str::<Object>(line) {
                Ok(object) => object,
                Err(error) => {
                    let message = error.to_string();
                    let message = message.rsplit_once(" at line ").map_or(&*message, |(message, _)| message);
                    self.fault((index + 1, error.column().max(1)), message);
                    continue;
                }
            };
            let (mut cells, mut key_columns) = (Vec::new(), KeyColumns::default());
            for (number, name) in &object.names {
                let Some(value) = object.values.get(name) else { continue };
                self.see_key(&mut key_columns, name, *number);
                if !self.names.iter().any(|known| known == name) {
                    self.names.push(name.clone());
                }
                match text_of(value) {
                    Ok(None) => {}
                    Ok(Some(value)) => {
                        let name = self.columns.name_of(name);
                        if let Some(fault) = date_fault(name, &value) {
                            self.fault((index + 1, *number), fault);
                        }
                        cells.push((Arc::from(name), value));
                    }
                    Err(()) => {
                        self.fault((index + 1, *number), format!("{}: expected text", detail(name)));
                    }
                }
            }
            self.rows.push(Row { line: index + 1, key_columns, key: Default::default(), cells });
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
        let Self { columns, names, rows, mut faults, .. } = self;
        let has = |key: &&str| names.iter().any(|name| columns.name_of(name).eq_ignore_ascii_case(key));
        let Some((index, key_name)) = KEYS.into_iter().enumerate().find(|(_, key)| has(key)) else {
            let message = "there is no column file, id or name to find the texts by";
            faults.push(Fault { place: Some((1, 1)), message: message.to_owned() });
            return (Table::default(), faults);
        };
        let mut table: Vec<Row> = Vec::new();
        let (mut by_key, mut by_stem) = (HashMap::<String, usize>::new(), HashMap::<String, usize>::new());
        let (mut parts, mut is_over) = (HashMap::<String, Vec<usize>>::new(), false);
        for mut row in rows {
            let at = row.cells.iter().position(|(name, _)| name.eq_ignore_ascii_case(key_name));
            let place = (row.line, row.key_columns[index].unwrap_or(1));
            let Some(at) = at else {
                faults.push(Fault { place: Some(place), message: format!("{key_name} is empty") });
                continue;
            };
            let (_, value) = row.cells.remove(at);
            row.cells.retain(|(name, _)| !name.is_empty());
            let key = key(&value);
            let stem = stem(&key);
            // `a.txt` and `a.md` are two texts, and `a` is either.
            let alike = if stem == key { &by_stem } else { &by_key };
            if let Some(&first) = by_key.get(&key).or_else(|| alike.get(&stem)) {
                let message = format!("{} stands in line {} already", detail(&value), table[first].line);
                faults.push(Fault { place: Some(place), message });
                continue;
            }
            by_stem.entry(stem).or_insert(table.len());
            if let Some((file, _)) = key.rsplit_once('#').filter(|(_, part)| is_part(part)) {
                parts.entry(file.to_owned()).or_default().push(table.len());
            }
            by_key.insert(key, table.len());
            // Reported once, as the rows of a table have the same columns.
            if row.cells.len() > MAX_OTHER && !is_over {
                let message = row.statement().left_out();
                is_over = message.is_some();
                faults.extend(message.map(|message| Fault { place: Some((row.line, 1)), message }));
            }
            row.key = (value, place.1);
            table.push(row);
        }
        (Table { rows: table, by_key, parts }, faults)
    }
}

/// Returns the text of `cell` in TSV. A cell in quotation marks, with those inside doubled, is taken out of them, as
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the faults of a table.
    fn faults(format: TableFormat, content: &str) -> Vec<String> {
        let (_, faults) = Table::read(content.into(), None, format, &Columns::default());
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn faults_name_their_line_whatever_the_line_ends() {
        let content = "file,title\n\na,\"One\nTwo\"\nb\nc,C,x\n,D\n";
        let expected = [
            ", line 5, column 2: the row ends before title",
            ", line 6, column 3: the row has 3 cells, the header 2",
            ", line 7, column 1: file is empty",
        ];
        for line_end in ["\n", "\r\n", "\r"] {
            let content = content.replace('\n', line_end);
            assert_eq!(faults(TableFormat::Csv, &content), expected, "{content:?}");
        }
    }

    #[test]
    fn second_row_of_a_text_is_reported_however_it_is_spelt() {
        for (first, second) in
            [("a", "a.txt"), ("a.txt", "a"), ("./a.md", "a"), ("a#2", "a.txt#2"), ("a", "a")]
        {
            let content = format!("title,file\nOne,{first}\nTwo,{second}\n");
            let expected = format!(", line 3, column 2: {second} stands in line 2 already");
            assert_eq!(faults(TableFormat::Csv, &content), [expected]);
        }
        let others = "file\na.txt\na.md\n1\n1.2\nb#1\nb#2\nb.txt\n";
        assert_eq!(faults(TableFormat::Csv, others), Vec::<String>::new());
    }

    #[test]
    fn details_beyond_the_limit_are_reported_once() {
        let names = (0..=MAX_OTHER).map(|number| format!("n{number}")).collect::<Vec<_>>();
        let row = vec!["x"; names.len()].join("\t");
        let most = format!("file\ttitle\t{}\na\tA\t{row}\nb\tB\t{row}\n", names.join("\t"));
        let message = ", line 2, column 1: 1 detail left out: the limit is 1,000";
        assert_eq!(faults(TableFormat::Tsv, &most), [message]);
        assert_eq!(faults(TableFormat::Tsv, &most.replace("\tn0\t", "\tplace\t")), Vec::<String>::new());
    }

    #[test]
    fn faults_in_json_name_the_cell_in_its_line() {
        let content = "{\"title\": \"A\", \"file\": \"a\", \"date\": {}}\n{\"place\": {}, \"file\": \"\"}\n\
                       {\"place\": 1, \"date\": 1, \"file\": \"a\"}\n1\n";
        assert_eq!(
            faults(TableFormat::JsonLines, content),
            [
                ", line 1, column 3: date: expected text",
                ", line 2, column 1: place: expected text",
                ", line 4, column 1: invalid type: integer `1`, expected a map",
                ", line 2, column 2: file is empty",
                ", line 3, column 3: a stands in line 1 already",
            ]
        );
    }
}
