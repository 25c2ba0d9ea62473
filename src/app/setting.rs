//! Settings that keys change: the width of the column, the paragraph numbers, the mouse.

use super::App;
use crate::{action::Effect, config::MEASURES};

/// Steps to a narrower column, or to a wider one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Width {
    Down(usize),
    Up(usize),
}

/// Cells in one step.
const CELLS: usize = 2;

impl App {
    /// Makes the column narrower or wider, and says how wide it is.
    pub(super) fn set_measure(&mut self, step: Width) {
        let (least, most) = (*MEASURES.start(), *MEASURES.end());
        let cells = |steps: usize| u16::try_from(steps.saturating_mul(CELLS)).unwrap_or(u16::MAX);
        // Narrower means narrower than what is seen, even if the screen has no room for the width that is set.
        let seen = self.view.measure.min(self.page().column.width.max(least));
        let measure = match step {
            Width::Down(steps) => seen.saturating_sub(cells(steps)),
            Width::Up(steps) => self.view.measure.saturating_add(cells(steps)),
        };
        self.view.measure = measure.clamp(least, most);
        self.say_measure();
    }

    /// Gives the column the width that the configuration has, and says how wide it is.
    pub(super) fn reset_measure(&mut self) {
        self.view.measure = self.config.measure;
        self.say_measure();
    }

    fn say_measure(&mut self) {
        let (measure, room) = (self.view.measure, self.page().column.width);
        let what = match measure {
            _ if room < measure => format!(" ({room} fit here)"),
            _ if measure == self.config.measure => " (as configured)".to_owned(),
            _ if measure == *MEASURES.start() => ", the narrowest".to_owned(),
            _ if measure == *MEASURES.end() => ", the widest".to_owned(),
            _ => String::new(),
        };
        self.notice = Some(format!("column width {measure}{what}"));
    }

    /// Shows the paragraph numbers, or hides them.
    pub(super) fn toggle_numbers(&mut self) {
        self.view.numbers = !self.view.numbers;
    }

    /// Turns mouse support on or off.
    pub(super) fn toggle_mouse(&mut self) -> Vec<Effect> {
        self.view.mouse = !self.view.mouse;
        self.notice = Some(if self.view.mouse {
            "mouse on: wheel scrolls, click opens".to_owned()
        } else {
            "mouse off: the terminal selects text".to_owned()
        });
        vec![Effect::Mouse(self.view.mouse)]
    }
}
