//! Checks any bytes as a file from which a text is extracted.

use std::io::{Cursor, Write};

use oratory_core::{Document, Source};
use oratory_import::{File, ImportError, import, import_earlier, import_head};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::text::check_document;

/// The line between the files of a book.
const FILE_END: &[u8] = b"\n%%\n";

/// The paths of the files of a book that is made of parts: the package, the table of contents, and chapters.
const PATHS: [&str; 6] =
    ["a/b.opf", "a/toc.ncx", "a/c1.xhtml", "a/c2.xhtml", "a/c3.xhtml", "META-INF/encryption.xml"];

const CONTAINER: &str = "<container><rootfiles><rootfile full-path=\"a/b.opf\"/></rootfiles></container>";

/// Any bytes are a web page.
pub fn check_html(bytes: &[u8]) {
    match imported("talk.html", bytes) {
        Ok(document) => check_document(&document),
        Err(error) => assert!(matches!(error, ImportError::NotText(_)), "{error}"),
    }
    // The details of a head are found, or more of the file is needed.
    if let Ok(Some(heads)) = import_head(file("talk.html"), bytes[..bytes.len() / 2].to_vec(), bytes.len()) {
        assert_eq!(heads.len(), 1);
    }
}

/// Any bytes are an e-book, or refused in one line. Unless they begin as a zip archive does, they are the files of a book,
/// with `%%` lines between them.
pub fn check_epub(bytes: &[u8]) {
    let book = if bytes.starts_with(b"PK") { bytes.to_vec() } else { packed(bytes) };
    match imported("talk.epub", &book) {
        Ok(document) => check_document(&document),
        Err(error) => {
            let message = error.to_string();
            assert!(!message.is_empty() && !message.contains(char::is_control), "{message:?}");
        }
    }
}

fn file(name: &str) -> File {
    let source = Source { id: "talk".to_owned(), file: Some(name.into()), ..Source::default() };
    File { source, title: "talk".to_owned(), ..File::default() }
}

/// Imports a file as one document, and its text once more as an earlier one.
fn imported(name: &str, bytes: &[u8]) -> Result<Document, ImportError> {
    let document = import(file(name), bytes.to_vec())?.remove(0);
    let earlier = import_earlier(&document, document.text().to_owned());
    assert_eq!(earlier.text(), document.text());
    check_document(&earlier);
    Ok(document)
}

/// Makes a book of files with lines between them.
fn packed(parts: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut add = |path: &str, content: &[u8]| {
        zip.start_file(path, stored).unwrap();
        zip.write_all(content).unwrap();
    };
    add("mimetype", b"application/epub+zip");
    add("META-INF/container.xml", CONTAINER.as_bytes());
    let mut rest = parts;
    for path in PATHS {
        let end = rest.windows(FILE_END.len()).position(|window| window == FILE_END);
        let (part, after) = end.map_or((rest, &[][..]), |end| (&rest[..end], &rest[end + FILE_END.len()..]));
        add(path, part);
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    zip.finish().unwrap().into_inner()
}
