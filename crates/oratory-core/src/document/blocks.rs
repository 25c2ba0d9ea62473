//! Division of a text into blocks.

use super::{heading::is_markdown_heading, markdown::Fence};

/// A longer line, in characters, is not part of a paragraph broken into lines by hand.
const LONGEST_BROKEN_LINE: usize = 120;

/// The longest gap, in bytes, that is scanned whenever the end of the block before it is needed.
const SHORT_GAP: usize = 64;

/// The division of a text.
#[derive(Debug, Default)]
pub(crate) struct Parted {
    /// The start of each block, at its first character that is not blank, if blocks are separated by blank
    /// lines and headings need none.
    pub(crate) starts: Vec<usize>,
    /// `true` if each line seems to be a block instead: there are no blank lines, and the lines are too long
    /// to have been broken by hand.
    pub(crate) seems_by_lines: bool,
    /// `true` if there are fenced lines. They are one block.
    pub(crate) is_fenced: bool,
}

/// Divides a text into blocks.
pub(crate) fn parted(text: &str, is_markdown: bool) -> Parted {
    let mut starts = Vec::new();
    let (mut after_blank, mut is_parted, mut is_fenced, mut longest) = (true, false, false, 0);
    let mut fence: Option<Fence> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let blank = line.len() - line.trim_start().len();
        is_parted |= blank == line.len() && offset > 0;
        let is_inside = fence.is_some();
        fence = match fence {
            Some(fence) => (!fence.is_closed_by(line)).then_some(fence),
            None if is_markdown => Fence::opened_by(line),
            None => None,
        };
        is_fenced |= is_inside;
        let is_blank = blank == line.len() && !is_inside;
        let is_heading = is_markdown && !is_inside && is_markdown_heading(line.trim_end_matches('\n'));
        if !is_blank && (after_blank || is_heading) {
            starts.push(offset + blank);
        }
        longest = longest.max(line.len());
        after_blank = is_blank || is_heading;
        offset += line.len();
    }
    let seems_by_lines = !is_parted && !is_fenced && longest > LONGEST_BROKEN_LINE && starts.len() <= 1;
    Parted { starts, seems_by_lines, is_fenced }
}

/// Returns the offset of the first character in each line that is not blank.
pub(crate) fn line_starts(text: &str) -> Vec<usize> {
    let mut offset = 0;
    let line_start = |line: &str| {
        let start = offset + line.len() - line.trim_start().len();
        offset += line.len();
        start
    };
    text.split_inclusive('\n').map(line_start).collect()
}

/// Returns the start of the first line that certainly begins a block, in a part from the middle of a text.
/// Its first line may be incomplete.
pub(crate) fn first_block_line(stretch: &str, by_lines: bool) -> Option<usize> {
    let mut offset = stretch.find('\n')? + 1;
    let mut after_blank = by_lines;
    for line in stretch[offset..].split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        if after_blank && !is_blank {
            return Some(offset);
        }
        after_blank |= is_blank;
        offset += line.len();
    }
    None
}

/// Returns the blocks with a gap of more than [`SHORT_GAP`] bytes after them, each with its end.
pub(crate) fn long_gaps(text: &str, starts: &[usize]) -> Vec<(usize, usize)> {
    let mut gaps = Vec::new();
    for (index, &start) in starts.iter().enumerate() {
        let next = starts.get(index + 1).map_or(text.len(), |&next| next);
        let end = start + text[start..next].trim_end().len();
        if next - end > SHORT_GAP {
            gaps.push((index, end));
        }
    }
    gaps
}
