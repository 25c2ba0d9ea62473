//! Tests of the notebook: its entries, orders, filter and ticks, and what its keys do.

use std::{collections::HashSet, fs, sync::Arc};

use insta::assert_snapshot;
use oratory::{
    Catalog, Command,
    store::{
        LOCK_TIMEOUT,
        bookmarks::{self, Save},
        texts,
    },
};
use oratory_core::{Annotation, AnnotationChange, Document};
use proptest::prelude::*;
use ratatui::style::Modifier;
use testkit::{
    checks::page,
    harness::{Reader, library},
};

/// Words with the speech and the note, in the order in which they were annotated. A paragraph is given by its number.
type Passage<'a> = (usize, &'a str, &'a str);

const PASSAGES: [Passage<'_>; 5] = [
    (1, "another more difficult \"Arduous March\"", "#march"),
    (0, "26", "#formula"),
    (
        1,
        "closely knitted in bonds of human feelings",
        "Four times, without “closely” five; never in Opening. #bonds",
    ),
    (1, "7", "#idea #bonds"),
    (0, "the shortcomings latent in the work of Party cells", "Four times here, never in Closing. #faults"),
];

/// Annotates a passage or a paragraph at the minute `at`.
fn annotation(document: &Document, words: &str, note: &str, at: usize) -> Annotation {
    let now = format!("2020-11-24T10:{:02}:00Z", at % 60).parse().unwrap();
    let annotation = if let Ok(number) = words.parse() {
        Annotation::of_paragraph(document, number, now).unwrap()
    } else {
        let start = document.text().find(words).unwrap();
        Annotation::new(document, start..start + words.len(), now).unwrap()
    };
    Annotation { note: note.to_owned(), ..annotation }
}

/// Opens a library in which these passages are annotated. The first reader owns the home.
fn annotated(library: &Catalog, passages: &[Passage<'_>], size: (u16, u16)) -> [Reader; 2] {
    let mut reader = Reader::of(library.clone(), (80, 24));
    let changes: Vec<_> = passages
        .iter()
        .enumerate()
        .map(|(at, &(speech, words, note))| {
            let document = Arc::clone(reader.entry(speech).whole().unwrap());
            let annotation = annotation(&document, words, note, at);
            (AnnotationChange::Save(Box::new(annotation)), Some(document))
        })
        .collect();
    let save = Save { changes: &changes, ..Save::default() };
    bookmarks::save(reader.folders(), &save, LOCK_TIMEOUT).unwrap();
    reader.resize(size.0, size.1);
    let again = reader.restart_with(library.clone());
    [reader, again]
}

fn built_in(size: (u16, u16)) -> [Reader; 2] {
    annotated(&texts::built_in(), &PASSAGES, size)
}

/// Returns the references of the entries in view with the sign of the cursor and of a tick, and the headings.
fn entries(reader: &Reader) -> Vec<String> {
    let width = usize::from(reader.app().page().list.width);
    let rows = reader.rows().into_iter().map(|row| row.chars().take(width).collect::<String>());
    let rows = rows.skip_while(|row| !row.trim().is_empty());
    let is_entry = |row: &String| row.contains(" ¶ ") && !row.starts_with("   ");
    let is_heading =
        |row: &String| row.starts_with(' ') && !row[1..].starts_with([' ', '✓']) && row.trim() != "";
    let rows: Vec<String> = rows.collect();
    let shown = rows[..rows.len() - 1].iter().filter(|row| is_entry(row) || is_heading(row));
    let reference = |row: &String| {
        let Some((name, rest)) = row.split_once(" ¶ ") else { return row.trim().to_owned() };
        let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '–').collect();
        format!("{} {number}", name.replace("▌", ">").replace(' ', ""))
    };
    shown.map(reference).collect()
}

/// Returns the number of annotations on disk.
fn saved(reader: &Reader) -> usize {
    bookmarks::read(reader.folders()).unwrap().len()
}

#[test]
fn entries_are_set_like_a_page() {
    for (size, name) in [((80, 24), "80x24"), ((120, 40), "120x40"), ((50, 15), "50x15")] {
        let [_home, mut reader] = built_in(size);
        reader.keys("] 7G B");
        assert_snapshot!(name, reader.frame());
    }
}

