//! Tables of contents: `toc.ncx` of EPUB 2, and the navigation document of EPUB 3.

use crate::{
    html::elements,
    markup::{self, Sink, Tag, local},
};

/// The deepest level of a heading.
const MAX_LEVEL: u8 = 6;

/// The most bytes of a title.
const MAX_TITLE_BYTES: usize = 4 * 1024;

/// An entry of a table of contents.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) href: String,
    pub(super) title: String,
    /// The level, from 1.
    pub(super) level: u8,
}

/// Reads a table of contents.
#[derive(Debug, Default)]
pub(super) struct Contents {
    targets: Vec<Target>,
    /// The level of nested lists or points.
    level: usize,
    /// The title of the current point of `toc.ncx`.
    title: String,
    is_in_title: bool,
    /// `true` in a `<nav>` that is not the table of contents, such as a list of pages.
    is_beside: bool,
}

impl Contents {
    /// Returns the entries of a table of contents in either format.
    pub(super) fn of(xml: &str) -> Vec<Target> {
        let mut contents = Self::default();
        markup::read(xml, &mut contents);
        contents.targets
    }

    fn push(&mut self, href: &str, title: String) {
        let level = u8::try_from(self.level).unwrap_or(MAX_LEVEL).clamp(1, MAX_LEVEL);
        self.targets.push(Target { href: href.to_owned(), title, level });
    }
}

impl Sink for Contents {
    fn start(&mut self, tag: &Tag) {
        match local(&tag.name) {
            "nav" => self.is_beside = tag.has("epub:type") && !elements::has_type(tag, |kind| kind == "toc"),
            "navpoint" | "ol" => self.level += 1,
            "pagelist" | "navlist" => self.is_beside = true,
            "text" => {
                self.title.clear();
                self.is_in_title = true;
            }
            "content" if !self.is_beside => {
                let title = std::mem::take(&mut self.title);
                self.push(tag.get("src"), title);
            }
            "a" if !self.is_beside && self.level > 0 => {
                self.push(tag.get("href"), String::new());
                self.is_in_title = true;
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match local(name) {
            "navpoint" | "ol" => self.level = self.level.saturating_sub(1),
            "nav" | "pagelist" | "navlist" => self.is_beside = false,
            "text" => self.is_in_title = false,
            "a" => {
                self.is_in_title = false;
                if let Some(target) = self.targets.last_mut().filter(|target| target.title.is_empty()) {
                    target.title = std::mem::take(&mut self.title);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_in_title && self.title.len() + text.len() <= MAX_TITLE_BYTES {
            self.title.push_str(text);
        }
    }
}
