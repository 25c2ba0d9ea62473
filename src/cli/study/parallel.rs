//! `compare --as parallel`: paragraph beside paragraph.

use std::{io::Write as _, slice};

use anyhow::bail;
use oratory_core::{ComparisonRow, RowPlace, collapse, parallel_rows, words_of};

use super::{speeches::Speech, table::Page};
use crate::cli::{
    outcome::{NotFound, Outcome},
    output::{Output, print},
    records::{Format, print_records},
};

/// Prints the paragraphs of two speeches in pairs.
pub(super) fn parallel(
    a: &Speech,
    b: &Speech,
    format: Option<Format>,
    page: Page,
) -> anyhow::Result<Outcome> {
    let numbers = [a, b].map(Speech::paragraphs);
    let pairs = parallel_rows(numbers[0].len(), numbers[1].len(), &[]);
    let number = |numbers: &[usize], at: Option<usize>| at.map(|at| numbers[at - 1]);
    let rows = pairs.into_iter().map(|(one, other)| {
        let pair = (number(&numbers[0], one), number(&numbers[1], other));
        ComparisonRow::parallel(a.compared(), b.compared(), pair)
    });
    let rows: Vec<ComparisonRow<'_>> = rows.collect();
    if rows.is_empty() {
        bail!(NotFound(format!("{} and {} have no paragraphs", a.label, b.label)));
    }
    match format {
        Some(format) => print(|to| print_records(format, rows, to)),
        None => print(|to| print_pairs(a, b, &rows, page, to)),
    }
}

/// The least width at which two columns stand side by side.
const WIDE: usize = 100;

/// The most columns of a page. Longer lines are hard to read.
const MAX_WIDTH: usize = 160;

/// The line between two columns.
const DIVIDER: &str = " │ ";

fn print_pairs(
    a: &Speech,
    b: &Speech,
    rows: &[ComparisonRow<'_>],
    page: Page,
    to: &mut Output,
) -> anyhow::Result<()> {
    let width = page.width.min(MAX_WIDTH);
    let is_wide = width >= WIDE;
    let column = if is_wide { (width - DIVIDER.len()) / 2 } else { width };
    if is_wide {
        print_beside(slice::from_ref(&a.label), slice::from_ref(&b.label), column, page, to)?;
    }
    for (at, row) in rows.iter().enumerate() {
        let lines = |speech: &Speech, side: Option<&RowPlace<'_>>| {
            side.map(|side| paragraph(speech, side, column, page)).unwrap_or_default()
        };
        let (left, right) = (lines(a, row.a.as_ref()), lines(b, row.b.as_ref()));
        if is_wide {
            print_beside(&[], &[], column, page, to)?;
            print_beside(&left, &right, column, page, to)?;
            continue;
        }
        if at > 0 {
            writeln!(to)?;
        }
        left.iter().chain(&right).try_for_each(|line| writeln!(to, "{line}"))?;
    }
    Ok(())
}

/// Returns the lines of a paragraph after its number.
fn paragraph(speech: &Speech, side: &RowPlace<'_>, column: usize, page: Page) -> Vec<String> {
    let digits = speech.document().paragraph_count().to_string().len();
    let margin = digits + 2;
    let text = collapse(&words_of(speech.document(), side.range()));
    let lines = page.wrapped(&text, column.saturating_sub(margin)).into_iter().enumerate();
    let numbered = lines.map(|(at, line)| match at {
        0 => format!("{:>digits$}  {line}", side.paragraph),
        _ => format!("{:margin$}{line}", ""),
    });
    numbered.collect()
}

/// Prints lines beside other lines.
fn print_beside(
    left: &[String],
    right: &[String],
    column: usize,
    page: Page,
    to: &mut Output,
) -> anyhow::Result<()> {
    for at in 0..left.len().max(right.len()).max(1) {
        let [left, right] = [left, right].map(|lines| lines.get(at).map_or("", String::as_str));
        let blanks = " ".repeat(column.saturating_sub(page.ambiguous.width(left)));
        writeln!(to, "{}", format!("{left}{blanks}{DIVIDER}{right}").trim_end())?;
    }
    Ok(())
}
