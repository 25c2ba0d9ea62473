//! The styles of an ODT: emphasis, quotations, hidden text, and the signs of lists.

use std::collections::HashMap;

use crate::{
    error::ImportError,
    limits::check_styles,
    office::Look,
    xml::{Tag, Token, Xml},
};

/// The styles of a document, by their names.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    lists: HashMap<String, Vec<Level>>,
}

/// A style, as far as it differs from its parent until it is completed.
#[derive(Debug, Default)]
struct Style {
    parent: String,
    is_bold: Option<bool>,
    is_italic: Option<bool>,
    is_hidden: Option<bool>,
    /// The level of a heading, if the style is one.
    heading: Option<u8>,
    is_quotation: bool,
}

/// A level of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    /// `true` if its items are numbered.
    pub(super) is_numbered: bool,
    pub(super) start: usize,
}

/// The most parents of a style, one above the other.
const MAX_PARENTS: usize = 16;

/// The most levels of a list.
const MAX_LEVELS: usize = 10;

impl Styles {
    /// Reads the styles in a part with `name`.
    pub(super) fn read(&mut self, content: &str, name: &str) -> Result<(), ImportError> {
        let mut xml = Xml::new(content, name);
        while let Some(token) = xml.next()? {
            let Token::Start(tag) = token else { continue };
            match tag.name() {
                "style" => {
                    let name = tag.value("name");
                    let style = read_style(&tag, &mut xml)?;
                    self.styles.insert(name, style);
                }
                "list-style" => {
                    let name = tag.value("name");
                    let levels = read_levels(&mut xml)?;
                    self.lists.insert(name, levels);
                }
                "body" => return Ok(()),
                _ => {}
            }
            check_styles(self.styles.len() + self.lists.len())?;
        }
        Ok(())
    }

    /// Iterates over a style and its parents, each with its name.
    fn chain<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let mut next = name;
        std::iter::from_fn(move || {
            let name = next;
            let style = self.styles.get(name)?;
            next = &style.parent;
            Some((name, style))
        })
        .take(MAX_PARENTS)
    }

    /// Gives each style what it inherits, so that it need not be looked up for each text.
    pub(super) fn complete(&mut self) {
        self.styles = self.styles.keys().map(|name| (name.clone(), self.completed(name))).collect();
    }

    /// Returns a style with what it inherits.
    fn completed(&self, name: &str) -> Style {
        let (mut whole, mut is_title, mut is_subtitle) = (Style::default(), false, false);
        for (name, style) in self.chain(name) {
            whole.is_bold = whole.is_bold.or(style.is_bold);
            whole.is_italic = whole.is_italic.or(style.is_italic);
            whole.is_hidden = whole.is_hidden.or(style.is_hidden);
            for name in [name, &style.parent] {
                is_title |= name == "Title";
                is_subtitle |= name == "Subtitle";
                whole.is_quotation |= name == "Quotations";
            }
        }
        whole.heading = if is_title { Some(1) } else { is_subtitle.then_some(2) };
        whole
    }

    /// Returns the level of a heading that is marked by the style of its paragraph only.
    pub(super) fn heading(&self, style: &str) -> Option<u8> {
        match (self.styles.get(style), style) {
            (Some(style), _) => style.heading,
            (None, "Title") => Some(1),
            (None, "Subtitle") => Some(2),
            (None, _) => None,
        }
    }

    pub(super) fn is_quotation(&self, style: &str) -> bool {
        self.styles.get(style).map_or(style == "Quotations", |style| style.is_quotation)
    }

    pub(super) fn is_hidden(&self, style: &str) -> bool {
        self.styles.get(style).and_then(|style| style.is_hidden) == Some(true)
    }

    /// Returns the look of text in this style within text that looks like `around`.
    pub(super) fn look(&self, style: &str, around: Look) -> Look {
        let style = self.styles.get(style);
        Look {
            is_bold: style.and_then(|style| style.is_bold).unwrap_or(around.is_bold),
            is_italic: style.and_then(|style| style.is_italic).unwrap_or(around.is_italic),
            is_hidden: style.and_then(|style| style.is_hidden) == Some(true),
        }
    }

    /// Returns a level of `list`, from 0.
    pub(super) fn level(&self, list: &str, level: usize) -> Level {
        self.lists.get(list).and_then(|levels| levels.get(level)).cloned().unwrap_or_default()
    }
}

/// Reads a style to its end.
fn read_style(tag: &Tag<'_>, xml: &mut Xml<'_>) -> Result<Style, ImportError> {
    let mut style = Style { parent: tag.value("parent-style-name"), ..Style::default() };
    while let Some(tag) = xml.next_child()? {
        if tag.name() == "text-properties" {
            let weight = tag.attribute("font-weight");
            style.is_bold = weight
                .map(|weight| weight == "bold" || weight.parse().is_ok_and(|weight: u16| weight >= 600));
            style.is_italic =
                tag.attribute("font-style").map(|slant| matches!(&*slant, "italic" | "oblique"));
            style.is_hidden = tag.attribute("display").map(|display| display == "none");
        }
        xml.skip()?;
    }
    Ok(style)
}

/// Reads the levels of a list to its end.
fn read_levels(xml: &mut Xml<'_>) -> Result<Vec<Level>, ImportError> {
    let mut levels = vec![Level::default(); MAX_LEVELS];
    while let Some(tag) = xml.next_child()? {
        let level: usize = tag.value("level").parse().unwrap_or(0);
        if let Some(level) = level.checked_sub(1).and_then(|level| levels.get_mut(level)) {
            level.is_numbered =
                tag.name() == "list-level-style-number" && !tag.value("num-format").is_empty();
            level.start = tag.value("start-value").parse().unwrap_or(1);
        }
        xml.skip()?;
    }
    Ok(levels)
}
