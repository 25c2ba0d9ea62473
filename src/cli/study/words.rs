//! The command `words`: the words of texts with their counts, or compared with other texts.

use std::{
    collections::{HashMap, HashSet},
    ffi::OsString,
    path::PathBuf,
    sync::Arc,
};

use anyhow::bail;
use oratory_core::study::{
    dispersion::plot,
    figures::{counted, grouped},
    keyness::{G2_OF_ONE_IN_20, G2_OF_ONE_IN_1000, WordOrder, WordRow, per_1000, sort_words, word_rows},
    words::{WordCounts, WordIndex},
};
use serde::Serialize;

use super::{
    speeches::with_paragraphs,
    table::{Column, Page},
};
use crate::cli::{
    arguments::{SortWords, WordsArguments},
    find::Finder,
    outcome::{NotFound, Outcome},
    output::{Output, print},
    pipes::Pipes,
    records::{Record, cells_of, print_records},
    setup::Setup,
    texts::Texts,
};

/// Runs `oratory words`.
pub(in crate::cli) fn words(arguments: WordsArguments, setup: &Setup) -> anyhow::Result<Outcome> {
    let WordsArguments { texts, others, sort, format } = arguments;
    let order = order(sort, !others.is_empty())?;
    let finder = Finder::new(setup);
    let mut pipes = Pipes::new(setup.read_options());
    let here = Side::read(&texts.or_input(), &HashSet::new(), &finder, &mut pipes)?;
    let there = match &others[..] {
        [] => None,
        others => Some(Side::read(others, &here.keys, &finder, &mut pipes)?),
    };
    let none = WordCounts::default();
    let mut rows = word_rows(&here.counts, there.as_ref().map_or(&none, |there| &there.counts));
    sort_words(&mut rows, order);
    if let Some(format) = format.format() {
        let is_compared = there.is_some();
        return print(|to| print_records(format, rows.iter().map(|row| Row::new(row, is_compared)), to));
    }
    let page = Page::new(setup)?;
    match there {
        None => print(|to| print_counts(&here, &rows, order, page, to)),
        Some(there) => print(|to| print_contrasts(&here, &there, &rows, order, page, to)),
    }
}

fn order(sort: Option<SortWords>, is_compared: bool) -> anyhow::Result<WordOrder> {
    Ok(match sort {
        None if is_compared => WordOrder::Difference,
        None | Some(SortWords::Count) => WordOrder::Count,
        Some(SortWords::Word) => WordOrder::Word,
        Some(SortWords::First) => WordOrder::First,
        Some(SortWords::Difference | SortWords::Ratio) if !is_compared => {
            bail!("this order compares two texts: add --than TEXT")
        }
        Some(SortWords::Difference) => WordOrder::Difference,
        Some(SortWords::Ratio) => WordOrder::Ratio,
    })
}

const fn name_of(order: WordOrder) -> &'static str {
    match order {
        WordOrder::Difference => "by difference",
        WordOrder::Count => "by count",
        WordOrder::Word => "in alphabetical order",
        WordOrder::Ratio => "by log ratio",
        WordOrder::First => "by first place",
    }
}

/// One or more texts whose words are counted together.
struct Side {
    label: String,
    counts: Arc<WordCounts>,
    /// The words of the only text, for its dispersion.
    index: Option<WordIndex>,
    /// The keys of the texts.
    keys: HashSet<PathBuf>,
}

impl Side {
    /// Reads the texts that `words` name one after another. Those of a folder whose keys are among `known` are left out.
    fn read(
        words: &[OsString],
        known: &HashSet<PathBuf>,
        finder: &Finder<'_>,
        pipes: &mut Pipes,
    ) -> anyhow::Result<Self> {
        let mut texts = Texts::find_with(words, finder, pipes)?.without_duplicates().without(known);
        texts.require_texts()?;
        let (mut counts, mut keys, mut label) = (Vec::new(), HashSet::new(), String::new());
        let mut index = None;
        for entry in texts.read_each() {
            keys.insert(entry.key());
            let words = WordIndex::of_paragraphs(&entry.speech, |number| entry.selects(Some(number)));
            counts.push(Arc::clone(words.counts()));
            index = (counts.len() == 1).then_some(words);
            label = with_paragraphs(entry.speech.id(), &entry);
        }
        let counts = match &counts[..] {
            [only] => Arc::clone(only),
            several => {
                label = counted(several.len(), "speech");
                Arc::new(WordCounts::sum(several.iter().map(|counts| &**counts)))
            }
        };
        match (counts.total(), texts.is_incomplete) {
            (0, false) => bail!(NotFound("there are no words in the texts".to_owned())),
            (0, true) => bail!("there are no words in the texts that could be read"),
            _ => Ok(Self { label, counts, index, keys }),
        }
    }

