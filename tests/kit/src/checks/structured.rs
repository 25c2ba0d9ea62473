//! Checks any bytes as a file of a structured format: TEI, DOCX, ODT or subtitles.

use std::io::{Cursor, Write};

use oratory_core::{Document, Source};
use oratory_import::{File, import, import_earlier};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::text::check_document;

/// The line between the parts of a document.
const PART_END: &[u8] = b"\n%%\n";

/// Any bytes below the start tag of TEI are texts, or refused in one line.
pub fn check_tei(bytes: &[u8]) {
    check("talk.xml", [b"<TEI>", bytes].concat());
}

/// Any bytes are subtitles.
pub fn check_subtitles(bytes: &[u8]) {
    check("talk.vtt", [b"WEBVTT\n\n", bytes].concat());
    check("talk.srt", [b"0:00 --> 0:01\n", bytes].concat());
}

/// Any bytes are a DOCX, or refused in one line. Unless they begin as a zip archive does, they are its parts, with `%%`
/// lines between them.
pub fn check_docx(bytes: &[u8]) {
    let relation = |part: &str| format!("<Relationship Type=\"/{part}\" Target=\"{part}.xml\"/>");
    let relations = ["styles", "numbering", "footnotes", "endnotes"].map(relation).concat();
    let parts = [
        ("word/_rels/document.xml.rels", format!("<Relationships>{relations}</Relationships>").into_bytes()),
        ("_rels/.rels", b"<R><R Type=\"/core-properties\" Target=\"core.xml\"/></R>".to_vec()),
    ];
    let names =
        ["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml", "core.xml"];
    check("talk.docx", archive(bytes, &parts, &names));
}

/// Any bytes are an ODT, or refused in one line. They are its parts, as in [`check_docx`].
pub fn check_odt(bytes: &[u8]) {
    let parts = [("mimetype", b"application/vnd.oasis.opendocument.text".to_vec())];
    check("talk.odt", archive(bytes, &parts, &["content.xml", "styles.xml", "meta.xml"]));
}

fn check(name: &str, bytes: Vec<u8>) {
    let source = Source { id: "talk".to_owned(), file: Some(name.into()), ..Source::default() };
    let documents = match import(File { source, title: "talk".to_owned(), ..File::default() }, bytes) {
        Ok(documents) => documents,
        Err(error) => {
            let message = error.to_string();
            assert!(!message.is_empty() && !message.contains(char::is_control), "{message:?}");
            return;
        }
    };
    for document in documents {
        check_document(&document);
        check_spans(&document);
        check_document(&import_earlier(&document, document.text().to_owned()));
    }
}

/// Spans lie in their blocks.
fn check_spans(document: &Document) {
    for block in document.blocks() {
        for span in document.spans(&block.range) {
            assert!(span.range.start < span.range.end && span.range.end <= block.range.end, "{span:?}");
            assert!(document.text().get(span.range.clone()).is_some(), "{span:?}");
        }
    }
}

/// Makes an archive of these `parts`, and of parts with these names that `bytes` are.
fn archive(bytes: &[u8], parts: &[(&str, Vec<u8>)], names: &[&str]) -> Vec<u8> {
    if bytes.starts_with(b"PK") {
        return bytes.to_vec();
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut add = |name: &str, content: &[u8]| {
        zip.start_file(name, stored).unwrap();
        zip.write_all(content).unwrap();
    };
    for (name, content) in parts {
        add(name, content);
    }
    let mut rest = bytes;
    for name in names {
        let end = rest.windows(PART_END.len()).position(|window| window == PART_END);
        let (part, after) = end.map_or((rest, &[][..]), |end| (&rest[..end], &rest[end + PART_END.len()..]));
        add(name, part);
        rest = after;
    }
    zip.finish().unwrap().into_inner()
}
