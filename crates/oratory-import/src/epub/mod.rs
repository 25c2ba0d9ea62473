//! E-books in EPUB: the chapters in reading order as one text, with the details of the book.
//!
//! `META-INF/container.xml` names the package file. That has the details, the files (the manifest), their order (the
//! spine), and the table of contents.

use std::collections::{HashMap, HashSet};

use oratory_core::{Details, Draft, LayoutOptions, TitleSource, detail};

use self::{
    contents::{Contents, Target},
    package::Package,
};
use crate::{
    archive::{Archive, shown},
    encoding::{Extent, decode},
    entities,
    error::ImportError,
    html::{
        self,
        chapter::Entry,
        charset,
        meta::{date_of, language_of},
    },
    markup::{self, Sink, Tag, local},
};

mod contents;

mod package;

/// The most bytes of a chapter, and of all that is read of a book. One of the longest books, the Mahabharata, has 36 MB in
/// chapters of 500 KB.
const MAX_CHAPTER_BYTES: u64 = 16 << 20;
const MAX_BOOK_BYTES: u64 = 40 << 20;

const CONTAINER: &str = "META-INF/container.xml";
const ENCRYPTION: &str = "META-INF/encryption.xml";

/// Imports a book. Returns a notice if chapters are missing.
///
/// # Errors
///
/// Fails if the book is damaged or encrypted, or has no text.
pub(crate) fn draft(bytes: &[u8], options: &LayoutOptions) -> Result<(Draft, Option<String>), ImportError> {
    let mut archive = Archive::open(bytes)?.limited(MAX_CHAPTER_BYTES, MAX_BOOK_BYTES);
    let (path, package) = package(&mut archive)?;
    let encrypted = text_of(&mut archive, ENCRYPTION)?.unwrap_or_default();
    let encrypted: HashSet<String> =
        Links::of(&encrypted, "cipherreference", "uri").iter().map(|link| resolved("", link)).collect();
    let contents = table_of_contents(&mut archive, &package, &path)?;
    let mut book = Draft::default();
    let (mut is_read, mut missing) = (HashSet::new(), Vec::new());
    for chapter in package.chapters() {
        let chapter = resolved(&path, chapter);
        if !is_read.insert(chapter.clone()) {
            continue;
        }
        if encrypted.contains(&chapter) {
            return Err(ImportError::Damaged("the e-book is encrypted (DRM)".to_owned()));
        }
        let Some(text) = text_of(&mut archive, &chapter)? else {
            missing.push(chapter);
            continue;
        };
        let entries: Vec<_> = contents.get(&chapter).into_iter().flatten().collect();
        let (text, _) = entities::expanded(text.into());
        book = html::add_chapter(text.into_owned(), &entries, options, book)?;
    }
    let notice = notice(&missing);
    if book.text.is_empty() {
        let no_text = || ImportError::NotText("an e-book without text".to_owned());
        return Err(notice.map_or_else(no_text, |notice| damaged(&notice)));
    }
    book.details = details(&package);
    Ok((book, notice))
}

/// The bytes of a chapter for each byte of its text, about.
const MARKUP_RATIO: u64 = 2;

/// Returns the details of a book, and an estimate of the bytes of its text. `None` if the book states no title or no author:
/// its text may.
///
/// # Errors
///
/// Fails if the book is damaged.
pub(crate) fn head(bytes: &[u8]) -> Result<Option<(Details, usize)>, ImportError> {
    let mut archive = Archive::open(bytes)?.limited(MAX_CHAPTER_BYTES, MAX_BOOK_BYTES);
    let (path, package) = package(&mut archive)?;
    let details = details(&package);
    if details.title.is_empty() || details.speaker.is_none() {
        return Ok(None);
    }
    let chapters: HashSet<String> = package.chapters().map(|chapter| resolved(&path, chapter)).collect();
    let length: u64 = chapters.iter().map(|chapter| archive.length(chapter)).sum();
    Ok(Some((details, usize::try_from(length / MARKUP_RATIO).unwrap_or(usize::MAX))))
}

/// Reads the package file. Returns its path with it.
fn package(archive: &mut Archive<'_>) -> Result<(String, Package), ImportError> {
    let container = Links::of(&required(archive, CONTAINER)?, "rootfile", "full-path");
    let path = container.first().ok_or_else(|| damaged(&format!("{CONTAINER} names no package")))?;
    let path = resolved("", path);
    let package = Package::of(&required(archive, &path)?);
    Ok((path, package))
}

/// The most missing chapters that are named.
const MAX_NAMED: usize = 3;

/// Returns a notice of chapters that the package lists and the archive does not have. `None` if there are none.
fn notice(missing: &[String]) -> Option<String> {
    let mut names: Vec<String> = missing.iter().take(MAX_NAMED).map(|path| shown(path)).collect();
    if missing.len() > MAX_NAMED {
        names.push("…".to_owned());
    }
    let names = names.join(", ");
    match missing.len() {
        0 => None,
        1 => Some(format!("1 chapter is missing: {names}")),
        count => Some(format!("{count} chapters are missing: {names}")),
    }
}

