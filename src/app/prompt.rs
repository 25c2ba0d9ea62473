//! One line being typed, and what to come back to.

use tui_input::{Input, InputRequest};

use super::{
    concordance::Concordance, finding::Search, jumps::Spot, page::Focus, reading::Place, sidebar::Sidebar,
};
use crate::{
    action::{Edit, SearchOption},
    places::Searched,
    text::{bookmark::Bookmark, search::Options},
};

/// What is being typed.
#[derive(Debug, Clone)]
pub enum Prompt {
    /// A query.
    Search(SearchPrompt),
    /// A bookmark's label.
    Label(LabelPrompt),
    /// What the entries of the list are to contain.
    Filter(FilterPrompt),
}

/// A query being typed.
#[derive(Debug, Clone)]
pub struct SearchPrompt {
    /// The line.
    pub input: Input,
    /// How it is meant.
    pub options: Options,
    /// Where the search was begun.
    pub origin: Box<Origin>,
    /// What is wrong with the line as it stands.
    pub error: Option<String>,
    /// The search that stood before.
    pub before: Option<Search>,
    /// `true` if an option was toggled in this prompt.
    pub has_toggled: bool,
    /// While an earlier search is looked at: how many back it is, and what had been typed.
    recalled: Option<(usize, Searched)>,
}

/// All that a search may leave and has to come back to.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Where the reader was.
    pub spot: Spot,
    /// The place in the speech that is searched first: where the hits are counted from.
    pub place: Place,
    /// The speech that was read before.
    pub(super) before: Option<usize>,
    pub(super) focus: Focus,
    pub(super) sidebar: Sidebar,
    pub(super) concordance: Option<Concordance>,
}

/// A bookmark's label being typed.
#[derive(Debug, Clone)]
pub struct LabelPrompt {
    /// The line.
    pub input: Input,
    /// The bookmark as it is without the change.
    pub bookmark: Bookmark,
}

/// A filter being typed.
#[derive(Debug, Clone)]
pub struct FilterPrompt {
    /// The line.
    pub input: Input,
    /// The filter that stood before.
    pub before: String,
}

impl Prompt {
    /// The line.
    pub const fn input(&self) -> &Input {
        match self {
            Self::Search(prompt) => &prompt.input,
            Self::Label(prompt) => &prompt.input,
            Self::Filter(prompt) => &prompt.input,
        }
    }
}

impl SearchPrompt {
    /// An empty line, with the options that are on.
    pub fn new(origin: Box<Origin>, options: Options, before: Option<Search>) -> Self {
        Self {
            input: Input::default(),
            options,
            origin,
            error: None,
            before,
            has_toggled: false,
            recalled: None,
        }
    }

    /// Turns an option on or off.
    pub const fn toggle(&mut self, option: SearchOption) {
        let option = match option {
            SearchOption::Regex => &mut self.options.regex,
            SearchOption::Word => &mut self.options.word,
            SearchOption::Exact => &mut self.options.exact,
        };
        *option = !*option;
        self.has_toggled = true;
    }

    /// What has been typed, as it is kept.
    pub fn searched(&self) -> Searched {
        Searched::new(self.input.value(), self.options)
    }

    /// Puts the search before this one in the prompt, of `all`, of which the last is the latest.
    pub fn recall_previous(&mut self, all: &[&Searched]) {
        let (steps, typed) = self.recalled.clone().unwrap_or_else(|| (0, self.searched()));
        if let Some(index) = all.len().checked_sub(steps + 1) {
            self.recalled = Some((steps + 1, typed));
            self.put(all[index]);
        }
    }

    /// Puts the search after this one in the prompt, and at last what had been typed.
    pub fn recall_next(&mut self, all: &[&Searched]) {
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

    fn put(&mut self, searched: &Searched) {
        self.input = std::mem::take(&mut self.input).with_value(searched.query.clone());
        self.options = searched.options();
    }
}

/// How many characters a line would have after a change that puts some in; nothing, for any other.
pub fn length_after(line: &str, edit: &Edit) -> usize {
    let added = match edit {
        Edit::Yank => 1,
        Edit::Type(text) | Edit::Paste(text) => text.chars().count(),
        _ => return 0,
    };
    line.chars().count() + added
}

/// Changes a line.
pub fn edit(input: &mut Input, edit: Edit) {
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
    };
    input.handle(request);
}

/// Puts a text in at the cursor, as one: character by character a megabyte would take minutes.
fn paste(input: &mut Input, text: &str) {
    let (line, cursor) = (input.value(), input.cursor());
    let at = line.char_indices().nth(cursor).map_or(line.len(), |(at, _)| at);
    // It is one line; what was copied with line ends is meant as it is read.
    let pasted = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let whole = line[..at].chars().chain(pasted).chain(line[at..].chars()).collect();
    *input = std::mem::take(input).with_value(whole).with_cursor(cursor + text.chars().count());
}
