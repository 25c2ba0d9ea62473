//! The command `compare`: two texts side by side, by the passages that they share, by paragraph, or as versions.

use anyhow::bail;
use oratory_core::{Comparison, ComparisonRow, Limits, Mode, Side, collapse, counted, grouped, percent};

use super::{
    parallel::parallel,
    speeches::{Speech, read_two},
    table::{Column, Page},
    versions::versions,
};
use crate::cli::{
    arguments::{CompareArguments, Way},
    find::Finder,
    outcome::{NotFound, Outcome},
    output::{Output, print},
    read::{USAGE_OF_COMPARE, can_open_reader, open_reader},
    records::{Format, print_records},
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
    if format.format().is_none() && can_open_reader() && !words.is_empty() {
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
            let rows =
                comparison.rows.iter().map(|row| ComparisonRow::shared(a.compared(), b.compared(), row));
            print(|to| print_records(format, rows, to))
        }
        None => print(|to| print_shared(a, b, &comparison, page, to)),
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
        let paragraphs =
            [(a, &row.a), (b, &row.b)].map(|(speech, words)| speech.index.paragraph_of(words.start));
        let [of_a, of_b] = paragraphs.map(|number| number.to_string());
        vec![row.a.len().to_string(), collapse(&a.text_of(row.a.clone())), of_a, of_b]
    });
    Ok(page.print_table(&columns, &rows.collect::<Vec<_>>(), to)?)
}
