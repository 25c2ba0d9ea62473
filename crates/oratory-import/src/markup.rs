//! Tags and text of HTML and of simple XML, one after the other, without a tree.
//!
//! `html5gum` tokenizes as browsers do: in linear time, without nesting, and without entities that the file defines itself.
//! It has no dependencies and no unsafe code, unlike `html5ever`, whose check for duplicate attributes is quadratic.

use std::{borrow::Cow, fmt};

use html5gum::{
    Readable, Reader, Span, State, StringReader, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

/// The most bytes of a name that are read. No name that matters is as long.
const MAX_NAME_BYTES: usize = 256;

/// The most attributes of a tag that are read.
const MAX_ATTRIBUTES: usize = 64;

/// The most bytes of an attribute's value that are read. A description in a `<meta>` may be long.
const MAX_VALUE_BYTES: usize = 8 * 1024;

/// A start tag.
#[derive(Debug, Default)]
pub(crate) struct Tag {
    /// The name in lower case, with its prefix.
    pub(crate) name: String,
    /// Names, in lower case, and values.
    attributes: Vec<(String, String)>,
    /// Attributes of earlier tags, whose memory is used again: a page may have 2,500,000 tags.
    spare: Vec<(String, String)>,
    /// `true` for `<br/>`.
    pub(crate) is_closed: bool,
}

impl Tag {
    /// Returns the value of an attribute. Empty if it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    /// Returns `true` if the tag has no attributes. Most of the 2,500,000 elements that a page may have need no further checks
    /// then.
    pub(crate) const fn is_bare(&self) -> bool {
        self.attributes.is_empty()
    }

    /// Begins another tag.
    fn begin(&mut self, name: &[u8]) {
        self.spare.append(&mut self.attributes);
        self.name.clear();
        self.name.push_str(&String::from_utf8_lossy(&name[..name.len().min(MAX_NAME_BYTES)]));
    }

    fn add_attribute(&mut self, name: &[u8]) {
        if self.attributes.len() < MAX_ATTRIBUTES {
            let (mut own, mut value) = self.spare.pop().unwrap_or_default();
            own.clear();
            own.push_str(&String::from_utf8_lossy(&name[..name.len().min(MAX_NAME_BYTES)]));
            value.clear();
            self.attributes.push((own, value));
        }
    }

    /// Adds the value of the last attribute.
    fn add_value(&mut self, value: &[u8]) {
        if let Some((_, last)) = self.attributes.last_mut().filter(|(_, last)| last.is_empty()) {
            last.push_str(&String::from_utf8_lossy(&value[..value.len().min(MAX_VALUE_BYTES)]));
        }
    }

    /// Returns `true` if the tag has this attribute, with or without a value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(other, _)| other == name)
    }
}

/// Receives tags and text.
pub(crate) trait Sink {
    /// Receives a start tag.
    fn start(&mut self, tag: &Tag);

    /// Receives an end tag with `name`.
    fn end(&mut self, name: &str);

    /// Receives text, in which references such as `&amp;` are replaced.
    fn text(&mut self, text: &str);
}

/// Reads `markup` to its end.
pub(crate) fn read(markup: &str, sink: &mut impl Sink) {
    let mut tag = Tag::default();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        match event {
            CallbackEvent::OpenStartTag { name } => tag.begin(name),
            CallbackEvent::AttributeName { name } => tag.add_attribute(name),
            CallbackEvent::AttributeValue { value } => tag.add_value(value),
            CallbackEvent::CloseStartTag { self_closing } => {
                tag.is_closed = self_closing;
                sink.start(&tag);
                // In XHTML, `<script/>` and `<title/>` are complete.
                return if self_closing { None } else { raw_state(&tag.name) };
            }
            CallbackEvent::EndTag { name } => sink.end(&String::from_utf8_lossy(name)),
            CallbackEvent::String { value } => sink.text(&String::from_utf8_lossy(value)),
            // Only XML has CDATA, and its text is meant to be read.
            CallbackEvent::Comment { value } => {
                if let Some(text) = value.strip_prefix(b"[CDATA[") {
                    sink.text(&String::from_utf8_lossy(text.strip_suffix(b"]]").unwrap_or(text)));
                }
            }
            _ => {}
        }
        None
    });
    let mut tokenizer = Tokenizer::new_with_emitter(Pausing::new(markup), emitter);
    while let Some(next) = tokenizer.next() {
        if let Ok(state) = next {
            tokenizer.set_state(state);
        }
    }
}

/// A reader that returns an error after some values in double quotes, and resumes when it is read again.
///
/// `html5gum` goes from such a value to the next one by recursion. Thousands of them in one tag would overflow the stack.
/// An error ends the recursion, and changes nothing else.
struct Pausing<'a> {
    reader: StringReader<'a>,
    /// The values since the last pause.
    values: usize,
}

/// Ends the recursion.
#[derive(Debug)]
struct Pause;

