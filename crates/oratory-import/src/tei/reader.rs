//! Reads the text of a TEI file, element by element.

use std::mem;

use oratory_core::{Draft, Kind, SpanKind, collapse, is_blank};

use super::{
    elements::{Role, is_other_reading, role},
    names::Names,
};
use crate::{
    builder::Builder,
    error::ImportError,
    xml::{Tag, Token, Xml},
};

/// A reader of a text.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    names: &'a mut Names,
    builder: Builder,
    /// The open elements. Those that are skipped are not among them.
    open: Vec<Role>,
    captured: Option<Captured>,
    divisions: u8,
    quotations: usize,
    /// The open lists, each with the number of its last item if it is numbered.
    lists: Vec<Option<usize>>,
    /// The number of open elements whose text is in a block of theirs.
    inline: usize,
    /// `true` after the label of an item.
    is_labelled: bool,
    words: Words,
    /// `true` after a stage direction in a paragraph.
    is_after_direction: bool,
    /// The label that is printed above an utterance.
    label: Option<String>,
    /// The name of a speaker without a label.
    unlabelled: Option<String>,
}

/// An element whose text is collected before it is added.
#[derive(Debug)]
struct Captured {
    /// The number of open elements around it.
    depth: usize,
    text: String,
    /// The text that is shown if there is none.
    substitute: String,
    /// `true` for the label of a speaker in a note.
    is_label: bool,
}

/// The words that are elements.
#[derive(Debug)]
struct Words {
    spacing: Spacing,
    /// The number of open words.
    open: usize,
    /// `true` after a mark to which the next word is joined.
    is_opening: bool,
    /// The last word, if no other text has followed: `true` if the next one is joined to it.
    last: Option<bool>,
}

/// The spacing of a text in which every word is an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    /// White space has elements of its own.
    Elements,
    /// Attributes say which words are joined.
    Attributes,
    /// Nothing says it.
    Guessed,
}

