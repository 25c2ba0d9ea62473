//! The columns of a list of phrases, as many as the screen has room for.

use oratory_core::{Ambiguous, OPEN_SPEECH, distinct_titles};

use crate::{
    app::library::Library,
    effect::{PhraseScope, ScopedPhrases},
};

/// The first cell of the phrases: after the bar, the number of words and two blanks.
pub(crate) const PHRASE_AT: u16 = 8;

/// Widest phrase, in cells.
const MAX_PHRASE_CELLS: u16 = 80;

/// The least width at which the list has the numbers of the paragraphs, and the first and the last speech.
const WIDE: u16 = 100;

/// The least width at which it has more than one column after the phrases of a library.
const MIDDLING: u16 = 60;

/// The content of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Places in the open speech, or in the passage.
    Here,
    /// Places in other speeches.
    Elsewhere,
    /// Other speeches.
    Speeches,
    /// The first and the last other speech.
    First,
    Last,
    /// Paragraphs of a speech, given by its number.
    Paragraphs(usize),
}

/// A column after the phrases.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) content: Content,
    pub(crate) heading: String,
    /// The first cell, and the number of cells.
    pub(crate) at: u16,
    pub(crate) cells: u16,
}

impl Column {
    /// `true` if the column is aligned to the right.
    pub(crate) const fn is_right(&self) -> bool {
        matches!(self.content, Content::Here | Content::Elsewhere | Content::Speeches)
    }
}

/// Returns `true` if a phrase of a list has a first use by date.
pub(crate) fn is_dated(list: &ScopedPhrases) -> bool {
    list.uses.iter().any(|uses| uses.day.is_some())
}

/// Returns the columns of a list on a screen of `columns` cells, and the number of cells of the phrases.
pub(crate) fn columns(
    library: &Library,
    ambiguous: Ambiguous,
    list: &ScopedPhrases,
    columns: u16,
) -> (Vec<Column>, u16) {
    let is_wide = columns >= WIDE;
    let paragraph_cells = if columns >= 160 { 30 } else { 15 };
    let mut found: Vec<(Content, String, u16)> = Vec::new();
    let name_cells = if is_wide { 12 } else { 8 };
    let titles: Vec<_> =
        list.speeches.iter().take(3).map(|(speech, _)| library.short_name(*speech)).collect();
    let titles: Vec<&str> = titles.iter().map(AsRef::as_ref).collect();
    let names = distinct_titles(&titles, name_cells, ambiguous);
    let paragraphs_of = |number: usize| {
        let heading = format!("¶ in {}", names[number]);
        (Content::Paragraphs(number), heading, paragraph_cells)
    };
    let here = if list.scope == PhraseScope::Passage { "passage" } else { "here" };
    match list.scope {
        PhraseScope::Shared => {
            found.extend([(Content::Here, names[0].clone(), 5), (Content::Elsewhere, names[1].clone(), 5)]);
            found.extend([OPEN_SPEECH, OPEN_SPEECH + 1].map(paragraphs_of).into_iter().filter(|_| is_wide));
        }
        PhraseScope::Repeated => {
            found.push((Content::Here, "times".to_owned(), 5));
            let cells = if is_wide { 2 * paragraph_cells } else { paragraph_cells };
            found.extend(
                (columns >= MIDDLING).then(|| (Content::Paragraphs(OPEN_SPEECH), "¶".to_owned(), cells)),
            );
        }
        PhraseScope::Passage if list.uses.is_empty() => {
            found.extend((columns >= MIDDLING).then(|| (Content::Here, here.to_owned(), 5)));
            found.push((Content::Elsewhere, "elsewhere".to_owned(), 5));
            found.extend((1..list.speeches.len().min(3)).map(paragraphs_of).filter(|_| is_wide));
        }
        PhraseScope::Passage | PhraseScope::Used => {
            found.extend((columns >= MIDDLING).then(|| (Content::Here, here.to_owned(), 5)));
            found.push((Content::Speeches, "speeches".to_owned(), 5));
            let cells = if columns >= 112 {
                (paragraph_cells + 1).max(18)
            } else if is_wide {
                16
            } else {
                14
            };
            // Without dates, the order of the list says which is first.
            let of = if is_dated(list) { "" } else { " in list" };
            found.extend((columns >= 72).then(|| (Content::First, format!("first{of}"), cells)));
            found.extend(is_wide.then(|| (Content::Last, format!("last{of}"), cells)));
        }
    }
    placed(ambiguous, found, columns)
}

/// Puts columns at the right end of a screen of `columns` cells.
fn placed(ambiguous: Ambiguous, found: Vec<(Content, String, u16)>, columns: u16) -> (Vec<Column>, u16) {
    let width = |words: &str| u16::try_from(ambiguous.width(words)).unwrap_or(u16::MAX);
    let mut at = columns.saturating_sub(1);
    let mut placed: Vec<Column> = Vec::new();
    for (content, heading, cells) in found.into_iter().rev() {
        let column = Column { content, heading, at: 0, cells };
        let cells = if column.is_right() { cells.max(width(&column.heading)) } else { cells };
        at = at.saturating_sub(cells);
        placed.push(Column { at, cells, ..column });
        // Numbers are aligned to the right, so text after them needs more of a gap.
        at = at.saturating_sub(if column_is_text(content) { 3 } else { 2 });
    }
    placed.reverse();
    let phrase_cells = at.saturating_sub(PHRASE_AT);
    // On a wide screen, the eye should not have to travel from a phrase to its counts.
    let spare = phrase_cells.saturating_sub(MAX_PHRASE_CELLS);
    for column in &mut placed {
        column.at -= spare;
    }
    (placed, phrase_cells - spare)
}

const fn column_is_text(content: Content) -> bool {
    matches!(content, Content::First | Content::Last | Content::Paragraphs(_))
}
