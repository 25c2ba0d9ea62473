//! Entities that a file in XML declares in itself, `<!ENTITY name "text">`: their names are replaced before the file is read.
//!
//! No other file is opened. An entity that is in another file, has markup, stands for itself or is too long stays a name.
//! Everything is linear: an entity is expanded once, all of them together add a megabyte to the text at most, and a name that
//! stays grows by the four bytes of its `&amp;`.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    ops::Range,
};

use memchr::memmem;

use crate::markup::unescaped;

/// The most bytes that an entity stands for.
const MAX_ENTITY_BYTES: usize = 16 * 1024;

/// The most bytes by which all entities together lengthen a file.
const MAX_GROWTH_BYTES: usize = 1024 * 1024;

/// The deepest nesting of entities.
const MAX_DEPTH: usize = 8;

/// The most declarations that are read.
const MAX_ENTITIES: usize = 5_000;

/// Returns a content in which the entities that it declares are replaced, and a notice about those that are not. The
/// declarations become as many blank lines.
pub(crate) fn expanded(content: Cow<'_, str>) -> (Cow<'_, str>, Option<String>) {
    let Some(subset) = subset(&content) else { return (content, None) };
    let declared = declarations(&content[subset.clone()]);
    let mut entities = Entities { simple: simple(&declared), declared, known: HashMap::new() };
    let lines = content[subset.clone()].matches('\n').count();
    let mut text = String::with_capacity(content.len());
    text.push_str(&content[..subset.start - 1]);
    text.extend(std::iter::repeat_n('\n', lines));
    // The bracket behind the declarations is left out as well.
    let rest = &content[subset.end + 1..];
    let unresolved = entities.replace_in(rest, &mut text);
    let notice = unresolved.split_first().map(|(first, others)| {
        let others = if others.is_empty() { String::new() } else { format!(" (and {} more)", others.len()) };
        format!("the entity &{first}; is not resolved and shown by its name{others}")
    });
    (text.into(), notice)
}

/// Returns the range of the declarations in the document type: what is between its brackets.
fn subset(content: &str) -> Option<Range<usize>> {
    let start = doctype(content)?;
    let bytes = content.as_bytes();
    let opening = start + unquoted(&content[start..], b"[>")?;
    if bytes[opening] == b'>' {
        return None;
    }
    let first = opening + 1;
    let mut at = first;
    while at < bytes.len() {
        at += match bytes[at] {
            b']' => return Some(first..at),
            b'<' => declaration_length(&content[at..])?,
            _ => 1,
        };
    }
    None
}

/// Returns the offset after `<!DOCTYPE`, if only comments and instructions stand before it.
fn doctype(content: &str) -> Option<usize> {
    const SIGN: &str = "<!DOCTYPE";
    let mut rest = content.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else {
            break;
        };
        rest = rest[memmem::find(rest.as_bytes(), end.as_bytes())? + end.len()..].trim_start();
    }
    let is_doctype = rest.get(..SIGN.len()).is_some_and(|sign| sign.eq_ignore_ascii_case(SIGN));
    is_doctype.then(|| content.len() - rest.len() + SIGN.len())
}

/// Returns the length of a declaration, a comment or an instruction at the beginning of `text`.
fn declaration_length(text: &str) -> Option<usize> {
    for (start, end) in [("<!--", "-->"), ("<?", "?>")] {
        if text.starts_with(start) {
            return Some(
                start.len() + memmem::find(&text.as_bytes()[start.len()..], end.as_bytes())? + end.len(),
            );
        }
    }
    Some(unquoted(text, b">")? + 1)
}

/// Returns the offset of the first of these signs that is not in quotation marks.
fn unquoted(text: &str, signs: &[u8]) -> Option<usize> {
    let mut quote = None;
    text.bytes().position(|byte| {
        let is_quoted = quote.is_some();
        quote = match quote {
            Some(open) if byte == open => None,
            None if b"\"'".contains(&byte) => Some(byte),
            quote => quote,
        };
        !is_quoted && signs.contains(&byte)
    })
}

/// Returns the values of entities as they are declared. That of an entity in another file is `None`. Of two with the same
/// name, the first counts.
fn declarations(subset: &str) -> HashMap<&str, Option<&str>> {
    let mut declared = HashMap::new();
    let mut rest = subset;
    while let Some(start) = rest.find('<').filter(|_| declared.len() < MAX_ENTITIES) {
        rest = &rest[start..];
        let Some(length) = declaration_length(rest) else { break };
        let declaration = &rest[..length];
        rest = &rest[length..];
        let Some(words) = declaration.strip_prefix("<!ENTITY") else { continue };
        let words = words.trim_start();
        let Some((name, value)) = words.split_once(char::is_whitespace).filter(|(name, _)| *name != "%")
        else {
            continue;
        };
        let value = value.trim_start();
        let quoted = value.chars().next().filter(|sign| matches!(sign, '"' | '\''));
        let value = quoted.and_then(|quote| value[1..].split_once(quote)).map(|(value, _)| value);
        declared.entry(name).or_insert(value);
    }
    declared
}

