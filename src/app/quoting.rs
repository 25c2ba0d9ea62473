//! Copying the current paragraph, and the notice about it.

use super::{App, reading::Reading};
use oratory_core::{
    document::{speech::Speech, words::count_words},
    study::citation::{paragraph, quotation},
};

use crate::{command::Copied, config::Clipboard, effect::Effect};

/// Some terminals take 100 KB of OSC 52 at most, and base 64 makes four bytes of three.
const LARGE_COPY_BYTES: usize = 75_000;

/// tmux takes 1 MB, and no terminal is known to take more.
const MAX_COPY_BYTES: usize = 1_000_000;

impl App {
    /// Returns the number of the current paragraph, or of the one in the selected line of the concordance, with its speech.
    fn paragraph_to_copy(&self) -> Option<(&Speech, usize)> {
        if let Some(concordance) = self.concordance() {
            let line = concordance.under_cursor()?;
            let speech: &Speech = &self.library[line.speech];
            let block = speech.block_at(line.matched.as_ref()?.start)?;
            return Some((speech, speech.number_of(block)?));
        }
        let speech: &Speech = self.speech()?;
        let current = self.readings.get(self.open).and_then(Reading::current)?;
        Some((speech, speech.number_of(current)?))
    }

    /// Copies the current paragraph.
    pub(super) fn copy(&mut self, copied: Copied) -> Vec<Effect> {
        let Some((what, text)) = self.copied(copied) else {
            self.notice = Some("no paragraph to copy".to_owned());
            return Vec::new();
        };
        if let Some(name) = self.config.clipboard_command.first() {
            self.notice = Some(format!("copying {what} with {name}"));
            let command = self.config.clipboard_command.clone();
            return vec![Effect::CopyWith { command, text, what }];
        }
        let size = size(text.len());
        if text.len() > MAX_COPY_BYTES {
            let notice = format!("not copied: {size} exceeds the terminal's limit (set clipboard_command)");
            self.notice = Some(notice);
            return Vec::new();
        }
        let receiver = match self.config.clipboard {
            Clipboard::Terminal => "to the terminal's clipboard (OSC 52)".to_owned(),
            Clipboard::Tmux => "to tmux; needs set -g set-clipboard on".to_owned(),
            Clipboard::Without(name) => format!("to {name}, which may drop it: set clipboard_command"),
        };
        let doubt = if text.len() > LARGE_COPY_BYTES {
            format!("; terminals may drop {size}")
        } else {
            String::new()
        };
        self.notice = Some(format!("sent {what} {receiver}{doubt}"));
        vec![Effect::Copy(text)]
    }

    /// Returns what is copied, described and as text. `None` if there is no current paragraph.
    fn copied(&self, copied: Copied) -> Option<(String, String)> {
        let (speech, number) = self.paragraph_to_copy()?;
        let text = paragraph(speech, number)?;
        let words = match count_words(&text) {
            1 => "1 word".to_owned(),
            words => format!("{words} words"),
        };
        Some(match copied {
            Copied::Quotation => {
                (format!("¶ {number} with citation ({words})"), quotation(speech, number..=number)?)
            }
            Copied::Text => (format!("¶ {number} ({words})"), text),
        })
    }
}

/// Formats a number of bytes for readers.
fn size(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} KB", bytes / 1000)
    } else {
        format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
    }
}