#[test]
fn ascii_signs_show_the_same() {
    let [_home, reader] = built_in((80, 24));
    let configured = Reader::configured("ascii = true\n");
    fs::create_dir_all(configured.data("")).unwrap();
    fs::copy(reader.data("bookmarks.toml"), configured.data("bookmarks.toml")).unwrap();
    let mut plain = configured.restart();
    plain.keys("] 7G B m");
    assert_snapshot!("ascii", plain.frame());
}

#[test]
fn cursor_begins_at_the_current_paragraph_or_before_it() {
    for (keys, expected) in [
        ("", ">Opening17"),
        ("17G", ">Opening17"),
        ("20G", ">Opening17"),
        ("26G", ">Opening26"),
        ("] g", ">Opening26"),
        ("] 7G", ">Closing7"),
        ("] G", ">Closing29"),
    ] {
        let [_home, mut reader] = built_in((80, 24));
        let entries = entries(reader.keys(keys).keys("B"));
        let under = entries.iter().find(|entry| entry.starts_with('>')).unwrap();
        assert_eq!(under.replace(' ', ""), expected, "{keys}");
    }
}

#[test]
fn orders_are_by_place_time_and_tag() {
    let [_home, mut reader] = built_in((80, 40));
    reader.keys("B");
    assert_eq!(entries(&reader), [">Opening 17", "Opening 26", "Closing 7", "Closing 7", "Closing 29"]);
    assert!(reader.keys("s").rows()[0].contains("newest first"), "{}", reader.frame());
    assert_eq!(entries(&reader), [">Opening 17", "Closing 7", "Closing 7", "Opening 26", "Closing 29"]);
    assert!(reader.keys("s").rows()[0].contains("by tag"), "{}", reader.frame());
    let by_tag = [
        "#bonds  2",
        "Closing 7",
        "Closing 7",
        "#faults  1",
        ">Opening 17",
        "#formula  1",
        "Opening 26",
        "#idea  1",
        "Closing 7",
        "#march  1",
        "Closing 29",
    ];
    assert_eq!(entries(&reader), by_tag, "{}", reader.frame());
    assert!(reader.keys("s").rows()[0].contains("by place"), "{}", reader.frame());
    // An edited note is newer, and the cursor stays on its entry.
    reader.keys("j r Ctrl-u").type_in("plain").keys("Enter s");
    assert_eq!(entries(&reader)[0], ">Opening 26");
    reader.keys("s");
    assert_eq!(entries(&reader)[9..], ["No tag  1", ">Opening 26"], "{}", reader.frame());
}

#[test]
fn speeches_are_in_the_order_of_the_list() {
    let talk = |title: &str, date: &str| {
        format!("+++\ntitle = \"{title}\"\ndelivered = {date}\n+++\nOne {title}.\n\nTwo.\n")
    };
    let files = [("a.txt", talk("Bread", "1920-01-01")), ("b.txt", talk("Peace", "1910-01-01"))];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    reader.keys("2G m ] m 2G m B");
    assert_eq!(entries(&reader), ["Bread 2", "Peace 1", ">Peace 2"]);
    reader.keys("Esc Tab s B");
    assert_eq!(entries(&reader), ["Peace 1", ">Peace 2", "Bread 2"], "{}", reader.frame());
}

