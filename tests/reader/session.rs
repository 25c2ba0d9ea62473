//! Tests of saved state: positions, jumps, past searches, labels, filters.

use std::fs;

use oratory::Catalog;
use oratory::{ReadRanges, SavedPosition, SessionChange, store};
use oratory_core::ScrollOffset;
use oratory_import::import_text;
use proptest::prelude::*;
use testkit::harness::{Reader, library};

#[test]
fn program_opens_at_the_last_position() {
    let mut reader = Reader::new();
    reader.keys("] 12G j j j [ d } ] k").idle();
    let again = reader.restart();
    assert_eq!(again.frame(), reader.frame());
    // The other speech was left at another position.
    let (mut reader, mut again) = (reader, again);
    assert_eq!(again.keys("[").frame(), reader.keys("[").frame());
}

#[test]
fn title_page_is_a_position_like_any_other() {
    let mut reader = Reader::new();
    reader.keys("j j").idle();
    assert_eq!(reader.restart().frame(), reader.frame());
}

#[test]
fn position_survives_an_edit_before_it_and_another_width() {
    let bodies = |head: &str| {
        let text = (1..40).map(|number| format!("Paragraph {number} is like the others but for its number."));
        library(&[&format!("{head}{}", text.collect::<Vec<_>>().join("\n\n"))])
    };
    let mut reader = Reader::of(bodies(""), (80, 24));
    reader.keys("20G } }").idle();
    let edited = reader.restart_with(bodies("A new beginning.\n\nAnd more of it.\n\n"));
    assert!(edited.column()[0].starts_with("Paragraph 20 is"), "{}", edited.frame());
    assert_eq!(edited.paragraph(), 24, "the current paragraph is the same one: 22 of before");
    let gone = reader.restart_with(library(&["Another text."]));
    assert!(gone.status().contains("¶ 1/1"), "{}", gone.status());
}

#[test]
fn a_page_that_a_narrower_column_has_moved_comes_back_as_it_was_seen() {
    let mut reader = Reader::new();
    reader.keys("\\ G \\").idle();
    assert_eq!(reader.restart().frame(), reader.frame());
}

#[test]
fn the_500_most_recent_positions_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let folders = store::Folders { state: folder.path().into(), ..store::Folders::default() };
    let position = |number: usize| {
        let speech = import_text(&format!("talk{number}"), &format!("Talk {number}."));
        SavedPosition::new(&speech.into(), ScrollOffset::START, Some(0), ReadRanges::default()).unwrap()
    };
    for numbers in [0..400, 400..503, 10..11] {
        let change = SessionChange { positions: numbers.map(position).collect(), ..SessionChange::default() };
        store::session::apply(&folders, &change, store::LOCK_TIMEOUT).unwrap();
    }
    let names: Vec<String> = store::session::read(&folders)
        .unwrap()
        .positions
        .into_iter()
        .map(|position| position.speech)
        .collect();
    assert_eq!((names.len(), names[0].as_str(), names[499].as_str()), (500, "talk3", "talk10"));
}

#[test]
fn the_position_in_standard_input_is_kept_only_with_a_bookmark() {
    let input = import_text("input-0123456789ab", "One.\n\nTwo.\n\nThree.");
    let mut reader = Reader::of(Catalog::new([input]), (80, 24));
    let has_position = |reader: &Reader| {
        fs::read_to_string(reader.state("places.toml")).is_ok_and(|file| file.contains("[[speeches]]"))
    };
    reader.keys("} }").idle();
    assert!(!has_position(&reader));
    reader.keys("m").idle();
    assert!(has_position(&reader));
    assert_eq!(reader.restart().paragraph(), 3);
}

#[test]
fn nothing_is_saved_while_nothing_changes() {
    let mut reader = Reader::new();
    reader.keys("j").idle();
    let kept = fs::read(reader.state("places.toml")).unwrap();
    fs::remove_file(reader.state("places.toml")).unwrap();
    assert!(!reader.app().is_save_due());
    reader.idle();
    assert!(!reader.state("places.toml").exists());
    reader.keys("k j ? Esc").idle();
    assert!(!reader.state("places.toml").exists(), "no key of these has left anything to be kept");
    assert!(!reader.app().is_save_due());
    reader.keys("j").idle();
    assert_ne!(fs::read(reader.state("places.toml")).unwrap(), kept);
}

