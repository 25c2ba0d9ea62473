//! Tests of bookmarks.

use std::{fs, sync::Arc};

use insta::assert_snapshot;
use oratory::{Catalog, Entry, Location};
use oratory::{
    Event, Placed,
    store::{
        options::ReadOptions,
        texts::{self, Extent},
    },
};
use oratory_core::Resolution;
use oratory_import::import_text;
use testkit::harness::{Reader, library};
use unicode_normalization::UnicodeNormalization;

/// Returns the paragraphs that are bookmarked.
fn bookmarked(reader: &Reader) -> Vec<usize> {
    let all = reader.app().notes().annotations().all();
    all.iter().map(|placed| placed.annotation.paragraph).collect()
}

#[test]
fn bookmark_is_set_shown_and_removed() {
    let mut reader = Reader::new();
    reader.keys("3G m");
    assert!(reader.status().contains("bookmarked ¶ 3"), "{}", reader.status());
    assert!(reader.rows()[0].contains("◆  3 Availing"), "{}", reader.rows()[0]);
    assert_eq!(reader.restart().app().notes().annotations().all().len(), 1, "it is on disk at once");
    reader.keys("m");
    assert!(!reader.rows()[0].contains('◆'));
    assert_eq!(reader.restart().app().notes().annotations().all().len(), 0);
}

#[test]
fn file_is_readable() {
    let mut reader = Reader::new();
    reader.keys("] 8G m");
    assert_snapshot!(fs::read_to_string(reader.data("bookmarks.toml")).unwrap());
}

#[test]
fn notebook_covers_the_list_and_the_text() {
    let mut reader = Reader::new();
    reader.keys("3G m ] 8G m [ B");
    assert_snapshot!(reader.frame());
    reader.keys("j Enter");
    assert_eq!((reader.open(), reader.paragraph()), (1, 8));
    assert!(reader.frame().contains("Speeches"), "the speeches are back");
}

#[test]
fn x_deletes_and_u_undoes() {
    let mut reader = Reader::new();
    reader.keys("3G m 5G m B g x");
    assert_eq!(reader.restart().app().notes().annotations().all().len(), 1);
    assert!(reader.status().contains("bookmark removed (u: undo)"), "{}", reader.status());
    reader.keys("u");
    assert_eq!(reader.restart().app().notes().annotations().all().len(), 2);
    assert!(reader.keys("u").status().contains("nothing to undo"));
    assert!(reader.keys("x x x").rows().iter().any(|row| row.contains("No passages yet")));
}

#[test]
fn empty_list_shows_a_hint() {
    let mut reader = Reader::new();
    let words = reader.keys("B").words();
    assert!(words.contains("v selects a sentence and m highlights it"), "{words}");
    assert!(words.contains("m bookmarks the current paragraph"), "{words}");
    reader.keys("Enter x u j");
}

#[test]
fn two_instances_keep_each_others_bookmarks() {
    let mut one = Reader::new();
    let mut other = one.restart();
    one.keys("3G m");
    other.keys("5G m");
    one.keys("m 7G m");
    let kept = bookmarked(&one.restart());
    assert_eq!(kept, [5, 7], "what one took away does not come back with the other's change");
}

#[test]
fn failed_save_is_retried_with_the_next_change_or_at_exit() {
    for leaves in [false, true] {
        let mut reader = Reader::new();
        reader.keys("3 G m");
        let (file, aside) = (reader.data("bookmarks.toml"), reader.data("aside"));
        fs::rename(&file, &aside).unwrap();
        fs::write(&file, "damaged").unwrap();
        // One bookmark is set, one removed, and one removed and restored.
        reader.keys("5 G m 3 G m 7 G m m");
        assert!(reader.words().contains("(will retry)"), "{}", reader.frame());
        fs::rename(&aside, &file).unwrap();
        if leaves {
            reader.save_session()
        } else {
            reader.keys("9 G m")
        };
        let kept = oratory::store::bookmarks::read(reader.folders()).unwrap();
        let numbers: Vec<usize> = kept.iter().map(|bookmark| bookmark.paragraph).collect();
        assert_eq!(numbers, if leaves { vec![5] } else { vec![5, 9] });
    }
}

