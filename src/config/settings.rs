//! The table of all settings except styles and keys.
//!
//! The parser, the example configuration and the README are generated from [`SETTINGS`].

use std::ops::RangeInclusive;

use oratory_core::{Ambiguous, Reference, Style};

use super::{Config, TEXT_WIDTHS};
use crate::theme::THEMES;

/// A setting in `config.toml`.
#[derive(Debug)]
pub struct Setting {
    /// The name in config.toml. `library.folders` is `folders` in the table `[library]`.
    pub name: &'static str,
    /// The description in `config.example.toml` and the README.
    pub(crate) help: &'static str,
    pub(crate) value: Value,
}

/// The type of a setting, with access to its field of [`Config`].
#[derive(Debug)]
pub(crate) enum Value {
    /// A number in a range.
    Number(RangeInclusive<usize>, fn(&Config) -> usize, fn(&mut Config, usize)),
    Bool(fn(&Config) -> bool, fn(&mut Config, bool)),
    /// One of [`THEMES`].
    Theme,
    /// A style that cites paragraphs.
    Citation,
    /// The pattern of references.
    Reference,
    /// A program and its arguments, written as one line.
    Command(fn(&Config) -> &[String], fn(&mut Config, Vec<String>)),
    /// A list of strings.
    List(ListItem, fn(&Config) -> &[String], fn(&mut Config, Vec<String>)),
}

/// The kind of items in a [`Value::List`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListItem {
    /// An absolute path of a folder, or one that begins with `~/`.
    Folder,
    /// A file name extension without the dot.
    Extension,
}

impl ListItem {
    /// Returns `true` if `item` is valid.
    pub(crate) fn allows(self, item: &str) -> bool {
        match self {
            Self::Folder => item.starts_with('/') || item.starts_with("~/") || item.get(1..2) == Some(":"),
            Self::Extension => !item.is_empty() && !item.contains(['.', '/', '*']),
        }
    }
}

const fn setting(name: &'static str, help: &'static str, value: Value) -> Setting {
    Setting { name, help, value }
}

/// All settings except styles and keys, in the order of `config.example.toml`.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    setting("text_width", "Text width, in columns. Changed with - and +, reset with =.", Value::Number(*TEXT_WIDTHS.start() as usize..=*TEXT_WIDTHS.end() as usize, |c| c.text_width.into(), |c, n| c.text_width = cells(n))),
    setting("numbers", "Show paragraph numbers. Changed with #.", Value::Bool(|c| c.numbers, |c, on| c.numbers = on)),
    setting("markup", "Show markup characters such as `#`, `>` and `*`. When off, they are hidden on the page and in the output of `oratory show`. Changed with *.", Value::Bool(|c| c.markup.signs, |c, on| c.markup.signs = on)),
    setting("times", "Show the times of subtitles at the heads of paragraphs. Changed with * in subtitles.", Value::Bool(|c| c.markup.times, |c, on| c.markup.times = on)),
    setting("list_width", "Width of the list, in columns. It narrows to 20 to leave 45 columns for the text, and is hidden if there is less room.", Value::Number(16..=60, |c| c.list_width.into(), |c, n| c.list_width = cells(n))),
    setting("overview", "Show at the foot of the list what its speeches have in common, if there are two, of at most 1 MB each.", Value::Bool(|c| c.overview, |c, on| c.overview = on)),
    setting("words_per_minute", "Your reading speed in words per minute, for the time estimates.", Value::Number(50..=1000, |c| c.words_per_minute, |c, n| c.words_per_minute = n)),
    setting("smart_case", "Smart case: a capital letter in the query makes the search case-sensitive.", Value::Bool(|c| c.search_defaults.smart_case, |c, on| c.search_defaults.smart_case = on)),
    setting("folds", "Ignore accents missing from the query, and differences between quotation marks, dashes and ligatures.", Value::Bool(|c| c.search_defaults.folds, |c, on| c.search_defaults.folds = on)),
    setting("mouse", "Mouse support: the wheel scrolls, a click opens, dragging selects. When off, the terminal selects text with the mouse. Changed with Alt-m.", Value::Bool(|c| c.mouse, |c, on| c.mouse = on)),
    setting("citation", "Style of citations, for `y`, `oratory quote` and `oratory cite`.", Value::Citation),
    setting("reference", "Reference to the speech of a line in the concordance, for example `{year} {speaker}`. It takes at most 12 columns.", Value::Reference),
    setting("clipboard_command", "Program that receives copied text, instead of the terminal's clipboard (OSC 52). It is started without a shell.", Value::Command(|c| &c.clipboard_command, |c, line| c.clipboard_command = line)),
    setting("theme", "Colour theme: `terminal` uses the terminal's own colours, the others need a terminal with 24-bit colour.", Value::Theme),
    setting("ascii", "Draw borders, bars and signs with ASCII characters only.", Value::Bool(|c| c.look.ascii, |c, on| c.look.ascii = on)),
    setting("ambiguous_width", "Width of ambiguous characters such as “ ” — … · ◆ in your terminal, in columns: 2 in some terminals set up for Chinese, Japanese or Korean.", Value::Number(1..=2, |c| ambiguous_cells(c.look.ambiguous), |c, n| c.look.ambiguous = ambiguous_of(n))),
    setting("max_file_mb", "Size limit of files, in megabytes: a larger file is not read.", Value::Number(1..=1_000_000, |c| c.max_file_mb, |c, n| c.max_file_mb = n)),
    setting("library.folders", "Folders whose texts are added to the library, searched recursively.", Value::List(ListItem::Folder, |c| &c.folders, |c, items| c.folders = items)),
    setting("library.extensions", "File name extensions of texts in these folders.", Value::List(ListItem::Extension, |c| &c.extensions, |c, items| c.extensions = items)),
];

