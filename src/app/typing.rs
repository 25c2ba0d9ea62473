//! Input in all kinds of prompts.

use oratory_core::search::query::MAX_QUERY_CHARS;
use tui_input::Input;

use super::{
    App,
    page::Focus,
    prompt::{self, FilterPrompt, Prompt, SearchPrompt},
};
use crate::{
    command::{Command, Context, Edit, Motion, SearchOption},
    effect::Effect,
    keymap::key::Key,
    places::Searched,
};

/// The longest input, in characters. Every key has to process all of it.
const LONGEST_LINE: usize = MAX_QUERY_CHARS;

impl App {
    /// Opens the prompt for the list's filter.
    pub(super) fn start_filter(&mut self) {
        if self.view.focus == Focus::List {
            let before = self.sidebar.filter.clone();
            self.prompt = Some(Prompt::Filter(FilterPrompt { input: Input::new(before.clone()), before }));
        }
    }

    /// Returns `true` if typed letters may be batched into one edit. A regular expression may be invalid in
    /// between, and the matches of its last valid form should stay.
    pub fn takes_letters_together(&self) -> bool {
        match &self.prompt {
            Some(Prompt::Search(prompt)) => !prompt.options.regex,
            Some(Prompt::Label(_) | Prompt::Filter(_)) => true,
            None => false,
        }
    }

    /// Edits the line, unless it becomes too long. Typed letters are inserted as far as there is room.
    pub(super) fn edit(&mut self, mut edit: Edit) -> Vec<Effect> {
        let line = self.prompt.as_ref().map_or("", |prompt| prompt.input().value());
        if line.is_empty() && edit == Edit::Backspace {
            return self.close_empty_prompt();
        }
        let excess = prompt::length_after(line, &edit).saturating_sub(LONGEST_LINE);
        if excess > 0 {
            self.notice = Some(format!("too long: the limit is {LONGEST_LINE} characters"));
            let Edit::Type(letters) = &mut edit else { return Vec::new() };
            let cut = letters.char_indices().rev().nth(excess - 1).map_or(0, |(at, _)| at);
            letters.truncate(cut);
        }
        match &mut self.prompt {
            Some(Prompt::Search(_)) => {
                return self.edit_query(|prompt| prompt::edit(&mut prompt.input, edit));
            }
            Some(Prompt::Label(label)) => prompt::edit(&mut label.input, edit),
            Some(Prompt::Filter(filter)) => {
                prompt::edit(&mut filter.input, edit);
                filter.input.value().clone_into(&mut self.sidebar.filter);
            }
            None => {}
        }
        Vec::new()
    }

    /// Closes the prompt after Backspace on an empty line, as in `less` and Vim. A deleted filter stays
    /// deleted.
    fn close_empty_prompt(&mut self) -> Vec<Effect> {
        if matches!(self.prompt, Some(Prompt::Filter(_))) { self.accept() } else { self.cancel_prompt() }
    }

    /// Toggles a search option for this query and later ones.
    pub(super) fn toggle_option(&mut self, option: SearchOption) -> Vec<Effect> {
        let effects = self.edit_query(|prompt| prompt.toggle(option));
        if let Some(Prompt::Search(prompt)) = &self.prompt {
            self.options = prompt.options;
        }
        effects
    }

    /// Returns `true` if a key does something in the text.
    fn is_key_of_text(&self, key: &str) -> bool {
        let key = key.parse::<Key>().ok();
        key.is_some_and(|key| self.config.keymap.command(Context::Text, key).is_some())
    }

    /// Reports that a key does nothing in the concordance, and how to get to the text.
    fn say_key_needs_text(&mut self, key: &str) {
        let way = |command, does: &str| {
            let key = self.config.keymap.hint(Context::Concordance, command);
            key.map(|(key, _)| format!("{key} {does}"))
        };
        let ways = [way(&Command::Open, "opens this match"), way(&Command::Cancel, "closes the concordance")];
        let ways: Vec<String> = ways.into_iter().flatten().collect();
        let ways = if ways.is_empty() { String::new() } else { format!(": {}", ways.join(", ")) };
        self.notice = Some(format!("{key} works in the text{ways}"));
    }

    /// Reports that a key does nothing here, and which key shows the help.
    pub(super) fn say_unknown_key(&mut self, key: &str) {
        if self.context() == Context::Concordance && self.is_key_of_text(key) {
            self.say_key_needs_text(key);
            return;
        }
        let help = self.config.keymap.hint(self.context(), &Command::ShowHelp);
        let help = help.map(|(help, _)| format!(": {help} shows the keys")).unwrap_or_default();
        self.notice = Some(format!("{key} does nothing here{help}"));
    }

    /// Recalls an earlier or later search; in a filter, moves the cursor.
    pub(super) fn recall(
        &mut self,
        step: fn(&mut SearchPrompt, &[&Searched]),
        motion: Motion,
    ) -> Vec<Effect> {
        match &self.prompt {
            Some(Prompt::Search(_)) => {
                let all: Vec<Searched> = self.keeping.searches().into_iter().cloned().collect();
                self.edit_query(|prompt| step(prompt, &all.iter().collect::<Vec<_>>()))
            }
            Some(Prompt::Filter(_)) => {
                self.move_cursor(motion, None);
                Vec::new()
            }
            Some(Prompt::Label(_)) | None => Vec::new(),
        }
    }

    /// Accepts the input.
    pub(super) fn accept(&mut self) -> Vec<Effect> {
        match self.prompt.take() {
            Some(Prompt::Search(prompt)) => self.accept_query(prompt),
            Some(Prompt::Label(prompt)) => self.accept_label(prompt),
            Some(Prompt::Filter(_)) | None => Vec::new(),
        }
    }

    /// Cancels the prompt and restores the state before it.
    pub(super) fn cancel_prompt(&mut self) -> Vec<Effect> {
        match self.prompt.take() {
            Some(Prompt::Search(prompt)) => return self.cancel_query(prompt),
            Some(Prompt::Filter(prompt)) => self.sidebar.filter = prompt.before,
            Some(Prompt::Label(_)) | None => {}
        }
        Vec::new()
    }
}
