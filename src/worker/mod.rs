//! Background jobs: work that takes longer than a frame may.
//!
//! [`perform`] does a job in place. [`Workers`] does jobs on threads: one reads and searches texts, one answers study views,
//! one counts selected passages, one exports, one does what can wait, and one writes to the disk in the order of the requests.
//! Texts are loaded on threads of their own if there are converters. A newer search cancels an older one. The first job of a
//! thread starts it.

mod export;

pub(crate) mod indexes;

pub(crate) mod locating;

mod near;

mod phrases;

mod queue;

mod search;

mod spread;

mod study;

use std::{
    collections::BTreeMap,
    fmt,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{self, Sender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use self::{indexes::Indexes, locating::trace, queue::Queue};
use oratory_core::{Annotation, AnnotationChange, Document, Figures};

use crate::catalog::{DocumentId, Entry};
use crate::{
    effect::Job,
    event::Event,
    session::SavedSession,
    store::{
        Folders, LOCK_TIMEOUT,
        bookmarks::{self, Save},
        copies::RemovedCopies,
        drafts,
        input::Input,
        options::ReadOptions,
        quoted, session,
        texts::{self, Extent},
    },
};

/// Context of all jobs.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Folders of the program's files.
    pub folders: Folders,
    /// Folders whose texts are in the library.
    pub library_folders: Vec<PathBuf>,
    /// Extensions of their files.
    pub extensions: Vec<String>,
    /// Options for reading files.
    pub options: ReadOptions,
    /// Copies of texts that were removed in this session.
    pub removed: RemovedCopies,
    /// Texts from pipes that are still being read.
    pub inputs: Vec<Arc<Input>>,
    /// Word indexes of texts.
    pub indexes: Indexes,
}

impl World {
    /// Returns the speeches in the most recently read file of the library folders.
    pub fn text_left_open(&self, session: &SavedSession) -> Option<Vec<Entry>> {
        let is_in_folder = |file: &Path, id: &str| {
            self.library_folders
                .iter()
                .any(|folder| texts::is_below(file, folder) || texts::is_linked(file, folder, id))
        };
        let mut files = session.positions.iter().rev().filter_map(|position| {
            let file = position.file.as_deref()?;
            (is_in_folder(file, &position.speech) && texts::is_file(file)).then_some(file)
        });
        texts::open_first(files.next()?, Extent::FirstFrame, self.options).ok()
    }

    /// Returns the speeches in the first file of the library folders, if they are quickly found. Returns `None` if
    /// the folders have no texts.
    pub fn first_text(&self) -> Option<Vec<Entry>> {
        self.library_folders.iter().find_map(|folder| texts::first(folder, &self.extensions, self.options))
    }
}

/// Does `job` and reports its results, as long as it is `wanted`. Saving continues even if it is not, but then does
/// not wait for a lock.
pub fn perform(job: Job, world: &World, wanted: &(dyn Fn() -> bool + Sync), report: &mut dyn FnMut(Event)) {
    let World { folders, options, .. } = world;
    let lock_timeout = || if wanted() { LOCK_TIMEOUT } else { Duration::ZERO };
    match job {
        Job::ReadAnnotations => report(Event::AnnotationsRead(in_words(bookmarks::read_with_undo(folders)))),
        Job::SaveAnnotations(changes, known, steps) => {
            save_bookmarks(changes, (&known, &steps), world, lock_timeout(), report);
        }
        Job::ResolveAnnotations(speech, bookmarks) => {
            let resolutions = trace(&speech, bookmarks, folders);
            report(Event::AnnotationsResolved(speech.sha256().to_owned(), resolutions));
        }
        Job::ReadDrafts => report(Event::DraftsRead(in_words(drafts::read(folders)))),
        Job::SaveDraft(change) => {
            let saved = in_words(drafts::apply(folders, &change, lock_timeout()));
            report(Event::DraftSaved(change.id().clone(), saved));
        }
        Job::SaveSession(change) => {
            report(Event::SessionSaved(in_words(session::apply(folders, &change, lock_timeout()))));
        }
        Job::WalkFolders => walk(world, wanted, report),
        Job::CheckFile(id, speech) => {
            if let Some(file) = texts::changed(&speech) {
                report(Event::FileChanged(id, file));
            }
        }
        Job::Load(id, speech) if speech.file().is_none() => load_input(id, &speech, world, report),
        Job::Load(id, speech) => {
            report(match texts::load(&speech, *options, wanted) {
                Err(_) if !wanted() => Event::LoadStopped(id),
                loaded => Event::TextLoaded(id, loaded.map(Arc::new)),
            });
        }
        Job::Search { query, speeches } => search::count(&query, speeches, *options, wanted, report),
        Job::CountPassage { query, speeches } => {
            search::count_passage(&query, speeches, *options, wanted, report);
        }
        Job::CountSentences(speech) => report(count_sentences(&speech)),
        Job::Arrange { query, arrangement, speeches } => {
            search::arrange(&query, arrangement, speeches, *options, wanted, report);
        }
        Job::CountNear { query, speeches } => {
            near::count(&query, speeches, (&world.indexes, *options), wanted, report);
        }
        Job::Study(study) => study::answer(study, (&world.indexes, *options), wanted, report),
        Job::ComputeOverview(pair) => study::compute_overview(pair, (&world.indexes, *options), report),
        // These act when they are submitted.
        Job::CancelStudy | Job::CancelExports | Job::StopLoad(_) => {}
        Job::Export(export) => export::export(export, (*options, folders), wanted, report),
        Job::ComputeFigures(id, speech) => report(Event::FiguresComputed(id, Figures::of(&speech))),
        Job::CountWords(speeches) => count_words(&speeches, report),
    }
}

/// Counts the words of speeches, and computes their SHA-256.
fn count_words(speeches: &[Arc<Document>], report: &mut dyn FnMut(Event)) {
    for speech in speeches {
        speech.sha256();
        speech.words();
        report(Event::WordsCounted);
    }
}

/// Counts the sentences of `speech`.
fn count_sentences(speech: &Document) -> Event {
    speech.count_sentences();
    Event::SentencesCounted
}

/// Reads a text from a pipe to its end, and reports its head as it grows.
fn load_input(id: DocumentId, head: &Entry, world: &World, report: &mut dyn FnMut(Event)) {
    let Some(input) = world.inputs.iter().find(|input| input.is_of(head)) else { return };
    let read = input.load(&mut |head| report(Event::TextLoaded(id, Ok(Arc::new(head)))));
    let mut speeches = match read {
        Ok(speeches) => speeches.into_iter().map(Arc::new),
        Err(why) => return report(Event::TextLoaded(id, Err(why))),
    };
    let first = speeches.next().ok_or_else(|| format!("{} is empty", input.name()));
    report(Event::TextLoaded(id, first));
    if speeches.len() > 0 {
        report(Event::TextsFound(speeches.collect(), None));
    }
}

/// Saves all changes to the bookmarks at once, and reports the result of each.
fn save_bookmarks(
    changes: Vec<(AnnotationChange, Option<Arc<Document>>)>,
    (known, steps): (&[Annotation], &[Vec<String>]),
    World { folders, removed, .. }: &World,
    lock_timeout: Duration,
    report: &mut dyn FnMut(Event),
) {
    let save = Save { changes: &changes, known, steps, removed_copies: Arc::clone(removed) };
    let saved = bookmarks::save(folders, &save, lock_timeout).map_err(|error| error.to_string());
    let restored = saved.as_ref().ok().and_then(|saved| saved.rewritten);
    for (change, speech) in changes {
        // A bookmark counts as saved even if its text could not be copied.
        let result = match (&saved, speech) {
            (Ok(saved), Some(speech)) => match saved.copy_errors.get(speech.sha256()) {
                Some(why) => Err(format!("bookmark saved, but without a copy of its text: {why}")),
                None => Ok(()),
            },
            (Ok(_), None) => Ok(()),
            (Err(error), _) => Err(error.clone()),
        };
        report(Event::AnnotationSaved(change, result));
    }
    if let Some(count) = restored {
        report(Event::AnnotationsRewritten(count));
    }
}

/// Speeches in one report.
const BATCH_SIZE: usize = 512;

/// Speeches in the first report: those visible without scrolling.
const FIRST_BATCH_SIZE: usize = 16;

/// Reports the texts in the library folders.
fn walk(world: &World, wanted: &dyn Fn() -> bool, report: &mut dyn FnMut(Event)) {
    let World { library_folders, extensions, options, .. } = world;
    let (mut batch, mut lines) = (Vec::new(), Vec::new());
    let mut batch_size = FIRST_BATCH_SIZE;
    for folder in library_folders {
        let found = &mut |speech| {
            batch.push(Arc::new(speech));
            if batch.len() == batch_size {
                report(Event::TextsFound(std::mem::take(&mut batch), Some(true)));
                batch_size = BATCH_SIZE;
            }
        };
        lines.extend(texts::walk(folder, extensions, *options, wanted, found));
    }
    report(Event::TextsFound(batch, Some(false)));
    for line in lines {
        report(Event::TextsIgnored(line));
    }
}

/// Callback for results.
type Callback<M> = Arc<dyn Fn(M) + Send + Sync>;

/// Threads that do jobs.
pub(crate) struct Workers<M> {
    world: World,
    on_result: Callback<M>,
    /// Number of searches requested. All but the last are cancelled.
    searches: Arc<AtomicUsize>,
    /// Number of counts of passages requested. All but the last are cancelled.
    passages: Arc<AtomicUsize>,
    /// Number of questions of study views. All but the last are cancelled.
    studies: Arc<AtomicUsize>,
    /// Number of counts of words near matches requested. All but the last are cancelled.
    nears: Arc<AtomicUsize>,
    /// Number of times that exports were cancelled: each time, all that were requested before.
    exports: Arc<AtomicUsize>,
    /// For the last load of each text that a converter prints, `true` once it is stopped.
    stops: BTreeMap<DocumentId, Arc<AtomicBool>>,
    /// `true` if the program is about to exit and waits for nothing.
    is_exiting: Arc<AtomicBool>,
    disk: Option<Worker<M>>,
    texts: Option<Worker<M>>,
    /// Loads texts while a search may wait for converters.
    loads: Option<Worker<M>>,
    /// Loads texts that a converter prints.
    conversions: Option<Worker<M>>,
    figures: Option<Worker<M>>,
    /// Answers study views, and counts the words near matches.
    study: Option<Worker<M>>,
    /// Exports what is in texts.
    exporter: Option<Worker<M>>,
    /// Counts the passages with the words of the selection.
    passage: Option<Worker<M>>,
    /// One thread for each text from a pipe, which may block forever.
    inputs: BTreeMap<String, Option<Worker<M>>>,
}

/// A thread and its queue.
struct Worker<M> {
    queue: Arc<Queue<Task<M>>>,
    thread: JoinHandle<()>,
}

/// A task of a thread.
enum Task<M> {
    /// A job, and a function that returns `true` while it is wanted.
    Job(Job, Box<dyn Fn() -> bool + Send + Sync>),
    /// A barrier: sends this message once all earlier tasks are done.
    Notify(M),
    /// A barrier for a caller that blocks.
    NotifyCaller(Sender<()>),
}

impl<M> fmt::Debug for Workers<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workers").field("world", &self.world).finish_non_exhaustive()
    }
}