#[test]
fn two_instances_keep_each_others_positions_and_searches() {
    let mut one = Reader::new();
    let mut other = one.restart();
    one.keys("12G").search("revolution").keys("Enter").idle();
    other.keys("] 7G").search("feelings").keys("Enter").idle();
    one.keys("j").idle();
    let mut again = one.restart();
    assert_eq!(again.open(), 0, "the last to come to rest");
    assert_eq!(again.keys("]").paragraph(), other.paragraph());
    assert!(again.keys("/ Up").status().starts_with("/feelings"), "{}", again.status());
    assert!(again.keys("Up").status().starts_with("/revolution"), "{}", again.status());
}

#[test]
fn damaged_file_is_reported_once_and_never_overwritten() {
    let mut reader = Reader::new();
    reader.keys("j").idle();
    let path = reader.state("places.toml");
    fs::write(&path, "version = 1\n<<<<<<< HEAD\n").unwrap();
    let mut again = reader.restart();
    assert!(again.words().contains("cannot read reading positions from"), "{}", again.frame());
    again.keys("j").idle();
    assert!(!again.words().contains("places"), "reported once: {}", again.frame());
    assert_eq!(fs::read_to_string(&path).unwrap(), "version = 1\n<<<<<<< HEAD\n");
}

#[test]
fn unwritable_folder_is_reported_once() {
    let mut reader = Reader::new();
    let folder = reader.state("places.toml").parent().unwrap().to_owned();
    fs::write(&folder, "a file where the folder should be").unwrap();
    reader.keys("j").idle();
    assert!(reader.words().contains("cannot save reading positions to"), "{}", reader.frame());
    reader.keys("j").idle();
    assert!(!reader.words().contains("places"), "reported once: {}", reader.frame());
    // Once the folder is writable, everything pending is saved.
    fs::remove_file(&folder).unwrap();
    reader.keys("12G").idle();
    assert_eq!(reader.restart().frame(), reader.frame());
}

#[test]
fn back_and_forward_work_as_in_a_browser() {
    let mut reader = Reader::new();
    reader.keys("5G 12G ] 7G");
    let seen = |reader: &Reader| (reader.open(), reader.paragraph());
    assert_eq!(seen(reader.keys("'")), (1, 1));
    assert_eq!(seen(reader.keys("Ctrl-o")), (0, 12));
    assert_eq!(seen(reader.keys("'")), (0, 5));
    assert_eq!(seen(reader.keys("\"")), (0, 12));
    assert_eq!(seen(reader.keys("20G")), (0, 20));
    assert!(reader.keys("\"").status().contains("no later position"), "a new jump cuts the forward part");
    assert_eq!(seen(reader.keys("'")), (0, 12));
    assert_eq!(seen(reader.keys("' '")), (0, 1));
    assert!(reader.keys("'").status().contains("no earlier position"));
}

#[test]
fn search_is_one_jump() {
    let mut reader = Reader::new();
    reader.keys("] 20G");
    let before = reader.rows();
    reader.search("feelings").keys("Enter n n n");
    reader.keys("' Esc");
    assert_eq!(reader.rows()[..23], before[..23]);
}

#[test]
fn scrolling_is_not_a_jump() {
    let mut reader = Reader::new();
    reader.keys("j Space d } n");
    assert!(reader.keys("'").status().contains("no earlier position"));
}

#[test]
fn going_to_a_bookmark_is_a_jump() {
    let mut reader = Reader::new();
    reader.keys("12G m 3G B Enter");
    assert_eq!(reader.paragraph(), 12);
    assert_eq!(reader.keys("'").paragraph(), 3);
}

#[test]
fn search_history_keeps_the_typed_text() {
    let mut reader = Reader::new();
    reader
        .search("pains")
        .keys("Enter")
        .search("Party")
        .keys("Alt-w Enter")
        .search("pains")
        .keys("Alt-w Enter");
    reader.search("dra");
    assert!(reader.keys("Up").status().starts_with("/pains"), "the same is kept once, as the last");
    assert!(reader.keys("Up").status().starts_with("words /Party"), "{}", reader.status());
    assert!(reader.keys("Up Up").status().starts_with("words /Party"), "there is no earlier query");
    assert!(reader.keys("Down Down").status().starts_with("/dra"), "{}", reader.status());
    assert!(reader.keys("Down").status().starts_with("/dra"));
}

