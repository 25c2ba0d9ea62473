//! Tests of a user's library: folders, headings, sorting, filtering, and lazy loading.

use std::fs;

use oratory::Catalog;
use oratory_core::collapse;
use oratory_import::import_text;
use ratatui::style::Modifier;
use testkit::harness::{Reader, library};

fn talk(title: &str, date: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndelivered = {date}\n+++\n{body}\n")
}

/// Five talks in three folders, with hidden files and other files among them.
fn five() -> Reader {
    let (one, two, three) = (
        talk("Unity", "1921-03-05", "We are one.\n\nIn unity."),
        talk("Bread", "1919-01-02", &"Bread for all. ".repeat(40)),
        talk("Peace", "\"spring 1920\"", "Peace, and unity."),
    );
    Reader::in_folder(&[
        ("a/one.txt", &one),
        ("a/two.txt", &two),
        ("b/three.md", &three),
        ("b/unity.txt", &one.replace("We are one", "We were one")),
        ("four.txt", "No more\n\nthan this"),
        ("b/five.pdf", "no text"),
        (".hidden/six.txt", "hidden"),
        (".ignore", "seven.txt\n"),
        ("seven.txt", "ignored"),
    ])
}

#[test]
fn folder_is_listed_and_its_first_text_shown() {
    let reader = five();
    assert_eq!(reader.listed(), ["a/ Unity", "Bread", "Peace", "b/ Unity", "four"], "{}", reader.frame());
    assert!(reader.column().iter().any(|row| row == "We are one."));
    assert!(
        reader.rows()[6].contains("~1 min"),
        "lengths are estimated until they are counted: {}",
        reader.frame()
    );
}

#[test]
fn details_of_a_folder_come_after_the_first_frame() {
    let body = "Friends.\n\nWe meet.\n\nWe part.";
    let files = [
        ("oratory.toml", "table = 'm.csv'\nnames = '{session}-{}'"),
        ("m.csv", "file,title,delivered,president\n1-a.txt,On bread,1921-03-05,Ann\n2-b,On peace,1919,Bo\n"),
        ("1-a.txt", body),
        ("2-b.txt", body),
        ("odd.txt", body),
    ];
    let mut reader = Reader::at_first_text(&files);
    assert!(reader.status().contains("1-a · ¶ 1/3"), "the table has not been read: {}", reader.frame());
    reader.run_jobs();
    assert_eq!(reader.listed(), ["On bread", "On peace", "odd"], "{}", reader.frame());
    assert!(
        reader.frame().contains("5 Mar 1921 · ") && reader.frame().contains("1919 · "),
        "{}",
        reader.frame()
    );
    assert!(
        reader.column().iter().any(|row| row == "delivered 5 March 1921"),
        "the open one too: {}",
        reader.frame()
    );
    let notice = "oratory.toml\": 1 of 3 names does not fit {session}-{}, such as odd.txt";
    assert!(reader.app().notice().unwrap().ends_with(notice), "{:?}", reader.app().notice());
    reader.keys("i");
    let rows: Vec<String> = reader.rows().iter().map(|row| collapse(row)).collect();
    for row in ["president Ann", "session 1"] {
        assert!(rows.iter().any(|other| other == row), "{}", reader.frame());
    }
    // The speech that was left open has them again, and is not opened anew.
    reader.keys("Esc ] }");
    assert!(reader.status().contains("On peace · ¶ 2/3"), "{}", reader.status());
    reader.idle();
    let places = oratory::store::session::read(reader.folders()).unwrap();
    let left = reader.world().text_left_open(&places).unwrap();
    reader = reader.restart_with(Catalog::new(left));
    assert!(reader.status().contains("On peace · ¶ 2/3"), "{}", reader.frame());
    assert_eq!(reader.listed(), ["On bread", "On peace", "odd"], "{}", reader.frame());
}

#[test]
fn reloading_reads_the_table_anew() {
    let files =
        [("oratory.toml", "table = 'm.csv'"), ("m.csv", "file,place\na.txt,Leeds\n"), ("a.txt", "One.")];
    let mut reader = Reader::in_folder(&files);
    fs::write(reader.library_file("m.csv"), "file,place\na.txt,York\n").unwrap();
    assert_eq!(reader.keys("r").entry(0).document().unwrap().details().place.as_deref(), Some("York"));
}

