//! Annotations as CSV with the columns of Readwise.

use std::sync::Arc;

use jiff::{Timestamp, civil};

use super::{
    imported::{Fault, Imported},
    record::{Place, Record},
    table::{Separator, table},
};
use crate::document::{
    details::{collapse, line_of},
    text::Document,
};

const COLUMNS: [&str; 7] = ["Highlight", "Title", "Author", "URL", "Note", "Location", "Date"];

/// Returns annotations as a table. The location is the number of the paragraph.
pub(super) fn table_of(records: &[Record<'_>]) -> String {
    table(&COLUMNS, records.iter().map(cells), Separator::Comma)
}

fn cells(record: &Record<'_>) -> Vec<String> {
    let details = record.document.map(Document::details);
    let speaker = match &record.place {
        Some(place) => place.document.speaker_at(place.range.start),
        None => details.and_then(|details| details.speaker.as_ref()),
    };
    let text = |detail: Option<&Arc<str>>| detail.map(ToString::to_string).unwrap_or_default();
    let annotation = record.annotation;
    let highlight = record.place.as_ref().map_or_else(|| annotation.selector.exact.clone(), highlight);
    vec![
        highlight,
        record.title().to_owned(),
        text(speaker),
        text(details.and_then(|details| details.url.as_ref())),
        annotation.note.clone(),
        record.paragraph().to_string(),
        annotation.created.to_string(),
    ]
}

/// Returns the words as they are quoted. If page furniture or markup is left out in them, and they are a part of a
/// paragraph, they are verbatim, so that they are found again.
fn highlight(place: &Place<'_>) -> String {
    let verbatim = &place.document.text()[place.range.clone()];
    let quote = place.quote();
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let is_block = place
        .document
        .block_at(place.range.start)
        .is_some_and(|block| place.document.block(block).range == place.range);
    if is_block || letters(&quote) == letters(verbatim) { quote } else { verbatim.to_owned() }
}

/// Reads a table with a header. Its columns may be in any order, and have the names of Readwise's own exports. Other
/// columns are ignored.
pub(super) fn read(text: &str) -> Result<Vec<Imported>, Fault> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| fault(&error, text))?.clone();
    let column = |names: &[&str]| {
        let is_named = |cell: &str| names.iter().any(|name| cell.trim().eq_ignore_ascii_case(name));
        header.iter().position(is_named)
    };
    let Some(highlight) = column(&["Highlight"]) else {
        let reason = format!("no column Highlight: the columns of Readwise are {}", COLUMNS.join(", "));
        return Err(Fault { line: 1, reason });
    };
    let title = column(&["Title", "Book Title"]);
    let author = column(&["Author", "Book Author"]);
    let [url, note, location] = ["URL", "Note", "Location"].map(|name| column(&[name]));
    let (date, tags) = (column(&["Date", "Highlighted at"]), column(&["Tags"]));
    let mut all = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| fault(&error, text))?;
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column)).unwrap_or_default();
        let detail = |column| Some(collapse(cell(column))).filter(|detail| !detail.is_empty());
        let mut item = Imported {
            exact: cell(Some(highlight)).to_owned(),
            title: detail(title),
            author: detail(author),
            sources: detail(url).into_iter().collect(),
            note: cell(note).to_owned(),
            paragraph: cell(location).trim().parse().ok(),
            created: time(cell(date).trim()),
            ..Imported::default()
        };
        item.add_tags(cell(tags).split(','));
        all.push(item);
    }
    Ok(all)
}

/// Parses a time: a timestamp, a time without a zone, which is taken as UTC, or a day.
fn time(written: &str) -> Option<Timestamp> {
    let day = || Some(written.parse::<civil::Date>().ok()?.at(0, 0, 0, 0));
    let utc = || format!("{}Z", written.parse::<civil::DateTime>().ok().or_else(day)?).parse().ok();
    written.parse().ok().or_else(utc)
}

fn fault(error: &csv::Error, text: &str) -> Fault {
    let line = error.position().map_or(1, |position| {
        let offset = usize::try_from(position.byte()).unwrap_or(0);
        // The reader counts the line ends before an empty line to the row after it.
        line_of(text.as_bytes(), offset + text[offset..].len() - text[offset..].trim_start().len())
    });
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("expected {expected_len} columns, found {len}")
        }
        _ => collapse(&error.to_string()),
    };
    Fault { line, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_may_be_in_any_order_and_number() {
        let table = "\u{feff}Note,Color,highlight,Book Title,Highlighted at,Tags\r\n\
            \"one\r\ntwo #a\",red,\"He said \"\"no\"\",\r\nthen\",Talk,2021-04-09 10:11:12,\"a, big idea\"\r\n\
            ,,=1+1,,2021-04-09T10:11:12.5+02:00,\r\n";
        let items = read(table.trim_start_matches('\u{feff}')).unwrap();
        assert_eq!(items[0].exact, "He said \"no\",\r\nthen");
        assert_eq!(items[0].note, "one\r\ntwo #a\n#big-idea");
        assert_eq!(items[0].created, Some("2021-04-09T10:11:12Z".parse().unwrap()));
        assert_eq!((items[1].exact.as_str(), &items[1].title), ("=1+1", &None));
        assert_eq!(items[1].created, Some("2021-04-09T08:11:12.5Z".parse().unwrap()));
        assert_eq!(time("2021-04-09"), Some("2021-04-09T00:00:00Z".parse().unwrap()));
        assert_eq!(time("yesterday"), None);
    }

    #[test]
    fn fault_has_its_line() {
        assert_eq!(read("Title,Note\na,b\n").unwrap_err().line, 1);
        assert_eq!(read("").unwrap_err().line, 1);
        let error = read("Highlight,Title\n\"a\nb\",c\n\nd\n").unwrap_err();
        assert_eq!((error.line, error.reason.as_str()), (5, "expected 2 columns, found 1"));
    }
}
