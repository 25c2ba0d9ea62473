//! Reads the text of an ODT, element by element.

use std::{collections::HashMap, mem};

use oratory_core::document::text::{Draft, Kind};

use super::styles::Styles;
use crate::{
    builder::Builder,
    error::ImportError,
    rows::Rows,
    xml::{Tag, Token, Xml},
};

/// A reader of the text.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    styles: &'a Styles,
    builder: Builder,
    /// The open elements that are not skipped.
    open: Vec<Element>,
    state: State,
    /// The texts that text boxes interrupt, the outermost first.
    interrupted: Vec<(Builder, State)>,
    /// The text of the open note, with the number of elements around it.
    note: Option<(usize, String)>,
    /// The number of the last item of the lists that have ended, by their style.
    numbers: HashMap<String, usize>,
}

/// The state of a text.
#[derive(Debug, Default)]
struct State {
    /// The kind of the open paragraph. `None` outside of one, and once it has begun its block.
    begun: Option<Kind>,
    /// The number of open paragraphs: 0 or 1.
    paragraphs: usize,
    /// `true` if the style of the paragraph hides it.
    is_hidden: bool,
    /// The styles of the open spans.
    spans: Vec<String>,
    lists: Vec<List>,
    /// `true` if the open item has no paragraph yet.
    is_item: bool,
    rows: Rows,
    /// The text boxes of the paragraph.
    asides: Vec<Builder>,
}

/// An open list.
#[derive(Debug)]
struct List {
    style: String,
    /// The number of the next item.
    number: usize,
}

/// An element whose end matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Paragraph,
    Span,
    List,
    Row,
    TextBox,
    Other,
}

/// Elements that are left out with all that is in them: what was deleted, comments, forms, the readings of characters,
/// and the numbers of notes.
#[rustfmt::skip]
const SKIPPED: [&str; 10] = [
    "tracked-changes", "annotation", "forms", "ruby-text", "note-citation", "automatic-styles", "font-face-decls",
    "scripts", "hidden-paragraph", "hidden-text",
];

/// Returns `true` for an element that is left out.
fn is_skipped(tag: &Tag<'_>) -> bool {
    // A title without this prefix is that of the document, in a field.
    SKIPPED.contains(&tag.name()) || tag.prefix() == "svg" || tag.value("display") == "none"
}

impl<'a> Reader<'a> {
    pub(super) fn new(styles: &'a Styles) -> Self {
        Self {
            styles,
            builder: Builder::default(),
            open: Vec::new(),
            state: State::default(),
            interrupted: Vec::new(),
            note: None,
            numbers: HashMap::new(),
        }
    }

    /// Reads the text.
    pub(super) fn read(mut self, content: &str) -> Result<Draft, ImportError> {
        let mut xml = Xml::new(content, "the text in the archive");
        while let Some(token) = xml.next()? {
            match token {
                Token::Start(tag) if is_skipped(&tag) => xml.skip()?,
                Token::Start(tag) => self.start(&tag),
                Token::Text(text) => self.text(&text),
                Token::End => self.end(),
            }
        }
        Ok(self.builder.finish())
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let element = match tag.name() {
            "note" if self.note.is_none() => {
                self.note = Some((self.open.len(), String::new()));
                Element::Other
            }
            name if self.note.is_some() => {
                if matches!(name, "p" | "h" | "s" | "tab" | "line-break") {
                    self.add_to_note(" ");
                }
                Element::Other
            }
            "p" | "h" if self.state.paragraphs == 0 => {
                self.start_paragraph(tag);
                Element::Paragraph
            }
            "span" => {
                self.state.spans.push(tag.value("style-name"));
                Element::Span
            }
            "list" => {
                self.start_list(tag);
                Element::List
            }
            "table-row" => {
                self.builder.end();
                self.state.rows.start_row();
                Element::Row
            }
            "text-box" => {
                let aside = self.builder.aside();
                let builder = mem::replace(&mut self.builder, aside);
                self.interrupted.push((builder, mem::take(&mut self.state)));
                Element::TextBox
            }
            name => {
                match name {
                    "table-cell" | "covered-table-cell" => self.state.rows.start_cell(),
                    "list-item" => self.state.is_item = true,
                    "s" | "tab" => self.builder.blank(),
                    "line-break" if self.state.begun.is_none() => self.builder.line(),
                    _ => {}
                }
                Element::Other
            }
        };
        self.open.push(element);
    }

