//! Phrases with their places as rows: of a table, as JSON, or as quotations.

use std::{cell::OnceCell, ops::Range};

use serde::{Serialize, Serializer};

use super::{char_offsets::CharOffsets, lines::LineRow, table::cell};
use crate::{
    document::{details::Date, text::Document},
    study::{
        citation::style::Style,
        phrases::{OPEN_SPEECH, Phrase, Phrases, Place},
        reading::words_of,
        words::WordIndex,
    },
};

/// Words of context on each side of a quoted phrase, as in the lines of a search.
const CONTEXT_WORDS: usize = 8;

/// A speech of a table of phrases.
#[derive(Debug)]
pub struct PhraseSpeech<'a> {
    /// The name of the speech in the table.
    pub label: &'a str,
    document: &'a Document,
    index: &'a WordIndex,
    chars: OnceCell<CharOffsets>,
}

impl<'a> PhraseSpeech<'a> {
    /// Creates the speech with the index of its words.
    pub fn new(label: &'a str, document: &'a Document, index: &'a WordIndex) -> Self {
        Self { label, document, index, chars: OnceCell::new() }
    }

    /// Returns a byte range of the text in code points.
    fn chars(&self, range: &Range<usize>) -> Range<usize> {
        let text = self.document.text();
        self.chars.get_or_init(|| CharOffsets::new(text)).range(text, range)
    }
}

/// The other speeches of a table of phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhraseKind {
    /// None: the open speech repeats the phrases.
    Repeated,
    /// One, which shares them.
    Shared,
    /// Those of a library.
    Used,
}

/// Phrases with the speeches in which they are.
#[derive(Debug, Clone, Copy)]
pub struct PhraseTable<'a> {
    /// The other speeches.
    pub kind: PhraseKind,
    /// The phrases.
    pub phrases: &'a Phrases,
    /// The speeches by their numbers. The first is the open one.
    pub speeches: &'a [PhraseSpeech<'a>],
}

impl<'a> PhraseTable<'a> {
    /// Returns the row of `phrase`.
    pub fn row(&self, phrase: &Phrase) -> PhraseRow<'a> {
        let words = phrase.first..phrase.first + phrase.words;
        let places = self.phrases.places(phrase);
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for place in &places {
            let label = self.speeches[place.speech].label;
            match counts.last_mut() {
                Some((last, count)) if *last == label => *count += 1,
                _ => counts.push((label, 1)),
            }
        }
        let is_used = self.kind == PhraseKind::Used;
        let (first, last) = is_used.then(|| self.uses(phrase)).flatten().unzip();
        let open = &self.speeches[OPEN_SPEECH];
        PhraseRow {
            phrase: open.index.forms(words.clone()).join(" "),
            text: words_of(open.document, open.index.range(words)),
            words: phrase.words,
            counts,
            places: places.into_iter().map(|place| self.place(place)).collect(),
            speeches: is_used.then_some(phrase.speeches),
            first,
            last,
            kind: self.kind,
            here: phrase.here,
            elsewhere: phrase.elsewhere,
        }
    }

    /// Returns the number of words that are in a phrase, and of all words, of a speech given by its number.
    pub fn covered(&self, speech: usize) -> (usize, usize) {
        let words = self.speeches[speech].index.len();
        (self.phrases.covered(speech, words), words)
    }

    fn place(&self, Place { speech: number, words }: Place) -> PlaceRow<'a> {
        let speech = &self.speeches[number];
        let paragraph = speech.index.paragraph_of(words.start);
        let range = speech.index.range(words);
        let chars = speech.chars(&range);
        PlaceRow {
            speech: speech.label,
            paragraph,
            start: range.start,
            end: range.end,
            char_start: chars.start,
            char_end: chars.end,
            number,
        }
    }

    fn uses(&self, phrase: &Phrase) -> Option<(Use<'a>, Use<'a>)> {
        let date_of = |number: usize| self.speeches[number].document.details().date();
        let day_of = |number| date_of(number).and_then(Date::earliest_day);
        let (first, last) = self.phrases.uses(phrase, day_of)?;
        let used = |number: usize| Use {
            speech: self.speeches[number].label,
            date: date_of(number).map(Date::iso),
            is_dated: day_of(number).is_some(),
        };
        Some((used(first), used(last)))
    }

    /// Returns the places of `phrase` with their context, cited.
    pub(super) fn lines(&self, phrase: &Phrase, style: Style) -> Vec<LineRow> {
        let line = |Place { speech, words }: Place| {
            let PhraseSpeech { label, document, index, .. } = &self.speeches[speech];
            let range = index.range(words);
            let chars = self.speeches[speech].chars(&range);
            LineRow::new(document, label, range, chars, CONTEXT_WORDS).cited(document, style)
        };
        self.phrases.places(phrase).into_iter().map(line).collect()
    }
}

