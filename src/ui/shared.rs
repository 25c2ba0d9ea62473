//! Styles of the words that two speeches side by side share.

use std::ops::Range;

use ratatui::style::Style;

use crate::{
    app::study::side_by_side::SideBySide,
    theme::{Role, Theme},
};

/// The shared passages in view, in order, each with its style. The current one is in parts.
#[derive(Debug, Default)]
pub(super) struct Shared(Vec<(Range<usize>, Role)>);

impl Shared {
    /// Takes the passages of a pane in `view`.
    pub(super) fn new(beside: &SideBySide, pane: usize, view: &Range<usize>) -> Self {
        let current = beside.current_ranges().map_or(0..0, |[a, b]| if pane == 0 { a } else { b });
        let mut parts = Vec::new();
        for passage in beside.passages_in(pane, view) {
            if current.is_empty() || current.start >= passage.end || current.end <= passage.start {
                parts.push((passage, Role::Shared));
                continue;
            }
            let (before, after) = (passage.start..current.start, current.end..passage.end);
            let all = [(before, Role::Shared), (current.clone(), Role::CurrentMatch), (after, Role::Shared)];
            parts.extend(all.into_iter().filter(|(part, _)| !part.is_empty()));
        }
        Self(parts)
    }

    /// Returns `style`, which holds from `offset` to `end`, as it is where words are shared, with its new end.
    pub(super) fn over(&self, theme: &Theme, offset: usize, style: Style, end: usize) -> (Style, usize) {
        let next = self.0.partition_point(|(part, _)| part.end <= offset);
        match self.0.get(next) {
            Some((part, role)) if part.start <= offset => {
                (style.patch(theme.style(*role)), end.min(part.end))
            }
            Some((part, _)) => (style, end.min(part.start)),
            None => (style, end),
        }
    }
}