    fn start_paragraph(&mut self, tag: &Tag<'_>) {
        let style = tag.value("style-name");
        let level = tag.attribute("outline-level").and_then(|level| level.parse().ok()).unwrap_or(1_u8);
        let heading = if tag.name() == "h" { Some(level.clamp(1, 6)) } else { self.styles.heading(&style) };
        let kind = match heading {
            Some(level) => Kind::Heading(level),
            None if self.styles.is_quotation(&style) => Kind::Quotation,
            None => Kind::Paragraph,
        };
        self.state.is_hidden = self.styles.is_hidden(&style);
        self.state.begun = Some(kind);
        self.state.paragraphs = 1;
        self.state.rows.start_paragraph();
    }

    fn start_list(&mut self, tag: &Tag<'_>) {
        let inherited = || self.state.lists.last().map(|list| list.style.clone()).unwrap_or_default();
        let style = tag.attribute("style-name").map_or_else(inherited, Into::into);
        let goes_on = tag.value("continue-numbering") == "true" || tag.attribute("continue-list").is_some();
        let start = self.styles.level(&style, self.state.lists.len()).start;
        let number = if goes_on { self.numbers.get(&style).copied() } else { None }.unwrap_or(start);
        self.state.lists.push(List { style, number });
    }

    /// Begins the block of a paragraph, unless it has been begun.
    fn begin(&mut self) {
        let Some(kind) = self.state.begun.take() else { return };
        let is_heading = matches!(kind, Kind::Heading(_));
        let is_item = !is_heading && !self.state.lists.is_empty();
        if self.state.rows.is_in_line(!is_heading && !is_item) {
            return self.builder.cell();
        }
        if !is_item {
            return self.builder.begin(kind);
        }
        if !mem::take(&mut self.state.is_item) {
            return self.builder.line();
        }
        let level = self.state.lists.len() - 1;
        let Some(list) = self.state.lists.last_mut() else { return };
        let sign = if self.styles.level(&list.style, level).is_numbered {
            let number = list.number;
            list.number = number.saturating_add(1);
            format!("{number}.")
        } else {
            "-".to_owned()
        };
        self.builder.item(level, &sign);
    }

    fn add_to_note(&mut self, text: &str) {
        if let Some((_, note)) = &mut self.note {
            note.push_str(text);
        }
    }

    fn text(&mut self, text: &str) {
        if self.note.is_some() {
            return self.add_to_note(text);
        }
        let is_hidden =
            self.state.is_hidden || self.state.spans.last().is_some_and(|style| self.styles.is_hidden(style));
        if self.state.paragraphs == 0 || is_hidden {
            return;
        }
        if text.trim_ascii().is_empty() {
            return self.builder.blank();
        }
        let is_heading = matches!(self.state.begun, Some(Kind::Heading(_)));
        self.begin();
        let is_heading = is_heading || matches!(self.builder.open_kind(), Some(Kind::Heading(_)));
        let emphasis = if is_heading { Vec::new() } else { self.styles.emphasis(&self.state.spans) };
        self.builder.emphasize(&emphasis);
        self.builder.text(text);
    }

    fn end(&mut self) {
        let element = self.open.pop();
        if let Some((_, note)) = self.note.take_if(|(depth, _)| *depth == self.open.len()) {
            self.begin();
            self.builder.emphasize(&[]);
            return self.builder.note(&note);
        }
        match element {
            Some(Element::Paragraph) => self.end_paragraph(),
            Some(Element::Span) => {
                self.state.spans.pop();
            }
            Some(Element::List) => {
                if let Some(list) = self.state.lists.pop() {
                    self.numbers.insert(list.style, list.number);
                }
                if self.state.lists.is_empty() && self.state.rows.is_empty() {
                    self.builder.end();
                }
            }
            Some(Element::Row) => {
                self.builder.end();
                self.state.rows.end_row();
            }
            Some(Element::TextBox) => {
                if let Some((mut builder, state)) = self.interrupted.pop() {
                    builder.resume(&mut self.builder);
                    self.state = state;
                    self.state.asides.push(mem::replace(&mut self.builder, builder));
                    // A box that stands between paragraphs.
                    if self.state.paragraphs == 0 {
                        self.end_paragraph();
                    }
                }
            }
            Some(Element::Other) | None => {}
        }
    }

    fn end_paragraph(&mut self) {
        self.builder.emphasize(&[]);
        self.state.paragraphs = 0;
        let is_begun = self.state.begun.take().is_none();
        if is_begun && self.state.rows.is_empty() && self.state.lists.is_empty() {
            self.builder.end();
        }
        for aside in mem::take(&mut self.state.asides) {
            self.builder.add_aside(aside);
        }
    }
}