    /// Says how many words the texts have.
    fn words(&self) -> String {
        format!("{} of {}", counted(self.counts.total(), "word"), self.label)
    }

    /// Returns the plots of all words, if there is one text.
    fn dispersion(&self) -> Option<Dispersion<'_>> {
        self.index.as_ref().map(Dispersion::new)
    }
}

/// The places of the words of a text.
struct Dispersion<'a> {
    places: HashMap<&'a str, Vec<usize>>,
    words: usize,
}

impl<'a> Dispersion<'a> {
    /// Reads all places at once, because a text may have 100,000 different words.
    fn new(index: &'a WordIndex) -> Self {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for word in 0..index.len() {
            places.entry(index.form(word)).or_default().push(word);
        }
        Self { places, words: index.len() }
    }

    /// Draws where a word occurs.
    fn plot(&self, word: &str) -> String {
        let places = self.places.get(word).map(Vec::as_slice).unwrap_or_default();
        let cells = plot(places.iter().copied(), self.words, DISPERSION_CELLS);
        cells.into_iter().map(|count| if count > 0 { '▪' } else { '·' }).collect()
    }
}

/// Cells of a dispersion plot.
const DISPERSION_CELLS: usize = 15;

/// A record of a word.
#[derive(Debug, Serialize)]
struct Row<'a> {
    word: &'a str,
    here: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    there: Option<usize>,
    here_per_1000: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    there_per_1000: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    g2: Option<f64>,
    first: First,
    #[serde(skip)]
    is_compared: bool,
}

/// Numbers of the paragraphs in which a word first occurs. `None` if it does not, and in several texts.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum First {
    Alone { here: Option<usize> },
    Compared { here: Option<usize>, there: Option<usize> },
}

impl<'a> Row<'a> {
    fn new(row: &'a WordRow, is_compared: bool) -> Self {
        let contrast = row.contrast;
        let per_1000 = |count, total| (per_1000(count, total) * 1000.0).round() / 1000.0;
        Self {
            word: &row.word,
            here: contrast.here,
            there: is_compared.then_some(contrast.there),
            here_per_1000: per_1000(contrast.here, contrast.here_total),
            there_per_1000: is_compared.then(|| per_1000(contrast.there, contrast.there_total)),
            log_ratio: is_compared.then_some(row.log_ratio),
            g2: is_compared.then_some(row.g2),
            first: if is_compared {
                First::Compared { here: row.first_here, there: row.first_there }
            } else {
                First::Alone { here: row.first_here }
            },
            is_compared,
        }
    }
}

impl Record for Row<'_> {
    fn cells(&self) -> Vec<(&'static str, String)> {
        const ALONE: [(&str, &str); 4] = [
            ("word", "/word"),
            ("here", "/here"),
            ("here_per_1000", "/here_per_1000"),
            ("first_here", "/first/here"),
        ];
        const COMPARED: [(&str, &str); 9] = [
            ("word", "/word"),
            ("here", "/here"),
            ("there", "/there"),
            ("here_per_1000", "/here_per_1000"),
            ("there_per_1000", "/there_per_1000"),
            ("log_ratio", "/log_ratio"),
            ("g2", "/g2"),
            ("first_here", "/first/here"),
            ("first_there", "/first/there"),
        ];
        if self.is_compared { cells_of(self, &COMPARED) } else { cells_of(self, &ALONE) }
    }
}

/// The most cells of a word.
const MAX_WORD: usize = 20;

/// Prints the words of one side.
fn print_counts(
    here: &Side,
    rows: &[WordRow],
    order: WordOrder,
    page: Page,
    to: &mut Output,
) -> anyhow::Result<()> {
    let different = grouped(rows.len());
    page.print_heading(&[format!("{} · {different} different · {}", here.words(), name_of(order))], to)?;
    let mut columns = vec![Column::left("word", MAX_WORD), Column::right("count"), Column::right("‰")];
    let dispersion = here.dispersion();
    if dispersion.is_some() {
        columns.push(Column::left("dispersion", DISPERSION_CELLS));
    }
    let cells = rows.iter().map(|row| {
        let contrast = row.contrast;
        let frequency = format!("{:.1}", per_1000(contrast.here, contrast.here_total));
        let counts = [row.word.to_string(), contrast.here.to_string(), frequency];
        let plot = dispersion.as_ref().map(|dispersion| dispersion.plot(&row.word));
        counts.into_iter().chain(plot).collect()
    });
    Ok(page.print_table(&columns, &cells.collect::<Vec<_>>(), to)?)
}

