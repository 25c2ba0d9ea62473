//! Output of `show --blocks`: how texts are understood, a block a line.

use std::io::Write;

use oratory_core::{Ambiguous, Block, Document, Kind, collapse};
use serde::Serialize;

use super::{find::Finder, texts::Entry};

/// The most cells of the first words of a block.
const FIRST_WORDS: usize = 60;

/// The most bytes of a block whose first words are looked for.
const HEAD_BYTES: usize = 1024;

/// A block: a record of `--json`, and a line with most of these fields.
#[derive(Debug, Serialize)]
struct Row<'a> {
    kind: &'static str,
    number: Option<usize>,
    /// Byte offsets of the beginning and the end of the block in the text.
    start: usize,
    end: usize,
    first_words: String,
    /// The level of a heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    speech: &'a str,
    name: &'a str,
}

impl<'a> Row<'a> {
    fn new(speech: &'a Document, name: &'a str, block: &Block) -> Self {
        let text = &speech.text()[block.range.clone()];
        let level = if let Kind::Heading(level) = block.kind { Some(level) } else { None };
        Self {
            kind: block.kind.name(),
            number: speech.number_of(block.index),
            start: block.range.start,
            end: block.range.end,
            first_words: first_words(text),
            level,
            speech: speech.id(),
            name,
        }
    }
}

/// Returns the whole words that begin `text`, on one line. A word without an end is cut.
fn first_words(text: &str) -> String {
    let words = collapse(&text[..text.floor_char_boundary(HEAD_BYTES)]);
    let head = Ambiguous::Narrow.head(&words, FIRST_WORDS);
    let is_cut = words[head.len()..].starts_with(|c: char| !c.is_whitespace());
    let end = head.rfind(' ').filter(|_| is_cut).unwrap_or(head.len());
    head[..end].trim_end().to_owned()
}

/// Prints the blocks of texts, or those of the selected paragraphs.
pub(super) fn print_blocks(
    texts: &[Entry],
    json: bool,
    finder: &Finder<'_>,
    to: &mut dyn Write,
) -> anyhow::Result<()> {
    for entry in texts {
        let (speech, name): (&Document, _) = (&entry.speech, entry.name(finder));
        for block in speech.blocks().filter(|block| entry.selects(speech.number_of(block.index))) {
            let row = Row::new(speech, &name, &block);
            if json {
                writeln!(to, "{}", serde_json::to_string(&row)?)?;
                continue;
            }
            let Row { kind, number, start, end, first_words, .. } = row;
            let number = number.map(|number| number.to_string()).unwrap_or_default();
            writeln!(to, "{kind}\t{number}\t{start}\t{end}\t{first_words}")?;
        }
    }
    Ok(())
}
