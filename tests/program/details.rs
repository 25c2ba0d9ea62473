//! Tests of details from outside the texts: `oratory.toml`, tables and names of files, and `oratory details`.

use std::fs;

use serde_json::Value;

use crate::home::{Home, ORATORY};

/// Returns what `list --json` prints for a folder, and the messages.
fn listed(home: &Home, folder: &str) -> (Vec<Value>, Vec<String>) {
    let (printed, status, messages) = home.output(&["list", "--json", folder]);
    assert_eq!(status, Some(0));
    let place = home.path().join(folder).to_string_lossy().into_owned();
    let messages = messages.lines().map(|line| line.replace("oratory: ", "").replace(&place, "~"));
    let speeches = printed.lines().map(|line| serde_json::from_str(line).unwrap());
    (speeches.collect(), messages.collect())
}

/// Returns one detail of all texts in `texts`, of which nothing is wrong.
fn stated(home: &Home, name: &str) -> Vec<String> {
    let (speeches, messages) = listed(home, "texts");
    assert_eq!(messages, [""; 0]);
    let value =
        |speech: &Value| speech[name].as_str().or_else(|| speech["other"][name].as_str()).map(str::to_owned);
    speeches.iter().map(|speech| value(speech).unwrap_or_else(|| "–".to_owned())).collect()
}

#[test]
fn order_of_trust_is_header_sidecar_table_name_defaults() {
    let home = Home::with_files(&[
        (
            "texts/oratory.toml",
            "names = '{speaker}_{place}'\ntable = 'm.csv'\n[defaults]\nspeaker = 'Default'\nkind = 'address'\n",
        ),
        ("texts/m.csv", "file,speaker\nTable_b.txt,By table\nSide_b.txt,By table\nHead_b.txt,By table\n"),
        ("texts/Default.txt", "One."),
        ("texts/Head_b.txt", "---\nspeaker: By header\n---\nOne."),
        ("texts/Head_b.toml", "speaker = 'By sidecar'"),
        ("texts/Name_b.txt", "One."),
        ("texts/Side_b.txt", "One."),
        ("texts/Side_b.toml", "speaker = 'By sidecar'"),
        ("texts/Table_b.txt", "One."),
    ]);
    let (speeches, messages) = listed(&home, "texts");
    let speakers: Vec<&str> = speeches.iter().map(|speech| speech["speaker"].as_str().unwrap()).collect();
    assert_eq!(speakers, ["Default", "By header", "Name", "By sidecar", "By table"]);
    assert!(speeches.iter().all(|speech| speech["kind"] == "address"), "{speeches:?}");
    assert!(speeches[1..].iter().all(|speech| speech["place"] == "b"), "{speeches:?}");
    let expected = "\"~/oratory.toml\": 1 of 5 names does not fit {speaker}_{place}, such as Default.txt";
    assert_eq!(messages, [expected]);
}

#[test]
fn nearer_folder_is_trusted_more_name_by_name() {
    let home = Home::with_files(&[
        ("texts/oratory.toml", "table = 'm.csv'\n[defaults]\nspeaker = 'Far'\nplace = 'Far'\n"),
        ("texts/m.csv", "file;speaker;kind\nb/x/two;;letter\nthree;Ann, Lee;\n"),
        ("texts/one.txt", "One."),
        (
            "texts/b/x/oratory.toml",
            "table = 'm.tsv'\ncolumns = { who = 'speaker' }\n[defaults]\nplace = 'Near'",
        ),
        ("texts/b/x/m.tsv", "id\twho\ntwo\t\"Near\"\n"),
        ("texts/b/x/two.txt", "Two."),
        ("texts/b/three.txt", "Three."),
    ]);
    assert_eq!(stated(&home, "speaker"), ["Ann, Lee", "Near", "Far"]);
    assert_eq!(stated(&home, "place"), ["Far", "Near", "Far"]);
    assert_eq!(stated(&home, "kind"), ["–", "letter", "–"]);
    // It is the same, however a text is named.
    let (alone, ..) = home.output(&["list", "--json", "texts/b/x/two.txt"]);
    let alone: Value = serde_json::from_str(&alone).unwrap();
    assert_eq!((alone["speaker"].as_str(), alone["kind"].as_str()), (Some("Near"), Some("letter")));
    assert!(home.output(&["quote", "texts/b/x/two.txt:1"]).0.contains("Near"));
}