#[test]
fn filter_finds_words_notes_and_tags() {
    let [_home, mut reader] = built_in((80, 40));
    for (filter, expected) in [
        ("human FEELINGS", &["Closing 7", "Closing 7"][..]),
        ("four", &["Opening 17", "Closing 7"]),
        ("four never opening", &["Opening 17", "Closing 7"]),
        ("#bonds", &["Closing 7", "Closing 7"]),
        ("#bonds #idea", &["Closing 7"]),
        ("#bond", &[]),
        ("bonds", &["Closing 7", "Closing 7"]),
        ("#", &["Opening 17", "Opening 26", "Closing 7", "Closing 7", "Closing 29"]),
        ("without \"closely\"", &["Closing 7"]),
    ] {
        reader.keys("B f").type_in(filter);
        let listed: Vec<String> =
            entries(&reader).iter().map(|entry| entry.trim_start_matches('>').to_owned()).collect();
        assert_eq!(listed, expected, "{filter}: {}", reader.frame());
        assert!(reader.status().contains(&format!("{} of 5", expected.len())), "{}", reader.status());
        let title = reader.keys("Enter").rows()[0].clone();
        assert!(title.contains(&format!("{} of 5 passages", expected.len())), "{title}");
        assert!(title.contains(&format!("filter {filter}")), "{title}");
        assert!(reader.keys("Esc").rows()[0].contains("  5 passages, 2 notes"), "Esc drops the filter first");
        assert_eq!(reader.keys("Esc").focus(), "Text");
    }
    assert!(reader.keys("B f").type_in("bonds").keys("Esc").rows()[0].contains("  5 passages"));
}

#[test]
fn scope_is_what_the_list_shows() {
    let [_home, mut reader] = built_in((80, 24));
    reader.keys("Tab f").type_in("clos").keys("Enter B");
    assert!(
        reader.rows()[0].contains("3 passages, 1 note · by place · in speeches with clos"),
        "{}",
        reader.frame()
    );
    assert_eq!(entries(&reader), [">Closing 7", "Closing 7", "Closing 29"]);
    reader.keys("f").type_in("arduous").keys("Enter");
    assert!(reader.words().contains("1 of 3 passages"), "{}", reader.frame());
    reader.keys("Esc Esc");
    assert_eq!((reader.focus().as_str(), reader.listed()), ("List", vec!["Closing Speech".to_owned()]));
    reader.keys("B Enter");
    assert_eq!((reader.focus().as_str(), reader.open(), reader.paragraph()), ("Text", 1, 7));
    assert!(reader.keys("B").rows()[0].contains("3 passages"), "the filter stays: {}", reader.frame());
    assert!(reader.keys("Esc Tab Esc B").rows()[0].contains("5 passages"), "{}", reader.frame());
}

#[test]
fn esc_and_b_go_back_to_where_the_reader_was() {
    for size in [(80, 24), (120, 40), (50, 15)] {
        for keys in
            ["j j j", "20G j", "Tab j", "/ Party Enter n", "/ Party Enter c j", ") v l l", "Tab f o Enter"]
        {
            for back in ["Esc", "B", "q", "j s s G Esc", "j j j B", "f p Enter Esc Esc", "? Esc Esc"] {
                let [_home, mut reader] = built_in(size);
                let before = reader.keys(keys).frame();
                assert_eq!(reader.keys("B").keys(back).frame(), before, "{keys} B {back} at {size:?}");
            }
        }
    }
}

#[test]
fn text_beside_the_list_shows_the_entry_without_moving_the_reader() {
    let [_home, mut reader] = built_in((120, 40));
    reader.keys("5G").idle();
    let saved = fs::read_to_string(reader.state("places.toml")).unwrap();
    reader.keys("B G");
    assert!(
        reader.column().iter().any(|row| row.starts_with("I made up my mind to ask")),
        "{}",
        reader.frame()
    );
    assert!(reader.status().contains("5/5 · Closing Speech · ¶ 29"), "{}", reader.status());
    let shown = reader.column();
    assert_eq!(reader.resize(110, 30).resize(120, 40).column(), shown);
    reader.idle();
    assert_eq!(fs::read_to_string(reader.state("places.toml")).unwrap(), saved, "nothing is saved of it");
    reader.keys("Esc");
    assert_eq!((reader.open(), reader.paragraph()), (0, 5));
    reader.keys("B G Enter");
    assert_eq!((reader.open(), reader.paragraph()), (1, 29));
    assert_eq!(reader.keys("'").paragraph(), 5, "reading an entry is a jump");
}

