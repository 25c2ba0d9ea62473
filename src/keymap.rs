//! Keys -> actions, as data: each binding with the contexts in which it holds and its help text.
//!
//! The help overlay, the hints in the status line and the README are all made from [`BINDINGS`].

use std::{fmt, str::FromStr};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::action::{
    Action::{
        self, Accept, Cancel, Close, DropBookmark, EditLabel, FocusList, FocusText, Interrupt, JumpBack,
        JumpForward, LastSpeech, Move, Open, RecallNext, RecallPrevious, Repaint, ShowBookmarks, ShowHelp,
        StartFilter, StartSearch, Suspend, SwitchPane, Toggle, ToggleBookmark, ToggleList, UndoDrop,
    },
    Context::{self, Help, List, Prompt, Text},
    Edit,
    Motion::{
        End, HalfPageDown, HalfPageUp, NextHit, NextParagraph, NextSpeech, PageDown, PageUp, PreviousHit,
        PreviousParagraph, PreviousSpeech, RowDown, RowUp, Start,
    },
    SearchOption,
};

/// One thing that keys can do.
#[derive(Debug)]
pub struct Binding {
    /// The keys that do it, as [`Key`] writes them.
    pub keys: &'static [&'static str],
    /// What they do.
    pub action: Action,
    /// Where they do it.
    pub contexts: &'static [Context],
    /// The task under which the help lists it.
    pub task: Task,
    /// What it does, for the help.
    pub help: &'static str,
    /// The same in one word, for the status line.
    pub hint: &'static str,
}

/// The headings of the help, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Moving in a text, a list, the help.
    Moving,
    /// Going from speech to speech.
    Speeches,
    /// Searching.
    Searching,
    /// Typing in a prompt.
    Typing,
    /// Bookmarks.
    Bookmarks,
    /// The program itself.
    Program,
}

impl Task {
    /// All tasks in order.
    pub const ALL: [Self; 6] =
        [Self::Moving, Self::Speeches, Self::Searching, Self::Typing, Self::Bookmarks, Self::Program];

    /// The heading.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Moving => "Moving",
            Self::Speeches => "Speeches",
            Self::Searching => "Searching",
            Self::Typing => "While typing",
            Self::Bookmarks => "Bookmarks",
            Self::Program => "The program",
        }
    }
}

/// Everything but a prompt.
const ANYWHERE: &[Context] = &[Text, List, Context::Bookmarks, Help];
/// The text and the lists.
const PANES: &[Context] = &[Text, List, Context::Bookmarks];
const LISTS: &[Context] = &[List, Context::Bookmarks];
const TEXT: &[Context] = &[Text];
const LIST_OF_BOOKMARKS: &[Context] = &[Context::Bookmarks];
const PROMPT: &[Context] = &[Prompt];

const fn bind(
    keys: &'static [&'static str],
    action: Action,
    contexts: &'static [Context],
    task: Task,
    help: &'static str,
    hint: &'static str,
) -> Binding {
    Binding { keys, action, contexts, task, help, hint }
}

