//! The command `phrases`: phrases that texts repeat, that two share, or that occur in others.

use std::{collections::HashSet, ffi::OsString, io::Write as _};

use anyhow::bail;
use oratory_core::{
    Edges, Limits, OPEN_SPEECH, PhraseKind, PhraseOrder, PhraseRow, PhraseSearch, PhraseSpeech, PhraseTable,
    collapse, counted, grouped, percent, repeated_phrases, shared_phrases,
};

use super::{
    speeches::{Labels, Speech, read_two},
    table::{Column, Page},
};
use crate::cli::{
    arguments::PhrasesArguments,
    find::Finder,
    outcome::{NotFound, Outcome, print_error},
    output::{Output, print},
    pipes::Pipes,
    records::{Format, Record, RecordPrinter, print_records},
    setup::Setup,
    texts::Texts,
};

/// A remedy if there is no phrase.
const LENGTH: &str = " (--least sets how long a phrase is)";

/// Runs `oratory phrases`.
pub(in crate::cli) fn phrases(arguments: PhrasesArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let page = Page::new(setup)?;
    let format = arguments.format.format();
    let limits = limits(&arguments);
    if !arguments.others.is_empty() {
        return in_others(arguments, limits, format, page, setup);
    }
    let is_shared = arguments.shared;
    let (words, finder) = (arguments.texts.or_input(), Finder::new(setup));
    if is_shared {
        shared(&words, limits, format, page, &finder)
    } else {
        repeated(&words, limits, format, page, &finder)
    }
}

fn limits(arguments: &PhrasesArguments) -> Limits {
    let limits = if arguments.others.is_empty() { Limits::OF_A_PAIR } else { Limits::OF_A_LIBRARY };
    let edges = if arguments.edges { Edges::Any } else { Edges::Trimmed };
    Limits {
        words: arguments.least.unwrap_or(limits.words),
        characters: arguments.least.unwrap_or(limits.characters),
        times: arguments.times,
        edges,
    }
}

/// Prints the phrases that each text repeats, text by text.
fn repeated(
    words: &[OsString],
    limits: Limits,
    format: Option<Format>,
    page: Page,
    finder: &Finder<'_>,
) -> anyhow::Result<Outcome> {
    let mut texts = Texts::find(words, finder)?.without_duplicates();
    texts.require_texts()?;
    let labels = Labels::new(texts.ids());
    let mut records = format.map(RecordPrinter::new);
    let mut is_found = false;
    let outcome = print(|to| {
        for entry in texts.read_each() {
            let open = Speech::new(entry, &labels, finder);
            let phrases = repeated_phrases(&open.index, limits);
            let (kind, speeches) = (PhraseKind::Repeated, [open.in_table()]);
            let found = PhraseTable { kind, phrases: &phrases, speeches: &speeches };
            if phrases.rows.is_empty() {
                continue;
            }
            if let Some(records) = &mut records {
                rows(&found).try_for_each(|row| records.print(&row, to))?;
            } else {
                if is_found {
                    writeln!(to)?;
                }
                print_repeated(&found, page, to)?;
            }
            is_found = true;
            to.flush()?;
        }
        Ok(())
    })?;
    match (is_found, texts.is_incomplete) {
        (true, _) => Ok(outcome),
        (false, false) => bail!(NotFound(format!("no phrase is repeated{LENGTH}"))),
        (false, true) => bail!("no phrase is repeated in the texts that could be read"),
    }
}

/// Prints the phrases that two texts share.
fn shared(
    words: &[OsString],
    limits: Limits,
    format: Option<Format>,
    page: Page,
    finder: &Finder<'_>,
) -> anyhow::Result<Outcome> {
    let usage = ("--shared", "oratory phrases opening closing --shared");
    let [open, other] = read_two(words, finder, usage)?;
    let phrases = shared_phrases(&open.index, &other.index, limits);
    let (kind, speeches) = (PhraseKind::Shared, [open.in_table(), other.in_table()]);
    let found = PhraseTable { kind, phrases: &phrases, speeches: &speeches };
    if phrases.rows.is_empty() {
        bail!(NotFound(format!("{} and {} share no phrase{LENGTH}", open.label, other.label)));
    }
    match format {
        Some(format) => print(|to| print_records(format, rows(&found), to)),
        None => print(|to| print_shared(&found, page, to)),
    }
}

/// Prints the phrases of one text that occur in others.
fn in_others(
    arguments: PhrasesArguments,
    limits: Limits,
    format: Option<Format>,
    page: Page,
    setup: &Setup,
) -> anyhow::Result<Outcome> {
    let finder = Finder::new(setup);
    let mut pipes = Pipes::new(setup.read_options());
    let usage = "--in needs one speech, for example: oratory phrases FILE --in FOLDER";
    let words = arguments.texts.or_input();
    if words.is_empty() {
        bail!("{usage}");
    }
    let mut open = Texts::find_with(&words, &finder, &mut pipes)?.read_all()?;
    let (Some(open), true) = (open.pop(), open.is_empty()) else { bail!("{usage}") };
    let others = Texts::find_with(&arguments.others, &finder, &mut pipes)?;
    let mut others = others.without_duplicates().without(&HashSet::from([open.key()]));
    others.require_texts()?;
    let labels = Labels::new(others.ids().chain([open.speech.id()]));
    let (open, mut speeches) = (Speech::new(open, &labels, &finder), Vec::new());
    let mut search = PhraseSearch::new(&open.index, limits);
    for entry in others.read_each() {
        let other = Speech::new(entry, &labels, &finder);
        if search.add_unless_alike(speeches.len() + 1, &other.index) {
            speeches.push(other);
        } else {
            print_error(&format!("{} is largely this text, and is left out", other.label));
        }
    }
    let mut phrases = search.phrases();
    phrases.sort(PhraseOrder::Spread);
    let speeches: Vec<_> = [&open].into_iter().chain(&speeches).map(Speech::in_table).collect();
    let found = PhraseTable { kind: PhraseKind::Used, phrases: &phrases, speeches: &speeches };
    if phrases.rows.is_empty() {
        if others.is_incomplete {
            bail!("no phrase of {} is in the other texts that could be read", open.label);
        }
        bail!(NotFound(format!("no phrase of {} is in the other texts{LENGTH}", open.label)));
    }
    match format {
        Some(format) => print(|to| print_records(format, rows(&found), to)),
        None => print(|to| print_used(&found, limits, page, to)),
    }
}