#[test]
fn bookmark_set_during_loading_belongs_to_the_text() {
    let long = "A paragraph.\n\n".repeat(40_000);
    let first = Reader::of_file("long.txt", &long);
    let mut reader = first.at_first_frame();
    reader.keys("7 G m");
    let texts = |reader: &Reader| {
        let kept = oratory::store::bookmarks::read(reader.folders()).unwrap();
        kept.into_iter().map(|bookmark| bookmark.sha256).collect::<Vec<_>>()
    };
    reader.run_jobs().save_session();
    assert_eq!(texts(&reader), [reader.text(0).sha256()]);
    assert!(fs::read_dir(reader.data("texts")).unwrap().count() == 1, "a copy of it is kept");
}

#[test]
fn damaged_file_is_reported_and_never_overwritten() {
    let reader = Reader::new();
    let path = reader.data("bookmarks.toml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "version = 1\n[[bookmark]\nid = ").unwrap();
    let mut again = reader.restart();
    again.resize(200, 24);
    let words = again.words();
    assert!(words.contains("bookmarks.toml") && words.contains("line 2"), "{words}");
    assert!(words.contains("; repair or move it"), "{words}");
    again.keys("3G m");
    assert!(again.rows()[0].contains('◆'), "it holds for this run");
    assert!(again.words().contains("cannot save bookmarks to "), "{}", again.frame());
    assert_eq!(fs::read_to_string(&path).unwrap(), "version = 1\n[[bookmark]\nid = ");
}

#[test]
fn bookmarks_added_while_the_file_is_damaged_are_saved_after_it_is_restored() {
    let mut before = Reader::new();
    before.keys("3G m 5G m 7G m");
    let path = before.data("bookmarks.toml");
    fs::write(&path, "<<<<<<< HEAD\n").unwrap();
    // One session knows the bookmarks from before, the other cannot read them.
    let mut after = before.restart();
    for (reader, number) in [(&mut before, 9), (&mut after, 11)] {
        let words = reader.resize(300, 24).keys(&format!("{number}G m")).words();
        let why = "bookmarks.toml\": line 1: ";
        assert!(words.contains("cannot save bookmarks to ") && words.contains(why), "{words}");
        assert!(words.contains("; repair it, or run oratory bookmarks --restore to bring back"), "{words}");
    }
    oratory::store::bookmarks::restore(before.folders(), oratory::store::LOCK_TIMEOUT).unwrap();
    after.keys("13G m");
    assert!(after.words().contains("bookmarked ¶ 13"), "{}", after.frame());
    assert_eq!(bookmarked(&after), [3, 5, 11, 13], "the last one before the damage is not in the backup");
    before.keys("15G m");
    assert_eq!(bookmarked(&before), [3, 5, 7, 9, 15]);
    assert_eq!(bookmarked(&before.restart()), [3, 5, 9, 11, 13, 15]);
}

#[test]
fn bookmark_of_a_missing_text_is_kept() {
    let mut reader = Reader::new();
    reader.keys("3G m");
    let path = reader.data("bookmarks.toml");
    let changed = fs::read_to_string(&path).unwrap().replace("Availing", "Taking");
    fs::write(&path, changed).unwrap();
    let mut again = reader.restart();
    again.keys("B");
    assert!(again.frame().contains("not found"));
    assert!(fs::read_to_string(&path).unwrap().contains("Taking"));
}

#[test]
fn instances_that_bookmark_the_same_paragraph_share_a_bookmark() {
    let mut one = Reader::new();
    let mut other = one.restart();
    one.keys("3G M").type_in("thanks").keys("Enter");
    // Not within the same second.
    other.keys("j k 3G M").type_in("unity").keys("Enter");
    let mut again = one.restart();
    assert_eq!(labels(&again), ["thanks; unity"], "what either wrote is kept");
    assert!(!again.keys("3G m").rows()[0].contains('◆'));
    assert_eq!(labels(&again.keys("U").restart()), ["thanks; unity"]);
}

/// Returns the resolution of each bookmark, and its current block.
fn found(reader: &Reader) -> Vec<(&'static str, usize)> {
    let found = |mark: &Placed| match mark.location {
        Location::Resolved { resolution: Resolution::Exact(found), .. } => ("exact", found.block),
        Location::Resolved { resolution: Resolution::Moved(found), .. } => ("moved", found.block),
        Location::Resolved { resolution: Resolution::Edited(found), .. } => ("changed", found.block),
        _ => ("not found", 0),
    };
    reader.app().notes().annotations().all().iter().map(found).collect()
}

/// Returns the labels of all bookmarks.
fn labels(reader: &Reader) -> Vec<&str> {
    reader.app().notes().annotations().all().iter().map(|mark| mark.annotation.note.as_str()).collect()
}

#[test]
fn m_reports_the_removed_label_and_undo_restores_it() {
    let mut reader = Reader::new();
    reader.keys("3G M").type_in("important").keys("Enter 5G m 3G m");
    assert!(reader.words().contains("bookmark removed: “important” (U: undo)"), "{}", reader.frame());
    assert_eq!(reader.restart().app().notes().annotations().all().len(), 1);
    reader.keys("] 12G [ j k ? Esc").idle();
    assert!(reader.keys("U").words().contains("bookmark restored: ¶ 3 “important”"), "{}", reader.frame());
    assert_eq!(labels(&reader.restart()), ["important", ""]);
    assert!(reader.keys("U").status().contains("nothing to undo"), "{}", reader.status());
    assert!(reader.keys("5G m").status().contains("bookmark removed (U: undo)"), "{}", reader.status());
    assert!(
        reader.keys("] U").words().contains("bookmark restored: ¶ 5 in Opening Speech"),
        "{}",
        reader.frame()
    );
}

#[test]
fn undo_never_makes_a_second_bookmark() {
    for undo in ["B u", "U", "B U"] {
        let mut reader = Reader::new();
        reader.keys("3G M").type_in("important").keys("Enter m m").keys(undo);
        assert_eq!(labels(&reader), ["important"], "{undo}");
        assert_eq!(labels(&reader.restart()), ["important"], "{undo}");
    }
    // The other label is not lost either.
    let mut reader = Reader::new();
    reader.keys("3G M").type_in("one").keys("Enter m M").type_in("two").keys("Enter U");
    assert_eq!(labels(&reader.restart()), ["one"]);
    assert_eq!(labels(&reader.keys("U").restart()), ["two"]);
}

#[test]
fn changed_label_is_restored() {
    let mut reader = Reader::new();
    reader.keys("3G M").type_in("important").keys("Enter M Ctrl-u Enter");
    assert_eq!(labels(&reader.restart()), [""]);
    assert_eq!(labels(&reader.keys("U").restart()), ["important"]);
}

#[test]
fn duplicate_ids_are_distinct() {
    let mut reader = Reader::new();
    reader.keys("3G m 5G m");
    let path = reader.data("bookmarks.toml");
    let file = fs::read_to_string(&path).unwrap();
    let ids: Vec<&str> = file.lines().filter(|line| line.starts_with("id = ")).collect();
    fs::write(&path, file.replace(ids[1], ids[0])).unwrap();
    let mut again = reader.restart();
    assert_eq!(again.app().notes().annotations().all().len(), 2);
    again.keys("5G m");
    let left = bookmarked(&again.restart());
    assert_eq!(left, [3]);
}

#[test]
fn missing_file_is_restored() {
    let mut reader = Reader::new();
    reader.keys("3G M").type_in("important").keys("Enter 5G m");
    let mut again = reader.restart();
    let path = reader.data("bookmarks.toml");
    fs::remove_file(&path).unwrap();
    again.keys("7G m");
    let notice = again.words();
    assert!(notice.contains("bookmarked ¶ 7"), "{notice}");
    assert!(notice.contains("bookmarks file was missing: rewrote it with all 3 bookmarks"), "{notice}");
    assert_eq!(labels(&reader.restart()), ["important", "", ""]);
    // Bookmarks removed in this session stay removed.
    fs::remove_file(&path).unwrap();
    again.keys("5G m");
    assert_eq!(labels(&reader.restart()), ["important", ""]);
    // Without an earlier file, none is missing.
    let mut first = Reader::new();
    assert!(!first.keys("3G m").words().contains("missing"), "{}", first.frame());
}

#[test]
fn copy_is_removed_and_restored_with_the_last_bookmark() {
    let mut reader = Reader::of(talk(&TALK), (80, 24));
    reader.keys("2G m 4G m");
    let edited = [&["A word before."], &TALK[..]].concat();
    let mut later = reader.restart_with(talk(&edited));
    let copies = |reader: &Reader| fs::read_dir(reader.data("texts")).unwrap().count();
    later.keys("3G m");
    assert_eq!(copies(&later), 1, "another bookmark was set in that text");
    later.keys("5G m");
    assert_eq!(copies(&later), 0);
    later.keys("U U");
    assert_eq!(copies(&later), 1);
    let mut last = later.restart();
    assert_eq!(states(&mut last), ["¶ 3", "¶ 5"]);
}

#[test]
fn list_explains_a_damaged_file() {
    let reader = Reader::new();
    let path = reader.data("bookmarks.toml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "version = 1\n[[bookmark]\nid = ").unwrap();
    for (keys, what) in [("B", "bookmarks.toml, line 2,"), ("3G m B", "cannot read bookmarks")] {
        let mut again = reader.restart();
        again.resize(120, 40).keys("j");
        let words = again.keys(keys).words();
        assert!(words.contains(what), "{words}");
        assert!(words.contains("line 2") && !words.contains("No passages yet"), "{words}");
    }
}

#[test]
fn short_list_explains_the_remedy_for_a_damaged_file_before_it_is_cut() {
    let reader = Reader::new();
    let path = reader.data("bookmarks.toml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "version = 1\n[[bookmark]\nid = ").unwrap();
    fs::write(path.with_extension("toml.bak"), "version = 1\n").unwrap();
    let mut again = reader.restart();
    again.keys("j").resize(40, 9).keys("B");
    let rows: Vec<String> = again.rows()[..8].iter().map(|row| row.trim().to_owned()).collect();
    let words = rows.join(" ");
    assert!(
        words.contains(
            "bookmarks.toml, line 2, cannot be read: repair it, or run oratory bookmarks --restore to bring back"
        ),
        "{words}"
    );
    assert!(rows[7].ends_with('…'), "{}", again.frame());
    assert!(again.status().ends_with("   Esc back"), "nothing else can be done there: {}", again.status());
}

#[test]
fn cursor_goes_to_a_restored_bookmark() {
    let mut reader = Reader::new();
    reader.keys("3G m 5G m 7G m B G x g u");
    assert_eq!(reader.app().notes().notebook().cursor(), 2);
}

#[test]
fn moved_bookmark_shows_its_current_number() {
    let bodies = |head: &str| {
        let text = (1..9).map(|number| format!("Paragraph {number} is unlike the others, as one sees."));
        library(&[&format!("{head}{}", text.collect::<Vec<_>>().join("\n\n"))])
    };
    let mut reader = Reader::of(bodies(""), (80, 24));
    reader.keys("5G m");
    let mut again = reader.restart_with(bodies("A new beginning.\n\n"));
    again.keys("6G M");
    assert!(again.words().contains("Note on ¶ 6"), "{}", again.frame());
    assert!(again.type_in("x").keys("Enter").status().contains("bookmarked ¶ 6: x"), "{}", again.status());
    assert_eq!(again.app().notes().annotations().all().len(), 1);
}

#[test]
fn lost_bookmark_shows_its_full_quote() {
    let mut reader = Reader::new();
    reader.keys("3G M").type_in("thanks").keys("Enter");
    let path = reader.data("bookmarks.toml");
    let changed = fs::read_to_string(&path).unwrap().replace("Availing", "Taking");
    fs::write(&path, changed).unwrap();
    let mut again = reader.restart();
    let words = again.keys("B Enter").words();
    assert!(
        words.contains("Opening Speech, ¶ 3") && words.contains("Taking myself of this opportunity"),
        "{words}"
    );
    assert!(words.contains("paragraph not found") && words.contains("thanks"));
    assert!(
        again.keys("q x").app().notes().annotations().all().is_empty(),
        "it is deleted by the reader alone"
    );
}

/// A talk of six paragraphs, three of which are the same salutation.
const TALK: [&str; 6] = [
    "Comrades,",
    "The harvest is in – and it is “a good one” for all of us who worked for it.",
    "Comrades,",
    "The winter will be long, so we store what we have, and share what we can.",
    "Comrades,",
    "In spring we shall sow again, as our fathers did before us on the same fields.",
];

fn talk(paragraphs: &[&str]) -> Catalog {
    library(&[&paragraphs.join("\n\n")])
}

/// Bookmarks every paragraph of the talk, then opens the `edited` version.
fn after(edited: &[&str]) -> Reader {
    let mut reader = Reader::of(talk(&TALK), (80, 24));
    reader.keys("1G m 2G m 3G m 4G m 5G m 6G m");
    let mut again = reader.restart_with(talk(edited));
    again.keep_home_of(reader);
    again
}

/// Returns the state and paragraph of each bookmark in the notebook.
fn states(reader: &mut Reader) -> Vec<String> {
    reader.keys("B").resize(80, 40);
    let names = ["not found", "moved", "edited", "other text"];
    let mut states = Vec::new();
    for row in reader.rows() {
        let Some((_, rest)) = row[..].split_once("a ¶ ") else { continue };
        let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let state = names.iter().find(|state| rest.trim_end().ends_with(*state));
        states.push(match state {
            Some(&"not found") => "not found".to_owned(),
            Some(state) => format!("{state} ¶ {number}"),
            None => format!("¶ {number}"),
        });
    }
    states
}

fn edited(edit: impl FnOnce(&mut Vec<&str>)) -> Reader {
    let mut paragraphs = TALK.to_vec();
    edit(&mut paragraphs);
    after(&paragraphs)
}

#[test]
fn punctuation_and_line_ends_do_not_affect_bookmarks() {
    let wrapped = "The harvest is in -\nand it is \"a good one\" for all of us\nwho worked for it.";
    let mut reader = edited(|talk| {
        talk[1] = wrapped;
        talk.insert(0, "A word before all others.");
    });
    assert!(!reader.status().contains("bookmarks:"), "{}", reader.status());
    assert_eq!(states(&mut reader), ["¶ 2", "¶ 3", "¶ 4", "¶ 5", "¶ 6", "¶ 7"]);
}

#[test]
fn status_of_bookmarks_is_reported_once() {
    let mut reader = edited(|talk| {
        talk[1] = "The harvests are in – and they are “a good one” for all of us who worked for it.";
        let spring = talk.remove(5);
        talk.insert(0, spring);
        talk.retain(|paragraph| !paragraph.starts_with("The winter"));
    });
    let notice = reader.status();
    assert!(notice.contains("6 bookmarks:") && notice.contains("1 moved, 1 edited,"), "{notice}");
    let states = states(&mut reader);
    assert!(states.contains(&"moved ¶ 1".to_owned()), "{states:?}");
    assert!(states.contains(&"edited ¶ 3".to_owned()), "{states:?}");
    assert!(!reader.keys("Esc j").status().contains("bookmarks:"));
}

/// Opens the talk once more.
fn once_more(reader: &Reader, paragraphs: &[&str]) -> Reader {
    reader.restart_with(talk(paragraphs))
}

#[test]
fn status_is_reported_once_for_each_version() {
    let (without_end, shorter) = (&TALK[..5], &TALK[..4]);
    let mut reader = after(without_end);
    assert!(reader.status().contains("6 bookmarks: 5 unchanged, 1 not found"), "{}", reader.status());
    reader.idle();
    let mut next_day = once_more(&reader, without_end);
    assert!(!next_day.status().contains("bookmarks:"), "{}", next_day.status());
    assert_eq!(states(&mut next_day), states(&mut reader), "the list says it always");
    // Another version is news, and so is the earlier one when it returns.
    for (version, news) in [(shorter, "4 unchanged, 2 not found"), (without_end, "5 unchanged, 1 not found")]
    {
        let mut later = once_more(&reader, version);
        assert!(later.status().contains(news), "{}", later.status());
        later.idle();
        assert!(!once_more(&reader, version).status().contains("bookmarks:"));
    }
    let file = fs::read_to_string(reader.data("bookmarks.toml")).unwrap();
    assert!(TALK.iter().all(|paragraph| file.contains(&paragraph[..9])), "each keeps its words");
}

#[test]
fn unseen_report_is_repeated() {
    let without_winter = [&TALK[..3], &TALK[4..]].concat();
    let leaves: [fn(&mut Reader); 3] = [
        |reader| drop(reader.keys("j").idle().rows()),
        // A signal leaves no time to read it.
        |reader| drop(reader.save_session().rows()),
        // A prompt leaves no room to show it.
        |reader| drop(reader.keys("/").idle().rows()),
    ];
    for leave in leaves {
        let mut hasty = after(&without_winter);
        leave(&mut hasty);
        assert!(once_more(&hasty, &without_winter).status().contains("6 bookmarks: "));
    }
}

#[test]
fn identical_speeches_have_separate_reports() {
    let both = |paragraphs: &[&str]| {
        let text = paragraphs.join("\n\n");
        library(&[&text, &text])
    };
    let mut one = Reader::of(library(&[&TALK.join("\n\n"), TALK[3]]), (80, 24));
    one.keys("4G m ] m");
    let mut later = one.restart_with(both(&TALK[..3]));
    assert!(later.status().contains("1 bookmark: 1 not found"), "{}", later.status());
    later.idle();
    assert!(later.keys("[").idle().status().contains("1 bookmark: 1 not found"), "{}", later.status());
}

#[test]
fn removed_salutation_is_the_one_not_found() {
    let mut reader = edited(|talk| {
        talk.remove(2);
    });
    assert!(reader.status().contains("6 bookmarks: 5 unchanged, 1 not found"), "{}", reader.status());
    assert_eq!(states(&mut reader), ["¶ 1", "¶ 2", "¶ 3", "¶ 4", "¶ 5", "not found"]);
}

#[test]
fn another_speech_of_the_same_name_matches_no_bookmark() {
    let mut reader = after(&["Friends,", "It is late, and the roads are bad, so let me be short."]);
    let before = fs::read_to_string(reader.data("bookmarks.toml")).unwrap();
    assert!(reader.status().contains("6 bookmarks: 6 not found"), "{}", reader.status());
    assert!(states(&mut reader).iter().all(|state| state == "not found"));
    assert_eq!(fs::read_to_string(reader.data("bookmarks.toml")).unwrap(), before);
}

#[test]
fn lost_bookmark_is_attached_only_by_the_user() {
    let mut reader =
        edited(|talk| talk[3] = "The winter will be short this time, and nobody will be in want.");
    assert!(reader.status().contains("6 bookmarks: 5 unchanged, 1 not found"), "{}", reader.status());
    reader.keys("B G Enter");
    assert_snapshot!(reader.frame());
    reader.keys("a");
    assert!(reader.status().contains("attached to ¶ 4"), "{}", reader.status());
    assert_eq!(reader.app().notes().selected().unwrap().annotation.paragraph, 4, "the cursor follows it");
    let mut again = reader.restart();
    assert_eq!(states(&mut again), ["¶ 1", "¶ 2", "¶ 3", "¶ 4", "¶ 5", "¶ 6"]);
}

#[test]
fn lost_bookmark_is_attached_to_the_chosen_paragraph() {
    let mut reader = after(&["Friends,", "It is late, and the roads are bad, so let me be short."]);
    reader.keys("2G B g a");
    assert!(reader.status().contains("attached to ¶ 2"), "{}", reader.status());
    assert!(reader.keys("g a").status().contains("only entries that were not found"), "{}", reader.status());
    assert_eq!(
        reader
            .keys("u")
            .app()
            .notes()
            .annotations()
            .all()
            .iter()
            .filter(|mark| mark.location.position().is_some())
            .count(),
        0
    );
}

#[test]
fn a_bookmark_is_not_attached_to_a_paragraph_that_has_one() {
    let mut reader = after(&["Friends,", "It is late, and the roads are bad, so let me be short."]);
    reader.keys("2G m B G a");
    let notice = reader.app().notice().unwrap();
    assert!(notice.contains("¶ 2 already has a bookmark: remove it first"), "{notice}");
    assert_eq!(reader.restart().app().notes().annotations().all().len(), 7);
}

#[test]
fn another_speech_of_the_same_name_has_no_bookmarks() {
    let old = "Comrade delegates of the Sixth Conference of Cell Secretaries,\n\nI have called you here to speak of \
               bread, and of the fields on which it grows.\n\nLong live the Party!";
    let new = "Comrade delegates of the Fifth Conference of Cell Secretaries,\n\nThe roads are bad, and two of the \
               bridges have fallen into the river.\n\nLong live the Republic!";
    let mut reader = Reader::of(library(&[old]), (80, 24));
    reader.keys("1G m 2G m 3G m");
    for has_copy in [true, false] {
        let mut again = reader.restart_with(library(&[new]));
        assert!(again.status().contains("3 bookmarks: 3 not found"), "{}", again.status());
        assert_eq!(states(&mut again), ["not found", "not found", "not found"]);
        if has_copy {
            fs::remove_dir_all(reader.data("texts")).unwrap();
        }
    }
}

#[test]
fn unicode_composition_does_not_affect_bookmarks() {
    let nfc = "조선로동당 제6차 세포비서대회\n\nL’été à Ålesund, où l’on s’est réunis.\n\nÀ bientôt, mes amis!\n\nnobody’s \
               accent is in them";
    let nfd: String = nfc.nfd().collect();
    for (before, now) in [(nfc, nfd.as_str()), (&nfd, nfc)] {
        for has_copy in [true, false] {
            let mut reader = Reader::of(library(&[before]), (80, 24));
            reader.keys("m } m } m } m").idle();
            assert_eq!(reader.paragraph(), 4);
            if !has_copy {
                fs::remove_dir_all(reader.data("texts")).unwrap();
            }
            let again = reader.restart_with(library(&[now]));
            assert!(!again.status().contains("bookmarks:"), "{}", again.status());
            assert_eq!(again.paragraph(), 4, "the saved position too");
            assert_eq!(found(&again), [0, 1, 2, 3].map(|block| ("exact", block)), "{has_copy}");
        }
    }
}

#[test]
fn moved_opened_and_edited_text_keeps_its_bookmarks() {
    let open = |path: &std::path::Path| {
        Catalog::new(texts::open(path, Extent::FirstFrame, ReadOptions::default()).unwrap())
    };
    let mut reader = Reader::of_file("talk.txt", &TALK.join("\n\n"));
    reader.keys("2G m 4G m 4G").idle();
    let old = reader.file();
    let new = old.with_file_name("harvest.txt");
    fs::rename(&old, &new).unwrap();
    let mut opened = reader.restart_with(open(&new));
    assert_eq!(found(&opened), [("exact", 1), ("exact", 3)]);
    opened.idle();
    fs::write(&new, format!("A word before.\n\n{}", TALK.join("\n\n").replace("harvest is", "harvests are")))
        .unwrap();
    let edited = reader.restart_with(open(&new));
    assert!(edited.paragraph() > 1, "the saved position too");
    assert!(edited.status().contains("2 bookmarks: 1 unchanged, 1 edited"), "{}", edited.status());
    assert_eq!(found(&edited), [("changed", 2), ("exact", 4)]);
    // Its former name is recorded too.
    fs::rename(&new, &old).unwrap();
    assert_eq!(found(&reader.restart_with(open(&old))), [("changed", 2), ("exact", 4)]);
}

#[test]
fn a_bookmark_is_not_set_in_the_head_of_standard_input() {
    let head = || Entry::head(import_text("input-stdin", "One.\n\nTwo.\n"), 100);
    for failed in [false, true] {
        let mut reader = Reader::of(Catalog::new([head()]), (80, 24));
        if failed {
            reader.act(Event::TextLoaded(
                reader.id(0),
                Err("cannot read standard input: Input/output error".to_owned()),
            ));
        }
        let expected = if failed { "could not be read to its end" } else { "the text is still loading" };
        for keys in ["} m", "M"] {
            assert!(reader.keys(keys).status().contains(expected), "{keys}: {}", reader.status());
        }
        assert!(
            reader.app().notes().annotations().all().is_empty() && !reader.data("bookmarks.toml").exists()
        );
    }
}

#[test]
fn notice_that_a_text_is_loading_ends_with_the_loading() {
    let content = "One.\n\nTwo.\n";
    for keys in ["m", "G"] {
        let head = Entry::head(import_text("input-stdin", content), 100);
        let mut reader = Reader::of(Catalog::new([head]), (80, 24));
        assert!(reader.keys(keys).status().contains("the text is still loading"), "{}", reader.status());
        let whole = import_text("input-stdin", content);
        reader.act(Event::TextLoaded(reader.id(0), Ok(Arc::new(whole.into()))));
        assert!(!reader.words().contains("loading"), "{keys}: {}", reader.frame());
    }
}

#[test]
fn a_bookmark_in_standard_input_belongs_to_its_text() {
    let input = |id: &str, text: &str| {
        let speech = import_text(&format!("input-{id}"), text);
        Catalog::new([speech])
    };
    let mut reader = Reader::of(input("0123456789ab", "One.\n\nTwo.\n"), (80, 24));
    reader.keys("} m");
    let other = reader.restart_with(input("ba9876543210", "One.\n\nAnother two.\n"));
    assert_eq!(
        other.app().notes().annotations().all()[0].location,
        Location::NotInLibrary,
        "{}",
        other.frame()
    );
    assert!(!other.words().contains("not found"), "{}", other.frame());
    let same = reader.restart_with(input("0123456789ab", "One.\n\nTwo.\n"));
    assert_eq!(same.app().notes().annotations().all()[0].location.position(), Some((same.id(0), 1)));
}

#[test]
fn bookmark_cannot_be_attached_to_another_speech() {
    let mut reader = Reader::of(library(&[TALK[1], "Another."]), (80, 24));
    reader.keys("m");
    let mut again = reader.restart_with(library(&["Nothing of it is left.", "Another."]));
    let notice = again.keys("] B a").app().notice().unwrap();
    assert!(notice.contains("not attached: go to the paragraph, press B, then a"), "{notice}");
    // A bookmark that was found, or whose speech is missing, cannot be attached.
    let mut elsewhere = reader.restart_with(library(&[]));
    assert!(
        elsewhere.keys("B a").status().contains("only entries that were not found"),
        "{}",
        elsewhere.status()
    );
}

#[test]
fn without_a_copy_a_bookmark_is_found_by_its_quote() {
    let mut reader = Reader::of(talk(&TALK), (80, 24));
    reader.keys("2G m 4G m");
    fs::remove_dir_all(reader.data("texts")).unwrap();
    let mut again = reader.restart_with(talk(&["A word before.", TALK[0], TALK[1], TALK[2]]));
    assert!(again.status().contains("2 bookmarks: 1 unchanged, 1 not found"), "{}", again.status());
    assert_eq!(states(&mut again), ["¶ 3", "not found"]);
    // There is no paragraph to suggest for it.
    again.keys("Esc B G Enter a");
    let how = "no likely paragraph: go to the right one, press B, then a";
    assert!(again.words().contains(how), "{}", again.frame());
}
