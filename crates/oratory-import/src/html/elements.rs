//! The elements of HTML, as far as they matter for a text, and those that are left out.

use std::borrow::Cow;

use crate::markup::{Tag, tokens};

/// The blocks of a page that are its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Those of its main part, without navigation, forms, headers and footers.
    Page,
    /// Those of a chapter of a book, which has nothing beside its text.
    Chapter,
}

/// The part that an element plays in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// A paragraph, which the next block ends if it is not closed.
    Paragraph,
    /// A part of the page that is a block of its own.
    Container,
    /// The main part of the page, or an article.
    Main,
    Heading(u8),
    /// A list. `true` if its items are numbered.
    List(bool),
    Item,
    /// A term, or its definition.
    Term,
    Quotation,
    /// Text whose line ends are kept.
    Preformatted,
    Table,
    Row,
    Cell,
    Styled(Style),
    /// A gloss of an East Asian word, or its parentheses.
    Gloss,
    /// Neither a block nor styled.
    Inline,
}

/// A style of text within a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Emphasis,
    Strong,
    Code,
    Link,
    /// The reference to a note.
    NoteReference,
}

/// The number of styles.
pub(super) const STYLES: usize = 5;

/// Elements that have no content, and no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

impl Element {
    /// Returns the element that `tag` begins.
    pub(super) fn of(tag: &Tag) -> Self {
        match &*tag.name {
            "p" => Self::Paragraph,
            "main" | "article" => Self::Main,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "ul" | "menu" | "dir" => Self::List(false),
            "ol" => Self::List(true),
            "li" => Self::Item,
            "dt" | "dd" => Self::Term,
            "blockquote" => Self::Quotation,
            "pre" | "xmp" | "listing" | "plaintext" => Self::Preformatted,
            "table" => Self::Table,
            "tr" | "caption" => Self::Row,
            "td" | "th" => Self::Cell,
            "em" | "i" | "cite" | "dfn" | "var" => Self::Styled(Style::Emphasis),
            "strong" | "b" => Self::Styled(Style::Strong),
            "code" | "kbd" | "samp" | "tt" => Self::Styled(Style::Code),
            "a" if is_note_reference(tag) => Self::Styled(Style::NoteReference),
            "a" if tag.has("href") => Self::Styled(Style::Link),
            "sup" if tokens(tag.get("class")).any(|class| class == "reference") => {
                Self::Styled(Style::NoteReference)
            }
            "rt" | "rp" | "rtc" => Self::Gloss,
            "div" if tag.get("role") == "main" => Self::Main,
            "div" | "section" | "header" | "footer" | "aside" | "nav" | "address" | "figure"
            | "figcaption" | "center" | "fieldset" | "form" | "legend" | "details" | "summary" | "dl"
            | "hgroup" | "search" | "tbody" | "thead" | "tfoot" | "noscript" | "optgroup" | "option"
            | "select" | "dialog" | "body" | "html" | "head" | "title" => Self::Container,
            _ => Self::Inline,
        }
    }

    /// Returns `true` if the element begins and ends a block.
    pub(super) const fn is_block(self) -> bool {
        !matches!(self, Self::Styled(_) | Self::Inline | Self::Gloss)
    }

    /// Returns `true` if the tag of this element ends `open`, and what is in it.
    pub(super) const fn ends(self, open: Self) -> bool {
        match open {
            Self::Paragraph => self.is_block(),
            Self::Heading(_) => matches!(self, Self::Heading(_)),
            Self::Item => matches!(self, Self::Item),
            Self::Term => matches!(self, Self::Term),
            Self::Cell => matches!(self, Self::Cell | Self::Row),
            Self::Row => matches!(self, Self::Row),
            Self::Gloss => matches!(self, Self::Gloss),
            _ => false,
        }
    }

    /// Returns `true` if the tag of this element ends nothing outside of `open`.
    pub(super) const fn is_bounded_by(self, open: Self) -> bool {
        match self {
            Self::Item => matches!(open, Self::List(_) | Self::Cell | Self::Table),
            Self::Cell | Self::Row => matches!(open, Self::Table),
            _ => matches!(open, Self::Cell | Self::Table | Self::List(_) | Self::Quotation | Self::Main),
        }
    }
}

/// Returns `true` for a link to a note.
fn is_note_reference(tag: &Tag) -> bool {
    has_type(tag, |kind| matches!(kind, "noteref" | "doc-noteref"))
        || tokens(tag.get("class")).any(|class| matches!(class, "noteref" | "footnote-ref" | "fnref"))
}

/// Returns `true` if `is_such` holds for one of the types that EPUB or ARIA gives an element.
pub(crate) fn has_type(tag: &Tag, is_such: impl Fn(&str) -> bool) -> bool {
    tokens(tag.get("epub:type")).chain(tokens(tag.get("role"))).any(is_such)
}

/// Returns `true` for notes, and for the list of all notes.
pub(super) fn is_note(tag: &Tag) -> bool {
    if tag.is_bare() {
        return false;
    }
    let is_such = |kind: &str| {
        let kind = kind.strip_prefix("doc-").unwrap_or(kind);
        matches!(kind, "footnote" | "footnotes" | "endnote" | "endnotes" | "rearnote" | "rearnotes")
    };
    has_type(tag, is_such) || tokens(tag.get("class")).chain([tag.get("id")]).any(is_such)
}