/// Returns the values of the entities that stand for text only, with at most [`MAX_DEPTH`] entities in one another.
fn simple<'a>(declared: &HashMap<&'a str, Option<&'a str>>) -> HashMap<&'a str, &'a str> {
    let mut simple = HashMap::new();
    let values = declared.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    let mut others: Vec<(&str, &str)> =
        values.filter(|(_, value)| value.len() <= MAX_ENTITY_BYTES && !value.contains('<')).collect();
    for _ in 0..MAX_DEPTH {
        let is_known = |name: &str| simple.contains_key(name) || !declared.contains_key(name);
        let (found, rest): (Vec<_>, _) =
            others.into_iter().partition(|(_, value)| references(value).all(is_known));
        others = rest;
        simple.extend(found);
    }
    simple
}

/// Iterates over the names of the references in `text`.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('&').filter_map(|(at, _)| reference(&text[at..]))
}

/// The entities of a file.
struct Entities<'a> {
    declared: HashMap<&'a str, Option<&'a str>>,
    simple: HashMap<&'a str, &'a str>,
    /// The text that each entity stands for, escaped. `None` for one that is not resolved.
    known: HashMap<&'a str, Option<String>>,
}

impl<'a> Entities<'a> {
    /// Appends `content` to `text` with its entities replaced, except in comments and unparsed text. Returns the names of
    /// those that are declared and not resolved.
    fn replace_in(&mut self, content: &str, text: &mut String) -> Vec<String> {
        let (mut unresolved, mut seen) = (Vec::new(), HashSet::new());
        let (mut rest, mut growth) = (content, 0);
        while let Some(at) = rest.find(['&', '<']) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let literal = [("<!--", "-->"), ("<![CDATA[", "]]>")]
                .into_iter()
                .find(|(start, _)| rest.starts_with(start));
            if let Some((start, end)) = literal {
                let length =
                    memmem::find(rest.as_bytes(), end.as_bytes()).map_or(rest.len(), |at| at + end.len());
                text.push_str(&rest[..length.max(start.len())]);
                rest = &rest[length.max(start.len())..];
                continue;
            }
            let declared =
                reference(rest).and_then(|name| self.declared.get_key_value(name).map(|(name, _)| *name));
            let Some(name) = declared else {
                text.push_str(&rest[..1]);
                rest = &rest[1..];
                continue;
            };
            let written = name.len() + "&;".len();
            self.resolve(name);
            let value = self.known.get(name).and_then(Option::as_ref);
            if let Some(value) = value.filter(|value| growth + value.len() <= MAX_GROWTH_BYTES) {
                growth += value.len();
                text.push_str(value);
            } else {
                if seen.insert(name) {
                    unresolved.push(name.to_owned());
                }
                text.extend(["&amp;", &rest[1..written]]);
            }
            rest = &rest[written..];
        }
        text.push_str(rest);
        unresolved
    }

    /// Finds the text of an entity, escaped, if it is a simple one and within the limits.
    fn resolve(&mut self, name: &'a str) {
        if !self.known.contains_key(name) {
            let value = self.simple.get(name).copied().and_then(|value| self.resolved(value));
            self.known.insert(name, value);
        }
    }

    fn resolved(&mut self, value: &'a str) -> Option<String> {
        let (mut text, mut rest) = (String::new(), value);
        while let Some(at) = rest.find('&') {
            text += &escaped(&rest[..at]);
            rest = &rest[at..];
            let Some(name) = reference(rest) else {
                text += "&amp;";
                rest = &rest[1..];
                continue;
            };
            let (written, after) = rest.split_at(name.len() + "&;".len());
            if self.declared.contains_key(name) {
                self.resolve(name);
                text += self.known.get(name)?.as_deref()?;
            } else {
                text += &escaped(&unescaped(written));
            }
            if text.len() > MAX_ENTITY_BYTES {
                return None;
            }
            rest = after;
        }
        text += &escaped(rest);
        Some(text)
    }
}

/// Returns the name of the reference that a text begins with: `mdash` of `&mdash;`.
fn reference(text: &str) -> Option<&str> {
    /// The longest name of an entity.
    const MAX_NAME_BYTES: usize = 100;
    let head = text.strip_prefix('&')?;
    let end = head.bytes().take(MAX_NAME_BYTES).position(|byte| byte == b';')?;
    let name = &head[..end];
    let is_of_name = |c: char| c.is_alphanumeric() || "#_-.:".contains(c);
    (!name.is_empty() && name.chars().all(is_of_name)).then_some(name)
}

