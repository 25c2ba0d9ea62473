//! The figures of a document: its length in several units, and its SHA-256.

use std::{collections::HashMap, sync::Arc};

use crate::document::{
    sentences::sentences,
    spans::SpanKind,
    text::{Document, Kind},
    words::count_words,
};

/// Speaking rate, in words per minute.
pub const SPOKEN_PER_MINUTE: usize = 130;

/// The figures of a document. Only numbered paragraphs are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Words, as [`Document::words`] counts them.
    pub words: usize,
    /// The time to read, as [`Document::reading_words`] counts it.
    pub reading_words: usize,
    /// [`sentences`] of the paragraphs. The end of a line does not end one.
    pub sentences: usize,
    /// Words in the longest sentence.
    pub longest_sentence: usize,
    /// The parts of the text by kind: `63 paragraphs, 2 headings`.
    pub contents: String,
    /// The SHA-256 of the text.
    pub sha256: String,
}

impl Figures {
    /// Computes the figures by reading all of the text.
    pub fn of(document: &Document) -> Self {
        let (mut count, mut longest_sentence) = (0, 0);
        for block in document.numbered() {
            let text = document.spoken(&block);
            for sentence in sentences(&text, document.details().language.as_deref()) {
                count += 1;
                longest_sentence = longest_sentence.max(count_words(&text[sentence]));
            }
        }
        Self {
            words: document.words(),
            reading_words: document.reading_words(),
            sentences: count,
            longest_sentence,
            contents: contents(document),
            sha256: document.sha256().to_owned(),
        }
    }

    /// Returns the mean length of the sentences in words, or `None` without sentences.
    #[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
    pub fn mean_sentence(&self) -> Option<f64> {
        (self.sentences > 0).then(|| self.words as f64 / self.sentences as f64)
    }
}

/// The kinds of blocks in the order of [`Figures::contents`], each with its singular and plural.
const CONTENTS: [(&str, &str, &str); 12] = [
    ("paragraph", "paragraph", "paragraphs"),
    ("list", "list", "lists"),
    ("verse", "stanza", "stanzas"),
    ("quotation", "quotation", "quotations"),
    ("heading", "heading", "headings"),
    ("speaker", "speaker turn", "speaker turns"),
    ("stage-direction", "stage direction", "stage directions"),
    ("code", "block of code", "blocks of code"),
    ("rule", "rule", "rules"),
    ("furniture", "page number", "page numbers"),
    ("definition", "definition", "definitions"),
    ("signature", "signature", "signatures"),
];

/// Counts the parts of `document` by kind, on one line. Stage directions and page numbers within paragraphs count too.
fn contents(document: &Document) -> String {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for block in document.blocks() {
        *counts.entry(block.kind.name()).or_default() += 1;
    }
    for span in document.spans(&(0..document.text().len())) {
        let kind = match span.kind {
            SpanKind::StageDirection => Kind::StageDirection,
            SpanKind::Furniture => Kind::Furniture,
            SpanKind::Speaker => Kind::Speaker,
            _ => continue,
        };
        *counts.entry(kind.name()).or_default() += 1;
    }
    let counted = CONTENTS.iter().filter_map(|&(kind, one, many)| match counts.get(kind) {
        Some(1) => Some(format!("1 {one}")),
        Some(count) => Some(format!("{count} {many}")),
        None => None,
    });
    counted.collect::<Vec<_>>().join(", ")
}

/// The share of one speaker in a document in which several speak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The name of the speaker.
    pub name: Arc<str>,
    /// The number of turns.
    pub turns: usize,
    /// The number of words in them.
    pub words: usize,
}

/// Returns the share of each speaker, in the order of their first turns. Empty if `document` has no turns.
pub fn speaker_shares(document: &Document) -> Vec<Share> {
    let mut shares: Vec<Share> = Vec::new();
    if document.turns().is_empty() {
        return shares;
    }
    let mut places: HashMap<&str, usize> = HashMap::new();
    for turn in document.turns() {
        let place = *places.entry(&turn.name).or_insert(shares.len());
        match shares.get_mut(place) {
            Some(share) => share.turns += 1,
            None => shares.push(Share { name: Arc::clone(&turn.name), turns: 1, words: 0 }),
        }
    }
    for block in document.numbered() {
        let place = document.turn_at(block.range.start).and_then(|turn| places.get(&*turn.name));
        if let Some(share) = place.and_then(|&place| shares.get_mut(place)) {
            share.words += document.words_in(&block).words;
        }
    }
    shares
}

/// Returns the minutes that `words` take at `per_minute` words per minute, rounded up.
pub fn minutes(words: usize, per_minute: usize) -> usize {
    words.div_ceil(per_minute.max(1))
}

/// Formats a duration. From two hours on it has hours, from ten on only hours, rounded up.
pub fn format_duration(minutes: usize) -> String {
    match minutes {
        0..120 => format!("{minutes} min"),
        120..600 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} h", minutes.div_ceil(60)),
    }
}

/// Formats a number with its digits in groups of three: `1,174`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    String::from_utf8_lossy(&groups.join(&b',')).into_owned()
}

/// Formats a number of things, given the name of one: `2 speeches`.
pub fn counted(number: usize, thing: &str) -> String {
    let plural = match (number, thing.ends_with("ch")) {
        (1, _) => "",
        (_, true) => "es",
        _ => "s",
    };
    format!("{} {thing}{plural}", grouped(number))
}

/// Formats a share as a percentage: `12.4 %`.
#[expect(clippy::cast_precision_loss, reason = "no text has 2^52 words")]
pub fn percent(part: usize, whole: usize) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{
        spans::Span,
        text::{Draft, Source},
    };

    #[test]
    fn empty_document_has_no_mean_sentence() {
        let figures = Figures::of(&Document::of_paragraphs("talk", ""));
        assert_eq!((figures.words, figures.sentences, figures.mean_sentence()), (0, 0, None));
    }

    #[test]
    fn contents_are_counted_by_kind() {
        let draft = |kinds: &[Kind]| Draft {
            text: "a ".repeat(kinds.len()),
            starts: (0..kinds.len()).map(|block| 2 * block).collect(),
            kinds: kinds.iter().copied().enumerate().filter(|(_, kind)| *kind != Kind::Paragraph).collect(),
            ..Draft::default()
        };
        let described = |draft| contents(&Document::new(Source::default(), draft));
        assert_eq!(described(draft(&[])), "");
        assert_eq!(described(draft(&[Kind::Paragraph])), "1 paragraph");
        let kinds = [
            Kind::Furniture,
            Kind::Paragraph,
            Kind::Heading(1),
            Kind::Paragraph,
            Kind::Heading(2),
            Kind::StageDirection,
            Kind::Speaker,
            Kind::Verse,
        ];
        let mut draft = draft(&kinds);
        let span = |start, kind| Span { range: start..start + 1, kind };
        draft.spans =
            vec![span(2, SpanKind::StageDirection), span(6, SpanKind::Speaker), span(7, SpanKind::Strong)];
        assert_eq!(
            described(draft),
            "2 paragraphs, 1 stanza, 2 headings, 2 speaker turns, 2 stage directions, 1 page number"
        );
    }

    #[test]
    fn minutes_are_rounded_up() {
        assert_eq!([0, 1, 130, 131].map(|words| minutes(words, 130)), [0, 1, 1, 2]);
        assert_eq!(minutes(5, 0), 5);
        let durations = ["0 min", "119 min", "2 h 0 min", "9 h 59 min", "10 h", "101 h"];
        assert_eq!([0, 119, 120, 599, 600, 6001].map(format_duration), durations);
    }
}