impl Setting {
    /// Describes the valid values: `a number from 40 to 120`.
    pub(crate) fn valid_values(&self) -> String {
        match &self.value {
            Value::Number(range, ..) => format!("a number from {} to {}", range.start(), range.end()),
            Value::Bool(..) => "true or false".to_owned(),
            Value::Theme => alternatives(&THEMES.map(|(name, _)| name)),
            Value::Citation => alternatives(&Style::names_for_paragraphs()),
            Value::Reference => {
                let fields: Vec<String> = Reference::fields().map(|name| format!("{{{name}}}")).collect();
                let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
                format!("a pattern with the fields {}; \"\" for the title", alternatives(&fields))
            }
            Value::Command(..) => {
                r#""" or a command such as "wl-copy", "xclip -selection clipboard", "pbcopy" or "tmux load-buffer -w -""#
                    .to_owned()
            }
            Value::List(ListItem::Folder, ..) => {
                r#"a list of absolute paths, such as ["~/speeches", "/srv/texts"]"#.to_owned()
            }
            Value::List(ListItem::Extension, ..) => r#"a list such as ["txt", "md"]"#.to_owned(),
        }
    }

    /// Describes the setting and its valid values, in sentences.
    pub fn description(&self) -> String {
        match &self.value {
            Value::Bool(..) => self.help.to_owned(),
            _ => format!("{} Value: {}.", self.help, self.valid_values()),
        }
    }

    /// Formats the value that `config` has for the setting, as TOML.
    pub fn to_toml(&self, config: &Config) -> String {
        match &self.value {
            Value::Number(_, get, _) => get(config).to_string(),
            Value::Bool(get, _) => get(config).to_string(),
            Value::Theme => format!("{:?}", config.look.theme),
            Value::Citation => format!("{:?}", config.citation.name()),
            Value::Reference => format!("{:?}", config.reference.to_string()),
            Value::Command(get, _) => format!("{:?}", get(config).join(" ")),
            Value::List(_, get, _) => format!("{:?}", get(config)),
        }
    }
}

/// Joins names: `a, b or c`.
fn alternatives(names: &[&str]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} or {last}", names.join(", ")),
        names => names.concat(),
    }
}

const fn ambiguous_cells(ambiguous: Ambiguous) -> usize {
    match ambiguous {
        Ambiguous::Narrow => 1,
        Ambiguous::Wide => 2,
    }
}

const fn ambiguous_of(cells: usize) -> Ambiguous {
    if cells == 2 { Ambiguous::Wide } else { Ambiguous::Narrow }
}

/// Converts a number of cells that has been checked to be in range.
fn cells(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
