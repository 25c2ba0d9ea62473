//! Tests of exports from the program: the prompt for a file name, and the files.

use std::{fs, path::Path};

use oratory::Job;
use testkit::harness::Reader;

/// Types the path of a file in the home of `reader` into the prompt, and accepts it.
fn export_to(reader: &mut Reader, name: &str) -> String {
    let path = reader.data(name);
    fs::create_dir_all(reader.data("")).unwrap();
    reader.keys("Ctrl-u");
    reader.type_in(path.to_str().unwrap());
    reader.keys("Enter");
    path.to_str().unwrap().to_owned()
}

fn shown(reader: &Reader) -> String {
    reader.status()
}

#[test]
fn notes_are_exported_by_extension() {
    let mut reader = Reader::sized(160, 24);
    reader.keys("3G M");
    reader.type_in("On *thanks* #formula");
    reader.keys("Enter ] 8G m B e");
    assert!(shown(&reader).contains("export to: notes.md"), "{}", shown(&reader));
    let path = export_to(&mut reader, "notes.md");
    assert!(shown(&reader).contains(&format!("exported 2 passages to \"{path}\"")), "{}", shown(&reader));
    let markdown = fs::read_to_string(&path).unwrap();
    assert!(markdown.starts_with("## Opening Speech\n\n> “Availing myself"), "{markdown}");
    assert!(
        markdown.contains("\nOn \\*thanks\\* #formula\n\nTags: formula\n\n## Closing Speech\n"),
        "{markdown}"
    );
    for (name, start) in [
        ("a.jsonld", "{\n  \"@context\": \"http://www.w3.org/ns/anno.jsonld\""),
        ("a.csv", "Highlight,Title,Author,URL,Note,Location,Date\n"),
        ("a.json", "{\"speech\":\"opening\""),
        ("a.bib", "@unpublished{kim2021"),
        ("a.csl.json", "[{"),
        ("a.ris", "TY  - "),
    ] {
        reader.keys("e");
        let content = fs::read_to_string(export_to(&mut reader, name)).unwrap();
        assert!(content.starts_with(start), "{name}: {content}");
    }
    // Only what the list shows.
    reader.keys("f");
    reader.type_in("formula");
    reader.keys("Enter e");
    export_to(&mut reader, "one.csv");
    assert!(shown(&reader).contains("exported 1 passage to"), "{}", shown(&reader));
}

#[test]
fn existing_file_is_replaced_by_a_second_enter_only() {
    let mut reader = Reader::sized(160, 24);
    reader.keys("3G m B e");
    let path = reader.data("mine.md");
    fs::write(&path, "mine").unwrap();
    export_to(&mut reader, "mine.md");
    assert!(shown(&reader).contains("exists: Enter replaces it"), "{}", shown(&reader));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    // Another name is not agreed to.
    fs::write(reader.data("mine.mdd.md"), "other").unwrap();
    reader.type_in("d.md");
    reader.keys("Enter");
    assert!(shown(&reader).contains("exists: Enter replaces it"), "{}", shown(&reader));
    assert_eq!(fs::read_to_string(reader.data("mine.mdd.md")).unwrap(), "other");
    reader.keys("Esc e");
    export_to(&mut reader, "mine.md");
    reader.keys("Enter");
    assert!(shown(&reader).contains("exported 1 passage to"), "{}", shown(&reader));
    assert!(fs::read_to_string(&path).unwrap().starts_with("## Opening Speech"));
}

