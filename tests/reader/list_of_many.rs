//! Tests of lists of many speeches: one row each, headings, and the filter, which is the scope of everything else.

use std::fmt::Write as _;

use testkit::harness::Reader;

const SPEAKERS: [&str; 3] = ["Bo Ek", "Ann Lee", "Cy Orr"];

/// `count` speeches by three speakers in several years, of which every third speaks of land. The details stand in a table.
fn many(count: usize) -> Reader {
    let mut table = "file,title,speaker,date,party,place\n".to_owned();
    let mut files = vec![("oratory.toml".to_owned(), "table = 'm.csv'".to_owned())];
    for number in 0..count {
        let (speaker, year) = (SPEAKERS[number % 3], 1950 - number / 10);
        let (party, place) = (["Whig", "Tory"][number % 2], if number % 5 == 0 { "Zürich" } else { "York" });
        writeln!(
            table,
            "t{number:03}.txt,Talk {number},{speaker},{year}-03-{:02},{party},{place}",
            number % 10 + 1
        )
        .unwrap();
        let subject = if number % 3 == 0 { "land" } else { "bread" };
        files.push((
            format!("t{number:03}.txt"),
            format!("Friends.\n\nWe speak of {subject}.\n\nOf {subject}, {number}."),
        ));
    }
    files.push(("m.csv".to_owned(), table));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Reader::in_folder(&files)
}

/// Returns the rows of the list without its heading, as far as they are not blank.
fn rows(reader: &Reader) -> Vec<String> {
    let width = usize::from(reader.app().page().list.width);
    let rows = reader.rows();
    let rows = rows[1..rows.len() - 1].iter().map(|row| row.chars().take(width).collect::<String>());
    rows.map(|row| row.trim_start_matches('▌').trim().to_owned()).filter(|row| !row.is_empty()).collect()
}

#[test]
fn from_40_speeches_on_each_has_one_row() {
    let reader = many(39);
    assert_eq!(rows(&reader)[..2], ["Talk 0", "1 Mar 1950 · 1 min   –"], "{}", reader.frame());
    let mut reader = many(40);
    assert_eq!(rows(&reader)[..2], ["1950-03-01  Talk 0", "1950-03-02  Talk 1"], "{}", reader.frame());
    reader.resize(120, 24);
    assert_eq!(rows(&reader)[0], "1950-03-01  Bo Ek       Talk 0", "{}", reader.frame());
    reader.resize(50, 15).keys("Tab");
    assert_eq!(rows(&reader)[1], "1950-03-02  Ann Lee      Talk 1", "{}", reader.frame());
    // The text keeps its width: the list takes blank room only.
    let mut reader = many(40);
    reader.resize(200, 24);
    let few = Reader::new().resize(200, 24).app().page().column.width;
    assert_eq!(reader.app().page().column.width, few);
    assert!(reader.app().page().list.width > 50);
}

#[test]
fn dates_take_as_much_as_the_widest() {
    let mut files = vec![("oratory.toml".to_owned(), "names = '{country}_{delivered}'".to_owned())];
    files.extend((0..45).map(|number| (format!("Chad_{}.txt", 1790 + number), "Friends.".to_owned())));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let reader = Reader::in_folder(&files);
    assert!(rows(&reader)[0].starts_with("1790  Chad"), "{}", reader.frame());
}

#[test]
fn column_that_sorts_comes_first() {
    let mut reader = many(40);
    reader.resize(120, 24).keys("Tab");
    for (name, first) in [
        ("by date", "1947"),
        ("by speaker", "Ann Lee"),
        ("by title", "Talk 0           1950-03-01  Bo Ek"),
        ("by length", "1 min    1950-03-01  Talk 0"),
        ("by path", "t000                         1950-03-01"),
        ("as found", "1950-03-01  Bo Ek       Talk 0"),
    ] {
        assert!(reader.keys("s").words().contains(&format!("sorted {name}")), "{name}");
        assert_eq!(rows(reader.keys("g"))[0], first, "{name}: {}", reader.frame());
    }
}

