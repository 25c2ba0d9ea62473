//! The configuration. Only the user writes config.toml; see [`read`] for how it is parsed.

pub(crate) mod converter;

pub(crate) mod example;

pub(crate) mod read;

mod renamed;

pub(crate) mod settings;

use std::ops::RangeInclusive;

use jiff::Timestamp;
use oratory_core::{Markup, Reference, SearchDefaults, Style};

use self::converter::Converter;
use crate::{keymap::Keymap, theme::Appearance};

/// The configuration. [`Config::default`] is that of a new reader.
#[derive(Debug, Clone)]
pub struct Config {
    /// The width of the text column, in cells.
    pub text_width: u16,
    pub(crate) numbers: bool,
    /// The signs of markup.
    pub(crate) markup: Markup,
    /// The width of the list, in cells.
    pub list_width: u16,
    /// The reading speed, in words per minute.
    pub(crate) words_per_minute: usize,
    pub(crate) search_defaults: SearchDefaults,
    pub(crate) mouse: bool,
    /// `true` if the list has facts about its two speeches at its foot.
    pub(crate) overview: bool,
    /// The style of citations, one that cites paragraphs.
    pub(crate) citation: Style,
    /// The pattern of references in the concordance.
    pub(crate) reference: Reference,
    /// The clipboard program and its arguments. If empty, the terminal's clipboard is used.
    pub(crate) clipboard_command: Vec<String>,
    /// The expected behaviour of the clipboard, used without `clipboard_command`.
    pub clipboard: Clipboard,
    /// `library.folders`: folders whose texts are added to the built-in library.
    pub(crate) folders: Vec<String>,
    /// File name extensions of the texts in `folders`.
    pub(crate) extensions: Vec<String>,
    /// Programs that print the texts of files.
    pub(crate) converters: Vec<Converter>,
    /// The size limit of files, in megabytes.
    pub(crate) max_file_mb: usize,
    pub(crate) look: Appearance,
    pub(crate) keymap: Keymap,
    /// The modification time of the configuration file. Older changes by key are dropped in favour of the
    /// file.
    pub edited: Option<Timestamp>,
    /// A notice that `config.toml` uses former names of settings.
    pub(crate) renamed: Option<String>,
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

/// The range of [`Config::text_width`].
pub(crate) const TEXT_WIDTHS: RangeInclusive<u16> = 40..=120;

/// The default of [`Config::max_file_mb`].
pub(crate) const MAX_FILE_MB: usize = 2_000;

impl Config {
    /// Adds the files of converters to those in the library.
    fn list_converted(&mut self) {
        for converter in &self.converters {
            let extension = converter.extension();
            if !self.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension)) {
                self.extensions.push(extension.to_owned());
            }
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            text_width: 68,
            numbers: true,
            markup: Markup::SHOWN,
            list_width: 26,
            // Mean speed of silent reading of English non-fiction in Brysbaert, "How many words do we read
            // per minute?", Journal of Memory and Language 109 (2019).
            words_per_minute: 238,
            search_defaults: SearchDefaults::default(),
            mouse: false,
            overview: true,
            citation: Style::default(),
            reference: Reference::default(),
            clipboard_command: Vec::new(),
            clipboard: Clipboard::default(),
            folders: Vec::new(),
            extensions: [
                "txt", "md", "html", "htm", "xhtml", "epub", "docx", "odt", "xml", "tei", "srt", "vtt",
            ]
            .map(ToOwned::to_owned)
            .into(),
            converters: Vec::new(),
            max_file_mb: MAX_FILE_MB,
            look: Appearance::default(),
            keymap: Keymap::default(),
            edited: None,
            renamed: None,
        }
    }
}