impl Spacing {
    pub(super) fn of(content: &str) -> Self {
        if content.contains("<c>") {
            Self::Elements
        } else if content.contains(" join=\"") || content.contains("\njoin=\"") {
            Self::Attributes
        } else {
            Self::Guessed
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(names: &'a mut Names, spacing: Spacing) -> Self {
        Self {
            names,
            builder: Builder::default(),
            open: Vec::new(),
            captured: None,
            divisions: 0,
            quotations: 0,
            lists: Vec::new(),
            inline: 0,
            is_labelled: false,
            words: Words { spacing, open: 0, is_opening: false, last: None },
            is_after_direction: false,
            label: None,
            unlabelled: None,
        }
    }

    /// Reads a text to its end. Its start tag has been read.
    pub(super) fn read(mut self, xml: &mut Xml<'_>) -> Result<Draft, ImportError> {
        while let Some(token) = xml.next()? {
            self.builder.check()?;
            match token {
                Token::Start(tag) => {
                    let is_other = self.open.last() == Some(&Role::Choice) && is_other_reading(&tag);
                    let role = self.resolved(role(&tag));
                    if is_other || role == Role::Skipped {
                        xml.skip()?;
                        continue;
                    }
                    self.start(role, &tag);
                    self.open.push(role);
                }
                Token::Text(text) => self.text(&text),
                Token::End => {
                    let Some(role) = self.open.pop() else { break };
                    self.end(role);
                }
            }
        }
        self.builder.finish()
    }

    /// Returns the part that an element has where it stands.
    fn resolved(&self, role: Role) -> Role {
        let is_inline = self.inline > 0 || self.words.open > 0;
        match role {
            Role::Word(_) | Role::Blank | Role::Choice | Role::Skipped => role,
            _ if self.captured.is_some() => {
                if has_block(role) {
                    Role::Part
                } else {
                    Role::Inline
                }
            }
            Role::Segment if !is_inline => Role::Paragraph,
            Role::Segment | Role::Quotation | Role::Stanza if is_inline => Role::Inline,
            Role::Paragraph | Role::Heading | Role::VerseLine | Role::Block(_) if is_inline => Role::Part,
            Role::Heading if !matches!(self.open.last(), None | Some(Role::Division | Role::Inline)) => {
                Role::Paragraph
            }
            Role::Label if self.lists.is_empty() => Role::Inline,
            Role::Item if self.lists.is_empty() => Role::Paragraph,
            _ => role,
        }
    }

    fn start(&mut self, role: Role, tag: &Tag<'_>) {
        if self.captured.is_some() {
            if role == Role::Part {
                self.blank();
            }
            self.words.open += usize::from(matches!(role, Role::Word(_)));
            return;
        }
        if !matches!(role, Role::Speaker | Role::Inline) {
            self.add_unlabelled();
        }
        self.inline += usize::from(has_block(role));
        match role {
            Role::Speaker | Role::Direction | Role::Footnote | Role::Furniture => self.capture(tag),
            Role::Division => {
                self.builder.end();
                self.divisions = self.divisions.saturating_add(1);
            }
            Role::Heading => self.builder.begin(Kind::Heading(self.divisions.clamp(1, 6))),
            Role::Paragraph => {
                self.builder.begin(if self.quotations > 0 { Kind::Quotation } else { Kind::Paragraph });
            }
            Role::Block(kind) => self.builder.begin(kind),
            Role::Part => self.builder.line(),
            Role::Utterance | Role::Speech => self.start_turn(role, tag),
            Role::Span(kind) => self.builder.open(kind),
            Role::Word(_) => self.start_word(tag),
            Role::Stanza => self.builder.end(),
            Role::VerseLine if self.builder.open_kind() == Some(Kind::Verse) => self.builder.line(),
            Role::VerseLine => self.builder.begin(Kind::Verse),
            Role::List => self.start_list(tag),
            Role::Item if mem::take(&mut self.is_labelled) => self.builder.blank(),
            Role::Label | Role::Item => self.start_item(role),
            Role::Quotation => {
                self.builder.begin(Kind::Quotation);
                self.quotations += 1;
            }
            Role::Row => self.builder.begin(Kind::Paragraph),
            Role::Cell => self.builder.cell(),
            Role::PageBreak | Role::LineBreak => self.add_break(role, tag),
            Role::Inline | Role::Segment | Role::Blank | Role::Choice | Role::Skipped => {}
        }
    }

    fn end(&mut self, role: Role) {
        if let Some(captured) = self.captured.take_if(|captured| captured.depth == self.open.len()) {
            return self.add_captured(role, &captured);
        }
        if let Role::Word(is_joined) = role {
            return self.end_word(is_joined);
        }
        if self.captured.is_some() {
            return;
        }
        self.inline -= usize::from(has_block(role));
        match role {
            Role::Division => {
                self.builder.end();
                self.divisions = self.divisions.saturating_sub(1);
            }
            Role::Heading | Role::Paragraph | Role::Block(_) | Role::Stanza | Role::Row => self.builder.end(),
            Role::Utterance | Role::Speech => {
                self.add_unlabelled();
                self.builder.end();
            }
            Role::Span(_) => self.builder.close(),
            Role::List => {
                self.lists.pop();
                if self.lists.is_empty() && self.inline == 0 {
                    self.builder.end();
                }
            }
            Role::Quotation => {
                self.builder.end();
                self.quotations -= 1;
            }
            _ => {}
        }
    }

    /// Captures the text of an element.
    fn capture(&mut self, tag: &Tag<'_>) {
        let is_label = tag.attribute("type").is_some_and(|kind| kind == "speaker");
        let attribute = ["reason", "type"].into_iter().find_map(|name| tag.attribute(name));
        // A remark without words says in an attribute what happens.
        let stated = attribute.filter(|_| !matches!(tag.name(), "note" | "stage"));
        let substitute = stated.map(|stated| format!("[{}]", collapse(&stated))).unwrap_or_default();
        self.captured = Some(Captured { depth: self.open.len(), text: String::new(), substitute, is_label });
    }

    /// Adds an element whose text has been captured.
    fn add_captured(&mut self, role: Role, captured: &Captured) {
        let text = collapse(&captured.text);
        match role {
            Role::Footnote => self.builder.note(&text),
            Role::Furniture => self.builder.furniture(&text),
            Role::Speaker => {
                self.unlabelled = None;
                self.builder.begin(Kind::Speaker);
                self.builder.text(&text);
                self.builder.end();
            }
            _ => {
                self.label = captured.is_label.then(|| text.trim_end_matches([':', '.', ' ']).to_owned());
                self.add_direction(if text.is_empty() { &captured.substitute } else { &text });
            }
        }
    }

    /// Adds a stage direction: within a paragraph in brackets, or else as a block.
    fn add_direction(&mut self, text: &str) {
        if is_blank(text) {
            return;
        }
        if self.inline == 0 {
            self.builder.end();
        }
        if self.inline == 0 {
            return self.builder.block_before(Kind::StageDirection, text);
        }
        self.builder.blank();
        if text.starts_with(BRACKETS) {
            self.builder.span(SpanKind::StageDirection, text);
        } else {
            self.builder.span(SpanKind::StageDirection, &format!("[{text}]"));
        }
        self.is_after_direction = true;
    }

    /// Begins the words of a speaker.
    fn start_turn(&mut self, role: Role, tag: &Tag<'_>) {
        self.builder.end();
        let label = self.label.take();
        let who = tag.attribute("who").unwrap_or_default();
        if role == Role::Speech {
            // The label in it is the name.
            let is_named = !who.is_empty();
            self.unlabelled = is_named.then(|| self.names.speaker(&who, None));
        } else {
            self.unlabelled = Some(self.names.speaker(&who, label.as_deref()));
            self.add_unlabelled();
        }
    }

    /// Adds the name of a speaker whose words have no label.
    fn add_unlabelled(&mut self) {
        if let Some(name) = self.unlabelled.take() {
            self.builder.begin(Kind::Speaker);
            self.builder.text(&name);
            self.builder.end();
        }
    }

    fn start_list(&mut self, tag: &Tag<'_>) {
        if self.lists.is_empty() && self.inline == 0 {
            self.builder.end();
        }
        let is_numbered = ["type", "rend"].into_iter().any(|name| {
            tag.attribute(name).is_some_and(|value| matches!(&*value, "ordered" | "numbered" | "decimal"))
        });
        self.lists.push(is_numbered.then_some(0));
    }

    fn start_item(&mut self, role: Role) {
        self.is_labelled = role == Role::Label;
        let level = self.lists.len().saturating_sub(1);
        let sign = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{number}.")
            }
            _ => "-".to_owned(),
        };
        self.builder.item(level, &sign);
    }

