//! The blocks of a page, and which of them are its text.

use std::ops::Range;

use oratory_core::{Kind, SpanKind};

use super::pieces::{Area, Group, Pieces};

/// The main part of a page has at least this share of the text, in percent.
const MAIN_SHARE: usize = 40;

/// An unmarked part counts as the main part if it has this share of the text, in percent.
const OTHER_SHARE: usize = 70;

/// Text of blocks shorter than this, in bytes, does not show which part of a page is the main one.
const LONG_BYTES: usize = 60;

/// The text of a page is at least this share of all visible text, in percent.
const TEXT_SHARE: usize = 5;

/// The least number of headings that link to other pages in a list of these.
const MIN_TEASERS: usize = 2;

/// The most elements around the text that seem to be beside it.
const MAX_BESIDE: usize = 4;

/// Longer cells, in bytes, are paragraphs in a table that divides the page.
const MAX_CELL_BYTES: usize = 150;

/// A block: one piece, or the pieces of a list or a table.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) pieces: Range<usize>,
    /// The bytes of its text, and of the links in it.
    length: usize,
    linked: usize,
    is_heading: bool,
    level: u8,
    /// The number of elements around it that seem to be beside the text.
    beside: usize,
}

impl Block {
    /// Returns `true` if most of the block is links.
    const fn is_links(&self) -> bool {
        2 * self.linked > self.length && !self.is_heading
    }

    /// Returns the length of the block if it shows where the text is.
    const fn weight(&self) -> usize {
        if self.is_links() || self.is_heading || self.length < LONG_BYTES { 0 } else { self.length }
    }
}

/// Returns all blocks of `page`.
pub(super) fn blocks(page: &Pieces) -> Vec<Block> {
    let mut links = page.spans.iter().filter(|span| span.kind == SpanKind::Link).peekable();
    let mut blocks = Vec::new();
    for run in runs(page) {
        let length = page.all[run.clone()].iter().map(|piece| piece.range.len()).sum();
        let Some((first, last)) = page.all.get(run.start).zip(page.all.get(run.end - 1)) else { break };
        let mut linked = 0;
        while let Some(link) = links.next_if(|link| link.range.start < last.range.end) {
            linked += link.range.len();
        }
        let level = if let Kind::Heading(level) = first.kind { level } else { 0 };
        blocks.push(Block {
            pieces: run,
            length,
            linked,
            is_heading: level > 0,
            level,
            beside: first.beside,
        });
    }
    blocks
}

/// Returns the pieces of each block.
fn runs(page: &Pieces) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut first = 0;
    for group in page.all.chunk_by(|one, next| one.group == next.group) {
        let pieces = first..first + group.len();
        first = pieces.end;
        let found = group[0].group.checked_sub(1).and_then(|group| page.groups.get(group));
        if found.is_some_and(|found| is_whole(page, found, pieces.clone())) {
            runs.push(pieces);
        } else {
            runs.extend(pieces.map(|piece| piece..piece + 1));
        }
    }
    runs
}

/// Returns `true` if most of a chapter is links: it is a table of contents.
pub(super) fn is_contents(blocks: &[Block]) -> bool {
    let text = blocks.iter().filter(|block| !block.is_heading);
    let (length, linked) =
        text.fold((0, 0), |(length, linked), block| (length + block.length, linked + block.linked));
    2 * linked > length
}

/// Returns `true` if the pieces of a list or a table are one block.
fn is_whole(page: &Pieces, group: &Group, pieces: Range<usize>) -> bool {
    if group.is_complex || group.is_list {
        return !group.is_complex;
    }
    let cells = pieces.len();
    let pieces = &page.all[pieces];
    let bytes: usize = pieces.iter().map(|piece| piece.range.len()).sum();
    let rows = pieces.iter().filter(|piece| piece.place == super::pieces::Place::Row).count();
    rows < cells && bytes <= cells * MAX_CELL_BYTES
}

/// Returns the blocks that are the text of a web page: those of its main part, without navigation.
pub(super) fn text_of(page: &Pieces, mut blocks: Vec<Block>) -> Vec<Block> {
    let most = most_beside(&blocks);
    blocks.retain(|block| block.beside <= most);
    let part = main_part(page, &blocks);
    blocks.truncate(part.end);
    blocks.drain(..part.start);
    without_links(without_teasers(blocks))
}

