//! Counts the words near the matches of a query in a whole library, on all processors.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};

use oratory_core::{Budget, NearCounter, Query, WordIndex};

use super::{indexes::Indexes, spread};
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
    let speeches = spread::converted_last(speeches);
    let quick = speeches.partition_point(|(_, speech)| !speech.is_converted());
    let (mut counter, mut early, mut done) = (NearCounter::default(), BTreeMap::new(), 0);
    let mut told = Instant::now();
    let mut tell = |counter: &mut NearCounter, read: usize| {
        if wanted() {
            let table = Arc::new(counter.table());
            report(Event::NearCounted(Arc::clone(query), NearCount { table, read, of }));
        }
    };
    let read_one = |id, speech: &Entry, loader: &mut Loader<'_>| {
        let read = read_one(query, (id, speech), indexes, loader, wanted);
        wanted().then_some(read)
    };
    spread::for_each(speeches, (options, wanted), read_one, |number, read| {
        early.insert(number, read);
        let before = done;
        // Words with equal counts are in the order of their first places, so speeches are added in order.
        while let Some(read) = early.remove(&done) {
            if let Some((index, matches)) = read {
                counter.add(&index, &matches);
            }
            done += 1;
        }
        // The next result may be that of a slow converter.
        let is_last_quick = before < quick && done >= quick;
        if done < of && (is_last_quick || told.elapsed() > REPORT_INTERVAL) {
            tell(&mut counter, done);
            told = Instant::now();
        }
    });
    if done == of && of > 0 {
        tell(&mut counter, done);
    }
}

/// Reads the words and the matches of a speech.
fn read_one(
    query: &Query,
    (id, speech): (DocumentId, &Entry),
    indexes: &Indexes,
    loader: &mut Loader<'_>,
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
