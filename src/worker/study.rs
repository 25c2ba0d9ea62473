//! Answers the questions of the study views. Texts that are not in memory are read, indexed and dropped again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use oratory_core::{
    Caution, Comparison, Mode, Overview, Places, WordCounts, WordIndex, in_both, version_rows, word_rows,
};

use super::{
    indexes::{Indexes, counts_of},
    phrases::PhraseFinder,
    spread,
};
use crate::{
    catalog::{DocumentId, Entry},
    effect::{Comparing, Counted, Indexed, Part, Question, StudyJob},
    event::{Answer, Compared, Event, FoundWords, Widest, version_column::VersionColumn},
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
    let reported = Instant::now();
    let reader = &mut Indexer { number, all: 0, done: 0, reported, indexes, options, wanted, report };
    let answer = match question {
        Question::Phrases { open, passage, others, across, within } => {
            let finder = PhraseFinder::new(&others, passage, across, within);
            reader.all = others.len() + 1;
            let open = reader.index(vec![open]).pop();
            open.and_then(|open| find_phrases(reader, finder, &open, others, GROWTH_INTERVAL))
        }
        Question::Compared { pair, parts, how } => {
            reader.all = pair.len();
            let entries = pair.clone();
            let speeches = <[Indexed; 2]>::try_from(reader.index_parts(pair, &parts));
            let compared = speeches.ok().filter(|_| wanted()).map(|pair| compared(pair, how));
            compared.map(|compared| Answer::Compared(with_column(compared, &entries, options, wanted)))
        }
        Question::Words { here, there } => {
            reader.all = here.len() + there.len();
            compare_words(reader, [here, there].map(Side::new), GROWTH_INTERVAL).map(Answer::Words)
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
    let mut pace = Pace::new(least_interval);
    let mut unread = spread::converted_last(others).into_iter();
    while unread.len() > 0 {
        let (batch, is_quick) = next_batch(&mut unread);
        finder.add(reader.index(batch));
        if unread.len() > 0 && (pace.is_due() || is_quick && is_slow(&unread)) {
            let begun = Instant::now();
            let found = Answer::Phrases(finder.find(open, reader.wanted)?);
            (reader.report)(Event::StudyGrew(reader.number, Arc::new(found)));
            pace.rest_after(begun);
        }
    }
    finder.find(open, reader.wanted).map(Answer::Phrases)
}

/// Paces the reports of what is known of an answer. At most a fifth of the time is spent on lists that will be replaced.
struct Pace {
    least: Duration,
    interval: Duration,
    /// The end of the last report.
    last: Instant,
}

impl Pace {
    fn new(least: Duration) -> Self {
        Self { least, interval: least, last: Instant::now() }
    }

    fn is_due(&self) -> bool {
        self.last.elapsed() > self.interval
    }

    /// Records a report that was `begun` at this time and is done now.
    fn rest_after(&mut self, begun: Instant) {
        self.last = Instant::now();
        self.interval = (4 * (self.last - begun)).max(self.least);
    }
}

/// Speeches that have not been read.
type Unread = std::vec::IntoIter<(DocumentId, Arc<Entry>)>;

/// Takes the next batch of speeches: of those whose text a converter prints, or of others, for which `true` is returned.
fn next_batch(unread: &mut Unread) -> (Vec<(DocumentId, Arc<Entry>)>, bool) {
    let is_quick = !is_slow(unread);
    let most = if is_quick { BATCH_SIZE } else { spread::thread_count() };
    let alike = unread.as_slice().iter().take(most);
    let count = alike.take_while(|(_, speech)| speech.is_converted() != is_quick).count();
    (unread.by_ref().take(count).collect(), is_quick)
}

/// Returns `true` if a converter prints the text of the next speech, which may take long.
fn is_slow(unread: &Unread) -> bool {
    unread.as_slice().first().is_some_and(|(_, speech)| speech.is_converted())
}

/// Computes facts about two speeches. There are none about a text that cannot be read.
pub(super) fn compute_overview(
    pair: [(DocumentId, Arc<Entry>); 2],
    (indexes, options): (&Indexes, ReadOptions),
    report: &mut dyn FnMut(Event),
) {
    let mut loader = Loader::new(options, &|| true);
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
        Mode::Versions => rows = version_rows(a, b),
    }
    Compared { mode, speeches, comparison, versions: rows, column: None }
}

/// Puts two versions into one column, for which their texts are needed.
fn with_column(
    compared: Compared,
    pair: &[(DocumentId, Arc<Entry>); 2],
    options: ReadOptions,
    wanted: &(dyn Fn() -> bool + Sync),
) -> Compared {
    if compared.mode != Mode::Versions || !wanted() {
        return compared;
    }
    let mut loader = Loader::new(options, wanted);
    let [Ok(a), Ok(b)] = pair.each_ref().map(|(_, speech)| loader.whole(speech)) else { return compared };
    let [(_, one), (_, other)] = &compared.speeches;
    let column = VersionColumn::new(&compared.versions, [one, other], [&a, &b]);
    Compared { column: Some(Arc::new(column)), ..compared }
}

/// A side of a comparison of words, as far as it has been read.
struct Side {
    /// `true` if it is one speech, whose words have places.
    is_one: bool,
    /// The number of all its speeches.
    all: usize,
    unread: Unread,
    read: Vec<Counted>,
    /// The sum of the counts of the speeches, but not of those that were read last.
    counts: Arc<WordCounts>,
    waiting: Vec<Arc<WordCounts>>,
    places: Option<Arc<WordIndex>>,
}

impl Side {
    fn new(speeches: Vec<(DocumentId, Arc<Entry>)>) -> Self {
        Self {
            is_one: speeches.len() == 1,
            all: speeches.len(),
            unread: spread::converted_last(speeches).into_iter(),
            read: Vec::new(),
            counts: Arc::default(),
            waiting: Vec::new(),
            places: None,
        }
    }

    /// Reads the next speeches. Returns `true` if they are the last before those whose text a converter prints.
    fn read_on(&mut self, reader: &mut Indexer<'_>) -> bool {
        let (next, is_quick) = next_batch(&mut self.unread);
        if !self.is_one {
            let counts = reader.count(next);
            self.waiting.extend(counts.iter().map(|(_, speech)| Arc::clone(&speech.counts)));
            self.read.extend(counts);
        } else if let Some((id, index)) = reader.index(next).pop() {
            self.counts = Arc::clone(index.counts());
            self.read.push((id, counts_of(&index)));
            self.places = Some(index);
        }
        is_quick && is_slow(&self.unread)
    }

    /// Adds up the counts.
    fn sum_up(&mut self) {
        if !self.waiting.is_empty() {
            let parts = self.waiting.iter().chain([&self.counts]).map(|counts| &**counts);
            self.counts = Arc::new(WordCounts::sum(parts));
            self.waiting.clear();
        }
    }
}

/// Compares the words of two sides. Reports those that are known while more texts are read. Returns `None` if they are not
/// wanted any more, or if no text of the first side can be read.
fn compare_words(
    reader: &mut Indexer<'_>,
    mut sides: [Side; 2],
    least_interval: Duration,
) -> Option<FoundWords> {
    let is_compared = sides[1].unread.len() > 0;
    let mut pace = Pace::new(least_interval);
    // A single speech first, so that there is something to compare the others with.
    let order = if sides[1].is_one { [1, 0] } else { [0, 1] };
    for side in order {
        while sides[side].unread.len() > 0 && (reader.wanted)() {
            let is_last_quick = sides[side].read_on(reader);
            let [here, there] = &sides;
            let is_known = !here.read.is_empty() && (!is_compared || !there.read.is_empty());
            let is_last = here.unread.len() + there.unread.len() == 0;
            if is_known && !is_last && (pace.is_due() || is_last_quick) {
                let begun = Instant::now();
                let found = Answer::Words(words(&mut sides));
                (reader.report)(Event::StudyGrew(reader.number, Arc::new(found)));
                pace.rest_after(begun);
            }
        }
    }
    ((reader.wanted)() && !sides[0].read.is_empty()).then(|| words(&mut sides))
}

/// Compares the words of two sides, as far as they have been read.
fn words(sides: &mut [Side; 2]) -> FoundWords {
    for side in &mut *sides {
        side.sum_up();
    }
    let [here, there] = &*sides;
    let rows = word_rows(&here.counts, &there.counts);
    let places = [here, there].map(|side| side.places.as_deref().map(Places::new));
    let caution = Caution::about(&rows).filter(|_| !there.read.is_empty());
    FoundWords {
        in_both: in_both(&rows),
        widest: Widest::of(&rows),
        caution,
        places,
        rows,
        unread: [here, there].map(|side| side.all - side.read.len()),
        here: here.read.clone(),
        there: there.read.clone(),
    }
}

/// Makes the indexes that a question needs, on all processors.
struct Indexer<'a> {
    number: usize,
    /// All texts of the question, and those that have been read.
    all: usize,
    done: usize,
    /// The time of the last report of the progress.
    reported: Instant,
    indexes: &'a Indexes,
    options: ReadOptions,
    wanted: &'a (dyn Fn() -> bool + Sync),
    report: &'a mut dyn FnMut(Event),
}