impl Record for PhraseRow<'_> {
    fn cells(&self) -> Vec<(&'static str, String)> {
        PhraseRow::cells(self)
    }
}

/// The least width at which a table has the numbers of the paragraphs.
const WIDE: usize = 100;

/// Columns for the numbers of paragraphs, and for the names of speeches.
const MAX_CELLS: usize = 16;

fn print_repeated(found: &PhraseTable<'_>, page: Page, to: &mut Output) -> anyhow::Result<()> {
    let label = found.speeches[OPEN_SPEECH].label;
    let count = counted(found.phrases.rows.len(), "phrase");
    let heading = [format!("{count} repeated in {label} · longest first"), covered(found)];
    page.print_heading(&heading, to)?;
    let columns = [
        Column::right("words"),
        Column::rest("phrase"),
        Column::right("times"),
        Column::left("¶", MAX_CELLS),
    ];
    let rows = rows(found).map(|row| {
        let paragraphs = row.paragraphs(OPEN_SPEECH);
        vec![row.words.to_string(), collapse(&row.text), row.here.to_string(), paragraphs]
    });
    Ok(page.print_table(&columns, &rows.collect::<Vec<_>>(), to)?)
}

fn print_shared(found: &PhraseTable<'_>, page: Page, to: &mut Output) -> anyhow::Result<()> {
    let [open, other] = [OPEN_SPEECH, OPEN_SPEECH + 1].map(|number| found.speeches[number].label);
    let heading = [
        format!("{} in both speeches · longest first", counted(found.phrases.rows.len(), "phrase")),
        covered(found),
    ];
    page.print_heading(&heading, to)?;
    let mut columns =
        vec![Column::right("words"), Column::rest("phrase"), Column::right(open), Column::right(other)];
    if page.width >= WIDE {
        columns.extend([open, other].map(|label| Column::left(&format!("¶ in {label}"), MAX_CELLS)));
    }
    let rows = rows(found).map(|row| {
        let counts =
            [row.words.to_string(), collapse(&row.text), row.here.to_string(), row.elsewhere.to_string()];
        let paragraphs = [OPEN_SPEECH, OPEN_SPEECH + 1].map(|speech| row.paragraphs(speech));
        counts.into_iter().chain(paragraphs).take(columns.len()).collect()
    });
    Ok(page.print_table(&columns, &rows.collect::<Vec<_>>(), to)?)
}

fn print_used(found: &PhraseTable<'_>, limits: Limits, page: Page, to: &mut Output) -> anyhow::Result<()> {
    let heading = format!(
        "{} of {} in {} · {} or more · by words × speeches",
        counted(found.phrases.rows.len(), "phrase"),
        found.speeches[OPEN_SPEECH].label,
        counted(found.speeches.len() - 1, "other speech"),
        counted(limits.words, "word")
    );
    page.print_heading(&[heading], to)?;
    // Without dates, the order of the list says which is first.
    let is_dated = rows(found).any(|row| row.is_dated());
    let of = if is_dated { "" } else { " in list" };
    let columns = [
        Column::right("words"),
        Column::rest("phrase"),
        Column::right("here"),
        Column::right("speeches"),
        Column::left(&format!("first{of}"), MAX_CELLS),
        Column::left(&format!("last{of}"), MAX_CELLS),
    ];
    let rows = rows(found).map(|row| {
        let use_of = |label: Option<&str>| match label {
            Some(_) if is_dated && !row.is_dated() => "no date".to_owned(),
            label => label.unwrap_or_default().to_owned(),
        };
        let [first, last] = row.uses().map(use_of);
        let speeches = row.speeches.unwrap_or(0).to_string();
        vec![row.words.to_string(), collapse(&row.text), row.here.to_string(), speeches, first, last]
    });
    Ok(page.print_table(&columns, &rows.collect::<Vec<_>>(), to)?)
}

/// Says how many words of each speech the phrases cover.
fn covered(found: &PhraseTable<'_>) -> String {
    let speeches = found.speeches.iter().enumerate().map(|(number, PhraseSpeech { label, .. })| {
        let (covered, words) = found.covered(number);
        let share = percent(covered, words);
        format!("{} of {} of {label} ({share})", grouped(covered), counted(words, "word"))
    });
    format!("they cover {}", speeches.collect::<Vec<_>>().join(", "))
}

/// Iterates over the rows of a table.
fn rows<'a>(found: &PhraseTable<'a>) -> impl Iterator<Item = PhraseRow<'a>> {
    found.phrases.rows.iter().map(|phrase| found.row(phrase))
}