impl<M: From<Event> + Send + 'static> Workers<M> {
    /// Creates workers without threads. Results go to `on_result`.
    pub(crate) fn new(world: World, on_result: impl Fn(M) + Send + Sync + 'static) -> Self {
        Self {
            world,
            on_result: Arc::new(on_result),
            searches: Arc::default(),
            passages: Arc::default(),
            studies: Arc::default(),
            nears: Arc::default(),
            exports: Arc::default(),
            stops: BTreeMap::new(),
            is_exiting: Arc::default(),
            disk: None,
            texts: None,
            loads: None,
            conversions: None,
            figures: None,
            study: None,
            exporter: None,
            passage: None,
            inputs: BTreeMap::new(),
        }
    }

    /// Queues `job`.
    pub(crate) fn submit(&mut self, job: Job) {
        if let Job::StopLoad(id) = job {
            // What runs occupies the thread.
            return self.stops.get(&id).map(|stop| stop.store(true, Ordering::Relaxed)).unwrap_or_default();
        }
        let is_wanted = self.wanted(&job);
        let start = || Worker::start(self.world.clone(), Arc::clone(&self.on_result));
        let worker = match &job {
            Job::ReadAnnotations
            | Job::SaveAnnotations(..)
            | Job::ReadDrafts
            | Job::SaveDraft(_)
            | Job::SaveSession(_) => &mut self.disk,
            Job::Load(_, speech) if speech.file().is_none() => {
                self.inputs.entry(speech.id().to_owned()).or_default()
            }
            Job::Load(_, speech) if speech.is_converted() => &mut self.conversions,
            Job::Load(..) if self.world.options.converters.is_some() => &mut self.loads,
            Job::Load(..) | Job::Search { .. } | Job::Arrange { .. } => &mut self.texts,
            Job::CountNear { .. } | Job::Study(_) | Job::CancelStudy => &mut self.study,
            Job::CountPassage { .. } => &mut self.passage,
            Job::WalkFolders
            | Job::CheckFile(..)
            | Job::ResolveAnnotations(..)
            | Job::ComputeFigures(..)
            | Job::StopLoad(_)
            | Job::ComputeOverview(_)
            | Job::CountSentences(_)
            | Job::CountWords(_) => &mut self.figures,
            Job::Export(_) | Job::CancelExports => &mut self.exporter,
        };
        let queue = &worker.get_or_insert_with(start).queue;
        let newer = job.clone();
        queue.push_replacing(
            Task::Job(job, is_wanted),
            |task| matches!(task, Task::Job(job, _) if is_superseded(job, &newer)),
            merge_saves,
        );
    }

    /// Returns a function that returns `true` while a job is wanted.
    fn wanted(&mut self, job: &Job) -> Box<dyn Fn() -> bool + Send + Sync> {
        let counter = match job {
            Job::Search { .. } | Job::Arrange { .. } => Some(&self.searches),
            Job::CountNear { .. } => Some(&self.nears),
            Job::CountPassage { .. } => Some(&self.passages),
            Job::Study(_) | Job::CancelStudy => Some(&self.studies),
            Job::CancelExports => Some(&self.exports),
            _ => None,
        };
        let exports = matches!(job, Job::Export(_))
            .then(|| (Arc::clone(&self.exports), self.exports.load(Ordering::Relaxed)));
        let number = counter
            .map(|counter| (Arc::clone(counter), counter.fetch_add(1, Ordering::Relaxed) + 1))
            .or(exports);
        let stop = match job {
            Job::Load(id, speech) if speech.is_converted() => {
                let stop = Arc::<AtomicBool>::default();
                self.stops.insert(*id, Arc::clone(&stop));
                Some(stop)
            }
            _ => None,
        };
        let is_exiting = Arc::clone(&self.is_exiting);
        Box::new(move || {
            let is_stopped = stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed));
            !is_stopped
                && number.as_ref().is_none_or(|(latest, number)| *number == latest.load(Ordering::Relaxed))
                && !is_exiting.load(Ordering::Relaxed)
        })
    }

    /// Sends `done` once all earlier changes are saved. Returns `false` if there were none, and sends nothing.
    pub(crate) fn notify_when_saved(&self, done: M) -> bool {
        self.disk.as_ref().map(|disk| disk.queue.push(Task::Notify(done))).is_some()
    }

    /// Stops waiting: from now on, a job fails if it cannot save at once.
    pub(crate) fn stop_waiting(&self) {
        self.is_exiting.store(true, Ordering::Relaxed);
    }
}