fn damaged(fault: &str) -> ImportError {
    ImportError::Damaged(format!("the e-book is damaged: {fault}"))
}

/// Returns the text of a file in the book. `None` if it is not there.
fn text_of(archive: &mut Archive<'_>, path: &str) -> Result<Option<String>, ImportError> {
    let Some(bytes) = archive.read(path)? else { return Ok(None) };
    let stated = charset::stated(&bytes);
    let text = decode(bytes, stated, Extent::Whole)?.text;
    archive.elements.count(&text)?;
    Ok(Some(text))
}

/// Returns the text of a file that every book has.
fn required(archive: &mut Archive<'_>, path: &str) -> Result<String, ImportError> {
    text_of(archive, path)?.ok_or_else(|| damaged(&format!("{} is missing", shown(path))))
}

/// The values of an attribute.
struct Links {
    tag: &'static str,
    attribute: &'static str,
    found: Vec<String>,
}

impl Links {
    /// Returns the values that `attribute` has in the tags with this name.
    fn of(xml: &str, tag: &'static str, attribute: &'static str) -> Vec<String> {
        let mut links = Self { tag, attribute, found: Vec::new() };
        markup::read(xml, &mut links);
        links.found
    }
}

impl Sink for Links {
    fn start(&mut self, tag: &Tag) {
        if local(&tag.name) == self.tag && tag.has(self.attribute) {
            self.found.push(tag.get(self.attribute).to_owned());
        }
    }

    fn end(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

/// Returns the entries of the table of contents for each file of the book.
fn table_of_contents(
    archive: &mut Archive<'_>,
    package: &Package,
    path: &str,
) -> Result<HashMap<String, Vec<Entry>>, ImportError> {
    let mut by_chapter: HashMap<String, Vec<Entry>> = HashMap::new();
    for file in package.contents() {
        let file = resolved(path, file);
        let Some(text) = text_of(archive, &file)? else { continue };
        let targets = Contents::of(&text);
        for Target { href, title, level } in targets {
            let (chapter, id) = href.split_once('#').unwrap_or((&href, ""));
            let entry = Entry { id: unescaped(id), title: detail(&title), level };
            by_chapter.entry(resolved(&file, chapter)).or_default().push(entry);
        }
        if !by_chapter.is_empty() {
            break;
        }
    }
    Ok(by_chapter)
}

/// Returns the details of a book.
fn details(package: &Package) -> Details {
    let words = |value: &str| Some(detail(value)).filter(|value| !value.is_empty()).map(Into::into);
    let title = detail(&package.title);
    Details {
        title_source: if title.is_empty() { TitleSource::Name } else { TitleSource::FrontMatter },
        title,
        speaker: words(&package.author()),
        translator: package.translator().and_then(words),
        reported: date_of(&package.date),
        publisher: words(&package.publisher),
        language: language_of(package.language.trim()),
        source: words(&package.source).filter(|source: &std::sync::Arc<str>| !source.contains("://")),
        url: words(&package.source).filter(|source: &std::sync::Arc<str>| source.starts_with("http")),
        ..Details::default()
    }
}

/// Returns the path in the book of a link in the file at `base`.
fn resolved(base: &str, link: &str) -> String {
    let link = unescaped(link.split('#').next().unwrap_or(link));
    let mut parts: Vec<&str> = match base.rsplit_once('/') {
        Some((folder, _)) if !link.starts_with('/') => folder.split('/').collect(),
        _ => Vec::new(),
    };
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Replaces `%20` and the like in a link.
fn unescaped(link: &str) -> String {
    let mut bytes = Vec::with_capacity(link.len());
    let mut rest = link.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        // `from_str_radix` would accept a sign as well.
        let hex = after.get(..2).filter(|hex| byte == b'%' && hex.iter().all(u8::is_ascii_hexdigit));
        let hex = hex.and_then(|hex| str::from_utf8(hex).ok());
        let escaped = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_hexadecimal_digits_are_an_escape() {
        for (link, expected) in [
            ("a%20b%c3%A9", "a bé"),
            ("a%+1b", "a%+1b"),
            ("%2", "%2"),
            ("%%41", "%A"),
            ("%é", "%é"),
            ("%-1", "%-1"),
        ] {
            assert_eq!(unescaped(link), expected);
        }
    }

    #[test]
    fn few_missing_chapters_are_named() {
        let paths: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).into();
        assert_eq!(notice(&[]), None);
        assert_eq!(notice(&paths[..1]).as_deref(), Some("1 chapter is missing: a"));
        assert_eq!(notice(&paths[..3]).as_deref(), Some("3 chapters are missing: a, b, c"));
        assert_eq!(notice(&paths).as_deref(), Some("4 chapters are missing: a, b, c, …"));
    }
}
