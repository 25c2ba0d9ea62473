//! Settings that keys change: text width, paragraph numbers, mouse.

use super::App;
use crate::{config::TEXT_WIDTHS, effect::Effect};

/// A change of the text width.
#[derive(Debug, Clone, Copy)]
pub(super) enum Width {
    Down(usize),
    Up(usize),
}

/// Cells in one step.
const CELLS: usize = 2;

impl App {
    /// Changes the text width and reports it.
    pub(super) fn set_measure(&mut self, step: Width) {
        let (least, most) = (*TEXT_WIDTHS.start(), *TEXT_WIDTHS.end());
        let cells = |steps: usize| u16::try_from(steps.saturating_mul(CELLS)).unwrap_or(u16::MAX);
        // Narrow what is visible, even if the configured width does not fit on the screen.
        let seen = self.view.measure.min(self.page().column.width.max(least));
        let measure = match step {
            Width::Down(steps) => seen.saturating_sub(cells(steps)),
            Width::Up(steps) => self.view.measure.saturating_add(cells(steps)),
        };
        self.view.measure = measure.clamp(least, most);
        self.say_measure();
    }

    /// Resets the text width to the configured one and reports it.
    pub(super) fn reset_measure(&mut self) {
        self.view.measure = self.config.text_width;
        self.say_measure();
    }

    fn say_measure(&mut self) {
        let (measure, room) = (self.view.measure, self.page().column.width);
        let what = match measure {
            _ if room < measure => format!(" ({room} fit here)"),
            _ if measure == self.config.text_width => " (as configured)".to_owned(),
            _ if measure == *TEXT_WIDTHS.start() => ", the narrowest".to_owned(),
            _ if measure == *TEXT_WIDTHS.end() => ", the widest".to_owned(),
            _ => String::new(),
        };
        self.notice = Some(format!("column width {measure}{what}"));
    }

    /// Toggles the paragraph numbers.
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
