//! Tests of `show --blocks`, and of the counts by speaker.

use std::fs;

use serde_json::{Value, json};

use crate::home::Home;

const DEBATE: &str = "\
The Great Debate

MR. LEE. We meet\there, at (Applause) last.

(Laughter)

MR. EK. No.

MR. LEE. Yes, we do.
";

fn home() -> Home {
    let home = Home::new();
    fs::write(home.path().join("debate.txt"), DEBATE).unwrap();
    home
}

fn objects(printed: &str) -> Vec<Value> {
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn blocks_are_printed_one_per_line() {
    let home = home();
    let (printed, code, _) = home.output(&["show", "--blocks", "debate.txt"]);
    let expected = "\
heading\t\t0\t16\tThe Great Debate
paragraph\t1\t18\t60\tMR. LEE. We meet here, at (Applause) last.
stage-direction\t\t62\t72\t(Laughter)
paragraph\t2\t74\t85\tMR. EK. No.
paragraph\t3\t87\t107\tMR. LEE. Yes, we do.
";
    assert_eq!((printed.as_str(), code), (expected, Some(0)));
    let (printed, ..) = home.output(&["show", "--blocks", "debate.txt:2"]);
    assert_eq!(printed, "paragraph\t2\t74\t85\tMR. EK. No.\n");
}

#[test]
fn blocks_are_json_too() {
    let home = home();
    let (printed, ..) = home.output(&["show", "--blocks", "--json", "debate.txt"]);
    let objects = objects(&printed);
    assert_eq!(
        objects[0],
        json!({"kind": "heading", "number": null, "start": 0, "end": 16, "first_words": "The Great Debate",
            "level": 1, "speech": "debate", "name": "debate"})
    );
    let kinds: Vec<_> = objects.iter().map(|object| object["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["heading", "paragraph", "stage-direction", "paragraph", "paragraph"]);
    assert_eq!((&objects[3]["number"], objects[3].get("level")), (&2.into(), None));
    for arguments in [&["show", "--json", "debate.txt"][..], &["show", "--blocks", "--numbers", "debate.txt"]]
    {
        assert_eq!(home.output(arguments).1, Some(2), "{arguments:?}");
    }
}

#[test]
fn first_words_are_cut_and_on_one_line() {
    let home = Home::new();
    fs::write(home.path().join("a.txt"), "One\n세포 세포 세포 세포 세포\n".repeat(400)).unwrap();
    let (printed, ..) = home.output(&["show", "--blocks", "a.txt"]);
    assert_eq!(printed.lines().count(), 1);
    let words = printed.trim_end().rsplit('\t').next().unwrap();
    assert_eq!(words, "One 세포 세포 세포 세포 세포 One 세포 세포 세포 세포 세포");
}

#[test]
fn list_json_counts_turns_and_words_by_speaker() {
    let home = home();
    let (printed, ..) = home.output(&["list", "--json", "debate.txt"]);
    let listed = &objects(&printed)[0];
    assert_eq!(
        listed["speakers"],
        json!([{"name": "MR. LEE", "turns": 2, "words": 8}, {"name": "MR. EK", "turns": 1, "words": 1}])
    );
    assert_eq!(listed["words"], 9);
    let (printed, ..) = home.output(&["list", "--json"]);
    assert!(objects(&printed).iter().all(|listed| listed.get("speakers").is_none()));
}

#[test]
fn matches_and_quotations_name_the_speaker_of_the_turn() {
    let home = home();
    let (printed, ..) = home.output(&["search", "--json", "-e", "No", "-e", "Yes", "debate.txt"]);
    let speakers: Vec<_> = objects(&printed).iter().map(|found| found["speaker"].clone()).collect();
    assert_eq!(speakers, ["MR. EK", "MR. LEE"]);
    let (printed, ..) = home.output(&["quote", "debate.txt:2"]);
    assert_eq!(printed, "“No.”\n— MR. EK, “The Great Debate” (speech), para. 2.\n");
    let (printed, ..) = home.output(&["search", "laughter", "debate.txt"]);
    assert_eq!(printed, "debate  ([Laughter])\n", "a stage direction is found, without a number");
}
