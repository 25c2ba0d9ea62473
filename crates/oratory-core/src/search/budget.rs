//! Limits on the work of a search.

use std::{cell::Cell, fmt};

/// Steps between two checks whether the work is still wanted: well under a millisecond.
const STEPS_BETWEEN_CHECKS: u64 = 16 * 1024;

/// The number of steps that a search may take, and a way to cancel it.
///
/// A step is a byte read or a state of the automaton visited. It takes a few nanoseconds, so that a number of steps
/// limits the time without a clock.
pub struct Budget<'a> {
    left: Cell<u64>,
    used: Cell<u64>,
    next_check: Cell<u64>,
    is_limited: bool,
    wanted: &'a dyn Fn() -> bool,
}

impl fmt::Debug for Budget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").field("left", &self.left).field("used", &self.used).finish_non_exhaustive()
    }
}

impl Budget<'static> {
    /// Creates a budget of `steps`.
    pub(crate) const fn limited(steps: u64) -> Self {
        Self { left: Cell::new(steps), is_limited: true, ..Self::unlimited() }
    }

    /// Creates a budget that is never spent.
    pub(crate) const fn unlimited() -> Self {
        Self::while_wanted(&|| true)
    }
}

impl<'a> Budget<'a> {
    /// Creates a budget that lasts while the work is `wanted`.
    pub const fn while_wanted(wanted: &'a dyn Fn() -> bool) -> Self {
        Self {
            left: Cell::new(u64::MAX),
            used: Cell::new(0),
            next_check: Cell::new(STEPS_BETWEEN_CHECKS),
            is_limited: false,
            wanted,
        }
    }

    /// Charges `steps`. Returns `false` once the budget is spent.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        let steps = steps as u64;
        self.used.set(self.used.get().saturating_add(steps));
        let left = self.left.get().saturating_sub(steps);
        self.left.set(left);
        if self.used.get() >= self.next_check.get() {
            self.next_check.set(self.used.get().saturating_add(STEPS_BETWEEN_CHECKS));
            if !(self.wanted)() {
                self.left.set(0);
            }
        }
        self.left.get() > 0
    }

    /// Returns `true` if the number of steps is limited, as it is between a key and its frame.
    pub(crate) const fn is_limited(&self) -> bool {
        self.is_limited
    }

    /// Returns `true` if the budget is spent. Then the result may be incomplete.
    pub const fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Returns the steps charged so far.
    pub(crate) const fn used(&self) -> u64 {
        self.used.get()
    }
}
