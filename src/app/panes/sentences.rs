//! Movements by sentence.

use std::ops::Range;

use oratory_core::{Document, Unit};

use super::{column::Column, reading::Reading};

/// Steps for which it is faster to find all sentences first.
const MANY_SENTENCES: usize = 1000;

impl Reading {
    /// Returns the sentence that the reader has gone to last, while it is in view and in the current paragraph.
    pub(crate) fn shown_sentence(&self, speech: &Document) -> Option<Range<usize>> {
        let (sentence, view) = (self.sentence.clone()?, self.in_view());
        let is_in_view = sentence.start < view.end && sentence.end > view.start;
        let is_current = || sentence.end <= speech.end() && speech.block_at(sentence.start) == self.current();
        (is_in_view && is_current()).then_some(sentence)
    }

    /// Returns the sentence that the reader has gone to last, or else the first one of the current paragraph that begins on
    /// the page, or else the one at its top.
    pub(crate) fn current_sentence(&self, speech: &Document) -> Option<Range<usize>> {
        if let Some(sentence) = self.shown_sentence(speech) {
            return Some(sentence);
        }
        let block = speech.block(self.current().filter(|&block| block < speech.block_count())?).range;
        let view = self.in_view();
        let from = view.start.max(block.start);
        let at_top = Unit::Sentence.after(speech, from).filter(|sentence| sentence.start < block.end)?;
        if at_top.start >= from {
            return Some(at_top);
        }
        let next = Unit::Sentence.after(speech, at_top.end);
        next.filter(|next| next.start < block.end.min(view.end)).or(Some(at_top))
    }

    /// Goes a number of sentences on or back, and shows the sentence.
    pub(super) fn step_sentences(&mut self, is_on: bool, times: usize, column: Column<'_>) {
        let speech = column.speech;
        let Some(mut sentence) = self.current_sentence(speech) else { return };
        if times > MANY_SENTENCES {
            speech.count_sentences();
        }
        for _ in 0..times {
            let next = if is_on {
                Unit::Sentence.after(speech, sentence.end)
            } else {
                Unit::Sentence.before(speech, sentence.start)
            };
            let Some(next) = next else { break };
            sentence = next;
        }
        self.sentence = Some(sentence.clone());
        self.show(&sentence, column);
    }
}