#[test]
fn names_are_taken_apart() {
    let home = Home::with_files(&[
        ("texts/oratory.toml", "names = '{country}_{speaker}_{delivered}'"),
        ("texts/fr_de_Gaulle_1944-08-25.txt", "Paris."),
        ("texts/us_Harry_Truman_19460114.txt", "One."),
    ]);
    assert_eq!(stated(&home, "country"), ["fr", "us"]);
    assert_eq!(stated(&home, "speaker"), ["de Gaulle", "Harry Truman"]);
    assert_eq!(stated(&home, "delivered"), ["1944-08-25", "1946-01-14"]);
    fs::write(home.path().join("texts/us_Truman_unknown.txt"), "One.").unwrap();
    fs::write(home.path().join("texts/us_Truman_1946-13.txt"), "One.").unwrap();
    let fit = "2 of 4 names do not fit {country}_{speaker}_{delivered}, such as us_Truman_1946-13.txt";
    assert_eq!(listed(&home, "texts").1, [format!("\"~/oratory.toml\": {fit}")]);
}

#[test]
fn further_columns_are_kept_and_shown() {
    let home = Home::with_files(&[
        ("texts/oratory.toml", "table = 'm.jsonl'\n[defaults]\ncollection = 'Letters'\n"),
        (
            "texts/m.jsonl",
            "{\"name\": \"a\", \"party\": [\"Whig\", \"Free Soil\"], \"votes\": 12, \"date\": 1848}\n",
        ),
        ("texts/a.txt", "One."),
    ]);
    for (name, value) in
        [("party", "Whig, Free Soil"), ("votes", "12"), ("collection", "Letters"), ("delivered", "1848")]
    {
        assert_eq!(stated(&home, name), [value], "{name}");
    }
    let mut terminal = home.run((100, 30), &[ORATORY, "texts"]);
    terminal.wait_for("1848");
    terminal.type_keys("i");
    terminal.wait_for("Whig, Free Soil");
    terminal.leave();
}

