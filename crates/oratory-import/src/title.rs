//! The title of a text without a title in its front matter.

use oratory_core::{Draft, Kind, count_words, detail};

use crate::block_range::block_range;
use crate::heading::{ends_sentence, is_chapter, is_numeral};

/// A paragraph with at least this many words belongs to the body, so the title must come before it.
const WORDS_OF_TEXT: usize = 20;

/// The most blocks above a title.
const MOST_BLOCKS_ABOVE: usize = 20;

/// Returns the first heading, if it stands above the text. If headings are `guessed`, as those of plain text, every
/// sentence is text, however short.
pub(crate) fn title(text: &str, draft: &Draft, is_guessed: bool) -> Option<String> {
    let range = |block: usize| block_range(text, &draft.starts, block);
    let (heading, _) = draft.kinds.iter().find(|(_, kind)| matches!(kind, Kind::Heading(_)))?;
    let is_text = |block: usize| {
        let kind = draft.kinds.binary_search_by_key(&block, |&(block, _)| block);
        let is_numbered = kind.map_or(true, |at| draft.kinds[at].1.is_numbered());
        let words = &text[range(block)];
        is_numbered && (is_guessed && ends_sentence(words) || count_words(words) >= WORDS_OF_TEXT)
    };
    if *heading > MOST_BLOCKS_ABOVE || (0..*heading).any(is_text) {
        return None;
    }
    let title = draft.titles.iter().find(|(block, _)| block == heading).map(|(_, title)| title.clone());
    let title = title.unwrap_or_else(|| detail(&text[range(*heading)]));
    (!is_numeral(&title) && !is_chapter(&title)).then_some(title)
}