#[test]
fn a_bookmark_has_a_label() {
    let mut reader = Reader::new();
    reader.keys("12G M").type_in("On unity, twice");
    assert!(reader.words().contains("Note on ¶ 12 On unity, twice"), "{}", reader.frame());
    assert!(reader.app().notes().annotations().all().is_empty(), "it is not set before Enter");
    reader.keys("Enter");
    assert!(reader.status().contains("bookmarked ¶ 12: On unity, twice"), "{}", reader.status());
    assert!(reader.keys("B").rows().iter().any(|row| row.contains("On unity, twice")));
    reader.keys("r Ctrl-u").type_in("On work").keys("Enter");
    assert_eq!(reader.app().notes().annotations().all().len(), 1);
    assert!(reader.restart().keys("B").frame().contains("On work"), "it is on disk at once");
    reader.keys("r").type_in(" and more").keys("Esc");
    assert!(!reader.frame().contains("and more"), "Esc leaves it as it was");
}

#[test]
fn u_undoes_m_in_the_text() {
    let mut reader = Reader::new();
    reader.keys("12G m 5G m m 12G m");
    assert_eq!(reader.restart().app().notes().annotations().all().len(), 0);
    reader.keys("B u u");
    assert_eq!(reader.restart().app().notes().annotations().all().len(), 2);
}

#[test]
fn a_list_is_filtered() {
    let mut reader = Reader::new();
    reader.keys("Tab f").type_in("CLOS");
    assert!(reader.status().starts_with("filter: CLOS"), "{}", reader.status());
    assert!(reader.status().contains("1 of 2"));
    assert!(!reader.rows().iter().any(|row| row.starts_with("  Opening Speech")), "{}", reader.frame());
    reader.keys("Enter Enter");
    assert_eq!(reader.open(), 1, "the entry under the cursor, not the one of that number");
    assert!(!reader.frame().contains("Opening Speech"), "the filter stays: {}", reader.frame());
    assert!(reader.status().contains("in 1 of 2"), "{}", reader.status());
    assert!(reader.keys("Tab Esc").frame().contains("Opening Speech"), "until it is cleared in the list");
    assert!(!reader.keys("Esc").status().contains("in 1 of 2"), "{}", reader.status());

    reader.keys("2G m 3G M").type_in("draft").keys("Enter B f").type_in("draf");
    assert!(reader.status().contains("1 of 2"), "{}", reader.status());
    assert!(reader.frame().contains("Closing ¶ 3") && !reader.frame().contains("Closing ¶ 2"));
    reader.keys("Enter x");
    assert_eq!(reader.app().notes().annotations().all().len(), 1);
    assert!(reader.frame().contains("No passage or note contains draf."), "{}", reader.frame());
    reader.keys("Esc");
    assert!(reader.frame().contains("Closing ¶ 2"), "Esc takes the filter away first");
}

#[test]
fn empty_library_saves_nothing() {
    let mut reader = Reader::of(Catalog::default(), (80, 24));
    reader.keys("j ' \" m M Tab f").keys("Esc").idle();
    assert!(!reader.state("places.toml").exists());
}

#[test]
fn pending_save_does_not_overwrite_a_newer_position() {
    let mut one = Reader::new();
    one.keys("j").idle();
    let mut other = one.restart();
    other.keys("] 20G").idle();
    // Two saves are pending at once, as on a slow disk.
    one.hold_jobs().keys("j");
    one.save_session().keys("j");
    one.save_session().run_jobs();
    one.keys("j").idle();
    assert_eq!(one.restart().keys("]").paragraph(), 20);
    assert!(!one.app().is_save_due());
}

#[test]
fn nothing_is_due_while_a_save_is_pending() {
    let mut reader = Reader::new();
    reader.hold_jobs().keys("j").idle();
    reader.keys("j");
    assert!(!reader.app().is_save_due());
    reader.run_jobs();
    assert!(reader.app().is_save_due());
}

#[test]
fn failed_save_is_retried_for_a_while() {
    let mut reader = Reader::new();
    let folder = reader.state("places.toml").parent().unwrap().to_owned();
    fs::write(&folder, "a file where the folder should be").unwrap();
    reader.keys("12G").idle();
    fs::remove_file(&folder).unwrap();
    assert!(reader.app().is_save_due(), "without another key");
    reader.idle();
    assert_eq!(reader.restart().paragraph(), 12);
    fs::remove_file(reader.state("places.toml")).unwrap();
    fs::remove_file(reader.state("places.toml.lock")).unwrap();
    fs::remove_dir(&folder).unwrap();
    fs::write(&folder, "a file where the folder should be").unwrap();
    reader.keys("j");
    for _ in 0..20 {
        reader.idle();
    }
    assert!(!reader.app().is_save_due(), "but not for ever");
}

