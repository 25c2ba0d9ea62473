//! Counting hits over a whole library, on every processor: speeches whose text is not here are read, searched
//! and put back.

use std::{
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use crate::{
    action::Action,
    store::{encoding::Encoding, texts},
    study::concordance::{self, By, keyed},
    text::{counts::Counts, search::Query, speech::Speech},
};

/// Counts that have come in are told together, and no later than this.
const TOLD_EVERY: Duration = Duration::from_millis(30);

/// More threads than this do not find more.
const MOST_THREADS: usize = 8;

/// Counts the hits of a query in each speech, and reports them in about the order of the speeches.
pub(super) fn count(
    query: &Arc<Query>,
    speeches: Vec<(usize, Arc<Speech>)>,
    encoding: Option<Encoding>,
    wanted: &(dyn Fn() -> bool + Sync),
    report: &mut dyn FnMut(Action),
) {
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get().min(MOST_THREADS));
    let threads = threads.min(speeches.len());
    let queue = Mutex::new(speeches.into_iter());
    let (sender, counted) = mpsc::channel();
    let search = |sender: mpsc::Sender<(usize, Counts)>| {
        let next = || queue.lock().ok().and_then(|mut queue| queue.next());
        while let Some((index, speech)) = next() {
            let Some(counts) = count_one(query, speech, encoding, wanted) else { return };
            if sender.send((index, counts)).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            let sender = sender.clone();
            scope.spawn(|| search(sender));
        }
        // With one speech there is nobody to wait for.
        if threads <= 1 {
            search(sender);
        } else {
            scope.spawn(|| search(sender));
        }
        let tell = |counts: Vec<_>, report: &mut dyn FnMut(Action)| {
            if !counts.is_empty() && wanted() {
                report(Action::Found { query: Arc::downgrade(query), counts });
            }
        };
        let (mut waiting, mut told) = (Vec::new(), None::<Instant>);
        for found in counted {
            waiting.push(found);
            if told.is_none_or(|told| told.elapsed() > TOLD_EVERY) {
                tell(std::mem::take(&mut waiting), report);
                told = Some(Instant::now());
            }
        }
        tell(waiting, report);
    });
}

/// Counts the hits in one speech; none where it cannot be read.
fn count_one(
    query: &Query,
    speech: Arc<Speech>,
    encoding: Option<Encoding>,
    wanted: &dyn Fn() -> bool,
) -> Option<Counts> {
    if !speech.is_whole() && !wanted() {
        return None;
    }
    texts::whole(speech, encoding)
        .map_or_else(|_| Some(Counts::default()), |speech| Counts::of(query, &speech, wanted))
}

/// Puts the hits of a query in an order, and reports them.
pub(super) fn sort(
    query: &Arc<Query>,
    by: By,
    speeches: Vec<(usize, Arc<Speech>)>,
    encoding: Option<Encoding>,
    report: &mut dyn FnMut(Action),
) {
    let mut hits = Vec::new();
    for (index, speech) in speeches {
        if let Ok(speech) = texts::whole(speech, encoding) {
            hits.extend(keyed(query, index, &speech, by));
        }
    }
    concordance::sort(&mut hits);
    let sorted = hits.into_iter().map(|(_, index, hit)| (index, hit)).collect();
    report(Action::Sorted(Arc::clone(query), by, sorted));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::search::{Manner, Options};

    #[test]
    fn what_waits_to_be_told_keeps_no_query() {
        let query = Arc::new(Query::new("one", Options::default(), Manner::default()).unwrap());
        let speech = Arc::new(Speech::parse("a", "One.".to_owned()));
        let mut told = Vec::new();
        count(&query, vec![(0, speech)], None, &|| true, &mut |action| told.push(action));
        assert!(matches!(told[..], [Action::Found { .. }]), "{told:?}");
        assert_eq!(Arc::strong_count(&query), 1);
    }
}
