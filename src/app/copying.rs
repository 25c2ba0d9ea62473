//! Copying a paragraph to the clipboard, and the notice about it.

use oratory_core::{
    document::{text::Document, words::count_words},
    study::citation::{paragraph, quotation, style::Style},
};

use super::{change::Change, library::Library, panes::pane::Pane, search::Search};
use crate::{
    command::Copied,
    config::{Clipboard, Config},
    effect::Effect,
};

/// Some terminals take 100 KB of OSC 52 at most, and base 64 makes four bytes of three.
const LARGE_COPY_BYTES: usize = 75_000;

/// tmux takes 1 MB, and no terminal is known to take more.
const MAX_COPY_BYTES: usize = 1_000_000;

/// Returns the number of the selected paragraph, or of the one in the selected line of the concordance, with its speech.
pub(super) fn selected<'a>(
    search: &Search,
    library: &'a Library,
    pane: &Pane,
) -> Option<(&'a Document, usize)> {
    let (speech, offset) = if let Some(concordance) = search.concordance() {
        let line = concordance.under_cursor()?;
        (library.document(line.speech)?, line.matched.as_ref()?.start)
    } else {
        let speech = library.document(pane.open())?;
        (speech, pane.selection(speech)?.start)
    };
    Some((speech, speech.number_of(speech.block_at(offset)?)?))
}

/// Copies the paragraph with this number. `None` if there is nothing to copy.
pub(super) fn copy(paragraph: Option<(&Document, usize)>, form: Copied, config: &Config) -> Vec<Change> {
    let Some((what, text)) =
        paragraph.and_then(|(speech, number)| copied(speech, number, form, config.citation))
    else {
        return vec![Change::notice("no paragraph to copy")];
    };
    if let Some(name) = config.clipboard_command.first() {
        let notice = Change::Notice(format!("copying {what} with {name}"));
        let command = config.clipboard_command.clone();
        return vec![notice, Change::Effect(Effect::CopyWith { command, text, what })];
    }
    let size = size(text.len());
    if text.len() > MAX_COPY_BYTES {
        let notice = format!("not copied: {size} exceeds the terminal's limit (set clipboard_command)");
        return vec![Change::Notice(notice)];
    }
    let receiver = match config.clipboard {
        Clipboard::Terminal => "to the terminal's clipboard (OSC 52)".to_owned(),
        Clipboard::Tmux => "to tmux; needs set -g set-clipboard on".to_owned(),
        Clipboard::Without(name) => format!("to {name}, which may drop it: set clipboard_command"),
    };
    let doubt =
        if text.len() > LARGE_COPY_BYTES { format!("; terminals may drop {size}") } else { String::new() };
    vec![Change::Notice(format!("sent {what} {receiver}{doubt}")), Change::Effect(Effect::Copy(text))]
}

/// Returns what is copied, described and as text.
fn copied(speech: &Document, number: usize, form: Copied, style: Style) -> Option<(String, String)> {
    let text = paragraph(speech, number)?;
    let words = match count_words(&text) {
        1 => "1 word".to_owned(),
        words => format!("{words} words"),
    };
    Some(match form {
        Copied::Quotation => {
            (format!("¶ {number} with citation ({words})"), quotation(speech, number..=number, style)?)
        }
        Copied::Text => (format!("¶ {number} ({words})"), text),
    })
}

/// Formats a number of bytes for readers.
fn size(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} KB", bytes / 1000)
    } else {
        format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
    }
}
