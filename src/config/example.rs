//! The example configuration: every setting, style and key binding with its comment and default.

/// The content of `config.example.toml`, which a test generates from the tables.
pub(crate) const EXAMPLE: &str = include_str!("../../config.example.toml");

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::{
        command::Context,
        config::{Config, read::parse, settings::SETTINGS},
        keymap::bindings::{BINDINGS, Task},
        theme::{Appearance, Look, ROLES, Theme},
    };

    /// The introduction of the file.
    const HEAD: &str = "\
# Default configuration of oratory.
#
# Copy the settings that you want to change into config.toml. `oratory paths` prints its location (on
# Linux ~/.config/oratory/config.toml); `oratory config` prints this file. oratory reads config.toml and
# never writes it. Mistakes are reported at start.
#
# Keys change some settings while you read: the width of the column (-, + and =), the paragraph numbers (#),
# markup characters (*), the list (\\) and the mouse (Alt-m). Such changes are remembered until you edit config.toml.
#
# Data is stored elsewhere: on Linux, bookmarks in ~/.local/share/oratory/bookmarks.toml, reading
# positions and past searches in ~/.local/state/oratory/places.toml.
";

    const CONVERTERS: &str = "\
# Converters: programs that print the text of a file, by the extension of its name, such as
#
#   pdf = [\"pdftotext\", \"-layout\", \"{file}\", \"-\"]
#
# A program is started without a shell when such a file is opened; `{file}` is its absolute path. It may run
# for 30 seconds and print 64 MB of plain text. What it prints is kept in the cache folder.
[converters]
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
    fn generate() -> String {
        let mut text = HEAD.to_owned();
        let config = Config::default();
        for setting in SETTINGS {
            let (name, value) = (setting.name, setting.to_toml(&config));
            let _ = write!(text, "\n{}{name} = {value}\n", comment(&setting.description()));
        }
        let _ = write!(text, "\n{CONVERTERS}\n{LOOKS}");
        let theme = Theme::new(&Appearance::default());
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

    #[test]
    fn example_is_generated_from_the_tables() {
        if std::env::var_os("UPDATE_EXAMPLE").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml"), generate()).unwrap();
        } else {
            assert_eq!(EXAMPLE, generate(), "UPDATE_EXAMPLE=1 cargo test --lib example rewrites it");
        }
    }

    #[test]
    fn example_equals_the_defaults() {
        let (read, own) = (parse(EXAMPLE).unwrap(), Config::default());
        for setting in SETTINGS {
            assert_eq!(setting.to_toml(&read), setting.to_toml(&own), "{}", setting.name);
        }
        for context in Context::ALL {
            for key in BINDINGS.iter().flat_map(|binding| binding.keys).map(|key| key.parse().unwrap()) {
                let does = |config: &Config| format!("{:?}", config.keymap.command(context, key));
                assert_eq!(does(&read), does(&own), "{key} in {context:?}");
            }
        }
        // The example has the styles as comments. Uncommented, they must equal the theme.
        let looks: String = EXAMPLE
            .lines()
            .skip_while(|line| *line != "[looks]")
            .take_while(|line| *line != "[keys]")
            .map(|line| match line.strip_prefix("# ") {
                Some(look) if ROLES.iter().any(|(_, name, _)| look.starts_with(&format!("{name} = \""))) => {
                    format!("{look}\n")
                }
                _ => format!("{line}\n"),
            })
            .collect();
        let read = parse(&looks).unwrap();
        assert_eq!(read.look.overrides.len(), ROLES.len());
        for (role, name, _) in ROLES {
            assert_eq!(Theme::new(&read.look).style(role), Theme::new(&own.look).style(role), "{name}");
        }
    }
}
