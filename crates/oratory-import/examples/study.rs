//! Measures the study of a library: `cargo run --release -p oratory-import --example study FOLDER OPEN`.
//!
//! FOLDER holds a text file for each speech, OPEN is the name of one of them, without its extension.

use std::{
    env,
    error::Error,
    fs,
    time::{Duration, Instant},
};

use oratory_core::{
    Collocates, Comparison, Document, Limits, MIN_NEAR, NEAR_SPAN, Overview, PhraseOrder, PhraseSearch,
    WordCounts, WordIndex, version_counts, version_rows, word_rows, words_of,
};
use oratory_import::import_text;

fn main() -> Result<(), Box<dyn Error>> {
    let [folder, open] = &env::args().skip(1).collect::<Vec<_>>()[..] else {
        return Err("usage: study FOLDER OPEN".into());
    };
    let documents = documents(folder)?;
    let before = resident_kb();
    let indexes = timed("index, one thread", || documents.iter().map(WordIndex::of).collect::<Vec<_>>());
    let words: usize = indexes.iter().map(WordIndex::len).sum();
    println!("{} speeches, {words} words, {} MB", documents.len(), (resident_kb() - before) / 1024);
    let at = documents.iter().position(|document| document.id() == open).ok_or("no such speech")?;

    let mut search = PhraseSearch::new(&indexes[at], Limits::OF_A_LIBRARY);
    timed("parts of all others", || {
        search = PhraseSearch::new(&indexes[at], Limits::OF_A_LIBRARY);
        for (number, index) in indexes.iter().enumerate().filter(|(number, _)| *number != at) {
            search.add_unless_alike(number + 1, index);
        }
    });
    let mut phrases = timed("phrases", || search.phrases());
    phrases.sort(PhraseOrder::Spread);
    println!("{} phrases", phrases.rows.len());
    for phrase in phrases.rows.iter().take(10) {
        let range = indexes[at].range(phrase.first..phrase.first + phrase.words);
        let text = words_of(&documents[at], range);
        println!("  {:3} {text} {} {}", phrase.words, phrase.here, phrase.speeches);
    }

    let open = &documents[at];
    let edited =
        import_text("edited", &open.text().replace("America", "the Union").replace(" we ", " they "));
    let edited = WordIndex::of(&edited);
    let rows = timed("versions", || version_rows(&indexes[at], &edited));
    println!("{} words in {} paragraphs, {:?}", indexes[at].len(), rows.len(), version_counts(&rows));
    let other = &indexes[at - 1];
    timed("versions of another speech", || version_rows(&indexes[at], other));
    timed("comparison with another speech", || Comparison::new(&indexes[at], other, Limits::OF_A_PAIR));
    timed("comparison with itself", || Comparison::new(&indexes[at], &indexes[at], Limits::OF_A_PAIR));
    timed("overview", || Overview::of(&indexes[at], other));

    let counts: Vec<&WordCounts> = indexes.iter().map(|index| &**index.counts()).collect();
    let others: Vec<&WordCounts> = counts[..at].iter().chain(&counts[at + 1..]).copied().collect();
    let rest = timed("sum of the word counts", || WordCounts::sum(others.iter().copied()));
    let rows = timed("word list", || word_rows(counts[at], &rest));
    println!("{} rows", rows.len());

    let all = WordCounts::sum(counts.iter().copied());
    let matches: Vec<_> = indexes
        .iter()
        .map(|index| index.places("union").map(|word| index.range(word..word + 1)).collect::<Vec<_>>())
        .collect();
    let rows = timed("collocates", || {
        let mut collocates = Collocates::new(NEAR_SPAN);
        for (index, matches) in indexes.iter().zip(&matches) {
            collocates.add(index, matches);
        }
        collocates.rows(&all, MIN_NEAR)
    });
    println!("{} rows for {} matches", rows.len(), matches.iter().map(Vec::len).sum::<usize>());
    Ok(())
}

/// Returns the speeches of a folder, in the order of their names.
fn documents(folder: &str) -> Result<Vec<Document>, Box<dyn Error>> {
    let mut files: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    files.sort_by_key(fs::DirEntry::path);
    let mut documents = Vec::new();
    for file in files {
        let path = file.path();
        let id = path.file_stem().unwrap_or_default().to_string_lossy();
        documents.push(import_text(&id, &fs::read_to_string(&path)?));
    }
    Ok(documents)
}

/// Prints how long a step takes on the processor: the least of three runs.
fn timed<T>(step: &str, mut work: impl FnMut() -> T) -> T {
    let mut run = || {
        let start = (Instant::now(), processor_time());
        let done = work();
        let elapsed = start.0.elapsed();
        // Linux updates the processor time only every few milliseconds.
        let time = match (start.1, processor_time()) {
            (Some(start), Some(end)) if elapsed > MIN_PROCESSOR_TIME => end.saturating_sub(start),
            _ => elapsed,
        };
        (done, time.as_secs_f64() * 1000.0)
    };
    let (mut done, mut least) = run();
    for _ in 0..2 {
        drop(done);
        let (again, time) = run();
        (done, least) = (again, least.min(time));
    }
    println!("{step}: {least:.1} ms");
    done
}

/// Shorter steps are measured by the clock.
const MIN_PROCESSOR_TIME: Duration = Duration::from_millis(20);

/// Returns the time for which the thread has run, on Linux. Other programs do not count.
fn processor_time() -> Option<Duration> {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(statistics.split(' ').next()?.parse().ok()?))
}

/// Returns the resident memory of the process on Linux.
fn resident_kb() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}
