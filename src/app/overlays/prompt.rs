//! Prompts: a line of input, and the state to restore when it is cancelled.

use std::sync::Arc;

use oratory_core::{MAX_QUERY_CHARS, Options, Query, SearchDefaults};
use tui_input::{Input, InputRequest};

use crate::{
    app::{
        panes::{jumps::ReaderPosition, pane::Pane, position::Position, reading::Reading},
        search::suspended::Suspended,
        sidebar::Sidebar,
    },
    catalog::DocumentId,
    command::{Edit, SearchOption},
    effect::ExportSubject,
    session::SavedSearch,
};

/// The longest input, in characters. Every key has to process all of it.
pub(super) const MAX_INPUT_CHARS: usize = MAX_QUERY_CHARS;

/// An open prompt.
#[derive(Debug, Clone)]
pub(crate) enum Prompt {
    /// A query.
    Search(Box<SearchPrompt>),
    /// A filter of the list.
    Filter(FilterPrompt),
    /// The name of a file.
    Export(ExportPrompt),
}

/// A query being typed.
#[derive(Debug, Clone)]
pub(crate) struct SearchPrompt {
    /// The input line.
    pub(crate) input: Input,
    /// The search options.
    pub(crate) options: Options,
    /// The state before the search was begun.
    pub(crate) origin: Box<Origin>,
    /// The error in the query, if it is not a valid regular expression.
    pub(crate) error: Option<String>,
    /// The search before this one.
    pub(crate) suspended: Suspended,
    /// `true` if an option was toggled in this prompt.
    pub(crate) has_toggled: bool,
    /// While the history is shown: the number of searches back, and the input before.
    recalled: Option<(usize, SavedSearch)>,
}

/// The state that a cancelled search restores.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// The reader's position.
    pub(crate) start: ReaderPosition,
    /// The position in the speech that is searched first. Matches are searched from here.
    pub(crate) position: Position,
    /// The speech that was open before this one.
    pub(crate) previous: Option<DocumentId>,
    pub(crate) sidebar: Sidebar,
}

/// A filter being typed.
#[derive(Debug, Clone)]
pub(crate) struct FilterPrompt {
    /// The input line.
    pub(crate) input: Input,
    /// The filter before the change.
    pub(crate) before: String,
}

/// The name of a file being typed.
#[derive(Debug, Clone)]
pub(crate) struct ExportPrompt {
    /// The input line.
    pub(crate) input: Input,
    /// The subject of the export.
    pub(super) subject: ExportSubject,
    /// `true` while the input names an existing file, and the next Enter replaces it.
    pub(super) may_replace: bool,
}

impl Origin {
    /// Records the position `start`, the position in the speech `shown`, and the list.
    pub(crate) fn new(start: ReaderPosition, shown: DocumentId, pane: &Pane, sidebar: &Sidebar) -> Self {
        let position = pane.reading(shown).map(Reading::position).unwrap_or_default();
        Self { start, position, previous: pane.previous(), sidebar: sidebar.clone() }
    }
}

impl Prompt {
    /// Returns the input line.
    pub(crate) const fn input(&self) -> &Input {
        match self {
            Self::Search(prompt) => &prompt.input,
            Self::Filter(prompt) => &prompt.input,
            Self::Export(prompt) => &prompt.input,
        }
    }
}

impl SearchPrompt {
    /// Creates an empty prompt with the given options.
    pub(super) fn new(origin: Box<Origin>, options: Options) -> Self {
        Self {
            input: Input::default(),
            options,
            origin,
            error: None,
            suspended: Suspended::default(),
            has_toggled: false,
            recalled: None,
        }
    }

    /// Toggles `option`.
    pub(super) const fn toggle(&mut self, option: SearchOption) {
        let option = match option {
            SearchOption::Regex => &mut self.options.regex,
            SearchOption::Word => &mut self.options.word,
            SearchOption::Exact => &mut self.options.exact,
        };
        *option = !*option;
        self.has_toggled = true;
    }