/// The number of values in double quotes between two pauses.
const PAUSE: usize = 32;

impl<'a> Pausing<'a> {
    fn new(markup: &'a str) -> Self {
        Self { reader: markup.to_reader(), values: 0 }
    }
}

impl fmt::Display for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a pause")
    }
}

impl std::error::Error for Pause {}

impl Reader for Pausing<'_> {
    type Error = Pause;

    fn read_byte(&mut self) -> Result<Option<u8>, Pause> {
        let Ok(byte) = self.reader.read_byte();
        Ok(byte)
    }

    fn try_read_string(&mut self, string: &[u8], is_case_sensitive: bool) -> Result<bool, Pause> {
        let Ok(is_read) = self.reader.try_read_string(string, is_case_sensitive);
        Ok(is_read)
    }

    fn read_until<'b>(
        &'b mut self,
        needle: &[u8],
        buffer: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Pause> {
        if needle.first() == Some(&b'"') {
            self.values += 1;
            if self.values > PAUSE {
                self.values = 0;
                return Err(Pause);
            }
        }
        let Ok(read) = self.reader.read_until(needle, buffer);
        Ok(read)
    }
}

/// Returns a text without tags in which references such as `&amp;` are replaced. A reference to an unknown name is kept.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut unescaped = String::with_capacity(text.len());
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        if let CallbackEvent::String { value } = event {
            unescaped.push_str(&String::from_utf8_lossy(value));
        }
        None::<State>
    });
    let mut tokenizer = Tokenizer::new_with_emitter(text, emitter);
    // Without a start tag before it, nothing is an end tag in this state.
    tokenizer.set_state(State::RcData);
    while let Some(Ok(_)) = tokenizer.next() {}
    drop(tokenizer);
    Cow::Owned(unescaped)
}

/// Returns the state in which the text of an element contains no tags.
fn raw_state(name: &str) -> Option<State> {
    match name {
        "title" | "textarea" => Some(State::RcData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(State::RawText),
        "script" => Some(State::ScriptData),
        "plaintext" => Some(State::PlainText),
        _ => None,
    }
}

/// Returns the name of an element without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Iterates over the words of an attribute such as `class`.
pub(crate) fn tokens(value: &str) -> impl Iterator<Item = &str> {
    value.split_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Seen(Vec<String>);

    impl Sink for Seen {
        fn start(&mut self, tag: &Tag) {
            let closed = if tag.is_closed { "/" } else { "" };
            self.0.push(format!("<{}{:?}{closed}>", tag.name, tag.attributes));
        }

        fn end(&mut self, name: &str) {
            self.0.push(format!("</{name}>"));
        }

        fn text(&mut self, text: &str) {
            self.0.push(text.to_owned());
        }
    }

    fn seen(markup: &str) -> Vec<String> {
        let mut seen = Seen::default();
        read(markup, &mut seen);
        seen.0
    }

    #[test]
    fn tags_and_text_are_read_as_browsers_do() {
        assert_eq!(
            seen("<!DOCTYPE html><P Class=\"a b\" hidden>Bread &amp; caf&eacute;<br/>&#8212;<!-- no --></P>"),
            ["<p[(\"class\", \"a b\"), (\"hidden\", \"\")]>", "Bread & café", "<br[]/>", "—", "</p>"]
        );
        assert_eq!(
            seen("<script>if (a<b) '<p>'</script>x"),
            ["<script[]>", "if (a<b) '<p>'", "</script>", "x"]
        );
        assert_eq!(seen("<title>a<b></title>x"), ["<title[]>", "a<b>", "</title>", "x"]);
        assert_eq!(seen("<?xml version='1.0'?><title/><p>x"), ["<title[]/>", "<p[]>", "x"]);
        assert_eq!(seen("a<![CDATA[b & c]]>d"), ["a", "b & c", "d"]);
        assert_eq!(seen("1 < 2 <"), ["1 < 2 <"]);
        assert_eq!(seen("<p a=1 a=2>"), ["<p[(\"a\", \"1\"), (\"a\", \"2\")]>"]);
    }

    #[test]
    fn references_are_replaced_and_signs_of_tags_are_kept() {
        for (text, expected) in [
            ("bread", "bread"),
            ("it&#39;s &quot;caf&eacute;&quot;&#x2014;&hellip;", "it's \"café\"—…"),
            ("&amp;lt; &lt;b> </title> <b>&nbsp;", "&lt; <b> </title> <b>\u{a0}"),
            ("R&D & &own; &", "R&D & &own; &"),
        ] {
            assert_eq!(unescaped(text), expected);
        }
    }

    #[test]
    fn many_attributes_take_no_longer_than_text() {
        let mut tag = "<p".to_owned();
        tag.extend((0..100_000).map(|n| ["; a", "; b"][n % 2]));
        assert!(seen(&format!("{tag}>x")).len() == 2);
    }
}
