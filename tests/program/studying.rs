//! Tests of the commands that count words: `near`, `phrases`, `words` and `compare`, and the places in `search`.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    process::Stdio,
};

use oratory_core::{Document, WordCounts, WordIndex};
use serde_json::{Value, json};

use crate::{
    commands::assert_fails,
    home::{Home, ORATORY},
    pty::Terminal,
};

/// Returns what a command prints without an error.
#[track_caller]
fn printed(home: &Home, command: &[&str]) -> String {
    let (printed, code, error) = home.output(command);
    assert_eq!((code, error.as_str()), (Some(0), ""), "{command:?}");
    printed
}

/// Returns the records that a command prints as JSON.
#[track_caller]
fn records(home: &Home, command: &[&str]) -> Vec<Value> {
    let printed = printed(home, &[command, &["--json"]].concat());
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns the rows that a command prints as a table, by the names of their columns.
#[track_caller]
fn rows(home: &Home, command: &[&str], format: &str) -> Vec<BTreeMap<String, String>> {
    let printed = printed(home, &[command, &[format]].concat());
    let (delimiter, has_quotes) = if format == "--tsv" { (b'\t', false) } else { (b',', true) };
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(delimiter).quoting(has_quotes).from_reader(printed.as_bytes());
    let rows = reader.deserialize();
    rows.map(|row: Result<BTreeMap<String, String>, _>| row.unwrap()).collect()
}

const PAIR: [&str; 2] = ["opening", "closing"];

/// The commands about the two speeches.
const COMMANDS: [&[&str]; 9] = [
    &["near", "party", "opening", "closing"],
    &["phrases", "opening", "closing", "--shared"],
    &["phrases", "opening", "closing"],
    &["phrases", "opening", "--in", "closing", "--least", "3"],
    &["words", "opening", "--than", "closing"],
    &["words", "opening", "closing"],
    &["compare", "opening", "closing"],
    &["compare", "opening", "closing", "--as", "parallel"],
    &["compare", "opening", "closing", "--as", "versions"],
];

#[test]
fn records_are_those_of_the_specification() {
    let home = Home::new();
    for (command, expected) in [
        (
            "near party opening closing",
            r#"{"word":"our","near":25,"elsewhere":7,"left":22,"right":3,"log_ratio":2.4704,"g2":20.1815}"#,
        ),
        (
            "phrases opening closing --shared",
            concat!(
                r#"{"phrase":"workers party of korea","text":"Workers' Party of Korea","words":4,"#,
                r#""counts":{"opening":4,"closing":4},"places":[{"speech":"opening","paragraph":2,"start":80,"#,
                r#""end":103,"char_start":80,"char_end":103},"#
            ),
        ),
        (
            "words opening --than closing",
            concat!(
                r#"{"word":"they","here":1,"there":11,"here_per_1000":0.852,"there_per_1000":8.462,"#,
                r#""log_ratio":-3.3124,"g2":-8.7632,"first":{"here":18,"there":3}}"#
            ),
        ),
        (
            "compare opening closing",
            concat!(
                r#"{"kind":"shared","words":14,"a":{"speech":"opening","paragraph":26,"start":7196,"end":7277},"#,
                r#""b":{"speech":"closing","paragraph":37,"start":7989,"end":8070}}"#
            ),
        ),
        (
            "compare opening:26 closing:37 --as versions",
            concat!(
                r#"{"kind":"changed","a":{"speech":"opening","paragraph":26,"start":6888,"end":7283},"#,
                r#""b":{"speech":"closing","paragraph":37,"start":7676,"end":8078},"equal":22,"only_a":37,"#,
                r#""only_b":42,"edits":[["-","Fully"],["+","Firmly"],["=","convinced that"],"#
            ),
        ),
        ("words opening --sort word", r#"{"word":"10","here":1,"here_per_1000":0.852,"first":{"here":25}}"#),
    ] {
        let words: Vec<&str> = command.split(' ').collect();
        let printed = printed(&home, &[&words[..], &["--json"]].concat());
        assert!(printed.lines().any(|line| line.starts_with(expected)), "{command}: {printed}");
    }
}

#[test]
fn plain_tables_fit_80_columns_and_the_width() {
    let home = Home::new();
    for command in COMMANDS {
        for (options, width) in [(&[][..], 80), (&["--width", "120"], 120), (&["--width", "50"], 50)] {
            let printed = printed(&home, &[command, options].concat());
            let widest = printed.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= width, "{command:?} at {width}: {widest}\n{printed}");
        }
    }
    let long = printed(&home, &["phrases", "opening", "closing", "--shared", "--width", "0"]);
    assert!(
        long.contains("I declare the Sixth Conference of Cell Secretaries of the Workers' Party of Korea  ")
    );
}

#[test]
fn tables_of_the_two_speeches_are_these() {
    let home = Home::new();
    for (name, command) in [
        ("near", &["near", "party", "opening", "closing"][..]),
        ("phrases_shared", &["phrases", "opening", "closing", "--shared"]),
        ("phrases_shared_wide", &["phrases", "opening", "closing", "--shared", "--width", "120"]),
        ("phrases", &["phrases", "closing"]),
        ("words_than", &["words", "opening:20-26", "--than", "closing:30-37"]),
        ("words_than_wide", &["words", "opening:20-26", "--than", "closing:30-37", "--width", "120"]),
        ("words", &["words", "closing:30-37", "--sort", "first"]),
        ("compare", &["compare", "opening", "closing"]),
        ("compare_parallel", &["compare", "opening:1-5", "closing:1-6", "--as", "parallel"]),
        (
            "compare_parallel_wide",
            &["compare", "opening:1-5", "closing:1-6", "--as", "parallel", "--width", "120"],
        ),
        ("compare_versions", &["compare", "opening:25-26", "closing:37", "--as", "versions"]),
    ] {
        insta::assert_snapshot!(name, printed(&home, command));
    }
}

/// Returns the value in a record that a cell of a table shows.
fn value_of(record: &Value, column: &str) -> String {
    let place = |place: &Value| {
        let [paragraph, start, end] = ["paragraph", "start", "end"].map(|name| &place[name]);
        format!("{}:{paragraph}@{start}-{end}", place["speech"].as_str().unwrap())
    };
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let counts: Vec<usize> = record["counts"].as_object().map_or_else(Vec::new, |counts| {
        counts.values().map(|count| usize::try_from(count.as_u64().unwrap()).unwrap()).collect()
    });
    match (column, column.split_once('_')) {
        ("places", _) => record["places"].as_array().unwrap().iter().map(place).collect::<Vec<_>>().join(" "),
        ("speech" | "count", _) if !counts.is_empty() => {
            let (speech, count) = record["counts"].as_object().unwrap().iter().next().unwrap();
            if column == "speech" { speech.clone() } else { count.to_string() }
        }
        ("here", _) if !counts.is_empty() => text(&record["counts"]["opening"]),
        ("there" | "elsewhere", _) if !counts.is_empty() => text(&record["counts"]["closing"]),
        (_, Some((part @ ("a" | "b" | "first" | "last"), name))) => text(&record[part][name]),
        ("sentence_start", _) => text(&record["sentence"][0]),
        ("sentence_end", _) => text(&record["sentence"][1]),
        _ => text(&record[column]),
    }
}

#[test]
fn json_of_a_command_equals_its_tables() {
    let home = Home::new();
    let search = [&["search", "party"][..], &["search", "party", "--sort", "left"]];
    for command in COMMANDS.into_iter().chain(search) {
        let json = records(&home, command);
        assert!(json.len() > 2, "{command:?}");
        for format in ["--tsv", "--csv"] {
            let table = rows(&home, command, format);
            assert_eq!(table.len(), json.len(), "{command:?} {format}");
            for (row, record) in table.iter().zip(&json) {
                for (column, cell) in row {
                    let is_compared_text = column == "text" && record["kind"].is_string();
                    if !is_compared_text {
                        assert_eq!(*cell, value_of(record, column), "{command:?} {format} {column}");
                    }
                }
            }
        }
    }
    // The plain table has the same rows, in order.
    let json = records(&home, &["words", "opening", "--than", "closing"]);
    let plain = printed(&home, &["words", "opening", "--than", "closing"]);
    let (_, plain) = plain.split_once("\nword ").unwrap();
    for (line, record) in plain.lines().skip(1).zip(&json) {
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(cells[1], record["here"].to_string(), "{line}");
        let g2: f64 = cells.last().unwrap().parse().unwrap();
        assert!((g2 - record["g2"].as_f64().unwrap().abs()).abs() <= 0.005_001, "{line}");
    }
    assert_eq!(plain.lines().count() - 1, json.len());
}

#[test]
fn figures_are_those_of_the_core() {
    let home = Home::new();
    let words = records(&home, &["words", "opening", "--than", "closing"]);
    assert_eq!(words.len(), 710);
    let sum = |name: &str| words.iter().map(|row| row[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("here"), sum("there")), (1_174, 1_300), "the counts of a scope add up to its total");
    assert_eq!(records(&home, COMMANDS[0]).len(), 64);
    assert_eq!(records(&home, COMMANDS[1]).len(), 24);
    let of_at_least_4 = [COMMANDS[1], &["--least", "4"]].concat();
    assert_eq!(records(&home, &of_at_least_4).len(), 11);
    assert_eq!(records(&home, &["phrases", "opening"]).len(), 27);
    assert_eq!(records(&home, &["phrases", "closing"]).len(), 16);
    let both = records(&home, &["phrases"]);
    assert_eq!(both.len(), 27 + 16, "without a text, the library");
    // A longer reach and a lower limit list more words.
    let wide = records(&home, &["near", "party", "--span", "8", "--least", "1"]);
    assert!(wide.len() > 64);
    assert_eq!(records(&home, &["near", "party"]), records(&home, COMMANDS[0]));
}

#[test]
fn comparison_is_symmetric() {
    let home = Home::new();
    for way in ["shared", "parallel"] {
        let sides = |texts: [&str; 2], first: &str, second: &str| -> Vec<String> {
            let rows = records(&home, &["compare", texts[0], texts[1], "--as", way]);
            let mut rows: Vec<String> =
                rows.iter().map(|row| json!([row["words"], row[first], row[second]]).to_string()).collect();
            rows.sort_unstable();
            rows
        };
        assert_eq!(sides(PAIR, "a", "b"), sides(["closing", "opening"], "b", "a"), "{way}");
    }
    let counts = |texts: [&str; 2], names: [&str; 3]| {
        let rows = records(&home, &["compare", texts[0], texts[1], "--as", "versions"]);
        names.map(|name| rows.iter().map(|row| row[name].as_u64().unwrap()).sum::<u64>())
    };
    assert_eq!(
        counts(PAIR, ["equal", "only_a", "only_b"]),
        counts(["closing", "opening"], ["equal", "only_b", "only_a"])
    );
}

#[test]
fn text_and_itself_are_one_passage_for_each_paragraph() {
    let home = Home::new();
    let rows = records(&home, &["compare", "opening", "opening", "--as", "shared"]);
    assert_eq!(rows.len(), 26);
    assert!(rows.iter().all(|row| row["a"] == row["b"]));
    let words: u64 = rows.iter().map(|row| row["words"].as_u64().unwrap()).sum();
    assert_eq!(words, 1_174);
    // The way is chosen by the texts.
    let rows = records(&home, &["compare", "opening", "opening"]);
    assert!(rows.iter().all(|row| row["kind"] == "same") && rows.len() == 26);
    assert_eq!(
        printed(&home, &["compare", "opening", "opening"]),
        "opening and opening: no differences in 1,174 words (case and punctuation\nignored)\n"
    );
}

const DRAFT: &str = "\
Friends, we meet today.

The harvest was good, and the mills stand ready for winter.

The roads are open from here to the sea.

Nobody shall go without bread in this town.

Thank you.
";

const FINAL: &str = "\
Nobody shall go without bread in our town.

Friends, we meet here today!

The harvest was good, and the mills stand ready for winter.

The roads are open from here to the sea.

Long live the town.
";

#[test]
fn versions_show_changed_and_moved_paragraphs() {
    let home = Home::with_files(&[("draft.txt", DRAFT), ("final.txt", FINAL)]);
    let command = ["compare", "draft.txt", "final.txt", "--as", "versions"];
    assert_eq!(
        printed(&home, &command),
        "\
31 words alike, 3 only in draft [-…-], 6 only in final {+…+}

4/1  (moved from ¶ 4) Nobody shall go without bread in [-this-] {+our+} town.

1/2  Friends, we meet {+here+} today!

2/3  The harvest was good, and the mills stand ready for winter.

3/4  The roads are open from here to the sea.

5/–  [-Thank you.-]

–/5  {+Long live the town.+}
"
    );
    let kinds: Vec<Value> = records(&home, &command).into_iter().map(|row| row["kind"].clone()).collect();
    assert_eq!(kinds, ["moved", "changed", "same", "same", "only_a", "only_b"]);
}

#[test]
fn words_of_both_versions_are_those_of_the_second() {
    let home = Home::with_files(&[
        ("a.txt", "Dear comrade delegates, we met in spring. We thank you all."),
        ("b.txt", "Comrade Delegates! We met in spring, at last. We thank you all!"),
    ]);
    let printed = printed(&home, &["compare", "a.txt", "b.txt", "--as", "versions"]);
    let row = printed.lines().last().unwrap();
    assert_eq!(
        row, "1  [-Dear-] Comrade Delegates! We met in spring, {+at last.+} We thank you all!",
        "{printed}"
    );
}

#[test]
fn paragraphs_of_texts_are_compared() {
    let home = Home::new();
    let rows = records(&home, &["compare", "opening:3-9", "closing:30-"]);
    assert!(!rows.is_empty());
    for row in &rows {
        let (a, b) = (row["a"]["paragraph"].as_u64().unwrap(), row["b"]["paragraph"].as_u64().unwrap());
        assert!((3..=9).contains(&a) && b >= 30, "{row}");
    }
    let words = records(&home, &["words", "closing:8"]);
    let total: u64 = words.iter().map(|row| row["here"].as_u64().unwrap()).sum();
    assert_eq!(total, 14);
    // Parts of one text are told apart.
    let rows = records(&home, &["phrases", "opening:1-13", "opening:14-26", "--shared"]);
    assert_eq!(
        rows[0]["counts"].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["opening:1-13", "opening:14-26"]
    );
    let near = records(&home, &["near", "party", "opening:1-3", "--least", "1"]);
    let all = records(&home, &["near", "party", "opening", "--least", "1"]);
    assert!(!near.is_empty() && near.len() < all.len());
}

#[test]
fn standard_input_is_a_text() {
    let home = Home::with_files(&[("final.txt", FINAL)]);
    let fed = |arguments: &[&str]| {
        let mut command = home.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(DRAFT.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let home_file = Home::with_files(&[("draft.txt", DRAFT)]);
    let of_file = printed(&home_file, &["words", "draft.txt", "--json"]);
    assert_eq!(fed(&["words", "--json"]), of_file, "a pipe is read if no text is named");
    assert_eq!(fed(&["words", "-", "--json"]), of_file);
    assert_eq!(fed(&["compare", "-", "final.txt", "--as", "shared", "--json"]).lines().count(), 4);
    assert!(
        fed(&["compare", "-:1", "-:2", "--as", "parallel"]).starts_with("1  Friends, we meet today.\n2  ")
    );
    assert!(
        fed(&["words", "-:1", "--than", "-", "--json"]).contains(r#""word":"harvest","here":0,"there":1,"#)
    );
}

/// A library: texts with dates, a text that is largely another, and two with the same name.
const LIBRARY: [(&str, &str); 6] = [
    ("talks/a.txt", "+++\ndelivered = 1921-03-05\n+++\nBread and peace for all of the people, I say.\n"),
    ("talks/b.txt", "+++\ndelivered = \"1906\"\n+++\nWe want bread and peace for all of the people.\n"),
    ("talks/c.txt", "Give us bread and peace for all, and roses.\n"),
    ("talks/copy.txt", "They asked for bread and peace for all of the people of this town, and got roses.\n"),
    ("talks/old/a.txt", "Nothing in common here.\n"),
    (
        "own.txt",
        "\n\nThey asked for bread and peace for all of the people of this town, and got roses.\n\nLater they \
         asked again.\n",
    ),
];

#[test]
fn phrases_in_a_library_have_their_first_and_last_use() {
    let home = Home::with_files(&LIBRARY);
    let command = ["phrases", "own.txt", "--in", "talks", "--json"];
    let (json, code, error) = home.output(&command);
    assert_eq!((code, error.as_str()), (Some(0), "oratory: copy is largely this text, and is left out\n"));
    let rows: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 2, "{json}");
    assert_eq!(rows[0]["phrase"], "bread and peace for all of the people");
    assert_eq!(rows[0]["counts"], json!({"own": 1, "a": 1, "b": 1}));
    assert_eq!(rows[0]["speeches"], 2);
    assert_eq!(rows[0]["first"], json!({"speech": "b", "date": "1906"}));
    assert_eq!(rows[0]["last"], json!({"speech": "a", "date": "1921-03-05"}));
    assert_eq!((&rows[1]["phrase"], &rows[1]["speeches"]), (&json!("bread and peace for all"), &json!(3)));
    let tsv = home.output(&["phrases", "own.txt", "--in", "talks", "--tsv"]).0;
    assert_eq!(
        tsv.lines().nth(1).unwrap(),
        "bread and peace for all of the people\tbread and peace for all of the people\t8\t1\t2\t2\tb\t1906\ta\t\
         1921-03-05\town:1@15-52 a:1@0-37 b:1@8-45"
    );
    let plain = home.output(&["phrases", "own.txt", "--in", "talks", "--least", "6"]).0;
    assert_eq!(
        plain,
        "\
1 phrase of own in 4 other speeches · 6 words or more · by words × speeches

words  phrase                                 here  speeches  first  last
    8  bread and peace for all of the people     1         2  b      a
"
    );
    // The text itself is no other text.
    let (_, code, error) = home.output(&["phrases", "talks/c.txt", "--in", "talks", "--json"]);
    assert_eq!((code, error.as_str()), (Some(0), ""));
}

#[test]
fn log_ratio_has_one_sign_in_all_formats() {
    let home = Home::new();
    let command = ["words", "opening", "--than", "closing"];
    let rows = records(&home, &command);
    let plain = printed(&home, &command);
    for word in ["they", "other"] {
        let row = rows.iter().find(|row| row["word"] == word).unwrap();
        let line = plain.lines().find(|line| line.starts_with(&format!("{word} "))).unwrap();
        let ratio = format!(" {:+.1} ", row["log_ratio"].as_f64().unwrap());
        assert!(line.contains(&ratio), "{ratio}: {line}");
    }
    assert!(home.output(&["words", "--help"]).0.contains("positive if the word"));
}

#[test]
fn words_are_compared_with_the_rest_of_a_folder() {
    let home = Home::with_files(&LIBRARY);
    let rows = records(&home, &["words", "talks/c.txt", "--than", "talks"]);
    let row = |word: &str| rows.iter().find(|row| row["word"] == word).unwrap().clone();
    assert_eq!((&row("bread")["here"], &row("bread")["there"]), (&json!(1), &json!(3)));
    assert_eq!(row("bread")["first"], json!({"here": 1, "there": null}));
    assert_eq!(row("give")["there"], 0, "the text itself is left out");
    let plain = printed(&home, &["words", "talks/c.txt", "--than", "talks"]);
    assert!(plain.starts_with("9 words of c, "), "{plain}");
    assert!(plain.contains(" words of 4 speeches · "), "{plain}");
}

#[test]
fn texts_with_one_id_are_called_by_their_names() {
    let text = "Bread and peace.\n\nBread and peace!\n";
    let home = Home::with_files(&[("one/a.txt", text), ("two/a.txt", text)]);
    let labels = |command: &[&str]| {
        let rows = records(&home, command);
        rows.iter().map(|row| row["places"][0]["speech"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(labels(&["phrases", "one/a.txt"]), ["a"]);
    assert_eq!(labels(&["phrases", "one/a.txt", "two"]), ["one/a", "two/a"]);
    let shared = records(&home, &["phrases", "one/a.txt", "two/a.txt", "--shared"]);
    assert_eq!(shared[0]["counts"], json!({"one/a": 2, "two/a": 2}));
}

/// Returns the part of a text that a place names in code points, after checking it against the bytes.
#[track_caller]
fn place_in<'t>(text: &'t str, place: &Value) -> &'t str {
    let [start, end, char_start, char_end] = ["start", "end", "char_start", "char_end"]
        .map(|name| usize::try_from(place[name].as_u64().unwrap()).unwrap());
    assert_eq!([text[..start].chars().count(), text[..end].chars().count()], [char_start, char_end]);
    &text[start..end]
}

fn forms(text: &str) -> String {
    let index = WordIndex::of(&Document::of_paragraphs("place", text));
    index.forms(0..index.len()).join(" ")
}

#[test]
fn places_read_as_their_phrase_in_every_language() {
    let korean = "동지들은 당세포비서들의 사업을 더욱 강화하여야 합니다.\n\n우리는 당세포비서들의 사업을 더욱 강화하여야 하며 앞으로 나아갑니다.\n";
    let chinese = "中国人民从此站起来了，我们的民族将从此列入爱好和平自由的世界各民族的大家庭。\n\n我们的民族将从此列入爱好和平自由的世界各民族的大家庭，以勇敢而勤劳的姿态工作着。\n";
    let front = format!("+++\ntitle = \"T\"\nlanguage = \"ko\"\n+++\n\n{korean}");
    let home = Home::with_files(&[("ko.txt", &front), ("zh.txt", chinese)]);
    for (name, text, words) in [("ko.txt", korean, 4), ("zh.txt", chinese, 8)] {
        let rows = records(&home, &["phrases", name]);
        assert_eq!(rows[0]["places"].as_array().unwrap().len(), 2, "{name}");
        assert!(rows[0]["words"].as_u64().unwrap() >= words, "{name}: {}", rows[0]);
        for row in &rows {
            for place in row["places"].as_array().unwrap() {
                let part = place_in(text, place);
                assert_eq!(forms(part), row["phrase"].as_str().unwrap(), "{name}");
            }
        }
        let compared =
            records(&home, &["compare", &format!("{name}:1"), &format!("{name}:2"), "--as", "shared"]);
        assert_eq!(compared[0]["words"], rows[0]["words"], "{name}");
        let plain =
            printed(&home, &["compare", &format!("{name}:1"), &format!("{name}:2"), "--as", "versions"]);
        assert!(plain.contains("[-") && plain.contains("{+"), "{plain}");
    }
    let near = records(&home, &["near", "民族", "zh.txt", "--span", "2"]);
    assert!(near.iter().any(|row| row["word"] == "的" || row["word"] == "我们"), "{near:?}");
    let versions = printed(&home, &["compare", "zh.txt:1", "zh.txt:2", "--as", "versions"]);
    assert!(!versions.contains("-] {"), "words of Chinese are joined without blanks: {versions}");
    // Speeches in two languages are put beside each other.
    let rows = records(&home, &["compare", "closing", "ko.txt"]);
    assert!(rows.iter().all(|row| row["kind"] == "parallel") && rows.len() == 37);
}

#[test]
fn search_tells_where_a_match_is_in_the_speech() {
    let home = Home::new();
    let rows = records(&home, &["search", "party"]);
    assert_eq!(rows.len(), 106);
    let texts = PAIR.map(|name| home.output(&["show", name]).0);
    for (row, name) in rows.iter().zip(["opening"; 55].into_iter().chain(["closing"; 51])) {
        assert_eq!(row["speech"], name);
        let words = if name == "opening" { 1_174 } else { 1_300 };
        assert_eq!(row["speech_words"], words);
        assert!(row["words_before"].as_u64().unwrap() < words);
        let (start, end) = (row["sentence"][0].as_u64().unwrap(), row["sentence"][1].as_u64().unwrap());
        assert!(start <= row["start"].as_u64().unwrap() && row["end"].as_u64().unwrap() <= end, "{row}");
    }
    assert_eq!((&rows[0]["words_before"], &rows[0]["sentence"]), (&json!(13), &json!([32, 323])));
    assert!(texts[0].contains("The Sixth Conference of Cell Secretaries of the Workers' Party"));
    // A heading has no sentence.
    let home = Home::with_files(&[("a.md", "# Bread\n\nBread. We eat bread.\n")]);
    let rows = records(&home, &["search", "bread", "a.md"]);
    let places: Vec<Value> =
        rows.iter().map(|row| json!([row["words_before"], row["sentence"], row["speech_words"]])).collect();
    assert_eq!(places, [json!([0, null, 4]), json!([0, [9, 15], 4]), json!([3, [16, 29], 4])]);
    let csv = rows.len() + 1;
    assert_eq!(printed(&home, &["search", "bread", "a.md", "--csv"]).lines().count(), csv);
}

#[test]
fn csv_is_quoted() {
    let home = Home::with_files(&[("a \"b\", c.txt", "One, two, three.\n\nOne, two, three.\n")]);
    let rows = rows(&home, &["phrases", "a \"b\", c.txt"], "--csv");
    assert_eq!(rows[0]["speech"], "a \"b\", c");
    assert_eq!(rows[0]["text"], "One, two, three");
}

#[test]
fn nothing_found_and_mistakes_have_their_status() {
    let home = Home::with_files(&[
        ("one.txt", "Alpha beta gamma delta.\n"),
        ("two.txt", "Un deux trois quatre cinq.\n"),
        ("folder/three.txt", "Uno dos tres.\n"),
    ]);
    fs::create_dir(home.path().join("empty")).unwrap();
    let length = "(--least sets how long a phrase is)";
    for (command, code, message) in [
        ("compare one.txt two.txt", 1, "one and two share no passage (--least sets how long a passage is)"),
        ("phrases one.txt two.txt --shared", 1, &format!("one and two share no phrase {length}")),
        ("phrases one.txt", 1, &format!("no phrase is repeated {length}")),
        ("phrases one.txt --in folder", 1, &format!("no phrase of one is in the other texts {length}")),
        ("phrases one.txt --in empty", 1, "there are no texts in \"empty\""),
        ("words one.txt --than empty", 1, "there are no texts in \"empty\""),
        ("near xyzzy", 1, "not found: xyzzy"),
        ("near alpha one.txt", 1, "no word is near alpha at least 2 times, and more often than elsewhere"),
        (
            "compare one.txt",
            2,
            "compare needs two speeches, not 1: for example, oratory compare opening closing",
        ),
        (
            "phrases opening --shared",
            2,
            "--shared needs two speeches, not 1: for example, oratory phrases opening closing --shared",
        ),
        ("phrases --in folder", 2, "--in needs one speech, for example: oratory phrases FILE --in FOLDER"),
        ("words opening --sort ratio", 2, "this order compares two texts: add --than TEXT"),
        ("words opening:99", 1, "opening has no ¶ 99: its paragraphs are 1 to 37"),
    ] {
        let message = message.replace(
            "opening has no ¶ 99: its paragraphs are 1 to 37",
            "opening has no ¶ 99: its paragraphs are 1 to 26",
        );
        assert_fails(&home, &command.split(' ').collect::<Vec<_>>(), code, &message);
    }
    for (command, part) in [
        ("compare opening clossing", "did you mean closing or Closing Speech?"),
        ("compare opening closing --as diff", "[possible values: shared, parallel, versions]"),
        ("words opening --sort size", "[possible values: difference, count, word, ratio, first]"),
        ("near party --span 0", "must be at least 1"),
        ("words opening --json --csv", "cannot be used with"),
        ("phrases opening --shared --in closing", "cannot be used with"),
    ] {
        let (printed, code, error) = home.output(&command.split(' ').collect::<Vec<_>>());
        assert_eq!((printed.as_str(), code), ("", Some(2)), "{command}");
        assert!(error.contains(part), "{command}: {error}");
    }
    // Two texts in a folder are a pair.
    let home = Home::with_files(&[("pair/a.txt", DRAFT), ("pair/b.txt", FINAL)]);
    assert_eq!(
        records(&home, &["compare", "pair"]),
        records(&home, &["compare", "pair/a.txt", "pair/b.txt"])
    );
    assert_eq!(records(&home, &["compare"]), records(&home, &["compare", "opening", "closing"]));
}

#[test]
fn closed_pipe_ends_a_command_quietly() {
    let home = Home::new();
    for format in ["--json", "--tsv", "--csv", "--width=80"] {
        let mut command = home.command(&["words", "opening", "--than", "closing", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::with_capacity(1, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{format}");
        assert!(!line.is_empty());
    }
}

#[test]
fn help_has_fields_and_an_example() {
    let home = Home::new();
    for (command, names) in [
        ("near", &["near, elsewhere", "oratory near party", "Fields of --json"][..]),
        ("phrases", &["speeches, first, last", "--in ~/texts", "code points"]),
        ("words", &["log_ratio", "--than closing", "G²"]),
        ("compare", &["edits", "--as versions", "first non-blank line after the front matter"]),
    ] {
        let (help, ..) = home.output(&[command, "--help"]);
        for name in names {
            assert!(help.contains(name), "{name}: {help}");
        }
        assert!(home.output(&["man", command]).0.contains(".SH FIELDS"), "{command}");
        // Long texts go on below their beginning.
        let fields = help.split("Fields of --json").nth(1).unwrap().split("\n\n").next().unwrap();
        for line in fields.lines().skip(1) {
            assert!(line.chars().count() <= 80, "{line}");
            let text = line.get(27..).unwrap_or_default();
            assert!(
                text.is_empty() || line[25..].starts_with("  ") && !text.starts_with(' ') || line.len() < 35,
                "{line}"
            );
        }
        // The names of all fields of a record are explained.
        let json = records(&home, COMMANDS.iter().find(|words| words[0] == command).unwrap());
        for name in json[0].as_object().unwrap().keys() {
            assert!(help.contains(name.as_str()), "{command} {name}: {help}");
        }
    }
}

#[test]
fn library_adds_up() {
    let home = Home::with_files(&LIBRARY);
    let rows = records(&home, &["words", "talks", "own.txt"]);
    let texts = LIBRARY.map(|(_, text)| {
        let body = text.rsplit("+++\n").next().unwrap();
        WordIndex::of(&Document::of_paragraphs("text", body.trim_start()))
    });
    let sum = WordCounts::sum(texts.iter().map(|index| &**index.counts()));
    let counts: BTreeMap<&str, u64> =
        rows.iter().map(|row| (row["word"].as_str().unwrap(), row["here"].as_u64().unwrap())).collect();
    assert_eq!(counts, sum.iter().map(|(word, count)| (word, count as u64)).collect());
}

/// Exports the list of phrases that is open in a terminal, and returns the rows of the file.
fn exported(terminal: &mut Terminal, home: &Home, name: &str) -> String {
    terminal.type_keys("e");
    terminal.wait_for("export to: phrases-");
    let path = home.path().join(name);
    terminal.type_keys(&format!("\u{15}{}\r", path.display()));
    terminal.wait_for("exported");
    fs::read_to_string(path).unwrap()
}

#[test]
fn phrases_on_the_screen_are_those_of_the_command() {
    let home = Home::with_files(&LIBRARY);
    let mut terminal = home.reader((160, 40));
    terminal.type_keys("p");
    terminal.wait_for("24 in both speeches");
    for (name, format) in [("a.json", "--json"), ("a.tsv", "--tsv"), ("a.csv", "--csv")] {
        let expected = printed(&home, &["phrases", "opening", "closing", "--shared", format]);
        assert_eq!(exported(&mut terminal, &home, name), expected);
    }
    terminal.type_keys("\t");
    terminal.wait_for("27 repeated in Opening");
    assert_eq!(exported(&mut terminal, &home, "b.csv"), printed(&home, &["phrases", "opening", "--csv"]));
    terminal.type_keys("+a");
    terminal.wait_for("any edges");
    let command = ["phrases", "opening", "--least", "4", "--edges", "--json"];
    assert_eq!(exported(&mut terminal, &home, "b.json"), printed(&home, &command));

    let mut terminal = home.run((160, 40), &[ORATORY, "own.txt", "talks"]);
    terminal.wait_for("They asked for bread");
    terminal.type_keys("p");
    terminal.wait_for("2 of own in other speeches of the library");
    terminal.wait_for("copy is largely this text, and left out");
    for (name, format) in [("c.json", "--json"), ("c.tsv", "--tsv"), ("c.csv", "--csv")] {
        let expected = home.output(&["phrases", "own.txt", "--in", "talks", format]).0;
        assert_eq!(exported(&mut terminal, &home, name), expected);
    }
}

#[test]
fn compare_opens_the_speeches_side_by_side_in_a_terminal() {
    let home = Home::new();
    for (arguments, shown) in [
        (&["compare", "opening", "closing"][..], "36 shared passages"),
        (&["compare", "opening", "closing", "--least", "14"], "1 shared passage"),
        (&["compare", "closing", "opening", "--as", "parallel"], "parallel"),
        (&["compare", "closing", "closing"], "no differences"),
    ] {
        let command = [&[ORATORY], arguments].concat();
        let mut terminal = home.run((120, 40), &command);
        terminal.wait_for(shown);
        terminal.type_keys("\x1b");
        terminal.wait_for("? help");
        terminal.leave();
    }
    // Formats are printed.
    let command = [ORATORY, "compare", "opening", "closing", "--json"];
    assert!(home.run((120, 40), &command).wait_for_end().success());
    let mut terminal = home.run((120, 40), &[ORATORY, "closing", "opening"]);
    terminal.wait_for("Closing Speech");
    terminal.type_keys("|");
    terminal.wait_for("29 shared passages");
    terminal.leave();
}

#[test]
fn named_paragraphs_are_opened_side_by_side() {
    let home = Home::new();
    let mut terminal = home.run((120, 40), &[ORATORY, "compare", "opening:26", "closing:37"]);
    terminal.wait_for("Opening Speech ¶ 26");
    terminal.wait_for("Closing Speech ¶ 37");
    terminal.wait_for("1/1 here · 1/1 there");
    let screen = terminal.contents();
    let row = |number: &str| screen.lines().position(|line| line.contains(number));
    assert!(row("26 Fully convinced").is_some(), "{screen}");
    assert_eq!(row("26 Fully convinced"), row("37 Firmly convinced"), "{screen}");
    terminal.leave();

    let command = [ORATORY, "compare", "opening:26", "closing:37", "--as", "versions"];
    let mut terminal = home.run((80, 24), &command);
    terminal.wait_for("Opening Speech ¶ 26 against Closing Speech ¶ 37 · as versions");
    terminal.wait_for("22 words alike");
    terminal.wait_for("1 of 1 changed ¶");
    // Esc leads to the text, and a comparison from there is one of whole speeches.
    terminal.type_keys("\u{1b}");
    terminal.wait_for("Side by side");
    terminal.type_keys("|");
    terminal.wait_for("Opening Speech against Closing Speech");
    terminal.leave();

    let printed = printed(&home, &["compare", "opening:26", "closing:37", "--as", "versions"]);
    assert!(printed.contains("22 words alike"), "{printed}");
}

#[test]
fn comparison_of_the_command_line_begins_at_the_start_and_ends_with_q() {
    let home = Home::new();
    let mut terminal = home.run((120, 40), &[ORATORY, "closing"]);
    terminal.wait_for("Comrade cell secretaries");
    terminal.type_keys("G");
    terminal.wait_for("¶ 37/37");
    terminal.leave();

    let mut terminal = home.run((120, 40), &[ORATORY, "compare", "opening", "closing"]);
    terminal.wait_for("29 shared passages here");
    terminal.wait_for("1 Comrade cell secretaries,");
    terminal.wait_for("q quit");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());

    // Nothing was read, so the position that was saved is still there.
    let mut terminal = home.run((120, 40), &[ORATORY, "closing"]);
    terminal.wait_for("¶ 37/37");
    terminal.leave();

    // Esc leads to the text, where the comparison is one of several views.
    let mut terminal = home.run((120, 40), &[ORATORY, "compare", "opening", "closing"]);
    terminal.wait_for("q quit");
    terminal.type_keys("\u{1b}");
    terminal.wait_for("Side by side");
    terminal.type_keys("|");
    terminal.wait_for("Esc back");
    terminal.type_keys("q");
    terminal.wait_for("Side by side");
    terminal.leave();
}

#[test]
fn versions_that_are_too_different_are_named_in_a_line() {
    let home = Home::new();
    let unlike = |seed: &str| {
        let words: Vec<String> = (0..4400).map(|word| format!("{seed}{}", word % 7)).collect();
        words.chunks(40).map(|words| words.join(" ") + ".\n\n").collect::<String>()
    };
    let files = ["a", "b"].map(|name| {
        let file = home.path().join(format!("{name}.txt"));
        fs::write(&file, unlike(name)).unwrap();
        file
    });
    let [a, b] = files.each_ref().map(|file| file.to_str().unwrap());
    for format in [&[][..], &["--json"]] {
        let (printed, code, error) = home.output(&[&["compare", a, b, "--as", "versions"], format].concat());
        assert_eq!(code, Some(0));
        assert!(printed.lines().count() >= 220, "{printed}");
        assert_eq!(error, "oratory: 220 paragraphs too different to compare word by word\n");
    }
}

#[test]
fn side_with_a_positive_log_ratio_is_named_in_the_heading() {
    let home = Home::new();
    let words = printed(&home, &["words", "opening", "--than", "closing"]);
    assert!(words.lines().any(|line| line == "log₂ is + for opening"), "{words}");
    let they = words.lines().find(|line| line.starts_with("they ")).unwrap();
    assert!(they.contains(" -3.3 "), "{they}");
}
