//! The command `phrases`: phrases that texts repeat, that two share, or that occur in others.

use std::{collections::HashSet, ffi::OsString, io::Write as _};

use anyhow::bail;
use jiff::civil;
use oratory_core::{
    document::details::{Date, collapse},
    exchange::lines::iso,
    study::{
        figures::grouped,
        phrases::{
            Edges, Limits, OPEN, Phrase, PhraseOrder, PhraseSearch, Phrases, Place, repeated_phrases,
            shared_phrases,
        },
    },
};
use serde::{Serialize, Serializer};

use super::{
    places::PlaceRecord,
    speeches::{Labels, Speech, read_two},
    table::{Column, Page, counted, numbers, percent},
};
use crate::cli::{
    arguments::PhrasesArguments,
    find::Finder,
    outcome::{NotFound, Outcome, print_error},
    output::{Output, print},
    pipes::Pipes,
    records::{Format, Record, RecordPrinter, cells_of, print_records},
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
            let found = Found { kind: Kind::Repeated, phrases, open: &open, others: &[] };
            if found.phrases.rows.is_empty() {
                continue;
            }
            if let Some(records) = &mut records {
                found.rows().try_for_each(|row| records.print(&row, to))?;
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
    let usage = "--shared needs two speeches, for example: oratory phrases opening closing --shared";
    let [open, other] = read_two(words, finder, usage)?;
    let phrases = shared_phrases(&open.index, &other.index, limits);
    let others = std::slice::from_ref(&other);
    let found = Found { kind: Kind::Shared, phrases, open: &open, others };
    if found.phrases.rows.is_empty() {
        bail!(NotFound(format!("{} and {} share no phrase{LENGTH}", open.label, other.label)));
    }
    match format {
        Some(format) => print(|to| print_records(format, found.rows(), to)),
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
    let found = Found { kind: Kind::Used, phrases, open: &open, others: &speeches };
    if found.phrases.rows.is_empty() {
        if others.is_incomplete {
            bail!("no phrase of {} is in the other texts that could be read", open.label);
        }
        bail!(NotFound(format!("no phrase of {} is in the other texts{LENGTH}", open.label)));
    }
    match format {
        Some(format) => print(|to| print_records(format, found.rows(), to)),
        None => print(|to| print_used(&found, limits, page, to)),
    }
}

/// The other speeches of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// None: the open speech repeats it.
    Repeated,
    /// One, which shares it.
    Shared,
    /// Those of a library.
    Used,
}

/// Phrases with the speeches in which they are.
struct Found<'a> {
    kind: Kind,
    phrases: Phrases,
    open: &'a Speech,
    /// The other speeches, of which the first has number 1.
    others: &'a [Speech],
}

impl<'a> Found<'a> {
    fn speech(&self, number: usize) -> &'a Speech {
        number.checked_sub(1).map_or(self.open, |at| &self.others[at])
    }

    fn rows(&self) -> impl Iterator<Item = Row<'a>> {
        self.phrases.rows.iter().map(|phrase| self.row(phrase))
    }

    fn row(&self, phrase: &Phrase) -> Row<'a> {
        let words = phrase.first..phrase.first + phrase.words;
        let places = self.phrases.places(phrase);
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for place in &places {
            let label = &*self.speech(place.speech).label;
            match counts.last_mut() {
                Some((last, count)) if *last == label => *count += 1,
                _ => counts.push((label, 1)),
            }
        }
        let (first, last) = (self.kind == Kind::Used).then(|| self.uses(&places)).flatten().unzip();
        let record = |place: Place| PlaceRecord::new(self.speech(place.speech), place.words);
        Row {
            phrase: self.open.index.forms(words.clone()).join(" "),
            text: self.open.text_of(words),
            words: phrase.words,
            counts,
            places: places.into_iter().map(record).collect(),
            speeches: (self.kind == Kind::Used).then_some(phrase.speeches),
            first,
            last,
            kind: self.kind,
            here: phrase.here,
            elsewhere: phrase.elsewhere,
        }
    }

    /// Returns the first and the last other speech with a phrase, by date. Speeches without a date count only if none of
    /// them has one; then they are in the order in which they were named.
    fn uses(&self, places: &[Place]) -> Option<(Use<'a>, Use<'a>)> {
        let others = places.iter().map(|place| place.speech).filter(|&speech| speech != OPEN);
        let mut dated: Vec<(Option<civil::Date>, usize)> =
            others.map(|number| (self.speech(number).date().and_then(Date::earliest_day), number)).collect();
        if dated.iter().any(|(day, _)| day.is_some()) {
            dated.retain(|(day, _)| day.is_some());
        }
        dated.sort_unstable();
        let used = |&(_, number): &(_, usize)| {
            let speech = self.speech(number);
            Use { speech: &speech.label, date: speech.date().map(iso) }
        };
        Some((used(dated.first()?), used(dated.last()?)))
    }

    /// Says how many words of a speech the phrases cover.
    fn coverage(&self, number: usize) -> String {
        let Speech { index, label, .. } = self.speech(number);
        let covered = self.phrases.coverage(number, index.len());
        let covered = covered.into_iter().filter(|&covered| covered).count();
        let share = percent(covered, index.len());
        format!("{} of {} of {label} ({share})", grouped(covered), counted(index.len(), "word"))
    }
}

