//! Tests of large texts: the head is shown while the rest is loading.

use std::{fmt::Write as _, fs};

use testkit::harness::Reader;

/// Returns a text of half a megabyte with distinct paragraphs.
fn long_text() -> String {
    let mut text = "+++\ntitle = \"On Length\"\nspeaker = \"Ann Lee\"\n+++\n".to_owned();
    for number in 1..=4000 {
        let words = "and it goes on, as it has to: ".repeat(number % 5);
        write!(text, "Paragraph {number} is its own, über alles, {words}and ends.\n\n").unwrap();
    }
    text + "Ann Lee\nApril 1921\n"
}

/// Starts a reader, presses `keys` and saves the position.
fn left_at(keys: &str) -> Reader {
    let mut reader = Reader::of_file("long.txt", &long_text());
    reader.keys(keys).idle();
    reader
}

/// Returns `true` if the whole open text is loaded.
fn is_loaded(reader: &Reader) -> bool {
    reader.app().speech().unwrap().whole().is_some()
}

#[test]
fn text_up_to_4_mb_opens_at_the_saved_page() {
    let mut reader = Reader::of_file("long.txt", &long_text());
    reader.keys("3000G } j j").idle();
    let mut again = reader.at_first_frame();
    assert!(is_loaded(&again));
    assert_eq!(again.column(), reader.column());
    again.run_jobs();
    assert_eq!(again.frame(), reader.frame());
    assert!(!again.app().is_save_due(), "nothing has changed");
}

#[test]
fn head_is_shown_until_the_saved_page_is_loaded() {
    let reader = left_at("3000G } j j");
    let mut again = reader.at_head();
    assert!(!is_loaded(&again));
    assert!(again.frame().contains("        Ann Lee "), "{}", again.frame());
    assert!(again.status().contains("On Length · ¶ 1 · loading"), "{}", again.status());
    again.run_jobs();
    assert_eq!(again.frame(), reader.frame());
    assert!(again.status().contains("On Length · ¶ 3001/4000 · 7"), "{}", again.status());
    assert!(!again.app().is_save_due(), "nothing has changed");
}

#[test]
fn commands_that_need_the_whole_text_wait_for_it() {
    let reader = left_at("3000G");
    for keys in ["m", "M", "G", "12G", "60%"] {
        let mut again = reader.at_head();
        again.keys(keys);
        assert!(again.words().contains("the text is still loading"), "{keys}: {}", again.frame());
        again.run_jobs();
        assert!(!again.words().contains("the text is still loading"), "{keys}: {}", again.frame());
        assert!(again.app().notes().annotations().all().is_empty(), "{keys}");
        let mut whole = left_at("3000G");
        if !keys.eq_ignore_ascii_case("m") {
            whole.keys(keys);
        }
        assert_eq!(again.paragraph(), whole.paragraph(), "{keys}");
    }
}

#[test]
fn statistics_cover_the_whole_text() {
    let figures = |reader: &Reader| -> Vec<String> {
        let rows = reader.rows().into_iter();
        rows.filter(|row| ["words ", "paragraphs ", "SHA-256 "].iter().any(|name| row.contains(name)))
            .collect()
    };
    let mut reader = left_at("3000G");
    let mut again = reader.at_head();
    assert_eq!(figures(again.keys("i")).join(" ").matches('…').count(), 3, "{}", again.frame());
    again.run_jobs();
    assert!(again.frame().contains("4000"), "{}", again.frame());
    assert_eq!(figures(&again), figures(reader.keys("i")));
}

#[test]
fn moving_during_loading_keeps_the_new_position() {
    let reader = left_at("3000G");
    let mut again = reader.at_head();
    let column = again.keys("j j Space } d k { }").column();
    again.save_session().run_jobs();
    assert_eq!(again.column(), column);
    again.idle();
    let mut third = again.at_head();
    assert_eq!(third.column(), column, "a position in the head is restored at once");
    assert_eq!(third.run_jobs().column(), column);
}

#[test]
fn quitting_during_loading_keeps_the_saved_position() {
    let reader = left_at("3000G");
    let mut again = reader.at_head();
    again.keys("j k").save_session();
    let mut third = again.at_head();
    assert_eq!(third.run_jobs().column(), reader.column());
}

#[test]
fn jumps_during_loading_are_recorded() {
    let reader = left_at("3000G");
    let mut again = reader.at_head();
    let rows = again.keys("} }").column();
    again.search("Paragraph 3005").keys("Enter").run_jobs();
    assert_eq!(again.current_match(), "Paragraph 3005");
    assert_eq!(again.keys("Esc '").column(), rows);
    assert_eq!(again.paragraph(), 3);
}

#[test]
fn search_during_loading_begins_in_the_head() {
    let reader = left_at("3000G");
    let mut again = reader.at_head();
    again.search("Paragraph 17 ");
    assert_eq!(again.current_match(), "Paragraph 17");
    again.run_jobs();
    assert_eq!((again.current_match().as_str(), again.paragraph()), ("Paragraph 17", 17));
    assert!(again.status().contains("1/1 here"), "{}", again.status());
}

#[test]
fn changed_file_is_found_by_its_words() {
    let reader = left_at("3000G");
    let text = fs::read_to_string(reader.file()).unwrap();
    fs::write(reader.file(), text.replacen("Paragraph 7 is", "Paragraph seven is", 1)).unwrap();
    let mut again = reader.at_head();
    again.run_jobs();
    assert_eq!((again.column(), again.paragraph()), (reader.column(), 3000));
}
