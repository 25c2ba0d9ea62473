//! The mouse: what a click or the wheel does to what is under the pointer.

use ratatui::layout::Position;

use super::{
    page::{Page, pane_at},
    pane::Pane,
};
use crate::{
    app::{change::Change, library::Library, list::Share, sidebar::Sidebar},
    command::Context,
};

/// Rows that one turn of the wheel scrolls.
pub(crate) const WHEEL_ROWS: usize = 3;

/// Returns the changes for a click at column `x` and row `y`.
pub(crate) fn press((x, y): (u16, u16), page: Page, sidebar: &Sidebar, active: &mut Pane) -> Vec<Change> {
    active.end_drag();
    let here = active.reader_position();
    let at = Position::new(x, y);
    if page.list.contains(at) {
        let entry = sidebar.rows().entry_at(sidebar.top(), y - page.list.y);
        let Some(entry) = entry else { return Vec::new() };
        return vec![Change::OpenEntry(entry), Change::Jumped(here)];
    }
    if page.scroll_bar.contains(at) {
        return drag_scroll_bar((x, y), page);
    }
    if page.reading.contains(at) {
        let row = usize::from(y - page.column.y);
        return vec![Change::EnterText, Change::PointAt(row), Change::TextPressed(x, y)];
    }
    Vec::new()
}

/// Returns the changes for dragging the mouse to column `x` and row `y`: over the text from which it comes, it selects.
pub(crate) fn drag(at: (u16, u16), page: Page, active: &mut Pane, library: &Library) -> Vec<Change> {
    if active.is_dragging() { active.drag_text(at, library, page) } else { drag_scroll_bar(at, page) }
}

/// Returns the changes for dragging the scroll bar: the start of the text in its first row, the end in its last.
fn drag_scroll_bar((x, y): (u16, u16), page: Page) -> Vec<Change> {
    let bar = page.scroll_bar;
    if !bar.contains(Position::new(x, y)) {
        return Vec::new();
    }
    let share = Share { part: y - bar.y, of: bar.height.saturating_sub(1) };
    vec![Change::EnterText, Change::ScrollTo(share)]
}

/// The part of the screen that the mouse wheel scrolls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Under {
    /// The popup, wherever the pointer is.
    Popup,
    /// The list of the notebook.
    Notebook,
    /// The text beside the list of the notebook.
    Preview,
    /// One of two panes, by its number.
    Pane(usize),
    /// A study view.
    Study,
    /// The list.
    List,
    /// The concordance.
    Concordance,
    /// The text.
    Text,
}

/// Returns the part of the screen under the pointer.
pub(crate) fn under_wheel(
    (x, y): (u16, u16),
    page: Page,
    beside: Option<[Page; 2]>,
    context: Context,
) -> Under {
    let is_over_list = page.list.contains(Position::new(x, y)) || page.reading.is_empty();
    match context {
        Context::Popup => Under::Popup,
        Context::Notebook if is_over_list => Under::Notebook,
        Context::Notebook => Under::Preview,
        _ if let Some(number) = beside.and_then(|pages| pane_at(pages, (x, y))) => Under::Pane(number),
        Context::Phrases | Context::Words => Under::Study,
        Context::Concordance | Context::Near => Under::Concordance,
        _ if is_over_list => Under::List,
        _ => Under::Text,
    }
}
