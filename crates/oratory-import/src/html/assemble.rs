//! The document that the blocks of a page make.
//!
//! Items have signs, rows of a table have `|` between their cells, and lines of a quotation begin with `> `, as in Markdown.

use std::ops::Range;

use oratory_core::{Draft, KeptLine, Kind, LayoutOptions, Span, SpanKind, detail};

use super::{
    pieces::{Piece, Pieces, Place},
    select::Block,
};
use crate::plain;

/// Blank lines between two blocks, and where a line across the page separates them.
const GAP: &str = "\n\n";
const SECTION_GAP: &str = "\n\n\n";

/// The sign at the head of the lines of a quotation.
const QUOTATION_SIGN: &str = "> ";

/// Preformatted prose is divided into paragraphs within this many bytes of text. A paragraph of two bytes takes more time and
/// memory than any markup.
const MAX_PLAIN_BYTES: usize = 8 << 20;

/// The document so far.
pub(crate) struct Assembly<'a> {
    page: &'a Pieces,
    options: &'a LayoutOptions,
    draft: Draft,
    /// The first line end and the first span of the page that have not been passed, as pieces are copied in order. To search
    /// from the beginning for each piece takes quadratic time.
    breaks: usize,
    spans: usize,
}

/// Adds blocks of `page` to a document.
pub(super) fn assemble(page: &Pieces, blocks: &[Block], options: &LayoutOptions, draft: Draft) -> Draft {
    let mut assembly = Assembly { page, options, draft, breaks: 0, spans: 0 };
    for block in blocks {
        assembly.add(&page.all[block.pieces.clone()]);
    }
    assembly.draft
}

/// Adds a heading that is not in the page.
pub(super) fn add_heading(draft: &mut Draft, title: &str, level: u8) {
    if !draft.text.is_empty() {
        draft.text.push_str(GAP);
    }
    draft.kinds.push((draft.starts.len(), Kind::Heading(level)));
    draft.starts.push(draft.text.len());
    draft.text.push_str(title);
}

