//! The pieces of a page: stretches of text between the tags of blocks, with their styles.
//!
//! No tree is built. A stack of open elements says where a piece stands, and what an end tag ends. It has a limit, so that
//! nested tags cost no more than others.

use std::{collections::HashMap, ops::Range};

use oratory_core::{Kind, Span, SpanKind, is_blank, trimmed_len};

use super::{
    elements::{Element, Mode, STYLES, Style, is_beside_text, is_left_out, is_note, is_void},
    meta::Meta,
};
use crate::{
    error::ImportError,
    limits::{MAX_PARTS, Size},
    markup::{Sink, Tag},
};

/// The most elements that are open at once. The innermost one gives way to another.
const MAX_DEPTH: usize = 256;

/// The least text of a part of the page that may be its main part, in bytes.
const MIN_AREA_BYTES: usize = 200;

/// The number of hashes of names.
const NAMES: usize = 256;

const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// A stretch of text between the tags of blocks.
#[derive(Debug)]
pub(super) struct Piece {
    /// The range in the raw text.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    pub(super) place: Place,
    /// The list or the table that the piece is in, from 1. 0 if it is in none.
    pub(super) group: usize,
    /// `true` if a line across the page comes before it.
    pub(super) is_after_rule: bool,
    /// `true` if it is preformatted, and not code.
    pub(super) is_preformatted: bool,
    /// The number of elements around it that seem to be beside the text, such as a sidebar.
    pub(super) beside: usize,
}

/// The place of a piece in a list or a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Alone,
    /// The first of an item, at this depth from 1, and with this number if the items have any.
    Item(u8, Option<u32>),
    /// The first of a row.
    Row,
    /// The first of another cell.
    Cell,
}

/// A list or a table.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) is_list: bool,
    /// `true` if its items or cells have several blocks.
    pub(super) is_complex: bool,
}

/// A part of the page that may be its main part.
#[derive(Debug)]
pub(super) struct Area {
    /// The range in the raw text.
    pub(super) range: Range<usize>,
    /// `true` for what the page itself calls its main part, or an article.
    pub(super) is_main: bool,
}

/// A page, taken apart.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// The text of all pieces.
    pub(super) text: String,
    pub(super) all: Vec<Piece>,
    /// Styles. Those of links do not overlap.
    pub(super) spans: Vec<Span>,
    /// The offsets after the line ends that are kept.
    pub(super) breaks: Vec<usize>,
    pub(super) groups: Vec<Group>,
    pub(super) areas: Vec<Area>,
    pub(super) meta: Meta,
    /// The `id`s that are asked for, each with the beginning of its element.
    pub(super) ids: HashMap<String, Option<usize>>,
}

/// An open element.
#[derive(Debug)]
struct Open {
    name: String,
    element: Element,
    is_left_out: bool,
    is_beside: bool,
    is_note: bool,
    /// The offset at which it begins.
    start: usize,
    /// The group around a list or a table.
    group: usize,
    /// The number of lists around a table.
    lists: usize,
}

/// An open list.
#[derive(Debug)]
struct List {
    /// The number of the next item, if the items have any.
    number: Option<u32>,
    /// `true` if an item has begun, and has no text yet.
    is_item_new: bool,
}

/// The open elements whose text is preformatted.
#[derive(Debug, Default)]
struct Preformatted {
    depth: usize,
    is_code: bool,
}

/// Takes a page apart.
#[derive(Debug)]
pub(super) struct Builder {
    mode: Mode,
    page: Pieces,
    open: Vec<Open>,
    /// Names of elements that have ended, whose memory is used again: a page may have 2,500,000 elements.
    spare: Vec<String>,
    /// The numbers of open elements by a hash of their names, so that an end tag without a start is passed over at once.
    names: [u16; NAMES],
    /// The number of open elements that are left out.
    left_out: usize,
    /// The number of open elements that seem to be beside the text.
    beside: usize,
    /// The numbers of open elements of each style, and the beginnings of the spans.
    styles: [(usize, usize); STYLES],
    /// The beginning of the current piece.
    start: Option<usize>,
    /// `true` if a blank comes before the next word.
    is_blank: bool,
    /// `true` if the current line has words.
    has_words: bool,
    heading: u8,
    quotations: usize,
    notes: usize,
    mains: usize,
    preformatted: Preformatted,
    /// The open lists. Those before `outer_lists` are outside of the table.
    lists: Vec<List>,
    outer_lists: usize,
    group: usize,
    /// The place of the next piece, if it begins a row or a cell.
    cell: Place,
    is_after_rule: bool,
    /// The size of the page when it first exceeded a limit.
    excess: Option<Size>,
}

