//! Copying: what is copied, and what is said of it.

use super::{App, reading::Reading};
use crate::{
    action::{Copied, Effect},
    study::citation::{paragraph, quotation},
    text::{speech::Speech, words::count_words},
};

impl App {
    /// Returns the number of the current paragraph, or of the one in the selected line of the concordance, with its speech.
    fn paragraph_to_copy(&self) -> Option<(&Speech, usize)> {
        if let Some(concordance) = self.concordance() {
            let line = concordance.under_cursor()?;
            let speech: &Speech = &self.library[line.speech];
            let block = speech.block_at(line.hit.as_ref()?.start)?;
            return Some((speech, speech.number_of(block)?));
        }
        let speech: &Speech = self.speech()?;
        let current = self.readings.get(self.open).and_then(Reading::current)?;
        Some((speech, speech.number_of(current)?))
    }

    /// Copies the current paragraph.
    pub(super) fn copy(&mut self, copied: Copied) -> Vec<Effect> {
        let taken = self.paragraph_to_copy().and_then(|(speech, number)| {
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
