//! Phrases: sequences of words that two speeches share, that one repeats, or that occur in others of a library.
//!
//! A phrase is a sequence of words in one paragraph that neither begins nor ends with an [edge word](super::edges). It has at
//! least [`Limits::words`] words, or [`Limits::characters`] Chinese or Japanese characters. Punctuation between words is
//! ignored. A phrase is left out if a longer one contains it and has the same counts, speech by speech: then each of its
//! places is a part of a place of the longer one.
//!
//! All places are found in three steps. The sequences of a few words of the open speech are put into a set (*seeds*). Of the
//! other speeches, only the parts that consist of seeds are kept, which for most speeches is little. A suffix array of the
//! open speech and these parts then lists everything that repeats. A longest sequence with the same places is trimmed to
//! its first and last word that are no edge words. Conversely, every phrase is such a sequence: if its longest extension
//! with the same places were trimmed to something else, that would be a longer phrase with the same counts.
//!
//! A speech of 8,000 words is searched for in 248 others with 2.0 million words in 60 ms, of which the suffix array takes 1 ms:
//! the set of seeds is looked up once for each word.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use jiff::civil;

use super::{
    edges::is_edge_word,
    suffixes::{Repeat, repeats, suffix_array},
    words::WordIndex,
};
use crate::document::scripts::{is_han, is_kana};

/// The number of the open speech among the speeches of a [`PhraseSearch`].
pub const OPEN_SPEECH: usize = 0;

/// A speech that shares a greater part of its words with the open one is largely the same text.
const LARGELY: f64 = 0.8;

/// The words at the ends of phrases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Edges {
    /// No phrase begins or ends with an edge word.
    #[default]
    Trimmed,
    /// Any words.
    Any,
}

/// The least length and number of phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The least number of words.
    pub words: usize,
    /// The least number of characters of a phrase in Chinese or Japanese, which is divided into words by a dictionary.
    pub characters: usize,
    /// The least number of places, in all speeches together.
    pub times: usize,
    /// The words at the ends.
    pub edges: Edges,
}

impl Limits {
    /// The limits for two speeches, or for one.
    pub const OF_A_PAIR: Self = Self { words: 3, characters: 8, times: 2, edges: Edges::Trimmed };

    /// The limits for a library.
    pub const OF_A_LIBRARY: Self = Self { words: 5, ..Self::OF_A_PAIR };
}

/// A phrase, and how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The number of words.
    pub words: usize,
    /// The number of places in the open speech.
    pub here: usize,
    /// The number of places in other speeches.
    pub elsewhere: usize,
    /// The number of other speeches.
    pub speeches: usize,
    /// The first place in the open speech, as a word of its index.
    pub first: usize,
    /// The places, as a range of the suffix array.
    suffixes: Range<usize>,
    /// The number of edge words before the phrase at each of these places.
    trimmed: usize,
}

/// A place of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The number of the speech: [`OPEN_SPEECH`], or as given to [`PhraseSearch::add`].
    pub speech: usize,
    /// The words of the speech's index.
    pub words: Range<usize>,
}

/// The order of a list of phrases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PhraseOrder {
    /// The longest first, then the most frequent.
    #[default]
    Longest,
    /// The most frequent first, then the longest.
    Frequent,
    /// By the first place in the open speech.
    Place,
    /// By the number of words times the number of other speeches, the greatest first.
    Spread,
    /// By the date of the first use in another speech. It needs the dates: see [`PhraseOrder::key`].
    Oldest,
}

impl PhraseOrder {
    /// Returns the name of the order.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Longest => "longest first",
            Self::Frequent => "most frequent",
            Self::Place => "by place",
            Self::Spread => "by words × speeches",
            Self::Oldest => "oldest first",
        }
    }

    /// Returns the key by which phrases are sorted, the least first. Phrases that were first used on the same day are in the
    /// order [`PhraseOrder::Longest`]; the caller sorts by the day.
    pub const fn key(self, phrase: &Phrase) -> (usize, usize, usize, usize) {
        let count = phrase.here + phrase.elsewhere;
        let (first, second) = match self {
            Self::Longest | Self::Oldest => (phrase.words, count),
            Self::Frequent => (count, phrase.words),
            Self::Place => (usize::MAX - phrase.first, phrase.words),
            Self::Spread => (phrase.words.saturating_mul(phrase.speeches), phrase.words),
        };
        (usize::MAX - first, usize::MAX - second, phrase.first, usize::MAX - phrase.words)
    }
}