    /// Compiles the query, and records the error if it is not a valid regular expression. `None` for an empty query.
    pub(super) fn compile(&mut self, defaults: SearchDefaults) -> Result<Option<Arc<Query>>, ()> {
        let pattern = self.input.value();
        let query = (!pattern.is_empty()).then(|| Query::new(pattern, self.options, defaults)).transpose();
        self.error = query.as_ref().err().map(ToString::to_string);
        query.map(|query| query.map(Arc::new)).map_err(drop)
    }

    /// Returns the input in the form in which the history stores it.
    pub(crate) fn searched(&self) -> SavedSearch {
        SavedSearch::new(self.input.value(), self.options)
    }

    /// Recalls the previous search of `all`, whose last is the latest.
    pub(crate) fn recall_previous(&mut self, all: &[&SavedSearch]) {
        let (steps, typed) = self.recalled.clone().unwrap_or_else(|| (0, self.searched()));
        if let Some(index) = all.len().checked_sub(steps + 1) {
            self.recalled = Some((steps + 1, typed));
            self.put(all[index]);
        }
    }

    /// Recalls the next search of `all`, and finally the input before.
    pub(crate) fn recall_next(&mut self, all: &[&SavedSearch]) {
        match self.recalled.take() {
            Some((1, typed)) => self.put(&typed),
            Some((steps, typed)) => {
                if let Some(index) = all.len().checked_sub(steps - 1) {
                    self.put(all[index]);
                }
                self.recalled = Some((steps - 1, typed));
            }
            None => {}
        }
    }

    pub(super) fn put(&mut self, searched: &SavedSearch) {
        self.input = std::mem::take(&mut self.input).with_value(searched.query.clone());
        self.options = searched.options();
    }
}

/// Returns the length of `line` after an edit that inserts text, in characters, or 0 after other edits.
pub(super) fn length_after(line: &str, edit: &Edit) -> usize {
    let added = match edit {
        Edit::Yank => 1,
        Edit::Type(text) | Edit::Paste(text) => text.chars().count(),
        _ => return 0,
    };
    line.chars().count() + added
}

/// Applies `edit` to a line.
pub(super) fn edit(input: &mut Input, edit: Edit) {
    let request = match edit {
        Edit::Type(letters) => {
            for letter in letters.chars() {
                input.handle(InputRequest::InsertChar(letter));
            }
            return;
        }
        Edit::Paste(text) => return paste(input, &text),
        Edit::Left => InputRequest::GoToPrevChar,
        Edit::Right => InputRequest::GoToNextChar,
        Edit::WordLeft => InputRequest::GoToPrevWord,
        Edit::WordRight => InputRequest::GoToNextWord,
        Edit::Home => InputRequest::GoToStart,
        Edit::End => InputRequest::GoToEnd,
        Edit::Backspace => InputRequest::DeletePrevChar,
        Edit::Delete => InputRequest::DeleteNextChar,
        Edit::DeleteWord => InputRequest::DeletePrevWord,
        Edit::DeleteNextWord => InputRequest::DeleteNextWord,
        Edit::DeleteToStart => InputRequest::DeleteFromStart,
        Edit::DeleteToEnd => InputRequest::DeleteTillEnd,
        Edit::Yank => InputRequest::Yank,
        // A prompt has one row.
        Edit::Break | Edit::Up | Edit::Down => return,
    };
    input.handle(request);
}

/// Inserts `text` at the cursor in one step. Character by character, a megabyte would take minutes.
fn paste(input: &mut Input, text: &str) {
    let (line, cursor) = (input.value(), input.cursor());
    let at = line.char_indices().nth(cursor).map_or(line.len(), |(at, _)| at);
    // The prompt is one line, so line ends in pasted text become spaces.
    let pasted = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let whole = line[..at].chars().chain(pasted).chain(line[at..].chars()).collect();
    *input = std::mem::take(input).with_value(whole).with_cursor(cursor + text.chars().count());
}
