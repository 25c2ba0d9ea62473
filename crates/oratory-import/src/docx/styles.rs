//! The styles of a DOCX: which paragraphs are headings, quotations and items, whatever the language of their names.

use std::collections::HashMap;

use crate::{
    error::ImportError,
    limits::check_styles,
    office::Look,
    xml::{Tag, Token, Xml},
};

/// The styles of a document, by their ids, with what they inherit.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The id of the style of paragraphs that name none.
    default: Option<String>,
}

/// A style.
#[derive(Debug, Default, Clone)]
struct Style {
    /// The level of a heading by the name of the style.
    named_level: Option<u8>,
    is_quotation: bool,
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
                check_styles(styles.styles.len())?;
            }
        }
        let complete = |(id, style): (&String, &Style)| (id.clone(), styles.completed(style));
        styles.styles = styles.styles.iter().map(complete).collect();
        Ok(styles)
    }

    /// Returns `style` with what it inherits.
    fn completed(&self, style: &Style) -> Style {
        let mut completed = style.clone();
        let mut next = &style.based_on;
        for _ in 0..MAX_BASES {
            let Some(base) = next.as_ref().and_then(|id| self.styles.get(id)) else { break };
            completed.add_base(base);
            next = &base.based_on;
        }
        completed
    }

    fn of_paragraph(&self, paragraph: &Paragraph) -> Option<&Style> {
        self.styles.get(paragraph.style.as_ref().or(self.default.as_ref())?)
    }

    /// Returns the level of a paragraph that is a heading, from 1.
    pub(super) fn heading(&self, paragraph: &Paragraph) -> Option<u8> {
        let style = self.of_paragraph(paragraph);
        match paragraph.outline.or_else(|| style?.paragraph.outline) {
            Some(level) if level < 9 => Some((level + 1).min(6)),
            Some(_) => None,
            None => style?.named_level,
        }
    }

    /// Returns `true` for a paragraph in a style for quotations.
    pub(super) fn is_quotation(&self, paragraph: &Paragraph) -> bool {
        self.of_paragraph(paragraph).is_some_and(|style| style.is_quotation)
    }

    /// Returns the list of `paragraph`, and its level in it.
    pub(super) fn list<'a>(&'a self, paragraph: &'a Paragraph) -> Option<(&'a str, usize)> {
        let style = self.of_paragraph(paragraph).map(|style| &style.paragraph);
        let list = paragraph.list.as_deref().or_else(|| style?.list.as_deref())?;
        let level = paragraph.level.or_else(|| style?.level).unwrap_or(0);
        // The list 0 is none.
        (list != "0").then_some((list, level))
    }

    /// Returns the look of `run` in `paragraph`. The style of a paragraph emphasizes nothing, but may hide it.
    pub(super) fn look(&self, run: &Run, paragraph: &Paragraph) -> Look {
        let style = run.style.as_ref().and_then(|id| self.styles.get(id)).map(|style| &style.run);
        let of_paragraph = || self.of_paragraph(paragraph)?.run.is_hidden;
        let is_hidden = run.is_hidden.or_else(|| style?.is_hidden).or_else(of_paragraph);
        Look {
            is_hidden: is_hidden.unwrap_or(false),
            is_bold: run.is_bold.or_else(|| style?.is_bold).unwrap_or(false),
            is_italic: run.is_italic.or_else(|| style?.is_italic).unwrap_or(false),
        }
    }
}

impl Style {
    /// Reads a style to its end. Its start tag has been read.
    fn read(xml: &mut Xml<'_>) -> Result<Self, ImportError> {
        let mut style = Self::default();
        while let Some(tag) = xml.next_child()? {
            match tag.name() {
                "name" => {
                    let name = tag.value("val").to_lowercase();
                    style.named_level = named_level(&name);
                    style.is_quotation = matches!(&*name, "quote" | "intense quote" | "block text");
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

    /// Inherits what `base` states and this style does not.
    fn add_base(&mut self, base: &Self) {
        self.named_level = self.named_level.or(base.named_level);
        self.is_quotation |= base.is_quotation;
        let (paragraph, of_base) = (&mut self.paragraph, &base.paragraph);
        paragraph.outline = paragraph.outline.or(of_base.outline);
        paragraph.list = paragraph.list.take().or_else(|| of_base.list.clone());
        paragraph.level = paragraph.level.or(of_base.level);
        let (run, of_base) = (&mut self.run, &base.run);
        run.is_bold = run.is_bold.or(of_base.is_bold);
        run.is_italic = run.is_italic.or(of_base.is_italic);
        run.is_hidden = run.is_hidden.or(of_base.is_hidden);
    }
}

/// Returns the level of a heading by the name of its style, in lower case. Built-in names are English in every file.
fn named_level(name: &str) -> Option<u8> {
    match name {
        "title" => Some(1),
        "subtitle" => Some(2),
        name => {
            let level: u8 = name.strip_prefix("heading ")?.parse().ok()?;
            (1..=9).contains(&level).then(|| level.min(6))
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
