//! `compare --as versions`: paragraphs aligned, with the words that only one version has.

use std::{io::Write as _, ops::Range};

use anyhow::bail;
use oratory_core::{
    document::details::collapse,
    study::{
        figures::{counted, grouped},
        reading::words_of,
        versions::{self, Edit, VersionKind, VersionRow, range_with_marks, version_counts},
    },
};
use serde::Serialize;

use super::{places::SideRecord, speeches::Speech, table::Page};
use crate::cli::{
    outcome::{NotFound, Outcome},
    output::{Output, print},
    records::{Format, Record, cells_of, print_records},
};

/// Prints two versions of a speech, paragraph by paragraph.
pub(super) fn versions(
    a: &Speech,
    b: &Speech,
    format: Option<Format>,
    page: Page,
) -> anyhow::Result<Outcome> {
    let rows = versions::versions(&a.index, &b.index);
    if rows.is_empty() {
        bail!(NotFound(format!("{} and {} have no words", a.label, b.label)));
    }
    match format {
        Some(format) => {
            let records = rows.iter().map(|row| Row::new(a, b, row));
            print(|to| print_records(format, records, to))
        }
        None => print(|to| print_versions(a, b, &rows, page, to)),
    }
}

/// A paragraph of one or both versions.
#[derive(Debug, Serialize)]
struct Row<'a> {
    kind: &'static str,
    a: Option<SideRecord<'a>>,
    b: Option<SideRecord<'a>>,
    equal: usize,
    only_a: usize,
    only_b: usize,
    edits: Vec<(&'static str, String)>,
    #[serde(skip)]
    text: String,
}

impl<'a> Row<'a> {
    fn new(a: &'a Speech, b: &'a Speech, row: &VersionRow) -> Self {
        let pieces = pieces(a, b, &row.edits);
        let (equal, only_a, only_b) = row.counts();
        Self {
            kind: row.kind.name(),
            a: row.a.and_then(|number| SideRecord::of_paragraph(a, number)),
            b: row.b.and_then(|number| SideRecord::of_paragraph(b, number)),
            equal,
            only_a,
            only_b,
            text: joined(&pieces),
            edits: pieces.into_iter().map(|piece| (piece.sign, piece.text)).collect(),
        }
    }
}

impl Record for Row<'_> {
    fn cells(&self) -> Vec<(&'static str, String)> {
        let mut cells = cells_of(self, &[("kind", "/kind")]);
        cells.extend(cells_of(self, &SideRecord::COLUMNS));
        cells.extend(cells_of(self, &[("equal", "/equal"), ("only_a", "/only_a"), ("only_b", "/only_b")]));
        cells.push(("text", self.text.clone()));
        cells
    }
}

/// A run of words with their punctuation.
struct Piece {
    /// `=` for words of both versions, `-` for those of the first, `+` for those of the second.
    sign: &'static str,
    text: String,
    /// `true` if the next word follows without a blank, as in Chinese.
    is_glued: bool,
}

fn pieces(a: &Speech, b: &Speech, edits: &[Edit]) -> Vec<Piece> {
    let piece = |sign, speech: &Speech, words: &Range<usize>| {
        let document = speech.document();
        let range = range_with_marks(document, &speech.index, words.clone());
        let rest = &document.text()[range.end..];
        let is_glued = !rest.is_empty() && !rest.starts_with(char::is_whitespace);
        Piece { sign, text: words_of(document, range), is_glued }
    };
    let pieces = edits.iter().map(|edit| match edit {
        Edit::Equal { a: words, .. } => piece("=", a, words),
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

fn print_versions(
    a: &Speech,
    b: &Speech,
    rows: &[VersionRow],
    page: Page,
    to: &mut Output,
) -> anyhow::Result<()> {
    let (equal, only_a, only_b) = version_counts(rows);
    let is_same = rows.iter().all(|row| row.kind == VersionKind::Same);
    if is_same {
        let heading = format!("{} and {}: no differences in {}", a.label, b.label, counted(equal, "word"));
        return Ok(page.print_lines(&[heading], to)?);
    }
    let heading = format!(
        "{} alike, {} only in {} [-…-], {} only in {} {{+…+}}",
        counted(equal, "word"),
        grouped(only_a),
        a.label,
        grouped(only_b),
        b.label
    );
    page.print_heading(&[heading], to)?;
    let names: Vec<String> = rows.iter().map(numbers).collect();
    let margin = names.iter().map(|name| page.ambiguous.width(name)).max().unwrap_or(0) + 2;
    for (at, (row, name)) in rows.iter().zip(&names).enumerate() {
        if at > 0 {
            writeln!(to)?;
        }
        let indent = " ".repeat(margin - 2 - page.ambiguous.width(name));
        let mut lead = format!("{indent}{name}  ");
        for line in page.wrapped(&text(a, b, row), page.width.saturating_sub(margin)) {
            writeln!(to, "{lead}{line}")?;
            lead = " ".repeat(margin);
        }
    }
    Ok(())
}

/// Returns the numbers of a paragraph in both versions: `7` or `7/8`, `7/–` if only the first has it.
fn numbers(row: &VersionRow) -> String {
    match (row.a, row.b) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (a, b) => {
            let [a, b] =
                [a, b].map(|number| number.map_or_else(|| "–".to_owned(), |number| number.to_string()));
            format!("{a}/{b}")
        }
    }
}

/// Returns the text of a paragraph with its changes.
fn text(a: &Speech, b: &Speech, row: &VersionRow) -> String {
    let text = collapse(&joined(&pieces(a, b, &row.edits)));
    match (row.kind, row.a) {
        (VersionKind::Moved, Some(number)) => format!("(moved from ¶ {number}) {text}"),
        _ => text,
    }
}
