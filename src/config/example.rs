//! The example configuration: every setting, style and key binding with its comment and default.

use std::fmt::Write as _;

use super::{Config, SETTINGS};
use crate::{
    keymap::{Task, bindings::BINDINGS},
    theme::{Choice, Look, ROLES, Theme},
};

/// The example as shipped with the program.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// The introduction of the file.
const HEAD: &str = "\
# Default configuration of oratory.
#
# Copy the settings that you want to change into config.toml. `oratory paths` prints its location (on
# Linux ~/.config/oratory/config.toml); `oratory config` prints this file. oratory reads config.toml and
# never writes it. Mistakes are reported at start.
#
# Keys change some settings while you read: the width of the column (-, + and =), the paragraph numbers (#),
# the list (\\) and the mouse (Alt-m). Such changes are remembered until you edit config.toml.
#
# Data is stored elsewhere: on Linux, bookmarks in ~/.local/share/oratory/bookmarks.toml, reading
# positions and past searches in ~/.local/state/oratory/places.toml.
";

const LOOKS: &str = "\
# Overrides of the theme. A style is any of bold, dim, italic, underline and reverse, then a text colour,
# then `on` and a background colour; or plain. Colours are black, red, green, yellow, blue, magenta, cyan,
# white, each also with bright_ before it, and #rrggbb. The styles below are those of the theme
# \"terminal\".
[looks]
";

const KEYS: &str = "\
# Key bindings. Keys are written j, G, Space, Enter, Esc, Tab, Backspace, Del, Insert, Up, Down, Left,
# Right, Home, End, PgUp, PgDn, Shift-Tab, F1 to F12, with Ctrl- or Alt- before them. A key bound here is
# taken from the command that has it by default. [] unbinds a command.
[keys]
";

/// Generates the example from the settings, the theme and the key bindings.
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