#[test]
fn list_has_headings_by_year_and_by_speaker() {
    let mut reader = many(45);
    reader.keys("Tab s g");
    let listed = rows(&reader);
    assert_eq!(listed[..3], ["1946", "1 Mar  Talk 40", "2 Mar  Talk 41"], "{}", reader.frame());
    assert_eq!(listed[6..8], ["1947", "1 Mar  Talk 30"], "{}", reader.frame());
    // Movements and the mouse skip the headings, and a heading stays in view.
    reader.keys("j j j j j");
    assert!(reader.status().starts_with(" Talk 30 ·"), "{}", reader.status());
    reader.clicks(1, 4, 9);
    assert_eq!(reader.open(), 30, "{}", reader.frame());
    let before = reader.open();
    reader.clicks(1, 4, 8);
    assert_eq!(reader.open(), before, "a heading opens nothing");
    reader.keys("Tab G");
    assert_eq!(rows(&reader)[0], "1949", "{}", reader.frame());
    assert_eq!(rows(&reader).last().map(String::as_str), Some("10 Mar  Talk 9"), "{}", reader.frame());
    assert_eq!(rows(reader.keys("g"))[0], "1946", "{}", reader.frame());
    reader.keys("s g");
    assert_eq!(rows(&reader)[..2], ["Ann Lee", "1946-03-01  Talk 40"], "{}", reader.frame());
    assert!(rows(&reader).contains(&"Bo Ek".to_owned()), "{}", reader.frame());
}

