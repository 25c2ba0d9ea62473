//! The format of a file, by its name and its first bytes.

use std::path::Path;

use crate::{encoding::UTF_8_MARK, magic};

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Plain,
    Markdown,
    Html,
    Epub,
    Tei,
    Docx,
    Odt,
    Subtitles,
}

/// The formats with their names, and the extensions of their files.
const FORMATS: [(Format, &str, &[&str]); 8] = [
    (Format::Plain, "plain text", &["txt"]),
    (Format::Markdown, "Markdown", &["md", "markdown"]),
    (Format::Html, "HTML", &["html", "htm", "xhtml", "xht"]),
    (Format::Epub, "EPUB", &["epub"]),
    (Format::Tei, "TEI", &["tei", "xml"]),
    (Format::Docx, "DOCX", &["docx", "docm", "dotx", "dotm"]),
    (Format::Odt, "ODT", &["odt", "ott"]),
    (Format::Subtitles, "subtitles", &["srt", "vtt"]),
];

impl Format {
    /// Returns the format of the file at this path that begins with `bytes`.
    pub(crate) fn of(file: Option<&Path>, bytes: &[u8]) -> Self {
        let extension = file.and_then(|file| file.extension()?.to_str()).unwrap_or_default().to_lowercase();
        let is_named = |(.., extensions): &&(Self, &str, &[&str])| extensions.contains(&&*extension);
        let named = FORMATS.iter().find(is_named).map(|&(format, ..)| format);
        match named {
            _ if magic::is_zip(bytes) => {
                let is_archive = |format: &Self| matches!(format, Self::Epub | Self::Docx | Self::Odt);
                match () {
                    () if magic::is_epub(bytes) => Self::Epub,
                    () if magic::is_odt(bytes) => Self::Odt,
                    () if magic::is_docx(bytes) => Self::Docx,
                    () => named.filter(is_archive).unwrap_or(Self::Plain),
                }
            }
            Some(format @ (Self::Markdown | Self::Html)) => format,
            Some(Self::Subtitles) if magic::has_cues(bytes) => Self::Subtitles,
            _ if bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes).starts_with(b"WEBVTT") => Self::Subtitles,
            _ if magic::is_tei(bytes) => Self::Tei,
            _ if magic::is_html(bytes) => Self::Html,
            _ => Self::Plain,
        }
    }

    /// Returns `true` for a file in XML, by its name and its first bytes.
    pub(crate) fn is_xml(file: Option<&Path>, bytes: &[u8]) -> bool {
        let has_name = file.and_then(Path::extension).is_some_and(|name| name.eq_ignore_ascii_case("xml"));
        has_name && magic::has_root(bytes)
    }

    /// Returns `true` for an extension, in lower case, that files of a format have.
    pub(crate) fn has_extension(extension: &str) -> bool {
        FORMATS.iter().any(|(.., extensions)| extensions.contains(&extension))
    }

    /// Returns the name, for readers.
    pub(crate) fn name(self) -> &'static str {
        FORMATS.iter().find(|(format, ..)| *format == self).map_or("", |&(_, name, _)| name)
    }

    /// Returns the format with `name`. Plain text if there is none.
    pub(crate) fn named(name: Option<&str>) -> Self {
        let found = FORMATS.iter().find(|(_, other, _)| Some(*other) == name);
        found.map_or(Self::Plain, |&(format, ..)| format)
    }

    /// Returns `true` if the text of a document is not that of its file, but taken out of it.
    pub(crate) const fn is_extracted(self) -> bool {
        !matches!(self, Self::Plain | Self::Markdown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, bytes: &[u8]) -> Format {
        Format::of(Some(Path::new(name)), bytes)
    }

    #[test]
    fn format_is_known_by_name_or_by_its_first_bytes() {
        let epub = b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0oa\xab,\x14\0\0\0\x14\0\0\0\x08\0\0\0mimetypeapplication/epub+zip";
        for (name, bytes, format) in [
            ("a.txt", &b"Friends,"[..], Format::Plain),
            ("a.MD", b"<html>", Format::Markdown),
            ("a.Htm", b"Friends,", Format::Html),
            ("a.txt", b"\xef\xbb\xbf \n<!DOCTYPE  HTML PUBLIC>", Format::Html),
            ("a", b"<HTML lang=en>", Format::Html),
            ("a", b"<?xml version='1.0'?>\n<!-- saved -->\n<html xmlns='x'>", Format::Html),
            ("a", b"<htmlx>", Format::Plain),
            ("a.xml", b"<?xml version='1.0'?>\n<!-- saved -->\n<TEI xmlns='x'>", Format::Tei),
            ("a.txt", b"\xef\xbb\xbf<t:teiCorpus xmlns:t='x'>", Format::Tei),
            ("a.xml", b"<taxonomy>", Format::Plain),
            ("a.tei", b"Friends,", Format::Plain),
            ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nFriends,", Format::Subtitles),
            ("a.vtt", b"Friends,", Format::Plain),
            ("a", b"\xef\xbb\xbfWEBVTT\n", Format::Subtitles),
            ("a", b"<p>Friends,", Format::Plain),
            ("a.zip", epub, Format::Epub),
            ("a.epub", b"PK\x03\x04\x14\0", Format::Epub),
            ("a.zip", b"PK\x03\x04\x14\0", Format::Plain),
            ("a.epub", b"PK\x03\x04\x14\0 word/document.xml", Format::Docx),
            ("a.docx", b"PK\x03\x04\x14\0", Format::Docx),
            ("a.zip", b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.textPK", Format::Odt),
            ("a.zip", b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text-templatePK", Format::Odt),
            ("a.zip", b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", Format::Plain),
            ("a.epub", b"Friends,", Format::Plain),
            ("a.html", epub, Format::Epub),
        ] {
            assert_eq!(of(name, bytes), format, "{name} {}", bytes.escape_ascii());
        }
        for (format, name, _) in FORMATS {
            assert_eq!((Format::named(Some(format.name())), format.name()), (format, name));
        }
    }
}
