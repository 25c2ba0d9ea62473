//! The command `compare`: two texts side by side, by the passages that they share, by paragraph, or as versions.

use std::ffi::OsString;

use anyhow::bail;
use oratory_core::{
    document::details::collapse,
    study::{
        compare::{Comparison, Mode, SharedRow, Side},
        figures::{counted, grouped, percent},
        phrases::Limits,
    },
};
use serde::Serialize;

use super::{
    parallel::parallel,
    places::SideRecord,
    speeches::{Speech, read_two},
    table::{Column, Page},
    versions::versions,
};
use crate::cli::{
    arguments::{CompareArguments, Way},
    find::Finder,
    open::{Target, targets},
    outcome::{NotFound, Outcome},
    output::{Output, print},
    read::{USAGE_OF_COMPARE, can_open_reader, open_reader},
    records::{Format, Record, cells_of, print_records},
    setup::Setup,
};
use crate::effect::Comparing;

/// Runs `oratory compare`: opens two speeches side by side, or prints the comparison if there is no terminal or a format is
/// given.
pub(in crate::cli) fn compare(arguments: CompareArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let CompareArguments { texts, way, least, format } = arguments;
    let mode = way.map(|way| match way {
        Way::Shared => Mode::Shared,
        Way::Parallel => Mode::Parallel,
        Way::Versions => Mode::Versions,
    });
    let default = Limits::OF_A_PAIR;
    let limits = Limits {
        words: least.unwrap_or(default.words),
        characters: least.unwrap_or(default.characters),
        ..default
    };
    let (words, finder) = (texts.or_input(), Finder::new(setup));
    if format.format().is_none() && can_open_reader() && are_whole(&words, &finder)? {
        return open_reader(&words, &finder, Some(Comparing { mode, limits }));
    }
    let page = Page::new(setup)?;
    let speeches = read_two(&words, &finder, USAGE_OF_COMPARE)?;
    let [a, b] = &speeches;
    let mode = mode.unwrap_or_else(|| Mode::of(&a.index, &b.index));
    match mode {
        Mode::Shared => shared(a, b, limits, format.format(), page),
        Mode::Parallel => parallel(a, b, format.format(), page),
        Mode::Versions => versions(a, b, format.format(), page),
    }
}

/// Returns `true` if no paragraphs are selected. The reader compares whole speeches.
fn are_whole(words: &[OsString], finder: &Finder<'_>) -> anyhow::Result<bool> {
    let targets = targets(words, finder)?;
    let is_part = |target: &Target| matches!(target, Target::Text(text) if text.range.is_some());
    Ok(!words.is_empty() && !targets.iter().any(is_part))
}

/// Prints the passages that two speeches share.
fn shared(
    a: &Speech,
    b: &Speech,
    limits: Limits,
    format: Option<Format>,
    page: Page,
) -> anyhow::Result<Outcome> {
    let comparison = Comparison::new(&a.index, &b.index, limits);
    if comparison.rows.is_empty() {
        let message = format!("{} and {} share no passage", a.label, b.label);
        bail!(NotFound(format!("{message} (--least sets how long a passage is)")));
    }
    match format {
        Some(format) => {
            let rows = comparison.rows.iter().map(|row| Row::new(a, b, row));
            print(|to| print_records(format, rows, to))
        }
        None => print(|to| print_shared(a, b, &comparison, page, to)),
    }
}

/// Two places of the same words.
#[derive(Debug, Serialize)]
struct Row<'a> {
    kind: &'static str,
    words: usize,
    a: SideRecord<'a>,
    b: SideRecord<'a>,
    #[serde(skip)]
    text: String,
}

impl<'a> Row<'a> {
    fn new(a: &'a Speech, b: &'a Speech, row: &SharedRow) -> Self {
        Self {
            kind: "shared",
            words: row.a.len(),
            a: SideRecord::of_words(a, row.a.clone()),
            b: SideRecord::of_words(b, row.b.clone()),
            text: a.text_of(row.a.clone()),
        }
    }
}

impl Record for Row<'_> {
    fn cells(&self) -> Vec<(&'static str, String)> {
        let mut cells = cells_of(self, &[("kind", "/kind"), ("words", "/words")]);
        cells.extend(cells_of(self, &SideRecord::COLUMNS));
        cells.push(("text", self.text.clone()));
        cells
    }
}

fn print_shared(
    a: &Speech,
    b: &Speech,
    comparison: &Comparison,
    page: Page,
    to: &mut Output,
) -> anyhow::Result<()> {
    let side = |speech: &Speech, side: Side| {
        let (shared, words) = (comparison.side(side), speech.index.len());
        format!(
            "{} of {}: {} of {} ({})",
            counted(shared.passages.len(), "passage"),
            speech.label,
            grouped(shared.words),
            counted(words, "word"),
            percent(shared.words, words)
        )
    };
    page.print_heading(&[side(a, Side::A), side(b, Side::B)], to)?;
    let columns = [
        Column::right("words"),
        Column::rest("passage"),
        Column::right(&format!("¶ {}", a.label)),
        Column::right(&format!("¶ {}", b.label)),
    ];
    let rows = comparison.rows.iter().map(|row| {
        let row = Row::new(a, b, row);
        let paragraphs = [&row.a, &row.b].map(|side| side.paragraph().to_string());
        let [of_a, of_b] = paragraphs;
        vec![row.words.to_string(), collapse(&row.text), of_a, of_b]
    });
    Ok(page.print_table(&columns, &rows.collect::<Vec<_>>(), to)?)
}