#[test]
fn day_below_its_year_says_what_is_known() {
    let mut files: Vec<(String, String)> = (0..40).map(|n| (format!("{n}.txt"), "One.".to_owned())).collect();
    for (number, date) in ["1906-05-09", "'1906'", "'1906-05'", "'spring 1906'"].iter().enumerate() {
        files[number].1 = format!("---\ntitle: Talk {number}\ndate: {date}\n---\nOne.");
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    reader.keys("Tab s g");
    let expected =
        ["1906", "Talk 1", "May  Talk 2", "9 May  Talk 0", "Other dates", "sprin…  Talk 3", "No date", "4"];
    assert_eq!(rows(&reader)[..8], expected, "{}", reader.frame());
}

#[test]
fn filter_covers_all_details_and_dates_word_by_word() {
    let mut reader = many(60);
    reader.keys("Tab f");
    for (typed, found) in [
        ("whig", 30),
        ("whig lee", 10),
        ("lee whig", 10),
        ("zurich tory", 6),
        ("1948", 10),
        ("mar 1948 ek", 3),
        ("1948-03-05", 1),
        ("march", 60),
        ("t017.txt", 1),
        ("talk 17", 1),
        ("york nobody", 0),
    ] {
        reader.keys("Ctrl-u").type_in(typed);
        assert_eq!(reader.entries().len(), found, "{typed}: {}", reader.frame());
    }
}

#[test]
fn filter_is_the_scope_and_stays() {
    let mut reader = many(60);
    reader.keys("Tab f").type_in("1948 whig").keys("Enter Enter");
    assert_eq!((reader.open(), reader.focus().as_str()), (20, "Text"));
    assert!(reader.status().contains("in 5 of 60"), "{}", reader.status());
    assert_eq!(reader.listed().len(), 5, "{}", reader.frame());
    // Search, next match and concordance.
    reader.search("land").keys("Enter");
    assert_eq!(reader.open(), 24, "{}", reader.frame());
    assert!(reader.status().contains("1/2 · 2 in 1 · in 5 of 60"), "{}", reader.status());
    reader.resize(180, 24);
    assert!(reader.status().contains("2 in 1 of 5 speeches · in 5 of 60"), "{}", reader.status());
    assert_eq!((reader.keys("n n").open(), reader.current_match().as_str()), (24, "land"));
    reader.keys("c");
    assert_eq!(reader.app().search().active().unwrap().total(), 2);
    reader.keys("c");
    // The next speech is the next one in the list.
    assert_eq!(reader.keys("Esc ]").open(), 26);
    assert_eq!(reader.keys("] ]").open(), 20);
    assert_eq!(reader.keys("[").open(), 28);
    // The words of a selection are counted in the same speeches.
    reader.keys("2G v");
    assert!(reader.status().contains("1 here, 3 elsewhere · in 5 of 60"), "{}", reader.status());
    reader.keys("Esc m");
    reader.keys("B");
    assert!(reader.rows()[0].contains("1 passage "), "{}", reader.frame());
    assert!(reader.rows()[1].contains("in speeches with 1948 whig"), "{}", reader.frame());
    // Esc clears it in the list only.
    reader.keys("Esc Esc");
    assert!(reader.status().contains("in 5 of 60"), "{}", reader.status());
    reader.keys("Tab Esc");
    assert!(!reader.status().contains("of 60"), "{}", reader.status());
    assert_eq!(reader.focus(), "List");
    reader.keys("Esc").search("land").keys("Enter");
    assert!(reader.status().contains("40 in 20 of 60 speeches"), "{}", reader.status());
}

#[test]
fn search_follows_the_filter() {
    let mut reader = many(60);
    reader.resize(140, 24).search("land").keys("Enter");
    assert!(reader.status().contains("40 in 20 of 60 speeches"), "{}", reader.status());
    reader.keys("Tab f").type_in("orr");
    reader.keys("Enter Tab");
    assert!(reader.status().contains("not found: land · in 20 of 60"), "{}", reader.status());
    reader.keys("Tab f Ctrl-u").type_in("1950").keys("Enter Tab");
    assert!(reader.status().contains("8 in 4 of 10 speeches · in 10 of 60"), "{}", reader.status());
    // An empty filter clears it.
    reader.keys("Tab f Ctrl-u Enter Tab");
    assert!(reader.status().contains("40 in 20 of 60 speeches  "), "{}", reader.status());
}

#[test]
fn speech_outside_the_scope_is_not_searched() {
    let mut reader = many(60);
    assert_eq!(reader.open(), 0);
    reader.keys("Tab f").type_in("1948").keys("Enter Tab");
    let inside = reader.open();
    reader.keys("Ctrl-o");
    assert_eq!(reader.open(), 0, "{}", reader.frame());
    reader.search("land").keys("Enter");
    assert_eq!((inside, reader.open()), (20, 21), "{}", reader.frame());
    reader.keys("Esc Ctrl-o Ctrl-o");
    reader.keys("]");
    assert!((20..30).contains(&reader.open()), "{}", reader.frame());
}

#[test]
fn list_is_sorted_by_matches() {
    let mut reader = many(42);
    reader.search("land").keys("Enter Tab s s s s s s");
    assert!(reader.words().contains("sorted by matches"), "{}", reader.words());
    assert_eq!(rows(&reader)[0], "1950-03-01  Talk 0   2", "{}", reader.frame());
    assert_eq!(rows(&reader)[1], "1950-03-04  Talk 3   2", "{}", reader.frame());
    assert_eq!(rows(&reader)[14], "1950-03-02  Talk 1   0", "{}", reader.frame());
    // Another search sorts them anew.
    reader.search("bread").keys("Enter");
    assert_eq!(rows(&reader)[0], "1950-03-02  Talk 1   2", "{}", reader.frame());
}

#[test]
fn only_speech_so_far_is_not_the_only_one() {
    let files = [("a.txt", "One."), ("b.txt", "Two.")];
    let mut reader = Reader::at_first_text(&files);
    for key in ["]", "["] {
        assert!(reader.keys(key).status().contains("still reading folders"), "{}", reader.status());
    }
    reader.run_jobs();
    assert!(!reader.status().contains("still reading"), "{}", reader.status());
    assert_eq!(reader.keys("]").open(), 1);
}

#[test]
fn status_line_tells_speeches_apart() {
    let titles =
        ["Address of the Delegate to the First Assembly", "Address of the Delegate to the Second Assembly"];
    let files =
        titles.map(|title| (format!("{}.txt", title.len()), format!("---\ntitle: {title}\n---\nOne.")));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    assert!(reader.status().starts_with(" First · ¶ 1/1"), "{}", reader.status());
    assert!(
        reader.resize(130, 24).status().contains(&format!("{} · ¶ 1/1", titles[0])),
        "{}",
        reader.status()
    );
    let same = [("a/x.txt", "---\ntitle: Unity\n---\nOne."), ("b/x.txt", "---\ntitle: Unity\n---\nTwo.")];
    assert!(Reader::in_folder(&same).keys("]").status().starts_with(" b/ Unity · ¶"));
}

#[test]
fn list_hints_at_its_keys() {
    let mut reader = many(40);
    reader.resize(120, 24).keys("Tab");
    assert!(reader.status().contains("s sort  f filter  Enter read  Esc back"), "{}", reader.status());
    reader.keys("f").type_in("1948").keys("Enter");
    assert!(reader.status().contains("Esc clear"), "{}", reader.status());
}

#[test]
fn impossible_date_is_neither_sorted_by_nor_a_heading() {
    let dates = ["1950-03-01", "1950-02-30", "1950-13-01", "31.4.1950"];
    let mut table = "file,title,date\n".to_owned();
    let mut files = vec![("oratory.toml".to_owned(), "table = 'm.csv'".to_owned())];
    for number in 0..40 {
        writeln!(table, "t{number}.txt,Talk {number},{}", dates.get(number).unwrap_or(&"1951-01-01"))
            .unwrap();
        files.push((format!("t{number}.txt"), "Friends.".to_owned()));
    }
    files.push(("m.csv".to_owned(), table));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    reader.resize(100, 60).keys("Tab s");
    let rows = rows(&reader);
    let last: Vec<&str> = rows[rows.len() - 4..].iter().map(String::as_str).collect();
    assert_eq!(last, ["No date", "Talk 1", "Talk 2", "Talk 3"], "{}", reader.frame());
    assert_eq!(rows[..2], ["1950", "1 Mar  Talk 0"], "{}", reader.frame());
}