/// All phrases that a search has found.
#[derive(Debug, Default)]
pub struct Phrases {
    /// The phrases. They can be sorted and filtered.
    pub rows: Vec<Phrase>,
    suffixes: Vec<usize>,
    /// The parts of the speeches in the searched sequence, in order.
    parts: Vec<Part>,
}

/// A part of a speech in the searched sequence.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// The offset in the sequence.
    at: usize,
    speech: usize,
    /// The first word of the part in the speech's index.
    word: usize,
}

/// Returns the phrases that two speeches share, in the order [`PhraseOrder::Longest`]. The first is [`OPEN_SPEECH`], the second
/// number 1. The phrases are the same the other way round.
pub fn shared_phrases(open: &WordIndex, other: &WordIndex, limits: Limits) -> Phrases {
    let languages = [open.language(), other.language()];
    let mut search = PhraseSearch::of_languages(open, 0..open.len(), limits, &languages);
    search.add(OPEN_SPEECH + 1, other);
    search.phrases()
}

/// Returns the phrases that one speech repeats, in the order [`PhraseOrder::Longest`].
pub fn repeated_phrases(open: &WordIndex, limits: Limits) -> Phrases {
    let search = PhraseSearch::new(open, limits);
    search.find(|counts| counts.here >= limits.times.max(2))
}

/// A search for the phrases of one speech in others. Speech by speech, the others are added, so that a worker can report what
/// it has found so far, and can stop.
///
/// ```
/// use oratory_core::{Document, Limits, PhraseSearch, WordIndex};
///
/// let [open, other] = ["The state of our union is strong.", "Is the state of our union strong?"]
///     .map(|text| WordIndex::of(&Document::of_paragraphs("talk", text)));
/// let mut search = PhraseSearch::new(&open, Limits::OF_A_PAIR);
/// search.add(1, &other);
/// let phrases = search.phrases();
/// let places = phrases.places(&phrases.rows[0]);
/// assert_eq!(open.forms(places[0].words.clone()), ["state", "of", "our", "union"]);
/// assert_eq!((places[1].speech, other.range(places[1].words.clone())), (1, 7..25));
/// ```
#[derive(Debug)]
pub struct PhraseSearch<'a> {
    open: &'a WordIndex,
    /// The words of the open speech in which phrases are searched for.
    passage: Range<usize>,
    limits: Limits,
    /// For each number of a word of the open speech, its weight in a phrase.
    weights: Vec<Weight>,
    /// The words in each of `seeds`.
    seed_words: usize,
    /// The sequences of so many words in the open speech.
    seeds: HashSet<&'a [u32]>,
    /// The words of all parts, by their numbers in the open speech. A separator, which is unique, stands after each part.
    sequence: Vec<u32>,
    parts: Vec<Part>,
}

/// The weight of a word in a phrase.
#[derive(Debug, Clone, Copy)]
struct Weight {
    /// The number of characters, if they are Chinese or Japanese. Otherwise 0, and the word counts as one.
    characters: usize,
    is_edge: bool,
}

/// The number of places of a phrase.
#[derive(Debug, Clone, Copy)]
struct Counts {
    here: usize,
    elsewhere: usize,
}

impl<'a> PhraseSearch<'a> {
    /// Starts a search for the phrases of `open`.
    pub fn new(open: &'a WordIndex, limits: Limits) -> Self {
        Self::of_passage(open, 0..open.len(), limits)
    }

    /// Starts a search for the phrases within `passage`, some words of `open`.
    pub fn of_passage(open: &'a WordIndex, passage: Range<usize>, limits: Limits) -> Self {
        Self::of_languages(open, passage, limits, &[open.language()])
    }

