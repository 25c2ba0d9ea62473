//! Copying: what is copied, and what is said of it.

use super::{App, reading::Reading};
use crate::{
    action::{Copied, Effect},
    study::citation::{paragraph, quotation},
    text::words::count_words,
};

impl App {
    /// Copies the current paragraph.
    pub(super) fn copy(&mut self, copied: Copied) -> Vec<Effect> {
        let current = self.readings.get(self.open).and_then(Reading::current);
        let number = self.speech().and_then(|speech| speech.number_of(current?));
        let taken = self.speech().zip(number).and_then(|(speech, number)| {
            let text = paragraph(speech, number)?;
            let (with, whole) = match copied {
                Copied::Quotation => (" with its citation", quotation(speech, number..=number)?),
                Copied::Text => ("", text.clone()),
            };
            let words = match count_words(&text) {
                1 => "1 word".to_owned(),
                words => format!("{words} words"),
            };
            Some((format!("copied ¶ {number}{with}: {words}"), whole))
        });
        let (notice, effects) = match taken {
            Some((notice, whole)) => (notice, vec![Effect::Copy(whole)]),
            None => ("no paragraph to copy".to_owned(), Vec::new()),
        };
        self.notice = Some(notice);
        effects
    }
}
