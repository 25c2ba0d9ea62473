//! Reads the text of a DOCX, element by element.

use std::{collections::HashMap, mem};

use oratory_core::{Draft, Kind};

use super::{
    numbering::Numbering,
    styles::{Paragraph, Run, Styles},
};
use crate::{
    error::ImportError,
    flow::Flow,
    limits::Size,
    office::Look,
    xml::{Tag, Token, Xml},
};

/// The notes of a document, by their ids.
pub(super) type Notes = HashMap<String, String>;

/// A reader of the main part.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    /// Footnotes and endnotes.
    notes: &'a [Notes; 2],
    flow: Flow<State>,
    /// The open elements that are not skipped.
    open: Vec<Element>,
}

/// The state of a text.
#[derive(Debug, Default)]
struct State {
    paragraph: Paragraph,
    /// `true` once the paragraph has begun a block, or goes on with one.
    is_begun: bool,
    look: Look,
}

/// An element whose end matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Paragraph,
    Text,
    Row,
    TextBox,
    Other,
}

/// Elements that are left out with all that is in them: what was deleted or moved away, former properties, what another
/// program shows instead, the instructions of fields, and the readings of characters.
const SKIPPED: [&str; 17] = [
    "del",
    "moveFrom",
    "Fallback",
    "rt",
    "instrText",
    "delText",
    "delInstrText",
    "rPrChange",
    "pPrChange",
    "sdtPr",
    "sectPr",
    "tblPr",
    "tblGrid",
    "tblPrEx",
    "tcPr",
    "ffData",
    "posOffset",
];

impl<'a> Reader<'a> {
    pub(super) fn new(styles: &'a Styles, numbering: Numbering, notes: &'a [Notes; 2]) -> Self {
        Self { styles, numbering, notes, flow: Flow::default(), open: Vec::new() }
    }

    /// Reads the main part.
    pub(super) fn read(mut self, content: &str) -> Result<Draft, ImportError> {
        let mut xml = Xml::new(content, "the text in the archive");
        while let Some(token) = xml.next()? {
            self.flow.builder.check()?;
            match token {
                Token::Start(tag) if SKIPPED.contains(&tag.name()) => xml.skip()?,
                Token::Start(tag) => self.start(&tag, &mut xml)?,
                Token::Text(text) if self.open.last() == Some(&Element::Text) => self.text(&text),
                Token::Text(_) => {}
                Token::End => self.end(),
            }
        }
        self.flow.builder.finish()
    }

    fn start(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>) -> Result<(), ImportError> {
        let element = match tag.name() {
            "pPr" => {
                self.flow.state.paragraph = Paragraph::read(xml)?;
                self.start_run(&Run::default());
                return Ok(());
            }
            "rPr" => {
                self.start_run(&Run::read(xml)?.0);
                return Ok(());
            }
            "trPr" => return self.read_row(xml),
            "p" => {
                self.start_paragraph();
                Element::Paragraph
            }
            "r" => {
                self.start_run(&Run::default());
                Element::Other
            }
            "t" => Element::Text,
            "tr" => {
                self.flow.start_row();
                Element::Row
            }
            "txbxContent" => {
                self.flow.start_box();
                Element::TextBox
            }
            _ => {
                self.add_sign(tag);
                Element::Other
            }
        };
        self.open.push(element);
        Ok(())
    }

    /// Reads the properties of a row to their end, and skips a row that was deleted.
    fn read_row(&mut self, xml: &mut Xml<'_>) -> Result<(), ImportError> {
        if Run::read(xml)?.1 && self.open.last() == Some(&Element::Row) {
            xml.skip()?;
            self.end();
        }
        Ok(())
    }

    /// Adds what an element without text stands for.
    fn add_sign(&mut self, tag: &Tag<'_>) {
        if tag.name() == "tc" {
            return self.flow.rows.start_cell();
        }
        if self.flow.state.look.is_hidden {
            return;
        }
        let kind = tag.attribute("type");
        match tag.name() {
            "tab" | "ptab" => self.flow.builder.blank(),
            "br" if matches!(kind.as_deref(), Some("page" | "column")) => self.flow.builder.blank(),
            "br" | "cr" => self.flow.builder.line(),
            "noBreakHyphen" => self.text("\u{2011}"),
            "sym" | "symEx" => self.text(&symbol(tag)),
            "footnoteReference" => self.add_note(&self.notes[0], tag),
            "endnoteReference" => self.add_note(&self.notes[1], tag),
            _ => {}
        }
    }