    /// Starts a search with the edge words of several languages.
    fn of_languages(
        open: &'a WordIndex,
        passage: Range<usize>,
        limits: Limits,
        languages: &[Option<&str>],
    ) -> Self {
        let is_trimmed = limits.edges == Edges::Trimmed;
        let is_edge = |form: &str| languages.iter().any(|language| is_edge_word(form, *language));
        let weights: Vec<Weight> = open
            .counts()
            .forms()
            .map(|form| {
                let characters = form.chars().filter(|&c| is_han(c) || is_kana(c)).count();
                Weight { characters, is_edge: is_trimmed && is_edge(form) }
            })
            .collect();
        // Eight Chinese characters may be as few as two words.
        let has_characters = weights.iter().any(|weight| weight.characters > 0);
        let seed_words = if has_characters { limits.words.min(2) } else { limits.words }.max(1);
        let paragraphs = || open.paragraphs().filter_map(|words| within(&words, &passage));
        let seeds = paragraphs().flat_map(|words| open.ids()[words].windows(seed_words)).collect();
        let (sequence, parts) = (Vec::new(), Vec::new());
        let mut search =
            Self { open, passage: passage.clone(), limits, weights, seed_words, seeds, sequence, parts };
        for words in paragraphs() {
            search.push(OPEN_SPEECH, &open.ids()[words.clone()], words.start);
        }
        search
    }

    /// Adds what is outside the passage in the open speech, as another speech whose number is `speech`.
    pub fn add_rest(&mut self, speech: usize) {
        let outside = [0..self.passage.start, self.passage.end..self.open.len()];
        let paragraphs = self.open.paragraphs();
        let rest = paragraphs.flat_map(|words| outside.each_ref().map(|outside| within(&words, outside)));
        for (start, ids) in self.parts_in(self.open, rest.flatten()) {
            self.push(speech, &ids, start);
        }
    }

    /// Adds another speech, whose number is `speech`. Returns the number of its words that are in a sequence that the open
    /// speech has too.
    pub fn add(&mut self, speech: usize, other: &WordIndex) -> usize {
        let parts = self.parts_of(other);
        for (start, ids) in &parts {
            self.push(speech, ids, *start);
        }
        parts.iter().map(|(_, ids)| ids.len()).sum()
    }

    /// Adds another speech as [`PhraseSearch::add`], unless it is largely the text of the open one: unless more than 80 % of
    /// its words are in a sequence that the open speech has too. Returns `true` if it has been added.
    #[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
    pub fn add_unless_alike(&mut self, speech: usize, other: &WordIndex) -> bool {
        let parts = self.parts_of(other);
        let shared: usize = parts.iter().map(|(_, ids)| ids.len()).sum();
        if shared as f64 > LARGELY * other.len() as f64 {
            return false;
        }
        for (start, ids) in &parts {
            self.push(speech, ids, *start);
        }
        true
    }

    /// Returns the parts of another speech that consist of seeds: the first word of each, and its words by their numbers in
    /// the open speech. A phrase of both speeches is within one part.
    fn parts_of(&self, other: &WordIndex) -> Vec<(usize, Vec<u32>)> {
        self.parts_in(other, other.paragraphs())
    }

    /// Returns those parts within some `ranges` of words, of which none extends beyond a paragraph.
    fn parts_in(
        &self,
        other: &WordIndex,
        ranges: impl Iterator<Item = Range<usize>>,
    ) -> Vec<(usize, Vec<u32>)> {
        let numbers = other.counts().numbers_in(self.open.counts());
        let ids: Vec<Option<u32>> = other.ids().iter().map(|&id| numbers[id as usize]).collect();
        let mut parts = Vec::new();
        for range in ranges {
            let mut start = range.start;
            // Runs of words that the open speech has too.
            for run in ids[range].split(Option::is_none) {
                let run: Vec<u32> = run.iter().copied().flatten().collect();
                let len = run.len();
                self.push_parts(&run, start, &mut parts);
                start += len + 1;
            }
        }
        parts
    }

    fn push_parts(&self, run: &[u32], start: usize, parts: &mut Vec<(usize, Vec<u32>)>) {
        let mut part: Option<Range<usize>> = None;
        for (at, seed) in run.windows(self.seed_words).enumerate() {
            if !self.seeds.contains(seed) {
                continue;
            }
            let seed = at..at + self.seed_words;
            match &mut part {
                Some(part) if part.end >= at => part.end = seed.end,
                _ => {
                    let done = part.replace(seed);
                    parts.extend(
                        done.filter(|done| self.is_long(&run[done.clone()]))
                            .map(|done| (start + done.start, run[done].to_vec())),
                    );
                }
            }
        }
        let done = part.filter(|done| self.is_long(&run[done.clone()]));
        parts.extend(done.map(|done| (start + done.start, run[done].to_vec())));
    }