impl<M> Workers<M> {
    /// Waits up to `timeout` until all changes are saved. Returns `true` if they are.
    pub(crate) fn wait_until_saved(&self, timeout: Duration) -> bool {
        self.disk.as_ref().is_none_or(|disk| {
            let (done, waiting) = mpsc::channel();
            disk.queue.push(Task::NotifyCaller(done));
            waiting.recv_timeout(timeout).is_ok()
        })
    }

    /// Abandons a disk that has not answered for `waited`. Returns the error message.
    pub(crate) fn give_up(&mut self, waited: Duration) -> String {
        self.disk = None;
        let Folders { data, state, .. } = &self.world.folders;
        format!(
            "cannot save the latest changes: the disk has not answered for {2} seconds; check that {0} and {1} can be \
             reached",
            quoted(data),
            quoted(state),
            waited.as_secs()
        )
    }
}

/// Maximum wait for an unresponsive disk at exit.
const EXIT_TIMEOUT: Duration = LOCK_TIMEOUT.saturating_mul(2);

impl<M> Drop for Workers<M> {
    /// Waits until all changes are saved, unless the disk does not answer.
    fn drop(&mut self) {
        if let Some(converters) = self.world.options.converters {
            converters.close();
        }
        let has_answered = self.wait_until_saved(EXIT_TIMEOUT);
        let others = [
            &self.texts,
            &self.loads,
            &self.conversions,
            &self.figures,
            &self.study,
            &self.exporter,
            &self.passage,
        ];
        for worker in others.into_iter().chain([&self.disk]).flatten() {
            worker.queue.close();
        }
        if has_answered && let Some(disk) = self.disk.take() {
            drop(disk.thread.join());
        }
    }
}

