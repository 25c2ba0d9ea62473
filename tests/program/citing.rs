//! Tests of `cite` and of the styles of `quote`, and of bibliography files that other programs have read.

use std::{fs, path::PathBuf};

use assert_cmd::assert::OutputAssertExt as _;
use oratory_core::STYLES;

use crate::home::Home;

/// Returns what `cite` prints.
#[track_caller]
fn cited(home: &Home, style: &str, texts: &[&str]) -> String {
    let (printed, code, error) = home.output(&[&["cite", "--style", style], texts].concat());
    assert_eq!((code, error.as_str()), (Some(0), ""), "{style} {texts:?}");
    printed
}

#[test]
fn cite_prints_a_reference_in_each_style() {
    let home = Home::new();
    let congress = "Sixth Conference of Cell Secretaries of the Korean Workers' Party";
    for (style, expected) in [
        (
            "chicago",
            format!(
                "Kim Jong Un, “Closing Speech” (speech, {congress}), trans. Korean Central News Agency, \
                 April 9, 2021, para. 8.\n"
            ),
        ),
        ("chicago-short", "Kim, “Closing Speech,” para. 8.\n".to_owned()),
        (
            "chicago-bibliography",
            format!(
                "Kim Jong Un. “Closing Speech.” Speech, {congress}. Translated by Korean Central News Agency. \
                 April 9, 2021.\n"
            ),
        ),
        ("mla", "(Kim, par. 8)\n".to_owned()),
        (
            "mla-works-cited",
            format!(
                "Kim Jong Un. “Closing Speech.” {congress}. Translated by Korean Central News Agency, 9 Apr. 2021. \
                 Transcript.\n"
            ),
        ),
        ("apa", "(Kim, 2021, para. 8)\n".to_owned()),
        (
            "apa-reference",
            "Kim, J. U. (2021, April 9). Closing Speech [Speech transcript]. Korean Central News Agency.\n"
                .to_owned(),
        ),
        ("pandoc", "[@kim2021closing, para. 8]\n".to_owned()),
        (
            "biblatex",
            format!(
                "@unpublished{{kim2021closing,\n  author     = {{Kim, Jong Un}},\n  title      = {{Closing Speech}},\n  \
                 type       = {{speech}},\n  eventtitle = {{{congress}}},\n  date       = {{2021-04-09}},\n  \
                 note       = {{Translated by Korean Central News Agency}},\n  langid     = {{english}},\n}}\n"
            ),
        ),
        (
            "ris",
            format!(
                "TY  - SLIDE\nAU  - Kim, Jong Un\nTI  - Closing Speech\nT2  - {congress}\nDA  - 2021/04/09/\n\
                 PY  - 2021\nM3  - Speech\nA4  - Korean Central News Agency\nPB  - Korean Central News Agency\n\
                 LA  - en\nID  - kim2021closing\nER  - \n"
            ),
        ),
    ] {
        assert_eq!(cited(&home, style, &["closing:8"]), expected);
    }
    let item: serde_json::Value = serde_json::from_str(&cited(&home, "csl-json", &["closing:8"])).unwrap();
    let expected = serde_json::json!([{
        "id": "kim2021closing", "type": "speech", "title": "Closing Speech",
        "author": [{"family": "Kim", "given": "Jong Un", "static-ordering": true}],
        "translator": [{"literal": "Korean Central News Agency"}], "genre": "Speech", "event-title": congress,
        "publisher": "Korean Central News Agency", "issued": {"date-parts": [[2021, 4, 9]]}, "language": "en",
    }]);
    assert_eq!(item, expected);
}

#[test]
fn cite_prints_ranges_and_several_texts() {
    let home = Home::new();
    let texts = ["closing:8-9", "opening:1", "closing:1", "opening"];
    let lines = "[@kim2021closing, paras. 8–9]\n[@kim2021opening, para. 1]\n[@kim2021closing, para. 1]\n[@kim2021opening]\n";
    assert_eq!(cited(&home, "pandoc", &texts), lines);
    assert_eq!(cited(&home, "mla", &["closing:8-9"]), "(Kim, pars. 8–9)\n");
    let items: serde_json::Value = serde_json::from_str(&cited(&home, "csl-json", &texts)).unwrap();
    assert_eq!(items.as_array().unwrap().len(), 2, "each text once");
    let long = cited(&home, "chicago-bibliography", &["opening", "closing"]);
    assert_eq!(long.lines().filter(|line| line.starts_with("Kim Jong Un. “")).count(), 2, "{long}");
    // Lines are wrapped where a reader reads them, but not in a record.
    let wrapped = cited(&home, "apa-reference", &["closing", "--width", "30"]);
    assert!(wrapped.lines().count() > 2 && wrapped.lines().all(|line| line.len() <= 30), "{wrapped}");
    let record = cited(&home, "biblatex", &["closing", "--width", "30"]);
    assert_eq!(record, cited(&home, "biblatex", &["closing"]));
}

