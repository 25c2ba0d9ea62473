//! Screen size, list and focus -> rectangles. The panes are drawn into them, movements are measured by
//! them, and nothing else knows where anything stands.

use ratatui::layout::Rect;

/// A screen narrower than this has no room for the list beside the text.
const BESIDE: u16 = 60;

/// A pane narrower than this has no room for paragraph numbers.
const NUMBERED: u16 = 24;

/// A pane narrower than this has no room for the bar of the current paragraph.
const BARRED: u16 = 8;

/// What the reader has set of the screen.
#[derive(Debug, Clone)]
pub struct View {
    /// The screen's columns and rows.
    pub size: (u16, u16),
    /// The widest text column, in cells.
    pub measure: u16,
    /// The width of the list, in cells.
    pub list_width: u16,
    /// Whether the list is shown beside the text.
    pub list_shown: bool,
    /// Whether paragraphs have their numbers beside them.
    pub numbers: bool,
    /// Whether the mouse is the program's.
    pub mouse: bool,
    /// Where the keys go.
    pub focus: Focus,
}

/// The pane that has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The list.
    List,
    /// The text.
    Text,
}

/// Where everything stands. A pane without room is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Page {
    /// The list.
    pub list: Rect,
    /// The rule between list and text.
    pub rule: Rect,
    /// The reading pane.
    pub reading: Rect,
    /// The bar of the current paragraph.
    pub bar: Rect,
    /// Bookmarks' marks and paragraph numbers.
    pub numbers: Rect,
    /// The text column.
    pub column: Rect,
    /// The scroll bar.
    pub scroll_bar: Rect,
    /// The status line.
    pub status: Rect,
}

impl Page {
    /// Divides the screen. `digits` is how many the longest paragraph number has; a screen of one row
    /// is given to the status line only if that is `wanted` (by a prompt).
    pub fn new(view: &View, digits: u16, status_wanted: bool) -> Self {
        let (width, height) = view.size;
        let screen = Rect::new(0, 0, width, height);
        let status_height = u16::from(height > 1 || status_wanted).min(height);
        let (panes, status) = split_bottom(screen, status_height);
        let mut page = Self { status, ..Self::default() };
        if width < BESIDE && view.focus == Focus::List {
            page.list = panes;
            return page;
        }
        let list_width = if width >= BESIDE && (view.list_shown || view.focus == Focus::List) {
            view.list_width.min(width / 2)
        } else {
            0
        };
        let (list, rest) = split_left(panes, list_width);
        let (rule, reading) = split_left(rest, u16::from(list_width > 0));
        let digits = if view.numbers { digits.max(2) } else { 0 };
        Self { list, rule, ..page }.with_reading(reading, view.measure, digits)
    }

    /// Divides the reading pane: the text column, with its margins, in the middle.
    fn with_reading(mut self, reading: Rect, measure: u16, digits: u16) -> Self {
        let (numbers_width, bar_width, scroll_width) = match reading.width {
            ..BARRED => (0, 0, 0),
            BARRED..NUMBERED => (0, 1, 1),
            // A mark, the number, a blank.
            NUMBERED.. => (digits + 2, 1, 1),
        };
        // A blank column parts the text from the scroll bar, another one the bar from the rule.
        let gap = self.rule.width;
        let margins = gap + bar_width + numbers_width + 2 * scroll_width;
        let measure = measure.min(reading.width.saturating_sub(margins));
        let spare = reading.width - measure - margins;
        let (inner, scroll_bar) = split_right(reading, scroll_width);
        let (_, inner) = split_left(inner, gap + spare / 2);
        let (bar, inner) = split_left(inner, bar_width);
        let (numbers, inner) = split_left(inner, numbers_width);
        let (column, _) = split_left(inner, measure);
        self.reading = reading;
        self.bar = bar;
        self.numbers = numbers;
        self.column = column;
        self.scroll_bar = scroll_bar;
        self
    }
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

    fn page(width: u16, height: u16, focus: Focus) -> Page {
        let view = View {
            size: (width, height),
            measure: 68,
            list_width: 25,
            list_shown: true,
            numbers: true,
            mouse: false,
            focus,
        };
        Page::new(&view, 2, false)
    }

    #[test]
    fn the_column_keeps_its_measure_and_stands_in_the_middle() {
        let page = page(120, 40, Focus::Text);
        assert_eq!((page.list.width, page.column.width), (25, 68));
        let left = page.bar.x - page.reading.x;
        let right = page.scroll_bar.x - page.column.right();
        assert!(left.abs_diff(right) <= 2, "{left} {right}");
    }

    #[test]
    fn the_list_gives_way_to_the_text_and_takes_all_while_it_has_the_focus() {
        assert!(page(59, 20, Focus::Text).list.is_empty());
        assert!(page(59, 20, Focus::List).reading.is_empty());
        assert!(!page(60, 20, Focus::Text).list.is_empty());
    }

    #[test]
    fn every_size_has_its_rectangles_inside_the_screen() {
        for width in 0..130 {
            for height in 0..8 {
                for focus in [Focus::List, Focus::Text] {
                    let page = page(width, height, focus);
                    let screen = Rect::new(0, 0, width, height);
                    for area in
                        [page.list, page.rule, page.column, page.numbers, page.scroll_bar, page.status]
                    {
                        assert!(area.is_empty() || screen.intersection(area) == area, "{area} of {screen}");
                    }
                    assert!(width == 0 || height == 0 || !page.list.is_empty() || !page.column.is_empty());
                }
            }
        }
    }
}
