//! E-books: the chapters in order, the outline, the details, and what is refused.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::io::{Cursor, Write};

use oratory_core::{Document, Source};
use oratory_import::{File, import, import_details, import_head};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const CONTAINER: &str =
    "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>";

const PACKAGE: &str = "<?xml version='1.0'?><package><metadata xmlns:dc='x'>
    <dc:title>On Unity</dc:title><dc:title>A Subtitle</dc:title>
    <dc:creator id='a'>Ann Lee</dc:creator><dc:creator id='b'>Bo Li</dc:creator><dc:contributor id='t'>Cy Mo</dc:contributor>
    <meta refines='#t' property='role'>trl</meta><dc:date opf:event='modification'>2020-01-01</dc:date>
    <dc:date>1921-05-04T00:00:00Z</dc:date><dc:language>en_US</dc:language><dc:publisher>The &amp; Press</dc:publisher></metadata>
    <manifest><item id='ncx' href='toc.ncx' media-type='application/x-dtbncx+xml'/>
    <item id='nav' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/>
    <item id='two' href='text/two.xhtml' media-type='application/xhtml+xml'/>
    <item id='one' href='text/chapter%20one.xhtml' media-type='application/xhtml+xml'/>
    <item id='cover' href='cover.xhtml' media-type='application/xhtml+xml'/>
    <item id='pic' href='a.jpg' media-type='image/jpeg'/></manifest>
    <spine toc='ncx'><itemref idref='cover'/><itemref idref='nav'/><itemref idref='pic'/><itemref idref='one'/>
    <itemref idref='two'/><itemref idref='one'/><itemref idref='none'/></spine>
    <guide><reference type='cover' href='cover.xhtml'/></guide></package>";

const TOC: &str = "<ncx><navMap><navPoint><navLabel><text>The First</text></navLabel><content src='text/chapter%20one.xhtml'/>
    <navPoint><navLabel><text>The Middle</text></navLabel><content src='text/chapter%20one.xhtml#m'/></navPoint></navPoint>
    <navPoint><navLabel><text>Two</text></navLabel><content src='text/two.xhtml'/></navPoint></navMap></ncx>";

const ONE: &str = "<html><head><title/></head><body><p>THE FIRST</p><p>Friends, <i>we</i> meet.</p><p id='m'>We go.</p></body></html>";
const TWO: &str = "<html><body><h2>Two</h2><p>At last.<a epub:type='noteref' href='#n'>1</a></p>
    <aside epub:type='footnote' id='n'><p>1. A note.</p></aside></body></html>";

/// The files of a book.
const FILES: [(&str, &str); 8] = [
    ("mimetype", "application/epub+zip"),
    ("META-INF/container.xml", CONTAINER),
    ("OEBPS/book.opf", PACKAGE),
    ("OEBPS/toc.ncx", TOC),
    ("OEBPS/nav.xhtml", "<html><body><nav><p>Contents</p></nav></body></html>"),
    ("OEBPS/cover.xhtml", "<p>Cover</p>"),
    ("OEBPS/text/chapter one.xhtml", ONE),
    ("OEBPS/text/two.xhtml", TWO),
];

fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let method =
            if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn file() -> File {
    let source = Source { id: "talk".to_owned(), file: Some("talk.epub".into()), ..Source::default() };
    File { source, title: "talk".to_owned(), ..File::default() }
}

fn read(bytes: Vec<u8>) -> Result<Document, String> {
    import(file(), bytes).map(|mut books| books.remove(0)).map_err(|error| error.to_string())
}

/// Returns the book with another content of a file, or without it.
fn changed(name: &str, content: Option<&str>) -> Result<Document, String> {
    let files = FILES.iter().filter(|(other, _)| *other != name).copied();
    read(packed(&files.chain(content.map(|content| (name, content))).collect::<Vec<_>>()))
}

fn blocks(book: &Document) -> Vec<(&'static str, &str)> {
    book.blocks().map(|block| (block.kind.name(), &book.text()[block.range])).collect()
}

