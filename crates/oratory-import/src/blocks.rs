//! Division of a text into blocks.

/// A longer line, in characters, is not part of a paragraph broken into lines by hand.
const LONGEST_BROKEN_LINE: usize = 120;

/// Divides a plain text into blocks. Returns the start of each, at its first character that is not blank.
///
/// Blank lines separate blocks. If there are none, and the lines are too long to have been broken by hand, every line is
/// a block.
pub(crate) fn block_starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let (mut after_blank, mut is_parted, mut longest) = (true, false, 0);
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let blank = line.len() - line.trim_start().len();
        let is_blank = blank == line.len();
        is_parted |= is_blank && offset > 0;
        if !is_blank && after_blank {
            starts.push(offset + blank);
        }
        longest = longest.max(line.len());
        after_blank = is_blank;
        offset += line.len();
    }
    let is_by_lines = !is_parted && longest > LONGEST_BROKEN_LINE && starts.len() <= 1;
    if is_by_lines { line_starts(text) } else { starts }
}

/// Returns the offset of the first character in each line that is not blank.
fn line_starts(text: &str) -> Vec<usize> {
    let mut offset = 0;
    let line_start = |line: &str| {
        let blank = line.len() - line.trim_start().len();
        offset += line.len();
        (blank < line.len()).then(|| offset - line.len() + blank)
    };
    text.split_inclusive('\n').filter_map(line_start).collect()
}
