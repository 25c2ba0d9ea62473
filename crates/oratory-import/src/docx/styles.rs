//! The styles of a DOCX: which paragraphs are headings, quotations and items, whatever the language of their names.

use std::collections::HashMap;

use oratory_core::document::spans::SpanKind;

use crate::{
    error::ImportError,
    xml::{Tag, Token, Xml},
};

/// The styles of a document, by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The id of the style of paragraphs that name none.
    default: Option<String>,
}

/// A style, as far as it differs from the one that it is based on.
#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    paragraph: Paragraph,
    run: Run,
}

/// The properties of a paragraph that it, or a style, states.
#[derive(Debug, Default, Clone)]
pub(super) struct Paragraph {
    pub(super) style: Option<String>,
    /// The level in the outline, from 0. 9 is that of other paragraphs.
    pub(super) outline: Option<u8>,
    /// The id of the list, and the level in it.
    pub(super) list: Option<String>,
    pub(super) level: Option<usize>,
    /// `true` if the next paragraph goes on with this one: its end is deleted, or it is a drop cap.
    pub(super) goes_on: bool,
}

/// The properties of a run that it, or a style, states.
#[derive(Debug, Default, Clone)]
pub(super) struct Run {
    pub(super) style: Option<String>,
    pub(super) is_bold: Option<bool>,
    pub(super) is_italic: Option<bool>,
    pub(super) is_hidden: Option<bool>,
}

/// The most styles that a style is based on, one on the other.
const MAX_BASES: usize = 16;

impl Styles {
    /// Reads the styles of a document.
    pub(super) fn read(content: &str) -> Result<Self, ImportError> {
        let mut styles = Self::default();
        let mut xml = Xml::new(content, "the list of styles");
        while let Some(token) = xml.next()? {
            if let Token::Start(tag) = token
                && tag.name() == "style"
            {
                let id = tag.value("styleId");
                if is_on(&tag, "default", false) && tag.attribute("type").as_deref() == Some("paragraph") {
                    styles.default = Some(id.clone());
                }
                let style = Style::read(&mut xml)?;
                styles.styles.insert(id, style);
            }
        }
        Ok(styles)
    }

    /// Iterates over a style and those that it is based on.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a Style> {
        let mut next = id;
        std::iter::from_fn(move || {
            let style = self.styles.get(next?)?;
            next = style.based_on.as_deref();
            Some(style)
        })
        .take(MAX_BASES)
    }

    fn of_paragraph<'a>(&'a self, paragraph: &'a Paragraph) -> impl Iterator<Item = &'a Style> {
        self.chain(paragraph.style.as_deref().or(self.default.as_deref()))
    }

    /// Returns the level of a paragraph that is a heading, from 1.
    pub(super) fn heading(&self, paragraph: &Paragraph) -> Option<u8> {
        let stated = || self.of_paragraph(paragraph).find_map(|style| style.paragraph.outline);
        match paragraph.outline.or_else(stated) {
            Some(level) if level < 9 => Some((level + 1).min(6)),
            Some(_) => None,
            None => self.of_paragraph(paragraph).find_map(Style::named_level),
        }
    }

    /// Returns `true` for a paragraph in a style for quotations.
    pub(super) fn is_quotation(&self, paragraph: &Paragraph) -> bool {
        self.of_paragraph(paragraph)
            .any(|style| matches!(&*style.name, "quote" | "intense quote" | "block text"))
    }

    /// Returns the list of a paragraph, and its level in it.
    pub(super) fn list<'a>(&'a self, paragraph: &'a Paragraph) -> Option<(&'a str, usize)> {
        let styles = || self.of_paragraph(paragraph).map(|style| &style.paragraph);
        let list = paragraph.list.as_deref().or_else(|| styles().find_map(|style| style.list.as_deref()))?;
        let level = paragraph.level.or_else(|| styles().find_map(|style| style.level)).unwrap_or(0);
        // The list 0 is none.
        (list != "0").then_some((list, level))
    }

    /// Returns `true` if a run in this paragraph is hidden.
    pub(super) fn is_hidden(&self, run: &Run, paragraph: &Paragraph) -> bool {
        let of_run = || self.chain(run.style.as_deref()).find_map(|style| style.run.is_hidden);
        let of_paragraph = || self.of_paragraph(paragraph).find_map(|style| style.run.is_hidden);
        run.is_hidden.or_else(of_run).or_else(of_paragraph).unwrap_or(false)
    }

    /// Returns the emphasis of a run. The style of a paragraph is none.
    pub(super) fn emphasis(&self, run: &Run) -> Vec<SpanKind> {
        let bold = || self.chain(run.style.as_deref()).find_map(|style| style.run.is_bold);
        let italic = || self.chain(run.style.as_deref()).find_map(|style| style.run.is_italic);
        let mut emphasis = Vec::new();
        if run.is_bold.or_else(bold) == Some(true) {
            emphasis.push(SpanKind::Strong);
        }
        if run.is_italic.or_else(italic) == Some(true) {
            emphasis.push(SpanKind::Emphasis);
        }
        emphasis
    }
}

