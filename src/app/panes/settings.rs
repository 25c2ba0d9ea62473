//! Settings of the screen that keys change: text width, paragraph numbers, markup, mouse.

use oratory_core::SpanKind;

use super::{
    Panes,
    page::{Page, View},
};
use crate::{
    app::{
        change::{Change, StudyChange},
        library::Library,
    },
    command::Command,
    config::{Config, TEXT_WIDTHS},
    effect::Effect,
};

/// A change of the text width.
#[derive(Debug, Clone, Copy)]
enum WidthChange {
    /// Narrower by this number of steps.
    Narrower(usize),
    /// Wider by this number of steps.
    Wider(usize),
    /// As configured.
    Reset,
}

/// Cells in one step.
const STEP_CELLS: usize = 2;

impl Panes {
    /// Applies a command that changes a setting of the screen. Returns `None` for other commands.
    pub(crate) fn apply(
        &mut self,
        command: &Command,
        page: Page,
        library: &Library,
        config: &Config,
    ) -> Option<Vec<Change>> {
        let width = match command {
            Command::Narrow(steps) => WidthChange::Narrower(steps.unwrap_or(1)),
            Command::Widen(steps) => WidthChange::Wider(steps.unwrap_or(1)),
            Command::ResetWidth => WidthChange::Reset,
            Command::ToggleNumbers => return Some(self.toggle_numbers()),
            Command::ToggleMarkup => return Some(self.toggle_markup(library)),
            Command::ToggleMouse => return Some(self.toggle_mouse()),
            _ => return None,
        };
        Some(self.set_width(width, page, config))
    }

    /// Changes the text width. `page` is the present division of the screen.
    fn set_width(&mut self, change: WidthChange, page: Page, config: &Config) -> Vec<Change> {
        let (narrowest, widest) = (*TEXT_WIDTHS.start(), *TEXT_WIDTHS.end());
        let cells = |steps: usize| u16::try_from(steps.saturating_mul(STEP_CELLS)).unwrap_or(u16::MAX);
        // Narrow what is visible, even if the configured width does not fit on the screen.
        let visible = self.view.text_width.min(page.column.width.max(narrowest));
        let width = match change {
            WidthChange::Narrower(steps) => visible.saturating_sub(cells(steps)),
            WidthChange::Wider(steps) => self.view.text_width.saturating_add(cells(steps)),
            WidthChange::Reset => config.text_width,
        };
        self.view.text_width = width.clamp(narrowest, widest);
        vec![Change::WidthSet, Change::Study(StudyChange::AlignAgain)]
    }

    /// Returns the notice about the text width on `page`.
    pub(crate) fn width_notice(&self, page: Page, config: &Config) -> Change {
        let (width, room) = (self.view.text_width, page.column.width);
        let remark = match width {
            _ if room < width => format!(" ({room} fit here)"),
            _ if width == config.text_width => " (as configured)".to_owned(),
            _ if width == *TEXT_WIDTHS.start() => ", the narrowest".to_owned(),
            _ if width == *TEXT_WIDTHS.end() => ", the widest".to_owned(),
            _ => String::new(),
        };
        Change::Notice(format!("text width {width}{remark}"))
    }

    /// Toggles the paragraph numbers.
    fn toggle_numbers(&mut self) -> Vec<Change> {
        self.view.numbers = !self.view.numbers;
        Vec::new()
    }

    /// Shows or hides markup characters, or the times of subtitles in a text that has them.
    fn toggle_markup(&mut self, library: &Library) -> Vec<Change> {
        let has_times = library.document(self.active().open()).is_some_and(|speech| {
            speech.spans(&(0..speech.end())).iter().any(|span| span.kind == SpanKind::Time)
        });
        let markup = &mut self.view.markup;
        let (shown, what) =
            if has_times { (&mut markup.times, "times") } else { (&mut markup.signs, "markup") };
        *shown = !*shown;
        vec![Change::Notice(format!("{what} {}", if *shown { "shown" } else { "hidden" }))]
    }

    /// Turns mouse support on or off.
    fn toggle_mouse(&mut self) -> Vec<Change> {
        let View { mouse, .. } = &mut self.view;
        *mouse = !*mouse;
        let notice = if *mouse {
            "mouse on: wheel scrolls, click opens, drag selects"
        } else {
            "mouse off: the terminal selects text"
        };
        vec![Change::notice(notice), Change::Effect(Effect::Mouse(*mouse))]
    }
}
