//! Spreads texts over threads.

use std::{
    sync::{Arc, Mutex, mpsc},
    thread,
};

use crate::catalog::{DocumentId, Entry};
use crate::store::{options::ReadOptions, texts::Loader};

/// More threads do not make it faster.
const MAX_THREADS: usize = 8;

/// Returns the number of threads that read texts.
pub(super) fn thread_count() -> usize {
    thread::available_parallelism().map_or(1, |threads| threads.get().min(MAX_THREADS))
}

/// Moves speeches with a converter to the end. A converter may take 30 seconds, and the others should not wait for it.
pub(super) fn converted_last(mut speeches: Vec<(DocumentId, Arc<Entry>)>) -> Vec<(DocumentId, Arc<Entry>)> {
    speeches.sort_by_key(|(_, speech)| speech.is_converted());
    speeches
}

/// Calls `read` with each speech, on all processors, and `receive` with its number and the result, as soon as it is known.
/// A thread ends when `read` returns `None`. Converters are stopped once the results are not `wanted` any more.
pub(super) fn for_each<T: Send>(
    speeches: Vec<(DocumentId, Arc<Entry>)>,
    (options, wanted): (ReadOptions, &(dyn Fn() -> bool + Sync)),
    read: impl Fn(DocumentId, &Entry, &mut Loader<'_>) -> Option<T> + Sync,
    mut receive: impl FnMut(usize, T),
) {
    let threads = thread_count().min(speeches.len());
    let queue = Mutex::new(speeches.into_iter().enumerate());
    let next = || queue.lock().ok().and_then(|mut queue| queue.next());
    let work = |deliver: &mut dyn FnMut(usize, T)| {
        let mut loader = Loader::new(options, wanted);
        while let Some((number, (id, speech))) = next() {
            let Some(result) = read(id, &speech, &mut loader) else { return };
            deliver(number, result);
        }
    };
    if threads <= 1 {
        // A single speech needs no thread.
        return work(&mut receive);
    }
    let (sender, results) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            // The results are received until every thread has ended.
            scope.spawn(|| work(&mut move |number, result| drop(sender.send((number, result)))));
        }
        drop(sender);
        for (number, result) in results {
            receive(number, result);
        }
    });
}
