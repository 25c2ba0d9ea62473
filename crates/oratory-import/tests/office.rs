//! Texts of word processors: blocks, emphasis, notes and details as the files state them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    io::{Cursor, Read, Write, repeat},
    time::{Duration, Instant},
};

use oratory_core::{BYTES_PER_WORD, Date, Document, Source, SpanKind};
use oratory_import::{File, ImportError, import, import_details, import_head};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Makes an archive of entries with these names and contents.
fn packed(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn imported(name: &str, bytes: Vec<u8>) -> Result<Document, ImportError> {
    let source = Source { id: "talk".to_owned(), file: Some(name.into()), ..Source::default() };
    let file = File { source, title: "talk".to_owned(), ..File::default() };
    import(file, bytes).map(|mut documents| documents.remove(0))
}

/// Returns the kind and the text of each block.
fn blocks(document: &Document) -> Vec<(&'static str, &str)> {
    document.blocks().map(|block| (block.kind.name(), &document.text()[block.range])).collect()
}

/// Returns the text of the spans of a kind.
fn spans(document: &Document, kind: SpanKind) -> Vec<&str> {
    let spans = document.spans(&(0..document.text().len())).iter();
    spans.filter(|span| span.kind == kind).map(|span| &document.text()[span.range.clone()]).collect()
}

#[test]
fn file_that_is_no_archive_is_refused_in_one_line() {
    for (name, what) in [
        ("talk.docx", "not a Word file"),
        ("talk.DOTX", "not a Word file"),
        ("talk.odt", "not an OpenDocument file"),
        ("talk.epub", "not an e-book"),
    ] {
        for content in ["Friends,\n\nwe meet.", "", "<html><p>Friends", "\u{1}\u{2}\u{3}"] {
            let error = imported(name, content.into()).map(|_| ()).unwrap_err().to_string();
            assert_eq!(error, format!("it is {what}: its name says so, but not its content"), "{content}");
        }
    }
    let error = imported("talk.docx", b"%PDF-1.7".to_vec()).map(|_| ()).unwrap_err().to_string();
    assert!(error.starts_with("it is a PDF: "), "{error}");
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const STYLES: &str = "<w:styles>
    <w:style w:type='paragraph' w:default='1' w:styleId='Standard'><w:name w:val='Normal'/></w:style>
    <w:style w:type='paragraph' w:styleId='berschrift1'><w:name w:val='heading 1'/><w:basedOn w:val='Standard'/>
      <w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>
    <w:style w:type='paragraph' w:styleId='Eigene'><w:name w:val='Eigene'/><w:basedOn w:val='berschrift1'/></w:style>
    <w:style w:type='paragraph' w:styleId='Titel'><w:name w:val='Title'/></w:style>
    <w:style w:type='paragraph' w:styleId='Zitat'><w:name w:val='Quote'/><w:rPr><w:i/></w:rPr></w:style>
    <w:style w:type='paragraph' w:styleId='Kreis1'><w:name w:val='Kreis 1'/><w:basedOn w:val='Kreis2'/></w:style>
    <w:style w:type='paragraph' w:styleId='Kreis2'><w:name w:val='Kreis 2'/><w:basedOn w:val='Kreis1'/></w:style>
    <w:style w:type='character' w:styleId='Fett'><w:name w:val='Strong'/><w:rPr><w:b/></w:rPr></w:style>
    <w:style w:type='character' w:styleId='Weg'><w:name w:val='Weg'/><w:rPr><w:vanish/></w:rPr></w:style>
    </w:styles>";

const NUMBERING: &str = "<w:numbering><w:abstractNum w:abstractNumId='0'>
    <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/></w:lvl>
    <w:lvl w:ilvl='1'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum>
    <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>";

const FOOTNOTES: &str =
    "<w:footnotes><w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>—</w:t></w:r></w:p></w:footnote>
    <w:footnote w:id='1'><w:p><w:r><w:footnoteRef/><w:t>A </w:t></w:r><w:r><w:t>note.</w:t></w:r></w:p>
    <w:p><w:r><w:t>More.</w:t></w:r></w:p></w:footnote></w:footnotes>";

const CORE: &str = "<cp:coreProperties><dc:title>On  Bread</dc:title><dc:creator>Ann Lee</dc:creator>
    <cp:lastModifiedBy>Bo Ek</cp:lastModifiedBy><dcterms:created>2021-04-09T10:00:00Z</dcterms:created>
    <dc:language>en-GB</dc:language></cp:coreProperties>";

/// Makes a file of Word with this body.
fn docx(body: &str) -> Vec<u8> {
    let relation = |kind: &str, target: &str| {
        format!("<Relationship Id='{kind}' Type='{RELATIONS}/{kind}' Target='{target}'/>")
    };
    let package = [
        relation("officeDocument", "word/document.xml"),
        relation("core-properties", "/docProps/core.xml"),
        relation("extended-properties", "docProps/app.xml"),
    ];
    let parts = ["styles", "numbering", "footnotes"].map(|part| relation(part, &format!("./{part}.xml")));
    packed(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &format!("<Relationships>{}</Relationships>", package.concat())),
        ("word/document.xml", &format!("<w:document><w:body>{body}</w:body></w:document>")),
        ("word/_rels/document.xml.rels", &format!("<Relationships>{}</Relationships>", parts.concat())),
        ("word/styles.xml", STYLES),
        ("word/numbering.xml", NUMBERING),
        ("word/footnotes.xml", FOOTNOTES),
        ("docProps/core.xml", CORE),
        ("docProps/app.xml", "<Properties><Pages>2</Pages><Words>1234</Words></Properties>"),
    ])
}