#[test]
fn configured_style_is_that_of_quote_and_cite() {
    let home = Home::with_files(&[("apa.toml", "citation = \"apa\"\n")]);
    let quoted = "“Those that are not knitted in bonds of human feelings cannot become loyal cells.”\n— ";
    for (arguments, expected) in [
        (&["quote", "closing:8"][..], format!("{quoted}(Kim, 2021, para. 8)\n")),
        (&["cite", "closing:8"], "(Kim, 2021, para. 8)\n".to_owned()),
        (&["quote", "closing:8", "--style", "mla"], format!("{quoted}(Kim, par. 8)\n")),
        (&["cite", "closing:8", "--style", "chicago-short"], "Kim, “Closing Speech,” para. 8.\n".to_owned()),
    ] {
        let arguments = [arguments, &["--config", "apa.toml"]].concat();
        home.command(&arguments).assert().success().stdout(expected).stderr("");
    }
    let (default, ..) = home.output(&["cite", "closing:8"]);
    assert_eq!(default, cited(&home, "chicago", &["closing:8"]));
}

#[test]
fn mistakes_of_cite_are_explained() {
    let home = Home::new();
    for (arguments, code, message) in [
        (&["cite"][..], 2, "cite needs a text, for example: oratory cite closing:8"),
        (&["cite", "clossing:8"], 2, "did you mean closing or Closing Speech?"),
        (&["cite", "closing:99"], 1, "closing has no ¶ 99: its paragraphs are 1 to 37"),
        (&["cite", "closing:8", "--style", "harvard"], 2, "invalid value 'harvard' for '--style <STYLE>'"),
        (
            &["quote", "closing:8", "--style", "ris"],
            2,
            "[possible values: chicago, chicago-short, mla, apa, pandoc]",
        ),
    ] {
        let (printed, status, error) = home.output(arguments);
        assert_eq!((printed.as_str(), status), ("", Some(code)), "{arguments:?}");
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn help_of_cite_has_every_style_and_an_example() {
    let home = Home::new();
    let (help, ..) = home.output(&["cite", "--help"]);
    for (_, name, description) in STYLES {
        assert!(help.contains(&format!("- {name}:")) && help.contains(description), "{name}: {help}");
    }
    assert!(help.contains("oratory cite --style apa closing:8"), "{help}");
}

#[test]
fn list_prints_the_details_for_citations() {
    let home = Home::new();
    let (printed, ..) = home.output(&["list", "--json", "opening", data("letter.txt").to_str().unwrap()]);
    let listed: Vec<serde_json::Value> =
        printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names = ["speaker_family", "speaker_given", "kind", "accessed"];
    let details = |index: usize| names.map(|name| listed[index][name].as_str());
    assert_eq!(details(0), [Some("Kim"), Some("Jong Un"), None, None]);
    assert_eq!(details(1), [Some("Zola"), Some("Émile"), Some("open letter"), Some("2024-02-03")]);
    assert!(listed[1]["url"].as_str().unwrap().starts_with("https://gallica.example/"));
}

/// Returns the path of a file in the folder of bibliography files.
fn data(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/data/citations", name].iter().collect()
}

/// `readers.txt` is what pybtex, rispy and citeproc-py read in these files. `readers.py` prints it.
#[test]
fn bibliography_files_are_those_that_other_programs_have_read() {
    let home = Home::new();
    let files = ["gettysburg", "letter", "special", "korean", "bread-1", "bread-2", "decade"];
    let files = files.map(|name| data(&format!("{name}.txt")).to_str().unwrap().to_owned());
    let texts: Vec<&str> =
        ["opening", "closing"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let read = fs::read_to_string(data("readers.txt")).unwrap();
    for (style, name) in
        [("biblatex", "speeches.bib"), ("csl-json", "speeches.csl.json"), ("ris", "speeches.ris")]
    {
        assert_eq!(cited(&home, style, &texts), fs::read_to_string(data(name)).unwrap(), "{name}");
    }
    let items: Vec<serde_json::Value> =
        serde_json::from_str(&fs::read_to_string(data("speeches.csl.json")).unwrap()).unwrap();
    assert_eq!(items.len(), texts.len());
    for item in items {
        let key = item["id"].as_str().unwrap();
        assert_eq!(read.lines().filter(|line| *line == key).count(), 3, "{key} is not in {read}");
    }
}