    fn start_word(&mut self, tag: &Tag<'_>) {
        if self.words.open == 0 && tag.attribute("join").is_some_and(|join| matches!(&*join, "left" | "both"))
        {
            self.builder.join();
        }
        self.words.open += 1;
    }

    fn end_word(&mut self, is_joined: bool) {
        self.words.open -= 1;
        if self.words.open > 0 {
            return;
        }
        let is_joined = is_joined || mem::take(&mut self.words.is_opening);
        self.words.last = Some(is_joined);
        if is_joined && self.captured.is_none() {
            self.builder.join();
        } else if !is_joined && self.words.spacing != Spacing::Elements {
            self.blank();
        }
    }

    /// Joins a punctuation mark to the word beside which it stands in print.
    fn guess_spacing(&mut self, mark: &str) {
        if mark.starts_with(CLOSING) && self.captured.is_none() {
            self.builder.join();
        }
        self.words.is_opening = mark.ends_with(OPENING);
    }

    /// Adds the beginning of a page or a line.
    fn add_break(&mut self, role: Role, tag: &Tag<'_>) {
        if tag.attribute("break").is_some_and(|is_between_words| is_between_words == "no") {
            return;
        }
        if role == Role::PageBreak {
            let number = tag.attribute("n").unwrap_or_default();
            return self.builder.furniture(&number);
        }
        let is_kept = tag.name() == "addrLine" || self.builder.open_kind() == Some(Kind::Verse);
        if is_kept { self.builder.line() } else { self.builder.blank() }
    }

    fn blank(&mut self) {
        match &mut self.captured {
            Some(captured) => captured.text.push(' '),
            None => self.builder.blank(),
        }
    }

    fn text(&mut self, text: &str) {
        let is_gap = text.trim_ascii().is_empty();
        let in_blank = self.open.last() == Some(&Role::Blank);
        // Between words, white space is only the layout of the file.
        if is_gap && self.words.last.is_some() && !in_blank {
            return;
        }
        if in_blank {
            return self.blank();
        }
        if !is_gap && self.words.open == 0 {
            self.words.last = None;
        }
        let text = if self.words.open > 0 { text.trim_ascii() } else { text };
        if self.words.spacing == Spacing::Guessed && self.words.open > 0 {
            self.guess_spacing(text);
        }
        if let Some(captured) = &mut self.captured {
            return captured.text.push_str(text);
        }
        if !is_gap {
            self.add_unlabelled();
            self.label = None;
        }
        if mem::take(&mut self.is_after_direction) && text.starts_with(char::is_alphanumeric) {
            self.builder.blank();
        }
        self.builder.text(text);
    }
}

/// Marks that are joined to the word before them, and to the word after them.
const CLOSING: [char; 15] = ['.', ',', ';', ':', '!', '?', ')', ']', '}', '…', '»', '”', '’', '、', '。'];
const OPENING: [char; 6] = ['(', '[', '{', '«', '„', '“'];

/// Brackets and dashes with which stage directions are printed.
const BRACKETS: [char; 10] = ['(', '[', '{', '/', '<', '–', '—', '（', '［', '【'];

/// Returns `true` if the text of an element is in a block of its own.
const fn has_block(role: Role) -> bool {
    matches!(
        role,
        Role::Heading
            | Role::Paragraph
            | Role::Block(_)
            | Role::VerseLine
            | Role::Label
            | Role::Item
            | Role::Cell
    )
}