/// Returns a run of this text.
fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>")
}

/// Returns a paragraph with these properties, and a run of this text.
fn paragraph(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{}</w:p>", run(text))
}

fn word(body: &str) -> Document {
    imported("talk.docx", docx(body)).unwrap()
}

#[test]
fn styles_decide_what_is_a_heading() {
    let styled = |style: &str, text: &str| paragraph(&format!("<w:pStyle w:val='{style}'/>"), text);
    let document = word(
        &[
            styled("Titel", "On Bread"),
            styled("berschrift1", "One"),
            styled("Eigene", "Two"),
            paragraph("<w:pStyle w:val='berschrift1'/><w:outlineLvl w:val='2'/>", "Three"),
            paragraph("<w:pStyle w:val='berschrift1'/><w:outlineLvl w:val='9'/>", "Text."),
            styled("Zitat", "Quoted."),
            styled("Kreis1", "Round."),
            styled("Keine", "None."),
        ]
        .concat(),
    );
    assert_eq!(
        blocks(&document),
        [
            ("heading", "On Bread"),
            ("heading", "One"),
            ("heading", "Two"),
            ("heading", "Three"),
            ("paragraph", "Text."),
            ("quotation", "> Quoted."),
            ("paragraph", "Round."),
            ("paragraph", "None."),
        ]
    );
    let details = document.details();
    assert_eq!((details.title.as_str(), details.speaker.as_deref()), ("On Bread", Some("Ann Lee")));
    assert_eq!(
        (&details.reported, details.language.as_deref()),
        (&Some(Date::from("2021-04-09")), Some("en-GB"))
    );
}

#[test]
fn runs_have_their_emphasis_and_hidden_ones_are_left_out() {
    let styled = |properties: &str, text: &str| {
        run(text).replace("<w:r>", &format!("<w:r><w:rPr>{properties}</w:rPr>"))
    };
    let body = [
        run("We "),
        styled("<w:b/>", "meet "),
        styled("<w:b/><w:i w:val='1'/>", "here"),
        styled("<w:b w:val='0'/><w:i w:val='false'/>", " and"),
        styled("<w:rStyle w:val='Fett'/>", " now"),
        styled("<w:vanish/>", " secretly"),
        styled("<w:rStyle w:val='Weg'/>", " secretly"),
        styled("<w:rPrChange><w:rPr><w:b/></w:rPr></w:rPrChange>", "."),
        "<w:r><w:tab/><w:t>Well</w:t><w:noBreakHyphen/><w:t>known</w:t><w:br/><w:t>line</w:t><w:br w:type='page'/><w:t>page</w:t></w:r>"
            .to_owned(),
        "<w:r><w:sym w:font='Symbol' w:char='F0B7'/><w:sym w:char='2192'/></w:r>".to_owned(),
    ];
    let document = word(&format!("<w:p>{}</w:p>", body.concat()));
    assert_eq!(document.text(), "We meet here and now. Well\u{2011}known\nline page→");
    assert_eq!(spans(&document, SpanKind::Strong), ["meet here", "now"]);
    assert_eq!(spans(&document, SpanKind::Emphasis), ["here"]);
}

