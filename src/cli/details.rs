//! The command `details`: prints the details of texts as a table that `oratory.toml` can name.

use std::{io::Write, sync::Arc};

use oratory_core::{
    document::{
        details::{Details, TitleSource},
        text::Document,
    },
    exchange::{
        lines::iso,
        table::{Separator, line},
    },
};
use serde_json::{Map, Value};

use super::{
    arguments::DetailsArguments, find::Finder, list::print_table, naming::full_name, outcome::Outcome,
    output::print, records::Format, setup::Setup, texts::Texts,
};
use crate::store::names::part_suffix;

/// The columns of every table, before those of other details.
const COLUMNS: [&str; 16] = [
    "file",
    "title",
    "speaker",
    "speaker_family",
    "speaker_given",
    "kind",
    "occasion",
    "place",
    "delivered",
    "reported",
    "publisher",
    "translator",
    "language",
    "source",
    "url",
    "accessed",
];

/// The details of a text: a cell for each of [`COLUMNS`], and the other details.
struct Row {
    cells: [Option<String>; COLUMNS.len()],
    other: Arc<[(Arc<str>, Arc<str>)]>,
}

/// Runs `oratory details`.
pub(super) fn details(arguments: &DetailsArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let finder = Finder::new(setup);
    let mut texts = Texts::find(&arguments.texts.0, &finder)?.without_duplicates();
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
        let Details { title, title_source, other, .. } = details;
        let words = |value: &Option<Arc<str>>| value.as_ref().map(ToString::to_string);
        let date = |value: &Option<_>| value.as_ref().map(iso);
        // A title that is made of the name of the file is not known.
        let title = (*title_source != TitleSource::Name).then(|| title.clone());
        let cells = [
            Some(file_name(speech)),
            title,
            words(&details.speaker),
            words(&details.speaker_family),
            words(&details.speaker_given),
            words(&details.kind),
            words(&details.occasion),
            words(&details.place),
            date(&details.delivered),
            date(&details.reported),
            words(&details.publisher),
            words(&details.translator),
            words(&details.language),
            words(&details.source),
            words(&details.url),
            date(&details.accessed),
        ];
        Self { cells, other: Arc::clone(other) }
    }

    /// Returns the value of a column.
    fn value(&self, column: &str) -> Option<&str> {
        let own = COLUMNS.iter().position(|own| *own == column);
        let other = || self.other.iter().find(|(name, _)| **name == *column).map(|(_, value)| &**value);
        own.map_or_else(other, |own| self.cells[own].as_deref())
    }

    /// Returns an object of what is known.
    fn json(&self) -> serde_json::Result<String> {
        let names = COLUMNS.into_iter().chain(self.other.iter().map(|(name, _)| &**name));
        let known = names.filter_map(|name| Some((name.to_owned(), Value::from(self.value(name)?))));
        serde_json::to_string(&known.collect::<Map<_, _>>())
    }
}

/// Returns the path of a speech in its folder. A speech in a file with several has its number after it.
fn file_name(speech: &Document) -> String {
    let Some(file) = speech.file() else { return speech.id().to_owned() };
    format!("{}{}", full_name(speech.id(), file).display(), part_suffix(speech.id(), file))
}

/// Returns the header and the cells of all rows.
fn table(rows: &[Row]) -> Vec<Vec<String>> {
    let mut columns: Vec<&str> = COLUMNS.to_vec();
    for (name, _) in rows.iter().flat_map(|row| &*row.other) {
        if !columns.contains(&&**name) {
            columns.push(name);
        }
    }
    let cells =
        |row: &Row| columns.iter().map(|column| row.value(column).unwrap_or_default().to_owned()).collect();
    let header = columns.iter().map(ToString::to_string).collect();
    std::iter::once(header).chain(rows.iter().map(cells)).collect()
}

fn print_lines(rows: &[Row], separator: Separator, to: &mut dyn Write) -> anyhow::Result<()> {
    for cells in table(rows) {
        let cells: Vec<String> = cells.into_iter().map(|cell| quoted(cell, separator)).collect();
        to.write_all(line(&cells, separator).as_bytes())?;
    }
    Ok(())
}

/// Returns a cell as a table of that kind is read. In TSV, only a cell that begins with a quotation mark is put into
/// quotation marks.
fn quoted(cell: String, separator: Separator) -> String {
    if separator == Separator::Tab && cell.starts_with('"') {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell
}
