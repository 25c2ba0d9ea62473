//! Going from one highlight or bookmark of a text to the next.

use std::{cmp::Reverse, ops::Range};

use super::{Notes, annotations::Stop};
use crate::app::{change::Change, library::Library, panes::pane::Pane};

impl Notes {
    /// Goes to the next highlight or bookmark in the open speech, `times` times.
    pub(crate) fn next(&mut self, times: usize, pane: &Pane, library: &Library) -> Vec<Change> {
        let stops = self.annotations.stops(pane.open());
        let (_, after) = self.around(&stops, pane, library);
        let to = (after + times.max(1) - 1).min(stops.len().saturating_sub(1));
        if after < stops.len() {
            return self.stop_at(&stops[to], pane);
        }
        vec![no_stop("later", &stops, pane, library)]
    }

    /// Goes to the previous highlight or bookmark in the open speech, `times` times.
    pub(crate) fn previous(&mut self, times: usize, pane: &Pane, library: &Library) -> Vec<Change> {
        let stops = self.annotations.stops(pane.open());
        let (before, _) = self.around(&stops, pane, library);
        if before > 0 {
            return self.stop_at(&stops[before.saturating_sub(times.max(1))], pane);
        }
        vec![no_stop("earlier", &stops, pane, library)]
    }

    /// Returns the number of stops before the reader's position, and of those before or at it. The position is the current
    /// paragraph, or in it the selection, or else the stop to which the reader went last.
    fn around(&self, stops: &[Stop], pane: &Pane, library: &Library) -> (usize, usize) {
        let beside = |range: &Range<usize>| {
            let key = order(range);
            let before = stops.partition_point(|stop| order(&stop.range) < key);
            (before, stops.partition_point(|stop| order(&stop.range) <= key))
        };
        let Some((speech, block)) = pane.current() else { return (0, 0) };
        let paragraph = library.document(speech).map_or(0..0, |document| document.block(block).range);
        let selected = pane.selected().map(|selection| &selection.range);
        if let Some(selected) =
            selected.filter(|selected| selected.start < paragraph.end && selected.end > paragraph.start)
        {
            return beside(selected);
        }
        if let Some((.., last)) = self.stop.as_ref().filter(|(at, of, _)| (*at, *of) == (speech, block)) {
            return beside(last);
        }
        let before = stops.partition_point(|stop| stop.block < block);
        // The reader is at the bookmark of the paragraph already, but not at the highlights in it.
        let bookmarks = stops[before..].iter().take_while(|stop| stop.block == block && stop.is_bookmark);
        (before, before + bookmarks.count())
    }

    /// Shows `stop`. A highlight is selected, so that commands act on it.
    fn stop_at(&mut self, stop: &Stop, pane: &Pane) -> Vec<Change> {
        let range = stop.range.clone();
        self.stop = Some((pane.open(), stop.block, range.clone()));
        let selected = if stop.is_bookmark { Change::ClearSelection } else { Change::Select(range.clone()) };
        vec![selected, Change::Show(range.start..range.start)]
    }

    /// Selects the innermost highlight at an offset of the open speech, which was clicked.
    pub(crate) fn select_at(&self, offset: usize, pane: &Pane) -> Vec<Change> {
        let here = self.annotations.touching(pane.open(), offset..offset + 1);
        let highlights = here.filter(|(placed, _)| !placed.annotation.is_bookmark());
        let innermost = highlights.map(|(_, range)| range).min_by_key(ExactSizeIterator::len);
        innermost.map(Change::Select).into_iter().collect()
    }
}

/// Returns the key by which ranges are ordered: by start, the longer of two first.
const fn order(range: &Range<usize>) -> (usize, Reverse<usize>) {
    (range.start, Reverse(range.end))
}

/// Returns the notice that there is no highlight or bookmark in `direction`.
fn no_stop(direction: &str, stops: &[Stop], pane: &Pane, library: &Library) -> Change {
    if library.is_awaited(pane.open()) {
        return library.still_reading(pane.open());
    }
    let direction = if stops.is_empty() { "" } else { direction };
    let blank = if stops.is_empty() { "" } else { " " };
    Change::Notice(format!("no {direction}{blank}highlight or bookmark in this speech"))
}
