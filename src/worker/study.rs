//! Answers the questions of the study views. Texts that are not in memory are read, indexed and dropped again.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use oratory_core::study::{
    compare::{Comparison, Mode},
    dispersion::Places,
    keyness::{Caution, in_both, word_rows},
    overview::Overview,
    versions::versions,
    words::WordCounts,
};

use super::{indexes::Indexes, phrases::PhraseFinder, search::thread_count};
use crate::{
    catalog::{DocumentId, Entry},
    effect::{Comparing, Indexed, Question, StudyJob},
    event::{Answer, Compared, Event, FoundWords, Widest},
    store::{options::ReadOptions, texts::Loader},
};

/// Interval between reports of the progress.
const REPORT_INTERVAL: Duration = Duration::from_millis(100);

/// Least interval between reports of what is known of an answer.
const GROWTH_INTERVAL: Duration = Duration::from_millis(500);

/// Texts that are read between two of these reports.
const BATCH_SIZE: usize = 64;

/// Answers a question, or stops once the answer is not `wanted` any more.
pub(super) fn answer(
    StudyJob { number, question }: StudyJob,
    (indexes, options): (&Indexes, ReadOptions),
    wanted: &(dyn Fn() -> bool + Sync),
    report: &mut dyn FnMut(Event),
) {
    let reader = &mut Indexer { number, all: 0, done: 0, indexes, options, wanted, report };
    let answer = match question {
        Question::Phrases { open, passage, others, across, within } => {
            let finder = PhraseFinder::new(&others, passage, across, within);
            reader.all = others.len() + 1;
            let open = reader.index(vec![open]).pop();
            open.and_then(|open| find_phrases(reader, finder, &open, others, GROWTH_INTERVAL))
        }
        Question::Compared { pair, how } => {
            reader.all = pair.len();
            let speeches = <[Indexed; 2]>::try_from(reader.index(pair.into()));
            speeches.ok().filter(|_| wanted()).map(|pair| Answer::Compared(compared(pair, how)))
        }
        Question::Words { here, there } => {
            reader.all = here.len() + there.len();
            let ids: BTreeSet<DocumentId> = here.iter().map(|(id, _)| *id).collect();
            let all = reader.index([here, there].concat());
            let (here, there): (Vec<_>, Vec<_>) = all.into_iter().partition(|(id, _)| ids.contains(id));
            (!here.is_empty()).then(|| Answer::Words(words(here, there)))
        }
    };
    if wanted() {
        report(Event::Studied(number, answer.map(Arc::new)));
    }
}

/// Finds phrases in the open speech and in others. Reports those that are known while more texts are read. Returns `None` once
/// they are not wanted any more.
fn find_phrases(
    reader: &mut Indexer<'_>,
    mut finder: PhraseFinder,
    open: &Indexed,
    others: Vec<(DocumentId, Arc<Entry>)>,
    least_interval: Duration,
) -> Option<Answer> {
    let mut last = Instant::now();
    let mut interval = least_interval;
    let mut unread = others.into_iter();
    while unread.len() > 0 {
        let batch: Vec<_> = unread.by_ref().take(BATCH_SIZE).collect();
        finder.add(reader.index(batch));
        if unread.len() > 0 && last.elapsed() > interval {
            last = Instant::now();
            let found = Answer::Phrases(finder.find(open, reader.wanted)?);
            (reader.report)(Event::StudyGrew(reader.number, Arc::new(found)));
            // At most a fifth of the time is spent on lists that will be replaced.
            interval = (4 * last.elapsed()).max(least_interval);
            last = Instant::now();
        }
    }
    finder.find(open, reader.wanted).map(Answer::Phrases)
}

/// Computes facts about two speeches. There are none about a text that cannot be read.
pub(super) fn compute_overview(
    pair: [(DocumentId, Arc<Entry>); 2],
    (indexes, options): (&Indexes, ReadOptions),
    report: &mut dyn FnMut(Event),
) {
    let mut loader = Loader::new(options);
    let ids = [pair[0].0, pair[1].0];
    let [Ok(a), Ok(b)] = pair.map(|(id, speech)| indexes.of(id, &speech, || loader.whole(&speech))) else {
        return;
    };
    report(Event::OverviewComputed(ids, Arc::new(Overview::of(&a, &b))));
}

/// Compares two speeches in a way, or in the one that suits them.
fn compared(speeches: [Indexed; 2], Comparing { mode, limits }: Comparing) -> Compared {
    let [(_, a), (_, b)] = &speeches;
    let mode = mode.unwrap_or_else(|| Mode::of(a, b));
    let (mut comparison, mut rows) = (Comparison::default(), Vec::new());
    match mode {
        Mode::Shared => comparison = Comparison::new(a, b, limits),
        Mode::Parallel => {}
        Mode::Versions => rows = versions(a, b),
    }
    Compared { mode, speeches, comparison, versions: rows }
}