#[test]
fn changes_are_accepted() {
    let document = word(
        "<w:p><w:r><w:t>We </w:t></w:r><w:ins><w:r><w:t>all </w:t></w:r></w:ins><w:del><w:r><w:delText>never </w:delText>\
         </w:r></w:del><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>meet.</w:t></w:r></w:moveTo></w:p>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Joined </w:t></w:r></w:p><w:p><w:r><w:t>here.</w:t></w:r></w:p>\
         <w:p><w:pPr><w:framePr w:dropCap='drop'/></w:pPr><w:r><w:t>D</w:t></w:r></w:p><w:p><w:r><w:t>rop.</w:t></w:r></w:p>\
         <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    );
    assert_eq!(
        blocks(&document),
        [("paragraph", "We all meet."), ("paragraph", "Joined here."), ("paragraph", "Drop.")]
    );
}

#[test]
fn lists_tables_and_notes_are_blocks() {
    let item = |level: usize, text: &str| {
        paragraph(&format!("<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='1'/></w:numPr>"), text)
    };
    let cell = |paragraphs: &str| format!("<w:tc><w:tcPr><w:p/></w:tcPr>{paragraphs}</w:tc>");
    let document = word(
        &[
            item(0, "One"),
            item(1, "bread"),
            "<w:p/>".to_owned(),
            item(0, "Two"),
            paragraph("<w:numPr><w:numId w:val='0'/></w:numPr>", "Text."),
            "<w:p><w:r><w:t>Noted</w:t><w:footnoteReference w:id='1'/><w:t>.</w:t></w:r></w:p>".to_owned(),
            format!(
                "<w:tbl><w:tr>{}{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
                cell(&paragraph("", "a")),
                cell("<w:p/>"),
                cell(&paragraph("", "b")),
                cell(&(paragraph("", "c") + &paragraph("", "d"))),
                cell(&paragraph("", "e")),
            ),
        ]
        .concat(),
    );
    assert_eq!(
        blocks(&document),
        [
            ("list", "1. One\n  - bread\n2. Two"),
            ("paragraph", "Text."),
            ("paragraph", "Noted[1]."),
            ("paragraph", "a | b"),
            ("paragraph", "c"),
            ("paragraph", "d"),
            ("paragraph", "e"),
            ("definition", "[1] A note. More."),
        ]
    );
}

#[test]
fn text_boxes_follow_their_paragraph_and_are_shown_once() {
    let inner = format!("<w:txbxContent>{}{}</w:txbxContent>", paragraph("", "Box"), paragraph("", "two"));
    let document = word(&format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback>\
         </mc:AlternateContent></w:r>{}</w:p>{}",
        run("Be"),
        run("fore."),
        paragraph("", "After.")
    ));
    let texts: Vec<&str> = blocks(&document).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["Before.", "Box", "two", "After."]);
}

#[test]
fn turns_are_found_in_a_transcript() {
    let lines = ["MR. LEE: Yes. (Applause)", "MS. EK: No.", "MR. LEE: But yes."];
    let document = word(&lines.map(|line| paragraph("", line)).concat());
    assert_eq!(document.turns().len(), 3);
    assert_eq!(spans(&document, SpanKind::StageDirection), ["(Applause)"]);
}