impl Style {
    /// Reads a style to its end. Its start tag has been read.
    fn read(xml: &mut Xml<'_>) -> Result<Self, ImportError> {
        let mut style = Self::default();
        while let Some(tag) = xml.next_child()? {
            match tag.name() {
                "name" => {
                    style.name = tag.value("val").to_lowercase();
                    xml.skip()?;
                }
                "basedOn" => {
                    style.based_on = tag.attribute("val").map(Into::into);
                    xml.skip()?;
                }
                "pPr" => style.paragraph = Paragraph::read(xml)?,
                "rPr" => style.run = Run::read(xml)?.0,
                _ => xml.skip()?,
            }
        }
        Ok(style)
    }

    /// Returns the level of a heading by the name of its style. Built-in names are English in every file.
    fn named_level(&self) -> Option<u8> {
        match &*self.name {
            "title" => Some(1),
            "subtitle" => Some(2),
            name => name
                .strip_prefix("heading ")?
                .parse()
                .ok()
                .filter(|level| (1..=9).contains(level))
                .map(|level: u8| level.min(6)),
        }
    }
}

impl Paragraph {
    /// Reads the properties of a paragraph to their end.
    pub(super) fn read(xml: &mut Xml<'_>) -> Result<Self, ImportError> {
        let mut paragraph = Self::default();
        while let Some(tag) = xml.next_child()? {
            match tag.name() {
                "numPr" => {
                    while let Some(tag) = xml.next_child()? {
                        match tag.name() {
                            "numId" => paragraph.list = Some(tag.value("val")),
                            "ilvl" => paragraph.level = tag.value("val").parse().ok(),
                            _ => {}
                        }
                        xml.skip()?;
                    }
                }
                "rPr" => paragraph.goes_on |= Run::read(xml)?.1,
                name => {
                    match name {
                        // A drop cap is a paragraph of its own in the file.
                        "framePr" if tag.attribute("dropCap").is_some_and(|kind| kind != "none") => {
                            paragraph.goes_on = true;
                        }
                        "pStyle" => paragraph.style = Some(tag.value("val")),
                        "outlineLvl" => paragraph.outline = tag.value("val").parse().ok(),
                        _ => {}
                    }
                    xml.skip()?;
                }
            }
        }
        Ok(paragraph)
    }
}

impl Run {
    /// Reads the properties of a run to their end. Returns `true` with them if the run is deleted.
    pub(super) fn read(xml: &mut Xml<'_>) -> Result<(Self, bool), ImportError> {
        let (mut run, mut is_deleted) = (Self::default(), false);
        while let Some(tag) = xml.next_child()? {
            match tag.name() {
                "rStyle" => run.style = Some(tag.value("val")),
                "b" => run.is_bold = Some(is_on(&tag, "val", true)),
                "i" => run.is_italic = Some(is_on(&tag, "val", true)),
                "vanish" => run.is_hidden = Some(is_on(&tag, "val", true)),
                "del" | "moveFrom" => is_deleted = true,
                _ => {}
            }
            xml.skip()?;
        }
        Ok((run, is_deleted))
    }
}

/// Returns `true` if an attribute switches something on. `default` holds if it is missing.
fn is_on(tag: &Tag<'_>, name: &str, default: bool) -> bool {
    tag.attribute(name).map_or(default, |value| !matches!(&*value, "0" | "false" | "off"))
}
