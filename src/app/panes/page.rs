//! Layout of the screen: its size, the list and the focus -> rectangles. Drawing, movements and the mouse all
//! use these rectangles.

use oratory_core::{Ambiguous, Markup, TextWidth};
use ratatui::layout::{Position, Rect};

/// Minimum width, in cells, of the text beside the list, unless the reader sets a narrower text width.
const LEAST_TEXT: u16 = 45;

/// Minimum width, in cells, of the list. If there is no room for them, the list is hidden.
const LEAST_LIST: u16 = 20;

/// The greatest width, in cells, to which a list of many speeches grows.
const MAX_LIST_OF_MANY: u16 = 60;

/// The narrowest screen, in cells, on which the notebook has the text beside its list.
const NOTEBOOK_WITH_TEXT: u16 = 100;

/// Cells of a bookmark's sign, with the blank between it and the paragraph number.
pub(crate) const MARK_WIDTH: u16 = 2;

/// The narrowest screen, in cells, on which two panes stand beside each other.
const BESIDE: u16 = 100;

/// The lowest area above the status line, in rows, in which one pane stands above the other.
const ABOVE: u16 = 7;

/// The narrowest pane with paragraph numbers, in cells.
const NUMBERED: u16 = 24;

/// Rows above the text of a pane beside another: its title, where its passages are, and a blank row.
const HEAD_ROWS: u16 = 3;

/// The narrowest pane with a bar beside the current paragraph, in cells.
const BARRED: u16 = 8;

/// Settings of the screen.
#[derive(Debug, Clone)]
pub struct View {
    /// The screen's columns and rows.
    pub(crate) size: (u16, u16),
    /// The text width that is set, in cells.
    pub(crate) text_width: u16,
    /// The width of ambiguous characters.
    pub(crate) ambiguous: Ambiguous,
    /// The width of the list, in cells.
    pub(crate) list_width: u16,
    /// `true` if the list is shown beside the text.
    pub(crate) list_shown: bool,
    /// `true` if paragraph numbers are shown.
    pub(crate) numbers: bool,
    /// The signs of markup.
    pub(crate) markup: Markup,
    /// `true` if mouse support is on.
    pub mouse: bool,
}

/// Parts of the screen besides the text that need room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Occupied {
    /// The part above the status line that has the focus.
    pub(crate) focus: Focus,
    /// `true` if a prompt is open.
    pub(crate) prompt: bool,
    /// `true` if the list has many speeches, each in one row, for which it takes the blank room beside the text.
    pub(crate) many: bool,
}

/// A part of the screen that has the focus.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Focus {
    /// The text.
    #[default]
    Text,
    /// The list.
    List,
    /// The notebook.
    Notebook,
    /// A study view, which takes the full width.
    Study,
    /// The pane with this number of two.
    Pane(usize),
    /// Two speeches in one column.
    Merged,
}

/// The rectangles of the screen. A pane without room is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Page {
    /// The list, or that of the notebook.
    pub list: Rect,
    /// The divider between list and text.
    pub rule: Rect,
    /// The title of the pane and what is above its text, if it is one of two.
    pub head: Rect,
    /// The reading pane.
    pub reading: Rect,
    /// The bar of the current paragraph.
    pub bar: Rect,
    /// Bookmark signs and paragraph numbers.
    pub numbers: Rect,
    /// The text column.
    pub column: Rect,
    /// The scroll bar.
    pub scroll_bar: Rect,
    /// The status line.
    pub status: Rect,
    /// The width of ambiguous characters.
    ambiguous: Ambiguous,
    /// The signs of markup.
    markup: Markup,
}

impl View {
    /// Returns `true` if the notebook has the text beside its list.
    pub(crate) fn has_notebook_text(&self) -> bool {
        notebook_width(self.size.0) > 0
    }
}

impl Page {
    /// Divides the screen. `digits` is the length of the longest paragraph number. On a screen of one row, the status
    /// line is shown only for a prompt.
    pub(super) fn new(view: &View, digits: u16, occupied: Occupied) -> Self {
        let (width, height) = view.size;
        let screen = Rect::new(0, 0, width, height);
        let status_height = u16::from(height > 1 || occupied.prompt).min(height);
        let (panes, status) = split_bottom(screen, status_height);
        let mut page = Self { status, ambiguous: view.ambiguous, markup: view.markup, ..Self::default() };
        let numbers = if view.numbers { MARK_WIDTH + digits.max(2) + 1 } else { MARK_WIDTH };
        let list_width = match occupied.focus {
            Focus::Study | Focus::Pane(_) | Focus::Merged => 0,
            Focus::Notebook => notebook_width(width),
            Focus::List | Focus::Text => list_width(view, numbers, occupied),
        };
        if let Focus::Pane(pane) = occupied.focus {
            return page.with_pane(panes, pane, view.text_width, numbers);
        }
        if occupied.focus == Focus::Merged {
            let head = if panes.height > 2 * HEAD_ROWS { HEAD_ROWS } else { u16::from(panes.height > 2) };
            let (head, reading) = split_bottom(panes, panes.height - head);
            return Self { head, ..page.with_reading(reading, view.text_width, numbers, 0) };
        }
        let is_focused = matches!(occupied.focus, Focus::List | Focus::Notebook);
        if list_width == 0 && is_focused {
            page.list = panes;
            return page;
        }
        let is_shown = view.list_shown || is_focused;
        let (list, rest) = split_left(panes, if is_shown { list_width } else { 0 });
        let (rule, reading) = split_left(rest, u16::from(list.width > 0));
        Self { list, rule, ..page }.with_reading(reading, view.text_width, numbers, 1)
    }

