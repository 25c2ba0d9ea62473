//! The list of words.

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::text::{nth_row, under_cursor, write};
use crate::{
    app::{
        App,
        study::words::{HEAD_ROWS, WordList},
    },
    command::View,
    theme::{Role, Theme},
};

/// Widget of the list of words.
pub(super) struct WordsPane<'a> {
    theme: &'a Theme,
    list: &'a WordList,
}

impl<'a> WordsPane<'a> {
    /// Creates the widget if the list is on the screen.
    pub(super) fn new(app: &'a App, theme: &'a Theme) -> Option<Self> {
        let is_open = app.study().view() == Some(View::Words);
        is_open.then(|| Self { theme, list: app.study().words() })
    }
}

impl Widget for WordsPane<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let Self { theme, list } = self;
        let Some(found) = list.found() else { return };
        let [here, there] = [&found.here, &found.there]
            .map(|speeches| speeches.iter().map(|(_, index)| index.len()).sum::<usize>());
        let title = format!(" Words   {here} and {there} · {} different", found.rows.len());
        write(theme, buffer, area, &title, theme.style(Role::Title));
        let rows = list.rows();
        for ((number, word), y) in found.rows.iter().enumerate().skip(rows.top).zip(HEAD_ROWS..area.height) {
            let Some(row) = nth_row(area, y) else { return };
            let style = under_cursor(theme, Role::Text, number == rows.cursor);
            let line = format!(" {:20}{:6}{:6}", word.word, word.contrast.here, word.contrast.there);
            write(theme, buffer, row, &line, style);
        }
    }
}
