//! The configuration and the table of its settings.

pub mod example;

pub mod read;

use std::ops::RangeInclusive;

use jiff::Timestamp;
use oratory_core::{layout::grapheme::Ambiguous, search::query::SearchDefaults};

use crate::{
    keymap::Keymap,
    theme::{Choice, THEMES},
};

/// The configuration. The defaults are those of a new reader.
#[derive(Debug, Clone)]
pub struct Config {
    /// The width of the text column, in cells.
    pub measure: u16,
    /// Show paragraph numbers.
    pub numbers: bool,
    /// The width of the list, in cells.
    pub list_width: u16,
    /// The reading speed, in words per minute.
    pub words_per_minute: usize,
    /// Search defaults.
    pub search_defaults: SearchDefaults,
    /// Mouse support.
    pub mouse: bool,
    /// The clipboard program and its arguments. If empty, the terminal's clipboard is used.
    pub clipboard_command: Vec<String>,
    /// The expected behaviour of the terminal's clipboard.
    pub clipboard: Clipboard,
    /// Folders whose texts are added to the built-in library.
    pub folders: Vec<String>,
    /// File name extensions of the texts in `folders`.
    pub extensions: Vec<String>,
    /// The size limit of files, in megabytes.
    pub max_file_mb: usize,
    /// The theme and its overrides.
    pub look: Choice,
    /// The key bindings.
    pub keymap: Keymap,
    /// The modification time of the configuration file. Older changes by key are dropped in favour of the
    /// file.
    pub edited: Option<Timestamp>,
}

/// The expected behaviour of the terminal's clipboard (OSC 52), judged by the environment. The terminal
/// itself is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clipboard {
    /// Most terminals set the clipboard.
    #[default]
    Terminal,
    /// tmux drops it unless `set-clipboard` is on.
    Tmux,
    /// The terminal or multiplexer of this name drops the text.
    Without(&'static str),
}

/// The range of text widths, in cells.
pub const MEASURES: RangeInclusive<u16> = 40..=120;

/// The default size limit of files, in megabytes.
pub const MAX_FILE_MB: usize = 2_000;

impl Default for Config {
    fn default() -> Self {
        Self {
            measure: 68,
            numbers: true,
            list_width: 26,
            // Mean speed of silent reading of English non-fiction in Brysbaert, "How many words do we read
            // per minute?", Journal of Memory and Language 109 (2019).
            words_per_minute: 238,
            search_defaults: SearchDefaults::default(),
            mouse: false,
            clipboard_command: Vec::new(),
            clipboard: Clipboard::default(),
            folders: Vec::new(),
            extensions: ["txt", "md"].map(ToOwned::to_owned).into(),
            max_file_mb: MAX_FILE_MB,
            look: Choice::default(),
            keymap: Keymap::default(),
            edited: None,
        }
    }
}

/// A setting of the configuration.
#[derive(Debug)]
pub struct Setting {
    /// The name in the configuration.
    pub name: &'static str,
    /// The description in the example configuration and the README.
    pub help: &'static str,
    /// The type of the value.
    pub value: Value,
}

/// The type of a setting, with access to its field of [`Config`].
#[derive(Debug)]
pub enum Value {
    /// A number in a range.
    Number(RangeInclusive<usize>, fn(&Config) -> usize, fn(&mut Config, usize)),
    /// True or false.
    Switch(fn(&Config) -> bool, fn(&mut Config, bool)),
    /// The name of a theme.
    Theme,
    /// A program and its arguments, written as one line.
    Command(fn(&Config) -> &[String], fn(&mut Config, Vec<String>)),
    /// A list of strings.
    Words(Words, fn(&Config) -> &[String], fn(&mut Config, Vec<String>)),
}

/// The kind of strings in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Absolute paths of folders, or paths that begin with `~/`.
    Folders,
    /// File name extensions without the dot.
    Endings,
}

impl Words {
    /// Returns `true` if `word` is valid.
    pub fn allow(self, word: &str) -> bool {
        match self {
            Self::Folders => word.starts_with('/') || word.starts_with("~/") || word.get(1..2) == Some(":"),
            Self::Endings => !word.is_empty() && !word.contains(['.', '/', '*']),
        }
    }
}

