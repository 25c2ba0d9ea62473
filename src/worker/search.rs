//! Counts matches in a whole library, on all processors. Texts that are not in memory are read, searched and
//! dropped again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use oratory_core::{Arrangement, Budget, MatchIndex, Query, sort_matches, sortable_matches};

use super::spread;
use crate::catalog::{DocumentId, Entry};
use crate::{
    event::Event,
    store::{options::ReadOptions, texts::Loader},
};

/// Interval between reports of counts.
const REPORT_INTERVAL: Duration = Duration::from_millis(30);

/// Counts the matches of `query` in each speech, and reports them roughly in the order of the speeches.
pub(super) fn count(
    query: &Arc<Query>,
    speeches: Vec<(DocumentId, Arc<Entry>)>,
    options: ReadOptions,
    wanted: &(dyn Fn() -> bool + Sync),
    report: &mut dyn FnMut(Event),
) {
    let speeches = spread::converted_last(speeches);
    let ids: Vec<DocumentId> = speeches.iter().map(|(id, _)| *id).collect();
    let is_converted: Vec<bool> = speeches.iter().map(|(_, speech)| speech.is_converted()).collect();
    let mut quick = is_converted.iter().filter(|&&is_converted| !is_converted).count();
    let (mut waiting, mut told) = (Vec::new(), None::<Instant>);
    let count_one = |_, speech: &Entry, loader: &mut Loader<'_>| count_one(query, speech, loader, wanted);
    spread::for_each(speeches, (options, wanted), count_one, |number, match_index| {
        let match_index = match_index.unwrap_or_else(|why| {
            report(Event::TextUnreadable(ids[number], why));
            MatchIndex::default()
        });
        waiting.push((ids[number], match_index));
        quick -= usize::from(!is_converted[number]);
        // The next result may be that of a slow converter.
        let is_last_quick = quick == 0 && !is_converted[number];
        if is_last_quick || told.is_none_or(|told| told.elapsed() > REPORT_INTERVAL) {
            report_counts(query, std::mem::take(&mut waiting), wanted, report);
            told = Some(Instant::now());
        }
    });
    report_counts(query, waiting, wanted, report);
}

fn report_counts(
    query: &Arc<Query>,
    match_index: Vec<(DocumentId, MatchIndex)>,
    wanted: &dyn Fn() -> bool,
    report: &mut dyn FnMut(Event),
) {
    if !match_index.is_empty() && wanted() {
        report(Event::MatchesCounted { query: Arc::downgrade(query), match_index });
    }
}

/// Counts the passages with the words of `query` in each speech.
pub(super) fn count_passage(
    query: &Arc<Query>,
    speeches: Vec<(DocumentId, Arc<Entry>)>,
    options: ReadOptions,
    wanted: &(dyn Fn() -> bool + Sync),
    report: &mut dyn FnMut(Event),
) {
    count(query, speeches, options, wanted, &mut |event| {
        // A search reports texts that cannot be read.
        if let Event::MatchesCounted { query, match_index } = event {
            report(Event::PassageCounted { query, match_index });
        }
    });
}

/// Counts the matches in one speech, or returns the error of reading it. Returns `None` once the search is not
/// `wanted` any more.
fn count_one(
    query: &Query,
    speech: &Entry,
    loader: &mut Loader<'_>,
    wanted: &dyn Fn() -> bool,
) -> Option<Result<MatchIndex, String>> {
    if speech.fault().is_some() {
        return Some(Ok(MatchIndex::default()));
    }
    if speech.is_partial() && !wanted() {
        return None;
    }
    match loader.whole(speech) {
        Ok(speech) => MatchIndex::of(query, &speech, wanted).map(Ok),
        // The converter of the text was stopped with the search.
        Err(_) if !wanted() => None,
        Err(why) => Some(Err(why)),
    }
}

