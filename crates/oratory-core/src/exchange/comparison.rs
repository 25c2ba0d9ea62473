//! Rows of a comparison of two speeches: of a table, as JSON, or in Markdown.

use std::ops::Range;

use serde::Serialize;

use super::{
    format::LinesFormat,
    table::{Separator, cell, table},
};
use crate::{
    document::{details::collapse, text::Document},
    study::{
        compare::SharedRow,
        reading::words_of,
        versions::{Edit, VersionKind, VersionRow, range_with_marks},
        words::WordIndex,
    },
};

/// A speech that is compared with another.
#[derive(Debug, Clone, Copy)]
pub struct ComparedText<'a> {
    /// The speech.
    pub document: &'a Document,
    /// Its words.
    pub index: &'a WordIndex,
    /// Its name in the rows.
    pub label: &'a str,
}

/// The place of a row in one of the speeches.
#[derive(Debug, Serialize)]
pub struct RowPlace<'a> {
    speech: &'a str,
    /// Number of the paragraph.
    pub paragraph: usize,
    start: usize,
    end: usize,
}

impl<'a> RowPlace<'a> {
    fn of_words(text: ComparedText<'a>, words: Range<usize>) -> Self {
        let paragraph = text.index.paragraph_of(words.start);
        let Range { start, end } = text.index.range(words);
        Self { speech: text.label, paragraph, start, end }
    }

    fn of_paragraph(text: ComparedText<'a>, number: usize) -> Option<Self> {
        let Range { start, end } = text.document.block(text.document.paragraph(number)?).range;
        Some(Self { speech: text.label, paragraph: number, start, end })
    }

    /// Returns the byte range.
    pub const fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// A row: an object of JSON, and a row of a table.
#[derive(Debug, Serialize)]
pub struct ComparisonRow<'a> {
    kind: &'static str,
    /// Number of words of a shared passage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<usize>,
    /// The place in the first speech.
    pub a: Option<RowPlace<'a>>,
    /// The place in the second speech.
    pub b: Option<RowPlace<'a>>,
    #[serde(flatten)]
    changes: Option<Changes>,
    /// The words of a shared passage, or of a paragraph of two versions with its changes.
    #[serde(skip)]
    pub text: Option<String>,
}

/// The changes of a paragraph.
#[derive(Debug, Serialize)]
struct Changes {
    equal: usize,
    only_a: usize,
    only_b: usize,
    edits: Vec<(&'static str, String)>,
}

/// The columns of the places, with JSON pointers.
const PLACES: [(&str, &str); 8] = [
    ("a_speech", "/a/speech"),
    ("a_paragraph", "/a/paragraph"),
    ("a_start", "/a/start"),
    ("a_end", "/a/end"),
    ("b_speech", "/b/speech"),
    ("b_paragraph", "/b/paragraph"),
    ("b_start", "/b/start"),
    ("b_end", "/b/end"),
];

impl<'a> ComparisonRow<'a> {
    /// Creates the row of a shared passage.
    pub fn shared(a: ComparedText<'a>, b: ComparedText<'a>, row: &SharedRow) -> Self {
        Self {
            kind: "shared",
            words: Some(row.a.len()),
            a: Some(RowPlace::of_words(a, row.a.clone())),
            b: Some(RowPlace::of_words(b, row.b.clone())),
            changes: None,
            text: Some(words_of(a.document, a.index.range(row.a.clone()))),
        }
    }

    /// Creates the row of two paragraphs beside each other, by their numbers.
    pub fn parallel(
        a: ComparedText<'a>,
        b: ComparedText<'a>,
        numbers: (Option<usize>, Option<usize>),
    ) -> Self {
        Self {
            kind: "parallel",
            words: None,
            a: numbers.0.and_then(|number| RowPlace::of_paragraph(a, number)),
            b: numbers.1.and_then(|number| RowPlace::of_paragraph(b, number)),
            changes: None,
            text: None,
        }
    }

    /// Creates the row of a paragraph of two versions.
    pub fn version(a: ComparedText<'a>, b: ComparedText<'a>, row: &VersionRow) -> Self {
        let pieces = pieces(a, b, &row.edits);
        let (equal, only_a, only_b) = row.counts();
        let text = joined(&pieces);
        let edits = pieces.into_iter().map(|piece| (piece.sign, piece.text)).collect();
        Self {
            kind: row.kind.name(),
            words: None,
            a: row.a.and_then(|number| RowPlace::of_paragraph(a, number)),
            b: row.b.and_then(|number| RowPlace::of_paragraph(b, number)),
            changes: Some(Changes { equal, only_a, only_b, edits }),
            text: Some(text),
        }
    }