impl<M: From<Event> + Send + 'static> Worker<M> {
    /// Starts a thread that does the tasks in its queue.
    fn start(world: World, on_result: Callback<M>) -> Self {
        let queue = Arc::new(Queue::new());
        let tasks = Arc::clone(&queue);
        let thread = thread::spawn(move || {
            while let Some(task) = tasks.next() {
                match task {
                    Task::Job(job, wanted) => {
                        let mut report = |event: Event| on_result(event.into());
                        catch_panic(matches!(job, Job::Export(_)), &mut report, |report| {
                            perform(job, &world, &wanted, report);
                        });
                    }
                    Task::Notify(message) => on_result(message),
                    Task::NotifyCaller(answer) => answer.send(()).unwrap_or_default(),
                }
            }
        });
        Self { queue, thread }
    }
}

/// Returns `true` if `newer` supersedes the `waiting` job. Otherwise fast typing would fill the memory with jobs.
fn is_superseded(waiting: &Job, newer: &Job) -> bool {
    match (waiting, newer) {
        (Job::Search { .. }, Job::Search { .. })
        | (Job::Arrange { .. }, Job::Arrange { .. })
        | (Job::CountNear { .. }, Job::CountNear { .. })
        | (Job::CountPassage { .. }, Job::CountPassage { .. })
        | (Job::ComputeOverview(_), Job::ComputeOverview(_))
        | (Job::Study(_), Job::Study(_) | Job::CancelStudy) => true,
        (Job::CountSentences(one), Job::CountSentences(other)) => Arc::ptr_eq(one, other),
        (Job::Load(one, _), Job::Load(other, _))
        | (Job::CheckFile(one, _), Job::CheckFile(other, _))
        | (Job::ComputeFigures(one, _), Job::ComputeFigures(other, _)) => one == other,
        // The same text, reloaded.
        (Job::CountWords(waiting), Job::CountWords(newer)) => {
            let is_read_again = |speech: &Arc<Document>| {
                newer.iter().any(|other| other.id() == speech.id() && other.file() == speech.file())
            };
            waiting.iter().all(is_read_again)
        }
        _ => false,
    }
}