    /// Returns the width of the text column.
    pub const fn text_width(&self) -> TextWidth {
        TextWidth { cells: self.column.width, ambiguous: self.ambiguous, markup: self.markup }
    }

    /// Divides `area` above the status line between two panes: beside each other, or one above the other, or the pane alone
    /// if there is no room for both.
    fn with_pane(self, area: Rect, pane: usize, text_width: u16, numbers: u16) -> Self {
        let is_first = pane == 0;
        // Beside each other, the row of dispersion stands for it.
        let scroll_bar = u16::from(area.width < BESIDE);
        let (mine, rule, head) = if area.width >= BESIDE {
            let (left, rest) = split_left(area, (area.width - 1) / 2);
            let (rule, right) = split_left(rest, 1);
            (if is_first { left } else { right }, rule, HEAD_ROWS)
        } else if area.height >= ABOVE {
            let (rest, below) = split_bottom(area, (area.height - 1) / 2);
            let (above, rule) = split_bottom(rest, 1);
            (if is_first { above } else { below }, rule, 1)
        } else {
            (area, Rect::default(), 1)
        };
        let head = if mine.height > 2 * head { head } else { u16::from(mine.height > 2) };
        let (head, reading) = split_bottom(mine, mine.height - head);
        Self { rule, head, ..self.with_reading(reading, text_width, numbers, scroll_bar) }
    }

    /// Divides the reading pane: the text column with its margins is centred. `scroll_bar` is the width of the scroll bar.
    fn with_reading(mut self, reading: Rect, text_width: u16, numbers: u16, scroll_bar: u16) -> Self {
        let (numbers_width, bar_width, scroll_width) = match reading.width {
            ..BARRED => (0, 0, 0),
            BARRED..NUMBERED => (0, 1, scroll_bar),
            NUMBERED.. => (numbers, 1, scroll_bar),
        };
        let gap = self.rule.width;
        // Without a scroll bar, a blank column still separates the text from what is beside it.
        let blank = u16::from(scroll_width == 0 && bar_width > 0);
        let margins = margins(gap, bar_width, numbers_width, scroll_width) + blank;
        let text_width = text_width.min(reading.width.saturating_sub(margins));
        let spare = reading.width - text_width - margins;
        let (inner, scroll_bar) = split_right(reading, scroll_width);
        let (_, inner) = split_left(inner, gap + spare / 2);
        let (bar, inner) = split_left(inner, bar_width);
        let (numbers, inner) = split_left(inner, numbers_width);
        let (column, _) = split_left(inner, text_width);
        self.reading = reading;
        self.bar = bar;
        self.numbers = numbers;
        self.column = column;
        self.scroll_bar = scroll_bar;
        self
    }
}

/// Returns `true` if two panes stand beside each other.
pub(crate) fn are_beside(pages: [Page; 2]) -> bool {
    pages[0].reading.y == pages[1].reading.y && pages[0].reading.x != pages[1].reading.x
}

/// Returns the number of the pane under the pointer at column `x` and row `y`.
pub(crate) fn pane_at(pages: [Page; 2], (x, y): (u16, u16)) -> Option<usize> {
    let at = Position::new(x, y);
    pages.iter().position(|page| page.head.contains(at) || page.reading.contains(at))
}

/// Returns the width of the list beside the text, or 0 if there is no room for it.
fn list_width(view: &View, numbers: u16, occupied: Occupied) -> u16 {
    let text = view.text_width.min(LEAST_TEXT);
    let beside = |text: u16| view.size.0.saturating_sub(1 + margins(1, 1, numbers, 1) + text);
    let room = beside(text);
    let blank = if occupied.many { beside(view.text_width).min(MAX_LIST_OF_MANY) } else { 0 };
    let width = view.list_width.max(blank).min(room);
    if width < view.list_width.min(LEAST_LIST) { 0 } else { width }
}

/// Returns the width of the notebook's list beside the text, or 0 if there is no room for the text.
fn notebook_width(columns: u16) -> u16 {
    if columns < NOTEBOOK_WITH_TEXT { 0 } else { (columns / 10 * 3).clamp(36, 59) }
}

/// Returns the width of all margins of the text. A blank column separates the text from the scroll bar, and `gap`
/// blank columns the paragraph bar from the divider.
const fn margins(gap: u16, bar: u16, numbers: u16, scroll_bar: u16) -> u16 {
    gap + bar + numbers + 2 * scroll_bar
}

