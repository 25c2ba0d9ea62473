//! Tests of the list of words.

use std::{collections::BTreeMap, fs, process::Command};

use oratory_core::Document;
use proptest::prelude::*;
use testkit::harness::{Reader, built_in_texts};

/// Opens the list of words of the two built-in speeches.
fn words_of_two(columns: u16, rows: u16) -> Reader {
    let mut reader = Reader::sized(columns, rows);
    reader.keys("w");
    reader
}

/// Returns the columns of a row between blanks.
fn cells(row: &str) -> Vec<&str> {
    row.trim_start_matches('▌').split_whitespace().collect()
}

/// Returns the rows of words on the screen.
fn listed(reader: &Reader) -> Vec<String> {
    let rows = reader.rows();
    let head = rows.iter().position(|row| row.starts_with(" word ")).unwrap();
    let words = rows[head + 1..rows.len() - 1].iter();
    words.filter(|row| !row.is_empty()).cloned().collect()
}

/// Returns the first word of each row on the screen.
fn names(reader: &Reader) -> Vec<String> {
    listed(reader).iter().map(|row| cells(row)[0].to_owned()).collect()
}

#[test]
fn words_that_differ_most_come_first() {
    let reader = words_of_two(120, 40);
    let rows = reader.rows();
    assert_eq!(
        rows[..7].join("\n"),
        " Words   Opening 1,174 · Closing 1,300 · 710 different, 169 in both · by difference
 short texts: a few occurrences make the difference; 31 words reach G² 3.84, 0 reach 10.83

 word          Opening                           Closing     ‰      ‰   log₂     G²  Opening         Closing
▌they                1            ▪│▪▪▪▪▪▪▪▪▪▪▪  11        0.9    8.5   +3.3   8.76  ·········▪····· ▪···▪▪▪·▪··▪···
 other               9    ▪▪▪▪▪▪▪▪▪│▪            1         7.7    0.8   -3.3   8.20  ·▪▪·▪··▪····▪▪· ··············▪
 become              0             │▪▪▪▪▪▪       6         0.0    4.6   +3.4   7.72  ··············· ··▪▪·▪▪▪····▪··"
    );
    assert_eq!(
        rows[9],
        " the               114 ◂▪▪▪▪▪▪▪▪▪▪▪│▪▪▪▪▪▪▪▪▪▪▪▸ 88       97.1   67.7   -0.5   6.53  ▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪ ▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪"
    );
    assert!(reader.status().starts_with(" 1/710 "), "{}", reader.status());
    assert!(reader.status().ends_with("a without the, of…  Enter lines  Esc back"), "{}", reader.status());
}

#[test]
fn columns_give_way_on_narrow_screens() {
    let narrow = words_of_two(80, 24);
    let rows = narrow.rows();
    assert_eq!(
        rows[..6].join("\n"),
        " Words   Opening 1,174 · Closing 1,300 · 710 different · by difference
 short texts: 31 words reach G² 3.84, none 10.83

 word          Opening                       Closing     ‰     ‰   log₂     G²
▌they                1          ▪│▪▪▪▪▪▪▪▪▪▸ 11        0.9   8.5   +3.3   8.76
 other               9  ▪▪▪▪▪▪▪▪▪│▪          1         7.7   0.8   -3.3   8.20"
    );
    let small = words_of_two(50, 15);
    assert_eq!(cells(&small.rows()[3]), ["word", "Opening", "Closing", "log₂", "G²"]);
    assert_eq!(cells(&small.rows()[4]), ["they", "1", "11", "+3.3", "8.76"]);
    assert!(small.rows().iter().all(|row| row.chars().count() <= 50));
    let large = words_of_two(200, 60);
    assert_eq!(listed(&large).len(), 55);
    assert_eq!(cells(&listed(&large)[0])[..3], ["they", "1", "▪│▪▪▪▪▪▪▪▪▪▪▪"]);
}

