//! Jobs in, actions out: what does not fit between a key and its frame.
//!
//! [`perform`] does a job on the spot; [`Workers`] has threads that do it beside the reader: one for
//! what is computed, of which a newer search ends an older one, and one for the disk, which does
//! everything in the order in which it was asked. A thread is started by its first job.

use std::{
    fmt,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Sender, SyncSender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{
    action::{Action, Job},
    store::{Folders, bookmarks, places},
    study::details::Figures,
    text::counts::Counts,
};

/// Does a job and reports what comes of it, for as long as it is `wanted`.
pub fn perform(job: Job, folders: &Folders, wanted: &dyn Fn() -> bool, report: &mut dyn FnMut(Action)) {
    match job {
        Job::ReadBookmarks => {
            report(Action::BookmarksRead(bookmarks::read(folders).map_err(|error| error.to_string())));
        }
        Job::SaveBookmark(change) => {
            let saved = bookmarks::apply(folders, &change).map_err(|error| error.to_string());
            report(Action::BookmarkSaved(change, saved));
        }
        Job::SavePlaces(change) => {
            let saved = places::apply(folders, &change).map_err(|error| error.to_string());
            report(Action::PlacesSaved(saved));
        }
        Job::Search { query, speeches } => {
            for (index, speech) in speeches {
                let Some(counts) = Counts::of(&query, &speech, wanted) else { return };
                report(Action::Found { query: Arc::clone(&query), speech: index, counts });
            }
        }
        Job::Study(index, speech) => report(Action::Studied(index, Figures::of(&speech))),
        Job::Count(speeches) => {
            for speech in speeches {
                speech.words();
                report(Action::Counted);
            }
        }
    }
}

/// The threads that do jobs.
pub struct Workers<M> {
    folders: Folders,
    results: SyncSender<M>,
    /// How many searches have been asked for: all but the last are no longer wanted.
    searches: Arc<AtomicUsize>,
    disk: Option<Worker>,
    texts: Option<Worker>,
}

/// One thread and the way to it.
type Worker = (Sender<Task>, JoinHandle<()>);

/// What a thread does at a time.
type Task = Box<dyn FnOnce() + Send>;

impl<M> fmt::Debug for Workers<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workers").field("folders", &self.folders).finish_non_exhaustive()
    }
}

impl<M: From<Action> + Send + 'static> Workers<M> {
    /// No threads yet. What comes of the jobs goes to `results`.
    pub fn new(folders: Folders, results: SyncSender<M>) -> Self {
        Self { folders, results, searches: Arc::default(), disk: None, texts: None }
    }

    /// Has a job done.
    pub fn submit(&mut self, job: Job) {
        let number = match &job {
            Job::Search { .. } => Some(self.searches.fetch_add(1, Ordering::Relaxed) + 1),
            _ => None,
        };
        let of_disk = matches!(job, Job::ReadBookmarks | Job::SaveBookmark(_) | Job::SavePlaces(_));
        let (latest, folders, results) =
            (Arc::clone(&self.searches), self.folders.clone(), self.results.clone());
        let task = move || {
            let wanted = || number.is_none_or(|number| number == latest.load(Ordering::Relaxed));
            // Once the program has ended, nobody wants to know.
            let mut report = |action: Action| drop(results.send(action.into()));
            or_report(&mut report, |report| perform(job, &folders, &wanted, report));
        };
        let worker = if of_disk { &mut self.disk } else { &mut self.texts };
        let (tasks, _) = worker.get_or_insert_with(start);
        drop(tasks.send(Box::new(task)));
    }

    /// Has `done` told when everything is saved that was to be saved so far; tells whether there was
    /// anything.
    pub fn mark(&self, done: M) -> bool {
        let Some((tasks, _)) = &self.disk else { return false };
        let results = self.results.clone();
        tasks.send(Box::new(move || drop(results.send(done)))).is_ok()
    }

    /// Waits until everything that was to be saved so far is saved, but for no longer than `most`.
    pub fn settle(&self, most: Duration) {
        if let Some((tasks, _)) = &self.disk {
            let (done, waiting) = mpsc::channel();
            let _ = tasks.send(Box::new(move || done.send(()).unwrap_or_default()));
            let _ = waiting.recv_timeout(most);
        }
    }
}

impl<M> Drop for Workers<M> {
    /// Waits until everything that was to be saved is saved.
    fn drop(&mut self) {
        if let Some((tasks, thread)) = self.disk.take() {
            drop(tasks);
            drop(thread.join());
        }
    }
}

/// Does some work; if it panics, that is reported, and the thread lives on for the next.
fn or_report(report: &mut dyn FnMut(Action), work: impl FnOnce(&mut dyn FnMut(Action))) {
    if panic::catch_unwind(AssertUnwindSafe(|| work(report))).is_err() {
        report(Action::JobFailed);
    }
}

fn start() -> Worker {
    let (sender, tasks) = mpsc::channel::<Task>();
    (sender, thread::spawn(move || tasks.into_iter().for_each(|task| task())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_fails_is_reported_and_is_not_the_last() {
        let (results, reported) = mpsc::channel();
        let (tasks, thread) = start();
        for fails in [true, false] {
            let results = results.clone();
            let task = move || {
                or_report(&mut |action| results.send(action).unwrap(), |report| {
                    assert!(!fails, "meant to fail");
                    report(Action::Counted);
                });
            };
            tasks.send(Box::new(task)).unwrap();
        }
        drop(tasks);
        thread.join().unwrap();
        let reported: Vec<_> = reported.try_iter().collect();
        assert!(matches!(reported[..], [Action::JobFailed, Action::Counted]), "{reported:?}");
    }
}