    /// Adds a part of `speech` to the sequence.
    fn push(&mut self, speech: usize, ids: &[u32], word: usize) {
        self.parts.push(Part { at: self.sequence.len(), speech, word });
        self.sequence.extend_from_slice(ids);
        // Numbers of words count from 0, separators from the other end.
        let number = u32::try_from(self.parts.len()).unwrap_or(u32::MAX);
        self.sequence.push(u32::MAX - number);
    }

    /// Returns `true` if a sequence is long enough for a phrase.
    fn is_long(&self, ids: &[u32]) -> bool {
        let (mut words, mut characters) = (0, 0);
        for &id in ids {
            let weight = &self.weights[id as usize];
            characters += weight.characters;
            words += usize::from(weight.characters == 0);
        }
        ids.len() >= self.seed_words && (words >= self.limits.words || characters >= self.limits.characters)
    }

    /// Returns the phrases of the open speech that occur in at least one of the speeches added, in the order
    /// [`PhraseOrder::Longest`].
    pub fn phrases(&self) -> Phrases {
        let times = self.limits.times;
        self.find(|Counts { here, elsewhere }| here > 0 && elsewhere > 0 && here + elsewhere >= times)
    }

    fn find(&self, is_counted: impl Fn(Counts) -> bool) -> Phrases {
        let suffixes = suffix_array(&self.sequence);
        let own = self
            .parts
            .iter()
            .find(|part| part.speech != OPEN_SPEECH)
            .map_or(self.sequence.len(), |part| part.at);
        // The number of places in the open speech before each suffix.
        let mut here_before = vec![0; suffixes.len() + 1];
        for (at, &suffix) in suffixes.iter().enumerate() {
            here_before[at + 1] = here_before[at] + usize::from(suffix < own);
        }
        let (leading, trailing) = self.edge_runs();
        let hashes = SequenceHashes::new(&self.sequence);
        let mut longest: HashMap<(usize, u64), (Repeat, usize)> = HashMap::new();
        for repeat in repeats(&self.sequence, &suffixes, self.seed_words) {
            let all = repeat.first..repeat.first + repeat.len;
            let trimmed = leading[all.start].min(repeat.len);
            let range = all.start + trimmed..(all.end - trailing[all.end]).max(all.start + trimmed);
            let here = here_before[repeat.suffixes.end] - here_before[repeat.suffixes.start];
            let counts = Counts { here, elsewhere: repeat.suffixes.len() - here };
            if !self.is_long(&self.sequence[range.clone()]) || !is_counted(counts) {
                continue;
            }
            // Several sequences may be trimmed to one. Its places are those of the most frequent.
            let known =
                longest.entry((range.len(), hashes.of(range))).or_insert_with(|| (repeat.clone(), trimmed));
            if repeat.suffixes.len() > known.0.suffixes.len() {
                *known = (repeat, trimmed);
            }
        }
        let mut phrases = Phrases { rows: Vec::new(), suffixes, parts: self.parts.clone() };
        for ((words, _), (repeat, trimmed)) in longest {
            let here = here_before[repeat.suffixes.end] - here_before[repeat.suffixes.start];
            let elsewhere = repeat.suffixes.len() - here;
            let first = phrases.place(repeat.first + trimmed, words).words.start;
            let mut phrase =
                Phrase { words, here, elsewhere, speeches: 0, first, suffixes: repeat.suffixes, trimmed };
            phrase.speeches = phrases.count_speeches(&phrase);
            phrases.rows.push(phrase);
        }
        phrases.sort(PhraseOrder::Longest);
        phrases
    }

    /// For each offset in the sequence, counts the edge words from there on, and those before it.
    fn edge_runs(&self) -> (Vec<usize>, Vec<usize>) {
        let is_edge = |word: &u32| self.weights.get(*word as usize).is_some_and(|weight| weight.is_edge);
        let words = self.sequence.len();
        let (mut leading, mut trailing) = (vec![0; words + 1], vec![0; words + 1]);
        for (at, word) in self.sequence.iter().enumerate() {
            trailing[at + 1] = if is_edge(word) { trailing[at] + 1 } else { 0 };
        }
        for (at, word) in self.sequence.iter().enumerate().rev() {
            leading[at] = if is_edge(word) { leading[at + 1] + 1 } else { 0 };
        }
        (leading, trailing)
    }
}