/// A phrase with its places.
#[derive(Debug, Serialize)]
struct Row<'a> {
    phrase: String,
    text: String,
    words: usize,
    #[serde(serialize_with = "as_map")]
    counts: Vec<(&'a str, usize)>,
    places: Vec<PlaceRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speeches: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<Use<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<Use<'a>>,
    #[serde(skip)]
    kind: Kind,
    #[serde(skip)]
    here: usize,
    #[serde(skip)]
    elsewhere: usize,
}

/// A speech in which a phrase is.
#[derive(Debug, Serialize)]
struct Use<'a> {
    speech: &'a str,
    date: Option<String>,
}

/// Writes labels with their counts as an object.
fn as_map<S: Serializer>(counts: &[(&str, usize)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().copied())
}

impl Row<'_> {
    /// Returns the numbers of the paragraphs with places in a speech.
    fn paragraphs(&self, speech: &Speech) -> String {
        numbers(self.places.iter().filter(|place| place.is_in(speech)).map(PlaceRecord::paragraph))
    }
}

impl Record for Row<'_> {
    fn cells(&self) -> Vec<(&'static str, String)> {
        let (here, elsewhere) = (self.here.to_string(), self.elsewhere.to_string());
        let mut cells = cells_of(self, &[("phrase", "/phrase"), ("text", "/text"), ("words", "/words")]);
        match self.kind {
            Kind::Repeated => {
                let speech = self.counts.first().map(|(label, _)| (*label).to_owned());
                cells.extend([("speech", speech.unwrap_or_default()), ("count", here)]);
            }
            Kind::Shared => cells.extend([("here", here), ("there", elsewhere)]),
            Kind::Used => {
                cells.extend([("here", here), ("elsewhere", elsewhere)]);
                cells.extend(cells_of(self, &USES));
            }
        }
        let places: Vec<String> = self.places.iter().map(PlaceRecord::cell).collect();
        cells.push(("places", places.join(" ")));
        cells
    }
}

/// The columns about other speeches of a library.
const USES: [(&str, &str); 5] = [
    ("speeches", "/speeches"),
    ("first_speech", "/first/speech"),
    ("first_date", "/first/date"),
    ("last_speech", "/last/speech"),
    ("last_date", "/last/date"),
];

/// The least width at which a table has the numbers of the paragraphs.
const WIDE: usize = 100;

/// Columns for the numbers of paragraphs, and for the names of speeches.
const MAX_CELLS: usize = 16;

fn print_repeated(found: &Found<'_>, page: Page, to: &mut Output) -> anyhow::Result<()> {
    let label = &found.open.label;
    let count = counted(found.phrases.rows.len(), "phrase");
    let heading = [format!("{count} repeated in {label} · longest first"), covered(&[found.coverage(OPEN)])];
    page.print_heading(&heading, to)?;
    let columns = [
        Column::right("words"),
        Column::rest("phrase"),
        Column::right("times"),
        Column::left("¶", MAX_CELLS),
    ];
    let rows = found.rows().map(|row| {
        let paragraphs = row.paragraphs(found.open);
        vec![row.words.to_string(), collapse(&row.text), row.here.to_string(), paragraphs]
    });
    Ok(page.print_table(&columns, &rows.collect::<Vec<_>>(), to)?)
}

fn print_shared(found: &Found<'_>, page: Page, to: &mut Output) -> anyhow::Result<()> {
    let (open, other) = (found.open, found.speech(OPEN + 1));
    let heading = [
        format!("{} in both speeches · longest first", counted(found.phrases.rows.len(), "phrase")),
        covered(&[found.coverage(OPEN), found.coverage(OPEN + 1)]),
    ];
    page.print_heading(&heading, to)?;
    let mut columns = vec![
        Column::right("words"),
        Column::rest("phrase"),
        Column::right(&open.label),
        Column::right(&other.label),
    ];
    if page.width >= WIDE {
        columns
            .extend([open, other].map(|speech| Column::left(&format!("¶ in {}", speech.label), MAX_CELLS)));
    }
    let rows = found.rows().map(|row| {
        let counts =
            [row.words.to_string(), collapse(&row.text), row.here.to_string(), row.elsewhere.to_string()];
        let paragraphs = [open, other].map(|speech| row.paragraphs(speech));
        counts.into_iter().chain(paragraphs).take(columns.len()).collect()
    });
    Ok(page.print_table(&columns, &rows.collect::<Vec<_>>(), to)?)
}

fn print_used(found: &Found<'_>, limits: Limits, page: Page, to: &mut Output) -> anyhow::Result<()> {
    let heading = format!(
        "{} of {} in {} · {} or more · by words × speeches",
        counted(found.phrases.rows.len(), "phrase"),
        found.open.label,
        counted(found.others.len(), "other speech"),
        counted(limits.words, "word")
    );
    page.print_heading(&[heading], to)?;
    let columns = [
        Column::right("words"),
        Column::rest("phrase"),
        Column::right("here"),
        Column::right("in others"),
        Column::left("first", MAX_CELLS),
        Column::left("last", MAX_CELLS),
    ];
    let rows = found.rows().map(|row| {
        let [first, last] = [&row.first, &row.last]
            .map(|used| used.as_ref().map(|used| used.speech.to_owned()).unwrap_or_default());
        let speeches = row.speeches.unwrap_or(0).to_string();
        vec![row.words.to_string(), collapse(&row.text), row.here.to_string(), speeches, first, last]
    });
    Ok(page.print_table(&columns, &rows.collect::<Vec<_>>(), to)?)
}

/// Says how many words of speeches phrases cover.
fn covered(speeches: &[String]) -> String {
    format!("they cover {}", speeches.join(", "))
}