/// Returns the blocks of the main part of a page.
fn main_part(page: &Pieces, blocks: &[Block]) -> Range<usize> {
    let offset = |block: &Block| page.all[block.pieces.start].range.start;
    let starts: Vec<usize> = blocks.iter().map(offset).collect();
    let mut sums = vec![0];
    sums.extend(blocks.iter().scan(0, |sum, block| {
        *sum += block.weight();
        Some(*sum)
    }));
    let within = |range: &Range<usize>| {
        starts.partition_point(|&start| start < range.start)
            ..starts.partition_point(|&start| start < range.end)
    };
    let weight = |part: &Range<usize>| sums[part.end] - sums[part.start];
    let mut part = 0..blocks.len();
    let areas = |is_main: bool| page.areas.iter().filter(move |area| area.is_main == is_main);
    let of = |area: &Area| within(&area.range);
    // Of two with the same text, the inner one comes first, because it ends first.
    let main = areas(true).map(of).rev().max_by_key(weight);
    if let Some(main) =
        main.filter(|main| 100 * weight(main) >= MAIN_SHARE * weight(&part) && weight(main) > 0)
    {
        part = main;
    }
    let least = OTHER_SHARE * weight(&part);
    let is_inside = |inner: &Range<usize>| part.start <= inner.start && inner.end <= part.end;
    let others = page.areas.iter().map(of).filter(|inner| is_inside(inner) && 100 * weight(inner) >= least);
    if let Some(other) = others.min_by_key(ExactSizeIterator::len).filter(|other| weight(other) > 0) {
        part = with_title(blocks, &part, other);
    }
    part
}

/// Returns the number of elements that may be around the text and seem to be beside it. Names mislead: in some pages, the
/// text is in a `widget`.
fn most_beside(blocks: &[Block]) -> usize {
    let weight = |most: usize| {
        let within = blocks.iter().filter(|block| block.beside <= most);
        within.map(Block::weight).sum::<usize>()
    };
    let least = TEXT_SHARE * weight(usize::MAX);
    (0..MAX_BESIDE).find(|&most| 100 * weight(most) >= least).unwrap_or(MAX_BESIDE)
}

/// Returns the blocks in `inner`, and before them those from the title in `part` on, if it stands above them.
fn with_title(blocks: &[Block], part: &Range<usize>, inner: Range<usize>) -> Range<usize> {
    let is_title = |block: &Block| block.level == 1;
    if blocks[inner.clone()].iter().any(is_title) {
        return inner;
    }
    let above = blocks[part.start..inner.start].iter().rposition(is_title);
    above.map_or(inner.start, |above| part.start + above)..inner.end
}

/// Leaves out headings that link to other pages, with dates and the like below them, if there are several. A heading
/// above prose belongs to the prose, and stays.
fn without_teasers(mut blocks: Vec<Block>) -> Vec<Block> {
    let is_teaser = |block: &Block| block.is_heading && 10 * block.linked >= 9 * block.length;
    if blocks.iter().filter(|block| is_teaser(block)).count() < MIN_TEASERS {
        return blocks;
    }
    let above_prose: Vec<bool> = blocks.windows(2).map(|pair| pair[1].weight() > 0).collect();
    let (mut indices, mut is_kept) = (0.., true);
    blocks.retain(|block| {
        let is_above_prose = indices.next().and_then(|index: usize| above_prose.get(index)) == Some(&true);
        if block.is_heading || block.weight() > 0 {
            is_kept = !is_teaser(block) || is_above_prose;
        }
        is_kept
    });
    blocks
}

/// Leaves out blocks of links, and the headings above them that have no other text.
fn without_links(mut blocks: Vec<Block>) -> Vec<Block> {
    // The level of the heading below, and whether links have been left out above it. At the end, no text follows.
    let (mut below, mut is_cut) = (0, true);
    blocks.reverse();
    blocks.retain(|block| {
        if block.is_links() {
            is_cut = true;
            return false;
        }
        if block.is_heading && is_cut && block.level > 1 && below <= block.level {
            return false;
        }
        below = if block.is_heading { block.level } else { u8::MAX };
        is_cut = false;
        true
    });
    blocks.reverse();
    blocks
}
