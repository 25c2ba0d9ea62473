//! Counts the words near the matches of a query in a whole library, on all processors.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use oratory_core::{
    search::{budget::Budget, query::Query},
    study::{near::NearCounter, words::WordIndex},
};

use super::{indexes::Indexes, search::thread_count};
use crate::catalog::{DocumentId, Entry};
use crate::{
    event::{Event, NearCount},
    store::{options::ReadOptions, texts::Loader},
};

/// Interval between reports. A report sums up counts and sorts words, which takes tens of milliseconds.
const REPORT_INTERVAL: Duration = Duration::from_millis(300);

/// The words of a speech and the matches in it, or `None` if it cannot be read.
type Read = Option<(Arc<WordIndex>, Vec<Range<usize>>)>;

/// Counts the words near the matches of `query`, and reports them from time to time. Stops once they are not `wanted` any
/// more.
pub(super) fn count(
    query: &Arc<Query>,
    speeches: Vec<(DocumentId, Arc<Entry>)>,
    (indexes, options): (&Indexes, ReadOptions),
    wanted: &(dyn Fn() -> bool + Sync),
    report: &mut dyn FnMut(Event),
) {
    let of = speeches.len();
    let queue = Mutex::new(speeches.into_iter().enumerate());
    let (sender, results) = mpsc::channel();
    let read = |sender: mpsc::Sender<(usize, Read)>| {
        let next = || queue.lock().ok().and_then(|mut queue| queue.next());
        let mut loader = Loader::new(options);
        while let Some((number, (id, speech))) = next() {
            let read = read_one(query, (id, &speech), indexes, &mut loader, wanted);
            if !wanted() || sender.send((number, read)).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread_count().min(of) {
            let sender = sender.clone();
            scope.spawn(|| read(sender));
        }
        drop(sender);
        let (mut counter, mut early, mut done) = (NearCounter::default(), BTreeMap::new(), 0);
        let mut told = Instant::now();
        let tell = |counter: &mut NearCounter, read: usize, report: &mut dyn FnMut(Event)| {
            if wanted() {
                let table = Arc::new(counter.table());
                report(Event::NearCounted(Arc::clone(query), NearCount { table, read, of }));
            }
        };
        for (number, read) in results {
            early.insert(number, read);
            // Words with equal counts are in the order of their first places, so speeches are added in order.
            while let Some(read) = early.remove(&done) {
                if let Some((index, matches)) = read {
                    counter.add(&index, &matches);
                }
                done += 1;
            }
            if done < of && told.elapsed() > REPORT_INTERVAL {
                tell(&mut counter, done, report);
                told = Instant::now();
            }
        }
        if done == of && of > 0 {
            tell(&mut counter, done, report);
        }
    });
}

/// Reads the words and the matches of a speech.
fn read_one(
    query: &Query,
    (id, speech): (DocumentId, &Entry),
    indexes: &Indexes,
    loader: &mut Loader,
    wanted: &dyn Fn() -> bool,
) -> Read {
    if speech.fault().is_some() || !wanted() {
        return None;
    }
    let document = loader.whole(speech).ok()?;
    let budget = Budget::while_wanted(wanted);
    let matches = query.matches_within(&document, 0..document.block_count(), &budget).collect();
    let index = indexes.of(id, speech, || Ok(document)).ok()?;
    Some((index, matches))
}