#[test]
fn text_of_a_file_is_loaded_when_its_entry_is_shown() {
    let files: Vec<(String, String)> = (0..30)
        .map(|number| (format!("{number:02}.txt"), format!("First.\n\nText {number} here.\n")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut reader = Reader::in_folder(&files);
    reader.keys(&"2G m ] ".repeat(30));
    let mut again = reader.restart();
    assert!(again.loaded() < 30, "{} are loaded", again.loaded());
    again.keys("B 30G");
    let loaded = again.loaded();
    assert!(again.frame().contains("29 ¶ 2"), "{}", again.frame());
    assert!(loaded < 30, "the list alone needs no text");
    again.resize(120, 20).keys("20G");
    assert!(again.column().iter().any(|row| row == "Text 19 here."), "{}", again.frame());
    assert_eq!(again.keys("Esc").open(), reader.open());
    again.keys("B 12G Enter");
    assert_eq!((again.paragraph(), again.column().contains(&"Text 11 here.".to_owned())), (2, true));
}

#[test]
fn entries_removed_together_are_restored_together_after_a_restart() {
    let [_home, mut reader] = built_in((80, 24));
    let before = bookmarks::read(reader.folders()).unwrap();
    reader.keys("B x m j m x");
    assert_eq!(entries(&reader).len(), 2);
    let mut again = reader.restart();
    again.keys("B u");
    assert!(again.words().contains("restored"), "{}", again.frame());
    assert_eq!((entries(&again).len(), saved(&again)), (4, 4));
    assert!(again.keys("u").status().contains("nothing to undo"), "{}", again.status());
    let after = bookmarks::read(reader.folders()).unwrap();
    assert!(after.iter().all(|annotation| before.contains(annotation)), "{after:?}");
}

#[test]
fn group_whose_removal_could_not_be_saved_is_restored_together_after_a_restart() {
    let [_home, mut reader] = built_in((80, 24));
    let file = bookmarks::path(reader.folders());
    let content = fs::read_to_string(&file).unwrap();
    fs::write(&file, content.replace("version = 2", "version = 99")).unwrap();
    reader.keys("B m j m j m x");
    assert!(reader.words().contains("will retry"), "{}", reader.frame());
    fs::write(&file, content).unwrap();
    reader.keys("Esc 2G m");
    assert_eq!(saved(&reader), 3);
    let mut again = reader.restart();
    again.keys("B u");
    assert_eq!(saved(&again), 6, "{}", again.frame());
}

#[test]
fn ticked_entries_are_removed_and_restored_together() {
    let [_home, mut reader] = built_in((80, 24));
    let before = bookmarks::read(reader.folders()).unwrap();
    reader.keys("B m j j m");
    assert_eq!(entries(&reader), ["✓Opening 17", "Opening 26", ">✓Closing 7", "Closing 7", "Closing 29"]);
    assert!(reader.rows()[0].contains("2 ticked"), "{}", reader.frame());
    assert_eq!(reader.app().notes().shown_ids().len(), 2);
    reader.keys("x");
    assert!(reader.words().contains("1 bookmark and 1 highlight removed (u: undo)"), "{}", reader.frame());
    assert_eq!((entries(&reader).len(), saved(&reader)), (3, 3));
    reader.keys("u");
    assert!(reader.words().contains("1 bookmark and 1 highlight restored"), "{}", reader.frame());
    let mut after = bookmarks::read(reader.folders()).unwrap();
    after.sort_by_key(|annotation| annotation.created);
    assert_eq!(after, before, "one undo restores all of them");
    assert!(reader.keys("u").status().contains("nothing to undo"), "{}", reader.status());
    // A second m removes the tick. Without any, x removes the entry under the cursor.
    reader.keys("Esc B g m m j x");
    assert_eq!(saved(&reader), 4);
    assert_eq!(entries(&reader), ["Opening 17", ">Closing 7", "Closing 7", "Closing 29"]);
}

#[test]
fn only_ticked_entries_that_are_shown_are_removed() {
    let [_home, mut reader] = built_in((80, 24));
    reader.keys("B m f").type_in("#bonds").keys("Enter");
    assert!(!reader.words().contains("ticked"), "{}", reader.frame());
    assert_eq!(reader.app().notes().shown_ids().len(), 2);
    reader.keys("m x");
    assert_eq!(saved(&reader), 4);
    assert!(reader.keys("Esc").words().contains("1 ticked"), "{}", reader.frame());
    assert_eq!(entries(&reader)[0], "✓Opening 17");
}

#[test]
fn an_entry_with_two_tags_is_one_annotation() {
    let [_home, mut reader] = built_in((80, 40));
    reader.keys("B s s g m");
    assert_eq!(entries(&reader).iter().filter(|entry| entry.contains('✓')).count(), 2, "{}", reader.frame());
    assert!(reader.rows()[0].contains("5 passages, 2 notes · by tag · 1 ticked"), "{}", reader.frame());
    assert_eq!(reader.app().notes().shown_ids().len(), 1);
    reader.keys("x");
    assert_eq!((saved(&reader), entries(&reader).len()), (4, 8));
}

#[test]
fn r_edits_the_note_in_place() {
    let [_home, mut reader] = built_in((80, 24));
    reader.keys("B j r Ctrl-u").type_in("A formula, and a #promise").keys("Enter");
    assert_eq!(reader.focus(), "Notebook");
    assert!(reader.rows().iter().any(|row| row.contains("✎ A formula, and a")), "{}", reader.frame());
    assert!(reader.rows()[0].contains("5 passages, 3 notes"), "{}", reader.frame());
    reader.keys("u");
    assert!(!reader.frame().contains("A formula"), "{}", reader.frame());
}

#[test]
fn long_notes_show_their_first_rows() {
    let note = "First line.\n\n#tag\nSecond line, which is longer than the others and is wrapped in a narrow list.\nThird.\nFourth.";
    for size in [(50, 15), (80, 24), (120, 24)] {
        let [_home, mut reader] = annotated(&library(&["Bread and peace."]), &[(0, "Bread", note)], size);
        // The list ends at the rule; beside it, the whole note stands under its passage.
        let list = |row: String| row.split('│').next().unwrap_or_default().trim().to_owned();
        let words = reader.keys("B").rows().into_iter().map(list).collect::<Vec<_>>().join(" ");
        assert!(words.contains("✎ First line.") && words.contains("Second line,"), "{}", reader.frame());
        assert_eq!(reader.words().contains("Fourth."), size.0 > 100, "{}", reader.frame());
        assert!(!words.contains("Fourth") && words.contains('…'), "{}", reader.frame());
        assert!(words.contains("#tag") && !words.contains("✎ #tag"), "{}", reader.frame());
    }
}

#[test]
fn korean_and_chinese_fit_their_cells() {
    let texts = library(&[
        "우리 당의 세포들을 인간적으로 굳게 단합된 집단으로 만드는것이 이번 대회의 기본사상입니다.\n\n둘째 문단입니다.",
        "各国人民要团结起来,共同维护世界和平,推动构建人类命运共同体。\n\n第二段。",
    ]);
    let passages: [Passage<'_>; 3] = [
        (0, "인간적으로 굳게 단합된 집단으로 만드는것", "네번 나온다. #단합"),
        (0, "2", "#둘째"),
        (1, "各国人民要团结起来,共同维护世界和平", "重要的一句,出现过四次,应当在文章的开头引用。#团结 #和平"),
    ];
    for size in [(80, 24), (50, 15), (120, 40), (36, 20), (21, 12)] {
        let [_home, mut reader] = annotated(&texts, &passages, size);
        reader.keys("B");
        page::check(&reader);
        assert!(reader.frame().contains("#단합"), "{}", reader.frame());
        reader.keys("f").type_in("#단합").keys("Enter");
        assert_eq!(reader.app().notes().shown_ids().len(), 1);
        reader.keys("Esc f").type_in("世界 #和平").keys("Enter");
        assert_eq!(reader.app().notes().shown_ids().len(), 1);
        page::check(&reader);
    }
}

#[test]
fn empty_notebook_says_how_to_begin() {
    for (columns, rows) in [(80, 24), (120, 40), (50, 15)] {
        let mut reader = Reader::sized(columns, rows);
        reader.keys("B");
        let list = reader.app().page().list.width.into();
        let rows = reader.rows().into_iter().map(|row| row.chars().take(list).collect::<String>());
        let words = rows.flat_map(|row| row.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>());
        let words = words.collect::<Vec<_>>().join(" ");
        assert!(words.contains("0 passages"), "{words}");
        assert!(words.contains("v selects a sentence and m highlights it."), "{words}");
        assert!(reader.status().trim() == "Esc back", "{}", reader.status());
        for key in ["Enter", "x", "u", "r", "m", "s", "a", "j", "G", "f", "z", "Esc", "Space"] {
            reader.keys(key);
            page::check(&reader);
        }
    }
}

#[test]
fn lost_entries_are_in_groups_at_the_end() {
    let winter = "The winter will be long, so we store what we have, and share what we can.";
    let before = library(&[&format!("Comrades, hear me.\n\n{winter}\n\nSo be it, and thank you."), "Bread."]);
    let passages: [Passage<'_>; 4] =
        [(0, "1", ""), (0, "so we store what we have", "#stores"), (0, "3", ""), (1, "1", "gone")];
    let [home, _] = annotated(&before, &passages, (80, 24));
    let after = "So be it, and thank you.\n\nNow hear me.\n\nIt is said that in the south, so we store what we \
                 have, or it rots.";
    let mut reader = home.restart_with(library(&[after]));
    reader.keys("B");
    assert_snapshot!("lost", reader.frame());
    for _ in 0..3 {
        let entries = entries(reader.keys("s"));
        let groups: Vec<&String> =
            entries.iter().filter(|entry| entry.ends_with("  1") || entry.ends_with("  3")).collect();
        assert_eq!(
            groups[groups.len() - 2..],
            ["Not found  3", "In texts that are not open  1"],
            "{entries:?}"
        );
    }
    // The last one's text is not there: Enter explains it, and nothing can be attached.
    reader.keys("G a");
    assert!(reader.words().contains("only entries that were not found"), "{}", reader.frame());
    assert!(reader.keys("Enter").words().contains("speech not in this library"), "{}", reader.frame());
    reader.keys("Esc").resize(120, 30);
    assert!(
        reader.words().contains("Its text is not open. These are the words as they were:"),
        "{}",
        reader.frame()
    );
    assert!(reader.rows().iter().any(|row| row.trim_end().ends_with("│   Bread.")), "{}", reader.frame());
    // The proposed passage is shown in its place, and attached from its popup.
    reader.keys("k k");
    assert!(reader.words().contains("perhaps ¶ 3 now"), "{}", reader.frame());
    assert!(reader.column().iter().any(|row| row.starts_with("It is said")), "{}", reader.frame());
    reader.keys("Enter a");
    assert!(reader.words().contains("attached to ¶ 3"), "{}", reader.frame());
    assert_eq!(reader.focus(), "Notebook");
    assert!(entries(&reader).contains(&"Not found  2".to_owned()), "{}", reader.frame());
}

#[test]
fn mouse_scrolls_selects_and_opens() {
    let [_home, mut reader] = built_in((120, 12));
    reader.keys("B");
    let top = |reader: &Reader| entries(reader)[0].trim_start_matches('>').to_owned();
    reader.act(Command::Wheel(oratory::Turn::Down, 5, 5));
    assert_eq!(top(&reader), "Opening 26", "{}", reader.frame());
    let list = entries(&reader);
    reader.act(Command::Wheel(oratory::Turn::Down, 80, 5));
    assert_eq!(entries(&reader), list, "over the text, the text is scrolled");
    reader.act(Command::Wheel(oratory::Turn::Up, 5, 5));
    assert_eq!(top(&reader), "Opening 17");
    let row = |reader: &Reader, words: &str| {
        u16::try_from(reader.rows().iter().position(|row| row.contains(words)).unwrap()).unwrap()
    };
    let y = row(&reader, "Opening ¶ 26");
    reader.clicks(1, 4, y);
    assert_eq!((reader.focus().as_str(), reader.app().notes().notebook().cursor()), ("Notebook", 1));
    reader.pass_hours(1).clicks(1, 4, y);
    assert_eq!(reader.focus(), "Notebook", "two slow presses are no double click");
    reader.clicks(1, 4, y);
    assert_eq!((reader.focus().as_str(), reader.open(), reader.paragraph()), ("Text", 0, 26));
    // A press elsewhere does nothing, nor does one while something is typed.
    reader.keys("B").clicks(2, 4, 0).clicks(2, 80, 5);
    assert_eq!(reader.focus(), "Notebook");
    reader.keys("f").type_in("a").clicks(2, 4, 4);
    assert!(reader.app().overlays().input().is_some());
}

#[test]
fn keys_of_the_text_say_how_to_get_there() {
    let [_home, mut reader] = built_in((80, 24));
    for key in ["n", "/", "c", "t", "[", "y", "v"] {
        reader.keys("B").keys(key);
        let notice =
            format!("{key} works only in the text: Enter opens this passage, Esc closes the notebook");
        assert!(reader.words().contains(&notice), "{}", reader.frame());
        reader.keys("Esc");
    }
}

#[test]
fn entry_under_the_cursor_differs_without_colour() {
    let [_home, mut reader] = built_in((80, 24));
    reader.keys("B");
    assert!(reader.style_of("the shortcomings latent").contains(Modifier::BOLD));
    assert!(!reader.style_of("closely knitted").contains(Modifier::BOLD));
}

#[test]
fn two_thousand_entries_lay_out_a_page() {
    let files: Vec<String> = (0..200)
        .map(|text| {
            (0..10).map(|p| format!("Paragraph {p} of text {text}.")).collect::<Vec<_>>().join("\n\n")
        })
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let passages: Vec<Passage<'_>> = (0..200)
        .flat_map(|text| {
            ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"].map(|p| (text, p, "A note. #tag"))
        })
        .collect();
    let [_home, mut reader] = annotated(&library(&files), &passages, (80, 24));
    assert_eq!(reader.app().notes().annotations().all().len(), 2000);
    reader.keys("B");
    assert!(reader.status().contains("1/2000"), "{}", reader.status());
    reader.keys("G");
    assert!(reader.status().contains("2000/2000"), "{}", reader.status());
    page::check(&reader);
    reader.keys("f").type_in("text 150").keys("Enter");
    assert!(reader.rows()[0].contains("10 of 2000 passages"), "{}", reader.frame());
    reader.keys("g m j m j m x");
    assert_eq!(reader.app().notes().annotations().all().len(), 1997);
    reader.keys("u");
    assert_eq!(reader.app().notes().annotations().all().len(), 2000);
}

/// Keys of the notebook, and what is typed in its prompts.
const KEYS: [&str; 24] = [
    "j",
    "k",
    "g",
    "G",
    "Space",
    "b",
    "d",
    "m",
    "m",
    "x",
    "u",
    "s",
    "f a Enter",
    "f # b Enter",
    "f Esc",
    "r x Enter",
    "r Esc",
    "a",
    "Enter",
    "Esc",
    "B",
    "?",
    "3 j",
    "U",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_keys_leave_a_page_and_lose_nothing_that_undo_does_not_restore(
        keys in prop::collection::vec(prop::sample::select(KEYS.to_vec()), 1..30),
        size in (1_u16..140, 1_u16..30),
    ) {
        let [_home, mut reader] = built_in((80, 24));
        reader.keys("B").resize(size.0, size.1);
        for key in keys {
            reader.keys(key);
            page::check(&reader);
            let ids = reader.app().notes().shown_ids();
            prop_assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
        }
        // The same records are known and on disk.
        let known: HashSet<String> =
            reader.app().notes().annotations().all().iter().map(|placed| placed.annotation.id.clone()).collect();
        let on_disk: HashSet<String> =
            bookmarks::read(reader.folders()).unwrap().into_iter().map(|annotation| annotation.id).collect();
        prop_assert_eq!(&known, &on_disk);
        // Removals and their undo cancel out.
        let mut reader = reader.restart();
        reader.keys("B m j m j j m x u");
        prop_assert_eq!(bookmarks::read(reader.folders()).unwrap().len(), on_disk.len());
    }
}