impl Builder {
    /// Begins a page in which the elements with these `ids` are looked for.
    pub(super) fn new(mode: Mode, ids: HashMap<String, Option<usize>>) -> Self {
        Self {
            mode,
            page: Pieces { ids, ..Pieces::default() },
            open: Vec::new(),
            spare: Vec::new(),
            names: [0; NAMES],
            left_out: 0,
            beside: 0,
            styles: [(0, 0); STYLES],
            start: None,
            is_blank: false,
            has_words: false,
            heading: 0,
            quotations: 0,
            notes: 0,
            mains: 0,
            preformatted: Preformatted::default(),
            lists: Vec::new(),
            outer_lists: 0,
            group: 0,
            cell: Place::Alone,
            is_after_rule: false,
            excess: None,
        }
    }

    /// Ends the page.
    ///
    /// # Errors
    ///
    /// Fails if it has too many pieces, spans or lines.
    pub(super) fn finish(mut self) -> Result<Pieces, ImportError> {
        self.excess.unwrap_or_default().check()?;
        self.close_to(0);
        self.flush();
        self.size().check()?;
        self.page.spans.sort_by_key(|span| span.range.start);
        Ok(self.page)
    }

    /// Returns `true` once the page exceeds a limit. Nothing is added then.
    fn is_full(&mut self) -> bool {
        if self.size().is_over() {
            self.excess = self.excess.or_else(|| Some(self.size()));
        }
        self.excess.is_some()
    }

    /// Returns the size of the page so far.
    const fn size(&self) -> Size {
        let Pieces { text, all, spans, breaks, .. } = &self.page;
        Size { bytes: text.len(), blocks: all.len(), spans: spans.len(), lines: breaks.len() }
    }

    /// Ends the current piece.
    fn flush(&mut self) {
        self.is_blank = false;
        let Some(start) = self.start else { return };
        (self.start, self.has_words) = (None, false);
        let text = &self.page.text;
        let end = start + trimmed_len(&text[start..]);
        // Blanks at the head indent code. Elsewhere, they are those that HTML does not collapse.
        let start =
            if self.preformatted.depth > 0 { start } else { end - text[start..end].trim_start().len() };
        if is_blank(&text[start..end]) {
            self.page.text.truncate(start);
            while self.page.spans.pop_if(|span| span.range.start >= start).is_some() {}
        } else {
            self.end_spans(end);
            self.page.text.truncate(end);
            self.add_piece(start..end);
        }
        let end = self.page.text.len();
        while self.page.breaks.pop_if(|offset| *offset >= end.max(start)).is_some() {}
        for (_, since) in &mut self.styles {
            *since = end;
        }
    }

    /// Adds a piece with the kind and the place that the open elements give it.
    fn add_piece(&mut self, range: Range<usize>) {
        let kind = match self.heading {
            0 if self.notes > 0 => Kind::Definition,
            0 if self.quotations > 0 => Kind::Quotation,
            0 if self.preformatted.is_code => Kind::Code,
            0 => Kind::Paragraph,
            level => Kind::Heading(level),
        };
        let place = self.place();
        if let Some(group) = self.group.checked_sub(1).and_then(|group| self.page.groups.get_mut(group)) {
            let is_whole = place != Place::Alone && self.heading == 0 && self.preformatted.depth == 0;
            group.is_complex |= !is_whole;
        }
        self.page.all.push(Piece {
            range,
            kind,
            place,
            group: self.group,
            is_after_rule: std::mem::take(&mut self.is_after_rule),
            beside: self.beside,
            is_preformatted: self.preformatted.depth > 0 && !self.preformatted.is_code,
        });
    }

    fn place(&mut self) -> Place {
        let depth = u8::try_from(self.lists.len() - self.outer_lists).unwrap_or(u8::MAX);
        if depth > 0 {
            let Some(list) = self.lists.last_mut().filter(|list| list.is_item_new) else {
                return Place::Alone;
            };
            list.is_item_new = false;
            let number = list.number;
            list.number = number.map(|number| number.saturating_add(1));
            return Place::Item(depth, number);
        }
        std::mem::replace(&mut self.cell, Place::Alone)
    }

    /// Ends the spans of the open styles, which go on in the next piece.
    fn end_spans(&mut self, end: usize) {
        for style in [Style::Emphasis, Style::Strong, Style::Code, Style::Link, Style::NoteReference] {
            let (depth, since) = self.styles[style as usize];
            if depth > 0 {
                self.add_span(style, since..end);
            }
        }
    }

    fn add_span(&mut self, style: Style, range: Range<usize>) {
        let Some(text) = self.page.text.get(range.clone()) else { return };
        let start = range.end - text.trim_start().len();
        let range = start..start + text.trim().len();
        if range.is_empty() {
            return;
        }
        let kind = match style {
            Style::Emphasis => SpanKind::Emphasis,
            Style::Strong => SpanKind::Strong,
            Style::Code => SpanKind::Code,
            Style::Link => SpanKind::Link,
            Style::NoteReference => SpanKind::Marker,
        };
        self.page.spans.push(Span { range, kind });
    }

