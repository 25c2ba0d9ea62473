//! Bookmarks.

use std::fs;

use insta::assert_snapshot;

use crate::harness::Reader;

#[test]
fn a_bookmark_is_set_shown_and_taken_away() {
    let mut reader = Reader::new();
    reader.keys("3G m");
    assert!(reader.status().contains("bookmarked ¶ 3"), "{}", reader.status());
    assert!(reader.rows()[0].contains("◆ 3 Availing"), "{}", reader.rows()[0]);
    assert_eq!(reader.again().app().marks().all().len(), 1, "it is on disk at once");
    reader.keys("m");
    assert!(!reader.rows()[0].contains('◆'));
    assert_eq!(reader.again().app().marks().all().len(), 0);
}

#[test]
fn the_file_says_what_a_person_wants_to_know() {
    let mut reader = Reader::new();
    reader.keys("] 8G m");
    assert_snapshot!(fs::read_to_string(reader.data("bookmarks.toml")).unwrap());
}

#[test]
fn the_list_of_bookmarks_takes_the_place_of_the_speeches() {
    let mut reader = Reader::new();
    reader.keys("3G m ] 8G m [ B");
    assert_snapshot!(reader.frame());
    reader.keys("j Enter");
    assert_eq!((reader.app().open(), reader.paragraph()), (1, 8));
    assert!(reader.frame().contains("Speeches"), "the speeches are back");
}

#[test]
fn x_deletes_and_u_undoes() {
    let mut reader = Reader::new();
    reader.keys("3G m 5G m B g x");
    assert_eq!(reader.again().app().marks().all().len(), 1);
    assert!(reader.status().contains("bookmark deleted"), "{}", reader.status());
    reader.keys("u");
    assert_eq!(reader.again().app().marks().all().len(), 2);
    assert!(reader.keys("u").status().contains("there is no deletion to undo"));
    assert!(reader.keys("x x x").rows().iter().any(|row| row.contains("None yet")));
}

#[test]
fn an_empty_list_says_how_to_fill_it() {
    let mut reader = Reader::new();
    assert!(reader.keys("B").frame().contains("m sets one"));
    reader.keys("Enter x u j");
}

#[test]
fn two_copies_lose_nothing_of_each_other() {
    let mut one = Reader::new();
    let mut other = one.again();
    one.keys("3G m");
    other.keys("5G m");
    one.keys("m 7G m");
    let kept: Vec<usize> =
        one.again().app().marks().all().iter().map(|mark| mark.bookmark.paragraph).collect();
    assert_eq!(kept, [5, 7], "what one took away does not come back with the other's change");
}

#[test]
fn a_damaged_file_is_named_and_never_overwritten() {
    let reader = Reader::new();
    let path = reader.data("bookmarks.toml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "version = 1\n[[bookmark]\nid = ").unwrap();
    let mut again = reader.again();
    again.resize(200, 24);
    assert!(
        again.status().contains("bookmarks.toml") && again.status().contains("line 2"),
        "{}",
        again.status()
    );
    again.keys("3G m");
    assert!(again.rows()[0].contains('◆'), "it holds for this run");
    assert!(again.status().contains("for this run only"), "{}", again.status());
    assert_eq!(fs::read_to_string(&path).unwrap(), "version = 1\n[[bookmark]\nid = ");
}

#[test]
fn a_bookmark_whose_text_is_gone_is_kept_and_shown_as_lost() {
    let mut reader = Reader::new();
    reader.keys("3G m");
    let path = reader.data("bookmarks.toml");
    let changed = fs::read_to_string(&path).unwrap().replace("Availing", "Taking");
    fs::write(&path, changed).unwrap();
    let mut again = reader.again();
    again.keys("B");
    assert!(again.frame().contains("lost"));
    assert!(fs::read_to_string(&path).unwrap().contains("Taking"));
}

#[test]
fn m_takes_away_all_that_stand_there_and_undo_brings_them_back() {
    let mut one = Reader::new();
    let mut other = one.again();
    one.keys("3G m");
    // Not at the same moment, to the second.
    other.keys("j k 3G m");
    let mut again = one.again();
    assert_eq!(again.app().marks().all().len(), 2);
    assert!(!again.keys("3G m").rows()[0].contains('◆'));
    assert_eq!(again.again().app().marks().all().len(), 0);
    again.keys("B u u");
    assert_eq!(again.again().app().marks().all().len(), 2);
}

#[test]
fn the_cursor_goes_to_what_an_undo_brings_back() {
    let mut reader = Reader::new();
    reader.keys("3G m 5G m 7G m B G x g u");
    assert_eq!(reader.app().sidebar().cursor, 2);
}

#[test]
fn a_bookmark_that_has_moved_is_called_by_its_number_now() {
    let bodies = |head: &str| {
        let text = (1..9).map(|number| format!("Paragraph {number} is unlike the others, as one sees."));
        crate::harness::library(&[&format!("{head}{}", text.collect::<Vec<_>>().join("\n\n"))])
    };
    let mut reader = Reader::of(bodies(""), (80, 24));
    reader.keys("5G m");
    let mut again = reader.again_with(bodies("A new beginning.\n\n"));
    again.keys("6G M");
    assert!(again.status().starts_with("label of ¶ 6: "), "{}", again.status());
    assert!(again.type_in("x").keys("Enter").status().contains("bookmarked ¶ 6: x"), "{}", again.status());
    assert_eq!(again.app().marks().all().len(), 1);
}

#[test]
fn a_lost_bookmark_is_shown_with_its_full_quote() {
    let mut reader = Reader::new();
    reader.keys("3G M").type_in("thanks").keys("Enter");
    let path = reader.data("bookmarks.toml");
    let changed = fs::read_to_string(&path).unwrap().replace("Availing", "Taking");
    fs::write(&path, changed).unwrap();
    let mut again = reader.again();
    let words = again.keys("B Enter").words();
    assert!(
        words.contains("Opening Speech, ¶ 3") && words.contains("Taking myself of this opportunity"),
        "{words}"
    );
    assert!(
        words.contains("no paragraph of the speech is this one beyond doubt") && words.contains("thanks")
    );
    assert!(again.keys("q x").app().marks().all().is_empty(), "it is deleted by the reader alone");
}