#[test]
fn every_order_has_its_first_words() {
    let mut reader = words_of_two(120, 40);
    for (order, first) in [
        ("by count", ["the", "and", "of"]),
        ("in alphabetical order", ["000", "10", "a"]),
        ("by log ratio", ["important", "other", "development"]),
        ("by first place", ["dear", "comrade", "cell"]),
        ("by difference", ["they", "other", "become"]),
    ] {
        reader.keys("5j s");
        assert!(reader.rows()[0].ends_with(order), "{}", reader.rows()[0]);
        assert_eq!(names(&reader)[..3], first, "{order}");
        assert!(reader.status().starts_with(" 1/710"), "{}", reader.status());
    }
}

#[test]
fn pair_is_swapped() {
    let mut reader = words_of_two(120, 40);
    assert!(reader.status().contains("Tab the other way"), "{}", reader.status());
    let rows = reader.keys("Tab").rows();
    assert!(rows[0].contains("Closing 1,300 · Opening 1,174 · 710 different, 169 in both"), "{}", rows[0]);
    assert_eq!(cells(&rows[4])[..3], ["they", "11", "▪▪▪▪▪▪▪▪▪▪▪│▪"]);
    assert_eq!(cells(&rows[4])[4..], ["8.5", "0.9", "-3.3", "8.76", "▪···▪▪▪·▪··▪···", "·········▪·····"]);
    assert_eq!(reader.keys("Tab").rows(), words_of_two(120, 40).rows());
}

#[test]
fn edge_words_are_left_out() {
    let mut reader = words_of_two(120, 40);
    reader.keys("a s");
    assert!(reader.rows()[0].ends_with("by count · without the, of…"), "{}", reader.rows()[0]);
    assert_eq!(names(&reader)[..3], ["party", "secretaries", "cell"]);
    assert!(reader.status().contains("a with the, of…"), "{}", reader.status());
    assert_eq!(names(reader.keys("a"))[..3], ["the", "and", "of"]);
}

#[test]
fn filter_narrows_the_list_and_esc_drops_it() {
    let mut reader = words_of_two(120, 40);
    reader.keys("f").type_in("part*");
    assert!(reader.status().starts_with("filter: part*"), "{}", reader.status());
    assert!(reader.status().contains("7 of 710"), "{}", reader.status());
    reader.keys("Enter");
    assert!(names(&reader).iter().all(|word| word.starts_with("part")), "{:?}", names(&reader));
    assert!(reader.rows()[0].ends_with("by difference · 7 with part*"), "{}", reader.rows()[0]);
    reader.keys("f Ctrl-u").type_in("zzz");
    assert!(reader.keys("Enter").rows()[4].contains("No word passes the filter."));
    reader.keys("Enter e");
    assert!(reader.status().contains("nothing to export"), "{}", reader.status());
    reader.keys("Esc");
    assert_eq!(reader.rows()[..39], words_of_two(120, 40).rows()[..39]);
    // The cursor stays on its word.
    reader.keys("f").type_in("shortc");
    assert!(reader.keys("Esc").status().starts_with(" 12/710"), "{}", reader.status());
    reader.keys("Esc");
    assert!(reader.status().contains("¶ 1/26"), "{}", reader.status());
}

#[test]
fn concordance_of_a_word_has_as_many_lines_as_its_row() {
    let mut reader = words_of_two(120, 40);
    for word in ["party", "grass-roots", "party's", "the", "000", "they"] {
        reader.keys("f").type_in(word).keys("Enter");
        let number = names(&reader).iter().position(|name| name == word);
        let Some(number) = number else { panic!("{word} is not among {:?}", names(&reader)) };
        for _ in 0..number {
            reader.keys("j");
        }
        let row = listed(&reader)[number].replace(|c: char| "▪│◂▸·".contains(c), " ");
        let counts = cells(&row)[1..3].iter().map(|count| count.parse::<usize>().unwrap()).sum::<usize>();
        let before = reader.frame();
        reader.keys("Enter");
        let lines = if counts == 1 { "line" } else { "lines" };
        let expected = format!("{word}   {counts} {lines} in");
        assert!(reader.frame().contains(&expected), "{expected}\n{}", reader.frame());
        assert!(reader.status().ends_with("Esc back"), "{}", reader.status());
        // A line, the lines again, the words again, with the cursor where it was.
        reader.keys("Enter");
        assert!(!reader.current_match().is_empty());
        reader.keys("Esc");
        assert!(reader.frame().contains(&expected), "{expected}\n{}", reader.frame());
        reader.keys("Esc");
        assert_eq!(reader.frame(), before);
        reader.keys("Esc");
    }
    // The text is where the reader left it, without matches.
    reader.keys("Esc");
    assert!(reader.app().search().active().is_none());
}