/// Every binding, in the order of the help.
#[rustfmt::skip]
pub const BINDINGS: &[Binding] = &[
    bind(&["j", "Down"], Move(RowDown, None), ANYWHERE, Task::Moving, "a row down", "down"),
    bind(&["k", "Up"], Move(RowUp, None), ANYWHERE, Task::Moving, "a row up", "up"),
    bind(&["Space", "PgDn", "Ctrl-f"], Move(PageDown, None), ANYWHERE, Task::Moving, "a page down, with one row of overlap", "page"),
    bind(&["f"], Move(PageDown, None), &[Text, Help], Task::Moving, "a page down (in a list it filters)", "page"),
    bind(&["b", "PgUp", "Ctrl-b"], Move(PageUp, None), ANYWHERE, Task::Moving, "a page up", "page up"),
    bind(&["d", "Ctrl-d"], Move(HalfPageDown, None), ANYWHERE, Task::Moving, "half a page down", "half down"),
    bind(&["u", "Ctrl-u"], Move(HalfPageUp, None), &[Text, List, Help], Task::Moving, "half a page up", "half up"),
    bind(&["g", "Home"], Move(Start, None), ANYWHERE, Task::Moving, "the start; with a number before it, that paragraph", "start"),
    bind(&["G", "End"], Move(End, None), ANYWHERE, Task::Moving, "the end; with a number before it, that paragraph", "end"),
    bind(&["}"], Move(NextParagraph, None), TEXT, Task::Moving, "the next paragraph", "next ¶"),
    bind(&["{"], Move(PreviousParagraph, None), TEXT, Task::Moving, "the previous paragraph", "previous ¶"),

    bind(&["]"], Move(NextSpeech, None), PANES, Task::Speeches, "the next speech, where it was left", "next speech"),
    bind(&["["], Move(PreviousSpeech, None), PANES, Task::Speeches, "the previous speech, where it was left", "previous speech"),
    bind(&["o"], LastSpeech, PANES, Task::Speeches, "the speech read before this one, and back", "back"),
    bind(&["'", "Ctrl-o"], JumpBack, PANES, Task::Speeches, "back to where the last jump was made", "back"),
    bind(&["\""], JumpForward, PANES, Task::Speeches, "forward again", "forward"),
    bind(&["Tab"], SwitchPane, PANES, Task::Speeches, "from the text to the list, and back", "switch"),
    bind(&["h", "Left"], FocusList, PANES, Task::Speeches, "to the list", "list"),
    bind(&["l", "Right"], FocusText, PANES, Task::Speeches, "to the text", "text"),
    bind(&["Enter"], Open, LISTS, Task::Speeches, "read what the list's cursor is on", "read"),
    bind(&["\\"], ToggleList, PANES, Task::Speeches, "hide or show the list", "list"),

    bind(&["/"], StartSearch, PANES, Task::Searching, "search, from here on", "search"),
    bind(&["f"], StartFilter, LISTS, Task::Searching, "show only the entries that contain something (in a list)", "filter"),
    bind(&["n"], Move(NextHit, None), PANES, Task::Searching, "the next hit, in this speech or a later one", "next"),
    bind(&["N"], Move(PreviousHit, None), PANES, Task::Searching, "the previous hit", "previous"),

    bind(&["Enter"], Accept, PROMPT, Task::Typing, "take what is typed: stay at the hit, keep the label, keep the filter", "done"),
    bind(&["Up", "Ctrl-p"], RecallPrevious, PROMPT, Task::Typing, "the search made before; up in a filtered list", "before"),
    bind(&["Down", "Ctrl-n"], RecallNext, PROMPT, Task::Typing, "the search made after; down in a filtered list", "after"),
    bind(&["Alt-r"], Toggle(SearchOption::Regex), PROMPT, Task::Typing, "a regular expression, or words", "regex"),
    bind(&["Alt-w"], Toggle(SearchOption::Word), PROMPT, Task::Typing, "whole words only, or parts too", "words"),
    bind(&["Alt-c"], Toggle(SearchOption::Exact), PROMPT, Task::Typing, "to the letter, or capitals, accents, quotes and dashes alike", "exact"),
    bind(&["Left", "Ctrl-b"], Action::Edit(Edit::Left), PROMPT, Task::Typing, "a character back", "left"),
    bind(&["Right", "Ctrl-f"], Action::Edit(Edit::Right), PROMPT, Task::Typing, "a character on", "right"),
    bind(&["Alt-b", "Ctrl-Left"], Action::Edit(Edit::WordLeft), PROMPT, Task::Typing, "a word back", "word left"),
    bind(&["Alt-f", "Ctrl-Right"], Action::Edit(Edit::WordRight), PROMPT, Task::Typing, "a word on", "word right"),
    bind(&["Home", "Ctrl-a"], Action::Edit(Edit::Home), PROMPT, Task::Typing, "the start of the line", "start"),
    bind(&["End", "Ctrl-e"], Action::Edit(Edit::End), PROMPT, Task::Typing, "the end of the line", "end"),
    bind(&["Backspace", "Ctrl-h"], Action::Edit(Edit::Backspace), PROMPT, Task::Typing, "delete the character before", "delete"),
    bind(&["Del", "Ctrl-d"], Action::Edit(Edit::Delete), PROMPT, Task::Typing, "delete the character under the cursor", "delete"),
    bind(&["Ctrl-w"], Action::Edit(Edit::DeleteWord), PROMPT, Task::Typing, "delete the word before", "delete word"),
    bind(&["Ctrl-u"], Action::Edit(Edit::DeleteToStart), PROMPT, Task::Typing, "delete to the start of the line", "clear"),
    bind(&["Ctrl-k"], Action::Edit(Edit::DeleteToEnd), PROMPT, Task::Typing, "delete to the end of the line", "clear"),
    bind(&["Ctrl-y"], Action::Edit(Edit::Yank), PROMPT, Task::Typing, "put back what was deleted", "put back"),

    bind(&["m"], ToggleBookmark, TEXT, Task::Bookmarks, "bookmark the current paragraph, or take its bookmark away", "mark"),
    bind(&["M"], EditLabel, TEXT, Task::Bookmarks, "bookmark the current paragraph with a label, or edit its label", "label"),
    bind(&["B"], ShowBookmarks, PANES, Task::Bookmarks, "the bookmarks in the list's place; Enter goes there", "bookmarks"),
    bind(&["r"], EditLabel, LIST_OF_BOOKMARKS, Task::Bookmarks, "edit the bookmark's label (in their list)", "rename"),
    bind(&["x"], DropBookmark, LIST_OF_BOOKMARKS, Task::Bookmarks, "delete the bookmark (in their list)", "delete"),
    bind(&["u"], UndoDrop, LIST_OF_BOOKMARKS, Task::Bookmarks, "undo the last deletion, here or in the text (in their list)", "undo"),

    bind(&["?", "F1"], ShowHelp, ANYWHERE, Task::Program, "these keys", "help"),
    bind(&["F1"], ShowHelp, PROMPT, Task::Program, "these keys, while typing too", "help"),
    bind(&["Esc"], Cancel, &[Text, List, Context::Bookmarks, Help, Prompt], Task::Program, "close the topmost thing: prompt, help, list, highlight", "done"),
    bind(&["q"], Close, ANYWHERE, Task::Program, "close what was opened over the text, else quit", "quit"),
    bind(&["Ctrl-c"], Interrupt, &[Text, List, Context::Bookmarks, Help, Prompt], Task::Program, "cancel, else quit", "quit"),
    bind(&["Ctrl-z"], Suspend, &[Text, List, Context::Bookmarks, Help, Prompt], Task::Program, "suspend; the shell's fg comes back", "suspend"),
    bind(&["Ctrl-l"], Repaint, &[Text, List, Context::Bookmarks, Help, Prompt], Task::Program, "draw the screen anew", "repaint"),
];