fn split_left(area: Rect, width: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    (Rect { width, ..area }, Rect { x: area.x + width, width: area.width - width, ..area })
}

fn split_right(area: Rect, width: u16) -> (Rect, Rect) {
    split_left(area, area.width - width.min(area.width))
}

fn split_bottom(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let top = area.height - height;
    (Rect { height: top, ..area }, Rect { y: area.y + top, height, ..area })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: Occupied = Occupied { focus: Focus::Text, prompt: false, many: false };
    const LIST: Occupied = Occupied { focus: Focus::List, ..TEXT };
    const NOTEBOOK: Occupied = Occupied { focus: Focus::Notebook, ..TEXT };
    const STUDY: Occupied = Occupied { focus: Focus::Study, ..TEXT };
    const LEFT: Occupied = Occupied { focus: Focus::Pane(0), ..TEXT };
    const RIGHT: Occupied = Occupied { focus: Focus::Pane(1), ..TEXT };

    fn view(width: u16, height: u16) -> View {
        View {
            size: (width, height),
            text_width: 68,
            ambiguous: Ambiguous::Narrow,
            list_width: 25,
            list_shown: true,
            numbers: true,
            markup: Markup::SHOWN,
            mouse: false,
        }
    }

    fn page(width: u16, height: u16, occupied: Occupied) -> Page {
        Page::new(&view(width, height), 2, occupied)
    }

    #[test]
    fn text_column_has_the_text_width_and_is_centred() {
        let page = page(120, 40, TEXT);
        assert_eq!((page.list.width, page.column.width), (25, 68));
        let left = page.bar.x - page.reading.x;
        let right = page.scroll_bar.x - page.column.right();
        assert!(left.abs_diff(right) <= 2, "{left} {right}");
    }

    #[test]
    fn list_is_hidden_unless_the_text_has_45_cells() {
        for width in 0..130 {
            let page = page(width, 20, TEXT);
            let text = page.column.width;
            assert!(page.list.is_empty() || text >= 45, "{text} cells of text at {width}");
            assert_eq!(page.list.is_empty(), width < 75, "{width}");
        }
        assert_eq!((page(75, 20, TEXT).list.width, page(80, 20, TEXT).list.width), (20, 25));
    }

    #[test]
    fn focused_list_without_room_beside_the_text_takes_the_screen() {
        assert!(page(74, 20, LIST).reading.is_empty());
        assert!(!page(75, 20, LIST).reading.is_empty());
    }

    #[test]
    fn notebook_has_the_text_beside_it_from_100_columns() {
        for width in 1..300 {
            let page = page(width, 20, NOTEBOOK);
            assert_eq!(page.reading.is_empty(), width < 100, "{width}");
            assert!(page.reading.is_empty() || page.column.width >= 45, "{width}");
        }
    }

    #[test]
    fn study_view_has_the_full_width() {
        for width in 1..300 {
            let page = page(width, 20, STUDY);
            assert_eq!((page.list.width, page.reading.width), (0, width));
        }
    }

    #[test]
    fn two_panes_share_the_screen() {
        for (width, height) in [(120, 40), (100, 24), (99, 24), (80, 24), (50, 15), (50, 9)] {
            let [left, right] = [LEFT, RIGHT].map(|pane| page(width, height, pane));
            let both = left.reading.area() + right.reading.area() + left.head.area() + right.head.area();
            assert_eq!(both + left.rule.area(), u32::from(width) * u32::from(height - 1), "{width}x{height}");
            assert!(!left.reading.intersects(right.reading), "{width}x{height}");
            assert_eq!(left.rule, right.rule);
            assert_eq!(left.reading.y == right.reading.y, width >= 100, "{width}x{height}");
        }
        let [left, right] = [LEFT, RIGHT].map(|pane| page(50, 7, pane));
        assert_eq!(left.reading, right.reading, "there is room for one of them only");
    }

    #[test]
    fn marks_never_touch_the_number() {
        for digits in 1..5 {
            let numbers = Page::new(&view(80, 24), digits, TEXT).numbers.width;
            assert!(numbers > MARK_WIDTH + digits, "{digits} digits in {numbers} cells");
        }
    }

    #[test]
    fn every_size_has_its_rectangles_inside_the_screen() {
        for width in 0..130 {
            for height in 0..8 {
                for focus in [LIST, TEXT, NOTEBOOK, STUDY, LEFT, RIGHT] {
                    let page = page(width, height, focus);
                    let screen = Rect::new(0, 0, width, height);
                    let areas = [page.list, page.rule, page.head, page.column, page.numbers];
                    for area in areas.into_iter().chain([page.scroll_bar, page.status]) {
                        assert!(area.is_empty() || screen.intersection(area) == area, "{area} of {screen}");
                    }
                    assert!(width == 0 || height == 0 || !page.list.is_empty() || !page.column.is_empty());
                }
            }
        }
    }
}
