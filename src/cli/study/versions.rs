//! `compare --as versions`: paragraphs aligned, with the words that only one version has.

use std::io::Write as _;

use anyhow::bail;
use oratory_core::{
    ComparisonRow, VersionKind, VersionRow, caution_on_versions, counted, grouped, version_counts,
    version_rows,
};

use super::{speeches::Speech, table::Page};
use crate::cli::{
    outcome::{NotFound, Outcome, print_error},
    output::{Output, print},
    records::{Format, print_records},
};

/// Prints two versions of a speech, paragraph by paragraph.
pub(super) fn versions(
    a: &Speech,
    b: &Speech,
    format: Option<Format>,
    page: Page,
) -> anyhow::Result<Outcome> {
    let rows = version_rows(&a.index, &b.index);
    if rows.is_empty() {
        bail!(NotFound(format!("{} and {} have no words", a.label, b.label)));
    }
    if let Some(caution) = caution_on_versions(&rows) {
        print_error(&caution);
    }
    match format {
        Some(format) => {
            let records = rows.iter().map(|row| ComparisonRow::version(a.compared(), b.compared(), row));
            print(|to| print_records(format, records, to))
        }
        None => print(|to| print_versions(a, b, &rows, page, to)),
    }
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
        let heading = format!(
            "{} and {}: no differences in {} (case and punctuation ignored)",
            a.label,
            b.label,
            counted(equal, "word")
        );
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
        let text = ComparisonRow::version(a.compared(), b.compared(), row).text_of_version();
        for line in page.wrapped(&text, page.width.saturating_sub(margin)) {
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