impl Assembly<'_> {
    /// Adds a block.
    fn add(&mut self, pieces: &[Piece]) {
        let [first, ..] = pieces else { return };
        if !self.draft.text.is_empty() {
            self.draft.text.push_str(if first.is_after_rule { SECTION_GAP } else { GAP });
        }
        if first.is_preformatted && self.draft.text.len() + first.range.len() <= MAX_PLAIN_BYTES {
            return self.add_plain(first);
        }
        let is_list = matches!(first.place, Place::Item(..)) && !first.is_complex_item(self.page);
        let kind = match first.kind {
            Kind::Paragraph | Kind::Quotation if is_list => Kind::List,
            kind => kind,
        };
        let start = self.draft.text.len();
        let sign = if kind == Kind::Quotation { QUOTATION_SIGN } else { "" };
        let mut depth = 0;
        for (index, piece) in pieces.iter().enumerate() {
            match piece.place {
                Place::Item(inner, number) if !matches!(kind, Kind::Heading(_) | Kind::Code) => {
                    depth = inner.min(depth + 1);
                    if index > 0 {
                        self.draft.text.push('\n');
                    }
                    self.add_item(piece, if is_list { depth } else { 1 }, number, sign);
                    continue;
                }
                Place::Cell if index > 0 => self.draft.text.push_str(" | "),
                Place::Row if index > 0 => {
                    self.draft.text.push('\n');
                    self.draft.lines.push(KeptLine { start: self.draft.text.len(), marker: 0 });
                }
                _ => {}
            }
            if index == 0 && !sign.is_empty() {
                self.add_sign(sign);
            }
            self.copy(piece, sign);
        }
        self.finish_block(start, kind);
    }

    /// Adds an item of a list.
    fn add_item(&mut self, piece: &Piece, depth: u8, number: Option<u32>, sign: &str) {
        let start = self.draft.text.len();
        let item = number.map_or_else(|| "-".to_owned(), |number| format!("{number}."));
        let indent = "  ".repeat(usize::from(depth.saturating_sub(1)).min(8));
        self.draft.text.push_str(sign);
        self.draft.text.push_str(&indent);
        let marker = self.draft.text.len();
        self.draft.text.push_str(&item);
        if !sign.is_empty() {
            self.draft.spans.push(Span { range: start..start + sign.len(), kind: SpanKind::Marker });
        }
        self.draft.spans.push(Span { range: marker..marker + item.len(), kind: SpanKind::Marker });
        let list_item = self.draft.spans.len();
        self.draft.spans.push(Span { range: marker..marker, kind: SpanKind::ListItem });
        self.draft.text.push(' ');
        self.draft.lines.push(KeptLine { start, marker: self.draft.text.len() - start });
        self.copy(piece, sign);
        self.draft.spans[list_item].range.end = self.draft.text.len();
    }

    /// Adds the sign of a quotation at the head of a line.
    fn add_sign(&mut self, sign: &str) {
        let start = self.draft.text.len();
        self.draft.text.push_str(sign);
        self.draft.lines.push(KeptLine { start, marker: sign.len() });
        if !sign.is_empty() {
            self.draft.spans.push(Span { range: start..start + sign.len(), kind: SpanKind::Marker });
        }
    }

    /// Copies `piece`, with `sign` at the head of each line that is kept after the first.
    fn copy(&mut self, piece: &Piece, sign: &str) {
        let Pieces { breaks, spans, .. } = self.page;
        let breaks = &breaks[skip_passed(breaks, &mut self.breaks, |&offset| offset <= piece.range.start)..];
        let breaks = &breaks[..breaks.iter().take_while(|&&offset| offset < piece.range.end).count()];
        let starts = [piece.range.start].into_iter().chain(breaks.iter().copied());
        let ends = breaks.iter().copied().chain([piece.range.end]);
        // The beginnings of the lines in the page and in the document.
        let mut moved: Vec<(usize, usize)> = Vec::new();
        for (start, end) in starts.zip(ends) {
            if !moved.is_empty() {
                self.add_sign(sign);
            }
            moved.push((start, self.draft.text.len()));
            self.draft.text.push_str(&self.page.text[start..end]);
        }
        let at = |offset: usize| {
            let line = moved.partition_point(|&(start, _)| start <= offset).saturating_sub(1);
            moved[line].1 + offset - moved[line].0
        };
        let first = skip_passed(spans, &mut self.spans, |span| span.range.start < piece.range.start);
        for span in spans[first..].iter().take_while(|span| span.range.start < piece.range.end) {
            let range = at(span.range.start)..at(span.range.end.min(piece.range.end));
            self.draft.spans.push(Span { range, kind: span.kind });
        }
    }

    /// Notes a block that begins at `start` and ends here.
    fn finish_block(&mut self, start: usize, kind: Kind) {
        let blank = self.draft.text[start..].len() - self.draft.text[start..].trim_start().len();
        let range = start + blank..self.draft.text.len();
        let index = self.draft.starts.len();
        self.draft.starts.push(range.start);
        if kind != Kind::Paragraph {
            self.draft.kinds.push((index, kind));
        }
        let text = &self.draft.text[range.clone()];
        let span = match kind {
            Kind::Heading(level) => {
                if text.contains('\n') {
                    self.draft.titles.push((index, detail(text)));
                }
                SpanKind::Heading(level)
            }
            Kind::Quotation => SpanKind::Quotation,
            Kind::Code => SpanKind::Code,
            _ => return,
        };
        self.draft.spans.push(Span { range, kind: span });
    }

    /// Adds preformatted prose, whose layout is that of plain text.
    fn add_plain(&mut self, piece: &Piece) {
        let text = &self.page.text[piece.range.clone()];
        let base = self.draft.text.len();
        let first = self.draft.starts.len();
        let moved = |range: &Range<usize>| base + range.start..base + range.end;
        let Draft { starts, kinds, titles, spans, lines, .. } = plain::draft(text, self.options);
        self.draft.text.push_str(text);
        self.draft.starts.extend(starts.iter().map(|start| base + start));
        self.draft.kinds.extend(kinds.iter().map(|&(block, kind)| (first + block, kind)));
        self.draft.titles.extend(titles.into_iter().map(|(block, title)| (first + block, title)));
        self.draft.lines.extend(lines.iter().map(|line| KeptLine { start: base + line.start, ..*line }));
        let spans = spans.iter().map(|span| Span { range: moved(&span.range), kind: span.kind });
        self.draft.spans.extend(spans);
    }
}

/// Advances `next` to the first item for which `is_passed` is `false`, and returns it.
fn skip_passed<T>(items: &[T], next: &mut usize, is_passed: impl Fn(&T) -> bool) -> usize {
    *next += items[*next..].iter().take_while(|item| is_passed(item)).count();
    *next
}

impl Piece {
    /// Returns `true` for an item of a list whose items are blocks of their own.
    fn is_complex_item(&self, page: &Pieces) -> bool {
        self.group
            .checked_sub(1)
            .and_then(|group| page.groups.get(group))
            .is_some_and(|group| group.is_complex)
    }
}
