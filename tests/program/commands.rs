//! Tests of the commands that print.

use std::{collections::BTreeMap, fs};

use assert_cmd::assert::OutputAssertExt;
use oratory::store;
use testkit::harness::built_in_texts;

use crate::home::Home;

const QUOTATION: &str = "\
“Those that are not knitted in bonds of human feelings cannot become loyal cells.”
— Kim Jong Un, “Closing Speech” (speech, Sixth Conference of Cell Secretaries of the Korean Workers' Party), \
trans. Korean Central News Agency, April 9, 2021, para. 8.
";

#[track_caller]
pub(crate) fn assert_fails(home: &Home, arguments: &[&str], code: i32, message: &str) {
    let (printed, status, messages) = home.output(arguments);
    assert_eq!((printed.as_str(), status), ("", Some(code)), "{messages}");
    assert_eq!(messages, format!("oratory: {message}\n"));
}

/// Creates a home in which `keys` have set bookmarks.
pub(crate) fn with_bookmarks(keys: &str, wait_for: &str) -> Home {
    let home = Home::new();
    set_bookmarks(&home, keys, wait_for);
    home
}

fn set_bookmarks(home: &Home, keys: &str, wait_for: &str) {
    let mut terminal = home.reader((100, 24));
    terminal.wait_for("¶ ");
    terminal.type_keys(keys);
    terminal.wait_for(wait_for);
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn paths_prints_the_paths_of_the_program() {
    let home = Home::new();
    let (printed, ..) = home.output(&["paths"]);
    let folder = home.path().display();
    assert_eq!(
        printed,
        format!(
            "config     {folder}/config/oratory/config.toml\n\
             bookmarks  {folder}/data/oratory/bookmarks.toml\n\
             texts      {folder}/data/oratory/texts\n\
             places     {folder}/state/oratory/places.toml\n\
             drafts     {folder}/state/oratory/drafts.toml\n\
             converted  {folder}/cache/oratory/converted\n"
        )
    );
}

#[test]
fn list_prints_the_speeches() {
    let home = Home::new();
    let expected = "\
opening  7 Apr 2021  5 min  ¶ 26  Opening Speech  Kim Jong Un
closing  9 Apr 2021  6 min  ¶ 37  Closing Speech  Kim Jong Un
";
    home.command(&["list"]).assert().success().stdout(expected).stderr("");
    fs::write(home.path().join("연설.txt"), "One.").unwrap();
    home.command(&["list", "연설.txt", "closing"]).assert().success().stdout(
        "연설     –           1 min  ¶ 1   연설\nclosing  9 Apr 2021  6 min  ¶ 37  Closing Speech  Kim Jong Un\n",
    );
}

#[test]
fn show_prints_paragraphs() {
    let home = Home::new();
    let expected =
        " 8  Those that are not knitted in bonds\n    of human feelings cannot become\n    loyal cells.\n";
    home.command(&["show", "closing:8", "--width", "40", "--numbers"]).assert().success().stdout(expected);
    let (whole, ..) = home.output(&["show", "closing"]);
    let (part, ..) = home.output(&["show", "closing:36-37"]);
    assert!(whole.contains(&part) && part.lines().count() == 3, "{part}");
    assert!(whole.ends_with("Kim Jong Un\nFriday, April 9, 2021\n"), "the signature keeps its lines");
}

#[test]
fn quote_prints_what_y_copies() {
    let home = Home::new();
    home.command(&["quote", "closing:8"]).assert().success().stdout(QUOTATION).stderr("");
    home.command(&["quote", "Closing Speech:8"]).assert().success().stdout(QUOTATION);
    // A range is one quotation. Several texts are several quotations.
    let (range, ..) = home.output(&["quote", "closing:7-8"]);
    let [first, second, citation] = range.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>()[..]
    else {
        panic!("{range}")
    };
    assert!(first.starts_with('“') && !first.ends_with('”'), "{range}");
    assert_eq!(second, QUOTATION.lines().next().unwrap());
    assert!(citation.ends_with(", April 9, 2021, paras. 7–8."), "{range}");
    let (two, ..) = home.output(&["quote", "closing:7", "closing:8"]);
    assert!(two.ends_with(&format!(", para. 7.\n\n{QUOTATION}")), "{two}");
    assert_fails(&home, &["quote", "closing"], 2, "quote needs paragraphs: write closing:1 or closing:1-3");
}

#[test]
fn bookmarks_are_printed_in_three_formats() {
    let home = with_bookmarks("]8Gm[3GMOn thanks\r", "bookmarked ¶ 3: On thanks");
    let (plain, code, _) = home.output(&["bookmarks"]);
    assert_eq!(code, Some(0));
    let indented = format!("  {}\n", QUOTATION.trim_end().replace('\n', "\n  "));
    assert!(plain.starts_with("opening:3  unchanged  On thanks\n  “Availing myself"), "{plain}");
    assert!(plain.ends_with(&format!("\n\nclosing:8  unchanged\n{indented}")), "{plain}");

    let (markdown, ..) = home.output(&["bookmarks", "--md"]);
    assert!(markdown.starts_with("## Opening Speech\n\n> “Availing myself"), "{markdown}");
    assert!(
        markdown.contains(", para. 3.\n\nOn thanks\n\n## Closing Speech\n\n> “Those that are not"),
        "{markdown}"
    );
    let (mla, ..) = home.output(&["bookmarks", "--md", "--style", "mla"]);
    assert!(mla.contains("\n> — (Kim, par. 8)\n"), "{mla}");

    let (json, ..) = home.output(&["bookmarks", "--json"]);
    let objects: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 2);
    assert_eq!((&objects[0]["label"], &objects[0]["state"]), (&"On thanks".into(), &"exact".into()));
    assert_eq!((&objects[1]["speech"], &objects[1]["paragraph"]), (&"closing".into(), &8.into()));
    let quote = "Those that are not knitted in bonds of human feelings cannot become loyal cells.";
    assert_eq!(objects[1]["quote"], quote);
    assert!(QUOTATION.contains(objects[1]["citation"].as_str().unwrap()));
}

#[test]
fn bookmarks_are_printed_with_their_status() {
    let home = Home::new();
    let path = home.path().join("talk.txt");
    let talk = "Friends,\n\nwe meet here again, as we did a year ago.\n\nBye.\n";
    fs::write(&path, talk).unwrap();
    let mut terminal = home.run((100, 24), &[crate::home::ORATORY, "talk.txt"]);
    terminal.wait_for("¶ 1/3");
    terminal.type_keys("m}m}m");
    terminal.wait_for("bookmarked ¶ 3");
    terminal.type_keys("q");
    terminal.wait_for_end();
    let later = "A word before.\n\nFriends,\n\nwe meet here again, as we did last year.\n\nFarewell.\n";
    fs::write(&path, later).unwrap();
    let (printed, code, _) = home.output(&["bookmarks", "talk.txt"]);
    assert_eq!(
        printed,
        "talk:2  unchanged (formerly ¶ 1)\n  “Friends,”\n  — talk, para. 2.\n\n\
         talk:3  edited (formerly ¶ 2)\n  “we meet here again, as we did last year.”\n  — talk, para. 3.\n\n\
         talk:3  not found\n  “Bye.”\n  — talk, was ¶ 3\n"
    );
    assert_eq!(code, Some(0));
    let (found, ..) = home.output(&["bookmarks"]);
    assert_eq!(found, printed, "the file in which they were set is looked at");
    // The printed name leads to the text, wherever it is run.
    for folder in ["/", "/usr"] {
        let run = |arguments: &[&str]| home.command(arguments).current_dir(folder).output().unwrap().stdout;
        let printed = String::from_utf8(run(&["bookmarks"])).unwrap();
        let pasted = printed.split_whitespace().next().unwrap();
        assert_eq!(run(&["show", pasted]), b"Friends,\n", "{printed}");
    }
    // Only bookmarks in the named text, or in the named paragraphs, are printed.
    assert_fails(&home, &["bookmarks", "closing"], 1, "there are no bookmarks in these texts");
    assert_eq!(home.output(&["bookmarks", "closing", "talk.txt"]).0, printed);
    assert!(home.output(&["bookmarks", "talk.txt:2", "--json"]).0.starts_with("{\"speech\":\"talk\""));
    for form in ["--json", "--md"] {
        assert_eq!(home.output(&["bookmarks", "closing", form]), (String::new(), Some(0), String::new()));
        assert_eq!(home.output(&["bookmarks", "talk.txt:1", form]), (String::new(), Some(0), String::new()));
    }
}

#[test]
fn files_of_one_name_have_separate_positions_and_bookmarks() {
    let home = Home::new();
    for folder in ["a", "b"] {
        fs::create_dir(home.path().join(folder)).unwrap();
        let text = format!("First of {folder}.\n\nSecond of {folder}.\n\nThird of {folder}.");
        fs::write(home.path().join(folder).join("closing.txt"), text).unwrap();
    }
    let mut terminal = home.run((100, 24), &[crate::home::ORATORY, "a/closing.txt", "b/closing.txt"]);
    terminal.wait_for("First of a.");
    terminal.type_keys("]}m");
    terminal.wait_for("◆  2 Second of b.");
    terminal.wait_for("bookmarked ¶ 2");
    terminal.type_keys("q");
    terminal.wait_for_end();
    let mut terminal = home.run((100, 24), &[crate::home::ORATORY, "b/closing.txt"]);
    terminal.wait_for("◆  2 Second of b.");
    terminal.wait_for("¶ 2/3");
    // A moved file keeps them, and the built-in speech of that name has neither.
    fs::rename(home.path().join("b/closing.txt"), home.path().join("moved.txt")).unwrap();
    let mut terminal = home.run((100, 24), &[crate::home::ORATORY, "moved.txt"]);
    terminal.wait_for("◆  2 Second of b.");
    terminal.wait_for("¶ 2/3");
    let mut terminal = home.run((100, 24), &[crate::home::ORATORY, "closing"]);
    terminal.wait_for("¶ 1/37");
}

#[test]
fn no_bookmarks_exit_1_and_a_damaged_file_exits_2() {
    let home = Home::new();
    assert_fails(&home, &["bookmarks"], 1, "there are no bookmarks yet");
    for form in ["--json", "--md"] {
        assert_eq!(home.output(&["bookmarks", form]), (String::new(), Some(0), String::new()));
    }
    fs::create_dir_all(home.bookmarks().parent().unwrap()).unwrap();
    fs::write(home.bookmarks(), "version = 1\n<<<<<<< HEAD\n").unwrap();
    let (printed, code, messages) = home.output(&["bookmarks"]);
    assert_eq!((printed.as_str(), code, messages.lines().count()), ("", Some(2), 1));
    assert!(messages.contains("line 2") && messages.contains("bookmarks.toml"), "{messages}");
}

#[test]
fn damaged_bookmarks_are_restored_from_the_last_good_file() {
    let home = with_bookmarks("3Gm]8GmMUnity\r", "bookmarked ¶ 8: Unity");
    set_bookmarks(&home, "5Gm", "bookmarked ¶ 5");
    let path = home.bookmarks();
    let beside = |ending: &str| path.with_extension(format!("toml{ending}"));
    let backup = fs::read_to_string(beside(".bak")).unwrap();
    let [file, bak, aside] =
        [path.clone(), beside(".bak"), beside(".damaged")].map(|path| store::quoted(&path));
    let intact = format!("nothing to restore: {file} is not damaged");
    assert_fails(&home, &["bookmarks", "--restore"], 1, &intact);
    // An editing mistake: a quote is missing in the first bookmark.
    let damaged = fs::read_to_string(&path).unwrap().replacen("id = \"", "id = ", 1);
    fs::write(&path, &damaged).unwrap();
    let (printed, code, messages) = home.output(&["bookmarks"]);
    assert_eq!((printed.as_str(), code, messages.lines().count()), ("", Some(2), 1), "{messages}");
    assert!(messages.contains("bookmarks.toml\": line 6: "), "{messages}");
    assert!(messages.contains("; repair it, or run oratory bookmarks --restore to bring back"), "{messages}");

    let (printed, code, messages) = home.output(&["bookmarks", "--restore"]);
    let expected = format!(
        "restored 2 bookmarks in {file} from {bak}\nthe damaged file is now {aside}; only it has the last change before\n"
    );
    assert_eq!((printed, code, messages), (expected, Some(0), String::new()));
    assert_eq!(fs::read_to_string(&path).unwrap(), backup);
    assert_eq!(fs::read_to_string(beside(".damaged")).unwrap(), damaged);
    assert_eq!(home.output(&["bookmarks"]).1, Some(0));
    for option in ["--md", "--json", "closing"] {
        assert_eq!(home.output(&["bookmarks", "--restore", option]).1, Some(2));
    }
}

#[test]
fn nothing_to_restore_is_an_error() {
    let home = Home::new();
    let (file, backup) = (home.bookmarks(), home.bookmarks().with_extension("toml.bak"));
    let fault = |why: &str| {
        format!("cannot restore bookmarks in {}: {why}", store::quoted(&file))
            .replace("BACKUP", &store::quoted(&backup))
    };
    assert_fails(&home, &["bookmarks", "--restore"], 2, &fault("there is no backup BACKUP"));
    fs::create_dir_all(home.bookmarks().parent().unwrap()).unwrap();
    fs::write(home.bookmarks(), "version = 1\n<<<<<<< HEAD\n").unwrap();
    assert_fails(&home, &["bookmarks", "--restore"], 2, &fault("there is no backup BACKUP"));
    fs::write(&backup, "version = 1\nbookmarks = 3\n").unwrap();
    let why =
        "the backup BACKUP cannot be read either: line 2: invalid type: integer `3`, expected a sequence";
    assert_fails(&home, &["bookmarks", "--restore"], 2, &fault(why));
    assert_eq!(fs::read_to_string(home.bookmarks()).unwrap(), "version = 1\n<<<<<<< HEAD\n");
    let help = home.output(&["bookmarks", "--help"]).0;
    assert!(help.contains("Examples:\n  oratory bookmarks --md") && help.contains("--restore  "), "{help}");
    assert!(home.output(&["man", "bookmarks"]).0.contains("oratory bookmarks \\-\\-restore"));
}

#[test]
fn terms_of_a_pattern_are_searched_in_text_order() {
    let home = Home::new();
    let starts = |arguments: &[&str]| {
        let (json, ..) = home.output(&[&["search"], arguments, &["opening", "--json"][..]].concat());
        let rows = json.lines().map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap());
        rows.map(|row| row["start"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let [people, congress] = ["people", "congress"].map(|term| starts(&[term]));
    let mut both = [people, congress].concat();
    both.sort_unstable();
    assert_eq!(starts(&["people | congress"]), both);
    assert!(starts(&[r"people \| congress"]).is_empty(), "a bar of the text");
    let shuffled = starts(&["people | congress", "--sort", "shuffled"]);
    assert_ne!(shuffled, both);
    assert_eq!(
        starts(&["people | congress", "--sort", "shuffled"]),
        shuffled,
        "the order is always the same"
    );
}

#[test]
fn matches_are_sorted_by_date() {
    let home = Home::new();
    let (json, ..) = home.output(&["search", "declare", "closing", "opening", "--json", "--sort", "date"]);
    let speeches: Vec<&str> =
        json.lines().map(|row| if row.contains("2021-04-07") { "opening" } else { "closing" }).collect();
    assert!(speeches.is_sorted_by(|one, other| one >= other) && speeches.contains(&"opening"), "{json}");
}

#[test]
fn search_prints_aligned_matches() {
    let home = Home::new();
    let (printed, code, _) = home.output(&["search", "human feelings", "--context", "3"]);
    let expected = "\
closing:7   in bonds of [human feelings]–this is the main
closing:8   in bonds of [human feelings] cannot become loyal
closing:9   in bonds of [human feelings] is a prerequisite
closing:11  in bonds of [human feelings] and, in doing
closing:13  in bonds of [human feelings] and into vanguard
";
    assert_eq!((printed.as_str(), code), (expected, Some(0)));
    let (json, ..) = home.output(&["search", "HUMAN feelings", "closing", "--json", "--sort", "right"]);
    assert_eq!(json, "", "a capital makes it exact");
    let (json, ..) = home.output(&["search", "human feelings", "closing", "--json", "--sort", "right"]);
    let objects: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<u64> = objects.iter().map(|object| object["paragraph"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [11, 13, 8, 9, 7]);
    assert_eq!(
        ["speaker", "date", "language"].map(|name| objects[0][name].as_str().unwrap()),
        ["Kim Jong Un", "2021-04-09", "en"]
    );
    let text = built_in_texts()[1].text().to_owned();
    for object in &objects {
        let at = |name: &str| usize::try_from(object[name].as_u64().unwrap()).unwrap();
        assert_eq!(&text[at("start")..at("end")], "human feelings");
        let chars: String =
            text.chars().skip(at("char_start")).take(at("char_end") - at("char_start")).collect();
        assert_eq!(chars, "human feelings");
    }
    let (tsv, ..) = home.output(&["search", "kim jong un", "--tsv"]);
    let (header, row) = tsv.split_once('\n').unwrap();
    assert!(header.starts_with("speech\ttitle\tfile\tparagraph\tstart\tend\t"), "{header}");
    assert!(row.starts_with("closing\tClosing Speech\t\t\t"), "a signature has no number: {tsv}");
    let row: BTreeMap<&str, &str> = header.split('\t').zip(row.trim_end().split('\t')).collect();
    assert_eq!(
        ["hit", "speaker", "date", "language", "name"].map(|name| row[name]),
        ["Kim Jong Un", "Kim Jong Un", "2021-04-09", "en", "closing"]
    );
    assert_fails(&home, &["search", "kangaroo"], 1, "not found: kangaroo");
    assert_fails(&home, &["search", "(", "--regex"], 2, "regex: unclosed group");
    assert_eq!(home.output(&["search", "notes|cell", "--regex", "--word", "opening"]).1, Some(0));
}

#[test]
fn search_prints_the_requested_context() {
    let home = Home::new();
    let words = |from: usize, to: usize| -> String {
        let words: Vec<String> = (from..to).map(|number| format!("word{number:03}")).collect();
        words.join(" ")
    };
    let text = format!("{} needle {}\n\nA needle.\n", words(0, 200), words(200, 400));
    fs::write(home.path().join("one.txt"), text).unwrap();
    let line = |count: usize| format!("{} [needle] {}", words(200 - count, 200), words(200, 200 + count));
    let (printed, ..) = home.output(&["search", "needle", "one.txt"]);
    assert_eq!(printed, format!("one:1  {}\none:2  {}A [needle].\n", line(8), " ".repeat(62)));
    for (asked, count) in [("0", 0), ("1", 1), ("1000", 200), ("18446744073709551615", 200)] {
        let (printed, ..) = home.output(&["search", "needle", "one.txt", "--context", asked]);
        let expected = if count == 0 { "[needle]".to_owned() } else { line(count) };
        assert_eq!(printed.lines().next(), Some(&*format!("one:1  {expected}")), "{asked}");
        let column = |line: &str| line.find('[');
        assert!(printed.lines().all(|line| column(line) == column(&printed)), "{printed}");
    }
    // In a terminal, the left context takes at most half of the width, in whole words.
    let mut terminal = home.run((80, 24), &[crate::home::ORATORY, "search", "needle", "one.txt"]);
    terminal.wait_for("one:1  … word197 word198 word199 [needle] word200");
    terminal.wait_for_end();
}

#[test]
fn list_json_has_all_details() {
    let home = Home::new();
    let (json, ..) = home.output(&["list", "--json"]);
    let objects: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 2);
    assert_eq!((&objects[1]["speech"], &objects[1]["paragraphs"]), (&"closing".into(), &37.into()));
    assert_eq!(objects[1]["reported"], "2021-04-09");
    assert!(objects[1]["delivered"].is_null() && objects[1]["file"].is_null());
    assert_eq!((&objects[1]["minutes"], &objects[1]["minutes_spoken"]), (&6.into(), &10.into()));
}

#[test]
fn folder_names_all_its_texts() {
    let home = Home::new();
    for (name, text) in
        [("a/one.txt", "One unity."), ("b/two.md", "# Two\n\nMore unity."), ("c.pdf", "unity")]
    {
        let path = home.path().join("texts").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let (printed, code, _) = home.output(&["search", "unity", "texts"]);
    assert_eq!(
        (printed.as_str(), code),
        ("texts/a/one:1  One [unity].\ntexts/b/two:1  More [unity].\n", Some(0))
    );
    let (listed, ..) = home.output(&["list", "./texts"]);
    assert_eq!(listed.lines().count(), 2, "{listed}");
    fs::create_dir(home.path().join("none")).unwrap();
    for command in [&["list"][..], &["search", "a"]] {
        assert_fails(&home, &[command, &["none"]].concat(), 1, "there are no texts in \"none\"");
    }
    assert_eq!(home.output(&["list", "none", "--json"]), (String::new(), Some(0), String::new()));
    let mut terminal = home.run((100, 24), &[crate::home::ORATORY, "texts"]);
    terminal.wait_for("One unity.");
    terminal.wait_for("  Two");
    terminal.type_keys("]");
    terminal.wait_for("More unity.");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    // The reader comes back to the text that was read last.
    let mut terminal = home.run((100, 24), &[crate::home::ORATORY, "texts"]);
    terminal.wait_for("More unity.");
    terminal.wait_for("  a/one");
    let config = home.path().join("config/oratory/config.toml");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    fs::write(config, "[library]\nfolders = [\"~/texts\"]\n").unwrap();
    let mut terminal = home.reader((100, 24));
    terminal.wait_for("Closing Speech");
    terminal.wait_for("  Two");
    assert_eq!(home.output(&["list"]).0.lines().count(), 4);
    assert!(home.output(&["search", "unity"]).0.contains("a/one:1 "));
}

#[test]
fn configured_extensions_select_texts_in_folders() {
    let home = Home::new();
    let config = home.path().join("config/oratory/config.toml");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    fs::write(&config, "library.extensions = [\"org\"]\n").unwrap();
    fs::create_dir_all(home.path().join("talks")).unwrap();
    fs::write(home.path().join("talks/a.org"), "On bread.\n").unwrap();
    fs::write(home.path().join("talks/b.txt"), "On bread as well.\n").unwrap();
    for arguments in [&["show", "talks"][..], &["search", "bread", "talks"], &["talks"]] {
        let (printed, status, messages) = home.output(arguments);
        assert_eq!(
            (printed.contains("On "), printed.contains("as well"), status),
            (true, false, Some(0)),
            "{messages}"
        );
    }
    assert!(home.output(&["list", "talks"]).0.starts_with("talks/a "));
    fs::write(&config, "library.extensions = 1\n").unwrap();
    let (printed, status, messages) = home.output(&["show", "talks"]);
    assert_eq!((printed.as_str(), status), ("", Some(2)), "{messages}");
    assert_eq!(home.output(&["show", "opening"]).1, Some(0), "what needs no setting does not ask for one");
}

#[test]
#[cfg(unix)]
fn irregular_files_in_folders_are_reported_and_not_read() {
    let home = Home::new();
    let texts = home.path().join("texts");
    fs::create_dir_all(&texts).unwrap();
    fs::write(texts.join("c.txt"), "Of bread.\n").unwrap();
    std::os::unix::fs::symlink("/dev/zero", texts.join("a.txt")).unwrap();
    let pipe = texts.join("d.txt");
    assert!(home.any("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::fs::symlink(&pipe, texts.join("b.txt")).unwrap();
    let (printed, status, messages) = home.output(&["search", "bread", "texts"]);
    assert_eq!((printed.as_str(), status), ("texts/c:1  Of [bread].\n", Some(0)), "{messages}");
    assert_eq!(messages.matches("it is a device or a pipe, not a regular file").count(), 3, "{messages}");
    let mut terminal = home.run((100, 24), &[crate::home::ORATORY, "texts"]);
    terminal.wait_for("Of bread.");
    terminal.wait_for("not a regular file");
    terminal.type_keys("q");
    assert!(terminal.wait_for_end().success());
    assert_fails(
        &home,
        &["show", "/dev/zero"],
        2,
        "cannot read \"/dev/zero\": it is a device or a pipe, not a regular file",
    );
    // A named pipe is read to its end, like standard input.
    let shell = "echo Of bread. | (exec 3<&0; exec \"$0\" search bread /dev/fd/3 </dev/null)";
    let output = home.any("sh").args(["-c", shell, crate::home::ORATORY]).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("Of [bread].\n"));
}

#[test]
fn advice_can_be_pasted() {
    let home = Home::with_files(&[
        ("zero.txt", ""),
        ("talks/talk1.txt", "One."),
        ("talks/talk2.txt", "Two."),
        ("notes.txt", "Three."),
        (".nothings", "Four."),
    ]);
    let names = "(`oratory list` shows all names)";
    for (arguments, code, message) in [
        (["show", "closing:9-7"], 2, "the range 9-7 runs backwards: write closing:7-9"),
        (["quote", "zero.txt:1"], 1, "zero.txt has no paragraphs"),
        (["quote", "talks"], 2, "quote needs paragraphs: write talks/talk1:1 or talks/talk1:1-3"),
        (["quote", "talks:3"], 2, "talks is a folder: name one of its texts, such as talks/talk1:3"),
        (["show", "talks#2"], 2, "talks is a folder: name one of its texts, such as talks/talk1#2"),
        (["show", "./nothing"], 2, &format!("no text or file named \"./nothing\" {names}")),
        (["show", "talks/xx"], 2, &format!("no text or file named \"talks/xx\" {names}")),
        (
            ["show", "talks/tlak1.txt"],
            2,
            "no text or file named \"talks/tlak1.txt\": did you mean talks/talk1.txt or talks/talk2.txt?",
        ),
        (
            ["show", "closing:"],
            2,
            "invalid paragraph range \"\": use closing:7, closing:7-9, closing:7- or closing:-9",
        ),
    ] {
        assert_fails(&home, &arguments, code, message);
    }
    assert_eq!(home.output(&["quote", "talks/talk1:1"]).1, Some(0));
    let (_, code, messages) = home.output(&["search", "-m", "0", "a"]);
    assert!(code == Some(2) && messages.contains("'--max-count <N>': must be at least 1"), "{messages}");
}

#[test]
fn errors_name_the_alternatives() {
    let home = Home::new();
    assert_fails(
        &home,
        &["show", "closng"],
        2,
        "no text or file named \"closng\": did you mean closing or Closing Speech?",
    );
    fs::write(home.path().join("talk.txt"), "One.").unwrap();
    assert_fails(&home, &["tlak.txt"], 2, "no text or file named \"tlak.txt\": did you mean talk.txt?");
    let names = "(`oratory list` shows all names)";
    assert_fails(&home, &["xyzzy"], 2, &format!("no text or file named \"xyzzy\" {names}"));
    for numbers in ["99", "0", "30-40"] {
        let text = format!("closing:{numbers}");
        let message = format!("closing has no ¶ {numbers}: its paragraphs are 1 to 37");
        assert_fails(&home, &["show", &text], 1, &message);
    }
}

#[test]
fn words_like_paths_are_files_first() {
    let home = Home::new();
    for name in ["closing", "closing.txt", "plain", "a:7"] {
        fs::write(home.path().join(name), format!("The file {name}.")).unwrap();
    }
    let first = |word: &str| home.output(&["show", word]).0.lines().next().unwrap_or_default().to_owned();
    assert_eq!(first("./closing"), "The file closing.");
    assert_eq!(first("closing.txt"), "The file closing.txt.");
    assert_eq!(first("plain"), "The file plain.");
    assert_eq!(first("a:7"), "The file a:7.");
    assert!(home.output(&["show", "closing"]).0.starts_with("Closing Speech\n"));
    assert!(home.output(&["show", "CLOSING speech"]).0.starts_with("Closing Speech\n"));
    assert_eq!(home.output(&["show", "./closing:1"]).0, "The file closing.\n");
}

#[test]
fn messages_are_sanitized() {
    let home = Home::new();
    let (_, code, messages) = home.output(&["a\nb\u{1b}[2J"]);
    assert_eq!((code, messages.lines().count()), (Some(2), 1), "{messages}");
    assert!(messages.contains(r#""a\nb\u{1b}[2J""#), "{messages}");
    assert_fails(
        &home,
        &["show", "closing:99999999999999999999999"],
        1,
        "closing has no ¶ 99999999999999999999999: its paragraphs are 1 to 37",
    );

    fs::write(home.path().join("a.txt"), "It\u{1b}[31m is\u{7} red.\n\n\tTwo.").unwrap();
    home.command(&["show", "a.txt:1-2"]).assert().stdout("It\u{1b}[31m is\u{7} red.\n\nTwo.\n");
    let mut terminal = home.run((80, 24), &[crate::home::ORATORY, "show", "a.txt:1-2"]);
    terminal.wait_for("It␛[31m is␇ red.");
    terminal.wait_for_end();
    assert!(!terminal.raw().contains(&0x1b));
}

#[test]
fn write_error_is_reported() {
    let home = Home::new();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = home.command(&["list"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let messages = String::from_utf8(output.stderr).unwrap();
    assert_eq!(messages, "oratory: cannot write to the output: No space left on device\n");
}

#[test]
fn default_configuration_is_valid() {
    let home = Home::new();
    let (example, ..) = home.output(&["config"]);
    let path = home.path().join("config/oratory/config.toml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, &example).unwrap();
    home.command(&["list"]).assert().success();
    fs::write(&path, example.replace("words_per_minute = 238", "words_per_minute = 100")).unwrap();
    assert!(home.output(&["list"]).0.starts_with("opening  7 Apr 2021  12 min"));

    // Names of version 0.1 work, and the reader says so.
    fs::write(&path, "mouse = false\nmeasure = 50\n").unwrap();
    let mut terminal = home.reader((80, 24));
    terminal.wait_for("config.toml: line 2: measure is now called text_width");
    terminal.type_keys("q");
    terminal.wait_for_end();
    assert_eq!(fs::read_to_string(&path).unwrap(), "mouse = false\nmeasure = 50\n");

    fs::write(&path, "text_with = 1\nmouse = 2\n").unwrap();
    let (_, code, messages) = home.output(&["list"]);
    assert_eq!((code, messages.lines().count()), (Some(2), 2), "all faults at once: {messages}");
    assert!(
        messages.starts_with("oratory: \"") && messages.contains("config.toml\": line 1: "),
        "{messages}"
    );
    let mut terminal = home.reader((80, 24));
    assert_eq!(terminal.wait_for_end().code(), Some(2));
    assert!(!terminal.raw().contains(&0x1b), "the terminal is not set up");

    // Another file in its place. A named file must exist.
    fs::write(home.path().join("mine.toml"), "words_per_minute = 50").unwrap();
    assert!(home.output(&["list", "--config", "mine.toml"]).0.contains("24 min"));
    let (_, code, messages) = home.output(&["list", "--config", "none.toml"]);
    assert_eq!(
        (code, messages.as_str()),
        (Some(2), "oratory: cannot read the configuration \"none.toml\": No such file or directory\n")
    );
}
