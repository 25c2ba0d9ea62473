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
use crate::{error::ImportError, limits::Size, markup};

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
///
/// # Errors
///
/// Fails if the page exceeds a limit.
pub(crate) fn page(html: String, options: &LayoutOptions) -> Result<Page, ImportError> {
    let page = taken_apart(html, Mode::Page, &[])?;
    let blocks = select::text_of(&page, select::blocks(&page));
    let mut draft = assemble::assemble(&page, &blocks, options, Draft::default());
    if draft.text.len() < MIN_TEXT_BYTES {
        let all = assemble::assemble(&page, &select::blocks(&page), options, Draft::default());
        if all.text.len() > 2 * draft.text.len() {
            draft = all;
        }
    }
    Size::of(&draft).check()?;
    let heading = heading(&draft);
    let (details, has_title) = (page.meta.details(heading), page.meta.has_title() || heading.is_some());
    Ok(Page { details, draft, has_title })
}

/// Adds a chapter to a book. Where `contents` names a place without a heading, its entry becomes one.
///
/// # Errors
///
/// Fails if the chapter or the book exceeds a limit.
pub(crate) fn add_chapter(
    html: String,
    contents: &[&Entry],
    options: &LayoutOptions,
    mut book: Draft,
) -> Result<Draft, ImportError> {
    let mut page = taken_apart(html, Mode::Chapter, contents)?;
    let headings = chapter::headings(&mut page, contents);
    let blocks = select::blocks(&page);
    if select::is_contents(&blocks) {
        return Ok(book);
    }
    let mut rest = &blocks[..];
    for (piece, entry) in headings {
        let before = rest.partition_point(|block| block.pieces.start < piece);
        book = assemble::assemble(&page, &rest[..before], options, book);
        assemble::add_heading(&mut book, &entry.title, entry.level);
        rest = &rest[before..];
    }
    let book = assemble::assemble(&page, rest, options, book);
    // The lines of a chapter are limited. A long book of verses has more.
    Size { lines: 0, ..Size::of(&book) }.check()?;
    Ok(book)
}

/// Takes a page apart. The places that `contents` names are looked for.
fn taken_apart(html: String, mode: Mode, contents: &[&Entry]) -> Result<Pieces, ImportError> {
    let ids = contents.iter().filter(|entry| !entry.id.is_empty()).map(|entry| (entry.id.clone(), None));
    let mut builder = Builder::new(mode, ids.collect());
    markup::read(&html, &mut builder);
    drop(html);
    builder.finish()
}

/// Returns the text of the first heading of the first level.
fn heading(draft: &Draft) -> Option<&str> {
    let &(block, _) = draft.kinds.iter().find(|(_, kind)| *kind == Kind::Heading(1))?;
    let start = *draft.starts.get(block)?;
    let end = draft.starts.get(block + 1).map_or(draft.text.len(), |&end| end);
    draft.text.get(start..end).map(str::trim)
}
