//! The command `near`: the words near the matches of a search.

use std::sync::Arc;

use super::table::{Column, Page};
use crate::cli::{
    arguments::NearArguments,
    find::Finder,
    outcome::{NotFound, Outcome},
    output::{Output, print},
    records::print_records,
    search::{Matches, queries, require_text},
    setup::Setup,
    texts::Texts,
};
use anyhow::{Context as _, bail};
use oratory_core::{
    Collocate, Collocates, NearRecord, Query, WordCounts, WordIndex, counted, grouped, ratio_text,
};

/// Runs `oratory near`.
pub(in crate::cli) fn near(arguments: NearArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let NearArguments { pattern, texts, span, least, query, format } = arguments;
    let pattern = pattern.into_string().ok().context("the pattern is not valid UTF-8")?;
    let patterns = [pattern];
    require_text(&patterns)?;
    let queries = queries(&patterns, &query, false, setup.config()?)?;
    let finder = Finder::new(setup);
    let mut texts = Texts::find(&texts.or_input(), &finder)?.without_duplicates();
    texts.require_texts()?;
    let found = Found::in_texts(&mut texts, &queries, span);
    let [pattern] = patterns;
    if found.matches == 0 {
        if texts.is_incomplete {
            bail!("not found in the texts that could be read: {pattern}");
        }
        bail!(NotFound(format!("not found: {pattern}")));
    }
    let rows = found.collocates.rows(&found.counts, least);
    if rows.is_empty() {
        bail!(NotFound(format!(
            "no word is near {pattern} at least {least} times, and more often than elsewhere"
        )));
    }
    if let Some(format) = format.format() {
        return print(|to| print_records(format, rows.iter().map(NearRecord::from), to));
    }
    let page = Page::new(setup)?;
    print(|to| print_table(&found, &rows, &pattern, span, page, to))
}

/// The words near the matches, and what else was counted.
struct Found {
    collocates: Collocates,
    /// The counts of all texts.
    counts: WordCounts,
    matches: usize,
    /// The number of speeches.
    speeches: usize,
    /// The number of speeches with a match.
    matching: usize,
}

impl Found {
    /// Reads `texts` one after another. Keeps only counts.
    fn in_texts(texts: &mut Texts, queries: &[Query], span: usize) -> Self {
        let mut collocates = Collocates::new(span);
        let (mut counts, mut matches, mut matching) = (Vec::new(), 0, 0);
        for entry in texts.read_each() {
            let index = WordIndex::of_paragraphs(&entry.speech, |number| entry.selects(Some(number)));
            let found: Vec<_> = Matches::new(queries, &entry, None).collect();
            collocates.add(&index, &found);
            counts.push(Arc::clone(index.counts()));
            matches += found.len();
            matching += usize::from(!found.is_empty());
        }
        let speeches = counts.len();
        let counts = WordCounts::sum(counts.iter().map(|counts| &**counts));
        Self { collocates, counts, matches, speeches, matching }
    }
}

fn print_table(
    found: &Found,
    rows: &[Collocate],
    pattern: &str,
    span: usize,
    page: Page,
    to: &mut Output,
) -> anyhow::Result<()> {
    let Found { collocates, matches, speeches, matching, .. } = found;
    let heading = [
        format!(
            "words near {pattern} · {} in {matching} of {} · {} to each side · by difference",
            counted(*matches, "match"),
            counted(*speeches, "speech"),
            counted(span, "word")
        ),
        format!("{} near, {} elsewhere", counted(collocates.near(), "word"), grouped(collocates.elsewhere())),
    ];
    page.print_heading(&heading, to)?;
    let columns = [
        Column::rest("word"),
        Column::right("before"),
        Column::right("after"),
        Column::right("near"),
        Column::right("elsewhere"),
        Column::right("log₂"),
        Column::right("G²"),
    ];
    let cells = rows.iter().map(|row| {
        vec![
            row.word.to_string(),
            grouped(row.left),
            grouped(row.right),
            grouped(row.contrast.here),
            grouped(row.contrast.there),
            ratio_text(row.contrast, row.log_ratio),
            format!("{:.2}", row.g2),
        ]
    });
    Ok(page.print_table(&columns, &cells.collect::<Vec<_>>(), to)?)
}
