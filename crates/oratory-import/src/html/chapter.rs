//! The headings of a chapter, which a table of contents names.

use oratory_core::{Kind, detail};

use super::pieces::Pieces;

/// An entry of a table of contents that names a place in a chapter.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The `id` of the element. Empty for the beginning of the chapter.
    pub(crate) id: String,
    pub(crate) title: String,
    /// The level, from 1.
    pub(crate) level: u8,
}

/// The pieces after a place among which its heading is looked for.
const NEAR: usize = 3;

/// Longer pieces, in bytes, are no titles. Many entries may name one place.
const MAX_TITLE_BYTES: usize = 4 * 1024;

/// Makes headings of the pieces that have the titles of `contents`. Returns the entries without a heading in the chapter,
/// each with the index of the piece below it.
pub(super) fn headings<'a>(page: &mut Pieces, contents: &[&'a Entry]) -> Vec<(usize, &'a Entry)> {
    let mut missing: Vec<(usize, &Entry)> = Vec::new();
    for entry in contents {
        let Some(first) = place(page, &entry.id) else { continue };
        let near = first..(first + NEAR).min(page.all.len());
        if page.all[near.clone()].iter().any(|piece| matches!(piece.kind, Kind::Heading(_))) {
            continue;
        }
        let is_title = |piece: &usize| {
            let range = page.all[*piece].range.clone();
            range.len() <= MAX_TITLE_BYTES && letters(&page.text[range]).eq(letters(&entry.title))
        };
        if let Some(piece) = near.clone().find(is_title) {
            page.all[piece].kind = Kind::Heading(entry.level);
        } else if !near.is_empty() && !detail(&entry.title).is_empty() {
            missing.push((first, entry));
        }
    }
    missing.sort_by_key(|(piece, _)| *piece);
    missing
}

/// Returns the first piece in the element with this `id`, or after it.
fn place(page: &Pieces, id: &str) -> Option<usize> {
    if id.is_empty() {
        return Some(0);
    }
    let offset = (*page.ids.get(id)?)?;
    Some(page.all.partition_point(|piece| piece.range.start < offset))
}

/// Returns the letters and digits of `title`, which may be set in capitals.
fn letters(title: &str) -> impl Iterator<Item = char> {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}
