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
    phrases::Limits,
    versions::versions,
    words::WordCounts,
};

use super::{
    indexes::Indexes,
    phrases::{PhraseFinder, day_of},
};
use crate::{
    catalog::{DocumentId, Entry},
    effect::{Indexed, Question, StudyJob},
    event::{Answer, Compared, Event, FoundWords, Widest},
    store::{options::ReadOptions, texts::Loader},
};

/// Interval between reports of the progress.
const REPORT_INTERVAL: Duration = Duration::from_millis(100);

/// More threads do not make it faster.
const MAX_THREADS: usize = 8;

/// Answers a question, or stops once the answer is not `wanted` any more.
pub(super) fn answer(
    StudyJob { number, question }: StudyJob,
    (indexes, options): (&Indexes, ReadOptions),
    wanted: &(dyn Fn() -> bool + Sync),
    report: &mut dyn FnMut(Event),
) {
    let reader = &mut Indexer { number, indexes, options, wanted, report };
    let answer = match question {
        Question::Phrases { open, passage, others, across, within } => {
            let of_open = open.0;
            let days = others.iter().map(|(id, other)| (*id, day_of(other))).collect();
            let mut others = reader.index([vec![open], others].concat());
            let open = others.first().is_some_and(|(id, _)| *id == of_open).then(|| others.remove(0));
            open.filter(|_| wanted()).map(|open| {
                Answer::Phrases(PhraseFinder { open, others, days, across, within }.find(passage))
            })
        }
        Question::Compared { pair, mode, limits } => {
            let speeches = <[Indexed; 2]>::try_from(reader.index(pair.into()));
            speeches.ok().filter(|_| wanted()).map(|pair| Answer::Compared(compared(pair, mode, limits)))
        }
        Question::Words { here, there } => {
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

/// Computes facts about two speeches. There are none about a text that cannot be read.
pub(super) fn compute_overview(
    pair: [(DocumentId, Arc<Entry>); 2],
    (indexes, options): (&Indexes, ReadOptions),
    report: &mut dyn FnMut(Event),
) {
    let mut loader = Loader::new(options);
    let ids = [pair[0].0, pair[1].0];
    let [Ok(a), Ok(b)] = pair.map(|(id, speech)| indexes.of(id, &speech, &mut loader)) else { return };
    report(Event::OverviewComputed(ids, Arc::new(Overview::of(&a, &b))));
}

/// Compares two speeches in a way, or in the one that suits them.
fn compared(speeches: [Indexed; 2], mode: Option<Mode>, limits: Limits) -> Compared {
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
    indexes: &'a Indexes,
    options: ReadOptions,
    wanted: &'a (dyn Fn() -> bool + Sync),
    report: &'a mut dyn FnMut(Event),
}

impl Indexer<'_> {
    /// Returns the indexes of the speeches that can be read, in their order. Reports the progress and the texts that cannot
    /// be read.
    fn index(&mut self, speeches: Vec<(DocumentId, Arc<Entry>)>) -> Vec<Indexed> {
        let all = speeches.len();
        let threads = thread::available_parallelism().map_or(1, |threads| threads.get().min(MAX_THREADS));
        let threads = threads.min(all).max(1);
        let (made_before, options, wanted) = (self.indexes, self.options, self.wanted);
        let queue = Mutex::new(speeches.into_iter().enumerate());
        let (sender, made) = mpsc::channel();
        let work = |sender: mpsc::Sender<_>| {
            let next = || queue.lock().ok().and_then(|mut queue| queue.next());
            let mut loader = Loader::new(options);
            while let Some((at, (id, speech))) = next().filter(|_| wanted()) {
                let index = made_before.of(id, &speech, &mut loader);
                if sender.send((at, id, index)).is_err() {
                    return;
                }
            }
        };
        let mut indexes = Vec::with_capacity(all);
        thread::scope(|scope| {
            for _ in 0..threads {
                let sender = sender.clone();
                scope.spawn(|| work(sender));
            }
            drop(sender);
            let begun = Instant::now();
            let mut reported = begun;
            for (done, (at, id, index)) in (1..).zip(made) {
                match index {
                    Ok(index) => indexes.push((at, (id, index))),
                    Err(why) => (self.report)(Event::TextUnreadable(id, why)),
                }
                if reported.elapsed() > REPORT_INTERVAL {
                    (self.report)(Event::StudyProgressed { number: self.number, done, of: all });
                    reported = Instant::now();
                }
            }
        });
        indexes.sort_unstable_by_key(|(at, _)| *at);
        indexes.into_iter().map(|(_, index)| index).collect()
    }
}