#[test]
fn two_instances_keep_each_others_settings() {
    let mut one = Reader::new();
    let mut other = one.restart();
    one.keys("#").idle();
    other.keys("\\").idle();
    let again = one.restart();
    assert!(
        !again.frame().contains("Speeches") && !again.frame().contains("  2 The Sixth"),
        "{}",
        again.frame()
    );
}

#[test]
fn unfinished_search_does_not_move_the_position() {
    let mut reader = Reader::new();
    reader.keys("12G").idle();
    let page = reader.rows();
    reader.search("invincible").idle();
    assert_eq!(reader.restart().rows(), page);
}

#[test]
fn every_damaged_file_is_reported() {
    let reader = Reader::new();
    for path in [reader.data("bookmarks.toml"), reader.state("places.toml")] {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "version = 1\n<<<<<<< HEAD\n").unwrap();
    }
    let words = reader.restart().words();
    assert!(
        words.contains("cannot read reading positions") && words.contains("cannot read bookmarks"),
        "{words}"
    );
}

#[test]
fn numbers_in_the_file_are_clamped() {
    for measure in [3, 60_000] {
        let mut reader = Reader::new();
        reader.keys("-").idle();
        let path = reader.state("places.toml");
        let content = fs::read_to_string(&path).unwrap().replace("measure = 45", "measure = 66");
        let content = content.replace("measure = 66", &format!("measure = {measure}"));
        fs::write(&path, content).unwrap();
        let mut again = reader.restart();
        again.resize(200, 24);
        assert!((40..=120).contains(&again.app().page().column.width), "{}", again.app().page().column.width);
    }
}

#[test]
fn position_beyond_the_title_page_is_clamped() {
    let mut reader = Reader::new();
    reader.keys("j").idle();
    let path = reader.state("places.toml");
    let content = fs::read_to_string(&path).unwrap();
    assert!(content.contains("title_page = 1\n"), "{content}");
    fs::write(&path, content.replace("title_page = 1\n", "title_page = 99999\n")).unwrap();
    let again = reader.restart();
    let title_page = again.app().speech().unwrap().document().unwrap().title_page();
    assert_eq!(again.reading(0).scroll_offset(), ScrollOffset::Title(title_page.text.len()));
}

#[test]
fn empty_text_that_grows_has_a_current_paragraph() {
    let mut reader = Reader::with(&[""]);
    reader.keys("j -").idle();
    let again = reader.restart_with(library(&["One.\n\ntwo."]));
    assert_eq!(again.paragraph(), 1);
}

#[test]
fn pending_search_is_a_jump() {
    let mut reader = Reader::new();
    reader.keys("5G").hold_jobs().search("human feelings").keys("Enter").run_jobs();
    assert_eq!(reader.open(), 1);
    assert_eq!((reader.keys("'").open(), reader.paragraph()), (0, 5));
}

#[test]
fn jump_to_the_current_position_is_not_recorded() {
    let mut reader = Reader::new();
    assert!(reader.keys("Tab j '").status().contains("no earlier position"));
    assert_eq!(reader.open(), 0);
}

#[test]
fn percentage_stays_while_the_list_covers_the_text() {
    let mut reader = Reader::sized(50, 15);
    reader.keys("G");
    let status = |reader: &Reader| reader.status().split("   ").next().unwrap().trim().to_owned();
    let before = status(&reader);
    assert!(before.ends_with("100%"), "{before}");
    // There is room for the minutes, because the list has shorter hints.
    assert_eq!(status(reader.keys("Tab")), format!("{before} · end"));
    assert_eq!(status(reader.keys("Esc B Esc")), before);
}

#[test]
fn page_that_moved_for_the_current_paragraph_is_restored() {
    let mut reader = Reader::new();
    reader.keys("\\ G [ G \\ Esc").idle();
    assert_eq!(reader.restart().rows()[..23], reader.rows()[..23]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn wherever_the_reader_is_the_next_session_begins_there(
        keys in prop::collection::vec(
            prop::sample::select(vec!["j", "k", "Space", "d", "}", "{", "7G", "G", "[", "]", "'", "m", "\\"]),
            0..20,
        ),
    ) {
        let mut reader = Reader::new();
        reader.keys(&keys.join(" ")).keys("Esc").idle();
        prop_assert_eq!(reader.restart().rows()[..23].to_vec(), reader.rows()[..23].to_vec());
    }
}
