//! The reader's choices, as a value.

use crate::keymap::Keymap;

/// What the reader may choose. The defaults are those of a new reader.
#[derive(Debug, Clone)]
pub struct Config {
    /// The width of the text column, in cells.
    pub measure: u16,
    /// The width of the list pane, in cells.
    pub list_width: u16,
    /// How many words are read in a minute.
    pub words_per_minute: usize,
    /// Whether colours are used beside bold, underline and reverse.
    pub colours: bool,
    /// The keys.
    pub keymap: Keymap,
}

impl Default for Config {
    fn default() -> Self {
        // 238 words a minute is the mean of silent reading of English non-fiction in Brysbaert, "How
        // many words do we read per minute?", Journal of Memory and Language 109 (2019).
        Self { measure: 68, list_width: 25, words_per_minute: 238, colours: true, keymap: Keymap::default() }
    }
}