/// Makes an ODT with this body.
fn odt(body: &str) -> Vec<u8> {
    let styles = "<office:document-styles><office:styles><style:style style:name='Title' style:family='paragraph'/>\
        <style:style style:name='Quotations' style:family='paragraph'/></office:styles></office:document-styles>";
    let meta = "<office:document-meta><office:meta><meta:initial-creator>Ann Lee</meta:initial-creator><dc:creator>Bo Ek\
        </dc:creator><meta:creation-date>2021-04-09T10:00:00</meta:creation-date><dc:title>On Bread</dc:title>\
        <meta:document-statistic meta:page-count='2' meta:word-count='1234'/></office:meta></office:document-meta>";
    let automatic = "<office:automatic-styles>\
        <style:style style:name='P1' style:family='paragraph' style:parent-style-name='Quotations'/>\
        <style:style style:name='P2' style:family='paragraph' style:parent-style-name='Title'/>\
        <style:style style:name='T1' style:family='text'><style:text-properties fo:font-weight='bold'/></style:style>\
        <style:style style:name='T2' style:family='text'><style:text-properties fo:font-style='italic'/></style:style>\
        <style:style style:name='T3' style:family='text'><style:text-properties text:display='none'/></style:style>\
        <text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='1'/>\
        <text:list-level-style-bullet text:level='2'/></text:list-style></office:automatic-styles>";
    packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            &format!(
                "<office:document-content>{automatic}<office:body><office:text>{body}</office:text></office:body>\
                 </office:document-content>"
            ),
        ),
        ("styles.xml", styles),
        ("meta.xml", meta),
    ])
}

#[test]
fn open_document_text_is_read_in_blocks() {
    let body = "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>
        <text:p text:style-name='P2'>On Bread</text:p><text:h text:outline-level='2'>First <text:title>field</text:title></text:h>
        <text:p>We <text:span text:style-name='T1'>meet <text:span text:style-name='T2'>here</text:span></text:span>\
          <text:s text:c='2'/>now<text:span text:style-name='T3'>secretly</text:span>,<text:tab/>all<text:line-break/>of us\
          <text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p><text:p>More.</text:p>\
          </text:note-body></text:note>.<office:annotation><text:p>comment</text:p></office:annotation></text:p>
        <text:p text:style-name='P1'>Quoted.</text:p><text:p/>
        <text:list text:style-name='L1'><text:list-item><text:p>One</text:p><text:list><text:list-item><text:p>bread</text:p>
          </text:list-item></text:list></text:list-item><text:list-item><text:p>Two</text:p><text:p>more</text:p></text:list-item>
        </text:list><text:p>Between.</text:p>
        <text:list text:style-name='L1' text:continue-numbering='true'><text:list-item><text:p>Three</text:p></text:list-item></text:list>
        <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p>
          </table:table-cell></table:table-row></table:table>
        <text:p>Be<draw:frame><svg:title>alt</svg:title><draw:text-box><text:p>Box</text:p></draw:text-box></draw:frame>fore.</text:p>";
    let document = imported("talk.odt", odt(body)).unwrap();
    assert_eq!(
        blocks(&document),
        [
            ("heading", "On Bread"),
            ("heading", "First field"),
            ("paragraph", "We meet here now, all\nof us[1]."),
            ("quotation", "> Quoted."),
            ("list", "1. One\n  - bread\n2. Two\n   more"),
            ("paragraph", "Between."),
            ("list", "3. Three"),
            ("paragraph", "a | b"),
            ("paragraph", "Before."),
            ("paragraph", "Box"),
            ("definition", "[1] A note. More."),
        ]
    );
    assert_eq!(spans(&document, SpanKind::Strong), ["meet here"]);
    assert_eq!(spans(&document, SpanKind::Emphasis), ["here"]);
    let details = document.details();
    assert_eq!((details.title.as_str(), details.speaker.as_deref()), ("On Bread", Some("Ann Lee")));
    assert_eq!(details.reported, Some(Date::from("2021-04-09")));
}