/// A phrase with its places: an object of JSON, and a row of a table.
#[derive(Debug, Serialize)]
pub struct PhraseRow<'a> {
    /// The forms of the words.
    pub phrase: String,
    /// The words as they are read at the first place.
    pub text: String,
    /// The number of words.
    pub words: usize,
    #[serde(serialize_with = "as_map")]
    counts: Vec<(&'a str, usize)>,
    places: Vec<PlaceRow<'a>>,
    /// The number of other speeches of a library.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speeches: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<Use<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<Use<'a>>,
    #[serde(skip)]
    kind: PhraseKind,
    /// The number of places in the open speech.
    #[serde(skip)]
    pub here: usize,
    /// The number of places in other speeches.
    #[serde(skip)]
    pub elsewhere: usize,
}

/// A place with its offsets in bytes and in code points.
#[derive(Debug, Serialize)]
struct PlaceRow<'a> {
    speech: &'a str,
    paragraph: usize,
    start: usize,
    end: usize,
    char_start: usize,
    char_end: usize,
    /// The number of the speech.
    #[serde(skip)]
    number: usize,
}

/// A speech in which a phrase is.
#[derive(Debug, Serialize)]
struct Use<'a> {
    speech: &'a str,
    date: Option<String>,
    /// `true` if the date names a day, a month or a year.
    #[serde(skip)]
    is_dated: bool,
}

/// Writes labels with their counts as an object.
fn as_map<S: Serializer>(counts: &[(&str, usize)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().copied())
}

/// The columns about other speeches of a library, with JSON pointers.
const USES: [(&str, &str); 5] = [
    ("speeches", "/speeches"),
    ("first_speech", "/first/speech"),
    ("first_date", "/first/date"),
    ("last_speech", "/last/speech"),
    ("last_date", "/last/date"),
];

impl<'a> PhraseRow<'a> {
    /// Returns the numbers of the paragraphs with places in `speech`, given by its number.
    pub fn paragraphs(&self, speech: usize) -> String {
        let places = self.places.iter().filter(|place| place.number == speech);
        numbers(places.map(|place| place.paragraph))
    }

    /// Returns the first and the last other speech of a library.
    pub fn uses(&self) -> [Option<&'a str>; 2] {
        [&self.first, &self.last].map(|used| used.as_ref().map(|used| used.speech))
    }

    /// Returns `true` if the first and the last use are those by date. Otherwise they are in the order of the speeches.
    pub fn is_dated(&self) -> bool {
        self.first.as_ref().is_some_and(|first| first.is_dated)
    }

    /// Returns the names of the columns and the cells of the row. All rows of a table have the same columns.
    pub fn cells(&self) -> Vec<(&'static str, String)> {
        // Text and numbers can always be written as JSON.
        let record = serde_json::to_value(self).unwrap_or_default();
        let at = |name: &'static str, pointer: &str| (name, cell(record.pointer(pointer)));
        let mut cells = vec![at("phrase", "/phrase"), at("text", "/text"), at("words", "/words")];
        let (here, elsewhere) = (self.here.to_string(), self.elsewhere.to_string());
        match self.kind {
            PhraseKind::Repeated => {
                let speech = self.counts.first().map(|(label, _)| (*label).to_owned());
                cells.extend([("speech", speech.unwrap_or_default()), ("count", here)]);
            }
            PhraseKind::Shared => cells.extend([("here", here), ("there", elsewhere)]),
            PhraseKind::Used => {
                cells.extend([("here", here), ("elsewhere", elsewhere)]);
                cells.extend(USES.map(|(name, pointer)| at(name, pointer)));
            }
        }
        let place = |place: &PlaceRow<'_>| {
            format!("{}:{}@{}-{}", place.speech, place.paragraph, place.start, place.end)
        };
        cells.push(("places", self.places.iter().map(place).collect::<Vec<_>>().join(" ")));
        cells
    }

    /// Returns the counts in words: `4 in opening, 2 in closing`.
    pub(super) fn counts_in_words(&self) -> String {
        let counts = self.counts.iter().map(|(label, count)| format!("{count} in {label}"));
        counts.collect::<Vec<_>>().join(", ")
    }
}

/// Joins the numbers of paragraphs, each once.
fn numbers(paragraphs: impl Iterator<Item = usize>) -> String {
    let mut paragraphs: Vec<usize> = paragraphs.collect();
    paragraphs.dedup();
    paragraphs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