#[test]
fn error_is_one_line_and_the_prompt_stays() {
    for (columns, expected) in [
        (160, "unknown extension .txt: use .md, .jsonld, .csv, .csl.json, .json, .bib or .ris"),
        (80, "use .md, .jsonld, .csv, .csl.json, .json, .bib or .ris"),
        (50, "unknown extension .txt"),
    ] {
        let mut reader = Reader::sized(columns, 24);
        reader.keys("3G m B e Ctrl-u");
        reader.type_in("a.txt");
        reader.keys("Enter");
        assert!(shown(&reader).contains(expected), "{}", shown(&reader));
        reader.keys("Backspace Backspace Backspace");
        assert!(shown(&reader).contains("export to: a."), "{}", shown(&reader));
    }
    let mut reader = Reader::sized(160, 24);
    reader.keys("3G m B e Ctrl-u Enter");
    assert!(shown(&reader).contains("type the name of a file"), "{}", shown(&reader));
    reader.keys("Esc e");
    let path = export_to(&mut reader, "missing/a.md");
    assert!(
        shown(&reader).contains(&format!("cannot write \"{path}\": No such file or directory")),
        "{}",
        shown(&reader)
    );
    assert!(reader.keys("x e").status().contains("nothing to export"), "{}", shown(&reader));
}

#[test]
fn lines_of_the_concordance_are_exported_in_their_order() {
    let mut reader = Reader::sized(160, 30);
    reader.search("human feelings").keys("Enter c e");
    assert!(shown(&reader).contains("export to: human-feelings.md"), "{}", shown(&reader));
    let markdown = fs::read_to_string(export_to(&mut reader, "a.md")).unwrap();
    assert!(shown(&reader).contains("exported 5 lines to"), "{}", shown(&reader));
    assert!(markdown.starts_with("## Closing Speech\n\n> …"), "{markdown}");
    // An ellipsis stands only where words of the paragraph are left out.
    let whole = "\n> Those that are not knitted in bonds of human feelings cannot become loyal cells.\n>\n";
    assert!(markdown.contains(whole), "{markdown}");
    assert!(
        markdown.contains("\n>\n> — Kim Jong Un, “Closing Speech”") && markdown.contains(", para. 8.\n"),
        "{markdown}"
    );
    reader.keys("e");
    let table = fs::read_to_string(export_to(&mut reader, "a.csv")).unwrap();
    assert!(table.starts_with("speech,title,file,paragraph,start,end,char_start,"), "{table}");
    assert_eq!(table.lines().count(), 6);
    reader.keys("e");
    let json = fs::read_to_string(export_to(&mut reader, "a.json")).unwrap();
    assert!(json.starts_with("{\"speech\":\"closing\",\"title\":\"Closing Speech\""), "{json}");
    // Sorted by what follows.
    reader.keys("s e");
    let tsv = fs::read_to_string(export_to(&mut reader, "a.tsv")).unwrap();
    let rights: Vec<&str> = tsv.lines().skip(1).map(|line| line.split('\t').nth(10).unwrap()).collect();
    assert_eq!(rights.len(), 5);
    let words = |right: &&str| right.replace(['–', ',', '.'], " ").trim().to_lowercase();
    assert!(rights.is_sorted_by_key(words), "{rights:?}");
    let in_order =
        json.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["right"].clone());
    assert_ne!(in_order.collect::<Vec<_>>(), rights);
}

#[test]
fn export_is_stopped_by_ctrl_c() {
    let mut reader = Reader::new();
    reader.search("party").keys("Enter c").hold_jobs();
    reader.keys("e");
    export_to(&mut reader, "lines.csv");
    assert!(reader.status().contains("exporting… (Ctrl-c: stop)"), "{}", reader.status());
    reader.keys("Ctrl-c");
    assert_eq!(reader.held(|job| matches!(job, Job::CancelExports)), 1);
    assert!(!reader.quit, "{}", reader.frame());
    // The reader's next Ctrl-c is about the concordance.
    reader.keys("Ctrl-c");
    assert_eq!(reader.held(|job| matches!(job, Job::CancelExports)), 1);

    for keys in ["c", "c w w", "p", "w", "|", "m B"] {
        let mut reader = Reader::new();
        if keys.starts_with('c') {
            reader.search("party").keys("Enter");
        }
        reader.keys(keys);
        reader.hold_jobs();
        reader.keys("e");
        let path = export_to(&mut reader, "rows.csv");
        reader.stop_jobs();
        assert!(reader.frame().contains("stopped: "), "{keys}: {}", reader.frame());
        assert!(!Path::new(&path).exists(), "{keys}");
    }
}
