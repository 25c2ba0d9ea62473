//! The filters of lists: of headings by their words, and of speeches by all their details.

use std::{collections::HashMap, sync::Arc};

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};
use oratory_core::{Ambiguous, Detail, Details, loose};

use super::rows::ONE_ROW_FROM;
use crate::{
    app::library::Library,
    catalog::{DocumentId, Entry},
};

/// A fuzzy filter of a list. It is created once for all entries, because the matcher needs much memory.
#[derive(Debug)]
pub(super) struct FuzzyFilter {
    filter: String,
    pattern: Pattern,
    matcher: Matcher,
    letters: Vec<char>,
}

/// The rank of a word that only the source has.
const OF_SOURCE: u32 = 1 << 20;

/// The rank of an entry that contains the filter.
const CONTAINED: u32 = 2;

impl FuzzyFilter {
    /// Creates a filter that compares like [`loose`], ignoring case, accents and composition.
    pub(super) fn new(filter: &str) -> Self {
        let filter = loose(filter);
        let pattern = Pattern::new(&filter, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        Self { filter, pattern, matcher: Matcher::new(Config::DEFAULT), letters: Vec::new() }
    }

    /// Ranks an entry, the best first: the whole matches, then its beginning, then a part, then scattered
    /// letters. Returns `None` if the entry does not match.
    pub(super) fn rank(&mut self, words: &str) -> Option<u32> {
        self.rank_loose(&loose(words))
    }

    /// Ranks an entry whose words are in the form of [`loose`].
    fn rank_loose(&mut self, words: &str) -> Option<u32> {
        let filter = self.filter.as_str();
        if filter.is_empty() || words == filter {
            return Some(0);
        }
        if words.starts_with(filter) {
            return Some(1);
        }
        if words.contains(filter) {
            return Some(CONTAINED);
        }
        let score = self.pattern.score(Utf32Str::new(words, &mut self.letters), &mut self.matcher)?;
        // nucleo gives 16 points for a letter, and more for neighbours. With less than half of that, the letters are
        // scattered so widely that the reader hardly meant this entry.
        let full_score =
            u32::try_from(Ambiguous::Narrow.width(filter)).unwrap_or(u32::MAX).saturating_mul(16);
        (score * 2 >= full_score).then(|| 1 + CONTAINED + full_score.saturating_sub(score))
    }
}

/// The words of all speeches, in the form of [`loose`]. They are derived once, and not for each key.
#[derive(Debug, Clone, Default)]
pub(super) struct SpeechWords {
    words: Arc<Vec<Words>>,
    /// The number of changes to the catalog from which they were derived.
    derived_from: Option<usize>,
}

/// The words by which the filter finds a speech.
#[derive(Debug, Clone)]
struct Words {
    id: String,
    details: Details,
    /// Title, speaker, both, and short name. Letters of these may be missing from the filter.
    names: Arc<[String]>,
    /// All details but the source, one a line.
    all: Arc<str>,
    /// The source of the text. It may be a sentence that names other speeches too, so only whole words of it count.
    source: Arc<str>,
}

impl SpeechWords {
    /// Derives the words again that have changed.
    fn refresh(&mut self, library: &Library) {
        let catalog = library.catalog();
        if self.derived_from.replace(catalog.changes()) == Some(catalog.changes()) {
            return;
        }
        let words = catalog.entries().enumerate().map(|(index, speech)| match self.words.get(index) {
            Some(known) if known.id == speech.id() && known.details == *speech.details() => known.clone(),
            _ => Words::of(speech),
        });
        self.words = Arc::new(words.collect());
    }

