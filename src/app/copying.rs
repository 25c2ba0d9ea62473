//! Copying a paragraph to the clipboard, and the notice about it.

use std::ops::Range;

use oratory_core::{
    Document, Style, count_words, paragraph_range, passage_numbers, passage_text, quotation_of,
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

/// Returns the selected passage with its speech, or else `count` paragraphs from the current one on, or from that of the
/// selected line of the concordance.
pub(super) fn selected<'a>(
    search: &Search,
    library: &'a Library,
    pane: &Pane,
    count: Option<usize>,
) -> Option<(&'a Document, Range<usize>)> {
    let count = count.unwrap_or(1);
    let Some(concordance) = search.concordance() else {
        let speech = library.document(pane.open())?;
        return Some((speech, pane.selection(speech, count)?));
    };
    let line = concordance.under_cursor()?;
    let speech = library.document(line.speech)?;
    let first = speech.number_of(speech.block_at(line.matched.as_ref()?.start)?)?;
    let last = first.saturating_add(count - 1).min(speech.paragraph_count());
    Some((speech, paragraph_range(speech, first..=last)?))
}

/// Copies a passage. `None` if there is nothing to copy.
pub(super) fn copy(passage: Option<(&Document, Range<usize>)>, form: Copied, config: &Config) -> Vec<Change> {
    let Some((speech, range)) = passage else {
        return vec![Change::notice("no paragraph to copy")];
    };
    let Some((what, text)) = copied(speech, &range, form, config.citation) else {
        return vec![Change::notice(
            "not in a numbered paragraph, which a citation names: copy the words alone",
        )];
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
    let way = match config.clipboard {
        Clipboard::Terminal => "by OSC 52".to_owned(),
        Clipboard::Tmux => "tmux needs set -g set-clipboard on".to_owned(),
        Clipboard::Without(name) => format!("{name} may drop it: set clipboard_command"),
    };
    let doubt =
        if text.len() > LARGE_COPY_BYTES { format!("; terminals may drop {size}") } else { String::new() };
    let notice = format!("sent to the clipboard: {what} ({way}{doubt})");
    vec![Change::Notice(notice), Change::Effect(Effect::Copy(text))]
}

/// Returns what is copied, described and as text. `None` for a citation of a passage outside of the paragraphs.
fn copied(speech: &Document, range: &Range<usize>, form: Copied, style: Style) -> Option<(String, String)> {
    let words = passage_text(speech, range);
    let numbers = passage_numbers(speech, range).map(|numbers| match numbers.into_inner() {
        (first, last) if first == last => format!(", ¶ {first}"),
        (first, last) => format!(", ¶ {first}–{last}"),
    });
    let what = format!("{}{}", word_count(count_words(&words)), numbers.unwrap_or_default());
    let text = match form {
        Copied::Quotation => quotation_of(speech, range, style)?,
        Copied::Text => words,
    };
    Some((what, text))
}

/// Formats a number of words.
pub(crate) fn word_count(words: usize) -> String {
    if words == 1 { "1 word".to_owned() } else { format!("{words} words") }
}

/// Formats a number of bytes for readers.
fn size(bytes: usize) -> String {
    if bytes < 1_000_000 {
        format!("{} KB", bytes / 1000)
    } else {
        format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
    }
}
