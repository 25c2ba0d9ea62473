//! Places of words in a speech, as records name them.

use std::ops::Range;

use serde::Serialize;

use super::speeches::Speech;

/// One side of a row of `compare`.
#[derive(Debug, Serialize)]
pub(super) struct SideRecord<'a> {
    speech: &'a str,
    paragraph: usize,
    start: usize,
    end: usize,
}

impl SideRecord<'_> {
    /// The columns of the two sides of a row, with JSON pointers.
    pub(super) const COLUMNS: [(&'static str, &'static str); 8] = [
        ("a_speech", "/a/speech"),
        ("a_paragraph", "/a/paragraph"),
        ("a_start", "/a/start"),
        ("a_end", "/a/end"),
        ("b_speech", "/b/speech"),
        ("b_paragraph", "/b/paragraph"),
        ("b_start", "/b/start"),
        ("b_end", "/b/end"),
    ];
}

impl<'a> SideRecord<'a> {
    pub(super) fn of_words(speech: &'a Speech, words: Range<usize>) -> Self {
        let paragraph = speech.index.paragraph_of(words.start);
        let range = speech.index.range(words);
        Self { speech: &speech.label, paragraph, start: range.start, end: range.end }
    }

    /// Returns a whole paragraph.
    pub(super) fn of_paragraph(speech: &'a Speech, number: usize) -> Option<Self> {
        let document = speech.document();
        let range = document.block(document.paragraph(number)?).range;
        Some(Self { speech: &speech.label, paragraph: number, start: range.start, end: range.end })
    }

    pub(super) const fn paragraph(&self) -> usize {
        self.paragraph
    }

    pub(super) const fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}
