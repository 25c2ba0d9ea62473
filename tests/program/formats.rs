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