    /// Adds a line end. A second one ends the block, unless it is a heading or an item.
    fn add_break(&mut self) {
        self.is_blank = false;
        if self.start.is_none() {
            return;
        }
        if std::mem::take(&mut self.has_words) {
            self.page.text.push('\n');
            self.page.breaks.push(self.page.text.len());
        } else if self.heading == 0 && self.lists.len() == self.outer_lists {
            self.flush();
        }
    }

    /// Adds words with one blank between them.
    fn add_words(&mut self, text: &str) {
        for (index, word) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            self.is_blank |= index > 0;
            if word.is_empty() {
                continue;
            }
            if self.start.is_some() && self.is_blank && !self.page.text.ends_with('\n') {
                self.page.text.push(' ');
            }
            self.is_blank = false;
            self.start.get_or_insert(self.page.text.len());
            self.page.text.push_str(word);
            self.has_words = self.has_words || !is_blank(word);
        }
    }

    /// Adds text whose line ends are kept.
    fn add_lines(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            if self.start.is_none() && line.trim().is_empty() {
                continue;
            }
            self.start.get_or_insert(self.page.text.len());
            let words = line.trim_end_matches(['\n', '\r']);
            self.page.text.push_str(words);
            self.has_words = words.len() == line.len();
            if words.len() < line.len() {
                self.page.text.push('\n');
                self.page.breaks.push(self.page.text.len());
                if self.is_full() {
                    return;
                }
            }
        }
    }

    /// Ends the open elements from `depth` on.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.close_last();
        }
    }

    /// Ends the element at `depth`. A style that is ended between blocks leaves those open that began in it.
    fn close_at(&mut self, depth: usize) {
        let is_crossed = !self.open[depth].element.is_block()
            && self.open[depth..].iter().any(|open| open.element.is_block());
        if is_crossed {
            let open = self.open.remove(depth);
            self.leave(open);
        } else {
            self.close_to(depth);
        }
    }

    /// Ends the innermost element.
    fn close_last(&mut self) {
        if self.open.last().is_some_and(|open| open.element.is_block()) {
            self.flush();
        }
        if let Some(open) = self.open.pop() {
            self.leave(open);
        }
    }

    /// Forgets the place in an element that has ended.
    fn leave(&mut self, open: Open) {
        self.names[hash(&open.name)] -= 1;
        self.left_out -= usize::from(open.is_left_out);
        self.beside -= usize::from(open.is_beside);
        self.notes -= usize::from(open.is_note);
        match open.element {
            Element::Styled(style) => {
                let (depth, since) = self.styles[style as usize];
                if depth == 1 && self.start.is_some() {
                    self.add_span(style, since..self.page.text.len());
                }
                self.styles[style as usize].0 -= 1;
            }
            Element::Heading(_) => self.heading = 0,
            Element::Quotation => self.quotations -= 1,
            Element::Preformatted => {
                self.preformatted.depth -= 1;
                self.preformatted.is_code &= self.preformatted.depth > 0;
            }
            Element::List(_) => {
                self.lists.pop();
                self.group = open.group;
            }
            Element::Table => {
                (self.group, self.outer_lists) = (open.group, open.lists);
                self.cell = Place::Alone;
            }
            Element::Main | Element::Container | Element::Cell => {
                self.mains -= usize::from(open.element == Element::Main);
                let range = open.start..self.page.text.len();
                if range.len() >= MIN_AREA_BYTES && self.page.areas.len() < MAX_PARTS {
                    self.page.areas.push(Area { range, is_main: open.element == Element::Main });
                }
            }
            _ => {}
        }
        self.spare.push(open.name);
    }

    /// Ends what the tag of `element` ends although it has no end tag.
    fn close_implied(&mut self, element: Element) {
        let bound = |open: &Open| element.is_bounded_by(open.element);
        let inner = self.open.iter().rposition(bound).map_or(0, |bound| bound + 1);
        if let Some(depth) = self.open[inner..].iter().position(|open| element.ends(open.element)) {
            self.close_to(inner + depth);
        }
    }

    /// Begins `element`.
    fn push(&mut self, tag: &Tag, element: Element) {
        if self.open.len() >= MAX_DEPTH {
            self.close_last();
        }
        let is_beside = self.mode == Mode::Page && is_beside_text(tag, self.mains > 0);
        let is_left_out = is_left_out(tag) || self.mode == Mode::Chapter && tag.name == "nav";
        let is_note = is_note(tag);
        self.names[hash(&tag.name)] += 1;
        let mut name = self.spare.pop().unwrap_or_default();
        tag.name.clone_into(&mut name);
        self.open.push(Open {
            name,
            element,
            is_left_out,
            is_beside,
            is_note,
            start: self.page.text.len(),
            group: self.group,
            lists: self.outer_lists,
        });
        self.left_out += usize::from(is_left_out);
        self.beside += usize::from(is_beside);
        self.notes += usize::from(is_note);
        self.enter(tag, element);
    }

    /// Notes the place in an element that has begun.
    fn enter(&mut self, tag: &Tag, element: Element) {
        match element {
            Element::Styled(style) => {
                self.preformatted.is_code |= style == Style::Code && self.preformatted.depth > 0;
                let (depth, since) = &mut self.styles[style as usize];
                if *depth == 0 {
                    *since = self.page.text.len();
                }
                *depth += 1;
            }
            Element::Heading(level) => self.heading = level,
            Element::Quotation => self.quotations += 1,
            Element::Preformatted => self.preformatted.depth += 1,
            Element::Main => self.mains += 1,
            Element::List(is_numbered) => {
                if self.lists.len() == self.outer_lists {
                    self.begin_group(true);
                }
                let number = is_numbered.then(|| tag.get("start").trim().parse().unwrap_or(1));
                self.lists.push(List { number, is_item_new: false });
            }
            Element::Item => {
                if let Some(list) = self.lists.last_mut() {
                    list.is_item_new = true;
                    if let (Some(_), Ok(value)) = (list.number, tag.get("value").trim().parse()) {
                        list.number = Some(value);
                    }
                }
            }
            Element::Table => {
                self.begin_group(false);
                self.outer_lists = self.lists.len();
                self.cell = Place::Alone;
            }
            Element::Row => self.cell = Place::Row,
            Element::Cell if self.cell == Place::Alone => self.cell = Place::Cell,
            _ => {}
        }
    }

    /// Begins a list or a table. What it is in has several blocks then.
    fn begin_group(&mut self, is_list: bool) {
        if let Some(group) = self.group.checked_sub(1).and_then(|group| self.page.groups.get_mut(group)) {
            group.is_complex = true;
        }
        self.page.groups.push(Group { is_list, is_complex: false });
        self.group = self.page.groups.len();
    }
}

