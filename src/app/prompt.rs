//! One line being typed, and what to come back to.

use tui_input::{Input, InputRequest};

use super::{finding::Search, reading::Place};
use crate::{
    action::{Edit, SearchOption},
    text::search::Options,
};

/// What is being typed.
#[derive(Debug, Clone)]
pub enum Prompt {
    /// A query.
    Search(SearchPrompt),
}

/// A query being typed.
#[derive(Debug, Clone)]
pub struct SearchPrompt {
    /// The line.
    pub input: Input,
    /// How it is meant.
    pub options: Options,
    /// Where the search was begun.
    pub origin: Place,
    /// What is wrong with the line as it stands.
    pub error: Option<String>,
    /// The search that stood before.
    pub before: Option<Search>,
}

impl SearchPrompt {
    /// An empty line.
    pub fn new(origin: Place, before: Option<Search>) -> Self {
        Self { input: Input::default(), options: Options::default(), origin, error: None, before }
    }

    /// Changes the line.
    pub fn edit(&mut self, edit: Edit) {
        let request = match edit {
            Edit::Type(c) => InputRequest::InsertChar(c),
            Edit::Paste(text) => {
                self.paste(&text);
                return;
            }
            Edit::Left => InputRequest::GoToPrevChar,
            Edit::Right => InputRequest::GoToNextChar,
            Edit::WordLeft => InputRequest::GoToPrevWord,
            Edit::WordRight => InputRequest::GoToNextWord,
            Edit::Home => InputRequest::GoToStart,
            Edit::End => InputRequest::GoToEnd,
            Edit::Backspace => InputRequest::DeletePrevChar,
            Edit::Delete => InputRequest::DeleteNextChar,
            Edit::DeleteWord => InputRequest::DeletePrevWord,
            Edit::DeleteToStart => InputRequest::DeleteFromStart,
            Edit::DeleteToEnd => InputRequest::DeleteTillEnd,
            Edit::Yank => InputRequest::Yank,
        };
        self.input.handle(request);
    }

    /// Puts a text in at the cursor, as one: character by character a megabyte would take minutes.
    fn paste(&mut self, text: &str) {
        let (line, cursor) = (self.input.value(), self.input.cursor());
        let at = line.char_indices().nth(cursor).map_or(line.len(), |(at, _)| at);
        // A query is one line; what was copied with line ends is meant as it is read.
        let pasted = text.chars().map(|c| if c.is_control() { ' ' } else { c });
        let whole = line[..at].chars().chain(pasted).chain(line[at..].chars()).collect();
        let input = std::mem::take(&mut self.input);
        self.input = input.with_value(whole).with_cursor(cursor + text.chars().count());
    }

    /// Turns an option on or off.
    pub const fn toggle(&mut self, option: SearchOption) {
        let option = match option {
            SearchOption::Regex => &mut self.options.regex,
            SearchOption::Word => &mut self.options.word,
            SearchOption::Exact => &mut self.options.exact,
        };
        *option = !*option;
    }
}
