//! A reader of XML, for the formats that are made of it: elements by their local names, and text with its references
//! resolved.
//!
//! The names of characters in HTML, such as `&mdash;`, are known in every file. No other file is read. Nothing takes longer than linear
//! time: attributes are not compared with each other, and elements are nested only so deep.

use std::borrow::Cow;

use memchr::memchr_iter;
use quick_xml::{
    Error, Reader, XmlVersion,
    errors::IllFormedError,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
};

use crate::{error::ImportError, markup::unescaped};

/// The deepest nesting of elements. Documents of Word with tables in tables reach 60.
pub(crate) const MAX_DEPTH: usize = 256;

/// A reader of XML.
#[derive(Debug)]
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    content: &'a str,
    /// The name of the content in messages.
    name: &'a str,
    depth: usize,
}

/// A part of a document in XML.
#[derive(Debug)]
pub(crate) enum Token<'a> {
    /// The start of an element. An empty element ends at once.
    Start(Tag<'a>),
    /// The end of the innermost element.
    End,
    /// Text, or a part of it.
    Text(Cow<'a, str>),
}

/// The start tag of an element.
#[derive(Debug)]
pub(crate) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Returns the name of the element, without its prefix.
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Returns the prefix of the name. Empty if there is none.
    pub(crate) fn prefix(&self) -> &str {
        self.0.name().prefix().map_or("", |prefix| prefix.into_inner())
    }

    /// Returns the value of the attribute with `name`. Empty if there is none.
    pub(crate) fn value(&self, name: &str) -> String {
        self.attribute(name).map(Cow::into_owned).unwrap_or_default()
    }

    /// Returns the value of the attribute with `name`, whatever its prefix is.
    pub(crate) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.0.attributes();
        // Checks compare each attribute with all others.
        let mut attributes = attributes.with_checks(false).flatten();
        let attribute = attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        // A reference to an unknown entity is kept.
        Some(attribute.normalized_value(XmlVersion::Implicit1_0).map_or_else(
            |_| Cow::Owned(unescaped(&attribute.value).into_owned()),
            |value| Cow::Owned(value.into_owned()),
        ))
    }
}

impl<'a> Xml<'a> {
    /// Begins to read `content`, which is called `name` in messages.
    pub(crate) fn new(content: &'a str, name: &'a str) -> Self {
        let mut reader = Reader::from_str(content);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, content, name, depth: 0 }
    }

    /// Returns the next part. `None` at the end.
    ///
    /// # Errors
    ///
    /// Fails if the XML is not well-formed, ends within an element, or is nested too deeply.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'a>>, ImportError> {
        loop {
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.damaged(fault(&error), self.reader.error_position())),
            };
            return Ok(Some(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        let fault = format!("elements are nested more than {MAX_DEPTH} deep");
                        return Err(self.damaged(&fault, self.reader.buffer_position()));
                    }
                    Token::Start(Tag(start))
                }
                Event::End(_) => {
                    self.depth -= 1;
                    Token::End
                }
                Event::Text(text) => Token::Text(text.into_inner()),
                Event::CData(text) => Token::Text(text.into_inner()),
                Event::GeneralRef(reference) => Token::Text(resolved(&reference)),
                Event::Eof if self.depth > 0 => {
                    return Err(self.damaged("it ends too early", self.reader.buffer_position()));
                }
                Event::Eof => return Ok(None),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {
                    continue;
                }
            }));
        }
    }

    /// Returns the start of the next element in the innermost one, without the text before it. `None` at the end of the
    /// innermost element.
    ///
    /// # Errors
    ///
    /// Fails as [`Self::next`] does.
    pub(crate) fn next_child(&mut self) -> Result<Option<Tag<'a>>, ImportError> {
        loop {
            match self.next()? {
                Some(Token::Start(tag)) => return Ok(Some(tag)),
                Some(Token::Text(_)) => {}
                Some(Token::End) | None => return Ok(None),
            }
        }
    }

    /// Reads on to the end of the innermost element.
    ///
    /// # Errors
    ///
    /// Fails as [`Self::next`] does.
    pub(crate) fn skip(&mut self) -> Result<(), ImportError> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Some(Token::Start(_)) => depth += 1,
                Some(Token::End) => depth -= 1,
                Some(Token::Text(_)) => {}
                None => break,
            }
        }
        Ok(())
    }

    /// Creates the error for `fault` at `offset`.
    fn damaged(&self, fault: &str, offset: u64) -> ImportError {
        let before = usize::try_from(offset).unwrap_or(usize::MAX).min(self.content.len());
        let line = 1 + memchr_iter(b'\n', &self.content.as_bytes()[..before]).count();
        ImportError::Damaged(format!("{} is damaged at line {line}: {fault}", self.name))
    }
}