    /// Returns the speeches that match `filter`, each with its rank, in the order of the list. A speech matches if it
    /// has every word in one of its details.
    pub(super) fn filtered(&mut self, filter: &str, library: &Library) -> Vec<(u32, DocumentId)> {
        self.refresh(library);
        let mut phrase = FuzzyFilter::new(filter);
        let mut each: Vec<FuzzyFilter> = filter.split_whitespace().map(FuzzyFilter::new).collect();
        let ids: Vec<DocumentId> = library.catalog().iter().map(|(id, _)| id).collect();
        let mut ranks = vec![None; ids.len()];
        for (rank, words) in ranks.iter_mut().zip(&*self.words) {
            *rank = words.rank(&mut phrase, &mut each);
        }
        // Speeches of which only the source has a word are shown only if there are no others.
        let is_other = |rank: &Option<u32>| rank.is_some_and(|rank| rank < OF_SOURCE);
        if ranks.iter().any(is_other) {
            ranks.iter_mut().filter(|rank| !is_other(rank)).for_each(|rank| *rank = None);
        }
        // Of many speeches, those with scattered letters are shown only if there are no others.
        let is_exact = |rank: &Option<u32>| rank.is_some_and(|rank| rank <= CONTAINED);
        if ids.len() >= ONE_ROW_FROM && ranks.iter().any(is_exact) {
            ranks.iter_mut().filter(|rank| !is_exact(rank)).for_each(|rank| *rank = None);
        }
        let ranked: HashMap<DocumentId, u32> =
            ids.into_iter().zip(ranks).filter_map(|(id, rank)| Some((id, rank?))).collect();
        library.sequence().iter().filter_map(|id| Some((*ranked.get(id)?, *id))).collect()
    }
}

impl Words {
    fn of(speech: &Entry) -> Self {
        let details = speech.details();
        let title = details.title.as_str();
        let speaker = details.speaker.as_deref();
        let both = speaker.map(|speaker| format!("{speaker} {title}"));
        let names = [Some(title), speaker, both.as_deref(), Some(speech.id())];
        let names = names.into_iter().flatten().map(loose).collect();
        let all: Vec<String> = details_of(speech).iter().map(|detail| loose(detail)).collect();
        let source = loose(details.source.as_deref().unwrap_or_default()).into();
        let (id, all) = (speech.id().to_owned(), all.join("\n").into());
        Self { id, details: details.clone(), names, all, source }
    }

    /// Ranks the speech: by all of the filter in one of its names, or else by each word in any detail.
    fn rank(&self, phrase: &mut FuzzyFilter, each: &mut [FuzzyFilter]) -> Option<u32> {
        let whole = self.names.iter().filter_map(|name| phrase.rank_loose(name)).min();
        if whole.is_some_and(|rank| rank <= CONTAINED) {
            return whole;
        }
        let mut sum = Some(0);
        for word in each {
            let is_of_source = |word: &str| self.source.split_whitespace().any(|other| other == word);
            let rank = if self.all.contains(word.filter.as_str()) {
                Some(0)
            } else if is_of_source(&word.filter) {
                Some(OF_SOURCE)
            } else {
                self.names.iter().filter_map(|name| word.rank_loose(name)).min()
            };
            sum = sum.zip(rank).map(|(sum, rank): (u32, u32)| sum.saturating_add(rank));
        }
        let parts = sum.map(|sum| sum.saturating_add(CONTAINED));
        whole.into_iter().chain(parts).min()
    }
}

/// Returns all details of `speech` but the source and the date of access, its dates in all their forms, its short name and the name of its file.
fn details_of(speech: &Entry) -> Vec<String> {
    let details = speech.details();
    let file = speech.file().and_then(|file| Some(file.file_name()?.to_string_lossy().into_owned()));
    let other = details.other.iter().map(|(_, value)| value.to_string());
    let named = details.named().into_iter().filter(|(name, _)| !["source", "accessed"].contains(name));
    let named = named.filter_map(|(_, detail)| detail).flat_map(|detail| match detail {
        Detail::Words(words) => vec![words.to_owned()],
        Detail::Date(date) => vec![date.iso(), date.short(), date.to_string()],
    });
    [details.title.clone(), speech.id().to_owned()]
        .into_iter()
        .chain(named)
        .chain(other)
        .chain(file)
        .collect()
}
