//! Parts of an archive and properties of a document, as DOCX and ODT have them.

use std::sync::Arc;

use oratory_core::{BYTES_PER_WORD, Date, Details, LONGEST_DETAIL, SpanKind, TitleSource, detail};

use crate::{
    archive::Archive,
    encoding::{Extent, decode},
    error::ImportError,
    xml::{Token, Xml},
};

/// Reads a part of an archive as text. `None` if there is none.
pub(crate) fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>, ImportError> {
    let Some(bytes) = archive.read(name)? else { return Ok(None) };
    let text = decode(bytes, None, Extent::Whole)?.text;
    archive.elements.count(&text)?;
    Ok(Some(text))
}

/// Names with which programs fill in an author whom they do not know.
const NOBODY: [&str; 12] = [
    "admin",
    "administrator",
    "apache poi",
    "author",
    "docx4j",
    "microsoft",
    "microsoft office user",
    "owner",
    "python-docx",
    "un-named",
    "user",
    "windows user",
];

/// Reads the properties of a document. A document with damaged properties has none.
pub(crate) fn properties(content: &str) -> Details {
    let mut details = Details::default();
    let mut xml = Xml::new(content, "the properties");
    let (mut name, mut value) = (String::new(), String::new());
    while let Ok(Some(token)) = xml.next() {
        match token {
            Token::Start(tag) => {
                tag.name().clone_into(&mut name);
                value.clear();
            }
            Token::Text(text) if value.len() < LONGEST_DETAIL => {
                value.push_str(&text[..text.floor_char_boundary(LONGEST_DETAIL)]);
            }
            Token::Text(_) => {}
            Token::End => {
                add(&mut details, &name, &detail(&value));
                name.clear();
            }
        }
    }
    details
}

/// Returns the details of a document, and an estimate of the bytes of its text, from its `properties` and the part that
/// states the number of its words. `None` if there is no title, no author or no number above 0: the text may say more.
pub(crate) fn head(stated: &str, figures: &str) -> Option<(Details, usize)> {
    let details = properties(stated);
    let is_complete = !details.title.is_empty() && details.speaker.is_some();
    // Templates count no words, and some programs keep their number.
    let words = stated_words(figures).filter(|&words| is_complete && words > 0)?;
    Some((details, words.saturating_mul(BYTES_PER_WORD)))
}

/// Returns the number of words that the program which saved a document has counted.
fn stated_words(content: &str) -> Option<usize> {
    let mut xml = Xml::new(content, "the properties");
    let mut is_number = false;
    while let Ok(Some(token)) = xml.next() {
        match token {
            Token::Start(tag) if tag.name() == "document-statistic" => {
                return tag.attribute("word-count")?.parse().ok();
            }
            Token::Start(tag) => is_number = tag.name() == "Words",
            Token::Text(text) if is_number => return text.trim().parse().ok(),
            Token::Text(_) => {}
            Token::End => is_number = false,
        }
    }
    None
}

/// Adds a property to `details`. The person who began a document is its author, and not the one who saved it last.
fn add(details: &mut Details, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    let person = Some(Arc::from(value)).filter(|_| !NOBODY.contains(&value.to_lowercase().as_str()));
    match name {
        "title" if !value.starts_with("Microsoft Word") => {
            value.clone_into(&mut details.title);
            details.title_source = TitleSource::FrontMatter;
        }
        "initial-creator" => details.speaker = person,
        "creator" => details.speaker = details.speaker.take().or(person),
        "created" | "creation-date" => {
            details.reported = value.split('T').next().map(Date::from);
        }
        "language" => details.language = Some(value.into()),
        "publisher" => details.publisher = Some(value.into()),
        _ => {}
    }
}

/// The look of text, by its own properties and the styles around it.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) is_hidden: bool,
    pub(crate) is_bold: bool,
    pub(crate) is_italic: bool,
}

impl Look {
    /// Returns the emphasis of the text, the outer first.
    pub(crate) const fn emphasis(self) -> &'static [SpanKind] {
        match (self.is_bold, self.is_italic) {
            (true, true) => &[SpanKind::Strong, SpanKind::Emphasis],
            (true, false) => &[SpanKind::Strong],
            (false, true) => &[SpanKind::Emphasis],
            (false, false) => &[],
        }
    }
}
