//! Places of words in a speech, as records name them.

use std::ops::Range;

use serde::Serialize;

use super::speeches::Speech;

/// A place with its offsets in bytes and in code points.
#[derive(Debug, Serialize)]
pub(super) struct PlaceRecord<'a> {
    speech: &'a str,
    paragraph: usize,
    start: usize,
    end: usize,
    char_start: usize,
    char_end: usize,
}

impl<'a> PlaceRecord<'a> {
    pub(super) fn new(speech: &'a Speech, words: Range<usize>) -> Self {
        let paragraph = speech.index.paragraph_of(words.start);
        let range = speech.index.range(words);
        let chars = speech.chars(&range);
        Self {
            speech: &speech.label,
            paragraph,
            start: range.start,
            end: range.end,
            char_start: chars.start,
            char_end: chars.end,
        }
    }

    pub(super) const fn paragraph(&self) -> usize {
        self.paragraph
    }

    /// Returns `true` if the place is in a speech.
    pub(super) fn is_in(&self, speech: &Speech) -> bool {
        self.speech.as_ptr() == speech.label.as_ptr()
    }

    /// Returns the place in a cell: `closing:7@1200-1230`.
    pub(super) fn cell(&self) -> String {
        format!("{}:{}@{}-{}", self.speech, self.paragraph, self.start, self.end)
    }
}

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