#[test]
fn each_change_of_each_table_is_announced_and_read_for_all_texts() {
    let mut files =
        vec![("c.txt", "Four."), ("oratory.toml", "table = 'm.csv'"), ("x/oratory.toml", "table = 'm.csv'")];
    files.extend([("a.txt", "One."), ("b.txt", "Two."), ("x/a.txt", "Three.")]);
    let table = |place: &str| format!("file,place\na.txt,{place}\nb.txt,{place}\nc.txt,{place}\n");
    let first = table("Leeds");
    files.extend([("m.csv", first.as_str()), ("x/m.csv", first.as_str())]);
    let mut reader = Reader::in_folder(&files);
    let place = |reader: &Reader, id: &str| {
        let entry = (0..4).map(|index| reader.entry(index)).find(|entry| entry.id() == id)?;
        entry.document()?.details().place.as_deref().map(ToOwned::to_owned)
    };
    // Leaving a speech and coming back checks its files.
    reader.keys("] [").idle();
    for name in ["York", "Malmö", "Nottingham"] {
        fs::write(reader.library_file("m.csv"), table(name)).unwrap();
        reader.keys("]").idle();
        assert!(reader.words().contains("m.csv has changed: r reads it again"), "{}", reader.frame());
        reader.keys("[").idle();
        assert!(!reader.words().contains("has changed"), "{}", reader.frame());
        reader.keys("r");
        assert_eq!(
            ["a", "b", "c"].map(|id| place(&reader, id)),
            [Some(name.to_owned()), Some(name.to_owned()), None]
        );
    }
    // A table of the same name in another folder.
    fs::write(reader.library_file("m.csv"), table("Oslo")).unwrap();
    reader.keys("]").idle();
    assert!(reader.words().contains("m.csv has changed"), "{}", reader.frame());
    reader.keys("] ]").idle();
    fs::write(reader.library_file("x/m.csv"), table("Malmö")).unwrap();
    reader.keys("[").idle().keys("]").idle();
    assert!(reader.words().contains("m.csv has changed"), "{}", reader.frame());
    // A text that is loaded later has the details of now.
    assert_eq!(place(&reader, "c").as_deref(), Some("Oslo"));
}