/// Asserts that a file is imported or refused with one line, in time.
#[track_caller]
fn assert_harmless(name: &str, bytes: Vec<u8>) -> Option<String> {
    let start = Instant::now();
    let error = imported(name, bytes).err().map(|error| error.to_string());
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    let is_line = |error: &String| error.len() < 200 && !error.contains(char::is_control);
    assert!(error.as_ref().is_none_or(is_line), "{error:?}");
    error
}

#[test]
fn damaged_document_is_refused_with_one_line() {
    let noise: String =
        (0..20_000_u32).map(|n| char::from(b'a' + (n.wrapping_mul(2_654_435_761) >> 28) as u8)).collect();
    let whole = docx(&paragraph("", &noise));
    for end in (1000..whole.len()).step_by(1000) {
        assert!(assert_harmless("talk.docx", whole[..end].to_vec()).is_some(), "{end}");
    }
    let mut wrong = whole;
    let name = wrong.windows(17).rposition(|name| name == b"word/document.xml").unwrap();
    wrong[name - 30] ^= 1;
    assert_eq!(
        assert_harmless("talk.docx", wrong).as_deref(),
        Some("word/document.xml in the archive has a wrong checksum")
    );
    let cut = packed(&[("word/document.xml", "<w:document><w:body><w:p>")]);
    assert_eq!(
        assert_harmless("talk.docx", cut).as_deref(),
        Some("the text in the archive is damaged at line 1: it ends too early")
    );
    let encrypted = packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<manifest:encryption-data/>"),
        ("content.xml", "\u{1}\u{2}"),
    ]);
    assert_eq!(assert_harmless("talk.odt", encrypted).as_deref(), Some("the document is encrypted"));
    let whole = odt(&format!("<text:p>{noise}</text:p>"));
    for end in (1000..whole.len()).step_by(1000) {
        assert!(assert_harmless("talk.odt", whole[..end].to_vec()).is_some(), "{end}");
    }
    let empty = packed(&[("word/other.xml", "")]);
    assert_eq!(
        assert_harmless("talk.docx", empty).as_deref(),
        Some("the Word document has no text in its archive")
    );
    let head = import_head(File::default(), packed(&[("word/document.xml", "")]), 1 << 20).unwrap();
    assert!(head.is_none(), "loaded whole");
}

#[test]
fn details_are_read_without_the_text() {
    let text = "<w:p><w:r><w:t>By Bo Ek</w:t></w:r></w:p>";
    for (name, bytes, stated) in [
        ("talk.docx", docx(text), ["On  Bread", "Ann Lee", "1234"].as_slice()),
        ("talk.odt", odt("<text:p>By Bo Ek</text:p>"), &["On Bread", "1234"]),
    ] {
        let details = |bytes: &[u8]| {
            let source = Source { file: Some(name.into()), ..Source::default() };
            import_details(File { source, ..File::default() }, bytes).unwrap()
        };
        let (head, length) = details(&bytes).unwrap();
        let whole = imported(name, bytes.clone()).unwrap();
        assert_eq!(head.details(), whole.details());
        assert_eq!(head.source().properties, whole.source().properties);
        assert_eq!((head.text(), length), ("", 1234 * BYTES_PER_WORD));
        for words in stated {
            let bytes = replaced(&bytes, words, "");
            assert!(details(&bytes).is_none(), "{name}: the text may say more without {words}");
        }
        let bytes_without_count = replaced(&bytes, "1234", "0");
        assert!(details(&bytes_without_count).is_none(), "{name}: the words have not been counted");
        assert!(details(&without_part(&bytes, "By Bo Ek")).is_none(), "{name}: there is no text");
    }
}

/// Returns an archive with `other` in place of `words`, in all parts.
fn replaced(bytes: &[u8], words: &str, other: &str) -> Vec<u8> {
    let parts = parts(bytes).into_iter().map(|(name, content)| (name, content.replace(words, other)));
    repacked(&parts.collect::<Vec<_>>())
}

