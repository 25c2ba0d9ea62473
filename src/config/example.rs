//! The example of a configuration: every setting, look and key with its comment, as by default.

use std::fmt::Write as _;

use super::{Config, SETTINGS};
use crate::{
    keymap::{Task, bindings::BINDINGS},
    theme::{Choice, Look, ROLES, Theme},
};

/// The example as it comes with the program.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// What stands at the head of it.
const HEAD: &str = "\
# The settings of oratory, as they are by default.
#
# To change some, copy what you want to be different into config.toml: `oratory paths` tells where
# that is (on Linux ~/.config/oratory/config.toml), `oratory config` prints this file. The program
# reads config.toml and never writes it. What is wrong in it is told before the program starts.
#
# What the program keeps by itself is elsewhere: bookmarks on Linux in
# ~/.local/share/oratory/bookmarks.toml, places and searches in ~/.local/state/oratory/places.toml.
";

const LOOKS: &str = "\
# Parts that are to look otherwise than in the theme: attributes (bold, dim, italic, underline, reverse)
# and a colour, then `on` and the colour behind it; or plain. Colours are black, red, green, yellow, blue,
# magenta, cyan, white, the same with bright_ before them, and #rrggbb. Here they are as in the theme
# \"terminal\".
[looks]
";

const KEYS: &str = "\
# The keys of each action. They are written j, G, Space, Enter, Esc, Tab, Backspace, Del, Insert, Up, Down,
# Left, Right, Home, End, PgUp, PgDn, Shift-Tab, F1 to F12, with Ctrl- or Alt- before them. A key that is
# given to one action is taken from the one that has it by default. [] takes all keys away.
[keys]
";

/// Writes the example anew from the settings, the looks and the bindings.
pub fn written() -> String {
    let mut text = HEAD.to_owned();
    let config = Config::default();
    for setting in SETTINGS {
        let (name, value) = (setting.name, setting.written(&config));
        let _ = write!(text, "\n{}{name} = {value}\n", comment(&setting.explained()));
    }
    let _ = write!(text, "\n{LOOKS}");
    let theme = Theme::new(&Choice::default());
    for (role, name, help) in ROLES {
        let _ = writeln!(text, "{}# {name} = \"{}\"", comment(help), Look(theme.style(role)));
    }
    let _ = write!(text, "\n{KEYS}");
    for task in Task::ALL {
        let _ = write!(text, "\n# {}\n\n", task.name());
        for binding in BINDINGS.iter().filter(|binding| binding.task == task) {
            let _ = writeln!(text, "{}{} = {:?}", comment(binding.help), binding.name, binding.keys);
        }
    }
    text
}

fn comment(words: &str) -> String {
    let mut text = String::new();
    for line in textwrap::wrap(words, 100) {
        let _ = writeln!(text, "# {line}");
    }
    text
}