/// All settings except styles and keys, in the order of the example configuration.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "measure",
        help: "Text width, in columns. Changed with - and +, reset with =.",
        value: Value::Number(*MEASURES.start() as usize..=*MEASURES.end() as usize, |c| c.measure.into(), |c, n| c.measure = cells(n)),
    },
    Setting {
        name: "numbers",
        help: "Show paragraph numbers. Changed with #.",
        value: Value::Switch(|c| c.numbers, |c, on| c.numbers = on),
    },
    Setting {
        name: "list_width",
        help: "Width of the list, in columns. It narrows to 20 to leave 45 columns for the text, and is hidden if there is less room.",
        value: Value::Number(16..=60, |c| c.list_width.into(), |c, n| c.list_width = cells(n)),
    },
    Setting {
        name: "words_per_minute",
        help: "Your reading speed in words per minute, for the time estimates.",
        value: Value::Number(50..=1000, |c| c.words_per_minute, |c, n| c.words_per_minute = n),
    },
    Setting {
        name: "smart_case",
        help: "Smart case: a capital letter in the query makes the search case-sensitive.",
        value: Value::Switch(|c| c.search_defaults.smart_case, |c, on| c.search_defaults.smart_case = on),
    },
    Setting {
        name: "folds",
        help: "Ignore accents missing from the query, and differences between quotation marks, dashes and ligatures.",
        value: Value::Switch(|c| c.search_defaults.folds, |c, on| c.search_defaults.folds = on),
    },
    Setting {
        name: "mouse",
        help: "Mouse support: the wheel scrolls, a click opens. When off, the terminal selects text with the mouse. Changed with Alt-m.",
        value: Value::Switch(|c| c.mouse, |c, on| c.mouse = on),
    },
    Setting {
        name: "clipboard_command",
        help: "Program that receives copied text, instead of the terminal's clipboard (OSC 52). It is started without a shell.",
        value: Value::Command(|c| &c.clipboard_command, |c, words| c.clipboard_command = words),
    },
    Setting {
        name: "theme",
        help: "Colour theme: `terminal` uses the terminal's own colours, the others need a terminal with 24-bit colour.",
        value: Value::Theme,
    },
    Setting {
        name: "ascii",
        help: "Draw borders, bars and marks with ASCII characters only.",
        value: Value::Switch(|c| c.look.ascii, |c, on| c.look.ascii = on),
    },
    Setting {
        name: "ambiguous_width",
        help: "Width of ambiguous characters such as “ ” — … · ◆ in your terminal, in columns: 2 in some terminals set up for Chinese, Japanese or Korean.",
        value: Value::Number(1..=2, |c| ambiguous_cells(c.look.ambiguous), |c, n| c.look.ambiguous = ambiguous_of(n)),
    },
    Setting {
        name: "max_file_mb",
        help: "Size limit of files, in megabytes: a larger file is not read.",
        value: Value::Number(1..=1_000_000, |c| c.max_file_mb, |c, n| c.max_file_mb = n),
    },
    Setting {
        name: "library.folders",
        help: "Folders whose texts are added to the library, searched recursively.",
        value: Value::Words(Words::Folders, |c| &c.folders, |c, words| c.folders = words),
    },
    Setting {
        name: "library.extensions",
        help: "File name extensions of texts in these folders.",
        value: Value::Words(Words::Endings, |c| &c.extensions, |c, words| c.extensions = words),
    },
];

impl Setting {
    /// Describes the valid values.
    pub fn choices(&self) -> String {
        match &self.value {
            Value::Number(range, ..) => format!("a number from {} to {}", range.start(), range.end()),
            Value::Switch(..) => "true or false".to_owned(),
            Value::Words(Words::Folders, ..) => {
                "a list of absolute paths, such as [\"~/speeches\", \"/srv/texts\"]".to_owned()
            }
            Value::Words(Words::Endings, ..) => "a list such as [\"txt\", \"md\"]".to_owned(),
            Value::Command(..) => {
                "\"\" or a command such as \"wl-copy\", \"xclip -selection clipboard\", \"pbcopy\" or \"tmux load-buffer -w -\""
                    .to_owned()
            }
            Value::Theme => {
                let [names @ .., last] = THEMES.map(|(name, _)| name);
                format!("{} or {last}", names.join(", "))
            }
        }
    }

    /// Describes the setting and its valid values, in sentences.
    pub fn explained(&self) -> String {
        match &self.value {
            Value::Number(range, ..) => format!("{} From {} to {}.", self.help, range.start(), range.end()),
            Value::Switch(..) => self.help.to_owned(),
            Value::Theme => format!("{} Values: {}.", self.help, THEMES.map(|(name, _)| name).join(", ")),
            Value::Command(..) | Value::Words(..) => format!("{} Value: {}.", self.help, self.choices()),
        }
    }

    /// Formats the value that `config` has for the setting, as TOML.
    pub fn written(&self, config: &Config) -> String {
        match &self.value {
            Value::Number(_, get, _) => get(config).to_string(),
            Value::Switch(get, _) => get(config).to_string(),
            Value::Theme => format!("{:?}", config.look.theme),
            Value::Command(get, _) => format!("{:?}", get(config).join(" ")),
            Value::Words(_, get, _) => format!("{:?}", get(config)),
        }
    }
}

/// Returns the number of cells that an ambiguous character takes.
const fn ambiguous_cells(ambiguous: Ambiguous) -> usize {
    match ambiguous {
        Ambiguous::Narrow => 1,
        Ambiguous::Wide => 2,
    }
}

/// Returns the width of ambiguous characters that take this number of cells.
const fn ambiguous_of(cells: usize) -> Ambiguous {
    if cells == 2 { Ambiguous::Wide } else { Ambiguous::Narrow }
}

/// Converts a number of cells that has been checked to be in range.
fn cells(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
