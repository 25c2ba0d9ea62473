//! A line of the concordance that is opened in place: the sentence or the paragraph of its match, wrapped.

use std::ops::Range;

use oratory_core::{Ambiguous, Document, TextWidth, Unit, join_lines, wrap};

use crate::catalog::DocumentId;

/// A line that is opened in place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unfolded {
    /// The match, and how much of its text is shown.
    at: Option<(DocumentId, Range<usize>, Part)>,
    text: UnfoldedText,
}

/// The part of a text that is shown around a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Sentence,
    Paragraph,
}

/// The text of a line that is opened, with its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct UnfoldedText {
    /// The text, its lines joined.
    pub(crate) text: String,
    /// The range of the match in it.
    pub(crate) matched: Range<usize>,
    /// The rows in view, as ranges of it.
    pub(crate) rows: Vec<Range<usize>>,
}

impl Unfolded {
    /// Returns `true` if the line of this match is opened.
    pub(crate) fn is_at(&self, speech: DocumentId, matched: &Range<usize>) -> bool {
        self.at.as_ref().is_some_and(|(of, range, _)| (*of, range) == (speech, matched))
    }

    /// Returns the text of the line.
    pub(crate) const fn text(&self) -> &UnfoldedText {
        &self.text
    }

    /// Opens a line: its sentence, then its paragraph if that is longer, then closes it.
    pub(super) fn unfold(&mut self, speech: DocumentId, matched: Range<usize>, document: &Document) {
        let is_longer = || {
            part_range(document, &matched, Part::Paragraph) != part_range(document, &matched, Part::Sentence)
        };
        let part = match self.at.take() {
            Some((of, range, part)) if (of, &range) == (speech, &matched) => {
                (part == Part::Sentence && is_longer()).then_some(Part::Paragraph)
            }
            _ => Some(Part::Sentence),
        };
        self.at = part.map(|part| (speech, matched, part));
    }

    /// Wraps the text into rows of `cells` cells, as many as fit into `room` rows: those around the match.
    pub(super) fn refresh(&mut self, document: &Document, cells: u16, room: usize, ambiguous: Ambiguous) {
        let Some((_, matched, part)) = self.at.as_ref().filter(|(_, range, _)| range.end <= document.end())
        else {
            return;
        };
        let mut range = part_range(document, matched, *part);
        // A paragraph may be megabytes long. Read no more of it than the screen can show.
        let most = 8 * usize::from(cells) * room;
        let text = document.text();
        range.start = range.start.max(text.ceil_char_boundary(matched.start.saturating_sub(most)));
        range.end =
            range.end.min(text.floor_char_boundary(matched.end.saturating_add(most))).max(matched.end);
        let [before, within, after] = [range.start..matched.start, matched.clone(), matched.end..range.end]
            .map(|range| join_lines(text, range));
        let matched = before.len()..before.len() + within.len();
        let joined = [before, within, after].concat();
        let width = TextWidth { cells, ambiguous, ..TextWidth::default() };
        let mut rows = wrap(&joined, 0..joined.len(), width);
        let first = rows.iter().position(|row| matched.start < row.end).unwrap_or(0);
        if rows.len() > room {
            let from = first.saturating_sub(room / 2).min(rows.len() - room);
            rows = rows.split_off(from);
            rows.truncate(room);
        }
        self.text = UnfoldedText { text: joined, matched, rows };
    }
}

/// Returns the range of the sentence or the paragraph of a match. A heading is one sentence.
fn part_range(document: &Document, matched: &Range<usize>, part: Part) -> Range<usize> {
    let block =
        document.block_at(matched.start).map_or_else(|| matched.clone(), |block| document.block(block).range);
    let sentence = (part == Part::Sentence).then(|| Unit::Sentence.after(document, matched.start)).flatten();
    let sentence = sentence.filter(|sentence| sentence.start <= matched.start && sentence.end <= block.end);
    let range = sentence.unwrap_or(block);
    range.start.min(matched.start)..range.end.max(matched.end)
}
