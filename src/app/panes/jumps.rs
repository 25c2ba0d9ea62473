//! The jump list: positions to go back to and forward again, as in a browser.

use super::position::Position;
use crate::catalog::DocumentId;

/// A position in one of the speeches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReaderPosition {
    /// The speech.
    pub(crate) speech: DocumentId,
    /// The position in it.
    pub(crate) position: Position,
}

/// The jump list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Jumps {
    /// Positions to go back to, the last at the end.
    back: Vec<ReaderPosition>,
    /// Positions to go forward to, the last at the end.
    forward: Vec<ReaderPosition>,
}

/// The most positions to go back to. The oldest is dropped first.
const MOST: usize = 1000;

impl Jumps {
    /// Records a jump away from `here`, and drops the positions to go forward to.
    pub(crate) fn record(&mut self, here: ReaderPosition) {
        self.forward.clear();
        if self.back.last() != Some(&here) {
            self.back.push(here);
        }
        let surplus = self.back.len().saturating_sub(MOST);
        self.back.drain(..surplus);
    }

    /// Returns the position before `here`.
    pub(crate) fn back(&mut self, here: ReaderPosition) -> Option<ReaderPosition> {
        Self::step(&mut self.back, &mut self.forward, here)
    }

    /// Returns the position from which the reader last went back.
    pub(crate) fn forward(&mut self, here: ReaderPosition) -> Option<ReaderPosition> {
        Self::step(&mut self.forward, &mut self.back, here)
    }

    /// Takes the last position of `from` that differs from `here`, and adds `here` to `to`.
    fn step(
        from: &mut Vec<ReaderPosition>,
        to: &mut Vec<ReaderPosition>,
        here: ReaderPosition,
    ) -> Option<ReaderPosition> {
        while let Some(start) = from.pop() {
            if start != here {
                to.push(here);
                return Some(start);
            }
        }
        None
    }
}