impl Indexer<'_> {
    /// Returns the indexes of the speeches that can be read, in their order. Reports the progress and the texts that cannot
    /// be read.
    fn index(&mut self, speeches: Vec<(DocumentId, Arc<Entry>)>) -> Vec<Indexed> {
        let kept = self.indexes;
        self.read(speeches, |id, speech, loader| kept.of(id, speech, || loader.whole(speech)))
    }

    /// Returns indexes like [`Indexer::index`], but of some paragraphs of each speech.
    fn index_parts(&mut self, pair: [(DocumentId, Arc<Entry>); 2], parts: &[Part; 2]) -> Vec<Indexed> {
        if parts.iter().all(Option::is_none) {
            return self.index(pair.into());
        }
        let kept = self.indexes;
        let mut indexes = Vec::with_capacity(pair.len());
        for (speech, part) in pair.into_iter().zip(parts) {
            indexes.extend(self.read(vec![speech], |id, speech, loader| match part {
                None => kept.of(id, speech, || loader.whole(speech)),
                Some(part) => {
                    let document = loader.whole(speech)?;
                    Ok(Arc::new(WordIndex::of_paragraphs(&document, |number| part.contains(&number))))
                }
            }));
        }
        indexes
    }

    /// Returns the counts of the words of speeches like [`Indexer::index`].
    fn count(&mut self, speeches: Vec<(DocumentId, Arc<Entry>)>) -> Vec<Counted> {
        let kept = self.indexes;
        self.read(speeches, |id, speech, loader| kept.counts_of(id, speech, || loader.whole(speech)))
    }

    fn read<T: Send>(
        &mut self,
        speeches: Vec<(DocumentId, Arc<Entry>)>,
        read_one: impl Fn(DocumentId, &Entry, &mut Loader<'_>) -> Result<T, String> + Sync,
    ) -> Vec<(DocumentId, T)> {
        let (options, wanted) = (self.options, self.wanted);
        let mut read = Vec::with_capacity(speeches.len());
        let read_wanted = |id, speech: &Entry, loader: &mut Loader<'_>| {
            let read = wanted().then(|| read_one(id, speech, loader))?;
            // Its converter was stopped with the question.
            (read.is_ok() || wanted()).then_some((id, read))
        };
        spread::for_each(speeches, (options, wanted), read_wanted, |at, (id, result)| {
            match result {
                Ok(result) => read.push((at, (id, result))),
                Err(why) => (self.report)(Event::TextUnreadable(id, why)),
            }
            self.report_progress();
        });
        read.sort_unstable_by_key(|(at, _)| *at);
        read.into_iter().map(|(_, read)| read).collect()
    }

    /// Counts a text that has been read, and reports the progress from time to time.
    fn report_progress(&mut self) {
        self.done += 1;
        if self.reported.elapsed() > REPORT_INTERVAL {
            let (number, done, of) = (self.number, self.done, self.all);
            (self.report)(Event::StudyProgressed { number, done, of });
            self.reported = Instant::now();
        }
    }
}