/// Returns `true` for what is not text, or not to be seen, in any page.
pub(super) fn is_left_out(tag: &Tag) -> bool {
    let is_never_text = matches!(
        &*tag.name,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "title"
            | "iframe"
            | "object"
            | "svg"
            | "math"
            | "canvas"
            | "audio"
            | "video"
            | "map"
            | "button"
            | "select"
            | "textarea"
            | "datalist"
            | "progress"
            | "meter"
            | "dialog"
            | "noembed"
            | "noframes"
            | "applet"
            | "rt"
            | "rp"
            | "rtc"
    );
    if is_never_text || tag.is_bare() {
        return is_never_text;
    }
    let style = tag.get("style");
    let is_hidden = tag.has("hidden")
        || tag.get("aria-hidden") == "true"
        || style.contains("display") && squeezed(style).contains("display:none")
        || style.contains("visibility") && squeezed(style).contains("visibility:hidden");
    is_hidden || has_type(tag, |kind| matches!(kind, "doc-backlink" | "backlink" | "pagebreak"))
}

/// Returns `style` in lower case without blanks.
fn squeezed(style: &str) -> String {
    style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect()
}

/// Returns `true` for a part of a web page beside its text: navigation, headers and footers of the page, forms.
/// `is_in_main` if the element is in the main part of the page.
pub(super) fn is_beside_text(tag: &Tag, is_in_main: bool) -> bool {
    if is_note(tag) {
        return false;
    }
    match &*tag.name {
        "nav" | "aside" | "footer" | "form" | "figcaption" | "label" | "legend" | "search" | "menu" => {
            return true;
        }
        "header" if !is_in_main => return true,
        "main" | "article" | "p" | "h1" | "blockquote" | "td" | "tr" | "tbody" | "table" => return false,
        _ => {}
    }
    if tag.is_bare() {
        return false;
    }
    let roles = [
        "navigation",
        "banner",
        "contentinfo",
        "complementary",
        "search",
        "menu",
        "menubar",
        "dialog",
        "alert",
    ];
    let role = tag.get("role");
    if roles.contains(&role) && !(role == "banner" && is_in_main) {
        return true;
    }
    // The `id` of a section is often its heading, in which any word may stand.
    let id = tokens(tag.get("id")).filter(|id| id.split(['-', '_', ':']).count() <= MAX_ID_WORDS);
    tokens(tag.get("class")).chain(id).any(is_beside_text_by_name)
}

/// Words in the names of parts that are beside the text of a page, in alphabetical order for a binary search: a page of 32 MB may
/// have ten million classes.
const BESIDE: [&str; 61] = [
    "ad",
    "ads",
    "advert",
    "advertisement",
    "banner",
    "breadcrumb",
    "breadcrumbs",
    "caption",
    "captions",
    "carousel",
    "catlinks",
    "comment",
    "comments",
    "cookie",
    "copyright",
    "credit",
    "credits",
    "disqus",
    "editsection",
    "footer",
    "gallery",
    "infobox",
    "login",
    "menu",
    "metadata",
    "modal",
    "nav",
    "navbar",
    "navbox",
    "navigation",
    "newsletter",
    "noprint",
    "pager",
    "pagination",
    "popular",
    "popup",
    "promo",
    "recommended",
    "reflist",
    "register",
    "related",
    "respond",
    "share",
    "sharedaddy",
    "sharing",
    "sidebar",
    "signin",
    "signup",
    "sitesub",
    "skip",
    "slideshow",
    "social",
    "subscribe",
    "tags",
    "teaser",
    "teasers",
    "toc",
    "toolbar",
    "tooltip",
    "trending",
    "widget",
];

/// The most words of an `id` that names a part of a page.
const MAX_ID_WORDS: usize = 3;

/// Words before those, in names that only say that the page has such a part.
const HAVING: [&str; 8] = ["has", "no", "with", "without", "is", "in", "not", "hide"];

/// Returns `true` for a class or an id such as `sidebar`, `site-footer` or `share_buttons`, but not `has-sidebar`.
fn is_beside_text_by_name(name: &str) -> bool {
    let is_lower = !name.bytes().any(|byte| byte.is_ascii_uppercase());
    let name = if is_lower { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) };
    if matches!(&*name, "screen-reader-text" | "sr-only" | "visually-hidden") {
        return true;
    }
    let mut words = name.split(['-', '_', ':']);
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or(first);
    let is_beside = |word: &str| BESIDE.binary_search(&word).is_ok();
    is_beside(first) || is_beside(last) && !HAVING.contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_show_what_is_beside_the_text() {
        assert!(BESIDE.is_sorted());
        for name in ["ad", "widget", "Site-Footer", "share_buttons", "sr-only", "main:sidebar"] {
            assert!(is_beside_text_by_name(name), "{name}");
        }
        for name in ["has-sidebar", "address", "shared", "content", "no-comments", ""] {
            assert!(!is_beside_text_by_name(name), "{name}");
        }
    }
}