#[test]
fn faults_name_file_line_and_column_and_stop_nothing_else() {
    let home = Home::with_files(&[
        (
            "texts/oratory.toml",
            "names = '{a'\ntabel = 1\ntable = 'm.csv'\n[defaults]\nplace = 'Leeds'\nspeaker = 3\n",
        ),
        (
            "texts/m.csv",
            "file,title,date\na.txt,A talk,1906\nb.txt,B\na.txt,Again,1907\nc.txt,C,1908,x\n,D,1909\n",
        ),
        ("texts/a.txt", "One."),
        ("texts/b.txt", "One."),
    ]);
    let (speeches, messages) = listed(&home, "texts");
    assert_eq!(
        messages,
        [
            "\"~/oratory.toml\", line 1, column 9: names: {a has no closing brace",
            "\"~/oratory.toml\", line 2, column 1: unknown setting tabel: use names, table, columns, defaults",
            "\"~/oratory.toml\", line 6, column 11: defaults: speaker: invalid type: integer `3`, expected a string",
            "\"~/m.csv\", line 3, column 3: the row ends before date",
            "\"~/m.csv\", line 4, column 1: a.txt stands in line 2 already",
            "\"~/m.csv\", line 5, column 4: the row has 4 cells, the header 3",
            "\"~/m.csv\": 1 more fault",
            "\"~/m.csv\", line 5, column 1: c.txt: no such text",
        ]
    );
    let titles: Vec<&str> = speeches.iter().map(|speech| speech["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["A talk", "B"]);
    assert!(speeches.iter().all(|speech| speech["place"] == "Leeds"), "{speeches:?}");
    // A named text says it once, whatever the number of texts.
    let (.., messages) = home.output(&["list", "texts/a.txt", "texts/b.txt"]);
    assert_eq!(messages.matches("line 4, column 1").count(), 1, "{messages}");
}

#[test]
fn tables_that_cannot_be_read_are_reported() {
    for (table, content, fault) in [
        (
            "m.csv",
            "speaker\nAnn\n",
            ", line 1, column 1: there is no column file, id or name to find the texts by",
        ),
        ("m.csv", "file,speaker\nz.txt,Ann\n", ": none of its 1 rows names a text"),
        ("m.jsonl", "{\"file\": \"a\"}\n{\"file\": b}\n", ", line 2, column 10: expected value"),
        ("m.jsonl", "{\"file\": \"a\", \"place\": {}}\n", ", line 1, column 2: place: expected text"),
        ("gone.csv", "", " not read (No such file or directory)"),
        ("../m.csv", "", "name a file in this folder or below it"),
        ("/etc/passwd", "", "name a file in this folder or below it"),
        ("m.xlsx", "", "name a .csv, .tsv or .jsonl file"),
    ] {
        let toml = format!("table = '{table}'\n[defaults]\nplace = 'Leeds'");
        let home = Home::with_files(&[("texts/oratory.toml", &toml), ("texts/a.txt", "One.")]);
        if !content.is_empty() {
            fs::write(home.path().join("texts").join(table), content).unwrap();
        }
        let (speeches, messages) = listed(&home, "texts");
        assert_eq!(speeches[0]["place"], "Leeds", "{table}");
        assert!(messages.len() == 1 && messages[0].ends_with(fault), "{messages:?}\n{fault}");
    }
}

#[test]
fn rows_without_a_text_are_told_once() {
    let table = "title,file\nOne,a\nTwo,b.txt\nThree,talks.txt#2\nFour,gone.txt\n\"Five\nor 5\",talks.txt#9\nSix,gone.txt#1\n";
    let home = Home::with_files(&[
        ("texts/oratory.toml", "table = 'm.csv'"),
        ("texts/m.csv", table),
        ("texts/a.txt", "One."),
        ("texts/b/b.txt", "Two."),
        ("texts/talks.txt", "Three."),
    ]);
    let (_, messages) = listed(&home, "texts");
    assert_eq!(messages, ["\"~/m.csv\", line 5, column 2: gone.txt: no such text (and 1 more row)"]);
    // A part of the folder says nothing of the rest.
    assert_eq!(home.output(&["list", "texts/b"]).2, "");
    assert_eq!(home.output(&["list", "texts/a.txt"]).2, "");
    let mut terminal = home.run((120, 24), &[ORATORY, "texts"]);
    terminal.wait_for("gone.txt: no such text (and 1 more row)");
    terminal.leave();
}

#[test]
fn misspelt_names_of_details_are_told_and_kept() {
    let home = Home::with_files(&[
        (
            "texts/oratory.toml",
            "names = '{Speeker}_{party}'\ntable = 'm.csv'\ncolumns = { who = 'speaker', where = 'plcae' }\n[defaults]\n\
             lanugage = 'en'\nrights = 'free'\nparagraps = 'lines'\n",
        ),
        ("texts/m.csv", "file,who,where\nAnn_x.txt,Ann,York\n"),
        ("texts/Ann_x.txt", "One."),
    ]);
    let (speeches, messages) = listed(&home, "texts");
    let kept = "(kept): did you mean";
    assert_eq!(
        messages,
        [
            format!("\"~/oratory.toml\", line 1, column 9: names: unknown detail Speeker {kept} speaker?"),
            format!("\"~/oratory.toml\", line 3, column 38: columns: unknown detail plcae {kept} place?"),
            format!(
                "\"~/oratory.toml\", line 5, column 1: defaults: unknown detail lanugage {kept} language?"
            ),
            "\"~/oratory.toml\": 1 more fault".to_owned(),
        ]
    );
    assert_eq!(speeches[0]["speaker"], "Ann");
    assert_eq!(speeches[0]["other"]["plcae"], "York");
}

#[test]
fn changed_table_is_announced_and_read_again() {
    let home = Home::with_files(&[
        ("texts/oratory.toml", "table = 'm.csv'"),
        ("texts/m.csv", "file,speaker\na.txt,Ann Lee\n"),
        ("texts/a.txt", "One."),
        ("texts/b.txt", "Two."),
    ]);
    let mut terminal = home.run((120, 24), &[ORATORY, "texts"]);
    terminal.wait_for("Ann Lee");
    fs::write(home.path().join("texts/m.csv"), "file,speaker\na.txt,Bo Ek the Elder\n").unwrap();
    // Coming back to a speech checks its files.
    terminal.type_keys("]");
    terminal.wait_for("Two.");
    terminal.type_keys("[");
    terminal.wait_for("m.csv has changed");
    terminal.type_keys("r");
    terminal.wait_for("Bo Ek the Elder");
    terminal.leave();
}

#[test]
fn table_may_be_in_any_encoding() {
    let header = "file,speaker\na.txt,Zoë ÿ\n";
    let utf_16: Vec<u8> = "\u{feff}"
        .chars()
        .chain(header.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (content, is_told) in [
        (header.as_bytes().to_vec(), false),
        ([b"\xef\xbb\xbf", header.as_bytes()].concat(), false),
        (header.replace('\n', "\r\n").into_bytes(), false),
        (utf_16, false),
        (b"file,speaker\na.txt,Zo\xeb \xff\n".to_vec(), true),
    ] {
        let home = Home::with_files(&[("texts/oratory.toml", "table = 'm.csv'"), ("texts/a.txt", "One.")]);
        fs::write(home.path().join("texts/m.csv"), &content).unwrap();
        let (speeches, messages) = listed(&home, "texts");
        assert_eq!(speeches[0]["speaker"], "Zoë ÿ", "{messages:?}");
        assert_eq!(messages.iter().any(|line| line.contains("windows-1252")), is_told, "{messages:?}");
    }
}

/// The texts of the round trips: headers, sidecars, names, parts, quotes, and dates of all kinds.
const TEXTS: [(&str, &str); 7] = [
    (
        "texts/one_1906.txt",
        "---\ntitle: '\"Unity\", she said; \\o/'\nauthor: Ann Lee\ndate: 1921-03-05\n---\nOne.",
    ),
    ("texts/b/two_190X.md", "# A heading\n\nTwo."),
    ("texts/b/two_190X.toml", "place = 'a,b;c'\nreported = 'spring 1921'\nspeaker_family = 'Lee'"),
    ("texts/three.txt", "No title here.\n"),
    (
        "texts/four_1.txt",
        "+++\nspeaker = 'Bo'\n[[part]]\nheading = 'A'\n[[part]]\nheading = 'B'\nplace = 'York'\n+++\nA\n\nText.\n\nB\n\nText.\n",
    ),
    ("texts/five.six_1850-05.txt", "Friends.\n"),
    ("texts/oratory.toml", "names = '{topic}_{date}'\n[defaults]\nlanguage = 'en'\nrights = '\"free\"'\n"),
];

#[test]
fn table_of_details_gives_the_same_details_again() {
    let home = Home::with_files(&TEXTS);
    let known = |home: &Home| -> Vec<Value> {
        let (mut speeches, _) = listed(home, "texts");
        for speech in &mut speeches {
            let speech = speech.as_object_mut().unwrap();
            speech.remove("file");
            // A heading that the table states is a title like any other.
            speech.retain(|name, value| name != "title_source" || value == "name");
        }
        speeches
    };
    let before = known(&home);
    assert_eq!(before.len(), 6);
    for format in ["--csv", "--tsv", "--json"] {
        let (table, status, _) = home.output(&["details", "texts", format]);
        assert_eq!(status, Some(0));
        let name = format!("m.{}", if format == "--json" { "jsonl" } else { &format[2..] });
        // The table alone, without all that it was made from.
        let again = Home::with_files(&[
            ("texts/oratory.toml", &format!("table = '{name}'")),
            (&format!("texts/{name}"), &table),
        ]);
        for (path, content) in TEXTS.iter().filter(|(path, _)| !path.contains(".toml")) {
            let body = match content.split_once("[[part]]") {
                Some((_, parts)) => format!("+++\n[[part]]{}", parts.replace("place = 'York'\n", "")),
                None => content.rsplit("---\n").next().unwrap().to_owned(),
            };
            let path = again.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, body).unwrap();
        }
        assert_eq!(known(&again), before, "{format}\n{table}");
    }
}

#[test]
fn details_are_printed_for_people() {
    let home = Home::with_files(&[
        ("texts/a.txt", "---\nspeaker: Ann\ndate: 1921\n---\nOne."),
        ("texts/b.txt", "Two."),
    ]);
    let (printed, ..) = home.output(&["details", "texts"]);
    assert_eq!(printed, "file   speaker  delivered\na.txt  Ann      1921\nb.txt\n");
    assert_eq!(home.output(&["details", "none", "--csv"]).1, Some(2));
}

#[test]
fn file_of_a_folder_is_no_sidecar() {
    let home = Home::with_files(&[
        ("texts/oratory.txt", "One."),
        ("texts/oratory.toml", "speaker = 'Ann'\n"),
        ("texts/a.txt", "Two."),
    ]);
    let (speeches, messages) = listed(&home, "texts");
    assert!(speeches.iter().all(|speech| speech["speaker"].is_null()), "{speeches:?}");
    assert_eq!(
        messages,
        [
            "\"~/oratory.toml\", line 1, column 1: unknown setting speaker: use names, table, columns, defaults"
        ]
    );
}

#[test]
fn only_regular_files_of_a_folder_are_opened() {
    for name in ["oratory.toml", "m.csv"] {
        let home = Home::with_files(&[("texts/oratory.toml", "table = 'm.csv'"), ("texts/a.txt", "One.")]);
        let path = home.path().join("texts").join(name);
        drop(fs::remove_file(&path));
        assert!(home.any("mkfifo").arg(&path).status().unwrap().success());
        let (speeches, messages) = listed(&home, "texts");
        assert_eq!(speeches.len(), 1);
        let expected: &[&str] =
            if name == "m.csv" { &["\"~/m.csv\" not read (it is not a regular file)"] } else { &[] };
        assert_eq!(messages, expected);
        fs::remove_file(&path).unwrap();
        fs::File::create(&path).unwrap().set_len(70_000_000).unwrap();
        let (_, messages) = listed(&home, "texts");
        let limit = if name == "m.csv" { "larger than 64 MB" } else { "larger than 1 MB" };
        assert!(messages.len() == 1 && messages[0].contains(limit), "{messages:?}");
    }
}

/// The message that the calendar does not have a date.
fn no_such_date(name: &str, date: &str) -> String {
    format!("{name}: {date} is not in the calendar (kept, but not used): correct it, or write the year alone")
}

#[test]
fn impossible_date_outside_a_text_is_told_with_its_place_and_is_no_date() {
    let home = Home::with_files(&[
        ("texts/oratory.toml", "table = 'm.csv'\n[defaults]\naccessed = 2021-02-30\n"),
        ("texts/m.csv", "file,date,speaker\na.txt,1999-13-45,Ann Lee\nb.txt,1921-03-05,Bo Ek\n"),
        ("texts/a.txt", "One."),
        ("texts/b.txt", "Two."),
    ]);
    let (speeches, messages) = listed(&home, "texts");
    let of_toml =
        format!("\"~/oratory.toml\", line 3, column 1: defaults: {}", no_such_date("accessed", "2021-02-30"));
    let of_table = format!("\"~/m.csv\", line 2, column 2: {}", no_such_date("date", "1999-13-45"));
    assert_eq!(messages, [of_toml, of_table]);
    assert_eq!(
        (&speeches[0]["delivered"], &speeches[0]["accessed"]),
        (&"1999-13-45".into(), &"2021-02-30".into())
    );
    // They are told in the same words whatever is done with the text.
    let texts = home.path().join("texts").to_string_lossy().into_owned();
    for command in [
        &["details", "texts"][..],
        &["search", "one", "texts"],
        &["cite", "texts/a.txt"],
        &["show", "texts/a.txt"],
    ] {
        let told = home.output(command).2.replace("oratory: ", "").replace(&texts, "~");
        assert_eq!(told.lines().collect::<Vec<_>>(), messages, "{command:?}");
    }
    for style in
        ["chicago", "chicago-bibliography", "mla-works-cited", "apa-reference", "biblatex", "ris", "csl-json"]
    {
        let (cited, status, _) = home.output(&["cite", "--style", style, "texts/a.txt"]);
        assert_eq!(status, Some(0));
        assert!(!cited.contains("1999") && !cited.contains("2021"), "{style}: {cited}");
    }
    let mut terminal = home.run((220, 30), &[ORATORY, "texts/a.txt"]);
    for message in &messages {
        terminal.wait_for(&message.replace('~', &texts)[..110]);
    }
    assert!(!terminal.contents().contains("a: \""), "{}", terminal.contents());
    terminal.type_keys("i");
    terminal.wait_for("1999-13-45");
    terminal.type_keys("q");
    terminal.leave();
}