#[test]
fn large_folder_is_read_after_the_first_frame() {
    let files: Vec<(String, String)> = (1..=300)
        .rev()
        .map(|number| (format!("{number:03}.txt"), format!("This is talk {number}.\n\nIt is, and ends.")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    assert!(reader.column().iter().any(|row| row == "This is talk 1."), "{}", reader.frame());
    assert_eq!(reader.listed()[..2], ["001", "002"]);

    reader = Reader::before_folder(&files);
    let frame = reader.frame();
    assert!(frame.contains("Reading the"), "{frame}");
    assert!(reader.status().contains("reading the folders…"), "{frame}");
    reader.run_jobs();
    assert_eq!(reader.app().library().len(), 300);
    assert_eq!(reader.listed()[..2], ["001", "002"]);
    assert!(reader.column().iter().any(|row| row == "This is talk 1."), "{}", reader.frame());
}

#[test]
fn search_before_the_folder_is_read_is_completed() {
    let files = [("a.txt", "Of a."), ("b.txt", "Of bread."), ("c.txt", "Of bread,\n\nand of bread.")];
    for keys in ["/ b r e a d Enter", "/ b r e a d", "/ b r e a d Enter n"] {
        let mut reader = Reader::before_folder(&files);
        reader.keys(keys);
        let status = reader.status();
        assert!(status.contains("0…") || status.contains("bread"), "{status}");
        assert!(!status.contains("not found"), "{status}");
        reader.run_jobs();
        if reader.app().overlays().input().is_some() {
            reader.keys("Enter");
        }
        assert!(reader.status().contains("1/1 here · 3 in 2 of 3"), "{keys}: {}", reader.frame());
    }
    let mut reader = Reader::before_folder(&[]);
    reader.keys("/ b r e a d Enter").run_jobs().keys("n N");
    assert!(reader.status().contains("not found"), "{}", reader.frame());
    assert!(!reader.app().search().is_awaited());
}

#[test]
fn early_keys_do_no_harm() {
    let files = [("a.txt", "Of a.\n\nAnd on."), ("b.txt", "Of b.")];
    for jobs in ["before", "after"] {
        let mut reader = Reader::before_folder(&files);
        let keys = "j G g } ] [ ` m e B B t t i Esc y Y c j Enter Esc c s Esc f x Enter Esc Tab j Enter s r 5 j \
                    / a Enter n N Ctrl-o Ctrl-i - + # / Up Up Esc u d ? Esc";
        for key in keys.split_whitespace() {
            reader.keys(key);
            reader.frame();
        }
        if jobs == "after" {
            reader.run_jobs();
            assert!(reader.frame().contains("Of "), "{}", reader.frame());
        }
    }
}

#[test]
fn first_text_of_a_large_folder_is_loaded_once_found() {
    let mut reader = Reader::before_folder(&[("b.txt", "Of b.\n\nAnd on."), ("a.txt", "Of a.\n\nAnd on.")]);
    reader.run_jobs();
    assert!(reader.column().iter().any(|row| row == "Of a."), "{}", reader.frame());
    reader.keys("}").idle();
    let again = reader.restart();
    assert_eq!(again.paragraph(), 2, "the place is kept as in any other: {}", again.frame());

    // A movement waits for loading. Any other key reports that it is too early.
    let mut reader = Reader::before_folder(&[("a.txt", "Of a.\n\nAnd on.\n\nThe end.")]);
    assert!(reader.keys("m").words().contains("still reading folders"), "{}", reader.frame());
    assert!(reader.keys("]").words().contains("still reading folders"), "{}", reader.frame());
    reader.keys("2 }").run_jobs();
    assert_eq!(reader.paragraph(), 3, "{}", reader.frame());
}

#[test]
fn empty_page_explains_why() {
    let mut reader = five();
    fs::remove_file(reader.library_file("a/two.txt")).unwrap();
    std::os::unix::fs::symlink("two.txt", reader.library_file("a/tie.txt")).unwrap();
    reader = reader.restart();
    reader.keys("]");
    assert!(reader.column().join(" ").contains("broken symbolic link"), "{}", reader.frame());
}

#[test]
fn folder_that_became_empty_is_reported() {
    let mut reader = Reader::before_folder(&[("a.txt", "Of a.")]);
    fs::remove_file(reader.library_file("a.txt")).unwrap();
    reader.run_jobs();
    assert!(reader.frame().contains("No speeches."), "{}", reader.frame());
    reader.keys("q");
    assert!(reader.quit);
}

#[test]
fn speeches_with_the_same_title_show_folder_or_name() {
    let same = talk("Address", "1921-03-05", "Of bread.");
    let long = "of-a-very-long-name-that-takes-the-row/one.txt";
    let files = ["a/x/t.txt", "b/x/t.txt", "c/one.txt", "d/one.txt", "d/two.txt", long]
        .map(|name| (name, same.as_str()));
    let mut reader = Reader::in_folder(&files);
    let listed = [
        "a/x/t: Address",
        "b/x/t: Address",
        "c/ Address",
        "d/one: Address",
        "d/two: Address",
        "of-a-very-lo/ Address",
    ];
    assert_eq!(reader.listed(), listed, "{}", reader.frame());
    // The shown parts of two folder names must differ too.
    let alike = ["of-a-very-long-name/of-2020/x.txt", "of-a-very-long-name/of-2021/x.txt"];
    let alike = alike.map(|name| name.replace("/of", "-of")).map(|name| (name, same.clone()));
    let alike: Vec<(&str, &str)> = alike.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let listed = Reader::in_folder(&alike).listed();
    assert!(listed[0] != listed[1] && listed[0].contains("2020"), "{listed:?}");
    reader.keys("Tab f").type_in("b/x").keys("Enter");
    assert_eq!(reader.entries(), [1], "they are found by their names: {}", reader.frame());
}

#[test]
fn text_is_loaded_when_shown() {
    let mut reader = five();
    assert!(reader.entry(2).whole().is_none());
    reader.keys("Tab j j");
    assert!(reader.column().iter().any(|row| row == "Peace, and unity."), "{}", reader.frame());
    assert!(reader.entry(2).whole().is_some());
    reader.keys("Enter }");
    assert_eq!((reader.open(), reader.paragraph()), (2, 1));
}

/// A hundred talks of two paragraphs: more than are kept in memory.
fn hundred() -> Reader {
    let files: Vec<(String, String)> = (10..110)
        .map(|number| (format!("{number}.txt"), format!("talk {number}\n\nit is, and ends.")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Reader::in_folder(&files)
}

#[test]
fn text_not_shown_for_long_is_evicted() {
    let mut reader = hundred();
    reader.keys("] }");
    reader.keys(&"] ".repeat(99));
    let here = reader.loaded();
    assert!(here < 70, "{here}");
    reader.keys("]");
    assert!(reader.column().iter().any(|row| row == "talk 11"), "{}", reader.frame());
    assert_eq!(reader.paragraph(), 2, "where it was left");
}

#[test]
fn evicted_text_keeps_its_position() {
    let mut reader = hundred();
    reader.keys("] }");
    reader.keys(&"] ".repeat(99));
    assert!(reader.entry(1).whole().is_none());
    reader.save_session();
    let kept = fs::read_to_string(reader.state("places.toml")).unwrap();
    let place = kept.split("[[speeches]]").find(|place| place.contains("\"11\"")).unwrap();
    assert!(place.contains("current = 9"), "{place}");
    assert_eq!(kept.matches("[[speeches]]").count(), 2, "that one, and the one that is open");
}

#[test]
fn leaving_a_loading_text_does_not_load_it_twice() {
    let mut reader = hundred();
    reader.keys("] }");
    reader.keys(&"] ".repeat(99));
    reader.save_session().hold_jobs().keys("]");
    assert!(reader.entry(1).whole().is_none());
    reader.keys("r");
    assert!(reader.status().contains("still loading"), "{}", reader.status());
    reader.save_session().run_jobs();
    assert_eq!(reader.paragraph(), 2, "where it was left");
}

#[test]
fn reloaded_text_is_at_its_last_position() {
    let mut reader = hundred();
    reader.keys("] }").idle();
    let mut reader = reader.restart();
    assert_eq!(reader.keys("]").paragraph(), 2);
    reader.keys("{").idle();
    reader.keys(&"] ".repeat(100));
    assert_eq!((reader.open(), reader.paragraph()), (1, 1));
}

#[test]
fn search_covers_unloaded_texts() {
    let mut reader = five();
    reader.resize(100, 24).search("unity").keys("Enter");
    assert!(reader.status().contains("1/1 here · 3 in 3 of 5"), "{}", reader.status());
    reader.keys("n");
    assert_eq!((reader.open(), reader.current_match().as_str()), (2, "unity"));
    reader.keys("n n");
    assert!(reader.words().contains("last match passed"), "{}", reader.frame());
    reader.keys("N");
    assert_eq!((reader.open(), reader.current_match().as_str()), (3, "unity"));
}

#[test]
fn list_is_sorted() {
    let mut reader = five();
    reader.keys("Tab");
    let by_date = ["Bread", "a/ Unity", "b/ Unity", "Peace", "four"];
    assert_eq!(reader.keys("s").listed(), by_date, "days, then words, then none; equals as they were");
    assert!(reader.words().contains("by date") && reader.words().contains("sorted by date"));
    assert_eq!(reader.keys("s").listed(), ["Bread", "four", "Peace", "a/ Unity", "b/ Unity"]);
    assert!(reader.words().contains("sorted by title"), "nobody is named, so not by speaker");
    assert_eq!(reader.keys("s").listed()[0], "Bread", "the longest first");
    assert_eq!(reader.keys("s").listed(), ["a/ Unity", "Bread", "Peace", "b/ Unity", "four"]);
    // The cursor stays on its entry, and the next speech is the next one in the list.
    assert_eq!(reader.keys("s s Enter ] ]").open(), 2);
}

#[test]
fn dates_are_sorted_by_the_earliest_day_they_allow() {
    let dates = [
        "\"spring 1921\"",
        "1906-05-02",
        "\"1906-05\"",
        "1906",
        "\"190X\"",
        "\"1905?\"",
        "\"-0043\"",
        "-1200",
    ];
    let speech =
        |date: &&str| import_text(date, &format!("+++\ntitle = '{date}'\ndelivered = {date}\n+++\nOne."));
    let mut reader = Reader::of(Catalog::new(dates.iter().map(speech)), (80, 40));
    let sorted = [
        "-1200",
        "\"-0043\"",
        "\"190X\"",
        "\"1905?\"",
        "1906",
        "\"1906-05\"",
        "1906-05-02",
        "\"spring 1921\"",
    ];
    assert_eq!(reader.keys("Tab s").listed(), sorted);
}

#[test]
fn filter_shows_the_best_match_first() {
    let titles = ["The Peaceful Sea", "Peace", "On Peace", "Peace Be With You", "Pleasant Acres", "Bread"];
    let speech = |title: &&str| import_text(&title.to_lowercase(), &talk(title, "1921-01-01", "One."));
    let mut reader = Reader::of(Catalog::new(titles.iter().map(speech)), (80, 40));
    reader.keys("Tab f").type_in("peace");
    assert_eq!(
        reader.listed(),
        ["Peace", "Peace Be With You", "The Peaceful Sea", "On Peace", "Pleasant Acres"]
    );
    assert_eq!(reader.keys("Esc f").type_in("brd").listed(), ["Bread"]);
    assert!(reader.keys("Esc f").type_in("xyz").frame().contains("No entry contains "));
    let frame = reader.keys("Esc f").type_in("a zzz").frame();
    assert!(frame.contains("No entry contains all ") && frame.contains(" of: a, zzz. "), "{frame}");
}

#[test]
fn filter_covers_the_speaker() {
    let speech = |(speaker, year): &(&str, &str)| {
        let front = format!("+++\ntitle = \"Message of {year}\"\nspeaker = \"{speaker}\"\n+++\nOne.");
        import_text(year, &front)
    };
    let speeches = [("James Polk", "1846"), ("Abraham Lincoln", "1861"), ("Abraham Lincoln", "1864")];
    let mut reader = Reader::of(Catalog::new(speeches.iter().map(speech)), (80, 40));
    reader.keys("Tab f").type_in("lincoln");
    assert_eq!(reader.listed(), ["Message of 1861", "Message of 1864"]);
    assert_eq!(reader.type_in(" 1864").listed(), ["Message of 1864"]);
}

#[test]
fn headings_form_an_outline() {
    let body = "Before.\n\nPart One\n\nfirst.\n\nsecond.\n\nPart Two\n\nthird.\n\nfourth.";
    let mut reader = Reader::of(library(&[body]), (80, 12));
    reader.keys("3G t");
    let listed = reader.listed();
    assert_eq!(listed.len(), 2, "{}", reader.frame());
    assert!(listed[0].starts_with("Part One ") && listed[0].ends_with(" ¶ 2"), "{listed:?}");
    assert_eq!(reader.app().sidebar().cursor(), 0, "on the part that is read");
    reader.keys("j Enter");
    assert_eq!((reader.paragraph(), reader.focus().as_str()), (4, "Text"));
    assert!(reader.column().iter().any(|row| row == "Part Two"));
    assert!(reader.keys("t").frame().contains("Headings"));
    assert!(reader.keys("t").frame().contains("Speeches"));
}

#[test]
fn unreadable_file_is_listed_and_skipped() {
    let reader = five();
    fs::remove_file(reader.library_file("a/two.txt")).unwrap();
    let mut reader = reader;
    reader.keys("Tab j");
    assert!(reader.words().contains("no longer exists"), "{}", reader.frame());
    assert!(reader.keys("j").column().iter().any(|row| row == "Peace, and unity."));
}

#[test]
fn bookmark_in_an_unloaded_text_opens() {
    let mut reader = five();
    reader.keys("Tab j j j Enter } m");
    let mut again = reader.restart();
    assert_eq!(again.open(), 0);
    again.keys("B Enter");
    assert_eq!((again.open(), again.paragraph()), (3, 2), "{}", again.frame());
    assert!(again.frame().contains('◆'));
}

#[test]
fn matches_only_in_the_last_paragraph_of_the_last_speech() {
    let mut reader = five();
    reader.search("than this").keys("Enter");
    assert_eq!((reader.open(), reader.current_match().as_str()), (4, "than this"));
}

#[test]
fn jump_back_into_a_shortened_file_works() {
    let long: Vec<String> = (1..90).map(|number| format!("Paragraph {number}.")).collect();
    let (long, short) = (long.join("\n\n"), "각 It is over.");
    let mut reader = Reader::in_folder(&[("a.txt", &long)]);
    reader.keys("40G 70G G").idle();
    fs::write(reader.library_file("a.txt"), short).unwrap();
    for key in ["r", "Ctrl-o", "Ctrl-o", "Tab", "'"] {
        reader.keys(key).save_session();
        assert!(reader.status().contains("¶ 1/1"), "{key}: {}", reader.frame());
    }
    // The file becomes shorter while a query is typed.
    fs::write(reader.library_file("a.txt"), &long).unwrap();
    reader.keys("r G").hold_jobs();
    fs::write(reader.library_file("a.txt"), short).unwrap();
    reader.keys("r / P").run_jobs().save_session().keys("Esc").save_session();
    assert!(reader.status().contains("¶ 1/1"), "{}", reader.frame());
}

#[test]
fn position_in_an_evicted_text_is_saved() {
    let names: Vec<String> = (10..90).map(|number| format!("{number}.txt")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), "One.\n\nTwo.\n\nThree.\n\nFour.")).collect();
    let mut reader = Reader::in_folder(&files);
    reader.resize(80, 4).keys("3G");
    for _ in 0..names.len() - 1 {
        reader.keys("] 3G");
    }
    reader.save_session();
    assert!(reader.keys("]").status().contains("¶ 3/4"), "{}", reader.frame());
}

#[test]
fn changed_sidecar_is_reported_and_reloads_in_place() {
    let text = "One of them.\nTwo of them.\n\nThree of them.";
    let mut reader = Reader::in_folder(&[("a.txt", text)]);
    reader.keys("} m").idle();
    let sidecars = [
        (Some("paragraphs = 'lines'\n"), "3 Three", false),
        (Some("paragraphs = 'lines'\njoin = no\n"), "2 Three", true),
        (None, "2 Three", false),
    ];
    for (sidecar, found, is_broken) in sidecars {
        let file = reader.library_file("a.toml");
        sidecar.map_or_else(|| fs::remove_file(&file), |content| fs::write(&file, content)).unwrap();
        reader.keys("{").idle();
        assert!(reader.words().contains("a has changed: r reloads it"), "{}", reader.frame());
        reader.keys("r");
        assert!(reader.frame().contains(&format!("◆  {found}")), "{}", reader.frame());
        assert_eq!(reader.words().contains("\"a.toml\" not read (line 2: "), is_broken, "{}", reader.frame());
        reader.keys("}").idle();
        assert!(!reader.words().contains("has changed"), "{}", reader.frame());
    }
}

#[test]
fn changed_file_is_reported_and_reloads_in_place() {
    let text: Vec<String> =
        (1..30).map(|number| format!("Paragraph {number} is unlike all the others.")).collect();
    let mut reader = Reader::in_folder(&[("a.txt", &text.join("\n\n"))]);
    reader.keys("15G m } }").idle();
    assert!(!reader.words().contains("has changed"));
    fs::write(reader.library_file("a.txt"), format!("It begins anew.\n\nAnd more.\n\n{}", text.join("\n\n")))
        .unwrap();
    reader.keys("}").idle();
    assert!(reader.words().contains("a has changed: r reloads it"), "{}", reader.frame());
    for keys in ["? Esc", "x", "/ P"] {
        reader.keys(keys).idle();
        assert!(
            !reader.words().contains("has changed"),
            "it is not reported again before the reader has gone on: {keys}"
        );
    }
    let column = reader.keys("Esc").column();
    assert_eq!(reader.keys("r").column(), column, "the page stays");
    assert!(
        reader.status().contains("¶ 20/31") && reader.words().contains("reloaded a"),
        "{}",
        reader.frame()
    );
    assert_eq!(reader.keys("g").column().iter().filter(|row| row.contains("It begins anew.")).count(), 1);
    assert!(reader.keys("17G").rows()[0].contains("◆ 17 Paragraph 15"), "{}", reader.frame());
    assert!(
        Reader::new().keys("r").status().contains("nothing to reload: this text does not come from a file")
    );
}

#[test]
fn edited_and_moved_file_keeps_position_and_bookmarks() {
    let text: Vec<String> =
        (1..30).map(|number| format!("Paragraph {number} is unlike all the others.")).collect();
    // It is reloaded by a key, or when it is opened.
    for by_key in [true, false] {
        let mut reader = Reader::in_folder(&[("a.txt", &text.join("\n\n"))]);
        reader.keys("15G m").save_session();
        fs::write(reader.library_file("a.txt"), format!("It begins anew.\n\n{}", text.join("\n\n"))).unwrap();
        if by_key {
            reader.keys("r").save_session();
        } else {
            reader.restart().save_session();
        }
        fs::rename(reader.library_file("a.txt"), reader.library_file("b.txt")).unwrap();
        let mut again = reader.restart();
        assert_eq!(again.paragraph(), 16, "{}", again.frame());
        assert!(again.keys("16G").rows()[0].contains("◆ 16 Paragraph 15"), "{}", again.frame());
    }
}

#[test]
fn bookmarks_of_a_moved_file_are_listed_before_it_is_opened() {
    let mut reader = five();
    reader.keys("] ] }").keys("m").save_session();
    fs::rename(reader.library_file("b/three.md"), reader.library_file("a/three.md")).unwrap();
    let mut again = reader.restart();
    again.keys("B");
    assert!(again.frame().contains("Peace") && !again.frame().contains("not here"), "{}", again.frame());
}

#[test]
fn stopped_search_keeps_its_matches_and_can_continue() {
    for (keys, back) in [("Enter", ""), ("Enter c", "Esc"), ("Enter Tab", "")] {
        let mut reader = five();
        reader.hold_jobs().search("unity").keys(keys).keys("Ctrl-c");
        assert!(!reader.quit && !reader.app().search().is_awaited());
        assert!(reader.words().contains("search stopped: n in the text resumes"), "{}", reader.frame());
        reader.run_jobs();
        assert!(
            !reader.app().search().is_running(reader.app().library())
                && reader.app().search().is_incomplete(reader.app().library())
        );
        let status = reader.resize(140, 24).keys("j").status();
        let counts = if keys == "Enter c" {
            "0 of 5 searched"
        } else {
            "0 here · 0… in 0 of 5 speeches, 0 searched"
        };
        assert!(status.contains(counts), "{status}");
        if keys == "Enter c" {
            assert!(reader.keys("s").words().contains("search stopped"), "{}", reader.frame());
        }
        reader.keys(back).keys("n");
        assert!(reader.status().contains("1/1 here · 3 in 3 of 5 speeches"), "{}", reader.frame());
        assert!(reader.keys("Ctrl-c").quit);
    }
}

#[test]
fn list_has_the_order_of_the_folder() {
    let mut reader = five();
    let listed = reader.listed();
    reader.keys("] ]").save_session();
    let places = oratory::store::session::read(reader.folders()).unwrap();
    let left = reader.world().text_left_open(&places).unwrap();
    let again = reader.restart_with(Catalog::new(left));
    assert_eq!((again.listed(), again.open()), (listed, 0), "{}", again.frame());
    assert_eq!(again.entries()[2], 0);
}

#[test]
fn unreadable_text_is_retried_without_blocking_searches() {
    let mut reader = five();
    fs::rename(reader.library_file("a/two.txt"), reader.library_file("a/gone")).unwrap();
    reader.keys("]");
    assert!(reader.words().contains("no longer exists"));
    reader.search("unity").keys("Enter");
    assert!(reader.status().contains("3 in 3 · 1 unreadable"), "{}", reader.status());
    fs::rename(reader.library_file("a/gone"), reader.library_file("a/two.txt")).unwrap();
    reader.keys("Esc 9 [ ] [ [");
    while reader.open() != 1 {
        reader.keys("]");
    }
    assert!(reader.column().iter().any(|row| row.starts_with("Bread for all.")), "{}", reader.frame());
}

#[test]
fn order_is_stable_while_texts_load() {
    let files: Vec<(String, String)> = (0..8_usize)
        .map(|number| {
            (
                format!("{number}.txt"),
                "wordwordword "
                    .repeat(400 + 60 * number)
                    .replace("wordword", if number % 2 == 0 { "wordword" } else { "a b c d " }),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    reader.keys("Tab s s s Enter");
    let mut visited: Vec<usize> = (0..8)
        .map(|_| {
            reader.keys("]");
            reader.open()
        })
        .collect();
    visited.sort_unstable();
    assert_eq!(visited, (0..8).collect::<Vec<_>>(), "each once in a round");
}

#[test]
fn parts_with_headings_far_below_are_read() {
    let front = "+++\n[[part]]\nheading = \"One\"\n[[part]]\nheading = \"Two\"\n+++\n";
    let long = "it goes on and on.\n\n".repeat(600);
    let mut reader = Reader::in_folder(&[
        ("a.txt", "first."),
        ("both.txt", &format!("{front}One\n\n{long}Two\n\nthe needle.\n")),
    ]);
    assert_eq!(reader.listed(), ["a", "One", "Two"], "{}", reader.frame());
    reader.search("needle").keys("Enter");
    assert_eq!((reader.open(), reader.current_match().as_str()), (2, "needle"));
    assert!(reader.status().contains("¶ 1/1"), "{}", reader.status());
}

#[test]
fn title_at_the_beginning_of_the_text_is_shown_once() {
    let talks = [("a.txt", "ON BREAD\n\nFriends."), ("b.md", "# On *bread*, **again**\n\nFriends.")];
    let mut reader = Reader::in_folder(&talks);
    assert_eq!(reader.column()[..4], ["", "ON BREAD", "", "Friends."], "{}", reader.frame());
    reader.keys("]");
    assert_eq!(reader.column()[..4], ["", "# On *bread*, **again**", "", "Friends."], "{}", reader.frame());
    assert_eq!(reader.listed(), ["ON BREAD", "On bread, again"]);
    assert!(reader.status().starts_with(" On bread, again ·"), "{}", reader.status());

    // A speech with more details has a title page.
    let mut reader = Reader::in_folder(&[("a.txt", "+++\nspeaker = \"A\"\n+++\nON BREAD\n\nFriends.")]);
    assert_eq!(reader.column()[..5], ["", "ON BREAD", "A", "", "ON BREAD"], "{}", reader.frame());
    // Before its text is loaded, a speech has only a title.
    reader = Reader::before_folder(&talks);
    reader.run_jobs().hold_jobs().keys("Tab j");
    assert_eq!(reader.column()[..2], ["", "On bread, again"], "{}", reader.frame());
}

#[test]
fn markdown_lists_and_quotations_have_hanging_indents() {
    let words = "one two three four five six seven eight nine ten eleven twelve thirteen";
    let text = format!("- {words}\n\n12. {words}\n    - {words}\n\n> {words}\n\nThe end.");
    let mut reader = Reader::in_folder(&[("a.md", &text)]);
    let below: Vec<String> = reader.column().into_iter().filter(|row| row.contains("nine ten")).collect();
    assert_eq!(
        below,
        [
            "  nine ten eleven twelve thirteen",
            "    nine ten eleven twelve thirteen",
            "      nine ten eleven twelve thirteen",
            "  nine ten eleven twelve thirteen",
        ],
        "{}",
        reader.frame()
    );
    reader.search("thirteen").keys("Enter");
    assert_eq!(reader.current_match(), "thirteen");
    let cursor = reader.draw().1;
    let row = &reader.rows()[usize::from(cursor.y)];
    let at_cursor: String = row.chars().skip(cursor.x.into()).take(8).collect();
    assert_eq!(at_cursor, "thirteen", "{}", reader.frame());
}

#[test]
fn markdown_is_rendered_and_searched_verbatim() {
    let text =
        "# On *Unity*\n\nWe need **bread**, we need\npeace:\n- one\n- two\n\n> It was *said*\n> before.\n";
    let mut reader = Reader::in_folder(&[("talk.md", text)]);
    let column = reader.column().join("\n");
    assert!(
        column.contains("We need **bread**, we need peace:\n\n- one\n- two\n\n> It was *said*\n> before."),
        "{column}"
    );
    assert_eq!(reader.style_of("bread**"), Modifier::BOLD);
    assert_eq!(reader.style_of("said*"), Modifier::ITALIC);
    assert_eq!(reader.style_of("> It"), Modifier::DIM);
    assert_eq!(reader.style_of("peace"), Modifier::empty());
    reader.search("**bread**").keys("Enter");
    assert_eq!(reader.current_match(), "**bread**");
}

#[test]
fn a_key_hides_the_signs_of_markup_and_is_remembered() {
    let text = "# On *Unity*\n\nWe need **bread**, and\n`peace`:\n\n- *one*\n\n> It was said.\n";
    let mut reader = Reader::in_folder(&[("talk.md", text)]);
    reader.keys("*");
    assert!(reader.status().contains("markup hidden"), "{}", reader.status());
    let column = reader.column().join("\n");
    assert!(column.contains("On Unity\n\nWe need bread, and peace:\n\n- one\n\nIt was said."), "{column}");
    assert_eq!(reader.style_of("bread"), Modifier::BOLD);
    reader.search("bread").keys("Enter");
    assert_eq!(reader.current_match(), "bread");
    let cursor = reader.draw().1;
    let row = &reader.rows()[usize::from(cursor.y)];
    assert_eq!(row.chars().skip(cursor.x.into()).take(6).collect::<String>(), "bread,");
    let frame = reader.keys("Esc").frame();
    assert_eq!(reader.idle().restart().keys("Esc").frame(), frame);
    assert!(reader.keys("*").column().join("\n").contains("# On *Unity*"));
}

#[test]
fn filter_starts_at_the_best_entry_and_leaves_the_cursor_where_it_was() {
    let mut reader = Reader::new();
    reader.keys("] Tab f").type_in("clos");
    assert_eq!(reader.shown(), 1);
    assert_eq!(reader.keys("Esc").shown(), 1, "after cancelling the filter");
    assert_eq!(reader.keys("f").type_in("clos").keys("Enter Esc").shown(), 1, "after clearing the filter");
    assert_eq!(reader.keys("f").type_in("zz").keys("Esc").shown(), 1, "after a filter without entries");
}
