//! The selected passage, and what follows from it: its words, moved ends.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use jiff::Timestamp;
use oratory_core::{
    Document, Options, Query, Unit, as_term, count_words, passage_parts, passage_text, whole_graphemes,
};

use crate::{catalog::DocumentId, command::EndMotion};

/// A selected passage.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    /// The speech.
    pub(crate) speech: DocumentId,
    /// The byte range in its text. It is not empty, and cuts no grapheme.
    pub(crate) range: Range<usize>,
    /// The match that was selected. The next match takes its place.
    pub(super) matched: Option<Range<usize>>,
    /// The number of selected words.
    pub(crate) words: usize,
    /// The counts of passages with the same words, unless there are too many words to search for.
    pub(super) counts: Option<Counts>,
}

/// The number of passages with the same words in each speech.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    pub(super) query: Arc<Query>,
    pub(super) counted: BTreeMap<DocumentId, usize>,
}

impl Selection {
    /// Selects `range` in the text of a speech. Returns `None` if it has no text.
    pub(super) fn new(speech: DocumentId, document: &Document, range: Range<usize>) -> Option<Self> {
        let parts = passage_parts(document, &whole_graphemes(document.text(), range));
        let range = parts.first()?.start..parts.last()?.end;
        let words = count_words(&passage_text(document, &range));
        Some(Self { speech, range, matched: None, words, counts: None })
    }

    /// Returns the number of passages with the same words in `speech`, once they are counted.
    pub(crate) fn count_in(&self, speech: DocumentId) -> Option<usize> {
        self.counts.as_ref()?.counted.get(&speech).copied()
    }

    /// Returns `true` if the words are, or will be, counted.
    pub(crate) const fn is_counted(&self) -> bool {
        self.counts.is_some()
    }
}

/// A press of the mouse in the text.
#[derive(Debug, Clone)]
pub(super) struct Press {
    pub(super) at: (u16, u16),
    pub(super) time: Timestamp,
    /// The number of presses in quick succession: 2 for a double click.
    pub(super) clicks: usize,
    /// The grapheme under the pointer. A drag selects from it. `None` once the mouse is pressed elsewhere.
    pub(super) from: Option<Range<usize>>,
}

/// Returns the words of a passage in one line, as they are searched for, and the options of that search: if the passage
/// does not cut a word, neither do the matches.
pub(super) fn searched(document: &Document, range: &Range<usize>) -> (String, Options) {
    let words = passage_text(document, range).split_whitespace().collect::<Vec<_>>().join(" ");
    let starts_word = Unit::Word.after(document, range.start).is_none_or(|word| word.start >= range.start);
    let ends_word = Unit::Word.before(document, range.end).is_none_or(|word| word.end <= range.end);
    let words = as_term(&words).into_owned();
    (words, Options { word: starts_word && ends_word, ..Options::default() })
}

/// Returns `range` with an end moved by a unit. An end that would pass the other one stops at one word. `None` if there is
/// nothing to move to.
pub(super) fn moved(document: &Document, range: &Range<usize>, motion: EndMotion) -> Option<Range<usize>> {
    let Range { start, end } = *range;
    let one_word = || Unit::Word.after(document, start).map_or(end, |word| word.end);
    let back = |unit: Unit| {
        let last = unit.before(document, end)?;
        let to = if last.end < end {
            Some(last.end)
        } else {
            unit.before(document, last.start).map(|unit| unit.end)
        };
        Some(to.filter(|&to| to > start).unwrap_or_else(one_word).min(end))
    };
    Some(match motion {
        EndMotion::EndOn => start..Unit::Word.after(document, end)?.end,
        EndMotion::SentenceOn => start..Unit::Sentence.after(document, end)?.end,
        EndMotion::ParagraphOn => start..Unit::Paragraph.after(document, end)?.end,
        EndMotion::EndBack => start..back(Unit::Word)?,
        EndMotion::SentenceBack => start..back(Unit::Sentence)?,
        EndMotion::ParagraphBack => start..back(Unit::Paragraph)?,
        EndMotion::StartBack => Unit::Word.before(document, start)?.start..end,
        EndMotion::StartOn => {
            let first = Unit::Word.after(document, start)?;
            let next = if first.start > start { first } else { Unit::Word.after(document, first.end)? };
            if next.start < end { next.start..end } else { start..end }
        }
    })
}