/// The bindings in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    entries: Vec<(Key, &'static Binding)>,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = |binding: &'static Binding| {
            binding.keys.iter().filter_map(move |key| Some((key.parse().ok()?, binding)))
        };
        Self { entries: BINDINGS.iter().flat_map(keys).collect() }
    }
}

impl Keymap {
    /// What `key` does in `context`.
    pub fn action(&self, context: Context, key: Key) -> Option<&'static Action> {
        let bound = |(bound, binding): &&(Key, &'static Binding)| {
            *bound == key && binding.contexts.contains(&context)
        };
        self.entries.iter().find(bound).map(|(_, binding)| &binding.action)
    }

    /// The first key that does what `action` does in `context`, with its hint.
    pub fn hint(&self, context: Context, action: &Action) -> Option<(Key, &'static str)> {
        let bound = |(_, binding): &&(Key, &'static Binding)| {
            binding.action.is_like(action) && binding.contexts.contains(&context)
        };
        self.entries.iter().find(bound).map(|(key, binding)| (*key, binding.hint))
    }

    /// Each binding under `task` with the keys in force, for the help.
    pub fn of_task(&self, task: Task) -> impl Iterator<Item = (Vec<Key>, &'static str)> + '_ {
        BINDINGS.iter().filter(move |binding| binding.task == task).map(|binding| {
            let of_this = |(_, bound): &&(Key, &'static Binding)| std::ptr::eq(*bound, binding);
            (self.entries.iter().filter(of_this).map(|(key, _)| *key).collect(), binding.help)
        })
    }
}

/// A key as it is pressed: written `j`, `G`, `Space`, `PgDn`, `Ctrl-f`, `Alt-r`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl Key {
    /// The character that it types, if it types one.
    pub const fn typed(self) -> Option<char> {
        match (self.code, self.modifiers) {
            (KeyCode::Char(c), KeyModifiers::NONE) => Some(c),
            _ => None,
        }
    }
}

