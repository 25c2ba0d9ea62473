//! Styles of highlighted text.

use std::ops::Range;

use oratory_core::{Document, passage_parts};
use ratatui::style::Style;

use crate::theme::{Role, Theme};

/// The highlights in view. Where they overlap, text has another style, so that one inside another is seen.
#[derive(Debug, Default)]
pub(super) struct Highlights {
    /// The offsets at which the number of highlights changes, each with the number from there on.
    depths: Vec<(usize, usize)>,
}

impl Highlights {
    pub(super) const NONE: Self = Self { depths: Vec::new() };

    /// Takes the highlights of these ranges in `view`, without the headings and page furniture between their paragraphs.
    pub(super) fn new(
        speech: &Document,
        view: &Range<usize>,
        ranges: impl Iterator<Item = Range<usize>>,
    ) -> Self {
        let parts = ranges.flat_map(|range| {
            let shown = range.start.max(view.start)..range.end.min(view.end);
            let mut parts = passage_parts(speech, &shown);
            if shown != range {
                // The paragraphs between which headings stand may be out of view.
                let is_numbered =
                    |at| speech.block_at(at).is_some_and(|block| speech.number_of(block).is_some());
                parts.retain(|part| is_numbered(part.start));
            }
            parts
        });
        let mut ends: Vec<(usize, bool)> =
            parts.flat_map(|part| [(part.start, true), (part.end, false)]).collect();
        ends.sort_unstable();
        let mut depth = 0_usize;
        let mut depths: Vec<(usize, usize)> = Vec::with_capacity(ends.len());
        for (offset, is_start) in ends {
            depth = if is_start { depth + 1 } else { depth.saturating_sub(1) };
            match depths.last_mut().filter(|last| last.0 == offset) {
                Some(last) => last.1 = depth,
                None => depths.push((offset, depth)),
            }
        }
        Self { depths }
    }

    /// Returns `style`, which holds from `offset` to `end`, as it is where the text is highlighted, with its new end.
    pub(super) fn over(&self, theme: &Theme, offset: usize, style: Style, end: usize) -> (Style, usize) {
        let next = self.depths.partition_point(|&(from, _)| from <= offset);
        let depth = next.checked_sub(1).map_or(0, |here| self.depths[here].1);
        let end = self.depths.get(next).map_or(end, |&(from, _)| end.min(from));
        let style = match depth {
            0 => style,
            1 => style.patch(theme.style(Role::Highlight)),
            _ => style.patch(theme.style(Role::Overlap)),
        };
        (style, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_count_the_highlights_over_each_letter() {
        let speech = Document::of_paragraphs("test", "It is a long way to go.\n\nWe go.");
        let ranges = [3..20, 5..9, 5..9, 9..12, 21..28];
        let highlights = Highlights::new(&speech, &(0..31), ranges.iter().cloned());
        let theme = Theme::new(&crate::theme::Appearance::default());
        let styles = [Style::new(), theme.style(Role::Highlight), theme.style(Role::Overlap)];
        for offset in (0..23).chain(25..31) {
            let depth = ranges.iter().filter(|range| range.contains(&offset)).count();
            let (style, end) = highlights.over(&theme, offset, Style::new(), 99);
            assert_eq!(style, styles[depth.min(2)], "{offset}");
            assert!(end > offset);
        }
    }
}
