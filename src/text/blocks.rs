//! Where the blocks of a text begin.

/// A line longer than this is none of a paragraph that was broken into lines by hand.
const LONGEST_BROKEN_LINE: usize = 120;

/// Where each block has its first character that is not blank, if blocks are what blank lines part, and headings
/// without them; and whether it seems that each line is a block instead: nothing is parted, and the lines are too
/// long to have been broken by hand.
pub(super) fn parted_starts(text: &str, is_heading: impl Fn(&str) -> bool) -> (Vec<usize>, bool) {
    let mut starts = Vec::new();
    let (mut after_blank, mut is_parted, mut longest) = (true, false, 0);
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let blank = line.len() - line.trim_start().len();
        let is_blank = blank == line.len();
        let is_heading = is_heading(line);
        if !is_blank && (after_blank || is_heading) {
            starts.push(offset + blank);
        }
        is_parted |= is_blank && offset > 0;
        longest = longest.max(line.len());
        after_blank = is_blank || is_heading;
        offset += line.len();
    }
    let seems_by_lines = !is_parted && longest > LONGEST_BROKEN_LINE && starts.len() <= 1;
    (starts, seems_by_lines)
}

/// Where each line has its first character that is not blank.
pub(super) fn line_starts(text: &str) -> Vec<usize> {
    let mut offset = 0;
    let line_start = |line: &str| {
        let start = offset + line.len() - line.trim_start().len();
        offset += line.len();
        start
    };
    text.split_inclusive('\n').map(line_start).collect()
}

/// Where the first line stands of which it is certain that a block begins with it, in a stretch from the middle
/// of a text, whose first line may be the rest of one.
pub(super) fn first_block_line(stretch: &str, by_lines: bool) -> Option<usize> {
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
