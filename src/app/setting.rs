//! How the reader sets the page by key: the measure, the numbers, the mouse.

use super::App;
use crate::{action::Effect, config::MEASURES};

/// So many steps to a narrower column, or to a wider one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Width {
    Down(usize),
    Up(usize),
}

/// How many cells a step of the measure is.
const CELLS: usize = 2;

impl App {
    /// Makes the column narrower or wider, and says how wide it is.
    pub(super) fn set_measure(&mut self, step: Width) {
        let (least, most) = (*MEASURES.start(), *MEASURES.end());
        let cells = |steps: usize| u16::try_from(steps.saturating_mul(CELLS)).unwrap_or(u16::MAX);
        // Narrower is narrower than what is seen, even if a wider column was asked for than there is
        // room for.
        let seen = self.view.measure.min(self.page().column.width.max(least));
        let measure = match step {
            Width::Down(steps) => seen.saturating_sub(cells(steps)),
            Width::Up(steps) => self.view.measure.saturating_add(cells(steps)),
        };
        self.view.measure = measure.clamp(least, most);
        let (measure, room) = (self.view.measure, self.page().column.width);
        self.notice = Some(match measure {
            _ if room < measure => format!("column width {measure} ({room} fit here)"),
            _ if measure == least => format!("column width {measure}, the narrowest"),
            _ if measure == most => format!("column width {measure}, the widest"),
            _ => format!("column width {measure}"),
        });
    }

    /// Shows the paragraph numbers, or hides them.
    pub(super) fn toggle_numbers(&mut self) {
        self.view.numbers = !self.view.numbers;
    }

    /// Takes the mouse from the terminal, or gives it back.
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