#[test]
fn chapters_come_in_order_and_the_contents_are_the_outline() {
    let book = read(packed(&FILES)).unwrap();
    assert_eq!(
        blocks(&book),
        [
            ("heading", "THE FIRST"),
            ("paragraph", "Friends, we meet."),
            ("heading", "The Middle"),
            ("paragraph", "We go."),
            ("heading", "Two"),
            ("paragraph", "At last.1"),
            ("definition", "1. A note."),
        ]
    );
    assert_eq!(book.source().format, Some("EPUB"));
}

#[test]
fn navigation_of_epub_3_is_the_outline() {
    let nav = "<nav epub:type='page-list'><ol><li><a href='text/two.xhtml'>9</a></ol></nav>
        <nav epub:type='toc'><ol><li><a href='text/chapter%20one.xhtml#m'>The <i>End</i></a></ol></nav>";
    let book = changed("OEBPS/nav.xhtml", Some(nav)).unwrap();
    let headings: Vec<_> = blocks(&book).into_iter().filter(|(kind, _)| *kind == "heading").collect();
    assert_eq!(headings, [("heading", "The End"), ("heading", "Two")]);
}

#[test]
fn details_are_those_of_the_package() {
    let book = read(packed(&FILES)).unwrap();
    let details = book.details();
    assert_eq!((&*details.title, details.speaker.as_deref()), ("On Unity", Some("Ann Lee and Bo Li")));
    assert_eq!(details.translator.as_deref(), Some("Cy Mo"));
    assert_eq!(details.reported.as_ref().map(ToString::to_string).as_deref(), Some("4 May 1921"));
    assert_eq!(
        (details.language.as_deref(), details.publisher.as_deref()),
        (Some("en-US"), Some("The & Press"))
    );
    assert!(import_head(file(), packed(&FILES)[..500].to_vec(), 9000).unwrap().is_none(), "all is read");
}

#[test]
fn details_are_read_without_the_text() {
    let details = |files: &[(&str, &str)]| import_details(file(), &packed(files)).unwrap();
    let (head, length) = details(&FILES).unwrap();
    let book = read(packed(&FILES)).unwrap();
    assert_eq!(head.details(), book.details());
    assert_eq!((head.text(), head.source().format), ("", Some("EPUB")));
    assert_eq!(length, usize::midpoint(ONE.len(), TWO.len()));
    assert!(details(&FILES[..6]).is_some(), "no chapter is read");
    for stated in ["<dc:title>On Unity</dc:title><dc:title>A Subtitle</dc:title>", "creator"] {
        let package = PACKAGE.replace(stated, "x");
        let mut files = FILES;
        files[2].1 = &package;
        assert!(details(&files).is_none(), "the text may say more");
    }
    assert!(import_details(file(), b"Friends,").unwrap().is_none());
    assert!(import_details(file(), &packed(&FILES[..2])).is_err());
}