/// Counts the words of some speeches, and compares them with those of others.
fn words(here: Vec<Indexed>, there: Vec<Indexed>) -> FoundWords {
    let rows = {
        let [here, there] = [&here, &there].map(|speeches| counts(speeches));
        word_rows(&here, &there)
    };
    let places = [&here, &there].map(|speeches| match &speeches[..] {
        [(_, only)] => Some(Places::new(only)),
        _ => None,
    });
    let caution = Caution::about(&rows).filter(|_| !there.is_empty());
    FoundWords { in_both: in_both(&rows), widest: Widest::of(&rows), caution, places, rows, here, there }
}

/// Returns the counts of a speech, with the first places of its words, or the sum of those of several.
fn counts(speeches: &[Indexed]) -> Arc<WordCounts> {
    match speeches {
        [(_, only)] => Arc::clone(only.counts()),
        several => Arc::new(WordCounts::sum(several.iter().map(|(_, index)| &**index.counts()))),
    }
}

/// Makes the indexes that a question needs, on all processors.
struct Indexer<'a> {
    number: usize,
    /// All texts of the question, and those that have been read.
    all: usize,
    done: usize,
    indexes: &'a Indexes,
    options: ReadOptions,
    wanted: &'a (dyn Fn() -> bool + Sync),
    report: &'a mut dyn FnMut(Event),
}

impl Indexer<'_> {
    /// Returns the indexes of the speeches that can be read, in their order. Reports the progress and the texts that cannot
    /// be read.
    fn index(&mut self, speeches: Vec<(DocumentId, Arc<Entry>)>) -> Vec<Indexed> {
        let count = speeches.len();
        let threads = thread_count().min(count).max(1);
        let (made_before, options, wanted) = (self.indexes, self.options, self.wanted);
        let queue = Mutex::new(speeches.into_iter().enumerate());
        let (sender, made) = mpsc::channel();
        let work = |sender: mpsc::Sender<_>| {
            let next = || queue.lock().ok().and_then(|mut queue| queue.next());
            let mut loader = Loader::new(options);
            while let Some((at, (id, speech))) = next().filter(|_| wanted()) {
                let index = made_before.of(id, &speech, || loader.whole(&speech));
                if sender.send((at, id, index)).is_err() {
                    return;
                }
            }
        };
        let mut indexes = Vec::with_capacity(count);
        thread::scope(|scope| {
            for _ in 0..threads {
                let sender = sender.clone();
                scope.spawn(|| work(sender));
            }
            drop(sender);
            let mut reported = Instant::now();
            for (at, id, index) in made {
                self.done += 1;
                match index {
                    Ok(index) => indexes.push((at, (id, index))),
                    Err(why) => (self.report)(Event::TextUnreadable(id, why)),
                }
                if reported.elapsed() > REPORT_INTERVAL {
                    let (number, done, of) = (self.number, self.done, self.all);
                    (self.report)(Event::StudyProgressed { number, done, of });
                    reported = Instant::now();
                }
            }
        });
        indexes.sort_unstable_by_key(|(at, _)| *at);
        indexes.into_iter().map(|(_, index)| index).collect()
    }
}

#[cfg(test)]
mod tests {
    use oratory_core::study::phrases::Limits;
    use oratory_import::import_text;

    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn list_of_phrases_grows_while_a_library_is_read() {
        let text = |number: usize| {
            let own: Vec<String> = (0..9).map(|word| format!("{word}of{number}")).collect();
            format!("One red house, and the blue sea, says {}.", own.join(" "))
        };
        let texts = (0..=2 * BATCH_SIZE).map(|number| import_text(&number.to_string(), &text(number)));
        let library = Catalog::new(texts);
        let mut others: Vec<_> = library.iter().map(|(id, entry)| (id, Arc::clone(entry))).collect();
        let open = others.remove(0);
        let (indexes, mut parts) = (Indexes::default(), Vec::new());
        let mut report = |event| {
            if let Event::StudyGrew(7, answer) = event {
                parts.push(answer);
            }
        };
        let (options, wanted) = (ReadOptions::default(), &(|| true) as &(dyn Fn() -> bool + Sync));
        let mut reader =
            Indexer { number: 7, all: 0, done: 0, indexes: &indexes, options, wanted, report: &mut report };
        let open = reader.index(vec![open]).remove(0);
        let finder = PhraseFinder::new(&others, None, Limits::OF_A_PAIR, Limits::OF_A_PAIR);
        let whole = find_phrases(&mut reader, finder, &open, others, Duration::ZERO).unwrap();
        let counts = |answer: &Answer| {
            let Answer::Phrases(found) = answer else { panic!("{answer:?}") };
            let row = &found.lists[0].phrases.rows[0];
            (found.unread, row.speeches)
        };
        assert_eq!(parts.iter().map(|part| counts(part)).collect::<Vec<_>>(), [(BATCH_SIZE, BATCH_SIZE)]);
        assert_eq!(counts(&whole), (0, 2 * BATCH_SIZE));
    }
}