/// Adds changes to bookmarks to a save that is already queued. Saving many changes takes as long as one, and
/// separate saves would delay the exit.
fn merge_saves<M>(last: &mut Task<M>, task: Task<M>) -> Option<Task<M>> {
    match (last, task) {
        (
            Task::Job(Job::SaveAnnotations(waiting, known, steps), _),
            Task::Job(Job::SaveAnnotations(newer, now, newer_steps), _),
        ) => {
            waiting.extend(newer);
            *known = now;
            steps.extend(newer_steps);
            None
        }
        (_, task) => Some(task),
    }
}

/// Returns `result` with its error as a message.
fn in_words<T>(result: anyhow::Result<T>) -> Result<T, String> {
    result.map_err(|error| error.to_string())
}

/// Runs the `work` of a job, which may be an export, and reports a panic instead of propagating it.
fn catch_panic(is_export: bool, report: &mut dyn FnMut(Event), work: impl FnOnce(&mut dyn FnMut(Event))) {
    if panic::catch_unwind(AssertUnwindSafe(|| work(report))).is_err() {
        report(Event::JobFailed { is_export });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::Catalog,
        effect::{Export, ExportContent, ExportRequest, ExportSubject},
    };
    use oratory_core::{Options, Query, SearchDefaults, Style};
    use oratory_import::import_text;

    #[test]
    fn panic_in_a_job_is_reported_and_the_thread_survives() {
        let mut reported = Vec::new();
        for fails in [true, false] {
            catch_panic(fails, &mut |event| reported.push(event), |report| {
                assert!(!fails, "meant to fail");
                report(Event::WordsCounted);
            });
        }
        let expected = [Event::JobFailed { is_export: true }, Event::WordsCounted];
        assert_eq!(format!("{reported:?}"), format!("{expected:?}"));
    }

    #[test]
    fn wait_for_an_unresponsive_disk_is_limited() {
        let (never, answer) = mpsc::channel::<()>();
        let answer = std::sync::Mutex::new(answer);
        // The callback blocks as a disk might.
        let mut workers = Workers::new(World::default(), move |_: Event| {
            answer.lock().unwrap().recv().unwrap_or_default();
        });
        workers.submit(Job::ReadAnnotations);
        assert!(!workers.wait_until_saved(Duration::from_millis(10)));
        assert!(
            workers.give_up(LOCK_TIMEOUT).contains(": the disk has not answered for 2 seconds; check that ")
        );
        let begun = std::time::Instant::now();
        drop(workers);
        assert!(begun.elapsed() < EXIT_TIMEOUT, "an abandoned disk is not waited for");

        let mut workers = Workers::new(World::default(), move |_: Event| thread::sleep(EXIT_TIMEOUT * 10));
        workers.submit(Job::ReadAnnotations);
        let begun = std::time::Instant::now();
        drop(workers);
        assert!(begun.elapsed() >= EXIT_TIMEOUT && begun.elapsed() < EXIT_TIMEOUT * 5);
        drop(never);
    }

    #[test]
    fn saves_and_the_exit_do_not_wait_for_an_export() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders { data: home.path().join("data"), ..Folders::default() };
        let (resume, paused) = mpsc::channel::<()>();
        let paused = std::sync::Mutex::new(paused);
        let (sender, began) = mpsc::channel();
        // The export blocks as it would while a converter runs.
        let mut workers = Workers::new(World { folders, ..World::default() }, move |event: Event| {
            if matches!(event, Event::Exported(..)) {
                sender.send(()).unwrap_or_default();
                paused.lock().unwrap().recv().unwrap_or_default();
            }
        });
        let name = home.path().join("notes.md").display().to_string();
        let request = ExportRequest { subject: ExportSubject::Notes(Vec::new()), name, may_replace: false };
        let content = ExportContent::Notes(Vec::new());
        workers.submit(Job::Export(Export { request, content, style: Style::default() }));
        workers.submit(Job::ReadAnnotations);
        began.recv_timeout(Duration::from_secs(10)).unwrap();
        assert!(workers.wait_until_saved(Duration::from_secs(10)));
        drop(resume);
    }

    #[test]
    fn merged_saves_keep_the_steps_of_each() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders { data: home.path().join("data"), ..Folders::default() };
        let world = World { folders, ..World::default() };
        let speech = import_text("talk", "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.");
        let now = "2026-11-24T03:56:15.5Z".parse().unwrap();
        let [one, two, three, four, five] =
            [1, 2, 3, 4, 5].map(|number| Annotation::of_paragraph(&speech, number, now).unwrap());
        let keep = |own: &Annotation| AnnotationChange::Save(Box::new(own.clone()));
        let remove = |own: &Annotation| AnnotationChange::Remove(own.id.clone());
        let save = |changes: Vec<AnnotationChange>, steps: &[&[&Annotation]]| {
            let ids = |step: &&[&Annotation]| step.iter().map(|own| own.id.clone()).collect();
            let changes = changes.into_iter().map(|change| (change, None)).collect();
            Job::SaveAnnotations(changes, Vec::new(), steps.iter().map(ids).collect())
        };
        perform(save([&one, &two, &three, &four].map(keep).to_vec(), &[]), &world, &|| true, &mut drop);
        let task = |job| Task::<Event>::Job(job, Box::new(|| true));
        let mut waiting = task(save([&one, &two, &three].map(remove).to_vec(), &[&[&one, &two, &three]]));
        assert!(merge_saves(&mut waiting, task(save(vec![keep(&five)], &[]))).is_none());
        let Task::Job(job, _) = waiting else { panic!() };
        perform(job, &world, &|| true, &mut drop);
        let read = bookmarks::read_with_undo(&world.folders).unwrap();
        assert_eq!((read.annotations.len(), read.undo), (2, vec![one, two, three]));

        // A later step replaces an earlier one.
        let mut waiting = task(save(vec![remove(&four)], &[&[&four]]));
        assert!(merge_saves(&mut waiting, task(save(vec![remove(&five)], &[&[&five]]))).is_none());
        let Task::Job(job, _) = waiting else { panic!() };
        perform(job, &world, &|| true, &mut drop);
        assert_eq!(bookmarks::read_with_undo(&world.folders).unwrap().undo, [five]);
    }

    #[test]
    fn count_of_a_passage_and_a_search_do_not_cancel_each_other() {
        let query = Arc::new(Query::new("one", Options::default(), SearchDefaults::default()).unwrap());
        let library = Catalog::new([import_text("a", "One.")]);
        let speeches: Vec<_> = library.iter().map(|(id, speech)| (id, Arc::clone(speech))).collect();
        let search = Job::Search { query: Arc::clone(&query), speeches: speeches.clone() };
        let passage = Job::CountPassage { query, speeches };
        assert!(is_superseded(&passage, &passage));
        assert!(!is_superseded(&passage, &search) && !is_superseded(&search, &passage));
        let (sender, reported) = mpsc::channel();
        let mut workers = Workers::new(World::default(), move |event: Event| {
            sender.send(matches!(event, Event::MatchesCounted { .. })).unwrap_or_default();
        });
        workers.submit(passage);
        workers.submit(search);
        let mut kinds = [0, 1].map(|_| reported.recv_timeout(Duration::from_secs(10)).unwrap());
        kinds.sort_unstable();
        assert_eq!(kinds, [false, true]);
    }

    #[test]
    fn superseded_jobs_are_dropped() {
        let speech = |id: &&str| Arc::new(import_text(id, "One."));
        let count = |ids: &[&str]| Job::CountWords(ids.iter().map(speech).collect());
        let library = Catalog::new(["a", "a"].map(|id| import_text(id, "One.")));
        let load = |(id, speech): (DocumentId, &Arc<Entry>)| Job::Load(id, Arc::clone(speech));
        let [one, other] = [0, 1].map(|index| load(library.iter().nth(index).unwrap()));
        assert!(is_superseded(&one, &one) && !is_superseded(&one, &other));
        assert!(is_superseded(&count(&["a"]), &count(&["a", "b"])));
        assert!(!is_superseded(&count(&["a", "b"]), &count(&["a"])));
        assert!(!is_superseded(&Job::ReadAnnotations, &Job::ReadAnnotations));
    }
}