    /// Returns the names of the columns and the cells of the row. All rows of a table have the same columns.
    pub fn cells(&self) -> Vec<(&'static str, String)> {
        // Text and numbers can always be written as JSON.
        let record = serde_json::to_value(self).unwrap_or_default();
        let cell = |(name, pointer)| (name, cell(record.pointer(pointer)));
        let mut cells = vec![cell(("kind", "/kind"))];
        cells.extend(self.words.map(|_| cell(("words", "/words"))));
        cells.extend(PLACES.map(cell));
        if self.changes.is_some() {
            let counts = [("equal", "/equal"), ("only_a", "/only_a"), ("only_b", "/only_b")];
            cells.extend(counts.map(cell));
        }
        cells.extend(self.text.clone().map(|text| ("text", text)));
        cells
    }

    /// Returns the text of a paragraph of two versions, on one line: where it has moved from, and its changes.
    pub fn text_of_version(&self) -> String {
        let text = collapse(self.text.as_deref().unwrap_or_default());
        match &self.a {
            Some(a) if self.kind == VersionKind::Moved.name() => {
                format!("(moved from ¶ {}) {text}", a.paragraph)
            }
            _ => text,
        }
    }
}

/// A run of words with their punctuation.
struct Piece {
    /// `=` for words of both versions, as the second has them, `-` for those of the first, `+` for those of the second.
    sign: &'static str,
    text: String,
    /// `true` if the next word follows without a blank, as in Chinese.
    is_glued: bool,
}

fn pieces(a: ComparedText<'_>, b: ComparedText<'_>, edits: &[Edit]) -> Vec<Piece> {
    let piece = |sign, text: ComparedText<'_>, words: &Range<usize>| {
        let range = range_with_marks(text.document, text.index, words.clone());
        let rest = &text.document.text()[range.end..];
        let is_glued = !rest.is_empty() && !rest.starts_with(char::is_whitespace);
        Piece { sign, text: words_of(text.document, range), is_glued }
    };
    let pieces = edits.iter().map(|edit| match edit {
        Edit::Equal { b: words, .. } => piece("=", b, words),
        Edit::OnlyA(words) => piece("-", a, words),
        Edit::OnlyB(words) => piece("+", b, words),
    });
    pieces.collect()
}

/// Returns the words of both versions in one text, with `[-…-]` and `{+…+}`.
fn joined(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for (at, Piece { sign, text: words, is_glued }) in pieces.iter().enumerate() {
        let (opening, closing) = match *sign {
            "-" => ("[-", "-]"),
            "+" => ("{+", "+}"),
            _ => ("", ""),
        };
        text.extend([opening, words, closing]);
        if at + 1 < pieces.len() && !is_glued {
            text.push(' ');
        }
    }
    text
}

/// Returns the text of a file with the rows of a comparison.
pub fn comparison_text(
    format: LinesFormat,
    rows: &[ComparisonRow<'_>],
    texts: [ComparedText<'_>; 2],
) -> String {
    let delimited = |separator| {
        let header = rows.first().map(ComparisonRow::cells).unwrap_or_default();
        let header: Vec<&str> = header.iter().map(|(name, _)| *name).collect();
        let cells = rows.iter().map(|row| row.cells().into_iter().map(|(_, cell)| cell).collect());
        table(&header, cells, separator)
    };
    match format {
        LinesFormat::Tsv => delimited(Separator::Tab),
        LinesFormat::Csv => delimited(Separator::Comma),
        LinesFormat::Json => {
            rows.iter().map(|row| serde_json::to_string(row).unwrap_or_default() + "\n").collect()
        }
        LinesFormat::Markdown => markdown(rows, texts),
    }
}

/// Returns `rows` as a table of Markdown, below the titles of the speeches.
fn markdown(rows: &[ComparisonRow<'_>], [a, b]: [ComparedText<'_>; 2]) -> String {
    let escaped = |text: &str| collapse(text).replace('\\', "\\\\").replace('|', "\\|");
    let titles = [a, b].map(|text| escaped(&text.document.details().title));
    let mut table = format!("# {} and {}\n\n", titles[0], titles[1]);
    let number = |place: &Option<RowPlace<'_>>| {
        place.as_ref().map(|place| place.paragraph.to_string()).unwrap_or_default()
    };
    let words = |text: ComparedText<'_>, place: &Option<RowPlace<'_>>| {
        place.as_ref().map(|place| escaped(&words_of(text.document, place.range()))).unwrap_or_default()
    };
    let [one, other] = [a, b].map(|text| escaped(text.label));
    let is_parallel = rows.first().is_some_and(|row| row.text.is_none());
    let head = if is_parallel {
        format!("| ¶ | {one} | ¶ | {other} |\n| ---: | --- | ---: | --- |\n")
    } else {
        format!("| ¶ {one} | ¶ {other} | words |\n| ---: | ---: | --- |\n")
    };
    table.push_str(&head);
    for row in rows {
        let (at, there) = (number(&row.a), number(&row.b));
        let line = if is_parallel {
            format!("| {at} | {} | {there} | {} |\n", words(a, &row.a), words(b, &row.b))
        } else {
            format!("| {at} | {there} | {} |\n", escaped(&row.text_of_version()))
        };
        table.push_str(&line);
    }
    table
}
