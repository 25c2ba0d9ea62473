//! Web pages: their text, blocks and styles, and the details that they state.
//!
//! ```text
//! markup   tags and text, one after the other
//! pieces   stretches of text between the tags of blocks
//! select   blocks of them; of a page, those of its main part, without navigation
//! assemble the document
//! ```

mod assemble;

pub(crate) mod chapter;

pub(crate) mod charset;

pub(crate) mod elements;

pub(crate) mod meta;

mod pieces;

mod select;

use oratory_core::{Details, Draft, Kind, LayoutOptions};

use self::{
    chapter::Entry,
    elements::Mode,
    pieces::{Builder, Pieces},
};
use crate::markup;

/// A page has a main part if that has at least this much text, in bytes. Otherwise, all of the page is its text.
const MIN_TEXT_BYTES: usize = 200;

/// A page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) details: Details,
    pub(crate) draft: Draft,
    /// `true` if the title will not change when more of the page is read.
    pub(crate) has_title: bool,
}

/// Reads a web page.
pub(crate) fn page(html: String, options: &LayoutOptions) -> Page {
    let page = taken_apart(&html, Mode::Page);
    drop(html);
    let blocks = select::text_of(&page, &select::blocks(&page));
    let mut draft = assemble::assemble(&page, &blocks, options, Draft::default());
    if draft.text.len() < MIN_TEXT_BYTES {
        let all = assemble::assemble(&page, &select::blocks(&page), options, Draft::default());
        if all.text.len() > 2 * draft.text.len() {
            draft = all;
        }
    }
    let heading = heading(&draft);
    Page { details: page.meta.details(heading), has_title: page.meta.has_title() || heading.is_some(), draft }
}

/// Adds a chapter to a book. Where `contents` names a place without a heading, its entry becomes one.
pub(crate) fn add_chapter(
    html: String,
    contents: &[&Entry],
    options: &LayoutOptions,
    mut book: Draft,
) -> Draft {
    let mut page = taken_apart(&html, Mode::Chapter);
    drop(html);
    let headings = chapter::headings(&mut page, contents);
    let blocks = select::blocks(&page);
    if select::is_contents(&blocks) {
        return book;
    }
    let mut rest = &blocks[..];
    for (piece, entry) in headings {
        let before = rest.partition_point(|block| block.pieces.start < piece);
        book = assemble::assemble(&page, &rest[..before], options, book);
        assemble::add_heading(&mut book, &entry.title, entry.level);
        rest = &rest[before..];
    }
    assemble::assemble(&page, rest, options, book)
}

fn taken_apart(html: &str, mode: Mode) -> Pieces {
    let mut builder = Builder::new(mode);
    markup::read(html, &mut builder);
    builder.finish()
}

/// Returns the text of the first heading of the first level.
fn heading(draft: &Draft) -> Option<&str> {
    let &(block, _) = draft.kinds.iter().find(|(_, kind)| *kind == Kind::Heading(1))?;
    let start = *draft.starts.get(block)?;
    let end = draft.starts.get(block + 1).map_or(draft.text.len(), |&end| end);
    draft.text.get(start..end).map(str::trim)
}