/// Shorter texts, together, get a note on how far their counts can be trusted.
const SHORT_TEXTS_WORDS: usize = 10_000;

/// The least width at which a table has dispersion plots.
const WIDE: usize = 120;

/// The fewest and the most cells of a bar.
const BAR_CELLS: (usize, usize) = (3, 12);

/// Prints the words of two sides, with their counts as bars on both sides of a line.
fn print_contrasts(
    here: &Side,
    there: &Side,
    rows: &[WordRow],
    order: WordOrder,
    page: Page,
    to: &mut Output,
) -> anyhow::Result<()> {
    page.print_heading(&contrast_heading(here, there, rows, order), to)?;
    let is_pair = here.index.is_some() && there.index.is_some();
    let has_plots = is_pair && page.width >= WIDE;
    let widest = |cells: &mut dyn Iterator<Item = usize>, most: usize| cells.max().unwrap_or(0).min(most);
    let word = widest(&mut rows.iter().map(|row| page.ambiguous.width(&row.word)), MAX_WORD);
    let labels: usize = [here, there].map(|side| page.ambiguous.width(&side.label).clamp(5, 12)).iter().sum();
    // What the other columns leave over.
    let plots = if has_plots { 2 * (DISPERSION_CELLS + 2) } else { 0 };
    let room = page.width.saturating_sub(word + labels + plots + FIGURES_CELLS);
    let bar = if is_pair { (room / 2).min(BAR_CELLS.1) } else { 0 };
    let has_bars = bar >= BAR_CELLS.0;

    let mut columns = vec![Column::left("word", MAX_WORD), Column::right(&here.label)];
    if has_bars {
        columns.push(Column::left("", 2 * bar + 1));
    }
    columns.extend([
        if has_bars { Column::left(&there.label, 12) } else { Column::right(&there.label) },
        Column::right("‰"),
        Column::right("‰"),
        Column::right("log₂"),
        Column::right("G²"),
    ]);
    if has_plots {
        columns.extend([here, there].map(|side| Column::left(&side.label, DISPERSION_CELLS)));
    }
    let dispersions: Vec<Dispersion<'_>> =
        if has_plots { [here, there].into_iter().filter_map(Side::dispersion).collect() } else { Vec::new() };
    let cells = rows.iter().map(|row| {
        let contrast = row.contrast;
        let mut cells = vec![row.word.to_string(), contrast.here.to_string()];
        cells.extend(has_bars.then(|| bars(contrast.here, contrast.there, bar)));
        cells.extend([
            contrast.there.to_string(),
            format!("{:.1}", per_1000(contrast.here, contrast.here_total)),
            format!("{:.1}", per_1000(contrast.there, contrast.there_total)),
            // Words of the second text are to the right, so their ratio is positive.
            format!("{:+.1}", -row.log_ratio),
            format!("{:.2}", row.g2.abs()),
        ]);
        cells.extend(dispersions.iter().map(|dispersion| dispersion.plot(&row.word)));
        cells
    });
    Ok(page.print_table(&columns, &cells.collect::<Vec<_>>(), to)?)
}

/// Cells of the figures at the end of a row, with the gaps between all columns.
const FIGURES_CELLS: usize = 35;

fn contrast_heading(here: &Side, there: &Side, rows: &[WordRow], order: WordOrder) -> Vec<String> {
    let in_both = rows.iter().filter(|row| row.contrast.here > 0 && row.contrast.there > 0).count();
    let mut heading = vec![format!(
        "{}, {} · {} different, {} in both · {}",
        here.words(),
        there.words(),
        grouped(rows.len()),
        grouped(in_both),
        name_of(order)
    )];
    if here.counts.total() + there.counts.total() < SHORT_TEXTS_WORDS {
        let reach = |least: f64| rows.iter().filter(|row| row.g2.abs() >= least).count();
        heading.push(format!(
            "short texts: a few occurrences make the difference; {} words reach G² {G2_OF_ONE_IN_20}, {} reach \
             {G2_OF_ONE_IN_1000}",
            reach(G2_OF_ONE_IN_20),
            reach(G2_OF_ONE_IN_1000)
        ));
    }
    heading
}

/// Draws two counts on both sides of a line, a cell for each occurrence. An arrow stands for more than fit.
fn bars(here: usize, there: usize, cells: usize) -> String {
    let bar = |count: usize, more: &str| {
        if count > cells {
            ("▪".repeat(cells - 1), more.to_owned())
        } else {
            ("▪".repeat(count), String::new())
        }
    };
    let ((left, left_more), (right, right_more)) = (bar(here, "◂"), bar(there, "▸"));
    let blanks = " ".repeat(cells.saturating_sub(here));
    format!("{blanks}{left_more}{left}│{right}{right_more}")
}