#[cfg(test)]
mod tests {
    use oratory_core::Limits;
    use oratory_import::import_text;

    use super::*;
    use crate::catalog::Catalog;

    /// Returns a library of 129 texts that share words and phrases.
    fn library() -> Vec<(DocumentId, Arc<Entry>)> {
        let text = |number: usize| {
            let own: Vec<String> = (0..9).map(|word| format!("{word}of{number}")).collect();
            format!("One red house, and the blue sea, says {}.", own.join(" "))
        };
        let texts = (0..=2 * BATCH_SIZE).map(|number| import_text(&number.to_string(), &text(number)));
        let library = Catalog::new(texts);
        library.iter().map(|(id, entry)| (id, Arc::clone(entry))).collect()
    }

    /// Returns the answer of `find`, and the parts that were reported before.
    fn with_parts<T>(find: impl FnOnce(&mut Indexer<'_>) -> T) -> (T, Vec<Arc<Answer>>) {
        let (indexes, mut parts) = (Indexes::default(), Vec::new());
        let mut report = |event| {
            if let Event::StudyGrew(7, answer) = event {
                parts.push(answer);
            }
        };
        let mut reader = Indexer {
            number: 7,
            all: 0,
            done: 0,
            reported: Instant::now(),
            indexes: &indexes,
            options: ReadOptions::default(),
            wanted: &(|| true),
            report: &mut report,
        };
        let found = find(&mut reader);
        (found, parts)
    }

    #[test]
    fn text_of_a_stopped_question_is_not_reported_as_unreadable() {
        for is_stopped in [true, false] {
            let is_wanted = std::sync::atomic::AtomicBool::new(true);
            let mut reported = Vec::new();
            let mut reader = Indexer {
                number: 7,
                all: 0,
                done: 0,
                reported: Instant::now(),
                indexes: &Indexes::default(),
                options: ReadOptions::default(),
                wanted: &|| is_wanted.load(std::sync::atomic::Ordering::SeqCst),
                report: &mut |event| reported.push(event),
            };
            let read = reader.read::<()>(library(), |_, _, _| {
                is_wanted.store(!is_stopped, std::sync::atomic::Ordering::SeqCst);
                Err("was stopped".to_owned())
            });
            assert!(read.is_empty());
            let unreadable = reported.iter().filter(|event| matches!(event, Event::TextUnreadable(..)));
            assert_eq!(unreadable.count(), if is_stopped { 0 } else { library().len() });
        }
    }

    #[test]
    fn lists_do_not_grow_with_each_converted_text() {
        let mut others = library();
        let open = others.remove(0);
        for (_, entry) in others.iter_mut().skip(BATCH_SIZE) {
            *entry = Arc::new(Entry::from(Arc::clone(entry.whole().unwrap())).converted());
        }
        let interval = Duration::from_hours(1);
        let (_, parts) = with_parts(|reader| {
            let sides = [vec![open.clone()], others.clone()];
            compare_words(reader, sides.map(Side::new), interval).unwrap()
        });
        assert_eq!(parts.len(), 1, "once, before the converters");
        let (_, parts) = with_parts(|reader| {
            let open = reader.index(vec![open]).remove(0);
            let finder = PhraseFinder::new(&others, None, Limits::OF_A_PAIR, Limits::OF_A_PAIR);
            find_phrases(reader, finder, &open, others, interval).unwrap()
        });
        assert_eq!(parts.len(), 1, "once, before the converters");
    }

    #[test]
    fn list_of_phrases_grows_while_a_library_is_read() {
        let mut others = library();
        let open = others.remove(0);
        let (whole, parts) = with_parts(|reader| {
            let open = reader.index(vec![open]).remove(0);
            let finder = PhraseFinder::new(&others, None, Limits::OF_A_PAIR, Limits::OF_A_PAIR);
            find_phrases(reader, finder, &open, others, Duration::ZERO).unwrap()
        });
        let counts = |answer: &Answer| {
            let Answer::Phrases(found) = answer else { panic!("{answer:?}") };
            let row = &found.lists[0].phrases.rows[0];
            (found.unread, row.speeches)
        };
        assert_eq!(parts.iter().map(|part| counts(part)).collect::<Vec<_>>(), [(BATCH_SIZE, BATCH_SIZE)]);
        assert_eq!(counts(&whole), (0, 2 * BATCH_SIZE));
    }

    #[test]
    fn list_of_words_grows_while_a_library_is_read() {
        for is_swapped in [false, true] {
            let mut others = library();
            let open = vec![others.remove(0)];
            let sides = if is_swapped { [others, open] } else { [open, others] };
            let (whole, parts) =
                with_parts(|reader| compare_words(reader, sides.map(Side::new), Duration::ZERO).unwrap());
            let counts = |found: &FoundWords| {
                let row = found.rows.iter().find(|row| &*row.word == "house").unwrap();
                let counts = [row.contrast.here, row.contrast.there];
                let [one, several] = if is_swapped { [1, 0] } else { [0, 1] };
                assert_eq!((counts[one], found.unread[one], found.places[one].is_some()), (1, 0, true));
                (found.unread[several], counts[several], found.rows.len())
            };
            let parts = parts.iter().map(|part| match &**part {
                Answer::Words(found) => counts(found),
                other => panic!("{other:?}"),
            });
            // Eight words that all have, and nine of each text.
            let part = (BATCH_SIZE, BATCH_SIZE, 8 + 9 * (BATCH_SIZE + 1));
            assert_eq!(parts.collect::<Vec<_>>(), [part], "the open speech alone is not compared yet");
            assert_eq!(counts(&whole), (0, 2 * BATCH_SIZE, 8 + 9 * (2 * BATCH_SIZE + 1)));
        }
    }
}
