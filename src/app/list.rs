//! Movements in a list of rows: the sidebar, the concordance and popups share them.

use crate::command::Motion;

/// The size of a list: the entries in view at once, and the last position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub(super) page: usize,
    pub(super) last: usize,
}

/// Returns the position in a list after a movement.
pub(super) fn moved(
    from: usize,
    motion: Motion,
    count: Option<usize>,
    Extent { page, last }: Extent,
) -> usize {
    let times = count.unwrap_or(1);
    let whole = page.saturating_sub(1).max(1);
    let half = (page / 2).max(1);
    let to = match (motion, count) {
        (Motion::Start | Motion::End, Some(number)) => number.saturating_sub(1),
        (Motion::Start, None) => 0,
        (Motion::End, None) => last,
        (Motion::Percent, Some(percent)) => percent_of(last, percent),
        (Motion::RowDown, _) => from.saturating_add(times),
        (Motion::RowUp, _) => from.saturating_sub(times),
        (Motion::PageDown, _) => from.saturating_add(times.saturating_mul(whole)),
        (Motion::PageUp, _) => from.saturating_sub(times.saturating_mul(whole)),
        (Motion::HalfPageDown, _) => from.saturating_add(times.saturating_mul(half)),
        (Motion::HalfPageUp, _) => from.saturating_sub(times.saturating_mul(half)),
        _ => from,
    };
    to.min(last)
}

/// Returns `percent` per cent of `whole`, at most all of it.
pub(super) fn percent_of(whole: usize, percent: usize) -> usize {
    // The product may overflow `usize`.
    let part = whole as u128 * percent.min(100) as u128 / 100;
    usize::try_from(part).unwrap_or(usize::MAX)
}

/// A share of a whole: `part` of `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) part: u16,
    pub(crate) of: u16,
}

impl Share {
    /// Returns the share of `whole`.
    pub(crate) fn of(self, whole: usize) -> usize {
        // The product may overflow `usize`.
        let (part, whole) = (u128::from(self.part), whole as u128);
        usize::try_from(whole * part / u128::from(self.of.max(1))).unwrap_or(usize::MAX)
    }
}