/// Hashes of the parts of a sequence, in constant time: polynomials modulo 2^61 - 1. Repeats of a text without variety are long,
/// and to compare each with others would take quadratic time.
struct SequenceHashes {
    /// The hash of the words before each offset.
    before: Vec<u64>,
    /// The powers of the base.
    powers: Vec<u64>,
}

impl SequenceHashes {
    const MODULUS: u64 = (1 << 61) - 1;
    const BASE: u64 = 0x0C6E_F372_FE94_F82B;

    fn new(words: &[u32]) -> Self {
        let (mut before, mut powers) = (vec![0], vec![1]);
        let (mut hash, mut power) = (0, 1);
        for &word in words {
            hash = (Self::product(hash, Self::BASE) + u64::from(word) + 1) % Self::MODULUS;
            power = Self::product(power, Self::BASE);
            before.push(hash);
            powers.push(power);
        }
        Self { before, powers }
    }

    fn of(&self, range: Range<usize>) -> u64 {
        let head = Self::product(self.before[range.start], self.powers[range.len()]);
        (self.before[range.end] + Self::MODULUS - head) % Self::MODULUS
    }

    fn product(one: u64, other: u64) -> u64 {
        let product = u128::from(one) * u128::from(other) % u128::from(Self::MODULUS);
        u64::try_from(product).unwrap_or(0)
    }
}

impl Phrases {
    /// Returns the places of `phrase`, in order.
    pub fn places(&self, phrase: &Phrase) -> Vec<Place> {
        let mut places: Vec<Place> = self.unsorted_places(phrase).collect();
        places.sort_unstable_by_key(|place| (place.speech, place.words.start));
        places
    }

    fn unsorted_places(&self, phrase: &Phrase) -> impl Iterator<Item = Place> + '_ {
        let (trimmed, words) = (phrase.trimmed, phrase.words);
        self.suffixes[phrase.suffixes.clone()].iter().map(move |&suffix| self.place(suffix + trimmed, words))
    }

    /// Returns the place of `words` words at an offset of the searched sequence.
    fn place(&self, at: usize, words: usize) -> Place {
        let part = &self.parts[self.parts.partition_point(|part| part.at <= at) - 1];
        let start = part.word + at - part.at;
        Place { speech: part.speech, words: start..start + words }
    }

    /// Returns the numbers of the first and the last other speech with a phrase, by the days on which `day_of` says they were
    /// delivered. Speeches without a day count only if none of them has one; then they are in the order of their numbers.
    /// `None` if only the open speech has the phrase.
    pub fn uses(
        &self,
        phrase: &Phrase,
        day_of: impl Fn(usize) -> Option<civil::Date>,
    ) -> Option<(usize, usize)> {
        let others =
            self.unsorted_places(phrase).map(|place| place.speech).filter(|&speech| speech != OPEN_SPEECH);
        let mut uses: Option<[(Option<civil::Date>, usize); 2]> = None;
        for speech in others {
            let this = (day_of(speech), speech);
            uses = match uses {
                Some([first, last]) if first.0.is_some() == this.0.is_some() => {
                    Some([first.min(this), last.max(this)])
                }
                Some(dated) if dated[0].0.is_some() => Some(dated),
                _ => Some([this, this]),
            };
        }
        uses.map(|[(_, first), (_, last)]| (first, last))
    }

    /// Counts the words of a speech of `words` words that are in a place of a phrase.
    pub fn covered(&self, speech: usize, words: usize) -> usize {
        self.coverage(speech, words).into_iter().filter(|&is_covered| is_covered).count()
    }

    /// Counts the speeches with places of `phrase`, without the open one.
    fn count_speeches(&self, phrase: &Phrase) -> usize {
        let others = self.parts.partition_point(|part| part.speech == OPEN_SPEECH);
        let (first, last) = (self.parts.get(others), self.parts.last());
        if phrase.elsewhere == 0 || first.map(|part| part.speech) == last.map(|part| part.speech) {
            return phrase.elsewhere.min(1);
        }
        let places = self.unsorted_places(phrase);
        let speeches: HashSet<usize> =
            places.map(|place| place.speech).filter(|&speech| speech != OPEN_SPEECH).collect();
        speeches.len()
    }

    /// Sorts the phrases. Those that are equal in `order` are in the order of their first places in the open speech.
    pub fn sort(&mut self, order: PhraseOrder) {
        self.rows.sort_by_key(|phrase| order.key(phrase));
    }

    /// For each word of a speech of `words` words, returns `true` if it is in a place of a phrase.
    pub fn coverage(&self, speech: usize, words: usize) -> Vec<bool> {
        let mut reach = 0;
        let covers = |(word, longest): (usize, Longest)| {
            reach = longest.end.max(reach);
            word < reach
        };
        self.longest_places(speech, words).into_iter().enumerate().map(covers).collect()
    }

    /// For each word of a speech of `words` words, returns the longest place that begins there.
    pub(super) fn longest_places(&self, speech: usize, words: usize) -> Vec<Longest> {
        // The places of a shorter phrase include those of a longer one that begins alike, so each suffix is visited once:
        // `next` leads to one that has not been.
        let mut rows: Vec<(usize, &Phrase)> = self.rows.iter().enumerate().collect();
        rows.sort_by_key(|(_, phrase)| usize::MAX - phrase.words);
        let mut next: Vec<usize> = (0..=self.suffixes.len()).collect();
        let mut longest = vec![Longest::default(); words];
        for (row, phrase) in rows {
            let mut at = unvisited(&mut next, phrase.suffixes.start);
            while at < phrase.suffixes.end {
                let place = self.place(self.suffixes[at] + phrase.trimmed, phrase.words);
                if place.speech == speech && longest[place.words.start].end < place.words.end {
                    longest[place.words.start] = Longest { end: place.words.end, row };
                }
                next[at] = at + 1;
                at = unvisited(&mut next, at + 1);
            }
        }
        longest
    }
}