/// Describes `error`. The library's own message may quote names of any length.
const fn fault(error: &Error) -> &'static str {
    match error {
        Error::Syntax(_) => "a tag or a comment is not closed",
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_)) => {
            "an end tag has no start tag"
        }
        _ => "it is not well-formed XML",
    }
}

/// Returns the text that `reference` stands for. A reference to an unknown entity is kept.
fn resolved<'a>(reference: &BytesRef<'a>) -> Cow<'a, str> {
    if reference.is_char_ref() {
        let character = reference.resolve_char_ref().ok().flatten();
        return Cow::Owned(character.unwrap_or(char::REPLACEMENT_CHARACTER).to_string());
    }
    if let Some(text) = resolve_predefined_entity(reference) {
        return Cow::Borrowed(text);
    }
    let written = format!("&{};", &**reference);
    let text = unescaped(&written);
    // In HTML, the beginning of a name may be a reference: `&notin` and `&not` are, and `&noting;` is `&not` with a rest.
    let is_whole = !text.ends_with(';') || &**reference == "semi";
    Cow::Owned(if is_whole { text.into_owned() } else { written })
}

/// Returns the name of the outermost element of an XML file, without its prefix, if it is in `head`.
pub(crate) fn root(head: &str) -> Option<String> {
    let mut reader = Reader::from_str(head);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => {
                return Some(start.local_name().into_inner().to_owned());
            }
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the parts of a content one after another.
    fn read(content: &str) -> Result<String, String> {
        let mut xml = Xml::new(content, "it");
        let mut read = String::new();
        loop {
            match xml.next().map_err(|error| error.to_string())? {
                Some(Token::Start(tag)) => {
                    let value = tag.attribute("a").map(|value| format!("={value}")).unwrap_or_default();
                    read.extend(["<", tag.name(), &value, ">"]);
                }
                Some(Token::End) => read += "</>",
                Some(Token::Text(text)) => read += &text,
                None => return Ok(read),
            }
        }
    }

    #[test]
    fn elements_have_local_names_and_references_are_resolved() {
        let content = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY own \"&own;\">]>\n<t:x xmlns:t='u' t:a='1 &lt; 2'>\
                       <!-- no -->a &amp; b &#x41;&#0;&own;<![CDATA[ <c> ]]><e/></t:x>";
        assert_eq!(read(content).unwrap().trim(), "<x=1 < 2>a & b A\u{fffd}&own; <c> <e></></>");
    }

    #[test]
    fn names_of_characters_in_html_are_resolved() {
        let content = "<x a='caf&eacute; &own;'>a&nbsp;b&mdash;c &hellip; &noting; &semi;&amp;mdash;</x>";
        assert_eq!(read(content).unwrap(), "<x=café &own;>a\u{a0}b—c … &noting; ;&mdash;</>");
    }

    #[test]
    fn faults_name_their_line() {
        for (content, fault) in [
            ("<a>\n<b>\n</a>", "it is damaged at line 3: an end tag has no start tag"),
            ("<a>\n<b", "it is damaged at line 2: a tag or a comment is not closed"),
            ("<a>\n<!-- ", "it is damaged at line 2: a tag or a comment is not closed"),
            ("<a>\n\ntext", "it is damaged at line 3: it ends too early"),
            ("</a>", "it is damaged at line 1: an end tag has no start tag"),
        ] {
            assert_eq!(read(content), Err(fault.to_owned()), "{content}");
        }
        let deep = "<a>".repeat(100_000);
        assert_eq!(
            read(&deep),
            Err("it is damaged at line 1: elements are nested more than 256 deep".to_owned())
        );
    }

    #[test]
    fn root_is_the_outermost_element() {
        assert_eq!(root("<?xml version='1.0'?>\n<!-- <a> -->\n<t:TEI xmlns:t='u'>").as_deref(), Some("TEI"));
        assert_eq!(root("<a/>").as_deref(), Some("a"));
        for other in ["", "text <a>", "<!-- <a>", "<a"] {
            assert_eq!(root(other), None, "{other}");
        }
    }
}