#[test]
fn search_is_shown_again_after_the_lines_of_a_word() {
    let mut reader = Reader::sized(120, 40);
    reader.search("feelings").keys("Enter");
    let before = reader.frame();
    assert!(before.contains("1/1 here · 7 in 2 of 2 speeches"), "{before}");
    reader.keys("w Enter");
    assert!(reader.frame().contains("they   12 lines in"), "{}", reader.frame());
    reader.keys("Esc Esc");
    assert_eq!(reader.frame(), before);
}

#[test]
fn rows_equal_those_of_the_command() {
    let command = |arguments: &[&str]| {
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_oratory"));
        let output =
            command.args(arguments).env("HOME", home.path()).env("ORATORY_HOME", home.path()).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    for (keys, sort) in
        [("", "difference"), ("s", "count"), ("s s", "word"), ("s s s", "ratio"), ("s s s s", "first")]
    {
        let mut reader = words_of_two(160, 24);
        let path = reader.data("words.json");
        fs::create_dir_all(reader.data("")).unwrap();
        reader.keys(keys).keys("e Ctrl-u").type_in(path.to_str().unwrap()).keys("Enter");
        let printed = command(&["words", "opening", "--than", "closing", "--json", "--sort", sort]);
        assert_eq!(fs::read_to_string(&path).unwrap(), printed, "{sort}");
        assert_eq!(printed.lines().count(), 710);
    }
}

#[test]
fn columns_of_wide_letters_are_aligned() {
    let texts = ["人民是真正的英雄。人民，只有人民。", "당원들은 당을 따른다. 당을 위하여."];
    let mut reader = Reader::with(&texts);
    reader.resize(120, 24).keys("w");
    let (buffer, _) = reader.draw();
    let middle = |y: u16| (0..120).find(|&x| buffer[(x, y)].symbol() == "│");
    let rows = 4..4 + u16::try_from(listed(&reader).len()).unwrap();
    assert!(rows.len() > 5 && rows.clone().all(|y| middle(y) == middle(rows.start)), "{}", reader.frame());
    assert!(reader.frame().contains(" 人民 "), "{}", reader.frame());
    let count = listed(&reader).iter().find(|row| row.contains("人民 ")).map(|row| cells(row)[1].to_owned());
    assert_eq!(count.as_deref(), Some("3"), "{}", reader.frame());
    reader.keys("f").type_in("人民").keys("Enter Enter");
    assert!(reader.frame().contains("人民   3 lines in"), "{}", reader.frame());
}

#[test]
fn words_of_one_speech_have_one_bar() {
    let mut reader = Reader::with(&["We the people, we, and we.\n\nThe end."]);
    reader.keys("w");
    let rows = reader.rows();
    assert!(rows[0].starts_with(" Words   a 8 · 5 different · by count"), "{}", rows[0]);
    assert_eq!(cells(&rows[2]), ["word", "a", "‰", "a"]);
    assert_eq!(cells(&rows[3]), ["we", "3", "▪▪▪", "375.0", "▪····▪···▪·····"]);
    assert!(!reader.status().contains("Tab"), "{}", reader.status());
    reader.keys("Tab");
    assert!(reader.status().contains("no other speech"), "{}", reader.status());
    for order in ["in alphabetical order", "by first place", "by count"] {
        assert!(reader.keys("s").rows()[0].ends_with(order), "{}", reader.rows()[0]);
    }
}

#[test]
fn rest_of_the_library_is_the_reference() {
    let mut reader = Reader::with(&["One two two.", "One three.", "Three four."]);
    reader.keys("w");
    assert!(reader.rows()[0].contains("a 3 · 2 others 4 · 4 different, 1 in both"), "{}", reader.rows()[0]);
    let row = listed(&reader).into_iter().find(|row| row.contains(" three")).unwrap();
    assert_eq!(cells(&row)[..5], ["three", "0", "2", "0.0", "500.0"]);
    assert!(reader.status().contains("Tab alone"), "{}", reader.status());
    assert!(reader.keys("Tab").rows()[0].contains(" a 3 · 2 different · by count"), "{}", reader.rows()[0]);
    assert!(reader.keys("Tab").rows()[0].contains("2 others 4"), "{}", reader.rows()[0]);
    // The filter of the list is the scope.
    reader.keys("Esc h f").type_in("b").keys("Enter w");
    assert!(reader.rows()[0].contains("speeches with b"), "{}", reader.rows()[0]);
}

#[test]
fn order_is_kept_while_the_comparison_changes() {
    let mut reader = Reader::with(&["One two two.", "One three.", "Three four."]);
    for order in ["by count", "in alphabetical order", "by log ratio", "by first place", "by difference"] {
        reader.keys(if order == "by count" { "w s" } else { "s" });
        assert!(reader.rows()[0].ends_with(order), "{}", reader.rows()[0]);
        let rows = listed(&reader);
        reader.keys("Tab Tab");
        assert!(reader.rows()[0].ends_with(order), "{}", reader.rows()[0]);
        assert_eq!(listed(&reader), rows);
    }
    // One chosen in between is kept too.
    reader.keys("Tab s");
    assert!(reader.rows()[0].ends_with("in alphabetical order"), "{}", reader.rows()[0]);
    assert!(reader.keys("Tab").rows()[0].ends_with("in alphabetical order"), "{}", reader.rows()[0]);
}

#[test]
fn nothing_is_studied_if_no_speech_passes_the_filter() {
    let mut reader = Reader::with(&["One two two.", "One three.", "Three four."]);
    reader.keys("Tab f").type_in("zzzz").keys("Enter");
    assert!(!reader.status().contains("Enter"), "{}", reader.status());
    for key in ["p", "w"] {
        assert!(reader.keys(key).words().contains("no speech passes the filter"), "{}", reader.frame());
        assert!(reader.frame().contains("No entry contains "), "{}", reader.frame());
    }
    assert!(reader.keys("Esc").status().contains("Enter read"), "{}", reader.status());
}

#[test]
fn mouse_selects_and_opens() {
    let mut reader = words_of_two(120, 40);
    reader.clicks(1, 20, 7);
    assert!(reader.status().starts_with(" 4/710"), "{}", reader.status());
    assert!(reader.rows()[7].starts_with("▌great"), "{}", reader.rows()[7]);
    reader.clicks(2, 20, 8);
    assert!(reader.frame().contains("important   5 lines in"), "{}", reader.frame());
}

#[test]
fn question_is_stopped_and_asked_again() {
    let mut reader = Reader::with(&["One.", "Two.", "Three."]);
    reader.hold_jobs().keys("w");
    assert!(reader.status().starts_with(" reading 0 of 3 speeches"), "{}", reader.status());
    reader.keys("Ctrl-c");
    assert!(reader.status().contains("stopped after 0 of 3 speeches"), "{}", reader.status());
    assert!(reader.rows()[0].starts_with(" Words   stopped"), "{}", reader.rows()[0]);
    // The answer is late.
    reader.run_jobs();
    assert!(reader.rows()[0].starts_with(" Words   stopped"), "{}", reader.rows()[0]);
    assert!(reader.keys("Tab Tab").rows()[0].contains("a 1 · 2 others 2"), "{}", reader.rows()[0]);
    reader.keys("Ctrl-c");
    assert!(reader.status().contains('¶'), "{}", reader.status());
}

#[test]
fn words_are_exported_as_they_are_listed() {
    let mut reader = words_of_two(160, 24);
    let path = reader.data("words.tsv");
    fs::create_dir_all(reader.data("")).unwrap();
    let export = |reader: &mut Reader, extension: &str| {
        let path = path.with_extension(extension);
        reader.keys("e");
        assert!(reader.status().starts_with("export to: words-opening-closing.md"), "{}", reader.status());
        reader.keys("Ctrl-u").type_in(path.to_str().unwrap()).keys("Enter");
        fs::read_to_string(path).unwrap()
    };
    let table = export(&mut reader, "tsv");
    assert!(reader.status().contains("exported 710 words to"), "{}", reader.status());
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(
        lines[0],
        "word\there\tthere\there_per_1000\tthere_per_1000\tlog_ratio\tg2\tfirst_here\tfirst_there"
    );
    assert_eq!(lines[1], "they\t1\t11\t0.852\t8.462\t-3.3124\t-8.7632\t18\t3");
    assert_eq!(lines.len(), 711);
    reader.keys("f").type_in("they").keys("Enter");
    assert_eq!(
        export(&mut reader, "json"),
        "{\"word\":\"they\",\"here\":1,\"there\":11,\"here_per_1000\":0.852,\"there_per_1000\":8.462,\
         \"log_ratio\":-3.3124,\"g2\":-8.7632,\"first\":{\"here\":18,\"there\":3}}\n"
    );
    assert_eq!(export(&mut reader, "csv").lines().count(), 2);
    let markdown = export(&mut reader, "md");
    assert!(markdown.starts_with("## Opening 1,174 · Closing 1,300\n\nshort texts: "), "{markdown}");
    assert!(markdown.contains("\n| they | 1 | 11 | 0.852 |"), "{markdown}");
}

#[test]
fn number_of_exported_words_has_a_separator() {
    let text: Vec<String> = (0..1233).map(|number| format!("w{number}")).collect();
    let mut reader = Reader::with(&[&text.join(" ")]);
    let path = reader.data("words.tsv");
    fs::create_dir_all(reader.data("")).unwrap();
    reader.resize(120, 24).keys("w e Ctrl-u").type_in(path.to_str().unwrap()).keys("Enter");
    assert!(reader.status().contains("exported 1,233 words to"), "{}", reader.status());
}

#[test]
fn signs_are_ascii_if_asked() {
    let mut reader = Reader::configured("ascii = true\n");
    reader.keys("w");
    assert!(reader.rows().iter().all(|row| row.is_ascii()), "{}", reader.frame());
}

/// Counts words between blanks, as they are in texts of plain letters.
fn naive(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn rows_are_those_of_a_naive_count(one in "([a-cA-C]{1,2} ){1,20}", other in "([a-c]{1,2} ){1,20}") {
        let mut reader = Reader::with(&[&format!("{one}end."), &format!("{other}end.")]);
        reader.resize(160, 40).keys("w");
        let [here, there] = [&one, &other].map(|text| naive(&format!("{text}end")));
        let all: std::collections::BTreeSet<_> = here.keys().chain(there.keys()).collect();
        let rows = listed(&reader);
        prop_assert_eq!(rows.len(), all.len());
        for row in rows {
            let row = row.replace(|c: char| "▪│◂▸·".contains(c), " ");
            let cells = cells(&row);
            let count = |counts: &BTreeMap<String, usize>| counts.get(cells[0]).copied().unwrap_or(0).to_string();
            prop_assert_eq!(&cells[1..3], &[count(&here), count(&there)]);
        }
    }
}

#[test]
fn built_in_words_add_up() {
    let words = |document: &Document| document.words();
    let [opening, closing] = built_in_texts();
    assert_eq!([words(&opening), words(&closing)], [1_174, 1_300]);
}

#[test]
fn keys_of_other_views_work_in_the_lists_or_say_what_to_do() {
    let mut reader = words_of_two(120, 40);
    reader.keys("c");
    assert!(reader.rows()[0].contains("they   12 lines"), "{}", reader.frame());
    // The same key leads back, from the words near its lines too.
    assert!(reader.keys("c").rows()[0].starts_with(" Words   Opening"), "{}", reader.frame());
    reader.keys("j Enter w w Esc");
    assert!(reader.rows()[0].contains("other   10 lines"), "Esc closes one view: {}", reader.frame());
    assert!(reader.keys("Esc").rows()[0].starts_with(" Words   Opening"), "{}", reader.frame());
    for key in ["+", "n", "m"] {
        assert!(reader.keys(key).status().contains("Enter lists the lines, Esc goes back"), "{key}");
    }
    // The notebook, and a passage in it.
    for list in ["w", "p"] {
        let mut reader = Reader::sized(120, 40);
        reader.keys("5G m g").keys(list);
        let title = reader.rows()[0].clone();
        assert!(reader.keys("B").rows()[0].starts_with(" Notebook"), "{}", reader.frame());
        assert_eq!(reader.keys("B").rows()[0], title);
        reader.keys("B Enter");
        assert_eq!(reader.paragraph(), 5, "{}", reader.frame());
        assert_eq!(reader.keys("Esc").rows()[0], title, "{}", reader.frame());
        assert!(reader.keys("B r").frame().contains("Note on ¶ 5"), "{}", reader.frame());
    }
    let mut reader = Reader::sized(120, 40);
    let is_at_places = |reader: &Reader| reader.status().contains("Enter read");
    assert!(is_at_places(reader.keys("p c")), "{}", reader.frame());
    assert!(!is_at_places(reader.keys("c")), "{}", reader.frame());
}

#[test]
fn files_are_named_after_the_speeches() {
    let mut reader = Reader::sized(120, 40);
    for (keys, name) in [
        ("p e", "phrases-opening-closing.md"),
        ("Esc Tab e", "phrases-opening.md"),
        ("Esc Esc w e", "words-opening-closing.md"),
        ("Esc Esc | e", "opening-closing.md"),
    ] {
        assert!(reader.keys(keys).status().contains(name), "{name}: {}", reader.status());
    }
}

#[test]
fn side_with_a_positive_log_ratio_is_named() {
    for (columns, rows) in [(200, 60), (120, 40), (110, 24)] {
        let mut reader = words_of_two(columns, rows);
        let sign = "log₂ is +";
        assert!(reader.status().starts_with(&format!(" 1/710 · {sign} for Closing ")), "{}", reader.frame());
        assert_eq!(names(&reader)[0], "they");
        assert!(listed(&reader)[0].contains(" +3.3 "), "{}", reader.frame());
        reader.keys("Tab");
        assert!(reader.status().starts_with(&format!(" 1/710 · {sign} for Opening ")), "{}", reader.frame());
        assert!(listed(&reader)[0].contains(" -3.3 "), "{}", reader.frame());
    }
    let long = "so it goes on and on ".repeat(1000);
    let mut reader = Reader::with(&[&long, &long.replace("goes", "went")]);
    reader.keys("w");
    let text = export(&mut reader, "words.md");
    assert!(text.contains("\nlog\\_ratio and g2 are positive for words of a\n"), "{text}");
}

/// Exports the list to a file, and returns its content.
fn export(reader: &mut Reader, name: &str) -> String {
    let path = reader.data(name);
    fs::create_dir_all(reader.data("")).unwrap();
    reader.keys("e Ctrl-u").type_in(path.to_str().unwrap()).keys("Enter");
    fs::read_to_string(path).unwrap()
}

#[test]
fn word_of_one_side_is_never_on_the_other_by_its_log_ratio() {
    let long = format!("rare some some some some {}", "other ".repeat(2000));
    let mut reader = Reader::with(&[&long, "other own own"]);
    reader.keys("w");
    let row = |reader: &Reader, word: &str| {
        let rows = listed(reader);
        rows.iter().find(|row| cells(row)[0] == word).unwrap_or_else(|| panic!("{}", reader.frame())).clone()
    };
    for word in ["rare", "some"] {
        assert!(row(&reader, word).contains(" only "), "{}", reader.frame());
    }
    assert!(row(&reader, "own").contains(" +11.4 "), "{}", reader.frame());
    reader.keys("s s s");
    assert!(reader.rows()[0].contains("by log ratio"), "{}", reader.frame());
    assert_eq!(names(&reader), ["other", "some", "rare", "own"]);
}
