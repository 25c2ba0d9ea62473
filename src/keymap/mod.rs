//! Key bindings: a table from keys and contexts to commands, with help texts.
//!
//! The help, the hints in the status line, the README and the example configuration are generated from
//! [`BINDINGS`].

pub mod bindings;

pub mod key;

mod layouts;

use self::{bindings::BINDINGS, key::Key};
use crate::command::{Command, Context};

/// A command with its default keys.
#[derive(Debug)]
pub struct Binding {
    /// The name in the configuration.
    pub name: &'static str,
    /// The default keys, as [`Key`] writes them.
    pub keys: &'static [&'static str],
    /// The command that the keys perform.
    pub command: Command,
    /// The contexts in which the binding is active.
    pub contexts: &'static [Context],
    /// The heading of the help under which it is listed.
    pub task: Task,
    /// The description in the help.
    pub help: &'static str,
    /// The description in a word or two, for the status line.
    pub hint: &'static str,
}

/// The headings of the help.
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
    /// Copying and citing.
    Quoting,
    /// Layout of the page.
    Page,
    /// The program itself.
    Program,
}

impl Task {
    /// All tasks in the order of the help.
    pub const ALL: [Self; 8] = [
        Self::Moving,
        Self::Speeches,
        Self::Searching,
        Self::Typing,
        Self::Bookmarks,
        Self::Quoting,
        Self::Page,
        Self::Program,
    ];

    /// Returns the heading.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Moving => "Moving",
            Self::Speeches => "Speeches",
            Self::Searching => "Searching",
            Self::Typing => "While typing",
            Self::Bookmarks => "Bookmarks",
            Self::Quoting => "Quoting",
            Self::Page => "Display (remembered until config.toml is edited)",
            Self::Program => "General",
        }
    }
}

/// The active key bindings.
#[derive(Debug, Clone)]
pub struct Keymap {
    entries: Vec<(Key, &'static Binding)>,
}

/// A binding with the keys that the configuration gives it instead of its default keys.
pub type Chosen = (&'static Binding, Vec<Key>);

impl Default for Keymap {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Keymap {
    /// Builds the bindings from the configured and the default keys. A configured key loses its default
    /// meaning in the same contexts.
    pub fn new(chosen: &[Chosen]) -> Self {
        let taken = |key: Key, context: &Context| {
            chosen.iter().any(|(by, keys)| by.contexts.contains(context) && keys.contains(&key))
        };
        let keys = |binding: &'static Binding| -> Vec<Key> {
            if let Some((_, keys)) = chosen.iter().find(|(of, _)| std::ptr::eq(*of, binding)) {
                return keys.clone();
            }
            let own = binding.keys.iter().filter_map(|key| key.parse().ok());
            own.filter(|&key| !binding.contexts.iter().all(|context| taken(key, context))).collect()
        };
        let is_chosen = |binding: &Binding| chosen.iter().any(|(of, _)| std::ptr::eq(*of, binding));
        let entries =
            BINDINGS.iter().flat_map(|binding| keys(binding).into_iter().map(move |key| (key, binding)));
        let mut entries: Vec<_> = entries.collect();
        // Lookup takes the first entry, so configured keys come first.
        entries.sort_by_key(|(_, binding)| !is_chosen(binding));
        Self { entries }
    }

    /// Returns the command of `key` in `context`.
    pub fn command(&self, context: Context, key: Key) -> Option<&'static Command> {
        self.binding(context, key).map(|binding| &binding.command)
    }

    /// Translates a key press in `context`: an unbound key of another script becomes the Latin keys at its
    /// position. A Korean syllable becomes several keys.
    pub fn meant(&self, context: Context, key: Key) -> Vec<Key> {
        if self.binding(context, key).is_some() || key.digit().is_some() {
            return vec![key];
        }
        let latin = key.latin();
        if latin.is_empty() { vec![key] } else { latin }
    }

    /// Returns the first key for `command` in `context`, with its hint.
    pub fn hint(&self, context: Context, command: &Command) -> Option<(Key, &'static str)> {
        let in_force = |(key, binding): &&(Key, &'static Binding)| {
            binding.command.is_like(command)
                && self.binding(context, *key).is_some_and(|found| std::ptr::eq(found, *binding))
        };
        self.entries.iter().find(in_force).map(|(key, binding)| (*key, binding.hint))
    }

    fn binding(&self, context: Context, key: Key) -> Option<&'static Binding> {
        let bound = |(bound, binding): &&(Key, &'static Binding)| {
            *bound == key && binding.contexts.contains(&context)
        };
        self.entries.iter().find(bound).map(|(_, binding)| *binding)
    }

    /// Iterates over the bindings under `task`, with their active keys, for the help.
    pub fn of_task(&self, task: Task) -> impl Iterator<Item = (Vec<Key>, &'static str)> + '_ {
        BINDINGS.iter().filter(move |binding| binding.task == task).map(|binding| {
            let of_this = |(_, bound): &&(Key, &'static Binding)| std::ptr::eq(*bound, binding);
            (self.entries.iter().filter(of_this).map(|(key, _)| *key).collect(), binding.help)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::command::Context::{Prompt, Text};

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
    fn every_binding_has_a_name_of_its_own_and_a_key() {
        let names: HashSet<_> = BINDINGS.iter().map(|binding| binding.name).collect();
        assert_eq!(names.len(), BINDINGS.len());
        assert!(BINDINGS.iter().all(|binding| !binding.keys.is_empty()));
    }

    #[test]
    fn a_chosen_key_is_taken_from_what_it_did_there() {
        let [search, filter] =
            ["search", "filter"].map(|name| BINDINGS.iter().find(|binding| binding.name == name).unwrap());
        let [b, s]: [Key; 2] = ["b", "s"].map(|key| key.parse().unwrap());
        let keymap = Keymap::new(&[(search, vec![s]), (filter, vec![b])]);
        let does = |context, key| keymap.command(context, key).map(|command| format!("{command:?}"));
        assert_eq!(does(Text, s).as_deref(), Some("StartSearch"));
        assert_eq!(does(Text, "/".parse().unwrap()), None);
        assert_eq!(does(Context::List, b).as_deref(), Some("StartFilter"));
        assert_eq!(does(Text, b).as_deref(), Some("Move(PageUp, None)"), "in the text it still does");
        assert_eq!(keymap.hint(Text, &Command::StartSearch), Some((s, "search")));
    }

    #[test]
    fn digits_are_left_for_counts() {
        for digit in '0'..='9' {
            let key = digit.to_string().parse().unwrap();
            assert!(Keymap::default().command(Text, key).is_none());
        }
    }
}
