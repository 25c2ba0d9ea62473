//! The cells of the columns of a list of phrases.

use oratory_core::Phrase;
use ratatui::layout::Rect;

use super::text::{after, fitted};
use crate::{
    app::{
        App,
        study::phrase_columns::{Column, Content, is_dated},
    },
    effect::ScopedPhrases,
    theme::Theme,
};

impl Column {
    /// Returns the cells of the column in `row`.
    pub(super) fn within(&self, row: Rect) -> Rect {
        let area = after(row, self.at);
        Rect { width: self.cells.min(area.width), ..area }
    }

    /// Returns the text of the column for phrase number `row`.
    pub(super) fn text(&self, app: &App, theme: &Theme, list: &ScopedPhrases, row: usize) -> String {
        let Some(phrase) = list.phrases.rows.get(row) else { return String::new() };
        let speech = |number: Option<usize>| {
            let name = number.map(|number| app.library().short_name(list.speeches[number].0));
            fitted(theme, &name.unwrap_or_default(), self.cells)
        };
        let uses = list.uses.get(row);
        let is_undated = is_dated(list) && uses.is_some_and(|uses| uses.day.is_none());
        match self.content {
            Content::Here => phrase.here.to_string(),
            Content::Elsewhere => phrase.elsewhere.to_string(),
            Content::Speeches => phrase.speeches.to_string(),
            Content::First | Content::Last if is_undated => "no date".to_owned(),
            Content::First => speech(uses.map(|uses| uses.first)),
            Content::Last => speech(uses.map(|uses| uses.last)),
            Content::Paragraphs(number) => paragraphs(list, phrase, number, self.cells.into()),
        }
    }
}

/// Returns the numbers of the paragraphs of a phrase in a speech, each once, in at most `cells` cells. A number that does not
/// fit is left out, because a part of it would be another number.
fn paragraphs(list: &ScopedPhrases, phrase: &Phrase, number: usize, cells: usize) -> String {
    let index = &list.speeches[number].1;
    let places = list.phrases.places(phrase).into_iter().filter(|place| place.speech == number);
    let mut numbers: Vec<usize> = places.map(|place| index.paragraph_of(place.words.start)).collect();
    numbers.dedup();
    let mut text = String::new();
    for (at, number) in numbers.iter().enumerate() {
        let blank = if at == 0 { "" } else { " " };
        let next = format!("{text}{blank}{number}");
        let reserved = usize::from(at + 1 < numbers.len());
        if next.len() + reserved > cells {
            return text + "…";
        }
        text = next;
    }
    text
}
