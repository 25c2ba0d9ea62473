//! The list of phrases.

use oratory_core::study::phrases::Phrase;
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use super::text::{after, fitted, nth_row, under_cursor, write};
use crate::{
    app::{
        App,
        study::phrases::{HEAD_ROWS, PhraseList},
    },
    command::View,
    event::FoundPhrases,
    theme::{Role, Theme},
};

/// Widget of the list of phrases.
pub(super) struct PhrasesPane<'a> {
    app: &'a App,
    theme: &'a Theme,
    list: &'a PhraseList,
}

impl<'a> PhrasesPane<'a> {
    /// Creates the widget if the list is on the screen.
    pub(super) fn new(app: &'a App, theme: &'a Theme) -> Option<Self> {
        let is_open = app.study().view() == Some(View::Phrases);
        is_open.then(|| Self { app, theme, list: app.study().phrases() })
    }
}

impl Widget for PhrasesPane<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let Self { app, theme, list } = self;
        let Some(found) = list.found() else {
            let (done, of) = app.study().progress().unwrap_or_default();
            write(theme, buffer, area, &format!(" Phrases   {done} of {of}"), theme.style(Role::Title));
            return;
        };
        let others = app.study().subject().others.len();
        let title = format!(" Phrases   {} of this and {others}", found.phrases.rows.len());
        write(theme, buffer, area, &title, theme.style(Role::Title));
        let rows = list.rows();
        let phrases = found.phrases.rows.iter().enumerate().skip(rows.top);
        for ((number, phrase), y) in phrases.zip(HEAD_ROWS..area.height) {
            let Some(row) = nth_row(area, y) else { return };
            let style = under_cursor(theme, Role::Text, number == rows.cursor);
            write(theme, buffer, row, &format!("{:6}", phrase.words), style);
            write(theme, buffer, after(row, 8), &fitted(theme, &text(found, phrase), row.width - 8), style);
        }
    }
}

fn text(found: &FoundPhrases, phrase: &Phrase) -> String {
    let words = phrase.first..phrase.first + phrase.words;
    found.speeches.first().map(|(_, index)| index.forms(words).join(" ")).unwrap_or_default()
}
