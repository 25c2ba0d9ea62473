//! Two speeches side by side: what moves in both panes.

use std::ops::Range;

use super::{
    change::{Change, PairChange},
    library::Library,
    notes::Notes,
    panes::{Panes, page::Page, pane::Pane, reading::Reading},
    search::Search,
    study::Study,
};
use crate::command::Motion;

/// Updates the rows and matches in view in the pane that commands do not act on, if there are two.
pub(super) fn refresh_other(
    panes: &mut Panes,
    search: &mut Search,
    notes: &Notes,
    library: &Library,
    pages: [Page; 2],
) {
    let Some((number, speech)) = panes.other_number().zip(panes.other().map(Pane::open)) else { return };
    let (notes, current) = (notes.opened_in(speech, library), search.current_in(speech));
    panes.refresh_other(library, pages[number], notes, current);
    if let Some(other) = panes.other() {
        search.refresh_other(library, other, pages[number]);
    }
}

/// The owners that take part in a comparison, and the pages of both panes.
pub(super) struct Pairing<'a> {
    pub(super) study: &'a mut Study,
    pub(super) panes: &'a mut Panes,
    pub(super) library: &'a Library,
    pub(super) pages: [Page; 2],
}

impl Pairing<'_> {
    /// Applies a change of what is shown of two speeches side by side.
    pub(super) fn react(&mut self, change: PairChange) -> Vec<Change> {
        let active = self.panes.active_number();
        match change {
            PairChange::Step(motion, times) => {
                let view = self.panes.active().here().map_or(0..0, Reading::in_view);
                let is_back = motion == Motion::PreviousMatch;
                let notice = self.study.beside_mut().step(active, &view, (is_back, times));
                self.align_current(active);
                notice.into_iter().collect()
            }
            PairChange::NextCounterpart => {
                let notice = self.study.beside_mut().next_counterpart(active);
                self.align_current(active);
                notice.into_iter().collect()
            }
            PairChange::Shift(_) => Vec::new(),
            PairChange::ShowWanted => self.show_wanted(),
        }
    }

    /// Shows the current passage and its counterpart at the same height.
    fn align_current(&mut self, leading: usize) {
        if let Some(ranges) = self.study.beside().current_ranges() {
            self.align(&ranges, leading);
        }
    }

    fn align(&mut self, ranges: &[Range<usize>; 2], leading: usize) {
        if self.ranges_exist(ranges) {
            self.panes.align(ranges, leading, (self.library, self.pages));
        }
    }

    /// Returns `true` if both texts are loaded and have these ranges.
    fn ranges_exist(&self, ranges: &[Range<usize>; 2]) -> bool {
        self.panes.all().iter().zip(ranges).all(|(pane, range)| {
            let document = self.library.document(pane.open());
            document.is_some_and(|document| document.text().get(range.clone()).is_some())
        })
    }

    /// Shows the ranges that were asked for, once both texts are loaded and compared.
    fn show_wanted(&mut self) -> Vec<Change> {
        let Some(ranges) = self.study.beside().wanted().filter(|ranges| self.ranges_exist(ranges)) else {
            return Vec::new();
        };
        if self.study.beside().compared().is_some() {
            self.study.beside_mut().select_shown(&ranges);
        }
        self.align(&ranges, self.panes.active_number());
        Vec::new()
    }
}