/// The longest place of a phrase that begins at a word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Longest {
    /// The end of the place. 0 if none begins there.
    pub(super) end: usize,
    /// The index of the phrase.
    pub(super) row: usize,
}

/// Returns the part of some `words` that is within others, unless it is empty.
fn within(words: &Range<usize>, others: &Range<usize>) -> Option<Range<usize>> {
    let part = words.start.max(others.start)..words.end.min(others.end);
    (!part.is_empty()).then_some(part)
}

/// Returns the first unvisited suffix from `at` on, and shortens the way to it.
fn unvisited(next: &mut [usize], mut at: usize) -> usize {
    while next[at] != at {
        next[at] = next[next[at]];
        at = next[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::document::text::Document;

    fn index(text: &str) -> WordIndex {
        WordIndex::of(&Document::of_paragraphs("talk", text))
    }

    /// The counts of each phrase in each speech, by its words.
    type Naive = BTreeMap<Vec<String>, Vec<usize>>;

    /// Counts all sequences, and leaves out those that are no phrases: the definition, word for word.
    fn naive(speeches: &[&WordIndex], words: usize, edges: Edges) -> Naive {
        let mut counts = Naive::new();
        for (speech, index) in speeches.iter().enumerate() {
            for paragraph in index.paragraphs() {
                for start in paragraph.clone() {
                    for end in start + words..=paragraph.end {
                        let forms: Vec<String> =
                            index.forms(start..end).into_iter().map(str::to_owned).collect();
                        let is_edge = |form: Option<&String>| is_edge_word(form.unwrap(), None);
                        if edges == Edges::Any || !is_edge(forms.first()) && !is_edge(forms.last()) {
                            counts.entry(forms).or_insert_with(|| vec![0; speeches.len()])[speech] += 1;
                        }
                    }
                }
            }
        }
        let is_shared = |counts: &Vec<usize>| match counts[..] {
            [here] => here > 1,
            [here, ref others @ ..] => here > 0 && others.iter().any(|&count| count > 0),
            [] => false,
        };
        counts.retain(|_, counts| is_shared(counts));
        let contains = |longer: &[String], shorter: &[String]| {
            longer.len() > shorter.len() && longer.windows(shorter.len()).any(|part| part == shorter)
        };
        let all = counts.clone();
        counts.retain(|phrase, counts| {
            !all.iter().any(|(longer, other)| other == counts && contains(longer, phrase))
        });
        counts
    }

    /// Checks the counts and the places of the phrases, and returns them as the naive count does.
    fn found(phrases: &Phrases, speeches: &[&WordIndex]) -> Naive {
        let mut found = Naive::new();
        for phrase in &phrases.rows {
            let places = phrases.places(phrase);
            let mut counts = vec![0; speeches.len()];
            let forms = |place: &Place| speeches[place.speech].forms(place.words.clone());
            for place in &places {
                counts[place.speech] += 1;
                assert_eq!(forms(place), forms(&places[0]), "each place has the words of the phrase");
                let paragraph = |word| speeches[place.speech].paragraph_of(word);
                assert_eq!(paragraph(place.words.start), paragraph(place.words.end - 1));
            }
            assert_eq!(
                places.iter().map(|place| (place.speech, place.words.start)).collect::<BTreeSet<_>>().len(),
                places.len()
            );
            assert_eq!((phrase.here, phrase.elsewhere), (counts[0], counts[1..].iter().sum()));
            assert_eq!(phrase.speeches, counts[1..].iter().filter(|&&count| count > 0).count());
            assert_eq!((phrase.words, phrase.first), (forms(&places[0]).len(), places[0].words.start));
            let forms: Vec<String> = forms(&places[0]).into_iter().map(str::to_owned).collect();
            assert_eq!(found.insert(forms, counts), None, "each phrase is found once");
        }
        found
    }

    const TEXT: &str = "(([a-d]|the|of),? ){1,9}(\n\n(([a-d]|the|of) ){1,9}){0,3}";

    proptest! {
        #[test]
        fn phrases_are_those_of_a_naive_count(
            texts in prop::collection::vec(TEXT, 1..4),
            words in 1..4_usize,
            is_trimmed in any::<bool>(),
        ) {
            let edges = if is_trimmed { Edges::Trimmed } else { Edges::Any };
            let limits = Limits { words, edges, ..Limits::OF_A_PAIR };
            let indexes: Vec<WordIndex> = texts.iter().map(|text| index(text)).collect();
            let speeches: Vec<&WordIndex> = indexes.iter().collect();
            let phrases = if let [open] = speeches[..] {
                repeated_phrases(open, limits)
            } else {
                let mut search = PhraseSearch::new(speeches[0], limits);
                for (speech, other) in speeches.iter().enumerate().skip(1) {
                    search.add(speech, other);
                }
                search.phrases()
            };
            prop_assert_eq!(found(&phrases, &speeches), naive(&speeches, words, edges));
            for (speech, index) in speeches.iter().enumerate() {
                let mut covered = vec![false; index.len()];
                let places = phrases.rows.iter().flat_map(|phrase| phrases.places(phrase));
                for place in places.filter(|place| place.speech == speech) {
                    covered[place.words].fill(true);
                }
                prop_assert_eq!(phrases.coverage(speech, index.len()), covered);
            }
        }

        #[test]
        fn shared_phrases_are_the_same_the_other_way_round(one in TEXT, other in TEXT) {
            let [one, other] = [&one, &other].map(|text| index(text));
            let there = found(&shared_phrases(&one, &other, Limits::OF_A_PAIR), &[&one, &other]);
            let back = found(&shared_phrases(&other, &one, Limits::OF_A_PAIR), &[&other, &one]);
            let turned = |(forms, counts): (Vec<String>, Vec<usize>)| (forms, vec![counts[1], counts[0]]);
            prop_assert_eq!(there, back.into_iter().map(turned).collect::<Naive>());
        }

        #[test]
        fn texts_without_a_common_word_share_no_phrase(one in "([a-e] ){0,20}", other in "([f-j] ){0,20}") {
            let [one, other] = [&one, &other].map(|text| index(text));
            let phrases = shared_phrases(&one, &other, Limits { words: 1, ..Limits::OF_A_PAIR });
            prop_assert_eq!(phrases.rows.len(), 0);
        }
    }

    #[test]
    fn phrases_of_chinese_have_eight_characters() {
        let long = "我们要坚持党的领导。";
        let open = index(&format!("{long}今天开会。"));
        let other = index(&format!("同志们，{long}\n\n今天开会。"));
        let phrases = shared_phrases(&open, &other, Limits::OF_A_PAIR);
        let forms = |phrase: &Phrase| open.forms(phrases.places(phrase)[0].words.clone()).concat();
        assert_eq!(phrases.rows.iter().map(forms).collect::<Vec<_>>(), ["我们要坚持党的领导"]);
    }

    #[test]
    fn speech_that_is_largely_the_open_one_is_left_out() {
        let text = "We shall store what we have, and the winter will be long and hard this year.";
        let open = index(text);
        let mut search = PhraseSearch::new(&open, Limits::OF_A_LIBRARY);
        assert!(!search.add_unless_alike(1, &index(&format!("{text} Thank you."))));
        assert!(search.add_unless_alike(2, &index("We store what we have, and the winter is cold.")));
        let phrases = search.phrases();
        assert_eq!(phrases.rows.iter().map(|phrase| phrase.words).collect::<Vec<_>>(), [7], "store … winter");
        assert_eq!(phrases.places(&phrases.rows[0]).last().map(|place| place.speech), Some(2));
    }

    /// Returns the phrases of a passage of `open`, and how often each occurs in it, in the rest and in `other`.
    fn of_passage(
        open: &WordIndex,
        passage: Range<usize>,
        other: &WordIndex,
        limits: Limits,
    ) -> BTreeMap<String, [usize; 3]> {
        let mut search = PhraseSearch::of_passage(open, passage.clone(), limits);
        search.add_rest(1);
        search.add(2, other);
        let phrases = search.phrases();
        let mut found = BTreeMap::new();
        for phrase in &phrases.rows {
            let mut counts = [0; 3];
            for place in phrases.places(phrase) {
                counts[place.speech] += 1;
                let is_within = passage.start <= place.words.start && place.words.end <= passage.end;
                assert!(
                    place.speech == 2 || is_within == (place.speech == OPEN_SPEECH),
                    "{place:?} {passage:?}"
                );
            }
            found.insert(open.forms(phrase.first..phrase.first + phrase.words).join(" "), counts);
        }
        found
    }

    #[test]
    fn phrases_of_a_passage_are_cut_at_its_ends() {
        let open = index("a b c d e f. b c d!\n\nb c d e f");
        let other = index("a b c d e f");
        let found = of_passage(&open, 1..5, &other, Limits::OF_A_PAIR);
        let expected = [("b c d", [1, 2, 1]), ("b c d e", [1, 1, 1])];
        assert_eq!(found, expected.map(|(phrase, counts)| (phrase.to_owned(), counts)).into());
    }

    #[test]
    fn first_and_last_use_are_by_date() {
        let text = "the state of our union";
        let [open, other] = [index(text), index(text)];
        let mut search = PhraseSearch::new(&open, Limits::OF_A_PAIR);
        for speech in 1..5 {
            search.add(speech, &other);
        }
        let phrases = search.phrases();
        let day = |speech: usize| Some(civil::date([0, 0, 2020, 1999, 2010][speech], 1, 1));
        let uses = |day_of: &dyn Fn(usize) -> Option<civil::Date>| phrases.uses(&phrases.rows[0], day_of);
        assert_eq!(uses(&|speech| day(speech).filter(|_| speech > 1)), Some((3, 2)));
        assert_eq!(uses(&|_| None), Some((1, 4)));
    }

    #[test]
    fn phrases_are_in_the_order_asked_for() {
        let open = index("a b c, d e f g; h i j: k l m");
        let other = index("h i j. d e f g\n\nh i j.\n\nk l m");
        let mut phrases = shared_phrases(&open, &other, Limits::OF_A_PAIR);
        let mut firsts = |order| {
            phrases.sort(order);
            phrases.rows.iter().map(|phrase| open.form(phrase.first)).collect::<String>()
        };
        assert_eq!(firsts(PhraseOrder::Longest), "dhk");
        assert_eq!(firsts(PhraseOrder::Frequent), "hdk");
        assert_eq!(firsts(PhraseOrder::Place), "dhk");
        assert_eq!(firsts(PhraseOrder::Spread), "dhk");
    }
}