/// Filters and sorts the matches of `query` and reports them. Stops once they are not `wanted` any more.
pub(super) fn arrange(
    query: &Arc<Query>,
    arrangement: Arrangement,
    speeches: Vec<(DocumentId, Arc<Entry>)>,
    options: ReadOptions,
    wanted: &dyn Fn() -> bool,
    report: &mut dyn FnMut(Event),
) {
    let mut matches = Vec::new();
    let budget = Budget::while_wanted(wanted);
    let mut loader = Loader::new(options, wanted);
    for (id, speech) in speeches {
        if let Ok(speech) = loader.whole(&speech) {
            matches.extend(sortable_matches(query, id, &speech, &arrangement, &budget));
        }
        if budget.is_spent() || !wanted() {
            return;
        }
    }
    sort_matches(&mut matches);
    let arranged = matches.into_iter().map(|matched| (matched.document, matched.range)).collect();
    report(Event::LinesArranged(Arc::clone(query), arrangement, arranged));
}

#[cfg(test)]
mod tests {
    use super::*;
    use oratory_core::{Options, SearchDefaults, SortOrder};
    use oratory_import::import_text;

    #[test]
    fn cancelled_search_ends_within_a_text() {
        // One block of a megabyte, with a pattern that takes hundreds of steps for each byte.
        let speech = Arc::new(Entry::from(import_text("a", &"the cell of an age ".repeat(50_000))));
        let options = Options { regex: true, ..Options::default() };
        let query = Arc::new(Query::new("(?:[a-z].{1,40}){4}#", options, SearchDefaults::default()).unwrap());
        let looks = std::sync::atomic::AtomicUsize::new(0);
        let wanted = || looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < 10;
        let mut told = Vec::new();
        count(
            &query,
            vec![(DocumentId::default(), Arc::clone(&speech))],
            ReadOptions::default(),
            &wanted,
            &mut |event| {
                told.push(event);
            },
        );
        let arrangement = Arrangement { order: SortOrder::Right, ..Arrangement::default() };
        arrange(
            &query,
            arrangement,
            vec![(DocumentId::default(), speech)],
            ReadOptions::default(),
            &wanted,
            &mut |event| {
                told.push(event);
            },
        );
        assert!(told.is_empty(), "{told:?}");
        assert!(looks.into_inner() < 20, "a cancelled search is not polled again and again");
    }

    /// Returns the numbers of speeches in the reports of a search in `quick` texts, and `converted` ones.
    fn reported(quick: usize, converted: usize) -> Vec<usize> {
        let query = Arc::new(Query::new("one", Options::default(), SearchDefaults::default()).unwrap());
        let speeches = (0..quick + converted).map(|number| {
            let entry = Entry::from(import_text("a", "One."));
            (DocumentId::default(), Arc::new(if number < quick { entry } else { entry.converted() }))
        });
        let mut reported = Vec::new();
        count(&query, speeches.collect(), ReadOptions::default(), &|| true, &mut |event| {
            if let Event::MatchesCounted { match_index, .. } = event {
                reported.push(match_index.len());
            }
        });
        reported
    }

    #[test]
    fn converted_texts_are_not_reported_one_by_one() {
        for (quick, converted) in [(0, 500), (100, 500)] {
            let reported = reported(quick, converted);
            assert_eq!(reported.iter().sum::<usize>(), quick + converted);
            assert!(reported.len() < 200, "{reported:?}");
        }
    }

    #[test]
    fn pending_report_does_not_keep_the_query_alive() {
        let query = Arc::new(Query::new("one", Options::default(), SearchDefaults::default()).unwrap());
        let speech = Arc::new(Entry::from(import_text("a", "One.")));
        let mut told = Vec::new();
        count(
            &query,
            vec![(DocumentId::default(), speech)],
            ReadOptions::default(),
            &|| true,
            &mut |event| told.push(event),
        );
        assert!(matches!(told[..], [Event::MatchesCounted { .. }]), "{told:?}");
        assert_eq!(Arc::strong_count(&query), 1);
    }
}
