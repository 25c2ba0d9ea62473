//! The elements of TEI, by the part that they have in a text.

use oratory_core::{Kind, SpanKind};

use crate::xml::Tag;

/// The part that an element has in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing but its text counts.
    Inline,
    /// A part of the text that may have a heading.
    Division,
    Heading,
    Paragraph,
    /// A paragraph, unless it is in one.
    Segment,
    /// A paragraph in another block, whose line it begins.
    Part,
    /// A block of this kind.
    Block(Kind),
    /// The words of a speaker, whom the attribute `who` names.
    Utterance,
    /// The words of a speaker, with a label in it.
    Speech,
    /// The label of a speaker.
    Speaker,
    /// A remark on what happens.
    Direction,
    /// A note by an editor.
    Footnote,
    /// Emphasis.
    Span(SpanKind),
    /// A word or a punctuation mark. `true` if the next one is joined to it.
    Word(bool),
    /// White space between words.
    Blank,
    Stanza,
    VerseLine,
    List,
    Label,
    Item,
    /// A quotation, unless it is in a paragraph.
    Quotation,
    Row,
    Cell,
    PageBreak,
    LineBreak,
    /// The running head or the number of a page.
    Furniture,
    /// Readings of which one is shown.
    Choice,
    /// Left out with all that is in it.
    Skipped,
}

/// Returns the part that an element has.
pub(super) fn role(tag: &Tag<'_>) -> Role {
    match tag.name() {
        "div" | "div1" | "div2" | "div3" | "div4" | "div5" | "div6" | "div7" => Role::Division,
        "head" | "titlePart" => Role::Heading,
        "p" | "ab" => Role::Paragraph,
        "seg" => Role::Segment,
        "salute" | "dateline" | "byline" | "trailer" | "docAuthor" | "docDate" | "docImprint"
        | "imprimatur" | "opener" | "closer" | "argument" | "castItem" | "address" => {
            Role::Block(Kind::Paragraph)
        }
        "u" => Role::Utterance,
        "sp" => Role::Speech,
        "speaker" => Role::Speaker,
        "note" if is_footnote(tag) => Role::Footnote,
        "note" | "kinesic" | "vocal" | "incident" | "gap" | "writing" | "stage" => Role::Direction,
        "hi" => Role::Span(rendition(tag)),
        "emph" => Role::Span(SpanKind::Emphasis),
        "w" | "pc" => Role::Word(matches!(tag.attribute("join").as_deref(), Some("right" | "both"))),
        "c" => Role::Blank,
        "lg" => Role::Stanza,
        "l" => Role::VerseLine,
        "list" => Role::List,
        "label" => Role::Label,
        "item" => Role::Item,
        "quote" | "q" | "cit" | "epigraph" => Role::Quotation,
        "row" => Role::Row,
        "cell" => Role::Cell,
        "pb" => Role::PageBreak,
        "lb" | "cb" | "addrLine" => Role::LineBreak,
        "fw" => Role::Furniture,
        "choice" | "app" => Role::Choice,
        "linkGrp" | "spanGrp" | "interpGrp" | "timeline" | "figDesc" | "del" | "teiHeader" | "fs" => {
            Role::Skipped
        }
        name if is_list(name) => Role::Skipped,
        _ => Role::Inline,
    }
}

/// Returns `true` for a list of persons, places and such, which is not a part of the text.
pub(super) fn is_list(name: &str) -> bool {
    matches!(name, "listPerson" | "listOrg" | "listPlace" | "listEvent" | "listRelation" | "particDesc")
}

/// Returns `true` for a reading that is not shown, because another one is.
pub(super) fn is_other_reading(tag: &Tag<'_>) -> bool {
    matches!(tag.name(), "sic" | "orig" | "abbr" | "rdg")
}

/// Returns `true` if a note stands below a page or at the end, and not between the words as they were spoken.
fn is_footnote(tag: &Tag<'_>) -> bool {
    let is_below = |place: &str| ["foot", "bottom", "end", "margin"].iter().any(|word| place.contains(word));
    tag.attribute("place").is_some_and(|place| is_below(&place))
        || tag.attribute("type").is_some_and(|kind| matches!(&*kind, "footnote" | "endnote"))
}

/// Returns the kind of emphasis.
fn rendition(tag: &Tag<'_>) -> SpanKind {
    let is_bold = |name| tag.attribute(name).is_some_and(|value| value.contains("bold"));
    if ["rend", "rendition", "style"].into_iter().any(is_bold) {
        SpanKind::Strong
    } else {
        SpanKind::Emphasis
    }
}
