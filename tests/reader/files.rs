//! Tests of unreadable files and of names in the list.

use std::fs;

use testkit::harness::Reader;
use unicode_normalization::UnicodeNormalization;

#[test]
fn unreadable_text_is_counted_and_marked() {
    let mut reader =
        Reader::in_folder(&[("a.txt", "Of bread."), ("b.txt", "Of bread."), ("c.txt", "Of bread.")]);
    reader.resize(120, 24);
    fs::remove_file(reader.library_file("b.txt")).unwrap();
    reader.search("bread").keys("Enter");
    let status = reader.status();
    assert!(status.contains("1/1 here · 2 in 2 of 3 speeches · 1 unreadable"), "{status}");
    let rows = reader.rows();
    let marked = rows.iter().position(|row| row.starts_with("  b ") && row[..30].contains('!')).unwrap();
    assert!(rows[marked + 1].starts_with("  cannot read"), "{}", reader.frame());
    reader.keys("Esc").search("butter").keys("Enter");
    assert!(reader.status().contains("not found: butter · 1 unreadable"), "{}", reader.status());
}

#[test]
fn text_that_becomes_readable_is_searched() {
    let mut reader = Reader::in_folder(&[("a.txt", "Of bread."), ("b.txt", "Of bread.")]);
    reader.resize(120, 24);
    fs::rename(reader.library_file("b.txt"), reader.library_file("b")).unwrap();
    reader.search("bread").keys("Enter");
    assert!(reader.status().contains("1 unreadable"), "{}", reader.status());
    fs::rename(reader.library_file("b"), reader.library_file("b.txt")).unwrap();
    reader.keys("]");
    assert!(reader.status().contains("2 in 2 of 2 speeches"), "{}", reader.status());
    assert!(!reader.frame().contains("unreadable"), "{}", reader.frame());
}

#[test]
fn filter_folds_like_a_search() {
    let nfd: String = "폐회사".nfd().collect();
    let files = [nfd.as_str(), "Żółw", "Œuvre", "Thé", "other"];
    let files: Vec<(String, String)> =
        files.iter().map(|name| (format!("{name}.txt"), "One.".to_owned())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    for (typed, found) in [
        ("폐회", "폐회사"),
        ("zolw", "Żółw"),
        ("oeuvre", "Œuvre"),
        ("thé", "Thé"),
        ("THE", "Thé"),
        ("OTHER", "other"),
    ] {
        let mut reader = Reader::in_folder(&files);
        reader.keys("h f").type_in(typed);
        let listed: Vec<String> = reader.listed().iter().map(|name| name.nfc().collect()).collect();
        assert_eq!(listed.first().map(String::as_str), Some(found), "{typed}: {}", reader.frame());
    }
}

#[test]
fn names_are_in_natural_order_everywhere() {
    let talk =
        |number: usize| format!("+++\ntitle = \"talk {number}\"\ndelivered = \"day {number}\"\n+++\nOne.\n");
    let files = [1, 10, 11, 2].map(|number| (format!("talk{number}.txt"), talk(number)));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    let natural = ["talk 1", "talk 2", "talk 10", "talk 11"];
    assert_eq!(reader.listed(), natural);
    reader.keys("Tab");
    for order in ["by date", "by title", "by length", "by path"] {
        assert_eq!(reader.keys("s").listed(), natural, "{order}");
        assert!(reader.words().contains(order), "{}", reader.frame());
    }
    // `n` visits the speeches in the same order.
    reader.keys("Esc").search("one").keys("Enter n");
    assert!(reader.status().starts_with(" talk 2"), "{}", reader.status());
}
