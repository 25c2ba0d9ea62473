//! Tests of files that are not UTF-8, and of files that are not texts.

use std::fs;

use crate::home::{Home, ORATORY};

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n";

/// Creates a home with the folder `texts`, in which one file is a text and the others are not.
fn home_with_a_pdf() -> Home {
    let home = Home::with_files(&[("texts/a.txt", "Of bread.\n")]);
    fs::write(home.path().join("texts/report.txt"), PDF).unwrap();
    fs::write(home.path().join("texts/scan.md"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    home
}

#[test]
fn file_that_is_not_a_text_is_refused_everywhere_in_the_same_words() {
    let home = home_with_a_pdf();
    let texts = home.path().join("texts");
    let refused = |name: &str, what: &str| {
        format!("oratory: cannot read \"{}\": it is {what}\n", texts.join(name).display())
    };
    let pdf = refused("report.txt", "a PDF: convert it, for example with `pdftotext FILE`");
    let png = refused("scan.md", "an image (PNG): recognise its text, for example with `tesseract FILE -`");

    let both = format!("{pdf}{png}");
    let found = ("texts/a:1  Of [bread].\n".to_owned(), Some(0), both.clone());
    assert_eq!(home.output(&["search", "bread", "texts"]), found);
    assert_eq!(home.output(&["show", "texts"]), ("Of bread.\n".to_owned(), Some(0), both.clone()));
    let (listed, status, messages) = home.output(&["list", "texts"]);
    assert_eq!((listed.lines().count(), status, messages), (1, Some(0), both));

    let commands =
        [&["show"][..], &["list"], &["quote"], &["search", "bread"], &["show", "--encoding", "latin1"]];
    for command in commands {
        let text = if command == ["quote"] { "texts/report.txt:1" } else { "texts/report.txt" };
        let (printed, status, messages) = home.output(&[command, &[text]].concat());
        assert_eq!((printed.as_str(), status, messages), ("", Some(2), pdf.clone()), "{command:?}");
    }
}

#[test]
fn file_that_is_not_a_text_is_an_unreadable_entry_of_the_reader() {
    let home = home_with_a_pdf();
    let mut terminal = home.run((120, 24), &[ORATORY, "texts"]);
    terminal.wait_for("a PDF: convert it");
    terminal.type_keys("/bread\r");
    terminal.wait_for("2 unreadable");
    terminal.leave();
    let mut terminal = home.run((120, 24), &[ORATORY, "texts/report.txt"]);
    terminal.wait_for("it is a PDF: convert it, for example with `pdftotext FILE`");
    let mut terminal = home.run((120, 24), &["sh", "-c", "\"$0\" < texts/report.txt", ORATORY]);
    terminal.wait_for("cannot read standard input: it is a PDF: convert it");
}

#[test]
fn folder_of_several_encodings_is_searched_with_one_option() {
    let home = Home::with_files(&[("texts/utf8.txt", "우리의 력사와 인민.\n")]);
    let texts = home.path().join("texts");
    let (korean, _, _) = encoding_rs::EUC_KR.encode("오랜 력사의 나라.\n");
    fs::write(texts.join("euckr.txt"), korean).unwrap();
    let wide: Vec<u8> = "새 력사.\n\nHello there.\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    fs::write(texts.join("wide.txt"), wide).unwrap();

    let (found, status, messages) = home.output(&["search", "--encoding", "euc-kr", "력사", "texts"]);
    let names: Vec<_> = found.lines().map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!((names, status), (vec!["texts/euckr:1", "texts/utf8:1", "texts/wide:1"], Some(0)));
    assert!(messages.ends_with("wide.txt\": no byte order mark, read as UTF-16BE\n"), "{messages}");
    assert_eq!(messages.lines().count(), 1, "{messages}");
}

#[test]
fn folder_of_structured_texts_lists_those_with_a_text() {
    let tei = "<TEI xml:lang='sl'><teiHeader><fileDesc><titleStmt><title>Seja</title></titleStmt></fileDesc><profileDesc>\
               <settingDesc><setting><date when='2014-08-25'/></setting></settingDesc></profileDesc></teiHeader>\
               <text><body><u who='#LeeAnn'><seg>Of bread.</seg><note>Applause.</note></u></body></text></TEI>";
    let home = Home::with_files(&[
        ("texts/corpus.xml", "<teiCorpus><teiHeader/><xi:include href='sitting.xml'/></teiCorpus>"),
        ("texts/cut.xml", "<TEI>\n<text><p>Of"),
        ("texts/sitting.xml", tei),
        ("texts/talk.srt", "1\n00:01:14,440 --> 00:01:15,760\nOf bread.\n"),
        ("texts/taxonomy.xml", "<taxonomy><desc>Of bread.</desc></taxonomy>"),
    ]);
    let cut = home.path().join("texts/cut.xml");
    let damaged = format!(
        "oratory: cannot read \"{}\": the XML is damaged at line 2: it ends too early\n",
        cut.display()
    );
    let found = "texts/sitting:1  Of [bread].\ntexts/talk:1  Of [bread].\n";
    let folder = home.path().join("texts");
    let left_out = format!("oratory: {folder:?}: 2 XML files without a text are left out\n");
    let damaged = left_out + &damaged;
    assert_eq!(home.output(&["search", "bread", "texts"]), (found.to_owned(), Some(0), damaged.clone()));
    let (listed, status, messages) = home.output(&["list", "texts"]);
    assert_eq!((listed.lines().count(), status, messages), (2, Some(0), damaged));
    assert!(listed.contains("Seja") && listed.contains("25 Aug 2014"), "{listed}");
    let (shown, ..) = home.output(&["show", "texts/sitting.xml"]);
    assert_eq!(shown, "Seja\ndelivered 25 August 2014\n\nLee Ann\n\nOf bread.\n\nApplause.\n");
    let (_, status, message) = home.output(&["show", "texts/corpus.xml"]);
    assert_eq!(status, Some(2));
    assert!(message.ends_with("it has no text; if it lists other files, open those\n"), "{message}");
}

#[test]
fn times_of_subtitles_are_shown_on_demand() {
    let home = Home::with_files(&[
        ("talk.srt", "1\n00:01:14,440 --> 00:01:15,760\nOf bread.\n"),
        ("talk.md", "# Of *unity*\n\nOf **bread**.\n"),
    ]);
    assert!(home.output(&["show", "talk.srt"]).0.ends_with("Of bread.\n"));
    assert!(!home.output(&["show", "talk.srt"]).0.contains("1:14"));
    let mut terminal = home.run((80, 24), &[ORATORY, "talk.srt", "talk.md"]);
    terminal.wait_for("Of bread.");
    assert!(!terminal.contents().contains("[1:14]"), "{}", terminal.contents());
    terminal.type_keys("*");
    terminal.wait_for("[1:14] Of bread.");
    terminal.type_keys("]");
    terminal.wait_for("Of **bread**.");
    terminal.type_keys("*");
    terminal.wait_for("Of bread.");
    terminal.leave();
    // What was chosen is remembered.
    let mut terminal = home.run((80, 24), &[ORATORY, "talk.srt"]);
    terminal.wait_for("[1:14] Of bread.");
    terminal.type_keys("*");
    terminal.wait_for("times hidden");
    terminal.leave();
    fs::create_dir_all(home.path().join("config/oratory")).unwrap();
    fs::write(home.path().join("config/oratory/config.toml"), "times = true\n").unwrap();
    assert!(home.output(&["show", "talk.srt"]).0.ends_with("[1:14] Of bread.\n"));
    assert!(home.output(&["show", "talk.md"]).0.contains("Of **bread**."));
}

#[test]
fn file_without_text_says_so() {
    let home = Home::with_files(&[
        ("empty.txt", ""),
        ("blank.md", "\n \n"),
        ("details.txt", "---\ntitle: A talk\n---\n"),
        ("empty.srt", "1\n0:01 --> 0:02\n\n"),
        ("empty.html", "<html><head><title>A talk</title></head><body><script>x()</script></body></html>"),
        ("other.xml", "<?xml version='1.0'?>\n<taxonomy><desc>Of bread.</desc></taxonomy>"),
        ("empty.xml", "<TEI><text><body/></text></TEI>"),
    ]);
    for name in ["empty.txt", "blank.md", "details.txt", "empty.srt", "empty.html"] {
        let (_, status, messages) = home.output(&["show", name]);
        let path = home.path().join(name);
        assert_eq!((status, messages), (Some(0), format!("oratory: {path:?}: it has no text\n")), "{name}");
        let mut terminal = home.run((80, 24), &[ORATORY, name]);
        terminal.wait_for("it has no text");
        terminal.leave();
    }
    assert!(home.output(&["show", "empty.xml"]).2.contains("it has no text"));
    let (shown, _, messages) = home.output(&["show", "other.xml"]);
    assert!(shown.contains("<desc>Of bread."), "{shown}");
    assert!(messages.ends_with("other.xml\": it is XML, but no TEI: shown with its markup\n"), "{messages}");
    assert_eq!(home.output(&["show", "blank.md", "other.xml"]).2.lines().count(), 2);
}

#[test]
fn declared_entities_are_resolved() {
    let declared = "<!DOCTYPE TEI [<!ENTITY who 'Ann &amp; Bo'>\n<!ENTITY far SYSTEM '/etc/passwd'>]>";
    let page = declared.replace("TEI", "html");
    let home = Home::with_files(&[
        ("a.xml", &format!("{declared}<TEI><text><body><p>By &who;, &far;.</p></body></text></TEI>")),
        (
            "a.xhtml",
            &format!("{page}<html><body><p>By &who;, &far; and others, at length.</p></body></html>"),
        ),
    ]);
    for name in ["a.xml", "a.xhtml"] {
        let (shown, _, messages) = home.output(&["show", name]);
        assert!(shown.contains("By Ann & Bo, &far;"), "{shown}");
        assert!(
            messages.ends_with(": the entity &far; is not resolved and shown by its name\n"),
            "{messages}"
        );
    }
}

#[test]
fn details_of_file_properties_say_so() {
    let page = "<html><head><title>A talk</title><meta name='author' content='Ann Lee'></head><body><p>Of bread and \
                unity, at some length.</p></body></html>";
    let home = Home::with_files(&[("a.html", page), ("a.toml", "place = 'York'")]);
    let mut terminal = home.run((100, 30), &[ORATORY, "a.html"]);
    terminal.wait_for("Of bread");
    terminal.type_keys("i");
    terminal.wait_for("Ann Lee (file properties)");
    assert!(!terminal.contents().contains("York (file"), "{}", terminal.contents());
    terminal.type_keys("q");
    terminal.leave();
    // A sidecar is another origin.
    fs::write(home.path().join("a.toml"), "speaker = 'Bo Ek'").unwrap();
    let mut terminal = home.run((100, 30), &[ORATORY, "a.html"]);
    terminal.wait_for("Of bread");
    terminal.type_keys("i");
    terminal.wait_for("not stated");
    assert!(!terminal.contents().contains("Bo Ek (file"), "{}", terminal.contents());
    terminal.leave();
}