impl From<KeyEvent> for Key {
    /// Shift is part of the character, and of nothing else that is bound.
    fn from(event: KeyEvent) -> Self {
        Self { code: event.code, modifiers: event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT) }
    }
}

/// The names of keys that type no visible character.
const NAMED: &[(&str, KeyCode)] = &[
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Del", KeyCode::Delete),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("F1", KeyCode::F(1)),
];

impl FromStr for Key {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let mut name = written;
        let mut modifiers = KeyModifiers::NONE;
        for (prefix, modifier) in [("Ctrl-", KeyModifiers::CONTROL), ("Alt-", KeyModifiers::ALT)] {
            if let Some(rest) = name.strip_prefix(prefix).filter(|rest| !rest.is_empty()) {
                name = rest;
                modifiers |= modifier;
            }
        }
        let mut chars = name.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) => Some(KeyCode::Char(c)),
            _ => NAMED.iter().find(|(known, _)| *known == name).map(|(_, code)| *code),
        };
        code.map(|code| Self { code, modifiers }).ok_or_else(|| format!("there is no key called {written}"))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("Ctrl-")?;
        }
        if self.modifiers.contains(KeyModifiers::ALT) {
            f.write_str("Alt-")?;
        }
        match (NAMED.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            (None, other) => write!(f, "{other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_key_is_one_and_is_written_back_as_it_was() {
        for binding in BINDINGS {
            for written in binding.keys {
                let key: Key = written.parse().unwrap();
                assert_eq!(key.to_string(), *written);
            }
        }
    }

    #[test]
    fn no_two_bindings_of_a_context_collide() {
        let mut seen = HashSet::new();
        for binding in BINDINGS {
            for key in binding.keys {
                for context in binding.contexts {
                    assert!(seen.insert((key, context)), "{key} is bound twice in {context:?}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_bound_that_a_terminal_sends_for_another_key() {
        for binding in BINDINGS {
            for key in binding.keys {
                assert!(!["Ctrl-i", "Ctrl-m", "Ctrl-["].contains(key), "{key}");
            }
        }
    }

    #[test]
    fn no_letter_is_bound_in_a_prompt() {
        for binding in BINDINGS.iter().filter(|binding| binding.contexts.contains(&Prompt)) {
            for key in binding.keys {
                assert_eq!(key.parse::<Key>().unwrap().typed(), None, "{key}");
            }
        }
    }

    #[test]
    fn digits_are_left_for_counts() {
        for digit in '0'..='9' {
            let key = digit.to_string().parse().unwrap();
            assert!(Keymap::default().action(Text, key).is_none());
        }
    }
}
