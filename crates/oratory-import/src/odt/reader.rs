//! Reads the text of an ODT, element by element.

use std::{collections::HashMap, mem};

use oratory_core::{Draft, Kind};

use super::styles::Styles;
use crate::{
    error::ImportError,
    flow::Flow,
    limits::check_styles,
    office::Look,
    xml::{Tag, Token, Xml},
};

/// A reader of the text.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    styles: &'a Styles,
    flow: Flow<State>,
    /// The open elements that are not skipped.
    open: Vec<Element>,
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
    /// The looks of the text in the open spans.
    spans: Vec<Look>,
    lists: Vec<List>,
    /// `true` if the open item has no paragraph yet.
    is_item: bool,
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
        Self { styles, flow: Flow::default(), open: Vec::new(), note: None, numbers: HashMap::new() }
    }

    /// Reads the text.
    pub(super) fn read(mut self, content: &str) -> Result<Draft, ImportError> {
        let mut xml = Xml::new(content, "the text in the archive");
        while let Some(token) = xml.next()? {
            self.flow.builder.check()?;
            match token {
                Token::Start(tag) if is_skipped(&tag) => xml.skip()?,
                Token::Start(tag) => self.start(&tag),
                Token::Text(text) => self.text(&text),
                Token::End => self.end(),
            }
            check_styles(self.numbers.len())?;
        }
        self.flow.builder.finish()
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
            "p" | "h" if self.flow.state.paragraphs == 0 => {
                self.start_paragraph(tag);
                Element::Paragraph
            }
            "span" => {
                let around = self.flow.state.spans.last().copied().unwrap_or_default();
                self.flow.state.spans.push(self.styles.look(&tag.value("style-name"), around));
                Element::Span
            }
            "list" => {
                self.start_list(tag);
                Element::List
            }
            "table-row" => {
                self.flow.start_row();
                Element::Row
            }
            "text-box" => {
                self.flow.start_box();
                Element::TextBox
            }
            name => {
                match name {
                    "table-cell" | "covered-table-cell" => self.flow.rows.start_cell(),
                    "list-item" => self.flow.state.is_item = true,
                    "s" | "tab" => self.flow.builder.blank(),
                    "line-break" if self.flow.state.begun.is_none() => self.flow.builder.line(),
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
        self.flow.state.is_hidden = self.styles.is_hidden(&style);
        self.flow.state.begun = Some(kind);
        self.flow.state.paragraphs = 1;
        self.flow.rows.start_paragraph();
    }

    fn start_list(&mut self, tag: &Tag<'_>) {
        let inherited = || self.flow.state.lists.last().map(|list| list.style.clone()).unwrap_or_default();
        let style = tag.attribute("style-name").map_or_else(inherited, Into::into);
        let goes_on = tag.value("continue-numbering") == "true" || tag.attribute("continue-list").is_some();
        let start = self.styles.level(&style, self.flow.state.lists.len()).start;
        let number = if goes_on { self.numbers.get(&style).copied() } else { None }.unwrap_or(start);
        self.flow.state.lists.push(List { style, number });
    }

    /// Begins the block of a paragraph, unless it has been begun.
    fn begin(&mut self) {
        let Some(kind) = self.flow.state.begun.take() else { return };
        let is_heading = matches!(kind, Kind::Heading(_));
        let is_item = !is_heading && !self.flow.state.lists.is_empty();
        if self.flow.rows.is_in_line(!is_heading && !is_item) {
            return self.flow.builder.cell();
        }
        if !is_item {
            return self.flow.builder.begin(kind);
        }
        if !mem::take(&mut self.flow.state.is_item) {
            return self.flow.builder.line();
        }
        let level = self.flow.state.lists.len() - 1;
        let Some(list) = self.flow.state.lists.last_mut() else { return };
        let sign = if self.styles.level(&list.style, level).is_numbered {
            let number = list.number;
            list.number = number.saturating_add(1);
            format!("{number}.")
        } else {
            "-".to_owned()
        };
        self.flow.builder.item(level, &sign);
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
        let look = self.flow.state.spans.last().copied().unwrap_or_default();
        if self.flow.state.paragraphs == 0 || self.flow.state.is_hidden || look.is_hidden {
            return;
        }
        if text.trim_ascii().is_empty() {
            return self.flow.builder.blank();
        }
        let is_heading = matches!(self.flow.state.begun, Some(Kind::Heading(_)));
        self.begin();
        let is_heading = is_heading || matches!(self.flow.builder.open_kind(), Some(Kind::Heading(_)));
        self.flow.builder.emphasize(if is_heading { &[] } else { look.emphasis() });
        self.flow.builder.text(text);
    }

    fn end(&mut self) {
        let element = self.open.pop();
        if let Some((_, note)) = self.note.take_if(|(depth, _)| *depth == self.open.len()) {
            self.begin();
            self.flow.builder.emphasize(&[]);
            return self.flow.builder.note(&note);
        }
        match element {
            Some(Element::Paragraph) => self.end_paragraph(),
            Some(Element::Span) => {
                self.flow.state.spans.pop();
            }
            Some(Element::List) => {
                if let Some(list) = self.flow.state.lists.pop() {
                    self.numbers.insert(list.style, list.number);
                }
                if self.flow.state.lists.is_empty() && self.flow.rows.is_empty() {
                    self.flow.builder.end();
                }
            }
            Some(Element::Row) => self.flow.end_row(),
            Some(Element::TextBox) => {
                self.flow.end_box();
                // A box that stands between paragraphs.
                if self.flow.state.paragraphs == 0 {
                    self.end_paragraph();
                }
            }
            Some(Element::Other) | None => {}
        }
    }

    fn end_paragraph(&mut self) {
        self.flow.state.paragraphs = 0;
        let is_begun = self.flow.state.begun.take().is_none();
        self.flow.end_paragraph(is_begun && self.flow.state.lists.is_empty());
    }
}