    fn add_note(&mut self, notes: &Notes, tag: &Tag<'_>) {
        if let Some(note) = notes.get(&tag.value("id")) {
            self.begin();
            self.flow.builder.emphasize(&[]);
            self.flow.builder.note(note);
        }
    }

    fn start_paragraph(&mut self) {
        let goes_on = mem::take(&mut self.flow.state.paragraph).goes_on;
        self.flow.state.is_begun = goes_on;
        self.flow.rows.start_paragraph();
        self.start_run(&Run::default());
    }

    fn start_run(&mut self, run: &Run) {
        self.flow.state.look = self.styles.look(run, &self.flow.state.paragraph);
    }

    /// Begins the block of a paragraph, unless it has been begun.
    fn begin(&mut self) {
        if mem::replace(&mut self.flow.state.is_begun, true) {
            return;
        }
        let paragraph = &self.flow.state.paragraph;
        let heading = self.styles.heading(paragraph);
        let list = self.styles.list(paragraph).filter(|_| heading.is_none());
        let sign = list.and_then(|(list, level)| Some((level, self.numbering.next_sign(list, level)?)));
        if self.flow.rows.is_in_line(heading.is_none() && sign.is_none()) {
            return self.flow.builder.cell();
        }
        match (heading, sign) {
            (Some(level), _) => self.flow.builder.begin(Kind::Heading(level)),
            (None, Some((level, sign))) => self.flow.builder.item(level, &sign),
            _ if self.styles.is_quotation(paragraph) => self.flow.builder.begin(Kind::Quotation),
            _ => self.flow.builder.begin(Kind::Paragraph),
        }
    }

    fn text(&mut self, text: &str) {
        if self.flow.state.look.is_hidden {
            return;
        }
        self.begin();
        let is_heading = self.styles.heading(&self.flow.state.paragraph).is_some();
        self.flow.builder.emphasize(if is_heading { &[] } else { self.flow.state.look.emphasis() });
        self.flow.builder.text(text);
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Element::Paragraph) => self.end_paragraph(),
            Some(Element::Row) => self.flow.end_row(),
            Some(Element::TextBox) => self.flow.end_box(),
            Some(Element::Text | Element::Other) | None => {}
        }
    }

    fn end_paragraph(&mut self) {
        let is_ended = self.flow.state.is_begun && !self.flow.state.paragraph.goes_on;
        // The items of a list are one block.
        self.flow.end_paragraph(is_ended && self.flow.builder.open_kind() != Some(Kind::List));
    }
}

/// Returns a character that is given by its number in a font. In fonts of symbols, a number means another character.
fn symbol(tag: &Tag<'_>) -> String {
    let font = tag.value("font").to_lowercase();
    let number = u32::from_str_radix(&tag.value("char"), 16).ok();
    let is_unicode =
        |c: &char| !font.contains("dings") && font != "symbol" && !('\u{e000}'..='\u{f8ff}').contains(c);
    number.and_then(char::from_u32).filter(is_unicode).map(String::from).unwrap_or_default()
}

/// Reads the notes in a part.
pub(super) fn notes(content: &str) -> Result<Notes, ImportError> {
    let mut notes = Notes::new();
    let (mut id, mut note, mut is_text) = (None, String::new(), false);
    let mut xml = Xml::new(content, "the list of notes");
    while let Some(token) = xml.next()? {
        Size { blocks: notes.len(), ..Size::default() }.check()?;
        match token {
            Token::Start(tag) if SKIPPED.contains(&tag.name()) => xml.skip()?,
            Token::Start(tag) => {
                is_text = tag.name() == "t";
                match tag.name() {
                    // The others are separators.
                    "footnote" | "endnote" => {
                        if let Some(id) = id.take() {
                            notes.insert(id, mem::take(&mut note));
                        }
                        note.clear();
                        id = tag
                            .attribute("type")
                            .is_none_or(|kind| kind == "normal")
                            .then(|| tag.value("id"));
                    }
                    "p" | "tab" | "br" | "cr" => note.push(' '),
                    "noBreakHyphen" => note.push('\u{2011}'),
                    _ => {}
                }
            }
            Token::Text(text) if is_text => note.push_str(&text),
            Token::Text(_) => {}
            Token::End => is_text = false,
        }
    }
    if let Some(id) = id {
        notes.insert(id, note);
    }
    Ok(notes)
}
