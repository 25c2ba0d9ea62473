//! The words that a speaker says, without markup and without what stands between them.

use std::{borrow::Cow, iter};

use super::text::{Block, Document};
use crate::search::seen::{SeenText, View};

impl Document {
    /// Returns what the speaker says of `block`: without markup, names of speakers, stage directions and page furniture.
    pub(crate) fn spoken(&self, block: &Block) -> Cow<'_, str> {
        if self.is_spoken_as_it_is(block) {
            return Cow::Borrowed(&self.text()[block.range.clone()]);
        }
        let mut spoken = String::new();
        for part in self.spoken_parts(block) {
            spoken.push_str(part.text());
            spoken.push(' ');
        }
        Cow::Owned(spoken)
    }

    /// Returns the parts of a block that the speaker says. Between them are names of speakers, stage directions and page
    /// furniture. A block without markup is one part, as it is.
    pub(crate) fn spoken_parts(&self, block: &Block) -> Vec<SeenText<'_>> {
        if self.is_spoken_as_it_is(block) {
            return vec![SeenText::plain(self.text(), block.range.clone())];
        }
        let (mut parts, mut offset) = (Vec::new(), block.range.start);
        let left_out = self.spans(&block.range).iter().filter(|span| !span.kind.is_spoken());
        let left_out = left_out.map(|span| span.range.clone());
        for left_out in left_out.chain(iter::once(block.range.end..block.range.end)) {
            let part = offset..left_out.start.max(offset);
            let spans = self.spans(&part);
            parts.push(SeenText::new(self.text(), iter::once((part, spans)), View::Verbatim));
            offset = offset.max(left_out.end);
        }
        parts
    }

    fn is_spoken_as_it_is(&self, block: &Block) -> bool {
        self.spans(&block.range).iter().all(|span| span.kind.is_spoken() && !span.kind.is_overlooked())
    }
}