/// Returns a text in which the signs of markup are references.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            '\n' | '\r' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn read(content: &str) -> (String, Option<String>) {
        let (text, notice) = expanded(content.into());
        (text.into_owned(), notice)
    }

    #[test]
    fn simple_entities_are_replaced_outside_of_comments_and_unparsed_text() {
        let content = "<?xml version='1.0'?>\n<!-- & -->\n<!DOCTYPE TEI SYSTEM \"a[.dtd\" [\n<!-- <!ENTITY x 'no'> -->\n\
                       <!ENTITY % p 'no'>\n<!ENTITY who \"Ann ]&amp; &#66;o &lt; &eacute;\">\n<!ENTITY x 'the \"&who;\"'>\n\
                       <!ENTITY x 'second'>]>\n<a b='&x;'>&x;<!--&x;--><![CDATA[&x;]]>&y;&amp;x;</a>";
        let who = "Ann ]&amp; Bo &lt; é";
        let x = format!("the &quot;{who}&quot;");
        let expected = format!(
            "<?xml version='1.0'?>\n<!-- & -->\n<!DOCTYPE TEI SYSTEM \"a[.dtd\" \n\n\n\n\n>\n\
             <a b='{x}'>{x}<!--&x;--><![CDATA[&x;]]>&y;&amp;x;</a>"
        );
        assert_eq!(read(content), (expected, None));
    }

    #[test]
    fn other_entities_keep_their_names_and_are_reported() {
        for declared in [
            "<!ENTITY x SYSTEM '/etc/passwd'>",
            "<!ENTITY x PUBLIC 'a' 'http://x.example/'>",
            "<!ENTITY x '<p>One.</p>'>",
            "<!ENTITY x '&x;'>",
            "<!ENTITY x '&y;'><!ENTITY y '&x;'>",
        ] {
            let (text, notice) = read(&format!("<!DOCTYPE a [{declared}]><a>&x; &x;</a>"));
            assert_eq!(text, "<!DOCTYPE a ><a>&amp;x; &amp;x;</a>", "{declared}");
            assert_eq!(notice.unwrap(), "the entity &x; is not resolved and shown by its name");
        }
        let two = read("<!DOCTYPE a [<!ENTITY x SYSTEM ''><!ENTITY y SYSTEM ''>]><a>&x;&y;</a>").1.unwrap();
        assert!(two.ends_with("its name (and 1 more)"), "{two}");
    }

    #[test]
    fn expansion_is_limited() {
        let mut bomb = "<!DOCTYPE a [<!ENTITY x0 'ha'>".to_owned();
        for level in 1..60 {
            let below = format!("&x{};", level - 1).repeat(10);
            write!(bomb, "<!ENTITY x{level} '{below}'>").unwrap();
        }
        bomb += "]><a>";
        for level in 0..60 {
            write!(bomb, "&x{level};").unwrap();
        }
        bomb += "</a>";
        let (text, notice) = read(&bomb);
        assert!(text.len() < 100_000 && notice.is_some(), "{}", text.len());
        let long = "h".repeat(MAX_ENTITY_BYTES);
        let many = format!("<!DOCTYPE a [<!ENTITY x '{long}'>]><a>{}</a>", "&x;".repeat(10_000));
        assert!(read(&many).0.len() < 2 * MAX_GROWTH_BYTES);
    }

    #[test]
    fn depth_of_an_entity_does_not_depend_on_what_was_read_before() {
        let mut chain = "<!DOCTYPE a [<!ENTITY e12 'deep'>".to_owned();
        for level in 0..12 {
            write!(chain, "<!ENTITY e{level} '&e{};'>", level + 1).unwrap();
        }
        for (references, expected) in [
            ("&e0;&e8;&e5;&e4;", "&amp;e0;deepdeep&amp;e4;"),
            ("&e4;&e5;&e8;&e0;", "&amp;e4;deepdeep&amp;e0;"),
        ] {
            let (text, _) = read(&format!("{chain}]><a>{references}</a>"));
            assert_eq!(text, format!("<!DOCTYPE a ><a>{expected}</a>"));
        }
    }

    #[test]
    fn document_type_that_declares_nothing_is_left_as_it_is() {
        for content in
            ["", "<!DOCTYPE html>", "<a>&x;</a>", "<!DOCTYPE a [", "<!DOCTYPE a [<!ENTITY x 'a]>", "text [ ]"]
        {
            assert_eq!(read(content), (content.to_owned(), None));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(parts in prop::collection::vec("<!DOCTYPE a \\[|<!ENTITY x |'&x;'|\\]>|&x;|<!--|-->|é|\"|>", 0..20)) {
            read(&parts.concat());
        }
    }
}
