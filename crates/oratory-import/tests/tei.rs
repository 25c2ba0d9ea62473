//! Texts in TEI: turns, stage directions, blocks and details as they are marked.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::time::{Duration, Instant};

use oratory_core::{Date, Document, Source, SpanKind};
use oratory_import::{File, Sidecar, import, import_earlier, import_head};

fn file(name: &str) -> File {
    File {
        source: Source { id: "talk".to_owned(), file: Some(name.into()), ..Source::default() },
        title: "talk".to_owned(),
        ..File::default()
    }
}

fn documents(content: &str) -> Vec<Document> {
    import(file("talk.xml"), content.into()).unwrap()
}

/// Returns a document with this body.
fn text(body: &str) -> Document {
    documents(&format!(
        "<?xml version=\"1.0\"?><TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/>\
         <text><body>{body}</body></text></TEI>"
    ))
    .remove(0)
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

fn speakers(document: &Document) -> Vec<&str> {
    document.turns().iter().map(|turn| &*turn.name).collect()
}

#[test]
fn names_of_characters_are_resolved() {
    let document = text("<p>We&nbsp;meet&mdash;at last&hellip; caf&eacute; &amp; bread</p>");
    assert_eq!(document.text(), "We\u{a0}meet—at last… café & bread");
}

#[test]
fn utterances_are_turns_and_remarks_are_stage_directions() {
    let document = text(
        "<div><head>First  sitting</head>
           <note type='speaker'>THE PRESIDENT:</note>
           <u who='#LeeAnn'>
             <seg>Friends,
               we meet <hi rend='bold'>here</hi> <kinesic><desc>applause</desc></kinesic> at last.</seg>
             <vocal type='shouting'><desc>Hear, hear!</desc></vocal>
             <seg>The budget<note>(unrest)</note>.</seg>
             <gap reason='inaudible'/>
           </u>
           <u who='#EkBo'><seg><gap reason='inaudible'/>Thank you.</seg><seg><note>He rises.</note></seg></u>
         </div>",
    );
    assert_eq!(
        blocks(&document),
        [
            ("heading", "First sitting"),
            ("stage-direction", "THE PRESIDENT:"),
            ("speaker", "Lee Ann"),
            ("paragraph", "Friends, we meet here [applause] at last."),
            ("stage-direction", "Hear, hear!"),
            ("paragraph", "The budget (unrest)."),
            ("stage-direction", "[inaudible]"),
            ("speaker", "Ek Bo"),
            ("paragraph", "[inaudible] Thank you."),
            ("stage-direction", "[He rises.]"),
        ]
    );
    assert_eq!(speakers(&document), ["Lee Ann", "Ek Bo"]);
    assert_eq!(spans(&document, SpanKind::StageDirection), ["[applause]", "(unrest)", "[inaudible]"]);
    assert_eq!(spans(&document, SpanKind::Strong), ["here"]);
    assert_eq!(document.paragraph_count(), 3);
}

#[test]
fn marked_words_are_spaced_as_in_print() {
    let words = "<u who='#A'><seg><s>
        <name><w join=\"right\">Friends</w></name>
        <pc>,</pc>
        <w>we</w> <w join=\"right\">don<w norm='do'/><w norm='not'/></w><w>'t</w>
        <linkGrp><link target='#a'/></linkGrp>
        <w join=\"right\">meet</w><pc>.</pc>
      </s>
      <s><w>Bread</w><w>and</w><w join=\"right\">roses</w><pc>!</pc></s></seg></u>";
    assert_eq!(blocks(&text(words))[1].1, "Friends, we don't meet. Bread and roses!");
    let elements = "<p><s><w>Friends</w><pc>,</pc><c> </c><w>we</w>\n<c> </c><w>meet</w><pc>.</pc></s></p>";
    assert_eq!(blocks(&text(elements))[0].1, "Friends, we meet.");
    let bare =
        "<p><s><w>Friends</w> <pc>(</pc><w>all</w> <pc>)</pc> <pc>,</pc> <w>meet</w><pc>.</pc></s></p>";
    assert_eq!(blocks(&text(bare))[0].1, "Friends (all), meet.");
}

#[test]
fn parts_of_a_text_are_blocks() {
    let document = text(
        "<div><head>On <hi>Bread</hi><note place='foot'>A note.</note></head><pb n='2'/>
           <p>One<pb n='3'/> two<lb/>three.<note place='bottom'>Another.</note></p>
           <div><head>Verse</head><lg><l>First line</l><l>and second</l></lg><lg><l>Third</l></lg></div>
           <list><item>bread</item><item><p>roses</p><p>red</p>
             <list type='ordered'><item>one</item><item>two</item></list></item></list>
           <quote><p>Quoted.</p></quote>
           <p>He said <q>“no”</q> to <choice><sic>teh</sic><corr>the</corr></choice> crowd.</p>
           <table><row><cell>a</cell><cell>b</cell></row><row><cell>c</cell></row></table>
         </div>",
    );
    assert_eq!(
        blocks(&document),
        [
            ("heading", "On Bread[1]"),
            ("furniture", "2"),
            ("paragraph", "One\n\n3\n\ntwo three.[2]"),
            ("heading", "Verse"),
            ("verse", "First line\nand second"),
            ("verse", "Third"),
            ("list", "- bread\n- roses\n  red\n  1. one\n  2. two"),
            ("quotation", "> Quoted."),
            ("paragraph", "He said “no” to the crowd."),
            ("paragraph", "a | b"),
            ("paragraph", "c"),
            ("definition", "[1] A note."),
            ("definition", "[2] Another."),
        ]
    );
    assert_eq!(document.details().title, "On Bread");
    assert_eq!(spans(&document, SpanKind::Furniture), ["\n\n3\n\n"]);
    assert_eq!(spans(&document, SpanKind::Marker), ["[1]", "[2]", "-", "-", "1.", "2.", ">", "|"]);
    assert_eq!(document.words(), 25, "notes and page numbers are not counted");
}

#[test]
fn plays_have_speakers_too() {
    let document = text(
        "<sp who='#a'><speaker>Ann.</speaker><l>We meet</l><l>here.</l></sp><stage>Exit.</stage>\
         <sp who='#EkBo'><p>Yes.</p></sp>",
    );
    assert_eq!(
        blocks(&document),
        [
            ("speaker", "Ann."),
            ("verse", "We meet\nhere."),
            ("stage-direction", "Exit."),
            ("speaker", "Ek Bo"),
            ("paragraph", "Yes."),
        ]
    );
    assert_eq!(speakers(&document), ["Ann", "Ek Bo"]);
}

#[test]
fn turns_of_a_text_that_marks_none_are_found_as_in_plain_text() {
    let document = text("<p>MR. LEE: Yes. (Applause)</p><p>MS. EK: No.</p><p>MR. LEE: But yes.</p>");
    assert_eq!(speakers(&document), ["MR. LEE", "MS. EK", "MR. LEE"]);
    assert_eq!(spans(&document, SpanKind::StageDirection), ["(Applause)"]);
    let marked = text("<u who='#LeeAnn'><seg>MR. EK: No.</seg><seg>MR. EK: No. (Applause)</seg></u>");
    assert_eq!(speakers(&marked), ["Lee Ann"]);
    assert!(spans(&marked, SpanKind::StageDirection).is_empty());
}

const HEADER: &str = "<teiHeader><fileDesc>
    <titleStmt><title type='main' xml:lang='sl'>Korpus</title><title type='main' xml:lang='en'>A corpus</title>
      <title type='sub' xml:lang='sl'>Seja</title><title type='sub' xml:lang='en'>Sitting 1</title></titleStmt>
    <publicationStmt><publisher><orgName xml:lang='sl'>Zbor</orgName><orgName xml:lang='en'>Assembly</orgName>
      <ref>www.example.org</ref></publisher><idno type='URI'>https://example.org/1</idno><date>2021</date>
    </publicationStmt>
    <sourceDesc><bibl><title xml:lang='en'>Minutes</title><date when='2014-08-26'/></bibl></sourceDesc></fileDesc>
    <profileDesc><settingDesc><setting><name type='country'>Slovenia</name><name type='city'>Ljubljana</name>
      <date when='2014-08-25T09:00:00'>25.8.</date></setting></settingDesc>
      <particDesc><listPerson><person xml:id='p1'><persName><surname>Lee</surname><forename>Ann</forename></persName>
        <persName><surname>Ek</surname></persName></person></listPerson>
        <listOrg><org xml:id='o1'><orgName full='yes'>The House</orgName><orgName full='abb'>TH</orgName></org></listOrg>
      </particDesc></profileDesc></teiHeader>";

fn with_header(language: &str, body: &str) -> String {
    format!("<TEI xml:lang='{language}'>{HEADER}<text><body>{body}</body></text></TEI>")
}

#[test]
fn header_states_details_and_names() {
    let document = documents(&with_header("en-GB", "<u who='#p1'>One.</u><u who='#o1'>Two.</u>")).remove(0);
    let details = document.details();
    assert_eq!(details.title, "Sitting 1", "the main title names the corpus");
    assert_eq!(details.delivered, Some(Date::from("2014-08-25")));
    let stated = [&details.language, &details.publisher, &details.place, &details.url, &details.source];
    assert_eq!(
        stated.map(|detail| detail.as_deref().unwrap()),
        ["en-GB", "Assembly", "Ljubljana", "https://example.org/1", "Minutes"]
    );
    assert_eq!(speakers(&document), ["Ann Lee", "The House"]);
    let prose = documents(&with_header("sl", "<p>One.</p>")).remove(0);
    assert_eq!(prose.details().title, "Korpus: Seja");
}

#[test]
fn impossible_date_of_the_header_is_reported_unless_a_sidecar_corrects_it() {
    let content = with_header("en", "<p>One.</p>").replace("2014-08-25", "2014-02-30");
    let read = |sidecar: Option<Sidecar>| {
        import(File { sidecar, ..file("a.xml") }, content.clone().into_bytes()).unwrap().remove(0)
    };
    let wrong = read(None);
    let remark = wrong.remark().unwrap_or_default();
    assert!(remark.contains("delivered: 2014-02-30 is not in the calendar (kept, "), "{remark}");
    assert_eq!((wrong.details().date(), wrong.details().delivered.is_some()), (None, true));
    let sidecar = Sidecar { name: "a.toml".to_owned(), bytes: b"date = 2014-02-28".to_vec() };
    assert_eq!(read(Some(sidecar)).remark(), None);
}

#[test]
fn sidecar_corrects_the_header() {
    let sidecar =
        Sidecar { name: "talk.toml".to_owned(), bytes: b"title = \"The talk\"\nplace = \"Bled\"".to_vec() };
    let file = File { sidecar: Some(sidecar), ..file("talk.xml") };
    let document = import(file, with_header("en", "<p>One.</p>").into()).unwrap().remove(0);
    let details = document.details();
    assert_eq!((details.title.as_str(), details.place.as_deref()), ("The talk", Some("Bled")));
    assert_eq!(details.publisher.as_deref(), Some("Assembly"));
}

#[test]
fn corpus_has_a_document_for_each_text() {
    let texts = ["One.", "Two."].map(|words| with_header("en", &format!("<u who='#p1'>{words}</u>")));
    let documents = documents(&format!("<teiCorpus>{HEADER}{}</teiCorpus>", texts.concat()));
    let found: Vec<_> =
        documents.iter().map(|text| (text.id(), speakers(text)[0], blocks(text)[1].1)).collect();
    assert_eq!(found, [("talk#1", "Ann Lee", "One."), ("talk#2", "Ann Lee", "Two.")]);
}

#[test]
fn content_decides_what_is_tei() {
    let content = with_header("en", "<p>One.</p>");
    for name in ["talk.xml", "talk.tei", "talk.txt", "talk"] {
        assert_eq!(import(file(name), content.clone().into()).unwrap()[0].text(), "One.", "{name}");
        let head = import_head(file(name), content.as_bytes()[..100].to_vec(), content.len());
        assert!(head.unwrap().is_none(), "loaded whole");
    }
    for other in ["<taxonomy><p>One.</p></taxonomy>", "<TEI", "TEI", "< TEI>", "<TEIform/>"] {
        assert_eq!(import(file("talk.xml"), other.into()).unwrap()[0].text(), other);
    }
    let listing = format!("<teiCorpus>{HEADER}<xi:include href='a.xml'/></teiCorpus>");
    assert_eq!(
        import(file("talk.xml"), listing.into()).unwrap_err().to_string(),
        "it has no text; if it lists other files, open those"
    );
}

#[test]
fn encoding_is_the_declared_one() {
    let content = "<?xml version='1.0' encoding='iso-8859-2'?><TEI><text><p>Šumava</p></text></TEI>";
    let (bytes, ..) = encoding_rs::ISO_8859_2.encode(content);
    assert_eq!(import(file("talk.xml"), bytes.into()).unwrap()[0].text(), "Šumava");
    let wide: Vec<u8> = format!("\u{feff}{content}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(import(file("talk.xml"), wide).unwrap()[0].text(), "Šumava");
}

#[test]
fn earlier_text_is_the_extracted_one() {
    let document = text("<p>One.</p><p>Two.</p>");
    let earlier = import_earlier(&document, "One.\n\nOne and a half.\n\nTwo.".to_owned());
    assert_eq!(blocks(&earlier).len(), 3);
}

/// Asserts that a content is imported or refused with one line, in time.
#[track_caller]
fn assert_harmless(content: &str) -> Option<String> {
    let start = Instant::now();
    let error = import(file("talk.xml"), content.into()).err().map(|error| error.to_string());
    assert!(start.elapsed() < Duration::from_secs(2));
    let is_line = |error: &String| error.len() < 200 && !error.contains(char::is_control);
    assert!(error.as_ref().is_none_or(is_line), "{error:?}");
    error
}

#[test]
fn damaged_file_is_refused_with_its_line() {
    let body = "<div>\n<u who='#p1'>\n<seg>Friends &amp; all.</seg>\n<note>x</note></u></div>\n".repeat(60);
    let content = with_header("en", &body);
    for end in (1..content.len()).step_by(1000) {
        assert_harmless(&content[..content.floor_char_boundary(end)]);
    }
    let cut = content.len() - "</body></text></TEI>".len();
    let error = assert_harmless(&content[..cut]).unwrap();
    assert_eq!(error, "the XML is damaged at line 253: it ends too early");
}

#[test]
fn file_over_a_limit_is_refused_in_one_line() {
    let error_of = |content: String| import(file("talk.xml"), content.into()).unwrap_err().to_string();
    let break_of_page = "a<pb n='1'/>".repeat(250_001);
    for (text, what) in [
        (format!("<p>{break_of_page}</p>"), "500,000 lines"),
        ("<x/>".repeat(2_500_000), "2,500,000 elements"),
    ] {
        assert_eq!(
            error_of(format!("<TEI><text>{text}</text></TEI>")),
            format!("it is over the limit of {what}")
        );
    }
    // Of a corpus, all texts count.
    let text = format!("<TEI><text>{}</text></TEI>", "<p>a</p>".repeat(250_001));
    let error = error_of(format!("<teiCorpus>{text}{text}</teiCorpus>"));
    assert_eq!(error, "it is over the limit of 500,000 paragraphs");
}

#[test]
fn hostile_file_is_refused_in_time() {
    for tag in ["hi", "p", "u", "div", "note", "list", "item", "quote", "w", "teiHeader", "title"] {
        for content in ["<TEI><text>", "<TEI><teiHeader>"] {
            let error = assert_harmless(&(content.to_owned() + &format!("<{tag}>").repeat(100_000)));
            assert!(error.unwrap().ends_with("nested more than 256 deep"));
        }
        // Not nested, but many.
        let flat = format!("<{tag} who='#a' n='1'>x</{tag}>").repeat(20_000);
        assert_harmless(&format!("<TEI><teiHeader>{flat}</teiHeader><text>{flat}</text></TEI>"));
    }
    let texts = |count| format!("<teiCorpus>{}</teiCorpus>", "<text>x</text>".repeat(count));
    assert_eq!(assert_harmless(&texts(20_000)), None);
    assert_eq!(assert_harmless(&texts(20_001)).unwrap(), "the XML has more than 20000 texts");
    let attributes: Vec<String> = (0..100_000).map(|number| format!(" a{number}=''")).collect();
    assert_harmless(&format!("<TEI><text><u{}>x</u></text></TEI>", attributes.concat()));
    let long = "x".repeat(1 << 20);
    assert_harmless(&format!("<TEI><text><u who='#{long}'>{long}</u></{long}></TEI>"));
    let entities =
        "<!DOCTYPE TEI [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><TEI><text>&b;</text></TEI>";
    assert_eq!(documents(entities)[0].text(), "a".repeat(40));
    let levels: Vec<String> = (1..20)
        .map(|level| format!("<!ENTITY e{level} '{}'>", format!("&e{};", level - 1).repeat(10)))
        .collect();
    let bomb = format!("<!DOCTYPE TEI [<!ENTITY e0 'a'>{}]><TEI><text>&e19;</text></TEI>", levels.concat());
    assert_harmless(&bomb);
    assert_eq!(documents(&bomb)[0].text(), "&e19;");
    assert!(documents(&bomb)[0].remark().unwrap().contains("&e19; is not resolved"));
}
