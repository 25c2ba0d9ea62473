//! Division of a text into blocks.

use crate::{heading::is_markdown_heading, markdown::Fence};

/// A longer line, in characters, is not part of a paragraph broken into lines by hand.
const LONGEST_BROKEN_LINE: usize = 120;

/// Divides a text into blocks. Returns the start of each, at its first character that is not blank.
///
/// Blank lines separate blocks, and a Markdown heading needs none. If there are no blank lines, and the lines are
/// too long to have been broken by hand, every line is a block. Lines between fences are one block.
pub(crate) fn block_starts(text: &str, is_markdown: bool) -> Vec<usize> {
    let mut starts = Vec::new();
    let (mut after_blank, mut is_parted, mut longest) = (true, false, 0);
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
        is_parted |= is_inside;
        let is_blank = blank == line.len() && !is_inside;
        let is_heading = is_markdown && !is_inside && is_markdown_heading(line.trim_end_matches('\n'));
        if !is_blank && (after_blank || is_heading) {
            starts.push(offset + blank);
        }
        longest = longest.max(line.len());
        after_blank = is_blank || is_heading;
        offset += line.len();
    }
    let is_by_lines = !is_parted && longest > LONGEST_BROKEN_LINE && starts.len() <= 1;
    if is_by_lines { line_starts(text) } else { starts }
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
