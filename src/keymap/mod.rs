//! Key bindings: a table from keys and contexts to commands, with help texts.
//!
//! The help, the hints in the status line, the README and the example configuration are generated from
//! [`BINDINGS`].

pub(crate) mod bindings;

pub(crate) mod key;

mod layouts;

use std::ptr;

use self::{
    bindings::{BINDINGS, Binding, Task},
    key::Key,
};
use crate::command::{Command, Context};

/// The active key bindings: the defaults of [`BINDINGS`], and the keys of the configuration.
#[derive(Debug, Clone)]
pub(crate) struct Keymap {
    /// Keys with their bindings. The first entry for a key in a context counts.
    entries: Vec<(Key, &'static Binding)>,
}

/// A binding with the keys that `[keys]` gives it instead of [`Binding::keys`].
pub(crate) type Configured = (&'static Binding, Vec<Key>);

impl Default for Keymap {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Keymap {
    /// Builds the bindings from `configured` and the default keys. A configured key loses its default
    /// meaning in the same contexts.
    pub(crate) fn new(configured: &[Configured]) -> Self {
        // Lookup takes the first entry, so configured keys come first.
        let mut entries: Vec<(Key, &'static Binding)> =
            configured.iter().flat_map(|(binding, keys)| keys.iter().map(|key| (*key, *binding))).collect();
        for binding in BINDINGS {
            if configured.iter().any(|(other, _)| ptr::eq(*other, binding)) {
                continue;
            }
            for key in binding.keys.iter().filter_map(|key| key.parse().ok()) {
                let is_free = binding.contexts.iter().any(|context| {
                    !configured.iter().any(|(by, keys)| by.contexts.contains(context) && keys.contains(&key))
                });
                if is_free {
                    entries.push((key, binding));
                }
            }
        }
        Self { entries }
    }

    /// Returns the command of `key` in `context`.
    pub(crate) fn command(&self, context: Context, key: Key) -> Option<&'static Command> {
        self.binding(context, key).map(|binding| &binding.command)
    }

    /// Translates a key press in `context`: an unbound key of another script becomes the Latin keys at its
    /// position. A Korean syllable becomes several keys.
    pub(crate) fn meant(&self, context: Context, key: Key) -> Vec<Key> {
        if self.binding(context, key).is_some() || key.digit().is_some() {
            return vec![key];
        }
        let latin = key.latin();
        if latin.is_empty() { vec![key] } else { latin }
    }

    /// Returns the first key for `command` in `context`, with its hint.
    pub(crate) fn hint(&self, context: Context, command: &Command) -> Option<(Key, &'static str)> {
        let (key, binding) = self.entries.iter().find(|(key, binding)| {
            binding.command.is_like(command)
                && self.binding(context, *key).is_some_and(|active| ptr::eq(active, *binding))
        })?;
        Some((*key, binding.hint))
    }

    /// Returns the binding of `key` in `context`. Where Shift makes no difference, it is that of the key without Shift.
    fn binding(&self, context: Context, key: Key) -> Option<&'static Binding> {
        let bound_to = |key: Key| {
            let mut bindings =
                self.entries.iter().filter(|(bound, _)| *bound == key).map(|(_, binding)| *binding);
            bindings.find(|binding| binding.contexts.contains(&context))
        };
        let plain = key.without_shift().filter(|_| context != Context::Selection);
        bound_to(key).or_else(|| bound_to(plain?))
    }

    /// Iterates over the bindings under `task`, with their active keys, for the help.
    pub(crate) fn of_task(&self, task: Task) -> impl Iterator<Item = (Vec<Key>, &'static str)> + '_ {
        BINDINGS.iter().filter(move |binding| binding.task == task).map(|binding| {
            let entries = self.entries.iter().filter(|(_, bound)| ptr::eq(*bound, binding));
            (entries.map(|(key, _)| *key).collect(), binding.help)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::command::Context::{Prompt, Text};

    #[test]
    fn keys_are_displayed_as_they_are_written() {
        for binding in BINDINGS {
            for written in binding.keys {
                let key: Key = written.parse().unwrap();
                assert_eq!(key.to_string(), *written);
            }
        }
    }

    #[test]
    fn key_has_one_binding_per_context() {
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
    fn keys_that_terminals_confuse_are_not_bound() {
        for binding in BINDINGS {
            for key in binding.keys {
                assert!(!["Ctrl-i", "Ctrl-m", "Ctrl-["].contains(key), "{key}");
            }
        }
    }

    #[test]
    fn keys_that_type_are_not_bound_in_prompts() {
        for binding in BINDINGS.iter().filter(|binding| binding.contexts.contains(&Prompt)) {
            for key in binding.keys {
                assert_eq!(key.parse::<Key>().unwrap().typed(), None, "{key}");
            }
        }
    }

    #[test]
    fn bindings_have_unique_names_and_a_key() {
        let names: HashSet<_> = BINDINGS.iter().map(|binding| binding.name).collect();
        assert_eq!(names.len(), BINDINGS.len());
        assert!(BINDINGS.iter().all(|binding| !binding.keys.is_empty()));
    }

    #[test]
    fn configured_key_loses_its_default_meaning() {
        let [search, filter] =
            ["search", "filter"].map(|name| BINDINGS.iter().find(|binding| binding.name == name).unwrap());
        let [b, s]: [Key; 2] = ["b", "s"].map(|key| key.parse().unwrap());
        let keymap = Keymap::new(&[(search, vec![s]), (filter, vec![b])]);
        let does = |context, key| keymap.command(context, key).map(|command| format!("{command:?}"));
        assert_eq!(does(Text, s).as_deref(), Some("StartSearch"));
        assert_eq!(does(Text, "/".parse().unwrap()), None);
        assert_eq!(does(Context::List, b).as_deref(), Some("StartFilter"));
        assert_eq!(
            does(Text, b).as_deref(),
            Some("Move(PageUp, None)"),
            "the filter has no context in the text"
        );
        assert_eq!(keymap.hint(Text, &Command::StartSearch), Some((s, "search")));
    }

    #[test]
    fn shift_makes_a_difference_while_a_passage_is_selected() {
        let does = |context, key: &str| {
            let command = Keymap::default().command(context, key.parse().unwrap()).cloned();
            format!("{command:?}")
        };
        assert_eq!(does(Text, "Shift-Left"), does(Text, "Left"));
        assert_eq!(does(Prompt, "Shift-Right"), does(Prompt, "Right"));
        assert_eq!(does(Context::Selection, "Shift-Left"), does(Context::Selection, "H"));
        assert_ne!(does(Context::Selection, "Shift-Left"), does(Context::Selection, "Left"));
    }

    #[test]
    fn digits_are_not_bound() {
        for digit in '0'..='9' {
            let key = digit.to_string().parse().unwrap();
            assert!(Keymap::default().command(Text, key).is_none());
        }
    }
}
