//! A limit on the work that a search may do.

use std::{cell::Cell, fmt};

/// The steps between two looks at whether the work is still wanted: well under a millisecond.
const STEPS_BETWEEN_LOOKS: u64 = 16 * 1024;

/// The steps that a search may take, and a way to stop it between them. A step takes a few nanoseconds: it is a byte
/// that is read, or a state of the automaton that is looked at.
pub struct Budget<'a> {
    left: Cell<u64>,
    used: Cell<u64>,
    next_look: Cell<u64>,
    is_limited: bool,
    wanted: &'a dyn Fn() -> bool,
}

impl fmt::Debug for Budget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").field("left", &self.left).field("used", &self.used).finish_non_exhaustive()
    }
}

impl Budget<'static> {
    /// A budget of `steps`.
    pub fn of(steps: u64) -> Self {
        Self { left: Cell::new(steps), is_limited: true, ..Self::while_wanted(&|| true) }
    }
}

impl<'a> Budget<'a> {
    /// A budget that lasts for as long as the work is `wanted`.
    pub fn while_wanted(wanted: &'a dyn Fn() -> bool) -> Self {
        Self {
            left: Cell::new(u64::MAX),
            used: Cell::new(0),
            next_look: Cell::new(STEPS_BETWEEN_LOOKS),
            is_limited: false,
            wanted,
        }
    }

    /// Charges `steps`. Returns `false` if there are none left, from then on always.
    pub fn spend(&self, steps: usize) -> bool {
        let steps = steps as u64;
        self.used.set(self.used.get().saturating_add(steps));
        let left = self.left.get().saturating_sub(steps);
        self.left.set(left);
        if self.used.get() >= self.next_look.get() {
            self.next_look.set(self.used.get().saturating_add(STEPS_BETWEEN_LOOKS));
            if !(self.wanted)() {
                self.left.set(0);
            }
        }
        self.left.get() > 0
    }

    /// Returns `true` if it is a number of steps, so that no more than a moment is to be spent.
    pub fn is_limited(&self) -> bool {
        self.is_limited
    }

    /// Returns `true` if the budget has run out: what was found with it may not be all.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// The steps that have been charged.
    pub fn used(&self) -> u64 {
        self.used.get()
    }
}