/// Returns an archive without the parts that contain `words`.
fn without_part(bytes: &[u8], words: &str) -> Vec<u8> {
    let parts = parts(bytes).into_iter().filter(|(_, content)| !content.contains(words));
    repacked(&parts.collect::<Vec<_>>())
}

/// Returns the parts of an archive, each with its name.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut entries: Vec<(String, String)> = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut content = String::new();
        entry.read_to_string(&mut content).unwrap();
        entries.push((entry.name().to_owned(), content));
    }
    entries
}

/// Makes an archive of `parts`, each with its name.
fn repacked(parts: &[(String, String)]) -> Vec<u8> {
    let entries: Vec<(&str, &str)> = parts.iter().map(|(name, content)| (&**name, &**content)).collect();
    packed(&entries)
}

#[test]
fn document_over_a_limit_is_refused_in_one_line() {
    let note = format!(
        "<w:footnotes><w:footnote w:id='1'><w:t>{}</w:t></w:footnote></w:footnotes>",
        "a".repeat(1_000_000)
    );
    let relations = "<Relationships><Relationship Type='x/footnotes' Target='notes.xml'/></Relationships>";
    let reference = "<w:footnoteReference w:id='1'/>".repeat(49);
    let noted = packed(&[
        ("word/document.xml", &format!("<w:document><w:p><w:t>a</w:t>{reference}</w:p></w:document>")),
        ("word/_rels/document.xml.rels", relations),
        ("word/notes.xml", &note),
    ]);
    let styles: Vec<String> =
        (0..=200_000).map(|style| format!("<style:style style:name='{style}'/>")).collect();
    let styles = styles.concat();
    let content = format!(
        "<office:document-content>{styles}<office:body><text:p>a</text:p></office:body></office:document-content>"
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(
        "word/document.xml",
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored),
    )
    .unwrap();
    zip.write_all(format!("<w:document>{}</w:document>", "<w:p/>".repeat(2_500_000)).as_bytes()).unwrap();
    for (name, bytes, what) in [
        ("talk.docx", zip.finish().unwrap().into_inner(), "2,500,000 elements"),
        ("talk.docx", noted, "48,000,000 bytes of text"),
        ("talk.odt", packed(&[("content.xml", &content)]), "200,000 styles and lists"),
    ] {
        let error = imported(name, bytes).map(|_| ()).unwrap_err().to_string();
        assert_eq!(error, format!("it is over the limit of {what}"));
    }
}

#[test]
fn hostile_document_is_refused_in_time() {
    for tag in ["w:p", "w:r", "w:tbl", "w:tr", "w:tc", "w:txbxContent", "w:pPr", "w:rPr", "w:ins", "w:sdt"] {
        let error = assert_harmless("talk.docx", docx(&format!("<{tag}>").repeat(50_000))).unwrap();
        assert!(error.ends_with("nested more than 256 deep"), "{tag}: {error}");
        assert_harmless("talk.docx", docx(&format!("<{tag} w:val='1'><w:t>x</w:t></{tag}>").repeat(20_000)));
    }
    for tag in [
        "text:p",
        "text:list",
        "text:list-item",
        "draw:text-box",
        "table:table-row",
        "text:note",
        "text:span",
    ] {
        let error = assert_harmless("talk.odt", odt(&format!("<{tag}>").repeat(50_000))).unwrap();
        assert!(error.ends_with("nested more than 256 deep"), "{tag}: {error}");
        assert_harmless("talk.odt", odt(&format!("<{tag} text:style-name='T1'>x</{tag}>").repeat(20_000)));
    }
    let spans = "<text:span text:style-name='T1'>".repeat(240);
    let many =
        format!("<text:p>{spans}{}{}</text:p>", "x <text:s/>".repeat(20_000), "</text:span>".repeat(240));
    assert_eq!(assert_harmless("talk.odt", odt(&many)), None);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    std::io::copy(&mut repeat(b' ').take(64 << 20), &mut zip).unwrap();
    let error = assert_harmless("talk.docx", zip.finish().unwrap().into_inner());
    assert!(error.unwrap().contains("more than 200 times as long"));
}
