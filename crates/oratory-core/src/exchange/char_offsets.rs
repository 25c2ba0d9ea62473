//! Offsets in code points.

use std::ops::Range;

/// Bytes between two known offsets. To count the characters in so many bytes takes less than a microsecond.
const STEP: usize = 4096;

/// Converts byte offsets of a text to code points, in any order.
#[derive(Debug)]
pub(super) struct CharOffsets {
    /// The number of code points before every [`STEP`]th byte. Empty for ASCII.
    before: Vec<usize>,
}

impl CharOffsets {
    pub(super) fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { before: Vec::new() };
        }
        let mut chars = 0;
        let before = text.as_bytes().chunks(STEP).map(|step| {
            let before = chars;
            chars += starts(step);
            before
        });
        Self { before: before.collect() }
    }

    /// Returns a byte range of `text`, the text that this was made for, in code points.
    pub(super) fn range(&self, text: &str, range: &Range<usize>) -> Range<usize> {
        self.offset(text, range.start)..self.offset(text, range.end)
    }

    fn offset(&self, text: &str, offset: usize) -> usize {
        if self.before.is_empty() {
            return offset;
        }
        let step = (offset / STEP).min(self.before.len() - 1);
        self.before[step] + starts(&text.as_bytes()[step * STEP..offset])
    }
}

/// Counts the bytes that begin a character.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte.cast_signed() >= -64).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_counts_of_characters() {
        for text in ["", "plain", &"é한 a".repeat(3000), &"😀".repeat(1024)] {
            let offsets = CharOffsets::new(text);
            let mut chars = 0;
            for (offset, _) in text.char_indices() {
                assert_eq!(offsets.range(text, &(offset..text.len())).start, chars);
                chars += 1;
            }
            assert_eq!(offsets.range(text, &(0..text.len())), 0..chars);
        }
    }
}
