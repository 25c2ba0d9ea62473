//! The command `details`: prints the details of texts as a table that `oratory.toml` can name.

use std::{io::Write, sync::Arc};

use oratory_core::{Details, Document, OtherDetail, Separator, TitleSource, table_line};
use serde_json::{Map, Value};

use super::{
    arguments::DetailsArguments, find::Finder, list::print_table, naming::full_name, outcome::Outcome,
    output::print, records::Format, setup::Setup, texts::Texts,
};
use crate::store::names::part_suffix;

/// The details of a text: those of every table, and others.
struct Row {
    named: Vec<(&'static str, Option<String>)>,
    other: Arc<[OtherDetail]>,
}

/// Runs `oratory details`.
pub(super) fn details(arguments: &DetailsArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let finder = Finder::new(setup);
    let mut texts = Texts::find(&arguments.texts.0, &finder)?.without_duplicates().listed();
    texts.require_texts()?;
    let rows: Vec<Row> = texts.read_each().map(|entry| Row::of(&entry.speech)).collect();
    let ambiguous = setup.config()?.look.ambiguous;
    print(|to| match arguments.format.format() {
        Some(Format::Json) => rows.iter().try_for_each(|row| Ok(writeln!(to, "{}", row.json()?)?)),
        Some(Format::Tsv) => print_lines(&rows, Separator::Tab, to),
        Some(Format::Csv) => print_lines(&rows, Separator::Comma, to),
        None => {
            let table = table(&rows);
            // A column for which nothing is known says nothing.
            let is_known = |column: &usize| table.iter().skip(1).any(|row| !row[*column].is_empty());
            let known: Vec<usize> = (0..table[0].len()).filter(is_known).collect();
            let lines: Vec<Vec<String>> =
                table.iter().map(|row| known.iter().map(|&column| row[column].clone()).collect()).collect();
            print_table(&lines, ambiguous, to)
        }
    })
}

impl Row {
    fn of(speech: &Document) -> Self {
        let details = speech.details();
        // A title that is made of the name of the file is not known.
        let title = (details.title_source != TitleSource::Name).then(|| details.title.clone());
        let named =
            details.named().map(|(name, detail)| (name, detail.map(|detail| detail.iso().into_owned())));
        let named = [("file", Some(file_name(speech))), ("title", title)].into_iter().chain(named).collect();
        Self { named, other: Arc::clone(&details.other) }
    }

    /// Returns all details that are known, in the order of the table.
    fn known(&self) -> impl Iterator<Item = (&str, &str)> {
        let named = self.named.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        named.chain(self.other.iter().map(|(name, value)| (&**name, &**value)))
    }

    /// Returns an object of what is known.
    fn json(&self) -> serde_json::Result<String> {
        let known = self.known().map(|(name, value)| (name.to_owned(), Value::from(value)));
        serde_json::to_string(&known.collect::<Map<_, _>>())
    }
}

/// Returns the path of `speech` in its folder. A speech in a file with several has its number after it.
fn file_name(speech: &Document) -> String {
    let Some(file) = speech.file() else { return speech.id().to_owned() };
    format!("{}{}", full_name(speech.id(), file).display(), part_suffix(speech.id(), file))
}

/// Returns the header and the cells of all rows.
fn table(rows: &[Row]) -> Vec<Vec<String>> {
    let named = Details::default().named().map(|(name, _)| name);
    let mut columns: Vec<&str> = ["file", "title"].into_iter().chain(named).collect();
    for (name, _) in rows.iter().flat_map(Row::known) {
        if !columns.contains(&name) {
            columns.push(name);
        }
    }
    let cell = |row: &Row, column: &str| {
        row.known().find(|(name, _)| *name == column).map(|(_, value)| value.to_owned()).unwrap_or_default()
    };
    let cells = |row: &Row| columns.iter().map(|column| cell(row, column)).collect();
    let header = columns.iter().map(ToString::to_string).collect();
    std::iter::once(header).chain(rows.iter().map(cells)).collect()
}

fn print_lines(rows: &[Row], separator: Separator, to: &mut dyn Write) -> anyhow::Result<()> {
    for cells in table(rows) {
        let cells: Vec<String> = cells.into_iter().map(|cell| quoted(cell, separator)).collect();
        to.write_all(table_line(&cells, separator).as_bytes())?;
    }
    Ok(())
}

/// Returns `cell` as it is written in a table with `separator`. In TSV, only a cell that begins with a quotation mark is put into
/// quotation marks.
fn quoted(cell: String, separator: Separator) -> String {
    if separator == Separator::Tab && cell.starts_with('"') {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell
}