#[test]
fn book_over_a_limit_is_refused_in_one_line() {
    // Stored, so that the ratio is none. Chapters count together.
    let book = |chapter: &str| {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in FILES {
            let content = if content == ONE || content == TWO { chapter } else { content };
            let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            zip.start_file(name, stored).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        read(zip.finish().unwrap().into_inner()).map(|_| ()).unwrap_err()
    };
    for (part, count, what) in
        [("<p>a", 250_001, "500,000 paragraphs"), ("<b/>", 2_500_001, "2,500,000 elements")]
    {
        assert_eq!(book(&part.repeat(count)), format!("it is over the limit of {what}"));
    }
}

#[test]
fn tables_of_contents_and_people_are_looked_up_by_their_ids() {
    let count = 5_000;
    let (mut chapter, mut contents, mut people) = (String::new(), String::new(), String::new());
    for n in 0..count {
        let (id, part, role) = (n.to_string(), (count - 1 - n).to_string(), ["aut", "ill"][n.min(1)]);
        chapter.extend(["<p id='p", &id, "'>Paragraph ", &id, "."]);
        let link = ["<content src='text/two.xhtml#p", &part, "'/></navPoint>"];
        contents
            .extend(["<navPoint><navLabel><text>Part ", &part, "</text></navLabel>"].into_iter().chain(link));
        let role = ["<meta refines='#k", &id, "' property='role'>", role, "</meta>"];
        people.extend(["<dc:creator id='k", &id, "'>N", &id, "</dc:creator>"].into_iter().chain(role));
    }
    let contents = format!("<ncx><navMap>{contents}</navMap></ncx>");
    let package = PACKAGE.replace("<dc:title>On", &format!("{people}<dc:title>On"));
    let mut files = FILES;
    (files[2].1, files[3].1, files[7].1) = (&package, &contents, &chapter);
    let book = read(packed(&files)).unwrap();
    assert_eq!(book.details().speaker.as_deref(), Some("N0"));
    let text = book.text();
    assert!(
        text.contains("Part 0\n\nParagraph 0.\n\nPart 1\n\nParagraph 1.")
            && text.ends_with("Paragraph 4999.")
    );
}

#[test]
fn book_that_cannot_be_read_is_refused_in_one_line() {
    let encrypted = "<encryption><EncryptedData><CipherReference URI='OEBPS/text/two.xhtml'/></EncryptedData></encryption>";
    for (name, content, message) in [
        ("META-INF/container.xml", None, "the e-book is damaged: META-INF/container.xml is missing"),
        (
            "META-INF/container.xml",
            Some("<x>"),
            "the e-book is damaged: META-INF/container.xml names no package",
        ),
        ("OEBPS/book.opf", None, "the e-book is damaged: OEBPS/book.opf is missing"),
        ("OEBPS/book.opf", Some("<package/>"), "it is an e-book without text"),
        ("META-INF/encryption.xml", Some(encrypted), "the e-book is encrypted (DRM)"),
    ] {
        assert_eq!(
            changed(name, content).map(|book| book.text().to_owned()),
            Err(message.to_owned()),
            "{name}"
        );
    }
    assert!(changed("OEBPS/toc.ncx", None).is_ok());
}

#[test]
fn missing_chapters_are_reported() {
    let book = changed("OEBPS/text/two.xhtml", None).unwrap();
    assert_eq!(book.source().notice.as_deref(), Some("1 chapter is missing: OEBPS/text/two.xhtml"));
    let package = PACKAGE.replace("two.xhtml", "two\u{1b}[1m.xhtml");
    let book = changed("OEBPS/book.opf", Some(&package)).unwrap();
    let notice = "1 chapter is missing: OEBPS/text/two\u{fffd}[1m.xhtml";
    assert_eq!(book.source().notice.as_deref(), Some(notice), "names cannot write to the terminal");
    assert_eq!(read(packed(&FILES)).unwrap().source().notice, None);
    let error = read(packed(&FILES[..6])).map(|_| ()).unwrap_err();
    let chapters = "OEBPS/text/chapter one.xhtml, OEBPS/text/two.xhtml";
    assert_eq!(error, format!("the e-book is damaged: 2 chapters are missing: {chapters}"));
}

#[test]
fn book_that_is_cut_short_or_has_a_wrong_checksum_is_refused() {
    let long: String = (0..20_000_u32)
        .map(|n| char::from(b'a' + (n.wrapping_mul(2_654_435_761) >> 27) as u8 % 26))
        .collect();
    let mut files = FILES;
    files[6].1 = &long;
    let book = packed(&files);
    for length in (4..book.len()).step_by(1000) {
        let error = read(book[..length].to_vec()).map(|book| book.text().to_owned());
        assert_eq!(error, Err("the archive is damaged or cut short".to_owned()), "{length}");
    }
    // The last byte of the last checksum in the directory, which is that of the second chapter.
    let directory = book.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    let mut wrong = book;
    wrong[directory + 16] ^= 1;
    let message = "OEBPS/text/two.xhtml in the archive has a wrong checksum";
    assert_eq!(read(wrong).map(|book| book.text().to_owned()), Err(message.to_owned()));
}

#[test]
fn bomb_and_nested_tags_in_a_book_are_harmless() {
    let bomb = " ".repeat(20 << 20);
    let message =
        "OEBPS/text/two.xhtml in the archive is more than 200 times as long unpacked, which no text is";
    assert_eq!(changed("OEBPS/text/two.xhtml", Some(&bomb)).map(|_| ()), Err(message.to_owned()));
    let nested = format!("{}Friends", "<div>".repeat(100_000));
    assert!(changed("OEBPS/text/two.xhtml", Some(&nested)).unwrap().text().ends_with("Friends"));
    let nested = format!("{}Friends", "<navPoint>".repeat(100_000));
    assert!(changed("OEBPS/toc.ncx", Some(&nested)).is_ok());
}
