//! The command `words`: the words of texts with their counts, or compared with other texts.

use std::{collections::HashSet, ffi::OsString, path::PathBuf, sync::Arc};

use anyhow::bail;
use oratory_core::{
    Caution, Places, WordCounts, WordIndex, WordOrder, WordRecord, WordRow, contrast_bar, counted, grouped,
    in_both, per_1000, ratio_text, sort_words, word_rows,
};

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
    records::{Record, print_records},
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
        return print(|to| {
            print_records(format, rows.iter().map(|row| WordRecord::new(row, is_compared)), to)
        });
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
    fn dispersion(&self) -> Option<Places> {
        self.index.as_ref().map(Places::new)
    }
}

/// Cells of a dispersion plot.
const DISPERSION_CELLS: usize = 15;

/// Draws the places of `word`.
fn drawn(places: &Places, word: &str) -> String {
    places.plot(word, DISPERSION_CELLS).into_iter().map(|count| if count > 0 { '▪' } else { '·' }).collect()
}

impl Record for WordRecord<'_> {
    fn cells(&self) -> Vec<(&'static str, String)> {
        WordRecord::cells(self)
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
    page.print_heading(&[format!("{} · {different} different · {}", here.words(), order.name())], to)?;
    let mut columns = vec![Column::left("word", MAX_WORD), Column::right("count"), Column::right("‰")];
    let dispersion = here.dispersion();
    if dispersion.is_some() {
        columns.push(Column::left("dispersion", DISPERSION_CELLS));
    }
    let cells = rows.iter().map(|row| {
        let contrast = row.contrast;
        let frequency = format!("{:.1}", per_1000(contrast.here, contrast.here_total));
        let counts = [row.word.to_string(), contrast.here.to_string(), frequency];
        let plot = dispersion.as_ref().map(|dispersion| drawn(dispersion, &row.word));
        counts.into_iter().chain(plot).collect()
    });
    Ok(page.print_table(&columns, &cells.collect::<Vec<_>>(), to)?)
}

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
    let dispersions: Vec<Places> =
        if has_plots { [here, there].into_iter().filter_map(Side::dispersion).collect() } else { Vec::new() };
    let cells = rows.iter().map(|row| {
        let contrast = row.contrast;
        let mut cells = vec![row.word.to_string(), contrast.here.to_string()];
        cells.extend(has_bars.then(|| bars(contrast.here, contrast.there, bar)));
        cells.extend([
            contrast.there.to_string(),
            format!("{:.1}", per_1000(contrast.here, contrast.here_total)),
            format!("{:.1}", per_1000(contrast.there, contrast.there_total)),
            ratio_text(contrast, row.log_ratio),
            format!("{:.2}", row.g2.abs()),
        ]);
        cells.extend(dispersions.iter().map(|dispersion| drawn(dispersion, &row.word)));
        cells
    });
    Ok(page.print_table(&columns, &cells.collect::<Vec<_>>(), to)?)
}

/// Cells of the figures at the end of a row, with the gaps between all columns.
const FIGURES_CELLS: usize = 35;

fn contrast_heading(here: &Side, there: &Side, rows: &[WordRow], order: WordOrder) -> Vec<String> {
    let counts = format!(
        "{}, {} · {} different, {} in both · {}",
        here.words(),
        there.words(),
        grouped(rows.len()),
        grouped(in_both(rows)),
        order.name()
    );
    let caution = Caution::about(rows).map(|caution| caution.to_string());
    let sign = format!("log₂ is + for {}", here.label);
    std::iter::once(counts).chain(caution).chain([sign]).collect()
}

/// Draws two counts on both sides of a line, a cell for each occurrence. An arrow stands for more than fit.
fn bars(here: usize, there: usize, cells: usize) -> String {
    let drawn = |count: usize, more: &'static str| {
        let (squares, is_cut) = contrast_bar(count, cells);
        ("▪".repeat(squares), if is_cut { more } else { "" })
    };
    let ((left, left_more), (right, right_more)) = (drawn(here, "◂"), drawn(there, "▸"));
    let blanks = " ".repeat(cells.saturating_sub(here));
    format!("{blanks}{left_more}{left}│{right}{right_more}")
}