/// Returns a hash of the name of an element.
fn hash(name: &str) -> usize {
    name.bytes().fold(0, |hash: usize, byte| hash.wrapping_mul(31).wrapping_add(byte.into())) % NAMES
}

impl Sink for Builder {
    fn start(&mut self, tag: &Tag) {
        if self.is_full() {
            return;
        }
        self.page.meta.see(tag);
        match &*tag.name {
            "html" | "head" | "body" => return self.flush(),
            "br" if self.left_out == 0 => {
                return if self.preformatted.depth > 0 { self.add_lines("\n") } else { self.add_break() };
            }
            "hr" if self.left_out == 0 => {
                self.close_implied(Element::Container);
                self.flush();
                self.is_after_rule = true;
                return;
            }
            name if is_void(name) => return,
            _ => {}
        }
        let mut element = Element::of(tag);
        if element == Element::Styled(Style::Link) && tag.get("href").starts_with('#') {
            let is_raised = self.open.last().is_some_and(|open| open.name == "sup");
            element = match (is_raised, self.heading) {
                (true, _) => Element::Styled(Style::NoteReference),
                (_, 0) => element,
                // A heading that links to itself leads nowhere else.
                _ => Element::Inline,
            };
        }
        self.close_implied(element);
        if element.is_block() {
            self.flush();
        }
        if let Some(place @ None) = self.page.ids.get_mut(tag.get("id")) {
            *place = Some(self.page.text.len());
        }
        if tag.is_closed {
            return;
        }
        self.push(tag, element);
    }

    fn end(&mut self, name: &str) {
        if self.is_full() {
            return;
        }
        self.page.meta.end_title();
        if matches!(name, "html" | "head" | "body") {
            return self.flush();
        }
        let is_heading_end = HEADINGS.contains(&name) && self.heading > 0;
        if self.names[hash(name)] == 0 && !is_heading_end {
            return;
        }
        let is_of_table = matches!(name, "table" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot");
        for depth in (0..self.open.len()).rev() {
            let open = &self.open[depth];
            // Any end of a heading ends the heading.
            let is_heading = is_heading_end && matches!(open.element, Element::Heading(_));
            if open.name == name || is_heading {
                return self.close_at(depth);
            }
            if open.element == Element::Table || open.element == Element::Cell && !is_of_table {
                return;
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.page.meta.add_title(text);
        if self.left_out > 0 || self.is_full() {
            return;
        }
        if self.preformatted.depth > 0 { self.add_lines(text) } else { self.add_words(text) }
    }
}
